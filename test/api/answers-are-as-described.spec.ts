import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { parse } from 'yaml';
import { Accounts } from '../../src/access/accounts.js';
import { executeForOffice } from '../../src/commands/execute.js';
import { readSettings } from '../../src/settings.js';
import { AsDescribed, DESCRIPTION, faultsBy, OPERATIONS, parametersOf } from './as-described.js';
import { type Answer, ID, PEMDA, pergeseran, ServerAtHand } from './server-at-hand.js';

let server: ServerAtHand;
let api: AsDescribed;

const PASSWORD = 'kata sandi yang panjang sekali';

beforeAll(async () => {
  server = await ServerAtHand.start({
    budi: ['finance', PEMDA],
    ani: ['approver', PEMDA],
    vera: ['verifier', PEMDA],
    // Of another government: there is no Renja of it.
    lia: ['viewer', '99.99'],
  });
  api = new AsDescribed(server);
  const settings = readSettings(server.env);
  const accounts = await Accounts.open(settings.accounts);
  await accounts.setPassword('budi', PASSWORD);
  await accounts.add('rina', 'Rina', PASSWORD, new Date());
  accounts.close();
  const store = await server.store();
  const command = {
    type: 'SetRoutes' as const,
    data: { routes: [{ kind: 'pergeseran' as const, level: null, steps: ['pa' as const] }], document: null },
  };
  const actor = { id: 'tini', name: 'Tini', role: 'admin' as const };
  await executeForOffice(
    store,
    { pemda: PEMDA, command, actor, commandId: randomUUID(), mode: 'live' },
    () => new Date(),
  );
  await store.close();
});
afterAll(() => server.stop());

const DRAFT = 'dinas-contoh-2023';

const decree = (judul: string, tanggal: string) => ({
  documentId: `dokumen-${tanggal}`,
  jenis: 'Peraturan Wali Kota',
  nomor: '00/CONTOH/2022',
  tanggal,
  judul,
  penandatangan: { nama: 'Nama', jabatan: 'Wali Kota' },
  sha256: '0'.repeat(64),
  madeUp: ['nomor', 'tanggal'],
});

const etagOf = async (renjaId: string): Promise<string> =>
  (await api.ask('tini', 'GET', `renja/${renjaId}`)).headers.get('etag') ?? '';

const statusOf = async (asked: Promise<Answer>): Promise<number> => (await asked).status;

/**
 * One write: first with everything that can be wrong with its request, then dry, then for good, then again.
 * @param path behind `renja`
 */
async function write(account: string, path: string, body: object): Promise<{ revisionId: string | null }> {
  const [, renjaId] = path.split('/');
  const address = `renja${path}`;
  const post = (who: string | null, to: string, headers: Record<string, string>, sent: object = body) =>
    api.ask(who, 'POST', to, { body: sent, headers });
  const key = { 'idempotency-key': randomUUID() };
  const stale = { 'if-match': '"r99999"' };
  const match: Record<string, string> = renjaId === undefined ? {} : { 'if-match': await etagOf(renjaId) };
  const dry = `${address}/validation`;
  for (const to of [address, dry]) {
    expect(await statusOf(post(null, to, { ...key, ...match }))).toBe(401);
    expect(await statusOf(post('lia', to, { ...key, ...match }))).toBe(403);
    expect(await statusOf(post(account, to, { ...key, ...match }, { ...body, unknown: 1 }))).toBe(400);
    expect(await statusOf(post(account, to, { ...key, 'if-match': 'r1' }))).toBe(400);
    expect(await statusOf(post(account, to, { ...key, ...stale }))).toBe(412);
    const text = { ...key, ...match, 'content-type': 'application/xml' };
    expect(await statusOf(api.ask(account, 'POST', to, { raw: 'text', headers: text }))).toBe(415);
    const broken = { raw: '{', headers: { ...key, ...match } };
    expect(await statusOf(api.ask(account, 'POST', to, broken))).toBe(400);
    if (renjaId === undefined) continue;
    expect(await statusOf(post(account, to.replace(renjaId, 'tidak-ada'), { ...key, ...match }))).toBe(404);
  }
  expect(await statusOf(post(account, address, match))).toBe(400);
  if (renjaId !== undefined) expect(await statusOf(post(account, address, key))).toBe(428);
  for (const headers of [{}, match]) {
    const tried = await post(account, dry, headers);
    expect([path, tried.status, tried.status === 200 ? '' : tried.text]).toEqual([path, 200, '']);
  }
  const written = await post(account, address, { ...key, ...match });
  expect([path, written.status, written.status === 201 ? '' : written.text]).toEqual([path, 201, '']);
  const again = await post(account, address, { ...key, ...match });
  expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, written.text, 'true']);
  return written.json<{ revisionId: string | null }>();
}

