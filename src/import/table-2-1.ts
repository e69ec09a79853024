import type { ImportFault } from './faults.js';
import {
  type CellFault,
  type Cells,
  type Form,
  gather,
  inFile,
  levelOfName,
  type Placed,
  placeFaults,
  type RawRow,
  readPlace,
  textExpected,
} from './rows.js';

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
type Column = (typeof COLUMNS)[number];

/** What the report states for one indicator, as written; blank where it states nothing. */
export type ReportedIndikator = Omit<Cells<Column>, 'kode' | 'uraian'>;

export type ReportRow = Placed & { readonly raw: readonly RawRow[]; readonly indikator: readonly ReportedIndikator[] };

const FIGURES = ['targetRpjmd', 'satuan', 'realisasiTahunLalu', 'target', 'realisasi', 'tingkat'] as const;

/** A further indicator states figures, or words in their place; a unit alone goes on with the one above. */
function continues(cells: Cells<Column>): 'text' | 'indikator' | null {
  if (cells.kode !== '') return null;
  const stated = FIGURES.filter((column) => cells[column] !== '');
  const figures = stated.some((column) => /^[\d(-]/.test(cells[column]));
  const named = cells.indikator !== '' && stated.some((column) => column !== 'satuan');
  if (cells.uraian === '' && (figures || named)) return 'indikator';
  return !figures && levelOfName(cells.uraian) === null ? 'text' : null;
}

const shiftFaults = (cells: Cells<Column>): CellFault[] =>
  (['indikator', 'satuan', 'keterangan'] as const).flatMap((field) => textExpected(field, cells[field]));

const placeOf = (cells: Cells<Column>): Placed => readPlace('', cells.kode, cells.uraian);

const FORM: Form<Column> = {
  columns: COLUMNS,
  layouts: [{ lost: [] }, { lost: ['keterangan'] }],
  senseless: (cells) => shiftFaults(cells).length + (continues(cells) ? 0 : placeFaults(placeOf(cells)).length),
  continues,
  ofRow: ['kode', 'uraian'],
};

const statedIn = ({ kode: _, uraian: __, ...stated }: Cells<Column>): ReportedIndikator => stated;
const isBlank = (stated: ReportedIndikator): boolean => Object.values(stated).every((cell) => cell === '');

/** Reads the rows of Table 2.1. */
export function readReport(lines: readonly RawRow[], file: string): { rows: ReportRow[]; faults: ImportFault[] } {
  const { rows, faults } = gather(lines, FORM, file);
  const read = rows.map(({ raw, cells, further }): ReportRow => {
    const place = placeOf(cells);
    const found = [...placeFaults(place), ...[cells, ...further].flatMap(shiftFaults)];
    faults.push(...found.map((fault) => inFile(file, raw[0]?.line ?? 0, fault)));
    const indikator = [cells, ...further].map(statedIn);
    return { ...place, raw, indikator: indikator.every(isBlank) ? [] : indikator };
  });
  return { rows: read, faults };
}
