import { NoAnswer, type Trouble, troubleOf, wordsOf } from '../../src/store/eventstoredb-errors.js';

/** Errors as the client gives them: some have a type, some a code of gRPC, some only words. */
const failure = (message: string, more: object = {}): Error => Object.assign(new Error(message), more);

it.each<[string, Error, Trouble]>([
  ['a conflict', failure('', { type: 'wrong-expected-version' }), 'conflict'],
  ['no answer in time', new NoAnswer('the append was not answered within 5 s'), 'unclear'],
  [
    'a call that was cut off',
    failure('14 UNAVAILABLE: Connection dropped', { type: 'unavailable', code: 14 }),
    'unclear',
  ],
  [
    'a server that is not there',
    failure('14 UNAVAILABLE: No connection established', { type: 'unavailable' }),
    'not-taken',
  ],
  ['a server that is not there, raw', failure('connect ECONNREFUSED 127.0.0.1:2113', { code: 14 }), 'not-taken'],
  ['no node of a cluster', failure('Failed to discover after 10 attempts.'), 'not-taken'],
  ['a node that does not lead', failure('', { type: 'not-leader' }), 'not-taken'],
  ['a busy server', failure('Could not recognize Server Is Busy', { type: 'unknown' }), 'not-taken'],
  ['a server that begins', failure('2 UNKNOWN: Server Is Not Ready', { type: 'unknown' }), 'not-taken'],
  ['a cluster without a leader', failure('No leader info available in response', { type: 'unknown' }), 'not-taken'],
  ['a deadline of the server', failure('', { type: 'deadline-exceeded' }), 'unclear'],
  ['a call that the server cancelled', failure('1 CANCELLED', { type: 'cancelled' }), 'unclear'],
  ['a wrong password', failure('', { type: 'access-denied' }), 'denied'],
  ['a large append', failure('', { type: 'maximum-append-size-exceeded' }), 'too-large'],
  ['a deleted stream', failure('', { type: 'stream-deleted' }), 'deleted'],
  ['a malformed call', failure('', { type: 'invalid-argument' }), 'failed'],
  ['a defect of the server', failure('13 INTERNAL: null reference', { type: 'unknown', code: 13 }), 'failed'],
  ['something new', failure('what is this', { type: 'unknown' }), 'unclear'],
])('%s', (_, error, trouble) => {
  expect(troubleOf(error)).toBe(trouble);
  // Whoever reads of it reads something.
  expect(wordsOf(error)).not.toBe('');
});
