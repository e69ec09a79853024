import { ANI, BUDI, ID, importedLedger, type LedgerAtHand, PERGESERAN, proposal, REALISASI } from './ledger-at-hand.js';

/** Reads RFC 4180 text strictly: what is not in its grammar throws. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/y;
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text);
    if (!found) throw new Error('not RFC 4180');
    const [, written = '', end] = found;
    rows.at(-1)?.push(written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written);
    if (end === '\r\n') rows.push([]);
    // A comma at the very end is followed by one more cell, a blank one.
    if (end === ',' && cell.lastIndex === text.length) rows.at(-1)?.push('');
  }
  return rows.filter((row) => row.length > 0);
}

const COMMANDS = [
  ...['import', 'show', 'diff', 'log', 'blame', 'revisions', 'evaluation'],
  ...['propose', 'approve', 'reject', 'report', 'check'],
];

let ledger: LedgerAtHand;
beforeAll(async () => {
  ledger = await importedLedger();
});
afterAll(() => ledger.remove());

describe('The languages', () => {
  it.each(COMMANDS)('%s explains itself with an example in both', async (command) => {
    const [id, en] = [await ledger.ok(command, '--help'), await ledger.ok(command, '--help', '--lang', 'en')];
    expect(id).toMatch(new RegExp(`Contoh:\\n {2}\\$ renja ${command}`));
    expect(en).toMatch(new RegExp(`Examples:\\n {2}\\$ renja ${command}`));
    // The line that says what the command does is another one in each.
    expect(id.split('\n')[2]).not.toBe(en.split('\n')[2]);
  });

  it('the program lists every command in both', async () => {
    const [id, en] = [await ledger.ok('--help'), (await ledger.renja(['--help'], { RENJA_LANG: 'en' })).out];
    for (const command of COMMANDS) for (const help of [id, en]) expect(help).toContain(`  ${command} `);
    expect(id).toContain('Buku besar');
    expect(en).toContain('The ledger');
  });

  it('the examples of the help are commands that work', async () => {
    const examples = (await Promise.all(COMMANDS.map((command) => ledger.ok(command, '--help'))))
      .flatMap((help) => [...help.matchAll(/^ {2}\$ renja (.*)$/gm)].map(([, line = '']) => line))
      .filter((line) => /^(?:show|diff|log|blame|revisions|evaluation|check)/.test(line));
    expect(examples.length).toBeGreaterThan(10);
    for (const example of examples) await ledger.ok(...example.split(' ').map((word) => word.replaceAll("'", '')));
  });

  it.each<[string[], RegExp, RegExp]>([
    [['show', ID], /Tahun 2022 · ditetapkan · now = #191/, /Year 2022 · adopted · now = #191/],
    [['diff', ID, 'murni..p-apbd'], /Sebelum +Sesudah +Selisih/, /Before +After +Delta/],
    [['log', ID, '--last', '1'], /Pagu naik[\s\S]*\(mengaku sendiri\)/, /Pagu increased[\s\S]*\(self-declared\)/],
    [['revisions', ID], /diperiksa[\s\S]*\(dikarang: nomor/, /checked[\s\S]*\(made up: nomor/],
    [['evaluation', ID], /81 baris dengan realisasi/, /81 rows with realisasi/],
    [['check'], /^Utuh: 191/, /^Intact: events 191/],
    [['propose', ID, PERGESERAN, '--dry-run', ...BUDI], /^Uji coba/, /^Dry run/],
  ])('%p answers in Indonesian, and in English where asked', async (args, id, en) => {
    expect(await ledger.ok(...args)).toMatch(id);
    expect(await ledger.ok(...args, '--lang', 'en')).toMatch(en);
    expect((await ledger.renja(args, { RENJA_LANG: 'en' })).out).toMatch(en);
    expect((await ledger.renja([...args, '--lang', 'id'], { RENJA_LANG: 'en' })).out).toMatch(id);
  });

  it('refusals and mistakes are told in both', async () => {
    const reused = ['approve', ID, 'R009', '--actor', 'ani:Ani:approver'];
    expect(await ledger.fails(5, ...reused)).toContain('Revisi R009 tidak ada');
    expect(await ledger.fails(5, ...reused, '--lang', 'en')).toContain('Revision R009 does not exist');
    expect(await ledger.fails(2, 'show', 'lain')).toContain('Tidak ada Renja lain');
    expect(await ledger.fails(2, 'show', 'lain', '--lang=en')).toContain('There is no Renja lain');
  });
});

describe('A table', () => {
  const row = (out: string, lineId: string): string => out.split('\n').find((line) => line.startsWith(lineId)) ?? '';

  it('prints amounts as the documents do: grouped, negatives in parentheses, zero as a dash', async () => {
    const shown = await ledger.ok('show', ID);
    expect(row(shown, 'L0019')).toMatch(/ 48\.622\.104 +43\.467\.104 +\(5\.155\.000\) +43\.467\.104 +DAU$/);
    expect(row(shown, 'L0005')).toMatch(/ 121\.110\.000 +121\.110\.000 +- +121\.110\.000 +DAU$/);
    expect(shown).toMatch(/\nmurni 24\.136\.433\.332 · perubahan 1\.868\.169\.824 · kini 26\.004\.603\.156\n$/);
  });

  it('leaves the P-APBD blank before there is one', async () => {
    expect(row(await ledger.ok('show', ID, '--at', 'murni'), 'L0005')).toMatch(/ 121\.110\.000 {3,}- +121\.110\.000 /);
  });

  it('marks a target that changed, and indents each level', async () => {
    const shown = await ledger.ok('show', ID);
    expect(row(shown, 'L0060')).toContain('100 Unit → 107 Unit');
    expect(
      ['L0001', 'L0002', 'L0003', 'L0004', 'L0005'].map((id) => /^L\d+( +)/.exec(row(shown, id))?.[1]?.length),
    ).toEqual([2, 4, 6, 8, 10]);
  });

  it('puts numbers to the right: every row of the figures ends in one place', async () => {
    const lines = (await ledger.ok('diff', ID, 'murni..p-apbd')).split('\n').filter((line) => /^L\d{4}/.test(line));
    const ends = lines.map((line) => /^.*?\d[\d.]{4,} +[\d.]+\d(?= )/.exec(line.slice(68))?.[0].length);
    expect(lines).toHaveLength(17);
    expect(new Set(ends).size).toBe(1);
  });
});

describe('A file that is wrong', () => {
  const wrong = (text: string, ...more: string[]) =>
    ledger.fails(2, 'propose', ID, ledger.write('p.yaml', text), ...BUDI, ...more);

  it('is told in Indonesian, by its line and with what to do next', async () => {
    const comma = proposal('changes: [{ line: L0019, pagu: { from: 1.000,00, to: 2.000,00 } }]');
    const err = await wrong(comma);
    expect(err).toMatch(/bukan YAML: .*p\.yaml:\d+:\d+: .*tanda kutip/);
    expect(await wrong(comma, '--lang', 'en')).toMatch(/in quotes, "1\.234\.567,00"/);
    expect(await wrong('- a\n')).toBe('Berkas tidak berbentuk benar:\n  harus berupa objek\n');
    expect(await wrong(proposal('changes: [{ line: L0019 }]').replace(/kind: .*/, 'kind: geser'))).toMatch(
      /\/kind: harus salah satu dari: penetapan, pergeseran, /,
    );
  });

  it('names codes as they are written: they are no amounts', async () => {
    const file = ledger.write('p.yaml', proposal('changes: [{ line: "9.10", pagu: { delta: "5" } }]'));
    expect(await ledger.fails(5, 'propose', ID, file, ...BUDI)).toContain('Baris 9.10 tidak ada');
  });
});

