import { randomUUID } from 'node:crypto';
import { executeForOffice } from '../commands/execute.js';
import { loadOffice, officeStreamOf, rolesHeld } from '../commands/load.js';
import { officeDecider } from '../ledger/office.js';
import { parseScope, printScope } from '../ledger/policy.js';
import { type Grant, ROLES } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { actorFor, withAccounts } from './actor.js';
import { type Context, UsageError } from './context.js';
import type { Column } from './output.js';
import { mustBeProved } from './user.js';

/** `renja user grant` and `renja user revoke`: what an account may do, and where, is written in the ledger. */
export async function changeRole(
  context: Context,
  type: 'GrantRole' | 'RevokeRole',
  written: { readonly id: string; readonly role: string; readonly scope: string },
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<void> {
  const role = ROLES.find((known) => known === written.role);
  if (!role)
    throw new UsageError({
      id: `peran ${written.role} tidak dikenal; salah satu dari ${ROLES.join(', ')}`,
      en: `role ${written.role} is not known; it is one of ${ROLES.join(', ')}`,
    });
  const scope = parseScope(written.scope);
  if (!scope)
    throw new UsageError({
      id: `cakupan ${written.scope}: tulis *, 35.74, atau 35.74/2.17.3.30.3.31.01.0000`,
      en: `scope ${written.scope}: write *, 35.74 or 35.74/2.17.3.30.3.31.01.0000`,
    });
  const who = await mustBeProved(context);
  const account = written.id.normalize('NFC');
  // An account of an issuer is known by its token only; of the local ones a misspelt id would hold a role for nobody.
  if (type === 'GrantRole' && !account.startsWith('oidc:'))
    await withAccounts(context, async (accounts) => accounts?.mustHave(account));
  const revision = await context.withStore(async (store) => {
    const actor = await actorFor(store, { proved: who }, 'administer', scope);
    const { pemda } = scope;
    const command = { type, data: { account, role, scope } };
    if (dryRun) {
      const [{ state }, held] = [await loadOffice(store, pemda), await rolesHeld(store, actor.id, pemda)];
      officeDecider.decide({ command, actor, pemda, held }, state);
      return null;
    }
    const asked = { pemda, command, actor, commandId: randomUUID(), mode: 'live' as const };
    return (await executeForOffice(store, asked, () => new Date())).receipt.revision;
  });
  const done = revision !== null;
  const told = { written: done, account, role, scope: printScope(scope), revision };
  if (context.format === 'json') return context.out(JSON.stringify(told, null, 2));
  const what = {
    GrantRole: {
      id: `${account} ${done ? 'kini' : 'akan'} ${role} untuk`,
      en: `${account} ${done ? 'is' : 'would be'} ${role} for`,
    },
    RevokeRole: {
      id: `${account} ${done ? 'tidak lagi' : 'tidak akan lagi'} ${role} untuk`,
      en: `${account} ${done ? 'is no longer' : 'would no longer be'} ${role} for`,
    },
  }[type];
  const trial = done ? '' : context.words({ id: 'Uji coba: ', en: 'Dry run: ' });
  context.out(`${trial}${context.words(what)} ${printScope(scope)}`);
}

type Row = {
  readonly id: string;
  /** Null for an account of an issuer, whose tokens tell it. */
  readonly name: string | null;
  readonly roles: readonly Grant[];
};

const COLUMNS: readonly Column<Row>[] = [
  { name: 'account', head: { id: 'Akun', en: 'Account' }, cell: ({ id }) => id },
  { name: 'name', head: { id: 'Nama', en: 'Name' }, cell: ({ name }) => name ?? '-', raw: ({ name }) => name },
  {
    name: 'roles',
    head: { id: 'Peran', en: 'Roles' },
    cell: ({ roles }) => roles.map(({ role, scope }) => `${role} ${printScope(scope)}`).join(', ') || '-',
  },
];

/** `renja user list`: the accounts, and whoever else holds a role. */
export async function listUsers(context: Context): Promise<void> {
  const accounts = await withAccounts(context, async (found) => found?.list() ?? []);
  const grants = context.hasLedger() ? await context.withStore(everyGrant) : new Map<string, Grant[]>();
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const rows = [...new Set([...names.keys(), ...grants.keys()])]
    .toSorted()
    .map((id): Row => ({ id, name: names.get(id) ?? null, roles: grants.get(id) ?? [] }));
  context.print({
    columns: COLUMNS,
    rows,
    json: {
      accounts: rows.map(({ roles, ...account }) => ({
        ...account,
        roles: roles.map(({ role, scope }) => ({ role, scope: printScope(scope) })),
      })),
    },
  });
}

/** All grants by account, over every government that the ledger knows. */
async function everyGrant(store: EventStore): Promise<Map<string, Grant[]>> {
  const pemdas = new Set<string | null>([null]);
  const head = await store.head();
  const stop = new AbortController();
  const prefix = officeStreamOf('');
  if (head > 0)
    for await (const { stream, position } of store.follow(0, stop.signal)) {
      if (stream.startsWith(prefix) && stream !== officeStreamOf(null)) pemdas.add(stream.slice(prefix.length));
      if (position !== null && position >= head) break;
    }
  stop.abort();
  const all = new Map<string, Grant[]>();
  for (const pemda of pemdas)
    for (const [account, grants] of (await loadOffice(store, pemda)).state.grants)
      all.set(account, [...(all.get(account) ?? []), ...grants]);
  return all;
}
