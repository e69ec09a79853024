import { renjaSheet } from '../../projections/renja-sheet.js';
import { mustBeAt } from '../commands/execute.js';
import { loadRenja, streamOf } from '../commands/load.js';
import { carryOutSteps } from '../import/import.js';
import { nextYearSteps, withoutEstimate } from '../import/next-year.js';
import type { RenjaCommand } from '../ledger/commands.js';
import { agencyOf } from '../ledger/decide.js';
import { newRenja } from '../ledger/renja.js';
import { project, RenjaNotFound } from '../queries/history.js';
import { actorFor, whoIsThere } from './actor.js';
import { type Context, UsageError } from './context.js';
import { expectedIn, type WriteOptions } from './give.js';

/** `renja open --from`: next year's Renja, prefilled from the forward estimates of this year's. */
export async function openFrom(
  context: Context,
  opening: Extract<RenjaCommand, { type: 'OpenRenja' }>,
  from: string,
  options: WriteOptions,
): Promise<void> {
  const who = await whoIsThere(context, options.actor);
  const { renjaId } = opening.data;
  await context.withStore(async (store) => {
    const sheet = await project(store, from, renjaSheet);
    if (!sheet.head) throw new RenjaNotFound(from);
    if (opening.data.tahun <= sheet.head.tahun)
      throw new UsageError({
        id: `tahun ${opening.data.tahun} tidak sesudah tahun ${from} (${sheet.head.tahun})`,
        en: `the year ${opening.data.tahun} does not follow that of ${from} (${sheet.head.tahun})`,
      });
    const expected = expectedIn(options.expect);
    if (expected !== undefined) mustBeAt(expected, streamOf(renjaId), (await loadRenja(store, renjaId)).state);
    const dryRun = options.dryRun ?? false;
    // Every step of it drafts, for the one agency.
    const actor = await actorFor(store, who, 'draft', agencyOf(opening, newRenja()));
    const { steps } = await carryOutSteps(store, renjaId, nextYearSteps(sheet, opening, actor), {
      ...{ dryRun, mode: 'live', now: () => new Date() },
      onProgress: () => {},
    });
    const count = (of: typeof steps): number => of.reduce((n, step) => n + step.events, 0);
    const [all, fresh] = [count(steps), count(steps.filter(({ done }) => !done))];
    const empty = withoutEstimate(sheet);
    if (context.format === 'json') {
      const zero = empty.map(({ lineId, kode }) => ({ lineId, kode }));
      context.out(JSON.stringify({ renjaId, from, written: !dryRun, events: fresh, withoutEstimate: zero }, null, 2));
      return;
    }
    context.out(
      dryRun
        ? context.words({
            id: `Uji coba, tidak ada yang ditulis. Akan dicatat: ${fresh} dari ${all} peristiwa, dari ${from}`,
            en: `Dry run, nothing was written. Would be recorded: ${fresh} of ${all} events, from ${from}`,
          })
        : context.words({
            id: `Dicatat: ${fresh} dari ${all} peristiwa, ${renjaId} dari prakiraan maju ${from}`,
            en: `Recorded: ${fresh} of ${all} events, ${renjaId} from the forward estimates of ${from}`,
          }),
    );
    if (empty.length > 0)
      context.out(
        context.words({
          id: `${empty.length} sub kegiatan tanpa prakiraan maju mulai dari nol: ${empty.map(({ kode, lineId }) => kode ?? lineId).join(', ')}`,
          en: `${empty.length} sub kegiatan without a forward estimate begin at zero: ${empty.map(({ kode, lineId }) => kode ?? lineId).join(', ')}`,
        }),
      );
  });
}
