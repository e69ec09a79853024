import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSqlite } from '../../src/store/sqlite.js';
import { verified } from '../../src/store/stored-events.js';
import { ID, PEMDA, pergeseran, ServerAtHand } from './server-at-hand.js';
import { StartedServer } from './started-server.js';

let server: ServerAtHand;
beforeAll(async () => {
  server = await ServerAtHand.start({
    sari: ['finance', PEMDA],
    asing: ['finance', '35.73/9.99'],
    vina: ['viewer', PEMDA],
    'tini-reader': ['viewer', '*'],
  });
}, 60_000);
afterAll(() => server.stop());

type Told = { readonly id: number; readonly event: string; readonly data: { position: number; stream: string } };

/** A reader of the stream of events, as a browser's EventSource is. */
class Reader {
  readonly told: Told[] = [];
  /** True once the server has ended the stream. */
  ended = false;
  private readonly leaving = new AbortController();

  static async open(account: string, lastEventId?: string): Promise<Reader> {
    const reader = new Reader();
    const response = await fetch(`${server.serving.url}/api/v1/events/stream`, {
      signal: reader.leaving.signal,
      headers: {
        authorization: `Bearer ${server.token(account)}`,
        ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
      },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    void reader.read(response).catch(() => {});
    return reader;
  }

  private async read(response: Response): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        if (id !== undefined && event !== undefined && data !== undefined)
          this.told.push({ id: Number(id), event, data: JSON.parse(data) as Told['data'] });
      }
    }
    this.ended = true;
  }

  get ids(): number[] {
    return this.told.map(({ id }) => id);
  }

  async until(holds: () => boolean): Promise<void> {
    for (let i = 0; i < 500 && !holds(); i += 1) await sleep(10);
    expect(holds()).toBe(true);
  }

  leave(): void {
    this.leaving.abort();
  }
}

/** What only a ledger in a file can meet. */
const ofFiles = Reflect.get(globalThis, 'RENJA_STORE') === 'double' ? it.skip : it;

const headNow = async (): Promise<number> =>
  (await server.get(null, '/health/ready')).json<{ store: { head: number } }>().store.head;
