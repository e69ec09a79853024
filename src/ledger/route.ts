import { totalsAround } from './balance-rules.js';
import { withNewRows } from './changes.js';
import type { Routes } from './commands.js';
import { LEVELS, type Level } from './kode.js';
import { keyOf } from './plafon.js';
import type { Renja } from './renja.js';
import { ZERO } from './rupiah.js';
import type { Change, Kind, Step } from './terms.js';

/** Between which rows a revision moves money: those of a level, or, where the total itself changes, the whole Renja. */
export type Crossed = Level | 'renja';
/** From the lowest to the highest. */
export const CROSSED: readonly Crossed[] = [...LEVELS.toReversed(), 'renja'];

/** The name under which `Routes` holds the steps of a kind, from a level on or at any. */
export const routeKey = (kind: Kind, level: Crossed | null): string => `${kind} ${level ?? 'any'}`;

/** The highest level at which a revision changes a row's total; null where it moves no money. */
export function levelCrossed(renja: Renja, changes: readonly Change[]): Crossed | null {
  const [was, is] = totalsAround(renja, changes);
  const differs = (key: string): boolean => (was.get(key) ?? ZERO) !== (is.get(key) ?? ZERO);
  if (differs('renja')) return 'renja';
  const lines = [...withNewRows(renja, changes).lines.values()];
  const highest = LEVELS.find((level) =>
    lines.some((line) => line.level === level && differs(keyOf({ of: 'line', lineId: line.lineId }))),
  );
  // Money that goes from one fund to another stays on its row.
  const amongFunds = changes.some(({ field }) => field === 'pagu' || field === 'sumberDana');
  return highest ?? (amongFunds ? 'subkegiatan' : null);
}

/** The steps of the highest level that the revision reaches and the office has set a route for. */
export function routeFor(routes: Routes, kind: Kind, crossed: Crossed | null): readonly Step[] {
  const reached = crossed === null ? [] : CROSSED.slice(0, CROSSED.indexOf(crossed) + 1).toReversed();
  for (const level of [...reached, null]) {
    const steps = routes.get(routeKey(kind, level));
    if (steps) return steps;
  }
  return [];
}
