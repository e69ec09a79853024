import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** A command of the README and what the README says that it prints. */
export type Told = { readonly command: string; readonly printed: readonly string[] };

const BLOCK = /```console\n([\s\S]*?)```/g;

/** The part of a README below one of its headings. */
export function sectionOf(readme: string, heading: string): string {
  const [, section] = readme.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`there is no section ${heading}`);
  return section.split('\n## ')[0] ?? '';
}

/** The commands of all console blocks, in order. */
export function commandsOf(readme: string): Told[] {
  const lines = [...readme.matchAll(BLOCK)].flatMap(([, block = '']) => block.trimEnd().split('\n'));
  const told: { command: string; printed: string[] }[] = [];
  for (const line of lines) {
    if (line.startsWith('$ ')) told.push({ command: line.slice(2), printed: [] });
    else told.at(-1)?.printed.push(line);
  }
  return told;
}

const MARK = '--- next command ---';
/** npm speaks about the machine that it runs on; that is not the product's output. */
const NPM_TALK = /^npm (?:warn|notice)/;

/**
 * Runs the commands in one shell in the repository, as a reader would, and returns what each printed.
 * @param data the folder that they make
 */
export function runAll(
  commands: readonly string[],
  root: string,
  data: string,
  settings: NodeJS.ProcessEnv = {},
): string[][] {
  rmSync(join(root, data), { recursive: true, force: true });
  const script = commands.map((command) => `echo '${MARK}'\n${command}`).join('\n');
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('RENJA_'));
  const env = { ...Object.fromEntries(own), ...settings };
  // A refused command ends with another exit code than 0, and the tour goes on.
  const output = execFileSync('bash', ['-c', `exec 2>&1\n${script}\nwait\ntrue`], {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return output
    .split(`${MARK}\n`)
    .slice(1)
    .map((printed) =>
      printed
        .trimEnd()
        .split('\n')
        .filter((line) => !NPM_TALK.test(line) && printed !== ''),
    );
}

/** Only the moment of recording differs from run to run. */
export const withoutTimes = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z/g, '(time)').trimEnd());
