import { reportOf } from '../../src/import/import-report.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { type Files, inTestLedger, seedFiles, T_C_33, TABLE_2_1, TABLE_3_1 } from './test-ledger.js';

const RENJA = 'probolinggo-dkumpp-2022';
const DOCUMENT = 'perubahan-renja.txt';
const HEAD = 3;

/** The lines of a table with everything that page breaks put between them, the head again among it. */
function onPages(text: string, rowsPerPage: number): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  const head = lines.slice(0, HEAD);
  const footers = [
    (page: number) => [`Perubahan Renja Tahun 2022\t${page}`],
    (page: number) => [`Perubahan Renja Tahun 2022 | ${page}`, ''],
    (page: number) => ['', String(page), '-----------------------------'],
    (page: number) => [`DKUMPP Kota Probolinggo\tPerubahan Renja\t${page}`, '\t\t\t', '* * *'],
  ];
  return lines.slice(HEAD).flatMap((row, i) => {
    if (i === 0) return [...head, row];
    if (i % rowsPerPage !== 0) return [row];
    const page = i / rowsPerPage;
    const footer = footers[page % footers.length]?.(page) ?? [];
    // The page after a footer begins with the head or goes on with the next row.
    return page % 3 === 0 ? [...footer, `\f${row}`] : [...footer, `\f${head[0]}`, ...head.slice(1), row];
  });
}

const wholeDocument = (files: Files): string[] => [
  'PERUBAHAN RENCANA KERJA',
  'DINAS KOPERASI, USAHA MIKRO, PERDAGANGAN DAN PERINDUSTRIAN',
  '',
  'DAFTAR ISI',
  'BAB I\tPENDAHULUAN\t1',
  '2.1.\tEvaluasi Pelaksanaan Renja\t5',
  'BAB I PENDAHULUAN',
  '1.1 Latar Belakang',
  'Perubahan Renja memuat target, realisasi s/d triwulan II dan tingkat realisasi, serta kebutuhan dana.',
  'Pagu semula 24.136.433.332 menjadi 26.004.603.156.',
  '\f',
  'BAB II EVALUASI PELAKSANAAN RENJA TAHUN 2022',
  'Tabel 2.1',
  'Rekapitulasi Evaluasi Hasil Pelaksanaan Renja',
  ...onPages(files[TABLE_2_1] ?? '', 13),
  'Sumber: DKUMPP, 2022',
  '2.2 Analisis Kinerja Pelayanan',
  'Capaian 2.17.01 telah mencapai 50 persen, sedangkan 3.30.03 melampaui target.',
  'Bidang\tCapaian\tKeterangan',
  'Koperasi\t50\tsesuai',
  '1.\tKoperasi\t50',
  '\f',
  'BAB III TUJUAN DAN SASARAN',
  '3.1 Tujuan dan Sasaran Renja',
  'Tujuan, sasaran, dan indikator tujuan disajikan pada tabel berikut.',
  ...onPages(files[TABLE_3_1] ?? '', 2),
  'BAB IV RENCANA KERJA',
  'Rencana tahun 2022 dan prakiraan maju disajikan pada tabel T-C.33.',
  ...onPages(files[T_C_33] ?? '', 9),
  'BAB V PENUTUP',
  'Demikian Perubahan Renja ini disusun.',
  'Probolinggo, 12 September 2022',
  '\t\t\t\t\tKepala Dinas',
  '',
];

const asOneFile = (files: Files, text: string): Files => ({
  'manifest.yaml': [T_C_33, TABLE_2_1, TABLE_3_1].reduce(
    (manifest, table) => manifest.replace(table, DOCUMENT),
    files['manifest.yaml'] ?? '',
  ),
  [DOCUMENT]: text,
});

/** What the ledger holds, but for where in a file each row stood. */
function withoutLines(event: RenjaEvent): unknown {
  if (event.type !== 'LineAdded' && event.type !== 'ObjectiveAdded') return event;
  return { ...event, data: { ...event.data, sumber: event.data.sumber.map(({ baris: _, ...raw }) => raw) } };
}
/** And but for the cells as they were printed. */
function withoutCells(event: RenjaEvent): unknown {
  if (event.type !== 'LineAdded' && event.type !== 'ObjectiveAdded') return event;
  return { ...event, data: { ...event.data, sumber: event.data.sumber.length } };
}

const eventsOf = (files: Files) =>
  inTestLedger(async (ledger) => {
    const { document } = await ledger.import(files);
    return { report: reportOf(document), events: (await ledger.entries(RENJA)).map(({ event }) => event) };
  });

describe('a whole document pasted as one text', () => {
  let separate: Awaited<ReturnType<typeof eventsOf>>;
  beforeAll(async () => {
    separate = await eventsOf(seedFiles());
  });

  it.each([
    ['LF', '\n', ''],
    ['CRLF', '\r\n', ''],
    ['CR', '\r', ''],
    ['CRLF after a byte order mark', '\r\n', '\ufeff'],
  ])('gives the same events as a file for each table, with lines that end in %s', async (_, end, before) => {
    const lines = wholeDocument(seedFiles());
    const { events, report } = await eventsOf(asOneFile(seedFiles(), before + lines.join(end)));
    expect(events.map(withoutLines)).toEqual(separate.events.map(withoutLines));
    expect({ ...report, skippedLines: 0 }).toEqual({ ...separate.report, skippedLines: 0 });
    expect(report.skippedLines).toBeGreaterThan(separate.report.skippedLines);
    // Each row says the very line on which it stands.
    const raw = events.flatMap((event) => ('sumber' in event.data ? event.data.sumber : []));
    expect(raw).toHaveLength(85 + 85 + 5);
    for (const { baris, sel } of raw) expect(lines[baris - 1]?.replace('\f', '').split('\t')).toEqual(sel);
  });

  it('may keep its tables in any order', async () => {
    const files = seedFiles();
    const parts = [T_C_33, TABLE_3_1, TABLE_2_1].flatMap((name) => [
      `TABEL ${name}`,
      ...onPages(files[name] ?? '', 20),
    ]);
    const { events } = await eventsOf(asOneFile(files, parts.join('\n')));
    expect(events.map(withoutLines)).toEqual(separate.events.map(withoutLines));
  });

  it('may hold other spaces than plain ones', async () => {
    const files = seedFiles();
    const spaced = {
      ...files,
      [T_C_33]: files[T_C_33]?.replaceAll('Kota Probolinggo', ' Kota\u00a0 Probolinggo ') ?? '',
    };
    const { events } = await eventsOf(spaced);
    expect(events.map(withoutCells)).toEqual(separate.events.map(withoutCells));
  });

  it('is the same text in either normal form of Unicode', async () => {
    const files = seedFiles();
    const accented = (form: 'NFC' | 'NFD'): Files => ({
      ...files,
      [T_C_33]: (files[T_C_33] ?? '').replace('Pemeliharaan Mebel', 'Pemeliharaan M\u00e9bel').normalize(form),
    });
    const [composed, decomposed] = [await eventsOf(accented('NFC')), await eventsOf(accented('NFD'))];
    expect(JSON.stringify(composed.events)).toContain('M\u00e9bel');
    expect(decomposed.events).toEqual(composed.events);
  });
});
