import { hash } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import type { Mode } from '../ledger/commands.js';
import type { Json } from '../ledger/decider.js';
import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from '../ledger/limits.js';
import type { Actor, Day } from '../ledger/terms.js';
import { LimitExceeded, type Sealed } from './event-store.js';

/** Who, when, why and after what: everything about an event that the domain's data does not say. */
export type Meta = {
  /** Who gave the command. */
  readonly actor: Actor;
  /**
   * When it was written: RFC 3339 in UTC with milliseconds, never before the stream's previous event.
   * @pattern ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$
   */
  readonly recordedAt: string;
  /** A UUID. All events of one command carry it, and a command is carried out once. */
  readonly commandId: string;
  /**
   * SHA-256 of the canonical command without actor and times, hexadecimal.
   * @pattern ^[0-9a-f]{64}$
   */
  readonly commandHash: string;
  /** A UUID that commands given together share, as those of one import; else the command's own. */
  readonly correlationId: string;
  /** The day on which it takes effect by its document; the day of recording where no document says so. */
  readonly effectiveOn: Day;
  readonly mode: Mode;
  /**
   * The leaf of the stream's previous event, hexadecimal; null for the first: each stream is a hash chain.
   * @pattern ^[0-9a-f]{64}$
   */
  readonly previous: string | null;
};

/** What is hashed and stored, built once at append. */
export type Envelope = {
  /** `renja-` and the id of the Renja. */
  readonly stream: string;
  /** The place in the stream, from 1 without a gap. */
  readonly revision: number;
  /** A UUID made of the command's id and the event's place in it: a retried append carries the same. */
  readonly id: string;
  /** The wire name: the event and its version, such as `PaguIncreased.v1`. */
  readonly type: string;
  /** What happened. */
  readonly data: { readonly [field: string]: Json | undefined };
  readonly meta: Meta;
};

export const MAX_EVENT_BYTES = 60_000;

/** Text that cannot be sealed: it would not come back, or not be the same to every reader. */
export class UnsealableText extends Error {
  override readonly name = 'UnsealableText';
}

function checkText(text: string): void {
  // Most text is ASCII, where nothing can be wrong.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII begins there.
  if (/^[\x00-\x7f]*$/.test(text)) return;
  if (!text.isWellFormed()) throw new UnsealableText('text holds half a character (a lone surrogate)');
  if (text !== text.normalize('NFC')) throw new UnsealableText('text is not in Unicode normal form C');
  if (text.includes('\ufffd')) throw new UnsealableText('text holds U+FFFD: it was read in a wrong encoding');
}

function write(value: Json | undefined): string {
  if (typeof value === 'string') {
    checkText(value);
    return JSON.stringify(value);
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new UnsealableText(`${value} is no safe integer`);
    return String(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`;
  const object = value as { readonly [field: string]: Json | undefined };
  let out = '';
  for (const field of Object.keys(object).sort())
    if (object[field] !== undefined) out += `${out === '' ? '' : ','}${write(field)}:${write(object[field])}`;
  return `{${out}}`;
}

/**
 * Canonical JSON (RFC 8785) of the restricted kind: objects, arrays, strings in NFC, booleans, null, safe integers.
 * A field that is undefined is left out.
 * @throws UnsealableText
 */
export const canonicalJson = (value: Json): string => write(value);

const sha256 = (text: string): string => hash('sha256', text);

/** One byte of zero, which UTF-8 writes as itself. */
const LEAF = '\u0000';

/** SHA-256(0x00 ‖ canonical JSON), hexadecimal: the leaf hash of RFC 6962. */
export const leafOf = (json: string): string => sha256(LEAF + json);

/** Tells a repeated command from another with the same id. */
export const commandHashOf = (command: Json): string => sha256(canonicalJson(command));

/** The ids of a command's events: a retried append carries the same ones. */
export const eventIdOf = (commandId: string, index: number): string => uuidv5(String(index), commandId);

/** @throws UnsealableText, LimitExceeded */
export function seal(envelope: Envelope): Sealed {
  const json = canonicalJson(envelope);
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_EVENT_BYTES) throw new LimitExceeded(`an event takes ${bytes} bytes, at most ${MAX_EVENT_BYTES}`);
  return { id: envelope.id, revision: envelope.revision, leaf: leafOf(json), json };
}

/** What every store asks of an append before it writes. @throws LimitExceeded */
export function checkAppend(expectedRevision: number, events: readonly Sealed[]): void {
  if (events.some(({ revision }, i) => revision !== expectedRevision + 1 + i))
    throw new RangeError(`the events of an append are numbered from ${expectedRevision + 1} without a gap`);
  if (events.length === 0) throw new RangeError('an append holds at least one event');
  if (events.length > MAX_APPEND_EVENTS)
    throw new LimitExceeded(`an append holds ${events.length} events, at most ${MAX_APPEND_EVENTS}`);
  let total = 0;
  for (const { json } of events) {
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_EVENT_BYTES) throw new LimitExceeded(`an event takes ${bytes} bytes, at most ${MAX_EVENT_BYTES}`);
    total += bytes;
  }
  if (total > MAX_APPEND_BYTES) throw new LimitExceeded(`an append takes ${total} bytes, at most ${MAX_APPEND_BYTES}`);
}
