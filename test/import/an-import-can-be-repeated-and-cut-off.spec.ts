import { join } from 'node:path';
import { importDocument, StepsChanged } from '../../src/import/import.js';
import { readOfficeDocument } from '../../src/import/office-document.js';
import { type EventStore, OutcomeUnknown, StoreUnavailable } from '../../src/store/event-store.js';
import { madeUpPlan } from '../support/made-up-plan.js';
import {
  CLOCK,
  dataOf,
  exchanged,
  type Files,
  inTestLedger,
  onLine,
  SEED,
  seedFiles,
  T_C_33,
  TABLE_2_1,
  TABLE_3_1,
  withoutClock,
} from './test-ledger.js';

const RENJA = 'probolinggo-dkumpp-2022';
/** Later on the same day: the rows of a plan are recorded with the day of the clock. */
const LATER = '2026-11-24T20:00:00.000Z';

/** Lets through so many appends. The next one fails, before it is written or only after it. */
function cutOff(store: EventStore, appends: number, written: boolean): EventStore {
  let left = appends;
  return {
    read: (...of) => store.read(...of),
    follow: (...of) => store.follow(...of),
    head: () => store.head(),
    refusing: () => store.refusing(),
    close: () => store.close(),
    append: async (...of) => {
      left -= 1;
      if (left >= 0) return store.append(...of);
      if (!written) throw new StoreUnavailable('cut off');
      await store.append(...of);
      throw new OutcomeUnknown('cut off after the write');
    },
  };
}

const uncut = (files: Files, renjaId: string) =>
  inTestLedger(async (ledger) => {
    const { steps } = await ledger.import(files);
    return { steps, entries: withoutClock(await ledger.entries(renjaId)) };
  });

/**
 * Cuts an import off after every number of appends that it makes, and runs it again.
 * @param moments whether the append that failed had been written
 */
async function expectTheSameHoweverCut(
  files: Files,
  renjaId: string,
  moments: readonly boolean[] = [false, true],
): Promise<number> {
  const whole = await uncut(files, renjaId);
  const ends = whole.steps.map((_, n) => whole.steps.slice(0, n).reduce((sum, { events }) => sum + events, 0));
  for (const [n, end] of ends.entries())
    for (const written of moments)
      await inTestLedger(async (ledger) => {
        const cut = ledger.import(files, { store: cutOff(ledger.store, n, written) });
        await expect(cut).rejects.toThrow(written ? OutcomeUnknown : StoreUnavailable);
        const there = end + (written ? (whole.steps[n]?.events ?? 0) : 0);
        expect(await ledger.store.head()).toBe(there);
        const again = await ledger.import(files, { clock: LATER });
        expect(again.written).toBe(whole.entries.length - there);
        expect(again.steps.map(({ done }) => done)).toEqual(whole.steps.map((_, i) => i < n + (written ? 1 : 0)));
        expect(withoutClock(await ledger.entries(renjaId))).toEqual(whole.entries);
      });
  return ends.length;
}

const reportedOn = (day: string): string =>
  exchanged(seedFiles()['manifest.yaml'] ?? '', 'reportedOn: 2022-07-15', `reportedOn: ${day}`);

describe('an import that is run again', () => {
  it('changes nothing where the document is the same', () =>
    inTestLedger(async (ledger) => {
      const first = await ledger.import(seedFiles());
      expect(first.written).toBe(191);
      const before = await ledger.entries(RENJA);
      const again = await ledger.import(seedFiles(), { clock: LATER });
      expect(again.written).toBe(0);
      expect(again.steps).toEqual(first.steps.map((step) => ({ ...step, done: true })));
      expect(await ledger.entries(RENJA)).toEqual(before);
      expect(await ledger.store.head()).toBe(191);
    }));

  it('tells how far it is, on the way and again when there is nothing left to do', () =>
    inTestLedger(async (ledger) => {
      const document = await readOfficeDocument(join(SEED, 'manifest.yaml'));
      const told: [number, number, string][] = [];
      const onProgress = (...at: [number, number, string]) => void told.push(at);
      const run = () =>
        importDocument(ledger.store, document, {
          dryRun: false,
          now: () => new Date(CLOCK),
          onProgress,
        });
      const expected = [
        [1, 191, 'open'],
        [4, 191, 'objectives'],
        [89, 191, 'lines 1'],
        [90, 191, 'adopt'],
        [171, 191, 'realisasi 1'],
        [172, 191, 'propose'],
        [191, 191, 'approve'],
      ];
      await run();
      expect(told).toEqual(expected);
      await run();
      expect(told).toEqual([...expected, ...expected]);
    }));
});

describe('a dry run', () => {
  it('counts what it would write and writes nothing', () =>
    inTestLedger(async (ledger) => {
      const dry = await ledger.import(seedFiles(), { dryRun: true });
      expect(dry.written).toBe(0);
      expect(await ledger.store.head()).toBe(0);
      const real = await ledger.import(seedFiles());
      expect(dry.steps).toEqual(real.steps);
    }));

  it('needs no ledger at all', async () => {
    const { steps, written } = await importDocument(null, await readOfficeDocument(join(SEED, 'manifest.yaml')), {
      dryRun: true,
      now: () => new Date(CLOCK),
      onProgress: () => undefined,
    });
    expect(written).toBe(0);
    expect(steps.reduce((n, { events }) => n + events, 0)).toBe(191);
  });

  it('says what is left to do of an import that was cut off', () =>
    inTestLedger(async (ledger) => {
      await expect(ledger.import(seedFiles(), { store: cutOff(ledger.store, 3, false) })).rejects.toThrow('cut off');
      const dry = await ledger.import(seedFiles(), { dryRun: true });
      expect(dry.steps.map(({ step, done }) => [step, done])).toEqual([
        ['open', true],
        ['objectives', true],
        ['lines 1', true],
        ['adopt', false],
        ['realisasi 1', false],
        ['propose', false],
        ['approve', false],
      ]);
      expect(await ledger.store.head()).toBe(89);
    }));
});

