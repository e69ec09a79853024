import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ANI,
  BUDI,
  type Compared,
  type Evaluated,
  ID,
  importedLedger,
  type LedgerAtHand,
  type LogRow,
  PERGESERAN,
  proposal,
  REALISASI,
  ROOT,
  type Shown,
} from './ledger-at-hand.js';

const PEMBALIKAN = join(ROOT, 'docs', 'pembalikan.yaml');
const KOREKSI = join(ROOT, 'docs', 'koreksi-realisasi.yaml');
const PENUTUPAN = join(ROOT, 'docs', 'penutupan.yaml');
const CITI = ['--actor', 'citi:Citi:finance'] as const;

const LISTRIK = 'L0027';
const UMUM = 'L0028';

type Given = {
  readonly written: boolean;
  readonly revision: number | null;
  readonly revisionId: string | null;
  readonly net: string;
  readonly paguChanges: number;
  readonly reports: number;
  readonly corrections: number;
};
type Registered = {
  readonly revisions: readonly {
    readonly revisionId: string;
    readonly status: string;
    readonly version: string | null;
    readonly decided: { readonly actor: { readonly id: string }; readonly note: string | null } | null;
  }[];
};

/** What these specs ask a ledger. */
const asking = (ledger: LedgerAtHand) => {
  const show = (...more: readonly string[]) => ledger.json<Shown>('show', ID, ...more);
  return {
    show,
    log: (...more: readonly string[]) => ledger.json<LogRow[]>('log', ID, ...more),
    diff: (range: string) => ledger.json<Compared>('diff', ID, range),
    revision: async () => (await show()).renja.revision,
    status: async () => (await show()).renja.status,
    pagu: async (lineId: string, ...more: readonly string[]) => (await show(lineId, ...more)).lines[0]?.pagu.now,
    registered: async (revisionId: string) =>
      (await ledger.json<Registered>('revisions', ID)).revisions.find((one) => one.revisionId === revisionId),
    reported: async (lineId: string, ...more: readonly string[]) =>
      (await ledger.json<Evaluated>('evaluation', ID, '--period', '2022-TW3', ...more)).lines.find(
        (line) => line.lineId === lineId,
      ),
  };
};

/** Proposes a change of L0019, which stands at 43.467.104. */
const propose = (ledger: LedgerAtHand, change: string, ...more: readonly string[]) =>
  ledger.json<Given>(
    'propose',
    ID,
    ledger.write('usulan.yaml', proposal(...more, `changes: [{ line: L0019, ${change} }]`)),
    ...BUDI,
  );

/** A document of the repository without the dasar hukum that it cites. */
const undocumented = (ledger: LedgerAtHand, file: string): string =>
  ledger.write('tanpa-dokumen.yaml', readFileSync(file, 'utf8').split(/^document:/m)[0] ?? '');

