import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { AnotherLedger, copyLedger } from '../../src/store/copy.js';
import { type EventStore, IntegrityFault, type Recorded, StoreUnavailable } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { DoubleAtHand, IMPATIENT } from '../support/eventstoredb-at-hand.js';
import { followed, sealedAfter, some, temporaryFolder } from '../support/sealed.js';

let folder = temporaryFolder();
let [place, source, target]: [DoubleAtHand, EventStore, EventStore] = [] as never;
const file = () => join(folder.path, 'ledger.db');
const silent = () => {};
const open = () => place.open({ patience: IMPATIENT });

/** Streams that take turns, in appends of different sizes. */
async function fill(store: EventStore, appends: number): Promise<void> {
  const revisions = new Map<string, number>();
  for (let n = 0; n < appends; n += 1) {
    const stream = ['renja-a', 'access-all', 'renja-b', 'renja-b'][n % 4] ?? '';
    const revision = revisions.get(stream) ?? 0;
    const count = 1 + (n % 5);
    await store.append(stream, revision, sealedAfter(stream, revision, some(count, `${n} é木`)));
    revisions.set(stream, revision + count);
  }
}

const everything = async (store: EventStore): Promise<Recorded[]> => followed(store, 0, await store.head());

beforeEach(async () => {
  folder = temporaryFolder();
  place = await DoubleAtHand.start();
  source = await openSqliteStore(file(), { create: true });
  target = await open();
});
afterEach(async () => {
  await source.close();
  await target.close();
  await place.remove();
  folder.remove();
});

it('keeps ids, order, envelopes and hashes, from a file to EventStoreDB and back', async () => {
  await fill(source, 60);
  const [all, head] = [await everything(source), await source.head()];
  const copied = await copyLedger(source, target, silent);
  expect(copied).toEqual({ position: head, leaf: all.at(-1)?.leaf, copied: head, since: 0 });
  expect(await everything(target)).toEqual(all);
  const back = await openSqliteStore(join(folder.path, 'back.db'), { create: true });
  await copyLedger(target, back, silent);
  expect(await everything(back)).toEqual(all);
  await back.close();
});

it('goes on where it was cut off', async () => {
  await fill(source, 40);
  const all = await everything(source);
  let appends = 0;
  const cut: EventStore = {
    ...{ read: target.read.bind(target), follow: target.follow.bind(target), head: target.head.bind(target) },
    ...{ close: target.close.bind(target), refusing: () => null },
    append: async (...args) => {
      appends += 1;
      if (appends % 7 === 0) throw new StoreUnavailable('cut off');
      return target.append(...args);
    },
  };
  let runs = 0;
  for (; runs < 20; runs += 1) {
    const done = await copyLedger(source, cut, silent).catch((error: unknown) => error);
    if (!(done instanceof Error)) break;
  }
  expect(runs).toBeGreaterThan(3);
  expect(await everything(target)).toEqual(all);
});

it('loses and doubles nothing where the server loses its answers', async () => {
  await fill(source, 40);
  for (const kind of ['ack-lost', 'no-answer', 'stream-error-after-write', 'busy'] as const)
    place.double.fault(kind, { times: 2, match: (op, stream) => op === 'append' && stream === 'renja-b' });
  await copyLedger(source, target, silent);
  expect(await everything(target)).toEqual(await everything(source));
}, 30_000);

it('copies nothing to where another ledger is, or one that goes further', async () => {
  await fill(source, 6);
  await target.append('renja-x', 0, sealedAfter('renja-x', 0, some(2)));
  await expect(copyLedger(source, target, silent)).rejects.toBeInstanceOf(AnotherLedger);
  expect(await target.head()).toBe(2);
  await expect(copyLedger(target, source, silent)).rejects.toBeInstanceOf(AnotherLedger);
});

it('passes on no event that is not what was sealed', async () => {
  await fill(source, 6);
  const db = openSqlite(file());
  db.exec(`update event set envelope = replace(cast(envelope as text), '"1.00"', '"9.00"') where position = 7`);
  db.close();
  await expect(copyLedger(source, target, silent)).rejects.toBeInstanceOf(IntegrityFault);
  expect(await target.head()).toBeLessThan(7);
});

it('copies nothing of a ledger that lacks what was acknowledged', async () => {
  await fill(source, 6);
  const head = await source.head();
  await source.close();
  const db = openSqlite(file());
  db.exec(`delete from event where position = ${head}`);
  db.close();
  source = await openSqliteStore(file(), { create: false });
  await expect(copyLedger(source, target, silent)).rejects.toThrow('not whole');
  expect(await target.head()).toBe(0);
});

it('knows its source however it is written', async () => {
  await fill(source, 2);
  const terminal = { env: { RENJA_DATA: folder.path }, stdout: silent, stderr: silent };
  const [from, to] = [`sqlite:${file()}`, `sqlite:${folder.path}/./ledger.db`];
  expect(await run(['copy', '--from', from, '--to', to], terminal)).toBe(2);
});

it('is a command that proves what it did, and never shows a password', async () => {
  await fill(source, 20);
  await target.close();
  const said = { out: '', err: '' };
  const terminal = {
    env: { RENJA_DATA: folder.path, RENJA_LANG: 'en' },
    stdout: (text: string) => {
      said.out += text;
    },
    stderr: (text: string) => {
      said.err += text;
    },
  };
  const server = place.double.connectionString.replace('esdb://', 'esdb://renja:rahasia@');
  const args = ['copy', '--from', `sqlite:${file()}`, '--to', server];
  expect(await run(args, terminal)).toBe(0);
  const { leaf } = (await everything(source)).at(-1) ?? {};
  expect(said.out).toContain(`events ${await source.head()}`);
  expect(said.out).toContain(leaf);
  expect(await run([...args, '-O', 'json'], terminal)).toBe(0);
  expect(said.out).toContain('"copied": 0');
  expect(await run(['copy', '--from', server, '--to', `sqlite:${join(folder.path, 'back.db')}`], terminal)).toBe(0);
  expect(await run(['copy', '--from', `sqlite:${join(folder.path, 'none.db')}`, '--to', server], terminal)).toBe(2);
  expect(await run(['copy', '--from', 'postgres://renja:rahasia@x', '--to', server], terminal)).toBe(2);
  expect(said.out + said.err).not.toContain('rahasia');
  target = await open();
});
