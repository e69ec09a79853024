import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandsOf, runAll, withoutTimes } from './readme-tour.js';

const ROOT = join(__dirname, '..', '..');

describe('The tour of the README, word for word', () => {
  // The build stands already, and building again would take it away under the other tests.
  const told = commandsOf(readFileSync(join(ROOT, 'README.md'), 'utf8')).filter(
    ({ command }) => !command.startsWith('npm run'),
  );

  it('prints what it says', () => {
    expect(told.length).toBeGreaterThan(15);
    const printed = runAll(
      told.map(({ command }) => command),
      ROOT,
    );
    const tour = told.map(({ command }, i) => ({ command, printed: withoutTimes(printed[i] ?? []) }));
    expect(tour).toEqual(told.map(({ command, printed: said }) => ({ command, printed: withoutTimes(said) })));
  }, 120_000);
});
