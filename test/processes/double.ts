import { EventStoreDbDouble } from '../support/eventstoredb-double.js';

/** A double of EventStoreDB in a process of its own, until its input ends. Prints where it can be reached. */
const double = await EventStoreDbDouble.start();
process.stdout.write(`${double.connectionString}\n`);
process.stdin.resume().on('end', () => void double.stop());
