import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AccessDeniedError,
  type AllStreamSubscription,
  ANY,
  type AppendToStreamOptions,
  BACKWARDS,
  DeadlineExceededError,
  END,
  EventStoreDBClient,
  excludeSystemEvents,
  jsonEvent,
  MaxAppendSizeExceededError,
  NO_STREAM,
  NotLeaderError,
  START,
  STREAM_EXISTS,
  StreamDeletedError,
  StreamNotFoundError,
  type StreamSubscription,
  streamNameFilter,
  TimeoutError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { type EventStoreDbCluster, startCluster } from '../support/eventstoredb-cluster.js';
import { type DoubleOptions, EventStoreDbDouble } from '../support/eventstoredb-double.js';
import { temporaryFolder } from '../support/sealed.js';

const S = 'renja-a';
/** An answer that never comes: the client itself would wait for ever. */
const NOTHING_WITHIN_MS = 150;

const posted = (n: number, id?: string) => jsonEvent({ type: 'Posted', data: { n, amount: '12.34' }, id });
const many = (count: number) => Array.from({ length: count }, (_, n) => posted(n));

type Numbered = { event?: { data: unknown } };
const numberOf = ({ event }: Numbered) => (event?.data as { n: number } | undefined)?.n ?? -1;

async function all<Item>(read: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of read) found.push(item);
  return found;
}

const numbers = async (read: AsyncIterable<Numbered>) => (await all(read)).map(numberOf);

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

async function until(done: () => boolean): Promise<void> {
  const late = Date.now() + 10_000;
  while (!done()) {
    if (Date.now() > late) throw new Error('it did not come about');
    await pause(2);
  }
}

