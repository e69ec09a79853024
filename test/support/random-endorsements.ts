import type { Given, RenjaCommand } from '../../src/ledger/commands.js';
import type { Kind, Step } from '../../src/ledger/terms.js';
import { Dice } from './dice.js';
import { endorse } from './ledger-plan.js';
import type { Book, Revised } from './oracle-figures.js';
import type { Sight } from './random-changes.js';

/** What an office has decided for itself, and who might endorse what. */

const WARNINGS = ['pergeseran-fund-not-zero', 'p-apbd-again'] as const;
const STEPS: readonly [Step, ...Step[]] = ['pa', 'bappeda', 'tapd', 'ppkd', 'sekda', 'kepala-daerah'];
const KINDS: readonly [Kind, ...Kind[]] = ['perubahan', 'pergeseran', 'mendahului', 'koreksi', 'penetapan'];
const HEIGHTS = ['any', 'subkegiatan', 'kegiatan', 'program', 'bidang', 'urusan', 'renja'] as const;

/** One office and its year: the same for all commands of the year. */
export type Office = Pick<Given, 'routes' | 'refuse'> & {
  readonly tahun: number;
  /** How many proposals were made before it refused anything: some of them wait for their approval by then. */
  readonly refusesAfter: number;
};

export function officeOf(seed: number): Office {
  const dice = new Dice(seed);
  const refuse = WARNINGS.filter(() => dice.chance(40));
  const tahun = dice.chance(30) ? 2020 : 2022;
  return {
    tahun,
    refusesAfter: dice.pick([0, 0, 2, 4]),
    ...(refuse.length === 0 ? {} : { refuse }),
    ...(dice.chance(25) ? {} : { routes: someRoutes(dice) }),
  };
}

function someRoutes(dice: Dice): NonNullable<Given['routes']> {
  const routes = new Map<string, readonly Step[]>();
  for (let n = 2 + dice.below(5); n > 0; n -= 1) {
    const steps = Array.from({ length: dice.pick([0, 1, 1, 2, 2, 3]) }, () => dice.pick(STEPS));
    const kind = dice.chance(50) ? 'perubahan' : dice.pick(KINDS);
    routes.set(`${kind} ${dice.pick(HEIGHTS)}`, [...new Set(steps)]);
  }
  return routes;
}

/** Proposals that wait for an endorsement. */
export const waiting = (book: Book): Revised[] =>
  book.revisions.filter(({ status, route, endorsed }) => status === 'proposed' && endorsed.length < route.length);

export function endorsement({ book, dice }: Sight): RenjaCommand {
  const routed = book.revisions.filter(({ route }) => route.length > 0);
  const revision = dice.pick(dice.chance(90) ? waiting(book) : dice.chance(70) ? routed : book.revisions);
  if (!revision) return endorse(dice.pick(STEPS), 'R099');
  const { id, route, endorsed } = revision;
  // What is endorsed already, or not yet due, or not asked at all.
  const wrong = dice.chance(40) ? endorsed : dice.chance(60) ? route.slice(endorsed.length + 1) : STEPS;
  const due = dice.chance(80) ? route[endorsed.length] : dice.pick(wrong);
  return endorse(due ?? 'pa', id);
}
