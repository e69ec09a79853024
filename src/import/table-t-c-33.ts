import type { SumberDana } from '../ledger/events.js';
import { add, compare, parseRupiah, type Rupiah, sum, ZERO } from '../ledger/rupiah.js';
import { parseTarget, sameTarget, type Target } from '../ledger/target.js';
import type { ImportFault } from './faults.js';
import type { RawRow } from './office-text.js';
import { align, type CellFault, inFile, joined, type Placed, placeFaults, readPlace, settleLevels } from './rows.js';

/** The 14 columns of T-C.33 in the Perubahan variant, as its number row counts them. */
const COLUMNS = [
  'nomor',
  'kode',
  'uraian',
  'indikator',
  'lokasi',
  'target',
  'targetPerubahan',
  'pagu',
  'tambahan',
  'jumlah',
  'sumberDana',
  'catatan',
  'prakiraanTarget',
  'prakiraanPagu',
] as const;
type Column = (typeof COLUMNS)[number];

/** Pasted rows lose the number, the column of notes, or both. */
const [NOMOR, CATATAN] = [COLUMNS.indexOf('nomor'), COLUMNS.indexOf('catatan')];
const LAYOUTS = [{ drop: [] }, { drop: [CATATAN] }, { drop: [NOMOR] }, { drop: [NOMOR, CATATAN] }];

export type PlanIndikator = {
  teks: string;
  readonly target: Target | null;
  readonly targetPerubahan: Target | null;
  readonly prakiraanTarget: string;
};

/** Whether the P-APBD column states another target; a blank there states none. */
export const isRevised = ({ target, targetPerubahan: to }: PlanIndikator): boolean =>
  to !== null && !(target && sameTarget(target, to));

/** One row of T-C.33. An amount that is not printed is null: not given is not zero. */
export type PlanRow = Placed & {
  uraian: string;
  readonly raw: RawRow[];
  readonly indikator: PlanIndikator[];
  lokasi: string;
  readonly pagu: Rupiah | null;
  readonly tambahan: Rupiah | null;
  readonly jumlah: Rupiah | null;
  readonly sumberDana: readonly SumberDana[];
  readonly catatan: string;
  readonly prakiraanPagu: Rupiah | null;
  /** False where an amount could not be read: sums over it would mean nothing. */
  readonly readable: boolean;
};

type Cells = Record<Column, string>;
const AMOUNTS = ['pagu', 'tambahan', 'jumlah', 'prakiraanPagu'] as const;

const fundsOf = (written: string): { funds: SumberDana[]; malformed: boolean } => {
  // A comma inside an amount does not separate funds, and where amounts are given a plus does.
  const parts = written.split(written.includes('+') ? '+' : /,(?!\d)/).map((part) => part.trim());
  const funds = parts
    .filter((part) => part !== '')
    .map((part): SumberDana => {
      const [, dana = part, amount = ''] = /^(.*\S)\s+([\d.,]*\d)$/.exec(part) ?? [];
      return { dana, jumlah: parseRupiah(amount) ?? null };
    });
  return { funds, malformed: parts.length !== funds.length && written !== '' };
};

function amountFaults(cells: Cells): CellFault[] {
  return AMOUNTS.flatMap((field) =>
    parseRupiah(cells[field]) === undefined
      ? [{ rule: 'amount-malformed' as const, values: { field, written: cells[field] } }]
      : [],
  );
}

function rowSumFaults({ pagu, tambahan, jumlah, readable }: PlanRow): CellFault[] {
  if (pagu === null || jumlah === null || !readable) return [];
  const computed = add(pagu, tambahan ?? ZERO);
  return computed === jumlah
    ? []
    : [{ rule: 'row-sum', values: { field: 'jumlah', pagu, tambahan: tambahan ?? ZERO, computed, printed: jumlah } }];
}

/** Whether the cells carry on the row above: more text in some cells, or a further indicator with its target. */
function continuation(cells: Cells): 'text' | 'indikator' | null {
  const blank = (...columns: Column[]): boolean => columns.every((column) => cells[column] === '');
  if (!blank('nomor', 'kode', 'pagu', 'tambahan', 'jumlah')) return null;
  if (blank('uraian') && !blank('indikator') && !blank('target', 'targetPerubahan')) return 'indikator';
  const named = readPlace('', '', cells.uraian).level !== null;
  return !named && blank('target', 'targetPerubahan', 'sumberDana', 'prakiraanTarget', 'prakiraanPagu') ? 'text' : null;
}

