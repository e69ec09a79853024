import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { ClassConstructor } from 'class-transformer';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v5 as uuidv5 } from 'uuid';
import type { Caller, Entitled } from '../access/access.guard.js';
import type { RenjaCommand } from '../ledger/commands.js';
import type { RenjaEvent } from '../ledger/events.js';
import { explain, type Fault, type Language } from '../ledger/rejection.js';
import type { Renja } from '../ledger/renja.js';
import { sum } from '../ledger/rupiah.js';
import type { Actor } from '../ledger/terms.js';
import { warningsOf } from '../ledger/warnings.js';
import { languageOf, type Problem, type ProblemFault, problem } from '../problem.js';
import { etagOf } from '../queries/answer.js';
import { WrongRevision } from '../store/event-store.js';
import { Workspace } from '../workspace.js';
import { rehearse } from './execute.js';
import { ambiguousAmounts } from './http-requests.js';
import { InvalidInput, validInput } from './input.js';
import { loadRenja, renjaBefore } from './load.js';
import { namesIn } from './names.js';
import type { Names } from './renja.requests.js';
import { RunCommand } from './run-command.js';

/** What a write came to. A repeated one is answered as the first was. */
export type Written = {
  readonly renjaId: string;
  /** How far the Renja goes with it. */
  readonly revision: number;
  /**
   * In the whole ledger; null on EventStoreDB, which does not count them. There, what was written is not after the
   * `store.head` that /health/ready tells from then on.
   */
  readonly position: number | null;
  /** The revision that was proposed or decided; null where it is about none. */
  readonly revisionId: string | null;
  /** The rows that it added. */
  readonly lineIds: readonly string[];
  readonly events: readonly RenjaEvent['type'][];
  /** What is unusual about it, and was taken all the same. */
  readonly warnings: readonly ProblemFault[];
};

/** What a write would come to. */
export type Validated = Pick<Written, 'renjaId' | 'events' | 'warnings'> & { readonly valid: true };

/** Ids of commands that come over HTTP: the same key of the same account for the same Renja is the same command. */
const NAMESPACE = 'e0f3a1a0-3c58-5b7e-8b7a-7a0f5b0d9c11';

/** Whether a request came by the dry run of a route. The address itself may be written in more than one way. */
export const isDryRun = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.url?.endsWith('/validation') ?? false;
/** A route and its dry run. */
export const withDryRun = (path: string): string[] => [path, path === '' ? 'validation' : `${path}/validation`];

function commandIdOf(request: FastifyRequest, { id }: Actor, renjaId: string): string {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key))
    return uuidv5(key, uuidv5(JSON.stringify([id, renjaId]), NAMESPACE));
  throw problem(400, 'idempotency-key-missing', {
    id: 'Kirim Idempotency-Key: teks acak Anda sendiri, 1 sampai 200 karakter tanpa spasi. Ulangi dengan kunci yang sama bila jawaban tidak sampai.',
    en: 'Send an Idempotency-Key: random text of your own, 1 to 200 characters without blanks. Repeat with the same key where no answer came.',
  });
}

function ifMatchOf({ headers }: FastifyRequest): number | undefined {
  const written = headers['if-match'];
  if (written === undefined) return undefined;
  const [, revision] = /^"r(\d{1,15})"$/.exec(written) ?? [];
  if (revision !== undefined) return Number(revision);
  throw problem(400, 'if-match-malformed', {
    id: 'If-Match harus satu ETag yang dibaca, seperti "r118".',
    en: 'If-Match must be one ETag as it was read, such as "r118".',
  });
}

const faultsIn = (faults: readonly Fault[], language: Language): ProblemFault[] =>
  faults.map((one) => ({ pointer: one.pointer, rule: one.code, detail: explain(one, language) }));

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) yield* textsIn(one);
}

/** How the Renja is now, and the rows that a command speaks of: what its author has not seen yet. */
function presentOf(renja: Renja, command: RenjaCommand): object {
  const named = new Set(textsIn(command.data));
  return {
    revision: renja.revision,
    etag: etagOf(renja.revision),
    status: renja.status,
    pagu: sum([...renja.lines.values()].flatMap(({ pagu }) => pagu ?? [])),
    lines: [...renja.lines.values()]
      .filter(({ lineId }) => named.has(lineId))
      .map(({ lineId, kode, uraian, pagu, indikator }) => {
        const targets = [...indikator.values()].map(({ indikatorId, target, satuan }) => ({
          indikatorId,
          target,
          satuan,
        }));
        return { lineId, kode, uraian, pagu, targets };
      }),
  };
}