/** Each describe is one ledger through all steps: each test goes on from where the one before it stopped. */
describe('An officer who takes a pergeseran back', () => {
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  let before: Shown;
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
    before = await ask.show();
    await ledger.ok('propose', ID, PERGESERAN, ...BUDI);
  });
  afterAll(() => ledger.remove());

  const reverse = (revisionId: string) => ['reverse', ID, revisionId, PEMBALIKAN, ...BUDI] as const;

  it('may not reverse it while nobody has decided it', async () => {
    expect(await ledger.fails(5, ...reverse('R002'))).toContain('revision-not-approved');
    expect(await ask.revision()).toBe(192);
  });

  it('may not reverse a revision that is not there', async () => {
    expect(await ledger.fails(5, ...reverse('R009'))).toContain('revision-not-found');
  });

  it('proposes the reversal once it is in force, and the figures stay until it is approved', async () => {
    await ledger.ok('approve', ID, 'R002', ...ANI);
    expect(await ask.pagu(LISTRIK)).toBe('141600003.00');
    const given = await ledger.json<Given>(...reverse('R002'));
    expect(given).toMatchObject({ written: true, revision: 196, revisionId: 'R003', net: '0.00', paguChanges: 2 });
    expect(await ask.pagu(LISTRIK)).toBe('141600003.00');
    expect(await ledger.ok('revisions', ID)).toMatch(/R003 +koreksi +diajukan/);
  });

  it('may not propose the same reversal beside the one that waits', async () => {
    expect(await ledger.fails(5, ...reverse('R002'))).toMatch(/revision-already-reversed.*R002.*R003/);
  });

  it('may not approve the reversal alone', async () => {
    const err = await ledger.fails(5, 'approve', ID, 'R003', '--actor', 'budi:Budi:approver');
    expect(err).toContain('approver-is-proposer');
  });

  it('has another account approve it, and every figure is as it was before', async () => {
    await ledger.ok('approve', ID, 'R003', ...ANI);
    const { lines, totals } = await ask.show();
    expect(lines).toEqual(before.lines);
    expect(totals).toEqual(before.totals);
    expect((await ask.diff('p-apbd..now')).lines).toEqual([]);
  });

  it('leaves both in the trail, each as a version of its own', async () => {
    const blamed = await ledger.json<LogRow[]>('blame', ID, LISTRIK);
    expect(blamed.map(({ delta, revisionId }) => [delta, revisionId])).toEqual([
      ['112100000.00', null],
      ['19500003.00', 'P-APBD-2022'],
      ['10000000.00', 'R002'],
      ['-10000000.00', 'R003'],
    ]);
    expect(await ask.diff('pergeseran-1..koreksi-1')).toMatchObject({
      ...{ net: '0.00', gross: { up: '10000000.00', down: '10000000.00' } },
      lines: [
        { lineId: LISTRIK, delta: '-10000000.00' },
        { lineId: UMUM, delta: '10000000.00' },
      ],
    });
  });

  it('may not reverse it a second time', async () => {
    expect(await ledger.fails(5, ...reverse('R002'))).toMatch(/revision-already-reversed.*R002.*R003/);
    expect(await ask.revision()).toBe(199);
  });

  it('may reverse the reversal, which brings the pergeseran back', async () => {
    expect(await ledger.json<Given>(...reverse('R003'))).toMatchObject({ revisionId: 'R004' });
    await ledger.ok('approve', ID, 'R004', ...ANI);
    expect(await ask.pagu(LISTRIK)).toBe('141600003.00');
  });

  it('may not reverse what was turned down or withdrawn, which never took effect', async () => {
    await propose(ledger, 'pagu: { delta: 1.000 }', 'lateReason: Surat terlambat');
    await ledger.ok('reject', ID, 'R005', '--reason', 'Keliru', ...ANI);
    expect(await ledger.fails(5, ...reverse('R005'))).toContain('revision-not-approved');
    await propose(ledger, 'pagu: { delta: 1.000 }', 'lateReason: Surat terlambat');
    await ledger.ok('withdraw', ID, 'R006', '--reason', 'Keliru', ...BUDI);
    expect(await ledger.fails(5, ...reverse('R006'))).toContain('revision-not-approved');
  });

  it('may propose a reversal again after the first one was turned down', async () => {
    expect(await ledger.json<Given>(...reverse('R004'))).toMatchObject({ revisionId: 'R007' });
    await ledger.ok('reject', ID, 'R007', '--reason', 'Belum perlu', ...ANI);
    expect(await ledger.json<Given>(...reverse('R004'))).toMatchObject({ revisionId: 'R008' });
  });

  it('leaves a ledger that is intact', async () => {
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
  });
});

