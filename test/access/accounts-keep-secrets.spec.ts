import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Accounts } from '../../src/access/accounts.js';
import { newPassword } from '../../src/access/secrets.js';
import { accountsAtHand, NOON, PASSWORD, signedIn } from './accounts-at-hand.js';

describe('the file of the accounts', () => {
  let at: Awaited<ReturnType<typeof accountsAtHand>>;
  beforeEach(async () => {
    at = await accountsAtHand();
  });
  afterEach(() => at.remove());

  test('holds no password, session or token that anyone could use', async () => {
    const session = await signedIn(at.accounts);
    const { secret } = await at.accounts.issueToken('budi', 'laptop', 30, NOON);
    const bytes = readdirSync(at.path).map((name) => readFileSync(join(at.path, name)).toString('latin1'));
    // Each must be there in some form for the search to mean anything.
    expect(bytes.join('')).toContain('$argon2id$');
    expect(bytes.join('')).toContain('laptop');
    for (const kept of [PASSWORD, session, secret, secret.slice('renja_'.length)])
      expect(bytes.some((text) => text.includes(kept))).toBe(false);
  });

  test('is read by its owner alone, with what SQLite lays beside it', async () => {
    await signedIn(at.accounts);
    const names = readdirSync(at.path);
    expect(names).toContain('access.db');
    for (const name of names) expect([name, statSync(join(at.path, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  test('that others could read is closed to them when it is opened', async () => {
    chmodSync(at.file, 0o644);
    (await Accounts.open(at.file)).close();
    expect(statSync(at.file).mode & 0o777).toBe(0o600);
  });

  test('keeps what was written when it is opened again', async () => {
    const session = await signedIn(at.accounts);
    const again = await Accounts.open(at.file);
    expect(again.list()).toEqual([{ id: 'budi', name: 'Budi' }]);
    expect(await again.sessionOf(session, NOON)).toEqual({ id: 'budi', name: 'Budi' });
    again.close();
  });

  test('knows the accounts that were added, and none at first', async () => {
    await at.accounts.add('ani', ' Ani ', PASSWORD, NOON);
    expect(at.accounts.list()).toEqual([
      { id: 'ani', name: 'Ani' },
      { id: 'budi', name: 'Budi' },
    ]);
    expect(at.accounts.isEmpty).toBe(false);
    const fresh = await Accounts.open(`${at.file}.other`);
    expect(fresh.isEmpty).toBe(true);
    fresh.close();
  });

  test.each(['', 'Budi', '-budi', 'oidc:budi', 'bu di', `b${'i'.repeat(64)}`, 'büdi'])(
    'takes no account id such as %p',
    async (id) => {
      await expect(at.accounts.add(id, 'Budi', PASSWORD, NOON)).rejects.toMatchObject({ code: 'id-malformed' });
    },
  );

  test('takes an account id of 64 letters', async () => {
    await at.accounts.add(`b${'i'.repeat(63)}`, 'Budi', PASSWORD, NOON);
    expect(at.accounts.list()).toHaveLength(2);
  });

  test('takes an account once, with a name', async () => {
    await expect(at.accounts.add('budi', 'Lain', PASSWORD, NOON)).rejects.toMatchObject({ code: 'account-exists' });
    await expect(at.accounts.add('ani', ' ', PASSWORD, NOON)).rejects.toMatchObject({ code: 'name-blank' });
  });

  test('takes a password of 12 characters and none of 11, however many bytes they have', async () => {
    await at.accounts.add('ani', 'Ani', 'é'.repeat(12), NOON);
    await expect(at.accounts.add('tini', 'Tini', 'é'.repeat(11), NOON)).rejects.toMatchObject({
      code: 'password-too-short',
    });
    await expect(at.accounts.setPassword('budi', 'x'.repeat(11))).rejects.toMatchObject({ code: 'password-too-short' });
    await expect(at.accounts.setPassword('budi', 'x'.repeat(1_025))).rejects.toMatchObject({
      code: 'password-too-long',
    });
  });

  test('makes up passwords that are long enough and never the same', () => {
    const made = new Set(Array.from({ length: 50 }, newPassword));
    expect(made.size).toBe(50);
    for (const password of made) expect(password).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
  });
});
