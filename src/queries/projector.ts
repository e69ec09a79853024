import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { auditTrail } from '../../projections/audit-trail.js';
import { directory } from '../../projections/directory.js';
import type { Write } from '../../projections/projection.js';
import {
  type EventStore,
  IntegrityFault,
  type Position,
  type Recorded,
  StoreUnavailable,
} from '../store/event-store.js';
import type { Sqlite } from '../store/sqlite.js';
import { IndexFile, NOTHING_SAVED, type Saved } from './index-file.js';
import { followed, StreamContexts } from './stream-contexts.js';

/** What is indexed across Renja. */
const INDEXES = [followed(auditTrail), followed(directory)];

/** So many events go into one transaction, which blocks the process for some ten milliseconds. */
const BATCH = 250;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;

export type ProjectorOptions = {
  /** Told after each batch while the index catches up with what the store held when it was opened. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly batch?: number;
  /** How many streams keep their context. */
  readonly contexts?: number;
};

type Waiter = { readonly position: Position; readonly wake: (reached: boolean) => void };

/**
 * Keeps the index file up to date: follows the store strictly in order from where the index ends, and writes each batch of
 * rows together with how far it goes. Several processes may keep one file; whoever is first writes a batch, and the others
 * go on behind it.
 */
export class Projector {
  private readonly stopping = new AbortController();
  private readonly contexts: StreamContexts;
  private readonly waiters = new Set<Waiter>();
  private at: Saved = NOTHING_SAVED;
  private total = 0;
  private fault: Error | null = null;
  private running: Promise<void> = Promise.resolve();

  private constructor(
    private readonly file: IndexFile,
    private readonly store: EventStore,
    private readonly options: ProjectorOptions,
  ) {
    this.contexts = new StreamContexts(store, INDEXES, options.contexts);
  }

  /**
   * Opens the index file, and makes it where there is none; then follows the store until it is closed.
   * @throws StoreUnavailable where the file cannot be opened
   */
  static async open(file: string, store: EventStore, options: ProjectorOptions = {}): Promise<Projector> {
    const projector = new Projector(await IndexFile.open(file, INDEXES), store, options);
    projector.running = projector.run();
    return projector;
  }

  /** What the queries read. */
  get index(): Sqlite {
    return this.file.db;
  }

  /** The position of the newest event in the index. */
  get position(): Position {
    return this.at.position;
  }

  /** What has stopped it for good: the store holds what it cannot read. Null while it runs. */
  get failure(): Error | null {
    return this.fault;
  }

  /** Whether the index has reached a position, at once or within so many milliseconds. */
  waitFor(position: Position, ms: number): Promise<boolean> {
    if (this.position >= position) return Promise.resolve(true);
    if (this.fault || this.stopping.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const wake = (reached: boolean) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      const waiter = { position, wake };
      const timer = setTimeout(() => wake(false), ms);
      this.waiters.add(waiter);
    });
  }

  /** Whether the index has all that the store holds now, at once or within so many milliseconds. @throws StoreUnavailable */
  async caughtUp(ms = 0): Promise<boolean> {
    return this.waitFor(await this.store.head(), ms);
  }

  /** Stops after the batch under way and lets go of the file; the store stays open. */
  async close(): Promise<void> {
    if (this.stopping.signal.aborted) return this.running;
    this.stopping.abort();
    await this.running;
    for (const { wake } of [...this.waiters]) wake(false);
    this.file.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let delay = FIRST_DELAY_MS;
    while (!signal.aborted)
      try {
        const began = this.position;
        await this.resume();
        await this.follow();
        if (this.position > began) delay = FIRST_DELAY_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof StoreUnavailable)) {
          this.fault = error as Error;
          for (const { wake } of [...this.waiters]) wake(false);
          return;
        }
        await sleep(delay * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
        delay = Math.min(delay * 2, LONGEST_DELAY_MS);
      }
  }

  /** Finds how far the index goes, and empties it where it is not made of what the store holds. */
  private async resume(): Promise<void> {
    const saved = this.savedOrFail();
    this.total = await this.store.head();
    if (!(await this.isOfStore(saved))) {
      await this.file.clear(saved);
      return this.resume();
    }
    this.moveTo(saved);
  }

  private savedOrFail(): Saved {
    const saved = this.file.saved();
    if (!saved) throw new Error('another version of this program has taken over the index file');
    return saved;
  }

  /** Whether the event at the saved position is the one that the store has there. */
  private async isOfStore({ position, leaf }: Saved): Promise<boolean> {
    if (position === 0) return true;
    if (position > this.total) return false;
    for await (const recorded of this.store.follow(position - 1, this.stopping.signal)) return recorded.leaf === leaf;
    return true;
  }

  /** Writes what the store has, batch by batch, until it is told to stop or another process has moved the index. */
  private async follow(): Promise<void> {
    const { batch: size = BATCH } = this.options;
    const leaving = new AbortController();
    const signal = AbortSignal.any([this.stopping.signal, leaving.signal]);
    const events = this.store.follow(this.position, signal)[Symbol.asyncIterator]();
    const ask = (): Promise<IteratorResult<Recorded>> => {
      const next = events.next();
      // It is asked for while a batch is written: what goes wrong meanwhile is met where it is awaited.
      next.catch(() => undefined);
      return next;
    };
    try {
      let next = ask();
      while (!signal.aborted) {
        const batch: Recorded[] = [];
        let ready: IteratorResult<Recorded> | null = await next;
        // What the store has at hand joins the batch; what comes later is not waited for.
        const turn = nextTurn(null);
        while (ready !== null && !ready.done) {
          batch.push(ready.value);
          next = ask();
          ready = batch.length < size ? await Promise.race([next, turn]) : null;
        }
        if (batch.length === 0 || !(await this.write(batch))) return;
        await turn;
      }
    } finally {
      leaving.abort();
      await events.return?.();
    }
  }

  private async write(batch: readonly Recorded[]): Promise<boolean> {
    const writes: Write[] = [];
    const moments = new Map<number, Position>();
    let to = this.at;
    for (const recorded of batch) {
      const { position } = recorded;
      if (position !== to.position + 1)
        throw new IntegrityFault(`the ledger goes from position ${to.position} to ${position}`, position);
      const { entry, writes: rows } = await this.contexts.rows(recorded);
      // A clock may lie behind that of another writer: what is known at a position was recorded by the latest of them.
      const knownAt = Math.max(to.knownAt, Date.parse(entry.meta.recordedAt));
      moments.set(knownAt, position);
      writes.push(...rows);
      to = { position, leaf: entry.leaf, knownAt };
    }
    if (!(await this.file.commit(this.at, { writes, moments, to }))) return false;
    if (this.position < this.total) this.options.onProgress?.(Math.min(to.position, this.total), this.total);
    this.moveTo(to);
    return true;
  }

  private moveTo(saved: Saved): void {
    this.at = saved;
    for (const { position, wake } of [...this.waiters]) if (position <= saved.position) wake(true);
  }
}
