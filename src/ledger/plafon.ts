import { LEVELS } from './kode.js';
import { isRupiah, type Rupiah, sum } from './rupiah.js';
import type { PlafonScope, SumberDana } from './terms.js';

/** What totals are made of: a row, its pagu, its funds and the row above it. */
export type Funded = {
  readonly lineId: string;
  readonly parent: string | null;
  /** Null on every row but a sub kegiatan. */
  readonly pagu: Rupiah | null;
  readonly sumberDana: readonly SumberDana[];
  readonly ended: boolean;
};

/** One name for each scope, by which ceilings and totals are found. */
export const keyOf = (scope: PlafonScope): string => {
  switch (scope.of) {
    case 'renja':
      return 'renja';
    case 'line':
      return `line ${scope.lineId}`;
    case 'dana':
      return `dana ${scope.dana}`;
    default:
      return scope satisfies never;
  }
};

export const printScope = (scope: PlafonScope): string =>
  scope.of === 'renja' ? 'Renja' : scope.of === 'line' ? scope.lineId : scope.dana;

/** A ceiling, and what it bounds. */
export type Plafon = { readonly scope: PlafonScope; readonly amount: Rupiah };
/** By the name of what they bound. */
type Ceilings = ReadonlyMap<string, Plafon>;

/** The ceiling of a scope; null where there is none. */
export const ceilingOf = (plafon: Ceilings, scope: PlafonScope): Rupiah | null =>
  plafon.get(keyOf(scope))?.amount ?? null;

/** Sets a ceiling in the given ones, or lifts it where the amount is null. */
export function setCeiling(plafon: Map<string, Plafon>, scope: PlafonScope, amount: Rupiah | null): void {
  if (amount === null) plafon.delete(keyOf(scope));
  else plafon.set(keyOf(scope), { scope, amount });
}

/** What a sub kegiatan has of each fund: what is itemised, and all of its pagu where it names a single fund. */
function byFund({ pagu, sumberDana }: Funded): (readonly [string, Rupiah])[] {
  const [only] = sumberDana;
  if (only && sumberDana.length === 1 && pagu !== null) return [[only.dana, pagu]];
  return sumberDana.flatMap(({ dana, jumlah }) => (jumlah === null ? [] : [[dana, jumlah] as const]));
}

/** The totals of the Renja, of every row that has money below it, and of every fund, each under its scope's name. */
export function totalsByScope(rows: Iterable<Funded>): ReadonlyMap<string, Rupiah> {
  const all = [...rows];
  const parents = new Map(all.map(({ lineId, parent }) => [lineId, parent]));
  const parts = new Map<string, Rupiah[]>();
  const put = (scope: PlafonScope, amount: Rupiah): void => {
    // What cannot be read is refused by a rule of its own, and adds to nothing.
    if (!isRupiah(amount)) return;
    const beside = parts.get(keyOf(scope));
    if (beside) beside.push(amount);
    else parts.set(keyOf(scope), [amount]);
  };
  for (const row of all) {
    if (row.ended || row.pagu === null) continue;
    put({ of: 'renja' }, row.pagu);
    for (const [dana, amount] of byFund(row)) put({ of: 'dana', dana }, amount);
    let lineId: string | null = row.lineId;
    // A proposal that puts rows under each other in a circle is refused elsewhere; the walk ends all the same.
    for (let depth = 0; lineId !== null && depth < LEVELS.length; depth += 1) {
      put({ of: 'line', lineId }, row.pagu);
      lineId = parents.get(lineId) ?? null;
    }
  }
  return new Map([...parts].map(([key, amounts]) => [key, sum(amounts)]));
}