describe('An officer whose proposal became stale', () => {
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
    await propose(ledger, 'pagu: { from: 43.467.104, to: 43.468.104 }');
    await propose(ledger, 'pagu: { from: 43.467.104, to: 43.470.000 }');
  });
  afterAll(() => ledger.remove());

  it('is refused, as the row has moved since', async () => {
    await ledger.ok('approve', ID, 'R002', ...ANI);
    expect(await ledger.fails(5, 'approve', ID, 'R003', ...ANI)).toMatch(/revision-stale.*43\.468\.104.*43\.467\.104/);
    expect(await ask.pagu('L0019')).toBe('43468104.00');
  });

  it('is the only one who may withdraw it', async () => {
    const asColleague = await ledger.fails(5, 'withdraw', ID, 'R003', '--reason', 'Angka berubah', ...CITI);
    expect(asColleague).toMatch(/withdrawer-is-not-proposer.*citi.*budi/);
    const asApprover = await ledger.fails(5, 'withdraw', ID, 'R003', '--reason', 'Angka berubah', ...ANI);
    expect(asApprover).toContain('withdrawer-is-not-proposer');
  });

  it('must say why', async () => {
    expect(await ledger.fails(5, 'withdraw', ID, 'R003', ...BUDI)).toContain('reason-missing');
    expect(await ledger.fails(5, 'withdraw', ID, 'R003', '--reason', ' ', ...BUDI)).toContain('reason-missing');
  });

  it('withdraws it: the register and the trail say so, and no figure moves', async () => {
    const given = await ledger.json<Given>('withdraw', ID, 'R003', '--reason', 'Angka berubah', ...BUDI);
    expect(given).toMatchObject({ written: true, revisionId: 'R003', paguChanges: 0 });
    expect(await ask.registered('R003')).toMatchObject({
      ...{ status: 'withdrawn', version: null },
      decided: { actor: { id: 'budi' }, note: 'Angka berubah' },
    });
    expect(await ask.log('--last', '1')).toMatchObject([
      { type: 'RevisionWithdrawn', revisionId: 'R003', reason: 'Angka berubah', actor: { id: 'budi' } },
    ]);
    expect(await ask.pagu('L0019')).toBe('43468104.00');
  });

  it('may not withdraw it twice, nor what was decided, nor what is not there', async () => {
    const withdraw = (revisionId: string) =>
      ledger.fails(5, 'withdraw', ID, revisionId, '--reason', 'Angka berubah', ...BUDI);
    expect(await withdraw('R003')).toContain('revision-already-decided');
    expect(await withdraw('R002')).toContain('revision-already-decided');
    expect(await withdraw('R009')).toContain('revision-not-found');
  });

  it('leaves an approver nothing to approve', async () => {
    expect(await ledger.fails(5, 'approve', ID, 'R003', ...ANI)).toContain('revision-already-decided');
  });

  it('proposes anew on the figure as it is now, and has it approved', async () => {
    const given = await propose(ledger, 'pagu: { from: 43.468.104, to: 43.470.000 }');
    expect(given).toMatchObject({ revisionId: 'R004', net: '1896.00' });
    await ledger.ok('approve', ID, 'R004', ...ANI);
    expect(await ask.pagu('L0019')).toBe('43470000.00');
  });
});

