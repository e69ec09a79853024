const { join } = require('node:path');
const { projects } = require('../../jest.config.cjs');

/**
 * The specs that break when the ledger does, as Stryker runs them a thousand times over: all of them in one file, so that
 * the sources are loaded once for each mutant and not once for each spec file.
 * @type {import('jest').Config}
 */
module.exports = {
  ...projects[0],
  rootDir: join(__dirname, '..', '..'),
  moduleNameMapper: { ...projects[0].moduleNameMapper, '^fast-check$': require.resolve('./no-fast-check.cjs') },
  testMatch: ['<rootDir>/test/mutation/every-spec.cjs'],
  testEnvironment: require.resolve('./environment.cjs'),
};
