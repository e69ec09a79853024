import { rateOf } from '../../projections/evaluation.js';
import { LEVELS, type Level, levelOfKode } from '../ledger/kode.js';
import { absolute, add, isNegative, isZero, type Rupiah, subtract, sum, ZERO } from '../ledger/rupiah.js';
import { numericTarget, parseTarget, sameTarget } from '../ledger/target.js';
import { changedPagu, type DocumentRow, type OfficeDocument } from './office-document.js';
import type { ReportedIndikator } from './table-2-1.js';
import { isRevised, type PlanRow } from './table-t-c-33.js';

/** A row that the document itself shows to be irregular. It is imported as it stands. */
export type Irregular = { readonly kode: string; readonly uraian: string; readonly detail: string };

/** What a document holds, all of it counted and computed from its rows. */
export type ImportReport = {
  readonly rows: { readonly total: number } & Readonly<Record<Level, number>>;
  /** Parents that the tree needs and the document does not print. */
  readonly notPrinted: number;
  readonly pagu: Rupiah;
  readonly tambahan: Rupiah;
  readonly jumlah: Rupiah;
  readonly rowSums: number;
  readonly parentSums: number;
  readonly changes: {
    readonly changed: number;
    readonly up: { readonly count: number; readonly amount: Rupiah };
    readonly down: { readonly count: number; readonly amount: Rupiah };
    readonly same: number;
    readonly targets: number;
  };
  readonly objectives: {
    readonly tujuan: number;
    readonly sasaran: number;
    readonly indikator: number;
    readonly changed: number;
    readonly wrappedCells: number;
  };
  readonly report: {
    readonly rows: number;
    readonly withRealisasi: number;
    readonly parentsWithRealisasi: number;
    readonly codesDiffer: number;
    readonly targetsDiffer: number;
    readonly unitsDiffer: number;
    readonly wrongRatios: readonly Irregular[];
  };
  /** Codes that more than one row carries. */
  readonly sharedCodes: readonly string[];
  /** Rows whose code is of another level; `detail` is the level that they stand at. */
  readonly otherLevel: readonly Irregular[];
  /** Rows that stand under another parent than their code says; `detail` is the parent's code. */
  readonly misplaced: readonly Irregular[];
  readonly skippedLines: number;
};

const sameNumber = (a: string, b: string): boolean => {
  const [x, y] = [numericTarget(a), numericTarget(b)];
  return x === null || y === null ? a === b : Number(x) === Number(y);
};

/** A unit without a number printed into it (`30 IKM`), a percent sign for the word. */
const unitOf = (satuan: string | null): string => {
  const unit = (satuan && parseTarget(satuan)?.satuan) ?? satuan ?? '';
  return unit === '' || /^persen$/i.test(unit) ? (unit === '' ? '' : '%') : unit;
};

/** Each indicator of the plan beside what the report states for it. */
function* compared(rows: readonly DocumentRow[]) {
  for (const { plan, report } of rows)
    for (const [n, stated] of (report?.indikator ?? []).entries()) {
      const promised = plan?.indikator[n]?.target ?? null;
      if (promised && stated.target !== '') yield { promised, stated };
    }
}

function wrongRatio(plan: PlanRow, { realisasi, target, tingkat }: ReportedIndikator): Irregular | null {
  const computed = realisasi === '' ? null : rateOf(realisasi, target);
  if (tingkat === '' || computed === null || computed === tingkat) return null;
  return { kode: plan.kodeWritten, uraian: plan.uraian, detail: `${realisasi}/${target} = ${computed} ≠ ${tingkat}` };
}

function otherLevel(rows: readonly DocumentRow[]): Irregular[] {
  return rows.flatMap(({ plan, level, kode }) =>
    plan && kode !== null && levelOfKode(kode) !== level ? [{ kode, uraian: plan.uraian, detail: level }] : [],
  );
}

function misplaced(rows: readonly DocumentRow[]): Irregular[] {
  return rows.flatMap(({ plan, level, kode, parent }): Irregular[] => {
    if (!plan || kode === null || levelOfKode(kode) !== level) return [];
    const above = parent === null ? null : (rows[parent]?.kode ?? null);
    const { uraian } = plan;
    const elsewhere =
      above !== null && !kode.startsWith(`${above}.`) && levelOfKode(above) === rows[parent ?? -1]?.level;
    return elsewhere ? [{ kode, uraian, detail: above }] : [];
  });
}

/** Counts and sums an office's document. */
export function reportOf(document: OfficeDocument): ImportReport {
  const { rows, objectives, checked, skippedLines } = document;
  const count = (level: Level): number => rows.filter((row) => row.plan && row.level === level).length;
  const plans = rows.flatMap(({ plan, level }) => (plan ? [{ plan, level }] : []));
  const amounts = plans.filter(({ level }) => level === 'subkegiatan').map(({ plan }) => changedPagu(plan));
  const [pagu, jumlah] = [sum(amounts.map(({ before }) => before)), sum(amounts.map(({ after }) => after))];
  const changed = amounts.filter(({ delta }) => !isZero(delta));
  const ups = changed.filter(({ delta }) => !isNegative(delta));
  const downs = changed.filter(({ delta }) => isNegative(delta));
  const pairs = [...compared(rows)];
  const stated = rows.filter(({ report }) => report?.indikator.some(({ realisasi }) => realisasi !== ''));
  const codes = new Map<string, number>();
  for (const { kode, plan } of rows) if (kode !== null && plan) codes.set(kode, (codes.get(kode) ?? 0) + 1);
  const indikator = objectives.rows.flatMap((row) => row.indikator);
  return {
    rows: {
      total: plans.length,
      ...(Object.fromEntries(LEVELS.map((level) => [level, count(level)])) as Record<Level, number>),
    },
    notPrinted: rows.length - plans.length,
    pagu,
    tambahan: subtract(jumlah, pagu),
    jumlah,
    rowSums: checked.rowSums,
    parentSums: checked.parentSums,
    changes: {
      changed: changed.length,
      up: { count: ups.length, amount: sum(ups.map(({ delta }) => delta)) },
      down: { count: downs.length, amount: downs.reduce((total, { delta }) => add(total, absolute(delta)), ZERO) },
      same: amounts.length - changed.length,
      targets: plans.flatMap(({ plan }) => plan.indikator).filter(isRevised).length,
    },
    objectives: {
      tujuan: objectives.rows.filter(({ kind }) => kind === 'tujuan').length,
      sasaran: objectives.rows.filter(({ kind }) => kind === 'sasaran').length,
      indikator: indikator.length,
      changed: indikator.filter(({ target, targetPerubahan }) => !sameTarget(target, targetPerubahan)).length,
      wrappedCells: objectives.wrappedCells,
    },
    report: {
      rows: rows.filter(({ report }) => report).length,
      withRealisasi: stated.length,
      parentsWithRealisasi: stated.filter(({ level }) => level !== 'subkegiatan').length,
      codesDiffer: checked.codesDiffer,
      targetsDiffer: pairs.filter((pair) => !sameNumber(pair.promised.target, pair.stated.target)).length,
      unitsDiffer: pairs.filter((pair) => unitOf(pair.promised.satuan) !== unitOf(pair.stated.satuan)).length,
      wrongRatios: rows.flatMap(({ plan, report }) =>
        (report?.indikator ?? []).flatMap((one) => (plan && wrongRatio(plan, one)) ?? []),
      ),
    },
    sharedCodes: [...codes].filter(([, times]) => times > 1).map(([kode]) => kode),
    otherLevel: otherLevel(rows),
    misplaced: misplaced(rows),
    skippedLines,
  };
}
