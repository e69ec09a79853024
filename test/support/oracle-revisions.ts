import type { DataOf, Given, NewChange } from '../../src/ledger/commands.js';
import type { Change, PlafonScope, Step } from '../../src/ledger/terms.js';
import { judgeChanges, sameValue, valueAt, withAdded } from './oracle-changes.js';
import {
  type Book,
  ceilingOf,
  indicatorOf,
  money,
  numbered,
  post,
  present,
  type Revised,
  rowOf,
  sen,
} from './oracle-figures.js';
import { leftBy, total } from './oracle-plafon.js';
import { decides, Enough, hasReason, LEVELS, type Note, type Rule, writes } from './oracle-rules.js';

/** The oracle's rules on how a revision is proposed, approved and undone. */

/** What a revision must meet both when it is proposed and when it is approved. */
type Proposed = Pick<Revised, 'kind' | 'stage' | 'reason' | 'effectiveOn' | 'lateReason' | 'changes'>;
function judgeRevision(book: Book, revision: Proposed, note: Note): void {
  const last = book.approved.map(({ effectiveOn }) => effectiveOn).toSorted();
  const late = revision.effectiveOn < (last.at(-1) ?? '');
  note(late && (revision.lateReason ?? '').trim() === '', 'late-reason-missing');
  judgeChanges(book, revision, note);
}

/** A transfer is two changes of pagu; what an author leaves out is what is there now. */
function seenNow(book: Book, asked: readonly NewChange[]): Change[] {
  const now = present(book);
  const paguOf = (id: string): string => {
    const row = rowOf(now, id);
    return row?.level === now.lowest ? money(row.pagu) : '0.00';
  };
  let transfers = 0;
  return asked.flatMap((change): Change[] => {
    if (change.field === 'transfer') {
      transfers += 1;
      const { amount, dana } = change;
      const end = (lineId: string, delta: string): Change => {
        const itemised = rowOf(now, lineId)?.sumberDana.some(({ jumlah }) => jumlah !== null) ?? false;
        const fund = dana !== undefined && itemised ? { dana } : {};
        return { field: 'pagu', lineId, seen: paguOf(lineId), delta, transferId: `T${transfers}`, ...fund };
      };
      const value = sen(amount);
      return [end(change.from, value === null ? amount : money(-value)), end(change.to, amount)];
    }
    if (change.field === 'pagu') return [{ ...change, seen: change.seen ?? paguOf(change.lineId) }];
    if (change.field === 'endIndikator') {
      const { teks = '', target = '', satuan = null } = indicatorOf(now, change.of, change.indikatorId) ?? {};
      return [{ ...change, seen: change.seen ?? { teks, target, satuan } }];
    }
    if (!('to' in change)) return [change];
    if ('from' in change && change.from !== undefined) return [change as Change];
    return [{ ...change, from: valueAt(now, change as Change) ?? null } as Change];
  });
}

/** Money is given to another row, and is something. */
function judgeTransfers(asked: readonly NewChange[], note: Note): void {
  for (const change of asked)
    if (change.field === 'transfer') {
      note(change.from === change.to, 'transfer-to-itself');
      note((sen(change.amount) ?? 0n) < 0n, 'transfer-not-positive');
    }
}

/** A draft is changed where it stands: what comes of it is the plan, as if it had been written so from the start. */
export const reviseDraft: Rule<DataOf<'ReviseDraft'>> = (book, { changes: asked, reason }, given, note) => {
  const changes = seenNow(book, asked);
  note(changes.length === 0, 'revision-empty');
  hasReason(reason, note);
  judgeTransfers(asked, note);
  writes(given, note);
  // There are no days before the adoption, so nothing comes too early; and a draft may change its ceilings.
  judgeChanges(book, { kind: 'penetapan', effectiveOn: '', changes }, note);
  return () => {
    const { ceilings } = present(book);
    const { lowest, planned: rows, goals } = book;
    const plan = { lowest, rows, goals, posted: [], given: [], ceilings };
    post(plan, { id: '', changes, effectiveOn: null });
    book.ceilings.splice(0, book.ceilings.length, ...plan.ceilings.map((one) => ({ ...one, after: 0 })));
  };
};

/** The endorsements that the office asks for, by the kind and by the highest total that a revision changes. */
function routeOf(book: Book, { routes, mode }: Given, { kind, changes }: Proposed): readonly Step[] {
  // What was decided on paper was endorsed there.
  if (!routes || mode === 'historical') return [];
  const now = withAdded(present(book), changes);
  const differs = (scope: PlafonScope): boolean => total(leftBy(now, []), scope) !== total(leftBy(now, changes), scope);
  const heights = ['renja', ...LEVELS];
  let highest = heights.findIndex((height) =>
    height === 'renja'
      ? differs({ of: 'renja' })
      : now.rows.some(({ id, level }) => level === height && differs({ of: 'line', lineId: id })),
  );
  // Money that only changes its fund stays on its row; other changes move none.
  const ofMoney = changes.some(({ field }) => field === 'pagu' || field === 'sumberDana');
  if (highest < 0) highest = heights.length - (ofMoney ? 1 : 0);
  const asked = [...heights.slice(highest), 'any'].find((height) => routes.has(`${kind} ${height}`));
  return routes.get(`${kind} ${asked}`) ?? [];
}