describe('The description', () => {
  it('is of OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(DESCRIPTION));
    expect([valid, errors]).toEqual([true, undefined]);
  });

  it('is what the server gives out', async () => {
    for (const address of ['/openapi.json', 'openapi.json'])
      expect((await api.ask(null, 'GET', address)).json()).toEqual(DESCRIPTION);
  });

  it('names each operation once, and says of every parameter what it is', () => {
    const ids = OPERATIONS.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const bare = OPERATIONS.flatMap(parametersOf).filter((one) => !('description' in one));
    expect(bare).toEqual([]);
  });
});

describe('Whoever signs in', () => {
  it('gets what is described, with a cookie, and so for tokens', async () => {
    const signIn = (body: object, headers = {}) => api.ask(null, 'POST', 'session', { body, headers });
    const right = { account: 'budi', password: PASSWORD };
    const signed = await signIn(right);
    expect(signed.status).toBe(200);
    const [cookie = ''] = (signed.headers.get('set-cookie') ?? '').split(';');
    expect(await statusOf(signIn({ account: 'budi', password: 'keliru' }))).toBe(401);
    expect(await statusOf(signIn({ ...right, unknown: 1 }))).toBe(400);
    expect(await statusOf(signIn(right, { origin: 'http://elsewhere.example' }))).toBe(403);
    expect(await statusOf(signIn(right, { 'content-type': 'application/xml' }))).toBe(415);
    expect(await statusOf(signIn({ account: 'rina', password: PASSWORD }))).toBe(200);

    const asBudi = (method: string, address: string, body?: object, headers = {}) =>
      api.ask(null, method, address, { ...(body ? { body } : {}), headers: { cookie, ...headers } });
    expect(await statusOf(asBudi('GET', 'session'))).toBe(200);
    expect(await statusOf(api.ask(null, 'GET', 'session'))).toBe(401);
    expect(await statusOf(api.ask('budi', 'GET', 'session'))).toBe(200);
    const made = await asBudi('POST', 'tokens', { label: 'rekonsiliasi', days: 30 });
    expect(made.status).toBe(201);
    expect(await statusOf(asBudi('POST', 'tokens', { label: 'rekonsiliasi' }))).toBe(201);
    expect(await statusOf(asBudi('POST', 'tokens', { label: '', days: 0 }))).toBe(400);
    expect(await statusOf(asBudi('POST', 'tokens', { label: 'x' }, { origin: 'http://elsewhere.example' }))).toBe(403);
    expect(await statusOf(api.ask(null, 'POST', 'tokens', { body: { label: 'x' } }))).toBe(401);
    expect(await statusOf(asBudi('GET', 'tokens'))).toBe(200);
    expect(await statusOf(api.ask(null, 'GET', 'tokens'))).toBe(401);
    const { id } = made.json<{ id: string }>();
    expect(await statusOf(api.ask(null, 'DELETE', `tokens/${id}`))).toBe(401);
    expect(await statusOf(asBudi('DELETE', `tokens/${id}`))).toBe(204);
    expect(await statusOf(asBudi('DELETE', 'tokens/tidak-ada'))).toBe(404);
    expect(await statusOf(asBudi('DELETE', 'session', undefined, { 'sec-fetch-site': 'cross-site' }))).toBe(403);
    expect(await statusOf(asBudi('DELETE', 'session', undefined, { 'content-type': 'application/xml' }))).toBe(415);
    expect(await statusOf(asBudi('DELETE', 'session'))).toBe(204);
    expect(await statusOf(asBudi('DELETE', 'session'))).toBe(401);
  });
});

