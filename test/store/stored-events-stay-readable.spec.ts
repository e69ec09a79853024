import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson, leafOf } from '../../src/store/seal.js';
import { decode, EVENT_TYPES, envelopeOf, wireName } from '../../src/store/stored-events.js';

/** An event as it was once written, and its hash. Golden files are never edited: a new version gets a new file. */
type Golden = { readonly leaf: string; readonly json: string };

const fileOf = (name: string) => join(__dirname, '..', 'golden', `${name}.json`);

describe.each(EVENT_TYPES)('%s as it was once written', (type) => {
  const name = wireName(type);
  const golden = () => JSON.parse(readFileSync(fileOf(name), 'utf8')) as Golden;
  const recorded = () => ({ stream: 'renja-x', revision: 1, position: 1, ...golden() });

  it('has a golden file', () => expect(existsSync(fileOf(name))).toBe(true));

  it('still has its hash', () => expect(leafOf(golden().json)).toBe(golden().leaf));

  it('is read as the same event, and written again to the same bytes', () => {
    const { event, id, meta } = decode(recorded());
    const envelope = envelopeOf(recorded());
    expect(event.type).toBe(type);
    expect(event.data).toEqual(envelope.data);
    const { stream, revision } = envelope;
    const again = canonicalJson({ stream, revision, id, type: wireName(event.type), data: event.data, meta });
    expect(again).toBe(golden().json);
  });
});
