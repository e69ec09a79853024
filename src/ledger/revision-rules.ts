import { type Fault, fault } from './rejection.js';
import type { Renja, Revision } from './renja.js';
import { when } from './rules.js';

/** The rules that a revision meets as a whole; those of its changes are in `change-rules.ts`. */

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

// 3. A revision changes something and fits one approval.

export const mustChangeSomething = (changes: readonly unknown[]): readonly Fault[] =>
  when(changes.length === 0, 'revision-empty', '/changes');

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
