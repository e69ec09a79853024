import { compareSheets } from '../../projections/comparison.js';
import { evaluate, evaluation } from '../../projections/evaluation.js';
import { foldAll } from '../../projections/projection.js';
import { type RenjaSheet, type SheetIndikator, type Totals, totals } from '../../projections/renja-sheet.js';
import type { Target } from '../../src/ledger/target.js';
import type { SumberDana } from '../../src/ledger/terms.js';
import type { Entry } from '../../src/store/stored-events.js';
import type { NaiveDifference, NaiveEvaluated } from './played-year-oracle.js';
import { sen } from './random-history.js';

/** What the program shows, in the words of the oracle. */

const written = (target: Target | null): string | null => target && `${target.target}|${target.satuan}`;
const fundsIn = (funds: readonly SumberDana[]): string[] =>
  funds.map(({ dana, jumlah }) => `${dana}=${jumlah === null ? 'null' : sen(jumlah)}`);
const senOrNull = (amount: string | null): bigint | null => (amount === null ? null : sen(amount));
const totalIn = (total: Totals | undefined) =>
  total && {
    ...{ murni: sen(total.murni), pApbd: senOrNull(total.pApbd) },
    ...{ now: sen(total.now), change: sen(total.change) },
  };
const indikatorIn = (indikator: readonly SheetIndikator[]) =>
  Object.fromEntries(
    indikator.map(({ indikatorId, teks, target: { murni, pApbd, now } }) => [
      indikatorId,
      { teks, target: { murni: written(murni), pApbd: written(pApbd), now: written(now) } },
    ]),
  );

export function pictureIn(sheet: RenjaSheet): unknown {
  const sums = totals(sheet);
  return {
    status: sheet.status,
    whole: totalIn(sums.get('')),
    rows: Object.fromEntries(
      [...sheet.lines.values()].map((line) => {
        const { prakiraanMaju: forward, asal = [] } = line;
        const inWords = forward && `${written(forward)}|${senOrNull(forward.pagu)}`;
        const from = asal.map(({ lineId }) => lineId).join() || null;
        return [
          line.lineId,
          {
            texts: [line.level, line.parent, line.kode, line.uraian, line.lokasi, inWords, from],
            ended: line.ended,
            funds: fundsIn(line.sumberDana),
            total: totalIn(sums.get(line.lineId)),
            indikator: indikatorIn(line.indikator),
          },
        ];
      }),
    ),
    objectives: Object.fromEntries(
      [...sheet.objectives.values()].map(({ objectiveId, indikator }) => [objectiveId, indikatorIn(indikator)]),
    ),
  };
}

export function differenceIn(from: RenjaSheet, to: RenjaSheet): NaiveDifference {
  const { net, gross, lines, objectives } = compareSheets(from, to);
  const inWords = (targets: (typeof lines)[number]['targets']): string[] =>
    targets.map(({ before, after }) => `${written(before)} → ${written(after)}`);
  return {
    ...{ net: sen(net), up: sen(gross.up), down: sen(gross.down) },
    rows: Object.fromEntries(
      lines.map(({ lineId, before, after, delta, row, targets, sumberDana: funds }) => [
        lineId,
        {
          ...{ before: sen(before), after: sen(after), delta: sen(delta), row, targets: inWords(targets) },
          funds: funds && `${fundsIn(funds.before).join()} → ${fundsIn(funds.after).join()}`,
        },
      ]),
    ),
    objectives: Object.fromEntries(objectives.map(({ objectiveId, targets }) => [objectiveId, inWords(targets)])),
  };
}

export const evaluationIn = (entries: readonly Entry[], period: string): NaiveEvaluated[] =>
  evaluate(foldAll(evaluation, entries), period).map((row) => ({
    ...{ lineId: row.lineId, indikator: row.indikator, realisasi: row.realisasi, rate: row.rate },
    target: row.target === null ? null : `${row.target}|${row.satuan}`,
    keuangan: senOrNull(row.keuangan),
  }));
