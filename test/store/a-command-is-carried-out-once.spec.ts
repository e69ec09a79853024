import { execute, type Request } from '../../src/commands/execute.js';
import { loadRenja, streamOf } from '../../src/commands/load.js';
import type { RenjaCommand } from '../../src/ledger/commands.js';
import { Rejection } from '../../src/ledger/rejection.js';
import { type EventStore, OutcomeUnknown, StoreUnavailable, WrongRevision } from '../../src/store/event-store.js';
import { commandHashOf, eventIdOf, UnsealableText } from '../../src/store/seal.js';
import { decode } from '../../src/store/stored-events.js';
import {
  APPROVER,
  addLines,
  adopt,
  approve,
  FINANCE,
  keuangan,
  newLine,
  newObjective,
  OPENED,
  open,
  PLANNER,
  pagu,
  propose,
  report,
} from '../support/ledger-plan.js';
import { all, sealedAfter, some } from '../support/sealed.js';
import { inStoreFile } from '../support/store-file.js';

const RENJA = 'dinkop-2022';
const S = streamOf(RENJA);
const MORNING = '2022-03-01T01:02:03.004Z';

const idOf = (n: number): string => eventIdOf('0e38ed8d-2dd6-57f3-94df-b1be10af9ed6', n);
const at = (time: string) => () => new Date(time);

const rows = addLines(
  newLine('u', null, { level: 'urusan' }),
  newLine('b', 'u', { level: 'bidang' }),
  newLine('p', 'b', { level: 'program' }),
  newLine('k', 'p', { level: 'kegiatan' }),
  newLine('s', 'k', { level: 'subkegiatan', pagu: '5000.00' }),
);

const request = (n: number, command: RenjaCommand, more: Partial<Request> = {}): Request => ({
  renjaId: RENJA,
  commandId: idOf(n),
  command,
  actor: command.type === 'ApproveRevision' ? APPROVER : PLANNER,
  mode: 'live',
  ...more,
});

/** A plan with one sub kegiatan, L0005, adopted: revision 7. */
async function planned(store: EventStore): Promise<void> {
  for (const [n, command] of [open, rows, adopt].entries()) await execute(store, request(n, command), at(MORNING));
}

const entriesOf = async (store: EventStore) => (await all(store.read(S))).map(decode);

/** A store whose appends are preceded by something: what another writer does between reading and appending. */
const before = (
  store: EventStore,
  each: (n: number) => Promise<unknown>,
): EventStore & { readonly appends: number } => {
  let appends = 0;
  return {
    read: (stream, from) => store.read(stream, from),
    follow: (after, signal) => store.follow(after, signal),
    head: () => store.head(),
    refusing: () => store.refusing(),
    close: () => store.close(),
    append: async (stream, revision, events) => {
      appends += 1;
      await each(appends);
      return store.append(stream, revision, events);
    },
    get appends() {
      return appends;
    },
  };
};

