import { once } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { scopesFor } from '../access/access.guard.js';
import type { Identity, Shown } from '../access/identity.js';
import { loadRenja } from '../commands/load.js';
import { covers } from '../ledger/policy.js';
import type { Scope } from '../ledger/terms.js';
import { problem } from '../problem.js';
import type { EventStore, Position, Recorded } from '../store/event-store.js';
import { type Meta } from '../store/seal.js';
import { decode, type LedgerEvent } from '../store/stored-events.js';
import { Workspace } from '../workspace.js';

export type EventData = LedgerEvent['data'];

/** An event as it was sealed, with its place in the ledger and its leaf hash. */
export type LedgerEntry = {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: LedgerEvent['type'];
  readonly leaf: string;
  /** Who, when, why and after what. An answer's `meta` says of which state it speaks. */
  readonly sealed: Meta;
  readonly data: EventData;
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
/** How long someone is taken for who they were, with the roles that they had: a stream outlasts neither by more. */
const TRUST_MS = 5_000;
/** How long a reader has to take what is left when a stream ends. */
const LAST_WORDS_MS = 1_000;
/** So many streams one account may have open: each of them reads the ledger for itself. */
const MOST_STREAMS = 16;

/** How many streams each account has open. */
const open = new Map<string, number>();

/** @throws Problem 429 */
function opened(account: string): () => void {
  const streams = open.get(account) ?? 0;
  if (streams >= MOST_STREAMS)
    throw problem(
      429,
      'too-many-streams',
      {
        id: `Sudah ${MOST_STREAMS} aliran terbuka untuk akun ini. Tutup salah satunya.`,
        en: `This account has ${MOST_STREAMS} streams open already. Close one of them.`,
      },
      { headers: { 'retry-after': '5' } },
    );
  open.set(account, streams + 1);
  return () => {
    const left = (open.get(account) ?? 1) - 1;
    if (left === 0) open.delete(account);
    else open.set(account, left);
  };
}

/** Writes to a reader and waits for one who is slow, until they leave or the stream is to end. */
async function send(raw: FastifyReply['raw'], text: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted || raw.destroyed || raw.write(text)) return;
  const waiting = new AbortController();
  const until = AbortSignal.any([signal, waiting.signal]);
  await Promise.race(['drain', 'close'].map((event) => once(raw, event, { signal: until }).catch(() => undefined)));
  waiting.abort();
}

/**
 * Sends every event that the caller may see, from a position on, as server-sent events whose `id` is the position. A reader
 * who is slow is waited for; nothing is kept for them. It ends when they leave or are no longer signed in, or when the
 * server stops.
 * @throws Problem 429 where the account has too many open
 */
export async function sendEvents(
  workspace: Workspace,
  request: FastifyRequest,
  reply: FastifyReply,
  { after, identity, shown }: { readonly after: Position; readonly identity: Identity; readonly shown: Shown },
): Promise<void> {
  const { store } = workspace;
  const leave = opened(identity.id);
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, workspace.stopping.signal]);
  const { raw } = reply;
  let [scopes, lookedAt] = [[] as readonly Scope[], 0];
  /** Looks again who is there and what they may see. */
  const lookAgain = async (): Promise<void> => {
    if (Date.now() - lookedAt <= TRUST_MS) return;
    const still = await workspace.identify(shown);
    if (still?.id !== identity.id) return gone.abort();
    scopes = scopesFor(await workspace.rolesAnywhere(identity.id), 'read');
    lookedAt = Date.now();
  };
  const beat = (): void => {
    lookAgain().then(
      () => signal.aborted || raw.write(':\n\n'),
      () => gone.abort(),
    );
  };
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
  const beating = setInterval(beat, HEARTBEAT_MS);
  try {
    await send(raw, `retry: 2000\n: ${request.id}\n\n`, signal);
    for await (const recorded of store.follow(after, signal)) {
      await lookAgain();
      if (signal.aborted) break;
      if (!sees(scopes, await scopeOf(store, recorded.stream))) continue;
      const entry = entryOf(recorded);
      await send(raw, `id: ${entry.position}\nevent: ${entry.type}\ndata: ${JSON.stringify(entry)}\n\n`, signal);
    }
  } catch (error) {
    // The reader comes back by itself, and goes on after the last event that it has got.
    request.log.error({ err: error }, 'the stream of events ended');
  } finally {
    clearInterval(beating);
    leave();
    // A proper end, unless the reader does not take it: that would keep the server from stopping.
    raw.end();
    setTimeout(() => raw.destroy(), LAST_WORDS_MS).unref();
  }
}
