const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Installed packages that are ES modules. Jest cannot require() them on every Node, so swc turns them into CommonJS. */
function esmPackages(dir, found = new Set()) {
  for (const entry of readdirSync(dir)) {
    if (entry.startsWith('.')) continue;
    const names = entry.startsWith('@') ? readdirSync(join(dir, entry)).map((n) => `${entry}/${n}`) : [entry];
    for (const name of names) {
      const manifest = join(dir, name, 'package.json');
      if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module') found.add(name);
      const nested = join(dir, name, 'node_modules');
      if (existsSync(nested)) esmPackages(nested, found);
    }
  }
  return found;
}

const esm = [...esmPackages(join(__dirname, 'node_modules'))].join('|').replaceAll('.', '\\.');

const swc = (parser, transform = {}) => [
  '@swc/jest',
  {
    swcrc: false,
    isModule: 'unknown',
    sourceMaps: 'inline',
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', keepClassNames: true, parser, transform },
  },
];

const project = (displayName, ...folders) => ({
  displayName,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.spec.ts`),
  testEnvironment: 'node',
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.cache'],
  transform: {
    '\\.ts$': swc({ syntax: 'typescript', decorators: true }, { legacyDecorator: true, decoratorMetadata: true }),
    '\\.m?js$': swc({ syntax: 'ecmascript' }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esm})/)`],
});

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    project('ledger', 'ledger', 'projections', 'docs'),
    // Run on every driver of SQLite, and so on more than one Node.
    project('store', 'store'),
    project('index', 'index'),
    project('import', 'import'),
    project('access', 'access'),
    // These serve the API in their own process, over real HTTP.
    project('api', 'api'),
    { ...project('api on eventstoredb', 'api'), globals: { RENJA_STORE: 'double' } },
    // These start the built program.
    project('cli', 'cli'),
  ],
  testTimeout: 30_000,
  collectCoverageFrom: ['{src,projections,seeds}/**/*.ts', '!src/cli/main.ts'],
};
