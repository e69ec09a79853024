import { rewrittenFunds, withFund } from '../src/ledger/dana.js';
import type { EventOf } from '../src/ledger/events.js';
import { described } from '../src/ledger/evolve.js';
import { LEVELS, type Level, lowestLevel } from '../src/ledger/kode.js';
import { type Plafon, setCeiling } from '../src/ledger/plafon.js';
import { add, negate, type Rupiah, subtract, ZERO } from '../src/ledger/rupiah.js';
import type { Target } from '../src/ledger/target.js';
import type { Indikator, Kind, Stage, SumberDana } from '../src/ledger/terms.js';
import type { Fold } from './projection.js';
import { versionBase } from './revision-register.js';

/** A figure as adopted, as of the P-APBD (null before there is one), and at the point that the sheet shows. */
export type Figures<Value> = { murni: Value; pApbd: Value | null; now: Value };

/** A target is null where the indicator was not there yet, or has ended. */
export type SheetIndikator = {
  readonly indikatorId: string;
  teks: string;
  readonly target: Figures<Target | null>;
};

type Described = 'parent' | 'kode' | 'kodeWritten' | 'uraian' | 'lokasi' | 'prakiraanMaju';
type Added = EventOf<'LineAdded'>['data'];

export type SheetLine = Omit<Added, 'indikator' | 'sumberDana' | 'pagu' | Described> & {
  -readonly [Field in Described]: Added[Field];
} & {
  readonly indikator: SheetIndikator[];
  /** It has ended: its figures stay for the versions in which it had some. */
  ended: boolean;
  sumberDana: readonly SumberDana[];
  /** Of a sub kegiatan; every higher row's figures are computed by `totals`. */
  readonly pagu: Figures<Rupiah>;
};

export type SheetObjective = Omit<EventOf<'ObjectiveAdded'>['data'], 'indikator'> & {
  readonly indikator: SheetIndikator[];
};

export type RenjaSheet = {
  head: EventOf<'RenjaOpened'>['data'] | null;
  status: 'none' | 'draft' | 'adopted' | 'closed';
  revision: number;
  recordedAt: string | null;
  /** In the order in which they were added; `inTreeOrder` puts each below its parent. */
  readonly lines: Map<string, SheetLine>;
  readonly objectives: Map<string, SheetObjective>;
  /** Sections of the document's text, in the order in which they were first written. */
  readonly notes: Map<string, string>;
  /** The ceilings in force, by the name of what they bound. */
  readonly plafon: Map<string, Plafon>;
  hasPApbd: boolean;
  /** Which column each revision writes besides `now`. */
  readonly columns: Map<string, 'murni' | 'pApbd' | null>;
};

const figures = <Value>(value: Value): Figures<Value> => ({ murni: value, pApbd: null, now: value });

/** What a revision adds was in no version before it: `nothing` there, and the value now and in the revision's own column. */
function added<Value>(sheet: RenjaSheet, revisionId: string | undefined, nothing: Value, value: Value): Figures<Value> {
  if (revisionId === undefined) return figures(value);
  const column = sheet.columns.get(revisionId);
  const of = { murni: nothing, pApbd: sheet.hasPApbd ? nothing : null, now: value };
  return column ? { ...of, [column]: value } : of;
}

/** The column that an approval writes besides `now`. */
export const columnOf = (kind: Kind, stage: Stage | null): 'murni' | 'pApbd' | null => {
  const version = versionBase(kind, stage);
  return version === 'murni' ? 'murni' : version === 'p-apbd' ? 'pApbd' : null;
};

const withFigures = (indikator: readonly Indikator[]): SheetIndikator[] =>
  indikator.map(({ indikatorId, teks, target, satuan }) => ({
    indikatorId,
    teks,
    target: figures({ target, satuan }),
  }));

const newIndikator = (sheet: RenjaSheet, revisionId: string | undefined, one: Indikator): SheetIndikator => ({
  indikatorId: one.indikatorId,
  teks: one.teks,
  target: added<Target | null>(sheet, revisionId, null, { target: one.target, satuan: one.satuan }),
});

