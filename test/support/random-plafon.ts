import type { DataOf, NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import type { PlafonScope } from '../../src/ledger/terms.js';
import { ALL, DOCUMENT, ofDana, ofLine, pagu, plafonTo, setPlafon } from './ledger-plan.js';
import { ceilingOf, money, type Row } from './oracle-figures.js';
import { leftBy, total } from './oracle-plafon.js';
import type { Sight } from './random-changes.js';

/** Ceilings as someone might set them: near what is planned, so that the next change may meet them. */

function someScope(sight: Sight): PlafonScope {
  const { dice, now } = sight;
  const [n, known] = [dice.below(100), dice.pick(now.ceilings)];
  if (n < 30 && known) return known.scope;
  if (n < 50) return ALL;
  // A row that a revision added may not be there yet on the day of the next one.
  const young = dice.pick(now.rows.filter((row) => row.since !== null));
  if (n < 66 && young) return ofLine(young.id);
  return n < 80 ? ofLine(sight.some().id) : ofDana(dice.pick(['PAD', 'DAU', 'APBD', 'DAK', 'DID']));
}

/** Mostly what the total leaves room for; now and then just what it is, and rarely less. */
function near({ now, dice }: Sight, scope: PlafonScope, room: number): string {
  const is = total(leftBy(now, []), scope);
  const at = dice.chance(15) ? is : is + BigInt(dice.below(room));
  return money(dice.chance(6) && is > 0n ? is - 1n : at);
}

export function ceilings(sight: Sight): RenjaCommand {
  const { dice, book, now } = sight;
  const room = book.status === 'draft' ? 9_000 : 1_800;
  let asked: DataOf<'SetPlafon'>['plafon'][number][] = Array.from({ length: dice.pick([1, 1, 2]) }, () => {
    const scope = someScope(sight);
    return { scope, amount: near(sight, scope, room) };
  });
  if (dice.chance(18)) {
    const [first] = asked;
    const ended = dice.pick(now.rows.filter((row) => row.ended))?.id ?? 'L0999';
    asked = dice.pick([
      [],
      [...asked, ...(first ? [{ ...first, amount: near(sight, first.scope, room) }] : [])],
      [{ scope: ofLine(dice.pick(['L0999', ended])), amount: '1.00' }],
      [{ scope: ofDana(' '), amount: '1.00' }],
      [{ scope: ALL, amount: dice.pick(['-1.00', 'x', '1']) }],
      now.ceilings.slice(0, 1),
    ]);
  }
  return setPlafon(
    asked.map(({ scope, amount }) => [scope, amount] as const),
    { reason: dice.chance(97) ? 'Sesuai PPAS' : ' ', document: dice.chance(97) ? DOCUMENT : null },
  );
}

/** A ceiling that a revision brings: by itself, with the money that needs it, or with the row that it bounds. */
export function plafonChanges(sight: Sight, more: (row: Row) => NewChange): NewChange[] {
  const { dice, now } = sight;
  const scope = someScope(sight);
  const has = ceilingOf(now, scope);
  const seen = dice.chance(20) ? has : undefined;
  const to = near(sight, scope, 1_800);
  const lifted = has === null || dice.chance(50) ? plafonTo(scope, to, seen) : plafonTo(scope, null, seen);
  const sub = sight.someUp(0);
  const added = sight.newRow('baru', { parent: sight.someUp(1).id });
  const bounded = plafonTo(ofLine('baru'), dice.pick(['2.50', '3.00', '2.49']));
  return dice.pick<NewChange[]>([
    [lifted],
    [lifted, more(sub)],
    [more(sub), plafonTo(ALL, near(sight, ALL, 1_800))],
    [added, pagu('baru', '2.50'), bounded],
    [bounded, added],
  ]);
}

/** A ceiling that some rule refuses. */
export function wrongPlafon(sight: Sight): NewChange[] {
  const { dice, now } = sight;
  const scope = someScope(sight);
  const ended = dice.pick(now.rows.filter((row) => row.ended))?.id ?? 'L0999';
  return dice.pick<NewChange[]>([
    [plafonTo(scope, ceilingOf(now, scope))],
    [plafonTo(scope, near(sight, scope, 1_800), '0.77')],
    [plafonTo(scope, '9.00'), plafonTo(scope, null)],
    [plafonTo(ofLine(dice.pick(['L0999', 'baru', ended])), '1.00')],
    [plafonTo(ofDana(''), '1.00')],
    [plafonTo(scope, dice.pick(['-1.00', 'x', '01.00']))],
    [plafonTo(scope, '0.00')],
  ]);
}
