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
  type Shown,
} from './ledger-at-hand.js';

const LISTRIK = 'L0027';
const UMUM = 'L0028';

/** One ledger through all steps: each test goes on from where the one before it stopped. */
describe('An officer', () => {
  let ledger: LedgerAtHand;
  let murniToPApbd: Compared;
  beforeAll(async () => {
    ledger = await importedLedger();
    murniToPApbd = await diff('murni..p-apbd');
  });
  afterAll(() => ledger.remove());

  const diff = (range: string) => ledger.json<Compared>('diff', ID, range);
  const log = (...more: readonly string[]) => ledger.json<LogRow[]>('log', ID, ...more);
  const paguOf = async (lineId: string) => (await ledger.json<Shown>('show', ID, lineId)).lines[0]?.pagu;
  const latest = async () => (await ledger.json<Shown>('show', ID)).renja.revision;

  it('tries the proposal, and nothing is written', async () => {
    const before = await log();
    expect(await ledger.ok('propose', ID, PERGESERAN, '--dry-run', ...BUDI)).toMatch(
      /tidak ada yang ditulis.*R002 · 2 pagu/,
    );
    expect(await log()).toEqual(before);
  });

  it('proposes it: the figures stay, and the register has it', async () => {
    expect(await ledger.ok('propose', ID, PERGESERAN, ...BUDI)).toContain('R002 · 2 pagu, bersih - · ');
    expect(await latest()).toBe(192);
    expect((await diff('p-apbd..now')).lines).toEqual([]);
    expect(await ledger.ok('revisions', ID)).toMatch(/R002 +pergeseran +diajukan/);
  });

  it('may not approve it, not even as an approver', async () => {
    const asFinance = await ledger.fails(5, 'approve', ID, 'R002', ...BUDI);
    expect(asFinance).toMatch(/2 aturan[\s\S]*role-not-allowed[\s\S]*approver-is-proposer/);
    const asApprover = await ledger.fails(5, 'approve', ID, 'R002', '--actor', 'budi:Budi:approver');
    expect(asApprover).toMatch(/1 aturan[\s\S]*approver-is-proposer/);
    expect(await latest()).toBe(192);
  });

  it('has it approved by another account, which the environment may name', async () => {
    const { exit, out } = await ledger.renja(['approve', ID, 'R002', '--note', 'Sesuai'], {
      RENJA_ACTOR: 'ani:Ani: S.E.:approver',
    });
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('kini #195') });
  });

  it('sees it in the figures: now moved, murni and P-APBD did not', async () => {
    expect(await paguOf(LISTRIK)).toEqual({
      ...{ murni: '112100000.00', pApbd: '131600003.00', change: '29500003.00', now: '141600003.00' },
    });
    expect(await paguOf(UMUM)).toEqual({
      ...{ murni: '434869000.00', pApbd: '410634800.00', change: '-34234200.00', now: '400634800.00' },
    });
    expect((await ledger.json<Shown>('show', ID)).totals).toMatchObject({
      ...{ murni: '24136433332.00', pApbd: '26004603156.00', now: '26004603156.00' },
    });
    expect((await ledger.json<Shown>('show', ID, LISTRIK, '--at', 'p-apbd')).lines[0]?.pagu.now).toBe('131600003.00');
    expect(await diff('murni..p-apbd')).toEqual(murniToPApbd);
  });

  it('sees it as a version of its own', async () => {
    const moved = await diff('p-apbd..pergeseran-1');
    expect(moved.to).toEqual({ point: 'pergeseran-1', revision: 195 });
    expect(moved).toMatchObject({ net: '0.00', gross: { up: '10000000.00', down: '10000000.00' } });
    expect(moved.lines.map(({ lineId, delta }) => [lineId, delta])).toEqual([
      [LISTRIK, '10000000.00'],
      [UMUM, '-10000000.00'],
    ]);
    expect(await ledger.ok('revisions', ID)).toMatch(
      /R002 +pergeseran-1 +pergeseran +disahkan[\s\S]*pergeseran-1 = #195/,
    );
  });

  it('sees it in the trail: who, why, on what basis, and that they only say who they are', async () => {
    const [proposed, approved, ...posted] = await log('--last', '4');
    const document = { documentId: 'perwali-contoh-2022', madeUp: ['jenis', 'nomor', 'tanggal', 'judul'] };
    const reason = 'Tagihan listrik naik, jasa pelayanan umum kantor berkurang';
    const about = { revisionId: 'R002', document, reason, effectiveOn: '2022-10-03', mode: 'live' };
    const budi = { id: 'budi', name: 'Budi', role: 'finance', asserted: true };
    const ani = { id: 'ani', name: 'Ani: S.E.', role: 'approver', asserted: true };
    expect(proposed).toMatchObject({ ...about, type: 'RevisionProposed', actor: budi });
    expect(approved).toMatchObject({ ...about, type: 'RevisionApproved', actor: ani });
    expect(posted).toMatchObject([
      { ...about, type: 'PaguDecreased', lineId: UMUM, delta: '-10000000.00', actor: ani },
      { ...about, type: 'PaguIncreased', lineId: LISTRIK, delta: '10000000.00', actor: ani },
    ]);
    const blamed = await ledger.json<LogRow[]>('blame', ID, LISTRIK);
    expect(blamed.map(({ delta }) => delta)).toEqual(['112100000.00', '19500003.00', '10000000.00']);
    expect(await ledger.ok('blame', ID, LISTRIK)).toContain('(mengaku sendiri)');
  });

  it('has another proposal turned down, which needs a reason and makes no version', async () => {
    const file = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: 1.000 } }]'));
    expect(await ledger.ok('propose', ID, file, ...BUDI)).toContain('R003');
    expect(await ledger.fails(5, 'reject', ID, 'R003', ...ANI)).toContain('reason-missing');
    expect(await ledger.fails(5, 'reject', ID, 'R003', '--reason', 'Keliru', ...BUDI)).toContain('role-not-allowed');
    await ledger.ok('reject', ID, 'R003', '--reason', 'Pagu keliru', ...ANI);
    const [row] = await log('--last', '1');
    expect(row).toMatchObject({ type: 'RevisionRejected', revisionId: 'R003', reason: 'Pagu keliru' });
    expect(await ledger.fails(5, 'approve', ID, 'R003', ...ANI)).toContain('revision-already-decided');
    expect((await diff('pergeseran-1..now')).lines).toEqual([]);
    expect(await ledger.fails(2, 'show', ID, '--at', 'mendahului-1')).toContain('murni, p-apbd, pergeseran-1, now');
  });

  it('reports realisasi and sees it held against the target in force', async () => {
    expect(await ledger.ok('report', ID, REALISASI, ...BUDI)).toContain('2 realisasi');
    const { period, lines } = await ledger.json<Evaluated>('evaluation', ID);
    expect(period).toBe('2022-TW3');
    expect(lines.filter(({ realisasi }) => realisasi !== null)).toMatchObject([
      { lineId: 'L0003', target: '82', realisasi: '61,5', rate: '75,00', ratePrinted: null },
      { lineId: 'L0005', target: '2', realisasi: '2', rate: '100,00', ratePrinted: null },
    ]);
    expect((await log('--last', '2')).map(({ after, reason, effectiveOn }) => [after, reason, effectiveOn])).toEqual([
      ['90500000.00', null, '2022-10-10'],
      ['61,5', 'contoh', '2022-10-10'],
    ]);
    const earlier = await ledger.json<Evaluated>('evaluation', ID, '--period', '2022-TW2');
    expect(earlier.lines.filter(({ realisasi }) => realisasi !== null)).toHaveLength(81);
  });

  it('may not report the same again, nor take a pagu below what was spent', async () => {
    expect(await ledger.fails(5, 'report', ID, REALISASI, ...BUDI)).toContain('realisasi-already-reported');
    const file = ledger.write('p.yaml', proposal('changes: [{ line: L0005, pagu: { to: 90.499.999 } }]'));
    expect(await ledger.fails(5, 'propose', ID, file, ...BUDI)).toMatch(/pagu-below-realisasi.*90\.500\.000/);
  });

  it('may not approve a proposal whose figures have moved since', async () => {
    const changes = 'changes: [{ line: L0019, pagu: { delta: 1.000 } }]';
    for (const name of ['a.yaml', 'b.yaml'])
      await ledger.ok('propose', ID, ledger.write(name, proposal(changes)), ...BUDI);
    await ledger.ok('approve', ID, 'R004', ...ANI);
    expect(await ledger.fails(5, 'approve', ID, 'R005', ...ANI)).toMatch(/revision-stale.*43\.468\.104.*43\.467\.104/);
  });

  it('leaves a ledger that is intact', async () => {
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
  });
});

