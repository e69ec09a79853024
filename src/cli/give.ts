import { randomUUID } from 'node:crypto';
import { sumsOf } from '../../projections/revision-register.js';
import { execute, mustBeAt, type Outcome, surroundings } from '../commands/execute.js';
import { loadRenja, streamOf } from '../commands/load.js';
import type { Given, RenjaCommand } from '../ledger/commands.js';
import { agencyOf, decide } from '../ledger/decide.js';
import { type EventType, type RenjaEvent } from '../ledger/events.js';
import { actionOf } from '../ledger/policy.js';
import { explain, type Fault } from '../ledger/rejection.js';
import type { Renja } from '../ledger/renja.js';
import { negate, printRupiah } from '../ledger/rupiah.js';
import type { Actor, Change } from '../ledger/terms.js';
import { warningsOf } from '../ledger/warnings.js';
import { actorFor, whoIsThere } from './actor.js';
import { type Context, UsageError } from './context.js';
import { counted, EVENT_WORDS } from './words.js';

export type WriteOptions = { readonly actor?: string; readonly dryRun?: boolean; readonly expect?: string };

export function expectedIn(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const [, revision] = /^[r#]?(\d+)$/.exec(written) ?? [];
  if (revision) return Number(revision);
  throw new UsageError({ id: `--expect ${written}: tulis seperti r118`, en: `--expect ${written}: write it as r118` });
}

type Making = (renja: Renja) => RenjaCommand;

/** Decides a command without writing anything: every rule that it would break is listed. */
export function tryOn(
  context: Context,
  renjaId: string,
  actor: Actor,
  renja: Renja,
  command: RenjaCommand,
  around: Pick<Given, 'held' | 'routes'> = {},
): void {
  const { refuse } = context.settings;
  const events = decide({ command, actor, mode: 'live', refuse, ...around }, renja);
  warn(context, warningsOf(renja, events));
  tell(context, renjaId, events, null);
}

/** Carries a command out, or on a dry run only decides it: then every rule that it would break is listed. */
export async function give(
  context: Context,
  renjaId: string,
  options: WriteOptions,
  make: Making,
  ledger = { create: false },
): Promise<void> {
  const who = await whoIsThere(context, options.actor);
  await context.withStore(async (store) => {
    const { state: renja } = await loadRenja(store, renjaId);
    const expectedRevision = expectedIn(options.expect);
    mustBeAt(expectedRevision, streamOf(renjaId), renja);
    const command = make(renja);
    const actor = await actorFor(store, who, actionOf(command.type, 'live'), agencyOf(command, renja));
    if (options.dryRun)
      return tryOn(context, renjaId, actor, renja, command, await surroundings(store, { command, actor }, renja));
    const request = {
      ...{ command, actor, mode: 'live' as const, refuse: context.settings.refuse },
      renjaId,
      commandId: randomUUID(),
      ...(expectedRevision === undefined ? {} : { expectedRevision }),
    };
    const outcome = await execute(store, request, () => new Date());
    warn(context, outcome.warnings);
    tell(context, renjaId, outcome.events, outcome);
  }, ledger);
}

/** Says what is unusual and was taken all the same. */
function warn(context: Context, warnings: readonly Fault[]): void {
  for (const one of warnings)
    context.say({
      id: `Perhatian, ${one.code}: ${explain(one, 'id')}`,
      en: `Note, ${one.code}: ${explain(one, 'en')}`,
    });
}

/** Says what was written, or would be. */
function tell(context: Context, renjaId: string, events: readonly RenjaEvent[], outcome: Outcome | null): void {
  const summary = summarise(events);
  if (context.format === 'json') {
    const { revision = null, position = null } = outcome?.receipt ?? {};
    context.out(JSON.stringify({ renjaId, written: outcome !== null, revision, position, ...summary }, null, 2));
    return;
  }
  const { revisionId, net, paguChanges, targetChanges, fundChanges, rowChanges, plafonChanges } = summary;
  const { reports, corrections } = summary;
  const figures = [
    ...(revisionId ? [revisionId] : []),
    ...(paguChanges ? [`${paguChanges} pagu, ${context.words({ id: 'bersih', en: 'net' })} ${printRupiah(net)}`] : []),
    ...(targetChanges ? [`${targetChanges} target`] : []),
    ...(fundChanges ? [context.words({ id: `${fundChanges} sumber dana`, en: counted(fundChanges, 'fund') })] : []),
    ...(rowChanges
      ? [
          context.words({
            id: `${rowChanges} baris/indikator`,
            en: counted(rowChanges, 'row/indicator', 'rows/indicators'),
          }),
        ]
      : []),
    ...(plafonChanges ? [context.words({ id: `${plafonChanges} plafon`, en: counted(plafonChanges, 'ceiling') })] : []),
    ...(reports ? [`${reports} realisasi`] : []),
    ...(corrections
      ? [context.words({ id: `${corrections} koreksi realisasi`, en: counted(corrections, 'correction') })]
      : []),
  ];
  // What has no figures is named by its event.
  const facts = (figures.length > 0 ? figures : events.map(({ type }) => context.words(EVENT_WORDS[type]))).join(' · ');
  context.out(
    outcome
      ? context.words({
          id: `Dicatat: ${facts} · ${renjaId} kini #${outcome.receipt.revision}`,
          en: `Recorded: ${facts} · ${renjaId} is now #${outcome.receipt.revision}`,
        })
      : context.words({
          id: `Uji coba, tidak ada yang ditulis. Akan dicatat: ${facts}`,
          en: `Dry run, nothing was written. Would be recorded: ${facts}`,
        }),
  );
}

/** Which change an event posts; those of pagu carry amounts besides. */
const POSTS: Partial<Record<EventType, Exclude<Change['field'], 'pagu'>>> = {
  TargetChanged: 'target',
  SumberDanaChanged: 'sumberDana',
  PrakiraanMajuChanged: 'prakiraanMaju',
  LineAdded: 'newLine',
  LineDescribed: 'uraian',
  LineMoved: 'parent',
  LineEnded: 'endLine',
  IndikatorAdded: 'newIndikator',
  IndikatorReworded: 'teks',
  IndikatorEnded: 'endIndikator',
  PlafonSet: 'plafon',
};

/** What events change, or propose to change. */
function changesIn({ type, data }: RenjaEvent): Parameters<typeof sumsOf>[0] {
  if (type === 'RevisionProposed') return data.changes;
  if (type === 'PaguIncreased') return [{ field: 'pagu', delta: data.amount }];
  if (type === 'PaguDecreased') return [{ field: 'pagu', delta: negate(data.amount) }];
  const field = POSTS[type];
  return field ? [{ field }] : [];
}

function summarise(events: readonly RenjaEvent[]) {
  const { up: _, down: _down, ...sums } = sumsOf(events.flatMap(changesIn));
  const revisionId =
    events
      .flatMap(({ data }) => ('revisionId' in data && data.revisionId !== undefined ? [data.revisionId] : []))
      .at(-1) ?? null;
  const count = (of: EventType): number => events.filter(({ type }) => type === of).length;
  const [reports, corrections] = [count('RealisasiReported'), count('RealisasiCorrected')];
  return { revisionId, ...sums, reports, corrections };
}
