import { randomUUID } from 'node:crypto';
import { executeForOffice } from '../commands/execute.js';
import { validInput } from '../commands/input.js';
import { loadOffice } from '../commands/load.js';
import { SetRoutesInput } from '../commands/renja.requests.js';
import { readPlain } from '../import/manifest.js';
import { officeDecider } from '../ledger/office.js';
import type { Context } from './context.js';
import { actorOf, type WriteOptions } from './give.js';
import type { Column } from './output.js';

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
  if (file === undefined)
    return context.withStore(async (store) => showRoutes(context, pemda, await loadOffice(store, pemda)));
  const command = validInput(SetRoutesInput, await readPlain(file)).toCommand();
  const actor = actorOf(context, options.actor);
  const count = command.data.routes.length;
  await context.withStore(
    async (store) => {
      if (options.dryRun) {
        const { state } = await loadOffice(store, pemda);
        officeDecider.decide({ command, actor }, state);
        return context.out(
          context.words({
            id: `Uji coba, tidak ada yang ditulis. Akan dicatat: ${count} rute`,
            en: `Dry run, nothing was written. Would be recorded: ${count} ${count === 1 ? 'route' : 'routes'}`,
          }),
        );
      }
      const asked = { pemda, command, commandId: randomUUID(), actor, mode: 'live' as const };
      const { receipt } = await executeForOffice(store, asked, () => new Date());
      context.out(
        context.words({
          id: `Dicatat: ${count} rute · pemda ${pemda} kini #${receipt.revision}`,
          en: `Recorded: ${count} ${count === 1 ? 'route' : 'routes'} · pemda ${pemda} is now #${receipt.revision}`,
        }),
      );
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
