import type { NewChange } from '../../src/ledger/commands.js';
import type { Dice } from './dice.js';
import {
  describedAs,
  endIndikator,
  endRow,
  forwardTo,
  funds,
  fundsOf,
  moveTo,
  newIndikator,
  newRow,
  pagu,
  reworded,
  target,
  transfer,
} from './ledger-plan.js';
import {
  type Book,
  fundsSum,
  keuanganOf,
  money,
  type Now,
  present,
  type Row,
  realised,
  realisedAs,
  sen,
} from './oracle-figures.js';
import { plafonChanges, wrongPlafon } from './random-plafon.js';

/** What the changes of a proposal might be: mostly such as an office would write, and wrong ones for each rule. */

/** What is there, for whoever makes up the next command. */
export class Sight {
  readonly now: Now;

  constructor(
    readonly book: Book,
    readonly dice: Dice,
  ) {
    this.now = present(book);
  }

  /** The level that holds the pagu, or one so many steps above it. */
  level(up = 0): Row['level'] {
    return LEVELS[LEVELS.indexOf(this.book.lowest) - up] ?? 'urusan';
  }

  /** A new row of the lowest level, or of one so many steps above it. */
  newRow(ref: string, row: Omit<Parameters<typeof newRow>[1] & object, 'level'> = {}, up = 0): NewChange {
    return newRow(ref, { ...row, level: this.level(up) });
  }

  /** Rows that go on; of the lowest level only, where asked. */
  alive(level?: Row['level']): Row[] {
    return this.now.rows.filter((row) => !row.ended && (level === undefined || row.level === level));
  }

  /** A row that goes on, so many steps above those that hold the pagu. */
  someUp(up: number): Row {
    return this.some(this.level(up));
  }

  some(level?: Row['level']): Row {
    const row = this.dice.pick(this.alive(level)) ?? this.now.rows[0];
    return row ?? { ...NOWHERE };
  }
}

const LEVELS = ['urusan', 'bidang', 'program', 'kegiatan', 'subkegiatan'] as const;
const NOWHERE: Row = {
  ...{ id: 'L0001', level: 'urusan', parent: null, kode: null, uraian: '', lokasi: null, sumberDana: [] },
  ...{ prakiraanMaju: null, pagu: 0n, indikator: [], given: 0, since: null, ended: false },
};

const itemised = (row: Row): boolean => fundsSum(row.sumberDana) !== null;
const amountOf = (row: Row, dana: string): bigint =>
  sen(row.sumberDana.find((fund) => fund.dana === dana)?.jumlah ?? '') ?? 0n;

/** How much of a row, or of one of its funds, may be taken away. */
function spare(book: Book, row: Row, dana: string | undefined): bigint {
  const free = row.pagu - realised(book, row.id);
  const fund = dana === undefined ? free : amountOf(row, dana) - realisedAs(book, row.id, keuanganOf(dana));
  return free < fund ? free : fund;
}

const someFund = (row: Row, dice: Dice): { dana?: string } => {
  const one = itemised(row) ? dice.pick(row.sumberDana) : undefined;
  return one ? { dana: one.dana } : {};
};

/** From one sen up to a limit; now and then beyond it. */
const someOf = (limit: bigint, dice: Dice): bigint =>
  dice.chance(7) ? limit + 1n : 1n + BigInt(dice.below(Number(limit > 0n ? limit : 1n)));

function paguChange({ book, dice }: Sight, row: Row): NewChange {
  const fund = someFund(row, dice);
  const free = spare(book, row, fund.dana);
  const less = dice.chance(45) && free > 0n;
  const seen = dice.chance(20) ? { seen: money(row.pagu) } : {};
  return pagu(row.id, money(less ? -someOf(free, dice) : someOf(600n, dice)), { ...fund, ...seen });
}

