import * as balanceRule from './balance-rules.js';
import * as changeRule from './change-rules.js';
import { asSeen, withNewRows } from './changes.js';
import type { DataOf, Who } from './commands.js';
import type { Change, RenjaEvent } from './events.js';
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from './limits.js';
import { numbered, postings } from './postings.js';
import { type Fault, refuse } from './rejection.js';
import type { Renja, Revision } from './renja.js';
import { opposites, posted } from './reversal.js';
import * as revisionRule from './revision-rules.js';
import * as rule from './rules.js';
import { isRupiah, type Rupiah } from './rupiah.js';

/** One event of a proposal holds at most this many changes. */
const CHANGES_PER_EVENT = 100;

/** Room for what surrounds the data of a stored event, about 610 bytes: ids, hashes, times, and an actor with a long name. */
const ENVELOPE_BYTES = 680;

const byteLength = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;

/** The amounts that a change adds to a pagu or puts into funds. */
function amountsOf(change: Change): Rupiah[] {
  if (change.field === 'pagu') return [change.delta];
  const funds = change.field === 'sumberDana' ? change.to : change.field === 'newLine' ? change.row.sumberDana : [];
  return funds.flatMap(({ jumlah }) => (jumlah === null ? [] : [jumlah]));
}

/** The rules that a revision's changes meet, when it is proposed and again when it is approved. */
function changeFaults(
  renja: Renja,
  { kind, effectiveOn, changes }: Pick<Revision, 'kind' | 'effectiveOn' | 'changes'>,
): readonly Fault[] {
  const withNew = withNewRows(renja, changes);
  const each = changes.flatMap((change, i) => {
    const at = `/changes/${i}`;
    return [
      ...changeRule.changeMustBeReal(withNew, change, at),
      ...changeRule.mustNotBeStale(withNew, change, at),
      ...changeRule.lineMustBeThere(renja, effectiveOn, change, at),
    ];
  });
  const together = [
    ...each,
    ...changeRule.newRowsMustHaveTheirPlace(renja, changes),
    ...changeRule.mustNotRepeatAChange(changes),
  ];
  // Sums mean something only over changes whose amounts can be read.
  if (!changes.flatMap(amountsOf).every(isRupiah)) return together;
  return [
    ...together,
    ...balanceRule.pergeseranMustSumToZero(kind, changes),
    ...balanceRule.leftMustBeSound(withNew, changes),
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
  const changes = asSeen(renja, asked);
  const faults = [
    ...revisionRule.revisionIdMustBeFree(renja, revisionId),
    ...revisionRule.mustChangeSomething(changes),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustCiteDocument(document),
    ...revisionRule.lateRevisionMustSayWhy(renja, data),
    ...changeRule.transferMustHaveTwoEnds(asked),
    ...changeFaults(renja, { ...data, changes }),
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

export function approveRevision(data: DataOf<'ApproveRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const revision = renja.revisions.get(data.revisionId);
  refuse(revisionRule.mustBePending(revision, data.revisionId));
  if (!revision) return [];
  refuse([
    // Others may have been approved since it was proposed.
    ...revisionRule.lateRevisionMustSayWhy(renja, revision),
    ...changeFaults(renja, revision),
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

/** A reversal is a proposal like any other, whose changes are the opposite of an approved revision's. */
export function reverseRevision(data: DataOf<'ReverseRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const reversed = renja.revisions.get(data.reverses);
  refuse([
    ...revisionRule.mustBeApproved(reversed, data.reverses),
    ...revisionRule.mustNotBeReversedYet(renja, data.reverses),
    ...(reversed ? posted(reversed) : []).flatMap((change, i) =>
      changeRule.mustNotBeSuperseded(renja, change, `/changes/${i}`),
    ),
  ]);
  const changes = reversed ? opposites(renja, reversed) : [];
  return proposeRevision({ ...data, changes }, renja, who);
}
