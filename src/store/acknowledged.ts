import type { Position } from './event-store.js';
import type { Acknowledged, HeadLog } from './head-log.js';
import { type Envelope, leafOf } from './seal.js';
import { type Sqlite, textOf } from './sqlite.js';

type Row = { position: Position; leaf: string; envelope: string | Uint8Array | ArrayBuffer };

const PAGE = 500;

const short = (leaf: string): string => `${leaf.slice(0, 12)}…`;
const missing = (count: number): string => (count === 1 ? '1 event is missing' : `${count} events are missing`);
const was = ({ position, leaf }: Acknowledged): string => `position ${position} (leaf ${short(leaf)}) was acknowledged`;
const wayOut = ({ file }: HeadLog): string =>
  `Restore a backup (renja restore); or move ${file} away, and keep it as evidence, to go on without them`;

/** Why a ledger does not hold what was acknowledged, and what to do about it; null where it does. */
export function whyNotReproduced(db: Sqlite, log: HeadLog): string | null {
  try {
    // What the log says was in the ledger before, so the log is read first: others may go on writing both.
    const acknowledged = log.largest();
    const fault = acknowledged && faultAt(db, acknowledged);
    return fault && `${fault}. ${wayOut(log)}`;
  } catch (error) {
    return `it cannot be held against ${log.file}: ${(error as Error).message}`;
  }
}

/** Why no new ledger may be made where one was; null where nothing was acknowledged. @throws what reading throws */
export function whyNotBegun(log: HeadLog): string | null {
  const acknowledged = log.largest();
  if (!acknowledged) return null;
  return `${was(acknowledged)}: ${missing(acknowledged.position)}. ${wayOut(log)}`;
}

function faultAt(db: Sqlite, acknowledged: Acknowledged): string | null {
  const { position, leaf } = acknowledged;
  const [row] = db
    .prepare<Row>(
      `select position, lower(hex(leaf)) leaf, ${db.textColumn('envelope')} envelope from event where position = ?`,
    )
    .all(position);
  if (row) {
    if (row.leaf !== leaf) return `${was(acknowledged)}, but another event (leaf ${short(row.leaf)}) stands there`;
    return isSealed(row) ? null : `${was(acknowledged)}, but the event that stands there is not what was sealed`;
  }
  const head = headOf(db)?.position ?? 0;
  if (head > position) return `${was(acknowledged)}, but no event stands there`;
  return `the ledger ends at position ${head}, but ${was(acknowledged)}: ${missing(position - head)}`;
}

const isSealed = ({ leaf, envelope }: Row): boolean => {
  const json = textOf(envelope);
  return json !== null && leafOf(json) === leaf;
};

/** The newest event; null in an empty ledger. */
export const headOf = (db: Sqlite): Acknowledged | null =>
  db
    .prepare<Acknowledged>('select position, lower(hex(leaf)) leaf from event order by position desc limit 1')
    .all()[0] ?? null;

/**
 * What is wrong with a file that failed to take a write, or with the events behind the last acknowledged one, whose outcome
 * may be unknown; null where nothing is. @throws what reading throws
 */
export function whyNotSound(db: Sqlite, log: HeadLog): string | null {
  const [{ quick_check: found } = { quick_check: 'nothing' }] = db
    .prepare<{ quick_check: string }>('pragma quick_check(1)')
    .all();
  if (found !== 'ok') return `the file is damaged: ${found}`;
  const behind = db.prepare<Row & { previous: string }>(
    `select event.position, lower(hex(event.leaf)) leaf, ${db.textColumn('event.envelope')} envelope,
       lower(hex(before.leaf)) previous
     from event left join event before on before.stream = event.stream and before.revision = event.revision - 1
     where event.position > ? order by event.position limit ${PAGE}`,
  );
  for (let last = log.largest()?.position ?? 0; ; ) {
    const page = behind.all(last);
    for (const row of page) {
      if (row.position !== last + 1) return `the ledger goes from position ${last} to ${row.position}`;
      if (!isSealed(row)) return `the event at position ${row.position} is not what was sealed`;
      const { meta } = JSON.parse(textOf(row.envelope) ?? '') as Envelope;
      if ((meta.previous ?? '') !== row.previous)
        return `the event at position ${row.position} is not chained to the event before it`;
      last = row.position;
    }
    if (page.length < PAGE) return null;
  }
}
