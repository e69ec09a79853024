import type { Mode } from './commands.js';
import { itemisedSum } from './dana.js';
import { LEVELS, type Level, levelAbove } from './kode.js';
import { covers, MAY, printScope } from './policy.js';
import { type Fault, fault } from './rejection.js';
import { indikatorOf, type Renja, type Revision } from './renja.js';
import type { RejectionCode } from './rule-table.js';
import { isNegative, isRupiah, type Rupiah } from './rupiah.js';
import type { Actor, Day, Document, Grant, Role, Scope, Step, SumberDana } from './terms.js';

/**
 * The business rules, each a named function that returns the faults it finds: here those that several commands meet, in
 * `revision-rules.ts` and `realisasi-rules.ts` the rest. Their codes, texts and order of precedence are in
 * `rejection.ts`.
 */

export const none: readonly Fault[] = [];

export const when = (broken: boolean, ...found: Parameters<typeof fault>): readonly Fault[] =>
  broken ? [fault(...found)] : none;

// 1. The state of the Renja.

export const mustNotBeOpen = (renja: Renja): readonly Fault[] =>
  when(renja.status !== 'none', 'renja-already-open', '', { renjaId: renja.renjaId ?? '' });

/** The code with which each status is refused; the others are as they must be. */
const statusMustBe =
  (refused: Partial<Record<Renja['status'], RejectionCode>>) =>
  ({ status }: Renja): readonly Fault[] => {
    const code = refused[status];
    return code === undefined ? none : [fault(code)];
  };

const EXISTS = { none: 'renja-not-found' } as const;

export const mustBeDraft = statusMustBe({ ...EXISTS, adopted: 'renja-not-draft', closed: 'renja-closed' });

/** Adopted and not closed: what nearly every command asks for. */
export const mustBeAdopted = statusMustBe({ ...EXISTS, draft: 'renja-not-adopted', closed: 'renja-closed' });

/** Adopted, and perhaps closed since: a correction may still come then. */
export const mustHaveBeenAdopted = statusMustBe({ ...EXISTS, draft: 'renja-not-adopted' });

export const mustNotBeClosed = statusMustBe({ ...EXISTS, closed: 'renja-closed' });

export const mustBeClosed = statusMustBe({ ...EXISTS, draft: 'renja-not-closed', adopted: 'renja-not-closed' });

/** A proposal that nobody has decided would stay undecided for ever. */
export const noRevisionMustBePending = (renja: Renja): readonly Fault[] =>
  [...renja.revisions.values()].flatMap(({ status, revisionId }) =>
    when(status === 'proposed', 'revision-pending', '', { revisionId }),
  );

export const mustHaveSubKegiatan = (renja: Renja): readonly Fault[] =>
  when(![...renja.lines.values()].some((line) => line.pagu !== null && !line.ended), 'renja-empty');

// 2. What is named exists, and stands in its place.

export const parentMustBeOneLevelUp = (
  level: Level,
  parent: { name: string; level: Level | undefined } | null,
  at: string,
): readonly Fault[] => {
  if (parent && parent.level === undefined) return [fault('parent-not-found', at, { parent: parent.name })];
  const expected = levelAbove(level);
  return when((parent?.level ?? null) !== expected, 'parent-wrong-level', at, {
    level,
    expected: expected ?? '-',
    found: parent?.level ?? '-',
  });
};

export const sasaranMustStandUnderTujuan = (
  { kind }: { kind: 'tujuan' | 'sasaran' },
  parent: { id: string; rank: 'tujuan' | 'sasaran' | undefined } | null,
  at: string,
): readonly Fault[] => {
  if (parent && parent.rank === undefined) return [fault('parent-not-found', at, { parent: parent.id })];
  const expected = kind === 'sasaran' ? 'tujuan' : '-';
  const found = parent?.rank ?? '-';
  return when(found !== expected, 'parent-wrong-level', at, { level: kind, expected, found });
};

/** A Renja of before 2021 has no sub kegiatan. */
export const levelMustBeInEdition = ({ lowest }: Renja, level: Level, at: string): readonly Fault[] =>
  when(LEVELS.indexOf(level) > LEVELS.indexOf(lowest), 'level-not-in-edition', at, { level, lowest });

