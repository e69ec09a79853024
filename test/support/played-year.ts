import type { RenjaCommand } from '../../src/ledger/commands.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import type { Day, Document } from '../../src/ledger/terms.js';
import {
  addObjectives,
  approve,
  close,
  correct,
  DOCUMENT,
  describedAs,
  endIndikator,
  endRow,
  forwardTo,
  funds,
  fundsOf,
  keuanganTo,
  moveTo,
  newIndikator,
  newObjective,
  OPENED,
  pagu,
  propose,
  report,
  reverse,
  reworded,
  target,
  transfer,
  withdraw,
} from './ledger-plan.js';
import type { Fact, Placed } from './played-year-oracle.js';
import { asLines, asNewRow, came, funded, is, PLAN_ROWS, plus, promises, told, X, Y, Z } from './played-year-plan.js';

/** One year of a small made-up plan: what is asked of the ledger, and beside each step, by hand, what it makes true. */

export type Step = {
  readonly name: string;
  readonly day: Day;
  readonly command: RenjaCommand;
  /** One event each; those of a step that is proposed, decided, opened or closed have one more before them. */
  readonly facts: readonly Fact[];
  readonly events: number;
  readonly refused?: RejectionCode;
};

const dated = (documentId: string, tanggal: Day): Document => ({ ...DOCUMENT, documentId, tanggal });
const ADOPTED = '2021-12-28';

const REVISION = {
  pergeseran: { kind: 'pergeseran', stage: null },
  mendahului: { kind: 'mendahului', stage: null },
} as const;
const at = (effectiveOn: Day) => ({ effectiveOn, document: dated(`dokumen ${effectiveOn}`, effectiveOn) });
const step = (name: string, day: Day, command: RenjaCommand, own: 0 | 1, ...facts: readonly Fact[]): Step => ({
  ...{ name, day, command, facts, events: own + facts.length },
});

