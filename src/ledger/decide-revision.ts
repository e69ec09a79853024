import type { DataOf, NewChange, Who } from './commands.js';
import { numbered } from './decide-plan.js';
import type { Change, RenjaEvent } from './events.js';
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from './limits.js';
import { type Fault, refuse } from './rejection.js';
import { indikatorOf, type Renja, targetOf } from './renja.js';
import * as revisionRule from './revision-rules.js';
import * as rule from './rules.js';
import { absolute, add, isNegative, isRupiah, negate, type Rupiah, ZERO } from './rupiah.js';

/** One event of a proposal holds at most this many changes. */
const CHANGES_PER_EVENT = 100;

/** Room for what surrounds the data of a stored event, about 610 bytes: ids, hashes, times, and an actor with a long name. */
const ENVELOPE_BYTES = 680;

const byteLength = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;

/** Fills in what the author left out with the present figures: that is what the author saw. */
const asSeen =
  (renja: Renja) =>
  (change: NewChange): Change => {
    switch (change.field) {
      case 'pagu':
        return { ...change, seen: change.seen ?? renja.lines.get(change.lineId)?.pagu ?? ZERO };
      case 'target': {
        const present = indikatorOf(renja, change.of)?.get(change.indikatorId);
        return { ...change, from: change.from ?? (present ? targetOf(present) : { target: '', satuan: null }) };
      }
      case 'sumberDana':
        return { ...change, from: change.from ?? renja.lines.get(change.lineId)?.sumberDana ?? [] };
      default:
        return change satisfies never;
    }
  };

/** The rules that a revision's changes meet, when it is proposed and again when it is approved. */
function changeFaults(renja: Renja, kind: string, changes: readonly Change[]): readonly Fault[] {
  const unreal = changes.flatMap((change, i) => revisionRule.changeMustBeReal(renja, change, `/changes/${i}`));
  const stale = changes.flatMap((change, i) => revisionRule.mustNotBeStale(renja, change, `/changes/${i}`));
  const repeated = revisionRule.mustNotRepeatAChange(changes);
  // Sums mean something only over changes whose amounts can be read.
  if (changes.some((change) => change.field === 'pagu' && !isRupiah(change.delta)))
    return [...unreal, ...stale, ...repeated];
  return [
    ...unreal,
    ...repeated,
    ...stale,
    ...revisionRule.pergeseranMustSumToZero(kind, changes),
    ...revisionRule.paguMustStayCovered(renja, changes),
    ...revisionRule.danaMustStayCovered(renja, changes),
    ...revisionRule.newFundsMustSumToPagu(renja, changes),
  ];
}

/** The next number that no author has chosen as a name already. */
function nextRevisionId(renja: Renja): string {
  let n = renja.revisions.size + 1;
  while (renja.revisions.has(numbered('R', n, 3))) n += 1;
  return numbered('R', n, 3);
}

export function proposeRevision(
  data: DataOf<'ProposeRevision'> & { readonly reverses?: string },
  renja: Renja,
  who: Who,
): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const { revisionId = nextRevisionId(renja), changes: asked, document, ...rest } = data;
  const changes = asked.map(asSeen(renja));
  const faults = [
    ...revisionRule.revisionIdMustBeFree(renja, revisionId),
    ...revisionRule.mustChangeSomething(changes),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustCiteDocument(document),
    ...revisionRule.lateRevisionMustSayWhy(renja, data),
    ...changeFaults(renja, data.kind, changes),
    ...rule.mustBeAWriter(who.actor),
  ];
  refuse(faults);
  if (document === null) return [];
  const approval = postings(renja, revisionId, data.reason, changes);
  refuse(
    revisionRule.approvalMustFit(
      {
        events: approval.length + 1,
        bytes: approval.reduce((n, event) => n + byteLength(event.data) + ENVELOPE_BYTES, 0),
      },
      { events: MAX_APPEND_EVENTS, bytes: MAX_APPEND_BYTES },
    ),
  );
  const parts = Math.ceil(changes.length / CHANGES_PER_EVENT);
  return Array.from({ length: parts }, (_, i) => ({
    type: 'RevisionProposed',
    data: {
      ...rest,
      document,
      revisionId,
      part: i + 1,
      parts,
      base: renja.revision,
      proposedBy: who.actor.id,
      changes: changes.slice(i * CHANGES_PER_EVENT, (i + 1) * CHANGES_PER_EVENT),
    },
  }));
}

