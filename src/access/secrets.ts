import { hash as digest, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AccessRefused } from './refusal.js';

const LEAST_CHARACTERS = 12;
/** A password of megabytes would only keep the machine busy. */
const MOST_BYTES = 1_024;

/** Argon2id, the library's own choice of variant, at the cost that OWASP advises. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** 32 random bytes. Nobody guesses them, so that one plain hash is enough to keep them by. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What a random secret is kept and looked up by: the file tells nobody the secret itself. */
export const hashOfSecret = (secret: string): string => digest('sha256', secret);

/** Letters and digits that nobody mistakes for each other, in groups: 100 random bits. */
export function newPassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  const letters = [...randomBytes(20)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return letters.match(/.{5}/g)?.join('-') ?? letters;
}

/** The same letters typed on another keyboard are the same password. */
const typed = (password: string): string => password.normalize('NFC');

/** @throws AccessRefused */
export async function hashPassword(password: string): Promise<string> {
  const text = typed(password);
  if ([...text].length < LEAST_CHARACTERS)
    throw new AccessRefused('password-too-short', { least: String(LEAST_CHARACTERS) });
  if (Buffer.byteLength(text) > MOST_BYTES) throw new AccessRefused('password-too-long', { most: String(MOST_BYTES) });
  return hash(text, COST);
}

let unknown: Promise<string> | undefined;

/**
 * Whether a password is the one behind a hash. Where there is no hash, as for an account that is not there, it takes as
 * long all the same: the time must not tell which accounts there are.
 */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  const text = typed(password).slice(0, MOST_BYTES);
  unknown ??= hash(newSecret(), COST);
  const matches = await verify(hashed ?? (await unknown), text);
  return matches && hashed !== null;
}
