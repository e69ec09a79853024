import type { Change, SumberDana } from '../../src/ledger/terms.js';
import {
  type Book,
  ceilingOf,
  comesAfter,
  fundsSum,
  holderOf,
  indicatorOf,
  keuanganOf,
  type Now,
  nameOf,
  present,
  type Revised,
  type Row,
  realised,
  realisedAs,
  rowAdded,
  rowOf,
  sen,
  sortsOf,
  withCeiling,
  withFund,
} from './oracle-figures.js';
import { judgeCeiling, leftBy, staysBelow } from './oracle-plafon.js';
import { judgeEdition, levelAbove, type Note } from './oracle-rules.js';

/** The oracle's rules on the changes of a revision: one by one, and on what they leave together. */

/** A value as text, whatever the order of its fields. */
export const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  ) ?? 'undefined';
export const sameValue = (a: unknown, b: unknown): boolean => inOrder(a) === inOrder(b);

/** The value that a change rewrites, as it is now; undefined where there is none. */
export function valueAt(now: Now, change: Change): unknown {
  if (change.field === 'target' || change.field === 'teks') {
    const indicator = indicatorOf(now, change.of, change.indikatorId);
    if (!indicator) return undefined;
    return change.field === 'teks' ? indicator.teks : { target: indicator.target, satuan: indicator.satuan };
  }
  if (change.field === 'plafon') return ceilingOf(now, change.scope);
  const row = 'lineId' in change ? rowOf(now, change.lineId) : undefined;
  return row && change.field in row ? row[change.field as keyof Row] : undefined;
}

/** What a change speaks of. A ceiling is not its row: the row may end or change beside it. */
const about = (change: Change): string => {
  if (change.field === 'plafon') return nameOf(change.scope);
  return 'lineId' in change ? change.lineId : 'of' in change ? change.of : change.ref;
};

const hasAmount = (row: Row, dana: string): boolean =>
  row.sumberDana.some((fund) => fund.dana === dana && fund.jumlah !== null);

function judgeAmount(amount: string, note: Note): void {
  const value = sen(amount);
  note(value === null, 'amount-malformed');
  note(value !== null && value < 0n, 'amount-negative');
}

function judgeFunds(funds: readonly SumberDana[], note: Note): void {
  for (const { jumlah } of funds) if (jumlah !== null) judgeAmount(jumlah, note);
  note(new Set(funds.map(({ dana }) => dana)).size < funds.length, 'fund-repeated');
}

/** Whether what a change speaks of is there and goes on; where it is not, there is nothing more to say of the change. */
function isThere(now: Now, change: Change, note: Note): boolean {
  if (change.field === 'newLine') return true;
  const id = about(change);
  const row = rowOf(now, id);
  const ofIndicator = change.field === 'target' || change.field === 'teks' || change.field === 'endIndikator';
  if (row?.ended) note(true, 'line-ended');
  else if (ofIndicator && !holderOf(now, id)) note(true, id.startsWith('O') ? 'objective-not-found' : 'line-not-found');
  else if (ofIndicator) note(!indicatorOf(now, id, change.indikatorId), 'indikator-not-found');
  else note(change.field === 'newIndikator' ? !holderOf(now, id) : !row, 'line-not-found');
  if (row?.ended) return false;
  return ofIndicator ? indicatorOf(now, id, change.indikatorId) !== undefined : holderOf(now, id) !== undefined;
}

function judgeOne(now: Now, change: Change, note: Note): void {
  if (change.field === 'plafon') {
    judgeCeiling(now, change.scope, change.to, note);
    return;
  }
  // A blank wording is one whether or not its row is there.
  if (change.field === 'newIndikator' || change.field === 'newLine' || change.field === 'uraian') {
    const text =
      change.field === 'newIndikator'
        ? change.indikator.teks
        : change.field === 'newLine'
          ? change.row.uraian
          : (change.to ?? '');
    note(text.trim() === '', 'text-blank');
  }
  if (change.field === 'sumberDana') judgeFunds(change.to, note);
  if (change.field === 'newLine') judgeFunds(change.row.sumberDana, note);
  const forward =
    change.field === 'prakiraanMaju' ? change.to : change.field === 'newLine' ? change.row.prakiraanMaju : null;
  if (forward && forward.pagu !== null) judgeAmount(forward.pagu, note);
  if (!isThere(now, change, note)) return;
  if (change.field === 'pagu') {
    const row = rowOf(now, change.lineId);
    note(row?.level !== now.lowest, 'pagu-on-parent');
    if (row?.level !== now.lowest) return;
    const delta = sen(change.delta);
    note(delta === null || sen(change.seen) === null, 'amount-malformed');
    note(delta === 0n, 'delta-zero');
    note(change.dana !== undefined && !hasAmount(row, change.dana), 'dana-not-found');
  }
  if (change.field === 'target') note(change.to.target.trim() === '', 'target-blank');
  if (change.field === 'teks') note(change.to.trim() === '', 'text-blank');
}

