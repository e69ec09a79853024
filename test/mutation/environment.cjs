const { TestEnvironment } = require('jest-environment-node');

/** Stops at the first failure: one is enough to notice a mutant. */
module.exports = class extends TestEnvironment {
  failed = false;

  handleTestEvent({ name, test }, state) {
    // Stryker names the tests that reach a mutant; where the specs cannot even be loaded, none of those is left to fail.
    if (name === 'run_start' && this.global.specsAreBroken) state.testNamePattern = null;
    if (name === 'test_fn_failure') this.failed = true;
    // Properties of fast-check try up to a thousand random histories, and would take longer than all other specs together.
    if (name === 'test_start' && (this.failed || String(test.fn).includes('fastcheck'))) test.mode = 'skip';
  }
};
