import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Position } from './event-store.js';
import { isBusy, openSqlite, type Sqlite } from './sqlite.js';

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
 * events without a gap. This file keeps what was counted. It may be deleted at any time: then it is counted anew.
 */
export class KnownPositions {
  private newest: Known;
  private kept: Position;

  private constructor(private readonly db: Sqlite) {
    const [row] = db.prepare<Row>('select * from known order by position desc limit 1').all();
    this.newest = row ? knownOf(row) : NOTHING_KNOWN;
    this.kept = this.newest.position;
  }

  static open(file: string): KnownPositions {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const db = openSqlite(file);
    db.exec(`pragma busy_timeout = 20; pragma journal_mode = wal; pragma synchronous = normal; ${TABLE}`);
    return new KnownPositions(db);
  }

  /** The newest event that was ever counted. */
  get last(): Known {
    return this.newest;
  }

  /** The event nearest to a position, not after it, from which to go on counting. */
  upTo(position: Position): Known {
    if (position >= this.newest.position) return this.newest;
    const [row] = this.db
      .prepare<Row>('select * from known where position <= ? order by position desc limit 1')
      .all(position);
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
    this.db.exec('delete from known');
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
    try {
      const add = this.db.prepare('insert or replace into known values (?, ?, ?, ?)');
      add.run(position, String(commit), String(prepare), leaf);
      this.kept = position;
    } catch (error) {
      // Another process writes to it: the next place is kept in its stead.
      if (!isBusy(error)) throw error;
    }
  }
}
