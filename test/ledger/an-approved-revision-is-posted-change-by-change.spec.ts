import type { EventOf, RenjaEvent } from '../../src/ledger/events.js';
import type { Change } from '../../src/ledger/terms.js';
import {
  approve,
  DOCUMENT,
  FINANCE,
  funds,
  fundsOf,
  line,
  PARENTS,
  PLAN,
  PLANNER,
  pagu,
  propose,
  reject,
  target,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

/** The events of a proposal that says what `propose` says. */
const proposed = (
  changes: readonly Change[],
  data: Partial<EventOf<'RevisionProposed'>['data']> = {},
): EventOf<'RevisionProposed'> => ({
  type: 'RevisionProposed',
  data: {
    revisionId: 'R001',
    part: 1,
    parts: 1,
    kind: 'perubahan',
    stage: 'P-APBD',
    judul: 'Perubahan pertama',
    document: DOCUMENT,
    reason: 'Penyesuaian kebutuhan',
    effectiveOn: '2022-06-01',
    base: PLAN.length,
    proposedBy: PLANNER.id,
    changes,
    ...data,
  },
});

const approvedWith = (...postings: readonly RenjaEvent[]): readonly RenjaEvent[] => [
  { type: 'RevisionApproved', data: { revisionId: 'R001', note: null } },
  ...postings,
];

const seenPagu = (lineId: string, seen: string, delta: string, dana?: string): Change => ({
  ...pagu(lineId, delta, dana === undefined ? {} : { dana }),
  seen,
});

describe('a proposal', () => {
  it('fills in what its author left out with the present figures', () => {
    given(PLAN)
      .when(propose([pagu('L0005', '-1.00'), target('L0005', 'I2', '90', '%'), funds('L0006', fundsOf(['PAD', null]))]))
      .then([
        proposed([
          { field: 'pagu', lineId: 'L0005', seen: '100000000.00', delta: '-1.00' },
          {
            field: 'target',
            of: 'L0005',
            indikatorId: 'I2',
            // Only the target: the present indicator says more than that.
            from: { target: '82', satuan: '%' },
            to: { target: '90', satuan: '%' },
          },
          {
            field: 'sumberDana',
            lineId: 'L0006',
            from: fundsOf(['PAD', '40000000.00'], ['DAU', '20000000.00']),
            to: fundsOf(['PAD', null]),
          },
        ]),
      ]);
  });

  it('names its author, the revision of the Renja that was looked at, and why it is late', () => {
    given(PLAN)
      .when(propose([pagu('L0005', '1.00', { reason: 'Kenaikan harga' })], { lateReason: 'Baru diterima' }), FINANCE)
      .then([
        proposed([{ ...seenPagu('L0005', '100000000.00', '1.00'), ...{ reason: 'Kenaikan harga' } }], {
          proposedBy: FINANCE.id,
          lateReason: 'Baru diterima',
        }),
      ]);
  });

  it('takes the next id, or the one that its author chose', () => {
    const first = following(PLAN, propose([pagu('L0005', '1.00')]), propose([pagu('L0005', '1.00')]));
    expect([...fold(first).revisions.keys()]).toEqual(['R001', 'R002']);
    const chosen = following(PLAN, propose([pagu('L0005', '1.00')], { revisionId: 'DPPA-1' }));
    expect([...fold(chosen).revisions.keys()]).toEqual(['DPPA-1']);
  });

  it('changes no figure by itself', () => {
    const before = fold(PLAN);
    const after = fold(following(PLAN, propose([pagu('L0005', '1.00')])));
    expect(after.lines).toEqual(before.lines);
    expect(after.lastEffective).toBeNull();
  });

  it('continues in parts of a hundred changes, all of them in one append', () => {
    const ids = Array.from({ length: 201 }, (_, i) => `L${String(i + 5).padStart(4, '0')}`);
    const wide: readonly RenjaEvent[] = [
      ...PARENTS,
      ...ids.map((id) => line(id, 'L0004', { level: 'subkegiatan', pagu: '1.00' })),
      { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } },
    ];
    const partsOf = (n: number) =>
      given(wide)
        .when(propose(ids.slice(0, n).map((id) => pagu(id, '1.00'))))
        .thenAccepted()
        .map(({ type, data }) =>
          type === 'RevisionProposed' ? [data.part, data.parts, data.base, data.changes.length] : type,
        );
    expect(partsOf(100)).toEqual([[1, 1, wide.length, 100]]);
    expect(partsOf(201)).toEqual([
      [1, 3, wide.length, 100],
      [2, 3, wide.length, 100],
      [3, 3, wide.length, 1],
    ]);

    const all = following(wide, propose(ids.map((id) => pagu(id, '1.00'))));
    const changed = fold(all).revisions.get('R001')?.changes ?? [];
    expect(changed.map((change) => change.field === 'pagu' && change.lineId)).toEqual(ids);
    const posted = given(all).when(approve()).thenAccepted().slice(1);
    expect(posted.map(({ type, data }) => type === 'PaguIncreased' && data.lineId)).toEqual(ids);
  });
});

