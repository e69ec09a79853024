import { copyFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { temporaryFolder } from '../support/sealed.js';

export const ROOT = join(__dirname, '..', '..');
export const MANIFEST = join(ROOT, 'seeds', 'probolinggo-2022', 'manifest.yaml');
export const PERGESERAN = join(ROOT, 'docs', 'pergeseran.yaml');
export const REALISASI = join(ROOT, 'docs', 'realisasi.yaml');
export const ID = 'probolinggo-dkumpp-2022';

export const BUDI = ['--actor', 'budi:Budi:finance'] as const;
export const ANI = ['--actor', 'ani:Ani:approver'] as const;

export type Ran = { readonly exit: number; readonly out: string; readonly err: string };

/** What a command says of what is unusual and was taken all the same. */
const withoutNotes = (err: string): string => err.replace(/^(?:Perhatian|Note), .*\n/gm, '');

/** A ledger in a folder of its own, and the command line upon it. */
export class LedgerAtHand {
  private readonly folder = temporaryFolder();
  readonly path = this.folder.path;
  readonly file = join(this.path, 'ledger.db');
  readonly remove = this.folder.remove;

  async renja(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
    let [out, err] = ['', ''];
    const exit = await run(args, {
      env: { RENJA_DATA: this.path, ...env },
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    });
    return { exit, out, err };
  }

  /** A command that must succeed and answer in JSON, with nothing beside it. */
  async json<Value>(...args: readonly string[]): Promise<Value> {
    const { exit, out, err } = await this.renja([...args, '-O', 'json']);
    expect({ exit, err: withoutNotes(err) }).toEqual({ exit: 0, err: '' });
    return JSON.parse(out) as Value;
  }

  /** A command that must succeed, and what it printed. */
  async ok(...args: readonly string[]): Promise<string> {
    const { exit, out, err } = await this.renja(args);
    expect({ exit, err: withoutNotes(err) }).toEqual({ exit: 0, err: '' });
    return out;
  }

  /** A command that must fail with an exit code, and say why on stderr alone. */
  async fails(exit: number, ...args: readonly string[]): Promise<string> {
    const ran = await this.renja(args);
    expect(ran).toMatchObject({ exit, out: '' });
    expect(ran.err).not.toBe('');
    return ran.err;
  }

  /** Writes a file beside the ledger and gives its path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  /** A ledger with the same contents, to be written to. */
  copy(): LedgerAtHand {
    const other = new LedgerAtHand();
    // What was written last may stand in the file beside it.
    for (const part of ['', '-wal'])
      if (existsSync(this.file + part)) copyFileSync(this.file + part, other.file + part);
    return other;
  }
}

export async function importedLedger(): Promise<LedgerAtHand> {
  const ledger = new LedgerAtHand();
  await ledger.ok('import', MANIFEST);
  return ledger;
}

/** A proposal that breaks no rule but those that its lines break. */
export const proposal = (...lines: readonly string[]): string =>
  [
    'kind: mendahului',
    'judul: Usulan',
    'reason: Kebutuhan bertambah',
    'effectiveOn: 2022-10-03',
    'document: { documentId: d-1, jenis: Surat, judul: Dasar }',
    ...lines,
  ].join('\n');

export type Amounts = { readonly murni: string; readonly change: string; readonly now: string };
export type LogRow = {
  readonly position: number;
  readonly revision: number;
  readonly type: string;
  readonly recordedAt: string;
  readonly effectiveOn: string;
  readonly actor: { readonly id: string; readonly name: string; readonly role: string; readonly asserted: boolean };
  readonly mode: string;
  readonly lineId: string | null;
  readonly kode: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly delta: string | null;
  readonly revisionId: string | null;
  readonly document: Readonly<Record<string, unknown>> | null;
  readonly reason: string | null;
};
export type Shown = {
  readonly renja: { readonly id: string; readonly year: number; readonly status: string; readonly revision: number };
  readonly totals: Amounts & { readonly pApbd: string | null };
  readonly lines: readonly {
    readonly lineId: string;
    readonly level: string;
    readonly kode: string | null;
    readonly kodeWritten: string | null;
    readonly parent: string | null;
    readonly uraian: string;
    readonly pagu: Amounts & { readonly pApbd: string | null };
    readonly target: readonly Readonly<Record<string, string | null>>[];
    readonly sumberDana: readonly { readonly dana: string; readonly jumlah: string | null }[];
  }[];
  readonly objectives: readonly unknown[];
};
export type Compared = {
  readonly from: { readonly point: string; readonly revision: number };
  readonly to: { readonly point: string; readonly revision: number };
  readonly net: string;
  readonly gross: { readonly up: string; readonly down: string };
  readonly lines: readonly {
    readonly lineId: string;
    readonly level: string;
    readonly kode: string | null;
    readonly before: string;
    readonly after: string;
    readonly delta: string;
    readonly targets: readonly unknown[];
  }[];
};
export type Evaluated = {
  readonly period: string | null;
  readonly lines: readonly Readonly<Record<string, string | null>>[];
};
