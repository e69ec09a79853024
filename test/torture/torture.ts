import { Dice } from '../support/dice.js';
import { answersLost } from './answers-lost.js';
import { clocks } from './clocks.js';
import { diskErrors, diskFull, everyCommitSynced, missingTools } from './disk-fails.js';
import { logDamaged } from './log-damaged.js';
import { processesKilled } from './processes-killed.js';
import type { Verdict } from './truth.js';

/**
 * `npm run torture`: writers tell what was acknowledged, everything is done to them that breaks a ledger, and it is held
 * against what they told. Then bugs are planted, each of which must be noticed. `-- --short` is for CI; `--seed N` throws
 * the same dice again, though not the same moments.
 */
const short = process.argv.includes('--short');
const at = process.argv.indexOf('--seed');
const seed = at < 0 ? Date.now() % 1_000_000 : Number(process.argv[at + 1]);
const dice = new Dice(seed);
const tools = missingTools();
const much = (long: number, brief: number): number => (short ? brief : long);
let failures = 0;

function print(name: string, began: number, told: string): void {
  const seconds = ((performance.now() - began) / 1_000).toFixed(1).padStart(7);
  console.log(`${name.padEnd(58)}${seconds} s  ${told}`);
}

async function holds(name: string, work: () => Promise<Verdict>): Promise<void> {
  const began = performance.now();
  const { acknowledged, events, faults } = await work();
  const figures = `${acknowledged} acknowledged, ${events} in the ledger`;
  if (faults.length > 0) failures += 1;
  const told =
    faults.length === 0 ? 'lost 0, doubled 0, gaps 0' : `${faults.length} FAULTS: ${faults.slice(0, 3).join('; ')}`;
  print(name, began, `${figures}, ${told}`);
}

/** A bug that nothing notices would say that the torture proves nothing. */
async function notices(name: string, work: () => Promise<Verdict>): Promise<void> {
  const began = performance.now();
  const { faults } = await work();
  if (faults.length === 0) failures += 1;
  print(`planted: ${name}`, began, faults.length === 0 ? 'NOT NOTICED' : `noticed: ${faults[0]}`);
}

const withTools = async (name: string, run: () => Promise<void>): Promise<void> =>
  tools.length === 0 ? run() : console.log(`${name.padEnd(58)}         left out: there is no ${tools.join(', ')} here`);

console.log(`Node ${process.version}, seed ${seed}`);
const [kills, cycles, errors, rounds] = [much(500, 24), much(50, 3), much(50, 4), much(40, 3)];
const stride = much(1, 397);
await holds(`${kills} writers killed, two at a time`, () => processesKilled(kills, dice));
await withTools('a full disk', () =>
  holds(`${cycles} times a full disk, and room again`, () => diskFull(cycles, dice)),
);
await withTools('errors of the disk', () =>
  holds(`${errors} times errors of the disk`, () => diskErrors(errors, dice)),
);
await withTools('syncs', () => holds('every commit is synced', () => everyCommitSynced(dice)));
await holds(`the log cut and flipped, every ${stride === 1 ? '' : `${stride}th `}offset`, async () => {
  const verdict = await logDamaged(stride, dice);
  console.log(`  ${verdict.tried} damaged logs`);
  return verdict;
});
await holds('clocks set back, standing still, a year ahead', () => clocks(much(2_000, 200), dice));
await holds(`${rounds * 2} writers killed on EventStoreDB's double, answers lost`, () => answersLost(rounds, dice));
await notices('acknowledged before it is written', () => processesKilled(much(60, 20), dice, 'early'));
await notices('a conflict taken for success', () => processesKilled(4, dice, 'unchecked'));
await withTools('planted: an unknown outcome taken for success', () =>
  notices('an unknown outcome taken for success', () => diskErrors(4, dice, 'unknown-is-done')),
);
await withTools('planted: no sync', () => notices('no sync of the disk', () => everyCommitSynced(dice, 'no-sync')));
await notices('no head log beside the ledger', () => logDamaged(much(37, 397), dice, false));
await notices('the clock trusted', () => clocks(200, dice, true));
await notices('an unknown outcome written again under new ids', () => answersLost(1, dice, 'written-again'));
console.log(failures === 0 ? 'All held, and every planted bug was noticed.' : `${failures} of the above failed.`);
process.exitCode = failures === 0 ? 0 : 1;