describe('an approval', () => {
  it('raises and lowers a pagu, each with its figures before and after and its own reason where it has one', () => {
    given(
      following(
        PLAN,
        propose([pagu('L0005', '-5155000.00'), pagu('L0006', '0.50', { dana: 'PAD', reason: 'Selisih' })]),
      ),
    )
      .when(approve())
      .then(
        approvedWith(
          {
            type: 'PaguDecreased',
            data: {
              lineId: 'L0005',
              amount: '5155000.00',
              before: '100000000.00',
              after: '94845000.00',
              revisionId: 'R001',
              reason: 'Penyesuaian kebutuhan',
            },
          },
          {
            type: 'PaguIncreased',
            data: {
              lineId: 'L0006',
              amount: '0.50',
              before: '60000000.00',
              after: '60000000.50',
              dana: 'PAD',
              revisionId: 'R001',
              reason: 'Selisih',
            },
          },
        ),
      );
  });

  it('chains two changes of one row for two funds', () => {
    const changes = [pagu('L0006', '-40000000.00', { dana: 'PAD' }), pagu('L0006', '1.00', { dana: 'DAU' })];
    const events = given(following(PLAN, propose(changes)))
      .when(approve())
      .thenAccepted();
    expect(
      events
        .slice(1)
        .map(({ type, data }) => ('lineId' in data && 'amount' in data ? [type, data.before, data.after] : [])),
    ).toEqual([
      ['PaguDecreased', '60000000.00', '20000000.00'],
      ['PaguIncreased', '20000000.00', '20000001.00'],
    ]);
    const after = fold(following(PLAN, propose(changes), approve())).lines.get('L0006');
    expect(after?.pagu).toBe('20000001.00');
    expect(after?.sumberDana).toEqual(fundsOf(['PAD', '0.00'], ['DAU', '20000001.00']));
  });

  it('leaves the funds as they are where a change names none', () => {
    const after = fold(following(PLAN, propose([pagu('L0005', '1.00')]), approve()));
    expect(after.lines.get('L0005')).toMatchObject({ pagu: '100000001.00', sumberDana: fundsOf(['APBD', null]) });
    expect(after.lines.get('L0006')).toEqual(fold(PLAN).lines.get('L0006'));
  });

  it('changes targets of rows and of objectives, and keeps what their indicators measure', () => {
    const history = following(
      PLAN,
      propose([
        target('L0005', 'I2', '90', 'persen'),
        target('O01', 'I1', '4', '%'),
        target('L0004', 'I1', '30', null),
      ]),
    );
    given(history)
      .when(approve())
      .then(
        approvedWith(
          {
            type: 'TargetChanged',
            data: {
              of: 'L0005',
              indikatorId: 'I2',
              before: { target: '82', satuan: '%' },
              after: { target: '90', satuan: 'persen' },
              revisionId: 'R001',
            },
          },
          {
            type: 'TargetChanged',
            data: {
              of: 'O01',
              indikatorId: 'I1',
              before: { target: '3-3,5', satuan: '%' },
              after: { target: '4', satuan: '%' },
              revisionId: 'R001',
            },
          },
          {
            type: 'TargetChanged',
            data: {
              of: 'L0004',
              indikatorId: 'I1',
              before: { target: '28', satuan: 'koperasi' },
              after: { target: '30', satuan: null },
              revisionId: 'R001',
            },
          },
        ),
      );
    const { lines, objectives } = fold(following(history, approve()));
    expect(lines.get('L0005')?.indikator.get('I2')).toEqual({
      indikatorId: 'I2',
      teks: 'Capaian',
      target: '90',
      satuan: 'persen',
    });
    expect(objectives.get('O01')?.indikator.get('I1')).toMatchObject({ teks: 'Pertumbuhan koperasi', target: '4' });
    // The other objective has an indicator of the same id.
    expect(objectives.get('O02')?.indikator.get('I1')).toMatchObject({ target: '3-3,5' });
  });

  it('itemises funds, which then sum to the pagu of the same revision', () => {
    const to = fundsOf(['PAD', '60000000.00'], ['DAK', '40000001.00']);
    const history = following(PLAN, propose([pagu('L0005', '1.00'), funds('L0005', to)]));
    const events = given(history).when(approve()).thenAccepted();
    expect(events.at(-1)).toEqual({
      type: 'SumberDanaChanged',
      data: { lineId: 'L0005', before: fundsOf(['APBD', null]), after: to, revisionId: 'R001' },
    });
    expect(fold(following(history, approve())).lines.get('L0005')).toMatchObject({
      pagu: '100000001.00',
      sumberDana: to,
    });
  });

  it('carries the note of who approved', () => {
    const [approved] = given(following(PLAN, propose([pagu('L0005', '1.00')])))
      .when(approve('R001', 'Disetujui rapat'))
      .thenAccepted();
    expect(approved).toEqual({ type: 'RevisionApproved', data: { revisionId: 'R001', note: 'Disetujui rapat' } });
  });

  it('moves the last effective day forward and never back', () => {
    const [change] = [target('O01', 'I1', '4', '%')];
    const first = following(PLAN, propose([change]), approve());
    expect(fold(first).lastEffective).toBe('2022-06-01');
    const late = { effectiveOn: '2022-02-01', lateReason: 'Terlambat diterima' };
    const second = following(first, propose([target('O01', 'I1', '5', '%')], late), approve('R002'));
    expect(fold(second).lastEffective).toBe('2022-06-01');
    const third = following(
      second,
      propose([target('O01', 'I1', '6', '%')], { effectiveOn: '2022-10-03' }),
      approve('R003'),
    );
    expect(fold(third).lastEffective).toBe('2022-10-03');
  });
});

describe('a rejection of a revision', () => {
  it('says why and changes no figure', () => {
    const history = following(PLAN, propose([pagu('L0005', '1.00')]));
    given(history)
      .when(reject())
      .then([{ type: 'RevisionRejected', data: { revisionId: 'R001', reason: 'Belum ada dasar hukumnya' } }]);
    const after = fold(following(history, reject()));
    expect(after.revisions.get('R001')?.status).toBe('rejected');
    expect(after.lines).toEqual(fold(PLAN).lines);
    expect(after.lastEffective).toBeNull();
  });
});
