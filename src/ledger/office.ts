import type { Routes } from './commands.js';
import { type Decider, type Fact, sameValue } from './decider.js';
import { BrokenHistory } from './evolve.js';
import { refuse } from './rejection.js';
import { type Crossed, routeKey } from './route.js';
import { mustBeAnAdmin, stepsMustDiffer, when } from './rules.js';
import type { Actor, Document, Kind, Step } from './terms.js';

/**
 * What a government decides once for all of its Renja: so far, the routes that revisions take to their approval. Its
 * stream is `access-{kode of the pemda}`.
 */
export type OfficeEvent =
  /** A government sets the endorsements that revisions of a kind need; proposals made before keep theirs. */
  Fact<
    'RouteSet',
    {
      readonly kind: Kind;
      /** The level from which on the route is asked for; null: whatever the revision changes. */
      readonly level: Crossed | null;
      readonly before: readonly Step[];
      readonly after: readonly Step[];
      readonly document: Document | null;
    }
  >;

export type Route = { readonly kind: Kind; readonly level: Crossed | null; readonly steps: readonly Step[] };

export type OfficeCommand = Fact<
  'SetRoutes',
  { readonly routes: readonly Route[]; readonly document: Document | null }
>;

export type Office = { revision: number; readonly routes: Map<string, readonly Step[]> };

type Given = { readonly command: OfficeCommand; readonly actor: Actor };

const present = (routes: Routes, { kind, level }: Omit<Route, 'steps'>): readonly Step[] =>
  routes.get(routeKey(kind, level)) ?? [];

export const officeDecider: Decider<Office, Given, OfficeEvent> = {
  initial: () => ({ revision: 0, routes: new Map() }),

  /** @throws BrokenHistory where the event's `before` is not what the events before it make */
  evolve(office, { data }) {
    office.revision += 1;
    if (!sameValue(present(office.routes, data), data.before))
      throw new BrokenHistory(`the route of a ${data.kind} is not what the event states it was`);
    // A route without steps is none: then the next lower one counts again.
    if (data.after.length === 0) office.routes.delete(routeKey(data.kind, data.level));
    else office.routes.set(routeKey(data.kind, data.level), data.after);
    return office;
  },

  /** Sets routes for the proposals that come; those already made keep the one that they were made under. */
  decide({ command, actor }, office) {
    const { routes, document } = command.data;
    refuse([
      ...when(routes.length === 0, 'routes-missing', '/routes'),
      ...routes.flatMap((route, i) => {
        const { kind, level, steps } = route;
        const at = `/routes/${i}`;
        const first = routes.findIndex((other) => other.kind === kind && other.level === level);
        return [
          ...stepsMustDiffer(steps, `${at}/steps`),
          ...when(first < i, 'change-repeated', at, { lineId: routeKey(kind, level) }),
          ...when(sameValue(present(office.routes, route), steps), 'value-unchanged', `${at}/steps`, {
            lineId: routeKey(kind, level),
          }),
        ];
      }),
      ...mustBeAnAdmin(actor),
    ]);
    return routes.map(({ kind, level, steps }) => ({
      type: 'RouteSet',
      data: { kind, level, before: present(office.routes, { kind, level }), after: steps, document },
    }));
  },

  effectiveOn: ({ data }) => data.document?.tanggal ?? null,
};
