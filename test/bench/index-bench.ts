import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Accounts } from '../../src/access/accounts.js';
import { execute, executeForOffice } from '../../src/commands/execute.js';
import type { RenjaCommand } from '../../src/ledger/commands.js';
import type { Actor, Kind, Stage } from '../../src/ledger/terms.js';
import { auditTrail, type TrailFilter } from '../../src/queries/audit-trail-query.js';
import { directory } from '../../src/queries/directory-query.js';
import { Projector } from '../../src/queries/projector.js';
import { serve } from '../../src/server.js';
import { readSettings } from '../../src/settings.js';
import type { EventStore } from '../../src/store/event-store.js';
import { openStore } from '../../src/store/open-store.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import type { Sqlite } from '../../src/store/sqlite.js';
import { Dice } from '../support/dice.js';
import { addLines, adopt, approve, DOCUMENT, newLine, OPENED, pagu, propose } from '../support/ledger-plan.js';
import { at } from './figures.js';

/**
 * What the index across Renja costs: how fast it is made anew, and how long a page of the audit trail and the directory
 * take, over a hundred Renja of 85 rows with three revisions each. All of it is made up, and written by the public path.
 */

const [RENJA, LINES, CHANGES, ROUNDS] = [100, 85, 20, 200];
/** What a page may take at its 95th percentile. */
const TARGET_MS = 20;
const LINES_MS = 30;
const ALL = [{ pemda: null, perangkatDaerah: null }];
const LEVELS = ['urusan', 'bidang', 'program', 'kegiatan'] as const;
const REVISIONS: readonly (readonly [Kind, Stage | null])[] = [
  ['pergeseran', null],
  ['perubahan', 'P-APBD'],
  ['koreksi', null],
];

const account = (id: string, role: Actor['role']): Actor => ({ id, name: `Akun ${id}`, role });

/** One Renja: a branch down to a kegiatan, sub kegiatan under it, and its revisions. */
function* commandsOf(n: number, dice: Dice): Generator<RenjaCommand> {
  const agency = `${1 + (n % 9)}.${String(1 + (n % 40)).padStart(2, '0')}`;
  const kode = [`${1 + (n % 9)}`, agency, `${agency}.01`, `${agency}.01.2.01`];
  const renjaId = `dinas-${n}`;
  const perangkatDaerah = { kode: agency, nama: `Dinas ${agency}` };
  yield { type: 'OpenRenja', data: { ...OPENED.data, renjaId, perangkatDaerah, tahun: 2022 + (n % 3) } };
  yield addLines(
    ...LEVELS.map((level, i) => newLine(level, LEVELS[i - 1] ?? null, { level, kode: kode[i] ?? null })),
    ...Array.from({ length: LINES - LEVELS.length }, (_, i) =>
      newLine(`s${i}`, 'kegiatan', {
        level: 'subkegiatan',
        kode: `${agency}.01.2.01.${String(i + 1).padStart(2, '0')}`,
        pagu: `${1_000_000_000 + dice.below(1_000_000)}.00`,
      }),
    ),
  );
  yield adopt;
  for (const [r, [kind, stage]] of REVISIONS.entries()) {
    const document = {
      ...DOCUMENT,
      documentId: `perkada-${n % 20}-${r}`,
      nomor: `${r + 1}/${n}`,
      tanggal: `2022-0${3 + 2 * r}-01`,
    };
    const changes = Array.from({ length: CHANGES }, (_, i) => {
      const lineId = `L${String(1 + LEVELS.length + ((i * 3 + n) % (LINES - LEVELS.length))).padStart(4, '0')}`;
      return pagu(lineId, `${i % 2 === 0 ? '' : '-'}${(1 + Math.floor(i / 2)) * 1_000_000}.00`);
    });
    yield propose(changes, { kind, stage, document, effectiveOn: document.tanggal });
    yield approve(`R00${r + 1}`);
  }
}

