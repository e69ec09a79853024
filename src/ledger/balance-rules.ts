import { endingIn, subjectOf, withNewRows } from './changes.js';
import { itemisedAmount, withFund } from './dana.js';
import { type Funded, totalsByScope } from './plafon.js';
import { realisedKeuangan, realisedOf, WHOLE } from './realisasi.js';
import { type Fault, fault } from './rejection.js';
import type { Line, Renja, Revision } from './renja.js';
import { amountMustBeRupiah, fundsMustSumToPagu, none, when } from './rules.js';
import { add, compare, isNegative, isRupiah, isZero, type Rupiah, sum, ZERO } from './rupiah.js';
import type { Change, SumberDana } from './terms.js';

/** The rules on what the changes of a revision come to together, and leave behind. */

// 6. A pergeseran sums to zero.

export const pergeseranMustSumToZero = (
  { kind, acrossAgencies }: Pick<Revision, 'kind' | 'acrossAgencies'>,
  changes: readonly Change[],
): readonly Fault[] => {
  const net = sum(changes.flatMap((change) => (change.field === 'pagu' ? [change.delta] : [])));
  return when(kind === 'pergeseran' && !acrossAgencies && !isZero(net), 'pergeseran-not-zero', '/changes', { net });
};

// 7. No pagu below zero or below what has been spent; a row ends only when it is empty; itemised funds sum to the pagu.

/** What a revision leaves on the rows whose money it touches, after all of its changes. */
type After = {
  readonly line: Line;
  pagu: Rupiah;
  sumberDana: readonly SumberDana[];
  ended: boolean;
  at: string;
  fundsAt?: string;
};

function after(renja: Renja, changes: readonly Change[]): After[] {
  const rows = new Map<string, After>();
  changes.forEach((change, i) => {
    const line = renja.lines.get(subjectOf(change));
    const touchesMoney = change.field === 'pagu' || change.field === 'sumberDana' || change.field === 'newLine';
    if (!line || line.ended) return;
    if (change.field !== 'endLine' && !(touchesMoney && line.pagu !== null)) return;
    const at = `/changes/${i}`;
    const row = rows.get(line.lineId) ?? {
      line,
      pagu: line.pagu ?? ZERO,
      sumberDana: line.sumberDana,
      ended: false,
      at,
    };
    rows.set(line.lineId, row);
    if (change.field === 'sumberDana') Object.assign(row, { sumberDana: change.to, fundsAt: `${at}/to` });
    if (change.field === 'endLine') row.ended = true;
    if (change.field === 'pagu') {
      row.pagu = add(row.pagu, change.delta);
      row.sumberDana = withFund(row.sumberDana, change.dana, change.delta);
    }
    row.at = at;
  });
  return [...rows.values()];
}

const paguMustStayCovered = ({ line, pagu, at }: After): readonly Fault[] => {
  const { lineId } = line;
  // More digits than an amount may have.
  if (!isRupiah(pagu)) return amountMustBeRupiah(pagu, at);
  if (isNegative(pagu)) return [fault('pagu-below-zero', at, { lineId, after: pagu, before: line.pagu ?? ZERO })];
  const realised = realisedKeuangan(line);
  return when(compare(pagu, realised) < 0, 'pagu-below-realisasi', at, { lineId, after: pagu, realised });
};

/** No itemised fund below what has been spent of it, and none dropped of which something was spent. */
const fundsMustStayCovered = ({ line: { lineId, keuangan }, sumberDana, at }: After): readonly Fault[] =>
  [...keuangan.keys()].flatMap((dana) => {
    const left = sumberDana.find((fund) => fund.dana === dana);
    const [realised, jumlah] = [realisedOf(keuangan, dana), left ? left.jumlah : ZERO];
    const short =
      dana !== WHOLE && jumlah !== null && isRupiah(jumlah) && !isNegative(jumlah) && compare(jumlah, realised) < 0;
    return when(short, 'dana-below-realisasi', at, { lineId, dana, after: jumlah ?? '', realised });
  });