describe('A command', () => {
  it('is answered with its receipt and its events, and is in the stream', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      const outcome = await execute(store, request(0, open), at(MORNING));
      expect(outcome).toEqual({
        receipt: { revision: 1, position: 1 },
        events: [OPENED],
        repeated: false,
        warnings: [],
      });
      expect((await execute(store, request(1, rows), at(MORNING))).receipt).toEqual({ revision: 6, position: 6 });
      expect((await entriesOf(store)).map(({ event }) => event.type)).toEqual([
        'RenjaOpened',
        ...Array.from({ length: 5 }, () => 'LineAdded'),
      ]);
    }));

  it('given again changes nothing and is answered with the first receipt and events, however much came after', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const first = await execute(store, request(1, rows), at(MORNING));
      await execute(store, request(2, adopt), at(MORNING));
      const again = await execute(store, request(1, rows), at('2023-01-01T00:00:00Z'));
      expect(again.receipt).toMatchObject(first.receipt);
      expect(again.events).toEqual(first.events);
      expect(again.repeated).toBe(true);
      expect(await store.head()).toBe(7);
    }));

  it('given again by another account, or with a revision that is no longer expected, is still the same command', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const again = await execute(store, request(1, rows, { actor: FINANCE, expectedRevision: 1 }), at(MORNING));
      expect(again).toMatchObject({ repeated: true, receipt: { revision: 6, position: 6 } });
      expect(await store.head()).toBe(7);
    }));

  it('is refused where its id already stands for other contents, also after a restart', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      await store.close();
      const reopened = await file.open();
      const other = execute(reopened, request(1, addLines(newLine('u', null, { level: 'urusan' }))), at(MORNING));
      await expect(other).rejects.toBeInstanceOf(Rejection);
      await expect(other).rejects.toMatchObject({ code: 'command-reused' });
      expect(await reopened.head()).toBe(7);
    }));

  it.each([6, 8, 0])('is a conflict where #%i is expected and the Renja is at #7', (expectedRevision) =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const late = execute(store, request(9, report(keuangan('1.00')), { expectedRevision }), at(MORNING));
      await expect(late).rejects.toBeInstanceOf(WrongRevision);
      await expect(late).rejects.toMatchObject({ stream: S, expected: expectedRevision, actual: 7 });
      expect(await store.head()).toBe(7);
    }),
  );

  it('is carried out where the expected revision is the present one', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const done = await execute(store, request(9, report(keuangan('1.00')), { expectedRevision: 7 }), at(MORNING));
      expect(done.receipt).toEqual({ revision: 8, position: 8 });
    }));

  it('that asks for nothing writes nothing, and is answered with where the Renja is', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const nothing = await execute(store, request(1, addLines()), at(MORNING));
      expect(nothing).toEqual({ receipt: { revision: 1, position: 1 }, events: [], repeated: false, warnings: [] });
      expect(await store.head()).toBe(1);
    }));

  it('that is refused by a rule writes nothing, and its id stays free', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      await expect(execute(store, request(9, rows), at(MORNING))).rejects.toMatchObject({ code: 'renja-not-draft' });
      expect(await store.head()).toBe(7);
      await execute(store, request(9, report(keuangan('1.00'))), at(MORNING));
      expect(await store.head()).toBe(8);
    }));
});

describe('Two writers of one Renja', () => {
  it('both get through: who lost the race decides again on what is there now', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const racing = before(store, async (n) => {
        if (n > 3) return;
        await execute(store, request(100 + n, report(keuangan(`${n}.00`, `2022-0${n}`))), at(MORNING));
      });
      const done = await execute(racing, request(9, report(keuangan('9.00', '2022-09'))), at(MORNING));
      expect(racing.appends).toBe(4);
      expect(done.receipt).toEqual({ revision: 11, position: 11 });
      expect((await loadRenja(store, RENJA)).state.lines.get('L0005')?.keuangan.get('')).toEqual(
        new Map([
          ['2022-01', '1.00'],
          ['2022-02', '2.00'],
          ['2022-03', '3.00'],
          ['2022-09', '9.00'],
        ]),
      );
    }));

  it('do not both get what only one can have: the second is decided on the state that the first left', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const racing = before(store, (n) =>
        n === 1 ? execute(store, request(100, report(keuangan('1.00'))), at(MORNING)) : Promise.resolve(),
      );
      const late = execute(racing, request(9, report(keuangan('2.00'))), at(MORNING));
      await expect(late).rejects.toMatchObject({ code: 'realisasi-already-reported' });
      expect(await store.head()).toBe(8);
    }));

  it('are told of the conflict where the caller had said what they had seen', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const racing = before(store, () =>
        execute(store, request(100, report(keuangan('1.00', '2022-01'))), at(MORNING)),
      );
      const late = execute(
        racing,
        request(9, report(keuangan('9.00', '2022-09')), { expectedRevision: 7 }),
        at(MORNING),
      );
      await expect(late).rejects.toBeInstanceOf(WrongRevision);
      expect(racing.appends).toBe(1);
      expect(await store.head()).toBe(8);
    }));

  it('give up after ten lost races in a row, with nothing written', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const racing = before(store, async () => {
        const { last } = await loadRenja(store, RENJA);
        const revision = last?.revision ?? 0;
        await execute(store, request(100 + revision, report(keuangan('1.00', `${2000 + revision}-01`))), at(MORNING));
      });
      const late = execute(racing, request(9, report(keuangan('9.00', '2022-09'))), at(MORNING));
      await expect(late).rejects.toBeInstanceOf(WrongRevision);
      expect(racing.appends).toBe(10);
      expect((await entriesOf(store)).filter(({ meta }) => meta.commandId === idOf(9))).toEqual([]);
    }));

  it('who give the same command at once have it carried out once', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const same = request(9, report(keuangan('1.00')));
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => execute(store, same, at(MORNING))));
      expect(outcomes.map(({ receipt }) => [receipt.revision, receipt.position])).toEqual(
        Array.from({ length: 8 }, () => [8, 8]),
      );
      expect(await store.head()).toBe(8);
    }));

  it('lose and double nothing when many propose at once', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const proposals = Array.from({ length: 8 }, (_, n) =>
        execute(store, request(200 + n, propose([pagu('L0005', '1.00')], { judul: `Usul ${n}` })), at(MORNING)),
      );
      const done = await Promise.all(proposals);
      expect(done.map(({ receipt }) => receipt.revision).toSorted((a, b) => a - b)).toEqual([
        8, 9, 10, 11, 12, 13, 14, 15,
      ]);
      // Each was decided on the state that the one before it left, and so got the next id.
      expect([...(await loadRenja(store, RENJA)).state.revisions.keys()]).toEqual(
        Array.from({ length: 8 }, (_, n) => `R00${n + 1}`),
      );
    }));
});