describe('Whatever is written', () => {
  it('is taken and answered as described: a draft up to its adoption', async () => {
    await write('budi', '', {
      renjaId: DRAFT,
      pemda: { kode: '35.74', jenis: 'kota', nama: 'Kota Probolinggo' },
      perangkatDaerah: { kode: '2.17.0.00.0.00.01.0000', nama: 'Dinas Contoh' },
      tahun: '2023',
      periodeRpjmd: '2019-2024',
      nomenklatur: '050-5889/2021',
      pendahulu: ['dinas-contoh-2022'],
      document: decree('Renja 2023', '2022-12-30'),
      madeUp: ['perangkatDaerah'],
    });
    await write('budi', `/${DRAFT}/objectives`, {
      objectives: [
        { ref: 't', kind: 'tujuan', uraian: 'Koperasi sehat', indikator: [{ teks: 'Koperasi sehat', target: '40 %' }] },
        { ref: 's', kind: 'sasaran', parent: 't', uraian: 'Koperasi diawasi', indikator: [] },
      ],
    });
    const sub = (ref: string, kode: string, pagu: string) => ({
      ...{ ref, level: 'subkegiatan', parent: 'kegiatan', kode, uraian: `Sub kegiatan ${ref}`, pagu },
      lokasi: 'Kota Probolinggo',
      indikator: [{ teks: 'Koperasi diperiksa', target: '28 koperasi' }],
      sumberDana: [{ dana: 'PAD', jumlah: pagu }],
      prakiraanMaju: { target: '30 koperasi', pagu: '125.000.000' },
      asal: [{ renjaId: 'dinas-contoh-2022', lineId: 'L0001' }],
    });
    await write('budi', `/${DRAFT}/lines`, {
      lines: [
        { ref: 'urusan', level: 'urusan', kode: '2', uraian: 'URUSAN WAJIB' },
        { ref: 'bidang', level: 'bidang', parent: 'urusan', kode: '2.17', uraian: 'KOPERASI' },
        { ref: 'program', level: 'program', parent: 'bidang', kode: '2.17.03', uraian: 'PENGAWASAN' },
        { ref: 'kegiatan', level: 'kegiatan', parent: 'program', kode: '2.17.03.2.01', uraian: 'Pemeriksaan' },
        sub('satu', '2.17.03.2.01.01', '120.000.000'),
        sub('dua', '2.17.03.2.01.02', '80.000.000'),
      ],
    });
    await write('budi', `/${DRAFT}/draft`, {
      reason: 'Hasil pembahasan rancangan awal',
      changes: [
        {
          line: '2.17.03.2.01.01',
          target: { to: '32 koperasi' },
          sumberDana: [{ dana: 'PAD', jumlah: '130.000.000' }],
          pagu: { to: '130.000.000' },
        },
      ],
    });
    await write('vera', `/${DRAFT}/plafon`, {
      reason: 'Plafon sesuai PPAS',
      document: decree('PPAS 2023', '2022-08-15'),
      plafon: [
        { amount: '500.000.000' },
        { line: '2.17.03', amount: '400.000.000' },
        { dana: 'PAD', amount: '450.000.000' },
      ],
    });
    await write('budi', `/${DRAFT}/notes`, { section: 'pendahuluan', text: 'Renja ini disusun.' });
    await write('budi', `/${DRAFT}/adoption`, { reason: 'Penetapan', document: decree('Renja 2023', '2022-12-30') });
    await write('budi', `/${DRAFT}/findings/answers`, {
      finding: 'F-1',
      text: 'Sudah diperbaiki.',
      document: decree('Jawaban', '2022-12-01'),
    });
  });

  it('is taken and answered as described: revisions and how they end', async () => {
    const { revisionId: first } = await write('budi', `/${ID}/revisions`, pergeseran('1000.00'));
    const { revisionId: second } = await write('budi', `/${ID}/revisions`, pergeseran('2000.00'));
    const { revisionId: third } = await write('budi', `/${ID}/revisions`, {
      kind: 'perubahan',
      stage: 'P-APBD',
      judul: 'Perubahan Renja kedua',
      reason: 'Kegiatan baru',
      effectiveOn: '2022-11-15',
      document: decree('Perubahan Kedua APBD', '2022-11-15'),
      newLines: [
        {
          ref: 'pasar',
          level: 'subkegiatan',
          parent: '3.30.03.2.01',
          kode: '3.30.03.2.01.09',
          uraian: 'Revitalisasi Pasar Wonoasih',
          lokasi: 'Kecamatan Wonoasih',
          pagu: '50.000.000',
          indikator: [{ teks: 'Pasar direvitalisasi', target: '1 Unit' }],
          sumberDana: [{ dana: 'PAD' }],
          asal: [{ renjaId: 'dinas-lama-2022', lineId: 'L0012' }],
        },
      ],
      transfers: [{ from: '2.17.01.2.06.05', to: '2.17.01.2.06.02', amount: '5.000.000', reason: 'Kurang' }],
      changes: [
        {
          line: '3.30.03.2.01.02',
          uraian: 'Fasilitasi Pengelolaan Pasar Rakyat',
          lokasi: 'Kota',
          target: { to: '108 Unit' },
          newIndikator: { teks: 'Pedagang terfasilitasi', target: '40 pedagang' },
          reason: 'Pokok pikiran',
        },
        { line: '2.17.01.2.09.06', pagu: { from: '26.000.000', to: '25.000.000' } },
        { line: '2.17.01.2.09.11', pagu: { delta: '1.000.000' }, sumberDana: [{ dana: 'PAD' }] },
        { line: 'L0060', prakiraanMaju: { target: '2 Dokumen', pagu: '9.000.000.000' }, reword: { to: 'Bunyi baru' } },
      ],
      plafon: [{ amount: '30.000.000.000' }],
    });
    const { revisionId: fourth } = await write('budi', `/${ID}/revisions`, pergeseran('4000.00'));
    const of = (id: string | null, what: string) => `/${ID}/revisions/${id}/${what}`;
    await write('vera', of(first, 'endorsement'), {
      step: 'pa',
      note: 'Disetujui',
      document: decree('Persetujuan', '2022-10-02'),
    });
    await write('ani', of(first, 'approval'), { note: 'Sah' });
    await write('ani', of(third, 'approval'), {});
    await write('ani', of(second, 'rejection'), { reason: 'Belum perlu' });
    await write('budi', of(fourth, 'withdrawal'), { reason: 'Keliru' });
    const { revisionId: fifth } = await write('budi', of(first, 'reversal'), {
      kind: 'koreksi',
      judul: 'Pembatalan Pergeseran I',
      reason: 'Dicabut',
      effectiveOn: '2022-12-01',
      document: decree('Pencabutan', '2022-12-01'),
    });
    await write('ani', of(fifth, 'approval'), {});
    const etag = await etagOf(ID);
    const headers = { 'idempotency-key': randomUUID(), 'if-match': etag };
    const own = await api.ask('ani', 'POST', `renja${of(first, 'approval')}`, { body: {}, headers });
    expect(own.status).toBe(422);
    const dry = await api.ask('ani', 'POST', `renja${of('R999', 'approval')}/validation`, { body: {} });
    expect(dry.status).toBe(404);
  });

  it('is taken and answered as described: realisasi, the end of the year, and after it', async () => {
    await write('budi', `/${ID}/realisasi`, {
      period: '2022-TW3',
      reportedOn: '2022-10-10',
      reports: [
        {
          line: '2.17.01.2.01.01',
          kinerja: '2',
          keuangan: '90500.00',
          pembanding: { indikator: 'Dokumen', target: '2 Dokumen' },
          kendala: 'Tidak ada',
          keterangan: 'contoh',
        },
        { line: '2.17.01', kinerja: '61,5' },
      ],
    });
    await write('budi', `/${ID}/realisasi/corrections`, {
      reportedOn: '2022-11-02',
      reason: 'Salah ketik',
      document: decree('Pemeriksaan', '2022-11-02'),
      corrections: [
        {
          line: '2.17.01.2.01.01',
          period: '2022-TW3',
          keuangan: { from: '90500.00', to: '90400.00' },
          kinerja: { from: '2', to: '1' },
        },
      ],
    });
    const end = { reason: 'Tahun anggaran berakhir', document: decree('Penutupan', '2022-12-31') };
    await write('ani', `/${ID}/closing`, end);
    const refused = await api.ask('budi', 'POST', `renja/${ID}/notes/validation`, {
      body: { section: 'a', text: 'b' },
    });
    expect(refused.status).toBe(422);
    await write('ani', `/${ID}/reopening`, { ...end, reason: 'Temuan pemeriksaan' });
  });

  it('is refused as described where something optional is null', async () => {
    const revision = pergeseran('1.00');
    const bodies: readonly (readonly [string, object, string[]])[] = [
      ['revisions', { ...revision, document: { ...revision.document, nomor: null } }, ['/document/nomor']],
      ['revisions', { ...revision, changes: [{ line: '2.17.01', pagu: null, uraian: '' }] }, ['/changes/0/pagu']],
      ['realisasi', { period: null, reports: [{ line: '2.17', kinerja: null }] }, ['/period', '/reports/0/kinerja']],
    ];
    for (const [path, body, pointers] of bodies) {
      const refused = await api.ask('budi', 'POST', `renja/${ID}/${path}/validation`, { body });
      const { status, errors } = refused.json<{ status: number; errors: { pointer: string }[] }>();
      expect([status, errors.map(({ pointer }) => pointer)]).toEqual([400, expect.arrayContaining(pointers)]);
    }
  });

  it('is refused as described where it is too large', async () => {
    const raw = `"${'a'.repeat(4 * 1024 * 1024)}"`;
    for (const address of [`renja/${ID}/notes`, 'renja', 'imports'])
      expect(await statusOf(api.ask('budi', 'POST', address, { raw }))).toBe(413);
  });
});

