import type { Given } from '../../src/ledger/commands.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import { type Book, type Now, sen } from './oracle-figures.js';

/** What the oracle's rules have in common. */

/** Notes a code where something is wrong. */
export type Note = (wrong: boolean, code: RejectionCode) => void;
/** Notes what is wrong; returns what the command does where nothing is. */
export type Rule<Data> = (book: Book, data: Data, given: Given, note: Note) => () => void;

export const writes = ({ actor }: Given, note: Note): void =>
  note(['auditor', 'viewer', 'admin'].includes(actor.role), 'role-not-allowed');
export const decides = ({ actor, mode }: Given, note: Note): void =>
  note(actor.role !== 'approver' && !(mode === 'historical' && actor.role === 'verifier'), 'role-not-allowed');
export const hasReason = (reason: string, note: Note): void => note(reason.trim() === '', 'reason-missing');

/** Thrown where the rest of a command says nothing: what it speaks of is not there. */
export class Enough extends Error {}

export const wellFormed = (amount: string, note: Note): bigint | null => {
  const value = sen(amount);
  note(value === null, 'amount-malformed');
  note(value !== null && value < 0n, 'amount-negative');
  return value !== null && value >= 0n ? value : null;
};

export const LEVELS = ['urusan', 'bidang', 'program', 'kegiatan', 'subkegiatan'];
export const levelAbove = (level: string): string | undefined => LEVELS[LEVELS.indexOf(level) - 1];

/** Before 2021 nothing stands below a kegiatan. */
export const judgeEdition = ({ lowest }: Pick<Now, 'lowest'>, level: string, note: Note): void =>
  note(lowest === 'kegiatan' && level === 'subkegiatan', 'level-not-in-edition');
