import { type EvaluatedLine, evaluate, evaluation } from '../../projections/evaluation.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import { type RegisteredRevision, type RevisionSums, sumsOf } from '../../projections/revision-register.js';
import { isRewriting, newLinesOf, printValue, subjectOf } from '../ledger/changes.js';
import { periodEnd } from '../ledger/realisasi.js';
import { add, printRupiah, type Rupiah } from '../ledger/rupiah.js';
import { printTarget } from '../ledger/target.js';
import type { Change, NewIndikator } from '../ledger/terms.js';
import { project, timeline } from '../queries/history.js';
import { type Context, UsageError } from './context.js';
import type { Column } from './output.js';
import { type PointOptions, pointNamed } from './rows.js';
import { counted, decidedWords, printActor, printDocument } from './words.js';

type Summed = RegisteredRevision & RevisionSums;

const revisionColumns = (context: Context): readonly Column<Summed>[] => [
  { name: 'revisionId', head: { id: 'Revisi', en: 'Revision' }, cell: ({ revisionId }) => revisionId },
  {
    name: 'version',
    head: { id: 'Versi', en: 'Version' },
    cell: ({ version }) => version ?? '',
    raw: ({ version }) => version,
  },
  {
    name: 'kind',
    head: { id: 'Jenis', en: 'Kind' },
    cell: ({ kind, stage }) => [kind, stage].filter(Boolean).join(' '),
  },
  {
    name: 'status',
    head: { id: 'Status', en: 'Status' },
    cell: ({ status, decided }) => context.words(decidedWords(status, decided?.mode)),
    raw: ({ status }) => status,
  },
  { name: 'effectiveOn', head: { id: 'Berlaku', en: 'Effective' }, cell: ({ effectiveOn }) => effectiveOn },
  { name: 'up', head: { id: 'Naik', en: 'Up' }, cell: ({ up }) => printRupiah(up), raw: ({ up }) => up, right: true },
  {
    name: 'down',
    head: { id: 'Turun', en: 'Down' },
    cell: ({ down }) => printRupiah(down),
    raw: ({ down }) => down,
    right: true,
  },
  {
    name: 'net',
    head: { id: 'Bersih', en: 'Net' },
    cell: ({ net }) => printRupiah(net),
    raw: ({ net }) => net,
    right: true,
  },
  {
    name: 'changes',
    head: { id: 'Pagu/target/dana', en: 'Pagu/targets/funds' },
    cell: ({ paguChanges, targetChanges, fundChanges }) => `${paguChanges}/${targetChanges}/${fundChanges}`,
  },
  {
    name: 'rowChanges',
    head: { id: 'Baris/indikator', en: 'Rows/indicators' },
    cell: ({ rowChanges }) => (rowChanges === 0 ? '' : String(rowChanges)),
    raw: ({ rowChanges }) => String(rowChanges),
    right: true,
    whereUsed: true,
  },
  {
    name: 'plafonChanges',
    head: { id: 'Plafon', en: 'Ceilings' },
    cell: ({ plafonChanges }) => (plafonChanges === 0 ? '' : String(plafonChanges)),
    raw: ({ plafonChanges }) => String(plafonChanges),
    right: true,
    whereUsed: true,
  },
  {
    name: 'proposedBy',
    head: { id: 'Diajukan/dientri', en: 'Proposed/typed by' },
    cell: ({ proposed }) => proposed.actor.id,
    onlyCsv: true,
  },
  {
    name: 'decidedBy',
    head: { id: 'Diputuskan/diperiksa', en: 'Decided/checked by' },
    cell: ({ decided }) => decided?.actor.id ?? '',
    onlyCsv: true,
  },
  {
    name: 'document',
    head: { id: 'Dasar hukum', en: 'Legal basis' },
    cell: ({ document }) => printDocument(document, context.language),
    onlyCsv: true,
  },
];

/** Each step of its route, with who endorsed it. */
const routeNote = (context: Context, { route, endorsed }: RegisteredRevision): string[] =>
  route.map((step) => {
    const given = endorsed.find((one) => one.step === step);
    const note = given?.note ? `, ${given.note}` : '';
    return given
      ? `${step}: ${context.words({ id: 'disetujui', en: 'endorsed by' })} ${printActor(given.actor, context.language)}${note}`
      : `${step}: ${context.words({ id: 'menunggu', en: 'waiting' })}`;
  });

