import { readFileSync, writeFileSync } from 'node:fs';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { type Checked, type CheckFault, checkLedger } from '../../src/queries/check.js';
import type { EventStore, Sealed } from '../../src/store/event-store.js';
import { canonicalJson, type Envelope, leafOf, seal } from '../../src/store/seal.js';
import type { Sqlite } from '../../src/store/sqlite.js';
import { envelopeOf } from '../../src/store/stored-events.js';
import { DRAFT, PLAN } from '../support/ledger-plan.js';
import { all, sealedAfter } from '../support/sealed.js';
import { inStoreFile, type StoreFile } from '../support/store-file.js';

const S = 'renja-dinkop-2022';
const OTHER = 'renja-lain-2022';

const check = (store: EventStore): Promise<Checked> => checkLedger(store, () => undefined);

/** Two Renja whose events alternate, so that an event's position is not its revision. */
async function fill(file: StoreFile, plan: readonly RenjaEvent[] = PLAN): Promise<EventStore> {
  const store = await file.open();
  const [one, other] = [sealedAfter(S, 0, plan), sealedAfter(OTHER, 0, PLAN, { salt: 'other' })];
  for (const [i, event] of one.entries()) {
    const next = other[i];
    if (next) await store.append(OTHER, i, [next]);
    await store.append(S, i, [event]);
  }
  return store;
}

/** The check of a ledger after someone reached into its file. */
const checkedAfter = (tamper: (db: Sqlite) => void, plan?: readonly RenjaEvent[]): Promise<Checked> =>
  inStoreFile(async (file) => {
    const store = await fill(file, plan);
    await file.tamper(tamper);
    return check(store);
  });

const places = (faults: readonly CheckFault[]): string[] => faults.map(({ position, rule }) => `${position} ${rule}`);

/** Puts other text into the place of a stored event. */
const put = (db: Sqlite, position: number, json: string | Buffer): void =>
  db.prepare('update event set envelope = ? where position = ?').run(Buffer.from(json), position);

const storedAt = (db: Sqlite, position: number): Buffer => {
  const [row] = db.prepare<{ hex: string }>('select hex(envelope) hex from event where position = ?').all(position);
  return Buffer.from(row?.hex ?? '', 'hex');
};

describe('A ledger that nobody changed', () => {
  it('is intact', async () => {
    const checked = await checkedAfter(() => undefined);
    expect(checked).toEqual({ events: 2 * PLAN.length, streams: 2, faults: [] });
  });

  it('is intact when it is empty', () =>
    inStoreFile(async (file) => {
      expect(await check(await file.open())).toEqual({ events: 0, streams: 0, faults: [] });
    }));

  it('is read once, with progress', () =>
    inStoreFile(async (file) => {
      const store = await file.open();
      const many = Array.from(
        { length: 1_000 },
        (): RenjaEvent => ({
          type: 'RevisionRejected',
          data: { revisionId: 'R001', reason: 'x' },
        }),
      );
      // Not a Renja: only its seals are checked, not its history.
      await store.append('catatan', 0, sealedAfter('catatan', 0, many));
      await store.append(
        'catatan',
        1_000,
        sealedAfter('catatan', 1_000, many.slice(0, 5), { previous: await lastLeaf(store) }),
      );
      const progress: [number, number][] = [];
      const checked = await checkLedger(store, (done, total) => progress.push([done, total]));
      expect(checked).toEqual({ events: 1_005, streams: 1, faults: [] });
      expect(progress).toEqual([[1_000, 1_005]]);
    }));
});

const lastLeaf = async (store: EventStore): Promise<string | null> =>
  (await all(store.read('catatan'))).at(-1)?.leaf ?? null;

