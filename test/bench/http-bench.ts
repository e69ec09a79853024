import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Accounts } from '../../src/access/accounts.js';
import { execute, executeForOffice } from '../../src/commands/execute.js';
import { streamOf } from '../../src/commands/load.js';
import type { Actor } from '../../src/ledger/terms.js';
import { etagOf } from '../../src/queries/answer.js';
import { readSettings } from '../../src/settings.js';
import { openStore } from '../../src/store/open-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { decode } from '../../src/store/stored-events.js';
import { StartedServer } from '../api/started-server.js';
import { addLines, adopt, keuangan, newLine, OPENED, report } from '../support/ledger-plan.js';
import { median } from './figures.js';
import type { Client, Load, Loaded } from './http-load.js';
import { onBothNodes } from './other-node.js';

/**
 * What the server takes over HTTP: corrections of realisasi, one event each, on 64 connections by 64 signed-in accounts on
 * 64 Renja, through every rule, each synced to disk before it is answered. Beside it, in the same rounds, a bare route of
 * the same framework. All of it is made up, and written by the public path.
 */

const [RENJA, SECONDS, ROUNDS, STARTS] = [64, 4, 5, 3];
const BARS = { perSecond: 3_000, p99: 50, peakMb: 250, startMs: 1_500 };
/** The amount reported first, from which the corrections count on. */
const FIRST = 1_000_000;
const PEMDA = '99.99';

type Round = Omit<Loaded, 'clients'>;
type Run = {
  readonly node: string;
  readonly driver: string;
  readonly starts: readonly number[];
  readonly peakMb: number;
  readonly ceiling: number;
  readonly ours: readonly Round[];
  readonly bare: readonly Round[];
  readonly checked: number;
};

const renjaIdOf = (n: number): string => `dinas-${n}-2022`;

/** 64 Renja that are adopted and have reported once, and an account of finance for each. */
async function fill(data: string): Promise<Client[]> {
  const settings = readSettings({ RENJA_DATA: data });
  const now = () => new Date();
  const store = await openStore(settings.store, { create: true });
  const accounts = await Accounts.open(settings.accounts);
  const admin: Actor = { id: 'admin', name: 'Admin', role: 'admin', asserted: true };
  await accounts.add(admin.id, admin.name, null, now());
  const grant = async (account: string, role: Actor['role'], agency: string | null, actor: Actor) => {
    const scope = { pemda: agency === null ? null : PEMDA, perangkatDaerah: agency };
    const command = { type: 'GrantRole' as const, data: { account, role, scope } };
    const given = { pemda: scope.pemda, actor, mode: 'live' as const, commandId: randomUUID() };
    await executeForOffice(store, { ...given, command }, now);
  };
  await grant(admin.id, 'admin', null, admin);
  const { asserted: _, ...proved } = admin;
  const clients: Client[] = [];
  for (let n = 0; n < RENJA; n += 1) {
    const [account, renjaId] = [`keuangan-${n}`, renjaIdOf(n)];
    const perangkatDaerah = { kode: `1.${String(n + 1).padStart(2, '0')}`, nama: `Dinas ${n}` };
    await accounts.add(account, `Keuangan ${n}`, null, now());
    await grant(account, 'finance', perangkatDaerah.kode, proved);
    const sub = (i: number) =>
      newLine(`s${i}`, 'kegiatan', { level: 'subkegiatan', kode: `1.01.01.2.01.0${i}`, pagu: `${i}00000000.00` });
    const actor: Actor = { id: account, name: `Keuangan ${n}`, role: 'finance' };
    const commands = [
      { type: 'OpenRenja' as const, data: { ...OPENED.data, renjaId, perangkatDaerah } },
      addLines(
        newLine('urusan', null, { level: 'urusan', kode: '1' }),
        newLine('bidang', 'urusan', { level: 'bidang', kode: '1.01' }),
        newLine('program', 'bidang', { level: 'program', kode: '1.01.01' }),
        newLine('kegiatan', 'program', { level: 'kegiatan', kode: '1.01.01.2.01' }),
        ...[1, 2, 3, 4].map(sub),
      ),
      adopt,
      report(keuangan(`${FIRST}.00`, '2022-TW2', 'L0005')),
    ];
    let revision = 0;
    for (const command of commands) {
      const { receipt } = await execute(
        store,
        { renjaId, command, actor, mode: 'live', commandId: randomUUID(), refuse: [] },
        now,
      );
      revision = receipt.revision;
    }
    const { secret } = await accounts.issueToken(account, 'bench', 1, now());
    const path = `/api/v1/renja/${renjaId}/realisasi/corrections`;
    clients.push({ path, token: secret, etag: etagOf(revision), amount: FIRST });
  }
  accounts.close();
  await store.close();
  return clients;
}

async function load({ url }: StartedServer, seconds: number, clients: readonly Client[]): Promise<Loaded> {
  const script = join(process.argv[1] ?? '', '..', 'http-load.js');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ port: Number(new URL(url).port), seconds, clients: [...clients] } satisfies Load));
  return JSON.parse(await text(child.stdout)) as Loaded;
}

/** From the process's start until it says that it is ready. */
async function startedIn(data: string): Promise<{ server: StartedServer; ms: number }> {
  const began = performance.now();
  const server = await StartedServer.start(data, { RENJA_LOG: 'warn', RENJA_RATE: '1000000000' });
  const { status } = await fetch(`${server.url}/health/ready`);
  if (status !== 200) throw new Error(`/health/ready answers ${status}: ${server.out}`);
  return { server, ms: performance.now() - began };
}

