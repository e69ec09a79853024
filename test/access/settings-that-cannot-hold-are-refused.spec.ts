import { BadSetting, readSettings } from '../../src/settings.js';

const OIDC = { RENJA_OIDC_ISSUER: 'https://masuk.example', RENJA_OIDC_AUDIENCE: 'renja' };

describe('the settings of sign-in and server', () => {
  test('have defaults that let nobody in from outside', () => {
    expect(readSettings({})).toMatchObject({
      ...{ accounts: 'data/access.db', token: undefined, oidc: null },
      server: { host: '127.0.0.1', port: 3000, secureCookie: false, proxies: 0, rate: 1200, log: 'warn' },
    });
  });

  test('are read as they are written', () => {
    const env = {
      RENJA_HOST: '0.0.0.0',
      RENJA_PORT: '8080',
      RENJA_SECURE_COOKIE: '1',
      RENJA_TRUST_PROXY: '2',
      RENJA_RATE: '9',
      RENJA_LOG: 'info',
    };
    expect(readSettings({ ...env, ...OIDC, RENJA_TOKEN: 'renja_x', RENJA_DATA: '/d' })).toMatchObject({
      ...{ accounts: '/d/access.db', token: 'renja_x' },
      server: { host: '0.0.0.0', port: 8080, secureCookie: true, proxies: 2, rate: 9, log: 'info' },
      oidc: { issuer: 'https://masuk.example', jwks: null, audience: 'renja', accountClaim: 'sub', nameClaim: 'name' },
    });
    expect(
      readSettings({ ...OIDC, RENJA_OIDC_ACCOUNT_CLAIM: 'nip', RENJA_OIDC_NAME_CLAIM: 'nama' }).oidc,
    ).toMatchObject({
      ...{ accountClaim: 'nip', nameClaim: 'nama' },
    });
  });

  test.each<NodeJS.ProcessEnv>([
    { RENJA_PORT: 'web' },
    { RENJA_PORT: '65536' },
    { RENJA_PORT: '-1' },
    { RENJA_SECURE_COOKIE: 'true' },
    { RENJA_TRUST_PROXY: 'yes' },
    { RENJA_TRUST_PROXY: '10' },
    { RENJA_RATE: '0' },
    { RENJA_RATE: 'banyak' },
    { RENJA_LOG: 'semua' },
    { ...OIDC, RENJA_OIDC_ISSUER: 'http://masuk.example' },
    { ...OIDC, RENJA_OIDC_ISSUER: 'masuk' },
    { ...OIDC, RENJA_OIDC_JWKS: 'http://masuk.example/keys' },
    { RENJA_OIDC_ISSUER: 'https://masuk.example' },
    { RENJA_OIDC_AUDIENCE: 'renja' },
    { RENJA_OIDC_JWKS: 'https://masuk.example/keys' },
  ])('are refused at the start: %p', (env) => {
    expect(() => readSettings(env)).toThrow(BadSetting);
  });

  test('take an issuer on this machine over plain http', () => {
    expect(readSettings({ ...OIDC, RENJA_OIDC_ISSUER: 'http://127.0.0.1:9000' }).oidc).not.toBeNull();
  });
});
