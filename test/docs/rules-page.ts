import { CODES, RULES } from '../../src/ledger/rule-table.js';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** `docs/rules.md`, from the table of the rules: their precedence, code, texts and source. */
export const rulesPage = (): string =>
  [
    '# The rules of the ledger',
    '',
    'Generated from `src/ledger/rule-table.ts` by `npm run docs`; do not edit. Every command is held against all of its rules, and',
    'all that it breaks are told at once. The first of them in this order gives the refusal its code. `{…}` is filled in.',
    '[check] marks a source to be confirmed by the office.',
    '',
    '| # | Code | Bahasa Indonesia | English | Sumber · source |',
    '| ---: | --- | --- | --- | --- |',
    ...CODES.map((code, i) => {
      const { id, en, source } = RULES[code];
      return `| ${i + 1} | \`${code}\` | ${cell(id)} | ${cell(en)} | ${cell(source.id)} · ${cell(source.en)} |`;
    }),
    '',
  ].join('\n');
