import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import {
  approve,
  describedAs,
  endIndikator,
  endRow,
  forwardTo,
  funds,
  moveTo,
  newIndikator,
  newRow,
  PLAN,
  propose,
  reworded,
  transfer,
} from '../support/ledger-plan.js';
import { following, given, type Refusal } from '../support/ledger-spec.js';

/** Where a proposal is wrong, its author is led to the field, with the figures that contradict each other. */

type Case = Refusal & {
  readonly name: string;
  readonly given?: readonly RenjaEvent[];
  readonly when: readonly NewChange[] | RenjaCommand;
  readonly code: RejectionCode;
};

const asCommand = (when: Case['when']): RenjaCommand => ('type' in when ? when : propose(when));
const LATE = { effectiveOn: '2022-05-31', lateReason: 'Terlambat diterima' };

const WITH_KEGIATAN = following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve());
/** The kegiatan L0007 has come and gone. */
const ENDED = following(WITH_KEGIATAN, propose([endRow('L0007')]), approve('R002'));

describe('A proposal that names what is not there', () => {
  it.each<Case>([
    {
      name: 'the wording',
      when: [reworded('L0009', 'I1', 'Baru')],
      code: 'line-not-found',
      at: '/changes/0/indikatorId',
    },
    {
      name: 'the wording of an objective',
      when: [reworded('O09', 'I1', 'Baru')],
      code: 'objective-not-found',
      at: '/changes/0/indikatorId',
    },
    {
      name: 'the wording of an indicator',
      when: [reworded('L0005', 'I9', '')],
      code: 'indikator-not-found',
      at: '/changes/0/indikatorId',
      says: 'Indicator I9 is not on row L0005.',
    },
    {
      name: 'the end of an indicator',
      when: [endIndikator('O01', 'I9')],
      code: 'indikator-not-found',
      at: '/changes/0/indikatorId',
      says: 'Indicator I9 is not on row O01.',
    },
    { name: 'a new indicator', when: [newIndikator('L0009', 'Baru')], code: 'line-not-found', at: '/changes/0/of' },
    { name: 'the funds', when: [funds('L0009', [])], code: 'line-not-found', at: '/changes/0/lineId' },
    { name: 'the forward estimate', when: [forwardTo('L0009', null)], code: 'line-not-found', at: '/changes/0/lineId' },
    {
      name: 'the name',
      when: [describedAs('uraian', 'L0009', 'Baru')],
      code: 'line-not-found',
      at: '/changes/0/lineId',
      says: 'Row L0009 is not in this Renja. List its rows with renja show.',
    },
    { name: 'the code', when: [describedAs('kode', 'L0009', '1')], code: 'line-not-found', at: '/changes/0/lineId' },
    { name: 'the place', when: [describedAs('lokasi', 'L0009', '1')], code: 'line-not-found', at: '/changes/0/lineId' },
    { name: 'the parent', when: [moveTo('L0009', 'L0004')], code: 'line-not-found', at: '/changes/0/lineId' },
    { name: 'the end', when: [endRow('L0009')], code: 'line-not-found', at: '/changes/0/lineId' },
    {
      name: 'both ends of a transfer',
      when: [transfer('L0008', 'L0009', '1.00')],
      code: 'line-not-found',
      at: '/changes/0/lineId',
      all: ['line-not-found', 'line-not-found'],
    },
  ])('is refused at $at for $name', ({ when, code, ...refusal }) => {
    given(PLAN).when(asCommand(when)).then(code, refusal);
  });
});

describe('A proposal that puts a row in a place', () => {
  it.each<Case>([
    {
      name: 'under a row that has ended',
      given: ENDED,
      when: [moveTo('L0005', 'L0007')],
      code: 'line-ended',
      at: '/changes/0/to',
      says: 'Row L0007 has ended. Use another row, or add a new one that names it as its asal.',
    },
    {
      name: 'under a row that ends at the same time',
      given: WITH_KEGIATAN,
      when: [endRow('L0007'), moveTo('L0005', 'L0007')],
      code: 'line-ended',
      at: '/changes/1/to',
      all: ['line-ended', 'line-has-children'],
    },
    {
      name: 'under a row that has ended, as a new one',
      given: ENDED,
      when: [newRow('a', { parent: 'L0007' })],
      code: 'line-ended',
      at: '/changes/0/row/parent',
    },
    {
      name: 'under a new row of its own level',
      when: [newRow('a'), moveTo('L0005', 'a')],
      code: 'parent-wrong-level',
      at: '/changes/1/to',
      says: 'A row of level subkegiatan must stand under a kegiatan, not subkegiatan.',
    },
    {
      name: 'under a new row of another level, as a new one',
      when: [newRow('p', { level: 'program', parent: 'L0002' }), newRow('a', { parent: 'p' })],
      code: 'parent-wrong-level',
      at: '/changes/1/row/parent',
      says: 'A row of level subkegiatan must stand under a kegiatan, not program.',
    },
    {
      name: 'under a new row that only comes later',
      when: [newRow('a', { parent: 'k' }), newRow('k', { level: 'kegiatan', parent: 'L0003' })],
      code: 'parent-not-found',
      at: '/changes/0/row/parent',
      says: 'Parent k does not exist. Add the parent first.',
    },
    {
      name: 'under itself',
      when: [newRow('k', { level: 'kegiatan', parent: 'k' })],
      code: 'parent-not-found',
    },
    {
      name: 'under nothing',
      when: [newRow('k', { level: 'kegiatan', parent: null })],
      code: 'parent-wrong-level',
      at: '/changes/0/row/parent',
      says: 'A row of level kegiatan must stand under a program, not -.',
    },
    {
      name: 'under a row, as an urusan',
      when: [newRow('u', { level: 'urusan', parent: 'L0001' })],
      code: 'parent-wrong-level',
      says: 'A row of level urusan must stand under a -, not urusan.',
    },
    {
      name: 'with the reference of another',
      when: [newRow('a'), newRow('b'), newRow('b')],
      code: 'ref-taken',
      at: '/changes/2/ref',
      says: 'Reference b is used twice in one command, or is the id of a row already. Give each row its own.',
    },
    {
      name: 'where it was not yet, below another',
      given: WITH_KEGIATAN,
      when: propose([moveTo('L0005', 'L0007')], LATE),
      code: 'effective-before-line',
      at: '/changes/0',
      says: 'L0007 is there only since 2022-06-01; nothing can take effect on it as of 2022-05-31. Check the date.',
    },
  ])('is refused $name', ({ given: history = PLAN, when, code, ...refusal }) => {
    given(history).when(asCommand(when)).then(code, refusal);
  });

  it.each<{ name: string; when: readonly NewChange[] }>([
    { name: 'a new urusan under nothing', when: [newRow('u', { level: 'urusan', parent: null })] },
    {
      name: 'a row moved under a new one that is written further down',
      when: [moveTo('L0005', 'k'), newRow('k', { level: 'kegiatan', parent: 'L0003' })],
    },
    {
      name: 'a new row under a new one that is written further up',
      when: [newRow('k', { level: 'kegiatan', parent: 'L0003' }), newRow('a', { parent: 'k' })],
    },
  ])('is taken: $name', ({ when }) => {
    given(PLAN).when(propose(when)).thenAccepted();
  });
});
