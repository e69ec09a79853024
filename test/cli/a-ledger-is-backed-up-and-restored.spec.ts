import { execFile } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Accounts } from '../../src/access/accounts.js';
import { HeadLog, headLogOf } from '../../src/store/head-log.js';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { all, sealedAfter, some } from '../support/sealed.js';
import { BUDI, ID, importedLedger, LedgerAtHand, proposal, type Ran, ROOT } from './ledger-at-hand.js';

const MAIN = join(ROOT, 'dist', 'src', 'cli', 'main.js');

/** As a process of its own: whether another one has the ledger open is part of what is asked. */
const renja = (data: string, ...args: readonly string[]): Promise<Ran> => {
  const { RENJA_ACTOR: _, RENJA_LANG: __, RENJA_STORE: ___, RENJA_TOKEN: ____, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env: { ...env, RENJA_DATA: data } }, (error, out, err) =>
      resolve({ exit: error ? Number(error.code) : 0, out, err }),
    );
  });
};

type Made = { position: number; leaf: string; events: number; files: Record<string, string> };
type Restored = { position: number; leaf: string; replaced: string[]; notInBackup: number };

async function json<Value>(data: string, ...args: readonly string[]): Promise<Value> {
  const { exit, out, err } = await renja(data, ...args, '-O', 'json');
  expect({ exit, err }).toEqual({ exit: 0, err: '' });
  return JSON.parse(out) as Value;
}

const S = 'catatan-1';

