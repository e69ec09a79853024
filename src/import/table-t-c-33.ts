import { add, parsePrinted, type Rupiah, sum, ZERO } from '../ledger/rupiah.js';
import { parseTarget, sameTarget, type Target } from '../ledger/target.js';
import type { SumberDana } from '../ledger/terms.js';
import type { ImportFault } from './faults.js';
import {
  type CellFault,
  type Cells,
  type Form,
  type Gathered,
  gather,
  goesOn,
  inFile,
  levelOfName,
  type Placed,
  placeFaults,
  type RawRow,
  readPlace,
  settleLevels,
} from './rows.js';

/** The 14 columns of T-C.33 in the Perubahan variant, as its number row counts them. */
const COLUMNS = [
  'nomor',
  'kode',
  'uraian',
  'indikator',
  'lokasi',
  'target',
  'targetPerubahan',
  'pagu',
  'tambahan',
  'jumlah',
  'sumberDana',
  'catatan',
  'prakiraanTarget',
  'prakiraanPagu',
] as const;
type Column = (typeof COLUMNS)[number];

export type PlanIndikator = {
  readonly teks: string;
  readonly target: Target | null;
  readonly targetPerubahan: Target | null;
  readonly prakiraanTarget: string;
};

/** Whether the P-APBD column states another target; a blank there states none. */
export const isRevised = ({ target, targetPerubahan: to }: PlanIndikator): boolean =>
  to !== null && !(target && sameTarget(target, to));

/** One row of T-C.33. An amount that is not printed is null: not given is not zero. */
export type PlanRow = Placed & {
  readonly raw: readonly RawRow[];
  readonly indikator: readonly PlanIndikator[];
  readonly lokasi: string;
  readonly pagu: Rupiah | null;
  readonly tambahan: Rupiah | null;
  readonly jumlah: Rupiah | null;
  readonly sumberDana: readonly SumberDana[];
  readonly catatan: string;
  readonly prakiraanTarget: string;
  readonly prakiraanPagu: Rupiah | null;
  /** False where an amount could not be read: sums over it would mean nothing. */
  readonly readable: boolean;
};

const AMOUNTS = ['pagu', 'tambahan', 'jumlah', 'prakiraanPagu'] as const;
const TARGETS = ['target', 'targetPerubahan'] as const;

/** What is left in a name where an amount beside it was written in a way that is not understood. */
const NOT_A_NAME = /[:=]|\bRp\b|(?!\b(?:19|20)\d\d\b)\b\d[\d.,]{2,}/i;

/** An amount beside the name of its fund; a year there is part of the name, as in `DID 2022`. */
const FUND = /^(.*\S)\s+(?!(?:19|20)\d\d$)([\d.,]*\d)$/;

/** Funds by name, as `DAU, DID`, or itemised, as `DAU 1.000,50 + DAK 2.000`; `-` for none. */
const fundsOf = (written: string): { funds: SumberDana[]; malformed: boolean } => {
  if (written === '' || written === '-') return { funds: [], malformed: false };
  // A comma inside an amount does not separate funds, and where amounts are given a plus does.
  const parts = written.split(written.includes('+') ? '+' : /,(?!\d)/).map((part) => part.trim());
  let malformed = false;
  const funds = parts.map((part): SumberDana => {
    const [, dana = part, amount = ''] = FUND.exec(part) ?? [];
    const jumlah = parsePrinted(amount);
    // A blank or an amount stands where the name of a fund should.
    const sound = parsePrinted(part) === undefined && jumlah !== undefined && !NOT_A_NAME.test(dana);
    if (!sound) malformed = true;
    return { dana, jumlah: sound ? jumlah : null };
  });
  return { funds, malformed };
};

const malformed = (field: Column, written: string): CellFault => ({
  rule: 'amount-malformed',
  values: { field, written },
});

/** The forms that the cells of a row must have. */
function formFaults(cells: Cells<Column>): CellFault[] {
  const numbered: CellFault[] = /^\d*\.?$/.test(cells.nomor)
    ? []
    : [{ rule: 'level-unknown', values: { field: 'nomor', kode: cells.nomor } }];
  return [
    ...placeFaults(placeOf(cells)),
    ...numbered,
    ...AMOUNTS.flatMap((field) => (parsePrinted(cells[field]) === undefined ? [malformed(field, cells[field])] : [])),
    ...(fundsOf(cells.sumberDana).malformed ? [malformed('sumberDana', cells.sumberDana)] : []),
  ];
}

/** What a row's sum comes to, and whether it is the printed one; null where none is printed or readable. */
function rowSum(cells: Cells<Column>): { holds: boolean; values: Readonly<Record<string, string>> } | null {
  const [pagu, printed] = [parsePrinted(cells.pagu), parsePrinted(cells.jumlah)];
  const tambahan = cells.tambahan === '' ? ZERO : parsePrinted(cells.tambahan);
  if (!pagu || !printed || !tambahan) return null;
  const computed = add(pagu, tambahan);
  return { holds: computed === printed, values: { field: 'jumlah', pagu, tambahan, computed, printed } };
}

const blank = (cells: Cells<Column>, ...columns: readonly Column[]): boolean =>
  columns.every((column) => cells[column] === '');

/** Words that are targets themselves. Any other beside a figure without a unit is its unit. */
const A_VERDICT =
  /^(?:tersedia|ada|tidak ada|baik|cukup|sangat|kurang|tinggi|sedang|rendah|optimal|sesuai|tepat|terlaksana|terpenuhi|wtp|wdp|[a-d]{1,2}[+-]?)(?!\w)/i;

/**
 * A further indicator brings its own target; a figure beside a name, or an amount, is a row of its own. A unit goes
 * on with the target above that still lacks one.
 */
