import { join } from 'node:path';
import { Accounts } from '../../src/access/accounts.js';
import { temporaryFolder } from '../support/sealed.js';

export const PASSWORD = 'sandi rahasia budi';
export const NOON = new Date('2022-09-12T05:00:00.000Z');

const SECONDS = { s: 1, min: 60, h: 3_600, days: 86_400 } as const;

/** A moment so long after noon; `less` a millisecond where the last moment before it is meant. */
export const after = (n: number, unit: keyof typeof SECONDS, less = 0): Date =>
  new Date(NOON.getTime() + n * SECONDS[unit] * 1_000 - less);

/** Accounts in a file of their own, with budi among them. */
export async function accountsAtHand(): Promise<{ accounts: Accounts; file: string; path: string; remove(): void }> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'access.db');
  const accounts = await Accounts.open(file);
  await accounts.add('budi', 'Budi', PASSWORD, NOON);
  const remove = (): void => {
    accounts.close();
    folder.remove();
  };
  return { accounts, file, path: folder.path, remove };
}

/** The secret of a session that must begin. */
export async function signedIn(accounts: Accounts, at = NOON, password = PASSWORD): Promise<string> {
  const signed = await accounts.signIn('budi', password, at);
  if (!('ok' in signed)) throw new Error(`not signed in: ${JSON.stringify(signed)}`);
  return signed.ok;
}
