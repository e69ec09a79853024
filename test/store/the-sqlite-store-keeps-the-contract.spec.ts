import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EventStore, IntegrityFault, StoreUnavailable } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { envelopeOf } from '../../src/store/stored-events.js';
import { all, followed, sealedAfter, some, temporaryFolder } from '../support/sealed.js';
import { describeEventStore } from './event-store.contract.js';

const run = promisify(execFile);
const WORKER = join(__dirname, '..', '..', 'dist', 'test', 'processes', 'append-worker.js');

describeEventStore('SQLite', () => {
  const folder = temporaryFolder();
  const open = () => openSqliteStore(join(folder.path, 'ledger.db'), { create: true });
  return { open, remove: folder.remove, knowsPositions: true };
});

describe('The SQLite store', () => {
  const S = 'renja-a';
  let folder = temporaryFolder();
  let store: EventStore;
  const file = () => join(folder.path, 'ledger.db');

  beforeEach(async () => {
    folder = temporaryFolder();
    store = await openSqliteStore(file(), { create: true });
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });

  /** Changes the file as someone with the sqlite3 shell would. */
  const tamper = (sql: string) => {
    const db = openSqlite(file());
    db.exec(sql);
    db.close();
  };

  it("uses Node's own SQLite where it has what is needed, else libsql", () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const db = openSqlite(file());
    expect(db.driver).toBe(major > 22 || (major === 22 && minor >= 16) ? 'node:sqlite' : 'libsql');
    db.close();
  });

  it('keeps a write-ahead log beside the file', () => {
    const db = openSqlite(file());
    expect(db.prepare('pragma journal_mode').all()).toMatchObject([{ journal_mode: 'wal' }]);
    db.close();
  });

  it('makes no ledger unless asked to', async () => {
    const missing = openSqliteStore(join(folder.path, 'other.db'), { create: false });
    await expect(missing).rejects.toBeInstanceOf(StoreUnavailable);
  });

  it('refuses a file of a version that it does not know', async () => {
    tamper('pragma user_version = 99');
    await expect(openSqliteStore(file(), { create: false })).rejects.toThrow('version 99');
  });

  it('follows what another process appends to the same file', async () => {
    await store.append(S, 0, sealedAfter(S, 0, some(2)));
    const following = followed(store, 0, 11);
    await run(process.execPath, [WORKER, file(), 'renja-b', '1', '5']);
    const seen = await following;
    expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
    expect(seen.at(-1)?.stream).toBe('renja-b');
  });

  it('loses and doubles nothing among 32 writers in two processes with 2,000 attempts on one stream', async () => {
    const work = () => run(process.execPath, [WORKER, file(), S, '16', '63'], { maxBuffer: 1e8 });
    const reading = new AbortController();
    const seen: string[] = [];
    const following = (async () => {
      for await (const recorded of store.follow(0, reading.signal)) seen.push(envelopeOf(recorded).id);
    })();
    const accepted = (await Promise.all([work(), work()])).flatMap(({ stdout }) => JSON.parse(stdout) as string[]);
    const read = await all(store.read(S));
    while (seen.length < read.length) await new Promise((resolve) => setTimeout(resolve, 10));
    reading.abort();
    await following;
    const order = read.map((recorded) => envelopeOf(recorded).id);
    expect(order.length).toBe(accepted.length);
    expect(new Set(order)).toEqual(new Set(accepted));
    expect(new Set(order).size).toBe(order.length);
    expect(seen).toEqual(order);
    const other = await openSqliteStore(file(), { create: false });
    expect(await followed(other, 0, order.length)).toEqual(read);
    await other.close();
  }, 60_000);

  it('waits while another connection holds the write lock, and then writes', async () => {
    const db = openSqlite(file());
    db.exec('begin immediate');
    const appending = store.append(S, 0, sealedAfter(S, 0, some(1)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    db.exec('commit');
    db.close();
    expect(await appending).toEqual({ revision: 1, position: 1 });
  });

  it('says that it is unavailable when the lock is not given up, and writes nothing', async () => {
    const db = openSqlite(file());
    db.exec('begin immediate');
    await expect(store.append(S, 0, sealedAfter(S, 0, some(1)))).rejects.toBeInstanceOf(StoreUnavailable);
    db.exec('rollback');
    db.close();
    expect(await store.head()).toBe(0);
    expect(await store.append(S, 0, sealedAfter(S, 0, some(1)))).toEqual({ revision: 1, position: 1 });
  }, 20_000);

  it.each([
    [
      'text that is not UTF-8',
      "update event set envelope = cast(x'ff' || substr(envelope, 2) as blob) where position = 2",
    ],
    ['a missing event', 'delete from event where position = 2'],
  ])('names the place of %s', async (_, sql) => {
    await store.append(S, 0, sealedAfter(S, 0, some(4)));
    tamper(sql);
    await expect(all(store.read(S))).rejects.toBeInstanceOf(IntegrityFault);
    const fault = await followed(store, 0, 4).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(IntegrityFault);
    expect((fault as IntegrityFault).position).toBe(sql.startsWith('delete') ? 3 : 2);
  });
});