describe('A revision that waits for its approval', () => {
  it('shows what it would change, in the list and one by one, and why it was rejected', async () => {
    const other = ledger.copy();
    await other.ok('propose', ID, PERGESERAN, ...BUDI);
    expect(await other.ok('revisions', ID)).toMatch(/R002 .*diajukan .* 10\.000\.000 {2}10\.000\.000 +- {2}2\/0\/0/);
    const detail = await other.ok('revisions', ID, 'R002');
    expect(detail).toMatch(/L0028 .* pagu +410\.634\.800 {2}400\.634\.800 {2}\(10\.000\.000\)/);
    const json = await other.json<{ changes: unknown[]; net: string }>('revisions', ID, 'R002');
    expect(json).toMatchObject({ revisionId: 'R002', status: 'proposed', net: '0.00', up: '10000000.00' });
    expect(json.changes[1]).toMatchObject({
      ...{ lineId: 'L0027', kode: '2.17.01.2.08.02', field: 'pagu' },
      ...{ before: '131600003.00', after: '141600003.00', delta: '10000000.00' },
    });
    const target = await other.ok('revisions', ID, 'P-APBD-2022');
    expect(target).toMatch(/L0060 .* target +100 Unit +107 Unit/);
    await other.ok('reject', ID, 'R002', '--reason', 'Salah hitung', ...ANI);
    expect(await other.ok('revisions', ID)).toMatch(/ditolak Ani, approver \(mengaku sendiri\) · Salah hitung/);
    expect(await other.fails(2, 'revisions', ID, 'R009')).toContain('tidak ada revisi R009');
    other.remove();
  });
});

