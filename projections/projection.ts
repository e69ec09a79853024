import type { Day } from '../src/ledger/terms.js';
import type { Entry } from '../src/store/stored-events.js';

/**
 * A view of one Renja, computed from its stream up to any point. `apply` may write into the view that it is given
 * and returns it: whoever folds a stream owns the view. No clock, no I/O: the same entries give the same view.
 */
export type Fold<View> = {
  readonly name: string;
  initial(): View;
  apply(view: View, entry: Entry): View;
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