export const onlyTheLowestLevelHoldsPagu = (
  { lowest }: Renja,
  line: { lineId: string; level: Level; pagu: Rupiah | null },
  at: string,
): readonly Fault[] =>
  line.level === lowest
    ? when(line.pagu === null, 'pagu-missing', at, { lineId: line.lineId })
    : when(line.pagu !== null, 'pagu-on-parent', at, { lineId: line.lineId, level: line.level });

/** The row is there, and has not ended. */
export const lineMustExist = (renja: Renja, lineId: string, at: string): readonly Fault[] => {
  const line = renja.lines.get(lineId);
  return line ? when(line.ended, 'line-ended', at, { lineId }) : [fault('line-not-found', at, { lineId })];
};

export const indikatorMustExist = (renja: Renja, of: string, indikatorId: string, at: string): readonly Fault[] => {
  const indikator = indikatorOf(renja, of);
  if (renja.lines.get(of)?.ended) return lineMustExist(renja, of, at);
  if (indikator) return when(!indikator.has(indikatorId), 'indikator-not-found', at, { lineId: of, indikatorId });
  return [
    of.startsWith('O')
      ? fault('objective-not-found', at, { objectiveId: of })
      : fault('line-not-found', at, { lineId: of }),
  ];
};

/** A row or an indicator that a revision added is there only from that revision's day. */
export const mustBeThere = (
  renja: Renja,
  of: string,
  indikatorId: string | undefined,
  effectiveOn: Day,
  at: string,
): readonly Fault[] => {
  const [row, indikator] = [renja.lines.get(of)?.addedOn ?? '', renja.indikatorSince.get(`${of} ${indikatorId}`) ?? ''];
  const [name, added] = indikator > row ? [`${of} ${indikatorId}`, indikator] : [of, row];
  return when(effectiveOn < added, 'effective-before-line', at, { lineId: name, added, effectiveOn });
};

// 3. Amounts are well formed, values really differ.

export const sectionMustBeNamed = (section: string): readonly Fault[] =>
  when(section.trim() === '', 'section-blank', '/section');

export const noteMustDiffer = (renja: Renja, section: string, text: string): readonly Fault[] =>
  when((renja.notes.get(section) ?? '') === text, 'value-unchanged', '/text', { lineId: section });

export const findingMustBeNamed = (finding: string): readonly Fault[] =>
  when(finding.trim() === '', 'finding-blank', '/finding');

export const answerMustBeNew = (finding: string, before: string | null, text: string): readonly Fault[] => [
  ...when(text.trim() === '', 'text-blank', '/text', { lineId: finding }),
  ...when(before === text, 'value-unchanged', '/text', { lineId: finding }),
];

export const amountMustBeRupiah = (amount: string, at: string): readonly Fault[] =>
  when(!isRupiah(amount), 'amount-malformed', at, { amount });

export const amountMustNotBeNegative = (amount: string, at: string): readonly Fault[] =>
  isRupiah(amount) ? when(isNegative(amount), 'amount-negative', at, { amount }) : amountMustBeRupiah(amount, at);

/** A fund stands once on a row. */
export const fundsMustDiffer = (lineId: string, funds: readonly SumberDana[], at: string): readonly Fault[] =>
  funds.flatMap(({ dana }, i) =>
    when(funds.findIndex((other) => other.dana === dana) < i, 'fund-repeated', `${at}/${i}/dana`, { lineId, dana }),
  );

/** Where every fund of a row has an amount, the funds sum to its pagu. */
export const fundsMustSumToPagu = (
  lineId: string,
  funds: readonly SumberDana[],
  pagu: Rupiah,
  at: string,
): readonly Fault[] => {
  if (!isRupiah(pagu) || funds.some(({ jumlah }) => jumlah !== null && !isRupiah(jumlah))) return none;
  const total = itemisedSum(funds);
  if (total === null) return none;
  return when(total !== pagu, 'funds-not-pagu', at, { lineId, funds: total, pagu });
};

// 4. What is done has a reason and a document.

