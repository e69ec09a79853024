import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readSettings } from '../../src/settings.js';

const ROOT = join(__dirname, '..', '..');
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
const { version, scripts } = JSON.parse(read('package.json')) as { version: string; scripts: { start: string } };

type Service = {
  readonly image: string;
  readonly build?: string;
  readonly profiles?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string }[];
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly ipv4_address: string }>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly command?: readonly string[];
  readonly healthcheck?: object;
};
type Compose = {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly networks: object;
  readonly volumes: object;
};

/** As Compose reads it, where nothing is set in the environment but what is given here. */
const composed = (env: Readonly<Record<string, string>> = {}): Compose =>
  parse(
    read('docker-compose.yml').replace(/\$\$|\$\{(\w+):-(.*?)\}/g, (_, name?: string, other = '') =>
      name ? env[name] || other : '$',
    ),
    { merge: true },
  );

const COMPOSE = composed();
const SERVICES = Object.entries(COMPOSE.services);
const inProfile = (profile: string) => SERVICES.filter(([, { profiles }]) => profiles?.includes(profile));
const isOurs = ([, { build }]: (typeof SERVICES)[number]): boolean => build !== undefined;
const isNode = ([, { image }]: (typeof SERVICES)[number]): boolean => image.startsWith('eventstore/eventstore:');
const addressOf = ({ networks = [] }: Service): string =>
  'cluster' in networks ? (networks.cluster?.ipv4_address ?? '') : '';

const DOCKERFILE = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
const instructions = (name: string): string[] =>
  DOCKERFILE.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1).trim());
const IMAGE_ENV = Object.fromEntries(
  instructions('ENV').flatMap((line) => line.split(/\s+/).map((pair) => pair.split('=') as [string, string])),
);

/** What settings the program reads from its environment. */
function readByTheProgram(): Set<string> {
  const names = new Set<string>();
  const oidc = { RENJA_OIDC_ISSUER: 'https://masuk.example', RENJA_OIDC_AUDIENCE: 'renja' };
  readSettings(
    new Proxy<NodeJS.ProcessEnv>(oidc, {
      get: (env, name: string) => {
        names.add(name);
        return env[name];
      },
    }),
  );
  return names;
}