describe('A document that is imported', () => {
  const body = imported();
  const { manifest, files } = body;

  it('is taken and refused as described', async () => {
    for (const address of ['imports/validation', 'imports']) {
      const post = (sent: object, who: string | null = 'budi', headers = {}) =>
        statusOf(api.ask(who, 'POST', address, { body: sent, headers }));
      expect(await post(body)).toBe(200);
      expect(await post(body, null)).toBe(401);
      expect(await post(body, 'lia')).toBe(403);
      expect(await post({ manifest })).toBe(400);
      expect(await post({ ...body, files: { '../up': '' } })).toBe(400);
      expect(await post({ ...body, files: { ...files, 'tabel-2-1.tsv': 'a\tb\n' } })).toBe(422);
      expect(await post({ ...body, manifest: { ...manifest, adoption: { document: 'renja-2022' } } })).toBe(409);
      expect(await post(body, 'budi', { 'content-type': 'application/xml' })).toBe(415);
    }
  });
});

/** What a view has in its path, and what it may be asked for. */
const OF_RENJA: Readonly<Record<string, readonly string[]>> = {
  '': [],
  '/lines': ['shape=tree', 'shape=flat', 'level=program', 'shape=tree&level=kegiatan'],
  '/lines/2.17.01.2.08.01': [],
  '/lines/L0001': [],
  '/lines/2.17.01.2.08.01/history': [],
  '/lines/2.17/history': [],
  '/lines/2.17.01.2.08.01/blame': ['field=pagu', 'field=target'],
  '/lines/O01/blame': ['field=target'],
  '/revisions': [],
  '/revisions/P-APBD-2022': [],
  '/revisions/R002': [],
  '/versions': [],
  '/realisasi': ['period=2022-TW2', 'triwulan=3', 'period=2022-06'],
  '/comparison': [
    'from=murni&to=p-apbd',
    'from=r1&to=r118',
    'all=1',
    'all=0',
    'from=sebelum',
    'to=effective:2022-10-03',
  ],
};
const NOW = encodeURIComponent('2999-01-01T00:00:00+07:00');

