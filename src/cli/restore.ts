import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { copyDurably, isOpenElsewhere, syncPath } from '../store/durable-file.js';
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
  const old = coming.flatMap(({ file }) => [...withLogs(file), headLogOf(file)]).filter((file) => existsSync(file));
  if (old[0] !== undefined && !replace)
    throw new UsageError({
      id: `sudah ada ${old[0]}; dengan --replace yang ada dipindahkan ke folder di sampingnya`,
      en: `there is ${old[0]} already; with --replace what is there is moved into a folder beside it`,
    });
  for (const { file } of coming) mustBeFree(file);
  const beyond = beyondBackup(store, backup);
  try {
    for (const { name, beside } of coming) await bring(join(folder, name), beside, backup.files[name]);
    await mustEndAs(context, `${store}.restoring`, backup);
    const replaced = moveAside(data, old);
    // An index of another ledger would be thrown away when the server starts; without one, it makes one.
    for (const file of withLogs(join(data, 'index.db'))) rmSync(file, { force: true });
    // Killed after this, a new ledger is not begun by mistake: the head log says that there was one.
    await recordHead(store, backup);
    for (const { file, beside } of coming) {
      renameSync(beside, file);
      syncPath(dirname(file));
    }
    tell(context, backup, replaced, beyond);
  } finally {
    for (const { beside } of coming) for (const file of withLogs(beside)) rmSync(file, { force: true });
  }
}

function mustBeFree(file: string): void {
  if (isOpenElsewhere(file))
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

/** Nothing is deleted: what was there may be evidence. Returns the folder in which it now lies; null where nothing was. */
function moveAside(data: string, old: readonly string[]): string | null {
  if (old.length === 0) return null;
  const folder = join(data, `replaced-${new Date().toISOString().replaceAll(':', '')}`);
  mkdirSync(folder);
  for (const file of old) if (existsSync(file)) renameSync(file, join(folder, basename(file)));
  syncPath(folder);
  syncPath(data);
  return folder;
}

async function recordHead(store: string, { position, leaf }: Backup): Promise<void> {
  if (leaf === null) return;
  const log = new HeadLog(headLogOf(store));
  log.write({ position, leaf });
  await log.close();
}

function tell(context: Context, backup: Backup, replaced: string | null, notInBackup: number): void {
  const { position, leaf, events, streams, madeAt } = backup;
  if (notInBackup > 0)
    context.say({
      id: `Perhatian, ${notInBackup} peristiwa yang sudah dinyatakan tercatat tidak ada dalam cadangan ini: posisi ${position + 1} sampai ${position + notInBackup}.`,
      en: `Note, acknowledged events that are not in this backup: ${notInBackup}, positions ${position + 1} to ${position + notInBackup}.`,
    });
  if (context.format === 'json') {
    const restored = { store: context.settings.store, madeAt, position, leaf, events, streams, replaced, notInBackup };
    context.out(JSON.stringify(restored, null, 2));
    return;
  }
  context.out(
    context.words({
      id: `Dipulihkan dan diperiksa: ${context.settings.store}, ${endOf(backup).id}; sama dengan cadangan ${madeAt}`,
      en: `Restored and checked: ${context.settings.store}, ${endOf(backup).en}; the same as the backup of ${madeAt}`,
    }),
  );
  if (replaced !== null)
    context.out(
      context.words({ id: `Yang lama dipindahkan ke ${replaced}`, en: `What was there is now in ${replaced}` }),
    );
}
