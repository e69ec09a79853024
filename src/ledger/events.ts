import type { Fact } from './decider.js';
import type { Level } from './kode.js';
import type { Rupiah } from './rupiah.js';
import type { Target } from './target.js';

/** `YYYY-MM-DD`. */
export type Day = string;
/** `2022-TW2` for a triwulan, `2022-06` for a month. */
export type Period = string;

/** Who typed or approved something in the system. `asserted` marks a self-declared actor that no sign-in has proved. */
export type Actor = { readonly id: string; readonly name: string; readonly role: Role; readonly asserted?: true };
export const ROLES = ['planner', 'finance', 'verifier', 'approver', 'auditor', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * A dasar hukum or source document, which travels inside the events that cite it.
 * `madeUp` names those of its fields that no real document states (for demonstrations); every view must show them so.
 */
export type Document = {
  readonly documentId: string;
  readonly jenis: string;
  readonly nomor?: string;
  readonly tanggal?: Day;
  readonly judul: string;
  readonly penandatangan?: { readonly nama: string; readonly jabatan: string };
  readonly sha256?: string;
  readonly madeUp?: readonly string[];
};

export type Indikator = Target & { readonly indikatorId: string; readonly teks: string };

/** A funding source; `jumlah` is null where the document names the fund without an amount (not itemised). */
export type SumberDana = { readonly dana: string; readonly jumlah: Rupiah | null };

/** The raw cells of a row as printed, so that nothing of the source is lost. `baris` is the line of the file, from 1. */
export type Sumber = {
  readonly documentId: string;
  readonly tabel: string;
  readonly baris: number;
  readonly sel: readonly string[];
};

export const KINDS = ['penetapan', 'pergeseran', 'mendahului', 'perubahan', 'koreksi'] as const;
export type Kind = (typeof KINDS)[number];
export const STAGES = ['RKPD', 'PPAS', 'APBD', 'P-RKPD', 'P-PPAS', 'P-APBD'] as const;
export type Stage = (typeof STAGES)[number];

/** Who endorses a revision before it is approved, in the order in which an office's route names them. */
export const STEPS = ['pa', 'bappeda', 'tapd', 'ppkd', 'sekda', 'kepala-daerah'] as const;
export type Step = (typeof STEPS)[number];

/** What a ceiling bounds: the whole Renja, a row with all that stands below it, or a fund over all rows. */
export type PlafonScope =
  | { readonly of: 'renja' }
  | { readonly of: 'line'; readonly lineId: string }
  | { readonly of: 'dana'; readonly dana: string };

/** One change of a proposed revision, with the value that its author saw. */
export type Change =
  | {
      readonly field: 'pagu';
      readonly lineId: string;
      readonly seen: Rupiah;
      /** Signed: what is added to the pagu. */
      readonly delta: Rupiah;
      readonly dana?: string;
      readonly reason?: string;
      /** The two ends of one transfer carry the same. */
      readonly transferId?: string;
    }
  | {
      readonly field: 'target';
      /** A line's or an objective's id: the two never share one. */
      readonly of: string;
      readonly indikatorId: string;
      readonly from: Target;
      readonly to: Target;
    }
  | {
      readonly field: 'sumberDana';
      readonly lineId: string;
      readonly from: readonly SumberDana[];
      readonly to: readonly SumberDana[];
    }
  | {
      readonly field: 'prakiraanMaju';
      readonly lineId: string;
      readonly from: PrakiraanMaju | null;
      readonly to: PrakiraanMaju | null;
    }
  | {
      /** A text of the row: its code as written, its name or its place. */
      readonly field: 'kode' | 'uraian' | 'lokasi';
      readonly lineId: string;
      readonly from: string | null;
      readonly to: string | null;
    }
  | { readonly field: 'parent'; readonly lineId: string; readonly from: string | null; readonly to: string | null }
  | {
      /** The wording of an indicator. */
      readonly field: 'teks';
      readonly of: string;
      readonly indikatorId: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly field: 'newIndikator'; readonly of: string; readonly indikator: NewIndikator }
  | {
      readonly field: 'endIndikator';
      readonly of: string;
      readonly indikatorId: string;
      readonly seen: NewIndikator;
    }
  | {
      /** A row that the revision adds; other changes name it by its `ref`. It starts at pagu zero. */
      readonly field: 'newLine';
      readonly ref: string;
      readonly row: NewRow;
    }
  | { readonly field: 'endLine'; readonly lineId: string }
  | {
      /** A ceiling; null where there is none. */
      readonly field: 'plafon';
      readonly scope: PlafonScope;
      readonly from: Rupiah | null;
      readonly to: Rupiah | null;
    };

export type NewIndikator = Omit<Indikator, 'indikatorId'>;
/** What is expected for the next year. */
export type PrakiraanMaju = Target & { readonly pagu: Rupiah | null };
/** Rows of this or another Renja that a row comes from: a split, a merger, last year's row. */
export type Asal = readonly { readonly renjaId: string; readonly lineId: string }[];

/** What a revision says of a row that it adds. */
export type NewRow = {
  readonly level: Level;
  readonly parent: string | null;
  readonly kodeWritten: string | null;
  readonly kode: string | null;
  readonly uraian: string;
  readonly indikator: readonly NewIndikator[];
  readonly lokasi: string | null;
  readonly sumberDana: readonly SumberDana[];
  readonly prakiraanMaju: PrakiraanMaju | null;
  readonly asal: Asal;
};

/** A reported figure and the one in its place. */
export type Corrected = { readonly before: string; readonly after: string };

type PaguChange = {
  readonly lineId: string;
  /** Always above zero: the event's name says the direction. */
  readonly amount: Rupiah;
  readonly before: Rupiah;
  readonly after: Rupiah;
  readonly dana?: string;
  readonly transferId?: string;
  readonly revisionId: string;
  readonly reason: string;
};

export type RenjaEvent =
  | Fact<
      'RenjaOpened',
      {
        readonly renjaId: string;
        readonly pemda: { readonly kode: string; readonly jenis: string; readonly nama: string };
        readonly perangkatDaerah: { readonly kode: string; readonly nama: string };
        readonly tahun: number;
        readonly periodeRpjmd: string;
        /** The edition of the nomenclature that the codes follow, e.g. `050-5889/2021`. */
        readonly nomenklatur: string;
        readonly pendahulu: readonly string[];
        readonly document: Document;
        readonly madeUp?: readonly string[];
      }
    >
  | Fact<
      'ObjectiveAdded',
      {
        readonly objectiveId: string;
        readonly kind: 'tujuan' | 'sasaran';
        readonly parent: string | null;
        readonly uraian: string;
        readonly indikator: readonly Indikator[];
        readonly sumber: readonly Sumber[];
      }
    >
  | Fact<
      'LineAdded',
      {
        readonly lineId: string;
        readonly level: Level;
        readonly parent: string | null;
        readonly kodeWritten: string | null;
        readonly kode: string | null;
        readonly uraian: string;
        readonly indikator: readonly Indikator[];
        readonly lokasi: string | null;
        readonly sumberDana: readonly SumberDana[];
        /** Only on a sub kegiatan; null on every other level. */
        readonly pagu: Rupiah | null;
        readonly prakiraanMaju: PrakiraanMaju | null;
        /** The document's other columns by name, as written. */
        readonly atribut: { readonly [column: string]: string };
        readonly sumber: readonly Sumber[];
        /** True for a parent that the document does not print and the tree needs. */
        readonly notPrinted?: true;
        readonly asal?: Asal;
        /** The revision that added it: then it starts at pagu zero, and murni stays as it was. */
        readonly revisionId?: string;
      }
    >
  | Fact<'RenjaAdopted', { readonly document: Document; readonly reason: string | null }>
  | Fact<'RenjaClosed', { readonly document: Document; readonly reason: string }>
  | Fact<'RenjaReopened', { readonly document: Document; readonly reason: string }>
  /** A ceiling of the plan; null where there was, or from now on is, none. */
  | Fact<
      'PlafonSet',
      {
        readonly scope: PlafonScope;
        readonly before: Rupiah | null;
        readonly after: Rupiah | null;
        readonly document: Document;
        readonly reason: string;
        /** The revision that brought it, if any. */
        readonly revisionId?: string;
      }
    >
  /** A section of the document's text, such as `permasalahan`; null before it was first written. */
  | Fact<'NoteSet', { readonly section: string; readonly before: string | null; readonly after: string }>
  | Fact<
      'RevisionProposed',
      {
        readonly revisionId: string;
        /** A long proposal continues in further parts of the same append, from 1. */
        readonly part: number;
        readonly parts: number;
        readonly kind: Kind;
        readonly stage: Stage | null;
        readonly judul: string;
        readonly document: Document;
        readonly reason: string;
        readonly effectiveOn: Day;
        readonly lateReason?: string;
        /** The revision of the Renja that the author looked at. */
        readonly base: number;
        /** The account that proposed it, which must not be the one that approves it. */
        readonly proposedBy: string;
        /** The approved revision that this one undoes. */
        readonly reverses?: string;
        /** The endorsements that its approval waits for, in their order, as the office's route asked on that day. */
        readonly route?: readonly Step[];
        readonly changes: readonly Change[];
      }
    >
  | Fact<
      'RevisionEndorsed',
      {
        readonly revisionId: string;
        readonly step: Step;
        readonly note: string | null;
        readonly document: Document | null;
      }
    >
  | Fact<'RevisionApproved', { readonly revisionId: string; readonly note: string | null }>
  | Fact<'RevisionRejected', { readonly revisionId: string; readonly reason: string }>
  /** Taken back by the account that proposed it. */
  | Fact<'RevisionWithdrawn', { readonly revisionId: string; readonly reason: string }>
  | Fact<'PaguIncreased', PaguChange>
  | Fact<'PaguDecreased', PaguChange>
  | Fact<
      'TargetChanged',
      {
        readonly of: string;
        readonly indikatorId: string;
        readonly before: Target;
        readonly after: Target;
        readonly revisionId: string;
      }
    >
  | Fact<
      'SumberDanaChanged',
      {
        readonly lineId: string;
        readonly before: readonly SumberDana[];
        readonly after: readonly SumberDana[];
        readonly revisionId: string;
      }
    >
  | Fact<
      'PrakiraanMajuChanged',
      {
        readonly lineId: string;
        readonly before: PrakiraanMaju | null;
        readonly after: PrakiraanMaju | null;
        readonly revisionId: string;
      }
    >
  | Fact<
      'LineDescribed',
      {
        readonly lineId: string;
        readonly field: 'kode' | 'uraian' | 'lokasi';
        readonly before: string | null;
        readonly after: string | null;
        readonly revisionId: string;
      }
    >
  | Fact<
      'LineMoved',
      {
        readonly lineId: string;
        /** The rows it stood and stands under. */
        readonly before: string | null;
        readonly after: string | null;
        readonly revisionId: string;
      }
    >
  | Fact<'LineEnded', { readonly lineId: string; readonly revisionId: string }>
  | Fact<'IndikatorAdded', { readonly of: string; readonly indikator: Indikator; readonly revisionId: string }>
  | Fact<
      'IndikatorReworded',
      {
        readonly of: string;
        readonly indikatorId: string;
        readonly before: string;
        readonly after: string;
        readonly revisionId: string;
      }
    >
  | Fact<'IndikatorEnded', { readonly of: string; readonly indikator: Indikator; readonly revisionId: string }>
  | Fact<
      'RealisasiReported',
      {
        readonly lineId: string;
        readonly period: Period;
        /** Kinerja: which indicator, what was achieved so far (as written, decimal comma). */
        readonly indikatorId?: string;
        readonly kinerja?: string;
        /** Keuangan: rupiah so far, cumulative; only on a sub kegiatan. */
        readonly keuangan?: Rupiah;
        /** The target as the report itself states it: its ratio counts against this one. */
        readonly pembanding?: Target & { readonly indikator: string };
        /** The ratio as the report prints it, for comparison with the computed one. */
        readonly tingkatTercetak?: string;
        readonly kendala?: string;
        readonly keterangan?: string;
        readonly reportedOn: Day;
      }
    >
  | Fact<
      'RealisasiCorrected',
      {
        readonly lineId: string;
        readonly period: Period;
        readonly indikatorId?: string;
        readonly kinerja?: Corrected;
        readonly keuangan?: Corrected;
        readonly reason: string;
        /** The audit document or other basis; a closed Renja asks for one. */
        readonly document: Document | null;
        /** The day on which the correction was reported: it takes effect then. */
        readonly reportedOn: Day;
      }
    >;

/** The name of a column that a row has for each of its indicators: plain for the first, `targetRpjmd.2` for the second. */
export const ofIndikator = (column: string, n: number): string => (n === 0 ? column : `${column}.${n + 1}`);

export type EventType = RenjaEvent['type'];
export type EventOf<Type extends EventType> = Extract<RenjaEvent, { type: Type }>;
