import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { EVENT_TYPES, wireName } from '../../src/store/stored-events.js';
import { ANI, BUDI, ID, importedLedger, LedgerAtHand, PERGESERAN, REALISASI, ROOT } from './ledger-at-hand.js';

const docs = (name: string): string => join(ROOT, 'docs', name);
const NAMES = EVENT_TYPES.map(wireName);

describe('renja schema', () => {
  const ledger = new LedgerAtHand();
  afterAll(() => ledger.remove());

  it('prints the schema of all events, and reads and makes no ledger', async () => {
    const { $schema, oneOf } = JSON.parse(await ledger.ok('schema'));
    expect($schema).toBe('http://json-schema.org/draft-07/schema#');
    expect(oneOf.map(({ $ref }: { $ref: string }) => $ref.replace('#/definitions/', '')).sort()).toEqual(NAMES.sort());
    expect(existsSync(ledger.file)).toBe(false);
  });

  it.each(EVENT_TYPES)(
    'prints that of %s, by either name, with all that it refers to and no other event',
    async (type) => {
      const text = await ledger.ok('schema', type);
      expect(await ledger.ok('schema', wireName(type))).toBe(text);
      const schema = JSON.parse(text);
      expect(Object.keys(schema.definitions).filter((name) => NAMES.includes(name))).toEqual([wireName(type)]);
      const { json } = JSON.parse(readFileSync(join(ROOT, 'test', 'golden', `${wireName(type)}.json`), 'utf8'));
      expect(new Ajv({ allowUnionTypes: true }).validate(schema, JSON.parse(json))).toBe(true);
    },
  );

  it.each(['PaguChanged', 'PaguIncreased.v0', 'paguincreased', 'Pagu', 'Meta', ''])(
    'ends with 2 for %j, and lists the events',
    async (name) => {
      const says = await ledger.fails(2, 'schema', name);
      for (const known of NAMES) expect(says).toContain(known);
      expect(await ledger.fails(2, 'schema', name, '--lang', 'en')).toMatch(/^There is no event .*PaguIncreased\.v1/);
    },
  );

  it('explains itself with an example', async () => {
    expect(await ledger.ok('schema', '--help')).toContain('  $ renja schema PaguIncreased');
  });

  it('prints the same from the built program', () => {
    const main = join(ROOT, 'dist', 'src', 'cli', 'main.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'schema'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(readFileSync(join(ROOT, 'src', 'store', 'events.schema.json'), 'utf8'));
  });
});

it('Every event of a ledger through import, revision, reversal, report, correction and closing fits the schema', async () => {
  const ledger = await importedLedger();
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(await ledger.ok('schema')));
  for (const [command, ...args] of [
    ['propose', PERGESERAN, ...BUDI],
    ['withdraw', 'R002', '--reason', 'Keliru', ...BUDI],
    ['propose', docs('perubahan.yaml'), ...BUDI],
    ['approve', 'R003', ...ANI],
    ['report', REALISASI, ...BUDI],
    ['correct', docs('koreksi-realisasi.yaml'), ...BUDI],
    ['note', 'permasalahan', ledger.write('teks.txt', 'Data belum mutakhir'), ...BUDI],
    ['close', docs('penutupan.yaml'), ...ANI],
    ['reopen', docs('penutupan.yaml'), ...ANI],
  ] as const)
    await ledger.ok(command, ID, ...args);
  const store = await openSqliteStore(ledger.file, { create: false });
  const seen = new Set<string>();
  for await (const { json } of store.read(`renja-${ID}`)) {
    const event = JSON.parse(json);
    seen.add(event.type);
    expect([event.type, validate(event) ? [] : validate.errors]).toEqual([event.type, []]);
  }
  await store.close();
  ledger.remove();
  expect(seen.size).toBeGreaterThanOrEqual(18);
});