describe('An officer who reported a wrong figure', () => {
  const SUB = 'L0005';
  const PROGRAM = 'L0003';
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
  });
  afterAll(() => ledger.remove());

  const correcting = (...corrections: readonly string[]): string =>
    ledger.write(
      'koreksi.yaml',
      ['reportedOn: 2022-11-03', 'reason: Salah baca', `corrections: [${corrections.join(', ')}]`].join('\n'),
    );

  it('may not correct what was never reported', async () => {
    expect(await ledger.fails(5, 'correct', ID, KOREKSI, ...BUDI)).toMatch(/realisasi-not-reported.*L0005.*2022-TW3/);
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    const kinerja = correcting('{ line: L0019, period: 2022-TW3, kinerja: { to: "2" } }');
    expect(await ledger.fails(5, 'correct', ID, kinerja, ...BUDI)).toMatch(/realisasi-not-reported.*L0019/);
    const later = correcting('{ line: L0005, period: 2022-TW4, keuangan: { to: 90.400.000 } }');
    expect(await ledger.fails(5, 'correct', ID, later, ...BUDI)).toMatch(/realisasi-not-reported.*2022-TW4/);
  });

  it('may not report it again, and is told how to correct it', async () => {
    expect(await ledger.fails(5, 'report', ID, REALISASI, ...BUDI)).toMatch(
      /realisasi-already-reported.*renja correct/,
    );
  });

  it('corrects it, and the evaluation shows the new figure', async () => {
    expect(await ask.reported(SUB)).toMatchObject({ realisasi: '2', keuangan: '90500000.00' });
    const given = await ledger.json<Given>('correct', ID, KOREKSI, ...BUDI);
    expect(given).toMatchObject({ written: true, revision: 194, reports: 0, corrections: 1 });
    expect(await ask.reported(SUB)).toMatchObject({ realisasi: '2', keuangan: '90400000.00' });
  });

  it('leaves what it was and what it became in the trail, with who and why', async () => {
    expect(await ask.log('--last', '3')).toMatchObject([
      { type: 'RealisasiReported', lineId: SUB, after: '90500000.00' },
      { type: 'RealisasiReported', lineId: PROGRAM, after: '61,5' },
      {
        ...{ type: 'RealisasiCorrected', lineId: SUB, before: '90500000.00', after: '90400000.00' },
        ...{ effectiveOn: '2022-11-02', reason: 'Salah ketik pada laporan triwulan III', actor: { id: 'budi' } },
        document: { documentId: 'lhp-contoh-2022', tanggal: '2022-11-02' },
      },
    ]);
    expect(await ledger.ok('log', ID, '--last', '1')).toMatch(/#194 .*2022-11-02 +Realisasi dikoreksi +L0005/);
  });

  it('still sees the old figure where the evaluation is asked for as it was', async () => {
    for (const point of [
      ['--at', 'r193'],
      ['--effective-on', '2022-11-01'],
    ])
      expect(await ask.reported(SUB, ...point)).toMatchObject({ keuangan: '90500000.00' });
    expect(await ask.reported(SUB, '--effective-on', '2022-11-02')).toMatchObject({ keuangan: '90400000.00' });
  });

  it('may not correct a figure other than the one that stands there', async () => {
    expect(await ledger.fails(5, 'correct', ID, KOREKSI, ...BUDI)).toMatch(
      /realisasi-stale \/corrections\/0\/keuangan: .*90\.400\.000.*90\.500\.000/,
    );
  });

  it('may not correct a figure to itself, nor without saying why', async () => {
    const same = correcting('{ line: L0005, period: 2022-TW3, keuangan: { to: 90.400.000 } }');
    expect(await ledger.fails(5, 'correct', ID, same, ...BUDI)).toContain('value-unchanged');
    const unexplained = ledger.write(
      'tanpa-alasan.yaml',
      'reportedOn: 2022-11-03\ncorrections: [{ line: L0005, period: 2022-TW3, keuangan: { to: 90.300.000 } }]',
    );
    expect(await ledger.fails(5, 'correct', ID, unexplained, ...BUDI)).toContain('reason-missing');
  });

  it('corrects kinerja too, by which the rate changes, and needs no document while the Renja is open', async () => {
    expect(await ask.reported(PROGRAM)).toMatchObject({ target: '82', realisasi: '61,5', rate: '75,00' });
    const file = correcting('{ line: 2.17.01, period: 2022-TW3, kinerja: { from: "61,5", to: "41" } }');
    expect(await ledger.ok('correct', ID, file, ...BUDI)).toContain('Dicatat: 1 koreksi realisasi');
    expect(await ask.reported(PROGRAM)).toMatchObject({ target: '82', realisasi: '41', rate: '50,00' });
    expect(await ask.log('--last', '1')).toMatchObject([
      { type: 'RealisasiCorrected', lineId: PROGRAM, before: '61,5', after: '41', document: null },
    ]);
  });

  it('may correct a corrected figure', async () => {
    const file = correcting('{ line: L0005, period: 2022-TW3, keuangan: { from: 90.400.000, to: 90.500.000 } }');
    await ledger.ok('correct', ID, file, ...BUDI);
    expect(await ask.reported(SUB)).toMatchObject({ keuangan: '90500000.00' });
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
  });
});

