import type { RenjaCommand } from '../../src/ledger/commands.js';
import { decide } from '../../src/ledger/decide.js';
import { type Office, type OfficeEvent, officeDecider } from '../../src/ledger/office.js';
import { actionOf, covers, MAY, parseScope, printScope, roleFor } from '../../src/ledger/policy.js';
import { explain, Rejection } from '../../src/ledger/rejection.js';
import { newRenja } from '../../src/ledger/renja.js';
import type { Actor, Grant, Role, Scope } from '../../src/ledger/terms.js';
import { approve, PLAN, pagu, propose } from '../support/ledger-plan.js';
import { fold, following } from '../support/ledger-spec.js';

const scope = (written: string): Scope => parseScope(written) as Scope;
const grant = (role: Role, written: string): Grant => ({ role, scope: scope(written) });
const who = (role: Role, id: string = role): Actor => ({ id, name: id, role });
const granted = (account: string, role: Role, written: string): OfficeEvent => ({
  type: 'RoleGranted',
  data: { account, ...grant(role, written) },
});
const office = (...events: readonly OfficeEvent[]): Office =>
  events.reduce(officeDecider.evolve, officeDecider.initial());

const codesOf = (work: () => unknown): string[] => {
  try {
    work();
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    for (const one of error.faults)
      for (const language of ['id', 'en'] as const) expect(explain(one, language)).not.toContain('?');
    return error.faults.map(({ code }) => code);
  }
  return [];
};

describe('A role', () => {
  const ALL = office(granted('tini', 'admin', '*'));
  const give = (
    type: 'GrantRole' | 'RevokeRole',
    [account, role, written]: readonly [string, Role, string],
    state: Office,
    held: readonly Grant[] | null = [grant('admin', '*')],
    actor: Actor = who('admin', 'tini'),
  ) =>
    officeDecider.decide(
      { command: { type, data: { account, ...grant(role, written) } }, actor, pemda: scope(written).pemda, held },
      state,
    );

  it('is granted and revoked by an admin, for an account within a scope', () => {
    expect(give('GrantRole', ['budi', 'finance', '35.74'], office())).toEqual([granted('budi', 'finance', '35.74')]);
    const held = office(granted('budi', 'finance', '35.74'));
    expect(give('RevokeRole', ['budi', 'finance', '35.74'], held)).toEqual([
      { ...granted('budi', 'finance', '35.74'), type: 'RoleRevoked' },
    ]);
    expect(
      officeDecider.effectiveOn({ type: 'GrantRole', data: { account: 'budi', ...grant('finance', '*') } }, held),
    ).toBe(null);
  });

  it.each([
    ['that is held already', 'GrantRole', ['tini', 'admin', '*'], ALL, 'role-already-held'],
    ['that is not held', 'RevokeRole', ['budi', 'admin', '*'], ALL, 'role-not-granted'],
    ['of the last admin for everything', 'RevokeRole', ['tini', 'admin', '*'], ALL, 'last-admin'],
  ] as const)('%s is refused: %#', (_, type, what, state, code) => {
    expect(codesOf(() => give(type, what, state))).toEqual([code]);
  });

  it('of an admin goes where another one is left, and the same role elsewhere is another', () => {
    const two = office(granted('tini', 'admin', '*'), granted('adi', 'admin', '*'));
    expect(codesOf(() => give('RevokeRole', ['tini', 'admin', '*'], two))).toEqual([]);
    const one = office(granted('tini', 'admin', '*'), granted('tini', 'finance', '*'));
    expect(codesOf(() => give('RevokeRole', ['tini', 'finance', '*'], one))).toEqual([]);
    expect(codesOf(() => give('RevokeRole', ['tini', 'auditor', '*'], one))).toEqual(['role-not-granted']);
  });

  it('is first of all that of an admin for everything', () => {
    const asserted: Actor = { ...who('admin', 'tini'), asserted: true };
    const first = (what: readonly [string, Role, string]) =>
      codesOf(() => give('GrantRole', what, office(), null, asserted));
    expect(first(['tini', 'admin', '*'])).toEqual([]);
    expect(first(['tini', 'admin', '35.74'])).toEqual(['admin-comes-first']);
    expect(first(['budi', 'finance', '*'])).toEqual(['admin-comes-first']);
  });

  it('is granted only within what the admin holds', () => {
    const local = [grant('admin', '35.74')];
    expect(codesOf(() => give('GrantRole', ['budi', 'finance', '35.74/2.17'], office(), local))).toEqual([]);
    for (const elsewhere of ['35.73', '35.73/2.17', '*'])
      expect(codesOf(() => give('GrantRole', ['budi', 'finance', elsewhere], office(), local))).toEqual([
        'role-not-held',
      ]);
    expect(
      codesOf(() => give('GrantRole', ['budi', 'finance', '*'], office(), [grant('finance', '*')], who('finance'))),
    ).toEqual(['role-not-allowed']);
  });

  it.each([
    ['granted twice', [granted('a', 'admin', '*'), granted('a', 'admin', '*')], 'a holds admin for *'],
    [
      'revoked though not held',
      [{ ...granted('a', 'admin', '35.74'), type: 'RoleRevoked' }],
      'a does not hold admin for 35.74',
    ],
  ] as const)('%s breaks the history', (_, events, message) => {
    expect(() => office(...(events as readonly OfficeEvent[]))).toThrow(message);
  });

  it('that was revoked leaves the others of its account', () => {
    const left = office(granted('a', 'finance', '35.74'), granted('a', 'auditor', '35.74'), {
      ...granted('a', 'finance', '35.74'),
      type: 'RoleRevoked',
    } as OfficeEvent);
    expect(left.grants.get('a')).toEqual([grant('auditor', '35.74')]);
  });
});

