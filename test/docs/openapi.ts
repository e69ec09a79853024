import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { type ClassConstructor, plainToInstance } from 'class-transformer';
import { getMetadataStorage } from 'class-validator';
import { createGenerator } from 'ts-json-schema-generator';
import { POLICY, type RoutePolicy, SESSION_COOKIE } from '../../src/access/access.guard.js';
import * as session from '../../src/access/session.controller.js';
import { API, type ApiEntry } from '../../src/api.js';
import { CONTROLLERS } from '../../src/app.module.js';
import * as ofHttp from '../../src/commands/http-requests.js';
import * as ofRenja from '../../src/commands/renja.requests.js';
import * as ofRevision from '../../src/commands/revision.requests.js';
import * as imports from '../../src/imports.controller.js';
import * as params from '../../src/queries/params.js';

/** As much of JSON Schema 2020-12 as the description comes to. */
export type Schema = {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
};
type Schemas = Readonly<Record<string, Schema>>;
type Ref = { readonly $ref: string };

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
};
export type Response = {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Ref>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema; readonly 'x-data'?: Schema }>>;
};
export type Operation = {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly (Parameter | Ref)[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Readonly<Record<string, Response | Ref>>;
};
export type OpenApi = {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Schemas;
    readonly responses: Readonly<Record<string, Response>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly headers: Readonly<Record<string, object>>;
    readonly securitySchemes: Readonly<Record<string, object>>;
  };
};

const ROOT = join(__dirname, '..', '..');
const HERE = '#/components/schemas/';
const refTo = (name: string): Schema => ({ $ref: `${HERE}${name}` });
const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

// Schemas of the types.

const isPlain = (name: string): boolean => /^\w+$/.test(name);

/** Every type that is named, and all that they consist of, under their names; what has no plain name stands in its place. */
function schemasOf(names: Iterable<string>): Record<string, Schema> {
  const generator = createGenerator({
    path: join(ROOT, 'src', '**', '*.ts'),
    tsconfig: join(ROOT, 'tsconfig.json'),
    // `npm run check` does that.
    skipTypeCheck: true,
    functions: 'hide',
  });
  const found: Record<string, Schema> = {};
  for (const name of names) {
    const { definitions = {} } = generator.createSchema(name) as unknown as { definitions?: Schemas };
    const inPlace = (_key: string, value: unknown): unknown => {
      const { $ref, ...rest } = (value ?? {}) as Schema;
      if (typeof $ref !== 'string') return value;
      const of = decodeURIComponent($ref.replace('#/definitions/', ''));
      return isPlain(of) || of.startsWith('#') ? { ...rest, $ref: `${HERE}${of.replace(HERE, '')}` } : definitions[of];
    };
    for (const [each, schema] of Object.entries(definitions)) {
      if (!isPlain(each)) continue;
      const made = JSON.parse(JSON.stringify(schema, inPlace), whole) as Schema;
      if (each in found && JSON.stringify(found[each]) !== JSON.stringify(made))
        throw new Error(`there are two types ${each}`);
      found[each] = made;
    }
  }
  return found;
}

/** No number of an answer has a fraction: amounts are text. */
const whole = (key: string, value: unknown): unknown => (key === 'type' && value === 'number' ? 'integer' : value);

// What class-validator asks of fields, beyond their types.

