import type { CitedDocument, DataOf, Given, RenjaCommand } from '../../src/ledger/commands.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import { type Book, fundsSum, indicators, numbered, present, sen } from './oracle-figures.js';
import { leftBy, setPlafon, staysBelow } from './oracle-plafon.js';
import { correctRealisasi, reportRealisasi } from './oracle-realisasi.js';
import { approve, endorse, pending, propose, reverse, reviseDraft } from './oracle-revisions.js';
import {
  decides,
  Enough,
  hasReason,
  judgeEdition,
  levelAbove,
  type Note,
  type Rule,
  wellFormed,
  writes,
} from './oracle-rules.js';

/**
 * A second, naive reading of the rules: what a command is refused for, and what it does. It shares no code with the
 * ledger, is written from the rules as an office states them, and prefers plain loops to speed. A new command is one more
 * case of `ruleFor`; a new code takes its place in `PRECEDENCE`.
 */

/** Where a command breaks several rules, the first in this order names its refusal. */
const PRECEDENCE: readonly RejectionCode[] = [
  ...(['renja-not-found', 'renja-already-open', 'renja-closed', 'renja-not-closed', 'renja-not-draft'] as const),
  ...(['renja-not-adopted', 'renja-empty'] as const),
  ...(['line-not-found', 'line-ended', 'line-has-children', 'objective-not-found', 'ref-taken'] as const),
  ...([
    'parent-not-found',
    'parent-wrong-level',
    'level-not-in-edition',
    'indikator-not-found',
    'pagu-on-parent',
    'pagu-missing',
  ] as const),
  ...(['dana-not-found', 'fund-not-on-line', 'revision-not-found', 'revision-id-taken'] as const),
  ...(['revision-already-decided', 'revision-not-approved', 'revision-already-reversed'] as const),
  ...([
    'revision-pending',
    'amount-malformed',
    'amount-negative',
    'delta-zero',
    'value-unchanged',
    'text-blank',
  ] as const),
  ...(['transfer-to-itself', 'transfer-not-positive', 'fund-repeated', 'target-blank', 'change-repeated'] as const),
  ...(['funds-not-pagu', 'revision-empty', 'section-blank', 'correction-empty', 'corrections-missing'] as const),
  ...([
    'plafon-missing',
    'finding-blank',
    'report-empty',
    'period-malformed',
    'reason-missing',
    'document-missing',
    'late-reason-missing',
  ] as const),
  ...(['effective-before-line', 'revision-stale', 'reversal-superseded', 'pergeseran-not-zero'] as const),
  ...(['pagu-below-zero', 'line-end-with-pagu', 'line-end-with-realisasi', 'dana-below-zero'] as const),
  ...(['pagu-below-realisasi', 'dana-below-realisasi', 'plafon-not-in-kind', 'plafon-passed'] as const),
  ...(['role-not-allowed', 'approver-is-proposer', 'endorsement-not-asked', 'endorsement-given'] as const),
  ...(['endorsement-too-early', 'endorsement-missing', 'withdrawer-is-not-proposer'] as const),
  ...(['realisasi-already-reported', 'realisasi-not-reported', 'realisasi-stale'] as const),
  ...(['correction-too-early', 'keuangan-mixed', 'keuangan-not-cumulative'] as const),
  ...(['pergeseran-fund-not-zero', 'effective-pagu-below-zero', 'p-apbd-again'] as const),
];

/** The states of a Renja in which a command is refused, whatever it says. */
type ByStatus = Partial<Record<Book['status'], RejectionCode>>;
const REFUSED: Partial<Record<RenjaCommand['type'], ByStatus>> = {
  OpenRenja: { draft: 'renja-already-open', adopted: 'renja-already-open', closed: 'renja-already-open' },
  AddObjectives: { none: 'renja-not-found', adopted: 'renja-not-draft', closed: 'renja-closed' },
  AddLines: { none: 'renja-not-found', adopted: 'renja-not-draft', closed: 'renja-closed' },
  ReviseDraft: { none: 'renja-not-found', adopted: 'renja-not-draft', closed: 'renja-closed' },
  AdoptRenja: { none: 'renja-not-found', adopted: 'renja-not-draft', closed: 'renja-closed' },
  CorrectRealisasi: { none: 'renja-not-found', draft: 'renja-not-adopted' },
  SetNote: { none: 'renja-not-found', closed: 'renja-closed' },
  SetPlafon: { none: 'renja-not-found', closed: 'renja-closed' },
  ReopenRenja: { none: 'renja-not-found', draft: 'renja-not-closed', adopted: 'renja-not-closed' },
};
const ONLY_ADOPTED: ByStatus = { none: 'renja-not-found', draft: 'renja-not-adopted', closed: 'renja-closed' };

