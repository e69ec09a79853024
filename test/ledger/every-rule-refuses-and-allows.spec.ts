import type { Given, Mode, RenjaCommand } from '../../src/ledger/commands.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { type RejectionCode, RULES } from '../../src/ledger/rule-table.js';
import type { Actor } from '../../src/ledger/terms.js';
import {
  ADMIN,
  ALL,
  APPROVER,
  AUDITOR,
  addLines,
  addObjectives,
  adopt,
  answer,
  approve,
  close,
  correct,
  DOCUMENT,
  DRAFT,
  describedAs,
  endIndikator,
  endorse,
  endRow,
  FINANCE,
  forwardTo,
  funds,
  fundsOf,
  keuangan,
  keuanganTo,
  kinerja,
  line,
  moveTo,
  newIndikator,
  newLine,
  newObjective,
  newRow,
  OF_2020,
  OPENED,
  OTHER_APPROVER,
  ofDana,
  ofLine,
  open,
  PARENTS,
  PLAN,
  PLANNER,
  pagu,
  plafonTo,
  propose,
  reject,
  reopen,
  report,
  reverse,
  reviseDraft,
  reworded,
  setNote,
  setPlafon,
  target,
  transfer,
  VERIFIER,
  VIEWER,
  withdraw,
  withRoute,
} from '../support/ledger-plan.js';
import { following, given, type Refusal } from '../support/ledger-spec.js';

/**
 * The first two are raised around the decision, by what stores it: see `commands/execute.ts`. The others are of routes,
 * which are an office's and not a Renja's.
 */
const RAISED_ELSEWHERE = [
  ...(['command-reused', 'too-large', 'routes-missing', 'step-repeated', 'actor-self-declared'] as const),
  ...(['role-not-held', 'role-already-held', 'role-not-granted', 'admin-comes-first', 'last-admin'] as const),
] as const;
type Decided = Exclude<RejectionCode, (typeof RAISED_ELSEWHERE)[number]>;

type Case = {
  readonly name: string;
  /** The adopted plan where nothing else is said. */
  readonly given?: readonly RenjaEvent[];
  readonly when: RenjaCommand;
  readonly by?: Actor;
  readonly mode?: Mode;
  readonly refuse?: Given['refuse'];
};
type OneOrMore<Value> = readonly [Value, ...Value[]];
type Specs = { readonly refused: OneOrMore<Case & Refusal>; readonly allowed: OneOrMore<Case> };

const smallest = pagu('L0005', '0.01');
const PROPOSED = following(PLAN, propose([smallest]));
/** It waits for two endorsements. */
const ROUTED = withRoute(PROPOSED, 'pa', 'tapd');
const APPROVED = following(PROPOSED, approve());
const REJECTED = following(PROPOSED, reject());
/** `APPROVED` took effect on the first of June. */
const DAY_BEFORE = '2022-05-31';
const CLOSED = following(PLAN, close());
const REVERSED = following(APPROVED, reverse());
const RETARGETED = following(
  PLAN,
  propose([target('L0005', 'I1', '3', 'Dokumen'), funds('L0005', fundsOf(['PAD', null]))]),
  approve(),
);
const REPORTED = following(PLAN, report(kinerja('1')));
/** L0005 without pagu, whose money went to L0006, and then without anything. */
const EMPTIED = following(PLAN, propose([pagu('L0005', '-100000000.00')]), approve());
const ENDED = following(EMPTIED, propose([endRow('L0005')]), approve('R002'));
const WITH_NEW = following(PLAN, propose([newRow('a'), pagu('a', '7.00')], { effectiveOn: '2022-06-01' }), approve());
const WITH_INDIKATOR = following(PLAN, propose([newIndikator('L0005', 'Laporan')]), approve());
const reportOn = (reportedOn: string, one: ReturnType<typeof keuangan>): RenjaCommand => ({
  type: 'ReportRealisasi',
  data: { reportedOn, reports: [one] },
});
/** Thirty million of PAD on L0006, which has forty. */
const SPENT_PAD = following(PLAN, report({ ...keuangan('30000000.00', '2022-TW2', 'L0006'), dana: 'PAD' }));
const SPENT = following(PLAN, report(keuangan('30000000.00')));

const subKegiatan = (data: Parameters<typeof newLine>[2] | object) =>
  addLines(newLine('a', 'L0004', { level: 'subkegiatan', ...data }));
const forward = (amount: string) => ({ prakiraanMaju: { target: '3', satuan: 'Dokumen', pagu: amount } });

/** A thousand sub kegiatan of one rupiah, L0005 to L1004. */
const MANY = Array.from({ length: 1_000 }, (_, i) => `L${String(i + 5).padStart(4, '0')}`);
const WIDE: readonly RenjaEvent[] = [
  ...PARENTS,
  ...MANY.map((id) => line(id, 'L0004', { level: 'subkegiatan', pagu: '1.00' })),
  { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } },
];

