import { readFile } from 'node:fs/promises';
import type { ClassConstructor } from 'class-transformer';
import { constraintText, validInput } from '../commands/input.js';
import { namesIn } from '../commands/names.js';
import {
  AdoptRenjaInput,
  CorrectRealisasiInput,
  DecreeInput,
  DocumentInput,
  isRenjaId,
  type Names,
  OpenRenjaInput,
  ReportRealisasiInput,
} from '../commands/renja.requests.js';
import {
  AddLinesInput,
  ProposeRevisionInput,
  ReverseRevisionInput,
  ReviseDraftInput,
  SetPlafonInput,
} from '../commands/revision.requests.js';
import { readPlain } from '../import/manifest.js';
import type { RenjaCommand } from '../ledger/commands.js';
import { agencyOf } from '../ledger/decide.js';
import { newRenja } from '../ledger/renja.js';
import { type Document, STEPS } from '../ledger/terms.js';
import { actorFor, whoIsThere } from './actor.js';
import { type Context, UsageError } from './context.js';
import { give, tryOn, type WriteOptions } from './give.js';

/** `renja open`: a Renja without rows yet; it makes the ledger where there is none. With `--from`, next year's from this. */
export async function open(
  context: Context,
  renjaId: string,
  file: string,
  options: WriteOptions & { readonly from?: string },
): Promise<void> {
  if (!isRenjaId(renjaId))
    throw new UsageError({
      id: `id Renja ${renjaId}: ${constraintText('isRenjaId', 'id', '')}`,
      en: `Renja id ${renjaId}: ${constraintText('isRenjaId', 'en', '')}`,
    });
  const input = validInput(OpenRenjaInput, await readPlain(file));
  if (options.from !== undefined) {
    const { openFrom } = await import('./open-from.js');
    return openFrom(context, input.toCommand(renjaId), options.from, options);
  }
  // A trial makes no ledger; where there is none, there is no Renja yet either.
  if (options.dryRun && !context.hasLedger()) {
    const command = input.toCommand(renjaId);
    const actor = await actorFor(
      null,
      await whoIsThere(context, options.actor),
      'draft',
      agencyOf(command, newRenja()),
    );
    return tryOn(context, renjaId, actor, newRenja(), command);
  }
  await give(context, renjaId, options, () => input.toCommand(renjaId), { create: true });
}

/** A command from a YAML or JSON file that names rows by their code or id. */
const fromFile =
  (type: ClassConstructor<{ toCommand(names: Names): RenjaCommand }>) =>
  async (context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> => {
    const input = validInput(type, await readPlain(file));
    await give(context, renjaId, options, (renja) => input.toCommand(namesIn(renja)));
  };

/** `renja add-line`: rows of a draft, from a YAML or JSON file. */
export const addLines = fromFile(AddLinesInput);

/** `renja draft`: changes a draft as a revision changes the plan, from a YAML or JSON file. */
export const draft = fromFile(ReviseDraftInput);

/** `renja adopt`: makes the draft the plan, murni. */
export async function adopt(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(AdoptRenjaInput, await readPlain(file));
  await give(context, renjaId, options, () => input.toCommand());
}

/** `renja propose`: a revision from a YAML or JSON file. */
export const propose = fromFile(ProposeRevisionInput);

/** `renja plafon`: ceilings from a YAML or JSON file. */
export const plafon = fromFile(SetPlafonInput);

/** `renja report`: realisasi from a YAML or JSON file. */
export const report = fromFile(ReportRealisasiInput);

const documentIn = async (file: string | undefined): Promise<Document | null> =>
  file === undefined ? null : validInput(DocumentInput, await readPlain(file)).toDocument();

/** `renja endorse`: a step of the route that a proposal takes, with its document where there is one. */
export async function endorse(
  context: Context,
  renjaId: string,
  revisionId: string,
  step: string,
  options: WriteOptions & { readonly note?: string; readonly document?: string },
): Promise<void> {
  const named = STEPS.find((one) => one === step);
  if (!named)
    throw new UsageError({
      id: `langkah ${step} tidak dikenal; salah satu dari ${STEPS.join(', ')}`,
      en: `step ${step} is not known; it is one of ${STEPS.join(', ')}`,
    });
  const document = await documentIn(options.document);
  const data = { revisionId, step: named, note: options.note?.normalize('NFC') ?? null, document };
  await give(context, renjaId, options, () => ({ type: 'EndorseRevision', data }));
}

/** `renja approve`: posts a proposed revision. */
export async function approve(
  context: Context,
  renjaId: string,
  revisionId: string,
  options: WriteOptions & { readonly note?: string },
): Promise<void> {
  const data = { revisionId, note: options.note?.normalize('NFC') ?? null };
  await give(context, renjaId, options, () => ({ type: 'ApproveRevision', data }));
}

/** A proposal is turned down for a reason: by who decides, or by its own author. */
const turnDown =
  (type: 'RejectRevision' | 'WithdrawRevision') =>
  async (
    context: Context,
    renjaId: string,
    revisionId: string,
    options: WriteOptions & { readonly reason?: string },
  ): Promise<void> => {
    const data = { revisionId, reason: options.reason?.normalize('NFC') ?? '' };
    await give(context, renjaId, options, () => ({ type, data }));
  };

/** `renja reject`: turns a proposed revision down. */
export const reject = turnDown('RejectRevision');

/** `renja withdraw`: takes a proposal of one's own back. */
export const withdraw = turnDown('WithdrawRevision');

/** `renja reverse`: proposes the opposite of an approved revision. */
export async function reverse(
  context: Context,
  renjaId: string,
  revisionId: string,
  file: string,
  options: WriteOptions,
): Promise<void> {
  const input = validInput(ReverseRevisionInput, await readPlain(file));
  await give(context, renjaId, options, () => input.toCommand(revisionId));
}

/** `renja correct`: new figures in place of reported ones, from a YAML or JSON file. */
export const correct = fromFile(CorrectRealisasiInput);

/** By a document and for a reason, from a YAML or JSON file. */
const decree =
  (type: 'CloseRenja' | 'ReopenRenja') =>
  async (context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> => {
    const input = validInput(DecreeInput, await readPlain(file));
    await give(context, renjaId, options, () => input.toCommand(type));
  };

/** `renja close`: from then on only corrections with a document are taken. */
export const close = decree('CloseRenja');

/** `renja reopen`: opens a closed Renja again. */
export const reopen = decree('ReopenRenja');

const textIn = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8'))
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .trimEnd();

/** `renja note`: a section of the document's text, from a text file. */
export async function note(
  context: Context,
  renjaId: string,
  section: string,
  file: string,
  options: WriteOptions,
): Promise<void> {
  const text = await textIn(file);
  await give(context, renjaId, options, () => ({
    type: 'SetNote',
    data: { section: section.normalize('NFC'), text },
  }));
}

/** `renja answer`: what the office says to a finding, from a text file. */
export async function answer(
  context: Context,
  renjaId: string,
  finding: string,
  file: string,
  options: WriteOptions & { readonly document?: string },
): Promise<void> {
  const text = await textIn(file);
  const document = await documentIn(options.document);
  await give(context, renjaId, options, () => ({
    type: 'AnswerFinding',
    data: { finding: finding.normalize('NFC'), text, document },
  }));
}
