import fc from 'fast-check';
import { type EventOf, type RenjaEvent } from '../../src/ledger/events.js';
import { LEVELS } from '../../src/ledger/kode.js';
import { KINDS, STAGES } from '../../src/ledger/terms.js';
import { canonicalJson } from '../../src/store/seal.js';
import { decode, envelopeOf } from '../../src/store/stored-events.js';
import { all, sealedAfter } from '../support/sealed.js';
import { inStoreFile } from '../support/store-file.js';

/** Any text that may be sealed. */
const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    fc.constantFrom(
      '',
      '"',
      '\\',
      '\u0000',
      '\u2028',
      'Jalan “Suroyo” № 5',
      '木 🌴 👩‍👩‍👧',
      '\ufeff',
      '\uffff',
      '{"a":1}',
      '__proto__',
    ),
  )
  .map((any) => any.normalize('NFC'))
  .filter((any) => !any.includes('\ufffd'));

const rupiah = fc.bigInt({ min: 0n, max: 10n ** 28n - 1n }).map((whole) => `${whole}.00`);
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const few = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });
const target = fc.record({ target: text, satuan: orNull(text) });
const indikator = fc.record({ indikatorId: text, teks: text, target: text, satuan: orNull(text) });
const dana = fc.record({ dana: text, jumlah: orNull(rupiah) });
const document = fc.record(
  {
    documentId: text,
    jenis: text,
    nomor: text,
    tanggal: day,
    judul: text,
    penandatangan: fc.record({ nama: text, jabatan: text }),
    madeUp: few(text),
  },
  { requiredKeys: ['documentId', 'jenis', 'judul'] },
);

const as = <Type extends RenjaEvent['type']>(
  type: Type,
  data: fc.Arbitrary<EventOf<Type>['data']>,
): fc.Arbitrary<RenjaEvent> => data.map((one) => ({ type, data: one }) as RenjaEvent);

const events = {
  PaguIncreased: as(
    'PaguIncreased',
    fc.record(
      { lineId: text, amount: rupiah, before: rupiah, after: rupiah, dana: text, revisionId: text, reason: text },
      { requiredKeys: ['lineId', 'amount', 'before', 'after', 'revisionId', 'reason'] },
    ),
  ),
  LineAdded: as(
    'LineAdded',
    fc.record(
      {
        lineId: text,
        level: fc.constantFrom(...LEVELS),
        parent: orNull(text),
        kodeWritten: orNull(text),
        kode: orNull(text),
        uraian: text,
        indikator: few(indikator),
        lokasi: orNull(text),
        sumberDana: few(dana),
        pagu: orNull(rupiah),
        prakiraanMaju: orNull(fc.record({ target: text, satuan: orNull(text), pagu: orNull(rupiah) })),
        // A column of any name, also one that means something to JavaScript.
        atribut: fc.dictionary(text, text, { maxKeys: 4 }),
        sumber: few(fc.record({ documentId: text, tabel: text, baris: fc.nat(), sel: few(text) })),
        notPrinted: fc.constant(true as const),
      },
      {
        requiredKeys: [
          'lineId',
          'level',
          'parent',
          'kodeWritten',
          'kode',
          'uraian',
          'indikator',
          'lokasi',
          'sumberDana',
          'pagu',
          'prakiraanMaju',
          'atribut',
          'sumber',
        ],
      },
    ),
  ),
  RealisasiReported: as(
    'RealisasiReported',
    fc.record(
      {
        lineId: text,
        period: text,
        indikatorId: text,
        kinerja: text,
        keuangan: rupiah,
        pembanding: fc.record({ target: text, satuan: orNull(text), indikator: text }),
        tingkatTercetak: text,
        kendala: text,
        keterangan: text,
        reportedOn: day,
      },
      { requiredKeys: ['lineId', 'period', 'reportedOn'] },
    ),
  ),
  RevisionProposed: as(
    'RevisionProposed',
    fc.record(
      {
        revisionId: text,
        part: fc.nat(),
        parts: fc.nat(),
        kind: fc.constantFrom(...KINDS),
        stage: orNull(fc.constantFrom(...STAGES)),
        judul: text,
        document,
        reason: text,
        effectiveOn: day,
        lateReason: text,
        base: fc.nat(),
        proposedBy: text,
        changes: few(
          fc.oneof(
            fc.record(
              {
                field: fc.constant('pagu' as const),
                lineId: text,
                seen: rupiah,
                delta: rupiah,
                dana: text,
                reason: text,
              },
              { requiredKeys: ['field', 'lineId', 'seen', 'delta'] },
            ),
            fc.record({ field: fc.constant('target' as const), of: text, indikatorId: text, from: target, to: target }),
            fc.record({ field: fc.constant('sumberDana' as const), lineId: text, from: few(dana), to: few(dana) }),
          ),
        ),
      },
      {
        requiredKeys: [
          'revisionId',
          'part',
          'parts',
          'kind',
          'stage',
          'judul',
          'document',
          'reason',
          'effectiveOn',
          'base',
          'proposedBy',
          'changes',
        ],
      },
    ),
  ),
};

describe.each(Object.entries(events))('%s', (_, event) => {
  it('comes back as it was written, whatever its text', () => {
    fc.assert(
      fc.property(event, (written) => {
        const [sealed] = sealedAfter('renja-a', 0, [written]);
        const recorded = { stream: 'renja-a', position: 1, revision: 1, leaf: '', json: '', ...sealed };
        expect(decode(recorded).event).toEqual(written);
        expect(canonicalJson(envelopeOf(recorded))).toBe(recorded.json);
      }),
      { numRuns: 500 },
    );
  });
});

describe('Any text', () => {
  it('comes back from the file to the byte', () =>
    inStoreFile(async (file) => {
      const any = fc.oneof(...Object.values(events));
      const sealed = sealedAfter('renja-a', 0, fc.sample(any, 500));
      await (await file.open()).append('renja-a', 0, sealed);
      const read = await all((await file.open()).read('renja-a'));
      expect(read.map(({ json, leaf }) => ({ json, leaf }))).toEqual(sealed.map(({ json, leaf }) => ({ json, leaf })));
    }));
});
