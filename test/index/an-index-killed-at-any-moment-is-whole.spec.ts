import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { indexedUpTo } from '../../src/queries/audit-trail-query.js';
import { Projector } from '../../src/queries/projector.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { Dice } from '../support/dice.js';
import { dump, inIndex, WITHIN_MS } from '../support/index-at-hand.js';
import { fill, LedgerWriter, madeUpStreams } from '../support/made-up-ledger.js';

const WORKER = join(__dirname, '..', '..', 'dist', 'test', 'processes', 'project-worker.js');
const [KILLS, SEED] = [50, 21];

describe('An index', () => {
  it(
    `is the same, row for row, as one made at once, though its process was killed ${KILLS} times`,
    () =>
      inIndex(async ({ store, file, path, project }) => {
        const dice = new Dice(SEED);
        const writer = new LedgerWriter(store);
        const streams = madeUpStreams(SEED, 80);
        const share = Math.ceil(streams.length / 10);
        let midway = 0;
        for (let kill = 0; kill < KILLS; kill += 1) {
          // Each time there is more to do: the streams go on by a part of their events.
          const some = streams.filter((_, n) => n % 10 === kill % 10).slice(0, share);
          const part = Math.floor(kill / 10);
          await fill(
            store,
            some.map(({ stream, events }) => ({
              stream,
              events: events.slice((part * events.length) / 5, ((part + 1) * events.length) / 5),
            })),
            kill,
            writer,
          );
          const child = spawn(process.execPath, [WORKER, file.path, path], { stdio: ['ignore', 'pipe', 'inherit'] });
          await once(child.stdout, 'data');
          await sleep(dice.below(30));
          child.kill('SIGKILL');
          await once(child, 'exit');
          const db = openSqlite(path);
          const made = db.prepare(`select 1 from sqlite_master where name = 'saved'`).all().length > 0;
          const position = made ? indexedUpTo(db) : 0;
          if (position > 0 && position < (await store.head())) midway += 1;
          db.close();
        }
        expect(midway).toBeGreaterThan(KILLS / 5);
        const { index } = await project();
        const clean = await Projector.open(join(dirname(path), 'clean.db'), store);
        try {
          expect(await clean.caughtUp(WITHIN_MS)).toBe(true);
          const expected = dump(clean.index);
          expect(expected.audit_trail).toHaveLength(await store.head());
          expect(dump(index)).toEqual(expected);
        } finally {
          await clean.close();
        }
      }),
    120_000,
  );
});