/** Money from one row to another that names its funds alike. */
function shift(sight: Sight): NewChange[] {
  const { book, dice } = sight;
  const givers = sight.alive(sight.level()).filter((row) => spare(book, row, undefined) > 0n);
  const from = dice.pick(givers) ?? sight.someUp(0);
  const fund = someFund(from, dice);
  const takers = sight
    .alive(sight.level())
    .filter((row) => row !== from && (!itemised(row) || (fund.dana !== undefined && amountOf(row, fund.dana) > 0n)));
  const to = dice.pick(takers) ?? sight.someUp(0);
  const amount = money(someOf(spare(book, from, fund.dana), dice));
  if (dice.chance(60)) return [transfer(from.id, to.id, amount, fund)];
  const there = itemised(to) ? fund : {};
  return [pagu(from.id, `-${amount}`, fund), pagu(to.id, amount, there)];
}

function fundsChange({ dice }: Sight, row: Row): NewChange {
  const first = BigInt(dice.below(Number(row.pagu) + 1));
  const to = dice.pick([
    fundsOf(['PAD', money(first)], ['DAU', money(row.pagu - first)]),
    fundsOf(['DID', money(row.pagu)]),
    fundsOf(['APBD', null]),
    fundsOf(['PAD', money(first)], ['DAK', null]),
    [],
  ]);
  return funds(row.id, to, dice.chance(20) ? row.sumberDana : undefined);
}

/** Whatever carries an indicator. */
function withIndicator(sight: Sight): { of: string; id: string; target: string } {
  const holders = [...sight.alive(), ...sight.now.goals].flatMap(({ id: of, indikator }) =>
    indikator.map(({ id, target: value }) => ({ of, id, target: value })),
  );
  // Often one of the first two, so that revisions meet.
  return (
    sight.dice.pick(sight.dice.chance(50) ? holders.slice(0, 2) : holders) ?? { of: 'L0001', id: 'I1', target: '' }
  );
}

function move(sight: Sight): NewChange {
  const up = sight.dice.pick([0, 1] as const);
  return moveTo(sight.someUp(up).id, sight.someUp(up + 1).id);
}

/** A row ends with all that it holds taken away. */
function ending({ dice, book }: Sight, row: Row): NewChange[] {
  if (row.pagu === 0n || row.level !== book.lowest) return [endRow(row.id)];
  const held = itemised(row)
    ? row.sumberDana.flatMap(({ dana, jumlah }) =>
        jumlah === null || jumlah === '0.00' ? [] : [pagu(row.id, `-${jumlah}`, { dana })],
      )
    : [pagu(row.id, money(-row.pagu))];
  return dice.chance(50) ? [endRow(row.id), ...held] : [...held, endRow(row.id)];
}

function adding(sight: Sight): NewChange[] {
  const { dice } = sight;
  const indikator = [{ teks: 'Baru', target: '1', satuan: 'unit' }];
  const itemises = dice.chance(40);
  const parent = sight.someUp(1).id;
  const row = {
    indikator: dice.chance(50) ? indikator : [],
    sumberDana: itemises ? fundsOf(['PAD', '0.00'], ['DAU', '0.00']) : [],
    prakiraanMaju: dice.chance(20) ? { target: '2', satuan: null, pagu: '3.00' } : null,
  };
  const added = sight.newRow('baru', { ...row, parent });
  const branch = sight.newRow('k', { parent: sight.someUp(2).id }, 1);
  const holds = pagu('baru', '2.50', itemises ? { dana: 'DAU' } : {});
  return dice.pick<NewChange[]>([
    [added],
    [added, holds],
    [holds, added],
    [branch, sight.newRow('baru', { ...row, parent: 'k' })],
    [branch, moveTo(sight.someUp(0).id, 'k')],
  ]);
}

