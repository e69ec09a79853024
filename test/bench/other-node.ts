import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The other Node, from the package of that name in the npm registry. */
function otherNode(): string {
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
