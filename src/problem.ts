import type { Language } from './ledger/rejection.js';

/** One fault of a request: where it is, which rule it breaks, and what to do. */
export type ProblemFault = { readonly pointer: string; readonly rule: string; readonly detail: string };

/** Why a request is refused, as RFC 9457 has it. */
export type ProblemBody = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Stable, for programs. */
  readonly code: string;
  readonly detail: string;
  /** Every fault at once. */
  readonly errors: readonly ProblemFault[];
  /** By which the server's log knows the request. */
  readonly traceId: string;
  /** Of a conflict: how the Renja is now. */
  readonly present?: object;
};

/** A request that cannot be answered as it is asked. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Readonly<Record<Language, string>>,
    readonly more: {
      readonly errors?: readonly { pointer: string; rule: string; words: Readonly<Record<Language, string>> }[];
      readonly headers?: Readonly<Record<string, string>>;
      readonly present?: object;
    } = {},
  ) {
    super(words.en);
  }
}

export const problem = (...made: ConstructorParameters<typeof Problem>): Problem => new Problem(...made);