function continues(cells: Cells<Column>, above: Cells<Column> | null): 'text' | 'indikator' | null {
  if (!blank(cells, 'nomor', 'kode', ...AMOUNTS)) return null;
  const figure = TARGETS.some((column) => /^\d/.test(cells[column]));
  const unit = TARGETS.some(
    (column) => /^[\d.,-]+$/.test(above?.[column] ?? '') && /^\D/.test(cells[column]) && !A_VERDICT.test(cells[column]),
  );
  const wraps = unit || goesOn(cells.indikator) || TARGETS.some((column) => goesOn(cells[column]));
  if (blank(cells, 'uraian') && !blank(cells, 'indikator') && !blank(cells, ...TARGETS) && (figure || !wraps))
    return 'indikator';
  const total = [cells.uraian, cells.indikator].some((text) => /^(?:JUMLAH|TOTAL)\b/.test(text));
  const named = total || levelOfName(cells.uraian) !== null;
  return !figure && !/^\d/.test(cells.prakiraanTarget) && !named ? 'text' : null;
}

const AN_AMOUNT = /^\(?\d{1,3}(?:[.,]\d{3})+(?:,\d+)?\)?$/;
/** The funds that rows name most: in another column they tell that the cells are shifted. */
const A_FUND = /^(?:DAU|DAK|DID|PAD|DBH\w*|BLUD|APBD|APBN)\b/;

/** What makes it doubtful that the cells lie under their own columns, each for itself possible. */
function doubts(cells: Cells<Column>): number {
  return [
    !blank(cells, 'kode') && blank(cells, 'uraian'),
    ...(continues(cells, null)
      ? []
      : [
          blank(cells, 'indikator') !== blank(cells, ...TARGETS),
          blank(cells, 'lokasi') && !blank(cells, 'target') && !/\d/.test(cells.target),
        ]),
    A_FUND.test(cells.catatan),
    A_FUND.test(cells.catatan) && blank(cells, 'sumberDana'),
    // What is planned for the year after stands one column too far to the left.
    /^\d/.test(cells.catatan) && blank(cells, 'prakiraanTarget'),
    /^[-–]$|(?:\.\d{3}){2}/.test(cells.prakiraanTarget) && blank(cells, 'prakiraanPagu'),
    ...(['indikator', 'lokasi', 'sumberDana', 'catatan'] as const).map((column) => /^\(?\d/.test(cells[column])),
    ...([...TARGETS, 'prakiraanTarget'] as const).map((column) => AN_AMOUNT.test(cells[column])),
  ].filter(Boolean).length;
}

const placeOf = (cells: Cells<Column>): Placed => readPlace(cells.nomor, cells.kode, cells.uraian);

/** A cell that cannot stand in its column weighs as much as four doubts. */
const senseless = (cells: Cells<Column>): number =>
  doubts(cells) + (continues(cells, null) ? 0 : 4 * formFaults(cells).length);

/** Pasted rows lose the number, the column of notes, or both. */
const FORM: Form<Column> = {
  columns: COLUMNS,
  layouts: [{ lost: [] }, { lost: ['catatan'] }, { lost: ['nomor'] }, { lost: ['nomor', 'catatan'] }],
  senseless,
  continues,
  ofRow: ['nomor', 'kode', 'uraian', 'lokasi', ...AMOUNTS, 'sumberDana', 'catatan'],
};

const indikatorOf = (cells: Cells<Column>): PlanIndikator => ({
  teks: cells.indikator,
  target: parseTarget(cells.target),
  targetPerubahan: parseTarget(cells.targetPerubahan),
  prakiraanTarget: cells.prakiraanTarget,
});

function planRow({ raw, cells, further }: Gathered<Column>): PlanRow {
  const amount = (field: (typeof AMOUNTS)[number]): Rupiah | null => parsePrinted(cells[field]) ?? null;
  const stated = !blank(cells, 'indikator', ...TARGETS) || further.length > 0;
  return {
    ...placeOf(cells),
    raw,
    indikator: stated ? [cells, ...further].map(indikatorOf) : [],
    lokasi: cells.lokasi,
    pagu: amount('pagu'),
    tambahan: amount('tambahan'),
    jumlah: amount('jumlah'),
    sumberDana: fundsOf(cells.sumberDana).funds,
    catatan: cells.catatan,
    prakiraanTarget: cells.prakiraanTarget,
    prakiraanPagu: amount('prakiraanPagu'),
    readable: AMOUNTS.every((field) => parsePrinted(cells[field]) !== undefined),
  };
}

const isSumOf = (row: PlanRow, below: readonly PlanRow[]): boolean =>
  row.pagu === null || sum(below.map(({ pagu }) => pagu ?? ZERO)) === row.pagu;

/** Reads the rows of T-C.33: columns, continuations, levels, row sums. */
export function readPlan(lines: readonly RawRow[], file: string): { rows: PlanRow[]; faults: ImportFault[] } {
  const { rows: gathered, faults } = gather(lines, FORM, file);
  const rows = gathered.map(planRow);
  settleLevels(rows, isSumOf);
  gathered.forEach(({ raw, cells }, i) => {
    const sums = rowSum(cells);
    const found: CellFault[] = [
      ...formFaults(cells),
      ...(sums?.holds === false ? [{ rule: 'row-sum' as const, values: sums.values }] : []),
      ...(rows[i]?.level === 'subkegiatan' && blank(cells, 'pagu')
        ? [{ rule: 'pagu-missing' as const, values: { field: 'pagu' } }]
        : []),
    ];
    faults.push(...found.map((fault) => inFile(file, raw[0]?.line ?? 0, fault)));
  });
  return { rows, faults };
}
