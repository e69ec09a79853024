import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { ID, PEMDA, pergeseran, ServerAtHand } from './server-at-hand.js';

// Each request asks the server of the ledger several times: on EventStoreDB fewer of them take as long.
const RUNS = Number(process.env.FUZZ_RUNS ?? (Reflect.get(globalThis, 'RENJA_STORE') === 'double' ? 2_000 : 20_000));
const SEED = Number(process.env.FUZZ_SEED ?? 20_221_003);
const BATCH = 1_000;
const AT_ONCE = 24;

/** What the server knows only at the time of the request is written as these, and put in place then. */
const [ETAG, PROPOSAL] = ['@etag@', '@proposal@'];
const DEEP = /"@deep:(\d+)@"/g;

const document = { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar', tanggal: '2022-10-03', madeUp: ['judul'] };
const agency = { kode: '2.17.3.30.3.31.01.0000', nama: 'Dinas' };
const opening = {
  renjaId: 'renja-baru',
  pemda: { kode: PEMDA, jenis: 'kota', nama: 'Kota Probolinggo' },
  perangkatDaerah: agency,
  ...{ tahun: '2023', periodeRpjmd: '2019-2024', nomenklatur: 'permendagri-90-2019', document },
};
const decree = { reason: 'Tahun berakhir', document };
const line = '2.17.01.2.08.01';
const [renja, decided] = [`/api/v1/renja/${ID}`, `/api/v1/renja/${ID}/revisions/${PROPOSAL}`];

type Write = readonly [path: string, body: object];
/** A body of the right form for every route that writes: what is fuzzed are its neighbours. */
const WRITES: readonly Write[] = [
  ['/api/v1/renja', opening],
  ['/api/v1/imports', { manifest: { renja: 'x-2022', pemda: { kode: PEMDA } }, files: { 'a.tsv': 'a\tb' } }],
  ['/api/v1/tokens', { label: 'x', days: 1 }],
  ['/api/v1/session', { account: 'sari', password: 'keliru sekali' }],
  [`${renja}/lines`, { lines: [{ ref: 'a', level: 'program', parent: '2.17', kode: '2.17.09', uraian: 'Baru' }] }],
  [
    `${renja}/objectives`,
    { objectives: [{ ref: 't', kind: 'tujuan', uraian: 'x', indikator: [{ teks: 'a', target: '1 %' }] }] },
  ],
  [`${renja}/draft`, { changes: [{ line, pagu: { delta: '1.00' } }], reason: 'x' }],
  [`${renja}/adoption`, { document, reason: 'x' }],
  [`${renja}/revisions`, pergeseran('1.00')],
  [`${renja}/revisions`, pergeseran('2.00', { transfers: [], changes: [{ line, target: { to: '13 bulan' } }] })],
  [
    `${renja}/revisions`,
    pergeseran('1.00', {
      kind: 'perubahan',
      stage: 'P-APBD',
      transfers: [],
      changes: [{ line, pagu: { to: '410634900.00' }, sumberDana: [{ dana: 'DAU', jumlah: '1.00' }] }],
      plafon: [{ amount: '99000000000.00' }],
      newLines: [{ ref: 'a', level: 'subkegiatan', parent: '2.17.01.2.08', uraian: 'Baru', pagu: '5.00' }],
    }),
  ],
  [`${decided}/endorsement`, { step: 'tapd', note: 'x', document }],
  [`${decided}/approval`, { note: 'x' }],
  [`${decided}/rejection`, { reason: 'x' }],
  [`${decided}/withdrawal`, { reason: 'x' }],
  [`${decided}/reversal`, { judul: 'x', reason: 'x', effectiveOn: '2022-10-03', document }],
  [
    `${renja}/realisasi`,
    {
      period: '2022-TW3',
      reportedOn: '2022-10-10',
      reports: [
        { line: '2.17.01.2.01.01', kinerja: '2', keuangan: '90.500.000' },
        { line: '2.17.01', kinerja: '61,5', pembanding: { indikator: 'Dokumen', target: '2 Dokumen' } },
      ],
    },
  ],
  [
    `${renja}/realisasi/corrections`,
    {
      reportedOn: '2022-10-10',
      reason: 'x',
      document,
      corrections: [{ line: '2.17.01.2.01.01', period: '2022-TW2', keuangan: { to: '1.00' } }],
    },
  ],
  [`${renja}/closing`, decree],
  [`${renja}/reopening`, decree],
  [`${renja}/plafon`, { reason: 'x', document, plafon: [{ amount: '27000000000.00' }, { dana: 'DAU', amount: '1' }] }],
  [`${renja}/notes`, { section: 'bab-1', text: 'Latar belakang' }],
  [`${renja}/findings/answers`, { finding: 'F1', text: 'Sudah', document }],
];
const READS = ['', `/lines`, `/lines/${line}`, `/lines/${line}/history`, `/lines/${line}/blame`, '/revisions']
  .concat(['/revisions/P-APBD-2022', '/versions', '/realisasi', '/comparison'])
  .map((path) => `${renja}${path}`)
  .concat(['renja', 'audit-trail', 'events/3', 'events/stream', 'session', 'tokens'].map((path) => `/api/v1/${path}`))
  .concat(['/health/ready', '/metrics', '/tidak/ada']);

const TEXTS = ['', ' ', '0', '-1', '1', 'NaN', 'Infinity', '-0', '1e309', '0x1f', '１２', '1.2.3,4,5', '(1)', '1,5']
  .concat([
    '9'.repeat(40),
    `0.${'1'.repeat(400)}`,
    'x'.repeat(61_000),
    'cafe\u0301',
    '\ud800',
    'a\udfffb',
    '\u0000',
    '\u202e',
  ])
  .concat([
    '=1+1',
    '2022-02-30',
    '2022-10-03',
    '0000-00-00',
    '2022-10-03T08:00:00+07:00',
    'r1',
    'now',
    'murni',
    'sebelum',
  ])
  .concat([
    'effective:2022-10-03',
    'effective:9999-99-99',
    'P-APBD',
    '2022-TW3',
    '2022-TW9',
    'toString',
    '__proto__',
    line,
  ])
  .concat([
    '2.17',
    'constructor',
    '../..',
    "'; drop table event;--",
    '%',
    '_',
    '"',
    '\\',
    'e30',
    'MTA',
    'Li4v',
    'MC41',
  ]);

const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e21,
    -1e-7,
    Number.MAX_SAFE_INTEGER + 2,
    2022,
    [],
    {},
    [[]],
    [null],
    [{}],
    [1],
  ),
  fc.constantFrom('@deep:40@', '@deep:3000@', '@deep:20000@'),
  fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'length', 'then', 'toJSON').map((key) =>
    // Only so does an object have such a key of its own.
    JSON.parse(`{${JSON.stringify(key)}:{"prototype":{"polluted":true},"polluted":true}}`),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.jsonValue({ maxDepth: 2 }),
);

