import type { Language } from '../ledger/rejection.js';
import { csvOf } from '../queries/csv.js';

export const FORMATS = ['table', 'csv', 'json'] as const;
export type Format = (typeof FORMATS)[number];

/** A text in both languages; Indonesian unless `--lang en` asks otherwise. */
export type Words = Readonly<Record<Language, string>>;

/** A column of a table: its head, how a cell reads, and on which side it lines up. */
export type Column<Row> = {
  /** Name in CSV; stable. */
  readonly name: string;
  readonly head: Words;
  /** The cell for people. */
  readonly cell: (row: Row) => string;
  /** The cell for programs, where it is another one: amounts stay canonical. */
  readonly raw?: (row: Row) => string | null;
  readonly right?: true;
  /** Longer text is cut in the table, never in CSV. */
  readonly width?: number;
  /** Left out of the table: its note says the same in a line of its own. */
  readonly onlyCsv?: true;
  /** Left out of the table where no row has anything in it. */
  readonly whereUsed?: true;
};

const cut = (text: string, width: number | undefined): string =>
  width !== undefined && text.length > width ? `${text.slice(0, width - 1)}…` : text;

/** Plain columns, as wide as their longest cell; what `note` says of a row stands in a line of its own below it. */
export function printTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  language: Language,
  note?: (row: Row) => string,
): string {
  const shown = columns.filter(
    ({ onlyCsv, whereUsed, cell }) => !onlyCsv && !(whereUsed && rows.every((row) => cell(row) === '')),
  );
  const heads = shown.map(({ head }) => head[language]);
  const body = rows.map((row) => shown.map(({ cell, width }) => cut(cell(row), width)));
  const widths = shown.map((_, i) => Math.max(...[heads, ...body].map((line) => line[i]?.length ?? 0)));
  const print = (line: readonly string[]): string =>
    shown
      .map(({ right }, i) => (right ? line[i]?.padStart(widths[i] ?? 0) : line[i]?.padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const lines = body.flatMap((line, i) => {
    const row = rows[i];
    return [print(line), ...(note && row !== undefined ? [`      ${note(row)}`] : [])];
  });
  const none = rows.length === 0 ? [{ id: '(tidak ada)', en: '(none)' }[language]] : [];
  return [print(heads), rule, ...lines, ...none].join('\n');
}

/** The rows as CSV, amounts canonical. */
export const printCsv = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  csvOf(
    columns.map(({ name }) => name),
    rows.map((row) => columns.map(({ cell, raw }) => (raw ?? cell)(row))),
  );
