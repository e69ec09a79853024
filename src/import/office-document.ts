import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { itemisedSum } from '../ledger/dana.js';
import type { Level } from '../ledger/kode.js';
import { add, isZero, type Rupiah, ZERO } from '../ledger/rupiah.js';
import { type ImportFault, ImportRefused } from './faults.js';
import { type Manifest, readManifest } from './manifest.js';
import { type FoundTables, findTables, type TableName } from './office-text.js';
import { plant, type TreeRow } from './rows.js';
import { type ReportRow, readReport } from './table-2-1.js';
import { type Objectives, readObjectives } from './table-3-1.js';
import { isRevised, type PlanRow, readPlan } from './table-t-c-33.js';

/** A row of the plan in its place in the tree, with the row of the report that pairs with it. */
export type DocumentRow = {
  readonly level: Level;
  /** Index of the parent row, null for an urusan. */
  readonly parent: number | null;
  readonly kode: string | null;
  /** Null for a parent that the document does not print. */
  readonly plan: PlanRow | null;
  readonly report: ReportRow | null;
  /** The pagu before the revision: a sub kegiatan's own, of the others the sum of what is below. */
  readonly murni: Rupiah;
};

/** An office's document, read and checked against itself. */
export type OfficeDocument = {
  readonly manifest: Manifest;
  /** In document order. */
  readonly rows: readonly DocumentRow[];
  readonly objectives: Objectives;
  readonly checked: { readonly rowSums: number; readonly parentSums: number; readonly codesDiffer: number };
  readonly skippedLines: number;
  readonly fileOf: (table: TableName) => string;
  /** The manifest's own name, for what no table says. */
  readonly manifestName: string;
};

/** A row whose level nothing says is a fault already; it stands as a sub kegiatan, so that the rows around it are read. */
type Settled<Row> = Row & { readonly level: Level; readonly unknown: boolean };
const settled = <Row extends { level: Level | null }>(row: Row): Settled<Row> => ({
  ...row,
  level: row.level ?? 'subkegiatan',
  unknown: row.level === null,
});

/** Table 2.1 has no sums by which to tell a kegiatan with the code of a sub kegiatan: there T-C.33 says what it is. */
const atOneLevel = (plan: Settled<PlanRow>, report: Settled<ReportRow>): boolean =>
  plan.level === report.level ||
  plan.unknown ||
  report.unknown ||
  (plan.level === 'kegiatan' && report.level === 'subkegiatan');

/** Pairs the rows of both tables by order and level; codes that differ must be listed in the manifest. */
function pair(
  plan: readonly Settled<PlanRow>[],
  report: readonly Settled<ReportRow>[],
  listed: readonly (readonly string[])[],
  file: string,
): { faults: ImportFault[]; codesDiffer: number } {
  const faults: ImportFault[] = [];
  const lineOf = (row: { raw: readonly { line: number }[] } | undefined): number | null => row?.raw[0]?.line ?? null;
  const told = (row: Settled<PlanRow | ReportRow> | undefined): string =>
    row ? `${row.level} "${row.kodeWritten || row.uraian}" (${lineOf(row)})` : '-';
  let codesDiffer = 0;
  for (let i = 0; i < Math.max(plan.length, report.length); i += 1) {
    const [ours, theirs] = [plan[i], report[i]];
    if (!ours || !theirs || !atOneLevel(ours, theirs)) {
      const values = { plan: told(ours), report: told(theirs) };
      // From here on nothing pairs any more: one fault says it all.
      return { faults: [...faults, { file, line: lineOf(theirs), rule: 'rows-not-paired', values }], codesDiffer };
    }
    const at = { line: `${lineOf(ours)}`, plan: ours.kodeWritten, report: theirs.kodeWritten };
    if (ours.kode !== theirs.kode) {
      codesDiffer += 1;
      const known = listed.some(([a, b]) => a === ours.kodeWritten && b === theirs.kodeWritten);
      if (!known) faults.push({ file, line: lineOf(theirs), rule: 'codes-differ', values: at });
    }
    const [has, states] = [ours.indikator.length, theirs.indikator.length];
    if (states > has)
      faults.push({
        file,
        line: lineOf(theirs),
        rule: 'indicators-differ',
        values: { line: at.line, plan: String(has), report: String(states) },
      });
  }
  return { faults, codesDiffer };
}

