import { openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double.js';
import { increase, sealedAfter } from '../support/sealed.js';

/**
 * Appends to 60 streams at once, so much that appends wait to be sent, while the call that carries them fails three times
 * after a write. Prints what was acknowledged and what the double holds. Where `reject` is said, a promise is rejected
 * beside it that nobody handles.
 */
const double = await EventStoreDbDouble.start();
const patience = { answer: 3_000, operation: 20_000, retry: 10 };
const store = await openEventStoreDb(double.connectionString, { positions: ':memory:', patience });
await store.append('renja-first', 0, sealedAfter('renja-first', 0, [increase('x')]));
if (process.argv[2] === 'reject') void Promise.reject(new Error('nobody handles this'));
double.fault('stream-error-after-write', { times: 3, match: (_, stream) => stream.endsWith('7') });
const large = Array.from({ length: 10 }, () => increase('x'.repeat(40_000)));
const streams = Array.from({ length: 60 }, (_, n) => `renja-s${n}`);
const receipts = await Promise.all(streams.map((stream) => store.append(stream, 0, sealedAfter(stream, 0, large))));
await store.close();
process.stdout.write(JSON.stringify({ acknowledged: receipts.length, written: double.log.length }));
await double.stop();
