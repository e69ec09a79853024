import {
  type EventStore,
  IntegrityFault,
  type Position,
  type Recorded,
  type Sealed,
  StoreUnavailable,
} from './event-store.js';
import { leafOf } from './seal.js';
import { envelopeOf } from './stored-events.js';

/** The target holds something else than the beginning of what is copied to it. */
export class AnotherLedger extends Error {
  override readonly name = 'AnotherLedger';
  constructor(readonly position: Position) {
    super(`at position ${position} the target holds another event than the source`);
  }
}

export type Copied = {
  /** The position up to which both hold the same events. */
  readonly position: Position;
  /** The leaf of the event there; null where there is none. */
  readonly leaf: string | null;
  /** How many of them this run has copied; the others were there. */
  readonly copied: number;
  /** How many more the source was given meanwhile. */
  readonly since: number;
};

export type CopyProgress = (step: 'copy' | 'compare', done: number, total: number) => void;

/** The events after a position and up to another one. */
async function* between(store: EventStore, after: Position, upTo: Position): AsyncGenerator<Recorded> {
  if (after >= upTo) return;
  for await (const recorded of store.follow(after, new AbortController().signal)) {
    yield recorded;
    if ((recorded.position ?? 0) >= upTo) return;
  }
}

/** Events as they were appended: those that one command brought about, which no reader is to see in part. */
async function* appends(events: AsyncIterable<Recorded>): AsyncGenerator<Recorded[]> {
  let group: Recorded[] = [];
  let command: string | null = null;
  for await (const recorded of events) {
    if (leafOf(recorded.json) !== recorded.leaf)
      throw new IntegrityFault(`${recorded.stream} #${recorded.revision} is not what was sealed`, recorded.position);
    const { commandId } = envelopeOf(recorded).meta;
    const [first] = group;
    if (first && (first.stream !== recorded.stream || command !== commandId)) {
      yield group;
      group = [];
    }
    command = commandId;
    group.push(recorded);
  }
  if (group.length > 0) yield group;
}

const sealedOf = (recorded: Recorded): Sealed => {
  const { revision, leaf, json } = recorded;
  return { id: envelopeOf(recorded).id, revision, leaf, json };
};

const isSame = (one: Recorded, other: Recorded | undefined): boolean =>
  one.stream === other?.stream && one.revision === other.revision && one.json === other.json && one.leaf === other.leaf;

/** Compares two ledgers event by event, up to a position. @throws AnotherLedger */
async function compare(from: EventStore, to: EventStore, upTo: Position, onProgress: CopyProgress): Promise<void> {
  const theirs = between(to, 0, upTo);
  try {
    for await (const ours of between(from, 0, upTo)) {
      const position = ours.position ?? 0;
      if (!isSame(ours, (await theirs.next()).value)) throw new AnotherLedger(position);
      if (position % 1_000 === 0) onProgress('compare', position, upTo);
    }
  } finally {
    await theirs.return(undefined);
  }
}

/** The leaf of the event at a position; null at 0, where there is none. @throws IntegrityFault, StoreUnavailable */
export async function leafAt(store: EventStore, position: Position): Promise<string | null> {
  if (position === 0) return null;
  for await (const { leaf } of between(store, position - 1, position)) return leaf;
  return null;
}

/**
 * Copies a ledger to another store: every event in its order, with its id, envelope and hash, in the appends in which it was
 * made. An append is written after the one before it was acknowledged, so that what an interrupted copy leaves behind is the
 * beginning of the ledger, and the next copy goes on from there. At the end both are read and compared.
 * @throws AnotherLedger where the target holds other events; IntegrityFault, StoreUnavailable, OutcomeUnknown
 */
export async function copyLedger(from: EventStore, to: EventStore, onProgress: CopyProgress): Promise<Copied> {
  const refusing = from.refusing();
  // The copy would say nothing of what the source knows to be missing.
  if (refusing !== null) throw new StoreUnavailable(`what is to be copied is not whole: ${refusing}`);
  const [total, began] = [await from.head(), await to.head()];
  if (began > total) throw new AnotherLedger(total + 1);
  if ((await leafAt(from, began)) !== (await leafAt(to, began))) throw new AnotherLedger(began);
  for await (const group of appends(between(from, began, total))) {
    const [first] = group;
    if (!first) continue;
    await to.append(first.stream, first.revision - 1, group.map(sealedOf));
    onProgress('copy', group.at(-1)?.position ?? 0, total);
  }
  await compare(from, to, total, onProgress);
  return { position: total, leaf: await leafAt(to, total), copied: total - began, since: (await from.head()) - total };
}
