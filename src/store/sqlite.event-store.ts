import { existsSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { headOf, whyNotBegun, whyNotReproduced, whyNotSound } from './acknowledged.js';
import { DataVersion } from './data-version.js';
import {
  type EventStore,
  IntegrityFault,
  OutcomeUnknown,
  type Position,
  type Receipt,
  type Recorded,
  type Sealed,
  StoreUnavailable,
} from './event-store.js';
import { GroupWriter, type Wanted } from './group-writer.js';
import { HeadLog, headLogOf } from './head-log.js';
import { openLedgerFile, persistently } from './ledger-file.js';
import { checkAppend } from './seal.js';
import { isDamaged, type Sqlite, textOf } from './sqlite.js';

const PAGE = 500;
/** How often a follower looks for what another process appended. */
const POLL_MS = 50;
/** How often a store that refuses looks by itself whether it may go on. */
const VERIFY_MS = 5_000;

/** How many streams are remembered. */
const MOST_ENDS = 4_096;

type End = { readonly id: number; readonly revision: number };

const CLOSED = 'the ledger has been closed';

/** What is read of an event. */
type Row = readonly [
  position: number,
  revision: number,
  leaf: string,
  envelope: string | Uint8Array | ArrayBuffer,
  stream: number,
];
type Append = Wanted & {
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (reason: Error) => void;
};

/**
 * Opens the embedded event store: one SQLite file in WAL mode, every commit synced to disk before it is acknowledged.
 * Several processes may open the same file. A file that lacks what was acknowledged is opened for reading alone.
 * @param create whether a missing file is made, with its folder; otherwise it is StoreUnavailable
 * @throws StoreUnavailable
 */
export async function openSqliteStore(file: string, options: { create: boolean }): Promise<EventStore> {
  const log = new HeadLog(headLogOf(file));
  // A new file would hide that one is gone, and SQLite would remove the log of the one that was there.
  const gone = existsSync(file) ? null : whyNotBegun(log);
  if (gone !== null) throw new StoreUnavailable(`there is no ledger at ${file}, but ${gone}`);
  const db = await openLedgerFile(file, options);
  try {
    return new SqliteEventStore(file, db, log);
  } catch (error) {
    db.close();
    throw new StoreUnavailable(`cannot open the ledger at ${file}: ${(error as Error).message}`, { cause: error });
  }
}

class SqliteEventStore implements EventStore {
  private statements: ReturnType<typeof this.prepare>;
  private writer: GroupWriter;
  private readonly waiting: Append[] = [];
  private writing: Promise<void> | null = null;
  private commits = 0;
  /** A command looks at the streams that it needs again and again, mostly to find nothing new. */
  private readonly ends = new Map<string, End>();
  private endsAt = -1;
  private readonly sleepers = new Set<() => void>();
  private closed = false;
  private refusal: string | null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly file: string,
    private db: Sqlite,
    private readonly log: HeadLog,
  ) {
    this.statements = this.prepare(db);
    this.refusal = whyNotReproduced(db, log);
    this.writer = new GroupWriter(db, log.newest);
  }

  private prepare(db: Sqlite) {
    const columns = `position, revision, lower(hex(leaf)), ${db.textColumn('envelope')}, stream`;
    return {
      streamId: db.prepare<{ id: number }>('select id from stream where name = ?'),
      streamName: db.prepare<{ name: string }>('select hex(name) name from stream where id = ?'),
      head: db.prepare<{ position: number | null }>('select max(position) position from event'),
      ofStream: db.prepareTuples<Row>(
        `select ${columns} from event where stream = ? and revision >= ? order by revision limit ${PAGE}`,
      ),
      after: db.prepareTuples<Row>(`select ${columns} from event where position > ? order by position limit ?`),
      before: db.prepare<{ position: number | null }>('select max(position) position from event where position <= ?'),
      dataVersion: new DataVersion(db),
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

  refusing(): string | null {
    return this.refusal;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.writing;
    if (this.timer) clearTimeout(this.timer);
    this.db.close();
    await this.log.close();
  }

  /** What a reader asks of the file: a damaged one is another matter than one that is away. */
  private query<Found>(ask: () => Found[], position: Position | null = null): Found[] {
    if (this.closed) throw new StoreUnavailable(CLOSED);
    try {
      return ask();
    } catch (error) {
      const { message } = error as Error;
      if (isDamaged(error)) throw new IntegrityFault(`the ledger file is damaged: ${message}`, position);
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
    const end = this.endOf(stream);
    if (end && fromRevision > end.revision) return;
    const id = end?.id ?? this.query(() => this.statements.streamId.all(stream))[0]?.id;
    if (id === undefined) return;
    for (let next = fromRevision; ; ) {
      const page = this.query(() => this.statements.ofStream.all(id, next));
      if (page.length < PAGE) this.learnEnd(stream, { id, revision: page.at(-1)?.[1] ?? next - 1 });
      for (const row of page) {
        const [position, revision] = row;
        if (revision !== next) throw new IntegrityFault(`${stream} goes from #${next - 1} to #${revision}`, position);
        next += 1;
        yield this.recorded(stream, row);
      }
      if (page.length < PAGE) return;
    }
  }

  /** How far a stream goes, where no other process has committed since that was seen. */
  private endOf(stream: string): End | undefined {
    const [version = 0] = this.query(() => [this.statements.dataVersion.now]);
    if (version !== this.endsAt) this.ends.clear();
    this.endsAt = version;
    return this.ends.get(stream);
  }

  private learnEnd(stream: string, end: End): void {
    if (this.ends.size === MOST_ENDS) this.ends.clear();
    this.ends.set(stream, end);
  }

  private recorded(stream: string, [position, revision, leaf, envelope]: Row): Recorded {
    const json = textOf(envelope);
    if (json === null)
      throw new IntegrityFault(`${stream} #${revision} is not UTF-8 text`, position, { stream, revision, leaf });
    return { stream, revision, position, leaf, json };
  }

  private streamName(id: number): string {
    const hex = this.query(() => this.statements.streamName.all(id))[0]?.name;
    return hex === undefined ? `(stream ${id} has no name)` : Buffer.from(hex, 'hex').toString();
  }

  /** Changes with every commit, of this connection or of another process. */
  private version(): string {
    return `${this.commits} ${this.query(() => [this.statements.dataVersion.fresh])[0]}`;
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
        if (this.refusal !== null) await this.verify();
        const { outcomes, added, repeated } = await persistently(() => {
          for (const { stream } of group) this.ends.delete(stream);
          return this.writer.write(group);
        });
        this.commits += 1;
        this.acknowledge(() => {
          if (added) this.log.write(added);
          else if (repeated) this.log.raise(repeated);
        });
        group.forEach(({ resolve, reject }, i) => {
          const outcome = outcomes[i];
          if (outcome instanceof Error) reject(outcome);
          else if (outcome) resolve(outcome);
        });
      } catch (error) {
        const reason = this.failed(error as Error);
        for (const { reject } of group) reject(reason);
      }
      for (const wake of [...this.sleepers]) wake();
      // Lets the callers that were just answered come back with their next append, to join the next group.
      await nextTurn();
    }
    this.writing = null;
  }

  /** Where the record cannot be written, nobody is told that they were: a later loss would go unnoticed. */
  private acknowledge(record: () => void): void {
    try {
      record();
    } catch (error) {
      throw new OutcomeUnknown(`the commit could not be recorded: ${(error as Error).message}`, { cause: error });
    }
  }

  /** What to tell of a group that failed. Unless it only met the lock of another process, the store takes no more. */
  private failed(error: Error): Error {
    if (error instanceof StoreUnavailable) return error;
    this.refuse(`a write failed (${error.message}), and the ledger has not been verified since`);
    if (error instanceof OutcomeUnknown) return error;
    return new StoreUnavailable(`the ledger could not be written: ${error.message}`, { cause: error });
  }

  private refuse(reason: string): void {
    this.refusal = reason;
    // Nobody may come to append to a store that is known to refuse.
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.writing ??= this.verifyUnasked();
    }, VERIFY_MS).unref();
  }

  private async verifyUnasked(): Promise<void> {
    if (this.refusal !== null) await this.verify().catch(() => undefined);
    await this.writeWaiting();
  }

  /** Goes on over a new connection, where that finds all that was acknowledged. @throws StoreUnavailable where it does not */
  private async verify(): Promise<void> {
    try {
      const fresh = await openLedgerFile(this.file, { create: false });
      this.db.close();
      this.db = fresh;
      this.statements = this.prepare(fresh);
      this.ends.clear();
      this.commits += 1;
      // Whoever was asked to may have moved the file of it away.
      await this.log.close();
      const fault = whyNotReproduced(fresh, this.log) ?? whyNotSound(fresh, this.log);
      if (fault !== null) throw new StoreUnavailable(fault);
      const head = headOf(fresh);
      if (head) this.log.write(head);
      this.writer = new GroupWriter(fresh, this.log.newest);
      this.refusal = null;
    } catch (error) {
      const { message } = error as Error;
      this.refuse(message);
      throw new StoreUnavailable(message, { cause: error });
    }
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
