import { IsArray, IsIn, IsNotEmpty, IsOptional, IsString, ValidateBy, ValidateIf } from 'class-validator';
import type { DraftChange, NewLine } from '../ledger/commands.js';
import { canonicalKode, LEVELS, type Level } from '../ledger/kode.js';
import { isRupiah, type Rupiah, subtract } from '../ledger/rupiah.js';
import {
  type NewIndikator,
  type NewRow,
  type PlafonScope,
  type PrakiraanMaju,
  type SumberDana,
} from '../ledger/terms.js';
import { Nested, NestedList } from './input.js';
import { amount, IsRenjaId, type Names, target } from './renja.requests.js';

/** What changes on which rows, and the rows that come, as people write them. */

/** A change of pagu, by `delta` or by `to`; `from` is the figure that the author saw. */
class PaguInput {
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
class TargetInput {
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

class RewordInput {
  @IsOptional() @IsString() indikator?: string;
  @IsString() @IsNotEmpty() to!: string;
}

/** What changes on one row, named by its code, its id or, of a new row, its `ref`. */
class ChangeInput {
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

  /** `line` alone says nothing. */
  changesSomething(): boolean {
    const { line: _, reason: _reason, ...changes } = this;
    return Object.values(changes).some((value) => value !== undefined);
  }

  private paguChange(names: Names, lineId: string, pagu: PaguInput): DraftChange {
    const present = names.pagu(lineId);
    const { from, dana, delta } = pagu;
    // A new figure without the old one means: from what is there now.
    const seen = from === undefined ? (delta === undefined ? present : undefined) : amount(from);
    return {
      field: 'pagu',
      lineId,
      delta: pagu.toDelta(present),
      ...(seen === undefined ? {} : { seen }),
      ...(dana === undefined ? {} : { dana }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
    };
  }

  toChanges(names: Names): DraftChange[] {
    const lineId = names.lineId(this.line);
    const changes: DraftChange[] = [];
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

/** A new row, of a draft or of a revision. */
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

  private toRow(names: Names): NewRow {
    const { level, parent, kode = null, uraian, lokasi = null, asal = [] } = this;
    return {
      level,
      parent: parent === undefined ? null : names.lineId(parent),
      kodeWritten: kode,
      kode: canonicalKode(kode ?? ''),
      uraian,
      lokasi,
      indikator: (this.indikator ?? []).map((one) => one.toIndikator()),
      sumberDana: (this.sumberDana ?? []).map((fund) => fund.toFund()),
      prakiraanMaju: this.prakiraanMaju?.toPrakiraan() ?? null,
      asal: asal.map(({ renjaId, lineId }) => ({ renjaId, lineId })),
    };
  }

  /** A row of a draft: it has its pagu from the start. */
  toLine(names: Names): NewLine {
    const { asal, ...row } = this.toRow(names);
    const pagu = this.pagu === undefined ? null : amount(this.pagu);
    return { ...row, ref: this.ref, pagu, atribut: {}, sumber: [], ...(asal.length === 0 ? {} : { asal }) };
  }

  /** A row that a revision adds: it starts at pagu zero, and its pagu is a change of the same revision. */
  toChanges(names: Names): DraftChange[] {
    const { ref, pagu } = this;
    return [
      { field: 'newLine', ref, row: this.toRow(names) },
      ...(pagu === undefined ? [] : [{ field: 'pagu' as const, lineId: ref, delta: amount(pagu) }]),
    ];
  }
}

/** Pagu that goes from one row to another. */
class TransferInput {
  @IsString() @IsNotEmpty() from!: string;
  @IsString() @IsNotEmpty() to!: string;
  @IsString() amount!: string;
  @IsOptional() @IsString() dana?: string;
  @IsOptional() @IsString() reason?: string;

  toChange(names: Names): DraftChange {
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

/** A ceiling of a row or a fund; of the whole Renja where neither is named. */
export class PlafonInput {
  @IsOptional() @IsString() @IsNotEmpty() line?: string;
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @ValidateBy({
    name: 'lineOrDana',
    validator: {
      validate: (_, args) => (args?.object as PlafonInput | undefined)?.line === undefined,
      defaultMessage: () => 'names a row already',
    },
  })
  dana?: string;
  @IsString() @IsNotEmpty() amount!: string;

  toPlafon(names: Names): { scope: PlafonScope; amount: string } {
    const { line, dana } = this;
    const scope: PlafonScope =
      line !== undefined
        ? { of: 'line', lineId: names.lineId(line) }
        : dana !== undefined
          ? { of: 'dana', dana }
          : { of: 'renja' };
    return { scope, amount: amount(this.amount) };
  }
}

/** What changes, in a draft or by a revision. */
export class ChangesInput {
  @IsOptional() @IsString() reason?: string;
  @IsOptional() @IsArray() @NestedList(() => NewLineInput) newLines?: NewLineInput[];
  @IsOptional() @IsArray() @NestedList(() => TransferInput) transfers?: TransferInput[];
  @IsOptional() @IsArray() @NestedList(() => ChangeInput) changes?: ChangeInput[];

  toChanges(names: Names): DraftChange[] {
    return [
      ...(this.newLines ?? []).flatMap((row) => row.toChanges(names)),
      ...(this.transfers ?? []).map((transfer) => transfer.toChange(names)),
      ...(this.changes ?? []).flatMap((change) => change.toChanges(names)),
    ];
  }
}
