import { committed } from './data-version.js';
import { OutcomeUnknown, type Position, type Receipt, type Sealed, WrongRevision } from './event-store.js';
import type { Acknowledged } from './head-log.js';
import { rollback } from './ledger-file.js';
import { isBusy, type Sqlite, textOf } from './sqlite.js';

const PAGE = 500;
/** How many streams are remembered. */
const KNOWN = 4_096;

/** What an append asks for. */
export type Wanted = { readonly stream: string; readonly expected: number; readonly events: readonly Sealed[] };

export type GroupOutcome = {
  /** What each append came to, in their order. */
  readonly outcomes: readonly (Receipt | WrongRevision)[];
  /** The last event that the group added; null where it added none. */
  readonly added: Acknowledged | null;
  /** The last of those that stood there already and are acknowledged once more; null where none did. */
  readonly repeated: Acknowledged | null;
};

type Known = { readonly id: number; revision: number };

/** Writes groups of appends over one connection, each group as one transaction. */
export class GroupWriter {
  private readonly statements;
  private readonly known = new Map<string, Known>();

  /**
   * @param head where the ledger must have come to at least. Later it is the head that this connection left behind: while the
   * ledger still ends there, what is known of the streams holds.
   */
  constructor(
    private readonly db: Sqlite,
    private head: Position,
  ) {
    this.statements = {
      begin: db.prepare('begin immediate'),
      commit: db.prepare('commit'),
      head: db.prepare<{ position: number | null }>('select max(position) position from event'),
      stream: db.prepare<{ id: number; revision: number | null }>(
        'select id, (select max(revision) from event where stream = named.id) revision from stream named where name = ?',
      ),
      addStream: db.prepare<{ id: number }>('insert into stream (name) values (?) returning id'),
      insert: db.prepare('insert into event (position, stream, revision, leaf, envelope) values (?, ?, ?, ?, ?)'),
      ofStream: db.prepare<{ position: number; envelope: string | Uint8Array | ArrayBuffer }>(
        `select position, ${db.textColumn('envelope')} envelope from event
         where stream = ? and revision >= ? order by revision limit ${PAGE}`,
      ),
    };
  }

  /**
   * Carries out a group, which is on disk when this returns.
   * @throws OutcomeUnknown where the commit failed; what SQLite throws where nothing was written
   */
  write(group: readonly Wanted[]): GroupOutcome {
    try {
      this.statements.begin.run();
      let head = this.statements.head.all()[0]?.position ?? 0;
      if (head < this.head) throw new Error(`it went back from position ${this.head} to ${head}`);
      if (head > this.head) this.known.clear();
      let [added, repeated]: [Acknowledged | null, Acknowledged | null] = [null, null];
      const outcomes = group.map(({ stream, expected, events }) => {
        const at = this.find(stream);
        const leaf = events.at(-1)?.leaf ?? '';
        const revision = expected + events.length;
        if ((at?.revision ?? 0) !== expected) {
          const position = at && this.standing(at.id, expected, events);
          if (position === undefined) return new WrongRevision(stream, expected, at?.revision ?? 0);
          repeated = repeated && repeated.position > position ? repeated : { position, leaf };
          return { revision, position };
        }
        head = this.insert(at ?? this.add(stream), events, head);
        added = { position: head, leaf };
        return { revision, position: head };
      });
      this.commit();
      committed();
      this.head = head;
      return { outcomes, added, repeated };
    } catch (error) {
      this.known.clear();
      rollback(this.db);
      throw error;
    }
  }

  private commit(): void {
    try {
      this.statements.commit.run();
    } catch (error) {
      if (isBusy(error)) throw error;
      throw new OutcomeUnknown(`the commit failed: ${(error as Error).message}`, { cause: error });
    }
  }

  private find(stream: string): Known | undefined {
    const known = this.known.get(stream);
    if (known) return known;
    const [found] = this.statements.stream.all(stream);
    return found && this.remember(stream, { id: found.id, revision: found.revision ?? 0 });
  }

  private add(stream: string): Known {
    const [added] = this.statements.addStream.all(stream);
    if (!added) throw new Error(`it could not name the stream ${stream}`);
    return this.remember(stream, { id: added.id, revision: 0 });
  }

  private remember(stream: string, known: Known): Known {
    if (this.known.size === KNOWN) this.known.clear();
    this.known.set(stream, known);
    return known;
  }

  /** Returns the position of the last of them. */
  private insert(at: Known, events: readonly Sealed[], head: Position): Position {
    let position = head;
    for (const { revision, leaf, json } of events) {
      position += 1;
      this.statements.insert.run(position, at.id, revision, Buffer.from(leaf, 'hex'), Buffer.from(json));
    }
    at.revision += events.length;
    return position;
  }

  /** The position of the last of them, where these very events already stand at this place. */
  private standing(id: number, expected: number, events: readonly Sealed[]): Position | undefined {
    let position: Position | undefined;
    for (let done = 0; done < events.length; done += PAGE) {
      const page = this.statements.ofStream.all(id, expected + 1 + done);
      const same = events.slice(done, done + PAGE).every(({ json }, i) => {
        const row = page[i];
        position = row?.position;
        return row !== undefined && textOf(row.envelope) === json;
      });
      if (!same) return undefined;
    }
    return position;
  }
}
