import { evaluate, evaluation } from '../../projections/evaluation.js';
import { foldAll, inEffect } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { entries } from '../support/entries.js';
import { approve, correct, keuangan, keuanganTo, PLAN, pagu, propose, report, target } from '../support/ledger-plan.js';
import { following } from '../support/ledger-spec.js';

const DAYS: Record<string, string> = { R001: '2022-06-01', R002: '2022-05-01', R003: '2021-12-01' };

/** The plan adopted on 3 January, a revision of June, and two late ones: of May, and of before the adoption. */
const HISTORY = following(
  PLAN,
  propose([pagu('L0005', '5.00'), target('L0005', 'I1', '3', 'Dokumen')], { effectiveOn: '2022-06-01' }),
  approve(),
  propose([pagu('L0005', '7.00'), target('L0005', 'I1', '4', 'Dokumen')], {
    effectiveOn: '2022-05-01',
    lateReason: 'Terlambat',
  }),
  approve('R002'),
  propose([pagu('L0006', '1.00', { dana: 'PAD' })], { effectiveOn: '2021-12-01', lateReason: 'Terlambat' }),
  approve('R003'),
);
const dayOf = ({ type, data }: RenjaEvent): string => {
  if (type === 'RenjaAdopted') return '2022-01-03';
  return ('revisionId' in data && data.revisionId !== undefined && DAYS[data.revisionId]) || '2022-02-02';
};
const all = entries(HISTORY, (event) => ({ effectiveOn: dayOf(event) }));
const sheetOn = (day: string) => foldAll(renjaSheet, inEffect(all, day));
const figuresOn = (day: string) => {
  const { lines } = sheetOn(day);
  const row = lines.get('L0005');
  return [row?.pagu.now, row?.indikator[0]?.target.now?.target, lines.get('L0006')?.pagu.now];
};

describe('A document', () => {
  it('counts from its own day, however late it was recorded; the target is that of the latest day', () => {
    expect(figuresOn('2022-04-30')).toEqual(['100000000.00', '2', '60000001.00']);
    expect(figuresOn('2022-05-01')).toEqual(['100000007.00', '4', '60000001.00']);
    expect(figuresOn('2022-06-01')).toEqual(['100000012.00', '3', '60000001.00']);
    // As recorded, the late one comes last.
    expect(foldAll(renjaSheet, all).lines.get('L0005')?.indikator[0]?.target.now?.target).toBe('4');
  });

  it('of a day before the adoption counts from the adoption, as do rows typed in later', () => {
    expect(inEffect(all, '2022-01-02')).toEqual([]);
    expect(figuresOn('2022-01-03')).toEqual(['100000000.00', '2', '60000001.00']);
  });

  it('has no effect before a plan is adopted', () => {
    expect(inEffect(entries(PLAN.slice(0, -1)), '9999-12-31')).toEqual([]);
  });

  it('agrees with the recorded order where none is late', () => {
    const timely = entries(HISTORY, () => ({ effectiveOn: '2022-06-01' }));
    expect(inEffect(timely, '2022-06-01')).toEqual(timely);
    expect(inEffect(timely, '2022-05-31')).toEqual([]);
  });

  it('keeps the revision of what was recorded last', () => {
    expect(sheetOn('2022-06-01').revision).toBe(HISTORY.length);
  });
});

describe('A named fund', () => {
  it('follows the pagu in the sheet', () => {
    expect(sheetOn('2022-06-01').lines.get('L0006')?.sumberDana).toEqual([
      { dana: 'PAD', jumlah: '40000001.00' },
      { dana: 'DAU', jumlah: '20000000.00' },
    ]);
  });
});

describe('A corrected report', () => {
  it('shows the new figure in the evaluation', () => {
    const history = following(PLAN, report(keuangan('9.00')), correct([keuanganTo('8.00')]));
    const rows = evaluate(foldAll(evaluation, entries(history)), '2022-TW2');
    expect(rows.find(({ lineId }) => lineId === 'L0005')?.keuangan).toBe('8.00');
  });
});
