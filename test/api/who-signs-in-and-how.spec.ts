import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Accounts } from '../../src/access/accounts.js';
import { executeForOffice } from '../../src/commands/execute.js';
import type { OfficeCommand } from '../../src/ledger/office.js';
import { type Answer, type Asked, ID, PEMDA, pergeseran, ServerAtHand } from './server-at-hand.js';
import { StartedServer } from './started-server.js';

const PASSWORD = 'kata sandi si sari';
const SCOPE = { pemda: PEMDA, perangkatDaerah: null };

let issuer: Server;
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let issuerUrl = '';
let server: ServerAtHand;
/** How much later it is for the server than for us. */
let later = 0;

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'ES256' };
  issuer = createServer((_, response) => {
    response.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((ready) => {
    issuer.listen(0, '127.0.0.1', ready);
  });
  issuerUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
  server = await ServerAtHand.start(
    {
      sari: ['finance', PEMDA],
      budi: ['finance', PEMDA],
      rina: ['approver', PEMDA],
      ani: ['approver', PEMDA],
      vera: ['verifier', PEMDA],
      kunci: ['viewer', PEMDA],
      'tini-reader': ['viewer', '*'],
    },
    {
      RENJA_TRUST_PROXY: '1',
      RENJA_OIDC_ISSUER: issuerUrl,
      RENJA_OIDC_JWKS: `${issuerUrl}/keys`,
      RENJA_OIDC_AUDIENCE: 'renja',
    },
    () => new Date(Date.now() + later),
  );
  const accounts = await Accounts.open(join(server.path, 'access.db'));
  for (const id of ['sari', 'kunci']) await accounts.setPassword(id, PASSWORD);
  accounts.close();
}, 60_000);
afterEach(() => {
  later = 0;
});
afterAll(async () => {
  await server.stop();
  issuer.close();
});

/** The ledger has one more writer beside the server, as the command line is. */
async function office(command: OfficeCommand): Promise<void> {
  const store = await server.store();
  const actor = { id: 'tini', name: 'Tini', role: 'admin' as const };
  const asked = { pemda: PEMDA, command, actor, commandId: randomUUID(), mode: 'live' as const };
  await executeForOffice(store, asked, () => new Date());
  await store.close();
}

let addresses = 0;
/** From an address of its own, unless another is given: sign-in is slow for each. */
const signIn = (account: string, password: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
  addresses += 1;
  const from = { 'x-forwarded-for': `10.0.0.${addresses}`, ...headers };
  return server.ask(null, 'POST', 'session', { body: { account, password }, headers: from });
};
const setCookieOf = ({ headers }: Answer): string => headers.get('set-cookie') ?? '';
const cookieOf = (answer: Answer): string => setCookieOf(answer).split(';')[0] ?? '';
const signedIn = async (): Promise<string> => cookieOf(await signIn('sari', PASSWORD));
const withCookie = (cookie: string, method: string, path: string, { body, headers = {} }: Asked = {}) =>
  server.ask(null, method, path, { body, headers: { cookie, ...headers } });
const codeOf = (answer: Answer): [number, string] => [answer.status, answer.json<{ code: string }>().code];