const indikatorOf = (sheet: RenjaSheet, of: string, indikatorId: string): SheetIndikator | undefined =>
  (sheet.lines.get(of) ?? sheet.objectives.get(of))?.indikator.find((one) => one.indikatorId === indikatorId);

function* everyFigure(sheet: RenjaSheet): Iterable<Figures<unknown>> {
  for (const line of sheet.lines.values()) yield line.pagu;
  for (const { indikator } of [...sheet.lines.values(), ...sheet.objectives.values()])
    for (const { target } of indikator) yield target;
}

/** A version's column is the state at its approval; the changes of the same approval then follow into it. */
function set<Value>(
  sheet: RenjaSheet,
  of: Figures<Value> | undefined,
  revisionId: string | undefined,
  value: Value,
): void {
  if (!of) return;
  of.now = value;
  // A draft becomes murni as it then is.
  const column = revisionId === undefined ? 'murni' : sheet.columns.get(revisionId);
  if (column) of[column] = value;
}

/**
 * Adds an amount to a row, and to its fund where the change names one. By amounts and not by the figures after them, so
 * that a late document adds up too, in the order in which documents take effect.
 */
function post(
  sheet: RenjaSheet,
  line: SheetLine | undefined,
  { revisionId, dana }: { revisionId?: string; dana?: string },
  delta: Rupiah,
): void {
  if (!line) return;
  set(sheet, line.pagu, revisionId, add(line.pagu.now, delta));
  line.sumberDana = withFund(line.sumberDana, dana, delta);
}

/** The Renja as a table: every row with its figures murni, P-APBD and now, targets, funds and printed columns. */
export const renjaSheet: Fold<RenjaSheet> = {
  name: 'renja-sheet',
  initial: () => ({
    head: null,
    status: 'none',
    revision: 0,
    recordedAt: null,
    lines: new Map(),
    objectives: new Map(),
    notes: new Map(),
    plafon: new Map(),
    hasPApbd: false,
    columns: new Map(),
  }),
  apply(sheet, entry) {
    // In the order of effect, the entry recorded last need not come last.
    if (entry.revision > sheet.revision) {
      sheet.revision = entry.revision;
      sheet.recordedAt = entry.meta.recordedAt;
    }
    const { type, data } = entry.event;
    switch (type) {
      case 'RenjaOpened':
        sheet.head = data;
        sheet.status = 'draft';
        return sheet;
      case 'ObjectiveAdded':
        sheet.objectives.set(data.objectiveId, { ...data, indikator: withFigures(data.indikator) });
        return sheet;
      case 'LineAdded':
        sheet.lines.set(data.lineId, {
          ...data,
          ended: false,
          indikator: data.indikator.map((one) => newIndikator(sheet, data.revisionId, one)),
          pagu: data.revisionId === undefined ? figures(data.pagu ?? ZERO) : added(sheet, data.revisionId, ZERO, ZERO),
        });
        return sheet;
      case 'RenjaAdopted':
        sheet.status = 'adopted';
        return sheet;
      case 'RevisionProposed':
        sheet.columns.set(data.revisionId, columnOf(data.kind, data.stage));
        return sheet;
      case 'RevisionApproved': {
        const column = sheet.columns.get(data.revisionId);
        if (column) for (const figure of everyFigure(sheet)) figure[column] = figure.now;
        if (column === 'pApbd') sheet.hasPApbd = true;
        return sheet;
      }
      case 'PaguIncreased':
      case 'PaguDecreased':
        post(sheet, sheet.lines.get(data.lineId), data, type === 'PaguIncreased' ? data.amount : negate(data.amount));
        return sheet;
      case 'TargetChanged':
        set(sheet, indikatorOf(sheet, data.of, data.indikatorId)?.target, data.revisionId, data.after);
        return sheet;
      case 'IndikatorAdded': {
        const row = sheet.lines.get(data.of) ?? sheet.objectives.get(data.of);
        row?.indikator.push(newIndikator(sheet, data.revisionId, data.indikator));
        return sheet;
      }
      case 'IndikatorReworded': {
        const indikator = indikatorOf(sheet, data.of, data.indikatorId);
        if (indikator) indikator.teks = data.after;
        return sheet;
      }
      case 'IndikatorEnded':
        set(sheet, indikatorOf(sheet, data.of, data.indikator.indikatorId)?.target, data.revisionId, null);
        return sheet;
      case 'PrakiraanMajuChanged': {
        const line = sheet.lines.get(data.lineId);
        if (line) line.prakiraanMaju = data.after;
        return sheet;
      }
      case 'LineDescribed': {
        const line = sheet.lines.get(data.lineId);
        if (line) Object.assign(line, described(data));
        return sheet;
      }
      case 'LineMoved': {
        const line = sheet.lines.get(data.lineId);
        if (line) line.parent = data.after;
        return sheet;
      }
      case 'LineEnded': {
        const line = sheet.lines.get(data.lineId);
        if (line) line.ended = true;
        return sheet;
      }
      case 'SumberDanaChanged': {
        const line = sheet.lines.get(data.lineId);
        if (line) line.sumberDana = rewrittenFunds(line.sumberDana, data.before, data.after);
        return sheet;
      }
      case 'RenjaClosed':
        sheet.status = 'closed';
        return sheet;
      case 'RenjaReopened':
        sheet.status = 'adopted';
        return sheet;
      case 'PlafonSet': {
        const { scope, after } = data;
        setCeiling(sheet.plafon, scope, after);
        return sheet;
      }
      case 'NoteSet':
        sheet.notes.set(data.section, data.after);
        return sheet;
      case 'FindingAnswered':
      case 'RevisionEndorsed':
      case 'RevisionRejected':
      case 'RevisionWithdrawn':
      case 'RealisasiReported':
      case 'RealisasiCorrected':
        return sheet;
      default:
        return entry.event satisfies never;
    }
  },
};

