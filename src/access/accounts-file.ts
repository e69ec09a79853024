import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { committed } from '../store/data-version.js';
import { StoreUnavailable } from '../store/event-store.js';
import { persistently, rollback } from '../store/ledger-file.js';
import { openSqlite, type Sqlite } from '../store/sqlite.js';

const SCHEMA_VERSION = 1;

/** Times are RFC 3339 in UTC, which sort as text. `hash` is argon2id for a password, SHA-256 for a random secret. */
const SCHEMA = `
  create table if not exists account (
    id text primary key,
    name text not null,
    hash text,
    created text not null
  ) without rowid;
  create table if not exists attempt (
    account text primary key,
    failures integer not null,
    locked_until text not null,
    latest text not null
  ) without rowid;
  create table if not exists session (
    hash text primary key,
    account text not null references account (id),
    created text not null,
    expires text not null,
    used text not null
  ) without rowid;
  create index if not exists session_of_account on session (account);
  create table if not exists token (
    id text primary key,
    hash text not null unique,
    account text not null references account (id),
    label text not null,
    created text not null,
    expires text not null,
    revoked text,
    used text
  ) without rowid;
  create index if not exists token_of_account on token (account);
  pragma user_version = ${SCHEMA_VERSION};
`;

/** Several steps that others see all of or none of. */
export const inOneStep = <Result>(db: Sqlite, work: () => Result): Promise<Result> =>
  persistently(() => {
    try {
      db.exec('begin immediate');
      const result = work();
      db.exec('commit');
      committed();
      return result;
    } catch (error) {
      rollback(db);
      throw error;
    }
  });

/** Opens the file of the accounts, which only its owner reads. @throws StoreUnavailable */
export async function openAccountsFile(file: string): Promise<Sqlite> {
  let db: Sqlite | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // It is closed to others before anything is in it; what SQLite lays beside it takes the same mode.
    if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    const opened = openSqlite(file);
    db = opened;
    await persistently(() =>
      opened.exec('pragma busy_timeout = 20; pragma journal_mode = wal; pragma synchronous = full'),
    );
    opened.exec('pragma foreign_keys = on');
    const [row] = opened.prepare<{ user_version: number }>('pragma user_version').all();
    const version = row?.user_version ?? 0;
    if (version > SCHEMA_VERSION)
      throw new StoreUnavailable(`${file} is of version ${version}; this program knows ${SCHEMA_VERSION}. Update it.`);
    if (version < SCHEMA_VERSION) await inOneStep(opened, () => opened.exec(SCHEMA));
    return opened;
  } catch (error) {
    db?.close();
    if (error instanceof StoreUnavailable) throw error;
    throw new StoreUnavailable(`cannot open the accounts at ${file}: ${(error as Error).message}`, { cause: error });
  }
}
