import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join('dist', 'src', 'cli', 'main.js');

/** The built server as a process of its own, on a folder that is there already. */
export class StartedServer {
  out = '';
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly ended: Promise<number | null>,
  ) {}

  static start(data: string, env: NodeJS.ProcessEnv = {}): Promise<StartedServer> {
    const { RENJA_ACTOR: _, RENJA_LANG: __, RENJA_STORE: ___, ...own } = process.env;
    const given = { RENJA_DATA: data, RENJA_PORT: '0', RENJA_RATE: '1000000', ...env };
    return StartedServer.of([MAIN, 'serve'], { ...own, ...given });
  }

  /** Any script that says at which address it listens. */
  static of(args: readonly string[], env = process.env): Promise<StartedServer> {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => {
      child.on('close', (code) => resolve(code));
    });
    return new Promise((resolve, reject) => {
      let said = '';
      let started: StartedServer | undefined;
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
          const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
          if (url !== undefined && !started) {
            started = new StartedServer(child, url, ended);
            resolve(started);
          }
          if (started) started.out = said;
        });
      child.on('error', reject);
      void ended.then((code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Tells it to stop, and gives its exit code. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
