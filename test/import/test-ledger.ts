import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { streamOf } from '../../src/commands/load.js';
import { type Imported, importDocument } from '../../src/import/import.js';
import { type OfficeDocument, readOfficeDocument } from '../../src/import/office-document.js';
import type { EventOf, EventType } from '../../src/ledger/events.js';
import type { EventStore } from '../../src/store/event-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { decode, type Entry } from '../../src/store/stored-events.js';
import { all, temporaryFolder } from '../support/sealed.js';

/** Years after the document, so that no day of the document can be mistaken for the day of recording. */
export const CLOCK = '2026-11-24T01:02:03.004Z';
export const SEED = join(__dirname, '../../seeds/probolinggo-2022');
export const [T_C_33, TABLE_2_1, TABLE_3_1] = ['tabel-t-c-33.tsv', 'tabel-2-1.tsv', 'tabel-3-1.tsv'] as const;

/** The files of a document, by name; `manifest.yaml` is the one that names the others. */
export type Files = { readonly [name: string]: string };

export const seedFiles = (): Record<string, string> =>
  Object.fromEntries(
    ['manifest.yaml', T_C_33, TABLE_2_1, TABLE_3_1].map((name) => [name, readFileSync(join(SEED, name), 'utf8')]),
  );

export type ImportWay = { readonly dryRun?: boolean; readonly clock?: string; readonly store?: EventStore };

export type ImportedDocument = Imported & { readonly document: OfficeDocument };

/** A ledger and documents in a folder of their own. */
export type TestLedger = {
  readonly store: EventStore;
  /** Writes a document beside the ledger and imports it. */
  import(files: { readonly [name: string]: string | Uint8Array }, way?: ImportWay): Promise<ImportedDocument>;
  importManifest(file: string, way?: ImportWay): Promise<ImportedDocument>;
  entries(renjaId: string): Promise<Entry[]>;
  close(): Promise<void>;
};

export async function openTestLedger(): Promise<TestLedger> {
  const folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, 'ledger.db'), { create: true });
  const importManifest = async (
    file: string,
    { dryRun = false, clock = CLOCK, store: through = store }: ImportWay = {},
  ): Promise<ImportedDocument> => {
    const document = await readOfficeDocument(file);
    const options = { dryRun, now: () => new Date(clock), onProgress: () => undefined };
    return { document, ...(await importDocument(through, document, options)) };
  };
  return {
    store,
    importManifest,
    import: (files, way) => {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder.path, name), text);
      return importManifest(join(folder.path, 'manifest.yaml'), way);
    },
    entries: async (renjaId) => (await all(store.read(streamOf(renjaId)))).map(decode),
    close: async () => {
      await store.close();
      folder.remove();
    },
  };
}

/** A ledger that lives as long as one function needs it. */
export async function inTestLedger<Result>(work: (ledger: TestLedger) => Promise<Result>): Promise<Result> {
  const ledger = await openTestLedger();
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** The data of the events of one type. */
export const dataOf = <Type extends EventType>(entries: readonly Entry[], type: Type): EventOf<Type>['data'][] =>
  entries.flatMap(({ event }) => (event.type === type ? [event.data as EventOf<Type>['data']] : []));

/** What must be alike in two imports of one document: everything but the clock and what is hashed over it. */
export const withoutClock = (entries: readonly Entry[]) =>
  entries.map(({ stream, revision, id, event, meta: { recordedAt: _, previous: __, ...meta } }) => ({
    stream,
    revision,
    id,
    event,
    meta,
  }));

/** Puts another text in the place of one that stands exactly once. */
export function exchanged(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`"${from}" stands ${parts.length - 1} times in the text`);
  return parts.join(to);
}

/** The same on one line of a text, counted from 1. */
export function onLine(text: string, line: number, from: string, to: string): string {
  const lines = text.split('\n');
  lines[line - 1] = exchanged(lines[line - 1] ?? '', from, to);
  return lines.join('\n');
}
