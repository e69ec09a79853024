import fc from 'fast-check';
import { foldAll, inEffect } from '../../projections/projection.js';
import { type RenjaSheet, renjaSheet, totals } from '../../projections/renja-sheet.js';
import { execute } from '../../src/commands/execute.js';
import type { RenjaCommand } from '../../src/ledger/commands.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Day } from '../../src/ledger/terms.js';
import { KINDS } from '../../src/ledger/terms.js';
import { project, timeline, UnknownPoint } from '../../src/queries/history.js';
import type { EventStore } from '../../src/store/event-store.js';
import { eventIdOf } from '../../src/store/seal.js';
import type { Entry } from '../../src/store/stored-events.js';
import { entries, realised, repriced, retargeted, revised } from '../support/entries.js';
import {
  APPROVER,
  addLines,
  adopt,
  approve,
  DOCUMENT,
  DRAFT,
  line,
  newLine,
  open,
  PARENTS,
  PLAN,
  PLANNER,
  pagu,
  propose,
} from '../support/ledger-plan.js';
import { canonical, sen } from '../support/random-history.js';
import { inStoreFile } from '../support/store-file.js';

type Dated = readonly [effectiveOn: Day, events: readonly RenjaEvent[]];

const ADOPTED = '2022-01-03';
const ADOPTION: RenjaEvent = { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } };
const END = '9999-12-31';

/** Documents in the order in which they were recorded, each with its own day. */
function dated(...documents: readonly Dated[]): Entry[] {
  const days = new Map(documents.flatMap(([day, events]) => events.map((event) => [event, day] as const)));
  return entries(
    documents.flatMap(([, events]) => events),
    (event) => ({ effectiveOn: days.get(event) ?? ADOPTED }),
  );
}

const sheetOn = (recorded: readonly Entry[], day: Day): RenjaSheet => foldAll(renjaSheet, inEffect(recorded, day));
const nowOf = (sheet: RenjaSheet, lineId: string): string | undefined => totals(sheet).get(lineId)?.now;
const targetOf = (sheet: RenjaSheet, of: string, indikatorId: string): string | undefined =>
  sheet.lines.get(of)?.indikator.find((one) => one.indikatorId === indikatorId)?.target.now?.target;
const percent = (target: string) => ({ target, satuan: '%' });

