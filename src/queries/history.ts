import { type Fold, foldAll, inEffect } from '../../projections/projection.js';
import {
  type RevisionRegister,
  revisionRegister,
  type Version,
  versionBase,
} from '../../projections/revision-register.js';
import { streamOf } from '../commands/load.js';
import { type Day, isDay } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { type Entry, verified } from '../store/stored-events.js';

/**
 * A moment of one Renja: as it was written (`p-apbd`, `r118`, a time), and the revision that it means. With
 * `effectiveOn` it is the other time axis: what had taken effect by that day, of all that is recorded.
 */
export type Point = { readonly point: string; readonly revision: number; readonly effectiveOn?: Day };

export class RenjaNotFound extends Error {
  override readonly name = 'RenjaNotFound';
  constructor(readonly renjaId: string) {
    super(`there is no Renja ${renjaId}`);
  }
}

/** The points that a Renja does have. */
export type KnownPoints = {
  readonly versions: readonly string[];
  /** The states before a version: `sebelum` where there is a P-APBD, and `sebelum-p-apbd` for each approved version. */
  readonly sebelum: readonly string[];
  readonly latest: number;
  /** The day from which it is in force; null in a draft. */
  readonly adopted: Day | null;
};

/** A point that the Renja does not have. `tooEarly` is the day asked for, where nothing was in force yet on that day. */
export class UnknownPoint extends Error {
  override readonly name = 'UnknownPoint';
  constructor(
    readonly point: string,
    readonly known: KnownPoints,
    readonly tooEarly: Day | null,
  ) {
    const { versions, sebelum, latest } = known;
    super(`there is no point ${point}; there are r1 to r${latest}, ${[...versions, 'now', ...sebelum].join(', ')}`);
  }
}

/** A Renja's entries, oldest first, up to a revision. */
async function* entries(store: EventStore, renjaId: string, upTo = Number.POSITIVE_INFINITY): AsyncGenerator<Entry> {
  for await (const entry of verified(store.read(streamOf(renjaId)))) {
    if (entry.revision > upTo) return;
    yield entry;
  }
}

/** A view of a Renja as it was at a point, or as it is now. */
export async function project<View>(store: EventStore, renjaId: string, fold: Fold<View>, at?: Point): Promise<View> {
  const recorded = entries(store, renjaId, at?.revision);
  if (at?.effectiveOn === undefined) {
    let view = fold.initial();
    for await (const entry of recorded) view = fold.apply(view, entry);
    return view;
  }
  const all: Entry[] = [];
  for await (const entry of recorded) all.push(entry);
  return foldAll(fold, inEffect(all, at.effectiveOn));
}

/** Where a past state is asked for: at most one of these. */
export type Moment = {
  readonly atRevision?: number;
  /** An instant with its offset. */
  readonly asOf?: string;
  readonly effectiveOn?: Day;
};

/** A view of a Renja, the revision up to which it was read, and when that was recorded. */
export type Reading<Folded> = { readonly folded: Folded; readonly revision: number; readonly recordedAt: string };

/**
 * Reads a Renja once, up to a moment or as far as it goes.
 * @throws RenjaNotFound; UnknownPoint where it does not go so far, or nothing was there yet
 */
export async function readAt<Folded>(
  store: EventStore,
  renjaId: string,
  fold: Fold<Folded>,
  { atRevision, asOf, effectiveOn }: Moment = {},
): Promise<Reading<Folded>> {
  const until = asOf === undefined ? Number.POSITIVE_INFINITY : Date.parse(asOf);
  const kept: Entry[] = [];
  let [folded, revision, recordedAt, any] = [fold.initial(), 0, '', false];
  for await (const entry of entries(store, renjaId, atRevision)) {
    any = true;
    // Recorded times never go back within a stream.
    if (Date.parse(entry.meta.recordedAt) > until) break;
    ({ revision } = entry);
    ({ recordedAt } = entry.meta);
    if (effectiveOn === undefined) folded = fold.apply(folded, entry);
    else kept.push(entry);
  }
  if (!any) throw new RenjaNotFound(renjaId);
  const inForce = effectiveOn === undefined ? [] : inEffect(kept, effectiveOn);
  if (revision === 0 || revision < (atRevision ?? 0) || (effectiveOn !== undefined && inForce.length === 0)) {
    const written = asOf ?? (effectiveOn === undefined ? `r${atRevision}` : `effective:${effectiveOn}`);
    // Tells which points there are.
    (await timeline(store, renjaId)).at(written);
  }
  return { folded: effectiveOn === undefined ? folded : foldAll(fold, inForce), revision, recordedAt };
}

