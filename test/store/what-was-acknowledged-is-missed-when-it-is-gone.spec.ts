import { execFile } from 'node:child_process';
import fs, {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type EventStore, OutcomeUnknown, StoreUnavailable, WrongRevision } from '../../src/store/event-store.js';
import { HeadLog } from '../../src/store/head-log.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import * as sqlite from '../../src/store/sqlite.js';
import { all, followed, sealedAfter, some, temporaryFolder } from '../support/sealed.js';
import { inStoreFile } from '../support/store-file.js';

const run = promisify(execFile);
const WORKER = join(__dirname, '..', '..', 'dist', 'test', 'processes', 'append-worker.js');

/** What goes wrong with the statements that stores send. */
const wire: { fails: ((sql: string) => void) | null; opened: number } = { fails: null, opened: 0 };

jest.mock('../../src/store/sqlite.js', (): typeof sqlite => {
  const real = jest.requireActual<typeof sqlite>('../../src/store/sqlite.js');
  return {
    ...real,
    openSqlite: (file) => {
      const db = real.openSqlite(file);
      wire.opened += 1;
      return {
        ...db,
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
const RECORD = 99;
const leafAt = (n: number): string => n.toString(16).padStart(64, '0');

const failing = (words: string, message: string, times = 1): void => {
  let left = times;
  wire.fails = (sql) => {
    if (!sql.startsWith(words) || left === 0) return;
    left -= 1;
    throw new Error(message);
  };
};

/** Appends events one by one, each chained to the one before it. */
async function append(store: EventStore, count: number, stream = S): Promise<void> {
  const before = await all(store.read(stream));
  let previous = before.at(-1)?.leaf ?? null;
  for (let revision = before.length; revision < before.length + count; revision += 1) {
    const events = sealedAfter(stream, revision, some(1), { previous });
    await store.append(stream, revision, events);
    previous = events[0]?.leaf ?? null;
  }
}

const logOf = (path: string): string => `${path}-head.log`;

beforeEach(() => {
  wire.fails = null;
  wire.opened = 0;
});

describe('The head log', () => {
  const inFolder = (work: (file: string) => Promise<void> | void): Promise<void> => {
    const folder = temporaryFolder();
    return Promise.resolve(work(join(folder.path, 'ledger.db-head.log'))).finally(folder.remove);
  };
  const written = async (file: string, ...positions: number[]): Promise<void> => {
    const log = new HeadLog(file);
    for (const position of positions) log.write({ position, leaf: leafAt(position) });
    await log.close();
  };
  const largest = (file: string): number | undefined => new HeadLog(file).largest()?.position;

  it('is a ring of 1,024 lines, each at the place that its position gives', () =>
    inFolder(async (file) => {
      await written(file, ...Array.from({ length: 3_000 }, (_, i) => i + 1));
      const text = readFileSync(file, 'latin1');
      expect(text).toHaveLength(1_024 * RECORD);
      expect(text.split('\n')[2_500 % 1_024]).toMatch(new RegExp(`^0000000000002500 ${leafAt(2_500)} [0-9a-f]{16}$`));
      expect(new HeadLog(file).largest()).toEqual({ position: 3_000, leaf: leafAt(3_000) });
    }));

  it('is read by its largest line, wherever that stands', () =>
    inFolder(async (file) => {
      await written(file, 5, 1_030, 1_025, 2);
      expect(largest(file)).toBe(1_030);
    }));

  it('has no line where it is empty, missing, or something else', () =>
    inFolder((file) => {
      expect(largest(file)).toBeUndefined();
      for (const text of ['', 'Perbup Nomor 1 Tahun 2022\n'.repeat(5_000), '\0'.repeat(200_000)]) {
        writeFileSync(file, text);
        expect(largest(file)).toBeUndefined();
      }
    }));

  it('loses one line and no more, wherever the largest is torn or a bit of it flips', () =>
    inFolder(async (file) => {
      await written(file, 1_023, 1_024, 1_025);
      const whole = readFileSync(file);
      for (let at = RECORD; at < 2 * RECORD; at += 1) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
        writeFileSync(file, flipped);
        expect(largest(file)).toBe(1_024);
        const torn = Buffer.from(whole);
        torn.fill(0, at, 2 * RECORD);
        writeFileSync(file, torn);
        expect(largest(file)).toBe(1_024);
      }
    }));

  it('is not made by whoever only reads, and is synced once a second at most while it is written, and at the end', () =>
    inStoreFile(async (file) => {
      const sync = jest.spyOn(fs, 'fdatasync');
      try {
        const store = await file.open();
        expect(existsSync(logOf(file.path))).toBe(false);
        await append(store, 1);
        expect(sync).toHaveBeenCalledTimes(0);
        const until = Date.now() + 1_500;
        while (Date.now() < until) await append(store, 1);
        expect(sync).toHaveBeenCalledTimes(1);
        await store.close();
        expect(sync).toHaveBeenCalledTimes(2);
      } finally {
        sync.mockRestore();
      }
    }));

  it('knows the newest event of several processes and stores on one file', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      const work = (stream: string) =>
        run(process.execPath, [WORKER, file.path, stream, '4', '40'], { maxBuffer: 1e8 });
      await Promise.all([work('renja-b'), work('renja-c'), append(store, 40)]);
      const head = await store.head();
      const [last] = await followed(store, head - 1, 1);
      expect(new HeadLog(logOf(file.path)).largest()).toEqual({ position: head, leaf: last?.leaf });
    }));

  it('takes up an append that was written but not acknowledged, once it is repeated', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 3);
      await store.close();
      rmSync(logOf(file.path));
      const again = await file.open();
      await again.append(S, 1, sealedAfter(S, 1, some(1), { previous: (await all(again.read(S)))[0]?.leaf ?? null }));
      expect(largest(logOf(file.path))).toBe(2);
    }));
});

