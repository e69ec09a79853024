import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../src/store/seal.js';
import { type Answer, ID, PEMDA, pergeseran, ServerAtHand } from './server-at-hand.js';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type Body = { [name: string]: Json };
type Meta = { revision?: number; position?: number; recordedAt: string | null; stateHash: string };
type Problem = {
  status: number;
  code: string;
  detail: string;
  errors: { pointer: string; rule: string; detail: string }[];
};

let server: ServerAtHand;
beforeAll(async () => {
  server = await ServerAtHand.start({
    sari: ['finance', PEMDA],
    ani: ['approver', PEMDA],
    'tini-reader': ['viewer', '*'],
  });
}, 60_000);
afterAll(() => server.stop());

const LINE = '2.17.01.2.08.01';
const RENJA_VIEWS = ['', '/lines', '/lines?shape=tree', `/lines/${LINE}`, `/lines/${LINE}/history`]
  .concat([
    `/lines/${LINE}/blame`,
    `/lines/${LINE}/blame?field=target`,
    '/revisions',
    '/revisions/P-APBD-2022',
    '/versions',
  ])
  .concat(['/realisasi', '/comparison', '/comparison?from=r1&to=r150&all=1'])
  .map((path) => `renja/${ID}${path}`);
const LEDGER_VIEWS = ['renja', 'audit-trail', 'audit-trail?order=newest&limit=7', 'events/3'];
const VIEWS = [...RENJA_VIEWS, ...LEDGER_VIEWS];

const get = (path: string, headers: Readonly<Record<string, string>> = {}) => server.get('sari', path, headers);
const problemOf = (answer: Answer): Problem => answer.json<Problem>();
const codeOf = (answer: Answer): [number, string] => [answer.status, problemOf(answer).code];
const metaOf = (answer: Answer): Meta => answer.json<{ meta: Meta }>().meta;
const withQuery = (path: string, more: string): string => `${path}${path.includes('?') ? '&' : '?'}${more}`;
const headNow = async (): Promise<number> =>
  (await server.get(null, '/health/ready')).json<{ store: { head: number } }>().store.head;
const post = (path: string, headers: Readonly<Record<string, string>>, body: unknown = pergeseran()) =>
  server.ask('sari', 'POST', `renja/${ID}/${path}`, { body, headers });

describe('A write', () => {
  it('needs its headers, and its body is looked at first', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const before = await headNow();
    expect(codeOf(await post('revisions', {}, { lain: 1 }))).toEqual([400, 'invalid-input']);
    expect(codeOf(await post('revisions', { 'if-match': 'r1' }))).toEqual([400, 'if-match-malformed']);
    for (const weak of ['W/"r1"', '*', '"r1", "r2"', '"r-1"'])
      expect(codeOf(await post('revisions', { ...key, 'if-match': weak }))).toEqual([400, 'if-match-malformed']);
    expect(codeOf(await post('revisions', {}))).toEqual([400, 'idempotency-key-missing']);
    expect(codeOf(await post('revisions', { 'idempotency-key': 'a b' }))).toEqual([400, 'idempotency-key-missing']);
    expect(codeOf(await post('revisions', key))).toEqual([428, 'if-match-missing']);
    expect(codeOf(await post('revisions', { ...key, 'if-match': '"r1"' }))).toEqual([412, 'revision-changed']);
    expect(await headNow()).toBe(before);
  });

  it('answers with its revision and position, and where what it wrote is', async () => {
    const written = await server.write('sari', 'revisions', pergeseran('11.00'));
    const { revision, revisionId } = written.json<{ revision: number; revisionId: string }>();
    const position = await server.positionOf(written);
    expect([written.status, written.headers.get('etag')]).toEqual([201, `"r${revision}"`]);
    expect(written.headers.get('location')).toBe(`/api/v1/renja/${ID}/revisions/${revisionId}`);
    expect((await get(`events/${position}`)).json<{ type: string }>().type).toBe('RevisionProposed');
  });

  it('that only tries writes nothing, tells every broken rule, and a stale If-Match is as stale there', async () => {
    const before = await headNow();
    const valid = await server.write('sari', 'revisions/validation', pergeseran('12.00'));
    expect([valid.status, valid.json<{ valid: boolean }>().valid]).toEqual([200, true]);
    const transfers = [
      { from: LINE, to: LINE, amount: '-1' },
      { from: '9.99.99', to: LINE, amount: 'banyak' },
    ];
    const refused = await server.write('sari', 'revisions/validation', pergeseran('1.00', { reason: '', transfers }));
    expect(refused.status).toBe(422);
    expect(new Set(problemOf(refused).errors.map(({ rule }) => rule)).size).toBeGreaterThan(1);
    const stale = await server.write('sari', 'revisions/validation', pergeseran('12.00'), { 'if-match': '"r1"' });
    expect(codeOf(stale)).toEqual([412, 'revision-changed']);
    expect(await headNow()).toBe(before);
  });
});

