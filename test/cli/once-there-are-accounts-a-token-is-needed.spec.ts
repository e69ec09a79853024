import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/store/sqlite.js';
import { AGENCY, OfficeAtHand, officeWithAccounts, passwordOf } from './accounts-at-hand.js';
import { BUDI, ID, type LogRow, MANIFEST, PERGESERAN, ROOT } from './ledger-at-hand.js';

const logOf = async (office: OfficeAtHand, renjaId = ID): Promise<LogRow[]> =>
  JSON.parse(await office.ok(null, 'log', renjaId, '-O', 'json'));
const actorsIn = (rows: readonly LogRow[]) => [...new Set(rows.map(({ actor }) => JSON.stringify(actor)))].toSorted();

describe('The first account', () => {
  let office: OfficeAtHand;
  beforeEach(() => {
    office = new OfficeAtHand();
  });
  afterEach(() => office.remove());

  it('is an admin’s, and grants itself that role in the ledger by its own word', async () => {
    expect(await office.refused(null, 'user', 'add', 'budi', '--name', 'Budi')).toMatch(/--admin/);
    expect(JSON.parse(await office.ok(null, 'user', 'list', '-O', 'json'))).toEqual({ accounts: [] });
    await office.add(null, 'tini', '--admin');
    expect(JSON.parse(await office.ok(null, 'user', 'list', '-O', 'json'))).toEqual({
      accounts: [{ id: 'tini', name: 'Tini', roles: [{ role: 'admin', scope: '*' }] }],
    });
    const db = openSqlite(office.ledger.file);
    const [event] = db
      .prepare<{ name: string; envelope: string }>(
        'select s.name, cast(e.envelope as text) envelope from event e join stream s on s.id = e.stream',
      )
      .all();
    db.close();
    expect(event?.name).toBe('access-all');
    expect(JSON.parse(event?.envelope ?? '')).toMatchObject({
      type: 'RoleGranted.v1',
      data: { account: 'tini', role: 'admin', scope: { pemda: null, perangkatDaerah: null } },
      meta: { actor: { id: 'tini', name: 'Tini', role: 'admin', asserted: true } },
    });
  });

  it('gets a password that is told once, and the next account none without an admin’s token', async () => {
    const added = JSON.parse(await office.ok(null, 'user', 'add', 'tini', '--name', 'Tini', '--admin', '-O', 'json'));
    expect(added).toEqual({
      id: 'tini',
      name: 'Tini',
      admin: true,
      password: expect.stringMatching(/^[a-z2-9-]{23}$/),
    });
    const signed = await office.as(null, ['user', 'token', 'tini'], { stdin: added.password });
    expect(signed).toMatchObject({ exit: 0, out: expect.stringMatching(/^renja_[\w-]{43}\n$/) });
    expect(await office.ok(null, 'user', 'list')).not.toContain(added.password);
    for (const more of [[], ['--admin']])
      expect(await office.refused(null, 'user', 'add', 'budi', '--name', 'Budi', ...more)).toMatch(/RENJA_TOKEN/);
  });

  it('is not made by a password that is too short, nor is anything granted then', async () => {
    const args = ['user', 'add', 'tini', '--name', 'Tini', '--admin', '--password-stdin'];
    expect(await office.as(null, args, { stdin: 'pendek' })).toMatchObject({
      exit: 5,
      err: expect.stringMatching(/12/),
    });
    expect(JSON.parse(await office.ok(null, 'user', 'list', '-O', 'json'))).toEqual({ accounts: [] });
  });

  it('of a new file of accounts is that of an admin whom the ledger knows', async () => {
    await office.add(null, 'tini', '--admin');
    const db = openSqlite(join(office.ledger.path, 'access.db'));
    db.exec('delete from token; delete from account');
    db.close();
    expect(await office.refused(null, 'user', 'add', 'budi', '--name', 'Budi', '--admin')).toMatch(/budi/);
    await office.add(null, 'tini', '--admin');
    await office.add('tini', 'budi');
  });
});

