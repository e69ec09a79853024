import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluate, evaluation } from '../../projections/evaluation.js';
import { lineHistory } from '../../projections/line-history.js';
import { foldAll } from '../../projections/projection.js';
import { type RenjaSheet, renjaSheet, type SheetLine, type Totals, totals } from '../../projections/renja-sheet.js';
import { type ImportReport, reportOf } from '../../src/import/import-report.js';
import { LEVELS } from '../../src/ledger/kode.js';
import { printRupiah } from '../../src/ledger/rupiah.js';
import type { Sumber } from '../../src/ledger/terms.js';
import type { Entry } from '../../src/store/stored-events.js';
import {
  CLOCK,
  dataOf,
  type ImportedDocument,
  inTestLedger,
  openTestLedger,
  SEED,
  seedFiles,
  T_C_33,
  TABLE_2_1,
  TABLE_3_1,
  type TestLedger,
} from './test-ledger.js';

const RENJA = 'probolinggo-dkumpp-2022';
const FIRST_ROW = 4;

/** The rows of a seed as they stand in the file, below its two header lines and its number row. */
const printed = (file: string): { line: number; sel: string[] }[] =>
  readFileSync(join(SEED, file), 'utf8')
    .replace(/\n$/, '')
    .split('\n')
    .map((text, i) => ({ line: i + 1, sel: text.split('\t') }))
    .slice(FIRST_ROW - 1);

/** A printed amount in sen, by rules of this spec's own; null where the cell is none. */
function sen(cell: string): bigint | null {
  if (cell === '-') return 0n;
  const [, minus, whole = '', decimals = '00'] = /^(\()?(\d{1,3}(?:\.\d{3})*)(?:,(\d\d))?\)?$/.exec(cell) ?? [];
  if (whole === '') return null;
  const amount = BigInt(whole.replaceAll('.', '') + decimals);
  return minus ? -amount : amount;
}

/** The three cells of the budget are the only neighbours of which the first two sum to the third. */
function budgetCells(sel: readonly string[]): [bigint, bigint, bigint][] {
  return sel.flatMap((_, i): [bigint, bigint, bigint][] => {
    const [pagu, tambahan, jumlah] = [0, 1, 2].map((n) => sen(sel[i + n] ?? ''));
    if (pagu == null || tambahan == null || jumlah == null || jumlah === 0n) return [];
    return pagu + tambahan === jumlah ? [[pagu, tambahan, jumlah]] : [];
  });
}

const inSen = (amount: string): bigint => BigInt(amount.replace('.', ''));

describe('the document of Probolinggo with a tab too many at the end of every line', () => {
  it('is read as the one without', async () => {
    const tabbed = Object.fromEntries(
      Object.entries(seedFiles()).map(([name, text]) => [
        name,
        name.endsWith('.tsv') ? text.replace(/(?<=.)$/gm, '\t') : text,
      ]),
    );
    const told = (files: Record<string, string>) =>
      inTestLedger(async (ledger) => {
        await ledger.import(files);
        const plain = (field: string, value: unknown) => (field === 'sel' ? '' : value);
        return (await ledger.entries(RENJA)).map(({ event }) => JSON.parse(JSON.stringify(event.data, plain)));
      });
    expect(await told(tabbed)).toEqual(await told(seedFiles()));
  });
});

