import { explain, fault, fillIn, Rejection, refuse } from '../../src/ledger/rejection.js';
import { type RejectionCode, RULES } from '../../src/ledger/rule-table.js';
import {
  AUDITOR,
  addLines,
  approve,
  DRAFT,
  funds,
  fundsOf,
  keuangan,
  kinerja,
  newLine,
  PLAN,
  PLANNER,
  pagu,
  propose,
  reject,
  report,
  target,
} from '../support/ledger-plan.js';
import { following, given } from '../support/ledger-spec.js';

const PROPOSED = following(PLAN, propose([pagu('L0005', '0.01')]));

describe('a command that breaks several rules', () => {
  it('as a proposal, is told all of them at once', () => {
    const late = following(PLAN, propose([target('O01', 'I1', '4', '%')]), approve());
    given(late)
      .when(
        propose(
          [
            pagu('L0009', '1.00'),
            pagu('L0004', '1.00'),
            pagu('L0005', '0.00'),
            pagu('L0005', '-100000000.01', { seen: '1.00' }),
            pagu('L0006', '-40000000.01', { dana: 'PAD' }),
            pagu('L0006', '1.00', { dana: 'DAK' }),
            target('O09', 'I1', '4', '%'),
            target('O01', 'I9', '4', '%'),
            target('O01', 'I1', ' ', '%'),
            target('O02', 'I1', '3-3,5', '%'),
            funds('L0006', fundsOf(['PAD', '-1.00'])),
          ],
          {
            revisionId: 'R001',
            kind: 'pergeseran',
            document: null,
            reason: '',
            effectiveOn: '2022-05-31',
          },
        ),
        AUDITOR,
      )
      .then('line-not-found', {
        at: '/changes/0/lineId',
        all: [
          'line-not-found',
          'objective-not-found',
          'indikator-not-found',
          'pagu-on-parent',
          'dana-not-found',
          'revision-id-taken',
          'amount-negative',
          'delta-zero',
          'value-unchanged',
          'target-blank',
          'change-repeated',
          // The funds of L0006 as a whole, beside an amount moved within them.
          'change-repeated',
          'reason-missing',
          'document-missing',
          'late-reason-missing',
          'revision-stale',
          'pergeseran-not-zero',
          'pagu-below-zero',
          'dana-below-zero',
          'role-not-allowed',
        ],
      });
  });

  it('as a proposal whose amounts cannot be read, is not told about sums of them', () => {
    given(PLAN)
      .when(propose([pagu('L0005', '1'), pagu('L0006', '-60000000.01')], { kind: 'pergeseran', reason: '' }))
      .then('amount-malformed', { all: ['amount-malformed', 'reason-missing'] });
  });

  it('as rows of a draft, is told all of them at once', () => {
    given(DRAFT)
      .when(
        addLines(
          newLine('a', 'L0009', { level: 'subkegiatan', pagu: null }),
          newLine('a', 'L0003', { level: 'kegiatan', pagu: '-1.00' }),
          newLine('b', null, { level: 'subkegiatan', pagu: '1', sumberDana: fundsOf(['PAD', '2']) }),
        ),
        AUDITOR,
      )
      .then('ref-taken', {
        all: [
          'ref-taken',
          'parent-not-found',
          'parent-wrong-level',
          'pagu-on-parent',
          'pagu-missing',
          'amount-malformed',
          'amount-malformed',
          'amount-negative',
          'role-not-allowed',
        ],
      });
  });

  it('as reports, is told all of them at once', () => {
    const spent = following(PLAN, report(keuangan('30.00', '2022-TW1'), kinerja('1', '2022-TW1')));
    given(spent)
      .when(
        report(
          keuangan('29.00', '2022-TW2'),
          keuangan('29.00', '2022-TW2'),
          kinerja('1', '2022-TW1'),
          kinerja('1', '2022-TW9', 'I9'),
          keuangan('-1.00', '2022-TW3', 'L0006'),
          keuangan('1.00', '2022-TW2', 'L0004'),
          { lineId: 'L0006', period: '2022-TW1' },
          keuangan('1.00', '2022-TW1', 'L0009'),
        ),
        AUDITOR,
      )
      .then('line-not-found', {
        at: '/reports/7/lineId',
        all: [
          'line-not-found',
          'indikator-not-found',
          'pagu-on-parent',
          'amount-negative',
          'report-empty',
          'period-malformed',
          'role-not-allowed',
          'realisasi-already-reported',
          'realisasi-already-reported',
          'keuangan-not-cumulative',
          'keuangan-not-cumulative',
        ],
      });
  });

  it('as an approval, is told of the figures before the account', () => {
    const changed = following(PROPOSED, report(keuangan('100000000.02')));
    given(changed)
      .when(approve(), PLANNER)
      .then('pagu-below-realisasi', { all: ['pagu-below-realisasi', 'role-not-allowed', 'approver-is-proposer'] });
  });

  it('as a rejection, is told of the revision, the reason and the account', () => {
    given(PROPOSED)
      .when(reject('R009', ' '), PLANNER)
      .then('revision-not-found', { all: ['revision-not-found', 'reason-missing', 'role-not-allowed'] });
  });

  it('of a Renja or a revision that does not exist, is told only that: nothing else can be judged', () => {
    given([])
      .when(propose([], { reason: '', document: null }), AUDITOR)
      .then('renja-not-found');
    given(PROPOSED).when(approve('R009'), AUDITOR).then('revision-not-found');
  });
});

