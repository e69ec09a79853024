/** Dense 1-based ordinal of an event over all ledger streams, in the order in which `follow` yields them. */
export type Position = number;

/** An envelope ready to be stored, canonical and hashed; a retry of an append sends the very same one. */
export type Sealed = { readonly id: string; readonly revision: number; readonly leaf: string; readonly json: string };

/** An event as the store holds it. `json` is the sealed envelope to the byte; `stored-events.ts` reads it. */
export type Recorded = {
  readonly stream: string;
  /** 1-based count of the stream's events. */
  readonly revision: number;
  /** Null where the store does not yet know it. */
  readonly position: Position | null;
  /** SHA-256 leaf hash, hexadecimal. */
  readonly leaf: string;
  readonly json: string;
};

/** `revision` and `position` of the last event of the append. */
export type Receipt = { readonly revision: number; readonly position: Position | null };

/**
 * The port to the event store. There is deliberately no "any revision": every append says what it has seen.
 */
export interface EventStore {
  /**
   * A stream's events, oldest first; an unknown stream is empty, not an error.
   * @throws IntegrityFault, StoreUnavailable
   */
  read(stream: string, fromRevision?: number): AsyncIterable<Recorded>;

  /**
   * Appends all of the events or none, durably, where the stream's revision is the expected one (0: no stream yet).
   * Appending the same event ids again at the same revision succeeds and writes nothing.
   * @throws WrongRevision, LimitExceeded, StoreUnavailable, OutcomeUnknown
   */
  append(stream: string, expectedRevision: number, events: readonly Sealed[]): Promise<Receipt>;

  /**
   * Every ledger event after a position, in commit order, then live until the signal aborts. Skips and repeats nothing.
   * @throws IntegrityFault, StoreUnavailable
   */
  follow(after: Position, signal: AbortSignal): AsyncIterable<Recorded>;

  /** The position of the newest event; 0 in an empty store. @throws StoreUnavailable */
  head(): Promise<Position>;

  /** Why the store takes no appends at present, though it may be read; null where it takes them. */
  refusing(): string | null;

  /** Waits for appends under way and lets go of the store. */
  close(): Promise<void>;
}

/** The stream is not at the expected revision: someone else appended meanwhile. */
export class WrongRevision extends Error {
  override readonly name = 'WrongRevision';
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream} is at revision ${actual}, not ${expected}`);
  }
}

/** Nothing was written; the same append may be tried again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The append may or may not have been written. Read the stream again and look for the event ids. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';
}

/** More than one event or one append may hold; nothing was written. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** What the store holds is not what was sealed. */
export class IntegrityFault extends Error {
  override readonly name = 'IntegrityFault';
  constructor(
    message: string,
    readonly position: Position | null,
    /** The event that it speaks of, where its place is still known. */
    readonly event: Pick<Recorded, 'stream' | 'revision' | 'leaf'> | null = null,
  ) {
    super(message);
  }
}