/** A ledger with so many acknowledged events, as a power loss would leave it: its log was not yet brought into the file. */
async function abandoned<Result>(
  events: number,
  work: (at: { path: string; again(): string }) => Promise<Result>,
): Promise<Result> {
  const folder = temporaryFolder();
  return inStoreFile(async (file) => {
    await append(await file.open(), events);
    let copies = 0;
    const again = (): string => {
      copies += 1;
      const path = join(folder.path, `${copies}`, 'ledger.db');
      mkdirSync(join(folder.path, `${copies}`));
      for (const part of ['', '-wal', '-head.log']) copyFileSync(file.path + part, path + part);
      return path;
    };
    return await work({ path: file.path, again });
  }).finally(folder.remove);
}

/** Opens a ledger and tells how many events it has and what it says of an append. */
async function opened(path: string): Promise<{ events: number; refusing: string | null; appended: unknown }> {
  const store = await openSqliteStore(path, { create: true });
  try {
    const events = await store.head();
    const { length } = await all(store.read(S));
    expect(length).toBe(events);
    const refusing = store.refusing();
    const appended = await append(store, 1).catch((error: unknown) => error);
    return { events, refusing, appended };
  } finally {
    await store.close();
  }
}

describe('A ledger whose end is gone', () => {
  const EVENTS = 6;

  const mustBeMissed = async (path: string): Promise<boolean> => {
    const { events, refusing, appended } = await opened(path);
    if (events === EVENTS) {
      expect({ refusing, appended }).toEqual({ refusing: null, appended: undefined });
      return false;
    }
    const gone = EVENTS - events;
    expect(refusing).toContain(`the ledger ends at position ${events}, but position ${EVENTS} (leaf `);
    expect(refusing).toContain(gone === 1 ? '1 event is missing' : `${gone} events are missing`);
    expect(refusing).toContain('renja restore');
    expect(appended).toBeInstanceOf(StoreUnavailable);
    expect((appended as Error).message).toBe(refusing);
    return true;
  };

  it('is opened for reading and takes nothing, wherever its write-ahead log is cut off', () =>
    abandoned(EVENTS, async ({ path, again }) => {
      const { length } = readFileSync(`${path}-wal`);
      let missed = 0;
      for (let end = 0; end <= length; end += 1_201) {
        const cut = again();
        truncateSync(`${cut}-wal`, end);
        if (await mustBeMissed(cut)) missed += 1;
      }
      expect(missed).toBeGreaterThan(20);
      expect(await mustBeMissed(again())).toBe(false);
    }));

  it('is opened for reading and takes nothing, wherever a bit of its write-ahead log has flipped', () =>
    abandoned(EVENTS, async ({ path, again }) => {
      const whole = readFileSync(`${path}-wal`);
      let missed = 0;
      for (let at = 7; at < whole.length; at += 1_499) {
        const flipped = Buffer.from(whole);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
        const other = again();
        writeFileSync(`${other}-wal`, flipped);
        if (await mustBeMissed(other)) missed += 1;
      }
      expect(missed).toBeGreaterThan(20);
    }));

  it('goes on without what is missing once somebody has moved the head log away, even while it is open', () =>
    abandoned(EVENTS, async ({ again }) => {
      const path = again();
      rmSync(`${path}-wal`);
      const store = await openSqliteStore(path, { create: false });
      await expect(append(store, 1)).rejects.toThrow('6 events are missing');
      renameSync(logOf(path), `${logOf(path)}.bukti`);
      await append(store, 2);
      expect(store.refusing()).toBeNull();
      await store.close();
      expect(await opened(path)).toMatchObject({ events: 2, refusing: null });
      expect(new HeadLog(`${logOf(path)}.bukti`).largest()).toMatchObject({ position: EVENTS });
    }));

  it('is not begun anew where the file itself is gone', () =>
    abandoned(EVENTS, async ({ again }) => {
      const path = again();
      rmSync(path);
      for (const create of [true, false])
        await expect(openSqliteStore(path, { create })).rejects.toThrow('6 events are missing');
      expect(existsSync(path)).toBe(false);
      // What it held is still there for whoever looks into it.
      expect(existsSync(`${path}-wal`)).toBe(true);
    }));

  it('is told from another ledger, and from one whose last event was changed', () =>
    abandoned(EVENTS, async ({ again }) => {
      const [other, changed, hole] = [again(), again(), again()];
      const foreign = new HeadLog(logOf(other));
      foreign.write({ position: 2_000 % 1_024, leaf: leafAt(1) });
      foreign.write({ position: EVENTS, leaf: leafAt(1) });
      await foreign.close();
      rmSync(logOf(other));
      const alone = new HeadLog(logOf(other));
      alone.write({ position: 3, leaf: leafAt(1) });
      await alone.close();
      expect((await opened(other)).refusing).toContain('but another event (leaf ');
      const db = sqlite.openSqlite(changed);
      db.exec(`update event set envelope = cast(replace(cast(envelope as text), 'Budi', 'Rudi') as blob)`);
      db.close();
      expect((await opened(changed)).refusing).toContain('is not what was sealed');
      const gap = sqlite.openSqlite(hole);
      gap.exec(`update event set position = 7 where position = 6`);
      gap.close();
      const store = await openSqliteStore(hole, { create: false });
      expect(store.refusing()).toContain('but no event stands there');
      await store.close();
    }));

  it('is no matter for a ledger that has no head log yet, or one without a whole line: it is made at the next commit', () =>
    abandoned(EVENTS, async ({ again }) => {
      const [older, spoilt] = [again(), again()];
      rmSync(logOf(older));
      writeFileSync(logOf(spoilt), 'rusak');
      for (const path of [older, spoilt]) {
        expect(await opened(path)).toMatchObject({ events: EVENTS, refusing: null, appended: undefined });
        expect(new HeadLog(logOf(path)).largest()).toMatchObject({ position: EVENTS + 1 });
      }
    }));

  it('is not proved by a head log that cannot be read', () =>
    abandoned(EVENTS, async ({ again }) => {
      const path = again();
      rmSync(logOf(path));
      mkdirSync(logOf(path));
      const { events, refusing, appended } = await opened(path);
      expect(events).toBe(EVENTS);
      expect(refusing).toContain('EISDIR');
      expect(appended).toBeInstanceOf(StoreUnavailable);
    }));
});

