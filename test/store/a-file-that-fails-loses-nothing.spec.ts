import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type EventStore,
  IntegrityFault,
  OutcomeUnknown,
  StoreUnavailable,
  WrongRevision,
} from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import * as sqlite from '../../src/store/sqlite.js';
import { decode, envelopeOf } from '../../src/store/stored-events.js';
import { all, followed, sealedAfter, some } from '../support/sealed.js';
import { inStoreFile } from '../support/store-file.js';

/** What the stores of this spec send to their files, and what goes wrong on the way. */
const wire: {
  connections: sqlite.Sqlite[];
  fails: ((sql: string) => void) | null;
  /** What is sent instead of some words. */
  instead: { [words: string]: string };
} = { connections: [], fails: null, instead: {} };

jest.mock('../../src/store/sqlite.js', (): typeof sqlite => {
  const real = jest.requireActual<typeof sqlite>('../../src/store/sqlite.js');
  return {
    ...real,
    openSqlite: (file) => {
      const db = real.openSqlite(file);
      wire.connections.push(db);
      return {
        ...db,
        exec: (sql) => {
          wire.fails?.(sql);
          db.exec(Object.entries(wire.instead).reduce((sent, [words, other]) => sent.replace(words, other), sql));
        },
        prepare: <Row>(sql: string) => {
          const statement = db.prepare<Row>(sql);
          return {
            all: (...values: sqlite.SqlValue[]) => statement.all(...values),
            run: (...values: sqlite.SqlValue[]) => {
              wire.fails?.(sql);
              statement.run(...values);
            },
          };
        },
      };
    },
  };
});

const S = 'renja-a';
const append = (store: EventStore, stream: string, revision: number, count: number, salt = 'a') =>
  store.append(stream, revision, sealedAfter(stream, revision, some(count, salt), { salt }));

/** Fails the first `times` statements that say so much. */
const failing = (words: string, message: string, times: number): void => {
  let left = times;
  wire.fails = (sql) => {
    if (!sql.includes(words) || left === 0) return;
    left -= 1;
    throw new Error(message);
  };
};

beforeEach(() => {
  wire.connections = [];
  wire.fails = null;
  wire.instead = {};
});

describe('An append to a file that fails', () => {
  it('is of unknown outcome where the commit failed; those beside it too, and the store goes on', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 1);
      failing('commit', 'disk I/O error', 1);
      const both = await Promise.allSettled([append(store, S, 1, 2), append(store, 'renja-b', 0, 1)]);
      for (const one of both) expect(one).toMatchObject({ reason: expect.any(OutcomeUnknown) });
      expect(await append(store, S, 1, 2)).toEqual({ revision: 3, position: 3 });
    }));

  it('is carried out once where the commit had only to wait for another process', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      failing('commit', 'database is locked', 3);
      expect(await Promise.all([append(store, S, 0, 2), append(store, 'renja-b', 0, 1)])).toEqual([
        { revision: 2, position: 2 },
        { revision: 1, position: 3 },
      ]);
      expect(await store.head()).toBe(3);
    }));

  it('is undone as a whole where the disk is full in the middle of it', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 1);
      let inserts = 0;
      wire.fails = (sql) => {
        if (sql.startsWith('insert into event') && ++inserts === 3) throw new Error('database or disk is full');
      };
      const full = append(store, S, 1, 5);
      await expect(full).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(full).rejects.toThrow('full');
      expect(await store.head()).toBe(1);
      expect(await all(store.read(S))).toHaveLength(1);
      expect(await append(store, S, 1, 5)).toEqual({ revision: 6, position: 6 });
    }));

  it('fails alone where it repeats events of which one is damaged', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 2);
      await file.tamper((db) => db.exec("update event set envelope = x'ff' where position = 2"));
      const [again, beside] = await Promise.allSettled([append(store, S, 0, 2), append(store, 'renja-b', 0, 1)]);
      expect(again).toMatchObject({ status: 'rejected', reason: expect.any(WrongRevision) });
      expect(beside).toMatchObject({ status: 'fulfilled', value: { revision: 1, position: 3 } });
    }));

  it('is refused once the store is closed', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await store.close();
      await expect(append(store, S, 0, 1)).rejects.toBeInstanceOf(StoreUnavailable);
    }));
});

