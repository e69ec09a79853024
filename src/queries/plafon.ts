import { lowestOf, type RenjaSheet } from '../../projections/renja-sheet.js';
import { keyOf, printScope, totalsByScope } from '../ledger/plafon.js';
import { type Rupiah, subtract, ZERO } from '../ledger/rupiah.js';

/** A ceiling, what is planned under it, and what is left. */
export type HeldAgainst = {
  readonly scope: string;
  readonly plafon: Rupiah;
  readonly total: Rupiah;
  readonly left: Rupiah;
};

/** The ceilings in force and how far the plan fills them. */
export function heldAgainstPlafon(sheet: RenjaSheet): HeldAgainst[] {
  const { plafon, lines } = sheet;
  if (plafon.size === 0) return [];
  const lowest = lowestOf(sheet);
  const planned = totalsByScope(
    [...lines.values()].map((line) => ({ ...line, pagu: line.level === lowest ? line.pagu.now : null })),
  );
  return [...plafon.values()].map(({ scope, amount }) => {
    const total = planned.get(keyOf(scope)) ?? ZERO;
    return { scope: printScope(scope), plafon: amount, total, left: subtract(amount, total) };
  });
}
