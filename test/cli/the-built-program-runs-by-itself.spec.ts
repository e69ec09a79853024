import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/store/sqlite.event-store.js';
import {
  BUDI,
  ID,
  importedLedger,
  type LedgerAtHand,
  PERGESERAN,
  proposal,
  type Ran,
  ROOT,
  type Shown,
} from './ledger-at-hand.js';

const MAIN = join(ROOT, 'dist', 'src', 'cli', 'main.js');

function started(script: string, args: readonly string[], options: { cwd?: string; data: string }): Promise<Ran> {
  const { RENJA_ACTOR: _, RENJA_LANG: __, RENJA_STORE: ___, ...env } = process.env;
  const child = spawn(process.execPath, [script, ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...env, RENJA_DATA: options.data },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exit: code ?? -1, out, err }));
  });
}

describe('The built program', () => {
  let ledger: LedgerAtHand;
  beforeAll(async () => {
    ledger = await importedLedger();
  });
  afterAll(() => ledger.remove());

  const renja = (...args: readonly string[]) => started(MAIN, args, { data: ledger.path });

  it('shows a Renja on stdout and nothing on stderr', async () => {
    const { exit, out, err } = await renja('show', ID, '-O', 'json');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect((JSON.parse(out) as Shown).totals.now).toBe('26004603156.00');
  });

  it('ends with the code of what happened, and speaks on stderr', async () => {
    expect((await renja('diff', ID, 'murni..now', '--exit-code')).exit).toBe(1);
    expect(await renja('show', ID, '--wat')).toMatchObject({ exit: 2, out: '', err: expect.stringContaining('--wat') });
    expect(await renja('approve', ID, 'R009', '--actor', 'a:A:approver')).toMatchObject({ exit: 5, out: '' });
  });

  it('says which file is not there', async () => {
    for (const args of [
      ['propose', ID, 'tidak-ada.yaml', ...BUDI],
      ['report', ID, 'tidak-ada.yaml', ...BUDI],
      ['import', 'tidak-ada.yaml'],
    ])
      expect(await renja(...args)).toMatchObject({
        exit: 2,
        out: '',
        err: expect.stringMatching(/^Berkas.*tidak-ada/),
      });
  });

  it('may be run by its name: npx sets its mode once, at its first use, and not after the next build', () => {
    expect(() => accessSync(MAIN, constants.X_OK)).not.toThrow();
  });

  it('says that a folder is no file', async () => {
    expect(await renja('propose', ID, ledger.path, ...BUDI)).toMatchObject({
      ...{ exit: 2, out: '' },
      err: expect.stringMatching(/^Berkas tidak dapat dibaca \(EISDIR\):/),
    });
  });

  it('writes while another process reads', async () => {
    const other = ledger.copy();
    const store = await openSqliteStore(other.file, { create: false });
    const revisions: number[] = [];
    for await (const { revision } of store.read(`renja-${ID}`)) {
      if (revisions.push(revision) === 1)
        expect((await started(MAIN, ['propose', ID, PERGESERAN, ...BUDI], { data: other.path })).exit).toBe(0);
    }
    expect(revisions.slice(0, 191)).toEqual(Array.from({ length: 191 }, (_, i) => i + 1));
    expect(await store.head()).toBe(192);
    await store.close();
    other.remove();
  });

  it('lets several processes write and read at once: none is lost, none sees half', async () => {
    const other = ledger.copy();
    const file = other.write('p.yaml', proposal('changes: [{ line: L0019, pagu: { delta: "5" } }]'));
    const run = (...args: readonly string[]) => started(MAIN, args, { data: other.path });
    const ran = await Promise.all(
      Array.from({ length: 4 }, () => [run('propose', ID, file, ...BUDI), run('show', ID, '-O', 'json')]).flat(),
    );
    expect(ran.map(({ exit, err }) => ({ exit, err }))).toEqual(ran.map(() => ({ exit: 0, err: '' })));
    for (const { out } of ran.filter(({ out: text }) => text.startsWith('{'))) {
      const { renja: head, totals } = JSON.parse(out) as Shown;
      expect(totals.now).toBe('26004603156.00');
      expect(head.revision).toBeGreaterThanOrEqual(191);
      expect(head.revision).toBeLessThanOrEqual(195);
    }
    expect((await other.json<Shown>('show', ID)).renja.revision).toBe(195);
    expect(await other.ok('revisions', ID)).toMatch(/R002[\s\S]*R003[\s\S]*R004[\s\S]*R005/);
    expect(await other.ok('check')).toMatch(/^Utuh: 195/);
    other.remove();
  });
});
