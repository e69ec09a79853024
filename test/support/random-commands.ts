import type { Given, Mode, RenjaCommand } from '../../src/ledger/commands.js';
import type { Actor } from '../../src/ledger/terms.js';
import { Dice } from './dice.js';
import {
  ADMIN,
  APPROVER,
  AUDITOR,
  adopt,
  answer,
  approve,
  close,
  DOCUMENT,
  FINANCE,
  OF_2020,
  OTHER_APPROVER,
  open,
  PLANNER,
  reject,
  reopen,
  reverse,
  setNote,
  VERIFIER,
  VIEWER,
  withdraw,
} from './ledger-plan.js';
import type { Book } from './oracle-figures.js';
import { Sight } from './random-changes.js';
import { endorsement, type Office, waiting } from './random-endorsements.js';
import { ceilings } from './random-plafon.js';
import { lines, objectives } from './random-plan.js';
import { corrections, reports } from './random-realisasi.js';
import { askedRevision, draftChanges, someDay } from './random-revisions.js';

/**
 * What someone might ask next, seen what is there: mostly what an office would do, and often enough something wrong. The
 * same book and seed ask for the same.
 */

type Command = RenjaCommand['type'];

/** How often each command is asked for in each state. */
const WEIGHTS: Record<Book['status'], Partial<Record<Command, number>>> = {
  none: {
    OpenRenja: 80,
    AddLines: 5,
    AdoptRenja: 3,
    ReviseDraft: 2,
    AnswerFinding: 1,
    ProposeRevision: 3,
    CorrectRealisasi: 3,
    ReopenRenja: 3,
    SetPlafon: 2,
  },
  draft: {
    AddLines: 60,
    AddObjectives: 22,
    AdoptRenja: 40,
    ReviseDraft: 45,
    AnswerFinding: 2,
    SetNote: 5,
    SetPlafon: 12,
    OpenRenja: 2,
    ProposeRevision: 2,
    CorrectRealisasi: 2,
  },
  adopted: {
    ...{ ProposeRevision: 30, ApproveRevision: 26, ReportRealisasi: 16, CorrectRealisasi: 9, ReverseRevision: 9 },
    ...{ RejectRevision: 5, WithdrawRevision: 5, SetNote: 4, CloseRenja: 4, ReopenRenja: 1 },
    ...{ AddLines: 1, AddObjectives: 1, AdoptRenja: 1, OpenRenja: 1, SetPlafon: 7, EndorseRevision: 1 },
    ...{ AnswerFinding: 5, ReviseDraft: 1 },
  },
  closed: {
    ReopenRenja: 45,
    CorrectRealisasi: 30,
    ProposeRevision: 6,
    ApproveRevision: 5,
    SetNote: 5,
    CloseRenja: 4,
    SetPlafon: 2,
    AnswerFinding: 3,
    ReviseDraft: 2,
  },
};

function someCommand({ book, dice }: Sight): Command {
  const weights = { ...WEIGHTS[book.status] };
  // A year that has nothing to decide may end; one with nothing to add is adopted.
  if (book.status === 'draft' && book.planned.length < 10) Object.assign(weights, { AdoptRenja: 3, ReviseDraft: 6 });
  if (book.status === 'draft' && book.planned.length > 13) weights.AddLines = 12;
  if (book.status === 'adopted') {
    const pending = book.revisions.some(({ status }) => status === 'proposed');
    if (!pending) Object.assign(weights, { ApproveRevision: 2, RejectRevision: 1, WithdrawRevision: 1, CloseRenja: 7 });
    if (waiting(book).length > 0) weights.EndorseRevision = 22;
    if (book.approved.length === 0) weights.ReverseRevision = 1;
    if (book.stated.length === 0) weights.CorrectRealisasi = 2;
  }
  const all = Object.entries(weights) as [Command, number][];
  const lot = dice.below(all.reduce((sum, [, weight]) => sum + weight, 0));
  const upTo = (n: number): number => all.slice(0, n + 1).reduce((sum, [, weight]) => sum + weight, 0);
  return all.find((_, n) => lot < upTo(n))?.[0] ?? 'OpenRenja';
}

/** A revision to decide on: mostly one that waits for it. */
function toDecide({ book, dice }: Sight): string {
  const pending = book.revisions.filter(({ status }) => status === 'proposed');
  const ready = pending.filter((one) => !waiting(book).includes(one));
  if (dice.chance(4)) return 'R099';
  const wanted = ready.length > 0 && dice.chance(80) ? ready : pending;
  return (dice.pick(dice.chance(93) ? wanted : book.revisions) ?? { id: 'R001' }).id;
}

const decree = (dice: Dice) => ({
  ...(dice.chance(92) ? {} : { reason: '' }),
  ...(dice.chance(92) ? {} : { document: null }),
});

