import type { Fact } from './decider.js';
import type { Actor, Change, Day, EventOf, Indikator, Kind, Stage } from './events.js';
import type { Target } from './target.js';

type Opened = EventOf<'RenjaOpened'>['data'];
type ObjectiveAdded = EventOf<'ObjectiveAdded'>['data'];
type LineAdded = EventOf<'LineAdded'>['data'];
type Reported = EventOf<'RealisasiReported'>['data'];

type NewIndikator = Omit<Indikator, 'indikatorId'>;

/** `parent` is the id of a row already there, or the `ref` of one earlier in the same command. */
export type NewObjective = Omit<ObjectiveAdded, 'objectiveId' | 'indikator'> & {
  readonly ref: string;
  readonly indikator: readonly NewIndikator[];
};
export type NewLine = Omit<LineAdded, 'lineId' | 'indikator'> & {
  readonly ref: string;
  readonly indikator: readonly NewIndikator[];
};

/**
 * A change as its author writes it. `from` is the figure that the author saw: where it is left out, the present one
 * is taken as seen.
 */
export type NewChange =
  | (Omit<Extract<Change, { field: 'pagu' }>, 'seen'> & { readonly seen?: string })
  | (Omit<Extract<Change, { field: 'target' }>, 'from'> & { readonly from?: Target })
  | (Omit<Extract<Change, { field: 'sumberDana' }>, 'from'> & {
      readonly from?: Extract<Change, { field: 'sumberDana' }>['from'];
    });

/** What someone asks of a Renja. Its SHA-256 (type and data) tells a repeated command from another one. */
export type RenjaCommand =
  | Fact<'OpenRenja', Opened>
  | Fact<'AddObjectives', { readonly objectives: readonly NewObjective[] }>
  | Fact<'AddLines', { readonly lines: readonly NewLine[] }>
  | Fact<'AdoptRenja', EventOf<'RenjaAdopted'>['data']>
  | Fact<
      'ProposeRevision',
      {
        /** Chosen by the author, or left out: then the next `R001` is given. */
        readonly revisionId?: string;
        readonly kind: Kind;
        readonly stage: Stage | null;
        readonly judul: string;
        readonly document: EventOf<'RevisionProposed'>['data']['document'] | null;
        readonly reason: string;
        readonly effectiveOn: Day;
        readonly lateReason?: string;
        readonly changes: readonly NewChange[];
      }
    >
  | Fact<'ApproveRevision', { readonly revisionId: string; readonly note: string | null }>
  | Fact<'RejectRevision', { readonly revisionId: string; readonly reason: string }>
  | Fact<'ReportRealisasi', { readonly reportedOn: Day; readonly reports: readonly Omit<Reported, 'reportedOn'>[] }>;

/**
 * A command together with who gives it and how. `mode` is `historical` where past documents are typed in: the second
 * account then checks rather than approves.
 */
export type Given = { readonly command: RenjaCommand; readonly actor: Actor; readonly mode: Mode };
export type Mode = 'live' | 'historical';

export type DataOf<Type extends RenjaCommand['type']> = Extract<RenjaCommand, { type: Type }>['data'];
export type Who = Pick<Given, 'actor' | 'mode'>;
