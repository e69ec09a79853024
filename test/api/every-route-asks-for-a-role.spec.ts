import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { parse } from 'yaml';
import { POLICY } from '../../src/access/access.guard.js';
import { Accounts } from '../../src/access/accounts.js';
import { CONTROLLERS } from '../../src/app.module.js';
import { AGENCY, ID, PEMDA, ServerAtHand } from './server-at-hand.js';

/** Who may do what, written here a second time: a change of the policy table is to be noticed here. */
const ROLES = ['planner', 'finance', 'verifier', 'approver', 'auditor', 'viewer', 'admin'] as const;
type Role = (typeof ROLES)[number];
const WRITERS: readonly Role[] = ['planner', 'finance', 'verifier', 'approver'];
const ALLOWED = {
  read: ROLES,
  draft: WRITERS,
  propose: WRITERS,
  report: WRITERS,
  answer: WRITERS,
  endorse: ['verifier', 'approver'],
  ceil: ['verifier', 'approver'],
  decide: ['approver'],
  observe: ['admin', 'auditor', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;
type Action = keyof typeof ALLOWED;

/** `anywhere`: whoever holds the role for some agency is let in, and is shown what belongs to that agency. */
type Asks = 'public' | 'signed-in' | Action | `${Action} anywhere`;

const R = '/api/v1/renja/:renjaId';
const WRITES: Readonly<Record<string, Asks>> = {
  '/api/v1/renja': 'draft',
  '/api/v1/imports': 'draft',
  [`${R}/lines`]: 'draft',
  [`${R}/objectives`]: 'draft',
  [`${R}/draft`]: 'draft',
  [`${R}/adoption`]: 'draft',
  [`${R}/notes`]: 'draft',
  [`${R}/revisions`]: 'propose',
  [`${R}/revisions/:revisionId/withdrawal`]: 'propose',
  [`${R}/revisions/:revisionId/reversal`]: 'propose',
  [`${R}/revisions/:revisionId/endorsement`]: 'endorse',
  [`${R}/revisions/:revisionId/approval`]: 'decide',
  [`${R}/revisions/:revisionId/rejection`]: 'decide',
  [`${R}/closing`]: 'decide',
  [`${R}/reopening`]: 'decide',
  [`${R}/plafon`]: 'ceil',
  [`${R}/realisasi`]: 'report',
  [`${R}/realisasi/corrections`]: 'report',
  [`${R}/findings/answers`]: 'answer',
};
const READS = ['', '/lines', '/lines/:line', '/lines/:line/history', '/lines/:line/blame', '/revisions']
  .concat(['/revisions/:revisionId', '/versions', '/realisasi', '/comparison'])
  .map((path) => `${R}${path}`);

const EXPECTED: Readonly<Record<string, Asks>> = {
  'POST /api/v1/session': 'public',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',
  'POST /api/v1/tokens': 'signed-in',
  'GET /api/v1/tokens': 'signed-in',
  'DELETE /api/v1/tokens/:id': 'signed-in',
  ...Object.fromEntries(
    Object.entries(WRITES).flatMap(([path, asks]) => [
      [`POST ${path}`, asks],
      [`POST ${path}/validation`, asks],
    ]),
  ),
  ...Object.fromEntries(READS.map((path) => [`GET ${path}`, 'read'])),
  'GET /api/v1/renja': 'read anywhere',
  'GET /api/v1/audit-trail': 'read anywhere',
  'GET /api/v1/events/stream': 'read anywhere',
  'GET /api/v1/events/:position': 'read anywhere',
  ...Object.fromEntries(
    ['', '/api/v1'].flatMap((prefix) => [
      [`GET ${prefix}/health/live`, 'public'],
      [`GET ${prefix}/health/ready`, 'public'],
      [`GET ${prefix}/openapi.json`, 'public'],
      [`GET ${prefix}/metrics`, 'observe anywhere'],
    ]),
  ),
};

type Route = { readonly method: string; readonly path: string; readonly name: string; readonly policy: unknown };

const listOf = (written: unknown): string[] => (Array.isArray(written) ? written : [written]).map(String);

/** Every route that Nest makes of a controller, whatever number of prefixes and paths it has. */
function routesOf(controller: Type<unknown>): Route[] {
  const prefixes = listOf(Reflect.getMetadata(PATH_METADATA, controller));
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const policy: unknown = Reflect.getMetadata(POLICY, handler);
    return prefixes.flatMap((prefix) =>
      listOf(Reflect.getMetadata(PATH_METADATA, handler)).map((path) => {
        const whole = `/${[prefix, path]
          .flatMap((part) => part.split('/'))
          .filter(Boolean)
          .join('/')}`;
        return { method, path: whole, name: `${method} ${whole}`, policy };
      }),
    );
  });
}
const ROUTES = (CONTROLLERS as readonly Type<unknown>[]).flatMap(routesOf);

