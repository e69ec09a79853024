import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, MaySomewhere, scopesFor } from '../access/access.guard.js';
import { Api } from '../api.js';
import { canonicalRupiah } from '../ledger/rupiah.js';
import { problem } from '../problem.js';
import type { Sqlite } from '../store/sqlite.js';
import { Workspace } from '../workspace.js';
import { answer, formatOf } from './answer.js';
import { auditTrail, indexedUpTo, positionAsOf, recordedAtOf, type TrailRow } from './audit-trail-query.js';
import { type Directory, directory } from './directory-query.js';
import { eventAt, type LedgerEntry, sendEvents } from './events.js';
import {
  type AcrossParams,
  DirectoryParams,
  FormatParams,
  limitOf,
  mustNameOneMoment,
  paramsOf,
  TrailParams,
} from './params.js';
import { ReadIndex } from './read.js';
import { NotFound } from './views.js';

type Asking = FastifyRequest & { caller?: Caller };

export type DirectoryAnswer = Omit<Directory, 'rows' | 'next'> & { readonly renja: Directory['rows'] };
export type TrailAnswer = { readonly rows: readonly TrailRow[] };

type Page<Told> = {
  readonly told: Told;
  readonly next: string | null;
  readonly position: number;
  readonly recordedAt: string | null;
};

/** What is asked across all Renja of the ledger, of which the reader sees what their roles are for. */
@Controller('api/v1')
export class LedgerViewsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly workspace: Workspace,
  ) {}

  @Get('renja')
  @MaySomewhere('read')
  @Api({ says: 'All Renja with their totals', params: 'DirectoryParams', answer: 'DirectoryAnswer' })
  async directory(@Req() request: Asking, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    const params = paramsOf(DirectoryParams, query);
    const { tahun, pemda, perangkatDaerah, cursor } = params;
    const scopes = await this.scopesOf(request);
    const after = readCursor('renja', cursor);
    await this.answer(request, reply, params, { list: 'renja', after }, (index, atPosition) => {
      const { rows, next, ...rest } = directory(
        index,
        {
          scopes,
          atPosition,
          ...given({ pemda, perangkatDaerah }),
          ...(tahun === undefined ? {} : { tahun: Number(tahun) }),
        },
        { limit: limitOf(params), after: after?.key ?? null },
      );
      const told: DirectoryAnswer = { renja: rows, ...rest };
      return { told, next };
    });
  }

  @Get('audit-trail')
  @MaySomewhere('read')
  @Api({ says: 'Who changed what, across all Renja', params: 'TrailParams', answer: 'TrailAnswer' })
  async trail(@Req() request: Asking, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    const params = paramsOf(TrailParams, query);
    const { renja: renjaId, pemda, perangkatDaerah, actor, kode, kind, type, atLeast, dasarHukum, order } = params;
    const { recordedFrom, recordedTo, effectiveFrom, effectiveTo, cursor } = params;
    const scopes = await this.scopesOf(request);
    const asked = {
      ...given({ renjaId, pemda, perangkatDaerah, actor, kode, dasarHukum }),
      ...given({ recordedFrom, recordedTo, effectiveFrom, effectiveTo }),
      ...(kind === undefined ? {} : { kind }),
      ...(type === undefined ? {} : { type }),
      ...(atLeast === undefined ? {} : { atLeast: canonicalRupiah(atLeast) }),
    };
    const list = order ?? 'oldest';
    const after = readCursor(list, cursor);
    await this.answer(request, reply, params, { list, after }, (index, atPosition) => {
      const { rows, next } = auditTrail(
        index,
        { scopes, atPosition, ...asked },
        {
          limit: limitOf(params),
          after: after === null ? null : Number(after.key),
          newestFirst: order === 'newest',
        },
      );
      const told: TrailAnswer = { rows };
      return { told, next: next === null ? null : String(next) };
    });
  }

  @Get('events/stream')
  @MaySomewhere('read')
  @Api({ says: 'Every event as it is recorded, from Last-Event-ID on', media: 'text/event-stream' })
  async stream(@Req() request: Asking, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    paramsOf(FormatParams, query);
    const written = request.headers['last-event-id'];
    if (written !== undefined && !/^\d{1,15}$/.test(String(written)))
      throw problem(400, 'last-event-id-malformed', {
        id: 'Last-Event-ID harus posisi, seperti 119.',
        en: 'Last-Event-ID must be a position, such as 119.',
      });
    const head = await this.workspace.store.head();
    const after = written === undefined ? head : Number(written);
    if (after > head)
      throw problem(400, 'last-event-id-beyond', {
        id: `Buku besar baru sampai @${head}; Last-Event-ID ini dari buku besar lain, atau dari sebelum pemulihan cadangan.`,
        en: `The ledger goes up to @${head}; this Last-Event-ID is of another ledger, or from before a restore.`,
      });
    if (request.method === 'HEAD') return void (await reply.header('content-type', 'text/event-stream').send());
    const { identity, shown } = callerOf(request);
    await sendEvents(this.workspace, request, reply, { after, identity, shown });
  }

  @Get('events/:position')
  @MaySomewhere('read')
  @Api({ says: 'One event with all that was sealed, by its position', params: 'FormatParams', answer: 'LedgerEntry' })
  async event(
    @Req() request: Asking,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('position') written: string,
  ): Promise<void> {
    const { format } = paramsOf(FormatParams, query);
    const position = /^\d{1,15}$/.test(written) ? Number(written) : 0;
    const entry: LedgerEntry | null = await eventAt(this.workspace, position, await this.scopesOf(request));
    // What one may not see is not told from what is not there.
    if (!entry) throw new NotFound({ id: `peristiwa ${written}`, en: `event ${written}` });
    await answer(request, reply, formatOf(request, format), {
      body: entry,
      meta: { position, recordedAt: entry.sealed.recordedAt },
      fixed: {},
      immutable: true,
    });
  }

  private async scopesOf(request: Asking) {
    return scopesFor(await this.workspace.rolesAnywhere(callerOf(request).identity.id), 'read');
  }

  private async answer<Told extends object>(
    request: Asking,
    reply: FastifyReply,
    params: AcrossParams,
    { list, after }: { readonly list: List; readonly after: Cursor | null },
    ask: (index: Sqlite, atPosition: number) => { readonly told: Told; readonly next: string | null },
  ): Promise<void> {
    mustNameOneMoment(params);
    const format = formatOf(request, params.format);
    const { atPosition, asOf, minPosition = '0' } = params;
    const wanted = Math.max(Number(minPosition), Number(atPosition ?? 0));
    const { told, next, position, recordedAt } = await this.queries.execute(
      new ReadIndex<Page<Told>>(wanted, (index) => {
        const newest = after?.position ?? indexedUpTo(index);
        const at =
          atPosition !== undefined ? Number(atPosition) : asOf === undefined ? newest : positionAsOf(index, asOf);
        return { ...ask(index, at), position: at, recordedAt: recordedAtOf(index, at) };
      }),
    );
    await answer(request, reply, format, {
      body: told,
      meta: { position, recordedAt },
      fixed: { atPosition: String(position) },
      immutable: atPosition !== undefined,
      next: next === null ? null : makeCursor(list, { position, key: next }),
    });
  }
}