describe('the Renja of Probolinggo, imported', () => {
  let ledger: TestLedger;
  let imported: ImportedDocument;
  let entries: Entry[];
  let report: ImportReport;
  let sheet: RenjaSheet;
  let lines: SheetLine[];
  let sums: Map<string, Totals>;
  const totalOf = ({ lineId }: SheetLine): Totals => sums.get(lineId) as Totals;
  const named = (uraian: string): SheetLine => lines.find((line) => line.uraian.endsWith(uraian)) as SheetLine;
  const withKode = (kode: string): SheetLine[] => lines.filter((line) => line.kode === kode);

  beforeAll(async () => {
    ledger = await openTestLedger();
    imported = await ledger.importManifest(join(SEED, 'manifest.yaml'));
    entries = await ledger.entries(RENJA);
    report = reportOf(imported.document);
    sheet = foldAll(renjaSheet, entries);
    lines = [...sheet.lines.values()];
    sums = totals(sheet);
  });
  afterAll(() => ledger.close());

  it('has 85 rows: 1 urusan, 3 bidang, 14 program, 22 kegiatan, 45 sub kegiatan', () => {
    const levels = { urusan: 1, bidang: 3, program: 14, kegiatan: 22, subkegiatan: 45 };
    expect(report.rows).toEqual({ total: 85, ...levels });
    expect(Object.fromEntries(LEVELS.map((level) => [level, lines.filter((l) => l.level === level).length]))).toEqual(
      levels,
    );
    expect(report.notPrinted).toBe(0);
    expect(lines.map(({ lineId }) => lineId)).toEqual(
      Array.from({ length: 85 }, (_, i) => `L${String(i + 1).padStart(4, '0')}`),
    );
  });

  it('sums to a pagu of 24.136.433.332, and 1.868.169.824 more is 26.004.603.156', () => {
    expect([report.pagu, report.tambahan, report.jumlah].map(printRupiah)).toEqual([
      '24.136.433.332',
      '1.868.169.824',
      '26.004.603.156',
    ]);
    const whole = sums.get('') as Totals;
    expect(whole).toEqual({
      murni: '24136433332.00',
      pApbd: '26004603156.00',
      change: '1868169824.00',
      now: '26004603156.00',
    });
  });

  it('has 85 row sums and 120 parent sums that hold', () => {
    expect(report.rowSums).toBe(85);
    expect(report.parentSums).toBe(120);
    // Every row prints its three amounts, and each of the 40 parents is held against the rows below it in all three.
    expect(printed(T_C_33).filter(({ sel }) => budgetCells(sel).length === 1)).toHaveLength(85);
    expect((85 - report.rows.subkegiatan) * 3).toBe(120);
  });

  it.each([
    ['BIDANG KOPERASI, USAHA KECIL, DAN MENENGAH', '11.000.221.859', '618.169.824', '11.618.391.683'],
    ['BIDANG PERDAGANGAN', '9.105.103.273', '1.250.000.000', '10.355.103.273'],
    ['BIDANG PERINDUSTRIAN', '4.031.108.200', '-', '4.031.108.200'],
  ])('computes %s: %s + %s = %s', (name, murni, change, now) => {
    const bidang = named(name);
    expect(bidang.level).toBe('bidang');
    const total = totalOf(bidang);
    expect([total.murni, total.change, total.now].map(printRupiah)).toEqual([murni, change, now]);
  });

  it('computes from its events the pagu, tambahan and jumlah that each of its 85 rows prints', () => {
    const cells = printed(T_C_33).map(({ sel }) => budgetCells(sel));
    expect(cells.every((found) => found.length === 1)).toBe(true);
    expect(
      lines.map((line) => {
        const { murni, change, now } = totalOf(line);
        return [inSen(murni), inSen(change), inSen(now)];
      }),
    ).toEqual(cells.map(([triple]) => triple));
    const raw = printed(T_C_33).flatMap(({ sel }) => sel);
    expect(raw.filter((cell) => cell === '(5.155.000)')).toHaveLength(1);
    expect(printRupiah(totalOf(named('Penyediaan Peralatan dan Perlengkapan Kantor')).change)).toBe('(5.155.000)');
    expect(printRupiah(totalOf(named('Penyediaan Peralatan Rumah Tangga')).change)).toBe('-');
  });

  it('changes 17 sub kegiatan: 14 up by 1.905.559.024, 3 down by 37.389.200, 28 stay', () => {
    expect(report.changes).toEqual({
      changed: 17,
      up: { count: 14, amount: '1905559024.00' },
      down: { count: 3, amount: '37389200.00' },
      same: 28,
      targets: 1,
    });
    const [up, down] = [dataOf(entries, 'PaguIncreased'), dataOf(entries, 'PaguDecreased')];
    const total = (changes: typeof up): string => String(changes.reduce((n, { amount }) => n + inSen(amount), 0n));
    expect([up.length, total(up)]).toEqual([14, '190555902400']);
    expect([down.length, total(down)]).toEqual([3, '3738920000']);
    const stay = lines.filter((line) => line.level === 'subkegiatan' && line.pagu.murni === line.pagu.now);
    expect(stay).toHaveLength(28);
  });

  it('changes one target, that of 3.30.03.2.01.02 from 100 to 107 Unit', () => {
    const [line] = withKode('3.30.03.2.01.02');
    expect(dataOf(entries, 'TargetChanged')).toEqual([
      {
        of: line?.lineId,
        indikatorId: 'I1',
        before: { target: '100', satuan: 'Unit' },
        after: { target: '107', satuan: 'Unit' },
        revisionId: 'P-APBD-2022',
      },
    ]);
    expect(line?.indikator[0]?.target).toEqual({
      murni: { target: '100', satuan: 'Unit' },
      pApbd: { target: '107', satuan: 'Unit' },
      now: { target: '107', satuan: 'Unit' },
    });
  });

  it.each(['2.17.03.2.01.01', '2.17.05.2.01.01'])(
    'has the code %s once as kegiatan and once as sub kegiatan',
    (kode) => {
      const [kegiatan, sub, ...more] = withKode(kode);
      expect([kegiatan?.level, sub?.level, more.length]).toEqual(['kegiatan', 'subkegiatan', 0]);
      expect(sub?.parent).toBe(kegiatan?.lineId);
      expect(report.sharedCodes).toContain(kode);
      expect(report.otherLevel.filter((row) => row.kode === kode)).toEqual([
        { kode, uraian: kegiatan?.uraian, detail: 'kegiatan' },
      ]);
    },
  );

  it('names no other code as shared or of another level', () => {
    expect(report.sharedCodes).toHaveLength(2);
    expect(report.otherLevel).toHaveLength(2);
  });

  it('leaves 2.17.01.2.08.01 and .02 under kegiatan 2.17.01.2.07, whose murni they make 572.793.000', () => {
    const [kegiatan] = withKode('2.17.01.2.07');
    const below = lines.filter((line) => line.parent === kegiatan?.lineId);
    expect(below.map(({ kode }) => kode)).toEqual(['2.17.01.2.07.06', '2.17.01.2.08.02', '2.17.01.2.08.01']);
    expect(totalOf(kegiatan as SheetLine).murni).toBe('572793000.00');
    expect(report.misplaced.map(({ kode, detail }) => [kode, detail])).toEqual([
      ['2.17.01.2.08.02', '2.17.01.2.07'],
      ['2.17.01.2.08.01', '2.17.01.2.07'],
    ]);
  });

  it('has 1 tujuan and 2 sasaran with 4 indicators, none changed, and 2 wrapped cells joined', () => {
    expect(report.objectives).toEqual({ tujuan: 1, sasaran: 2, indikator: 4, changed: 0, wrappedCells: 2 });
    const percent = (target: string) => ({ target, satuan: '%' });
    const objectives = dataOf(entries, 'ObjectiveAdded').map(({ objectiveId, kind, parent, uraian, indikator }) => ({
      row: [objectiveId, kind, parent, uraian],
      indikator: indikator.map(({ teks, target, satuan }) => [teks, { target, satuan }]),
    }));
    expect(objectives).toEqual([
      {
        row: ['O01', 'tujuan', null, 'Meningkatkan Pembangunan Ekonomi yang Berdaya Saing'],
        indikator: [['Pertumbuhan Ekonomi', percent('3-3,5')]],
      },
      {
        row: ['O02', 'sasaran', 'O01', 'Meningkatnya Nilai Investasi Daerah'],
        indikator: [['Persentase Pertumbuhan Nilai Investasi', percent('6,1')]],
      },
      {
        row: ['O03', 'sasaran', 'O01', 'Meningkatnya Sektor Perdagangan dan Industri'],
        indikator: [
          ['Persentase Pertumbuhan PDRB Perdagangan', percent('2,1')],
          ['Persentase Pertumbuhan PDRB Perindustrian', percent('2,1')],
        ],
      },
    ]);
  });

  it('reports 85 rows, 81 with realisasi, 36 of them parents; 4 codes, 42 targets and 12 units differ', () => {
    expect(report.report).toMatchObject({
      rows: 85,
      withRealisasi: 81,
      parentsWithRealisasi: 36,
      codesDiffer: 4,
      targetsDiffer: 42,
      unitsDiffer: 12,
    });
    const REALISASI = 7;
    expect(printed(TABLE_2_1)).toHaveLength(85);
    const stated = printed(TABLE_2_1).filter(({ sel }) => sel[REALISASI] !== '');
    const reported = dataOf(entries, 'RealisasiReported');
    expect(reported.map(({ kinerja }) => kinerja)).toEqual(stated.map(({ sel }) => sel[REALISASI]));
    expect(reported.every(({ period }) => period === '2022-TW2')).toBe(true);
    const level = new Map(lines.map((line) => [line.lineId, line.level]));
    expect(reported.filter(({ lineId }) => level.get(lineId) !== 'subkegiatan')).toHaveLength(36);
  });

  it('prints one wrong ratio, that of 2.17.01.2.09.11, and 80 that equal the computed ones', () => {
    expect(report.report.wrongRatios.map(({ kode, detail }) => [kode, detail])).toEqual([
      ['2.17.01.2.09.11', '43/85 = 50,59 ≠ 50,00'],
    ]);
    const rated = evaluate(foldAll(evaluation, entries), '2022-TW2').filter(({ realisasi }) => realisasi !== null);
    const TINGKAT = 8;
    expect(rated.map(({ ratePrinted }) => ratePrinted)).toEqual(
      printed(TABLE_2_1).flatMap(({ sel }) => (sel[TINGKAT] ? [sel[TINGKAT]] : [])),
    );
    const differ = rated.filter(({ rate, ratePrinted }) => rate !== ratePrinted);
    expect(differ.map(({ kode, rate, ratePrinted }) => [kode, rate, ratePrinted])).toEqual([
      ['2.17.01.2.09.11', '50,59', '50,00'],
    ]);
    expect(rated.length - differ.length).toBe(80);
  });

  it('keeps the raw cells of every row of the three tables with their line numbers', () => {
    const rawOf = (table: string, events: readonly { readonly sumber: readonly Sumber[] }[]) =>
      events.map(({ sumber }) =>
        sumber.filter(({ tabel }) => tabel === table).map(({ baris, sel }) => ({ line: baris, sel })),
      );
    const rows = dataOf(entries, 'LineAdded');
    expect(rawOf('T-C.33', rows)).toEqual(printed(T_C_33).map((row) => [row]));
    expect(rawOf('2.1', rows)).toEqual(printed(TABLE_2_1).map((row) => [row]));
    expect(rawOf('3.1', dataOf(entries, 'ObjectiveAdded')).flat()).toEqual(printed(TABLE_3_1));
    expect(dataOf(entries, 'LineAdded').flatMap(({ sumber }) => sumber)).toHaveLength(170);
    expect(new Set(dataOf(entries, 'LineAdded').flatMap(({ sumber }) => sumber.map((s) => s.documentId)))).toEqual(
      new Set(['perubahan-renja-2022']),
    );
  });

  it('was typed in as history by one account and checked by another, both self-declared', () => {
    expect(entries.every(({ meta }) => meta.mode === 'historical' && meta.actor.asserted === true)).toBe(true);
    const by = new Map<string, Set<string>>();
    for (const { meta, event } of entries) by.set(meta.actor.id, (by.get(meta.actor.id) ?? new Set()).add(event.type));
    expect([...by.keys()]).toEqual(['demo-entri', 'demo-periksa']);
    expect([...(by.get('demo-periksa') ?? [])]).toEqual([
      'RevisionApproved',
      'PaguIncreased',
      'PaguDecreased',
      'TargetChanged',
    ]);
    expect(by.get('demo-entri')).toEqual(
      new Set(['RenjaOpened', 'ObjectiveAdded', 'LineAdded', 'RenjaAdopted', 'RealisasiReported', 'RevisionProposed']),
    );
  });

  it('says which fields of its documents are made up', () => {
    const [opened] = dataOf(entries, 'RenjaOpened');
    expect(opened?.madeUp).toEqual(['perangkatDaerah.kode', 'nomenklatur']);
    expect(opened?.document).toMatchObject({
      documentId: 'perubahan-renja-2022',
      nomor: '000/PR-DEMO/2022',
      penandatangan: { nama: 'Nama Kepala Dinas', jabatan: 'Kepala Dinas' },
      madeUp: ['nomor', 'tanggal', 'penandatangan'],
    });
    const [adopted] = dataOf(entries, 'RenjaAdopted');
    expect(adopted?.document).toMatchObject({
      documentId: 'renja-2022',
      madeUp: ['nomor', 'tanggal', 'judul', 'penandatangan'],
    });
    const [proposed] = dataOf(entries, 'RevisionProposed');
    expect(proposed?.document).toEqual(opened?.document);
  });

  it('was recorded by the clock and took effect in 2022', () => {
    expect(new Set(entries.map(({ meta }) => meta.recordedAt))).toEqual(new Set([CLOCK]));
    const days = new Map<string, Set<string>>();
    for (const { type, effectiveOn } of foldAll(lineHistory, entries).rows)
      days.set(effectiveOn, (days.get(effectiveOn) ?? new Set()).add(type));
    expect(Object.fromEntries(days)).toEqual({
      '2022-01-03': new Set(['RenjaOpened', 'ObjectiveAdded', 'LineAdded', 'RenjaAdopted']),
      '2022-07-15': new Set(['RealisasiReported']),
      '2022-09-12': new Set([
        'RevisionProposed',
        'RevisionApproved',
        'PaguIncreased',
        'PaguDecreased',
        'TargetChanged',
      ]),
    });
  });

  it('is 191 events in seven steps', () => {
    expect(imported.steps.map(({ step, events, done }) => [step, events, done])).toEqual([
      ['open', 1, false],
      ['objectives', 3, false],
      ['lines 1', 85, false],
      ['adopt', 1, false],
      ['realisasi 1', 81, false],
      ['propose', 1, false],
      ['approve', 19, false],
    ]);
    expect(imported.written).toBe(191);
    expect(entries).toHaveLength(191);
  });
});
