import { type Decider, type Fact, sameValue } from './decider.js';
import { BrokenHistory } from './evolve.js';
import { printScope } from './policy.js';
import { type Fault, refuse } from './rejection.js';
import { type Crossed, routeKey } from './route.js';
import { mustBeAnAdmin, mustBeEntitled, stepsMustDiffer, when } from './rules.js';
import type { Actor, Document, Grant, Kind, Role, Scope, Step } from './terms.js';

/**
 * What a government decides once for all of its Renja: the routes that revisions take to their approval, and who holds
 * which role. Its stream is `access-{kode of the pemda}`; `access-all` has the roles that count everywhere.
 */
export type OfficeEvent =
  /** A government sets the endorsements that revisions of a kind need; proposals made before keep theirs. */
  | Fact<
      'RouteSet',
      {
        readonly kind: Kind;
        /** The level from which on the route is asked for; null: whatever the revision changes. */
        readonly level: Crossed | null;
        readonly before: readonly Step[];
        readonly after: readonly Step[];
        readonly document: Document | null;
      }
    >
  /** An account may from now on do what the role allows, within the scope. */
  | Fact<'RoleGranted', RoleOfAccount>
  /** An account loses a role that it was granted. */
  | Fact<'RoleRevoked', RoleOfAccount>;

/** A role that an account holds. */
type RoleOfAccount = {
  /** The id of the account; one of an OIDC issuer begins with `oidc:`. */
  readonly account: string;
  readonly role: Role;
  readonly scope: Scope;
};

export type Route = { readonly kind: Kind; readonly level: Crossed | null; readonly steps: readonly Step[] };

export type OfficeCommand =
  | Fact<'SetRoutes', { readonly routes: readonly Route[]; readonly document: Document | null }>
  | Fact<'GrantRole', RoleOfAccount>
  | Fact<'RevokeRole', RoleOfAccount>;

export type Office = {
  revision: number;
  readonly routes: Map<string, readonly Step[]>;
  /** By account. */
  readonly grants: Map<string, readonly Grant[]>;
};

/** A command on what a government decides. */
export type OfficeGiven = {
  readonly command: OfficeCommand;
  readonly actor: Actor;
  /** The code of the government; null for what counts everywhere. */
  readonly pemda: string | null;
  /** The roles that the actor holds; null while nobody has been granted any. */
  readonly held?: readonly Grant[] | null;
};

type RouteName = Omit<Route, 'steps'>;
const present = (routes: Office['routes'], { kind, level }: RouteName): readonly Step[] =>
  routes.get(routeKey(kind, level)) ?? [];

const grantsOf = (office: Office, account: string): readonly Grant[] => office.grants.get(account) ?? [];
const sameGrant = (a: Grant) => (b: Grant) => a.role === b.role && sameValue(a.scope, b.scope);

function evolve(office: Office, event: OfficeEvent): Office {
  office.revision += 1;
  const { type, data } = event;
  if (type === 'RouteSet') {
    if (!sameValue(present(office.routes, data), data.before))
      throw new BrokenHistory(`the route of a ${data.kind} is not what the event states it was`);
    // A route without steps is none: then the next lower one counts again.
    if (data.after.length === 0) office.routes.delete(routeKey(data.kind, data.level));
    else office.routes.set(routeKey(data.kind, data.level), data.after);
    return office;
  }
  const { account, ...grant } = data;
  const [granted, others] = [
    grantsOf(office, account),
    grantsOf(office, account).filter((one) => !sameGrant(grant)(one)),
  ];
  const held = others.length < granted.length;
  if (held === (type === 'RoleGranted'))
    throw new BrokenHistory(
      `${account} ${held ? 'holds' : 'does not hold'} ${grant.role} for ${printScope(grant.scope)}`,
    );
  const after = type === 'RoleGranted' ? [...granted, grant] : others;
  if (after.length === 0) office.grants.delete(account);
  else office.grants.set(account, after);
  return office;
}

function setRoutes({ routes }: { readonly routes: readonly Route[] }, office: Office): readonly Fault[] {
  return [
    ...when(routes.length === 0, 'routes-missing', '/routes'),
    ...routes.flatMap((route, i) => {
      const { kind, level, steps } = route;
      const [at, lineId] = [`/routes/${i}`, routeKey(kind, level)];
      const first = routes.findIndex((other) => other.kind === kind && other.level === level);
      return [
        ...stepsMustDiffer(steps, `${at}/steps`),
        ...when(first < i, 'change-repeated', at, { lineId }),
        ...when(sameValue(present(office.routes, route), steps), 'value-unchanged', `${at}/steps`, { lineId }),
      ];
    }),
  ];
}

const isAdminOfAll = ({ role, scope }: Grant): boolean => role === 'admin' && scope.pemda === null;

/** Roles begin with an admin for everything: whoever comes first would otherwise shut everybody else out. */
const firstMustBeAnAdmin = ({ held = null }: OfficeGiven, grant: Grant): readonly Fault[] =>
  when(held === null && !isAdminOfAll(grant), 'admin-comes-first', '/role');

/** Somebody must be left who can grant roles. */
function anAdminMustBeLeft(office: Office, grant: Grant): readonly Fault[] {
  const admins = [...office.grants.values()].filter((grants) => grants.some(isAdminOfAll));
  return when(isAdminOfAll(grant) && admins.length < 2, 'last-admin', '/account');
}

function roleFaults(given: OfficeGiven, office: Office): readonly Fault[] {
  const { type, data } = given.command;
  if (type === 'SetRoutes') return setRoutes(data, office);
  const { account, ...grant } = data;
  const held = grantsOf(office, account).some(sameGrant(grant));
  const values = { account, role: grant.role, scope: printScope(grant.scope) };
  return type === 'GrantRole'
    ? [...when(held, 'role-already-held', '/account', values), ...firstMustBeAnAdmin(given, grant)]
    : [...when(!held, 'role-not-granted', '/account', values), ...(held ? anAdminMustBeLeft(office, grant) : [])];
}

export const officeDecider: Decider<Office, OfficeGiven, OfficeEvent> = {
  initial: () => ({ revision: 0, routes: new Map(), grants: new Map() }),

  /** @throws BrokenHistory where an event does not fit what the events before it make */
  evolve,

  /** Routes count for the proposals that come, roles at once. */
  decide(given, office) {
    const { command, actor, pemda } = given;
    const scope = command.type === 'SetRoutes' ? { pemda, perangkatDaerah: null } : command.data.scope;
    refuse(mustBeEntitled(given, scope));
    refuse([...roleFaults(given, office), ...mustBeAnAdmin(actor)]);
    if (command.type === 'GrantRole') return [{ type: 'RoleGranted', data: command.data }];
    if (command.type === 'RevokeRole') return [{ type: 'RoleRevoked', data: command.data }];
    const { routes, document } = command.data;
    return routes.map(({ kind, level, steps }) => ({
      type: 'RouteSet',
      data: { kind, level, before: present(office.routes, { kind, level }), after: steps, document },
    }));
  },

  effectiveOn: ({ type, data }) => (type === 'SetRoutes' ? (data.document?.tanggal ?? null) : null),
};