describe('A report', () => {
  it('shows its kinerja and its keuangan in the trail and in the evaluation', async () => {
    const other = ledger.copy();
    await other.ok('report', ID, REALISASI, ...BUDI);
    expect(await other.ok('log', ID, '--kode', '2.17.01.2.01.01', '--last', '1')).toContain('2 · 90.500.000');
    const { lines } = await other.json<{ lines: { lineId: string; keuangan: string | null }[] }>('evaluation', ID);
    expect(lines.filter(({ keuangan }) => keuangan !== null)).toMatchObject([
      { lineId: 'L0005', realisasi: '2', keuangan: '90500000.00' },
    ]);
    other.remove();
  });
});

describe('CSV', () => {
  it.each([
    ['show', ['show', ID], 85],
    ['diff', ['diff', ID, 'murni..p-apbd'], 17],
    ['log', ['log', ID], 191],
    ['blame', ['blame', ID, '2.17.01'], 23],
    ['revisions', ['revisions', ID], 1],
    ['evaluation', ['evaluation', ID], 85],
  ])('of %s is RFC 4180: CRLF, quotes doubled, every row as long as its head', async (name, args, rows) => {
    const [head, ...body] = parseCsv((await ledger.ok(...args, '-O', 'csv')).replace(/\r?\n$/, ''));
    expect(new Set(body.map((row) => row.length))).toEqual(new Set([head?.length]));
    if (name !== 'blame') expect(body).toHaveLength(rows);
    else expect(body.length).toBeGreaterThan(rows);
  });

  it('ends its last line as it ends the others', async () => {
    expect(await ledger.ok('revisions', ID, '-O', 'csv')).toMatch(/[^\r\n]\r\n$/);
  });

  it('has canonical amounts, whole texts and stable heads in both languages', async () => {
    const csv = async (...more: string[]) =>
      parseCsv((await ledger.ok('diff', ID, 'murni..p-apbd', '-O', 'csv', ...more)).trimEnd());
    const [head, ...rows] = await csv();
    expect(head).toEqual([
      'lineId',
      'kode',
      'uraian',
      'before',
      'after',
      'delta',
      'percent',
      'targets',
      'sumberDana',
      'row',
    ]);
    expect((await csv('--lang', 'en'))[0]).toEqual(head);
    const row = rows.find(([lineId]) => lineId === 'L0019');
    expect(row?.slice(0, 6)).toEqual([
      ...['L0019', '2.17.01.2.06.01', 'Penyediaan Peralatan dan Perlengkapan Kantor'],
      ...['48622104.00', '43467104.00', '-5155000.00'],
    ]);
    expect(rows.every(([, , uraian = '']) => !uraian.endsWith('…'))).toBe(true);
  });

  it('keeps text from being run as a formula, and leaves all other text as it is', async () => {
    const other = ledger.copy();
    const reasons = [
      '=HYPERLINK("http://x";"y")',
      '@SUM(A1)',
      '+62 811',
      '-1+1',
      'biasa, dengan "kutip"',
      "'kutip'",
      'a=b',
    ];
    for (const reason of reasons) {
      const text = proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]');
      const file = other.write('p.yaml', text.replace('Kebutuhan bertambah', JSON.stringify(reason)));
      await other.ok('propose', ID, file, ...BUDI);
    }
    const csv = await other.ok('log', ID, '--last', String(reasons.length), '-O', 'csv');
    other.remove();
    const [head = [], ...rows] = parseCsv(csv.trimEnd());
    expect(rows.map((row) => row[head.indexOf('reason')])).toEqual([
      ...reasons.slice(0, 4).map((reason) => `'${reason}`),
      ...reasons.slice(4),
    ]);
  });
});
