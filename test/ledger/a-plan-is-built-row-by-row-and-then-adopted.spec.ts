import type { NewLine } from '../../src/ledger/commands.js';
import { renjaDecider } from '../../src/ledger/decide.js';
import { LEVELS, levelAbove } from '../../src/ledger/kode.js';
import {
  addLines,
  addObjectives,
  adopt,
  approve,
  DOCUMENT,
  DRAFT,
  fundsOf,
  keuangan,
  kinerja,
  newLine,
  newObjective,
  OPENED,
  open,
  PARENTS,
  PLAN,
  PLANNER,
  propose,
  reject,
  report,
  target,
} from '../support/ledger-plan.js';
import { fold, following, given } from '../support/ledger-spec.js';

describe('a plan', () => {
  it('opens with what its document says', () => {
    given([]).when(open).then([OPENED]);
    expect(fold([OPENED])).toMatchObject({ renjaId: 'dinkop-2022', status: 'draft', revision: 1 });
  });

  it('gives objectives their ids in order, and their indicators too', () => {
    const asked = addObjectives(newObjective('t', 'tujuan', null), {
      ...newObjective('s', 'sasaran', 't'),
      indikator: [
        { teks: 'Pertama', target: '3-3,5', satuan: '%' },
        { teks: 'Kedua', target: 'Baik', satuan: null },
      ],
    });
    given([OPENED])
      .when(asked)
      .then([
        {
          type: 'ObjectiveAdded',
          data: { objectiveId: 'O01', kind: 'tujuan', parent: null, uraian: 'Uraian t', indikator: [], sumber: [] },
        },
        {
          type: 'ObjectiveAdded',
          data: {
            objectiveId: 'O02',
            kind: 'sasaran',
            parent: 'O01',
            uraian: 'Uraian s',
            indikator: [
              { indikatorId: 'I1', teks: 'Pertama', target: '3-3,5', satuan: '%' },
              { indikatorId: 'I2', teks: 'Kedua', target: 'Baik', satuan: null },
            ],
            sumber: [],
          },
        },
      ]);
  });

  it('gives rows their ids in order and finds their parents among earlier rows', () => {
    const written: NewLine = newLine('sub', 'keg', {
      level: 'subkegiatan',
      kodeWritten: '2.17.3.2.01.05.',
      kode: '2.17.03.2.01.05',
      lokasi: 'Kecamatan',
      pagu: '5155000.00',
      sumberDana: fundsOf(['PAD', '5155000.00']),
      prakiraanMaju: { target: '3', satuan: 'Dokumen', pagu: null },
      atribut: { catatan: 'seperti tercetak' },
      sumber: [{ documentId: 'perbup-1', tabel: 'T-C.33', baris: 12, sel: ['2.17.3.2.01.05.'] }],
      indikator: [{ teks: 'Dokumen', target: '2', satuan: 'Dokumen' }],
      notPrinted: true,
    });
    const { ref: _, ...asPrinted } = written;
    const { ref: __, ...kegiatan } = newLine('keg', 'L0003', { level: 'kegiatan' });
    given(PARENTS)
      .when(addLines(newLine('keg', 'L0003', { level: 'kegiatan' }), written))
      .then([
        { type: 'LineAdded', data: { ...kegiatan, lineId: 'L0005', parent: 'L0003', indikator: [] } },
        {
          type: 'LineAdded',
          data: {
            ...asPrinted,
            lineId: 'L0006',
            parent: 'L0005',
            indikator: [{ indikatorId: 'I1', teks: 'Dokumen', target: '2', satuan: 'Dokumen' }],
          },
        },
      ]);
  });

  it('goes on counting where the last command stopped', () => {
    const more = following(
      DRAFT,
      addLines(newLine('a', 'L0004', { level: 'subkegiatan' })),
      addLines(newLine('a', 'L0004', { level: 'subkegiatan' })),
      addObjectives(newObjective('a', 'sasaran', 'O01')),
    );
    const { lines, objectives } = fold(more);
    expect([...lines.keys()].slice(-3)).toEqual(['L0006', 'L0007', 'L0008']);
    expect([...objectives.keys()]).toEqual(['O01', 'O02', 'O03']);
  });

  it('knows every level and which stands above which', () => {
    expect(LEVELS.map(levelAbove)).toEqual([null, 'urusan', 'bidang', 'program', 'kegiatan']);
  });

  it('is adopted once, by its document', () => {
    given(DRAFT)
      .when(adopt)
      .then([{ type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } }]);
    expect(fold(PLAN).status).toBe('adopted');
  });

  it('begins as nothing', () => {
    expect(renjaDecider.initial()).toEqual(fold([]));
    const opened = renjaDecider.decide({ command: open, actor: PLANNER, mode: 'live' }, renjaDecider.initial());
    expect(opened.reduce(renjaDecider.evolve, renjaDecider.initial())).toEqual(fold([OPENED]));
  });
});

