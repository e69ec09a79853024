import { ArrayNotEmpty, IsArray, IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import type { RenjaCommand } from '../ledger/commands.js';
import { STEPS, type Step } from '../ledger/terms.js';
import { type InputFault, Nested, NestedList } from './input.js';
import { DocumentInput, IsRenjaId, OpenRenjaInput, target } from './renja.requests.js';

/** The bodies of the API that no file of the command line has. */

/** A Renja to be opened: whose it is, of what year, and the document that it stands in. */
export class OpenRenjaBody extends OpenRenjaInput {
  /** The id that the Renja is to have. */
  @IsRenjaId() renjaId!: string;

  open(): Extract<RenjaCommand, { type: 'OpenRenja' }> {
    return this.toCommand(this.renjaId);
  }
}

export class IndikatorBody {
  @IsString() @IsNotEmpty() teks!: string;
  @IsString() @IsNotEmpty() target!: string;
}

export class ObjectiveBody {
  /** Its name within the request. */
  @IsString() @IsNotEmpty() ref!: string;
  @IsIn(['tujuan', 'sasaran']) kind!: 'tujuan' | 'sasaran';
  /** The tujuan of a sasaran: its `ref`, or its id where it is there already. */
  @IsOptional() @IsString() parent?: string;
  @IsString() @IsNotEmpty() uraian!: string;
  @IsArray() @NestedList(() => IndikatorBody) indikator!: IndikatorBody[];
}

/** Tujuan and sasaran of a draft. */
export class AddObjectivesBody {
  @ArrayNotEmpty() @NestedList(() => ObjectiveBody) objectives!: ObjectiveBody[];

  toCommand(): RenjaCommand {
    const objectives = this.objectives.map(({ ref, kind, parent = null, uraian, indikator }) => ({
      ...{ ref, kind, parent, uraian, sumber: [] },
      indikator: indikator.map(({ teks, target: written }) => ({ teks, ...target(written) })),
    }));
    return { type: 'AddObjectives', data: { objectives } };
  }
}

export class EndorsementBody {
  @IsIn(STEPS) step!: Step;
  @IsOptional() @IsString() note?: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;

  toCommand(revisionId: string): RenjaCommand {
    const { step, note = null, document } = this;
    return { type: 'EndorseRevision', data: { revisionId, step, note, document: document?.toDocument() ?? null } };
  }
}

export class ApprovalBody {
  @IsOptional() @IsString() note?: string;

  toCommand(revisionId: string): RenjaCommand {
    return { type: 'ApproveRevision', data: { revisionId, note: this.note ?? null } };
  }
}

/** Why a proposal is turned down or taken back. */
export class ReasonBody {
  @IsOptional() @IsString() reason?: string;

  toCommand(type: 'RejectRevision' | 'WithdrawRevision', revisionId: string): RenjaCommand {
    return { type, data: { revisionId, reason: this.reason ?? '' } };
  }
}

/** A section of the document's text. */
export class NoteBody {
  @IsString() @IsNotEmpty() section!: string;
  @IsString() text!: string;

  toCommand(): RenjaCommand {
    return { type: 'SetNote', data: { section: this.section, text: this.text } };
  }
}

/** What the office says to a finding. */
export class AnswerBody {
  @IsString() @IsNotEmpty() finding!: string;
  @IsString() text!: string;
  @IsOptional() @Nested(() => DocumentInput) document?: DocumentInput;

  toCommand(): RenjaCommand {
    const { finding, text, document } = this;
    return { type: 'AnswerFinding', data: { finding, text, document: document?.toDocument() ?? null } };
  }
}

const AMOUNTS: ReadonlySet<string> = new Set(['amount', 'delta', 'jumlah', 'pagu', 'keuangan']);
/** Half an amount of a document, half a decimal: `1.500`. */
const AMBIGUOUS = /^\s*-?\d{1,3}\.\d{3}\s*$/;

/**
 * The amounts of a body that are thousands to whoever reads documents and decimals to whoever programs. People who write
 * files mean the former; of programs nobody can say.
 */
export function ambiguousAmounts(value: unknown, pointer = '', isAmount = false): InputFault[] {
  if (typeof value === 'string')
    return isAmount && AMBIGUOUS.test(value) ? [{ pointer, rule: 'isDecimal', detail: 'must be a decimal' }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => {
    // What stands within a change of pagu or keuangan, `from` and `to`, are amounts too.
    const within = AMOUNTS.has(name) || (isAmount && (name === 'from' || name === 'to'));
    return ambiguousAmounts(one, `${pointer}/${name}`, within);
  });
}
