import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import {
  approve,
  describedAs,
  endIndikator,
  forwardTo,
  funds,
  fundsOf,
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
import { following, given, type Refusal } from '../support/ledger-spec.js';

/** Texts and amounts that are not as they must be, and values that are no longer what the author of a proposal saw. */

type Case = Refusal & {
  readonly name: string;
  readonly given?: readonly RenjaEvent[];
  readonly when: readonly NewChange[] | RenjaCommand;
  readonly code: RejectionCode;
};

const asCommand = (when: Case['when']): RenjaCommand => ('type' in when ? when : propose(when));

const WITH_KEGIATAN = following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve());
const FORWARD = following(PLAN, propose([forwardTo('L0005', '9.00')]), approve());

const seenIndikator = (teks: string, to: string, satuan: string | null): NewChange => ({
  field: 'endIndikator',
  of: 'L0005',
  indikatorId: 'I1',
  seen: { teks, target: to, satuan },
});

const STALE = 'as its author saw. Propose again with that value; withdraw the old proposal where there is one.';

describe('A proposal whose texts and amounts are not as they must be', () => {
  it.each<Case>([
    {
      name: 'a name of spaces',
      when: [describedAs('uraian', 'L0005', '  ')],
      code: 'text-blank',
      at: '/changes/0/to',
      says: 'The text on L0005 is blank. Write it.',
    },
    { name: 'no name', when: [describedAs('uraian', 'L0005', null)], code: 'text-blank', at: '/changes/0/to' },
    {
      name: 'a blank wording',
      when: [reworded('O01', 'I1', ' ')],
      code: 'text-blank',
      at: '/changes/0/to',
      says: 'The text on O01 is blank. Write it.',
    },
    {
      name: 'a new indicator of an objective without wording',
      when: [newIndikator('O01', ' ')],
      code: 'text-blank',
      at: '/changes/0/indikator/teks',
      says: 'The text on O01 is blank. Write it.',
    },
    {
      name: 'a new indicator of a row without wording',
      when: [newIndikator('L0005', ' ')],
      code: 'text-blank',
      at: '/changes/0/indikator/teks',
      says: 'The text on L0005 is blank. Write it.',
    },
    {
      name: 'a new row of a blank name',
      when: [newRow('a', { uraian: ' ' })],
      code: 'text-blank',
      at: '/changes/0/row/uraian',
      says: 'The text on a is blank. Write it.',
    },
    {
      name: 'a target of spaces',
      when: [target('O01', 'I1', ' ', null)],
      code: 'target-blank',
      at: '/changes/0/to',
      says: 'The new target on O01 is blank. Write its value.',
    },
    {
      name: 'a forward estimate as written',
      when: [forwardTo('L0005', '9')],
      code: 'amount-malformed',
      at: '/changes/0/to/pagu',
      says: 'Not an amount in rupiah: 9. Write it as 1.234.567,00.',
    },
    {
      name: 'a forward estimate below zero',
      when: [forwardTo('L0005', '-9.00')],
      code: 'amount-negative',
      at: '/changes/0/to/pagu',
    },
    {
      name: 'the forward estimate of a new row below zero',
      when: [newRow('a', { prakiraanMaju: { target: '3', satuan: null, pagu: '-9.00' } })],
      code: 'amount-negative',
      at: '/changes/0/row/prakiraanMaju/pagu',
    },
    {
      name: 'a fund of a new row below zero',
      when: [newRow('a', { sumberDana: fundsOf(['PAD', null], ['DAU', '-9.00']) })],
      code: 'amount-negative',
      at: '/changes/0/row/sumberDana/1/jumlah',
    },
    {
      name: 'a fund of a new row twice',
      when: [newRow('a', { sumberDana: fundsOf(['PAD', null], ['PAD', null]) })],
      code: 'fund-repeated',
      at: '/changes/0/row/sumberDana/1/dana',
      says: 'Fund PAD is named more than once on row a. Make it one.',
    },
    {
      name: 'a transfer as written',
      when: [transfer('L0005', 'L0006', '1.000', { dana: 'PAD' })],
      code: 'amount-malformed',
      at: '/changes/0/delta',
      all: ['amount-malformed', 'amount-malformed'],
    },
    {
      name: 'a transfer that only looks like a negative amount',
      when: [transfer('L0005', 'L0006', '-1', { dana: 'PAD' })],
      code: 'amount-malformed',
      all: ['amount-malformed', 'amount-malformed'],
    },
    {
      name: 'a transfer of nothing',
      when: [transfer('L0005', 'L0006', '0.00', { dana: 'PAD' })],
      code: 'delta-zero',
      all: ['delta-zero', 'delta-zero'],
    },
    {
      name: 'a transfer from a row to itself',
      when: [transfer('L0005', 'L0005', '1.00')],
      code: 'transfer-to-itself',
      at: '/changes',
      says: 'Row L0005 cannot transfer pagu to itself.',
      all: ['transfer-to-itself', 'change-repeated'],
    },
    {
      name: 'a transfer below zero',
      when: [transfer('L0005', 'L0006', '-1.00', { dana: 'PAD' })],
      code: 'transfer-not-positive',
      at: '/changes',
    },
    {
      name: 'a row moved to where it is',
      when: [describedAs('lokasi', 'L0005', null)],
      code: 'value-unchanged',
      at: '/changes/0/to',
      says: 'What is written for L0005 equals what is there already, so nothing would change. Write something else, or leave it out.',
    },
  ])('is refused at $at: $name', ({ when, code, ...refusal }) => {
    given(PLAN).when(asCommand(when)).then(code, refusal);
  });

  it('may leave a forward estimate without an amount, and take it back altogether', () => {
    given(PLAN)
      .when(propose([forwardTo('L0005', null)]))
      .thenAccepted();
    given(FORWARD)
      .when(propose([{ field: 'prakiraanMaju', lineId: 'L0005', to: null }]))
      .thenAccepted();
  });
});

