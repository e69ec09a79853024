import { evaluate, evaluation } from '../../projections/evaluation.js';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import { ImportRefused } from '../../src/import/faults.js';
import { reportOf } from '../../src/import/import-report.js';
import type { Entry } from '../../src/store/stored-events.js';
import { type ExpectedRow, type MadeUpPlan, madeUpPlan } from '../support/made-up-plan.js';
import { dataOf, type ImportedDocument, inTestLedger } from './test-ledger.js';

/** A refusal would only say how many faults there are; the first of them say where to look. */
async function imported(plan: MadeUpPlan): Promise<{ outcome: ImportedDocument; entries: Entry[]; ms: number }> {
  return inTestLedger(async (ledger) => {
    const began = performance.now();
    try {
      const outcome = await ledger.import(plan.files);
      return { outcome, ms: performance.now() - began, entries: await ledger.entries(plan.renjaId) };
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      throw new Error(
        error.faults
          .slice(0, 8)
          .map(({ file, line, rule, values }) => {
            const text = line === null ? '' : plan.files[file]?.split('\n')[line - 1];
            return `${file}:${line} ${rule} ${JSON.stringify(values)}\n    ${JSON.stringify(text)}`;
          })
          .join('\n'),
      );
    }
  });
}

const inSen = (amount: string): bigint => BigInt(amount.replace('.', ''));
const isSub = ({ level }: ExpectedRow): boolean => level === 'subkegiatan';

/** Holds everything that the ledger makes of the document against what its author meant. */
function expectLedger(plan: MadeUpPlan, entries: readonly Entry[]): void {
  const sheet = foldAll(renjaSheet, entries);
  const sums = totals(sheet);
  const lines = [...sheet.lines.values()];
  const idOf = (row: number): string => lines[row]?.lineId ?? '?';
  expect(
    lines.map((line) => ({
      level: line.level,
      parent: line.parent,
      kode: line.kode,
      uraian: line.uraian,
      printed: line.notPrinted !== true,
      lokasi: line.lokasi,
      indikator: line.indikator.map(({ teks, target }) => ({ teks, murni: target.murni, now: target.now })),
      murni: sums.get(line.lineId)?.murni,
      change: sums.get(line.lineId)?.change,
      now: sums.get(line.lineId)?.now,
      fundsAfter: line.sumberDana,
      prakiraanMaju: line.prakiraanMaju,
      atribut: line.atribut,
    })),
  ).toEqual(
    plan.rows.map(({ fundsBefore: _, parent, ...row }) => ({ ...row, parent: parent === null ? null : idOf(parent) })),
  );
  expect(dataOf(entries, 'LineAdded').map(({ sumberDana }) => sumberDana)).toEqual(
    plan.rows.map(({ fundsBefore }) => fundsBefore),
  );
  const objectives = [...sheet.objectives.values()];
  expect(
    objectives.map(({ kind, parent, uraian, indikator }) => ({
      kind,
      parent: parent === null ? null : objectives.findIndex(({ objectiveId }) => objectiveId === parent),
      uraian,
      indikator: indikator.map(({ teks, target }) => ({ teks, murni: target.murni, now: target.now })),
    })),
  ).toEqual(plan.objectives);
  const view = foldAll(evaluation, entries);
  const rated = evaluate(view, view.latest ?? '').filter(({ realisasi }) => realisasi !== null);
  expect(
    rated.map(({ lineId, indikator, realisasi, target, satuan, rate, ratePrinted }) => ({
      line: lineId,
      teks: indikator,
      realisasi,
      target,
      satuan,
      rate,
      ratePrinted,
    })),
  ).toEqual(plan.reports.map(({ row, indikatorId: _, ...report }) => ({ line: idOf(row), ...report })));
  expect(dataOf(entries, 'RealisasiReported').map(({ lineId, indikatorId }) => [lineId, indikatorId])).toEqual(
    plan.reports.map(({ row, indikatorId }) => [idOf(row), indikatorId]),
  );
}

