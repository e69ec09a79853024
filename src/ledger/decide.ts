import type { Given, Mode, NewChange, NewLine, NewObjective, RenjaCommand } from './commands.js';
import type { Decider } from './decider.js';
import type { Actor, Change, Day, Indikator, RenjaEvent } from './events.js';
import type { Level } from './kode.js';
import { type Fault, fault, refuse } from './rejection.js';
import { evolve, indikatorOf, type Line, newRenja, type Renja, targetOf } from './renja.js';
import * as rule from './rules.js';
import { absolute, add, isNegative, isRupiah, type Rupiah, ZERO } from './rupiah.js';

type Of<Type extends RenjaCommand['type']> = Extract<RenjaCommand, { type: Type }>['data'];
type Who = { readonly actor: Actor; readonly mode: Mode };

/** One append holds at most this many events and bytes (both stores); one event of a proposal this many changes. */
const APPEND_EVENTS = 1_000;
const APPEND_BYTES = 900 * 1024;
const CHANGES_PER_EVENT = 100;
/** Room for what surrounds the data of a stored event: ids, hashes, times, and an actor with a long name. */
const ENVELOPE_BYTES = 1_200;

const byteLength = (data: unknown): number => new TextEncoder().encode(JSON.stringify(data)).length;

const numbered = (prefix: string, n: number, digits: number): string => `${prefix}${String(n).padStart(digits, '0')}`;

const withIds = (indikator: readonly Omit<Indikator, 'indikatorId'>[]): Indikator[] =>
  indikator.map((one, i) => ({ indikatorId: `I${i + 1}`, ...one }));

function openRenja(data: Of<'OpenRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustNotBeOpen(renja));
  refuse(rule.mustBeAWriter(who.actor));
  return [{ type: 'RenjaOpened', data }];
}

/** Gives each new row its id in the order of the command; a parent is a row already there or an earlier `ref`. */
function placed<Row extends { ref: string; parent: string | null }, Rank>(
  rows: readonly Row[],
  present: ReadonlyMap<string, Rank>,
  idOf: (n: number) => string,
  rankOf: (row: Row) => Rank,
  at: string,
): {
  faults: Fault[];
  rows: { row: Row; id: string; parent: { id: string; rank: Rank | undefined } | null; at: string }[];
} {
  const ids = new Map<string, { id: string; rank: Rank }>();
  const faults: Fault[] = [];
  const out = rows.map((row, i) => {
    const id = idOf(present.size + i + 1);
    const known = row.parent === null ? null : ids.get(row.parent);
    const parent = row.parent === null ? null : (known ?? { id: row.parent, rank: present.get(row.parent) });
    if (ids.has(row.ref)) faults.push(fault('ref-taken', `/${at}/${i}/ref`, { ref: row.ref }));
    ids.set(row.ref, { id, rank: rankOf(row) });
    return { row, id, parent, at: `/${at}/${i}` };
  });
  return { faults, rows: out };
}

function addObjectives(data: Of<'AddObjectives'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  const kinds = new Map([...renja.objectives].map(([id, objective]) => [id, objective.kind]));
  const { faults, rows } = placed<NewObjective, NewObjective['kind']>(
    data.objectives,
    kinds,
    (n) => numbered('O', n, 2),
    (row) => row.kind,
    'objectives',
  );
  refuse([
    ...rule.mustBeAWriter(who.actor),
    ...faults,
    ...rows.flatMap(({ row, parent, at }) => rule.sasaranMustStandUnderTujuan(row, parent, `${at}/parent`)),
  ]);
  return rows.map(({ row: { ref: _, ...row }, id, parent }) => ({
    type: 'ObjectiveAdded',
    data: { ...row, objectiveId: id, parent: parent?.id ?? null, indikator: withIds(row.indikator) },
  }));
}