async function fill(store: EventStore): Promise<void> {
  const dice = new Dice(1);
  const now = () => new Date('2022-09-12T03:04:05.678Z');
  // In turns, as offices write: a command of each Renja after the other.
  let open = Array.from({ length: RENJA }, (_, n) => ({ n, commands: commandsOf(n, dice) }));
  while (open.length > 0) {
    const going: typeof open = [];
    for (const one of open) {
      const { done, value: command } = one.commands.next();
      if (done) continue;
      const [id, role] =
        command.type === 'ApproveRevision' ? (['kepala', 'approver'] as const) : (['staf', 'planner'] as const);
      const actor = account(`${id}-${one.n % 30}`, role);
      await execute(store, { renjaId: `dinas-${one.n}`, command, actor, mode: 'live', commandId: randomUUID() }, now);
      going.push(one);
    }
    open = going;
  }
}

function report(name: string, times: number[], rows: number, target = TARGET_MS): boolean {
  times.sort((a, b) => a - b);
  const [p50, p95] = [at(times, 0.5), at(times, 0.95)];
  const figures = `${p50.toFixed(2).padStart(9)}${p95.toFixed(2).padStart(9)}${(rows / ROUNDS).toFixed(0).padStart(7)}`;
  console.log(`${name.padEnd(44)}${figures}${p95 < target ? '' : `  over ${target} ms`}`);
  return p95 < target;
}

function measure(name: string, work: (round: number) => number): boolean {
  const times: number[] = [];
  let rows = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    rows += work(round);
    times.push(performance.now() - began);
  }
  return report(name, times, rows);
}

