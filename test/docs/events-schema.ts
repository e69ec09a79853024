import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';
import { type LedgerEvent, wireName } from '../../src/store/stored-events.js';

/** As much of JSON Schema as the types of the events come to. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: string | boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
};
type Definitions = Readonly<Record<string, Schema>>;
export type EventsSchema = {
  readonly $schema: string;
  readonly title: string;
  readonly description: string;
  readonly oneOf: readonly { readonly $ref: string }[];
  readonly definitions: Definitions;
};

const ROOT = join(__dirname, '..', '..');
const LEDGER = join(ROOT, 'src', 'ledger');

/** A comment right above a member of a union of facts. TypeScript gives it to no node, and so the generator to no schema. */
const ABOVE_A_FACT = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*\|?\s*Fact<\s*'(\w+)'/g;

function sentences(): Map<string, string> {
  const source = readdirSync(LEDGER).map((file) => readFileSync(join(LEDGER, file), 'utf8'));
  const found = [...source.join('\n').matchAll(ABOVE_A_FACT)];
  return new Map(found.map(([, text = '', name = '']) => [name, text.replace(/\s*\n\s*\*/g, '').trim()]));
}

/** A number that is not whole cannot be sealed, which the types do not say. */
const whole = (key: string, value: unknown): unknown => (key === 'type' && value === 'number' ? 'integer' : value);

/** The schema of every event in the version in which it is written today, from the types of the events and their envelope. */
export function eventsSchema(): EventsSchema {
  const generator = createGenerator({
    path: join(ROOT, 'src', 'store', 'stored-events.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    // `npm run check` does that.
    skipTypeCheck: true,
  });
  const definitionsOf = (type: string): Definitions =>
    (JSON.parse(JSON.stringify(generator.createSchema(type)), whole) as EventsSchema).definitions;
  const { LedgerEvent: _all, RenjaEvent, OfficeEvent, ...ofEvents } = definitionsOf('LedgerEvent');
  // What is plain JSON to the envelope is an event's own schema in each of them.
  const { Envelope: envelope = {}, Json: _, ...ofEnvelope } = definitionsOf('Envelope');
  const data: Schema = { type: 'object', description: envelope.properties?.data?.description ?? '' };
  const Envelope: Schema = { ...envelope, properties: { ...envelope.properties, data } };

  const said = sentences();
  const isFact = (name: string): boolean => name.startsWith('Fact<');
  const unions = [RenjaEvent, OfficeEvent].flatMap((union) => union?.anyOf ?? union ?? []);
  const facts = unions.map(({ $ref = '' }) => {
    const fact = ofEvents[decodeURIComponent($ref.slice('#/definitions/'.length))]?.properties;
    const type = fact?.type?.const as LedgerEvent['type'];
    const description = said.get(type);
    if (description === undefined) throw new Error(`no sentence above ${type} says what it records`);
    const properties = { ...Envelope.properties, type: { const: wireName(type) }, data: fact?.data ?? {} };
    return [wireName(type), { ...Envelope, properties, description }] as const;
  });
  const shared = Object.entries({ ...ofEvents, ...ofEnvelope, Envelope }).filter(([name]) => !isFact(name));
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'An event of renja-ledger as it is stored',
    description: 'Generated from the types of the events by `npm run docs`; do not edit.',
    oneOf: facts.map(([name]) => ({ $ref: `#/definitions/${name}` })),
    definitions: Object.fromEntries([...facts, ...shared.sort(([a], [b]) => (a < b ? -1 : 1))]),
  };
}