describe('A document that is recorded late', () => {
  const FIRST = revised(
    'R1',
    {},
    repriced('R1', 'L0005', 100_000_000, 130_000_000),
    retargeted('R1', 'L0005', 'I2', percent('82'), percent('85')),
  );
  const LAST = revised(
    'R2',
    {},
    repriced('R2', 'L0005', 130_000_000, 128_000_000),
    retargeted('R2', 'L0005', 'I2', percent('85'), percent('90')),
  );
  const LATE = revised(
    'R3',
    { kind: 'koreksi', stage: null },
    repriced('R3', 'L0005', 128_000_000, 128_500_000),
    retargeted('R3', 'L0005', 'I2', percent('90'), percent('87')),
  );
  const recorded = dated([ADOPTED, PLAN], ['2022-06-01', FIRST], ['2022-11-01', LAST], ['2022-09-15', LATE]);

  it('comes last in the recorded order', () => {
    const afterEach = [PLAN, FIRST, LAST, LATE].map((_, i, all) =>
      foldAll(renjaSheet, recorded.slice(0, all.slice(0, i + 1).flat().length)),
    );
    expect(afterEach.map((sheet) => nowOf(sheet, 'L0005'))).toEqual([
      '100000000.00',
      '130000000.00',
      '128000000.00',
      '128500000.00',
    ]);
    expect(afterEach.map((sheet) => targetOf(sheet, 'L0005', 'I2'))).toEqual(['82', '85', '90', '87']);
  });

  it.each([
    ['the day of adoption', ADOPTED, '100000000.00', '160000000.00', '82'],
    ['the day before the first revision', '2022-05-31', '100000000.00', '160000000.00', '82'],
    ['the day of the first revision', '2022-06-01', '130000000.00', '190000000.00', '85'],
    ['the day before the late document', '2022-09-14', '130000000.00', '190000000.00', '85'],
    ['the day of the late document', '2022-09-15', '130500000.00', '190500000.00', '87'],
    ['the day before the last revision', '2022-10-31', '130500000.00', '190500000.00', '87'],
    ['the day of the last revision', '2022-11-01', '128500000.00', '188500000.00', '90'],
    ['any day after all of them', END, '128500000.00', '188500000.00', '90'],
  ])('counts from its own day: the figures on %s, %s', (_, day, row, whole, target) => {
    const sheet = sheetOn(recorded, day);
    expect([nowOf(sheet, 'L0005'), nowOf(sheet, ''), targetOf(sheet, 'L0005', 'I2')]).toEqual([row, whole, target]);
  });

  it('leaves the target to the document that took effect last, though that was recorded before it', () => {
    expect(targetOf(foldAll(renjaSheet, recorded), 'L0005', 'I2')).toBe('87');
    expect(targetOf(sheetOn(recorded, END), 'L0005', 'I2')).toBe('90');
  });

  it('leaves the sum of the pagu as it is, whichever order the documents are taken in', () => {
    const [inOrder, asRecorded] = [sheetOn(recorded, END), foldAll(renjaSheet, recorded)];
    expect([...totals(inOrder)].map(([id, { now }]) => [id, now])).toEqual(
      [...totals(asRecorded)].map(([id, { now }]) => [id, now]),
    );
  });

  it('counts in the column of a P-APBD that takes effect after it, and not in that of one before it', () => {
    const inColumn = (day: Day): (string | null)[] => {
      const whole = totals(sheetOn(recorded, day)).get('');
      return [whole?.murni ?? null, whole?.pApbd ?? null];
    };
    expect(inColumn('2022-05-31')).toEqual(['160000000.00', null]);
    expect(inColumn('2022-09-15')).toEqual(['160000000.00', '190000000.00']);
    expect(inColumn('2022-11-01')).toEqual(['160000000.00', '188500000.00']);
  });

  it('keeps its events together and in their order, between those of the documents around it', () => {
    const all = [PLAN, FIRST, LATE, LAST].flat().map((event) => event.type);
    expect(inEffect(recorded, END).map(({ event }) => event.type)).toEqual(all);
    expect(inEffect(recorded, '2022-10-31').at(-1)?.revision).toBe(recorded.length);
  });

  it('does not move the entries that it is given', () => {
    const given = [...recorded];
    inEffect(given, END);
    expect(given).toEqual(recorded);
  });

  it('makes the sheet stand at the latest of the recorded entries that are in effect', () => {
    expect(sheetOn(recorded, END)).toMatchObject({
      revision: recorded.length,
      recordedAt: recorded.at(-1)?.meta.recordedAt,
    });
    expect(sheetOn(recorded, '2022-09-14').revision).toBe(PLAN.length + FIRST.length);
  });

  it('may be a report, which counts from the day on which it was made', () => {
    const report = realised('L0005', '2022-TW2', { reportedOn: '2022-07-05', keuangan: '1.00' });
    const withReport = dated([ADOPTED, PLAN], ['2022-11-01', FIRST], ['2022-07-05', [report]]);
    const types = (day: Day) => inEffect(withReport, day).map(({ event }) => event.type);
    expect(types('2022-07-04')).not.toContain('RealisasiReported');
    expect(types('2022-07-05').at(-1)).toBe('RealisasiReported');
    expect(types(END).indexOf('RealisasiReported')).toBe(PLAN.length);
  });
});

describe('A plan', () => {
  // Typed in after the day of adoption, in no order of days, as a plan is that is taken over from paper.
  const typed: readonly Dated[] = [
    ['2022-04-20', DRAFT.slice(0, 3)],
    ['2022-02-01', DRAFT.slice(3, 6)],
    ['2021-12-30', DRAFT.slice(6, 8)],
    ['2022-03-01', DRAFT.slice(8)],
  ];
  const recorded = dated(...typed, [ADOPTED, [ADOPTION]]);

  it('counts whole from the day of adoption, whatever day its rows were typed in', () => {
    expect(inEffect(recorded, ADOPTED)).toEqual(recorded);
    expect(sheetOn(recorded, ADOPTED)).toEqual(foldAll(renjaSheet, recorded));
    expect(nowOf(sheetOn(recorded, ADOPTED), '')).toBe('160000000.00');
  });

  it('shows nothing on a day before its adoption', () => {
    expect(inEffect(recorded, '2022-01-02')).toEqual([]);
    expect(inEffect(recorded, '2021-12-31')).toEqual([]);
    expect(sheetOn(recorded, '2022-01-02')).toEqual(renjaSheet.initial());
  });

  it('shows nothing on any day while it is a draft', () => {
    const draft = dated(...typed);
    for (const day of ['2021-12-30', ADOPTED, '2022-04-20', END]) expect(inEffect(draft, day)).toEqual([]);
    expect(inEffect([], END)).toEqual([]);
  });
});

