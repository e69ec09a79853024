import type { Target } from '../ledger/target.js';
import type { ImportFault } from './faults.js';
import { goesOn, inFile, joined, type RawRow, textExpected, tooManyCells } from './rows.js';

export type ObjectiveIndikator = { teks: string; target: Target; targetPerubahan: Target };

export type ObjectiveRow = {
  readonly kind: 'tujuan' | 'sasaran';
  uraian: string;
  readonly raw: RawRow[];
  readonly indikator: ObjectiveIndikator[];
};

/** Cells of Table 3.1 that were carried over onto the next row, joined again. */
export type Objectives = { rows: ObjectiveRow[]; wrappedCells: number; faults: ImportFault[] };

const WIDTH = 7;

/** Reads Table 3.1: number, tujuan, sasaran, satuan, indikator, target, target P-APBD. */
export function readObjectives(raw: readonly RawRow[], file: string): Objectives {
  const rows: ObjectiveRow[] = [];
  const faults: ImportFault[] = [];
  let wrappedCells = 0;
  for (const line of raw) {
    const [nomor = '', tujuan = '', sasaran = '', satuan = '', teks = '', target = '', perubahan = ''] = line.cells;
    const nothingAbove = (text: string) =>
      faults.push({ file, line: line.line, rule: 'continuation-first', values: { text } });
    faults.push(...tooManyCells(line, WIDTH, file));
    faults.push(...textExpected('indikator', teks).map((fault) => inFile(file, line.line, fault)));
    // A row without number, unit and target only goes on with what stands above.
    const wrapped = target === '' && satuan === '' && nomor === '';
    const place = (kind: ObjectiveRow['kind'], text: string, begins: boolean): void => {
      if (text === '') return;
      const above = rows.findLast((row) => row.kind === kind);
      // The sasaran of one tujuan does not go on under the next one.
      const open =
        above && (kind === 'tujuan' || rows.indexOf(above) > rows.findLastIndex((row) => row.kind === 'tujuan'));
      if (!open || begins) {
        rows.push({ kind, uraian: text, raw: [line], indikator: [] });
        return;
      }
      above.uraian = joined(above.uraian, text);
      if (!above.raw.includes(line)) above.raw.push(line);
      wrappedCells += 1;
    };
    place('tujuan', tujuan, nomor !== '' || (!wrapped && !goesOn(tujuan)));
    place('sasaran', sasaran, !wrapped && !goesOn(sasaran));
    const row = rows.at(-1);
    if (!row) {
      nothingAbove(line.cells.join(' ').trim());
      continue;
    }
    if (!row.raw.includes(line)) row.raw.push(line);
    const last = row.indikator.at(-1);
    const stated = target !== '' || perubahan !== '';
    // Words in the place of a target, with no name beside them, go on with the target above.
    const wordsOnly = last && teks === '' && satuan === '' && !/\d/.test(target + perubahan);
    if (stated && !wordsOnly) {
      const unit = satuan === '' ? null : satuan;
      row.indikator.push({
        teks,
        target: { target, satuan: unit },
        targetPerubahan: { target: perubahan === '' ? target : perubahan, satuan: unit },
      });
    } else if (last) {
      wrappedCells += [teks, satuan, target, perubahan].filter((text) => text !== '').length;
      last.teks = joined(last.teks, teks);
      last.target = carriedOn(last.target, target, satuan);
      last.targetPerubahan = carriedOn(last.targetPerubahan, perubahan, satuan);
    } else if (teks !== '' || satuan !== '') nothingAbove(joined(satuan, teks));
  }
  return { rows, wrappedCells, faults };
}

const carriedOn = (above: Target, target: string, satuan: string): Target => ({
  target: joined(above.target, target),
  satuan: satuan === '' ? above.satuan : joined(above.satuan ?? '', satuan),
});
