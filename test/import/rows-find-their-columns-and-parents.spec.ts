import { findTables, type TableName } from '../../src/import/office-text.js';
import {
  align,
  type Cells,
  type Layout,
  type Placed,
  plant,
  readPlace,
  settleLevels,
  type TreeRow,
} from '../../src/import/rows.js';
import { readReport } from '../../src/import/table-2-1.js';
import { readObjectives } from '../../src/import/table-3-1.js';
import { type PlanRow, readPlan } from '../../src/import/table-t-c-33.js';
import type { Level } from '../../src/ledger/kode.js';

describe('the cells of a row', () => {
  const COLUMNS = ['letter', 'text', 'digit', 'rest'] as const;
  type Column = (typeof COLUMNS)[number];
  /** The first of four columns must be a letter and the third, where there is one, a digit. */
  const senseless = ({ letter, digit }: Cells<Column>): number =>
    (/^[a-z]?$/.test(letter) ? 0 : 4) + (/^\d?$/.test(digit) ? 0 : 4);
  const LAYOUTS: readonly Layout<Column>[] = [
    { lost: [] },
    { lost: ['text'] },
    { lost: ['letter'] },
    { lost: ['letter', 'text'] },
  ];
  const below =
    (above: Layout<Column> | null) =>
    (...cells: string[]) =>
      Object.values(align(cells, COLUMNS, LAYOUTS, senseless, above).cells);
  const laid = below(null);

  it('lie under their columns where none is lost', () => {
    expect(laid('a', 'b', '3', 'd')).toEqual(['a', 'b', '3', 'd']);
  });

  it('leave out the column without which they make most sense', () => {
    expect(laid('a', '3', 'd')).toEqual(['a', '', '3', 'd']);
    expect(laid('bb', '3', 'd')).toEqual(['', 'bb', '3', 'd']);
    expect(laid('3', 'd')).toEqual(['', '', '3', 'd']);
  });

  it('are put where those of the row above are when both make as much sense, else where the earlier layout has them', () => {
    expect(laid('', '', 'd')).toEqual(['', '', '', 'd']);
    expect(laid('', '1', '')).toEqual(['', '', '1', '']);
    expect(below(LAYOUTS[2] ?? null)('', '1', '')).toEqual(['', '', '1', '']);
    expect(laid('b', '', '')).toEqual(['b', '', '', '']);
    expect(below(LAYOUTS[2] ?? null)('b', '', '')).toEqual(['', 'b', '', '']);
  });

  it('may lack blanks at their end, and may have too many', () => {
    expect(laid('a')).toEqual(['a', '', '', '']);
    expect(laid('a', 'b', '3', 'd', '', '')).toEqual(['a', 'b', '3', 'd']);
  });

  it('lie in a layout of another length only where that mends more than two doubts', () => {
    expect(laid('7', 'd')).toEqual(['', '', '7', 'd']);
    expect(laid('bb', '3')).toEqual(['', 'bb', '3', '']);
  });
});

describe('the place of a row', () => {
  it.each<[string, [nomor: string, code: string, name: string], Partial<Placed>]>([
    ['a code of each length', ['', '2.17.1.2.02.', 'Administrasi'], { level: 'kegiatan', kode: '2.17.01.2.02' }],
    ['a code with four digits at its end', ['', '2.17.01.2.02.0007', 'Gaji'], { level: 'subkegiatan' }],
    ['a bidang by its name', ['', '', 'URUSAN PEMERINTAHAN BIDANG PERDAGANGAN'], { level: 'bidang', kode: null }],
    ['a bidang by its other name', ['', '', 'BIDANG URUSAN PANGAN'], { level: 'bidang' }],
    ['an urusan by its name', ['', '', 'URUSAN PEMERINTAHAN PILIHAN'], { level: 'urusan' }],
    ['a program by its name', ['', '', 'PROGRAM PENGAWASAN'], { level: 'program' }],
    [
      'a number in the code’s cell',
      ['', '2', 'URUSAN PEMERINTAHAN BIDANG PERDAGANGAN'],
      { level: 'bidang', nomor: '2', kodeWritten: '', kode: null },
    ],
    [
      'a name in the code’s cell',
      ['3', 'URUSAN BIDANG PERINDUSTRIAN', ''],
      { level: 'bidang', nomor: '3', uraian: 'URUSAN BIDANG PERINDUSTRIAN', kodeWritten: '' },
    ],
    ['an urusan’s number, which is its code', ['', '2', 'URUSAN PEMERINTAHAN WAJIB'], { level: 'urusan', kode: '2' }],
    ['neither code nor telling name', ['', '', 'Administrasi'], { level: null }],
    ['a code of no level', ['', '2.17.01.2', 'Administrasi'], { level: null, kode: '2.17.01.2' }],
  ])('is read from %s', (_, [nomor, code, name], expected) => {
    expect(readPlace(nomor, code, name)).toMatchObject(expected);
  });
});