/** Whether a late revision leaves one of its rows below zero on any day, by the dates of all documents. */
function belowZeroOnADay(book: Book, { effectiveOn, changes }: Proposed): boolean {
  if (!book.approved.some((one) => one.effectiveOn > effectiveOn)) return false;
  const { given } = present(book);
  const mine = changes.flatMap((change) =>
    change.field === 'pagu' ? [{ row: change.lineId, day: effectiveOn, by: sen(change.delta) ?? 0n }] : [],
  );
  const posted = book.approved.flatMap(({ id, effectiveOn: day, changes: those }) =>
    those.flatMap((change) => {
      if (change.field !== 'pagu') return [];
      const row = given.find((one) => one.revision === id && one.ref === change.lineId)?.id ?? change.lineId;
      return [{ row, day, by: sen(change.delta) ?? 0n }];
    }),
  );
  const all = [...posted, ...mine];
  return mine.some(({ row }) =>
    all.some(({ day }) => {
      const planned = book.planned.find(({ id }) => id === row)?.pagu ?? 0n;
      return all.reduce((sum, one) => (one.row === row && one.day <= day ? sum + one.by : sum), planned) < 0n;
    }),
  );
}

/** What is unusual, where the office will not have it; asked only of what breaks no rule. */
function refuseUnusual(book: Book, revision: Proposed, { refuse = [] }: Given, note: Note): void {
  const { kind, stage, changes } = revision;
  const now = withAdded(present(book), changes);
  const [was, is] = [leftBy(now, []), leftBy(now, changes)];
  const funds = [...was, ...is].flatMap(({ sumberDana }) => sumberDana.map(({ dana }) => dana));
  const moved = funds.some((dana) => total(was, { of: 'dana', dana }) !== total(is, { of: 'dana', dana }));
  const isPApbd = (one: Pick<Proposed, 'kind' | 'stage'>): boolean =>
    one.kind === 'perubahan' && [null, 'P-APBD'].includes(one.stage);
  const unusual = {
    'pergeseran-fund-not-zero': kind === 'pergeseran' && moved,
    'effective-pagu-below-zero': belowZeroOnADay(book, revision),
    'p-apbd-again': isPApbd({ kind, stage }) && book.approved.some(isPApbd),
  };
  for (const code of refuse) note(unusual[code], code);
  if (refuse.some((code) => unusual[code])) throw new Enough();
}

export const propose: Rule<DataOf<'ProposeRevision'> & { readonly reverses?: string }> = (book, data, given, note) => {
  let n = book.revisions.length + 1;
  while (book.revisions.some((one) => one.id === numbered('R', n, 3))) n += 1;
  const id = data.revisionId ?? numbered('R', n, 3);
  const { kind, stage, reason, effectiveOn, lateReason, document } = data;
  const changes = seenNow(book, data.changes);
  note(
    book.revisions.some((one) => one.id === id),
    'revision-id-taken',
  );
  note(changes.length === 0, 'revision-empty');
  hasReason(reason, note);
  note(document === null, 'document-missing');
  judgeTransfers(data.changes, note);
  writes(given, note);
  const revision = { kind, stage, reason, effectiveOn, lateReason, changes };
  judgeRevision(book, revision, note);
  return () => {
    refuseUnusual(book, revision, given, note);
    book.revisions.push({
      ...revision,
      id,
      by: given.actor.id,
      reverses: data.reverses ?? null,
      route: routeOf(book, given, revision),
      endorsed: [],
      status: 'proposed',
    });
  };
};

/** The revision that is to be decided; without one there is nothing more to say. */
export function pending(book: Book, id: string, note: Note): Revised | undefined {
  const revision = book.revisions.find((one) => one.id === id);
  note(!revision, 'revision-not-found');
  note(revision !== undefined && revision.status !== 'proposed', 'revision-already-decided');
  return revision;
}

export const endorse: Rule<DataOf<'EndorseRevision'>> = (book, { revisionId, step }, { actor }, note) => {
  const revision = pending(book, revisionId, note);
  note(actor.role !== 'verifier' && actor.role !== 'approver', 'role-not-allowed');
  if (!revision) throw new Enough();
  const { by, route, endorsed } = revision;
  note(by === actor.id, 'approver-is-proposer');
  if (!route.includes(step)) note(true, 'endorsement-not-asked');
  else if (endorsed.includes(step)) note(true, 'endorsement-given');
  else note(route[endorsed.length] !== step, 'endorsement-too-early');
  return () => endorsed.push(step);
};

export const approve: Rule<DataOf<'ApproveRevision'>> = (book, { revisionId }, given, note) => {
  const revision = pending(book, revisionId, note);
  if (revision?.status !== 'proposed') throw new Enough();
  judgeRevision(book, revision, note);
  decides(given, note);
  note(revision.by === given.actor.id, 'approver-is-proposer');
  note(revision.endorsed.length < revision.route.length, 'endorsement-missing');
  return () => {
    refuseUnusual(book, revision, given, note);
    revision.status = 'approved';
    book.approved.push(revision);
  };
};

