import { join } from 'node:path';

/** Where the ledger lives and who is at the keyboard, from the environment. */
export type Settings = {
  /** Folder that holds everything. */
  readonly data: string;
  /** The SQLite file of the event store. */
  readonly store: string;
  /** `id:name:role`, where commands name no actor. */
  readonly actor: string | undefined;
};

/** A setting that cannot be used. It names the variable and what it should be. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/** @throws BadSetting */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const data = env.RENJA_DATA || './data';
  const store = env.RENJA_STORE || `sqlite:${join(data, 'ledger.db')}`;
  const [, file] = /^sqlite:(.+)$/.exec(store) ?? [];
  if (!file) throw new BadSetting(`RENJA_STORE=${store}: must be sqlite:PATH`);
  return { data, store: file, actor: env.RENJA_ACTOR || undefined };
}
