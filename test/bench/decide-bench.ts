import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import { loadRenja, streamOf } from '../../src/commands/load.js';
import { decide } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Actor, Document } from '../../src/ledger/terms.js';
import type { EventStore, Sealed } from '../../src/store/event-store.js';
import { leafOf, seal } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { decode, wireName } from '../../src/store/stored-events.js';

/**
 * How long a command on a long Renja takes to be decided, without what it then appends: with the state of an earlier
 * command at hand (warm), and read anew from the first event on (cold). The floor of the latter is JSON.parse and SHA-256 of
 * the same text. The stream is one of revisions as they are posted, each proposed, approved and changing ten rows of a
 * hundred.
 */

const [EVENTS, LINES, CHANGES, ROUNDS] = [10_000, 100, 10, 21];
const RENJA_ID = 'bench-2022';
const DOCUMENT: Document = { documentId: 'perbup', jenis: 'Peraturan Bupati', judul: 'Penjabaran perubahan' };
const BUDI: Actor = { id: 'budi', name: 'Budi Santoso', role: 'finance' };

const lineId = (n: number): string => `L${String(n + 1).padStart(4, '0')}`;

/** A plan of a hundred sub kegiatan under one branch, and revisions of it for ever. */
function* history(): Generator<RenjaEvent> {
  yield {
    type: 'RenjaOpened',
    data: {
      ...{ renjaId: RENJA_ID, pemda: { kode: '99.99', jenis: 'kabupaten', nama: 'Contoh' }, tahun: 2022 },
      perangkatDaerah: { kode: '2.17', nama: 'Dinas Contoh' },
      ...{ periodeRpjmd: '2021-2026', nomenklatur: '050-5889/2021', pendahulu: [], document: DOCUMENT },
    },
  };
  const branch = ['urusan', 'bidang', 'program', 'kegiatan'] as const;
  for (let n = 0; n < branch.length + LINES; n += 1) {
    const level = branch[n] ?? 'subkegiatan';
    const parent = n === 0 ? null : lineId(Math.min(n, branch.length) - 1);
    const indikator = [{ indikatorId: 'I1', teks: 'Dokumen tersusun', target: '12', satuan: 'Dokumen' }];
    const texts = { kodeWritten: null, kode: null, uraian: 'Penyusunan dokumen perencanaan', lokasi: 'Kota' };
    const nothing = { prakiraanMaju: null, atribut: {}, sumber: [], sumberDana: [{ dana: 'APBD', jumlah: null }] };
    const pagu = level === 'subkegiatan' ? '100000000.00' : null;
    yield { type: 'LineAdded', data: { lineId: lineId(n), level, parent, indikator, pagu, ...texts, ...nothing } };
  }
  yield { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } };
  for (let r = 1; ; r += 1) {
    const revisionId = `R${String(r).padStart(3, '0')}`;
    // Up on every odd revision, down again on the next one.
    const [before, after] = r % 2 === 1 ? ['100000000', '100000001'] : ['100000001', '100000000'];
    const rows = Array.from({ length: CHANGES }, (_, i) => lineId(branch.length + ((Math.ceil(r / 2) + i) % LINES)));
    const changes = rows.map((id) => ({
      ...{ field: 'pagu' as const, lineId: id, seen: `${before}.00`, delta: r % 2 === 1 ? '1.00' : '-1.00' },
    }));
    yield {
      type: 'RevisionProposed',
      data: {
        ...{ revisionId, part: 1, parts: 1, kind: 'mendahului', stage: null, judul: 'Penyesuaian', document: DOCUMENT },
        ...{ reason: 'Kebutuhan mendesak', effectiveOn: '2022-06-01', base: 1, proposedBy: 'tini', changes },
      },
    };
    yield { type: 'RevisionApproved', data: { revisionId, note: null } };
    for (const id of rows)
      yield {
        type: r % 2 === 1 ? 'PaguIncreased' : 'PaguDecreased',
        data: {
          ...{ lineId: id, amount: '1.00', before: `${before}.00`, after: `${after}.00`, revisionId },
          reason: 'Kebutuhan mendesak',
        },
      };
  }
}

