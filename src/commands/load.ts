import { renjaDecider } from '../ledger/decide.js';
import type { Decider } from '../ledger/decider.js';
import { BrokenHistory } from '../ledger/evolve.js';
import { officeDecider } from '../ledger/office.js';
import { type Renja } from '../ledger/renja.js';
import type { Grant, Scope } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { type Entry, type LedgerEvent, verified, verify } from '../store/stored-events.js';

/** A command that has been carried out: its hash, and the revisions of its first and last event. */
export type Done = { readonly hash: string; readonly first: number; revision: number; position: number | null };

/** A stream folded as far as it goes, and what is needed to add to it. */
export type Loaded<State> = {
  state: State;
  /** The last entry, to which the next one is chained. */
  last: Pick<Entry, 'revision' | 'position' | 'leaf' | 'meta'> | null;
  readonly commands: Map<string, Done>;
};

/** The stream of a Renja, and that of what a government decides for all of its Renja. */
export const streamOf = (renjaId: string): string => `renja-${renjaId}`;
export const officeStreamOf = (pemda: string | null): string => `access-${pemda ?? 'all'}`;

/** What a kept state costs at most in memory per character of its stored events: `npm run bench` measures 0.6. */
const BYTES_PER_CHARACTER = 1;
const KEPT_BYTES = 64 * 1024 * 1024;

/** `counted` is how much of `bytes` the sum of all kept states holds. */
type Kept = { readonly loaded: Loaded<unknown>; bytes: number; counted: number };

/** The newest states of a store's streams, the least recently used first, and what they cost together. */
class KeptStates {
  private readonly streams = new Map<string, Kept>();
  private bytes = 0;

  get(stream: string): Kept | undefined {
    return this.streams.get(stream);
  }

  delete(stream: string): void {
    this.bytes -= this.streams.get(stream)?.counted ?? 0;
    this.streams.delete(stream);
  }

  /** Keeps a state as the one used last; those that there is no room for go. */
  keep(stream: string, one: Kept): void {
    this.delete(stream);
    one.counted = one.bytes;
    this.bytes += one.counted;
    this.streams.set(stream, one);
    for (const oldest of this.streams.keys()) {
      if (this.bytes <= KEPT_BYTES) return;
      this.delete(oldest);
    }
  }
}

const kept = new WeakMap<EventStore, KeptStates>();

function keptOf(store: EventStore): KeptStates {
  const states = kept.get(store) ?? new KeptStates();
  kept.set(store, states);
  return states;
}

/**
 * Folds a stream into the state on which commands are decided. The newest state is kept: what is there already is not
 * read again, and the events after it are, so that a kept state never answers for a stream that has grown.
 * Whoever is given it only reads it, and not across an `await`: the next reader adds to it.
 * @throws BrokenHistory, IntegrityFault
 */
async function load<State, Given extends { readonly command: unknown }, Event extends LedgerEvent>(
  store: EventStore,
  stream: string,
  decider: Decider<State, Given, Event>,
): Promise<Loaded<State>> {
  const states = keptOf(store);
  const found = states.get(stream) as (Kept & { readonly loaded: Loaded<State> }) | undefined;
  const one = found ?? {
    loaded: { state: decider.initial(), last: null, commands: new Map<string, Done>() },
    bytes: 0,
    counted: 0,
  };
  const { loaded } = one;
  try {
    for await (const recorded of store.read(stream, (loaded.last?.revision ?? 0) + 1)) {
      const { revision, position, leaf } = recorded;
      const next = (loaded.last?.revision ?? 0) + 1;
      // Another reader of the same stream was here first, or gave the state up.
      if (revision < next) continue;
      if (revision > next) throw new BrokenHistory(`${stream} could not be folded up to #${revision}`);
      const { event, meta } = verify<Event>(recorded, loaded.last?.leaf ?? null);
      loaded.state = decider.evolve(loaded.state, event);
      loaded.last = { revision, position, leaf, meta };
      one.bytes += recorded.json.length * BYTES_PER_CHARACTER;
      const done = loaded.commands.get(meta.commandId);
      if (done) {
        done.revision = revision;
        done.position = position;
      } else loaded.commands.set(meta.commandId, { hash: meta.commandHash, first: revision, revision, position });
    }
  } catch (error) {
    // A fold that was interrupted is of no use to anyone.
    states.delete(stream);
    loaded.last = null;
    throw error;
  }
  if (loaded.last) states.keep(stream, one);
  else states.delete(stream);
  return loaded;
}

/** A Renja as far as its stream goes. @throws BrokenHistory, IntegrityFault */
export const loadRenja = (store: EventStore, renjaId: string): Promise<Loaded<Renja>> =>
  load(store, streamOf(renjaId), renjaDecider);

/**
 * The agency whose Renja it is; null where there is no such Renja. It is set as the Renja is opened and never changes, so
 * that a kept state tells it without being brought up to date.
 * @throws BrokenHistory, IntegrityFault
 */
export async function agencyOfRenja(store: EventStore, renjaId: string): Promise<Scope | null> {
  const found = keptOf(store).get(streamOf(renjaId)) as { readonly loaded: Loaded<Renja> } | undefined;
  const { pemda, perangkatDaerah } = found?.loaded.state ?? (await loadRenja(store, renjaId)).state;
  return pemda === null ? null : { pemda, perangkatDaerah };
}

/** A Renja as it was before one of its events. @throws BrokenHistory, IntegrityFault */
export async function renjaBefore(store: EventStore, renjaId: string, revision: number): Promise<Renja> {
  let renja = renjaDecider.initial();
  for await (const entry of verified(store.read(streamOf(renjaId)))) {
    if (entry.revision >= revision) break;
    renja = renjaDecider.evolve(renja, entry.event);
  }
  return renja;
}

/** What a government has decided, or (null) what counts everywhere. @throws BrokenHistory, IntegrityFault */
export const loadOffice = (store: EventStore, pemda: string | null) =>
  load(store, officeStreamOf(pemda), officeDecider);

/**
 * The roles that an account holds everywhere and in a government; null while the ledger knows no role at all.
 * @throws BrokenHistory, IntegrityFault
 */
export async function rolesHeld(
  store: EventStore,
  account: string,
  pemda: string | null,
): Promise<readonly Grant[] | null> {
  const everywhere = (await loadOffice(store, null)).state.grants;
  if (everywhere.size === 0) return null;
  const own = everywhere.get(account) ?? [];
  return pemda === null ? own : [...own, ...((await loadOffice(store, pemda)).state.grants.get(account) ?? [])];
}
