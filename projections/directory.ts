import type { EventOf } from '../src/ledger/events.js';
import { add, negate, type Rupiah, ZERO } from '../src/ledger/rupiah.js';
import type { Kind } from '../src/ledger/terms.js';
import type { Entry, LedgerEvent } from '../src/store/stored-events.js';
import type { Index, Write } from './projection.js';
import { columnOf, type RenjaSheet } from './renja-sheet.js';

type Column = 'murni' | 'pApbd';

/** What the directory shows of a Renja; the totals are those that its sheet sums up to. */
type Shown = {
  readonly status: Exclude<RenjaSheet['status'], 'none'>;
  readonly murni: Rupiah;
  /** Null before there is a P-APBD. */
  readonly pApbd: Rupiah | null;
  readonly now: Rupiah;
};

type Proposed = { readonly kind: Kind; readonly column: Column | null; readonly documentId: string };

export type DirectoryContext = {
  renjaId: string;
  shown: Shown | null;
  readonly revisions: Map<string, Proposed>;
  /** The net of what each document has shifted in this Renja, by pergeseran. */
  readonly shifted: Map<string, Rupiah>;
};

/** A posted amount. An approval's own column follows `now`, which it equals since the approval; so does murni in a draft. */
function posted(shown: Shown, column: Column | null, amount: Rupiah): Shown {
  const now = add(shown.now, amount);
  return { ...shown, now, ...(column === null ? {} : { [column]: now }) };
}

function columnBy({ revisions }: DirectoryContext, revisionId: string | undefined): Column | null {
  return revisionId === undefined ? 'murni' : (revisions.get(revisionId)?.column ?? null);
}

/** What the directory shows after an event. */
function shownAfter({ event: { type, data } }: Entry, context: DirectoryContext): Shown | null {
  const { shown } = context;
  if (type === 'RenjaOpened') return { status: 'draft', murni: ZERO, pApbd: null, now: ZERO };
  if (!shown) return shown;
  switch (type) {
    case 'LineAdded':
      return data.revisionId === undefined ? posted(shown, 'murni', data.pagu ?? ZERO) : shown;
    case 'PaguIncreased':
      return posted(shown, columnBy(context, data.revisionId), data.amount);
    case 'PaguDecreased':
      return posted(shown, columnBy(context, data.revisionId), negate(data.amount));
    case 'RevisionApproved':
      return posted(shown, context.revisions.get(data.revisionId)?.column ?? null, ZERO);
    case 'RenjaAdopted':
    case 'RenjaReopened':
      return { ...shown, status: 'adopted' };
    case 'RenjaClosed':
      return { ...shown, status: 'closed' };
    default:
      return shown;
  }
}

const isSame = (a: Shown | null, b: Shown | null): boolean =>
  a?.status === b?.status && a?.murni === b?.murni && a?.pApbd === b?.pApbd && a?.now === b?.now;

function opened(data: EventOf<'RenjaOpened'>['data'], position: number | null): Write {
  const { renjaId, pemda, perangkatDaerah, tahun } = data;
  return {
    insert: 'renja',
    row: {
      id: renjaId,
      pemda: pemda.kode,
      pemda_nama: pemda.nama,
      pemda_jenis: pemda.jenis,
      perangkat_daerah: perangkatDaerah.kode,
      perangkat_daerah_nama: perangkatDaerah.nama,
      tahun,
      opened_position: position,
      adopted_position: null,
      adopted_on: null,
    },
  };
}

/** What an event shifts under the document of its pergeseran. An approval shifts nothing yet, and begins the account. */
function shift({ position, event: { type, data } }: Entry, { renjaId, revisions, shifted }: DirectoryContext): Write[] {
  if (type !== 'RevisionApproved' && type !== 'PaguIncreased' && type !== 'PaguDecreased') return [];
  const by = revisions.get(data.revisionId ?? '');
  if (by?.kind !== 'pergeseran') return [];
  const amount = type === 'RevisionApproved' ? ZERO : type === 'PaguIncreased' ? data.amount : negate(data.amount);
  const net = add(shifted.get(by.documentId) ?? ZERO, amount);
  shifted.set(by.documentId, net);
  return [{ insert: 'pergeseran', row: { document_id: by.documentId, renja_id: renjaId, position, net } }];
}

const isRenja = (entry: Entry<LedgerEvent>): entry is Entry => entry.stream.startsWith('renja-');

/**
 * Every Renja, with a row for each state of its status and totals, so that the directory can be asked for any position.
 * Amounts are text: they may have 28 digits, and an integer of SQLite holds 17 of them beside the sen.
 */
export const directory: Index<DirectoryContext> = {
  name: 'directory',
  version: 1,
  tables: `
    create table renja (
      id text primary key,
      pemda text not null,
      pemda_nama text not null,
      pemda_jenis text not null,
      perangkat_daerah text not null,
      perangkat_daerah_nama text not null,
      tahun integer not null,
      opened_position integer not null,
      adopted_position integer,
      adopted_on text
    ) without rowid;
    create table renja_version (
      renja_id text not null,
      position integer not null,
      revision integer not null,
      recorded_at text not null,
      status text not null,
      murni text not null,
      p_apbd text,
      now text not null,
      primary key (renja_id, position)
    ) without rowid;
    create table pergeseran (
      document_id text not null,
      renja_id text not null,
      position integer not null,
      net text not null,
      primary key (document_id, renja_id, position)
    ) without rowid;
  `,
  initial: () => ({ renjaId: '', shown: null, revisions: new Map(), shifted: new Map() }),
  rows(entry, context) {
    if (!isRenja(entry)) return [];
    const { position, revision, meta } = entry;
    const { type, data } = entry.event;
    const writes: Write[] = [];
    if (type === 'RenjaOpened') {
      context.renjaId = data.renjaId;
      writes.push(opened(data, position));
    }
    if (type === 'RevisionProposed') {
      const { kind, stage, document } = data;
      context.revisions.set(data.revisionId, { kind, column: columnOf(kind, stage), documentId: document.documentId });
    }
    if (type === 'RenjaAdopted')
      writes.push({
        update: 'renja',
        where: { id: context.renjaId },
        set: { adopted_position: position, adopted_on: meta.effectiveOn },
      });
    writes.push(...shift(entry, context));
    const shown = shownAfter(entry, context);
    if (shown === null || isSame(shown, context.shown)) return writes;
    context.shown = shown;
    const { status, murni, pApbd, now } = shown;
    const row = {
      renja_id: context.renjaId,
      position,
      revision,
      recorded_at: meta.recordedAt,
      status,
      murni,
      p_apbd: pApbd,
      now,
    };
    return [...writes, { insert: 'renja_version', row }];
  },
};