export function someChanges(sight: Sight): NewChange[] {
  const { dice } = sight;
  const n = dice.below(100);
  const sub = sight.someUp(0);
  if (n < 27) return [paguChange(sight, sub)];
  if (n < 34) return plafonChanges(sight, (row) => paguChange(sight, row));
  if (n < 46) return shift(sight);
  if (n < 56) {
    const { of, id, target: value } = withIndicator(sight);
    const from = dice.chance(20) ? { target: value, satuan: 'unit' } : undefined;
    return [target(of, id, `${dice.below(6) + 1}`, dice.chance(90) ? 'unit' : null, from)];
  }
  if (n < 62) return [fundsChange(sight, sub)];
  if (n < 65) return [reworded(withIndicator(sight).of, withIndicator(sight).id, `Kata ${dice.below(50)}`)];
  if (n < 70) return [newIndikator(sight.some().id, `Tambahan ${dice.below(50)}`)];
  if (n < 74) {
    const { of, id } = withIndicator(sight);
    return [endIndikator(of, id)];
  }
  if (n < 78) return [forwardTo(sub.id, dice.pick([null, '1.00', '2.00', '3.00']))];
  if (n < 82)
    return [describedAs(dice.pick(['kode', 'uraian', 'lokasi']), sight.some().id, `Tulisan ${dice.below(9)}`)];
  if (n < 87) return [move(sight)];
  if (n < 94) return adding(sight);
  const free = sight.alive(sight.level()).filter(({ id }) => realised(sight.book, id) === 0n);
  return ending(sight, dice.chance(80) ? (dice.pick(free) ?? sub) : sight.some());
}

/** One fund falls below what was spent of it, and another gets what it lost. */
function overdrawn(sight: Sight, sub: Row): NewChange[] {
  const { book, dice } = sight;
  const spent = sight
    .alive(sight.level())
    .flatMap((row) => row.sumberDana.map((fund) => ({ row, ...fund })))
    .filter(({ row, dana }) => itemised(row) && realisedAs(book, row.id, keuanganOf(dana)) > 0n);
  const { row, dana } = dice.pick(spent) ?? { row: sub, dana: 'PAD' };
  const most = realisedAs(book, row.id, keuanganOf(dana)) - 1n;
  const rest = row.sumberDana.find((fund) => fund.dana !== dana)?.dana;
  const gone = amountOf(row, dana) - most;
  if (rest === undefined || dice.chance(40))
    return [funds(row.id, fundsOf([dana, money(most)], ['SILPA', money(row.pagu - most)]))];
  return [pagu(row.id, money(-gone), { dana }), pagu(row.id, money(gone), { dana: rest })];
}