/** For every rule a command that breaks it, and the nearest one that keeps it. */
const SPECS: Record<Decided, Specs> = {
  'renja-not-found': {
    refused: [
      { name: 'objectives for nothing', given: [], when: addObjectives(newObjective('a', 'tujuan', null)), at: '' },
      { name: 'rows for nothing', given: [], when: addLines(newLine('a', null, { level: 'urusan' })) },
      { name: 'an adoption of nothing', given: [], when: adopt },
      { name: 'a proposal for nothing', given: [], when: propose([smallest]) },
      { name: 'an endorsement in nothing', given: [], when: endorse('pa') },
      { name: 'an approval in nothing', given: [], when: approve() },
      { name: 'a rejection in nothing', given: [], when: reject() },
      { name: 'a report on nothing', given: [], when: report(keuangan('1.00')) },
      { name: 'a withdrawal in nothing', given: [], when: withdraw() },
      { name: 'a reversal in nothing', given: [], when: reverse() },
      { name: 'closing nothing', given: [], when: close() },
      { name: 'opening nothing again', given: [], when: reopen() },
      { name: 'changes of a draft of nothing', given: [], when: reviseDraft([smallest]) },
      { name: 'an answer about nothing', given: [], when: answer('a', 'b') },
      { name: 'ceilings of nothing', given: [], when: setPlafon([[ALL, '1.00']]) },
      { name: 'a note on nothing', given: [], when: setNote('isu', 'Isu') },
      { name: 'a correction of nothing', given: [], when: correct([keuanganTo('1.00')]) },
    ],
    allowed: [
      { name: 'opening', given: [], when: open },
      { name: 'rows once opened', given: [OPENED], when: addLines(newLine('a', null, { level: 'urusan' })) },
    ],
  },
  'renja-already-open': {
    refused: [
      {
        name: 'opening a draft again',
        given: [OPENED],
        when: open,
        says: 'Renja dinkop-2022 is already open. Use another id for another Renja.',
      },
      { name: 'opening an adopted Renja again', when: open },
    ],
    allowed: [{ name: 'opening the first time', given: [], when: open }],
  },
  'renja-closed': {
    refused: [
      {
        name: 'a proposal once closed',
        given: CLOSED,
        when: propose([smallest]),
        says: 'The Renja is closed. Only corrections of realisasi with an audit document are taken; for anything else open it again with renja reopen.',
      },
      { name: 'an approval once closed', given: CLOSED, when: approve() },
      { name: 'a rejection once closed', given: CLOSED, when: reject() },
      { name: 'a withdrawal once closed', given: CLOSED, when: withdraw() },
      { name: 'a reversal once closed', given: following(APPROVED, close()), when: reverse() },
      { name: 'a report once closed', given: CLOSED, when: report(keuangan('1.00')) },
      { name: 'a note once closed', given: CLOSED, when: setNote('isu', 'Isu') },
      { name: 'a row once closed', given: CLOSED, when: subKegiatan({}) },
      { name: 'an adoption once closed', given: CLOSED, when: adopt },
      { name: 'closing again', given: CLOSED, when: close() },
    ],
    allowed: [
      {
        name: 'a correction with a document once closed',
        given: following(SPENT, close()),
        when: correct([keuanganTo('30000000.01')], { document: DOCUMENT }),
      },
      { name: 'a proposal once opened again', given: following(CLOSED, reopen()), when: propose([smallest]) },
      { name: 'closing once opened again', given: following(CLOSED, reopen()), when: close() },
    ],
  },
  'renja-not-closed': {
    refused: [
      { name: 'opening again what is open', when: reopen(), at: '' },
      { name: 'opening a draft again', given: DRAFT, when: reopen() },
    ],
    allowed: [{ name: 'opening again what is closed', given: CLOSED, when: reopen() }],
  },
  'revision-not-approved': {
    refused: [
      {
        name: 'reversing a pending revision',
        given: PROPOSED,
        when: reverse(),
        at: '/reverses',
        says: 'Revision R001 is proposed and never took effect. Only an approved revision can be reversed.',
      },
      { name: 'reversing a rejected revision', given: REJECTED, when: reverse() },
      { name: 'reversing a withdrawn revision', given: following(PROPOSED, withdraw()), when: reverse() },
    ],
    allowed: [{ name: 'reversing an approved revision', given: APPROVED, when: reverse() }],
  },
  'revision-already-reversed': {
    refused: [
      {
        name: 'a second reversal beside a pending one',
        given: REVERSED,
        when: reverse(),
        at: '/reverses',
        says: 'Revision R001 is reversed by R002 already. A revision is reversed once only.',
      },
      { name: 'a second reversal', given: following(REVERSED, approve('R002')), when: reverse() },
    ],
    allowed: [
      { name: 'a reversal after one was rejected', given: following(REVERSED, reject('R002')), when: reverse() },
      { name: 'a reversal after one was withdrawn', given: following(REVERSED, withdraw('R002')), when: reverse() },
      {
        name: 'a reversal of the reversal',
        given: following(REVERSED, approve('R002')),
        when: reverse('R002'),
      },
      {
        name: 'a reversal of another revision',
        given: following(REVERSED, approve('R002'), propose([smallest]), approve('R003')),
        when: reverse('R003'),
      },
    ],
  },
  'revision-pending': {
    refused: [
      {
        name: 'closing with a pending revision',
        given: PROPOSED,
        when: close(),
        says: 'Revision R001 is not decided. Approve, reject or withdraw it before closing the Renja.',
      },
    ],
    allowed: [
      { name: 'closing after the approval', given: APPROVED, when: close() },
      { name: 'closing after the rejection', given: REJECTED, when: close() },
      { name: 'closing after the withdrawal', given: following(PROPOSED, withdraw()), when: close() },
    ],
  },
  'section-blank': {
    refused: [{ name: 'a note of no section', when: setNote(' ', 'Teks'), at: '/section' }],
    allowed: [{ name: 'a note of a section', when: setNote('isu', 'Teks') }],
  },
  'correction-empty': {
    refused: [
      {
        name: 'a correction without figures',
        given: SPENT,
        when: correct([keuanganTo('1.00'), { lineId: 'L0005', period: '2022-TW2' }]),
        at: '/corrections/1',
      },
    ],
    allowed: [
      { name: 'a correction of keuangan', given: SPENT, when: correct([keuanganTo('1.00')]) },
      {
        name: 'a correction of kinerja',
        given: REPORTED,
        when: correct([{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: { to: '2' } }]),
      },
    ],
  },
  'corrections-missing': {
    refused: [{ name: 'no correction at all', given: SPENT, when: correct([]), at: '/corrections' }],
    allowed: [{ name: 'one correction', given: SPENT, when: correct([keuanganTo('1.00')]) }],
  },
  'reversal-superseded': {
    refused: [
      {
        name: 'a target that was changed since',
        given: following(
          RETARGETED,
          propose([target('L0005', 'I1', '4', 'Dokumen')], { effectiveOn: '2022-07-01' }),
          approve('R002'),
        ),
        when: reverse('R001', { effectiveOn: '2022-07-01' }),
        at: '/changes/0',
        says: 'The value on L0005 is now 4 Dokumen, not 3 Dokumen as that revision posted it. A later one changed it; propose an ordinary revision.',
      },
      {
        name: 'funds that were changed since',
        given: following(
          RETARGETED,
          propose([funds('L0005', fundsOf(['DAU', null]))], { effectiveOn: '2022-07-01' }),
          approve('R002'),
        ),
        when: reverse('R001', { effectiveOn: '2022-07-01' }),
        at: '/changes/1',
      },
    ],
    allowed: [
      { name: 'targets and funds that still stand', given: RETARGETED, when: reverse() },
      {
        name: 'a pagu that was changed since',
        given: following(APPROVED, propose([pagu('L0005', '5.00')]), approve('R002')),
        when: reverse(),
      },
    ],
  },
  'withdrawer-is-not-proposer': {
    refused: [
      {
        name: 'the withdrawal of what another account proposed',
        given: PROPOSED,
        when: withdraw(),
        by: FINANCE,
        says: 'finance did not propose this revision. Only planner may withdraw it; others reject it with renja reject.',
      },
    ],
    allowed: [{ name: 'the withdrawal of an own proposal', given: PROPOSED, when: withdraw(), by: PLANNER }],
  },
  'realisasi-not-reported': {
    refused: [
      {
        name: 'a correction of another period',
        given: SPENT,
        when: correct([keuanganTo('1.00', { period: '2022-TW3' })]),
        at: '/corrections/0/keuangan',
        says: 'Realisasi of L0005 for 2022-TW3 has not been reported. Report it with renja report.',
      },
      {
        name: 'a correction of an indicator without report',
        given: REPORTED,
        when: correct([{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I2', kinerja: { to: '2' } }]),
        at: '/corrections/0/kinerja',
      },
      {
        name: 'a correction of the kinerja where only keuangan was reported',
        given: SPENT,
        when: correct([{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: { to: '2' } }]),
      },
    ],
    allowed: [{ name: 'a correction of what was reported', given: SPENT, when: correct([keuanganTo('1.00')]) }],
  },
  'realisasi-stale': {
    refused: [
      {
        name: 'a figure that another correction changed',
        given: following(SPENT, correct([keuanganTo('20000000.00')])),
        when: correct([keuanganTo('1.00', { from: '30000000.00' })]),
        at: '/corrections/0/keuangan',
        says: 'Realisasi of L0005 for 2022-TW2 is now 20.000.000, not 30.000.000. Correct it from that value.',
      },
    ],
    allowed: [
      {
        name: 'the figure that is there now',
        given: following(SPENT, correct([keuanganTo('20000000.00')])),
        when: correct([keuanganTo('1.00', { from: '20000000.00' })]),
      },
    ],
  },
  'renja-not-draft': {
    refused: [
      { name: 'a row after the adoption', when: subKegiatan({}) },
      { name: 'an objective after the adoption', when: addObjectives(newObjective('a', 'tujuan', null)) },
      { name: 'a second adoption', when: adopt },
    ],
    allowed: [
      { name: 'a row before the adoption', given: DRAFT, when: subKegiatan({}) },
      {
        name: 'an objective before the adoption',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'tujuan', null)),
      },
      { name: 'a first adoption', given: DRAFT, when: adopt },
    ],
  },
  'renja-not-adopted': {
    refused: [
      { name: 'a proposal for a draft', given: DRAFT, when: propose([smallest]) },
      { name: 'an approval in a draft', given: DRAFT, when: approve() },
      { name: 'a rejection in a draft', given: DRAFT, when: reject() },
      { name: 'a report on a draft', given: DRAFT, when: report(keuangan('1.00')) },
      { name: 'closing a draft', given: DRAFT, when: close() },
      { name: 'a correction on a draft', given: DRAFT, when: correct([keuanganTo('1.00')]) },
      { name: 'a reversal in a draft', given: DRAFT, when: reverse() },
      { name: 'a withdrawal in a draft', given: DRAFT, when: withdraw() },
    ],
    allowed: [
      { name: 'a proposal once adopted', when: propose([smallest]) },
      { name: 'a report once adopted', when: report(keuangan('1.00')) },
    ],
  },
  'renja-empty': {
    refused: [
      { name: 'adopting a Renja without rows', given: [OPENED], when: adopt },
      { name: 'adopting rows that end in a kegiatan', given: PARENTS, when: adopt },
    ],
    allowed: [
      {
        name: 'adopting one sub kegiatan without money',
        given: [...PARENTS, line('L0005', 'L0004', { level: 'subkegiatan', pagu: '0.00' })],
        when: adopt,
      },
    ],
  },
  'line-not-found': {
    refused: [
      {
        name: 'the pagu of an unknown row',
        when: propose([smallest, pagu('L0007', '1.00', { seen: '5.00' })]),
        at: '/changes/1/lineId',
        all: ['line-not-found'],
        says: 'Row L0007 is not in this Renja. List its rows with renja show.',
      },
      {
        name: 'a target of an unknown row',
        when: propose([target('L0007', 'I1', '3', null)]),
        at: '/changes/0/indikatorId',
      },
      { name: 'the funds of an unknown row', when: propose([funds('L0007', fundsOf(['PAD', null]))]) },
      {
        name: 'a report on an unknown row',
        when: report(keuangan('1.00'), keuangan('1.00', '2022-TW2', 'L0007')),
        at: '/reports/1/lineId',
      },
    ],
    allowed: [
      { name: 'the pagu of the last row', when: propose([pagu('L0006', '1.00', { dana: 'PAD' })]) },
      { name: 'a report on the last row', when: report(keuangan('1.00', '2022-TW2', 'L0006')) },
    ],
  },
  'line-ended': {
    refused: [
      {
        name: 'the pagu of an ended row',
        given: ENDED,
        when: propose([pagu('L0005', '1.00')]),
        at: '/changes/0/lineId',
        says: 'Row L0005 has ended. Use another row, or add a new one that names it as its asal.',
      },
      { name: 'a target of an ended row', given: ENDED, when: propose([target('L0005', 'I1', '3', null)]) },
      { name: 'a report on an ended row', given: ENDED, when: report(keuangan('1.00')) },
      { name: 'the end of an ended row', given: ENDED, when: propose([endRow('L0005')]) },
      { name: 'a new indicator on an ended row', given: ENDED, when: propose([newIndikator('L0005', 'Baru')]) },
      {
        name: 'a new row under one that ends in the same revision',
        given: following(
          EMPTIED,
          propose([pagu('L0006', '-40000000.00', { dana: 'PAD' }), pagu('L0006', '-20000000.00', { dana: 'DAU' })]),
          approve('R002'),
        ),
        when: propose([endRow('L0005'), endRow('L0006'), endRow('L0004'), newRow('a')]),
        at: '/changes/3/row/parent',
        all: ['line-ended', 'line-has-children'],
      },
      {
        name: 'a row of the draft under one that the draft has ended',
        given: following(PARENTS, reviseDraft([endRow('L0004')])),
        when: subKegiatan({}),
        at: '/lines/0/parent',
      },
    ],
    allowed: [
      {
        name: 'a row of the draft beside one that the draft has ended',
        given: following(DRAFT, reviseDraft([pagu('L0005', '-100000000.00'), endRow('L0005')])),
        when: subKegiatan({}),
      },
      { name: 'the other row', given: ENDED, when: propose([pagu('L0006', '1.00', { dana: 'PAD' })]) },
      {
        name: 'a new row that comes from the ended one',
        given: ENDED,
        when: propose([newRow('a', { asal: [{ renjaId: 'dinkop-2022', lineId: 'L0005' }] })]),
      },
      {
        name: 'a correction of what an ended row reported',
        given: following(EMPTIED, report(kinerja('1')), propose([endRow('L0005')]), approve('R002')),
        when: correct([{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: { to: '2' } }]),
      },
    ],
  },
  'line-has-children': {
    refused: [
      {
        name: 'the end of a kegiatan with sub kegiatan',
        when: propose([endRow('L0004')]),
        at: '/changes/0',
        says: 'Row L0004 still has L0005 below it. End or move what is below it first.',
      },
    ],
    allowed: [
      {
        name: 'the end of a kegiatan without rows',
        given: following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve()),
        when: propose([endRow('L0007')]),
      },
      {
        name: 'the end of a kegiatan whose last row moves away',
        given: following(
          PLAN,
          propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), newRow('a', { parent: 'k' })]),
          approve(),
        ),
        when: propose([endRow('L0007'), moveTo('L0008', 'L0004')]),
      },
      {
        name: 'the end of a kegiatan with its last row',
        given: following(
          PLAN,
          propose([newRow('k', { level: 'kegiatan', parent: 'L0003' }), newRow('a', { parent: 'k' })]),
          approve(),
        ),
        when: propose([endRow('L0007'), endRow('L0008')]),
      },
    ],
  },
  'line-end-with-pagu': {
    refused: [
      {
        name: 'the end of a row with money',
        when: propose([endRow('L0005')]),
        at: '/changes/0',
        says: 'Row L0005 would end with a pagu of 100.000.000. Move its pagu in the same revision.',
      },
      { name: 'one sen left', when: propose([pagu('L0005', '-99999999.99'), endRow('L0005')]) },
    ],
    allowed: [{ name: 'nothing left', when: propose([pagu('L0005', '-100000000.00'), endRow('L0005')]) }],
  },
  'line-end-with-realisasi': {
    refused: [
      {
        name: 'the end of a row on which one sen was spent',
        given: following(PLAN, report(keuangan('0.01'))),
        when: propose([pagu('L0005', '-100000000.00'), endRow('L0005')]),
        all: ['line-end-with-realisasi', 'pagu-below-realisasi'],
      },
    ],
    allowed: [
      {
        name: 'the end of a row on which nothing was spent',
        given: following(PLAN, report(keuangan('0.00'))),
        when: propose([pagu('L0005', '-100000000.00'), endRow('L0005')]),
      },
    ],
  },
  'text-blank': {
    refused: [
      { name: 'a blank name', when: propose([describedAs('uraian', 'L0005', ' ')]), at: '/changes/0/to' },
      { name: 'a new row without name', when: propose([newRow('a', { uraian: '' })]), at: '/changes/0/row/uraian' },
      { name: 'a blank wording', when: propose([reworded('L0005', 'I1', '')]) },
      { name: 'a new indicator without wording', when: propose([newIndikator('O01', '')]) },
    ],
    allowed: [
      { name: 'a name', when: propose([describedAs('uraian', 'L0005', 'Nama baru')]) },
      { name: 'no place', when: propose([describedAs('kode', 'L0005', '2.17')]) },
      { name: 'a wording', when: propose([reworded('L0005', 'I1', 'Bunyi baru')]) },
      { name: 'a new indicator of an objective', when: propose([newIndikator('O01', 'Baru')]) },
    ],
  },
  'transfer-to-itself': {
    refused: [
      {
        name: 'a transfer from a row to itself',
        when: propose([transfer('L0005', 'L0005', '1.00')], { kind: 'pergeseran' }),
        all: ['transfer-to-itself', 'change-repeated'],
      },
    ],
    allowed: [
      {
        name: 'a transfer to another row',
        when: propose([transfer('L0005', 'L0006', '1.00', { dana: 'PAD' })], { kind: 'pergeseran' }),
      },
    ],
  },
  'transfer-not-positive': {
    refused: [
      {
        name: 'a negative transfer',
        when: propose([transfer('L0005', 'L0006', '-1.00', { dana: 'PAD' })], { kind: 'pergeseran' }),
        says: 'The amount of a transfer must be above zero, not (1). Swap from and to for the other direction.',
      },
    ],
    allowed: [
      {
        name: 'the other direction',
        when: propose([transfer('L0006', 'L0005', '1.00', { dana: 'PAD' })], { kind: 'pergeseran' }),
      },
    ],
  },
  'fund-repeated': {
    refused: [
      {
        name: 'funds that name one twice',
        when: propose([funds('L0005', fundsOf(['PAD', null], ['DAU', null], ['PAD', null]))]),
        at: '/changes/0/to/2/dana',
        says: 'Fund PAD is named more than once on row L0005. Make it one.',
      },
      {
        name: 'a draft row that names one twice',
        given: DRAFT,
        when: subKegiatan({ sumberDana: fundsOf(['PAD', null], ['PAD', null]) }),
        at: '/lines/0/sumberDana/1/dana',
      },
      {
        name: 'a new row that names one twice',
        when: propose([newRow('a', { sumberDana: fundsOf(['PAD', null], ['PAD', null]) })]),
      },
    ],
    allowed: [
      { name: 'funds that name two', when: propose([funds('L0005', fundsOf(['PAD', null], ['DAU', null]))]) },
      {
        name: 'a draft row that names two',
        given: DRAFT,
        when: subKegiatan({ sumberDana: fundsOf(['PAD', null], ['DAU', null]) }),
      },
    ],
  },
  'effective-before-line': {
    refused: [
      {
        name: 'a change of a row before the day on which it was added',
        given: WITH_NEW,
        when: propose([pagu('L0007', '1.00')], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
        at: '/changes/0',
        says: 'L0007 is there only since 2022-06-01; nothing can take effect on it as of 2022-05-31. Check the date.',
      },
      {
        name: 'a report dated before the row was there',
        given: WITH_NEW,
        when: reportOn(DAY_BEFORE, { ...keuangan('1.00'), lineId: 'L0007' }),
        at: '/reports/0',
      },
      {
        name: 'a target of an indicator before the day on which it was added',
        given: WITH_INDIKATOR,
        when: propose([target('L0005', 'I3', '6', 'unit')], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
        says: 'L0005 I3 is there only since 2022-06-01; nothing can take effect on it as of 2022-05-31. Check the date.',
      },
      {
        name: 'a wording of an indicator before the day on which it was added',
        given: WITH_INDIKATOR,
        when: propose([reworded('L0005', 'I3', 'Lain')], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
      },
      {
        name: 'a report on an indicator before the day on which it was added',
        given: WITH_INDIKATOR,
        when: reportOn(DAY_BEFORE, kinerja('1', '2022-TW1', 'I3')),
      },
      {
        name: 'a row moved under one that comes later',
        given: following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve()),
        when: propose([moveTo('L0005', 'L0007')], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
      },
      {
        name: 'a new row under one that comes later',
        given: following(PLAN, propose([newRow('k', { level: 'kegiatan', parent: 'L0003' })]), approve()),
        when: propose([newRow('a', { parent: 'L0007' })], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
      },
    ],
    allowed: [
      {
        name: 'a report on that day',
        given: WITH_NEW,
        when: report({ ...keuangan('1.00'), lineId: 'L0007' }),
      },
      {
        name: 'a change of an older indicator before that day',
        given: WITH_INDIKATOR,
        when: propose([target('L0005', 'I1', '3', 'Dokumen')], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
      },
      { name: 'a change on that day', given: WITH_NEW, when: propose([pagu('L0007', '1.00')]) },
      {
        name: 'a change of an older row before that day',
        given: WITH_NEW,
        when: propose([smallest], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat' }),
      },
    ],
  },
  'objective-not-found': {
    refused: [
      {
        name: 'a target of an unknown objective',
        when: propose([target('O03', 'I1', '4', '%')]),
        says: 'Objective O03 is not in this Renja.',
      },
    ],
    allowed: [{ name: 'a target of the last objective', when: propose([target('O02', 'I1', '4', '%')]) }],
  },
  'ref-taken': {
    refused: [
      { name: 'two new rows of one reference', when: propose([newRow('a'), newRow('a')]), at: '/changes/1/ref' },
      { name: 'a new row named as a row there is', when: propose([newRow('L0005')]), at: '/changes/0/ref' },
      {
        name: 'two rows of one reference',
        given: DRAFT,
        when: addLines(
          newLine('a', 'L0004', { level: 'subkegiatan' }),
          newLine('a', 'L0004', { level: 'subkegiatan' }),
        ),
        at: '/lines/1/ref',
        says: 'Reference a is used twice in one command, or is the id of a row already. Give each row its own.',
      },
      {
        name: 'a reference that is the id of another row',
        given: DRAFT,
        when: addLines(newLine('L0004', 'L0003', { level: 'kegiatan' })),
        at: '/lines/0/ref',
        all: ['ref-taken'],
      },
      {
        name: 'two objectives of one reference',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'tujuan', null), newObjective('a', 'tujuan', null)),
        at: '/objectives/1/ref',
      },
    ],
    allowed: [
      {
        name: 'two rows of two references',
        given: DRAFT,
        when: addLines(
          newLine('a', 'L0004', { level: 'subkegiatan' }),
          newLine('b', 'L0004', { level: 'subkegiatan' }),
        ),
      },
      {
        name: 'the reference of an earlier command',
        given: following(DRAFT, subKegiatan({})),
        when: subKegiatan({}),
      },
    ],
  },
  'parent-not-found': {
    refused: [
      {
        name: 'a new row under an unknown row',
        when: propose([newRow('a', { parent: 'L0099' })]),
        at: '/changes/0/row/parent',
      },
      { name: 'a row moved under an unknown row', when: propose([moveTo('L0005', 'L0099')]), at: '/changes/0/to' },
      {
        name: 'a row under an unknown row',
        given: DRAFT,
        when: addLines(newLine('a', 'L0007', { level: 'kegiatan' })),
        at: '/lines/0/parent',
        says: 'Parent L0007 does not exist. Add the parent first.',
      },
      {
        name: 'a row under itself',
        given: DRAFT,
        when: addLines(newLine('a', 'a', { level: 'kegiatan' })),
      },
      {
        name: 'a row under a later one',
        given: DRAFT,
        when: addLines(newLine('a', 'b', { level: 'bidang' }), newLine('b', null, { level: 'urusan' })),
        at: '/lines/0/parent',
      },
      {
        name: 'a row under an objective',
        given: DRAFT,
        when: addLines(newLine('a', 'O01', { level: 'bidang' })),
      },
      {
        name: 'a sasaran under an unknown objective',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'sasaran', 'O03')),
        at: '/objectives/0/parent',
      },
    ],
    allowed: [
      {
        name: 'a row under an earlier one',
        given: DRAFT,
        when: addLines(newLine('b', null, { level: 'urusan' }), newLine('a', 'b', { level: 'bidang' })),
      },
      {
        name: 'a sasaran under a known tujuan',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'sasaran', 'O01')),
      },
    ],
  },
  'parent-wrong-level': {
    refused: [
      { name: 'a new sub kegiatan under a program', when: propose([newRow('a', { parent: 'L0003' })]) },
      { name: 'a sub kegiatan moved under a program', when: propose([moveTo('L0005', 'L0003')]), at: '/changes/0/to' },
      { name: 'a sub kegiatan moved under nothing', when: propose([moveTo('L0005', null)]) },
      {
        name: 'a sub kegiatan under a program',
        given: DRAFT,
        when: addLines(newLine('a', 'L0003', { level: 'subkegiatan' })),
        at: '/lines/0/parent',
        says: 'A row of level subkegiatan must stand under a kegiatan, not program.',
      },
      {
        name: 'a bidang under nothing',
        given: DRAFT,
        when: addLines(newLine('a', null, { level: 'bidang' })),
        says: 'A row of level bidang must stand under a urusan, not -.',
      },
      { name: 'an urusan under an urusan', given: DRAFT, when: addLines(newLine('a', 'L0001', { level: 'urusan' })) },
      {
        name: 'a program under an urusan of the same command',
        given: DRAFT,
        when: addLines(newLine('b', null, { level: 'urusan' }), newLine('a', 'b', { level: 'program' })),
        at: '/lines/1/parent',
      },
      { name: 'a tujuan under a tujuan', given: DRAFT, when: addObjectives(newObjective('a', 'tujuan', 'O01')) },
      {
        name: 'a sasaran under a sasaran',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'sasaran', 'O02')),
        says: 'A row of level sasaran must stand under a tujuan, not sasaran.',
      },
      { name: 'a sasaran under nothing', given: DRAFT, when: addObjectives(newObjective('a', 'sasaran', null)) },
    ],
    allowed: [
      { name: 'a sub kegiatan under a kegiatan', given: DRAFT, when: subKegiatan({}) },
      {
        name: 'a kegiatan under a program',
        given: DRAFT,
        when: addLines(newLine('a', 'L0003', { level: 'kegiatan' })),
      },
      { name: 'a program under a bidang', given: DRAFT, when: addLines(newLine('a', 'L0002', { level: 'program' })) },
      { name: 'a bidang under an urusan', given: DRAFT, when: addLines(newLine('a', 'L0001', { level: 'bidang' })) },
      { name: 'an urusan under nothing', given: DRAFT, when: addLines(newLine('a', null, { level: 'urusan' })) },
    ],
  },
  'level-not-in-edition': {
    refused: [
      {
        name: 'a sub kegiatan in a Renja of before 2021',
        given: [OF_2020, ...PARENTS.slice(1, -1), line('L0004', 'L0003', { level: 'kegiatan', pagu: '5.00' })],
        when: addLines(newLine('a', 'L0004', { level: 'subkegiatan', pagu: null })),
        at: '/lines/0/level',
        says: 'A Renja of that year has no level subkegiatan; its lowest is kegiatan.',
      },
    ],
    allowed: [
      {
        name: 'a kegiatan with pagu in a Renja of before 2021',
        given: [OF_2020, ...PARENTS.slice(1, -1)],
        when: addLines(newLine('a', 'L0003', { level: 'kegiatan', pagu: '5.00' })),
      },
      { name: 'a sub kegiatan in one of 2022', given: PARENTS, when: subKegiatan({}) },
    ],
  },
  'finding-blank': {
    refused: [{ name: 'an answer to nothing', when: answer(' ', 'Sudah diperbaiki'), at: '/finding' }],
    allowed: [{ name: 'an answer to a finding', when: answer('late:R001', 'Sudah diperbaiki') }],
  },
  'indikator-not-found': {
    refused: [
      {
        name: 'a target that the row has not',
        when: propose([target('L0005', 'I3', '3', null)]),
        at: '/changes/0/indikatorId',
        says: 'Indicator I3 is not on row L0005.',
      },
      { name: 'a target that the objective has not', when: propose([target('O01', 'I2', '3', null)]) },
      {
        name: 'a report on an indicator that the row has not',
        when: report(kinerja('1', '2022-TW2', 'I3')),
        at: '/reports/0/indikatorId',
      },
      {
        name: 'a kinerja of no indicator',
        when: report({ lineId: 'L0005', period: '2022-TW2', kinerja: '1' }),
      },
    ],
    allowed: [
      { name: "the row's last target", when: propose([target('L0005', 'I2', '83', '%')]) },
      { name: "a report on the row's last indicator", when: report(kinerja('1', '2022-TW2', 'I2')) },
    ],
  },
  'pagu-on-parent': {
    refused: [
      {
        name: 'a kegiatan that comes with a pagu',
        given: DRAFT,
        when: addLines(newLine('a', 'L0003', { level: 'kegiatan', pagu: '0.00' })),
        at: '/lines/0/pagu',
      },
      {
        name: 'a change of the pagu of a kegiatan',
        when: propose([pagu('L0004', '-1.00')]),
        at: '/changes/0/lineId',
        all: ['pagu-on-parent'],
        says: 'Only the lowest level (sub kegiatan) holds a pagu; L0004 is a kegiatan, whose figures are computed from below.',
      },
      {
        name: 'a report of the keuangan of a kegiatan',
        when: report(keuangan('0.00', '2022-TW2', 'L0004')),
        at: '/reports/0/keuangan',
      },
    ],
    allowed: [
      {
        name: 'a kegiatan without a pagu',
        given: DRAFT,
        when: addLines(newLine('a', 'L0003', { level: 'kegiatan' })),
      },
      { name: 'a change of the target of a kegiatan', when: propose([target('L0004', 'I1', '29', 'koperasi')]) },
      { name: 'a report of the kinerja of a kegiatan', when: report(kinerja('14', '2022-TW2', 'I1', 'L0004')) },
    ],
  },
  'pagu-missing': {
    refused: [
      {
        name: 'a sub kegiatan without a pagu',
        given: DRAFT,
        when: subKegiatan({ pagu: null }),
        at: '/lines/0/pagu',
        says: 'Sub kegiatan L0007 has no pagu. Write - for zero.',
      },
    ],
    allowed: [{ name: 'a sub kegiatan with a pagu of zero', given: DRAFT, when: subKegiatan({ pagu: '0.00' }) }],
  },
  'dana-not-found': {
    refused: [
      {
        name: 'a fund that the row has not',
        when: propose([pagu('L0006', '1.00', { dana: 'DAK' })]),
        at: '/changes/0/dana',
        says: 'Fund DAK is not itemised on row L0006.',
      },
      { name: 'a fund that the row names without an amount', when: propose([pagu('L0005', '1.00', { dana: 'APBD' })]) },
    ],
    allowed: [
      { name: 'a fund that the row itemises', when: propose([pagu('L0006', '1.00', { dana: 'DAU' })]) },
      { name: 'no fund on a row that itemises none', when: propose([pagu('L0005', '1.00')]) },
    ],
  },
  'revision-not-found': {
    refused: [
      {
        name: 'approving what was never proposed',
        given: PROPOSED,
        when: approve('R002'),
        at: '/revisionId',
        says: 'Revision R002 does not exist. List the revisions with renja revisions.',
      },
      { name: 'rejecting what was never proposed', given: PROPOSED, when: reject('R002') },
    ],
    allowed: [
      { name: 'approving what was proposed', given: PROPOSED, when: approve('R001') },
      { name: 'rejecting what was proposed', given: PROPOSED, when: reject('R001') },
    ],
  },
  'revision-id-taken': {
    refused: [
      {
        name: 'the id of a pending revision',
        given: PROPOSED,
        when: propose([smallest], { revisionId: 'R001' }),
        at: '/revisionId',
        says: 'Revision id R001 is taken. Choose another one or leave it out.',
      },
      { name: 'the id of a rejected revision', given: REJECTED, when: propose([smallest], { revisionId: 'R001' }) },
    ],
    allowed: [
      { name: 'another id', given: PROPOSED, when: propose([smallest], { revisionId: 'P-1' }) },
      { name: 'no id', given: PROPOSED, when: propose([smallest]) },
    ],
  },
  'revision-already-decided': {
    refused: [
      {
        name: 'approving again',
        given: APPROVED,
        when: approve(),
        at: '/revisionId',
        says: 'Revision R001 is already approved; it cannot be decided again.',
        // What it changed is no longer what its author saw, but that is no longer the question.
        all: ['revision-already-decided'],
      },
      { name: 'rejecting what was approved', given: APPROVED, when: reject() },
      { name: 'approving what was rejected', given: REJECTED, when: approve() },
      { name: 'rejecting again', given: REJECTED, when: reject() },
    ],
    allowed: [
      { name: 'approving another one', given: following(REJECTED, propose([smallest])), when: approve('R002') },
      { name: 'rejecting another one', given: following(APPROVED, propose([smallest])), when: reject('R002') },
    ],
  },
  'amount-malformed': {
    refused: [
      {
        name: 'a delta without sen',
        when: propose([pagu('L0005', '1000')]),
        at: '/changes/0/delta',
        says: 'Not an amount in rupiah: 1000. Write it as 1.234.567,00.',
      },
      {
        name: 'a pagu of 29 digits',
        when: propose([pagu('L0005', '9999999999999999999999999999.00')]),
        all: ['amount-malformed'],
      },
      { name: 'a delta of minus zero', when: propose([pagu('L0005', '-0.00')]), at: '/changes/0/delta' },
      {
        name: 'a fund that is no amount, of a new row to which a change adds by that fund',
        when: propose([newRow('baru', { sumberDana: fundsOf(['PAD', '1']) }), pagu('baru', '1.00', { dana: 'PAD' })]),
        at: '/changes/0/row/sumberDana/0/jumlah',
      },
      {
        name: 'a figure seen that is no amount',
        when: propose([pagu('L0005', '1.00', { seen: '100.000.000' })]),
        at: '/changes/0/seen',
        all: ['amount-malformed'],
      },
      { name: 'a pagu as written', given: DRAFT, when: subKegiatan({ pagu: '5.000,00' }), at: '/lines/0/pagu' },
      {
        name: 'a fund as written',
        given: DRAFT,
        when: subKegiatan({ sumberDana: fundsOf(['PAD', '5.000,00']) }),
        at: '/lines/0/sumberDana/0/jumlah',
      },
      {
        name: 'a prakiraan maju as written',
        given: DRAFT,
        when: subKegiatan(forward('5.000,00')),
        at: '/lines/0/prakiraanMaju/pagu',
      },
      {
        name: 'a new fund as written',
        when: propose([funds('L0006', fundsOf(['PAD', '60.000.000']))]),
        at: '/changes/0/to/0/jumlah',
      },
      { name: 'a keuangan as written', when: report(keuangan('30.000.000')), at: '/reports/0/keuangan' },
    ],
    allowed: [
      { name: 'a delta with sen', when: propose([pagu('L0005', '1000.00')]) },
      { name: 'a pagu with sen', given: DRAFT, when: subKegiatan({ pagu: '5000.00', ...forward('5000.00') }) },
      { name: 'a fund without an amount', given: DRAFT, when: subKegiatan({ sumberDana: fundsOf(['PAD', null]) }) },
      { name: 'a keuangan with sen', when: report(keuangan('30000000.00')) },
    ],
  },
  'amount-negative': {
    refused: [
      {
        name: 'a pagu of one sen below zero',
        given: DRAFT,
        when: subKegiatan({ pagu: '-0.01' }),
        at: '/lines/0/pagu',
        says: 'Amount (0,01) must not be below zero.',
      },
      {
        name: 'a fund of one sen below zero',
        given: DRAFT,
        when: subKegiatan({ pagu: '5000.00', sumberDana: fundsOf(['PAD', '5000.01'], ['DAU', '-0.01']) }),
        at: '/lines/0/sumberDana/1/jumlah',
      },
      {
        name: 'a prakiraan maju of one sen below zero',
        given: DRAFT,
        when: subKegiatan(forward('-0.01')),
        at: '/lines/0/prakiraanMaju/pagu',
      },
      {
        name: 'a new fund of one sen below zero',
        when: propose([funds('L0006', fundsOf(['PAD', '60000000.01'], ['DAU', '-0.01']))]),
        at: '/changes/0/to/1/jumlah',
      },
      {
        name: 'a keuangan of one sen below zero',
        when: report(keuangan('-0.01'), keuangan('5.00', '2022-TW1')),
        at: '/reports/0/keuangan',
        all: ['amount-negative'],
      },
    ],
    allowed: [
      {
        name: 'zero in every place',
        given: DRAFT,
        when: subKegiatan({ pagu: '0.00', sumberDana: fundsOf(['PAD', '0.00']), ...forward('0.00') }),
      },
      { name: 'a new fund of zero', when: propose([funds('L0006', fundsOf(['PAD', '60000000.00'], ['DAU', '0.00']))]) },
      { name: 'a keuangan of zero', when: report(keuangan('0.00')) },
    ],
  },
  'delta-zero': {
    refused: [
      {
        name: 'a change by nothing',
        when: propose([pagu('L0005', '0.00')]),
        at: '/changes/0/delta',
        says: 'The pagu change of row L0005 is zero. Remove it from the proposal.',
      },
    ],
    allowed: [
      { name: 'one sen more', when: propose([pagu('L0005', '0.01')]) },
      { name: 'one sen less', when: propose([pagu('L0005', '-0.01')]) },
    ],
  },
  'value-unchanged': {
    refused: [
      { name: 'a row moved to where it stands', when: propose([moveTo('L0005', 'L0004')]), at: '/changes/0/to' },
      { name: 'a name as it is', when: propose([describedAs('uraian', 'L0005', 'Uraian L0005')]) },
      { name: 'a wording as it is', when: propose([reworded('L0005', 'I1', 'Dokumen disusun')]) },
      {
        name: 'a forward estimate as it is',
        given: following(PLAN, propose([forwardTo('L0005', '1.00')]), approve()),
        when: propose([forwardTo('L0005', '1.00')]),
      },
      {
        name: 'a note as it is',
        given: following(PLAN, setNote('isu', 'Isu')),
        when: setNote('isu', 'Isu'),
        at: '/text',
      },
      { name: 'a first note that is blank', when: setNote('isu', '') },
      {
        name: 'a correction to the same figure',
        given: SPENT,
        when: correct([keuanganTo('30000000.00')]),
        at: '/corrections/0/keuangan/to',
      },
      {
        name: 'the same target',
        when: propose([target('L0005', 'I2', '82', '%')]),
        at: '/changes/0/to',
        says: 'What is written for L0005 equals what is there already, so nothing would change. Write something else, or leave it out.',
      },
      {
        name: 'the same funds',
        when: propose([funds('L0006', fundsOf(['PAD', '40000000.00'], ['DAU', '20000000.00']))]),
        at: '/changes/0/to',
      },
    ],
    allowed: [
      { name: 'the same number of another unit', when: propose([target('L0005', 'I2', '82', 'persen')]) },
      { name: 'another number of the same unit', when: propose([target('L0005', 'I2', '82,1', '%')]) },
      {
        name: 'a fund of another name',
        when: propose([funds('L0006', fundsOf(['PAD', '40000000.00'], ['DAK', '20000000.00']))]),
      },
      { name: 'a fund fewer', when: propose([funds('L0006', fundsOf(['PAD', '60000000.00']))]) },
      { name: 'a fund itemised', when: propose([funds('L0005', fundsOf(['APBD', '100000000.00']))]) },
    ],
  },
  'target-blank': {
    refused: [
      {
        name: 'an empty target',
        when: propose([target('L0005', 'I1', '', 'Dokumen')]),
        at: '/changes/0/to',
        says: 'The new target on L0005 is blank. Write its value.',
      },
      { name: 'a target of spaces', when: propose([target('O01', 'I1', '  ', null)]) },
    ],
    allowed: [
      { name: 'a target of zero', when: propose([target('L0005', 'I1', '0', 'Dokumen')]) },
      { name: 'a target without a unit', when: propose([target('O01', 'I1', '-', null)]) },
    ],
  },
  'change-repeated': {
    refused: [
      {
        name: 'an indicator that ends and changes',
        when: propose([endIndikator('L0005', 'I2'), target('L0005', 'I2', '83', '%')]),
        at: '/changes/0',
      },
      {
        name: 'a row that ends and is renamed',
        when: propose([pagu('L0005', '-100000000.00'), endRow('L0005'), describedAs('uraian', 'L0005', 'Baru')]),
        at: '/changes/1',
      },
      {
        name: 'a new row that is renamed',
        when: propose([newRow('a'), describedAs('uraian', 'a', 'Baru')]),
        at: '/changes/1',
        all: ['change-repeated', 'revision-stale'],
      },
      {
        name: 'two corrections of one figure',
        given: SPENT,
        when: correct([keuanganTo('2.00'), keuanganTo('3.00')]),
        at: '/corrections/1',
      },
      {
        name: 'one pagu twice',
        when: propose([pagu('L0005', '1.00'), pagu('L0005', '2.00')]),
        at: '/changes/1',
        says: 'The proposal changes the same thing on L0005 more than once. Make it one change.',
      },
      {
        name: 'one fund twice',
        when: propose([pagu('L0006', '1.00', { dana: 'PAD' }), pagu('L0006', '2.00', { dana: 'PAD' })]),
      },
      {
        name: 'one target twice',
        when: propose([target('L0005', 'I1', '3', 'Dokumen'), target('L0005', 'I1', '4', 'Dokumen')]),
      },
      {
        name: "one row's funds twice",
        when: propose([
          funds('L0006', fundsOf(['PAD', '60000000.00'])),
          funds('L0006', fundsOf(['DAU', '60000000.00'])),
        ]),
      },
    ],
    allowed: [
      {
        name: 'two funds of one row',
        when: propose([pagu('L0006', '1.00', { dana: 'PAD' }), pagu('L0006', '2.00', { dana: 'DAU' })]),
      },
      {
        name: 'two targets of one row, and its pagu',
        when: propose([target('L0005', 'I1', '3', 'Dokumen'), target('L0005', 'I2', '83', '%'), smallest]),
      },
      {
        name: 'the first targets of two rows',
        when: propose([target('L0005', 'I1', '3', 'Dokumen'), target('L0006', 'I1', '120', 'orang')]),
      },
      {
        name: 'a row that ends, and its ceiling with it',
        given: following(PLAN, setPlafon([[ofLine('L0005'), '100000000.00']])),
        when: propose([pagu('L0005', '-100000000.00'), plafonTo(ofLine('L0005'), null), endRow('L0005')]),
      },
      {
        name: 'the reversal of a row that came with a ceiling',
        given: following(PLAN, propose([newRow('a'), plafonTo(ofLine('a'), '1.00')]), approve()),
        when: reverse(),
      },
      {
        name: 'the reversal of a row that ended with its ceiling',
        given: following(
          PLAN,
          setPlafon([[ofLine('L0005'), '100000000.00']]),
          propose([pagu('L0005', '-100000000.00'), plafonTo(ofLine('L0005'), null), endRow('L0005')]),
          approve(),
        ),
        when: reverse(),
      },
    ],
  },
  'funds-not-pagu': {
    refused: [
      {
        name: 'funds of a new row one sen above its pagu',
        given: DRAFT,
        when: subKegiatan({ pagu: '5000.00', sumberDana: fundsOf(['PAD', '3000.00'], ['DAU', '2000.01']) }),
        at: '/lines/0/sumberDana',
        says: 'The funds of row L0007 sum to 5.000,01, but its pagu is 5.000. Make them equal; a change of pagu names its fund.',
      },
      {
        name: 'new funds one sen below the pagu',
        when: propose([funds('L0006', fundsOf(['PAD', '59999999.99']))]),
        at: '/changes/0/to',
      },
      {
        name: 'new funds that sum to the pagu before the same revision changes it',
        when: propose([pagu('L0005', '1.00'), funds('L0005', fundsOf(['APBD', '100000000.00']))]),
        at: '/changes/1/to',
      },
      {
        name: 'an approval of new funds after the pagu has changed',
        given: following(
          PLAN,
          propose([funds('L0005', fundsOf(['APBD', '100000000.00']))]),
          propose([smallest]),
          approve('R002'),
        ),
        when: approve('R001'),
      },
      {
        name: 'the end of a row whose pagu is taken away without naming its funds',
        when: propose([pagu('L0006', '-60000000.00'), endRow('L0006')]),
        at: '/changes/1',
      },
    ],
    allowed: [
      {
        name: 'funds of a new row that sum to its pagu',
        given: DRAFT,
        when: subKegiatan({ pagu: '5000.00', sumberDana: fundsOf(['PAD', '3000.00'], ['DAU', '2000.00']) }),
      },
      {
        name: 'funds of which one has no amount',
        given: DRAFT,
        when: subKegiatan({ pagu: '5000.00', sumberDana: fundsOf(['PAD', '3000.00'], ['DAU', null]) }),
      },
      {
        name: 'new funds that sum to the pagu after the same revision changes it',
        when: propose([pagu('L0005', '1.00'), funds('L0005', fundsOf(['APBD', '100000001.00']))]),
      },
      {
        name: 'an approval of new funds while the pagu is the same',
        given: following(PLAN, propose([funds('L0005', fundsOf(['APBD', '100000000.00']))])),
        when: approve('R001'),
      },
    ],
  },
  'revision-empty': {
    refused: [{ name: 'a proposal without changes', when: propose([]), at: '/changes' }],
    allowed: [{ name: 'a proposal of one change', when: propose([smallest]) }],
  },
  'revision-too-large': {
    refused: [
      {
        name: 'a thousand changes, which are a thousand and one events',
        given: WIDE,
        when: propose(MANY.map((id) => pagu(id, '1.00'))),
        at: '/changes',
        says: 'This proposal does not fit one approval (1001 events, at most 1000). Split it into several revisions.',
      },
      {
        // 460,800 characters of two bytes each are 900 KiB by themselves.
        name: 'more bytes than an append holds, in fewer characters',
        when: propose([pagu('L0005', '1.00', { reason: 'é'.repeat(460_800) })]),
        at: '/changes',
      },
      {
        name: 'a reason that every change repeats',
        given: WIDE,
        when: propose(
          MANY.slice(0, 530).map((id) => pagu(id, '1.00')),
          { reason: 'e'.repeat(1_000) },
        ),
      },
    ],
    allowed: [
      { name: '999 changes', given: WIDE, when: propose(MANY.slice(0, 999).map((id) => pagu(id, '1.00'))) },
      {
        name: 'as many characters of one byte',
        when: propose([pagu('L0005', '1.00', { reason: 'e'.repeat(460_800) })]),
      },
    ],
  },
  'report-empty': {
    refused: [
      {
        name: 'a report of nothing',
        when: report(keuangan('1.00'), { lineId: 'L0006', period: '2022-TW2', kendala: 'Hujan' }),
        at: '/reports/1',
        says: 'The report of row L0006 states neither kinerja nor keuangan.',
      },
    ],
    allowed: [
      { name: 'a report of keuangan alone', when: report(keuangan('0.00')) },
      { name: 'a report of kinerja alone', when: report(kinerja('0')) },
    ],
  },
  'period-malformed': {
    refused: [
      {
        name: 'a fifth quarter',
        when: report(kinerja('1', '2022-TW5')),
        at: '/reports/0/period',
        says: 'Not a period: 2022-TW5. Write it as 2022-TW2 or 2022-06.',
      },
      { name: 'a quarter before the first', when: report(kinerja('1', '2022-TW0')) },
      { name: 'a thirteenth month', when: report(kinerja('1', '2022-13')) },
      { name: 'a month before the first', when: report(kinerja('1', '2022-00')) },
      { name: 'a month of one digit', when: report(kinerja('1', '2022-6')) },
      { name: 'a year', when: report(kinerja('1', '2022')) },
      { name: 'a day', when: report(kinerja('1', '2022-06-30')) },
      {
        name: 'a keuangan of no period',
        when: report(keuangan('5.00', '2022-TW1'), keuangan('1.00', 'TW2')),
        all: ['period-malformed'],
      },
    ],
    allowed: [
      { name: 'the first quarter', when: report(kinerja('1', '2022-TW1')) },
      { name: 'the last quarter', when: report(kinerja('1', '2022-TW4')) },
      { name: 'the first month', when: report(kinerja('1', '2022-01')) },
      { name: 'the last month', when: report(kinerja('1', '2022-12')) },
    ],
  },
  'reason-missing': {
    refused: [
      { name: 'a withdrawal without reason', given: PROPOSED, when: withdraw('R001', ' ') },
      { name: 'a reversal without reason', given: APPROVED, when: reverse('R001', { reason: '' }) },
      { name: 'a correction without reason', given: SPENT, when: correct([keuanganTo('1.00')], { reason: '' }) },
      { name: 'closing without reason', when: close({ reason: '' }) },
      { name: 'opening again without reason', given: CLOSED, when: reopen({ reason: '' }) },
      { name: 'a proposal without a reason', when: propose([smallest], { reason: '' }), at: '/reason' },
      { name: 'a proposal with a reason of spaces', when: propose([smallest], { reason: ' \n' }) },
      { name: 'a rejection without a reason', given: PROPOSED, when: reject('R001', ''), at: '/reason' },
    ],
    allowed: [
      { name: 'a proposal with a short reason', when: propose([smallest], { reason: '.' }) },
      { name: 'a rejection with a short reason', given: PROPOSED, when: reject('R001', '.') },
    ],
  },
  'document-missing': {
    refused: [
      { name: 'a reversal without document', given: APPROVED, when: reverse('R001', { document: null }) },
      { name: 'closing without document', when: close({ document: null }), at: '/document' },
      { name: 'opening again without document', given: CLOSED, when: reopen({ document: null }) },
      {
        name: 'a correction without document once closed',
        given: following(SPENT, close()),
        when: correct([keuanganTo('1.00')]),
      },
      { name: 'a proposal without a document', when: propose([smallest], { document: null }), at: '/document' },
    ],
    allowed: [
      {
        name: 'a proposal with a document of which little is known',
        when: propose([smallest], { document: { documentId: 'd', jenis: 'Nota dinas', judul: 'Nota' } }),
      },
    ],
  },
  'late-reason-missing': {
    refused: [
      {
        name: 'the approval of a proposal that became late since',
        given: following(
          PLAN,
          propose([smallest], { effectiveOn: DAY_BEFORE }),
          propose([pagu('L0006', '1.00', { dana: 'PAD' })]),
          approve('R002'),
        ),
        when: approve('R001'),
      },
      {
        name: 'a day before the last approved revision',
        given: APPROVED,
        when: propose([smallest], { effectiveOn: DAY_BEFORE }),
        at: '/lateReason',
        says: 'The revision takes effect on 2022-05-31, before the last one (2022-06-01). Fill in lateReason: why it is late.',
      },
      {
        name: 'a reason of spaces',
        given: APPROVED,
        when: propose([smallest], { effectiveOn: DAY_BEFORE, lateReason: ' ' }),
      },
      {
        name: 'a day before the latest, where an earlier one was approved since',
        given: following(
          APPROVED,
          propose([smallest], { effectiveOn: '2022-02-01', lateReason: 'Terlambat diterima' }),
          approve('R002'),
        ),
        when: propose([smallest], { effectiveOn: DAY_BEFORE }),
      },
    ],
    allowed: [
      { name: 'the same day', given: APPROVED, when: propose([smallest], { effectiveOn: '2022-06-01' }) },
      {
        name: 'a day before, and the reason why',
        given: APPROVED,
        when: propose([smallest], { effectiveOn: DAY_BEFORE, lateReason: 'Terlambat diterima' }),
      },
      {
        name: 'a day before a pending revision',
        given: PROPOSED,
        when: propose([smallest], { effectiveOn: DAY_BEFORE }),
      },
      { name: 'a day before a rejected one', given: REJECTED, when: propose([smallest], { effectiveOn: DAY_BEFORE }) },
    ],
  },
  'revision-stale': {
    refused: [
      {
        name: 'a code that reads like an amount and is none',
        given: following(PLAN, propose([describedAs('kode', 'L0005', '2.17')]), approve()),
        when: propose([{ field: 'kode', lineId: 'L0005', from: '2.16', to: '2.18' }]),
        says: 'The value on L0005 is now 2.17, not 2.16 as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
      },
      {
        name: 'the end of an indicator whose target changed since',
        when: propose([
          {
            field: 'endIndikator',
            of: 'L0005',
            indikatorId: 'I1',
            seen: { teks: 'Dokumen disusun', target: '1', satuan: 'Dokumen' },
          },
        ]),
        at: '/changes/0',
      },
      {
        name: 'a name that saw another one',
        when: propose([{ field: 'uraian', lineId: 'L0005', from: 'Lain', to: 'Baru' }]),
      },
      {
        name: 'a proposal that saw one sen less',
        when: propose([pagu('L0005', '1.00', { seen: '99999999.99' })]),
        at: '/changes/0',
        says: 'The value on L0005 is now 100.000.000, not 99.999.999,99 as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
      },
      {
        name: 'a proposal that saw another target',
        when: propose([target('L0005', 'I2', '90', '%', { target: '82', satuan: 'persen' })]),
        says: 'The value on L0005 is now 82%, not 82 persen as its author saw. Propose again with that value; withdraw the old proposal where there is one.',
      },
      {
        name: 'a proposal that saw other funds',
        when: propose([
          funds('L0006', fundsOf(['PAD', '60000000.00']), fundsOf(['PAD', '40000000.00'], ['DAU', null])),
        ]),
      },
      {
        name: 'an approval after another revision changed the pagu',
        given: following(PLAN, propose([smallest]), propose([smallest]), approve('R001')),
        when: approve('R002'),
        at: '/changes/0',
      },
      {
        name: 'an approval after another revision changed the target',
        given: following(
          PLAN,
          propose([target('O01', 'I1', '4', '%')]),
          propose([target('O01', 'I1', '5', '%')]),
          approve('R001'),
        ),
        when: approve('R002'),
      },
      {
        name: 'an approval after another revision changed the funds',
        given: following(
          PLAN,
          propose([funds('L0006', fundsOf(['PAD', '60000000.00']))]),
          propose([funds('L0006', fundsOf(['DAU', '60000000.00']))]),
          approve('R001'),
        ),
        when: approve('R002'),
      },
    ],
    allowed: [
      {
        name: 'a proposal that saw the present figures',
        when: propose([
          pagu('L0005', '1.00', { seen: '100000000.00' }),
          target('L0005', 'I2', '90', '%', { target: '82', satuan: '%' }),
          funds('L0006', fundsOf(['PAD', '60000000.00']), fundsOf(['PAD', '40000000.00'], ['DAU', '20000000.00'])),
        ]),
      },
      {
        name: 'an approval after another revision changed another row',
        given: following(PLAN, propose([smallest]), propose([pagu('L0006', '1.00', { dana: 'PAD' })]), approve('R001')),
        when: approve('R002'),
      },
      {
        name: 'an approval after another revision of the row was rejected',
        given: following(PLAN, propose([smallest]), propose([smallest]), reject('R001')),
        when: approve('R002'),
      },
    ],
  },
  'pergeseran-not-zero': {
    refused: [
      {
        name: 'a shift that adds one sen',
        when: propose([pagu('L0005', '-5155000.00'), pagu('L0006', '5155000.01', { dana: 'PAD' })], {
          kind: 'pergeseran',
        }),
        at: '/changes',
        says: 'A pergeseran must sum to zero, this proposal sums to 0,01. Balance it, choose another kind, or say acrossAgencies where another agency has its other end.',
      },
      { name: 'a shift from nowhere', when: propose([smallest], { kind: 'pergeseran' }) },
    ],
    allowed: [
      {
        name: 'a shift that sums to zero',
        when: propose([pagu('L0005', '-5155000.00'), pagu('L0006', '5155000.00', { dana: 'PAD' })], {
          kind: 'pergeseran',
        }),
      },
      {
        name: 'a shift between two funds of one row',
        when: propose([pagu('L0006', '-1.00', { dana: 'PAD' }), pagu('L0006', '1.00', { dana: 'DAU' })], {
          kind: 'pergeseran',
        }),
      },
      { name: 'a shift of targets', when: propose([target('O01', 'I1', '4', '%')], { kind: 'pergeseran' }) },
      { name: 'a change of another kind that adds one sen', when: propose([smallest], { kind: 'mendahului' }) },
    ],
  },
  'plafon-missing': {
    refused: [{ name: 'a command that sets no ceiling', when: setPlafon([]), at: '/plafon' }],
    allowed: [{ name: 'a command that sets one', when: setPlafon([[ALL, '160000000.00']]) }],
  },
  'plafon-not-in-kind': {
    refused: [
      {
        name: 'a pergeseran that brings one',
        when: propose([plafonTo(ALL, '200000000.00')], { kind: 'pergeseran' }),
        at: '/changes/0',
        says: 'A pergeseran brings no new ceiling. Use a perubahan or penetapan, or renja plafon.',
      },
      { name: 'a mendahului that brings one', when: propose([plafonTo(ALL, '200000000.00')], { kind: 'mendahului' }) },
    ],
    allowed: (['perubahan', 'penetapan', 'koreksi'] as const).map((kind) => ({
      name: `a ${kind} that brings one`,
      when: propose([plafonTo(ALL, '200000000.00')], { kind }),
    })) as [Case, ...Case[]],
  },
  'plafon-passed': {
    refused: [
      {
        name: 'one sen above that of the Renja',
        given: following(PLAN, setPlafon([[ALL, '160000000.00']])),
        when: propose([smallest]),
        at: '/changes',
        says: 'The total of Renja comes to 160.000.000,01, above its ceiling of 160.000.000. Reduce it, or raise the ceiling by its document.',
      },
      {
        name: 'one sen above that of the program',
        given: following(PLAN, setPlafon([[ofLine('L0003'), '160000000.00']])),
        when: propose([smallest]),
        says: 'The total of L0003 comes to 160.000.000,01, above its ceiling of 160.000.000. Reduce it, or raise the ceiling by its document.',
      },
      {
        name: 'one sen above that of the row',
        given: following(PLAN, setPlafon([[ofLine('L0005'), '100000000.00']])),
        when: propose([smallest]),
      },
      {
        name: 'one sen above that of a fund',
        given: following(PLAN, setPlafon([[ofDana('PAD'), '40000000.00']])),
        when: propose([pagu('L0006', '0.01', { dana: 'PAD' })]),
        says: 'The total of PAD comes to 40.000.000,01, above its ceiling of 40.000.000. Reduce it, or raise the ceiling by its document.',
      },
      {
        name: 'one sen above that of the only fund of a row, which is not itemised',
        given: following(PLAN, setPlafon([[ofDana('APBD'), '100000000.00']])),
        when: propose([smallest]),
      },
      {
        name: 'a ceiling below what is planned',
        when: setPlafon([[ALL, '159999999.99']]),
        at: '/plafon',
      },
      {
        name: 'a ceiling of zero for a row with pagu',
        when: setPlafon([[ofLine('L0006'), '0.00']]),
      },
      {
        name: 'a new ceiling below what its own revision leaves',
        when: propose([smallest, plafonTo(ALL, '160000000.00')]),
      },
      {
        name: 'an approval after a lower ceiling was set',
        given: following(PROPOSED, setPlafon([[ALL, '160000000.00']])),
        when: approve(),
      },
      {
        name: 'rows of a draft above the ceiling',
        given: following(DRAFT, setPlafon([[ofLine('L0004'), '160004999.99']])),
        when: subKegiatan({}),
        at: '/lines',
      },
      {
        name: 'a row that moves under a program with a ceiling',
        given: following(
          PARENTS,
          addLines(newLine('p', 'L0002', { level: 'program' }), newLine('k', 'p', { level: 'kegiatan' })),
          subKegiatan({}),
          adopt,
          setPlafon([[ofLine('L0005'), '4999.99']]),
        ),
        when: propose([moveTo('L0007', 'L0006')]),
      },
    ],
    allowed: [
      {
        name: 'exactly the ceiling of the Renja, the row and the fund',
        given: following(
          PLAN,
          setPlafon([
            [ALL, '160000000.01'],
            [ofLine('L0005'), '100000000.01'],
            [ofDana('APBD'), '100000000.01'],
          ]),
        ),
        when: propose([smallest]),
      },
      {
        name: 'money that moves below one ceiling',
        given: following(PLAN, setPlafon([[ofLine('L0004'), '160000000.00']])),
        when: propose([pagu('L0005', '-1.00'), pagu('L0006', '1.00', { dana: 'PAD' })]),
      },
      {
        name: 'a change that brings its own ceiling',
        given: following(PLAN, setPlafon([[ALL, '160000000.00']])),
        when: propose([smallest, plafonTo(ALL, '160000000.01')]),
      },
      {
        name: 'more of another fund',
        given: following(PLAN, setPlafon([[ofDana('PAD'), '40000000.00']])),
        when: propose([pagu('L0006', '0.01', { dana: 'DAU' })]),
      },
      {
        name: 'rows of a draft up to the ceiling',
        given: following(DRAFT, setPlafon([[ofLine('L0004'), '160005000.00']])),
        when: subKegiatan({}),
      },
      {
        name: 'money in the place of what ended',
        given: following(EMPTIED, setPlafon([[ALL, '60000000.00']])),
        when: propose([endRow('L0005')]),
      },
    ],
  },
  'pagu-below-zero': {
    refused: [
      {
        name: 'one sen more than there is',
        when: propose([pagu('L0005', '-100000000.01')]),
        at: '/changes/0',
        says: 'The pagu of row L0005 would become (0,01). Reduce it by 100.000.000 at most.',
      },
      {
        name: 'one sen more than there is, in two changes',
        when: propose([pagu('L0006', '-40000000.00', { dana: 'PAD' }), pagu('L0006', '-20000000.01', { dana: 'DAU' })]),
        at: '/changes/1',
        all: ['pagu-below-zero', 'dana-below-zero'],
      },
    ],
    allowed: [
      { name: 'all that there is', when: propose([pagu('L0005', '-100000000.00')]) },
      {
        name: 'all that there is, in two changes',
        when: propose([pagu('L0006', '-40000000.00', { dana: 'PAD' }), pagu('L0006', '-20000000.00', { dana: 'DAU' })]),
      },
    ],
  },
  'dana-below-zero': {
    refused: [
      {
        name: 'one sen more than the fund holds, while the pagu stays',
        when: propose([pagu('L0006', '40000000.01', { dana: 'DAU' }), pagu('L0006', '-40000000.01', { dana: 'PAD' })]),
        at: '/changes/1',
        says: 'Fund PAD of row L0006 would become (0,01). Reduce it by 40.000.000 at most.',
      },
    ],
    allowed: [
      {
        name: 'all that the fund holds',
        when: propose([pagu('L0006', '40000000.00', { dana: 'DAU' }), pagu('L0006', '-40000000.00', { dana: 'PAD' })]),
      },
    ],
  },
  'pagu-below-realisasi': {
    refused: [
      {
        name: 'one sen below what has been spent',
        given: SPENT,
        when: propose([pagu('L0005', '-70000000.01')]),
        at: '/changes/0',
        says: 'The pagu of row L0005 would become 29.999.999,99, below its realised keuangan of 30.000.000.',
      },
      {
        name: 'below the highest of several reports, whichever came last',
        given: following(SPENT, report(keuangan('9.00', '2022-TW1'))),
        when: propose([pagu('L0005', '-70000000.01')]),
      },
      {
        name: 'an approval after more has been spent',
        given: following(PLAN, propose([pagu('L0005', '-70000000.01')]), report(keuangan('30000000.00'))),
        when: approve(),
      },
    ],
    allowed: [
      {
        name: 'exactly what has been spent',
        given: SPENT,
        when: propose([pagu('L0005', '-70000000.00')]),
      },
      {
        name: 'an approval after as much has been spent',
        given: following(PLAN, propose([pagu('L0005', '-70000000.00')]), report(keuangan('30000000.00'))),
        when: approve(),
      },
    ],
  },
  'role-not-allowed': {
    refused: [
      { name: 'a withdrawal by an auditor', given: proposedBy(AUDITOR), when: withdraw(), by: AUDITOR },
      { name: 'a reversal by a viewer', given: APPROVED, when: reverse(), by: VIEWER },
      { name: 'a correction by an auditor', given: SPENT, when: correct([keuanganTo('1.00')]), by: AUDITOR },
      { name: 'a note by a viewer', when: setNote('isu', 'Isu'), by: VIEWER },
      { name: 'closing by a planner', when: close(), by: PLANNER },
      { name: 'opening again by a finance officer', given: CLOSED, when: reopen(), by: FINANCE },
      {
        name: 'an admin who opens',
        given: [],
        when: open,
        by: ADMIN,
      },
      {
        name: 'an auditor who opens',
        given: [],
        when: open,
        by: AUDITOR,
        at: '',
        says: 'Role auditor may not do this. Allowed: planner, finance, verifier, approver.',
      },
      {
        name: 'a viewer who adds objectives',
        given: DRAFT,
        when: addObjectives(newObjective('a', 'tujuan', null)),
        by: VIEWER,
      },
      { name: 'an auditor who adds rows', given: DRAFT, when: subKegiatan({}), by: AUDITOR },
      { name: 'a viewer who adopts', given: DRAFT, when: adopt, by: VIEWER },
      { name: 'an auditor who proposes', when: propose([smallest]), by: AUDITOR },
      { name: 'a viewer who reports', when: report(keuangan('1.00')), by: VIEWER },
      {
        name: 'a planner who approves',
        given: PROPOSED,
        when: approve(),
        by: { ...PLANNER, id: 'planner-2' },
        says: 'Role planner may not do this. Allowed: approver.',
      },
      { name: 'a finance officer who approves', given: PROPOSED, when: approve(), by: FINANCE },
      { name: 'an admin who approves', given: PROPOSED, when: approve(), by: ADMIN },
      { name: 'a verifier who approves live', given: PROPOSED, when: approve(), by: VERIFIER },
      { name: 'a verifier who rejects live', given: PROPOSED, when: reject(), by: VERIFIER },
      {
        name: 'a finance officer who checks a past document',
        given: PROPOSED,
        when: approve(),
        by: FINANCE,
        mode: 'historical',
        says: 'Role finance may not do this. Allowed: approver, verifier.',
      },
    ],
    allowed: [
      { name: 'a planner who opens', given: [], when: open, by: PLANNER },
      { name: 'a finance officer who proposes', when: propose([smallest]), by: FINANCE },
      { name: 'a verifier who reports', when: report(keuangan('1.00')), by: VERIFIER },
      { name: 'an approver who adopts', given: DRAFT, when: adopt, by: APPROVER },
      { name: 'an approver who approves', given: PROPOSED, when: approve(), by: APPROVER },
      { name: 'an approver who rejects', given: PROPOSED, when: reject(), by: APPROVER },
      {
        name: 'a verifier who checks a past document',
        given: PROPOSED,
        when: approve(),
        by: VERIFIER,
        mode: 'historical',
      },
      {
        name: 'an approver who checks a past document',
        given: PROPOSED,
        when: approve(),
        by: APPROVER,
        mode: 'historical',
      },
    ],
  },
  'approver-is-proposer': {
    refused: [
      {
        name: 'an approver who approves their own proposal',
        given: proposedBy(APPROVER),
        when: approve(),
        by: APPROVER,
        at: '',
        says: 'approver proposed this revision and may not approve it. Ask another account.',
      },
      {
        name: 'the same account under another name',
        given: proposedBy(APPROVER),
        when: approve(),
        by: { ...APPROVER, name: 'Nama baru' },
      },
      {
        name: 'the account that proposed it in another role',
        given: PROPOSED,
        when: approve(),
        by: { ...APPROVER, id: PLANNER.id },
      },
      {
        name: 'a verifier who checks what they typed in',
        given: proposedBy(VERIFIER),
        when: approve(),
        by: VERIFIER,
        mode: 'historical',
      },
    ],
    allowed: [
      { name: 'another approver', given: proposedBy(APPROVER), when: approve(), by: OTHER_APPROVER },
      {
        name: 'another account of the same name',
        given: proposedBy(APPROVER),
        when: approve(),
        by: { ...OTHER_APPROVER, name: APPROVER.name },
      },
      { name: 'an approver who rejects their own proposal', given: proposedBy(APPROVER), when: reject(), by: APPROVER },
    ],
  },
  'endorsement-not-asked': {
    refused: [
      {
        name: 'a step that the route does not name',
        given: ROUTED,
        when: endorse('sekda'),
        at: '/step',
        says: 'Revision R001 does not wait for an endorsement by sekda. Its route: pa, tapd.',
      },
      {
        name: 'a step where there is no route',
        given: PROPOSED,
        when: endorse('pa'),
        says: 'Revision R001 does not wait for an endorsement by pa. Its route: -.',
      },
    ],
    allowed: [{ name: 'the first step of the route', given: ROUTED, when: endorse('pa') }],
  },
  'endorsement-given': {
    refused: [{ name: 'a step again', given: following(ROUTED, endorse('pa')), when: endorse('pa'), at: '/step' }],
    allowed: [{ name: 'the next step', given: following(ROUTED, endorse('pa')), when: endorse('tapd') }],
  },
  'endorsement-too-early': {
    refused: [
      {
        name: 'the second step before the first',
        given: ROUTED,
        when: endorse('tapd'),
        at: '/step',
        says: 'tapd endorses after pa. Wait for that endorsement.',
      },
    ],
    allowed: [{ name: 'the first step', given: ROUTED, when: endorse('pa') }],
  },
  'endorsement-missing': {
    refused: [
      {
        name: 'an approval without any endorsement',
        given: ROUTED,
        when: approve(),
        says: 'Revision R001 still waits for the endorsement by pa, tapd (renja endorse).',
      },
      {
        name: 'an approval without the last endorsement',
        given: following(ROUTED, endorse('pa')),
        when: approve(),
        says: 'Revision R001 still waits for the endorsement by tapd (renja endorse).',
      },
    ],
    allowed: [
      {
        name: 'an approval after every endorsement',
        given: following(ROUTED, endorse('pa'), endorse('tapd')),
        when: approve(),
      },
      { name: 'a rejection before any endorsement', given: ROUTED, when: reject() },
      { name: 'an approval where there is no route', given: PROPOSED, when: approve() },
    ],
  },
  'pergeseran-fund-not-zero': {
    refused: [
      {
        name: 'money that goes from one fund to another, where the office refuses that',
        when: propose([pagu('L0006', '-7.00', { dana: 'PAD' }), pagu('L0006', '7.00', { dana: 'DAU' })], {
          kind: 'pergeseran',
        }),
        refuse: ['pergeseran-fund-not-zero'],
        all: ['pergeseran-fund-not-zero', 'pergeseran-fund-not-zero'],
        at: '/changes',
        says: 'Fund PAD changes by (7) in this pergeseran; earmarked funds usually stay as they are.',
      },
      {
        name: 'money from a row of one fund to a fund of another row',
        when: propose([transfer('L0005', 'L0006', '7.00', { dana: 'PAD' })], { kind: 'pergeseran' }),
        refuse: ['pergeseran-fund-not-zero'],
        all: ['pergeseran-fund-not-zero', 'pergeseran-fund-not-zero'],
      },
      {
        name: 'the approval of what was proposed before the office refused it',
        given: following(PLAN, propose([transfer('L0005', 'L0006', '7.00', { dana: 'PAD' })], { kind: 'pergeseran' })),
        when: approve(),
        refuse: ['pergeseran-fund-not-zero'],
        all: ['pergeseran-fund-not-zero', 'pergeseran-fund-not-zero'],
      },
    ],
    allowed: [
      {
        name: 'the same where the office does not refuse it',
        when: propose([transfer('L0005', 'L0006', '7.00', { dana: 'PAD' })], { kind: 'pergeseran' }),
        refuse: ['p-apbd-again'],
      },
      {
        name: 'another kind that moves money between funds',
        when: propose([transfer('L0005', 'L0006', '7.00', { dana: 'PAD' })]),
        refuse: ['pergeseran-fund-not-zero'],
      },
      {
        name: 'a pergeseran within one fund',
        given: following(PLAN, propose([newRow('a', { sumberDana: fundsOf(['APBD', null]) })]), approve()),
        when: propose([transfer('L0005', 'L0007', '7.00')], { kind: 'pergeseran' }),
        refuse: ['pergeseran-fund-not-zero'],
      },
    ],
  },
  'decree-too-early': {
    refused: [
      {
        name: 'a closing dated before the adoption',
        when: close({ document: { ...DOCUMENT, tanggal: '2022-01-02' } }),
        at: '/document/tanggal',
        says: 'The document is dated 2022-01-02, before the last adoption, closing or reopening (2022-01-03). Check its date.',
      },
      {
        name: 'a reopening dated before the closing',
        given: following(PLAN, close({ document: { ...DOCUMENT, tanggal: '2022-12-31' } })),
        when: reopen({ document: { ...DOCUMENT, tanggal: '2022-12-30' } }),
      },
      {
        name: 'a second closing dated before the reopening',
        given: following(CLOSED, reopen({ document: { ...DOCUMENT, tanggal: '2023-03-01' } })),
        when: close({ document: { ...DOCUMENT, tanggal: '2023-02-28' } }),
      },
    ],
    allowed: [
      { name: 'a closing on the day of the adoption', when: close() },
      {
        name: 'a reopening by a document without a date',
        given: following(PLAN, close({ document: { ...DOCUMENT, tanggal: '2022-12-31' } })),
        when: reopen({ document: { documentId: 'x', jenis: 'Surat', judul: 'Pembukaan' } }),
      },
    ],
  },
  'effective-pagu-below-zero': {
    refused: [
      {
        name: 'a late document that takes what came only later, where the office refuses that',
        given: following(PLAN, propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }), approve()),
        when: propose([pagu('L0005', '-100000000.01')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
        at: '/changes',
        says: 'By the dates of the documents, the pagu of L0005 comes to (0,01) on 2022-07-01: another document takes effect only later.',
      },
      {
        name: 'the first of several days below zero',
        given: following(
          PLAN,
          propose([pagu('L0005', '-10.00')], { effectiveOn: '2022-08-01' }),
          approve(),
          propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }),
          approve('R002'),
        ),
        when: propose([pagu('L0005', '-100000001.00')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
        says: 'By the dates of the documents, the pagu of L0005 comes to (1) on 2022-07-01: another document takes effect only later.',
      },
      {
        name: 'one that leaves too little for another in between',
        given: following(
          PLAN,
          propose([pagu('L0005', '-60000000.00')], { effectiveOn: '2022-08-01' }),
          approve(),
          propose([pagu('L0005', '60000000.00')], { effectiveOn: '2022-09-01' }),
          approve('R002'),
        ),
        when: propose([pagu('L0005', '-40000000.01')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
        says: 'By the dates of the documents, the pagu of L0005 comes to (0,01) on 2022-08-01: another document takes effect only later.',
      },
    ],
    allowed: [
      {
        name: 'exactly what there was on that day',
        given: following(PLAN, propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }), approve()),
        when: propose([pagu('L0005', '-100000000.00')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
      },
      {
        name: 'the same document where the office does not refuse it',
        given: following(PLAN, propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }), approve()),
        when: propose([pagu('L0005', '-100000000.01')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
      },
      {
        name: 'one beside a proposal that nobody has approved',
        given: following(
          PLAN,
          propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }),
          approve(),
          propose([pagu('L0005', '60000000.00')], { effectiveOn: '2022-08-01', lateReason: 'Terlambat' }),
        ),
        when: propose([pagu('L0005', '-100000000.00')], { effectiveOn: '2022-07-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
      },
      {
        name: 'a document on the same day as the one that it takes from',
        given: following(PLAN, propose([pagu('L0005', '50000000.00')], { effectiveOn: '2022-09-01' }), approve()),
        when: propose([pagu('L0005', '-150000000.00')], { effectiveOn: '2022-09-01' }),
        refuse: ['effective-pagu-below-zero'],
      },
      {
        name: 'a late document that takes from a row which a revision added then',
        given: following(
          WITH_NEW,
          propose([pagu('L0006', '1.00', { dana: 'PAD' })], { effectiveOn: '2022-09-01' }),
          approve('R002'),
        ),
        when: propose([pagu('L0007', '-7.00')], { effectiveOn: '2022-06-01', lateReason: 'Terlambat' }),
        refuse: ['effective-pagu-below-zero'],
      },
    ],
  },
  'p-apbd-again': {
    refused: [
      {
        name: 'a second P-APBD, where the office refuses that',
        given: APPROVED,
        when: propose([smallest]),
        refuse: ['p-apbd-again'],
        at: '/kind',
        says: 'The P-APBD was set by R001 already; a second one is for extraordinary cases only.',
      },
      {
        name: 'one that names no stage',
        given: APPROVED,
        when: propose([smallest], { stage: null }),
        refuse: ['p-apbd-again'],
      },
    ],
    allowed: [
      { name: 'the first P-APBD', when: propose([smallest]), refuse: ['p-apbd-again'] },
      { name: 'its own approval', given: PROPOSED, when: approve(), refuse: ['p-apbd-again'] },
      { name: 'a second one where the office does not refuse it', given: APPROVED, when: propose([smallest]) },
      {
        name: 'another after a rejected one',
        given: REJECTED,
        when: propose([smallest]),
        refuse: ['p-apbd-again'],
      },
      {
        name: 'another kind after the P-APBD',
        given: APPROVED,
        when: propose([smallest], { kind: 'koreksi', stage: null }),
        refuse: ['p-apbd-again'],
      },
      {
        name: 'another stage of the same year',
        given: APPROVED,
        when: propose([smallest], { stage: 'P-PPAS' }),
        refuse: ['p-apbd-again'],
      },
    ],
  },
  'realisasi-already-reported': {
    refused: [
      {
        name: 'a kinerja that reads like an amount and is none',
        given: following(PLAN, report(kinerja('1234.50'))),
        when: report(kinerja('2')),
        says: 'Realisasi of L0005 for 2022-TW2 has already been reported (1234.50). Change it with renja correct.',
      },
      {
        name: 'a keuangan again',
        given: SPENT,
        when: report(keuangan('30000000.00')),
        at: '/reports/0/keuangan',
        says: 'Realisasi of L0005 for 2022-TW2 has already been reported (30.000.000). Change it with renja correct.',
      },
      {
        name: 'a kinerja again',
        given: following(PLAN, report(kinerja('1'))),
        when: report(kinerja('2')),
        at: '/reports/0/kinerja',
      },
      {
        name: 'a keuangan twice in one command',
        when: report(keuangan('1.00'), keuangan('1.00')),
        at: '/reports/1',
      },
      { name: 'a kinerja twice in one command', when: report(kinerja('1'), kinerja('1')), at: '/reports/1' },
    ],
    allowed: [
      { name: 'a kinerja after the keuangan', given: SPENT, when: report(kinerja('1')) },
      {
        name: 'another row, indicator and period',
        given: following(PLAN, report(kinerja('1'))),
        when: report(kinerja('1', '2022-TW2', 'I2'), kinerja('1', '2022-TW3'), kinerja('1', '2022-TW2', 'I1', 'L0006')),
      },
    ],
  },
  'fund-not-on-line': {
    refused: [
      {
        name: 'keuangan of a fund that the row does not name',
        when: report({ ...keuangan('1.00', '2022-TW2', 'L0006'), dana: 'DAK' }),
        at: '/reports/0/dana',
        says: 'Fund DAK is not on row L0006. See its funds with renja show.',
      },
    ],
    allowed: [
      { name: 'keuangan of an itemised fund', when: report({ ...keuangan('1.00', '2022-TW2', 'L0006'), dana: 'DAU' }) },
      { name: 'keuangan of a fund without an amount', when: report({ ...keuangan('1.00'), dana: 'APBD' }) },
    ],
  },
  'dana-below-realisasi': {
    refused: [
      {
        name: 'one sen below what was spent of the fund',
        given: SPENT_PAD,
        when: propose([pagu('L0006', '-10000000.01', { dana: 'PAD' }), pagu('L0006', '10000000.01', { dana: 'DAU' })]),
        says: 'Fund PAD of row L0006 would become 29.999.999,99, below its realised keuangan of 30.000.000.',
      },
      {
        name: 'funds rewritten without one of which something was spent',
        given: SPENT_PAD,
        when: propose([funds('L0006', fundsOf(['DAU', '60000000.00']))]),
        says: 'Fund PAD of row L0006 would become -, below its realised keuangan of 30.000.000.',
      },
      {
        name: 'funds rewritten to less than was spent of one',
        given: SPENT_PAD,
        when: propose([funds('L0006', fundsOf(['PAD', '20000000.00'], ['DAU', '40000000.00']))]),
      },
    ],
    allowed: [
      {
        name: 'exactly what was spent of the fund',
        given: SPENT_PAD,
        when: propose([pagu('L0006', '-10000000.00', { dana: 'PAD' })]),
      },
      {
        name: 'funds that are itemised no longer',
        given: SPENT_PAD,
        when: propose([funds('L0006', fundsOf(['PAD', null], ['DAU', null]))]),
      },
      {
        name: 'less of another fund',
        given: SPENT_PAD,
        when: propose([pagu('L0006', '-20000000.00', { dana: 'DAU' })]),
      },
    ],
  },
  'correction-too-early': {
    refused: [
      {
        name: 'a correction of keuangan dated before its report',
        given: SPENT,
        when: correct([keuanganTo('31000000.00')], { reportedOn: '2022-07-04' }),
        at: '/corrections/0',
        says: 'The correction of L0005 is dated 2022-07-04, before the figure that it corrects (2022-07-05). Check reportedOn.',
      },
      {
        name: 'a correction of kinerja dated before its report',
        given: REPORTED,
        when: correct([{ lineId: 'L0005', period: '2022-TW2', indikatorId: 'I1', kinerja: { to: '2' } }], {
          reportedOn: '2022-07-04',
        }),
      },
      {
        name: 'a correction dated before an earlier correction',
        given: following(SPENT, correct([keuanganTo('31000000.00')])),
        when: correct([keuanganTo('32000000.00')], { reportedOn: '2022-07-31' }),
      },
    ],
    allowed: [
      {
        name: 'a correction on the day of the report',
        given: SPENT,
        when: correct([keuanganTo('31000000.00')], { reportedOn: '2022-07-05' }),
      },
      {
        name: 'a correction dated before the report of another period',
        given: following(SPENT, reportOn('2022-10-05', keuangan('40000000.00', '2022-TW3'))),
        when: correct([keuanganTo('31000000.00')]),
      },
    ],
  },
  'keuangan-mixed': {
    refused: [
      {
        name: 'a fund after the row as a whole',
        given: following(PLAN, report(keuangan('1.00', '2022-TW1', 'L0006'))),
        when: report({ ...keuangan('1.00', '2022-TW2', 'L0006'), dana: 'PAD' }),
        at: '/reports/0/dana',
      },
      {
        name: 'the row as a whole after a fund',
        given: SPENT_PAD,
        when: report(keuangan('40000000.00', '2022-TW3', 'L0006')),
      },
      {
        name: 'both in one command',
        when: report({ ...keuangan('1.00', '2022-TW1', 'L0006'), dana: 'PAD' }, keuangan('1.00', '2022-TW2', 'L0006')),
        all: ['keuangan-mixed', 'keuangan-mixed'],
      },
    ],
    allowed: [
      {
        name: 'another fund of the row',
        given: SPENT_PAD,
        when: report({ ...keuangan('1.00', '2022-TW1', 'L0006'), dana: 'DAU' }),
      },
      {
        name: 'another row as a whole',
        given: SPENT_PAD,
        when: report(keuangan('1.00')),
      },
    ],
  },
  'keuangan-not-cumulative': {
    refused: [
      {
        name: 'less of a fund than in an earlier period',
        given: SPENT_PAD,
        when: report({ ...keuangan('29999999.99', '2022-TW3', 'L0006'), dana: 'PAD' }),
      },
      {
        name: 'one sen less than an earlier period',
        given: SPENT,
        when: report(keuangan('29999999.99', '2022-TW3')),
        at: '/reports/0/keuangan',
        says: 'Keuangan of L0005 is cumulative: 29.999.999,99 for 2022-TW3 contradicts 30.000.000 for 2022-TW2.',
      },
      {
        name: 'one sen more than a later period',
        given: SPENT,
        when: report(keuangan('30000000.01', '2022-TW1')),
      },
      {
        name: 'less than a quarter that ended before the month',
        given: SPENT,
        when: report(keuangan('1.00', '2022-07')),
      },
      {
        name: 'more than a quarter that ended after the month',
        given: SPENT,
        when: report(keuangan('30000000.01', '2022-05')),
      },
      { name: 'less than the year before', given: SPENT, when: report(keuangan('1.00', '2023-01')) },
      {
        name: 'two reports of one command that contradict each other',
        when: report(keuangan('2.00', '2022-TW1'), keuangan('1.00', '2022-TW2')),
        // Each contradicts the other.
        all: ['keuangan-not-cumulative', 'keuangan-not-cumulative'],
      },
    ],
    allowed: [
      { name: 'as much as an earlier period', given: SPENT, when: report(keuangan('30000000.00', '2022-TW3')) },
      { name: 'as much as a later period', given: SPENT, when: report(keuangan('30000000.00', '2022-TW1')) },
      { name: 'less than another row', given: SPENT, when: report(keuangan('1.00', '2022-TW3', 'L0006')) },
      {
        name: 'rising reports of one command',
        when: report(keuangan('2.00', '2022-TW2'), keuangan('1.00', '2022-TW1')),
      },
      {
        name: 'a kinerja that falls',
        given: following(PLAN, report(kinerja('50'))),
        when: report(kinerja('40', '2022-TW3')),
      },
    ],
  },
};

/** What an account proposed as the first revision. */
function proposedBy({ id }: Actor): readonly RenjaEvent[] {
  return PROPOSED.map((event) =>
    event.type === 'RevisionProposed' ? { ...event, data: { ...event.data, proposedBy: id } } : event,
  );
}

const specs = Object.entries(SPECS) as [Decided, Specs][];

describe.each(specs)('%s', (code, { refused, allowed }) => {
  it.each(refused)('refuses $name', ({ given: history = PLAN, when, by, mode, refuse, ...refusal }) => {
    given(history).when(when, by, mode, refuse).then(code, refusal);
  });

  it.each(allowed)('allows $name', ({ given: history = PLAN, when, by, mode, refuse }) => {
    given(history).when(when, by, mode, refuse).thenAccepted();
  });
});

describe('the table of rules', () => {
  it('has a refusal and an allowed case here for every rule that a decision can break', () => {
    const covered = specs.filter(([, { refused, allowed }]) => refused.length > 0 && allowed.length > 0);
    expect([...covered.map(([code]) => code), ...RAISED_ELSEWHERE].toSorted()).toEqual(Object.keys(RULES).toSorted());
  });
});