describe('A revision', () => {
  const first = revised(
    'R1',
    {},
    repriced('R1', 'L0006', 60_000_000, 61_000_000),
    retargeted('R1', 'L0006', 'I1', { target: '100', satuan: 'orang' }, { target: '110', satuan: 'orang' }),
  );
  const second = revised(
    'R2',
    {},
    repriced('R2', 'L0006', 61_000_000, 64_000_000),
    retargeted('R2', 'L0006', 'I1', { target: '110', satuan: 'orang' }, { target: '120', satuan: 'orang' }),
  );
  const shown = (recorded: readonly Entry[], day: Day): (string | undefined)[] => {
    const sheet = sheetOn(recorded, day);
    return [nowOf(sheet, 'L0006'), targetOf(sheet, 'L0006', 'I1')];
  };

  it('that is dated before the adoption counts from the adoption', () => {
    const recorded = dated([ADOPTED, PLAN], ['2021-11-01', first]);
    expect(inEffect(recorded, '2021-11-01')).toEqual([]);
    expect(inEffect(recorded, '2022-01-02')).toEqual([]);
    expect(inEffect(recorded, ADOPTED)).toEqual(recorded);
    expect(shown(recorded, ADOPTED)).toEqual(['61000000.00', '110']);
  });

  it('that is dated before the adoption follows those that were recorded before it and count from there, too', () => {
    for (const [one, other] of [
      ['2021-12-01', '2021-11-01'],
      [ADOPTED, '2021-11-01'],
      ['2021-11-01', ADOPTED],
    ] as const)
      expect(shown(dated([ADOPTED, PLAN], [one, first], [other, second]), ADOPTED)).toEqual(['64000000.00', '120']);
  });

  it('follows the one of the same day that was recorded before it', () => {
    const recorded = dated([ADOPTED, PLAN], ['2022-06-01', first], ['2022-06-01', second]);
    expect(shown(recorded, '2022-05-31')).toEqual(['60000000.00', '100']);
    expect(inEffect(recorded, '2022-06-01')).toEqual(recorded);
    expect(shown(recorded, '2022-06-01')).toEqual(['64000000.00', '120']);
  });
});