describe('A refusal', () => {
  it('is a problem in the language of the request, with all faults of a body at once', async () => {
    const body = pergeseran('1.00', { kind: 'lain', effectiveOn: 'besok', actor: { id: 'budi' }, judul: 7 });
    const [indonesian, english] = [
      await server.write('sari', 'revisions', body),
      await server.write('sari', 'revisions', body, { 'accept-language': 'id;q=0.5, en-GB' }),
    ];
    for (const one of [indonesian, english]) {
      expect(one.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(codeOf(one)).toEqual([400, 'invalid-input']);
      expect(problemOf(one)).toMatchObject({
        type: 'urn:renja-ledger:problem:invalid-input',
        traceId: expect.any(String),
      });
      const pointers = problemOf(one).errors.map(({ pointer }) => pointer);
      expect(pointers.toSorted()).toEqual(['/actor', '/effectiveOn', '/judul', '/kind']);
    }
    expect([indonesian, english].map(({ headers }) => headers.get('content-language'))).toEqual(['id', 'en']);
    const say = (answer: Answer) => problemOf(answer).errors.find(({ pointer }) => pointer === '/judul')?.detail;
    expect([say(indonesian), say(english)]).toEqual(['harus berupa teks', 'must be text']);
  });

  it.each<[string, string, number, string]>([
    ['an unknown parameter', `renja/${ID}?lain=1`, 400, 'invalid-input'],
    ['a parameter given twice', `renja/${ID}?atRevision=1&atRevision=2`, 400, 'invalid-input'],
    ['more than one moment', `renja/${ID}?atRevision=1&effectiveOn=2022-10-03`, 400, 'one-moment-only'],
    ['more than one moment across Renja', 'renja?atPosition=1&asOf=2022-10-03T00:00:00Z', 400, 'one-moment-only'],
    ['a bare date as an instant', `renja/${ID}?asOf=2022-10-03`, 400, 'invalid-input'],
    ['an instant without an offset', 'audit-trail?asOf=2022-10-03T08:00:00', 400, 'invalid-input'],
    ['a format that there is not', `renja/${ID}?format=pdf`, 406, 'not-acceptable'],
    ['a cursor of one’s own', 'audit-trail?cursor=7', 400, 'cursor-malformed'],
    ['a page without rows', 'audit-trail?limit=0', 400, 'limit-out-of-range'],
    ['a Renja that is not there', 'renja/tidak-ada', 404, 'renja-not-found'],
    ['a row that is not there', `renja/${ID}/lines/9.99`, 404, 'not-found'],
    ['an address that is not there', 'tidak-ada', 404, 'no-such-address'],
    ['an address that cannot be read', 'renja/%E0%A4%A', 404, 'no-such-address'],
  ])('is told for %s', async (_, path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([
      status,
      'application/problem+json',
    ]);
    expect(problemOf(answer).code).toBe(code);
  });

  it('is told by 406, 413 and 415 for formats and sizes', async () => {
    expect((await get(`renja/${ID}`, { accept: 'application/pdf' })).status).toBe(406);
    const sent = (raw: string, type: string) =>
      server.ask('sari', 'POST', `renja/${ID}/notes`, { raw, headers: { 'content-type': type } });
    expect(codeOf(await sent(`"${'x'.repeat(4 * 1024 * 1024)}"`, 'application/json'))).toEqual([413, 'body-too-large']);
    expect(codeOf(await sent('section: a', 'application/yaml'))).toEqual([415, 'media-type']);
    expect(codeOf(await sent('{"a":', 'application/json'))).toEqual([400, 'malformed']);
    // Whatever walks such a body would come to the end of its stack.
    const deep = `{"section":${'['.repeat(20_000)}${']'.repeat(20_000)},"text":""}`;
    expect(codeOf(await sent(deep, 'application/json'))).toEqual([400, 'invalid-input']);
    expect(codeOf(await sent('{"section":{"constructor":"x"},"text":""}', 'application/json'))).toEqual([
      ...[400, 'invalid-input'],
    ]);
  });
});

/** Every number is whole, and no amount is one. */
const MONEY = /^(?:pagu|murni|pApbd|now|change|amount|before|after|delta|jumlah|net|up|down|keuangan|atLeast)$/;
function* wrongNumbers(value: Json, at = ''): Generator<string> {
  if (typeof value === 'number' && (!Number.isInteger(value) || MONEY.test(at.split('/').at(-1) ?? '')))
    yield `${at}=${value}`;
  if (typeof value === 'object' && value !== null)
    for (const [name, one] of Object.entries(value)) yield* wrongNumbers(one, `${at}/${name}`);
}

describe('A read', () => {
  it.each(VIEWS)('of %s says of which state it speaks, by a hash of its body, and money is text', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    const { meta, ...body } = answer.json<Body & { meta: Json }>();
    const hash = createHash('sha256').update(canonicalJson(body)).digest('hex');
    expect(meta).toMatchObject({ stateHash: hash, recordedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect([...wrongNumbers(body)]).toEqual([]);
    const location = answer.headers.get('content-location') ?? '';
    // Where it says the same may be had for ever, it is.
    const fixed = await get(location);
    const { from: _, to: __, meta: ___, ...asThere } = fixed.json<Body>();
    const { from: ____, to: _____, ...asHere } = body;
    // A comparison repeats by which names its ends were asked for.
    if (path.includes('comparison')) expect([fixed.status, asThere]).toEqual([200, asHere]);
    else expect([fixed.status, fixed.text]).toEqual([200, answer.text]);
    expect(fixed.headers.get('cache-control')).toContain('immutable');
    if (path !== 'events/3' && !path.includes('to='))
      expect(answer.headers.get('cache-control')).not.toContain('immutable');
  });

  it('of a day’s state has no address that is for ever', async () => {
    const answer = await get(`renja/${ID}?effectiveOn=2022-10-03`);
    expect(answer.headers.get('cache-control')).not.toContain('immutable');
    expect(answer.headers.get('content-location')).toBe(`/api/v1/renja/${ID}?effectiveOn=2022-10-03`);
  });

  it('at a revision, an instant and a day gives that state', async () => {
    const now = (path: string) =>
      get(`renja/${ID}${path}`).then((one) => one.json<{ totals: { now: string } }>().totals.now);
    const revision = metaOf(await get(`renja/${ID}`)).revision ?? 0;
    const recorded = metaOf(await get(`renja/${ID}?atRevision=5`)).recordedAt ?? '';
    expect(metaOf(await get(`renja/${ID}?atRevision=5`)).revision).toBe(5);
    expect(metaOf(await get(`renja/${ID}?asOf=${recorded}`)).revision).toBeGreaterThanOrEqual(5);
    expect(metaOf(await get(`renja/${ID}?asOf=2999-01-01T00:00:00%2B07:00`)).revision).toBe(revision);
    expect((await get(`renja/${ID}?asOf=1999-01-01T00:00:00Z`)).status).toBe(404);
    const { adoptedOn } = (await get('renja')).json<{ renja: { adoptedOn: string }[] }>().renja[0] ?? { adoptedOn: '' };
    expect(await now(`?effectiveOn=${adoptedOn}`)).not.toBe(await now(''));
    expect(await now('?effectiveOn=2022-12-31')).toBe(await now(''));
    expect(await now(`?atRevision=${revision}`)).toBe(await now(''));
    expect((await get(`renja/${ID}?atRevision=${revision + 1}`)).status).toBe(404);
  });

  it('that one has already is not sent again', async () => {
    const etag = (await get(`renja/${ID}`)).headers.get('etag') ?? '';
    expect((await get(`renja/${ID}`, { 'if-none-match': etag })).status).toBe(304);
    expect((await get(`renja/${ID}`, { 'if-none-match': '"r1"' })).status).toBe(200);
  });

  it('at a fixed address is the same to the byte after more events', async () => {
    const revision = metaOf(await get(`renja/${ID}`)).revision ?? 0;
    const [points, position] = [`from=r1&to=r${revision}`, await headNow()];
    const addresses = VIEWS.filter((path) => !path.includes('comparison') && path !== 'events/3')
      .map((path) =>
        withQuery(path, path.startsWith(`renja/${ID}`) ? `atRevision=${revision}` : `atPosition=${position}`),
      )
      .concat([`renja/${ID}/comparison?${points}`, 'events/3']);
    const before = await Promise.all(addresses.map((path) => get(path)));
    const proposed = await server.write('sari', 'revisions', pergeseran('13.00'));
    const { revisionId } = proposed.json<{ revisionId: string }>();
    const approved = await server.write('ani', `revisions/${revisionId}/approval`, {});
    const last = await server.positionOf(approved);
    expect((await get(`renja?minPosition=${last}`)).status).toBe(200);
    const changed: string[] = [];
    for (const [i, path] of addresses.entries()) if ((await get(path)).text !== before[i]?.text) changed.push(path);
    expect(changed).toEqual([]);
  });
});

describe('A list', () => {
  const nextOf = ({ headers }: Answer): string | null =>
    /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? null;

  it.each(['oldest', 'newest'])('goes on from page to page without gap or double, the %s first', async (order) => {
    const whole = (await get(`audit-trail?order=${order}&limit=1000`)).json<{ rows: unknown[] }>().rows;
    const rows: unknown[] = [];
    let pages = 0;
    for (let path: string | null = `audit-trail?order=${order}&limit=37`; path !== null; pages += 1) {
      const page = await get(path);
      rows.push(...page.json<{ rows: unknown[] }>().rows);
      path = nextOf(page);
    }
    expect(pages).toBeGreaterThan(3);
    expect(rows).toEqual(whole);
  });

  it('of Renja does so as well', async () => {
    for (const renjaId of ['a-2023', 'b-2023']) {
      const body = {
        renjaId,
        pemda: { kode: PEMDA, jenis: 'kota', nama: 'Kota Probolinggo' },
        perangkatDaerah: { kode: '2.17', nama: 'Dinas' },
        ...{ tahun: '2023', periodeRpjmd: '2019-2024', nomenklatur: 'permendagri-90-2019' },
        document: { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar' },
      };
      // A Renja that is not there yet has no ETag to match.
      const headers = { 'idempotency-key': randomUUID() };
      const opened = await server.ask('sari', 'POST', 'renja', { body, headers });
      expect([opened.status, opened.headers.get('location')]).toEqual([201, `/api/v1/renja/${renjaId}`]);
    }
    const ids: string[] = [];
    for (let path: string | null = `renja?limit=1&minPosition=${await headNow()}`; path !== null; ) {
      const page: Answer = await get(path);
      ids.push(...page.json<{ renja: { renjaId: string }[] }>().renja.map(({ renjaId }) => renjaId));
      path = nextOf(page);
    }
    expect(ids.toSorted()).toEqual(['a-2023', 'b-2023', ID]);
  });

  it('is given as csv, in which no cell is a formula', async () => {
    await server.write('sari', 'revisions', pergeseran('14.00', { judul: '=HYPERLINK("x")' }));
    const [byFormat, byAccept] = [
      await get(`renja/${ID}/revisions?format=csv`),
      await get(`renja/${ID}/revisions`, { accept: 'application/pdf, text/csv;q=0.5, application/json;q=0.1' }),
    ];
    expect(byFormat.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(byAccept.text).toBe(byFormat.text);
    expect(byFormat.text).toContain(`"'=HYPERLINK(""x"")"`);
    expect(byFormat.text.split('\r\n')[0]).toContain('revisionId');
    expect(byFormat.headers.get('renja-state-hash')).toBe(metaOf(await get(`renja/${ID}/revisions`)).stateHash);
  });

  it('waits for a position, and says so where it does not come', async () => {
    const head = await headNow();
    expect((await get(`audit-trail?minPosition=${head}`)).status).toBe(200);
    for (const name of ['minPosition', 'atPosition']) {
      const answer = await get(`audit-trail?${name}=${head + 100}`);
      expect([...codeOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'index-behind', '1']);
    }
    const past = await get('renja?atPosition=1');
    expect([metaOf(past).position, past.json<{ renja: { revision: number }[] }>().renja[0]?.revision]).toEqual([1, 1]);
  });
});

describe('An event', () => {
  it('is given as it was sealed, by its position', async () => {
    const { leaf, position, stream, revision, type, sealed } = (await get('events/1')).json<{ [name: string]: Json }>();
    expect({ position, stream, revision, type }).toEqual({
      position: 1,
      stream: `renja-${ID}`,
      revision: 1,
      type: 'RenjaOpened',
    });
    expect(sealed).toMatchObject({ actor: { id: expect.any(String) }, mode: 'historical', previous: null });
    expect(leaf).toMatch(/^[0-9a-f]{64}$/);
    for (const none of ['0', '-1', '999999', 'x', '1.0']) expect((await get(`events/${none}`)).status).toBe(404);
  });
});
