import fc from 'fast-check';
import { foldAll } from '../../projections/projection.js';
import { inTreeOrder, renjaSheet, totals } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Renja } from '../../src/ledger/renja.js';
import { entries } from '../support/entries.js';
import {
  approve,
  describedAs,
  endIndikator,
  endRow,
  forwardTo,
  funds,
  fundsOf,
  moveTo,
  newIndikator,
  newRow,
  PLAN,
  pagu,
  propose,
  reverse,
  reworded,
  target,
  transfer,
} from '../support/ledger-plan.js';
import { fold, following } from '../support/ledger-spec.js';

const sheetOf = (history: readonly RenjaEvent[]) => foldAll(renjaSheet, entries(history));
const posted = (...changes: Parameters<typeof propose>[0]): RenjaEvent[] =>
  following(PLAN, propose(changes), approve()).slice(PLAN.length + 2) as RenjaEvent[];

const revisionId = 'R001';

describe('A revision', () => {
  it('adds rows at pagu zero, gives them ids in the order of its file, and raises them afterwards', () => {
    const asal = [{ renjaId: 'dinkop-2021', lineId: 'L0009' }];
    const events = posted(
      pagu('s', '250.00'),
      newRow('k', { level: 'kegiatan', parent: 'L0003' }),
      newRow('s', { parent: 'k', asal, indikator: [{ teks: 'Baru', target: '4', satuan: 'unit' }] }),
    );
    expect(events.map(({ type }) => type)).toEqual(['LineAdded', 'LineAdded', 'PaguIncreased']);
    expect(events[0]?.data).toMatchObject({ lineId: 'L0007', parent: 'L0003', pagu: null, revisionId });
    expect(events[1]?.data).toMatchObject({
      ...{ lineId: 'L0008', parent: 'L0007', pagu: '0.00', asal, revisionId },
      indikator: [{ indikatorId: 'I1', teks: 'Baru', target: '4', satuan: 'unit' }],
    });
    expect(events[2]?.data).toMatchObject({ lineId: 'L0008', before: '0.00', after: '250.00', amount: '250.00' });
  });

  it('gives no id twice, where another revision added rows since it was proposed', () => {
    const history = following(
      PLAN,
      propose([newRow('a'), pagu('a', '1.00')]),
      propose([newRow('a'), pagu('a', '2.00')]),
      approve('R002'),
      approve('R001'),
    );
    expect([fold(history).lines.get('L0007')?.pagu, fold(history).lines.get('L0008')?.pagu]).toEqual(['2.00', '1.00']);
  });

  it('describes and moves a row, rewords, adds and ends indicators, and changes the forward estimate', () => {
    expect(
      posted(
        describedAs('kode', 'L0005', '2.17.1.2.02.'),
        describedAs('uraian', 'L0005', 'Nama baru'),
        describedAs('lokasi', 'L0005', 'Kanigaran'),
        reworded('L0005', 'I2', 'Bunyi baru'),
        newIndikator('L0005', 'Baru'),
        newIndikator('L0005', 'Lagi'),
        endIndikator('L0005', 'I1'),
        forwardTo('L0005', '9.00'),
      ),
    ).toEqual([
      {
        type: 'LineDescribed',
        data: { lineId: 'L0005', field: 'kode', before: null, after: '2.17.1.2.02.', revisionId },
      },
      {
        type: 'LineDescribed',
        data: { lineId: 'L0005', field: 'uraian', before: 'Uraian L0005', after: 'Nama baru', revisionId },
      },
      {
        type: 'LineDescribed',
        data: { lineId: 'L0005', field: 'lokasi', before: null, after: 'Kanigaran', revisionId },
      },
      {
        type: 'IndikatorReworded',
        data: { of: 'L0005', indikatorId: 'I2', before: 'Capaian', after: 'Bunyi baru', revisionId },
      },
      {
        type: 'IndikatorAdded',
        data: { of: 'L0005', indikator: { indikatorId: 'I3', teks: 'Baru', target: '5', satuan: 'unit' }, revisionId },
      },
      {
        type: 'IndikatorAdded',
        data: { of: 'L0005', indikator: { indikatorId: 'I4', teks: 'Lagi', target: '5', satuan: 'unit' }, revisionId },
      },
      {
        type: 'IndikatorEnded',
        data: {
          of: 'L0005',
          indikator: { indikatorId: 'I1', teks: 'Dokumen disusun', target: '2', satuan: 'Dokumen' },
          revisionId,
        },
      },
      {
        type: 'PrakiraanMajuChanged',
        data: { lineId: 'L0005', before: null, after: { target: '3', satuan: 'Dokumen', pagu: '9.00' }, revisionId },
      },
    ]);
    const sheet = sheetOf(following(PLAN, propose([describedAs('kode', 'L0005', '2.17.1.2.02.')]), approve()));
    expect(sheet.lines.get('L0005')).toMatchObject({ kodeWritten: '2.17.1.2.02.', kode: '2.17.01.2.02' });
  });

  it('never gives the id of an ended indicator again', () => {
    const history = following(
      PLAN,
      propose([endIndikator('L0005', 'I2')]),
      approve(),
      propose([newIndikator('L0005', 'Baru')]),
      approve('R002'),
    );
    expect([...(fold(history).lines.get('L0005')?.indikator.keys() ?? [])]).toEqual(['I1', 'I3']);
  });

  it('ends its rows last, when their pagu has gone', () => {
    expect(posted(endRow('L0005'), pagu('L0005', '-100000000.00')).map(({ type }) => type)).toEqual([
      'PaguDecreased',
      'LineEnded',
    ]);
  });

  it('names both ends of a transfer alike, and the fund where a row itemises its funds', () => {
    const events = following(
      PLAN,
      propose(
        [transfer('L0006', 'L0005', '30.00', { dana: 'DAU' }), transfer('L0005', 'L0006', '10.00', { dana: 'PAD' })],
        {
          kind: 'pergeseran',
        },
      ),
      approve(),
    ).slice(PLAN.length + 2);
    const common = { revisionId, reason: 'Penyesuaian kebutuhan' };
    expect(events.map(({ data }) => data)).toEqual([
      {
        ...common,
        lineId: 'L0006',
        amount: '30.00',
        before: '60000000.00',
        after: '59999970.00',
        dana: 'DAU',
        transferId: 'T1',
      },
      { ...common, lineId: 'L0005', amount: '30.00', before: '100000000.00', after: '100000030.00', transferId: 'T1' },
      { ...common, lineId: 'L0005', amount: '10.00', before: '100000030.00', after: '100000020.00', transferId: 'T2' },
      {
        ...common,
        lineId: 'L0006',
        amount: '10.00',
        before: '59999970.00',
        after: '59999980.00',
        dana: 'PAD',
        transferId: 'T2',
      },
    ]);
  });
});

