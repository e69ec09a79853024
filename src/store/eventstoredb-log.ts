import {
  type AllStreamRecordedEvent,
  type AllStreamResolvedEvent,
  BACKWARDS,
  END,
  type EventStoreDBClient,
  type ReadPosition,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import type { Position } from './event-store.js';
import { BUFFER, type Connection, feedOf, LEADER } from './eventstoredb-client.js';
import { NoAnswer } from './eventstoredb-errors.js';
import { isOfLedger, LEDGER_STREAMS } from './eventstoredb-events.js';
import { type Known, type KnownPositions, NOTHING_KNOWN } from './known-positions.js';

/** An event of the ledger in the server's log, with its place among them. */
export type Counted = { readonly event: AllStreamRecordedEvent; readonly position: Position };

/** The end of the log is looked at in short pages first: mostly there is nothing new. */
const [SHORT_PAGE, LONG_PAGE] = [16, 500];
const OF_LEDGER = { filter: streamNameFilter({ prefixes: LEDGER_STREAMS }) };

const leafIn = (event: AllStreamRecordedEvent | undefined): string =>
  String((event?.metadata as { readonly leaf?: unknown } | undefined)?.leaf ?? '');

/** Where to go on reading behind an event. */
const placeOf = (known: Known): ReadPosition => (known === NOTHING_KNOWN ? START : known);

/** The server's log of everything that it holds, of which the ledger's events are counted, 1, 2, 3. */
export class ServerLog {
  /** Up to here the log is known to hold nothing of the ledger that is not counted. */
  private searched = -1n;
  private counting: Promise<void> | null = null;

  constructor(
    private readonly connection: Connection,
    private readonly positions: KnownPositions,
    private readonly onCounting: ((done: number, total: number) => void) | undefined,
  ) {}

  /** Waits for the server, and makes sure that what was counted was counted in this log. @throws StoreUnavailable */
  async begin(onWaiting: ((why: string) => void) | undefined): Promise<void> {
    const { last } = this.positions;
    const fromPosition = placeOf(last);
    const [first] = await this.page({ fromPosition, maxCount: 1 }, { ms: this.connection.patience.opening, onWaiting });
    const isSame = first?.event?.position.commit === last.commit && leafIn(first.event) === last.leaf;
    if (last !== NOTHING_KNOWN && !isSame) this.positions.forget();
  }

  /** How many events of the ledger there are. @throws StoreUnavailable */
  async head(): Promise<Position> {
    const newest = await this.newestUncounted();
    while (newest !== null && this.positions.last.commit < newest) {
      this.counting ??= this.countTo(newest).finally(() => {
        this.counting = null;
      });
      await this.counting;
    }
    return this.positions.last.position;
  }

  /**
   * Every event of the ledger from the nearest known place up to the position on, then live until the signal aborts. A
   * subscription that fails, ends or falls silent is made again behind the last event that it gave.
   * @throws StoreUnavailable
   */
  async *counted(after: Position, signal: AbortSignal): AsyncGenerator<Counted> {
    const { patience } = this.connection;
    this.connection.mustBeOpen();
    let known: Known = this.positions.upTo(after);
    let until = Date.now() + patience.operation;
    const ending = AbortSignal.any([signal, this.connection.closed]);
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const client = await this.connection.client();
      const fromPosition = placeOf(known);
      const feed = feedOf<AllStreamResolvedEvent>(
        client.subscribeToAll({ fromPosition, ...OF_LEDGER, ...LEADER }, BUFFER),
      );
      try {
        for (;;) {
          const taken = await feed.take(patience.silence, ending);
          this.connection.mustBeOpen();
          if (signal.aborted) return;
          if (taken === null) throw new NoAnswer('the server ended the subscription');
          if (taken.length === 0 && (await this.isBehind(known)))
            throw new NoAnswer('the subscription gives nothing any more');
          for (const { event } of taken) {
            if (!event) continue;
            known = { ...event.position, position: known.position + 1, leaf: leafIn(event) };
            this.positions.passed(known);
            yield { event, position: known.position };
            if (signal.aborted) return;
          }
          // Whoever gets on is not at the end of their patience.
          [attempt, until] = [0, Date.now() + patience.operation];
        }
      } catch (error) {
        await this.connection.recover(client, error, { attempt, until });
      } finally {
        await feed.close();
      }
    }
  }

  /** Counts the ledger's events up to a place. */
  private async countTo(commit: bigint): Promise<void> {
    const { signal } = new AbortController();
    for await (const { event, position } of this.counted(this.positions.last.position, signal)) {
      if (position % LONG_PAGE === 0) this.onCounting?.(Number(event.position.commit), Number(commit));
      if (this.positions.last.commit >= commit) return;
    }
  }

  /** Whether the server has events that a silent subscription did not give. */
  private async isBehind({ commit }: Known): Promise<boolean> {
    return ((await this.newestUncounted()) ?? this.positions.last.commit) > commit;
  }

  /** The place of the newest event of the ledger, where it is not counted yet. */
  private async newestUncounted(): Promise<bigint | null> {
    const { commit } = this.positions.last;
    const floor = commit > this.searched ? commit : this.searched;
    let fromPosition: ReadPosition = END;
    let maxCount = SHORT_PAGE;
    let top = floor;
    for (;;) {
      const page: AllStreamResolvedEvent[] = await this.page({ direction: BACKWARDS, fromPosition, maxCount });
      let place = floor;
      for (const { event } of page) {
        if (!event) continue;
        fromPosition = event.position;
        place = event.position.commit;
        if (place > top) top = place;
        if (place > floor && isOfLedger(event.streamId)) return place;
      }
      if (place <= floor) break;
      maxCount = LONG_PAGE;
    }
    this.searched = top;
    return null;
  }

  private page(
    options: Parameters<EventStoreDBClient['readAll']>[0],
    patience?: Parameters<Connection['ask']>[1],
  ): Promise<AllStreamResolvedEvent[]> {
    return this.connection.ask(
      (client) => this.connection.collect(client.readAll({ ...options, ...LEADER }, BUFFER)),
      patience,
    );
  }
}
