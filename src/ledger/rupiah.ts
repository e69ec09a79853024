import { Decimal } from 'decimal.js';

/**
 * An amount of money in rupiah, exact, as a canonical decimal string with two decimals: `"-5155000.00"`.
 * At most 28 digits before the point; zero is `"0.00"` and never negative.
 * @pattern ^((0|-?[1-9][0-9]{0,27})\.[0-9]{2}|-0\.(0[1-9]|[1-9][0-9]))$
 */
export type Rupiah = string;

/** 28 + 2 digits fit an amount; the rest is room for sums, so that no addition ever rounds. */
const Exact = Decimal.clone({ precision: 60, toExpNeg: -60, toExpPos: 60, rounding: Decimal.ROUND_HALF_UP });

const CANONICAL = /^(?:-(?!0\.00$))?(?:0|[1-9]\d{0,27})\.\d{2}$/;
const GROUPED = /^(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?$/;

export const ZERO: Rupiah = '0.00';

export const isRupiah = (text: string): boolean => CANONICAL.test(text);

/** Zero has no sign in the text, whatever sign the number has. */
const canonical = (value: Decimal): Rupiah => value.toFixed(2);

export const add = (a: Rupiah, b: Rupiah): Rupiah => canonical(new Exact(a).plus(b));
export const subtract = (a: Rupiah, b: Rupiah): Rupiah => canonical(new Exact(a).minus(b));
export const negate = (a: Rupiah): Rupiah => canonical(new Exact(a).negated());
export const absolute = (a: Rupiah): Rupiah => (a.startsWith('-') ? a.slice(1) : a);
export const isZero = (a: Rupiah): boolean => a === ZERO;
export const isNegative = (a: Rupiah): boolean => a.startsWith('-');
/** Negative, zero or positive as `a` is below, equal to or above `b`. */
export const compare = (a: Rupiah, b: Rupiah): number => new Exact(a).comparedTo(b);
export const sum = (amounts: Iterable<Rupiah>): Rupiah => {
  let total = new Exact(0);
  for (const amount of amounts) total = total.plus(amount);
  return canonical(total);
};

/**
 * Reads an amount as documents print it: `1.234.567`, `1.234.567,00`, `(5.155.000)` for a negative, a dash for zero; also
 * plain digits and a leading minus. There `30.00` is no amount: it may be thirty rupiah, or thirty thousand cut short.
 * @returns the amount, or null for a blank (not given, which is not zero), or undefined where it is none of these forms.
 */
export function parsePrinted(written: string): Rupiah | null | undefined {
  const text = written.trim();
  if (text === '') return null;
  if (text === '-' || text === '–') return ZERO;
  const negative = /^\((.+)\)$/.exec(text) ?? /^-(.+)$/.exec(text);
  const digits = (negative?.[1] ?? text).trim();
  if (!GROUPED.test(digits)) return undefined;
  const value = new Exact(digits.replaceAll('.', '').replace(',', '.'));
  const amount = canonical(negative ? value.negated() : value);
  return CANONICAL.test(amount) ? amount : undefined;
}

/** Reads an amount as people write it, in the forms of documents or in the canonical one. Returns what `parsePrinted` does. */
export function parseRupiah(written: string): Rupiah | null | undefined {
  const text = written.trim();
  return CANONICAL.test(text) ? text : parsePrinted(text);
}

/** An amount as people write it, known to be one, in canonical form. */
export const canonicalRupiah = (written: string): Rupiah => parseRupiah(written) ?? ZERO;

/** Writes an amount as the documents do: `1.234.567`, `0,50`, `(5.155.000)`, zero as `-`; sen only where there are any. */
export function printRupiah(amount: Rupiah): string {
  if (isZero(amount)) return '-';
  const [whole = '', sen = ''] = absolute(amount).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '.') + (sen === '00' ? '' : `,${sen}`);
  return isNegative(amount) ? `(${grouped})` : grouped;
}

/**
 * `part / whole × 100`, rounded half-up to `decimals` and written with a decimal comma (`"50,59"`).
 * Both are plain decimals with a point. Null where the whole is zero: there is no ratio to nothing.
 */
export function percent(part: string, whole: string, decimals: number): string | null {
  const base = new Exact(whole);
  return base.isZero() ? null : new Exact(part).times(100).div(base).toFixed(decimals).replace('.', ',');
}
