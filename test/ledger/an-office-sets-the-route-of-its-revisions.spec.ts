import type { NewChange, RenjaCommand, Routes } from '../../src/ledger/commands.js';
import { decide } from '../../src/ledger/decide.js';
import { type Office, type OfficeCommand, type OfficeEvent, officeDecider } from '../../src/ledger/office.js';
import { explain, Rejection } from '../../src/ledger/rejection.js';
import { type Crossed, routeKey } from '../../src/ledger/route.js';
import type { Actor, Kind, Step } from '../../src/ledger/terms.js';
import {
  ADMIN,
  APPROVER,
  addLines,
  adopt,
  approve,
  DOCUMENT,
  endorse,
  funds,
  fundsOf,
  moveTo,
  newLine,
  newRow,
  PARENTS,
  PLAN,
  PLANNER,
  pagu,
  propose,
  reverse,
  target,
  VERIFIER,
  withRoute,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

type Routed = readonly [Kind, Crossed | null, readonly Step[]];

const set = (...routes: readonly Routed[]): OfficeCommand => ({
  type: 'SetRoutes',
  data: { routes: routes.map(([kind, level, steps]) => ({ kind, level, steps })), document: DOCUMENT },
});

const office = (...events: readonly OfficeEvent[]): Office =>
  events.reduce(officeDecider.evolve, officeDecider.initial());

const decided = (command: OfficeCommand, state: Office = office(), actor: Actor = ADMIN) =>
  officeDecider.decide({ command, actor, pemda: '35.74' }, state);

const codesOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (error instanceof Rejection)
      return error.faults.map((one) => {
        expect(explain(one, 'en')).not.toContain('?');
        return `${one.code} ${one.pointer}`;
      });
    throw error;
  }
  return [];
};

describe('A route', () => {
  it('is set with what it was before, and takes effect on the day of its document', () => {
    const first = decided(set(['pergeseran', 'program', ['pa', 'tapd']]));
    expect(first).toEqual([
      {
        type: 'RouteSet',
        data: { kind: 'pergeseran', level: 'program', before: [], after: ['pa', 'tapd'], document: DOCUMENT },
      },
    ]);
    expect(decided(set(['pergeseran', 'program', []]), office(...first))).toEqual([
      {
        type: 'RouteSet',
        data: { kind: 'pergeseran', level: 'program', before: ['pa', 'tapd'], after: [], document: DOCUMENT },
      },
    ]);
    expect(officeDecider.effectiveOn(set(), office())).toBe('2022-01-03');
    expect(officeDecider.effectiveOn({ type: 'SetRoutes', data: { routes: [], document: null } }, office())).toBeNull();
    expect(office(...first).revision).toBe(1);
  });

  it.each<[string, OfficeCommand, Actor, string[]]>([
    ['none at all', set(), ADMIN, ['routes-missing /routes']],
    ['one by an approver', set(['perubahan', null, ['pa']]), APPROVER, ['role-not-allowed ']],
    [
      'one with a step twice',
      set(['perubahan', null, ['pa', 'tapd', 'pa']]),
      ADMIN,
      ['step-repeated /routes/0/steps/2'],
    ],
    ['none where none was', set(['perubahan', null, []]), ADMIN, ['value-unchanged /routes/0/steps']],
    [
      'the same twice',
      set(['perubahan', null, ['pa']], ['perubahan', null, ['tapd']]),
      ADMIN,
      ['change-repeated /routes/1'],
    ],
  ])('is refused: %s', (_, command, actor, expected) => {
    expect(codesOf(() => decided(command, office(), actor))).toEqual(expected);
  });

  it('without steps is none, so that the next lower one counts again', () => {
    const first = decided(set(['pergeseran', null, ['pa']], ['pergeseran', 'program', ['pa', 'tapd']]));
    const { routes } = office(...first, ...decided(set(['pergeseran', 'program', []]), office(...first)));
    expect([...routes]).toEqual([['pergeseran any', ['pa']]]);
  });

  it('may differ by kind and by level', () => {
    const all = set(['perubahan', null, ['pa']], ['perubahan', 'renja', ['pa']], ['koreksi', null, ['pa']]);
    expect(decided(all)).toHaveLength(3);
  });

  it('that contradicts the history is a broken history', () => {
    const [event] = decided(set(['pergeseran', null, ['pa']]));
    expect(() => office(event as OfficeEvent, event as OfficeEvent)).toThrow('is not what the event states');
  });
});

/** A second program beside the one of the plan, with a row of its own. */
const TWO_PROGRAMS = following(
  PARENTS,
  addLines(
    newLine('p', 'L0002', { level: 'program' }),
    newLine('k', 'p', { level: 'kegiatan' }),
    newLine('k2', 'L0003', { level: 'kegiatan' }),
    newLine('a', 'L0004', { level: 'subkegiatan' }),
    newLine('b', 'L0004', { level: 'subkegiatan' }),
    newLine('c', 'k2', { level: 'subkegiatan' }),
    newLine('d', 'k', { level: 'subkegiatan' }),
  ),
  adopt,
);
const [A, B, C, D] = ['L0008', 'L0009', 'L0010', 'L0011'] as const;

