import { InvalidInput } from '../../src/commands/input.js';
import { explainImport, type ImportFault, ImportRefused, type ImportRule } from '../../src/import/faults.js';
import { exchanged, type Files, inTestLedger, onLine } from './test-ledger.js';

const PLAN = 'rencana.tsv';
const REPORT = 'evaluasi.tsv';
const AIMS = 'tujuan.tsv';

const table = (...rows: readonly string[]): string => `${rows.map((row) => row.replaceAll('|', '\t')).join('\n')}\n`;

/** A small document in which everything holds. Its rows stand on the lines 4 to 9 of both tables. */
const SOUND: Files = {
  [PLAN]: table(
    'No.|KODE|URUSAN|INDIKATOR|RENCANA TAHUN 2022|||||||CATATAN PENTING|Prakiraan Maju Rencana Tahun 2023|',
    '||||LOKASI|TARGET CAPAIAN KINERJA||KEBUTUHAN DANA|TAMBAHAN|JUMLAH|SUMBER DANA|||',
    '1|2|3|4|5|6|7|8|9|10|11|12|13|14',
    '||URUSAN PEMERINTAHAN WAJIB|||||150.000|10.000|160.000||||',
    '1||URUSAN PEMERINTAHAN BIDANG KOPERASI|||||150.000|10.000|160.000||||',
    '2.17.01|PROGRAM PENUNJANG|Capaian|Kota|82%|82%|150.000|10.000|160.000|DAU|82%|90.000',
    '2.17.01.2.01.|Perencanaan|Capaian|Kota|82%|82%|150.000|10.000|160.000|DAU|82%|90.000',
    '2.17.01.2.01.01|Penyusunan Dokumen|Jumlah Dokumen|Kota|2 Dokumen|2 Dokumen|120.000|10.000|130.000|DAU|2 dok|90.000',
    '2.17.01.2.01.06|Penyusunan Laporan|Jumlah Laporan|Kota|2 Laporan|2 Laporan|30.000|-|30.000|DID|1 dok|-',
  ),
  [REPORT]: table(
    'KODE|URUSAN|INDIKATOR|TARGET RPJMD||TAHUN LALU|TARGET DAN REALISASI|||KET',
    '||||||TARGET|REALISASI S/D TRIWULAN II|TINGKAT REALISASI|',
    '1|2|3|4||5|6|7|8|9',
    '2|URUSAN PEMERINTAHAN WAJIB||||||||',
    '2.17|URUSAN PEMERINTAHAN BIDANG KOPERASI||||||||',
    '2.17.01|PROGRAM PENUNJANG|Capaian|82|%|81|82|41|50,00|',
    '2.17.01.2.01.|Perencanaan|Capaian|82|%|81|82|41|50,00|',
    '2.17.01.2.01.01|Penyusunan Dokumen|Jumlah Dokumen|2|Dokumen|2|2|1|50,00|',
    '2.17.01.2.01.06|Penyusunan Laporan|Jumlah Laporan|2|Laporan|2|2|1|50,00|',
  ),
  [AIMS]: table(
    'No.|Tujuan|Sasaran|Satuan|Indikator Tujuan/Sasaran|Target Kinerja|',
    '|||||Renja 2022|Renja P-APBD 2022',
    '1|2|3|4|5|6|7',
    '1.|Ekonomi tumbuh||%|Pertumbuhan|3-3,5|3-3,5',
    '||Usaha tumbuh|%|Pertumbuhan usaha|6,1|6,1',
  ),
  'manifest.yaml': `
renja: contoh-2022
pemda: { kode: "99.99", jenis: kota, nama: Kota Contoh }
perangkatDaerah: { kode: "2.17", nama: Dinas Contoh }
tahun: "2022"
periodeRpjmd: 2019-2024
nomenklatur: 050-5889
documents:
  - { documentId: renja, jenis: Renja, tanggal: 2022-01-03, judul: Renja 2022 }
source: renja
tables: { T-C.33: ${PLAN}, "2.1": ${REPORT}, "3.1": ${AIMS} }
actors:
  typedBy: { id: entri, name: Petugas Entri, role: finance }
  checkedBy: { id: periksa, name: Petugas Periksa, role: verifier }
adoption: { document: renja }
realisasi: { period: 2022-TW2, reportedOn: 2022-07-15 }
revision:
  revisionId: P-APBD
  kind: perubahan
  stage: P-APBD
  judul: P-APBD
  document: renja
  reason: Perubahan
  effectiveOn: 2022-09-12
differingCodes:
  - ["", "2"]
  - ["", "2.17"]
`,
};