/** Who proposed, endorsed and decided it, why, and on what legal basis. */
const revisionNote =
  (context: Context) =>
  (revision: RegisteredRevision): string => {
    const { proposed, status, decided, reason, document } = revision;
    const typed =
      proposed.mode === 'historical' ? { id: 'dientri', en: 'typed in by' } : { id: 'diajukan', en: 'proposed by' };
    return [
      `${context.words(typed)} ${printActor(proposed.actor, context.language)}`,
      ...routeNote(context, revision),
      ...(decided
        ? [
            `${context.words(decidedWords(status, decided.mode))} ${printActor(decided.actor, context.language)}`,
            // Of a rejection the reason, of an approval whatever note there is.
            ...(decided.note === null ? [] : [decided.note]),
          ]
        : []),
      reason,
      printDocument(document, context.language),
    ].join(' · ');
  };

/** What a revision changes, as its approver sees it before it counts. */
type ChangedFigure = {
  readonly lineId: string;
  readonly kode: string | null;
  readonly uraian: string;
  readonly field: Change['field'];
  readonly before: string;
  readonly after: string;
  readonly delta: Rupiah | null;
};

const CHANGES: readonly Column<ChangedFigure>[] = [
  { name: 'lineId', head: { id: 'Baris', en: 'Row' }, cell: ({ lineId }) => lineId },
  { name: 'kode', head: { id: 'Kode', en: 'Code' }, cell: ({ kode }) => kode ?? '·', raw: ({ kode }) => kode },
  { name: 'uraian', head: { id: 'Uraian', en: 'Name' }, cell: ({ uraian }) => uraian, width: 44 },
  { name: 'field', head: { id: 'Yang berubah', en: 'What changes' }, cell: ({ field }) => field },
  {
    name: 'before',
    head: { id: 'Sebelum', en: 'Before' },
    cell: ({ field, before }) => (field === 'pagu' ? printRupiah(before) : before),
    raw: ({ before }) => before,
    right: true,
  },
  {
    name: 'after',
    head: { id: 'Sesudah', en: 'After' },
    cell: ({ field, after }) => (field === 'pagu' ? printRupiah(after) : after),
    raw: ({ after }) => after,
    right: true,
  },
  {
    name: 'delta',
    head: { id: 'Selisih', en: 'Delta' },
    cell: ({ delta }) => (delta === null ? '' : printRupiah(delta)),
    raw: ({ delta }) => delta,
    right: true,
  },
];

const printIndikator = ({ teks, ...target }: NewIndikator): string => `${teks}: ${printTarget(target)}`;

function figuresOf(change: Change): Pick<ChangedFigure, 'before' | 'after' | 'delta'> {
  if (isRewriting(change))
    return {
      before: printValue(change.from, change.field),
      after: printValue(change.to, change.field),
      delta: null,
    };
  switch (change.field) {
    case 'pagu':
      return { before: change.seen, after: add(change.seen, change.delta), delta: change.delta };
    case 'newIndikator':
      return { before: '-', after: printIndikator(change.indikator), delta: null };
    case 'endIndikator':
      return { before: printIndikator(change.seen), after: '-', delta: null };
    case 'newLine':
      return { before: '-', after: change.row.uraian, delta: null };
    case 'endLine':
      return { before: '', after: '-', delta: null };
    default:
      return change satisfies never;
  }
}