type Row = Omit<Placed, 'level'> & { level: Level; readonly pagu: number };

const LEVEL_OF_PARTS: Record<number, Level> = { 1: 'urusan', 2: 'bidang', 3: 'program', 5: 'kegiatan' };
const row = (kode: string, pagu = 0): Row => ({
  nomor: '',
  kodeWritten: kode,
  kode,
  uraian: kode,
  pagu,
  level: LEVEL_OF_PARTS[kode.split('.').length] ?? 'subkegiatan',
});
const settled = (...rows: Row[]): Level[] => {
  settleLevels(rows, (parent, below) => parent.pagu === below.reduce((total, { pagu }) => total + pagu, 0));
  return rows.map(({ level }) => level);
};

describe('a row with a sub kegiatan’s code straight under a program', () => {
  const program = () => row('2.17.03', 50);

  it('is the kegiatan where the rows that follow make up its pagu', () => {
    const first = row('2.17.03.2.01.01', 50);
    expect(settled(program(), first, row('2.17.03.2.01.01', 20), row('2.17.03.2.01.02', 30))).toEqual([
      'program',
      'kegiatan',
      'subkegiatan',
      'subkegiatan',
    ]);
  });

  it('looks only at the sub kegiatan before the next row of a higher level', () => {
    const [first, only] = [row('2.17.03.2.01.01', 50), row('2.17.03.2.01.01', 50)];
    expect(settled(program(), first, only, row('2.17.03.2.02'), row('2.17.03.2.02.01', 7))).toEqual([
      'program',
      'kegiatan',
      'subkegiatan',
      'kegiatan',
      'subkegiatan',
    ]);
  });

  it('is a sub kegiatan where they do not, or where none follows', () => {
    expect(settled(program(), row('2.17.03.2.01.01', 20), row('2.17.03.2.01.02', 30))).toEqual([
      'program',
      'subkegiatan',
      'subkegiatan',
    ]);
    expect(settled(program(), row('2.17.03.2.01.01', 20), row('2.17.03.2.01.01', 30))).toEqual([
      'program',
      'subkegiatan',
      'subkegiatan',
    ]);
    expect(settled(program(), row('2.17.03.2.01.01', 0), row('2.17.04'))).toEqual([
      'program',
      'subkegiatan',
      'program',
    ]);
  });

  it('is not looked for under a kegiatan', () => {
    const [first, second] = [row('2.17.03.2.01.01', 50), row('2.17.03.2.01.02', 50)];
    expect(settled(program(), row('2.17.03.2.01'), first, second)).toEqual([
      'program',
      'kegiatan',
      'subkegiatan',
      'subkegiatan',
    ]);
  });
});

