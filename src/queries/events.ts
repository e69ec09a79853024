import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scopesFor } from '../access/access.guard.js';
import type { Identity } from '../access/identity.js';
import { loadRenja } from '../commands/load.js';
import { covers } from '../ledger/policy.js';
import type { Scope } from '../ledger/terms.js';
import type { EventStore, Position, Recorded } from '../store/event-store.js';
import { type Meta } from '../store/seal.js';
import { decode, type LedgerEvent } from '../store/stored-events.js';
import { Workspace } from '../workspace.js';

/** An event as it was sealed, with its place in the ledger and its leaf hash. */
export type LedgerEntry = {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: LedgerEvent['type'];
  readonly leaf: string;
  /** Its meta as it was sealed: an answer has a `meta` of its own. */
  readonly sealed: Meta;
  readonly data: LedgerEvent['data'];
};

const entryOf = (recorded: Recorded): LedgerEntry => {
  const { stream, revision, id, leaf, meta, event } = decode<LedgerEvent>(recorded);
  return {
    position: recorded.position ?? 0,
    stream,
    revision,
    id,
    type: event.type,
    leaf,
    sealed: meta,
    data: event.data,
  };
};

const RENJA = 'renja-';
const OFFICE = 'access-';

/** Whose matter a stream is: its agency's, its government's, or everybody's. */
async function scopeOf(store: EventStore, stream: string): Promise<Scope> {
  if (stream.startsWith(RENJA)) {
    const { pemda, perangkatDaerah } = (await loadRenja(store, stream.slice(RENJA.length))).state;
    return { pemda, perangkatDaerah };
  }
  const pemda = stream.slice(OFFICE.length);
  return { pemda: stream.startsWith(OFFICE) && pemda !== 'all' ? pemda : null, perangkatDaerah: null };
}

const sees = (scopes: readonly Scope[], wanted: Scope): boolean => scopes.some((scope) => covers(scope, wanted));

/** The event at a position; null where there is none, or it lies beyond the scopes. @throws IntegrityFault */
export async function eventAt(
  { store }: Workspace,
  position: Position,
  scopes: readonly Scope[],
): Promise<LedgerEntry | null> {
  if (position < 1 || position > (await store.head())) return null;
  for await (const recorded of store.follow(position - 1, new AbortController().signal))
    return sees(scopes, await scopeOf(store, recorded.stream)) ? entryOf(recorded) : null;
  return null;
}

const HEARTBEAT_MS = 15_000;
/** How long roles are taken as they were read: a revoked one ends a stream's sight within this time. */
const ROLES_MS = 5_000;

/**
 * Sends every event that the caller may see, from a position on, as server-sent events whose `id` is the position. A reader
 * who is slow is waited for; nothing is kept for them. It ends when they leave, sign out, or the server stops.
 */
export async function sendEvents(
  workspace: Workspace,
  request: FastifyRequest,
  reply: FastifyReply,
  { after, identity }: { readonly after: Position; readonly identity: Identity },
): Promise<void> {
  const { store } = workspace;
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, workspace.stopping.signal]);
  const { raw } = reply;
  reply.hijack();
  raw.on('close', () => gone.abort());
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // Once it has ended, nothing is left that a server which stops would wait for.
    connection: 'close',
  });
  const write = async (text: string): Promise<void> => {
    // To a reader who has left there is nothing more to write, and nothing to wait for.
    if (raw.destroyed || raw.write(text)) return;
    await new Promise<void>((resolve) => {
      const goOn = (): void => {
        raw.off('drain', goOn).off('close', goOn);
        resolve();
      };
      raw.on('drain', goOn).on('close', goOn);
    });
  };
  await write(`retry: 2000\n: ${request.id}\n\n`);
  const beating = setInterval(() => void (signal.aborted || raw.write(':\n\n')), HEARTBEAT_MS);
  let [scopes, readAt] = [[] as readonly Scope[], 0];
  try {
    for await (const recorded of store.follow(after, signal)) {
      if (Date.now() - readAt > ROLES_MS) {
        scopes = scopesFor(await workspace.rolesAnywhere(identity.id), 'read');
        readAt = Date.now();
      }
      if (!sees(scopes, await scopeOf(store, recorded.stream))) continue;
      const entry = entryOf(recorded);
      await write(`id: ${entry.position}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`);
    }
  } catch (error) {
    request.log.error({ err: error }, 'the stream of events ended');
    // The reader comes back by itself, and goes on after the last event that it has got.
    await sleep(0);
  } finally {
    clearInterval(beating);
    raw.end();
  }
}
