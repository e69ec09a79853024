import { endingIn, isRewriting, newLinesOf, presentValue, printValue, subjectOf } from './changes.js';
import type { NewChange, Transfer } from './commands.js';
import { itemisedAmount } from './dana.js';
import { sameValue } from './decider.js';
import { keyOf } from './plafon.js';
import { plafonMustBeSound } from './plafon-rules.js';
import { type Fault, fault } from './rejection.js';
import type { Line, Renja } from './renja.js';
import {
  amountMustBeRupiah,
  amountMustNotBeNegative,
  fundsMustDiffer,
  indikatorMustExist,
  levelMustBeInEdition,
  lineMustExist,
  mustBeThere,
  none,
  parentMustBeOneLevelUp,
  when,
} from './rules.js';
import { isNegative, isRupiah, isZero, printRupiah, type Rupiah } from './rupiah.js';
import type { Change, Day, SumberDana } from './terms.js';

/**
 * The rules that each change of a revision meets when it is proposed, and again when it is approved; those on what all of
 * them leave are in `balance-rules.ts`. The Renja that they are given has the revision's new rows already, under their
 * `ref`.
 */

// 2. What is named exists, and is in its place.

const danaMustBeItemised = (line: Line, dana: string | undefined, at: string): readonly Fault[] =>
  when(dana !== undefined && itemisedAmount(line.sumberDana, dana) === null, 'dana-not-found', at, {
    dana: dana ?? '',
    lineId: line.lineId,
  });

/** Refs are given once; a parent is a row that stays, or a new row named earlier. */
export function newRowsMustHaveTheirPlace(renja: Renja, changes: readonly Change[]): readonly Fault[] {
  const ending = endingIn(changes);
  const refs = new Map(newLinesOf(changes).map(({ ref, row }) => [ref, row.level]));
  const earlier = new Set<string>();
  const parentFaults = (level: Line['level'], parent: string | null, known: boolean, at: string): readonly Fault[] => {
    if (parent === null) return parentMustBeOneLevelUp(level, null, at);
    if (known) return parentMustBeOneLevelUp(level, { name: parent, level: refs.get(parent) }, at);
    const line = renja.lines.get(parent);
    if (line?.ended || ending.has(parent)) return [fault('line-ended', at, { lineId: parent })];
    return parentMustBeOneLevelUp(level, { name: parent, level: line?.level }, at);
  };
  return changes.flatMap((change, i) => {
    const at = `/changes/${i}`;
    if (change.field === 'parent') {
      const line = renja.lines.get(change.lineId);
      const { to } = change;
      return line ? parentFaults(line.level, to, to !== null && refs.has(to), `${at}/to`) : none;
    }
    if (change.field !== 'newLine') return none;
    const { ref, row } = change;
    const inEdition = levelMustBeInEdition(renja, row.level, `${at}/row/level`);
    const taken = when(earlier.has(ref) || renja.lines.has(ref), 'ref-taken', `${at}/ref`, { ref });
    const placed = parentFaults(row.level, row.parent, earlier.has(row.parent ?? ''), `${at}/row/parent`);
    earlier.add(ref);
    return [...inEdition, ...taken, ...placed];
  });
}

// 3. Values really differ.

/** What a change touches. Funds of one row may change side by side, and so may its indicators and its transfers. */
const touched = (change: Change): string => {
  const id = subjectOf(change);
  switch (change.field) {
    case 'pagu':
      return `pagu ${id} ${change.dana ?? ''} ${change.transferId ?? ''}`;
    case 'target':
    case 'teks':
    case 'endIndikator':
      return `${change.field} ${id} ${change.indikatorId}`;
    case 'newIndikator':
      return `newIndikator ${id} ${change.indikator.teks}`;
    case 'sumberDana':
    case 'prakiraanMaju':
    case 'kode':
    case 'uraian':
    case 'lokasi':
    case 'parent':
    case 'newLine':
    case 'endLine':
      return `${change.field} ${id}`;
    case 'plafon':
      return `plafon ${keyOf(change.scope)}`;
    default:
      return change satisfies never;
  }
};

