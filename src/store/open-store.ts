import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from './event-store.js';
import { openSqliteStore } from './sqlite.event-store.js';

/** Where a ledger is kept: in an SQLite file, or in an EventStoreDB node or cluster. */
export type StorePlace =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'eventstoredb'; readonly connection: string; readonly positions: string };

/** A place as it is written, without the user and password that it may hold. */
export const shownPlace = (written: string): string => written.replace(/^([\w+]*:\/*).*@/, '$1***@');

/**
 * Reads `sqlite:PATH` or an `esdb://` connection string; null where it is neither.
 * @param data the folder for what is counted of a server's log
 */
export function parsePlace(written: string, data: string): StorePlace | null {
  const [, file] = /^sqlite:(.+)$/.exec(written) ?? [];
  if (file) return { kind: 'sqlite', file };
  // A sign of the password that is not percent-encoded would be taken for a part of the address.
  const [, hosts] = /^esdb(?:\+discover)?:\/\/(?:[^@/?]*@)?([^/?@]+)(?:[/?].*)?$/.exec(written) ?? [];
  if (!hosts) return null;
  const positions = join(data, `positions-${hosts.replaceAll(/[^\w.-]+/g, '-')}.db`);
  return { kind: 'eventstoredb', connection: written, positions };
}

/** Whether there is a ledger to be read. Of a server, only opening it tells. */
export const isThere = (place: StorePlace): boolean => place.kind === 'eventstoredb' || existsSync(place.file);

export type OpenOptions = {
  /** Whether a missing file is made, with its folder. */
  readonly create: boolean;
  /** Told each time that a server did not answer while it is waited for. */
  readonly onWaiting?: ((why: string) => void) | undefined;
  /** Told while the ledger's events in a server's log are counted: how far in it, of how much. */
  readonly onCounting?: ((done: number, total: number) => void) | undefined;
};

/** Opens a ledger where it is kept. @throws StoreUnavailable */
export async function openStore(place: StorePlace, { create, ...told }: OpenOptions): Promise<EventStore> {
  if (place.kind === 'sqlite') return openSqliteStore(place.file, { create });
  // The client's own log would show the password, where the environment asks for all that it tells.
  if (process.env.DEBUG) process.env.DEBUG += ',-esdb:connection';
  // It takes a fifth of a second to load, which an office with a file does not spend.
  const { openEventStoreDb } = await import('./eventstoredb.event-store.js');
  return openEventStoreDb(place.connection, { positions: place.positions, ...told });
}
