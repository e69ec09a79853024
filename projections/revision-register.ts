import type { Mode } from '../src/ledger/commands.js';
import { absolute, isNegative, type Rupiah, sum } from '../src/ledger/rupiah.js';
import type { Actor, Change, Day, Document, Kind, Stage, Step } from '../src/ledger/terms.js';
import type { Entry } from '../src/store/stored-events.js';
import type { Fold } from './projection.js';

type Act = { readonly revision: number; readonly recordedAt: string; readonly actor: Actor; readonly mode: Mode };

export type RegisteredRevision = {
  readonly revisionId: string;
  readonly kind: Kind;
  readonly stage: Stage | null;
  readonly judul: string;
  readonly document: Document;
  readonly reason: string;
  readonly effectiveOn: Day;
  readonly lateReason: string | null;
  readonly proposed: Act;
  status: 'proposed' | 'approved' | 'rejected' | 'withdrawn';
  /** The approved revision that it undoes. */
  readonly reverses: string | null;
  /** The endorsements that its approval waits for, in their order, and those that were given. */
  readonly route: readonly Step[];
  readonly endorsed: (Act & {
    readonly step: Step;
    readonly note: string | null;
    readonly document: Document | null;
  })[];
  decided: (Act & { readonly note: string | null }) | null;
  /** The name of the version that its approval makes, e.g. `p-apbd` or `pergeseran-2`. */
  version: string | null;
  /** What it changes, as proposed: an approval posts exactly this. */
  readonly changes: Change[];
};

/** What a revision changes in sum: increases and decreases of pagu, both positive, and how many of each kind. */
export type RevisionSums = {
  readonly up: Rupiah;
  readonly down: Rupiah;
  readonly net: Rupiah;
  readonly paguChanges: number;
  readonly targetChanges: number;
  readonly fundChanges: number;
  /** Rows added, described, moved or ended, indicators added, reworded or ended, forward estimates changed. */
  readonly rowChanges: number;
  readonly plafonChanges: number;
};

type Summable =
  | { readonly field: 'pagu'; readonly delta: Rupiah }
  | { readonly field: Exclude<Change['field'], 'pagu'> };

export function sumsOf(changes: readonly Summable[]): RevisionSums {
  const deltas = changes.flatMap((change) => (change.field === 'pagu' ? [change.delta] : []));
  const count = (field: Change['field']): number => changes.filter((change) => change.field === field).length;
  const [paguChanges, targetChanges, fundChanges] = [count('pagu'), count('target'), count('sumberDana')];
  const plafonChanges = count('plafon');
  return {
    up: sum(deltas.filter((delta) => !isNegative(delta))),
    down: sum(deltas.filter(isNegative).map(absolute)),
    net: sum(deltas),
    paguChanges,
    targetChanges,
    fundChanges,
    rowChanges: changes.length - paguChanges - targetChanges - fundChanges - plafonChanges,
    plafonChanges,
  };
}

/** A named state of the Renja: the state after the last event of what made it. */
export type Version = { readonly name: string; readonly revision: number };

export type RevisionRegister = {
  readonly revisions: Map<string, RegisteredRevision>;
  /** In the order in which they were made; `murni` first. */
  readonly versions: Version[];
};

/**
 * What versions of a revision are called: by the stage that a penetapan or perubahan adopts, `murni` being that of the
 * APBD, and a perubahan that names no stage being that of the P-APBD; all others by their kind.
 */
export function versionBase(kind: Kind, stage: Stage | null): string {
  if (kind !== 'penetapan' && kind !== 'perubahan') return kind;
  if (stage === null) return kind === 'perubahan' ? 'p-apbd' : kind;
  return stage === 'APBD' ? 'murni' : stage.toLowerCase();
}

/** `murni` is set anew; a stage has a number only from its second version on, `p-apbd-2`; the rest is counted from 1. */
function versionName({ kind, stage }: RegisteredRevision, earlier: readonly Version[]): string {
  const base = versionBase(kind, stage);
  if (base === 'murni') return base;
  const count = earlier.filter(({ name }) => name.replace(/-\d+$/, '') === base).length;
  return base !== kind && count === 0 ? base : `${base}-${count + 1}`;
}

function setVersion(register: RevisionRegister, name: string, revision: number): void {
  const at = register.versions.findIndex((version) => version.name === name);
  if (at >= 0) register.versions.splice(at, 1);
  register.versions.push({ name, revision });
}

const actOf = ({ revision, meta: { recordedAt, actor, mode } }: Entry): Act => ({ revision, recordedAt, actor, mode });

/** Every revision with its document, its people, what it changes, and the version that it made. */
export const revisionRegister: Fold<RevisionRegister> = {
  name: 'revision-register',
  initial: () => ({ revisions: new Map(), versions: [] }),
  apply(register, entry) {
    const { type, data } = entry.event;
    switch (type) {
      case 'RenjaAdopted':
        setVersion(register, 'murni', entry.revision);
        return register;
      case 'RevisionProposed':
        if (data.part === 1)
          register.revisions.set(data.revisionId, {
            revisionId: data.revisionId,
            kind: data.kind,
            stage: data.stage,
            judul: data.judul,
            document: data.document,
            reason: data.reason,
            effectiveOn: data.effectiveOn,
            lateReason: data.lateReason ?? null,
            reverses: data.reverses ?? null,
            proposed: actOf(entry),
            status: 'proposed',
            route: data.route ?? [],
            endorsed: [],
            decided: null,
            version: null,
            changes: [],
          });
        register.revisions.get(data.revisionId)?.changes.push(...data.changes);
        return register;
      case 'RevisionEndorsed': {
        const { step, note, document } = data;
        register.revisions.get(data.revisionId)?.endorsed.push({ ...actOf(entry), step, note, document });
        return register;
      }
      case 'RevisionApproved': {
        const revision = register.revisions.get(data.revisionId);
        if (!revision) return register;
        revision.status = 'approved';
        revision.decided = { ...actOf(entry), note: data.note };
        revision.version = versionName(revision, register.versions);
        setVersion(register, revision.version, entry.revision);
        return register;
      }
      case 'RevisionRejected':
      case 'RevisionWithdrawn': {
        const revision = register.revisions.get(data.revisionId);
        if (!revision) return register;
        revision.status = type === 'RevisionRejected' ? 'rejected' : 'withdrawn';
        revision.decided = { ...actOf(entry), note: data.reason };
        return register;
      }
      case 'PaguIncreased':
      case 'PaguDecreased':
      case 'TargetChanged':
      case 'SumberDanaChanged':
      case 'PlafonSet':
      case 'PrakiraanMajuChanged':
      case 'LineDescribed':
      case 'LineMoved':
      case 'LineEnded':
      case 'IndikatorAdded':
      case 'IndikatorReworded':
      case 'IndikatorEnded':
      case 'LineAdded': {
        // A change belongs to the approval that it was appended with: the version lasts up to its last change.
        const version = register.revisions.get(data.revisionId ?? '')?.version;
        if (version) setVersion(register, version, entry.revision);
        return register;
      }
      case 'RenjaOpened':
      case 'ObjectiveAdded':
      case 'RenjaClosed':
      case 'RenjaReopened':
      case 'FindingAnswered':
      case 'NoteSet':
      case 'RealisasiReported':
      case 'RealisasiCorrected':
        return register;
      default:
        return entry.event satisfies never;
    }
  },
};
