import { execFile } from 'node:child_process';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Dice } from '../support/dice.js';
import { temporaryFolder } from '../support/sealed.js';
import { Truth, type Verdict } from './truth.js';
import { Worker } from './workers.js';

const run = promisify(execFile);
const SCRIPT = fileURLToPath(new URL('../processes/damage-worker.js', import.meta.url));
/** So many offsets are tried by one process, and so many processes at once. */
const [SLICE, AT_ONCE] = [200, 2];

type Slice = { readonly tried: number; readonly events: number; readonly refused: number; readonly faults: string[] };

/**
 * Cuts the write-ahead log of a killed writer at every offset, and flips a bit in every byte of it. A ledger that opens has
 * all that was acknowledged, or refuses and says what is missing.
 * @param stride looks at every so manieth offset
 * @param withHeadLog without it, nobody could tell
 */
export async function logDamaged(stride: number, dice: Dice, withHeadLog = true): Promise<Verdict & { tried: number }> {
  const folder = temporaryFolder();
  const [file, told] = [join(folder.path, 'ledger.db'), join(folder.path, 'told')];
  const truth = new Truth();
  const worker = Worker.start(file, dice.below(1e9), truth);
  await worker.hears(4);
  await worker.kill();
  writeFileSync(told, truth.lines.join('\n'));
  const { size } = statSync(`${file}-wal`);
  const starts = Array.from({ length: Math.ceil(size / (SLICE * stride)) }, (_, i) => i * SLICE * stride).values();
  const slices: Slice[] = [];
  const damage = async (): Promise<void> => {
    for (const start of starts) {
      const end = Math.min(size, start + SLICE * stride);
      const places = [start, end, stride, dice.below(1e9)].map(String);
      const { stdout } = await run(process.execPath, [SCRIPT, file, told, ...places, withHeadLog ? 'yes' : 'no']);
      slices.push(JSON.parse(stdout) as Slice);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, damage));
  folder.remove();
  const faults = slices.flatMap((slice) => slice.faults);
  if (slices.some(({ events }) => events === 0)) faults.push('the log that was not damaged was refused');
  if (withHeadLog && slices.every(({ refused }) => refused === 0)) faults.push('no damage was ever noticed');
  const sum = (of: 'tried' | 'refused'): number => slices.reduce((total, slice) => total + slice[of], 0);
  const events = Math.max(...slices.map((slice) => slice.events));
  return { acknowledged: truth.acknowledged, events, faults, tried: sum('tried') };
}
