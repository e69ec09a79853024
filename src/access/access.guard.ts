import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { parse } from 'cookie';
import type { FastifyRequest } from 'fastify';
import { agencyOfRenja, rolesHeld } from '../commands/load.js';
import { type Action, roleFor } from '../ledger/policy.js';
import type { Actor, Grant, Scope } from '../ledger/terms.js';
import { type Problem, problem } from '../problem.js';
import { RenjaNotFound } from '../queries/history.js';
import { Workspace } from '../workspace.js';
import type { Identity, Shown } from './identity.js';

/**
 * What a route asks of whoever calls it: nothing (`public`), to be signed in, or a role that may do the action: for the
 * agency of the Renja in its address, or for some agency (`somewhere`), of which the handler then looks at the exact one.
 */
export type RoutePolicy =
  | { readonly asks: 'nothing' }
  | { readonly asks: 'sign-in' }
  | { readonly asks: Action; readonly on: 'renja' | 'somewhere' };

export const POLICY = Symbol('policy');
export const Public = () => SetMetadata(POLICY, { asks: 'nothing' } satisfies RoutePolicy);
export const SignedIn = () => SetMetadata(POLICY, { asks: 'sign-in' } satisfies RoutePolicy);
/** Only for whom the policy table allows the action, for the agency of the route's Renja. */
export const May = (asks: Action) => SetMetadata(POLICY, { asks, on: 'renja' } satisfies RoutePolicy);
export const MaySomewhere = (asks: Action) => SetMetadata(POLICY, { asks, on: 'somewhere' } satisfies RoutePolicy);

/** Whoever calls, as the guard has found out. */
export type Caller = {
  readonly identity: Identity;
  /** What they showed, to be asked again where an answer goes on for long. */
  readonly shown: Shown;
  /** Null where the route asks for no role on a Renja. */
  readonly entitled: Entitled | null;
};

/** An account in the role by which it may do what the route does, and all the roles that it was found to hold there. */
export type Entitled = { readonly actor: Actor; readonly held: readonly Grant[] };

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
export const SESSION_COOKIE = 'renja_session';

/** The secret of the session that a browser shows. */
export const sessionOf = ({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined =>
  parse(headers.cookie ?? '')[SESSION_COOKIE];

/** What a request shows of who sends it: a bearer token, else the session of a browser. */
export function shownBy(request: FastifyRequest): Shown {
  const [, bearer] = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '') ?? [];
  return bearer === undefined ? { session: sessionOf(request) } : { bearer };
}

const notAllowed = (id: string, action: Action): Problem =>
  problem(403, 'not-allowed', {
    id: `${id} tidak memegang peran untuk ini (${action}). Minta admin memberikannya (renja user grant).`,
    en: `${id} holds no role for this (${action}). Ask an admin to grant it (renja user grant).`,
  });

/** Whether an account may do something within a scope. @throws Problem 403 */
export async function entitledTo(
  { store }: Workspace,
  { id, name }: Identity,
  action: Action,
  scope: Scope,
): Promise<Entitled> {
  const held = (await rolesHeld(store, id, scope.pemda)) ?? [];
  const role = roleFor(held, action, scope);
  if (role === null) throw notAllowed(id, action);
  return { actor: { id, name, role }, held };
}

/**
 * A page of another site may make a browser send a request, but cannot have it say that it comes from here.
 * @throws Problem 403
 */
export function mustComeFromHere({ headers, method }: FastifyRequest): void {
  if (SAFE.has(method)) return;
  const site = headers['sec-fetch-site'];
  const { origin, host } = headers;
  const elsewhere =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host));
  if (elsewhere)
    throw problem(403, 'cross-site', {
      id: 'Permintaan ini datang dari situs lain.',
      en: 'This request comes from another site.',
    });
}

/** The one place where the API checks who calls and what they may do. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly workspace: Workspace,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const policy = this.reflector.get<RoutePolicy | undefined>(POLICY, context.getHandler());
    // A route without a policy is closed; a test finds it before that.
    if (!policy) return false;
    if (policy.asks === 'nothing') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
    const shown = shownBy(request);
    const identity = await this.identified(request, shown);
    if (policy.asks === 'sign-in') request.caller = { identity, shown, entitled: null };
    else if (policy.on === 'somewhere') {
      request.caller = { identity, shown, entitled: null };
      const scopes = scopesFor(await this.workspace.rolesAnywhere(identity.id), policy.asks);
      if (scopes.length === 0) throw notAllowed(identity.id, policy.asks);
    } else {
      const { renjaId = '' } = request.params as { renjaId?: string };
      const agency = await agencyOfRenja(this.workspace.store, renjaId);
      if (agency === null) throw new RenjaNotFound(renjaId);
      const entitled = await entitledTo(this.workspace, identity, policy.asks, agency);
      request.caller = { identity, shown, entitled };
    }
    return true;
  }

  private async identified(request: FastifyRequest, shown: Shown): Promise<Identity> {
    if (shown.session !== undefined) mustComeFromHere(request);
    const identity = await this.workspace.identify(shown);
    if (identity) return identity;
    throw problem(401, 'not-signed-in', {
      id: 'Masuk dahulu: POST /api/v1/session, atau kirim token dengan Authorization: Bearer.',
      en: 'Sign in first: POST /api/v1/session, or send a token with Authorization: Bearer.',
    });
  }
}

/** The scopes within which someone may do something, for what is read across Renja. */
export const scopesFor = (grants: readonly Grant[], action: Action): Scope[] =>
  grants.filter((grant) => roleFor([grant], action, grant.scope) !== null).map(({ scope }) => scope);
