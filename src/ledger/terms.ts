import type { Level } from './kode.js';
import type { Rupiah } from './rupiah.js';
import type { Target } from './target.js';

/** The words of the field that events, commands and rules share, as types. */

/**
 * A day of the calendar, `YYYY-MM-DD`.
 * @pattern ^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$
 */
export type Day = string;

/** Whether the calendar has the day: JavaScript takes 2022-02-30 for the second of March. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/**
 * `2022-TW2` for a triwulan, `2022-06` for a month.
 * @pattern ^[0-9]{4}-(TW[1-4]|0[1-9]|1[0-2])$
 */
export type Period = string;

/** A row of the Renja, such as `L0005`. Its code is no identity: rows share codes. */
export type LineId = string;
/** An indicator, such as `I1`: its own only on its row or objective. */
export type IndikatorId = string;
/** A revision, such as `R002`: its own in the stream. The events that change a draft name none. */
export type RevisionId = string;

/** Who typed or approved something in the system. */
export type Actor = {
  /** The account. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Marks a self-declared actor, whom no sign-in has proved. */
  readonly asserted?: true;
};
export const ROLES = ['planner', 'finance', 'verifier', 'approver', 'auditor', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a role is held for: everything (both null), one government, or one of its agencies. By their codes: slugs and names
 * may change, and give nobody a right.
 */
export type Scope = {
  /** The code of the government; null for all. */
  readonly pemda: string | null;
  /** The code of its agency; null for all of them. */
  readonly perangkatDaerah: string | null;
};

export type Grant = { readonly role: Role; readonly scope: Scope };

/**
 * A dasar hukum or source document, which travels inside the events that cite it.
 * `madeUp` names those of its fields that no real document states (for demonstrations); every view must show them so.
 */
export type Document = {
  /** What events cite it by. */
  readonly documentId: string;
  /** Its kind, such as `Peraturan Wali Kota`. */
  readonly jenis: string;
  /** Its number, as written. */
  readonly nomor?: string;
  /** The day on which it was signed. */
  readonly tanggal?: Day;
  /** Its title. */
  readonly judul: string;
  /** Who signed it: name and office. */
  readonly penandatangan?: { readonly nama: string; readonly jabatan: string };
  /**
   * The hash of its file, hexadecimal.
   * @pattern ^[0-9a-f]{64}$
   */
  readonly sha256?: string;
  /** The fields that no real document states. */
  readonly madeUp?: readonly string[];
};

/** What a row or an objective is measured by, and what is promised of it. */
export type Indikator = Target & {
  readonly indikatorId: IndikatorId;
  /** Its wording. */
  readonly teks: string;
};

/** A funding source of a row. */
export type SumberDana = {
  /** The fund, such as `DAU`. */
  readonly dana: string;
  /** Rupiah; null where the document names the fund without an amount (not itemised). */
  readonly jumlah: Rupiah | null;
};

/** The raw cells of a row as printed, so that nothing of the source is lost. */
export type Sumber = {
  /** The document that it is printed in. */
  readonly documentId: string;
  /** The table, such as `T-C.33`. */
  readonly tabel: string;
  /** The line of the file, from 1. */
  readonly baris: number;
  /** The cells from left to right. */
  readonly sel: readonly string[];
};

export const KINDS = ['penetapan', 'pergeseran', 'mendahului', 'perubahan', 'koreksi'] as const;
/** What a revision is: an adoption, a shift within the same sum, ahead of the P-APBD, a P-APBD, or a correction. */
export type Kind = (typeof KINDS)[number];
export const STAGES = ['RKPD', 'PPAS', 'APBD', 'P-RKPD', 'P-PPAS', 'P-APBD'] as const;
/** The stage of the planning year that a revision reaches: its version is named by it. */
export type Stage = (typeof STAGES)[number];

export const STEPS = ['pa', 'bappeda', 'tapd', 'ppkd', 'sekda', 'kepala-daerah'] as const;
/** Who endorses a revision before it is approved, in the order in which an office's route names them. */
export type Step = (typeof STEPS)[number];

/** What a ceiling bounds: the whole Renja, a row with all that stands below it, or a fund over all rows. */
export type PlafonScope =
  | { readonly of: 'renja' }
  | { readonly of: 'line'; readonly lineId: LineId }
  | { readonly of: 'dana'; readonly dana: string };

/** One change of a proposed revision. `from` or `seen` is the value that its author saw, `to` the one to come. */
export type Change =
  | {
      readonly field: 'pagu';
      readonly lineId: LineId;
      readonly seen: Rupiah;
      /** Signed: what is added to the pagu. */
      readonly delta: Rupiah;
      /** The fund that it comes from or goes to, on a row with itemised funds. */
      readonly dana?: string;
      /** Why, where it has a reason of its own. */
      readonly reason?: string;
      /** The two ends of one transfer carry the same. */
      readonly transferId?: string;
    }
  | {
      readonly field: 'target';
      /** A line's or an objective's id: the two never share one. */
      readonly of: string;
      readonly indikatorId: IndikatorId;
      readonly from: Target;
      readonly to: Target;
    }
  | {
      readonly field: 'sumberDana';
      readonly lineId: LineId;
      readonly from: readonly SumberDana[];
      readonly to: readonly SumberDana[];
    }
  | {
      readonly field: 'prakiraanMaju';
      readonly lineId: LineId;
      readonly from: PrakiraanMaju | null;
      readonly to: PrakiraanMaju | null;
    }
  | {
      /** A text of the row: its code as written, its name or its place. */
      readonly field: 'kode' | 'uraian' | 'lokasi';
      readonly lineId: LineId;
      readonly from: string | null;
      readonly to: string | null;
    }
  | {
      /** The row that it stands under. */
      readonly field: 'parent';
      readonly lineId: LineId;
      readonly from: LineId | null;
      readonly to: LineId | null;
    }
  | {
      /** The wording of an indicator. */
      readonly field: 'teks';
      /** The row or the objective that has the indicator, by its id. */
      readonly of: string;
      readonly indikatorId: IndikatorId;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly field: 'newIndikator';
      /** The row or the objective that is to have it, by its id. */
      readonly of: string;
      readonly indikator: NewIndikator;
    }
  | {
      readonly field: 'endIndikator';
      /** The row or the objective that has the indicator, by its id. */
      readonly of: string;
      readonly indikatorId: IndikatorId;
      readonly seen: NewIndikator;
    }
  | {
      /** A row that the revision adds; other changes name it by its `ref`. It starts at pagu zero. */
      readonly field: 'newLine';
      /** Its name among the changes, until the approval gives it an id. */
      readonly ref: string;
      readonly row: NewRow;
    }
  | { readonly field: 'endLine'; readonly lineId: LineId }
  | {
      /** A ceiling; null where there is none. */
      readonly field: 'plafon';
      readonly scope: PlafonScope;
      readonly from: Rupiah | null;
      readonly to: Rupiah | null;
    };

/** An indicator before it has an id. */
export type NewIndikator = Omit<Indikator, 'indikatorId'>;
/** What is expected for the next year: the target and the rupiah, null where none are printed. */
export type PrakiraanMaju = Target & { readonly pagu: Rupiah | null };
/** Rows of this or another Renja that a row comes from: a split, a merger, last year's row. */
export type Asal = readonly { readonly renjaId: string; readonly lineId: LineId }[];

/** What a revision says of a row that it adds. */
export type NewRow = {
  readonly level: Level;
  /** The row that it stands under, by its id or its `ref`; null for an urusan. */
  readonly parent: string | null;
  /** The code as written; null where the row has none. */
  readonly kodeWritten: string | null;
  /** The code in canonical form, for comparing and searching. */
  readonly kode: string | null;
  /** Its name. */
  readonly uraian: string;
  readonly indikator: readonly NewIndikator[];
  /** Its place, as written. */
  readonly lokasi: string | null;
  readonly sumberDana: readonly SumberDana[];
  readonly prakiraanMaju: PrakiraanMaju | null;
  readonly asal: Asal;
};

/** A reported figure and the one in its place, as written. */
export type Corrected = { readonly before: string; readonly after: string };

/** The name of a column that a row has for each of its indicators: plain for the first, `targetRpjmd.2` for the second. */
export const ofIndikator = (column: string, n: number): string => (n === 0 ? column : `${column}.${n + 1}`);
