import type { Given, Mode, RenjaCommand } from '../ledger/commands.js';
import { agencyOf, renjaDecider } from '../ledger/decide.js';
import type { Decider } from '../ledger/decider.js';
import type { RenjaEvent } from '../ledger/events.js';
import { type OfficeCommand, type OfficeEvent, type OfficeGiven, officeDecider } from '../ledger/office.js';
import { type Fault, fault, Rejection } from '../ledger/rejection.js';
import type { Renja } from '../ledger/renja.js';
import type { Actor, Grant } from '../ledger/terms.js';
import { warningsOf } from '../ledger/warnings.js';
import { type EventStore, LimitExceeded, type Receipt, type Sealed, WrongRevision } from '../store/event-store.js';
import { checkAppend, commandHashOf, eventIdOf, seal } from '../store/seal.js';
import { decode, type LedgerEvent, wireName } from '../store/stored-events.js';
import { type Done, type Loaded, loadOffice, loadRenja, officeStreamOf, rolesHeld, streamOf } from './load.js';

/** A command that someone gives, and under which id: the same id again with the same contents changes nothing. */
type Asked<Command> = {
  readonly command: Command;
  readonly actor: Actor;
  readonly mode: Mode;
  /** A UUID. */
  readonly commandId: string;
  readonly correlationId?: string;
  /** Where the caller says what revision they saw, a change since then is a conflict. */
  readonly expectedRevision?: number;
};

export type Request = Asked<RenjaCommand> &
  Pick<Given, 'refuse'> & {
    readonly renjaId: string;
    /** The roles that the actor holds there, where they have just been read to let them in. */
    readonly held?: readonly Grant[];
  };

export type Outcome<Event extends LedgerEvent = RenjaEvent> = {
  readonly receipt: Receipt;
  readonly events: readonly Event[];
  /** True where this command had been carried out before, and nothing was written now. */
  readonly repeated: boolean;
};

/** What is unusual about a command that was carried out all the same; nothing where it had been before. */
type Warned = { readonly warnings: readonly Fault[] };

/** Whether a command is the one that was carried out, and not another one under its id. */
export const isSame = (done: Done, command: RenjaCommand | OfficeCommand): boolean =>
  done.hash === commandHashOf(command);

/** The events that a command brought about. */
export async function eventsOf<Event extends LedgerEvent>(
  store: EventStore,
  stream: string,
  { first, revision }: Done,
): Promise<Event[]> {
  const events: Event[] = [];
  for await (const recorded of store.read(stream, first)) {
    events.push(decode<Event>(recorded).event);
    if (recorded.revision === revision) break;
  }
  return events;
}

/** @throws WrongRevision where the caller said what they had seen, and the Renja has changed since */
export function mustBeAt(expected: number | undefined, stream: string, { revision }: { revision: number }): void {
  if (expected !== undefined && expected !== revision) throw new WrongRevision(stream, expected, revision);
}

/** A stream to which a decider adds, and how far it goes. */
type Subject<State, Decided extends { readonly command: unknown }, Event> = {
  readonly stream: string;
  readonly decider: Decider<State, Decided, Event>;
  load(): Promise<Loaded<State>>;
};

function sealAll<State extends { revision: number }, Event extends LedgerEvent>(
  stream: string,
  { command, commandId, actor, mode, correlationId = commandId }: Asked<RenjaCommand | OfficeCommand>,
  loaded: Loaded<State>,
  events: readonly Event[],
  effectiveOn: string | null,
  now: Date,
): Sealed[] {
  const clock = now.toISOString();
  const recordedAt = loaded.last && loaded.last.meta.recordedAt > clock ? loaded.last.meta.recordedAt : clock;
  const meta = {
    actor,
    recordedAt,
    commandId,
    commandHash: commandHashOf(command),
    correlationId,
    effectiveOn: effectiveOn ?? recordedAt.slice(0, 10),
    mode,
  };
  let { revision } = loaded.state;
  let previous = loaded.last?.leaf ?? null;
  return events.map(({ type, data }, i) => {
    revision += 1;
    const id = eventIdOf(commandId, i);
    const sealed = seal({ stream, revision, id, type: wireName(type), data, meta: { ...meta, previous } });
    previous = sealed.leaf;
    return sealed;
  });
}

/** What no store takes is refused like what no rule allows. */
const orTooLarge = (error: unknown): unknown =>
  error instanceof LimitExceeded ? new Rejection([fault('too-large', '', { why: error.message })]) : error;

const ATTEMPTS = 10;

/**
 * The one path by which the ledger grows: read → decide → seal → append at the exact revision.
 * Where another writer was faster, it decides again on what is there now, unless the caller said what they had seen.
 */
async function carryOut<
  State extends { revision: number },
  Command extends RenjaCommand | OfficeCommand,
  Decided extends { readonly command: Command },
  Event extends LedgerEvent,
