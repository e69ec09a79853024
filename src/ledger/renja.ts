import { printFunds, sameFunds, withFund } from './dana.js';
import type { Change, Corrected, Day, Indikator, Kind, Period, RenjaEvent, Stage, SumberDana } from './events.js';
import type { Level } from './kode.js';
import { add, compare, negate, type Rupiah, ZERO } from './rupiah.js';
import { printTarget, sameTarget, type Target } from './target.js';

/** What the rules need to know of a row. */
export type Line = {
  readonly lineId: string;
  readonly level: Level;
  readonly kode: string | null;
  readonly indikator: Map<string, Indikator>;
  sumberDana: readonly SumberDana[];
  pagu: Rupiah | null;
  readonly keuangan: Map<Period, Rupiah>;
  /** By `indikatorId period`. */
  readonly kinerja: Map<string, string>;
};

export type Objective = {
  readonly objectiveId: string;
  readonly kind: 'tujuan' | 'sasaran';
  readonly indikator: Map<string, Indikator>;
};

export type Revision = {
  readonly revisionId: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
  readonly reason: string;
  readonly effectiveOn: Day;
  readonly proposedBy: string;
  status: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
  /** The approved revision that it undoes. */
  readonly reverses?: string;
  readonly changes: Change[];
};

/** One Renja as the rules see it. */
export type Renja = {
  renjaId: string | null;
  status: 'none' | 'draft' | 'adopted' | 'closed';
  /** How many events made this state. */
  revision: number;
  readonly lines: Map<string, Line>;
  readonly objectives: Map<string, Objective>;
  readonly revisions: Map<string, Revision>;
  /** The latest effective day among the approved revisions. */
  lastEffective: Day | null;
  /** Sections of the document's text. */
  readonly notes: Map<string, string>;
};

export const newRenja = (): Renja => ({
  renjaId: null,
  status: 'none',
  revision: 0,
  lines: new Map(),
  objectives: new Map(),
  revisions: new Map(),
  lastEffective: null,
  notes: new Map(),
});

/** The history contradicts itself: an event's `before` is not the figure that the events before it make. */
export class BrokenHistory extends Error {
  override readonly name = 'BrokenHistory';
}

function known<Value>(values: ReadonlyMap<string, Value>, id: string): Value {
  const value = values.get(id);
  if (value === undefined) throw new BrokenHistory(`${id} is named before it was added`);
  return value;
}

const contradiction = (what: string, stated: string, present: string): BrokenHistory =>
  new BrokenHistory(`${what}: the event states ${stated}, the history makes ${present}`);

const byId = (indikator: readonly Indikator[]): Map<string, Indikator> =>
  new Map(indikator.map((one) => [one.indikatorId, one]));

/** The row's or objective's indicators: targets may change on either. */
export const indikatorOf = (renja: Renja, id: string): Map<string, Indikator> | undefined =>
  (renja.lines.get(id) ?? renja.objectives.get(id))?.indikator;

function changePagu(
  renja: Renja,
  lineId: string,
  delta: Rupiah,
  stated: { before: Rupiah; after: Rupiah; dana?: string },
) {
  const line = known(renja.lines, lineId);
  const present = line.pagu ?? ZERO;
  if (stated.before !== present) throw contradiction(`pagu ${lineId} before`, stated.before, present);
  line.pagu = add(stated.before, delta);
  if (stated.after !== line.pagu) throw contradiction(`pagu ${lineId} after`, stated.after, line.pagu);
  line.sumberDana = withFund(line.sumberDana, stated.dana, delta);
}

function correct(reported: Map<string, string>, key: string, { before, after }: Corrected, what: string): void {
  const present = known(reported, key);
  if (present !== before) throw contradiction(`${what} ${key} before`, before, present);
  reported.set(key, after);
}

/**
 * The state after one more event. Writes into the given state (see `Decider`).
 * @throws BrokenHistory where the event does not follow from the events before it; the state is then useless.
 */
