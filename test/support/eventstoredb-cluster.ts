import { type ClusterView, type DoubleOptions, EventStoreDbDouble } from './eventstoredb-double.js';
import { EventStoreDbLog } from './eventstoredb-log.js';

/** Nodes that share one log. One of them leads; the others pass on what does not ask for the leader. */
export class EventStoreDbCluster implements ClusterView {
  readonly nodes: EventStoreDbDouble[] = [];
  private leading = 0;

  constructor(private readonly options: Omit<DoubleOptions, 'port'>) {}

  get leader(): EventStoreDbDouble | undefined {
    const leader = this.nodes[this.leading];
    return leader?.isUp ? leader : undefined;
  }

  /** With every node in it, which makes the client look for the leader. */
  get connectionString(): string {
    const [first] = this.nodes;
    const hosts = this.nodes.map(({ endpoint }) => `${endpoint.address}:${endpoint.port}`).join(',');
    return first ? first.connectionString.replace(`127.0.0.1:${first.port}`, hosts) : '';
  }

  async start(size: number): Promise<this> {
    const log = new EventStoreDbLog(this.options.maxAppendSize);
    for (let i = 0; i < size; i++) {
      this.nodes.push(await EventStoreDbDouble.start(this.options, { log, cluster: this }));
    }
    return this;
  }

  /** Kills the leader and makes another node the leader, unless it is to stay without one for now. */
  async failOver(index: number | undefined): Promise<void> {
    await this.leader?.down();
    if (index !== undefined) this.leading = index;
  }

  /** Makes another node the leader while the one that led lives on as a follower. */
  elect(index: number): void {
    this.leading = index;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

export const startCluster = (size = 3, options: Omit<DoubleOptions, 'port'> = {}): Promise<EventStoreDbCluster> =>
  new EventStoreDbCluster(options).start(size);
