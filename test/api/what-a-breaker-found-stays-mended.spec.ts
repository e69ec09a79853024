import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ID, pergeseran, ServerAtHand } from './server-at-hand.js';

const SEEDS = join(__dirname, '..', '..', 'seeds', 'probolinggo-2022');
const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'main.js');

let server: ServerAtHand;
beforeAll(async () => {
  server = await ServerAtHand.start({
    sari: ['finance', '35.74'],
    ani: ['approver', '35.74'],
    'tini-reader': ['viewer', '*'],
  });
});
afterAll(() => server.stop());

describe('An import over HTTP', () => {
  const manifest = parse(readFileSync(join(SEEDS, 'manifest.yaml'), 'utf8')) as { tables: Record<string, string> };

  it('reads no file but those that are sent', async () => {
    const secret = join(tmpdir(), `renja-secret-${randomUUID()}.tsv`);
    writeFileSync(secret, 'RAHASIA\t1');
    for (const name of [`../${secret.split('/').at(-1)}`, '../../../../etc/passwd', 'tidak-dikirim.tsv', 'constructor'])
      for (const path of ['imports', 'imports/validation']) {
        const body = { manifest: { ...manifest, tables: { 'T-C.33': name } }, files: { 'tabel.tsv': '' } };
        const answer = await server.ask('sari', 'POST', path, { body });
        expect([name, answer.status, answer.text.includes('RAHASIA') || answer.text.includes('ENOENT')]).toEqual([
          name,
          400,
          false,
        ]);
      }
  });
});

describe('A dry run', () => {
  const etag = async () => (await server.get('sari', `renja/${ID}`)).headers.get('etag');

  it('is told by the route, however its address is written', async () => {
    const before = await etag();
    const encoded = await server.write('sari', 'notes/validatio%6e', { section: 'isu', text: 'Isu' });
    expect([encoded.status, await etag()]).toEqual([200, before]);
    const named = await server.write('sari', 'notes?a=/validation', { section: 'isu', text: 'Isu' });
    expect([named.status, await etag()]).not.toEqual([200, before]);
  });

  it('refuses what cannot be sealed, as the write does', async () => {
    for (const text of ['e\u0301', 'x'.repeat(61_000)])
      expect((await server.write('sari', 'notes/validation', { section: 'isu', text })).status).toBe(422);
  });
});

