import { printValue } from '../src/ledger/changes.js';
import type { Mode } from '../src/ledger/commands.js';
import { printFunds } from '../src/ledger/dana.js';
import type { EventType } from '../src/ledger/events.js';
import { canonicalKode } from '../src/ledger/kode.js';
import { printScope } from '../src/ledger/plafon.js';
import { negate, type Rupiah } from '../src/ledger/rupiah.js';
import { printTarget } from '../src/ledger/target.js';
import type { Actor, Day, Document, Kind, Stage } from '../src/ledger/terms.js';
import type { Entry } from '../src/store/stored-events.js';
import type { Fold } from './projection.js';

/** One entry of the trail: what changed, by whom, when, why and on what legal basis. Absent values are null. */
export type HistoryRow = {
  readonly position: number | null;
  readonly revision: number;
  readonly type: EventType;
  readonly recordedAt: string;
  readonly effectiveOn: Day;
  readonly actor: Actor;
  readonly mode: Mode;
  readonly lineId: string | null;
  readonly kode: string | null;
  /** An amount in rupiah for a pagu; a target as written; funds as text. */
  readonly before: string | null;
  readonly after: string | null;
  /** What was added to the pagu, signed. */
  readonly delta: Rupiah | null;
  /** The kinerja that a correction replaces, as written; `before` is its keuangan where it corrects one. */
  readonly kinerjaBefore: string | null;
  /** What was achieved by a report or a correction, as written; `after` is its keuangan where it has one. */
  readonly kinerja: string | null;
  /** The fund that a pagu changes in, or that keuangan is of; null where none is named. */
  readonly dana: string | null;
  readonly revisionId: string | null;
  readonly document: Document | null;
  readonly reason: string | null;
};

/** What the entries after it need of an entry: where rows stand, and what revisions were proposed with. */
export type LineMemory = {
  readonly kode: Map<string, string | null>;
  readonly parent: Map<string, string | null>;
  /** The targets that rows and objectives began with, for the first entry of their history. */
  readonly firstTargets: Map<string, string>;
  readonly revisions: Map<string, ProposedAs>;
};

type ProposedAs = {
  readonly document: Document;
  readonly reason: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
};

export type LineHistory = LineMemory & { readonly rows: HistoryRow[] };

type Told = Partial<
  Pick<
    HistoryRow,
    | 'lineId'
    | 'before'
    | 'after'
    | 'delta'
    | 'kinerjaBefore'
    | 'kinerja'
    | 'dana'
    | 'revisionId'
    | 'document'
    | 'reason'
  >
>;

/** The revision that an event names, with its document and reason; nothing where a draft changes. */
const byRevision = (history: LineMemory, revisionId: string | undefined): Told =>
  revisionId === undefined ? {} : { revisionId, ...history.revisions.get(revisionId) };

const rewritten = (
  history: LineMemory,
  lineId: string,
  before: string | null,
  after: string | null,
  revisionId: string | undefined,
): Told => ({ lineId, before, after, ...byRevision(history, revisionId) });

/** What an event says in the words of the trail. */
function tell({ event: { type, data } }: Entry, history: LineMemory): Told {
  switch (type) {
    case 'RenjaOpened':
      return { document: data.document };
    case 'ObjectiveAdded':
      return { lineId: data.objectiveId, after: data.indikator.map(printTarget).join('; ') || null };
    case 'LineAdded':
      return {
        lineId: data.lineId,
        after: data.pagu,
        delta: data.pagu,
        ...byRevision(history, data.revisionId),
      };
    case 'RenjaAdopted':
    case 'RenjaClosed':
    case 'RenjaReopened':
      return { document: data.document, reason: data.reason };
    case 'FindingAnswered': {
      const { finding, before, after, document } = data;
      return { before, after, document, reason: finding };
    }
    case 'PlafonSet': {
      const { scope, before, after, revisionId, document, reason } = data;
      return {
        lineId: printScope(scope),
        before: printValue(before, 'plafon'),
        after: printValue(after, 'plafon'),
        ...(revisionId === undefined ? {} : { revisionId }),
        document,
        reason,
      };
    }
    case 'NoteSet':
      return { before: data.before, after: data.after, reason: data.section };
    case 'RevisionProposed':
      return { revisionId: data.revisionId, document: data.document, reason: data.reason };
    case 'RevisionEndorsed': {
      const { revisionId, step, document } = data;
      const proposed = history.revisions.get(revisionId);
      return { revisionId, after: step, document: document ?? proposed?.document ?? null, reason: data.note };
    }
    case 'RevisionApproved':
      return { revisionId: data.revisionId, ...history.revisions.get(data.revisionId) };
    case 'RevisionRejected':
    case 'RevisionWithdrawn':
      return { revisionId: data.revisionId, ...history.revisions.get(data.revisionId), reason: data.reason };
    case 'PaguIncreased':
    case 'PaguDecreased': {
      const { lineId, before, after, amount, dana, revisionId, reason } = data;
      const delta = type === 'PaguIncreased' ? amount : negate(amount);
      return { lineId, before, after, delta, dana, ...byRevision(history, revisionId), reason };
    }
    case 'TargetChanged': {
      const { of, before, after, revisionId } = data;
      return rewritten(history, of, printTarget(before), printTarget(after), revisionId);
    }
    case 'SumberDanaChanged': {
      const { lineId, before, after, revisionId } = data;
      return rewritten(history, lineId, printFunds(before), printFunds(after), revisionId);
    }
    case 'PrakiraanMajuChanged': {
      const { lineId, before, after, revisionId } = data;
      return rewritten(history, lineId, printValue(before), printValue(after), revisionId);
    }
    case 'LineDescribed':
    case 'LineMoved': {
      const { lineId, before, after, revisionId } = data;
      return rewritten(history, lineId, before, after, revisionId);
    }
    case 'LineEnded':
      return rewritten(history, data.lineId, null, null, data.revisionId);
    case 'IndikatorReworded': {
      const { of, before, after, revisionId } = data;
      return rewritten(history, of, before, after, revisionId);
    }
    case 'IndikatorAdded':
      return rewritten(history, data.of, null, printTarget(data.indikator), data.revisionId);
    case 'IndikatorEnded':
      return rewritten(history, data.of, printTarget(data.indikator), null, data.revisionId);
    case 'RealisasiReported':
      return {
        lineId: data.lineId,
        after: data.keuangan ?? data.kinerja ?? null,
        kinerja: data.kinerja,
        dana: data.dana,
        reason: data.keterangan ?? null,
      };
    case 'RealisasiCorrected': {
      const { lineId, dana, kinerja, keuangan, reason, document } = data;
      const figure = keuangan ?? kinerja;
      return {
        lineId,
        before: figure?.before ?? null,
        after: figure?.after ?? null,
        kinerjaBefore: kinerja?.before ?? null,
        kinerja: kinerja?.after ?? null,
        dana,
        reason,
        document,
      };
    }
    default:
      return data satisfies never;
  }
}

