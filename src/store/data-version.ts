import type { Sqlite } from './sqlite.js';

/** Counts the commits of this process, over whichever connection. */
let commits = 0;

/** Told after each commit to a file whose version is watched. */
export const committed = (): void => {
  commits += 1;
};

/**
 * Tells whether another connection has committed to a file since: SQLite's own counter. Asking for it takes about as long as
 * finding a row: what it was is kept until what is under way waits for something from outside, or this process itself has
 * committed. Nothing that is read of a socket after another process's commit can so meet what was before it.
 */
export class DataVersion {
  private readonly ask;
  private known: number | null = null;
  private knownAt = -1;

  constructor(db: Sqlite) {
    this.ask = db.prepare<{ data_version: number }>('pragma data_version');
  }

  get now(): number {
    if (this.known !== null && this.knownAt === commits) return this.known;
    if (this.known === null)
      process.nextTick(() => {
        this.known = null;
      });
    this.known = this.fresh;
    this.knownAt = commits;
    return this.known;
  }

  get fresh(): number {
    return this.ask.all()[0]?.data_version ?? 0;
  }
}
