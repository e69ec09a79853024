import { compareSheets } from '../../projections/comparison.js';
import { evaluation } from '../../projections/evaluation.js';
import { lineHistory } from '../../projections/line-history.js';
import { type Fold, foldAll, inEffect } from '../../projections/projection.js';
import { inTreeOrder, type RenjaSheet, renjaSheet } from '../../projections/renja-sheet.js';
import { revisionRegister, sumsOf } from '../../projections/revision-register.js';
import { execute } from '../../src/commands/execute.js';
import { streamOf } from '../../src/commands/load.js';
import { Rejection } from '../../src/ledger/rejection.js';
import { negate } from '../../src/ledger/rupiah.js';
import { project, type Timeline, timeline } from '../../src/queries/history.js';
import type { EventStore } from '../../src/store/event-store.js';
import { eventIdOf } from '../../src/store/seal.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { type Entry, verified } from '../../src/store/stored-events.js';
import { APPROVER, OPENED, PLANNER } from '../support/ledger-plan.js';
import { FACTS, revisionAfter, STEPS, stepOf } from '../support/played-year.js';
import {
  factsAt,
  type Landmarks,
  naiveDifference,
  naiveEvaluation,
  naivePicture,
  type Picture,
} from '../support/played-year-oracle.js';
import { differenceIn, evaluationIn, pictureIn } from '../support/played-year-shown.js';
import { sen } from '../support/random-history.js';
import { temporaryFolder } from '../support/sealed.js';

const RENJA = OPENED.data.renjaId;
const MARKS: Landmarks = { adoption: stepOf('murni'), pApbd: stepOf('approve R002') };
const LAST = STEPS.length - 1;
const ADOPTED = STEPS[MARKS.adoption]?.day ?? '';
const PERIODS = ['2022-TW1', '2022-TW2', '2022-TW3', '2022-TW4'] as const;

/** Each document's day, the day before it and the day after it. */
const DAYS = [...new Set(STEPS.map(({ day }) => day))]
  .flatMap((day) => [-1, 0, 1].map((n) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10)))
  .filter((day, i, all) => all.indexOf(day) === i)
  .sort();

/** The versions by the step that made them; the state before an approval is that after the step before it. */
const VERSIONS = [
  ['murni', 'murni'],
  ['pergeseran-1', 'approve R001'],
  ['p-apbd', 'approve R002'],
  ['pergeseran-2', 'approve R003'],
  ['koreksi-1', 'approve R004'],
  ['mendahului-1', 'approve R005'],
  ['pergeseran-3', 'approve R006'],
  ['pergeseran-4', 'approve R008'],
] as const;
const POINTS: readonly (readonly [name: string, step: number])[] = [
  ...VERSIONS.map(([name, made]) => [name, stepOf(made)] as const),
  ['sebelum', MARKS.pApbd - 1],
  ...VERSIONS.slice(1).map(([name, made]) => [`sebelum-${name}`, stepOf(made) - 1] as const),
  ['now', LAST],
];

const FOLDS: readonly Fold<unknown>[] = [renjaSheet, revisionRegister, evaluation, lineHistory];

const folder = temporaryFolder();
let store: EventStore;
let entries: Entry[];
let times: Timeline;
/** The views as they were read when a step had just been carried out. */
const then: { readonly [name: string]: unknown }[] = [];

const recordedUpTo = (step: number): Entry[] => entries.slice(0, revisionAfter(step));
const sheetAt = (step: number, day?: string): RenjaSheet =>
  foldAll(renjaSheet, day === undefined ? recordedUpTo(step) : inEffect(recordedUpTo(step), day));