type Edit = (files: Files) => Files;
const edit =
  (file: string, change: (text: string) => string): Edit =>
  (files) => ({ ...files, [file]: change(files[file] ?? '') });
const at = (file: string, line: number, from: string, to: string): Edit =>
  edit(file, (text) => onLine(text, line, from.replaceAll('|', '\t'), to.replaceAll('|', '\t')));
const without = (file: string, line: number): Edit =>
  edit(file, (text) =>
    text
      .split('\n')
      .toSpliced(line - 1, 1)
      .join('\n'),
  );
const after = (file: string, line: number, row: string): Edit =>
  edit(file, (text) => text.split('\n').toSpliced(line, 0, row.replaceAll('|', '\t')).join('\n'));
const replaced = (file: string, from: string, to: string): Edit => edit(file, (text) => exchanged(text, from, to));

const broken = (edits: readonly Edit[]): Files => edits.reduce((files, change) => change(files), SOUND);

/** What an import is refused with; and that neither it nor its dry run leaves anything in the ledger. */
const refusalOf = (files: { readonly [name: string]: string | Uint8Array }): Promise<unknown> =>
  inTestLedger(async (ledger) => {
    const refusals: unknown[] = [];
    for (const dryRun of [true, false])
      refusals.push(
        await ledger.import(files, { dryRun }).then(
          () => 'imported',
          (error: unknown) => error,
        ),
      );
    expect(refusals[0]).toEqual(refusals[1]);
    expect(await ledger.store.head()).toBe(0);
    return refusals[1];
  });

type Place = readonly [file: string, line: number | null, rule: ImportRule];
const places = (faults: readonly ImportFault[]): Place[] => faults.map(({ file, line, rule }) => [file, line, rule]);

/** The parents of the row on line 8 and 9, each with a sum that no longer holds. */
const parents = (count: number): Place[] =>
  [4, 5, 6, 7].flatMap((line) => Array.from({ length: count }, (): Place => [PLAN, line, 'parent-sum']));

async function faultsOf(edits: readonly Edit[]): Promise<readonly ImportFault[]> {
  const refusal = await refusalOf(broken(edits));
  if (!(refusal instanceof ImportRefused)) throw new Error(`not refused for its faults: ${String(refusal)}`);
  // A text with a gap would tell its reader nothing.
  for (const fault of refusal.faults)
    for (const language of ['id', 'en'] as const) expect(explainImport(fault, language)).not.toMatch(/[{}?]|^$/);
  return refusal.faults;
}

