import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import { type RenjaEvent } from '../../src/ledger/events.js';
import { approvalMustFit } from '../../src/ledger/revision-rules.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import {
  addLines,
  approve,
  close,
  correct,
  DRAFT,
  describedAs,
  endIndikator,
  endRow,
  FINANCE,
  funds,
  fundsOf,
  keuangan,
  keuanganTo,
  moveTo,
  newIndikator,
  newLine,
  newRow,
  open,
  PLAN,
  pagu,
  propose,
  report,
  reverse,
  target,
  transfer,
  withdraw,
} from '../support/ledger-plan.js';
import { fold, following, given, type Refusal } from '../support/ledger-spec.js';

/** What each rule leaves alone, and how faults of one row or fund stay apart from those of another. */

const WITH_KEGIATAN = following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve());
const OVERSPENT = following(PLAN, report(keuangan('100000000.01')));
const ITEMISED = following(PLAN, propose([funds('L0005', fundsOf(['PAD', '100000000.00']))]), approve());
const PROPOSED = following(PLAN, propose([pagu('L0005', '1.00')]));
const two = [
  { teks: 'Hasil', target: '4', satuan: 'unit' },
  { teks: 'Capaian', target: '5', satuan: '%' },
];

type Case = Refusal & { name: string; given?: readonly RenjaEvent[]; when: RenjaCommand; code: RejectionCode };

