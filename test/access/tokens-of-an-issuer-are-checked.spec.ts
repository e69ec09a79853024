import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, exportSPKI, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { identify } from '../../src/access/identity.js';
import { Oidc, type OidcSettings } from '../../src/access/oidc.js';
import { IssuerUnavailable } from '../../src/access/refusal.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

const NOW = new Date('2022-09-12T05:00:00.000Z');
const SECONDS = NOW.getTime() / 1_000;

describe('a bearer token of an issuer', () => {
  let server: Server;
  let settings: OidcSettings;
  let keys: Record<'RS256' | 'ES256', Keys>;
  let stranger: Keys;
  let configuration: unknown;

  beforeAll(async () => {
    keys = { RS256: await generateKeyPair('RS256'), ES256: await generateKeyPair('ES256') };
    stranger = await generateKeyPair('ES256');
    const jwks = await Promise.all(
      Object.entries(keys).map(async ([alg, { publicKey }]) => ({ ...(await exportJWK(publicKey)), kid: alg, alg })),
    );
    server = createServer((request, response) => {
      const found = { '/keys': { keys: jwks }, '/.well-known/openid-configuration': configuration }[request.url ?? ''];
      response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? null));
    });
    await new Promise<void>((ready) => {
      server.listen(0, '127.0.0.1', ready);
    });
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    settings = { issuer, jwks: `${issuer}/keys`, audience: 'renja', accountClaim: 'sub', nameClaim: 'name' };
    configuration = { issuer, jwks_uri: `${issuer}/keys` };
  });
  afterAll(() => {
    server.close();
  });

  const claims = (other: JWTPayload = {}): JWTPayload => ({
    ...{ iss: settings.issuer, aud: 'renja', sub: 'budi', name: 'Budi', exp: SECONDS + 60 },
    ...other,
  });
  const signed = (payload: JWTPayload, alg: 'RS256' | 'ES256' = 'ES256', kid: string = alg, by: Keys = keys[alg]) =>
    new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(by.privateKey);
  const whose = async (token: string, other: Partial<OidcSettings> = {}) =>
    new Oidc({ ...settings, ...other }).tokenOf(token, NOW);

  const BUDI = { id: 'oidc:budi', name: 'Budi' };

  test.each(['RS256', 'ES256'] as const)('tells by %s whose it is, by an id that no local account has', async (alg) => {
    expect(await whose(await signed(claims(), alg))).toEqual(BUDI);
  });

  test('names the account by the claim that the office chose', async () => {
    const token = await signed(claims({ nip: '197001', nama: 'Budi Santoso' }));
    expect(await whose(token, { accountClaim: 'nip', nameClaim: 'nama' })).toEqual({
      ...{ id: 'oidc:197001', name: 'Budi Santoso' },
    });
    expect(await whose(token, { nameClaim: 'tidak-ada' })).toEqual({ id: 'oidc:budi', name: 'budi' });
  });

  test('is taken where the issuer’s own configuration says where its keys are', async () => {
    expect(await whose(await signed(claims()), { jwks: null })).toEqual(BUDI);
  });

  test.each<[string, JWTPayload]>([
    ['of another issuer', { iss: 'https://lain.example' }],
    ['for another application', { aud: 'lain' }],
    ['for no application', { aud: undefined }],
    ['that has expired', { exp: SECONDS - 1 }],
    ['that never expires', { exp: undefined }],
    ['that does not hold yet', { nbf: SECONDS + 60 }],
    ['without an account', { sub: undefined }],
    ['with an account that is no text', { sub: 7 as unknown as string }],
    ['with a blank account', { sub: ' ' }],
    ['with an account that cannot be printed', { sub: 'bu\u0007di' }],
  ])('is refused %s', async (_, other) => {
    expect(await whose(await signed(claims(other)))).toBeNull();
  });

  test('is refused without a signature', async () => {
    expect(await whose(new UnsecuredJWT(claims()).encode())).toBeNull();
  });

  test('is refused where the public key was taken for a shared secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(keys.RS256.publicKey));
    const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256', kid: 'RS256' }).sign(secret);
    expect(await whose(forged)).toBeNull();
  });

  test('is refused by a key that the issuer does not have, under a name of its own or of a real one', async () => {
    expect(await whose(await signed(claims(), 'ES256', 'asing', stranger))).toBeNull();
    expect(await whose(await signed(claims(), 'ES256', 'ES256', stranger))).toBeNull();
  });

  test('is refused where its contents were changed after it was signed', async () => {
    const [head, , signature] = (await signed(claims())).split('.');
    const body = Buffer.from(JSON.stringify(claims({ sub: 'ani' }))).toString('base64url');
    expect(await whose([head, body, signature].join('.'))).toBeNull();
    expect(await whose('bukan.token')).toBeNull();
  });

  test('is neither taken nor refused where the issuer does not answer, and is taken once it does', async () => {
    const token = await signed(claims());
    await expect(whose(token, { jwks: `${settings.issuer}/tidak-ada` })).rejects.toThrow(IssuerUnavailable);
    const oidc = new Oidc({ ...settings, jwks: null });
    const right = configuration;
    configuration = { issuer: 'https://lain.example', jwks_uri: `${settings.issuer}/keys` };
    await expect(oidc.tokenOf(token, NOW)).rejects.toThrow(IssuerUnavailable);
    configuration = right;
    expect(await oidc.tokenOf(token, NOW)).toEqual(BUDI);
  });

  test('proves nobody where the office has no such sign-in', async () => {
    const bearer = await signed(claims());
    expect(await identify({ bearer }, { accounts: null, oidc: null }, NOW)).toBeNull();
    expect(await identify({ bearer }, { accounts: null, oidc: new Oidc(settings) }, NOW)).toEqual({
      ...BUDI,
      by: 'oidc',
    });
  });
});
