import { sameFunds } from '../src/ledger/dana.js';
import type { Level } from '../src/ledger/kode.js';
import { absolute, add, isNegative, isZero, type Rupiah, subtract, ZERO } from '../src/ledger/rupiah.js';
import { sameTarget, type Target } from '../src/ledger/target.js';
import type { SumberDana } from '../src/ledger/terms.js';
import { inTreeOrder, lowestOf, type RenjaSheet, type SheetIndikator, totals } from './renja-sheet.js';

export type TargetChange = {
  readonly indikator: string;
  readonly before: Target | null;
  readonly after: Target | null;
};

export type ComparedLine = {
  readonly lineId: string;
  readonly level: Level;
  readonly kode: string | null;
  readonly uraian: string;
  readonly before: Rupiah;
  readonly after: Rupiah;
  readonly delta: Rupiah;
  /** Whether the row came or ended between the two points; null where it did neither. */
  readonly row: 'added' | 'ended' | null;
  readonly targets: readonly TargetChange[];
  /** The funds on both sides, null where they are the same. */
  readonly sumberDana: { readonly before: readonly SumberDana[]; readonly after: readonly SumberDana[] } | null;
};

export type Comparison = {
  readonly before: Rupiah;
  readonly after: Rupiah;
  /** After less before, of the whole Renja. */
  readonly net: Rupiah;
  /** Over sub kegiatan: what rose and what fell, both positive. */
  readonly gross: { readonly up: Rupiah; readonly down: Rupiah };
  /** Every row of either side, in document order. */
  readonly lines: readonly ComparedLine[];
  readonly objectives: readonly {
    readonly objectiveId: string;
    readonly uraian: string;
    readonly targets: readonly TargetChange[];
  }[];
};

type Funds = readonly SumberDana[];
type WithIndikator = { readonly indikator: readonly SheetIndikator[] } | undefined;

function targetChanges(before: WithIndikator, after: WithIndikator): TargetChange[] {
  const ids = new Set([...(before?.indikator ?? []), ...(after?.indikator ?? [])].map((one) => one.indikatorId));
  return [...ids].flatMap((id) => {
    const [was, is] = [before, after].map((side) => side?.indikator.find((one) => one.indikatorId === id));
    const [from, to] = [was?.target.now ?? null, is?.target.now ?? null];
    if (from && to ? sameTarget(from, to) : from === to) return [];
    return [{ indikator: is?.teks ?? was?.teks ?? '', before: from, after: to }];
  });
}

function rowChange(from: RenjaSheet, to: RenjaSheet, lineId: string): ComparedLine['row'] {
  const [was, is] = [from, to].map((sheet) => sheet.lines.get(lineId)).map((line) => line !== undefined && !line.ended);
  return was === is ? null : is ? 'added' : 'ended';
}

/** What changed between two states of one Renja. Swapped ends negate every figure. */
export function compareSheets(from: RenjaSheet, to: RenjaSheet): Comparison {
  const [was, is] = [totals(from), totals(to)];
  const at = (sums: typeof was, id: string): Rupiah => sums.get(id)?.now ?? ZERO;
  const lowest = lowestOf(to);
  let [up, down] = [ZERO, ZERO];
  // A row that only the earlier side has stands where it stood there.
  const rows = new Map([...from.lines, ...to.lines]);
  const lines = inTreeOrder({ ...to, lines: rows }).map((line): ComparedLine => {
    const { lineId, level, kode, uraian } = line;
    const [before, after] = [at(was, lineId), at(is, lineId)];
    const delta = subtract(after, before);
    if (level === lowest && isNegative(delta)) down = add(down, absolute(delta));
    else if (level === lowest) up = add(up, delta);
    const targets = targetChanges(from.lines.get(lineId), to.lines.get(lineId));
    const [had, has] = [from, to].map((sheet) => sheet.lines.get(lineId)?.sumberDana ?? []) as [Funds, Funds];
    const sumberDana = sameFunds(had, has) ? null : { before: had, after: has };
    return { lineId, level, kode, uraian, before, after, delta, row: rowChange(from, to, lineId), targets, sumberDana };
  });
  const objectives = [...new Map([...from.objectives, ...to.objectives]).values()].flatMap(
    ({ objectiveId, uraian }) => {
      const targets = targetChanges(from.objectives.get(objectiveId), to.objectives.get(objectiveId));
      return targets.length === 0 ? [] : [{ objectiveId, uraian, targets }];
    },
  );
  const [before, after] = [at(was, ''), at(is, '')];
  return { before, after, net: subtract(after, before), gross: { up, down }, lines, objectives };
}

export const isChanged = ({ delta, row, targets, sumberDana }: ComparedLine): boolean =>
  !isZero(delta) || row !== null || targets.length > 0 || sumberDana !== null;