/** `renja revisions`: every revision with its document and its people; of one of them, what it changes. */
export async function revisions(context: Context, renjaId: string, revisionId: string | undefined): Promise<void> {
  const { register, versions, sheet } = await context.withStore(async (store) => ({
    ...(await timeline(store, renjaId)),
    sheet: await project(store, renjaId, renjaSheet),
  }));
  const all = [...register.revisions.values()].map((row): Summed => ({ ...row, ...sumsOf(row.changes) }));
  if (revisionId === undefined)
    return context.print({
      columns: revisionColumns(context),
      rows: all,
      note: revisionNote(context),
      json: { versions, revisions: all },
      footing: ['', versions.map(({ name, revision }) => `${name} = #${revision}`).join(' · ')],
    });
  const one = all.find((row) => row.revisionId === revisionId);
  if (!one)
    throw new UsageError({
      id: `tidak ada revisi ${revisionId}; lihat daftarnya dengan renja revisions ${renjaId}`,
      en: `there is no revision ${revisionId}; list them with renja revisions ${renjaId}`,
    });
  const added = new Map(newLinesOf(one.changes).map(({ ref, row }) => [ref, row]));
  const rows = one.changes.map((change): ChangedFigure => {
    const id = subjectOf(change);
    const line = sheet.lines.get(id) ?? added.get(id);
    const uraian = line?.uraian ?? sheet.objectives.get(id)?.uraian ?? '';
    return { lineId: id, kode: line?.kode ?? null, uraian, field: change.field, ...figuresOf(change) };
  });
  context.print({
    columns: CHANGES,
    rows,
    json: { ...one, changes: rows },
    heading: [
      `${renjaId} · ${one.revisionId} · ${one.judul} · ${context.words(decidedWords(one.status, one.decided?.mode))}`,
      revisionNote(context)(one),
      '',
    ],
    footing: [
      '',
      context.words({
        id: `naik ${printRupiah(one.up)} · turun ${printRupiah(one.down)} · bersih ${printRupiah(one.net)}`,
        en: `up ${printRupiah(one.up)} · down ${printRupiah(one.down)} · net ${printRupiah(one.net)}`,
      }),
    ],
  });
}

const column = (
  name: keyof EvaluatedLine,
  id: string,
  en: string,
  more: Partial<Column<EvaluatedLine>> = {},
): Column<EvaluatedLine> => ({
  name,
  head: { id, en },
  cell: (row) => row[name] ?? '',
  raw: (row) => row[name],
  ...more,
});

const EVALUATION: readonly Column<EvaluatedLine>[] = [
  column('lineId', 'Baris', 'Row'),
  column('kode', 'Kode', 'Code'),
  column('uraian', 'Uraian', 'Name', { width: 36 }),
  column('indikator', 'Indikator', 'Indicator', { width: 36 }),
  column('satuan', 'Satuan', 'Unit', { width: 14 }),
  column('rpjmd', 'RPJMD', 'RPJMD', { right: true }),
  column('lastYear', 'Tahun lalu', 'Last year', { right: true }),
  column('target', 'Target', 'Target', { right: true }),
  column('realisasi', 'Realisasi', 'Realisasi', { right: true }),
  column('rate', 'Tingkat', 'Rate', { right: true }),
  column('ratePrinted', 'Tercetak', 'Printed', { right: true }),
  column('keuangan', 'Keuangan', 'Keuangan', {
    cell: ({ keuangan }) => (keuangan === null ? '' : printRupiah(keuangan)),
    right: true,
    whereUsed: true,
  }),
];

export type EvaluationOptions = PointOptions & { readonly period?: string };

/** `renja evaluation`: Table 2.1 for a period, the latest reported one where none is named. */
export async function showEvaluation(context: Context, renjaId: string, options: EvaluationOptions): Promise<void> {
  if (options.period !== undefined && periodEnd(options.period) === null)
    throw new UsageError({
      id: `--period ${options.period}: tulis seperti 2022-TW2 atau 2022-06`,
      en: `--period ${options.period}: write it as 2022-TW2 or 2022-06`,
    });
  const view = await context.withStore(async (store) => {
    const at = (await timeline(store, renjaId)).at(pointNamed(options));
    return project(store, renjaId, evaluation, at);
  });
  const period = options.period ?? view.latest ?? '';
  const rows = evaluate(view, period);
  const differing = rows.filter(({ rate, ratePrinted }) => ratePrinted !== null && rate !== ratePrinted);
  const reported = rows.filter(({ realisasi }) => realisasi !== null).length;
  context.print({
    columns: EVALUATION,
    rows,
    json: {
      period: period === '' ? null : period,
      lines: rows.map(({ level: _, ...row }) => row),
    },
    heading: [
      `${renjaId} · ${context.words({ id: 'Tabel 2.1, realisasi s/d', en: 'Table 2.1, realisasi up to' })} ${period}`,
      '',
    ],
    footing: [
      '',
      context.words({
        id: `${reported} baris dengan realisasi; tingkat tercetak berbeda dari hitungan: ${differing.length}`,
        en: `${counted(reported, 'row')} with realisasi; printed rates that differ from the computed: ${differing.length}`,
      }),
      ...differing.map(
        ({ kode, realisasi, target, rate, ratePrinted }) =>
          `  ${kode}: ${realisasi}/${target} = ${rate}, ${context.words({ id: 'tercetak', en: 'printed' })} ${ratePrinted}`,
      ),
    ],
  });
}