/** The Renja is not at the revision that the request names. */
function changedSince(renja: Renja, command: RenjaCommand): Problem {
  const now = etagOf(renja.revision);
  return problem(
    412,
    'revision-changed',
    {
      id: `Renja ini kini ${now}. Lihat yang berubah di present, lalu ajukan lagi dengan ETag itu.`,
      en: `This Renja is at ${now} now. See what changed in present, then ask again with that ETag.`,
    },
    { headers: { etag: now }, present: presentOf(renja, command) },
  );
}

type Asked<Input> = {
  readonly type: ClassConstructor<Input>;
  readonly make: (input: Input, names: Names) => RenjaCommand;
};

/** Takes a request to a command and its outcome to an answer: headers, body, one command, receipt. */
@Injectable()
export class Writing {
  constructor(
    private readonly commands: CommandBus,
    private readonly workspace: Workspace,
  ) {}

  /** A write on the Renja in the address, by whom the guard has found. */
  async change<Input extends object>(
    request: FastifyRequest & { caller?: Caller },
    reply: FastifyReply,
    asked: Asked<Input>,
  ): Promise<void> {
    const { renjaId = '' } = request.params as { readonly renjaId?: string };
    const entitled = request.caller?.entitled;
    if (!entitled) throw new TypeError('a route that writes asks for a role');
    const input = validInput(asked.type, request.body);
    const ambiguous = ambiguousAmounts(request.body);
    if (ambiguous.length > 0) throw new InvalidInput(ambiguous);
    const make = (renja: Renja) => asked.make(input, namesIn(renja));
    await this.carryOut(request, reply, { renjaId, ...entitled, make }, true);
  }

  async carryOut(
    request: FastifyRequest,
    reply: FastifyReply,
    { renjaId, actor, held, make }: Entitled & { renjaId: string; make: (renja: Renja) => RenjaCommand },
    mustMatch: boolean,
  ): Promise<void> {
    const { store } = this.workspace;
    const language = languageOf(request);
    const expectedRevision = ifMatchOf(request);
    if (isDryRun(request)) {
      const { state } = await loadRenja(store, renjaId);
      const command = make(state);
      if (expectedRevision !== undefined && expectedRevision !== state.revision) throw changedSince(state, command);
      const { settings, now } = this.workspace;
      const given = { renjaId, command, actor, held, commandId: NAMESPACE };
      const asked = { ...given, mode: 'live' as const, refuse: settings.refuse };
      const { events, warnings } = await rehearse(store, asked, now);
      const validated: Validated = {
        ...{ renjaId, valid: true, events: events.map(({ type }) => type) },
        warnings: faultsIn(warnings, language),
      };
      return void (await reply.code(200).send(validated));
    }
    const commandId = commandIdOf(request, actor, renjaId);
    const loaded = await loadRenja(store, renjaId);
    const done = loaded.commands.get(commandId);
    if (mustMatch && !done && expectedRevision === undefined)
      throw problem(428, 'if-match-missing', {
        id: 'Kirim If-Match dengan ETag Renja yang Anda lihat (GET /api/v1/renja/{id}).',
        en: 'Send If-Match with the ETag of the Renja that you have seen (GET /api/v1/renja/{id}).',
      });
    // A repeated request means the rows and figures that the first one met.
    const met = done ? await renjaBefore(store, renjaId, done.first) : loaded.state;
    const command = make(met);
    const given = { renjaId, command, actor, held, commandId };
    try {
      const outcome = await this.commands.execute(
        new RunCommand({ ...given, ...(expectedRevision === undefined ? {} : { expectedRevision }) }),
      );
      const { receipt, events, repeated, warnings } = outcome;
      if (repeated) void reply.header('idempotency-replayed', 'true');
      const written: Written = {
        renjaId,
        ...{ revision: receipt.revision, position: receipt.position },
        revisionId: revisionIdIn(events),
        lineIds: events.flatMap(({ type, data }) => (type === 'LineAdded' ? [data.lineId] : [])),
        events: events.map(({ type }) => type),
        warnings: faultsIn(repeated ? warningsOf(met, events) : warnings, language),
      };
      void reply.header('etag', etagOf(receipt.revision));
      const home = `/api/v1/renja/${renjaId}`;
      void reply.header(
        'location',
        written.revisionId === null ? home : `${home}/revisions/${encodeURIComponent(written.revisionId)}`,
      );
      await reply.code(201).send(written);
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      const { state } = await loadRenja(store, renjaId);
      throw changedSince(state, command);
    }
  }
}

const revisionIdIn = (events: readonly RenjaEvent[]): string | null => {
  for (const { data } of events) if ('revisionId' in data && data.revisionId !== undefined) return data.revisionId;
  return null;
};