describe('A store that fails', () => {
  it.each([
    ['unavailable', new StoreUnavailable('held')],
    ['unsure', new OutcomeUnknown('cut')],
  ])('and is %s is not asked again by itself: the caller knows', (_, failure) =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const failing = before(store, () => Promise.reject(failure));
      const asked = execute(failing, request(9, report(keuangan('1.00'))), at(MORNING));
      await expect(asked).rejects.toBe(failure);
      expect(failing.appends).toBe(1);
    }),
  );

  it('after it had written is made good by the same command given again', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      const cut: EventStore = {
        ...before(store, () => Promise.resolve()),
        append: async (...args) => {
          await store.append(...args);
          throw new OutcomeUnknown('cut');
        },
      };
      const asked = request(9, report(keuangan('1.00')));
      await expect(execute(cut, asked, at(MORNING))).rejects.toBeInstanceOf(OutcomeUnknown);
      expect(await execute(store, asked, at(MORNING))).toMatchObject({ repeated: true, receipt: { revision: 8 } });
      expect(await store.head()).toBe(8);
    }));
});

describe('What is recorded with an event', () => {
  it('is who, when, why and after what', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const correlationId = idOf(77);
      const actor = { ...FINANCE, asserted: true as const };
      await execute(
        store,
        request(1, rows, { actor, mode: 'historical', correlationId }),
        at('2022-03-02T00:00:00.000Z'),
      );
      const entries = await entriesOf(store);
      expect(entries[0]).toMatchObject({
        id: eventIdOf(idOf(0), 0),
        meta: {
          actor: PLANNER,
          recordedAt: MORNING,
          commandId: idOf(0),
          commandHash: commandHashOf(open),
          // Without one, a command stands for itself.
          correlationId: idOf(0),
          mode: 'live',
          previous: null,
        },
      });
      for (const [i, entry] of entries.slice(1).entries()) {
        expect(entry.id).toBe(eventIdOf(idOf(1), i));
        expect(entry.meta).toEqual({
          actor,
          recordedAt: '2022-03-02T00:00:00.000Z',
          commandId: idOf(1),
          commandHash: commandHashOf(rows),
          correlationId,
          // Rows say no day of their own: the day of recording counts.
          effectiveOn: '2022-03-02',
          mode: 'historical',
          previous: entries[i]?.leaf,
        });
      }
    }));

  it("is the document's, the report's or the revision's day as the day of effect", () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      await execute(store, request(3, report(keuangan('1.00'))), at(MORNING));
      await execute(store, request(4, propose([pagu('L0005', '7.00')])), at(MORNING));
      await execute(store, request(5, approve()), at('2022-08-08T00:00:00.000Z'));
      const days = (await entriesOf(store)).map(({ event, meta }) => [event.type, meta.effectiveOn]);
      expect(days.filter(([type]) => type !== 'LineAdded')).toEqual([
        ['RenjaOpened', '2022-01-03'],
        ['RenjaAdopted', '2022-01-03'],
        ['RealisasiReported', '2022-07-05'],
        ['RevisionProposed', '2022-06-01'],
        ['RevisionApproved', '2022-06-01'],
        ['PaguIncreased', '2022-06-01'],
      ]);
    }));

  it('is a time that never goes back, though the clock does', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      const times = [MORNING, '2021-12-31T23:59:59.999Z', '2022-03-01T01:02:03.005Z', '1970-01-01T00:00:00.000Z'];
      for (const [n, command] of [open, rows, adopt, report(keuangan('1.00'))].entries())
        await execute(store, request(n, command), at(times[n] ?? ''));
      const entries = await entriesOf(store);
      const recorded = entries.map(({ meta }) => meta.recordedAt);
      expect(recorded).toEqual([...Array.from({ length: 6 }, () => MORNING), times[2], times[2]]);
      // The day of recording, where it counts, is that of the time that was recorded and not of the clock.
      expect(entries[1]?.meta.effectiveOn).toBe('2022-03-01');
    }));
});

