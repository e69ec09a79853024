import type { Scope } from '../ledger/terms.js';
import type { SqlValue } from '../store/sqlite.js';

/** Conditions of a query, each with the values of its places. */
export type Condition = readonly [sql: string, ...values: SqlValue[]];

/**
 * What lies within one of the scopes. Without any scope that is nothing.
 * @param wholePemda SQL that says whether a row is a matter of its whole government, which no single agency sees
 */
export function within(scopes: readonly Scope[], wholePemda: string): Condition {
  const each = scopes.map(({ pemda, perangkatDaerah }): Condition => {
    const parts: Condition[] = [];
    if (pemda !== null) parts.push(['pemda = ?', pemda]);
    if (perangkatDaerah !== null) parts.push([`perangkat_daerah = ? and not (${wholePemda})`, perangkatDaerah]);
    return all(parts);
  });
  return [each.map(([sql]) => `(${sql})`).join(' or ') || 'false', ...each.flatMap(([, ...values]) => values)];
}

/** All of the conditions at once. */
export const all = (conditions: readonly Condition[]): Condition => [
  conditions.map(([sql]) => `(${sql})`).join(' and ') || 'true',
  ...conditions.flatMap(([, ...values]) => values),
];
