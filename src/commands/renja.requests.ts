import {
  ArrayNotEmpty,
  IsArray,
  IsDefined,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import type { NewChange, RenjaCommand } from '../ledger/commands.js';
import { type Document, KINDS, type Kind, type Period, STAGES, type Stage } from '../ledger/events.js';
import { periodEnd } from '../ledger/realisasi-rules.js';
import { isRupiah, parseRupiah, type Rupiah, subtract } from '../ledger/rupiah.js';
import { parseTarget, type Target } from '../ledger/target.js';
import { Nested, NestedList } from './input.js';

/** A calendar day that exists, `YYYY-MM-DD`. */
export function isDay(text: unknown): boolean {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A constraint of a name of its own, which `input.ts` puts into words. */
const mustBe = (name: string, validate: (value: unknown) => boolean): PropertyDecorator =>
  ValidateBy({ name, validator: { validate, defaultMessage: () => name } });

const matches =
  (form: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && form.test(value);

export const IsDay = (): PropertyDecorator => mustBe('isDay', isDay);
export const IsYear = (): PropertyDecorator => mustBe('isYear', matches(/^\d{4}$/));
/** The id of a Renja: part of the name of its stream, and of addresses. */
export const IsRenjaId = (): PropertyDecorator => mustBe('isRenjaId', matches(/^[a-z0-9]+(?:-[a-z0-9]+)*$/));
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

/** Amounts are read as people write them; what is no amount is passed on as it is, for the rules to refuse. */
const amount = (written: string): string => parseRupiah(written) ?? written;

const target = (written: string): Target => parseTarget(written) ?? { target: '', satuan: null };

/** A change of pagu, by `delta` or by `to`; `from` is the figure that the author saw. */
export class PaguInput {
  @IsOptional() @IsString() delta?: string;
  @IsOptional() @IsString() from?: string;
  @ValidateIf(({ delta, to }: PaguInput) => delta === undefined || to !== undefined)
  @ValidateBy({
    name: 'deltaOrTo',
    validator: {
      validate: (to, args) => typeof to === 'string' && (args?.object as PaguInput | undefined)?.delta === undefined,
      defaultMessage: () => 'needs either delta or to',
    },
  })
  to?: string;
  @IsOptional() @IsString() dana?: string;

  toDelta(present: Rupiah): string {
    if (this.delta !== undefined) return amount(this.delta);
    const [from, to] = [amount(this.from ?? present), amount(this.to ?? '')];
    return isRupiah(from) && isRupiah(to) ? subtract(to, from) : to;
  }
}

/** A change of target: of the row's first indicator where none is named. */
export class TargetInput {
  @IsOptional() @IsString() indikator?: string;
  @IsOptional() @IsString() from?: string;
  @IsString() @IsNotEmpty() to!: string;
}

/** What changes on one row, named by its code or id. */
export class ChangeInput {
  @IsString() @IsNotEmpty() line!: string;
  @IsOptional() @Nested(() => PaguInput) pagu?: PaguInput;
  @ValidateIf(({ pagu, target }: ChangeInput) => pagu === undefined || target !== undefined)
  @IsDefined()
  @Nested(() => TargetInput)
  target?: TargetInput;
  @IsOptional() @IsString() reason?: string;

  toChanges(names: Names): NewChange[] {
    const lineId = names.lineId(this.line);
    const changes: NewChange[] = [];
    if (this.pagu) {
      const { from, dana } = this.pagu;
      changes.push({
        field: 'pagu',
        lineId,
        delta: this.pagu.toDelta(names.pagu(lineId)),
        ...(from === undefined ? {} : { seen: amount(from) }),
        // A new figure without the old one means: from what is there now.
        ...(from === undefined && this.pagu.delta === undefined ? { seen: names.pagu(lineId) } : {}),
        ...(dana === undefined ? {} : { dana }),
        ...(this.reason === undefined ? {} : { reason: this.reason }),
      });
    }
    if (this.target) {
      const { indikator, from, to } = this.target;
      changes.push({
        field: 'target',
        of: lineId,
        indikatorId: names.indikatorId(lineId, indikator),
        ...(from === undefined ? {} : { from: target(from) }),
        to: target(to),
      });
    }
    return changes;
  }
}

/** A proposed revision as people write it. */
export class ProposeRevisionInput {
  @IsOptional() @IsString() @IsNotEmpty() revisionId?: string;
  @IsIn(KINDS) kind!: Kind;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsString() @IsNotEmpty() judul!: string;
  @IsOptional() @IsString() reason?: string;
  @IsDay() effectiveOn!: string;
  @IsOptional() @IsString() lateReason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  @IsArray() @NestedList(() => ChangeInput) changes!: ChangeInput[];

  toCommand(names: Names): RenjaCommand {
    return {
      type: 'ProposeRevision',
      data: {
        ...(this.revisionId === undefined ? {} : { revisionId: this.revisionId }),
        kind: this.kind,
        stage: this.stage ?? null,
        judul: this.judul,
        reason: this.reason ?? '',
        effectiveOn: this.effectiveOn,
        ...(this.lateReason === undefined ? {} : { lateReason: this.lateReason }),
        document: this.document?.toDocument() ?? null,
        changes: this.changes.flatMap((change) => change.toChanges(names)),
      },
    };
  }
}

/** What one row achieved in the period: kinerja as written, keuangan in rupiah, cumulative. */
export class ReportInput {
  @IsString() @IsNotEmpty() line!: string;
  @IsOptional() @IsString() indikator?: string;
  @IsOptional() @IsString() @IsNotEmpty() kinerja?: string;
  @IsOptional() @IsString() keuangan?: string;
  @IsOptional() @IsString() kendala?: string;
  @IsOptional() @IsString() keterangan?: string;
}

/** A report of realisasi as people write it. */
export class ReportRealisasiInput {
  @IsString() period!: Period;
  @IsDay() reportedOn!: string;
  @ArrayNotEmpty() @NestedList(() => ReportInput) reports!: ReportInput[];

  toCommand(names: Names): RenjaCommand {
    const reports = this.reports.map(({ line, indikator, keuangan, kinerja, kendala, keterangan }) => {
      const lineId = names.lineId(line);
      return {
        lineId,
        period: this.period,
        ...(kinerja === undefined ? {} : { kinerja, indikatorId: names.indikatorId(lineId, indikator) }),
        ...(keuangan === undefined ? {} : { keuangan: amount(keuangan) }),
        ...(kendala === undefined ? {} : { kendala }),
        ...(keterangan === undefined ? {} : { keterangan }),
      };
    });
    return { type: 'ReportRealisasi', data: { reportedOn: this.reportedOn, reports } };
  }
}

/** What a reversal needs besides the revision that it undoes: its own document, reason and day. */
export class ReverseRevisionInput {
  @IsOptional() @IsString() @IsNotEmpty() revisionId?: string;
  /** A koreksi where it is left out. */
  @IsOptional() @IsIn(KINDS) kind?: Kind;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsString() @IsNotEmpty() judul!: string;
  @IsOptional() @IsString() reason?: string;
  @IsDay() effectiveOn!: string;
  @IsOptional() @IsString() lateReason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;

  toCommand(reverses: string): RenjaCommand {
    const { revisionId, kind = 'koreksi', stage = null, judul, reason = '', effectiveOn, lateReason } = this;
    return {
      type: 'ReverseRevision',
      data: {
        reverses,
        ...(revisionId === undefined ? {} : { revisionId }),
        kind,
        stage,
        judul,
        reason,
        effectiveOn,
        ...(lateReason === undefined ? {} : { lateReason }),
        document: this.document?.toDocument() ?? null,
      },
    };
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
  @IsString() @IsNotEmpty() to!: string;
}

export class CorrectionInput {
  @IsString() @IsNotEmpty() line!: string;
  @IsPeriod() period!: Period;
  @IsOptional() @IsString() indikator?: string;
  @IsOptional() @Nested(() => CorrectedInput) kinerja?: CorrectedInput;
  @IsOptional() @Nested(() => CorrectedInput) keuangan?: CorrectedInput;
}

/** Corrections of reported realisasi as people write them. */
export class CorrectRealisasiInput {
  @IsDay() reportedOn!: string;
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  @ArrayNotEmpty() @NestedList(() => CorrectionInput) corrections!: CorrectionInput[];

  toCommand(names: Names): RenjaCommand {
    const corrections = this.corrections.map(({ line, period, indikator, kinerja, keuangan }) => {
      const lineId = names.lineId(line);
      return {
        lineId,
        period,
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