describe('A command that cannot be kept', () => {
  it('because one event would be too large is refused with nothing written', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const large = addLines(
        newLine('u', null, { level: 'urusan' }),
        newLine('b', 'u', { level: 'bidang', uraian: 'x'.repeat(60_000) }),
      );
      const asked = execute(store, request(1, large), at(MORNING));
      await expect(asked).rejects.toBeInstanceOf(Rejection);
      await expect(asked).rejects.toMatchObject({ code: 'too-large' });
      expect(await store.head()).toBe(1);
    }));

  it('because its events are too many or too large together is refused with nothing written', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const many = Array.from({ length: 1_001 }, (_, n) => newObjective(`o${n}`, 'tujuan', null));
      const long = many.slice(0, 20).map((objective) => ({ ...objective, uraian: 'x'.repeat(50_000) }));
      for (const objectives of [many, long])
        await expect(
          execute(store, request(1, { type: 'AddObjectives', data: { objectives } }), at(MORNING)),
        ).rejects.toMatchObject({ code: 'too-large' });
      expect(await store.head()).toBe(1);
      await execute(store, request(1, { type: 'AddObjectives', data: { objectives: many.slice(1) } }), at(MORNING));
      expect(await store.head()).toBe(1_001);
    }));

  it('because its text is broken is refused with nothing written', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await execute(store, request(0, open), at(MORNING));
      const broken = addLines(newLine('u', null, { level: 'urusan', uraian: 'Dinas \ufffd' }));
      await expect(execute(store, request(1, broken), at(MORNING))).rejects.toBeInstanceOf(UnsealableText);
      expect(await store.head()).toBe(1);
    }));
});

describe('A Renja', () => {
  it('is loaded from its own stream only', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      await planned(store);
      await store.append('renja-other', 0, sealedAfter('renja-other', 0, some(3)));
      const { state, last, commands } = await loadRenja(store, RENJA);
      expect(state.revision).toBe(7);
      expect(last?.revision).toBe(7);
      expect([...commands.values()].map(({ first, revision }) => [first, revision])).toEqual([
        [1, 1],
        [2, 6],
        [7, 7],
      ]);
      expect((await loadRenja(store, 'nobody')).last).toBeNull();
    }));
});
