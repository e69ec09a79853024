import { randomUUID } from 'node:crypto';
import { fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { EventStore, Sealed } from '../../src/store/event-store.js';
import { seal } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { decode, type Entry, wireName } from '../../src/store/stored-events.js';
import { median } from './figures.js';
import { onBothNodes } from './other-node.js';

/**
 * What the SQLite store costs, as ratios to a floor measured in the same run: for appends the same envelopes built and
 * hashed, one write and one fdatasync per group; for reads JSON.parse of the same text. Run by `npm run bench` on this
 * Node and on another one beside it, so that both drivers of SQLite are seen.
 */

const ROUNDS = 5;

/** `store` and `floor` are events per second, medians of the rounds. */
type Result = { readonly name: string; readonly store: number; readonly floor: number };
type Run = { readonly node: string; readonly driver: string; readonly bytes: number; readonly results: Result[] };

/** An increase of a pagu as an approval posts it, chained to the event before it. */
function increase(stream: string, revision: number, previous: string | null): Sealed {
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
  const meta = {
    actor: { id: 'budi', name: 'Budi Santoso', role: 'approver' as const },
    recordedAt: '2022-09-12T03:04:05.678Z',
    commandId: '0e38ed8d-2dd6-57f3-94df-b1be10af9ed6',
    commandHash: 'b93068229e090400fb4fdf9a1b8659726b12199e0b9d34192883f3c8d75c496b',
    correlationId: '72c17b5e-9ec1-5e5f-8775-0f2b025eff2d',
    effectiveOn: '2022-09-12',
    mode: 'live' as const,
    previous,
  };
  return seal({ stream, revision, id: randomUUID(), type: wireName(event.type), data: event.data, meta });
}

/** A stream to append to, which knows its own head. */
class Writer {
  private revision = 0;
  private leaf: string | null = null;
  constructor(readonly stream: string) {}

  next(count: number): { expected: number; events: Sealed[] } {
    const expected = this.revision;
    const events = Array.from({ length: count }, () => {
      this.revision += 1;
      const sealed = increase(this.stream, this.revision, this.leaf);
      this.leaf = sealed.leaf;
      return sealed;
    });
    return { expected, events };
  }

  async append(store: EventStore, count: number): Promise<void> {
    const { expected, events } = this.next(count);
    await store.append(this.stream, expected, events);
  }
}

const writersOf = (count: number): Writer[] => Array.from({ length: count }, (_, i) => new Writer(`renja-bench-${i}`));

async function rate(events: number, work: () => Promise<void> | void): Promise<number> {
  const began = performance.now();
  await work();
  return (events / (performance.now() - began)) * 1_000;
}

/** Alternates store and floor, so that a machine that slows down slows both. */
async function contest(name: string, store: () => Promise<number>, floor: () => Promise<number>): Promise<Result> {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await floor());
    ours.push(await store());
  }
  return { name, store: median(ours), floor: median(theirs) };
}

async function appends(folder: string, name: string, writers: number, batch: number, events: number): Promise<Result> {
  const each = Math.floor(events / writers / batch);
  const total = each * writers * batch;
  const store = async () => {
    const opened = await openSqliteStore(join(folder, `${randomUUID()}.db`), { create: true });
    const measured = await rate(total, async () => {
      await Promise.all(
        writersOf(writers).map(async (writer) => {
          for (let i = 0; i < each; i += 1) await writer.append(opened, batch);
        }),
      );
    });
    await opened.close();
    return measured;
  };
  const floor = () => {
    const file = openSync(join(folder, randomUUID()), 'a');
    const all = writersOf(writers);
    return rate(total, () => {
      for (let i = 0; i < each; i += 1) {
        const group = all.flatMap((writer) => writer.next(batch).events);
        writeSync(file, group.map(({ json }) => `${json}\n`).join(''));
        fdatasyncSync(file);
      }
    });
  };
  return contest(name, store, floor);
}

async function collect(store: EventStore, total: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const recorded of store.follow(0, new AbortController().signal)) {
    entries.push(decode(recorded));
    if (entries.length === total) break;
  }
  return entries;
}

async function reads(folder: string): Promise<Result[]> {
  const [streams, length] = [40, 500];
  const total = streams * length;
  const store = await openSqliteStore(join(folder, 'reads.db'), { create: true });
  const texts: string[] = [];
  const all = writersOf(streams);
  // The streams are interleaved, as a ledger in use leaves them.
  for (let i = 0; i < length / 50; i += 1)
    for (const writer of all) {
      const { expected, events } = writer.next(50);
      texts.push(...events.map(({ json }) => json));
      await store.append(writer.stream, expected, events);
    }
  const parse = () => rate(total, () => texts.forEach((text) => void JSON.parse(text)));
  const byStream = () =>
    rate(total, async () => {
      for (const { stream } of all) for await (const recorded of store.read(stream)) decode(recorded);
    });
  const replay = () => rate(total, async () => void (await collect(store, total)));
  const entries = await collect(store, total);
  const fold = () => rate(total, () => void foldAll(renjaSheet, entries));
  const results = [
    await contest('read, a 500-event stream', byStream, parse),
    await contest('replay, whole ledger', replay, parse),
    await contest('fold, renja-sheet', fold, parse),
  ];
  await store.close();
  return results;
}

async function measure(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'renja-bench-'));
  try {
    const probe = openSqlite(join(folder, 'probe.db'));
    const { driver } = probe;
    probe.close();
    const results = [
      await appends(folder, 'append, one writer', 1, 1, 1_000),
      await appends(folder, 'append, 64 writers', 64, 1, 12_800),
      await appends(folder, 'append, batches of 50', 1, 50, 10_000),
      ...(await reads(folder)),
    ];
    return {
      node: process.version,
      driver,
      bytes: increase('renja-bench-1', 100, 'f'.repeat(64)).json.length,
      results,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const number = (value: number): string => Math.round(value).toLocaleString('en').padStart(11);

function print(runs: readonly Run[]): void {
  for (const { node, driver, bytes, results } of runs) {
    console.log(`\nNode ${node}, ${driver}; events of about ${bytes} bytes; medians of ${ROUNDS} rounds, events/s`);
    console.log(`${'workload'.padEnd(26)}${'store'.padStart(11)}${'floor'.padStart(11)}  ratio`);
    for (const { name, store, floor } of results)
      console.log(`${name.padEnd(26)}${number(store)}${number(floor)}  ${(store / floor).toFixed(2)}×`);
    const stream = results.find(({ name }) => name.startsWith('read'));
    if (stream) console.log(`a 500-event stream is read and decoded in ${(500_000 / stream.store).toFixed(2)} ms`);
  }
}

if (process.argv[2] === '--measure') process.stdout.write(JSON.stringify(await measure()));
else print(onBothNodes<Run>());
