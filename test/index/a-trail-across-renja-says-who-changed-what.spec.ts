import { auditTrail as trailIndex } from '../../projections/audit-trail.js';
import { lineHistory } from '../../projections/line-history.js';
import { foldAll } from '../../projections/projection.js';
import type { OfficeEvent } from '../../src/ledger/office.js';
import {
  auditTrail,
  positionAsOf,
  type TrailFilter,
  type TrailPage,
  type TrailRow,
} from '../../src/queries/audit-trail-query.js';
import type { Sqlite } from '../../src/store/sqlite.js';
import type { Entry, LedgerEvent } from '../../src/store/stored-events.js';
import { EVERYTHING, inMadeUpIndex, ledgerOf } from '../support/index-at-hand.js';
import { madeUpStreams } from '../support/made-up-ledger.js';
import { sen } from '../support/random-history.js';

const SEEDS = [1, 2, 3, 4, 5];

const isOfRenja = (entry: Entry<LedgerEvent>): entry is Entry => entry.stream.startsWith('renja-');

/** What the trail must say, from the history of each Renja as it was at a position. */
function naiveTrail(entries: readonly Entry<LedgerEvent>[], at: number): TrailRow[] {
  const known = entries.slice(0, at);
  const streams = new Map<string, Entry[]>();
  for (const entry of known.filter(isOfRenja)) streams.set(entry.stream, [...(streams.get(entry.stream) ?? []), entry]);
  const rows = [...streams].flatMap(([stream, events]) => {
    const [opened] = events;
    if (opened?.event.type !== 'RenjaOpened') throw new Error('a Renja begins with its opening');
    const { renjaId, pemda, perangkatDaerah } = opened.event.data;
    const place = { stream, renjaId, pemda: pemda.kode, perangkatDaerah: perangkatDaerah.kode };
    return foldAll(lineHistory, events).rows.map((row) => ({ ...row, ...place, position: row.position ?? 0 }));
  });
  return rows.toSorted((a, b) => a.position - b.position);
}

function read(index: Sqlite, filter: Partial<TrailFilter>, page: Partial<TrailPage> = {}): TrailRow[] {
  return auditTrail(index, { scopes: EVERYTHING, ...filter }, { limit: 100_000, ...page }).rows;
}

const kindOf = (entries: readonly Entry<LedgerEvent>[], { stream, revisionId }: TrailRow): string | undefined => {
  for (const entry of entries)
    if (
      entry.stream === stream &&
      entry.event.type === 'RevisionProposed' &&
      entry.event.data.revisionId === revisionId
    )
      return entry.event.data.kind;
  return undefined;
};

const inSen = (amount: string): bigint => (sen(amount) < 0n ? -sen(amount) : sen(amount));

