import type { EventType, RenjaEvent } from '../ledger/events.js';
import { IntegrityFault, type Position, type Recorded } from './event-store.js';
import { type Envelope, leafOf, type Meta } from './seal.js';

/** An event with everything that the ledger recorded about it: what folds and trails are made from. */
export type Entry = {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position | null;
  readonly leaf: string;
  readonly id: string;
  readonly meta: Meta;
  readonly event: RenjaEvent;
};

/** The version in which each event is written today. A new version comes with an upcaster from the one before. */
const VERSIONS: Record<EventType, number> = {
  RenjaOpened: 1,
  ObjectiveAdded: 1,
  LineAdded: 1,
  RenjaAdopted: 1,
  RevisionProposed: 1,
  RevisionApproved: 1,
  RenjaClosed: 1,
  RenjaReopened: 1,
  NoteSet: 1,
  RevisionRejected: 1,
  RevisionWithdrawn: 1,
  PaguIncreased: 1,
  PaguDecreased: 1,
  TargetChanged: 1,
  SumberDanaChanged: 1,
  PrakiraanMajuChanged: 1,
  LineDescribed: 1,
  LineMoved: 1,
  LineEnded: 1,
  IndikatorAdded: 1,
  IndikatorReworded: 1,
  IndikatorEnded: 1,
  RealisasiReported: 1,
  RealisasiCorrected: 1,
};

export const EVENT_TYPES = Object.keys(VERSIONS) as EventType[];

/** The name under which an event is stored: `PaguIncreased.v1`. */
export const wireName = (type: EventType): string => `${type}.v${VERSIONS[type]}`;

const BY_WIRE_NAME = new Map(EVENT_TYPES.map((type) => [wireName(type), type]));

/** @throws IntegrityFault where the stored text is no envelope. */
export function envelopeOf({ json, position, stream, revision }: Recorded): Envelope {
  try {
    return JSON.parse(json) as Envelope;
  } catch (error) {
    throw new IntegrityFault(`${stream} #${revision} is not JSON: ${(error as Error).message}`, position);
  }
}

/**
 * Reads stored events of one stream, from its first on, each held against its hash and chained to the one before it: what
 * a view is computed from is what was sealed.
 * @throws IntegrityFault
 */
export async function* verified(stream: AsyncIterable<Recorded>): AsyncGenerator<Entry> {
  let previous: string | null = null;
  for await (const recorded of stream) {
    const entry = decode(recorded);
    const { leaf, position, revision } = recorded;
    const place = `${recorded.stream} #${revision}`;
    if (leafOf(recorded.json) !== leaf) throw new IntegrityFault(`${place} is not what was sealed`, position);
    if (entry.meta.previous !== previous)
      throw new IntegrityFault(`${place} is not chained to the event before it`, position);
    previous = leaf;
    yield entry;
  }
}

/** Reads a stored event. @throws IntegrityFault where it is unreadable or of an unknown type. */
export function decode(recorded: Recorded): Entry {
  const { id, type: name, data, meta } = envelopeOf(recorded);
  const { stream, revision, position, leaf } = recorded;
  const type = BY_WIRE_NAME.get(name);
  if (!type)
    throw new IntegrityFault(`${stream} #${revision} is a ${name}, which this version does not know`, position);
  // The codec is the one place where stored JSON becomes a typed event: the leaf hash vouches for what seal wrote.
  return { stream, revision, position, leaf, id, meta, event: { type, data } as RenjaEvent };
}
