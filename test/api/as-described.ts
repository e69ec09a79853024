import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Answer, Asked, ServerAtHand } from './server-at-hand.js';

type Ref = { readonly $ref?: string };
type Header = Ref & { readonly required?: boolean; readonly schema?: object };
type Response = Ref & {
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
};
type Parameter = Ref & { readonly name: string; readonly in: string; readonly required: boolean };
export type Operation = {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, Response>>;
};
type OpenApi = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const FILE = join(__dirname, '..', '..', 'src', 'openapi.json');
export const DESCRIPTION = JSON.parse(readFileSync(FILE, 'utf8')) as OpenApi;

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { date: true } });
ajv.addSchema(DESCRIPTION, 'openapi');

const escaped = (part: string): string => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with a value by the schema at a place of the description; empty where nothing is. */
export function faultsBy(place: readonly string[], value: unknown): string[] {
  const pointer = `openapi#/${place.map(escaped).join('/')}`;
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer });
  compiled.set(pointer, validate);
  return validate(value)
    ? []
    : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`);
}

/** A part of the description, wherever it stands. */
function resolved<Part extends Ref>(part: Part, place: readonly string[]): { part: Part; place: readonly string[] } {
  if (part.$ref === undefined) return { part, place };
  const path = part.$ref.slice('#/'.length).split('/');
  let found: unknown = DESCRIPTION;
  for (const name of path) found = (found as Record<string, unknown>)[name];
  return { part: found as Part, place: path };
}

export type Found = { readonly path: string; readonly method: string; readonly operation: Operation };

export const OPERATIONS: readonly Found[] = Object.entries(DESCRIPTION.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Which operation an address belongs to: the one with the fewest parameters, as the router finds it. */
function operationAt(method: string, address: string): Found {
  const [asked = ''] = address.split('?');
  const fits = OPERATIONS.filter(
    (one) =>
      one.method === method.toLowerCase() && new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(asked),
  );
  const [found] = fits.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
  if (!found) throw new Error(`${method} ${address} is not described`);
  return found;
}

export const parametersOf = ({ operation }: Found): Parameter[] =>
  operation.parameters.map((one) => resolved(one, []).part);

/** Asks a server, and holds every answer against the description. */
export class AsDescribed {
  /** `operationId status`, of each that has come. */
  readonly seen = new Set<string>();
  answers = 0;

  constructor(readonly server: ServerAtHand) {}

  async ask(account: string | null, method: string, address: string, asked: Asked = {}): Promise<Answer> {
    const path = address.startsWith('/') ? address : `/api/v1/${address}`;
    const answer = await this.server.ask(account, method, path, asked);
    const found = operationAt(method, path);
    expect({ [`${method} ${path} ${answer.status}`]: faultsOf(found, answer) }).toEqual({
      [`${method} ${path} ${answer.status}`]: [],
    });
    if (answer.status < 300) this.holdRequest(found, path, asked);
    this.seen.add(`${found.operation.operationId} ${answer.status}`);
    this.answers += 1;
    return answer;
  }

  /** What was taken is described: its body, with every field of it, and its parameters. */
  private holdRequest(found: Found, path: string, { body }: Asked): void {
    const named = new Set(parametersOf(found).map(({ name }) => name));
    expect([...new URL(path, 'http://here').searchParams.keys()].filter((name) => !named.has(name))).toEqual([]);
    if (body === undefined) return;
    const place = ['paths', found.path, found.method, 'requestBody', 'content', 'application/json', 'schema'];
    expect({ [path]: faultsBy(place, body) }).toEqual({ [path]: [] });
    expect(faultsBy(place, { ...(body as object), unknown: 1 })).toHaveLength(1);
  }
}

function faultsOf({ path, method, operation }: Found, { status, headers, text }: Answer): string[] {
  if (status === 500) return [`it failed: ${text}`];
  const described = operation.responses[status];
  if (!described) return [`${status} is not described: ${text.slice(0, 500)}`];
  const { part, place } = resolved(described, ['paths', path, method, 'responses', String(status)]);
  const faults: string[] = [];
  for (const [name, written] of Object.entries(part.headers ?? {})) {
    const header = resolved(written, [...place, 'headers', name]);
    const value = headers.get(name);
    if (value === null && header.part.required) faults.push(`there is no header ${name}`);
    if (value !== null) faults.push(...faultsBy([...header.place, 'schema'], value).map((one) => `${name}: ${one}`));
  }
  if (!part.content) return text === '' ? faults : [...faults, `it has a body: ${text}`];
  const [media = ''] = (headers.get('content-type') ?? '').split(';');
  if (!part.content[media]) return [...faults, `${media} is not described`];
  const value: unknown = media.endsWith('json') ? JSON.parse(text) : text;
  return [...faults, ...faultsBy([...place, 'content', media, 'schema'], value)];
}
