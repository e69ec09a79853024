import { identify } from '../../src/access/identity.js';
import { accountsAtHand, after, NOON, signedIn } from './accounts-at-hand.js';

const BUDI = { id: 'budi', name: 'Budi' };

describe('a session', () => {
  let at: Awaited<ReturnType<typeof accountsAtHand>>;
  beforeEach(async () => {
    at = await accountsAtHand();
  });
  afterEach(() => at.remove());

  test('ends after an hour without use', async () => {
    const secret = await signedIn(at.accounts);
    expect(await at.accounts.sessionOf(secret, after(1, 'h', 1))).toEqual(BUDI);
    const idle = await signedIn(at.accounts);
    expect(await at.accounts.sessionOf(idle, after(1, 'h'))).toBeNull();
  });

  test('that is used stays, up to twelve hours after it began', async () => {
    const secret = await signedIn(at.accounts);
    for (let halves = 1; halves < 24; halves += 1)
      expect(await at.accounts.sessionOf(secret, after(halves * 30, 'min'))).toEqual(BUDI);
    expect(await at.accounts.sessionOf(secret, after(12, 'h', 1))).toEqual(BUDI);
    expect(await at.accounts.sessionOf(secret, after(12, 'h'))).toBeNull();
  });

  test('ends when its owner signs out, and no other one does', async () => {
    const [one, other] = [await signedIn(at.accounts), await signedIn(at.accounts)];
    await at.accounts.signOut(one);
    expect(await at.accounts.sessionOf(one, NOON)).toBeNull();
    expect(await at.accounts.sessionOf(other, NOON)).toEqual(BUDI);
  });

  test('ends with the password that began it', async () => {
    await at.accounts.add('ani', 'Ani', 'sandi rahasia ani', NOON);
    const [one, other] = [await signedIn(at.accounts), await signedIn(at.accounts)];
    const anis = await at.accounts.signIn('ani', 'sandi rahasia ani', NOON);
    await at.accounts.setPassword('budi', 'sandi yang baru');
    for (const secret of [one, other]) expect(await at.accounts.sessionOf(secret, NOON)).toBeNull();
    expect(await at.accounts.sessionOf('ok' in anis ? anis.ok : '', NOON)).toEqual({ id: 'ani', name: 'Ani' });
    await signedIn(at.accounts, NOON, 'sandi yang baru');
    expect(await at.accounts.signIn('budi', 'sandi rahasia budi', NOON)).toEqual({ refused: true });
  });

  test('is nobody’s where its secret is made up', async () => {
    expect(await at.accounts.sessionOf('', NOON)).toBeNull();
    expect(await at.accounts.sessionOf('x'.repeat(43), NOON)).toBeNull();
  });
});

describe('a token', () => {
  let at: Awaited<ReturnType<typeof accountsAtHand>>;
  beforeEach(async () => {
    at = await accountsAtHand();
  });
  afterEach(() => at.remove());

  test('begins as scanners of secrets expect, and lasts as many days as it was made for', async () => {
    const { secret, token } = await at.accounts.issueToken('budi', 'laptop', 30, NOON);
    expect(secret).toMatch(/^renja_[\w-]{43}$/);
    expect(token).toMatchObject({ label: 'laptop', expires: after(30, 'days').toISOString() });
    expect(await at.accounts.tokenOf(secret, after(30, 'days', 1))).toEqual(BUDI);
    expect(await at.accounts.tokenOf(secret, after(30, 'days'))).toBeNull();
    expect(await at.accounts.tokenOf(`${secret}x`, NOON)).toBeNull();
  });

  test.each([0, -1, 366, 1.5, Number.NaN])('is not made for %p days', async (days) => {
    await expect(at.accounts.issueToken('budi', '', days, NOON)).rejects.toMatchObject({ code: 'days-out-of-range' });
  });

  test('is made for 1 and for 365 days', async () => {
    for (const days of [1, 365]) await at.accounts.issueToken('budi', '', days, NOON);
    expect(at.accounts.tokens('budi')).toHaveLength(2);
  });

  test('is made only for an account that is there', async () => {
    await expect(at.accounts.issueToken('ani', '', 1, NOON)).rejects.toMatchObject({ code: 'account-not-found' });
  });

  test('that is revoked is good for nothing at once, and its owner’s others still hold', async () => {
    const one = await at.accounts.issueToken('budi', 'satu', 30, NOON);
    const other = await at.accounts.issueToken('budi', 'dua', 30, NOON);
    await at.accounts.revokeToken(one.token.id, 'budi', NOON);
    expect(await at.accounts.tokenOf(one.secret, NOON)).toBeNull();
    expect(await at.accounts.tokenOf(other.secret, NOON)).toEqual(BUDI);
    await expect(at.accounts.revokeToken(one.token.id, 'budi', NOON)).rejects.toMatchObject({
      code: 'token-not-found',
    });
  });

  test('is revoked by its own account only', async () => {
    await at.accounts.add('ani', 'Ani', null, NOON);
    const { secret, token } = await at.accounts.issueToken('budi', '', 30, NOON);
    await expect(at.accounts.revokeToken(token.id, 'ani', NOON)).rejects.toMatchObject({ code: 'token-not-found' });
    expect(await at.accounts.tokenOf(secret, NOON)).toEqual(BUDI);
  });

  test('is listed with its last use, and without its secret', async () => {
    const { secret, token } = await at.accounts.issueToken('budi', 'laptop', 30, NOON);
    expect(token.used).toBeNull();
    await at.accounts.tokenOf(secret, after(2, 'h'));
    const listed = at.accounts.tokens('budi');
    expect(listed).toEqual([{ ...token, used: after(2, 'h').toISOString() }]);
    expect(JSON.stringify(listed)).not.toContain(secret.slice(10, 20));
  });
});

describe('who someone is', () => {
  let at: Awaited<ReturnType<typeof accountsAtHand>>;
  beforeEach(async () => {
    at = await accountsAtHand();
  });
  afterEach(() => at.remove());

  test('is told by what they show: a session, or a token', async () => {
    const by = { accounts: at.accounts, oidc: null };
    const session = await signedIn(at.accounts);
    const { secret } = await at.accounts.issueToken('budi', '', 1, NOON);
    expect(await identify({ session }, by, NOON)).toEqual({ ...BUDI, by: 'session' });
    expect(await identify({ bearer: secret }, by, NOON)).toEqual({ ...BUDI, by: 'token' });
    expect(await identify({}, by, NOON)).toBeNull();
  });

  test('is not told by a session’s secret in place of a token, nor by a good session beside a bad token', async () => {
    const by = { accounts: at.accounts, oidc: null };
    const session = await signedIn(at.accounts);
    const { secret } = await at.accounts.issueToken('budi', '', 1, NOON);
    expect(await identify({ bearer: session }, by, NOON)).toBeNull();
    expect(await identify({ session: secret }, by, NOON)).toBeNull();
    expect(await identify({ session, bearer: 'renja_keliru' }, by, NOON)).toBeNull();
  });
});
