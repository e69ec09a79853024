import type { DataOf, Who } from './commands.js';
import type { RenjaEvent } from './events.js';
import { refuse } from './rejection.js';
import type { Renja } from './renja.js';
import * as rule from './rules.js';

/** After closing, only corrections of realisasi with a document are taken, until the Renja is opened again. */
export function closeRenja({ document, reason }: DataOf<'CloseRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  refuse([
    ...rule.noRevisionMustBePending(renja),
    ...rule.mustGiveReason(reason),
    ...rule.mustCiteDocument(document),
    ...rule.decreeMustFollow(renja, document),
    ...rule.mustBeADecider(who.actor, who.mode),
  ]);
  return document === null ? [] : [{ type: 'RenjaClosed', data: { document, reason } }];
}

export function reopenRenja({ document, reason }: DataOf<'ReopenRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeClosed(renja));
  refuse([
    ...rule.mustGiveReason(reason),
    ...rule.mustCiteDocument(document),
    ...rule.decreeMustFollow(renja, document),
    ...rule.mustBeADecider(who.actor, who.mode),
  ]);
  return document === null ? [] : [{ type: 'RenjaReopened', data: { document, reason } }];
}

/** A section of the document's text may be written at any time before closing; what stood there stays in the event. */
export function setNote({ section, text }: DataOf<'SetNote'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustNotBeClosed(renja));
  refuse([
    ...rule.sectionMustBeNamed(section),
    ...rule.noteMustDiffer(renja, section, text),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return [{ type: 'NoteSet', data: { section, before: renja.notes.get(section) ?? null, after: text } }];
}

/** The office's answer to a finding; what it answered before stays in the event. */
export function answerFinding(data: DataOf<'AnswerFinding'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeAdopted(renja));
  const { finding, text, document } = data;
  const before = renja.answers.get(finding) ?? null;
  refuse([
    ...rule.findingMustBeNamed(finding),
    ...rule.answerMustBeNew(finding, before, text),
    ...rule.mustBeAWriter(who.actor),
  ]);
  return [{ type: 'FindingAnswered', data: { finding, before, after: text, document } }];
}
