import type { DataOf, NewLine, NewObjective, Who } from './commands.js';
import type { RenjaEvent } from './events.js';
import type { Level } from './kode.js';
import { ceilingOf } from './plafon.js';
import * as plafonRule from './plafon-rules.js';
import { numbered } from './postings.js';
import { type Fault, fault, refuse } from './rejection.js';
import type { Renja } from './renja.js';
import * as rule from './rules.js';
import type { Indikator } from './terms.js';

const withIds = (indikator: readonly Omit<Indikator, 'indikatorId'>[]): Indikator[] =>
  indikator.map((one, i) => ({ indikatorId: `I${i + 1}`, ...one }));

export function openRenja(data: DataOf<'OpenRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustNotBeOpen(renja));
  refuse(rule.mustBeAWriter(who.actor));
  return [{ type: 'RenjaOpened', data }];
}

/** Gives each new row its id in the order of the command; a parent is a row already there or an earlier `ref`. */
function placed<Row extends { ref: string; parent: string | null }, Rank>(
  rows: readonly Row[],
  present: ReadonlyMap<string, Rank>,
  idOf: (n: number) => string,
  rankOf: (row: Row) => Rank,
  at: string,
): {
  faults: Fault[];
  rows: { row: Row; id: string; parent: { id: string; rank: Rank | undefined } | null; at: string }[];
} {
  const ids = new Map<string, { id: string; rank: Rank }>();
  const faults: Fault[] = [];
  const out = rows.map((row, i) => {
    const id = idOf(present.size + i + 1);
    const known = row.parent === null ? null : ids.get(row.parent);
    const parent = row.parent === null ? null : (known ?? { id: row.parent, rank: present.get(row.parent) });
    if (ids.has(row.ref) || present.has(row.ref)) faults.push(fault('ref-taken', `/${at}/${i}/ref`, { ref: row.ref }));
    ids.set(row.ref, { id, rank: rankOf(row) });
    return { row, id, parent, at: `/${at}/${i}` };
  });
  return { faults, rows: out };
}

export function addObjectives(data: DataOf<'AddObjectives'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  const kinds = new Map([...renja.objectives].map(([id, objective]) => [id, objective.kind]));
  const { faults, rows } = placed<NewObjective, NewObjective['kind']>(
    data.objectives,
    kinds,
    (n) => numbered('O', n, 2),
    (row) => row.kind,
    'objectives',
  );
  refuse([
    ...rule.mustBeAWriter(who.actor),
    ...faults,
    ...rows.flatMap(({ row, parent, at }) => rule.sasaranMustStandUnderTujuan(row, parent, `${at}/parent`)),
  ]);
  return rows.map(({ row: { ref: _, ...row }, id, parent }) => ({
    type: 'ObjectiveAdded',
    data: { ...row, objectiveId: id, parent: parent?.id ?? null, indikator: withIds(row.indikator) },
  }));
}

export function addLines(data: DataOf<'AddLines'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  const levels = new Map([...renja.lines].map(([id, line]) => [id, line.level]));
  const { faults, rows } = placed<NewLine, Level>(
    data.lines,
    levels,
    (n) => numbered('L', n, 4),
    (row) => row.level,
    'lines',
  );
  refuse([
    ...rule.mustBeAWriter(who.actor),
    ...faults,
    ...rows.flatMap(({ row, id, parent, at }) => [
      // A draft may have ended rows by now; nothing comes to stand under one.
      ...(parent && renja.lines.get(parent.id)?.ended
        ? rule.lineMustExist(renja, parent.id, `${at}/parent`)
        : rule.parentMustBeOneLevelUp(row.level, parent && { name: parent.id, level: parent.rank }, `${at}/parent`)),
      ...rule.levelMustBeInEdition(renja, row.level, `${at}/level`),
      ...rule.onlyTheLowestLevelHoldsPagu(renja, { lineId: id, level: row.level, pagu: row.pagu }, `${at}/pagu`),
      ...(row.pagu === null ? [] : rule.amountMustNotBeNegative(row.pagu, `${at}/pagu`)),
      ...row.sumberDana.flatMap(({ jumlah }, i) =>
        jumlah === null ? [] : rule.amountMustNotBeNegative(jumlah, `${at}/sumberDana/${i}/jumlah`),
      ),
      ...rule.fundsMustDiffer(id, row.sumberDana, `${at}/sumberDana`),
      ...(row.pagu === null ? [] : rule.fundsMustSumToPagu(id, row.sumberDana, row.pagu, `${at}/sumberDana`)),
      ...(typeof row.prakiraanMaju?.pagu === 'string'
        ? rule.amountMustNotBeNegative(row.prakiraanMaju.pagu, `${at}/prakiraanMaju/pagu`)
        : []),
    ]),
    ...plafonRule.noTotalMustPassItsPlafon(
      renja.plafon,
      [
        ...renja.lines.values(),
        ...rows.map(({ row, id, parent }) => ({ ...row, lineId: id, parent: parent?.id ?? null, ended: false })),
      ],
      '/lines',
    ),
  ]);
  return rows.map(({ row: { ref: _, ...row }, id, parent }) => ({
    type: 'LineAdded',
    data: { ...row, lineId: id, parent: parent?.id ?? null, indikator: withIds(row.indikator) },
  }));
}

export function adoptRenja(data: DataOf<'AdoptRenja'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustBeDraft(renja));
  refuse([...rule.mustHaveSubKegiatan(renja), ...rule.mustBeAWriter(who.actor)]);
  return [{ type: 'RenjaAdopted', data }];
}

/** Ceilings may be set as long as the Renja is not closed, and not below what is planned already. */
export function setPlafon(data: DataOf<'SetPlafon'>, renja: Renja, who: Who): RenjaEvent[] {
  refuse(rule.mustNotBeClosed(renja));
  const { plafon: asked, document, reason } = data;
  const changes = asked.map(({ scope, amount }) => ({
    field: 'plafon' as const,
    scope,
    from: ceilingOf(renja.plafon, scope),
    to: amount,
  }));
  refuse([
    ...plafonRule.someMustBeSet(asked),
    ...asked.flatMap(({ scope, amount }, i) => plafonRule.plafonMustBeSound(renja, scope, amount, `/plafon/${i}`)),
    ...changes.flatMap((change, i) => plafonRule.plafonMustDiffer(change, `/plafon/${i}/amount`)),
    ...plafonRule.mustNotSetTwice(asked),
    ...rule.mustGiveReason(reason),
    ...rule.mustCiteDocument(document),
    ...plafonRule.noTotalMustPassItsPlafon(plafonRule.plafonAfter(renja, changes), renja.lines.values(), '/plafon'),
    ...rule.mustBeAVerifier(who.actor),
  ]);
  if (document === null) return [];
  return changes.map(({ scope, from: before, to: after }) => ({
    type: 'PlafonSet',
    data: { scope, before, after, document, reason },
  }));
}
