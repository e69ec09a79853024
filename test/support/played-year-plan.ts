import type { NewChange } from '../../src/ledger/commands.js';
import type { Level } from '../../src/ledger/kode.js';
import { addLines, fundsOf, newLine, newRow, OPENED } from './ledger-plan.js';
import type { Fact } from './played-year-oracle.js';
import { canonical } from './random-history.js';

/** The plan of a small made-up year as its file has it, and the words in which facts are said of it. */

type Indikator = readonly [teks: string, target: string, satuan: string];
type Row = {
  readonly level: Level;
  readonly under: string | null;
  readonly kode: string;
  readonly pagu?: bigint;
  readonly funds?: readonly (readonly [dana: string, sen: bigint | null])[];
  readonly indikator?: readonly Indikator[];
  readonly forward?: readonly [target: string, satuan: string, sen: bigint];
  readonly asal?: string;
};

// Facts, each the saying of one event.

export const is = (key: string, value: string | null): Fact => ({ sets: [[key, value]] });
export const plus = (id: string, sen: bigint, dana?: string): Fact => ({
  adds: [[id, sen], ...(dana === undefined ? [] : [[`${id} fund ${dana}`, sen] as const])],
});
export const funded = (id: string, pairs: NonNullable<Row['funds']>): Required<Pick<Fact, 'sets' | 'puts'>> => ({
  sets: [[`${id} funds`, pairs.map(([dana]) => dana).join(',')]],
  puts: pairs.map(([dana, sen]) => [`${id} fund ${dana}`, sen] as const),
});
export const promises = (id: string, n: number, [teks, value, satuan]: Indikator): Required<Pick<Fact, 'sets'>> => ({
  sets: [
    [`${id} I${n} teks`, teks],
    [`${id} I${n} target`, `${value}|${satuan}`],
  ],
});
export const came = (id: string, { level, under, kode, indikator = [], forward, asal, ...row }: Row): Fact => ({
  adds: [[id, row.pagu ?? 0n]],
  puts: funded(id, row.funds ?? []).puts,
  sets: [
    [`${id} level`, level],
    [`${id} parent`, under],
    [`${id} kode`, kode],
    [`${id} uraian`, `Uraian ${kode}`],
    [`${id} forward`, forward ? `${forward[0]}|${forward[1]}|${forward[2]}` : null],
    [`${id} asal`, asal ?? null],
    ...funded(id, row.funds ?? []).sets,
    ...indikator.flatMap((one, n) => promises(id, n + 1, one).sets),
  ],
});
type Told = { readonly kinerja?: readonly [indikatorId: string, value: string]; readonly keuangan?: bigint };
export const told = (id: string, period: string, { kinerja, keuangan }: Told, basis?: string): Fact => ({
  sets: kinerja
    ? [
        [`${id} kinerja ${period} ${kinerja[0]}`, kinerja[1]],
        ...(basis === undefined ? [] : [[`${id} pembanding ${period} ${kinerja[0]}`, basis] as const]),
      ]
    : [],
  puts: keuangan === undefined ? [] : [[`${id} keuangan ${period}`, keuangan]],
});

// The plan as its file has it.