describe('One byte of one event, wherever it is', () => {
  it(
    'is found when any one bit of it flips, with the place of the event and never a crash',
    () =>
      inStoreFile(async (file) => {
        const store = await file.open();
        // A small event that no other is chained to, with text beyond ASCII; other Renja stand before and after it.
        const small: RenjaEvent[] = [
          ...DRAFT.slice(0, 1),
          {
            type: 'ObjectiveAdded',
            data: { objectiveId: 'O01', kind: 'tujuan', parent: null, uraian: 'é木😀', indikator: [], sumber: [] },
          },
        ];
        await store.append(OTHER, 0, sealedAfter(OTHER, 0, PLAN, { salt: 'o' }));
        await store.append(S, 0, sealedAfter(S, 0, small));
        await store.append('renja-c', 0, sealedAfter('renja-c', 0, PLAN.slice(0, 1), { salt: 'c' }));
        const position = PLAN.length + small.length;
        const missed: string[] = [];
        expect((await check(store)).faults).toEqual([]);
        // One connection for all of it: the store sees what is changed under it.
        const flipped = await file.tamper(async (db) => {
          const original = storedAt(db, position);
          for (const [offset, byte] of original.entries()) {
            const changed = Buffer.from(original);
            changed[offset] = byte ^ (1 << (offset % 8));
            put(db, position, changed);
            const { faults } = await check(store);
            if (!faults.some((fault) => fault.position === position && fault.stream === S)) missed.push(`${offset}`);
            if (faults.some((fault) => fault.position !== position)) missed.push(`${offset}: blames another`);
          }
          put(db, position, original);
          return original.length;
        });
        expect(missed).toEqual([]);
        expect(flipped).toBeGreaterThan(400);
        expect((await check(store)).faults).toEqual([]);
      }),
    60_000,
  );

  it.each([
    ['a letter of a text', (json: string) => json.replace('Uraian', 'uraian'), ['6 hash']],
    ['a blank more', (json: string) => json.replace(',"', ', "'), ['6 hash', '6 form']],
    ['a byte less', (json: string) => json.slice(0, -1), ['6 hash', '6 unreadable']],
    ['a mark of byte order before it', (json: string) => `\ufeff${json}`, ['6 hash', '6 unreadable']],
    ['nothing at all', () => '', ['6 hash', '6 unreadable']],
    ['JSON that is no event', () => 'null', ['6 hash', '6 unreadable']],
    [
      'a figure of another kind',
      (json: string) => json.replace('"revision":3', '"revision":3.5'),
      ['6 hash', '6 unreadable'],
    ],
  ])('is found as %s', async (_, change, expected) => {
    const { faults } = await checkedAfter((db) => {
      const json = storedAt(db, 6).toString();
      if (change(json) === json) throw new Error('the change changes nothing');
      put(db, 6, change(json));
    });
    expect(places(faults)).toEqual(expected);
    expect(faults.every(({ stream, revision }) => stream === S && revision === 3)).toBe(true);
  });

  it.each([
    ['a lone continuation byte', Buffer.of(0x80)],
    ['half a character', Buffer.of(0xc3)],
    ['a byte that UTF-8 never has', Buffer.of(0xff)],
    ['a surrogate in UTF-8', Buffer.of(0xed, 0xa0, 0x80)],
    ['an overlong slash', Buffer.of(0xc0, 0xaf)],
    ['nothing but NUL', Buffer.of(0)],
  ])('is named where it makes %s, and the program lives on', async (_, bytes) => {
    const { faults, events } = await checkedAfter((db) => {
      const json = storedAt(db, 6);
      put(db, 6, Buffer.concat([json.subarray(0, 40), bytes, json.subarray(41)]));
    });
    expect(faults.some(({ position }) => position === 6)).toBe(true);
    expect(events).toBeGreaterThanOrEqual(5);
  });
});

