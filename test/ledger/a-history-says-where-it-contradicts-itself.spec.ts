import type { RenjaEvent } from '../../src/ledger/events.js';
import { BrokenHistory } from '../../src/ledger/evolve.js';
import {
  approve,
  DOCUMENT,
  forwardTo,
  keuangan,
  kinerja,
  newRow,
  PLAN,
  pagu,
  propose,
  report,
  setNote,
} from '../support/ledger-plan.js';
import { fold, following } from '../support/ledger-spec.js';

/** The events of rows, indicators, notes and corrections say what they found: it must be what the events before them made. */

const revisionId = 'R001';
const HISTORY = following(
  PLAN,
  propose([forwardTo('L0005', '9.00')]),
  approve(),
  setNote('isu', 'Isu'),
  report(keuangan('5.00'), kinerja('1')),
);

const FORWARD = { target: '3', satuan: 'Dokumen', pagu: '9.00' };
const corrected = (lineId: string, period: string, more: object): RenjaEvent => ({
  type: 'RealisasiCorrected',
  data: { lineId, period, reason: 'Salah ketik', document: null, reportedOn: '2022-08-01', ...more },
});

type Case = { readonly name: string; readonly event: RenjaEvent; readonly says: string };

describe('A history with one event more', () => {
  it.each<Case>([
    {
      name: 'a note that was not blank before',
      event: { type: 'NoteSet', data: { section: 'isu', before: null, after: 'Baru' } },
      says: 'note isu before: the event states null, the history makes Isu',
    },
    {
      name: 'a note that was another',
      event: { type: 'NoteSet', data: { section: 'masalah', before: 'Isu', after: 'Baru' } },
      says: 'note masalah before: the event states Isu, the history makes null',
    },
    {
      name: 'a forward estimate that was another',
      event: { type: 'PrakiraanMajuChanged', data: { lineId: 'L0005', before: null, after: null, revisionId } },
      says: `prakiraan maju L0005 before: the event states null, the history makes ${JSON.stringify(FORWARD)}`,
    },
    {
      name: 'a name that was another',
      event: {
        type: 'LineDescribed',
        data: { lineId: 'L0005', field: 'uraian', before: 'Lain', after: 'Baru', revisionId },
      },
      says: 'uraian L0005 before: the event states "Lain", the history makes "Uraian L0005"',
    },
    {
      name: 'a code that was another',
      event: { type: 'LineDescribed', data: { lineId: 'L0005', field: 'kode', before: '2', after: '3', revisionId } },
      says: 'kode L0005 before: the event states "2", the history makes null',
    },
    {
      name: 'a place that was another',
      event: { type: 'LineDescribed', data: { lineId: 'L0005', field: 'lokasi', before: '2', after: '3', revisionId } },
      says: 'lokasi L0005 before: the event states "2", the history makes null',
    },
    {
      name: 'a row moved from where it did not stand',
      event: { type: 'LineMoved', data: { lineId: 'L0005', before: 'L0003', after: 'L0004', revisionId } },
      says: 'parent of L0005 before: the event states "L0003", the history makes "L0004"',
    },
    {
      name: 'the end of a row with money',
      event: { type: 'LineEnded', data: { lineId: 'L0005', revisionId } },
      says: 'pagu L0005 at its end: the event states "0.00", the history makes "100000000.00"',
    },
    {
      name: 'a wording that was another',
      event: {
        type: 'IndikatorReworded',
        data: { of: 'L0005', indikatorId: 'I2', before: 'Lain', after: 'Baru', revisionId },
      },
      says: 'indikator L0005 before: the event states "Lain", the history makes "Capaian"',
    },
    {
      name: 'a keuangan that was another',
      event: corrected('L0005', '2022-TW2', { keuangan: { before: '4.00', after: '6.00' } }),
      says: 'keuangan L0005 2022-TW2 before: the event states 4.00, the history makes 5.00',
    },
    {
      name: 'a kinerja that was another',
      event: corrected('L0005', '2022-TW2', { indikatorId: 'I1', kinerja: { before: '2', after: '3' } }),
      says: 'kinerja L0005 I1 2022-TW2 before: the event states 2, the history makes 1',
    },
    {
      name: 'the keuangan of a period without report',
      event: corrected('L0005', '2022-TW3', { keuangan: { before: '4.00', after: '6.00' } }),
      says: '2022-TW3 is named before it was added',
    },
    {
      name: 'the kinerja of an indicator without report',
      event: corrected('L0005', '2022-TW2', { indikatorId: 'I2', kinerja: { before: '1', after: '3' } }),
      says: 'I2 2022-TW2 is named before it was added',
    },
    {
      name: 'a correction on an unknown row',
      event: corrected('L0009', '2022-TW2', { keuangan: { before: '4.00', after: '6.00' } }),
      says: 'L0009 is named before it was added',
    },
    {
      name: 'the forward estimate of an unknown row',
      event: { type: 'PrakiraanMajuChanged', data: { lineId: 'L0009', before: null, after: null, revisionId } },
      says: 'L0009 is named before it was added',
    },
    {
      name: 'the name of an unknown row',
      event: { type: 'LineDescribed', data: { lineId: 'L0009', field: 'uraian', before: '', after: '', revisionId } },
      says: 'L0009 is named before it was added',
    },
    {
      name: 'the move of an unknown row',
      event: { type: 'LineMoved', data: { lineId: 'L0009', before: null, after: 'L0004', revisionId } },
      says: 'L0009 is named before it was added',
    },
    {
      name: 'the end of an unknown row',
      event: { type: 'LineEnded', data: { lineId: 'L0009', revisionId } },
      says: 'L0009 is named before it was added',
    },
    {
      name: 'an indicator for an unknown row',
      event: {
        type: 'IndikatorAdded',
        data: { of: 'O09', indikator: { indikatorId: 'I1', teks: 'Baru', target: '1', satuan: null }, revisionId },
      },
      says: 'O09 is named before it was added',
    },
    {
      name: 'the wording of an unknown indicator',
      event: {
        type: 'IndikatorReworded',
        data: { of: 'O01', indikatorId: 'I9', before: 'Lain', after: 'Baru', revisionId },
      },
      says: 'I9 is named before it was added',
    },
    {
      name: 'the end of an unknown indicator',
      event: {
        type: 'IndikatorEnded',
        data: { of: 'O01', indikator: { indikatorId: 'I9', teks: 'Lain', target: '1', satuan: null }, revisionId },
      },
      says: 'I9 is named before it was added',
    },
    {
      name: 'the end of an indicator of an unknown row',
      event: {
        type: 'IndikatorEnded',
        data: { of: 'L0009', indikator: { indikatorId: 'I1', teks: 'Lain', target: '1', satuan: null }, revisionId },
      },
      says: 'I1 is named before it was added',
    },
    {
      name: 'a withdrawal of an unknown revision',
      event: { type: 'RevisionWithdrawn', data: { revisionId: 'R009', reason: 'Sebab' } },
      says: 'R009 is named before it was added',
    },
    {
      name: 'a row of an unknown revision',
      event: {
        type: 'LineAdded',
        data: {
          ...{ lineId: 'L0007', level: 'subkegiatan', parent: 'L0004', kodeWritten: null, kode: null, uraian: 'Baru' },
          ...{
            indikator: [],
            lokasi: null,
            sumberDana: [],
            pagu: '0.00',
            prakiraanMaju: null,
            atribut: {},
            sumber: [],
          },
          revisionId: 'R009',
        },
      },
      says: 'R009 is named before it was added',
    },
  ])('is broken by $name', ({ event, says }) => {
    const folded = () => fold([event], fold(HISTORY));
    expect(folded).toThrow(BrokenHistory);
    expect(folded).toThrow(new BrokenHistory(says));
  });

  it('says by name that it is broken', () => {
    expect(new BrokenHistory('sebab').name).toBe('BrokenHistory');
  });

  it.each<{ name: string; event: RenjaEvent }>([
    { name: 'a note as it was', event: { type: 'NoteSet', data: { section: 'isu', before: 'Isu', after: 'Baru' } } },
    {
      name: 'the forward estimate as it was, its fields in another order',
      event: {
        type: 'PrakiraanMajuChanged',
        data: {
          lineId: 'L0005',
          before: { pagu: '9.00', satuan: 'Dokumen', target: '3' },
          after: null,
          revisionId,
        },
      },
    },
    { name: 'the end of a row without pagu', event: { type: 'LineEnded', data: { lineId: 'L0004', revisionId } } },
  ])('is sound with $name', ({ event }) => {
    expect(() => fold([event], fold(HISTORY))).not.toThrow();
  });
});