describe('Once there are accounts', () => {
  let office: OfficeAtHand;
  beforeEach(async () => {
    office = await officeWithAccounts();
  });
  afterEach(() => office.remove());

  it('nobody writes by their own word, with a token or without', async () => {
    const before = await office.as('budi', ['import', MANIFEST]);
    expect(before.exit).toBe(0);
    for (const args of [
      ['propose', ID, PERGESERAN, ...BUDI],
      ['propose', ID, PERGESERAN, '--dry-run', ...BUDI],
      ['open', 'lain-2023', join(ROOT, 'docs', 'renja-baru.yaml'), ...BUDI],
      ['route', '35.74', join(ROOT, 'docs', 'rute.yaml'), '--actor', 'tini:Tini:admin'],
    ])
      for (const id of [null, 'budi']) {
        expect(await office.refused(id, ...args)).toMatch(/RENJA_TOKEN/);
      }
    const env = { RENJA_ACTOR: 'budi:Budi:finance' };
    expect(await office.as('budi', ['propose', ID, PERGESERAN], { env })).toMatchObject({
      ...{ exit: 5, out: '', err: expect.stringMatching(/RENJA_ACTOR tidak lagi diterima/) },
    });
    for (const args of [
      ['propose', ID, PERGESERAN],
      ['import', MANIFEST],
    ])
      expect(await office.refused(null, ...args)).toMatch(/renja user token/);
  });

  it('a ledger that has lost its file of accounts takes nobody’s word either', async () => {
    const db = openSqlite(join(office.ledger.path, 'access.db'));
    db.exec('delete from token; delete from account');
    db.close();
    const told = await office.refused(null, 'import', MANIFEST);
    expect(told).toMatch(/RENJA_TOKEN/);
    // It is refused before the rules are asked.
    expect(told).not.toMatch(/kesalahan/);
  });

  it('accounts whose ledger is gone are asked for their token all the same', async () => {
    for (const part of ['', '-wal', '-shm']) rmSync(office.ledger.file + part, { force: true });
    const opening = ['open', 'lain-2023', join(ROOT, 'docs', 'renja-baru.yaml')];
    expect(await office.refused(null, ...opening, ...BUDI)).toMatch(/RENJA_TOKEN/);
    expect(await office.refused(null, 'import', MANIFEST)).toMatch(/RENJA_TOKEN/);
  });

  it('a token that is made up, expired or revoked lets nobody in', async () => {
    const propose = ['propose', ID, PERGESERAN];
    const told = /renja user token/;
    const secret = await office.token('budi', '--days', '1');
    const env = { RENJA_TOKEN: `${secret}x` };
    expect(await office.as(null, propose, { env })).toMatchObject({ exit: 5, err: expect.stringMatching(told) });
    const db = openSqlite(join(office.ledger.path, 'access.db'));
    db.prepare("update token set expires = '2022-01-01T00:00:00.000Z' where account = ?").run('budi');
    db.close();
    expect(await office.refused('budi', ...propose)).toMatch(told);
    await office.token('budi');
    const { tokens } = JSON.parse(await office.ok('budi', 'user', 'tokens', '-O', 'json'));
    await office.ok('budi', 'user', 'untoken', tokens[0].token);
    expect(await office.refused('budi', ...propose)).toMatch(told);
  });

  it('an import stops before its approval, and another account completes it; nothing is recorded twice', async () => {
    const dry = JSON.parse(await office.ok('budi', 'import', MANIFEST, '--dry-run', '-O', 'json'));
    expect(dry).toMatchObject({ written: 0, waitingFor: 'approve' });
    const first = JSON.parse(await office.ok('budi', 'import', MANIFEST, '-O', 'json'));
    expect(first.waitingFor).toBe('approve');
    const typed = await logOf(office);
    expect(typed).toHaveLength(first.written);
    expect(typed.at(-1)?.type).toBe('RevisionProposed');
    expect(actorsIn(typed)).toEqual([JSON.stringify({ id: 'budi', name: 'Budi', role: 'finance', asserted: false })]);

    expect(await office.ok('budi', 'import', MANIFEST)).toMatch(/approve.*akun lain/);
    expect(await logOf(office)).toEqual(typed);

    await office.ok('tini', 'user', 'grant', 'tini', 'planner', AGENCY);
    expect(JSON.parse(await office.ok('tini', 'import', MANIFEST, '-O', 'json'))).toMatchObject({
      ...{ written: 0, waitingFor: 'approve' },
    });

    const second = JSON.parse(await office.ok('ani', 'import', MANIFEST, '-O', 'json'));
    expect(second.waitingFor).toBeNull();
    expect(second.steps.filter(({ done }: { done: boolean }) => !done)).toEqual([
      { step: 'approve', events: second.written, done: false },
    ]);
    const all = await logOf(office);
    expect(all.slice(0, typed.length)).toEqual(typed);
    expect(all).toHaveLength(typed.length + second.written);
    expect(actorsIn(all.slice(typed.length))).toEqual([
      JSON.stringify({ id: 'ani', name: 'Ani', role: 'approver', asserted: false }),
    ]);
    expect(await office.ok('ani', 'import', MANIFEST)).toMatch(/sudah diimpor/);
  });

  it('an approver who types a document in does not approve it, and waits for another', async () => {
    expect(JSON.parse(await office.ok('ani', 'import', MANIFEST, '-O', 'json')).waitingFor).toBe('approve');
    expect((await logOf(office)).at(-1)?.type).toBe('RevisionProposed');
  });

  it('who has no role for the agency imports nothing', async () => {
    expect(await office.refused('tini', 'import', MANIFEST, '--dry-run')).toMatch(/tini.*35\.74\/2\.17/);
    expect(await office.refused('tini', 'import', MANIFEST)).toMatch(/tini.*35\.74\/2\.17/);
    await office.ok('tini', 'user', 'grant', 'tini', 'planner', '35.74/1.01');
    expect(await office.refused('tini', 'import', MANIFEST)).toMatch(/tini.*35\.74\/2\.17/);
    expect((await office.as(null, ['show', ID])).exit).toBe(2);
    await office.ok('tini', 'user', 'grant', 'tini', 'planner', '35.74');
    await office.ok('tini', 'import', MANIFEST);
  });

  it('a proposal carries its proven proposer, and its approval another', async () => {
    await office.ok('budi', 'import', MANIFEST);
    await office.ok('ani', 'import', MANIFEST);
    expect(await office.ok('budi', 'propose', ID, PERGESERAN, '--dry-run')).toMatch(/Uji coba/);
    const { revisionId } = JSON.parse(await office.ok('budi', 'propose', ID, PERGESERAN, '-O', 'json'));
    expect((await logOf(office)).at(-1)?.actor).toEqual({ id: 'budi', name: 'Budi', role: 'finance', asserted: false });
    expect(await office.refused('budi', 'approve', ID, revisionId)).toMatch(/role-not-held.*budi.*approver/);
    await office.ok('ani', 'approve', ID, revisionId);
    expect((await logOf(office)).at(-1)?.actor).toMatchObject({ id: 'ani', role: 'approver', asserted: false });
  });

  it('the next year’s Renja is opened by who may draft it', async () => {
    await office.ok('budi', 'import', MANIFEST);
    const opening = join(office.ledger.path, 'renja.yaml');
    writeFileSync(
      opening,
      JSON.stringify({
        pemda: { kode: '35.74', jenis: 'kota', nama: 'Kota Probolinggo' },
        perangkatDaerah: { kode: '2.17.3.30.3.31.01.0000', nama: 'Dinas' },
        ...{ tahun: '2023', periodeRpjmd: '2019-2024', nomenklatur: '050-5889' },
        document: { documentId: 'd-1', jenis: 'Surat', judul: 'Dasar', tanggal: '2022-11-01' },
      }),
    );
    const args = ['open', 'lanjut-2023', opening, '--from', ID];
    expect(await office.refused('tini', ...args)).toMatch(/role-not-held|tini/);
    await office.ok('budi', ...args);
    expect(actorsIn(await logOf(office, 'lanjut-2023'))).toEqual([
      JSON.stringify({ id: 'budi', name: 'Budi', role: 'finance', asserted: false }),
    ]);
  });

  it('a role that is revoked counts no more at once, and can be granted again', async () => {
    await office.ok('budi', 'import', MANIFEST);
    await office.ok('ani', 'import', MANIFEST);
    await office.ok('tini', 'user', 'revoke', 'budi', 'finance', AGENCY);
    expect(await office.refused('budi', 'propose', ID, PERGESERAN)).toMatch(/role-not-held/);
    expect(await office.refused('budi', 'propose', ID, PERGESERAN, '--dry-run')).toMatch(/role-not-held/);
    await office.ok('tini', 'user', 'grant', 'budi', 'planner', '35.74');
    await office.ok('budi', 'propose', ID, PERGESERAN);
    expect((await logOf(office)).at(-1)?.actor).toMatchObject({ id: 'budi', role: 'planner' });
  });

  it('only an admin grants roles, adds accounts and sets routes', async () => {
    const rute = join(ROOT, 'docs', 'rute.yaml');
    for (const args of [
      ['user', 'grant', 'budi', 'approver', AGENCY],
      ['user', 'grant', 'budi', 'approver', AGENCY, '--dry-run'],
      ['user', 'revoke', 'ani', 'approver', AGENCY],
      ['user', 'add', 'sari', '--name', 'Sari'],
      ['user', 'add', 'sari', '--name', 'Sari', '--admin'],
      ['user', 'passwd', 'ani'],
      ['user', 'tokens', '--of', 'ani'],
      ['user', 'untoken', '0123456789ab', '--of', 'ani'],
      ['route', '35.74', rute],
      ['route', '35.74', rute, '--dry-run'],
    ])
      expect(await office.refused('budi', ...args)).toMatch(/admin/);
    await office.ok('tini', 'route', '35.74', rute, '--dry-run');
    await office.ok('tini', 'route', '35.74', rute);
    expect(await office.ok('tini', 'user', 'grant', 'budi', 'viewer', '*', '--dry-run')).toMatch(
      /Uji coba.*akan viewer/,
    );
    await office.add('tini', 'sari', '--admin');
    await office.ok('sari', 'user', 'grant', 'sari', 'viewer', '*');
    await office.ok('tini', 'user', 'revoke', 'sari', 'admin', '*');
    expect(await office.refused('tini', 'user', 'revoke', 'tini', 'admin', '*')).toMatch(/last-admin/);
  });

  it('a role or a scope that is none, or an account that is not there, is told as such', async () => {
    for (const [args, told] of [
      [['budi', 'bupati', '*'], /planner, finance/],
      [['budi', 'finance', 'semua'], /35\.74/],
      [['siapa', 'finance', '*'], /siapa/],
    ] as const)
      expect(await office.as('tini', ['user', 'grant', ...args])).toMatchObject({
        ...{ exit: 2, out: '', err: expect.stringMatching(told) },
      });
    await office.ok('tini', 'user', 'grant', 'oidc:197001', 'auditor', '*');
    const { accounts } = JSON.parse(await office.ok(null, 'user', 'list', '-O', 'json'));
    expect(accounts).toContainEqual({ id: 'oidc:197001', name: null, roles: [{ role: 'auditor', scope: '*' }] });
    expect(accounts).toContainEqual({ id: 'budi', name: 'Budi', roles: [{ role: 'finance', scope: AGENCY }] });
  });

  it('a wrong password makes no token, and too many of them make everyone wait', async () => {
    const guess = (id: string) => office.as(null, ['user', 'token', id], { stdin: 'kata sandi keliru' });
    expect(await guess('siapa')).toEqual(await guess('budi'));
    for (let n = 1; n < 5; n += 1) expect(await guess('budi')).toMatchObject({ exit: 5, out: '' });
    const locked = await office.as(null, ['user', 'token', 'budi'], { stdin: passwordOf('budi') });
    expect(locked).toMatchObject({ exit: 5, out: '', err: expect.stringMatching(/sesudah \d{4}-/) });
  });

  it('who changes their password is known by the new one, and an admin may change it for them', async () => {
    const change = ['user', 'passwd', 'budi', '--password-stdin'];
    expect(await office.as('budi', change, { stdin: 'sandi yang baru sekali\r\n' })).toMatchObject({ exit: 0 });
    const token = (stdin: string) => office.as(null, ['user', 'token', 'budi'], { stdin });
    expect((await token(passwordOf('budi'))).exit).toBe(5);
    expect((await token('sandi yang baru sekali')).exit).toBe(0);
    const { password } = JSON.parse(await office.ok('tini', 'user', 'passwd', 'budi', '-O', 'json'));
    expect((await token(password)).exit).toBe(0);
  });

  it('a secret is printed once and never again, whatever is asked', async () => {
    const secret = await office.token('budi', '--label', 'laptop');
    const printed = await Promise.all([
      ...['table', 'csv', 'json'].map((format) => office.ok('budi', 'user', 'tokens', '-O', format)),
      ...['table', 'json'].map((format) => office.ok('budi', 'user', 'list', '-O', format)),
    ]);
    expect(printed[0]).toContain('laptop');
    for (const text of printed) expect(text).not.toContain(secret.slice(6, 20));
  });

  it('reading needs no token, and the words are there in English', async () => {
    await office.ok('budi', 'import', MANIFEST);
    await office.ok(null, 'show', ID);
    expect(await office.refused(null, 'propose', ID, PERGESERAN, '--lang', 'en')).toMatch(/This ledger has accounts/);
    expect(await office.ok(null, 'user', 'list', '--lang', 'en')).toMatch(/Account/);
    expect(await office.as('tini', ['user', 'add', 'sari'])).toMatchObject({
      ...{ exit: 2, err: expect.stringMatching(/galat: pilihan '--name <name>' belum diisi/) },
    });
    const help = await office.as(null, ['user', 'grant', '--help']);
    expect(help.out).toMatch(/Pemakaian: renja user grant[\s\S]*Contoh/);
  });
});
