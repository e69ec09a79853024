import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { commandsOf, runAll, sectionOf, withoutTimes } from './readme-tour.js';

const ROOT = join(__dirname, '..', '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const HTTP = sectionOf(README, 'Over HTTP, each as who they are');

/** A port that is free now. */
const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

function compare(told: ReturnType<typeof commandsOf>, printed: readonly (readonly string[])[]): void {
  const tour = told.map(({ command }, i) => ({ command, printed: withoutTimes(printed[i] ?? []) }));
  expect(tour).toEqual(told.map(({ command, printed: said }) => ({ command, printed: withoutTimes(said) })));
}

describe('The tour of the README, word for word', () => {
  // The build stands already, and building again would take it away under the other tests.
  const told = commandsOf(README.replace(HTTP, '')).filter(({ command }) => !command.startsWith('npm run'));

  it('prints what it says', () => {
    expect(told.length).toBeGreaterThan(15);
    const commands = told.map(({ command }) => command);
    compare(told, runAll(commands, ROOT, join('data', 'tour')));
  }, 120_000);
});

// `.ci/run` installs curl where it is missing; the walk is about it, so nothing stands in for it here.
const curl = spawnSync('curl', ['--version']).status === 0;

(curl ? describe : describe.skip)('The walk over HTTP, word for word', () => {
  it('prints what it says', async () => {
    const told = commandsOf(HTTP);
    expect(told.length).toBeGreaterThan(20);
    const port = String(await freePort());
    const commands = told.map(({ command }) => command.replaceAll(':3000', `:${port}`));
    compare(told, runAll(commands, ROOT, join('data', 'walk'), { RENJA_PORT: port }));
  }, 120_000);
});