export function evolve(renja: Renja, event: RenjaEvent): Renja {
  renja.revision += 1;
  const { type, data } = event;
  switch (type) {
    case 'RenjaOpened':
      renja.renjaId = data.renjaId;
      renja.status = 'draft';
      return renja;
    case 'ObjectiveAdded':
      renja.objectives.set(data.objectiveId, {
        objectiveId: data.objectiveId,
        kind: data.kind,
        indikator: byId(data.indikator),
      });
      return renja;
    case 'LineAdded':
      renja.lines.set(data.lineId, {
        lineId: data.lineId,
        level: data.level,
        kode: data.kode,
        indikator: byId(data.indikator),
        sumberDana: data.sumberDana,
        pagu: data.pagu,
        keuangan: new Map(),
        kinerja: new Map(),
      });
      return renja;
    case 'RenjaAdopted':
      renja.status = 'adopted';
      return renja;
    case 'RevisionProposed': {
      const earlier = renja.revisions.get(data.revisionId);
      if (earlier) earlier.changes.push(...data.changes);
      else renja.revisions.set(data.revisionId, { ...data, status: 'proposed', changes: [...data.changes] });
      return renja;
    }
    case 'RevisionApproved': {
      const revision = known(renja.revisions, data.revisionId);
      revision.status = 'approved';
      if (renja.lastEffective === null || renja.lastEffective < revision.effectiveOn)
        renja.lastEffective = revision.effectiveOn;
      return renja;
    }
    case 'RevisionRejected':
      known(renja.revisions, data.revisionId).status = 'rejected';
      return renja;
    case 'RevisionWithdrawn':
      known(renja.revisions, data.revisionId).status = 'withdrawn';
      return renja;
    case 'RenjaClosed':
      renja.status = 'closed';
      return renja;
    case 'RenjaReopened':
      renja.status = 'adopted';
      return renja;
    case 'NoteSet': {
      const present = renja.notes.get(data.section) ?? null;
      if (present !== data.before) throw contradiction(`note ${data.section} before`, `${data.before}`, `${present}`);
      renja.notes.set(data.section, data.after);
      return renja;
    }
    case 'PaguIncreased':
      changePagu(renja, data.lineId, data.amount, data);
      return renja;
    case 'PaguDecreased':
      changePagu(renja, data.lineId, negate(data.amount), data);
      return renja;
    case 'TargetChanged': {
      const indikator = known(indikatorOf(renja, data.of) ?? new Map<string, Indikator>(), data.indikatorId);
      if (!sameTarget(indikator, data.before))
        throw contradiction(`target ${data.of} before`, printTarget(data.before), printTarget(indikator));
      indikatorOf(renja, data.of)?.set(data.indikatorId, { ...indikator, ...data.after });
      return renja;
    }
    case 'SumberDanaChanged': {
      const line = known(renja.lines, data.lineId);
      if (!sameFunds(line.sumberDana, data.before))
        throw contradiction(`sumber dana ${data.lineId} before`, printFunds(data.before), printFunds(line.sumberDana));
      line.sumberDana = data.after;
      return renja;
    }
    case 'RealisasiReported': {
      const line = known(renja.lines, data.lineId);
      if (data.keuangan !== undefined) line.keuangan.set(data.period, data.keuangan);
      if (data.kinerja !== undefined) line.kinerja.set(`${data.indikatorId} ${data.period}`, data.kinerja);
      return renja;
    }
    case 'RealisasiCorrected': {
      const { lineId, period, indikatorId, kinerja, keuangan } = data;
      const line = known(renja.lines, lineId);
      if (keuangan) correct(line.keuangan, period, keuangan, `keuangan ${lineId}`);
      if (kinerja) correct(line.kinerja, `${indikatorId} ${period}`, kinerja, `kinerja ${lineId}`);
      return renja;
    }
    default:
      return event satisfies never;
  }
}

/** What has been spent on a row so far: the highest of its cumulative reports. */
export const realisedKeuangan = (line: Line): Rupiah =>
  [...line.keuangan.values()].reduce((most, amount) => (compare(amount, most) > 0 ? amount : most), ZERO);

/** A target as the domain compares it, from anything that extends it. */
export const targetOf = ({ target, satuan }: Target): Target => ({ target, satuan });
