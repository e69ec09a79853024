import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Run, report } from './bars.js';
import { type Contender, type Opened, Writer } from './contender.js';
import { fdatasyncLoop, rawSqlite } from './floors.js';
import { otherNode } from './other-node.js';
import { eventStoreDbStore, sqliteStore } from './own.js';
import { peers } from './peers.js';

/**
 * What the ledger's stores cost, beside the least that any durable ledger has to do and beside other event stores for
 * Node. Contenders take turns within each round, so that a machine that slows down slows all of them. Run by `npm run
 * bench` on this Node and on another one, so that both drivers of SQLite are seen.
 */

const ROUNDS = 5;
const STREAMS = Array.from({ length: 1_000 }, (_, i) => `renja-bench-${i}`);
const [LONG_STREAMS, LONG, SHORT, STEPS] = [20, 500, 10, 10];

/** The name of each is what the bars call it. */
const APPENDS = [
  { workload: 'one writer', writers: 1, batch: 1, events: 1_000 },
  { workload: '64 writers', writers: 64, batch: 1, events: 19_200 },
  { workload: '50 writers', writers: 50, batch: 1, events: 10_000 },
  { workload: 'batches of 50', writers: 1, batch: 50, events: 10_000 },
] as const;

/** In this order in each round. */
const OURS: readonly Contender[] = [fdatasyncLoop, rawSqlite, sqliteStore, eventStoreDbStore];

class Measuring {
  readonly run: Run;
  private readonly out = new Set<string>();
  private folders = 0;

  constructor(
    private readonly contenders: readonly Contender[],
    private readonly root: string,
  ) {
    this.run = { node: process.version, contenders: contenders.map(({ name }) => ({ name, rates: {} })) };
  }

  /** Notes what a contender did in one round; one that fails is left out from then on, and the others go on. */
  private async turn(contender: Contender, work: (seen: Run['contenders'][number]) => Promise<void>): Promise<void> {
    const seen = this.run.contenders.find(({ name }) => name === contender.name);
    if (!seen || this.out.has(contender.name)) return;
    globalThis.gc?.();
    try {
      await work(seen);
    } catch (error) {
      this.out.add(contender.name);
      seen.fails = (error as Error).message.split('\n')[0] ?? 'for no reason that it gives';
    }
  }

  private async open(contender: Contender): Promise<{ opened: Opened; folder: string }> {
    this.folders += 1;
    const folder = join(this.root, `${this.folders}`);
    mkdirSync(folder);
    return { opened: await contender.open(folder), folder };
  }

  private async time(seen: Run['contenders'][number], workload: string, work: () => Promise<number>): Promise<void> {
    const began = performance.now();
    const events = await work();
    seen.rates[workload] = [...(seen.rates[workload] ?? []), (events / (performance.now() - began)) * 1_000];
  }

  async appends(): Promise<void> {
    for (const { workload, writers, batch, events } of APPENDS)
      for (let round = 0; round < ROUNDS; round += 1)
        for (const contender of this.contenders)
          await this.turn(contender, async (seen) => {
            const { opened, folder } = await this.open(contender);
            seen.runsWith = opened.runsWith;
            const times = Math.ceil((events * contender.share) / writers / batch);
            const all = Array.from(
              { length: writers },
              (_, w) => new Writer(STREAMS.filter((_stream, i) => i % writers === w)),
            );
            // A pagu rises in a Renja that is there already: no stream begins while the time is taken.
            await opened.append(all, 1, Math.ceil(STREAMS.length / writers));
            await this.time(seen, workload, async () => {
              await opened.append(all, batch, times);
              return writers * batch * times;
            });
            await opened.close();
            rmSync(folder, { recursive: true });
          });
  }

  /** A ledger of a thousand streams of which some are long, all of them growing together. */
  private async fill(opened: Opened): Promise<number> {
    const long = new Writer(STREAMS.slice(0, LONG_STREAMS));
    const short = new Writer(STREAMS.slice(LONG_STREAMS));
    for (let step = 0; step < STEPS; step += 1) {
      await opened.append([long], LONG / STEPS, LONG_STREAMS);
      await opened.append([short], SHORT, (STREAMS.length - LONG_STREAMS) / STEPS);
    }
    return LONG_STREAMS * LONG + (STREAMS.length - LONG_STREAMS) * SHORT;
  }

  async reads(): Promise<void> {
    const ledgers = new Map<Contender, Opened>();
    let events = 0;
    for (const contender of this.contenders)
      await this.turn(contender, async () => {
        const { opened } = await this.open(contender);
        events = await this.fill(opened);
        await opened.readAll();
        ledgers.set(contender, opened);
      });
    const rounds = async (workload: string, expected: number, read: (opened: Opened) => Promise<number>) => {
      for (let round = 0; round < ROUNDS; round += 1)
        for (const [contender, opened] of ledgers)
          await this.turn(contender, (seen) =>
            this.time(seen, workload, async () => {
              const found = await read(opened);
              if (found !== expected) throw new Error(`${found} events are read of ${expected}`);
              return found;
            }),
          );
    };
    await rounds('read a stream', LONG_STREAMS * LONG, async (opened) => {
      let found = 0;
      for (const stream of STREAMS.slice(0, LONG_STREAMS)) found += await opened.readStream(stream);
      return found;
    });
    await rounds('replay', events, (opened) => opened.readAll());
    for (const [contender, opened] of ledgers)
      await this.turn(contender, async (seen) => {
        const bytes = await opened.close();
        if (bytes !== null) seen.bytes = bytes / events;
      });
  }
}

async function measure(withPeers: boolean): Promise<Run> {
  const root = mkdtempSync(join(tmpdir(), 'renja-bench-'));
  const others = withPeers ? await peers() : null;
  try {
    const measuring = new Measuring([...OURS, ...(others?.contenders ?? [])], root);
    await measuring.appends();
    await measuring.reads();
    return measuring.run;
  } finally {
    await others?.end();
    rmSync(root, { recursive: true });
  }
}

const [, script = '', how] = process.argv;
if (how !== undefined) process.stdout.write(JSON.stringify(await measure(how === '--with-peers')));
else {
  const began = performance.now();
  // The peers are measured once, where the bars hold.
  const runs = [process.execPath, otherNode()].map((node) => {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    process.stderr.write(`measuring the stores with Node ${version}\n`);
    const args = ['--expose-gc', script, version.startsWith('v24.') ? '--with-peers' : '--alone'];
    return JSON.parse(execFileSync(node, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })) as Run;
  });
  const [cpu] = cpus();
  const fileSystem = `file system of type 0x${statfsSync(tmpdir()).type.toString(16)} at ${tmpdir()}`;
  console.log(`${cpu?.model.trim()}, ${cpus().length} cores, ${process.platform} ${process.arch}, ${fileSystem}`);
  console.log(`Events are an increase of a pagu, over ${STREAMS.length} streams; medians of ${ROUNDS} rounds.`);
  for (const run of runs.toSorted((a, b) => b.node.localeCompare(a.node))) report(run);
  process.stderr.write(`the stores took ${((performance.now() - began) / 1_000).toFixed(0)} s\n`);
}
