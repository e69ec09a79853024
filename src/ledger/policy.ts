import type { Mode, RenjaCommand } from './commands.js';
import { type Grant, ROLES, type Role, type Scope } from './terms.js';

const WRITERS: readonly Role[] = ['planner', 'finance', 'verifier', 'approver'];

/** The one table of who may do what: every rule, route and command asks it. */
export const MAY = {
  read: ROLES,
  /** Opens a Renja, writes its rows, objectives and text, and adopts it. */
  draft: WRITERS,
  /** Proposes revisions, and withdraws what it proposed. */
  propose: WRITERS,
  report: WRITERS,
  answer: WRITERS,
  /** TAPD and Bappeda verify plans against their ceilings, and so set them; whoever plans does not raise their own. */
  endorse: ['verifier', 'approver'],
  ceil: ['verifier', 'approver'],
  /** Approves and rejects revisions, closes a Renja and opens it again. */
  decide: ['approver'],
  /** Decides on what was typed in from past documents: it compares the two, the approval itself is on paper. */
  check: ['approver', 'verifier'],
  /** Grants and revokes roles, sets routes. */
  administer: ['admin'],
  /** Looks at how the server does. */
  observe: ['admin', 'auditor', 'viewer'],
} as const satisfies Record<string, readonly Role[]>;
export type Action = keyof typeof MAY;

const ASKED: Record<RenjaCommand['type'], Action> = {
  OpenRenja: 'draft',
  AddObjectives: 'draft',
  AddLines: 'draft',
  ReviseDraft: 'draft',
  AdoptRenja: 'draft',
  SetNote: 'draft',
  ProposeRevision: 'propose',
  ReverseRevision: 'propose',
  WithdrawRevision: 'propose',
  EndorseRevision: 'endorse',
  ApproveRevision: 'decide',
  RejectRevision: 'decide',
  CloseRenja: 'decide',
  ReopenRenja: 'decide',
  SetPlafon: 'ceil',
  ReportRealisasi: 'report',
  CorrectRealisasi: 'report',
  AnswerFinding: 'answer',
};

/** What someone does who gives a command. */
export const actionOf = (type: RenjaCommand['type'], mode: Mode): Action => {
  const action = ASKED[type];
  return action === 'decide' && mode === 'historical' ? 'check' : action;
};

/** Whether a scope holds another one within it. */
export const covers = (scope: Scope, wanted: Scope): boolean =>
  scope.pemda === null ||
  (scope.pemda === wanted.pemda &&
    (scope.perangkatDaerah === null || scope.perangkatDaerah === wanted.perangkatDaerah));

/** The role by which someone may do this there; null where they may not. */
export const roleFor = (grants: readonly Grant[], action: Action, wanted: Scope): Role | null => {
  const allowed: readonly Role[] = MAY[action];
  return allowed.find((role) => grants.some((grant) => grant.role === role && covers(grant.scope, wanted))) ?? null;
};

/** A scope as people write it: `*`, `35.74`, `35.74/2.17.3.30.3.31.01.0000`. */
export const printScope = ({ pemda, perangkatDaerah }: Scope): string =>
  pemda === null ? '*' : perangkatDaerah === null ? pemda : `${pemda}/${perangkatDaerah}`;

const WRITTEN = /^(\d+(?:\.\d+)*)(?:\/(\d+(?:\.\d+)*))?$/;

/** Reads a scope; null where it is none. */
export function parseScope(written: string): Scope | null {
  if (written === '*') return { pemda: null, perangkatDaerah: null };
  const [, pemda, perangkatDaerah = null] = WRITTEN.exec(written) ?? [];
  return pemda === undefined ? null : { pemda, perangkatDaerah };
}
