import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { IntegrityFault, StoreUnavailable } from './event-store.js';
import { isBusy, isDamaged, openSqlite } from './sqlite.js';

/** How long a copy waits for a lock that is held for a moment. */
const BUSY_MS = 5_000;

/** A file is on disk with all that was written to it, a folder with all that was made in it or renamed. */
export function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  fsyncSync(fd);
  closeSync(fd);
}

/** Makes a file under another name, and gives it its own only when all of it is on disk. */
function made(file: string, make: (unfinished: string) => void): void {
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  make(unfinished);
  syncPath(unfinished);
  renameSync(unfinished, file);
  syncPath(dirname(file));
}

export const writeDurably = (file: string, text: string): void =>
  made(file, (unfinished) => writeFileSync(unfinished, text));

/** Copies a file that nobody writes to. */
export const copyDurably = (from: string, to: string): void =>
  made(to, (unfinished) => copyFileSync(from, unfinished, constants.COPYFILE_EXCL));

/**
 * Copies a database as it is at one moment, while others go on writing to it. Who may not read it may not read the copy.
 * @throws StoreUnavailable, IntegrityFault
 */
export function snapshot(from: string, to: string): void {
  const mode = statSync(from).mode & 0o777;
  const db = openSqlite(from);
  try {
    db.exec(`pragma busy_timeout = ${BUSY_MS}`);
    made(to, (unfinished) => {
      // It is closed to others before anything is in it.
      writeFileSync(unfinished, '', { mode });
      chmodSync(unfinished, mode);
      db.exec(`vacuum into '${unfinished.replaceAll("'", "''")}'`);
    });
  } catch (error) {
    const { message } = error as Error;
    if (isDamaged(error)) throw new IntegrityFault(`the file ${from} is damaged: ${message}`, null);
    throw new StoreUnavailable(`${from} could not be copied: ${message}`, { cause: error });
  } finally {
    db.close();
  }
}

/**
 * Keeps all others from a database, as far as that can be done: of a file that is none, it cannot.
 * @returns what lets go of it, or null where another process has it open
 */
export function holdAlone(file: string): (() => void) | null {
  if (!existsSync(file)) return () => {};
  const db = openSqlite(file);
  try {
    // Whoever has it open holds a lock, also while it does nothing; this takes the one that allows no other.
    db.exec('pragma busy_timeout = 200; pragma locking_mode = exclusive');
    db.prepare('select count(*) from sqlite_schema').all();
    return () => db.close();
  } catch (error) {
    db.close();
    return isBusy(error) ? null : () => {};
  }
}
