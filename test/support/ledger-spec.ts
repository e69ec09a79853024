import type { Given, Mode, RenjaCommand } from '../../src/ledger/commands.js';
import { decide } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { evolve } from '../../src/ledger/evolve.js';
import { explain, Rejection } from '../../src/ledger/rejection.js';
import { newRenja, type Renja } from '../../src/ledger/renja.js';
import { type RejectionCode, RULES } from '../../src/ledger/rule-table.js';
import type { Actor } from '../../src/ledger/terms.js';
import { APPROVER, PLANNER, VERIFIER } from './ledger-plan.js';

/** What a refusal is held against besides its code. */
export type Refusal = {
  /** The pointer of the first fault. */
  readonly at?: string;
  /** The English text of the first fault, filled in. */
  readonly says?: string;
  /** The codes of all faults in order; where it is left out, the code is the only one. */
  readonly all?: readonly RejectionCode[];
};

/** Frozen events cannot be written into: a fold that keeps one of their arrays and adds to it fails at once. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}

/** The state that a history makes. */
export const fold = (history: readonly RenjaEvent[], from: Renja = newRenja()): Renja =>
  frozen(history).reduce(evolve, from);

const DECISIONS: ReadonlySet<RenjaCommand['type']> = new Set([
  'ApproveRevision',
  'RejectRevision',
  'CloseRenja',
  'ReopenRenja',
]);

const usualActor = ({ type }: RenjaCommand): Actor =>
  type === 'SetPlafon' || type === 'EndorseRevision' ? VERIFIER : DECISIONS.has(type) ? APPROVER : PLANNER;

const asGiven = (
  command: RenjaCommand,
  actor: Actor = usualActor(command),
  mode: Mode = 'live',
  refuse: Given['refuse'] = [],
): Given => ({ command, actor, mode, refuse });

/** A history and what follows from further commands, for the givens of a spec. */
export function following(history: readonly RenjaEvent[], ...commands: readonly RenjaCommand[]): readonly RenjaEvent[] {
  let events = history;
  for (const command of commands) events = events.concat(decide(asGiven(command), fold(events)));
  return events;
}

/** What a command leads to: its events or its rejection. Anything else that is thrown is a defect and passes on. */
function outcomeOf(history: readonly RenjaEvent[], asked: Given): readonly RenjaEvent[] | Rejection {
  const renja = fold(history);
  const before = structuredClone(renja);
  try {
    const events = decide(frozen(asked), renja);
    // What was decided must follow from the history, or the stream could never be read again.
    fold(events, fold(history));
    return events;
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  } finally {
    // Deciding only reads.
    expect(renja).toEqual(before);
  }
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);

function expectRefusal(outcome: readonly RenjaEvent[] | Rejection, code: RejectionCode, refusal: Refusal): void {
  if (!(outcome instanceof Rejection)) throw new Error(`${code} was expected, but the command was accepted`);
  const [first] = outcome.faults;
  expect(outcome.faults.map((fault) => fault.code)).toEqual(refusal.all ?? [code]);
  expect(outcome.code).toBe(code);
  // A text with a gap would tell its reader nothing.
  for (const fault of outcome.faults)
    for (const language of ['id', 'en'] as const)
      expect(Object.keys(fault.values)).toEqual(expect.arrayContaining(placeholders(RULES[fault.code][language])));
  if (refusal.at !== undefined) expect(first?.pointer).toBe(refusal.at);
  if (refusal.says !== undefined) expect(first && explain(first, 'en')).toBe(refusal.says);
}

/**
 * A decision as a sentence: given this history, when this is asked, then these events follow or it is refused so.
 * Without an actor an approver decides revisions, a verifier endorses and sets ceilings, and a planner does everything else.
 */
export const given = (history: readonly RenjaEvent[]) => ({
  when: (command: RenjaCommand, actor?: Actor, mode?: Mode, refuse?: Given['refuse']) => {
    const outcome = () => outcomeOf(history, asGiven(command, actor, mode, refuse));
    return {
      // biome-ignore lint/suspicious/noThenProperty: a spec reads given, when, then; nothing awaits it.
      then(expected: readonly RenjaEvent[] | RejectionCode, refusal: Refusal = {}): void {
        if (typeof expected === 'string') expectRefusal(outcome(), expected, refusal);
        else expect(outcome()).toEqual(expected);
      },
      /** Accepted, whatever exactly follows; but something does. */
      thenAccepted(): readonly RenjaEvent[] {
        const events = outcome();
        if (events instanceof Rejection) throw new Error(`refused: ${events.faults.map((f) => f.code).join(', ')}`);
        expect(events).not.toEqual([]);
        return events;
      },
    };
  },
});
