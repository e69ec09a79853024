import fc from 'fast-check';
import { compareSheets } from '../../projections/comparison.js';
import { evaluate, evaluation, rateOf } from '../../projections/evaluation.js';
import { blamePagu, lineHistory } from '../../projections/line-history.js';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import { revisionRegister } from '../../projections/revision-register.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { negate } from '../../src/ledger/rupiah.js';
import type { Document, Kind, Stage } from '../../src/ledger/terms.js';
import type { Entry } from '../../src/store/stored-events.js';

const document: Document = { documentId: 'd', jenis: 'Renja', judul: 'Renja' };

const line = (
  n: number,
  level: 'urusan' | 'bidang' | 'program' | 'kegiatan' | 'subkegiatan',
  parent: number | null,
  pagu: number | null,
): RenjaEvent => ({
  type: 'LineAdded',
  data: {
    lineId: `L${n}`,
    level,
    parent: parent === null ? null : `L${parent}`,
    kodeWritten: null,
    kode: null,
    uraian: `baris ${n}`,
    indikator: [{ indikatorId: 'I1', teks: 'Jumlah', target: '80', satuan: '%' }],
    lokasi: null,
    sumberDana: [],
    pagu: pagu === null ? null : `${pagu}.00`,
    prakiraanMaju: null,
    atribut: {},
    sumber: [],
  },
});

const revision = (id: string, kind: Kind, stage: Stage | null, changes: RenjaEvent[]): RenjaEvent[] => [
  {
    type: 'RevisionProposed',
    data: {
      revisionId: id,
      part: 1,
      parts: 1,
      kind,
      stage,
      judul: id,
      document,
      reason: 'x',
      effectiveOn: '2022-09-01',
      base: 1,
      proposedBy: 'a',
      changes: [],
    },
  },
  { type: 'RevisionApproved', data: { revisionId: id, note: null } },
  ...changes,
];

const entries = (events: readonly RenjaEvent[]): Entry[] =>
  events.map((event, i) => ({
    stream: 'renja-x',
    revision: i + 1,
    position: i + 1,
    leaf: '',
    id: String(i),
    event,
    meta: {
      actor: { id: 'a', name: 'A', role: 'finance' },
      recordedAt: '2022-09-01T00:00:00.000Z',
      commandId: '',
      commandHash: '',
      correlationId: '',
      effectiveOn: '2022-09-01',
      mode: 'live',
      previous: null,
    },
  }));

/** A plan of two programs whose sub kegiatan are revised a few times, with the pagu of each that plain numbers make. */
const plans = fc
  .record({
    pagu: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 2, maxLength: 8 }),
    changes: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 1_000_000 })), { maxLength: 8 }),
  })
  .map(({ pagu, changes }) => {
    const now = [...pagu];
    const parents = [
      line(1, 'urusan', null, null),
      line(2, 'bidang', 1, null),
      line(3, 'program', 2, null),
      line(4, 'program', 2, null),
      line(5, 'kegiatan', 3, null),
      line(6, 'kegiatan', 4, null),
    ];
    const subs = pagu.map((amount, i) => line(10 + i, 'subkegiatan', 5 + (i % 2), amount));
    const revised = changes.flatMap(([pick, amount], n) => {
      const i = pick % pagu.length;
      const before = now[i] ?? 0;
      const up = n % 2 === 0 || amount > before;
      now[i] = before + (up ? amount : -amount);
      const data = {
        lineId: `L${10 + i}`,
        amount: `${amount}.00`,
        before: `${before}.00`,
        after: `${now[i]}.00`,
        revisionId: `R${n}`,
        reason: 'x',
      };
      return revision(`R${n}`, 'koreksi', null, [{ type: up ? 'PaguIncreased' : 'PaguDecreased', data }]);
    });
    const events: RenjaEvent[] = [
      ...parents,
      ...subs,
      { type: 'RenjaAdopted', data: { document, reason: null } },
      ...revised,
    ];
    return { entries: entries(events), pagu, now };
  });