describe('An approver who closes the Renja', () => {
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
    await ledger.ok('report', ID, REALISASI, ...BUDI);
    await ledger.ok('propose', ID, PERGESERAN, ...BUDI);
  });
  afterAll(() => ledger.remove());

  it('may not do so while a proposal waits, and is told which', async () => {
    expect(await ledger.fails(5, 'close', ID, PENUTUPAN, ...ANI)).toMatch(/revision-pending.*R002/);
    await ledger.ok('approve', ID, 'R002', ...ANI);
  });

  it('may not do so as another role, without a document, or without a reason', async () => {
    expect(await ledger.fails(5, 'close', ID, PENUTUPAN, ...BUDI)).toContain('role-not-allowed');
    expect(await ledger.fails(5, 'close', ID, undocumented(ledger, PENUTUPAN), ...ANI)).toContain('document-missing');
    const text = readFileSync(PENUTUPAN, 'utf8').replace(/^reason:.*$/m, '');
    const unexplained = ledger.write('tanpa-alasan.yaml', text);
    expect(await ledger.fails(5, 'close', ID, unexplained, ...ANI)).toContain('reason-missing');
    expect(await ask.status()).toBe('adopted');
  });

  it('may not reopen what is not closed', async () => {
    expect(await ledger.fails(5, 'reopen', ID, PENUTUPAN, ...ANI)).toContain('renja-not-closed');
  });

  it('closes it once all is decided', async () => {
    const given = await ledger.json<Given>('close', ID, PENUTUPAN, ...ANI);
    expect(given).toMatchObject({ written: true, revision: 198, revisionId: null });
    expect(await ask.status()).toBe('closed');
    expect(await ask.log('--last', '1')).toMatchObject([
      {
        ...{ type: 'RenjaClosed', actor: { id: 'ani' }, reason: 'Tahun anggaran berakhir' },
        document: { documentId: 'ba-tutup-contoh-2022' },
      },
    ]);
    expect(await ledger.fails(5, 'close', ID, PENUTUPAN, ...ANI)).toContain('renja-closed');
  });

  it('has every other command refused, which says what is open to them', async () => {
    const teks = ledger.write('teks.txt', 'Teks');
    for (const args of [
      ['propose', ID, PERGESERAN, ...BUDI],
      ['reverse', ID, 'R002', PEMBALIKAN, ...BUDI],
      ['report', ID, REALISASI, ...BUDI],
      ['note', ID, 'permasalahan', teks, ...BUDI],
    ])
      expect(await ledger.fails(5, ...args)).toMatch(/renja-closed: Renja sudah ditutup\..*renja reopen/);
    expect(await ledger.fails(5, 'propose', ID, PERGESERAN, '--lang', 'en', ...BUDI)).toContain(
      'renja-closed: The Renja is closed.',
    );
    expect(await ask.revision()).toBe(198);
  });

  it('still has realisasi corrected, by a document alone', async () => {
    expect(await ledger.fails(5, 'correct', ID, undocumented(ledger, KOREKSI), ...BUDI)).toContain('document-missing');
    await ledger.ok('correct', ID, KOREKSI, ...BUDI);
    expect(await ask.reported('L0005')).toMatchObject({ keuangan: '90400000.00' });
    expect(await ask.status()).toBe('closed');
  });

  it('opens it again by a document, and proposals are taken as before', async () => {
    expect(await ledger.fails(5, 'reopen', ID, PENUTUPAN, ...BUDI)).toContain('role-not-allowed');
    expect(await ledger.fails(5, 'reopen', ID, undocumented(ledger, PENUTUPAN), ...ANI)).toContain('document-missing');
    await ledger.ok('reopen', ID, PENUTUPAN, ...ANI);
    expect(await ask.status()).toBe('adopted');
    expect(await propose(ledger, 'pagu: { delta: 1.000 }')).toMatchObject({ written: true, revisionId: 'R003' });
    expect((await ask.log('--last', '2')).map(({ type }) => type)).toEqual(['RenjaReopened', 'RevisionProposed']);
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
  });
});