describe('the tree of the rows', () => {
  const told = (tree: readonly TreeRow<Row>[]) =>
    tree.map(({ row: printed, level, parent, kode }) => [printed ? 'printed' : 'missing', level, kode, parent]);
  const treeOf = (...kode: string[]) => told(plant(kode.map((one) => row(one))));

  it('has every row under the last one of the level above', () => {
    const first = ['2', '2.17', '2.17.01', '2.17.01.2.01', '2.17.01.2.01.01'];
    expect(treeOf(...first, '2.17.01.2.02', '2.17.01.2.02.01', '2.17.02')).toEqual([
      ['printed', 'urusan', '2', null],
      ['printed', 'bidang', '2.17', 0],
      ['printed', 'program', '2.17.01', 1],
      ['printed', 'kegiatan', '2.17.01.2.01', 2],
      ['printed', 'subkegiatan', '2.17.01.2.01.01', 3],
      ['printed', 'kegiatan', '2.17.01.2.02', 2],
      ['printed', 'subkegiatan', '2.17.01.2.02.01', 5],
      ['printed', 'program', '2.17.02', 1],
    ]);
  });

  it('has a placeholder for a kegiatan that is not printed, with the code that it would have', () => {
    expect(treeOf('2', '2.17', '2.17.03', '2.17.03.2.01.01', '2.17.03.2.01.02')).toEqual([
      ['printed', 'urusan', '2', null],
      ['printed', 'bidang', '2.17', 0],
      ['printed', 'program', '2.17.03', 1],
      ['missing', 'kegiatan', '2.17.03.2.01', 2],
      ['printed', 'subkegiatan', '2.17.03.2.01.01', 3],
      ['printed', 'subkegiatan', '2.17.03.2.01.02', 3],
    ]);
  });

  it('has placeholders for all levels that are missing, also after a higher row has closed the lower ones', () => {
    expect(treeOf('2.17.03.2.01.01', '3', '3.30.01')).toEqual([
      ['missing', 'urusan', '2', null],
      ['missing', 'bidang', '2.17', 0],
      ['missing', 'program', '2.17.03', 1],
      ['missing', 'kegiatan', '2.17.03.2.01', 2],
      ['printed', 'subkegiatan', '2.17.03.2.01.01', 3],
      ['printed', 'urusan', '3', null],
      ['missing', 'bidang', '3.30', 5],
      ['printed', 'program', '3.30.01', 6],
    ]);
  });

  it('leaves a row under the parent below which it is printed, whatever its code says', () => {
    const tree = treeOf('2', '2.17', '2.17.01', '2.17.01.2.07', '2.17.01.2.08.02');
    expect(tree.at(-1)).toEqual(['printed', 'subkegiatan', '2.17.01.2.08.02', 3]);
  });

  it('gives a placeholder no code where the row below it has none', () => {
    expect(told(plant([{ ...row('2.17'), kode: null }, row('2.17.01')]))).toEqual([
      ['missing', 'urusan', null, null],
      ['printed', 'bidang', null, 0],
      ['printed', 'program', '2.17.01', 1],
    ]);
  });
});

const HEADS: Record<TableName, string> = {
  'T-C.33': 'No.|KODE|URUSAN|INDIKATOR|RENCANA TAHUN 2022|||||||CATATAN PENTING|Prakiraan Maju Rencana Tahun 2023|',
  '2.1': 'KODE|URUSAN|INDIKATOR|TARGET RPJMD||TAHUN LALU|TARGET DAN REALISASI|||KET',
  '3.1': 'No.|Tujuan|Sasaran|Satuan|Indikator Tujuan/Sasaran|Target Kinerja|',
};

/** The rows of a table, which must be read without a fault. Its head is line 1. */
const reading =
  <Found>(table: TableName, reader: (raw: Parameters<typeof readPlan>[0], file: string) => Found) =>
  (...rows: string[]): Found => {
    const text = [HEADS[table], ...rows].map((cells) => cells.replaceAll('|', '\t')).join('\n');
    const { tables, faults } = findTables(text, 'tabel.tsv');
    const found = reader(tables.get(table) ?? [], 'tabel.tsv');
    expect([faults, found]).toMatchObject([[], { faults: [] }]);
    return found;
  };
const planOf = (...rows: string[]) => reading('T-C.33', readPlan)(...rows).rows;
const reportOf = (...rows: string[]) => reading('2.1', readReport)(...rows).rows;
const objectivesOf = (...rows: string[]) => reading('3.1', readObjectives)(...rows).rows;

const SUB = '|2.17.01.2.01.01|Nama|Ind|Kota|2 Dok|2 Dok|100|10|110|DAU|Catatan|3 Dok|50';
const STATED = '2.17.01.2.01.01|Nama|Ind|2|Dok|1|2|1|50,00|';
const AIM = '1.|Tujuan||%|Ind|1|1';
const amounts = (plan: PlanRow | undefined) => [plan?.pagu, plan?.tambahan, plan?.jumlah, plan?.prakiraanPagu];
const PRINTED = ['100.00', '10.00', '110.00', '50.00'];

