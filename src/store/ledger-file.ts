import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from './event-store.js';
import { isBusy, openSqlite, type Sqlite } from './sqlite.js';

const SCHEMA_VERSION = 1;
const SCHEMA = `
  create table if not exists stream (id integer primary key, name text not null unique);
  create table if not exists event (
    position integer primary key,
    stream integer not null references stream (id),
    revision integer not null,
    leaf blob not null,
    envelope blob not null
  );
  create unique index if not exists event_of_stream on event (stream, revision);
  pragma user_version = ${SCHEMA_VERSION};
`;

/**
 * How long the write-ahead log grows before it is written over from its beginning: while a file grows, each sync of it costs
 * about twice as much. Half of SQLite's own figure makes one writer some 10% faster, and costs many writers nothing.
 */
const LOG_PAGES = 500;

/** How long one call may block the process while another holds the write lock, and how long to keep trying. */
const BUSY_TIMEOUT_MS = 20;
const BUSY_LIMIT_MS = 5_000;

const retryDelay = (): Promise<void> => sleep(2 + Math.random() * 18);

/** Runs what may meet the write lock of another process, until it gets through or the time is up. */
export async function persistently<Result>(attempt: () => Result): Promise<Result> {
  const until = Date.now() + BUSY_LIMIT_MS;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() > until)
        throw new StoreUnavailable(`another process has held the ledger for ${BUSY_LIMIT_MS / 1000} s`, {
          cause: error,
        });
      await retryDelay();
    }
  }
}

/** The one value of a one-row, one-column answer. */
const scalar = <Value>(db: Sqlite, sql: string): Value | undefined =>
  Object.values(db.prepare<Record<string, Value>>(sql).all()[0] ?? {})[0];

function prepareFile(db: Sqlite): void {
  db.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}; pragma journal_mode = wal; pragma synchronous = full`);
  db.exec(`pragma wal_autocheckpoint = ${LOG_PAGES}`);
  // A build of SQLite that ignored either setting could lose an acknowledged change.
  if (scalar(db, 'pragma journal_mode') !== 'wal' || scalar(db, 'pragma synchronous') !== 2)
    throw new StoreUnavailable('this SQLite does not keep journal_mode=wal with synchronous=full');
  const version = scalar<number>(db, 'pragma user_version') ?? 0;
  if (version > SCHEMA_VERSION)
    throw new StoreUnavailable(
      `the ledger file is of version ${version}; this program knows ${SCHEMA_VERSION}. Update it.`,
    );
  if (version === SCHEMA_VERSION) return;
  db.exec('begin immediate');
  db.exec(SCHEMA);
  db.exec('commit');
}

/** Opens the file of a ledger, and makes it where it is asked to. @throws StoreUnavailable */
export async function openLedgerFile(file: string, { create }: { create: boolean }): Promise<Sqlite> {
  if (!create && !existsSync(file)) throw new StoreUnavailable(`there is no ledger at ${file}`);
  let db: Sqlite | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const opened = openSqlite(file);
    db = opened;
    await persistently(() => {
      try {
        prepareFile(opened);
      } catch (error) {
        rollback(opened);
        throw error;
      }
    });
    return opened;
  } catch (error) {
    db?.close();
    if (error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable(`cannot open the ledger at ${file}: ${(error as Error).message}`, { cause: error });
  }
}

/** Ends a transaction that may not have begun, or that SQLite has already undone. */
export function rollback(db: Sqlite): void {
  try {
    db.exec('rollback');
  } catch {
    // There is no transaction left to undo.
  }
}