const REVISION = /^(?:r|#)(\d+)$/;
/** A time with its offset (RFC 3339): without one it would mean another moment on another machine. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

const EFFECTIVE = /^effective:(\d{4}-\d{2}-\d{2})$/;

export const isTime = (text: string): boolean => TIME.test(text) && isDay(text.slice(0, 10));

/** The register of a Renja and how far its stream goes: what it takes to say what a point means. */
export type Timeline = {
  readonly register: RevisionRegister;
  readonly versions: readonly Version[];
  readonly latest: number;
  /** When an event was recorded. */
  recordedAt(revision: number): string;
  at(written: string): Point;
};

/**
 * The approvals that made a version: the state just before one is the official 'sebelum' of its document. `sebelum` alone
 * is that of the latest P-APBD.
 */
function before({ revisions }: RevisionRegister, written: string): number | undefined {
  const asked = /^sebelum(?:-(.+))?$/.exec(written);
  if (!asked) return undefined;
  const [, version] = asked;
  const made = [...revisions.values()]
    .filter(
      ({ status, version: name, kind, stage }) =>
        status === 'approved' && (version === undefined ? versionBase(kind, stage) === 'p-apbd' : name === version),
    )
    .map(({ decided }) => decided?.revision ?? 0);
  return made.length === 0 ? undefined : Math.max(...made) - 1;
}

/**
 * Reads a Renja's versions. `at` turns a point into a revision: `now`, a version's name, `sebelum` or `sebelum-p-apbd-2`
 * for the state before one, `r118` or `#118`, a time with its offset, which means the last event recorded up to then, or
 * `effective:2022-10-03` for what had taken effect by that day.
 * @throws RenjaNotFound; `at` throws UnknownPoint
 */
export async function timeline(store: EventStore, renjaId: string): Promise<Timeline> {
  let register = revisionRegister.initial();
  let adopted: Day | null = null;
  const recorded: string[] = [];
  for await (const entry of entries(store, renjaId)) {
    register = revisionRegister.apply(register, entry);
    if (adopted === null && entry.event.type === 'RenjaAdopted') adopted = entry.meta.effectiveOn;
    recorded.push(entry.meta.recordedAt);
  }
  const latest = recorded.length;
  if (latest === 0) throw new RenjaNotFound(renjaId);
  const { versions } = register;
  const revisionAt = (written: string): number | undefined => {
    if (written === 'now') return latest;
    const sebelum = before(register, written);
    if (sebelum !== undefined) return sebelum;
    const named = versions.find(({ name }) => name === written);
    if (named) return named.revision;
    const [, number] = REVISION.exec(written) ?? [];
    if (number) return Number(number) <= latest ? Number(number) : undefined;
    if (!isTime(written)) return undefined;
    // Recorded times never go back within a stream.
    return recorded.filter((time) => Date.parse(time) <= Date.parse(written)).length;
  };
  const known = (): KnownPoints => {
    const names = versions.map(({ name }) => name);
    const sebelum = ['sebelum', ...names.map((name) => `sebelum-${name}`)];
    return { versions: names, sebelum: sebelum.filter((name) => before(register, name)), latest, adopted };
  };
  return {
    register,
    versions,
    latest,
    recordedAt: (revision) => recorded[revision - 1] ?? '',
    at: (written) => {
      const [, asked] = EFFECTIVE.exec(written) ?? [];
      const effectiveOn = asked !== undefined && isDay(asked) ? asked : null;
      if (effectiveOn !== null && adopted !== null && effectiveOn >= adopted)
        return { point: written, revision: latest, effectiveOn };
      const revision = revisionAt(written);
      if (!revision) throw new UnknownPoint(written, known(), effectiveOn);
      return { point: written, revision };
    },
  };
}