describe('a document', () => {
  it('is imported where everything in it holds', () =>
    inTestLedger(async (ledger) => {
      const { written } = await ledger.import(SOUND);
      expect(written).toBe(17);
      expect(await ledger.store.head()).toBe(17);
    }));

  it.each<[string, Edit[], Place[]]>([
    [
      'malformed amounts, each once, and no sums over them',
      [
        at(PLAN, 8, '|120.000|', '|120,000|'),
        at(PLAN, 8, '|130.000|', '|13O.000|'),
        at(PLAN, 9, '|30.000|-|', '|30.0000|- -|'),
      ],
      [
        [PLAN, 8, 'amount-malformed'],
        [PLAN, 8, 'amount-malformed'],
        [PLAN, 9, 'amount-malformed'],
        [PLAN, 9, 'amount-malformed'],
      ],
    ],
    [
      'a row sum that does not hold, and the sums over it',
      [at(PLAN, 8, '|130.000|', '|131.000|')],
      [...parents(1), [PLAN, 8, 'row-sum']],
    ],
    [
      'a parent whose pagu and jumlah are not the sums of the rows below',
      [at(PLAN, 6, '|150.000|10.000|160.000|', '|150.001|10.000|160.001|')],
      [
        [PLAN, 6, 'parent-sum'],
        [PLAN, 6, 'parent-sum'],
      ],
    ],
    ['codes that differ and are not listed', [at(REPORT, 8, '01.01|', '01.02|')], [[REPORT, 8, 'codes-differ']]],
    [
      'a code that is listed as another pair',
      [replaced('manifest.yaml', '["", "2.17"]', '["2.17", ""]')],
      [[REPORT, 5, 'codes-differ']],
    ],
    ['a row that Table 2.1 lacks at its end', [without(REPORT, 9)], [[REPORT, null, 'rows-not-paired']]],
    ['a row that Table 2.1 lacks in between', [without(REPORT, 6)], [[REPORT, 6, 'rows-not-paired']]],
    [
      'a row that only Table 2.1 has',
      [after(REPORT, 9, '2.17.01.2.01.07|Penyusunan Lagi|Jumlah|2|%|2|2|1|50,00|')],
      [[REPORT, 10, 'rows-not-paired']],
    ],
    [
      'an indicator that only Table 2.1 has',
      [after(REPORT, 8, '||Jumlah Naskah|2|Naskah|2|2|1|50,00|')],
      [[REPORT, 8, 'indicators-differ']],
    ],
    [
      'a row without tabs',
      [edit(REPORT, (text) => text.replace(/^2\.17\.01\.2\.01\.06.*$/m, (row) => row.replaceAll('\t', ' ')))],
      [
        [REPORT, null, 'rows-not-paired'],
        [REPORT, 9, 'row-without-tabs'],
      ],
    ],
    [
      'broken encoding in rows and beside them',
      [
        at(PLAN, 8, 'Penyusunan', 'Penyusun\ufffdn'),
        at(PLAN, 1, 'RENCANA', '\ufffd RENCANA'),
        at(AIMS, 4, 'Ekonomi', 'Ekon\ufffdmi'),
      ],
      [
        [PLAN, 1, 'not-text'],
        [PLAN, 8, 'not-text'],
        [AIMS, 4, 'not-text'],
      ],
    ],
    [
      'a table whose header is not there, and its rows outside any',
      [edit(REPORT, (text) => text.split('\n').toSpliced(0, 2).join('\n'))],
      [[REPORT, null, 'table-missing'], ...[4, 5, 6, 7].map((line): Place => [REPORT, line, 'row-outside-table'])],
    ],
    [
      'a missing table of objectives',
      [edit(AIMS, () => 'Tujuan dan sasaran ada di dokumen lain.\n')],
      [[AIMS, null, 'table-missing']],
    ],
    [
      'a sub kegiatan without a pagu, and no sums over it',
      [at(PLAN, 9, '|30.000|-|30.000|', '||-|30.000|')],
      [[PLAN, 9, 'pagu-missing']],
    ],
    [
      'funds that make up neither the pagu nor the jumlah',
      [at(PLAN, 8, '|DAU|', '|DAU 100.000 + DID 10.000|')],
      [[PLAN, 8, 'funds-not-pagu']],
    ],
    [
      'a row of sums, which is none of the plan',
      [after(PLAN, 9, '||JUMLAH|||||||||||')],
      [
        [REPORT, null, 'rows-not-paired'],
        [PLAN, 10, 'level-unknown'],
      ],
    ],
    ['more cells than columns', [at(PLAN, 9, '|1 dok|-', '|1 dok|-|||lebih')], [[PLAN, 9, 'too-many-cells']]],
    ['thousands that were cut short', [at(PLAN, 9, '|30.000|-|', '|30.00|-|')], [[PLAN, 9, 'amount-malformed']]],
    ...['DAU Rp 100.000', 'DAU: 120.000', 'DAU (60.000) + DID (60.000)', 'DAU=120.000', '120.000 DAU'].map(
      (written): [string, Edit[], Place[]] => [
        `a fund whose amount is written otherwise: ${written}`,
        [at(PLAN, 8, '|DAU|', `|${written}|`)],
        [[PLAN, 8, 'amount-malformed']],
      ],
    ),
    [
      'rows of Table 2.1 that lost a cell in their middle',
      [at(REPORT, 8, '|2|Dokumen|', '|2 Dokumen|'), at(REPORT, 9, 'Jumlah Laporan|', '')],
      [
        [REPORT, 8, 'text-expected'],
        [REPORT, 9, 'text-expected'],
        [REPORT, 9, 'text-expected'],
      ],
    ],
    [
      'rows of Table 3.1 with a cell too many or too few',
      [after(AIMS, 5, '||Usaha lain|%|Ind|1|2|lebih'), after(AIMS, 6, '2||%|Ind|5|6')],
      [
        [AIMS, 6, 'too-many-cells'],
        [AIMS, 7, 'text-expected'],
      ],
    ],
    ['an amount in the place of a fund', [at(PLAN, 8, '|DAU|', '|5.000|')], [[PLAN, 8, 'amount-malformed']]],
    ['funds of which one is blank', [at(PLAN, 8, '|DAU|', '|DAU 120.000 + |')], [[PLAN, 8, 'amount-malformed']]],
    [
      'a row without a name, and one whose level nothing says',
      [at(PLAN, 9, 'Penyusunan Laporan', ''), at(PLAN, 8, '2.17.01.2.01.01', '2.17.01.2')],
      // A row of no level keeps its place, so that the others pair, and no sum over it is held against anything.
      [
        [REPORT, 8, 'codes-differ'],
        [PLAN, 8, 'level-unknown'],
        [PLAN, 9, 'name-missing'],
      ],
    ],
    [
      'a kegiatan whose level nothing says, and no pair or sum that depends on it',
      [at(PLAN, 7, '2.17.01.2.01.', 'kegiatan')],
      [
        [REPORT, 7, 'codes-differ'],
        [PLAN, 7, 'level-unknown'],
      ],
    ],
    [
      'continuations before the first row',
      [
        after(PLAN, 3, '|||lebih banyak||||||||||'),
        after(REPORT, 3, '||lebih banyak|||||||'),
        after(AIMS, 3, '||||lebih||'),
      ],
      [
        [REPORT, 4, 'continuation-first'],
        [PLAN, 4, 'continuation-first'],
        [AIMS, 4, 'continuation-first'],
      ],
    ],
    [
      'a P-APBD that the manifest does not describe',
      [edit('manifest.yaml', (text) => text.replace(/^revision:\n(?: {2}.*\n)+/m, ''))],
      [[PLAN, null, 'not-described']],
    ],
    [
      'a realisasi that the manifest does not describe',
      [edit('manifest.yaml', (text) => text.replace(/^realisasi:.*\n/m, ''))],
      [[REPORT, null, 'not-described']],
    ],
    [
      'a pagu below zero, which the rules of the ledger refuse',
      [
        at(PLAN, 8, '|120.000|10.000|130.000|', '|180.000|10.000|190.000|'),
        at(PLAN, 9, '|30.000|-|30.000|', '|(30.000)|-|(30.000)|'),
      ],
      [[PLAN, 9, 'rule-broken']],
    ],
    [
      'a revision that leaves less than nothing',
      [
        at(PLAN, 8, '|10.000|130.000|', '|50.000|170.000|'),
        at(PLAN, 9, '|30.000|-|30.000|', '|30.000|(40.000)|(10.000)|'),
      ],
      [[PLAN, 9, 'rule-broken']],
    ],
  ])('is refused for %s', async (_, edits, expected) => {
    expect(places(await faultsOf(edits))).toEqual(expected);
  });

  it('is refused for what is wrong in any of its files, all in one run, in the order of files and lines', async () => {
    const faults = await faultsOf([
      at(PLAN, 8, '|DAU|', '|DAU 1.000|'),
      at(PLAN, 9, '|30.000|-|', '|30.000|nihil|'),
      at(PLAN, 7, 'Perencanaan', 'Perencana\ufffdn'),
      at(REPORT, 6, '2.17.01|', '2.17.02|'),
      at(REPORT, 9, 'Penyusunan Laporan', ''),
      after(REPORT, 7, '||Jumlah Naskah|2|Naskah|2|2|1|50,00|'),
      at(AIMS, 4, 'Ekonomi', 'Ekon\ufffdmi'),
      after(AIMS, 3, '||||lebih||'),
      edit('manifest.yaml', (text) => text.replace(/^realisasi:.*\n/m, '')),
    ]);
    expect(places(faults)).toEqual([
      [REPORT, null, 'not-described'],
      [REPORT, 6, 'codes-differ'],
      [REPORT, 7, 'indicators-differ'],
      [REPORT, 10, 'name-missing'],
      [PLAN, 7, 'not-text'],
      [PLAN, 8, 'funds-not-pagu'],
      [PLAN, 9, 'amount-malformed'],
      [AIMS, 4, 'continuation-first'],
      [AIMS, 5, 'not-text'],
    ]);
  });

  it('says what is wrong in words and figures of the document', async () => {
    const faults = await faultsOf([
      at(PLAN, 8, '|120.000|10.000|130.000|', '|120.000|10.000|131.000,50|'),
      at(PLAN, 9, '|30.000|-|30.000|', '|30,000|-|30.000|'),
    ]);
    expect(faults.map((fault) => explainImport(fault, 'id'))).toEqual([
      'kolom jumlah: 120.000 + 10.000 = 130.000, tercetak 131.000,50',
      'kolom pagu: bukan jumlah rupiah: "30,000"; tulis seperti 1.234.567,00',
    ]);
    expect(faults.map((fault) => explainImport(fault, 'en'))).toEqual([
      'column jumlah: 120.000 + 10.000 = 130.000, printed 131.000,50',
      'column pagu: not an amount in rupiah: "30,000"; write it as 1.234.567,00',
    ]);
  });

  it('is refused where a file is not UTF-8', async () => {
    const latin1 = Buffer.from(at(PLAN, 8, 'Penyusunan', 'Penyus\u00fcnan')(SOUND)[PLAN] ?? '', 'latin1');
    const refusal = await refusalOf({ ...SOUND, [PLAN]: latin1 });
    expect(refusal).toBeInstanceOf(ImportRefused);
    expect(places((refusal as ImportRefused).faults)).toEqual([[PLAN, 8, 'not-text']]);
  });

  it('is refused where files of tables are not there, beside what is wrong in the others', async () => {
    const faults = await faultsOf([
      replaced('manifest.yaml', `: ${REPORT}`, ': tidak-ada.tsv'),
      replaced('manifest.yaml', `: ${AIMS}`, ': juga-tidak.tsv'),
      at(PLAN, 9, '|30.000|-|', '|30.000|nihil|'),
    ]);
    expect(places(faults)).toEqual([
      ['juga-tidak.tsv', null, 'file-missing'],
      [PLAN, 9, 'amount-malformed'],
      ['tidak-ada.tsv', null, 'file-missing'],
    ]);
  });
});

