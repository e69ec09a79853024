import { join } from 'node:path';
import type { OidcSettings } from './access/oidc.js';
import { LANGUAGES } from './ledger/rejection.js';
import { WARNINGS, type Warning } from './ledger/rule-table.js';
import { parsePlace, type StorePlace, shownPlace } from './store/open-store.js';

/** Where the ledger lives and who is at the keyboard, from the environment. */
export type Settings = {
  /** Folder that holds everything. */
  readonly data: string;
  /** Where the ledger itself is kept. */
  readonly store: StorePlace;
  /** `id:name:role`, where commands name no actor. */
  readonly actor: string | undefined;
  /** The warnings that this office has refused. */
  readonly refuse: readonly Warning[];
  /** The SQLite file of the accounts. */
  readonly accounts: string;
  /** What proves to the command line who is at the keyboard. */
  readonly token: string | undefined;
  /** The office's own sign-in, where it has one. */
  readonly oidc: OidcSettings | null;
  readonly server: ServerSettings;
};

export type ServerSettings = {
  readonly host: string;
  readonly port: number;
  /** Cookies go over https only. */
  readonly secureCookie: boolean;
  /** How many proxies in front say whom a request comes from. */
  readonly proxies: number;
  /** How many requests a minute are answered to one account, or to one address. */
  readonly rate: number;
  /** What the log tells, and all that is graver. */
  readonly log: (typeof LOGS)[number];
};

const LOGS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** A setting that cannot be used: the variable with its value, and the form that it should have. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
  constructor(
    readonly setting: string,
    readonly form: string,
  ) {
    super(`${setting}: must be ${form}`);
  }
}

/** @throws BadSetting */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const data = env.RENJA_DATA || './data';
  const written = env.RENJA_STORE || `sqlite:${join(data, 'ledger.db')}`;
  const store = placeIn('RENJA_STORE=', written, data);
  const { RENJA_LANG: language } = env;
  const refused = [...new Set((env.RENJA_REFUSE ?? '').split(',').filter(Boolean))];
  if (language && !LANGUAGES.some((known) => known === language))
    throw new BadSetting(`RENJA_LANG=${language}`, LANGUAGES.join(', '));
  const refuse = WARNINGS.filter((code) => refused.includes(code));
  if (refuse.length < refused.length) throw new BadSetting(`RENJA_REFUSE=${env.RENJA_REFUSE}`, WARNINGS.join(','));
  return {
    ...{ data, store, actor: env.RENJA_ACTOR || undefined, refuse },
    ...{ accounts: join(data, 'access.db'), token: env.RENJA_TOKEN || undefined },
    oidc: oidcIn(env),
    server: {
      host: env.RENJA_HOST || '127.0.0.1',
      port: portIn(env),
      secureCookie: switchIn(env, 'RENJA_SECURE_COOKIE'),
      proxies: proxiesIn(env),
      rate: rateIn(env),
      log: logIn(env),
    },
  };
}

/**
 * Where a ledger is kept, as a setting says it.
 * @param name what is said before it where it cannot be used
 * @throws BadSetting
 */
export function placeIn(name: string, written: string, data: string): StorePlace {
  const place = parsePlace(written, data);
  if (place) return place;
  throw new BadSetting(name + shownPlace(written), 'sqlite:PATH, esdb://HOST:PORT?tls=true');
}

function switchIn(env: NodeJS.ProcessEnv, name: string): boolean {
  const written = env[name] || '0';
  if (written !== '0' && written !== '1') throw new BadSetting(`${name}=${written}`, '0, 1');
  return written === '1';
}

function proxiesIn({ RENJA_TRUST_PROXY: written = '' }: NodeJS.ProcessEnv): number {
  if (!/^\d?$/.test(written)) throw new BadSetting(`RENJA_TRUST_PROXY=${written}`, '0..9');
  return Number(written);
}

function rateIn({ RENJA_RATE: written = '' }: NodeJS.ProcessEnv): number {
  const rate = Number(written || '1200');
  if (!/^\d*$/.test(written) || rate < 1) throw new BadSetting(`RENJA_RATE=${written}`, '1..');
  return rate;
}

function logIn({ RENJA_LOG: written }: NodeJS.ProcessEnv): ServerSettings['log'] {
  const log = LOGS.find((known) => known === (written || 'warn'));
  if (!log) throw new BadSetting(`RENJA_LOG=${written}`, LOGS.join(', '));
  return log;
}

function portIn({ RENJA_PORT: written = '' }: NodeJS.ProcessEnv): number {
  const port = Number(written || '3000');
  if (!/^\d*$/.test(written) || port > 65_535) throw new BadSetting(`RENJA_PORT=${written}`, '0..65535');
  return port;
}

/** Keys that came over plain http could be anyone's, unless they never left the machine. */
function mustBeSafeUrl(name: string, written: string): void {
  const url = URL.canParse(written) ? new URL(written) : null;
  const local = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !local) throw new BadSetting(`${name}=${written}`, 'https://…');
}

function oidcIn(env: NodeJS.ProcessEnv): OidcSettings | null {
  const { RENJA_OIDC_ISSUER: issuer, RENJA_OIDC_JWKS: jwks, RENJA_OIDC_AUDIENCE: audience } = env;
  if (!issuer) {
    // Half a setting would leave the office believing that its sign-in counts.
    if (jwks || audience) throw new BadSetting('RENJA_OIDC_ISSUER=', 'https://…');
    return null;
  }
  mustBeSafeUrl('RENJA_OIDC_ISSUER', issuer);
  if (jwks) mustBeSafeUrl('RENJA_OIDC_JWKS', jwks);
  // Without it, a token that the issuer made for another application would open this one.
  if (!audience) throw new BadSetting('RENJA_OIDC_AUDIENCE=', 'renja-ledger, …');
  return {
    ...{ issuer, jwks: jwks || null, audience },
    accountClaim: env.RENJA_OIDC_ACCOUNT_CLAIM || 'sub',
    nameClaim: env.RENJA_OIDC_NAME_CLAIM || 'name',
  };
}
