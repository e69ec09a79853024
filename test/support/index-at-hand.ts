import { dirname, join } from 'node:path';
import { Projector, type ProjectorOptions } from '../../src/queries/projector.js';
import type { EventStore } from '../../src/store/event-store.js';
import type { Sqlite } from '../../src/store/sqlite.js';
import { decode, type Entry, type LedgerEvent } from '../../src/store/stored-events.js';
import { fill, type MadeStream } from './made-up-ledger.js';
import { inStoreFile, type StoreFile } from './store-file.js';

/** A ledger in a folder of its own, and the index beside it. */
export type IndexAtHand = {
  readonly store: EventStore;
  readonly file: StoreFile;
  readonly path: string;
  /** Opens a projector and waits until it has all that the store holds. */
  project(options?: ProjectorOptions): Promise<Projector>;
  /** Opens one and does not wait. */
  open(options?: ProjectorOptions, store?: EventStore): Promise<Projector>;
};

export const WITHIN_MS = 20_000;
export const EVERYTHING = [{ pemda: null, perangkatDaerah: null }];

export const inIndex = <Result>(work: (at: IndexAtHand) => Promise<Result>): Promise<Result> =>
  inStoreFile(async (file) => {
    const store = await file.open();
    const path = join(dirname(file.path), 'index.db');
    const opened: Projector[] = [];
    const open: IndexAtHand['open'] = async (options, through = store) => {
      const projector = await Projector.open(path, through, options);
      opened.push(projector);
      return projector;
    };
    try {
      return await work({
        store,
        file,
        path,
        open,
        project: async (options) => {
          const projector = await open(options);
          if (!(await projector.caughtUp(WITHIN_MS))) throw projector.failure ?? new Error('the index does not follow');
          return projector;
        },
      });
    } finally {
      await Promise.all(opened.map((projector) => projector.close()));
    }
  });

/** Every event of a ledger by position, as `Entry`. */
export async function ledgerOf(store: EventStore): Promise<Entry<LedgerEvent>[]> {
  const found: Entry<LedgerEvent>[] = [];
  const head = await store.head();
  if (head === 0) return found;
  for await (const recorded of store.follow(0, new AbortController().signal)) {
    found.push(decode<LedgerEvent>(recorded));
    if (found.length === head) break;
  }
  return found;
}

/** Everything that stands in an index, table by table in the order of their keys. */
export function dump(index: Sqlite): Record<string, unknown[]> {
  const tables = index
    .prepare<{ name: string }>(`select name from sqlite_master where type = 'table' order by name`)
    .all();
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      index
        .prepare<object>(`select * from "${name}"`)
        .all()
        .map((row) => JSON.stringify(row))
        .sort(),
    ]),
  );
}

/** The same with a made-up ledger in it. */
export const inMadeUpIndex = <Result>(
  streams: readonly MadeStream[],
  seed: number,
  work: (at: IndexAtHand) => Promise<Result>,
): Promise<Result> =>
  inIndex(async (at) => {
    await fill(at.store, streams, seed);
    return work(at);
  });
