import fc from 'fast-check';
import { foldAll } from '../../projections/projection.js';
import { type RenjaSheet, renjaSheet, totals } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { entries, proposed, realised, rejectedAs, repriced, retargeted, revised } from '../support/entries.js';
import { line, PLAN } from '../support/ledger-plan.js';
import { anyHistory, canonical, naiveSum } from '../support/random-history.js';

const sheetOf = (...events: readonly RenjaEvent[]): RenjaSheet => foldAll(renjaSheet, entries(events));
const totalOf = (sheet: RenjaSheet, lineId = '') => totals(sheet).get(lineId);

const UP = ['L0001', 'L0002', 'L0003', 'L0004'];
const P_APBD = revised('R1', {}, repriced('R1', 'L0005', 100_000_000, 130_000_000));
const PERGESERAN = revised(
  'R2',
  { kind: 'pergeseran', stage: null },
  repriced('R2', 'L0005', 130_000_000, 125_000_000),
  repriced('R2', 'L0006', 60_000_000, 65_000_000),
);

describe('A sheet', () => {
  it('is empty before anything is opened, and its whole is zero', () => {
    const sheet = sheetOf();
    expect(sheet).toMatchObject({ head: null, status: 'none', revision: 0, recordedAt: null });
    expect([...totals(sheet)]).toEqual([['', { murni: '0.00', pApbd: null, change: '0.00', now: '0.00' }]]);
  });

  it('sums the sub kegiatan at every level and for the whole', () => {
    const sheet = sheetOf(...PLAN);
    for (const lineId of ['', ...UP])
      expect([lineId, totalOf(sheet, lineId)]).toEqual([
        lineId,
        { murni: '160000000.00', pApbd: null, change: '0.00', now: '160000000.00' },
      ]);
    expect(totalOf(sheet, 'L0006')?.now).toBe('60000000.00');
  });

  it('keeps branches apart', () => {
    const sheet = sheetOf(
      ...PLAN.slice(0, -1),
      line('L0007', null, { level: 'urusan' }),
      line('L0008', 'L0007', { level: 'bidang' }),
      line('L0009', 'L0002', { level: 'program' }),
      line('L0010', 'L0009', { level: 'kegiatan' }),
      line('L0011', 'L0010', { level: 'subkegiatan', pagu: '0.50' }),
    );
    const now = Object.fromEntries([...totals(sheet)].map(([id, sum]) => [id, sum.now]));
    expect(now).toMatchObject({ '': '160000000.50', L0001: '160000000.50', L0002: '160000000.50' });
    expect(now).toMatchObject({ L0003: '160000000.00', L0009: '0.50', L0007: '0.00', L0008: '0.00' });
  });

  it('is a draft until it is adopted, and says which event it stands at', () => {
    const draft = sheetOf(...PLAN.slice(0, -1));
    expect(draft).toMatchObject({ status: 'draft', revision: PLAN.length - 1 });
    const adopted = sheetOf(...PLAN);
    expect(adopted).toMatchObject({ status: 'adopted', revision: PLAN.length });
    expect(adopted.recordedAt).toBe(entries(PLAN).at(-1)?.meta.recordedAt);
    expect([...adopted.lines.keys()]).toEqual([...UP, 'L0005', 'L0006']);
  });
});