describe.each(Object.entries(OF_RENJA))('renja/{renjaId}%s', (path, more) => {
  const at = path === '/comparison' ? [] : ['atRevision=118', `asOf=${NOW}`, 'effectiveOn=2022-12-31'];
  it.each([ID, DRAFT])('answers as described, of %s', async (renjaId) => {
    const address = `renja/${renjaId}${path}`;
    const asks = ['', 'format=json', 'format=csv', ...at, ...more];
    for (const query of asks) {
      const answer = await api.ask('budi', 'GET', `${address}?${query}`);
      // What the Renja of Probolinggo has, that of the draft need not have.
      if (renjaId === ID && !query.startsWith('atRevision')) expect([query, answer.status]).toEqual([query, 200]);
    }
  });

  it('refuses as described', async () => {
    const address = `renja/${ID}${path}`;
    const get = (who: string | null, to: string, headers = {}) => statusOf(api.ask(who, 'GET', to, { headers }));
    const etag = await etagOf(ID);
    expect(await get('budi', address, { 'if-none-match': etag })).toBe(304);
    expect(await get('budi', address, { accept: 'text/csv' })).toBe(200);
    expect(await get(null, address)).toBe(401);
    expect(await get('lia', address)).toBe(403);
    expect(await get('budi', address.replace(ID, 'tidak-ada'))).toBe(404);
    expect(await get('budi', `${address}?unknown=1`)).toBe(400);
    expect(await get('budi', address, { accept: 'image/png' })).toBe(406);
    expect(await get('budi', `${address}?format=png`)).toBe(406);
    if (at.length === 0) return;
    expect(await get('budi', `${address}?atRevision=1&effectiveOn=2022-12-31`)).toBe(400);
    expect(await get('budi', `${address}?atRevision=99999`)).toBe(404);
  });
});

