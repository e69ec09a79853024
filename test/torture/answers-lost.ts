import { setTimeout as sleep } from 'node:timers/promises';
import { openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import type { Dice } from '../support/dice.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double.js';
import { Follower } from './processes-killed.js';
import { Truth, type Verdict } from './truth.js';
import { type Bug, Worker } from './workers.js';

const OF_APPENDS = [
  ...(['ack-lost', 'no-answer', 'stream-error', 'stream-error-after-write'] as const),
  ...(['not-leader', 'busy', 'not-ready', 'timeout', 'slow'] as const),
];

/** Writers on the double of EventStoreDB, which fails in all the ways that it can; the writers are killed in between. */
export async function answersLost(rounds: number, dice: Dice, bug: Bug = 'none'): Promise<Verdict> {
  const double = await EventStoreDbDouble.start();
  const truth = new Truth();
  const patience = { answer: 400, operation: 20_000, silence: 300, retry: 20 };
  const store = await openEventStoreDb(double.connectionString, { positions: ':memory:', patience });
  const follower = new Follower(store);
  for (let round = 0; round < rounds; round += 1) {
    const workers = [0, 1].map(() => Worker.start(double.connectionString, dice.below(1e9), truth, bug));
    await Promise.all(workers.map((worker) => worker.hears(1)));
    for (let n = 0; n < 6; n += 1) {
      const kind = dice.pick(OF_APPENDS);
      if (kind) double.fault(kind, { times: 1 + dice.below(4), match: (op) => op === 'append' });
      if (dice.chance(30)) double.fault('no-answer', { match: (op) => op === 'read' });
      if (dice.chance(30)) double.dropSubscriptions();
      if (dice.chance(20)) double.endSubscriptions();
      if (dice.chance(20)) double.silenceSubscriptions();
      if (dice.chance(15)) await double.restart();
      await sleep(50 + dice.below(150));
    }
    if (dice.chance(10) || bug !== 'none') {
      // So long that every retry meets it, and what was written cannot be looked up: the outcome stays unknown.
      double.fault('ack-lost', { times: 1_000 });
      double.fault('no-answer', { times: 1_000, match: (op) => op === 'read' });
      await sleep(6_000);
      double.clearFaults();
      await Promise.all(workers.map((worker) => worker.hears(100, 15_000)));
    }
    await Promise.all(workers.map((worker) => worker.kill()));
    double.clearFaults();
  }
  await follower.end(await store.head());
  const verdict = await truth.judge(store, (events) => dice.below(events));
  await store.close();
  await double.stop();
  return { ...verdict, faults: [...verdict.faults, ...follower.faults] };
}
