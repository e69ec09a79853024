export type Operation = 'append' | 'read' | 'subscribe';

export type FaultKind =
  | 'no-answer'
  | 'ack-lost'
  | 'stream-error'
  | 'stream-error-after-write'
  | 'not-leader'
  | 'busy'
  | 'not-ready'
  | 'timeout'
  | 'access-denied'
  | 'slow';

export type FaultOptions = {
  times?: number;
  match?: (op: Operation, stream: string) => boolean;
  ms?: number;
};

export type Fault = { readonly kind: FaultKind; readonly ms: number };

/** These are about a write. Without a `match` of the test's own, a read must not use them up. */
const OF_APPENDS: readonly FaultKind[] = ['ack-lost', 'stream-error', 'stream-error-after-write'];

/** The faults that a test has put in the way, each for so many operations that match. */
export class Faults {
  private readonly queue: (Fault & { left: number; match: (op: Operation, stream: string) => boolean })[] = [];

  add(kind: FaultKind, { times = 1, ms = 100, match }: FaultOptions): void {
    const all = (op: Operation) => op === 'append' || !OF_APPENDS.includes(kind);
    this.queue.push({ kind, ms, left: times, match: match ?? all });
  }

  next(op: Operation, stream: string): Fault | undefined {
    if (this.queue.length === 0) return undefined;
    const at = this.queue.findIndex((fault) => fault.match(op, stream));
    const fault = this.queue[at];
    if (!fault) return undefined;
    fault.left -= 1;
    if (fault.left <= 0) this.queue.splice(at, 1);
    return fault;
  }

  clear(): void {
    this.queue.length = 0;
  }
}
