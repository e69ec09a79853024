import type { SumberDana } from './events.js';
import { printRupiah, type Rupiah, sum } from './rupiah.js';

/** The funds of a row, in the order in which they are named: that order is part of what is written. */
type Funds = readonly SumberDana[];

export const sameFunds = (a: Funds, b: Funds): boolean =>
  a.length === b.length && a.every((fund, i) => fund.dana === b[i]?.dana && fund.jumlah === b[i]?.jumlah);

export const printFunds = (funds: Funds): string =>
  funds.map(({ dana, jumlah }) => (jumlah === null ? dana : `${dana} ${printRupiah(jumlah)}`)).join(' + ');

/** What itemised funds come to; null where any of them, or all, has no amount. */
export function itemisedSum(funds: Funds): Rupiah | null {
  const amounts = funds.map(({ jumlah }) => jumlah).filter((jumlah) => jumlah !== null);
  return amounts.length > 0 && amounts.length === funds.length ? sum(amounts) : null;
}
