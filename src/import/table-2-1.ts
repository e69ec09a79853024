import type { ImportFault } from './faults.js';
import type { RawRow } from './office-text.js';
import { align, type CellFault, inFile, joined, type Placed, placeFaults, readPlace, settleLevels } from './rows.js';

/** The columns of Table 2.1; its number row counts the RPJMD target and its unit as one. */
const COLUMNS = [
  'kode',
  'uraian',
  'indikator',
  'targetRpjmd',
  'satuan',
  'realisasiTahunLalu',
  'target',
  'realisasi',
  'tingkat',
  'keterangan',
] as const;
type Cells = Record<(typeof COLUMNS)[number], string>;

const KETERANGAN = COLUMNS.indexOf('keterangan');
const LAYOUTS = [{ drop: [] }, { drop: [KETERANGAN] }];

/** What the report states for one indicator, as written; blank where it states nothing. */
export type ReportedIndikator = Omit<Cells, 'kode' | 'uraian'>;

export type ReportRow = Placed & { uraian: string; readonly raw: RawRow[]; readonly indikator: ReportedIndikator[] };

const FIGURES = ['targetRpjmd', 'satuan', 'realisasiTahunLalu', 'target', 'realisasi', 'tingkat'] as const;

function continuation(cells: Cells): 'text' | 'indikator' | null {
  if (cells.kode !== '') return null;
  const blank = FIGURES.every((column) => cells[column] === '');
  if (cells.uraian === '' && !blank) return 'indikator';
  return blank && readPlace('', '', cells.uraian).level === null ? 'text' : null;
}

function read(columns: readonly string[]): { row: { cells: Cells; report: ReportRow }; faults: CellFault[] } {
  const cells = Object.fromEntries(COLUMNS.map((column, i) => [column, columns[i] ?? ''])) as Cells;
  const { kode: _, uraian: __, ...stated } = cells;
  const report: ReportRow = {
    ...readPlace('', cells.kode, cells.uraian),
    raw: [],
    indikator: Object.values(stated).every((cell) => cell === '') ? [] : [stated],
  };
  return { row: { cells, report }, faults: continuation(cells) ? [] : placeFaults(report) };
}

/** Reads the rows of Table 2.1. */
export function readReport(raw: readonly RawRow[], file: string): { rows: ReportRow[]; faults: ImportFault[] } {
  const rows: ReportRow[] = [];
  const faults: ImportFault[] = [];
  for (const line of raw) {
    const { row, faults: found } = align(line.cells, COLUMNS.length, LAYOUTS, read);
    const above = rows.at(-1);
    const continues = continuation(row.cells);
    if (!continues) {
      faults.push(...found.map((fault) => inFile(file, line.line, fault)));
      rows.push({ ...row.report, raw: [line] });
    } else if (!above) {
      const text = line.cells.join(' ').trim();
      faults.push({ file, line: line.line, rule: 'continuation-first', values: { text } });
    } else {
      above.raw.push(line);
      const last = above.indikator.at(-1);
      if (continues === 'indikator') above.indikator.push(...row.report.indikator);
      else {
        above.uraian = joined(above.uraian, row.cells.uraian);
        if (last) last.indikator = joined(last.indikator, row.cells.indikator);
      }
    }
  }
  // The report has no amounts, so that a row with a sub kegiatan's code above others like it is taken for the kegiatan.
  settleLevels(rows, () => true);
  return { rows, faults };
}
