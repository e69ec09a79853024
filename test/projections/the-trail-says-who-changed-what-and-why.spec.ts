import fc from 'fast-check';
import { blamePagu, blameTarget, type HistoryRow, lineHistory } from '../../projections/line-history.js';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Document } from '../../src/ledger/terms.js';
import {
  approvedAs,
  entries,
  proposed,
  realised,
  rejectedAs,
  repriced,
  retargeted,
  revised,
} from '../support/entries.js';
import { DOCUMENT, line, OPENED, PLAN } from '../support/ledger-plan.js';
import { anyHistory, canonical, naiveSum, sen } from '../support/random-history.js';

const trailOf = (...events: readonly RenjaEvent[]): readonly HistoryRow[] => foldAll(lineHistory, entries(events)).rows;
const lastRowAfter = (...events: readonly RenjaEvent[]): HistoryRow | undefined => trailOf(...PLAN, ...events).at(-1);

const ABSENT = {
  lineId: null,
  kode: null,
  before: null,
  after: null,
  delta: null,
  kinerjaBefore: null,
  kinerja: null,
  dana: null,
  revisionId: null,
  document: null,
  reason: null,
};
const LEGAL: Document = { ...DOCUMENT, documentId: 'perwali-9', judul: 'Perubahan', madeUp: ['nomor'] };
const CITED = { document: LEGAL, reason: 'Kebutuhan bertambah' };

describe('A row of the trail', () => {
  it('says where the event stands, when it was recorded, from when it counts, by whom and how', () => {
    const meta = {
      actor: { id: 'ani', name: 'Ani', role: 'approver', asserted: true },
      recordedAt: '2022-03-04T05:06:07.008Z',
      effectiveOn: '2022-02-01',
      mode: 'historical',
    } as const;
    const [row] = foldAll(
      lineHistory,
      entries([OPENED], () => meta),
    ).rows;
    expect(row).toEqual({
      ...ABSENT,
      ...meta,
      position: 11,
      revision: 1,
      type: 'RenjaOpened',
      document: DOCUMENT,
    });
  });

  it('of an increase has the signed delta, the legal basis of its revision, and its own reason', () => {
    const row = lastRowAfter(...revised('R1', CITED, repriced('R1', 'L0005', 100_000_000, 100_000_001, 'Listrik')));
    expect(row).toMatchObject({
      ...{ lineId: 'L0005', before: '100000000.00', after: '100000001.00', delta: '1.00' },
      ...{ type: 'PaguIncreased', revisionId: 'R1', document: LEGAL, reason: 'Listrik' },
    });
  });

  it('of a decrease has a negative delta', () => {
    const row = lastRowAfter(...revised('R1', CITED, repriced('R1', 'L0006', 60_000_000, 0)));
    expect(row).toMatchObject({ type: 'PaguDecreased', before: '60000000.00', after: '0.00', delta: '-60000000.00' });
  });

  it('of a target shows both as written, with the reason of its revision, and no delta', () => {
    const change = retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '3-3,5', satuan: null });
    expect(lastRowAfter(...revised('R1', CITED, change))).toMatchObject({
      ...{ lineId: 'L0005', before: '82%', after: '3-3,5', delta: null },
      ...{ revisionId: 'R1', document: LEGAL, reason: 'Kebutuhan bertambah' },
    });
  });

  it('of funds shows both as text, amounts as the documents write them', () => {
    const data = {
      lineId: 'L0006',
      before: [{ dana: 'APBD', jumlah: null }],
      after: [
        { dana: 'PAD', jumlah: '40000000.00' },
        { dana: 'DAU', jumlah: '20000000.50' },
      ],
      revisionId: 'R1',
    };
    expect(lastRowAfter(...revised('R1', CITED, { type: 'SumberDanaChanged', data }))).toMatchObject({
      ...{ before: 'APBD', after: 'PAD 40.000.000 + DAU 20.000.000,50', delta: null },
      ...{ document: LEGAL, reason: 'Kebutuhan bertambah' },
    });
  });

  it('of a proposal, an approval and a rejection cites the document; a rejection says why', () => {
    const about = { revisionId: 'R1', document: LEGAL, lineId: null, delta: null };
    expect(lastRowAfter(proposed('R1', CITED))).toMatchObject({ ...about, reason: 'Kebutuhan bertambah' });
    expect(lastRowAfter(proposed('R1', CITED), approvedAs('R1'))).toMatchObject({
      ...about,
      type: 'RevisionApproved',
      reason: 'Kebutuhan bertambah',
    });
    expect(lastRowAfter(proposed('R1', CITED), rejectedAs('R1', 'Pagu keliru'))).toMatchObject({
      ...about,
      type: 'RevisionRejected',
      reason: 'Pagu keliru',
    });
  });

  it('keeps the documents of several revisions apart', () => {
    const other: Document = { ...DOCUMENT, documentId: 'perwali-10' };
    const rows = trailOf(
      ...PLAN,
      proposed('R1', CITED),
      proposed('R2', { document: other, reason: 'Lain' }),
      approvedAs('R1'),
      repriced('R1', 'L0005', 100_000_000, 1),
      approvedAs('R2'),
      repriced('R2', 'L0006', 60_000_000, 2),
    );
    expect(rows.slice(-4).map(({ document }) => document?.documentId)).toEqual([
      ...['perwali-9', 'perwali-9'],
      ...['perwali-10', 'perwali-10'],
    ]);
  });

  it('of realisasi has the amount, else what was achieved; what was not stated is absent', () => {
    expect(lastRowAfter(realised('L0005', '2022-TW2', { keuangan: '5000.00', keterangan: 'contoh' }))).toMatchObject({
      lineId: 'L0005',
      before: null,
      after: '5000.00',
      delta: null,
      reason: 'contoh',
    });
    expect(lastRowAfter(realised('L0005', '2022-TW2', { indikatorId: 'I1', kinerja: '1,5' }))).toMatchObject({
      after: '1,5',
      reason: null,
      document: null,
    });
  });

  it('of a row of the plan begins its pagu; a higher row has none', () => {
    const rows = trailOf(...PLAN);
    const [parent, leaf] = ['L0004', 'L0006'].map((id) => rows.find(({ lineId }) => lineId === id));
    expect(parent).toMatchObject({ type: 'LineAdded', before: null, after: null, delta: null });
    expect(leaf).toMatchObject({ type: 'LineAdded', before: null, after: '60000000.00', delta: '60000000.00' });
  });

  it('carries the code of its row', () => {
    const rows = trailOf(
      OPENED,
      line('L0001', null, { level: 'urusan', kode: '2' }),
      realised('L0001', '2022-TW1', {}),
    );
    expect(rows.map(({ kode }) => kode)).toEqual([null, '2', '2']);
  });
});

