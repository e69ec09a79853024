import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessRefused, IssuerUnavailable } from './access/refusal.js';
import { constraintText, InvalidInput } from './commands/input.js';
import { AmbiguousKode } from './commands/names.js';
import { explainImport, ImportRefused } from './import/faults.js';
import { StepsChanged } from './import/import.js';
import { explain, type Language, Rejection } from './ledger/rejection.js';
import { languageOf, Problem, type ProblemBody, problem } from './problem.js';
import { RenjaNotFound, UnknownPoint } from './queries/history.js';
import { NotFound } from './queries/views.js';
import { OutcomeUnknown, StoreUnavailable, WrongRevision } from './store/event-store.js';
import { UnsealableText } from './store/seal.js';

type Words = Readonly<Record<Language, string>>;

const TITLES: Readonly<Record<number, Words>> = {
  400: { id: 'Permintaan tidak berbentuk benar', en: 'The request is not of the right form' },
  401: { id: 'Belum masuk', en: 'Not signed in' },
  403: { id: 'Tidak diizinkan', en: 'Not allowed' },
  404: { id: 'Tidak ditemukan', en: 'Not found' },
  406: { id: 'Bentuk jawaban tidak tersedia', en: 'No such format' },
  409: { id: 'Bentrok', en: 'Conflict' },
  412: { id: 'Sudah berubah sejak dilihat', en: 'Changed since it was seen' },
  413: { id: 'Terlalu besar', en: 'Too large' },
  415: { id: 'Jenis isi tidak diterima', en: 'This type of body is not taken' },
  422: { id: 'Ditolak oleh aturan', en: 'Refused by a rule' },
  428: { id: 'If-Match diperlukan', en: 'If-Match is needed' },
  429: { id: 'Terlalu sering', en: 'Too often' },
  500: { id: 'Kesalahan server', en: 'The server failed' },
  503: { id: 'Belum tersedia', en: 'Not available now' },
};

const RETRY = { headers: { 'retry-after': '1' } };

/** Rejections that are about who asks, or about what is not there. */
const STATUS_OF_RULE: Readonly<Record<string, number>> = {
  'role-not-held': 403,
  'role-not-allowed': 403,
  'actor-self-declared': 403,
  'renja-not-found': 404,
  'revision-not-found': 404,
};

const bothWords = (say: (language: Language) => string): Words => ({ id: say('id'), en: say('en') });

/** What Fastify refuses by itself, by its status. */
const OF_STATUS: Readonly<Record<number, readonly [code: string, words: Words]>> = {
  400: ['malformed', { id: 'Isi bukan JSON yang benar.', en: 'The body is no proper JSON.' }],
  403: ['not-allowed', { id: 'Alamat ini tidak terbuka.', en: 'This address is not open.' }],
  404: [
    'no-such-address',
    {
      id: 'Tidak ada alamat ini; lihat /api/v1/openapi.json.',
      en: 'There is no such address; see /api/v1/openapi.json.',
    },
  ],
  413: ['body-too-large', { id: 'Isi permintaan terlalu besar.', en: 'The body of the request is too large.' }],
  415: ['media-type', { id: 'Kirim application/json.', en: 'Send application/json.' }],
};

function ofStatus(status: number): Problem | null {
  const found = OF_STATUS[status] ?? (status >= 400 && status < 500 ? OF_STATUS[400] : undefined);
  return found ? problem(OF_STATUS[status] ? status : 400, ...found) : null;
}

