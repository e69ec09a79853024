import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Controller, Post, Req, Res } from '@nestjs/common';
import { IsObject } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, entitledTo, MaySomewhere } from './access/access.guard.js';
import { Api } from './api.js';
import { validInput } from './commands/input.js';
import { isDryRun, withDryRun } from './commands/write.js';
import { type Imported, importDocument } from './import/import.js';
import { type ImportReport, reportOf } from './import/import-report.js';
import { type OfficeDocument, readOfficeDocument } from './import/office-document.js';
import { problem } from './problem.js';
import { Workspace } from './workspace.js';

export class ImportBody {
  /** What `renja import` reads from the manifest. */
  @IsObject() manifest!: object;
  /** The texts of the files that the manifest names, by their names. */
  @IsObject() files!: { readonly [name: string]: string };
}

/** What an import came to, or would; `waitingFor` is the step that another account must carry out. */
export type ImportAnswer = Imported & {
  readonly renjaId: string;
  readonly dryRun: boolean;
  readonly report: ImportReport;
};

const MANIFEST = 'manifest.yaml';
const NAME = /^(?!manifest\.yaml$)[\w-][\w.-]{0,99}$/;

/** Reads a document that is sent rather than lying in a folder; the files are there only while it is read. */
async function documentIn({ manifest, files }: ImportBody): Promise<OfficeDocument> {
  // A name that is not among the files would be looked for on the server.
  const tables: unknown = Reflect.get(manifest, 'tables');
  const named = typeof tables === 'object' && tables !== null ? (Object.values(tables) as unknown[]) : [];
  const wrong = [
    ...Object.entries(files).filter(([name, text]) => !NAME.test(name) || typeof text !== 'string'),
    ...named.filter((name) => typeof name !== 'string' || !Object.hasOwn(files, name)).map((name) => [String(name)]),
  ];
  if (wrong.length > 0) {
    const words = {
      id: 'harus teks yang dikirim, dengan nama berkas tanpa folder',
      en: 'must be text that is sent, under a name without a folder',
    };
    throw problem(
      400,
      'invalid-input',
      { id: 'Berkas tidak berbentuk benar.', en: 'A file is not of the right form.' },
      {
        errors: wrong.map(([name]) => ({ pointer: `/files/${name}`, rule: 'isFile', words })),
      },
    );
  }
  const folder = join(tmpdir(), `renja-import-${randomUUID()}`);
  await mkdir(folder, { mode: 0o700 });
  try {
    await writeFile(join(folder, MANIFEST), JSON.stringify(manifest));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await readOfficeDocument(join(folder, MANIFEST));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Brings an office's document into the ledger, as `renja import` does. */
@Controller('api/v1/imports')
export class ImportsController {
  constructor(private readonly workspace: Workspace) {}

  @Post(withDryRun(''))
  @MaySomewhere('draft')
  @Api({
    says: 'Imports a document; once for ever, and on from where it was cut off',
    body: 'ImportBody',
    answer: 'ImportAnswer',
  })
  async import(@Req() request: FastifyRequest & { caller?: Caller }, @Res() reply: FastifyReply): Promise<void> {
    const { store, now } = this.workspace;
    const document = await documentIn(validInput(ImportBody, request.body));
    const { renja: renjaId, pemda, perangkatDaerah } = document.manifest;
    if (!request.caller) throw new TypeError('the guard comes first');
    const { identity } = request.caller;
    await entitledTo(this.workspace, identity, 'read', { pemda: pemda.kode, perangkatDaerah: perangkatDaerah.kode });
    const dryRun = isDryRun(request);
    const imported = await importDocument(store, document, { signedIn: identity, dryRun, now, onProgress: () => {} });
    const answer: ImportAnswer = { renjaId, dryRun, ...imported, report: reportOf(document) };
    await reply.code(200).send(answer);
  }
}
