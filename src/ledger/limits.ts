/** What one append may hold on every store: a revision is posted by one, so the rules know it too. */
export const MAX_APPEND_EVENTS = 1_000;
export const MAX_APPEND_BYTES = 900 * 1024;
