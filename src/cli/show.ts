import {
  inTreeOrder,
  type RenjaSheet,
  renjaSheet,
  type SheetIndikator,
  type SheetLine,
  type Totals,
  totals,
} from '../../projections/renja-sheet.js';
import { printValue } from '../ledger/changes.js';
import { LEVELS, type Level } from '../ledger/kode.js';
import { printRupiah, ZERO } from '../ledger/rupiah.js';
import { printTarget, sameTarget } from '../ledger/target.js';
import { project, timeline } from '../queries/history.js';
import { type HeldAgainst, heldAgainstPlafon } from '../queries/plafon.js';
import type { Context } from './context.js';
import type { Column } from './output.js';
import { levelNamed, type PointOptions, pointNamed, rowNamed } from './rows.js';
import { STATUS_WORDS } from './words.js';

type Shown = SheetLine & { readonly totals: Totals };

const NO_TOTALS: Totals = { murni: ZERO, pApbd: null, change: ZERO, now: ZERO };

const printFigure = ({ target: { murni, now } }: SheetIndikator): string =>
  murni && now && sameTarget(murni, now) ? printTarget(now) : `${printValue(murni)} → ${printValue(now)}`;

const indent = (level: Level): string => '  '.repeat(LEVELS.indexOf(level));

const COLUMNS: readonly Column<Shown>[] = [
  { name: 'lineId', head: { id: 'Baris', en: 'Row' }, cell: ({ lineId }) => lineId },
  {
    name: 'kode',
    head: { id: 'Kode', en: 'Code' },
    cell: ({ level, kode }) => `${indent(level)}${kode ?? '·'}`,
    raw: ({ kode }) => kode,
  },
  {
    name: 'uraian',
    head: { id: 'Uraian', en: 'Name' },
    cell: ({ uraian, ended }) => (ended ? `† ${uraian}` : uraian),
    raw: ({ uraian }) => uraian,
    width: 48,
  },
  {
    name: 'target',
    head: { id: 'Target', en: 'Target' },
    // What came and went while the plan was a draft is in none of its figures.
    cell: ({ indikator }) =>
      indikator
        .filter(({ target: { murni, now } }) => murni !== null || now !== null)
        .map(printFigure)
        .join('; '),
    width: 24,
  },
  {
    name: 'murni',
    head: { id: 'Murni', en: 'Murni' },
    cell: ({ totals: { murni } }) => printRupiah(murni),
    raw: ({ totals: { murni } }) => murni,
    right: true,
  },
  {
    name: 'pApbd',
    head: { id: 'P-APBD', en: 'P-APBD' },
    cell: ({ totals: { pApbd } }) => (pApbd === null ? '' : printRupiah(pApbd)),
    raw: ({ totals: { pApbd } }) => pApbd,
    right: true,
  },
  {
    name: 'change',
    head: { id: 'Perubahan', en: 'Change' },
    cell: ({ totals: { change } }) => printRupiah(change),
    raw: ({ totals: { change } }) => change,
    right: true,
  },
  {
    name: 'now',
    head: { id: 'Kini', en: 'Now' },
    cell: ({ totals: { now } }) => printRupiah(now),
    raw: ({ totals: { now } }) => now,
    right: true,
  },
  {
    name: 'sumberDana',
    head: { id: 'Sumber dana', en: 'Funds' },
    cell: ({ sumberDana }) =>
      sumberDana.map(({ dana, jumlah }) => (jumlah === null ? dana : `${dana} ${printRupiah(jumlah)}`)).join(', '),
  },
];

const figuresJson = ({ murni, change, now }: Totals) => ({ murni, change, now });

const indikatorJson = (indikator: readonly SheetIndikator[]) =>
  indikator.map(({ indikatorId, teks, target: { murni, pApbd, now } }) => ({
    indikatorId,
    indikator: teks,
    murni: murni?.target ?? null,
    pApbd: pApbd?.target ?? null,
    now: now?.target ?? null,
    satuan: (now ?? murni)?.satuan ?? null,
  }));