describe('A store that failed to write', () => {
  it.each([
    ['insert into event', 'disk I/O error', StoreUnavailable],
    ['commit', 'disk I/O error', OutcomeUnknown],
  ])(
    'at %s refuses until it has verified itself over a new connection, and its followers go on',
    (words, message, kind) =>
      inStoreFile(async (file) => {
        const store = await file.open();
        await append(store, 2);
        const following = followed(store, 0, 4);
        failing(words, message);
        await expect(append(store, 1)).rejects.toBeInstanceOf(kind);
        expect(store.refusing()).toContain(message);
        expect(await all(store.read(S))).toHaveLength(2);
        expect(wire.opened).toBe(1);
        await append(store, 2);
        expect(wire.opened).toBe(2);
        expect(store.refusing()).toBeNull();
        expect((await following).map(({ position }) => position)).toEqual([1, 2, 3, 4]);
        expect(new HeadLog(logOf(file.path)).largest()).toMatchObject({ position: 4 });
      }),
  );

  it('goes on refusing, and says why, as long as it does not find what was acknowledged', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 3);
      const [last] = await followed(store, 2, 1);
      await file.tamper((db) => db.exec('create table away as select * from event where position = 3'));
      await file.tamper((db) => db.exec('delete from event where position = 3'));
      await expect(append(store, 1)).rejects.toThrow('from position 3 to 2');
      for (let again = 0; again < 2; again += 1)
        await expect(append(store, 1)).rejects.toThrow('the ledger ends at position 2, but position 3');
      expect(store.refusing()).toContain('1 event is missing');
      await file.tamper((db) => db.exec('insert into event select * from away; drop table away'));
      await append(store, 1);
      expect((await all(store.read(S))).map(({ leaf }) => leaf)).toContain(last?.leaf);
    }));

  it('leaves a head log alone that was moved away while it refused, and begins another', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 3);
      const evidence = readFileSync(logOf(file.path));
      await file.tamper((db) => db.exec('delete from event where position = 3'));
      await expect(append(store, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      renameSync(logOf(file.path), `${logOf(file.path)}.bukti`);
      await append(store, 2);
      expect(new HeadLog(logOf(file.path)).largest()).toMatchObject({ position: 4 });
      expect(readFileSync(`${logOf(file.path)}.bukti`)).toEqual(evidence);
    }));

  it('records what it found behind the last acknowledged event, for that counts from now on', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 2);
      const acknowledged = readFileSync(logOf(file.path));
      await append(store, 1);
      writeFileSync(logOf(file.path), acknowledged);
      failing('insert into event', 'disk I/O error');
      await expect(append(store, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      const late = store.append(S, 1, sealedAfter(S, 1, some(1, 'late')));
      await expect(late).rejects.toBeInstanceOf(WrongRevision);
      expect(new HeadLog(logOf(file.path)).largest()).toMatchObject({ position: 3 });
    }));

  it.each([
    [
      'is not what was sealed',
      `update event set envelope = cast(replace(cast(envelope as text), 'Budi', 'Rudi') as blob) where position = 3`,
    ],
    [
      'is not chained',
      `update event set revision = 12 where position = 2; update event set revision = 2 where position = 1`,
    ],
    ['goes from position 2 to 7', 'update event set position = 7 where position = 3'],
  ])('does not go on behind events of unknown outcome of which one %s', (reason, sql) =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 2);
      const acknowledged = readFileSync(logOf(file.path));
      await append(store, 1);
      // As it is where the process ended between the commit and its record.
      writeFileSync(logOf(file.path), acknowledged);
      await file.tamper((db) => db.exec(sql));
      failing('insert into event', 'disk I/O error');
      const another = () => store.append('renja-b', 0, sealedAfter('renja-b', 0, some(1)));
      await expect(another()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(another()).rejects.toThrow(reason);
      await expect(another()).rejects.toThrow(reason);
    }),
  );

  it('does not tell a group that it is written where that cannot be recorded', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      mkdirSync(logOf(file.path));
      await expect(append(store, 1)).rejects.toBeInstanceOf(OutcomeUnknown);
      await expect(append(store, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      rmSync(logOf(file.path), { recursive: true });
      // The first attempt was written: repeated, it is found.
      await store.append(S, 0, sealedAfter(S, 0, some(1)));
      expect(await store.head()).toBe(1);
      expect(store.refusing()).toBeNull();
    }));

  it('notices by its next append that the ledger has become shorter under it', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 3);
      await file.tamper((db) => db.exec('delete from event where position > 1'));
      const late = sealedAfter(S, 1, some(1));
      await expect(store.append(S, 1, late)).rejects.toThrow('from position 3 to 1');
      await expect(store.append(S, 1, late)).rejects.toThrow('2 events are missing');
    }));

  it('notices it by its very first append', () =>
    inStoreFile(async (file) => {
      await append(await file.open(), 3);
      const store = await file.open();
      await file.tamper((db) => db.exec('delete from event where position > 1'));
      const late = sealedAfter(S, 1, some(1));
      await expect(store.append(S, 1, late)).rejects.toThrow('from position 3 to 1');
      expect(await store.head()).toBe(1);
    }));

  it('that only met the lock of another process has nothing to verify', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 1);
      failing('commit', 'database is locked', 3);
      await append(store, 1);
      expect({ refusing: store.refusing(), opened: wire.opened }).toEqual({ refusing: null, opened: 1 });
    }));

  it('looks by itself after some seconds, for whoever waits until it is ready', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await append(store, 1);
      failing('insert into event', 'disk I/O error');
      await expect(append(store, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      expect(store.refusing()).not.toBeNull();
      while (store.refusing() !== null) await new Promise((resolve) => setTimeout(resolve, 100));
      expect(wire.opened).toBe(2);
    }));
});