const FORMS: Readonly<Record<string, Schema>> = {
  isNotEmpty: { minLength: 1 },
  isDay: { format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
  isYear: { pattern: '^\\d{4}$' },
  isWhole: { pattern: '^\\d{1,15}$' },
  isPeriod: { pattern: '^\\d{4}-(TW[1-4]|0[1-9]|1[0-2])$' },
  isRenjaId: { pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' },
  isSha256: { pattern: '^[0-9a-f]{64}$' },
  isInstant: { pattern: '^\\d{4}-\\d{2}-\\d{2}T.*([zZ]|[+-]\\d{2}:\\d{2})$' },
  isInt: { type: 'integer' },
  arrayNotEmpty: { minItems: 1 },
};

function formOf(name: string, constraints: readonly unknown[]): Schema {
  const [limit] = constraints;
  if (name === 'isIn') return { enum: limit as readonly unknown[] };
  if (name === 'maxLength') return { maxLength: Number(limit) };
  if (name === 'min') return { minimum: Number(limit) };
  if (name === 'max') return { maximum: Number(limit) };
  return FORMS[name] ?? {};
}

const CLASSES = new Map(
  [session, imports, ofHttp, ofRenja, ofRevision, params]
    .flatMap((module) => Object.values<unknown>(module))
    .filter((one): one is ClassConstructor<object> => typeof one === 'function' && /^class\b/.test(String(one)))
    .map((one) => [one.name, one]),
);

/** Puts into the schema of a class what its decorators say; a class within it gets a schema of its own. */
function constrain(type: ClassConstructor<object>, schemas: Record<string, Schema>, done: Set<string>): void {
  const schema = schemas[type.name];
  if (done.has(type.name) || !schema) return;
  done.add(type.name);
  const properties: Record<string, Schema> = { ...schema.properties };
  for (const { propertyName, name, type: kind, constraints, each } of getMetadataStorage().getTargetValidationMetadatas(
    type,
    '',
    false,
    false,
  )) {
    const { items, ...own } = properties[propertyName] ?? {};
    const inList = items !== undefined && each;
    if (kind === 'nestedValidation') {
      const sample = plainToInstance(type, { [propertyName]: inList ? [{}] : {} }) as Record<string, unknown>;
      const [nested] = [sample[propertyName]].flat() as [object];
      const within = nested.constructor as ClassConstructor<object>;
      schemas[within.name] ??= items ?? own;
      constrain(within, schemas, done);
      const { description } = own;
      const said = description !== undefined && !inList && own.$ref !== undefined ? { description } : {};
      properties[propertyName] = inList ? { ...own, items: refTo(within.name) } : { ...refTo(within.name), ...said };
    } else {
      const form = formOf(name ?? '', constraints ?? []);
      // What the type lists already needs no second list.
      const { enum: _, ...others } = form;
      const put = (to: Schema): Schema => (to.$ref || to.enum ? { ...to, ...others } : { ...to, ...form });
      properties[propertyName] = inList ? { ...own, items: put(items) } : { ...put(own), ...(items ? { items } : {}) };
    }
  }
  schemas[type.name] = { ...schema, properties };
}

// Routes.

type Route = {
  readonly tag: string;
  readonly handler: string;
  readonly method: string;
  /** As OpenAPI writes it: `/api/v1/renja/{renjaId}`. */
  readonly path: string;
  readonly api: ApiEntry;
  readonly policy: RoutePolicy;
};

const listOf = (one: unknown): string[] => [one].flat() as string[];

function routes(): Route[] {
  return CONTROLLERS.flatMap((controller): Route[] => {
    const prefixes = listOf(Reflect.getMetadata(PATH_METADATA, controller));
    return Object.getOwnPropertyNames(controller.prototype).flatMap((handler) => {
      const made: unknown = Object.getOwnPropertyDescriptor(controller.prototype, handler)?.value;
      if (typeof made !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, made)) return [];
      const api = Reflect.getMetadata(API, made) as ApiEntry | undefined;
      const policy = Reflect.getMetadata(POLICY, made) as RoutePolicy | undefined;
      if (!api || !policy) throw new Error(`${controller.name}.${handler} says neither what it is nor for whom`);
      const method = String(RequestMethod[Reflect.getMetadata(METHOD_METADATA, made) as number]).toLowerCase();
      const written = prefixes.flatMap((prefix) =>
        listOf(Reflect.getMetadata(PATH_METADATA, made)).map((path) => `/${prefix}/${path}`),
      );
      const tag = controller.name.replace('Controller', '');
      return written.map((path) => ({
        ...{ tag, handler, method, api, policy },
        path: path
          .replace(/\/+/g, '/')
          .replace(/(?<=.)\/$/, '')
          .replace(/:(\w+)/g, '{$1}'),
      }));
    });
  });
}

const TAGS: Readonly<Record<string, string>> = {
  Session: 'Signing in and out, and tokens for programs.',
  Renja: 'Whatever changes a Renja. Each address with `/validation` behind it only tries.',
  RenjaViews: 'What one Renja is and was.',
  LedgerViews: 'What is asked across all Renja, of which the caller sees what their roles are for.',
  Imports: 'Bringing a document of an office into the ledger.',
  Operations: 'For whoever runs the server.',
};

const IN_PATH: Readonly<Record<string, readonly [says: string, schema: Schema]>> = {
  renjaId: ['The id of the Renja.', { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }],
  revisionId: ['The id of the revision, such as `R001`.', { type: 'string', minLength: 1 }],
  line: ['The id of the row, such as `L0028`, or its code.', { type: 'string', minLength: 1 }],
  position: ['The position of the event in the whole ledger.', { type: 'string', pattern: '^\\d{1,15}$' }],
  id: ['The id of the token.', { type: 'string', minLength: 1 }],
};

const ETAG: Schema = { pattern: '^"r\\d{1,15}(?:-csv)?"$' };

const always = (description: string, schema: Schema = {}): object => ({
  ...{ description, required: true },
  schema: { type: 'string', ...schema },
});
const sometimes = (description: string, schema: Schema = {}): object => ({
  description,
  schema: { type: 'string', ...schema },
});

const HEADERS: Readonly<Record<string, object>> = {
  ETag: always('The revision of the Renja, for `If-Match`: `"r118"`.', ETAG),
  'Content-Location': always('The address at which this very state is asked for again.'),
  Link: sometimes('The next page, as `<…>; rel="next"`; not on the last one.'),
  Location: always('The Renja, or the revision that was proposed or decided.'),
  'Idempotency-Replayed': sometimes('`true` where the same key and body had been carried out before.', {
    const: 'true',
  }),
  'Renja-State-Hash': sometimes('With CSV: the `meta.stateHash` of the same answer in JSON.', {
    pattern: '^[0-9a-f]{64}$',
  }),
  'Retry-After': always('In how many seconds to ask again.', { pattern: '^\\d+$' }),
  'Set-Cookie': always(`The cookie ${SESSION_COOKIE}, or its end.`),
  'WWW-Authenticate': always('How to sign in: by a bearer token.'),
  'X-Trace-Id': always('By which the server’s log knows the request.'),
};

const withHeaders = (...names: string[]): { headers: Record<string, Ref> } => ({
  headers: Object.fromEntries([...names, 'X-Trace-Id'].map((name) => [name, { $ref: `#/components/headers/${name}` }])),
});

const ERRORS: Readonly<Record<number, string>> = {
  400: 'Not of the right form; `errors` lists every fault.',
  401: 'Not signed in.',
  403: 'Not allowed, or a request from another site.',
  404: 'There is no such thing, or none that the caller may see.',
  406: 'There is no such format.',
  409: 'In conflict with what is there, or with other writers.',
  412: 'Changed since it was seen; `present` shows how it is now.',
  413: 'The body is too large.',
  415: 'The body is not `application/json`.',
  422: 'Refused by a rule; `errors` lists every rule that is broken.',
  428: '`If-Match` is missing.',
  429: 'Too often.',
  500: 'A defect of the server.',
  503: 'Not available now; ask again.',
};

const isDryRun = ({ path }: Route): boolean => path.endsWith('/validation');
/** Views take at least `format`, and answer with the state that they speak of. */
const isView = ({ api }: Route): boolean => api.params !== undefined;
const isOfRenja = ({ path }: Route): boolean => path.includes('{renjaId}');
const isPublic = ({ policy }: Route): boolean => policy.asks === 'nothing';

/** The problems that a route can answer with. */
function errorsOf(route: Route): number[] {
  const { api, method, path, policy } = route;
  const writes = method !== 'get';
  const may: readonly (readonly [boolean, readonly number[]])[] = [
    [true, [429, 500]],
    [!isPublic(route) || api.body !== undefined, [401, 503]],
    [writes || !['nothing', 'sign-in'].includes(policy.asks), [403]],
    [writes, [400, 413, 415]],
    [isView(route), [400, 406, 503]],
    [api.media === 'text/event-stream', [400]],
    [path.includes('{'), [400, 404]],
    [path.includes('{line}'), [422]],
    [api.write !== undefined, [409, 412, 422]],
    [api.write === 'changes' && !isDryRun(route), [428]],
    [route.tag === 'Imports', [409, 422]],
    [api.body === 'TokenBody', [422]],
  ];
  return [...new Set(may.flatMap(([can, statuses]) => (can ? statuses : [])))].sort((a, b) => a - b);
}

const problem = (status: number): Response => ({
  description: ERRORS[status] ?? '',
  ...withHeaders(
    ...(status === 401 ? ['WWW-Authenticate'] : []),
    ...(status === 412 ? ['ETag'] : []),
    ...([429, 503].includes(status) ? ['Retry-After'] : []),
  ),
  content: { 'application/problem+json': { schema: refTo('ProblemBody') } },
});

const answered = (name: string): string => `Answered${name}`;
const typesIn = (written: string): string[] => written.split(' | ');
const oneOf = (names: readonly string[]): Schema => {
  const [first, ...others] = names.map(refTo);
  return others.length === 0 ? (first ?? {}) : { anyOf: [first ?? {}, ...others] };
};

function successOf(route: Route): Record<string, Response | Ref> {
  const { api, handler } = route;
  const { answer, media, status = 200 } = api;
  if (isView(route)) {
    const etag = isOfRenja(route) ? ['ETag'] : [];
    const linked = api.params === 'DirectoryParams' || api.params === 'TrailParams' ? ['Link'] : [];
    const csv = { 'text/csv': { schema: { type: 'string' } } };
    return {
      200: {
        description: 'The state that was asked for.',
        ...withHeaders('Content-Location', ...etag, ...linked, 'Renja-State-Hash'),
        content: { 'application/json': { schema: oneOf(typesIn(answer ?? '').map(answered)) }, ...csv },
      },
      ...(isOfRenja(route) ? { 304: { $ref: '#/components/responses/NotModified' } } : {}),
    };
  }
  if (api.write && isDryRun(route))
    return {
      200: {
        description: 'It would be taken.',
        ...withHeaders(),
        content: { 'application/json': { schema: refTo('Validated') } },
      },
    };
  const json = answer === undefined ? { type: 'object' } : oneOf(typesIn(answer));
  const sent: Response['content'] =
    media === 'text/event-stream'
      ? { [media]: { schema: { type: 'string' }, 'x-data': refTo('LedgerEntry') } }
      : media === undefined
        ? { 'application/json': { schema: json } }
        : { [media]: { schema: { type: 'string' } } };
  const headers = [
    ...(api.write ? ['ETag', 'Location', 'Idempotency-Replayed'] : []),
    ...(handler === 'signIn' || handler === 'signOut' ? ['Set-Cookie'] : []),
  ];
  return {
    [status]: {
      description: status === 204 ? 'Done.' : status === 201 ? 'Written.' : 'The answer.',
      ...withHeaders(...headers),
      ...(status === 204 ? {} : { content: sent }),
    },
    ...(answer === 'Ready'
      ? {
          503: {
            description: 'It cannot answer.',
            ...withHeaders(),
            content: { 'application/json': { schema: json } },
          },
        }
      : {}),
  };
}

const header = (name: string, required: boolean, description: string, schema: Schema = {}): Parameter => ({
  ...{ name, in: 'header' as const, required, description },
  schema: { type: 'string', ...schema },
});

const SEEN = 'The ETag of the Renja as it was seen.';

const SHARED: Readonly<Record<string, Parameter>> = {
  AcceptLanguage: header('Accept-Language', false, 'The language of problems and warnings: `id`, or `en`.'),
  IdempotencyKey: header(
    'Idempotency-Key',
    true,
    'Random text of one’s own. Repeated with the same key and body, a write is answered as it was at first.',
    { pattern: '^[\\x21-\\x7e]{1,200}$' },
  ),
  IfMatch: header('If-Match', true, SEEN, ETAG),
  IfMatchWhereGiven: header('If-Match', false, SEEN, ETAG),
  IfNoneMatch: header('If-None-Match', false, 'The ETag of an answer that the caller has already.'),
  LastEventId: header('Last-Event-ID', false, 'The position after which to begin; now, where it is left out.', {
    pattern: '^\\d{1,15}$',
  }),
};

function parametersOf(route: Route, schemas: Schemas): (Parameter | Ref)[] {
  const { api, path } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']): Parameter => {
    const [description, schema] = IN_PATH[name] ?? [];
    if (!schema || !description) throw new Error(`nothing says what {${name}} is`);
    return { name, in: 'path', required: true, description, schema };
  });
  const inQuery = Object.entries(schemas[api.params ?? '']?.properties ?? {}).map(([name, said]): Parameter => {
    const { description, ...schema } = said;
    if (!description) throw new Error(`nothing says what ${name} of ${api.params} is`);
    return { name, in: 'query', required: false, description, schema };
  });
  const shared: readonly (readonly [string, boolean])[] = [
    ['IdempotencyKey', api.write !== undefined && !isDryRun(route)],
    ['IfMatch', api.write === 'changes' && !isDryRun(route)],
    ['IfMatchWhereGiven', api.write !== undefined && (api.write === 'opens' || isDryRun(route))],
    ['IfNoneMatch', isView(route) && isOfRenja(route)],
    ['LastEventId', api.media === 'text/event-stream'],
    ['AcceptLanguage', true],
  ];
  const inHeader = shared.flatMap(([name, taken]) => (taken ? [{ $ref: `#/components/parameters/${name}` }] : []));
  return [...inPath, ...inQuery, ...inHeader];
}

