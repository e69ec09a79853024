import { type RenjaSheet, totals } from '../../projections/renja-sheet.js';
import { realisedKeuangan } from '../../src/ledger/realisasi.js';
import type { Renja } from '../../src/ledger/renja.js';
import type { Indikator, PrakiraanMaju, SumberDana } from '../../src/ledger/terms.js';
import { type Book, type Indicator, money, nameOf, present, realised, statedOf, statedOn } from './oracle-figures.js';
import { grandTotal, sumBelow } from './oracle-sums.js';

/** The ledger's state and the oracle's book in the same words, so that they can be held against each other. */

const inWords = (...values: readonly (string | number | boolean | null)[]): string =>
  values.reduce<string>((text, one) => `${text} · ${one}`, '');
const targetInWords = (one: { teks: string; target: string; satuan: string | null }): string =>
  `${one.teks}=${one.target} ${one.satuan}`;
const fundsInWords = (funds: readonly SumberDana[]): string =>
  funds.map(({ dana, jumlah }) => `${dana} ${jumlah}`).join('+');
const forwardInWords = (forward: PrakiraanMaju | null): string =>
  forward === null ? '' : `${forward.target} ${forward.satuan} ${forward.pagu}`;

/** What both must agree on, a line for each row, objective, revision, note and answer: first the ledger's. */
export function ofLedger(renja: Renja): string[] {
  const indicators = (all: ReadonlyMap<string, Indikator>): string =>
    [...all.values()].map((one) => `${one.indikatorId} ${targetInWords(one)}`).join('+');
  const lines = [inWords(renja.status, renja.lastEffective)];
  for (const line of renja.lines.values()) {
    const stated = [
      ...[...line.keuangan].flatMap(([dana, byPeriod]) =>
        [...byPeriod].map(([period, value]) => {
          const on = renja.statedOn.get(`keuangan ${line.lineId} ${period} ${dana}`);
          return `keuangan${dana === '' ? '' : ` ${dana}`} ${period} ${value} ${on}`;
        }),
      ),
      ...[...line.kinerja].map(([key, value]) => {
        const on = renja.statedOn.get(`kinerja ${line.lineId} ${key}`);
        return `kinerja ${key} ${value} ${on}`;
      }),
    ].toSorted();
    const { lineId, level, parent, kodeWritten, uraian, lokasi, pagu, ended, addedOn } = line;
    const figures = inWords(pagu, fundsInWords(line.sumberDana), realisedKeuangan(line), stated.join('+'));
    const words = inWords(level, parent, kodeWritten, uraian, lokasi, ended, addedOn);
    lines.push(inWords(lineId, figures, words, forwardInWords(line.prakiraanMaju), indicators(line.indikator)));
  }
  for (const { objectiveId, kind, indikator } of renja.objectives.values())
    lines.push(inWords(objectiveId, kind, indicators(indikator)));
  for (const one of renja.revisions.values()) {
    const { revisionId, kind, status, effectiveOn, proposedBy, reverses = null, changes } = one;
    const endorsements = `${one.endorsed.join('+')} of ${one.route.join('+')}`;
    lines.push(inWords(revisionId, kind, status, effectiveOn, proposedBy, reverses, changes.length, endorsements));
  }
  const ceilings = [...renja.plafon.values()].map(({ scope, amount }) => inWords(nameOf(scope), amount)).toSorted();
  const answers = [...renja.answers].map((one) => inWords('answer', ...one));
  return [...lines, ...ceilings, ...[...renja.notes].map((note) => inWords(...note)), ...answers];
}

/** And the oracle's. */
export function ofOracle(book: Book): string[] {
  const indicators = (all: readonly Indicator[]): string =>
    all.map((one) => `${one.id} ${targetInWords(one)}`).join('+');
  const now = present(book);
  const last = book.approved.map((one) => one.effectiveOn).toSorted();
  const lines = [inWords(book.status, last.at(-1) ?? null)];
  for (const row of now.rows) {
    const stated = [...new Set(book.stated.filter((one) => one.row === row.id).map(({ what }) => what))]
      .flatMap((what) =>
        statedOf(book, row.id, what).map(
          ({ period, value }) => `${what} ${period} ${value} ${statedOn(book, row.id, what, period)}`,
        ),
      )
      .toSorted();
    const { id, level, parent, kode, uraian, lokasi, ended, since } = row;
    const pagu = level === book.lowest ? money(row.pagu) : null;
    const figures = inWords(pagu, fundsInWords(row.sumberDana), money(realised(book, id)), stated.join('+'));
    const words = inWords(level, parent, kode, uraian, lokasi, ended, since);
    lines.push(inWords(id, figures, words, forwardInWords(row.prakiraanMaju), indicators(row.indikator)));
  }
  for (const { id, kind, indikator } of now.goals) lines.push(inWords(id, kind, indicators(indikator)));
  for (const { id, kind, status, effectiveOn, by, reverses, changes, route, endorsed } of book.revisions) {
    const endorsements = `${endorsed.join('+')} of ${route.join('+')}`;
    lines.push(inWords(id, kind, status, effectiveOn, by, reverses, changes.length, endorsements));
  }
  const ceilings = now.ceilings.map(({ scope, amount }) => inWords(nameOf(scope), amount)).toSorted();
  const notes = new Map(book.notes.map(({ section, text }) => [section, text]));
  const answered = new Map(book.answers.map(({ finding, text }) => [finding, text]));
  const answers = [...answered].map((one) => inWords('answer', ...one));
  return [...lines, ...ceilings, ...[...notes].map((note) => inWords(...note)), ...answers];
}

/** The sums of every row and of all of them, by the view that shows them beside their ceilings. */
export const sumsOfSheet = (sheet: RenjaSheet): string[] => {
  const sums = [...totals(sheet)].map(([id, { now }]) => `${id} ${now}`);
  return [...sums, ...[...sheet.plafon.values()].map(({ scope, amount }) => `${nameOf(scope)} ${amount}`)].toSorted();
};
export function sumsOfOracle(book: Book): string[] {
  const { rows, ceilings } = present(book);
  const bounds = ceilings.map(({ scope, amount }) => `${nameOf(scope)} ${amount}`);
  const sums = rows.map(({ id }) => `${id} ${money(sumBelow(rows, id))}`);
  return [` ${money(grandTotal(rows))}`, ...sums, ...bounds].toSorted();
}
