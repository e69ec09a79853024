import { randomUUID } from 'node:crypto';

/** What a writer says the stream's last event is. */
export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

export type Proposed = { id: string; type: string; contentType: string; data: Uint8Array; custom: Uint8Array };

/** An event of the log. Its bytes may be put in its place by a test that tampers. */
export type LoggedEvent = Proposed & {
  readonly stream: string;
  readonly revision: bigint;
  /** Of the commit, and of the prepare: an event written over gRPC has the same for both. */
  readonly position: bigint;
  /** In ticks of 100 ns since 1970. */
  readonly created: bigint;
};

export type Refusal =
  | { error: 'wrong-version'; current: bigint }
  | { error: 'stream-deleted' | 'max-size' | 'timeout' | 'access-denied' | 'busy' | 'not-ready' };
export type Written = { revision: bigint; position: bigint };

type Stream = {
  events: LoggedEvent[];
  /** The server knows its own writes again by the id of the event, for each stream. */
  ids: Map<string, LoggedEvent>;
  tombstoned: boolean;
  truncateBefore: bigint;
  maxCount: number;
};

const DELETED = 2n ** 63n - 1n;
const emptyStream = (): Stream => ({
  events: [],
  ids: new Map(),
  tombstoned: false,
  truncateBefore: 0n,
  maxCount: Number.POSITIVE_INFINITY,
});

/** Everything that was written, and the rules by which EventStoreDB accepts a write. */
export class EventStoreDbLog {
  /** `$all`: in the order of the commits, system events too. */
  readonly events: LoggedEvent[] = [];
  private readonly streams = new Map<string, Stream>();
  private waiting: (() => void)[] = [];
  private position = 0n;

  constructor(readonly maxAppendSize = 1024 * 1024) {}

  get end(): bigint {
    return this.position;
  }

  write(name: string, expected: Expected, proposed: readonly Proposed[]): Written | Refusal {
    const stream = this.streams.get(name) ?? emptyStream();
    if (stream.tombstoned) return { error: 'stream-deleted' };
    const size = proposed.reduce((sum, { data, custom, type }) => sum + data.length + custom.length + type.length, 0);
    if (size > this.maxAppendSize) return { error: 'max-size' };
    const known = checked(stream, expected, proposed);
    if (known) return known;
    const current = BigInt(stream.events.length) - 1n;
    if (isSoftDeleted(stream)) stream.truncateBefore = current + 1n;
    this.streams.set(name, stream);
    let last: Written = { revision: current, position: this.position };
    for (const event of proposed) {
      const logged = this.commit(name, BigInt(stream.events.length), event);
      stream.events.push(logged);
      stream.ids.set(event.id, logged);
      last = logged;
      if (name.startsWith('$$')) this.applyMetadata(name.slice(2), event.data);
    }
    return last;
  }

  /** A soft delete sets the stream's `$tb`; a tombstone closes it for ever. Both leave a system event behind. */
  remove(name: string, expected: bigint | undefined, hard: boolean): Written | Refusal {
    const stream = this.streams.get(name) ?? emptyStream();
    const current = BigInt(stream.events.length) - 1n;
    if (stream.tombstoned) return { error: 'stream-deleted' };
    if (expected !== undefined && expected !== current) return { error: 'wrong-version', current };
    if (!hard) return this.write(`$$${name}`, 'any', [jsonEvent({ type: '$metadata', data: `{"$tb":${DELETED}}` })]);
    stream.tombstoned = true;
    this.streams.set(name, stream);
    return this.commit(name, DELETED, jsonEvent({ type: '$streamDeleted', data: '{}' }));
  }

  isTombstoned(name: string): boolean {
    return this.streams.get(name)?.tombstoned ?? false;
  }

  /** The list itself and never a copy, so that a page costs what the page holds. */
  eventsOf(name: string | undefined): readonly LoggedEvent[] {
    return name === undefined ? this.events : (this.streams.get(name)?.events ?? []);
  }

