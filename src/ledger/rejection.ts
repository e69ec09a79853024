import { CODES, type RejectionCode, RULES } from './rule-table.js';
import { isRupiah, printRupiah } from './rupiah.js';

export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const PRECEDENCE = new Map<RejectionCode, number>(CODES.map((code, i) => [code, i]));
const precedence = (fault: Fault): number => PRECEDENCE.get(fault.code) ?? 0;

/** One broken rule. `pointer` is a JSON pointer into the command's data; `values` fill in the rule's text. */
export type Fault = {
  readonly code: RejectionCode;
  readonly pointer: string;
  readonly values: Readonly<Record<string, string>>;
};

export const fault = (code: RejectionCode, pointer = '', values: Fault['values'] = {}): Fault => ({
  code,
  pointer,
  values,
});

/** The values of a text that are amounts. A code such as `2.17` looks like one, and is none. */
const AMOUNTS: ReadonlySet<string> = new Set([
  ...['amount', 'before', 'after', 'net', 'realised', 'other'],
  ...['funds', 'pagu', 'tambahan', 'jumlah', 'computed', 'printed', 'plafon', 'total'],
]);

/** Puts values into a text; amounts as the documents write them. */
export const fillIn = (text: string, values: Fault['values']): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '?';
    return AMOUNTS.has(name) && isRupiah(value) ? printRupiah(value) : value;
  });

const DECIDED: Readonly<Record<string, string>> = {
  approved: 'disahkan',
  rejected: 'ditolak',
  withdrawn: 'ditarik',
  proposed: 'masih diajukan',
};

/** The rule's text in a language, with the fault's values filled in. */
export const explain = ({ code, values }: Fault, language: Language): string =>
  fillIn(
    RULES[code][language],
    language === 'id' && values.status ? { ...values, status: DECIDED[values.status] ?? values.status } : values,
  );

/** A command that the rules refuse. It lists every rule that the command breaks; `code` is the first in precedence. */
export class Rejection extends Error {
  readonly faults: readonly Fault[];
  readonly code: RejectionCode;

  constructor(faults: readonly [Fault, ...Fault[]]) {
    const ordered = faults.toSorted((a, b) => precedence(a) - precedence(b));
    const first = ordered[0] ?? faults[0];
    super(explain(first, 'en'));
    this.name = 'Rejection';
    this.faults = ordered;
    this.code = first.code;
  }
}

/** Throws one Rejection that carries all of the faults, or does nothing where there are none. */
export function refuse(faults: readonly Fault[]): void {
  const [first, ...rest] = faults;
  if (first) throw new Rejection([first, ...rest]);
}
