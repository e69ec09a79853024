import fc from 'fast-check';
import { type EvaluatedLine, evaluate, evaluation, rateOf } from '../../projections/evaluation.js';
import { foldAll } from '../../projections/projection.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { entries, realised, retargeted, revised } from '../support/entries.js';
import { correct, keuangan, line, OPENED, PLAN, report } from '../support/ledger-plan.js';
import { following } from '../support/ledger-spec.js';

const viewOf = (...events: readonly RenjaEvent[]) => foldAll(evaluation, entries(events));
const evaluated = (period: string, ...events: readonly RenjaEvent[]): EvaluatedLine[] =>
  evaluate(viewOf(...PLAN, ...events), period);
const rowOf = (rows: readonly EvaluatedLine[], lineId: string, n = 0): EvaluatedLine | undefined =>
  rows.filter((row) => row.lineId === lineId)[n];

const achieved = (kinerja: string, data: Parameters<typeof realised>[2] = {}): RenjaEvent =>
  realised('L0006', '2022-TW2', { indikatorId: 'I1', kinerja, ...data });
const PEMBANDING = { pembanding: { target: '80', satuan: 'persen', indikator: 'Seperti dilaporkan' } };

describe('The ratio of an evaluation', () => {
  it.each([
    ['42,5', '80', '53,13'],
    ['41', '82', '50,00'],
    ['1', '3', '33,33'],
    ['2', '3', '66,67'],
    ['1', '800', '0,13'],
    ['1.250', '1.000', '125,00'],
    ['0', '5', '0,00'],
    ['0,5', '0,25', '200,00'],
  ])('of %s against %s is %s, rounded half-up', (part, whole, rate) => {
    expect(rateOf(part, whole)).toBe(rate);
  });

  it.each([
    ['a range as target', '3', '3-3,5'],
    ['a range as realisasi', '3-3,5', '4'],
    ['a target of zero', '3', '0'],
    ['a target of zero with decimals', '3', '0,00'],
    ['words', 'tuntas', '2'],
    ['a blank target', '3', ''],
    ['a grouping that is none', '3', '1.00'],
  ])('is not there for %s', (_, part, whole) => {
    expect(rateOf(part, whole)).toBeNull();
  });

  it('is what whole-number arithmetic rounds half-up', () => {
    const written = (hundredths: bigint): string =>
      `${hundredths / 100n},${String(hundredths % 100n).padStart(2, '0')}`;
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(1n, 10n ** 12n), (part, whole) => {
        const exact = (part * 20_000n + whole) / (whole * 2n);
        expect(rateOf(written(part), written(whole))).toBe(written(exact));
      }),
      { numRuns: 500 },
    );
  });
});

