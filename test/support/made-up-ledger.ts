import fc from 'fast-check';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { OfficeEvent } from '../../src/ledger/office.js';
import type { EventStore } from '../../src/store/event-store.js';
import { eventIdOf, type Meta, seal } from '../../src/store/seal.js';
import { wireName } from '../../src/store/stored-events.js';
import { Dice } from './dice.js';
import { ADMIN, APPROVER, FINANCE, PLANNER } from './ledger-plan.js';
import { anyHistory } from './random-history.js';
import { playYear, randomYear } from './random-year.js';

/** Ledgers of many Renja, made up of random histories and years, and appended in turns as offices do. */

type Happened = { readonly event: RenjaEvent | OfficeEvent; readonly meta?: Partial<Meta> };
export type MadeStream = { readonly stream: string; readonly events: readonly Happened[] };

const COMMAND = '0e38ed8d-2dd6-57f3-94df-b1be10af9ed6';
const PEOPLE = [PLANNER, FINANCE, APPROVER, { ...ADMIN, asserted: true as const }] as const;
const KODE = ['2', '2.17', '2.17.01', '2.17.01.2.02', '2.17.01.2.02.01', '2.17.1', '3', '3.30.03', null] as const;

/** Appends to a store, one batch at a time, each chained to the one before it in its stream. */
export class LedgerWriter {
  private readonly heads = new Map<string, { revision: number; leaf: string | null }>();
  private count = 0;

  constructor(private readonly store: EventStore) {}

  async append(stream: string, happened: readonly Happened[]): Promise<number> {
    const head = this.heads.get(stream) ?? { revision: 0, leaf: null };
    const expected = head.revision;
    const sealed = happened.map(({ event: { type, data }, meta }) => {
      this.count += 1;
      head.revision += 1;
      const one = seal({
        stream,
        revision: head.revision,
        id: eventIdOf(COMMAND, this.count),
        type: wireName(type),
        data,
        meta: {
          actor: PLANNER,
          recordedAt: '2022-09-12T03:04:05.678Z',
          commandId: COMMAND,
          commandHash: '0'.repeat(64),
          correlationId: COMMAND,
          effectiveOn: '2022-09-12',
          mode: 'live',
          ...meta,
          previous: head.leaf,
        },
      });
      head.leaf = one.leaf;
      return one;
    });
    this.heads.set(stream, head);
    return (await this.store.append(stream, expected, sealed)).position ?? 0;
  }
}

type Place = { readonly pemda: string; readonly perangkatDaerah: string; readonly tahun: number };

/** Gives a history to a Renja of its own: its head, codes on its rows, and titles that differ between documents. */
function ofRenja(renjaId: string, { pemda, perangkatDaerah, tahun }: Place, events: readonly RenjaEvent[], dice: Dice) {
  return events.map((event): RenjaEvent => {
    if (event.type === 'RenjaOpened')
      return {
        type: 'RenjaOpened',
        data: {
          ...event.data,
          ...{ renjaId, tahun, pemda: { kode: pemda, jenis: 'kabupaten', nama: `Pemda ${pemda}` } },
          perangkatDaerah: { kode: perangkatDaerah, nama: `Dinas ${perangkatDaerah}` },
        },
      };
    if (event.type === 'LineAdded') return { ...event, data: { ...event.data, kode: dice.pick(KODE) } };
    return event;
  });
}

/** Times that go on in each stream, while one clock of the office is a day behind the others. */
const clocked = (events: readonly RenjaEvent[], dice: Dice, late: number): Happened[] => {
  let now = Date.UTC(2022, 5, 1 - late);
  return events.map((event) => {
    now += dice.below(3) * 3_600_000;
    const effectiveOn = `2022-0${1 + dice.below(9)}-15`;
    return { event, meta: { actor: dice.pick(PEOPLE), recordedAt: new Date(now).toISOString(), effectiveOn } };
  });
};

const route = (n: number): OfficeEvent => ({
  type: 'RouteSet',
  data: {
    ...{ kind: 'pergeseran', level: n % 2 === 0 ? null : 'renja', before: [], after: ['pa', 'tapd'] },
    document: { documentId: 'sk-rute', jenis: 'SK', nomor: `R/${n}`, judul: 'Rute Persetujuan' },
  },
});

/** Renja of two governments and three agencies, some of them twins, and what their offices decided. */
export function madeUpStreams(seed: number, renja = 6): MadeStream[] {
  const dice = new Dice(seed);
  const histories = fc.sample(anyHistory, { seed, numRuns: renja }).map(({ events }) => events);
  const years = fc.sample(randomYear, { seed, numRuns: renja }).map((year) => playYear(year).map(({ event }) => event));
  const streams = Array.from({ length: renja }, (_, n): MadeStream => {
    const renjaId = `dinas-${n + 1}`;
    const place = {
      pemda: dice.pick(['35.74', '99.99']),
      perangkatDaerah: dice.pick(['2.17', '3.30', '5.01']),
      tahun: dice.pick([2022, 2023]),
    };
    const events = (n % 2 === 0 ? histories : years)[n] ?? [];
    return { stream: `renja-${renjaId}`, events: clocked(ofRenja(renjaId, place, events, dice), dice, n % 3) };
  });
  return [
    ...streams,
    ...['35.74', '99.99', 'all'].map((of, n) => ({
      stream: `access-${of}`,
      events: [{ event: route(n) }, { event: route(n + 1) }],
    })),
  ];
}

/** Appends the streams in turns, a few events at a time. Returns the last position. */
export async function fill(
  store: EventStore,
  streams: readonly MadeStream[],
  seed: number,
  writer = new LedgerWriter(store),
): Promise<number> {
  const dice = new Dice(seed);
  const left = streams.map(({ stream, events }) => ({ stream, events: [...events] }));
  let position = 0;
  for (;;) {
    const one = dice.pick(left.filter(({ events }) => events.length > 0));
    if (!one) return position;
    position = await writer.append(one.stream, one.events.splice(0, 1 + dice.below(12)));
  }
}
