import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Truth } from './truth.js';

const SCRIPT = fileURLToPath(new URL('../processes/torture-worker.js', import.meta.url));

/** Bugs that a writer can be given, to see whether they are noticed. */
export type Bug = 'none' | 'none-alone' | 'early' | 'unchecked' | 'unknown-is-done' | 'written-again' | 'no-sync';

export type Limits = {
  /** A shell command that sets the scene before it becomes the writer. */
  readonly shell?: string;
  readonly env?: NodeJS.ProcessEnv;
};

/** A writer in a process of its own, whose words go to the truth. */
export class Worker {
  heard = 0;
  private said = '';
  private readonly closed: Promise<unknown>;

  private constructor(
    private readonly child: ChildProcess,
    truth: Truth,
  ) {
    this.closed = once(child, 'close');
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.said += text;
    });
    if (child.stdout)
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('A') || line.startsWith('C')) this.heard += 1;
        truth.hear(line);
      });
  }

  static start(place: string, seed: number, truth: Truth, bug: Bug = 'none', { shell, env }: Limits = {}): Worker {
    const command = [process.execPath, SCRIPT, place, String(seed), bug];
    const [program = '', ...args] = shell ? ['bash', '-c', `${shell}; exec "$@"`, 'bash', ...command] : command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    return new Worker(child, truth);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Waits until so many more changes were acknowledged, or it ends, or the time is up. Returns whether they were. */
  async hears(more: number, ms = 10_000): Promise<boolean> {
    const wanted = this.heard + more;
    for (const until = Date.now() + ms; Date.now() < until && this.heard < wanted; ) {
      if (this.child.exitCode !== null) break;
      await sleep(5);
    }
    return this.heard >= wanted;
  }

  /** Ends it at once, and takes in what it had said. @throws where it had ended by itself, which no writer may */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null) throw new Error(`a writer ended by itself: ${this.said}`);
    this.child.kill('SIGKILL');
    await this.closed;
  }
}