describe('The days of a trail', () => {
  it('are those of the adoption for everything before it, and their own after it', () => {
    const events = [...PLAN, ...revised('R1', {}, repriced('R1', 'L0005', 100_000_000, 1))];
    const day = ({ type }: RenjaEvent): string => {
      if (type === 'RenjaAdopted') return '2022-01-03';
      return type === 'PaguDecreased' ? '2022-09-12' : '2025-12-31';
    };
    const rows = foldAll(
      lineHistory,
      entries(events, (event) => ({ effectiveOn: day(event) })),
    ).rows;
    expect(new Set(rows.slice(0, PLAN.length).map(({ effectiveOn }) => effectiveOn))).toEqual(new Set(['2022-01-03']));
    expect(rows.slice(PLAN.length).map(({ effectiveOn }) => effectiveOn)).toEqual([
      ...['2025-12-31', '2025-12-31'],
      '2022-09-12',
    ]);
  });
});

describe('The entries behind a figure', () => {
  const events = [
    ...PLAN,
    ...revised(
      'R1',
      {},
      repriced('R1', 'L0005', 100_000_000, 130_000_000),
      retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '85', satuan: '%' }),
      repriced('R1', 'L0006', 60_000_000, 59_000_000),
    ),
    realised('L0005', '2022-TW3', { keuangan: '7.00' }),
    proposed('R2'),
    rejectedAs('R2'),
  ];
  const history = foldAll(lineHistory, entries(events));

  it('are the first figure of a sub kegiatan and each change of it, and nothing else', () => {
    expect(blamePagu(history, 'L0005').map(({ type, delta }) => [type, delta])).toEqual([
      ['LineAdded', '100000000.00'],
      ['PaguIncreased', '30000000.00'],
    ]);
  });

  it('are those of all sub kegiatan below a higher row', () => {
    expect(blamePagu(history, 'L0002').map(({ lineId, delta }) => [lineId, delta])).toEqual([
      ['L0005', '100000000.00'],
      ['L0006', '60000000.00'],
      ['L0005', '30000000.00'],
      ['L0006', '-1000000.00'],
    ]);
  });

  it('are none of a row that is not there', () => {
    expect(blamePagu(history, 'L9999')).toEqual([]);
    expect(blameTarget(history, 'L9999')).toEqual([]);
  });

  it('of a target are its first statement and every change', () => {
    expect(blameTarget(history, 'L0005').map(({ type, before, after, delta }) => [type, before, after, delta])).toEqual(
      [
        ['LineAdded', null, '2 Dokumen; 82%', null],
        ['TargetChanged', '82%', '85%', null],
      ],
    );
  });

  it('of a target that the plan does not state begin with nothing', () => {
    expect(blameTarget(history, 'L0003')).toMatchObject([{ type: 'LineAdded', after: null, delta: null }]);
  });

  it('sum to the figure of every row of any tree, at any point', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), ({ events: made, lines, now }, cut) => {
        const upTo = entries(made).slice(0, cut % (made.length + 1));
        const trail = foldAll(lineHistory, upTo);
        const sums = totals(foldAll(renjaSheet, upTo));
        for (const { lineId } of lines) {
          const deltas = blamePagu(trail, lineId).map(({ delta }) => sen(delta ?? '0.00'));
          const figure = canonical(deltas.reduce((sum, delta) => sum + delta, 0n));
          expect([lineId, figure]).toEqual([lineId, canonical(naiveSum(lines, now[upTo.length] ?? new Map(), lineId))]);
          expect([lineId, figure]).toEqual([lineId, sums.get(lineId)?.now ?? '0.00']);
        }
      }),
      { numRuns: 500 },
    );
  });
});
