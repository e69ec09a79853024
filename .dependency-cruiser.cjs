/**
 * The house: a request walks commands → ledger → store → projections → queries. Each rule allows the arrows that one
 * folder may draw and forbids all others.
 */
/**
 * What speaks HTTP stands beside what it serves, in the folders of the flow: controllers, the guard, and how requests are
 * read and answered. It may import whatever it serves; nothing else may import it, or Nest.
 */
const HTTP = [
  '\\.(controller|guard|filter|module)\\.ts$',
  '^src/commands/(write|run-command|http-requests)\\.ts$',
  '^src/queries/(read|answer|params|events)\\.ts$',
  '^src/(workspace|problem|api|server)\\.ts$',
];

const only = (from, allowed, comment) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/`, pathNot: HTTP },
  to: { pathNot: [`^${from}/`, ...allowed] },
});

const nodeModule = (name) => `(^|node_modules/)${name.replaceAll('.', '\\.')}(/|$)`;
const core = (...names) => `^(node:)?(${names.join('|')})$`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    only('src/ledger', [nodeModule('decimal.js')], 'The rules are pure: nothing but decimal.js, no clock, no I/O.'),
    {
      name: 'rupiah-alone-counts',
      comment: 'Money is a decimal string everywhere; only rupiah.ts does arithmetic.',
      severity: 'error',
      from: { pathNot: '^src/ledger/rupiah\\.ts$' },
      to: { path: nodeModule('decimal.js') },
    },
    only(
      'src/store',
      [
        '^src/ledger/',
        nodeModule('uuid'),
        nodeModule('@eventstore/db-client'),
        core('crypto', 'events', 'fs', 'module', 'path', 'stream', 'timers/promises', 'sqlite'),
      ],
      'The store knows the ledger and nothing above it.',
    ),
    {
      name: 'only-the-store-knows-eventstoredb',
      comment: 'Its client is loaded by whoever has chosen that store, and by nobody else.',
      severity: 'error',
      from: { path: '^(src|projections|seeds)/', pathNot: '^src/store/eventstoredb[^/]*\\.ts$' },
      to: { path: nodeModule('@eventstore/db-client') },
    },
    only('projections', ['^src/ledger/', '^src/store/'], 'Views are pure folds over ledger entries.'),
    {
      name: 'projections-are-pure',
      comment: 'Of the store, a view may know what an entry is, and nothing that does I/O.',
      severity: 'error',
      from: { path: '^projections/' },
      to: { path: '^src/store/', dependencyTypesNot: ['type-only'] },
    },
    only(
      'src/commands',
      [
        '^src/ledger/',
        '^src/store/',
        nodeModule('class-validator'),
        nodeModule('class-transformer'),
        nodeModule('reflect-metadata'),
      ],
      'Commands are decided and appended; they know no view.',
    ),
    only(
      'src/access',
      [
        '^src/ledger/',
        '^src/store/(sqlite|data-version|ledger-file|event-store)\\.ts$',
        nodeModule('@node-rs/argon2'),
        nodeModule('jose'),
        core('crypto', 'fs', 'path'),
      ],
      'Who someone is: it knows no view and no command.',
    ),
    only(
      'src/queries',
      [
        '^src/ledger/',
        '^src/store/',
        '^projections/',
        '^src/commands/(execute|load|names)\\.ts$',
        core('fs', 'path', 'timers/promises'),
      ],
      'Queries read; of the commands they know where a Renja lies. Their index is a file that they may delete.',
    ),
    only(
      'src/import',
      [
        '^src/ledger/',
        '^src/store/event-store\\.ts$',
        '^src/access/acting\\.ts$',
        '^projections/',
        '^src/commands/',
        nodeModule('class-validator'),
        nodeModule('class-transformer'),
        nodeModule('yaml'),
        nodeModule('uuid'),
        core('fs/promises', 'path'),
      ],
      'Files of an office become commands.',
    ),
    {
      name: 'only-http-knows-nest',
      comment:
        'The command line starts in a fraction of a second because it loads no Nest; `renja serve` asks for the server.',
      severity: 'error',
      from: { path: '^(src|projections|seeds)/', pathNot: HTTP },
      to: { path: '(^|node_modules/)(@nestjs|@fastify|fastify)/' },
    },
    {
      name: 'http-is-the-outermost',
      comment: 'What is read, decided and stored does not know that it is asked for over HTTP.',
      severity: 'error',
      from: { path: '^(src|projections|seeds)/', pathNot: [...HTTP, '^src/cli/serve\\.ts$', '^seeds/demo\\.ts$'] },
      to: { path: HTTP },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^(src|projections)/' }, to: {} },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^node:sqlite$' },
    },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: '^(src|projections|seeds)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
