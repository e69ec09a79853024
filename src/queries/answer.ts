import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '../ledger/decider.js';
import { problem } from '../problem.js';
import { canonicalJson } from '../store/seal.js';
import { tableOf } from './csv.js';

/** Of which state an answer speaks: the revision of a Renja, or the position in the whole ledger. */
export type StateMeta = {
  readonly revision?: number;
  readonly position?: number;
  /** When the last event of that state was recorded; null where there is none. */
  readonly recordedAt: string | null;
  /** SHA-256 of the canonical JSON (RFC 8785) of the body without `meta`, hexadecimal. */
  readonly stateHash: string;
};

type Told = {
  readonly body: object;
  readonly meta: Omit<StateMeta, 'stateHash'>;
  /** The query by which the very same answer is asked for again; null where there is none. */
  readonly fixed: { readonly [name: string]: string } | null;
  /** Whether it was asked for by that query: such an answer never changes. */
  readonly immutable: boolean;
  /** The cursor of the next page. */
  readonly next?: string | null;
};

const FORMATS = { json: 'application/json', csv: 'text/csv' } as const;
export type Format = keyof typeof FORMATS;

/** The format that is asked for by `?format=`, else by `Accept`. @throws Problem 406 */
export function formatOf(request: FastifyRequest, asked: string | undefined): Format {
  const formats = Object.keys(FORMATS) as Format[];
  if (asked !== undefined) {
    const found = formats.find((format) => format === asked);
    if (found) return found;
  } else {
    const accept = request.headers.accept ?? '*/*';
    const ranges = accept.split(',').map((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1);
      return { type, quality };
    });
    for (const { type } of ranges.filter(({ quality }) => quality > 0).toSorted((a, b) => b.quality - a.quality)) {
      const found = formats.find((format) =>
        [FORMATS[format], `${FORMATS[format].split('/')[0]}/*`, '*/*'].includes(type),
      );
      if (found) return found;
    }
  }
  throw problem(406, 'not-acceptable', {
    id: `Yang tersedia: ${Object.values(FORMATS).join(', ')} (?format=json, ?format=csv).`,
    en: `There is: ${Object.values(FORMATS).join(', ')} (?format=json, ?format=csv).`,
  });
}

/** The address of a request with other parameters in place of some of its own. */
function addressWith(url: string, put: { readonly [name: string]: string | null }): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  for (const [name, value] of Object.entries(put)) {
    if (value === null) parameters.delete(name);
    else parameters.set(name, value);
  }
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

const LISTS: readonly string[] = ['lines', 'rows', 'revisions', 'versions', 'renja'];

/** The list that a body is about, for a table; the body itself where it holds none. */
const listIn = (body: object): readonly object[] => {
  const found = Object.entries(body).find(([name]) => LISTS.includes(name));
  return (found?.[1] as readonly object[] | undefined) ?? [body];
};

/** The ETag of a Renja at a revision, with which it is written to. */
export const etagOf = (revision: number): string => `"r${revision}"`;

/** Sends what was read, with all that says of which state it speaks. */
export async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  format: Format,
  { body, meta, fixed, immutable, next }: Told,
): Promise<void> {
  if (fixed) {
    const others = { atRevision: null, atPosition: null, asOf: null, effectiveOn: null, minPosition: null };
    void reply.header('content-location', addressWith(request.url, { ...others, ...fixed }));
  }
  void reply.header('cache-control', immutable ? 'private, max-age=31536000, immutable' : 'private, no-cache');
  void reply.header('vary', 'Accept, Accept-Language, Authorization, Cookie');
  if (next) void reply.header('link', `<${addressWith(request.url, { cursor: next })}>; rel="next"`);
  const plain = JSON.parse(JSON.stringify(body)) as Json;
  const stateHash = createHash('sha256').update(canonicalJson(plain)).digest('hex');
  if (meta.revision !== undefined) {
    // Two formats of one state are two answers; only the one of JSON is an ETag to write with.
    const etag = format === 'json' ? etagOf(meta.revision) : `"r${meta.revision}-${format}"`;
    void reply.header('etag', etag);
    if (request.headers['if-none-match'] === etag) return void (await reply.code(304).send());
  }
  if (format === 'csv') {
    void reply.header('content-type', 'text/csv; charset=utf-8').header('renja-state-hash', stateHash);
    return void (await reply.send(tableOf(listIn(body))));
  }
  await reply.header('content-type', 'application/json; charset=utf-8').send({ ...body, meta: { ...meta, stateHash } });
}
