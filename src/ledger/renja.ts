import { type Level } from './kode.js';
import type { Plafon } from './plafon.js';
import { type Rupiah } from './rupiah.js';
import { type Target } from './target.js';
import type {
  Change,
  Day,
  Document,
  Indikator,
  Kind,
  Period,
  PrakiraanMaju,
  Stage,
  Step,
  SumberDana,
} from './terms.js';

/** What the rules need to know of a row. */
export type Line = {
  readonly lineId: string;
  readonly level: Level;
  parent: string | null;
  kodeWritten: string | null;
  kode: string | null;
  uraian: string;
  lokasi: string | null;
  /** Those that have not ended. */
  readonly indikator: Map<string, Indikator>;
  /** How many indicators it ever had: their ids are not used again. */
  indikatorGiven: number;
  sumberDana: readonly SumberDana[];
  prakiraanMaju: PrakiraanMaju | null;
  pagu: Rupiah | null;
  /** The day from which a revision added it; null for a row of the plan as adopted. */
  readonly addedOn: Day | null;
  ended: boolean;
  /** By fund, or as a whole, and by period. */
  readonly keuangan: Map<string, Map<Period, Rupiah>>;
  /** By `indikatorId period`. */
  readonly kinerja: Map<string, string>;
};

export type Objective = {
  readonly objectiveId: string;
  readonly kind: 'tujuan' | 'sasaran';
  readonly indikator: Map<string, Indikator>;
  indikatorGiven: number;
};

export type Revision = {
  readonly revisionId: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
  readonly acrossAgencies?: true;
  readonly document: Document;
  readonly reason: string;
  readonly effectiveOn: Day;
  readonly proposedBy: string;
  status: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
  /** The approved revision that it undoes. */
  readonly reverses?: string;
  /** The endorsements that its approval waits for, and those that were given. */
  readonly route: readonly Step[];
  readonly endorsed: Step[];
  readonly changes: Change[];
  /** The ids that its approval gave to the rows and indicators that it added, in their order. */
  readonly added: { readonly lines: string[]; readonly indikator: string[] };
};

/** One Renja as the rules see it. */
export type Renja = {
  renjaId: string | null;
  /** The code of the government. */
  pemda: string | null;
  /** The code of the agency. */
  perangkatDaerah: string | null;
  /** The level that holds pagu. */
  lowest: Level;
  status: 'none' | 'draft' | 'adopted' | 'closed';
  /** How many events made this state. */
  revision: number;
  readonly lines: Map<string, Line>;
  readonly objectives: Map<string, Objective>;
  readonly revisions: Map<string, Revision>;
  /** The day from which a revision added an indicator, by `lineId indikatorId`. */
  readonly indikatorSince: Map<string, Day>;
  /** The day on which each figure of a report or correction was last stated, by the figure's key. */
  readonly statedOn: Map<string, Day>;
  /** The date of the document by which it was last adopted, closed or opened again, where that has one. */
  decreedOn: Day | null;
  /** The latest effective day among the approved revisions. */
  lastEffective: Day | null;
  /** Sections of the document's text. */
  readonly notes: Map<string, string>;
  /** What was answered to each finding. */
  readonly answers: Map<string, string>;
  /** By the name of what they bound. */
  readonly plafon: Map<string, Plafon>;
};

export const newRenja = (): Renja => ({
  renjaId: null,
  pemda: null,
  perangkatDaerah: null,
  lowest: 'subkegiatan',
  status: 'none',
  revision: 0,
  lines: new Map(),
  objectives: new Map(),
  revisions: new Map(),
  indikatorSince: new Map(),
  statedOn: new Map(),
  decreedOn: null,
  lastEffective: null,
  notes: new Map(),
  answers: new Map(),
  plafon: new Map(),
});

/** The row's or objective's indicators: targets may change on either. */
export const indikatorOf = (renja: Renja, id: string): Map<string, Indikator> | undefined =>
  (renja.lines.get(id) ?? renja.objectives.get(id))?.indikator;

/** A target as the domain compares it, from anything that extends it. */
export const targetOf = ({ target, satuan }: Target): Target => ({ target, satuan });
