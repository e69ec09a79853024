import fc from 'fast-check';
import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import { decide, renjaDecider } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { evolve } from '../../src/ledger/evolve.js';
import { Rejection } from '../../src/ledger/rejection.js';
import { type Line, newRenja, type Renja } from '../../src/ledger/renja.js';
import type { Day } from '../../src/ledger/terms.js';
import type { Entry } from '../../src/store/stored-events.js';
import { entries } from './entries.js';
import {
  APPROVER,
  approve,
  DOCUMENT,
  describedAs,
  endIndikator,
  endRow,
  forwardTo,
  funds,
  fundsOf,
  keuangan,
  line,
  moveTo,
  newIndikator,
  newRow,
  PARENTS,
  PLANNER,
  pagu,
  propose,
  reject,
  report,
  reverse,
  reworded,
  target,
  transfer,
  withdraw,
} from './ledger-plan.js';
import { canonical, sen } from './random-history.js';

/** Years of every kind of change, asked of the rules themselves: whatever they accept is what happened. */

const indikator = [
  { indikatorId: 'I1', teks: 'Dokumen', target: '2', satuan: 'Dokumen' },
  { indikatorId: 'I2', teks: 'Capaian', target: '80', satuan: '%' },
];

/** The funds of each row in turn: without an amount, one with all of it, and two that share it. */
const FUNDED = [
  () => fundsOf(['APBD', null]),
  (n: number) => fundsOf(['PAD', `${n}00.00`]),
  (n: number) => fundsOf(['PAD', `${n}0.00`], ['DAU', `${9 * n}0.00`]),
];

/** Two kegiatan with three sub kegiatan each. */
export const RANDOM_PLAN: readonly RenjaEvent[] = [
  ...PARENTS,
  line('L0005', 'L0003', { level: 'kegiatan' }),
  ...[6, 7, 8, 9, 10, 11].map((n) =>
    line(`L${String(n).padStart(4, '0')}`, n % 2 === 0 ? 'L0004' : 'L0005', {
      level: 'subkegiatan',
      pagu: `${n}00.00`,
      sumberDana: FUNDED[n % FUNDED.length]?.(n) ?? [],
      indikator,
    }),
  ),
  { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } },
];

const WHATS = [
  ...([
    'plus',
    'plus',
    'plus',
    'transfer',
    'transfer',
    'funds',
    'funded',
    'new',
    'new',
    'new',
    'new',
    'end',
    'target',
  ] as const),
  ...(['uraian', 'teks', 'newIndikator', 'endIndikator', 'forward', 'move', 'objective'] as const),
];
type Asked = {
  readonly what: (typeof WHATS)[number];
  readonly row: number;
  readonly other: number;
  readonly sen: bigint;
  /** Which fund is named. By 7 none is, or amounts that do not sum up: what the rules are there for. */
  readonly fund: number;
};

export const asked: fc.Arbitrary<Asked> = fc.record({
  what: fc.constantFrom(...WHATS),
  row: fc.nat(20),
  other: fc.nat(20),
  sen: fc.bigInt({ min: -40_000n, max: 90_000n }),
  fund: fc.nat(7),
});

const positive = (amount: bigint): string => canonical(amount > 0n ? amount : 1n - amount);

/** A change of one of these rows, or of a new one. `n` makes the names of what it adds differ. */
export function changesOf({ what, row, other, sen: by, fund }: Asked, rows: readonly Line[], n: number): NewChange[] {
  const of = rows[row % Math.max(rows.length, 1)];
  // Another row than the first, where there is one.
  const to = rows[(row + 1 + (other % Math.max(rows.length - 1, 1))) % Math.max(rows.length, 1)];
  if (!of || !to) return [];
  const { lineId, sumberDana } = of;
  const named = sumberDana[fund % Math.max(sumberDana.length, 1)];
  const dana = named?.jumlah && fund < 7 ? { dana: named.dana } : {};
  const has = sen(of.pagu ?? '0.00');
  const split = (whole: bigint) => fundsOf(['PAD', canonical(whole / 3n)], ['DBHCHT', canonical(whole - whole / 3n)]);
  switch (what) {
    case 'plus':
      return [pagu(lineId, canonical(by), dana)];
    case 'transfer':
      return [transfer(lineId, to.lineId, positive(by / 10n), fund < 7 ? { dana: 'PAD' } : {})];
    case 'funds':
      return [funds(lineId, fund === 0 ? fundsOf(['APBD', null]) : split(fund === 7 ? has + 1n : has))];
    case 'funded':
      return [pagu(lineId, canonical(by)), funds(lineId, split(fund === 7 ? has : has + by))];
    case 'new': {
      const whole = sen(positive(by));
      const given = fund === 0 ? fundsOf(['APBD', null]) : split(fund === 7 ? whole + 1n : whole);
      const parent = other % 2 === 0 ? 'L0004' : 'L0005';
      return [newRow(`baru-${n}`, { parent, sumberDana: given }), pagu(`baru-${n}`, canonical(whole))];
    }
    case 'end':
      return [...(has === 0n ? [] : [pagu(lineId, canonical(-has), dana)]), endRow(lineId)];
    case 'target':
      return [target(lineId, `I${1 + (fund % 2)}`, String(by), 'Dokumen')];
    case 'objective':
      return [target('O02', 'I1', String(by), '%')];
    case 'uraian':
      return [describedAs('uraian', lineId, `Uraian ${by}`)];
    case 'teks':
      return [reworded(lineId, `I${1 + (fund % 2)}`, `Bunyi ${by}`)];
    case 'newIndikator':
      return [newIndikator(lineId, `Indikator ${n}`)];
    case 'endIndikator':
      return [endIndikator(lineId, `I${1 + (fund % 2)}`)];
    case 'forward':
      return [forwardTo(lineId, positive(by))];
    case 'move':
      return [moveTo(lineId, of.parent === 'L0004' ? 'L0005' : 'L0004')];
    default:
      return what satisfies never;
  }
}

