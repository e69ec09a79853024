import type { Target } from '../ledger/target.js';
import type { ImportFault } from './faults.js';
import type { RawRow } from './rows.js';
import { joined } from './rows.js';

export type ObjectiveIndikator = { teks: string; readonly target: Target; readonly targetPerubahan: Target };

export type ObjectiveRow = {
  readonly kind: 'tujuan' | 'sasaran';
  uraian: string;
  readonly raw: RawRow[];
  readonly indikator: ObjectiveIndikator[];
};

/** Cells of Table 3.1 that were carried over onto the next row, joined again. */
export type Objectives = { rows: ObjectiveRow[]; wrappedCells: number; faults: ImportFault[] };

/** Text that goes on in small letters goes on with the cell above. */
const goesOn = (text: string): boolean => /^\p{Ll}/u.test(text);

/** Reads Table 3.1: number, tujuan, sasaran, satuan, indikator, target, target P-APBD. */
export function readObjectives(raw: readonly RawRow[], file: string): Objectives {
  const rows: ObjectiveRow[] = [];
  const faults: ImportFault[] = [];
  let wrappedCells = 0;
  const begin = (kind: ObjectiveRow['kind'], uraian: string, line: RawRow) =>
    rows.push({ kind, uraian, raw: [line], indikator: [] });
  for (const line of raw) {
    const [nomor = '', tujuan = '', sasaran = '', satuan = '', teks = '', target = '', perubahan = ''] = line.cells;
    const wrapped = target === '' && satuan === '' && nomor === '';
    const above = rows.at(-1);
    if (tujuan !== '' && (nomor !== '' || !rows.some(({ kind }) => kind === 'tujuan'))) begin('tujuan', tujuan, line);
    else if (tujuan !== '')
      wrappedCells += carryOn(
        rows.findLast(({ kind }) => kind === 'tujuan'),
        tujuan,
        line,
      );
    if (sasaran !== '' && !wrapped && !goesOn(sasaran)) begin('sasaran', sasaran, line);
    else if (sasaran !== '')
      wrappedCells += carryOn(
        rows.findLast(({ kind }) => kind === 'sasaran'),
        sasaran,
        line,
      );
    const row = rows.at(-1);
    if (!row) {
      const text = line.cells.join(' ').trim();
      faults.push({ file, line: line.line, rule: 'continuation-first', values: { text } });
      continue;
    }
    if (row === above && !row.raw.includes(line)) row.raw.push(line);
    const last = row.indikator.at(-1);
    if (target !== '' || perubahan !== '') {
      const unit = satuan === '' ? null : satuan;
      row.indikator.push({
        teks,
        target: { target, satuan: unit },
        targetPerubahan: { target: perubahan === '' ? target : perubahan, satuan: unit },
      });
    } else if (teks !== '' && last) {
      last.teks = joined(last.teks, teks);
      wrappedCells += 1;
    }
  }
  return { rows, wrappedCells, faults };
}

function carryOn(above: ObjectiveRow | undefined, text: string, line: RawRow): number {
  if (!above) return 0;
  above.uraian = joined(above.uraian, text);
  if (!above.raw.includes(line)) above.raw.push(line);
  return 1;
}