>(
  store: EventStore,
  { stream, decider, load }: Subject<State, Decided, Event>,
  asked: Asked<Command> & Decided,
  now: () => Date,
): Promise<Outcome<Event>> {
  const { command, commandId, expectedRevision } = asked;
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await load();
    const done = loaded.commands.get(commandId);
    if (done && !isSame(done, command)) throw new Rejection([fault('command-reused', '', { commandId })]);
    if (done) return { receipt: done, events: await eventsOf<Event>(store, stream, done), repeated: true };
    const { revision } = loaded.state;
    mustBeAt(expectedRevision, stream, loaded.state);
    const events = decider.decide(asked, loaded.state);
    // A command that asks for nothing, as a list without rows does.
    if (events.length === 0)
      return { receipt: { revision, position: loaded.last?.position ?? null }, events, repeated: false };
    const effectiveOn = decider.effectiveOn(command, loaded.state);
    try {
      const receipt = await store.append(stream, revision, sealAll(stream, asked, loaded, events, effectiveOn, now()));
      return { receipt, events, repeated: false };
    } catch (error) {
      // Another decides on what is there now; where the caller said what they had seen, that tells them of the conflict.
      if (!(error instanceof WrongRevision) || attempt === ATTEMPTS) throw orTooLarge(error);
    }
  }
}

/** Only a proposal takes a route. */
const PROPOSES: ReadonlySet<RenjaCommand['type']> = new Set(['ProposeRevision', 'ReverseRevision']);

/**
 * What a decision on a Renja needs from beyond its own stream: the roles that the actor holds there, and the routes that
 * the Renja's government has set.
 * @throws BrokenHistory, IntegrityFault
 */
export async function surroundings(
  store: EventStore,
  { command, actor, held: known }: Pick<Request, 'command' | 'held'> & { readonly actor: Pick<Actor, 'id'> },
  renja: Renja,
): Promise<Pick<Given, 'held' | 'routes'>> {
  const pemda = agencyOf(command, renja)?.pemda ?? null;
  const held = known ?? (await rolesHeld(store, actor.id, pemda));
  if (pemda === null || !PROPOSES.has(command.type)) return { held };
  return { held, routes: (await loadOffice(store, pemda)).state.routes };
}

/** The surroundings of a command on a Renja as it is now, which is not read where they are at hand already. */
const surroundingsOf = async (store: EventStore, asked: Omit<Request, 'renjaId'>, renjaId: string) =>
  asked.held && !PROPOSES.has(asked.command.type)
    ? { held: asked.held }
    : surroundings(store, asked, (await loadRenja(store, renjaId)).state);

/**
 * Carries out a command on a Renja.
 * @throws Rejection, WrongRevision, StoreUnavailable, OutcomeUnknown, UnsealableText, BrokenHistory, IntegrityFault
 */
export async function execute(store: EventStore, request: Request, now: () => Date): Promise<Outcome & Warned> {
  const { renjaId, ...asked } = request;
  const load = () => loadRenja(store, renjaId);
  const around = await surroundingsOf(store, asked, renjaId);
  let warnings: readonly Fault[] = [];
  const decider: typeof renjaDecider = {
    ...renjaDecider,
    // The state that is decided on is at hand only here: by the time of the answer it may have grown.
    decide(given, renja) {
      const events = renjaDecider.decide(given, renja);
      warnings = warningsOf(renja, events);
      return events;
    },
  };
  const outcome = await carryOut(store, { stream: streamOf(renjaId), decider, load }, { ...asked, ...around }, now);
  return { ...outcome, warnings };
}

/**
 * Decides and seals a command, and writes nothing: it is refused wherever carrying it out would be.
 * @throws what `execute` throws
 */
export async function rehearse(
  store: EventStore,
  { renjaId, ...asked }: Request,
  now: () => Date,
): Promise<Pick<Outcome, 'events'> & Warned> {
  const around = await surroundingsOf(store, asked, renjaId);
  const loaded = await loadRenja(store, renjaId);
  const events = renjaDecider.decide({ ...asked, ...around }, loaded.state);
  const warnings = warningsOf(loaded.state, events);
  const effectiveOn = renjaDecider.effectiveOn(asked.command, loaded.state);
  try {
    const sealed = sealAll(streamOf(renjaId), asked, loaded, events, effectiveOn, now());
    if (sealed.length > 0) checkAppend(loaded.state.revision, sealed);
  } catch (error) {
    throw orTooLarge(error);
  }
  return { events, warnings };
}

/** Carries out a command on what a government decides for all of its Renja. @throws what `execute` throws */
export async function executeForOffice(
  store: EventStore,
  asked: Asked<OfficeCommand> & Pick<OfficeGiven, 'pemda'>,
  now: () => Date,
): Promise<Outcome<OfficeEvent>> {
  const { pemda, actor } = asked;
  const held = await rolesHeld(store, actor.id, pemda);
  const load = () => loadOffice(store, pemda);
  return carryOut(store, { stream: officeStreamOf(pemda), decider: officeDecider, load }, { ...asked, held }, now);
}
