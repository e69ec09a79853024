import { randomUUID } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Sealed } from '../../src/store/event-store.js';
import { type Meta, seal } from '../../src/store/seal.js';
import { wireName } from '../../src/store/stored-events.js';

/** Whatever is measured: a store, a peer, or the least that any store has to do. */
export interface Contender {
  readonly name: string;
  /** The share of the appends that it makes: rates are compared, and the slow ones would take minutes. */
  readonly share: number;
  /** Opens an empty ledger in an empty folder. */
  open(folder: string): Promise<Opened>;
}

export interface Opened {
  /** With which driver and settings. */
  readonly runsWith: string;
  /** Each of the writers, all at once, appends a batch so many times. Resolves when all of it is on disk. */
  append(writers: readonly Writer[], batch: number, times: number): Promise<void>;
  /** Both read and parse, and say how many events there were. */
  readStream(stream: string): Promise<number>;
  readAll(): Promise<number>;
  /** Says how many bytes the events take on disk, with their indexes; null where they are on none. */
  close(): Promise<number | null>;
}

type Batch<Event> = { readonly stream: string; readonly expected: number; readonly events: Event[] };

/** An event as peers take it, who neither hash nor chain. */
export type Unsealed = { readonly type: string; readonly data: RenjaEvent['data']; readonly metadata: Meta };

/** An increase of a pagu as an approval posts it. */
function increase(revision: number, previous: string | null): Unsealed {
  const event: RenjaEvent = {
    type: 'PaguIncreased',
    data: {
      lineId: 'L0042',
      amount: '1500000.00',
      before: `${revision}.00`,
      after: `${1_500_000 + revision}.00`,
      revisionId: 'P-APBD-2022',
      reason: 'Tagihan listrik naik',
    },
  };
  const metadata: Meta = {
    actor: { id: 'budi', name: 'Budi Santoso', role: 'approver' as const },
    recordedAt: '2022-09-12T03:04:05.678Z',
    commandId: '0e38ed8d-2dd6-57f3-94df-b1be10af9ed6',
    commandHash: 'b93068229e090400fb4fdf9a1b8659726b12199e0b9d34192883f3c8d75c496b',
    correlationId: '72c17b5e-9ec1-5e5f-8775-0f2b025eff2d',
    effectiveOn: '2022-09-12',
    mode: 'live' as const,
    previous,
  };
  return { type: wireName(event.type), data: event.data, metadata };
}

/** Writes to its streams in turn, and knows where each of them stands. */
export class Writer {
  private turn = 0;
  private readonly heads = new Map<string, { revision: number; leaf: string | null }>();

  constructor(private readonly streams: readonly string[]) {}

  /** The next events of the next stream, each chained to the one before it. */
  sealed(count: number): Batch<Sealed> {
    return this.next(count, (stream, revision, previous) => {
      const { type, data, metadata: meta } = increase(revision, previous);
      const one = seal({ stream, revision, id: randomUUID(), type, data, meta });
      return { one, leaf: one.leaf };
    });
  }

  unsealed(count: number): Batch<Unsealed> {
    return this.next(count, (_, revision, leaf) => ({ one: increase(revision, leaf), leaf }));
  }

  private next<Event>(
    count: number,
    make: (stream: string, revision: number, previous: string | null) => { one: Event; leaf: string | null },
  ): Batch<Event> {
    const stream = this.streams[this.turn % this.streams.length] ?? '';
    this.turn += 1;
    let { revision, leaf } = this.heads.get(stream) ?? { revision: 0, leaf: null };
    const expected = revision;
    const events = Array.from({ length: count }, () => {
      revision += 1;
      const made = make(stream, revision, leaf);
      leaf = made.leaf;
      return made.one;
    });
    this.heads.set(stream, { revision, leaf });
    return { stream, expected, events };
  }
}

/** How a store serves the writers: each comes back with its next batch once its last one is acknowledged. */
export async function sideBySide(
  writers: readonly Writer[],
  times: number,
  appendOne: (writer: Writer) => Promise<unknown>,
): Promise<void> {
  const write = async (writer: Writer) => {
    for (let i = 0; i < times; i += 1) await appendOne(writer);
  };
  await Promise.all(writers.map(write));
}

export const bytesIn = (folder: string): number =>
  readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

/** A contender that cannot take part, and why. */
export const absent = (name: string, reason: Error): Contender => ({
  name,
  share: 0,
  open: () => Promise.reject(reason),
});
