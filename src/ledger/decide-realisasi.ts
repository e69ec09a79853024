import type { DataOf, Who } from './commands.js';
import type { RenjaEvent } from './events.js';
import { asWritten, figuresOf, type Keuangan, periodEnd, printAmount, WHOLE } from './realisasi.js';
import * as realisasiRule from './realisasi-rules.js';
import { type Fault, fault, refuse } from './rejection.js';
import type { Line, Renja } from './renja.js';
import * as rule from './rules.js';
import { isNegative, isRupiah, type Rupiah } from './rupiah.js';
import type { Day, Period } from './terms.js';

type Report = DataOf<'ReportRealisasi'>['reports'][number];
type Stated = { readonly lineId: string; readonly period: Period; readonly dana?: string; readonly amount?: string };

/** What one command states of each row's keuangan, so that its figures are held against each other too. */
function keuanganByLine(stated: readonly Stated[]): ReadonlyMap<string, Keuangan> {
  const byLine = new Map<string, Map<string, Map<Period, Rupiah>>>();
  for (const { lineId, period, dana = WHOLE, amount } of stated) {
    // What is no amount or of no period is a fault by itself, and says nothing about the others.
    if (amount === undefined || !isRupiah(amount) || isNegative(amount) || periodEnd(period) === null) continue;
    const byFund = byLine.get(lineId) ?? new Map<string, Map<Period, Rupiah>>();
    const byPeriod = byFund.get(dana) ?? new Map<Period, Rupiah>();
    byLine.set(lineId, byFund.set(dana, byPeriod.set(period, amount)));
  }
  return byLine;
}

/** The fund's figures by period as they will be. */
const together = ({ keuangan }: Line, stated: Keuangan | undefined, dana: string): ReadonlyMap<Period, Rupiah> =>
  new Map([...(keuangan.get(dana) ?? []), ...(stated?.get(dana) ?? [])]);

function keuanganFaults(line: Line, report: Report, stated: Keuangan | undefined, at: string): readonly Fault[] {
  const { lineId, period, dana, keuangan: amount = '' } = report;
  if (line.pagu === null) return [fault('pagu-on-parent', `${at}/keuangan`, { lineId, level: line.level })];
  const unsound = [
    ...rule.amountMustNotBeNegative(amount, `${at}/keuangan`),
    ...realisasiRule.fundMustBeOnLine(line, dana, `${at}/dana`),
  ];
  if (unsound.length > 0 || periodEnd(period) === null) return unsound;
  const of = dana ?? WHOLE;
  return [
    ...realisasiRule.mustNotBeReportedYet(
      lineId,
      period,
      line.keuangan.get(of)?.get(period),
      printAmount,
      `${at}/keuangan`,
    ),
    ...realisasiRule.keuanganMustBeOfOneSort(lineId, of, [line.keuangan, stated ?? new Map()], `${at}/dana`),
    ...realisasiRule.keuanganMustBeCumulative(lineId, period, amount, together(line, stated, of), `${at}/keuangan`),
  ];
}

function reportFaults(renja: Renja, report: Report, on: Day, stated: Keuangan | undefined, at: string) {
  const { lineId, period, indikatorId = '', kinerja, keuangan } = report;
  const line = renja.lines.get(lineId);
  if (!line || line.ended) return rule.lineMustExist(renja, lineId, `${at}/lineId`);
  return [
    ...realisasiRule.periodMustBeWellFormed(period, `${at}/period`),
    ...realisasiRule.reportMustStateSomething(report, at),
    ...rule.mustBeThere(renja, lineId, kinerja === undefined ? undefined : indikatorId, on, at),
    ...(kinerja === undefined
      ? []
      : [
          ...rule.indikatorMustExist(renja, lineId, indikatorId, `${at}/indikatorId`),
          ...realisasiRule.mustNotBeReportedYet(
            lineId,
            period,
            line.kinerja.get(`${indikatorId} ${period}`),
            asWritten,
            `${at}/kinerja`,
          ),
        ]),
    ...(keuangan === undefined ? [] : keuanganFaults(line, report, stated, at)),
  ];
}

