import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of our own, made anew and thrown away, that syncs every commit to disk. */
export type PostgresServer = { readonly url: (database: string) => string; stop(): Promise<void> };

const NOBODY = 65_534;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Resolves once the server takes connections; what it said is the reason where it does not. */
function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said.trim().split('\n').at(-1)}`)));
  });
}

/** @param bin the folder of `initdb` and `postgres` */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const data = mkdtempSync(join(tmpdir(), 'renja-bench-postgres-'));
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(data, as.uid, as.gid);
  const port = await freePort();
  const settings = ['fsync=on', 'synchronous_commit=on', 'unix_socket_directories=', 'lc_messages=C'];
  let server: ChildProcess | undefined;
  const stop = async (): Promise<void> => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve) => server?.once('exit', resolve));
      // The fast shutdown of PostgreSQL: sessions are cut off, what was committed stays.
      server.kill('SIGINT');
      await ended;
    }
    rmSync(data, { recursive: true, force: true });
  };
  try {
    const made = ['-D', data, '-A', 'trust', '-U', 'bench', '-E', 'UTF8', '--locale=C', '--no-sync'];
    execFileSync(join(bin, 'initdb'), made, { ...as, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
    const args = ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])];
    server = spawn(join(bin, 'postgres'), args, { ...as, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] });
    const { kill } = server;
    // It does not outlive a bench that fails.
    process.once('exit', kill.bind(server, 'SIGQUIT'));
    await ready(server);
    return { url: (database) => `postgresql://bench@127.0.0.1:${port}/${database}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
