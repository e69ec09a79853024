import { run } from '../../src/cli/program.js';
import { LedgerAtHand, type Ran } from './ledger-at-hand.js';

export const AGENCY = '35.74/2.17.3.30.3.31.01.0000';
export const passwordOf = (id: string): string => `kata sandi si ${id}`;

/** A ledger with accounts, and the tokens by which each is known. */
export class OfficeAtHand {
  readonly ledger = new LedgerAtHand();
  private readonly tokens = new Map<string, string>();
  readonly remove = this.ledger.remove;

  /** Runs a command as an account (null: as nobody), with what comes in on stdin. */
  async as(id: string | null, args: readonly string[], { stdin = '', env = {} } = {}): Promise<Ran> {
    let [out, err] = ['', ''];
    const token = this.tokens.get(id ?? '');
    const exit = await run(args, {
      env: { RENJA_DATA: this.ledger.path, ...(token === undefined ? {} : { RENJA_TOKEN: token }), ...env },
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      stdin: async () => stdin,
    });
    return { exit, out, err };
  }

  /** A command that must succeed, and what it printed. */
  async ok(id: string | null, ...args: readonly string[]): Promise<string> {
    const ran = await this.as(id, args);
    expect({ args, exit: ran.exit, err: ran.err }).toEqual({ args, exit: 0, err: '' });
    return ran.out;
  }

  /** A command that must be refused, and what it said. */
  async refused(id: string | null, ...args: readonly string[]): Promise<string> {
    const ran = await this.as(id, args);
    expect({ args, exit: ran.exit, out: ran.out }).toEqual({ args, exit: 5, out: '' });
    return ran.err;
  }

  /** Adds an account by an admin (null: by nobody), and makes a token for it. */
  async add(by: string | null, id: string, ...more: readonly string[]): Promise<void> {
    const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
    const args = ['user', 'add', id, '--name', name, '--password-stdin', ...more];
    const added = await this.as(by, args, { stdin: `${passwordOf(id)}\n` });
    expect(added).toMatchObject({ exit: 0, err: '' });
    await this.token(id);
  }

  /** Makes a new token for an account, which it is known by from then on. */
  async token(id: string, ...more: readonly string[]): Promise<string> {
    const made = await this.as(null, ['user', 'token', id, ...more], { stdin: `${passwordOf(id)}\n` });
    expect(made.exit).toBe(0);
    const secret = made.out.trim();
    this.tokens.set(id, secret);
    return secret;
  }
}

/** An office whose admin is tini; budi proposes, and ani approves. */
export async function officeWithAccounts(): Promise<OfficeAtHand> {
  const office = new OfficeAtHand();
  await office.add(null, 'tini', '--admin');
  for (const [id, role] of [
    ['budi', 'finance'],
    ['ani', 'approver'],
  ] as const) {
    await office.add('tini', id);
    await office.ok('tini', 'user', 'grant', id, role, AGENCY);
  }
  return office;
}