type Mutation = { readonly at: number; readonly how: 'put' | 'drop' | 'add' | 'list'; readonly value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1_000),
  how: fc.constantFrom('put', 'put', 'put', 'drop', 'add', 'list'),
  value: nasty,
});

type Place = { readonly of: Record<string, unknown>; readonly key: string };
const placesIn = (value: unknown): Place[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, one]) => [{ of: value as Record<string, unknown>, key }, ...placesIn(one)]);

function mutated(body: object, mutations: readonly Mutation[]): unknown {
  const copy: Record<string, unknown> = { whole: structuredClone(body) };
  for (const { at, how, value: drawn } of mutations) {
    // The drawn value is shared: put in twice, it might come to lie within itself.
    const value: unknown = structuredClone(drawn);
    const places = placesIn(copy);
    const { of, key } = places[at % places.length] ?? { of: copy, key: 'whole' };
    if (how === 'put') of[key] = value;
    else if (how === 'drop') delete of[key];
    else if (how === 'list') of[key] = [of[key], value];
    else of[typeof value === 'string' && value !== '__proto__' ? value.slice(0, 50) : 'lain'] = value;
  }
  return copy.whole;
}

const PARTS = [
  '',
  '%00',
  '%2F',
  '..%2F..%2Fetc',
  '%',
  '%ff',
  '%E0%A4%A',
  'a'.repeat(199),
  'a'.repeat(3_000),
  '__proto__',
]
  .concat([
    'constructor',
    ';',
    '%20',
    'R001',
    'L0001',
    '2.17',
    '%0d%0aX:%20y',
    '*',
    '-1',
    '1e9',
    '999999999999999',
    '1',
  ])
  .concat([
    encodeURIComponent('é'),
    encodeURIComponent('\u{1f4a9}'),
    ID,
    'r1',
    "'",
    '%27%20or%201=1',
    'tidak-ada-2022',
  ]);
