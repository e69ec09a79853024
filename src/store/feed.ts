import type { Readable } from 'node:stream';

/** How many events wait for whoever reads them, before the server is asked to wait too. */
const MOST_WAITING = 512;

/**
 * Takes events from a stream of the server in batches, so that reading costs no promise for each. It bounds what waits in
 * memory, and notices all the ways in which a stream ends: with an error alone, with an end alone, or in silence.
 */
export class Feed<Event> {
  private waiting: Event[] = [];
  private ended = false;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;

  constructor(
    private readonly source: Readable,
    private readonly cancel: () => Promise<void>,
  ) {
    source.on('data', (event: Event) => {
      this.waiting.push(event);
      if (this.waiting.length >= MOST_WAITING) source.pause();
      this.wake?.();
    });
    source.on('error', (error: Error) => {
      this.failure ??= error;
      this.wake?.();
    });
    for (const ending of ['end', 'close'])
      source.on(ending, () => {
        this.ended = true;
        this.wake?.();
      });
  }

  /**
   * The events that have come, at least one; null where the stream is at its end, and none at all where nothing came in
   * time or the signal was aborted.
   * @throws what the stream failed with, once all that came before it was taken
   */
  async take(ms: number, signal?: AbortSignal): Promise<Event[] | null> {
    if (this.isIdle() && !signal?.aborted) await this.change(ms, signal);
    if (this.waiting.length > 0) {
      const taken = this.waiting;
      this.waiting = [];
      this.source.resume();
      return taken;
    }
    if (this.failure) throw this.failure;
    return this.ended ? null : [];
  }

  /** Lets go of the stream: left alone, it would be held open by the client for ever. */
  async close(): Promise<void> {
    this.source.pause();
    this.waiting = [];
    // It fails where the call was never made; then there is nothing to let go of.
    await this.cancel().catch(() => undefined);
    this.source.destroy();
  }

  private isIdle(): boolean {
    return this.waiting.length === 0 && !this.failure && !this.ended;
  }

  private change(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal?.addEventListener('abort', wake);
      this.wake = wake;
    });
  }
}
