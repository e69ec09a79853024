import type { Level } from '../../src/ledger/kode.js';
import type { Target } from '../../src/ledger/target.js';
import type { SumberDana } from '../../src/ledger/terms.js';

/**
 * Makes up the document of an office, with everything that documents do to an importer, and keeps its own account of
 * what the document says. That account is made from what was thought up, never by reading the text back, and uses no
 * code of src/.
 */

export type MadeUpOptions = {
  /** Rows that T-C.33 prints; at least 5. */
  readonly rows: number;
  readonly seed: number;
  /** How many of a hundred sub kegiatan change their pagu. */
  readonly changing?: number;
  /**
   * Also rows that can be told from others only by their figures or by the row above them: a lost number before a number
   * or a blank, continuations of such rows, a sub kegiatan without its sum, itemised funds beside a blank pagu.
   */
  readonly tangled?: boolean;
};

export type ExpectedIndikator = { readonly teks: string; readonly murni: Target; readonly now: Target };

export type ExpectedRow = {
  readonly level: Level;
  /** Index of the parent row. */
  readonly parent: number | null;
  readonly kode: string | null;
  readonly uraian: string;
  readonly printed: boolean;
  readonly lokasi: string | null;
  readonly indikator: readonly ExpectedIndikator[];
  /** Sums over the sub kegiatan below it; of a sub kegiatan its own. */
  readonly murni: string;
  readonly change: string;
  readonly now: string;
  readonly fundsBefore: readonly SumberDana[];
  readonly fundsAfter: readonly SumberDana[];
  readonly prakiraanMaju: (Target & { readonly pagu: string | null }) | null;
  readonly atribut: Readonly<Record<string, string>>;
};

export type ExpectedReport = {
  readonly row: number;
  readonly indikatorId: string;
  readonly teks: string;
  readonly realisasi: string;
  readonly target: string;
  readonly satuan: string | null;
  readonly rate: string | null;
  readonly ratePrinted: string | null;
};

export type ExpectedObjective = {
  readonly kind: 'tujuan' | 'sasaran';
  readonly parent: number | null;
  readonly uraian: string;
  readonly indikator: readonly ExpectedIndikator[];
};

export type MadeUpPlan = {
  readonly renjaId: string;
  readonly files: { readonly [name: string]: string };
  /** In document order, placeholders of parents that are not printed among them. */
  readonly rows: readonly ExpectedRow[];
  readonly reports: readonly ExpectedReport[];
  readonly objectives: readonly ExpectedObjective[];
  readonly counts: {
    readonly rowSums: number;
    readonly parentSums: number;
    readonly codesDiffer: number;
    readonly wrongRatios: number;
    readonly wrappedCells: number;
    readonly skippedLines: number;
  };
};

/** A linear congruential generator: the same seed makes the same document everywhere. */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed + 1, 2654435761) >>> 0;
  }

  /** 0 ≤ n < limit, from the upper bits: the lower ones of such a generator repeat quickly. */
  below(limit: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.state / 2 ** 32) * limit);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.below(items.length)] ?? items[0];
  }
}

// Words of sub kegiatan and indicators, of which none begins a row of a higher level.
const DOING = [
  'Penyediaan',
  'Pemeliharaan',
  'Fasilitasi',
  'Koordinasi dan Sinkronisasi',
  'Pengawasan',
  'Penataan',
] as const;
const THINGS = [
  'Peralatan Kantor',
  'Sarana Distribusi',
  'Data Lingkungan Hidup',
  'Jaringan Irigasi, Rawa, dan Air Tanah',
  'Gedung Negara',
  'Usaha Mikro',
  'Jasa Surat Menyurat',
  'Bahan Bacaan',
] as const;
const WHERE = ['Kabupaten/Kota', 'pada Perangkat Daerah', 'di 1 (Satu) Kecamatan', 'secara Berkala'] as const;
const FIELDS = [
  'LINGKUNGAN HIDUP',
  'PEKERJAAN UMUM DAN PENATAAN RUANG',
  'KOPERASI, USAHA KECIL, DAN MENENGAH',
  'PERDAGANGAN',
  'PERHUBUNGAN',
] as const;
const UNITS = ['Dokumen', 'Laporan', 'Unit Usaha', 'orang', 'koperasi dan UMKM', 'persen', '%', '%', 'm2'] as const;
const FUNDS = ['DAU', 'DID', 'DAK FISIK', 'DAK NON FISIK', 'PAD', 'DBH-CHT', 'BLUD'] as const;
const BIDANG_KODE = ['03', '11', '17', '30', '05', '07', '24'] as const;

const LEVELS = ['urusan', 'bidang', 'program', 'kegiatan', 'subkegiatan'] as const;
const NOTHING: Target = { target: '', satuan: null };