/** Gives ids to the rows of one command, and says of each what it stands under. */
function numberRows<Asked extends { ref: string; parent: string | null }>(
  asked: readonly Asked[],
  there: readonly { id: string; rank: string; ended?: boolean }[],
  idOf: (n: number) => string,
  rank: (row: Asked) => string,
  above: (row: Asked) => string | undefined,
  note: Note,
): { row: Asked; id: string; parent: string | null }[] {
  const refs: { ref: string; id: string; rank: string }[] = [];
  return asked.map((row, i) => {
    const { ref } = row;
    const parent =
      refs.findLast((one) => one.ref === row.parent) ?? there.find(({ id }) => id === row.parent) ?? undefined;
    if (parent && 'ended' in parent && parent.ended) note(true, 'line-ended');
    else if (row.parent !== null && !parent) note(true, 'parent-not-found');
    else note(parent?.rank !== above(row), 'parent-wrong-level');
    note(refs.some((one) => one.ref === ref) || there.some(({ id }) => id === ref), 'ref-taken');
    const id = idOf(there.length + i + 1);
    refs.push({ ref, id, rank: rank(row) });
    return { row, id, parent: row.parent === null ? null : (parent?.id ?? row.parent) };
  });
}

const addObjectives: Rule<DataOf<'AddObjectives'>> = (book, { objectives }, given, note) => {
  writes(given, note);
  const rows = numberRows(
    objectives,
    book.goals.map(({ id, kind }) => ({ id, rank: kind })),
    (n) => numbered('O', n, 2),
    ({ kind }) => kind,
    ({ kind }) => (kind === 'sasaran' ? 'tujuan' : undefined),
    note,
  );
  return () => {
    for (const { row, id } of rows)
      book.goals.push({ id, kind: row.kind, indikator: indicators(row.indikator), given: row.indikator.length });
  };
};

const addLines: Rule<DataOf<'AddLines'>> = (book, { lines }, given, note) => {
  writes(given, note);
  const rows = numberRows(
    lines,
    book.planned.map(({ id, level, ended }) => ({ id, rank: level, ended })),
    (n) => numbered('L', n, 4),
    ({ level }) => level,
    ({ level }) => levelAbove(level),
    note,
  );
  for (const { level, pagu, sumberDana, prakiraanMaju } of lines) {
    judgeEdition(book, level, note);
    note(level === book.lowest && pagu === null, 'pagu-missing');
    note(level !== book.lowest && pagu !== null, 'pagu-on-parent');
    if (pagu !== null) wellFormed(pagu, note);
    for (const { jumlah } of sumberDana) if (jumlah !== null) wellFormed(jumlah, note);
    note(new Set(sumberDana.map(({ dana }) => dana)).size < sumberDana.length, 'fund-repeated');
    const [funds, holds] = [fundsSum(sumberDana), pagu === null ? null : sen(pagu)];
    note(funds !== null && holds !== null && funds !== holds, 'funds-not-pagu');
    if (typeof prakiraanMaju?.pagu === 'string') wellFormed(prakiraanMaju.pagu, note);
  }
  const now = present(book);
  const added = rows.map(({ row: { pagu, sumberDana }, id, parent }) => ({
    // A pagu that cannot be read adds nothing, and its funds count all the same.
    ...{ id, parent, pagu: pagu === null ? null : (sen(pagu) ?? 0n), sumberDana, ended: false },
  }));
  staysBelow(now.ceilings, [...leftBy(now, []), ...added], note);
  return () => {
    for (const { row, id, parent } of rows)
      book.planned.push({
        ...{ id, level: row.level, parent, kode: row.kodeWritten, uraian: row.uraian, lokasi: row.lokasi },
        ...{ sumberDana: row.sumberDana, prakiraanMaju: row.prakiraanMaju, pagu: sen(row.pagu ?? '0.00') ?? 0n },
        ...{ indikator: indicators(row.indikator), given: row.indikator.length, since: null, ended: false },
      });
  };
};

