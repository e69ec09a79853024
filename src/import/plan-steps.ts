import type { NewLine } from '../ledger/commands.js';
import { parseTarget } from '../ledger/target.js';
import { ofIndikator, type Sumber } from '../ledger/terms.js';
import type { DocumentRow, OfficeDocument } from './office-document.js';
import type { TableName } from './office-text.js';
import type { RawRow } from './rows.js';
import { addLinesSteps, fundsBefore, indexIn, lineOfRow, NO_TARGET, type Step, written } from './step.js';

const sumberOf = ({ manifest }: OfficeDocument, table: TableName, raw: readonly RawRow[]): Sumber[] =>
  raw.map(({ line, sel }) => ({ documentId: manifest.source, tabel: table, baris: line, sel }));

/** A row of the document as the ledger takes it, with its raw cells and the columns that have no field of their own. */
function newLine(document: OfficeDocument, row: DocumentRow, i: number): NewLine {
  const { level, parent, kode, plan, report, murni } = row;
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
  const prakiraan = parseTarget(plan.prakiraanTarget);
  return {
    ref: `row-${i}`,
    level,
    parent: parent === null ? null : `row-${parent}`,
    kodeWritten: plan.kodeWritten === '' ? null : plan.kodeWritten,
    kode,
    uraian: plan.uraian,
    indikator: plan.indikator.map(({ teks, target }) => ({ teks, ...(target ?? NO_TARGET) })),
    lokasi: plan.lokasi === '' ? null : plan.lokasi,
    sumberDana: fundsBefore(plan, murni),
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
    sumber: [...sumberOf(document, 'T-C.33', plan.raw), ...sumberOf(document, '2.1', report?.raw ?? [])],
  };
}

/** The commands that bring the plan itself into the ledger: opening, objectives, rows, adoption. */
export function planSteps(document: OfficeDocument): Step[] {
  const { manifest, rows, objectives } = document;
  const actor = manifest.actors.typedBy.toActor();
  const nowhere = () => lineOfRow(document, undefined);

  const open: Step = {
    name: 'open',
    actor,
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
    actor,
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
          sumber: sumberOf(document, '3.1', raw),
        })),
      },
    }),
  };

  const addLines = addLinesSteps(
    rows.map((row, i) => newLine(document, row, i)),
    (row) => rows[row]?.parent ?? null,
    { actor, lineOf: (row) => lineOfRow(document, rows[row]) },
  );

  const adopt: Step = {
    name: 'adopt',
    actor,
    lineOf: nowhere,
    command: () => ({
      type: 'AdoptRenja',
      data: { document: manifest.document(manifest.adoption.document), reason: manifest.adoption.reason ?? null },
    }),
  };

  return [open, ...(objectives.rows.length > 0 ? [addObjectives] : []), ...addLines, adopt];
}
