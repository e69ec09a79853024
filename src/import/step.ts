import type { NewLine, RenjaCommand } from '../ledger/commands.js';
import { itemisedSum } from '../ledger/dana.js';
import type { RenjaEvent } from '../ledger/events.js';
import { isZero, type Rupiah } from '../ledger/rupiah.js';
import type { Target } from '../ledger/target.js';
import type { Actor, SumberDana } from '../ledger/terms.js';
import { changedPagu, type DocumentRow, type OfficeDocument } from './office-document.js';
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

export const NO_TARGET: Target = { target: '', satuan: null };

/** Cuts a list into commands of bounded rows and bytes. The same document is always cut at the same places. */
export function chunked<Item>(items: readonly Item[]): { from: number; items: Item[] }[] {
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

/**
 * Adds rows in as many commands as they need. `parentOf` gives the place of the row above in the same list, if any: within
 * a command a row names it by its `ref`, and one of an earlier command has its id already.
 */
export const addLinesSteps = (
  lines: readonly NewLine[],
  parentOf: (row: number) => number | null,
  { actor, lineOf }: { readonly actor: Actor; lineOf(row: number): ReturnType<Step['lineOf']> },
): Step[] =>
  chunked(lines).map(({ from, items }, chunk) => ({
    name: `lines ${chunk + 1}`,
    actor,
    lineOf: (pointer) => lineOf(from + indexIn(pointer)),
    command: (ids) => ({
      type: 'AddLines',
      data: {
        lines: items.map((line, i) => {
          const parent = parentOf(from + i);
          return parent === null || parent >= from ? line : { ...line, parent: ids.line(parent) };
        }),
      },
    }),
  }));

/** Blank cells say nothing. */
export const written = (columns: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== ''));

/** The first number in a JSON pointer: which item of the command's list it speaks of. */
export const indexIn = (pointer: string): number => Number(/^\/\w+\/(\d+)/.exec(pointer)?.[1] ?? Number.NaN);

/** Where a row of the plan stands in its file; what is of no row, the manifest says. */
export const lineOfRow = (document: OfficeDocument, row: DocumentRow | undefined): ReturnType<Step['lineOf']> => ({
  file: row ? document.fileOf('T-C.33') : document.manifestName,
  line: row?.plan?.raw[0]?.line ?? null,
});

/** The names of the funds, where nobody says how the figure divides between them. */
const named = (funds: readonly SumberDana[]): SumberDana[] => funds.map(({ dana }) => ({ dana, jumlah: null }));

/**
 * The document prints one list of funds. Where its amounts make up the new figure and not the murni, they are itemised
 * only by the revision; where they make up the murni and the pagu changes, only before it.
 */
export function fundsBefore({ sumberDana }: PlanRow, murni: Rupiah): readonly SumberDana[] {
  const funds = itemisedSum(sumberDana);
  return funds !== null && funds !== murni ? named(sumberDana) : sumberDana;
}

export function fundsAfter(plan: PlanRow, murni: Rupiah): readonly SumberDana[] {
  const { sumberDana } = plan;
  const isMurni = itemisedSum(sumberDana) === murni;
  return plan.level === 'subkegiatan' && isMurni && !isZero(changedPagu(plan).delta) ? named(sumberDana) : sumberDana;
}
