import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import { entries } from '../support/entries.js';
import {
  AUDITOR,
  addLines,
  adopt,
  answer,
  approve,
  DRAFT,
  endRow,
  forwardTo,
  funds,
  fundsOf,
  newIndikator,
  newLine,
  newRow,
  OF_2020,
  PARENTS,
  PLAN,
  pagu,
  propose,
  reviseDraft,
  reworded,
  target,
  transfer,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

describe('A draft', () => {
  it('changes in place, by events that name no revision', () => {
    given(DRAFT)
      .when(reviseDraft([pagu('L0005', '5.00'), target('L0005', 'I1', '3', 'Dokumen')]))
      .then([
        {
          type: 'PaguIncreased',
          data: {
            ...{ lineId: 'L0005', amount: '5.00', before: '100000000.00', after: '100000005.00' },
            reason: 'Hasil pembahasan',
          },
        },
        {
          type: 'TargetChanged',
          data: {
            ...{ of: 'L0005', indikatorId: 'I1' },
            before: { target: '2', satuan: 'Dokumen' },
            after: { target: '3', satuan: 'Dokumen' },
          },
        },
      ]);
  });

  it('becomes murni as it then is, in every figure', () => {
    const history = following(
      DRAFT,
      reviseDraft([
        pagu('L0005', '-100000000.00'),
        newRow('a', { sumberDana: fundsOf(['PAD', null]) }),
        pagu('a', '70.00'),
        newIndikator('L0006', 'Laporan', '4'),
        reworded('L0006', 'I1', 'Orang terlatih'),
        target('O01', 'I1', '4', '%'),
        forwardTo('L0006', '9.00'),
        transfer('L0006', 'L0005', '20000000.00', { dana: 'DAU' }),
      ]),
      reviseDraft([transfer('L0005', 'L0007', '20000000.00')]),
      reviseDraft([endRow('L0005')]),
      adopt,
    );
    const sheet = foldAll(renjaSheet, entries(history));
    expect(totals(sheet).get('')).toEqual({ murni: '60000070.00', pApbd: null, change: '0.00', now: '60000070.00' });
    expect(totals(sheet).get('L0007')).toMatchObject({ murni: '20000070.00', change: '0.00' });
    const targets = [...sheet.lines.values(), ...sheet.objectives.values()].flatMap(({ indikator }) => indikator);
    for (const { target: figures } of targets) expect(figures.murni).toEqual(figures.now);
    expect(sheet.lines.get('L0006')?.indikator.map(({ teks }) => teks)).toEqual(['Orang terlatih', 'Laporan']);
    // Afterwards it changes by revisions only, and murni stays.
    const revised = following(history, propose([pagu('L0006', '1.00', { dana: 'PAD' })]), approve());
    expect(totals(foldAll(renjaSheet, entries(revised))).get('')).toMatchObject({
      murni: '60000070.00',
      change: '1.00',
    });
  });

  it.each([
    ['once it is adopted', PLAN, reviseDraft([pagu('L0005', '1.00')]), undefined, 'renja-not-draft'],
    ['by an auditor', DRAFT, reviseDraft([pagu('L0005', '1.00')]), AUDITOR, 'role-not-allowed'],
    ['without a reason', DRAFT, reviseDraft([pagu('L0005', '1.00')], ' '), undefined, 'reason-missing'],
    ['in nothing', DRAFT, reviseDraft([]), undefined, 'revision-empty'],
    ['below zero', DRAFT, reviseDraft([pagu('L0005', '-100000000.01')]), undefined, 'pagu-below-zero'],
    ['away from its funds', DRAFT, reviseDraft([pagu('L0006', '1.00')]), undefined, 'funds-not-pagu'],
    [
      'by a transfer of less than nothing',
      DRAFT,
      reviseDraft([transfer('L0005', 'L0006', '-1.00', { dana: 'PAD' })]),
      undefined,
      'transfer-not-positive',
    ],
  ] as const)('does not change %s', (_, history, command, actor, code) => {
    given(history).when(command, actor).then(code);
  });

  it('may have its funds rewritten with its pagu', () => {
    given(DRAFT)
      .when(reviseDraft([pagu('L0006', '1.00'), funds('L0006', fundsOf(['PAD', '60000001.00']))]))
      .thenAccepted();
  });
});

describe('A Renja of before 2021', () => {
  const drafted = following(
    [OF_2020, ...PARENTS.slice(1, -1)],
    addLines(newLine('a', 'L0003', { level: 'kegiatan', pagu: '50.00' })),
    addLines(newLine('b', 'L0003', { level: 'kegiatan', pagu: '7.00' })),
  );

  it('has its pagu on kegiatan, which revisions change like any other', () => {
    const history = following(
      drafted,
      adopt,
      propose([pagu('L0004', '-5.00'), newRow('c', { level: 'kegiatan', parent: 'L0003' }), pagu('c', '5.00')], {
        kind: 'pergeseran',
      }),
      approve(),
    );
    expect([...fold(history).lines.values()].map((line) => line.pagu)).toEqual([
      ...[null, null, null],
      ...['45.00', '7.00', '5.00'],
    ]);
    expect(totals(foldAll(renjaSheet, entries(history))).get('L0003')).toMatchObject({ murni: '57.00', now: '57.00' });
  });

  it('has no pagu on a program, and none is missing on a kegiatan', () => {
    given(drafted)
      .when(addLines(newLine('c', 'L0003', { level: 'kegiatan', pagu: null })))
      .then('pagu-missing');
    given(drafted)
      .when(addLines(newLine('c', 'L0002', { level: 'program', pagu: '1.00' })))
      .then('pagu-on-parent');
  });
});

describe('An answer to a finding', () => {
  it('says what was answered before', () => {
    const answered = following(PLAN, answer('late:R001', 'Dokumen terlambat diterima'));
    given(answered)
      .when(answer('late:R001', 'Sudah dijelaskan'))
      .then([
        {
          type: 'FindingAnswered',
          data: {
            ...{ finding: 'late:R001', before: 'Dokumen terlambat diterima', after: 'Sudah dijelaskan' },
            document: null,
          },
        },
      ]);
    given(answered).when(answer('late:R001', 'Dokumen terlambat diterima')).then('value-unchanged', { at: '/text' });
    given(answered).when(answer('late:R001', ' ')).then('text-blank', { at: '/text' });
    given(answered).when(answer('late:R001', 'Lain'), AUDITOR).then('role-not-allowed');
  });
});
