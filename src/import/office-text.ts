import { canonicalKode } from '../ledger/kode.js';
import type { ImportFault } from './faults.js';
import { levelOfName, type RawRow } from './rows.js';

/** The tables that an office's document brings, by the names that the regulations give them. */
export type TableName = 'T-C.33' | '2.1' | '3.1';

export type FoundTables = {
  readonly tables: ReadonlyMap<TableName, readonly RawRow[]>;
  /** Lines passed over while inside a table: repeated heads, page footers, dividers. */
  readonly skipped: number;
  readonly faults: readonly ImportFault[];
};

/** What the header lines of each table say. Each must stand in a line of several cells: prose may say the same. */
const HEADERS: readonly (readonly [TableName, RegExp])[] = [
  ['T-C.33', /\bRENCANA TAHUN\b.*\bPRAKIRAAN MAJU\b/],
  ['T-C.33', /\bTARGET CAPAIAN KINERJA\b.*\bKEBUTUHAN DANA\b/],
  ['2.1', /\bKODE\b.*\bTARGET RPJMD\b/],
  ['2.1', /\bREALISASI S\/D TRIWULAN\b.*\bTINGKAT REALISASI\b/],
  ['3.1', /\bTUJUAN\b.*\bSASARAN\b.*\bINDIKATOR TUJUAN\b/],
  ['3.1', /\bRENJA \d{4}.*\bRENJA P(?:ERUBAHAN|-APBD)\b/],
];

const HEADING = /^(?:BAB|TABEL|GAMBAR|LAMPIRAN|DAFTAR)\b|^[A-Z]\.\s|^[IVX]+\.\s|^\d+(?:\.\d+)+\.?\s+\p{L}/u;
const NAMED_ROW = /^(?:URUSAN|BIDANG URUSAN|PROGRAM)\b/;
/** A row's code has a bidang of two digits, unlike the number of a section. */
const ROW_CODE = /^\d\.\d{2}\.\d/;

const isNumberRow = (cells: readonly string[]): boolean => {
  const numbers = cells.filter((cell) => cell !== '');
  return numbers.length >= 5 && numbers.every((cell, i) => cell === String(i + 1));
};

/** The text of a cell: spaces as people see them, once each. */
const cellOf = (raw: string): string => raw.replace(/\s+/gu, ' ').trim();

function headerOf(cells: readonly string[]): TableName | null {
  if (cells.filter((cell) => cell !== '').length < 2) return null;
  const text = cells.join(' ').toUpperCase();
  return HEADERS.find(([, header]) => header.test(text))?.[0] ?? null;
}

/** What documents print at the foot of a page, beside its number. */
const RUNNING_TITLE = /\b(?:RENJA|RENCANA KERJA|PERUBAHAN|HALAMAN|BAB|LAMPIRAN)\b/;
const PAGE = /^\d{1,3}$/;

/** A footer has few cells and begins with text; a row begins with its code, its name in capitals, or a blank. */
function isFooter(cells: readonly string[]): boolean {
  const used = cells.filter((cell) => cell !== '');
  if (cells.findLastIndex((cell) => cell !== '') > 2 || NAMED_ROW.test((used[0] ?? '').toUpperCase())) return false;
  const [title = '', ...more] = used.filter((cell) => !PAGE.test(cell));
  // A title without a page number must name the document and its year.
  const named = used.length > 1 ? RUNNING_TITLE.test(title.toUpperCase()) : /\bRENJA\b.*\b20\d\d\b/i.test(title);
  if (cells.length <= 4 && more.length === 0 && (title === '' || named)) return !NAMED_ROW.test(title);
  return cells[0] !== '' && canonicalKode(cells[0] ?? '') === null;
}

/**
 * Finds the tables in the text of an office's document: a file with one table, or a whole document with prose, page
 * footers and dividers around them. Cells are separated by tabs.
 */
export function findTables(text: string, file: string): FoundTables {
  const tables = new Map<TableName, RawRow[]>();
  const faults: ImportFault[] = [];
  let [current, skipped] = [null as TableName | null, 0];
  const report = (line: number, rule: ImportFault['rule'], written: string) =>
    faults.push({ file, line, rule, values: { table: current ?? '', text: written.slice(0, 60) } });
  const lines = text
    .replace(/^\ufeff/, '')
    .normalize('NFC')
    .split(/\r\n|\n|\r/);
  lines.forEach((raw, i) => {
    const line = i + 1;
    if (raw.includes('\ufffd')) faults.push({ file, line, rule: 'not-text', values: {} });
    const sel = raw.replaceAll('\f', '').split('\t');
    const cells = sel.map(cellOf);
    const written = cells.filter((cell) => cell !== '').join(' ');
    if (!/[\p{L}\d]/u.test(written)) {
      if (written !== '') skipped += 1;
      return;
    }
    const header = headerOf(cells);
    if (header) {
      current = header;
      if (!tables.has(header)) tables.set(header, []);
      else skipped += 1;
    } else if (cells.length === 1 && !(current && levelOfName(written))) {
      if (current && ROW_CODE.test(written)) report(line, 'row-without-tabs', written);
      else if (HEADING.test(written.toUpperCase()) && !/\blanjutan\b/i.test(written)) current = null;
      else if (current) skipped += 1;
    } else if (current === null) {
      if (cells.length >= 9 && cells.slice(0, 2).some((cell) => ROW_CODE.test(cell)))
        report(line, 'row-outside-table', written);
    } else if (isNumberRow(cells) || isFooter(cells)) skipped += 1;
    else tables.get(current)?.push({ line, sel, cells });
  });
  return { tables, skipped, faults };
}
