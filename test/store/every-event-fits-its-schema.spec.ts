import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Json } from '../../src/ledger/decider.js';
import { isRupiah } from '../../src/ledger/rupiah.js';
import { decode, EVENT_TYPES, envelopeOf, wireName } from '../../src/store/stored-events.js';

const ROOT = join(__dirname, '..', '..');
const SCHEMA = JSON.parse(readFileSync(join(ROOT, 'src', 'store', 'events.schema.json'), 'utf8'));
const ajv = new Ajv({ allowUnionTypes: true, allErrors: true }).addSchema(SCHEMA, 'events');

/** Whether a value fits a definition of the schema. */
const fits = (name: string, value: unknown): boolean => {
  const validate = ajv.getSchema(`events#/definitions/${name}`);
  if (!validate) throw new Error(`the schema has no ${name}`);
  return validate(value) === true;
};

/** A golden file as it is read today: an older version has been brought up. */
const golden = (name: string) => {
  const file = join(ROOT, 'test', 'golden', `${name}.json`);
  const recorded = { stream: 'renja-x', revision: 1, position: 1, ...JSON.parse(readFileSync(file, 'utf8')) };
  const { event } = decode(recorded);
  return { ...envelopeOf(recorded), type: wireName(event.type), data: event.data as Json };
};

type Place = { readonly path: string; readonly value: Json; with(value: Json | undefined): Json };

/** Every value inside of a value, each with a way to put another in its place. */
function places(value: Json, path = '', put: Place['with'] = (other) => other ?? null): Place[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [
    { path, value, with: put },
    ...inside.flatMap(([key, one]) =>
      places(one as Json, `${path}/${key}`, (other) =>
        put(
          Array.isArray(value)
            ? value.with(Number(key), other)
            : Object.fromEntries(
                Object.entries({ ...(value as object), [key]: other }).filter(([, v]) => v !== undefined),
              ),
        ),
      ),
    ),
  ];
}

/** Puts other values in the place of some, and names those places where the schema does not mind. */
const overlooked = (name: string, change: (place: Place) => readonly (Json | undefined)[]): string[] =>
  places(golden(name) as unknown as Json).flatMap((place) =>
    change(place)
      .filter((other) => fits(name, place.with(other)))
      .map((other) => `${place.path} = ${JSON.stringify(other)}`),
  );

/** Others in the place of every text of a form, but for codes: `35.74` looks like an amount. */
const written =
  (form: RegExp, ...others: readonly string[]) =>
  ({ path, value }: Place) =>
    typeof value === 'string' && form.test(value) && !path.endsWith('/kode') ? others : [];

it.each(readdirSync(join(ROOT, 'test', 'golden')).map((file) => file.replace('.json', '')))(
  '%s, as it was once written and is read today, fits its schema',
  (name) => {
    const event = golden(name);
    expect(fits(event.type, event)).toBe(true);
    expect(ajv.validate('events', event)).toBe(true);
  },
);

describe.each(EVENT_TYPES.map(wireName))('The schema of %s', (name) => {
  it('asks for every field that is required, of the envelope, its metadata and its data', () => {
    const { required, properties } = SCHEMA.definitions[name];
    const wanted: string[] = [
      ...required.map((field: string) => `/${field}`),
      ...SCHEMA.definitions.Meta.required.map((field: string) => `/meta/${field}`),
      ...properties.data.required.map((field: string) => `/data/${field}`),
    ];
    const all = places(golden(name) as unknown as Json);
    expect(all.map(({ path }) => path)).toEqual(expect.arrayContaining(wanted));
    expect(overlooked(name, ({ path }) => (wanted.includes(path) ? [undefined] : []))).toEqual([]);
  });

  it('takes no unknown field, at any depth', () => {
    const more = ({ value }: Place): Json[] =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? [{ ...value, unknown: 1 }] : [];
    expect(overlooked(name, more)).toEqual([]);
  });

  it('takes no number or object in the place of a text', () => {
    expect(overlooked(name, ({ value }) => (typeof value === 'string' ? [7, {}] : []))).toEqual([]);
  });

  it('takes no malformed amount, day or period', () => {
    const amount = written(/^-?\d+\.\d\d$/, '5', '5.0', '5.000', '1.234.567,00', '-0.00', '05.00', 'Rp 5', ' 5.00', '');
    expect(overlooked(name, amount)).toEqual([]);
    expect(overlooked(name, written(/^\d{4}-\d\d-\d\d$/, '2022-13-01', '2022-1-1', '1/2/2022', '2022-01-32'))).toEqual(
      [],
    );
    expect(overlooked(name, written(/^\d{4}-TW\d$/, '2022-TW5', '2022-13', 'TW1', '2022'))).toEqual([]);
  });

  it('is not that of another event', () => {
    const others = EVENT_TYPES.map(wireName).filter((other) => other !== name);
    expect(others.filter((other) => fits(other, golden(name)))).toEqual([]);
  });
});

it.each([
  ...[
    '0.00',
    '-0.00',
    '-0.01',
    '0.01',
    '00.00',
    '-5155000.00',
    '5',
    '5.0',
    '5.000',
    '05.00',
    '+5.00',
    '.50',
    '5,00',
    '',
  ],
  ...[
    `${'9'.repeat(28)}.99`,
    `-${'9'.repeat(28)}.99`,
    `${'9'.repeat(29)}.99`,
    '5.00\n',
    ' 5.00',
    '--5.00',
    '-05.00',
    'x',
  ],
])('The schema takes %j as an amount where the ledger does', (text) => {
  expect(fits('Rupiah', text)).toBe(isRupiah(text));
});