const positionsOfRenja = async (): Promise<number[]> => {
  const trail = await server.get('tini-reader', `audit-trail?limit=1000&minPosition=${await headNow()}`);
  const rows = trail.json<{ rows: { position: number; stream: string }[] }>().rows;
  return [...new Set(rows.filter(({ stream }) => stream === `renja-${ID}`).map(({ position }) => position))];
};
const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('The stream of events', () => {
  it('goes on exactly after the last one that the reader has got', async () => {
    const head = await headNow();
    const whole = await Reader.open('tini-reader', '0');
    await whole.until(() => whole.ids.length >= head);
    expect(whole.ids).toEqual(range(1, head));
    expect(whole.told.every(({ id, data }) => data.position === id)).toBe(true);
    whole.leave();
    const resumed = await Reader.open('tini-reader', String(head - 10));
    await resumed.until(() => resumed.ids.length >= 10);
    expect(resumed.told).toEqual(whole.told.slice(-10));
    resumed.leave();
  });

  it('without Last-Event-ID begins with what comes, and tells it at once', async () => {
    const reader = await Reader.open('sari');
    const written = await server.write('sari', 'revisions', pergeseran('31.00'));
    const position = await server.positionOf(written);
    await reader.until(() => reader.told.length > 0);
    expect(reader.told.map(({ id, event }) => [id, event])).toEqual([[position, 'RevisionProposed']]);
    const { meta: _, ...event } = (await server.get('sari', `events/${position}`)).json<{ meta: object }>();
    expect(reader.told[0]?.data).toEqual(event);
    reader.leave();
  });

  it('tells a reader of another agency none of it', async () => {
    const [foreign, own] = [await Reader.open('asing', '0'), await Reader.open('vina', '0')];
    await server.write('sari', 'revisions', pergeseran('32.00'));
    const ofRenja = await positionsOfRenja();
    await own.until(() => own.ids.includes(ofRenja.at(-1) ?? 0));
    expect(own.ids).toEqual(expect.arrayContaining(ofRenja));
    // An event of its own agency comes last, so that the stream is known to have passed all the others.
    const body = {
      renjaId: 'renja-asing',
      pemda: { kode: '35.73', jenis: 'kota', nama: 'Kota Malang' },
      perangkatDaerah: { kode: '9.99', nama: 'Dinas Asing' },
      ...{ tahun: '2023', periodeRpjmd: '2019-2024', nomenklatur: 'permendagri-90-2019' },
      document: { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar' },
    };
    const headers = { 'idempotency-key': randomUUID() };
    expect((await server.ask('asing', 'POST', 'renja', { body, headers })).status).toBe(201);
    await foreign.until(() => foreign.told.length > 0);
    expect(foreign.told.map(({ data }) => data.stream)).toEqual(['renja-renja-asing']);
    foreign.leave();
    own.leave();
  });

  it.each(['x', '-1', '1.5', '9'.repeat(16)])('does not begin after %s', async (lastEventId) => {
    const answer = await server.get('sari', 'events/stream', { 'last-event-id': lastEventId });
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([400, 'last-event-id-malformed']);
  });
});

describe('Whoever runs the server', () => {
  it('is told that it lives and how far it is, without signing in', async () => {
    for (const prefix of ['', '/api/v1']) {
      expect((await server.get(null, `${prefix}/health/live`)).json()).toEqual({ status: 'live' });
      await server.get('tini-reader', `renja?minPosition=${await headNow()}`);
      const head = await headNow();
      const ready = await server.get(null, `${prefix}/health/ready`);
      const index = { position: head, failed: false };
      expect([ready.status, ready.json()]).toEqual([200, { status: 'ready', store: { head, refusing: null }, index }]);
    }
  });

  ofFiles('is told that a server is not ready which takes no changes, as what was acknowledged is gone', async () => {
    const other = await ServerAtHand.start({
      sari: ['finance', PEMDA],
      vina: ['viewer', PEMDA],
      'tini-reader': ['viewer', '*'],
    });
    try {
      const head = (await other.get(null, '/health/ready')).json<{ store: { head: number } }>().store.head;
      const db = openSqlite(`${other.path}/ledger.db`);
      db.exec(`delete from event where position = ${head}`);
      db.close();
      const written = await other.write('sari', 'revisions', pergeseran('32.00'), { 'if-match': '"r191"' });
      expect([written.status, written.json<{ code: string }>().code]).toEqual([503, 'store-unavailable']);
      const ready = await other.get(null, '/health/ready');
      const refusing: unknown = expect.stringContaining(`from position ${head} to ${head - 1}`);
      expect([ready.status, ready.json()]).toMatchObject([503, { status: 'unavailable', store: { refusing } }]);
    } finally {
      await other.stop();
    }
  });

  it('is told figures with a role for it', async () => {
    expect((await server.get(null, '/metrics')).status).toBe(401);
    expect((await server.get('sari', '/metrics')).status).toBe(403);
    const figures = await server.get('vina', '/metrics');
    expect([figures.status, figures.headers.get('content-type')?.startsWith('text/plain')]).toEqual([200, true]);
    expect(figures.text).toContain(`renja_ledger_head ${await headNow()}`);
    expect(figures.text).toMatch(/renja_http_request_seconds_count\{method="GET",route="\/metrics",status="403"\} 1/);
  });
});

/** The ids of revisions that the ledger has been given, every event verified on the way. */
async function proposed(): Promise<Set<string>> {
  const store = await server.store();
  const found = new Set<string>();
  for await (const { event } of verified(store.read(`renja-${ID}`)))
    if (event.type === 'RevisionProposed') found.add(event.data.revisionId);
  await store.close();
  return found;
}

describe('A server that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('by %s while it is written to has all that it answered', async (signal) => {
    const before = await proposed();
    const started = await StartedServer.start(server.path, { RENJA_STORE: server.env.RENJA_STORE });
    const by = { authorization: `Bearer ${server.token('sari')}` };
    const stream = await fetch(`${started.url}/api/v1/events/stream`, { headers: by });
    // Browsers open connections ahead, and may never ask anything on them.
    const unused = connect(Number(new URL(started.url).port), '127.0.0.1').on('error', () => {});
    const answered: string[] = [];
    let stopping = false;
    const writer = async (): Promise<void> => {
      while (!stopping) {
        try {
          const { headers } = await fetch(`${started.url}/api/v1/renja/${ID}`, { headers: by });
          const sent = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
          const response = await fetch(`${started.url}/api/v1/renja/${ID}/revisions`, {
            method: 'POST',
            headers: { ...by, ...sent, 'if-match': headers.get('etag') ?? '' },
            body: JSON.stringify(pergeseran('1.00')),
          });
          const told = (await response.json()) as { revisionId: string };
          if (response.status === 201) answered.push(told.revisionId);
          else expect([412, 503]).toContain(response.status);
        } catch (error) {
          // It takes no more requests; whatever else fails is a fault.
          if ((error as Error).message !== 'fetch failed') throw error;
          return;
        }
      }
    };
    const writers = Array.from({ length: 8 }, writer);
    while (answered.length < 10) await sleep(5);
    // A stream never ends by itself; the server must end it to stop.
    expect(await started.stop(signal)).toBe(0);
    stopping = true;
    await Promise.all(writers);
    await stream.text();
    unused.destroy();
    const after = await proposed();
    // What was under way was finished and answered: nothing is in the ledger that its author was not told of.
    expect([...after].filter((id) => !before.has(id)).toSorted()).toEqual(answered.toSorted());
  });
});
