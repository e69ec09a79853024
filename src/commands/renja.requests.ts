import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import type { NewChange, RenjaCommand } from '../ledger/commands.js';
import {
  type Document,
  KINDS,
  type Kind,
  type NewIndikator,
  type Period,
  type PrakiraanMaju,
  STAGES,
  type Stage,
  type SumberDana,
} from '../ledger/events.js';
import { canonicalKode, LEVELS, type Level } from '../ledger/kode.js';
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

export class SumberDanaInput {
  @IsString() @IsNotEmpty() dana!: string;
  @IsOptional() @IsString() jumlah?: string;

  toFund(): SumberDana {
    return { dana: this.dana, jumlah: this.jumlah === undefined ? null : amount(this.jumlah) };
  }
}

export class IndikatorInput {
  @IsString() @IsNotEmpty() teks!: string;
  @IsString() @IsNotEmpty() target!: string;

  toIndikator(): NewIndikator {
    return { teks: this.teks, ...target(this.target) };
  }
}

/** The forward estimate: next year's target and pagu, either of which may be left out. */
export class PrakiraanInput {
  @IsOptional() @IsString() target?: string;
  @IsOptional() @IsString() pagu?: string;

  toPrakiraan(): PrakiraanMaju {
    return { ...target(this.target ?? ''), pagu: this.pagu === undefined ? null : amount(this.pagu) };
  }
}

export class RewordInput {
  @IsOptional() @IsString() indikator?: string;
  @IsString() @IsNotEmpty() to!: string;
}

/** What changes on one row, named by its code, its id or, of a new row, its `ref`. */
export class ChangeInput {
  @IsString()
  @IsNotEmpty()
  @ValidateBy({
    name: 'changesSomething',
    validator: {
      validate: (_, args) => (args?.object as ChangeInput | undefined)?.changesSomething() ?? false,
      defaultMessage: () => 'changes nothing',
    },
  })
  line!: string;
  @IsOptional() @Nested(() => PaguInput) pagu?: PaguInput;
  @IsOptional() @Nested(() => TargetInput) target?: TargetInput;
  @IsOptional() @IsArray() @NestedList(() => SumberDanaInput) sumberDana?: SumberDanaInput[];
  @IsOptional() @Nested(() => PrakiraanInput) prakiraanMaju?: PrakiraanInput;
  @IsOptional() @IsString() kode?: string;
  @IsOptional() @IsString() uraian?: string;
  @IsOptional() @IsString() lokasi?: string;
  /** The row that it is to stand under. */
  @IsOptional() @IsString() @IsNotEmpty() parent?: string;
  @IsOptional() @Nested(() => IndikatorInput) newIndikator?: IndikatorInput;
  @IsOptional() @Nested(() => RewordInput) reword?: RewordInput;
  /** The id of an indicator that ends, such as `I2`. */
  @IsOptional() @IsString() @IsNotEmpty() endIndikator?: string;
  /** `yes`: the row ends. */
  @IsOptional() @IsIn(['yes']) end?: string;
  @IsOptional() @IsString() reason?: string;
  changesSomething(): boolean {
    const { line: _, reason: _reason, ...changes } = this;
    return Object.values(changes).some((value) => value !== undefined);
  }

