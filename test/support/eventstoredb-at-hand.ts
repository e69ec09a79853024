import { randomUUID } from 'node:crypto';
import { END, EventStoreDBClient } from '@eventstore/db-client';
import type { EventStore } from '../../src/store/event-store.js';
import { type EventStoreDbOptions, openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import { KnownPositions } from '../../src/store/known-positions.js';
import { openSqlite } from '../../src/store/sqlite.js';
import type { Harness } from '../store/event-store.contract.js';
import { EventStoreDbDouble } from './eventstoredb-double.js';
import { temporaryFolder } from './sealed.js';

/** Answers of a double come at once, or never. */
export const IMPATIENT = { answer: 250, operation: 1_500, opening: 1_500, silence: 200, retry: 10 };

/** A double, and stores on it that keep what they counted from one opening to the next. */
export class DoubleAtHand implements Harness {
  readonly knowsPositions = false;
  private readonly folder = temporaryFolder();

  private constructor(readonly double: EventStoreDbDouble) {}

  static async start(): Promise<DoubleAtHand> {
    return new DoubleAtHand(await EventStoreDbDouble.start());
  }

  get positions(): string {
    return `${this.folder.path}/positions.db`;
  }

  open(more: Partial<EventStoreDbOptions> = {}): Promise<EventStore> {
    return openEventStoreDb(this.double.connectionString, { positions: this.positions, ...more });
  }

  async remove(): Promise<void> {
    await this.double.stop();
    this.folder.remove();
  }
}

/** A real server, in which what earlier tests wrote stays: each test has names of its own and counts from where it began. */
export async function serverAtHand(connection: string): Promise<Harness> {
  const folder = temporaryFolder();
  const positions = `${folder.path}/positions.db`;
  const mark = randomUUID().slice(0, 8);
  const client = EventStoreDBClient.connectionString(connection);
  for await (const { event } of client.readAll({ direction: 'backwards', fromPosition: END, maxCount: 1 })) {
    if (!event) continue;
    KnownPositions.open(positions).close();
    const file = openSqlite(positions);
    const { commit, prepare } = event.position;
    const { leaf = '' } = (event.metadata ?? {}) as { leaf?: string };
    file.prepare('insert into known values (0, ?, ?, ?)').run(String(commit), String(prepare), leaf);
    file.close();
  }
  await client.dispose();
  return {
    knowsPositions: false,
    named: (stream) => `${stream}-${mark}`,
    open: () => openEventStoreDb(connection, { positions }),
    remove: folder.remove,
  };
}