const DAYS: readonly Day[] = ['2021-12-01', '2022-01-03', '2022-03-01', '2022-06-01', '2022-09-01', '2023-02-01'];

type Step = {
  readonly do: 'propose' | 'approve' | 'reject' | 'withdraw' | 'reverse' | 'report';
  readonly day: number;
  readonly pick: number;
  readonly changes: readonly Asked[];
};
const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom(
    'propose',
    'propose',
    'propose',
    'approve',
    'approve',
    'approve',
    'reject',
    'withdraw',
    'reverse',
    'reverse',
    'report',
  ),
  day: fc.nat(DAYS.length - 1),
  pick: fc.nat(9),
  changes: fc.array(asked, { minLength: 1, maxLength: 2 }),
});
export type RandomYear = readonly Step[];

/** Days mostly go forward, as they do in an office; those that go back meet the rule on late documents. */
export const randomYear: fc.Arbitrary<RandomYear> = fc
  .tuple(fc.array(step, { minLength: 4, maxLength: 24 }), fc.boolean())
  .map(([steps, ordered]) => {
    const days = steps.map(({ day }) => day).toSorted((a, b) => a - b);
    return ordered ? steps.map((one, i) => ({ ...one, day: days[i] ?? 0 })) : steps;
  });

function commandOf({ do: what, day, pick, changes }: Step, n: number, renja: Renja): RenjaCommand {
  const living = [...renja.lines.values()].filter(({ level, ended }) => level === 'subkegiatan' && !ended);
  const named = (status: string): string => {
    const all = [...renja.revisions.values()].filter((one) => one.status === status);
    return all[pick % Math.max(all.length, 1)]?.revisionId ?? 'R001';
  };
  const on = DAYS[day] ?? '2022-06-01';
  switch (what) {
    case 'propose': {
      const all = changes.flatMap((one, i) => changesOf(one, living, 10 * n + i));
      const shift = all.every(({ field }) => field === 'transfer');
      return propose(all, { effectiveOn: on, ...(shift ? { kind: 'pergeseran', stage: null } : {}) });
    }
    case 'approve':
      return approve(named('proposed'));
    case 'reject':
      return reject(named('proposed'));
    case 'withdraw':
      return withdraw(named('proposed'));
    case 'reverse':
      return reverse(named('approved'), { effectiveOn: on });
    case 'report':
      return report(
        keuangan(`${pick}.00`, `2022-TW${1 + (pick % 4)}`, living[pick % Math.max(living.length, 1)]?.lineId),
      );
    default:
      return what satisfies never;
  }
}

/** Carries the commands out one by one; those that the rules refuse change nothing. The entries have their own days. */
export function playYear(
  year: RandomYear,
  afterEach: (renja: Renja, command: RenjaCommand, accepted: boolean) => void = () => {},
): Entry[] {
  const written = [...RANDOM_PLAN];
  const days = new Map<RenjaEvent, Day>();
  const renja = RANDOM_PLAN.reduce(evolve, newRenja());
  for (const [n, one] of year.entries()) {
    const command = commandOf(one, n, renja);
    const actor = command.type === 'ApproveRevision' || command.type === 'RejectRevision' ? APPROVER : PLANNER;
    let accepted = true;
    try {
      const events = decide({ command, actor, mode: 'live' }, renja);
      const day = renjaDecider.effectiveOn(command, renja) ?? '2022-06-01';
      for (const event of events) days.set(event, day);
      written.push(...events);
      events.reduce(evolve, renja);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      accepted = false;
    }
    afterEach(renja, command, accepted);
  }
  return entries(written, (event) => ({ effectiveOn: days.get(event) ?? '2022-01-03' }));
}
