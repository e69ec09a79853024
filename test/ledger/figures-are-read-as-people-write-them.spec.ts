import { canonicalKode, levelOfKode } from '../../src/ledger/kode.js';
import {
  absolute,
  add,
  compare,
  isNegative,
  isRupiah,
  isZero,
  negate,
  parseRupiah,
  percent,
  printRupiah,
  subtract,
  sum,
} from '../../src/ledger/rupiah.js';
import { numericTarget, parseTarget, printTarget, sameTarget } from '../../src/ledger/target.js';

const NINES = '9'.repeat(28);

describe('an amount in rupiah', () => {
  it.each([
    ['1.234.567', '1234567.00'],
    ['1.234.567,00', '1234567.00'],
    ['1.234.567,89', '1234567.89'],
    ['(5.155.000)', '-5155000.00'],
    ['( 5.155.000,50 )', '-5155000.50'],
    ['-5155000', '-5155000.00'],
    ['-5.155.000', '-5155000.00'],
    ['-5155000.00', '-5155000.00'],
    ['-', '0.00'],
    ['–', '0.00'],
    ['0', '0.00'],
    ['0,00', '0.00'],
    ['(0)', '0.00'],
    ['-0', '0.00'],
    ['1500', '1500.00'],
    ['1500,5', '1500.50'],
    ['1.000,5', '1000.50'],
    ['1.000', '1000.00'],
    ['5000.00', '5000.00'],
    ['0,05', '0.05'],
    ['  1.500 ', '1500.00'],
    [NINES, `${NINES}.00`],
    [`-${NINES},99`, `-${NINES}.99`],
  ])('is read from %j as %s', (written, amount) => {
    expect(parseRupiah(written)).toBe(amount);
    expect(isRupiah(amount)).toBe(true);
  });

  it.each(['', '   ', '\t'])('is not given where %j is written, which is not zero', (written) => {
    expect(parseRupiah(written)).toBeNull();
  });

  it.each([
    '1.2',
    '1.234.56',
    '1,234',
    '1,234,567',
    '1,234.56',
    '12a',
    'Rp 1.000',
    '1.0000',
    '1.00.000',
    '1234.567',
    '.000',
    '(1',
    '1)',
    '()',
    '(-)',
    '(-1)',
    '--1',
    '-0.00',
    '1,',
    ',5',
    '1e3',
    '1 000',
    '１',
    `1${NINES}`,
  ])('is not %j', (written) => {
    expect(parseRupiah(written)).toBeUndefined();
  });

  it.each(['', '5000', '5000.0', '5000.000', '05.00', '-0.00', '+1.00', ' 1.00', '1.00\n', '1.000,00', `1${NINES}.00`])(
    'in its canonical form is not %j',
    (text) => {
      expect(isRupiah(text)).toBe(false);
    },
  );

  it.each([
    ['1234567.00', '1.234.567'],
    ['1234567.80', '1.234.567,80'],
    ['-5155000.00', '(5.155.000)'],
    ['-0.05', '(0,05)'],
    ['0.00', '-'],
    ['0.50', '0,50'],
    ['999.00', '999'],
    ['1000.00', '1.000'],
  ])('%s is printed as %s', (amount, printed) => {
    expect(printRupiah(amount)).toBe(printed);
  });

  it('adds, subtracts and compares exactly at 28 digits', () => {
    const most = `${NINES}.99`;
    expect(subtract(most, '0.01')).toBe(`${NINES}.98`);
    expect(add(`${NINES}.98`, '0.01')).toBe(most);
    expect(add(most, negate(most))).toBe('0.00');
    expect(sum([most, '0.01', negate(most)])).toBe('0.01');
    expect(compare(most, `${NINES}.98`)).toBe(1);
    expect(compare(`${NINES}.98`, most)).toBe(-1);
    expect(compare(most, most)).toBe(0);
  });

  it('does not suffer from fractions that a float cannot hold', () => {
    expect(add('0.10', '0.20')).toBe('0.30');
    expect(subtract('0.30', '0.10')).toBe('0.20');
  });

  it('compares as numbers and not as text', () => {
    expect(compare('10.00', '9.00')).toBe(1);
    expect(compare('-10.00', '-9.00')).toBe(-1);
  });

  it('knows its sign, and zero has none', () => {
    expect([isNegative('-0.01'), isNegative('0.00'), isNegative('0.01')]).toEqual([true, false, false]);
    expect([isZero('-0.01'), isZero('0.00'), isZero('0.01')]).toEqual([false, true, false]);
    expect([negate('0.00'), negate('1.00'), negate('-1.00')]).toEqual(['0.00', '-1.00', '1.00']);
    expect([absolute('0.00'), absolute('1.00'), absolute('-1.00')]).toEqual(['0.00', '1.00', '1.00']);
    expect(sum([])).toBe('0.00');
  });
});