/** What the author saw is still there. */
function judgeSeen(now: Now, change: Change, note: Note): void {
  if ('from' in change) {
    const there = valueAt(now, change);
    note(there !== undefined && !sameValue(there, change.from), 'revision-stale');
  } else if (change.field === 'pagu') {
    const [row, seen] = [rowOf(now, change.lineId), sen(change.seen)];
    note(row?.level === now.lowest && seen !== null && row.pagu !== seen, 'revision-stale');
  } else if (change.field === 'endIndikator') {
    const there = indicatorOf(now, change.of, change.indikatorId);
    const { teks, target, satuan } = change.seen;
    note(there !== undefined && !sameValue({ ...there, id: '' }, { id: '', teks, target, satuan }), 'revision-stale');
  }
}

/** Rows and their parents: refs are new, and a parent is one level up, goes on, and is there by then. */
function judgePlaces(now: Now, { changes, effectiveOn }: Pick<Revised, 'changes' | 'effectiveOn'>, note: Note): void {
  const ending = changes.flatMap((change) => (change.field === 'endLine' ? [change.lineId] : []));
  const refs = changes.flatMap((change) =>
    change.field === 'newLine' ? [{ ref: change.ref, level: change.row.level as string }] : [],
  );
  let before = 0;
  const judgeParent = (level: string, parent: string | null, named: readonly { ref: string; level: string }[]) => {
    const ref = named.findLast((one) => one.ref === parent);
    const row = rowOf(now, parent ?? '');
    const above = parent === null ? undefined : (ref?.level ?? row?.level);
    if (parent !== null && !ref && (row?.ended || ending.includes(parent))) note(true, 'line-ended');
    else if (parent !== null && above === undefined) note(true, 'parent-not-found');
    else note(above !== levelAbove(level), 'parent-wrong-level');
  };
  for (const change of changes) {
    const parent = change.field === 'parent' ? change.to : change.field === 'newLine' ? change.row.parent : null;
    const bounded = change.field === 'plafon' && change.scope.of === 'line' ? change.scope.lineId : about(change);
    const indicator = 'indikatorId' in change ? change.indikatorId : undefined;
    note(comesAfter(now, effectiveOn, bounded, indicator), 'effective-before-line');
    note(comesAfter(now, effectiveOn, parent ?? ''), 'effective-before-line');
    if (change.field === 'parent') {
      const row = rowOf(now, change.lineId);
      if (row) judgeParent(row.level, change.to, refs);
    }
    if (change.field !== 'newLine') continue;
    judgeEdition(now, change.row.level, note);
    const earlier = refs.slice(0, before);
    note(rowOf(now, change.ref) !== undefined || earlier.some(({ ref }) => ref === change.ref), 'ref-taken');
    judgeParent(change.row.level, change.row.parent, earlier);
    before += 1;
  }
}

/** One thing changes once, and nothing changes that the same revision ends or adds. */
function judgeRepeats(changes: readonly Change[], note: Note): void {
  const refs = changes.flatMap((change) => (change.field === 'newLine' ? [change.ref] : []));
  changes.forEach((change, i) => {
    if (change.field === 'newLine') return;
    const others = changes.filter((other, n) => n !== i && about(other) === about(change));
    const alike = (other: Change): boolean => {
      if (other.field !== change.field) return false;
      if (other.field === 'pagu' && change.field === 'pagu')
        return other.dana === change.dana && other.transferId === change.transferId;
      if (other.field === 'newIndikator' && change.field === 'newIndikator')
        return other.indikator.teks === change.indikator.teks;
      return !('indikatorId' in other && 'indikatorId' in change) || other.indikatorId === change.indikatorId;
    };
    note(others.some(alike), 'change-repeated');
    note(refs.includes(about(change)) && change.field !== 'pagu', 'change-repeated');
    for (const other of others) {
      note(change.field === 'sumberDana' && other.field === 'pagu' && other.dana !== undefined, 'change-repeated');
      note(change.field === 'endLine' && other.field !== 'pagu', 'change-repeated');
      const rewrites = other.field === 'target' || other.field === 'teks';
      note(change.field === 'endIndikator' && rewrites && other.indikatorId === change.indikatorId, 'change-repeated');
    }
  });
}

