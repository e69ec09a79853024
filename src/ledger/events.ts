import type { Fact } from './decider.js';
import type { Level } from './kode.js';
import type { Rupiah } from './rupiah.js';
import type { Target } from './target.js';

import type {
  Asal,
  Change,
  Corrected,
  Day,
  Document,
  Indikator,
  IndikatorId,
  Kind,
  LineId,
  Period,
  PlafonScope,
  PrakiraanMaju,
  RevisionId,
  Stage,
  Step,
  Sumber,
  SumberDana,
} from './terms.js';

type PaguChange = {
  readonly lineId: LineId;
  /** Always above zero: the event's name says the direction. */
  readonly amount: Rupiah;
  /** The pagu until then. */
  readonly before: Rupiah;
  /** The pagu from then on. */
  readonly after: Rupiah;
  /** The fund that changed with it, on a row with itemised funds. */
  readonly dana?: string;
  /** The two ends of one transfer carry the same. */
  readonly transferId?: string;
  /** The revision; none while the Renja is a draft. */
  readonly revisionId?: RevisionId;
  /** Why: of this change, or of the whole revision. */
  readonly reason: string;
};

/** What can happen to a Renja. The sentence above each event is its description in `docs/events.md` and in the schema. */
export type RenjaEvent =
  /** A Renja begins, as a draft without rows. */
  | Fact<
      'RenjaOpened',
      {
        /** Lowercase letters, digits and hyphens: part of the stream's name. */
        readonly renjaId: string;
        /** The local government: its code, what it is (`kota`, `kabupaten`) and its name. */
        readonly pemda: { readonly kode: string; readonly jenis: string; readonly nama: string };
        /** The office whose plan this is. */
        readonly perangkatDaerah: { readonly kode: string; readonly nama: string };
        /** The year of the plan. */
        readonly tahun: number;
        /** The years of the medium-term plan that it is part of, such as `2019-2024`. */
        readonly periodeRpjmd: string;
        /** The edition of the nomenclature that the codes follow, e.g. `050-5889/2021`. */
        readonly nomenklatur: string;
        /** Renja of years before that it continues, by their ids. */
        readonly pendahulu: readonly string[];
        /** What the Renja is taken from. */
        readonly document: Document;
        /** Paths of the fields that no real document states, such as `perangkatDaerah.kode`. */
        readonly madeUp?: readonly string[];
      }
    >
  /** A tujuan or sasaran of Table 3.1 joins a draft. */
  | Fact<
      'ObjectiveAdded',
      {
        /** Such as `O01`; never the id of a row. */
        readonly objectiveId: string;
        readonly kind: 'tujuan' | 'sasaran';
        /** The tujuan that a sasaran serves; null for a tujuan. */
        readonly parent: string | null;
        /** Its wording. */
        readonly uraian: string;
        readonly indikator: readonly Indikator[];
        /** The rows of the documents that it was read from. */
        readonly sumber: readonly Sumber[];
      }
    >
  /** A row joins the tree: of a draft, or by an approved revision. */
  | Fact<
      'LineAdded',
      {
        readonly lineId: LineId;
        readonly level: Level;
        /** The row that it stands under; null for an urusan. */
        readonly parent: LineId | null;
        /** The code as written; null where the row has none. */
        readonly kodeWritten: string | null;
        /** The code in canonical form, for comparing and searching. */
        readonly kode: string | null;
        /** Its name. */
        readonly uraian: string;
        readonly indikator: readonly Indikator[];
        /** Its place, as written. */
        readonly lokasi: string | null;
        readonly sumberDana: readonly SumberDana[];
        /** Only on a sub kegiatan; null on every other level. */
        readonly pagu: Rupiah | null;
        readonly prakiraanMaju: PrakiraanMaju | null;
        /** The document's other columns by name, as written. */
        readonly atribut: { readonly [column: string]: string };
        /** The rows of the documents that it was read from. */
        readonly sumber: readonly Sumber[];
        /** True for a parent that the document does not print and the tree needs. */
        readonly notPrinted?: true;
        readonly asal?: Asal;
        /** The revision that added it: then it starts at pagu zero, and murni stays as it was. */
        readonly revisionId?: RevisionId;
      }
    >
  /** The draft becomes the plan, murni: from here on it changes by revisions only. */
  | Fact<'RenjaAdopted', { readonly document: Document; readonly reason: string | null }>
  /** The year is over: nothing is taken any more but corrections of realisasi by an audit document. */
  | Fact<'RenjaClosed', { readonly document: Document; readonly reason: string }>
  /** A closed Renja is open again. */
  | Fact<'RenjaReopened', { readonly document: Document; readonly reason: string }>
  /** A ceiling of the plan is set, raised, lowered or lifted. */
  | Fact<
      'PlafonSet',
      {
        readonly scope: PlafonScope;
        /** Null where there was none, and `after` where there is none any more. */
        readonly before: Rupiah | null;
        readonly after: Rupiah | null;
        readonly document: Document;
        readonly reason: string;
        /** The revision that brought it, if any. */
        readonly revisionId?: RevisionId;
      }
    >
  /** A section of the document's text is written. */
  | Fact<
      'NoteSet',
      {
        /** Such as `permasalahan`. */
        readonly section: string;
        /** Null before it was first written. */
        readonly before: string | null;
        readonly after: string;
      }
    >
  /** What the office says to an irregularity that the ledger or an auditor found. */
  | Fact<
      'FindingAnswered',
      {
        /** Which one, as the finding names itself. */
        readonly finding: string;
        /** The answer before; null for the first. */
        readonly before: string | null;
        readonly after: string;
        readonly document: Document | null;
      }
    >
  /** A revision is proposed; nothing changes before its approval. */
  | Fact<
      'RevisionProposed',
      {
        readonly revisionId: RevisionId;
        /** A long proposal continues in further parts of the same append, from 1. */
        readonly part: number;
        /** How many parts it has. */
        readonly parts: number;
        readonly kind: Kind;
        /** Null where it is no stage of the planning year, as with a pergeseran. */
        readonly stage: Stage | null;
        /** A pergeseran to or from other agencies: it sums to zero over all Renja that cite its document. */
        readonly acrossAgencies?: true;
        /** Its title. */
        readonly judul: string;
        /** Its legal basis. */
        readonly document: Document;
        readonly reason: string;
        /** The day on which it takes effect by its document. */
        readonly effectiveOn: Day;
        /** Why it comes after a revision of a later day. */
        readonly lateReason?: string;
        /** The revision of the Renja that the author looked at. */
        readonly base: number;
        /** The account that proposed it, which must not be the one that approves it. */
        readonly proposedBy: string;
        /** The approved revision that this one undoes. */
        readonly reverses?: RevisionId;
        /** The endorsements that its approval waits for, in their order, as the office's route asked on that day. */
        readonly route?: readonly Step[];
        readonly changes: readonly Change[];
      }
    >
  /** One step of a proposal's route is taken. */
  | Fact<
      'RevisionEndorsed',
      {
        readonly revisionId: RevisionId;
        readonly step: Step;
        readonly note: string | null;
        readonly document: Document | null;
      }
    >
  /** A revision is approved; the events after it in the same append are what it changes. */
  | Fact<'RevisionApproved', { readonly revisionId: RevisionId; readonly note: string | null }>
  /** A revision is turned down. */
  | Fact<'RevisionRejected', { readonly revisionId: RevisionId; readonly reason: string }>
  /** A revision is taken back by the account that proposed it. */
  | Fact<'RevisionWithdrawn', { readonly revisionId: RevisionId; readonly reason: string }>
  /** An approved revision raises the pagu of a sub kegiatan. */
  | Fact<'PaguIncreased', PaguChange>
  /** An approved revision lowers the pagu of a sub kegiatan. */
  | Fact<'PaguDecreased', PaguChange>
  /** An approved revision changes what an indicator promises. */
  | Fact<
      'TargetChanged',
      {
        /** The row or the objective that has the indicator, by its id. */
        readonly of: string;
        readonly indikatorId: IndikatorId;
        readonly before: Target;
        readonly after: Target;
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision changes the funds of a row, or their order. */
  | Fact<
      'SumberDanaChanged',
      {
        readonly lineId: LineId;
        readonly before: readonly SumberDana[];
        readonly after: readonly SumberDana[];
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision changes what is expected for the next year. */
  | Fact<
      'PrakiraanMajuChanged',
      {
        readonly lineId: LineId;
        readonly before: PrakiraanMaju | null;
        readonly after: PrakiraanMaju | null;
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision rewrites a text of a row: its code as written, its name or its place. */
  | Fact<
      'LineDescribed',
      {
        readonly lineId: LineId;
        readonly field: 'kode' | 'uraian' | 'lokasi';
        readonly before: string | null;
        readonly after: string | null;
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision puts a row under another one. */
  | Fact<
      'LineMoved',
      {
        readonly lineId: LineId;
        /** The rows that it stood and stands under. */
        readonly before: LineId | null;
        readonly after: LineId | null;
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision ends a row; it does not come back. */
  | Fact<'LineEnded', { readonly lineId: LineId; readonly revisionId?: RevisionId }>
  /** An approved revision gives a row or an objective a further indicator. */
  | Fact<'IndikatorAdded', { readonly of: string; readonly indikator: Indikator; readonly revisionId?: RevisionId }>
  /** An approved revision changes the wording of an indicator. */
  | Fact<
      'IndikatorReworded',
      {
        /** The row or the objective that has the indicator, by its id. */
        readonly of: string;
        readonly indikatorId: IndikatorId;
        readonly before: string;
        readonly after: string;
        readonly revisionId?: RevisionId;
      }
    >
  /** An approved revision ends an indicator, which is repeated as it was last. */
  | Fact<'IndikatorEnded', { readonly of: string; readonly indikator: Indikator; readonly revisionId?: RevisionId }>
  /** What was achieved and spent on a row by the end of a period. */
  | Fact<
      'RealisasiReported',
      {
        readonly lineId: LineId;
        readonly period: Period;
        /** The indicator that `kinerja` speaks of. */
        readonly indikatorId?: IndikatorId;
        /** What was achieved so far, as written, with a decimal comma. */
        readonly kinerja?: string;
        /** Rupiah spent so far, cumulative; only on a sub kegiatan. */
        readonly keuangan?: Rupiah;
        /** The fund of which the keuangan is; left out where it is of the whole row. */
        readonly dana?: string;
        /** The target as the report itself states it: its ratio counts against this one. */
        readonly pembanding?: Target & { readonly indikator: string };
        /** The ratio as the report prints it, for comparison with the computed one. */
        readonly tingkatTercetak?: string;
        /** What stood in the way. */
        readonly kendala?: string;
        /** A remark. */
        readonly keterangan?: string;
        /** The day of the report: it takes effect then. */
        readonly reportedOn: Day;
      }
    >
  /** A reported figure is replaced by another one. */
  | Fact<
      'RealisasiCorrected',
      {
        readonly lineId: LineId;
        readonly period: Period;
        /** The indicator that `kinerja` speaks of. */
        readonly indikatorId?: IndikatorId;
        readonly kinerja?: Corrected;
        readonly keuangan?: { readonly before: Rupiah; readonly after: Rupiah };
        /** The fund of which the keuangan is; left out where it is of the whole row. */
        readonly dana?: string;
        readonly reason: string;
        /** The audit document or other basis; a closed Renja asks for one. */
        readonly document: Document | null;
        /** The day on which the correction was reported: it takes effect then. */
        readonly reportedOn: Day;
      }
    >;

export type EventType = RenjaEvent['type'];
export type EventOf<Type extends EventType> = Extract<RenjaEvent, { type: Type }>;
