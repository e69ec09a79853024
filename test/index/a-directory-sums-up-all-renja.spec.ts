import { foldAll } from '../../projections/projection.js';
import { renjaSheet, totals } from '../../projections/renja-sheet.js';
import type { RenjaEvent } from '../../src/ledger/events.js';
import { type DirectoryFilter, directory } from '../../src/queries/directory-query.js';
import type { Sqlite } from '../../src/store/sqlite.js';
import type { Entry } from '../../src/store/stored-events.js';
import { approvedAs, proposed, repriced } from '../support/entries.js';
import { EVERYTHING, inIndex, inMadeUpIndex, ledgerOf } from '../support/index-at-hand.js';
import { DRAFT, OPENED } from '../support/ledger-plan.js';
import { LedgerWriter, madeUpStreams } from '../support/made-up-ledger.js';
import { canonical, sen } from '../support/random-history.js';

const read = (index: Sqlite, filter: Partial<DirectoryFilter> = {}, limit = 1_000, after: string | null = null) =>
  directory(index, { scopes: EVERYTHING, ...filter }, { limit, after });

const summed = (amounts: readonly string[]): string => canonical(amounts.reduce((n, one) => n + sen(one), 0n));

describe('A directory', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('totals each Renja as its sheet does, at every position (ledger %i)', (seed) =>
    inMadeUpIndex(madeUpStreams(seed, 4), seed, async ({ store, project }) => {
      const { index } = await project();
      const sheets = new Map<string, ReturnType<typeof renjaSheet.initial>>();
      for (const entry of await ledgerOf(store)) {
        if (entry.stream.startsWith('renja-'))
          sheets.set(
            entry.stream,
            foldAll(renjaSheet, [entry as Entry], sheets.get(entry.stream) ?? renjaSheet.initial()),
          );
        const { rows, total } = read(index, { atPosition: entry.position ?? 0 });
        const expected = [...sheets.values()].map((sheet) => {
          const sums = totals(sheet).get('');
          return {
            ...{
              renjaId: sheet.head?.renjaId,
              status: sheet.status,
              revision: sheet.revision,
              recordedAt: sheet.recordedAt,
            },
            ...{ murni: sums?.murni, pApbd: sums?.pApbd, now: sums?.now },
          };
        });
        expect(rows).toMatchObject(expected.toSorted((a, b) => ((a.renjaId ?? '') < (b.renjaId ?? '') ? -1 : 1)));
        expect(rows).toHaveLength(expected.length);
        expect(total.now).toBe(summed(rows.map(({ now }) => now)));
      }
    }),
  );

  it('totals a draft that changes in place as murni and now', () =>
    inIndex(async ({ store, project }) => {
      const event = repriced('R1', 'L0005', 100_000_000, 40_000_000);
      if (event.type !== 'PaguDecreased') throw new Error('it goes down');
      const { revisionId: _, ...data } = event.data;
      const events: RenjaEvent[] = [...DRAFT, { type: 'PaguDecreased', data }];
      await new LedgerWriter(store).append(
        'renja-dinkop-2022',
        events.map((one) => ({ event: one })),
      );
      const { index } = await project();
      expect(read(index).rows).toMatchObject([
        { status: 'draft', murni: '100000000.00', pApbd: null, now: '100000000.00', adoptedOn: null },
      ]);
    }));

  it('sums up agencies and governments over the whole filter, and comes in pages', () =>
    inMadeUpIndex(madeUpStreams(11, 9), 11, async ({ project }) => {
      const { index } = await project();
      const whole = read(index);
      expect(whole.rows).toHaveLength(9);
      expect(whole.next).toBeNull();
      for (const { perangkatDaerah, pemda, renja, ...sums } of [
        ...whole.perAgency,
        ...whole.perPemda.map((one) => ({ ...one, perangkatDaerah: null })),
      ]) {
        const rows = whole.rows.filter(
          (row) =>
            row.pemda.kode === pemda.kode &&
            (perangkatDaerah === null || row.perangkatDaerah.kode === perangkatDaerah.kode),
        );
        const adjusted = rows.flatMap(({ pApbd }) => pApbd ?? []);
        expect({ renja, ...sums }).toEqual({
          renja: rows.length,
          murni: summed(rows.map(({ murni }) => murni)),
          pApbd: adjusted.length === 0 ? null : summed(adjusted),
          now: summed(rows.map(({ now }) => now)),
        });
      }
      expect(whole.perAgency.reduce((n, { renja }) => n + renja, 0)).toBe(9);
      expect(whole.perPemda.reduce((n, { renja }) => n + renja, 0)).toBe(9);
      const pages: string[] = [];
      let after: string | null = null;
      do {
        const page = read(index, {}, 2, after);
        expect(page.total).toEqual(whole.total);
        pages.push(...page.rows.map(({ renjaId }) => renjaId));
        after = page.next;
      } while (after !== null);
      expect(pages).toEqual(whole.rows.map(({ renjaId }) => renjaId));
    }));

  it('is narrowed by year, government and agency, and to what the reader may see', () =>
    inMadeUpIndex(madeUpStreams(12, 9), 12, async ({ project }) => {
      const { index } = await project();
      const { rows } = read(index);
      expect(read(index, { tahun: 2022 }).rows).toEqual(rows.filter(({ tahun }) => tahun === 2022));
      expect(read(index, { pemda: '35.74' }).rows).toEqual(rows.filter(({ pemda }) => pemda.kode === '35.74'));
      expect(read(index, { perangkatDaerah: '2.17' }).rows).toEqual(
        rows.filter((row) => row.perangkatDaerah.kode === '2.17'),
      );
      expect(read(index, { scopes: [] }).rows).toEqual([]);
      expect(read(index, { scopes: [{ pemda: '99.99', perangkatDaerah: '2.17' }] }).rows).toEqual(
        rows.filter((row) => row.pemda.kode === '99.99' && row.perangkatDaerah.kode === '2.17'),
      );
    }));

  it('names the agencies that have two Renja for one year', () =>
    inMadeUpIndex(madeUpStreams(13, 9), 13, async ({ project }) => {
      const { index } = await project();
      const { rows, twins } = read(index);
      const keyOf = ({ pemda, perangkatDaerah, tahun }: (typeof rows)[number] | (typeof twins)[number]) =>
        `${pemda.kode} ${perangkatDaerah.kode} ${tahun}`;
      const expected = rows
        .filter((row) => rows.filter((other) => keyOf(other) === keyOf(row)).length > 1)
        .map((row) => `${keyOf(row)} ${row.renjaId}`);
      expect(expected.length).toBeGreaterThan(1);
      expect(twins.flatMap((one) => one.renja.map((id) => `${keyOf(one)} ${id}`)).sort()).toEqual(expected.sort());
    }));

  describe('shows what documents shift by pergeseran', () => {
    const DOC = { documentId: 'perkada-9', jenis: 'Peraturan Bupati', judul: 'Pergeseran' };
    const plan = (renjaId: string, perangkatDaerah: string): RenjaEvent[] =>
      DRAFT.map((event) =>
        event.type === 'RenjaOpened'
          ? {
              ...OPENED,
              data: { ...OPENED.data, renjaId, perangkatDaerah: { kode: perangkatDaerah, nama: perangkatDaerah } },
            }
          : event,
      );
    const shifts = (
      revisionId: string,
      document: typeof DOC,
      kind: 'pergeseran' | 'koreksi',
      by: number,
    ): RenjaEvent[] => [
      proposed(revisionId, { kind, stage: null, document }),
      approvedAs(revisionId),
      ...(by === 0 ? [] : [repriced(revisionId, 'L0005', 5_000, 5_000 + by)]),
    ];

    it('within one government and year: another one may have given its document the same name', () =>
      inIndex(async ({ store, project }) => {
        const writer = new LedgerWriter(store);
        const add = (renja: string, events: readonly RenjaEvent[]) =>
          writer.append(
            `renja-${renja}`,
            events.map((event) => ({ event })),
          );
        const elsewhere = (renja: string, change: object): RenjaEvent[] =>
          plan(renja, '1.01').map((event) =>
            event.type === 'RenjaOpened' ? { ...event, data: { ...event.data, ...change } } : event,
          );
        await add('a', plan('a', '1.01'));
        await add('b', elsewhere('b', { pemda: { kode: '11.11', jenis: 'kota', nama: 'Kota Lain' } }));
        await add('c', elsewhere('c', { tahun: 2031 }));
        for (const [renja, by] of [
          ['a', -300],
          ['b', 300],
          ['c', 300],
        ] as const)
          await add(renja, shifts('R1', DOC, 'pergeseran', by));
        const { pergeseran } = read((await project()).index);
        expect(pergeseran.map(({ renja, balanced }) => [renja.map(({ renjaId }) => renjaId), balanced])).toEqual([
          [['a'], false],
          [['b'], false],
          [['c'], false],
        ]);
      }));

    it('across Renja, and where they do not sum to zero', () =>
      inIndex(async ({ store, project }) => {
        const writer = new LedgerWriter(store);
        const add = (renja: string, events: readonly RenjaEvent[]) =>
          writer.append(
            `renja-${renja}`,
            events.map((event) => ({ event })),
          );
        await add('a', plan('a', '1.01'));
        await add('b', plan('b', '1.02'));
        const half = await add('a', shifts('R1', DOC, 'pergeseran', -300));
        await add('b', shifts('R1', DOC, 'pergeseran', 300));
        await add('a', shifts('R2', { ...DOC, documentId: 'koreksi' }, 'koreksi', 10));
        await add('b', shifts('R2', { ...DOC, documentId: 'alone' }, 'pergeseran', 0));
        await add('b', [
          proposed('R3', { kind: 'pergeseran', stage: null, document: { ...DOC, documentId: 'waits' } }),
        ]);
        const { index } = await project();
        const both = {
          documentId: 'perkada-9',
          net: '0.00',
          renja: [
            { renjaId: 'a', net: '-300.00' },
            { renjaId: 'b', net: '300.00' },
          ],
          ...{ elsewhere: 0, balanced: true },
        };
        expect(read(index).pergeseran).toEqual([both]);
        expect(read(index, { atPosition: half }).pergeseran).toEqual([
          {
            documentId: 'perkada-9',
            net: '-300.00',
            renja: [{ renjaId: 'a', net: '-300.00' }],
            elsewhere: 0,
            balanced: false,
          },
        ]);
        // Whoever sees one half is told that there is another, and not its figures.
        expect(read(index, { scopes: [{ pemda: '99.99', perangkatDaerah: '1.02' }] }).pergeseran).toEqual([
          { ...both, net: '300.00', renja: [both.renja[1]], elsewhere: 1 },
        ]);
        expect(read(index, { perangkatDaerah: '9.99' }).pergeseran).toEqual([]);
      }));
  });
});