describe('a rejection', () => {
  const codes = Object.keys(RULES) as RejectionCode[];

  it('orders its faults by the table of rules, whatever the order in which they were found', () => {
    const found = codes.toReversed().map((code) => fault(code));
    const [first, ...rest] = found;
    if (!first) throw new Error('the table of rules is empty');
    const rejection = new Rejection([first, ...rest]);
    expect(rejection.faults.map(({ code }) => code)).toEqual(codes);
    expect(rejection.code).toBe(codes[0]);
  });

  it('keeps the order of faults of one code', () => {
    const rejection = new Rejection([
      fault('delta-zero', '/b'),
      fault('line-not-found', '/c'),
      fault('delta-zero', '/a'),
    ]);
    expect(rejection.faults.map(({ pointer }) => pointer)).toEqual(['/c', '/b', '/a']);
  });

  it('speaks the English text of its first fault', () => {
    const faults = [fault('reason-missing'), fault('pagu-missing', '', { lineId: 'L0005' })] as const;
    expect(new Rejection(faults).message).toBe('Sub kegiatan L0005 has no pagu. Write - for zero.');
    expect(new Rejection(faults).name).toBe('Rejection');
  });

  it('is raised where there are faults, and not where there are none', () => {
    expect(() => refuse([fault('reason-missing')])).toThrow(Rejection);
    expect(() => refuse([])).not.toThrow();
  });

  it('explains a fault in both languages, amounts as the documents write them', () => {
    const broken = fault('pagu-below-zero', '', { lineId: 'L0005', after: '-5155000.00', before: '1234567.50' });
    expect(explain(broken, 'id')).toBe(
      'Pagu baris L0005 akan menjadi (5.155.000). Kurangi paling banyak 1.234.567,50.',
    );
    expect(explain(broken, 'en')).toBe(
      'The pagu of row L0005 would become (5.155.000). Reduce it by 1.234.567,50 at most.',
    );
  });

  it('shows a gap where a value is missing', () => {
    expect(fillIn('Row {lineId} of {renja}', { lineId: 'L0005' })).toBe('Row L0005 of ?');
  });

  it.each(codes)('says the same things in both languages: %s', (code) => {
    const names = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted();
    expect(RULES[code].id).not.toBe('');
    expect(names(RULES[code].id)).toEqual(names(RULES[code].en));
  });
});
