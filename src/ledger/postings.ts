import { newLinesOf, renamed } from './changes.js';
import type { RenjaEvent } from './events.js';
import type { Renja } from './renja.js';
import { absolute, add, isNegative, type Rupiah, ZERO } from './rupiah.js';
import type { Change, Document } from './terms.js';

/** Ids are counted in the order of the document: `L0001`, `O01`, `R001`. */
export const numbered = (prefix: string, n: number, digits: number): string =>
  `${prefix}${String(n).padStart(digits, '0')}`;

/** New rows come first, so that other changes meet them; rows end last, when they are empty. */
const ORDER: Partial<Record<Change['field'], number>> = { newLine: -1, endLine: 1 };
const inOrder = (changes: readonly Change[]): Change[] =>
  changes.toSorted((a, b) => (ORDER[a.field] ?? 0) - (ORDER[b.field] ?? 0));

/** The ids that an approval gives to the new rows, by their `ref`. */
function idsOfNewRows(renja: Renja, changes: readonly Change[]): ReadonlyMap<string, string> {
  return new Map(newLinesOf(changes).map(({ ref }, i) => [ref, numbered('L', renja.lines.size + i + 1, 4)]));
}

/** The events by which an approved revision takes effect; without a revision, those by which a draft changes. */
export function postings(
  renja: Renja,
  revision: { readonly revisionId: string; readonly document: Document } | null,
  reason: string,
  changes: readonly Change[],
): RenjaEvent[] {
  const by = revision === null ? {} : { revisionId: revision.revisionId };
  const ids = idsOfNewRows(renja, changes);
  const idOf = (name: string): string => ids.get(name) ?? name;
  const pagu = new Map<string, Rupiah>();
  const given = new Map<string, number>();
  return inOrder(changes).map((asked): RenjaEvent => {
    const change = renamed(asked, idOf);
    switch (change.field) {
      case 'pagu': {
        const before = pagu.get(change.lineId) ?? renja.lines.get(change.lineId)?.pagu ?? ZERO;
        const after = add(before, change.delta);
        pagu.set(change.lineId, after);
        const { lineId, dana, transferId } = change;
        return {
          type: isNegative(change.delta) ? 'PaguDecreased' : 'PaguIncreased',
          data: {
            lineId,
            amount: absolute(change.delta),
            before,
            after,
            ...(dana === undefined ? {} : { dana }),
            ...(transferId === undefined ? {} : { transferId }),
            ...by,
            reason: change.reason ?? reason,
          },
        };
      }
      case 'target': {
        const { of, indikatorId, from: before, to: after } = change;
        return { type: 'TargetChanged', data: { of, indikatorId, before, after, ...by } };
      }
      case 'sumberDana': {
        const { lineId, from: before, to: after } = change;
        return { type: 'SumberDanaChanged', data: { lineId, before, after, ...by } };
      }
      case 'prakiraanMaju': {
        const { lineId, from: before, to: after } = change;
        return { type: 'PrakiraanMajuChanged', data: { lineId, before, after, ...by } };
      }
      case 'kode':
      case 'uraian':
      case 'lokasi': {
        const { lineId, field, from: before, to: after } = change;
        return { type: 'LineDescribed', data: { lineId, field, before, after, ...by } };
      }
      case 'parent': {
        const { lineId, from: before, to: after } = change;
        return { type: 'LineMoved', data: { lineId, before, after, ...by } };
      }
      case 'teks': {
        const { of, indikatorId, from: before, to: after } = change;
        return { type: 'IndikatorReworded', data: { of, indikatorId, before, after, ...by } };
      }
      case 'newIndikator': {
        const { of } = change;
        const row = renja.lines.get(of) ?? renja.objectives.get(of);
        const n = (given.get(of) ?? row?.indikatorGiven ?? 0) + 1;
        given.set(of, n);
        return {
          type: 'IndikatorAdded',
          data: { of, indikator: { indikatorId: `I${n}`, ...change.indikator }, ...by },
        };
      }
      case 'endIndikator': {
        const { of, indikatorId, seen } = change;
        return { type: 'IndikatorEnded', data: { of, indikator: { indikatorId, ...seen }, ...by } };
      }
      case 'newLine': {
        const { ref, row } = change;
        const indikator = row.indikator.map((one, i) => ({ indikatorId: `I${i + 1}`, ...one }));
        const started = row.level === renja.lowest ? ZERO : null;
        return {
          type: 'LineAdded',
          data: { ...row, lineId: ref, indikator, pagu: started, atribut: {}, sumber: [], ...by },
        };
      }
      case 'endLine':
        return { type: 'LineEnded', data: { lineId: change.lineId, ...by } };
      case 'plafon': {
        const { scope, from: before, to: after } = change;
        // A draft's changes bring none: that is what their type says.
        if (revision === null) throw new TypeError('a ceiling comes with the document of a revision');
        return { type: 'PlafonSet', data: { scope, before, after, document: revision.document, reason, ...by } };
      }
      default:
        return change satisfies never;
    }
  });
}