/** Sen as the ledger writes an amount. */
const canonical = (sen: bigint): string => {
  const digits = String(sen < 0n ? -sen : sen).padStart(3, '0');
  return `${sen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const grouped = (sen: bigint): string => {
  const whole = String(sen / 100n);
  const groups: string[] = [];
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end));
  const rest = sen % 100n;
  return groups.join('.') + (rest === 0n ? '' : `,${String(rest).padStart(2, '0')}`);
};

/** A number with decimals as hundredths, the way in which it is printed, and its ratio to another one. */
type Hundredths = bigint;
const printedNumber = (value: Hundredths): string => {
  const [whole, rest] = [
    String(value / 100n),
    String(value % 100n)
      .padStart(2, '0')
      .replace(/0+$/, ''),
  ];
  return rest === '' ? whole : `${whole},${rest}`;
};
const ratio = (part: Hundredths, whole: Hundredths): string | null => {
  if (whole === 0n) return null;
  const rounded = (part * 20_000n + whole) / (2n * whole);
  return `${rounded / 100n},${String(rounded % 100n).padStart(2, '0')}`;
};

type DraftIndikator = {
  readonly teks: string;
  readonly before: Target | null;
  readonly after: Target | null;
  readonly prakiraan: Target | null;
};

type Stated = {
  readonly teks: string;
  readonly rpjmd: string;
  readonly satuan: string;
  readonly lastYear: string;
  readonly target: string;
  readonly realisasi: string;
  readonly tingkat: string;
  readonly keterangan: string;
  readonly rate: string | null;
};

type Draft = {
  readonly level: Level;
  readonly parent: number | null;
  readonly printed: boolean;
  /** The code that the row should have. */
  readonly kode: string;
  nomor: string;
  kodeWritten: string;
  kodeReported: string;
  /** As canonical codes, null where the cell is blank: what the two tables are compared by. */
  kodeInPlan: string | null;
  kodeInReport: string | null;
  readonly uraian: string;
  readonly lokasi: string;
  pagu: bigint;
  delta: bigint;
  funds: { readonly written: string; readonly before: SumberDana[]; readonly after: SumberDana[] };
  readonly indikator: DraftIndikator[];
  stated: Stated[];
  readonly catatan: string;
  readonly prakiraanPagu: bigint | null;
};

const PLAN_HEAD = (year: number): string[] => [
  'No.\tKODE\tURUSAN/BIDANG URUSAN PEMERINTAHAN DAERAH DAN PROGRAM / KEGIATAN/SUB KEGIATAN\tINDIKATOR KINERJA PROGRAM ' +
    `(OUTCOME) / KEGIATAN (OUTPUT)\tRENCANA TAHUN ${year}\t\t\t\t\t\t\tCATATAN PENTING\tPrakiraan Maju Rencana Tahun ${year + 1}\t`,
  '\t\t\t\tLOKASI\tTARGET CAPAIAN KINERJA\tTARGET CAPAIAN KINERJA P-APBD\tKEBUTUHAN DANA/PAGU INDIKATIF\tKEBUTUHAN ' +
    'TAMBAHAN ANGGARAN\tJUMLAH\tSUMBER DANA\t\tTARGET CAPAIAN KINERJA\tKEBUTUHAN DANA/PAGU INDIKATIF',
  Array.from({ length: 14 }, (_, i) => i + 1).join('\t'),
];
const REPORT_HEAD = (year: number): string[] => [
  'KODE\tURUSAN/BIDANG URUSAN PEMERINTAHAN DAERAH DAN PROGRAM / KEGIATAN/SUB KEGIATAN\tINDIKATOR KINERJA PROGRAM ' +
    '(OUTCOME) / KEGIATAN (OUTPUT)\tTARGET RPJMD PADA TAHUN 2019 S/D TAHUN 2024 (PERIODE RPJMD)\t\tREALISASI CAPAIAN ' +
    `KINERJA RPJMD S/D RKPD TAHUN LALU\tTARGET DAN REALISASI KINERJA PROGRAM DAN KELUARAN KEGIATAN TAHUN ${year}\t\t\tKET`,
  '\t\t\t\t\t\tTARGET\tREALISASI S/D TRIWULAN III\tTINGKAT REALISASI\t',
  '1\t2\t3\t4\t\t5\t6\t7\t8\t9',
];
const OBJECTIVES_HEAD = (year: number): string[] => [
  'No.\tTujuan\tSasaran\tSatuan\tIndikator Tujuan/Sasaran\tTarget Kinerja\t',
  `\t\t\t\t\tRenja ${year}\tRenja P-APBD ${year}`,
  '1\t2\t3\t4\t5\t6\t7',
];

/** The lines of one table over several pages, each with the table's head again, and what stands between them. */
class Pages {
  readonly lines: string[];
  skipped: number;
  private onPage = 0;
  private page = 1;

  constructor(
    private readonly dice: Dice,
    private readonly head: readonly string[],
  ) {
    this.lines = [...head];
    this.skipped = head.length - 1;
  }

  row(cells: readonly string[]): void {
    if (this.onPage > 15 && this.dice.chance(15)) this.turn();
    this.onPage += 1;
    this.lines.push(cells.join('\t'));
  }

  private turn(): void {
    this.page += 1;
    this.onPage = 0;
    const between = this.dice.pick([
      [`Perubahan Renja Dinas Contoh\t${this.page}`],
      [`Perubahan Renja Dinas Contoh | ${this.page}`, ''],
      ['________________', String(this.page)],
      ['', `Bab II Evaluasi\tHalaman\t${this.page}`, '* * *'],
    ]);
    const head = this.dice.chance(80) ? this.head : [];
    this.skipped += head.length + between.filter((line) => /[\w]/.test(line) || line.includes('*')).length;
    this.lines.push(...between);
    // A page break is a form feed, on a line of its own or before the first cell of the next page.
    if (head.length > 0) this.lines.push(`\f${head[0]}`, ...head.slice(1));
    else this.lines.push('\f');
  }

  text(): string {
    return `${this.lines.join('\n')}\n`;
  }
}

/** Cuts a text in two at one of its blanks; the second part is blank where it is too short to be cut. */
function wrapped(dice: Dice, text: string, from: number): [string, string] {
  const words = text.split(' ');
  if (words.length <= from) return [text, ''];
  const at = from + dice.below(words.length - from);
  return [words.slice(0, at).join(' '), words.slice(at).join(' ')];
}

export function madeUpPlan({ rows: wanted, seed, changing = 30, tangled = false }: MadeUpOptions): MadeUpPlan {
  const dice = new Dice(seed);
  const year = 2022 + dice.below(3);
  const renjaId = `dinas-contoh-${seed}-${wanted}`;
  const rows = drafted(dice, wanted, changing);

  // Sums go up level by level: a parent stands before its children.
  for (const row of rows.toReversed()) {
    const parent = row.parent === null ? undefined : rows[row.parent];
    if (!parent) continue;
    parent.pagu += row.pagu;
    parent.delta += row.delta;
  }
  for (const row of rows) if (row.printed) row.funds = fundsOf(dice, row);

  const counts = { rowSums: 0, parentSums: 0, codesDiffer: 0, wrongRatios: 0, wrappedCells: 0, skippedLines: 0 };
  const plan = new Pages(dice, PLAN_HEAD(year));
  const report = new Pages(dice, REPORT_HEAD(year));
  for (const row of rows) {
    if (!row.printed) continue;
    writePlanRow(dice, plan, row, { counts, tangled });
    writeReportRow(dice, report, row);
  }
  const objectives = drawnObjectives(dice);
  const aims = new Pages(dice, OBJECTIVES_HEAD(year));
  writeObjectives(dice, aims, objectives, counts);
  counts.skippedLines = plan.skipped + report.skipped + aims.skipped;

  const differing = rows.filter((row) => row.printed && row.kodeInPlan !== row.kodeInReport);
  counts.codesDiffer = differing.length;
  const reports = rows.flatMap((row, i) =>
    row.stated.flatMap((stated, n): ExpectedReport[] => {
      if (stated.realisasi === '') return [];
      if (stated.tingkat !== '' && stated.rate !== null && stated.tingkat !== stated.rate) counts.wrongRatios += 1;
      return [
        {
          row: i,
          indikatorId: `I${n + 1}`,
          teks: stated.teks,
          realisasi: stated.realisasi,
          target: stated.target,
          satuan: stated.satuan === '' ? null : stated.satuan,
          rate: stated.rate,
          ratePrinted: stated.tingkat === '' ? null : stated.tingkat,
        },
      ];
    }),
  );
  return {
    renjaId,
    files: {
      'manifest.yaml': manifestOf(
        renjaId,
        year,
        differing.map((row) => [row.kodeWritten, row.kodeReported]),
      ),
      't-c-33.tsv': plan.text(),
      'tabel-2-1.tsv': report.text(),
      'tabel-3-1.tsv': aims.text(),
    },
    rows: rows.map(expectedRow),
    reports,
    objectives: objectives.map(({ wraps: _, ...objective }) => objective),
    counts,
  };
}

/** The tree: which rows there are, at which level, with which codes, figures and indicators. */
function drafted(dice: Dice, wanted: number, changing: number): Draft[] {
  const rows: Draft[] = [];
  /** The open row of each level, and how many rows it has below it. */
  const open: { index: number; children: number }[] = [];
  let printed = 0;
  const add = (depth: number, hidden = false): void => {
    const above = open[depth - 1];
    if (above) above.children += 1;
    const nth = above?.children ?? rows.filter(({ level }) => level === 'urusan').length + 1;
    const parent = above ? (rows[above.index] as Draft) : undefined;
    open.length = depth;
    open.push({ index: rows.length, children: 0 });
    rows.push(draftRow(dice, depth, nth, parent, above?.index ?? null, { hidden, changing }));
    if (!hidden) printed += 1;
  };
  for (let depth = 0; depth < 5; depth += 1) add(depth);
  while (printed < wanted) {
    const left = wanted - printed;
    const roll = dice.below(100);
    const [top, needed] = roll < 1 ? [0, 5] : roll < 4 ? [1, 4] : roll < 12 ? [2, 3] : roll < 35 ? [3, 2] : [4, 1];
    if (needed > left) continue;
    // A program whose only sub kegiatan of a first kegiatan stands straight under it: that kegiatan is not printed.
    // It prints two rows, and a single one left over would have no place after it.
    const hidden = top === 2 && left !== 3 && dice.chance(20);
    // After such a sub kegiatan another one would have to stand under the kegiatan that is not printed.
    const lastKegiatan = rows[open[3]?.index ?? -1];
    if (top === 4 && (lastKegiatan?.printed === false || (open[3]?.children ?? 0) > 90)) continue;
    for (let depth = top; depth < 5; depth += 1) add(depth, hidden && depth === 3);
  }
  // A kegiatan may carry the code of its first sub kegiatan where it is the first one under its program.
  rows.forEach((row, i) => {
    if (row.level !== 'kegiatan' || !row.printed || rows[i - 1]?.level !== 'program' || !dice.chance(15)) return;
    const code = `${row.kode}.01`;
    row.kodeWritten = code;
    row.kodeInPlan = code;
    if (dice.chance(30)) [row.kodeReported, row.kodeInReport] = [code, code];
  });
  return rows;
}

function draftRow(
  dice: Dice,
  depth: number,
  nth: number,
  parent: Draft | undefined,
  parentIndex: number | null,
  { hidden, changing }: { hidden: boolean; changing: number },
): Draft {
  const level = LEVELS[depth] ?? 'subkegiatan';
  const kode = kodeOf(dice, level, nth, parent?.kode ?? '');
  const inPlan = hidden ? null : kode;
  const row: Draft = {
    level,
    parent: parentIndex,
    printed: !hidden,
    kode,
    nomor: '',
    kodeWritten: writtenKode(dice, level, kode),
    kodeReported: writtenKode(dice, level, kode),
    kodeInPlan: inPlan,
    kodeInReport: inPlan,
    uraian: hidden ? '(tidak tercetak)' : nameOf(dice, level),
    lokasi:
      hidden || dice.chance(level === 'subkegiatan' ? 5 : 30) ? '' : dice.pick(['Kota Contoh', 'Kec. Contoh Utara']),
    pagu: 0n,
    delta: 0n,
    funds: { written: '', before: [], after: [] },
    indikator: hidden ? [] : indikatorsOf(dice, level),
    stated: [],
    catatan: !hidden && dice.chance(8) ? dice.pick(['Prioritas', 'Lanjutan tahun 2021']) : '',
    prakiraanPagu: hidden || dice.chance(20) ? null : drawAmount(dice),
  };
  if (level === 'subkegiatan') {
    row.pagu = dice.chance(5) ? 0n : drawAmount(dice);
    if (dice.chance(changing)) row.delta = drawDelta(dice, row.pagu);
  }
  row.stated = hidden ? [] : statedOf(dice, row.indikator);
  blankCodes(dice, row);
  return row;
}

/** Parents in capitals need no code: their name says their level. Numbers and names move into the code's cell. */
function blankCodes(dice: Dice, row: Draft): void {
  if (row.level !== 'urusan' && row.level !== 'bidang' && row.level !== 'program') return;
  if (dice.chance(row.level === 'program' ? 5 : 60)) [row.kodeWritten, row.kodeInPlan] = ['', null];
  if (dice.chance(row.level === 'program' ? 5 : 20)) [row.kodeReported, row.kodeInReport] = ['', null];
  if (row.level === 'bidang') row.nomor = String(1 + dice.below(9));
}

function kodeOf(dice: Dice, level: Level, nth: number, above: string): string {
  const two = String(nth).padStart(2, '0');
  switch (level) {
    case 'urusan':
      return String(nth);
    case 'bidang':
      return `${above}.${BIDANG_KODE[(nth - 1) % BIDANG_KODE.length]}`;
    case 'program':
      return `${above}.${two}`;
    case 'kegiatan':
      return `${above}.2.${two}`;
    case 'subkegiatan':
      return `${above}.${dice.chance(5) ? two.padStart(4, '0') : two}`;
    default:
      return level satisfies never;
  }
}

/** A code as offices type it: without a leading zero, with a dot at its end. */
function writtenKode(dice: Dice, level: Level, kode: string): string {
  const parts = kode.split('.');
  if ((level === 'program' || level === 'kegiatan') && dice.chance(25)) parts[2] = String(Number(parts[2]));
  return parts.join('.') + (level === 'kegiatan' && dice.chance(70) ? '.' : '');
}

function nameOf(dice: Dice, level: Level): string {
  switch (level) {
    case 'urusan':
      return `URUSAN PEMERINTAHAN ${dice.pick(['WAJIB YANG TIDAK BERKAITAN DENGAN PELAYANAN DASAR', 'PILIHAN'])}`;
    case 'bidang':
      return `${dice.pick(['URUSAN PEMERINTAHAN BIDANG', 'BIDANG URUSAN', 'URUSAN BIDANG'])} ${dice.pick(FIELDS)}`;
    case 'program':
      return `PROGRAM ${dice.pick(['PENGELOLAAN', 'PENINGKATAN', 'PENGAWASAN'])} ${dice.pick(FIELDS)}`;
    case 'kegiatan':
    case 'subkegiatan':
      return `${dice.pick(DOING)} ${dice.pick(THINGS)} ${dice.pick(WHERE)}`;
    default:
      return level satisfies never;
  }
}

/** Amounts from thousands to milliards, one in ten with fractions of a rupiah. */
function drawAmount(dice: Dice): bigint {
  const thousands = BigInt(1 + dice.below(dice.pick([900, 90_000, 5_000_000])));
  const sen = dice.chance(10) ? BigInt(1 + dice.below(99)) : 0n;
  return thousands * 100_000n + (dice.chance(30) ? BigInt(dice.below(1_000)) * 100n : 0n) + sen;
}

function drawDelta(dice: Dice, pagu: bigint): bigint {
  if (pagu === 0n || dice.chance(65)) return drawAmount(dice);
  // One decrease in ten takes everything.
  return dice.chance(10) ? -pagu : -(1n + (pagu - 1n) / BigInt(2 + dice.below(8)));
}

function drawTarget(dice: Dice): Target {
  if (dice.chance(4)) return { target: 'Tersedia', satuan: null };
  const satuan = dice.chance(6) ? null : dice.pick(UNITS);
  const target = dice.pick([
    String(1 + dice.below(200)),
    String(1 + dice.below(100)),
    `${dice.below(9)},${1 + dice.below(9)}${dice.below(9)}`,
    `${1 + dice.below(9)}.${100 + dice.below(900)}`,
    `${1 + dice.below(3)}-${4 + dice.below(3)},5`,
  ]);
  return { target, satuan };
}

function otherTarget(dice: Dice, than: Target): Target {
  for (;;) {
    const drawn = drawTarget(dice);
    if (drawn.target !== than.target)
      return dice.chance(70) && drawn.target !== 'Tersedia' ? { ...drawn, satuan: than.satuan } : drawn;
  }
}

const written = (target: Target | null): string => {
  if (target === null) return '';
  if (target.satuan === null) return target.target;
  return target.satuan === '%' ? `${target.target}%` : `${target.target} ${target.satuan}`;
};

function indikatorsOf(dice: Dice, level: Level): DraftIndikator[] {
  const many = { urusan: 0, bidang: 0, program: 1, kegiatan: 1, subkegiatan: 1 }[level] + (dice.chance(8) ? 1 : 0);
  const count = many > 0 && dice.chance(5) ? many + 1 + dice.below(2) : many;
  return Array.from({ length: count }, (_, n) => {
    // A further indicator is known by its target; a first one may have none.
    const before = n === 0 && dice.chance(4) ? null : drawTarget(dice);
    const changed = dice.chance(6);
    const after = changed ? otherTarget(dice, before ?? NOTHING) : dice.chance(10) ? null : before;
    return {
      teks: `${dice.pick(['Jumlah', 'Persentase', 'Presentase'])} ${dice.pick(THINGS)} yang ${dice.pick(['Disediakan', 'dipelihara', 'Ditingkatkan'])}`,
      before,
      after,
      prakiraan: dice.chance(25) ? null : drawTarget(dice),
    };
  });
}

/** What Table 2.1 states for a row: for its first indicators, or for none. */
function statedOf(dice: Dice, indikator: readonly DraftIndikator[]): Stated[] {
  const count = dice.chance(8) ? 0 : dice.chance(10) ? Math.min(1, indikator.length) : indikator.length;
  return indikator.slice(0, count).map(({ teks, before }) => {
    const whole = dice.chance(4) ? 0n : BigInt(1 + dice.below(300)) * (dice.chance(80) ? 100n : 1n);
    const part = BigInt(dice.below(300)) * dice.pick([100n, 50n, 1n]);
    const rate = ratio(part, whole);
    const reported = dice.chance(88);
    const wrong = dice.chance(3) ? '77,70' : (rate ?? '');
    return {
      teks: dice.chance(10) ? teks.replace('Presentase', 'Persentase') : teks,
      rpjmd: String(1 + dice.below(500)),
      satuan: dice.chance(10) ? '' : (before?.satuan ?? dice.pick(UNITS)),
      lastYear: dice.chance(10) ? '' : String(dice.below(120)),
      target: printedNumber(whole),
      realisasi: reported ? printedNumber(part) : '',
      tingkat: reported && dice.chance(95) ? wrong : '',
      keterangan: dice.chance(6) ? dice.pick(['Refocusing', 'Lelang diulang']) : '',
      rate: reported ? rate : null,
    };
  });
}

/** Funds as the cell writes them, and what the ledger should hold before and after the revision. */
function fundsOf(dice: Dice, { pagu, delta, level }: Draft): Draft['funds'] {
  const names = FUNDS.slice(dice.below(4)).slice(0, 1 + dice.below(3));
  const named = names.map((dana) => ({ dana, jumlah: null }));
  const plain = { written: names.join(', '), before: named, after: named };
  const roll = dice.below(100);
  if (roll < 8) return { written: '', before: [], after: [] };
  if (roll < 60) return plain;
  const later = delta !== 0n && roll >= 85;
  const whole = later ? pagu + delta : pagu;
  if (whole < 1_000n || (level !== 'subkegiatan' && roll < 90)) return plain;
  const amounts = shares(dice, whole, names.length);
  const itemised = names.map((dana, i) => ({ dana, jumlah: canonical(amounts[i] ?? 0n) }));
  if (roll < 65 && names.length > 1) {
    // Only the first fund has an amount: that is not itemised.
    const some = itemised.map((fund, i) => (i === 0 ? fund : { ...fund, jumlah: null }));
    const first = `${names[0]} ${grouped(amounts[0] ?? 0n)}`;
    return { written: [first, ...names.slice(1)].join(' + '), before: some, after: some };
  }
  const cell = names.map((dana, i) => `${dana} ${grouped(amounts[i] ?? 0n)}`).join(' + ');
  // Of the murni the amounts are known; of the changed pagu nobody says which fund changed.
  const after = !later && level === 'subkegiatan' && delta !== 0n ? named : itemised;
  return { written: cell, before: later ? named : itemised, after };
}

function shares(dice: Dice, whole: bigint, count: number): bigint[] {
  const out: bigint[] = [];
  let left = whole;
  for (let i = 1; i < count; i += 1) {
    const share = (left * BigInt(1 + dice.below(60))) / 100n;
    out.push(share);
    left -= share;
  }
  return [...out, left];
}

type Counts = { -readonly [Count in keyof MadeUpPlan['counts']]: number };

const amountCell = (dice: Dice, sen: bigint): string => {
  if (sen === 0n) return '-';
  const text = grouped(sen < 0n ? -sen : sen) + (sen % 100n === 0n && dice.chance(6) ? ',00' : '');
  if (sen > 0n) return text;
  return dice.chance(75) ? `(${text})` : `-${text}`;
};

const LOST_NUMBER = 0;
const LOST_NOTES = 11;

/** A row of T-C.33 in one of its layouts, with what wraps onto further lines. */
function writePlanRow(
  dice: Dice,
  pages: Pages,
  row: Draft,
  { counts, tangled }: { counts: Counts; tangled: boolean },
): void {
  const sub = row.level === 'subkegiatan';
  const itemisedLater = row.funds.before !== row.funds.after;
  const drawn = dice.pick(['', '', '', '', 'all', 'pagu', 'jumlah']);
  const blank = sub ? (tangled && dice.chance(3) ? 'jumlah' : '') : itemisedLater && !tangled ? '' : drawn;
  const pagu = blank === 'all' || blank === 'pagu' ? '' : amountCell(dice, row.pagu);
  // A row that states a sum states what is added to it, unless that is nothing.
  const tambahan = blank === 'all' || (row.delta === 0n && dice.chance(10)) ? '' : amountCell(dice, row.delta);
  // Funds that make up a sum are known by it.
  const noSum = (blank === 'all' || blank === 'jumlah') && !itemisedLater;
  const jumlah = noSum ? '' : amountCell(dice, row.pagu + row.delta);
  if (pagu !== '' && jumlah !== '') counts.rowSums += 1;
  if (!sub) counts.parentSums += [pagu, tambahan, jumlah].filter((cell) => cell !== '').length;

  const [first, ...further] = row.indikator;
  const { name, nameRest, teks, teksRest } = wrappedTexts(dice, row, first?.teks ?? '');
  const place = placeCells(dice, row, name);
  const cells = [
    ...place,
    teks,
    row.lokasi,
    written(first?.before ?? null),
    written(first?.after ?? null),
    pagu,
    tambahan,
    jumlah,
    row.funds.written,
    row.catatan,
    written(first?.prakiraan ?? null),
    row.prakiraanPagu === null ? '' : amountCell(dice, row.prakiraanPagu),
  ];
  // The number or the notes can only get lost where they are blank.
  const notes = row.catatan === '' && dice.chance(50);
  const clear = tangled || notes || !/^\d*$/.test(place[1]);
  const number = place[0] === '' && clear && dice.chance(60);
  const lost = [...(number ? [LOST_NUMBER] : []), ...(notes ? [LOST_NOTES] : [])];
  const lostBelow = tangled || notes ? lost : [];
  const put = (full: readonly string[], without: readonly number[]) =>
    pages.row(full.filter((_, i) => !without.includes(i)));
  put(cells, lost);
  if (nameRest !== '' || teksRest !== '') put(['', '', nameRest, teksRest, ...Array<string>(10).fill('')], lostBelow);
  for (const { teks: more, before, after, prakiraan } of further)
    put(['', '', '', more, '', written(before), written(after), '', '', '', '', '', written(prakiraan), ''], lostBelow);
}

/** The name and first indicator of a row, some of them cut in two. */
function wrappedTexts(dice: Dice, { level, uraian }: Draft, indikator: string) {
  if (!dice.chance(8)) return { name: uraian, nameRest: '', teks: indikator, teksRest: '' };
  // Names in capitals are cut behind the words that say their level.
  const [name, nameRest] = wrapped(dice, uraian, level === 'kegiatan' || level === 'subkegiatan' ? 1 : 3);
  const [teks, teksRest] = wrapped(dice, indikator, 1);
  return { name, nameRest, teks, teksRest };
}

/** Number, code and name: a name without a code may stand in the code's cell, and so may a bidang's number. */
function placeCells(dice: Dice, row: Draft, name: string): [string, string, string] {
  const { level, kodeWritten } = row;
  if (level === 'bidang' && kodeWritten === '' && dice.chance(40)) return ['', row.nomor, name];
  const nomor = level === 'bidang' && dice.chance(60) ? row.nomor : '';
  if (level === 'bidang' && nomor === '') row.nomor = '';
  // A name that goes on below stays in its own cell.
  if (kodeWritten === '' && name === row.uraian && dice.chance(40)) return [nomor, name, ''];
  return [nomor, kodeWritten, name];
}

function writeReportRow(dice: Dice, pages: Pages, row: Draft): void {
  const [first, ...further] = row.stated;
  const { name, nameRest, teks, teksRest } = wrappedTexts(dice, row, first?.teks ?? '');
  const figures = ({ rpjmd, satuan, lastYear, target, realisasi, tingkat, keterangan }: Stated): string[] => [
    rpjmd,
    satuan,
    lastYear,
    target,
    realisasi,
    tingkat,
    keterangan,
  ];
  const nameInCode = row.kodeReported === '' && nameRest === '' && dice.chance(50);
  const none = Array<string>(7).fill('');
  const put = (cells: string[]) => pages.row(cells[9] === '' && dice.chance(15) ? cells.slice(0, 9) : cells);
  put([...(nameInCode ? [name, ''] : [row.kodeReported, name]), teks, ...(first ? figures(first) : none)]);
  if (nameRest !== '' || teksRest !== '') put(['', nameRest, teksRest, ...none]);
  for (const stated of further) put(['', '', stated.teks, ...figures(stated)]);
}

type DraftObjective = ExpectedObjective & { readonly wraps: boolean };

function drawnObjectives(dice: Dice): DraftObjective[] {
  const out: DraftObjective[] = [];
  const add = (kind: DraftObjective['kind'], parent: number | null): number => {
    const thing = dice.pick(THINGS);
    out.push({
      kind,
      parent,
      uraian: kind === 'tujuan' ? `Meningkatkan Mutu ${thing}` : `Meningkatnya ${thing} dan layanan lainnya`,
      indikator: Array.from({ length: 1 + (dice.chance(30) ? 1 : 0) }, (_, n) => {
        const target = dice.pick(['3-3,5', '6,1', '2,1', '77', '1.250']);
        const satuan = dice.pick(['%', '%', 'Indeks', null]);
        const now = dice.chance(20) ? `${target}0` : target;
        const teks = `Persentase Pertumbuhan ${dice.pick(THINGS)} ke-${n + 1}`;
        return { teks, murni: { target, satuan }, now: { target: now, satuan } };
      }),
      wraps: dice.chance(30),
    });
    return out.length - 1;
  };
  for (let t = 1 + dice.below(2); t > 0; t -= 1) {
    const tujuan = add('tujuan', null);
    for (let s = 1 + dice.below(3); s > 0; s -= 1) add('sasaran', tujuan);
  }
  return out;
}

function writeObjectives(dice: Dice, pages: Pages, objectives: readonly DraftObjective[], counts: Counts): void {
  let nomor = 0;
  for (const { kind, uraian, indikator, wraps } of objectives) {
    const tujuan = kind === 'tujuan';
    if (tujuan) nomor += 1;
    const inColumn = (text: string): [string, string] => (tujuan ? [text, ''] : ['', text]);
    // What goes on is known by its small letters.
    const at = uraian.indexOf(' dan layanan');
    const [name, nameRest] = wraps && at > 0 ? [uraian.slice(0, at), uraian.slice(at + 1)] : [uraian, ''];
    const [first, ...further] = indikator;
    const [teks, teksRest] = wraps ? wrapped(dice, first?.teks ?? '', 1) : [first?.teks ?? '', ''];
    const figures = (one: ExpectedIndikator | undefined): string[] => [
      one?.murni.target ?? '',
      one && one.now.target === one.murni.target && dice.chance(30) ? '' : (one?.now.target ?? ''),
    ];
    const put = (number: string, place: [string, string], one: ExpectedIndikator | undefined, text: string) =>
      pages.row([number, ...place, one?.murni.satuan ?? '', text, ...(one ? figures(one) : ['', ''])]);
    put(tujuan ? `${nomor}.` : '', inColumn(name), first, teks);
    if (nameRest !== '' || teksRest !== '') put('', inColumn(nameRest), undefined, teksRest);
    counts.wrappedCells += [nameRest, teksRest].filter((text) => text !== '').length;
    for (const one of further) put('', ['', ''], one, one.teks);
  }
}

function expectedRow(row: Draft): ExpectedRow {
  const [first, ...further] = row.indikator;
  const atribut: Record<string, string> = {};
  const put = (column: string, n: number, value: string): void => {
    if (value !== '') atribut[n === 0 ? column : `${column}.${n + 1}`] = value;
  };
  if (row.nomor !== '') atribut.nomor = row.nomor;
  if (row.catatan !== '') atribut.catatanPenting = row.catatan;
  for (const [n, { prakiraan }] of further.entries()) put('prakiraanTarget', n + 1, written(prakiraan));
  row.stated.forEach(({ rpjmd, satuan, lastYear, keterangan }, n) => {
    put('targetRpjmd', n, rpjmd);
    put('satuanRpjmd', n, satuan);
    put('realisasiTahunLalu', n, lastYear);
    put('keterangan', n, keterangan);
  });
  const forecast = first?.prakiraan ?? null;
  const prakiraanPagu = row.prakiraanPagu === null ? null : canonical(row.prakiraanPagu);
  return {
    level: row.level,
    parent: row.parent,
    kode: row.printed ? (row.kodeInPlan ?? row.kodeInReport) : row.kode,
    uraian: row.uraian,
    printed: row.printed,
    lokasi: row.lokasi === '' ? null : row.lokasi,
    indikator: row.indikator.map(({ teks, before, after }) => ({
      teks,
      murni: before ?? NOTHING,
      now: after ?? before ?? NOTHING,
    })),
    murni: canonical(row.pagu),
    change: canonical(row.delta),
    now: canonical(row.pagu + row.delta),
    fundsBefore: row.funds.before,
    fundsAfter: row.funds.after,
    prakiraanMaju:
      forecast === null && prakiraanPagu === null ? null : { ...(forecast ?? NOTHING), pagu: prakiraanPagu },
    atribut,
  };
}

/** JSON is YAML. Every pair of codes is listed once. */
function manifestOf(renjaId: string, year: number, differing: readonly (readonly [string, string])[]): string {
  const pairs = new Map(differing.map((pair) => [pair.join(' '), pair]));
  const document = (documentId: string, tanggal: string) => ({
    documentId,
    jenis: 'Renja',
    nomor: '000/CONTOH',
    tanggal,
    judul: `Dokumen ${documentId}`,
    madeUp: ['nomor', 'tanggal', 'judul'],
  });
  const manifest = {
    renja: renjaId,
    pemda: { kode: '99.99', jenis: 'kabupaten', nama: 'Kabupaten Contoh' },
    perangkatDaerah: { kode: '1.03.0.00.0.00.01.0000', nama: 'Dinas Contoh' },
    tahun: String(year),
    periodeRpjmd: '2019-2024',
    nomenklatur: '050-5889',
    madeUp: ['pemda', 'perangkatDaerah', 'nomenklatur'],
    documents: [document('murni', `${year}-01-03`), document('perubahan', `${year}-10-03`)],
    source: 'perubahan',
    tables: { 'T-C.33': 't-c-33.tsv', '2.1': 'tabel-2-1.tsv', '3.1': 'tabel-3-1.tsv' },
    actors: {
      typedBy: { id: 'entri', name: 'Petugas Entri', role: 'planner' },
      checkedBy: { id: 'periksa', name: 'Petugas Periksa', role: 'verifier' },
    },
    adoption: { document: 'murni' },
    realisasi: { period: `${year}-TW3`, reportedOn: `${year}-10-10` },
    revision: {
      revisionId: 'P-APBD',
      kind: 'perubahan',
      stage: 'P-APBD',
      judul: 'P-APBD',
      document: 'perubahan',
      reason: 'Perubahan anggaran',
      effectiveOn: `${year}-10-03`,
    },
    differingCodes: [...pairs.values()],
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