describe("An officer who writes a section of the document's text", () => {
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
  });
  afterAll(() => ledger.remove());

  const note = (text: string) =>
    ['note', ID, 'permasalahan', ledger.write('permasalahan.txt', text), '--actor', 'eka:Eka:planner'] as const;

  it('gives it as a text file, and the trail has it', async () => {
    expect(await ledger.json<Given>(...note('Pasar sepi.\n\nListrik mahal.\n'))).toMatchObject({ revision: 192 });
    expect(await ask.log('--last', '1')).toMatchObject([
      { type: 'NoteSet', before: null, after: 'Pasar sepi.\n\nListrik mahal.', actor: { id: 'eka' } },
    ]);
  });

  it('may not write the same text twice, whatever ends its last line', async () => {
    expect(await ledger.fails(5, ...note('Pasar sepi.\n\nListrik mahal.\n'))).toContain('value-unchanged');
    expect(await ledger.fails(5, ...note('\uFEFFPasar sepi.\n\nListrik mahal.'))).toContain('value-unchanged');
    expect(await ask.revision()).toBe(192);
  });

  it('writes it anew, and what stood there stays in the trail', async () => {
    await ledger.ok(...note('Pasar ramai.'));
    expect(await ask.log('--last', '1')).toMatchObject([
      { type: 'NoteSet', before: 'Pasar sepi.\n\nListrik mahal.', after: 'Pasar ramai.' },
    ]);
  });

  it('must name the section', async () => {
    const file = ledger.write('teks.txt', 'Teks');
    expect(await ledger.fails(5, 'note', ID, ' ', file, ...BUDI)).toContain('section-blank');
  });
});

