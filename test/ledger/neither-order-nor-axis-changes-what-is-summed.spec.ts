import fc from 'fast-check';
import { foldAll, inEffect } from '../../projections/projection.js';
import { type RenjaSheet, renjaSheet, totals } from '../../projections/renja-sheet.js';
import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import { decide } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { evolve } from '../../src/ledger/evolve.js';
import { Rejection } from '../../src/ledger/rejection.js';
import { type Line, newRenja, type Renja } from '../../src/ledger/renja.js';
import type { Entry } from '../../src/store/stored-events.js';
import { entries } from '../support/entries.js';
import { APPROVER, approve, PLANNER, propose } from '../support/ledger-plan.js';
import { sen } from '../support/random-history.js';
import { asked, changesOf, playYear, RANDOM_PLAN, randomYear } from '../support/random-year.js';

const RUNS = { numRuns: 1_000 };

const planned = (): Renja => RANDOM_PLAN.reduce(evolve, newRenja());

/** The sum of itemised funds beside the pagu; null where a fund has no amount, or none is named. */
function itemised({ sumberDana, pagu }: Line): readonly [funds: bigint, pagu: bigint] | null {
  if (pagu === null || sumberDana.length === 0) return null;
  let sum = 0n;
  for (const { jumlah } of sumberDana) {
    if (jumlah === null) return null;
    sum += sen(jumlah);
  }
  return [sum, sen(pagu)];
}

describe('Whatever the rules accept', () => {
  it('leaves itemised funds that sum to the pagu of their row', () => {
    const tally: Record<string, number> = {};
    const count = (key: string): void => {
      tally[key] = (tally[key] ?? 0) + 1;
    };
    fc.assert(
      fc.property(randomYear, (year) => {
        playYear(year, (renja, command, accepted) => {
          count(`${command.type} ${accepted ? 'accepted' : 'refused'}`);
          if (!accepted) return;
          const off: unknown[] = [];
          for (const line of renja.lines.values()) {
            const both = line.ended ? null : itemised(line);
            if (!both) continue;
            if (both[0] !== both[1]) off.push([line.lineId, ...both]);
            if (command.type === 'ApproveRevision') count(line.lineId > 'L0011' ? 'new row' : 'row of the plan');
          }
          expect(off).toEqual([]);
        });
      }),
      RUNS,
    );
    // What is accepted and refused, and how many itemised rows an approval left, is enough for that to mean something.
    for (const type of ['ProposeRevision', 'ApproveRevision', 'ReverseRevision', 'WithdrawRevision'])
      for (const outcome of ['accepted', 'refused'])
        expect([type, outcome, (tally[`${type} ${outcome}`] ?? 0) > 100]).toEqual([type, outcome, true]);
    expect([tally['new row'], tally['row of the plan']].map((n = 0) => n > 200)).toEqual([true, true]);
  });

  it('reads alike on both time axes on every day, where no document is late', () => {
    // As text, which is compared much faster than the views themselves.
    const shown = (sheet: RenjaSheet): string =>
      JSON.stringify([[...sheet.lines], [...sheet.objectives], [...totals(sheet)]], null, 1);
    let compared = 0;
    fc.assert(
      fc.property(randomYear, (year) => {
        const recorded: readonly Entry[] = playYear(year);
        // The commands give no reason for being late, so the rules let no approval go back before another.
        const approvals = recorded.filter(({ event }) => event.type === 'RevisionApproved');
        for (const day of new Set(['2022-01-03', ...approvals.map(({ meta }) => meta.effectiveOn)])) {
          const next = approvals.find(({ meta }) => meta.effectiveOn > day && meta.effectiveOn > '2022-01-03');
          const prefix = next ? recorded.slice(0, next.revision - 1) : recorded;
          expect(shown(foldAll(renjaSheet, inEffect(recorded, day < '2022-01-03' ? '2022-01-03' : day)))).toEqual(
            shown(foldAll(renjaSheet, prefix)),
          );
          compared += next ? 1 : 0;
        }
      }),
      RUNS,
    );
    // Days between two documents were among them.
    expect(compared).toBeGreaterThan(300);
  });
});

describe('Revisions of different rows', () => {
  /** Everything that may not depend on the order. What a revision adds is named by its words: ids go by the order. */
  const figuresOf = ({ lines, objectives }: Renja) => [
    ...[...lines.values()]
      .map(({ lineId: _, indikator, ...line }) => JSON.stringify([line, ...indikator.values()]))
      .toSorted(),
    ...[...objectives.values()].map(({ indikator }) => JSON.stringify([...indikator.values()])),
  ];
  const ORDERS = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const;
  const renja = planned();
  const PLANNED = entries(RANDOM_PLAN);
  const pairOf = (n: number): Line[] =>
    [6, 7].flatMap((first) => renja.lines.get(`L${String(first + 2 * n).padStart(4, '0')}`) ?? []);

  it('come to the same in every order, whether they are all proposed first or one after the other', () => {
    let compared = 0;
    const tally: Record<string, number> = {};
    const some = fc.array(
      asked.filter(({ what }) => what !== 'objective'),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.tuple(some, some, some), (three) => {
        const revisions = three.map((all, n) => {
          // What the rules refuse when it is asked alone is left out, so that each revision is one that may be made.
          let kept: readonly NewChange[] = [];
          for (const [i, one] of all.entries()) {
            const more = [...kept, ...changesOf(one, pairOf(n), 10 * n + i)];
            if (accepted(more)) kept = more;
          }
          return kept;
        });
        fc.pre(revisions.every((changes) => changes.length > 0));
        const asks = revisions.map((changes, n) => propose(changes, { revisionId: `R-${n}` }));
        const approvals = asks.map((_, n) => approve(`R-${n}`));
        const [first, ...others] = [
          ...ORDERS.map((order) => order.flatMap((n) => [asks[n], approvals[n]])),
          [...asks, ...approvals.toReversed()],
        ].map(carriedOut);
        for (const other of others) expect(other).toEqual(first);
        for (const { field } of revisions.flat()) tally[field] = (tally[field] ?? 0) + 1;
        compared += 1;
      }),
      RUNS,
    );
    expect(compared).toBe(RUNS.numRuns);
    for (const field of ['pagu', 'transfer', 'sumberDana', 'target', 'newLine', 'endLine', 'parent', 'newIndikator'])
      expect([field, (tally[field] ?? 0) > 50]).toEqual([field, true]);
  });

  /** The end of some commands, each of which the rules must accept. */
  function carriedOut(commands: readonly (RenjaCommand | undefined)[]): string {
    const end = planned();
    const events: RenjaEvent[] = [];
    for (const command of commands) {
      if (!command) continue;
      const actor = command.type === 'ApproveRevision' ? APPROVER : PLANNER;
      const more = decide({ command, actor, mode: 'live' }, end);
      more.reduce(evolve, end);
      events.push(...more);
    }
    const sums = totals(foldAll(renjaSheet, [...PLANNED, ...entries(events)]));
    const parents = ['', 'L0001', 'L0002', 'L0003', 'L0004', 'L0005'];
    return [...figuresOf(end), ...parents.map((id) => JSON.stringify([id, sums.get(id)]))].join('\n');
  }

  function accepted(changes: readonly NewChange[]): boolean {
    try {
      decide({ command: propose(changes), actor: PLANNER, mode: 'live' }, planned());
      return true;
    } catch (error) {
      if (error instanceof Rejection) return false;
      throw error;
    }
  }
});
