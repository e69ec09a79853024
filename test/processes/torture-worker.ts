import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execute } from '../../src/commands/execute.js';
import type { Actor } from '../../src/ledger/terms.js';
import {
  type EventStore,
  OutcomeUnknown,
  type Sealed,
  StoreUnavailable,
  WrongRevision,
} from '../../src/store/event-store.js';
import { openEventStoreDb } from '../../src/store/eventstoredb.event-store.js';
import { seal } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { envelopeOf } from '../../src/store/stored-events.js';
import { Dice } from '../support/dice.js';
import { OPENED, setNote } from '../support/ledger-plan.js';

/**
 * Writes to a ledger without end, and tells on stdout what was acknowledged, after it was: `A STREAM REVISION LEAF CHANGE`,
 * or `C RENJA REVISION COMMAND` for a command. `R CHANGE…` says that the store refused it, so that it is not there; `U` that
 * an outcome is unknown, after which the very same is asked for again. Anything else that fails ends it.
 * `node torture-worker.js PLACE SEED BUG`; the bug is planted to see whether the torture notices it.
 */
const [place = '', seed = '1', bug = 'none'] = process.argv.slice(2);
const dice = new Dice(Number(seed));
/** Writers that take turns, or one alone: then each append has a commit of its own. */
const STREAMS =
  bug === 'none-alone' || bug === 'no-sync' ? ['renja-t0'] : ['renja-t0', 'renja-t1', 'renja-t2', 'access-t3'];

const tell = (line: string): void => void writeSync(1, `${line}\n`);

async function opened(): Promise<EventStore> {
  if (place.startsWith('esdb:')) {
    const patience = { answer: 400, operation: 2_000, opening: 10_000, silence: 500, retry: 20 };
    return openEventStoreDb(place, { positions: ':memory:', patience });
  }
  const store = await openSqliteStore(place, { create: true });
  if (bug === 'no-sync') (Reflect.get(store, 'db') as { exec(sql: string): void }).exec('pragma synchronous = off');
  return store;
}

type Head = { revision: number; leaf: string | null; recordedAt: string };

async function headOf(store: EventStore, stream: string, known: Head): Promise<Head> {
  let head = known;
  for await (const recorded of store.read(stream, known.revision + 1))
    head = { revision: recorded.revision, leaf: recorded.leaf, recordedAt: envelopeOf(recorded).meta.recordedAt };
  return head;
}

/** A batch of changes, each with a mark of its own, by which it is known again. */
function batch(stream: string, head: Head, changes: readonly string[]): Sealed[] {
  const clock = new Date().toISOString();
  const recordedAt = clock > head.recordedAt ? clock : head.recordedAt;
  const commandId = randomUUID();
  let previous = head.leaf;
  return changes.map((change, i) => {
    const meta = {
      ...{ actor: { id: 'uji', name: 'Uji', role: 'finance' as const }, recordedAt, commandId, commandHash: '' },
      ...{ correlationId: commandId, effectiveOn: '2022-09-12', mode: 'live' as const, previous },
    };
    const revision = head.revision + 1 + i;
    const data = { change, isi: 'x'.repeat(dice.below(400)) };
    const sealed = seal({ stream, revision, id: randomUUID(), type: 'NoteSet.v1', data, meta });
    previous = sealed.leaf;
    return sealed;
  });
}

/** @throws what no store may fail with */
async function append(store: EventStore, stream: string, heads: Map<string, Head>): Promise<void> {
  const changes = Array.from({ length: 1 + dice.below(4) }, () => randomUUID());
  const acknowledge = (events: readonly Sealed[]): void => {
    for (const [i, { revision, leaf }] of events.entries()) tell(`A ${stream} ${revision} ${leaf} ${changes[i]}`);
  };
  for (;;) {
    let events: Sealed[] = [];
    try {
      const head = await headOf(store, stream, heads.get(stream) ?? { revision: 0, leaf: null, recordedAt: '' });
      heads.set(stream, head);
      events = batch(stream, head, changes);
      if (bug === 'early') acknowledge(events);
      await store.append(stream, head.revision, events);
      if (bug !== 'early') acknowledge(events);
      return;
    } catch (error) {
      if (error instanceof WrongRevision && bug === 'unchecked') acknowledge(events);
      if (error instanceof WrongRevision) continue;
      if (!(error instanceof OutcomeUnknown) && !(error instanceof StoreUnavailable)) throw error;
      const isUnknown = error instanceof OutcomeUnknown;
      tell(isUnknown ? 'U' : `R ${changes.join(' ')}`);
      if (bug === 'unknown-is-done') return acknowledge(events);
      if (bug === 'written-again') continue;
      await sleep(20);
      if (isUnknown && (await settled(store, stream, events))) acknowledge(events);
      return;
    }
  }
}

/** Asks for the very same append again, which must not write it twice. Returns whether it is there. */
async function settled(store: EventStore, stream: string, events: readonly Sealed[]): Promise<boolean> {
  for (let attempt = 0; attempt < 20; attempt += 1)
    try {
      await store.append(stream, (events[0]?.revision ?? 1) - 1, events);
      return true;
    } catch (error) {
      if (error instanceof WrongRevision) return false;
      await sleep(50);
    }
  return false;
}

const OPENING = randomUUID();

/** The real path of a command. */
async function command(store: EventStore, n: number): Promise<boolean> {
  const renjaId = `uji-${process.pid}`;
  const actor: Actor = { id: 'uji', name: 'Uji', role: 'planner' };
  const given =
    n === 0 ? { type: 'OpenRenja' as const, data: { ...OPENED.data, renjaId } } : setNote('isu', `Catatan ${n}`);
  // Where it is not known whether the Renja was opened, the same command is given again.
  const commandId = n === 0 ? OPENING : randomUUID();
  try {
    const { receipt } = await execute(
      store,
      { renjaId, command: given, actor, mode: 'live', commandId },
      () => new Date(),
    );
    tell(`C renja-${renjaId} ${receipt.revision} ${commandId}`);
    return true;
  } catch (error) {
    if (!(error instanceof OutcomeUnknown) && !(error instanceof StoreUnavailable)) throw error;
    tell(error instanceof OutcomeUnknown ? 'U' : 'R');
    await sleep(20);
    return false;
  }
}

const store = await opened();
const writers = STREAMS.map(async () => {
  const heads = new Map<string, Head>();
  for (;;) await append(store, STREAMS[dice.below(STREAMS.length)] ?? '', heads);
});
const commands = async (): Promise<void> => {
  while (!(await command(store, 0)));
  for (let n = 1; ; n += 1) await command(store, n);
};
await Promise.all([...writers, bug === 'none' ? commands() : undefined]);
