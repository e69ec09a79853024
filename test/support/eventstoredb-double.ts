import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { type FaultKind, type FaultOptions, Faults } from './eventstoredb-faults.js';
import {
  EventStoreDbLog,
  type Expected,
  jsonEvent,
  type LoggedEvent,
  type PlainEvent,
  type Refusal,
  type Written,
} from './eventstoredb-log.js';
import { clusterInfo, type Endpoint, supportedMethods } from './eventstoredb-messages.js';
import { StreamsService } from './eventstoredb-service.js';

export type DoubleOptions = {
  port?: number;
  maxAppendSize?: number;
  credentials?: { user: string; password: string };
  tls?: { key: string; cert: string };
  serverVersion?: string;
  batchAppend?: boolean;
};

/** What a node knows of those beside it. */
export interface ClusterView {
  readonly nodes: readonly EventStoreDbDouble[];
  readonly leader: EventStoreDbDouble | undefined;
}

/**
 * Stands in for EventStoreDB in the tests. It speaks the server's own protocol over gRPC on 127.0.0.1, so that the
 * client under test is the one that runs in production, and it fails on demand as a server can.
 */
export class EventStoreDbDouble {
  readonly id = randomUUID();
  private readonly faults = new Faults();
  private readonly service: StreamsService;
  private readonly sockets = new Set<Socket>();
  private readonly server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  private readonly injector;
  private listener = createServer();
  private listening = 0;

  static async start(
    options: DoubleOptions = {},
    within?: { log: EventStoreDbLog; cluster: ClusterView },
  ): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble(options, within?.log ?? new EventStoreDbLog(options.maxAppendSize), within);
    await double.listen(options.port ?? 0);
    return double;
  }

  private constructor(
    private readonly options: DoubleOptions,
    private readonly written: EventStoreDbLog,
    private readonly within: { cluster: ClusterView } | undefined,
  ) {
    const { tls, batchAppend = true, serverVersion = '24.10.5' } = options;
    this.service = new StreamsService(written, this.faults, {
      credentials: options.credentials,
      leads: () => this.leader === this,
      leader: () => this.leader?.endpoint,
    });
    this.server.addService(streamsService.StreamsService, this.service.implementation);
    this.server.addService(featuresService.ServerFeaturesService, {
      getSupportedMethods: (_: unknown, done: (error: null, answer: unknown) => void) =>
        done(null, supportedMethods(serverVersion, batchAppend)),
    });
    this.server.addService(gossipService.GossipService, {
      read: (_: unknown, done: (error: null, answer: unknown) => void) => done(null, clusterInfo(this.members())),
    });
    // The sockets are the double's own, for a node that is killed closes them and says no word of gRPC.
    this.injector = this.server.createConnectionInjector(
      tls
        ? ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }])
        : ServerCredentials.createInsecure(),
    );
  }

  get stats(): StreamsService['stats'] {
    return this.service.stats;
  }

  get port(): number {
    return this.listening;
  }

  get endpoint(): Endpoint {
    return { address: '127.0.0.1', port: this.port };
  }

  get isUp(): boolean {
    return this.listener.listening;
  }

  /** With the credentials where some were given. A client of a double with TLS adds `&tlsCAFile=`. */
  get connectionString(): string {
    const { credentials, tls } = this.options;
    const who = credentials && [credentials.user, credentials.password].map(encodeURIComponent).join(':');
    return `esdb://${who ? `${who}@` : ''}127.0.0.1:${this.port}?tls=${tls !== undefined}`;
  }

  /** Every event in commit order, system events too. */
  get log(): readonly LoggedEvent[] {
    return this.written.events;
  }

  /** Writes beside the client. Data and metadata are JSON text, or bytes as they are. */
  write(stream: string, expected: Expected, events: readonly PlainEvent[]): Written | Refusal {
    return this.written.write(stream, expected, events.map(jsonEvent));
  }

  /** Holds for the next operations that match; those of appends alone are never used up by a read. */
  fault(kind: FaultKind, options: FaultOptions = {}): void {
    this.faults.add(kind, options);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** The calls fail with an error, as when the server drops a consumer. */
  dropSubscriptions(): void {
    this.service.drop((call) => call.subscription);
  }

  /** They stay open, and are sent nothing any more: what a dead connection looks like from the client. */
  silenceSubscriptions(): void {
    this.service.silenceSubscriptions();
  }

  /** The server ends the calls as if there were nothing more to come. */
  endSubscriptions(): void {
    this.service.endSubscriptions();
  }

  dropCalls(): void {
    this.service.drop();
  }

  /** Like a killed node: every connection is gone at once and the port is closed, until `up`. */
  async down(): Promise<void> {
    if (!this.listener.listening) return;
    const closed = once(this.listener, 'close');
    this.listener.close();
    this.service.forget();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  up(): Promise<void> {
    return this.listen(this.port);
  }

  async restart(): Promise<void> {
    await this.down();
    await this.up();
  }

  async stop(): Promise<void> {
    await this.down();
    this.injector.destroy();
    this.server.forceShutdown();
  }

  private async listen(port: number): Promise<void> {
    this.listener = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket)).on('error', () => socket.destroy());
      this.injector.injectConnection(socket);
    });
    this.listener.listen(port, '127.0.0.1');
    await once(this.listener, 'listening');
    this.listening = (this.listener.address() as AddressInfo).port;
  }

  private get leader(): EventStoreDbDouble | undefined {
    return this.within ? this.within.cluster.leader : this;
  }

  private members() {
    const nodes = this.within?.cluster.nodes ?? [this];
    return nodes.map((node) => ({ ...node.endpoint, id: node.id, alive: node.isUp, leads: node === this.leader }));
  }
}
