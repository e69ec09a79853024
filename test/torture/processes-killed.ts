import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import type { Dice } from '../support/dice.js';
import { temporaryFolder } from '../support/sealed.js';
import { Truth, type Verdict } from './truth.js';
import { type Bug, Worker } from './workers.js';

/** After so many rounds another file is begun: reading all of it is to stay short. */
const ROUNDS_A_FILE = 20;

/** Follows a ledger across all that happens to its writers, and tells where it skipped or repeated. */
export class Follower {
  readonly faults: string[] = [];
  private seen = 0;
  private readonly leaving = new AbortController();
  private readonly following: Promise<void>;

  constructor(store: EventStore) {
    this.following = this.follow(store);
  }

  private async follow(store: EventStore): Promise<void> {
    for await (const { position } of store.follow(0, this.leaving.signal)) {
      if (position !== this.seen + 1) this.faults.push(`a follower was given ${position} after ${this.seen}`);
      this.seen = position ?? Number.NaN;
    }
  }

  /** Waits until it is as far as the ledger goes. */
  async end(head: number): Promise<void> {
    for (const until = Date.now() + 15_000; this.seen < head && Date.now() < until; ) await sleep(10);
    this.leaving.abort();
    await this.following;
    if (this.seen !== head) this.faults.push(`a follower has come to ${this.seen} of ${head}`);
  }
}

/** Writers on one file, two at a time, are killed at random moments. */
export async function processesKilled(kills: number, dice: Dice, bug: Bug = 'none'): Promise<Verdict> {
  const all = { acknowledged: 0, events: 0, faults: [] as string[] };
  for (let done = 0; done < kills; ) {
    const folder = temporaryFolder();
    const file = join(folder.path, 'ledger.db');
    const truth = new Truth();
    // With another process beside them the shared memory of the log outlives the writers; without one it is recovered.
    const beside = dice.chance(50) ? await openSqliteStore(file, { create: true }) : null;
    const follower = beside && new Follower(beside);
    for (let round = 0; round < ROUNDS_A_FILE && done < kills; round += 1) {
      const workers = [0, 1].map(() => Worker.start(file, dice.below(1e9), truth, bug));
      const wrote = await Promise.all(workers.map((worker) => worker.hears(1 + dice.below(40))));
      if (wrote.includes(false)) all.faults.push('a writer wrote nothing');
      await sleep(dice.below(30));
      await Promise.all(workers.map((worker) => worker.kill()));
      done += workers.length;
      if (!beside && dice.chance(30)) all.faults.push(...(await judged(file, truth, dice)).faults);
    }
    if (beside) await follower?.end(await beside.head());
    await beside?.close();
    const { acknowledged, events, faults } = await judged(file, truth, dice);
    folder.remove();
    all.acknowledged += acknowledged;
    all.events += events;
    all.faults.push(...faults, ...(follower?.faults ?? []));
  }
  return all;
}

/** Opens a ledger as whoever starts next does, and reads all of it. */
export async function judged(file: string, truth: Truth, dice: Dice): Promise<Verdict> {
  const store = await openSqliteStore(file, { create: false });
  const verdict = await truth.judge(store, (events) => dice.below(events));
  const refusing = store.refusing();
  await store.close();
  return refusing === null ? verdict : { ...verdict, faults: [...verdict.faults, refusing] };
}
