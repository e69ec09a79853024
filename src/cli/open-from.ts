import { renjaSheet } from '../../projections/renja-sheet.js';
import { carryOutSteps } from '../import/import.js';
import { nextYearSteps, withoutEstimate } from '../import/next-year.js';
import type { RenjaCommand } from '../ledger/commands.js';
import { project, RenjaNotFound } from '../queries/history.js';
import type { Context } from './context.js';
import { actorOf, type WriteOptions } from './give.js';

/** `renja open --from`: next year's Renja, prefilled from the forward estimates of this year's. */
export async function openFrom(
  context: Context,
  opening: Extract<RenjaCommand, { type: 'OpenRenja' }>,
  from: string,
  options: WriteOptions,
): Promise<void> {
  const actor = actorOf(context, options.actor);
  const { renjaId } = opening.data;
  await context.withStore(async (store) => {
    const sheet = await project(store, from, renjaSheet);
    if (!sheet.head) throw new RenjaNotFound(from);
    const dryRun = options.dryRun ?? false;
    const { steps, written } = await carryOutSteps(store, renjaId, nextYearSteps(sheet, opening, actor), {
      ...{ dryRun, mode: 'live', now: () => new Date() },
      onProgress: () => {},
    });
    const events = steps.reduce((n, step) => n + step.events, 0);
    const empty = withoutEstimate(sheet);
    context.out(
      dryRun
        ? context.words({
            id: `Uji coba, tidak ada yang ditulis. Akan dicatat: ${events} peristiwa dari ${from}`,
            en: `Dry run, nothing was written. Would be recorded: ${events} events from ${from}`,
          })
        : context.words({
            id: `Dicatat: ${written} dari ${events} peristiwa, ${renjaId} dari prakiraan maju ${from}`,
            en: `Recorded: ${written} of ${events} events, ${renjaId} from the forward estimates of ${from}`,
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
