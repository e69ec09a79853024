/** Plain JSON. A Date, a Decimal or any class instance has methods and therefore does not fit: it must not compile. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json | undefined };

/** Whether two plain values say the same, whatever the order of their fields. */
export function sameValue(a: Json | undefined, b: Json | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [one, other] = [Object.entries(a), Object.entries(b)];
  return (
    one.length === other.length && one.every(([key, value]) => sameValue(value, other.find(([k]) => k === key)?.[1]))
  );
}

/** Something that happened, as plain data: its name and what it carries. */
export type Fact<Type extends string, Data extends Json> = { readonly type: Type; readonly data: Data };

/**
 * The shape of every business decision.
 *
 * `evolve` may write into the state that it is given and returns it: whoever folds a stream owns the state, so that
 * replaying n events costs n steps and not n copies. `decide` only reads; it throws `Rejection` and nothing else.
 */
export type Decider<State, Given extends { readonly command: unknown }, Event> = {
  initial(): State;
  evolve(state: State, event: Event): State;
  decide(given: Given, state: State): Event[];
  /** The day (`YYYY-MM-DD`) on which the command's events take effect; null where it says none: the recorded day counts. */
  effectiveOn(command: Given['command'], state: State): string | null;
};