describe('a row of T-C.33', () => {
  it.each([
    ['with all of its cells', SUB],
    ['without its number', SUB.slice(1)],
    ['without the notes', SUB.replace('|Catatan', '')],
    ['without either', SUB.slice(1).replace('|Catatan', '')],
    ['with more blanks than columns', `${SUB}||`],
  ])('is read %s', (_, cells) => {
    const [plan] = planOf(cells);
    expect(amounts(plan)).toEqual(PRINTED);
    expect(plan).toMatchObject({ level: 'subkegiatan', uraian: 'Nama', lokasi: 'Kota' });
    expect(plan?.sumberDana).toEqual([{ dana: 'DAU', jumlah: null }]);
  });

  it('is read where it lost its blanks at the end besides its number', () => {
    const [plan] = planOf('2.17.03|PROGRAM X|Ind|Kota|1%|1%|100|10|110|DAU||10%');
    expect(amounts(plan)).toEqual(['100.00', '10.00', '110.00', null]);
    expect(plan?.indikator[0]?.prakiraanTarget).toBe('10%');
  });

  it.each([
    ['with all cells', '||nama|lanjut|Contoh|||||||||', '|||Ind 2||4|5||||||6|'],
    ['in rows without number and notes', '|nama|lanjut|Contoh||||||||', '||Ind 2||4|5|||||6|'],
  ])('goes on with more text and a further indicator, %s', (_, text, further) => {
    const [plan, ...more] = planOf(SUB, text, further);
    expect(more).toEqual([]);
    expect(plan).toMatchObject({ uraian: 'Nama nama', lokasi: 'Kota Contoh' });
    expect(plan?.indikator).toMatchObject([
      { teks: 'Ind lanjut', target: { target: '2', satuan: 'Dok' } },
      { teks: 'Ind 2', target: { target: '4', satuan: null }, targetPerubahan: { target: '5' }, prakiraanTarget: '6' },
    ]);
    expect(plan?.raw.map(({ line }) => line)).toEqual([2, 3, 4]);
  });

  it.each<[string, [string, string | null][]]>([
    ['DAU', [['DAU', null]]],
    [
      'DAU, DAK FISIK',
      [
        ['DAU', null],
        ['DAK FISIK', null],
      ],
    ],
    ['DAU 100', [['DAU', '100.00']]],
    [
      'DAU 60,50 + DAK FISIK 39,50',
      [
        ['DAU', '60.50'],
        ['DAK FISIK', '39.50'],
      ],
    ],
    [
      'DAU 60 + DID',
      [
        ['DAU', '60.00'],
        ['DID', null],
      ],
    ],
    ['DID 2022', [['DID 2022', null]]],
    [
      'DID 2022 60 + DAU 40',
      [
        ['DID 2022', '60.00'],
        ['DAU', '40.00'],
      ],
    ],
    ['-', []],
    ['', []],
  ])('names its funds: %s', (cell, expected) => {
    const [plan] = planOf(SUB.replace('DAU', cell));
    expect(plan?.sumberDana).toEqual(expected.map(([dana, jumlah]) => ({ dana, jumlah })));
  });
});