describe('What stands beside the text of an event', () => {
  it.each([
    [
      'a changed hash: the event itself and the one chained to it',
      "update event set leaf = cast(x'00' || substr(leaf, 2) as blob) where position = 6",
      ['6 hash', '8 chain'],
    ],
    [
      'a hash and text taken from another event: sealed for another place',
      'update event set (leaf, envelope) = (select leaf, envelope from event where position = 4) where position = 6',
      ['6 place', '6 chain', '8 chain'],
    ],
    [
      'two events that changed places in the ledger',
      'update event set position = -1 where position = 6; update event set position = 6 where position = 8; update event set position = 8 where position = -1',
      ['6 place', '6 chain', '8 place', '8 chain', '10 place', '10 chain'],
    ],
    [
      'two events that changed places in their stream',
      'update event set revision = -1 where position = 6; update event set revision = 3 where position = 8; update event set revision = 4 where position = -1 or revision = -1',
      ['6 place', '6 place', '8 place', '8 place', '10 place'],
    ],
    ['a deleted event: the one after it', 'delete from event where position = 6', ['7 unreadable']],
    ['the first event deleted', 'delete from event where position = 1', ['2 unreadable']],
    ['a changed number', 'update event set revision = 70 where position = 6', ['6 place', '6 place', '8 place']],
    ['a number that is none', "update event set revision = 'x' where position = 6", ['6 place', '6 place', '8 place']],
    [
      'an event moved to another Renja',
      `update event set stream = (select id from stream where name = '${OTHER}'), revision = 99 where position = 6`,
      ['6 place', '6 place', '6 chain', '7 place', '7 chain', '8 place', '8 chain'],
    ],
    [
      'a stream without a name',
      'update event set stream = 77 where position = 6',
      ['6 place', '6 place', '6 chain', '8 place', '8 chain'],
    ],
  ])('is checked too: %s', async (_, sql, expected) => {
    const { faults } = await checkedAfter((db) => db.exec(sql));
    expect(places(faults).slice(0, expected.length)).toEqual(expected);
  });

  it('is checked too: a renamed stream, in each of its events', async () => {
    const { faults } = await checkedAfter((db) => db.exec(`update stream set name = 'renja-x' where name = '${S}'`));
    expect(faults.map(({ stream, revision, rule }) => `${stream} ${revision} ${rule}`)).toEqual(
      PLAN.map((_, i) => `renja-x ${i + 1} place`),
    );
  });

  it('is checked too: a name of a stream that is not UTF-8', async () => {
    const { faults } = await checkedAfter((db) =>
      db.exec(`update stream set name = cast(x'ff' || substr(name, 2) as text) where name = '${S}'`),
    );
    expect(faults.length).toBeGreaterThanOrEqual(PLAN.length);
    expect(faults.every(({ position }) => position !== null && position % 2 === 0)).toBe(true);
  });
});

describe('A file that is damaged', () => {
  /** Each fault once, with the position where one is known. */
  const rules = ({ faults }: Checked): string[] => places(faults);

  it('is read on behind an event that cannot be read, which is named once', async () => {
    const checked = await checkedAfter((db) => {
      put(db, 6, Buffer.concat([storedAt(db, 6), Buffer.of(0xff)]));
      put(db, 11, storedAt(db, 11).toString().replace('Uraian', 'uraian'));
    });
    expect(rules(checked)).toEqual(['6 unreadable', '11 hash']);
    expect(checked.faults[0]).toMatchObject({ stream: S, revision: 3 });
    expect(checked.events).toBe(2 * PLAN.length - 1);
  });

  it('is read on behind a gap, with the event that stands there', async () => {
    const checked = await checkedAfter((db) => db.exec('delete from event where position = 6'));
    expect(rules(checked)).toEqual(['7 unreadable', '8 place', '8 chain']);
    expect(checked.events).toBe(2 * PLAN.length - 1);
  });

  it('is told by a number that no JavaScript number is', async () => {
    const checked = await checkedAfter((db) =>
      db.exec('update event set revision = 1152921504606846976 where position = 6'),
    );
    expect(checked.faults[0]).toMatchObject({ position: 6 });
    expect(checked.events).toBeGreaterThanOrEqual(2 * PLAN.length - 1);
  });

  it('is told by events before the first position, also where their stream has no others', async () => {
    for (const sql of [
      `update event set position = -1 where position = ${2 * PLAN.length}`,
      'update event set position = -1 where position = 2',
      'update event set position = 0 where position = 1',
    ]) {
      const { faults } = await checkedAfter((db) => db.exec(sql));
      expect([sql, faults[0]?.position]).toEqual([sql, sql.includes('= 0') ? 0 : -1]);
    }
  });

  it('is told by a page that holds nothing any more', () =>
    inStoreFile(async (file) => {
      const store = await fill(file);
      const pageSize = await file.tamper((db) => {
        db.exec('pragma wal_checkpoint(truncate)');
        return Number(db.prepare<{ page_size: number }>('pragma page_size').all()[0]?.page_size);
      });
      await store.close();
      const bytes = readFileSync(file.path);
      // The last page of the file is one of the events.
      bytes.fill(0xaa, bytes.length - pageSize);
      writeFileSync(file.path, bytes);
      const { faults } = await check(await file.open());
      expect(faults.length).toBeGreaterThan(0);
      expect(faults.map(({ rule }) => rule)).toContain('unreadable');
    }));
});

