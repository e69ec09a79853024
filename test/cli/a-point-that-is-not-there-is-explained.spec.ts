import { ID, importedLedger, LedgerAtHand, ROOT } from './ledger-at-hand.js';

describe('A point that is not there', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  it('is answered with every way of naming one, in both languages', async () => {
    const id = await ledger.fails(2, 'show', ID, '--at', 'p-rkpd');
    expect(id).toContain('Tidak ada titik p-rkpd. Yang ada: murni, p-apbd, now, r1 sampai r191');
    expect(id).toMatch(/, sebelum .*sebelum-VERSI seperti sebelum-p-apbd, effective:HARI seperti effective:2022-01-03/);
    const en = await ledger.fails(2, 'show', ID, '--at', 'p-rkpd', '--lang', 'en');
    expect(en).toContain('There is no point p-rkpd. There are: murni, p-apbd, now, r1 to r191');
    expect(en).toMatch(
      /, sebelum .*sebelum-VERSION such as sebelum-p-apbd, effective:DAY such as effective:2022-01-03/,
    );
    for (const said of [id, en]) expect(said).not.toMatch(/belum ada yang berlaku|in force yet/);
  });

  it.each([
    ['--effective-on', '2022-01-02'],
    ['--at', 'effective:2022-01-02'],
  ])('because nothing was in force yet says since when something was: %s %s', async (...point) => {
    expect(await ledger.fails(2, 'show', ID, ...point)).toContain(
      'Tidak ada titik effective:2022-01-02. Pada 2022-01-02 belum ada yang berlaku; Renja ini berlaku sejak 2022-01-03.',
    );
    expect(await ledger.fails(2, 'show', ID, ...point, '--lang', 'en')).toContain(
      'Nothing was in force yet on 2022-01-02; this Renja is in force since 2022-01-03.',
    );
  });

  it('in a draft names no day of effect and no state before a version, because there are none', async () => {
    const draft = new LedgerAtHand();
    const PLANNER = ['--actor', 'budi:Budi:planner'];
    await draft.ok('open', 'dinas-contoh-2023', `${ROOT}/docs/renja-baru.yaml`, ...PLANNER);
    const id = await draft.fails(2, 'show', 'dinas-contoh-2023', '--effective-on', '2023-01-02');
    expect(id).toContain('Pada 2023-01-02 belum ada yang berlaku; Renja ini belum ditetapkan.');
    expect(id).not.toMatch(/sebelum|effective:HARI/);
    const en = await draft.fails(2, 'show', 'dinas-contoh-2023', '--effective-on', '2023-01-02', '--lang', 'en');
    expect(en).toContain('Nothing was in force yet on 2023-01-02; this Renja is not adopted yet.');
    draft.remove();
  });
});

describe('A day that the calendar does not have', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  it.each([
    ['show', ['--at', 'effective:2022-99-99'], 'effective:2022-99-99'],
    ['show', ['--at', 'effective:2022-02-30'], 'effective:2022-02-30'],
    ['evaluation', ['--at', 'effective:2022-02-30'], 'effective:2022-02-30'],
    ['show', ['--effective-on', '2022-02-30'], '--effective-on 2022-02-30'],
    ['evaluation', ['--effective-on', '2022-13-01'], '--effective-on 2022-13-01'],
    ['show', ['--as-of', '2022-02-30T08:00+07:00'], '2022-02-30T08:00+07:00'],
    ['diff', ['murni..effective:2022-02-30'], 'effective:2022-02-30'],
    ['diff', ['effective:2022-99-99..now'], 'effective:2022-99-99'],
  ])('is no point of renja %s: %j', async (command, options, named) => {
    const said = await ledger.fails(2, command, ID, ...options);
    expect(said).toContain(named);
    expect(said).not.toContain('belum ada yang berlaku');
  });

  it('is one where the year has it', async () => {
    await ledger.ok('show', ID, '--at', 'effective:2024-02-29');
    await ledger.fails(2, 'show', ID, '--at', 'effective:2023-02-29');
  });
});
