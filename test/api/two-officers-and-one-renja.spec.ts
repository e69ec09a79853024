import { ID, pergeseran, ServerAtHand } from './server-at-hand.js';

let server: ServerAtHand;
beforeAll(async () => {
  server = await ServerAtHand.start({
    sari: ['finance', '35.74'],
    budi: ['finance', '35.74'],
    ani: ['approver', '35.74'],
    'tini-reader': ['viewer', '*'],
  });
});
afterAll(() => server.stop());

const etag = async (): Promise<string> => (await server.get('sari', `renja/${ID}`)).headers.get('etag') ?? '';

describe('Two officers who start from the same ETag', () => {
  it('get one 201 and one 412, which shows the present figures of the rows', async () => {
    const seen = await etag();
    const [sari, budi] = await Promise.all([
      server.write('sari', 'revisions', pergeseran('1000.00'), { 'if-match': seen }),
      server.write('budi', 'revisions', pergeseran('2000.00'), { 'if-match': seen }),
    ]);
    expect([sari.status, budi.status].toSorted()).toEqual([201, 412]);
    const late = sari.status === 412 ? sari : budi;
    const { present } = late.json<{
      present: { etag: string; pagu: string; lines: { kode: string; pagu: string }[] };
    }>();
    expect(present.etag).toBe(await etag());
    expect(late.headers.get('etag')).toBe(present.etag);
    expect(present.pagu).toBe('26004603156.00');
    expect(present.lines.map(({ kode, pagu }) => `${kode} ${pagu}`)).toEqual([
      '2.17.01.2.08.02 131600003.00',
      '2.17.01.2.08.01 410634800.00',
    ]);
  });
});

describe('The same Idempotency-Key', () => {
  it('three times at once is one event and one answer', async () => {
    const seen = await etag();
    const before = await server.get('sari', `renja/${ID}`);
    const headers = { 'if-match': seen, 'idempotency-key': 'three-at-once' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => server.write('sari', 'revisions', pergeseran('3000.00'), headers)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const after = await server.get('sari', `renja/${ID}`);
    const revisionOf = (text: string) => (JSON.parse(text) as { meta: { revision: number } }).meta.revision;
    expect(revisionOf(after.text)).toBe(revisionOf(before.text) + 1);
  });

  it('with another body is refused, and for another account is another command', async () => {
    const headers = { 'idempotency-key': 'once' };
    expect((await server.write('sari', 'revisions', pergeseran('4000.00'), headers)).status).toBe(201);
    const other = await server.write('sari', 'revisions', pergeseran('4001.00'), headers);
    expect([other.status, other.json<{ code: string }>().code]).toEqual([422, 'command-reused']);
    expect((await server.write('budi', 'revisions', pergeseran('4001.00'), headers)).status).toBe(201);
  });

  it('comes before If-Match: a repeated write is answered though the Renja has changed since', async () => {
    const headers = { 'if-match': await etag(), 'idempotency-key': 'again' };
    const first = await server.write('sari', 'revisions', pergeseran('5000.00'), headers);
    await server.write('budi', 'revisions', pergeseran('6000.00'));
    const again = await server.write('sari', 'revisions', pergeseran('5000.00'), headers);
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it('means the figures that the first request met, even where they have been posted since', async () => {
    const target = { line: '2.17.01.2.08.01', pagu: { to: '410634900.00' } };
    const body = pergeseran('1.00', { kind: 'perubahan', stage: 'P-APBD', transfers: [], changes: [target] });
    const headers = { 'if-match': await etag(), 'idempotency-key': 'to' };
    const first = await server.write('sari', 'revisions', body, headers);
    expect(first.status).toBe(201);
    const { revisionId } = first.json<{ revisionId: string }>();
    expect((await server.write('ani', `revisions/${revisionId}/approval`, {})).status).toBe(201);
    const again = await server.write('sari', 'revisions', body, headers);
    expect([again.status, again.json<{ revisionId: string }>().revisionId]).toEqual([201, revisionId]);
  });
});
