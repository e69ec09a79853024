import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import { evolve } from '../ledger/evolve.js';
import { type OfficeEvent, officeDecider } from '../ledger/office.js';
import { newRenja } from '../ledger/renja.js';
import { add, type Rupiah, subtract, ZERO } from '../ledger/rupiah.js';
import {
  type EventStore,
  IntegrityFault,
  type Position,
  type Recorded,
  StoreUnavailable,
} from '../store/event-store.js';
import { canonicalJson, leafOf } from '../store/seal.js';
import { decode, type Entry, envelopeOf, type LedgerEvent } from '../store/stored-events.js';

/** Something in the store that is not as it was sealed, or does not follow from what stands before it. */
export type CheckFault = {
  readonly position: Position | null;
  readonly stream: string;
  readonly revision: number | null;
  readonly rule: 'missing' | 'unreadable' | 'hash' | 'form' | 'place' | 'chain' | 'time' | 'history' | 'totals';
  readonly detail: string;
};

export type Checked = {
  readonly events: number;
  readonly streams: number;
  readonly faults: readonly CheckFault[];
};

type Head = { readonly leaf: string; readonly revision: number; readonly recordedAt: string };

/** Checks one event against its own hash and against the event before it in its stream. */
function checkEvent(recorded: Recorded, head: Head | undefined): { faults: CheckFault[]; head: Head } {
  const { stream, revision, position, leaf, json } = recorded;
  const faults: CheckFault[] = [];
  const found = (rule: CheckFault['rule'], detail: string) => faults.push({ position, stream, revision, rule, detail });
  // What is stored beside the envelope is checked first: it says which event this is.
  if (leafOf(json) !== leaf)
    found('hash', `the event does not have the hash ${leaf.slice(0, 12)}… that was stored with it`);
  if (revision !== (head?.revision ?? 0) + 1) found('place', `follows #${head?.revision ?? 0}`);
  let recordedAt = head?.recordedAt ?? '';
  try {
    const envelope = envelopeOf(recorded);
    recordedAt = envelope.meta.recordedAt;
    if (canonicalJson(envelope) !== json) found('form', 'the event is not in canonical form');
    if (envelope.stream !== stream || envelope.revision !== revision)
      found('place', `was sealed as ${envelope.stream} #${envelope.revision}`);
    if (envelope.meta.previous !== (head?.leaf ?? null)) found('chain', 'is not chained to the event before it');
    if (head && recordedAt < head.recordedAt) found('time', `recorded ${recordedAt}, before the event before it`);
  } catch (error) {
    found('unreadable', (error as Error).message);
  }
  return { faults, head: { leaf, revision, recordedAt } };
}

/** Folds a stream from its first event on, then looks at the whole; tells where it cannot be folded. */
async function replay<Event extends LedgerEvent>(
  store: EventStore,
  stream: string,
  take: (entry: Entry<Event>) => void,
  whole: () => CheckFault[] = () => [],
): Promise<CheckFault[]> {
  let at: Pick<CheckFault, 'position' | 'revision'> = { position: null, revision: null };
  try {
    for await (const recorded of store.read(stream)) {
      at = { position: recorded.position, revision: recorded.revision };
      take(decode<Event>(recorded));
    }
    return whole();
  } catch (error) {
    // Sealed as it should be, an event may still hold what no fold can take: whatever that throws is its fault.
    if (error instanceof StoreUnavailable) throw error;
    return [{ ...at, stream, rule: 'history', detail: (error as Error).message }];
  }
}

