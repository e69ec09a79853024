import { type Funded, keyOf, type Plafon, printScope, setCeiling, totalsByScope } from './plafon.js';
import { type Fault, fault } from './rejection.js';
import type { Renja } from './renja.js';
import { amountMustNotBeNegative, lineMustExist, none, when } from './rules.js';
import { compare, isNegative, isRupiah, ZERO } from './rupiah.js';
import type { Change, Kind, PlafonScope } from './terms.js';

// 8. No total passes its plafon.

/** A ceiling is of something that is there. */
const scopeMustExist = (renja: Renja, scope: PlafonScope, at: string): readonly Fault[] => {
  if (scope.of === 'line') return lineMustExist(renja, scope.lineId, `${at}/lineId`);
  return when(scope.of === 'dana' && scope.dana.trim() === '', 'text-blank', `${at}/dana`, {
    lineId: printScope(scope),
  });
};

export const plafonMustBeSound = (
  renja: Renja,
  scope: PlafonScope,
  amount: string | null,
  at: string,
): readonly Fault[] => [
  ...scopeMustExist(renja, scope, `${at}/scope`),
  ...(amount === null ? none : amountMustNotBeNegative(amount, `${at}/amount`)),
];

export const someMustBeSet = (asked: readonly unknown[]): readonly Fault[] =>
  when(asked.length === 0, 'plafon-missing', '/plafon');

export const plafonMustDiffer = (
  { scope, from, to }: { scope: PlafonScope; from: string | null; to: string | null },
  at: string,
): readonly Fault[] => when(from === to, 'value-unchanged', at, { lineId: printScope(scope) });

/** One command sets each ceiling once. */
export const mustNotSetTwice = (asked: readonly { scope: PlafonScope }[]): readonly Fault[] =>
  asked.flatMap(({ scope }, i) =>
    when(asked.findIndex((other) => keyOf(other.scope) === keyOf(scope)) < i, 'change-repeated', `/plafon/${i}`, {
      lineId: printScope(scope),
    }),
  );

/** The next stage of the budget comes with its ceilings; a pergeseran stays under those that there are. */
export const onlySomeKindsBringPlafon = (kind: Kind, changes: readonly Change[]): readonly Fault[] =>
  kind === 'pergeseran' || kind === 'mendahului'
    ? changes.flatMap(({ field }, i) => when(field === 'plafon', 'plafon-not-in-kind', `/changes/${i}`, { kind }))
    : none;

/** The ceilings with those of a revision in their place. */
export function plafonAfter(renja: Renja, changes: readonly Change[]): ReadonlyMap<string, Plafon> {
  const plafon = new Map(renja.plafon);
  for (const change of changes) if (change.field === 'plafon') setCeiling(plafon, change.scope, change.to);
  return plafon;
}

export function noTotalMustPassItsPlafon(
  plafon: ReadonlyMap<string, Plafon>,
  rows: Iterable<Funded>,
  at: string,
): readonly Fault[] {
  if (plafon.size === 0) return none;
  const totals = totalsByScope(rows);
  return [...plafon].flatMap(([key, { scope, amount }]) => {
    const total = totals.get(key) ?? ZERO;
    // An amount that is none, or below zero, is a fault by itself.
    return isRupiah(amount) && !isNegative(amount) && compare(total, amount) > 0
      ? [fault('plafon-passed', at, { scope: printScope(scope), total, plafon: amount })]
      : [];
  });
}