describe('Each command that undoes, corrects or closes', () => {
  /** A pergeseran in force and realisasi reported; with a proposal that waits; closed. */
  const at: Record<string, LedgerAtHand> = {};
  beforeAll(async () => {
    const settled = await importedLedger();
    await settled.ok('propose', ID, PERGESERAN, ...BUDI);
    await settled.ok('approve', ID, 'R002', ...ANI);
    await settled.ok('report', ID, REALISASI, ...BUDI);
    const [pending, closed] = [settled.copy(), settled.copy()];
    await propose(pending, 'pagu: { delta: 1.000 }');
    await closed.ok('close', ID, PENUTUPAN, ...ANI);
    Object.assign(at, { settled, pending, closed });
  });
  afterAll(() => {
    for (const ledger of Object.values(at)) ledger.remove();
  });

  type Case = {
    readonly name: string;
    readonly state: string;
    readonly args: readonly string[];
    readonly id: string;
    readonly en: string;
  };
  const CASES: readonly Case[] = [
    {
      ...{ name: 'withdraw', state: 'pending', args: ['R003', '--reason', 'Keliru', ...BUDI] },
      ...{ id: 'R003', en: 'R003' },
    },
    {
      ...{ name: 'reverse', state: 'settled', args: ['R002', PEMBALIKAN, ...BUDI] },
      ...{ id: 'R003 · 2 pagu, bersih -', en: 'R003 · 2 pagu, net -' },
    },
    {
      ...{ name: 'correct', state: 'settled', args: [KOREKSI, ...BUDI] },
      ...{ id: '1 koreksi realisasi', en: '1 correction' },
    },
    {
      ...{ name: 'note', state: 'settled', args: ['penutup', PENUTUPAN, ...BUDI] },
      ...{ id: 'Catatan ditulis', en: 'Note written' },
    },
    { name: 'close', state: 'settled', args: [PENUTUPAN, ...ANI], id: 'Renja ditutup', en: 'Renja closed' },
    { name: 'reopen', state: 'closed', args: [PENUTUPAN, ...ANI], id: 'Renja dibuka kembali', en: 'Renja reopened' },
  ];
  const ledgerOf = (state: string): LedgerAtHand => {
    const ledger = at[state];
    if (!ledger) throw new Error(state);
    return ledger;
  };

  it.each(CASES)('can be tried: renja $name --dry-run writes nothing and says what it would record', async (one) => {
    const ledger = ledgerOf(one.state);
    const ask = asking(ledger);
    const before = await ask.log();
    const args = [one.name, ID, ...one.args, '--dry-run'];
    expect(await ledger.ok(...args)).toContain(`Uji coba, tidak ada yang ditulis. Akan dicatat: ${one.id}`);
    expect(await ledger.ok(...args, '--lang', 'en')).toContain(
      `Dry run, nothing was written. Would be recorded: ${one.en}`,
    );
    expect(await ledger.json<Given>(...args)).toMatchObject({ written: false, revision: null });
    expect(await ask.revision()).toBe(before.length);
    expect(await ask.log()).toEqual(before);
  });

  it.each(CASES)('records what its trial said: renja $name', async (one) => {
    const ledger = ledgerOf(one.state).copy();
    const { revision } = asking(ledger);
    const before = await revision();
    const tried = await ledger.json<Given>(one.name, ID, ...one.args, '--dry-run');
    const given = await ledger.json<Given>(one.name, ID, ...one.args);
    const after = await revision();
    ledger.remove();
    expect(after).toBe(before + 1);
    expect({ ...given, written: false, revision: null, position: null }).toEqual(tried);
  });

  it.each(CASES)('gives up where the Renja has changed since --expect: renja $name', async (one) => {
    const ledger = ledgerOf(one.state);
    const { revision } = asking(ledger);
    const before = await revision();
    const expecting = (seen: number) => [one.name, ID, ...one.args, '--expect', `r${seen}`];
    expect(await ledger.fails(3, ...expecting(before - 1))).toContain(`#${before}, `);
    await ledger.ok(...expecting(before), '--dry-run');
    expect(await revision()).toBe(before);
  });

  it.each(CASES)('says who it wants to know: renja $name', async (one) => {
    const anonymous = one.args.slice(0, one.args.indexOf('--actor'));
    expect(await ledgerOf(one.state).fails(2, one.name, ID, ...anonymous)).toContain('--actor id:');
  });

  it.each(CASES)('says what it needs: renja $name alone', async (one) => {
    await ledgerOf(one.state).fails(2, one.name);
  });

  it.each(CASES)('has help with an example in both languages: renja $name', async (one) => {
    const ledger = ledgerOf(one.state);
    const example = `\n  $ renja ${one.name} ${ID} `;
    const id = await ledger.ok(one.name, '--help');
    const en = await ledger.ok(one.name, '--help', '--lang', 'en');
    expect(id).toMatch(/^Pemakaian: /);
    expect(id).toContain(`Contoh:${example}`);
    expect(en).toMatch(/^Usage: /);
    expect(en).toContain(`Examples:${example}`);
    for (const help of [id, en])
      for (const option of ['--actor', '--dry-run', '--expect']) expect(help).toContain(option);
  });
});

