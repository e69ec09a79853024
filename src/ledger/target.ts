/** What an indicator promises. */
export type Target = {
  /** The value as written: `"82"`, `"3-3,5"`. */
  readonly target: string;
  /** Its unit; null where none is printed. */
  readonly satuan: string | null;
};

const WRITTEN = /^(\d[\d.,]*(?:\s*-\s*\d[\d.,]*)?)\s*(.*)$/;
const NUMBER = /^\d+(?:,\d+)?$|^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/;

/**
 * Splits a target as people write it into value and unit: `82%`, `100 persen`, `28 koperasi dan UMKM`, `3-3,5`.
 * Text that does not begin with a number is kept whole as the value. Null for a blank.
 */
export function parseTarget(written: string): Target | null {
  const text = written.trim();
  if (text === '') return null;
  const [, target, satuan] = WRITTEN.exec(text) ?? [];
  return target === undefined ? { target: text, satuan: null } : { target, satuan: satuan ? satuan : null };
}

/** `82%`, `2 Dokumen`: the unit follows its value, a percent sign without a space. */
export const printTarget = ({ target, satuan }: Target): string =>
  satuan === null ? target : satuan === '%' ? `${target}%` : `${target} ${satuan}`;

export const sameTarget = (a: Target, b: Target): boolean => a.target === b.target && a.satuan === b.satuan;

/** The value as a plain decimal with a point, or null where it is no single number (a range, a text): no ratio then. */
export function numericTarget(target: string): string | null {
  const text = target.trim();
  return NUMBER.test(text) ? text.replaceAll('.', '').replace(',', '.') : null;
}
