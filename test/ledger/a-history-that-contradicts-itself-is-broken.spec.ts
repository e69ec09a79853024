import type { EventOf, RenjaEvent } from '../../src/ledger/events.js';
import { BrokenHistory } from '../../src/ledger/evolve.js';
import { realisedKeuangan } from '../../src/ledger/realisasi.js';
import { approve, fundsOf, keuangan, PLAN, pagu, propose, report } from '../support/ledger-plan.js';
import { fold, following } from '../support/ledger-spec.js';

const raised = (data: Partial<EventOf<'PaguIncreased'>['data']> = {}): RenjaEvent => ({
  type: 'PaguIncreased',
  data: {
    lineId: 'L0005',
    amount: '1.00',
    before: '100000000.00',
    after: '100000001.00',
    revisionId: 'R001',
    reason: 'Sebab',
    ...data,
  },
});

const lowered = (data: Partial<EventOf<'PaguDecreased'>['data']> = {}): RenjaEvent => ({
  type: 'PaguDecreased',
  data: {
    lineId: 'L0005',
    amount: '1.00',
    before: '100000000.00',
    after: '99999999.00',
    revisionId: 'R001',
    reason: 'Sebab',
    ...data,
  },
});

const retargeted = (data: Partial<EventOf<'TargetChanged'>['data']> = {}): RenjaEvent => ({
  type: 'TargetChanged',
  data: {
    of: 'L0005',
    indikatorId: 'I2',
    before: { target: '82', satuan: '%' },
    after: { target: '90', satuan: '%' },
    revisionId: 'R001',
    ...data,
  },
});

const refunded = (data: Partial<EventOf<'SumberDanaChanged'>['data']> = {}): RenjaEvent => ({
  type: 'SumberDanaChanged',
  data: {
    lineId: 'L0006',
    before: fundsOf(['PAD', '40000000.00'], ['DAU', '20000000.00']),
    after: fundsOf(['PAD', '60000000.00']),
    revisionId: 'R001',
    ...data,
  },
});

describe('a history', () => {
  it.each([
    { name: 'raises the pagu that it made', event: raised() },
    { name: 'lowers the pagu that it made', event: lowered() },
    { name: 'changes the target that it made', event: retargeted() },
    { name: 'changes the funds that it made', event: refunded() },
  ])('is sound where it $name', ({ event }) => {
    expect(fold([event], fold(PLAN)).revision).toBe(PLAN.length + 1);
  });

  it.each([
    {
      name: 'the pagu before is another',
      event: raised({ before: '100000000.01', after: '100000001.01' }),
      says: 'pagu L0005 before: the event states 100000000.01, the history makes 100000000.00',
    },
    {
      name: 'the pagu after does not follow from a rise',
      event: raised({ after: '100000001.01' }),
      says: 'pagu L0005 after: the event states 100000001.01, the history makes 100000001.00',
    },
    {
      name: 'the pagu after follows from a rise, but is said to fall',
      event: lowered({ after: '100000001.00' }),
      says: 'pagu L0005 after: the event states 100000001.00, the history makes 99999999.00',
    },
    {
      name: 'the target before is of another unit',
      event: retargeted({ before: { target: '82', satuan: 'persen' } }),
      says: 'target L0005 before: the event states 82 persen, the history makes 82%',
    },
    {
      name: 'the target before is another',
      event: retargeted({ before: { target: '81', satuan: '%' } }),
      says: 'target L0005 before: the event states 81%, the history makes 82%',
    },
    {
      name: 'the funds before are others',
      event: refunded({ before: fundsOf(['PAD', '40000000.00'], ['DAU', null]) }),
      says: 'sumber dana L0006 before: the event states PAD 40.000.000 + DAU, the history makes PAD 40.000.000 + DAU 20.000.000',
    },
    {
      name: 'the funds before stand in another order',
      event: refunded({ before: fundsOf(['DAU', '20000000.00'], ['PAD', '40000000.00']) }),
    },
    {
      name: 'an unknown row is raised',
      event: raised({ lineId: 'L0009' }),
      says: 'L0009 is named before it was added',
    },
    { name: 'an unknown row is lowered', event: lowered({ lineId: 'L0009' }) },
    { name: 'the target of an unknown row changes', event: retargeted({ of: 'L0009' }) },
    { name: 'an unknown target changes', event: retargeted({ indikatorId: 'I9' }) },
    { name: 'the funds of an unknown row change', event: refunded({ lineId: 'L0009' }) },
    {
      name: 'an unknown revision is approved',
      event: { type: 'RevisionApproved', data: { revisionId: 'R009', note: null } } as const,
    },
    {
      name: 'an unknown revision is rejected',
      event: { type: 'RevisionRejected', data: { revisionId: 'R009', reason: 'Sebab' } } as const,
    },
    {
      name: 'an unknown row is reported on',
      event: {
        type: 'RealisasiReported',
        data: { ...keuangan('1.00', '2022-TW2', 'L0009'), reportedOn: '2022-07-05' },
      } as const,
    },
  ])('is broken where $name', ({ event, says = '' }) => {
    const folded = () => fold([event], fold(PLAN));
    expect(folded).toThrow(BrokenHistory);
    expect(folded).toThrow(says);
  });

  it('is broken where one event of an approval is missing', () => {
    const history = following(
      PLAN,
      propose([pagu('L0006', '1.00', { dana: 'PAD' }), pagu('L0006', '1.00', { dana: 'DAU' })]),
      approve(),
    );
    expect(() => fold(history)).not.toThrow();
    expect(() => fold(history.toSpliced(-2, 1))).toThrow(BrokenHistory);
  });

  it('counts every event', () => {
    expect(fold(PLAN).revision).toBe(PLAN.length);
  });

  it('remembers as spent the highest of what was reported, and nothing where nothing was', () => {
    const spent = (...amounts: readonly string[]) => {
      const reports = amounts.map((amount, i) => keuangan(amount, `2022-TW${i + 1}`));
      const line = fold(amounts.length === 0 ? PLAN : following(PLAN, report(...reports))).lines.get('L0005');
      return line && realisedKeuangan(line);
    };
    expect(spent()).toBe('0.00');
    // As text, the second is the higher one.
    expect(spent('9.00', '10.00', '10.00')).toBe('10.00');
  });
});
