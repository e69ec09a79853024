import type { Level } from '../ledger/kode.js';
import { canonicalKode, LEVELS } from '../ledger/kode.js';
import { isDay } from '../ledger/terms.js';
import { isTime } from '../queries/history.js';
import { UsageError } from './context.js';
import { LEVEL_WORDS } from './words.js';

type Row = { readonly lineId: string; readonly level: Level; readonly kode: string | null; readonly uraian: string };

/** A code that several rows carry. It lists them, so that one can be named by its id; exit code 2. */
export class AmbiguousKode extends Error {
  override readonly name = 'AmbiguousKode';
  constructor(
    readonly kode: string,
    readonly candidates: readonly Row[],
  ) {
    super(`${kode} stands for ${candidates.length} rows`);
  }
}

/** The row that a line id or a code, as written or canonical, stands for; undefined where there is none. */
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

/** @throws UsageError where there is no such row, AmbiguousKode where there are several */
export function rowNamed<Found extends Row>(rows: Iterable<Found>, written: string): Found {
  const row = findRow(rows, written);
  if (row) return row;
  throw new UsageError({
    id: `tidak ada baris ${written}; lihat kodenya dengan renja show`,
    en: `there is no row ${written}; see the codes with renja show`,
  });
}

export function levelNamed(written: string): Level {
  const level = LEVELS.find((known) => known === written.toLowerCase().replaceAll(' ', ''));
  if (level) return level;
  const known = LEVELS.join(', ');
  throw new UsageError({
    id: `--level ${written}: harus salah satu dari ${known}`,
    en: `--level ${written}: must be one of ${known}`,
  });
}

export const printCandidates = ({ candidates }: AmbiguousKode): string =>
  candidates
    .map(({ lineId, level, uraian }) => `  ${lineId}  ${LEVEL_WORDS[level].id.padEnd(12)}  ${uraian}`)
    .join('\n');

/** How a command's options name a point of the Renja: one of them at most. */
export type PointOptions = { readonly at?: string; readonly asOf?: string; readonly effectiveOn?: string };

/** @throws UsageError where a time or a day has not the form that it must have */
export function pointNamed({ at, asOf, effectiveOn }: PointOptions): string {
  if (asOf !== undefined && !isTime(asOf))
    throw new UsageError({
      id: `--as-of ${asOf}: tulis waktu dengan zona, seperti 2022-10-03T08:00+07:00`,
      en: `--as-of ${asOf}: write a time with its offset, such as 2022-10-03T08:00+07:00`,
    });
  if (effectiveOn !== undefined && !isDay(effectiveOn))
    throw new UsageError({
      id: `--effective-on ${effectiveOn}: tulis tanggal seperti 2022-10-03`,
      en: `--effective-on ${effectiveOn}: write a date such as 2022-10-03`,
    });
  return asOf ?? (effectiveOn === undefined ? (at ?? 'now') : `effective:${effectiveOn}`);
}
