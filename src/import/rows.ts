import { canonicalKode, LEVELS, type Level, levelAbove, levelOfKode } from '../ledger/kode.js';
import type { ImportFault, ImportRule } from './faults.js';

/** A line of a table: its number in the file, from 1, its cells as printed (`sel`), and these without stray spaces. */
export type RawRow = { readonly line: number; readonly sel: readonly string[]; readonly cells: readonly string[] };

/** A fault of a column of a row, before it is known in which file. */
export type CellFault = { readonly rule: ImportRule; readonly values: Readonly<Record<string, string>> };

export const inFile = (file: string, line: number, { rule, values }: CellFault): ImportFault => ({
  file,
  line,
  rule,
  values,
});

/** A number where text belongs: the row lost a cell. */
export const textExpected = (field: string, written: string): CellFault[] =>
  /^[\d.,]+$/.test(written) ? [{ rule: 'text-expected', values: { field, written } }] : [];

/** What stands behind the last column of a table. */
export function tooManyCells({ cells, line }: RawRow, width: number, file: string): ImportFault[] {
  const text = cells.slice(width).join(' ').trim();
  return text === '' ? [] : [{ file, line, rule: 'too-many-cells', values: { text } }];
}

/** The cells of a row under the columns of its table. */
export type Cells<Column extends string> = Readonly<Record<Column, string>>;

/** Where a row's cells lie: the columns whose cells it lost. */
export type Layout<Column extends string> = { readonly lost: readonly Column[] };

type Aligned<Column extends string> = { readonly cells: Cells<Column>; readonly layout: Layout<Column> };

const lastUsed = (cells: readonly string[]): number => cells.findLastIndex((cell) => cell !== '') + 1;

/**
 * Puts the cells of a row under their columns. Rows pasted from a PDF lose cells, so each layout is tried, and the one
 * in which the cells make most sense is taken. Blanks at the end get lost too, or added: that costs as much as two doubts,
 * or one. Where layouts make as much sense, that of the row above is taken, else the earlier one.
 * @param senseless what speaks against the cells as they lie: 1 for a doubt, more for a fault
 */
export function align<Column extends string>(
  cells: readonly string[],
  columns: readonly Column[],
  layouts: readonly Layout<Column>[],
  senseless: (cells: Cells<Column>) => number,
  above: Layout<Column> | null,
): Aligned<Column> {
  const fitting = layouts.filter(({ lost }) => columns.length - lost.length >= lastUsed(cells));
  const tried = (fitting.length > 0 ? fitting : layouts).map((layout) => {
    const rest = [...cells];
    const laid = Object.fromEntries(
      columns.map((column) => [column, layout.lost.includes(column) ? '' : (rest.shift() ?? '')]),
    ) as Record<Column, string>;
    const missing = columns.length - layout.lost.length - cells.length;
    const otherLength = missing > 0 ? 2 : missing < 0 ? 1 : 0;
    return { cells: laid, layout, cost: senseless(laid) + otherLength + (layout === above ? 0 : 0.5) };
  });
  return tried.reduce((best, next) => (next.cost < best.cost ? next : best));
}

/** A row of a table over all the lines that it takes: its cells joined, and those of its further indicators. */
export type Gathered<Column extends string> = {
  readonly raw: RawRow[];
  readonly cells: Record<Column, string>;
  readonly further: Record<Column, string>[];
};

/** How a table lays out its rows, and how a line says that it carries on the row above. */
export type Form<Column extends string> = {
  readonly columns: readonly Column[];
  readonly layouts: readonly Layout<Column>[];
  readonly senseless: (cells: Cells<Column>) => number;
  /** More text of the row or of its last indicator, or a further indicator; null for a row of its own. */
  readonly continues: (cells: Cells<Column>, above: Cells<Column> | null) => 'text' | 'indikator' | null;
  /** The columns that a row has once, however many indicators it has. */
  readonly ofRow: readonly Column[];
};

