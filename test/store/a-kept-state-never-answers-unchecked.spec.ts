import { execute } from '../../src/commands/execute.js';
import { loadOffice, loadRenja, streamOf } from '../../src/commands/load.js';
import type { EventStore, Recorded } from '../../src/store/event-store.js';
import { seal } from '../../src/store/seal.js';
import { wireName } from '../../src/store/stored-events.js';
import { ADMIN, OPENED, open, PLANNER, setNote } from '../support/ledger-plan.js';
import { inStoreFile } from '../support/store-file.js';

const RENJA = OPENED.data.renjaId;
const at = () => new Date('2022-03-04T05:06:07.008Z');
const give = (store: EventStore, n: number, command: Parameters<typeof execute>[1]['command']) =>
  execute(
    store,
    {
      ...{ renjaId: RENJA, command, actor: PLANNER, mode: 'live' },
      commandId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    },
    at,
  );

/** A store that remembers from which revision on it was read. */
function watched(store: Pick<EventStore, 'read'>): { store: EventStore; reads: [string, number][] } {
  const reads: [string, number][] = [];
  const read = (stream: string, from = 1): AsyncIterable<Recorded> => {
    reads.push([stream, from]);
    return store.read(stream, from);
  };
  return { reads, store: { ...store, read } as EventStore };
}

describe('A kept state', () => {
  it('is added to, and not made again', () =>
    inStoreFile(async (file) => {
      const { store, reads } = watched(await file.open());
      const other = await file.open();
      await give(other, 1, open);
      await loadRenja(store, RENJA);
      await loadRenja(store, RENJA);
      await give(other, 2, setNote('isu', 'Satu'));
      const { state, last } = await loadRenja(store, RENJA);
      expect(reads).toEqual([
        [streamOf(RENJA), 1],
        [streamOf(RENJA), 2],
        [streamOf(RENJA), 2],
      ]);
      expect([state.revision, last?.revision, state.notes.get('isu')]).toEqual([2, 2, 'Satu']);
    }));

  it('sees what another connection of the same file wrote', () =>
    inStoreFile(async (file) => {
      const [one, other] = [await file.open(), await file.open()];
      await give(one, 1, open);
      for (let n = 2; n < 12; n += 1) {
        const outcome = await give(n % 2 === 0 ? one : other, n, setNote('isu', `Catatan ${n}`));
        expect(outcome.receipt.revision).toBe(n);
      }
      expect((await loadRenja(one, RENJA)).state.notes.get('isu')).toBe('Catatan 11');
    }));

  it('has each event once, however many read the stream at the same time', () =>
    inStoreFile(async (file) => {
      const [store, other] = [await file.open(), await file.open()];
      await give(store, 1, open);
      await loadRenja(store, RENJA);
      for (let n = 2; n < 30; n += 1) await give(other, n, setNote(`bagian ${n}`, 'Teks'));
      const states = await Promise.all(Array.from({ length: 8 }, () => loadRenja(store, RENJA)));
      for (const { state, commands, last } of states)
        expect([state.revision, state.notes.size, commands.size, last?.revision]).toEqual([29, 28, 29, 29]);
    }));

  it('is not what a refused or repeated command leaves behind', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await give(store, 1, open);
      await expect(give(store, 2, setNote(' ', 'Teks'))).rejects.toThrow('section');
      const again = await give(store, 1, open);
      expect([again.repeated, again.receipt.revision]).toEqual([true, 1]);
      expect((await loadRenja(store, RENJA)).state.revision).toBe(1);
    }));

  it('is of one store only, and a stream that is not there is kept by none', () =>
    inStoreFile(async (file) => {
      const { store, reads } = watched(await file.open());
      expect((await loadOffice(store, '99.99')).state.revision).toBe(0);
      expect((await loadOffice(store, '99.99')).last).toBeNull();
      expect(reads.map(([, from]) => from)).toEqual([1, 1]);
    }));

  it('is thrown away where the stream cannot be followed, and made anew', async () => {
    const [good, bad] = ['1', '2'].map((leaf) => ({
      ...opening('renja-x'),
      leaf: leaf === '1' ? opening('renja-x').leaf : leaf,
    }));
    let events = [good as Recorded, { ...(bad as Recorded), revision: 2 }];
    const { store, reads } = watched({
      read: async function* (_, from = 1) {
        yield* events.filter(({ revision }) => revision >= from);
      },
    });
    await expect(loadRenja(store, 'x')).rejects.toThrow('not what was sealed');
    events = events.slice(0, 1);
    expect((await loadRenja(store, 'x')).state.revision).toBe(1);
    expect(reads.map(([, from]) => from)).toEqual([1, 1]);
  });

  it('that one reader gave up is of no use to another that reads at the same time', async () => {
    const [first, second] = [opening('renja-x'), opening('renja-x')];
    let whole = false;
    const { store } = watched({
      read: async function* (_, from = 1) {
        if (from === 1) yield first;
        // Opening twice makes the same state again; a hash that is not its own stops one of the readers.
        if (whole) yield { ...second, revision: 2, leaf: '2' };
      },
    });
    await loadRenja(store, 'x');
    whole = true;
    const outcomes = await Promise.allSettled([loadRenja(store, 'x'), loadRenja(store, 'x')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('gives way to newer ones, so that all of them stay below 64 MB', async () => {
    const one = opening('renja-x', 'x'.repeat(50_000));
    const { store, reads } = watched({
      read: async function* (_, from = 1) {
        if (from === 1) yield one;
      },
    });
    const fit = Math.floor((64 * 1024 * 1024) / one.json.length);
    for (let n = 0; n <= fit; n += 1) await loadRenja(store, `x-${n}`);
    reads.length = 0;
    // The oldest had to go, which made room for no more than one; the next one is still there, and now the newest.
    await loadRenja(store, 'x-1');
    await loadRenja(store, 'x-0');
    await loadRenja(store, 'x-2');
    await loadRenja(store, 'x-1');
    expect(reads.map(([, from]) => from)).toEqual([2, 1, 1, 2]);
  });
});

/** One stored event that opens a Renja. */
function opening(stream: string, judul = 'Renja'): Recorded {
  const data = { ...OPENED.data, document: { ...OPENED.data.document, judul } };
  const commandId = '00000000-0000-4000-8000-000000000001';
  const { json, leaf } = seal({
    ...{ stream, revision: 1, id: commandId, type: wireName('RenjaOpened'), data },
    meta: {
      ...{ actor: ADMIN, recordedAt: at().toISOString(), commandId, correlationId: commandId },
      ...{ commandHash: '0'.repeat(64), effectiveOn: '2022-01-03', mode: 'live', previous: null },
    },
  });
  return { stream, revision: 1, position: 1, leaf, json };
}
