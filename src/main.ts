import { boundMemory } from './cli/memory.js';

boundMemory();
const { run } = await import('./cli/program.js');

// `npm start` is `renja serve`: one way to start, with the settings of the environment.
process.exitCode = await run(['serve', ...process.argv.slice(2)], {
  env: process.env,
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