describe('Durability', () => {
  it('is asked of SQLite on the very connection that writes: a log ahead of the file, synced at every commit', () =>
    inStoreFile(async (file) => {
      await file.open();
      const [writing] = wire.connections;
      expect(writing?.prepare('pragma journal_mode').all()).toMatchObject([{ journal_mode: 'wal' }]);
      expect(writing?.prepare('pragma synchronous').all()).toMatchObject([{ synchronous: 2 }]);
    }));

  it.each([
    ['synchronous = full', 'synchronous = normal'],
    ['journal_mode = wal', 'journal_mode = delete'],
  ])('is not taken on trust: where SQLite does not keep %s, the ledger is not opened', (words, other) =>
    inStoreFile(async (file) => {
      wire.instead = { [words]: other };
      await expect(file.open()).rejects.toBeInstanceOf(StoreUnavailable);
    }),
  );

  it(
    'holds for what was acknowledged, though the process is killed in the middle of its work',
    () =>
      inStoreFile(async (file) => {
        const store = await file.open();
        const worker = join(__dirname, '..', '..', 'dist', 'test', 'processes', 'append-worker.js');
        const child = spawn(process.execPath, [worker, file.path, S, '8', '100000'], { stdio: 'ignore' });
        const seen = await followed(store, 0, 300);
        child.kill('SIGKILL');
        await once(child, 'exit');
        const read = await all(store.read(S));
        expect(read.slice(0, 300)).toEqual(seen);
        expect(read.map(({ revision }) => revision)).toEqual(read.map((_, i) => i + 1));
        // No lock is left behind by the dead.
        expect(await append(store, S, read.length, 1)).toEqual({
          revision: read.length + 1,
          position: read.length + 1,
        });
      }),
    30_000,
  );
});

describe('A ledger file', () => {
  it('is not made, nor its folder, where only an existing one is to be opened', () =>
    inStoreFile(async (file) => {
      const missing = join(dirname(file.path), 'no', 'such', 'ledger.db');
      await expect(openSqliteStore(missing, { create: false })).rejects.toBeInstanceOf(StoreUnavailable);
      expect(existsSync(dirname(missing))).toBe(false);
    }));

  it('is made with its folder where it is to be created', () =>
    inStoreFile(async (file) => {
      const deep = join(dirname(file.path), 'data', 'deep', 'ledger.db');
      const store = await openSqliteStore(deep, { create: true });
      await append(store, S, 0, 1);
      await store.close();
      expect(existsSync(deep)).toBe(true);
    }));

  it('that is something else is refused with a reason and left as it is', () =>
    inStoreFile(async (file) => {
      writeFileSync(file.path, 'Perbup Nomor 1 Tahun 2022\n'.repeat(100));
      const opening = openSqliteStore(file.path, { create: false });
      await expect(opening).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(opening).rejects.toThrow(file.path);
    }));

  it('that is a folder is refused', () =>
    inStoreFile(async (file) => {
      mkdirSync(file.path);
      await expect(openSqliteStore(file.path, { create: true })).rejects.toBeInstanceOf(StoreUnavailable);
    }));

  it('of a newer program is refused and not changed', () =>
    inStoreFile(async (file) => {
      await append(await file.open(), S, 0, 1);
      await file.tamper((db) => db.exec('pragma user_version = 2'));
      await expect(openSqliteStore(file.path, { create: true })).rejects.toThrow('version 2');
      expect(await file.tamper((db) => db.prepare('pragma user_version').all())).toMatchObject([{ user_version: 2 }]);
    }));

  it('can be opened by several at the moment when it is made', () =>
    inStoreFile(async (file) => {
      const stores = await Promise.all(Array.from({ length: 5 }, () => file.open()));
      const receipts = await Promise.all(stores.map((store, n) => append(store, `renja-${n}`, 0, 2)));
      expect(receipts.map(({ position }) => position ?? 0).toSorted((a, b) => a - b)).toEqual([2, 4, 6, 8, 10]);
      for (const store of stores) expect(await store.head()).toBe(10);
    }));
});

describe('Two stores on one file', () => {
  it('do not both win a revision', () =>
    inStoreFile(async (file) => {
      const [one, two] = [await file.open(), await file.open()];
      const both = await Promise.allSettled([append(one, S, 0, 2, 'one'), append(two, S, 0, 1, 'other')]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await one.head()).toBe((await all(two.read(S))).length);
    }));

  it('each see at once how far the other one has brought a stream that both write', () =>
    inStoreFile(async (file) => {
      const [one, two] = [await file.open(), await file.open()];
      for (let revision = 0; revision < 6; revision += 2) {
        await append(one, S, revision, 1);
        await append(two, S, revision + 1, 1);
        await expect(append(one, S, revision + 1, 1, 'late')).rejects.toMatchObject({ actual: revision + 2 });
      }
    }));

  it('answer a retry of an append that the other one wrote', () =>
    inStoreFile(async (file) => {
      const [one, two] = [await file.open(), await file.open()];
      const receipt = await append(one, S, 0, 3);
      expect(await append(two, S, 0, 3)).toEqual(receipt);
      expect(await two.head()).toBe(3);
    }));
});

