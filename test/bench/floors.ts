import { closeSync, fdatasyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite, textOf } from '../../src/store/sqlite.js';
import { bytesIn, type Contender } from './contender.js';

/** The least that any durable ledger has to do, and the same with nothing between it and SQLite. */

/**
 * The same events built, hashed and written to a file, one write and one fdatasync for all that the writers have at the
 * same time. Its texts are parsed where they stand in memory, so that reading is JSON.parse and nothing else.
 */
export const fdatasyncLoop: Contender = {
  name: 'append-and-fdatasync',
  share: 1,
  async open(folder) {
    const path = join(folder, 'log');
    const file = openSync(path, 'a');
    let texts: Map<string, string[]> | null = null;
    const byStream = (): Map<string, string[]> => {
      if (texts) return texts;
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
      texts = new Map();
      for (const line of lines) {
        const { stream } = JSON.parse(line) as { stream: string };
        const known = texts.get(stream);
        if (known) known.push(line);
        else texts.set(stream, [line]);
      }
      return texts;
    };
    const parse = (lines: readonly string[]): number => {
      for (const line of lines) JSON.parse(line);
      return lines.length;
    };
    return {
      runsWith: 'one file, one write and fdatasync a group',
      async append(writers, batch, times) {
        for (let i = 0; i < times; i += 1) {
          const group = writers.flatMap((writer) => writer.sealed(batch).events);
          writeSync(file, group.map(({ json }) => `${json}\n`).join(''));
          fdatasyncSync(file);
        }
      },
      readStream: async (stream) => parse(byStream().get(stream) ?? []),
      readAll: async () => [...byStream().values()].reduce((sum, lines) => sum + parse(lines), 0),
      async close() {
        closeSync(file);
        return bytesIn(folder);
      },
    };
  },
};

type Stored = { envelope: string | Uint8Array | ArrayBuffer };

/** SQLite as it is: the columns of our store, one transaction for all that the writers have at the same time, no checks. */
export const rawSqlite: Contender = {
  name: 'raw SQLite',
  share: 1,
  async open(folder) {
    const db = openSqlite(join(folder, 'raw.db'));
    db.exec('pragma journal_mode = wal; pragma synchronous = full');
    db.exec(`
      create table stream (id integer primary key, name text not null unique);
      create table event (
        position integer primary key, stream integer not null, revision integer not null, leaf blob not null,
        envelope blob not null
      );
      create unique index event_of_stream on event (stream, revision);
    `);
    const addStream = db.prepare('insert into stream (id, name) values (?, ?)');
    const insert = db.prepare('insert into event (position, stream, revision, leaf, envelope) values (?, ?, ?, ?, ?)');
    const envelope = `${db.textColumn('envelope')} envelope`;
    const ofStream = db.prepare<Stored>(`select ${envelope} from event where stream = ? order by revision`);
    const after = db.prepare<Stored>(`select ${envelope} from event where position > ? order by position limit 500`);
    const streams = new Map<string, number>();
    let position = 0;
    const idOf = (name: string): number => {
      const known = streams.get(name);
      if (known !== undefined) return known;
      const id = streams.size + 1;
      streams.set(name, id);
      addStream.run(id, name);
      return id;
    };
    const parse = (rows: readonly Stored[]): number => {
      for (const row of rows) JSON.parse(textOf(row.envelope) ?? '');
      return rows.length;
    };
    return {
      runsWith: `${db.driver}, WAL, synchronous=full`,
      async append(writers, batch, times) {
        for (let i = 0; i < times; i += 1) {
          const group = writers.map((writer) => writer.sealed(batch));
          db.exec('begin immediate');
          for (const { stream, events } of group) {
            const id = idOf(stream);
            for (const { revision, leaf, json } of events) {
              position += 1;
              insert.run(position, id, revision, Buffer.from(leaf, 'hex'), Buffer.from(json));
            }
          }
          db.exec('commit');
        }
      },
      readStream: async (stream) => parse(ofStream.all(streams.get(stream) ?? 0)),
      async readAll() {
        let read = 0;
        for (let more = 1; more > 0; read += more) more = parse(after.all(read));
        return read;
      },
      async close() {
        db.exec('pragma wal_checkpoint(truncate)');
        db.close();
        return bytesIn(folder);
      },
    };
  },
};
