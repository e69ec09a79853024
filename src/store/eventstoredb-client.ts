import { setMaxListeners } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AllStreamSubscription, EventStoreDBClient, type StreamingRead } from '@eventstore/db-client';
import { IntegrityFault, StoreUnavailable } from './event-store.js';
import { NoAnswer, troubleOf, within, wordsOf } from './eventstoredb-errors.js';
import { Feed } from './feed.js';

/** How long to wait, in milliseconds. */
export type Patience = {
  /** For one answer. */
  readonly answer: number;
  /** For an operation with all of its retries. */
  readonly operation: number;
  /** For the first contact, when the store is opened. */
  readonly opening: number;
  /** Before a subscription that says nothing is looked after. */
  readonly silence: number;
  /** Before the first retry; each next one waits up to twice as long. */
  readonly retry: number;
};

export const PATIENCE: Patience = { answer: 5_000, operation: 15_000, opening: 30_000, silence: 10_000, retry: 50 };
const LONGEST_RETRY_MS = 2_000;
const CLOSING_MS = 2_000;
/** The first retries come within a second: nobody needs to hear of them. */
const SILENT_RETRIES = 4;

/** Only the leader has every acknowledged event: a state read elsewhere may lie behind. */
export const LEADER = { requiresLeader: true };
/** So many events come at once: the client's own 16 would halve the speed of a replay. */
export const BUFFER = { highWaterMark: 512 };

/** The server's addresses, as they may be shown: without user and password. */
const hostsOf = (connection: string): string => /^[^:]*:\/\/(?:[^@/?]*@)?([^/?]*)/.exec(connection)?.[1] ?? '';

/** In a cluster the leader is asked for, whatever the connection string says. */
function withLeader(connection: string): string {
  const [address = '', options = ''] = connection.split('?');
  const others = options.split('&').filter((option) => option !== '' && !/^nodePreference=/i.test(option));
  return `${address}?${[...others, 'nodePreference=leader'].join('&')}`;
}

/**
 * Where a call fails while others wait to be sent, the client leaves a rejection that nobody can handle, beside the one
 * that it gives to its caller. Any other rejection without a handler ends the process, as it would without this.
 */
function passOver(reason: unknown): void {
  const { code, details, metadata } = (reason ?? {}) as { code?: unknown; details?: unknown; metadata?: unknown };
  if (typeof code === 'number' && typeof details === 'string' && metadata !== undefined) return;
  throw reason;
}

/** What a stream of the server gives, let go of by `close`. */
export const feedOf = <Event>(stream: StreamingRead<Event> | AllStreamSubscription): Feed<Event> =>
  new Feed(stream as unknown as Readable, () => ('unsubscribe' in stream ? stream.unsubscribe() : stream.cancel()));

/**
 * The one client of the process. Its appends share one list of who waits for what: a second client beside it would have
 * its appends rejected when a call of the first one fails. So a client is let go of before the next one is made.
 */
export class Connection {
  readonly hosts: string;
  private readonly connection: string;
  private current: Promise<EventStoreDBClient>;
  private readonly closing = new AbortController();
  /** The failures that were met, each an object of its own unless the client keeps it. */
  private readonly met = new WeakSet<Error>();

  /** @throws StoreUnavailable where the connection string cannot be read; it is not shown, as it holds a password */
  constructor(
    connection: string,
    readonly patience: Patience,
  ) {
    this.connection = withLeader(connection);
    this.hosts = hostsOf(connection);
    try {
      this.current = Promise.resolve(this.make());
    } catch (error) {
      const { message } = error as Error;
      const form = 'its form should be esdb://user:password@host:2113?tls=true';
      throw new StoreUnavailable(`RENJA_STORE cannot be used: ${message.includes('ertificate') ? message : form}`);
    }
    // Every read under way waits for it.
    setMaxListeners(0, this.closing.signal);
    process.on('unhandledRejection', passOver);
  }

  /** Aborted when the store is closed. */
  get closed(): AbortSignal {
    return this.closing.signal;
  }

