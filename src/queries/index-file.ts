import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Index, Write } from '../../projections/projection.js';
import { type Position, StoreUnavailable } from '../store/event-store.js';
import { persistently, rollback } from '../store/ledger-file.js';
import { isBusy, openSqlite, type Sqlite, type SqlValue } from '../store/sqlite.js';

/** How far the index goes: the newest event in it by its position and leaf, and the latest time recorded up to there. */
export type Saved = { readonly position: Position; readonly leaf: string; readonly knownAt: number };

export const NOTHING_SAVED: Saved = { position: 0, leaf: '', knownAt: 0 };

/** What a batch of events adds: their writes, and up to which position all was recorded by which instant (in ms). */
export type Batch = {
  readonly writes: readonly Write[];
  readonly moments: ReadonlyMap<number, Position>;
  readonly to: Saved;
};

/** The tables that the projector keeps for itself; `moment` has the last position for each latest recorded time. */
const OWN_VERSION = 1;
const OWN_TABLES = `
  create table saved (id integer primary key check (id = 1), position integer not null, leaf text not null, known_at integer not null);
  insert into saved values (1, 0, '', 0);
  create table moment (known_at integer primary key, position integer not null);
`;

const quoted = (name: string): string => `"${name}"`;
const equals = (columns: readonly string[]): string[] => columns.map((column) => `${quoted(column)} = ?`);

/** The SQL of a write and its values in the order in which the SQL has them. */
function statementOf(write: Write): { sql: string; values: SqlValue[] } {
  if ('insert' in write) {
    const columns = Object.keys(write.row);
    const places = columns.map(() => '?').join(', ');
    const sql = `insert into ${quoted(write.insert)} (${columns.map(quoted).join(', ')}) values (${places})`;
    return { sql, values: Object.values(write.row) };
  }
  const { set, where } = write;
  const sql = `update ${quoted(write.update)} set ${equals(Object.keys(set)).join(', ')} where ${equals(Object.keys(where)).join(' and ')}`;
  return { sql, values: [...Object.values(set), ...Object.values(where)] };
}

/** Words of either driver for a file that is no use any more: it holds nothing that the store does not. */
const DAMAGED = /malformed|not a database|corrupt/i;
/** The same for trouble of the disk, which may pass. */
const PASSING = /disk is full|I\/O error|unable to open/i;

/** The file beside the ledger that holds what is indexed across Renja. It may be deleted at any time. */
export class IndexFile {
  private readonly statements = new Map<string, ReturnType<Sqlite['prepare']>>();

  private constructor(
    readonly db: Sqlite,
    private readonly name: string,
    private readonly tables: string,
  ) {}

  /** @throws StoreUnavailable where another process keeps it locked, or the disk fails */
  static async open(
    file: string,
    indexes: readonly Pick<Index<unknown>, 'name' | 'version' | 'tables'>[],
  ): Promise<IndexFile> {
    mkdirSync(dirname(file), { recursive: true });
    // Names and versions of all tables: whatever differs is made anew.
    const name = [`index.${OWN_VERSION}`, ...indexes.map((one) => `${one.name}.${one.version}`)].join(' ');
    const tables = OWN_TABLES + indexes.map((one) => one.tables).join('\n');
    const attempt = async (): Promise<IndexFile> => {
      const opened = new IndexFile(openSqlite(file), name, tables);
      try {
        await persistently(() => opened.prepare());
        return opened;
      } catch (error) {
        opened.close();
        throw error;
      }
    };
    try {
      return await attempt();
    } catch (error) {
      if (!DAMAGED.test(String(error))) throw asUnavailable(error);
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
      return attempt();
    }
  }

  /** How far the index goes, or null where another version of this program has made the tables. */
  saved(): Saved | null {
    const [row] = this.db
      .prepare<{ position: number; leaf: string; known_at: number; name: string }>(
        'select position, leaf, known_at, name from saved, index_name',
      )
      .all();
    if (row?.name !== this.name) return null;
    return { position: row.position, leaf: row.leaf, knownAt: row.known_at };
  }

  /** Empties the index, unless another process has done so or gone on since it was found at `from`. */
  async clear(from: Saved): Promise<void> {
    await this.transact(() => {
      if (!isAt(this.saved(), from)) return;
      this.makeTables();
    });
  }

  /**
   * Writes a batch and how far it goes in one transaction.
   * @returns false, and nothing is written, where another process has moved the index since it was at `from`
   * @throws StoreUnavailable
   */
  commit(from: Saved, { writes, moments, to }: Batch): Promise<boolean> {
    return this.transact(() => {
      if (!isAt(this.saved(), from)) return false;
      for (const write of writes) {
        const { sql, values } = statementOf(write);
        this.run(sql, values);
      }
      for (const [knownAt, position] of moments)
        this.run('insert or replace into moment (known_at, position) values (?, ?)', [knownAt, position]);
      this.run('update saved set position = ?, leaf = ?, known_at = ?', [to.position, to.leaf, to.knownAt]);
      return true;
    });
  }

  close(): void {
    this.db.close();
  }

  private run(sql: string, values: readonly SqlValue[] = []): void {
    const statement = this.statements.get(sql) ?? this.db.prepare(sql);
    this.statements.set(sql, statement);
    statement.run(...values);
  }

  private async transact<Result>(work: () => Result): Promise<Result> {
    try {
      return await persistently(() => this.inTransaction(work));
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  private inTransaction<Result>(work: () => Result): Result {
    this.run('begin immediate');
    try {
      const result = work();
      this.run('commit');
      return result;
    } catch (error) {
      rollback(this.db);
      throw error;
    }
  }

  private prepare(): void {
    // What a power cut takes from the end of the file is indexed again: the position goes with the rows.
    this.db.exec('pragma busy_timeout = 20; pragma journal_mode = wal; pragma synchronous = normal');
    this.inTransaction(() => {
      const [known] = this.db.prepare(`select 1 from sqlite_master where name = 'index_name'`).all();
      if (!known || !this.saved()) this.makeTables();
    });
  }

  private makeTables(): void {
    const found = this.db.prepare<{ name: string }>(
      `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by rowid desc`,
    );
    for (const { name } of found.all()) this.db.exec(`drop table ${quoted(name)}`);
    this.db.exec(`create table index_name (name text not null); ${this.tables}`);
    this.db.prepare('insert into index_name values (?)').run(this.name);
  }
}

const isAt = (saved: Saved | null, from: Saved): boolean =>
  saved !== null && saved.position === from.position && saved.leaf === from.leaf;

const asUnavailable = (error: unknown): unknown =>
  isBusy(error) || PASSING.test(String(error))
    ? new StoreUnavailable(`the index cannot be written: ${(error as Error).message}`, { cause: error })
    : error;
