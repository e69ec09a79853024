import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import type { NewChange, RenjaCommand } from '../ledger/commands.js';
import { KINDS, type Kind, STAGES, type Stage } from '../ledger/terms.js';
import { ChangesInput, NewLineInput, PlafonInput } from './change.requests.js';
import { Nested, NestedList } from './input.js';
import { DocumentInput, IsDay, IsRevisionId, type Names } from './renja.requests.js';

/** What a revision says of itself, whatever it changes. */
const headOf = (
  written: Pick<
    ProposeRevisionInput,
    'revisionId' | 'stage' | 'judul' | 'reason' | 'effectiveOn' | 'lateReason' | 'document'
  >,
) => {
  const { revisionId, stage = null, judul, reason = '', effectiveOn, lateReason, document } = written;
  return {
    ...(revisionId === undefined ? {} : { revisionId }),
    stage,
    judul,
    reason,
    effectiveOn,
    ...(lateReason === undefined ? {} : { lateReason }),
    document: document?.toDocument() ?? null,
  };
};

/** Ceilings as people write them, with the document that sets them. */
export class SetPlafonInput {
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  @ArrayNotEmpty() @NestedList(() => PlafonInput) plafon!: PlafonInput[];

  toCommand(names: Names): RenjaCommand {
    return {
      type: 'SetPlafon',
      data: {
        plafon: this.plafon.map((one) => one.toPlafon(names)),
        document: this.document?.toDocument() ?? null,
        reason: this.reason ?? '',
      },
    };
  }
}

/** Changes of a draft as people write them. */
export class ReviseDraftInput extends ChangesInput {
  toCommand(names: Names): RenjaCommand {
    return { type: 'ReviseDraft', data: { changes: this.toChanges(names), reason: this.reason ?? '' } };
  }
}

/** A proposed revision as people write it. */
export class ProposeRevisionInput extends ChangesInput {
  @IsOptional() @IsRevisionId() revisionId?: string;
  @IsIn(KINDS) kind!: Kind;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  /** A pergeseran to or from other agencies, which sums to zero only together with theirs. */
  @IsOptional() @IsBoolean() acrossAgencies?: boolean;
  @IsString() @IsNotEmpty() judul!: string;
  @IsDay() effectiveOn!: string;
  @IsOptional() @IsString() lateReason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;
  /** New ceilings, which come with the revision. */
  @IsOptional() @IsArray() @NestedList(() => PlafonInput) plafon?: PlafonInput[];

  toCommand(names: Names): RenjaCommand {
    const plafon = (this.plafon ?? []).map((one): NewChange => {
      const { scope, amount: to } = one.toPlafon(names);
      return { field: 'plafon', scope, to };
    });
    const changes = [...this.toChanges(names), ...plafon];
    const across = this.acrossAgencies ? { acrossAgencies: true as const } : {};
    return { type: 'ProposeRevision', data: { ...headOf(this), ...across, kind: this.kind, changes } };
  }
}

/** What a reversal needs besides the revision that it undoes: its own document, reason and day. */
export class ReverseRevisionInput {
  @IsOptional() @IsRevisionId() revisionId?: string;
  /** A koreksi where it is left out. */
  @IsOptional() @IsIn(KINDS) kind?: Kind;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsString() @IsNotEmpty() judul!: string;
  @IsOptional() @IsString() reason?: string;
  @IsDay() effectiveOn!: string;
  @IsOptional() @IsString() lateReason?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;

  toCommand(reverses: string): RenjaCommand {
    return { type: 'ReverseRevision', data: { ...headOf(this), reverses, kind: this.kind ?? 'koreksi' } };
  }
}

/** Rows of a draft, each below a row that is there or one earlier in the list. */
export class AddLinesInput {
  @ArrayNotEmpty() @NestedList(() => NewLineInput) lines!: NewLineInput[];

  toCommand(names: Names): RenjaCommand {
    return { type: 'AddLines', data: { lines: this.lines.map((line) => line.toLine(names)) } };
  }
}
