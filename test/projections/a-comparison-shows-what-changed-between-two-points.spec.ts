import fc from 'fast-check';
import { type Comparison, compareSheets, isChanged } from '../../projections/comparison.js';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { entries, repriced, retargeted, revised } from '../support/entries.js';
import { PLAN } from '../support/ledger-plan.js';
import { anyHistory, canonical, naiveSum, sen } from '../support/random-history.js';

const sheetAt = (events: readonly RenjaEvent[], upTo = events.length) =>
  foldAll(renjaSheet, entries(events).slice(0, upTo));

const REVISED = [
  ...PLAN,
  ...revised(
    'R1',
    {},
    repriced('R1', 'L0005', 100_000_000, 130_000_000),
    repriced('R1', 'L0006', 60_000_000, 58_500_000),
    retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '85', satuan: '%' }),
    retargeted('R1', 'L0004', 'I1', { target: '28', satuan: 'koperasi' }, { target: '28', satuan: 'unit' }),
    retargeted('R1', 'O02', 'I1', { target: '3-3,5', satuan: '%' }, { target: '4', satuan: '%' }),
  ),
];
const between = (from: number, to: number): Comparison => compareSheets(sheetAt(REVISED, from), sheetAt(REVISED, to));
const murniToNow = between(PLAN.length, REVISED.length);

describe('A comparison', () => {
  it('gives net, and gross up and down as positive amounts', () => {
    expect(murniToNow).toMatchObject({
      before: '160000000.00',
      after: '188500000.00',
      net: '28500000.00',
      gross: { up: '30000000.00', down: '1500000.00' },
    });
  });

  it('lists every row of every level in document order, with its own before, after and delta', () => {
    expect(murniToNow.lines.map(({ lineId, before, after, delta }) => [lineId, before, after, delta])).toEqual([
      ...['L0001', 'L0002', 'L0003', 'L0004'].map((id) => [id, '160000000.00', '188500000.00', '28500000.00']),
      ['L0005', '100000000.00', '130000000.00', '30000000.00'],
      ['L0006', '60000000.00', '58500000.00', '-1500000.00'],
    ]);
  });

  it('shows funds that changed, though the pagu stayed', () => {
    const [before, after] = [[{ dana: 'APBD', jumlah: null }], [{ dana: 'PAD', jumlah: '100000000.00' }]];
    const data = { lineId: 'L0005', before, after, revisionId: 'R1' };
    const sheet = foldAll(renjaSheet, entries([...PLAN, ...revised('R1', {}, { type: 'SumberDanaChanged', data })]));
    const changed = compareSheets(sheetAt(PLAN), sheet).lines.filter(isChanged);
    expect(changed).toMatchObject([{ lineId: 'L0005', delta: '0.00', targets: [], sumberDana: { before, after } }]);
    expect(murniToNow.lines.map(({ sumberDana }) => sumberDana)).toEqual(murniToNow.lines.map(() => null));
  });

  it('shows the targets that changed, by value or by unit alone, and none that stayed', () => {
    expect(Object.fromEntries(murniToNow.lines.map(({ lineId, targets }) => [lineId, targets]))).toMatchObject({
      L0003: [],
      L0004: [
        {
          indikator: 'Koperasi dibina',
          before: { target: '28', satuan: 'koperasi' },
          after: { target: '28', satuan: 'unit' },
        },
      ],
      L0005: [{ indikator: 'Capaian', before: { target: '82', satuan: '%' }, after: { target: '85', satuan: '%' } }],
      L0006: [],
    });
  });

  it('shows the objectives whose targets changed, and only these', () => {
    expect(murniToNow.objectives).toEqual([
      {
        objectiveId: 'O02',
        uraian: 'Uraian O02',
        targets: [
          {
            indikator: 'Pertumbuhan koperasi',
            before: { target: '3-3,5', satuan: '%' },
            after: { target: '4', satuan: '%' },
          },
        ],
      },
    ]);
  });

  it('calls a row changed by its figure or by a target', () => {
    expect(murniToNow.lines.filter(isChanged)).toHaveLength(6);
    const onlyTarget = [
      ...PLAN,
      ...revised(
        'R1',
        {},
        retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '9', satuan: '%' }),
      ),
    ];
    const compared = compareSheets(sheetAt(PLAN), sheetAt(onlyTarget));
    expect(compared.lines.filter(isChanged).map(({ lineId }) => lineId)).toEqual(['L0005']);
  });

  it('finds nothing between a point and itself', () => {
    const same = between(REVISED.length, REVISED.length);
    expect(same).toMatchObject({ net: '0.00', gross: { up: '0.00', down: '0.00' }, objectives: [] });
    expect(same.lines.filter(isChanged)).toEqual([]);
  });

  it('takes a row that one side does not have for zero, with no target there', () => {
    const added = between(PLAN.length - 2, PLAN.length - 1);
    const row = added.lines.at(-1);
    expect(row).toMatchObject({ lineId: 'L0006', before: '0.00', after: '60000000.00', delta: '60000000.00' });
    expect(row?.targets).toEqual([
      { indikator: 'Orang dilatih', before: null, after: { target: '100', satuan: 'orang' } },
    ]);
    const gone = between(PLAN.length - 1, PLAN.length - 2).lines.at(-1);
    expect(gone).toMatchObject({ lineId: 'L0006', before: '60000000.00', after: '0.00', delta: '-60000000.00' });
    expect(gone?.targets).toEqual([
      { indikator: 'Orang dilatih', before: { target: '100', satuan: 'orang' }, after: null },
    ]);
  });
});

