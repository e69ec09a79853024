import { type Action, MAY, roleFor } from '../ledger/policy.js';
import type { Actor, Grant, Scope } from '../ledger/terms.js';

/**
 * Someone whom a sign-in has proved, as the actor of an event: in the role by which they may do this for the agency. Where
 * they hold none, in one that is asked for: the ledger then refuses, and says which role is missing.
 */
export const actingAs = (
  { id, name }: { readonly id: string; readonly name: string },
  held: readonly Grant[] | null,
  action: Action,
  agency: Scope | null,
): Actor => ({ id, name, role: (agency && roleFor(held ?? [], action, agency)) ?? MAY[action][0] });
