import { MAX_APPEND_BYTES, MAX_APPEND_EVENTS } from '../../src/ledger/limits.js';
import {
  type EventStore,
  LimitExceeded,
  type Recorded,
  StoreUnavailable,
  WrongRevision,
} from '../../src/store/event-store.js';
import { MAX_EVENT_BYTES, UnsealableText } from '../../src/store/seal.js';
import { decode } from '../../src/store/stored-events.js';
import { all, followed, increase, sealedAfter, some } from '../support/sealed.js';

/** A store that can be closed and opened again on the same data. */
export type Harness = {
  open(): Promise<EventStore>;
  remove(): void | Promise<void>;
  /** Whether a receipt and a read of one stream tell positions, or only those who follow the ledger know them. */
  readonly knowsPositions: boolean;
  /** Where the data outlasts a test, the name that a stream takes in this one. */
  named?(stream: string): string;
};

/** What every event store must do. Each implementation runs this suite. */
export function describeEventStore(name: string, harness: () => Harness | Promise<Harness>): void {
  describe(`${name}, as every event store`, () => {
    let [place, store]: [Harness, EventStore] = [] as never;
    let S = '';

    beforeEach(async () => {
      place = await harness();
      store = await place.open();
      S = named('renja-a');
    });
    afterEach(async () => {
      await store.close();
      await place.remove();
    });

    const reopen = async () => {
      await store.close();
      store = await place.open();
    };
    const named = (stream: string): string => place.named?.(stream) ?? stream;
    /** A position, as a receipt tells it. */
    const at = (position: number) => (place.knowsPositions ? position : null);
    /** Events as a read of their stream gives them. */
    const inStream = (events: readonly Recorded[]) =>
      events.map((one) => ({ ...one, position: at(one.position ?? 0) }));
    const append = (stream: string, revision: number, count: number, salt?: string) =>
      store.append(stream, revision, sealedAfter(stream, revision, some(count, salt), salt ? { salt } : {}));

    it('reads an unknown stream as empty', async () => {
      expect(await all(store.read(named('renja-nobody')))).toEqual([]);
      expect(await store.head()).toBe(0);
    });

    it('reads back what was appended, in order, with dense revisions and positions', async () => {
      const first = sealedAfter(S, 0, some(3));
      expect(await store.append(S, 0, first)).toEqual({ revision: 3, position: at(3) });
      await append(named('renja-b'), 0, 1);
      expect(await append(S, 3, 2)).toEqual({ revision: 5, position: at(6) });
      const read = await all(store.read(S));
      expect(read.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
      expect(read.slice(0, 3).map(({ json, leaf }) => ({ json, leaf }))).toEqual(
        first.map(({ json, leaf }) => ({ json, leaf })),
      );
      expect(read.every(({ stream }) => stream === S)).toBe(true);
      expect((await followed(store, 0, 6)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6]);
      expect(await store.head()).toBe(6);
    });

    it('reads from a revision', async () => {
      await append(S, 0, 5);
      expect((await all(store.read(S, 4))).map(({ revision }) => revision)).toEqual([4, 5]);
      expect(await all(store.read(S, 6))).toEqual([]);
    });

    it.each([
      ['too low', 1],
      ['too high', 3],
      ['none', 0],
    ])('refuses an append whose expected revision is %s, and writes nothing', async (_, expected) => {
      await append(S, 0, 2);
      const refused = await append(S, expected, 2, 'other').catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(WrongRevision);
      expect(refused).toMatchObject({ stream: S, expected, actual: 2 });
      expect(await store.head()).toBe(2);
    });

    it('refuses an append to a new stream that expects events', async () => {
      await expect(append(S, 4, 1)).rejects.toBeInstanceOf(WrongRevision);
      expect(await store.head()).toBe(0);
    });

    it.each([1, 7, 600])('answers a repeated append of %i events with the first receipt', async (count) => {
      const sealed = sealedAfter(S, 0, some(count));
      const receipt = await store.append(S, 0, sealed);
      await append(S, count, 3);
      expect(await store.append(S, 0, sealed)).toEqual(receipt);
      expect(await store.head()).toBe(count + 3);
    });

    it('refuses a repeated append that overlaps only in part, or says something else', async () => {
      const sealed = sealedAfter(S, 0, some(3));
      await store.append(S, 0, sealed);
      await expect(store.append(S, 0, sealedAfter(S, 0, some(4)))).rejects.toBeInstanceOf(WrongRevision);
      await expect(store.append(S, 0, sealedAfter(S, 0, some(3, 'other')))).rejects.toBeInstanceOf(WrongRevision);
      expect(await store.head()).toBe(3);
    });

    it('refuses events that are not numbered from the expected revision', async () => {
      await expect(store.append(S, 0, sealedAfter(S, 1, some(1)))).rejects.toThrow('numbered');
      expect(await store.head()).toBe(0);
    });

    it('lets one of many racing writers win each revision, with batches of different sizes', async () => {
      let accepted = 0;
      const writer = async (n: number) => {
        for (let attempt = 0; attempt < 20; attempt += 1) {
          const revision = (await all(store.read(S))).length;
          const count = 1 + ((n + attempt) % 4);
          try {
            await append(S, revision, count, 'w'.repeat(n + 1));
            accepted += count;
          } catch (error) {
            if (!(error instanceof WrongRevision)) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: 12 }, (_, n) => writer(n)));
      const read = await all(store.read(S));
      expect(read.length).toBe(accepted);
      expect(accepted).toBeGreaterThan(20);
      expect(new Set(read.map((recorded) => decode(recorded).id)).size).toBe(accepted);
      expect(inStream(await followed(store, 0, accepted))).toEqual(read);
    });

    it('keeps many streams apart under many writers, and shows every reader one order while they write', async () => {
      const names = Array.from({ length: 6 }, (_, n) => named(`renja-s${n}`));
      const accepted = new Map(names.map((name) => [name, 0]));
      const writer = async (n: number) => {
        for (let attempt = 0; attempt < 15; attempt += 1) {
          const name = names[(n + attempt) % names.length] ?? '';
          const revision = (await all(store.read(name))).length;
          const count = 1 + ((n * 7 + attempt) % 5);
          try {
            const receipt = await append(name, revision, count, 'w'.repeat(n + 1));
            expect(receipt.revision).toBe(revision + count);
            accepted.set(name, (accepted.get(name) ?? 0) + count);
          } catch (error) {
            if (!(error instanceof WrongRevision)) throw error;
          }
        }
      };
      const place = (one: Recorded) => `${one.position} ${one.stream} ${one.revision}`;
      const reading = new AbortController();
      const readers = Array.from({ length: 3 }, async () => {
        const seen: string[] = [];
        for await (const recorded of store.follow(0, reading.signal)) seen.push(place(recorded));
        return seen;
      });
      await Promise.all(Array.from({ length: 16 }, (_, n) => writer(n)));
      const head = await store.head();
      expect(head).toBe([...accepted.values()].reduce((sum, count) => sum + count, 0));
      const order = await followed(store, 0, head);
      for (const name of names) {
        const read = await all(store.read(name));
        expect(read).toHaveLength(accepted.get(name) ?? 0);
        expect(new Set(read.map((recorded) => decode(recorded).id)).size).toBe(read.length);
        // Within a stream, the order of positions is the order of revisions.
        expect(inStream(order.filter(({ stream }) => stream === name))).toEqual(read);
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
      reading.abort();
      for (const seen of await Promise.all(readers)) expect(seen).toEqual(order.map(place));
    });

    it('answers the same append given many times at once with one receipt', async () => {
      const sealed = sealedAfter(S, 0, some(3));
      const receipts = await Promise.all(Array.from({ length: 10 }, () => store.append(S, 0, sealed)));
      expect(receipts).toEqual(Array.from({ length: 10 }, () => ({ revision: 3, position: at(3) })));
      expect(await store.head()).toBe(3);
    });

    it('refuses the same ids with other contents, also where only the last event differs', async () => {
      const sealed = sealedAfter(S, 0, some(3));
      await store.append(S, 0, sealed);
      const last = sealedAfter(S, 0, [...some(2), increase('other')]);
      expect(last.map(({ id }) => id)).toEqual(sealed.map(({ id }) => id));
      await expect(store.append(S, 0, last)).rejects.toBeInstanceOf(WrongRevision);
      expect((await all(store.read(S))).map(({ json }) => json)).toEqual(sealed.map(({ json }) => json));
    });

    it('keeps the name of a stream to the letter, and names that look alike apart', async () => {
      const names = ['renja-a', 'renja-A', 'renja-a ', "renja-'é木😀", 'renja-%', 'renja-_'].map(named);
      for (const [n, name] of names.entries()) await append(name, 0, n + 1);
      for (const [n, name] of names.entries()) expect(await all(store.read(name))).toHaveLength(n + 1);
      const seen = await followed(store, 0, await store.head());
      expect([...new Set(seen.map(({ stream }) => stream))]).toEqual(names);
    });

    it('never lets a conflicting append fail its neighbours', async () => {
      await append(S, 0, 1);
      const together = await Promise.allSettled([
        append(named('renja-b'), 0, 2),
        append(S, 0, 1, 'late'),
        append(named('renja-c'), 0, 1),
        append(S, 1, 1, 'next'),
      ]);
      expect(together.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
      expect(await store.head()).toBe(5);
    });

    it('keeps any text to the byte', async () => {
      const text = `"\\\u0000\u001f\u2028 Jalan “Suroyo” № 5 – 木 🌴 ${'é'.repeat(5_000)}`;
      const [sealed] = sealedAfter(S, 0, [increase(text)]);
      await store.append(S, 0, sealed ? [sealed] : []);
      const [recorded] = await all(store.read(S));
      expect(recorded?.json).toBe(sealed?.json);
      expect(recorded && decode(recorded).event.data).toMatchObject({ reason: text });
    });

    it('refuses text that would not come back', () => {
      for (const text of ['\ud800', 'e\u0301', '\ufffd']) {
        expect(() => sealedAfter(S, 0, [increase(text)])).toThrow(UnsealableText);
      }
    });

    it('holds an event of 60,000 bytes and refuses one more', async () => {
      const empty = Buffer.byteLength(sealedAfter(S, 0, [increase('')])[0]?.json ?? '');
      const ofSize = (bytes: number) => sealedAfter(S, 0, [increase('x'.repeat(bytes - empty))]);
      expect(() => ofSize(MAX_EVENT_BYTES + 1)).toThrow(LimitExceeded);
      await store.append(S, 0, ofSize(MAX_EVENT_BYTES));
      expect(await store.head()).toBe(1);
    });

    it('refuses an event that is too large however it was sealed, with all that stands beside it', async () => {
      const large = sealedAfter(S, 0, some(3)).map((one, i) =>
        i === 1 ? { ...one, json: 'x'.repeat(MAX_EVENT_BYTES + 1) } : one,
      );
      await expect(store.append(S, 0, large)).rejects.toBeInstanceOf(LimitExceeded);
      expect(await store.head()).toBe(0);
      expect(await all(store.read(S))).toEqual([]);
    });

    it('holds an append of 1,000 events and refuses one more', async () => {
      await expect(append(S, 0, MAX_APPEND_EVENTS + 1)).rejects.toBeInstanceOf(LimitExceeded);
      expect(await store.head()).toBe(0);
      expect(await append(S, 0, MAX_APPEND_EVENTS)).toEqual({ revision: 1_000, position: at(1_000) });
    });

    it('holds an append of 900 KiB and refuses one more byte', async () => {
      const empty = Buffer.byteLength(sealedAfter(S, 0, [increase('')])[0]?.json ?? '');
      const each = 48_000;
      // From the second event on, the envelope also names the leaf before it, and the revision has more digits.
      const ofTotal = (total: number) => {
        const events = Array.from({ length: 19 }, () => increase('x'.repeat(each - empty)));
        const size = sealedAfter(S, 0, events).reduce((n, { json }) => n + Buffer.byteLength(json), 0);
        return sealedAfter(S, 0, [...events.slice(0, -1), increase('x'.repeat(each - empty + total - size))]);
      };
      await expect(store.append(S, 0, ofTotal(MAX_APPEND_BYTES + 1))).rejects.toBeInstanceOf(LimitExceeded);
      expect(await store.head()).toBe(0);
      expect(await store.append(S, 0, ofTotal(MAX_APPEND_BYTES))).toEqual({ revision: 19, position: at(19) });
    });

    it('reads a stream of 10,000 events in order', async () => {
      for (let revision = 0; revision < 10_000; revision += 500) await append(S, revision, 500);
      let expected = 0;
      for await (const { revision } of store.read(S)) {
        expected += 1;
        if (revision !== expected) throw new Error(`#${revision} where #${expected} was due`);
      }
      expect(expected).toBe(10_000);
    });

    it('follows from a position, then live, and ends when asked to while it waits', async () => {
      await append(S, 0, 3);
      const reading = new AbortController();
      const seen: number[] = [];
      const following = (async () => {
        for await (const { position } of store.follow(1, reading.signal)) seen.push(position ?? 0);
      })();
      await append(S, 3, 2);
      await append(named('renja-b'), 0, 1);
      while (seen.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
      reading.abort();
      await following;
      expect(seen).toEqual([2, 3, 4, 5, 6]);
    });

    it('follows across restarts without skipping or repeating', async () => {
      const seen: number[] = [];
      let revision = 0;
      for (let round = 0; round < 5; round += 1) {
        const appending = (async () => {
          for (let i = 0; i < 10; i += 1) {
            await append(S, revision, 1 + (i % 3));
            revision += 1 + (i % 3);
          }
        })();
        seen.push(...(await followed(store, seen.at(-1) ?? 0, 7)).map(({ position }) => position ?? 0));
        await appending;
        await reopen();
      }
      const head = await store.head();
      seen.push(...(await followed(store, seen.at(-1) ?? 0, head - seen.length)).map(({ position }) => position ?? 0));
      expect(head).toBe(revision);
      expect(seen).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    });

    it('ends at once where it was asked to before it began, and gives nothing', async () => {
      await append(S, 0, 3);
      expect(await all(store.follow(0, AbortSignal.abort()))).toEqual([]);
    });

    it('gives nothing more once it was asked to end, though more is there', async () => {
      await append(S, 0, 5);
      expect((await followed(store, 1, 2)).map(({ position }) => position)).toEqual([2, 3]);
    });

    it('waits at the end of an empty store for the first event', async () => {
      const first = followed(store, 0, 1);
      await append(S, 0, 1);
      expect((await first).map(({ position }) => position)).toEqual([1]);
    });

    it('refuses an append of nothing', async () => {
      await expect(store.append(S, 0, [])).rejects.toThrow('at least one event');
      expect(await all(store.read(S))).toEqual([]);
    });

    it('answers nobody once it is closed, lets go of those who follow, and may be closed again', async () => {
      await append(S, 0, 2);
      const following = followed(store, 0, 3);
      const ended = expect(following).rejects.toBeInstanceOf(StoreUnavailable);
      await store.close();
      await ended;
      await expect(all(store.read(S))).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(followed(store, 0, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(store.head()).rejects.toBeInstanceOf(StoreUnavailable);
      await expect(append(S, 2, 1)).rejects.toBeInstanceOf(StoreUnavailable);
      await store.close();
    });

    it('finishes the appends under way before it closes', async () => {
      const appending = append(S, 0, 4);
      await store.close();
      expect(await appending).toEqual({ revision: 4, position: at(4) });
      store = await place.open();
      expect(await store.head()).toBe(4);
    });
  });
}
