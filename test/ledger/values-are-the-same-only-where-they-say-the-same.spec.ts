import { sameValue } from '../../src/ledger/decider.js';
import { type EventOf, type RenjaEvent } from '../../src/ledger/events.js';
import { BrokenHistory } from '../../src/ledger/evolve.js';
import { explain, fault } from '../../src/ledger/rejection.js';
import { parsePrinted, parseRupiah } from '../../src/ledger/rupiah.js';
import { numericTarget, parseTarget } from '../../src/ledger/target.js';
import { ofIndikator } from '../../src/ledger/terms.js';
import { fundsOf, PLAN } from '../support/ledger-plan.js';
import { fold } from '../support/ledger-spec.js';

/** What counts as the same value, and how values are read and spoken of. */

describe('Funds that an event states', () => {
  const refunded = (before: EventOf<'SumberDanaChanged'>['data']['before']): RenjaEvent => ({
    type: 'SumberDanaChanged',
    data: { lineId: 'L0006', before, after: [], revisionId: 'R001' },
  });

  it.each([
    { name: 'one fund more', before: fundsOf(['PAD', '40000000.00'], ['DAU', '20000000.00'], ['DAK', null]) },
    { name: 'one fund fewer', before: fundsOf(['PAD', '40000000.00']) },
    { name: 'a fund of another name', before: fundsOf(['PAD', '40000000.00'], ['DAK', '20000000.00']) },
  ])('are others with $name', ({ before }) => {
    expect(() => fold([refunded(before)], fold(PLAN))).toThrow(BrokenHistory);
  });
});

describe('Two values', () => {
  it.each([
    [1, 2],
    ['a', ['a']],
    [['a'], 'a'],
    [{ a: '1' }, { b: '1' }],
    [{ a: '1' }, { a: '1', b: '1' }],
    [{}, null],
    [undefined, null],
  ])('%j and %j differ', (a, b) => {
    expect(sameValue(a, b)).toBe(false);
  });

  it('are the same in another order of their fields, and in the same order of their items', () => {
    expect(sameValue({ a: '1', b: ['2', null] }, { b: ['2', null], a: '1' })).toBe(true);
    expect(sameValue(['1', '2'], ['2', '1'])).toBe(false);
  });
});

describe('What people write and read', () => {
  it.each(['5(1)', '(1)5', '5-1', '-1\n2'])('is no amount where it is %j', (written) => {
    expect(parseRupiah(written)).toBeUndefined();
  });

  it('may have blanks around it, in the form of documents and in the canonical one', () => {
    expect(parseRupiah(' 5000.00 ')).toBe('5000.00');
    expect(parsePrinted(' 1.500 ')).toBe('1500.00');
    expect(parsePrinted('5000.00')).toBeUndefined();
    expect(parsePrinted('  ')).toBeNull();
  });

  it('may be a figure of tens or hundreds of thousands, of many decimals, or behind a word', () => {
    expect([parseRupiah('12.345'), parseRupiah('123.456')]).toEqual(['12345.00', '123456.00']);
    expect([numericTarget('12.345'), numericTarget('3,551'), numericTarget('x1.000')]).toEqual([
      '12345',
      '3.551',
      null,
    ]);
    expect(parseTarget('Sekitar 82 %')).toEqual({ target: 'Sekitar 82 %', satuan: null });
  });

  it('names the column of each indicator of a row', () => {
    expect([ofIndikator('target', 0), ofIndikator('target', 1)]).toEqual(['target', 'target.2']);
  });

  it('says in the language of its reader what became of a revision', () => {
    const decided = (status: string) =>
      fault('revision-already-decided', '/revisionId', { revisionId: 'R001', status });
    expect(explain(decided('approved'), 'id')).toContain('disahkan');
    expect(explain(decided('approved'), 'en')).toContain('approved');
    expect(explain(decided('lain'), 'id')).toContain('lain');
  });
});