export const mustGiveReason = (reason: string): readonly Fault[] =>
  when(reason.trim() === '', 'reason-missing', '/reason');

export const mustCiteDocument = (document: unknown): readonly Fault[] =>
  when(document === null, 'document-missing', '/document');

/** Closing and opening again take effect by the dates of their documents, and so in the order of these. */
export const decreeMustFollow = ({ decreedOn }: Renja, document: Document | null): readonly Fault[] => {
  const tanggal = document?.tanggal;
  const early = decreedOn !== null && tanggal !== undefined && tanggal < decreedOn;
  return when(early, 'decree-too-early', '/document/tanggal', { tanggal: tanggal ?? '', last: decreedOn ?? '' });
};

// 9. Roles and four eyes.

const roleMustBe = (actor: Actor, allowed: readonly Role[]): readonly Fault[] =>
  when(!allowed.includes(actor.role), 'role-not-allowed', '', { role: actor.role, allowed: allowed.join(', ') });

/** Auditors and viewers read and never write. */
export const mustBeAWriter = (actor: Actor): readonly Fault[] => roleMustBe(actor, MAY.propose);

/** An approver decides; where past documents are typed in, a verifier may check them. */
export const mustBeADecider = (actor: Actor, mode: Mode): readonly Fault[] =>
  roleMustBe(actor, MAY[mode === 'historical' ? 'check' : 'decide']);

/** TAPD and Bappeda verify plans against their ceilings, and so set them; whoever plans does not raise their own. */
export const mustBeAVerifier = (actor: Actor): readonly Fault[] => roleMustBe(actor, MAY.endorse);

export const mustBeAnAdmin = (actor: Actor): readonly Fault[] => roleMustBe(actor, MAY.administer);

/**
 * The actor holds the role that they act in, for the agency of what they change. While nobody has been granted a role, each
 * says who they are themselves; from the first grant on, only whom a sign-in has proved may write.
 */
export const mustBeEntitled = (
  { actor, held = null }: { readonly actor: Actor; readonly held?: readonly Grant[] | null },
  scope: Scope,
): readonly Fault[] => {
  if (held === null) return none;
  if (actor.asserted) return [fault('actor-self-declared', '', { actor: actor.id })];
  const values = { actor: actor.id, role: actor.role, scope: printScope(scope) };
  return when(
    !held.some(({ role, scope: own }) => role === actor.role && covers(own, scope)),
    'role-not-held',
    '',
    values,
  );
};

/** A route asks each step once. */
export const stepsMustDiffer = (steps: readonly Step[], at: string): readonly Fault[] =>
  steps.flatMap((step, i) => when(steps.indexOf(step) < i, 'step-repeated', `${at}/${i}`, { step }));

export const withdrawerMustBeProposer = (actor: Actor, { proposedBy }: Revision): readonly Fault[] =>
  when(actor.id !== proposedBy, 'withdrawer-is-not-proposer', '', { actor: actor.id, proposer: proposedBy });

/** Neither endorses nor approves what they proposed. */
export const approverMustNotBeProposer = (actor: Actor, revision: Revision): readonly Fault[] =>
  when(actor.id === revision.proposedBy, 'approver-is-proposer', '', { actor: actor.id });

/** A step is endorsed where the route asks for it, once, and after those before it. */
export const endorsementMustBeDue = ({ revisionId, route, endorsed }: Revision, step: Step): readonly Fault[] => {
  const at = route.indexOf(step);
  if (at < 0) return [fault('endorsement-not-asked', '/step', { revisionId, step, route: route.join(', ') || '-' })];
  if (endorsed.includes(step)) return [fault('endorsement-given', '/step', { revisionId, step })];
  const missing = route.slice(0, at).filter((earlier) => !endorsed.includes(earlier));
  return when(missing.length > 0, 'endorsement-too-early', '/step', { step, missing: missing.join(', ') });
};

export const everyStepMustBeEndorsed = ({ revisionId, route, endorsed }: Revision): readonly Fault[] => {
  const missing = route.filter((step) => !endorsed.includes(step));
  return when(missing.length > 0, 'endorsement-missing', '', { revisionId, missing: missing.join(', ') });
};
