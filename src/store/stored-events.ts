import type { Json } from '../ledger/decider.js';
import type { RenjaEvent } from '../ledger/events.js';
import type { OfficeEvent } from '../ledger/office.js';
import { IntegrityFault, type Position, type Recorded } from './event-store.js';
import { type Envelope, leafOf, type Meta } from './seal.js';

/** Whatever the ledger stores: what happened to a Renja, and what an office decided for all of its Renja. */
export type LedgerEvent = RenjaEvent | OfficeEvent;
type StoredType = LedgerEvent['type'];

/** An event with everything that the ledger recorded about it: what folds and trails are made from. */
export type Entry<Event extends LedgerEvent = RenjaEvent> = {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position | null;
  readonly leaf: string;
  readonly id: string;
  readonly meta: Meta;
  readonly event: Event;
};

/** The version in which each event is written today. A new version comes with an upcaster from the one before. */
export const VERSIONS: Record<StoredType, number> = {
  RenjaOpened: 1,
  ObjectiveAdded: 1,
  LineAdded: 1,
  RenjaAdopted: 1,
  RevisionProposed: 1,
  RevisionApproved: 1,
  RenjaClosed: 1,
  RenjaReopened: 1,
  PlafonSet: 1,
  FindingAnswered: 1,
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
  RevisionEndorsed: 1,
  RouteSet: 1,
  RoleGranted: 1,
  RoleRevoked: 1,
};

export const EVENT_TYPES = Object.keys(VERSIONS) as StoredType[];

/** What older versions carried, made into the next one: by the older wire name, `PaguIncreased.v1`. None has changed yet. */
type Upcasters = Readonly<Record<string, (data: Json) => Json>>;
const UPCASTERS: Upcasters = {};

/** @throws IntegrityFault where the stored text is no envelope. */
export function envelopeOf({ json, position, stream, revision }: Recorded): Envelope {
  try {
    return JSON.parse(json) as Envelope;
  } catch (error) {
    throw new IntegrityFault(`${stream} #${revision} is not JSON: ${(error as Error).message}`, position);
  }
}

/**
 * Reads a stored event, held against its hash and chained to the one before it: what a view or a state is computed from is
 * what was sealed.
 * @param previous the leaf of the event before it in its stream; null before the first
 * @throws IntegrityFault
 */
export function verify<Event extends LedgerEvent = RenjaEvent>(
  recorded: Recorded,
  previous: string | null,
): Entry<Event> {
  const entry = decode<Event>(recorded);
  const { leaf, position, revision } = recorded;
  const place = `${recorded.stream} #${revision}`;
  if (leafOf(recorded.json) !== leaf) throw new IntegrityFault(`${place} is not what was sealed`, position);
  if (entry.meta.previous !== previous)
    throw new IntegrityFault(`${place} is not chained to the event before it`, position);
  return entry;
}

/** Reads stored events of one stream from its first on, each verified. @throws IntegrityFault */
export async function* verified(stream: AsyncIterable<Recorded>): AsyncGenerator<Entry> {
  let previous: string | null = null;
  for await (const recorded of stream) {
    const entry: Entry = verify(recorded, previous);
    previous = entry.leaf;
    yield entry;
  }
}

/**
 * Writes events in their newest version and reads them in whatever version they were written. The stored text is never
 * touched, so that its hash stays checkable; an older version is brought up, step by step, after it was read.
 */
export function codec(versions: Readonly<Record<StoredType, number>>, upcasters: Upcasters) {
  const known = new Map<string, { readonly type: StoredType; readonly version: number }>();
  const nameOf = (type: StoredType, version: number): string => `${type}.v${version}`;
  for (const type of EVENT_TYPES)
    for (let version = 1; version <= versions[type]; version += 1) known.set(nameOf(type, version), { type, version });

  const upcast = (type: StoredType, from: number, data: Json): Json => {
    let newest = data;
    for (let version = from; version < versions[type]; version += 1) {
      const next = upcasters[nameOf(type, version)];
      if (!next) throw new TypeError(`${nameOf(type, version)} has no upcaster`);
      newest = next(newest);
    }
    return newest;
  };

  return {
    /** The name under which an event is stored: `PaguIncreased.v1`. */
    wireName: (type: StoredType): string => nameOf(type, versions[type]),

    /** Reads a stored event. @throws IntegrityFault where it is unreadable or of an unknown type. */
    decode<Event extends LedgerEvent = RenjaEvent>(recorded: Recorded): Entry<Event> {
      const { id, type: name, data, meta } = envelopeOf(recorded);
      const { stream, revision, position, leaf } = recorded;
      const written = known.get(name);
      if (!written)
        throw new IntegrityFault(`${stream} #${revision} is a ${name}, which this version does not know`, position);
      // The codec is the one place where stored JSON becomes a typed event: the leaf hash vouches for what seal wrote.
      const { type, version } = written;
      const event = { type, data: upcast(type, version, data) } as Event;
      return { stream, revision, position, leaf, id, meta, event };
    },
  };
}

export const { wireName, decode } = codec(VERSIONS, UPCASTERS);
