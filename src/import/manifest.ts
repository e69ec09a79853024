import { readFile } from 'node:fs/promises';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsOptional,
  IsString,
} from 'class-validator';
import { parse, YAMLParseError } from 'yaml';
import { InvalidInput, Nested, NestedList, validInput } from '../commands/input.js';
import {
  DocumentInput,
  IsDay,
  IsPeriod,
  IsRenjaId,
  IsRevisionId,
  IsYear,
  PemdaInput,
  PerangkatDaerahInput,
} from '../commands/renja.requests.js';
import { type Actor, type Document, KINDS, type Kind, ROLES, type Role, STAGES, type Stage } from '../ledger/terms.js';

class ActorInput {
  @IsString() @IsNotEmpty() id!: string;
  @IsString() @IsNotEmpty() name!: string;
  @IsIn(ROLES) role!: Role;

  toActor(): Actor {
    return { id: this.id, name: this.name, role: this.role, asserted: true };
  }
}

class ActorsInput {
  @Nested(() => ActorInput) typedBy!: ActorInput;
  @Nested(() => ActorInput) checkedBy!: ActorInput;
}

/** Which file holds which table; one whole document may be named for all of them. */
class TablesInput {
  @IsString() @IsNotEmpty() 'T-C.33'!: string;
  @IsOptional() @IsString() @IsNotEmpty() '2.1'?: string;
  @IsOptional() @IsString() @IsNotEmpty() '3.1'?: string;
}

class AdoptionInput {
  @IsString() @IsNotEmpty() document!: string;
  @IsOptional() @IsString() reason?: string;
}

class RealisasiInput {
  @IsPeriod() period!: string;
  @IsDay() reportedOn!: string;
}

class RevisionInput {
  @IsRevisionId() revisionId!: string;
  @IsIn(KINDS) kind!: Kind;
  @IsOptional() @IsIn(STAGES) stage?: Stage;
  @IsString() @IsNotEmpty() judul!: string;
  @IsString() @IsNotEmpty() document!: string;
  @IsString() @IsNotEmpty() reason!: string;
  @IsDay() effectiveOn!: string;
  @IsOptional() @IsString() note?: string;
}

/** What an office says of its document that the tables do not: whose it is, its legal bases, dates and people. */
export class Manifest {
  @IsRenjaId() renja!: string;
  @Nested(() => PemdaInput) pemda!: PemdaInput;
  @Nested(() => PerangkatDaerahInput) perangkatDaerah!: PerangkatDaerahInput;
  @IsYear() tahun!: string;
  @IsString() @IsNotEmpty() periodeRpjmd!: string;
  @IsString() @IsNotEmpty() nomenklatur!: string;
  /** Fields above that the document does not print. */
  @IsOptional() @IsArray() @IsString({ each: true }) madeUp?: string[];
  @ArrayNotEmpty() @NestedList(() => DocumentInput) documents!: DocumentInput[];
  /** The document that the tables stand in. */
  @IsString() @IsNotEmpty() source!: string;
  @Nested(() => TablesInput) tables!: TablesInput;
  @Nested(() => ActorsInput) actors!: ActorsInput;
  @Nested(() => AdoptionInput) adoption!: AdoptionInput;
  @IsOptional() @Nested(() => RealisasiInput) realisasi?: RealisasiInput;
  @IsOptional() @Nested(() => RevisionInput) revision?: RevisionInput;
  /** Pairs of codes, as written in T-C.33 and in Table 2.1, of rows that are known to differ. */
  @IsOptional()
  @IsArray()
  @IsArray({ each: true })
  @ArrayMinSize(2, { each: true })
  @ArrayMaxSize(2, { each: true })
  differingCodes?: string[][];

  document(documentId: string): Document {
    const found = this.documents.find((document) => document.documentId === documentId);
    if (!found) throw new InvalidInput([{ pointer: '/documents', rule: 'document', detail: documentId }]);
    return found.toDocument();
  }
}

/** A YAML or JSON file as plain data in which every scalar is text: no amount passes through a float. */
export async function readPlain(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return parse(text.normalize('NFC'), { schema: 'failsafe' });
  } catch (error) {
    // Aliases that would grow without bound are no fault of syntax, and are told by another class.
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
    const [at] = error instanceof YAMLParseError ? (error.linePos ?? []) : [];
    const [what = ''] = error.message.split(' at line ');
    const place = at ? `${file}:${at.line}:${at.col}` : file;
    throw new InvalidInput([{ pointer: '', rule: 'yaml', detail: `${place}: ${what}` }]);
  }
}

/** @throws InvalidInput with every fault of the manifest */
export async function readManifest(file: string): Promise<Manifest> {
  const manifest = validInput(Manifest, await readPlain(file));
  for (const documentId of [manifest.source, manifest.adoption.document, manifest.revision?.document])
    if (documentId !== undefined) manifest.document(documentId);
  return manifest;
}
