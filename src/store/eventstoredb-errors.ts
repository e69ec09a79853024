/**
 * What a failed call to EventStoreDB means. The client of this server has no one type for its errors: some carry a `type`,
 * some only the `code` of gRPC, some nothing but words.
 *
 * - `conflict`: the stream is at another revision.
 * - `not-taken`: the server did not take the call, and may take it later.
 * - `unclear`: the call may or may not have been carried out.
 * - `failed`: the same, and asking again would not help.
 * - `denied`, `too-large`, `deleted`: it will not be carried out, however often it is asked.
 * - `missing`: there is no such stream.
 */
export type Trouble = 'conflict' | 'not-taken' | 'unclear' | 'failed' | 'denied' | 'too-large' | 'deleted' | 'missing';

/** The call was not answered in time: the client itself would wait for ever where an answer is lost. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

const BY_TYPE: Readonly<Record<string, Trouble>> = {
  'wrong-expected-version': 'conflict',
  'not-leader': 'not-taken',
  'access-denied': 'denied',
  'maximum-append-size-exceeded': 'too-large',
  'stream-deleted': 'deleted',
  'stream-not-found': 'missing',
  'invalid-argument': 'failed',
};

/** The status of gRPC for a defect of the server. */
const INTERNAL = 13;

/** A server that has not begun on the call, or a connection that was never there. */
const NOT_TAKEN =
  /Server Is (Too )?(Busy|Not Ready)|No leader info|Failed to discover|No connection established|ECONNREFUSED|Name resolution failed/i;

export function troubleOf(error: unknown): Trouble {
  const { type = '', code, message = '' } = error as { type?: string; code?: unknown; message?: string };
  if (NOT_TAKEN.test(message)) return 'not-taken';
  return BY_TYPE[type] ?? (code === INTERNAL ? 'failed' : 'unclear');
}

/** What went wrong, in one line without the connection string. Some errors of the client have no words at all. */
export function wordsOf(error: unknown): string {
  const { type, message = '' } = error as { readonly type?: string; readonly message?: string };
  return message.split('\n')[0] || type || 'no reason given';
}

/** Ends a wait for something that may never come. @throws NoAnswer */
export async function within<Result>(ms: number, what: string, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(`${what} was not answered within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