export const STEPS: readonly Step[] = [
  {
    ...step('open', ADOPTED, { type: 'OpenRenja', data: { ...OPENED.data, document: dated('murni', ADOPTED) } }, 0),
    ...{ facts: [is('status', 'draft')], events: 1 },
  },
  step(
    'objectives',
    ADOPTED,
    addObjectives(
      { ...newObjective('t', 'tujuan', null), indikator: [{ teks: 'Pertumbuhan', target: '3-3,5', satuan: '%' }] },
      { ...newObjective('s', 'sasaran', 't'), indikator: [{ teks: 'Koperasi aktif', target: '70', satuan: '%' }] },
    ),
    0,
    { sets: [['O01 level', 'tujuan'], ...promises('O01', 1, ['Pertumbuhan', '3-3,5', '%']).sets] },
    { sets: [['O02 level', 'sasaran'], ...promises('O02', 1, ['Koperasi aktif', '70', '%']).sets] },
  ),
  step('program 1', ADOPTED, asLines(PLAN_ROWS.slice(0, 8)), 0, ...PLAN_ROWS.slice(0, 8).map((one) => came(...one))),
  step('program 2', ADOPTED, asLines(PLAN_ROWS.slice(8)), 0, ...PLAN_ROWS.slice(8).map((one) => came(...one))),
  step(
    'murni',
    ADOPTED,
    { type: 'AdoptRenja', data: { document: dated('murni', ADOPTED), reason: null } },
    0,
    is('status', 'adopted'),
  ),
  step(
    'propose R001',
    '2022-03-01',
    propose(
      [
        pagu('L0005', '-10000000.10', { dana: 'DAU' }),
        pagu('L0006', '4000000.10'),
        pagu('L0008', '6000000.00', { dana: 'DAK Fisik' }),
      ],
      { ...REVISION.pergeseran, ...at('2022-03-01') },
    ),
    1,
  ),
  step(
    'approve R001',
    '2022-03-01',
    approve('R001'),
    1,
    plus('L0005', -10_000_000_10n, 'DAU'),
    plus('L0006', 4_000_000_10n),
    plus('L0008', 6_000_000_00n, 'DAK Fisik'),
  ),
  step(
    'TW1',
    '2022-04-05',
    {
      type: 'ReportRealisasi',
      data: {
        reportedOn: '2022-04-05',
        reports: [
          { lineId: 'L0005', period: '2022-TW1', indikatorId: 'I1', kinerja: '1', keuangan: '20000000.00' },
          { lineId: 'L0006', period: '2022-TW1', indikatorId: 'I1', kinerja: '25', keuangan: '10000000.00' },
          { lineId: 'L0012', period: '2022-TW1', indikatorId: 'I1', kinerja: '0' },
          { lineId: 'L0004', period: '2022-TW1', indikatorId: 'I1', kinerja: '3,2' },
        ],
      },
    },
    0,
    told('L0005', '2022-TW1', { kinerja: ['I1', '1'], keuangan: 20_000_000_00n }),
    told('L0006', '2022-TW1', { kinerja: ['I1', '25'], keuangan: 10_000_000_00n }),
    told('L0012', '2022-TW1', { kinerja: ['I1', '0'] }),
    told('L0004', '2022-TW1', { kinerja: ['I1', '3,2'] }),
  ),
  step(
    'TW2',
    '2022-07-05',
    report(
      { lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: '2', keuangan: '45000000.00' },
      { lineId: 'L0006', period: '2022-TW2', indikatorId: 'I1', kinerja: '40', keuangan: '30000000.00' },
      { lineId: 'L0006', period: '2022-TW2', indikatorId: 'I2', kinerja: '78,5' },
      {
        ...{ lineId: 'L0011', period: '2022-TW2', indikatorId: 'I1', kinerja: '1.250', keuangan: '80000000.00' },
        pembanding: { indikator: 'Pelaku usaha mikro', target: '1.100', satuan: 'pelaku' },
      },
    ),
    0,
    told('L0005', '2022-TW2', { kinerja: ['I1', '2'], keuangan: 45_000_000_00n }),
    told('L0006', '2022-TW2', { kinerja: ['I1', '40'], keuangan: 30_000_000_00n }),
    told('L0006', '2022-TW2', { kinerja: ['I2', '78,5'] }),
    told(
      'L0011',
      '2022-TW2',
      { kinerja: ['I1', '1.250'], keuangan: 80_000_000_00n },
      'Pelaku usaha mikro|1.100|pelaku',
    ),
  ),
  step(
    'correct TW2',
    '2022-08-01',
    correct([keuanganTo('28500000.25', { lineId: 'L0006' })]),
    0,
    told('L0006', '2022-TW2', { keuangan: 28_500_000_25n }),
  ),
  step(
    'propose R002',
    '2022-09-15',
    propose(
      [
        endRow('L0012'),
        asNewRow('x', X),
        asNewRow('y', Y),
        pagu('x', '30000000.00'),
        pagu('y', '15000000.00'),
        pagu('L0012', '-15000000.00', { dana: 'PAD' }),
        pagu('L0006', '5000000.00'),
        pagu('L0011', '12345678.90'),
        funds('L0006', fundsOf(['PAD', '60000000.00'], ['DAU', '29000000.10'])),
        target('L0006', 'I1', '120', 'orang'),
        target('L0003', 'I1', '65', '%'),
        target('O02', 'I1', '75', 'persen'),
        forwardTo('L0005', '140000000.00'),
        moveTo('L0008', 'L0004'),
        describedAs('uraian', 'L0006', 'Pelatihan perkoperasian'),
        describedAs('lokasi', 'L0011', 'Kota'),
        describedAs('kode', 'L0008', '2.17.1.2.01.3.'),
        reworded('L0006', 'I2', 'Kepuasan peserta'),
        newIndikator('L0011', 'Merek terdaftar', '5', 'merek'),
        endIndikator('L0005', 'I2'),
      ],
      at('2022-09-15'),
    ),
    1,
  ),
  step(
    'correct TW1',
    '2022-09-10',
    correct([{ lineId: 'L0005', period: '2022-TW1', indikatorId: 'I1', kinerja: { from: '1', to: '0,5' } }], {
      reportedOn: '2022-09-10',
    }),
    0,
    told('L0005', '2022-TW1', { kinerja: ['I1', '0,5'] }),
  ),
  step(
    'approve R002',
    '2022-09-15',
    approve('R002'),
    1,
    is('L0012 ended', 'yes'),
    came('L0013', X),
    came('L0014', Y),
    plus('L0013', 30_000_000_00n),
    plus('L0014', 15_000_000_00n),
    plus('L0012', -15_000_000_00n, 'PAD'),
    plus('L0006', 5_000_000_00n),
    plus('L0011', 12_345_678_90n),
    funded('L0006', [
      ['PAD', 60_000_000_00n],
      ['DAU', 29_000_000_10n],
    ]),
    is('L0006 I1 target', '120|orang'),
    is('L0003 I1 target', '65|%'),
    is('O02 I1 target', '75|persen'),
    is('L0005 forward', '3|Dokumen|14000000000'),
    is('L0008 parent', 'L0004'),
    is('L0006 uraian', 'Pelatihan perkoperasian'),
    is('L0011 lokasi', 'Kota'),
    is('L0008 kode', '2.17.01.2.01.03'),
    is('L0006 I2 teks', 'Kepuasan peserta'),
    promises('L0011', 2, ['Merek terdaftar', '5', 'merek']),
    is('L0005 I2 target', null),
  ),
  step(
    'propose R003',
    '2022-10-10',
    propose(
      [
        transfer('L0011', 'L0006', '1000000.00', { dana: 'PAD' }),
        transfer('L0005', 'L0013', '5000000.05', { dana: 'DAU' }),
      ],
      { ...REVISION.pergeseran, ...at('2022-10-10') },
    ),
    1,
  ),
  step(
    'approve R003',
    '2022-10-10',
    approve('R003'),
    1,
    plus('L0011', -1_000_000_00n),
    plus('L0006', 1_000_000_00n, 'PAD'),
    plus('L0005', -5_000_000_05n, 'DAU'),
    plus('L0013', 5_000_000_05n, 'DAU'),
  ),
  step(
    'TW3',
    '2022-10-05',
    {
      type: 'ReportRealisasi',
      data: {
        reportedOn: '2022-10-05',
        reports: [
          { lineId: 'L0005', period: '2022-TW3', indikatorId: 'I1', kinerja: '3', keuangan: '70000000.00' },
          { lineId: 'L0006', period: '2022-TW3', indikatorId: 'I1', kinerja: '90', keuangan: '50000000.00' },
          { lineId: 'L0011', period: '2022-TW3', indikatorId: 'I2', kinerja: '4', keuangan: '120000000.00' },
          { lineId: 'L0013', period: '2022-TW3', indikatorId: 'I1', kinerja: '1', keuangan: '5000000.00' },
        ],
      },
    },
    0,
    told('L0005', '2022-TW3', { kinerja: ['I1', '3'], keuangan: 70_000_000_00n }),
    told('L0006', '2022-TW3', { kinerja: ['I1', '90'], keuangan: 50_000_000_00n }),
    told('L0011', '2022-TW3', { kinerja: ['I2', '4'], keuangan: 120_000_000_00n }),
    told('L0013', '2022-TW3', { kinerja: ['I1', '1'], keuangan: 5_000_000_00n }),
  ),
  step('reverse R003', '2022-10-20', reverse('R003', at('2022-10-20')), 1),
  step(
    'approve R004',
    '2022-10-20',
    approve('R004'),
    1,
    plus('L0011', 1_000_000_00n),
    plus('L0006', -1_000_000_00n, 'PAD'),
    plus('L0005', 5_000_000_05n, 'DAU'),
    plus('L0013', -5_000_000_05n, 'DAU'),
  ),
  step(
    'propose R005',
    '2022-07-20',
    propose(
      [
        asNewRow('z', Z),
        pagu('z', '1750000.00'),
        pagu('L0005', '2500000.00', { dana: 'PAD' }),
        pagu('L0011', '-345678.90'),
        target('L0006', 'I1', '110', 'orang'),
        target('L0003', 'I1', '62', '%'),
        describedAs('lokasi', 'L0006', 'Kecamatan'),
        forwardTo('L0011', '210000000.00'),
      ],
      { ...REVISION.mendahului, ...at('2022-07-20'), lateReason: 'Salinan diterima bulan November' },
    ),
    1,
  ),
  step(
    'approve R005',
    '2022-07-20',
    approve('R005'),
    1,
    came('L0015', Z),
    plus('L0015', 1_750_000_00n),
    plus('L0005', 2_500_000_00n, 'PAD'),
    plus('L0011', -345_678_90n),
    is('L0006 I1 target', '110|orang'),
    is('L0003 I1 target', '62|%'),
    is('L0006 lokasi', 'Kecamatan'),
    is('L0011 forward', '3|Dokumen|21000000000'),
  ),
  step(
    'propose R006',
    '2022-12-01',
    propose([pagu('L0011', '-3000000.00'), pagu('L0014', '3000000.00')], {
      ...REVISION.pergeseran,
      ...at('2022-12-01'),
    }),
    1,
  ),
  step(
    'propose R007',
    '2022-12-02',
    propose([pagu('L0011', '-1000000.01'), pagu('L0005', '1000000.01', { dana: 'PAD' })], {
      ...REVISION.pergeseran,
      ...at('2022-12-02'),
    }),
    1,
  ),
  step('approve R006', '2022-12-01', approve('R006'), 1, plus('L0011', -3_000_000_00n), plus('L0014', 3_000_000_00n)),
  { ...step('stale R007', '2022-12-02', approve('R007'), 0), refused: 'revision-stale' },
  step('withdraw R007', '2022-12-02', withdraw('R007'), 1),
  step(
    'propose R008',
    '2022-12-02',
    propose([pagu('L0011', '-1000000.01'), pagu('L0005', '1000000.01', { dana: 'PAD' })], {
      ...REVISION.pergeseran,
      ...at('2022-12-02'),
    }),
    1,
  ),
  step(
    'approve R008',
    '2022-12-02',
    approve('R008'),
    1,
    plus('L0011', -1_000_000_01n),
    plus('L0005', 1_000_000_01n, 'PAD'),
  ),
  step(
    'TW4',
    '2023-01-10',
    {
      type: 'ReportRealisasi',
      data: {
        reportedOn: '2023-01-10',
        reports: [
          { lineId: 'L0005', period: '2022-TW4', indikatorId: 'I1', kinerja: '4', keuangan: '100000000.00' },
          { lineId: 'L0006', period: '2022-TW4', indikatorId: 'I1', kinerja: '121', keuangan: '80000000.00' },
          { lineId: 'L0011', period: '2022-TW4', indikatorId: 'I1', kinerja: '1.500', keuangan: '190000000.00' },
          { lineId: 'L0013', period: '2022-TW4', indikatorId: 'I1', kinerja: '2', keuangan: '29999999.99' },
          { lineId: 'L0014', period: '2022-TW4', keuangan: '1.00' },
        ],
      },
    },
    0,
    told('L0005', '2022-TW4', { kinerja: ['I1', '4'], keuangan: 100_000_000_00n }),
    told('L0006', '2022-TW4', { kinerja: ['I1', '121'], keuangan: 80_000_000_00n }),
    told('L0011', '2022-TW4', { kinerja: ['I1', '1.500'], keuangan: 190_000_000_00n }),
    told('L0013', '2022-TW4', { kinerja: ['I1', '2'], keuangan: 29_999_999_99n }),
    told('L0014', '2022-TW4', { keuangan: 1_00n }),
  ),
  step(
    'correct TW4',
    '2023-01-20',
    correct(
      [
        {
          ...{ lineId: 'L0011', period: '2022-TW4', indikatorId: 'I1' },
          ...{ kinerja: { to: '1.480' }, keuangan: { from: '190000000.00', to: '185000000.00' } },
        },
      ],
      { reportedOn: '2023-01-20' },
    ),
    0,
    told('L0011', '2022-TW4', { kinerja: ['I1', '1.480'], keuangan: 185_000_000_00n }),
  ),
  step('close', '2023-01-31', close({ document: dated('tutup', '2023-01-31') }), 0, is('status', 'closed')),
  step(
    'audit',
    '2023-03-15',
    correct([keuanganTo('29000000.00', { lineId: 'L0013', period: '2022-TW4' })], {
      ...{ reportedOn: '2023-03-15', document: dated('LHP', '2023-03-10') },
    }),
    0,
    told('L0013', '2022-TW4', { keuangan: 29_000_000_00n }),
  ),
];

export const stepOf = (name: string): number => STEPS.findIndex((one) => one.name === name);

/** How many events were recorded by the end of a step. */
export const revisionAfter = (step: number): number =>
  STEPS.slice(0, step + 1).reduce((n, { events }) => n + events, 0);

export const FACTS: readonly Placed[] = STEPS.flatMap(({ facts, day }, step) =>
  facts.map((fact) => ({ ...fact, step, day })),
);