function addLines(data: Of<'AddLines'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  const levels = new Map([...renja.lines].map(([id, line]) => [id, line.level]));
  const { faults, rows } = placed<NewLine, Level>(
    data.lines,
    levels,
    (n) => numbered('L', n, 4),
    (row) => row.level,
    'lines',
  );
  refuse([
    ...rule.mustBeAWriter(who.actor),
    ...faults,
    ...rows.flatMap(({ row, id, parent, at }) => [
      ...rule.parentMustBeOneLevelUp(row.level, parent && { name: parent.id, level: parent.rank }, `${at}/parent`),
      ...rule.onlySubKegiatanHoldsPagu({ lineId: id, level: row.level, pagu: row.pagu }, `${at}/pagu`),
      ...(row.pagu === null ? [] : rule.amountMustNotBeNegative(row.pagu, `${at}/pagu`)),
      ...row.sumberDana.flatMap(({ jumlah }, i) =>
        jumlah === null ? [] : rule.amountMustNotBeNegative(jumlah, `${at}/sumberDana/${i}/jumlah`),
      ),
      ...(row.pagu === null ? [] : rule.fundsMustSumToPagu(id, row.sumberDana, row.pagu, `${at}/sumberDana`)),
      ...(row.prakiraanMaju?.pagu
        ? rule.amountMustNotBeNegative(row.prakiraanMaju.pagu, `${at}/prakiraanMaju/pagu`)
        : []),
    ]),
  ]);
  return rows.map(({ row: { ref: _, ...row }, id, parent }) => ({
    type: 'LineAdded',
    data: { ...row, lineId: id, parent: parent?.id ?? null, indikator: withIds(row.indikator) },
  }));
}

function adoptRenja(data: Of<'AdoptRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  refuse([...rule.mustHaveSubKegiatan(renja), ...rule.mustBeAWriter(who.actor)]);
  return [{ type: 'RenjaAdopted', data }];
}

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
  const unreal = changes.flatMap((change, i) => rule.changeMustBeReal(renja, change, `/changes/${i}`));
  const stale = changes.flatMap((change, i) => rule.mustNotBeStale(renja, change, `/changes/${i}`));
  const repeated = rule.mustNotRepeatAChange(changes);
  // Sums mean something only over changes whose amounts can be read.
  if (changes.some((change) => change.field === 'pagu' && !isRupiah(change.delta)))
    return [...unreal, ...stale, ...repeated];
  return [
    ...unreal,
    ...repeated,
    ...stale,
    ...rule.pergeseranMustSumToZero(kind, changes),
    ...rule.paguMustStayCovered(renja, changes),
    ...rule.danaMustStayCovered(renja, changes),
    ...rule.newFundsMustSumToPagu(renja, changes),
  ];
}

