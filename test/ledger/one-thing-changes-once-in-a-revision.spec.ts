import type { NewChange } from '../../src/ledger/commands.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
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
  reworded,
  target,
  transfer,
} from '../support/ledger-plan.js';
import { following, given } from '../support/ledger-spec.js';

/** A revision says what becomes of each thing once: two changes of it would undo each other, or leave their order open. */

const KEGIATAN = (ref: string): NewChange => newRow(ref, { level: 'kegiatan', parent: 'L0003' });
const EMPTY = following(PLAN, propose([KEGIATAN('k'), KEGIATAN('l')]), approve());

describe('A revision that changes one thing twice', () => {
  it.each<{ name: string; when: readonly NewChange[]; at: string; all?: readonly RejectionCode[] }>([
    {
      name: 'the code of a row',
      when: [describedAs('kode', 'L0005', '1'), describedAs('kode', 'L0005', '2')],
      at: '/changes/1',
    },
    {
      name: 'the name of a row',
      when: [describedAs('uraian', 'L0005', '1'), describedAs('uraian', 'L0005', '2')],
      at: '/changes/1',
    },
    {
      name: 'the place of a row',
      when: [describedAs('lokasi', 'L0005', '1'), describedAs('lokasi', 'L0005', '2')],
      at: '/changes/1',
    },
    { name: 'the parent of a row', when: [moveTo('L0005', 'L0007'), moveTo('L0005', 'L0008')], at: '/changes/1' },
    { name: 'the forward estimate', when: [forwardTo('L0005', '1.00'), forwardTo('L0005', '2.00')], at: '/changes/1' },
    {
      name: 'the end of a row',
      when: [endRow('L0007'), endRow('L0007')],
      at: '/changes/0',
      all: ['change-repeated', 'change-repeated'],
    },
    { name: 'a wording', when: [reworded('L0005', 'I1', '1'), reworded('L0005', 'I1', '2')], at: '/changes/1' },
    {
      name: 'the end of an indicator',
      when: [endIndikator('L0005', 'I1'), endIndikator('L0005', 'I1')],
      at: '/changes/1',
    },
    {
      name: 'a new indicator',
      when: [newIndikator('O01', 'Baru'), newIndikator('O01', 'Baru', '6')],
      at: '/changes/1',
    },
    { name: 'the pagu of a new row', when: [newRow('a'), pagu('a', '1.00'), pagu('a', '2.00')], at: '/changes/2' },
    {
      name: 'an indicator by its end and its wording',
      when: [reworded('L0005', 'I1', '1'), endIndikator('L0005', 'I1')],
      at: '/changes/1',
    },
    {
      name: 'an indicator by its end and its target',
      when: [endIndikator('L0005', 'I1'), target('L0005', 'I1', '3', 'Dokumen')],
      at: '/changes/0',
    },
    {
      name: 'a row by its end and a new indicator',
      when: [newIndikator('L0007', 'Baru'), endRow('L0007')],
      at: '/changes/1',
    },
    {
      name: 'funds as a whole, and an amount within them',
      when: [funds('L0006', fundsOf(['PAD', '60000001.00'])), pagu('L0006', '1.00', { dana: 'PAD' })],
      at: '/changes/0',
      all: ['change-repeated', 'funds-not-pagu'],
    },
    { name: 'a new row by an indicator of its own', when: [newRow('a'), newIndikator('a', 'Baru')], at: '/changes/1' },
    {
      name: 'a new row by its funds',
      when: [funds('a', fundsOf(['PAD', null])), newRow('a')],
      at: '/changes/0',
      all: ['change-repeated', 'revision-stale'],
    },
    { name: 'a new row by its end', when: [newRow('a'), endRow('a')], at: '/changes/1' },
  ])('is refused: $name', ({ when, at, all = ['change-repeated'] }) => {
    given(EMPTY).when(propose(when)).then('change-repeated', { at, all });
  });
});

describe('A revision that changes several things', () => {
  it.each<{ name: string; when: readonly NewChange[] }>([
    {
      name: 'code, name, place, parent and forward estimate of one row',
      when: [
        describedAs('kode', 'L0005', '1'),
        describedAs('uraian', 'L0005', '1'),
        describedAs('lokasi', 'L0005', '1'),
        moveTo('L0005', 'L0007'),
        forwardTo('L0005', '1.00'),
      ],
    },
    {
      name: 'the same of two rows',
      when: [
        ...[describedAs('uraian', 'L0005', '1'), describedAs('uraian', 'L0006', '1')],
        ...[forwardTo('L0005', '1.00'), forwardTo('L0006', '1.00'), endRow('L0007'), endRow('L0008')],
      ],
    },
    {
      name: 'wording and target of one indicator, and the end of the other',
      when: [reworded('L0005', 'I1', '1'), target('L0005', 'I1', '3', 'Dokumen'), endIndikator('L0005', 'I2')],
    },
    {
      name: 'the wordings of two indicators',
      when: [reworded('L0005', 'I1', '1'), reworded('L0005', 'I2', '1')],
    },
    { name: 'the ends of two indicators', when: [endIndikator('L0005', 'I1'), endIndikator('L0005', 'I2')] },
    {
      name: 'new indicators of two wordings, and of two objectives',
      when: [newIndikator('O01', 'Baru'), newIndikator('O01', 'Lain'), newIndikator('O02', 'Baru')],
    },
    {
      name: 'two transfers of one fund between the same rows',
      when: [transfer('L0005', 'L0006', '1.00', { dana: 'PAD' }), transfer('L0005', 'L0006', '2.00', { dana: 'PAD' })],
    },
    {
      name: 'funds as a whole, and the pagu without naming a fund',
      when: [funds('L0006', fundsOf(['PAD', '60000001.00'])), pagu('L0006', '1.00')],
    },
    {
      name: 'funds of one row as a whole, and an amount within those of another',
      when: [funds('L0005', fundsOf(['DAK', null])), pagu('L0006', '1.00', { dana: 'PAD' })],
    },
    {
      name: 'the end of one row, and the name of another',
      when: [endRow('L0007'), describedAs('uraian', 'L0008', '1')],
    },
    { name: 'a row that loses its pagu and ends', when: [pagu('L0005', '-100000000.00'), endRow('L0005')] },
    { name: 'a new row and its pagu, in either order', when: [pagu('a', '1.00'), newRow('a'), newRow('b')] },
  ])('is taken: $name', ({ when }) => {
    given(EMPTY).when(propose(when)).thenAccepted();
  });
});