describe('What is asked within a Renja and is not there', () => {
  it.each(['lines/9.99', 'lines/9.99/history', 'lines/9.99/blame', 'revisions/R999', 'comparison?from=tidak-ada'])(
    '%s is answered as described',
    async (path) => {
      expect(await statusOf(api.ask('budi', 'GET', `renja/${ID}/${path}`))).toBe(404);
    },
  );

  it('is answered as described where a code means several rows', async () => {
    const { report } = (await server.ask('budi', 'POST', 'imports/validation', { body: imported() })).json<{
      report: { sharedCodes: string[] };
    }>();
    const [kode = ''] = report.sharedCodes;
    for (const path of [kode, `${kode}/history`, `${kode}/blame`])
      expect(await statusOf(api.ask('budi', 'GET', `renja/${ID}/lines/${path}`))).toBe(422);
  });
});

const ACROSS: Readonly<Record<string, readonly string[]>> = {
  renja: ['tahun=2022', 'pemda=35.74', 'perangkatDaerah=2.17.0.00.0.00.01.0000'],
  'audit-trail': [
    ...[`renja=${ID}`, 'actor=budi', 'kode=2.17.01', 'kind=pergeseran', 'type=PaguIncreased', 'atLeast=1.000.000'],
    ...[`recordedFrom=${NOW}`, `recordedTo=${NOW}`, 'effectiveFrom=2022-10-01', 'effectiveTo=2022-10-31'],
    ...['dasarHukum=contoh', 'order=newest', 'limit=1000', 'type=RoleGranted'],
  ],
};

describe.each(Object.entries(ACROSS))('%s', (address, more) => {
  const get = (who: string | null, query = '', headers = {}) => api.ask(who, 'GET', `${address}?${query}`, { headers });

  it('answers as described, page after page', async () => {
    const asks = ['', 'format=csv', 'atPosition=100', `asOf=${NOW}`, 'asOf=2000-01-01T00:00:00Z', 'minPosition=10'];
    for (const query of [...asks, ...more]) expect([query, await statusOf(get('tini', query))]).toEqual([query, 200]);
    expect(await statusOf(get('lia'))).toBe(200);
    const first = await get('tini', 'limit=1');
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(await statusOf(api.ask('tini', 'GET', next))).toBe(200);
  });

  it('refuses as described', async () => {
    expect(await statusOf(get(null))).toBe(401);
    expect(await statusOf(api.ask(null, 'GET', address, { headers: await cookieOf('rina') }))).toBe(403);
    for (const query of [
      'unknown=1',
      'limit=0',
      'cursor=!',
      'atPosition=1&asOf=2000-01-01T00:00:00Z',
      'asOf=2022-01-01',
    ])
      expect([query, await statusOf(get('tini', query))]).toEqual([query, 400]);
    expect(await statusOf(get('tini', 'format=png'))).toBe(406);
    expect(await statusOf(get('tini', 'minPosition=999999'))).toBe(503);
  });
});

