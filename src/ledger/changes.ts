import type { NewChange } from './commands.js';
import { printFunds } from './dana.js';
import { ceilingOf, printScope } from './plafon.js';
import { indikatorOf, type Line, type Renja, targetOf } from './renja.js';
import { isRupiah, negate, printRupiah, ZERO } from './rupiah.js';
import { printTarget, type Target } from './target.js';
import type { Change, PrakiraanMaju, SumberDana } from './terms.js';

/** What the changes of a revision speak of: the values that they rewrite, the rows that they add. */

/** A change that puts a value in the place of another. */
export type Rewriting = Extract<Change, { from: unknown }>;
/** Which value that is, without what becomes of it. */
type Place = Rewriting extends infer One ? (One extends unknown ? Omit<One, 'from' | 'to'> : never) : never;
type Value = string | Target | PrakiraanMaju | readonly SumberDana[] | null;

export const isRewriting = (change: Change): change is Rewriting => 'from' in change;

/** The row or objective that a change speaks of; of a ceiling, what it bounds. */
export const subjectOf = (change: Change): string => {
  if (change.field === 'plafon') return printScope(change.scope);
  return 'lineId' in change ? change.lineId : 'of' in change ? change.of : change.ref;
};

/** The value that a change rewrites, as it is now; undefined where there is none. */
export function presentValue(renja: Renja, asked: Place): Value | undefined {
  if (asked.field === 'target' || asked.field === 'teks') {
    const indikator = indikatorOf(renja, asked.of)?.get(asked.indikatorId);
    return indikator && (asked.field === 'teks' ? indikator.teks : targetOf(indikator));
  }
  if (asked.field === 'plafon') return ceilingOf(renja.plafon, asked.scope);
  const line = renja.lines.get(asked.lineId);
  return line?.[asked.field === 'kode' ? 'kodeWritten' : asked.field];
}

/** A value in words; of a text, only the field says whether it is an amount. */
export function printValue(value: Value | undefined, field?: Change['field']): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'string') return field === 'plafon' && isRupiah(value) ? printRupiah(value) : value;
  if (Array.isArray(value)) return printFunds(value as readonly SumberDana[]) || '-';
  const target = value as Target | PrakiraanMaju;
  return 'pagu' in target && target.pagu !== null
    ? `${printTarget(target)} (${printRupiah(target.pagu)})`
    : printTarget(target);
}

/** Fills in what the author left out with the present figures: that is what the author saw. */
export function asSeen(renja: Renja, asked: readonly NewChange[]): Change[] {
  let transfers = 0;
  return asked.flatMap((change): Change | Change[] => {
    switch (change.field) {
      case 'transfer': {
        transfers += 1;
        const { amount, dana, reason } = change;
        const end = (lineId: string, delta: string): Change => {
          const line = renja.lines.get(lineId);
          const itemised = line?.sumberDana.some(({ jumlah }) => jumlah !== null) ?? false;
          return {
            field: 'pagu',
            lineId,
            seen: line?.pagu ?? ZERO,
            delta,
            transferId: `T${transfers}`,
            ...(dana !== undefined && itemised ? { dana } : {}),
            ...(reason === undefined ? {} : { reason }),
          };
        };
        return [end(change.from, isRupiah(amount) ? negate(amount) : amount), end(change.to, amount)];
      }
      case 'pagu':
        return { ...change, seen: change.seen ?? renja.lines.get(change.lineId)?.pagu ?? ZERO };
      case 'endIndikator': {
        const present = indikatorOf(renja, change.of)?.get(change.indikatorId);
        const { teks = '', target = '', satuan = null } = present ?? {};
        return { ...change, seen: change.seen ?? { teks, target, satuan } };
      }
      case 'newLine':
      case 'newIndikator':
      case 'endLine':
        return change;
      case 'target':
      case 'sumberDana':
      case 'prakiraanMaju':
      case 'kode':
      case 'uraian':
      case 'lokasi':
      case 'parent':
      case 'teks':
      case 'plafon':
        return 'from' in change && change.from !== undefined
          ? (change as Rewriting)
          : ({ ...change, from: presentValue(renja, change) ?? null } as Rewriting);
      default:
        return change satisfies never;
    }
  });
}

/** The rows that a revision ends. */
export const endingIn = (changes: readonly Change[]): ReadonlySet<string> =>
  new Set(changes.flatMap((change) => (change.field === 'endLine' ? [change.lineId] : [])));

type NewLine = Extract<Change, { field: 'newLine' }>;

export const newLinesOf = (changes: readonly Change[]): readonly NewLine[] =>
  changes.filter((change) => change.field === 'newLine');

/** The Renja with the rows that a revision adds, at pagu zero and named by their `ref`: its other changes meet those too. */
export function withNewRows(renja: Renja, changes: readonly Change[]): Renja {
  const added = newLinesOf(changes).map(({ ref, row }): [string, Line] => {
    const indikator = new Map(row.indikator.map((one, i) => [`I${i + 1}`, { indikatorId: `I${i + 1}`, ...one }]));
    return [
      ref,
      {
        ...row,
        lineId: ref,
        indikator,
        indikatorGiven: indikator.size,
        pagu: row.level === renja.lowest ? ZERO : null,
        addedOn: null,
        ended: false,
        keuangan: new Map(),
        kinerja: new Map(),
      },
    ];
  });
  return added.length === 0 ? renja : { ...renja, lines: new Map([...renja.lines, ...added]) };
}

/** The same change with rows named otherwise: by the ids that their `ref`s were given. */
export function renamed(change: Change, idOf: (name: string) => string): Change {
  if (change.field === 'newLine') {
    const { ref, row } = change;
    return { ...change, ref: idOf(ref), row: { ...row, parent: row.parent === null ? null : idOf(row.parent) } };
  }
  if (change.field === 'plafon') {
    const { scope } = change;
    return scope.of === 'line' ? { ...change, scope: { ...scope, lineId: idOf(scope.lineId) } } : change;
  }
  if (change.field === 'parent')
    return { ...change, lineId: idOf(change.lineId), to: change.to === null ? null : idOf(change.to) };
  return 'lineId' in change ? { ...change, lineId: idOf(change.lineId) } : { ...change, of: idOf(change.of) };
}