function sealed(count: number): Sealed[] {
  const stream = streamOf(RENJA_ID);
  const events: Sealed[] = [];
  let previous: string | null = null;
  let commandId = '';
  for (const { type, data } of history()) {
    if (events.length === count) break;
    // An approval and the changes that it posts are one command.
    if (!type.startsWith('Pagu')) commandId = randomUUID();
    const one: Sealed = seal({
      ...{ stream, revision: events.length + 1, id: randomUUID(), type: wireName(type), data },
      meta: {
        ...{ actor: BUDI, recordedAt: '2022-06-01T03:04:05.678Z', commandId, correlationId: commandId },
        ...{ commandHash: 'b93068229e090400fb4fdf9a1b8659726b12199e0b9d34192883f3c8d75c496b' },
        ...{ effectiveOn: '2022-06-01', mode: 'live' as const, previous },
      },
    });
    events.push(one);
    previous = one.leaf;
  }
  return events;
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Milliseconds to read what is new and decide one proposal of ten changes. */
async function decided(store: EventStore): Promise<number> {
  const start = performance.now();
  const { state } = await loadRenja(store, RENJA_ID);
  const changes = [...state.lines.values()]
    .filter(({ pagu }) => pagu !== null)
    .slice(0, CHANGES)
    .map((line) => ({ field: 'pagu' as const, lineId: line.lineId, delta: '1.00' }));
  const command = {
    type: 'ProposeRevision' as const,
    data: {
      ...{ kind: 'perubahan' as const, stage: null, judul: 'Penyesuaian', document: DOCUMENT, changes },
      ...{ reason: 'Kebutuhan', effectiveOn: '2022-10-01' },
    },
  };
  decide({ command, actor: BUDI, mode: 'live' }, state);
  return performance.now() - start;
}

/** Milliseconds to parse and hash the text of the events, which no reading can do without. */
function parsedAndHashed(events: readonly Sealed[]): number {
  const start = performance.now();
  for (const { json } of events) {
    JSON.parse(json);
    leafOf(json);
  }
  return performance.now() - start;
}

/** Milliseconds to fold the events, read before, to the sheet of the Renja. */
function foldings(events: readonly Sealed[]): number[] {
  const entries = events.map((one) => decode({ ...one, stream: streamOf(RENJA_ID), position: one.revision }));
  return Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    foldAll(renjaSheet, entries);
    return performance.now() - start;
  });
}

/** What a kept state costs, per character of its stored events: what `commands/load.ts` reckons with. */
async function bytesPerCharacter(file: string, characters: number): Promise<number> {
  const { gc } = globalThis;
  if (!gc) return Number.NaN;
  const store = await openSqliteStore(file, { create: false });
  gc();
  const before = process.memoryUsage().heapUsed;
  await loadRenja(store, RENJA_ID);
  gc();
  const cost = (process.memoryUsage().heapUsed - before) / characters;
  await store.close();
  return cost;
}

const folder = mkdtempSync(join(tmpdir(), 'renja-bench-'));
try {
  const file = join(folder, 'ledger.db');
  const events = sealed(EVENTS);
  const filling = await openSqliteStore(file, { create: true });
  for (let from = 0; from < EVENTS; from += 500)
    await filling.append(streamOf(RENJA_ID), from, events.slice(from, from + 500));
  await filling.close();

  const characters = events.reduce((sum, { json }) => sum + json.length, 0);
  const cost = await bytesPerCharacter(file, characters);
  const floor = Array.from({ length: ROUNDS }, () => parsedAndHashed(events));
  const cold: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // A store that is opened anew has no state at hand.
    const store = await openSqliteStore(file, { create: false });
    cold.push(await decided(store));
    await store.close();
  }
  const store = await openSqliteStore(file, { create: false });
  await decided(store);
  const warm: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) warm.push(await decided(store));
  await store.close();
  const [coldMs, warmMs, floorMs] = [median(cold), median(warm), median(floor)];
  console.log(
    [
      `Deciding on a stream of ${EVENTS} events (${(characters / 1_000_000).toFixed(1)} MB), medians of ${ROUNDS}:`,
      `  cold ${coldMs.toFixed(1)} ms (slowest ${Math.max(...cold).toFixed(1)}), aim below 60`,
      `  warm ${warmMs.toFixed(2)} ms (slowest ${Math.max(...warm).toFixed(2)}), aim below 5`,
      `  parse and hash alone ${floorMs.toFixed(1)} ms: cold is ${(coldMs / floorMs).toFixed(1)} times that, and ${(coldMs / warmMs).toFixed(0)} times warm`,
      `  the sheet is folded from them in ${median(foldings(events)).toFixed(1)} ms`,
      `  a kept state costs ${cost.toFixed(2)} bytes for each character of its events`,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true });
}