describe('The one who gives a command', () => {
  const renja = fold(PLAN);
  const [pemda, agency] = [renja.pemda ?? '', renja.perangkatDaerah ?? ''];
  const proposal = propose([pagu('L0005', '1.00')], { kind: 'perubahan' });
  const by = (actor: Actor, held: readonly Grant[] | null, command: RenjaCommand = proposal, state = renja) =>
    codesOf(() => decide({ command, actor, mode: 'live', held }, state));

  it('holds their role for everything, for the government, or for the agency of the Renja', () => {
    for (const within of ['*', pemda, `${pemda}/${agency}`])
      expect(by(who('finance'), [grant('finance', within)])).toEqual([]);
    for (const elsewhere of ['11.11', `${pemda}/9.99`, `11.11/${agency}`])
      expect(by(who('finance'), [grant('finance', elsewhere)])).toEqual(['role-not-held']);
  });

  it('does not act by a role that they do not hold, nor by another one that they do', () => {
    expect(by(who('finance'), [])).toEqual(['role-not-held']);
    expect(by(who('finance'), [grant('viewer', '*')])).toEqual(['role-not-held']);
    expect(by(who('viewer'), [grant('viewer', '*')])).toEqual(['role-not-allowed']);
  });

  it('says who they are themselves only while nobody has been granted a role', () => {
    const asserted: Actor = { ...who('finance'), asserted: true };
    expect(by(asserted, null)).toEqual([]);
    expect(by(asserted, [])).toEqual(['actor-self-declared']);
    expect(by(asserted, [grant('finance', '*')])).toEqual(['actor-self-declared']);
  });

  it('needs the role for the agency of the Renja that they open', () => {
    const [opened] = PLAN;
    if (opened?.type !== 'RenjaOpened') throw new Error('the plan begins by being opened');
    const command: RenjaCommand = { type: 'OpenRenja', data: opened.data };
    expect(by(who('planner'), [grant('planner', `${pemda}/${agency}`)], command, newRenja())).toEqual([]);
    expect(by(who('planner'), [grant('planner', '11.11')], command, newRenja())).toEqual(['role-not-held']);
  });

  it('approves only for the agency for which they approve, and never what they proposed', () => {
    const waiting = fold(following(PLAN, proposal));
    const mine = [...waiting.revisions.values()][0]?.proposedBy ?? '';
    expect(by(who('approver'), [grant('approver', agency ? `${pemda}/${agency}` : pemda)], approve(), waiting)).toEqual(
      [],
    );
    expect(by(who('approver'), [grant('approver', `${pemda}/9.99`)], approve(), waiting)).toEqual(['role-not-held']);
    expect(by(who('approver', mine), [grant('approver', '*')], approve(), waiting)).toEqual(['approver-is-proposer']);
  });
});

describe('A pergeseran between agencies', () => {
  it('need not sum to zero within one Renja; any other one must', () => {
    const renja = fold(PLAN);
    const shift = (more: object): RenjaCommand => propose([pagu('L0005', '5.00')], { kind: 'pergeseran', ...more });
    const given = (command: RenjaCommand) =>
      codesOf(() => decide({ command, actor: who('finance'), mode: 'live' }, renja));
    expect(given(shift({}))).toEqual(['pergeseran-not-zero']);
    expect(given(shift({ acrossAgencies: true }))).toEqual([]);
  });
});

describe('The policy', () => {
  it('finds the role by which someone may act there', () => {
    const held = [grant('viewer', '*'), grant('finance', '35.74/2.17'), grant('approver', '35.74')];
    const at = scope('35.74/2.17');
    expect(roleFor(held, 'propose', at)).toBe('finance');
    expect(roleFor(held, 'decide', at)).toBe('approver');
    expect(roleFor(held, 'administer', at)).toBe(null);
    expect(roleFor(held, 'propose', scope('35.73/2.17'))).toBe(null);
    expect(roleFor(held, 'read', scope('35.73/2.17'))).toBe('viewer');
  });

  it('has a scope cover what stands within it, and nothing else', () => {
    expect(covers(scope('*'), scope('*'))).toBe(true);
    expect(covers(scope('*'), scope('35.74/2.17'))).toBe(true);
    expect(covers(scope('35.74'), scope('35.74'))).toBe(true);
    expect(covers(scope('35.74'), scope('*'))).toBe(false);
    expect(covers(scope('35.74/2.17'), scope('35.74'))).toBe(false);
    expect(covers(scope('35.74/2.17'), scope('35.73/2.17'))).toBe(false);
  });

  it('reads a scope as it prints it', () => {
    for (const written of ['*', '35.74', '35.74/2.17.3.30']) expect(printScope(scope(written))).toBe(written);
    for (const wrong of ['', '**', 'kota', '35.74/', '/2.17', '35.74/*', '35.', ' *'])
      expect(parseScope(wrong)).toBe(null);
  });

  it('lets a verifier check what was typed in, and only an approver decide', () => {
    expect(actionOf('ApproveRevision', 'live')).toBe('decide');
    expect(actionOf('ApproveRevision', 'historical')).toBe('check');
    expect(actionOf('ProposeRevision', 'historical')).toBe('propose');
    expect(MAY.check).toContain('verifier');
    expect(MAY.decide).not.toContain('verifier');
    expect(MAY.propose).not.toContain('admin');
  });
});
