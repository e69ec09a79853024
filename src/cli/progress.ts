import { default as bars, type SingleBar } from 'cli-progress';
import type { Context } from './context.js';
import type { Words } from './output.js';

const SHOW_AFTER_MS = 1_000;

/** Progress on stderr for what takes more than a second: a bar on a terminal, else a line each second. */
export class Progress {
  private readonly began = Date.now();
  private spoke = 0;
  private bar: SingleBar | null = null;

  constructor(
    private readonly context: Context,
    private readonly what: Words,
  ) {}

  at(done: number, total: number, detail = ''): void {
    const now = Date.now();
    if (now - this.began < SHOW_AFTER_MS) return;
    if (process.stderr.isTTY) this.draw(done, total, detail);
    else if (now - this.spoke > SHOW_AFTER_MS) {
      this.spoke = now;
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      this.context.say({ id: `${this.what.id} ${percent}% ${detail}`, en: `${this.what.en} ${percent}% ${detail}` });
    }
  }

  stop(): void {
    this.bar?.stop();
  }

  private draw(done: number, total: number, detail: string): void {
    if (!this.bar) {
      const format = `${this.context.words(this.what)} {bar} {percentage}% {value}/{total} {detail}`;
      this.bar = new bars.SingleBar({ format, stream: process.stderr, clearOnComplete: true });
      this.bar.start(total, done, { detail });
    }
    this.bar.update(done, { detail });
  }
}
