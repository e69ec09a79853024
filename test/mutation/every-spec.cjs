const { readdirSync } = require('node:fs');
const { join } = require('node:path');

const specs = ['ledger', 'projections'].flatMap((folder) =>
  readdirSync(join(__dirname, '..', folder))
    .filter((name) => name.endsWith('.spec.ts'))
    .map((name) => join(__dirname, '..', folder, name)),
);

try {
  for (const spec of specs) require(spec);
} catch (error) {
  // A mutant that breaks the givens of a whole file was noticed too: see the environment.
  globalThis.specsAreBroken = true;
  it('all specs can be loaded', () => {
    throw error;
  });
}
