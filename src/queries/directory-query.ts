import type { RenjaSheet } from '../../projections/renja-sheet.js';
import { isZero, type Rupiah, sum } from '../ledger/rupiah.js';
import type { Scope } from '../ledger/terms.js';
import type { Position } from '../store/event-store.js';
import type { Sqlite } from '../store/sqlite.js';
import { indexedUpTo } from './audit-trail-query.js';
import { all, type Condition, within } from './scope.js';

export type DirectoryFilter = {
  /** What the reader may see; without any scope, nothing. */
  readonly scopes: readonly Scope[];
  readonly tahun?: number;
  readonly pemda?: string;
  readonly perangkatDaerah?: string;
  /** As the ledger was after this event; without it, as far as the index goes. */
  readonly atPosition?: Position;
};

export type DirectoryPage = {
  readonly limit: number /** The `next` of the page before. */;
  readonly after?: string | null;
};

/** The sums of one or many Renja. `pApbd` is null where none has a P-APBD, else the sum of those that have one. */
export type Sums = { readonly murni: Rupiah; readonly pApbd: Rupiah | null; readonly now: Rupiah };

export type DirectoryRow = Sums & {
  readonly renjaId: string;
  readonly pemda: { readonly kode: string; readonly jenis: string; readonly nama: string };
  readonly perangkatDaerah: { readonly kode: string; readonly nama: string };
  readonly tahun: number;
  readonly status: Exclude<RenjaSheet['status'], 'none'>;
  /** The day from which it is in force; null in a draft. */
  readonly adoptedOn: string | null;
  /** How far its stream goes, and when that was recorded. */
  readonly revision: number;
  readonly recordedAt: string;
};

export type Totalled = Sums & { readonly renja: number };
export type AgencyTotals = Totalled & Pick<DirectoryRow, 'pemda' | 'perangkatDaerah'>;

/** An agency that has more than one Renja for a year, which may count the same money twice. */
export type Twins = Pick<DirectoryRow, 'pemda' | 'perangkatDaerah' | 'tahun'> & { readonly renja: readonly string[] };

/** What one document has shifted by pergeseran. */
export type Shifted = {
  readonly documentId: string;
  /** Of the Renja that the reader sees here, by their ids. */
  readonly net: Rupiah;
  readonly renja: readonly { readonly renjaId: string; readonly net: Rupiah }[];
  /** How many more Renja it was posted in, which the filter or the reader's scopes leave out. */
  readonly elsewhere: number;
  /** Whether it sums to zero over all Renja of the government for the year. */
  readonly balanced: boolean;
};

export type Directory = {
  readonly rows: DirectoryRow[];
  readonly next: string | null;
  /** Over the whole filter, not the page. */
  readonly total: Totalled;
  readonly perPemda: (Totalled & Pick<DirectoryRow, 'pemda'>)[];
  readonly perAgency: AgencyTotals[];
  readonly twins: Twins[];
  readonly pergeseran: Shifted[];
};

type Stored = {
  readonly id: string;
  readonly pemda: string;
  readonly pemda_nama: string;
  readonly pemda_jenis: string;
  readonly perangkat_daerah: string;
  readonly perangkat_daerah_nama: string;
  readonly tahun: number;
  readonly adopted_on: string | null;
  readonly status: DirectoryRow['status'];
  readonly murni: string;
  readonly p_apbd: string | null;
  readonly now: string;
  readonly revision: number;
  readonly recorded_at: string;
};

const rowOf = (stored: Stored): DirectoryRow => ({
  renjaId: stored.id,
  pemda: { kode: stored.pemda, jenis: stored.pemda_jenis, nama: stored.pemda_nama },
  perangkatDaerah: { kode: stored.perangkat_daerah, nama: stored.perangkat_daerah_nama },
  tahun: stored.tahun,
  status: stored.status,
  adoptedOn: stored.adopted_on,
  revision: stored.revision,
  recordedAt: stored.recorded_at,
  murni: stored.murni,
  pApbd: stored.p_apbd,
  now: stored.now,
});

function totalOf(rows: readonly DirectoryRow[]): Totalled {
  const pApbd = rows.flatMap((row) => (row.pApbd === null ? [] : [row.pApbd]));
  return {
    renja: rows.length,
    murni: sum(rows.map(({ murni }) => murni)),
    pApbd: pApbd.length === 0 ? null : sum(pApbd),
    now: sum(rows.map(({ now }) => now)),
  };
}

/** The rows that share a key, in the order in which the keys first occur; each group has at least one. */
function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): [Row, ...Row[]][] {
  const groups = new Map<string, [Row, ...Row[]]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}

