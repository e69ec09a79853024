import { join } from 'node:path';
import {
  ANI,
  BUDI,
  type Evaluated,
  ID,
  importedLedger,
  type LedgerAtHand,
  type LogRow,
  PERGESERAN,
  proposal,
  REALISASI,
  ROOT,
} from './ledger-at-hand.js';

const PERUBAHAN = join(ROOT, 'docs', 'perubahan.yaml');
const EN = ['--lang', 'en'] as const;

/** Without the document and the people, which stand in a line of their own. */
const lineOf = (table: string, revision: number): string =>
  table.split('\n').find((line) => line.trimStart().startsWith(`#${revision}`)) ?? '';

let imported: LedgerAtHand;
let ledger: LedgerAtHand;
beforeAll(async () => {
  imported = await importedLedger();
});
afterAll(() => imported.remove());
beforeEach(() => {
  ledger = imported.copy();
});
afterEach(() => ledger.remove());

const correction = (...corrections: readonly string[]): string =>
  ledger.write(
    'koreksi.yaml',
    ['reportedOn: 2022-11-03', 'reason: Salah baca', `corrections: [${corrections.join(', ')}]`].join('\n'),
  );
const reporting = (...reports: readonly string[]): string =>
  ledger.write('laporan.yaml', ['period: 2022-TW3', 'reportedOn: 2022-10-10', `reports: [${reports}]`].join('\n'));

describe('The trail of a correction', () => {
  const correct = async (...figures: readonly string[]): Promise<string> => {
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    const file = correction(`{ line: L0005, period: 2022-TW3, ${figures.join(', ')} }`);
    await ledger.ok('correct', ID, file, ...BUDI);
    return lineOf(await ledger.ok('log', ID, '--last', '1'), 194);
  };

  it('prints its amounts as all others', async () => {
    expect(await correct('keuangan: { to: 90.400.000 }')).toMatch(/ {2}90\.500\.000 {2,}90\.400\.000$/);
  });

  it('prints kinerja as it was written, even where it looks like an amount', async () => {
    expect(await correct('kinerja: { to: "41.00" }')).toMatch(/ {2}2 {2,}41\.00$/);
  });

  it('shows both figures before and after where it corrects both', async () => {
    expect(await correct('kinerja: { to: "1" }', 'keuangan: { to: 90.400.000 }')).toMatch(
      / {2}2 · 90\.500\.000 {2,}1 · 90\.400\.000$/,
    );
    const [row] = await ledger.json<(LogRow & { kinerja: string; kinerjaBefore: string })[]>('log', ID, '--last', '1');
    expect(row).toMatchObject({
      ...{ kinerjaBefore: '2', kinerja: '1' },
      ...{ before: '90500000.00', after: '90400000.00' },
    });
    const [head = '', cells = ''] = (await ledger.ok('log', ID, '--last', '1', '-O', 'csv')).split('\r\n');
    const at = (name: string): string | undefined => cells.split(',')[head.split(',').indexOf(name)];
    expect([at('kinerjaBefore'), at('kinerja'), at('before'), at('after')]).toEqual([
      ...['2', '1', '90500000.00', '90400000.00'],
    ]);
  });
});

describe('Options that exclude each other', () => {
  it.each([
    [['--at', 'murni', '--as-of', '2022-10-03T08:00+07:00'], '--at <point>', '--as-of <time>'],
    [['--at', 'murni', '--effective-on', '2022-10-03'], '--at <point>', '--effective-on <day>'],
    [['--as-of', '2022-10-03T08:00+07:00', '--effective-on', '2022-10-03'], '--as-of <time>', '--effective-on <day>'],
  ])('are told in the language that was asked for: %j', async (options, one, other) => {
    expect(await ledger.fails(2, 'show', ID, ...options)).toMatch(
      new RegExp(`^galat: pilihan '${one}' tidak dapat dipakai bersama pilihan '${other}'\n`),
    );
    expect(await ledger.fails(2, 'show', ID, ...options, ...EN)).toMatch(
      new RegExp(`^error: option '${one}' cannot be used with option '${other}'\n`),
    );
  });
});

describe('A blank kinerja', () => {
  it.each(['""', '" "', '"\\t\\n"'])('of a report is malformed input: %s', async (kinerja) => {
    const file = reporting(`{ line: L0005, kinerja: ${kinerja} }`);
    expect(await ledger.fails(2, 'report', ID, file, ...BUDI)).toContain('/reports/0/kinerja: tidak boleh kosong');
  });

  it.each(['""', '" "', '"\\t\\n"'])('of a correction is malformed input: %s', async (kinerja) => {
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    const file = correction(`{ line: L0005, period: 2022-TW3, kinerja: { to: ${kinerja} } }`);
    expect(await ledger.fails(2, 'correct', ID, file, ...BUDI, ...EN)).toContain(
      '/corrections/0/kinerja/to: must not be empty',
    );
  });
});