const QUERY = ['atRevision', 'asOf', 'effectiveOn', 'atPosition', 'minPosition', 'cursor', 'limit', 'format', 'shape']
  .concat(['level', 'field', 'period', 'triwulan', 'from', 'to', 'all', 'tahun', 'pemda', 'perangkatDaerah', 'renja'])
  .concat(['actor', 'kode', 'kind', 'type', 'atLeast', 'recordedFrom', 'effectiveTo', 'dasarHukum', 'order'])
  .concat(['lain', '__proto__', 'constructor', 'format[]', 'format[a]', '']);
const GOOD = ['1', '5', '118', 'csv', 'json', 'tree', 'flat', 'pagu', 'target', 'newest', 'oldest', 'program', 'murni'];

const parameter = fc.tuple(
  fc.constantFrom(...QUERY),
  fc.oneof(
    fc.constantFrom(...GOOD),
    fc.constantFrom(...TEXTS.filter((text) => text.length < 1_000)),
    fc.string({ unit: 'binary', maxLength: 20 }),
  ),
);

const odd = fc.string({
  unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code === 0x7f ? 0x20 : code)),
  maxLength: 40,
});
const header = fc.oneof(
  fc.tuple(
    fc.constant('if-match'),
    fc.oneof(fc.constantFrom(ETAG, '"r1"', 'W/"r1"', '*', '"r999999999999999"', 'r1'), odd),
  ),
  fc.tuple(fc.constant('if-none-match'), fc.oneof(fc.constantFrom(ETAG, '*'), odd)),
  fc.tuple(fc.constant('idempotency-key'), fc.oneof(fc.constantFrom('a', 'b', 'c', 'a b', 'x'.repeat(201)), odd)),
  fc.tuple(
    fc.constant('accept'),
    fc.oneof(
      fc.constantFrom('text/csv', 'application/pdf', '*/*;q=x', 'text/*;q=0', '*/*;q=NaN, text/csv', ',;,'),
      odd,
    ),
  ),
  fc.tuple(fc.constant('accept-language'), fc.oneof(fc.constantFrom('en', 'id;q=0, en;q=1', 'en;q=..', '*'), odd)),
  fc.tuple(fc.constant('last-event-id'), fc.oneof(fc.constantFrom('1', '-1', '999999999999999', '1e3'), odd)),
  fc.tuple(
    fc.constant('traceparent'),
    fc.oneof(fc.constantFrom(`00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, '00-x-y-01'), odd),
  ),
  fc.tuple(
    fc.constant('content-type'),
    fc.oneof(
      fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'a', '/'),
      odd,
    ),
  ),
  fc.tuple(fc.constantFrom('origin', 'sec-fetch-site', 'cookie', 'x-forwarded-for'), odd),
  fc.tuple(
    fc.constant('cookie'),
    fc.constantFrom('renja_session=x', 'renja_session=%', 'a=b; renja_session="', '__proto__=1'),
  ),
);

type Plan = {
  readonly target: number;
  readonly writes: boolean;
  readonly dry: boolean;
  readonly method: string | null;
  readonly account: string | null;
  readonly mutations: readonly Mutation[];
  readonly whole: { readonly value: unknown } | { readonly raw: string } | null;
  readonly part: { readonly at: number; readonly put: string } | null;
  readonly query: readonly (readonly [string, string])[];
  readonly headers: readonly (readonly [string, string])[];
  readonly key: number | null;
};

const sometimes = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.oneof({ weight: 100 - weight, arbitrary: fc.constant(null) }, { weight, arbitrary });

const plan: fc.Arbitrary<Plan> = fc.record({
  target: fc.nat(10_000),
  writes: fc.oneof({ weight: 80, arbitrary: fc.constant(true) }, { weight: 20, arbitrary: fc.constant(false) }),
  dry: fc.nat(3).map((n) => n === 0),
  method: sometimes(2, fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'GET', 'POST')),
  account: fc.constantFrom('ani', 'ani', 'ani', 'ani', 'sari', 'sari', 'vera', 'vera', 'asing', null),
  mutations: fc.array(mutation, { maxLength: 3 }),
  whole: sometimes(
    8,
    fc.oneof(
      nasty.map((value) => ({ value })),
      fc
        .oneof(
          fc.constantFrom(
            '',
            '{',
            '{"a":1,}',
            'null',
            '[[',
            '"\\ud800"',
            '{"a":NaN}',
            '\ufeff{}',
            '{"a":1}{"b":2}',
            'a=b',
          ),
          fc.string({ unit: 'binary', maxLength: 50 }),
        )
        .map((raw) => ({ raw })),
    ),
  ),
  part: sometimes(10, fc.record({ at: fc.nat(20), put: fc.constantFrom(...PARTS) })),
  query: fc.oneof(
    { weight: 60, arbitrary: fc.constant([]) },
    { weight: 40, arbitrary: fc.array(parameter, { minLength: 1, maxLength: 3 }) },
  ),
  headers: fc.oneof(
    { weight: 60, arbitrary: fc.constant([]) },
    { weight: 40, arbitrary: fc.array(header, { minLength: 1, maxLength: 3 }) },
  ),
  key: sometimes(90, fc.nat()),
});

type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
};
type Got = { readonly status: number; readonly type: string; readonly replayed: boolean; readonly text: string };

let server: ServerAtHand;
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let known = { etag: '"r1"', proposal: 'R001' };

beforeAll(async () => {
  server = await ServerAtHand.start({
    ani: ['approver', PEMDA],
    sari: ['finance', PEMDA],
    vera: ['verifier', PEMDA],
    asing: ['approver', '35.73/9.99'],
  });
}, 60_000);
afterAll(async () => {
  agent.destroy();
  await server.stop();
});

const placed = (text: string): string =>
  text
    .replaceAll(ETAG, known.etag)
    .replaceAll(PROPOSAL, known.proposal)
    .replace(DEEP, (_, depth: string) => '['.repeat(Number(depth)) + ']'.repeat(Number(depth)));

function requestOf(asked: Plan): Sent {
  const [path, body] = WRITES[asked.target % WRITES.length] ?? ['', {}];
  const at = asked.writes ? path : (READS[asked.target % READS.length] ?? '');
  const parts = (asked.writes && asked.dry ? `${at}/validation` : at).split('/');
  if (asked.part) parts[1 + (asked.part.at % (parts.length - 1))] = asked.part.put;
  const query = asked.query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`)
    .join('&');
  const { whole } = asked;
  const written = whole === null ? mutated(body, asked.mutations) : 'raw' in whole ? whole.raw : whole.value;
  const sent = whole !== null && 'raw' in whole ? whole.raw : placed(JSON.stringify(written) ?? '');
  return {
    method: asked.method ?? (asked.writes ? 'POST' : 'GET'),
    path: placed(parts.join('/')) + (query === '' ? '' : `?${query}`),
    headers: {
      ...(asked.account === null ? {} : { authorization: `Bearer ${server.token(asked.account)}` }),
      ...(asked.writes ? { 'content-type': 'application/json', 'if-match': known.etag } : {}),
      ...(asked.key === null ? {} : { 'idempotency-key': `k${asked.key}` }),
      ...Object.fromEntries(asked.headers.map(([name, value]) => [name, placed(value)])),
    },
    body: asked.writes ? sent : undefined,
  };
}

/** Asks as it stands: `fetch` would set addresses and headers right. */
const send = ({ method, path, headers, body }: Sent): Promise<Got> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.serving.url);
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asking = request({ agent, hostname, port, method, path, headers: { ...headers, ...length } }, (answer) => {
      const type = answer.headers['content-type'] ?? '';
      const got = { status: answer.statusCode ?? 0, type, replayed: 'idempotency-replayed' in answer.headers };
      if (type.startsWith('text/event-stream')) {
        answer.destroy();
        return resolve({ ...got, text: '' });
      }
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ ...got, text }));
      answer.on('error', reject);
    });
    asking.on('error', reject);
    asking.end(body);
  });