/** Appends events one by one until it is told to stop; returns how many there are then. */
async function appendUntil(file: string, stopped: () => boolean): Promise<number> {
  const store = await openSqliteStore(file, { create: true });
  let [revision, previous]: [number, string | null] = [0, null];
  while (!stopped()) {
    const events = sealedAfter(S, revision, some(1), { previous });
    await store.append(S, revision, events);
    [revision, previous] = [revision + 1, events[0]?.leaf ?? null];
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await store.close();
  return revision;
}

async function eventsOf(file: string): Promise<unknown[]> {
  const store = await openSqliteStore(file, { create: false });
  const [head, events] = [await store.head(), await all(store.read(`renja-${ID}`))];
  await store.close();
  expect(events).toHaveLength(head);
  return events;
}

describe('A backup', () => {
  let ledger: LedgerAtHand;
  let backup: string;
  let made: Made;
  beforeAll(async () => {
    ledger = await importedLedger();
    (await Accounts.open(join(ledger.path, 'access.db'))).close();
    backup = join(ledger.path, 'cadangan', '1');
    made = await json<Made>(ledger.path, 'backup', backup);
  });
  afterAll(() => ledger.remove());

  /** The same backup, to be spoilt. */
  const another = (name: string): string => {
    const folder = join(ledger.path, 'cadangan', name);
    cpSync(backup, folder, { recursive: true });
    return folder;
  };
  /** A folder for a ledger, with nothing in it. */
  const elsewhere = (name: string): string => join(ledger.path, name);

  it('holds the ledger and the accounts, for no more eyes than they, and says of itself what it is', () => {
    expect(readdirSync(backup).toSorted()).toEqual(['access.db', 'backup.json', 'ledger.db']);
    expect(JSON.parse(readFileSync(join(backup, 'backup.json'), 'utf8'))).toEqual(made);
    expect(made).toMatchObject({ format: 1, position: 191, events: 191, streams: 1 });
    expect(new HeadLog(headLogOf(ledger.file)).largest()).toEqual({ position: made.position, leaf: made.leaf });
    expect(statSync(join(backup, 'access.db')).mode & 0o777).toBe(0o600);
  });

  it('is made of one moment while another process goes on appending', async () => {
    const [busy, folder] = [elsewhere('sibuk'), elsewhere('sibuk-cadangan')];
    mkdirSync(busy);
    let stop = false;
    const appending = appendUntil(join(busy, 'ledger.db'), () => stop);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { position, events } = await json<Made>(busy, 'backup', folder);
    stop = true;
    const total = await appending;
    expect(position).toBe(events);
    expect(position).toBeGreaterThan(10);
    expect(position).toBeLessThan(total);
    expect(await json<Restored>(elsewhere('sibuk-lagi'), 'restore', folder)).toMatchObject({ position });
    expect((await renja(elsewhere('sibuk-lagi'), 'check')).exit).toBe(0);
  });

  it('is restored to the same events, accounts and head, and the ledger goes on from there', async () => {
    const data = elsewhere('pulih');
    const restored = await json<Restored>(data, 'restore', backup);
    expect(restored).toMatchObject({ position: 191, leaf: made.leaf, replaced: [], notInBackup: 0 });
    expect(readdirSync(data).toSorted()).toEqual(['access.db', 'ledger.db', 'ledger.db-head.log']);
    const file = join(data, 'ledger.db');
    expect(await eventsOf(file)).toEqual(await eventsOf(ledger.file));
    expect(new HeadLog(headLogOf(file)).largest()).toEqual({ position: 191, leaf: made.leaf });
    expect(statSync(join(data, 'access.db')).mode & 0o777).toBe(0o600);
    const change = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
    expect(await renja(data, 'propose', ID, change, ...BUDI)).toMatchObject({ exit: 0, err: '' });
    expect((await renja(data, 'check')).out).toContain('192 peristiwa');
  });

  it('does not take the place of a ledger unless it is told to, nor of one that is in use', async () => {
    const data = elsewhere('ganti');
    await json<Restored>(data, 'restore', backup);
    const change = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
    await renja(data, 'propose', ID, change, ...BUDI);
    const newer = await eventsOf(join(data, 'ledger.db'));
    const refused = await renja(data, 'restore', backup);
    expect(refused).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('--replace') });
    const store = await openSqliteStore(join(data, 'ledger.db'), { create: false });
    const held = await renja(data, 'restore', backup, '--replace', '--lang', 'en');
    expect(held).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('another process has') });
    await store.close();
    expect(await eventsOf(join(data, 'ledger.db'))).toEqual(newer);
  });

  it('leaves what it replaces, whole, in a folder of its own', async () => {
    const data = elsewhere('ganti-2');
    await json<Restored>(data, 'restore', backup);
    const change = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
    await renja(data, 'propose', ID, change, ...BUDI);
    writeFileSync(join(data, 'index.db'), 'lama');
    const { exit, out, err } = await renja(data, 'restore', backup, '--replace', '--lang', 'en', '-O', 'json');
    expect({ exit, err }).toEqual({
      exit: 0,
      err: 'Note, acknowledged events that are not in this backup: 1, positions 192 to 192.\n',
    });
    const {
      replaced: [replaced = ''],
      notInBackup,
      position,
    } = JSON.parse(out) as Restored;
    expect({ notInBackup, position }).toEqual({ notInBackup: 1, position: 191 });
    expect(replaced).toMatch(/replaced-/);
    expect(readdirSync(replaced)).toEqual(expect.arrayContaining(['access.db', 'ledger.db', 'ledger.db-head.log']));
    expect(await eventsOf(join(replaced, 'ledger.db'))).toHaveLength(192);
    expect(await eventsOf(join(data, 'ledger.db'))).toHaveLength(191);
    expect(existsSync(join(data, 'index.db'))).toBe(false);
  });

  it('gives a ledger that lost its end its way out: it refuses, is replaced, and takes changes again', async () => {
    const data = elsewhere('hilang');
    await json<Restored>(data, 'restore', backup);
    const db = openSqlite(join(data, 'ledger.db'));
    db.exec('delete from event where position > 180');
    db.close();
    const change = ledger.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
    const refused = await renja(data, 'propose', ID, change, ...BUDI);
    expect(refused).toMatchObject({ exit: 2, err: expect.stringContaining('11 events are missing') });
    expect(await renja(data, 'serve')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('11 events are missing'),
    });
    expect((await renja(data, 'show', ID)).exit).toBe(0);
    const copied = await renja(data, 'backup', elsewhere('hilang-cadangan'));
    expect(copied).toMatchObject({ exit: 0, err: expect.stringContaining('11 events are missing') });
    expect(await renja(data, 'restore', backup, '--replace')).toMatchObject({ exit: 0, err: '' });
    expect(await renja(data, 'propose', ID, change, ...BUDI)).toMatchObject({ exit: 0, err: '' });
  });

  it.each([
    ['a changed byte', (folder: string) => flip(join(folder, 'ledger.db'), 100_000), 4],
    ['other accounts', (folder: string) => flip(join(folder, 'access.db'), 5_000), 4],
    ['a missing file', (folder: string) => rmSync(join(folder, 'access.db')), 4],
    ['another head', (folder: string) => rewrite(folder, { position: 190 }), 4],
    ['another leaf', (folder: string) => rewrite(folder, { leaf: 'a'.repeat(64) }), 4],
    ['a path for a name', (folder: string) => rewrite(folder, { files: { '../x': 'a'.repeat(64) } }), 4],
    ['a format to come', (folder: string) => rewrite(folder, { format: 2 }), 4],
    ['half of what it says of itself', (folder: string) => writeFileSync(join(folder, 'backup.json'), '{"format":'), 4],
    [
      'nothing that it says of itself, as one that was cut off',
      (folder: string) => rmSync(join(folder, 'backup.json')),
      2,
    ],
  ])('with %s is not restored, and what is there stays', async (what, spoil, code) => {
    const folder = another(what.replaceAll(' ', '-'));
    spoil(folder);
    const data = elsewhere(`asal-${what.replaceAll(' ', '-')}`);
    mkdirSync(data);
    copyFileSync(join(backup, 'ledger.db'), join(data, 'ledger.db'));
    const before = readFileSync(join(data, 'ledger.db'));
    const { exit, out, err } = await renja(data, 'restore', folder, '--replace');
    expect({ exit, out }).toEqual({ exit: code, out: '' });
    expect(err).not.toBe('');
    expect(readdirSync(data)).toEqual(['ledger.db']);
    expect(readFileSync(join(data, 'ledger.db'))).toEqual(before);
  });

  it('is not made where something lies, nor of a ledger that is not intact', async () => {
    expect(await renja(ledger.path, 'backup', backup)).toMatchObject({ exit: 2, out: '' });
    const data = elsewhere('rusak');
    await json<Restored>(data, 'restore', backup);
    const db = openSqlite(join(data, 'ledger.db'));
    db.exec(
      "update event set envelope = cast(replace(cast(envelope as text), '2022', '2023') as blob) where position = 50",
    );
    db.close();
    const folder = elsewhere('rusak-cadangan');
    expect(await renja(data, 'backup', folder)).toMatchObject({ exit: 4, out: '', err: expect.stringMatching(/#50/) });
    expect(existsSync(join(folder, 'backup.json'))).toBe(false);
    expect(await renja(elsewhere('kosong'), 'backup', elsewhere('x'))).toMatchObject({ exit: 2 });
  });
});

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function rewrite(folder: string, other: object): void {
  const file = join(folder, 'backup.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), ...other }));
}
