import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Workspace } from '../workspace.js';
import { execute, type Request } from './execute.js';

/** The one command of the API: whatever changes a Renja is carried out by it. */
export class RunCommand extends Command<Awaited<ReturnType<typeof execute>>> {
  constructor(readonly request: Omit<Request, 'mode' | 'refuse'>) {
    super();
  }
}

@CommandHandler(RunCommand)
export class RunCommandHandler implements ICommandHandler<RunCommand> {
  constructor(private readonly workspace: Workspace) {}

  execute({ request }: RunCommand): ReturnType<typeof execute> {
    const { store, settings, now } = this.workspace;
    return execute(store, { ...request, mode: 'live', refuse: settings.refuse }, now);
  }
}