/** One change that some rule refuses, nearly always. */
export function wrongChange(sight: Sight): NewChange[] {
  const { dice, now } = sight;
  const sub = sight.someUp(0);
  const kegiatan = sight.someUp(1);
  const ended = dice.pick(now.rows.filter((row) => row.ended))?.id ?? 'L0999';
  const { of, id, target: value } = withIndicator(sight);
  const fund = someFund(sub, dice);
  const holders = sight.alive().filter(({ id: parent }) => now.rows.some((row) => row.parent === parent && !row.ended));
  const spent = sight.alive(sight.level()).find((row) => realised(sight.book, row.id) > 0n) ?? sub;
  const satuan = [...sight.alive(), ...now.goals]
    .find((one) => one.id === of)
    ?.indikator.find((one) => one.id === id)?.satuan;
  const wrongs: readonly [() => NewChange[], ...(() => NewChange[])[]] = [
    () => [pagu(dice.pick(['L0999', 'baru', ended]), '1.00')],
    () => [pagu(kegiatan.id, '1.00')],
    () => [pagu(sub.id, '1.00', { dana: 'TIDAK ADA' })],
    () => [pagu(sub.id, dice.pick(['1', '1.0', '-0.00', '1,00', '01.00', `${'9'.repeat(29)}.00`]), fund)],
    () => [pagu(sub.id, `${'9'.repeat(28)}.99`, fund)],
    () => [pagu(sub.id, '0.00', fund)],
    () => [pagu(sub.id, '1.00', { ...fund, seen: dice.pick(['0.77', 'x', '-1.00']) })],
    () => [pagu(sub.id, money(-sub.pagu - 1n), fund)],
    () => [pagu(spent.id, money(realised(sight.book, spent.id) - spent.pagu - 1n), someFund(spent, dice))],
    () => [pagu(sub.id, '1.00', fund), pagu(sub.id, '2.00', fund)],
    () => [transfer(sub.id, sub.id, '1.00', fund)],
    () => [transfer(sub.id, sight.someUp(0).id, dice.pick(['-1.00', '0.00', 'x']), fund)],
    () => [target(dice.pick(['O09', 'L0999', ended]), 'I1', '2', 'unit')],
    () => [dice.chance(50) ? target(of, 'I9', '2', 'unit') : reworded(of, 'I9', 'x')],
    () => [dice.chance(50) ? target(of, id, ' ', 'unit') : reworded(of, id, ' ')],
    () => [target(of, id, value, satuan ?? null)],
    () => [target(of, id, '77', 'unit', { target: '88', satuan: 'unit' })],
    () => [newIndikator(dice.pick(['O09', ended, sub.id]), dice.pick(['', 'Lagi']))],
    () => [newIndikator(sub.id, 'Sama'), newIndikator(sub.id, 'Sama')],
    () => [endIndikator(of, id), target(of, id, '99', 'unit')],
    () => [{ field: 'endIndikator', of, indikatorId: id, seen: { teks: 'Lain', target: '1', satuan: null } }],
    () => [funds(sub.id, sub.sumberDana)],
    () => [funds(sub.id, fundsOf(['PAD', null], ['PAD', null]))],
    () => [funds(sub.id, fundsOf(['PAD', dice.pick(['-1.00', 'x', '99.99'])]))],
    () => [funds(sub.id, fundsOf(['PAD', money(sub.pagu)]), fundsOf(['LAIN', null]))],
    () => [funds(sub.id, fundsOf(['PAD', money(sub.pagu)])), pagu(sub.id, '1.00', { dana: 'PAD' })],
    () => [forwardTo(sub.id, dice.pick(['-1.00', 'x']))],
    () => [describedAs('uraian', sub.id, dice.pick([null, ' ', sub.uraian]))],
    () => [describedAs('lokasi', dice.pick([ended, sub.id]), sub.lokasi)],
    () => [moveTo(sub.id, dice.pick([null, 'L0999', ended, 'L0001', sub.parent]))],
    () => [moveTo(kegiatan.id, kegiatan.id)],
    () => [sight.newRow(dice.pick([sub.id, 'dobel'])), sight.newRow('dobel')],
    () => [
      sight.newRow('baru', {
        parent: dice.pick(['L0999', ended, 'nanti', 'L0001', null]),
        uraian: dice.pick(['', 'A']),
      }),
    ],
    () => [sight.newRow('baru', { sumberDana: fundsOf(['PAD', dice.pick(['1.00', '-1.00', 'x'])]) })],
    () => [funds(sub.id, fundsOf(['PAD', 'x'])), pagu(sub.id, '1.00', { dana: 'PAD' })],
    () => [
      sight.newRow('baru', { parent: kegiatan.id, sumberDana: fundsOf(['PAD', 'x']) }),
      pagu('baru', '1.00', { dana: 'PAD' }),
    ],
    () => [sight.newRow('baru', { parent: kegiatan.id }), describedAs('uraian', 'baru', 'Lain')],
    () => [sight.newRow('baru', { parent: kegiatan.id }), endRow(kegiatan.id)],
    () => [newRow('baru', { level: 'subkegiatan', parent: sight.some('kegiatan').id })],
    () => [newRow('baru', { level: 'subkegiatan', parent: sight.some('kegiatan').id })],
    () => [endRow(dice.pick(holders)?.id ?? 'L0001')],
    () => [endRow(sub.id), describedAs('uraian', sub.id, 'Berakhir')],
    () => wrongPlafon(sight),
    () => wrongPlafon(sight),
    () => overdrawn(sight, sub),
    () => overdrawn(sight, sub),
    () => overdrawn(sight, sub),
    () => [endRow(dice.pick([spent.id, ended, sub.id]))],
  ];
  return dice.pick(wrongs)();
}
