import type { DataOf } from '../../src/ledger/commands.js';
import type { Day } from '../../src/ledger/terms.js';
import {
  type Book,
  comesAfter,
  indicatorOf,
  keuanganOf,
  present,
  reported,
  rowOf,
  sen,
  sortsOf,
  statedOf,
  statedOn,
} from './oracle-figures.js';
import { hasReason, type Note, type Rule, wellFormed, writes } from './oracle-rules.js';

/** The oracle's rules on what rows report and how it is corrected. */

/** The month in which a period ends, as a number; null where it is no period. */
const endOf = (period: string): number | null => {
  const year = /^\d{4}-/.test(period) ? Number(period.slice(0, 4)) * 12 : null;
  const rest = period.slice(5);
  if (year === null) return null;
  if (['TW1', 'TW2', 'TW3', 'TW4'].includes(rest)) return year + Number(rest.slice(2)) * 3;
  return /^\d\d$/.test(rest) && Number(rest) >= 1 && Number(rest) <= 12 ? year + Number(rest) : null;
};

/** A figure as it is stated by a command: `from` where it is corrected. */
type Figure = { row: string; period: string; what: string; value: string; from: string | undefined };

/** Those of a command's figures that are amounts of a period. */
const readable = (all: readonly Figure[]): Figure[] =>
  all.filter(
    ({ what, period, value }) => what.startsWith('keuangan') && endOf(period) !== null && (sen(value) ?? -1n) >= 0n,
  );

/** Keuangan never falls: neither against what is there and stays, nor against what the same command states. */
function neverFalls(book: Book, figure: Figure, all: readonly Figure[], note: Note): void {
  const [amount, end] = [sen(figure.value), endOf(figure.period)];
  if (amount === null || end === null) return;
  const alike = readable(all).filter((one) => one.row === figure.row && one.what === figure.what);
  const beside = statedOf(book, figure.row, figure.what).filter(
    ({ period }) => !alike.some((one) => one.period === period),
  );
  for (const other of [
    ...beside,
    ...alike.filter((one, i) => !alike.slice(i + 1).some(({ period }) => period === one.period)),
  ]) {
    const [value, when] = [sen(other.value) ?? 0n, endOf(other.period) ?? 0];
    note((when < end && value > amount) || (when > end && value < amount), 'keuangan-not-cumulative');
  }
}

const state = (book: Book, figures: readonly Figure[], on: Day) => () => {
  for (const { row, what, period, value } of figures) book.stated.push({ row, what, period, value, on });
};

const repeated = (figures: readonly Figure[]): boolean =>
  figures.some((one, i) =>
    figures
      .slice(0, i)
      .some((other) => other.row === one.row && other.what === one.what && other.period === one.period),
  );

export const reportRealisasi: Rule<DataOf<'ReportRealisasi'>> = (book, { reports, reportedOn }, given, note) => {
  const now = present(book);
  const figures = reports.flatMap(({ lineId: row, period, indikatorId, dana, kinerja, keuangan }): Figure[] => [
    ...(kinerja === undefined
      ? []
      : [{ row, period, what: `kinerja ${indikatorId}`, value: kinerja, from: undefined }]),
    ...(keuangan === undefined ? [] : [{ row, period, what: keuanganOf(dana), value: keuangan, from: undefined }]),
  ]);
  for (const { lineId, period, indikatorId = '', dana, kinerja, keuangan } of reports) {
    const row = rowOf(now, lineId);
    note(!row, 'line-not-found');
    note(row?.ended ?? false, 'line-ended');
    if (!row || row.ended) continue;
    note(endOf(period) === null, 'period-malformed');
    note(kinerja === undefined && keuangan === undefined, 'report-empty');
    note(comesAfter(now, reportedOn, lineId, kinerja === undefined ? undefined : indikatorId), 'effective-before-line');
    if (kinerja !== undefined) {
      note(!indicatorOf(now, lineId, indikatorId), 'indikator-not-found');
      note(reported(book, lineId, `kinerja ${indikatorId}`, period) !== undefined, 'realisasi-already-reported');
    }
    if (keuangan === undefined) continue;
    note(row.level !== now.lowest, 'pagu-on-parent');
    if (row.level !== now.lowest) continue;
    const amount = wellFormed(keuangan, note);
    const unknown = dana !== undefined && !row.sumberDana.some((fund) => fund.dana === dana);
    note(unknown, 'fund-not-on-line');
    if (amount === null || unknown || endOf(period) === null) continue;
    const what = keuanganOf(dana);
    note(reported(book, lineId, what, period) !== undefined, 'realisasi-already-reported');
    const sorts = [
      ...sortsOf(book, lineId),
      ...readable(figures).flatMap((one) => (one.row === lineId ? [one.what] : [])),
    ];
    note(
      sorts.some((one) => (one === 'keuangan') !== (what === 'keuangan')),
      'keuangan-mixed',
    );
    neverFalls(book, { row: lineId, period, what, value: keuangan, from: undefined }, figures, note);
  }
  note(repeated(figures), 'realisasi-already-reported');
  writes(given, note);
  return state(book, figures, reportedOn);
};

export const correctRealisasi: Rule<DataOf<'CorrectRealisasi'>> = (book, data, given, note) => {
  const now = present(book);
  const figures = data.corrections.flatMap(
    ({ lineId: row, period, indikatorId, dana, kinerja, keuangan }): Figure[] => [
      ...(kinerja ? [{ row, period, what: `kinerja ${indikatorId}`, value: kinerja.to, from: kinerja.from }] : []),
      ...(keuangan ? [{ row, period, what: keuanganOf(dana), value: keuangan.to, from: keuangan.from }] : []),
    ],
  );
  note(data.corrections.length === 0, 'corrections-missing');
  for (const { lineId, period, kinerja, keuangan } of data.corrections) {
    // What a row that has ended reported may still be put right.
    note(!rowOf(now, lineId), 'line-not-found');
    if (!rowOf(now, lineId)) continue;
    note(endOf(period) === null, 'period-malformed');
    if (endOf(period) !== null) note(!kinerja && !keuangan, 'correction-empty');
  }
  for (const figure of figures) {
    const { row, what, period, value, from } = figure;
    if (!rowOf(now, row) || endOf(period) === null) continue;
    const was = reported(book, row, what, period);
    note(was === undefined, 'realisasi-not-reported');
    note(was !== undefined && from !== undefined && from !== was, 'realisasi-stale');
    note(was === value, 'value-unchanged');
    note(data.reportedOn < statedOn(book, row, what, period), 'correction-too-early');
    if (what.startsWith('keuangan') && wellFormed(value, note) !== null && was !== undefined)
      neverFalls(book, figure, figures, note);
  }
  note(repeated(figures), 'change-repeated');
  hasReason(data.reason, note);
  note(book.status === 'closed' && data.document === null, 'document-missing');
  writes(given, note);
  return state(book, figures, data.reportedOn);
};
