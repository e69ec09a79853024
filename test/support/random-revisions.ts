import type { NewChange, RenjaCommand } from '../../src/ledger/commands.js';
import type { Day } from '../../src/ledger/terms.js';
import { DOCUMENT, propose, reviseDraft } from './ledger-plan.js';
import { type Sight, someChanges, wrongChange } from './random-changes.js';

/** A proposal as someone might write it. */

export const DAYS = ['2022-02-01', '2022-04-01', '2022-06-01', '2022-08-01', '2022-10-01', '2022-12-01'] as const;

/** Mostly not before what is in effect already. */
export function someDay({ book, dice }: Sight, early = 20): Day {
  const last =
    book.approved
      .map(({ effectiveOn }) => effectiveOn)
      .toSorted()
      .at(-1) ?? DAYS[0];
  const day = dice.pick(DAYS);
  return day < last && !dice.chance(early) ? last : day;
}

/** A shift is made of what sums to zero. */
const isShift = (changes: readonly NewChange[]): boolean => {
  const amounts = changes.map((change) => (change.field === 'pagu' ? Number(change.delta) : 0));
  return Math.abs(amounts.reduce((a, b) => a + b, 0)) < 0.001;
};

/** What a revision or a draft is asked to change: mostly what goes together, and now and then something wrong. */
function askedChanges(sight: Sight): NewChange[] {
  const { dice } = sight;
  let changes = Array.from({ length: dice.pick([1, 1, 1, 2, 2, 3]) }, () => someChanges(sight)).flat();
  const wrong = dice.chance(22);
  if (wrong) {
    const wrongs = Array.from({ length: dice.pick([1, 1, 2]) }, () => wrongChange(sight)).flat();
    changes = dice.chance(60) ? wrongs : dice.chance(50) ? [...changes, ...wrongs] : [...wrongs, ...changes];
  }
  return changes;
}

export function draftChanges(sight: Sight): RenjaCommand {
  const { dice } = sight;
  // Ceilings come with a document, and a draft changes without one.
  const changes = askedChanges(sight).filter((change) => change.field !== 'plafon');
  return reviseDraft(dice.chance(3) ? [] : changes, dice.chance(95) ? 'Hasil pembahasan' : ' ');
}

export function askedRevision(sight: Sight): RenjaCommand {
  const { book, dice } = sight;
  const changes = askedChanges(sight);
  const brings = changes.some(({ field }) => field === 'plafon');
  const shifts = isShift(changes) && (!brings || dice.chance(25));
  const kind =
    shifts || dice.chance(4)
      ? dice.pick(['pergeseran', 'perubahan'] as const)
      : dice.pick(['perubahan', 'perubahan', 'perubahan', brings ? 'penetapan' : 'mendahului', 'koreksi'] as const);
  const known = dice.pick(book.revisions)?.id;
  return propose(dice.chance(2) ? [] : changes, {
    ...{ kind, stage: dice.pick(['P-APBD', 'APBD', 'P-RKPD', null]), effectiveOn: someDay(sight, brings ? 50 : 20) },
    ...(dice.chance(65) ? { lateReason: dice.chance(92) ? 'Baru diterima' : ' ' } : {}),
    ...(dice.chance(4) ? { reason: '' } : {}),
    document: dice.chance(96) ? DOCUMENT : null,
    ...(dice.chance(6) ? { revisionId: dice.pick([known ?? 'R001', 'R005', 'SK-7']) } : {}),
  });
}