describe('a percentage', () => {
  it.each([
    ['42.5', '80', 2, '53,13'],
    ['43', '85', 2, '50,59'],
    ['1', '3', 2, '33,33'],
    ['2', '3', 2, '66,67'],
    ['1', '800', 2, '0,13'],
    ['100', '100', 2, '100,00'],
    ['3', '2', 0, '150'],
    ['1', '200', 0, '1'],
    ['0', '80', 2, '0,00'],
    ['150000000.00', '100000000.00', 1, '150,0'],
    // As floats these would give 1,00: 1.005 lies below its decimal.
    ['1.005', '100', 2, '1,01'],
  ])('%s of %s to %i decimals is %s, rounded half-up', (part, whole, decimals, printed) => {
    expect(percent(part, whole, decimals)).toBe(printed);
  });

  it.each(['0', '0.00'])('of %s is none', (whole) => {
    expect(percent('1', whole, 2)).toBeNull();
  });
});

describe('a target', () => {
  it.each([
    ['82%', '82', '%'],
    ['82 %', '82', '%'],
    ['100 persen', '100', 'persen'],
    ['3-3,5', '3-3,5', null],
    ['3 - 3,5 %', '3 - 3,5', '%'],
    ['28 koperasi dan UMKM', '28', 'koperasi dan UMKM'],
    ['1.000 orang', '1.000', 'orang'],
    ['2', '2', null],
    [' 2 Dokumen ', '2', 'Dokumen'],
    ['Baik', 'Baik', null],
    ['WTP (Wajar)', 'WTP (Wajar)', null],
    ['-', '-', null],
  ])('is read from %j as %j with the unit %j', (written, value, satuan) => {
    expect(parseTarget(written)).toEqual({ target: value, satuan });
  });

  it.each(['', '  '])('is not given where %j is written', (written) => {
    expect(parseTarget(written)).toBeNull();
  });

  it('is printed with its unit after it, a percent sign without a space', () => {
    expect(printTarget({ target: '82', satuan: '%' })).toBe('82%');
    expect(printTarget({ target: '2', satuan: 'Dokumen' })).toBe('2 Dokumen');
    expect(printTarget({ target: '3-3,5', satuan: null })).toBe('3-3,5');
  });

  it('is the same only with the same unit', () => {
    const one = { target: '82', satuan: '%' };
    expect(sameTarget(one, { ...one })).toBe(true);
    expect(sameTarget(one, { target: '82', satuan: null })).toBe(false);
    expect(sameTarget(one, { target: '82,0', satuan: '%' })).toBe(false);
  });

  it.each([
    ['82', '82'],
    ['3,5', '3.5'],
    ['1.000', '1000'],
    ['1.234.567,89', '1234567.89'],
    [' 2 ', '2'],
  ])('of %j is the number %s', (target, number) => {
    expect(numericTarget(target)).toBe(number);
  });

  it.each(['3-3,5', 'Baik', '', '1,', '3.5', '1.0000', '1,2,3', '-2', '82%'])('of %j is no single number', (target) => {
    expect(numericTarget(target)).toBeNull();
  });
});

describe('a code', () => {
  it.each([
    ['2.17.1.2.02.', '2.17.01.2.02'],
    ['2.17.2', '2.17.02'],
    ['2.17.02', '2.17.02'],
    ['2', '2'],
    ['2.7', '2.07'],
    [' 2.17.3.2.1.5 ', '2.17.03.2.01.05'],
    ['2.17.03.2.01.0005', '2.17.03.2.01.0005'],
  ])('written %j is %s', (written, kode) => {
    expect(canonicalKode(written)).toBe(kode);
  });

  it.each(['', ' ', '.', 'x.17', '2..17', '2.17..', '2,17', '2.17 a', '2 .17'])('is not %j', (written) => {
    expect(canonicalKode(written)).toBeNull();
  });

  it.each([
    ['2', 'urusan'],
    ['2.17', 'bidang'],
    ['2.17.01', 'program'],
    ['2.17.01.2', null],
    ['2.17.01.2.02', 'kegiatan'],
    ['2.17.01.2.02.01', 'subkegiatan'],
    ['2.17.01.2.02.01.1', null],
  ])('%s speaks of the level %s', (kode, level) => {
    expect(levelOfKode(kode)).toBe(level);
  });
});
