import { randomUUID } from 'node:crypto';
import { type EventStore, WrongRevision } from '../../src/store/event-store.js';
import { seal } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';

/**
 * Appends to one stream of one file with many writers at once, and prints the ids of the events that were accepted.
 * `node append-worker.js FILE STREAM WRITERS ATTEMPTS`
 */
const [file = '', stream = '', writers = '1', attempts = '1'] = process.argv.slice(2);

const meta = {
  actor: { id: 'pekerja', name: 'Pekerja', role: 'finance' as const },
  recordedAt: '2022-09-12T03:04:05.678Z',
  commandId: randomUUID(),
  commandHash: '',
  correlationId: '',
  effectiveOn: '2022-09-12',
  mode: 'live' as const,
  previous: null,
};

async function revisionOf(store: EventStore, known: number): Promise<number> {
  let revision = known;
  for await (const recorded of store.read(stream, known + 1)) revision = recorded.revision;
  return revision;
}

async function write(store: EventStore, writer: number, accepted: string[]): Promise<void> {
  let known = 0;
  for (let attempt = 0; attempt < Number(attempts); attempt += 1) {
    known = await revisionOf(store, known);
    const events = Array.from({ length: 1 + ((writer + attempt) % 3) }, (_, i) =>
      seal({ stream, revision: known + 1 + i, id: randomUUID(), type: 'RevisionApproved.v1', data: { writer }, meta }),
    );
    try {
      await store.append(stream, known, events);
      accepted.push(...events.map(({ id }) => id));
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
    }
  }
}

const store = await openSqliteStore(file, { create: true });
const accepted: string[] = [];
await Promise.all(Array.from({ length: Number(writers) }, (_, writer) => write(store, writer, accepted)));
await store.close();
process.stdout.write(JSON.stringify(accepted));