describe('A stream of events', () => {
  const open = async (token: string) => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${server.serving.url}/api/v1/events/stream`, { headers, signal: leaving.signal });
    return { response, leave: () => leaving.abort() };
  };

  it('ends with the token by which it was opened', async () => {
    const made = await server.ask('sari', 'POST', 'tokens', { body: { label: 'sementara' } });
    const { id, token } = made.json<{ id: string; token: string }>();
    const { response } = await open(token);
    const reader = response.body?.getReader();
    await reader?.read();
    await server.ask('sari', 'DELETE', `tokens/${id}`);
    // Who was looked at just now is trusted for some seconds.
    await new Promise((resolve) => setTimeout(resolve, 5_200));
    await server.write('sari', 'notes', { section: 'rahasia', text: 'sesudah dicabut' });
    let told = '';
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) break;
      told += new TextDecoder().decode(value as Uint8Array);
    }
    expect(told).not.toContain('sesudah dicabut');
  }, 20_000);

  it('is one of sixteen at most for an account', async () => {
    const streams = [];
    for (let i = 0; i < 16; i += 1) streams.push(await open(server.token('ani')));
    const last = await open(server.token('ani'));
    for (const { leave } of streams) leave();
    expect(last.response.status).toBe(429);
  });

  it('does not go on behind the end of the ledger', async () => {
    const answer = await server.get('ani', 'events/stream', { 'last-event-id': '99999' });
    expect([answer.status, answer.json<{ code: string }>().code]).toEqual([400, 'last-event-id-beyond']);
  });
});

describe('A fixed comparison', () => {
  it('answers the same for ever, and at the address that it names', async () => {
    const address = `renja/${ID}/comparison?from=r100&to=r191`;
    const before = await server.get('sari', address);
    await server.write('sari', 'notes', { section: 'isu', text: randomUUID() });
    expect((await server.get('sari', address)).text).toBe(before.text);
    const named = await server.get('sari', `renja/${ID}/comparison?from=murni&to=p-apbd`);
    expect((await server.get('sari', named.headers.get('content-location') ?? '')).text).toBe(named.text);
  });
});

describe('A cursor', () => {
  it('is good for the list that gave it only, and goes on in the state of its first page', async () => {
    const first = await server.get('tini-reader', 'audit-trail?limit=2');
    const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? [];
    const cursor = new URL(next, server.serving.url).searchParams.get('cursor') ?? '';
    for (const path of [`renja?cursor=${cursor}`, `audit-trail?order=newest&cursor=${cursor}`])
      expect((await server.get('tini-reader', path)).status).toBe(400);
    await server.write('sari', 'notes', { section: 'isu', text: randomUUID() });
    const position = (text: string) => (JSON.parse(text) as { meta: { position: number } }).meta.position;
    expect(position((await server.get('tini-reader', next)).text)).toBe(position(first.text));
  });
});

describe('A revision', () => {
  it.each(['..', ' ', 'a\nb', 'x'.repeat(101), 'a/b'])(
    'is not called %j: no address would name it',
    async (revisionId) => {
      const answer = await server.write('sari', 'revisions', pergeseran('1.00', { revisionId }));
      expect([answer.status, answer.text.includes('isRevisionId')]).toEqual([400, true]);
    },
  );
});

describe('CSV', () => {
  it('of a Renja, or of one row, is a table of one row', async () => {
    for (const path of [`renja/${ID}`, `renja/${ID}/lines/L0005`]) {
      const [heads = '', row = '', ...rest] = (await server.get('sari', `${path}?format=csv`)).text.split('\r\n');
      expect([heads.includes(','), row.includes('Rupiah') || row.length > 10, rest]).toEqual([true, true, ['']]);
    }
  });
});

describe('Requests without a sign-in', () => {
  it('share the limit of their address, whatever they show', async () => {
    const strict = await ServerAtHand.start({}, { RENJA_RATE: '5' });
    const statuses = [];
    for (let i = 0; i < 8; i += 1)
      statuses.push((await strict.get(null, 'renja', { authorization: `Bearer renja_${i}` })).status);
    await strict.stop();
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
  });
});

describe('A server that cannot start', () => {
  const started = (env: NodeJS.ProcessEnv) =>
    new Promise<{ exit: number | null; err: string }>((resolve) => {
      const child = spawn(process.execPath, [MAIN], { env: { ...process.env, ...env } });
      let err = '';
      child.stderr.on('data', (chunk: Buffer) => {
        err += String(chunk);
      });
      child.once('exit', (exit) => resolve({ exit, err }));
    });

  it('says so and ends, where its accounts are no accounts', async () => {
    const broken = await ServerAtHand.start({});
    const { path } = broken;
    await broken.serving.close();
    writeFileSync(join(path, 'access.db'), 'bukan basis data');
    expect(await started({ RENJA_DATA: path, RENJA_PORT: '0' })).toMatchObject({ exit: 2 });
    await broken.stop();
  });

  it('says so and ends, where its port is taken', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    const other = await ServerAtHand.start({});
    await other.serving.close();
    const { exit, err } = await started({ RENJA_DATA: other.path, RENJA_PORT: port });
    await other.stop();
    taken.close();
    expect([exit, err.includes('RENJA_PORT'), err.includes('    at ')]).toEqual([2, true, false]);
  });
});

describe('An amount over HTTP', () => {
  it.each(['1.500', '0.001', '-12.000', '01.000'])('that is %s is refused: it may mean two amounts', async (amount) => {
    const changes = [{ line: 'L0027', pagu: { delta: amount } }];
    const body = pergeseran('5000000.00', { kind: 'perubahan', stage: 'P-APBD', transfers: [], changes });
    const answer = await server.write('sari', 'revisions/validation', body);
    expect([answer.status, answer.text.includes('"/changes/0/pagu/delta"')]).toEqual([400, true]);
  });

  it('may still be a decimal, or have two points, or be a target of three digits', async () => {
    for (const change of [
      { pagu: { delta: '1500.00' } },
      { pagu: { delta: '1.500.000' } },
      { target: { to: '1.500 Unit' } },
    ]) {
      const changes = [{ line: 'L0027', ...change }];
      const body = pergeseran('5000000.00', { kind: 'perubahan', stage: 'P-APBD', transfers: [], changes });
      expect((await server.write('sari', 'revisions/validation', body)).status).toBe(200);
    }
  });
});
