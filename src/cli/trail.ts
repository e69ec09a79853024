import {
  blamePagu,
  blameTarget,
  type HistoryRow,
  type LineHistory,
  lineHistory,
} from '../../projections/line-history.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import type { EventType } from '../ledger/events.js';
import { canonicalKode } from '../ledger/kode.js';
import { isRupiah, printRupiah, sum } from '../ledger/rupiah.js';
import { isTime, project, RenjaNotFound } from '../queries/history.js';
import { type Context, UsageError } from './context.js';
import type { Column } from './output.js';
import { rowNamed } from './rows.js';
import { actWords, EVENT_WORDS, printActor, printDocument, printTime } from './words.js';

const MONEY: ReadonlySet<EventType> = new Set([
  ...(['LineAdded', 'PaguIncreased', 'PaguDecreased'] as const),
  ...(['RealisasiReported', 'RealisasiCorrected'] as const),
]);

/** A figure, and the kinerja beside it where the event states both. Kinerja stays as written, even if it reads like an amount. */
const printFigures = (type: EventType, value: string | null, kinerja: string | null): string => {
  if (value === null || value === kinerja) return value ?? '';
  const printed = MONEY.has(type) && isRupiah(value) ? printRupiah(value) : value;
  return kinerja === null ? printed : `${kinerja} · ${printed}`;
};

const columns = (context: Context): readonly Column<HistoryRow>[] => [
  {
    name: 'revision',
    head: { id: '#', en: '#' },
    cell: ({ revision }) => `#${revision}`,
    raw: ({ revision }) => String(revision),
    right: true,
  },
  {
    name: 'recordedAt',
    head: { id: 'Dicatat', en: 'Recorded' },
    cell: ({ recordedAt }) => printTime(recordedAt),
    raw: ({ recordedAt }) => recordedAt,
  },
  { name: 'effectiveOn', head: { id: 'Berlaku', en: 'Effective' }, cell: ({ effectiveOn }) => effectiveOn },
  {
    name: 'type',
    head: { id: 'Peristiwa', en: 'Event' },
    cell: ({ type }) => context.words(EVENT_WORDS[type]),
    raw: ({ type }) => type,
  },
  { name: 'lineId', head: { id: 'Baris', en: 'Row' }, cell: ({ lineId }) => lineId ?? '', raw: ({ lineId }) => lineId },
  { name: 'kode', head: { id: 'Kode', en: 'Code' }, cell: ({ kode }) => kode ?? '', raw: ({ kode }) => kode },
  {
    name: 'before',
    head: { id: 'Sebelum', en: 'Before' },
    cell: ({ type, before, kinerjaBefore }) => printFigures(type, before, kinerjaBefore),
    raw: ({ before }) => before,
    right: true,
    width: 24,
  },
  {
    name: 'after',
    head: { id: 'Sesudah', en: 'After' },
    cell: ({ type, after, kinerja }) => printFigures(type, after, kinerja),
    raw: ({ after }) => after,
    right: true,
    width: 24,
  },
  {
    name: 'delta',
    head: { id: 'Selisih', en: 'Delta' },
    cell: ({ delta }) => (delta === null ? '' : printRupiah(delta)),
    raw: ({ delta }) => delta,
    right: true,
  },
  {
    name: 'actor',
    head: { id: 'Oleh', en: 'By' },
    cell: ({ actor: { id, name, role } }) => `${id}:${name}:${role}`,
    onlyCsv: true,
  },
  {
    name: 'document',
    head: { id: 'Dasar hukum', en: 'Legal basis' },
    cell: ({ document }) => (document ? printDocument(document, context.language) : ''),
    onlyCsv: true,
  },
  { name: 'reason', head: { id: 'Alasan', en: 'Reason' }, cell: ({ reason }) => reason ?? '', onlyCsv: true },
  // The table has them in the cells of the figures.
  {
    name: 'kinerjaBefore',
    head: { id: 'Kinerja sebelum', en: 'Kinerja before' },
    cell: ({ kinerjaBefore }) => kinerjaBefore ?? '',
    onlyCsv: true,
  },
  {
    name: 'kinerja',
    head: { id: 'Kinerja', en: 'Kinerja' },
    cell: ({ kinerja }) => kinerja ?? '',
    onlyCsv: true,
  },
  { name: 'dana', head: { id: 'Sumber dana', en: 'Fund' }, cell: ({ dana }) => dana ?? '', onlyCsv: true },
];

