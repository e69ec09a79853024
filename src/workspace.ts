import type { Accounts } from './access/accounts.js';
import type { Identify } from './access/identity.js';
import type { Projector } from './queries/projector.js';
import type { Settings } from './settings.js';
import type { EventStore } from './store/event-store.js';

/** What the server works with, opened once and injected wherever it is needed. */
export class Workspace {
  constructor(
    readonly settings: Settings,
    readonly store: EventStore,
    readonly projector: Projector,
    readonly accounts: Accounts,
    readonly identify: Identify,
    readonly now: () => Date,
  ) {}
}