describe('The double of EventStoreDB', () => {
  let double: EventStoreDbDouble;
  let client: EventStoreDBClient;
  let cluster: EventStoreDbCluster | undefined;
  let clients: EventStoreDBClient[];
  let doubles: EventStoreDbDouble[];

  const connect = (connectionString: string) => {
    const made = EventStoreDBClient.connectionString(connectionString);
    clients.push(made);
    return made;
  };
  const start = async (options?: DoubleOptions) => {
    const made = await EventStoreDbDouble.start(options);
    doubles.push(made);
    return made;
  };
  const append = (stream: string, events: number | ReturnType<typeof posted>[], options?: AppendToStreamOptions) =>
    client.appendToStream(stream, typeof events === 'number' ? many(events) : events, options);
  /** What comes of an append, or `pending`. */
  const outcome = (work: Promise<unknown>) =>
    Promise.race([
      work.then(
        () => 'written',
        (error: unknown) => error,
      ),
      pause(NOTHING_WITHIN_MS, 'pending'),
    ]);

  /** Tries until somebody is there: what a client does that is told that its server is not available. */
  const appendedAgain = async () => {
    for (let i = 0; i < 100; i++) {
      if ((await outcome(append(S, 1))) === 'written') return;
      await pause(50);
    }
    throw new Error('nobody came back');
  };

  beforeEach(async () => {
    clients = [];
    doubles = [];
    cluster = undefined;
    double = await start();
    client = connect(double.connectionString);
  });
  afterEach(async () => {
    await Promise.all(clients.map((each) => each.dispose()));
    await Promise.all(doubles.map((each) => each.stop()));
    await cluster?.stop();
  });

  /** Listens to a subscription, which the client would end the process for if nobody heard its error. */
  const heard = (subscription: AllStreamSubscription | StreamSubscription) => {
    const got = { numbers: [] as number[], caughtUp: false, error: undefined as unknown, ended: false };
    subscription.on('data', (event: Numbered) => void got.numbers.push(numberOf(event)));
    subscription.on('caughtUp', () => {
      got.caughtUp = true;
    });
    subscription.on('error', (error: unknown) => {
      got.error = error;
    });
    subscription.on('end', () => {
      got.ended = true;
    });
    return got;
  };

  describe('writes and reads', () => {
    it('what is appended is read again, with its revision and position', async () => {
      const written = await append(S, 3, { expectedRevision: NO_STREAM });
      const read = await all(client.readStream(S));
      expect(written).toMatchObject({ success: true, nextExpectedRevision: 2n });
      expect(read.map(({ event }) => event?.revision)).toEqual([0n, 1n, 2n]);
      expect(read.map(({ commitPosition }) => commitPosition)).toEqual(double.log.map(({ position }) => position));
      expect(read[2]?.event).toMatchObject({ type: 'Posted', isJson: true, created: expect.any(Date) });
      expect(written.position?.commit).toBe(read[2]?.commitPosition);
      expect(double.stats).toEqual({ append: 0, batchAppend: 1, read: 1, subscribe: 0, events: 3 });
    });

    it('a page of a stream begins with the revision it names, forwards and backwards', async () => {
      await append(S, 5);
      expect(await numbers(client.readStream(S, { fromRevision: 1n, maxCount: 2 }))).toEqual([1, 2]);
      expect(await numbers(client.readStream(S, { fromRevision: 9n }))).toEqual([]);
      const backwards = { direction: BACKWARDS, maxCount: 2 } as const;
      expect(await numbers(client.readStream(S, { ...backwards, fromRevision: END }))).toEqual([4, 3]);
      expect(await numbers(client.readStream(S, { ...backwards, fromRevision: 3n }))).toEqual([3, 2]);
    });

    it('$all is read from any position, which backwards leaves out its own event', async () => {
      await append(S, 4);
      const at = double.log.map(({ position }) => ({ commit: position, prepare: position }));
      expect(at.every(({ commit }, i) => i === 0 || commit > (at[i - 1]?.commit ?? 0n) + 1n)).toBe(true);
      expect(await numbers(client.readAll({ fromPosition: at[1] ?? START }))).toEqual([1, 2, 3]);
      const backwards = { direction: BACKWARDS } as const;
      expect(await numbers(client.readAll({ ...backwards, fromPosition: END, maxCount: 1 }))).toEqual([3]);
      expect(await numbers(client.readAll({ ...backwards, fromPosition: at[2] ?? START }))).toEqual([1, 0]);
    });

    it('a stream that is not there is not found', async () => {
      expect(await failure(all(client.readStream('none')))).toBeInstanceOf(StreamNotFoundError);
    });

    it('another revision than the one expected is refused, and the true one is said', async () => {
      await append(S, 2);
      for (const expectedRevision of [NO_STREAM, 0n, 5n] as const) {
        const refused = await failure(append(S, 1, { expectedRevision }));
        expect(refused).toBeInstanceOf(WrongExpectedVersionError);
        expect(refused).toMatchObject({ streamName: S, expectedVersion: expectedRevision, actualVersion: 1n });
      }
      const none = await failure(append('none', 1, { expectedRevision: STREAM_EXISTS }));
      expect(none).toMatchObject({ expectedVersion: STREAM_EXISTS, actualVersion: 'no_stream' });
      expect(double.log).toHaveLength(2);
    });

    it.each([NO_STREAM, ANY] as const)('the same events again are the same write: %s', async (expectedRevision) => {
      const events = [posted(1, randomUUID()), posted(2, randomUUID())];
      const first = await append(S, events, { expectedRevision });
      await append(S, 1);
      expect(await append(S, events, { expectedRevision })).toEqual(first);
      expect(double.log).toHaveLength(3);
    });

    it('a part of what was written before is refused', async () => {
      const known = posted(1, randomUUID());
      await append(S, [known], { expectedRevision: NO_STREAM });
      const partly = await failure(append(S, [known, posted(2)], { expectedRevision: NO_STREAM }));
      expect(partly).toBeInstanceOf(WrongExpectedVersionError);
      expect(await failure(append(S, [known, posted(2)]))).toBeInstanceOf(WrongExpectedVersionError);
    });

    it('an append that is too large is refused as a whole, and one of several messages is not', async () => {
      const large = jsonEvent({ type: 'Large', data: { x: 'x'.repeat(2 ** 20) } });
      const refused = await failure(client.appendToStream(S, [posted(1), large]));
      expect(refused).toBeInstanceOf(MaxAppendSizeExceededError);
      expect(refused).toMatchObject({ maxAppendSize: 2 ** 20 });
      expect(double.log).toHaveLength(0);
      expect(await append(S, 20, { batchAppendSize: 300 })).toMatchObject({ nextExpectedRevision: 19n });
    });

    it('the old call to append gives the same answers', async () => {
      const old = await start({ batchAppend: false, maxAppendSize: 1000 });
      client = connect(old.connectionString);
      expect(await append(S, 2, { expectedRevision: NO_STREAM })).toMatchObject({ nextExpectedRevision: 1n });
      const refused = await failure(append(S, 1, { expectedRevision: NO_STREAM }));
      expect(refused).toMatchObject({ type: 'wrong-expected-version', expectedVersion: NO_STREAM, actualVersion: 1n });
      expect(await failure(append(S, 100))).toMatchObject({ maxAppendSize: 1000 });
      expect(old.stats).toMatchObject({ append: 3, batchAppend: 0 });
    });

    it('appends in flight together are written in the order of their arrival', async () => {
      await append(S, 1);
      const written = await Promise.all(Array.from({ length: 200 }, (_, n) => append(S, [posted(n)])));
      expect(written.map(({ nextExpectedRevision }) => nextExpectedRevision)).toEqual(
        Array.from({ length: 200 }, (_, n) => BigInt(n + 1)),
      );
    });

    it('a deleted stream begins again behind what it had; a tombstone ends it', async () => {
      await append(S, 2);
      await client.deleteStream(S);
      expect(await failure(all(client.readStream(S)))).toBeInstanceOf(StreamNotFoundError);
      expect(await append(S, [posted(7)], { expectedRevision: NO_STREAM })).toMatchObject({ nextExpectedRevision: 2n });
      expect(await numbers(client.readStream(S))).toEqual([7]);
      await client.tombstoneStream(S);
      expect(await failure(append(S, 1))).toBeInstanceOf(StreamDeletedError);
      expect(await failure(all(client.readStream(S)))).toBeInstanceOf(StreamDeletedError);
      expect(double.log.map(({ type }) => type)).toEqual('Posted Posted $metadata Posted $streamDeleted'.split(' '));
    });

    it('metadata hides the first events of a stream, and not those of $all', async () => {
      await append(S, 5);
      await client.setStreamMetadata(S, { truncateBefore: 2 });
      expect(await numbers(client.readStream(S))).toEqual([2, 3, 4]);
      await client.setStreamMetadata(S, { maxCount: 1 });
      expect(await numbers(client.readStream(S))).toEqual([4]);
      expect(await all(client.readAll())).toHaveLength(7);
    });

    it('a test writes beside the client, and changes what is written', async () => {
      double.write('foreign', 'any', [{ type: 'Strange', data: '{"n":1}' }]);
      await append(S, 1);
      const [foreign] = double.log;
      if (foreign) foreign.data = Buffer.from('{"n":99}');
      expect(await numbers(client.readStream('foreign'))).toEqual([99]);
      expect(double.write(S, 5n, [{ type: 'Late', data: '{}' }])).toEqual({ error: 'wrong-version', current: 0n });
    });
  });

  describe('subscriptions', () => {
    it('begin after the event they name, catch up and go on', async () => {
      await append(S, 3);
      const position = double.log[0]?.position ?? 0n;
      const ofAll = heard(client.subscribeToAll({ fromPosition: { commit: position, prepare: position } }));
      const ofStream = heard(client.subscribeToStream(S, { fromRevision: 1n }));
      const fromEnd = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => ofAll.caughtUp && ofStream.caughtUp && fromEnd.caughtUp);
      await append(S, [posted(10)]);
      await until(() => ofAll.numbers.length === 3 && ofStream.numbers.length === 2 && fromEnd.numbers.length === 1);
      expect([ofAll.numbers, ofStream.numbers, fromEnd.numbers]).toEqual([[1, 2, 10], [2, 10], [10]]);
    });

    it.each(['prefixes', 'a regex'])('filter streams by %s, and say how far they looked', async (by) => {
      await append(S, 1);
      for (let n = 0; n < 100; n++) double.write('noise', 'any', [{ type: 'Noise', data: '{}' }]);
      await append('renja-b', [posted(7)]);
      const reached: bigint[] = [];
      const checkpointReached = (_subscription: unknown, { commit }: { commit: bigint }) => void reached.push(commit);
      const reporting = { checkpointInterval: 1, checkpointReached };
      const filter =
        by === 'prefixes'
          ? streamNameFilter({ prefixes: ['renja-'], ...reporting })
          : streamNameFilter({ regex: '^renja-[ab]$', ...reporting });
      const got = heard(client.subscribeToAll({ filter }));
      await until(() => got.caughtUp && got.numbers.length === 2);
      expect(got.numbers).toEqual([0, 7]);
      expect(reached).toEqual([31, 63, 95, 101].map((i) => double.log[i]?.position));
    });

    it('leave system events out where asked to', async () => {
      await client.setStreamMetadata(S, { maxCount: 10 });
      await append(S, 1);
      const got = heard(client.subscribeToAll({ filter: excludeSystemEvents() }));
      await until(() => got.caughtUp);
      expect(got.numbers).toEqual([0]);
    });

    it('of a stream that was ended, or by a regex that is none, fail', async () => {
      await append(S, 1);
      await client.tombstoneStream(S);
      const ended = heard(client.subscribeToStream(S));
      const wrong = heard(client.subscribeToAll({ filter: streamNameFilter({ regex: '(' }) }));
      await until(() => ended.error !== undefined && wrong.error !== undefined);
      expect(ended.error).toBeInstanceOf(StreamDeletedError);
      expect(wrong.error).toMatchObject({ code: 3 });
    });

    it('are held back by a consumer that does not read', async () => {
      const data = JSON.stringify({ n: 1, text: 'x'.repeat(500) });
      for (let i = 0; i < 2_000; i++) double.write(S, 'any', [{ type: 'Posted', data }]);
      const subscription = client.subscribeToStream(S, { fromRevision: START });
      await new Promise((resolve) => subscription.once('data', () => resolve(subscription.pause())));
      await pause(NOTHING_WITHIN_MS);
      expect(double.stats.events).toBeLessThan(1_000);
      const got = heard(subscription);
      subscription.resume();
      await until(() => got.numbers.length === 1_999);
    });
  });

  describe('fails as a server can', () => {
    const written = () => double.log.length;
    beforeEach(() => append('warm', 1));

    it.each([
      ['no-answer', 'pending', 1],
      ['ack-lost', 'pending', 2],
      ['stream-error', UnavailableError, 1],
      ['stream-error-after-write', UnavailableError, 2],
      ['not-leader', NotLeaderError, 1],
      ['busy', UnknownError, 1],
      ['not-ready', UnknownError, 1],
      ['timeout', DeadlineExceededError, 1],
      ['access-denied', AccessDeniedError, 1],
    ] as const)('%s of an append', async (kind, comes, logged) => {
      double.fault(kind);
      const events = [posted(1, randomUUID())];
      const got = await outcome(append(S, events, { expectedRevision: NO_STREAM }));
      if (comes === 'pending') expect(got).toBe(comes);
      else expect(got).toBeInstanceOf(comes);
      if (comes === NotLeaderError) expect(got).toMatchObject({ leader: double.endpoint });
      if (comes === UnknownError) expect(String(got)).toMatch(/Server Is (Busy|Not Ready)/);
      expect(written()).toBe(logged);
      // The next append is as good as any, and the same events again are known by their ids.
      expect(await append(S, events, { expectedRevision: NO_STREAM })).toMatchObject({ nextExpectedRevision: 0n });
      expect(written()).toBe(2);
    });

    it.each([
      ['stream-error', UnavailableError],
      ['not-leader', NotLeaderError],
      ['busy', UnavailableError],
      ['not-ready', UnavailableError],
      ['timeout', TimeoutError],
      ['access-denied', AccessDeniedError],
    ] as const)('%s of a read and of a subscription', async (kind, error) => {
      double.fault(kind, { times: 2, match: (op) => op !== 'append' });
      expect(await failure(all(client.readStream('warm')))).toBeInstanceOf(error);
      const got = heard(client.subscribeToAll());
      await until(() => got.error !== undefined);
      expect(got.error).toBeInstanceOf(error);
      expect(await numbers(client.readStream('warm'))).toEqual([0]);
    });

    it('no answer to a read or a subscription, for as often as it was said', async () => {
      double.fault('no-answer', { times: 2, match: (op, stream) => op === 'read' && stream === 'warm' });
      const reads = [client.readStream('warm'), client.readStream('warm')];
      for (const read of reads) expect(await outcome(all(read))).toBe('pending');
      expect(await numbers(client.readStream('warm'))).toEqual([0]);
      double.fault('no-answer', { match: (op) => op === 'subscribe' });
      const got = heard(client.subscribeToAll());
      await pause(NOTHING_WITHIN_MS);
      expect(got).toMatchObject({ caughtUp: false, error: undefined });
    });

    it('slow, and what comes later does not wait', async () => {
      double.fault('slow', { ms: 80 });
      const order: string[] = [];
      const slow = append(S, 1).then(() => order.push('slow'));
      const quick = append(S, 1).then(() => order.push('quick'));
      await Promise.all([slow, quick]);
      expect(order).toEqual(['quick', 'slow']);
      double.fault('slow', { ms: 80, match: (op) => op === 'read' });
      const before = Date.now();
      expect(await numbers(client.readStream('warm'))).toEqual([0]);
      expect(Date.now() - before).toBeGreaterThanOrEqual(75);
    });

    it('a deadline that is past is said by the server, and nothing is written', async () => {
      const late = await failure(append(S, 1, { deadline: -5000 }));
      expect(late).toBeInstanceOf(DeadlineExceededError);
      expect(written()).toBe(1);
    });

    it('drops its subscriptions, which says nothing of an end', async () => {
      const got = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => got.caughtUp);
      double.dropSubscriptions();
      await until(() => got.error !== undefined);
      expect(got.error).toBeInstanceOf(UnavailableError);
      expect(got.ended).toBe(false);
    });

    it('ends its subscriptions, which says nothing of an error', async () => {
      const got = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => got.caughtUp);
      double.endSubscriptions();
      await until(() => got.ended);
      expect(got.error).toBeUndefined();
    });

    it('leaves its subscriptions open and dead', async () => {
      const dead = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => dead.caughtUp);
      double.silenceSubscriptions();
      const alive = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => alive.caughtUp);
      await append(S, 1);
      await until(() => alive.numbers.length === 1);
      await pause(20);
      expect(dead).toMatchObject({ numbers: [], error: undefined, ended: false });
    });

    it('drops every call', async () => {
      double.fault('no-answer');
      const pending = failure(append(S, 1));
      await pause(20);
      double.dropCalls();
      expect(await pending).toBeInstanceOf(UnavailableError);
    });

    it('is killed, and is there again with all that it had', async () => {
      const got = heard(client.subscribeToAll({ fromPosition: END }));
      await until(() => got.caughtUp);
      double.fault('ack-lost');
      const pending = failure(append(S, 1));
      await until(() => written() === 2);
      await double.down();
      expect(await pending).toBeInstanceOf(UnavailableError);
      await until(() => got.error !== undefined);
      expect(got.error).toBeInstanceOf(UnavailableError);
      // Nobody is there at the first call of a connection: this alone comes as it is from gRPC.
      expect(await failure(append(S, 1))).toMatchObject({ code: 14 });
      await double.up();
      await appendedAgain();
      expect(await numbers(client.readStream(S))).toEqual([0, 0]);
      await double.restart();
      await appendedAgain();
      expect(await numbers(client.readStream(S))).toEqual([0, 0, 0]);
    });
  });

  describe('with credentials over TLS', () => {
    const folder = temporaryFolder();
    const file = (name: string) => join(folder.path, name);
    let tls: { key: string; cert: string };

    beforeAll(() => {
      const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
      const out = ['-keyout', file('node.key'), '-out', file('node.crt')];
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...out], {
        stdio: 'ignore',
      });
      tls = { key: readFileSync(file('node.key'), 'utf8'), cert: readFileSync(file('node.crt'), 'utf8') };
    });
    afterAll(folder.remove);

    it('serves who trusts its certificate and gives the password', async () => {
      const secure = await start({ tls, credentials: { user: 'renja', password: 'p@ss:word' } });
      const trusted = `${secure.connectionString}&tlsCAFile=${file('node.crt')}`;
      client = connect(trusted);
      expect(await append(S, 2)).toMatchObject({ nextExpectedRevision: 1n });
      expect(await numbers(client.readStream(S))).toEqual([0, 1]);

      for (const who of ['', 'renja:wrong@']) {
        client = connect(trusted.replace(/\/\/.*@/, `//${who}`));
        expect(await failure(append(S, 1))).toBeInstanceOf(AccessDeniedError);
        expect(await failure(all(client.readStream(S)))).toBeInstanceOf(AccessDeniedError);
        const got = heard(client.subscribeToAll());
        await until(() => got.error !== undefined);
        expect(got.error).toBeInstanceOf(AccessDeniedError);
      }
      client = connect(secure.connectionString);
      expect(await failure(append(S, 1))).toMatchObject({ code: 14 });
      expect(secure.log).toHaveLength(2);
    });
  });

  describe('as a cluster', () => {
    beforeEach(async () => {
      cluster = await startCluster(3);
      client = connect(cluster.connectionString);
    });

    it('is one log behind three nodes, of which the client finds the leader', async () => {
      await append(S, 2);
      expect(cluster?.nodes.map(({ stats }) => stats.batchAppend)).toEqual([1, 0, 0]);
      const follower = connect(cluster?.nodes[2]?.connectionString ?? '');
      expect(await numbers(follower.readStream(S))).toEqual([0, 1]);
    });

    it('a follower passes an append on, unless the leader is asked for', async () => {
      client = connect(cluster?.nodes[1]?.connectionString ?? '');
      const refused = await failure(append(S, 1, { requiresLeader: true }));
      expect(refused).toBeInstanceOf(NotLeaderError);
      expect(refused).toMatchObject({ leader: cluster?.leader?.endpoint });
      // The client has gone over to the node it was told of.
      expect(await append(S, 1, { requiresLeader: true })).toMatchObject({ success: true });
      expect(cluster?.nodes[0]?.stats.batchAppend).toBe(1);
    });

    it('goes on with another leader when one is killed', async () => {
      await append(S, 1);
      await cluster?.failOver(2);
      await appendedAgain();
      expect(cluster?.nodes[2]?.stats.batchAppend).toBeGreaterThan(0);
      expect(await numbers(client.readStream(S))).toEqual([0, 0]);
    });

    it('has no leader for a while', async () => {
      await cluster?.failOver(undefined);
      client = connect(cluster?.nodes[1]?.connectionString ?? '');
      const refused = await failure(append(S, 1, { requiresLeader: true }));
      expect(refused).toBeInstanceOf(UnknownError);
      expect(String(refused)).toContain('No leader info');
    });
  });
});