describe('the compose file', () => {
  const given = { EVENTSTORE_PASSWORD: 'rahasia-42', RENJA_TRUST_PROXY: '2' };

  it.each([
    ['as it stands', COMPOSE],
    ['with another password and another proxy', composed(given)],
  ])('gives the application settings that it reads and accepts, %s', (_, { services }) => {
    const known = readByTheProgram();
    for (const { environment = {} } of Object.values(services).filter(({ build }) => build)) {
      expect(Object.keys(environment).filter((name) => !known.has(name))).toEqual([]);
      const set = Object.entries(environment).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
      const { store, server, data } = readSettings({ ...IMAGE_ENV, ...Object.fromEntries(set) });
      expect({ kind: store.kind, host: server.host, data }).toEqual({
        kind: 'eventstoredb',
        host: '0.0.0.0',
        data: '/data',
      });
    }
  });

  it('starts one application and one node, or the cluster, and never a part of the other', () => {
    expect(SERVICES.filter(([, { profiles }]) => profiles?.length !== 1)).toEqual([]);
    expect(read('.env')).toMatch(/^COMPOSE_PROFILES=single$/m);
    expect(inProfile('single').map(([name]) => name)).toEqual(['app', 'eventstore']);
    const cluster = inProfile('cluster');
    expect([cluster.filter(isNode).length, cluster.filter(isOurs).length]).toEqual([3, 2]);
    expect(cluster.filter((one) => !isNode(one) && !isOurs(one)).map(([name]) => name)).toEqual([
      'certificates',
      'balancer',
    ]);
  });

  it('names images with a version and without a host, and ours with the version of the program', () => {
    const images = [
      ...SERVICES.map(([, { image }]) => image),
      ...instructions('FROM').map((line) => line.split(' ')[0] ?? ''),
    ];
    for (const image of images) expect(image).toMatch(/^[a-z-]+(\/[a-z-]+)?:\d[\w.-]*$/);
    for (const [, { image }] of SERVICES.filter(isOurs)) expect(image).toBe(`renja-ledger:${version}`);
  });

  it('opens ports on this machine only', () => {
    const ports = SERVICES.flatMap(([, { ports = [] }]) => ports);
    expect(ports).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:8080:8080']);
  });

  it('refers to nothing that is not there', () => {
    for (const [name, service] of SERVICES) {
      const volumes = service.volumes?.map((one) => one.split(':')[0] ?? '') ?? [];
      const networks = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks ?? {});
      expect(volumes.filter((one) => !(one in COMPOSE.volumes))).toEqual([]);
      expect(networks.filter((one) => !(one in COMPOSE.networks))).toEqual([]);
      expect(service.configs?.filter(({ source }) => !(source in COMPOSE.configs)) ?? []).toEqual([]);
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        const there = COMPOSE.services[other];
        expect([name, there?.profiles]).toEqual([name, service.profiles]);
        // The health of ours is asked in the Dockerfile.
        if (condition === 'service_healthy') expect(there?.healthcheck ?? there?.build).toBeDefined();
      }
    }
  });

  it('lets each node know the other two, with a certificate for its address and its name', () => {
    const nodes = inProfile('cluster').filter(isNode);
    const [script = ''] = COMPOSE.services.certificates?.command ?? [];
    for (const [name, node] of nodes) {
      const others = nodes.filter(([other]) => other !== name).map(([, other]) => `${addressOf(other)}:2113`);
      const number = name.slice(-1);
      expect(node.environment).toMatchObject({
        EVENTSTORE_CLUSTER_SIZE: String(nodes.length),
        EVENTSTORE_GOSSIP_SEED: others.join(','),
        EVENTSTORE_REPLICATION_IP: addressOf(node),
        EVENTSTORE_ADVERTISE_HOST_TO_CLIENT_AS: name,
        EVENTSTORE_CERTIFICATE_FILE: `/certs/nodes/${name}/node.crt`,
        EVENTSTORE_CERTIFICATE_PRIVATE_KEY_FILE: `/certs/nodes/${name}/node.key`,
      });
      const made = script.replaceAll('$i', number);
      expect(made).toContain(
        `-out /certs/nodes/${name} -ip-addresses 127.0.0.1,${addressOf(node)} -dns-names localhost,${name}\n`,
      );
    }
  });

  it('has the replicas ask all three nodes, with the password that these were given', () => {
    for (const { services } of [COMPOSE, composed(given)]) {
      const password = services.node1?.environment?.EVENTSTORE_DEFAULT_ADMIN_PASSWORD;
      const hosts = inProfile('cluster')
        .filter(isNode)
        .map(([name]) => `${name}:2113`);
      for (const replica of [services['app-1'], services['app-2']])
        expect(replica?.environment?.RENJA_STORE).toBe(
          `esdb://admin:${password}@${hosts.join(',')}?tls=true&tlsCAFile=/certs/ca/ca.crt`,
        );
    }
  });

  it('keeps the key of the authority from everyone, and the keys of the nodes from the application', () => {
    const whoHas = (volume: string): string[] =>
      SERVICES.filter(([, { volumes = [] }]) => volumes.some((one) => one.startsWith(`${volume}:`))).map(
        ([name]) => name,
      );
    expect(whoHas('authority')).toEqual(['certificates']);
    expect(whoHas('certificates')).toEqual(['certificates', 'node1', 'node2', 'node3']);
  });

  it('has the balancer send requests to both replicas', () => {
    const content = COMPOSE.configs.balancer?.content ?? '';
    const upstream = [...content.matchAll(/^\s*server ([\d.]+):3000 /gm)].map(([, address]) => address);
    expect(upstream).toEqual(
      inProfile('cluster')
        .filter(isOurs)
        .map(([, replica]) => addressOf(replica)),
    );
  });
});

describe('the Dockerfile', () => {
  it('starts what the build makes, without a shell, and not as root', () => {
    expect(instructions('CMD')).toEqual(['["node", "dist/src/main.js"]']);
    expect(scripts.start).toBe('node dist/src/main.js');
    expect(instructions('USER')).toEqual(['node']);
    for (const [, made = ''] of DOCKERFILE.join('\n').matchAll(/dist\/(\S+)\.js\b/g))
      expect([made, existsSync(join(ROOT, `${made}.ts`))]).toEqual([made, true]);
  });

  it('gets all that the build needs, and nothing of tests and data', () => {
    const admitted = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(admitted.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
    const copied = instructions('COPY').filter((line) => !line.startsWith('--from') && !line.startsWith('. '));
    expect(copied.flatMap((line) => line.split(' ').slice(0, -1)).filter((name) => !admitted.includes(name))).toEqual(
      [],
    );
    expect(admitted).not.toContain('test');
  });
});
