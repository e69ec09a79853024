/** Breaks the ledger on purpose, one place at a time, and asks whether any spec notices: `npm run mutation`. */
export default {
  testRunner: 'jest',
  jest: { configFile: 'test/mutation/jest.config.cjs', enableFindRelatedTests: false },
  mutate: [
    'src/ledger/**/*.ts',
    // Texts for people, and where their rules come from. What they say is no behaviour; a spec holds docs/rules.md to them.
    '!src/ledger/rule-table.ts',
  ],
  coverageAnalysis: 'perTest',
  // What runs once as a file is loaded, constants and patterns, would ask for every spec anew, and for hours.
  ignoreStatic: true,
  concurrency: 2,
  // Beside what the specs took without any mutant: more than that is an endless loop.
  timeoutMS: 20_000,
  // Results are used again while neither their place nor the specs that reach it change; `npm run mutation -- --force` forgets them.
  incremental: true,
  incrementalFile: '.cache/stryker/incremental.json',
  tempDirName: '.cache/stryker/tmp',
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.cache/stryker/report.json' },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
