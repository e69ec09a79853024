import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { StoreUnavailable } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { Dice } from '../support/dice.js';
import { Truth } from '../torture/truth.js';

/**
 * Damages the write-ahead log of a ledger at some offsets, and opens it each time. Prints what came of it. In a process of its
 * own, as libsql lets go of the files that it opened only when its process ends.
 * `node damage-worker.js FILE TOLD START END STRIDE SEED yes|no`; the last says whether the head log is beside it.
 */
const [from = '', told = '', start = '0', end = '0', stride = '1', seed = '1', withHeadLog = 'yes'] =
  process.argv.slice(2);

/** A refusal says what is missing, or that the file cannot be read. */
const SAYS_WHAT = /position|missing|damaged|malformed|not a database|corrupt|cannot open/i;

const to = `${from}-${start}.db`;
const wal = readFileSync(`${from}-wal`);
const truth = new Truth();
for (const line of readFileSync(told, 'utf8').split('\n')) truth.hear(line);
const dice = new Dice(Number(seed));
const faults: string[] = [];
let [tried, events, refused] = [0, 0, 0];

function clear(): void {
  for (const part of ['', '-wal', '-shm', '-head.log']) rmSync(to + part, { force: true });
}

async function attempt(what: string, damaged: Uint8Array): Promise<void> {
  clear();
  copyFileSync(from, to);
  if (withHeadLog === 'yes' && existsSync(`${from}-head.log`)) copyFileSync(`${from}-head.log`, `${to}-head.log`);
  writeFileSync(`${to}-wal`, damaged);
  tried += 1;
  try {
    const store = await openSqliteStore(to, { create: false });
    const refusing = store.refusing();
    if (refusing === null) {
      const verdict = await truth.judge(store, () => 1_000_000);
      events = Math.max(events, verdict.events);
      if (verdict.faults.length > 0) faults.push(`${what}: ${verdict.faults[0]}`);
    } else if (SAYS_WHAT.test(refusing)) refused += 1;
    else faults.push(`${what}: refused without saying why: ${refusing}`);
    await store.close();
  } catch (error) {
    refused += 1;
    if (!(error instanceof StoreUnavailable) || !SAYS_WHAT.test(error.message))
      faults.push(`${what}: ${String(error)}`);
  }
}

for (let offset = Number(start); offset < Number(end); offset += Number(stride)) {
  await attempt(`cut at ${offset}`, wal.subarray(0, offset));
  const flipped = Buffer.from(wal);
  flipped[offset] = (wal[offset] ?? 0) ^ (1 << dice.below(8));
  await attempt(`flipped at ${offset}`, flipped);
}
// Else it could be that it refuses whatever it is given.
await attempt('whole', wal);
clear();
process.stdout.write(JSON.stringify({ tried, events, refused, faults }));
