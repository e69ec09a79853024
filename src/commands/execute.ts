import type { Given, RenjaCommand } from '../ledger/commands.js';
import { decide, effectiveOn } from '../ledger/decide.js';
import type { RenjaEvent } from '../ledger/events.js';
import { fault, Rejection } from '../ledger/rejection.js';
import { evolve, newRenja, type Renja } from '../ledger/renja.js';
import { type EventStore, LimitExceeded, type Receipt, type Sealed, WrongRevision } from '../store/event-store.js';
import { commandHashOf, eventIdOf, seal } from '../store/seal.js';
import { decode, type Entry, verified, wireName } from '../store/stored-events.js';

/** The stream of a Renja. */
export const streamOf = (renjaId: string): string => `renja-${renjaId}`;

/** A command that someone gives, and under which id: the same id again with the same contents changes nothing. */
export type Request = Given & {
  readonly renjaId: string;
  /** A UUID. */
  readonly commandId: string;
  readonly correlationId?: string;
  /** Where the caller says what revision they saw, a change since then is a conflict. */
  readonly expectedRevision?: number;
};

export type Outcome = {
  readonly receipt: Receipt;
  readonly events: readonly RenjaEvent[];
  /** True where this command had been carried out before, and nothing was written now. */
  readonly repeated: boolean;
};

/** A command that has been carried out: its hash, and the revisions of its first and last event. */
export type Done = { readonly hash: string; readonly first: number; revision: number; position: number | null };

/** A Renja as far as its stream goes, and what is needed to add to it. */
export type Loaded = {
  readonly renja: Renja;
  /** The last entry, to which the next one is chained. */
  readonly last: Entry | null;
  readonly commands: ReadonlyMap<string, Done>;
};

/** Folds a stream into the state on which commands are decided. @throws BrokenHistory, IntegrityFault */
export async function load(store: EventStore, renjaId: string): Promise<Loaded> {
  let renja = newRenja();
  let last: Entry | null = null;
  const commands = new Map<string, Done>();
  for await (const entry of verified(store.read(streamOf(renjaId)))) {
    last = entry;
    renja = evolve(renja, entry.event);
    const { revision, position, meta } = entry;
    const done = commands.get(meta.commandId);
    if (done) Object.assign(done, { revision, position });
    else commands.set(meta.commandId, { hash: meta.commandHash, first: revision, revision, position });
  }
  return { renja, last, commands };
}

/** Whether a command is the one that was carried out, and not another one under its id. */
export const isSame = (done: Done, command: RenjaCommand): boolean => done.hash === commandHashOf(command);

/** The events that a command brought about. */
export async function eventsOf(store: EventStore, renjaId: string, { first, revision }: Done): Promise<RenjaEvent[]> {
  const events: RenjaEvent[] = [];
  for await (const recorded of store.read(streamOf(renjaId), first)) {
    events.push(decode(recorded).event);
    if (recorded.revision === revision) break;
  }
  return events;
}

/** @throws WrongRevision where the caller said what they had seen, and the Renja has changed since */
export function mustBeAt(expected: number | undefined, renjaId: string, { revision }: Renja): void {
  if (expected !== undefined && expected !== revision) throw new WrongRevision(streamOf(renjaId), expected, revision);
}

function sealAll(request: Request, loaded: Loaded, events: readonly RenjaEvent[], now: Date): Sealed[] {
  const { renjaId, command, commandId, actor, mode } = request;
  const clock = now.toISOString();
  const recordedAt = loaded.last && loaded.last.meta.recordedAt > clock ? loaded.last.meta.recordedAt : clock;
  const meta = {
    actor,
    recordedAt,
    commandId,
    commandHash: commandHashOf(command),
    correlationId: request.correlationId ?? commandId,
    effectiveOn: effectiveOn(command, loaded.renja) ?? recordedAt.slice(0, 10),
    mode,
  };
  let revision = loaded.renja.revision;
  let previous = loaded.last?.leaf ?? null;
  return events.map(({ type, data }, i) => {
    revision += 1;
    const id = eventIdOf(commandId, i);
    const sealed = seal({
      stream: streamOf(renjaId),
      revision,
      id,
      type: wireName(type),
      data,
      meta: { ...meta, previous },
    });
    previous = sealed.leaf;
    return sealed;
  });
}

const ATTEMPTS = 10;

/**
 * The one path by which the ledger grows: read → decide → seal → append at the exact revision.
 * Where another writer was faster, it decides again on what is there now, unless the caller said what they had seen.
 * @throws Rejection, WrongRevision, StoreUnavailable, OutcomeUnknown, UnsealableText, BrokenHistory, IntegrityFault
 */
export async function execute(store: EventStore, request: Request, now: () => Date): Promise<Outcome> {
  const { renjaId, command, commandId, expectedRevision } = request;
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await load(store, renjaId);
    const done = loaded.commands.get(commandId);
    if (done && !isSame(done, command)) throw new Rejection([fault('command-reused', '', { commandId })]);
    if (done) return { receipt: done, events: await eventsOf(store, renjaId, done), repeated: true };
    const { revision } = loaded.renja;
    mustBeAt(expectedRevision, renjaId, loaded.renja);
    const events = decide(request, loaded.renja);
    // A command that asks for nothing, as a list without rows does.
    if (events.length === 0)
      return { receipt: { revision, position: loaded.last?.position ?? null }, events, repeated: false };
    try {
      const receipt = await store.append(streamOf(renjaId), revision, sealAll(request, loaded, events, now()));
      return { receipt, events, repeated: false };
    } catch (error) {
      if (error instanceof LimitExceeded) throw new Rejection([fault('too-large', '', { why: error.message })]);
      if (!(error instanceof WrongRevision) || expectedRevision !== undefined || attempt === ATTEMPTS) throw error;
    }
  }
}