/** Rows that only their figures, the row above or a word of the trade tell from others. Each is read as a person would. */
describe('a row that looks like another', () => {
  it('goes on with its indicator only, in rows without a number', () => {
    const [plan] = planOf(SUB.slice(1), '||lanjut||||||||||');
    expect(plan?.uraian).toBe('Nama');
    expect(plan?.indikator[0]?.teks).toBe('Ind lanjut');
  });

  it('has a further indicator with one target, in rows without a number', () => {
    const [plan] = planOf(SUB.slice(1), '||Ind 2||3 Dok||||||||');
    expect(plan?.uraian).toBe('Nama');
    expect(plan?.indikator.map(({ teks }) => teks)).toEqual(['Ind', 'Ind 2']);
  });

  it.each([
    ['its number in the code’s cell', '2|URUSAN PEMERINTAHAN BIDANG X||Kota|||100|10|110||Catatan||50', PRINTED],
    ['its number there and no figures', '2|URUSAN PEMERINTAHAN BIDANG X||Kota|||||||||', [null, null, null, null]],
    ['a blank code', '|URUSAN PEMERINTAHAN WAJIB||Kota|||100|10|110||Catatan||50', PRINTED],
  ])('lost its number, names no funds, and has %s', (_, cells, expected) => {
    const [plan] = planOf(cells);
    expect(amounts(plan)).toEqual(expected);
    expect(plan).toMatchObject({ lokasi: 'Kota', indikator: [] });
  });

  it('has its name in the code’s cell and does not print its sum', () => {
    // The row above lost its number; this one did not, though its cells would fit there too.
    const above = SUB.slice(1);
    const [, plan] = planOf(above, '|URUSAN PEMERINTAHAN PILIHAN||||||100|10||DAU||50');
    expect(amounts(plan)).toEqual(['100.00', '10.00', null, '50.00']);
    expect(plan?.sumberDana).toEqual([{ dana: 'DAU', jumlah: null }]);
  });

  it('wraps in its target, its unit, its place, its funds and the figures of the year after', () => {
    const plans = planOf(SUB.replace('|DAU|', '|DAK|'), '||||Contoh|unit|unit||||FISIK, DID||Lagi|', SUB);
    expect(plans).toHaveLength(2);
    expect(plans[0]).toMatchObject({ lokasi: 'Kota Contoh', prakiraanTarget: '3 Dok Lagi' });
    expect(plans[0]?.sumberDana.map(({ dana }) => dana)).toEqual(['DAK FISIK', 'DID']);
    expect(plans[0]?.indikator).toMatchObject([{ target: { target: '2', satuan: 'Dok unit' } }]);
  });

  it('wraps in its indicator and its target at once', () => {
    const [plan] = planOf(SUB, '|||lanjut||unit|unit||||||||');
    expect(plan?.indikator).toMatchObject([{ teks: 'Ind lanjut', target: { target: '2', satuan: 'Dok unit' } }]);
  });

  it('has a further indicator that begins with a small letter, and a target that is a word', () => {
    const [plan] = planOf(SUB, '|||e-katalog||4 Dok|4 Dok|||||||', '|||Ind 3||Tersedia|Tersedia|||||||');
    expect(plan?.indikator.map(({ teks, target }) => [teks, target?.target])).toEqual([
      ['Ind', '2'],
      ['e-katalog', '4'],
      ['Ind 3', 'Tersedia'],
    ]);
  });

  it('states a target without the text of an indicator, which is kept', () => {
    const [plan] = planOf('|2.17.01|PROGRAM X||Kota|2%|3%|100|10|110|DAU||2%|50');
    expect(plan?.indikator).toMatchObject([{ teks: '', target: { target: '2' }, targetPerubahan: { target: '3' } }]);
  });

  it('lost its code, its indicator and the tabs behind its name', () => {
    const found = reportOf('2|URUSAN PEMERINTAHAN WAJIB', 'URUSAN PEMERINTAHAN BIDANG KOPERASI', STATED);
    expect(found.map(({ level, uraian }) => [level, uraian])).toEqual([
      ['urusan', 'URUSAN PEMERINTAHAN WAJIB'],
      ['bidang', 'URUSAN PEMERINTAHAN BIDANG KOPERASI'],
      ['subkegiatan', 'Nama'],
    ]);
  });

  const FOOTERS = [
    ['in the middle', '|Perubahan Renja 2022|35'],
    ['after its number', '35|Perubahan Renja 2022'],
  ] as const;

  it.each(FOOTERS)('stands above a page footer %s, in T-C.33', (_, footer) => {
    expect(planOf(SUB, footer).map(({ level, uraian }) => [level, uraian])).toEqual([['subkegiatan', 'Nama']]);
  });

  it.each(FOOTERS)('stands above a page footer %s, in Table 2.1', (_, footer) => {
    expect(reportOf(STATED, footer).map(({ level, uraian }) => [level, uraian])).toEqual([['subkegiatan', 'Nama']]);
  });

  it.each(FOOTERS)('stands above a page footer %s, in Table 3.1', (_, footer) => {
    expect(objectivesOf(AIM, footer).map(({ kind, uraian }) => [kind, uraian])).toEqual([['tujuan', 'Tujuan']]);
  });

  it('wraps before a word that begins the names of a higher level', () => {
    const found = planOf(
      '|2.17.01|PROGRAM PENUNJANG|Ind|Kota|2%|2%|100|10|110|DAU||2%|50',
      '||URUSAN PEMERINTAHAN DAERAH KABUPATEN/KOTA|||||||||||',
    );
    expect(found.map(({ uraian }) => uraian)).toEqual(['PROGRAM PENUNJANG URUSAN PEMERINTAHAN DAERAH KABUPATEN/KOTA']);
  });

  it('is a sub kegiatan by its code and begins with the word program', () => {
    const [plan] = planOf(SUB.replace('Nama', 'Program Kerja Perangkat Daerah'));
    expect(plan?.level).toBe('subkegiatan');
  });

  it('has notes that wrap', () => {
    const [plan] = planOf(SUB, '|||||||||||lanjut||');
    expect(plan?.catatan).toBe('Catatan lanjut');
  });

  it('has the text of its indicator only on the line below', () => {
    const [plan] = planOf('|2.17.01|PROGRAM X||Kota|2%|2%|100|10|110|DAU||2%|50', '|||Ind||||||||||');
    expect(plan?.indikator[0]?.teks).toBe('Ind');
  });

  it('is a sub kegiatan beside another of the same pagu, where no kegiatan is printed', () => {
    const found = planOf('|2.17.01|PROGRAM X||Kota||||||DAU|||', SUB, SUB.replace('.01|Nama', '.02|Nama lain'));
    expect(found.map(({ level }) => level)).toEqual(['program', 'subkegiatan', 'subkegiatan']);
  });

  it('has a tab too many at its end, though its cells would fit one column further on', () => {
    const short = SUB.slice(1).replace('|Catatan', '').replace('3 Dok|50', '80%|95.000');
    const [, plan] = planOf(short, `${short}|`);
    expect(plan).toMatchObject({ catatan: '', prakiraanTarget: '80%', prakiraanPagu: '95000.00' });
  });

  it('has a further indicator whose unit follows on the next line', () => {
    const [plan] = planOf(SUB.replaceAll('2 Dok|', '2|'), '|||Kabupaten/Kota||Dokumen|Dokumen|||||||');
    expect(plan?.indikator).toMatchObject([{ teks: 'Ind Kabupaten/Kota', target: { target: '2', satuan: 'Dokumen' } }]);
  });

  it('goes on in brackets, or with a unit that nobody foresaw; a verdict is a target of its own', () => {
    const bare = SUB.slice(1).replaceAll('2 Dok|', '2|');
    const [plan, ...more] = planOf(
      bare,
      '||(RIPDA)||||||||||',
      '||RKA-SKPD|Barat|PUM|PUM|||||||',
      '||Predikat||WTP|WTP|||||||',
    );
    expect(more).toEqual([]);
    expect(plan).toMatchObject({ uraian: 'Nama', lokasi: 'Kota Barat' });
    expect(plan?.indikator.map(({ teks, target }) => [teks, target?.target, target?.satuan])).toEqual([
      ['Ind (RIPDA) RKA-SKPD', '2', 'PUM'],
      ['Predikat', 'WTP', null],
    ]);
  });

  it.each([
    ['an amount', '|543.964.502|', { prakiraanTarget: '', prakiraanPagu: '543964502.00' }],
    ['nothing', '|-|', { prakiraanTarget: '', prakiraanPagu: '0.00' }],
    ['a target that begins with a figure', '8,56 pelaku||', { prakiraanTarget: '8,56 pelaku', prakiraanPagu: null }],
    ['a target', '80%||', { prakiraanTarget: '80%', prakiraanPagu: null }],
  ])('has a tab too many behind %s, and only that, for the year after', (_, end, expected) => {
    const short = SUB.slice(1).replace('|Catatan|3 Dok|50', '|');
    const [, plan] = planOf(SUB.slice(1).replace('|Catatan', ''), `${short}${end}`);
    expect(plan).toMatchObject({ catatan: '', ...expected });
  });

  it('has its place and funds where the row above lost its number and this one did not', () => {
    const above = SUB.slice(1);
    const [, funds] = planOf(above, '3|URUSAN PEMERINTAHAN BIDANG Y|||||||||DBHCHT, DID||383.286');
    expect(funds).toMatchObject({ nomor: '3', catatan: '', prakiraanPagu: '383286.00' });
    expect(funds?.sumberDana.map(({ dana }) => dana)).toEqual(['DBHCHT', 'DID']);
    const [, place] = planOf(above, '5|URUSAN PEMERINTAHAN BIDANG Y|||Kota Contoh||||||||');
    expect(place).toMatchObject({ nomor: '5', lokasi: 'Kota Contoh', indikator: [] });
  });

  it('is a bidang by the two parts of its code, or by its name in small letters', () => {
    const levels = planOf('|2.17|URUSAN KOPERASI|||||||||||', '||Urusan Pemerintahan Bidang Pangan|||||||||||');
    expect(levels.map(({ level }) => level)).toEqual(['bidang', 'bidang']);
  });

  it('goes on with a word in capitals in the midst of its name', () => {
    expect(planOf(SUB, '||PROGRAM Kampung KB|||||||||||').map(({ uraian }) => uraian)).toEqual([
      'Nama PROGRAM Kampung KB',
    ]);
  });

  it('goes on with what looks like the title of a page but is not', () => {
    expect(planOf(SUB, '||Dokumen Perubahan|2022||||||||||')[0]?.uraian).toBe('Nama Dokumen Perubahan');
    expect(planOf(SUB, '|45', '|Perubahan Renja 2022', SUB).map(({ uraian }) => uraian)).toEqual(['Nama', 'Nama']);
  });

  it('of Table 2.1 has a further indicator that states words only', () => {
    const [row] = reportOf(STATED, '||Predikat SAKIP|BB||BB|BB|B||');
    expect(row?.indikator.map(({ indikator, realisasi }) => [indikator, realisasi])).toEqual([
      ['Ind', '1'],
      ['Predikat SAKIP', 'B'],
    ]);
    expect(reportOf(STATED, '||lagi||Lain|||||')[0]?.indikator).toMatchObject([
      { indikator: 'Ind lagi', satuan: 'Dok Lain' },
    ]);
  });

  it('of Table 3.1 begins a tujuan without a number, a sasaran without figures, and wraps in any column', () => {
    const found = objectivesOf(
      '1.|T A||||',
      '||S A||||',
      '|||Pelaku|Jumlah|Sangat|Sangat',
      '|||Usaha|Ekspor|Baik|Baik',
      '|T B||%|Ind B|7|8',
      '|dan lagi|||||',
      '||S B||||',
      '1|Meningkatkan mutu dokumen perencanaan|||||',
    );
    expect(found.map(({ kind, uraian }) => [kind, uraian])).toEqual([
      ['tujuan', 'T A'],
      ['sasaran', 'S A'],
      ['tujuan', 'T B dan lagi'],
      ['sasaran', 'S B'],
      ['tujuan', 'Meningkatkan mutu dokumen perencanaan'],
    ]);
    expect(found[1]?.indikator).toMatchObject([
      { teks: 'Jumlah', target: { target: 'Sangat', satuan: 'Pelaku' } },
      { teks: 'Ekspor', target: { target: 'Baik', satuan: 'Usaha' } },
    ]);
  });

  it('of Table 3.1 goes on with the words of its target, and after the title of a continued table', () => {
    const found = objectivesOf(
      AIM.replace('1|1', 'Sangat|Sangat'),
      '|||||Baik|Baik',
      'Tabel 3.1 (lanjutan)',
      '||S||Lain|2|3',
    );
    expect(found.map(({ indikator }) => indikator.map(({ target }) => target.target))).toEqual([
      ['Sangat Baik'],
      ['2'],
    ]);
  });

  it('is a sub kegiatan of Table 2.1 whose kegiatan is not printed', () => {
    const found = reportOf('2.17.01|PROGRAM X|Ind|2|%|1|2|1|50,00|', STATED, STATED.replace('01.01|', '01.02|'));
    // T-C.33 tells the same rows apart by their amounts; here they would no longer pair with them.
    expect(found.map(({ level }) => level)).toEqual(['program', 'subkegiatan', 'subkegiatan']);
  });
});