const agencyOf = ({ pemda, perangkatDaerah }: DirectoryRow): string =>
  JSON.stringify([pemda.kode, perangkatDaerah.kode]);

/** All Renja of a filter as they were at a position: the newest state of each up to there is sought by its key. */
function renjaAt(index: Sqlite, filter: DirectoryFilter, at: Position): DirectoryRow[] {
  const { tahun, pemda, perangkatDaerah } = filter;
  const asked: (Condition | false)[] = [
    within(filter.scopes, 'false'),
    tahun !== undefined && ['tahun = ?', tahun],
    pemda !== undefined && ['pemda = ?', pemda],
    perangkatDaerah !== undefined && ['perangkat_daerah = ?', perangkatDaerah],
  ];
  const [where, ...values] = all(asked.filter((one) => one !== false));
  return index
    .prepare<Stored>(
      `select r.id, pemda, pemda_nama, pemda_jenis, perangkat_daerah, perangkat_daerah_nama, tahun,
              case when adopted_position <= ? then adopted_on end adopted_on,
              v.status, v.murni, v.p_apbd, v.now, t.revision, t.recorded_at
         from (select * from renja where ${where}) r
         join renja_version v on v.renja_id = r.id and v.position =
              (select max(position) from renja_version where renja_id = r.id and position <= ?)
         join (select position, revision, recorded_at from audit_trail) t on t.position =
              (select max(position) from audit_trail where renja_id = r.id and position <= ?)
        order by r.id`,
    )
    .all(at, ...values, at, at)
    .map(rowOf);
}

function twinsAmong(rows: readonly DirectoryRow[]): Twins[] {
  return groupBy(rows, (row) => `${agencyOf(row)} ${row.tahun}`)
    .filter((group) => group.length > 1)
    .map((group) => {
      const [{ pemda, perangkatDaerah, tahun }] = group;
      return { pemda, perangkatDaerah, tahun, renja: group.map(({ renjaId }) => renjaId) };
    });
}

type Posted = {
  readonly [Column in 'document_id' | 'renja_id' | 'net' | 'pemda']: string;
} & { readonly tahun: number; readonly position: number };

/** The documents whose pergeseran touch a visible Renja, and more than one Renja or not zero in sum. */
function shiftedBy(index: Sqlite, visible: ReadonlySet<string>, at: Position): Shifted[] {
  // SQLite takes the other columns from the row that has the maximum.
  const newest = index.prepare<Posted>(
    `select document_id, renja_id, net, max(position) position, pemda, tahun
       from pergeseran join renja on id = renja_id
      where position <= ? group by document_id, renja_id order by document_id, renja_id`,
  );
  // Another government, or another year, may have given its own document the same name.
  const named = ({ pemda, tahun, document_id }: Posted): string => JSON.stringify([pemda, tahun, document_id]);
  return groupBy(newest.all(at), named).flatMap((posted): Shifted[] => {
    const seen = posted.filter(({ renja_id }) => visible.has(renja_id));
    const balanced = isZero(sum(posted.map(({ net }) => net)));
    if (seen.length === 0 || (posted.length === 1 && balanced)) return [];
    return [
      {
        documentId: posted[0].document_id,
        net: sum(seen.map(({ net }) => net)),
        renja: seen.map(({ renja_id, net }) => ({ renjaId: renja_id, net })),
        elsewhere: posted.length - seen.length,
        balanced,
      },
    ];
  });
}

/** The Renja of a filter, a page of them by id, with what they sum up to and what is conspicuous among them. */
export function directory(index: Sqlite, filter: DirectoryFilter, { limit, after = null }: DirectoryPage): Directory {
  const at = filter.atPosition ?? indexedUpTo(index);
  const found = renjaAt(index, filter, at);
  const start = after === null ? 0 : found.filter(({ renjaId }) => !isBehind(renjaId, after)).length;
  const rows = found.slice(start, start + limit);
  return {
    rows,
    next: start + limit < found.length ? (rows.at(-1)?.renjaId ?? null) : null,
    total: totalOf(found),
    perPemda: groupBy(found, ({ pemda }) => pemda.kode).map((group) => ({ pemda: group[0].pemda, ...totalOf(group) })),
    perAgency: groupBy(found, agencyOf).map((group) => {
      const [{ pemda, perangkatDaerah }] = group;
      return { pemda, perangkatDaerah, ...totalOf(group) };
    }),
    twins: twinsAmong(found),
    pergeseran: shiftedBy(index, new Set(found.map(({ renjaId }) => renjaId)), at),
  };
}

/** Ids are of lowercase letters, digits and hyphens: SQLite sorts them as JavaScript compares them. */
const isBehind = (renjaId: string, after: string): boolean => renjaId > after;