/** Replays a Renja: every `before` and `after`, and that totals equal what the events added. */
function replayRenja(store: EventStore, stream: string): Promise<CheckFault[]> {
  let [renja, sheet] = [newRenja(), renjaSheet.initial()];
  let posted: Rupiah = ZERO;
  const take = (entry: Entry): void => {
    renja = evolve(renja, entry.event);
    sheet = foldAll(renjaSheet, [entry], sheet);
    const { type, data } = entry.event;
    if (type === 'LineAdded' && data.pagu !== null) posted = add(posted, data.pagu);
    if (type === 'PaguIncreased') posted = add(posted, data.amount);
    if (type === 'PaguDecreased') posted = subtract(posted, data.amount);
  };
  return replay(store, stream, take, () => {
    const total = totals(sheet).get('')?.now ?? ZERO;
    if (total === posted) return [];
    const detail = `${total}, the events sum to ${posted}`;
    return [{ position: null, stream, revision: null, rule: 'totals', detail }];
  });
}

/** Replays what a government decided: every `before`. */
function replayOffice(store: EventStore, stream: string): Promise<CheckFault[]> {
  let office = officeDecider.initial();
  return replay<OfficeEvent>(store, stream, ({ event }) => {
    office = officeDecider.evolve(office, event);
  });
}

/** Where a file is damaged this badly, the rest of the list would say nothing new. */
const MAX_UNREADABLE = 1_000;

/**
 * Every event that can be read, in commit order, up to a position. What cannot be read is handed to `found`, and the
 * reading goes on behind it.
 */
async function* readable(
  store: EventStore,
  upTo: Position,
  found: (fault: IntegrityFault) => void,
): AsyncGenerator<Recorded> {
  const reading = new AbortController();
  let [after, broken, unreadable] = [0, Number.NaN, 0];
  while (after < upTo && unreadable < MAX_UNREADABLE)
    try {
      for await (const recorded of store.follow(after, reading.signal)) {
        after = recorded.position ?? after;
        yield recorded;
        if (after >= upTo) return;
      }
    } catch (error) {
      if (!(error instanceof IntegrityFault)) throw error;
      const again = error.position === broken;
      if (!again) found(error);
      if (error.position === null) return;
      // The event itself may be sound, as one behind a gap is: it is tried once, and passed over where it is not.
      broken = error.position;
      after = again ? broken : broken - 1;
      unreadable += 1;
    }
}

/**
 * Reads the whole ledger once in commit order and each stream once more, and reports what is not as it was sealed.
 * Memory grows with the number of streams, not of events.
 * @throws StoreUnavailable
 */
export async function checkLedger(
  store: EventStore,
  onProgress: (done: number, total: number) => void,
): Promise<Checked> {
  const heads = new Map<string, Head>();
  const faults: CheckFault[] = [];
  const unreadable = ({ position, message: detail, event }: IntegrityFault): void => {
    const { stream, revision } = event ?? { stream: '-', revision: null };
    faults.push({ position, stream, revision, rule: 'unreadable', detail });
    if (event) heads.set(event.stream, { recordedAt: '', ...heads.get(event.stream), ...event });
  };
  let events = 0;
  try {
    const total = await store.head();
    for await (const recorded of readable(store, total, unreadable)) {
      const checked = checkEvent(recorded, heads.get(recorded.stream));
      faults.push(...checked.faults);
      heads.set(recorded.stream, checked.head);
      events += 1;
      if (events % 1_000 === 0) onProgress(events, total);
    }
  } catch (error) {
    if (!(error instanceof IntegrityFault)) throw error;
    unreadable(error);
  }
  const suspect = new Set(faults.map(({ stream }) => stream));
  // What could not be read may be of any stream: then none is replayed, and what is found stands alone.
  if (!suspect.has('-'))
    for (const stream of heads.keys()) {
      if (suspect.has(stream)) continue;
      if (stream.startsWith('renja-')) faults.push(...(await replayRenja(store, stream)));
      if (stream.startsWith('access-')) faults.push(...(await replayOffice(store, stream)));
    }
  const refusing = store.refusing();
  if (refusing !== null)
    faults.push({ position: null, stream: '-', revision: null, rule: 'missing', detail: refusing });
  return { events, streams: heads.size, faults };
}
