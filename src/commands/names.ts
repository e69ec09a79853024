import { canonicalKode, type Level } from '../ledger/kode.js';
import { indikatorOf, type Renja } from '../ledger/renja.js';
import { ZERO } from '../ledger/rupiah.js';
import type { Names } from './renja.requests.js';

type Row = { readonly lineId: string; readonly level: Level; readonly kode: string | null; readonly uraian: string };

/** A code that several rows carry. It lists them, so that one can be named by its id. */
export class AmbiguousKode extends Error {
  override readonly name = 'AmbiguousKode';
  constructor(
    readonly kode: string,
    readonly candidates: readonly Row[],
  ) {
    super(`${kode} stands for ${candidates.length} rows`);
  }
}

/**
 * The row that a line id or a code, as written or canonical, stands for; undefined where there is none.
 * @throws AmbiguousKode
 */
export function findRow<Found extends Row>(rows: Iterable<Found>, written: string): Found | undefined {
  const kode = canonicalKode(written);
  const found: Found[] = [];
  for (const row of rows) {
    if (row.lineId === written) return row;
    if (kode !== null && row.kode === kode) found.push(row);
  }
  if (found.length > 1) throw new AmbiguousKode(written, found);
  return found[0];
}

/** Finds rows by code or id in a Renja; what is not there is left to the rules to refuse. */
export const namesIn = (renja: Renja): Names => ({
  lineId: (written) =>
    renja.objectives.has(written) ? written : (findRow(renja.lines.values(), written)?.lineId ?? written),
  indikatorId: (of, written) => {
    const [first] = indikatorOf(renja, of)?.keys() ?? [];
    return written ?? first ?? 'I1';
  },
  pagu: (lineId) => renja.lines.get(lineId)?.pagu ?? ZERO,
});
