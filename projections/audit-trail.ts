import type { OfficeEvent } from '../src/ledger/office.js';
import { absolute, type Rupiah } from '../src/ledger/rupiah.js';
import type { Document, Step } from '../src/ledger/terms.js';
import type { Entry, LedgerEvent } from '../src/store/stored-events.js';
import { type HistoryRow, type LineMemory, newMemory, rowOf } from './line-history.js';
import type { Index, Write } from './projection.js';

/** What an event's row needs of the events before it in its stream. */
export type TrailContext = {
  readonly memory: LineMemory;
  renjaId: string | null;
  pemda: string | null;
  perangkatDaerah: string | null;
  /** The documents cited so far, each by its JSON, with the key under which it is kept once. */
  readonly cited: Map<string, string>;
};

/** What a row says beyond the columns that every event has: what the history of a Renja says, and the kind of its revision. */
type Words = Omit<HistoryRow, 'position' | 'revision' | 'type' | 'recordedAt' | 'effectiveOn' | 'actor' | 'mode'> & {
  readonly revisionKind: string | null;
};

/** 28 digits before the point and two behind it. */
const DIGITS = 30;

/**
 * An amount without its sign, in sen and with leading zeros: as text it sorts as the number does, up to the 28 digits that
 * an amount may have. An integer of SQLite would hold 17 of them.
 */
export const magnitudeOf = (amount: Rupiah): string => absolute(amount).replace('.', '').padStart(DIGITS, '0');

/** What a search for a legal basis looks through: one line for each field, so that no match runs across two of them. */
const searchTextOf = ({ documentId, nomor, judul }: Document): string =>
  [documentId, nomor ?? '', judul].join('\n').toLowerCase();

const OFFICE = 'access-';
/** The stream of what holds for every government. */
const EVERYWHERE = 'access-all';

const isOffice = (entry: Entry<LedgerEvent>): entry is Entry<OfficeEvent> => entry.stream.startsWith(OFFICE);
const isRenja = (entry: Entry<LedgerEvent>): entry is Entry => entry.stream.startsWith('renja-');

const NOTHING: Words = {
  lineId: null,
  kode: null,
  before: null,
  after: null,
  delta: null,
  kinerjaBefore: null,
  kinerja: null,
  dana: null,
  revisionId: null,
  revisionKind: null,
  document: null,
  reason: null,
};

/** Whose role it is, which one, and whether it begins or ends. */
function ofRole({ type, data: { account, role } }: Exclude<OfficeEvent, { type: 'RouteSet' }>): Words {
  const [before, after] = type === 'RoleRevoked' ? [role, null] : [null, role];
  return { ...NOTHING, lineId: account, before, after };
}

const printSteps = (steps: readonly Step[]): string | null => steps.join(', ') || null;

/** A route as an office sets it; `lineId` is what the row is about, as with a ceiling. */
function ofRoute({
  data: { kind, level, before, after, document },
}: Extract<OfficeEvent, { type: 'RouteSet' }>): Words {
  return {
    ...NOTHING,
    lineId: level === null ? kind : `${kind} ${level}`,
    before: printSteps(before),
    after: printSteps(after),
    revisionKind: kind,
    document,
  };
}

/** What an office decided, in the words of the trail. */
const ofOffice = (event: OfficeEvent): Words => (event.type === 'RouteSet' ? ofRoute(event) : ofRole(event));

/** Whose matter an office's event is: its government by the stream, and the agency that a role is limited to. */
function placeOf({ stream, event }: Entry<OfficeEvent>): Pick<TrailContext, 'pemda' | 'perangkatDaerah'> {
  return {
    pemda: stream === EVERYWHERE ? null : stream.slice(OFFICE.length),
    perangkatDaerah: event.type === 'RouteSet' ? null : event.data.scope.perangkatDaerah,
  };
}

