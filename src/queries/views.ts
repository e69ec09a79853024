import { type ComparedLine, type Comparison, compareSheets, isChanged } from '../../projections/comparison.js';
import { type EvaluatedLine, evaluate, evaluation } from '../../projections/evaluation.js';
import { blamePagu, blameTarget, type HistoryRow, lineHistory, standsUnder } from '../../projections/line-history.js';
import type { Fold } from '../../projections/projection.js';
import {
  inTreeOrder,
  type RenjaSheet,
  renjaSheet,
  type SheetLine,
  type SheetObjective,
  type Totals,
  totals,
} from '../../projections/renja-sheet.js';
import {
  type RegisteredRevision,
  type RevisionSums,
  revisionRegister,
  sumsOf,
  type Version,
} from '../../projections/revision-register.js';
import { findRow } from '../commands/names.js';
import type { EventOf } from '../ledger/events.js';
import { LEVELS, type Level } from '../ledger/kode.js';
import type { Language } from '../ledger/rejection.js';
import { type Rupiah, sum } from '../ledger/rupiah.js';
import { type HeldAgainst, heldAgainstPlafon } from './plafon.js';

/** There is no such row, revision or event. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  constructor(readonly what: Readonly<Record<Language, string>>) {
    super(`there is no ${what.en}`);
  }
}

/** What an answer says of one Renja: a fold of its stream up to a point, and what of it is told. */
export type View<Folded, Told> = { readonly fold: Fold<Folded>; tell(folded: Folded): Told };
const view = <Folded, Told>(fold: Fold<Folded>, tell: (folded: Folded) => Told): View<Folded, Told> => ({ fold, tell });

const NO_TOTALS: Totals = { murni: '0.00', pApbd: null, change: '0.00', now: '0.00' };

/** A Renja at a glance; amounts in rupiah. */
export type RenjaHead = EventOf<'RenjaOpened'>['data'] & {
  readonly status: RenjaSheet['status'];
  readonly totals: Totals;
  readonly plafon: readonly HeldAgainst[];
  readonly notes: readonly { readonly section: string; readonly text: string }[];
  readonly objectives: readonly SheetObjective[];
};

export const head = (): View<RenjaSheet, RenjaHead> =>
  view(renjaSheet, (sheet) => {
    if (!sheet.head) throw new NotFound({ id: 'Renja', en: 'Renja' });
    const { status, notes, objectives } = sheet;
    return {
      ...sheet.head,
      status,
      totals: totals(sheet).get('') ?? NO_TOTALS,
      plafon: heldAgainstPlafon(sheet),
      notes: [...notes].map(([section, text]) => ({ section, text })),
      objectives: [...objectives.values()],
    };
  });

/** A row with its figures: its own on a sub kegiatan, the sum of what stands below on every higher one. */
export type Line = Omit<SheetLine, 'pagu'> & Totals;
export type TreeLine = Line & { readonly children: readonly TreeLine[] };
export type Lines = { readonly lines: readonly Line[] };
export type LineTree = { readonly lines: readonly TreeLine[] };

const linesOf = (sheet: RenjaSheet): Line[] => {
  const sums = totals(sheet);
  return inTreeOrder(sheet).map(({ pagu: _, ...line }) => ({ ...line, ...(sums.get(line.lineId) ?? NO_TOTALS) }));
};

function treeOf(lines: readonly Line[]): TreeLine[] {
  const below = new Map<string | null, Line[]>();
  for (const line of lines) below.set(line.parent, [...(below.get(line.parent) ?? []), line]);
  const from = (parent: string | null): TreeLine[] =>
    (below.get(parent) ?? []).map((line) => ({ ...line, children: from(line.lineId) }));
  return from(null);
}

const downTo = (all: readonly Line[], level: Level = 'subkegiatan'): Line[] =>
  all.filter((one) => LEVELS.indexOf(one.level) <= LEVELS.indexOf(level));

export const lines = (level?: Level): View<RenjaSheet, Lines> =>
  view(renjaSheet, (sheet) => ({ lines: downTo(linesOf(sheet), level) }));

