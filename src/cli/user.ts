import { randomUUID } from 'node:crypto';
import type { Accounts, Token } from '../access/accounts.js';
import type { Identity } from '../access/identity.js';
import { AccessRefused } from '../access/refusal.js';
import { newPassword } from '../access/secrets.js';
import { executeForOffice } from '../commands/execute.js';
import { rolesHeld } from '../commands/load.js';
import { roleFor } from '../ledger/policy.js';
import type { Actor, Scope } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { actorFor, knowsRoles, whoIsThere, withAccounts, withAccountsMade } from './actor.js';
import type { Context } from './context.js';
import type { Column } from './output.js';
import { printTime } from './words.js';

const EVERYTHING: Scope = { pemda: null, perangkatDaerah: null };

const isAdmin = async (store: EventStore, id: string): Promise<boolean> =>
  roleFor((await rolesHeld(store, id, null)) ?? [], 'administer', EVERYTHING) !== null;

/** Whom a token proves. @throws AccessRefused */
export async function mustBeProved(context: Context): Promise<Identity> {
  const { proved } = await whoIsThere(context, undefined, () => {
    throw new AccessRefused('admin-comes-first');
  });
  if (!proved) throw new AccessRefused('token-missing');
  return proved;
}

/** @throws AccessRefused */
async function mustBeAdmin(context: Context, who: Identity): Promise<void> {
  const admin = context.hasLedger() && (await context.withStore((store) => isAdmin(store, who.id)));
  if (!admin) throw new AccessRefused('not-an-admin', { account: who.id });
}

const grantAdmin = (store: EventStore, account: string, actor: Actor) =>
  executeForOffice(
    store,
    {
      ...{ pemda: null, actor, commandId: randomUUID(), mode: 'live' as const },
      command: { type: 'GrantRole', data: { account, role: 'admin', scope: EVERYTHING } },
    },
    () => new Date(),
  );

type PasswordOptions = { readonly passwordStdin?: boolean };

/** The password that is to hold from now on, and whether it was made up here and must be told. */
async function passwordFor(context: Context, { passwordStdin = false }: PasswordOptions) {
  if (passwordStdin) return { password: await context.firstLine(), made: null };
  const made = newPassword();
  return { password: made, made };
}

/**
 * `renja user add`. The first account is an admin's and needs no token: there is nobody yet who could give one. So does the
 * first of a new file of accounts, where the old one was lost, under the id of an admin whom the ledger knows.
 */
export async function addUser(
  context: Context,
  id: string,
  options: PasswordOptions & { readonly name: string; readonly admin?: boolean },
): Promise<void> {
  const { admin = false, name } = options;
  const first = !(await knowsRoles(context));
  const fresh = first || (await withAccounts(context, async (accounts) => accounts === null || accounts.isEmpty));
  if (fresh && !admin) throw new AccessRefused('admin-comes-first');
  const who = fresh ? null : await mustBeProved(context);
  if (who) await mustBeAdmin(context, who);
  const { password, made } = await passwordFor(context, options);
  const add = () => withAccountsMade(context, (accounts) => accounts.add(id, name, password, new Date()));
  if (!admin) await add();
  else
    await context.withStore(
      async (store) => {
        if (fresh && !first && !(await isAdmin(store, id))) throw new AccessRefused('not-an-admin', { account: id });
        const account = await add();
        const itself: Actor = { ...account, role: 'admin', asserted: true };
        const actor = who ? await actorFor(store, { proved: who }, 'administer', EVERYTHING) : itself;
        if (!(await isAdmin(store, id))) await grantAdmin(store, id, actor);
      },
      { create: true },
    );
  if (context.format === 'json') return context.out(JSON.stringify({ id, name, admin, password: made }, null, 2));
  context.out(
    context.words({
      id: `Akun ${id} ditambahkan${admin ? ', admin untuk *' : '; beri perannya dengan renja user grant'}.`,
      en: `Account ${id} added${admin ? ', admin for *' : '; give it its role with renja user grant'}.`,
    }),
  );
  tellPassword(context, made);
}

function tellPassword(context: Context, made: string | null): void {
  if (made !== null)
    context.out(
      context.words({ id: `Kata sandi, hanya sekali ini: ${made}`, en: `Password, only this once: ${made}` }),
    );
}

