import type { NewChange, NewLine, RenjaCommand } from '../ledger/commands.js';
import { type Actor, ofIndikator, type RenjaEvent, type Sumber, type SumberDana } from '../ledger/events.js';
import { isZero, sum } from '../ledger/rupiah.js';
import { parseTarget, sameTarget, type Target } from '../ledger/target.js';
import { changedPagu, type DocumentRow, type OfficeDocument } from './office-document.js';
import type { RawRow, TableName } from './office-text.js';
import type { PlanRow } from './table-t-c-33.js';

/** One command of an import. Its name and chunk, with the Renja, make its command id. */
export type Step = {
  readonly name: string;
  readonly actor: Actor;
  /** Built when the steps before it are done: rows and indicators then have their ids. */
  command(ids: Ids): RenjaCommand;
  /** The line of the document that a JSON pointer into the command speaks of. */
  lineOf(pointer: string): { file: string; line: number | null };
};

/** The ids that earlier steps have given. */
export class Ids {
  private readonly lines: string[] = [];
  private readonly objectives: string[] = [];

  learn(events: readonly RenjaEvent[]): void {
    for (const { type, data } of events) {
      if (type === 'LineAdded') this.lines.push(data.lineId);
      if (type === 'ObjectiveAdded') this.objectives.push(data.objectiveId);
    }
  }

  line(row: number): string {
    return this.lines[row] ?? '';
  }

  objective(row: number): string {
    return this.objectives[row] ?? '';
  }
}

const MAX_ROWS = 500;
/** Below the 900 KiB that one append may hold, with room for the envelope of each event. */
const MAX_BYTES = 700 * 1024;
const ENVELOPE_BYTES = 1_000;

const NO_TARGET: Target = { target: '', satuan: null };

/** Cuts a list into commands of bounded rows and bytes. The same document is always cut at the same places. */
function chunked<Item>(items: readonly Item[]): { from: number; items: Item[] }[] {
  const chunks: { from: number; items: Item[] }[] = [];
  let bytes = 0;
  items.forEach((item, i) => {
    const size = Buffer.byteLength(JSON.stringify(item)) + ENVELOPE_BYTES;
    const last = chunks.at(-1);
    if (!last || last.items.length === MAX_ROWS || bytes + size > MAX_BYTES) {
      chunks.push({ from: i, items: [item] });
      bytes = size;
    } else {
      last.items.push(item);
      bytes += size;
    }
  });
  return chunks;
}

const written = (columns: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ''));

/** Funds whose amounts make up the new figure and not the murni: they are itemised only by the revision. */
function itemisedLater({ pagu, sumberDana }: PlanRow): boolean {
  const amounts = sumberDana.map(({ jumlah }) => jumlah).filter((jumlah) => jumlah !== null);
  return pagu !== null && amounts.length > 0 && amounts.length === sumberDana.length && sum(amounts) !== pagu;
}

const fundsBefore = (plan: PlanRow): readonly SumberDana[] =>
  itemisedLater(plan) ? plan.sumberDana.map(({ dana }) => ({ dana, jumlah: null })) : plan.sumberDana;