const callerOf = ({ caller }: Asking): Caller => {
  if (!caller) throw new TypeError('the guard comes first');
  return caller;
};

/** Only those that were asked for. */
const given = <Name extends string>(
  asked: { readonly [name in Name]: string | undefined },
): { [name in Name]?: string } =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as { [name in Name]?: string };

type List = 'renja' | 'oldest' | 'newest';
type Cursor = { readonly position: number; readonly key: string };

/** Opaque to whoever is given it: how pages are found may change. It goes on in the state of the first page. */
const makeCursor = (list: List, { position, key }: Cursor): string =>
  Buffer.from(`${list} ${position} ${key}`).toString('base64url');

/** @throws Problem 400 where it is of another list, or was made up */
function readCursor(list: List, written: string | undefined): Cursor | null {
  if (written === undefined) return null;
  const [, of, position = '', key = ''] =
    /^(\w+) (\d{1,15}) ([a-z0-9-]{1,200})$/.exec(Buffer.from(written, 'base64url').toString()) ?? [];
  const cursor = { position: Number(position), key };
  const isOwn = of === list && makeCursor(list, cursor) === written;
  if (isOwn && (list === 'renja' || /^\d{1,15}$/.test(key))) return cursor;
  throw problem(400, 'cursor-malformed', {
    id: 'cursor harus persis seperti pada Link halaman sebelumnya.',
    en: 'cursor must be exactly as in the Link of the page before.',
  });
}