export const mustNotRepeatAChange = (changes: readonly Change[]): readonly Fault[] => {
  const seen = new Set<string>();
  const refs = new Set(newLinesOf(changes).map(({ ref }) => ref));
  return changes.flatMap((change, i) => {
    const key = touched(change);
    const lineId = subjectOf(change);
    const others = (match: (other: Change) => boolean): boolean =>
      changes.some((other) => other !== change && subjectOf(other) === lineId && match(other));
    const undone =
      // New funds for a row, and an amount moved within its old ones, would each undo the other.
      (change.field === 'sumberDana' && others((other) => other.field === 'pagu' && other.dana !== undefined)) ||
      // A row that ends changes in nothing but its pagu (a ceiling is not the row's), and an indicator in nothing at all.
      (change.field === 'endLine' && others(({ field }) => field !== 'pagu' && field !== 'plafon')) ||
      (change.field === 'endIndikator' &&
        others(
          (other) => (other.field === 'target' || other.field === 'teks') && other.indikatorId === change.indikatorId,
        )) ||
      // What a new row is, it says itself.
      (refs.has(lineId) && change.field !== 'pagu' && change.field !== 'plafon');
    const repeated = change.field !== 'newLine' && (seen.has(key) || undone);
    seen.add(key);
    return when(repeated, 'change-repeated', `/changes/${i}`, { lineId });
  });
};

const mustBeWritten = (text: string | null, lineId: string, at: string): readonly Fault[] =>
  when((text ?? '').trim() === '', 'text-blank', at, { lineId });

const prakiraanMustBeAmount = (pagu: Rupiah | null | undefined, at: string): readonly Fault[] =>
  typeof pagu === 'string' ? amountMustNotBeNegative(pagu, `${at}/pagu`) : none;

const fundsMustBeAmounts = (lineId: string, funds: readonly SumberDana[], at: string): readonly Fault[] => [
  ...funds.flatMap(({ jumlah }, i) => (jumlah === null ? none : amountMustNotBeNegative(jumlah, `${at}/${i}/jumlah`))),
  ...fundsMustDiffer(lineId, funds, at),
];

/** A change is well formed; its row exists (rule 2) and holds what it changes. */
function changeMustBeSound(renja: Renja, change: Change, at: string): readonly Fault[] {
  switch (change.field) {
    case 'pagu': {
      const missing = lineMustExist(renja, change.lineId, `${at}/lineId`);
      const line = renja.lines.get(change.lineId);
      if (missing.length > 0 || !line) return missing;
      if (line.pagu === null)
        return [fault('pagu-on-parent', `${at}/lineId`, { lineId: line.lineId, level: line.level })];
      const delta = amountMustBeRupiah(change.delta, `${at}/delta`);
      return [
        ...danaMustBeItemised(line, change.dana, `${at}/dana`),
        ...amountMustBeRupiah(change.seen, `${at}/seen`),
        ...(delta.length > 0
          ? delta
          : when(isZero(change.delta), 'delta-zero', `${at}/delta`, { lineId: line.lineId })),
      ];
    }
    case 'target': {
      const missing = indikatorMustExist(renja, change.of, change.indikatorId, `${at}/indikatorId`);
      return missing.length > 0
        ? missing
        : when(change.to.target.trim() === '', 'target-blank', `${at}/to`, { lineId: change.of });
    }
    case 'teks': {
      const missing = indikatorMustExist(renja, change.of, change.indikatorId, `${at}/indikatorId`);
      return missing.length > 0 ? missing : mustBeWritten(change.to, change.of, `${at}/to`);
    }
    case 'endIndikator':
      return indikatorMustExist(renja, change.of, change.indikatorId, `${at}/indikatorId`);
    case 'newIndikator':
      return renja.objectives.has(change.of)
        ? mustBeWritten(change.indikator.teks, change.of, `${at}/indikator/teks`)
        : [
            ...lineMustExist(renja, change.of, `${at}/of`),
            ...mustBeWritten(change.indikator.teks, change.of, `${at}/indikator/teks`),
          ];
    case 'sumberDana':
      return [
        ...lineMustExist(renja, change.lineId, `${at}/lineId`),
        ...fundsMustBeAmounts(change.lineId, change.to, `${at}/to`),
      ];
    case 'prakiraanMaju':
      return [
        ...lineMustExist(renja, change.lineId, `${at}/lineId`),
        ...prakiraanMustBeAmount(change.to?.pagu, `${at}/to`),
      ];
    case 'uraian':
      return [
        ...lineMustExist(renja, change.lineId, `${at}/lineId`),
        ...mustBeWritten(change.to, change.lineId, `${at}/to`),
      ];
    case 'kode':
    case 'lokasi':
    case 'parent':
    case 'endLine':
      return lineMustExist(renja, change.lineId, `${at}/lineId`);
    case 'plafon':
      return plafonMustBeSound(renja, change.scope, change.to, at);
    case 'newLine':
      return [
        ...mustBeWritten(change.row.uraian, change.ref, `${at}/row/uraian`),
        ...fundsMustBeAmounts(change.ref, change.row.sumberDana, `${at}/row/sumberDana`),
        ...prakiraanMustBeAmount(change.row.prakiraanMaju?.pagu, `${at}/row/prakiraanMaju`),
      ];
    default:
      return change satisfies never;
  }
}

