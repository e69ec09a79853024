import fc from 'fast-check';
import type { Mode, NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import { decide } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { evolve } from '../../src/ledger/evolve.js';
import { realisedKeuangan } from '../../src/ledger/realisasi.js';
import { Rejection } from '../../src/ledger/rejection.js';
import { newRenja, type Renja } from '../../src/ledger/renja.js';
import {
  absolute,
  add,
  compare,
  isRupiah,
  negate,
  parseRupiah,
  percent,
  printRupiah,
  subtract,
  sum,
} from '../../src/ledger/rupiah.js';
import type { Actor } from '../../src/ledger/terms.js';
import {
  ADMIN,
  APPROVER,
  approve,
  DOCUMENT,
  fundsOf,
  keuangan,
  line,
  OTHER_APPROVER,
  PARENTS,
  PLANNER,
  pagu,
  propose,
  reject,
  report,
  target,
  VERIFIER,
} from '../support/ledger-plan.js';
import { fold } from '../support/ledger-spec.js';

const RUNS = { numRuns: 500 };
/** Where money moves between rows and back. */
const MANY = { numRuns: 1_000 };

/** Amounts counted in sen as whole numbers: a second arithmetic to hold the first one against. */
const inSen = (amount: string): bigint => BigInt(amount.replace('.', ''));
const fromSen = (sen: bigint): string => {
  const digits = String(sen < 0n ? -sen : sen).padStart(3, '0');
  return `${sen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const senUpTo = (digits: number): fc.Arbitrary<bigint> => {
  const most = 10n ** BigInt(digits + 2) - 1n;
  return fc.oneof(fc.bigInt({ min: -most, max: most }), fc.bigInt({ min: -100_000n, max: 100_000n }));
};
/** Every amount there is: 28 digits and two decimals, of either sign. */
const anyAmount = senUpTo(28).map(fromSen);
/** Room for one digit more, so that a sum is an amount too. */
const addend = senUpTo(27).map(fromSen);

describe('any amount', () => {
  it('is read back as it was printed', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        expect(isRupiah(amount)).toBe(true);
        expect(parseRupiah(printRupiah(amount))).toBe(amount);
        expect(parseRupiah(amount)).toBe(amount);
      }),
      RUNS,
    );
  });

  it('is read alike with dots or without, and with a minus or brackets', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const plain = amount.replace('.', ',');
        const brackets = amount.startsWith('-') ? `(${absolute(amount).replace('.', ',')})` : plain;
        expect([parseRupiah(plain), parseRupiah(brackets)]).toEqual([amount, amount]);
        expect(parseRupiah(printRupiah(amount).replaceAll('.', ''))).toBe(amount);
      }),
      RUNS,
    );
  });

  it('is added and subtracted to the sen, and the one undoes the other', () => {
    fc.assert(
      fc.property(addend, addend, (a, b) => {
        expect(add(a, b)).toBe(fromSen(inSen(a) + inSen(b)));
        expect(subtract(a, b)).toBe(fromSen(inSen(a) - inSen(b)));
        expect(subtract(add(a, b), b)).toBe(a);
        expect(add(subtract(a, b), b)).toBe(a);
        expect(add(a, negate(a))).toBe('0.00');
        expect(compare(a, b)).toBe(inSen(a) < inSen(b) ? -1 : inSen(a) > inSen(b) ? 1 : 0);
      }),
      RUNS,
    );
  });

  it('is summed in any order to the same sum', () => {
    fc.assert(
      fc.property(fc.array(addend, { maxLength: 9 }), (amounts) => {
        const total = fromSen(amounts.map(inSen).reduce((a, b) => a + b, 0n));
        expect(sum(amounts)).toBe(total);
        expect(sum(amounts.toReversed())).toBe(total);
      }),
      RUNS,
    );
  });

  it('has a percentage that is off by half a hundredth at most, and half goes up', () => {
    const positive = fc.bigInt({ min: 1n, max: 10n ** 20n });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 20n }), positive, (part, whole) => {
        const hundredths = (part * 20_000n + whole) / (whole * 2n);
        expect(percent(fromSen(part), fromSen(whole), 2)).toBe(fromSen(hundredths).replace('.', ','));
      }),
      RUNS,
    );
  });
});

/** A plan of these sub kegiatan, L0005 and on. Every other one itemises its funds in halves. */
function planOf(pagus: readonly bigint[]): { ids: readonly string[]; history: readonly RenjaEvent[] } {
  const ids = pagus.map((_, i) => `L${String(i + 5).padStart(4, '0')}`);
  const rows = pagus.map((sen, i) =>
    line(ids[i] ?? '', 'L0004', {
      level: 'subkegiatan',
      pagu: fromSen(sen),
      sumberDana:
        i % 2 === 0 ? fundsOf(['APBD', null]) : fundsOf(['PAD', fromSen(sen / 2n)], ['DAU', fromSen(sen - sen / 2n)]),
      indikator: [{ indikatorId: 'I1', teks: 'Dokumen', target: '2', satuan: 'Dokumen' }],
    }),
  );
  return { ids, history: [...PARENTS, ...rows, { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } }] };
}

const pagusOf = (renja: Renja): string[] =>
  [...renja.lines.values()].flatMap(({ pagu }) => (pagu === null ? [] : [pagu]));
const totalOf = (renja: Renja): string => sum(pagusOf(renja));

/** Carries a command out on a state. False where the rules refuse it; anything else that is thrown is a defect. */
function carryOut(
  renja: Renja,
  command: RenjaCommand,
  actor: Actor,
  written: RenjaEvent[] = [],
  mode: Mode = 'live',
): boolean {
  try {
    const events = decide({ command, actor, mode }, renja);
    written.push(...events);
    events.reduce(evolve, renja);
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
}

const proposeAndApprove = (renja: Renja, command: RenjaCommand, revisionId: string): boolean =>
  carryOut(renja, command, PLANNER) && carryOut(renja, approve(revisionId), APPROVER);

/** Small enough that taking and having often meet. */
const somePagus = fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 2, maxLength: 6 });

describe('any pergeseran', () => {
  it('is accepted exactly where it sums to zero and no pagu falls below zero, and then keeps the total', () => {
    const accepted = { true: 0, false: 0 };
    const plan = fc.record({
      pagus: somePagus,
      deltas: fc.array(fc.bigInt({ min: -600n, max: 600n }), { minLength: 6, maxLength: 6 }),
      balanced: fc.integer({ min: 0, max: 9 }).map((n) => n > 1),
    });
    fc.assert(
      fc.property(plan, ({ pagus, deltas, balanced }) => {
        const { ids, history } = planOf(pagus);
        const used = deltas.slice(0, pagus.length);
        if (balanced) used[used.length - 1] = -used.slice(0, -1).reduce((a, b) => a + b, 0n);
        const changes = used.flatMap((delta, i) => {
          if (i % 2 === 0) return delta === 0n ? [] : [pagu(ids[i] ?? '', fromSen(delta))];
          // A row that itemises its funds takes what it can from the one and the rest from the other.
          const most = -((pagus[i] ?? 0n) / 2n);
          const first = delta < most ? most : delta;
          return [
            ...(first === 0n ? [] : [pagu(ids[i] ?? '', fromSen(first), { dana: 'PAD' })]),
            ...(delta === first ? [] : [pagu(ids[i] ?? '', fromSen(delta - first), { dana: 'DAU' })]),
          ];
        });
        const net = used.reduce((a, b) => a + b, 0n);
        const covered = pagus.every((have, i) => have + (used[i] ?? 0n) >= 0n);

        const renja = fold(history);
        const before = totalOf(renja);
        const done = proposeAndApprove(renja, propose(changes, { kind: 'pergeseran' }), 'R001');
        expect(done).toBe(changes.length > 0 && net === 0n && covered);
        expect(totalOf(renja)).toBe(before);
        accepted[`${done}`] += 1;
      }),
      MANY,
    );
    // Both ways were really tried.
    expect(Math.min(accepted.true, accepted.false)).toBeGreaterThan(25);
  });
});

describe('any revision', () => {
  it('is undone by its opposite: every row is as before', () => {
    const plan = somePagus.chain((pagus) =>
      fc.tuple(
        fc.constant(pagus),
        // Of what there is, at most half is taken, so that each fund of the row can give it.
        fc.tuple(...pagus.map((have) => fc.bigInt({ min: -(have / 2n), max: 10n ** 24n }))),
        fc.array(fc.constantFrom('PAD', 'DAU'), { minLength: 6, maxLength: 6 }),
      ),
    );
    let undone = 0;
    fc.assert(
      fc.property(plan, ([pagus, deltas, danas]) => {
        const { ids, history } = planOf(pagus);
        const changes = deltas.flatMap((delta, i) => {
          // Only every other row itemises its funds.
          const dana = i % 2 === 0 ? {} : { dana: danas[i] ?? 'PAD' };
          return delta === 0n ? [] : [pagu(ids[i] ?? '', fromSen(delta), dana)];
        });
        fc.pre(changes.length > 0);
        const opposite = changes.map((change) => ({ ...change, delta: negate(change.delta) }));

        const renja = fold(history);
        const before = structuredClone(renja.lines);
        expect(proposeAndApprove(renja, propose(changes), 'R001')).toBe(true);
        expect(renja.lines).not.toEqual(before);
        expect(proposeAndApprove(renja, propose(opposite), 'R002')).toBe(true);
        expect(renja.lines).toEqual(before);
        undone += 1;
      }),
      MANY,
    );
    expect(undone).toBe(MANY.numRuns);
  });
});

/** What someone may ask, with rows and revisions as numbers until there is a plan to look them up in. */
type Asked =
  | { readonly do: 'propose'; readonly changes: readonly AskedChange[]; readonly shift: boolean }
  | { readonly do: 'approve' | 'reject'; readonly revision: number; readonly by: Actor; readonly mode: Mode }
  | { readonly do: 'report'; readonly row: number; readonly period: number; readonly sen: bigint };
type AskedChange = {
  readonly row: number;
  readonly delta: bigint;
  readonly dana: string | null;
  readonly value: string;
};

const aChange: fc.Arbitrary<AskedChange> = fc.record({
  row: fc.nat(5),
  delta: fc.bigInt({ min: -900n, max: 300n }),
  dana: fc.constantFrom(null, 'PAD', 'DAU'),
  value: fc.constantFrom('', '3', '4'),
});
const asked: fc.Arbitrary<Asked> = fc.oneof(
  fc.record({
    do: fc.constant('propose' as const),
    changes: fc.array(aChange, { minLength: 1, maxLength: 3 }),
    shift: fc.boolean(),
  }),
  fc.record({
    do: fc.constantFrom('approve' as const, 'approve' as const, 'reject' as const),
    revision: fc.nat(4),
    by: fc.constantFrom(APPROVER, APPROVER, OTHER_APPROVER, VERIFIER, ADMIN),
    mode: fc.constantFrom<Mode>('live', 'historical'),
  }),
  fc.record({
    do: fc.constant('report' as const),
    row: fc.nat(5),
    period: fc.integer({ min: 1, max: 4 }),
    sen: fc.bigInt({ min: -10n, max: 500n }),
  }),
);
const aYear = fc.record({ pagus: somePagus, commands: fc.array(asked, { minLength: 5, maxLength: 30 }) });

function asCommand(one: Asked, ids: readonly string[], pending: readonly string[]): RenjaCommand {
  const idOf = (row: number) => ids[row % ids.length] ?? '';
  switch (one.do) {
    case 'propose': {
      const changes = one.changes.map(({ row, delta, dana, value }): NewChange => {
        if (value !== '') return target(idOf(row), 'I1', value, 'Dokumen');
        return pagu(idOf(row), fromSen(delta), dana === null || (row % ids.length) % 2 === 0 ? {} : { dana });
      });
      const [first] = changes;
      // A shift takes back elsewhere what its first change gives.
      return one.shift && first?.field === 'pagu'
        ? propose([first, pagu(idOf(ids.indexOf(first.lineId) + 1), negate(first.delta))], { kind: 'pergeseran' })
        : propose(changes);
    }
    case 'approve':
      return approve(pending[one.revision % Math.max(pending.length, 1)] ?? 'R001');
    case 'reject':
      return reject(pending[one.revision % Math.max(pending.length, 1)] ?? 'R001');
    case 'report':
      return report(keuangan(fromSen(one.sen), `2022-TW${one.period}`, idOf(one.row)));
    default:
      return one satisfies never;
  }
}

/** Runs a year of commands; those that the rules refuse change nothing. */
function runYear(
  { pagus, commands }: { readonly pagus: readonly bigint[]; readonly commands: readonly Asked[] },
  afterEach: (renja: Renja, command: RenjaCommand, accepted: boolean) => void = () => {},
): RenjaEvent[] {
  const { ids, history } = planOf(pagus);
  const written = [...history];
  const renja = fold(history);
  for (const one of commands) {
    const pending = [...renja.revisions.values()].flatMap(({ status, revisionId }) =>
      status === 'proposed' ? [revisionId] : [],
    );
    const command = asCommand(one, ids, pending);
    const [actor, mode] = 'by' in one ? [one.by, one.mode] : [PLANNER, 'live' as const];
    afterEach(renja, command, carryOut(renja, command, actor, written, mode));
  }
  return written;
}

describe('any sequence of commands', () => {
  it('leaves no pagu and no fund below zero, and no approval leaves a row below what it has spent', () => {
    const tally: Record<string, number> = {};
    fc.assert(
      fc.property(aYear, (year) => {
        let spentMore = new Set<string>();
        runYear(year, (renja, command, accepted) => {
          const key = `${command.type} ${accepted ? 'accepted' : 'refused'}`;
          tally[key] = (tally[key] ?? 0) + 1;
          const now = new Set<string>();
          for (const line of renja.lines.values()) {
            const { lineId, pagu: has, sumberDana } = line;
            if (has === null) continue;
            expect(isRupiah(has)).toBe(true);
            expect(compare(has, '0.00')).toBeGreaterThanOrEqual(0);
            for (const { jumlah } of sumberDana) expect(compare(jumlah ?? '0.00', '0.00')).toBeGreaterThanOrEqual(0);
            if (compare(realisedKeuangan(line), has) > 0) now.add(lineId);
          }
          // A report may show that more was spent than planned; a revision must not bring that about.
          if (command.type !== 'ReportRealisasi') expect([...now].filter((id) => !spentMore.has(id))).toEqual([]);
          spentMore = now;
        });
      }),
      RUNS,
    );
    // Every kind of command was carried out and refused often enough for that to mean something.
    for (const type of ['ProposeRevision', 'ApproveRevision', 'RejectRevision', 'ReportRealisasi'])
      for (const outcome of ['accepted', 'refused'])
        expect([type, outcome, (tally[`${type} ${outcome}`] ?? 0) > 100]).toEqual([type, outcome, true]);
  });

  it('folds in two parts to the state to which it folds at once', () => {
    fc.assert(
      fc.property(aYear, fc.nat(), (year, at) => {
        // A proposal of several changes continues here in parts of one change each.
        const history = runYear(year).flatMap(inParts);
        const cut = at % (history.length + 1);
        const prefix = fold(history.slice(0, cut));
        const copy = structuredClone(prefix);
        const whole = fold(history);
        // Folding the whole left the earlier fold as it was: no state shares anything that is written into.
        expect(prefix).toEqual(copy);
        expect(fold(history.slice(cut), prefix)).toEqual(whole);
        expect(fold(history.slice(cut), copy)).toEqual(whole);
        expect(whole.revision).toBe(history.length);
        // And read from what is stored, it is the same again.
        const stored = JSON.parse(JSON.stringify(history)) as RenjaEvent[];
        expect(fold(stored, newRenja())).toEqual(whole);
      }),
      RUNS,
    );
  });
});

function inParts(event: RenjaEvent): RenjaEvent[] {
  if (event.type !== 'RevisionProposed') return [event];
  const { changes } = event.data;
  return changes.map((change, i) => ({
    ...event,
    data: { ...event.data, part: i + 1, parts: changes.length, changes: [change] },
  }));
}
