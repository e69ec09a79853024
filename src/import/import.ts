import { v5 as uuidv5 } from 'uuid';
import { eventsOf, execute, isSame } from '../commands/execute.js';
import { loadRenja, streamOf } from '../commands/load.js';
import type { Mode, RenjaCommand } from '../ledger/commands.js';
import { decide } from '../ledger/decide.js';
import type { RenjaEvent } from '../ledger/events.js';
import { evolve } from '../ledger/evolve.js';
import { explain, type Fault, Rejection } from '../ledger/rejection.js';
import { newRenja, type Renja } from '../ledger/renja.js';
import type { EventStore } from '../store/event-store.js';
import { reportSteps, revisionSteps } from './change-steps.js';
import { type ImportFault, ImportRefused } from './faults.js';
import type { OfficeDocument } from './office-document.js';
import { planSteps } from './plan-steps.js';
import { Ids, type Step } from './step.js';

/** Namespace of the command ids of imports: the same step of the same Renja has the same id for ever. */
const NAMESPACE = '2f1f9c1e-5d3c-5b8e-9a53-0c6f6b9d7a10';

const commandIdOf = (renjaId: string, step: string): string => uuidv5(step, uuidv5(renjaId, NAMESPACE));

/** Steps of an earlier import of this Renja were made from another document. */
export class StepsChanged extends Error {
  override readonly name = 'StepsChanged';
  constructor(
    readonly renjaId: string,
    readonly steps: readonly string[],
  ) {
    super(`${steps.join(', ')} of ${renjaId} have been imported from other contents`);
  }
}

export type Planned = {
  readonly step: string;
  readonly events: number;
  /** True where an earlier run has already written this step. */
  readonly done: boolean;
};

export type Imported = {
  readonly steps: readonly Planned[];
  /** How many events this run appended; 0 on a dry run. */
  readonly written: number;
};

export type ImportOptions = {
  readonly dryRun: boolean;
  readonly now: () => Date;
  /** Called after each step with how many of the import's events are in the ledger. */
  readonly onProgress: (done: number, total: number, step: string) => void;
};

type Ready = { readonly step: Step; readonly command: RenjaCommand; readonly planned: Planned };

const asImportFault = (step: Step, broken: Fault): ImportFault => ({
  ...step.lineOf(broken.pointer),
  rule: 'rule-broken',
  values: { id: explain(broken, 'id'), en: explain(broken, 'en') },
});

/** Decides every step in memory, on what the ledger holds now, so that nothing is written where any is refused. */
async function plan(store: EventStore | null, renjaId: string, steps: readonly Step[], mode: Mode): Promise<Ready[]> {
  const loaded = store && (await loadRenja(store, renjaId));
  const ids = new Ids();
  const ready: Ready[] = [];
  const changed: string[] = [];
  // What is tried here is added to a state of its own.
  let renja = loaded ? structuredClone(loaded.state) : newRenja();
  for (const step of steps) {
    const command = step.command(ids);
    const done = loaded?.commands.get(commandIdOf(renjaId, step.name));
    if (store && done) {
      if (!isSame(done, command)) changed.push(step.name);
      const events = await eventsOf<RenjaEvent>(store, streamOf(renjaId), done);
      ids.learn(events);
      ready.push({ step, command, planned: { step: step.name, events: events.length, done: true } });
    } else if (changed.length === 0) {
      const events = decided(step, command, renja, mode);
      ids.learn(events);
      renja = events.reduce(evolve, renja);
      ready.push({ step, command, planned: { step: step.name, events: events.length, done: false } });
    }
  }
  if (changed.length > 0) throw new StepsChanged(renjaId, changed);
  return ready;
}

function decided(step: Step, command: RenjaCommand, renja: Renja, mode: Mode): RenjaEvent[] {
  try {
    return decide({ command, actor: step.actor, mode }, renja);
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    throw new ImportRefused(error.faults.map((broken) => asImportFault(step, broken)));
  }
}

/**
 * Carries out steps in their order, each once: repeating them changes nothing, and steps that were cut off go on where
 * they stopped.
 * @param store null where there is no ledger yet: good for a dry run only
 * @throws ImportRefused, StepsChanged: nothing was written; and what `execute` throws
 */
export async function carryOutSteps(
  store: EventStore | null,
  renjaId: string,
  steps: readonly Step[],
  { mode, ...options }: ImportOptions & { readonly mode: Mode },
): Promise<Imported> {
  const ready = await plan(store, renjaId, steps, mode);
  const planned = ready.map((one) => one.planned);
  if (options.dryRun || !store) return { steps: planned, written: 0 };
  const total = planned.reduce((n, { events }) => n + events, 0);
  const correlationId = commandIdOf(renjaId, 'import');
  let [inLedger, written] = [0, 0];
  for (const { step, command, planned } of ready) {
    if (!planned.done) {
      const commandId = commandIdOf(renjaId, step.name);
      const { actor } = step;
      await execute(store, { renjaId, command, commandId, correlationId, actor, mode }, options.now);
      written += planned.events;
    }
    inLedger += planned.events;
    options.onProgress(inLedger, total, step.name);
  }
  return { steps: planned, written };
}

/** Brings an office's document into the ledger, as something that happened. @throws what `carryOutSteps` throws */
export const importDocument = (
  store: EventStore | null,
  document: OfficeDocument,
  options: ImportOptions,
): Promise<Imported> =>
  carryOutSteps(
    store,
    document.manifest.renja,
    [...planSteps(document), ...reportSteps(document), ...revisionSteps(document)],
    { ...options, mode: 'historical' },
  );
