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
