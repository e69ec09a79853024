import { add, compare, isRupiah, printRupiah, type Rupiah, ZERO } from './rupiah.js';
import type { Period } from './terms.js';

/** The period's last month as a number that orders periods; null where it is no period. */
export function periodEnd(period: Period): number | null {
  const [, year, quarter, month] = /^(\d{4})-(?:TW([1-4])|(0[1-9]|1[0-2]))$/.exec(period) ?? [];
  return year === undefined ? null : Number(year) * 12 + (quarter ? Number(quarter) * 3 : Number(month));
}

/** What is no amount is printed as it was written: a rule of its own refuses it. */
export const printAmount = (figure: string): string => (isRupiah(figure) ? printRupiah(figure) : figure);

/** What stands in the place of a fund where keuangan is reported of the row as a whole. */
export const WHOLE = '';

/** A row's keuangan so far by fund, or as a whole, and by period. */
export type Keuangan = ReadonlyMap<string, ReadonlyMap<Period, Rupiah>>;

const highest = (amounts: Iterable<Rupiah>): Rupiah =>
  [...amounts].reduce((most, amount) => (compare(amount, most) > 0 ? amount : most), ZERO);

/** What has been spent of a fund so far: reports are cumulative, so it is the highest of them. */
export const realisedOf = (keuangan: Keuangan, dana: string): Rupiah => highest(keuangan.get(dana)?.values() ?? []);

/** What has been spent on a row so far, over all of its funds. */
export const realisedKeuangan = ({ keuangan }: { readonly keuangan: Keuangan }): Rupiah =>
  [...keuangan.keys()].reduce((sum, dana) => add(sum, realisedOf(keuangan, dana)), ZERO);

/** A figure as people write it: kinerja stays as it was written, even where it reads like an amount. */
export const asWritten = (figure: string): string => figure;

/** The figures that a report or a correction states, each under a key of its own, and how it is printed. */
export const figuresOf = <Value>(stated: {
  readonly lineId: string;
  readonly period: Period;
  readonly indikatorId?: string;
  readonly dana?: string;
  readonly kinerja?: Value;
  readonly keuangan?: Value;
}): { key: string; value: Value; print: (figure: string) => string }[] => {
  const { lineId, period, indikatorId, dana = WHOLE, kinerja, keuangan } = stated;
  return [
    ...(kinerja === undefined
      ? []
      : [{ key: `kinerja ${lineId} ${indikatorId} ${period}`, value: kinerja, print: asWritten }]),
    ...(keuangan === undefined
      ? []
      : [{ key: `keuangan ${lineId} ${period} ${dana}`, value: keuangan, print: printAmount }]),
  ];
};
