import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import { BrokenHistory, evolve, newRenja } from '../ledger/renja.js';
import { add, type Rupiah, ZERO } from '../ledger/rupiah.js';
import { type EventStore, IntegrityFault, type Position, type Recorded } from '../store/event-store.js';
import { canonicalJson, leafOf } from '../store/seal.js';
import { decode, envelopeOf } from '../store/stored-events.js';

/** Something in the store that is not as it was sealed, or does not follow from what stands before it. */
export type CheckFault = {
  readonly position: Position | null;
  readonly stream: string;
  readonly revision: number | null;
  readonly rule: 'unreadable' | 'hash' | 'form' | 'place' | 'chain' | 'time' | 'history' | 'totals';
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

/** Replays one stream: every `before` and `after`, and that totals equal what the events added. */
async function replay(store: EventStore, stream: string): Promise<CheckFault[]> {
  let [renja, sheet] = [newRenja(), renjaSheet.initial()];
  let posted: Rupiah = ZERO;
  for await (const recorded of store.read(stream)) {
    const { position, revision } = recorded;
    try {
      const entry = decode(recorded);
      renja = evolve(renja, entry.event);
      sheet = foldAll(renjaSheet, [entry], sheet);
      const { type, data } = entry.event;
      if (type === 'LineAdded' && data.pagu !== null) posted = add(posted, data.pagu);
      if (type === 'PaguIncreased') posted = add(posted, data.amount);
      if (type === 'PaguDecreased') posted = add(posted, `-${data.amount}`);
    } catch (error) {
      if (!(error instanceof BrokenHistory || error instanceof IntegrityFault || error instanceof TypeError))
        throw error;
      return [{ position, stream, revision, rule: 'history', detail: error.message }];
    }
  }
  const total = totals(sheet).get('')?.now ?? ZERO;
  if (total === posted) return [];
  return [{ position: null, stream, revision: null, rule: 'totals', detail: `${total}, the events sum to ${posted}` }];
}

/**
 * Reads the whole ledger once in commit order and each stream once more, and reports what is not as it was sealed.
 * Memory grows with the number of streams, not of events.
 */
export async function checkLedger(
  store: EventStore,
  onProgress: (done: number, total: number) => void,
): Promise<Checked> {
  const total = await store.head();
  const heads = new Map<string, Head>();
  const faults: CheckFault[] = [];
  let events = 0;
  const reading = new AbortController();
  try {
    if (total > 0)
      for await (const recorded of store.follow(0, reading.signal)) {
        const checked = checkEvent(recorded, heads.get(recorded.stream));
        faults.push(...checked.faults);
        heads.set(recorded.stream, checked.head);
        events += 1;
        if (events % 1_000 === 0) onProgress(events, total);
        if (events >= total) break;
      }
  } catch (error) {
    if (!(error instanceof IntegrityFault)) throw error;
    faults.push({ position: error.position, stream: '-', revision: null, rule: 'unreadable', detail: error.message });
  }
  const suspect = new Set(faults.map(({ stream }) => stream));
  for (const stream of heads.keys())
    if (!suspect.has(stream) && stream.startsWith('renja-')) faults.push(...(await replayed(store, stream)));
  return { events, streams: heads.size, faults };
}

async function replayed(store: EventStore, stream: string): Promise<CheckFault[]> {
  try {
    return await replay(store, stream);
  } catch (error) {
    if (!(error instanceof IntegrityFault)) throw error;
    return [{ position: error.position, stream, revision: null, rule: 'unreadable', detail: error.message }];
  }
}
