import type { EventOf, RenjaEvent } from '../../src/ledger/events.js';
import type { Target } from '../../src/ledger/target.js';
import type { Change, Period } from '../../src/ledger/terms.js';
import type { Entry } from '../../src/store/stored-events.js';
import { DOCUMENT } from './ledger-plan.js';

/** What is special about one entry: its revision stays its place in the list. */
type Special = Partial<Pick<Entry['meta'], 'actor' | 'recordedAt' | 'effectiveOn' | 'mode'>>;

/** Frozen events cannot be written into: a fold that keeps one of their arrays and adds to it fails at once. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** Events as the store would give them back: numbered from #1, recorded one minute apart. */
export const entries = (events: readonly RenjaEvent[], special: (event: RenjaEvent) => Special = () => ({})): Entry[] =>
  events.map((event, i) => ({
    stream: 'renja-dinkop-2022',
    revision: i + 1,
    position: i + 11,
    leaf: String(i + 1).padStart(64, '0'),
    id: `id-${i + 1}`,
    meta: {
      actor: { id: 'budi', name: 'Budi', role: 'finance' },
      recordedAt: new Date(Date.UTC(2022, 0, 3, 8, i)).toISOString(),
      commandId: `command-${i + 1}`,
      commandHash: '0'.repeat(64),
      correlationId: `command-${i + 1}`,
      effectiveOn: '2022-06-01',
      mode: 'live',
      previous: null,
      ...special(event),
    },
    event: frozen(event),
  }));

type Proposed = EventOf<'RevisionProposed'>['data'];

export const proposed = (revisionId: string, data: Partial<Proposed> = {}): RenjaEvent => ({
  type: 'RevisionProposed',
  data: {
    revisionId,
    part: 1,
    parts: 1,
    kind: 'perubahan',
    stage: 'P-APBD',
    judul: `Judul ${revisionId}`,
    document: { ...DOCUMENT, documentId: `document-of-${revisionId}` },
    reason: `Alasan ${revisionId}`,
    effectiveOn: '2022-06-01',
    base: 0,
    proposedBy: 'budi',
    changes: [],
    ...data,
  },
});

export const approvedAs = (revisionId: string, note: string | null = null): RenjaEvent => ({
  type: 'RevisionApproved',
  data: { revisionId, note },
});

export const rejectedAs = (revisionId: string, reason = 'Belum lengkap'): RenjaEvent => ({
  type: 'RevisionRejected',
  data: { revisionId, reason },
});

/** The posting of a pagu by whole rupiah; the direction follows from the figures. */
export function repriced(
  revisionId: string,
  lineId: string,
  before: number,
  after: number,
  reason = 'Alasan baris',
): RenjaEvent {
  const amount = Math.abs(after - before);
  return {
    type: after > before ? 'PaguIncreased' : 'PaguDecreased',
    data: { lineId, amount: `${amount}.00`, before: `${before}.00`, after: `${after}.00`, revisionId, reason },
  };
}

export const retargeted = (
  revisionId: string,
  of: string,
  indikatorId: string,
  before: Target,
  after: Target,
): RenjaEvent => ({ type: 'TargetChanged', data: { of, indikatorId, before, after, revisionId } });

/** What a proposal says of the postings that its approval makes. */
export const changesOf = (postings: readonly RenjaEvent[]): Change[] =>
  postings.flatMap(({ type, data }): Change[] => {
    if (type === 'PaguIncreased' || type === 'PaguDecreased')
      return [
        {
          field: 'pagu',
          lineId: data.lineId,
          seen: data.before,
          delta: type === 'PaguIncreased' ? data.amount : `-${data.amount}`,
        },
      ];
    if (type === 'TargetChanged')
      return [{ field: 'target', of: data.of, indikatorId: data.indikatorId, from: data.before, to: data.after }];
    return type === 'SumberDanaChanged'
      ? [{ field: 'sumberDana', lineId: data.lineId, from: data.before, to: data.after }]
      : [];
  });

/** A revision from its proposal to the last of its postings, as one approval appends them. */
export const revised = (
  revisionId: string,
  data: Partial<Proposed>,
  ...postings: readonly RenjaEvent[]
): RenjaEvent[] => [
  proposed(revisionId, { changes: changesOf(postings), ...data }),
  approvedAs(revisionId),
  ...postings,
];

export const realised = (
  lineId: string,
  period: Period,
  data: Partial<EventOf<'RealisasiReported'>['data']>,
): RenjaEvent => ({ type: 'RealisasiReported', data: { lineId, period, reportedOn: '2022-07-15', ...data } });
