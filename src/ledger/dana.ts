import { add, printRupiah, type Rupiah, subtract, sum } from './rupiah.js';
import type { SumberDana } from './terms.js';

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

/** The funds after an amount was added to one of them, where that one is itemised. */
export const withFund = (funds: Funds, dana: string | undefined, delta: Rupiah): Funds =>
  dana === undefined
    ? funds
    : funds.map((fund) =>
        fund.dana === dana && fund.jumlah !== null ? { dana, jumlah: add(fund.jumlah, delta) } : fund,
      );

/**
 * Funds rewritten from `before` to `after`, where the row's are others by now: what was added to a fund meanwhile stays
 * added. In the order of the log they are never others; in the order of effect a late document may have come between.
 */
export const rewrittenFunds = (present: Funds, before: Funds, after: Funds): Funds =>
  after.map(({ dana, jumlah }) => {
    const [was, is] = [itemisedAmount(before, dana), itemisedAmount(present, dana)];
    return { dana, jumlah: jumlah === null || was === null || is === null ? jumlah : add(jumlah, subtract(is, was)) };
  });

/** The amount of a fund on a row; null where the row does not name it, or names it without an amount. */
export const itemisedAmount = (funds: Funds, dana: string): Rupiah | null =>
  funds.find((fund) => fund.dana === dana)?.jumlah ?? null;
