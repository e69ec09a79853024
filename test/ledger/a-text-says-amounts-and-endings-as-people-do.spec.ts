import { canonicalKode } from '../../src/ledger/kode.js';
import { explain, fault, fillIn } from '../../src/ledger/rejection.js';

describe('A text with values', () => {
  it.each([
    ...['amount', 'before', 'after', 'net', 'realised', 'other'],
    ...['funds', 'pagu', 'tambahan', 'jumlah', 'computed', 'printed'],
  ])('prints {%s} as the documents print an amount', (name) => {
    expect(fillIn(`{${name}}`, { [name]: '1234567.00' })).toBe('1.234.567');
    expect(fillIn(`{${name}}`, { [name]: 'DAU' })).toBe('DAU');
  });

  it('prints a code as it is, though it looks like an amount', () => {
    expect(fillIn('{kode}', { kode: '2.17' })).toBe('2.17');
  });

  it.each([
    ['approved', 'disahkan'],
    ['rejected', 'ditolak'],
    ['withdrawn', 'ditarik'],
    ['proposed', 'masih diajukan'],
  ])('says in Indonesian that a revision is %s: %s', (status, said) => {
    expect(explain(fault('revision-already-decided', '/revisionId', { revisionId: 'R001', status }), 'id')).toContain(
      ` ${said}`,
    );
  });
});

describe('A code', () => {
  it('may have an urusan of two digits', () => {
    expect(canonicalKode('12.3')).toBe('12.03');
  });
});