describe('Between any points of any history', () => {
  const anyThree = fc.tuple(anyHistory, fc.nat(), fc.nat(), fc.nat()).map(([made, ...cuts]) => {
    const points = cuts.map((cut) => cut % (made.events.length + 1));
    return { ...made, points: [points[0] ?? 0, points[1] ?? 0, points[2] ?? 0] as const };
  });

  it('every figure is what an independent account says', () => {
    fc.assert(
      fc.property(anyThree, ({ events, lines, now, points: [a, b] }) => {
        const compared = compareSheets(sheetAt(events, a), sheetAt(events, b));
        const [was, is] = [now[a] ?? new Map<string, bigint>(), now[b] ?? new Map<string, bigint>()];
        for (const row of compared.lines) {
          const [before, after] = [naiveSum(lines, was, row.lineId), naiveSum(lines, is, row.lineId)];
          expect([row.before, row.after, row.delta]).toEqual([before, after, after - before].map(canonical));
        }
        const deltas = lines.map(({ lineId }) => (is.get(lineId) ?? 0n) - (was.get(lineId) ?? 0n));
        const sum = (of: readonly bigint[]): bigint => of.reduce((total, one) => total + one, 0n);
        expect(compared.net).toBe(canonical(sum(deltas)));
        expect(compared.gross.up).toBe(canonical(sum(deltas.filter((delta) => delta > 0n))));
        expect(compared.gross.down).toBe(canonical(-sum(deltas.filter((delta) => delta < 0n))));
      }),
      { numRuns: 500 },
    );
  });

  it('swapped ends negate every figure and turn every target around', () => {
    fc.assert(
      fc.property(anyThree, ({ events, points: [a, b] }) => {
        const [there, back] = [
          compareSheets(sheetAt(events, a), sheetAt(events, b)),
          compareSheets(sheetAt(events, b), sheetAt(events, a)),
        ];
        expect(back).toEqual({
          before: there.after,
          after: there.before,
          net: canonical(-sen(there.net)),
          gross: { up: there.gross.down, down: there.gross.up },
          lines: there.lines.map((row) => ({
            ...row,
            before: row.after,
            after: row.before,
            delta: canonical(-sen(row.delta)),
            row: row.row === null ? null : row.row === 'added' ? 'ended' : 'added',
            targets: row.targets.map((one) => ({ ...one, before: one.after, after: one.before })),
          })),
          objectives: [],
        });
      }),
      { numRuns: 500 },
    );
  });

  it('a way over a third point adds up, row by row', () => {
    fc.assert(
      fc.property(anyThree, ({ events, points: [a, b, c] }) => {
        const deltas = (from: number, to: number): ReadonlyMap<string, bigint> =>
          new Map(
            compareSheets(sheetAt(events, from), sheetAt(events, to)).lines.map(({ lineId, delta }) => [
              lineId,
              sen(delta),
            ]),
          );
        const [direct, first, second] = [deltas(a, c), deltas(a, b), deltas(b, c)];
        for (const lineId of new Set([...direct.keys(), ...first.keys(), ...second.keys()]))
          expect([lineId, direct.get(lineId) ?? 0n]).toEqual([
            lineId,
            (first.get(lineId) ?? 0n) + (second.get(lineId) ?? 0n),
          ]);
      }),
      { numRuns: 500 },
    );
  });
});
