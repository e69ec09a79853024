import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Header, Injectable, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { MaySomewhere, Public } from './access/access.guard.js';
import { Api } from './api.js';
import { Workspace } from './workspace.js';

/**
 * Whether the server can answer: `index.position` goes up to `store.head` as it catches up. `store.refusing` says why the
 * ledger takes no changes at present; null where it takes them.
 */
export type Ready = {
  readonly status: 'ready' | 'catching-up' | 'unavailable';
  readonly store: { readonly head: number | null; readonly refusing: string | null };
  readonly index: { readonly position: number; readonly failed: boolean };
};
export type Alive = { readonly status: 'live' };

/** So long the store has to answer for. */
const READY_MS = 2_000;

/** What the store says, or null: whoever asks how things are does not wait until they are well. */
const inTime = <Answer>(answer: Promise<Answer>): Promise<Answer | null> =>
  Promise.race([answer.catch(() => null), sleep(READY_MS, null, { ref: false })]);

/** What is counted, for Prometheus. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  readonly requests = new Histogram({
    name: 'renja_http_request_seconds',
    help: 'How long requests took, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [this.registry],
  });

  constructor({ projector, store }: Workspace) {
    collectDefaultMetrics({ register: this.registry });
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        ...{ name, help, registers: [this.registry] },
        async collect() {
          this.set(await read());
        },
      });
    gauge('renja_index_position', 'The position of the newest event in the index.', () => projector.position);
    gauge('renja_index_failed', '1 where the index has stopped for good.', () => (projector.failure ? 1 : 0));
    const head = () => inTime(store.head());
    gauge(
      'renja_ledger_head',
      'The position of the newest event in the ledger.',
      async () => (await head()) ?? Number.NaN,
    );
  }
}

/** For whoever runs the server. */
@Controller(['', 'api/v1'])
export class OperationsController {
  constructor(
    private readonly workspace: Workspace,
    private readonly metrics: Metrics,
  ) {}

  @Get('health/live')
  @Public()
  @Api({ says: 'Whether the process answers', answer: 'Alive' })
  live(): Alive {
    return { status: 'live' };
  }

  @Get('health/ready')
  @Public()
  @Api({ says: 'Whether the store and the index answer, and changes are taken; 503 where not', answer: 'Ready' })
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const { store, projector } = this.workspace;
    const head = await inTime(store.head());
    const { position } = projector;
    const failed = projector.failure !== null;
    const refusing = store.refusing();
    const unavailable = failed || head === null || refusing !== null;
    const status = unavailable ? 'unavailable' : position < head ? 'catching-up' : 'ready';
    const ready: Ready = { status, store: { head, refusing }, index: { position, failed } };
    await reply.code(status === 'unavailable' ? 503 : 200).send(ready);
  }

  @Get('metrics')
  @MaySomewhere('observe')
  @Api({ says: 'Figures for Prometheus', media: 'text/plain' })
  async figures(@Res() reply: FastifyReply): Promise<void> {
    const { registry } = this.metrics;
    await reply.header('content-type', registry.contentType).send(await registry.metrics());
  }

  @Get('openapi.json')
  @Public()
  @Api({ says: 'This description' })
  @Header('content-type', 'application/json; charset=utf-8')
  openapi(): Promise<string> {
    return readFile(new URL('./openapi.json', import.meta.url), 'utf8');
  }
}