describe('A reader asks how the Renja was', () => {
  let ledger: LedgerAtHand;
  let ask: ReturnType<typeof asking>;
  /** The pergeseran of 3 October; then a document of 20 September that came late. */
  beforeAll(async () => {
    ledger = await importedLedger();
    ask = asking(ledger);
    await ledger.ok('propose', ID, PERGESERAN, ...BUDI);
    await ledger.ok('approve', ID, 'R002', ...ANI);
    const late = proposal(
      'lateReason: Surat terlambat sampai',
      'changes: [{ line: L0027, pagu: { delta: 1.000 } }]',
    ).replace('2022-10-03', '2022-09-20');
    await ledger.ok('propose', ID, ledger.write('terlambat.yaml', late), ...BUDI);
    await ledger.ok('approve', ID, 'R003', ...ANI);
  });
  afterAll(() => ledger.remove());

  it.each([
    ['2022-09-19', '131600003.00'],
    ['2022-09-20', '131601003.00'],
    ['2022-10-02', '131601003.00'],
    ['2022-10-03', '141601003.00'],
  ])('by the dates of the documents, also of one that came late: on %s', async (day, now) => {
    expect(await ask.pagu(LISTRIK, '--effective-on', day)).toBe(now);
    expect(await ask.pagu(LISTRIK, '--at', `effective:${day}`)).toBe(now);
    expect(await ask.pagu(LISTRIK, '--at', 'now')).toBe('141601003.00');
  });

  it('as it was recorded, in which the late document comes last', async () => {
    expect(await ask.pagu(LISTRIK, '--at', 'pergeseran-1')).toBe('141600003.00');
    const [last] = await ask.log('--last', '1');
    expect(await ask.pagu(LISTRIK, '--as-of', last?.recordedAt ?? '')).toBe('141601003.00');
  });

  it('and what the days between two dates changed', async () => {
    const between = await ask.diff('effective:2022-09-19..effective:2022-10-02');
    expect(between.lines).toMatchObject([{ lineId: LISTRIK, delta: '1000.00' }]);
    expect((await ask.diff('effective:2022-10-03..now')).lines).toEqual([]);
    expect((await ask.diff('effective:2022-10-02..effective:2022-10-03')).lines).toMatchObject([
      { lineId: LISTRIK, delta: '10000000.00' },
      { lineId: UMUM, delta: '-10000000.00' },
    ]);
  });

  it("and what a document's own 'sebelum' was, which for the P-APBD is murni here", async () => {
    const { net, gross, lines } = await ask.diff('murni..p-apbd');
    expect(lines).not.toEqual([]);
    for (const sebelum of ['sebelum', 'sebelum-p-apbd'])
      expect(await ask.diff(`${sebelum}..p-apbd`)).toMatchObject({ net, gross, lines });
    expect(await ask.pagu(LISTRIK, '--at', 'sebelum')).toBe('112100000.00');
    expect(await ask.pagu(LISTRIK, '--at', 'sebelum-pergeseran-1')).toBe('131600003.00');
  });

  it.each(['show', 'evaluation'])('by one of three ways at a time: renja %s', async (command) => {
    const ways = {
      at: ['--at', 'now'],
      asOf: ['--as-of', '2022-10-03T08:00+07:00'],
      effectiveOn: ['--effective-on', '2022-10-03'],
    };
    await ledger.fails(2, command, ID, ...ways.at, ...ways.asOf);
    await ledger.fails(2, command, ID, ...ways.at, ...ways.effectiveOn);
    await ledger.fails(2, command, ID, ...ways.asOf, ...ways.effectiveOn);
  });

  it.each(['show', 'evaluation'])(
    'with a time that means one moment, and a day that exists: renja %s',
    async (command) => {
      for (const time of ['2022-10-03T08:00', '2022-10-03', 'kemarin'])
        expect(await ledger.fails(2, command, ID, '--as-of', time)).toContain(`--as-of ${time}: `);
      for (const day of ['2022-02-30', '3-10-2022', '2022-10-03T08:00+07:00'])
        expect(await ledger.fails(2, command, ID, '--effective-on', day)).toContain(`--effective-on ${day}: `);
    },
  );

  it('and is told where there was nothing yet', async () => {
    await ledger.fails(2, 'show', ID, '--effective-on', '2000-01-01');
    await ledger.fails(2, 'show', ID, '--as-of', '2000-01-01T00:00Z');
    await ledger.fails(2, 'show', ID, '--at', 'sebelum-mendahului-9');
  });
});
