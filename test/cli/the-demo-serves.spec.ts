import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './ledger-at-hand.js';

/** The demo in a folder of its own, so that it takes nobody's `data/demo` away. */
describe('The demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'renja-demo-'));
  beforeAll(() => {
    cpSync(join(ROOT, 'seeds'), join(folder, 'seeds'), { recursive: true });
    symlinkSync(join(ROOT, 'dist'), join(folder, 'dist'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // The second begins anew on what the first has left.
  it.each(['once', 'again'])(
    'shows the comparison, tells three accounts, lets each in, ends when told to: %s',
    async () => {
      const demo = spawn(process.execPath, [join(ROOT, 'dist', 'seeds', 'demo.js')], {
        cwd: folder,
        env: { ...process.env, RENJA_PORT: '0', RENJA_LOG: 'silent' },
      });
      const ended = new Promise<number | null>((resolve) => demo.once('exit', resolve));
      let [out, url] = ['', ''];
      demo.stdout.on('data', (chunk: Buffer) => {
        out += String(chunk);
      });
      await new Promise<void>((resolve) => {
        demo.stderr.on('data', (chunk: Buffer) => {
          const [, found] = /(http:\/\/127\.0\.0\.1:\d+) /.exec(String(chunk)) ?? [];
          if (found === undefined) return;
          url = found;
          resolve();
        });
        demo.once('exit', () => resolve());
      });
      expect(out).toContain('24.136.433.332 → 26.004.603.156');
      const accounts = [...out.matchAll(/^ {2}(\w+) +(finance|approver|auditor) +(\S+)$/gm)];
      expect(accounts.map(([, , role]) => role)).toEqual(['finance', 'approver', 'auditor']);
      for (const [, account, role, password] of accounts) {
        const answer = await fetch(`${url}/api/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ account, password }),
        });
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({
          roles: [{ role, scope: { pemda: '35.74', perangkatDaerah: null } }],
        });
      }
      demo.kill('SIGTERM');
      expect(await ended).toBe(0);
    },
    60_000,
  );
});
