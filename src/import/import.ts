import { v5 as uuidv5 } from 'uuid';
import { actingAs } from '../access/acting.js';
import { eventsOf, execute, isSame, surroundings } from '../commands/execute.js';
import { loadRenja, streamOf } from '../commands/load.js';
import type { Given, Mode, RenjaCommand } from '../ledger/commands.js';
import { agencyOf, decide } from '../ledger/decide.js';
import type { RenjaEvent } from '../ledger/events.js';
import { evolve } from '../ledger/evolve.js';
import { actionOf, roleFor } from '../ledger/policy.js';
import { explain, type Fault, Rejection } from '../ledger/rejection.js';
import { newRenja, type Renja } from '../ledger/renja.js';
import type { Actor } from '../ledger/terms.js';
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
  /** The step that another account must carry out, by the same import, before it can go on. */
  readonly waitingFor: string | null;
};

/** The account that signed in: it carries the steps out in place of those whom they name. */
export type SignedIn = { readonly id: string; readonly name: string };

export type ImportOptions = {
  /** None: each step is carried out by whom it names. */
  readonly signedIn?: SignedIn | null;
  readonly dryRun: boolean;
  readonly now: () => Date;
  /** Called after each step with how many of the import's events are in the ledger. */
  readonly onProgress: (done: number, total: number, step: string) => void;
};

type Ready = {
  readonly step: Step;
  readonly command: RenjaCommand;
  readonly actor: Actor;
  readonly planned: Planned;
};

type Way = { readonly mode: Mode; readonly signedIn?: SignedIn | null };

const asImportFault = (step: Step, broken: Fault): ImportFault => ({
  ...step.lineOf(broken.pointer),
  rule: 'rule-broken',
  values: { id: explain(broken, 'id'), en: explain(broken, 'en') },
});

/** Decides every step in memory, on what the ledger holds now, so that nothing is written where any is refused. */
async function plan(
  store: EventStore | null,
  renjaId: string,
  steps: readonly Step[],
  way: Way,
): Promise<{ readonly ready: readonly Ready[]; readonly waitingFor: string | null }> {
  const loaded = store && (await loadRenja(store, renjaId));
  const ids = new Ids();
  const ready: Ready[] = [];
  const changed: string[] = [];
  let waitingFor: string | null = null;
  // What is tried here is added to a state of its own.
  let renja = loaded ? structuredClone(loaded.state) : newRenja();
  for (const step of steps) {
    const command = step.command(ids);
    const done = loaded?.commands.get(commandIdOf(renjaId, step.name));
    const around = store ? await surroundings(store, { command, actor: way.signedIn ?? step.actor }, renja) : {};
    const actor = actorOf(step, command, renja, way, around.held);
    if (store && done) {
      if (!isSame(done, command)) changed.push(step.name);
      const events = await eventsOf<RenjaEvent>(store, streamOf(renjaId), done);
      ids.learn(events);
      ready.push({ step, command, actor, planned: { step: step.name, events: events.length, done: true } });
    } else if (changed.length === 0) {
      if (isForAnother(way, command, renja, around.held)) {
        waitingFor = step.name;
        break;
      }
      const events = decided(step, { command, actor, mode: way.mode, ...around }, renja);
      ids.learn(events);
      renja = events.reduce(evolve, renja);
      ready.push({ step, command, actor, planned: { step: step.name, events: events.length, done: false } });
    }
  }
  if (changed.length > 0) throw new StepsChanged(renjaId, changed);
  return { ready, waitingFor };
}

/** Who carries a step out: the account that signed in, else whom the document names. */
const actorOf = (
  step: Step,
  command: RenjaCommand,
  renja: Renja,
  { mode, signedIn }: Way,
  held: Given['held'],
): Actor =>
  signedIn ? actingAs(signedIn, held ?? null, actionOf(command.type, mode), agencyOf(command, renja)) : step.actor;

/** Whether an approval must wait for another account: this one proposed the revision, or has no role to approve it. */
function isForAnother({ mode, signedIn }: Way, command: RenjaCommand, renja: Renja, held: Given['held']): boolean {
  if (!signedIn || command.type !== 'ApproveRevision') return false;
  if (renja.revisions.get(command.data.revisionId)?.proposedBy === signedIn.id) return true;
  const agency = agencyOf(command, renja);
  return !agency || roleFor(held ?? [], actionOf(command.type, mode), agency) === null;
}

function decided(step: Step, given: Given, renja: Renja): RenjaEvent[] {
  try {
    return decide(given, renja);
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
  const { signedIn = null } = options;
  const { ready, waitingFor } = await plan(store, renjaId, steps, { mode, signedIn });
  const planned = ready.map((one) => one.planned);
  if (options.dryRun || !store) return { steps: planned, written: 0, waitingFor };
  const total = planned.reduce((n, { events }) => n + events, 0);
  const correlationId = commandIdOf(renjaId, 'import');
  let [inLedger, written] = [0, 0];
  for (const { step, command, actor, planned } of ready) {
    if (!planned.done) {
      const commandId = commandIdOf(renjaId, step.name);
      await execute(store, { renjaId, command, commandId, correlationId, actor, mode }, options.now);
      written += planned.events;
    }
    inLedger += planned.events;
    options.onProgress(inLedger, total, step.name);
  }
  return { steps: planned, written, waitingFor };
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
