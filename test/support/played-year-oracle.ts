import type { Day } from '../../src/ledger/terms.js';

/**
 * A second account of a Renja's figures, which shares nothing with `src/`: plain facts, each of them recorded at a step
 * and effective on a day. A state is computed from scratch from the facts that belong to a point; amounts are whole sen.
 */

/** What one event says. Keys are words such as `L0005`, `L0005 I1 target` or `L0005 fund PAD`. */
export type Fact = {
  readonly adds?: readonly (readonly [key: string, sen: bigint])[];
  /** An amount in the place of another; null where a fund is named without one. */
  readonly puts?: readonly (readonly [key: string, sen: bigint | null])[];
  readonly sets?: readonly (readonly [key: string, value: string | null])[];
};

export type Placed = Fact & { readonly step: number; readonly day: Day };

/** The step up to which is recorded, and on the other axis the day up to which documents count. */
export type NaivePoint = { readonly step: number; readonly day?: Day };

/** The steps that adopt the plan and approve the P-APBD: what the columns of a sheet speak of. */
export type Landmarks = { readonly adoption: number; readonly pApbd: number };

/** The facts of a point in the order of its axis. Rows of the plan count from the day of its adoption. */
export function factsAt(facts: readonly Placed[], { step, day }: NaivePoint, { adoption }: Landmarks): Placed[] {
  const recorded = facts.filter((fact) => fact.step <= step);
  if (day === undefined) return recorded;
  if (step < adoption) return [];
  const days = [...new Set(recorded.map((fact) => fact.day))].sort().filter((one) => one <= day);
  return days.flatMap((one) => recorded.filter((fact) => fact.day === one));
}

type State = { readonly amounts: Map<string, bigint | null>; readonly texts: Map<string, string | null> };

function stateOf(facts: readonly Fact[]): State {
  const state: State = { amounts: new Map(), texts: new Map() };
  for (const { adds = [], puts = [], sets = [] } of facts) {
    for (const [key, value] of sets) state.texts.set(key, value);
    for (const [key, sen] of puts) state.amounts.set(key, sen);
    for (const [key, sen] of adds) state.amounts.set(key, (state.amounts.get(key) ?? 0n) + sen);
  }
  return state;
}

/** Rows and objectives in the order in which they came. */
const idsOf = ({ texts }: State, prefix: 'L' | 'O'): string[] =>
  [...texts.keys()].filter((key) => key.startsWith(prefix) && key.endsWith(' level')).map((key) => key.slice(0, -6));

const textOf = ({ texts }: State, key: string): string | null => texts.get(key) ?? null;
const holds = ({ amounts }: State, id: string): bigint => amounts.get(id) ?? 0n;

const indikatorOf = ({ texts }: State, id: string): string[] =>
  [...texts.keys()]
    .filter((key) => key.startsWith(`${id} I`) && key.endsWith(' target'))
    .map((key) => key.split(' ')[1] ?? '');

const fundsOf = (state: State, id: string): string[] =>
  (textOf(state, `${id} funds`) ?? '')
    .split(',')
    .filter((dana) => dana !== '')
    .map((dana) => `${dana}=${state.amounts.get(`${id} fund ${dana}`) ?? 'null'}`);

/** The sum over the rows that stand under a row or are it, by walking up from each; over all of them for no id. */
function sumUnder(amounts: State, tree: State, id: string): bigint {
  let sum = 0n;
  for (const row of idsOf(tree, 'L'))
    for (let at: string | null = row; at !== null; at = at === '' ? null : (textOf(tree, `${at} parent`) ?? ''))
      if (at === id) sum += holds(amounts, row);
  return sum;
}

type Column<Value> = { readonly murni: Value; readonly pApbd: Value | null; readonly now: Value };
type PicturedIndikator = { readonly teks: string | null; readonly target: Column<string | null> };
type PicturedRow = {
  readonly texts: readonly (string | null)[];
  readonly ended: boolean;
  readonly funds: readonly string[];
  readonly total: Column<bigint> & { readonly change: bigint };
  readonly indikator: Readonly<Record<string, PicturedIndikator>>;
};
export type Picture = {
  readonly status: string;
  readonly whole: PicturedRow['total'];
  readonly rows: Readonly<Record<string, PicturedRow>>;
  readonly objectives: Readonly<Record<string, PicturedRow['indikator']>>;
};

/** What is said of a row besides its figures. */
const TEXTS = ['level', 'parent', 'kode', 'uraian', 'lokasi', 'forward', 'asal'] as const;

/** The sheet of a point: its columns are the states at the adoption and at the P-APBD in the order of the axis. */
export function naivePicture(all: readonly Placed[], point: NaivePoint, landmarks: Landmarks): Picture {
  const facts = factsAt(all, point, landmarks);
  const now = stateOf(facts);
  const murni = stateOf(facts.filter(({ step }) => step <= landmarks.adoption));
  const last = facts.findLastIndex(({ step }) => step === landmarks.pApbd);
  const pApbd = last < 0 ? null : stateOf(facts.slice(0, last + 1));
  const columns = <Value>(of: (state: State) => Value): Column<Value> => ({
    murni: of(murni),
    pApbd: pApbd && of(pApbd),
    now: of(now),
  });
  const total = (id: string): PicturedRow['total'] => {
    const sums = columns((state) => sumUnder(state, now, id));
    return { ...sums, change: sums.now - sums.murni };
  };
  const indikator = (id: string): PicturedRow['indikator'] =>
    Object.fromEntries(
      indikatorOf(now, id).map((one) => [
        one,
        { teks: textOf(now, `${id} ${one} teks`), target: columns((state) => textOf(state, `${id} ${one} target`)) },
      ]),
    );
  return {
    status: textOf(now, 'status') ?? 'none',
    whole: total(''),
    rows: Object.fromEntries(
      idsOf(now, 'L').map((id) => [
        id,
        {
          texts: TEXTS.map((text) => textOf(now, `${id} ${text}`)),
          ended: textOf(now, `${id} ended`) !== null,
          funds: fundsOf(now, id),
          total: total(id),
          indikator: indikator(id),
        },
      ]),
    ),
    objectives: Object.fromEntries(idsOf(now, 'O').map((id) => [id, indikator(id)])),
  };
}

