import type { RenjaCommand } from '../../src/ledger/commands.js';
import { renjaDecider } from '../../src/ledger/decide.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { RejectionCode } from '../../src/ledger/rule-table.js';
import {
  AUDITOR,
  approve,
  close,
  correct,
  DOCUMENT,
  DRAFT,
  endRow,
  keuangan,
  keuanganTo,
  kinerja,
  PLAN,
  PLANNER,
  pagu,
  propose,
  reopen,
  report,
  reverse,
  setNote,
  VERIFIER,
  withdraw,
} from '../support/ledger-plan.js';
import { fold, following, given, type Refusal } from '../support/ledger-spec.js';

const SPENT = following(PLAN, report(keuangan('30.00'), kinerja('1')));
const CLOSED = following(SPENT, close());
const PROPOSED = following(PLAN, propose([pagu('L0005', '1.00')], { effectiveOn: '2022-09-30' }));
const kinerjaTo = (to: string, from?: string) => ({
  ...{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1' },
  kinerja: { ...(from === undefined ? {} : { from }), to },
});

describe('A correction', () => {
  it('keeps the figures before and after, why, and the day on which it was reported', () => {
    given(SPENT)
      .when(correct([{ ...kinerjaTo('2'), ...keuanganTo('20.00', { from: '30.00' }) }]))
      .then([
        {
          type: 'RealisasiCorrected',
          data: {
            ...{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1' },
            ...{ kinerja: { before: '1', after: '2' }, keuangan: { before: '30.00', after: '20.00' } },
            ...{ reason: 'Salah ketik', document: null, reportedOn: '2022-08-01' },
          },
        },
      ]);
  });

  it('says nothing of what it does not change, and cites its document once closed', () => {
    given(CLOSED)
      .when(correct([keuanganTo('20.00'), kinerjaTo('2', '1')], { document: DOCUMENT }))
      .then([
        {
          type: 'RealisasiCorrected',
          data: {
            ...{ lineId: 'L0005', period: '2022-TW2', keuangan: { before: '30.00', after: '20.00' } },
            ...{ reason: 'Salah ketik', document: DOCUMENT, reportedOn: '2022-08-01' },
          },
        },
        {
          type: 'RealisasiCorrected',
          data: {
            ...{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: { before: '1', after: '2' } },
            ...{ reason: 'Salah ketik', document: DOCUMENT, reportedOn: '2022-08-01' },
          },
        },
      ]);
  });

  const BOTH = following(SPENT, report(keuangan('40.00', '2022-TW3')));

  it.each<Refusal & { name: string; given?: readonly RenjaEvent[]; when: RenjaCommand; code: RejectionCode }>([
    {
      name: 'on an unknown row',
      when: correct([keuanganTo('1.00', { lineId: 'L0009' })]),
      code: 'line-not-found',
      at: '/corrections/0/lineId',
    },
    {
      name: 'of no period',
      when: correct([keuanganTo('1.00'), keuanganTo('1.00', { period: '2022' })]),
      code: 'period-malformed',
      at: '/corrections/1/period',
      says: 'Not a period: 2022. Write it as 2022-TW2 or 2022-06.',
    },
    {
      name: 'below zero',
      when: correct([keuanganTo('-1.00')]),
      code: 'amount-negative',
      at: '/corrections/0/keuangan/to',
    },
    {
      name: 'to no amount',
      when: correct([keuanganTo('1')]),
      code: 'amount-malformed',
      at: '/corrections/0/keuangan/to',
    },
    {
      name: 'of no figure',
      when: correct([{ lineId: 'L0005', period: '2022-TW2' }]),
      code: 'correction-empty',
      at: '/corrections/0',
      says: 'The correction of row L0005 states neither kinerja nor keuangan.',
    },
    {
      name: 'of a kinerja to what it is',
      when: correct([kinerjaTo('1')]),
      code: 'value-unchanged',
      at: '/corrections/0/kinerja/to',
      says: 'What is written for L0005 equals what is there already, so nothing would change. Write something else, or leave it out.',
    },
    {
      name: 'of a kinerja that its author did not see',
      when: correct([kinerjaTo('3', '2')]),
      code: 'realisasi-stale',
      at: '/corrections/0/kinerja',
      says: 'Realisasi of L0005 for 2022-TW2 is now 1, not 2. Correct it from that value.',
    },
    {
      name: 'of one kinerja twice',
      when: correct([kinerjaTo('3'), kinerjaTo('4')]),
      code: 'change-repeated',
      at: '/corrections/1',
      says: 'The proposal changes the same thing on L0005 more than once. Make it one change.',
    },
    {
      name: 'above a later period',
      given: BOTH,
      when: correct([keuanganTo('40.01')]),
      code: 'keuangan-not-cumulative',
      at: '/corrections/0/keuangan',
      says: 'Keuangan of L0005 is cumulative: 40,01 for 2022-TW2 contradicts 40 for 2022-TW3.',
    },
    {
      name: 'below an earlier period',
      given: BOTH,
      when: correct([keuanganTo('29.99', { period: '2022-TW3' })]),
      code: 'keuangan-not-cumulative',
    },
    {
      name: 'of two periods that contradict each other',
      given: BOTH,
      when: correct([keuanganTo('50.00'), keuanganTo('45.00', { period: '2022-TW3' })]),
      code: 'keuangan-not-cumulative',
      all: ['keuangan-not-cumulative', 'keuangan-not-cumulative'],
    },
    {
      name: 'without a document once closed',
      given: CLOSED,
      when: correct([keuanganTo('20.00')]),
      code: 'document-missing',
      at: '/document',
    },
  ])('is refused $name', ({ given: history = SPENT, when, code, ...refusal }) => {
    given(history).when(when).then(code, refusal);
  });

  it.each<{ name: string; given?: readonly RenjaEvent[]; when: RenjaCommand }>([
    {
      name: 'above a later period that the same command raises',
      given: BOTH,
      when: correct([keuanganTo('50.00'), keuanganTo('60.00', { period: '2022-TW3' })]),
    },
    { name: 'to as much as a later period', given: BOTH, when: correct([keuanganTo('40.00')]) },
    { name: 'of a kinerja and a keuangan of one row', when: correct([kinerjaTo('2'), keuanganTo('20.00')]) },
    {
      name: 'of two indicators of one row',
      given: following(SPENT, report(kinerja('80', '2022-TW2', 'I2'))),
      when: correct([kinerjaTo('2'), { ...kinerjaTo('81'), indikatorId: 'I2' }]),
    },
    { name: 'without a document while it is open', when: correct([keuanganTo('20.00')]) },
  ])('is taken $name', ({ given: history = SPENT, when }) => {
    given(history).when(when).thenAccepted();
  });
});

describe('A report', () => {
  it('is held against the others of its command only where they are amounts of a period', () => {
    given(PLAN)
      .when(report(keuangan('5.00', '2022-TW3'), keuangan('1.00', 'TW4'), keuangan('9', '2022-TW1')))
      .then('amount-malformed', { at: '/reports/2/keuangan', all: ['amount-malformed', 'period-malformed'] });
  });

  it('of a row that has ended is refused at its row', () => {
    const ended = following(PLAN, propose([pagu('L0005', '-100000000.00'), endRow('L0005')]), approve());
    given(ended)
      .when(report(keuangan('1.00', '2022-TW2', 'L0006'), keuangan('1.00')))
      .then('line-ended', { at: '/reports/1/lineId' });
  });
});

describe('Closing and opening again', () => {
  it('cite their document and say why', () => {
    given(PLAN)
      .when(close())
      .then([{ type: 'RenjaClosed', data: { document: DOCUMENT, reason: 'Tahun berakhir' } }]);
    given(CLOSED)
      .when(reopen())
      .then([{ type: 'RenjaReopened', data: { document: DOCUMENT, reason: 'Hasil pemeriksaan' } }]);
    expect(fold(following(CLOSED, reopen())).status).toBe('adopted');
  });

  it('are told everything that is wrong at once', () => {
    const wrong = { document: null, reason: ' ' };
    given(PROPOSED)
      .when(close(wrong), PLANNER)
      .then('revision-pending', {
        all: ['revision-pending', 'reason-missing', 'document-missing', 'role-not-allowed'],
      });
    given(CLOSED)
      .when(reopen(wrong), PLANNER)
      .then('reason-missing', { all: ['reason-missing', 'document-missing', 'role-not-allowed'] });
  });

  it('may be checked by a verifier where past documents are typed in', () => {
    given(PLAN).when(close(), VERIFIER, 'historical').thenAccepted();
    given(CLOSED).when(reopen(), VERIFIER, 'historical').thenAccepted();
  });
});

describe('A note', () => {
  it('keeps what stood there before', () => {
    given(DRAFT)
      .when(setNote('isu', 'Isu'))
      .then([{ type: 'NoteSet', data: { section: 'isu', before: null, after: 'Isu' } }]);
    given(following(PLAN, setNote('isu', 'Isu')))
      .when(setNote('isu', ''))
      .then([{ type: 'NoteSet', data: { section: 'isu', before: 'Isu', after: '' } }]);
  });

  it('is told everything that is wrong at once', () => {
    given(PLAN)
      .when(setNote(' ', ''), AUDITOR)
      .then('value-unchanged', { at: '/text', all: ['value-unchanged', 'section-blank', 'role-not-allowed'] });
  });
});

describe('A withdrawal', () => {
  it('says why, and leaves the figures', () => {
    given(PROPOSED)
      .when(withdraw())
      .then([{ type: 'RevisionWithdrawn', data: { revisionId: 'R001', reason: 'Angka berubah' } }]);
    const after = fold(following(PROPOSED, withdraw()));
    expect(after.revisions.get('R001')?.status).toBe('withdrawn');
    expect(after.lines).toEqual(fold(PLAN).lines);
  });

  it('is told everything that is wrong at once', () => {
    given(PROPOSED)
      .when(withdraw('R001', ' '), AUDITOR)
      .then('reason-missing', { all: ['reason-missing', 'role-not-allowed', 'withdrawer-is-not-proposer'] });
    given(PROPOSED).when(withdraw('R009')).then('revision-not-found', { at: '/revisionId' });
  });
});

describe('The day on which a command takes effect', () => {
  const proposed = fold(PROPOSED);
  const { tanggal: _, ...undated } = DOCUMENT;

  it.each<{ name: string; command: RenjaCommand; day: string | null }>([
    { name: 'a reversal its own', command: reverse('R001', { effectiveOn: '2022-11-01' }), day: '2022-11-01' },
    { name: 'a withdrawal that of its revision', command: withdraw(), day: '2022-09-30' },
    { name: 'a correction that of its report', command: correct([]), day: '2022-08-01' },
    { name: 'closing that of its document', command: close(), day: '2022-01-03' },
    { name: 'opening again that of its document', command: reopen(), day: '2022-01-03' },
    { name: 'closing by a document without a date none', command: close({ document: undated }), day: null },
    { name: 'closing without a document none', command: close({ document: null }), day: null },
    { name: 'a note none', command: setNote('isu', 'Isu'), day: null },
  ])('is said: $name', ({ command, day }) => {
    expect(renjaDecider.effectiveOn(command, proposed)).toBe(day);
  });
});