/** The opposite of each change of an approved revision, the last one first and new rows from the top of the tree. */
function undo(book: Book, revision: Revised): NewChange[] {
  const now = present(book);
  const given = now.given.filter((one) => one.revision === revision.id);
  const named = (name: string): string => given.find(({ ref }) => ref === name)?.id ?? name;
  const newIndicators = given.filter(({ ref }) => ref === 'indikator').map(({ id }) => id);
  const ended = revision.changes.flatMap((change) => (change.field === 'endLine' ? [change.lineId] : []));
  const again = (id: string): string => (ended.includes(id) ? `pengganti-${id}` : id);
  const undone: NewChange[] = [];
  for (const change of revision.changes) {
    if (change.field === 'pagu') {
      const { reason: _, seen: __, ...rest } = change;
      const delta = money(-(sen(change.delta) ?? 0n));
      undone.unshift({ ...rest, lineId: again(named(change.lineId)), delta });
    } else if (change.field === 'newLine') undone.unshift({ field: 'endLine', lineId: named(change.ref) });
    else if (change.field === 'newIndikator')
      undone.unshift({ field: 'endIndikator', of: change.of, indikatorId: newIndicators.shift() ?? '' });
    else if (change.field === 'endIndikator')
      undone.unshift({ field: 'newIndikator', of: change.of, indikator: change.seen });
    else if (change.field === 'endLine') {
      const row = rowOf(now, change.lineId);
      if (!row) continue;
      const { level, kode, uraian, lokasi, sumberDana, prakiraanMaju } = row;
      const indikator = row.indikator.map(({ teks, target, satuan }) => ({ teks, target, satuan }));
      const parent = row.parent === null ? null : again(row.parent);
      const asal = [{ renjaId: book.renjaId, lineId: row.id }];
      undone.unshift({
        field: 'newLine',
        ref: again(row.id),
        // What these years write as a code is words, and none that could be read as one.
        row: {
          level,
          parent,
          kodeWritten: kode,
          kode: null,
          uraian,
          lokasi,
          sumberDana,
          prakiraanMaju,
          indikator,
          asal,
        },
      });
      // The row in its place has the ceiling that it had before.
      const scope: PlafonScope = { of: 'line', lineId: row.id };
      const set = revision.changes.find((one) => one.field === 'plafon' && sameValue(one.scope, scope));
      const to = set?.field === 'plafon' ? set.from : ceilingOf(now, scope);
      if (to !== null) undone.unshift({ field: 'plafon', scope: { of: 'line', lineId: again(row.id) }, to });
    } else if (change.field === 'plafon') {
      const { scope, from, to } = change;
      if (scope.of === 'line' && ended.includes(scope.lineId)) continue;
      const renamed = scope.of === 'line' ? { ...scope, lineId: again(named(scope.lineId)) } : scope;
      undone.unshift({ field: 'plafon', scope: renamed, from: to, to: from });
    } else {
      const renamed = change.field === 'parent' && change.to !== null ? { ...change, to: named(change.to) } : change;
      undone.unshift({ ...renamed, from: renamed.to, to: renamed.from } as NewChange);
    }
  }
  const rank = (change: NewChange): number => (change.field === 'newLine' ? LEVELS.indexOf(change.row.level) : -1);
  return undone.toSorted((a, b) => rank(a) - rank(b));
}

export const reverse: Rule<DataOf<'ReverseRevision'>> = (book, data, given, note) => {
  const revision = book.revisions.find((one) => one.id === data.reverses);
  const again = book.revisions.filter(({ reverses }) => reverses === data.reverses);
  note(!revision, 'revision-not-found');
  note(revision !== undefined && revision.status !== 'approved', 'revision-not-approved');
  note(
    again.some(({ status }) => status === 'proposed' || status === 'approved'),
    'revision-already-reversed',
  );
  if (!revision) throw new Enough();
  const now = present(book);
  // Amounts are taken back from whatever is there now; any other value must still be the one that the revision wrote.
  const ids = now.given.filter((one) => one.revision === revision.id);
  let superseded = false;
  for (const change of revision.changes)
    if ('from' in change) {
      const named = (name: string): string => ids.find(({ ref }) => ref === name)?.id ?? name;
      if (change.field === 'plafon') {
        const { scope } = change;
        const renamed = scope.of === 'line' ? { ...scope, lineId: named(scope.lineId) } : scope;
        if (!sameValue(valueAt(now, { ...change, scope: renamed }), change.to)) superseded = true;
        continue;
      }
      const to = change.field === 'parent' ? (change.to === null ? null : named(change.to)) : change.to;
      if (!sameValue(valueAt(now, change), to)) superseded = true;
    }
  note(superseded, 'reversal-superseded');
  const first = again.some(({ status }) => status === 'proposed' || status === 'approved');
  if (superseded || first || revision.status !== 'approved') throw new Enough();
  return propose(book, { ...data, changes: undo(book, revision) }, given, note);
};
