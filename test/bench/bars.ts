import { median } from './figures.js';

/** What a run found: of each contender, events per second for each workload, one figure a round. */
export type Run = {
  readonly node: string;
  readonly contenders: {
    readonly name: string;
    readonly rates: Record<string, number[]>;
    runsWith?: string;
    /** On disk, for an event. */
    bytes?: number;
    fails?: string;
  }[];
};

const FLOOR = 'append-and-fdatasync';
const OURS = 'our SQLite store';
const ON_SERVER = 'our EventStoreDB store, on the double';
const PEERS = ['emmett-postgresql', 'emmett-sqlite'];
const WORKLOADS = ['one writer', '64 writers', '50 writers', 'batches of 50', 'read a stream', 'replay'];

/** What a median rate is, or not a number where there is none. */
const rateOf = (run: Run, contender: string, workload: string): number =>
  median(run.contenders.find(({ name }) => name === contender)?.rates[workload] ?? [Number.NaN]);

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const ratio = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(2)}×`);

function table(run: Run): void {
  for (const workload of WORKLOADS) {
    console.log(
      `\n${workload.padEnd(24)}${'events/s'.padStart(10)}  ${'min–max'.padEnd(19)}${'to floor'.padStart(9)}${'ours to it'.padStart(12)}`,
    );
    for (const { name, rates, fails } of run.contenders) {
      const rounds = rates[workload];
      if (!rounds) {
        console.log(`  ${name.padEnd(37)}  fails: ${fails ?? 'not measured'}`);
        continue;
      }
      const rate = median(rounds);
      const spread = `${whole(Math.min(...rounds))}–${whole(Math.max(...rounds))}`;
      const [toFloor, ours] = [rate / rateOf(run, FLOOR, workload), rateOf(run, OURS, workload) / rate];
      console.log(
        `  ${name.padEnd(37)}${whole(rate).padStart(10)}  ${spread.padEnd(19)}${ratio(toFloor).padStart(9)}${ratio(ours).padStart(12)}`,
      );
    }
  }
  console.log('\nbytes on disk an event');
  for (const { name, bytes } of run.contenders)
    if (bytes !== undefined) console.log(`  ${name.padEnd(37)}${whole(bytes).padStart(10)}`);
}

type Bar = {
  readonly name: string;
  readonly found: number;
  readonly bar: number;
  readonly unit: string;
  /** What the loop reaches, which no durable store is to pass. */
  readonly loop?: number;
};

/** What the store is to reach at least, and what it may take at most. */
function bars(run: Run): { atLeast: Bar[]; atMost: Bar[] } {
  const ours = (workload: string): number => rateOf(run, OURS, workload);
  const toFloor = (workload: string, bar: number): Bar => ({
    ...{ name: `${workload}, to the loop`, found: ours(workload) / rateOf(run, FLOOR, workload), bar, unit: '×' },
  });
  const toPeers = (workload: string, bar: number): Bar[] =>
    PEERS.map((peer) => ({
      ...{ name: `${workload}, to ${peer}`, found: ours(workload) / rateOf(run, peer, workload), bar, unit: '×' },
      loop: rateOf(run, FLOOR, workload) / rateOf(run, peer, workload),
    }));
  const bytes = run.contenders.find(({ name }) => name === OURS)?.bytes ?? Number.NaN;
  return {
    atLeast: [
      ...[toFloor('64 writers', 0.5), ...toPeers('64 writers', 20)],
      ...[toFloor('one writer', 0.7), ...toPeers('one writer', 4)],
      toFloor('batches of 50', 0.7),
      { name: 'replay, parsed', found: ours('replay'), bar: 200_000, unit: ' events/s' },
      {
        ...{ name: 'EventStoreDB, 50 in flight', bar: 5_000, unit: ' appends/s' },
        found: rateOf(run, ON_SERVER, '50 writers'),
      },
      {
        ...{ name: 'EventStoreDB, replay', bar: 12_000, unit: ' events/s' },
        found: rateOf(run, ON_SERVER, 'replay'),
      },
    ],
    atMost: [
      { name: 'a 500-event stream read', found: 500_000 / ours('read a stream'), bar: 1.5, unit: ' ms' },
      { name: 'on disk', found: bytes, bar: 900, unit: ' bytes an event' },
    ],
  };
}

const figure = (value: number): string => (value >= 100 ? whole(value) : value.toFixed(2));

function judged({ name, found, bar, unit, loop }: Bar, kind: 'at least' | 'at most'): string {
  const met = kind === 'at least' ? found >= bar : found <= bar;
  const beyond = loop !== undefined && loop < bar ? ` (the loop itself: ${figure(loop)}${unit})` : '';
  const missing = Number.isNaN(found) ? 'not measured' : `missed by ${figure(Math.abs(bar - found))}${unit}${beyond}`;
  const measured = Number.isNaN(found) ? '–' : `${figure(found)}${unit}`;
  return `  ${name.padEnd(34)}${measured.padEnd(24)}${kind} ${`${bar.toLocaleString('en')}${unit}`.padEnd(37)}${met ? 'met' : missing}`;
}

export function report(run: Run): void {
  console.log(`\n── Node ${run.node}`);
  for (const { name, runsWith, fails } of run.contenders)
    console.log(`  ${name.padEnd(37)}${fails === undefined ? runsWith : `fails: ${fails}`}`);
  table(run);
  const holds = run.node.startsWith('v24.');
  console.log(`\nbars${holds ? '' : ' of Node 24, for comparison'}`);
  const { atLeast, atMost } = bars(run);
  for (const bar of atLeast) console.log(judged(bar, 'at least'));
  for (const bar of atMost) console.log(judged(bar, 'at most'));
}