describe('The sheet', () => {
  const history = following(
    PLAN,
    propose([
      newRow('a', { indikator: [{ teks: 'Baru', target: '4', satuan: 'unit' }] }),
      pagu('L0005', '-100000000.00'),
      pagu('a', '100000000.00'),
      newIndikator('L0006', 'Tambahan'),
      endIndikator('L0005', 'I2'),
    ]),
    approve(),
    propose([endRow('L0005'), newRow('b'), pagu('b', '5.00'), target('L0007', 'I1', '6', 'unit')], {
      kind: 'mendahului',
      stage: null,
    }),
    approve('R002'),
  );
  const sheet = sheetOf(history);
  const figures = (lineId: string) => sheet.lines.get(lineId)?.pagu;

  it('keeps murni as it was: an added row had nothing in it, an ended one keeps what it had', () => {
    expect(figures('L0005')).toEqual({ murni: '100000000.00', pApbd: '0.00', now: '0.00' });
    expect(figures('L0007')).toEqual({ murni: '0.00', pApbd: '100000000.00', now: '100000000.00' });
    expect(figures('L0008')).toEqual({ murni: '0.00', pApbd: '0.00', now: '5.00' });
    expect(sheet.lines.get('L0005')?.ended).toBe(true);
    expect(totals(sheet).get('')).toMatchObject({ murni: '160000000.00', pApbd: '160000000.00', now: '160000005.00' });
  });

  it('shows a target that was not there yet, or has ended, as none', () => {
    const targets = (lineId: string) =>
      sheet.lines.get(lineId)?.indikator.map(({ target: of }) => [of.murni?.target, of.pApbd?.target, of.now?.target]);
    expect(targets('L0007')).toEqual([[undefined, '4', '6']]);
    expect(targets('L0005')).toEqual([
      ['2', '2', '2'],
      ['82', undefined, undefined],
    ]);
    expect(targets('L0006')).toEqual([
      ['100', '100', '100'],
      [undefined, '5', '5'],
    ]);
  });

  it('has each row below its parent, whenever it came or moved there', () => {
    const moved = following(
      PLAN,
      propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), newRow('a'), moveTo('L0005', 'k')]),
      approve(),
    );
    expect(inTreeOrder(sheetOf(moved)).map(({ lineId }) => lineId)).toEqual([
      ...['L0001', 'L0002', 'L0003', 'L0004', 'L0006', 'L0008', 'L0007', 'L0005'],
    ]);
  });
});

/** Everything that a reversal must put back, by the rows' places in the tree. */
const figuresOf = ({ lines, objectives }: Renja) => ({
  lines: [...lines.values()]
    .filter(({ ended }) => !ended)
    .map(({ uraian, kode, kodeWritten, lokasi, parent, pagu: has, sumberDana, prakiraanMaju, indikator }) => ({
      ...{ uraian, kode, kodeWritten, lokasi, parent, has, sumberDana, prakiraanMaju },
      indikator: [...indikator.values()].map(({ teks, target: to, satuan }) => [teks, to, satuan]).toSorted(),
    }))
    .toSorted((a, b) => (a.uraian < b.uraian ? -1 : 1)),
  objectives: [...objectives.values()].map(({ indikator }) => [...indikator.values()]),
});

