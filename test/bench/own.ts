import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EventStore } from '../../src/store/event-store.js';
import { openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { decode } from '../../src/store/stored-events.js';
import { startDouble } from '../support/double-process.js';
import { bytesIn, type Contender, type Opened, sideBySide } from './contender.js';

/** Any of our stores, by its port: what is appended is sealed, what is read is decoded. */
function overPort(store: EventStore, runsWith: string, close: () => Promise<number | null>): Opened {
  return {
    runsWith,
    append: (writers, batch, times) =>
      sideBySide(writers, times, (writer) => {
        const { stream, expected, events } = writer.sealed(batch);
        return store.append(stream, expected, events);
      }),
    async readStream(stream) {
      let read = 0;
      for await (const recorded of store.read(stream)) {
        decode(recorded);
        read += 1;
      }
      return read;
    },
    async readAll() {
      const head = await store.head();
      let read = 0;
      for await (const recorded of store.follow(0, new AbortController().signal)) {
        decode(recorded);
        read += 1;
        if (read === head) break;
      }
      return read;
    },
    close,
  };
}

export const sqliteStore: Contender = {
  name: 'our SQLite store',
  share: 1,
  async open(folder) {
    const file = join(folder, 'ledger.db');
    const store = await openSqliteStore(file, { create: true });
    return overPort(store, `${openSqlite(':memory:').driver}, WAL, synchronous=full`, async () => {
      await store.close();
      const db = openSqlite(file);
      db.exec('pragma wal_checkpoint(truncate)');
      db.close();
      return bytesIn(folder);
    });
  },
};

const DOUBLE = fileURLToPath(new URL('../processes/double.js', import.meta.url));

/** Over the double: what the client and the protocol cost. A real server would also write to a disk. */
export const eventStoreDbStore: Contender = {
  name: 'our EventStoreDB store, on the double',
  share: 1,
  async open(folder) {
    const double = await startDouble(DOUBLE);
    const store = await openEventStoreDb(double.connection, { positions: join(folder, 'positions.db') });
    return overPort(store, 'its double in a process of its own, in memory', async () => {
      await store.close();
      await double.stop();
      return null;
    });
  },
};
