import { fillIn, type Language } from '../ledger/rejection.js';

type Text = { readonly id: string; readonly en: string };

/** What can be wrong with an office's file. Each says what to do about it. */
const TEXTS = {
  'not-text': {
    id: 'berkas memuat karakter rusak (U+FFFD); simpan ulang sebagai UTF-8',
    en: 'the file holds broken characters (U+FFFD); save it again as UTF-8',
  },
  'file-missing': {
    id: 'berkas tidak dapat dibaca ({why}); periksa namanya di tables pada manifes',
    en: 'the file cannot be read ({why}); check its name under tables of the manifest',
  },
  'table-missing': {
    id: 'tabel {table} tidak ditemukan; periksa kepala tabelnya',
    en: 'table {table} was not found; check its header',
  },
  'row-without-tabs': {
    id: 'baris tabel {table} tidak terpisah dengan tab: "{text}"',
    en: 'a row of table {table} is not separated by tabs: "{text}"',
  },
  'row-outside-table': {
    id: 'baris seperti baris tabel di luar tabel mana pun: "{text}"; periksa kepala tabel sebelumnya',
    en: 'what looks like a row of a table stands outside any: "{text}"; check the header before it',
  },
  'too-many-cells': {
    id: 'baris memuat lebih banyak sel daripada kolom tabelnya: "{text}"; periksa tabnya',
    en: 'the row has more cells than its table has columns: "{text}"; check its tabs',
  },
  'continuation-first': {
    id: 'baris lanjutan tanpa baris yang dilanjutkan: "{text}"',
    en: 'a continuation with no row to continue: "{text}"',
  },
  'name-missing': { id: 'kolom {field}: nama kosong', en: 'column {field}: the name is blank' },
  'level-unknown': {
    id: 'kolom {field}: tingkat tidak dapat ditentukan dari kode "{kode}"',
    en: 'column {field}: the level cannot be told from code "{kode}"',
  },
  'text-expected': {
    id: 'kolom {field}: berisi bilangan "{written}"; baris ini kehilangan sel, periksa tabnya',
    en: 'column {field}: holds a number, "{written}"; this row lost a cell, check its tabs',
  },
  'amount-malformed': {
    id: 'kolom {field}: bukan jumlah rupiah: "{written}"; tulis seperti 1.234.567,00',
    en: 'column {field}: not an amount in rupiah: "{written}"; write it as 1.234.567,00',
  },
  'pagu-missing': {
    id: 'kolom {field}: pagu sub kegiatan kosong; tulis - untuk nol',
    en: 'column {field}: the pagu of a sub kegiatan is blank; write - for zero',
  },
  'row-sum': {
    id: 'kolom {field}: {pagu} + {tambahan} = {computed}, tercetak {printed}',
    en: 'column {field}: {pagu} + {tambahan} = {computed}, printed {printed}',
  },
  'parent-sum': {
    id: 'kolom {field}: bawahannya berjumlah {computed}, tercetak {printed}',
    en: 'column {field}: the rows below sum to {computed}, printed {printed}',
  },
  'funds-not-pagu': {
    id: 'kolom {field}: sumber dana berjumlah {funds}, pagu {pagu}, jumlah {jumlah}',
    en: 'column {field}: the funds sum to {funds}, pagu {pagu}, jumlah {jumlah}',
  },
  'rows-not-paired': {
    id: 'tabel T-C.33 berlanjut dengan {plan}, tabel 2.1 dengan {report}; baris kedua tabel tidak berpasangan',
    en: 'table T-C.33 goes on with {plan}, table 2.1 with {report}; the rows of the two tables do not pair',
  },
  'codes-differ': {
    id: 'kode "{plan}" di T-C.33 (baris {line}) dan "{report}" di tabel 2.1; betulkan, atau catat di differingCodes manifes',
    en: 'code "{plan}" in T-C.33 (line {line}) and "{report}" in table 2.1; mend it, or list the pair in differingCodes of the manifest',
  },
  'indicators-differ': {
    id: 'tabel 2.1 memuat {report} indikator, T-C.33 (baris {line}) {plan}',
    en: 'table 2.1 has {report} indicators, T-C.33 (line {line}) {plan}',
  },
  'not-described': {
    id: 'tabel memuat {what}, tetapi manifes tidak memuat bagian {section}',
    en: 'the tables hold {what}, but the manifest has no section {section}',
  },
  'rule-broken': { id: '{id}', en: '{en}' },
} as const satisfies Record<string, Text>;

export type ImportRule = keyof typeof TEXTS;

/** One thing wrong with a file, where it is. */
export type ImportFault = {
  readonly file: string;
  /** Line of the file, from 1; null where the fault is of the file as a whole. */
  readonly line: number | null;
  readonly rule: ImportRule;
  readonly values: Readonly<Record<string, string>>;
};

export const explainImport = ({ rule, values }: ImportFault, language: Language): string =>
  fillIn(TEXTS[rule][language], values);

/** A document that cannot be imported as it is. It lists everything that is wrong; nothing was written. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused';
  constructor(readonly faults: readonly ImportFault[]) {
    super(`${faults.length} faults`);
  }
}