describe('Faults in several places', () => {
  it('are all reported, and a fault of one Renja blames no other', async () => {
    const { faults, events } = await checkedAfter((db) => {
      for (const position of [2, 11, 16])
        put(db, position, storedAt(db, position).toString().replace('Uraian', 'uraian').replace('Dinas', 'dinas'));
    });
    expect(places(faults)).toEqual(['2 hash', '11 hash', '16 hash']);
    expect(events).toBe(2 * PLAN.length);
  });
});

/** Seals an event again after changing it, and everything chained to it: a forger who knows how sealing works. */
function forged(sealed: readonly Sealed[], change: (envelope: Envelope, i: number) => Envelope): Sealed[] {
  let previous: string | null = null;
  return sealed.map((one, i) => {
    const envelope = envelopeOf({ stream: S, position: null, ...one });
    const again: Sealed = seal(change({ ...envelope, meta: { ...envelope.meta, previous } }, i));
    previous = again.leaf;
    return again;
  });
}

/** The check of one stream as it stands, over a healthy one. */
const checkedWith = (sealed: readonly Sealed[]): Promise<Checked> =>
  inStoreFile(async (file) => {
    const store = await file.open();
    await store.append(OTHER, 0, sealedAfter(OTHER, 0, PLAN, { salt: 'other' }));
    await store.append(S, 0, sealed);
    return check(store);
  });

