import type { DraftChange, NewChange, NewLine, NewObjective, RenjaCommand } from '../../src/ledger/commands.js';
import type { EventOf, RenjaEvent } from '../../src/ledger/events.js';
import type { Actor, Document, Indikator } from '../../src/ledger/terms.js';

/** A small plan with every level, and the commands that specs give to it. All of it is made up. */

const account = (role: Actor['role'], id: string = role): Actor => ({ id, name: `Akun ${role}`, role });

export const PLANNER = account('planner');
export const FINANCE = account('finance');
export const VERIFIER = account('verifier');
export const APPROVER = account('approver');
export const OTHER_APPROVER = account('approver', 'approver-2');
export const AUDITOR = account('auditor');
export const VIEWER = account('viewer');
export const ADMIN = account('admin');

export const DOCUMENT: Document = {
  documentId: 'perbup-1',
  jenis: 'Peraturan Bupati',
  nomor: '1 Tahun 2022',
  tanggal: '2022-01-03',
  judul: 'Renja Dinas Koperasi dan UMKM',
};

const indikator = (n: number, teks: string, target: string, satuan: string | null): Indikator => ({
  indikatorId: `I${n}`,
  teks,
  target,
  satuan,
});

export const OPENED: EventOf<'RenjaOpened'> = {
  type: 'RenjaOpened',
  data: {
    renjaId: 'dinkop-2022',
    pemda: { kode: '99.99', jenis: 'Kabupaten', nama: 'Contoh' },
    perangkatDaerah: { kode: '2.17', nama: 'Dinas Koperasi dan UMKM' },
    tahun: 2022,
    periodeRpjmd: '2021-2026',
    nomenklatur: '050-5889/2021',
    pendahulu: [],
    document: DOCUMENT,
  },
};

const objective = (
  objectiveId: string,
  kind: 'tujuan' | 'sasaran',
  parent: string | null,
): EventOf<'ObjectiveAdded'> => ({
  type: 'ObjectiveAdded',
  data: {
    objectiveId,
    kind,
    parent,
    uraian: `Uraian ${objectiveId}`,
    indikator: [indikator(1, 'Pertumbuhan koperasi', '3-3,5', '%')],
    sumber: [],
  },
});

export const line = (
  lineId: string,
  parent: string | null,
  data: Pick<EventOf<'LineAdded'>['data'], 'level'> & Partial<EventOf<'LineAdded'>['data']>,
): EventOf<'LineAdded'> => ({
  type: 'LineAdded',
  data: {
    lineId,
    parent,
    kodeWritten: null,
    kode: null,
    uraian: `Uraian ${lineId}`,
    indikator: [],
    lokasi: null,
    sumberDana: [],
    pagu: null,
    prakiraanMaju: null,
    atribut: {},
    sumber: [],
    ...data,
  },
});

/** Down to a kegiatan, and no sub kegiatan yet. */
export const PARENTS: readonly RenjaEvent[] = [
  OPENED,
  objective('O01', 'tujuan', null),
  objective('O02', 'sasaran', 'O01'),
  line('L0001', null, { level: 'urusan' }),
  line('L0002', 'L0001', { level: 'bidang' }),
  line('L0003', 'L0002', { level: 'program' }),
  line('L0004', 'L0003', { level: 'kegiatan', indikator: [indikator(1, 'Koperasi dibina', '28', 'koperasi')] }),
];

export const DRAFT: readonly RenjaEvent[] = [
  ...PARENTS,
  line('L0005', 'L0004', {
    level: 'subkegiatan',
    pagu: '100000000.00',
    sumberDana: [{ dana: 'APBD', jumlah: null }],
    indikator: [indikator(1, 'Dokumen disusun', '2', 'Dokumen'), indikator(2, 'Capaian', '82', '%')],
  }),
  line('L0006', 'L0004', {
    level: 'subkegiatan',
    pagu: '60000000.00',
    sumberDana: [
      { dana: 'PAD', jumlah: '40000000.00' },
      { dana: 'DAU', jumlah: '20000000.00' },
    ],
    indikator: [indikator(1, 'Orang dilatih', '100', 'orang')],
  }),
];

export const PLAN: readonly RenjaEvent[] = [
  ...DRAFT,
  { type: 'RenjaAdopted', data: { document: DOCUMENT, reason: null } },
];

export const open: RenjaCommand = { type: 'OpenRenja', data: OPENED.data };
export const adopt: RenjaCommand = { type: 'AdoptRenja', data: { document: DOCUMENT, reason: null } };