export const PLAN_ROWS: readonly (readonly [id: string, row: Row])[] = [
  ['L0001', { level: 'urusan', under: null, kode: '2' }],
  ['L0002', { level: 'bidang', under: 'L0001', kode: '2.17' }],
  ['L0003', { level: 'program', under: 'L0002', kode: '2.17.01', indikator: [['Koperasi sehat', '60', '%']] }],
  ['L0004', { level: 'kegiatan', under: 'L0003', kode: '2.17.01.2.01', indikator: [['Tumbuh', '3-3,5', '%']] }],
  [
    'L0005',
    {
      ...{ level: 'subkegiatan', under: 'L0004', kode: '2.17.01.2.01.01', pagu: 120_000_000_50n },
      funds: [
        ['PAD', 70_000_000_25n],
        ['DAU', 50_000_000_25n],
      ],
      indikator: [
        ['Dokumen disusun', '4', 'Dokumen'],
        ['Rapat', '12', 'kali'],
      ],
      forward: ['5', 'Dokumen', 130_000_000_00n],
    },
  ],
  [
    'L0006',
    {
      ...{ level: 'subkegiatan', under: 'L0004', kode: '2.17.01.2.01.02', pagu: 80_000_000_00n },
      funds: [['APBD', null]],
      indikator: [
        ['Orang dilatih', '100', 'orang'],
        ['Kepuasan', '80', '%'],
      ],
    },
  ],
  ['L0007', { level: 'kegiatan', under: 'L0003', kode: '2.17.01.2.02' }],
  [
    'L0008',
    {
      ...{ level: 'subkegiatan', under: 'L0007', kode: '2.17.01.2.02.01', pagu: 45_500_000_25n },
      funds: [['DAK Fisik', 45_500_000_25n]],
      indikator: [['Unit dibangun', '10', 'unit']],
    },
  ],
  ['L0009', { level: 'program', under: 'L0002', kode: '2.17.02' }],
  ['L0010', { level: 'kegiatan', under: 'L0009', kode: '2.17.02.2.01' }],
  [
    'L0011',
    {
      ...{ level: 'subkegiatan', under: 'L0010', kode: '2.17.02.2.01.01', pagu: 200_000_000_00n },
      funds: [
        ['PAD', null],
        ['DAU', null],
      ],
      indikator: [['Pelaku usaha', '1.000', 'orang']],
    },
  ],
  [
    'L0012',
    {
      ...{ level: 'subkegiatan', under: 'L0010', kode: '2.17.02.2.01.02', pagu: 15_000_000_00n },
      funds: [['PAD', 15_000_000_00n]],
      indikator: [['Pameran', '2', 'kali']],
    },
  ],
];

const pairsOf = ({ funds: pairs = [] }: Row) =>
  fundsOf(...pairs.map(([dana, sen]) => [dana, sen === null ? null : canonical(sen)] as const));
const indikatorOf = ({ indikator = [] }: Row) =>
  indikator.map(([teks, value, satuan]) => ({ teks, target: value, satuan }));
const described = (row: Row) => ({
  ...{ level: row.level, kodeWritten: row.kode, kode: row.kode, uraian: `Uraian ${row.kode}` },
  ...{ indikator: indikatorOf(row), sumberDana: pairsOf(row) },
  prakiraanMaju: row.forward
    ? { target: row.forward[0], satuan: row.forward[1], pagu: canonical(row.forward[2]) }
    : null,
});
export const asLines = (rows: typeof PLAN_ROWS) =>
  addLines(
    ...rows.map(([id, row]) =>
      newLine(
        id === 'L0009' ? 'kedua' : `ref ${id}`,
        row.under && (rows.some(([other]) => other === row.under) ? refOf(row.under) : row.under),
        {
          ...described(row),
          pagu: row.pagu === undefined ? null : canonical(row.pagu),
        },
      ),
    ),
  );
const refOf = (id: string): string => (id === 'L0009' ? 'kedua' : `ref ${id}`);
export const asNewRow = (ref: string, row: Row): NewChange =>
  newRow(ref, {
    ...{ ...described(row), parent: row.under },
    asal: row.asal === undefined ? [] : [{ renjaId: OPENED.data.renjaId, lineId: row.asal }],
  });

export const X: Row = {
  ...{ level: 'subkegiatan', under: 'L0007', kode: '2.17.01.2.02.02', forward: ['2', 'paket', 31_000_000_00n] },
  funds: [
    ['PAD', 20_000_000_00n],
    ['DAU', 10_000_000_00n],
  ],
  indikator: [['Paket', '2', 'paket']],
};
export const Y: Row = {
  ...{ level: 'subkegiatan', under: 'L0010', kode: '2.17.02.2.01.03', asal: 'L0012' },
  funds: [['PAD', null]],
};
export const Z: Row = {
  ...{ level: 'subkegiatan', under: 'L0010', kode: '2.17.02.2.01.04', indikator: [['Sambungan', '7', 'titik']] },
};