const ASKS = (policy: RoutePolicy): string =>
  policy.asks === 'nothing'
    ? 'For everybody.'
    : policy.asks === 'sign-in'
      ? 'For whoever is signed in.'
      : policy.on === 'renja'
        ? `Needs a role that may \`${policy.asks}\`, for the agency of the Renja.`
        : `Needs a role that may \`${policy.asks}\`, for the agency that it is about.`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function operationOf(route: Route, schemas: Schemas): Operation {
  const { api, policy, tag, handler } = route;
  const problems = errorsOf(route).map(
    (status) => [status, { $ref: `#/components/responses/Problem${status}` }] as const,
  );
  const roles = policy.asks === 'nothing' || policy.asks === 'sign-in' ? [] : [policy.asks];
  const root = route.path.startsWith('/api/') ? handler : `root${capital(handler)}`;
  return {
    operationId: isDryRun(route) ? `${root}Validation` : root,
    tags: [tag],
    summary: isDryRun(route) ? `${api.says} (dry run)` : api.says,
    description: ASKS(policy),
    security: isPublic(route) ? [] : [{ bearer: roles }, { session: roles }],
    parameters: parametersOf(route, schemas),
    ...(api.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: refTo(api.body) } } } }),
    responses: { ...Object.fromEntries(problems), ...successOf(route) },
  };
}

