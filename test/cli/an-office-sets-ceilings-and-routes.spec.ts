import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANI, BUDI, ID, importedLedger, LedgerAtHand, PERGESERAN, ROOT, type Shown } from './ledger-at-hand.js';

const TINI = ['--actor', 'tini:Tini:verifier'] as const;
const ADI = ['--actor', 'adi:Adi:admin'] as const;
const NEXT = 'probolinggo-dkumpp-2023';
const docs = (name: string): string => join(ROOT, 'docs', name);

type Held = { readonly plafon: readonly { readonly scope: string; readonly left: string }[] };

/** A perubahan of one change, in the words of its file. */
const perubahan = (changes: string, { more = '', stage = 'P-PPAS' } = {}): string => `
kind: perubahan
stage: ${stage}
judul: Contoh
reason: Contoh
effectiveOn: 2022-11-01
document: { documentId: contoh, jenis: Contoh, judul: Contoh }
${more}
changes: ${changes}
`;

describe('An office', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  it('sets ceilings, sees what is left under them, and no proposal passes one', async () => {
    const own = ledger.copy();
    expect(await own.fails(5, 'plafon', ID, docs('plafon.yaml'), ...BUDI)).toMatch(/role-not-allowed/);
    expect(await own.ok('plafon', ID, docs('plafon.yaml'), ...TINI, '--dry-run')).toMatch(/Uji coba.*2 plafon/);
    expect(await own.ok('plafon', ID, docs('plafon.yaml'), ...TINI)).toMatch(/Dicatat: 2 plafon/);
    expect((await own.json<Held>('show', ID)).plafon).toEqual([
      { scope: 'Renja', plafon: '26500000000.00', total: '26004603156.00', left: '495396844.00' },
      { scope: 'L0054', plafon: '400000000.00', total: '365790500.00', left: '34209500.00' },
    ]);
    expect(await own.ok('show', ID, '--level', 'urusan')).toMatch(/plafon L0054 400\.000\.000 · .* 34\.209\.500/);
    const over = '[{ line: L0019, pagu: { delta: 495.396.845 } }]';
    expect(await own.fails(5, 'propose', ID, own.write('o.yaml', perubahan(over)), ...BUDI)).toMatch(
      /plafon-passed \/changes: Jumlah Renja menjadi 26\.500\.000\.001, melewati plafonnya 26\.500\.000\.000/,
    );
    const raised = perubahan(over, { more: 'plafon: [{ amount: 26.500.000.001 }]' });
    expect(await own.ok('propose', ID, own.write('r.yaml', raised), ...BUDI)).toMatch(/1 pagu.*1 plafon/);
    await own.ok('approve', ID, 'R002', ...ANI);
    expect((await own.json<Held>('show', ID)).plafon[0]?.left).toBe('0.00');
    expect(await own.ok('log', ID, '--last', '1')).toMatch(
      /Plafon ditetapkan\s+Renja\s+26\.500\.000\.000\s+26\.500\.000\.001/,
    );
    expect(await own.ok('check')).toMatch(/Utuh/);
    own.remove();
  });

  it('names a row or a fund for a ceiling, and not both', async () => {
    const own = ledger.copy();
    const both = 'reason: a\nplafon: [{ line: L0019, dana: DAU, amount: "1" }]';
    expect(await own.fails(2, 'plafon', ID, own.write('b.yaml', both), ...TINI)).toMatch(/tidak keduanya/);
    own.remove();
  });

  it('sets a route, and an approval waits for every endorsement of it', async () => {
    const own = ledger.copy();
    expect(await own.fails(5, 'route', '35.74', docs('rute.yaml'), ...ANI)).toMatch(/role-not-allowed/);
    expect(await own.ok('route', '35.74', docs('rute.yaml'), ...ADI, '--dry-run')).toMatch(/Uji coba.*3 rute/);
    expect(await own.ok('route', '35.74')).not.toMatch(/perubahan/);
    await own.ok('route', '35.74', docs('rute.yaml'), ...ADI);
    expect(await own.ok('route', '35.74')).toMatch(/perubahan any\s+pa → bappeda → tapd/);
    await own.ok('propose', ID, own.write('p.yaml', perubahan('[{ line: L0019, pagu: { delta: 5 } }]')), ...BUDI);
    expect(await own.ok('revisions', ID)).toMatch(/pa: menunggu · bappeda: menunggu · tapd: menunggu/);
    expect(await own.fails(5, 'approve', ID, 'R002', ...ANI)).toMatch(/menunggu persetujuan pa, bappeda, tapd/);
    expect(await own.fails(5, 'endorse', ID, 'R002', 'tapd', ...TINI)).toMatch(/endorsement-too-early/);
    expect(await own.fails(2, 'endorse', ID, 'R002', 'camat', ...TINI)).toMatch(/pa, bappeda, tapd/);
    expect(await own.ok('endorse', ID, 'R002', 'pa', ...TINI, '--note', 'Sesuai', '--dry-run')).toMatch(/Uji coba/);
    await own.ok('endorse', ID, 'R002', 'pa', ...TINI, '--note', 'Sesuai');
    await own.ok('endorse', ID, 'R002', 'bappeda', ...TINI);
    const letter = own.write('d.yaml', 'documentId: ba-1\njenis: Berita Acara\njudul: Rapat TAPD');
    await own.ok('endorse', ID, 'R002', 'tapd', ...TINI, '--document', letter);
    expect(await own.ok('log', ID, '--last', '1')).toMatch(/Revisi disetujui.*tapd[\s\S]*Berita Acara · Rapat TAPD/);
    await own.ok('approve', ID, 'R002', ...ANI);
    expect(await own.ok('revisions', ID, 'R002')).toMatch(/pa: disetujui Tini, verifier \(mengaku sendiri\), Sesuai/);
    expect(await own.ok('check')).toMatch(/dalam 2 aliran/);
    own.remove();
  });

  it('is told what it asked wrongly, and nothing is written', async () => {
    const own = ledger.copy();
    const rute = docs('rute.yaml');
    expect(await own.fails(2, 'route', 'Kota X', rute, ...ADI)).toMatch(/35\.74/);
    expect(await own.fails(3, 'route', '35.74', rute, ...ADI, '--expect', 'r9')).not.toBe('');
    expect(await own.fails(3, 'route', '35.74', rute, ...ADI, '--expect', 'r9', '--dry-run')).not.toBe('');
    expect(await own.fails(3, 'open', NEXT, docs('renja-baru.yaml'), '--from', ID, ...BUDI, '--expect', 'r9')).toMatch(
      /./,
    );
    for (const id of ['', 'X Y', '../x', 'a\nb'])
      expect(await own.fails(2, 'open', id, docs('renja-baru.yaml'), ...BUDI)).toMatch(/huruf kecil/);
    const past = own.write('past.yaml', readFileSync(docs('renja-baru.yaml'), 'utf8').replace('"2023"', '"2021"'));
    expect(await own.fails(2, 'open', NEXT, past, '--from', ID, ...BUDI)).toMatch(/2021 tidak sesudah/);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]`;
    expect(await own.fails(2, 'propose', ID, own.write('bomb.yaml', bomb), ...BUDI)).toMatch(/bukan YAML/);
    expect(await own.ok('check')).toMatch(/dalam 1 aliran/);
    own.remove();
  });

  it('tries a route where there is no ledger yet, and makes none', async () => {
    const none = new LedgerAtHand();
    expect(await none.ok('route', '35.74', docs('rute.yaml'), ...ADI, '--dry-run')).toMatch(/3 rute/);
    expect(existsSync(none.file)).toBe(false);
    expect(await none.json('route', '35.74', docs('rute.yaml'), ...ADI)).toEqual({
      ...{ pemda: '35.74', written: true, revision: 3, routes: 3 },
    });
    none.remove();
  });

  it('is told what is unusual, and has it refused where it asks for that', async () => {
    const own = ledger.copy();
    const again = own.write('a.yaml', perubahan('[{ line: L0019, pagu: { delta: 5 } }]', { stage: 'P-APBD' }));
    const told = await own.renja(['propose', ID, again, ...BUDI]);
    expect(told).toMatchObject({ exit: 0 });
    expect(told.err).toMatch(/^Perhatian, p-apbd-again: P-APBD sudah ditetapkan oleh P-APBD-2022/);
    const refused = await own.renja(['propose', ID, again, ...BUDI], { RENJA_REFUSE: 'p-apbd-again' });
    expect(refused).toMatchObject({ exit: 5, out: '' });
    expect(refused.err).toMatch(/p-apbd-again \/kind/);
    const dry = await own.renja(['propose', ID, again, ...BUDI, '--dry-run'], { RENJA_REFUSE: 'p-apbd-again' });
    expect(dry.exit).toBe(5);
    const unknown = await own.renja(['propose', ID, again, ...BUDI], { RENJA_REFUSE: 'p-apbd-again,besok' });
    expect(unknown).toMatchObject({ exit: 2, out: '' });
    expect(await own.ok('propose', ID, PERGESERAN, ...BUDI)).toMatch(/Dicatat/);
    own.remove();
  });

  it('reports keuangan by fund and with the target that the report itself states', async () => {
    const own = ledger.copy();
    const report = (text: string): string =>
      own.write('k.yaml', `period: 2022-TW3\nreportedOn: 2022-10-10\nreports: [${text}]`);
    const stated =
      '{ line: L0019, kinerja: "3", keuangan: "7.000", dana: DAU, pembanding: { indikator: Lain, target: 4 Paket } }';
    await own.ok('report', ID, report(stated), ...BUDI);
    const { lines } = await own.json<{
      lines: { lineId: string; rate: string; keuangan: string; indikator: string }[];
    }>('evaluation', ID, '--period', '2022-TW3');
    expect(lines.find(({ lineId }) => lineId === 'L0019')).toMatchObject({
      ...{ indikator: 'Lain', target: '4', satuan: 'Paket', realisasi: '3', rate: '75,00', keuangan: '7000.00' },
    });
    expect(await own.fails(5, 'report', ID, report('{ line: L0019, keuangan: "8.000" }'), ...BUDI)).toMatch(
      /realisasi|keuangan-mixed/,
    );
    const to = 'corrections: [{ line: L0019, period: 2022-TW3, dana: DAU, keuangan: { to: "8.000" } }]';
    const correction = own.write('c.yaml', `reportedOn: 2022-10-11\nreason: Salah ketik\n${to}`);
    await own.ok('correct', ID, correction, ...BUDI);
    expect(await own.ok('log', ID, '--last', '1')).toMatch(/7\.000\s+8\.000[\s\S]*DAU · Salah ketik/);
    own.remove();
  });

  it('answers a finding with the text of a file, and changes its answer', async () => {
    const own = ledger.copy();
    await own.ok('answer', ID, 'late:R001', own.write('t.txt', 'Baru diterima\n'), ...BUDI);
    expect(await own.fails(5, 'answer', ID, 'late:R001', own.write('t.txt', 'Baru diterima'), ...BUDI)).toMatch(
      /value-unchanged/,
    );
    await own.ok('answer', ID, 'late:R001', own.write('t.txt', 'Sudah dijelaskan'), ...BUDI);
    expect(await own.ok('log', ID, '--last', '1')).toMatch(/Temuan ditanggapi[\s\S]*late:R001/);
    own.remove();
  });

  it('opens next year from this one, changes the draft in place and adopts it', async () => {
    const own = ledger.copy();
    const open = ['open', NEXT, docs('renja-baru.yaml'), '--from', ID, ...BUDI] as const;
    expect(await own.fails(2, 'open', NEXT, docs('renja-baru.yaml'), '--from', 'tidak-ada', ...BUDI)).toMatch(
      /tidak-ada/,
    );
    expect(await own.ok(...open, '--dry-run')).toMatch(/Akan dicatat: 89 dari 89 peristiwa/);
    expect(await own.fails(2, 'show', NEXT)).toMatch(/Tidak ada Renja/);
    expect(await own.ok(...open)).toMatch(/Dicatat: 89 dari 89 peristiwa/);
    expect(await own.ok(...open, '--dry-run')).toMatch(/Akan dicatat: 0 dari 89/);
    expect(await own.json(...open)).toMatchObject({ renjaId: NEXT, from: ID, written: true, events: 0 });
    const { totals, lines } = await own.json<Shown>('show', NEXT);
    expect([totals.murni, lines.length]).toEqual(['14464726919.00', 85]);
    const draft = own.write('d.yaml', 'reason: Pembahasan\nchanges: [{ line: L0019, pagu: { to: 50.000.000 } }]');
    expect(await own.ok('draft', NEXT, draft, ...BUDI)).toMatch(/Dicatat: 1 pagu/);
    expect(await own.fails(5, 'propose', NEXT, PERGESERAN, ...BUDI)).toMatch(/renja-not-adopted/);
    await own.ok('adopt', NEXT, docs('penetapan.yaml'), ...BUDI);
    expect(await own.fails(5, 'draft', NEXT, draft, ...BUDI)).toMatch(/renja-not-draft/);
    const after = await own.json<Shown>('show', NEXT);
    expect(after.lines.find(({ lineId }) => lineId === 'L0019')?.pagu).toMatchObject({
      murni: '50000000.00',
      change: '0.00',
    });
    expect(await own.ok('check')).toMatch(/dalam 2 aliran/);
    own.remove();
  });
});
