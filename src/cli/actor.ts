import { existsSync } from 'node:fs';
import type { Accounts } from '../access/accounts.js';
import { actingAs } from '../access/acting.js';

import type { Identity } from '../access/identity.js';
import { AccessRefused } from '../access/refusal.js';
import { rolesHeld } from '../commands/load.js';
import { type Action } from '../ledger/policy.js';
import { type Actor, ROLES, type Scope } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { type Context, UsageError } from './context.js';

/** Who gives a command: proved by a token, or, as long as the ledger has no accounts, by their own word. */
export type AtKeyboard =
  | { readonly proved: Identity; readonly declared?: undefined }
  | { readonly declared: Actor; readonly proved?: undefined };

/** Works with the accounts; without a file of them, with none (null). */
export async function withAccounts<Result>(
  context: Context,
  work: (accounts: Accounts | null) => Promise<Result>,
): Promise<Result> {
  if (!existsSync(context.settings.accounts)) return work(null);
  return withAccountsMade(context, (accounts) => work(accounts));
}

/** Works with the accounts, and makes their file where there is none. */
export async function withAccountsMade<Result>(
  context: Context,
  work: (accounts: Accounts) => Promise<Result>,
): Promise<Result> {
  // What hashes passwords is loaded only where there are any.
  const { Accounts } = await import('../access/accounts.js');
  const accounts = await Accounts.open(context.settings.accounts);
  try {
    return await work(accounts);
  } finally {
    accounts.close();
  }
}

/** Whether the ledger has granted anyone a role: from then on it takes nobody's word. */
export const knowsRoles = async (context: Context): Promise<boolean> =>
  context.hasLedger() && (await context.withStore((store) => rolesHeld(store, '', null))) !== null;

/**
 * Who is at the keyboard. Once there is an account or a role, only a token says so.
 * @param option what `--actor` says, where it was given
 * @param declared who it is where nobody has to prove it
 * @throws UsageError, AccessRefused
 */
export async function whoIsThere(
  context: Context,
  option: string | undefined,
  declared = (): Actor => declaredIn(option ?? context.settings.actor),
): Promise<AtKeyboard> {
  const { actor, token, oidc } = context.settings;
  return withAccounts(context, async (accounts) => {
    const closed = (accounts !== null && !accounts.isEmpty) || (await knowsRoles(context));
    if (!closed) return { declared: declared() };
    if ((option ?? actor) !== undefined) throw new AccessRefused('actor-declared');
    if (token === undefined) throw new AccessRefused('token-missing');
    const { identify } = await import('../access/identity.js');
    const issuer = oidc && new (await import('../access/oidc.js')).Oidc(oidc);
    const proved = await identify({ bearer: token }, { accounts, oidc: issuer }, new Date());
    if (!proved) throw new AccessRefused('token-refused');
    return { proved };
  });
}

/** The actor of what someone does for an agency, in the role by which they may. */
export async function actorFor(
  store: EventStore | null,
  { proved, declared }: AtKeyboard,
  action: Action,
  agency: Scope | null,
): Promise<Actor> {
  if (declared) return declared;
  return actingAs(proved, store && (await rolesHeld(store, proved.id, agency?.pemda ?? null)), action, agency);
}

/** `id:name:role`. @throws UsageError */
function declaredIn(written: string | undefined): Actor {
  const [id = '', ...rest] = written?.split(':') ?? [];
  const role = ROLES.find((known) => known === rest.at(-1));
  const name = rest.slice(0, -1).join(':').normalize('NFC');
  if (id !== '' && name !== '' && role) return { id, name, role, asserted: true };
  const roles = ROLES.join(', ');
  if (id !== '' && name !== '')
    throw new UsageError({
      id: `peran ${rest.at(-1)} tidak dikenal; salah satu dari ${roles}`,
      en: `role ${rest.at(-1)} is not known; it is one of ${roles}`,
    });
  throw new UsageError({
    id: `siapa Anda? Tulis --actor id:nama:peran atau RENJA_ACTOR; peran salah satu dari ${roles}`,
    en: `who are you? Give --actor id:name:role or RENJA_ACTOR; the role is one of ${roles}`,
  });
}
