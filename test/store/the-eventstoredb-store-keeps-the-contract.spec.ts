import { DoubleAtHand, serverAtHand } from '../support/eventstoredb-at-hand.js';
import { describeEventStore } from './event-store.contract.js';

describeEventStore('EventStoreDB, its double', () => DoubleAtHand.start());

const { EVENTSTORE_TEST_URL: server } = process.env;
if (server) describeEventStore('EventStoreDB, a real server', () => serverAtHand(server));
