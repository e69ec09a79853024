import { type ComparedLine, compareSheets, isChanged, type TargetChange } from '../../projections/comparison.js';
import { lowestOf, renjaSheet } from '../../projections/renja-sheet.js';
import { printFunds } from '../ledger/dana.js';
import { isNegative, isZero, percent, printRupiah } from '../ledger/rupiah.js';
import { printTarget } from '../ledger/target.js';
import { project, timeline } from '../queries/history.js';
import { type Context, UsageError } from './context.js';
import type { Column } from './output.js';
import { levelNamed } from './rows.js';

const FILTERS = ['naik', 'turun', 'target'] as const;
export type DiffOptions = {
  readonly level?: string;
  readonly filter?: (typeof FILTERS)[number];
  readonly all?: boolean;
  readonly exitCode?: boolean;
};

const written = (target: TargetChange['before']): string => (target ? printTarget(target) : '-');

/** Negatives in parentheses, as amounts; no ratio to nothing. */
const printPercent = (ratio: string | null): string => {
  if (ratio === null) return '';
  return ratio.startsWith('-') ? `(${ratio.slice(1)}%)` : `${ratio}%`;
};

const COLUMNS: readonly Column<ComparedLine>[] = [
  { name: 'lineId', head: { id: 'Baris', en: 'Row' }, cell: ({ lineId }) => lineId },
  { name: 'kode', head: { id: 'Kode', en: 'Code' }, cell: ({ kode }) => kode ?? '·', raw: ({ kode }) => kode },
  { name: 'uraian', head: { id: 'Uraian', en: 'Name' }, cell: ({ uraian }) => uraian, width: 44 },
  {
    name: 'before',
    head: { id: 'Sebelum', en: 'Before' },
    cell: ({ before }) => printRupiah(before),
    raw: ({ before }) => before,
    right: true,
  },
  {
    name: 'after',
    head: { id: 'Sesudah', en: 'After' },
    cell: ({ after }) => printRupiah(after),
    raw: ({ after }) => after,
    right: true,
  },
  {
    name: 'delta',
    head: { id: 'Selisih', en: 'Delta' },
    cell: ({ delta }) => printRupiah(delta),
    raw: ({ delta }) => delta,
    right: true,
  },
  {
    name: 'percent',
    head: { id: '%', en: '%' },
    cell: ({ delta, before }) => (isZero(delta) ? '' : printPercent(percent(delta, before, 1))),
    raw: ({ delta, before }) => (isZero(delta) ? null : (percent(delta, before, 1)?.replace(',', '.') ?? null)),
    right: true,
  },
  {
    name: 'targets',
    head: { id: 'Target', en: 'Target' },
    cell: ({ targets }) => targets.map(({ before, after }) => `${written(before)} → ${written(after)}`).join('; '),
  },
  {
    name: 'sumberDana',
    head: { id: 'Sumber dana', en: 'Funds' },
    cell: ({ sumberDana: funds }) =>
      funds ? `${printFunds(funds.before) || '-'} → ${printFunds(funds.after) || '-'}` : '',
    whereUsed: true,
  },
  {
    name: 'row',
    head: { id: 'Baris baru/berakhir', en: 'New/ended row' },
    cell: ({ row }) => row ?? '',
    raw: ({ row }) => row,
    whereUsed: true,
  },
];

const targetJson = ({ indikator, before, after }: TargetChange) => ({
  indikator,
  before: before?.target ?? null,
  after: after?.target ?? null,
  satuan: (after ?? before)?.satuan ?? null,
});

const KEEP: Record<(typeof FILTERS)[number], (line: ComparedLine) => boolean> = {
  naik: ({ delta }) => !isZero(delta) && !isNegative(delta),
  turun: ({ delta }) => isNegative(delta),
  target: ({ targets }) => targets.length > 0,
};

/** `renja diff`: what changed between two points. Returns whether anything did. */
export async function diff(context: Context, renjaId: string, range: string, options: DiffOptions): Promise<boolean> {
  const [fromPoint, toPoint, ...rest] = range.split('..');
  if (!fromPoint || !toPoint || rest.length > 0)
    throw new UsageError({
      id: `${range}: tulis dua titik seperti murni..p-apbd`,
      en: `${range}: write two points such as murni..p-apbd`,
    });
  return context.withStore(async (store) => {
    const line = await timeline(store, renjaId);
    const [from, to] = [line.at(fromPoint), line.at(toPoint)];
    const [before, after] = [
      await project(store, renjaId, renjaSheet, from),
      await project(store, renjaId, renjaSheet, to),
    ];
    const comparison = compareSheets(before, after);
    const level = options.level === undefined ? lowestOf(after) : levelNamed(options.level);
    const keep = options.filter ? KEEP[options.filter] : undefined;
    // Without a level only sub kegiatan are listed; --all lists every row of every level, changed or not.
    const rows = comparison.lines.filter(
      (row) =>
        ((options.all && options.level === undefined) || row.level === level) &&
        (options.all || isChanged(row)) &&
        (!keep || keep(row)),
    );
    const { net, gross, objectives } = comparison;
    context.print({
      columns: COLUMNS,
      rows,
      json: {
        from,
        to,
        net,
        gross,
        lines: rows.map(({ targets, ...row }) => ({ ...row, targets: targets.map(targetJson) })),
        objectives: objectives.map(({ targets, ...one }) => ({ ...one, targets: targets.map(targetJson) })),
      },
      heading: [`${renjaId} · ${from.point} (#${from.revision}) → ${to.point} (#${to.revision})`, ''],
      footing: [
        '',
        `${printRupiah(comparison.before)} → ${printRupiah(comparison.after)} · ${context.words({ id: 'naik', en: 'up' })} ${printRupiah(gross.up)} · ${context.words({ id: 'turun', en: 'down' })} ${printRupiah(gross.down)} · ${context.words({ id: 'bersih', en: 'net' })} ${printRupiah(net)}`,
        ...objectives.flatMap(({ uraian, targets }) =>
          targets.map((one) => `${uraian}: ${one.indikator} ${written(one.before)} → ${written(one.after)}`),
        ),
      ],
    });
    return comparison.lines.some(isChanged) || objectives.length > 0;
  });
}