const FOREIGN = '35.73/9.99';
type Who = { readonly account: string | null; readonly role: Role | null; readonly agency: 'own' | 'foreign' | null };
const WHO: readonly Who[] = [
  { account: null, role: null, agency: null },
  { account: 'no-role', role: null, agency: null },
  ...ROLES.flatMap((role) =>
    (['own', 'foreign'] as const).map((agency) => ({ account: `${role}-${agency}`, role, agency })),
  ),
];

const mayAct = (asks: Asks, { role, agency }: Who): boolean => {
  const [action = '', anywhere] = asks.split(' ');
  if (role === null || !(action in ALLOWED)) return false;
  const allowed: readonly Role[] = ALLOWED[action as Action];
  return allowed.includes(role) && (agency === 'own' || anywhere !== undefined);
};

/** 401, 403, or null: neither. */
function refusalOf(asks: Asks, who: Who): 401 | 403 | null {
  if (asks === 'public') return null;
  if (who.account === null) return 401;
  return asks === 'signed-in' || mayAct(asks, who) ? null : 403;
}

const document = { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar' };
const OPENING = {
  renjaId: 'renja-milik-sendiri',
  pemda: { kode: PEMDA, jenis: 'kota', nama: 'Kota Probolinggo' },
  perangkatDaerah: { kode: AGENCY.slice(PEMDA.length + 1), nama: 'Dinas' },
  tahun: '2023',
  periodeRpjmd: '2019-2024',
  nomenklatur: 'permendagri-90-2019',
  document,
};
const OTHER_PARTS: Readonly<Record<string, string>> = {
  renjaId: ID,
  line: '2.17.01',
  position: '1',
  revisionId: 'tidak-ada',
  id: 'tidak-ada',
};

/** It is made by the build, and so may not be there when the sources are tested. */
const BUILT = /\/openapi\.json$/;

let server: ServerAtHand;
let withoutRole = '';
let imports: object;
let revisionId = '';

beforeAll(async () => {
  const accounts = WHO.flatMap(({ account, role, agency }) =>
    account !== null && role !== null ? [[account, [role, agency === 'own' ? AGENCY : FOREIGN]] as const] : [],
  );
  server = await ServerAtHand.start(Object.fromEntries(accounts));
  // Signed in, and granted nothing: the file of the accounts is shared with the server.
  const file = await Accounts.open(join(server.path, 'access.db'));
  await file.add('no-role', 'Tanpa Peran', null, new Date());
  withoutRole = (await file.issueToken('no-role', 'test', 1, new Date())).secret;
  file.close();
  // The document that is in the ledger already: importing it once more is allowed, and writes nothing.
  const folder = join(__dirname, '..', '..', 'seeds', 'probolinggo-2022');
  const manifest = parse(readFileSync(join(folder, 'manifest.yaml'), 'utf8')) as object;
  const names = readdirSync(folder).filter((name) => name !== 'manifest.yaml');
  imports = {
    manifest,
    files: Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
  };
  const found = await server.get('tini', `renja/${ID}/revisions`);
  revisionId = found.json<{ revisions: { revisionId: string }[] }>().revisions[0]?.revisionId ?? '';
}, 60_000);
afterAll(() => server.stop());

const bodyOf = ({ method, path }: Route): unknown => {
  if (method !== 'POST') return undefined;
  if (/\/renja(\/validation)?$/.test(path)) return OPENING;
  return /\/imports(\/validation)?$/.test(path) ? imports : {};
};

type Told = { readonly status: number; readonly text: string };

/** Asks one cell over HTTP. A stream is left as soon as its headers are there. */
async function ask(route: Route, { account }: Who): Promise<Told> {
  const parts = route.method === 'GET' ? { ...OTHER_PARTS, revisionId } : OTHER_PARTS;
  const path = route.path.replaceAll(/:(\w+)/g, (_, part: string) => parts[part] ?? 'tidak-ada');
  const body = bodyOf(route);
  const token = account === 'no-role' ? withoutRole : server.token(account ?? '');
  const leaving = new AbortController();
  const response = await fetch(`${server.serving.url}${path}`, {
    method: route.method,
    signal: leaving.signal,
    headers: {
      ...(account === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    leaving.abort();
    return { status: response.status, text: '' };
  }
  return { status: response.status, text: await response.text() };
}

describe('Every route', () => {
  it('has a policy', () => {
    expect(ROUTES.filter(({ policy }) => policy === undefined).map(({ name }) => name)).toEqual([]);
    expect(ROUTES.length).toBeGreaterThan(60);
  });

  it('stands in the table of this test, and the table names no other', () => {
    expect(ROUTES.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });
});

describe(`The matrix of ${WHO.length} callers × ${ROUTES.length} routes = ${WHO.length * ROUTES.length} cells`, () => {
  it.each(WHO)(`answers $account on all ${ROUTES.length} routes as the table says`, async (who) => {
    const wrong: string[] = [];
    for (const route of ROUTES) {
      const expected = refusalOf(EXPECTED[route.name] ?? 'public', who);
      const { status, text } = await ask(route, who);
      const refused = status === 401 || status === 403 ? status : null;
      if (refused !== expected || (status >= 500 && !BUILT.test(route.path)))
        wrong.push(`${route.name}: expected ${expected ?? 'no refusal'}, got ${status} ${text.slice(0, 200)}`);
      // What one may read is there, so that a 404 does not pass for permission.
      if (expected === null && EXPECTED[route.name] === 'read' && status !== 200)
        wrong.push(`${route.name}: ${status}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('What is read across Renja', () => {
  const foreign = WHO.filter(({ agency }) => agency === 'foreign');
  it.each(foreign)('shows $account nothing of the Renja', async ({ account }) => {
    const directory = await server.get(account, 'renja');
    expect([directory.status, directory.json<{ renja: unknown[] }>().renja]).toEqual([200, []]);
    const trail = await server.get(account, `audit-trail?renja=${ID}`);
    expect([trail.status, trail.json<{ rows: unknown[] }>().rows]).toEqual([200, []]);
    const all = await server.get(account, 'audit-trail?limit=1000');
    expect(all.text).not.toContain(ID);
    // Position 1 is the opening of the Renja: to a foreigner it is as if it were not there.
    const [there, none] = [await server.get(account, 'events/1'), await server.get(account, 'events/999999999')];
    const codes = [there, none].map((one) => one.json<{ code: string }>().code);
    expect([there.status, none.status, ...codes]).toEqual([404, 404, 'not-found', 'not-found']);
  });

  it('shows those of the agency the Renja', async () => {
    for (const { account } of WHO.filter(({ agency }) => agency === 'own')) {
      const directory = await server.get(account, 'renja');
      expect(directory.json<{ renja: { renjaId: string }[] }>().renja.map(({ renjaId }) => renjaId)).toEqual([ID]);
      expect((await server.get(account, 'events/1')).status).toBe(200);
    }
  });
});