type Written = {
  readonly events?: readonly unknown[];
  readonly revision?: number;
  readonly revisionId?: string | null;
};

/** What the answers of a batch say, and what is wrong with them. */
class Tally {
  events = 0;
  writes = 0;
  readonly wrong: string[] = [];
  readonly statuses = new Map<number, number>();

  take(sent: Sent, got: Got): void {
    this.statuses.set(got.status, (this.statuses.get(got.status) ?? 0) + 1);
    const told = (what: string) => {
      const { authorization: _, ...headers } = sent.headers;
      const path = sent.path.replaceAll(/(.)\1{20,}/g, '$1…');
      const asked = JSON.stringify({
        ...sent,
        path,
        headers,
        body: sent.body?.replaceAll(/(.)\1{20,}/g, '$1…').slice(0, 600),
      });
      this.wrong.push(`${what}: ${asked} -> ${got.status} ${got.type} ${got.text.slice(0, 300)}`);
    };
    // A server that is behind says so; nothing else may be its own fault. Only a far position makes it wait.
    if (got.status >= 500 && !(got.status === 503 && /[?&](?:min|at)Position=/.test(sent.path))) told('failed');
    if (got.status >= 400) {
      if (sent.method !== 'HEAD' && !this.isProblem(got)) told('no problem');
      return;
    }
    const { events, revision, revisionId }: Written =
      got.type.startsWith('application/json') && got.text !== '' ? JSON.parse(got.text) : {};
    if (got.status !== 201 || events === undefined || revision === undefined) return;
    known = { etag: `"r${revision}"`, proposal: revisionId ?? known.proposal };
    if (got.replayed) return;
    this.writes += 1;
    this.events += events.length;
  }

