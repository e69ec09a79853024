import { printFunds, sameFunds } from './dana.js';
import type { Change } from './events.js';
import { type Fault, fault } from './rejection.js';
import { indikatorOf, type Line, type Renja, type Revision, realisedKeuangan } from './renja.js';
import {
  amountMustBeRupiah,
  amountMustNotBeNegative,
  fundsMustSumToPagu,
  indikatorMustExist,
  lineMustExist,
  none,
  when,
} from './rules.js';
import { add, compare, isNegative, isRupiah, isZero, type Rupiah, sum, ZERO } from './rupiah.js';
import { printTarget, sameTarget } from './target.js';

/** The rules that a revision meets when it is proposed, and its changes again when it is approved. */

// 2. What is named exists.

export const revisionIdMustBeFree = (renja: Renja, revisionId: string): readonly Fault[] =>
  when(renja.revisions.has(revisionId), 'revision-id-taken', '/revisionId', { revisionId });

export const mustBePending = (revision: Revision | undefined, revisionId: string): readonly Fault[] =>
  revision === undefined
    ? [fault('revision-not-found', '/revisionId', { revisionId })]
    : when(revision.status !== 'proposed', 'revision-already-decided', '/revisionId', {
        revisionId,
        status: revision.status,
      });

/** Only what took effect can be undone. */
export const mustBeApproved = (revision: Revision | undefined, revisionId: string): readonly Fault[] =>
  revision === undefined
    ? [fault('revision-not-found', '/reverses', { revisionId })]
    : when(revision.status !== 'approved', 'revision-not-approved', '/reverses', {
        revisionId,
        status: revision.status,
      });

/** Once per revision; a reversal that was rejected or withdrawn does not count. */
export const mustNotBeReversedYet = (renja: Renja, revisionId: string): readonly Fault[] =>
  [...renja.revisions.values()].flatMap(({ reverses, status, revisionId: by }) =>
    when(
      reverses === revisionId && (status === 'proposed' || status === 'approved'),
      'revision-already-reversed',
      '/reverses',
      { revisionId, by },
    ),
  );

const itemised = (line: Line, dana: string): Rupiah | null =>
  line.sumberDana.find((fund) => fund.dana === dana)?.jumlah ?? null;

const danaMustBeItemised = (line: Line, dana: string | undefined, at: string): readonly Fault[] =>
  when(dana !== undefined && itemised(line, dana) === null, 'dana-not-found', at, {
    dana: dana ?? '',
    lineId: line.lineId,
  });

// 3. Values really differ, a revision changes something and fits one approval.

/** What a change touches. Funds of one row may change side by side, and so may its indicators. */
const touched = (change: Change): { id: string; key: string } => {
  switch (change.field) {
    case 'pagu':
      return { id: change.lineId, key: `pagu ${change.lineId} ${change.dana ?? ''}` };
    case 'target':
      return { id: change.of, key: `target ${change.of} ${change.indikatorId}` };
    case 'sumberDana':
      return { id: change.lineId, key: `sumberDana ${change.lineId}` };
    default:
      return change satisfies never;
  }
};

export const mustNotRepeatAChange = (changes: readonly Change[]): readonly Fault[] => {
  const seen = new Set<string>();
  return changes.flatMap((change, i) => {
    const { id, key } = touched(change);
    // New funds for a row, and an amount moved within its old ones, would each undo the other.
    const undone =
      change.field === 'sumberDana' &&
      changes.some((other) => other.field === 'pagu' && other.lineId === change.lineId && other.dana !== undefined);
    const repeated = seen.has(key) || undone;
    seen.add(key);
    return when(repeated, 'change-repeated', `/changes/${i}`, { lineId: id });
  });
};

export const mustChangeSomething = (changes: readonly unknown[]): readonly Fault[] =>
  when(changes.length === 0, 'revision-empty', '/changes');

/** A change is well formed and really changes something; its row exists (rule 2) and holds what it changes. */
export function changeMustBeReal(renja: Renja, change: Change, at: string): readonly Fault[] {
  switch (change.field) {
    case 'pagu': {
      const line = renja.lines.get(change.lineId);
      if (!line) return lineMustExist(renja, change.lineId, `${at}/lineId`);
      if (line.level !== 'subkegiatan')
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
      if (missing.length > 0) return missing;
      return [
        ...when(change.to.target.trim() === '', 'target-blank', `${at}/to`, { lineId: change.of }),
        ...when(sameTarget(change.from, change.to), 'value-unchanged', `${at}/to`, { lineId: change.of }),
      ];
    }
    case 'sumberDana': {
      if (!renja.lines.has(change.lineId)) return lineMustExist(renja, change.lineId, `${at}/lineId`);
      return [
        ...change.to.flatMap(({ jumlah }, i) =>
          jumlah === null ? none : amountMustNotBeNegative(jumlah, `${at}/to/${i}/jumlah`),
        ),
        ...when(sameFunds(change.from, change.to), 'value-unchanged', `${at}/to`, { lineId: change.lineId }),
      ];
    }
    default:
      return change satisfies never;
  }
}

/** A revision is posted by one append, so a proposal whose approval would not fit one is refused at once. */
export const approvalMustFit = (
  approval: { events: number; bytes: number },
  limit: { events: number; bytes: number },
): readonly Fault[] => [
  ...when(approval.events > limit.events, 'revision-too-large', '/changes', {
    size: `${approval.events} events`,
    limit: `${limit.events}`,
  }),
  ...when(approval.bytes > limit.bytes, 'revision-too-large', '/changes', {
    size: `${approval.bytes} byte`,
    limit: `${limit.bytes}`,
  }),
];

