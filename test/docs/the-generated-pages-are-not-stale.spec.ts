import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsPage } from './events-page.js';
import { eventsSchema } from './events-schema.js';
import { openApi } from './openapi.js';
import { rulesPage } from './rules-page.js';

const schema = eventsSchema();
const described = openApi();

/** The files that are made from the code. `npm run docs` writes them; here they are held against it. */
const FILES = {
  'docs/rules.md': rulesPage,
  'docs/events.md': () => eventsPage(schema),
  'src/store/events.schema.json': () => `${JSON.stringify(schema, null, 2)}\n`,
  'src/openapi.json': () => `${JSON.stringify(described, null, 2)}\n`,
};

describe.each(Object.entries(FILES))('%s', (name, made) => {
  it('says what the code says', () => {
    const file = join(__dirname, '..', '..', name);
    if (process.env.WRITE_DOCS) writeFileSync(file, made());
    expect(readFileSync(file, 'utf8')).toBe(made());
  });
});
