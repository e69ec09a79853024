import type { Index, Write } from '../../projections/projection.js';
import { type EventStore, IntegrityFault, type Recorded } from '../store/event-store.js';
import { type Entry, type LedgerEvent, verify } from '../store/stored-events.js';

/** An index whose contexts stay its own: `begin` returns what tells the rows of one stream, from its first event on. */
export type Followed = Pick<Index<unknown>, 'name' | 'version' | 'tables'> & { begin(): Tell };
type Tell = (entry: Entry<LedgerEvent>) => Write[];

export const followed = <Context>(index: Index<Context>): Followed => ({
  name: index.name,
  version: index.version,
  tables: index.tables,
  begin: () => {
    const context = index.initial();
    return (entry) => index.rows(entry, context);
  },
});

/** A stream as far as it has been taken in: its head, and what each index knows of it. */
type Taken = { revision: number; leaf: string | null; readonly tell: readonly Tell[] };

/** How many streams are kept; a government has some fifty offices with one Renja a year each. */
const KEPT = 2_000;

/**
 * The contexts of the streams, the least recently used first. One that is not there, or not at the revision before the
 * next event (as after a restart, or where a batch could not be written), is made again from its stream.
 */
export class StreamContexts {
  private readonly kept = new Map<string, Taken>();

  constructor(
    private readonly store: EventStore,
    private readonly indexes: readonly Followed[],
    private readonly limit = KEPT,
  ) {}

  /**
   * What an event adds to the tables. It is held against its hash and its chain first.
   * @throws IntegrityFault, StoreUnavailable
   */
  async rows(recorded: Recorded): Promise<{ entry: Entry<LedgerEvent>; writes: Write[] }> {
    const { stream, revision } = recorded;
    const found = this.kept.get(stream);
    // While it is worked on it is not kept: an event that cannot be taken in leaves no half context behind.
    this.kept.delete(stream);
    const taken = found?.revision === revision - 1 ? found : await this.again(stream, revision - 1);
    const told = this.take(taken, recorded);
    this.kept.set(stream, taken);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= this.limit) break;
      this.kept.delete(oldest);
    }
    return told;
  }

  private take(taken: Taken, recorded: Recorded): { entry: Entry<LedgerEvent>; writes: Write[] } {
    const entry = verify<LedgerEvent>(recorded, taken.leaf);
    const writes = taken.tell.flatMap((tell) => tell(entry));
    taken.revision = entry.revision;
    taken.leaf = entry.leaf;
    return { entry, writes };
  }

  private async again(stream: string, upTo: number): Promise<Taken> {
    const taken: Taken = { revision: 0, leaf: null, tell: this.indexes.map((index) => index.begin()) };
    if (upTo > 0)
      for await (const recorded of this.store.read(stream)) {
        this.take(taken, recorded);
        if (taken.revision === upTo) break;
      }
    if (taken.revision !== upTo)
      throw new IntegrityFault(`${stream} ends at #${taken.revision}, and is followed by #${upTo + 1}`, null);
    return taken;
  }
}
