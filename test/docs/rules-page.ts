import { CODES, RULES, WARNINGS } from '../../src/ledger/rule-table.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

const warnings: readonly string[] = WARNINGS;

/** `docs/rules.md`, from the table of the rules: their precedence, code, texts and source. */
export const rulesPage = (): string =>
  [
    '# The rules of the ledger',
    '',
    'Generated from `src/ledger/rule-table.ts` by `npm run docs`; do not edit. Every command is held against all of its rules, and',
    'all that it breaks are told at once. The first of them in this order gives the refusal its code. `{…}` is filled in.',
    '[check] marks a source to be confirmed by the office. What is marked as a warning is allowed and told, and refused where',
    'the setting `RENJA_REFUSE` names it.',
    '',
    '| # | Code | Bahasa Indonesia | English | Sumber · source |',
    '| ---: | --- | --- | --- | --- |',
    ...CODES.map((code, i) => {
      const { id, en, source } = RULES[code];
      return `| ${i + 1} | \`${code}\`${warnings.includes(code) ? ' (warning)' : ''} | ${cell(id)} | ${cell(en)} | ${cell(source.id)} · ${cell(source.en)} |`;
    }),
    '',
  ].join('\n');