/** `renja user passwd`: one's own, or another's as an admin. Every session of the account ends. */
export async function changePassword(context: Context, id: string, options: PasswordOptions): Promise<void> {
  const who = await mustBeProved(context);
  if (who.id !== id) await mustBeAdmin(context, who);
  const { password, made } = await passwordFor(context, options);
  const now = new Date().toISOString();
  const left = await withAccountsMade(context, async (accounts) => {
    await accounts.setPassword(id, password);
    return accounts.tokens(id).filter(({ expires, revoked }) => revoked === null && expires > now).length;
  });
  if (context.format === 'json') return context.out(JSON.stringify({ id, password: made, tokens: left }, null, 2));
  context.out(
    context.words({
      id: `Kata sandi ${id} diganti; semua sesinya berakhir. Token yang masih berlaku: ${left} (renja user untoken).`,
      en: `The password of ${id} is changed; all its sessions have ended. Tokens that still hold: ${left} (renja user untoken).`,
    }),
  );
  tellPassword(context, made);
}

/** `renja user token`: proved by the password of the account. The token alone goes to stdout, for a variable to hold. */
export async function makeToken(
  context: Context,
  id: string,
  { label, days }: { readonly label: string; readonly days: string },
): Promise<void> {
  const password = await context.firstLine();
  const now = new Date();
  const made = await withAccounts(context, async (accounts) => {
    if (!accounts || accounts.isEmpty) throw new AccessRefused('admin-comes-first');
    const checked = await accounts.checkPassword(id, password, now);
    if (checked === 'wrong') throw new AccessRefused('sign-in-refused');
    if (checked !== 'right') throw new AccessRefused('sign-in-locked', { until: printTime(checked.lockedUntil) });
    return accounts.issueToken(id, label, Number(days), now);
  });
  const { secret, token } = made;
  if (context.format === 'json') return context.out(JSON.stringify({ account: id, secret, ...told(token) }, null, 2));
  context.out(secret);
  context.say({
    id: `Token ${token.id}, berlaku sampai ${printTime(token.expires)}; tidak akan dicetak lagi.`,
    en: `Token ${token.id}, holds until ${printTime(token.expires)}; it will not be printed again.`,
  });
}

const told = ({ id, label, created, expires, revoked, used }: Token) => ({
  ...{ token: id, label, created, expires, revoked, used },
});

const time = (written: string | null): string => (written === null ? '' : printTime(written));
const TOKENS: readonly Column<Token>[] = [
  { name: 'token', head: { id: 'Token', en: 'Token' }, cell: ({ id }) => id },
  { name: 'label', head: { id: 'Label', en: 'Label' }, cell: ({ label }) => label, whereUsed: true },
  { name: 'created', head: { id: 'Dibuat', en: 'Made' }, cell: ({ created }) => time(created) },
  { name: 'expires', head: { id: 'Sampai', en: 'Until' }, cell: ({ expires }) => time(expires) },
  { name: 'used', head: { id: 'Terakhir dipakai', en: 'Last used' }, cell: ({ used }) => time(used) },
  { name: 'revoked', head: { id: 'Dicabut', en: 'Revoked' }, cell: ({ revoked }) => time(revoked), whereUsed: true },
];

/** One's own tokens, or as an admin those of another account. */
async function withTokensOf<Result>(
  context: Context,
  of: string | undefined,
  work: (accounts: Accounts, account: string) => Promise<Result>,
): Promise<Result> {
  const who = await mustBeProved(context);
  const account = of ?? who.id;
  if (account !== who.id) await mustBeAdmin(context, who);
  return withAccountsMade(context, (accounts) => work(accounts, accounts.mustHave(account).id));
}

/** `renja user tokens`. */
export const listTokens = (context: Context, { of }: { readonly of?: string }): Promise<void> =>
  withTokensOf(context, of, async (accounts, account) => {
    const rows = accounts.tokens(account);
    context.print({ columns: TOKENS, rows, json: { account, tokens: rows.map(told) } });
  });

/** `renja user untoken`. */
export const revokeToken = (context: Context, token: string, { of }: { readonly of?: string }): Promise<void> =>
  withTokensOf(context, of, async (accounts, account) => {
    await accounts.revokeToken(token, account, new Date());
    if (context.format === 'json') return context.out(JSON.stringify({ account, token, revoked: true }, null, 2));
    context.out(
      context.words({ id: `Token ${token} milik ${account} dicabut.`, en: `Token ${token} of ${account} is revoked.` }),
    );
  });
