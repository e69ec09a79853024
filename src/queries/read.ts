import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { EventStore, Position } from '../store/event-store.js';
import type { Sqlite } from '../store/sqlite.js';
import { Workspace } from '../workspace.js';
import { type Moment, type Reading, readAt } from './history.js';
import type { View } from './views.js';

/** A view of one Renja at a moment: a fold of its stream, without lag. */
export class ReadRenja<Told> extends Query<Reading<Told>> {
  private constructor(readonly read: (store: EventStore) => Promise<Reading<Told>>) {
    super();
  }

  static of<Folded, Told>(renjaId: string, moment: Moment, { fold, tell }: View<Folded, Told>): ReadRenja<Told> {
    return new ReadRenja(async (store) => {
      const reading = await readAt(store, renjaId, fold, moment);
      return { ...reading, folded: tell(reading.folded) };
    });
  }
}

/** A view across Renja, from the index as far as it goes. */
export class ReadIndex<Told> extends Query<Told> {
  constructor(
    readonly minPosition: Position,
    readonly ask: (index: Sqlite) => Told,
  ) {
    super();
  }
}

@QueryHandler(ReadRenja)
export class ReadRenjaHandler implements IQueryHandler<ReadRenja<unknown>> {
  constructor(private readonly workspace: Workspace) {}

  execute({ read }: ReadRenja<unknown>): Promise<Reading<unknown>> {
    return read(this.workspace.store);
  }
}

@QueryHandler(ReadIndex)
export class ReadIndexHandler implements IQueryHandler<ReadIndex<unknown>> {
  constructor(private readonly workspace: Workspace) {}

  async execute({ minPosition, ask }: ReadIndex<unknown>): Promise<unknown> {
    await this.workspace.mustReach(minPosition);
    return ask(this.workspace.projector.index);
  }
}