const AMOUNTS = ['pagu', 'tambahan', 'jumlah'] as const;
type Sums = { readonly [Amount in (typeof AMOUNTS)[number]]: Rupiah | null };

/** What a sub kegiatan brings to the sums above it. */
function ownAmounts({ pagu, tambahan, jumlah, readable, unknown }: Settled<PlanRow>): Sums {
  if (!readable || unknown || pagu === null) return { pagu: null, tambahan: null, jumlah: null };
  return { pagu, tambahan: tambahan ?? ZERO, jumlah: jumlah ?? add(pagu, tambahan ?? ZERO) };
}

/**
 * Sums up every row of the tree, null where an amount below it cannot be read: that one is a fault already, and no sum
 * over it means anything.
 */
function sumsOf(tree: readonly TreeRow<Settled<PlanRow>>[]): Sums[] {
  const sums = tree.map(
    ({ row, level }): Sums =>
      level === 'subkegiatan' && row ? ownAmounts(row) : { pagu: ZERO, tambahan: ZERO, jumlah: ZERO },
  );
  const plus = (a: Rupiah | null, b: Rupiah | null): Rupiah | null => (a === null || b === null ? null : add(a, b));
  // A child comes after its parent: backwards, every row is complete before it is added.
  for (let i = tree.length - 1; i >= 0; i -= 1) {
    const parent = tree[i]?.parent ?? null;
    const [own, above] = [sums[i], parent === null ? undefined : sums[parent]];
    if (parent === null || !own || !above) continue;
    sums[parent] = {
      pagu: plus(above.pagu, own.pagu),
      tambahan: plus(above.tambahan, own.tambahan),
      jumlah: plus(above.jumlah, own.jumlah),
    };
  }
  return sums;
}

/** Holds every printed parent against the sum of the rows below it. */
function checkParents(
  tree: readonly TreeRow<Settled<PlanRow>>[],
  sums: readonly Sums[],
  file: string,
): { faults: ImportFault[]; checked: number } {
  const faults: ImportFault[] = [];
  let checked = 0;
  tree.forEach(({ row, level }, i) => {
    if (!row || level === 'subkegiatan') return;
    for (const field of AMOUNTS) {
      const [printed, computed] = [row[field], sums[i]?.[field] ?? null];
      if (printed === null || computed === null) continue;
      checked += 1;
      const line = row.raw[0]?.line ?? null;
      if (computed !== printed) faults.push({ file, line, rule: 'parent-sum', values: { field, computed, printed } });
    }
  });
  return { faults, checked };
}

/** Funds of which each has an amount sum to the pagu, or to what the revision makes of it. */
function checkFunds(tree: readonly TreeRow<Settled<PlanRow>>[], sums: readonly Sums[], file: string): ImportFault[] {
  return tree.flatMap(({ row }, i): ImportFault[] => {
    const [funds, { pagu, jumlah }] = [row && itemisedSum(row.sumberDana), sums[i] ?? {}];
    if (!row || !funds || !pagu || !jumlah || funds === pagu || funds === jumlah) return [];
    const values = { field: 'sumberDana', funds, pagu, jumlah };
    return [{ file, line: row.raw[0]?.line ?? null, rule: 'funds-not-pagu', values }];
  });
}

/** What the tables hold and the manifest does not describe would be dropped without a word: it is a fault. */
function undescribed(manifest: Manifest, plan: readonly PlanRow[], report: readonly ReportRow[]): ImportFault[] {
  const missing = (file: string | undefined, what: string, section: string): ImportFault[] =>
    file === undefined ? [] : [{ file, line: null, rule: 'not-described', values: { what, section } }];
  const revised = plan.some(
    ({ tambahan, indikator }) => (tambahan !== null && !isZero(tambahan)) || indikator.some(isRevised),
  );
  const reported = report.some(({ indikator }) => indikator.some(({ realisasi }) => realisasi !== ''));
  return [
    ...(revised && !manifest.revision ? missing(manifest.tables['T-C.33'], 'P-APBD', 'revision') : []),
    ...(reported && !manifest.realisasi ? missing(manifest.tables['2.1'], 'realisasi', 'realisasi') : []),
  ];
}

