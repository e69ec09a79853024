import fc from 'fast-check';
import { foldAll, inEffect } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import type { Given, RenjaCommand } from '../../src/ledger/commands.js';
import { renjaDecider } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { Rejection } from '../../src/ledger/rejection.js';
import type { Renja } from '../../src/ledger/renja.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import type { Day } from '../../src/ledger/terms.js';
import { entries } from '../support/entries.js';
import { ask } from '../support/oracle.js';
import { inOrder } from '../support/oracle-changes.js';
import { money, newBook } from '../support/oracle-figures.js';
import { overspent, paguOn, unsound } from '../support/oracle-sums.js';
import { ofLedger, ofOracle, sumsOfOracle, sumsOfSheet } from '../support/oracle-words.js';
import { nextCommand } from '../support/random-commands.js';
import { officeOf } from '../support/random-endorsements.js';

/**
 * Random years of commands, given to the ledger and to an oracle that knows the rules by itself. Other years are tried
 * with `ORACLE_SEED`, more of them with `ORACLE_RUNS`.
 */

const SEED = Number(process.env.ORACLE_SEED ?? 20_220_103);
const RUNS = Number(process.env.ORACLE_RUNS ?? 500);
const COMMANDS = 40;

const COMMAND_TYPES: readonly RenjaCommand['type'][] = [
  ...(['OpenRenja', 'AddObjectives', 'AddLines', 'AdoptRenja', 'ProposeRevision', 'ApproveRevision'] as const),
  ...(['RejectRevision', 'WithdrawRevision', 'ReverseRevision', 'ReportRealisasi', 'CorrectRealisasi'] as const),
  ...(['SetNote', 'CloseRenja', 'ReopenRenja', 'SetPlafon', 'EndorseRevision'] as const),
  ...(['ReviseDraft', 'AnswerFinding'] as const),
];

/** Codes that have named a refusal at least once, so that the mix cannot decay unseen. */
const MUST_BE_HIT: readonly RejectionCode[] = [
  ...(['renja-not-found', 'renja-already-open', 'renja-closed', 'renja-not-closed', 'renja-not-draft'] as const),
  ...(['renja-not-adopted', 'renja-empty', 'line-not-found', 'line-ended', 'line-has-children'] as const),
  ...(['objective-not-found', 'ref-taken', 'parent-not-found', 'parent-wrong-level', 'indikator-not-found'] as const),
  ...(['pagu-on-parent', 'pagu-missing', 'dana-not-found', 'revision-not-found', 'revision-id-taken'] as const),
  ...(['revision-already-decided', 'revision-not-approved', 'revision-already-reversed'] as const),
  ...(['revision-pending', 'amount-malformed', 'amount-negative', 'delta-zero', 'value-unchanged'] as const),
  ...(['text-blank', 'transfer-to-itself', 'transfer-not-positive', 'fund-repeated', 'target-blank'] as const),
  ...(['change-repeated', 'funds-not-pagu', 'revision-empty', 'section-blank', 'correction-empty'] as const),
  ...(['corrections-missing', 'report-empty', 'period-malformed', 'reason-missing', 'document-missing'] as const),
  ...(['late-reason-missing', 'effective-before-line', 'revision-stale', 'reversal-superseded'] as const),
  ...(['pergeseran-not-zero', 'pagu-below-zero', 'line-end-with-pagu', 'line-end-with-realisasi'] as const),
  ...(['dana-below-zero', 'pagu-below-realisasi', 'role-not-allowed', 'approver-is-proposer'] as const),
  ...(['withdrawer-is-not-proposer', 'realisasi-already-reported', 'realisasi-not-reported'] as const),
  ...(['realisasi-stale', 'keuangan-not-cumulative', 'fund-not-on-line', 'plafon-missing'] as const),
  ...(['dana-below-realisasi', 'plafon-not-in-kind', 'plafon-passed', 'endorsement-not-asked'] as const),
  ...(['endorsement-given', 'endorsement-too-early', 'endorsement-missing', 'correction-too-early'] as const),
  ...(['keuangan-mixed', 'finding-blank', 'level-not-in-edition'] as const),
  ...(['pergeseran-fund-not-zero', 'p-apbd-again'] as const),
];

