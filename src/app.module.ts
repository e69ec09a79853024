import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessGuard } from './access/access.guard.js';
import { SessionController } from './access/session.controller.js';
import { RenjaController } from './commands/renja.controller.js';
import { RunCommandHandler } from './commands/run-command.js';
import { Writing } from './commands/write.js';
import { ImportsController } from './imports.controller.js';
import { Metrics, OperationsController } from './operations.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { LedgerViewsController } from './queries/ledger-views.controller.js';
import { ReadIndexHandler, ReadRenjaHandler } from './queries/read.js';
import { RenjaViewsController } from './queries/renja-views.controller.js';
import { Workspace } from './workspace.js';

/** Every controller of the API: tests and the OpenAPI description find its routes through them. */
export const CONTROLLERS = [
  ...[SessionController, RenjaController, RenjaViewsController, LedgerViewsController],
  ...[ImportsController, OperationsController],
];

@Module({})
class AppModule {}

/** The application on a workspace that is open already. */
export const appOn = (workspace: Workspace): DynamicModule => ({
  module: AppModule,
  imports: [CqrsModule.forRoot()],
  controllers: CONTROLLERS,
  providers: [
    { provide: Workspace, useValue: workspace },
    ...[Metrics, Writing, RunCommandHandler, ReadRenjaHandler, ReadIndexHandler],
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
});