function wordsOf(entry: Entry<LedgerEvent>, context: TrailContext): Words | null {
  if (isOffice(entry)) {
    Object.assign(context, placeOf(entry));
    return ofOffice(entry.event);
  }
  if (!isRenja(entry)) return null;
  if (entry.event.type === 'RenjaOpened') {
    const { renjaId, pemda, perangkatDaerah } = entry.event.data;
    Object.assign(context, { renjaId, pemda: pemda.kode, perangkatDaerah: perangkatDaerah.kode });
  }
  const row = rowOf(context.memory, entry);
  return { ...row, revisionKind: context.memory.revisions.get(row.revisionId ?? '')?.kind ?? null };
}

/** A document is kept once for each stream that cites it, under the place where it was first cited. */
function cite(entry: Entry<LedgerEvent>, document: Document | null, { cited }: TrailContext): [string | null, Write[]] {
  if (document === null) return [null, []];
  const json = JSON.stringify(document);
  const known = cited.get(json);
  if (known !== undefined) return [known, []];
  const key = `${entry.stream}#${entry.revision}`;
  cited.set(json, key);
  return [key, [{ insert: 'cited_document', row: { key, search: searchTextOf(document), json } }]];
}

/**
 * One row for each event of a Renja or of an office. No row is ever rewritten: what a plan's rows owe to its adoption is
 * computed by the query, so that an answer at a position stays the same for ever.
 */
export const auditTrail: Index<TrailContext> = {
  name: 'audit-trail',
  version: 1,
  tables: `
    create table cited_document (key text primary key, search text not null, json text not null) without rowid;
    create table audit_trail (
      position integer primary key,
      stream text not null,
      revision integer not null,
      renja_id text,
      pemda text,
      perangkat_daerah text,
      type text not null,
      recorded_at text not null,
      recorded_ms integer not null,
      effective_on text not null,
      actor_id text not null,
      actor_name text not null,
      actor_role text not null,
      asserted integer not null,
      mode text not null,
      line_id text,
      kode text,
      before text,
      after text,
      delta text,
      magnitude text,
      kinerja_before text,
      kinerja text,
      dana text,
      revision_id text,
      revision_kind text,
      document_key text references cited_document (key),
      reason text
    );
    create index trail_of_renja on audit_trail (renja_id);
    create index trail_of_agency on audit_trail (perangkat_daerah);
    create index trail_of_actor on audit_trail (actor_id);
    create index trail_of_type on audit_trail (type);
    create index trail_of_kind on audit_trail (revision_kind);
    create index trail_of_document on audit_trail (document_key);
  `,
  initial: () => ({
    memory: newMemory(),
    renjaId: null,
    pemda: null,
    perangkatDaerah: null,
    cited: new Map(),
  }),
  rows(entry, context) {
    const words = wordsOf(entry, context);
    if (!words) return [];
    const { actor, recordedAt, effectiveOn, mode } = entry.meta;
    const [documentKey, documents] = cite(entry, words.document, context);
    const row = {
      position: entry.position,
      stream: entry.stream,
      revision: entry.revision,
      renja_id: context.renjaId,
      pemda: context.pemda,
      perangkat_daerah: context.perangkatDaerah,
      type: entry.event.type,
      recorded_at: recordedAt,
      recorded_ms: Date.parse(recordedAt),
      effective_on: effectiveOn,
      actor_id: actor.id,
      actor_name: actor.name,
      actor_role: actor.role,
      asserted: actor.asserted ? 1 : 0,
      mode,
      line_id: words.lineId,
      kode: words.kode,
      before: words.before,
      after: words.after,
      delta: words.delta,
      magnitude: words.delta === null ? null : magnitudeOf(words.delta),
      kinerja_before: words.kinerjaBefore,
      kinerja: words.kinerja,
      dana: words.dana,
      revision_id: words.revisionId,
      revision_kind: words.revisionKind,
      document_key: documentKey,
      reason: words.reason,
    };
    return [...documents, { insert: 'audit_trail', row }];
  },
};
