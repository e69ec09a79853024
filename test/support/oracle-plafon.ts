import type { DataOf } from '../../src/ledger/commands.js';
import type { Change, PlafonScope, SumberDana } from '../../src/ledger/terms.js';
import { ceilingOf, money, type Now, nameOf, present, rowOf, sen, withCeiling, withFund } from './oracle-figures.js';
import { hasReason, LEVELS, type Note, type Rule, wellFormed } from './oracle-rules.js';

/** The oracle's totals, and the ceilings that they must not pass. */

/** A row as it is counted: one above the lowest level has no pagu. */
export type Counted = {
  readonly id: string;
  readonly parent: string | null;
  readonly pagu: bigint | null;
  readonly sumberDana: readonly SumberDana[];
  readonly ended: boolean;
};

/** Every row as a revision leaves it. */
export function leftBy(now: Now, changes: readonly Change[]): Counted[] {
  return now.rows.map(({ id, level, parent: above, pagu: had, sumberDana: funds, ended: gone }) => {
    let [parent, pagu, sumberDana, ended] = [above, had, funds, gone];
    for (const change of changes) {
      if (!('lineId' in change) || change.lineId !== id) continue;
      // No row but an urusan stands nowhere: one that is sent there is refused, and counts where it was.
      if (change.field === 'parent') parent = change.to ?? above;
      if (gone) continue;
      if (change.field === 'endLine') ended = true;
      if (level !== now.lowest) continue;
      if (change.field === 'sumberDana') sumberDana = change.to;
      if (change.field !== 'pagu') continue;
      pagu += sen(change.delta) ?? 0n;
      sumberDana = withFund(sumberDana, change.dana, sen(change.delta) ?? 0n);
    }
    return { id, parent, pagu: level === now.lowest ? pagu : null, sumberDana, ended };
  });
}

/** The row itself and those above it. Rows that stand in a circle are refused; here nobody walks round it for ever. */
function upFrom(rows: readonly Counted[], row: Counted): string[] {
  const way: string[] = [];
  for (let id: string | null = row.id; id !== null && way.length < LEVELS.length; ) {
    way.push(id);
    const at: string = id;
    id = rows.find((one) => one.id === at)?.parent ?? null;
  }
  return way;
}

/** What a ceiling bounds, added up. An amount that is none adds nothing. */
export function total(rows: readonly Counted[], scope: PlafonScope): bigint {
  let sum = 0n;
  for (const row of rows) {
    if (row.ended || row.pagu === null) continue;
    const pagu = sen(money(row.pagu)) ?? 0n;
    if (scope.of === 'renja') sum += pagu;
    else if (scope.of === 'line') for (const id of upFrom(rows, row)) sum += id === scope.lineId ? pagu : 0n;
    // A single fund pays for all of the row, whether or not the document says so.
    else if (row.sumberDana.length === 1) sum += row.sumberDana[0]?.dana === scope.dana ? pagu : 0n;
    else
      for (const { dana, jumlah } of row.sumberDana)
        if (dana === scope.dana && jumlah !== null) sum += sen(jumlah) ?? 0n;
  }
  return sum;
}

/** No total passes its ceiling. */
export function staysBelow(ceilings: Now['ceilings'], rows: readonly Counted[], note: Note): void {
  for (const { scope, amount } of ceilings) {
    const most = sen(amount);
    note(most !== null && most >= 0n && total(rows, scope) > most, 'plafon-passed');
  }
}

/** A ceiling bounds something that goes on, by an amount. */
export function judgeCeiling(now: Now, scope: PlafonScope, amount: string | null, note: Note): void {
  if (scope.of === 'line') {
    const row = rowOf(now, scope.lineId);
    note(!row, 'line-not-found');
    note(row?.ended ?? false, 'line-ended');
  }
  if (scope.of === 'dana') note(scope.dana.trim() === '', 'text-blank');
  if (amount !== null) wellFormed(amount, note);
}

export const setPlafon: Rule<DataOf<'SetPlafon'>> = (book, { plafon, document, reason }, { actor }, note) => {
  const now = present(book);
  note(plafon.length === 0, 'plafon-missing');
  let { ceilings } = now;
  plafon.forEach(({ scope, amount }, i) => {
    judgeCeiling(now, scope, amount, note);
    note(ceilingOf(now, scope) === amount, 'value-unchanged');
    note(
      plafon.slice(0, i).some((one) => nameOf(one.scope) === nameOf(scope)),
      'change-repeated',
    );
    ceilings = withCeiling(ceilings, scope, amount);
  });
  hasReason(reason, note);
  note(document === null, 'document-missing');
  staysBelow(ceilings, leftBy(now, []), note);
  note(actor.role !== 'verifier' && actor.role !== 'approver', 'role-not-allowed');
  return () => {
    for (const one of plafon) book.ceilings.push({ ...one, after: book.approved.length });
  };
};
