import fc from 'fast-check';
import { foldAll } from '../../projections/projection.js';
import { renjaSheet } from '../../projections/renja-sheet.js';
import { type RevisionRegister, revisionRegister, sumsOf } from '../../projections/revision-register.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Kind, Stage } from '../../src/ledger/terms.js';
import {
  approvedAs,
  changesOf,
  entries,
  proposed,
  realised,
  rejectedAs,
  repriced,
  retargeted,
  revised,
} from '../support/entries.js';
import { DOCUMENT, PLAN } from '../support/ledger-plan.js';
import { anyHistory, sen } from '../support/random-history.js';

const registerOf = (...events: readonly RenjaEvent[]): RevisionRegister => foldAll(revisionRegister, entries(events));
const namesAfter = (...events: readonly RenjaEvent[]): string[] =>
  registerOf(...PLAN, ...events).versions.map(({ name }) => name);
const a = (revisionId: string, kind: Kind, stage: Stage | null): RenjaEvent[] => revised(revisionId, { kind, stage });

describe('The versions of a Renja', () => {
  it('are none before it is adopted, then murni at the adoption', () => {
    expect(registerOf(...PLAN.slice(0, -1)).versions).toEqual([]);
    expect(registerOf(...PLAN).versions).toEqual([{ name: 'murni', revision: PLAN.length }]);
  });

  it('count pergeseran, mendahului and koreksi each by themselves', () => {
    expect(
      namesAfter(
        ...a('R1', 'pergeseran', null),
        ...a('R2', 'mendahului', null),
        ...a('R3', 'pergeseran', 'APBD'),
        ...a('R4', 'koreksi', null),
        ...a('R5', 'koreksi', 'P-APBD'),
      ),
    ).toEqual(['murni', 'pergeseran-1', 'mendahului-1', 'pergeseran-2', 'koreksi-1', 'koreksi-2']);
  });

  it('are named after the stage that a perubahan reaches, and numbered from the second', () => {
    expect(
      namesAfter(
        ...a('R1', 'perubahan', 'P-RKPD'),
        ...a('R2', 'perubahan', 'P-APBD'),
        ...a('R3', 'pergeseran', null),
        ...a('R4', 'perubahan', 'P-APBD'),
        ...a('R5', 'perubahan', 'P-APBD'),
      ),
    ).toEqual(['murni', 'p-rkpd', 'p-apbd', 'pergeseran-1', 'p-apbd-2', 'p-apbd-3']);
  });

  it('stand at the last event of their approval, whatever comes later', () => {
    const changes = [
      repriced('R1', 'L0005', 100_000_000, 1),
      retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '85', satuan: '%' }),
    ];
    const register = registerOf(...PLAN, ...revised('R1', {}, ...changes), realised('L0005', '2022-TW3', {}));
    expect(register.versions).toEqual([
      { name: 'murni', revision: PLAN.length },
      { name: 'p-apbd', revision: PLAN.length + 4 },
    ]);
  });

  it('include a change of funds in the approval that it came with', () => {
    const data = { lineId: 'L0006', before: [], after: [], revisionId: 'R1' };
    const register = registerOf(...PLAN, ...revised('R1', {}, { type: 'SumberDanaChanged', data }));
    expect(register.versions.at(-1)).toEqual({ name: 'p-apbd', revision: PLAN.length + 3 });
    const [registered] = register.revisions.values();
    expect(registered && sumsOf(registered.changes)).toMatchObject({
      paguChanges: 0,
      targetChanges: 0,
      fundChanges: 1,
      rowChanges: 0,
    });
  });

  it('move murni to a penetapan of the APBD', () => {
    const again = revised('R1', { kind: 'penetapan', stage: 'APBD' }, repriced('R1', 'L0005', 100_000_000, 1));
    expect(registerOf(...PLAN, ...again).versions).toEqual([{ name: 'murni', revision: PLAN.length + 3 }]);
  });

  it('have the name of the column that the sheet fills, whatever adopts the stage', () => {
    for (const [kind, stage, name, column] of [
      ['penetapan', 'APBD', 'murni', 'murni'],
      ['perubahan', 'APBD', 'murni', 'murni'],
      ['penetapan', 'P-APBD', 'p-apbd', 'pApbd'],
      ['perubahan', 'P-APBD', 'p-apbd', 'pApbd'],
      ['perubahan', null, 'p-apbd', 'pApbd'],
      ['penetapan', null, 'penetapan-1', null],
      ['perubahan', 'P-RKPD', 'p-rkpd', null],
      ['koreksi', 'P-APBD', 'koreksi-1', null],
    ] as const) {
      const events = [...PLAN, ...revised('R1', { kind, stage }, repriced('R1', 'L0005', 100_000_000, 7))];
      expect(registerOf(...events).revisions.get('R1')?.version).toBe(name);
      const { pagu } = foldAll(renjaSheet, entries(events)).lines.get('L0005') ?? {};
      const filled = (['murni', 'pApbd'] as const).filter((one) => pagu?.[one] === '7.00');
      expect([kind, stage, filled]).toEqual([kind, stage, column === null ? [] : [column]]);
    }
  });

  it('are numbered in the order of approval, not of proposal', () => {
    const shift = { kind: 'pergeseran', stage: null } as const;
    const register = registerOf(
      ...PLAN,
      proposed('R1', shift),
      proposed('R2', shift),
      approvedAs('R2'),
      approvedAs('R1'),
    );
    expect(register.revisions.get('R2')?.version).toBe('pergeseran-1');
    expect(register.revisions.get('R1')?.version).toBe('pergeseran-2');
  });

  it('are not made by a proposal or a rejection, which take no number either', () => {
    const shift = { kind: 'pergeseran', stage: null } as const;
    const events = [proposed('R1', shift), rejectedAs('R1'), ...a('R2', 'pergeseran', null), proposed('R3', shift)];
    expect(namesAfter(...events)).toEqual(['murni', 'pergeseran-1']);
    expect(registerOf(...PLAN, ...events).revisions.get('R1')).toMatchObject({ status: 'rejected', version: null });
    expect(registerOf(...PLAN, ...events).revisions.get('R3')).toMatchObject({ status: 'proposed', decided: null });
  });
});