const routesOf = (...routes: readonly Routed[]): Routes =>
  new Map(routes.map(([kind, level, steps]) => [routeKey(kind, level), steps]));

/** One step for each level, so that the route tells which level was crossed. */
const BY_LEVEL = routesOf(
  ['pergeseran', 'subkegiatan', ['pa']],
  ['pergeseran', 'kegiatan', ['bappeda']],
  ['pergeseran', 'program', ['tapd']],
  ['perubahan', 'renja', ['sekda']],
  ['perubahan', null, ['ppkd']],
);

const routeOf = (
  command: RenjaCommand,
  { routes = BY_LEVEL, mode = 'live' as 'live' | 'historical', history = TWO_PROGRAMS } = {},
) => {
  const [event] = decide({ command, actor: PLANNER, mode, routes }, fold(history));
  return event?.type === 'RevisionProposed' ? event.data.route : 'nothing was proposed';
};

const shift = (from: string, to: string): RenjaCommand =>
  propose([pagu(from, '-1.00'), pagu(to, '1.00')], { kind: 'pergeseran' });

describe('A proposal takes the route of', () => {
  it.each<[string, RenjaCommand, readonly Step[] | undefined]>([
    ['money between rows of one kegiatan', shift(A, B), ['pa']],
    ['money between kegiatan of one program', shift(A, C), ['bappeda']],
    ['money between programs', shift(A, D), ['tapd']],
    ['money that is added', propose([pagu(A, '1.00')]), ['sekda']],
    ['money that is added and taken in equal parts', propose([pagu(A, '1.00'), pagu(D, '-1.00')]), ['ppkd']],
    ['targets only', propose([target('L0004', 'I1', '30', 'koperasi')]), ['ppkd']],
    [
      'a pergeseran of targets only',
      propose([target('L0004', 'I1', '30', 'koperasi')], { kind: 'pergeseran' }),
      undefined,
    ],
    ['a row that moves with its money', propose([moveTo(D, 'L0004')], { kind: 'pergeseran' }), ['tapd']],
    [
      'money that goes to a new row of another kegiatan',
      propose([newRow('x', { parent: 'L0007' }), pagu('x', '1.00'), pagu(A, '-1.00')], { kind: 'pergeseran' }),
      ['bappeda'],
    ],
    ['a kind without a route', propose([pagu(A, '1.00')], { kind: 'mendahului' }), undefined],
  ])('%s', (_, command, expected) => {
    expect(routeOf(command)).toEqual(expected);
  });

  it('funds of one row as of money that stays below its kegiatan', () => {
    const among: NewChange[] = [pagu('L0006', '-1.00', { dana: 'PAD' }), pagu('L0006', '1.00', { dana: 'DAU' })];
    expect(routeOf(propose(among, { kind: 'pergeseran' }), { history: PLAN })).toEqual(['pa']);
  });

  it('funds that are rewritten, beside targets that change', () => {
    const rewritten = funds('L0006', fundsOf(['PAD', '20000000.00'], ['DAU', '40000000.00']));
    const changes = [target('L0005', 'I1', '3', 'Dokumen'), rewritten];
    expect(routeOf(propose(changes, { kind: 'pergeseran' }), { history: PLAN })).toEqual(['pa']);
  });

  it('a reversal, like any other', () => {
    const history = following(PLAN, propose([pagu('L0005', '1.00')]), approve());
    const routes = routesOf(['koreksi', null, ['pa']]);
    expect(routeOf(reverse(), { history, routes })).toEqual(['pa']);
  });

  it('the nearest level below where the crossed one has none', () => {
    const routes = routesOf(['pergeseran', 'kegiatan', ['bappeda']], ['pergeseran', null, ['pa']]);
    expect(routeOf(shift(A, D), { routes })).toEqual(['bappeda']);
    expect(routeOf(shift(A, B), { routes })).toEqual(['pa']);
  });

  it('no one where past documents are typed in: those were endorsed on paper', () => {
    expect(routeOf(shift(A, B), { mode: 'historical' })).toBeUndefined();
  });
});

describe('An endorsement', () => {
  const ROUTED = withRoute(following(PLAN, propose([pagu('L0005', '1.00')])), 'pa', 'tapd');

  it('is recorded with its step, and approval follows the last', () => {
    given(ROUTED)
      .when(endorse('pa'))
      .then([{ type: 'RevisionEndorsed', data: { revisionId: 'R001', step: 'pa', note: null, document: null } }]);
    given(following(ROUTED, endorse('pa'), endorse('tapd')))
      .when(approve())
      .thenAccepted();
  });

  it('is not given by whoever proposed it, nor by whoever plans', () => {
    given(ROUTED)
      .when(endorse('pa'), { ...VERIFIER, id: PLANNER.id })
      .then('approver-is-proposer');
    given(ROUTED)
      .when(endorse('pa'), { ...PLANNER, id: 'lain' })
      .then('role-not-allowed');
  });

  it('is not given to what is not there or is decided', () => {
    given(ROUTED).when(endorse('pa', 'R009')).then('revision-not-found', { at: '/revisionId' });
    given(following(ROUTED, endorse('pa'), endorse('tapd'), approve()))
      .when(endorse('pa'))
      .then('revision-already-decided', { all: ['revision-already-decided', 'endorsement-given'] });
  });
});
