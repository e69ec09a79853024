#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { boundMemory } from './memory.js';

if (process.argv[2] === 'serve') boundMemory();
// What follows is loaded only now, or it would be loaded twice.
const { run } = await import('./program.js');

// A reader such as `head` may leave before all is written: then there is nobody left to tell.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

/** A password that is typed is not shown; one that comes from a file or a program is read as it is. */
async function stdin(): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin);
  process.stderr.write('? ');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  const typed = await lines.question('');
  lines.close();
  process.stderr.write('\n');
  return typed;
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: (out) => process.stdout.write(out),
  stderr: (out) => process.stderr.write(out),
  stdin,
});
