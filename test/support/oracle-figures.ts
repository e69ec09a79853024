import type { Level } from '../../src/ledger/kode.js';
import type {
  Change,
  Day,
  NewIndikator,
  PlafonScope,
  PrakiraanMaju,
  Step,
  SumberDana,
} from '../../src/ledger/terms.js';

/**
 * The oracle's books: what was planned, proposed, approved and stated, as plain lists. Every figure is computed anew from
 * them each time that it is asked for. Nothing here calls the ledger: where both err, they must err separately.
 */

export type Indicator = { readonly id: string; teks: string; target: string; satuan: string | null };
export type Row = {
  readonly id: string;
  readonly level: Level;
  parent: string | null;
  kode: string | null;
  uraian: string;
  lokasi: string | null;
  sumberDana: readonly SumberDana[];
  prakiraanMaju: PrakiraanMaju | null;
  /** In sen; nothing on a row above the lowest level. */
  pagu: bigint;
  indikator: Indicator[];
  /** How many indicators it ever had. */
  given: number;
  /** The day from which a revision added it. */
  readonly since: Day | null;
  ended: boolean;
};
type Goal = Pick<Row, 'id' | 'indikator' | 'given'> & { readonly kind: 'tujuan' | 'sasaran' };

export type Revised = {
  readonly id: string;
  readonly kind: string;
  readonly stage: string | null;
  readonly reason: string;
  readonly effectiveOn: Day;
  readonly lateReason: string | undefined;
  readonly by: string;
  readonly reverses: string | null;
  readonly changes: readonly Change[];
  /** Whose endorsements it waits for, and whose it has. */
  readonly route: readonly Step[];
  readonly endorsed: Step[];
  status: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
};

/**
 * A reported or corrected figure; `what` is `keuangan`, alone or with a fund, or `kinerja` with the indicator's id. A
 * later one replaces it.
 */
type Stated = {
  readonly row: string;
  readonly what: string;
  readonly period: string;
  readonly value: string;
  readonly on: Day;
};

type Ceiling = { readonly scope: PlafonScope; readonly amount: string };

export type Book = {
  status: 'none' | 'draft' | 'adopted' | 'closed';
  renjaId: string;
  /** The level that holds the pagu. */
  lowest: Level;
  readonly planned: Row[];
  readonly goals: Goal[];
  readonly revisions: Revised[];
  /** In the order of their approval. */
  readonly approved: Revised[];
  readonly stated: Stated[];
  /** Ceilings set by a command, each after so many approvals: those that revisions bring are in these. */
  readonly ceilings: (Ceiling & { readonly after: number })[];
  readonly notes: { readonly section: string; readonly text: string }[];
  readonly answers: { readonly finding: string; readonly text: string }[];
};

export const newBook = (): Book => ({
  status: 'none',
  renjaId: '',
  lowest: 'subkegiatan',
  planned: [],
  goals: [],
  revisions: [],
  approved: [],
  stated: [],
  ceilings: [],
  notes: [],
  answers: [],
});

// Money: whole sen.

/** An amount in sen, null where the text is no canonical amount of at most 28 digits and two decimals. */
export function sen(text: string): bigint | null {
  if (!/^-?\d+\.\d\d$/.test(text)) return null;
  const value = BigInt(text.replace('.', ''));
  return money(value) === text && text.replace('-', '').length <= 31 ? value : null;
}

