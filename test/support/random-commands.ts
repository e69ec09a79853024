import type { DataOf, Given, Mode, RenjaCommand } from '../../src/ledger/commands.js';
import type { Actor } from '../../src/ledger/events.js';
import { Dice } from './dice.js';
import {
  ADMIN,
  APPROVER,
  AUDITOR,
  adopt,
  approve,
  close,
  correct,
  DOCUMENT,
  FINANCE,
  OTHER_APPROVER,
  open,
  PLANNER,
  reject,
  reopen,
  report,
  reverse,
  setNote,
  VERIFIER,
  VIEWER,
  withdraw,
} from './ledger-plan.js';
import { type Book, money, reported, statedOf } from './oracle-figures.js';
import { Sight } from './random-changes.js';
import { lines, objectives } from './random-plan.js';
import { askedRevision, someDay } from './random-revisions.js';

/**
 * What someone might ask next, seen what is there: mostly what an office would do, and often enough something wrong. The
 * same book and seed ask for the same.
 */

type Command = RenjaCommand['type'];

/** How often each command is asked for in each state. */
const WEIGHTS: Record<Book['status'], Partial<Record<Command, number>>> = {
  none: { OpenRenja: 80, AddLines: 5, AdoptRenja: 3, ProposeRevision: 3, CorrectRealisasi: 3, ReopenRenja: 3 },
  draft: {
    AddLines: 60,
    AddObjectives: 22,
    AdoptRenja: 40,
    SetNote: 5,
    OpenRenja: 2,
    ProposeRevision: 2,
    CorrectRealisasi: 2,
  },
  adopted: {
    ...{ ProposeRevision: 30, ApproveRevision: 26, ReportRealisasi: 16, CorrectRealisasi: 9, ReverseRevision: 9 },
    ...{ RejectRevision: 5, WithdrawRevision: 5, SetNote: 4, CloseRenja: 4, ReopenRenja: 1 },
    ...{ AddLines: 1, AddObjectives: 1, AdoptRenja: 1, OpenRenja: 1 },
  },
  closed: { ReopenRenja: 45, CorrectRealisasi: 30, ProposeRevision: 6, ApproveRevision: 5, SetNote: 5, CloseRenja: 4 },
};

function someCommand({ book, dice }: Sight): Command {
  const weights = { ...WEIGHTS[book.status] };
  // A year that has nothing to decide may end; one with nothing to add is adopted.
  if (book.status === 'draft' && book.planned.length < 10) weights.AdoptRenja = 3;
  if (book.status === 'draft' && book.planned.length > 13) weights.AddLines = 12;
  if (book.status === 'adopted') {
    const pending = book.revisions.some(({ status }) => status === 'proposed');
    if (!pending) Object.assign(weights, { ApproveRevision: 2, RejectRevision: 1, WithdrawRevision: 1, CloseRenja: 7 });
    if (book.approved.length === 0) weights.ReverseRevision = 1;
    if (book.stated.length === 0) weights.CorrectRealisasi = 2;
  }
  const all = Object.entries(weights) as [Command, number][];
  const lot = dice.below(all.reduce((sum, [, weight]) => sum + weight, 0));
  const upTo = (n: number): number => all.slice(0, n + 1).reduce((sum, [, weight]) => sum + weight, 0);
  return all.find((_, n) => lot < upTo(n))?.[0] ?? 'OpenRenja';
}

const PERIODS = ['2022-TW1', '2022-TW2', '2022-TW3', '2022-TW4', '2022-03', '2022-05', '2022-06', '2022-11'] as const;
const endOf = (period: string): number => {
  const [, quarter, month] = /-(?:TW(\d)|(\d\d))$/.exec(period) ?? [];
  return quarter ? Number(quarter) * 3 : Number(month);
};

