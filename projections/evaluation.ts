import { type EventOf } from '../src/ledger/events.js';
import { canonicalKode, type Level } from '../src/ledger/kode.js';
import { periodEnd, WHOLE } from '../src/ledger/realisasi.js';
import { percent, type Rupiah, sum, ZERO } from '../src/ledger/rupiah.js';
import { numericTarget } from '../src/ledger/target.js';
import { type Indikator, ofIndikator, type Period } from '../src/ledger/terms.js';
import type { Fold } from './projection.js';
import { inTreeOrder } from './renja-sheet.js';

type Report = EventOf<'RealisasiReported'>['data'];
type Line = {
  readonly lineId: string;
  readonly level: Level;
  parent: string | null;
  kode: string | null;
  uraian: string;
  ended: boolean;
  readonly atribut: { readonly [column: string]: string };
  readonly indikator: Map<string, Indikator>;
  /** Kinerja reports by `indikatorId period`. */
  readonly reports: Map<string, Report>;
  /** Realised rupiah by fund, or of the whole row, and period, cumulative. */
  readonly keuangan: Map<string, Map<Period, Rupiah>>;
};

export type EvaluationView = { readonly lines: Map<string, Line>; latest: Period | null };

/** One row of Table 2.1. Values are as written, with a decimal comma; what was not stated is null, not zero. */
export type EvaluatedLine = {
  readonly lineId: string;
  readonly level: Level;
  readonly kode: string | null;
  readonly uraian: string;
  readonly indikator: string | null;
  readonly satuan: string | null;
  readonly rpjmd: string | null;
  readonly lastYear: string | null;
  readonly target: string | null;
  readonly realisasi: string | null;
  /** Realisasi against target in percent, half-up to two decimals. */
  readonly rate: string | null;
  /** The ratio as the report prints it. */
  readonly ratePrinted: string | null;
  /** Realised rupiah of the row, with its first indicator. */
  readonly keuangan: Rupiah | null;
};

const endOf = (period: Period): number => periodEnd(period) ?? 0;

function spend(line: Line | undefined, period: Period, dana = WHOLE, amount: Rupiah): void {
  const byPeriod = line?.keuangan.get(dana) ?? new Map<Period, Rupiah>();
  line?.keuangan.set(dana, byPeriod.set(period, amount));
}

/** What a fund had spent by the end of a period: the latest figure up to then, as figures are cumulative. */
function spentBy(byPeriod: ReadonlyMap<Period, Rupiah>, period: Period): Rupiah {
  const earlier = [...byPeriod].filter(([other]) => endOf(other) <= endOf(period));
  return earlier.toSorted(([a], [b]) => endOf(a) - endOf(b)).at(-1)?.[1] ?? ZERO;
}

/** Over all funds; null where nothing is reported of the period: absent is not zero. */
const spent = ({ keuangan }: Line, period: Period): Rupiah | null => {
  const funds = [...keuangan.values()];
  return funds.some((byPeriod) => byPeriod.has(period)) ? sum(funds.map((one) => spentBy(one, period))) : null;
};

/** Targets and what was achieved, per row and period. */
export const evaluation: Fold<EvaluationView> = {
  name: 'evaluation',
  initial: () => ({ lines: new Map(), latest: null }),
  apply(view, { event: { type, data } }) {
    if (type === 'LineAdded') {
      const indikator = new Map(data.indikator.map((one) => [one.indikatorId, one]));
      view.lines.set(data.lineId, { ...data, ended: false, indikator, reports: new Map(), keuangan: new Map() });
    } else if (type === 'IndikatorAdded') {
      view.lines.get(data.of)?.indikator.set(data.indikator.indikatorId, data.indikator);
    } else if (type === 'IndikatorEnded') {
      view.lines.get(data.of)?.indikator.delete(data.indikator.indikatorId);
    } else if (type === 'IndikatorReworded') {
      const present = view.lines.get(data.of)?.indikator.get(data.indikatorId);
      if (present) view.lines.get(data.of)?.indikator.set(data.indikatorId, { ...present, teks: data.after });
    } else if (type === 'LineDescribed') {
      const line = view.lines.get(data.lineId);
      if (line && data.field === 'kode') line.kode = canonicalKode(data.after ?? '');
      if (line && data.field === 'uraian') line.uraian = data.after ?? '';
    } else if (type === 'LineMoved') {
      const line = view.lines.get(data.lineId);
      if (line) line.parent = data.after;
    } else if (type === 'LineEnded') {
      const line = view.lines.get(data.lineId);
      if (line) line.ended = true;
    } else if (type === 'TargetChanged') {
      const indikator = view.lines.get(data.of)?.indikator;
      const present = indikator?.get(data.indikatorId);
      if (present) indikator?.set(data.indikatorId, { ...present, ...data.after });
    } else if (type === 'RealisasiReported') {
      const line = view.lines.get(data.lineId);
      if (data.kinerja !== undefined) line?.reports.set(`${data.indikatorId} ${data.period}`, data);
      if (data.keuangan !== undefined) spend(line, data.period, data.dana, data.keuangan);
      if (view.latest === null || endOf(data.period) > endOf(view.latest)) view.latest = data.period;
    } else if (type === 'RealisasiCorrected') {
      const line = view.lines.get(data.lineId);
      const key = `${data.indikatorId} ${data.period}`;
      const report = line?.reports.get(key);
      // The ratio as once printed was of the figure that is corrected.
      if (report && data.kinerja) {
        const { tingkatTercetak: _, ...stated } = report;
        line?.reports.set(key, { ...stated, kinerja: data.kinerja.after });
      }
      if (data.keuangan) spend(line, data.period, data.dana, data.keuangan.after);
    }
    return view;
  },
};

/**
 * The ratio counts against the target that the report itself states, else the plan's target in force. A target that is
 * no number, or zero, gives no ratio.
 */
export function rateOf(realisasi: string, target: string): string | null {
  const [part, whole] = [numericTarget(realisasi), numericTarget(target)];
  return part === null || whole === null ? null : percent(part, whole, 2);
}

function evaluated(line: Line, indikator: Indikator | null, period: Period, n: number): EvaluatedLine {
  const { lineId, level, kode, uraian, atribut } = line;
  const report = indikator && line.reports.get(`${indikator.indikatorId} ${period}`);
  const basis = report?.pembanding ?? indikator;
  const realisasi = report?.kinerja ?? null;
  return {
    lineId,
    level,
    kode,
    uraian,
    indikator: report?.pembanding?.indikator ?? indikator?.teks ?? null,
    satuan: basis?.satuan ?? null,
    rpjmd: atribut[ofIndikator('targetRpjmd', n)] ?? null,
    lastYear: atribut[ofIndikator('realisasiTahunLalu', n)] ?? null,
    target: basis?.target ?? null,
    realisasi,
    rate: realisasi !== null && basis ? rateOf(realisasi, basis.target) : null,
    ratePrinted: report?.tingkatTercetak ?? null,
    keuangan: n === 0 ? spent(line, period) : null,
  };
}

/** Table 2.1 for a period: every row of the Renja in the order of the sheet, one for each of its indicators. */
export const evaluate = (view: EvaluationView, period: Period): EvaluatedLine[] =>
  inTreeOrder(view)
    // A row that ended without a report says nothing.
    .filter((line) => !line.ended || line.reports.size + line.keuangan.size > 0)
    .flatMap((line) =>
      line.indikator.size === 0
        ? [evaluated(line, null, period, 0)]
        : [...line.indikator.values()].map((indikator, n) => evaluated(line, indikator, period, n)),
    );