export const newLine = (
  ref: string,
  parent: string | null,
  data: Pick<NewLine, 'level'> & Partial<NewLine>,
): NewLine => ({
  ref,
  parent,
  kodeWritten: null,
  kode: null,
  uraian: `Uraian ${ref}`,
  indikator: [],
  lokasi: null,
  sumberDana: [],
  pagu: data.level === 'subkegiatan' ? '5000.00' : null,
  prakiraanMaju: null,
  atribut: {},
  sumber: [],
  ...data,
});

export const newObjective = (ref: string, kind: NewObjective['kind'], parent: string | null): NewObjective => ({
  ref,
  kind,
  parent,
  uraian: `Uraian ${ref}`,
  indikator: [],
  sumber: [],
});

export const addLines = (...lines: readonly NewLine[]): RenjaCommand => ({ type: 'AddLines', data: { lines } });
export const addObjectives = (...objectives: readonly NewObjective[]): RenjaCommand => ({
  type: 'AddObjectives',
  data: { objectives },
});

type Proposal = Extract<RenjaCommand, { type: 'ProposeRevision' }>['data'];

export const propose = (changes: readonly NewChange[], data: Partial<Proposal> = {}): RenjaCommand => ({
  type: 'ProposeRevision',
  data: {
    kind: 'perubahan',
    stage: 'P-APBD',
    judul: 'Perubahan pertama',
    document: DOCUMENT,
    reason: 'Penyesuaian kebutuhan',
    effectiveOn: '2022-06-01',
    changes,
    ...data,
  },
});

export const approve = (revisionId = 'R001', note: string | null = null): RenjaCommand => ({
  type: 'ApproveRevision',
  data: { revisionId, note },
});

export const endorse = (
  step: Extract<RenjaCommand, { type: 'EndorseRevision' }>['data']['step'],
  revisionId = 'R001',
): RenjaCommand => ({ type: 'EndorseRevision', data: { revisionId, step, note: null, document: null } });

/** A proposal as an office's route made it: it waits for these steps. */
export const withRoute = (
  history: readonly RenjaEvent[],
  ...route: NonNullable<EventOf<'RevisionProposed'>['data']['route']>
): readonly RenjaEvent[] =>
  history.map((event) => (event.type === 'RevisionProposed' ? { ...event, data: { ...event.data, route } } : event));

export const reject = (revisionId = 'R001', reason = 'Belum ada dasar hukumnya'): RenjaCommand => ({
  type: 'RejectRevision',
  data: { revisionId, reason },
});

type Report = Extract<RenjaCommand, { type: 'ReportRealisasi' }>['data']['reports'][number];

export const report = (...reports: readonly Report[]): RenjaCommand => ({
  type: 'ReportRealisasi',
  data: { reportedOn: '2022-07-05', reports },
});

export const keuangan = (amount: string, period = '2022-TW2', lineId = 'L0005'): Report => ({
  lineId,
  period,
  keuangan: amount,
});

export const kinerja = (value: string, period = '2022-TW2', indikatorId = 'I1', lineId = 'L0005'): Report => ({
  lineId,
  period,
  indikatorId,
  kinerja: value,
});

type Pagu = Extract<NewChange, { field: 'pagu' }>;

export const pagu = (lineId: string, delta: string, more: Partial<Pagu> = {}): Pagu => ({
  field: 'pagu',
  lineId,
  delta,
  ...more,
});

type TargetChange = Extract<NewChange, { field: 'target' }>;

export const target = (
  of: string,
  indikatorId: string,
  to: string,
  satuan: string | null,
  from?: TargetChange['from'],
): TargetChange => ({
  field: 'target',
  of,
  indikatorId,
  to: { target: to, satuan },
  ...(from === undefined ? {} : { from }),
});

type FundsChange = Extract<NewChange, { field: 'sumberDana' }>;

/** Funds as pairs of name and amount. */
export const fundsOf = (...pairs: readonly (readonly [string, string | null])[]): FundsChange['to'] =>
  pairs.map(([dana, jumlah]) => ({ dana, jumlah }));

export const funds = (lineId: string, to: FundsChange['to'], from?: FundsChange['from']): FundsChange => ({
  field: 'sumberDana',
  lineId,
  to,
  ...(from === undefined ? {} : { from }),
});

type Reversal = Extract<RenjaCommand, { type: 'ReverseRevision' }>['data'];

export const reverse = (reverses = 'R001', data: Partial<Reversal> = {}): RenjaCommand => ({
  type: 'ReverseRevision',
  data: {
    reverses,
    kind: 'koreksi',
    stage: null,
    judul: `Pembatalan ${reverses}`,
    document: DOCUMENT,
    reason: 'Dicabut',
    effectiveOn: '2022-06-01',
    ...data,
  },
});

export const withdraw = (revisionId = 'R001', reason = 'Angka berubah'): RenjaCommand => ({
  type: 'WithdrawRevision',
  data: { revisionId, reason },
});

