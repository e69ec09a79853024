import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { json } from 'node:stream/consumers';
import { at } from './figures.js';

/**
 * Posts on many connections for some seconds, each the next as soon as the one before is answered. A process of its own,
 * which writes its requests and reads the answers by hand, so that it is not what is measured.
 */

/** One connection: where it posts, by whose token, to which ETag, and from which amount it counts on. */
export type Client = { readonly path: string; readonly token: string; etag: string; amount: number };
export type Load = { readonly port: number; readonly seconds: number; readonly clients: Client[] };
/** Times in ms; `clients` as they go on. */
export type Loaded = {
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly clients: readonly Client[];
};

const BODY = (amount: number): string =>
  JSON.stringify({
    reportedOn: '2022-08-01',
    reason: 'Salah ketik pada laporan triwulan',
    corrections: [{ line: '1.01.01.2.01.01', period: '2022-TW2', keuangan: { to: `${amount}.00` } }],
  });

function post(socket: Socket, { path, token, etag, amount }: Client): void {
  const body = BODY(amount + 1);
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\nauthorization: Bearer ${token}\r\n` +
      `idempotency-key: ${randomUUID()}\r\nif-match: ${etag}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

const { port, seconds, clients } = (await json(process.stdin)) as Load;
const times: number[] = [];
const began = performance.now();
const until = began + seconds * 1_000;

await Promise.all(
  clients.map(
    (client) =>
      new Promise<void>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1').setNoDelay(true).setEncoding('latin1').on('error', reject);
        let answer = '';
        let sent = performance.now();
        socket.on('data', (text) => {
          answer += String(text);
          const end = answer.indexOf('\r\n\r\n');
          if (end < 0) return;
          const length = Number(/\r\ncontent-length: (\d+)/i.exec(answer)?.[1]);
          if (answer.length < end + 4 + length) return;
          const [, etag] = /\r\netag: ("r\d+")/i.exec(answer) ?? [];
          if (!answer.startsWith('HTTP/1.1 201') || etag === undefined) return void reject(new Error(answer));
          const now = performance.now();
          times.push(now - sent);
          client.etag = etag;
          client.amount += 1;
          answer = '';
          sent = now;
          if (now < until) post(socket, client);
          else resolve(void socket.end());
        });
        post(socket, client);
      }),
  ),
);

const perSecond = (times.length / (performance.now() - began)) * 1_000;
times.sort((a, b) => a - b);
const loaded: Loaded = { perSecond, p50: at(times, 0.5), p95: at(times, 0.95), p99: at(times, 0.99), clients };
process.stdout.write(JSON.stringify(loaded));
