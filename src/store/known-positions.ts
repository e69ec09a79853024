import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Position } from './event-store.js';
import { isBusy, openSqlite, type Sqlite, type SqlValue } from './sqlite.js';

/** Where an event of the ledger stands in the server's log, and its place among the ledger's events. */
export type Known = {
  readonly position: Position;
  readonly commit: bigint;
  readonly prepare: bigint;
  /** The hash that the event carries: it tells the log of one server from that of another. */
  readonly leaf: string;
};

export const NOTHING_KNOWN: Known = { position: 0, commit: -1n, prepare: -1n, leaf: '' };

/** Between two places that are kept, so many events are counted again. */
const EVERY = 250;

/** A file of its own processes is busy for a moment at most. */
const BUSY_MS = 500;
const IN_MEMORY = ':memory:';

const TABLE = `create table if not exists known (
  position integer primary key, commit_at text not null, prepare_at text not null, leaf text not null
)`;

type Row = { position: number; commit_at: string; prepare_at: string; leaf: string };
const knownOf = ({ position, commit_at, prepare_at, leaf }: Row): Known => ({
  ...{ position, leaf },
  commit: BigInt(commit_at),
  prepare: BigInt(prepare_at),
});

/**
 * The server numbers its log with gaps, and other applications may write to it too; the ledger's positions count its own
 * events without a gap. This file keeps what was counted. It may be deleted at any time: then it is counted anew. Where it
 * cannot be used, what is counted is kept in memory alone.
 */
export class KnownPositions {
  private db: Sqlite;
  private newest: Known = NOTHING_KNOWN;
  private kept: Position = 0;

  private constructor(file: string) {
    this.db = opened(file);
    const [row] = this.rows('select * from known order by position desc limit 1');
    if (!row) return;
    this.newest = knownOf(row);
    this.kept = this.newest.position;
  }

  static open(file: string): KnownPositions {
    return new KnownPositions(file);
  }

  /** The newest event that was ever counted. */
  get last(): Known {
    return this.newest;
  }

  /** The event nearest to a position, not after it, from which to go on counting. */
  upTo(position: Position): Known {
    if (position >= this.newest.position) return this.newest;
    const [row] = this.rows('select * from known where position <= ? order by position desc limit 1', position);
    return row ? knownOf(row) : NOTHING_KNOWN;
  }

  /** Someone who counts has come this far. */
  passed(known: Known): void {
    if (known.position <= this.newest.position) return;
    this.newest = known;
    if (known.position >= this.kept + EVERY) this.keep();
  }

  /** Forgets all of it: it was counted in another log. */
  forget(): void {
    this.change('delete from known');
    this.newest = NOTHING_KNOWN;
    this.kept = 0;
  }

  close(): void {
    this.keep();
    this.db.close();
  }

  private keep(): void {
    const { position, commit, prepare, leaf } = this.newest;
    if (position === this.kept) return;
    const add = 'insert or replace into known values (?, ?, ?, ?)';
    if (this.change(add, position, String(commit), String(prepare), leaf)) this.kept = position;
  }

  private rows(sql: string, ...values: SqlValue[]): Row[] {
    try {
      return this.db.prepare<Row>(sql).all(...values);
    } catch (error) {
      this.giveUp(error);
      return [];
    }
  }

  private change(sql: string, ...values: SqlValue[]): boolean {
    try {
      this.db.prepare(sql).run(...values);
      return true;
    } catch (error) {
      this.giveUp(error);
      return false;
    }
  }

  /** Where another process is writing to it, the next place is kept in its stead; else the file is of no more use. */
  private giveUp(error: unknown): void {
    if (isBusy(error)) return;
    this.db.close();
    this.db = opened(IN_MEMORY);
    this.kept = 0;
  }
}

/** Opens the file, or makes it anew, or does without. */
function opened(file: string): Sqlite {
  const attempt = (place: string): Sqlite => {
    if (place !== IN_MEMORY) mkdirSync(dirname(place), { recursive: true });
    const db = openSqlite(place);
    try {
      db.exec(`pragma busy_timeout = ${BUSY_MS}; pragma journal_mode = wal; pragma synchronous = normal; ${TABLE}`);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
  try {
    return attempt(file);
  } catch (error) {
    if (isBusy(error)) return attempt(IN_MEMORY);
  }
  try {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
    return attempt(file);
  } catch {
    return attempt(IN_MEMORY);
  }
}