/** The commands that bring a document into the ledger, in their order. */
export function stepsOf(document: OfficeDocument): Step[] {
  const { manifest, rows, objectives } = document;
  const [typist, checker] = [manifest.actors.typedBy.toActor(), manifest.actors.checkedBy.toActor()];
  const nowhere = () => ({ file: document.fileOf('T-C.33'), line: null });

  const sumberOf = (table: TableName, raw: readonly RawRow[]): Sumber[] =>
    raw.map(({ line, sel }) => ({ documentId: manifest.source, tabel: table, baris: line, sel }));

  const lineOfRow = (row: DocumentRow | undefined) => ({
    file: document.fileOf('T-C.33'),
    line: row?.plan?.raw[0]?.line ?? null,
  });

  const open: Step = {
    name: 'open',
    actor: typist,
    lineOf: nowhere,
    command: () => ({
      type: 'OpenRenja',
      data: {
        renjaId: manifest.renja,
        pemda: { ...manifest.pemda },
        perangkatDaerah: { ...manifest.perangkatDaerah },
        tahun: Number(manifest.tahun),
        periodeRpjmd: manifest.periodeRpjmd,
        nomenklatur: manifest.nomenklatur,
        pendahulu: [],
        document: manifest.document(manifest.source),
        ...(manifest.madeUp ? { madeUp: manifest.madeUp } : {}),
      },
    }),
  };

  const tujuanBefore = (row: number): number =>
    objectives.rows.findLastIndex(({ kind }, i) => i < row && kind === 'tujuan');
  const addObjectives: Step = {
    name: 'objectives',
    actor: typist,
    lineOf: (pointer) => ({
      file: document.fileOf('3.1'),
      line: objectives.rows[indexIn(pointer)]?.raw[0]?.line ?? null,
    }),
    command: () => ({
      type: 'AddObjectives',
      data: {
        objectives: objectives.rows.map(({ kind, uraian, indikator, raw }, i) => ({
          ref: `row-${i}`,
          kind,
          parent: kind === 'sasaran' && tujuanBefore(i) >= 0 ? `row-${tujuanBefore(i)}` : null,
          uraian,
          indikator: indikator.map(({ teks, target }) => ({ teks, ...target })),
          sumber: sumberOf('3.1', raw),
        })),
      },
    }),
  };

  const newLine = (row: DocumentRow, i: number): NewLine => {
    const { level, parent, kode, plan, report } = row;
    if (!plan)
      return {
        ref: `row-${i}`,
        level,
        parent: parent === null ? null : `row-${parent}`,
        kodeWritten: null,
        kode,
        uraian: '(tidak tercetak)',
        indikator: [],
        lokasi: null,
        sumberDana: [],
        pagu: null,
        prakiraanMaju: null,
        atribut: {},
        sumber: [],
        notPrinted: true,
      };
    const [first] = plan.indikator;
    const prakiraan = parseTarget(first?.prakiraanTarget ?? '');
    return {
      ref: `row-${i}`,
      level,
      parent: parent === null ? null : `row-${parent}`,
      kodeWritten: plan.kodeWritten === '' ? null : plan.kodeWritten,
      kode,
      uraian: plan.uraian,
      indikator: plan.indikator.map(({ teks, target }) => ({ teks, ...(target ?? NO_TARGET) })),
      lokasi: plan.lokasi === '' ? null : plan.lokasi,
      sumberDana: fundsBefore(plan),
      pagu: level === 'subkegiatan' ? plan.pagu : null,
      prakiraanMaju:
        prakiraan === null && plan.prakiraanPagu === null
          ? null
          : { ...(prakiraan ?? NO_TARGET), pagu: plan.prakiraanPagu },
      atribut: written({
        nomor: plan.nomor,
        catatanPenting: plan.catatan,
        ...Object.assign(
          {},
          ...plan.indikator
            .slice(1)
            .map(({ prakiraanTarget }, n) => ({ [ofIndikator('prakiraanTarget', n + 1)]: prakiraanTarget })),
        ),
        ...Object.assign(
          {},
          ...(report?.indikator ?? []).map((stated, n) => ({
            [ofIndikator('targetRpjmd', n)]: stated.targetRpjmd,
            [ofIndikator('satuanRpjmd', n)]: stated.satuan,
            [ofIndikator('realisasiTahunLalu', n)]: stated.realisasiTahunLalu,
            [ofIndikator('keterangan', n)]: stated.keterangan,
          })),
        ),
      }),
      sumber: [...sumberOf('T-C.33', plan.raw), ...sumberOf('2.1', report?.raw ?? [])],
    };
  };
  const addLines = chunked(rows.map(newLine)).map(
    ({ from, items }, chunk): Step => ({
      name: `lines ${chunk + 1}`,
      actor: typist,
      lineOf: (pointer) => lineOfRow(rows[from + indexIn(pointer)]),
      command: (ids) => ({
        type: 'AddLines',
        data: {
          lines: items.map((line, i) => {
            const parent = rows[from + i]?.parent ?? null;
            // A parent of an earlier command has its id already.
            return parent === null || parent >= from ? line : { ...line, parent: ids.line(parent) };
          }),
        },
      }),
    }),
  );

  const adopt: Step = {
    name: 'adopt',
    actor: typist,
    lineOf: nowhere,
    command: () => ({
      type: 'AdoptRenja',
      data: { document: manifest.document(manifest.adoption.document), reason: manifest.adoption.reason ?? null },
    }),
  };

  return [
    open,
    ...(objectives.rows.length > 0 ? [addObjectives] : []),
    ...addLines,
    adopt,
    ...reportSteps(document, typist),
    ...revisionSteps(document, typist, checker, lineOfRow),
  ];
}

/** The first number in a JSON pointer: which item of the command's list it speaks of. */
const indexIn = (pointer: string): number => Number(/^\/\w+\/(\d+)/.exec(pointer)?.[1] ?? Number.NaN);

function reportSteps(document: OfficeDocument, actor: Actor): Step[] {
  const { realisasi } = document.manifest;
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
    actor,
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

function revisionSteps(
  document: OfficeDocument,
  typist: Actor,
  checker: Actor,
  lineOfRow: (row: DocumentRow | undefined) => { file: string; line: number | null },
): Step[] {
  const { revision } = document.manifest;
  if (!revision) return [];
  const { revisionId } = revision;
  const changes = document.rows.flatMap((row, i) =>
    row.plan
      ? changesOf(row.level, row.plan).map((change) => ({ row, change: (ids: Ids) => change(ids.line(i)) }))
      : [],
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
      actor: typist,
      lineOf: (pointer) => lineOfRow(changes[indexIn(pointer)]?.row),
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
      actor: checker,
      lineOf: () => ({ file: document.fileOf('T-C.33'), line: null }),
      command: () => ({ type: 'ApproveRevision', data: { revisionId, note: revision.note ?? null } }),
    },
  ];
}

/** What the P-APBD columns change on a row: its pagu, its targets, and its funds where they are itemised only now. */
function changesOf(level: DocumentRow['level'], plan: PlanRow): ((lineId: string) => NewChange)[] {
  const changes: ((lineId: string) => NewChange)[] = [];
  const { before, delta } = changedPagu(plan);
  if (level === 'subkegiatan' && !isZero(delta))
    changes.push((lineId) => ({ field: 'pagu', lineId, seen: before, delta }));
  plan.indikator.forEach(({ target, targetPerubahan: to }, n) => {
    if (to && !sameTarget(target ?? NO_TARGET, to))
      changes.push((of) => ({ field: 'target', of, indikatorId: `I${n + 1}`, from: target ?? NO_TARGET, to }));
  });
  if (itemisedLater(plan))
    changes.push((lineId) => ({ field: 'sumberDana', lineId, from: fundsBefore(plan), to: plan.sumberDana }));
  return changes;
}