/** What each row holds after all of the changes. */
function judgeWhatIsLeft(book: Book, now: Now, changes: readonly Change[], note: Note): void {
  const ending = changes.flatMap((change) => (change.field === 'endLine' ? [change.lineId] : []));
  for (const row of now.rows) {
    const own = changes.filter((change) => about(change) === row.id);
    // A fund that would fall below zero is one even on a row that has ended.
    for (const { dana, jumlah } of row.sumberDana) {
      let left = jumlah === null ? null : sen(jumlah);
      for (const change of own)
        if (change.field === 'pagu' && change.dana === dana && left !== null) {
          left += sen(change.delta) ?? 0n;
          note(left < 0n, 'dana-below-zero');
        }
    }
    const ends = ending.includes(row.id);
    const ofMoney = own.some(({ field }) => field === 'pagu' || field === 'sumberDana' || field === 'newLine');
    const money = row.level === now.lowest && (ofMoney || ends);
    if (row.ended || !(money || ends)) continue;
    let { pagu, sumberDana } = row;
    let knownFunds = true;
    for (const change of own) {
      if (change.field === 'sumberDana') sumberDana = change.to;
      if (change.field !== 'pagu') continue;
      const delta = sen(change.delta) ?? 0n;
      pagu += delta;
      sumberDana = withFund(sumberDana, change.dana, delta);
      if (change.dana !== undefined && !hasAmount(row, change.dana)) knownFunds = false;
    }
    // A new row has spent nothing, even where it takes the name of one that has.
    const spent = own.some(({ field }) => field === 'newLine') ? 0n : realised(book, row.id);
    const tooLong = String(pagu).replace('-', '').length > 30;
    if (money) {
      note(tooLong, 'amount-malformed');
      note(!tooLong && pagu < 0n, 'pagu-below-zero');
      note(!tooLong && pagu >= 0n && pagu < spent, 'pagu-below-realisasi');
    }
    for (const { dana, jumlah } of sumberDana) {
      const has = jumlah === null ? null : sen(jumlah);
      const ofIt = spent === 0n ? 0n : realisedAs(book, row.id, keuanganOf(dana));
      note(has !== null && has >= 0n && has < ofIt, 'dana-below-realisasi');
    }
    for (const what of spent === 0n ? [] : sortsOf(book, row.id)) {
      const kept = what === 'keuangan' || sumberDana.some(({ dana }) => keuanganOf(dana) === what);
      note(!kept && realisedAs(book, row.id, what) > 0n, 'dana-below-realisasi');
    }
    if (ends) {
      const below = leftBy(now, changes).filter(({ parent }) => parent === row.id);
      note(
        below.some(({ ended }) => !ended),
        'line-has-children',
      );
      note(money && pagu !== 0n, 'line-end-with-pagu');
      note(spent !== 0n, 'line-end-with-realisasi');
    }
    const funds = fundsSum(sumberDana);
    note(money && knownFunds && !tooLong && funds !== null && funds !== pagu, 'funds-not-pagu');
  }
}

/** What is now, with the rows that a revision adds: one that takes the name of another hides it. */
export function withAdded(now: Now, changes: readonly Change[]): Now {
  const added = changes.flatMap((change) =>
    change.field === 'newLine' ? [rowAdded(change.ref, change, change.row.parent, null)] : [],
  );
  // Of two with one name the later counts.
  const hidden = (id: string, i: number): boolean => added.some((row, n) => row.id === id && n > i);
  const rows = [...now.rows.filter(({ id }) => !hidden(id, -1)), ...added.filter(({ id }, i) => !hidden(id, i))];
  return { ...now, rows };
}

/** Every rule on the changes of a revision, against the figures as they are. */
export function judgeChanges(
  book: Book,
  { kind, effectiveOn, changes }: Pick<Revised, 'kind' | 'effectiveOn' | 'changes'>,
  note: Note,
): void {
  const now = present(book);
  const withNew = withAdded(now, changes);
  for (const change of changes) {
    let sound = true;
    judgeOne(withNew, change, (wrong, code) => {
      if (wrong) sound = false;
      note(wrong, code);
    });
    note(sound && 'from' in change && sameValue(change.from, change.to), 'value-unchanged');
    judgeSeen(withNew, change, note);
  }
  judgePlaces(now, { changes, effectiveOn }, note);
  judgeRepeats(changes, note);
  const brings = changes.filter(({ field }) => field === 'plafon');
  note(brings.length > 0 && (kind === 'pergeseran' || kind === 'mendahului'), 'plafon-not-in-kind');
  const deltas = changes.flatMap((change) => (change.field === 'pagu' ? [sen(change.delta)] : []));
  const funds = changes.flatMap((change) =>
    change.field === 'sumberDana' ? change.to : change.field === 'newLine' ? change.row.sumberDana : [],
  );
  // Nothing is summed where one amount cannot be read.
  if (deltas.includes(null) || funds.some(({ jumlah }) => jumlah !== null && sen(jumlah) === null)) return;
  note(
    kind === 'pergeseran' && deltas.reduce<bigint>((sum, delta) => sum + (delta ?? 0n), 0n) !== 0n,
    'pergeseran-not-zero',
  );
  judgeWhatIsLeft(book, withNew, changes, note);
  let { ceilings } = now;
  for (const change of changes)
    if (change.field === 'plafon') ceilings = withCeiling(ceilings, change.scope, change.to);
  staysBelow(ceilings, leftBy(withNew, changes), note);
}