export type NaiveDifference = {
  readonly net: bigint;
  readonly up: bigint;
  readonly down: bigint;
  readonly rows: Readonly<
    Record<
      string,
      {
        readonly before: bigint;
        readonly after: bigint;
        readonly delta: bigint;
        readonly row: 'added' | 'ended' | null;
        readonly targets: readonly string[];
        readonly funds: string | null;
      }
    >
  >;
  readonly objectives: Readonly<Record<string, readonly string[]>>;
};

/** What lies between two points, each of which sums by its own tree. */
export function naiveDifference(from: readonly Fact[], to: readonly Fact[]): NaiveDifference {
  const [was, is] = [stateOf(from), stateOf(to)];
  const targets = (id: string): string[] =>
    [...new Set([...indikatorOf(was, id), ...indikatorOf(is, id)])].flatMap((one) => {
      const [before, after] = [was, is].map((state) => textOf(state, `${id} ${one} target`));
      return before === after ? [] : [`${before} → ${after}`];
    });
  const living = (state: State, id: string): boolean =>
    textOf(state, `${id} level`) !== null && textOf(state, `${id} ended`) === null;
  const ids = [...new Set([...idsOf(was, 'L'), ...idsOf(is, 'L')])];
  const deltas = ids.map((id) => holds(is, id) - holds(was, id));
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
  return {
    net: sum(deltas),
    up: sum(deltas.filter((delta) => delta > 0n)),
    down: -sum(deltas.filter((delta) => delta < 0n)),
    rows: Object.fromEntries(
      ids.map((id) => {
        const [before, after] = [sumUnder(was, was, id), sumUnder(is, is, id)];
        const [had, has] = [fundsOf(was, id).join(), fundsOf(is, id).join()];
        const row = living(was, id) === living(is, id) ? null : living(is, id) ? 'added' : 'ended';
        const funds = had === has ? null : `${had} → ${has}`;
        return [id, { before, after, delta: after - before, row, targets: targets(id), funds }];
      }),
    ),
    objectives: Object.fromEntries(
      [...new Set([...idsOf(was, 'O'), ...idsOf(is, 'O')])]
        .map((id) => [id, targets(id)] as const)
        .filter(([, changed]) => changed.length > 0),
    ),
  };
}

/** `1.250,5` in hundredths; null where it is not one number. */
function hundredths(written: string): bigint | null {
  const [, whole, part = ''] = /^(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d\d?))?$/.exec(written) ?? [];
  return whole === undefined ? null : BigInt(whole.replaceAll('.', '') + part.padEnd(2, '0'));
}

function naiveRate(part: string, whole: string): string | null {
  const [a, b] = [hundredths(part), hundredths(whole)];
  if (a === null || b === null || b === 0n) return null;
  const rate = String((a * 20_000n + b) / (b * 2n)).padStart(3, '0');
  return `${rate.slice(0, -2)},${rate.slice(-2)}`;
}

export type NaiveEvaluated = {
  readonly lineId: string;
  readonly indikator: string | null;
  readonly target: string | null;
  readonly realisasi: string | null;
  readonly rate: string | null;
  readonly keuangan: bigint | null;
};

/** The rows below each other as the tree has them, and side by side as they were added. */
function inTree(state: State, parent: string | null = null): string[] {
  const beside = idsOf(state, 'L').filter((id) => textOf(state, `${id} parent`) === parent);
  return beside.flatMap((id) => [id, ...inTree(state, id)]);
}

/** Table 2.1 of a period at a point, in the order of the tree. */
export function naiveEvaluation(facts: readonly Fact[], period: string): NaiveEvaluated[] {
  const state = stateOf(facts);
  const keys = [...state.texts.keys(), ...state.amounts.keys()];
  return inTree(state).flatMap((id): NaiveEvaluated[] => {
    const reported = keys.some((key) => key.startsWith(`${id} kinerja `) || key.startsWith(`${id} keuangan `));
    if (textOf(state, `${id} ended`) !== null && !reported) return [];
    const spent = state.amounts.get(`${id} keuangan ${period}`) ?? null;
    const living = indikatorOf(state, id).filter((one) => textOf(state, `${id} ${one} target`) !== null);
    const nothing = { indikator: null, target: null, realisasi: null, rate: null };
    if (living.length === 0) return [{ lineId: id, ...nothing, keuangan: spent }];
    return living.map((one, n) => {
      const realisasi = textOf(state, `${id} kinerja ${period} ${one}`);
      const stated = textOf(state, `${id} pembanding ${period} ${one}`)?.split('|');
      const target = stated?.slice(1).join('|') ?? textOf(state, `${id} ${one} target`) ?? '';
      return {
        lineId: id,
        indikator: stated?.[0] ?? textOf(state, `${id} ${one} teks`),
        target,
        realisasi,
        rate: realisasi === null ? null : naiveRate(realisasi, target.split('|')[0] ?? ''),
        keuangan: n === 0 ? spent : null,
      };
    });
  });
}
