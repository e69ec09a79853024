import { join } from 'node:path';
import { LANGUAGES } from './ledger/rejection.js';
import { WARNINGS, type Warning } from './ledger/rule-table.js';

/** Where the ledger lives and who is at the keyboard, from the environment. */
export type Settings = {
  /** Folder that holds everything. */
  readonly data: string;
  /** The SQLite file of the event store. */
  readonly store: string;
  /** `id:name:role`, where commands name no actor. */
  readonly actor: string | undefined;
  /** The warnings that this office has refused. */
  readonly refuse: readonly Warning[];
};

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
  const store = env.RENJA_STORE || `sqlite:${join(data, 'ledger.db')}`;
  const [, file] = /^sqlite:(.+)$/.exec(store) ?? [];
  if (!file) throw new BadSetting(`RENJA_STORE=${store}`, 'sqlite:PATH');
  const { RENJA_LANG: language } = env;
  const refused = [...new Set((env.RENJA_REFUSE ?? '').split(',').filter(Boolean))];
  if (language && !LANGUAGES.some((known) => known === language))
    throw new BadSetting(`RENJA_LANG=${language}`, LANGUAGES.join(', '));
  const refuse = WARNINGS.filter((code) => refused.includes(code));
  if (refuse.length < refused.length) throw new BadSetting(`RENJA_REFUSE=${env.RENJA_REFUSE}`, WARNINGS.join(','));
  return { data, store: file, actor: env.RENJA_ACTOR || undefined, refuse };
}
