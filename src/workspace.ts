import { type Accounts } from './access/accounts.js';
import { type Identity, identify, type Shown } from './access/identity.js';
import { type Oidc } from './access/oidc.js';
import { rolesHeld } from './commands/load.js';
import type { Grant } from './ledger/terms.js';
import { problem } from './problem.js';
import { pemdaWithRoles } from './queries/audit-trail-query.js';
import { type Projector } from './queries/projector.js';
import type { Settings } from './settings.js';
import type { EventStore, Position } from './store/event-store.js';

/** How long a read waits for the index to reach the position that it asks for. */
const PATIENCE_MS = 1_000;

/** What the server works with, opened once and injected wherever it is needed. */
export class Workspace {
  /** Aborted when the server stops: what would go on for ever then ends. */
  readonly stopping = new AbortController();

  constructor(
    readonly settings: Settings,
    readonly store: EventStore,
    readonly projector: Projector,
    readonly accounts: Accounts,
    readonly oidc: Oidc | null,
    readonly now: () => Date,
  ) {}

  /** Who shows this; null where it proves nobody. @throws IssuerUnavailable, StoreUnavailable */
  identify(shown: Shown): Promise<Identity | null> {
    return identify(shown, this, this.now());
  }

  /**
   * Every role that an account holds anywhere. The index only says in which governments it was ever granted one, and so
   * must have all that the ledger has; which it still holds, the ledger says.
   * @throws Problem 503 where the index lies behind; BrokenHistory, IntegrityFault
   */
  async rolesAnywhere(account: string): Promise<readonly Grant[]> {
    const everywhere = (await rolesHeld(this.store, account, null)) ?? [];
    const local: Grant[] = [];
    if (!this.projector.failure) await this.mustReach(await this.store.head());
    for (const pemda of pemdaWithRoles(this.projector.index, account))
      local.push(...((await rolesHeld(this.store, account, pemda)) ?? []).slice(everywhere.length));
    return [...everywhere, ...local];
  }

  /** Waits for the index to come to a position. @throws Problem 503 where it does not in time */
  async mustReach(position: Position): Promise<void> {
    const { projector } = this;
    if (await projector.waitFor(position, PATIENCE_MS)) return;
    throw problem(
      503,
      'index-behind',
      {
        id: `Indeks baru sampai @${projector.position}, belum @${position}. Coba lagi sebentar.`,
        en: `The index has come to @${projector.position}, not to @${position} yet. Try again in a moment.`,
      },
      { headers: { 'retry-after': '1' } },
    );
  }

  /** Finishes what is under way and lets go of everything. */
  async close(): Promise<void> {
    this.stopping.abort();
    await this.projector.close();
    await this.store.close();
    this.accounts.close();
  }
}