/** Rules that more than one command meets must be hit by each of them. */
const MUST_BE_HIT_BY: readonly (readonly [RejectionCode, RenjaCommand['type']])[] = [
  ...(['AddLines', 'ProposeRevision', 'ApproveRevision', 'ReverseRevision', 'SetPlafon'] as const).map(
    (type) => ['plafon-passed', type] as const,
  ),
  ...(['ProposeRevision', 'ReportRealisasi'] as const).map((type) => ['effective-before-line', type] as const),
  ...(['ApproveRevision', 'EndorseRevision'] as const).map((type) => ['approver-is-proposer', type] as const),
  ...(['SetPlafon', 'EndorseRevision'] as const).map((type) => ['role-not-allowed', type] as const),
  ...[['plafon-not-in-kind', 'ReverseRevision'] as const],
  // A draft changes under the rules of a revision.
  ...(
    [
      ...(['renja-not-draft', 'renja-closed', 'line-not-found', 'line-ended', 'line-has-children'] as const),
      ...(['indikator-not-found', 'dana-not-found', 'amount-malformed', 'delta-zero'] as const),
      ...(['value-unchanged', 'text-blank', 'transfer-to-itself', 'transfer-not-positive'] as const),
      ...(['change-repeated', 'funds-not-pagu', 'revision-empty', 'reason-missing', 'revision-stale'] as const),
      ...(['pagu-below-zero', 'dana-below-zero', 'line-end-with-pagu', 'plafon-passed'] as const),
      ...(['role-not-allowed', 'ref-taken', 'parent-not-found', 'parent-wrong-level'] as const),
    ] as const
  ).map((code) => [code, 'ReviseDraft'] as const),
  ...(['renja-not-adopted', 'renja-closed', 'text-blank', 'value-unchanged', 'role-not-allowed'] as const).map(
    (code) => [code, 'AnswerFinding'] as const,
  ),
  ...[['line-ended', 'AddLines'] as const],
  ...(['AddLines', 'ReviseDraft', 'ProposeRevision'] as const).map((type) => ['level-not-in-edition', type] as const),
  ...(['ProposeRevision', 'ApproveRevision', 'ReverseRevision'] as const).map(
    (type) => ['p-apbd-again', type] as const,
  ),
  ...(['ProposeRevision', 'ApproveRevision', 'ReverseRevision'] as const).map(
    (type) => ['pergeseran-fund-not-zero', type] as const,
  ),
];

/** After these the sums are held against each other. */
const SUMMED: readonly RenjaCommand['type'][] = ['AddLines', 'ReviseDraft', 'ApproveRevision', 'SetPlafon'];

type Written = { readonly event: RenjaEvent; readonly on: Day };
type Tally = { accepted: number; refused: number };
const tally = new Map<RenjaCommand['type'], Tally>();
const hit = new Map<RejectionCode, number>();
/** Every code that a command was refused for, first or not. */
const hitBy = new Set<string>();

function decided(renja: Renja, given: Given, saying: () => string): { events: RenjaEvent[]; codes: RejectionCode[] } {
  try {
    return { events: renjaDecider.decide(given, renja), codes: [] };
  } catch (error) {
    if (!(error instanceof Rejection)) throw new Error(`no rejection: ${error}\n${saying()}`, { cause: error });
    return { events: [], codes: [...new Set(error.faults.map(({ code }) => code))] };
  }
}

/** Shown beside a difference: without what was asked it would say nothing. */
const shown = (asked: readonly Given[]): string =>
  asked.map(({ command, actor, mode }) => `${actor.id} (${mode}) ${JSON.stringify(command)}`).join('\n');

