import type { Fact } from './decider.js';
import type { EventOf } from './events.js';
import type { Warning } from './rule-table.js';
import type { Actor, Change, Day, Grant, Kind, NewIndikator, PlafonScope, Stage, Step } from './terms.js';

type Opened = EventOf<'RenjaOpened'>['data'];
type ObjectiveAdded = EventOf<'ObjectiveAdded'>['data'];
type LineAdded = EventOf<'LineAdded'>['data'];
type Reported = EventOf<'RealisasiReported'>['data'];

/** `parent` is the id of a row already there, or the `ref` of one earlier in the same command. */
export type NewObjective = Omit<ObjectiveAdded, 'objectiveId' | 'indikator'> & {
  readonly ref: string;
  readonly indikator: readonly NewIndikator[];
};
export type NewLine = Omit<LineAdded, 'lineId' | 'indikator'> & {
  readonly ref: string;
  readonly indikator: readonly NewIndikator[];
};

type Seen<Of extends Change, Key extends keyof Of> = Of extends Change
  ? Omit<Of, Key> & { readonly [K in Key]?: Of[K] }
  : never;
type Field<Name extends Change['field']> = Extract<Change, { field: Name }>;

/** Money that one row gives to another: two changes of pagu with one `transferId`. */
export type Transfer = {
  readonly field: 'transfer';
  readonly from: string;
  readonly to: string;
  readonly amount: string;
  /** The fund at both ends, where they itemise their funds. */
  readonly dana?: string;
  readonly reason?: string;
};

/**
 * A change as its author writes it. `from` is the figure that the author saw: where it is left out, the present one
 * is taken as seen.
 */
export type NewChange =
  | Seen<Field<'pagu'>, 'seen'>
  | Seen<Field<'target'>, 'from'>
  | Seen<Field<'sumberDana'>, 'from'>
  | Seen<Field<'prakiraanMaju'>, 'from'>
  | Seen<Field<'kode' | 'uraian' | 'lokasi'>, 'from'>
  | Seen<Field<'parent'>, 'from'>
  | Seen<Field<'teks'>, 'from'>
  | Field<'newIndikator'>
  | Seen<Field<'endIndikator'>, 'seen'>
  | Field<'newLine'>
  | Field<'endLine'>
  | Seen<Field<'plafon'>, 'from'>
  | Transfer;

/** What a draft may change by itself: its ceilings come with a document, from whoever checks it. */
export type DraftChange = Exclude<NewChange, { field: 'plafon' }>;

/** The document that a command cites; null where its author named none, for the rules to refuse. */
export type CitedDocument = EventOf<'RevisionProposed'>['data']['document'] | null;

/** New figures for what a row has reported; `from` is the figure that the author saw. */
export type Correction = {
  readonly lineId: string;
  readonly period: Reported['period'];
  readonly indikatorId?: string;
  readonly kinerja?: { readonly from?: string; readonly to: string };
  readonly keuangan?: { readonly from?: string; readonly to: string };
  /** The fund of which the keuangan is; left out where it is of the whole row. */
  readonly dana?: string;
};

type ProposedBy = {
  /** Chosen by the author, or left out: then the next `R001` is given. */
  readonly revisionId?: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
  /** A pergeseran to or from other agencies: it sums to zero over all Renja that cite its document. */
  readonly acrossAgencies?: true;
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
  /** Changes a draft in place, as a revision changes the plan: nobody has to approve it. */
  | Fact<'ReviseDraft', { readonly changes: readonly DraftChange[]; readonly reason: string }>
  | Fact<'AdoptRenja', EventOf<'RenjaAdopted'>['data']>
  | Fact<'ProposeRevision', ProposedBy>
  | Fact<
      'EndorseRevision',
      {
        readonly revisionId: string;
        readonly step: Step;
        readonly note: string | null;
        readonly document: CitedDocument;
      }
    >
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
  | Fact<
      'SetPlafon',
      {
        readonly plafon: readonly { readonly scope: PlafonScope; readonly amount: string }[];
        readonly document: CitedDocument;
        readonly reason: string;
      }
    >
  | Fact<'AnswerFinding', { readonly finding: string; readonly text: string; readonly document: CitedDocument }>
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

/** The steps that an office asks for, by kind and by the level from which on they are asked for (see `route.ts`). */
export type Routes = ReadonlyMap<string, readonly Step[]>;

/** A command together with who gives it and how. */
export type Given = {
  readonly command: RenjaCommand;
  readonly actor: Actor;
  readonly mode: Mode;
  /** What the office asks of a proposal; none where it has set no route. */
  readonly routes?: Routes;
  /** The roles that the actor holds; null while nobody has been granted any. */
  readonly held?: readonly Grant[] | null;
  /** The warnings that the office has refused. */
  readonly refuse?: readonly Warning[];
};
/** `historical` where past documents are typed in: the second account then checks rather than approves. */
export type Mode = 'live' | 'historical';

export type DataOf<Type extends RenjaCommand['type']> = Extract<RenjaCommand, { type: Type }>['data'];
export type Who = Omit<Given, 'command'>;