describe('The columns of a sheet', () => {
  it('show murni, P-APBD and now; the change is now less murni', () => {
    const sheet = sheetOf(...PLAN, ...P_APBD);
    const whole = { murni: '160000000.00', pApbd: '190000000.00', change: '30000000.00', now: '190000000.00' };
    for (const lineId of ['', ...UP]) expect(totalOf(sheet, lineId)).toEqual(whole);
    // A row that the P-APBD did not touch has its figure in that column, too.
    expect(totalOf(sheet, 'L0006')).toEqual({
      murni: '60000000.00',
      pApbd: '60000000.00',
      change: '0.00',
      now: '60000000.00',
    });
  });

  it('let a later pergeseran move now alone', () => {
    const sheet = sheetOf(...PLAN, ...P_APBD, ...PERGESERAN);
    expect(totalOf(sheet, 'L0005')).toEqual({
      murni: '100000000.00',
      pApbd: '130000000.00',
      change: '25000000.00',
      now: '125000000.00',
    });
    expect(totalOf(sheet, 'L0006')).toMatchObject({ murni: '60000000.00', pApbd: '60000000.00', now: '65000000.00' });
    expect(totalOf(sheet)).toMatchObject({ murni: '160000000.00', pApbd: '190000000.00', now: '190000000.00' });
  });

  it('take an earlier pergeseran into the P-APBD that follows it', () => {
    const earlier = revised(
      'R0',
      { kind: 'pergeseran', stage: null },
      repriced('R0', 'L0006', 60_000_000, 59_000_000),
      repriced('R0', 'L0005', 100_000_000, 101_000_000),
    );
    const later = revised('R1', {}, repriced('R1', 'L0005', 101_000_000, 130_000_000));
    const sheet = sheetOf(...PLAN, ...earlier, ...later);
    expect(totalOf(sheet, 'L0006')).toMatchObject({ murni: '60000000.00', pApbd: '59000000.00', now: '59000000.00' });
  });

  it('start again with a penetapan of the APBD, and only of the APBD', () => {
    const set = (stage: 'APBD' | 'RKPD') =>
      sheetOf(
        ...PLAN,
        ...revised('R1', { kind: 'penetapan', stage }, repriced('R1', 'L0005', 100_000_000, 90_000_000)),
      );
    expect(totalOf(set('APBD'), 'L0005')).toMatchObject({ murni: '90000000.00', pApbd: null, change: '0.00' });
    expect(totalOf(set('RKPD'), 'L0005')).toMatchObject({ murni: '100000000.00', pApbd: null, change: '-10000000.00' });
  });

  it('do not move for a proposal, a rejection or a report', () => {
    const before = sheetOf(...PLAN);
    const after = sheetOf(
      ...PLAN,
      proposed('R1'),
      rejectedAs('R1'),
      realised('L0005', '2022-TW2', { keuangan: '1.00' }),
    );
    expect(totals(after)).toEqual(totals(before));
  });

  it('hold the targets of rows and objectives likewise', () => {
    const sheet = sheetOf(
      ...PLAN,
      ...revised(
        'R1',
        {},
        retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '85', satuan: '%' }),
        retargeted('R1', 'O01', 'I1', { target: '3-3,5', satuan: '%' }, { target: '4', satuan: '%' }),
      ),
      ...revised(
        'R2',
        { kind: 'koreksi', stage: null },
        retargeted('R2', 'L0005', 'I2', { target: '85', satuan: '%' }, { target: '86', satuan: 'persen' }),
      ),
    );
    const [first, second] = sheet.lines.get('L0005')?.indikator ?? [];
    expect(first?.target.now).toEqual({ target: '2', satuan: 'Dokumen' });
    expect(second?.target).toEqual({
      murni: { target: '82', satuan: '%' },
      pApbd: { target: '85', satuan: '%' },
      now: { target: '86', satuan: 'persen' },
    });
    expect(sheet.objectives.get('O01')?.indikator[0]?.target).toEqual({
      murni: { target: '3-3,5', satuan: '%' },
      pApbd: { target: '4', satuan: '%' },
      now: { target: '4', satuan: '%' },
    });
  });

  it('show the funds as they are now', () => {
    const after = [{ dana: 'PAD', jumlah: '60000000.00' }];
    const before = [{ dana: 'APBD', jumlah: null }];
    const data = { lineId: 'L0005', before, after, revisionId: 'R1' };
    const sheet = sheetOf(...PLAN, ...revised('R1', {}, { type: 'SumberDanaChanged', data }));
    expect(sheet.lines.get('L0005')?.sumberDana).toEqual(after);
    expect(sheetOf(...PLAN).lines.get('L0005')?.sumberDana).toEqual(before);
  });
});

describe('Of any tree and any revisions', () => {
  it('every total of every column equals an independent sum', () => {
    fc.assert(
      fc.property(anyHistory, ({ events, lines, now, murni, pApbd }) => {
        const sums = totals(foldAll(renjaSheet, entries(events)));
        const is = now.at(-1) ?? new Map();
        expect(sums.size).toBe(lines.length + 1);
        for (const lineId of ['', ...lines.map((one) => one.lineId)]) {
          const [was, stands] = [naiveSum(lines, murni, lineId), naiveSum(lines, is, lineId)];
          expect([lineId, sums.get(lineId)]).toEqual([
            lineId,
            {
              murni: canonical(was),
              pApbd: pApbd && canonical(naiveSum(lines, pApbd, lineId)),
              change: canonical(stands - was),
              now: canonical(stands),
            },
          ]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the sheet stands where its prefix stops, and its parents equal the sums of their children there', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), ({ events, lines, now }, cut) => {
        const n = cut % (events.length + 1);
        const sheet = foldAll(renjaSheet, entries(events).slice(0, n));
        const sums = totals(sheet);
        expect(sheet.revision).toBe(n);
        expect(sums.get('')?.now).toBe(canonical(naiveSum(lines, now[n] ?? new Map(), '')));
        for (const { lineId, level } of sheet.lines.values()) {
          if (level === 'subkegiatan') continue;
          const children = [...sheet.lines.values()].filter(({ parent }) => parent === lineId);
          const sum = children.reduce(
            (so, child) => so + BigInt(sums.get(child.lineId)?.now.replace('.', '') ?? 0),
            0n,
          );
          expect([lineId, sums.get(lineId)?.now]).toEqual([lineId, canonical(sum)]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('folding in two parts gives what folding at once gives', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(), ({ events }, cut) => {
        const all = entries(events);
        const n = cut % (all.length + 1);
        const halfway = foldAll(renjaSheet, all.slice(0, n));
        expect(foldAll(renjaSheet, all.slice(n), halfway)).toEqual(foldAll(renjaSheet, all));
      }),
      { numRuns: 500 },
    );
  });
});