describe('What is there already', () => {
  const UNCHANGED = (on: string) => ({
    id: `Yang ditulis untuk ${on} sama dengan yang sudah ada, jadi tidak ada yang berubah. Tulis yang lain, atau hilangkan.`,
    en: `What is written for ${on} equals what is there already, so nothing would change. Write something else, or leave it out.`,
  });
  const unchanged = async (on: string, ...args: readonly string[]): Promise<void> => {
    expect(await ledger.fails(5, ...args)).toContain(UNCHANGED(on).id);
    expect(await ledger.fails(5, ...args, ...EN)).toContain(UNCHANGED(on).en);
  };

  it('is refused in words that fit a proposal, a note and a correction alike', async () => {
    const proposed = ledger.write('p.yaml', proposal('changes: [{ line: L0019, target: { to: 90% } }]'));
    await unchanged('L0019', 'propose', ID, proposed, ...BUDI);
    const noted = ledger.write('permasalahan.txt', 'Pasar sepi.\n');
    await ledger.ok('note', ID, 'permasalahan', noted, ...BUDI);
    await unchanged('permasalahan', 'note', ID, 'permasalahan', noted, ...BUDI);
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    const corrected = correction('{ line: L0005, period: 2022-TW3, kinerja: { to: "2" } }');
    await unchanged('L0005', 'correct', ID, corrected, ...BUDI);
  });
});

describe('English', () => {
  const dryRun = async (command: string, file: string): Promise<string> =>
    (await ledger.ok(command, ID, file, '--dry-run', ...BUDI, ...EN)).replace(/^.*recorded: /, '').trimEnd();

  it('counts one correction, and two corrections', async () => {
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    const one = '{ line: L0005, period: 2022-TW3, kinerja: { to: "1" } }';
    expect(await dryRun('correct', correction(one))).toBe('1 correction');
    const other = '{ line: 2.17.01, period: 2022-TW3, kinerja: { to: "41" } }';
    expect(await dryRun('correct', correction(one, other))).toBe('2 corrections');
  });

  it('counts one fund and one row, and several', async () => {
    const proposing = (...changes: readonly string[]) =>
      dryRun('propose', ledger.write('p.yaml', proposal(`changes: [${changes.join(', ')}]`)));
    const [fund, row] = ['sumberDana: [{ dana: PAD }]', 'lokasi: Kota'];
    expect(await proposing(`{ line: L0019, ${fund} }`)).toBe('R002 · 1 fund');
    expect(await proposing(`{ line: L0019, ${row} }`)).toBe('R002 · 1 row/indicator');
    expect(await proposing(`{ line: L0019, ${fund}, ${row} }`, `{ line: L0020, ${fund}, ${row} }`)).toBe(
      'R002 · 2 funds · 2 rows/indicators',
    );
  });

  it('counts one broken rule, one fault of a document, and several', async () => {
    expect(await ledger.fails(5, 'approve', ID, 'R009', ...ANI, ...EN)).toMatch(/^Refused, 1 rule broken;/);
    await ledger.ok('propose', ID, PERGESERAN, ...BUDI);
    expect(await ledger.fails(5, 'approve', ID, 'R002', ...BUDI, ...EN)).toMatch(/^Refused, 2 rules broken;/);
    const wrong = join(ROOT, 'docs', 'contoh-salah', 'manifest.yaml');
    expect(await ledger.fails(5, 'import', wrong, ...EN)).toMatch(/^2 faults in the document;/);
  });

  it('counts one target that an import changes, and one row with realisasi', async () => {
    const tried = await ledger.ok('import', join(ROOT, 'seeds/probolinggo-2022/manifest.yaml'), '--dry-run', ...EN);
    expect(tried).toContain('; 1 target changes\n');
    await ledger.ok('report', ID, reporting('{ line: L0005, kinerja: "2" }'), ...BUDI);
    expect(await ledger.ok('evaluation', ID, ...EN)).toContain('\n1 row with realisasi;');
  });
});

describe('The evaluation', () => {
  const order = async (...point: readonly string[]): Promise<string[]> =>
    (await ledger.json<Evaluated>('evaluation', ID, ...point)).lines.map(({ lineId }) => lineId ?? '');

  it('has a row that a revision adds below its parent, as the sheet does', async () => {
    await ledger.ok('propose', ID, PERUBAHAN, ...BUDI);
    await ledger.ok('approve', ID, 'R002', ...ANI);
    const rows = await order();
    expect(rows.slice(rows.indexOf('L0059'), rows.indexOf('L0062'))).toEqual([
      // The second L0060 is its second indicator.
      ...['L0059', 'L0060', 'L0060', 'L0086', 'L0061'],
    ]);
    const shown = await ledger.json<{ lines: { lineId: string }[] }>('show', ID);
    expect([...new Set(rows)]).toEqual(shown.lines.map(({ lineId }) => lineId));
  });

  it('has a row that moved below its new parent, and before that day where it stood', async () => {
    const file = ledger.write('p.yaml', proposal('changes: [{ line: L0063, parent: L0064 }]'));
    await ledger.ok('propose', ID, file, ...BUDI);
    await ledger.ok('approve', ID, 'R002', ...ANI);
    const around = (rows: readonly string[]) => rows.slice(rows.indexOf('L0062'), rows.indexOf('L0066'));
    expect(around(await order())).toEqual(['L0062', 'L0064', 'L0063', 'L0065']);
    expect(around(await order('--effective-on', '2022-10-02'))).toEqual(['L0062', 'L0063', 'L0064', 'L0065']);
  });
});