describe('A reversal', () => {
  it('restores every figure, whatever the revision changed', () => {
    const sen = fc.integer({ min: 1, max: 1_000 }).map((n) => `${n}.00`);
    const change = fc.oneof(
      sen.map((by) => [pagu('L0005', by)]),
      sen.map((by) => [pagu('L0006', `-${by}`, { dana: 'PAD' })]),
      sen.map((by) => [transfer('L0005', 'L0006', by, { dana: 'DAU' })]),
      sen.map((by) => [newRow('a'), pagu('a', by)]),
      sen.map((by) => [
        newRow('k', { level: 'kegiatan', parent: 'L0003' }),
        newRow('s', { parent: 'k' }),
        pagu('s', by),
      ]),
      fc.constant([funds('L0005', fundsOf(['PAD', null], ['DAU', null]))]),
      fc.constant([target('L0005', 'I1', '7', 'Dokumen')]),
      fc.constant([target('O01', 'I1', '4', '%')]),
      fc.constant([describedAs('uraian', 'L0005', 'Z lain')]),
      fc.constant([describedAs('kode', 'L0006', '2.17')]),
      fc.constant([reworded('L0006', 'I1', 'Bunyi lain')]),
      fc.constant([newIndikator('L0006', 'Tambahan')]),
      fc.constant([endIndikator('L0005', 'I2')]),
      sen.map((by) => [forwardTo('L0005', by)]),
    );
    const whole = fc.oneof(
      {
        weight: 5,
        arbitrary: fc
          .uniqueArray(change, { minLength: 1, maxLength: 6, selector: ([first]) => first?.field })
          .map((all) => all.flat()),
      },
      { weight: 1, arbitrary: fc.constant([pagu('L0005', '-100000000.00'), endRow('L0005')]) },
    );
    let reversed = 0;
    fc.assert(
      fc.property(whole, (changes) => {
        // Two changes that undo each other are refused by a rule of its own.
        const of = changes.filter(({ field }) => field === 'sumberDana' || field === 'endLine').length;
        fc.pre(of <= 1);
        const approved = following(PLAN, propose(changes), approve());
        const back = following(approved, reverse(), approve('R002'));
        expect(figuresOf(fold(approved))).not.toEqual(figuresOf(fold(PLAN)));
        expect(figuresOf(fold(back))).toEqual(figuresOf(fold(PLAN)));
        reversed += 1;
      }),
      { numRuns: 1_000 },
    );
    expect(reversed).toBe(1_000);
  });

  it('of a revision that ended a kegiatan and its rows puts both back, the kegiatan first', () => {
    const history = following(
      PLAN,
      propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), newRow('a', { parent: 'k' })]),
      approve(),
      propose([endRow('L0007'), endRow('L0008')]),
      approve('R002'),
      reverse('R002'),
      approve('R003'),
    );
    const { lines } = fold(history);
    expect([lines.get('L0009')?.level, lines.get('L0010')?.parent]).toEqual(['kegiatan', 'L0009']);
  });

  it('puts a new row in the place of an ended one, and says where it comes from', () => {
    const history = following(
      PLAN,
      propose([pagu('L0005', '-100000000.00'), endRow('L0005')]),
      approve(),
      reverse(),
      approve('R002'),
    );
    expect(sheetOf(history).lines.get('L0007')).toMatchObject({
      uraian: 'Uraian L0005',
      asal: [{ renjaId: 'dinkop-2022', lineId: 'L0005' }],
      pagu: { now: '100000000.00' },
    });
  });
});

describe('Any transfers', () => {
  it('sum to nothing', () => {
    const one = fc.record({ from: fc.nat(1), sen: fc.integer({ min: 1, max: 500 }) });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), (all) => {
        const ids = ['L0005', 'L0006'];
        const changes = all.map(({ from, sen }) =>
          transfer(ids[from] ?? '', ids[1 - from] ?? '', `${sen}.00`, { dana: 'PAD' }),
        );
        const history = following(PLAN, propose(changes, { kind: 'pergeseran' }), approve());
        expect(totals(sheetOf(history)).get('')?.now).toBe('160000000.00');
        const ends = new Map<string, number>();
        for (const { type, data } of history)
          if (type === 'PaguIncreased' || type === 'PaguDecreased')
            ends.set(
              data.transferId ?? '',
              (ends.get(data.transferId ?? '') ?? 0) + Number(data.amount) * (type === 'PaguIncreased' ? 1 : -1),
            );
        expect([...ends.values()]).toEqual(all.map(() => 0));
      }),
      { numRuns: 1_000 },
    );
  });
});