function reversal(sight: Sight): RenjaCommand {
  const { book, dice } = sight;
  const free = book.approved.filter(({ id }) => book.revisions.every(({ reverses }) => reverses !== id));
  // The oldest one has most often been overtaken since.
  const wanted = dice.chance(85) ? (dice.chance(35) ? free.slice(0, 1) : free) : book.revisions;
  const { id } = dice.pick(wanted) ?? { id: dice.pick(['R001', 'R099']) };
  return reverse(id, {
    effectiveOn: someDay(sight),
    kind: dice.chance(75) ? 'koreksi' : dice.pick(['pergeseran', 'mendahului', 'perubahan'] as const),
    reason: dice.chance(95) ? 'Dicabut' : '',
    document: dice.chance(95) ? DOCUMENT : null,
    ...(dice.chance(60) ? { lateReason: 'Baru diterima' } : {}),
  });
}

const someAnswer = (dice: Dice): string => dice.pick(['Terlambat diterima', 'Sudah dijelaskan', 'Selesai', ' ']);

function commandOf(type: Command, sight: Sight, { tahun }: Office): RenjaCommand {
  const { dice } = sight;
  switch (type) {
    case 'OpenRenja':
      return tahun < 2021 ? { type: 'OpenRenja', data: OF_2020.data } : open;
    case 'AddObjectives':
      return objectives(sight);
    case 'AddLines':
      return lines(sight);
    case 'ReviseDraft':
      return draftChanges(sight);
    case 'AdoptRenja':
      return adopt;
    case 'ProposeRevision':
      return askedRevision(sight);
    case 'EndorseRevision':
      return endorsement(sight);
    case 'SetPlafon':
      return ceilings(sight);
    case 'ApproveRevision':
      return approve(toDecide(sight));
    case 'RejectRevision':
      return reject(toDecide(sight), dice.chance(93) ? 'Belum lengkap' : '');
    case 'WithdrawRevision':
      return withdraw(toDecide(sight), dice.chance(93) ? 'Angka berubah' : '  ');
    case 'ReverseRevision':
      return reversal(sight);
    case 'ReportRealisasi':
      return reports(sight);
    case 'CorrectRealisasi':
      return corrections(sight);
    case 'SetNote':
      return setNote(dice.chance(90) ? 'permasalahan' : ' ', dice.pick(['', 'Satu', 'Dua', 'Tiga', 'Empat']));
    case 'AnswerFinding':
      return answer(dice.pick(['late:R001', 'late:R002', ...(dice.chance(15) ? [' '] : [])]), someAnswer(dice));
    case 'CloseRenja':
      return close(decree(dice));
    case 'ReopenRenja':
      return reopen(decree(dice));
    default:
      return type satisfies never;
  }
}

const DECISIONS: readonly Command[] = ['ApproveRevision', 'RejectRevision', 'CloseRenja', 'ReopenRenja'];
const VERIFIED: readonly Command[] = ['EndorseRevision', 'SetPlafon'];

function actorFor({ type, data }: RenjaCommand, { book, dice }: Sight): Actor {
  if (dice.chance(5)) return dice.pick([AUDITOR, VIEWER, ADMIN, VERIFIER]);
  const id = 'revisionId' in data ? data.revisionId : undefined;
  const by = book.revisions.find((one) => one.id === id)?.by;
  if (type === 'WithdrawRevision' && dice.chance(80))
    return [PLANNER, FINANCE, APPROVER, OTHER_APPROVER, VERIFIER, ADMIN].find((actor) => actor.id === by) ?? PLANNER;
  if (VERIFIED.includes(type)) {
    if (dice.chance(5)) return PLANNER;
    return dice.pick(by === APPROVER.id && dice.chance(80) ? [VERIFIER, OTHER_APPROVER] : [VERIFIER, APPROVER]);
  }
  if (!DECISIONS.includes(type)) return dice.pick([PLANNER, FINANCE, PLANNER, FINANCE, APPROVER]);
  if (dice.chance(10)) return VERIFIER;
  return dice.chance(85) ? (by === APPROVER.id ? OTHER_APPROVER : APPROVER) : dice.pick([APPROVER, OTHER_APPROVER]);
}

export function nextCommand(book: Book, seed: number, office: Office): Given {
  const sight = new Sight(book, new Dice(seed));
  const { dice } = sight;
  const command = commandOf(someCommand(sight), sight, office);
  const mode: Mode = dice.chance(80) ? 'live' : 'historical';
  const { routes, refuse, refusesAfter } = office;
  return {
    ...{ command, actor: actorFor(command, sight), mode },
    ...(routes ? { routes } : {}),
    ...(refuse && book.revisions.length >= refusesAfter ? { refuse } : {}),
  };
}
