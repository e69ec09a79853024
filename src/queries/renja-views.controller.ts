import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { renjaSheet } from '../../projections/renja-sheet.js';
import { May } from '../access/access.guard.js';
import { Api } from '../api.js';
import { Workspace } from '../workspace.js';
import { answer, formatOf } from './answer.js';
import { project, timeline } from './history.js';
import {
  BlameParams,
  ComparisonParams,
  LinesParams,
  MomentParams,
  momentOf,
  paramsOf,
  RealisasiParams,
} from './params.js';
import { ReadRenja } from './read.js';
import * as views from './views.js';

/** What one Renja is and was: each answer is computed from its events alone. */
@Controller('api/v1/renja/:renjaId')
export class RenjaViewsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly workspace: Workspace,
  ) {}

  @Get()
  @May('read')
  @Api({ says: 'The Renja at a glance', params: 'MomentParams', answer: 'RenjaHead' })
  head(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.head());
  }

  @Get('lines')
  @May('read')
  @Api({ says: 'Its rows with their totals', params: 'LinesParams', answer: 'Lines | LineTree' })
  lines(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    const params = paramsOf(LinesParams, query);
    if (params.shape === 'tree') return this.answer(request, reply, params, views.lineTree(params.level));
    return this.answer(request, reply, params, views.lines(params.level));
  }

  @Get('lines/:line')
  @May('read')
  @Api({ says: 'One row, by its id or its code', params: 'MomentParams', answer: 'Line' })
  line(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('line') line: string,
  ): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.line(line));
  }

  @Get('lines/:line/history')
  @May('read')
  @Api({ says: 'What happened to a row and below it', params: 'MomentParams', answer: 'History' })
  history(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('line') line: string,
  ): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.history(line));
  }

  @Get('lines/:line/blame')
  @May('read')
  @Api({ says: 'The events that a figure comes from', params: 'BlameParams', answer: 'Blame' })
  blame(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('line') line: string,
  ): Promise<void> {
    const params = paramsOf(BlameParams, query);
    return this.answer(request, reply, params, views.blame(line, params.field ?? 'pagu'));
  }

  @Get('revisions')
  @May('read')
  @Api({ says: 'Its revisions with their documents', params: 'MomentParams', answer: 'Revisions' })
  revisions(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.revisions());
  }

  @Get('revisions/:revisionId')
  @May('read')
  @Api({ says: 'One revision and what it changes', params: 'MomentParams', answer: 'RevisionAnswer' })
  revision(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('revisionId') id: string,
  ): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.revision(id));
  }

  @Get('versions')
  @May('read')
  @Api({ says: 'Its named states', params: 'MomentParams', answer: 'Versions' })
  versions(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    return this.answer(request, reply, paramsOf(MomentParams, query), views.versions());
  }

  @Get('realisasi')
  @May('read')
  @Api({ says: 'Table 2.1: targets and realisasi', params: 'RealisasiParams', answer: 'Evaluation' })
  realisasi(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: unknown): Promise<void> {
    const params = paramsOf(RealisasiParams, query);
    return this.answer(request, reply, params, views.realisasi(params.period, params.triwulan));
  }

  @Get('comparison')
  @May('read')
  @Api({ says: 'What changed between two points', params: 'ComparisonParams', answer: 'Compared' })
  async comparison(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() query: unknown,
    @Param('renjaId') renjaId: string,
  ): Promise<void> {
    const { from = 'murni', to = 'now', all, format } = paramsOf(ComparisonParams, query);
    const asked = formatOf(request, format);
    const { store } = this.workspace;
    const points = await timeline(store, renjaId);
    const ends = [points.at(from), points.at(to)] as const;
    const sheets = [
      await project(store, renjaId, renjaSheet, ends[0]),
      await project(store, renjaId, renjaSheet, ends[1]),
    ] as const;
    // What comes after both ends is no part of it.
    const fixed = { from: fixedPoint(ends[0]), to: fixedPoint(ends[1]) };
    const revision = Math.max(ends[0].revision, ends[1].revision);
    await answer(request, reply, asked, {
      body: views.compared(fixed, sheets, all === '1'),
      meta: { revision, recordedAt: points.recordedAt(revision) },
      fixed,
      immutable: ends.every((end) => /^r\d+$/.test(end.point)),
    });
  }

  private async answer<Folded, Told extends object>(
    request: FastifyRequest,
    reply: FastifyReply,
    params: MomentParams,
    view: views.View<Folded, Told>,
  ): Promise<void> {
    const { renjaId } = request.params as { readonly renjaId: string };
    const format = formatOf(request, params.format);
    const moment = momentOf(params);
    const { folded: body, revision, recordedAt } = await this.queries.execute(ReadRenja.of(renjaId, moment, view));
    const { effectiveOn } = moment;
    await answer(request, reply, format, {
      body,
      meta: { revision, recordedAt },
      // A day's state grows as late documents come in: no address keeps it for ever.
      fixed: effectiveOn === undefined ? { atRevision: String(revision) } : { effectiveOn },
      immutable: moment.atRevision !== undefined,
    });
  }
}

const fixedPoint = ({ point, revision, effectiveOn }: { point: string; revision: number; effectiveOn?: string }) =>
  effectiveOn === undefined ? `r${revision}` : point;
