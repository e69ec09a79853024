import { totalsAround } from './balance-rules.js';
import type { RenjaEvent } from './events.js';
import { type Fault, fault } from './rejection.js';
import type { Renja, Revision } from './renja.js';
import { posted as postedChanges } from './reversal.js';
import { add, isNegative, isZero, type Rupiah, subtract, sum, ZERO } from './rupiah.js';
import type { Change, Day } from './terms.js';

type Looked = Pick<Revision, 'revisionId' | 'kind' | 'acrossAgencies' | 'stage' | 'effectiveOn' | 'changes'>;

/** A pergeseran that moves money from one fund to another: of DAK, DBHCHT and the like each often has to stay. */
function fundsMoved(renja: Renja, { kind, acrossAgencies, changes }: Looked): Fault[] {
  if (kind !== 'pergeseran' || acrossAgencies) return [];
  const [was, is] = totalsAround(renja, changes);
  const funds = [...new Set([...was.keys(), ...is.keys()])].filter((key) => key.startsWith('dana '));
  return funds.flatMap((key) => {
    const net = subtract(is.get(key) ?? ZERO, was.get(key) ?? ZERO);
    return isZero(net) ? [] : [fault('pergeseran-fund-not-zero', '/changes', { dana: key.slice('dana '.length), net })];
  });
}

/** A late document that takes more from a row than it had on that day, as later ones have raised it since. */
function belowZeroOnADay(renja: Renja, looked: Looked): Fault[] {
  if (renja.lastEffective === null || looked.effectiveOn >= renja.lastEffective) return [];
  const approved = [...renja.revisions.values()].filter(({ status }) => status === 'approved');
  const deltasOf = (lineId: string, { effectiveOn: day }: { effectiveOn: Day }, changes: readonly Change[]) =>
    changes.flatMap((change) =>
      change.field === 'pagu' && change.lineId === lineId ? [{ day, delta: change.delta }] : [],
    );
  const rows = new Set(looked.changes.flatMap((change) => (change.field === 'pagu' ? [change.lineId] : [])));
  return [...rows].flatMap((lineId) => {
    const posted = approved.flatMap((one) => deltasOf(lineId, one, postedChanges(one)));
    const first = subtract(renja.lines.get(lineId)?.pagu ?? ZERO, sum(posted.map(({ delta }) => delta)));
    let [after, low] = [first, null as { day: Day; after: Rupiah } | null];
    const all = [...posted, ...deltasOf(lineId, looked, looked.changes)];
    for (const day of [...new Set(all.map((one) => one.day))].toSorted()) {
      after = add(after, sum(all.filter((one) => one.day === day).map(({ delta }) => delta)));
      if (low === null && isNegative(after)) low = { day, after };
    }
    return low === null ? [] : [fault('effective-pagu-below-zero', '/changes', { lineId, ...low })];
  });
}

const isPApbd = ({ kind, stage }: Pick<Revision, 'kind' | 'stage'>): boolean =>
  kind === 'perubahan' && (stage === null || stage === 'P-APBD');

/** The P-APBD comes once a year, save in extraordinary cases. */
function pApbdAgain(renja: Renja, looked: Looked): Fault[] {
  const earlier = [...renja.revisions.values()].find(
    (one) => one.revisionId !== looked.revisionId && one.status === 'approved' && isPApbd(one),
  );
  return isPApbd(looked) && earlier ? [fault('p-apbd-again', '/kind', { earlier: earlier.revisionId })] : [];
}

/** What is unusual about a revision that these events propose or approve, on the Renja as it was before them. */
export function warningsOf(renja: Renja, events: readonly RenjaEvent[]): Fault[] {
  const proposals = events.flatMap(({ type, data }) => (type === 'RevisionProposed' ? [data] : []));
  const [first] = proposals;
  const approved = events.find((event) => event.type === 'RevisionApproved');
  const looked = first
    ? { ...first, changes: proposals.flatMap(({ changes }) => changes) }
    : approved && renja.revisions.get(approved.data.revisionId);
  return looked ? [...fundsMoved(renja, looked), ...belowZeroOnADay(renja, looked), ...pApbdAgain(renja, looked)] : [];
}
