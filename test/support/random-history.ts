import fc from 'fast-check';
import { type RenjaEvent } from '../../src/ledger/events.js';
import { LEVELS, type Level } from '../../src/ledger/kode.js';
import { KINDS, type Kind, STAGES, type Stage } from '../../src/ledger/terms.js';
import { approvedAs, changesOf, proposed, rejectedAs } from './entries.js';
import { DOCUMENT, line, OPENED } from './ledger-plan.js';

/**
 * Histories of made-up trees and revisions, with an account of their figures that is kept apart from `src/`: in whole
 * sen, by walking from each sub kegiatan up to its urusan.
 */

/** Sen as the ledger writes an amount. */
export function canonical(sen: bigint): string {
  const digits = String(sen < 0n ? -sen : sen).padStart(3, '0');
  return `${sen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** An amount of the ledger in sen. */
export const sen = (amount: string): bigint => BigInt(amount.replace('.', ''));

export type MadeLine = { readonly lineId: string; readonly level: Level; readonly parent: string | null };
type Accounts = Map<string, bigint>;

export type MadeHistory = {
  readonly events: readonly RenjaEvent[];
  readonly lines: readonly MadeLine[];
  /** What each sub kegiatan holds after each event: `now[n]` after the first n. */
  readonly now: readonly Accounts[];
  readonly murni: Accounts;
  /** Null where no P-APBD was approved. */
  readonly pApbd: Accounts | null;
};

type Row = { readonly level: number; readonly parent: number; readonly pagu: bigint };
type Step = {
  readonly kind: Kind;
  readonly stage: Stage | null;
  readonly approved: boolean;
  readonly changes: readonly { readonly row: number; readonly to: bigint; readonly target: number }[];
};

/** Each row finds a parent among the rows before it; where there is none, it becomes an urusan. */
function placed(rows: readonly Row[]): (MadeLine & { readonly pagu: bigint })[] {
  const lines: (MadeLine & { readonly pagu: bigint })[] = [];
  for (const { level: wanted, parent: pick, pagu } of rows) {
    const lineId = `L${String(lines.length + 1).padStart(4, '0')}`;
    const above = lines.filter(({ level }) => level === LEVELS[wanted - 1]);
    const parent = above[pick % Math.max(above.length, 1)];
    lines.push({ lineId, level: (parent && LEVELS[wanted]) ?? 'urusan', parent: parent?.lineId ?? null, pagu });
  }
  return lines;
}

/** One branch from top to bottom comes first, so that every tree has a sub kegiatan. */
const BRANCH: readonly Row[] = LEVELS.map((_, level) => ({ level, parent: 0, pagu: 123_456n }));

const copied = (accounts: Accounts): Accounts => new Map(accounts);

function history(rows: readonly Row[], steps: readonly Step[]): MadeHistory {
  const lines = placed([...BRANCH, ...rows]);
  const leaves = lines.filter(({ level }) => level === 'subkegiatan');
  const events: RenjaEvent[] = [];
  const now: Accounts[] = [new Map()];
  const targets = new Map<string, string>();
  const record = (event: RenjaEvent, change: (accounts: Accounts) => void = () => {}): void => {
    const after = copied(now.at(-1) ?? new Map());
    change(after);
    events.push(event);
    now.push(after);
  };
  record(OPENED);
  for (const { lineId, level, parent, pagu } of lines) {
    const leaf = level === 'subkegiatan';
    const indikator = [{ indikatorId: 'I1', teks: `Indikator ${lineId}`, target: '1', satuan: 'Dokumen' }];
    record(line(lineId, parent, { level, indikator, pagu: leaf ? canonical(pagu) : null }), (accounts) => {
      if (leaf) accounts.set(lineId, pagu);
    });
  }
  record({ type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } });
  let murni = copied(now.at(-1) ?? new Map());
  let pApbd: Accounts | null = null;
  steps.forEach(({ kind, stage, approved, changes }, n) => {
    const revisionId = `R${n + 1}`;
    record(proposed(revisionId, { kind, stage }));
    record(approved ? approvedAs(revisionId) : rejectedAs(revisionId));
    if (!approved) return;
    for (const { row, to, target } of changes) {
      const { lineId } = leaves[row % leaves.length] ?? { lineId: 'L0005' };
      const before = now.at(-1)?.get(lineId) ?? 0n;
      const amount = canonical(to > before ? to - before : before - to);
      if (to !== before)
        record(
          {
            type: to > before ? 'PaguIncreased' : 'PaguDecreased',
            data: { lineId, amount, before: canonical(before), after: canonical(to), revisionId, reason: 'Acak' },
          },
          (accounts) => accounts.set(lineId, to),
        );
      const { lineId: of } = lines[row % lines.length] ?? { lineId };
      const was = targets.get(of) ?? '1';
      if (String(target) === was) continue;
      targets.set(of, String(target));
      const [from, after] = [was, String(target)].map((value) => ({ target: value, satuan: 'Dokumen' }));
      if (from && after)
        record({ type: 'TargetChanged', data: { of, indikatorId: 'I1', before: from, after, revisionId } });
    }
    const at = events.findIndex(({ type, data }) => type === 'RevisionProposed' && data.revisionId === revisionId);
    events[at] = proposed(revisionId, { kind, stage, changes: changesOf(events.slice(at)) });
    const state = copied(now.at(-1) ?? new Map());
    const adopts = kind === 'penetapan' || kind === 'perubahan';
    if (adopts && stage === 'APBD') murni = state;
    if (adopts && (stage === 'P-APBD' || (stage === null && kind === 'perubahan'))) pApbd = state;
  });
  return { events, lines, now, murni, pApbd };
}

/** From nothing to amounts of 28 digits with sen, most of them near each other. */
const amount = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt(0n, 99_999_999_999n) },
  { weight: 1, arbitrary: fc.bigInt(0n, 10n ** 29n) },
);

export const anyHistory: fc.Arbitrary<MadeHistory> = fc
  .tuple(
    fc.array(fc.record({ level: fc.nat(4), parent: fc.nat(20), pagu: amount }), { maxLength: 20 }),
    fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        stage: fc.constantFrom(...STAGES, null),
        approved: fc.boolean(),
        changes: fc.array(fc.record({ row: fc.nat(40), to: amount, target: fc.nat(3) }), { maxLength: 5 }),
      }),
      { maxLength: 6 },
    ),
  )
  .map(([rows, steps]) => history(rows, steps));

/** The sum over the sub kegiatan that stand under a row or are it; over all of them for the empty id. */
export function naiveSum(lines: readonly MadeLine[], accounts: Accounts, ancestor: string): bigint {
  const parent = new Map(lines.map((one) => [one.lineId, one.parent]));
  let sum = 0n;
  for (const [lineId, value] of accounts) {
    let at: string | null = lineId;
    while (at !== null && at !== ancestor) at = parent.get(at) ?? null;
    if (ancestor === '' || at === ancestor) sum += value;
  }
  return sum;
}
