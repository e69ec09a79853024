import type { Mode } from './commands.js';
import type { Actor, Change, Period, Role, SumberDana } from './events.js';
import { type Level, levelAbove } from './kode.js';
import { type Fault, fault } from './rejection.js';
import { indikatorOf, type Line, printFunds, type Renja, type Revision, realisedKeuangan, sameFunds } from './renja.js';
import { add, compare, isNegative, isRupiah, isZero, type Rupiah, sum, ZERO } from './rupiah.js';
import { printTarget, sameTarget } from './target.js';

/**
 * The business rules, each a named function that returns the faults it finds. Their codes, texts and order of
 * precedence are in `rejection.ts`; `decide.ts` says which command meets which rule.
 */

const none: readonly Fault[] = [];
const when = (broken: boolean, ...found: Parameters<typeof fault>): readonly Fault[] =>
  broken ? [fault(...found)] : none;

// 1. The state of the Renja.

export const mustNotBeOpen = (renja: Renja): readonly Fault[] =>
  when(renja.status !== 'none', 'renja-already-open', '', { renjaId: renja.renjaId ?? '' });

export const mustBeDraft = (renja: Renja): readonly Fault[] =>
  renja.status === 'none' ? [fault('renja-not-found')] : when(renja.status !== 'draft', 'renja-not-draft');

export const mustBeAdopted = (renja: Renja): readonly Fault[] =>
  renja.status === 'none' ? [fault('renja-not-found')] : when(renja.status !== 'adopted', 'renja-not-adopted');

export const mustHaveSubKegiatan = (renja: Renja): readonly Fault[] =>
  when(![...renja.lines.values()].some((line) => line.level === 'subkegiatan'), 'renja-empty');

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

export const onlySubKegiatanHoldsPagu = (
  line: { lineId: string; level: Level; pagu: Rupiah | null },
  at: string,
): readonly Fault[] =>
  line.level === 'subkegiatan'
    ? when(line.pagu === null, 'pagu-missing', at, { lineId: line.lineId })
    : when(line.pagu !== null, 'pagu-on-parent', at, { lineId: line.lineId, level: line.level });

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

export const revisionIdMustBeFree = (renja: Renja, revisionId: string): readonly Fault[] =>
  when(renja.revisions.has(revisionId), 'revision-id-taken', '/revisionId', { revisionId });

export const lineMustExist = (renja: Renja, lineId: string, at: string): readonly Fault[] =>
  when(!renja.lines.has(lineId), 'line-not-found', at, { lineId });

export const indikatorMustExist = (renja: Renja, of: string, indikatorId: string, at: string): readonly Fault[] => {
  const indikator = indikatorOf(renja, of);
  if (indikator) return when(!indikator.has(indikatorId), 'indikator-not-found', at, { lineId: of, indikatorId });
  return [
    of.startsWith('O')
      ? fault('objective-not-found', at, { objectiveId: of })
      : fault('line-not-found', at, { lineId: of }),
  ];
};

const itemised = (line: Line, dana: string): Rupiah | null =>
  line.sumberDana.find((fund) => fund.dana === dana)?.jumlah ?? null;

const danaMustBeItemised = (line: Line, dana: string | undefined, at: string): readonly Fault[] =>
  when(dana !== undefined && itemised(line, dana) === null, 'dana-not-found', at, {
    dana: dana ?? '',
    lineId: line.lineId,
  });

export const mustBePending = (revision: Revision | undefined, revisionId: string): readonly Fault[] =>
  revision === undefined
    ? [fault('revision-not-found', '/revisionId', { revisionId })]
    : when(revision.status !== 'proposed', 'revision-already-decided', '/revisionId', {
        revisionId,
        status: revision.status,
      });

// 3. Amounts are well formed, values really differ.

const amountMustBeRupiah = (amount: string, at: string): readonly Fault[] =>
  when(!isRupiah(amount), 'amount-malformed', at, { amount });

export const amountMustNotBeNegative = (amount: string, at: string): readonly Fault[] =>
  isRupiah(amount) ? when(isNegative(amount), 'amount-negative', at, { amount }) : amountMustBeRupiah(amount, at);

/** Where every fund of a row has an amount, the funds sum to its pagu. */
export const fundsMustSumToPagu = (
  lineId: string,
  funds: readonly SumberDana[],
  pagu: Rupiah,
  at: string,
): readonly Fault[] => {
  const amounts = funds.map((fund) => fund.jumlah).filter((jumlah) => jumlah !== null);
  if (amounts.length === 0 || amounts.length < funds.length || ![...amounts, pagu].every(isRupiah)) return none;
  const total = sum(amounts);
  return when(total !== pagu, 'funds-not-pagu', at, { lineId, funds: total, pagu });
};

