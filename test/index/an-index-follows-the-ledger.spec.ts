import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Projector } from '../../src/queries/projector.js';
import { type EventStore, IntegrityFault, StoreUnavailable } from '../../src/store/event-store.js';
import { openSqlite, type Sqlite } from '../../src/store/sqlite.js';
import { dump, type IndexAtHand, inIndex, inMadeUpIndex, WITHIN_MS } from '../support/index-at-hand.js';
import { fill, LedgerWriter, madeUpStreams } from '../support/made-up-ledger.js';

const STREAMS = madeUpStreams(31, 4);

/** What an index made at once from the whole ledger holds. */
async function cleanOf({ path, store }: IndexAtHand): Promise<Record<string, unknown[]>> {
  const clean = await Projector.open(join(dirname(path), 'clean.db'), store);
  try {
    expect(await clean.caughtUp(WITHIN_MS)).toBe(true);
    return dump(clean.index);
  } finally {
    await clean.close();
  }
}

const filesOf = (path: string): string[] => ['', '-wal', '-shm'].map((suffix) => path + suffix);

/** Reaches into the index file while no projector has it open. */
function tampered(path: string, work: (db: Sqlite) => void): void {
  const db = openSqlite(path);
  work(db);
  db.close();
}

/** Halves of every stream, to be appended one after the other. */
const halves = [0, 1].map((half) =>
  STREAMS.map(({ stream, events }) => {
    const middle = Math.floor(events.length / 2);
    return { stream, events: half === 0 ? events.slice(0, middle) : events.slice(middle) };
  }),
);

describe('An index', () => {
  it.each([
    ['in large batches', { batch: 1_000 }],
    ['in batches of three', { batch: 3 }],
    ['with room for the context of one stream', { batch: 7, contexts: 1 }],
  ])('goes on where it ended, %s', (_, options) =>
    inIndex(async (at) => {
      const writer = new LedgerWriter(at.store);
      for (const half of halves) {
        await fill(at.store, half, 1, writer);
        const projector = await at.project(options);
        expect(projector.position).toBe(await at.store.head());
        await projector.close();
      }
      const { index } = await at.project();
      expect(dump(index)).toEqual(await cleanOf(at));
    }),
  );

  it('takes what is appended while it follows, and tells those who wait for it', () =>
    inIndex(async (at) => {
      const projector = await at.project();
      const writer = new LedgerWriter(at.store);
      const first = projector.waitFor(1, WITHIN_MS);
      expect(await projector.waitFor(1, 1)).toBe(false);
      const position = await fill(at.store, halves[0] ?? [], 2, writer);
      expect(await first).toBe(true);
      expect(await projector.waitFor(position, WITHIN_MS)).toBe(true);
      expect(await projector.caughtUp()).toBe(true);
      expect(await projector.waitFor(position + 1, 1)).toBe(false);
      const never = projector.waitFor(position + 1, WITHIN_MS);
      await projector.close();
      expect(await never).toBe(false);
    }));

  it.each<[string, (path: string) => void]>([
    ['has been deleted', (path) => filesOf(path).forEach((file) => void rmSync(file, { force: true }))],
    [
      'is of another version',
      (path) => tampered(path, (db) => db.exec(`update index_name set name = 'older'; delete from audit_trail`)),
    ],
    [
      'was made of another ledger',
      (path) => tampered(path, (db) => db.exec(`update saved set leaf = 'other'; delete from audit_trail`)),
    ],
    [
      'goes beyond the ledger',
      (path) => tampered(path, (db) => db.exec(`update saved set position = 100000; delete from audit_trail`)),
    ],
    ['is no database', (path) => filesOf(path).forEach((file) => void writeFileSync(file, 'x'.repeat(5_000)))],
  ])('is made anew where it %s', (_, spoil) =>
    inMadeUpIndex(STREAMS, 3, async (at) => {
      await (await at.project()).close();
      spoil(at.path);
      const progress: [number, number][] = [];
      const head = await at.store.head();
      const { index } = await at.project({ batch: 20, onProgress: (...done) => progress.push(done) });
      expect(dump(index)).toEqual(await cleanOf(at));
      expect(progress.length).toBe(Math.ceil(head / 20));
      expect(progress[0]).toEqual([20, head]);
      expect(progress.at(-1)).toEqual([head, head]);
    }),
  );

  it('is not made anew where nothing is wrong with it', () =>
    inMadeUpIndex(STREAMS, 3, async (at) => {
      await (await at.project()).close();
      tampered(at.path, (db) => db.exec('delete from audit_trail where position = 1'));
      const { index } = await at.project();
      expect(dump(index).audit_trail).toHaveLength((await at.store.head()) - 1);
    }));

  it('is kept by two at once, each going on behind the other', () =>
    inIndex(async (at) => {
      const writer = new LedgerWriter(at.store);
      const both = await Promise.all([at.open({ batch: 2 }), at.open({ batch: 3 })]);
      for (const half of halves) await fill(at.store, half, 4, writer);
      for (const one of both) expect(await one.caughtUp(WITHIN_MS)).toBe(true);
      expect(both.map(({ failure }) => failure)).toEqual([null, null]);
      expect(dump(both[0].index)).toEqual(await cleanOf(at));
    }));

  it('tries again where the store was away', () =>
    inMadeUpIndex(STREAMS, 5, async (at) => {
      let away = 3;
      const flaky: EventStore = {
        read: (stream, from) => at.store.read(stream, from),
        append: (stream, revision, events) => at.store.append(stream, revision, events),
        head: () => at.store.head(),
        refusing: () => at.store.refusing(),
        close: () => at.store.close(),
        async *follow(after, signal) {
          let seen = 0;
          for await (const recorded of at.store.follow(after, signal)) {
            if (away > 0 && seen === 15) {
              away -= 1;
              throw new StoreUnavailable('away');
            }
            seen += 1;
            yield recorded;
          }
        },
      };
      const projector = await at.open({ batch: 10 }, flaky);
      expect(await projector.caughtUp(WITHIN_MS)).toBe(true);
      expect([away, projector.failure]).toEqual([0, null]);
      expect(dump(projector.index)).toEqual(await cleanOf(at));
    }));

  it.each([
    [
      'an event that is not what was sealed',
      (n: number) => `update event set envelope = replace(envelope, 'live', 'dead') where position = ${n}`,
    ],
    ['a gap', (n: number) => `delete from event where position = ${n}`],
  ])('stops at %s, and says so', (_, sql) =>
    inMadeUpIndex(STREAMS, 6, async (at) => {
      await at.file.tamper((db) => db.exec(sql(40)));
      const projector = await at.open({ batch: 3 });
      expect(await projector.caughtUp(WITHIN_MS)).toBe(false);
      expect(projector.failure).toBeInstanceOf(IntegrityFault);
      expect(projector.position).toBe(39);
      expect(await projector.waitFor(40, WITHIN_MS)).toBe(false);
    }),
  );

  it('lets other work of the process go on while it catches up', () =>
    inMadeUpIndex(STREAMS, 7, async (at) => {
      const projector = await at.open({ batch: 5 });
      let turns = 0;
      let going = true;
      const count = () => {
        turns += 1;
        if (going) setImmediate(count);
      };
      count();
      expect(await projector.caughtUp(WITHIN_MS)).toBe(true);
      going = false;
      expect(turns).toBeGreaterThan((await at.store.head()) / 10);
    }));
});
