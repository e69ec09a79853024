import { randomBytes } from 'node:crypto';
import { DataVersion } from '../store/data-version.js';
import type { Sqlite } from '../store/sqlite.js';
import { inOneStep, openAccountsFile } from './accounts-file.js';
import { AccessRefused } from './refusal.js';
import { hashOfSecret, hashPassword, isPassword, newSecret } from './secrets.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const SESSION_MS = 12 * HOUR_MS;
const IDLE_MS = HOUR_MS;
/** A session's last use is written at most this often: reading a page is not to cost a write each time. */
const NOTICE_MS = MINUTE_MS;

/** So many wrong passwords are free; from then on each doubles the wait, from one second on. */
const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * MINUTE_MS;
const FORGOTTEN_MS = DAY_MS;

/** Scanners of secrets know a token by this. */
export const TOKEN_PREFIX = 'renja_';

/** Accounts of an issuer carry a `:`, so that neither can be taken for the other. */
const isAccountId = (id: string): boolean => /^[a-z0-9][a-z0-9._-]{0,63}$/.test(id);

/** How many tokens are remembered. */
const MOST_SEEN = 4_096;
/** Whose a token is, and from when until when that is so and its use need not be noticed again. */
type Seen = { readonly account: Account; readonly from: string; readonly until: string };

export type Account = { readonly id: string; readonly name: string };

export type Token = {
  /** What it is listed and revoked by; no secret. */
  readonly id: string;
  readonly label: string;
  readonly created: string;
  readonly expires: string;
  readonly revoked: string | null;
  readonly used: string | null;
};

/** What came of a sign-in: a session's secret, a refusal that does not say why, or until when there is no trying. */
export type SignedIn = { readonly ok: string } | { readonly refused: true } | { readonly lockedUntil: string };

const later = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** The local accounts with their sessions and tokens: who someone is. What they may do is in the ledger. */
export class Accounts {
  /** What every request asks is prepared once; not before, as libsql keeps a file open for as long as a statement is left. */
  private readonly prepared = new Map<string, ReturnType<Sqlite['prepare']>>();

  /** Each request asks for its token, more than once: the answer is remembered. */
  private readonly seen = new Map<string, Seen>();
  private seenAt: number | undefined;
  private version: DataVersion | undefined;

  private constructor(private readonly db: Sqlite) {}

  /** Makes the file where there is none. @throws StoreUnavailable */
  static async open(file: string): Promise<Accounts> {
    return new Accounts(await openAccountsFile(file));
  }

  close(): void {
    this.db.close();
  }

  get isEmpty(): boolean {
    return this.db.prepare('select 1 from account limit 1').all().length === 0;
  }

  list(): Account[] {
    return this.db.prepare<Account>('select id, name from account order by id').all();
  }

  find(id: string): Account | undefined {
    return this.db.prepare<Account>('select id, name from account where id = ?').all(id)[0];
  }

  /** @throws AccessRefused where there is none */
  mustHave(id: string): Account {
    const account = this.find(id);
    if (!account) throw new AccessRefused('account-not-found', { account: id });
    return account;
  }

  /** Without a password nobody signs in to the account until it is given one. @throws AccessRefused */
  async add(id: string, name: string, password: string | null, now: Date): Promise<Account> {
    if (!isAccountId(id)) throw new AccessRefused('id-malformed', { account: id });
    const account = { id, name: name.normalize('NFC').trim() };
    if (account.name === '') throw new AccessRefused('name-blank');
    const hash = password === null ? null : await hashPassword(password);
    await this.inOneStep(() => {
      if (this.find(id)) throw new AccessRefused('account-exists', { account: id });
      const add = this.db.prepare('insert into account (id, name, hash, created) values (?, ?, ?, ?)');
      add.run(id, account.name, hash, now.toISOString());
    });
    return account;
  }

  /** Ends every session of the account: whoever knew the old password is out. @throws AccessRefused */
  async setPassword(id: string, password: string): Promise<void> {
    const hash = await hashPassword(password);
    await this.inOneStep(() => {
      this.mustHave(id);
      this.db.prepare('update account set hash = ? where id = ?').run(hash, id);
      this.db.prepare('delete from session where account = ?').run(id);
      this.db.prepare('delete from attempt where account = ?').run(id);
    });
  }

  /** Whether this is the account's password; each wrong one counts, for names that no account has as well. */
  async checkPassword(id: string, password: string, now: Date): Promise<'right' | 'wrong' | { lockedUntil: string }> {
    const lockedUntil = isAccountId(id) ? await this.countAttempt(id, now) : null;
    if (lockedUntil !== null) return { lockedUntil };
    const find = this.db.prepare<{ hash: string | null }>('select hash from account where id = ?');
    if (!(await isPassword(password, find.all(id)[0]?.hash ?? null))) return 'wrong';
    await this.inOneStep(() => this.db.prepare('delete from attempt where account = ?').run(id));
    return 'right';
  }