  private paguChange(names: Names, lineId: string, { from, dana, delta, ...rest }: PaguInput): NewChange {
    const present = names.pagu(lineId);
    const seen = from === undefined ? (delta === undefined ? present : undefined) : amount(from);
    return {
      field: 'pagu',
      lineId,
      delta: Object.assign(new PaguInput(), { from, dana, delta, ...rest }).toDelta(present),
      // A new figure without the old one means: from what is there now.
      ...(seen === undefined ? {} : { seen }),
      ...(dana === undefined ? {} : { dana }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    };
  }

  toChanges(names: Names): NewChange[] {
    const lineId = names.lineId(this.line);
    const changes: NewChange[] = [];
    if (this.pagu) changes.push(this.paguChange(names, lineId, this.pagu));
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
    if (this.sumberDana)
      changes.push({ field: 'sumberDana', lineId, to: this.sumberDana.map((fund) => fund.toFund()) });
    if (this.prakiraanMaju) changes.push({ field: 'prakiraanMaju', lineId, to: this.prakiraanMaju.toPrakiraan() });
    for (const field of ['kode', 'uraian', 'lokasi'] as const) {
      const to = this[field];
      if (to !== undefined) changes.push({ field, lineId, to: to === '' ? null : to });
    }
    if (this.parent !== undefined) changes.push({ field: 'parent', lineId, to: names.lineId(this.parent) });
    if (this.newIndikator)
      changes.push({ field: 'newIndikator', of: lineId, indikator: this.newIndikator.toIndikator() });
    if (this.reword) {
      const { indikator, to } = this.reword;
      changes.push({ field: 'teks', of: lineId, indikatorId: names.indikatorId(lineId, indikator), to });
    }
    if (this.endIndikator !== undefined)
      changes.push({ field: 'endIndikator', of: lineId, indikatorId: this.endIndikator });
    if (this.end !== undefined) changes.push({ field: 'endLine', lineId });
    return changes;
  }
}

export class AsalInput {
  @IsRenjaId() renjaId!: string;
  @IsString() @IsNotEmpty() lineId!: string;
}

/** A row that a revision adds: it starts at pagu zero, and `pagu` is a change of the same revision. */
export class NewLineInput {
  /** How the file's other changes name it. */
  @IsString() @IsNotEmpty() ref!: string;
  @IsIn(LEVELS) level!: Level;
  /** The row above it, by code, id or `ref`; an urusan has none. */
  @IsOptional() @IsString() @IsNotEmpty() parent?: string;
  @IsOptional() @IsString() kode?: string;
  @IsString() @IsNotEmpty() uraian!: string;
  @IsOptional() @IsString() lokasi?: string;
  @IsOptional() @IsString() pagu?: string;
  @IsOptional() @IsArray() @NestedList(() => IndikatorInput) indikator?: IndikatorInput[];
  @IsOptional() @IsArray() @NestedList(() => SumberDanaInput) sumberDana?: SumberDanaInput[];
  @IsOptional() @Nested(() => PrakiraanInput) prakiraanMaju?: PrakiraanInput;
  @IsOptional() @IsArray() @NestedList(() => AsalInput) asal?: AsalInput[];

  toChanges(names: Names): NewChange[] {
    const { ref, level, parent, kode = null, uraian, lokasi = null, pagu, asal = [] } = this;
    const funds = (this.sumberDana ?? []).map((fund) => fund.toFund());
    const row = {
      level,
      parent: parent === undefined ? null : names.lineId(parent),
      kodeWritten: kode,
      kode: canonicalKode(kode ?? ''),
      uraian,
      lokasi,
      indikator: (this.indikator ?? []).map((one) => one.toIndikator()),
      sumberDana: funds,
      prakiraanMaju: this.prakiraanMaju?.toPrakiraan() ?? null,
      asal: asal.map(({ renjaId, lineId }) => ({ renjaId, lineId })),
    };
    return [
      { field: 'newLine', ref, row },
      ...(pagu === undefined ? [] : [{ field: 'pagu' as const, lineId: ref, delta: amount(pagu) }]),
    ];
  }
}

/** Pagu that goes from one row to another. */
export class TransferInput {
  @IsString() @IsNotEmpty() from!: string;
  @IsString() @IsNotEmpty() to!: string;
  @IsString() amount!: string;
  @IsOptional() @IsString() dana?: string;
  @IsOptional() @IsString() reason?: string;

  toChange(names: Names): NewChange {
    const { from, to, dana, reason } = this;
    return {
      field: 'transfer',
      from: names.lineId(from),
      to: names.lineId(to),
      amount: amount(this.amount),
      ...(dana === undefined ? {} : { dana }),
      ...(reason === undefined ? {} : { reason }),
    };
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
  @IsOptional() @IsArray() @NestedList(() => NewLineInput) newLines?: NewLineInput[];
  @IsOptional() @IsArray() @NestedList(() => TransferInput) transfers?: TransferInput[];
  @IsOptional() @IsArray() @NestedList(() => ChangeInput) changes?: ChangeInput[];

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
        changes: [
          ...(this.newLines ?? []).flatMap((row) => row.toChanges(names)),
          ...(this.transfers ?? []).map((transfer) => transfer.toChange(names)),
          ...(this.changes ?? []).flatMap((change) => change.toChanges(names)),
        ],
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
