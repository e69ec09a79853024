import type { EventStore } from '../../src/store/event-store.js';
import { leafOf } from '../../src/store/seal.js';
import { envelopeOf } from '../../src/store/stored-events.js';

/** What is wrong with a ledger, held against what its writers were told. */
export type Verdict = { readonly acknowledged: number; readonly events: number; readonly faults: readonly string[] };

type Place = { readonly leaf?: string; readonly change?: string; readonly commandId?: string };

/** What writers were told, kept outside of the ledger. */
export class Truth {
  private readonly places = new Map<string, Place>();
  private readonly notThere = new Set<string>();
  /** What was heard, for another process to hear. */
  readonly lines: string[] = [];
  refused = 0;
  unknown = 0;

  /** A line of a writer; one that a kill cut off says nothing. */
  hear(line: string): void {
    this.lines.push(line);
    const [kind, stream = '', revision = '', what = '', change = ''] = line.split(' ');
    if (kind === 'R') {
      this.refused += 1;
      for (const refused of line.split(' ').slice(1)) if (refused.length === 36) this.notThere.add(refused);
    }
    if (kind === 'U') this.unknown += 1;
    if (kind === 'A' && change.length === 36) this.places.set(`${stream} ${revision}`, { leaf: what, change });
    if (kind === 'C' && what.length === 36) this.places.set(`${stream} ${revision}`, { commandId: what });
  }

  get acknowledged(): number {
    return this.places.size;
  }

  /** Reads all of the ledger, in pieces as followers that were restarted would, and each stream. */
  async judge(store: EventStore, cut: (events: number) => number): Promise<Verdict> {
    const faults: string[] = [];
    const heads = new Map<string, { revision: number; leaf: string; recordedAt: string; commandId: string }>();
    const [changes, ids, commands] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const missing = new Map(this.places);
    const total = await store.head();
    let events = 0;
    while (events < total) {
      const until = Math.min(total, events + 1 + cut(total));
      for await (const recorded of store.follow(events, new AbortController().signal)) {
        const { stream, revision, position, leaf, json } = recorded;
        const { id, meta, data } = envelopeOf(recorded);
        const place = `${stream} ${revision}`;
        const before = heads.get(stream);
        if (position !== events + 1) faults.push(`position ${position} follows ${events}`);
        if (leafOf(json) !== leaf) faults.push(`${place} is not what was sealed`);
        if (revision !== (before?.revision ?? 0) + 1) faults.push(`${place} follows ${before?.revision ?? 0}`);
        if (meta.previous !== (before?.leaf ?? null)) faults.push(`${place} is not chained`);
        if (meta.recordedAt < (before?.recordedAt ?? '')) faults.push(`${place} goes back in time`);
        const { change } = data as { readonly change?: string };
        if (change !== undefined && changes.has(change)) faults.push(`${place} doubles a change`);
        if (change !== undefined && this.notThere.has(change)) faults.push(`${place} was refused and is there`);
        if (change !== undefined) changes.add(change);
        if (ids.has(id)) faults.push(`${place} doubles an event`);
        ids.add(id);
        const command = before?.commandId === meta.commandId ? '' : meta.commandId;
        if (commands.has(command)) faults.push(`${place} doubles a command`);
        if (command !== '') commands.add(command);
        const told = this.places.get(place);
        if (told && (told.leaf ?? leaf) === leaf && (told.commandId ?? meta.commandId) === meta.commandId)
          missing.delete(place);
        heads.set(stream, { revision, leaf, recordedAt: meta.recordedAt, commandId: meta.commandId });
        events += 1;
        if (events >= until) break;
      }
    }
    for (const place of missing.keys()) faults.push(`${place} was acknowledged and is lost`);
    for (const [stream, { revision }] of heads) {
      let read = 0;
      for await (const _ of store.read(stream)) read += 1;
      if (read !== revision) faults.push(`${stream} reads ${read} of ${revision}`);
    }
    return { acknowledged: this.acknowledged, events, faults };
  }
}
