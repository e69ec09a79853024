import { rowsAfter } from './balance-rules.js';
import { withNewRows } from './changes.js';
import type { RenjaEvent } from './events.js';
import { totalsByScope } from './plafon.js';
import { type Fault, fault } from './rejection.js';
import type { Renja, Revision } from './renja.js';
import { isZero, subtract, ZERO } from './rupiah.js';

type Looked = Pick<Revision, 'revisionId' | 'kind' | 'stage' | 'changes'>;

/** A pergeseran that moves money from one fund to another: of DAK, DBHCHT and the like each often has to stay. */
function fundsMoved(renja: Renja, { kind, changes }: Looked): Fault[] {
  if (kind !== 'pergeseran') return [];
  const withNew = withNewRows(renja, changes);
  const [was, is] = [totalsByScope(withNew.lines.values()), totalsByScope(rowsAfter(withNew, changes))];
  const funds = [...new Set([...was.keys(), ...is.keys()])].filter((key) => key.startsWith('dana '));
  return funds.flatMap((key) => {
    const net = subtract(is.get(key) ?? ZERO, was.get(key) ?? ZERO);
    return isZero(net) ? [] : [fault('pergeseran-fund-not-zero', '/changes', { dana: key.slice('dana '.length), net })];
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
  return looked ? [...fundsMoved(renja, looked), ...pApbdAgain(renja, looked)] : [];
}