describe('A proposal whose author saw other values', () => {
  it.each<Case>([
    {
      name: 'a code where there is none',
      when: [{ field: 'kode', lineId: 'L0005', from: '2.17.01', to: '2.18' }],
      code: 'revision-stale',
      at: '/changes/0',
      says: `The value on L0005 is now -, not 2.17.01 ${STALE}`,
    },
    {
      name: 'the code as written, not its canonical form',
      given: following(PLAN, propose([describedAs('kode', 'L0005', '2.17.1.')]), approve()),
      when: [{ field: 'kode', lineId: 'L0005', from: '2.17.01', to: '2.18' }],
      code: 'revision-stale',
      says: `The value on L0005 is now 2.17.1., not 2.17.01 ${STALE}`,
    },
    {
      name: 'another parent',
      when: [{ field: 'parent', lineId: 'L0005', from: 'L0003', to: 'L0007' }],
      given: WITH_KEGIATAN,
      code: 'revision-stale',
      says: `The value on L0005 is now L0004, not L0003 ${STALE}`,
    },
    {
      name: 'another wording',
      when: [{ field: 'teks', of: 'L0005', indikatorId: 'I2', from: 'Lama', to: 'Baru' }],
      code: 'revision-stale',
      says: `The value on L0005 is now Capaian, not Lama ${STALE}`,
    },
    {
      name: 'no forward estimate',
      given: FORWARD,
      when: [{ field: 'prakiraanMaju', lineId: 'L0005', from: null, to: { target: '4', satuan: null, pagu: null } }],
      code: 'revision-stale',
      says: `The value on L0005 is now 3 Dokumen (9), not - ${STALE}`,
    },
    {
      name: 'a forward estimate without an amount',
      given: FORWARD,
      when: [
        {
          field: 'prakiraanMaju',
          lineId: 'L0005',
          from: { target: '3', satuan: 'Dokumen', pagu: null },
          to: { target: '4', satuan: null, pagu: null },
        },
      ],
      code: 'revision-stale',
      says: `The value on L0005 is now 3 Dokumen (9), not 3 Dokumen ${STALE}`,
    },
    {
      name: 'no funds',
      when: [funds('L0006', fundsOf(['PAD', '60000000.00']), [])],
      code: 'revision-stale',
      says: `The value on L0006 is now PAD 40.000.000 + DAU 20.000.000, not - ${STALE}`,
    },
    {
      name: 'another target of an indicator that ends',
      when: [seenIndikator('Dokumen disusun', '1', 'Dokumen')],
      code: 'revision-stale',
      at: '/changes/0',
      says: `The value on L0005 is now Dokumen disusun 2 Dokumen, not Dokumen disusun 1 Dokumen ${STALE}`,
    },
    {
      name: 'another unit of an indicator that ends',
      when: [seenIndikator('Dokumen disusun', '2', null)],
      code: 'revision-stale',
      says: `The value on L0005 is now Dokumen disusun 2 Dokumen, not Dokumen disusun 2 ${STALE}`,
    },
    {
      name: 'another wording of an indicator that ends',
      when: [seenIndikator('Dokumen', '2', 'Dokumen')],
      code: 'revision-stale',
      says: `The value on L0005 is now Dokumen disusun 2 Dokumen, not Dokumen 2 Dokumen ${STALE}`,
    },
  ])('is told both: $name', ({ given: history = PLAN, when, code, ...refusal }) => {
    given(history).when(asCommand(when)).then(code, refusal);
  });

  it('ends an indicator that is still as it was seen', () => {
    given(PLAN)
      .when(propose([seenIndikator('Dokumen disusun', '2', 'Dokumen')]))
      .thenAccepted();
  });

  it('is told what a later revision put in the place of what is undone', () => {
    const later = { effectiveOn: '2022-07-01' };
    const changed = following(
      PLAN,
      propose([describedAs('lokasi', 'L0005', 'Kanigaran'), endIndikator('L0005', 'I1'), pagu('L0005', '1.00')]),
      approve(),
      propose([describedAs('lokasi', 'L0005', null)], later),
      approve('R002'),
    );
    given(changed).when(reverse('R001', later)).then('reversal-superseded', {
      at: '/changes/0',
      says: 'The value on L0005 is now -, not Kanigaran as that revision posted it. A later one changed it; propose an ordinary revision.',
    });
  });
});
