import type { DataOf, RenjaCommand } from '../../src/ledger/commands.js';
import type { Day } from '../../src/ledger/terms.js';
import type { Dice } from './dice.js';
import { correct, DOCUMENT } from './ledger-plan.js';
import { keuanganOf, money, type Now, type Row, reported, rowOf, sortsOf, statedOf } from './oracle-figures.js';
import type { Sight } from './random-changes.js';
import { DAYS } from './random-revisions.js';

/** What rows might report, and what might be corrected of it. */

/** From when on a row and its indicator are there; nothing where they always were. */
const sinceOf = (now: Now, of: string, id: string): Day =>
  [rowOf(now, of)?.since ?? '', ...now.given.flatMap((one) => (one.of === of && one.id === id ? [one.on] : []))]
    .toSorted()
    .at(-1) ?? '';

const PERIODS = ['2022-TW1', '2022-TW2', '2022-TW3', '2022-TW4', '2022-03', '2022-05', '2022-06', '2022-11'] as const;
const endOf = (period: string): number => {
  const [, quarter, month] = /-(?:TW(\d)|(\d\d))$/.exec(period) ?? [];
  return quarter ? Number(quarter) * 3 : Number(month);
};

/** An amount that fits between what earlier and later periods state; rarely one that does not. */
function fitting({ book, dice }: Sight, row: Row, what: string, period: string): string {
  const whole = (text: string): number => Number(text.replace('.', ''));
  const sen = ({ value }: { value: string }): number => whole(value);
  const others = statedOf(book, row.id, what).filter((one) => one.period !== period);
  const low = Math.max(0, ...others.filter((one) => endOf(one.period) < endOf(period)).map(sen));
  const later = others.filter((one) => endOf(one.period) > endOf(period)).map(sen);
  const fund = row.sumberDana.find(({ dana }) => keuanganOf(dana) === what);
  const most = fund && fund.jumlah !== null ? whole(fund.jumlah) : Number(row.pagu);
  const high = Math.max(low, Math.min(...later, dice.chance(90) ? most : 2_000));
  const value = low + (dice.chance(30) ? 0 : dice.below(Math.floor((high - low) / 2) + 1));
  return money(BigInt(dice.chance(8) ? dice.below(2_000) : value));
}

type Report = DataOf<'ReportRealisasi'>['reports'][number];

/** Of which fund a row would report its keuangan: mostly as it did before. */
function someDana({ book, dice }: Sight, row: Row | undefined): { dana?: string } {
  const funds = row?.sumberDana.map(({ dana }) => dana) ?? [];
  if (dice.chance(3)) return { dana: 'LAIN' };
  const [before] = row ? sortsOf(book, row.id) : [];
  const whole = before === undefined ? funds.length === 0 || dice.chance(45) : before === 'keuangan';
  const dana = whole !== dice.chance(10) ? undefined : dice.pick(funds);
  return dana === undefined ? {} : { dana };
}

/** Mostly when what is spoken of is there and was stated. */
const onADay = (dice: Dice, from: Day | null): Day =>
  dice.chance(65) && from !== null ? from : dice.pick([...DAYS, '2022-12-31', '2022-12-31']);

export function reports(sight: Sight): RenjaCommand {
  const { now, book, dice } = sight;
  const rows = dice.chance(7) ? now.rows : now.rows.filter(({ ended }) => !ended);
  const subs = rows.filter(({ level }) => level === book.lowest);
  // Indicators that revisions added: their reports may come before them.
  const young = now.given.filter(({ ref, of }) => ref === 'indikator' && rowOf(now, of)?.ended === false);
  const one = (): Report => {
    const added = dice.chance(12) ? dice.pick(young) : undefined;
    const achieved = { period: dice.pick(PERIODS), kinerja: `${dice.below(9)}` };
    if (added) return { lineId: added.of, indikatorId: added.id, ...achieved };
    const row = dice.chance(80) ? dice.pick(subs) : dice.pick(rows);
    const asked = { lineId: dice.chance(3) ? 'L0999' : (row?.id ?? 'L0001') };
    const indikatorId = dice.chance(92) ? (dice.pick(row?.indikator ?? [])?.id ?? 'I1') : 'I9';
    const dana = someDana(sight, row);
    const of = keuanganOf(dana.dana);
    const free = PERIODS.filter((period) => reported(book, asked.lineId, of, period) === undefined);
    const period = dice.chance(3)
      ? dice.pick(['2022-TW5', '2022', '2022-13'])
      : dice.pick(dice.chance(85) ? free : PERIODS);
    const kinerja = { indikatorId, kinerja: `${dice.below(9)}` };
    const amount = dice.chance(4) ? dice.pick(['-1.00', 'x']) : row ? fitting(sight, row, of, period ?? '') : '1.00';
    const keuangan = { keuangan: dice.chance(10) ? '0.00' : amount, ...dana };
    const what = dice.below(100);
    const ofMoney = row?.level === book.lowest || dice.chance(10);
    return {
      ...{ ...asked, period: period ?? '2022-TW1' },
      ...(what < 3 ? {} : what < 30 || !ofMoney ? kinerja : what < 45 ? { ...kinerja, ...keuangan } : keuangan),
    };
  };
  const all = Array.from({ length: dice.chance(75) ? 1 : 2 }, one);
  const [first] = all;
  const since = all.map(({ lineId, indikatorId = '' }) => sinceOf(now, lineId, indikatorId)).toSorted();
  return {
    type: 'ReportRealisasi',
    data: {
      reportedOn: onADay(dice, dice.pick([since.at(-1) || null, '2022-12-01'])),
      reports: [...all, ...(first && dice.chance(4) ? [first] : [])],
    },
  };
}

export function corrections(sight: Sight): RenjaCommand {
  const { book, dice } = sight;
  const one = (): Parameters<typeof correct>[0][number] => {
    const stated = dice.pick(book.stated);
    const row = sight.now.rows.find(({ id }) => id === stated?.row);
    if (!stated || !row || dice.chance(10))
      return {
        ...{ lineId: dice.pick(['L0001', 'L0999', 'L0009']), period: dice.pick(['2022-TW1', '2022-TW9']) },
        ...(dice.chance(70) ? { keuangan: { to: '1.00' } } : {}),
      };
    const now = reported(book, stated.row, stated.what, stated.period) ?? '';
    const from = dice.chance(70) ? {} : { from: dice.chance(75) ? now : '0.01' };
    const { row: lineId, period } = stated;
    if (!stated.what.startsWith('keuangan'))
      return { lineId, period, indikatorId: stated.what.slice(8), kinerja: { ...from, to: `${dice.below(9)}` } };
    const to = dice.chance(5) ? dice.pick(['-1.00', 'x', now]) : fitting(sight, row, stated.what, period);
    const dana = dice.chance(94) ? stated.what.slice(9) : dice.pick(['', 'PAD', 'LAIN']);
    return { lineId, period, keuangan: { ...from, to }, ...(dana === '' ? {} : { dana }) };
  };
  const all = Array.from({ length: dice.chance(3) ? 0 : dice.chance(80) ? 1 : 2 }, one);
  const [first] = all;
  const days = book.stated.filter(({ row }) => all.some(({ lineId }) => lineId === row)).map(({ on }) => on);
  return correct([...all, ...(first && dice.chance(4) ? [first] : [])], {
    reportedOn: onADay(dice, days.toSorted().at(-1) ?? null),
    reason: dice.chance(94) ? 'Salah ketik' : ' ',
    document: dice.chance(book.status === 'closed' ? 75 : 30) ? DOCUMENT : null,
  });
}