  /** Counts an attempt before it is judged, so that many at once do not all get their try. Tells a lock that holds. */
  private countAttempt(id: string, now: Date): Promise<string | null> {
    return this.inOneStep(() => {
      this.db.prepare('delete from attempt where latest < ?').run(later(now, -FORGOTTEN_MS));
      const find = this.db.prepare<{ failures: number; locked_until: string }>(
        'select failures, locked_until from attempt where account = ?',
      );
      const before = find.all(id)[0];
      if (before && before.locked_until > now.toISOString()) return before.locked_until;
      const failures = (before?.failures ?? 0) + 1;
      const wait =
        failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES) * SECOND_MS, LONGEST_LOCK_MS);
      this.db
        .prepare('insert or replace into attempt (account, failures, locked_until, latest) values (?, ?, ?, ?)')
        .run(id, failures, later(now, wait), now.toISOString());
      return null;
    });
  }

  /** Begins a session. Its secret is told here only. */
  async signIn(id: string, password: string, now: Date): Promise<SignedIn> {
    const checked = await this.checkPassword(id, password, now);
    if (checked === 'wrong') return { refused: true };
    if (checked !== 'right') return checked;
    const secret = newSecret();
    const [at, expires] = [now.toISOString(), later(now, SESSION_MS)];
    await this.inOneStep(() => {
      this.db.prepare('delete from session where expires <= ?').run(at);
      this.db
        .prepare('insert into session (hash, account, created, expires, used) values (?, ?, ?, ?, ?)')
        .run(hashOfSecret(secret), id, at, expires, at);
    });
    return { ok: secret };
  }

  /** Whose session this is, where it has not ended; using it keeps it from going idle. */
  async sessionOf(secret: string, now: Date): Promise<Account | null> {
    const hash = hashOfSecret(secret);
    const [found] = this.ask<Account & { used: string }>(
      `select a.id, a.name, s.used from session s join account a on a.id = s.account
       where s.hash = ? and s.expires > ? and s.used > ?`,
      ...[hash, now.toISOString(), later(now, -IDLE_MS)],
    );
    if (!found) return null;
    if (found.used <= later(now, -NOTICE_MS))
      await this.inOneStep(() =>
        this.db.prepare('update session set used = max(used, ?) where hash = ?').run(now.toISOString(), hash),
      );
    return { id: found.id, name: found.name };
  }

  async signOut(secret: string): Promise<void> {
    await this.inOneStep(() => this.db.prepare('delete from session where hash = ?').run(hashOfSecret(secret)));
  }

  /** Its secret is told here only. @throws AccessRefused */
  async issueToken(
    account: string,
    label: string,
    days: number,
    now: Date,
  ): Promise<{ readonly secret: string; readonly token: Token }> {
    if (!Number.isInteger(days) || days < 1 || days > 365) throw new AccessRefused('days-out-of-range');
    const secret = `${TOKEN_PREFIX}${newSecret()}`;
    const [created, expires] = [now.toISOString(), later(now, days * DAY_MS)];
    const token: Token = {
      ...{ id: randomBytes(6).toString('hex'), label: label.normalize('NFC'), created, expires },
      ...{ revoked: null, used: null },
    };
    await this.inOneStep(() => {
      this.mustHave(account);
      this.db
        .prepare('insert into token (id, hash, account, label, created, expires) values (?, ?, ?, ?, ?, ?)')
        .run(token.id, hashOfSecret(secret), account, token.label, created, expires);
    });
    return { secret, token };
  }

  /** Whose token this is, where it is neither expired nor revoked. */
  async tokenOf(secret: string, now: Date): Promise<Account | null> {
    const hash = hashOfSecret(secret);
    const at = now.toISOString();
    const seen = this.seenBefore(hash);
    if (seen && seen.from <= at && at < seen.until) return seen.account;
    const [found] = this.ask<Account & { used: string | null; expires: string }>(
      `select a.id, a.name, t.used, t.expires from token t join account a on a.id = t.account
       where t.hash = ? and t.expires > ? and t.revoked is null`,
      ...[hash, at],
    );
    if (!found) return null;
    const account = { id: found.id, name: found.name };
    if (found.used === null || found.used <= later(now, -NOTICE_MS))
      await this.inOneStep(() => this.db.prepare('update token set used = ? where hash = ?').run(at, hash));
    else {
      // Until its use is to be noticed again.
      const until = [found.expires, later(new Date(found.used), NOTICE_MS)].toSorted()[0] ?? at;
      this.seen.set(hash, { account, from: found.used, until });
    }
    return account;
  }

  /** The tokens of an account, the newest first, without their secrets. */
  tokens(account: string): Token[] {
    return this.db
      .prepare<Token>(
        'select id, label, created, expires, revoked, used from token where account = ? order by created desc, id',
      )
      .all(account);
  }

  /** From now on the token is good for nothing. @throws AccessRefused where the account has no such token left */
  async revokeToken(id: string, account: string, now: Date): Promise<void> {
    await this.inOneStep(() => {
      const held = this.tokens(account).some((token) => token.id === id && token.revoked === null);
      if (!held) throw new AccessRefused('token-not-found', { token: id });
      this.db.prepare('update token set revoked = ? where id = ?').run(now.toISOString(), id);
    });
  }

  /** Several steps that others see all of or none of. What was seen of tokens before may be otherwise from then on. */
  private async inOneStep<Result>(work: () => Result): Promise<Result> {
    try {
      return await inOneStep(this.db, work);
    } finally {
      this.seen.clear();
    }
  }

  /** What was found of a token, unless anything was written to the file since, here or by another process. */
  private seenBefore(hash: string): Seen | undefined {
    this.version ??= new DataVersion(this.db);
    const version = this.version.now;
    if (version !== this.seenAt || this.seen.size > MOST_SEEN) this.seen.clear();
    this.seenAt = version;
    return this.seen.get(hash);
  }

  private ask<Row>(sql: string, ...values: string[]): Row[] {
    const statement = this.prepared.get(sql) ?? this.db.prepare(sql);
    this.prepared.set(sql, statement);
    return statement.all(...values) as Row[];
  }
}
