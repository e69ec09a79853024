import type { DataOf, Who } from './commands.js';
import type { RenjaEvent } from './events.js';
import * as realisasiRule from './realisasi-rules.js';
import { type Fault, refuse } from './rejection.js';
import type { Line, Renja } from './renja.js';
import * as rule from './rules.js';
import { isNegative, isRupiah, type Rupiah } from './rupiah.js';

type Report = DataOf<'ReportRealisasi'>['reports'][number];

function reportFaults(renja: Renja, report: Report, stated: ReadonlyMap<string, Rupiah>, at: string): readonly Fault[] {
  const { lineId, period, indikatorId = '', kinerja, keuangan } = report;
  const line = renja.lines.get(lineId);
  if (!line || line.ended) return rule.lineMustExist(renja, lineId, `${at}/lineId`);
  return [
    ...realisasiRule.periodMustBeWellFormed(period, `${at}/period`),
    ...realisasiRule.reportMustStateSomething(report, at),
    ...(kinerja === undefined
      ? []
      : [
          ...rule.indikatorMustExist(renja, lineId, indikatorId, `${at}/indikatorId`),
          ...realisasiRule.mustNotBeReportedYet(
            lineId,
            period,
            line.kinerja.get(`${indikatorId} ${period}`),
            `${at}/kinerja`,
          ),
        ]),
    ...(keuangan === undefined ? [] : keuanganFaults(line, period, keuangan, stated, `${at}/keuangan`)),
  ];
}

function keuanganFaults(
  line: Line,
  period: string,
  amount: Rupiah,
  stated: ReadonlyMap<string, Rupiah>,
  at: string,
): readonly Fault[] {
  if (line.level !== 'subkegiatan') return rule.onlySubKegiatanHoldsPagu({ ...line, pagu: amount }, at);
  const malformed = rule.amountMustNotBeNegative(amount, at);
  if (malformed.length > 0 || realisasiRule.periodEnd(period) === null) return malformed;
  return [
    ...realisasiRule.mustNotBeReportedYet(line.lineId, period, line.keuangan.get(period), at),
    ...realisasiRule.keuanganMustBeCumulative(line.lineId, period, amount, new Map([...line.keuangan, ...stated]), at),
  ];
}

/** What the reports of one command state of each row's keuangan, so that they are held against each other too. */
function keuanganByLine(
  reports: readonly Pick<Report, 'lineId' | 'period' | 'keuangan'>[],
): ReadonlyMap<string, ReadonlyMap<string, Rupiah>> {
  const byLine = new Map<string, Map<string, Rupiah>>();
  for (const { lineId, period, keuangan } of reports) {
    // What is no amount or of no period is a fault by itself, and says nothing about the others.
    if (keuangan === undefined || !isRupiah(keuangan) || isNegative(keuangan)) continue;
    if (realisasiRule.periodEnd(period) === null) continue;
    const stated = byLine.get(lineId) ?? new Map<string, Rupiah>();
    byLine.set(lineId, stated.set(period, keuangan));
  }
  return byLine;
}

export function reportRealisasi(data: DataOf<'ReportRealisasi'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const stated = keuanganByLine(data.reports);
  refuse([
    ...data.reports.flatMap((report, i) =>
      reportFaults(renja, report, stated.get(report.lineId) ?? new Map(), `/reports/${i}`),
    ),
    ...realisasiRule.mustNotReportTwice(data.reports),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return data.reports.map((report) => ({
    type: 'RealisasiReported',
    data: { ...report, reportedOn: data.reportedOn },
  }));
}

type Asked = DataOf<'CorrectRealisasi'>['corrections'][number];

function correctionFaults(
  renja: Renja,
  correction: Asked,
  stated: ReadonlyMap<string, Rupiah>,
  at: string,
): readonly Fault[] {
  const { lineId, period, indikatorId = '', kinerja, keuangan } = correction;
  const line = renja.lines.get(lineId);
  if (!line) return rule.lineMustExist(renja, lineId, `${at}/lineId`);
  const malformed = realisasiRule.periodMustBeWellFormed(period, `${at}/period`);
  if (malformed.length > 0) return malformed;
  const reported = line.keuangan.get(period);
  const amount = keuangan ? rule.amountMustNotBeNegative(keuangan.to, `${at}/keuangan/to`) : [];
  return [
    ...realisasiRule.correctionMustStateSomething(correction, at),
    ...(kinerja
      ? realisasiRule.correctionMustBeReal(
          lineId,
          period,
          line.kinerja.get(`${indikatorId} ${period}`),
          kinerja,
          `${at}/kinerja`,
        )
      : []),
    ...(keuangan ? realisasiRule.correctionMustBeReal(lineId, period, reported, keuangan, `${at}/keuangan`) : []),
    ...amount,
    ...(keuangan && amount.length === 0 && reported !== undefined
      ? realisasiRule.keuanganMustBeCumulative(
          lineId,
          period,
          keuangan.to,
          new Map([...line.keuangan, ...stated]),
          `${at}/keuangan`,
        )
      : []),
  ];
}

/** A reported figure changes only so: with a reason, and once the Renja is closed with a document. */
export function correctRealisasi(data: DataOf<'CorrectRealisasi'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustHaveBeenAdopted(renja));
  const { corrections, reason, document, reportedOn } = data;
  const stated = keuanganByLine(
    corrections.flatMap(({ lineId, period, keuangan }) =>
      keuangan ? [{ lineId, period, keuangan: keuangan.to }] : [],
    ),
  );
  refuse([
    ...realisasiRule.somethingMustBeCorrected(corrections),
    ...corrections.flatMap((one, i) =>
      correctionFaults(renja, one, stated.get(one.lineId) ?? new Map(), `/corrections/${i}`),
    ),
    ...realisasiRule.mustNotCorrectTwice(corrections),
    ...rule.mustGiveReason(reason),
    ...(renja.status === 'closed' ? rule.mustCiteDocument(document) : []),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return corrections.map(({ lineId, period, indikatorId, kinerja, keuangan }) => {
    const line = renja.lines.get(lineId);
    const after = (reported: string | undefined, to: string) => ({ before: reported ?? '', after: to });
    return {
      type: 'RealisasiCorrected',
      data: {
        lineId,
        period,
        ...(kinerja
          ? {
              indikatorId: indikatorId ?? '',
              kinerja: after(line?.kinerja.get(`${indikatorId} ${period}`), kinerja.to),
            }
          : {}),
        ...(keuangan ? { keuangan: after(line?.keuangan.get(period), keuangan.to) } : {}),
        reason,
        document,
        reportedOn,
      },
    };
  });
}
