import { magnitudeOf } from '../../projections/audit-trail.js';
import type { HistoryRow } from '../../projections/line-history.js';
import type { Mode } from '../ledger/commands.js';
import { canonicalKode } from '../ledger/kode.js';
import type { Rupiah } from '../ledger/rupiah.js';
import type { Day, Document, Kind, Role, Scope } from '../ledger/terms.js';
import type { Position } from '../store/event-store.js';
import type { Sqlite } from '../store/sqlite.js';
import type { LedgerEvent } from '../store/stored-events.js';
import { all, type Condition, within } from './scope.js';

/** What is asked of the trail: each that is given narrows it. */
export type TrailFilter = {
  /** What the reader may see; without any scope, nothing. */
  readonly scopes: readonly Scope[];
  readonly renjaId?: string;
  readonly pemda?: string;
  readonly perangkatDaerah?: string;
  readonly actor?: string;
  /** A kode as written: its rows and all below it. */
  readonly kode?: string;
  readonly kind?: Kind;
  readonly type?: LedgerEvent['type'];
  /** |Δ| of at least this. */
  readonly atLeast?: Rupiah;
  /** Instants with their offset, both inclusive. */
  readonly recordedFrom?: string;
  readonly recordedTo?: string;
  /** Days of effect, both inclusive. */
  readonly effectiveFrom?: Day;
  readonly effectiveTo?: Day;
  /** What occurs in the id, the number or the title of the document, in capitals or not. */
  readonly dasarHukum?: string;
  /** As the ledger was after this event; without it, as far as the index goes. */
  readonly atPosition?: Position;
};

export type TrailPage = {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly after?: Position | null;
  readonly newestFirst?: boolean;
};

/** A row of the trail across Renja; an office's event has no Renja, and one for all governments no pemda. */
export type TrailRow = Omit<HistoryRow, 'type' | 'position'> & {
  readonly type: LedgerEvent['type'];
  readonly position: Position;
  readonly stream: string;
  readonly renjaId: string | null;
  readonly pemda: string | null;
  readonly perangkatDaerah: string | null;
};

type Stored = {
  readonly [Column in
    | 'stream'
    | 'effective_day'
    | 'recorded_at'
    | 'actor_id'
    | 'actor_name'
    | 'actor_role'
    | 'mode'
    | 'type']: string;
} & {
  readonly [Column in 'renja_id' | 'pemda' | 'perangkat_daerah' | 'line_id' | 'kode' | 'before' | 'after' | 'delta']:
    | string
    | null;
} & {
  readonly [Column in 'kinerja_before' | 'kinerja' | 'dana' | 'revision_id' | 'document' | 'reason']: string | null;
} & { readonly position: number; readonly revision: number; readonly asserted: number };

/** A plan's rows count from the day of its adoption, where the ledger knew of it at the position asked for. */
const EFFECTIVE_ON = `case when adopted_position <= ? and t.position <= adopted_position then adopted_on else t.effective_on end`;

const isOfOffice = 'renja_id is null';

/** A kode itself, or anything below it: `/` is the character after `.`. */
function under(written: string): Condition {
  const kode = canonicalKode(written);
  return kode === null ? ['false'] : ['kode = ? or (kode > ? and kode < ?)', kode, `${kode}.`, `${kode}/`];
}

const onDay = (comparison: '>=' | '<=', at: Position, day: Day): Condition => [
  `${EFFECTIVE_ON} ${comparison} ?`,
  at,
  day,
];

