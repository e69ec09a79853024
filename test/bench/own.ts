import { join } from 'node:path';
import type { EventStore } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { decode } from '../../src/store/stored-events.js';
import { bytesIn, type Contender, type Opened, sideBySide } from './contender.js';

/** Any of our stores, by its port: what is appended is sealed, what is read is decoded. */
function overPort(store: EventStore, runsWith: string, close: () => Promise<number>): Opened {
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
