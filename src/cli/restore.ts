import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyDurably, holdAlone, syncPath } from '../store/durable-file.js';
import { HeadLog, headLogOf } from '../store/head-log.js';
import { ACCOUNTS, type Backup, checkedCopy, endOf, LEDGER, NotIntact, readBackup, sha256Of } from './backup.js';
import { type Context, UsageError } from './context.js';

/** A file that comes from the backup: where it comes to lie, and where it lies until all is known to be sound. */
type Coming = { readonly name: typeof LEDGER | typeof ACCOUNTS; readonly file: string; readonly beside: string };

/** What SQLite lays beside a file. */
const withLogs = (file: string): string[] => [file, `${file}-wal`, `${file}-shm`];

/** `renja restore`: puts a backup in the place of the ledger, once it is proved to be what it says. */
export async function restoreCommand(
  context: Context,
  folder: string,
  { replace }: { readonly replace?: boolean },
): Promise<void> {
  const store = context.ledgerFile();
  const { data, accounts } = context.settings;
  const backup = await readBackup(folder);
  const places = { [LEDGER]: store, [ACCOUNTS]: accounts };
  const coming = ([ACCOUNTS, LEDGER] as const)
    .filter((name) => backup.files[name] !== undefined)
    .map((name): Coming => ({ name, file: places[name], beside: `${places[name]}.restoring` }));
  const [old] = coming.flatMap(({ file }) => [...withLogs(file), headLogOf(file)]).filter((file) => existsSync(file));
  if (old !== undefined && !replace)
    throw new UsageError({
      id: `sudah ada ${old}; dengan --replace yang ada dipindahkan ke folder di sampingnya`,
      en: `there is ${old} already; with --replace what is there is moved into a folder beside it`,
    });
  // Nobody may begin to write to what is about to be moved.
  const held = coming.map(({ file }) => heldAlone(file));
  const beyond = beyondBackup(store, backup);
  try {
    for (const { name, beside } of coming) await bring(join(folder, name), beside, backup.files[name]);
    await mustEndAs(context, `${store}.restoring`, backup);
    // From here until the end no ledger is there, and the head log of the old one or of the new one keeps others from
    // beginning another by mistake, also where this is killed.
    const replaced = moveAside(
      coming.flatMap(({ file }) => withLogs(file)),
      headLogOf(store),
    );
    for (const letGo of held.splice(0)) letGo();
    // An index of another ledger would be thrown away when the server starts; without one, it makes one.
    for (const file of withLogs(join(data, 'index.db'))) rmSync(file, { force: true });
    await recordHead(store, backup);
    for (const { file, beside } of coming) {
      renameSync(beside, file);
      syncPath(dirname(file));
    }
    tell(context, backup, replaced, beyond);
  } finally {
    for (const letGo of held) letGo();
    for (const { beside } of coming) for (const file of withLogs(beside)) rmSync(file, { force: true });
  }
}

function heldAlone(file: string): () => void {
  const letGo = holdAlone(file);
  if (letGo) return letGo;
  throw new UsageError({
    id: `proses lain sedang membuka ${file}; hentikan dahulu (renja serve, atau perintah lain)`,
    en: `another process has ${file} open; stop it first (renja serve, or another command)`,
  });
}

/** How many events were acknowledged here that the backup does not have. */
function beyondBackup(store: string, { position }: Backup): number {
  const newest = new HeadLog(headLogOf(store)).largest()?.position ?? 0;
  return Math.max(newest - position, 0);
}

async function bring(from: string, to: string, sha256: string | undefined): Promise<void> {
  mkdirSync(dirname(to), { recursive: true });
  copyDurably(from, to);
  if (basename(from) === ACCOUNTS) chmodSync(to, 0o600);
  if ((await sha256Of(to)) !== sha256)
    throw new NotIntact({ id: `${to} bukan yang dicadangkan.`, en: `${to} is not what was backed up.` });
}

async function mustEndAs(context: Context, file: string, backup: Backup): Promise<void> {
  const checked = await checkedCopy(context, file);
  const { position, leaf } = checked;
  if (position === backup.position && leaf === backup.leaf) return;
  throw new NotIntact({
    id: `Salinannya berakhir di ${endOf(checked).id}, tetapi cadangan menyebut ${endOf(backup).id}.`,
    en: `The copy ends at ${endOf(checked).en}, but the backup says ${endOf(backup).en}.`,
  });
}

/**
 * Nothing is deleted: what was there may be evidence. The head log stays too, until another takes its place. Returns the
 * folders in which it now lies, each beside where it lay.
 */
function moveAside(files: readonly string[], headLog: string): string[] {
  const name = `replaced-${new Date().toISOString().replaceAll(':', '')}`;
  const there = [...files, headLog].filter((file) => existsSync(file));
  const folders = [...new Set(there.map((file) => join(dirname(file), name)))];
  for (const folder of folders) mkdirSync(folder, { recursive: true });
  for (const file of there) {
    const aside = join(dirname(file), name, basename(file));
    if (file === headLog) copyDurably(file, aside);
    else renameSync(file, aside);
  }
  for (const folder of folders) for (const path of [folder, dirname(folder)]) syncPath(path);
  return folders;
}

async function recordHead(store: string, { position, leaf }: Backup): Promise<void> {
  const file = headLogOf(store);
  // A backup of an empty ledger has no head to record.
  if (leaf === null) return rmSync(file, { force: true });
  rmSync(`${file}.restoring`, { force: true });
  const log = new HeadLog(`${file}.restoring`);
  log.write({ position, leaf });
  await log.close();
  renameSync(log.file, file);
  syncPath(dirname(file));
}

function tell(context: Context, backup: Backup, replaced: readonly string[], notInBackup: number): void {
  const { position, leaf, events, streams, madeAt } = backup;
  if (notInBackup > 0)
    context.say({
      id: `Perhatian, ${notInBackup} peristiwa yang sudah dinyatakan tercatat tidak ada dalam cadangan ini: posisi ${position + 1} sampai ${position + notInBackup}.`,
      en: `Note, acknowledged events that are not in this backup: ${notInBackup}, positions ${position + 1} to ${position + notInBackup}.`,
    });
  const store = context.ledgerFile();
  if (context.format === 'json') {
    const restored = { store, madeAt, position, leaf, events, streams, replaced, notInBackup };
    context.out(JSON.stringify(restored, null, 2));
    return;
  }
  context.out(
    context.words({
      id: `Dipulihkan dan diperiksa: ${store}, ${endOf(backup).id}; sama dengan cadangan ${madeAt}`,
      en: `Restored and checked: ${store}, ${endOf(backup).en}; the same as the backup of ${madeAt}`,
    }),
  );
  for (const folder of replaced)
    context.out(context.words({ id: `Yang lama dipindahkan ke ${folder}`, en: `What was there is now in ${folder}` }));
}
