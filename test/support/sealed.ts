import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v5 as uuidv5 } from 'uuid';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { EventStore, Recorded, Sealed } from '../../src/store/event-store.js';
import { type Meta, seal } from '../../src/store/seal.js';
import { wireName } from '../../src/store/stored-events.js';

/** A folder of its own for one test, taken away again by `remove`. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'renja-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

const META: Omit<Meta, 'previous'> = {
  actor: { id: 'budi', name: 'Budi', role: 'finance', asserted: true },
  recordedAt: '2022-09-12T03:04:05.678Z',
  commandId: '0e38ed8d-2dd6-57f3-94df-b1be10af9ed6',
  commandHash: 'b93068229e090400fb4fdf9a1b8659726b12199e0b9d34192883f3c8d75c496b',
  correlationId: '72c17b5e-9ec1-5e5f-8775-0f2b025eff2d',
  effectiveOn: '2022-09-12',
  mode: 'live',
};

export const increase = (reason: string): RenjaEvent => ({
  type: 'PaguIncreased',
  data: { lineId: 'L0001', amount: '1.00', before: '0.00', after: '1.00', revisionId: 'R001', reason },
});

/** Seals events to follow a revision of a stream; `salt` makes the ids of two callers differ. */
export function sealedAfter(
  stream: string,
  revision: number,
  events: readonly RenjaEvent[],
  { salt = 'a', previous = null }: { salt?: string; previous?: string | null } = {},
): Sealed[] {
  let chain = previous;
  return events.map(({ type, data }, i) => {
    const next = revision + 1 + i;
    const id = uuidv5(`${next} ${salt}`, META.commandId);
    const sealed = seal({ stream, revision: next, id, type: wireName(type), data, meta: { ...META, previous: chain } });
    chain = sealed.leaf;
    return sealed;
  });
}

export const some = (count: number, reason = 'x'): RenjaEvent[] =>
  Array.from({ length: count }, (_, i) => increase(`${reason} ${i}`));

export async function all(events: AsyncIterable<Recorded>): Promise<Recorded[]> {
  const found: Recorded[] = [];
  for await (const event of events) found.push(event);
  return found;
}

/** Follows until it has seen so many events. */
export async function followed(store: EventStore, after: number, count: number): Promise<Recorded[]> {
  const reading = new AbortController();
  const found: Recorded[] = [];
  if (count === 0) return found;
  for await (const event of store.follow(after, reading.signal)) {
    found.push(event);
    if (found.length === count) reading.abort();
  }
  return found;
}
