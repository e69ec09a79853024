import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  ValidateBy,
  type ValidationOptions,
} from 'class-validator';
import type { RenjaCommand } from '../ledger/commands.js';
import type { OfficeCommand } from '../ledger/office.js';
import { periodEnd } from '../ledger/realisasi.js';
import { CROSSED, type Crossed } from '../ledger/route.js';
import { parseRupiah, type Rupiah } from '../ledger/rupiah.js';
import { parseTarget, type Target } from '../ledger/target.js';
import { type Document, isDay, KINDS, type Kind, type Period, STEPS, type Step } from '../ledger/terms.js';
import { Nested, NestedList } from './input.js';

/** A constraint of a name of its own, which `input.ts` puts into words. */
export const mustBe = (
  name: string,
  validate: (value: unknown) => boolean,
  options?: ValidationOptions,
): PropertyDecorator => ValidateBy({ name, validator: { validate, defaultMessage: () => name } }, options);

export const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value);

/** Text of which something is left without its blanks; what is no text at all is told by `IsString`. */
const IsNotBlank = (): PropertyDecorator =>
  mustBe('isNotEmpty', (value) => typeof value !== 'string' || value.trim() !== '');
export const IsDay = (): PropertyDecorator => mustBe('isDay', isDay);
export const IsYear = (): PropertyDecorator => mustBe('isYear', matches(/^\d{4}$/));
/** The id of a Renja: part of the name of its stream, and of addresses. */
export const isRenjaId = matches(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
export const IsRenjaId = (options?: ValidationOptions): PropertyDecorator => mustBe('isRenjaId', isRenjaId, options);
/** The id of a revision: part of addresses, and of what people type. */
export const IsRevisionId = (): PropertyDecorator =>
  mustBe('isRevisionId', matches(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/));
const IsSha256 = (): PropertyDecorator => mustBe('isSha256', matches(/^[0-9a-f]{64}$/));
export const IsPeriod = (): PropertyDecorator =>
  mustBe('isPeriod', (value) => typeof value === 'string' && periodEnd(value) !== null);

export class PenandatanganInput {
  @IsString() @IsNotEmpty() nama!: string;
  @IsString() @IsNotEmpty() jabatan!: string;
}

/** A dasar hukum as people write it down. */
export class DocumentInput implements Document {
  @IsString() @IsNotEmpty() documentId!: string;
  @IsString() @IsNotEmpty() jenis!: string;
  @IsOptional() @IsString() nomor?: string;
  @IsOptional() @IsDay() tanggal?: string;
  @IsString() @IsNotEmpty() judul!: string;
  @IsOptional() @Nested(() => PenandatanganInput) penandatangan?: PenandatanganInput;
  @IsOptional() @IsSha256() sha256?: string;
  @IsOptional() @IsArray() @IsString({ each: true }) madeUp?: string[];

  toDocument(): Document {
    const { penandatangan, ...rest } = this;
    return { ...rest, ...(penandatangan ? { penandatangan: { ...penandatangan } } : {}) };
  }
}

/** How a row that a request names by its code or id, and an indicator, are found in the Renja as it is now. */
export type Names = {
  /** The id of a row; the text itself where there is no such row, for the rules to refuse. @throws where ambiguous */
  lineId(written: string): string;
  indikatorId(of: string, written: string | undefined): string;
  pagu(lineId: string): Rupiah;
};

export const target = (written: string): Target => parseTarget(written) ?? { target: '', satuan: null };

/** Amounts are read as people write them; what is no amount is passed on as it is, for the rules to refuse. */
export const amount = (written: string): string => parseRupiah(written) ?? written;

export class PembandingInput {
  @IsString() @IsNotEmpty() indikator!: string;
  @IsString() @IsNotEmpty() target!: string;
}

/** What one row achieved in the period: kinerja as written, keuangan in rupiah, cumulative. */
export class ReportInput {
  @IsString() @IsNotEmpty() line!: string;
  @IsOptional() @IsString() indikator?: string;
  @IsOptional() @IsString() @IsNotBlank() kinerja?: string;
  @IsOptional() @IsString() keuangan?: string;
  /** The fund of which the keuangan is; left out where it is of the whole row. */
  @IsOptional() @IsString() @IsNotEmpty() dana?: string;
  /** The target as the report itself states it. */
  @IsOptional() @Nested(() => PembandingInput) pembanding?: PembandingInput;
  @IsOptional() @IsString() kendala?: string;
  @IsOptional() @IsString() keterangan?: string;
}

/** A report of realisasi as people write it. */
export class ReportRealisasiInput {
  @IsString() period!: Period;
  @IsDay() reportedOn!: string;
  @ArrayNotEmpty() @NestedList(() => ReportInput) reports!: ReportInput[];

  toCommand(names: Names): RenjaCommand {
    const reports = this.reports.map((report) => {
      const { line, indikator, keuangan, dana, kinerja, pembanding, kendala, keterangan } = report;
      const lineId = names.lineId(line);
      return {
        lineId,
        period: this.period,
        ...(kinerja === undefined ? {} : { kinerja, indikatorId: names.indikatorId(lineId, indikator) }),
        ...(keuangan === undefined ? {} : { keuangan: amount(keuangan) }),
        ...(dana === undefined ? {} : { dana }),
        ...(pembanding ? { pembanding: { indikator: pembanding.indikator, ...target(pembanding.target) } } : {}),
        ...(kendala === undefined ? {} : { kendala }),
        ...(keterangan === undefined ? {} : { keterangan }),
      };
    });
    return { type: 'ReportRealisasi', data: { reportedOn: this.reportedOn, reports } };
  }
}

/** By what document and why a Renja is closed, or opened again. */
export class DecreeInput {
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;

  toCommand(type: 'CloseRenja' | 'ReopenRenja'): RenjaCommand {
    return { type, data: { document: this.document?.toDocument() ?? null, reason: this.reason ?? '' } };
  }
}

/** A figure in place of a reported one; `from` is the one that the author saw. */
export class CorrectedInput {
  @IsOptional() @IsString() from?: string;
  @IsString() @IsNotBlank() to!: string;
}

export class CorrectionInput {
  @IsString() @IsNotEmpty() line!: string;
  @IsPeriod() period!: Period;
  @IsOptional() @IsString() indikator?: string;
  @IsOptional() @Nested(() => CorrectedInput) kinerja?: CorrectedInput;
  @IsOptional() @Nested(() => CorrectedInput) keuangan?: CorrectedInput;
  @IsOptional() @IsString() @IsNotEmpty() dana?: string;
}

/** Corrections of reported realisasi as people write them. */
export class CorrectRealisasiInput {
  @IsDay() reportedOn!: string;
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  @ArrayNotEmpty() @NestedList(() => CorrectionInput) corrections!: CorrectionInput[];

  toCommand(names: Names): RenjaCommand {
    const corrections = this.corrections.map(({ line, period, indikator, dana, kinerja, keuangan }) => {
      const lineId = names.lineId(line);
      return {
        lineId,
        period,
        ...(dana === undefined ? {} : { dana }),
        ...(kinerja ? { indikatorId: names.indikatorId(lineId, indikator), kinerja: { ...kinerja } } : {}),
        ...(keuangan
          ? {
              keuangan: {
                ...(keuangan.from === undefined ? {} : { from: amount(keuangan.from) }),
                to: amount(keuangan.to),
              },
            }
          : {}),
      };
    });
    const { reportedOn, reason = '', document } = this;
    return {
      type: 'CorrectRealisasi',
      data: { reportedOn, reason, document: document?.toDocument() ?? null, corrections },
    };
  }
}

export class PemdaInput {
  @IsString() @IsNotEmpty() kode!: string;
  @IsIn(['kota', 'kabupaten', 'provinsi']) jenis!: string;
  @IsString() @IsNotEmpty() nama!: string;
}

export class PerangkatDaerahInput {
  @IsString() @IsNotEmpty() kode!: string;
  @IsString() @IsNotEmpty() nama!: string;
}

/** A Renja to be opened: whose it is, of what year, and the document that it stands in. */
export class OpenRenjaInput {
  @Nested(() => PemdaInput) pemda!: PemdaInput;
  @Nested(() => PerangkatDaerahInput) perangkatDaerah!: PerangkatDaerahInput;
  @IsYear() tahun!: string;
  @IsString() @IsNotEmpty() periodeRpjmd!: string;
  @IsString() @IsNotEmpty() nomenklatur!: string;
  /** Renja of years before that it continues. */
  @IsOptional() @IsArray() @IsRenjaId({ each: true }) pendahulu?: string[];
  @Nested(() => DocumentInput) document!: DocumentInput;
  @IsOptional() @IsArray() @IsString({ each: true }) madeUp?: string[];

  toCommand(renjaId: string): Extract<RenjaCommand, { type: 'OpenRenja' }> {
    const { pemda, perangkatDaerah, tahun, periodeRpjmd, nomenklatur, pendahulu = [], document, madeUp } = this;
    return {
      type: 'OpenRenja',
      data: {
        renjaId,
        pemda: { ...pemda },
        perangkatDaerah: { ...perangkatDaerah },
        tahun: Number(tahun),
        periodeRpjmd,
        nomenklatur,
        pendahulu,
        document: document.toDocument(),
        ...(madeUp ? { madeUp } : {}),
      },
    };
  }
}

/** By what document a Renja is adopted. */
export class AdoptRenjaInput {
  @IsOptional() @IsString() reason?: string;
  @Nested(() => DocumentInput) document!: DocumentInput;

  toCommand(): RenjaCommand {
    return { type: 'AdoptRenja', data: { document: this.document.toDocument(), reason: this.reason ?? null } };
  }
}

/** The steps that revisions of a kind take; from a level on, or always where none is named. */
export class RouteInput {
  @IsIn(KINDS) kind!: Kind;
  @IsOptional() @IsIn(CROSSED) level?: Crossed;
  @IsArray() @IsIn(STEPS, { each: true }) steps!: Step[];
}

/** The routes of a government's revisions as people write them. */
export class SetRoutesInput {
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  @ArrayNotEmpty() @NestedList(() => RouteInput) routes!: RouteInput[];

  toCommand(): OfficeCommand {
    const routes = this.routes.map(({ kind, level = null, steps }) => ({ kind, level, steps }));
    return { type: 'SetRoutes', data: { routes, document: this.document?.toDocument() ?? null } };
  }
}
