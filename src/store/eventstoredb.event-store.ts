import type { ResolvedEvent } from '@eventstore/db-client';
import {
  type EventStore,
  IntegrityFault,
  LimitExceeded,
  OutcomeUnknown,
  type Position,
  type Receipt,
  type Recorded,
  type Sealed,
  WrongRevision,
} from './event-store.js';
import { BUFFER, Connection, LEADER, PATIENCE, type Patience } from './eventstoredb-client.js';
import { troubleOf, within } from './eventstoredb-errors.js';
import { jsonEventOf, recordedOf } from './eventstoredb-events.js';
import { ServerLog } from './eventstoredb-log.js';
import { KnownPositions } from './known-positions.js';
import { checkAppend } from './seal.js';

const PAGE = 500;
/** Beyond so many appends at once the client gains nothing, and may hang. */
const MOST_IN_FLIGHT = 100;

export type EventStoreDbOptions = {
  /** The SQLite file that keeps what was counted of the server's log. */
  readonly positions: string;
  /** Told each time that the server did not answer while the store is opened. */
  readonly onWaiting?: ((why: string) => void) | undefined;
  /** Told while events of the ledger are counted: how far in the server's log, of how much. */
  readonly onCounting?: ((done: number, total: number) => void) | undefined;
  readonly patience?: Partial<Patience>;
};

/**
 * Opens the ledger in an EventStoreDB node or cluster.
 * @param connection `esdb://…` or `esdb+discover://…`, as its client takes it
 * @throws StoreUnavailable where no server answers in time, or it does not let us in
 */
export async function openEventStoreDb(connection: string, options: EventStoreDbOptions): Promise<EventStore> {
  const open = new Connection(connection, { ...PATIENCE, ...options.patience });
  const positions = KnownPositions.open(options.positions);
  const log = new ServerLog(open, positions, options.onCounting);
  const store = new EventStoreDbStore(open, log, positions);
  try {
    await log.begin(options.onWaiting);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

class EventStoreDbStore implements EventStore {
  private readonly underWay = new Set<Promise<unknown>>();
  private readonly queue: (() => void)[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly log: ServerLog,
    private readonly positions: KnownPositions,
  ) {}

  async *read(stream: string, fromRevision = 1): AsyncGenerator<Recorded> {
    for (let next = fromRevision; ; ) {
      const page = await this.page(stream, next);
      for (const event of page) {
        const recorded = recordedOf(event, null);
        if (recorded.revision !== next)
          throw new IntegrityFault(`${stream} goes from #${next - 1} to #${recorded.revision}`, null);
        next += 1;
        yield recorded;
      }
      if (page.length < PAGE) return;
    }
  }

  async append(stream: string, expected: number, events: readonly Sealed[]): Promise<Receipt> {
    this.connection.mustBeOpen();
    checkAppend(expected, events);
    const writing = this.inTurn(() => this.write(stream, expected, events));
    this.underWay.add(writing);
    try {
      return await writing;
    } finally {
      this.underWay.delete(writing);
      this.queue.shift()?.();
    }
  }

  async *follow(after: Position, signal: AbortSignal): AsyncGenerator<Recorded> {
    for await (const { event, position } of this.log.counted(after, signal))
      if (position > after) yield recordedOf(event, position);
  }

  head(): Promise<Position> {
    return this.log.head();
  }

  refusing(): null {
    return null;
  }

  async close(): Promise<void> {
    if (this.connection.closed.aborted) return;
    this.connection.stop();
    await Promise.allSettled([...this.underWay]);
    await this.connection.close();
    this.positions.close();
  }

  private async inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.underWay.size >= MOST_IN_FLIGHT) await new Promise<void>((resolve) => this.queue.push(resolve));
    return work();
  }

  /**
   * Asks for the append until an answer settles it, always with the same ids at the same revision: no retry can write it
   * twice.
   */
  private async write(stream: string, expected: number, events: readonly Sealed[]): Promise<Receipt> {
    const proposed = events.map(jsonEventOf);
    const expectedRevision = expected === 0 ? 'no_stream' : BigInt(expected - 1);
    const written: Receipt = { revision: expected + events.length, position: null };
    const until = Date.now() + this.connection.patience.operation;
    let mayBeWritten = false;
    for (let attempt = 0; ; attempt += 1) {
      const client = await this.connection.client();
      try {
        const appending = client.appendToStream(stream, proposed, { expectedRevision, ...LEADER });
        const { nextExpectedRevision } = await within(this.connection.patience.answer, 'the append', appending);
        if (nextExpectedRevision === BigInt(written.revision - 1)) return written;
        // A repeated append may be answered with where the stream has come to since. Behind a deletion it was written elsewhere.
        if (await this.isWritten(stream, expected, events).catch(failUnsettled)) return written;
        throw new IntegrityFault(`${stream} was deleted or cut: #${expected + 1} was written as another`, null);
      } catch (error) {
        if (error instanceof IntegrityFault || error instanceof OutcomeUnknown) throw error;
        const trouble = troubleOf(error);
        if (trouble === 'conflict') {
          if (mayBeWritten && (await this.isWritten(stream, expected, events).catch(failUnsettled))) return written;
          const { actualVersion } = error as { readonly actualVersion: bigint | 'no_stream' };
          throw new WrongRevision(stream, expected, actualVersion === 'no_stream' ? 0 : Number(actualVersion) + 1);
        }
        if (trouble === 'too-large') throw new LimitExceeded('the server takes no append as large as this');
        if (trouble === 'deleted') throw deleted(stream);
        mayBeWritten ||= trouble === 'unclear' || trouble === 'failed';
        try {
          await this.connection.recover(client, error, { attempt, until });
        } catch (given) {
          if (!mayBeWritten) throw given;
          if (await this.isWritten(stream, expected, events).catch(() => false)) return written;
          failUnsettled(given);
        }
      }
    }
  }

  /** Whether these very events stand at this place. */
  private async isWritten(stream: string, expected: number, events: readonly Sealed[]): Promise<boolean> {
    let same = 0;
    for await (const { leaf } of this.read(stream, expected + 1)) {
      if (leaf !== events[same]?.leaf) return false;
      same += 1;
      if (same === events.length) return true;
    }
    return false;
  }

  private async page(stream: string, fromRevision: number): Promise<NonNullable<ResolvedEvent['event']>[]> {
    const options = { fromRevision: BigInt(fromRevision - 1), maxCount: PAGE, ...LEADER };
    const found = await this.connection.ask((client) =>
      this.connection.collect<ResolvedEvent>(client.readStream(stream, options, BUFFER)).catch((error: unknown) => {
        const trouble = troubleOf(error);
        if (trouble === 'missing') return [];
        throw trouble === 'deleted' ? deleted(stream) : error;
      }),
    );
    return found.flatMap(({ event }) => event ?? []);
  }
}

/** It may stand in the stream or come to stand there, and no answer tells. */
function failUnsettled(error: unknown): never {
  if (error instanceof IntegrityFault) throw error;
  const { message } = error as Error;
  throw new OutcomeUnknown(`no answer tells whether the append was written: ${message}`, { cause: error });
}

const deleted = (stream: string): IntegrityFault => new IntegrityFault(`the stream ${stream} was deleted`, null);