describe('A session', () => {
  it('begins with the password, in a cookie that no script and no other site has', async () => {
    const answer = await signIn('sari', PASSWORD);
    expect(answer.json()).toEqual({
      account: { id: 'sari', name: 'sari', by: 'session' },
      roles: [{ role: 'finance', scope: SCOPE }],
    });
    expect(setCookieOf(answer)).toMatch(/^renja_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect((await withCookie(cookieOf(answer), 'GET', 'session')).status).toBe(200);
  });

  it('does not begin with a wrong password, and does not tell whether there is such an account', async () => {
    const [wrong, nobody] = [await signIn('sari', 'keliru'), await signIn('tidak-ada', 'keliru')];
    expect([codeOf(wrong), setCookieOf(wrong)]).toEqual([[401, 'sign-in-refused'], '']);
    const { traceId: _, ...told } = wrong.json<{ traceId: string }>();
    expect(nobody.json()).toMatchObject(told);
  });

  it('writes only what comes from here', async () => {
    const cookie = await signedIn();
    const path = `renja/${ID}/notes/validation`;
    const body = { section: 'x', text: 'y' };
    const asked = (headers: Readonly<Record<string, string>>) => withCookie(cookie, 'POST', path, { body, headers });
    const elsewhere: Readonly<Record<string, string>>[] = [
      { origin: 'https://lain.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of elsewhere) {
      expect(codeOf(await asked(headers))).toEqual([403, 'cross-site']);
      expect(codeOf(await signIn('sari', PASSWORD, headers))).toEqual([403, 'cross-site']);
      expect(codeOf(await withCookie(cookie, 'DELETE', 'session', { headers }))).toEqual([403, 'cross-site']);
    }
    const here: Readonly<Record<string, string>>[] = [
      {},
      { origin: server.serving.url },
      { 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of here) expect((await asked(headers)).status).not.toBe(403);
  });

  it('ends by signing out, by standing idle, and by a new one', async () => {
    const first = await signedIn();
    const second = cookieOf(await signIn('sari', PASSWORD, { cookie: first }));
    expect((await withCookie(first, 'GET', 'session')).status).toBe(401);
    later = 61 * 60_000;
    expect((await withCookie(second, 'GET', 'session')).status).toBe(401);
    later = 0;
    const out = await withCookie(second, 'DELETE', 'session');
    expect([out.status, setCookieOf(out)]).toEqual([204, expect.stringContaining('Max-Age=0')]);
    expect(codeOf(await withCookie(second, 'GET', 'session'))).toEqual([401, 'not-signed-in']);
  });

  it('loses a role at once where it is revoked', async () => {
    const cookie = await signedIn();
    expect((await withCookie(cookie, 'GET', `renja/${ID}`)).status).toBe(200);
    const role = { account: 'sari', role: 'finance', scope: SCOPE } as const;
    await office({ type: 'RevokeRole', data: role });
    expect(codeOf(await withCookie(cookie, 'GET', `renja/${ID}`))).toEqual([403, 'not-allowed']);
    expect((await withCookie(cookie, 'GET', 'renja')).status).toBe(403);
    await office({ type: 'GrantRole', data: role });
    expect((await withCookie(cookie, 'GET', `renja/${ID}`)).status).toBe(200);
  });
});

describe('Whoever guesses', () => {
  it('waits, with the right password as well', async () => {
    for (let i = 0; i < 5; i += 1) expect((await signIn('kunci', 'keliru')).status).toBe(401);
    const locked = await signIn('kunci', PASSWORD);
    expect([...codeOf(locked), locked.headers.get('retry-after')]).toEqual([429, 'sign-in-locked', '1']);
    later = 1_100;
    expect((await signIn('kunci', PASSWORD)).status).toBe(200);
  });

  it('has ten tries a minute from one address, whatever account it is', async () => {
    const from = { 'x-forwarded-for': '10.9.9.9' };
    const answers: Answer[] = [];
    for (let i = 0; i < 11; i += 1) answers.push(await signIn(`nama-${i}`, 'keliru', from));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
    const last = answers.at(-1);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.json<{ code: string }>().code).toBe('too-many-requests');
    expect((await signIn('sari', PASSWORD)).status).toBe(200);
  });
});

describe('A token', () => {
  it('tells its secret once, holds until it is revoked, and is nobody else’s to revoke', async () => {
    const made = await server.ask('sari', 'POST', 'tokens', { body: { label: 'skrip', days: 2 } });
    const { token, id } = made.json<{ token: string; id: string }>();
    expect([made.status, token.startsWith('renja_')]).toEqual([201, true]);
    const by = { authorization: `Bearer ${token}` };
    expect((await server.get(null, `renja/${ID}`, by)).status).toBe(200);
    const list = await server.get('sari', 'tokens');
    expect(list.text).toContain(id);
    expect(list.text).not.toContain(token);
    expect(codeOf(await server.ask('budi', 'DELETE', `tokens/${id}`))).toEqual([404, 'token-not-found']);
    expect((await server.get('budi', 'tokens')).text).not.toContain(id);
    expect((await server.get(null, `renja/${ID}`, by)).status).toBe(200);
    later = 2 * 86_400_000 + 1_000;
    expect((await server.get(null, `renja/${ID}`, by)).status).toBe(401);
    later = 0;
    expect((await server.ask('sari', 'DELETE', `tokens/${id}`)).status).toBe(204);
    expect((await server.get(null, `renja/${ID}`, by)).status).toBe(401);
  });

  it('of an issuer tells who it is; what they may do is in the ledger', async () => {
    const seconds = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuerUrl, aud: 'renja', sub: 'dewi', name: 'Dewi', exp: seconds + 600 };
    const signed = (more: object = {}) =>
      new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(keys.privateKey);
    const by = { authorization: `Bearer ${await signed()}` };
    const session = await server.get(null, 'session', by);
    expect(session.json()).toEqual({ account: { id: 'oidc:dewi', name: 'Dewi', by: 'oidc' }, roles: [] });
    expect((await server.get(null, `renja/${ID}`, by)).status).toBe(403);
    await office({ type: 'GrantRole', data: { account: 'oidc:dewi', role: 'finance', scope: SCOPE } });
    const etag = (await server.get(null, `renja/${ID}`, by)).headers.get('etag') ?? '';
    const headers = { ...by, 'if-match': etag, 'idempotency-key': randomUUID() };
    const body = pergeseran('21.00');
    const written = await server.ask(null, 'POST', `renja/${ID}/revisions`, { body, headers });
    expect(written.status).toBe(201);
    const position = await server.positionOf(written);
    const event = await server.get('tini-reader', `events/${position}`);
    expect(event.json<{ sealed: { actor: object } }>().sealed.actor).toEqual({
      ...{ id: 'oidc:dewi', name: 'Dewi', role: 'finance' },
    });
    expect(codeOf(await server.ask(null, 'POST', 'tokens', { body: { label: 'x' }, headers: by }))).toEqual([
      ...[403, 'not-a-local-account'],
    ]);
    for (const wrong of [{ aud: 'lain' }, { exp: seconds - 600 }, { iss: 'https://lain.example' }])
      expect((await server.get(null, 'session', { authorization: `Bearer ${await signed(wrong)}` })).status).toBe(401);
  });
});

describe('Who did it', () => {
  it('is whoever is signed in: an actor in a body is an unknown field', async () => {
    const actor = { id: 'ani', name: 'Ani', role: 'approver' };
    const refused = await server.write('sari', 'revisions', pergeseran('22.00', { actor }));
    expect(refused.json<{ errors: object[] }>().errors).toMatchObject([
      { pointer: '/actor', rule: 'whitelistValidation' },
    ]);
    const written = await server.write('sari', 'revisions', pergeseran('22.00'));
    const position = await server.positionOf(written);
    const event = await server.get('tini-reader', `events/${position}`);
    expect(event.json<{ sealed: { actor: object } }>().sealed.actor).toEqual({
      id: 'sari',
      name: 'sari',
      role: 'finance',
    });
  });

  it('does not approve it: four eyes, and an endorsement where the office set a route', async () => {
    await office({
      type: 'SetRoutes',
      data: { routes: [{ kind: 'pergeseran', level: null, steps: ['tapd'] }], document: null },
    });
    const proposed = await server.write('rina', 'revisions', pergeseran('23.00'));
    const { revisionId } = proposed.json<{ revisionId: string }>();
    const decided = (account: string, step: string, body: object) =>
      server.write(account, `revisions/${revisionId}/${step}`, body);
    const early = await decided('ani', 'approval', {});
    expect([early.status, early.text.includes('tapd') || early.text.includes('TAPD')]).toEqual([422, true]);
    expect((await decided('sari', 'endorsement', { step: 'tapd' })).status).toBe(403);
    expect((await decided('rina', 'endorsement', { step: 'tapd' })).status).toBe(422);
    expect((await decided('vera', 'endorsement', { step: 'tapd' })).status).toBe(201);
    expect((await decided('rina', 'approval', {})).status).toBe(422);
    expect((await decided('sari', 'approval', {})).status).toBe(403);
    expect((await decided('ani', 'approval', {})).status).toBe(201);
  });
});

describe('The log', () => {
  it('never has a password, a token or a session in it', async () => {
    const started = await StartedServer.start(server.path, { RENJA_STORE: server.env.RENJA_STORE, RENJA_LOG: 'debug' });
    const ask = (path: string, init: RequestInit) => fetch(`${started.url}/api/v1/${path}`, init);
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ account: 'sari', password: PASSWORD });
    const session = await ask('session', { method: 'POST', headers: json, body });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    const wrong = JSON.stringify({ account: 'sari', password: 'sandi yang keliru sekali' });
    await ask('session', { method: 'POST', headers: json, body: wrong });
    const by = { ...json, authorization: `Bearer ${server.token('sari')}` };
    const made = await ask('tokens', { method: 'POST', headers: by, body: JSON.stringify({ label: 'x' }) });
    const { token } = (await made.json()) as { token: string };
    await ask('tokens', { method: 'POST', headers: by, body: `{"password":"${PASSWORD}"` });
    expect((await ask('session', { headers: { cookie } })).status).toBe(200);
    expect(await started.stop()).toBe(0);
    expect(started.out).toContain('/api/v1/tokens');
    for (const secret of [PASSWORD, 'sandi yang keliru', token, server.token('sari'), cookie.split('=')[1] ?? ''])
      expect([secret.length > 10, started.out.includes(secret)]).toEqual([true, false]);
  });
});
