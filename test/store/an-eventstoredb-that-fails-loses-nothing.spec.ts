import { execFile, execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EventStoreDBClient } from '@eventstore/db-client';
import {
  type EventStore,
  IntegrityFault,
  LimitExceeded,
  OutcomeUnknown,
  type Recorded,
  StoreUnavailable,
  WrongRevision,
} from '../../src/store/event-store.js';
import { openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import { verify } from '../../src/store/stored-events.js';
import { DoubleAtHand, IMPATIENT } from '../support/eventstoredb-at-hand.js';
import { type EventStoreDbCluster, startCluster } from '../support/eventstoredb-cluster.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double.js';
import { all, followed, sealedAfter, some, temporaryFolder } from '../support/sealed.js';

const run = promisify(execFile);
const WORKER = join(__dirname, '..', '..', 'dist', 'test', 'processes', 'burst-worker.js');
const S = 'renja-a';
let [place, store]: [DoubleAtHand, EventStore] = [] as never;
const patience = IMPATIENT;
const open = () => place.open({ patience });
const append = (stream: string, revision: number, count: number, salt = 'a') =>
  store.append(stream, revision, sealedAfter(stream, revision, some(count, salt), { salt }));
const written = () => place.double.log.filter(({ stream }) => stream.startsWith('renja-')).length;
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

beforeEach(async () => {
  place = await DoubleAtHand.start();
  store = await open();
});
afterEach(async () => {
  await store.close();
  await place.remove();
});

describe('An append to EventStoreDB', () => {
  it.each([
    'no-answer',
    'ack-lost',
    'stream-error',
    'stream-error-after-write',
    'not-leader',
    'busy',
    'not-ready',
    'timeout',
  ] as const)('is written once where the server fails it with: %s', async (kind) => {
    await append(S, 0, 1);
    place.double.fault(kind, { match: (op) => op === 'append' });
    expect(await append(S, 1, 3)).toEqual({ revision: 4, position: null });
    expect(await append(S, 4, 1)).toEqual({ revision: 5, position: null });
    expect(written()).toBe(5);
    expect(await all(store.read(S))).toHaveLength(5);
  });

  it('is answered though it takes long', async () => {
    place.double.fault('slow', { ms: 100 });
    expect(await append(S, 0, 2)).toEqual({ revision: 2, position: null });
    expect(written()).toBe(2);
  });

  it('is found by its events where every answer is lost', async () => {
    place.double.fault('ack-lost', { times: 1_000 });
    expect(await append(S, 0, 3)).toEqual({ revision: 3, position: null });
    expect(written()).toBe(3);
  });

  it('is in conflict, not repeated, where another was written while its answer was lost', async () => {
    place.double.fault('no-answer', { match: (op) => op === 'append' });
    const ours = append(S, 0, 2);
    await sleep(50);
    const other = await place.open({ patience, positions: ':memory:' });
    await other.append(S, 0, sealedAfter(S, 0, some(2, 'other'), { salt: 'other' }));
    await other.close();
    const refused = await failureOf(ours);
    expect(refused).toBeInstanceOf(WrongRevision);
    expect(refused).toMatchObject({ expected: 0, actual: 2 });
    expect(written()).toBe(2);
  });

  it('is of unknown outcome where no answer ever comes and nothing can be read', async () => {
    place.double.fault('no-answer', { times: 10_000, match: () => true });
    expect(await failureOf(append(S, 0, 1))).toBeInstanceOf(OutcomeUnknown);
    place.double.clearFaults();
    expect(await append(S, 0, 1)).toEqual({ revision: 1, position: null });
    expect(written()).toBe(1);
  }, 20_000);

  it('is of unknown outcome where another stands in its place and nothing can be read', async () => {
    place.double.fault('no-answer', { match: (op) => op === 'append' });
    const ours = failureOf(append(S, 0, 2));
    await sleep(50);
    place.double.write(S, 'no_stream', [{ id: randomUUID(), type: 'PaguIncreased.v1', data: '{}' }]);
    place.double.fault('no-answer', { times: 10_000, match: (op) => op === 'read' });
    expect(await ours).toBeInstanceOf(OutcomeUnknown);
    place.double.clearFaults();
  }, 20_000);

  it.each(['not-leader', 'busy'] as const)(
    'is not written, and known not to be, where the server stays: %s',
    async (kind) => {
      place.double.fault(kind, { times: 10_000, match: (op) => op === 'append' });
      expect(await failureOf(append(S, 0, 1))).toBeInstanceOf(StoreUnavailable);
      expect(written()).toBe(0);
    },
  );

  it('is refused for good where the server lets nobody in', async () => {
    place.double.fault('access-denied', { match: (op) => op === 'append' });
    const began = Date.now();
    expect(await failureOf(append(S, 0, 1))).toBeInstanceOf(StoreUnavailable);
    expect(Date.now() - began).toBeLessThan(1_000);
    expect(place.double.stats.batchAppend).toBe(1);
  });

  it('waits for a server that is away, and says so where it does not come back', async () => {
    await append(S, 0, 1);
    await place.double.down();
    expect(await failureOf(append(S, 1, 1))).toBeInstanceOf(Error);
    const waiting = append(S, 1, 1);
    await sleep(300);
    await place.double.up();
    expect(await waiting).toEqual({ revision: 2, position: null });
    expect(written()).toBe(2);
  }, 20_000);

  const burst = (...args: string[]) => run(process.execPath, [WORKER, ...args], { timeout: 60_000 });

  it('is written once, with 60 beside it, whose call fails while many of them wait to be sent', async () => {
    const { stdout } = await burst();
    expect(JSON.parse(stdout)).toEqual({ acknowledged: 60, written: 601 });
  }, 60_000);

  it('passes over a rejection that the client leaves behind, and over no other', async () => {
    await expect(burst('reject')).rejects.toThrow('nobody handles this');
  }, 60_000);

  it('to a stream that was deleted, against all advice, is not acknowledged', async () => {
    await append(S, 0, 3);
    const client = EventStoreDBClient.connectionString(place.double.connectionString);
    await client.deleteStream(S);
    await client.dispose();
    expect(await failureOf(append(S, 0, 1, 'again'))).toBeInstanceOf(IntegrityFault);
  });

  it('that the server finds too large is refused as such', async () => {
    await store.close();
    const small = await EventStoreDbDouble.start({ maxAppendSize: 1_000 });
    store = await openEventStoreDb(small.connectionString, { positions: ':memory:', patience });
    expect(await failureOf(append(S, 0, 10))).toBeInstanceOf(LimitExceeded);
    await store.close();
    await small.stop();
  });
});

describe('Following EventStoreDB', () => {
  const follow = (seen: number[], signal: AbortSignal) =>
    (async () => {
      for await (const { position } of store.follow(0, signal)) seen.push(position ?? 0);
    })();
  const until = async (reached: () => boolean) => {
    for (let i = 0; i < 500 && !reached(); i += 1) await sleep(10);
  };

  it.each([
    ['dropped with an error', async (double: EventStoreDbDouble) => double.dropSubscriptions()],
    ['ended without one', async (double: EventStoreDbDouble) => double.endSubscriptions()],
    ['silent for ever', async (double: EventStoreDbDouble) => double.silenceSubscriptions()],
    ['cut off with the server', (double: EventStoreDbDouble) => double.restart()],
  ])(
    'goes on exactly where it was when the subscription is %s',
    async (_, fail) => {
      const seen: number[] = [];
      const ending = new AbortController();
      const following = follow(seen, ending.signal);
      for (let round = 0; round < 4; round += 1) {
        await append(S, round * 3, 3);
        await until(() => seen.length > round * 3);
        await fail(place.double);
      }
      await until(() => seen.length === 12);
      ending.abort();
      await following;
      expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    },
    20_000,
  );

  it('counts the ledger alone, among what other applications and the server itself write', async () => {
    const other = (n: number) =>
      place.double.write(`orders-${n}`, 'any', [{ id: randomUUID(), type: 'OrderPlaced', data: '{}' }]);
    for (let n = 0; n < 40; n += 1) {
      other(n);
      await append('access-all', n, 1);
      other(n);
    }
    expect(await store.head()).toBe(40);
    for (let n = 0; n < 600; n += 1) other(n);
    expect(await store.head()).toBe(40);
    const seen = await followed(store, 37, 3);
    expect(seen.map(({ position, revision }) => [position, revision])).toEqual([
      [38, 38],
      [39, 39],
      [40, 40],
    ]);
  });

  it('gives the same positions where what was counted is lost, or was counted on another server', async () => {
    for (let n = 0; n < 6; n += 1) await append(S, n * 100, 100);
    const before = await followed(store, 0, 600);
    const again = async (): Promise<Recorded[]> => {
      expect(await store.head()).toBe(600);
      return [...(await followed(store, 0, 255)), ...(await followed(store, 255, 345))];
    };
    await store.close();
    rmSync(place.positions);
    store = await open();
    expect(await again()).toEqual(before);
    await store.close();
    const elsewhere = await EventStoreDbDouble.start();
    const other = await openEventStoreDb(elsewhere.connectionString, { positions: place.positions, patience });
    expect(await other.head()).toBe(0);
    await other.append('renja-x', 0, sealedAfter('renja-x', 0, some(3)));
    expect(await other.head()).toBe(3);
    await other.close();
    await elsewhere.stop();
    store = await open();
    expect(await again()).toEqual(before);
  });

  it.each([
    ['no SQLite', 'this is no database, and as long as a page of one would be'.repeat(100)],
    ['empty', ''],
  ])('counts anew where the file of what was counted is %s', async (_, text) => {
    await append(S, 0, 300);
    await store.close();
    writeFileSync(place.positions, text);
    store = await open();
    expect(await store.head()).toBe(300);
    await store.close();
    rmSync(place.positions);
    mkdirSync(place.positions);
    store = await open();
    expect(await store.head()).toBe(300);
  });

  it('asks the server to wait where the reader is slow', async () => {
    for (let n = 0; n < 20; n += 1) await append(S, n * 1_000, 1_000);
    const sent = () => place.double.stats.events;
    const before = sent();
    const reading = store.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    await reading.next();
    await sleep(500);
    expect(sent() - before).toBeLessThan(5_000);
    const seen = new Set<number>();
    for (let i = 0; i < 19_999; i += 1) seen.add((await reading.next()).value.position);
    expect(seen.size).toBe(19_999);
    expect(sent() - before).toBe(20_000);
    await reading.return?.();
  }, 60_000);

  it('ends with StoreUnavailable where the server does not come back', async () => {
    await append(S, 0, 1);
    const following = failureOf(followed(store, 0, 2));
    await sleep(100);
    await place.double.down();
    expect(await following).toBeInstanceOf(StoreUnavailable);
    await place.double.up();
  }, 20_000);
});

describe('Reading EventStoreDB', () => {
  it.each(['no-answer', 'not-ready', 'not-leader'] as const)(
    'is tried again where the server fails with: %s',
    async (kind) => {
      await append(S, 0, 5);
      place.double.fault(kind, { match: (op) => op === 'read' });
      expect(await all(store.read(S))).toHaveLength(5);
    },
  );

  it('finds what somebody else wrote into a stream of the ledger', async () => {
    await append(S, 0, 1);
    place.double.write(S, 0n, [{ id: randomUUID(), type: 'PaguIncreased.v1', data: '{"amount":"9.00"}' }]);
    expect(await failureOf(all(store.read(S)))).toBeInstanceOf(IntegrityFault);
    expect(await failureOf(followed(store, 0, 2))).toMatchObject({ name: 'IntegrityFault', position: 2 });
  });

  it('gives back an envelope whose hash tells whether it was changed', async () => {
    const [sealed] = sealedAfter(S, 0, some(1));
    const { leaf = '', json = '' } = sealed ?? {};
    const { data, meta, id, type } = JSON.parse(json);
    const kept = { ...meta, stream: S, revision: 1, id, leaf };
    const [good, forged] = [data, { ...data, amount: '9.00' }];
    for (const [n, one] of [good, forged].entries()) {
      const stream = `renja-${n}`;
      const metadata = JSON.stringify(kept);
      place.double.write(stream, 'any', [{ id: randomUUID(), type, data: JSON.stringify(one), metadata }]);
      const [recorded] = await all(store.read(stream));
      if (!recorded) throw new Error('nothing was read');
      if (n === 0) expect(recorded.json).toBe(json);
      if (n === 0) expect(verify(recorded, null).leaf).toBe(leaf);
      else expect(() => verify(recorded, null)).toThrow(IntegrityFault);
    }
  });

  it('shows the event in the server as its own tools do: data, metadata, type', async () => {
    await append(S, 0, 1);
    const [event] = place.double.log;
    const text = (bytes: Uint8Array | undefined) => JSON.parse(Buffer.from(bytes ?? []).toString());
    expect(event).toMatchObject({ stream: S, type: 'PaguIncreased.v1' });
    expect(text(event?.data)).toMatchObject({ amount: '1.00', reason: 'a 0' });
    expect(text(event?.custom)).toMatchObject({ stream: S, revision: 1, actor: { id: 'budi' }, previous: null });
  });
});

describe('Opening EventStoreDB', () => {
  const secret = 'esdb://renja:rahasia-sekali@127.0.0.1:1?tls=false';

  it('waits for a server that starts later, and says so', async () => {
    await store.close();
    await place.double.down();
    const told: string[] = [];
    const opening = place.open({ patience: { ...patience, opening: 10_000 }, onWaiting: (why) => told.push(why) });
    await sleep(1_000);
    await place.double.up();
    store = await opening;
    expect(await append(S, 0, 1)).toEqual({ revision: 1, position: null });
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]).toContain('127.0.0.1');
  }, 20_000);

  it.each([
    secret,
    'esdb://renja:rahasia-sekali@127.0.0.1:1,127.0.0.1:2?tls=false&maxDiscoverAttempts=1',
    'esdb://renja:rahasia-sekali@host:not-a-port?tls=false',
    'esdb://renja:rahasia-sekali@127.0.0.1:1?tlsCAFile=/no/such/file',
  ])(
    'says what is wrong with %s, without the password',
    async (connection) => {
      const failure = await failureOf(openEventStoreDb(connection, { positions: ':memory:', patience }));
      expect(failure).toBeInstanceOf(StoreUnavailable);
      expect(String(failure)).not.toContain('rahasia');
      const shown: unknown[] = [];
      for (let one: unknown = failure; one instanceof Error; one = one.cause) shown.push(one.message, one.stack);
      expect(shown.join()).not.toContain('rahasia');
    },
    20_000,
  );

  it('trusts a server by its certificate, and gives the password to it alone', async () => {
    const folder = temporaryFolder();
    const [key, cert] = [`${folder.path}/node.key`, `${folder.path}/node.crt`];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
    const made = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      ...names,
      '-keyout',
      key,
      '-out',
      cert,
    ];
    execFileSync('openssl', made, { stdio: 'ignore' });
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    const double = await EventStoreDbDouble.start({ tls, credentials: { user: 'renja', password: 'p@ss:word' } });
    const at = (connection: string) => openEventStoreDb(connection, { positions: ':memory:', patience });
    const trusted = `${double.connectionString}&tlsCAFile=${cert}`;
    const secure = await at(trusted);
    await secure.append(S, 0, sealedAfter(S, 0, some(2)));
    expect(await all(secure.read(S))).toHaveLength(2);
    expect(await secure.head()).toBe(2);
    await secure.close();
    expect(await failureOf(at(double.connectionString))).toBeInstanceOf(StoreUnavailable);
    const wrong = await failureOf(at(trusted.replace(encodeURIComponent('p@ss:word'), 'salah')));
    expect(wrong).toBeInstanceOf(StoreUnavailable);
    expect(String(wrong)).toContain('does not let us in');
    expect(String(wrong)).not.toContain('salah');
    await double.stop();
    folder.remove();
  }, 30_000);
});

