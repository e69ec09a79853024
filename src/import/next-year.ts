import {
  inTreeOrder,
  lowestOf,
  type RenjaSheet,
  type SheetIndikator,
  type SheetLine,
} from '../../projections/renja-sheet.js';
import type { NewLine, RenjaCommand } from '../ledger/commands.js';
import { ZERO } from '../ledger/rupiah.js';
import { parseTarget, type Target } from '../ledger/target.js';
import { type Actor, type NewIndikator, ofIndikator } from '../ledger/terms.js';
import { addLinesSteps, type Step } from './step.js';

/** Indicators that have not ended, each with the target that is stated for it. */
const carried = (indikator: readonly SheetIndikator[], next: (n: number) => Target | null): NewIndikator[] =>
  indikator
    .filter(({ target }) => target.now !== null)
    .map(({ teks, target }, n) => ({ teks, ...(next(n) ?? target.now ?? { target: '', satuan: null }) }));

/** The forward estimate of a row's nth indicator; null where the plan states none. */
function estimate({ prakiraanMaju, atribut }: SheetLine, n: number): Target | null {
  if (n > 0) return parseTarget(atribut[ofIndikator('prakiraanTarget', n)] ?? '');
  return prakiraanMaju && prakiraanMaju.target !== ''
    ? { target: prakiraanMaju.target, satuan: prakiraanMaju.satuan }
    : null;
}

/** The sub kegiatan without a forward estimate: what they will get is unknown, and their draft begins at zero. */
export const withoutEstimate = (sheet: RenjaSheet): SheetLine[] =>
  inTreeOrder(sheet).filter(
    ({ level, ended, prakiraanMaju }) => level === lowestOf(sheet) && !ended && (prakiraanMaju?.pagu ?? null) === null,
  );

/**
 * The commands that open next year's Renja from this year's: its objectives and rows that have not ended, with the
 * forward estimates as targets and pagu. How a fund divides next year is unknown, so funds come by name only.
 */
export function nextYearSteps(
  sheet: RenjaSheet,
  opening: Extract<RenjaCommand, { type: 'OpenRenja' }>,
  actor: Actor,
): Step[] {
  const from = sheet.head?.renjaId ?? '';
  const lineOf = () => ({ file: from, line: null });
  const { pendahulu } = opening.data;
  const open: Step = {
    name: 'open',
    actor,
    lineOf,
    command: () => ({
      ...opening,
      data: { ...opening.data, pendahulu: pendahulu.includes(from) ? pendahulu : [...pendahulu, from] },
    }),
  };

  const objectives = [...sheet.objectives.values()];
  const addObjectives: Step = {
    name: 'objectives',
    actor,
    lineOf,
    command: () => ({
      type: 'AddObjectives',
      data: {
        objectives: objectives.map(({ objectiveId, kind, parent, uraian, indikator }) => ({
          ref: `from-${objectiveId}`,
          kind,
          parent: parent === null ? null : `from-${parent}`,
          uraian,
          indikator: carried(indikator, () => null),
          sumber: [],
        })),
      },
    }),
  };

  const lowest = lowestOf(sheet);
  const rows = inTreeOrder(sheet).filter(({ ended }) => !ended);
  const placeOf = new Map(rows.map(({ lineId }, i) => [lineId, i]));
  const newLine = (line: SheetLine, i: number): NewLine => ({
    ref: `row-${i}`,
    level: line.level,
    parent: line.parent === null ? null : `row-${placeOf.get(line.parent)}`,
    kodeWritten: line.kodeWritten,
    kode: line.kode,
    uraian: line.uraian,
    indikator: carried(line.indikator, (n) => estimate(line, n)),
    lokasi: line.lokasi,
    sumberDana: line.sumberDana.map(({ dana }) => ({ dana, jumlah: null })),
    pagu: line.level === lowest ? (line.prakiraanMaju?.pagu ?? ZERO) : null,
    prakiraanMaju: null,
    atribut: {},
    sumber: [],
    ...(line.notPrinted ? { notPrinted: true } : {}),
    asal: [{ renjaId: from, lineId: line.lineId }],
  });
  const addLines = addLinesSteps(rows.map(newLine), (row) => placeOf.get(rows[row]?.parent ?? '') ?? null, {
    actor,
    lineOf,
  });
  return [open, ...(objectives.length > 0 ? [addObjectives] : []), ...addLines];
}