/** An amount that fits between what earlier and later periods state; rarely one that does not. */
function fitting({ book, dice }: Sight, row: { id: string; pagu: bigint }, period: string): string {
  const sen = ({ value }: { value: string }): number => Number(value.replace('.', ''));
  const others = statedOf(book, row.id, 'keuangan').filter((one) => one.period !== period);
  const low = Math.max(0, ...others.filter((one) => endOf(one.period) < endOf(period)).map(sen));
  const later = others.filter((one) => endOf(one.period) > endOf(period)).map(sen);
  const high = Math.max(low, Math.min(...later, dice.chance(90) ? Number(row.pagu) : 2_000));
  const value = low + (dice.chance(30) ? 0 : dice.below(Math.floor((high - low) / 2) + 1));
  return money(BigInt(dice.chance(8) ? dice.below(2_000) : value));
}

type Report = DataOf<'ReportRealisasi'>['reports'][number];

function reports(sight: Sight): RenjaCommand {
  const { now, book, dice } = sight;
  const rows = dice.chance(7) ? now.rows : now.rows.filter(({ ended }) => !ended);
  const subs = rows.filter(({ level }) => level === 'subkegiatan');
  const one = (): Report => {
    const row = dice.chance(80) ? dice.pick(subs) : dice.pick(rows);
    const asked = { lineId: dice.chance(3) ? 'L0999' : (row?.id ?? 'L0001') };
    const indikatorId = dice.chance(92) ? (dice.pick(row?.indikator ?? [])?.id ?? 'I1') : 'I9';
    const free = PERIODS.filter((period) => reported(book, asked.lineId, 'keuangan', period) === undefined);
    const period = dice.chance(3)
      ? dice.pick(['2022-TW5', '2022', '2022-13'])
      : dice.pick(dice.chance(85) ? free : PERIODS);
    const kinerja = { indikatorId, kinerja: `${dice.below(9)}` };
    const amount = dice.chance(4) ? dice.pick(['-1.00', 'x']) : row ? fitting(sight, row, period ?? '') : '1.00';
    const keuangan = { keuangan: dice.chance(10) ? '0.00' : amount };
    const what = dice.below(100);
    const ofMoney = row?.level === 'subkegiatan' || dice.chance(10);
    return {
      ...{ ...asked, period: period ?? '2022-TW1' },
      ...(what < 3 ? {} : what < 30 || !ofMoney ? kinerja : what < 45 ? { ...kinerja, ...keuangan } : keuangan),
    };
  };
  const all = Array.from({ length: dice.chance(75) ? 1 : 2 }, one);
  const [first] = all;
  return report(...all, ...(first && dice.chance(4) ? [first] : []));
}

function corrections(sight: Sight): RenjaCommand {
  const { book, dice } = sight;
  const one = (): Parameters<typeof correct>[0][number] => {
    const stated = dice.pick(book.stated);
    const row = sight.now.rows.find(({ id }) => id === stated?.row);
    if (!stated || !row || dice.chance(10))
      return {
        ...{ lineId: dice.pick(['L0001', 'L0999', 'L0009']), period: dice.pick(['2022-TW1', '2022-TW9']) },
        ...(dice.chance(70) ? { keuangan: { to: '1.00' } } : {}),
      };
    const now = reported(book, stated.row, stated.what, stated.period) ?? '';
    const from = dice.chance(70) ? {} : { from: dice.chance(75) ? now : '0.01' };
    const { row: lineId, period } = stated;
    if (stated.what !== 'keuangan')
      return { lineId, period, indikatorId: stated.what.slice(8), kinerja: { ...from, to: `${dice.below(9)}` } };
    const to = dice.chance(5) ? dice.pick(['-1.00', 'x', now]) : fitting(sight, row, period);
    return { lineId, period, keuangan: { ...from, to } };
  };
  const all = Array.from({ length: dice.chance(3) ? 0 : dice.chance(80) ? 1 : 2 }, one);
  const [first] = all;
  return correct([...all, ...(first && dice.chance(4) ? [first] : [])], {
    reason: dice.chance(94) ? 'Salah ketik' : ' ',
    document: dice.chance(book.status === 'closed' ? 75 : 30) ? DOCUMENT : null,
  });
}

