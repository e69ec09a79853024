import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, entitledTo, May, MaySomewhere } from '../access/access.guard.js';
import { Api, type ApiEntry } from '../api.js';
import { Workspace } from '../workspace.js';
import {
  AddObjectivesBody,
  AnswerBody,
  ApprovalBody,
  EndorsementBody,
  NoteBody,
  OpenRenjaBody,
  ReasonBody,
} from './http-requests.js';
import { validInput } from './input.js';
import { AdoptRenjaInput, CorrectRealisasiInput, DecreeInput, ReportRealisasiInput } from './renja.requests.js';
import {
  AddLinesInput,
  ProposeRevisionInput,
  ReverseRevisionInput,
  ReviseDraftInput,
  SetPlafonInput,
} from './revision.requests.js';
import { Writing, withDryRun } from './write.js';

type Asking = FastifyRequest & { caller?: Caller };

const writes = (says: string, body: string): ApiEntry => ({
  says,
  body,
  answer: 'Written',
  status: 201,
  write: 'changes',
});

/** Whatever changes a Renja; each address with `/validation` behind it only tries. */
@Controller('api/v1/renja')
export class RenjaController {
  constructor(
    private readonly writing: Writing,
    private readonly workspace: Workspace,
  ) {}

  @Post(withDryRun(''))
  @MaySomewhere('draft')
  @Api({ ...writes('Opens a Renja as a draft', 'OpenRenjaBody'), write: 'opens' })
  async open(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    const input = validInput(OpenRenjaBody, request.body);
    const command = input.open();
    const { pemda, perangkatDaerah } = command.data;
    const scope = { pemda: pemda.kode, perangkatDaerah: perangkatDaerah.kode };
    if (!request.caller) throw new TypeError('the guard comes first');
    const entitled = await entitledTo(this.workspace, request.caller.identity, 'draft', scope);
    await this.writing.carryOut(request, reply, { renjaId: input.renjaId, ...entitled, make: () => command }, false);
  }

  @Post(withDryRun(':renjaId/lines'))
  @May('draft')
  @Api(writes('Adds rows to a draft', 'AddLinesInput'))
  addLines(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: AddLinesInput, make: (input, names) => input.toCommand(names) });
  }

  @Post(withDryRun(':renjaId/objectives'))
  @May('draft')
  @Api(writes('Adds tujuan and sasaran to a draft', 'AddObjectivesBody'))
  addObjectives(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: AddObjectivesBody, make: (input) => input.toCommand() });
  }

  @Post(withDryRun(':renjaId/draft'))
  @May('draft')
  @Api(writes('Changes a draft in place', 'ReviseDraftInput'))
  revise(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, {
      type: ReviseDraftInput,
      make: (input, names) => input.toCommand(names),
    });
  }

  @Post(withDryRun(':renjaId/adoption'))
  @May('draft')
  @Api(writes('Adopts the draft as murni', 'AdoptRenjaInput'))
  adopt(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: AdoptRenjaInput, make: (input) => input.toCommand() });
  }

  @Post(withDryRun(':renjaId/revisions'))
  @May('propose')
  @Api(writes('Proposes a revision', 'ProposeRevisionInput'))
  propose(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, {
      type: ProposeRevisionInput,
      make: (input, names) => input.toCommand(names),
    });
  }

  @Post(withDryRun(':renjaId/revisions/:revisionId/endorsement'))
  @May('endorse')
  @Api(writes('Takes one step of the route of a proposal', 'EndorsementBody'))
  endorse(@Req() request: Asking, @Res() reply: FastifyReply, @Param('revisionId') id: string): Promise<void> {
    return this.writing.change(request, reply, { type: EndorsementBody, make: (input) => input.toCommand(id) });
  }

  @Post(withDryRun(':renjaId/revisions/:revisionId/approval'))
  @May('decide')
  @Api(writes('Approves a proposal, which posts all of its changes', 'ApprovalBody'))
  approve(@Req() request: Asking, @Res() reply: FastifyReply, @Param('revisionId') id: string): Promise<void> {
    return this.writing.change(request, reply, { type: ApprovalBody, make: (input) => input.toCommand(id) });
  }

  @Post(withDryRun(':renjaId/revisions/:revisionId/rejection'))
  @May('decide')
  @Api(writes('Turns a proposal down', 'ReasonBody'))
  reject(@Req() request: Asking, @Res() reply: FastifyReply, @Param('revisionId') id: string): Promise<void> {
    return this.writing.change(request, reply, {
      type: ReasonBody,
      make: (input) => input.toCommand('RejectRevision', id),
    });
  }

  @Post(withDryRun(':renjaId/revisions/:revisionId/withdrawal'))
  @May('propose')
  @Api(writes('Takes back a proposal of one’s own', 'ReasonBody'))
  withdraw(@Req() request: Asking, @Res() reply: FastifyReply, @Param('revisionId') id: string): Promise<void> {
    return this.writing.change(request, reply, {
      type: ReasonBody,
      make: (input) => input.toCommand('WithdrawRevision', id),
    });
  }

  @Post(withDryRun(':renjaId/revisions/:revisionId/reversal'))
  @May('propose')
  @Api(writes('Proposes the opposite of an approved revision', 'ReverseRevisionInput'))
  reverse(@Req() request: Asking, @Res() reply: FastifyReply, @Param('revisionId') id: string): Promise<void> {
    return this.writing.change(request, reply, { type: ReverseRevisionInput, make: (input) => input.toCommand(id) });
  }

  @Post(withDryRun(':renjaId/realisasi'))
  @May('report')
  @Api(writes('Reports realisasi', 'ReportRealisasiInput'))
  report(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, {
      type: ReportRealisasiInput,
      make: (input, names) => input.toCommand(names),
    });
  }

  @Post(withDryRun(':renjaId/realisasi/corrections'))
  @May('report')
  @Api(writes('Corrects reported realisasi', 'CorrectRealisasiInput'))
  correct(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, {
      type: CorrectRealisasiInput,
      make: (input, names) => input.toCommand(names),
    });
  }

  @Post(withDryRun(':renjaId/closing'))
  @May('decide')
  @Api(writes('Closes the Renja', 'DecreeInput'))
  close(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: DecreeInput, make: (input) => input.toCommand('CloseRenja') });
  }

  @Post(withDryRun(':renjaId/reopening'))
  @May('decide')
  @Api(writes('Opens a closed Renja again', 'DecreeInput'))
  reopen(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: DecreeInput, make: (input) => input.toCommand('ReopenRenja') });
  }

  @Post(withDryRun(':renjaId/plafon'))
  @May('ceil')
  @Api(writes('Sets ceilings', 'SetPlafonInput'))
  plafon(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, {
      type: SetPlafonInput,
      make: (input, names) => input.toCommand(names),
    });
  }

  @Post(withDryRun(':renjaId/notes'))
  @May('draft')
  @Api(writes('Writes a section of the text', 'NoteBody'))
  note(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: NoteBody, make: (input) => input.toCommand() });
  }

  @Post(withDryRun(':renjaId/findings/answers'))
  @May('answer')
  @Api(writes('Answers a finding', 'AnswerBody'))
  answerFinding(@Req() request: Asking, @Res() reply: FastifyReply): Promise<void> {
    return this.writing.change(request, reply, { type: AnswerBody, make: (input) => input.toCommand() });
  }
}