/** What went wrong as a problem; null for a defect of the program or of the ledger. */
function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof Rejection) {
    const [first] = error.faults;
    return problem(
      STATUS_OF_RULE[error.code] ?? 422,
      error.code,
      bothWords((language) => (first ? explain(first, language) : error.message)),
      {
        errors: error.faults.map((one) => ({
          pointer: one.pointer,
          rule: one.code,
          words: bothWords((language) => explain(one, language)),
        })),
      },
    );
  }
  if (error instanceof InvalidInput) {
    const words = {
      id: `${error.faults.length} bidang tidak berbentuk benar.`,
      en: `Fields that are not of the right form: ${error.faults.length}.`,
    };
    return problem(400, 'invalid-input', words, {
      errors: error.faults.map(({ pointer, rule, detail }) => ({
        ...{ pointer, rule },
        words: bothWords((language) => constraintText(rule, language, detail)),
      })),
    });
  }
  if (error instanceof ImportRefused) {
    const words = {
      id: `${error.faults.length} kesalahan dalam dokumen; tidak ada yang ditulis.`,
      en: `Faults in the document: ${error.faults.length}; nothing was written.`,
    };
    return problem(422, 'import-refused', words, {
      errors: error.faults.map((one) => ({
        pointer: [one.file, one.line].filter((part) => part !== null).join(':'),
        rule: one.rule,
        words: bothWords((language) => explainImport(one, language)),
      })),
    });
  }
  if (error instanceof StepsChanged)
    return problem(409, 'import-changed', {
      id: `${error.renjaId} sudah diimpor dengan isi lain pada ${error.steps.join(', ')}; catat perbedaannya sebagai revisi.`,
      en: `${error.renjaId} has been imported with other contents in ${error.steps.join(', ')}; record the difference as a revision.`,
    });
  if (error instanceof AmbiguousKode) {
    const words = {
      id: `Kode ${error.kode} dipakai lebih dari satu baris; sebut id barisnya.`,
      en: `More than one row carries the code ${error.kode}; name the row by its id.`,
    };
    return problem(422, 'kode-ambiguous', words, {
      errors: error.candidates.map(({ lineId, level, uraian }) => ({
        ...{ pointer: lineId, rule: 'kode-ambiguous' },
        words: { id: `${level}: ${uraian}`, en: `${level}: ${uraian}` },
      })),
    });
  }
  if (error instanceof RenjaNotFound)
    return problem(404, 'renja-not-found', {
      id: `Tidak ada Renja ${error.renjaId}.`,
      en: `There is no Renja ${error.renjaId}.`,
    });
  if (error instanceof UnknownPoint) {
    const { point, known } = error;
    const points = [...known.versions, 'now', `r1–r${known.latest}`, ...known.sebelum].join(', ');
    return problem(404, 'point-not-found', {
      id: `Tidak ada titik ${point}. Yang ada: ${points}.`,
      en: `There is no point ${point}. There are: ${points}.`,
    });
  }
  if (error instanceof NotFound)
    return problem(404, 'not-found', { id: `Tidak ada ${error.what.id}.`, en: `There is no ${error.what.en}.` });
  if (error instanceof WrongRevision)
    return problem(409, 'conflict', {
      id: `Penulis lain lebih cepat berkali-kali; kini pada #${error.actual}. Coba lagi.`,
      en: `Other writers were faster many times; it is at #${error.actual} now. Try again.`,
    });
  if (error instanceof OutcomeUnknown)
    return problem(
      503,
      'outcome-unknown',
      {
        id: 'Tidak pasti apakah tercatat. Ulangi dengan Idempotency-Key yang sama: tidak akan tercatat dua kali.',
        en: 'It is not certain whether this was recorded. Repeat with the same Idempotency-Key: it will not be recorded twice.',
      },
      RETRY,
    );
  if (error instanceof StoreUnavailable)
    return problem(
      503,
      'store-unavailable',
      { id: 'Buku besar belum dapat dipakai. Coba lagi.', en: 'The ledger cannot be used now. Try again.' },
      RETRY,
    );
  if (error instanceof IssuerUnavailable)
    return problem(
      503,
      'issuer-unavailable',
      { id: 'Penerbit token tidak menjawab. Coba lagi.', en: 'The issuer of the token does not answer. Try again.' },
      RETRY,
    );
  if (error instanceof UnsealableText)
    return problem(422, 'text-not-sealable', {
      id: `Teks tidak dapat disegel: ${error.message}.`,
      en: `Text that cannot be sealed: ${error.message}.`,
    });
  if (error instanceof AccessRefused)
    return problem(
      error.code.endsWith('-not-found') ? 404 : 422,
      error.code,
      bothWords((language) => error.explain(language)),
    );
  if (error instanceof HttpException) return ofStatus(error.getStatus());
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown };
  return typeof statusCode === 'number' ? ofStatus(statusCode) : null;
}

const FAILED: Words = {
  id: 'Server gagal; catat traceId ini dan sampaikan kepada pengelola.',
  en: 'The server failed; note this traceId and tell whoever runs it.',
};

/** Answers with whatever was thrown as problem+json (RFC 9457), in the language of the request. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = problemOf(error);
  if (!known) request.log.error({ err: error }, 'a request failed');
  const { status, code, words, more } = known ?? problem(500, 'internal', FAILED);
  const language = languageOf(request);
  const body: ProblemBody = {
    type: `urn:renja-ledger:problem:${code}`,
    title: (TITLES[status] ?? FAILED)[language],
    status,
    code,
    detail: words[language],
    errors: (more.errors ?? []).map(({ pointer, rule, words: each }) => ({ pointer, rule, detail: each[language] })),
    traceId: String(request.id),
    ...(more.present ? { present: more.present } : {}),
  };
  for (const [name, value] of Object.entries(more.headers ?? {})) void reply.header(name, value);
  if (status === 401) void reply.header('www-authenticate', 'Bearer realm="renja-ledger"');
  void reply
    .code(status)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(body);
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
