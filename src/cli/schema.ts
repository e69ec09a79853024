import { readFileSync } from 'node:fs';
import { type Context, UsageError } from './context.js';

type EventsSchema = {
  readonly $schema: string;
  readonly oneOf: readonly { readonly $ref: string }[];
  readonly definitions: Readonly<Record<string, unknown>>;
};

/** Made from the types of the events by `npm run docs`. The build copies it, so that it lies beside the code as here. */
const FILE = new URL('../store/events.schema.json', import.meta.url);

const PREFIX = '#/definitions/';
const REFERENCE = /"#\/definitions\/([^"]+)"/g;

/** `renja schema`: the schema of all stored events, or of one of them with nothing but what it refers to. */
export function schema(context: Context, event?: string): void {
  const print = (one: unknown): void => context.out(JSON.stringify(one, null, 2));
  const all = JSON.parse(readFileSync(FILE, 'utf8')) as EventsSchema;
  if (event === undefined) {
    print(all);
    return;
  }
  const { $schema, oneOf, definitions } = all;
  const names = oneOf.map(({ $ref }) => $ref.slice(PREFIX.length));
  const name = names.find((one) => one === event || one.startsWith(`${event}.v`));
  if (name === undefined)
    throw new UsageError({
      id: `Tidak ada peristiwa ${event}. Yang ada: ${names.join(', ')}.`,
      en: `There is no event ${event}. There are: ${names.join(', ')}.`,
    });
  // The loop also visits the names that it adds.
  const needed = new Set([name]);
  for (const one of needed)
    for (const [, other = ''] of JSON.stringify(definitions[one]).matchAll(REFERENCE)) needed.add(other);
  const kept = Object.entries(definitions).filter(([one]) => needed.has(one));
  print({ $schema, $ref: PREFIX + name, definitions: Object.fromEntries(kept) });
}
