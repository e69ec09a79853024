import { endingIn, isRewriting, newLinesOf, renamed } from './changes.js';
import type { NewChange } from './commands.js';
import { LEVELS } from './kode.js';
import { ceilingOf, keyOf } from './plafon.js';
import type { Renja, Revision } from './renja.js';
import { negate } from './rupiah.js';
import type { Change } from './terms.js';

/** The changes of an approved revision with its new rows named by the ids that they were given. */
export function posted({ changes, added }: Revision): Change[] {
  const ids = new Map(newLinesOf(changes).map(({ ref }, i) => [ref, added.lines[i] ?? ref]));
  return changes.map((change) => renamed(change, (name) => ids.get(name) ?? name));
}

const refFor = (lineId: string): string => `pengganti-${lineId}`;

/**
 * What undoes a revision. The last change is undone first. A row that it added ends; in the place of one that it ended
 * comes a new row like it, which names it as its `asal`: an ended row does not come back.
 */
export function opposites(renja: Renja, revision: Revision): NewChange[] {
  const changes = posted(revision);
  const ended = endingIn(changes);
  const replaced = (lineId: string): string => (ended.has(lineId) ? refFor(lineId) : lineId);
  /** The ceiling that an ended row had before the revision, for the row in its place. */
  const ceilingFor = (lineId: string): NewChange[] => {
    const scope = { of: 'line' as const, lineId };
    const set = changes.find((change) => change.field === 'plafon' && keyOf(change.scope) === keyOf(scope));
    const to = set?.field === 'plafon' ? set.from : ceilingOf(renja.plafon, scope);
    return to === null ? [] : [{ field: 'plafon', scope: { of: 'line', lineId: refFor(lineId) }, to }];
  };
  const indikatorIds = revision.added.indikator.values();
  const undone = changes.flatMap((change): NewChange[] => {
    // The ceiling of an ended row comes with the row in its place.
    if (change.field === 'plafon' && change.scope.of === 'line' && ended.has(change.scope.lineId)) return [];
    if (isRewriting(change)) return [{ ...change, from: change.to, to: change.from } as NewChange];
    switch (change.field) {
      case 'pagu': {
        const { seen: _, reason: _reason, ...rest } = change;
        return [{ ...rest, lineId: replaced(change.lineId), delta: negate(change.delta) }];
      }
      case 'newLine':
        return [{ field: 'endLine', lineId: change.ref }];
      case 'endLine': {
        const line = renja.lines.get(change.lineId);
        if (!line) return [];
        const { level, parent, kodeWritten, kode, uraian, lokasi, sumberDana, prakiraanMaju } = line;
        const indikator = [...line.indikator.values()].map(({ teks, target, satuan }) => ({ teks, target, satuan }));
        const row = {
          ...{ level, parent: parent === null ? null : replaced(parent), kodeWritten, kode, uraian, lokasi },
          ...{ sumberDana, prakiraanMaju, indikator },
          asal: [{ renjaId: renja.renjaId ?? '', lineId: line.lineId }],
        };
        return [{ field: 'newLine', ref: refFor(line.lineId), row }, ...ceilingFor(line.lineId)];
      }
      case 'newIndikator':
        return [{ field: 'endIndikator', of: change.of, indikatorId: indikatorIds.next().value ?? '' }];
      case 'endIndikator':
        return [{ field: 'newIndikator', of: change.of, indikator: change.seen }];
      default:
        return change satisfies never;
    }
  });
  const rank = (change: NewChange): number => (change.field === 'newLine' ? LEVELS.indexOf(change.row.level) : -1);
  return undone.toReversed().toSorted((a, b) => rank(a) - rank(b));
}
