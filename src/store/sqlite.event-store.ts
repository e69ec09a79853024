import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type EventStore,
  IntegrityFault,
  OutcomeUnknown,
  type Position,
  type Receipt,
  type Recorded,
  type Sealed,
  StoreUnavailable,
  WrongRevision,
} from './event-store.js';
import { openLedgerFile, persistently, rollback } from './ledger-file.js';
import { checkAppend } from './seal.js';
import { isBusy, type Sqlite, textOf } from './sqlite.js';

const PAGE = 500;
/** How often a follower looks for what another process appended. */
const POLL_MS = 50;

const CLOSED = 'the ledger has been closed';
/** Neither driver has a type for a damaged file: both say it in words, Node also of numbers that none can be. */
const DAMAGED = /malformed|not a database|corrupt|out of range|too large to be represented/i;

/** What is read of an event. */
type Row = readonly [
  position: number,
  revision: number,
  leaf: string,
  envelope: string | Uint8Array | ArrayBuffer,
  stream: number,
];
type Append = {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly Sealed[];
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (reason: Error) => void;
};

/**
 * Opens the embedded event store: one SQLite file in WAL mode, every commit synced to disk before it is acknowledged.
 * Several processes may open the same file.
 * @param create whether a missing file is made, with its folder; otherwise it is StoreUnavailable
 * @throws StoreUnavailable
 */
export const openSqliteStore = async (file: string, options: { create: boolean }): Promise<EventStore> =>
  new SqliteEventStore(await openLedgerFile(file, options));

class SqliteEventStore implements EventStore {
  private readonly statements;
  private readonly waiting: Append[] = [];
  private writing: Promise<void> | null = null;
  private commits = 0;
  private readonly sleepers = new Set<() => void>();
  private closed = false;

  constructor(private readonly db: Sqlite) {
    const columns = `position, revision, lower(hex(leaf)), ${db.textColumn('envelope')}, stream`;
    this.statements = {
      streamId: db.prepare<{ id: number }>('select id from stream where name = ?'),
      streamName: db.prepare<{ name: string }>('select hex(name) name from stream where id = ?'),
      addStream: db.prepare('insert into stream (name) values (?)'),
      revision: db.prepare<{ revision: number | null }>('select max(revision) revision from event where stream = ?'),
      head: db.prepare<{ position: number | null }>('select max(position) position from event'),
      insert: db.prepare('insert into event (position, stream, revision, leaf, envelope) values (?, ?, ?, ?, ?)'),
      ofStream: db.prepareTuples<Row>(
        `select ${columns} from event where stream = ? and revision >= ? order by revision limit ${PAGE}`,
      ),
      after: db.prepareTuples<Row>(`select ${columns} from event where position > ? order by position limit ?`),
      before: db.prepare<{ position: number | null }>('select max(position) position from event where position <= ?'),
      dataVersion: db.prepare<{ data_version: number }>('pragma data_version'),
    };
  }

  read(stream: string, fromRevision = 1): AsyncIterable<Recorded> {
    return atHand(this.ofStream(stream, fromRevision));
  }