describe('A cluster', () => {
  let cluster: EventStoreDbCluster;
  beforeEach(async () => {
    await store.close();
    cluster = await startCluster(3);
    store = await openEventStoreDb(cluster.connectionString, {
      positions: ':memory:',
      patience: { ...patience, operation: 10_000 },
    });
  });
  afterEach(() => cluster.stop());

  it('goes on with the next leader: nothing lost, nothing doubled, nothing skipped', async () => {
    const seen: number[] = [];
    const ending = new AbortController();
    const following = (async () => {
      for await (const { position } of store.follow(0, ending.signal)) seen.push(position ?? 0);
    })();
    let revision = 0;
    for (const leader of [1, 2]) {
      for (let n = 0; n < 20; n += 1) {
        expect(await append(S, revision, 2)).toEqual({ revision: revision + 2, position: null });
        revision += 2;
        if (n === 10) await cluster.failOver(leader);
      }
    }
    while (seen.length < revision) await sleep(20);
    ending.abort();
    await following;
    expect(await all(store.read(S))).toHaveLength(revision);
    expect(seen).toEqual(Array.from({ length: revision }, (_, i) => i + 1));
  }, 60_000);

  it('writes to the leader alone, also where another has become it', async () => {
    await append(S, 0, 1);
    cluster.elect(2);
    expect(await append(S, 1, 1)).toEqual({ revision: 2, position: null });
    expect(await store.head()).toBe(2);
  }, 30_000);
});
