import { readFile } from 'node:fs/promises';
import { validInput } from '../commands/input.js';
import {
  AdoptRenjaInput,
  CorrectRealisasiInput,
  DecreeInput,
  OpenRenjaInput,
  ReportRealisasiInput,
} from '../commands/renja.requests.js';
import { AddLinesInput, ProposeRevisionInput, ReverseRevisionInput } from '../commands/revision.requests.js';
import { readPlain } from '../import/manifest.js';
import { newRenja } from '../ledger/renja.js';
import type { Context } from './context.js';
import { give, namesIn, tryOn, type WriteOptions } from './give.js';

/** `renja open`: a Renja without rows yet; it makes the ledger where there is none. */
export async function open(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(OpenRenjaInput, await readPlain(file));
  // A trial makes no ledger; where there is none, there is no Renja yet either.
  if (options.dryRun && !context.hasLedger())
    return tryOn(context, renjaId, options, newRenja(), input.toCommand(renjaId));
  await give(context, renjaId, options, () => input.toCommand(renjaId), { create: true });
}

/** `renja add-line`: rows of a draft, from a YAML or JSON file. */
export async function addLines(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(AddLinesInput, await readPlain(file));
  await give(context, renjaId, options, async (store, renja) => input.toCommand(await namesIn(store, renjaId, renja)));
}

/** `renja adopt`: makes the draft the plan, murni. */
export async function adopt(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(AdoptRenjaInput, await readPlain(file));
  await give(context, renjaId, options, () => input.toCommand());
}

/** `renja propose`: a revision from a YAML or JSON file. */
export async function propose(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(ProposeRevisionInput, await readPlain(file));
  await give(context, renjaId, options, async (store, renja) => input.toCommand(await namesIn(store, renjaId, renja)));
}

/** `renja report`: realisasi from a YAML or JSON file. */
export async function report(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(ReportRealisasiInput, await readPlain(file));
  await give(context, renjaId, options, async (store, renja) => input.toCommand(await namesIn(store, renjaId, renja)));
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

/** `renja reject`: turns a proposed revision down. */
export async function reject(
  context: Context,
  renjaId: string,
  revisionId: string,
  options: WriteOptions & { readonly reason?: string },
): Promise<void> {
  const data = { revisionId, reason: options.reason?.normalize('NFC') ?? '' };
  await give(context, renjaId, options, () => ({ type: 'RejectRevision', data }));
}

/** `renja withdraw`: takes a proposal of one's own back. */
export async function withdraw(
  context: Context,
  renjaId: string,
  revisionId: string,
  options: WriteOptions & { readonly reason?: string },
): Promise<void> {
  const data = { revisionId, reason: options.reason?.normalize('NFC') ?? '' };
  await give(context, renjaId, options, () => ({ type: 'WithdrawRevision', data }));
}

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
export async function correct(context: Context, renjaId: string, file: string, options: WriteOptions): Promise<void> {
  const input = validInput(CorrectRealisasiInput, await readPlain(file));
  await give(context, renjaId, options, async (store, renja) => input.toCommand(await namesIn(store, renjaId, renja)));
}

/** `renja close` and `renja reopen`: by a document and for a reason, from a YAML or JSON file. */
export async function decree(
  context: Context,
  type: 'CloseRenja' | 'ReopenRenja',
  renjaId: string,
  file: string,
  options: WriteOptions,
): Promise<void> {
  const input = validInput(DecreeInput, await readPlain(file));
  await give(context, renjaId, options, () => input.toCommand(type));
}

/** `renja note`: a section of the document's text, from a text file. */
export async function note(
  context: Context,
  renjaId: string,
  section: string,
  file: string,
  options: WriteOptions,
): Promise<void> {
  const text = (await readFile(file, 'utf8'))
    .replace(/^\uFEFF/, '')
    .normalize('NFC')
    .trimEnd();
  await give(context, renjaId, options, () => ({
    type: 'SetNote',
    data: { section: section.normalize('NFC'), text },
  }));
}
