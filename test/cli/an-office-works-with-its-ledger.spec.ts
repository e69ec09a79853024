import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { openSqlite } from '../../src/store/sqlite.js';
import { temporaryFolder } from '../support/sealed.js';

const ROOT = join(__dirname, '..', '..');
const MANIFEST = join(ROOT, 'seeds', 'probolinggo-2022', 'manifest.yaml');
const ID = 'probolinggo-dkumpp-2022';

type Amounts = { murni: string; change: string; now: string };
type Diff = {
  from: unknown;
  net: string;
  gross: { up: string; down: string };
  lines: { kode: string; delta: string; targets: unknown[] }[];
};
type Row = { type: string; delta: string | null; revision: number; actor: { asserted: boolean }; mode: string };

describe('An office with its ledger', () => {
  const folder = temporaryFolder();
  const file = join(folder.path, 'ledger.db');
  afterAll(folder.remove);

  const renja = async (...args: string[]) => {
    let [out, err] = ['', ''];
    const exit = await run(args, {
      env: { RENJA_DATA: folder.path },
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    });
    return { exit, out, err };
  };
  const json = async <Value>(...args: string[]): Promise<Value> =>
    JSON.parse((await renja(...args, '-O', 'json')).out) as Value;

  it('is told where there is no ledger, and a dry run makes none', async () => {
    expect(await renja('show', ID)).toMatchObject({ exit: 2, out: '' });
    expect((await renja('import', MANIFEST, '--dry-run')).exit).toBe(0);
    expect((await renja('show', ID)).exit).toBe(2);
  });

  it('has no ledger from a document that is refused', async () => {
    const refused = await renja('import', join(ROOT, 'docs/contoh-salah/manifest.yaml'));
    expect(refused).toMatchObject({ exit: 5, out: '' });
    expect(await renja('show', ID)).toMatchObject({ exit: 2, err: expect.stringContaining('belum ada buku besar') });
  });

  it('imports its document, once', async () => {
    expect((await renja('import', MANIFEST)).out).toContain('191 peristiwa dicatat');
    expect((await renja('import', MANIFEST)).out).toContain('tidak ada yang berubah');
  });

  it('sees its figures computed', async () => {
    type Show = { renja: unknown; totals: Amounts; lines: { level: string; pagu: Amounts }[]; objectives: unknown[] };
    const show = await json<Show>('show', ID);
    expect(show.renja).toMatchObject({ id: ID, year: 2022, status: 'adopted', revision: 191 });
    expect(show.totals).toMatchObject({ murni: '24136433332.00', change: '1868169824.00', now: '26004603156.00' });
    expect(show.lines.length).toBe(85);
    expect(show.objectives.length).toBe(3);
  });

  it('compares any two points, and swapped ends negate', async () => {
    const there = await json<Diff>('diff', ID, 'murni..p-apbd');
    expect(there).toMatchObject({
      from: { point: 'murni', revision: 90 },
      net: '1868169824.00',
      gross: { up: '1905559024.00', down: '37389200.00' },
    });
    expect(there.lines.length).toBe(17);
    expect(there.lines.filter(({ targets }) => targets.length > 0)).toMatchObject([
      { kode: '3.30.03.2.01.02', targets: [{ before: '100', after: '107', satuan: 'Unit' }] },
    ]);
    const back = await json<Diff>('diff', ID, 'p-apbd..murni');
    expect(back).toMatchObject({ net: '-1868169824.00', gross: { up: '37389200.00', down: '1905559024.00' } });
    expect((await renja('diff', ID, 'murni..p-apbd', '--exit-code')).exit).toBe(1);
    expect((await renja('diff', ID, 'murni..2022-09-12')).exit).toBe(2);
    expect((await renja('diff', ID, '#90..r191', '--filter', 'turun')).out).toContain('(5.155.000)');
  });

  it('traces a figure to its events', async () => {
    const rows = await json<Row[]>('blame', ID, '2.17.01.2.06.01', '--field', 'pagu');
    expect(rows.map(({ type, delta }) => [type, delta])).toEqual([
      ['LineAdded', '48622104.00'],
      ['PaguDecreased', '-5155000.00'],
    ]);
    expect(rows[1]).toMatchObject({ mode: 'historical', actor: { asserted: true } });
    const ambiguous = await renja('blame', ID, '2.17.03.2.01.01');
    expect(ambiguous.exit).toBe(2);
    expect(ambiguous.err).toMatch(/L0040[\s\S]*L0041/);
  });

  it('evaluates: 81 rows with a rate, one of them printed wrongly', async () => {
    type Evaluation = { period: string; lines: { kode: string; rate: string | null; ratePrinted: string | null }[] };
    const { period, lines } = await json<Evaluation>('evaluation', ID);
    expect(period).toBe('2022-TW2');
    expect(lines.filter(({ rate }) => rate !== null).length).toBe(81);
    expect(lines.filter(({ rate, ratePrinted }) => rate !== ratePrinted)).toMatchObject([
      { kode: '2.17.01.2.09.11', rate: '50,59', ratePrinted: '50,00' },
    ]);
  });

  it('posts a revision under four eyes', async () => {
    const proposal = join(ROOT, 'docs', 'pergeseran.yaml');
    const budi = ['--actor', 'budi:Budi:approver'];
    expect((await renja('propose', ID, proposal)).exit).toBe(2);
    expect((await renja('propose', ID, proposal, '--dry-run', ...budi)).exit).toBe(0);
    expect((await renja('propose', ID, proposal, '--expect', 'r1', ...budi)).exit).toBe(3);
    expect((await renja('propose', ID, proposal, ...budi)).exit).toBe(0);
    const own = await renja('approve', ID, 'R002', ...budi);
    expect(own).toMatchObject({ exit: 5, out: '' });
    expect(own.err).toContain('approver-is-proposer');
    expect((await renja('approve', ID, 'R002', '--actor', 'ani:Ani:approver')).exit).toBe(0);
    expect(await json<Diff>('diff', ID, 'p-apbd..pergeseran-1')).toMatchObject({
      net: '0.00',
      gross: { up: '10000000.00', down: '10000000.00' },
    });
    expect((await renja('report', ID, join(ROOT, 'docs', 'realisasi.yaml'), ...budi)).exit).toBe(0);
  });

  it('finds one changed byte of one event', async () => {
    expect((await renja('check')).exit).toBe(0);
    const db = openSqlite(file);
    db.exec(
      'update event set envelope = cast(replace(cast(envelope as text), \'"L0048"\', \'"L0049"\') as blob) where position = 52',
    );
    db.close();
    const checked = await renja('check');
    expect(checked.exit).toBe(4);
    expect(checked.out).toContain(`@52  renja-${ID} #52`);
  });
});