describe('an import that was cut off', () => {
  it('ends in the same data as one that was not, wherever it was cut', async () => {
    expect(await expectTheSameHoweverCut(seedFiles(), RENJA)).toBe(7);
  });

  it('does so too where rows and reports take several steps', async () => {
    const { files, renjaId } = madeUpPlan({ rows: 360, seed: 5 });
    expect(await expectTheSameHoweverCut(files, renjaId, [false])).toBeGreaterThan(7);
  });

  it('goes on from a corrected document where the corrected step had not been written yet', () =>
    inTestLedger(async (ledger) => {
      await expect(ledger.import(seedFiles(), { store: cutOff(ledger.store, 4, false) })).rejects.toThrow('cut off');
      const corrected = { ...seedFiles(), 'manifest.yaml': reportedOn('2022-07-20') };
      await ledger.import(corrected);
      const days = dataOf(await ledger.entries(RENJA), 'RealisasiReported').map((report) => report.reportedOn);
      expect(days).toEqual(Array(81).fill('2022-07-20'));
    }));
});

describe('a document that was changed after its import', () => {
  it('is refused with the steps that were written, though the later ones would break rules by now', () =>
    inTestLedger(async (ledger) => {
      const [one, other] = [madeUpPlan({ rows: 60, seed: 5 }), madeUpPlan({ rows: 90, seed: 6 })];
      await expect(ledger.import(one.files, { store: cutOff(ledger.store, 3, false) })).rejects.toThrow('cut off');
      const head = await ledger.store.head();
      const manifest = (other.files['manifest.yaml'] ?? '').replaceAll(other.renjaId, one.renjaId);
      const refused = await ledger
        .import({ ...other.files, 'manifest.yaml': manifest })
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StepsChanged);
      expect(refused).toMatchObject({ steps: expect.arrayContaining(['lines 1']) });
      expect(await ledger.store.head()).toBe(head);
    }));

  const inFile = (name: string, edit: (text: string) => string) => (files: Files) => ({
    ...files,
    [name]: edit(files[name] ?? ''),
  });
  const onLines =
    (...edits: readonly (readonly [line: number, from: string, to: string])[]) =>
    (text: string) =>
      edits.reduce((edited, edit) => onLine(edited, ...edit), text);

  it.each<[string, string, (files: Files) => Files]>([
    // One rupiah from one row to its neighbour: every sum still holds.
    [
      'lines 1',
      'a pair of pagu',
      inFile(
        T_C_33,
        onLines(
          [8, '121.110.000\t-\t121.110.000', '121.110.001\t-\t121.110.001'],
          [9, '26.200.000\t-\t26.200.000', '26.199.999\t-\t26.199.999'],
        ),
      ),
    ],
    ['lines 1', 'the spelling of a name', inFile(T_C_33, onLines([8, 'Penyusunan Dokumen', 'Penyusunan  Dokumen']))],
    // A row keeps its raw cells of both tables, whatever they say: they belong to the step of the rows too.
    ['lines 1, realisasi 1', 'a realisasi', inFile(TABLE_2_1, onLines([38, '\t43\t50,00', '\t42,5\t50,00']))],
    ['lines 1, realisasi 1', 'a printed ratio', inFile(TABLE_2_1, onLines([38, '\t50,00', '\t50,59']))],
    [
      'lines 1, propose',
      'a pair of changes',
      inFile(
        T_C_33,
        onLines(
          [11, '41.669.824\t7.691.389.029', '41.669.825\t7.691.389.030'],
          [12, '20.000.000\t289.200.000', '19.999.999\t289.199.999'],
        ),
      ),
    ],
    ['objectives', 'a target of Table 3.1', inFile(TABLE_3_1, onLines([5, '6,1\t6,1', '6,2\t6,2']))],
    ['realisasi 1', 'the day of the report', (files) => ({ ...files, 'manifest.yaml': reportedOn('2022-07-20') })],
    ['propose', 'a reason', inFile('manifest.yaml', (text) => exchanged(text, ', kebutuhan tambahan', ', tambahan'))],
    ['open', 'the nomenclature', inFile('manifest.yaml', (text) => exchanged(text, ': 050-5889', ': 050-3708'))],
    ['adopt', 'a reason', inFile('manifest.yaml', (text) => exchanged(text, 'murni tahun 2022', 'murni 2022'))],
    ['approve', 'a note', inFile('manifest.yaml', (text) => exchanged(text, 'Dicocokkan dengan', 'Diperiksa dari'))],
  ])('is refused with its steps named: %s, %s', (step, _, change) =>
    inTestLedger(async (ledger) => {
      await ledger.import(seedFiles());
      const before = await ledger.entries(RENJA);
      for (const dryRun of [true, false]) {
        const refused = await ledger.import(change(seedFiles()), { dryRun }).catch((error: unknown) => error);
        expect(refused).toBeInstanceOf(StepsChanged);
        expect(refused).toMatchObject({ steps: step.split(', '), renjaId: RENJA });
      }
      expect(await ledger.entries(RENJA)).toEqual(before);
    }),
  );
});
