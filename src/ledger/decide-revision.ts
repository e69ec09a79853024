import * as balanceRule from './balance-rules.js';
import * as changeRule from './change-rules.js';
import { asSeen, withNewRows } from './changes.js';
import type { DataOf, Who } from './commands.js';
import type { RenjaEvent } from './events.js';
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from './limits.js';
import * as plafonRule from './plafon-rules.js';
import { numbered, postings } from './postings.js';
import { type Fault, refuse } from './rejection.js';
import type { Renja, Revision } from './renja.js';
import { opposites, posted } from './reversal.js';
import * as revisionRule from './revision-rules.js';
import { levelCrossed, routeFor } from './route.js';
import * as rule from './rules.js';
import { isRupiah, type Rupiah } from './rupiah.js';
import type { Change, Day } from './terms.js';
import { warningsOf } from './warnings.js';

/** One event of a proposal holds at most this many changes. */
const CHANGES_PER_EVENT = 100;

/** Room for what surrounds the data of a stored event, about 610 bytes: ids, hashes, times, and an actor with a long name. */
const ENVELOPE_BYTES = 680;

const byteLength = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;

/** What one approval appends fits one append; the approval itself is one event more. */
const appendMustFit = (events: readonly RenjaEvent[]): readonly Fault[] =>
  revisionRule.approvalMustFit(
    {
      events: events.length + 1,
      bytes: events.reduce((n, event) => n + byteLength(event.data) + ENVELOPE_BYTES, 0),
    },
    { events: MAX_APPEND_EVENTS, bytes: MAX_APPEND_BYTES },
  );

/** The amounts that a change adds to a pagu or puts into funds. */
function amountsOf(change: Change): Rupiah[] {
  if (change.field === 'pagu') return [change.delta];
  const funds = change.field === 'sumberDana' ? change.to : change.field === 'newLine' ? change.row.sumberDana : [];
  return funds.flatMap(({ jumlah }) => (jumlah === null ? [] : [jumlah]));
}

/** The rules that a revision's changes meet, when it is proposed and again when it is approved. */
function changeFaults(
  renja: Renja,
  {
    kind,
    acrossAgencies,
    effectiveOn,
    changes,
  }: Pick<Revision, 'kind' | 'acrossAgencies' | 'changes'> & {
    readonly effectiveOn: Day | null;
  },
): readonly Fault[] {
  const withNew = withNewRows(renja, changes);
  const each = changes.flatMap((change, i) => {
    const at = `/changes/${i}`;
    return [
      ...changeRule.changeMustBeReal(withNew, change, at),
      ...changeRule.mustNotBeStale(withNew, change, at),
      ...(effectiveOn === null ? [] : changeRule.lineMustBeThere(renja, effectiveOn, change, at)),
    ];
  });
  const together = [
    ...each,
    ...changeRule.newRowsMustHaveTheirPlace(renja, changes),
    ...changeRule.mustNotRepeatAChange(changes),
    ...plafonRule.onlySomeKindsBringPlafon(kind, changes),
  ];
  // Sums mean something only over changes whose amounts can be read.
  if (!changes.flatMap(amountsOf).every(isRupiah)) return together;
  return [
    ...together,
    ...balanceRule.pergeseranMustSumToZero({ kind, ...(acrossAgencies ? { acrossAgencies } : {}) }, changes),
    ...balanceRule.leftMustBeSound(withNew, changes),
    ...plafonRule.noTotalMustPassItsPlafon(
      plafonRule.plafonAfter(renja, changes),
      balanceRule.rowsAfter(withNew, changes),
      '/changes',
    ),
  ];
}

/** What a proposal or an approval comes to, unless the office refuses what is unusual about it. */
function unlessRefused(renja: Renja, { refuse: refused = [] }: Who, events: RenjaEvent[]): RenjaEvent[] {
  const codes: readonly string[] = refused;
  if (codes.length > 0) refuse(warningsOf(renja, events).filter(({ code }) => codes.includes(code)));
  return events;
}

/** The next number that no author has chosen as a name already. */
function nextRevisionId(renja: Renja): string {
  let n = renja.revisions.size + 1;
  while (renja.revisions.has(numbered('R', n, 3))) n += 1;
  return numbered('R', n, 3);
}

/** A draft changes in place, under the rules that a revision's changes meet. */
export function reviseDraft({ changes: asked, reason }: DataOf<'ReviseDraft'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  const changes = asSeen(renja, asked);
  refuse([
    ...revisionRule.mustChangeSomething(changes),
    ...rule.mustGiveReason(reason),
    ...changeRule.transferMustHaveTwoEnds(asked),
    ...changeFaults(renja, { kind: 'penetapan', effectiveOn: null, changes }),
    ...rule.mustBeAWriter(who.actor),
  ]);
  const events = postings(renja, null, reason, changes);
  refuse(appendMustFit(events));
  return events;
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
  refuse(appendMustFit(postings(renja, { revisionId, document }, data.reason, changes)));
  const { routes } = who;
  // What is typed in from past documents was endorsed on paper.
  const route = routes && who.mode === 'live' ? routeFor(routes, data.kind, levelCrossed(renja, changes)) : [];
  const parts = Math.ceil(changes.length / CHANGES_PER_EVENT);
  const events = Array.from(
    { length: parts },
    (_, i): RenjaEvent => ({
      type: 'RevisionProposed',
      data: {
        ...rest,
        document,
        revisionId,
        part: i + 1,
        parts,
        base: renja.revision,
        proposedBy: who.actor.id,
        ...(route.length === 0 ? {} : { route }),
        changes: changes.slice(i * CHANGES_PER_EVENT, (i + 1) * CHANGES_PER_EVENT),
      },
    }),
  );
  return unlessRefused(renja, who, events);
}

/** Whoever the route names looks at a proposal before it can be approved. */
export function endorseRevision(data: DataOf<'EndorseRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const revision = renja.revisions.get(data.revisionId);
  refuse([
    ...revisionRule.mustBePending(revision, data.revisionId),
    ...rule.mustBeAVerifier(who.actor),
    ...(revision
      ? [...rule.approverMustNotBeProposer(who.actor, revision), ...rule.endorsementMustBeDue(revision, data.step)]
      : []),
  ]);
  return [{ type: 'RevisionEndorsed', data }];
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
    ...rule.everyStepMustBeEndorsed(revision),
  ]);
  return unlessRefused(renja, who, [
    { type: 'RevisionApproved', data },
    ...postings(renja, revision, revision.reason, revision.changes),
  ]);
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