// 5. Late documents, stale proposals.

export const lateRevisionMustSayWhy = (
  renja: Renja,
  revision: { effectiveOn: string; lateReason?: string },
): readonly Fault[] =>
  when(
    renja.lastEffective !== null && revision.effectiveOn < renja.lastEffective && !revision.lateReason?.trim(),
    'late-reason-missing',
    '/lateReason',
    { effectiveOn: revision.effectiveOn, last: renja.lastEffective ?? '' },
  );

/** The touched value is still the one that the author saw: no silent rebase. */
export function mustNotBeStale(renja: Renja, change: Change, at: string): readonly Fault[] {
  switch (change.field) {
    case 'pagu': {
      const present = renja.lines.get(change.lineId)?.pagu;
      if (!present || !isRupiah(change.seen)) return none;
      return when(present !== change.seen, 'revision-stale', at, { lineId: change.lineId, present, seen: change.seen });
    }
    case 'target': {
      const present = indikatorOf(renja, change.of)?.get(change.indikatorId);
      if (!present) return none;
      return when(!sameTarget(present, change.from), 'revision-stale', at, {
        lineId: change.of,
        present: printTarget(present),
        seen: printTarget(change.from),
      });
    }
    case 'sumberDana': {
      const present = renja.lines.get(change.lineId)?.sumberDana ?? [];
      return when(!sameFunds(present, change.from), 'revision-stale', at, {
        lineId: change.lineId,
        present: printFunds(present),
        seen: printFunds(change.from),
      });
    }
    default:
      return change satisfies never;
  }
}

/** What a reversed revision posted still stands: a value that was changed since is not put back over the later change. */
export function mustNotBeSuperseded(renja: Renja, posted: Change, at: string): readonly Fault[] {
  switch (posted.field) {
    // Opposite amounts are added to whatever the pagu is now.
    case 'pagu':
      return none;
    case 'target': {
      const present = indikatorOf(renja, posted.of)?.get(posted.indikatorId);
      return when(!present || !sameTarget(present, posted.to), 'reversal-superseded', at, {
        lineId: posted.of,
        present: present ? printTarget(present) : '-',
        posted: printTarget(posted.to),
      });
    }
    case 'sumberDana': {
      const present = renja.lines.get(posted.lineId)?.sumberDana ?? [];
      return when(!sameFunds(present, posted.to), 'reversal-superseded', at, {
        lineId: posted.lineId,
        present: printFunds(present),
        posted: printFunds(posted.to),
      });
    }
    default:
      return posted satisfies never;
  }
}

// 6. A pergeseran sums to zero.

export const pergeseranMustSumToZero = (kind: string, changes: readonly Change[]): readonly Fault[] => {
  const net = sum(changes.flatMap((change) => (change.field === 'pagu' ? [change.delta] : [])));
  return when(kind === 'pergeseran' && !isZero(net), 'pergeseran-not-zero', '/changes', { net });
};

// 7. No pagu below zero or below what has been spent; itemised funds still sum to it.

/** The pagu of each touched row after all changes of the revision: a row may give to one fund and take from another. */
export function paguMustStayCovered(renja: Renja, changes: readonly Change[]): readonly Fault[] {
  const after = new Map<string, { pagu: Rupiah; at: string }>();
  changes.forEach((change, i) => {
    if (change.field !== 'pagu') return;
    const before = after.get(change.lineId)?.pagu ?? renja.lines.get(change.lineId)?.pagu ?? ZERO;
    after.set(change.lineId, { pagu: add(before, change.delta), at: `/changes/${i}` });
  });
  return [...after].flatMap(([lineId, { pagu, at }]) => {
    const line = renja.lines.get(lineId);
    if (line?.level !== 'subkegiatan') return none;
    // More digits than an amount may have.
    if (!isRupiah(pagu)) return amountMustBeRupiah(pagu, at);
    if (isNegative(pagu)) return [fault('pagu-below-zero', at, { lineId, after: pagu, before: line.pagu ?? ZERO })];
    const realised = realisedKeuangan(line);
    return when(compare(pagu, realised) < 0, 'pagu-below-realisasi', at, { lineId, after: pagu, realised });
  });
}

/** No itemised fund below zero either. */
export const danaMustStayCovered = (renja: Renja, changes: readonly Change[]): readonly Fault[] =>
  changes.flatMap((change, i) => {
    const line = change.field === 'pagu' ? renja.lines.get(change.lineId) : undefined;
    if (!line || change.field !== 'pagu' || change.dana === undefined) return none;
    const before = itemised(line, change.dana);
    if (before === null) return none;
    const after = add(before, change.delta);
    const values = { lineId: line.lineId, dana: change.dana, before, after };
    return when(isNegative(after), 'dana-below-zero', `/changes/${i}`, values);
  });

/** New itemised funds sum to the pagu that the same revision leaves on the row. */
export const newFundsMustSumToPagu = (renja: Renja, changes: readonly Change[]): readonly Fault[] =>
  changes.flatMap((change, i) => {
    if (change.field !== 'sumberDana') return none;
    const present = renja.lines.get(change.lineId)?.pagu;
    if (!present) return none;
    const deltas = changes.flatMap((c) => (c.field === 'pagu' && c.lineId === change.lineId ? [c.delta] : []));
    return fundsMustSumToPagu(change.lineId, change.to, sum([present, ...deltas]), `/changes/${i}/to`);
  });
