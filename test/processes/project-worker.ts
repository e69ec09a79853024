import { Projector } from '../../src/queries/projector.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';

/**
 * Keeps an index until it is killed, event by event so that there are many moments to be killed in. Says `open` when it
 * begins.
 * `node project-worker.js LEDGER INDEX`
 */
const [ledger = '', index = ''] = process.argv.slice(2);

const store = await openSqliteStore(ledger, { create: false });
process.stdout.write('open\n');
await Projector.open(index, store, { batch: 1 });