describe('a sound document', () => {
  const written = (edits: readonly Edit[]) =>
    inTestLedger(async (ledger) => (await ledger.import(broken(edits))).written);

  it('need not print the jumlah of a sub kegiatan', async () => {
    expect(await written([at(PLAN, 9, '|30.000|-|30.000|', '|30.000|-||')])).toBe(17);
  });

  it('need not print a kegiatan, whichever tables it has', async () => {
    // A placeholder stands in the kegiatan's stead, and one report less is made.
    expect(await written([without(PLAN, 7), without(REPORT, 7)])).toBe(16);
  });
});

describe('an unsound document', () => {
  // A row of all its cells is read as it stands: a shorter layout would take what is no amount for a target.
  it('is refused for a malformed pagu of the year after', async () => {
    const edits = [at(PLAN, 9, '|1 dok|-', '|1 dok|30,000,000')];
    expect(places(await faultsOf(edits))).toEqual([[PLAN, 9, 'amount-malformed']]);
  });
});

describe('a manifest', () => {
  type Wrong = readonly [pointer: string, rule: string];

  it.each<[string, Edit[], Wrong[]]>([
    [
      'an unknown field',
      [replaced('manifest.yaml', 'tahun:', 'tahunn: "1"\ntahun:')],
      [['/tahunn', 'whitelistValidation']],
    ],
    [
      'missing fields, at every depth',
      [
        replaced('manifest.yaml', 'nomenklatur: 050-5889\n', ''),
        replaced('manifest.yaml', ', role: verifier', ''),
        replaced('manifest.yaml', '  reason: Perubahan\n', ''),
      ],
      [
        ['/nomenklatur', 'isNotEmpty'],
        ['/actors/checkedBy/role', 'isIn'],
        ['/revision/reason', 'isNotEmpty'],
      ],
    ],
    [
      'fields of another form, unknown ones and missing ones at once',
      [
        replaced('manifest.yaml', 'renja: contoh-2022', 'renja: Contoh 2022'),
        replaced('manifest.yaml', '"2022"', '22'),
        replaced('manifest.yaml', 'tanggal: 2022-01-03', 'tanggal: 2022-02-30'),
        replaced('manifest.yaml', 'jenis: kota, ', 'jenis: desa, luas: 1, '),
        replaced('manifest.yaml', 'reportedOn: 2022-07-15', 'dilaporkan: 2022-07-15'),
        replaced('manifest.yaml', '["", "2"]', '["2"]'),
      ],
      [
        ['/renja', 'isRenjaId'],
        ['/pemda/luas', 'whitelistValidation'],
        ['/pemda/jenis', 'isIn'],
        ['/tahun', 'isYear'],
        ['/documents/0/tanggal', 'isDay'],
        ['/realisasi/dilaporkan', 'whitelistValidation'],
        ['/realisasi/reportedOn', 'isDay'],
        ['/differingCodes', 'arrayMinSize'],
      ],
    ],
    ['no table of the plan', [replaced('manifest.yaml', `T-C.33: ${PLAN}, `, '')], [['/tables/T-C.33', 'isNotEmpty']]],
    ['a period that is none', [replaced('manifest.yaml', '2022-TW2', '2022-TW5')], [['/realisasi/period', 'isPeriod']]],
    [
      'a document that it does not have',
      [replaced('manifest.yaml', 'source: renja', 'source: lain')],
      [['/documents', 'document']],
    ],
    ['text that is no YAML', [edit('manifest.yaml', (text) => `${text}\n  - [`)], [['', 'yaml']]],
    ['a list', [edit('manifest.yaml', () => '- renja\n')], [['', 'isObject']]],
  ])('is refused for %s', async (_, edits, expected) => {
    const refusal = await refusalOf(broken(edits));
    expect(refusal).toBeInstanceOf(InvalidInput);
    const { faults } = refusal as InvalidInput;
    const found = faults.map(({ pointer, rule }) => `${pointer} ${rule}`);
    expect(found.toSorted()).toEqual(expected.map((wrong) => wrong.join(' ')).toSorted());
  });
});
