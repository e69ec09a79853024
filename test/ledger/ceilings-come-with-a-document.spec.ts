import {
  ALL,
  APPROVER,
  approve,
  close,
  DOCUMENT,
  endRow,
  newRow,
  OPENED,
  ofDana,
  ofLine,
  PLAN,
  PLANNER,
  pagu,
  plafonTo,
  propose,
  reverse,
  setPlafon,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

const SET = following(PLAN, setPlafon([[ALL, '200000000.00']]));
const ceilings = (history: Parameters<typeof fold>[0]) =>
  [...fold(history).plafon.values()].map(({ scope, amount }) => [scope, amount]);

describe('ceilings', () => {
  it('say what they were before, in one event each', () => {
    given(SET)
      .when(
        setPlafon([
          [ALL, '300000000.00'],
          [ofDana('DAK'), '5.00'],
        ]),
      )
      .then([
        {
          type: 'PlafonSet',
          data: {
            scope: ALL,
            before: '200000000.00',
            after: '300000000.00',
            document: DOCUMENT,
            reason: 'Sesuai PPAS',
          },
        },
        {
          type: 'PlafonSet',
          data: { scope: ofDana('DAK'), before: null, after: '5.00', document: DOCUMENT, reason: 'Sesuai PPAS' },
        },
      ]);
  });

  it('may be set by an approver, too', () => {
    given(SET)
      .when(setPlafon([[ALL, '300000000.00']]), APPROVER)
      .thenAccepted();
  });

  it('may be set in a draft, before there is any row', () => {
    given([OPENED])
      .when(setPlafon([[ALL, '0.00']]))
      .thenAccepted();
  });

  it.each([
    ['by whoever plans', setPlafon([[ALL, '300000000.00']]), PLANNER, 'role-not-allowed', undefined],
    ['once the Renja is closed', setPlafon([[ALL, '300000000.00']]), undefined, 'renja-closed', ''],
  ] as const)('are not set %s', (_, command, actor, code, at) => {
    const history = code === 'renja-closed' ? following(PLAN, close()) : PLAN;
    given(history)
      .when(command, actor)
      .then(code, at === undefined ? {} : { at });
  });

  it.each([
    ['the same amount again', setPlafon([[ALL, '200000000.00']]), 'value-unchanged', '/plafon/0/amount'],
    [
      'one ceiling twice',
      setPlafon([
        [ALL, '300000000.00'],
        [ALL, '400000000.00'],
      ]),
      'change-repeated',
      '/plafon/1',
    ],
    ['a row that is not there', setPlafon([[ofLine('L0099'), '1.00']]), 'line-not-found', '/plafon/0/scope/lineId'],
    ['a fund without a name', setPlafon([[ofDana(' '), '1.00']]), 'text-blank', '/plafon/0/scope/dana'],
    ['no amount', setPlafon([[ofDana('PAD'), 'banyak']]), 'amount-malformed', '/plafon/0/amount'],
    ['less than nothing', setPlafon([[ofDana('DAK'), '-1.00']]), 'amount-negative', '/plafon/0/amount'],
    ['no document', setPlafon([[ALL, '300000000.00']], { document: null }), 'document-missing', '/document'],
    ['no reason', setPlafon([[ALL, '300000000.00']], { reason: ' ' }), 'reason-missing', '/reason'],
  ] as const)('refuse %s', (_, command, code, at) => {
    given(SET).when(command).then(code, { at });
  });

  it('come with a perubahan, and go back with its reversal', () => {
    const raised = following(
      SET,
      propose([pagu('L0005', '90000000.00'), plafonTo(ALL, '250000000.00'), plafonTo(ofLine('L0003'), '260000000.00')]),
      approve(),
    );
    expect(raised.at(-2)).toEqual({
      type: 'PlafonSet',
      data: {
        scope: ALL,
        before: '200000000.00',
        after: '250000000.00',
        document: DOCUMENT,
        reason: 'Penyesuaian kebutuhan',
        revisionId: 'R001',
      },
    });
    expect(ceilings(raised)).toEqual([
      [ALL, '250000000.00'],
      [ofLine('L0003'), '260000000.00'],
    ]);
    expect(ceilings(following(raised, reverse(), approve('R002')))).toEqual([[ALL, '200000000.00']]);
  });

  it('bound a row that the same revision adds', () => {
    const rows = [newRow('a'), pagu('a', '7.00')];
    given(PLAN)
      .when(propose([...rows, plafonTo(ofLine('a'), '6.99')]))
      .then('plafon-passed');
    const added = following(PLAN, propose([...rows, plafonTo(ofLine('a'), '7.00')]), approve());
    expect(ceilings(added)).toEqual([[ofLine('L0007'), '7.00']]);
  });

  it.each([
    ['that it had', [[ofLine('L0005'), '100000000.00']] as const, []],
    ['that its revision set in the place of another', [[ofLine('L0005'), '100000000.00']] as const, ['0.00']],
    ['that its revision lifted', [[ofLine('L0005'), '100000000.00']] as const, [null]],
  ])('of an ended row come back with the row in its place: the one %s', (_, before, set) => {
    const ended = following(
      PLAN,
      setPlafon(before),
      // Another ceiling of the same revision is none of the row's.
      propose([
        pagu('L0005', '-100000000.00'),
        plafonTo(ALL, '900000000.00'),
        ...set.map((to) => plafonTo(ofLine('L0005'), to)),
        endRow('L0005'),
      ]),
      approve(),
      reverse(),
      approve('R002'),
    );
    expect(fold(ended).plafon.get('line L0007')?.amount).toBe('100000000.00');
    given(ended)
      .when(propose([pagu('L0007', '0.01')]))
      .then('plafon-passed');
  });

  it('that came with the end of a row do not come back', () => {
    const ended = following(
      PLAN,
      propose([pagu('L0005', '-100000000.00'), plafonTo(ofLine('L0005'), '0.00'), endRow('L0005')]),
      approve(),
      reverse(),
      approve('R002'),
    );
    expect(fold(ended).plafon.has('line L0007')).toBe(false);
  });

  it('are stale where another revision changed them first', () => {
    given(SET)
      .when(propose([plafonTo(ALL, '300000000.00', null)]))
      .then('revision-stale', {
        says: 'The value on Renja is now 200.000.000, not - as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
      });
  });

  it('that contradict the history are a broken history', () => {
    const data = { scope: ALL, before: '1.00', after: '2.00', document: DOCUMENT, reason: 'Salah' };
    expect(() => fold([...SET, { type: 'PlafonSet', data }])).toThrow('plafon renja before');
  });
});
