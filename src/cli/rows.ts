import { type AmbiguousKode, findRow } from '../commands/names.js';
import { LEVELS, type Level } from '../ledger/kode.js';
import { isDay } from '../ledger/terms.js';
import { isTime } from '../queries/history.js';
import { UsageError } from './context.js';
import { LEVEL_WORDS } from './words.js';

/** @throws UsageError where there is no such row, AmbiguousKode where there are several */
export function rowNamed<Found extends AmbiguousKode['candidates'][number]>(
  rows: Iterable<Found>,
  written: string,
): Found {
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
