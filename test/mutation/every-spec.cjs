const { readdirSync } = require('node:fs');
const { join } = require('node:path');

// Those of the ledger alone: what only a view would notice, the ledger does not hold by itself.
const folder = join(__dirname, '..', 'ledger');
// Nor those of random years: the property is skipped, and what it counts would be missing.
const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.ts') && !name.startsWith('random-'));

try {
  for (const spec of specs) require(join(folder, spec));
} catch (error) {
  // A mutant that breaks the givens of a whole file was noticed too: see the environment.
  globalThis.specsAreBroken = true;
  it('all specs can be loaded', () => {
    throw error;
  });
}