function proposeRevision(data: Of<'ProposeRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const { revisionId = numbered('R', renja.revisions.size + 1, 3), changes: asked, document, ...rest } = data;
  const changes = asked.map(asSeen(renja));
  const faults = [
    ...rule.revisionIdMustBeFree(renja, revisionId),
    ...rule.mustChangeSomething(changes),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustCiteDocument(document),
    ...rule.lateRevisionMustSayWhy(renja, data),
    ...changeFaults(renja, data.kind, changes),
    ...rule.mustBeAWriter(who.actor),
  ];
  refuse(faults);
  if (document === null) return [];
  const approval = postings(renja, revisionId, data.reason, changes);
  refuse(
    rule.approvalMustFit(
      {
        events: approval.length + 1,
        bytes: approval.reduce((n, event) => n + byteLength(event.data) + ENVELOPE_BYTES, 0),
      },
      { events: APPEND_EVENTS, bytes: APPEND_BYTES },
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

function approveRevision(data: Of<'ApproveRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const revision = renja.revisions.get(data.revisionId);
  refuse(rule.mustBePending(revision, data.revisionId));
  if (!revision) return [];
  refuse([
    ...changeFaults(renja, revision.kind, revision.changes),
    ...rule.mustBeADecider(who.actor, who.mode),
    ...rule.approverMustNotBeProposer(who.actor, revision),
  ]);
  return [
    { type: 'RevisionApproved', data },
    ...postings(renja, revision.revisionId, revision.reason, revision.changes),
  ];
}

function rejectRevision(data: Of<'RejectRevision'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  refuse([
    ...rule.mustBePending(renja.revisions.get(data.revisionId), data.revisionId),
    ...rule.mustGiveReason(data.reason),
    ...rule.mustBeADecider(who.actor, who.mode),
  ]);
  return [{ type: 'RevisionRejected', data }];
}

type Report = Of<'ReportRealisasi'>['reports'][number];

function reportFaults(renja: Renja, report: Report, stated: ReadonlyMap<string, Rupiah>, at: string): readonly Fault[] {
  const { lineId, period, indikatorId = '', kinerja, keuangan } = report;
  const line = renja.lines.get(lineId);
  if (!line) return rule.lineMustExist(renja, lineId, `${at}/lineId`);
  return [
    ...rule.periodMustBeWellFormed(period, `${at}/period`),
    ...rule.reportMustStateSomething(report, at),
    ...(kinerja === undefined
      ? []
      : [
          ...rule.indikatorMustExist(renja, lineId, indikatorId, `${at}/indikatorId`),
          ...rule.mustNotBeReportedYet(lineId, period, line.kinerja.get(`${indikatorId} ${period}`), `${at}/kinerja`),
        ]),
    ...(keuangan === undefined ? [] : keuanganFaults(line, period, keuangan, stated, `${at}/keuangan`)),
  ];
}

function keuanganFaults(
  line: Line,
  period: string,
  amount: Rupiah,
  stated: ReadonlyMap<string, Rupiah>,
  at: string,
): readonly Fault[] {
  if (line.level !== 'subkegiatan') return rule.onlySubKegiatanHoldsPagu({ ...line, pagu: amount }, at);
  const malformed = rule.amountMustNotBeNegative(amount, at);
  if (malformed.length > 0) return malformed;
  return [
    ...rule.mustNotBeReportedYet(line.lineId, period, line.keuangan.get(period), at),
    ...rule.keuanganMustBeCumulative(line.lineId, period, amount, new Map([...line.keuangan, ...stated]), at),
  ];
}

/** What the reports of one command state of each row's keuangan, so that they are held against each other too. */
function keuanganByLine(reports: readonly Report[]): ReadonlyMap<string, ReadonlyMap<string, Rupiah>> {
  const byLine = new Map<string, Map<string, Rupiah>>();
  for (const { lineId, period, keuangan } of reports) {
    if (keuangan === undefined || !isRupiah(keuangan)) continue;
    const stated = byLine.get(lineId) ?? new Map<string, Rupiah>();
    byLine.set(lineId, stated.set(period, keuangan));
  }
  return byLine;
}

function reportRealisasi(data: Of<'ReportRealisasi'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const stated = keuanganByLine(data.reports);
  refuse([
    ...data.reports.flatMap((report, i) =>
      reportFaults(renja, report, stated.get(report.lineId) ?? new Map(), `/reports/${i}`),
    ),
    ...rule.mustNotReportTwice(data.reports),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return data.reports.map((report) => ({
    type: 'RealisasiReported',
    data: { ...report, reportedOn: data.reportedOn },
  }));
}

/**
 * What follows from a command, or why it is refused. Pure: time, ids and actors arrive as data.
 * @throws Rejection with every broken rule, the first in precedence naming it.
 */
export function decide({ command, actor, mode }: Given, renja: Renja): RenjaEvent[] {
  const who = { actor, mode };
  switch (command.type) {
    case 'OpenRenja':
      return openRenja(command.data, renja, who);
    case 'AddObjectives':
      return addObjectives(command.data, renja, who);
    case 'AddLines':
      return addLines(command.data, renja, who);
    case 'AdoptRenja':
      return adoptRenja(command.data, renja, who);
    case 'ProposeRevision':
      return proposeRevision(command.data, renja, who);
    case 'ApproveRevision':
      return approveRevision(command.data, renja, who);
    case 'RejectRevision':
      return rejectRevision(command.data, renja, who);
    case 'ReportRealisasi':
      return reportRealisasi(command.data, renja, who);
    default:
      return command satisfies never;
  }
}

/**
 * The day on which a command's events take effect: the revision's, else the report's, else the document's date;
 * null where none of these says, and the recorded day counts.
 */
export function effectiveOn(command: RenjaCommand, renja: Renja): Day | null {
  switch (command.type) {
    case 'ProposeRevision':
      return command.data.effectiveOn;
    case 'ApproveRevision':
    case 'RejectRevision':
      return renja.revisions.get(command.data.revisionId)?.effectiveOn ?? null;
    case 'ReportRealisasi':
      return command.data.reportedOn;
    case 'OpenRenja':
    case 'AdoptRenja':
      return command.data.document.tanggal ?? null;
    case 'AddObjectives':
    case 'AddLines':
      return null;
    default:
      return command satisfies never;
  }
}

export const renjaDecider: Decider<Renja, Given, RenjaEvent> = { initial: newRenja, evolve, decide };
