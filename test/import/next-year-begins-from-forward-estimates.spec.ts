import { inTreeOrder, type RenjaSheet, renjaSheet, totals } from '../../projections/renja-sheet.js';
import { execute } from '../../src/commands/execute.js';
import { carryOutSteps } from '../../src/import/import.js';
import { nextYearSteps, withoutEstimate } from '../../src/import/next-year.js';
import { add, sum, ZERO } from '../../src/ledger/rupiah.js';
import { project } from '../../src/queries/history.js';
import type { EventStore } from '../../src/store/event-store.js';
import { APPROVER, endRow, FINANCE, OPENED, PLANNER, pagu, propose } from '../support/ledger-plan.js';
import { inTestLedger, SEED } from './test-ledger.js';

const [FROM, NEXT] = ['probolinggo-dkumpp-2022', 'probolinggo-dkumpp-2023'] as const;

const opening = {
  type: 'OpenRenja' as const,
  data: { ...OPENED.data, renjaId: NEXT, tahun: 2023, pendahulu: ['dinas-lama-2021'] },
};
const OPTIONS = {
  dryRun: false,
  mode: 'live',
  now: () => new Date('2022-11-01T00:00:00Z'),
  onProgress: () => {},
} as const;

const sheetOf = (store: EventStore, id: string): Promise<RenjaSheet> => project(store, id, renjaSheet);

const carryOver = async (store: EventStore, more: { dryRun?: boolean } = {}) =>
  carryOutSteps(store, NEXT, nextYearSteps(await sheetOf(store, FROM), opening, PLANNER), { ...OPTIONS, ...more });

describe("Next year's Renja", () => {
  it('has every row of this year, with its forward estimate and its asal', () =>
    inTestLedger(async (ledger) => {
      const { store } = ledger;
      await ledger.importManifest(`${SEED}/manifest.yaml`);
      await carryOver(store);
      const [old, next] = [await sheetOf(store, FROM), await sheetOf(store, NEXT)];
      expect(next.status).toBe('draft');
      expect(next.head?.pendahulu).toEqual(['dinas-lama-2021', FROM]);
      const [olds, news] = [inTreeOrder(old), inTreeOrder(next)];
      expect(news).toHaveLength(85);
      expect(news.map(({ level, kode, uraian }) => [level, kode, uraian])).toEqual(
        olds.map(({ level, kode, uraian }) => [level, kode, uraian]),
      );
      expect(news.map(({ asal }) => asal)).toEqual(olds.map(({ lineId }) => [{ renjaId: FROM, lineId }]));
      expect(totals(next).get('')?.now).toBe(
        sum(olds.flatMap(({ level, prakiraanMaju }) => (level === 'subkegiatan' ? [prakiraanMaju?.pagu ?? ZERO] : []))),
      );
      // The document estimates the next year of nearly every row, so the sum is one of real figures.
      expect(withoutEstimate(old).length).toBeLessThan(10);
      expect(add(totals(next).get('')?.now ?? ZERO, ZERO)).not.toBe(ZERO);
      const first = olds.findIndex(({ prakiraanMaju }) => (prakiraanMaju?.target ?? '') !== '');
      expect(news[first]?.indikator[0]?.target.now?.target).toBe(olds[first]?.prakiraanMaju?.target);
      expect(news.flatMap(({ sumberDana }) => sumberDana).every(({ jumlah }) => jumlah === null)).toBe(true);
      expect([...next.objectives.values()].map(({ kind, uraian }) => [kind, uraian])).toEqual(
        [...old.objectives.values()].map(({ kind, uraian }) => [kind, uraian]),
      );
    }));

  it('leaves out what has ended, and names what begins at zero', () =>
    inTestLedger(async (ledger) => {
      const { store } = ledger;
      await ledger.importManifest(`${SEED}/manifest.yaml`);
      const before = await sheetOf(store, FROM);
      const row = inTreeOrder(before).find(({ level, sumberDana }) => level === 'subkegiatan' && sumberDana.length < 2);
      const lineId = row?.lineId ?? '';
      const changes = [pagu(lineId, `-${row?.pagu.now}`), endRow(lineId)];
      const give = (command: Parameters<typeof execute>[1]['command'], actor: typeof FINANCE, n: number) =>
        execute(
          store,
          { renjaId: FROM, command, commandId: `00000000-0000-4000-8000-00000000000${n}`, actor, mode: 'live' },
          OPTIONS.now,
        );
      await give(propose(changes, { effectiveOn: '2022-10-03' }), FINANCE, 1);
      await give({ type: 'ApproveRevision', data: { revisionId: 'R002', note: null } }, APPROVER, 2);
      await carryOver(store);
      const next = await sheetOf(store, NEXT);
      expect(next.lines.size).toBe(84);
      expect([...next.lines.values()].flatMap(({ asal = [] }) => asal.map((one) => one.lineId))).not.toContain(lineId);
    }));

  it('is opened once: again it writes nothing, after a cut it goes on, and a trial writes nothing', () =>
    inTestLedger(async (ledger) => {
      const { store } = ledger;
      await ledger.importManifest(`${SEED}/manifest.yaml`);
      expect((await carryOver(store, { dryRun: true })).written).toBe(0);
      expect((await sheetOf(store, NEXT)).head).toBeNull();
      const [open] = nextYearSteps(await sheetOf(store, FROM), opening, PLANNER);
      await carryOutSteps(store, NEXT, open ? [open] : [], OPTIONS);
      const { steps, written } = await carryOver(store);
      expect(steps.map(({ step, done }) => [step, done])).toEqual([
        ['open', true],
        ['objectives', false],
        ['lines 1', false],
      ]);
      expect(written).toBe(steps.reduce((n, { events }) => n + events, 0) - 1);
      expect((await carryOver(store)).written).toBe(0);
    }));
});