/** The most memory that a process has had. */
const peakMbOf = ({ pid }: StartedServer): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;

/** Whether each post that was acknowledged is in the ledger once, and nothing else is. @returns how many there are */
async function check(data: string, clients: readonly Client[]): Promise<number> {
  const store = await openStore(readSettings({ RENJA_DATA: data }).store, { create: false });
  let checked = 0;
  for (const [n, { amount, etag }] of clients.entries()) {
    const amounts: (string | undefined)[] = [];
    let revision = 0;
    for await (const recorded of store.read(streamOf(renjaIdOf(n)))) {
      const { event } = decode(recorded);
      if (event.type === 'RealisasiCorrected') amounts.push(event.data.keuangan?.after);
      revision = recorded.revision;
    }
    const inOrder = amounts.every((one, i) => one === `${FIRST + 1 + i}.00`);
    if (!inOrder || FIRST + amounts.length !== amount || etagOf(revision) !== etag)
      throw new Error(`${renjaIdOf(n)} holds ${amounts.length} corrections; ${amount - FIRST} were acknowledged`);
    checked += amounts.length;
  }
  await store.close();
  return checked;
}

async function measure(): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'renja-bench-'));
  const running: StartedServer[] = [];
  const kept = (server: StartedServer): StartedServer => {
    running.push(server);
    return server;
  };
  try {
    const probe = openSqlite(join(folder, 'probe.db'));
    const { driver } = probe;
    probe.close();
    let clients: readonly Client[] = await fill(folder);
    // The first start makes the index.
    await (await startedIn(folder)).server.stop();
    const starts: number[] = [];
    for (let i = 0; i < STARTS; i += 1) {
      const { server, ms } = await startedIn(folder);
      starts.push(ms);
      await server.stop();
    }
    const other = join(process.argv[1] ?? '', '..', 'bare-server.js');
    const nothing = kept(await StartedServer.of([other]));
    const bare = kept(await StartedServer.of([other, join(folder, 'bare.db')]));
    const { server: ours } = await startedIn(folder);
    kept(ours);
    const { perSecond: ceiling } = await load(nothing, SECONDS, clients);
    const rounds: Record<'ours' | 'bare', Round[]> = { ours: [], bare: [] };
    // The first round only warms up.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const theirs = await load(bare, SECONDS, clients);
      const own = await load(ours, SECONDS, clients);
      clients = own.clients;
      if (round === 0) continue;
      rounds.bare.push(theirs);
      rounds.ours.push(own);
    }
    const peakMb = peakMbOf(ours);
    await ours.stop();
    const checked = await check(folder, clients);
    const slim = (all: readonly Round[]): Round[] =>
      all.map(({ perSecond, p50, p95, p99 }) => ({ perSecond, p50, p95, p99 }));
    return {
      ...{ node: process.version, driver, starts, peakMb, ceiling, checked },
      ...{ ours: slim(rounds.ours), bare: slim(rounds.bare) },
    };
  } finally {
    await Promise.all(running.map((server) => server.stop('SIGKILL')));
    rmSync(folder, { recursive: true });
  }
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const spread = (values: readonly number[]): string => `${whole(Math.min(...values))}–${whole(Math.max(...values))}`;

function print(runs: readonly Run[]): void {
  console.log(
    `\nPOST /renja/{id}/realisasi/corrections, ${RENJA} connections by ${RENJA} accounts on ${RENJA} Renja, ${ROUNDS} rounds of ${SECONDS} s`,
  );
  for (const { node, driver, starts, peakMb, ceiling, checked, ...rounds } of runs) {
    console.log(`\nNode ${node}, ${driver}; the load itself reaches ${whole(ceiling)}/s`);
    console.log(
      `${''.padEnd(22)}${'posts/s'.padStart(9)}${'min–max'.padStart(16)}${'p50'.padStart(9)}${'p95'.padStart(9)}${'p99'.padStart(9)} ms`,
    );
    const row = (name: string, all: readonly Round[]) => {
      const rates = all.map(({ perSecond }) => perSecond);
      const times = (['p50', 'p95', 'p99'] as const).map((of) => median(all.map((round) => round[of])));
      const printed = times.map((ms) => ms.toFixed(1).padStart(9)).join('');
      console.log(`${name.padEnd(22)}${whole(median(rates)).padStart(9)}${spread(rates).padStart(16)}${printed}`);
      return { perSecond: median(rates), p99: times[2] ?? 0 };
    };
    const ours = row('the server', rounds.ours);
    const bare = row('a bare route of Nest', rounds.bare);
    console.log(`${(ours.perSecond / bare.perSecond).toFixed(2)}× of a bare route`);
    const bar = (name: string, value: number, target: number, met: boolean, unit: string) =>
      console.log(`${name.padEnd(22)}${whole(value).padStart(9)} ${unit}, ${met ? 'within' : 'not within'} ${target}`);
    bar('posts/s', ours.perSecond, BARS.perSecond, ours.perSecond >= BARS.perSecond, '/s');
    bar('p99', ours.p99, BARS.p99, ours.p99 <= BARS.p99, 'ms');
    bar('memory at its peak', peakMb, BARS.peakMb, peakMb <= BARS.peakMb, 'MB');
    bar('start to ready', median(starts), BARS.startMs, median(starts) <= BARS.startMs, 'ms');
    console.log(`${whole(checked)} posts were acknowledged, and each is in the ledger once`);
  }
}

if (process.argv[2] === '--measure') process.stdout.write(JSON.stringify(await measure()));
else print(onBothNodes<Run>());