  /** How many of a stream's first events are truncated; from `$all` only a scavenge would take them. */
  hiddenOf(name: string | undefined): number {
    const stream = name === undefined ? undefined : this.streams.get(name);
    if (!stream) return 0;
    const { length } = stream.events;
    if (stream.truncateBefore > BigInt(length)) return length;
    return Math.max(Number(stream.truncateBefore), length - stream.maxCount, 0);
  }

  /** Where the first event at or after a position, or a stream's revision, is in `eventsOf(name)`. */
  indexOf(name: string | undefined, at: bigint): number {
    const list = this.eventsOf(name);
    if (name !== undefined) return at >= BigInt(list.length) ? list.length : Number(at);
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = list[middle];
      if (event && event.position < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Calls back once, after the next commits. All that is written in one turn wakes a reader once. */
  wake(reader: () => void): void {
    this.waiting.push(reader);
  }

  private commit(stream: string, revision: bigint, event: Proposed): LoggedEvent {
    // Positions are offsets in the server's files: there are gaps, and nobody may count on their size.
    this.position += BigInt(128 + event.data.length + event.custom.length);
    const { id, type, contentType, data, custom } = event;
    const position = this.position;
    const created = BigInt(Date.now()) * 10_000n;
    const logged = { id, type, contentType, data, custom, stream, revision, position, created };
    this.events.push(logged);
    if (this.waiting.length > 0) this.wakeSoon(this.waiting.splice(0));
    return logged;
  }

  private wakeSoon(readers: readonly (() => void)[]): void {
    setImmediate(() => {
      for (const reader of readers) reader();
    });
  }

  private applyMetadata(name: string, data: Uint8Array): void {
    const text = Buffer.from(data).toString('utf8');
    const stream = this.streams.get(name) ?? emptyStream();
    // A soft delete's number is beyond what JSON.parse reads exactly.
    const truncateBefore = /"\$tb"\s*:\s*(\d+)/.exec(text)?.[1];
    const maxCount = /"\$maxCount"\s*:\s*(\d+)/.exec(text)?.[1];
    stream.truncateBefore = BigInt(truncateBefore ?? 0);
    stream.maxCount = maxCount === undefined ? Number.POSITIVE_INFINITY : Number(maxCount);
    this.streams.set(name, stream);
  }
}

const isSoftDeleted = (stream: Stream) => stream.events.length > 0 && stream.truncateBefore === DELETED;

/** Nothing where the events are to be written; where they were before, what was answered then. */
function checked(stream: Stream, expected: Expected, proposed: readonly Proposed[]): Written | Refusal | undefined {
  const current = BigInt(stream.events.length) - 1n;
  const softDeleted = isSoftDeleted(stream);
  const wrong = { error: 'wrong-version', current } as const;
  if (expected === 'any' || expected === 'stream_exists') {
    if (expected === 'stream_exists' && (current < 0n || softDeleted)) return wrong;
    const known = proposed.map(({ id }) => stream.ids.get(id));
    if (known.length > 0 && !known.includes(undefined)) return known.at(-1);
    return known[0] ? wrong : undefined;
  }
  const at = expected === 'no_stream' ? -1n : expected;
  if (at > current) return wrong;
  if (at === current) return undefined;
  const start = Number(at) + 1;
  const same = proposed.length > 0 && proposed.every(({ id }, i) => stream.events[start + i]?.id === id);
  if (same) return stream.events[start + proposed.length - 1];
  return at === -1n && softDeleted ? undefined : wrong;
}

const NOTHING = new Uint8Array();

/** `data` and `metadata` are JSON text, or bytes as they are. */
export type PlainEvent = { id?: string; type: string; data: string | Uint8Array; metadata?: string | Uint8Array };

export function jsonEvent({ id = randomUUID(), type, data, metadata }: PlainEvent): Proposed {
  const custom = metadata ? Buffer.from(metadata) : NOTHING;
  return { id, type, contentType: 'application/json', data: Buffer.from(data), custom };
}