export function money(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(3, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export const numbered = (prefix: string, n: number, digits: number): string => prefix + String(n).padStart(digits, '0');

export const indicators = (asked: readonly NewIndikator[]): Indicator[] =>
  asked.map(({ teks, target, satuan }, i) => ({ id: `I${i + 1}`, teks, target, satuan }));

// What is now: the plan with every approved revision applied again.

export type Now = {
  readonly lowest: Level;
  readonly rows: Row[];
  readonly goals: Goal[];
  /** What each revision added to each pagu. */
  readonly posted: { readonly row: string; readonly sen: bigint; readonly on: Day }[];
  /** The ids that a revision's new rows and indicators were given, in the order of its changes. */
  readonly given: {
    readonly revision: string;
    readonly ref: string;
    readonly id: string;
    readonly of: string;
    readonly on: Day;
  }[];
  ceilings: readonly Ceiling[];
};

/** What a ceiling bounds, in words. */
export const nameOf = (scope: PlafonScope): string =>
  scope.of === 'renja' ? 'all' : scope.of === 'line' ? `row ${scope.lineId}` : `fund ${scope.dana}`;
export const ceilingOf = (now: Now, scope: PlafonScope): string | null =>
  now.ceilings.find((one) => nameOf(one.scope) === nameOf(scope))?.amount ?? null;

/** The ceilings with one of them set anew, or lifted. */
export const withCeiling = (
  ceilings: readonly Ceiling[],
  scope: PlafonScope,
  amount: string | null,
): readonly Ceiling[] => [
  ...ceilings.filter((one) => nameOf(one.scope) !== nameOf(scope)),
  ...(amount === null ? [] : [{ scope, amount }]),
];

export const rowOf = (now: Now, id: string): Row | undefined => now.rows.find((row) => row.id === id);
export const holderOf = (now: Now, id: string): Row | Goal | undefined =>
  rowOf(now, id) ?? now.goals.find((goal) => goal.id === id);
export const indicatorOf = (now: Now, of: string, id: string): Indicator | undefined =>
  holderOf(now, of)?.indikator.find((one) => one.id === id);

const copied = <Held extends { indikator: Indicator[] }>(held: Held): Held => ({
  ...held,
  indikator: held.indikator.map((one) => ({ ...one })),
});

export function present(book: Book): Now {
  const [rows, goals] = [book.planned.map(copied), book.goals.map(copied)];
  const now: Now = { lowest: book.lowest, rows, goals, posted: [], given: [], ceilings: [] };
  for (let n = 0; n <= book.approved.length; n += 1) {
    for (const { scope, amount, after } of book.ceilings)
      if (after === n) now.ceilings = withCeiling(now.ceilings, scope, amount);
    const next = book.approved[n];
    if (next) post(now, next);
  }
  return now;
}

/** A row as a revision adds it, at pagu nothing. */
export const rowAdded = (
  id: string,
  { row }: Extract<Change, { field: 'newLine' }>,
  parent: string | null,
  since: Day | null,
): Row => ({
  ...{ id, level: row.level, parent, kode: row.kodeWritten, uraian: row.uraian, lokasi: row.lokasi },
  ...{ sumberDana: row.sumberDana, prakiraanMaju: row.prakiraanMaju, pagu: 0n, since, ended: false },
  ...{ indikator: indicators(row.indikator), given: row.indikator.length },
});

type Posted = Pick<Revised, 'id' | 'changes'> & { readonly effectiveOn: Day | null };

/** New rows first, endings last, and what is between as it was written. */
export function post(now: Now, revision: Posted): void {
  const { id: by, changes, effectiveOn: on } = revision;
  const first = now.rows.length;
  const refs = changes.flatMap((change) => (change.field === 'newLine' ? [change.ref] : []));
  const named = (name: string): string =>
    refs.includes(name) ? numbered('L', first + refs.indexOf(name) + 1, 4) : name;
  for (const change of changes)
    if (change.field === 'newLine') {
      const id = named(change.ref);
      now.rows.push(rowAdded(id, change, change.row.parent === null ? null : named(change.row.parent), on));
      now.given.push({ revision: by, ref: change.ref, id, of: id, on: on ?? '' });
    }
  for (const change of changes) {
    if (change.field === 'newLine' || change.field === 'endLine') continue;
    if (change.field === 'plafon') {
      const { scope, to } = change;
      const renamed = scope.of === 'line' ? { ...scope, lineId: named(scope.lineId) } : scope;
      now.ceilings = withCeiling(now.ceilings, renamed, to);
      continue;
    }
    const id = 'lineId' in change ? named(change.lineId) : change.of;
    const row = rowOf(now, id);
    const holder = holderOf(now, id);
    const indicator = 'indikatorId' in change ? indicatorOf(now, id, change.indikatorId) : undefined;
    if (change.field === 'pagu' && row) {
      const delta = sen(change.delta) ?? 0n;
      row.pagu += delta;
      row.sumberDana = withFund(row.sumberDana, change.dana, delta);
      now.posted.push({ row: id, sen: delta, on: on ?? '' });
    } else if (change.field === 'newIndikator' && holder) {
      holder.given += 1;
      const { teks, target, satuan } = change.indikator;
      holder.indikator.push({ id: `I${holder.given}`, teks, target, satuan });
      now.given.push({ revision: by, ref: 'indikator', id: `I${holder.given}`, of: id, on: on ?? '' });
    } else if (change.field === 'endIndikator' && holder)
      holder.indikator = holder.indikator.filter((one) => one !== indicator);
    else if (change.field === 'target' && indicator) Object.assign(indicator, change.to);
    else if (change.field === 'teks' && indicator) indicator.teks = change.to;
    else if (change.field === 'parent' && row) row.parent = change.to === null ? null : named(change.to);
    else if (row && 'to' in change) Object.assign(row, { [change.field]: change.to });
  }
  for (const change of changes)
    if (change.field === 'endLine') for (const row of now.rows) if (row.id === change.lineId) row.ended = true;
}

/** The funds of a row after an amount came to one of them, where that one has an amount. */
export const withFund = (
  funds: readonly SumberDana[],
  dana: string | undefined,
  delta: bigint,
): readonly SumberDana[] =>
  funds.map((fund) => {
    // On the way to what is left an amount may be longer than one that may be written.
    const read = fund.dana === dana && /^-?\d+\.\d\d$/.test(fund.jumlah ?? '') ? fund.jumlah : null;
    const had = read === null ? null : BigInt(read.replace('.', ''));
    return had === null ? fund : { dana: fund.dana, jumlah: money(had + delta) };
  });

/** What all funds of a row come to; null where there are none, or one has no amount that can be read. */
export function fundsSum(funds: readonly SumberDana[]): bigint | null {
  const amounts = funds.map(({ jumlah }) => (jumlah === null ? null : sen(jumlah)));
  return amounts.length === 0 ? null : amounts.reduce((a, b) => (a === null || b === null ? null : a + b), 0n);
}

// Realisasi: the last statement counts.

export const reported = (book: Book, row: string, what: string, period: string): string | undefined =>
  book.stated.findLast((one) => one.row === row && one.what === what && one.period === period)?.value;

/** What a row states of one figure by period, each as it now stands. */
export const statedOf = (book: Book, row: string, what: string): { period: string; value: string }[] => {
  const periods = book.stated.filter((one) => one.row === row && one.what === what).map(({ period }) => period);
  return [...new Set(periods)].map((period) => ({ period, value: reported(book, row, what, period) ?? '' }));
};

/** The name of a keuangan among what is stated: of a fund, or of the row as a whole. */
export const keuanganOf = (dana?: string): string => (dana === undefined ? 'keuangan' : `keuangan ${dana}`);

/** The day on which a figure was last stated. */
export const statedOn = (book: Book, row: string, what: string, period: string): Day =>
  book.stated.findLast((one) => one.row === row && one.what === what && one.period === period)?.on ?? '';

/** Of which funds a row states keuangan, or that it does so as a whole. */
export const sortsOf = (book: Book, row: string): string[] => [
  ...new Set(book.stated.filter((one) => one.row === row && one.what.startsWith('keuangan')).map(({ what }) => what)),
];

/** What was spent of one fund, or of a row that does not say of which. */
export const realisedAs = (book: Book, row: string, what: string): bigint =>
  statedOf(book, row, what)
    .map(({ value }) => sen(value) ?? 0n)
    .reduce((most, one) => (one > most ? one : most), 0n);

export const realised = (book: Book, row: string): bigint =>
  sortsOf(book, row).reduce((sum, what) => sum + realisedAs(book, row, what), 0n);

/** Whether a row or its indicator comes only after a day. */
export const comesAfter = (now: Now, on: Day, of: string, indikatorId?: string): boolean =>
  on < (rowOf(now, of)?.since ?? '') ||
  now.given.some((one) => one.ref === 'indikator' && one.of === of && one.id === indikatorId && on < one.on);