describe('Events', () => {
  it('are answered as described, one of each type', async () => {
    const { rows } = (await api.ask('tini', 'GET', 'audit-trail?limit=1000')).json<{
      rows: { type: string; position: number }[];
    }>();
    const places = new Map(rows.map(({ type, position }) => [type, position]));
    expect(places.size).toBeGreaterThan(25);
    for (const [type, position] of places) {
      const { text } = await api.ask('tini', 'GET', `events/${position}`);
      const entry = JSON.parse(text) as { type: string; sealed: { actor: object }; meta: { position: number } };
      expect([entry.type, entry.meta.position, typeof entry.sealed.actor]).toEqual([type, position, 'object']);
    }
  });

  it('are refused as described', async () => {
    const get = (who: string | null, to: string) => statusOf(api.ask(who, 'GET', to));
    expect(await get(null, 'events/1')).toBe(401);
    expect(await get('tini', 'events/999999')).toBe(404);
    expect(await get('tini', 'events/x')).toBe(404);
    expect(await get('tini', 'events/1?unknown=1')).toBe(400);
    expect(await get('tini', 'events/1?format=png')).toBe(406);
    expect(await get('tini', 'events/1?format=csv')).toBe(200);
    expect(await statusOf(api.ask(null, 'GET', 'events/1', { headers: await cookieOf('rina') }))).toBe(403);
    expect(await get(null, 'events/stream')).toBe(401);
    expect(await statusOf(api.ask(null, 'GET', 'events/stream', { headers: await cookieOf('rina') }))).toBe(403);
    expect(await get('tini', 'events/stream?unknown=1')).toBe(400);
    const headers = { 'last-event-id': 'x' };
    expect(await statusOf(api.ask('tini', 'GET', 'events/stream', { headers }))).toBe(400);
  });

  it('are streamed as described', async () => {
    const gone = new AbortController();
    const response = await fetch(`${server.serving.url}/api/v1/events/stream`, {
      headers: { authorization: `Bearer ${server.token('tini')}`, 'last-event-id': '5' },
      signal: gone.signal,
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(response.headers.get('x-trace-id')).toBeTruthy();
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (text.split('\ndata: ').length < 20) text += (await reader?.read())?.value ?? '';
    gone.abort();
    const data = text.split('\n').filter((line) => line.startsWith('data: '));
    const place = [
      'paths',
      '/api/v1/events/stream',
      'get',
      'responses',
      '200',
      'content',
      'text/event-stream',
      'x-data',
    ];
    for (const line of data.slice(0, 18)) expect(faultsBy(place, JSON.parse(line.slice('data: '.length)))).toEqual([]);
    api.seen.add('stream 200');
  });
});

describe('Whoever runs the server', () => {
  it.each(['/', ''])('is answered as described, at %s', async (root) => {
    const get = (who: string | null, to: string) => statusOf(api.ask(who, 'GET', `${root}${to}`));
    expect(await get(null, 'health/live')).toBe(200);
    expect(await get(null, 'health/ready')).toBe(200);
    expect(await get('tini', 'metrics')).toBe(200);
    expect(await get(null, 'metrics')).toBe(401);
    expect(await get('budi', 'metrics')).toBe(403);
  });
});

describe('Whoever asks too often', () => {
  it('is answered as described', async () => {
    const signIn = () => api.ask(null, 'POST', 'session', { body: { account: 'nobody', password: 'keliru' } });
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1) statuses.push(await statusOf(signIn()));
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('Of all that is described', () => {
  it('every operation has succeeded, and every status has come', () => {
    const succeeded = new Set([...api.seen].filter((one) => / 2\d\d$/.test(one)).map((one) => one.split(' ')[0]));
    const missing = OPERATIONS.map(({ operation }) => operation.operationId).filter((id) => !succeeded.has(id));
    expect(missing).toEqual([]);
    const statuses = [...new Set([...api.seen].map((one) => one.split(' ')[1]))].toSorted();
    expect(statuses).toEqual([
      '200',
      '201',
      '204',
      '304',
      '400',
      '401',
      '403',
      '404',
      '406',
      '409',
      '412',
      '413',
      '415',
      '422',
      '428',
      '429',
      '503',
    ]);
  });
});

/** The document of Probolinggo as it is sent. */
function imported(): { manifest: object; files: Record<string, string> } {
  const folder = join(__dirname, '..', '..', 'seeds', 'probolinggo-2022');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const names = ['tabel-t-c-33.tsv', 'tabel-2-1.tsv', 'tabel-3-1.tsv'];
  return {
    manifest: parse(read('manifest.yaml'), { schema: 'failsafe' }) as object,
    files: Object.fromEntries(names.map((name) => [name, read(name)])),
  };
}

let cookies: Record<string, string> | undefined;
/** The session of someone without any role. */
async function cookieOf(account: string): Promise<Record<string, string>> {
  if (!cookies) {
    const signed = await api.ask(null, 'POST', 'session', { body: { account, password: PASSWORD } });
    cookies = { cookie: (signed.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
  }
  return cookies;
}
