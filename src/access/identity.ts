import { type Accounts, TOKEN_PREFIX } from './accounts.js';
import type { Oidc } from './oidc.js';

/** Who someone is, and what proved it. */
export type Identity = {
  readonly id: string;
  readonly name: string;
  readonly by: 'session' | 'token' | 'oidc';
};

/** What someone shows: the secret of a session's cookie, or a bearer token. */
export type Shown = { readonly session?: string | undefined; readonly bearer?: string | undefined };

/**
 * Who shows this; null where it proves nobody. A bearer token that does not hold is not made up for by a cookie.
 * @throws IssuerUnavailable, StoreUnavailable
 */
export async function identify(
  { session, bearer }: Shown,
  { accounts, oidc }: { readonly accounts: Accounts | null; readonly oidc: Oidc | null },
  now: Date,
): Promise<Identity | null> {
  if (bearer !== undefined) {
    const local = bearer.startsWith(TOKEN_PREFIX);
    const found = await (local ? accounts : oidc)?.tokenOf(bearer, now);
    return found ? { ...found, by: local ? 'token' : 'oidc' } : null;
  }
  const found = session === undefined ? null : await accounts?.sessionOf(session, now);
  return found ? { ...found, by: 'session' } : null;
}
