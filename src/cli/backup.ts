import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Checked, checkLedger } from '../queries/check.js';
import { leafAt } from '../store/copy.js';
import { snapshot, writeDurably } from '../store/durable-file.js';
import type { Position } from '../store/event-store.js';
import { openSqliteStore } from '../store/sqlite.event-store.js';
import { type Context, UsageError } from './context.js';
import type { Words } from './output.js';
import { Progress } from './progress.js';

/** The names that files have in a backup, whatever they are called where they are used. */
export const LEDGER = 'ledger.db';
export const ACCOUNTS = 'access.db';
const NAMES = [LEDGER, ACCOUNTS] as const;
type Name = (typeof NAMES)[number];

const FORMAT = 1;
/** It is written last: a folder without it is no backup. */
const MANIFEST = 'backup.json';

/** What a backup says of itself. */
export type Backup = {
  readonly format: typeof FORMAT;
  readonly madeAt: string;
  /** The newest event; 0 and null in an empty ledger. */
  readonly position: Position;
  readonly leaf: string | null;
  readonly events: number;
  readonly streams: number;
  /** The SHA-256 of each file, hexadecimal. */
  readonly files: { readonly [LEDGER]: string } & { readonly [name in Name]?: string };
};

/** A ledger or a backup that is not what it says; exit code 4. */
export class NotIntact extends Error {
  override readonly name = 'NotIntact';
  constructor(readonly words: Words) {
    super(words.en);
  }
}

/** `renja backup`: a copy of the ledger and its accounts as they are at one moment, verified. */
export async function backupCommand(context: Context, folder: string): Promise<void> {
  const store = context.ledgerFile();
  const { accounts } = context.settings;
  mustBeEmpty(folder);
  // It says as other commands do where there is no ledger, and tells where this one lacks what was acknowledged.
  const refusing = await context.withStore(async (opened) => opened.refusing());
  if (refusing !== null)
    context.say({
      id: `Perhatian, buku besar ini tidak menerima catatan, dan cadangannya tidak lebih lengkap: ${refusing}`,
      en: `Note, this ledger takes no changes, and its backup is no more complete: ${refusing}`,
    });
  mkdirSync(folder, { recursive: true });
  snapshot(store, join(folder, LEDGER));
  if (existsSync(accounts)) snapshot(accounts, join(folder, ACCOUNTS));
  const checked = await checkedCopy(context, join(folder, LEDGER));
  const files: { [name in Name]?: string } = {};
  for (const name of NAMES) if (existsSync(join(folder, name))) files[name] = await sha256Of(join(folder, name));
  const { [LEDGER]: ledger = '' } = files;
  const backup: Backup = {
    ...{ format: FORMAT, madeAt: new Date().toISOString() },
    ...checked,
    files: { ...files, [LEDGER]: ledger },
  };
  writeDurably(join(folder, MANIFEST), `${JSON.stringify(backup, null, 2)}\n`);
  if (context.format === 'json') context.out(JSON.stringify(backup, null, 2));
  else
    context.out(
      context.words({
        id: `Dicadangkan dan diperiksa: ${folder}, ${endOf(backup).id}`,
        en: `Backed up and checked: ${folder}, ${endOf(backup).en}`,
      }),
    );
}

/** Where a ledger ends, and how much it holds. */
export const endOf = ({ position, leaf, events, streams }: Omit<Backup, 'format' | 'madeAt' | 'files'>): Words => ({
  id: `posisi ${position}, leaf ${leaf ?? '-'}; ${events} peristiwa dalam ${streams} aliran`,
  en: `position ${position}, leaf ${leaf ?? '-'}; events ${events}, streams ${streams}`,
});

function mustBeEmpty(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new UsageError({
    id: `${folder} tidak kosong; sebut folder yang baru atau kosong`,
    en: `${folder} is not empty; name a new or an empty folder`,
  });
}

/** Checks a copy in full and tells where it ends. @throws NotIntact */
export async function checkedCopy(
  context: Context,
  file: string,
): Promise<Pick<Backup, 'position' | 'leaf' | 'events' | 'streams'>> {
  const progress = new Progress(context, { id: 'Memeriksa', en: 'Checking' });
  const store = await openSqliteStore(file, { create: false });
  try {
    const checked = await checkLedger(store, (done, total) => progress.at(done, total));
    mustBeIntact(checked);
    const { events, streams } = checked;
    const position = await store.head();
    return { position, leaf: await leafAt(store, position), events, streams };
  } finally {
    progress.stop();
    await store.close();
  }
}

function mustBeIntact({ faults }: Checked): void {
  const [first] = faults;
  if (!first) return;
  const { rule, stream, revision, detail } = first;
  const what = `${stream} #${revision ?? '-'}, ${rule}: ${detail}`;
  throw new NotIntact({
    id: `Salinannya tidak utuh: ${faults.length} kerusakan, yang pertama ${what}. Jalankan renja check.`,
    en: `The copy is not intact: faults ${faults.length}, the first ${what}. Run renja check.`,
  });
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Reads what a backup says of itself, and holds its files against that. @throws UsageError, NotIntact */
export async function readBackup(folder: string): Promise<Backup> {
  const manifest = join(folder, MANIFEST);
  if (!existsSync(manifest))
    throw new UsageError({
      id: `${folder} bukan cadangan: tidak ada ${MANIFEST}, yang ditulis paling akhir`,
      en: `${folder} is not a backup: there is no ${MANIFEST}, which is written last`,
    });
  const backup = parsed(readFileSync(manifest, 'utf8'));
  if (!backup)
    throw new NotIntact({
      id: `${manifest} tidak terbaca sebagai cadangan bentuk ${FORMAT}.`,
      en: `${manifest} cannot be read as a backup of format ${FORMAT}.`,
    });
  for (const [name, sha256] of Object.entries(backup.files)) {
    const file = join(folder, name);
    if (existsSync(file) && (await sha256Of(file)) === sha256) continue;
    throw new NotIntact({
      id: `${file} bukan yang dicadangkan: SHA-256 tidak cocok dengan ${MANIFEST}.`,
      en: `${file} is not what was backed up: its SHA-256 is not that of ${MANIFEST}.`,
    });
  }
  return backup;
}

function parsed(text: string): Backup | null {
  const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
  try {
    const backup = JSON.parse(text) as Backup;
    const { format, position, leaf, files } = backup;
    // Its names become paths: none but those that a backup has.
    const known = Object.entries(files).every(([name, sha256]) => NAMES.some((one) => one === name) && isHash(sha256));
    const ends = Number.isSafeInteger(position) && (position === 0 ? leaf === null : isHash(leaf));
    return format === FORMAT && known && ends && LEDGER in files ? backup : null;
  } catch {
    return null;
  }
}