/** Reads the lines of a table into its rows. */
export function gather<Column extends string>(
  lines: readonly RawRow[],
  { columns, layouts, senseless, continues, ofRow }: Form<Column>,
  file: string,
): { rows: Gathered<Column>[]; faults: ImportFault[] } {
  const rows: Gathered<Column>[] = [];
  const faults: ImportFault[] = [];
  let layout: Layout<Column> | null = null;
  for (const line of lines) {
    faults.push(...tooManyCells(line, columns.length, file));
    const aligned: Aligned<Column> = align(line.cells, columns, layouts, senseless, layout);
    layout = aligned.layout;
    const cells = { ...aligned.cells };
    const above = rows.at(-1);
    const last = above?.further.at(-1) ?? above?.cells ?? null;
    const carriesOn = continues(cells, last);
    if (carriesOn === null) rows.push({ raw: [line], cells, further: [] });
    else if (!above) {
      const values = { text: line.cells.join(' ').trim() };
      faults.push({ file, line: line.line, rule: 'continuation-first', values });
    } else {
      above.raw.push(line);
      if (carriesOn === 'indikator') above.further.push(cells);
      else
        for (const column of columns) {
          const into = ofRow.includes(column) ? above.cells : (above.further.at(-1) ?? above.cells);
          into[column] = joined(into[column], cells[column]);
        }
    }
  }
  return { rows, faults };
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

/**
 * The level that a name in capitals says. `URUSAN PEMERINTAHAN DAERAH` names none: it goes on with PROGRAM PENUNJANG
 * URUSAN PEMERINTAHAN DAERAH, the first program of every agency (Permendagri 90/2019).
 */
function levelInCapitals(name: string): Level | null {
  if (/^(?:URUSAN PEMERINTAHAN BIDANG|URUSAN BIDANG|BIDANG URUSAN)\b/.test(name)) return 'bidang';
  if (/^URUSAN\b(?! PEMERINTAHAN DAERAH\b)/.test(name)) return 'urusan';
  return /^PROGRAM\b/.test(name) ? 'program' : null;
}

/** The level of a row that has nothing but its name. The name of a bidang says it in small letters too. */
export function levelOfName(name: string): Level | null {
  const capitals = name.toUpperCase();
  const level = levelInCapitals(capitals);
  return name === capitals || level === 'bidang' ? level : null;
}

/**
 * Reads number, code and name, whichever cell they stand in: the number of a bidang, or its name, may stand in the
 * code's cell.
 */
export function readPlace(nomor: string, codeCell: string, nameCell: string): Placed {
  const nameInCode = nameCell === '' && canonicalKode(codeCell) === null;
  const uraian = nameInCode ? codeCell : nameCell;
  const named = levelInCapitals(uraian.toUpperCase());
  const numberInCode = named === 'bidang' && /^\d+$/.test(codeCell);
  const kodeWritten = nameInCode || numberInCode ? '' : codeCell;
  const kode = canonicalKode(kodeWritten);
  const coded = kode === null ? null : levelOfKode(kode);
  // What looks like the code of an urusan may be a number in the document: there the name says the level, else the code.
  const level = coded === null || coded === 'urusan' ? (named ?? coded) : coded;
  return { nomor: numberInCode ? codeCell : nomor, kodeWritten, kode, uraian, level };
}

export const placeFaults = ({ uraian, level, kodeWritten }: Placed): CellFault[] => [
  ...(canonicalKode(uraian) !== null || uraian === ''
    ? [{ rule: 'name-missing' as const, values: { field: 'uraian' } }]
    : []),
  ...(level === null ? [{ rule: 'level-unknown' as const, values: { field: 'kode', kode: kodeWritten } }] : []),
];

const sameParts = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && a.split('.').map(Number).join('.') === b.split('.').map(Number).join('.');

/**
 * A row with a sub kegiatan's code that stands straight under a program: it is the kegiatan itself where it carries the
 * code of the row that follows and the rows below make up its figures, else a sub kegiatan whose kegiatan is not printed.
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
      if (sameParts(row.kode, below[0]?.kode ?? null) && isSumOf(row, below)) row.level = 'kegiatan';
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

const nextBelow = (level: Level): Level | undefined => LEVELS.find((other) => levelAbove(other) === level);

/** Text that goes on in small letters goes on with the cell above. */
export const goesOn = (text: string): boolean => /^\p{Ll}/u.test(text);

/** Joins the text of a wrapped cell to what stands above it. */
export const joined = (above: string, below: string): string => [above, below].filter((text) => text !== '').join(' ');