describe('a report of realisasi', () => {
  it('becomes one event for each row, and keeps all that was reported', () => {
    const full = {
      ...kinerja('1,5'),
      keuangan: '30000000.00',
      pembanding: { indikator: 'Dokumen disusun', target: '3', satuan: 'Dokumen' },
      tingkatTercetak: '50,00',
      kendala: 'Cuaca',
      keterangan: 'Sesuai rencana',
    };
    given(PLAN)
      .when(report(full, keuangan('0.00', '2022-06', 'L0006')))
      .then([
        { type: 'RealisasiReported', data: { ...full, reportedOn: '2022-07-05' } },
        {
          type: 'RealisasiReported',
          data: { lineId: 'L0006', period: '2022-06', keuangan: '0.00', reportedOn: '2022-07-05' },
        },
      ]);
  });

  it('is remembered by row, period and indicator', () => {
    const reported = following(PLAN, report({ ...kinerja('1,5'), keuangan: '30.00' }, kinerja('80', '2022-06', 'I2')));
    const line = fold(reported).lines.get('L0005');
    expect([...(line?.keuangan.get('') ?? [])]).toEqual([['2022-TW2', '30.00']]);
    expect([...(line?.kinerja ?? [])]).toEqual([
      ['I1 2022-TW2', '1,5'],
      ['I2 2022-06', '80'],
    ]);
  });

  it('does not change the pagu, of which more may have been spent than planned', () => {
    const reported = following(PLAN, report(keuangan('100000000.01')));
    expect(fold(reported).lines.get('L0005')?.pagu).toBe('100000000.00');
  });
});

describe('the day on which a command takes effect', () => {
  const change = target('O01', 'I1', '4', '%');
  const proposed = fold(following(PLAN, propose([change], { effectiveOn: '2022-09-30' })));

  it("is the revision's for its proposal, approval and rejection", () => {
    expect(renjaDecider.effectiveOn(propose([change], { effectiveOn: '2022-09-30' }), fold(PLAN))).toBe('2022-09-30');
    expect(renjaDecider.effectiveOn(approve(), proposed)).toBe('2022-09-30');
    expect(renjaDecider.effectiveOn(reject(), proposed)).toBe('2022-09-30');
  });

  it("is the report's for a report, and the document's for the opening and the adoption", () => {
    expect(renjaDecider.effectiveOn(report(keuangan('1.00')), proposed)).toBe('2022-07-05');
    expect(renjaDecider.effectiveOn(open, fold([]))).toBe('2022-01-03');
    expect(renjaDecider.effectiveOn(adopt, fold(DRAFT))).toBe('2022-01-03');
  });

  it('is not known for rows, for a document without a date, or for a revision that does not exist', () => {
    const { tanggal: _, ...undated } = DOCUMENT;
    expect(renjaDecider.effectiveOn(addLines(newLine('a', null, { level: 'urusan' })), fold(DRAFT))).toBeNull();
    expect(renjaDecider.effectiveOn(addObjectives(newObjective('a', 'tujuan', null)), fold(DRAFT))).toBeNull();
    expect(
      renjaDecider.effectiveOn({ type: 'AdoptRenja', data: { document: undated, reason: null } }, fold(DRAFT)),
    ).toBeNull();
    expect(renjaDecider.effectiveOn(approve('R009'), proposed)).toBeNull();
  });
});