  append(stream: string, expected: number, events: readonly Sealed[]): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      if (this.closed) throw new StoreUnavailable(CLOSED);
      checkAppend(expected, events);
      this.waiting.push({ stream, expected, events, resolve, reject });
      this.writing ??= this.writeWaiting();
    });
  }

  async *follow(after: Position, signal: AbortSignal): AsyncGenerator<Recorded> {
    const names = new Map<number, string>();
    const [stray] = after < 1 ? this.query(() => this.statements.before.all(after)) : [];
    if (typeof stray?.position === 'number')
      throw new IntegrityFault(`an event stands at position ${stray.position}, before the first`, stray.position);
    for (let last = after; !signal.aborted; ) {
      const version = this.version();
      const page = this.pageAfter(last);
      for (const row of page) {
        const [position, , , , id] = row;
        if (position !== last + 1)
          throw new IntegrityFault(`the ledger goes from position ${last} to ${position}`, position);
        const name = names.get(id) ?? this.streamName(id);
        names.set(id, name);
        last = position;
        yield this.recorded(name, row);
        if (signal.aborted) return;
      }
      while (page.length === 0 && !signal.aborted && this.version() === version) await this.change(signal);
    }
  }

  async head(): Promise<Position> {
    return this.query(() => this.statements.head.all())[0]?.position ?? 0;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.writing;
    this.db.close();
  }

  /** What a reader asks of the file: a damaged one is another matter than one that is away. */
  private query<Found>(ask: () => Found[], position: Position | null = null): Found[] {
    if (this.closed) throw new StoreUnavailable(CLOSED);
    try {
      return ask();
    } catch (error) {
      const { message } = error as Error;
      if (DAMAGED.test(message)) throw new IntegrityFault(`the ledger file is damaged: ${message}`, position);
      throw new StoreUnavailable(`the ledger could not be read: ${message}`, { cause: error });
    }
  }

  /** The next events in commit order. Where one of them is damaged, those before it are read one by one. */
  private pageAfter(last: Position): Row[] {
    try {
      return this.query(() => this.statements.after.all(last, PAGE));
    } catch (error) {
      if (!(error instanceof IntegrityFault)) throw error;
      return this.query(() => this.statements.after.all(last, 1), last + 1);
    }
  }

  private *ofStream(stream: string, fromRevision: number): Generator<Recorded> {
    const [found] = this.query(() => this.statements.streamId.all(stream));
    if (!found) return;
    for (let next = fromRevision; ; ) {
      const page = this.query(() => this.statements.ofStream.all(found.id, next));
      for (const row of page) {
        const [position, revision] = row;
        if (revision !== next) throw new IntegrityFault(`${stream} goes from #${next - 1} to #${revision}`, position);
        next += 1;
        yield this.recorded(stream, row);
      }
      if (page.length < PAGE) return;
    }
  }

  private recorded(stream: string, [position, revision, leaf, envelope]: Row): Recorded {
    const json = textOf(envelope);
    if (json === null)
      throw new IntegrityFault(`${stream} #${revision} is not UTF-8 text`, position, { stream, revision, leaf });
    return { stream, revision, position, leaf, json };
  }

  private streamId(name: string): number | undefined {
    return this.statements.streamId.all(name)[0]?.id;
  }

  private streamName(id: number): string {
    const hex = this.query(() => this.statements.streamName.all(id))[0]?.name;
    return hex === undefined ? `(stream ${id} has no name)` : Buffer.from(hex, 'hex').toString();
  }

  /** Changes with every commit, of this connection or of another process. */
  private version(): string {
    return `${this.commits} ${this.query(() => this.statements.dataVersion.all())[0]?.data_version}`;
  }

  private change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, POLL_MS);
      signal.addEventListener('abort', wake);
      this.sleepers.add(wake);
    });
  }

  /** Appends that arrive together share one commit, and so one sync of the disk; each has its own outcome. */
  private async writeWaiting(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const group = this.waiting.splice(0);
      try {
        const settle = await persistently(() => this.commit(group));
        this.commits += 1;
        for (const done of settle) done();
        for (const wake of [...this.sleepers]) wake();
      } catch (error) {
        for (const { reject } of group) reject(asStoreError(error));
      }
      // Lets the callers that were just answered come back with their next append, to join the next group.
      await nextTurn();
    }
    this.writing = null;
  }

  /** One transaction over the group. Returns what to tell each caller once it is on disk. */
  private commit(group: readonly Append[]): (() => void)[] {
    this.db.exec('begin immediate');
    try {
      let position = this.statements.head.all()[0]?.position ?? 0;
      const settle = group.map((append) => {
        const outcome = this.insert(append, position);
        if (outcome instanceof WrongRevision) return () => append.reject(outcome);
        position = Math.max(position, outcome.position ?? 0);
        return () => append.resolve(outcome);
      });
      this.sync();
      return settle;
    } catch (error) {
      rollback(this.db);
      throw error;
    }
  }

  private sync(): void {
    try {
      this.db.exec('commit');
    } catch (error) {
      if (isBusy(error)) throw error;
      throw new OutcomeUnknown(`the commit failed: ${(error as Error).message}`, { cause: error });
    }
  }

  private insert({ stream, expected, events }: Append, head: Position): Receipt | WrongRevision {
    let id = this.streamId(stream);
    const actual = id === undefined ? 0 : (this.statements.revision.all(id)[0]?.revision ?? 0);
    if (actual !== expected) return this.retried(id, expected, events) ?? new WrongRevision(stream, expected, actual);
    if (id === undefined) {
      this.statements.addStream.run(stream);
      id = this.streamId(stream);
      if (id === undefined) throw new StoreUnavailable(`could not name the stream ${stream}`);
    }
    let position = head;
    for (const { revision, leaf, json } of events) {
      position += 1;
      this.statements.insert.run(position, id, revision, Buffer.from(leaf, 'hex'), Buffer.from(json));
    }
    return { revision: expected + events.length, position };
  }

  /** The first receipt again, where these very events already stand at this place. */
  private retried(id: number | undefined, expected: number, events: readonly Sealed[]): Receipt | undefined {
    if (id === undefined) return undefined;
    let position = 0;
    for (let done = 0; done < events.length; done += PAGE) {
      const page = this.statements.ofStream.all(id, expected + 1 + done);
      const same = events.slice(done, done + PAGE).every(({ json }, i) => {
        const row = page[i];
        position = row?.[0] ?? 0;
        return row !== undefined && textOf(row[3]) === json;
      });
      if (!same) return undefined;
    }
    return { revision: expected + events.length, position };
  }
}

/** Events that are had without waiting. An async generator would make three promises for each, this makes one. */
function atHand(events: Generator<Recorded>): AsyncIterableIterator<Recorded> {
  return {
    next: async () => events.next(),
    return: async () => events.return(undefined),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function asStoreError(error: unknown): Error {
  if (error instanceof StoreUnavailable || error instanceof OutcomeUnknown) return error;
  return new StoreUnavailable(`the ledger could not be written: ${(error as Error).message}`, { cause: error });
}
