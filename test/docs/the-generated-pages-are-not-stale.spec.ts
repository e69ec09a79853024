import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesPage } from './rules-page.js';

/** The pages of `docs/` that are made from the code. `npm run docs` writes them; here they are held against it. */
const PAGES = { 'rules.md': rulesPage };

describe.each(Object.entries(PAGES))('docs/%s', (name, page) => {
  it('says what the code says', () => {
    const file = join(__dirname, '..', '..', 'docs', name);
    if (process.env.WRITE_DOCS) writeFileSync(file, page());
    expect(readFileSync(file, 'utf8')).toBe(page());
  });
});
