import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Another Node to measure beside this one, from the npm package of that name: 20 beside 24, else 24. */
export function otherNode(): string {
  const major = process.version.startsWith('v24.') ? '20' : '24';
  const prefix = join('.cache', `node-${major}`);
  const binary = join(prefix, 'node_modules', '.bin', 'node');
  if (!existsSync(binary)) {
    process.stderr.write(`installing node@${major} into ${prefix}\n`);
    execFileSync('npm', ['install', '--no-save', '--prefix', prefix, `node@${major}`], { stdio: 'ignore' });
  }
  return binary;
}

/** What this script measures with `--measure`, as JSON on stdout: on this Node, and on the other one beside it. */
export const onBothNodes = <Run>(): Run[] =>
  [process.execPath, otherNode()].map((node) => {
    process.stderr.write(`measuring with ${node}\n`);
    const script = process.argv[1] ?? '';
    const measured = execFileSync(node, [script, '--measure'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return JSON.parse(measured) as Run;
  });
