import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { run } from '../src/cli/program.js';

/** Loads the real Renja of Probolinggo into a fresh ledger by the same commands that everybody uses, shows it, and serves it. */

const FOLDER = './data/demo';
const RENJA = 'probolinggo-dkumpp-2022';
const PEMDA = '35.74';

/** Whom the demo lets in, besides the admin who grants them their roles. */
const ACCOUNTS = [
  { id: 'sari', name: 'Sari (contoh)', role: 'finance' },
  { id: 'ani', name: 'Ani (contoh)', role: 'approver' },
  { id: 'rudi', name: 'Rudi (contoh)', role: 'auditor' },
] as const;

const env: NodeJS.ProcessEnv = {
  ...process.env,
  RENJA_DATA: FOLDER,
  RENJA_STORE: '',
  RENJA_ACTOR: '',
  RENJA_TOKEN: '',
};

/** Runs a command as its reader would, and returns what it prints. */
async function quietly(args: readonly string[], stdin = ''): Promise<string> {
  let printed = '';
  const exit = await run(args, {
    env,
    stdin: () => Promise.resolve(stdin),
    stdout: (text) => {
      printed += text;
    },
    stderr: (text) => process.stderr.write(text),
  });
  if (exit !== 0) process.exit(exit);
  return printed;
}

async function renja(...args: string[]): Promise<void> {
  process.stdout.write(`\n$ renja ${args.join(' ')}\n`);
  process.stdout.write(await quietly(args));
}

const newPassword = (): string => randomBytes(12).toString('base64url');

mkdirSync(FOLDER, { recursive: true });
for (const name of ['ledger.db', 'index.db', 'access.db'])
  for (const file of [name, `${name}-wal`, `${name}-shm`, `${name}-head.log`])
    rmSync(`${FOLDER}/${file}`, { force: true });

await renja('import', 'seeds/probolinggo-2022/manifest.yaml');
await renja('diff', RENJA, 'murni..p-apbd', '--level', 'program');
await renja('log', RENJA, '--last', '3');

const admin = newPassword();
await quietly(['user', 'add', 'tini', '--name', 'Tini (contoh)', '--admin', '--password-stdin'], admin);
const token = JSON.parse(await quietly(['user', 'token', 'tini', '-O', 'json'], admin)) as { readonly secret: string };
env.RENJA_TOKEN = token.secret;
const passwords: string[] = [];
for (const { id, name, role } of ACCOUNTS) {
  const password = newPassword();
  await quietly(['user', 'add', id, '--name', name, '--password-stdin'], password);
  await quietly(['user', 'grant', id, role, PEMDA]);
  passwords.push(`  ${id.padEnd(6)} ${role.padEnd(10)} ${password}`);
}

process.stdout.write(`
Buku besar demo ada di ${FOLDER}. Akun demo (The demo ledger is in ${FOLDER}. Demo accounts):

  akun   peran      kata sandi
${passwords.join('\n')}
  tini   admin      ${admin}

Coba selanjutnya, di terminal lain (What to try next, in another terminal):

  export RENJA_DATA=${FOLDER}
  npx renja show ${RENJA} --level program
  npx renja blame ${RENJA} 2.17.01.2.06 --field pagu
  curl -c masuk.txt -H 'content-type: application/json' -d '{"account":"rudi","password":"…"}' http://127.0.0.1:3000/api/v1/session
  curl -b masuk.txt 'http://127.0.0.1:3000/api/v1/audit-trail?order=newest&limit=5'

`);
process.exitCode = await run(['serve'], {
  env,
  stdin: () => Promise.resolve(''),
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
});
