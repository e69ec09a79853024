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

/** The document that a command cites; null where its author named none, for the rules to refuse. */
export type CitedDocument = EventOf<'RevisionProposed'>['data']['document'] | null;

/** New figures for what a row has reported; `from` is the figure that the author saw. */
export type Correction = {
  readonly lineId: string;
  readonly period: Reported['period'];
  readonly indikatorId?: string;
  readonly kinerja?: { readonly from?: string; readonly to: string };
  readonly keuangan?: { readonly from?: string; readonly to: string };
};

type ProposedBy = {
  /** Chosen by the author, or left out: then the next `R001` is given. */
  readonly revisionId?: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
  readonly judul: string;
  readonly document: CitedDocument;
  readonly reason: string;
  readonly effectiveOn: Day;
  readonly lateReason?: string;
  readonly changes: readonly NewChange[];
};

/** What someone asks of a Renja. Its SHA-256 (type and data) tells a repeated command from another one. */
export type RenjaCommand =
  | Fact<'OpenRenja', Opened>
  | Fact<'AddObjectives', { readonly objectives: readonly NewObjective[] }>
  | Fact<'AddLines', { readonly lines: readonly NewLine[] }>
  | Fact<'AdoptRenja', EventOf<'RenjaAdopted'>['data']>
  | Fact<'ProposeRevision', ProposedBy>
  | Fact<'ApproveRevision', { readonly revisionId: string; readonly note: string | null }>
  | Fact<'RejectRevision', { readonly revisionId: string; readonly reason: string }>
  /** Proposes the opposite of an approved revision, on the present figures. */
  | Fact<
      'ReverseRevision',
      Omit<ProposedBy, 'changes' | 'revisionId'> & {
        /** The approved revision to undo. */
        readonly reverses: string;
        readonly revisionId?: string;
      }
    >
  | Fact<'WithdrawRevision', { readonly revisionId: string; readonly reason: string }>
  | Fact<'CloseRenja', { readonly document: CitedDocument; readonly reason: string }>
  | Fact<'ReopenRenja', { readonly document: CitedDocument; readonly reason: string }>
  | Fact<'SetNote', { readonly section: string; readonly text: string }>
  | Fact<
      'CorrectRealisasi',
      {
        readonly reportedOn: Day;
        readonly reason: string;
        readonly document: CitedDocument;
        readonly corrections: readonly Correction[];
      }
    >
  | Fact<'ReportRealisasi', { readonly reportedOn: Day; readonly reports: readonly Omit<Reported, 'reportedOn'>[] }>;

/**
 * A command together with who gives it and how. `mode` is `historical` where past documents are typed in: the second
 * account then checks rather than approves.
 */
export type Given = { readonly command: RenjaCommand; readonly actor: Actor; readonly mode: Mode };
export type Mode = 'live' | 'historical';

export type DataOf<Type extends RenjaCommand['type']> = Extract<RenjaCommand, { type: Type }>['data'];
export type Who = Pick<Given, 'actor' | 'mode'>;
