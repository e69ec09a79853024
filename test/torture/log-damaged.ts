import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreUnavailable } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import type { Dice } from '../support/dice.js';
import { temporaryFolder } from '../support/sealed.js';
import { Truth, type Verdict } from './truth.js';
import { Worker } from './workers.js';

const PARTS = ['', '-wal', '-head.log'];

/** A refusal says what is missing, or that the file cannot be read. */
const SAYS_WHAT = /position|missing|damaged|malformed|not a database|corrupt|cannot open/i;

/**
 * Cuts the write-ahead log of a killed writer at every offset, and flips a bit in every byte of it. A ledger that opens has
 * all that was acknowledged, or refuses and says what is missing.
 * @param stride looks at every so manieth offset
 * @param withHeadLog without it, nobody could tell
 */
export async function logDamaged(stride: number, dice: Dice, withHeadLog = true): Promise<Verdict & { tried: number }> {
  const folder = temporaryFolder();
  const [from, to] = [join(folder.path, 'from.db'), join(folder.path, 'to.db')];
  const truth = new Truth();
  const worker = Worker.start(from, dice.below(1e9), truth);
  await worker.hears(4);
  await worker.kill();
  const wal = readFileSync(`${from}-wal`);
  const faults: string[] = [];
  let [tried, events, refused] = [0, 0, 0];
  const attempt = async (what: string, damaged: Uint8Array): Promise<void> => {
    for (const part of [...PARTS, '-shm']) rmSync(to + part, { force: true });
    copyFileSync(from, to);
    if (withHeadLog && existsSync(`${from}-head.log`)) copyFileSync(`${from}-head.log`, `${to}-head.log`);
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
  };
  for (let offset = 0; offset < wal.length; offset += stride) {
    await attempt(`cut at ${offset}`, wal.subarray(0, offset));
    const flipped = Buffer.from(wal);
    flipped[offset] = (wal[offset] ?? 0) ^ (1 << dice.below(8));
    await attempt(`flipped at ${offset}`, flipped);
  }
  // Else it could be that it refuses whatever it is given.
  await attempt('whole', wal);
  if (events === 0) faults.push('the log that was not damaged was refused');
  folder.remove();
  if (refused === 0 && withHeadLog) faults.push('no damage was ever noticed');
  return { acknowledged: truth.acknowledged, events, faults, tried };
}
