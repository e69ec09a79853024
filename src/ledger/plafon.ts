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
    const key = keyOf(scope);
    parts.set(key, [...(parts.get(key) ?? []), amount]);
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