/** No itemised fund below zero either. */
const danaMustStayCovered = (renja: Renja, changes: readonly Change[]): readonly Fault[] =>
  changes.flatMap((change, i) => {
    if (change.field !== 'pagu' || change.dana === undefined) return none;
    const { dana, lineId } = change;
    const line = renja.lines.get(lineId);
    const before = line && itemisedAmount(line.sumberDana, dana);
    if (!before) return none;
    const of = changes
      .slice(0, i + 1)
      .flatMap((other) =>
        other.field === 'pagu' && other.lineId === lineId && other.dana === dana ? [other.delta] : [],
      );
    const left = sum([before, ...of]);
    return when(isNegative(left), 'dana-below-zero', `/changes/${i}`, { lineId, dana, before, after: left });
  });

const movedIn = (changes: readonly Change[]): ReadonlyMap<string, string | null> =>
  new Map(changes.flatMap((change) => (change.field === 'parent' ? [[change.lineId, change.to]] : [])));

/** Every row as a revision leaves it: what totals are made of. */
export function rowsAfter(renja: Renja, changes: readonly Change[]): Funded[] {
  const changed = new Map(after(renja, changes).map((row) => [row.line.lineId, row]));
  const moved = movedIn(changes);
  return [...renja.lines.values()].map((line) => {
    const { lineId, pagu, sumberDana, ended } = line;
    const left = changed.get(lineId);
    return {
      lineId,
      parent: moved.get(lineId) ?? line.parent,
      pagu: pagu === null ? null : (left?.pagu ?? pagu),
      sumberDana: left?.sumberDana ?? sumberDana,
      ended: left?.ended ?? ended,
    };
  });
}

type Totals = ReadonlyMap<string, Rupiah>;

/** The totals of every scope before a revision and after it. */
export function totalsAround(renja: Renja, changes: readonly Change[]): readonly [was: Totals, is: Totals] {
  const withNew = withNewRows(renja, changes);
  return [totalsByScope(withNew.lines.values()), totalsByScope(rowsAfter(withNew, changes))];
}

/** A row ends only at pagu zero, with nothing spent and nothing left below it. */
function endedMustBeEmpty(renja: Renja, changes: readonly Change[], { line, pagu, at }: After): readonly Fault[] {
  const { lineId } = line;
  const moved = movedIn(changes);
  const ending = endingIn(changes);
  const child = [...renja.lines.values()].find(
    (one) => !one.ended && !ending.has(one.lineId) && (moved.get(one.lineId) ?? one.parent) === lineId,
  );
  const realised = realisedKeuangan(line);
  return [
    ...when(child !== undefined, 'line-has-children', at, { lineId, child: child?.lineId ?? '' }),
    ...when(line.pagu !== null && !isZero(pagu), 'line-end-with-pagu', at, { lineId, after: pagu }),
    ...when(!isZero(realised), 'line-end-with-realisasi', at, { lineId, realised }),
  ];
}

/** A fund that is not itemised is a fault by itself, and says nothing about sums. */
const namesFunds = (changes: readonly Change[], { lineId, sumberDana }: Line): boolean =>
  changes.every(
    (change) =>
      change.field !== 'pagu' ||
      change.lineId !== lineId ||
      change.dana === undefined ||
      itemisedAmount(sumberDana, change.dana) !== null,
  );

/** The rules on what a revision leaves behind. */
export const leftMustBeSound = (renja: Renja, changes: readonly Change[]): readonly Fault[] => [
  ...after(renja, changes).flatMap((row) => [
    ...(row.line.pagu !== null ? paguMustStayCovered(row) : none),
    ...(row.ended ? endedMustBeEmpty(renja, changes, row) : none),
    ...fundsMustStayCovered(row),
    ...(row.line.pagu !== null && namesFunds(changes, row.line)
      ? fundsMustSumToPagu(row.line.lineId, row.sumberDana, row.pagu, row.fundsAt ?? row.at)
      : none),
  ]),
  ...danaMustStayCovered(renja, changes),
];
