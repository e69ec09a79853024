import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventsSchema, Schema } from './events-schema.js';

type Golden = { readonly data: Readonly<Record<string, unknown>> };

const golden = (name: string): Golden => {
  const file = join(__dirname, '..', 'golden', `${name}.json`);
  return JSON.parse((JSON.parse(readFileSync(file, 'utf8')) as { json: string }).json) as Golden;
};

/** The parts of the envelope, which have a section of their own. */
const ENVELOPE = ['Envelope', 'Meta', 'Actor'];
const EXAMPLE = 'PaguIncreased.v1';

const nameOf = ($ref: string): string => $ref.slice('#/definitions/'.length);
const link = (name: string): string => `[${name}](#${name.toLowerCase().replace('.', '')})`;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const firstSentence = (text: string | undefined): string | undefined => text?.split(/(?<=\.) (?=[A-Z])/)[0];
const code = (value: unknown): string => `\`${value}\``;
const json = (text: string): string[] => ['```json', text, '```', ''];

function typeOf({ $ref, const: only, enum: values, anyOf, type, items, additionalProperties }: Schema): string {
  if ($ref) return link(nameOf($ref));
  if (only !== undefined) return code(only);
  if (values) return values.map(code).join(' or ');
  if (anyOf) return anyOf.map(typeOf).join(' or ');
  if (items) return `list of ${typeOf(items)}`;
  if (additionalProperties) return `object of ${typeOf(additionalProperties)}`;
  return [type ?? []].flat().join(' or ');
}

/** One field a line; each list of objects one object a line. */
function example(data: Golden['data']): string {
  const fields = Object.entries(data).map(([name, value]) => {
    const lines = Array.isArray(value) && value.length > 1 && typeof value[0] === 'object';
    const text = lines
      ? `[\n    ${value.map((one) => JSON.stringify(one)).join(',\n    ')}\n  ]`
      : JSON.stringify(value);
    return `  ${JSON.stringify(name)}: ${text}`;
  });
  return `{\n${fields.join(',\n')}\n}`;
}

/** `docs/events.md`, from the schema of the events and the golden files. */
export function eventsPage({ oneOf, definitions }: EventsSchema): string {
  /** What a field says of itself, or else the first that its type says. */
  const meaning = ({ description, $ref, items, anyOf }: Schema): string =>
    description ??
    ($ref && firstSentence(definitions[nameOf($ref)]?.description)) ??
    [items ?? [], anyOf ?? []].flat().map(meaning).find(Boolean) ??
    '';

  const rows = ({ properties = {}, required = [] }: Schema, path = ''): string[] =>
    Object.entries(properties).flatMap(([name, field]) => {
      const must = required.includes(name) ? 'yes' : '';
      return [
        `| ${code(path + name)} | ${cell(typeOf(field))} | ${must} | ${cell(meaning(field))} |`,
        ...rows(field, `${path}${name}.`),
        ...rows(field.items ?? {}, `${path}${name}[].`),
      ];
    });
  const table = (schema: Schema): string[] => [
    ...['| field | type | required | meaning |', '| --- | --- | --- | --- |'],
    ...rows(schema),
    '',
  ];

  /** A shape with its table, or one table for each of its alternatives, which their field `field` tells apart. */
  const shape = (name: string): string[] => {
    const { description = '', anyOf, ...schema } = definitions[name] ?? {};
    const alternatives = anyOf?.flatMap((one) => {
      const { field = {} } = one.properties ?? {};
      return [`**${typeOf(field)}** ${field.description ?? ''}`.trim(), '', ...table(one)];
    });
    return [`### ${name}`, '', description, '', ...(alternatives ?? table(schema.items ?? schema))];
  };

  const events = oneOf.map(({ $ref }) => nameOf($ref));
  const others = Object.keys(definitions).filter((name) => !events.includes(name) && !ENVELOPE.includes(name));
  const isValue = (name: string): boolean => definitions[name]?.type === 'string';

  return [
    '# The events of the ledger',
    '',
    'Generated from the types of the events and from `test/golden` by `npm run docs`; do not edit. `renja schema` prints the same as',
    'a JSON Schema. Every event is stored under a name with a version. A stored event is never rewritten: a new version comes under',
    'a new name, and the old one is brought up as it is read. `before` and `after` are what an event finds and what it leaves.',
    '',
    events.map(link).join(' · '),
    '',
    '## The envelope',
    '',
    'What is stored of every event: one line of canonical JSON (RFC 8785), whose SHA-256 is its leaf.',
    '',
    ...ENVELOPE.flatMap(shape),
    ...json(JSON.stringify(golden(EXAMPLE), null, 2)),
    '## The events',
    '',
    'The fields of `data`, and an example of each.',
    '',
    ...events.flatMap((name) => [
      ...[`### ${name}`, '', definitions[name]?.description ?? '', ''],
      ...table(definitions[name]?.properties?.data ?? {}),
      ...json(example(golden(name).data)),
    ]),
    '## Values',
    '',
    ...others.filter(isValue).flatMap((name) => {
      const { enum: values, pattern, description = '' } = definitions[name] ?? {};
      const form = values ? `One of ${values.map(code).join(', ')}.` : pattern ? `Pattern ${code(pattern)}.` : '';
      return [`### ${name}`, '', `${description} ${form}`.trim(), ''];
    }),
    '## Shapes',
    '',
    ...others.filter((name) => !isValue(name)).flatMap(shape),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
