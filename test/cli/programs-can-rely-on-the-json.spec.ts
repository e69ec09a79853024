import { randomUUID } from 'node:crypto';
import { execute } from '../../src/commands/execute.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import {
  ANI,
  BUDI,
  type Compared,
  type Evaluated,
  ID,
  importedLedger,
  type LedgerAtHand,
  type LogRow,
  proposal,
  type Shown,
} from './ledger-at-hand.js';

const AMOUNT = /^-?(?:0|[1-9]\d*)\.\d{2}$/;
const sen = (amount: string): bigint => {
  expect(amount).toMatch(AMOUNT);
  return BigInt(amount.replace('.', ''));
};
const sorted = (names: Iterable<string>): string[] => [...names].sort();

const LOG_FIELDS = [
  ...['position', 'revision', 'type', 'recordedAt', 'effectiveOn', 'actor', 'mode', 'lineId', 'kode'],
  ...['before', 'after', 'delta', 'kinerjaBefore', 'kinerja', 'dana', 'revisionId', 'document', 'reason'],
];

describe('The JSON of', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  const diff = (range: string, ...more: readonly string[]) => ledger.json<Compared>('diff', ID, range, ...more);
  const log = (...more: readonly string[]) => ledger.json<LogRow[]>('log', ID, ...more);

  describe('show', () => {
    it('names the Renja and its totals', async () => {
      const { renja, totals, objectives } = await ledger.json<Shown>('show', ID);
      expect(renja).toMatchObject({ id: ID, year: 2022, status: 'adopted', revision: 191 });
      expect(totals).toMatchObject({ murni: '24136433332.00', change: '1868169824.00', now: '26004603156.00' });
      expect(objectives).toHaveLength(3);
    });

    it('lists every row in document order with figures, targets and funds', async () => {
      const { lines } = await ledger.json<Shown>('show', ID);
      expect(lines.map(({ lineId }) => lineId)).toEqual(
        Array.from({ length: 85 }, (_, i) => `L${String(i + 1).padStart(4, '0')}`),
      );
      expect(lines.find(({ lineId }) => lineId === 'L0060')).toMatchObject({
        ...{ level: 'subkegiatan', kode: '3.30.03.2.01.02', kodeWritten: '3.30.03.2.01.02', parent: 'L0059' },
        pagu: { murni: '6868756148.00', change: '1200000000.00', now: '8068756148.00' },
        target: [
          {
            indikator: 'Jumlah Fasilitas Pengelolaan Sarana Distribusi Perdagangan',
            ...{ murni: '100', now: '107', satuan: 'Unit' },
          },
        ],
      });
      expect(lines[3]).toMatchObject({ kode: '2.17.01.2.01', kodeWritten: '2.17.01.2.01.' });
      expect(lines[0]).toMatchObject({ kode: '2', kodeWritten: null, parent: null, target: [], sumberDana: [] });
      expect(lines[2]?.sumberDana).toEqual([{ dana: 'DAU', jumlah: null }]);
    });

    it('makes every parent the sum of its children, in every column', async () => {
      const { lines, totals } = await ledger.json<Shown>('show', ID);
      for (const column of ['murni', 'change', 'now'] as const) {
        const below = (parent: string | null) => lines.filter((row) => row.parent === parent);
        const sum = (rows: typeof lines) => rows.reduce((total, { pagu }) => total + sen(pagu[column]), 0n);
        for (const { lineId, level, pagu } of lines)
          if (level !== 'subkegiatan') expect([lineId, sum(below(lineId))]).toEqual([lineId, sen(pagu[column])]);
        expect(sum(below(null))).toBe(sen(totals[column]));
      }
    });

    it('shows a past point as it was: murni has no P-APBD', async () => {
      const { renja, totals } = await ledger.json<Shown>('show', ID, '--at', 'murni');
      expect(renja.revision).toBe(90);
      expect(totals).toEqual({ murni: '24136433332.00', change: '0.00', now: '24136433332.00', pApbd: null });
      expect((await ledger.json<Shown>('show', ID, '--at', 'r1')).renja.status).toBe('draft');
    });

    it('narrows to a row and what is below it, and down to a level', async () => {
      const rows = async (...args: string[]) => (await ledger.json<Shown>('show', ID, ...args)).lines;
      const below = await rows('2.17.1.2.06.');
      expect(below[0]).toMatchObject({ lineId: 'L0018', level: 'kegiatan' });
      expect(below.slice(1).every(({ parent }) => parent === 'L0018')).toBe(true);
      expect(below).toHaveLength(7);
      const levels = (await rows('--level', 'program')).map(({ level }) => level);
      expect(['urusan', 'bidang', 'program'].map((one) => levels.filter((level) => level === one).length)).toEqual([
        1, 3, 14,
      ]);
      expect(levels).toHaveLength(18);
    });
  });

  describe('diff', () => {
    it('has the changed sub kegiatan, with net and gross that they explain', async () => {
      const { from, to, net, gross, lines } = await diff('murni..p-apbd');
      expect([from, to]).toEqual([
        { point: 'murni', revision: 90 },
        { point: 'p-apbd', revision: 191 },
      ]);
      expect({ net, gross }).toEqual({
        net: '1868169824.00',
        gross: { up: '1905559024.00', down: '37389200.00' },
      });
      expect(lines).toHaveLength(17);
      for (const { level, before, after, delta } of lines) {
        expect(level).toBe('subkegiatan');
        expect(sen(after) - sen(before)).toBe(sen(delta));
      }
      const sum = (of: typeof lines) => of.reduce((total, { delta }) => total + sen(delta), 0n);
      expect(sum(lines)).toBe(sen(net));
      expect(sum(lines.filter(({ delta }) => delta.startsWith('-')))).toBe(-sen(gross.down));
    });

    it('has every field of a row, and the targets that changed', async () => {
      const { lines } = await diff('murni..p-apbd', '--filter', 'target');
      expect(lines).toEqual([
        {
          ...{ lineId: 'L0060', level: 'subkegiatan', kode: '3.30.03.2.01.02' },
          uraian: expect.stringMatching(/^Fasilitasi Pengelolaan Sarana Distribusi Perdagangan/),
          ...{ before: '6868756148.00', after: '8068756148.00', delta: '1200000000.00' },
          targets: [
            {
              indikator: 'Jumlah Fasilitas Pengelolaan Sarana Distribusi Perdagangan',
              ...{ before: '100', after: '107', satuan: 'Unit' },
            },
          ],
          sumberDana: null,
          row: null,
        },
      ]);
    });

    it('negates every figure where the ends are swapped', async () => {
      const [there, back] = [await diff('murni..p-apbd'), await diff('p-apbd..murni')];
      expect(sen(back.net)).toBe(-sen(there.net));
      expect(back.gross).toEqual({ up: there.gross.down, down: there.gross.up });
      expect(back.lines.map(({ lineId, delta }) => [lineId, sen(delta)])).toEqual(
        there.lines.map(({ lineId, delta }) => [lineId, -sen(delta)]),
      );
    });

    it('has rows of another level, or all of them, where asked', async () => {
      expect((await diff('murni..p-apbd', '--all')).lines).toHaveLength(85);
      expect((await diff('murni..p-apbd', '--all', '--level', 'sub kegiatan')).lines).toHaveLength(45);
      const programs = (await diff('murni..p-apbd', '--level', 'program')).lines;
      expect(programs).toHaveLength(6);
      expect(programs.every(({ level }) => level === 'program')).toBe(true);
      expect((await diff('murni..p-apbd', '--filter', 'turun')).lines).toHaveLength(3);
      expect((await diff('murni..p-apbd', '--filter', 'naik')).lines).toHaveLength(14);
    });

    it('understands names, now, r118, #118, and a time with its offset', async () => {
      const rows = await log();
      const at = rows[99]?.recordedAt ?? '';
      const jakarta = new Date(Date.parse(at) + 7 * 3_600_000).toISOString().replace('Z', '+07:00');
      const until = rows.filter(({ recordedAt }) => recordedAt <= at).length;
      expect([(await diff(`r118..${jakarta}`)).from, (await diff(`r118..${jakarta}`)).to]).toEqual([
        { point: 'r118', revision: 118 },
        { point: jakarta, revision: until },
      ]);
      expect((await diff('#118..now')).from).toEqual({ point: '#118', revision: 118 });
      expect((await diff('#118..now')).to).toEqual({ point: 'now', revision: 191 });
      expect((await diff('murni..2999-01-01T00:00Z')).to.revision).toBe(191);
    });
  });

  describe('log', () => {
    it('has one row for each event with every field, absent ones null, oldest first', async () => {
      const rows = await log();
      expect(rows.map(({ revision }) => revision)).toEqual(Array.from({ length: 191 }, (_, i) => i + 1));
      expect(rows.map(({ position }) => position)).toEqual(rows.map(({ revision }) => revision));
      for (const row of rows) {
        expect(sorted(Object.keys(row))).toEqual(sorted(LOG_FIELDS));
        expect(sorted(Object.keys(row.actor))).toEqual(['asserted', 'id', 'name', 'role']);
        expect(row.type).toMatch(/^[A-Z][A-Za-z]+$/);
        expect(row.recordedAt).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
        expect(row.effectiveOn).toMatch(/^2022-\d{2}-\d{2}$/);
        expect(row.delta ?? '0.00').toMatch(AMOUNT);
      }
      expect(rows[0]).toMatchObject({ type: 'RenjaOpened', lineId: null, kode: null, before: null, after: null });
    });

    it('tells of a decrease what, by whom, when, why and on what legal basis', async () => {
      const [row] = (await log()).filter(({ lineId, type }) => lineId === 'L0019' && type === 'PaguDecreased');
      expect(row).toMatchObject({
        ...{ revision: 177, effectiveOn: '2022-09-12', mode: 'historical', kode: '2.17.01.2.06.01' },
        ...{ before: '48622104.00', after: '43467104.00', delta: '-5155000.00', revisionId: 'P-APBD-2022' },
        actor: { id: 'demo-periksa', name: 'Petugas Periksa (dikarang)', role: 'verifier', asserted: true },
        document: {
          ...{ documentId: 'perubahan-renja-2022', jenis: 'Perubahan Renja', nomor: '000/PR-DEMO/2022' },
          tanggal: '2022-09-12',
          judul: expect.stringMatching(/^Perubahan Renja 2022 Dinas/),
          madeUp: ['nomor', 'tanggal', 'penandatangan'],
        },
        reason: 'Perubahan Renja 2022, kebutuhan tambahan anggaran P-APBD',
      });
    });

    it('narrows by code, account, time and number', async () => {
      const codes = (await log('--kode', '2.17.1.2.06.')).map(({ kode }) => kode);
      expect(codes.length).toBeGreaterThan(7);
      expect(codes.every((kode) => kode === '2.17.01.2.06' || kode?.startsWith('2.17.01.2.06.'))).toBe(true);
      expect((await log('--kode', 'L0019')).map(({ revision }) => revision)).toEqual([23, expect.any(Number), 177]);
      expect(await log('--actor', 'demo-periksa')).toHaveLength(19);
      expect((await log('--last', '2')).map(({ revision }) => revision)).toEqual([190, 191]);
      expect(await log('--since', '2999-01-01T00:00:00Z')).toEqual([]);
    });

    it('says that an actor is proved where something else than their word says who they are', async () => {
      const signedIn = ledger.copy();
      const store = await openSqliteStore(signedIn.file, { create: false });
      const actor = { id: 'ani', name: 'Ani', role: 'approver' } as const;
      const reports = [{ lineId: 'L0005', period: '2022-TW4', keuangan: '5.00' }];
      const command = { type: 'ReportRealisasi', data: { reportedOn: '2022-12-31', reports } } as const;
      await execute(
        store,
        { renjaId: ID, command, commandId: randomUUID(), actor, mode: 'live' },
        () => new Date('2027-01-01T00:00:00Z'),
      );
      await store.close();
      const [row] = await signedIn.json<LogRow[]>('log', ID, '--last', '1');
      expect(row?.actor).toEqual({ ...actor, asserted: false });
      signedIn.remove();
    });

    // Outside programs read every field of a document; see the contract: absent values are null.
    it('gives null for what a document does not state', async () => {
      const other = ledger.copy();
      const file = other.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
      await other.ok('propose', ID, file, ...BUDI);
      const [row] = await other.json<LogRow[]>('log', ID, '--last', '1');
      other.remove();
      expect(row?.document).toMatchObject({ documentId: 'd-1', nomor: null, tanggal: null });
    });
  });

  describe('blame', () => {
    it('has rows of the log whose deltas sum to the pagu, for a row by its code, a row by its id, and a parent', async () => {
      const { lines } = await ledger.json<Shown>('show', ID);
      const all = await log();
      for (const named of ['2.17.01.2.06.01', 'L0041', '2.17.01', '2', 'L0002']) {
        const rows = await ledger.json<LogRow[]>('blame', ID, named, '--field', 'pagu');
        const figure = lines.find(({ lineId, kode }) => lineId === named || kode === named)?.pagu.now ?? '';
        expect([named, rows.reduce((sum, { delta }) => sum + sen(delta ?? ''), 0n)]).toEqual([named, sen(figure)]);
        expect(rows).toEqual(rows.map(({ revision }) => all[revision - 1]));
      }
    });

    it('has what made the target of a row', async () => {
      const rows = await ledger.json<LogRow[]>('blame', ID, 'L0060', '--field', 'target');
      expect(rows.map(({ type, before, after, delta }) => [type, before, after, delta])).toEqual([
        ['LineAdded', null, '100 Unit', null],
        ['TargetChanged', '100 Unit', '107 Unit', null],
      ]);
    });

    it('has what made the target of a sasaran', async () => {
      const rows = await ledger.json<LogRow[]>('blame', ID, 'O02', '--field', 'target');
      expect(rows.map(({ type, lineId, after }) => [type, lineId, after])).toEqual([['ObjectiveAdded', 'O02', '6,1%']]);
    });
  });

  describe('evaluation', () => {
    it('has Table 2.1 for the latest period, every field there', async () => {
      const { period, lines } = await ledger.json<Evaluated>('evaluation', ID);
      expect(period).toBe('2022-TW2');
      expect(lines).toHaveLength(85);
      for (const line of lines)
        expect(sorted(Object.keys(line))).toEqual(
          sorted([
            ...['lineId', 'kode', 'uraian', 'indikator', 'satuan', 'rpjmd', 'lastYear'],
            ...['target', 'realisasi', 'rate', 'ratePrinted', 'keuangan'],
          ]),
        );
      expect(lines[2]).toMatchObject({
        ...{ lineId: 'L0003', satuan: '%', rpjmd: '82', lastYear: '81' },
        ...{ target: '81', realisasi: '41', rate: '50,62', ratePrinted: '50,62' },
      });
    });

    it('has null where the period has no report or there was none yet', async () => {
      const later = await ledger.json<Evaluated>('evaluation', ID, '--period', '2022-TW4');
      expect(later.lines.every(({ realisasi, rate }) => realisasi === null && rate === null)).toBe(true);
      expect(await ledger.json<Evaluated>('evaluation', ID, '--at', 'murni')).toMatchObject({ period: null });
    });
  });

  describe('revisions', () => {
    it('has the versions, and each revision with its people, its document and its net', async () => {
      type Register = { versions: unknown[]; revisions: unknown[] };
      const { versions, revisions } = await ledger.json<Register>('revisions', ID);
      expect(versions).toEqual([
        { name: 'murni', revision: 90 },
        { name: 'p-apbd', revision: 191 },
      ]);
      expect(revisions).toMatchObject([
        {
          ...{ revisionId: 'P-APBD-2022', status: 'approved', version: 'p-apbd', lateReason: null },
          ...{ up: '1905559024.00', down: '37389200.00', net: '1868169824.00' },
          proposed: { revision: 172, actor: { id: 'demo-entri' } },
          decided: { revision: 173, actor: { id: 'demo-periksa' } },
        },
      ]);
    });
  });

  it('a dry run says what would be written, and that nothing was', async () => {
    const file = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: (5) } }]'));
    expect(await ledger.json('propose', ID, file, '--dry-run', ...ANI)).toEqual({
      ...{ renjaId: ID, written: false, revision: null, position: null, revisionId: 'R002' },
      ...{ net: '-5.00', paguChanges: 1, targetChanges: 0, fundChanges: 0, rowChanges: 0 },
      ...{ plafonChanges: 0, reports: 0, corrections: 0 },
    });
  });
});
