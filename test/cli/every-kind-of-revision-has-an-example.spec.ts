import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { KINDS } from '../../src/ledger/terms.js';
import { ANI, BUDI, ID, importedLedger, type LedgerAtHand, ROOT, type Shown } from './ledger-at-hand.js';

type Example = {
  readonly file: string;
  readonly kind: string;
  readonly version: string;
  /** What it adds to the whole Renja. */
  readonly net: string;
  readonly says: string;
};

/** In the order in which an office would post them. */
const EXAMPLES: readonly Example[] = [
  {
    file: 'penetapan-tahap',
    kind: 'penetapan',
    version: 'p-ppas',
    net: '1000000.00',
    says: '1 pagu, bersih 1.000.000 · 1 target',
  },
  { file: 'koreksi', kind: 'koreksi', version: 'koreksi-1', net: '0.00', says: '2 pagu, bersih -' },
  { file: 'pergeseran', kind: 'pergeseran', version: 'pergeseran-1', net: '0.00', says: '2 pagu, bersih -' },
  {
    file: 'mendahului',
    kind: 'mendahului',
    version: 'mendahului-1',
    net: '20000000.00',
    says: '2 pagu, bersih 20.000.000 · 1 target',
  },
  {
    ...{ file: 'perubahan', kind: 'perubahan', version: 'p-apbd-2', net: '50000000.00' },
    says: '3 pagu, bersih 50.000.000 · 1 target · 4 baris/indikator',
  },
];
const pathOf = ({ file }: Example): string => join(ROOT, 'docs', `${file}.yaml`);

type Registered = {
  readonly revisions: readonly Readonly<Record<'revisionId' | 'kind' | 'status' | 'version' | 'net', string>>[];
};

const revisionOf = async (ledger: LedgerAtHand, revisionId: string) =>
  (await ledger.json<Registered>('revisions', ID)).revisions.find((one) => one.revisionId === revisionId);
const sen = (amount: string): bigint => BigInt(amount.replace('.', ''));
const whole = async (ledger: LedgerAtHand, ...point: readonly string[]): Promise<string> =>
  (await ledger.json<Shown>('show', ID, ...point)).totals.now;

describe('Of every kind of revision', () => {
  let imported: LedgerAtHand;
  beforeAll(async () => {
    imported = await importedLedger();
  });
  afterAll(() => imported.remove());

  it('there is an example file, which the README names', () => {
    expect(EXAMPLES.map(({ kind }) => kind).toSorted()).toEqual(KINDS.toSorted());
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    for (const one of EXAMPLES) {
      expect(parse(readFileSync(pathOf(one), 'utf8'))).toMatchObject({ kind: one.kind });
      expect(readme).toContain(`(docs/${one.file}.yaml)`);
    }
  });

  it.each(EXAMPLES)('$file.yaml can be tried, proposed and approved on the Renja of Probolinggo', async (one) => {
    const ledger = imported.copy();
    const before = await whole(ledger);
    expect(await ledger.ok('propose', ID, pathOf(one), '--dry-run', ...BUDI)).toBe(
      `Uji coba, tidak ada yang ditulis. Akan dicatat: R002 · ${one.says}\n`,
    );
    expect(await revisionOf(ledger, 'R002')).toBeUndefined();
    expect(await ledger.ok('propose', ID, pathOf(one), ...BUDI)).toContain(`Dicatat: R002 · ${one.says} · `);
    expect(await whole(ledger)).toBe(before);
    await ledger.ok('approve', ID, 'R002', ...ANI);
    expect(await revisionOf(ledger, 'R002')).toMatchObject({
      ...{ kind: one.kind, status: 'approved', version: one.version, net: one.net },
    });
    expect(sen(await whole(ledger)) - sen(before)).toBe(sen(one.net));
    // What was adopted before stays what it was.
    for (const version of ['murni', 'p-apbd'])
      expect(await whole(ledger, '--at', version)).toBe(await whole(imported, '--at', version));
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
    ledger.remove();
  });

  it('the examples can be posted one after another', async () => {
    const ledger = imported.copy();
    for (const [i, one] of EXAMPLES.entries()) {
      const revisionId = `R00${i + 2}`;
      await ledger.ok('propose', ID, pathOf(one), ...BUDI);
      await ledger.ok('approve', ID, revisionId, ...ANI);
      expect(await revisionOf(ledger, revisionId)).toMatchObject({ status: 'approved', version: one.version });
    }
    const net = EXAMPLES.map((one) => sen(one.net)).reduce((sum, one) => sum + one, 0n);
    expect(sen(await whole(ledger)) - sen(await whole(imported))).toBe(net);
    expect(await ledger.ok('check')).toMatch(/^Utuh: /);
    ledger.remove();
  });
});

describe('The examples say the truth in their comments:', () => {
  let imported: LedgerAtHand;
  beforeAll(async () => {
    imported = await importedLedger();
  });
  afterAll(() => imported.remove());
  const without = (file: string, line: RegExp): string =>
    imported.write('tanpa.yaml', readFileSync(join(ROOT, 'docs', file), 'utf8').replace(line, ''));

  it('a stage that comes late says why, and a pergeseran that does not sum to zero is no pergeseran', async () => {
    const unexplained = without('penetapan-tahap.yaml', /^lateReason: .*$/m);
    expect(await imported.fails(5, 'propose', ID, unexplained, '--dry-run', ...BUDI)).toContain('late-reason-missing');
    const file = readFileSync(join(ROOT, 'docs', 'mendahului.yaml'), 'utf8');
    const shifted = imported.write('p.yaml', file.replace('kind: mendahului', 'kind: pergeseran'));
    expect(await imported.fails(5, 'propose', ID, shifted, '--dry-run', ...BUDI)).toContain('pergeseran-not-zero');
  });

  it('a correction needs no late reason as long as nothing took effect after its document', async () => {
    const unexplained = without('koreksi.yaml', /^lateReason: .*$/m);
    await imported.ok('propose', ID, unexplained, '--dry-run', ...BUDI);
    const ledger = imported.copy();
    await ledger.ok('propose', ID, join(ROOT, 'docs', 'pergeseran.yaml'), ...BUDI);
    await ledger.ok('approve', ID, 'R002', ...ANI);
    expect(await ledger.fails(5, 'propose', ID, unexplained, '--dry-run', ...BUDI)).toContain('late-reason-missing');
    ledger.remove();
  });
});