describe('A registered revision', () => {
  it('has its document, reason, days and people', () => {
    const events = [
      ...PLAN,
      proposed('R1', { document: DOCUMENT, lateReason: 'Surat terlambat' }),
      approvedAs('R1', 'ok'),
    ];
    const all = entries(events, ({ type }) =>
      type === 'RevisionApproved'
        ? {
            actor: { id: 'ani', name: 'Ani', role: 'approver', asserted: true },
            recordedAt: '2022-07-01T00:00:00.000Z',
          }
        : {},
    );
    const registered = foldAll(revisionRegister, all).revisions.get('R1');
    expect(registered).toMatchObject({
      ...{ revisionId: 'R1', kind: 'perubahan', stage: 'P-APBD', judul: 'Judul R1', reason: 'Alasan R1' },
      ...{ document: DOCUMENT, effectiveOn: '2022-06-01', lateReason: 'Surat terlambat', status: 'approved' },
      proposed: { revision: PLAN.length + 1, actor: { id: 'budi' }, mode: 'live' },
      decided: {
        revision: PLAN.length + 2,
        recordedAt: '2022-07-01T00:00:00.000Z',
        actor: { id: 'ani', name: 'Ani', role: 'approver', asserted: true },
        note: 'ok',
      },
    });
  });

  it('keeps the reason of its rejection, and null where no one is late', () => {
    const registered = registerOf(...PLAN, proposed('R1'), rejectedAs('R1', 'Pagu keliru')).revisions.get('R1');
    expect(registered).toMatchObject({ lateReason: null, decided: { note: 'Pagu keliru' } });
  });

  it('sums what rose and what fell, both positive; its net is their difference', () => {
    const registered = registerOf(
      ...PLAN,
      ...revised(
        'R1',
        {},
        repriced('R1', 'L0005', 100_000_000, 100_000_030),
        repriced('R1', 'L0006', 60_000_000, 59_999_950),
        retargeted('R1', 'L0005', 'I2', { target: '82', satuan: '%' }, { target: '85', satuan: '%' }),
      ),
    ).revisions.get('R1');
    expect(registered && sumsOf(registered.changes)).toEqual({
      ...{ up: '30.00', down: '50.00', net: '-20.00' },
      ...{ paguChanges: 2, targetChanges: 1, fundChanges: 0, rowChanges: 0, plafonChanges: 0 },
    });
  });

  it('that is proposed in several parts is one revision, of its first part', () => {
    const rise = repriced('R1', 'L0005', 100_000_000, 100_000_030);
    const fall = repriced('R1', 'L0006', 60_000_000, 59_999_950);
    const register = registerOf(
      ...PLAN,
      proposed('R1', { part: 1, parts: 2, judul: 'Bersama', changes: changesOf([rise]) }),
      proposed('R1', { part: 2, parts: 2, judul: 'Bersama', changes: changesOf([fall]) }),
      approvedAs('R1'),
      rise,
      fall,
    );
    expect([...register.revisions.keys()]).toEqual(['R1']);
    expect(register.revisions.get('R1')).toMatchObject({
      proposed: { revision: PLAN.length + 1 },
      status: 'approved',
      changes: changesOf([rise, fall]),
    });
  });

  it('says what it would change before it is approved, and what it would have changed after it was rejected', () => {
    const change = { field: 'pagu', lineId: 'L0005', seen: '100000000.00', delta: '5.00' } as const;
    const events = [...PLAN, proposed('R1', { changes: [change] })];
    for (const registered of [registerOf(...events), registerOf(...events, rejectedAs('R1'))]) {
      const [revision] = registered.revisions.values();
      expect(revision && sumsOf(revision.changes)).toMatchObject({ up: '5.00', down: '0.00', paguChanges: 1 });
    }
  });
});

describe('Of any history', () => {
  it('the nets of all revisions explain what the whole became since its adoption', () => {
    fc.assert(
      fc.property(anyHistory, ({ events, lines, now }) => {
        const { revisions } = registerOf(...events);
        const whole = (n: number): bigint => [...(now[n]?.values() ?? [])].reduce((sum, one) => sum + one, 0n);
        const approved = [...revisions.values()]
          .filter(({ status }) => status === 'approved')
          .map(({ changes }) => sumsOf(changes));
        const net = approved.reduce((sum, one) => sum + sen(one.net), 0n);
        // The Renja was opened, its rows added and itself adopted: one event each.
        expect(net).toBe(whole(events.length) - whole(lines.length + 2));
        expect(approved.every(({ up, down }) => sen(up) >= 0n && sen(down) >= 0n)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('every version has a name of its own, and every approval but of the APBD makes one', () => {
    fc.assert(
      fc.property(anyHistory, ({ events }) => {
        const { revisions, versions } = registerOf(...events);
        const names = versions.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        const made = [...revisions.values()]
          .filter(({ status }) => status === 'approved')
          .map(({ version }) => version);
        expect(new Set([...made, 'murni'])).toEqual(new Set(names));
      }),
      { numRuns: 500 },
    );
  });
});