function read(columns: readonly string[]): { row: { cells: Cells; plan: PlanRow }; faults: CellFault[] } {
  const cells = Object.fromEntries(COLUMNS.map((column, i) => [column, columns[i] ?? ''])) as Cells;
  const amount = (field: (typeof AMOUNTS)[number]): Rupiah | null => parseRupiah(cells[field]) ?? null;
  const { funds, malformed } = fundsOf(cells.sumberDana);
  const plan: PlanRow = {
    ...readPlace(cells.nomor, cells.kode, cells.uraian),
    raw: [],
    indikator: cells.indikator === '' ? [] : [indikatorOf(cells)],
    lokasi: cells.lokasi,
    pagu: amount('pagu'),
    tambahan: amount('tambahan'),
    jumlah: amount('jumlah'),
    sumberDana: funds,
    catatan: cells.catatan,
    prakiraanPagu: amount('prakiraanPagu'),
    readable: amountFaults(cells).length === 0,
  };
  if (continuation(cells)) return { row: { cells, plan }, faults: [] };
  const numbered: CellFault[] = /^\d*\.?$/.test(cells.nomor)
    ? []
    : [{ rule: 'level-unknown', values: { field: 'nomor', kode: cells.nomor } }];
  // Where a fund's cell reads as an amount, or a place as none, the cells lie under the wrong columns.
  const misplaced: CellFault[] =
    malformed || (cells.sumberDana !== '' && parseRupiah(cells.sumberDana) !== undefined)
      ? [{ rule: 'amount-malformed', values: { field: 'sumberDana', written: cells.sumberDana } }]
      : [];
  const faults = [...placeFaults(plan), ...numbered, ...amountFaults(cells), ...misplaced, ...rowSumFaults(plan)];
  return { row: { cells, plan }, faults };
}

const indikatorOf = (cells: Cells): PlanIndikator => ({
  teks: cells.indikator,
  target: parseTarget(cells.target),
  targetPerubahan: parseTarget(cells.targetPerubahan),
  prakiraanTarget: cells.prakiraanTarget,
});

const isSumOf = (row: PlanRow, below: readonly PlanRow[]): boolean =>
  row.pagu === null || sum(below.map(({ pagu }) => pagu ?? ZERO)) === row.pagu;

/** Reads the rows of T-C.33: alignment, continuations, levels, row sums, itemised funds. */
export function readPlan(raw: readonly RawRow[], file: string): { rows: PlanRow[]; faults: ImportFault[] } {
  const rows: PlanRow[] = [];
  const faults: ImportFault[] = [];
  for (const line of raw) {
    const { row, faults: found } = align(line.cells, COLUMNS.length, LAYOUTS, read);
    const { cells, plan } = row;
    const above = rows.at(-1);
    const continues = continuation(cells);
    if (!continues) {
      faults.push(...found.map((fault) => inFile(file, line.line, fault)));
      rows.push({ ...plan, raw: [line] });
    } else if (!above) {
      const text = line.cells.join(' ').trim();
      faults.push({ file, line: line.line, rule: 'continuation-first', values: { text } });
    } else {
      above.raw.push(line);
      if (continues === 'indikator') above.indikator.push(indikatorOf(cells));
      else carryOn(above, cells);
    }
  }
  settleLevels(rows, isSumOf);
  for (const row of rows) faults.push(...settledFaults(row).map((fault) => inFile(file, row.raw[0]?.line ?? 0, fault)));
  return { rows, faults };
}

function carryOn(above: PlanRow, cells: Cells): void {
  above.uraian = joined(above.uraian, cells.uraian);
  above.lokasi = joined(above.lokasi, cells.lokasi);
  const last = above.indikator.at(-1);
  if (last) last.teks = joined(last.teks, cells.indikator);
}

/** What can be said of a row only when its level is known. */
function settledFaults({ level, pagu, jumlah, sumberDana, readable }: PlanRow): CellFault[] {
  if (!readable) return [];
  const missing: CellFault[] =
    level === 'subkegiatan' && pagu === null ? [{ rule: 'pagu-missing', values: { field: 'pagu' } }] : [];
  const amounts = sumberDana.map((fund) => fund.jumlah).filter((amount) => amount !== null);
  if (amounts.length === 0 || amounts.length < sumberDana.length || pagu === null) return missing;
  const funds = sum(amounts);
  const covered = compare(funds, pagu) === 0 || (jumlah !== null && compare(funds, jumlah) === 0);
  if (covered) return missing;
  return [...missing, { rule: 'funds-not-pagu', values: { field: 'sumberDana', funds, pagu, jumlah: jumlah ?? '-' } }];
}
