import type { Sqlite } from './sqlite.js';

/**
 * Tells whether another connection has committed to a file since: SQLite's own counter. Asking for it takes about as long as
 * finding a row, and a server under load has many requests at hand at once: what it was is kept while they are taken in
 * turn, and asked anew before the next ones are. A request was sent before that, so it cannot be the answer to a commit that
 * came after.
 */
export class DataVersion {
  private readonly ask;
  private known: number | null = null;

  constructor(db: Sqlite) {
    this.ask = db.prepare<{ data_version: number }>('pragma data_version');
  }

  get now(): number {
    if (this.known === null) {
      this.known = this.fresh;
      setImmediate(() => {
        this.known = null;
      });
    }
    return this.known;
  }

  get fresh(): number {
    return this.ask.all()[0]?.data_version ?? 0;
  }
}