/** Who, why, and on what legal basis. */
const note =
  (context: Context) =>
  ({ actor, mode, type, dana, revisionId, reason, document }: HistoryRow): string =>
    [
      `${context.words(actWords(type, mode, revisionId))} ${printActor(actor, context.language)}`,
      ...(dana === null ? [] : [dana]),
      ...(reason === null ? [] : [reason]),
      ...(document === null ? [] : [printDocument(document, context.language)]),
    ].join(' · ');

/** The stable JSON of `renja log` and `renja blame`. */
const rowJson = ({ actor, document, ...row }: HistoryRow) => ({
  ...row,
  actor: { ...actor, asserted: actor.asserted ?? false },
  document: document && { ...document, nomor: document.nomor ?? null, tanggal: document.tanggal ?? null },
});

async function historyOf(context: Context, renjaId: string): Promise<LineHistory> {
  return context.withStore(async (store) => {
    const history = await project(store, renjaId, lineHistory);
    if (history.rows.length === 0) throw new RenjaNotFound(renjaId);
    return history;
  });
}

export type LogOptions = {
  readonly kode?: string;
  readonly actor?: string;
  readonly since?: string;
  readonly last?: string;
};

/** `renja log`: the trail, oldest first. */
export async function log(context: Context, renjaId: string, options: LogOptions): Promise<void> {
  const { kode, actor, since } = options;
  const wanted = kode === undefined ? null : (canonicalKode(kode) ?? kode);
  const from = since === undefined ? 0 : isTime(since) ? Date.parse(since) : Number.NaN;
  const last = options.last === undefined ? Number.POSITIVE_INFINITY : Number(options.last);
  if (Number.isNaN(from))
    throw new UsageError({
      id: `--since ${since}: tulis waktu dengan zona seperti 2022-10-03T00:00:00+07:00`,
      en: `--since ${since}: write a time with its offset such as 2022-10-03T00:00:00+07:00`,
    });
  if (!(last > 0) || (options.last !== undefined && !Number.isInteger(last)))
    throw new UsageError({
      id: `--last ${options.last}: tulis bilangan bulat seperti 10`,
      en: `--last ${options.last}: write a whole number such as 10`,
    });
  const { rows } = await historyOf(context, renjaId);
  const kept = rows.filter(
    (row) =>
      (wanted === null || row.lineId === wanted || row.kode === wanted || row.kode?.startsWith(`${wanted}.`)) &&
      (actor === undefined || row.actor.id === actor) &&
      Date.parse(row.recordedAt) >= from,
  );
  const shown = kept.slice(-last);
  context.print({ columns: columns(context), rows: shown, json: shown.map(rowJson), note: note(context) });
}

export type BlameOptions = { readonly field: string };

/** `renja blame`: the entries that make up a figure. */
export async function blame(context: Context, renjaId: string, kode: string, { field }: BlameOptions): Promise<void> {
  if (field !== 'pagu' && field !== 'target')
    throw new UsageError({ id: '--field: pagu atau target', en: '--field: pagu or target' });
  const row = await context.withStore(async (store) => {
    const sheet = await project(store, renjaId, renjaSheet);
    if (!sheet.head) throw new RenjaNotFound(renjaId);
    // A tujuan or sasaran has targets and no pagu.
    const objective = field === 'target' ? sheet.objectives.get(kode) : undefined;
    return objective ? { lineId: kode, kode: null, uraian: objective.uraian } : rowNamed(sheet.lines.values(), kode);
  });
  const history = await historyOf(context, renjaId);
  const rows = field === 'pagu' ? blamePagu(history, row.lineId) : blameTarget(history, row.lineId);
  const total = sum(rows.flatMap(({ delta }) => delta ?? []));
  context.print({
    columns: columns(context),
    rows,
    json: rows.map(rowJson),
    note: note(context),
    heading: [`${row.lineId} · ${row.kode ?? '·'} · ${row.uraian}`, ''],
    footing: field === 'pagu' ? ['', `pagu = ${printRupiah(total)}`] : [],
  });
}
