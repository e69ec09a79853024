import { mkdirSync, rmSync } from 'node:fs';
import { run } from '../src/cli/program.js';

/** Loads the real Renja of Probolinggo into a fresh ledger by the same commands that everybody uses, and shows it. */

const FOLDER = './data/demo';
const RENJA = 'probolinggo-dkumpp-2022';

async function renja(...args: string[]): Promise<void> {
  process.stdout.write(`\n$ renja ${args.join(' ')}\n`);
  const exit = await run(args, {
    env: { ...process.env, RENJA_DATA: FOLDER, RENJA_STORE: '' },
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
  });
  if (exit !== 0) process.exit(exit);
}

mkdirSync(FOLDER, { recursive: true });
for (const file of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']) rmSync(`${FOLDER}/${file}`, { force: true });

await renja('import', 'seeds/probolinggo-2022/manifest.yaml');
await renja('diff', RENJA, 'murni..p-apbd', '--level', 'program');
await renja('log', RENJA, '--last', '3');

process.stdout.write(`
Buku besar demo ada di ${FOLDER}. Coba selanjutnya (The demo ledger is in ${FOLDER}. What to try next):

  export RENJA_DATA=${FOLDER}
  npx renja show ${RENJA} --level program
  npx renja diff ${RENJA} murni..p-apbd
  npx renja blame ${RENJA} 2.17.01.2.06 --field pagu
  npx renja propose ${RENJA} docs/pergeseran.yaml --dry-run --actor budi:Budi:finance
  npx renja --help
`);