describe('A trail across Renja', () => {
  it.each(SEEDS)('says of each Renja what its own history says, as it was at any position (ledger %i)', (seed) =>
    inMadeUpIndex(madeUpStreams(seed), seed, async ({ store, project }) => {
      const { index } = await project();
      const entries = await ledgerOf(store);
      for (const at of [entries.length, ...entries.keys()].filter((n) => n === entries.length || n % 17 === 0)) {
        const rows = read(index, { atPosition: at });
        expect(rows.filter(({ renjaId }) => renjaId !== null)).toEqual(naiveTrail(entries, at));
        expect(rows.map(({ position }) => position)).toEqual(entries.slice(0, at).map(({ position }) => position));
      }
    }),
  );

  it.each(SEEDS)('is narrowed as a plain filter narrows it (ledger %i)', (seed) =>
    inMadeUpIndex(madeUpStreams(seed), seed, async ({ store, project }) => {
      const { index } = await project();
      const entries = await ledgerOf(store);
      const everything = read(index, {});
      const at = (n: number) => everything[Math.floor((everything.length * n) / 10)];
      const [from, to] = [at(3)?.recordedAt ?? '', at(8)?.recordedAt ?? ''];
      // The same instant, as another offset writes it.
      const offset = new Date(Date.parse(from) + 7 * 3_600_000).toISOString().replace('Z', '+07:00');
      const cases: [Partial<TrailFilter>, (row: TrailRow) => boolean][] = [
        [{ renjaId: 'dinas-2' }, (row) => row.renjaId === 'dinas-2'],
        [{ pemda: '35.74' }, (row) => row.pemda === '35.74'],
        [{ perangkatDaerah: '2.17' }, (row) => row.perangkatDaerah === '2.17'],
        [{ actor: 'finance' }, (row) => row.actor.id === 'finance'],
        [{ type: 'PaguIncreased' }, (row) => row.type === 'PaguIncreased'],
        [{ type: 'RouteSet' }, (row) => row.type === 'RouteSet'],
        [{ kind: 'pergeseran' }, (row) => kindOf(entries, row) === 'pergeseran' || row.type === 'RouteSet'],
        [
          { kind: 'koreksi', type: 'RevisionApproved' },
          (row) => row.type === 'RevisionApproved' && kindOf(entries, row) === 'koreksi',
        ],
        [{ kode: '2.17.1.' }, ({ kode }) => kode === '2.17.01' || (kode?.startsWith('2.17.01.') ?? false)],
        [{ kode: '2' }, ({ kode }) => kode?.split('.')[0] === '2' || kode?.split('.')[0] === '02'],
        [{ kode: 'bukan kode' }, () => false],
        [{ atLeast: '500.00' }, ({ delta }) => delta !== null && inSen(delta) >= 50_000n],
        [
          { atLeast: '99999999999999999999.99' },
          ({ delta }) => delta !== null && inSen(delta) >= 9_999_999_999_999_999_999_999n,
        ],
        [{ recordedFrom: offset }, (row) => row.recordedAt >= from],
        [{ recordedFrom: from, recordedTo: to }, (row) => row.recordedAt >= from && row.recordedAt <= to],
        [{ effectiveFrom: '2022-04-15' }, (row) => row.effectiveOn >= '2022-04-15'],
        [
          { effectiveFrom: '2022-03-15', effectiveTo: '2022-06-15' },
          (row) => row.effectiveOn >= '2022-03-15' && row.effectiveOn <= '2022-06-15',
        ],
        [{ dasarHukum: 'RENJA dinas' }, (row) => row.document?.judul.toLowerCase().includes('renja dinas') ?? false],
        [{ dasarHukum: 'document-of-r1' }, (row) => row.document?.documentId === 'document-of-R1'],
        [{ dasarHukum: '1 tahun' }, (row) => row.document?.nomor === '1 Tahun 2022'],
        [{ dasarHukum: '%' }, () => false],
      ];
      for (const [filter, keeps] of cases)
        expect([filter, read(index, filter)]).toEqual([filter, everything.filter(keeps)]);
      expect(cases.filter(([filter]) => read(index, filter).length === 0).length).toBeLessThan(6);
    }),
  );

  it('shows a reader what lies in their scopes, and an office its own matters only where it is seen whole', () =>
    inMadeUpIndex(madeUpStreams(7), 7, async ({ project }) => {
      const { index } = await project();
      const everything = read(index, {});
      const seen = (...scopes: TrailFilter['scopes'][number][]) => read(index, { scopes });
      expect(seen()).toEqual([]);
      expect(seen({ pemda: '35.74', perangkatDaerah: null })).toEqual(
        everything.filter(({ pemda }) => pemda === '35.74'),
      );
      expect(seen({ pemda: '35.74', perangkatDaerah: null }).some(({ stream }) => stream === 'access-35.74')).toBe(
        true,
      );
      const agency =
        everything.find(({ renjaId, pemda }) => renjaId !== null && pemda === '35.74')?.perangkatDaerah ?? '';
      expect(seen({ pemda: '35.74', perangkatDaerah: agency })).toEqual(
        everything.filter((row) => row.renjaId !== null && row.pemda === '35.74' && row.perangkatDaerah === agency),
      );
      expect(seen({ pemda: '35.74', perangkatDaerah: null }, { pemda: '99.99', perangkatDaerah: null })).toEqual(
        everything.filter(({ stream }) => stream !== 'access-all'),
      );
      expect(everything.filter(({ stream }) => stream === 'access-all')).toHaveLength(2);
      expect(seen({ pemda: null, perangkatDaerah: agency }).some(({ renjaId }) => renjaId === null)).toBe(false);
    }));

  it('comes in pages without a gap or a repetition, from either end', () =>
    inMadeUpIndex(madeUpStreams(8), 8, async ({ project }) => {
      const { index } = await project();
      for (const [filter, limit] of [
        [{}, 7],
        [{ kode: '2' }, 3],
        [{ actor: 'planner' }, 1],
      ] as const)
        for (const newestFirst of [false, true]) {
          const pages: TrailRow[] = [];
          let after: number | null = null;
          do {
            const page = auditTrail(index, { scopes: EVERYTHING, ...filter }, { limit, after, newestFirst });
            expect(page.rows.length).toBeLessThanOrEqual(limit);
            pages.push(...page.rows);
            after = page.next;
          } while (after !== null);
          const whole = read(index, filter);
          expect(whole.length).toBeGreaterThan(limit);
          expect(pages).toEqual(newestFirst ? whole.toReversed() : whole);
        }
    }));

  it('ends where a page is exactly full', () =>
    inMadeUpIndex(madeUpStreams(9), 9, async ({ project }) => {
      const { index } = await project();
      const { length } = read(index, {});
      expect(auditTrail(index, { scopes: EVERYTHING }, { limit: length }).next).toBeNull();
      expect(auditTrail(index, { scopes: EVERYTHING }, { limit: length - 1 }).next).toBe(length - 1);
    }));

  it('knows what had been recorded by an instant, though one clock lies behind', () =>
    inMadeUpIndex(madeUpStreams(10), 10, async ({ store, project }) => {
      const { index } = await project();
      const entries = await ledgerOf(store);
      const times = [...new Set(entries.map(({ meta }) => Date.parse(meta.recordedAt)))];
      for (const time of [0, ...times, ...times.map((one) => one - 1), Date.UTC(2030, 1)]) {
        let [latest, position] = [0, 0];
        for (const entry of entries) {
          latest = Math.max(latest, Date.parse(entry.meta.recordedAt));
          if (latest <= time) position = entry.position ?? 0;
        }
        expect(positionAsOf(index, new Date(time).toISOString().replace('Z', '+00:00'))).toBe(position);
      }
    }));

  it('tells of roles too, whose they are and whether they begin or end', () => {
    const entry = (type: string, stream: string, perangkatDaerah: string | null): Entry<LedgerEvent> => ({
      ...{ stream, revision: 1, position: 5, leaf: '', id: '' },
      meta: {
        ...{ actor: { id: 'a', name: 'A', role: 'admin' }, recordedAt: '2022-01-01T00:00:00.000Z', commandId: '' },
        ...{ commandHash: '', correlationId: '', effectiveOn: '2022-01-01', mode: 'live', previous: null },
      },
      event: {
        type,
        data: { account: 'siti', role: 'planner', scope: { pemda: '35.74', perangkatDaerah } },
      } as unknown as OfficeEvent,
    });
    const rowOf = (one: Entry<LedgerEvent>) => trailIndex.rows(one, trailIndex.initial()).at(-1);
    expect(rowOf(entry('RoleGranted', 'access-35.74', '2.17'))).toMatchObject({
      row: {
        pemda: '35.74',
        perangkat_daerah: '2.17',
        line_id: 'siti',
        before: null,
        after: 'planner',
        renja_id: null,
      },
    });
    expect(rowOf(entry('RoleRevoked', 'access-all', null))).toMatchObject({
      row: { pemda: null, perangkat_daerah: null, line_id: 'siti', before: 'planner', after: null },
    });
    expect(trailIndex.rows(entry('KeyRotated', 'ledger-keys', null), trailIndex.initial())).toEqual([]);
  });
});
