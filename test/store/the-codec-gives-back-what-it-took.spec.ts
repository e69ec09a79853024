import fc from 'fast-check';
import { decode } from '../../src/store/stored-events.js';
import { increase, sealedAfter } from '../support/sealed.js';

const text = fc
  .string({ unit: 'grapheme' })
  .map((any) => any.normalize('NFC'))
  .filter((any) => !any.includes('\ufffd'));

describe('The codec', () => {
  it('gives back the event that it took', () => {
    fc.assert(
      fc.property(text, (reason) => {
        const event = increase(reason);
        const [sealed] = sealedAfter('renja-a', 0, [event]);
        const { leaf = '', json = '' } = sealed ?? {};
        expect(decode({ stream: 'renja-a', revision: 1, position: 1, leaf, json }).event).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });
});