describe('A command is refused', () => {
  it.each<Case>([
    {
      name: 'at the new row whose funds no pagu follows',
      when: propose([newRow('a', { sumberDana: fundsOf(['PAD', '5.00']) })]),
      code: 'funds-not-pagu',
      at: '/changes/0',
      says: 'The funds of row a sum to 5, but its pagu is -. Make them equal; a change of pagu names its fund.',
    },
    {
      name: 'at the change with which a fund falls below zero, not at those before it',
      when: propose([
        transfer('L0006', 'L0005', '30000000.00', { dana: 'PAD' }),
        transfer('L0006', 'L0005', '20000000.00', { dana: 'PAD' }),
      ]),
      code: 'dana-below-zero',
      at: '/changes/2',
      says: 'Fund PAD of row L0006 would become (10.000.000). Reduce it by 40.000.000 at most.',
    },
    {
      name: 'at the end of a row for the child that a change leaves where it is',
      when: propose([describedAs('uraian', 'L0005', 'Baru'), endRow('L0004')]),
      code: 'line-has-children',
      at: '/changes/1',
      says: 'Row L0004 still has L0005 below it. End or move what is below it first.',
    },
    {
      name: 'for the sums of one row even where another names a fund that it has not',
      when: propose([pagu('L0005', '1.00', { dana: 'APBD' }), funds('L0006', fundsOf(['PAD', '1.00']))]),
      code: 'dana-not-found',
      at: '/changes/0/dana',
      all: ['dana-not-found', 'funds-not-pagu'],
    },
    {
      name: 'for an indicator of an unknown row that ends',
      when: propose([endIndikator('L0009', 'I1')]),
      code: 'line-not-found',
      at: '/changes/0/indikatorId',
    },
    {
      name: 'for the place that its author saw blank, and is another',
      given: following(PLAN, propose([describedAs('lokasi', 'L0005', 'Kanigaran')]), approve()),
      when: propose([{ field: 'lokasi', lineId: 'L0005', from: '', to: 'Wonoasih' }]),
      code: 'revision-stale',
      says: 'The value on L0005 is now Kanigaran, not - as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
    },
    {
      name: 'for a target of a new row, whose indicators are known by their ids',
      when: propose([newRow('a', { indikator: two }), target('a', 'I2', '9', '%')]),
      code: 'change-repeated',
      at: '/changes/1',
      all: ['change-repeated', 'revision-stale'],
    },
    {
      name: 'for a target of a new row that it has not',
      when: propose([newRow('a', { indikator: two }), target('a', 'I3', '9', '%')]),
      code: 'indikator-not-found',
      at: '/changes/1/indikatorId',
      all: ['indikator-not-found', 'change-repeated'],
    },
    {
      name: 'for a pagu of a new row that its author did not see at zero',
      when: propose([newRow('a'), pagu('a', '5.00', { seen: '1.00' })]),
      code: 'revision-stale',
      at: '/changes/1',
      says: 'The value on a is now -, not 1 as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
    },
    {
      name: 'for the pagu of a new kegiatan, whatever its author saw',
      when: propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), pagu('k', '1.00', { seen: '5.00' })]),
      code: 'pagu-on-parent',
      says: 'Only the lowest level (sub kegiatan) holds a pagu; k is a kegiatan, whose figures are computed from below.',
    },
    {
      name: 'for reversing what was never proposed',
      when: reverse('R009'),
      code: 'revision-not-found',
      at: '/reverses',
      says: 'Revision R009 does not exist. List the revisions with renja revisions.',
    },
    {
      name: 'for the keuangan of a kegiatan, which it names',
      when: report(keuangan('1.00', '2022-TW2', 'L0004')),
      code: 'pagu-on-parent',
      says: 'Only the lowest level (sub kegiatan) holds a pagu; L0004 is a kegiatan, whose figures are computed from below.',
    },
    {
      name: 'for a kinerja that names no indicator',
      when: report({ lineId: 'L0005', period: '2022-TW2', kinerja: '1' }),
      code: 'indikator-not-found',
      says: 'Indicator  is not on row L0005.',
    },
    {
      name: 'for a keuangan of no period, which nothing is held against',
      when: report(keuangan('5.00', '2022-TW1'), keuangan('9.00', 'TW2')),
      code: 'period-malformed',
      at: '/reports/1/period',
    },
    {
      name: 'for a period with something before it',
      when: report(keuangan('5.00', 'x2022-TW1')),
      code: 'period-malformed',
    },
    {
      name: 'for a correction below zero, which is held against no other period',
      given: following(PLAN, report(keuangan('30.00'), keuangan('40.00', '2022-TW3'))),
      when: correct([keuanganTo('-1.00', { period: '2022-TW3' })]),
      code: 'amount-negative',
    },
    {
      name: 'for one fund of a row that is no amount, and not for its sum',
      given: DRAFT,
      when: addLines(
        newLine('a', 'L0004', { level: 'subkegiatan', sumberDana: fundsOf(['PAD', '3000.00'], ['DAU', '2']) }),
      ),
      code: 'amount-malformed',
      at: '/lines/0/sumberDana/1/jumlah',
    },
    { name: 'as a whole where the Renja is open already', when: open, code: 'renja-already-open', at: '' },
    {
      name: 'as a whole where a revision is pending',
      given: PROPOSED,
      when: close(),
      code: 'revision-pending',
      at: '',
    },
  ])('$name', ({ given: history = PLAN, when, code, ...refusal }) => {
    given(history).when(when).then(code, refusal);
  });

  it('as a whole where another account proposed what is withdrawn', () => {
    given(PROPOSED).when(withdraw(), FINANCE).then('withdrawer-is-not-proposer', { at: '' });
  });

  it('for the bytes and the events of its approval, each with its limit', () => {
    const limit = { events: 10, bytes: 900 };
    expect(approvalMustFit({ events: 10, bytes: 900 }, limit)).toEqual([]);
    expect(approvalMustFit({ events: 11, bytes: 901 }, limit)).toEqual([
      { code: 'revision-too-large', pointer: '/changes', values: { size: '11 events', limit: '10' } },
      { code: 'revision-too-large', pointer: '/changes', values: { size: '901 byte', limit: '900' } },
    ]);
  });
});

