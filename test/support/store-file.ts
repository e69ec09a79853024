import { join } from 'node:path';
import type { EventStore } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite, type Sqlite } from '../../src/store/sqlite.js';
import { temporaryFolder } from './sealed.js';

/** A ledger file in a folder of its own, which a spec may also reach past the store. */
export type StoreFile = {
  readonly path: string;
  open(): Promise<EventStore>;
  /** Reaches into the file as someone with the sqlite3 shell would. */
  tamper<Result>(work: (db: Sqlite) => Result | Promise<Result>): Promise<Result>;
};

/** Every store that was opened is closed and the folder is gone when `work` ends, however it ends. */
export async function inStoreFile<Result>(work: (file: StoreFile) => Promise<Result>): Promise<Result> {
  const folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const opened = new Set<EventStore>();
  try {
    return await work({
      path,
      open: async () => {
        const store = await openSqliteStore(path, { create: true });
        const close = store.close.bind(store);
        store.close = () => {
          opened.delete(store);
          return close();
        };
        opened.add(store);
        return store;
      },
      tamper: async (reach) => {
        const db = openSqlite(path);
        try {
          // Someone who changes a file does not ask whether its keys still fit.
          db.exec('pragma foreign_keys = off');
          return await reach(db);
        } finally {
          db.close();
        }
      },
    });
  } finally {
    for (const store of opened) await store.close();
    folder.remove();
  }
}
