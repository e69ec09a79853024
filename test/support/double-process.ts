import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The double in a process of its own, so that it does not share a thread with whoever is measured or killed. */
export async function startDouble(script: string): Promise<{ connection: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    connection: line.toString().trim(),
    async stop() {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}