/** In the order in which someone goes through the files; what has no line is of the whole file and comes first. */
const byPlace = (a: ImportFault, b: ImportFault): number =>
  a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1;

/**
 * Reads a manifest and the tables that it names, and checks them: forms, sums, pairs.
 * @throws InvalidInput, ImportRefused with every fault of every file
 */
export async function readOfficeDocument(manifestFile: string): Promise<OfficeDocument> {
  const manifest = await readManifest(manifestFile);
  const folder = dirname(manifestFile);
  const fileOf = (table: TableName): string => manifest.tables[table] ?? '';
  const found = new Map<string, FoundTables>();
  const faults: ImportFault[] = [];
  for (const name of new Set(Object.values(manifest.tables).filter((file) => file !== undefined)))
    try {
      found.set(name, findTables(await readFile(join(folder, name), 'utf8'), name));
    } catch (error) {
      faults.push({ file: name, line: null, rule: 'file-missing', values: { why: (error as Error).message } });
    }
  faults.push(...[...found.values()].flatMap((file) => file.faults));
  const rowsOf = (table: TableName) => {
    const file = found.get(fileOf(table));
    const rows = file?.tables.get(table);
    if (file && !rows) faults.push({ file: fileOf(table), line: null, rule: 'table-missing', values: { table } });
    return rows ?? [];
  };
  const plan = readPlan(rowsOf('T-C.33'), fileOf('T-C.33'));
  const report = readReport(rowsOf('2.1'), fileOf('2.1'));
  const objectives = readObjectives(rowsOf('3.1'), fileOf('3.1'));
  faults.push(...plan.faults, ...report.faults, ...objectives.faults);
  const planRows = plan.rows.map(settled);
  const reportRows = report.rows.map(settled);
  const tree = plant(planRows);
  const sums = sumsOf(tree);
  // Where a table is missing, nothing pairs, and that is said already.
  const paired =
    planRows.length === 0 || reportRows.length === 0
      ? { faults: [], codesDiffer: 0 }
      : pair(planRows, reportRows, manifest.differingCodes ?? [], fileOf('2.1'));
  const parents = checkParents(tree, sums, fileOf('T-C.33'));
  faults.push(...paired.faults, ...parents.faults, ...checkFunds(tree, sums, fileOf('T-C.33')));
  faults.push(...undescribed(manifest, planRows, reportRows));
  if (faults.length > 0) throw new ImportRefused(faults.toSorted(byPlace));
  let nth = -1;
  const rows = tree.map(({ row, level, parent, kode }, i): DocumentRow => {
    if (row) nth += 1;
    const reported = row ? (reportRows[nth] ?? null) : null;
    return {
      level,
      parent,
      kode: kode ?? reported?.kode ?? null,
      plan: row,
      report: reported,
      murni: sums[i]?.pagu ?? ZERO,
    };
  });
  const rowSums = planRows.filter(({ pagu, jumlah }) => pagu !== null && jumlah !== null).length;
  return {
    manifest,
    rows,
    objectives,
    checked: { rowSums, parentSums: parents.checked, codesDiffer: paired.codesDiffer },
    skippedLines: [...found.values()].reduce((n, file) => n + file.skipped, 0),
    fileOf,
    manifestName: basename(manifestFile),
  };
}

/** The pagu that a row's document ends with: as printed before, and what the revision adds. */
export const changedPagu = ({ pagu, tambahan }: PlanRow): { before: Rupiah; delta: Rupiah; after: Rupiah } => {
  const [before, delta] = [pagu ?? ZERO, tambahan ?? ZERO];
  return { before, delta, after: add(before, delta) };
};
