import { rewrittenFunds } from '../../src/ledger/dana.js';
import { isDay } from '../../src/ledger/terms.js';
import { correct, fundsOf, keuangan, PLAN, report } from '../support/ledger-plan.js';
import { following, given } from '../support/ledger-spec.js';

describe('A day', () => {
  it.each(['2022-01-01', '2024-02-29', '1999-12-31'])('is %s', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    ...[
      '2022-02-30',
      '2023-02-29',
      '2022-13-01',
      '2022-00-10',
      '2022-1-01',
      '2022-01-1',
      '22-01-01',
      '2022-01-01T00:00',
    ],
    ...['x2022-01-01', '', 'tahun depan', '2022/01/01', 'abcd-01-01', '2022-ab-01', '2022-01-ab'],
    ...[20220101, null, undefined, ['2022-01-01']],
  ])('is not %p', (text) => {
    expect(isDay(text)).toBe(false);
  });
});

describe('Funds that are rewritten', () => {
  const before = fundsOf(['PAD', '40.00'], ['DAU', '20.00']);

  it.each([
    ['nothing came between', before, fundsOf(['PAD', '60.00']), fundsOf(['PAD', '60.00'])],
    [
      'a late document added to one of them',
      fundsOf(['PAD', '41.00'], ['DAU', '20.00']),
      fundsOf(['PAD', '50.00'], ['DAU', '10.00']),
      fundsOf(['PAD', '51.00'], ['DAU', '10.00']),
    ],
    ['a new fund comes', fundsOf(['PAD', '41.00']), fundsOf(['DID', '5.00']), fundsOf(['DID', '5.00'])],
    ['the new ones are not itemised', fundsOf(['PAD', '41.00']), fundsOf(['PAD', null]), fundsOf(['PAD', null])],
    ['the present ones are not itemised', fundsOf(['PAD', null]), fundsOf(['PAD', '7.00']), fundsOf(['PAD', '7.00'])],
  ])('are as written, save what was added meanwhile, where %s', (_, present, after, expected) => {
    expect(rewrittenFunds(present, before, after)).toEqual(expected);
  });

  it('are as written where the old ones were not itemised', () => {
    const after = fundsOf(['PAD', '7.00']);
    expect(rewrittenFunds(fundsOf(['PAD', '9.00']), fundsOf(['PAD', null]), after)).toEqual(after);
  });
});

describe('A correction of keuangan by fund', () => {
  const reported = following(PLAN, report({ ...keuangan('10.00', '2022-TW2', 'L0006'), dana: 'PAD' }));

  it('names its fund, and what was reported of it', () => {
    given(reported)
      .when(correct([{ lineId: 'L0006', period: '2022-TW2', dana: 'PAD', keuangan: { to: '12.00' } }]))
      .then([
        {
          type: 'RealisasiCorrected',
          data: {
            ...{ lineId: 'L0006', period: '2022-TW2', dana: 'PAD', keuangan: { before: '10.00', after: '12.00' } },
            ...{ reason: 'Salah ketik', document: null, reportedOn: '2022-08-01' },
          },
        },
      ]);
  });

  it('is none of the row as a whole', () => {
    given(reported)
      .when(correct([{ lineId: 'L0006', period: '2022-TW2', keuangan: { to: '12.00' } }]))
      .then('realisasi-not-reported');
  });
});