type Decree = Extract<RenjaCommand, { type: 'CloseRenja' }>['data'];

export const close = (data: Partial<Decree> = {}): RenjaCommand => ({
  type: 'CloseRenja',
  data: { document: DOCUMENT, reason: 'Tahun berakhir', ...data },
});

export const reopen = (data: Partial<Decree> = {}): RenjaCommand => ({
  type: 'ReopenRenja',
  data: { document: DOCUMENT, reason: 'Hasil pemeriksaan', ...data },
});

export const reviseDraft = (changes: readonly DraftChange[], reason = 'Hasil pembahasan'): RenjaCommand => ({
  type: 'ReviseDraft',
  data: { changes, reason },
});

export const answer = (finding: string, text: string): RenjaCommand => ({
  type: 'AnswerFinding',
  data: { finding, text, document: null },
});

/** The plan as it was budgeted before 2021: kegiatan hold the pagu. */
export const OF_2020: EventOf<'RenjaOpened'> = { ...OPENED, data: { ...OPENED.data, tahun: 2020 } };

export const setNote = (section: string, text: string): RenjaCommand => ({ type: 'SetNote', data: { section, text } });

type Ceilings = Extract<RenjaCommand, { type: 'SetPlafon' }>['data'];
type Scope = Ceilings['plafon'][number]['scope'];

/** Ceilings as pairs of scope and amount. */
export const setPlafon = (
  pairs: readonly (readonly [Scope, string])[],
  data: Partial<Ceilings> = {},
): RenjaCommand => ({
  type: 'SetPlafon',
  data: {
    plafon: pairs.map(([scope, amount]) => ({ scope, amount })),
    document: DOCUMENT,
    reason: 'Sesuai PPAS',
    ...data,
  },
});

export const ALL: Scope = { of: 'renja' };
export const ofLine = (lineId: string): Scope => ({ of: 'line', lineId });
export const ofDana = (dana: string): Scope => ({ of: 'dana', dana });

export const plafonTo = (scope: Scope, to: string | null, from?: string | null): NewChange => ({
  field: 'plafon',
  scope,
  to,
  ...(from === undefined ? {} : { from }),
});

type Corrections = Extract<RenjaCommand, { type: 'CorrectRealisasi' }>['data'];
type Correction = Corrections['corrections'][number];

export const correct = (corrections: readonly Correction[], data: Partial<Corrections> = {}): RenjaCommand => ({
  type: 'CorrectRealisasi',
  data: { reportedOn: '2022-08-01', reason: 'Salah ketik', document: null, corrections, ...data },
});

export const keuanganTo = (to: string, more: Partial<Correction> & { from?: string } = {}): Correction => {
  const { from, ...rest } = more;
  return { lineId: 'L0005', period: '2022-TW2', keuangan: { ...(from === undefined ? {} : { from }), to }, ...rest };
};

type Row = Extract<NewChange, { field: 'newLine' }>['row'];

/** A sub kegiatan that a revision adds under the kegiatan L0004. */
export const newRow = (ref: string, row: Partial<Row> = {}): DraftChange => ({
  field: 'newLine',
  ref,
  row: {
    level: 'subkegiatan',
    parent: 'L0004',
    kodeWritten: null,
    kode: null,
    uraian: `Uraian ${ref}`,
    indikator: [],
    lokasi: null,
    sumberDana: [],
    prakiraanMaju: null,
    asal: [],
    ...row,
  },
});

export const endRow = (lineId: string): DraftChange => ({ field: 'endLine', lineId });
export const moveTo = (lineId: string, to: string | null): DraftChange => ({ field: 'parent', lineId, to });
export const describedAs = (field: 'kode' | 'uraian' | 'lokasi', lineId: string, to: string | null): DraftChange => ({
  field,
  lineId,
  to,
});
export const reworded = (of: string, indikatorId: string, to: string): DraftChange => ({
  field: 'teks',
  of,
  indikatorId,
  to,
});
export const newIndikator = (of: string, teks: string, to = '5', satuan: string | null = 'unit'): DraftChange => ({
  field: 'newIndikator',
  of,
  indikator: { teks, target: to, satuan },
});
export const endIndikator = (of: string, indikatorId: string): DraftChange => ({
  field: 'endIndikator',
  of,
  indikatorId,
});
export const forwardTo = (lineId: string, pagu: string | null): DraftChange => ({
  field: 'prakiraanMaju',
  lineId,
  to: { target: '3', satuan: 'Dokumen', pagu },
});
export const transfer = (from: string, to: string, amount: string, more: { dana?: string } = {}): DraftChange => ({
  field: 'transfer',
  from,
  to,
  amount,
  ...more,
});