beforeAll(async () => {
  store = await openSqliteStore(`${folder.path}/ledger.db`, { create: true });
  for (const [n, { command, refused }] of STEPS.entries()) {
    const asked = execute(
      store,
      {
        ...{ renjaId: RENJA, command, commandId: eventIdOf('0e38ed8d-2dd6-57f3-94df-b1be10af9ed6', n), mode: 'live' },
        actor: command.type === 'ApproveRevision' || command.type === 'CloseRenja' ? APPROVER : PLANNER,
      },
      () => new Date(Date.UTC(2023, 3, 1, 1, n)),
    );
    const answer = await asked.catch((error: unknown) => error);
    if (answer instanceof Rejection ? answer.code !== refused : answer instanceof Error || refused) throw answer;
    const seen = await Promise.all(FOLDS.map(async (fold) => [fold.name, await project(store, RENJA, fold)]));
    then.push(Object.fromEntries(seen));
  }
  entries = [];
  for await (const entry of verified(store.read(streamOf(RENJA)))) entries.push(entry);
  times = await timeline(store, RENJA);
});

afterAll(async () => {
  await store.close();
  folder.remove();
});

describe('A year that is played through', () => {
  it('is recorded by as many events as it has facts, and each counts from the day of its document', () => {
    expect(entries.length).toBe(revisionAfter(LAST));
    const days = STEPS.flatMap(({ day, events }) => Array.from({ length: events }, () => day));
    // What is typed in before the adoption counts from its day; its own day is that of the recording.
    const plan = revisionAfter(MARKS.adoption);
    expect(entries.slice(plan - 1).map(({ meta }) => meta.effectiveOn)).toEqual(days.slice(plan - 1));
  });

  it('has at every named version the figures that its facts make', async () => {
    for (const [name, step] of POINTS) {
      const point = times.at(name);
      expect([name, point.revision]).toEqual([name, revisionAfter(step)]);
      const shown = pictureIn(await project(store, RENJA, renjaSheet, point));
      expect({ name, shown }).toEqual({ name, shown: naivePicture(FACTS, { step }, MARKS) });
    }
  });

  it('has after every step, and on every day around a document, the figures of that day as far as then recorded', () => {
    for (const [step, { facts }] of STEPS.entries()) {
      if (facts.length === 0) continue;
      expect({ step, shown: pictureIn(sheetAt(step)) }).toEqual({ step, shown: naivePicture(FACTS, { step }, MARKS) });
      for (const day of DAYS) {
        const expected: Picture = naivePicture(FACTS, { step, day }, MARKS);
        expect({ step, day, shown: pictureIn(sheetAt(step, day)) }).toEqual({ step, day, shown: expected });
      }
    }
  });

  it('is read from the store on every day as from the entries at hand', async () => {
    for (const day of DAYS.filter((one) => one >= ADOPTED))
      expect(await project(store, RENJA, renjaSheet, times.at(`effective:${day}`))).toEqual(sheetAt(LAST, day));
  });

  it('differs between any two versions by what lies between them, and swapped ends negate it', () => {
    for (const [one, from] of POINTS)
      for (const [other, to] of POINTS) {
        const expected = naiveDifference(factsAt(FACTS, { step: from }, MARKS), factsAt(FACTS, { step: to }, MARKS));
        const [a, b] = [sheetAt(from), sheetAt(to)];
        expect({ one, other, ...differenceIn(a, b) }).toEqual({ one, other, ...expected });
        const [there, back] = [compareSheets(a, b), compareSheets(b, a)];
        expect([back.net, back.gross]).toEqual([negate(there.net), { up: there.gross.down, down: there.gross.up }]);
        const deltas = new Map(there.lines.map(({ lineId, delta }) => [lineId, negate(delta)]));
        expect(new Map(back.lines.map(({ lineId, delta }) => [lineId, delta]))).toEqual(deltas);
      }
  });

  it('differs likewise between any two days of effect', () => {
    const sides = DAYS.filter((day) => day >= ADOPTED).map((day) => ({
      ...{ day, sheet: sheetAt(LAST, day), facts: factsAt(FACTS, { step: LAST, day }, MARKS) },
    }));
    for (const one of sides)
      for (const other of sides) {
        const days = [one.day, other.day];
        const expected = naiveDifference(one.facts, other.facts);
        expect({ days, ...differenceIn(one.sheet, other.sheet) }).toEqual({ days, ...expected });
      }
  });

  it('has each row below its parent, the moved one among its new neighbours', () => {
    expect(inTreeOrder(sheetAt(LAST)).map(({ lineId }) => lineId)).toEqual(
      [1, 2, 3, 4, 5, 6, 8, 7, 13, 9, 10, 11, 12, 14, 15].map((n) => `L${String(n).padStart(4, '0')}`),
    );
  });

  it('is evaluated in every period, at every point of both axes, against the targets in force there', () => {
    for (const step of STEPS.keys())
      for (const period of PERIODS)
        for (const day of [undefined, ...(step === LAST ? DAYS : [])]) {
          const recorded = recordedUpTo(step);
          const shown = evaluationIn(day === undefined ? recorded : inEffect(recorded, day), period);
          const point = day === undefined ? { step } : { step, day };
          const expected = naiveEvaluation(factsAt(FACTS, point, MARKS), period);
          expect({ step, period, day, shown }).toEqual({ step, period, day, shown: expected });
        }
  });

  it('is registered revision by revision, with the version that each approval made', () => {
    expect(times.versions).toEqual(VERSIONS.map(([name, made]) => ({ name, revision: revisionAfter(stepOf(made)) })));
    const rows = [...times.register.revisions.values()].map((one) => [
      ...[one.revisionId, one.kind, one.stage, one.effectiveOn, one.status, one.version, one.reverses],
      ...[one.lateReason !== null, one.proposed.revision, one.decided?.revision],
    ]);
    const proposedAt = (name: string): number => revisionAfter(stepOf(name));
    const decidedAt = (name: string): number => revisionAfter(stepOf(name) - 1) + 1;
    expect(rows).toEqual(
      (
        [
          ['R001', 'pergeseran', null, '2022-03-01', 'approved', 'pergeseran-1', null, false, 'propose R001'],
          ['R002', 'perubahan', 'P-APBD', '2022-09-15', 'approved', 'p-apbd', null, false, 'propose R002'],
          ['R003', 'pergeseran', null, '2022-10-10', 'approved', 'pergeseran-2', null, false, 'propose R003'],
          ['R004', 'koreksi', null, '2022-10-20', 'approved', 'koreksi-1', 'R003', false, 'reverse R003'],
          ['R005', 'mendahului', null, '2022-07-20', 'approved', 'mendahului-1', null, true, 'propose R005'],
          ['R006', 'pergeseran', null, '2022-12-01', 'approved', 'pergeseran-3', null, false, 'propose R006'],
          ['R007', 'pergeseran', null, '2022-12-02', 'withdrawn', null, null, false, 'propose R007'],
          ['R008', 'pergeseran', null, '2022-12-02', 'approved', 'pergeseran-4', null, false, 'propose R008'],
        ] as const
      ).map(([id, kind, stage, day, status, version, reverses, late, proposal]) => [
        ...[id, kind, stage, day, status, version, reverses, late, proposedAt(proposal)],
        decidedAt(`${status === 'approved' ? 'approve' : 'withdraw'} ${id}`),
      ]),
    );
  });

  it('registers of each revision the sums that its approval posted', () => {
    for (const [, made] of VERSIONS.slice(1)) {
      const posted = FACTS.filter(({ step }) => step === stepOf(made)).flatMap(({ adds = [] }) =>
        adds.filter(([key]) => /^L\d+$/.test(key)).map(([, amount]) => amount),
      );
      const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
      const shown = sumsOf(times.register.revisions.get(made.slice(-4))?.changes ?? []);
      expect([made, sen(shown.up), sen(shown.down), sen(shown.net)]).toEqual([
        ...[made, sum(posted.filter((amount) => amount > 0n)), -sum(posted.filter((amount) => amount < 0n))],
        sum(posted),
      ]);
    }
  });

  it('shows at every step what was shown when nothing more was recorded', async () => {
    for (const step of STEPS.keys()) {
      const point = times.at(`r${revisionAfter(step)}`);
      for (const fold of FOLDS)
        expect({ step, view: await project(store, RENJA, fold, point) }).toEqual({
          ...{ step, view: then[step]?.[fold.name] },
        });
    }
  });
});