/** The stable JSON of `renja show`. */
function sheetJson(sheet: RenjaSheet, all: Totals, plafon: readonly HeldAgainst[], rows: readonly Shown[]) {
  const { head, status, revision } = sheet;
  return {
    renja: {
      id: head?.renjaId ?? null,
      year: head?.tahun ?? null,
      status,
      revision,
      pemda: head?.pemda ?? null,
      perangkatDaerah: head?.perangkatDaerah ?? null,
      madeUp: head?.madeUp ?? [],
    },
    totals: { ...figuresJson(all), pApbd: all.pApbd },
    plafon,
    lines: rows.map((row) => ({
      lineId: row.lineId,
      level: row.level,
      kode: row.kode,
      kodeWritten: row.kodeWritten,
      parent: row.parent,
      uraian: row.uraian,
      pagu: { ...figuresJson(row.totals), pApbd: row.totals.pApbd },
      target: indikatorJson(row.indikator),
      sumberDana: row.sumberDana,
      lokasi: row.lokasi,
      prakiraanMaju: row.prakiraanMaju,
      atribut: row.atribut,
      notPrinted: row.notPrinted ?? false,
      ended: row.ended,
      asal: row.asal ?? [],
    })),
    objectives: [...sheet.objectives.values()].map(({ objectiveId, kind, parent, uraian, indikator }) => ({
      objectiveId,
      kind,
      parent,
      uraian,
      target: indikatorJson(indikator),
    })),
  };
}

function isUnder(sheet: RenjaSheet, lineId: string, ancestor: string): boolean {
  for (let id: string | null = lineId; id; id = sheet.lines.get(id)?.parent ?? null) if (id === ancestor) return true;
  return false;
}

export type ShowOptions = PointOptions & { readonly level?: string };

/** `renja show`: the Renja as it is, or was at a point. */
export async function show(
  context: Context,
  renjaId: string,
  kode: string | undefined,
  options: ShowOptions,
): Promise<void> {
  await context.withStore(async (store) => {
    const at = (await timeline(store, renjaId)).at(pointNamed(options));
    const sheet = await project(store, renjaId, renjaSheet, at);
    const sums = totals(sheet);
    const top = kode === undefined ? undefined : rowNamed(sheet.lines.values(), kode);
    const lowest = options.level === undefined ? LEVELS.length : LEVELS.indexOf(levelNamed(options.level));
    const rows = inTreeOrder(sheet)
      .filter(({ lineId, level }) => (!top || isUnder(sheet, lineId, top.lineId)) && LEVELS.indexOf(level) <= lowest)
      .map((line): Shown => ({ ...line, totals: sums.get(line.lineId) ?? NO_TOTALS }));
    const all = sums.get('') ?? NO_TOTALS;
    const plafon = heldAgainstPlafon(sheet);
    context.print({
      columns: COLUMNS,
      rows,
      json: sheetJson(sheet, all, plafon, rows),
      heading: heading(context, sheet, at.point),
      footing: [
        '',
        `murni ${printRupiah(all.murni)} · ${context.words({ id: 'perubahan', en: 'change' })} ${printRupiah(all.change)} · ${context.words({ id: 'kini', en: 'now' })} ${printRupiah(all.now)}`,
        ...plafon.map(
          (held) =>
            `plafon ${held.scope} ${printRupiah(held.plafon)} · ${context.words({ id: 'terencana', en: 'planned' })} ${printRupiah(held.total)} · ${context.words({ id: 'sisa', en: 'left' })} ${printRupiah(held.left)}`,
        ),
      ],
    });
  });
}

function heading(context: Context, { head, status, revision }: RenjaSheet, point: string): string[] {
  if (!head) return [];
  const state = context.words(STATUS_WORDS[status] ?? { id: status, en: status });
  const invented = head.madeUp?.length
    ? ` · ${context.words({ id: 'dikarang', en: 'made up' })}: ${head.madeUp.join(', ')}`
    : '';
  return [
    `${head.renjaId} · ${head.perangkatDaerah.nama}, ${head.pemda.nama}`,
    `${context.words({ id: 'Tahun', en: 'Year' })} ${head.tahun} · ${state} · ${point} = #${revision}${invented}`,
    '',
  ];
}