describe('A proposal is read as people write it:', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  type Tried = { readonly net: string; readonly paguChanges: number; readonly targetChanges: number };
  const tried = (text: string, name = 'p.yaml') =>
    ledger.json<Tried>('propose', ID, ledger.write(name, text), '--dry-run', ...BUDI);
  const refused = (...lines: readonly string[]) =>
    ledger.fails(5, 'propose', ID, ledger.write('p.yaml', proposal(...lines)), '--dry-run', ...BUDI);
  const onL0019 = (change: string): string => proposal(`changes: [{ line: L0019, ${change} }]`);

  // L0019 stands at 43.467.104.
  it.each([
    ['pagu: { delta: 1.234.567 }', '1234567.00'],
    ['pagu: { delta: (1.234.567) }', '-1234567.00'],
    ['pagu: { delta: -1234567 }', '-1234567.00'],
    ['pagu: { delta: "1.234,5" }', '1234.50'],
    ['pagu: { delta: 1234.56 }', '1234.56'],
    ['pagu: { to: 43.467.105 }', '1.00'],
    ['pagu: { to: 43467104.01 }', '0.01'],
    ['pagu: { to: "-" }', '-43467104.00'],
    ['pagu: { from: 43.467.104, to: 40.000.000 }', '-3467104.00'],
    ['pagu: { from: "43.467.104,00", delta: (5) }', '-5.00'],
  ])('%s adds %s', async (change, net) => {
    expect(await tried(onL0019(change))).toMatchObject({ net, paguChanges: 1, targetChanges: 0 });
  });

  it('a large amount keeps its last digit', async () => {
    expect(await tried(onL0019('pagu: { delta: 9007199254740993 }'))).toMatchObject({ net: '9007199254740993.00' });
  });

  it('a code in any writing, an id, and an objective name a row', async () => {
    const lines = ['2.17.1.2.06.01.', '2.17.01.2.06.01', 'L0019'];
    for (const line of lines)
      expect(await tried(proposal(`changes: [{ line: ${line}, pagu: { delta: "5" } }]`))).toMatchObject({
        net: '5.00',
      });
    expect(await tried(proposal('changes: [{ line: O01, target: { to: 4% } }]'))).toMatchObject({ targetChanges: 1 });
  });

  it('targets, with what the author saw, alone or beside a pagu', async () => {
    const target = 'target: { indikator: I1, from: 90%, to: 95% }';
    expect(await tried(onL0019(target))).toMatchObject({ net: '0.00', paguChanges: 0, targetChanges: 1 });
    expect(await tried(onL0019(`pagu: { delta: "5" }, ${target}`))).toMatchObject({ paguChanges: 1, targetChanges: 1 });
    expect(await refused('changes: [{ line: L0019, target: { from: 80%, to: 95% } }]')).toMatch(
      /revision-stale.*90%.*80%/,
    );
    expect(await refused('changes: [{ line: L0019, target: { indikator: I9, to: 95% } }]')).toContain(
      'indikator-not-found',
    );
    expect(await refused('changes: [{ line: L0019, target: { to: 90% } }]')).toContain('value-unchanged');
  });

  it('JSON as well as YAML', async () => {
    const json = JSON.stringify({
      ...{ kind: 'koreksi', judul: 'Koreksi', reason: 'Salah ketik', effectiveOn: '2022-10-03' },
      document: { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar', penandatangan: { nama: 'A', jabatan: 'B' } },
      changes: [{ line: 'L0019', pagu: { delta: '(5)' } }],
    });
    expect(await tried(json, 'p.json')).toMatchObject({ net: '-5.00' });
  });

  it('its own id and number, lateness and change reasons are kept', async () => {
    const other = ledger.copy();
    const text = proposal(
      'revisionId: KOREKSI-1',
      'lateReason: Surat terlambat',
      'changes: [{ line: L0019, pagu: { delta: "5" }, reason: Hanya baris ini }]',
    ).replace('2022-10-03', '2022-02-01');
    await other.ok('propose', ID, other.write('p.yaml', text), ...BUDI);
    await other.ok('approve', ID, 'KOREKSI-1', ...ANI);
    const [row] = await other.json<LogRow[]>('log', ID, '--last', '1');
    other.remove();
    expect(row).toMatchObject({ revisionId: 'KOREKSI-1', effectiveOn: '2022-02-01', reason: 'Hanya baris ini' });
  });

  it.each(['30,000,000', '1.00.000', 'lima', '5.155.000-', '1.234,567', '++5', '12345678901234567890123456789'])(
    'an amount written %s is refused, not guessed',
    async (written) => {
      expect(await refused(`changes: [{ line: L0019, pagu: { delta: "${written}" } }]`)).toContain(
        `amount-malformed /changes/0/delta: Bukan jumlah rupiah: ${written}.`,
      );
      expect(await refused(`changes: [{ line: L0019, pagu: { to: "${written}" } }]`)).toContain('amount-malformed');
    },
  );

  it('a figure that its author did not see is refused', async () => {
    expect(await refused('changes: [{ line: L0019, pagu: { from: 48.622.104, to: 49.000.000 } }]')).toMatch(
      /revision-stale \/changes\/0: .*43\.467\.104.*48\.622\.104/,
    );
  });
});
