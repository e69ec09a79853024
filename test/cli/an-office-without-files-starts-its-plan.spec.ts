import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ANI, BUDI, importedLedger, LedgerAtHand, ID as PROBOLINGGO, ROOT, type Shown } from './ledger-at-hand.js';

const ID = 'dinas-contoh-2023';
const docs = (name: string): string => join(ROOT, 'docs', name);

describe('An office without files', () => {
  let ledger: LedgerAtHand;
  beforeAll(() => {
    ledger = new LedgerAtHand();
  });
  afterAll(() => ledger.remove());

  it('tries the opening, and no ledger is made', async () => {
    expect(await ledger.ok('open', ID, docs('renja-baru.yaml'), '--dry-run', ...BUDI)).toMatch(/Renja dibuka/);
    expect(existsSync(ledger.file)).toBe(false);
  });

  it('opens its Renja, adds rows and adopts it; what is adopted twice is refused', async () => {
    await ledger.ok('open', ID, docs('renja-baru.yaml'), ...BUDI);
    expect(await ledger.fails(5, 'open', ID, docs('renja-baru.yaml'), ...BUDI)).toMatch(/renja-already-open/);
    expect(await ledger.fails(5, 'adopt', ID, docs('penetapan.yaml'), ...BUDI)).toMatch(/renja-empty/);
    await ledger.ok('add-line', ID, docs('baris-baru.yaml'), '--dry-run', ...BUDI);
    await ledger.ok('add-line', ID, docs('baris-baru.yaml'), ...BUDI);
    await ledger.ok('adopt', ID, docs('penetapan.yaml'), ...BUDI);
    expect(await ledger.fails(5, 'adopt', ID, docs('penetapan.yaml'), ...BUDI)).toMatch(/renja-not-draft/);
    const { renja, totals, lines } = await ledger.json<Shown>('show', ID);
    expect([renja.revision, totals.murni, lines.length]).toEqual([7, '120000000.00', 5]);
    expect(await ledger.ok('check')).toMatch(/Utuh: 7/);
  });

  it('adds a row below one that its code names, and is told every fault of a list at once', async () => {
    const other = new LedgerAtHand();
    await other.ok('open', ID, docs('renja-baru.yaml'), ...BUDI);
    await other.ok('add-line', ID, docs('baris-baru.yaml'), ...BUDI);
    const row = (text: string): string => `lines: [{ ref: x, level: subkegiatan, uraian: Baru, ${text} }]`;
    await other.ok('add-line', ID, other.write('a.yaml', row('parent: 2.17.03.2.01, pagu: "5"')), ...BUDI);
    expect((await other.json<Shown>('show', ID)).totals.murni).toBe('120000005.00');
    const faults = await other.fails(5, 'add-line', ID, other.write('b.yaml', row('parent: 2.17.03')), ...BUDI);
    expect(faults).toMatch(/parent-wrong-level \/lines\/0\/parent[\s\S]*pagu-missing \/lines\/0\/pagu/);
    other.remove();
  });
});

describe('A perubahan from a file', () => {
  it('adds a row, transfers, renames and adds an indicator; its reversal puts everything back', async () => {
    const ledger = await importedLedger();
    const figures = async () =>
      (await ledger.json<Shown>('show', PROBOLINGGO)).lines
        .filter((line) => line.lineId !== 'L0086')
        .map(({ lineId, uraian, pagu, target }) => [lineId, uraian, pagu.now, target.flatMap(({ now }) => now ?? [])]);
    const before = await figures();
    await ledger.ok('propose', PROBOLINGGO, docs('perubahan.yaml'), ...BUDI);
    await ledger.ok('approve', PROBOLINGGO, 'R002', ...ANI);
    expect(await figures()).not.toEqual(before);
    expect((await ledger.json<Shown>('show', PROBOLINGGO)).totals.now).toBe('26054603156.00');
    const late = docs('pembalikan.yaml');
    // It takes effect before the perubahan that it undoes, and says nothing of why.
    expect(await ledger.fails(5, 'reverse', PROBOLINGGO, 'R002', late, ...BUDI)).toMatch(/late-reason-missing/);
    const file = ledger.write(
      'balik.yaml',
      'judul: Pencabutan\nreason: Dicabut\neffectiveOn: 2022-12-01\ndocument: { documentId: sk-9, jenis: Keputusan, judul: Pencabutan }\n',
    );
    await ledger.ok('reverse', PROBOLINGGO, 'R002', file, ...BUDI);
    await ledger.ok('approve', PROBOLINGGO, 'R003', ...ANI);
    expect(await figures()).toEqual(before);
    const dayBefore = await ledger.json<Shown>('show', PROBOLINGGO, '--effective-on', '2022-11-30');
    expect(dayBefore.totals.now).toBe('26054603156.00');
    expect(await ledger.fails(2, 'show', PROBOLINGGO, '--effective-on', '2022', '--lang', 'en')).toMatch(
      /write a date/,
    );
    expect(await ledger.fails(2, 'show', PROBOLINGGO, '--as-of', '2022-11-30')).toMatch(/zona/);
    await ledger.fails(2, 'show', PROBOLINGGO, '--at', 'murni', '--effective-on', '2022-11-30');
    ledger.remove();
  });
});
