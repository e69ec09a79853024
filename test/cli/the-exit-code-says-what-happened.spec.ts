import { join } from 'node:path';
import fc from 'fast-check';
import { openSqlite } from '../../src/store/sqlite.js';
import {
  ANI,
  BUDI,
  ID,
  importedLedger,
  type LedgerAtHand,
  MANIFEST,
  PERGESERAN,
  proposal,
  ROOT,
} from './ledger-at-hand.js';

/** The codes of the refused rules, in the order in which they are listed. */
const codesIn = (err: string): string[] =>
  [...err.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+)/gm)].map(([, code = '']) => code);

describe('The command line ends', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  it('with 0 though points differ, and with 1 where that was asked for', async () => {
    expect((await ledger.renja(['diff', ID, 'murni..p-apbd'])).exit).toBe(0);
    const asked = await ledger.renja(['diff', ID, 'murni..p-apbd', '--exit-code']);
    expect(asked).toMatchObject({ exit: 1, err: '' });
    expect(asked.out).toContain('1.868.169.824');
    expect((await ledger.renja(['diff', ID, 'p-apbd..now', '--exit-code'])).exit).toBe(0);
  });

  describe('with 2, and says on stderr alone what can be used,', () => {
    it.each<[string, string[], RegExp]>([
      ['an unknown option', ['show', ID, '--wat'], /^galat: pilihan '--wat' tidak dikenal/],
      ['an unknown option, in English', ['show', ID, '--wat', '--lang', 'en'], /^error: unknown option '--wat'/],
      ['an unknown command', ['sho'], /^galat: perintah 'sho' tidak dikenal\n\(Maksud Anda show\?\)/],
      ['no command', [], /^Pemakaian: renja .*\n(.|\n)*^Pilihan:\n(.|\n)*^Perintah:\n/m],
      ['an argument too few', ['show'], /^galat: argumen 'renja' belum diisi/],
      ['an argument too many', ['check', 'all'], /^galat: terlalu banyak argumen untuk 'check': seharusnya 0, ada 1\./],
      ['an option without its value', ['show', ID, '--at'], /^galat: pilihan '--at <point>' belum diisi/],
      [
        'an unknown format',
        ['show', ID, '-O', 'xml'],
        /^galat: 'xml' tidak berlaku untuk pilihan '-O, --output <format>'\. Yang berlaku: table, csv, json\./,
      ],
      ['an unknown language', ['show', ID, '--lang', 'fr'], /id, en/],
      ['an unknown level', ['show', ID, '--level', 'dinas'], /urusan, bidang, program, kegiatan, subkegiatan/],
      ['an unknown filter', ['diff', ID, 'murni..now', '--filter', 'tetap'], /naik, turun, target/],
      ['an unknown field', ['blame', ID, 'L0019', '--field', 'uraian'], /pagu atau target/],
      ['an unknown row', ['blame', ID, '9.99'], /9\.99/],
      ['an unknown point', ['show', ID, '--at', 'p-rkpd'], /p-rkpd.*murni, p-apbd, now, r1 sampai r191/],
      ['a bare date', ['diff', ID, 'murni..2022-09-12'], /2022-09-12.*2022-10-03T00:00:00\+07:00/],
      ['a time without offset', ['show', ID, '--at', '2022-09-12T00:00:00'], /murni, p-apbd, now/],
      ['a time before everything', ['show', ID, '--at', '1999-01-01T00:00:00Z'], /murni, p-apbd, now/],
      ['a revision too high', ['show', ID, '--at', 'r192'], /r1 sampai r191/],
      ['revision zero', ['show', ID, '--at', '#0'], /r1 sampai r191/],
      ['one point', ['diff', ID, 'murni'], /murni\.\.p-apbd/],
      ['three points', ['diff', ID, 'murni..p-apbd..now'], /dua titik/],
      ['an empty point', ['diff', ID, 'murni..'], /dua titik/],
      ['no number', ['log', ID, '--last', 'dua'], /--last/],
      ['no time', ['log', ID, '--since', 'kemarin'], /--since/],
      ['a year as a time', ['log', ID, '--since', '2022'], /--since/],
      ['a part of an entry', ['log', ID, '--last', '1.5'], /--last/],
      ['no period', ['evaluation', ID, '--period', '2022-TW5'], /2022-TW5.*2022-TW2/],
      ['no actor', ['propose', ID, PERGESERAN], /--actor.*planner, finance, verifier, approver/],
      [
        'an actor of an unknown role',
        ['propose', ID, PERGESERAN, '--actor', 'budi:Budi:bos'],
        /peran bos tidak dikenal/,
      ],
      ['an actor without a role', ['propose', ID, PERGESERAN, '--actor', 'budi:Budi'], /--actor/],
      ['an unknown role', ['propose', ID, PERGESERAN, '--actor', 'budi:Budi:bupati'], /peran bupati/],
      ['no revision to expect', ['propose', ID, PERGESERAN, ...BUDI, '--expect', 'kini'], /--expect/],
    ])('for %s', async (_, args, says) => {
      expect(await ledger.fails(2, ...args)).toMatch(says);
    });

    it.each(['show', 'log', 'revisions', 'evaluation'])('for an unknown Renja in %s', async (command) => {
      expect(await ledger.fails(2, command, 'lain-2022')).toContain('lain-2022');
      expect(await ledger.fails(2, 'diff', 'lain-2022', 'murni..now')).toContain('lain-2022');
      expect(await ledger.fails(2, 'blame', 'lain-2022', 'L0001')).toContain('lain-2022');
    });

    it('for a ledger that is not there, and makes none', async () => {
      const env = { RENJA_DATA: join(ledger.path, 'nowhere') };
      for (const args of [['show', ID], ['check'], ['propose', ID, PERGESERAN, ...BUDI], ['log', ID]])
        expect(await ledger.renja(args, env)).toMatchObject({
          exit: 2,
          out: '',
          err: expect.stringMatching(/nowhere/),
        });
      const dry = await ledger.renja(['import', MANIFEST, '--dry-run'], env);
      expect(dry.exit).toBe(0);
      expect((await ledger.renja(['show', ID], env)).exit).toBe(2);
    });

    it('for a store that it does not know', async () => {
      const ran = await ledger.renja(['show', ID], { RENJA_STORE: 'postgres://x' });
      expect(ran).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('RENJA_STORE') });
    });

    it('for a code of several rows, whose candidates it lists', async () => {
      for (const command of ['show', 'blame'])
        expect(await ledger.fails(2, command, ID, '2.17.03.2.01.01')).toMatch(
          /L0040 {2}kegiatan .*\n {2}L0041 {2}sub kegiatan /,
        );
      const file = ledger.write('p.yaml', proposal('changes: [{ line: 2.17.03.2.01.01, pagu: { delta: "5" } }]'));
      expect(await ledger.fails(2, 'propose', ID, file, '--dry-run', ...BUDI)).toMatch(/L0040[\s\S]*L0041/);
      expect((await ledger.renja(['show', ID, 'L0041'])).exit).toBe(0);
    });

    it('for YAML that is none', async () => {
      const file = ledger.write('p.yaml', 'kind: [pergeseran\njudul: x');
      expect(await ledger.fails(2, 'propose', ID, file, ...BUDI)).toContain('p.yaml');
      for (const text of ['', '- satu', 'teks'])
        await ledger.fails(2, 'propose', ID, ledger.write('p.yaml', text), ...BUDI);
    });

    it('for unknown fields, missing ones and wrong ones: all of them at once, by their place', async () => {
      const file = ledger.write(
        'p.yaml',
        `kind: geser
alasan: salah ejaan
effectiveOn: 2022-02-30
document: { documentId: d, jenis: x, judul: y, nomer: "1" }
changes:
  - { line: L0019, pagu: { delta: "5", dari: "1" }, catatan: x }
  - { line: L0019 }
  - teks`,
      );
      const err = await ledger.fails(2, 'propose', ID, file, ...BUDI);
      const places = [...err.matchAll(/^ {2}(\/\S+):/gm)].map(([, place]) => place);
      expect(places.sort()).toEqual([
        ...['/alasan', '/changes/0/catatan', '/changes/0/pagu/dari', '/changes/1/line', '/changes/2'],
        ...['/document/nomer', '/effectiveOn', '/judul', '/kind'],
      ]);
    });

    it.each([
      ['a list as a change', 'changes: [[{ line: L0019, pagu: { delta: "5" } }]]'],
      ['a list as a pagu', 'changes: [{ line: L0019, pagu: [{ delta: "5" }] }]'],
      ['both a delta and a new figure', 'changes: [{ line: L0019, pagu: { delta: "5", to: "9" } }]'],
      ['neither', 'changes: [{ line: L0019, pagu: { from: "5" } }]'],
      ['a list as a target', 'changes: [{ line: L0019, target: [{ to: "5" }] }]'],
    ])('for %s', async (_, changes) => {
      await ledger.fails(2, 'propose', ID, ledger.write('p.yaml', proposal(changes)), ...BUDI, '--dry-run');
    });
  });

  it('with 3 where the Renja has changed since the revision that was expected', async () => {
    const err = await ledger.fails(3, 'propose', ID, PERGESERAN, ...BUDI, '--expect', 'r1');
    expect(err).toMatch(/#191.*#1\b/);
    expect(await ledger.fails(3, 'approve', ID, 'R009', ...ANI, '--expect', '#190')).toContain('#190');
    expect(await ledger.fails(3, 'propose', ID, PERGESERAN, ...BUDI, '--expect', 'r1', '--dry-run')).toMatch(/#191/);
    const other = ledger.copy();
    expect(await other.ok('propose', ID, PERGESERAN, ...BUDI, '--expect', 'r191')).toContain('#192');
    other.remove();
  });

  describe('with 4', () => {
    /** Changes one byte of the envelope of one event, and puts it back. */
    async function damaged<Result>(position: number, at: number, work: () => Promise<Result>): Promise<Result> {
      const change = (flip: (bytes: Uint8Array) => void): void => {
        const db = openSqlite(ledger.file);
        const [row] = db
          .prepare<{ envelope: Uint8Array }>('select envelope from event where position = ?')
          .all(position);
        const bytes = Uint8Array.from(Buffer.from(row?.envelope ?? []));
        flip(bytes);
        db.prepare('update event set envelope = ? where position = ?').run(bytes, position);
        db.close();
      };
      const flip = (bytes: Uint8Array): void => {
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ 1;
      };
      change(flip);
      try {
        return await work();
      } finally {
        change(flip);
      }
    }

    it('where any byte of any event was changed, and names the event', async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 191 }), fc.nat(100_000), (position, at) =>
          damaged(position, at, async () => {
            const { exit, out, err } = await ledger.renja(['check', '-O', 'json']);
            expect({ exit, err }).toEqual({ exit: 4, err: '' });
            const { faults } = JSON.parse(out) as { faults: { position: number | null }[] };
            expect(faults.map((one) => one.position)).toContain(position);
          }),
        ),
        { numRuns: 25 },
      );
      expect(await ledger.ok('check')).toMatch(/^Utuh: 191 /);
    });

    it('and tells people which event it is, and what to do', async () => {
      const { exit, out } = await damaged(118, 40, () => ledger.renja(['check']));
      expect(exit).toBe(4);
      expect(out).toMatch(new RegExp(`^@118 {2}renja-${ID} #118 {2}hash: `));
      expect(out).toContain('cadangan');
    });

    it('from every command that meets an event which cannot be read', async () => {
      const ran = await damaged(118, 0, () => ledger.renja(['show', ID]));
      expect(ran).toMatchObject({ exit: 4, out: '', err: expect.stringMatching(/#118.*renja check/) });
    });

    it('from a view whose figures would be computed from an event that was changed to a sound one', async () => {
      const other = ledger.copy();
      const db = openSqlite(other.file);
      db.exec(
        "update event set envelope = cast(replace(cast(envelope as text), '22509900.00', '22509901.00') as blob) where position = 27",
      );
      db.close();
      for (const args of [
        ['show', ID],
        ['diff', ID, 'murni..now'],
        ['blame', ID, 'L0022'],
        ['log', ID],
        ['evaluation', ID],
      ])
        expect(await other.fails(4, ...args)).toContain('#27');
      other.remove();
    });
  });

  describe('with 5', () => {
    it('and lists every rule that a proposal breaks, the weightiest first', async () => {
      const file = ledger.write(
        'p.yaml',
        `kind: pergeseran
judul: Salah semua
effectiveOn: 2022-09-11
changes:
  - { line: L9999, pagu: { delta: "5" } }
  - { line: 2.17.01, pagu: { delta: "5" } }
  - { line: L0019, pagu: { delta: "0" } }
  - { line: L0021, pagu: { from: 1, delta: "5" } }
  - { line: L0023, pagu: { delta: (99.999.999.999) } }
  - { line: L0024, target: { to: 80% } }`,
      );
      const err = await ledger.fails(5, 'propose', ID, file, '--dry-run', '--actor', 'vi:Vi:viewer');
      expect([...new Set(codesIn(err))]).toEqual([
        ...['line-not-found', 'pagu-on-parent', 'delta-zero', 'value-unchanged', 'reason-missing', 'document-missing'],
        ...['late-reason-missing', 'revision-stale', 'pergeseran-not-zero', 'pagu-below-zero', 'role-not-allowed'],
      ]);
      expect(err).toContain(`${codesIn(err).length} aturan dilanggar`);
    });

    it('and lists every fault of a document that is imported, with its line', async () => {
      const manifest = join(ROOT, 'docs', 'contoh-salah', 'manifest.yaml');
      for (const more of [[], ['--dry-run']])
        expect(await ledger.fails(5, 'import', manifest, ...more)).toMatch(
          /tabel\.tsv:8: .*\[row-sum\]\n {2}tabel\.tsv:9: .*\[amount-malformed\]/,
        );
    });

    it('where what is to be decided is not there, or has been decided', async () => {
      expect(codesIn(await ledger.fails(5, 'approve', ID, 'R009', ...ANI))).toEqual(['revision-not-found']);
      expect(codesIn(await ledger.fails(5, 'approve', ID, 'P-APBD-2022', ...ANI))).toEqual([
        'revision-already-decided',
      ]);
      expect(codesIn(await ledger.fails(5, 'reject', ID, 'R009', ...ANI))).toEqual([
        ...['revision-not-found', 'reason-missing'],
      ]);
    });
  });
});