describe('A follower', () => {
  it('is woken by an append to its own store, rather than by looking now and then', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      const times = 40;
      const timed = async (work: (revision: number) => Promise<void>): Promise<number> => {
        const began = performance.now();
        for (let revision = 0; revision < times; revision += 1) await work(revision);
        return performance.now() - began;
      };
      // What the appends cost by themselves on this disk.
      const alone = await timed(async (revision) => void (await append(store, 'renja-b', revision, 1)));
      const reading = new AbortController();
      const following = store.follow(times, reading.signal)[Symbol.asyncIterator]();
      const followedAtOnce = await timed(async (revision) => {
        const next = following.next();
        // Long enough for the follower to have found nothing and to wait.
        await new Promise((resolve) => setTimeout(resolve, 1));
        await append(store, S, revision, 1);
        expect((await next).value).toMatchObject({ position: times + revision + 1 });
      });
      reading.abort();
      // It looks every 50 ms: an append that only this would show takes some 50 ms.
      expect(followedAtOnce).toBeLessThan(alone + times * 20);
    }));

  it('stops at a gap and names the event after it, while what stands before is still given', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 5);
      await file.tamper((db) => db.exec('delete from event where position = 3'));
      const seen: (number | null)[] = [];
      const following = (async () => {
        for await (const { position } of store.follow(0, new AbortController().signal)) seen.push(position);
      })();
      await expect(following).rejects.toBeInstanceOf(IntegrityFault);
      await expect(following).rejects.toMatchObject({ position: 4 });
      expect(seen).toEqual([1, 2]);
      await expect(all(store.read(S))).rejects.toMatchObject({ name: 'IntegrityFault', position: 4 });
    }));

  it('stops at a gap that is at the very beginning, or right after where it goes on', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 5);
      await file.tamper((db) => db.exec('delete from event where position in (1, 4)'));
      await expect(followed(store, 0, 1)).rejects.toMatchObject({ name: 'IntegrityFault', position: 2 });
      await expect(followed(store, 3, 1)).rejects.toMatchObject({ name: 'IntegrityFault', position: 5 });
    }));
});

describe('A damaged event', () => {
  it.each([
    ['a byte that UTF-8 never has', 'ff'],
    ['half a character', 'c3'],
    ['a surrogate in UTF-8', 'eda080'],
  ])('is named where it holds %s, in both ways of reading; its neighbours are still read', (_, hex) =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 'renja-b', 0, 2);
      await append(store, S, 0, 3);
      await file.tamper((db) =>
        db.exec(
          `update event set envelope = cast(substr(envelope, 1, 30) || x'${hex}' || substr(envelope, 32) as blob) where position = 4`,
        ),
      );
      const seen: number[] = [];
      const reading = (async () => {
        for await (const { revision } of store.read(S)) seen.push(revision);
      })();
      await expect(reading).rejects.toMatchObject({ name: 'IntegrityFault', position: 4 });
      expect(seen).toEqual([1]);
      await expect(followed(store, 0, 5)).rejects.toMatchObject({ name: 'IntegrityFault', position: 4 });
      expect((await followed(store, 4, 1))[0]).toMatchObject({ position: 5, revision: 3 });
      // It stands there all the same: nothing may be written over it.
      await expect(append(store, S, 1, 1, 'new')).rejects.toThrow();
      expect(await append(store, S, 3, 1)).toMatchObject({ revision: 4 });
    }),
  );

  it('is named where it is no longer JSON, or no event that is known', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 3);
      await file.tamper((db) =>
        db.exec(`
          update event set envelope = substr(envelope, 2) where position = 2;
          update event set envelope = cast(replace(cast(envelope as text), 'PaguIncreased.v1', 'PaguIncreased.v9') as blob) where position = 3
        `),
      );
      const [first, second, third] = await all(store.read(S));
      if (!(first && second && third)) throw new Error('three events were appended');
      expect(decode(first).event.type).toBe('PaguIncreased');
      for (const read of [envelopeOf, decode])
        expect(() => read(second)).toThrow(expect.objectContaining({ name: 'IntegrityFault', position: 2 }));
      expect(() => decode(third)).toThrow(expect.objectContaining({ name: 'IntegrityFault', position: 3 }));
    }));
});

describe('A lock', () => {
  it('that another process holds is waited for, and another that is never given up does not stop readers', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, S, 0, 2);
      const holder = spawn(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `const { openSqlite } = await import(${JSON.stringify(join(__dirname, '..', '..', 'dist', 'src', 'store', 'sqlite.js'))});
           const db = openSqlite(process.argv[1]);
           db.exec('begin immediate');
           process.stdout.write('held');
           setTimeout(() => { db.exec('commit'); db.close(); }, 700);`,
          file.path,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      await once(holder.stdout, 'data');
      const began = performance.now();
      const appending = append(store, S, 2, 1);
      expect(await all(store.read(S))).toHaveLength(2);
      expect(await appending).toEqual({ revision: 3, position: 3 });
      expect(performance.now() - began).toBeGreaterThan(300);
      if (holder.exitCode === null) await once(holder, 'exit');
      expect(holder.exitCode).toBe(0);
    }));
});