export const newMemory = (): LineMemory => ({
  kode: new Map(),
  parent: new Map(),
  firstTargets: new Map(),
  revisions: new Map(),
});

/** Takes an entry into the memory and returns its row of the trail: the same words wherever a trail is told. */
export function rowOf(memory: LineMemory, entry: Entry): HistoryRow {
  const { type, data } = entry.event;
  if (type === 'LineAdded') {
    memory.kode.set(data.lineId, data.kode);
    memory.parent.set(data.lineId, data.parent);
    memory.firstTargets.set(data.lineId, data.indikator.map(printTarget).join('; '));
  }
  if (type === 'ObjectiveAdded') memory.firstTargets.set(data.objectiveId, data.indikator.map(printTarget).join('; '));
  if (type === 'RevisionProposed') {
    const { document, reason, kind, stage } = data;
    memory.revisions.set(data.revisionId, { document, reason, kind, stage });
  }
  if (type === 'LineMoved') memory.parent.set(data.lineId, data.after);
  if (type === 'LineDescribed' && data.field === 'kode') memory.kode.set(data.lineId, canonicalKode(data.after ?? ''));
  const told = tell(entry, memory);
  const { recordedAt, effectiveOn, actor, mode } = entry.meta;
  return {
    position: entry.position,
    revision: entry.revision,
    type,
    recordedAt,
    effectiveOn,
    actor,
    mode,
    lineId: told.lineId ?? null,
    kode: memory.kode.get(told.lineId ?? '') ?? null,
    before: told.before ?? null,
    after: told.after ?? null,
    delta: told.delta ?? null,
    kinerjaBefore: told.kinerjaBefore ?? null,
    kinerja: told.kinerja ?? null,
    dana: told.dana ?? null,
    revisionId: told.revisionId ?? null,
    document: told.document ?? null,
    reason: told.reason ?? null,
  };
}

/** The whole trail of one Renja, in the order in which it was recorded. */
export const lineHistory: Fold<LineHistory> = {
  name: 'line-history',
  initial: () => ({ rows: [], ...newMemory() }),
  apply(history, entry) {
    const next = rowOf(history, entry);
    // A plan takes effect as a whole, on the day of its adoption, whenever its rows were typed in.
    if (next.type === 'RenjaAdopted')
      for (const [i, row] of history.rows.entries()) history.rows[i] = { ...row, effectiveOn: next.effectiveOn };
    history.rows.push(next);
    return history;
  },
};

const MAKES_PAGU: ReadonlySet<EventType> = new Set(['LineAdded', 'PaguIncreased', 'PaguDecreased']);

/** Whether a row is the other one, or stands below it. */
export function standsUnder(history: LineHistory, lineId: string, ancestor: string): boolean {
  for (let id: string | null | undefined = lineId; id; id = history.parent.get(id)) if (id === ancestor) return true;
  return false;
}

/** The entries whose deltas sum to a row's pagu; for a higher row, those of all sub kegiatan under it. */
export const blamePagu = (history: LineHistory, lineId: string): HistoryRow[] =>
  history.rows.filter(
    (row) =>
      MAKES_PAGU.has(row.type) && row.delta !== null && row.lineId !== null && standsUnder(history, row.lineId, lineId),
  );

const MAKES_TARGET: ReadonlySet<EventType> = new Set(['TargetChanged', 'IndikatorAdded', 'IndikatorEnded']);

/** The entries that made the targets of a row or an objective: the first statement and every change. */
export const blameTarget = (history: LineHistory, lineId: string): HistoryRow[] =>
  history.rows.flatMap((row) => {
    if (row.lineId !== lineId) return [];
    if (MAKES_TARGET.has(row.type)) return [row];
    if (row.type !== 'LineAdded' && row.type !== 'ObjectiveAdded') return [];
    return [{ ...row, after: history.firstTargets.get(lineId) || null, delta: null }];
  });