export function reportRealisasi(data: DataOf<'ReportRealisasi'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const { reports, reportedOn } = data;
  const stated = keuanganByLine(reports.map((report) => ({ ...report, amount: report.keuangan })));
  refuse([
    ...reports.flatMap((report, i) =>
      reportFaults(renja, report, reportedOn, stated.get(report.lineId), `/reports/${i}`),
    ),
    ...realisasiRule.mustNotReportTwice(reports),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return reports.map((report) => ({ type: 'RealisasiReported', data: { ...report, reportedOn } }));
}

type Asked = DataOf<'CorrectRealisasi'>['corrections'][number];

function correctionFaults(renja: Renja, correction: Asked, on: Day, stated: Keuangan | undefined, at: string) {
  const { lineId, period, indikatorId = '', dana = WHOLE, kinerja, keuangan } = correction;
  const line = renja.lines.get(lineId);
  if (!line) return rule.lineMustExist(renja, lineId, `${at}/lineId`);
  const malformed = realisasiRule.periodMustBeWellFormed(period, `${at}/period`);
  if (malformed.length > 0) return malformed;
  const reported = line.keuangan.get(dana)?.get(period);
  const achieved = line.kinerja.get(`${indikatorId} ${period}`);
  const amount = keuangan ? rule.amountMustNotBeNegative(keuangan.to, `${at}/keuangan/to`) : [];
  const cumulative = keuangan && amount.length === 0 && reported !== undefined;
  return [
    ...realisasiRule.correctionMustStateSomething(correction, at),
    ...(kinerja
      ? realisasiRule.correctionMustBeReal(lineId, period, achieved, kinerja, asWritten, `${at}/kinerja`)
      : []),
    ...(keuangan
      ? realisasiRule.correctionMustBeReal(lineId, period, reported, keuangan, printAmount, `${at}/keuangan`)
      : []),
    ...figuresOf(correction).flatMap(({ key }) =>
      realisasiRule.correctionMustFollow(lineId, renja.statedOn.get(key), on, at),
    ),
    ...amount,
    ...(cumulative
      ? realisasiRule.keuanganMustBeCumulative(
          lineId,
          period,
          keuangan.to,
          together(line, stated, dana),
          `${at}/keuangan`,
        )
      : []),
  ];
}

/** A reported figure changes only so: with a reason, and once the Renja is closed with a document. */
export function correctRealisasi(data: DataOf<'CorrectRealisasi'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustHaveBeenAdopted(renja));
  const { corrections, reason, document, reportedOn } = data;
  const stated = keuanganByLine(corrections.map((one) => ({ ...one, amount: one.keuangan?.to })));
  refuse([
    ...realisasiRule.somethingMustBeCorrected(corrections),
    ...corrections.flatMap((one, i) =>
      correctionFaults(renja, one, reportedOn, stated.get(one.lineId), `/corrections/${i}`),
    ),
    ...realisasiRule.mustNotCorrectTwice(corrections),
    ...rule.mustGiveReason(reason),
    ...(renja.status === 'closed' ? rule.mustCiteDocument(document) : []),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return corrections.map(({ lineId, period, indikatorId, dana, kinerja, keuangan }) => {
    const line = renja.lines.get(lineId);
    const corrected = (before: string | undefined, to: string) => ({ before: before ?? '', after: to });
    return {
      type: 'RealisasiCorrected',
      data: {
        lineId,
        period,
        ...(kinerja
          ? {
              indikatorId: indikatorId ?? '',
              kinerja: corrected(line?.kinerja.get(`${indikatorId} ${period}`), kinerja.to),
            }
          : {}),
        ...(keuangan
          ? {
              ...(dana === undefined ? {} : { dana }),
              keuangan: corrected(line?.keuangan.get(dana ?? WHOLE)?.get(period), keuangan.to),
            }
          : {}),
        reason,
        document,
        reportedOn,
      },
    };
  });
}
