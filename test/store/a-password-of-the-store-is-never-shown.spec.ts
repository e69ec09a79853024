import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePlace, shownPlace } from '../../src/store/open-store.js';
import { temporaryFolder } from '../support/sealed.js';

const run = promisify(execFile);
const MAIN = join(__dirname, '..', '..', 'dist', 'src', 'cli', 'main.js');

it.each([
  'esdb://renja:rahasia@127.0.0.1:2113?tls=false',
  'esdb:renja:rahasia@127.0.0.1',
  'esdb:/renja:rahasia@127.0.0.1',
  'esdb://renja:ra@rahasia@127.0.0.1:2113',
  'esdb+discover://renja:rahasia@db.example?tls=true',
  'postgres://renja:rahasia@127.0.0.1',
])('%s', (written) => {
  expect(shownPlace(written)).not.toContain('rahasia');
  const place = parsePlace(written, '/data');
  // What is kept beside is named after the address alone.
  if (place?.kind === 'eventstoredb') expect(place.positions).not.toContain('rahasia');
});

it('a sign of the password that would be taken for the address is refused', () => {
  expect(parsePlace('esdb://renja:ra@hasia@127.0.0.1:2113?tls=true', '/data')).toBeNull();
  expect(parsePlace('esdb://renja:ra%40hasia@127.0.0.1:2113?tls=true', '/data')).toMatchObject({
    kind: 'eventstoredb',
  });
});

it.each(['esdb*', '*'])(
  'nor by the log of the client, where DEBUG is %s',
  async (DEBUG) => {
    const folder = temporaryFolder();
    const RENJA_STORE = 'esdb://renja:rahasia@127.0.0.1:1?tls=false';
    const env = { ...process.env, DEBUG, RENJA_STORE, RENJA_DATA: folder.path };
    // It waits for a server that does not come; what it says in the first seconds is enough.
    const { stdout, stderr } = await run(process.execPath, [MAIN, 'check'], { env, timeout: 4_000 }).catch(
      (error: { stdout: string; stderr: string }) => error,
    );
    expect(stderr).toContain('esdb');
    expect(stdout + stderr).not.toContain('rahasia');
    folder.remove();
  },
  20_000,
);