describe('The state that a history makes', () => {
  it('begins with nothing', () => {
    expect(fold([])).toMatchObject({
      ...{ revision: 0, renjaId: null, status: 'none', lastEffective: null },
      ...{ lines: new Map(), objectives: new Map(), revisions: new Map(), notes: new Map() },
    });
  });

  it('takes the figures of corrections, notes and forward estimates that came last', () => {
    const after = fold(
      [
        corrected('L0005', '2022-TW2', {
          ...{ keuangan: { before: '5.00', after: '6.00' } },
          ...{ indikatorId: 'I1', kinerja: { before: '1', after: '2' } },
        }),
        { type: 'NoteSet', data: { section: 'isu', before: 'Isu', after: 'Baru' } },
        { type: 'PrakiraanMajuChanged', data: { lineId: 'L0005', before: FORWARD, after: null, revisionId } },
        { type: 'RenjaClosed', data: { document: DOCUMENT, reason: 'Tahun berakhir' } },
      ],
      fold(HISTORY),
    );
    expect(after.lines.get('L0005')).toMatchObject({
      keuangan: new Map([['', new Map([['2022-TW2', '6.00']])]]),
      kinerja: new Map([['I1 2022-TW2', '2']]),
      prakiraanMaju: null,
    });
    expect([...after.notes]).toEqual([['isu', 'Baru']]);
    expect(after.status).toBe('closed');
  });

  it('knows from which day a row is there, and by which revision', () => {
    const added = fold(following(PLAN, propose([newRow('a'), pagu('a', '7.00')]), approve()));
    expect(added.lines.get('L0007')).toMatchObject({ addedOn: '2022-06-01', ended: false, pagu: '7.00' });
    expect(added.lines.get('L0005')?.addedOn).toBeNull();
    expect(added.revisions.get('R001')?.added).toEqual({ lines: ['L0007'], indikator: [] });
  });
});