describe('An evaluated row', () => {
  it('counts against the target that the report states, and shows that one', () => {
    const row = rowOf(evaluated('2022-TW2', achieved('42,5', PEMBANDING)), 'L0006');
    expect(row).toMatchObject({
      ...{ indikator: 'Seperti dilaporkan', satuan: 'persen', target: '80' },
      ...{ realisasi: '42,5', rate: '53,13', ratePrinted: null },
    });
  });

  it('else counts against the target in force at the point', () => {
    const raised = revised(
      'R1',
      {},
      retargeted('R1', 'L0006', 'I1', { target: '100', satuan: 'orang' }, { target: '170', satuan: 'peserta' }),
    );
    expect(rowOf(evaluated('2022-TW2', achieved('85')), 'L0006')).toMatchObject({
      ...{ indikator: 'Orang dilatih', satuan: 'orang', target: '100', rate: '85,00' },
    });
    expect(rowOf(evaluated('2022-TW2', achieved('85'), ...raised), 'L0006')).toMatchObject({
      ...{ satuan: 'peserta', target: '170', rate: '50,00' },
    });
  });

  it('keeps the stated target where the plan changes its own', () => {
    const raised = revised(
      'R1',
      {},
      retargeted('R1', 'L0006', 'I1', { target: '100', satuan: 'orang' }, { target: '170', satuan: 'peserta' }),
    );
    expect(rowOf(evaluated('2022-TW2', achieved('42,5', PEMBANDING), ...raised), 'L0006')).toMatchObject({
      target: '80',
      rate: '53,13',
    });
  });

  it('shows the printed ratio beside the computed one, however wrong', () => {
    const row = rowOf(evaluated('2022-TW2', achieved('43', { ...PEMBANDING, tingkatTercetak: '50,00' })), 'L0006');
    expect(row).toMatchObject({ rate: '53,75', ratePrinted: '50,00' });
  });

  it('has no realisasi where its period has no report: null, not zero', () => {
    const row = rowOf(evaluated('2022-TW3', achieved('42,5')), 'L0006');
    expect(row).toMatchObject({ target: '100', realisasi: null, rate: null, ratePrinted: null });
    const reported = rowOf(evaluated('2022-TW2', achieved('0')), 'L0006');
    expect(reported).toMatchObject({ realisasi: '0', rate: '0,00' });
  });

  it('has no realisasi of kinerja where only keuangan was reported', () => {
    const row = rowOf(evaluated('2022-TW2', realised('L0006', '2022-TW2', { keuangan: '5.00' })), 'L0006');
    expect(row).toMatchObject({ realisasi: null, rate: null });
  });

  it('has its realisasi and no ratio where the target is a range', () => {
    const row = rowOf(
      evaluated('2022-TW2', achieved('4', { pembanding: { target: '3-3,5', satuan: '%', indikator: 'Pertumbuhan' } })),
      'L0006',
    );
    expect(row).toMatchObject({ target: '3-3,5', realisasi: '4', rate: null });
  });

  it('stands once for each of its indicators, each with its own report and its own columns', () => {
    const plan = [
      OPENED,
      line('L0001', null, {
        level: 'urusan',
        indikator: [
          { indikatorId: 'I1', teks: 'Pertama', target: '10', satuan: 'unit' },
          { indikatorId: 'I2', teks: 'Kedua', target: '20', satuan: 'orang' },
        ],
        atribut: { targetRpjmd: '100', realisasiTahunLalu: '8', 'targetRpjmd.2': '200', 'realisasiTahunLalu.2': '18' },
      }),
    ];
    const view = viewOf(...plan, realised('L0001', '2022-TW2', { indikatorId: 'I2', kinerja: '5' }));
    expect(evaluate(view, '2022-TW2')).toMatchObject([
      { indikator: 'Pertama', target: '10', rpjmd: '100', lastYear: '8', realisasi: null, rate: null },
      { indikator: 'Kedua', target: '20', rpjmd: '200', lastYear: '18', realisasi: '5', rate: '25,00' },
    ]);
  });

  it('without indicators stands once, with nothing in it', () => {
    expect(evaluated('2022-TW2').filter(({ lineId }) => lineId === 'L0003')).toMatchObject([
      { indikator: null, satuan: null, rpjmd: null, lastYear: null, target: null, realisasi: null, rate: null },
    ]);
  });

  it('stands in document order', () => {
    expect(evaluated('2022-TW2').map(({ lineId }) => lineId)).toEqual([
      ...['L0001', 'L0002', 'L0003', 'L0004'],
      ...['L0005', 'L0005', 'L0006'],
    ]);
  });
});

describe('The latest period', () => {
  const latest = (...periods: readonly string[]): string | null =>
    viewOf(...PLAN, ...periods.map((period) => realised('L0006', period, { keuangan: '1.00' }))).latest;

  it.each([
    [['2022-TW1'], '2022-TW1'],
    [['2022-08', '2022-TW3'], '2022-TW3'],
    [['2022-TW3', '2022-08'], '2022-TW3'],
    [['2022-10', '2022-TW3'], '2022-10'],
    [['2022-TW4', '2023-01', '2022-12'], '2023-01'],
  ])('of %p is %s: by its end, not by its name or when it was reported', (periods, expected) => {
    expect(latest(...periods)).toBe(expected);
  });

  it('is none where nothing was reported', () => {
    expect(latest()).toBeNull();
  });
});

describe('Keuangan by fund', () => {
  const of = (amount: string, period: string, dana: string) => ({ ...keuangan(amount, period, 'L0006'), dana });
  const shown = (history: readonly RenjaEvent[], period: string) =>
    evaluate(foldAll(evaluation, entries(history)), period).find(({ lineId }) => lineId === 'L0006')?.keuangan;
  const reported = following(
    PLAN,
    report(of('10.00', '2022-TW1', 'PAD'), of('20.00', '2022-TW1', 'DAU')),
    report(of('11.00', '2022-TW2', 'PAD')),
    report(of('25.00', '2022-TW4', 'DAU')),
  );

  it('sums over the funds, each by its latest figure up to the period, as figures are cumulative', () => {
    expect(['2022-TW1', '2022-TW2', '2022-TW4'].map((period) => shown(reported, period))).toEqual([
      ...['30.00', '31.00', '36.00'],
    ]);
  });

  it('says nothing of a period in which no fund was reported', () => {
    expect(shown(reported, '2022-TW3')).toBeNull();
  });

  it('follows a correction of one fund', () => {
    const correction = { lineId: 'L0006', period: '2022-TW2', dana: 'PAD', keuangan: { to: '10.50' } };
    expect(shown(following(reported, correct([correction])), '2022-TW2')).toBe('30.50');
  });
});
