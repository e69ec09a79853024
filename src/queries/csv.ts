const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** What a spreadsheet would run as a formula; a number below zero is none. */
const FORMULA = /^\s*(?:[=+@]|-(?![\d.]*$))|^[\t\r]/;

/** RFC 4180, with canonical amounts. A text that a spreadsheet would run as a formula is kept text by an apostrophe. */
export function csvOf(heads: readonly string[], rows: readonly (readonly (string | null)[])[]): string {
  const safe = (cell: string): string => (FORMULA.test(cell) ? `'${cell}` : cell);
  const body = rows.map((row) => row.map((cell) => quoted(safe(cell ?? ''))).join(','));
  return [heads.map(quoted).join(','), ...body].map((line) => `${line}\r\n`).join('');
}

type Cells = Map<string, string | null>;

/** The values of an object, what lies within it under names like `actor.id`, lists as JSON. */
function cellsOf(value: object, path = '', cells: Cells = new Map()): Cells {
  for (const [name, one] of Object.entries(value) as [string, unknown][]) {
    const at = path === '' ? name : `${path}.${name}`;
    if (one === null || one === undefined) cells.set(at, null);
    else if (typeof one === 'object' && !Array.isArray(one)) cellsOf(one, at, cells);
    else cells.set(at, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return cells;
}

/** Objects as a table: a column for each value that any of them has, in the order in which they come up. */
export function tableOf(objects: readonly object[]): string {
  const rows = objects.map((one) => cellsOf(one));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  // What is an object in one row and absent in another has no column of its own.
  const heads = columns.filter((head) => !columns.some((other) => other.startsWith(`${head}.`)));
  return csvOf(
    heads,
    rows.map((row) => heads.map((head) => row.get(head) ?? null)),
  );
}