/** The rows as the tree has them: each below its parent, and side by side in the order in which they were added. */
export function inTreeOrder<Row extends { readonly lineId: string; readonly parent: string | null }>(view: {
  readonly lines: ReadonlyMap<string, Row>;
}): Row[] {
  const below = new Map<string | null, Row[]>();
  for (const line of view.lines.values()) {
    const beside = below.get(line.parent);
    if (beside) beside.push(line);
    else below.set(line.parent, [line]);
  }
  const from = (parent: string | null): Row[] =>
    (below.get(parent) ?? []).flatMap((line) => [line, ...from(line.lineId)]);
  return from(null);
}

/** The level whose rows hold pagu. */
export const lowestOf = ({ head }: RenjaSheet): Level => lowestLevel(head?.tahun ?? Number.POSITIVE_INFINITY);

/** A row's total: its own pagu on a sub kegiatan, the sum over its sub kegiatan on every higher row. */
export type Totals = {
  readonly murni: Rupiah;
  readonly pApbd: Rupiah | null;
  readonly change: Rupiah;
  readonly now: Rupiah;
};

const plus = (a: Figures<Rupiah>, b: Figures<Rupiah>): Figures<Rupiah> => ({
  murni: add(a.murni, b.murni),
  pApbd: a.pApbd === null && b.pApbd === null ? null : add(a.pApbd ?? ZERO, b.pApbd ?? ZERO),
  now: add(a.now, b.now),
});

/** The computed totals of every row by its id, and of the whole Renja under the empty id. */
export function totals(sheet: RenjaSheet): Map<string, Totals> {
  const sums = new Map<string, Figures<Rupiah>>([['', { murni: ZERO, pApbd: null, now: ZERO }]]);
  for (const [lineId, line] of sheet.lines) sums.set(lineId, line.pagu);
  // Lowest level first, so that every row is complete before it is added to its parent.
  for (const level of LEVELS.toReversed())
    for (const [lineId, line] of sheet.lines) {
      if (line.level !== level) continue;
      const parent = line.parent ?? '';
      sums.set(parent, plus(sums.get(parent) as Figures<Rupiah>, sums.get(lineId) as Figures<Rupiah>));
    }
  return new Map([...sums].map(([id, sum]) => [id, { ...sum, change: subtract(sum.now, sum.murni) }]));
}