describe('A revision is taken', () => {
  it.each<{ name: string; given?: readonly RenjaEvent[]; when: readonly NewChange[] }>([
    {
      name: 'that renames a row of which more was spent than planned',
      given: OVERSPENT,
      when: [describedAs('uraian', 'L0005', 'Baru')],
    },
    {
      name: 'that names funds on a kegiatan, which holds no pagu of its own',
      when: [funds('L0004', fundsOf(['PAD', '5.00']))],
    },
    {
      name: 'that empties a fund of one row while another row loses of the same fund',
      given: ITEMISED,
      when: [pagu('L0005', '-1.00', { dana: 'PAD' }), pagu('L0006', '-40000000.00', { dana: 'PAD' })],
    },
    {
      name: 'that moves a row under one that it also renames',
      given: WITH_KEGIATAN,
      when: [describedAs('uraian', 'L0007', 'Baru'), moveTo('L0005', 'L0007')],
    },
    {
      name: 'that describes a code anew, as it was written and not as it is compared',
      given: following(PLAN, propose([describedAs('kode', 'L0005', '2.17.1.')]), approve()),
      when: [describedAs('kode', 'L0005', '2.17.2')],
    },
  ])('$name', ({ given: history = PLAN, when }) => {
    given(following(history, propose(when, { revisionId: 'BARU' })))
      .when(approve('BARU'))
      .thenAccepted();
  });

  it('with a value seen that is undefined as with none', () => {
    const [proposal] = given(PLAN)
      .when(propose([{ field: 'uraian', lineId: 'L0005', from: undefined, to: 'Baru' }]))
      .thenAccepted();
    expect(proposal?.data).toMatchObject({ changes: [{ from: 'Uraian L0005', to: 'Baru' }] });
    const after = fold(following(PLAN, propose([describedAs('uraian', 'L0005', 'Baru')]), approve()));
    expect(after.lines.get('L0005')?.uraian).toBe('Baru');
  });

  it('with a transfer that has a reason of its own, and a fund where only some are itemised', () => {
    const partly = following(PLAN, propose([funds('L0005', fundsOf(['PAD', '1.00'], ['DAU', null]))]), approve());
    const [proposal] = given(partly)
      .when(
        propose([{ field: 'transfer', from: 'L0005', to: 'L0006', amount: '1.00', dana: 'PAD', reason: 'Tagihan' }]),
      )
      .thenAccepted();
    const common = { transferId: 'T1', dana: 'PAD', reason: 'Tagihan' };
    expect(proposal?.data).toMatchObject({
      changes: [
        { ...common, lineId: 'L0005', delta: '-1.00' },
        { ...common, lineId: 'L0006', delta: '1.00' },
      ],
    });
    const plain = following(PLAN, propose([transfer('L0005', 'L0006', '1.00', { dana: 'PAD' })]), approve());
    expect(plain.slice(-2).map(({ data }) => 'reason' in data && data.reason)).toEqual([
      'Penyesuaian kebutuhan',
      'Penyesuaian kebutuhan',
    ]);
  });

  it('with a new row, of which nothing is said that its author did not say', () => {
    const added = following(PLAN, propose([newRow('a')]), approve()).at(-1);
    expect(added).toEqual({
      type: 'LineAdded',
      data: {
        ...{ lineId: 'L0007', level: 'subkegiatan', parent: 'L0004', kodeWritten: null, kode: null },
        ...{ uraian: 'Uraian a', indikator: [], lokasi: null, sumberDana: [], prakiraanMaju: null, asal: [] },
        ...{ pagu: '0.00', atribut: {}, sumber: [], revisionId: 'R001' },
      },
    });
  });

  it('with a new indicator, whose id follows those of earlier revisions', () => {
    const history = following(
      PLAN,
      propose([newIndikator('L0006', 'Satu')]),
      approve(),
      propose([newIndikator('L0006', 'Dua')]),
      approve('R002'),
    );
    expect([...(fold(history).lines.get('L0006')?.indikator.keys() ?? [])]).toEqual(['I1', 'I2', 'I3']);
  });
});