/** A change is sound and puts another value in the place of the one it names. */
export const changeMustBeReal = (renja: Renja, change: Change, at: string): readonly Fault[] => {
  const unsound = changeMustBeSound(renja, change, at);
  if (unsound.length > 0 || !isRewriting(change)) return unsound;
  return when(sameValue(change.from, change.to), 'value-unchanged', `${at}/to`, { lineId: subjectOf(change) });
};

/** Money goes from one row to another, and in the direction that is said. */
export const transferMustHaveTwoEnds = (asked: readonly NewChange[]): readonly Fault[] =>
  asked
    .filter((change): change is Transfer => change.field === 'transfer')
    .flatMap(({ from, to, amount }) => [
      ...when(from === to, 'transfer-to-itself', '/changes', { lineId: from }),
      ...when(isRupiah(amount) && isNegative(amount), 'transfer-not-positive', '/changes', { amount }),
    ]);

// 5. Late documents, stale proposals.

/** What a revision added is there only from that revision's day, to be changed or to stand above another. */
export const lineMustBeThere = (renja: Renja, effectiveOn: Day, change: Change, at: string): readonly Fault[] => {
  const parent = change.field === 'parent' ? change.to : change.field === 'newLine' ? change.row.parent : null;
  const indikatorId = 'indikatorId' in change ? change.indikatorId : undefined;
  const above = parent === null ? none : mustBeThere(renja, parent, undefined, effectiveOn, at);
  return [...mustBeThere(renja, subjectOf(change), indikatorId, effectiveOn, at), ...above];
};

/** The touched value is still the one that the author saw: no silent rebase. */
export function mustNotBeStale(renja: Renja, change: Change, at: string): readonly Fault[] {
  const lineId = subjectOf(change);
  if (isRewriting(change)) {
    const present = presentValue(renja, change);
    return when(present !== undefined && !sameValue(present, change.from), 'revision-stale', at, {
      lineId,
      present: printValue(present, change.field),
      seen: printValue(change.from, change.field),
    });
  }
  if (change.field === 'pagu') {
    const present = renja.lines.get(lineId)?.pagu;
    if (!present || !isRupiah(change.seen)) return none;
    return when(present !== change.seen, 'revision-stale', at, {
      lineId,
      present: printRupiah(present),
      seen: printRupiah(change.seen),
    });
  }
  if (change.field !== 'endIndikator') return none;
  const { of, indikatorId, seen } = change;
  const target = presentValue(renja, { field: 'target', of, indikatorId });
  const teks = presentValue(renja, { field: 'teks', of, indikatorId });
  if (teks === undefined) return none;
  const still = teks === seen.teks && sameValue(target, { target: seen.target, satuan: seen.satuan });
  return when(!still, 'revision-stale', at, {
    lineId,
    present: `${printValue(teks)} ${printValue(target)}`,
    seen: `${seen.teks} ${printValue({ target: seen.target, satuan: seen.satuan })}`,
  });
}

/** What a reversed revision posted still stands: a value that was changed since is not put back over the later change. */
export const mustNotBeSuperseded = (renja: Renja, posted: Change, at: string): readonly Fault[] => {
  // Opposite amounts are added to whatever the pagu is now; what was added or ended meets the rules of its own opposite.
  if (!isRewriting(posted)) return none;
  const present = presentValue(renja, posted);
  return when(!sameValue(present, posted.to), 'reversal-superseded', at, {
    lineId: subjectOf(posted),
    present: printValue(present, posted.field),
    posted: printValue(posted.to, posted.field),
  });
};
