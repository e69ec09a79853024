import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import rateLimit from '@fastify/rate-limit';
import { ConsoleLogger, NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import helmet from 'helmet';
import { shownBy } from './access/access.guard.js';
import { Accounts } from './access/accounts.js';
import { Oidc } from './access/oidc.js';
import { appOn } from './app.module.js';
import { Metrics } from './operations.controller.js';
import { sendProblem } from './problem.filter.js';
import { problem } from './problem.js';
import { Projector } from './queries/projector.js';
import type { Settings } from './settings.js';
import { StoreUnavailable } from './store/event-store.js';
import { type OpenOptions, openStore } from './store/open-store.js';
import { Workspace } from './workspace.js';

export type Serving = {
  /** Where it listens, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no more requests, finishes those under way, and lets go of the ledger. */
  close(): Promise<void>;
};

export type ServeOptions = Omit<OpenOptions, 'create'> & {
  readonly now?: () => Date;
  /** Told while the index catches up with the ledger. */
  readonly onProgress?: (done: number, total: number) => void;
};

const BODY_LIMIT = 4 * 1024 * 1024;
const CLOSING_MS = 10_000;

/** The id of a request in the log: the one of its trace (W3C Trace Context) where it has one. */
function traceIdOf({ headers }: { readonly headers: FastifyRequest['headers'] }): string {
  const [, traceId] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(String(headers.traceparent ?? '')) ?? [];
  return traceId ?? randomUUID().replaceAll('-', '');
}

/** Every line of the log that is about a request carries the id of its trace. */
const withTraceId = (
  logger: FastifyBaseLogger,
  bindings: object,
  options: Parameters<FastifyBaseLogger['child']>[1],
): FastifyBaseLogger => logger.child({ traceId: String(Reflect.get(bindings, 'reqId')) }, options);

/** Whoever asks: an account, by whatever it shows; an address where nobody is signed in. */
async function askerOf(workspace: Workspace, request: FastifyRequest): Promise<string> {
  const identity = await workspace.identify(shownBy(request)).catch(() => null);
  return identity ? `account ${identity.id}` : `address ${request.ip}`;
}

function adapterFor({ server }: Settings): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // The last addresses are the proxies' own words; what stands before them, anyone may write.
    trustProxy: (_address: string, hop: number) => hop < server.proxies,
    genReqId: traceIdOf,
    childLoggerFactory: withTraceId,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: 'idle',
    // An address that cannot be read comes to no route, and so to no filter: it is as if it were not there.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('x-trace-id', request.id);
      sendProblem(new NotFoundException(), request, reply);
    },
    // Data of a command goes to stdout; what a server tells of itself does not.
    logger: {
      level: server.log,
      stream: process.stderr,
      redact: { paths: ['req.headers', 'headers'], remove: true },
    },
  });
}

/** The headers that tell browsers what not to do with an answer: the same for each, and so made once. */
function safeHeaders({ secureCookie }: Settings['server']): Record<string, string> {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const add = helmet({
    // Inside an office's network there is plain http; what asks for https is the proxy's to say.
    contentSecurityPolicy: { directives: { 'upgrade-insecure-requests': null } },
    hsts: secureCookie,
  });
  add(response.req, response, () => undefined);
  return response.getHeaders() as Record<string, string>;
}

async function defend(app: NestFastifyApplication, workspace: Workspace): Promise<void> {
  const { server } = workspace.settings;
  const headers = safeHeaders(server);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, reply, done) => {
      void reply.headers(headers);
      done();
    });
  await app.register(rateLimit, {
    max: server.rate,
    timeWindow: '1 minute',
    keyGenerator: (request) => askerOf(workspace, request),
    errorResponseBuilder: (_request, { ttl }) =>
      problem(
        429,
        'too-many-requests',
        {
          id: `Terlalu banyak permintaan. Coba lagi sesudah ${Math.ceil(ttl / 1000)} detik.`,
          en: `Too many requests. Try again in ${Math.ceil(ttl / 1000)} s.`,
        },
        { headers: { 'retry-after': String(Math.ceil(ttl / 1000)) } },
      ),
  });
}

/**
 * Opens the ledger, its index and its accounts, and serves the API.
 * @throws StoreUnavailable, also where the ledger can only be read, and what listening throws where the port is taken
 */
export async function serve(
  settings: Settings,
  { now = () => new Date(), onProgress, ...told }: ServeOptions = {},
): Promise<Serving> {
  const opened: { close(): Promise<void> | void }[] = [];
  const kept = <Opened extends { close(): Promise<void> | void }>(one: Opened): Opened => {
    opened.unshift(one);
    return one;
  };
  try {
    const store = kept(await openStore(settings.store, { create: true, ...told }));
    const refusing = store.refusing();
    // Whoever starts the server would else learn only from its users that nothing can be recorded.
    if (refusing !== null) throw new StoreUnavailable(refusing);
    const accounts = kept(await Accounts.open(settings.accounts));
    const index = join(settings.data, 'index.db');
    const projector = kept(await Projector.open(index, store, onProgress ? { onProgress } : {}));
    const oidc = settings.oidc && new Oidc(settings.oidc);
    return await listen(new Workspace(settings, store, projector, accounts, oidc, now));
  } catch (error) {
    for (const one of opened) await one.close();
    throw error;
  }
}

async function listen(workspace: Workspace): Promise<Serving> {
  const { settings } = workspace;
  const app = await NestFactory.create<NestFastifyApplication>(appOn(workspace), adapterFor(settings), {
    logger:
      settings.server.log === 'silent'
        ? false
        : new ConsoleLogger({ json: true, logLevels: ['warn', 'error', 'fatal'] }),
    abortOnError: false,
    bodyParser: false,
  });
  await defend(app, workspace);
  const { requests } = app.get(Metrics);
  const fastify = app.getHttpAdapter().getInstance();
  // JSON alone is taken: a form of another site cannot send it.
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-trace-id', request.id);
    done();
  });
  let underWay = 0;
  fastify.server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
  });
  await app.listen(settings.server.port, settings.server.host);
  const address = fastify.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.server.port;
  const { host } = settings.server;
  const stop = async (): Promise<void> => {
    // A connection that was opened and never used, as browsers open some ahead, would be waited for, for a minute; and a
    // request that never ends, for ever.
    const latest = Date.now() + CLOSING_MS;
    const cutting = setInterval(() => {
      if (underWay === 0 || Date.now() > latest) fastify.server.closeAllConnections();
    }, 50);
    await app.close().finally(() => clearInterval(cutting));
    await workspace.close();
  };
  let closing: Promise<void> | null = null;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    close: () => {
      // Streams of events would never end by themselves.
      workspace.stopping.abort();
      closing ??= stop();
      return closing;
    },
  };
}

/** Serves until the process is told to stop. */
export async function serveUntilStopped(
  settings: Settings,
  options: ServeOptions & { onListening(url: string): void },
): Promise<void> {
  const serving = await serve(settings, options);
  options.onListening(serving.url);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await serving.close();
}
