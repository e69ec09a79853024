import type { Given, RenjaCommand } from './commands.js';
import { answerFinding, closeRenja, reopenRenja, setNote } from './decide-life.js';
import { addLines, addObjectives, adoptRenja, openRenja, setPlafon } from './decide-plan.js';
import { correctRealisasi, reportRealisasi } from './decide-realisasi.js';
import {
  approveRevision,
  endorseRevision,
  proposeRevision,
  rejectRevision,
  reverseRevision,
  reviseDraft,
  withdrawRevision,
} from './decide-revision.js';
import type { Decider } from './decider.js';
import type { RenjaEvent } from './events.js';
import { evolve } from './evolve.js';
import { refuse } from './rejection.js';
import { newRenja, type Renja } from './renja.js';
import { mustBeEntitled } from './rules.js';
import type { Day, Scope } from './terms.js';

/**
 * What follows from a command, or why it is refused. Pure: time, ids and actors arrive as data.
 * @throws Rejection with every broken rule, the first in precedence naming it.
 */
export function decide({ command, ...who }: Given, renja: Renja): RenjaEvent[] {
  // Who may not act here is not told what else would stand against it.
  const agency = agencyOf(command, renja);
  if (agency) refuse(mustBeEntitled(who, agency));
  switch (command.type) {
    case 'OpenRenja':
      return openRenja(command.data, renja, who);
    case 'AddObjectives':
      return addObjectives(command.data, renja, who);
    case 'AddLines':
      return addLines(command.data, renja, who);
    case 'ReviseDraft':
      return reviseDraft(command.data, renja, who);
    case 'AdoptRenja':
      return adoptRenja(command.data, renja, who);
    case 'ProposeRevision':
      return proposeRevision(command.data, renja, who);
    case 'EndorseRevision':
      return endorseRevision(command.data, renja, who);
    case 'ApproveRevision':
      return approveRevision(command.data, renja, who);
    case 'RejectRevision':
      return rejectRevision(command.data, renja, who);
    case 'ReverseRevision':
      return reverseRevision(command.data, renja, who);
    case 'WithdrawRevision':
      return withdrawRevision(command.data, renja, who);
    case 'ReportRealisasi':
      return reportRealisasi(command.data, renja, who);
    case 'CorrectRealisasi':
      return correctRealisasi(command.data, renja, who);
    case 'SetPlafon':
      return setPlafon(command.data, renja, who);
    case 'AnswerFinding':
      return answerFinding(command.data, renja, who);
    case 'SetNote':
      return setNote(command.data, renja, who);
    case 'CloseRenja':
      return closeRenja(command.data, renja, who);
    case 'ReopenRenja':
      return reopenRenja(command.data, renja, who);
    default:
      return command satisfies never;
  }
}

/** The agency that a command is about; null where there is no such Renja. */
export function agencyOf(command: RenjaCommand, { pemda, perangkatDaerah }: Renja): Scope | null {
  if (command.type === 'OpenRenja')
    return { pemda: command.data.pemda.kode, perangkatDaerah: command.data.perangkatDaerah.kode };
  return pemda === null ? null : { pemda, perangkatDaerah };
}

/** The day on which a command's events take effect: the revision's, else the report's, else the document's date. */
function effectiveOn(command: RenjaCommand, renja: Renja): Day | null {
  switch (command.type) {
    case 'ProposeRevision':
    case 'ReverseRevision':
      return command.data.effectiveOn;
    case 'EndorseRevision':
    case 'ApproveRevision':
    case 'RejectRevision':
    case 'WithdrawRevision':
      return renja.revisions.get(command.data.revisionId)?.effectiveOn ?? null;
    case 'ReportRealisasi':
    case 'CorrectRealisasi':
      return command.data.reportedOn;
    case 'AnswerFinding':
    case 'SetPlafon':
    case 'CloseRenja':
    case 'ReopenRenja':
      return command.data.document?.tanggal ?? null;
    case 'OpenRenja':
    case 'AdoptRenja':
      return command.data.document.tanggal ?? null;
    case 'AddObjectives':
    case 'AddLines':
    case 'ReviseDraft':
    case 'SetNote':
      return null;
    default:
      return command satisfies never;
  }
}

export const renjaDecider: Decider<Renja, Given, RenjaEvent> = { initial: newRenja, evolve, decide, effectiveOn };