export const mustNotRepeatAChange = (changes: readonly Change[]): readonly Fault[] => {
  const seen = new Set<string>();
  return changes.flatMap((change, i) => {
    const { id, key } = touched(change);
    const repeated = seen.has(key);
    seen.add(key);
    return when(repeated, 'change-repeated', `/changes/${i}`, { lineId: id });
  });
};

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

// 4. A revision has a reason and a document.

export const mustGiveReason = (reason: string | null, at = '/reason'): readonly Fault[] =>
  when((reason ?? '').trim() === '', 'reason-missing', at);

export const mustCiteDocument = (document: unknown): readonly Fault[] =>
  when(document === null, 'document-missing', '/document');

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
      const present = renja.lines.get(change.lineId)?.pagu ?? ZERO;
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
    if (!line) return none;
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

// 9. Four eyes.

const WRITERS: readonly Role[] = ['planner', 'finance', 'verifier', 'approver', 'admin'];

const roleMustBe = (actor: Actor, allowed: readonly Role[]): readonly Fault[] =>
  when(!allowed.includes(actor.role), 'role-not-allowed', '', { role: actor.role, allowed: allowed.join(', ') });

/** Auditors and viewers read and never write. */
export const mustBeAWriter = (actor: Actor): readonly Fault[] => roleMustBe(actor, WRITERS);

/** An approver decides; where past documents are typed in, a verifier may check them. */
export const mustBeADecider = (actor: Actor, mode: Mode): readonly Fault[] =>
  roleMustBe(actor, mode === 'historical' ? ['approver', 'verifier'] : ['approver']);

export const approverMustNotBeProposer = (actor: Actor, revision: Revision): readonly Fault[] =>
  when(actor.id === revision.proposedBy, 'approver-is-proposer', '', { actor: actor.id });

// 10. Reports.

/** The period's last month as a number that orders periods; null where it is no period. */
export function periodEnd(period: Period): number | null {
  const [, year, quarter, month] = /^(\d{4})-(?:TW([1-4])|(0[1-9]|1[0-2]))$/.exec(period) ?? [];
  return year === undefined ? null : Number(year) * 12 + (quarter ? Number(quarter) * 3 : Number(month));
}

export const periodMustBeWellFormed = (period: Period, at: string): readonly Fault[] =>
  when(periodEnd(period) === null, 'period-malformed', at, { period });

export const reportMustStateSomething = (
  report: { lineId: string; kinerja?: string; keuangan?: Rupiah },
  at: string,
): readonly Fault[] =>
  when(report.kinerja === undefined && report.keuangan === undefined, 'report-empty', at, { lineId: report.lineId });

/** One command states each figure once. */
export const mustNotReportTwice = (
  reports: readonly { lineId: string; period: Period; indikatorId?: string; kinerja?: string; keuangan?: Rupiah }[],
): readonly Fault[] => {
  const seen = new Map<string, string>();
  return reports.flatMap(({ lineId, period, indikatorId, kinerja, keuangan }, i) =>
    [
      { key: `kinerja ${lineId} ${indikatorId} ${period}`, value: kinerja },
      { key: `keuangan ${lineId} ${period}`, value: keuangan },
    ].flatMap(({ key, value }) => {
      if (value === undefined) return none;
      const present = seen.get(key);
      seen.set(key, value);
      return mustNotBeReportedYet(lineId, period, present, `/reports/${i}`);
    }),
  );
};

/** A reported value changes only by a correction. */
export const mustNotBeReportedYet = (
  lineId: string,
  period: Period,
  present: string | undefined,
  at: string,
): readonly Fault[] =>
  when(present !== undefined, 'realisasi-already-reported', at, { lineId, period, present: present ?? '' });

/** Keuangan is cumulative: not below an earlier period's, nor above a later one's. */
export const keuanganMustBeCumulative = (
  lineId: string,
  period: Period,
  amount: Rupiah,
  stated: ReadonlyMap<Period, Rupiah>,
  at: string,
): readonly Fault[] =>
  [...stated].flatMap(([otherPeriod, other]) => {
    const order = Math.sign((periodEnd(otherPeriod) ?? 0) - (periodEnd(period) ?? 0));
    const broken = order !== 0 && compare(other, amount) * order < 0;
    return when(broken, 'keuangan-not-cumulative', at, { lineId, amount, period, other, otherPeriod });
  });
