import type { Day } from '../src/ledger/terms.js';
import type { Entry, LedgerEvent } from '../src/store/stored-events.js';

/**
 * A view of one Renja, computed from its stream up to any point. `apply` may write into the view that it is given
 * and returns it: whoever folds a stream owns the view. No clock, no I/O: the same entries give the same view.
 */
export type Fold<View> = {
  readonly name: string;
  initial(): View;
  apply(view: View, entry: Entry): View;
};

type Values = { readonly [column: string]: string | number | null };

/** A change of an index's tables, as data: whoever holds the database carries it out. */
export type Write =
  | { readonly insert: string; readonly row: Values }
  | { readonly update: string; readonly where: Values; readonly set: Values };

/**
 * Tables across all Renja, kept up to date event by event. What an event's rows need of the events before it is the
 * context, one for each stream, and never rows of the tables: so the same events give the same writes, and a context that
 * was let go of can be made again from its stream alone.
 */
export type Index<Context> = {
  readonly name: string;
  /** Raised whenever the tables or what stands in them change: then the index is made anew from the first event. */
  readonly version: number;
  /** SQL that makes the tables. */
  readonly tables: string;
  initial(): Context;
  /** Takes the entry into the context of its stream, and returns what the tables gain by it. No clock, no I/O. */
  rows(entry: Entry<LedgerEvent>, context: Context): Write[];
};

/** Folds entries that are at hand. */
export const foldAll = <View>(fold: Fold<View>, entries: Iterable<Entry>, from = fold.initial()): View => {
  let view = from;
  for (const entry of entries) view = fold.apply(view, entry);
  return view;
};

/**
 * The entries that are in effect on a day, in the order in which they took effect: by their day, and within a day as they
 * were recorded. Up to the adoption they keep their recorded order and count from its day, and nothing takes effect
 * before the plan that it changes. Before a Renja is adopted nothing is in effect.
 */
export function inEffect(entries: readonly Entry[], on: Day): Entry[] {
  const adoption = entries.findIndex(({ event }) => event.type === 'RenjaAdopted');
  const adopted = entries[adoption]?.meta.effectiveOn;
  if (adopted === undefined) return [];
  const dayOf = (i: number, day: Day): Day => (i <= adoption || day < adopted ? adopted : day);
  return entries
    .map((entry, i) => ({ entry, day: dayOf(i, entry.meta.effectiveOn) }))
    .filter(({ day }) => day <= on)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .map(({ entry }) => entry);
}
