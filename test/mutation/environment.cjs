const { TestEnvironment } = require('jest-environment-node');

/** Stryker names the tests that reach a mutant by a pattern of hundreds of alternatives. A set of names finds them at once. */
const oneOf = ({ source }) => {
  const names = new Set(
    source
      .slice(1, -1)
      .split(')|(')
      .map((name) => name.replace(/\\(.)/g, '$1')),
  );
  return { test: (name) => names.has(name) };
};

/** Stops at the first failure: one is enough to notice a mutant. */
module.exports = class extends TestEnvironment {
  failed = false;

  handleTestEvent({ name, test }, state) {
    // Where the specs cannot even be loaded, none of the named tests is left to fail.
    if (name === 'run_start' && state.testNamePattern)
      state.testNamePattern = this.global.specsAreBroken ? null : oneOf(state.testNamePattern);
    if (name === 'test_fn_failure') this.failed = true;
    // Properties of fast-check try up to a thousand random histories, and would take longer than all other specs together.
    if (name === 'test_start' && (this.failed || String(test.fn).includes('fastcheck'))) test.mode = 'skip';
  }
};
