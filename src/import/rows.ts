import { canonicalKode, type Level, levelAbove, levelOfKode } from '../ledger/kode.js';
import type { ImportFault, ImportRule } from './faults.js';

/** A fault of a column of a row, before it is known in which file. */
export type CellFault = { readonly rule: ImportRule; readonly values: Readonly<Record<string, string>> };

export const inFile = (file: string, line: number, { rule, values }: CellFault): ImportFault => ({
  file,
  line,
  rule,
  values,
});

/** Where a row's cells lie: which columns are left out of it. `drop` are indexes into the full list of columns. */
type Layout = { readonly drop: readonly number[] };

/**
 * Puts the cells of a row under their columns. Rows pasted from a PDF lose cells, so each layout is tried, and the one
 * in which the cells make most sense is taken: the one with the fewest faults, the earlier where they are alike.
 */
export function align<Row>(
  cells: readonly string[],
  width: number,
  layouts: readonly Layout[],
  read: (columns: readonly string[]) => { row: Row; faults: readonly CellFault[] },
): { row: Row; faults: readonly CellFault[] } {
  const exact = layouts.filter(({ drop }) => width - drop.length === cells.length);
  // Blank cells at the end get lost too, and a row may be too long only by blanks.
  const used = cells.findLastIndex((cell) => cell !== '') + 1;
  const fitting = layouts.filter(({ drop }) => width - drop.length >= used);
  const tried = (exact.length > 0 ? exact : fitting.length > 0 ? fitting : layouts).map(({ drop }) => {
    const rest = [...cells];
    return read(Array.from({ length: width }, (_, i) => (drop.includes(i) ? '' : (rest.shift() ?? ''))));
  });
  return tried.reduce((best, next) => (next.faults.length < best.faults.length ? next : best));
}

/** What a row says about its place in the tree. */
export type Placed = {
  readonly nomor: string;
  readonly kodeWritten: string;
  readonly kode: string | null;
  readonly uraian: string;
  /** What the code or the name says; a kegiatan may carry the code of a sub kegiatan. */
  level: Level | null;
};

const levelOfName = (uraian: string): Level | null => {
  const name = uraian.toUpperCase();
  if (/^(?:URUSAN PEMERINTAHAN BIDANG|URUSAN BIDANG|BIDANG URUSAN)\b/.test(name)) return 'bidang';
  if (/^URUSAN\b/.test(name)) return 'urusan';
  return /^PROGRAM\b/.test(name) ? 'program' : null;
};

/**
 * Reads number, code and name, whichever cell they stand in: the number of a bidang, or its name, may stand in the
 * code's cell.
 */
export function readPlace(nomor: string, codeCell: string, nameCell: string): Placed {
  const nameInCode = nameCell === '' && canonicalKode(codeCell) === null;
  const uraian = nameInCode ? codeCell : nameCell;
  const named = levelOfName(uraian);
  const numberInCode = named === 'bidang' && /^\d+$/.test(codeCell);
  const kodeWritten = nameInCode || numberInCode ? '' : codeCell;
  const kode = canonicalKode(kodeWritten);
  const coded = kode === null ? null : levelOfKode(kode);
  // A name in capitals says its level itself; below a program only the code does.
  return { nomor: numberInCode ? codeCell : nomor, kodeWritten, kode, uraian, level: named ?? coded };
}

export const placeFaults = ({ uraian, level, kodeWritten }: Placed): CellFault[] => [
  ...(uraian === '' ? [{ rule: 'name-missing' as const, values: { field: 'uraian' } }] : []),
  ...(level === null ? [{ rule: 'level-unknown' as const, values: { field: 'kode', kode: kodeWritten } }] : []),
];

/**
 * A row with a sub kegiatan's code that stands straight under a program: it is the kegiatan itself where the rows that
 * follow it make up its figures, else a sub kegiatan whose kegiatan is not printed.
 */
export function settleLevels<Row extends Placed>(
  rows: readonly Row[],
  isSumOf: (row: Row, below: readonly Row[]) => boolean,
): void {
  let above: Level | null = null;
  rows.forEach((row, i) => {
    if (row.level === 'subkegiatan' && above === 'program') {
      const rest = rows.slice(i + 1);
      const end = rest.findIndex(({ level }) => level !== 'subkegiatan');
      const below = end < 0 ? rest : rest.slice(0, end);
      if (below.length > 0 && isSumOf(row, below)) row.level = 'kegiatan';
    }
    if (row.level !== null && row.level !== 'subkegiatan') above = row.level;
    else if (above === 'program') above = 'kegiatan';
  });
}

/** A row in its place: `parent` is the index of its parent row, or a missing one that the document does not print. */
export type TreeRow<Row> = {
  readonly row: Row | null;
  readonly level: Level;
  readonly parent: number | null;
  readonly kode: string | null;
};

/** The first parts of a code that name the level, e.g. the program of a sub kegiatan. */
function codeUpTo(kode: string | null, level: Level): string | null {
  const parts: Record<Level, number> = { urusan: 1, bidang: 2, program: 3, kegiatan: 5, subkegiatan: 6 };
  const all = kode?.split('.') ?? [];
  return all.length >= parts[level] ? all.slice(0, parts[level]).join('.') : null;
}

/** The tree in document order: each row under the last one of the level above, with a placeholder where that is missing. */
export function plant<Row extends { level: Level; kode: string | null }>(rows: readonly Row[]): TreeRow<Row>[] {
  const tree: TreeRow<Row>[] = [];
  const open = new Map<Level, number>();
  const place = (level: Level, kode: string | null, row: Row | null): number => {
    const above = levelAbove(level);
    const parent = above === null ? null : (open.get(above) ?? place(above, codeUpTo(kode, above), null));
    tree.push({ row, level, parent, kode });
    for (let below: Level | undefined = level; below; below = nextBelow(below)) open.delete(below);
    open.set(level, tree.length - 1);
    return tree.length - 1;
  };
  for (const row of rows) place(row.level, row.kode, row);
  return tree;
}

const nextBelow = (level: Level): Level | undefined =>
  (['urusan', 'bidang', 'program', 'kegiatan', 'subkegiatan'] as const).find((other) => levelAbove(other) === level);

/** Joins the text of a wrapped cell to what stands above it. */
export const joined = (above: string, below: string): string => [above, below].filter((text) => text !== '').join(' ');
