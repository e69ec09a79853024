import { type EvaluatedLine, evaluate, evaluation } from '../../projections/evaluation.js';
import { netOf, type RegisteredRevision } from '../../projections/revision-register.js';
import { periodEnd } from '../ledger/realisasi-rules.js';
import { printRupiah } from '../ledger/rupiah.js';
import { project, timeline } from '../queries/history.js';
import { type Context, UsageError } from './context.js';
import type { Column } from './output.js';
import { decidedWords, printActor, printDocument } from './words.js';

const revisionColumns = (context: Context): readonly Column<RegisteredRevision>[] => [
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
  { name: 'net', head: { id: 'Bersih', en: 'Net' }, cell: (row) => printRupiah(netOf(row)), raw: netOf, right: true },
  {
    name: 'changes',
    head: { id: 'Pagu/target/dana', en: 'Pagu/targets/funds' },
    cell: ({ paguChanges, targetChanges, fundChanges }) => `${paguChanges}/${targetChanges}/${fundChanges}`,
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

/** Who proposed and who decided it, why, and on what legal basis. */
const revisionNote =
  (context: Context) =>
  ({ proposed, status, decided, reason, document }: RegisteredRevision): string => {
    const typed =
      proposed.mode === 'historical' ? { id: 'dientri', en: 'typed in by' } : { id: 'diajukan', en: 'proposed by' };
    return [
      `${context.words(typed)} ${printActor(proposed.actor, context.language)}`,
      ...(decided
        ? [`${context.words(decidedWords(status, decided.mode))} ${printActor(decided.actor, context.language)}`]
        : []),
      reason,
      printDocument(document, context.language),
    ].join(' · ');
  };

/** `renja revisions`: every revision with its document and its people. */
export async function revisions(context: Context, renjaId: string): Promise<void> {
  const { register, versions } = await context.withStore((store) => timeline(store, renjaId));
  const rows = [...register.revisions.values()];
  context.print({
    columns: revisionColumns(context),
    rows,
    note: revisionNote(context),
    json: { versions, revisions: rows.map((row) => ({ ...row, net: netOf(row) })) },
    footing: ['', versions.map(({ name, revision }) => `${name} = #${revision}`).join(' · ')],
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
];

export type EvaluationOptions = { readonly period?: string; readonly at?: string };

/** `renja evaluation`: Table 2.1 for a period, the latest reported one where none is named. */
export async function showEvaluation(context: Context, renjaId: string, options: EvaluationOptions): Promise<void> {
  if (options.period !== undefined && periodEnd(options.period) === null)
    throw new UsageError({
      id: `--period ${options.period}: tulis seperti 2022-TW2 atau 2022-06`,
      en: `--period ${options.period}: write it as 2022-TW2 or 2022-06`,
    });
  const view = await context.withStore(async (store) => {
    const at = (await timeline(store, renjaId)).at(options.at ?? 'now');
    return project(store, renjaId, evaluation, at.revision);
  });
  const period = options.period ?? view.latest ?? '';
  const rows = evaluate(view, period);
  const differing = rows.filter(({ rate, ratePrinted }) => ratePrinted !== null && rate !== ratePrinted);
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
        id: `${rows.filter(({ realisasi }) => realisasi !== null).length} baris dengan realisasi; tingkat tercetak berbeda dari hitungan: ${differing.length}`,
        en: `${rows.filter(({ realisasi }) => realisasi !== null).length} rows with realisasi; printed rates that differ from the computed: ${differing.length}`,
      }),
      ...differing.map(
        ({ kode, realisasi, target, rate, ratePrinted }) =>
          `  ${kode}: ${realisasi}/${target} = ${rate}, ${context.words({ id: 'tercetak', en: 'printed' })} ${ratePrinted}`,
      ),
    ],
  });
}
