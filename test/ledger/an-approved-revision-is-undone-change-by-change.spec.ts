import type { NewChange } from '../../src/ledger/commands.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Change } from '../../src/ledger/terms.js';
import {
  approve,
  DOCUMENT,
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
  reject,
  reverse,
  reworded,
  target,
  transfer,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

/** What a reversal proposes: the opposite of each change, on the present figures, the last one first. */

const approvedOf = (...changes: readonly NewChange[]): readonly RenjaEvent[] =>
  following(PLAN, propose(changes), approve());

const undoing = (history: readonly RenjaEvent[], reverses = 'R001'): readonly Change[] =>
  given(history)
    .when(reverse(reverses))
    .thenAccepted()
    .flatMap(({ type, data }) => (type === 'RevisionProposed' ? data.changes : []));

const rowLike = (lineId: string) => ({
  level: 'subkegiatan',
  parent: 'L0004',
  kodeWritten: null,
  kode: null,
  uraian: `Uraian ${lineId}`,
  lokasi: null,
  sumberDana: fundsOf(['APBD', null]),
  prakiraanMaju: null,
  indikator: [
    { teks: 'Dokumen disusun', target: '2', satuan: 'Dokumen' },
    { teks: 'Capaian', target: '82', satuan: '%' },
  ],
  asal: [{ renjaId: 'dinkop-2022', lineId }],
});

describe('A reversal proposes', () => {
  it('to put every rewritten value back, the last one first', () => {
    const history = approvedOf(
      target('L0005', 'I2', '90', 'persen'),
      describedAs('kode', 'L0005', '2.17.1.'),
      describedAs('lokasi', 'L0006', 'Kanigaran'),
      reworded('L0005', 'I1', 'Bunyi baru'),
      forwardTo('L0005', '9.00'),
      funds('L0005', fundsOf(['DAK', null])),
    );
    expect(undoing(history)).toEqual([
      { field: 'sumberDana', lineId: 'L0005', from: fundsOf(['DAK', null]), to: fundsOf(['APBD', null]) },
      { field: 'prakiraanMaju', lineId: 'L0005', from: { target: '3', satuan: 'Dokumen', pagu: '9.00' }, to: null },
      { field: 'teks', of: 'L0005', indikatorId: 'I1', from: 'Bunyi baru', to: 'Dokumen disusun' },
      { field: 'lokasi', lineId: 'L0006', from: 'Kanigaran', to: null },
      { field: 'kode', lineId: 'L0005', from: '2.17.1.', to: null },
      {
        field: 'target',
        of: 'L0005',
        indikatorId: 'I2',
        from: { target: '90', satuan: 'persen' },
        to: { target: '82', satuan: '%' },
      },
    ]);
  });

  it('opposite amounts on the pagu as it is now, without the reasons of then', () => {
    const history = following(
      approvedOf(pagu('L0005', '-7.00', { reason: 'Efisiensi' }), transfer('L0006', 'L0005', '30.00', { dana: 'DAU' })),
      propose([pagu('L0005', '1.00')]),
      approve('R002'),
    );
    expect(undoing(history)).toEqual([
      { field: 'pagu', lineId: 'L0005', seen: '100000024.00', delta: '-30.00', transferId: 'T1' },
      { field: 'pagu', lineId: 'L0006', seen: '59999970.00', delta: '30.00', transferId: 'T1', dana: 'DAU' },
      { field: 'pagu', lineId: 'L0005', seen: '100000024.00', delta: '7.00' },
    ]);
  });

  it('the end of what was added, by the ids that were given at the approval', () => {
    const history = following(
      PLAN,
      propose([
        newRow('k', { level: 'kegiatan', parent: 'L0003' }),
        newRow('s', { parent: 'k' }),
        pagu('s', '5.00'),
        newIndikator('L0006', 'Baru'),
        newIndikator('O01', 'Lain', '6', null),
      ]),
      // Its rows take the ids L0007 and L0008 first.
      propose([newRow('x'), newRow('y')]),
      approve('R002'),
      approve('R001'),
    );
    expect(undoing(history)).toEqual([
      { field: 'endIndikator', of: 'O01', indikatorId: 'I2', seen: { teks: 'Lain', target: '6', satuan: null } },
      { field: 'endIndikator', of: 'L0006', indikatorId: 'I2', seen: { teks: 'Baru', target: '5', satuan: 'unit' } },
      { field: 'pagu', lineId: 'L0010', seen: '5.00', delta: '-5.00' },
      { field: 'endLine', lineId: 'L0010' },
      { field: 'endLine', lineId: 'L0009' },
    ]);
  });

  it('an indicator like the one that ended', () => {
    expect(undoing(approvedOf(endIndikator('L0005', 'I2')))).toEqual([
      { field: 'newIndikator', of: 'L0005', indikator: { teks: 'Capaian', target: '82', satuan: '%' } },
    ]);
  });

  it('a row like the one that ended, which takes its pagu back', () => {
    const history = approvedOf(pagu('L0005', '-100000000.00'), endRow('L0005'), pagu('L0006', '5.00', { dana: 'PAD' }));
    expect(undoing(history)).toEqual([
      { field: 'pagu', lineId: 'L0006', seen: '60000005.00', delta: '-5.00', dana: 'PAD' },
      { field: 'pagu', lineId: 'pengganti-L0005', seen: '0.00', delta: '100000000.00' },
      { field: 'newLine', ref: 'pengganti-L0005', row: rowLike('L0005') },
    ]);
  });

  it('rows like all that ended, each below the one in the place of its parent', () => {
    const built = approvedOf(
      newRow('p', { level: 'program', parent: 'L0002', kodeWritten: '2.17.1.', kode: '2.17.01', lokasi: 'Kanigaran' }),
      newRow('k', { level: 'kegiatan', parent: 'p', indikator: [{ teks: 'Hasil', target: '1', satuan: null }] }),
      newRow('s', { parent: 'k', prakiraanMaju: { target: '3', satuan: null, pagu: '1.00' } }),
    );
    const ended = following(built, propose([endRow('L0008'), endRow('L0007'), endRow('L0009')]), approve('R002'));
    const asal = (lineId: string) => [{ renjaId: 'dinkop-2022', lineId }];
    expect(undoing(ended, 'R002')).toMatchObject([
      {
        ref: 'pengganti-L0007',
        row: { level: 'program', parent: 'L0002', kodeWritten: '2.17.1.', kode: '2.17.01', lokasi: 'Kanigaran' },
      },
      {
        ref: 'pengganti-L0008',
        row: {
          level: 'kegiatan',
          parent: 'pengganti-L0007',
          indikator: [{ teks: 'Hasil', target: '1', satuan: null }],
          asal: asal('L0008'),
        },
      },
      {
        ref: 'pengganti-L0009',
        row: { parent: 'pengganti-L0008', prakiraanMaju: { target: '3', satuan: null, pagu: '1.00' } },
      },
    ]);
    expect(undoing(ended, 'R002')).toHaveLength(3);
  });

  it('an urusan under nothing, where one ended', () => {
    const history = following(
      approvedOf(newRow('u', { level: 'urusan', parent: null })),
      propose([endRow('L0007')]),
      approve('R002'),
    );
    expect(undoing(history, 'R002')).toMatchObject([
      { ref: 'pengganti-L0007', row: { level: 'urusan', parent: null } },
    ]);
  });

  it('what it is, with a document and a reason of its own', () => {
    const [proposal] = given(approvedOf(pagu('L0005', '1.00')))
      .when(reverse('R001', { reason: 'Putusan', revisionId: 'BATAL-1', effectiveOn: '2022-08-01' }))
      .thenAccepted();
    expect(proposal?.data).toMatchObject({
      ...{ revisionId: 'BATAL-1', reverses: 'R001', kind: 'koreksi', stage: null, reason: 'Putusan' },
      ...{ document: DOCUMENT, effectiveOn: '2022-08-01', part: 1, parts: 1 },
    });
  });
});

describe('A reversal that is approved', () => {
  it('moves a row back to where it stood', () => {
    const moved = following(
      approvedOf(newRow('k', { level: 'kegiatan', parent: 'L0003' })),
      propose([moveTo('L0005', 'L0007')]),
      approve('R002'),
    );
    expect(fold(moved).lines.get('L0005')?.parent).toBe('L0007');
    const back = following(moved, reverse('R002'), approve('R003'));
    expect(fold(back).lines.get('L0005')?.parent).toBe('L0004');
  });

  it('moves a row away again from a kegiatan that the same revision added', () => {
    const history = following(
      PLAN,
      propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), moveTo('L0005', 'k')]),
      approve(),
      reverse(),
      approve('R002'),
    );
    expect(fold(history).lines.get('L0005')?.parent).toBe('L0004');
    expect(fold(history).lines.get('L0007')?.ended).toBe(true);
  });

  it('leaves the state of what it undoes, and can be refused and asked for again', () => {
    const refused = following(approvedOf(pagu('L0005', '1.00')), reverse(), reject('R002'), reverse());
    expect(
      [...fold(refused).revisions.values()].map(({ revisionId, status, reverses }) => [revisionId, status, reverses]),
    ).toEqual([
      ['R001', 'approved', undefined],
      ['R002', 'rejected', 'R001'],
      ['R003', 'proposed', 'R001'],
    ]);
  });
});

describe('The next revision', () => {
  it('takes a number that no author has chosen as a name', () => {
    const chosen = following(
      PLAN,
      propose([pagu('L0005', '1.00')], { revisionId: 'R002' }),
      propose([pagu('L0005', '1.00')]),
      propose([pagu('L0005', '1.00')]),
    );
    expect([...fold(chosen).revisions.keys()]).toEqual(['R002', 'R003', 'R004']);
  });
});
