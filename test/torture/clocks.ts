import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { execute } from '../../src/commands/execute.js';
import type { Actor } from '../../src/ledger/terms.js';
import type { EventStore } from '../../src/store/event-store.js';
import { seal } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import type { Dice } from '../support/dice.js';
import { OPENED, open, setNote } from '../support/ledger-plan.js';
import { temporaryFolder } from '../support/sealed.js';
import { Truth, type Verdict } from './truth.js';

const DAY_MS = 86_400_000;
const actor: Actor = { id: 'uji', name: 'Uji', role: 'planner' };

/** Events that take the clock as it comes: what `execute` must not do. */
async function trusting(store: EventStore, times: readonly Date[]): Promise<void> {
  let previous: string | null = null;
  for (const [n, time] of times.entries()) {
    const commandId = randomUUID();
    const meta = {
      ...{ actor, recordedAt: time.toISOString(), commandId, commandHash: '', correlationId: commandId },
      ...{ effectiveOn: '2022-01-01', mode: 'live' as const, previous },
    };
    const sealed = seal({ stream: 'renja-a', revision: n + 1, id: randomUUID(), type: 'NoteSet.v1', data: {}, meta });
    await store.append('renja-a', n, [sealed]);
    previous = sealed.leaf;
  }
}

/** The application's clock is set back, stands still, and goes a year ahead. */
export async function clocks(commands: number, dice: Dice, trusted = false): Promise<Verdict> {
  const folder = temporaryFolder();
  const store = await openSqliteStore(join(folder.path, 'ledger.db'), { create: true });
  const truth = new Truth();
  let at = Date.parse('2026-06-01T00:00:00Z');
  const times = Array.from({ length: commands }, () => {
    at += [-DAY_MS, 0, 0, 1, 1_000, 365 * DAY_MS, -364 * DAY_MS][dice.below(7)] ?? 0;
    return new Date(at);
  });
  if (trusted) await trusting(store, times);
  else
    for (const [n, time] of times.entries()) {
      const command = n === 0 ? open : setNote('isu', `Catatan ${n}`);
      const { renjaId } = OPENED.data;
      const commandId = randomUUID();
      const { receipt } = await execute(store, { renjaId, command, actor, mode: 'live', commandId }, () => time);
      truth.hear(`C renja-${renjaId} ${receipt.revision} ${commandId}`);
    }
  const verdict = await truth.judge(store, (events) => dice.below(events));
  await store.close();
  folder.remove();
  return verdict;
}
