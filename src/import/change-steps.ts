import type { NewChange } from '../ledger/commands.js';
import { sameFunds } from '../ledger/dana.js';
import { isZero } from '../ledger/rupiah.js';
import { sameTarget } from '../ledger/target.js';
import { changedPagu, type DocumentRow, type OfficeDocument } from './office-document.js';
import {
  chunked,
  fundsAfter,
  fundsBefore,
  type Ids,
  indexIn,
  lineOfRow,
  NO_TARGET,
  type Step,
  written,
} from './step.js';
import { isRevised, type PlanRow } from './table-t-c-33.js';

/** The realisasi that Table 2.1 reports. */
export function reportSteps(document: OfficeDocument): Step[] {
  const { realisasi, actors } = document.manifest;
  if (!realisasi) return [];
  const reports = document.rows.flatMap(({ report }, row) =>
    (report?.indikator ?? []).flatMap((stated, n) => {
      const { realisasi: kinerja, indikator, target, satuan, tingkat, keterangan } = stated;
      if (kinerja === '') return [];
      const optional = written({ tingkatTercetak: tingkat, keterangan });
      const pembanding = { indikator, target, satuan: satuan === '' ? null : satuan };
      return [
        {
          row,
          line: report?.raw[0]?.line ?? null,
          stated: { period: realisasi.period, indikatorId: `I${n + 1}`, kinerja, pembanding, ...optional },
        },
      ];
    }),
  );
  return chunked(reports).map(({ items }, chunk) => ({
    name: `realisasi ${chunk + 1}`,
    actor: actors.typedBy.toActor(),
    lineOf: (pointer) => ({ file: document.fileOf('2.1'), line: items[indexIn(pointer)]?.line ?? null }),
    command: (ids) => ({
      type: 'ReportRealisasi',
      data: {
        reportedOn: realisasi.reportedOn,
        reports: items.map(({ row, stated }) => ({ lineId: ids.line(row), ...stated })),
      },
    }),
  }));
}

/** The revision that the P-APBD columns make, proposed by one account and checked by another. */
export function revisionSteps(document: OfficeDocument): Step[] {
  const { revision, actors } = document.manifest;
  if (!revision) return [];
  const { revisionId } = revision;
  const changes = document.rows.flatMap((row, i) =>
    row.plan ? changesOf(row, row.plan).map((change) => ({ row, change: (ids: Ids) => change(ids.line(i)) })) : [],
  );
  const objectiveChanges = document.objectives.rows.flatMap(({ indikator }, i) =>
    indikator.flatMap(({ target, targetPerubahan }, n) =>
      sameTarget(target, targetPerubahan)
        ? []
        : [
            (ids: Ids): NewChange => ({
              field: 'target',
              of: ids.objective(i),
              indikatorId: `I${n + 1}`,
              to: targetPerubahan,
            }),
          ],
    ),
  );
  return [
    {
      name: 'propose',
      actor: actors.typedBy.toActor(),
      lineOf: (pointer) => lineOfRow(document, changes[indexIn(pointer)]?.row),
      command: (ids) => ({
        type: 'ProposeRevision',
        data: {
          revisionId,
          kind: revision.kind,
          stage: revision.stage ?? null,
          judul: revision.judul,
          document: document.manifest.document(revision.document),
          reason: revision.reason,
          effectiveOn: revision.effectiveOn,
          changes: [...changes.map(({ change }) => change(ids)), ...objectiveChanges.map((change) => change(ids))],
        },
      }),
    },
    {
      name: 'approve',
      actor: actors.checkedBy.toActor(),
      lineOf: () => lineOfRow(document, undefined),
      command: () => ({ type: 'ApproveRevision', data: { revisionId, note: revision.note ?? null } }),
    },
  ];
}

/** What the P-APBD columns change on a row: its pagu, its targets, and its funds where they are itemised only now. */
function changesOf({ level, murni }: DocumentRow, plan: PlanRow): ((lineId: string) => NewChange)[] {
  const changes: ((lineId: string) => NewChange)[] = [];
  const { before, delta } = changedPagu(plan);
  if (level === 'subkegiatan' && !isZero(delta))
    changes.push((lineId) => ({ field: 'pagu', lineId, seen: before, delta }));
  plan.indikator.forEach((indikator, n) => {
    const { target: from, targetPerubahan: to } = indikator;
    if (to && isRevised(indikator))
      changes.push((of) => ({ field: 'target', of, indikatorId: `I${n + 1}`, from: from ?? NO_TARGET, to }));
  });
  const [from, to] = [fundsBefore(plan, murni), fundsAfter(plan, murni)];
  if (!sameFunds(from, to)) changes.push((lineId) => ({ field: 'sumberDana', lineId, from, to }));
  return changes;
}
