import { createRequire } from 'node:module';

export type SqlValue = number | string | Uint8Array | null;

/** As much of SQLite as the ledger uses, alike over both drivers. */
export interface Sqlite {
  readonly driver: 'node:sqlite' | 'libsql';
  /** SQL that reads a BLOB of UTF-8 so that `textOf` makes a string of it, by the way that is fast and safe here. */
  readonly textColumn: (blob: string) => string;
  exec(sql: string): void;
  /** `all` gives plain rows; a BLOB is a Uint8Array or an ArrayBuffer, as the driver has it. */
  prepare<Row>(sql: string): { run(...values: SqlValue[]): void; all(...values: SqlValue[]): Row[] };
  /** A query whose rows are arrays of the columns in their order: Node makes these in two thirds of the time. */
  prepareTuples<Row extends readonly unknown[]>(sql: string): { all(...values: SqlValue[]): Row[] };
  close(): void;
}

type Statement = {
  run(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  setReturnArrays?(on: boolean): void;
  raw?(on: boolean): unknown;
};
type Driver = {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
};

/** Node's own SQLite where it has what is needed (22.16 and later), without its warning that it is experimental. */
function builtIn(): typeof import('node:sqlite') | undefined {
  const warn = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: never[]) => {
    if (!String(warning).includes('SQLite')) warn.call(process, warning, ...rest);
  };
  try {
    const sqlite = process.getBuiltinModule?.('node:sqlite');
    return sqlite && 'setReturnArrays' in sqlite.StatementSync.prototype ? sqlite : undefined;
  } finally {
    process.emitWarning = warn;
  }
}

function connect(file: string): { driver: Sqlite['driver']; db: Driver } {
  const sqlite = builtIn();
  if (sqlite) return { driver: 'node:sqlite', db: new sqlite.DatabaseSync(file) as Driver };
  const Libsql = createRequire(import.meta.url)('libsql') as new (file: string) => Driver;
  return { driver: 'libsql', db: new Libsql(file) };
}

/** Opens a database file: Node's own SQLite, else libsql, which brings a ready-made SQLite for older versions of Node. */
export function openSqlite(file: string): Sqlite {
  const { driver, db } = connect(file);
  return {
    driver,
    // Text is the faster way; but libsql ends the whole process on text that is not UTF-8, as a damaged file may hold.
    textColumn: (blob) => `cast(${blob} as ${driver === 'libsql' ? 'blob' : 'text'})`,
    exec: (sql) => db.exec(sql),
    prepare: <Row>(sql: string) => {
      const statement = db.prepare(sql);
      return {
        run: (...values: SqlValue[]) => void statement.run(...values),
        all: (...values: SqlValue[]) => statement.all(...values) as Row[],
      };
    },
    prepareTuples: <Row extends readonly unknown[]>(sql: string) => {
      const statement = db.prepare(sql);
      if (statement.setReturnArrays) statement.setReturnArrays(true);
      else statement.raw?.(true);
      return { all: (...values: SqlValue[]) => statement.all(...values) as Row[] };
    },
    close: () => db.close(),
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The string of a `textColumn`, or null where its bytes are not UTF-8. No sealed text holds U+FFFD itself. */
export function textOf(value: string | Uint8Array | ArrayBuffer): string | null {
  if (typeof value === 'string') return value.includes('\ufffd') ? null : value;
  try {
    return decoder.decode(value);
  } catch {
    return null;
  }
}

/** Another connection holds the write lock: neither driver has a type for it, both say it in words. */
export const isBusy = (error: unknown): boolean =>
  /database is locked|database is busy|SQLITE_BUSY/i.test(String(error));

/** Neither driver has a type for a damaged file: both say it in words, Node also of numbers that none can be. */
export const isDamaged = (error: unknown): boolean =>
  /malformed|not a database|corrupt|out of range|too large to be represented/i.test(String(error));
