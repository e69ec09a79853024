import { accountsAtHand, after, NOON, PASSWORD, signedIn } from './accounts-at-hand.js';

describe('a sign-in', () => {
  let at: Awaited<ReturnType<typeof accountsAtHand>>;
  beforeEach(async () => {
    at = await accountsAtHand();
  });
  afterEach(() => at.remove());

  const wrong = (id = 'budi', now = NOON) => at.accounts.signIn(id, 'sandi yang keliru', now);
  const times = async (n: number, id = 'budi'): Promise<void> => {
    for (let i = 0; i < n; i += 1) expect(await wrong(id)).toEqual({ refused: true });
  };

  test('takes the right password and no other', async () => {
    expect(await wrong()).toEqual({ refused: true });
    expect(await at.accounts.signIn('budi', PASSWORD.toUpperCase(), NOON)).toEqual({ refused: true });
    expect(await signedIn(at.accounts)).toMatch(/^[\w-]{43}$/);
  });

  test('takes the same letters from a keyboard that composes them otherwise', async () => {
    await at.accounts.setPassword('budi', 'kopi café panjang'.normalize('NFD'));
    expect(await signedIn(at.accounts, NOON, 'kopi café panjang'.normalize('NFC'))).not.toBe('');
  });

  test('after five wrong passwords waits a second, and then takes the right one', async () => {
    await times(5);
    const lockedUntil = after(1, 's').toISOString();
    expect(await at.accounts.signIn('budi', PASSWORD, NOON)).toEqual({ lockedUntil });
    expect(await at.accounts.signIn('budi', PASSWORD, after(1, 's', 1))).toEqual({ lockedUntil });
    expect(await at.accounts.signIn('budi', PASSWORD, after(1, 's'))).toHaveProperty('ok');
  });

  test('after four wrong passwords does not wait, and a right one starts the count anew', async () => {
    await times(4);
    await signedIn(at.accounts);
    await times(4);
    await signedIn(at.accounts);
  });

  test('waits twice as long each time, and 15 minutes at most', async () => {
    await times(5);
    let now = NOON;
    const waits: number[] = [];
    for (let i = 0; i < 12; i += 1) {
      const told = await at.accounts.signIn('budi', PASSWORD, now);
      if (!('lockedUntil' in told)) throw new Error('not locked');
      const until = new Date(told.lockedUntil);
      waits.push((until.getTime() - now.getTime()) / 1_000);
      now = until;
      expect(await wrong('budi', now)).toEqual({ refused: true });
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  test('lets many guesses at once have no more tries than one after the other', async () => {
    const said = await Promise.all(Array.from({ length: 12 }, () => wrong()));
    expect(said.filter((one) => 'refused' in one)).toHaveLength(5);
    expect(said.filter((one) => 'lockedUntil' in one)).toHaveLength(7);
  });

  test('says of an account that is not there what it says of a wrong password, and locks it alike', async () => {
    await times(5, 'siapa');
    expect(await wrong('siapa')).toEqual({ lockedUntil: after(1, 's').toISOString() });
    expect(await wrong('oidc:budi')).toEqual({ refused: true });
    // Another account does not wait for it.
    await signedIn(at.accounts);
  });

  test('spends the same work on an account that is not there', async () => {
    const spent = async (id: string): Promise<number> => {
      const from = performance.now();
      await at.accounts.checkPassword(id, 'sandi yang keliru', NOON);
      return performance.now() - from;
    };
    await spent('pemanasan');
    const [there, absent] = [await spent('budi'), await spent('siapa')];
    // Without the work it would be a hundredth; the machine may be busy with other things.
    expect(absent).toBeGreaterThan(there / 5);
  });

  test('is not let in to an account that has no password yet', async () => {
    await at.accounts.add('ani', 'Ani', null, NOON);
    expect(await at.accounts.signIn('ani', '', NOON)).toEqual({ refused: true });
  });

  test('forgets wrong passwords after a day', async () => {
    await times(4);
    expect(await wrong('budi', after(25, 'h'))).toEqual({ refused: true });
    expect(await at.accounts.signIn('budi', PASSWORD, after(25, 'h'))).toHaveProperty('ok');
  });
});