function runYear(seeds: readonly number[]): void {
  const book = newBook();
  const renja = renjaDecider.initial();
  const sheet = renjaSheet.initial();
  const written: Written[] = [];
  const asked: Given[] = [];
  let last = ofLedger(renja);
  const agree = (what: string, ledger: readonly string[], oracle: readonly string[]): void => {
    if (ledger.join('\n') === oracle.join('\n')) return;
    const only = (these: readonly string[], those: readonly string[]): string =>
      these.filter((one) => !those.includes(one)).join('\n');
    throw new Error(
      `${what}\nLedger only:\n${only(ledger, oracle)}\nOracle only:\n${only(oracle, ledger)}\nAsked:\n${shown(asked)}`,
    );
  };
  const office = officeOf(seeds[0] ?? 0);
  for (const seed of seeds) {
    // Only a smaller counterexample has one: nothing is asked then.
    if (seed === 0) continue;
    const given = nextCommand(book, seed, office);
    const { type } = given.command;
    asked.push(given);
    const before = type === 'ApproveRevision' || type === 'SetPlafon' ? overspent(book) : [];
    const { events, codes } = decided(renja, given, () => shown(asked));
    agree('the codes of a refusal', codes, ask(book, given));

    const count = tally.get(type) ?? { accepted: 0, refused: 0 };
    count[codes.length === 0 ? 'accepted' : 'refused'] += 1;
    tally.set(type, count);
    for (const code of codes) hitBy.add(`${code} ${type}`);
    for (const code of codes.slice(0, 1)) hit.set(code, (hit.get(code) ?? 0) + 1);

    const on = renjaDecider.effectiveOn(given.command, renja) ?? '2022-01-03';
    for (const event of events) {
      written.push({ event, on });
      renjaDecider.evolve(renja, event);
      renjaSheet.apply(sheet, entries([event])[0] as ReturnType<typeof entries>[number]);
    }
    const state = ofLedger(renja);
    if (events.length === 0) {
      agree('the state after a refusal', state, last);
      continue;
    }
    agree('the state', state, ofOracle(book));
    last = state;
    if (type === 'ProposeRevision' || type === 'ReverseRevision') {
      const [mine, its] = [[...renja.revisions.values()].at(-1), book.revisions.at(-1)];
      agree('the changes', (mine?.changes ?? []).map(inOrder), (its?.changes ?? []).map(inOrder));
    }
    if (!SUMMED.includes(type)) continue;
    agree('the sums', sumsOfSheet(sheet), sumsOfOracle(book));
    agree('what is unsound', [], unsound(book));
    const overspentBy = overspent(book).filter((id) => !before.includes(id));
    agree('what a revision overspent', [], overspentBy);
  }
  // What was in effect on a day, documents having come late and out of order.
  const all = entries(written.map(({ event }) => event)).map((entry, i) => ({
    ...entry,
    meta: { ...entry.meta, effectiveOn: written[i]?.on ?? '' },
  }));
  if (book.status === 'none' || book.status === 'draft') return;
  for (const day of ['2022-01-03', '2022-05-01', '2022-09-01', '2022-12-31']) {
    const lines = [...foldAll(renjaSheet, inEffect(all, day)).lines.values()];
    agree(
      `pagu on ${day}`,
      lines.map(({ lineId, pagu }) => `${lineId} ${pagu.now}`).toSorted(),
      [...paguOn(book, day)].map(([id, pagu]) => `${id} ${money(pagu)}`).toSorted(),
    );
  }
}

describe('any year of commands', () => {
  it('leads the ledger and the oracle to the same refusals and the same figures', () => {
    const seed = fc.noBias(fc.nat(2 ** 31 - 1));
    fc.assert(
      fc.property(fc.array(seed, { minLength: COMMANDS, maxLength: COMMANDS }), (seeds) => runYear(seeds)),
      { numRuns: RUNS, seed: SEED },
    );
    // It takes some 10 seconds, and more of them on a machine that does other things besides.
  }, 180_000);

  it('is mixed enough for that to mean something', () => {
    if (process.env.ORACLE_SHOW) console.log(tally, new Map([...hit].toSorted()), [...hitBy].toSorted());
    const all = [...tally.values()];
    const accepted = all.reduce((sum, one) => sum + one.accepted, 0);
    const share = accepted / all.reduce((sum, one) => sum + one.accepted + one.refused, 0);
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.7);
    // Fewer years than usual may leave a rule out.
    if (RUNS < 500) return;
    expect([...tally.keys()].toSorted()).toEqual(COMMAND_TYPES.toSorted());
    expect([...tally].filter(([, one]) => Math.min(one.accepted, one.refused) < RUNS / 10)).toEqual([]);
    expect(MUST_BE_HIT.filter((code) => !hit.has(code))).toEqual([]);
    expect(MUST_BE_HIT_BY.filter(([code, type]) => !hitBy.has(`${code} ${type}`))).toEqual([]);
  });
});