describe('What is sealed as it should be but cannot have happened', () => {
  const increased = (before: string, after: string, amount = '5.00', lineId = 'L0005'): RenjaEvent => ({
    type: 'PaguIncreased',
    data: { lineId, amount, before, after, revisionId: 'R001', reason: 'x' },
  });

  it('is no fault where it follows', async () => {
    expect((await checkedWith(sealedAfter(S, 0, [...PLAN, increased('100000000.00', '100000005.00')]))).faults).toEqual(
      [],
    );
  });

  it.each<[string, RenjaEvent]>([
    ['a before that is not the figure', increased('99.00', '104.00')],
    ['an after that is not the sum', increased('100000000.00', '100000006.00')],
    ['an amount that is none', increased('100000000.00', '100000005.00', 'abc')],
    ['a row that is not there', increased('0.00', '5.00', '5.00', 'L0099')],
    ['an approval of nothing', { type: 'RevisionApproved', data: { revisionId: 'R009', note: null } }],
    [
      'a target that was another',
      {
        type: 'TargetChanged',
        data: {
          of: 'L0005',
          indikatorId: 'I1',
          before: { target: '3', satuan: 'Dokumen' },
          after: { target: '4', satuan: 'Dokumen' },
          revisionId: 'R001',
        },
      },
    ],
    [
      'funds that were others',
      { type: 'SumberDanaChanged', data: { lineId: 'L0006', before: [], after: [], revisionId: 'R001' } },
    ],
  ])('is found: %s', async (_, event) => {
    const { faults } = await checkedWith(sealedAfter(S, 0, [...PLAN, event]));
    expect(faults).toEqual([
      {
        position: 2 * PLAN.length + 1,
        stream: S,
        revision: PLAN.length + 1,
        rule: 'history',
        detail: expect.any(String),
      },
    ]);
  });

  it('is found: an event of a type that nobody knows', async () => {
    const sealed = forged(sealedAfter(S, 0, PLAN), (envelope, i) =>
      i === 3 ? { ...envelope, type: 'Lain.v9' } : envelope,
    );
    const { faults } = await checkedWith(sealed);
    expect(places(faults)).toEqual([`${PLAN.length + 4} history`]);
    expect(faults[0]?.detail).toContain('Lain.v9');
  });

  it('is found: a row under a parent that is not there', async () => {
    const row = DRAFT.at(-1) as Extract<RenjaEvent, { type: 'LineAdded' }>;
    const orphan: RenjaEvent = { ...row, data: { ...row.data, lineId: 'L0099', parent: 'L0098' } };
    expect((await checkedWith(sealedAfter(S, 0, [...DRAFT, orphan]))).faults).toMatchObject([
      { stream: S, rule: 'history' },
    ]);
  });

  it('is found: a row that is added twice, so that its pagu counts twice', async () => {
    const { faults } = await checkedWith(sealedAfter(S, 0, [...DRAFT, DRAFT.at(-1) as RenjaEvent]));
    expect(faults).toMatchObject([{ stream: S, rule: 'totals', position: null }]);
  });

  it('is found: a time before the time of the event before it', async () => {
    const sealed = forged(sealedAfter(S, 0, PLAN), (envelope, i) =>
      i === 4 ? { ...envelope, meta: { ...envelope.meta, recordedAt: '2021-01-01T00:00:00.000Z' } } : envelope,
    );
    expect(places((await checkedWith(sealed)).faults)).toEqual([`${PLAN.length + 5} time`]);
  });

  it('is found: text that is hashed as it is, but not in the canonical form', async () => {
    const sealed = sealedAfter(S, 0, PLAN).map((one, i) => {
      if (i !== PLAN.length - 1) return one;
      const json = JSON.stringify(JSON.parse(one.json), null, 1);
      return { ...one, json, leaf: leafOf(json) };
    });
    expect(places((await checkedWith(sealed)).faults)).toEqual([`${2 * PLAN.length} form`]);
  });

  it('is found: a stream that was forged from its middle on, in the one event that is not chained', async () => {
    const whole = sealedAfter(S, 0, PLAN);
    const other = forged(whole, (envelope) => ({ ...envelope, meta: { ...envelope.meta, mode: 'historical' } }));
    expect(other[0]?.leaf).not.toBe(whole[0]?.leaf);
    const { faults } = await checkedWith([...whole.slice(0, 5), ...other.slice(5)]);
    expect(places(faults)).toEqual([`${PLAN.length + 6} chain`]);
  });

  it('is found: a whole stream that was sealed under another name', async () => {
    const { faults } = await checkedWith(sealedAfter('renja-x', 0, PLAN));
    expect(new Set(faults.map(({ rule, stream }) => `${stream} ${rule}`))).toEqual(new Set([`${S} place`]));
    expect(faults).toHaveLength(PLAN.length);
  });

  it('was sealed in the canonical form by this spec too', () => {
    for (const one of forged(sealedAfter(S, 0, PLAN), (envelope) => envelope))
      expect(canonicalJson(JSON.parse(one.json))).toBe(one.json);
    expect(forged(sealedAfter(S, 0, PLAN), (envelope) => envelope)).toEqual(sealedAfter(S, 0, PLAN));
  });
});