function conditions(filter: TrailFilter, at: Position): Condition[] {
  const { renjaId, pemda, perangkatDaerah, actor, kode, kind, type, atLeast, dasarHukum } = filter;
  const { recordedFrom, recordedTo, effectiveFrom, effectiveTo } = filter;
  const found: (Condition | false)[] = [
    within(filter.scopes, isOfOffice),
    renjaId !== undefined && ['renja_id = ?', renjaId],
    pemda !== undefined && ['t.pemda = ?', pemda],
    perangkatDaerah !== undefined && ['t.perangkat_daerah = ?', perangkatDaerah],
    actor !== undefined && ['actor_id = ?', actor],
    kode !== undefined && under(kode),
    kind !== undefined && ['revision_kind = ?', kind],
    type !== undefined && ['type = ?', type],
    atLeast !== undefined && ['magnitude >= ?', magnitudeOf(atLeast)],
    recordedFrom !== undefined && ['recorded_ms >= ?', Date.parse(recordedFrom)],
    recordedTo !== undefined && ['recorded_ms <= ?', Date.parse(recordedTo)],
    effectiveFrom !== undefined && onDay('>=', at, effectiveFrom),
    effectiveTo !== undefined && onDay('<=', at, effectiveTo),
    dasarHukum !== undefined && [
      'document_key in (select key from cited_document where instr(search, ?) > 0)',
      dasarHukum.toLowerCase(),
    ],
  ];
  return found.filter((one) => one !== false);
}

function rowOf(stored: Stored): TrailRow {
  return {
    position: stored.position,
    stream: stored.stream,
    revision: stored.revision,
    renjaId: stored.renja_id,
    pemda: stored.pemda,
    perangkatDaerah: stored.perangkat_daerah,
    // Whatever stands in these columns was an event's, of a version that this program has read.
    type: stored.type as LedgerEvent['type'],
    recordedAt: stored.recorded_at,
    effectiveOn: stored.effective_day,
    actor: {
      id: stored.actor_id,
      name: stored.actor_name,
      role: stored.actor_role as Role,
      ...(stored.asserted === 1 ? { asserted: true } : {}),
    },
    mode: stored.mode as Mode,
    lineId: stored.line_id,
    kode: stored.kode,
    before: stored.before,
    after: stored.after,
    delta: stored.delta,
    kinerjaBefore: stored.kinerja_before,
    kinerja: stored.kinerja,
    dana: stored.dana,
    revisionId: stored.revision_id,
    document: stored.document === null ? null : (JSON.parse(stored.document) as Document),
    reason: stored.reason,
  };
}

/** How far the index goes. */
export const indexedUpTo = (index: Sqlite): Position =>
  index.prepare<{ position: number }>('select position from saved').all()[0]?.position ?? 0;

/**
 * A page of the trail across all Renja, by position.
 * @returns `next`, which is the `after` of the next page; null on the last
 */
export function auditTrail(
  index: Sqlite,
  filter: TrailFilter,
  { limit, after = null, newestFirst = false }: TrailPage,
): { readonly rows: TrailRow[]; readonly next: Position | null } {
  const at = filter.atPosition ?? indexedUpTo(index);
  const from: Condition[] = after === null ? [] : [[newestFirst ? 't.position < ?' : 't.position > ?', after]];
  const [where, ...values] = all([['t.position <= ?', at], ...from, ...conditions(filter, at)]);
  const found = index
    .prepare<Stored>(
      `select t.*, ${EFFECTIVE_ON} effective_day, d.json document
         from audit_trail t
         left join (select id, adopted_position, adopted_on from renja) on id = t.renja_id
         left join cited_document d on d.key = t.document_key
        where ${where}
        order by t.position ${newestFirst ? 'desc' : 'asc'}
        limit ?`,
    )
    .all(at, ...values, limit + 1);
  const rows = found.slice(0, limit).map(rowOf);
  return { rows, next: found.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

/** The last position at which everything had been recorded by an instant; 0 where nothing had. */
export const positionAsOf = (index: Sqlite, instant: string): Position =>
  index
    .prepare<{ position: number }>('select position from moment where known_at <= ? order by known_at desc limit 1')
    .all(Date.parse(instant))[0]?.position ?? 0;

/** The governments in which an account has ever been granted a role of its own. */
export const pemdaWithRoles = (index: Sqlite, account: string): string[] =>
  index
    .prepare<{ pemda: string }>(
      "select distinct pemda from audit_trail where line_id = ? and type = 'RoleGranted' and pemda is not null",
    )
    .all(account)
    .map(({ pemda }) => pemda);

/** When the event at a position was recorded; null where the index has none. */
export const recordedAtOf = (index: Sqlite, position: Position): string | null =>
  index.prepare<{ recorded_at: string }>('select recorded_at from audit_trail where position = ?').all(position)[0]
    ?.recorded_at ?? null;
