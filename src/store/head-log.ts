import { hash } from 'node:crypto';
import { closeSync, constants, existsSync, fdatasync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncPath } from './durable-file.js';
import type { Position } from './event-store.js';

/** An event that somebody was told is in the ledger for good, and with it all that stand before it. */
export type Acknowledged = { readonly position: Position; readonly leaf: string };

const SLOTS = 1_024;
const [DIGITS, CHECKSUM] = [16, 16];
const [LEAF_AT, LEAF_END] = [DIGITS + 1, DIGITS + 1 + 64];
/** `position leaf checksum` and the end of the line. */
const RECORD = LEAF_END + 1 + CHECKSUM + 1;

/** How long a record may wait for the disk: a sync of its own at every commit would halve the throughput. */
const SYNC_MS = 1_000;

export const headLogOf = (ledger: string): string => `${ledger}-head.log`;

function recordOf(position: Position, leaf: string): string {
  const both = `${String(position).padStart(DIGITS, '0')} ${leaf}`;
  return `${both} ${hash('sha256', both).slice(0, CHECKSUM)}\n`;
}

/**
 * The file beside a ledger that says how far it was acknowledged. SQLite drops a damaged end of its write-ahead log without
 * a word, so only something outside of it can tell that a change is gone. It is a ring of lines of one width, each at a place
 * that its position gives: several processes write it without a lock, a torn write damages one line, and it never grows.
 */
export class HeadLog {
  private readonly buffer = Buffer.alloc(RECORD);
  private fd: number | null = null;
  private timer: NodeJS.Timeout | null = null;
  private syncing: Promise<void> = Promise.resolve();
  private failed: Error | null = null;
  private known: Position = 0;

  constructor(readonly file: string) {}

  /** The largest position that was found in it or written since. */
  get newest(): Position {
    return this.known;
  }

  /** The largest record that is whole; null where there is none. @throws what reading throws */
  largest(): Acknowledged | null {
    this.known = 0;
    // Lines of one width with leading zeros are in the order of their positions.
    for (const line of this.lines().toSorted().toReversed()) {
      const [position, leaf] = [Number(line.slice(0, DIGITS)), line.slice(LEAF_AT, LEAF_END)];
      if (recordOf(position, leaf) !== line) continue;
      this.known = position;
      return { position, leaf };
    }
    return null;
  }

  /**
   * Writes that the ledger was acknowledged up to here; the system has it when this returns, the disk within a second. Where
   * a process stood still between a commit and this for 1,024 commits of others, it takes the place of a newer line: then the
   * line before that one still stands.
   * @throws what writing throws
   */
  write({ position, leaf }: Acknowledged): void {
    if (this.failed) {
      const { failed } = this;
      this.failed = null;
      throw failed;
    }
    this.fd ??= this.opened();
    this.buffer.write(recordOf(position, leaf), 'latin1');
    writeSync(this.fd, this.buffer, 0, RECORD, (position % SLOTS) * RECORD);
    this.known = position;
    this.timer ??= setTimeout(() => this.sync(), SYNC_MS).unref();
  }

  /** Writes it unless it is known already, as by another process: an older line must not take the place of a newer one. */
  raise(acknowledged: Acknowledged): void {
    const { position } = acknowledged;
    if (position > this.known && position > (this.largest()?.position ?? 0)) this.write(acknowledged);
  }

  /** A record that the disk does not take by now is like one of the last second before a power loss: the ledger has it. */
  async close(): Promise<void> {
    if (this.timer) this.sync();
    await this.syncing;
    if (this.fd !== null) closeSync(this.fd);
    this.fd = null;
  }

  private lines(): string[] {
    let text: string;
    try {
      text = readFileSync(this.file, 'latin1');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    return Array.from({ length: SLOTS }, (_, slot) => text.slice(slot * RECORD, (slot + 1) * RECORD));
  }

  private opened(): number {
    const made = !existsSync(this.file);
    const fd = openSync(this.file, constants.O_RDWR | constants.O_CREAT, 0o644);
    if (made) syncPath(dirname(this.file));
    return fd;
  }

  private sync(): void {
    const { fd } = this;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (fd === null) return;
    this.syncing = new Promise((resolve) => {
      fdatasync(fd, (error) => {
        // The next record is refused, and so the store looks whether it may go on.
        this.failed = error;
        resolve();
      });
    });
  }
}