  private isProblem({ status, type, text }: Got): boolean {
    if (!type.startsWith('application/problem+json')) return false;
    const { code, traceId, errors, ...body } = JSON.parse(text) as Record<string, unknown>;
    const told = typeof code === 'string' && /^[a-z-]+$/.test(code) && typeof traceId === 'string' && traceId !== '';
    return told && Array.isArray(errors) && body.status === status && typeof body.detail === 'string';
  }
}

const headNow = async (): Promise<number> =>
  (await server.get(null, '/health/ready')).json<{ store: { head: number } }>().store.head;
const etagNow = async (): Promise<string> => (await server.get('ani', `renja/${ID}`)).headers.get('etag') ?? '';

describe(`Of ${RUNS} fuzzed requests`, () => {
  it('none breaks the server, and only those that were answered 201 wrote', async () => {
    const began = performance.now();
    const tally = new Tally();
    let head = await headNow();
    for (let done = 0; done < RUNS; done += BATCH) {
      const plans = fc.sample(plan, { numRuns: Math.min(BATCH, RUNS - done), seed: SEED + done });
      const before = tally.events;
      known = { ...known, etag: await etagNow() };
      const waiting = plans.values();
      const worker = async (): Promise<void> => {
        for (const next of waiting) {
          const sent = requestOf(next);
          tally.take(sent, await send(sent));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      expect({ seed: SEED + done, wrong: tally.wrong.slice(0, 20) }).toEqual({ seed: SEED + done, wrong: [] });
      head += tally.events - before;
      expect({ seed: SEED + done, head: await headNow() }).toEqual({ seed: SEED + done, head });
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const counts = [...tally.statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}×${count}`);
    process.stderr.write(`${RUNS} requests in ${seconds} s, ${tally.writes} writes: ${counts.join(' ')}\n`);
    // Where all are refused for one and the same reason, nothing is tested behind it.
    for (const status of [200, 201, 400, 401, 403, 404, 412, 422])
      expect(tally.statuses.get(status)).toBeGreaterThan(0);
    expect({}).not.toHaveProperty('polluted');
  }, 180_000);
});
