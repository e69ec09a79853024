import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
};

type Settled<Row> = Row & { level: Level };
const settled = <Row extends { level: Level | null }>(row: Row): row is Settled<Row> => row.level !== null;

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
    if (!ours || !theirs || ours.level !== theirs.level) {
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

const readable = (row: PlanRow | null, printed: Rupiah | null): Rupiah | null =>
  row?.readable === false ? null : (printed ?? ZERO);

/** Holds every printed parent against the sum of the rows below it. */
function checkParents(
  tree: readonly TreeRow<Settled<PlanRow>>[],
  file: string,
): { faults: ImportFault[]; sums: number } {
  const faults: ImportFault[] = [];
  let checked = 0;
  // Null where an amount below cannot be read: that one is a fault already, and no sum over it means anything.
  const computed = AMOUNTS.map(() => new Map<number, Rupiah | null>());
  // A child comes after its parent: backwards, every row is complete before it is added.
  for (let i = tree.length - 1; i >= 0; i -= 1) {
    const node = tree[i];
    if (!node) continue;
    AMOUNTS.forEach((field, a) => {
      const sums = computed[a];
      const printed = node.row?.[field] ?? null;
      const below = sums?.get(i);
      const own = node.level !== 'subkegiatan' ? (below === undefined ? ZERO : below) : readable(node.row, printed);
      if (node.level !== 'subkegiatan' && node.row && printed !== null && own !== null) {
        checked += 1;
        const line = node.row.raw[0]?.line ?? null;
        if (own !== printed) faults.push({ file, line, rule: 'parent-sum', values: { field, computed: own, printed } });
      }
      if (node.parent === null) return;
      const siblings = sums?.get(node.parent);
      sums?.set(node.parent, own === null || siblings === null ? null : add(siblings ?? ZERO, own));
    });
  }
  return { faults, sums: checked };
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
  for (const name of new Set(Object.values(manifest.tables).filter((file) => file !== undefined)))
    found.set(name, findTables(await readFile(join(folder, name), 'utf8'), name));
  const faults = [...found.values()].flatMap((file) => file.faults);
  const rowsOf = (table: TableName) => {
    const file = fileOf(table);
    const rows = found.get(file)?.tables.get(table);
    if (file !== '' && !rows) faults.push({ file, line: null, rule: 'table-missing', values: { table } });
    return rows ?? [];
  };
  const plan = readPlan(rowsOf('T-C.33'), fileOf('T-C.33'));
  const report = readReport(rowsOf('2.1'), fileOf('2.1'));
  const objectives = readObjectives(rowsOf('3.1'), fileOf('3.1'));
  faults.push(...plan.faults, ...report.faults, ...objectives.faults);
  const planRows = plan.rows.filter(settled);
  const reportRows = report.rows.filter(settled);
  const tree = plant(planRows);
  const paired =
    fileOf('2.1') === ''
      ? { faults: [], codesDiffer: 0 }
      : pair(planRows, reportRows, manifest.differingCodes ?? [], fileOf('2.1'));
  const parents = checkParents(tree, fileOf('T-C.33'));
  faults.push(...paired.faults, ...parents.faults, ...undescribed(manifest, planRows, reportRows));
  if (faults.length > 0) throw new ImportRefused(faults.toSorted(byPlace));
  let nth = -1;
  const rows = tree.map(({ row, level, parent, kode }): DocumentRow => {
    if (row) nth += 1;
    const reported = row ? (reportRows[nth] ?? null) : null;
    return { level, parent, kode: kode ?? reported?.kode ?? null, plan: row, report: reported };
  });
  const rowSums = planRows.filter(({ pagu, jumlah }) => pagu !== null && jumlah !== null).length;
  return {
    manifest,
    rows,
    objectives,
    checked: { rowSums, parentSums: parents.sums, codesDiffer: paired.codesDiffer },
    skippedLines: [...found.values()].reduce((n, file) => n + file.skipped, 0),
    fileOf,
  };
}

/** The pagu that a row's document ends with: as printed before, and what the revision adds. */
export const changedPagu = ({ pagu, tambahan }: PlanRow): { before: Rupiah; delta: Rupiah; after: Rupiah } => {
  const [before, delta] = [pagu ?? ZERO, tambahan ?? ZERO];
  return { before, delta, after: add(before, delta) };
};