/** And what the import says of it. */
function expectReport(plan: MadeUpPlan, outcome: ImportedDocument): void {
  const report = reportOf(outcome.document);
  const printed = plan.rows.filter((row) => row.printed);
  const subs = plan.rows.filter(isSub);
  const total = (rows: readonly ExpectedRow[], field: 'murni' | 'change' | 'now'): bigint =>
    rows.reduce((n, row) => n + inSen(row[field]), 0n);
  const [ups, downs] = [subs.filter((row) => inSen(row.change) > 0n), subs.filter((row) => inSen(row.change) < 0n)];
  const changed = ({ indikator }: { indikator: ExpectedRow['indikator'] }): number =>
    indikator.filter(({ murni, now }) => murni.target !== now.target || murni.satuan !== now.satuan).length;
  const count = (rows: readonly { indikator: ExpectedRow['indikator'] }[]): number =>
    rows.reduce((n, row) => n + changed(row), 0);
  const levels = (level: ExpectedRow['level']): number => printed.filter((row) => row.level === level).length;
  expect({ ...report.rows }).toEqual({
    total: printed.length,
    urusan: levels('urusan'),
    bidang: levels('bidang'),
    program: levels('program'),
    kegiatan: levels('kegiatan'),
    subkegiatan: levels('subkegiatan'),
  });
  expect(report.notPrinted).toBe(plan.rows.length - printed.length);
  expect([report.pagu, report.tambahan, report.jumlah].map(inSen)).toEqual([
    total(subs, 'murni'),
    total(subs, 'change'),
    total(subs, 'now'),
  ]);
  expect(report.changes).toMatchObject({
    changed: ups.length + downs.length,
    same: subs.length - ups.length - downs.length,
    targets: count(plan.rows),
    up: { count: ups.length },
    down: { count: downs.length },
  });
  expect([report.changes.up.amount, report.changes.down.amount].map(inSen)).toEqual([
    total(ups, 'change'),
    -total(downs, 'change'),
  ]);
  const kinds = (kind: 'tujuan' | 'sasaran'): number => plan.objectives.filter((one) => one.kind === kind).length;
  expect(report.objectives).toEqual({
    tujuan: kinds('tujuan'),
    sasaran: kinds('sasaran'),
    indikator: plan.objectives.reduce((n, { indikator }) => n + indikator.length, 0),
    changed: count(plan.objectives),
    wrappedCells: plan.counts.wrappedCells,
  });
  const { rowSums, parentSums, codesDiffer, wrongRatios, skippedLines } = plan.counts;
  expect([report.rowSums, report.parentSums, report.skippedLines]).toEqual([rowSums, parentSums, skippedLines]);
  const stated = new Set(plan.reports.map(({ row }) => row));
  expect(report.report).toMatchObject({
    rows: printed.length,
    withRealisasi: stated.size,
    parentsWithRealisasi: plan.rows.filter((row, i) => stated.has(i) && !isSub(row)).length,
    codesDiffer,
  });
  expect(report.report.wrongRatios).toHaveLength(wrongRatios);
}

describe('a made-up plan', () => {
  it('is the same for the same seed and another for another', () => {
    expect(madeUpPlan({ rows: 60, seed: 7 })).toEqual(madeUpPlan({ rows: 60, seed: 7 }));
    expect(madeUpPlan({ rows: 60, seed: 7 }).files['t-c-33.tsv']).not.toBe(
      madeUpPlan({ rows: 60, seed: 8 }).files['t-c-33.tsv'],
    );
  });

  it.each(Array.from({ length: 24 }, (_, seed) => seed + 1))(
    'of 60 rows comes out of the ledger, seed %i',
    async (seed) => {
      const plan = madeUpPlan({ rows: 60, seed });
      const { outcome, entries } = await imported(plan);
      expect(plan.rows.filter(({ printed }) => printed)).toHaveLength(60);
      expectLedger(plan, entries);
      expectReport(plan, outcome);
    },
  );

  it('with rows that only their figures or the row above tell apart comes out of the ledger', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const plan = madeUpPlan({ rows: 60, seed, tangled: true });
      const { outcome, entries } = await imported(plan);
      expectLedger(plan, entries);
      expectReport(plan, outcome);
    }
  });

  it('of 300 rows comes out of the ledger', async () => {
    const plan = madeUpPlan({ rows: 300, seed: 3 });
    const { outcome, entries } = await imported(plan);
    expectLedger(plan, entries);
    expectReport(plan, outcome);
  });

  it('of 2,000 rows comes out of the ledger and takes less than ten seconds to import', async () => {
    const plan = madeUpPlan({ rows: 2_000, seed: 2, changing: 15 });
    const { outcome, entries, ms } = await imported(plan);
    expectLedger(plan, entries);
    expectReport(plan, outcome);
    expect(ms).toBeLessThan(10_000);
  });

  it('with almost as many changes as one approval holds comes out of the ledger', async () => {
    const { entries } = await imported(madeUpPlan({ rows: 1_020, seed: 4, changing: 100 }));
    const posted = entries.filter(({ event }) => 'revisionId' in event.data).length;
    expect(posted).toBeGreaterThan(900);
  });

  // The approval of a revision is one append of at most 1,000 events, and a manifest describes one revision.
  it('with more changes than one approval holds is refused, and says so', async () => {
    const refused = imported(madeUpPlan({ rows: 2_400, seed: 4, changing: 100 }));
    await expect(refused).rejects.toThrow(/does not fit one approval \(\d+ events, at most 1000\)\. Split it/);
  });
});
