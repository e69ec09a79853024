import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Json } from '../../src/ledger/decider.js';
import { LimitExceeded } from '../../src/store/event-store.js';
import {
  canonicalJson,
  checkAppend,
  commandHashOf,
  eventIdOf,
  leafOf,
  MAX_EVENT_BYTES,
  UnsealableText,
} from '../../src/store/seal.js';
import { envelopeOf } from '../../src/store/stored-events.js';
import { increase, sealedAfter, some } from '../support/sealed.js';

const sha256 = (...parts: (string | Buffer)[]): string =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest('hex');

describe('Canonical JSON', () => {
  it('puts fields in the order of UTF-16 code units, not of code points or of a language', () => {
    // After the example of RFC 8785, section 3.2.3. By code points, ～ would come before 😀.
    const fields = ['\u20ac', '\uff5e', '\r', '1', '\u0080', '😀', '\u00f6'];
    expect(canonicalJson(Object.fromEntries(fields.map((field, n) => [field, n])))).toBe(
      '{"\\r":2,"1":3,"\u0080":4,"\u00f6":6,"\u20ac":0,"😀":5,"\uff5e":1}',
    );
  });

  it.each([
    ['capitals before small letters', { a: 1, B: 2, b: 3 }, '{"B":2,"a":1,"b":3}'],
    ['numbers in names as text', { 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    [
      'fields of fields too',
      { b: { d: 1, c: [{ f: null, e: true }] }, a: [] },
      '{"a":[],"b":{"c":[{"e":true,"f":null}],"d":1}}',
    ],
    ['lists in the order given', [3, 1, 2], '[3,1,2]'],
    ['no blanks', { a: [1, { b: false }] }, '{"a":[1,{"b":false}]}'],
    ['a field that is undefined not at all', { a: undefined, b: 1 }, '{"b":1}'],
    ['nothing but undefined as nothing', { a: undefined }, '{}'],
    ['the safe integers', [9007199254740991, -9007199254740991, 0], '[9007199254740991,-9007199254740991,0]'],
    ['the short escapes', '\b\t\n\f\r"\\', '"\\b\\t\\n\\f\\r\\"\\\\"'],
    ['other control characters with small letters', '\u0000\u000b\u001f', '"\\u0000\\u000b\\u001f"'],
    ['a mark that combines with the letter of an escape, but not with the text', '\n\u0303', '"\\n\u0303"'],
    ['everything else as it is', '/\u007f\u0080\u2028\u2029é木😀', '"/\u007f\u0080\u2028\u2029é木😀"'],
  ] satisfies [string, Json, string][])('writes %s', (_, value, written) => {
    expect(canonicalJson(value)).toBe(written);
  });

  it.each<[string, Json]>([
    ['a fraction', 0.5],
    ['minus zero', -0],
    ['an integer that a float cannot hold', 2 ** 53],
    ['a large number', 1e21],
    ['infinity', Number.POSITIVE_INFINITY],
    ['what is not a number', Number.NaN],
    ['a high surrogate alone', 'a\ud800b'],
    ['a low surrogate alone', '\udc00'],
    ['surrogates the wrong way round', '\ude00\ud83d'],
    ['a name of half a character', { '\ud800': 1 }],
    ['decomposed text', 'cafe\u0301'],
    ['a decomposed name', { 'e\u0301': 1 }],
    ['a character that NFC replaces', '\u212b'],
    ['the replacement character', 'Dinas \ufffd'],
    ['a refused value deep down', { a: [{ b: [0, 1.5] }] }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(UnsealableText);
  });

  it('does not depend on the order in which fields were set, and reads back as the same value', () => {
    const text = fc.string({ unit: 'grapheme-ascii' });
    const value = fc.dictionary(text, fc.oneof(text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null)));
    fc.assert(
      fc.property(value, (object) => {
        const plain = Object.fromEntries(Object.entries(object).map(([k, v]) => [k, Object.is(v, -0) ? 0 : v]));
        const turned = Object.fromEntries(Object.entries(plain).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(plain));
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain);
      }),
    );
  });
});

describe('A sealed event', () => {
  const [first, second, third] = sealedAfter('renja-é', 4, some(3, '木')) as [
    ReturnType<typeof sealedAfter>[number],
    ReturnType<typeof sealedAfter>[number],
    ReturnType<typeof sealedAfter>[number],
  ];

  it('has the leaf hash SHA-256(0x00 ‖ text), which is not the hash of the text alone', () => {
    expect(first.leaf).toBe(sha256(Buffer.of(0), first.json));
    expect(first.leaf).toBe(leafOf(first.json));
    expect(first.leaf).not.toBe(sha256(first.json));
    // RFC 6962: the leaf hash of nothing.
    expect(leafOf('')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('names the leaf of the event before it, so that a stream is a chain', () => {
    const previous = [first, second, third].map(
      (sealed) => envelopeOf({ stream: '', position: 1, ...sealed }).meta.previous,
    );
    expect(previous).toEqual([null, first.leaf, second.leaf]);
    expect(new Set([first.leaf, second.leaf, third.leaf]).size).toBe(3);
  });

  it('says in its text where it belongs', () => {
    const { stream, revision, id } = envelopeOf({ stream: '', position: 1, ...second });
    expect({ stream, revision, id }).toEqual({ stream: 'renja-é', revision: 6, id: second.id });
  });

  it('takes 60,000 bytes of UTF-8, not characters', () => {
    const room = MAX_EVENT_BYTES - Buffer.byteLength(sealedAfter('renja-a', 0, [increase('')])[0]?.json ?? '');
    const two = 'é'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2);
    expect(Buffer.byteLength(sealedAfter('renja-a', 0, [increase(two)])[0]?.json ?? '')).toBe(MAX_EVENT_BYTES);
    expect(() => sealedAfter('renja-a', 0, [increase(`${two}x`)])).toThrow(LimitExceeded);
  });
});

describe('The id of an event', () => {
  const command = '0e38ed8d-2dd6-57f3-94df-b1be10af9ed6';

  it('is the UUID v5 of its place in the command', () => {
    const name = Buffer.concat([Buffer.from(command.replaceAll('-', ''), 'hex'), Buffer.from('12')]);
    const bytes = createHash('sha1').update(name).digest().subarray(0, 16);
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
    expect(eventIdOf(command, 12)).toBe(uuid);
  });

  it('differs by place and by command', () => {
    const other = '72c17b5e-9ec1-5e5f-8775-0f2b025eff2d';
    const ids = [0, 1, 2, 10, 12].flatMap((n) => [eventIdOf(command, n), eventIdOf(other, n)]);
    expect(new Set(ids).size).toBe(10);
  });
});

describe('The hash of a command', () => {
  it('is SHA-256 of its canonical JSON, whatever the order of its fields', () => {
    const hash = sha256('{"data":{"note":null,"revisionId":"R001"},"type":"ApproveRevision"}');
    expect(commandHashOf({ type: 'ApproveRevision', data: { revisionId: 'R001', note: null } })).toBe(hash);
    expect(commandHashOf({ data: { note: null, revisionId: 'R001' }, type: 'ApproveRevision' })).toBe(hash);
    expect(commandHashOf({ data: { note: 'ya', revisionId: 'R001' }, type: 'ApproveRevision' })).not.toBe(hash);
  });
});

describe('An append', () => {
  it('takes events that are numbered on from the expected revision, and no others', () => {
    const [a, b, c] = sealedAfter('renja-a', 7, some(3));
    const append = (...events: (typeof a)[]) => checkAppend(7, events as NonNullable<typeof a>[]);
    expect(() => append(a, b, c)).not.toThrow();
    for (const wrong of [[b], [a, c], [b, a], [a, a]]) expect(() => append(...wrong)).toThrow(RangeError);
  });
});
