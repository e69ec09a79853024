/** Plain JSON. A Date, a Decimal or any class instance has methods and therefore does not fit: it must not compile. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json | undefined };

/** Something that happened, as plain data: its name and what it carries. */
export type Fact<Type extends string, Data extends Json> = { readonly type: Type; readonly data: Data };

/**
 * The shape of every business decision.
 *
 * `evolve` may write into the state that it is given and returns it: whoever folds a stream owns the state, so that
 * replaying n events costs n steps and not n copies. `decide` only reads; it throws `Rejection` and nothing else.
 */
export type Decider<State, Command, Event> = {
  initial(): State;
  evolve(state: State, event: Event): State;
  decide(command: Command, state: State): Event[];
};
