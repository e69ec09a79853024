import type { AllStreamRecordedEvent, JSONEventData, RecordedEvent } from '@eventstore/db-client';
import type { Json } from '../ledger/decider.js';
import { IntegrityFault, type Position, type Recorded, type Sealed } from './event-store.js';
import { canonicalJson, type Envelope } from './seal.js';

/** The streams of the ledger, among whatever else the server holds. */
export const LEDGER_STREAMS = ['renja-', 'access-', 'ledger-'];

export const isOfLedger = (stream: string): boolean => LEDGER_STREAMS.some((prefix) => stream.startsWith(prefix));

/**
 * The id under which the server knows an event: a UUID (RFC 9562, version 8) of the first 122 bits of its leaf. The server
 * takes an append for a repeated one by ids alone; so the same ids mean the same contents, and another command that
 * was given the same id is in conflict, as it is in the SQLite store. The envelope's own id is in the metadata.
 */
function serverIdOf(leaf: string): string {
  const variant = ((Number.parseInt(leaf.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return [
    leaf.slice(0, 8),
    leaf.slice(8, 12),
    `8${leaf.slice(13, 16)}`,
    `${variant}${leaf.slice(17, 20)}`,
    leaf.slice(20, 32),
  ].join('-');
}

const encoder = new TextEncoder();

/** A sealed event as the server stores it: JSON that its own tools can show. The envelope is read from the sealed text. */
export function jsonEventOf({ leaf, json }: Sealed): JSONEventData {
  const { stream, revision, id, type, data, meta } = JSON.parse(json) as Envelope;
  // As bytes: of an object the client would make text, base64 and bytes again, a sixth of the whole time of an append.
  const metadata = encoder.encode(JSON.stringify({ ...meta, stream, revision, id, leaf }));
  return { id: serverIdOf(leaf), contentType: 'application/json', type, data, metadata };
}

/** An event of the server, with the envelope made again whose hash is kept in its metadata. @throws IntegrityFault */
export function recordedOf(event: RecordedEvent | AllStreamRecordedEvent, position: Position | null): Recorded {
  const { streamId: stream, type, data } = event;
  const revision = Number(event.revision) + 1;
  const place = `${stream} #${revision}`;
  if (type.startsWith('$')) throw new IntegrityFault(`${place} is no event of the ledger but ${type}`, position);
  const kept = event.metadata as ({ readonly [field: string]: Json } & { readonly leaf: string }) | undefined;
  if (!event.isJson || typeof kept?.leaf !== 'string')
    throw new IntegrityFault(`${place} was not written by the ledger: it has no hash`, position);
  const { stream: sealedIn, revision: sealedAs, id, leaf, ...meta } = kept;
  try {
    const json = canonicalJson({ stream: sealedIn, revision: sealedAs, id, type, data: data as Json, meta });
    return { stream, revision, position, leaf, json };
  } catch (error) {
    throw new IntegrityFault(`${place} cannot be read: ${(error as Error).message}`, position, {
      stream,
      revision,
      leaf,
    });
  }
}