const close = (data: { document: CitedDocument; reason: string }, given: Given, note: Note): void => {
  hasReason(data.reason, note);
  note(data.document === null, 'document-missing');
  decides(given, note);
};

function ruleFor(book: Book, given: Given, note: Note): () => void {
  const { command } = given;
  switch (command.type) {
    case 'OpenRenja':
      writes(given, note);
      return () => {
        const { renjaId, tahun } = command.data;
        Object.assign(book, { status: 'draft', renjaId, lowest: tahun < 2021 ? 'kegiatan' : 'subkegiatan' });
      };
    case 'AddObjectives':
      return addObjectives(book, command.data, given, note);
    case 'AddLines':
      return addLines(book, command.data, given, note);
    case 'AdoptRenja':
      note(!book.planned.some(({ level, ended }) => level === book.lowest && !ended), 'renja-empty');
      writes(given, note);
      return () => Object.assign(book, { status: 'adopted' });
    case 'ReviseDraft':
      return reviseDraft(book, command.data, given, note);
    case 'ProposeRevision':
      return propose(book, command.data, given, note);
    case 'EndorseRevision':
      return endorse(book, command.data, given, note);
    case 'SetPlafon':
      return setPlafon(book, command.data, given, note);
    case 'ApproveRevision':
      return approve(book, command.data, given, note);
    case 'RejectRevision': {
      const revision = pending(book, command.data.revisionId, note);
      hasReason(command.data.reason, note);
      decides(given, note);
      return () => Object.assign(revision ?? {}, { status: 'rejected' });
    }
    case 'WithdrawRevision': {
      const revision = pending(book, command.data.revisionId, note);
      hasReason(command.data.reason, note);
      writes(given, note);
      note(revision !== undefined && revision.by !== given.actor.id, 'withdrawer-is-not-proposer');
      return () => Object.assign(revision ?? {}, { status: 'withdrawn' });
    }
    case 'ReverseRevision':
      return reverse(book, command.data, given, note);
    case 'ReportRealisasi':
      return reportRealisasi(book, command.data, given, note);
    case 'CorrectRealisasi':
      return correctRealisasi(book, command.data, given, note);
    case 'SetNote': {
      const { section, text } = command.data;
      const written = book.notes.findLast((one) => one.section === section)?.text ?? '';
      note(section.trim() === '', 'section-blank');
      note(written === text, 'value-unchanged');
      writes(given, note);
      return () => book.notes.push({ section, text });
    }
    case 'AnswerFinding': {
      const { finding, text } = command.data;
      note(finding.trim() === '', 'finding-blank');
      note(text.trim() === '', 'text-blank');
      note(book.answers.findLast((one) => one.finding === finding)?.text === text, 'value-unchanged');
      writes(given, note);
      return () => book.answers.push({ finding, text });
    }
    case 'CloseRenja':
      note(
        book.revisions.some(({ status }) => status === 'proposed'),
        'revision-pending',
      );
      close(command.data, given, note);
      return () => Object.assign(book, { status: 'closed' });
    case 'ReopenRenja':
      close(command.data, given, note);
      return () => Object.assign(book, { status: 'adopted' });
    default:
      return command satisfies never;
  }
}

/** Every code for which a command is refused, in order; where there is none, what it does is entered into the book. */
export function ask(book: Book, given: Given): readonly RejectionCode[] {
  const found = new Set<RejectionCode>();
  const note: Note = (wrong, code) => {
    if (wrong) found.add(code);
  };
  const state = (REFUSED[given.command.type] ?? ONLY_ADOPTED)[book.status];
  if (state !== undefined) return [state];
  try {
    const carryOut = ruleFor(book, given, note);
    if (found.size === 0) carryOut();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return [...found].toSorted((a, b) => PRECEDENCE.indexOf(a) - PRECEDENCE.indexOf(b));
}