/** A revision to decide on: mostly one that waits for it. */
function toDecide({ book, dice }: Sight): string {
  const pending = book.revisions.filter(({ status }) => status === 'proposed');
  if (dice.chance(4)) return 'R099';
  return (dice.pick(dice.chance(93) ? pending : book.revisions) ?? { id: 'R001' }).id;
}

const decree = (dice: Dice) => ({
  ...(dice.chance(92) ? {} : { reason: '' }),
  ...(dice.chance(92) ? {} : { document: null }),
});

function reversal(sight: Sight): RenjaCommand {
  const { book, dice } = sight;
  const free = book.approved.filter(({ id }) => book.revisions.every(({ reverses }) => reverses !== id));
  // The oldest one has most often been overtaken since.
  const wanted = dice.chance(85) ? (dice.chance(35) ? free.slice(0, 1) : free) : book.revisions;
  const { id } = dice.pick(wanted) ?? { id: dice.pick(['R001', 'R099']) };
  return reverse(id, {
    effectiveOn: someDay(sight),
    kind: dice.chance(75) ? 'koreksi' : 'pergeseran',
    reason: dice.chance(95) ? 'Dicabut' : '',
    document: dice.chance(95) ? DOCUMENT : null,
    ...(dice.chance(60) ? { lateReason: 'Baru diterima' } : {}),
  });
}

function commandOf(type: Command, sight: Sight): RenjaCommand {
  const { dice } = sight;
  switch (type) {
    case 'OpenRenja':
      return open;
    case 'AddObjectives':
      return objectives(sight);
    case 'AddLines':
      return lines(sight);
    case 'AdoptRenja':
      return adopt;
    case 'ProposeRevision':
      return askedRevision(sight);
    case 'ApproveRevision':
      return approve(toDecide(sight));
    case 'RejectRevision':
      return reject(toDecide(sight), dice.chance(93) ? 'Belum lengkap' : '');
    case 'WithdrawRevision':
      return withdraw(toDecide(sight), dice.chance(93) ? 'Angka berubah' : '  ');
    case 'ReverseRevision':
      return reversal(sight);
    case 'ReportRealisasi':
      return reports(sight);
    case 'CorrectRealisasi':
      return corrections(sight);
    case 'SetNote':
      return setNote(dice.chance(90) ? 'permasalahan' : ' ', dice.pick(['', 'Satu', 'Dua', 'Tiga', 'Empat']));
    case 'CloseRenja':
      return close(decree(dice));
    case 'ReopenRenja':
      return reopen(decree(dice));
    default:
      return type satisfies never;
  }
}

const DECISIONS: readonly Command[] = ['ApproveRevision', 'RejectRevision', 'CloseRenja', 'ReopenRenja'];

function actorFor({ type, data }: RenjaCommand, { book, dice }: Sight): Actor {
  if (dice.chance(5)) return dice.pick([AUDITOR, VIEWER, ADMIN, VERIFIER]);
  const id = 'revisionId' in data ? data.revisionId : undefined;
  const by = book.revisions.find((one) => one.id === id)?.by;
  if (type === 'WithdrawRevision' && dice.chance(80))
    return [PLANNER, FINANCE, APPROVER, OTHER_APPROVER, VERIFIER, ADMIN].find((actor) => actor.id === by) ?? PLANNER;
  if (!DECISIONS.includes(type)) return dice.pick([PLANNER, FINANCE, PLANNER, FINANCE, APPROVER]);
  if (dice.chance(10)) return VERIFIER;
  return dice.chance(85) ? (by === APPROVER.id ? OTHER_APPROVER : APPROVER) : dice.pick([APPROVER, OTHER_APPROVER]);
}

export function nextCommand(book: Book, seed: number): Given {
  const sight = new Sight(book, new Dice(seed));
  const { dice } = sight;
  const command = commandOf(someCommand(sight), sight);
  const mode: Mode = dice.chance(80) ? 'live' : 'historical';
  return { command, actor: actorFor(command, sight), mode };
}