  mustBeOpen(): void {
    if (this.closed.aborted) throw new StoreUnavailable('the ledger has been closed');
  }

  client(): Promise<EventStoreDBClient> {
    return this.current;
  }

  /**
   * Asks until there is an answer, or the time is up.
   * @throws StoreUnavailable, IntegrityFault
   */
  async ask<Result>(
    work: (client: EventStoreDBClient) => Promise<Result>,
    { ms = this.patience.operation, onWaiting }: { ms?: number; onWaiting?: ((why: string) => void) | undefined } = {},
  ): Promise<Result> {
    const until = Date.now() + ms;
    for (let attempt = 0; ; attempt += 1) {
      this.mustBeOpen();
      const client = await this.current;
      try {
        return await work(client);
      } catch (error) {
        await this.recover(client, error, { attempt, until, onWaiting });
      }
    }
  }

  /** All that a read gives. @throws NoAnswer, and what the client throws */
  async collect<Event>(reading: StreamingRead<Event>): Promise<Event[]> {
    const feed = feedOf<Event>(reading);
    const { answer } = this.patience;
    const found: Event[] = [];
    try {
      for (;;) {
        const taken = await feed.take(answer, this.closed);
        if (taken === null) return found;
        this.mustBeOpen();
        if (taken.length === 0) throw new NoAnswer(`a read was not answered within ${answer / 1_000} s`);
        for (const event of taken) found.push(event);
      }
    } finally {
      await feed.close();
    }
  }

  /** Makes ready for another attempt, after a while. @throws StoreUnavailable where none would help, or the time is up */
  async recover(
    client: EventStoreDBClient,
    error: unknown,
    retry: { attempt: number; until: number; onWaiting?: ((why: string) => void) | undefined },
  ): Promise<void> {
    this.mustBeOpen();
    if (error instanceof IntegrityFault) throw error;
    const why = `${this.hosts}: ${wordsOf(error)}`;
    const trouble = troubleOf(error);
    if (trouble === 'failed') throw new StoreUnavailable(`EventStoreDB failed: ${why}`, { cause: error });
    if (trouble === 'denied')
      throw new StoreUnavailable(
        `EventStoreDB does not let us in (${why}): RENJA_STORE needs user and password of an account that may read $all`,
        { cause: error },
      );
    if (Date.now() > retry.until) throw new StoreUnavailable(`EventStoreDB does not answer: ${why}`, { cause: error });
    if (retry.attempt >= SILENT_RETRIES) retry.onWaiting?.(why);
    // The client keeps what it once failed to find out about the server, and fails with it for ever.
    if (this.met.has(error as Error)) await this.renew(client);
    this.met.add(error as Error);
    // At random, up to a time that doubles, so that many who wait do not all come back at once.
    const longest = Math.min(this.patience.retry * 2 ** retry.attempt, LONGEST_RETRY_MS);
    await sleep(longest * (0.5 + Math.random() / 2));
  }

  async close(): Promise<void> {
    await dispose(await this.current);
    process.off('unhandledRejection', passOver);
  }

  /** Ends all waiting; what is under way may finish before `close`. */
  stop(): void {
    this.closing.abort();
  }

  /** Makes another client, unless someone has done so since this one was given out. */
  private async renew(failed: EventStoreDBClient): Promise<void> {
    const { current } = this;
    if ((await current) === failed && this.current === current) this.current = dispose(failed).then(() => this.make());
    await this.current;
  }

  private make(): EventStoreDBClient {
    return EventStoreDBClient.connectionString(this.connection);
  }
}

/** Ends a client's calls and closes its channel, which it would keep open, and with it the process. */
async function dispose(client: EventStoreDBClient): Promise<void> {
  await within(CLOSING_MS, 'the end of the calls', client.dispose()).catch(() => undefined);
  const channel = Reflect.get(client, 'getChannel') as () => Promise<{ close(): void }>;
  await within(CLOSING_MS, 'the channel', channel()).then(
    (open) => open.close(),
    () => undefined,
  );
}