const total = (amounts: readonly number[]): string => `${amounts.reduce((a, b) => a + b, 0)}.00`;
const everySecond = (amounts: readonly number[], from: number): number[] => amounts.filter((_, i) => i % 2 === from);

describe('The views', () => {
  it('total every level as plain numbers do', () => {
    fc.assert(
      fc.property(plans, ({ entries: all, pagu, now }) => {
        const sums = totals(foldAll(renjaSheet, all));
        for (const [id, was, is] of [
          ['', pagu, now],
          ['L2', pagu, now],
          ['L3', everySecond(pagu, 0), everySecond(now, 0)],
          ['L6', everySecond(pagu, 1), everySecond(now, 1)],
        ] as const)
          expect(sums.get(id)).toMatchObject({ murni: total(was), now: total(is) });
      }),
      { numRuns: 500 },
    );
  });

  it('are the same folded at once or in two parts', () => {
    fc.assert(
      fc.property(plans, fc.nat(), ({ entries: all }, cut) => {
        const at = cut % all.length;
        for (const fold of [renjaSheet, lineHistory, revisionRegister, evaluation] as const)
          expect(
            foldAll<unknown>(fold as never, all.slice(at), foldAll<unknown>(fold as never, all.slice(0, at))),
          ).toEqual(foldAll<unknown>(fold as never, all));
      }),
      { numRuns: 500 },
    );
  });

  it('differ by what lies between, and swapped ends negate', () => {
    fc.assert(
      fc.property(plans, fc.nat(), ({ entries: all }, cut) => {
        const [a, b] = [foldAll(renjaSheet, all.slice(0, cut % all.length)), foldAll(renjaSheet, all)];
        const [there, back] = [compareSheets(a, b), compareSheets(b, a)];
        expect(back.net).toBe(negate(there.net));
        expect(back.gross).toEqual({ up: there.gross.down, down: there.gross.up });
      }),
      { numRuns: 500 },
    );
  });

  it('blame a figure on the entries that sum to it', () => {
    fc.assert(
      fc.property(plans, ({ entries: all, now }) => {
        const rows = blamePagu(foldAll(lineHistory, all), 'L1');
        expect(rows.reduce((n, { delta }) => n + Number(delta), 0)).toBe(now.reduce((a, b) => a + b, 0));
      }),
      { numRuns: 500 },
    );
  });

  it('name the versions that revisions make', () => {
    const history = entries([
      line(1, 'urusan', null, null),
      { type: 'RenjaAdopted', data: { document, reason: null } },
      ...revision('a', 'pergeseran', null, []),
      ...revision('b', 'perubahan', 'P-APBD', []),
      ...revision('c', 'pergeseran', null, []),
      ...revision('d', 'perubahan', 'P-APBD', []),
      ...revision('e', 'mendahului', null, []),
    ]);
    expect(foldAll(revisionRegister, history).versions.map(({ name }) => name)).toEqual([
      'murni',
      'pergeseran-1',
      'p-apbd',
      'pergeseran-2',
      'p-apbd-2',
      'mendahului-1',
    ]);
  });

  it('rate realisasi half-up against the target that the report states', () => {
    expect(rateOf('42,5', '80')).toBe('53,13');
    expect(rateOf('43', '85')).toBe('50,59');
    expect(rateOf('3', '3-3,5')).toBeNull();
    expect(rateOf('3', '0')).toBeNull();
    const reported: RenjaEvent = {
      type: 'RealisasiReported',
      data: {
        lineId: 'L1',
        period: '2022-TW2',
        indikatorId: 'I1',
        kinerja: '41',
        pembanding: { indikator: 'Lain', target: '82', satuan: '%' },
        reportedOn: '2022-07-15',
      },
    };
    const view = foldAll(evaluation, entries([line(1, 'urusan', null, null), reported]));
    expect(evaluate(view, '2022-TW2')[0]).toMatchObject({
      target: '82',
      realisasi: '41',
      rate: '50,00',
      indikator: 'Lain',
    });
    expect(evaluate(view, '2022-TW3')[0]).toMatchObject({ target: '80', realisasi: null, rate: null });
  });
});