/** The events by which an approved revision takes effect, in the order of its changes. */
function postings(renja: Renja, revisionId: string, reason: string, changes: readonly Change[]): RenjaEvent[] {
  const pagu = new Map<string, Rupiah>();
  return changes.map((change): RenjaEvent => {
    switch (change.field) {
      case 'pagu': {
        const before = pagu.get(change.lineId) ?? renja.lines.get(change.lineId)?.pagu ?? ZERO;
        const after = add(before, change.delta);
        pagu.set(change.lineId, after);
        const { lineId, dana } = change;
        return {
          type: isNegative(change.delta) ? 'PaguDecreased' : 'PaguIncreased',
          data: {
            lineId,
            amount: absolute(change.delta),
            before,
            after,
            ...(dana === undefined ? {} : { dana }),
            revisionId,
            reason: change.reason ?? reason,
          },
        };
      }
      case 'target': {
        const { of, indikatorId, from: before, to: after } = change;
        return { type: 'TargetChanged', data: { of, indikatorId, before, after, revisionId } };
      }
      case 'sumberDana':
        return {
          type: 'SumberDanaChanged',
          data: { lineId: change.lineId, before: change.from, after: change.to, revisionId },
        };
      default:
        return change satisfies never;
    }
  });
}

export function approveRevision(data: DataOf<'ApproveRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const revision = renja.revisions.get(data.revisionId);
  refuse(revisionRule.mustBePending(revision, data.revisionId));
  if (!revision) return [];
  refuse([
    // Others may have been approved since it was proposed.
    ...revisionRule.lateRevisionMustSayWhy(renja, revision),
    ...changeFaults(renja, revision.kind, revision.changes),
    ...rule.mustBeADecider(who.actor, who.mode),
    ...rule.approverMustNotBeProposer(who.actor, revision),
  ]);
  return [
    { type: 'RevisionApproved', data },
    ...postings(renja, revision.revisionId, revision.reason, revision.changes),
  ];
}

export function rejectRevision(data: DataOf<'RejectRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  refuse([
    ...revisionRule.mustBePending(renja.revisions.get(data.revisionId), data.revisionId),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustBeADecider(who.actor, who.mode),
  ]);
  return [{ type: 'RevisionRejected', data }];
}

/** Its author takes a proposal back, to propose it anew on the present figures. */
export function withdrawRevision(data: DataOf<'WithdrawRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const revision = renja.revisions.get(data.revisionId);
  refuse([
    ...revisionRule.mustBePending(revision, data.revisionId),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustBeAWriter(who.actor),
    ...(revision ? rule.withdrawerMustBeProposer(who.actor, revision) : []),
  ]);
  return [{ type: 'RevisionWithdrawn', data }];
}

/** What undoes a posted change. The last change is undone first. */
const opposite = (posted: Change): NewChange => {
  switch (posted.field) {
    case 'pagu': {
      const { lineId, delta, dana } = posted;
      return { field: 'pagu', lineId, delta: negate(delta), ...(dana === undefined ? {} : { dana }) };
    }
    case 'target':
      return { ...posted, from: posted.to, to: posted.from };
    case 'sumberDana':
      return { ...posted, from: posted.to, to: posted.from };
    default:
      return posted satisfies never;
  }
};

/** A reversal is a proposal like any other, whose changes are the opposite of an approved revision's. */
export function reverseRevision(data: DataOf<'ReverseRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const reversed = renja.revisions.get(data.reverses);
  refuse([
    ...revisionRule.mustBeApproved(reversed, data.reverses),
    ...revisionRule.mustNotBeReversedYet(renja, data.reverses),
    ...(reversed?.changes ?? []).flatMap((posted, i) =>
      revisionRule.mustNotBeSuperseded(renja, posted, `/changes/${i}`),
    ),
  ]);
  const changes = (reversed?.changes ?? []).map(opposite).toReversed();
  return proposeRevision({ ...data, changes }, renja, who);
}
