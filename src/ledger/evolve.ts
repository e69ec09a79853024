import { printFunds, sameFunds, withFund } from './dana.js';
import { type Json, sameValue } from './decider.js';
import type { EventOf, RenjaEvent } from './events.js';
import { canonicalKode, lowestLevel } from './kode.js';
import { ceilingOf, keyOf, setCeiling } from './plafon.js';
import { figuresOf, WHOLE } from './realisasi.js';
import { indikatorOf, type Line, type Objective, type Renja } from './renja.js';
import { add, negate, type Rupiah, ZERO } from './rupiah.js';
import { printTarget, sameTarget } from './target.js';
import type { Corrected, Indikator, Period } from './terms.js';

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

const rowOf = (renja: Renja, id: string): Line | Objective =>
  renja.lines.get(id) ?? known<Line | Objective>(renja.objectives, id);

const knownIndikator = (renja: Renja, of: string, indikatorId: string): Indikator =>
  known(indikatorOf(renja, of) ?? new Map<string, Indikator>(), indikatorId);

/** What a row's description becomes: a code has its canonical form beside it. */
export const described = ({ field, after }: EventOf<'LineDescribed'>['data']) => {
  switch (field) {
    case 'kode':
      return { kodeWritten: after, kode: canonicalKode(after ?? '') };
    case 'uraian':
      return { uraian: after ?? '' };
    case 'lokasi':
      return { lokasi: after };
    default:
      return field satisfies never;
  }
};

function mustFollow(what: string, stated: Json, present: Json): void {
  if (!sameValue(stated, present)) throw contradiction(what, JSON.stringify(stated), JSON.stringify(present));
}

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

