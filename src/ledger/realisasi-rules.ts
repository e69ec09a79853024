import { figuresOf, type Keuangan, periodEnd, WHOLE } from './realisasi.js';
import { type Fault, fault } from './rejection.js';
import type { Line } from './renja.js';
import { when } from './rules.js';
import { compare, type Rupiah } from './rupiah.js';
import type { Day, Period } from './terms.js';

// 10. Reports are cumulative and final.

export const periodMustBeWellFormed = (period: Period, at: string): readonly Fault[] =>
  when(periodEnd(period) === null, 'period-malformed', at, { period });

export const reportMustStateSomething = (
  report: { lineId: string; kinerja?: string; keuangan?: Rupiah },
  at: string,
): readonly Fault[] =>
  when(report.kinerja === undefined && report.keuangan === undefined, 'report-empty', at, { lineId: report.lineId });

/** A reported value changes only by a correction. */
export const mustNotBeReportedYet = (
  lineId: string,
  period: Period,
  present: string | undefined,
  print: (figure: string) => string,
  at: string,
): readonly Fault[] =>
  when(present !== undefined, 'realisasi-already-reported', at, { lineId, period, present: print(present ?? '') });

/** One command states each figure once. */
export const mustNotReportTwice = (reports: readonly Parameters<typeof figuresOf<string>>[0][]): readonly Fault[] => {
  const seen = new Map<string, string>();
  return reports.flatMap((report, i) =>
    figuresOf(report).flatMap(({ key, value, print }) => {
      const present = seen.get(key);
      seen.set(key, value);
      return mustNotBeReportedYet(report.lineId, report.period, present, print, `/reports/${i}`);
    }),
  );
};

/** Keuangan by fund is of a fund that the row has. */
export const fundMustBeOnLine = (
  { lineId, sumberDana }: Line,
  dana: string | undefined,
  at: string,
): readonly Fault[] =>
  when(dana !== undefined && !sumberDana.some((fund) => fund.dana === dana), 'fund-not-on-line', at, {
    lineId,
    dana: dana ?? '',
  });

/** A row's keuangan is reported as a whole or by fund: the two could not be added up. */
export const keuanganMustBeOfOneSort = (
  lineId: string,
  dana: string,
  reported: readonly Keuangan[],
  at: string,
): readonly Fault[] => {
  const other = reported.flatMap((one) => [...one.keys()]).some((fund) => (fund === WHOLE) !== (dana === WHOLE));
  return when(other, 'keuangan-mixed', at, { lineId });
};

/** Keuangan is cumulative: not below an earlier period's, nor above a later one's. */
export const keuanganMustBeCumulative = (
  lineId: string,
  period: Period,
  amount: Rupiah,
  stated: ReadonlyMap<Period, Rupiah>,
  at: string,
): readonly Fault[] =>
  [...stated].flatMap(([otherPeriod, other]) => {
    const order = Math.sign((periodEnd(otherPeriod) ?? 0) - (periodEnd(period) ?? 0));
    return when(compare(other, amount) * order < 0, 'keuangan-not-cumulative', at, {
      lineId,
      amount,
      period,
      other,
      otherPeriod,
    });
  });

// A reported figure changes only by a correction.

type Correcting = { readonly from?: string; readonly to: string };

export const somethingMustBeCorrected = (corrections: readonly unknown[]): readonly Fault[] =>
  when(corrections.length === 0, 'corrections-missing', '/corrections');

export const correctionMustStateSomething = (
  { lineId, kinerja, keuangan }: { lineId: string; kinerja?: Correcting; keuangan?: Correcting },
  at: string,
): readonly Fault[] => when(!kinerja && !keuangan, 'correction-empty', at, { lineId });

/** What is corrected was reported, is what the author saw, and becomes another figure. */
export const correctionMustBeReal = (
  lineId: string,
  period: Period,
  present: string | undefined,
  { from = present, to }: Correcting,
  print: (figure: string) => string,
  at: string,
): readonly Fault[] => {
  if (present === undefined) return [fault('realisasi-not-reported', at, { lineId, period })];
  return [
    ...when(from !== present, 'realisasi-stale', at, {
      ...{ lineId, period },
      ...{ present: print(present), seen: print(from ?? '') },
    }),
    ...when(to === present, 'value-unchanged', `${at}/to`, { lineId }),
  ];
};

/** A correction comes after what it corrects, or it would take effect before it and be undone. */
export const correctionMustFollow = (
  lineId: string,
  statedOn: Day | undefined,
  reportedOn: Day,
  at: string,
): readonly Fault[] =>
  when(statedOn !== undefined && reportedOn < statedOn, 'correction-too-early', at, {
    lineId,
    reportedOn,
    statedOn: statedOn ?? '',
  });

/** One command corrects each figure once. */
export const mustNotCorrectTwice = (
  corrections: readonly Parameters<typeof figuresOf<Correcting>>[0][],
): readonly Fault[] => {
  const seen = new Set<string>();
  return corrections.flatMap((correction, i) =>
    figuresOf(correction).flatMap(({ key }) => {
      const again = seen.has(key);
      seen.add(key);
      return when(again, 'change-repeated', `/corrections/${i}`, { lineId: correction.lineId });
    }),
  );
};