// The document.

const CONVENTIONS = `An event-sourced ledger for the budget revisions of Indonesian local governments' yearly work plans (Renja).

- Money is a decimal string (\`"26004603156.00"\`), never a JSON number. Requests may write it as documents do (\`26.004.603.156\`). Times are RFC 3339 with their offset; days are \`YYYY-MM-DD\`.
- Past states: \`atRevision\`, \`asOf\` or \`effectiveOn\` of one Renja, \`atPosition\` or \`asOf\` across Renja; never two of them. Every view answers with \`meta\`: the revision or position, when it was recorded, and the SHA-256 of the canonical JSON (RFC 8785) of the body without \`meta\`. \`Content-Location\` is the address of that very state.
- Writes take \`Idempotency-Key\` and, save where they open a Renja, \`If-Match\` with the ETag that was seen. Unknown fields are refused. Each write can be tried at its address with \`/validation\` behind it, which needs neither header.
- Errors are problem+json (RFC 9457), in Indonesian or, by \`Accept-Language\`, English. \`code\` and \`rule\` are stable; all faults are listed at once.
- Views are JSON or CSV, by \`Accept\` or \`format\`. Lists go on at \`Link: rel="next"\`.
- The role that an operation needs is the action that stands in its security requirement.`;

/** Whatever the roots refer to, under its name. */
function reachable(schemas: Schemas, roots: unknown): Schemas {
  const found: Record<string, Schema> = {};
  const visit = (from: unknown): void => {
    for (const [, name = ''] of JSON.stringify(from).matchAll(/#\/components\/schemas\/(\w+)/g)) {
      if (name in found) continue;
      const schema = schemas[name];
      if (!schema) throw new Error(`there is no schema ${name}`);
      found[name] = schema;
      visit(schema);
    }
  };
  visit(roots);
  return sorted(found);
}

/** The description of the API, from its routes and the types of what they take and give. */
export function openApi(): OpenApi {
  const all = routes();
  const named = all.flatMap(({ api }) => [api.params, api.body, api.answer].flatMap((one) => typesIn(one ?? '')));
  const fixed = ['ProblemBody', 'StateMeta', 'Validated', 'LedgerEntry'];
  const schemas = schemasOf(new Set([...named.filter((name) => name !== ''), ...fixed]));
  const done = new Set<string>();
  for (const name of named.filter((one) => /(Input|Body|Params)$/.test(one))) {
    const type = CLASSES.get(name);
    if (!type) throw new Error(`there is no class ${name}`);
    constrain(type, schemas, done);
  }
  for (const route of all.filter(isView))
    for (const name of typesIn(route.api.answer ?? '')) {
      const schema = schemas[name] ?? {};
      const meta = { ...refTo('StateMeta'), required: [isOfRenja(route) ? 'revision' : 'position'] };
      schemas[answered(name)] = {
        ...schema,
        properties: { ...schema.properties, meta },
        required: [...(schema.required ?? []), 'meta'],
      };
    }
  const responses = Object.fromEntries(
    Object.keys(ERRORS).map((status) => [`Problem${status}`, problem(Number(status))]),
  );
  const NotModified = { description: 'It is what `If-None-Match` names.', ...withHeaders('Content-Location', 'ETag') };
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of all) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route, schemas) };
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    openapi: '3.1.1',
    info: {
      title: 'renja-ledger',
      version,
      description: CONVENTIONS,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: sorted(paths),
    components: {
      schemas: reachable(schemas, [paths, responses]),
      responses: { ...responses, NotModified },
      parameters: SHARED,
      headers: HEADERS,
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token: of this server, or of the issuer that it trusts.',
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: SESSION_COOKIE,
          description: 'As `POST /api/v1/session` sets it.',
        },
      },
    },
  };
}
