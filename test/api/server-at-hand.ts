import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Accounts } from '../../src/access/accounts.js';
import { executeForOffice } from '../../src/commands/execute.js';
import { importDocument } from '../../src/import/import.js';
import { readOfficeDocument } from '../../src/import/office-document.js';
import { parseScope } from '../../src/ledger/policy.js';
import type { Actor, Role } from '../../src/ledger/terms.js';
import { type Serving, serve } from '../../src/server.js';
import { readSettings } from '../../src/settings.js';
import type { EventStore } from '../../src/store/event-store.js';
import { openStore } from '../../src/store/open-store.js';
import { EventStoreDbDouble } from '../support/eventstoredb-double.js';
import { temporaryFolder } from '../support/sealed.js';

export const ID = 'probolinggo-dkumpp-2022';
export const PEMDA = '35.74';
export const AGENCY = '35.74/2.17.3.30.3.31.01.0000';
const MANIFEST = join(__dirname, '..', '..', 'seeds', 'probolinggo-2022', 'manifest.yaml');

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON; whoever asks knows its shape. */
  json<Body>(): Body;
};

export type Asked = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it stands, in place of a body that is made to JSON. */
  readonly raw?: string | Uint8Array;
};

/** A server on a ledger of its own with the Renja of Probolinggo, and accounts that sign in by tokens. */
export class ServerAtHand {
  private constructor(
    private readonly folder: ReturnType<typeof temporaryFolder>,
    private readonly double: EventStoreDbDouble | null,
    /** What the server was started with, for another process beside it. */
    readonly env: NodeJS.ProcessEnv,
    readonly serving: Serving,
    private readonly tokens: ReadonlyMap<string, string>,
  ) {}

  /** @param who accounts with their role and scope: `{ sari: ['finance', '35.74'] }`; `tini` is the admin of all */
  static async start(
    who: Readonly<Record<string, readonly [Role, string]>>,
    env: NodeJS.ProcessEnv = {},
    now: () => Date = () => new Date(),
  ): Promise<ServerAtHand> {
    const folder = temporaryFolder();
    // The whole suite runs on either store: jest.config.cjs says on which.
    const double = Reflect.get(globalThis, 'RENJA_STORE') === 'double' ? await EventStoreDbDouble.start() : null;
    const given = {
      ...{ RENJA_DATA: folder.path, RENJA_PORT: '0', RENJA_LOG: 'silent', RENJA_RATE: '10000000' },
      ...(double ? { RENJA_STORE: double.connectionString } : {}),
      ...env,
    };
    const settings = readSettings(given);
    const store = await openStore(settings.store, { create: true });
    await importDocument(store, await readOfficeDocument(MANIFEST), { dryRun: false, now, onProgress: () => {} });
    const accounts = await Accounts.open(settings.accounts);
    const tokens = new Map<string, string>();
    const first: Actor = { id: 'tini', name: 'Tini', role: 'admin', asserted: true };
    const all: [string, readonly [Role, string]][] = [['tini', ['admin', '*']], ...Object.entries(who)];
    for (const [account, [role, written]] of all) {
      const scope = parseScope(written);
      if (!scope) throw new Error(`${written} is no scope`);
      const actor = account === 'tini' ? first : { id: 'tini', name: 'Tini', role: 'admin' as const };
      if (!tokens.has(account)) await accounts.add(account, account, null, now());
      const command = { type: 'GrantRole' as const, data: { account, role, scope } };
      const asked = { pemda: scope.pemda, command, actor, commandId: randomUUID(), mode: 'live' as const };
      await executeForOffice(store, asked, now);
      tokens.set(account, (await accounts.issueToken(account, 'test', 1, now())).secret);
    }
    accounts.close();
    await store.close();
    const server = new ServerAtHand(folder, double, given, await serve(settings, { now }), tokens);
    // Where requests are counted, a test counts its own.
    const ready = async () => (await server.get(null, '/health/ready')).json<{ status: string }>().status === 'ready';
    while (env.RENJA_RATE === undefined && !(await ready())) await sleep(5);
    return server;
  }

  get path(): string {
    return this.folder.path;
  }

  /** The store beside the server, as another process has it. */
  store(): Promise<EventStore> {
    return openStore(readSettings(this.env).store, { create: false });
  }

  token(account: string): string {
    return this.tokens.get(account) ?? 'renja_nobody';
  }

  /** @param account null: nobody who is signed in */
  async ask(
    account: string | null,
    method: string,
    path: string,
    { body, headers = {}, raw }: Asked = {},
  ): Promise<Answer> {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.serving.url}${path.startsWith('/') ? path : `/api/v1/${path}`}`, {
      method,
      headers: {
        ...(account === null ? {} : { authorization: `Bearer ${this.token(account)}` }),
        ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === undefined ? {} : { body: sent as string }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: <Body>() => JSON.parse(text) as Body };
  }

  get(account: string | null, path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ask(account, 'GET', path, { headers });
  }

  /** The position of what was just written. EventStoreDB does not tell it; there it is the newest. */
  async positionOf(written: Answer): Promise<number> {
    const { position } = written.json<{ position: number | null }>();
    return position ?? (await this.get(null, '/health/ready')).json<{ store: { head: number } }>().store.head;
  }

  /** A write on the Renja with the ETag that it has now, unless another is given. */
  async write(
    account: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const etag = headers['if-match'] ?? (await this.get('tini-reader', `renja/${ID}`)).headers.get('etag') ?? '"r0"';
    const given = { 'idempotency-key': randomUUID(), 'if-match': etag, ...headers };
    return this.ask(account, 'POST', `renja/${ID}/${path}`, { body, headers: given });
  }

  async stop(): Promise<void> {
    await this.serving.close();
    await this.double?.stop();
    this.folder.remove();
  }
}

/** Money from one sub kegiatan of the Renja to another. */
export const pergeseran = (amount = '5000000.00', more: object = {}) => ({
  kind: 'pergeseran',
  judul: 'Pergeseran anggaran',
  reason: 'Kebutuhan jasa pelayanan umum kantor',
  effectiveOn: '2022-10-03',
  document: {
    documentId: 'sk-1',
    jenis: 'SK Kepala Dinas',
    nomor: '1/2022',
    tanggal: '2022-10-03',
    judul: 'Pergeseran',
  },
  transfers: [{ from: '2.17.01.2.08.02', to: '2.17.01.2.08.01', amount }],
  ...more,
});
