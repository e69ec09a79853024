import type { Day } from '../../src/ledger/terms.js';
import {
  type Book,
  fundsSum,
  keuanganOf,
  nameOf,
  present,
  type Row,
  realised,
  realisedAs,
  sen,
} from './oracle-figures.js';
import { leftBy, total } from './oracle-plafon.js';

/** Sums over the tree of the oracle's figures, and what must hold of them at any time. */

/** The sum over what stands under a row, by going down. */
export const sumBelow = (rows: readonly Row[], id: string): bigint =>
  rows
    .filter((row) => row.id === id || row.parent === id)
    .reduce((sum, row) => sum + (row.id === id ? row.pagu : sumBelow(rows, row.id)), 0n);

export const grandTotal = (rows: readonly Row[]): bigint => rows.reduce((sum, row) => sum + row.pagu, 0n);

/** The pagu of each row on a day: what was planned, and what revisions in effect by then added. */
export const paguOn = (book: Book, day: Day): Map<string, bigint> => {
  const now = present(book);
  return new Map(
    now.rows
      .filter(({ since }) => since === null || since <= day)
      .map(({ id }) => {
        const planned = book.planned.find((row) => row.id === id)?.pagu ?? 0n;
        const added = now.posted.filter((one) => one.row === id && one.on <= day);
        return [id, added.reduce((sum, one) => sum + one.sen, planned)];
      }),
  );
};

/** Rows and funds of rows on which more was spent than planned. A report may show that; no revision may bring it about. */
export const overspent = (book: Book): string[] =>
  present(book).rows.flatMap(({ id, level, pagu, sumberDana }) =>
    level !== book.lowest
      ? []
      : [
          ...(pagu < realised(book, id) ? [id] : []),
          ...sumberDana.flatMap(({ dana, jumlah }) =>
            jumlah !== null && (sen(jumlah) ?? 0n) < realisedAs(book, id, keuanganOf(dana)) ? [`${id} ${dana}`] : [],
          ),
        ],
  );

/** What is wrong with the figures, in words; nothing where they are sound. */
export function unsound(book: Book): string[] {
  const now = present(book);
  const { rows } = now;
  const tops = rows.filter(({ parent }) => parent === null).map(({ id }) => sumBelow(rows, id));
  return [
    ...(tops.reduce((a, b) => a + b, 0n) === grandTotal(rows) ? [] : ['the tops do not sum to the grand total']),
    ...now.ceilings.flatMap(({ scope, amount }) =>
      total(leftBy(now, []), scope) > (sen(amount) ?? -1n) ? [`${nameOf(scope)} passes its ceiling`] : [],
    ),
    ...rows.flatMap(({ id, level, pagu, parent, sumberDana, ended }) => {
      const funds = fundsSum(sumberDana);
      const above = rows.find((row) => row.id === parent);
      return [
        ...(pagu < 0n ? [`${id} is below zero`] : []),
        ...(level !== now.lowest && pagu !== 0n ? [`${id} holds a pagu above the lowest level`] : []),
        ...(sumberDana.some(({ jumlah }) => jumlah !== null && (sen(jumlah) ?? -1n) < 0n)
          ? [`a fund of ${id} is below zero`]
          : []),
        ...(level === now.lowest && funds !== null && funds !== pagu ? [`the funds of ${id} are not its pagu`] : []),
        ...(ended && sumBelow(rows, id) !== 0n ? [`${id} has ended and holds something`] : []),
        ...(!ended && above?.ended ? [`${id} stands under a row that has ended`] : []),
        ...(level === 'subkegiatan' && now.lowest === 'kegiatan' ? [`${id} is of no level of its year`] : []),
        ...((above === undefined) !== (level === 'urusan') ? [`${id} stands nowhere`] : []),
      ];
    }),
  ];
}