describe('Whatever the documents and their days', () => {
  /** The sub kegiatan with what they hold at first, and the rows above each of them. */
  const ROWS = [
    { lineId: 'L0005', kegiatan: 'L0004', program: 'L0003', start: 10_000n },
    { lineId: 'L0006', kegiatan: 'L0004', program: 'L0003', start: 0n },
    { lineId: 'L0008', kegiatan: 'L0007', program: 'L0003', start: 123_456_789n },
    { lineId: 'L0011', kegiatan: 'L0010', program: 'L0009', start: 1n },
  ] as const;
  const DAYS = [
    '2021-06-30',
    '2021-12-31',
    '2022-01-02',
    ADOPTED,
    '2022-01-04',
    '2022-02-01',
    '2022-09-30',
    '2022-10-01',
    '2023-01-01',
  ] as const;
  const ADOPTED_AT = DAYS.indexOf(ADOPTED);
  const dokumen = (target: string) => ({ target, satuan: 'Dokumen' });
  const sub = ({ lineId, kegiatan, start }: (typeof ROWS)[number]): RenjaEvent =>
    line(lineId, kegiatan, {
      level: 'subkegiatan',
      pagu: canonical(start),
      indikator: [{ indikatorId: 'I1', teks: `Dokumen ${lineId}`, ...dokumen('1') }],
    });
  const WIDE: readonly RenjaEvent[] = [
    ...PARENTS,
    line('L0007', 'L0003', { level: 'kegiatan' }),
    line('L0009', 'L0002', { level: 'program' }),
    line('L0010', 'L0009', { level: 'kegiatan' }),
    ...ROWS.map(sub),
    ADOPTION,
  ];

  const amount = fc.oneof(fc.bigInt(0n, 500n), fc.bigInt(0n, 10n ** 20n));
  const steps = fc.array(
    fc.record({
      day: fc.nat(DAYS.length - 1),
      kind: fc.constantFrom(...KINDS),
      changes: fc.array(fc.record({ row: fc.nat(ROWS.length - 1), to: amount, target: fc.nat(4) }), { maxLength: 4 }),
    }),
    { maxLength: 7 },
  );
  type Steps = typeof steps extends fc.Arbitrary<infer Value> ? Value : never;
  /** What one event did, in sen, apart from the event itself. */
  type Posted = {
    readonly day: number;
    readonly lineId: string;
    readonly delta: bigint;
    readonly target: string | null;
  };

  /** The `before` and `after` of each change follow the recorded order, as the ledger writes them. */
  function made(given: Steps): { recorded: Entry[]; posted: Posted[] } {
    const holds = new Map<string, bigint>(ROWS.map(({ lineId, start }) => [lineId, start]));
    const aims = new Map<string, string>();
    const posted: Posted[] = [];
    const documents = given.map(({ day, kind, changes }, n): Dated => {
      const revisionId = `R${n + 1}`;
      const postings = changes.flatMap(({ row, to, target }): RenjaEvent[] => {
        const { lineId } = ROWS[row] ?? ROWS[0];
        const [before, aim] = [holds.get(lineId) ?? 0n, aims.get(lineId) ?? '1'];
        const data = { lineId, before: canonical(before), after: canonical(to), revisionId, reason: 'Acak' };
        const events: RenjaEvent[] = [];
        if (to > before) events.push({ type: 'PaguIncreased', data: { ...data, amount: canonical(to - before) } });
        if (to < before) events.push({ type: 'PaguDecreased', data: { ...data, amount: canonical(before - to) } });
        events.push(retargeted(revisionId, lineId, 'I1', dokumen(aim), dokumen(String(target))));
        holds.set(lineId, to);
        aims.set(lineId, String(target));
        posted.push({ day, lineId, delta: to - before, target: String(target) });
        return events;
      });
      return [DAYS[day] ?? ADOPTED, revised(revisionId, { kind, stage: null }, ...postings)];
    });
    return { recorded: dated([ADOPTED, WIDE], ...documents), posted };
  }

  /** What each sub kegiatan holds and aims at on a day: every day up to it in turn, and on each every posting in turn. */
  function naive(posted: readonly Posted[], on: number): { holds: Map<string, bigint>; aims: Map<string, string> } {
    const holds = new Map<string, bigint>(ROWS.map(({ lineId, start }) => [lineId, start]));
    const aims = new Map<string, string>(ROWS.map(({ lineId }) => [lineId, '1']));
    for (let day = ADOPTED_AT; day <= on; day += 1)
      for (let i = 0; i < posted.length; i += 1) {
        const one = posted[i];
        if (!one) continue;
        // The day of adoption takes in whatever is dated before it.
        if (one.day !== day && !(day === ADOPTED_AT && one.day < ADOPTED_AT)) continue;
        holds.set(one.lineId, (holds.get(one.lineId) ?? 0n) + one.delta);
        if (one.target !== null) aims.set(one.lineId, one.target);
      }
    return { holds, aims };
  }

  function summed(holds: ReadonlyMap<string, bigint>): Record<string, bigint> {
    const sums: Record<string, bigint> = {};
    for (const { lineId, kegiatan, program } of ROWS)
      for (const id of [lineId, kegiatan, program, 'L0002', 'L0001', ''])
        sums[id] = (sums[id] ?? 0n) + (holds.get(lineId) ?? 0n);
    return sums;
  }

  it('every total and every target on every day is what adding up day by day gives', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const { recorded, posted } = made(given);
        const shown = DAYS.map((day) => {
          const sheet = sheetOn(recorded, day);
          const sums = [...totals(sheet)].map(([id, { now }]) => [id, sen(now)] as const);
          return { sums: Object.fromEntries(sums), aims: ROWS.map(({ lineId }) => targetOf(sheet, lineId, 'I1')) };
        });
        const expected = DAYS.map((_, on) => {
          const { holds, aims } = naive(posted, on);
          return on < ADOPTED_AT
            ? { sums: { '': 0n }, aims: ROWS.map(() => undefined) }
            : { sums: summed(holds), aims: ROWS.map(({ lineId }) => aims.get(lineId)) };
        });
        expect(shown).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('the order of effect is the recorded one where the days never go back', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const { recorded } = made(given.toSorted((a, b) => a.day - b.day));
        expect(sheetOn(recorded, END)).toEqual(foldAll(renjaSheet, recorded));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('A point of a Renja', () => {
  const RENJA = 'dinkop-2022';
  const rows = addLines(
    newLine('u', null, { level: 'urusan' }),
    newLine('b', 'u', { level: 'bidang' }),
    newLine('p', 'b', { level: 'program' }),
    newLine('k', 'p', { level: 'kegiatan' }),
    newLine('s', 'k', { level: 'subkegiatan', pagu: '5000.00' }),
  );
  const revise = (delta: string, data: Parameters<typeof propose>[1]): RenjaCommand =>
    propose([pagu('L0005', delta)], data);
  const COMMANDS: readonly RenjaCommand[] = [
    open,
    rows,
    adopt,
    revise('1000.00', { effectiveOn: '2022-09-01' }), // r8
    approve('R001'), // r9 and r10: p-apbd
    revise('200.00', { effectiveOn: '2022-11-01' }), // r11
    approve('R002'), // r12 and r13: p-apbd-2
    revise('30.00', { kind: 'koreksi', stage: null, effectiveOn: '2022-10-03', lateReason: 'Terlambat diterima' }), // r14
    approve('R003'), // r15 and r16: koreksi-1
  ];

  /** Each command is recorded on the hour, from 01:00Z on. */
  const withLedger = (commands: readonly RenjaCommand[], work: (store: EventStore) => Promise<void>): Promise<void> =>
    inStoreFile(async (file) => {
      const store = await file.open();
      for (const [n, command] of commands.entries())
        await execute(
          store,
          {
            renjaId: RENJA,
            commandId: eventIdOf('0e38ed8d-2dd6-57f3-94df-b1be10af9ed6', n),
            command,
            actor: command.type === 'ApproveRevision' ? APPROVER : PLANNER,
            mode: 'live',
          },
          () => new Date(Date.UTC(2022, 11, 1, n + 1)),
        );
      await work(store);
    });

  it('is an event, or the last one before an approval, or what had taken effect by a day', () =>
    withLedger(COMMANDS, async (store) => {
      const { at, latest } = await timeline(store, RENJA);
      expect(latest).toBe(16);
      for (const [written, revision, whole] of [
        ['now', 16, '6230.00'],
        ['r13', 13, '6200.00'],
        ['#7', 7, '5000.00'],
        ['p-apbd', 10, '6000.00'],
        ['p-apbd-2', 13, '6200.00'],
        ['sebelum', 11, '6000.00'],
        ['sebelum-p-apbd', 8, '5000.00'],
        ['sebelum-p-apbd-2', 11, '6000.00'],
        ['sebelum-koreksi-1', 14, '6200.00'],
        ['2022-12-01T05:00:00Z', 10, '6000.00'],
        ['2022-12-01T12:59+07:00', 10, '6000.00'],
        ['effective:2022-01-03', 16, '5000.00'],
        ['effective:2022-08-31', 16, '5000.00'],
        ['effective:2022-09-01', 16, '6000.00'],
        ['effective:2022-10-02', 16, '6000.00'],
        ['effective:2022-10-03', 16, '6030.00'],
        ['effective:2022-11-01', 16, '6230.00'],
      ] as const) {
        const point = at(written);
        const sheet = await project(store, RENJA, renjaSheet, point);
        expect([written, point.point, point.revision, nowOf(sheet, '')]).toEqual([written, written, revision, whole]);
      }
    }));

  it('is unknown where nothing had taken effect, or no such approval was made', () =>
    withLedger(COMMANDS, async (store) => {
      const { at } = await timeline(store, RENJA);
      for (const written of ['effective:2022-01-02', 'effective:kemarin', 'sebelum-p-apbd-3', 'r17', 'r0'])
        expect(() => at(written)).toThrow(UnknownPoint);
    }));

  it('is unknown on any day of effect while the Renja is a draft, and there is no sebelum before a P-APBD', () =>
    withLedger(COMMANDS.slice(0, 2), async (store) => {
      const { at } = await timeline(store, RENJA);
      expect(at('now')).toEqual({ point: 'now', revision: 6 });
      for (const written of [`effective:${END}`, 'sebelum', 'sebelum-p-apbd'])
        expect(() => at(written)).toThrow(UnknownPoint);
    }));

  // at('sebelumnya') is that of 'sebelum' today: drop `.failing` with the fix.
  it('is unknown where it only begins as sebelum does', () =>
    withLedger(COMMANDS, async (store) => {
      const { at } = await timeline(store, RENJA);
      expect(() => at('sebelumnya')).toThrow(UnknownPoint);
    }));
});