/** What the server answers in, over HTTP and signed in, from the request to the last byte of the answer. */
async function overHttp(data: string): Promise<boolean[]> {
  const settings = readSettings({ RENJA_DATA: data, RENJA_PORT: '0', RENJA_LOG: 'silent', RENJA_RATE: '1000000' });
  const now = () => new Date();
  const accounts = await Accounts.open(settings.accounts);
  await accounts.add('rudi', 'Rudi', null, now());
  const { secret } = await accounts.issueToken('rudi', 'bench', 1, now());
  accounts.close();
  const store = await openStore(settings.store, { create: false });
  const everywhere = { pemda: null, perangkatDaerah: null };
  const admin: Actor = { ...account('rudi', 'admin'), asserted: true };
  const given = { pemda: null, actor: admin, mode: 'live' as const, commandId: randomUUID() };
  const role = { account: 'rudi', role: 'admin' as const, scope: everywhere };
  await executeForOffice(store, { ...given, command: { type: 'GrantRole', data: role } }, now);
  await store.close();
  const serving = await serve(settings);
  const ask = async (name: string, target: number, path: (round: number) => string): Promise<boolean> => {
    const times: number[] = [];
    let bytes = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const began = performance.now();
      const answer = await fetch(`${serving.url}/api/v1/${path(round)}`, {
        headers: { authorization: `Bearer ${secret}` },
      });
      bytes += (await answer.arrayBuffer()).byteLength;
      times.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${path(round)} answers ${answer.status}`);
    }
    return report(name, times, bytes, target);
  };
  console.log(`\n${'over HTTP, in ms (last column: bytes)'.padEnd(44)}${'p50'.padStart(9)}${'p95'.padStart(9)}`);
  const met = [
    await ask('GET /audit-trail, 100 rows', TARGET_MS, () => 'audit-trail'),
    await ask(
      'GET /audit-trail, one actor, newest first',
      TARGET_MS,
      (n) => `audit-trail?actor=kepala-${n % 30}&order=newest`,
    ),
    await ask('GET /renja, 100 of them', TARGET_MS, () => 'renja'),
    await ask('GET /renja/{id}/lines, 85 rows', LINES_MS, (n) => `renja/dinas-${n % RENJA}/lines`),
    await ask('GET /renja/{id}/lines at a revision', LINES_MS, (n) => `renja/dinas-${n % RENJA}/lines?atRevision=100`),
  ];
  await serving.close();
  return met;
}

function pages(index: Sqlite, head: number): boolean[] {
  const filters: readonly (readonly [string, Partial<TrailFilter>])[] = [
    ['no filter', {}],
    ['one Renja', { renjaId: 'dinas-50' }],
    ['an agency', { perangkatDaerah: '5.05' }],
    ['an actor', { actor: 'kepala-7' }],
    ['an actor that is not there', { actor: 'nobody' }],
    ['a kode, broad', { kode: '2' }],
    ['a kode, one row', { kode: '5.14.01.2.01.10' }],
    ['a kode that is not there', { kode: '9.99' }],
    ['a kind of revision', { kind: 'pergeseran' }],
    ['a type', { type: 'PaguDecreased' }],
    ['|Δ| of 9 million and more', { atLeast: '9000000.00', type: 'PaguIncreased' }],
    ['|Δ| above all', { atLeast: '999999999999.00' }],
    ['recorded in a time in which nothing was', { recordedFrom: '2023-01-01T00:00:00Z' }],
    ['in effect in a month', { effectiveFrom: '2022-05-01', effectiveTo: '2022-05-31' }],
    ['in effect when nothing was', { effectiveFrom: '2029-01-01' }],
    ['dasar hukum, one document', { dasarHukum: 'perkada-7-1' }],
    ['dasar hukum that is not there', { dasarHukum: 'bukan dokumen' }],
    ['one agency as its reader sees it', { scopes: [{ pemda: '99.99', perangkatDaerah: '5.05' }] }],
    ['a government as its reader sees it', { scopes: [{ pemda: '99.99', perangkatDaerah: null }] }],
    ['an agency, a kind and |Δ|', { perangkatDaerah: '5.05', kind: 'koreksi', atLeast: '5000000.00' }],
  ];
  return filters.flatMap(([name, filter]) =>
    [false, true].map((newestFirst) =>
      measure(`trail, ${name}${newestFirst ? ', newest first' : ''}`, (round) => {
        // Every other page begins somewhere in the middle, as the later pages of a list do.
        const after = round % 2 === 0 ? null : Math.floor((head * round) / ROUNDS);
        return auditTrail(index, { scopes: ALL, ...filter }, { limit: 100, after, newestFirst }).rows.length;
      }),
    ),
  );
}

const folder = mkdtempSync(join(tmpdir(), 'renja-bench-'));
try {
  const store = await openSqliteStore(join(folder, 'ledger.db'), { create: true });
  await fill(store);
  const head = await store.head();
  const began = performance.now();
  const file = join(folder, 'index.db');
  const projector = await Projector.open(file, store);
  if (!(await projector.caughtUp(600_000))) throw projector.failure ?? new Error('the index does not follow');
  const took = performance.now() - began;
  const { index } = projector;
  console.log(`\nNode ${process.version}, ${index.driver}; ${RENJA} Renja, ${head.toLocaleString('en')} events`);
  console.log(
    `made anew in ${(took / 1_000).toFixed(2)} s, ${Math.round((head / took) * 1_000).toLocaleString('en')} events/s`,
  );
  console.log(`${(statSync(file).size / head).toFixed(0)} bytes of index an event\n`);
  console.log(`${'a page of 100, in ms'.padEnd(44)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'rows'.padStart(7)}`);
  const met = [
    ...pages(index, head),
    measure('directory, all', () => directory(index, { scopes: ALL }, { limit: 100 }).rows.length),
    measure('directory, one year', () => directory(index, { scopes: ALL, tahun: 2022 }, { limit: 100 }).rows.length),
    measure('directory, at positions', (round) => {
      const atPosition = Math.floor((head * (round + 1)) / ROUNDS);
      return directory(index, { scopes: ALL, atPosition }, { limit: 100 }).rows.length;
    }),
  ];
  await projector.close();
  await store.close();
  met.push(...(await overHttp(folder)));
  console.log(met.every(Boolean) ? '\nall within their targets' : '\nnot all within their targets');
} finally {
  rmSync(folder, { recursive: true });
}