export const lineTree = (level?: Level): View<RenjaSheet, LineTree> =>
  view(renjaSheet, (sheet) => ({ lines: treeOf(downTo(linesOf(sheet), level)) }));

/** @throws NotFound, AmbiguousKode */
const lineIn = (sheet: RenjaSheet, written: string): Line => {
  const found = findRow(linesOf(sheet), written);
  if (!found) throw new NotFound({ id: `baris ${written}`, en: `row ${written}` });
  return found;
};

export const line = (written: string): View<RenjaSheet, Line> => view(renjaSheet, (sheet) => lineIn(sheet, written));

/** Several views of one reading of a stream. */
function both<A, B>(a: Fold<A>, b: Fold<B>): Fold<{ a: A; b: B }> {
  return {
    name: `${a.name}+${b.name}`,
    initial: () => ({ a: a.initial(), b: b.initial() }),
    apply: (folded, entry) => {
      folded.a = a.apply(folded.a, entry);
      folded.b = b.apply(folded.b, entry);
      return folded;
    },
  };
}

export type History = { readonly rows: readonly HistoryRow[] };

/** What happened to a row and to whatever stands under it. */
export const history = (written: string) =>
  view(both(renjaSheet, lineHistory), ({ a: sheet, b: trail }): History => {
    const { lineId } = lineIn(sheet, written);
    return { rows: trail.rows.filter((row) => row.lineId !== null && standsUnder(trail, row.lineId, lineId)) };
  });

/** The events that a figure comes from; `total` is their sum where it is an amount. */
export type Blame = {
  readonly lineId: string;
  readonly field: 'pagu' | 'target';
  readonly total: Rupiah | null;
  readonly rows: readonly HistoryRow[];
};

export const blame = (written: string, field: Blame['field']) =>
  view(both(renjaSheet, lineHistory), ({ a: sheet, b: trail }): Blame => {
    const { lineId } = sheet.objectives.has(written) ? { lineId: written } : lineIn(sheet, written);
    const rows = field === 'pagu' ? blamePagu(trail, lineId) : blameTarget(trail, lineId);
    const total = field === 'pagu' ? sum(rows.flatMap(({ delta }) => delta ?? [])) : null;
    return { lineId, field, total, rows };
  });

export type RevisionAnswer = RegisteredRevision & { readonly sums: RevisionSums };
export type Revisions = { readonly revisions: readonly RevisionAnswer[] };

const withSums = (revision: RegisteredRevision): RevisionAnswer => ({ ...revision, sums: sumsOf(revision.changes) });

export const revisions = () =>
  view(revisionRegister, (register): Revisions => ({ revisions: [...register.revisions.values()].map(withSums) }));

export const revision = (id: string) =>
  view(revisionRegister, (register): RevisionAnswer => {
    const found = register.revisions.get(id);
    if (!found) throw new NotFound({ id: `revisi ${id}`, en: `revision ${id}` });
    return withSums(found);
  });

export type Versions = { readonly versions: readonly Version[] };
export const versions = () => view(revisionRegister, (register): Versions => ({ versions: register.versions }));

/** Table 2.1 up to a period; `period` is null where nothing is reported yet. */
export type Evaluation = { readonly period: string | null; readonly lines: readonly EvaluatedLine[] };
export const realisasi = (period: string | undefined, triwulan?: string) =>
  view(both(renjaSheet, evaluation), ({ a: { head: opened }, b: folded }): Evaluation => {
    const asked = triwulan === undefined ? (period ?? folded.latest) : `${opened?.tahun}-TW${triwulan}`;
    return { period: asked, lines: evaluate(folded, asked ?? '') };
  });

/** What changed between two points, as revisions or days: `lines` are those that changed, unless all are asked for. */
export type Compared = Omit<Comparison, 'lines'> & {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly ComparedLine[];
};

export function compared(
  ends: { readonly from: string; readonly to: string },
  [from, to]: readonly [RenjaSheet, RenjaSheet],
  all: boolean,
): Compared {
  const comparison = compareSheets(from, to);
  return { ...ends, ...comparison, lines: all ? comparison.lines : comparison.lines.filter(isChanged) };
}
