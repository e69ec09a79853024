import type { Period } from './events.js';
import { type Fault, fault } from './rejection.js';
import { when } from './rules.js';
import { compare, type Rupiah } from './rupiah.js';

// 10. Reports are cumulative and final.

/** The period's last month as a number that orders periods; null where it is no period. */
export function periodEnd(period: Period): number | null {
  const [, year, quarter, month] = /^(\d{4})-(?:TW([1-4])|(0[1-9]|1[0-2]))$/.exec(period) ?? [];
  return year === undefined ? null : Number(year) * 12 + (quarter ? Number(quarter) * 3 : Number(month));
}

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
  at: string,
): readonly Fault[] =>
  when(present !== undefined, 'realisasi-already-reported', at, { lineId, period, present: present ?? '' });

/** The figures that a report or a correction states, each under a key of its own. */
const figuresOf = <Value>(stated: {
  readonly lineId: string;
  readonly period: Period;
  readonly indikatorId?: string;
  readonly kinerja?: Value;
  readonly keuangan?: Value;
}): { key: string; value: Value }[] => {
  const { lineId, period, indikatorId, kinerja, keuangan } = stated;
  return [
    ...(kinerja === undefined ? [] : [{ key: `kinerja ${lineId} ${indikatorId} ${period}`, value: kinerja }]),
    ...(keuangan === undefined ? [] : [{ key: `keuangan ${lineId} ${period}`, value: keuangan }]),
  ];
};

/** One command states each figure once. */
export const mustNotReportTwice = (
  reports: readonly { lineId: string; period: Period; indikatorId?: string; kinerja?: string; keuangan?: Rupiah }[],
): readonly Fault[] => {
  const seen = new Map<string, string>();
  return reports.flatMap((report, i) =>
    figuresOf(report).flatMap(({ key, value }) => {
      const present = seen.get(key);
      seen.set(key, value);
      return mustNotBeReportedYet(report.lineId, report.period, present, `/reports/${i}`);
    }),
  );
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
  at: string,
): readonly Fault[] => {
  if (present === undefined) return [fault('realisasi-not-reported', at, { lineId, period })];
  return [
    ...when(from !== present, 'realisasi-stale', at, { lineId, period, present, seen: from ?? '' }),
    ...when(to === present, 'value-unchanged', `${at}/to`, { lineId }),
  ];
};

/** One command corrects each figure once. */
export const mustNotCorrectTwice = (
  corrections: readonly {
    lineId: string;
    period: Period;
    indikatorId?: string;
    kinerja?: Correcting;
    keuangan?: Correcting;
  }[],
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