function keuanganOf(line: Line, dana = WHOLE): Map<Period, Rupiah> {
  const byPeriod = line.keuangan.get(dana) ?? new Map<Period, Rupiah>();
  line.keuangan.set(dana, byPeriod);
  return byPeriod;
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
      renja.pemda = data.pemda.kode;
      renja.perangkatDaerah = data.perangkatDaerah.kode;
      renja.lowest = lowestLevel(data.tahun);
      renja.status = 'draft';
      return renja;
    case 'ObjectiveAdded':
      renja.objectives.set(data.objectiveId, {
        objectiveId: data.objectiveId,
        kind: data.kind,
        indikator: byId(data.indikator),
        indikatorGiven: data.indikator.length,
      });
      return renja;
    case 'LineAdded': {
      const revision = data.revisionId === undefined ? undefined : known(renja.revisions, data.revisionId);
      revision?.added.lines.push(data.lineId);
      renja.lines.set(data.lineId, {
        lineId: data.lineId,
        level: data.level,
        parent: data.parent,
        kodeWritten: data.kodeWritten,
        kode: data.kode,
        uraian: data.uraian,
        lokasi: data.lokasi,
        indikator: byId(data.indikator),
        indikatorGiven: data.indikator.length,
        sumberDana: data.sumberDana,
        prakiraanMaju: data.prakiraanMaju,
        pagu: data.pagu,
        addedOn: revision?.effectiveOn ?? null,
        ended: false,
        keuangan: new Map(),
        kinerja: new Map(),
      });
      return renja;
    }
    case 'RenjaAdopted':
      renja.status = 'adopted';
      renja.decreedOn = data.document.tanggal ?? renja.decreedOn;
      return renja;
    case 'RevisionProposed': {
      const earlier = renja.revisions.get(data.revisionId);
      if (earlier) earlier.changes.push(...data.changes);
      else
        renja.revisions.set(data.revisionId, {
          ...data,
          status: 'proposed',
          route: data.route ?? [],
          endorsed: [],
          changes: [...data.changes],
          added: { lines: [], indikator: [] },
        });
      return renja;
    }
    case 'RevisionEndorsed':
      known(renja.revisions, data.revisionId).endorsed.push(data.step);
      return renja;
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
      renja.decreedOn = data.document.tanggal ?? renja.decreedOn;
      return renja;
    case 'RenjaReopened':
      renja.status = 'adopted';
      renja.decreedOn = data.document.tanggal ?? renja.decreedOn;
      return renja;
    case 'NoteSet': {
      const present = renja.notes.get(data.section) ?? null;
      if (present !== data.before) throw contradiction(`note ${data.section} before`, `${data.before}`, `${present}`);
      renja.notes.set(data.section, data.after);
      return renja;
    }
    case 'FindingAnswered':
      mustFollow(`answer to ${data.finding} before`, data.before, renja.answers.get(data.finding) ?? null);
      renja.answers.set(data.finding, data.after);
      return renja;
    case 'PlafonSet': {
      const { scope, before, after } = data;
      mustFollow(`plafon ${keyOf(scope)} before`, before, ceilingOf(renja.plafon, scope));
      setCeiling(renja.plafon, scope, after);
      return renja;
    }
    case 'PaguIncreased':
      changePagu(renja, data.lineId, data.amount, data);
      return renja;
    case 'PaguDecreased':
      changePagu(renja, data.lineId, negate(data.amount), data);
      return renja;
    case 'TargetChanged': {
      const indikator = knownIndikator(renja, data.of, data.indikatorId);
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
    case 'PrakiraanMajuChanged': {
      const line = known(renja.lines, data.lineId);
      mustFollow(`prakiraan maju ${data.lineId} before`, data.before, line.prakiraanMaju);
      line.prakiraanMaju = data.after;
      return renja;
    }
    case 'LineDescribed': {
      const line = known(renja.lines, data.lineId);
      const { field, before } = data;
      mustFollow(`${field} ${data.lineId} before`, before, field === 'kode' ? line.kodeWritten : line[field]);
      Object.assign(line, described(data));
      return renja;
    }
    case 'LineMoved': {
      const line = known(renja.lines, data.lineId);
      mustFollow(`parent of ${data.lineId} before`, data.before, line.parent);
      line.parent = data.after;
      return renja;
    }
    case 'LineEnded': {
      const line = known(renja.lines, data.lineId);
      mustFollow(`pagu ${data.lineId} at its end`, ZERO, line.pagu ?? ZERO);
      line.ended = true;
      return renja;
    }
    case 'IndikatorAdded': {
      const row = rowOf(renja, data.of);
      row.indikator.set(data.indikator.indikatorId, data.indikator);
      row.indikatorGiven += 1;
      const revision = data.revisionId === undefined ? undefined : known(renja.revisions, data.revisionId);
      revision?.added.indikator.push(data.indikator.indikatorId);
      if (revision) renja.indikatorSince.set(`${data.of} ${data.indikator.indikatorId}`, revision.effectiveOn);
      return renja;
    }
    case 'IndikatorReworded': {
      const row = knownIndikator(renja, data.of, data.indikatorId);
      mustFollow(`indikator ${data.of} before`, data.before, row.teks);
      indikatorOf(renja, data.of)?.set(data.indikatorId, { ...row, teks: data.after });
      return renja;
    }
    case 'IndikatorEnded':
      mustFollow(
        `indikator ${data.of} at its end`,
        data.indikator,
        knownIndikator(renja, data.of, data.indikator.indikatorId),
      );
      indikatorOf(renja, data.of)?.delete(data.indikator.indikatorId);
      return renja;
    case 'RealisasiReported': {
      const line = known(renja.lines, data.lineId);
      if (data.keuangan !== undefined) keuanganOf(line, data.dana).set(data.period, data.keuangan);
      if (data.kinerja !== undefined) line.kinerja.set(`${data.indikatorId} ${data.period}`, data.kinerja);
      for (const { key } of figuresOf<string>(data)) renja.statedOn.set(key, data.reportedOn);
      return renja;
    }
    case 'RealisasiCorrected': {
      const { lineId, period, indikatorId, dana, kinerja, keuangan } = data;
      const line = known(renja.lines, lineId);
      if (keuangan) correct(keuanganOf(line, dana), period, keuangan, `keuangan ${lineId}`);
      if (kinerja) correct(line.kinerja, `${indikatorId} ${period}`, kinerja, `kinerja ${lineId}`);
      for (const { key } of figuresOf<Corrected>(data)) renja.statedOn.set(key, data.reportedOn);
      return renja;
    }
    default:
      return event satisfies never;
  }
}
