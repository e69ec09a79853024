import { randomUUID } from 'node:crypto';
import { executeForOffice, mustBeAt } from '../commands/execute.js';
import { validInput } from '../commands/input.js';
import { loadOffice, officeStreamOf, rolesHeld } from '../commands/load.js';
import { SetRoutesInput } from '../commands/renja.requests.js';
import { readPlain } from '../import/manifest.js';
import { type Office, officeDecider } from '../ledger/office.js';
import type { Actor, Grant } from '../ledger/terms.js';
import type { EventStore } from '../store/event-store.js';
import { actorFor, whoIsThere } from './actor.js';
import { type Context, UsageError } from './context.js';
import { expectedIn, type WriteOptions } from './give.js';
import type { Column } from './output.js';
import { counted } from './words.js';

type Row = { readonly route: string; readonly steps: string };

const ROUTES: readonly Column<Row>[] = [
  { name: 'route', head: { id: 'Jenis dan tingkat', en: 'Kind and level' }, cell: ({ route }) => route },
  { name: 'steps', head: { id: 'Langkah', en: 'Steps' }, cell: ({ steps }) => steps },
];

/** `renja route`: the endorsements that a government's revisions need; sets them where a file is given. */
export async function route(
  context: Context,
  pemda: string,
  file: string | undefined,
  options: WriteOptions,
): Promise<void> {
  if (!/^\d+(\.\d+)*$/.test(pemda))
    throw new UsageError({
      id: `${pemda}: tulis kode pemda seperti 35.74`,
      en: `${pemda}: write a pemda's code such as 35.74`,
    });
  if (file === undefined)
    return context.withStore(async (store) => showRoutes(context, pemda, await loadOffice(store, pemda)));
  const input = validInput(SetRoutesInput, await readPlain(file));
  const command = input.toCommand();
  const who = await whoIsThere(context, options.actor);
  const expectedRevision = expectedIn(options.expect);
  const routes = input.routes.length;
  const tell = (revision: number | null): void => {
    const written = revision !== null;
    if (context.format === 'json') context.out(JSON.stringify({ pemda, written, revision, routes }, null, 2));
    else
      context.out(
        context.words(
          written
            ? {
                id: `Dicatat: ${routes} rute · pemda ${pemda} kini #${revision}`,
                en: `Recorded: ${counted(routes, 'route')} · pemda ${pemda} is now #${revision}`,
              }
            : {
                id: `Uji coba, tidak ada yang ditulis. Akan dicatat: ${routes} rute`,
                en: `Dry run, nothing was written. Would be recorded: ${counted(routes, 'route')}`,
              },
        ),
      );
  };
  const actorIn = (store: EventStore | null) => actorFor(store, who, 'administer', { pemda, perangkatDaerah: null });
  const tryOn = (office: Office, actor: Actor, held: readonly Grant[] | null): void => {
    mustBeAt(expectedRevision, officeStreamOf(pemda), office);
    officeDecider.decide({ command, actor, pemda, held }, office);
    tell(null);
  };
  // A trial makes no ledger; where there is none, no route is set either.
  if (options.dryRun && !context.hasLedger()) return tryOn(officeDecider.initial(), await actorIn(null), null);
  await context.withStore(
    async (store) => {
      const actor = await actorIn(store);
      if (options.dryRun)
        return tryOn((await loadOffice(store, pemda)).state, actor, await rolesHeld(store, actor.id, pemda));
      const asked = {
        ...{ pemda, command, commandId: randomUUID(), actor, mode: 'live' as const },
        ...(expectedRevision === undefined ? {} : { expectedRevision }),
      };
      const { receipt } = await executeForOffice(store, asked, () => new Date());
      tell(receipt.revision);
    },
    { create: true },
  );
}

function showRoutes(context: Context, pemda: string, { state }: Awaited<ReturnType<typeof loadOffice>>): void {
  const rows = [...state.routes].map(([name, steps]) => ({ route: name, steps: steps.join(' → ') || '-' }));
  context.print({
    columns: ROUTES,
    rows,
    json: {
      pemda,
      revision: state.revision,
      routes: [...state.routes].map(([name, steps]) => ({ route: name, steps })),
    },
    heading: [`pemda ${pemda} · #${state.revision}`, ''],
  });
}
