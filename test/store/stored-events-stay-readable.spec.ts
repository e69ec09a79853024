import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RenjaEvent } from '../../src/ledger/events.js';
import type { Recorded } from '../../src/store/event-store.js';
import { canonicalJson, leafOf } from '../../src/store/seal.js';
import { codec, decode, EVENT_TYPES, envelopeOf, VERSIONS, verified, wireName } from '../../src/store/stored-events.js';
import { line, PARENTS } from '../support/ledger-plan.js';
import { fold } from '../support/ledger-spec.js';
import { sealedAfter, some } from '../support/sealed.js';

/** The hashes of the golden files, which are never edited: a new version of an event gets a new file and a new line. */
const LEAVES: Record<string, string> = {
  'FindingAnswered.v1': '65bb65a617bae5e151907b95cc73e86fc30084925ff05e36d6e4e6d3dd19f55d',
  'IndikatorAdded.v1': '735b5641552ef8712c7bdcab31f65d2afb8d30468039a6d4dcdbf5cafd794951',
  'IndikatorEnded.v1': 'a1feb0392ba3a3026a9a86ca45dae30cc2f572665b37729bd689e217646c15fd',
  'IndikatorReworded.v1': '39c7f93145508bc9b49ad36ec01774c64734f5471c45645e89b4616281a3c97a',
  'LineAdded.v1': '97b88a27d7ce9261b372ce83c1bf61d5fe9e1a6d1e7829a57a15436d353c7ebc',
  'LineDescribed.v1': 'cb23b81ee7e61684da7b2d4fe81780b5677f13e3a10bfdef0e9cb1256fe945a8',
  'LineEnded.v1': '3b72e03952a37df41f151154ec1df170810458ce2406c07bde4298fe3a4a9efc',
  'LineMoved.v1': '1940e78f97ed2bc03e70cde40b2a1fa55212f0fed983efc2f191d12e8a83786f',
  'NoteSet.v1': 'fbdedbc0c40fb10016fd4423c46dc6f35783d0843c799dcdde50c5a3321f2999',
  'ObjectiveAdded.v1': '9b312fced0cadc73bb31ebc7258273858ca080c425b5cc792d49b3d2e22956aa',
  'PaguDecreased.v1': '58323d5b19252dd32c62728688e62cab709f10de0847ff472ae2b5d45da198f0',
  'PaguIncreased.v1': '5567b15a143c4a32fde7b74f72b5a5c36950607762679f172835e0d08940f10b',
  'PlafonSet.v1': 'fe5a1b6f844641915b73796e63faac65b8ffc1f62b6f7ca904194ff85d23be3b',
  'PrakiraanMajuChanged.v1': 'f9a06aec5bc54a283f15fa0c43947fbb79aeafb25e3b0ee3f2eecce3bf3a8043',
  'RealisasiCorrected.v1': 'b83ac9bd76917105d10b513d709602d4bacb02ed96359275bb3f7f2b1e5c9b60',
  'RealisasiReported.v1': '43fa8487259c0bca31a4a86679ea663c843af215200d9edfd3e6cc0046711dc1',
  'RenjaAdopted.v1': '3b381bc07e132e451bb2f402463c8eeca0b159f3011aa5445995f769227c07ff',
  'RenjaClosed.v1': '72007d7934b5b5e228bbb5df7c1fcb431e3f5fe1b59bb865ccc8637b1b9fefd8',
  'RenjaOpened.v1': 'a8fb9980aec4dc85249fe4a7a7e9eacb5e842812386a2806a9270f9fc04d07e2',
  'RenjaReopened.v1': 'df15867fd3b74cfebc1643f7d2fe1ae88b9c3d3884fcb53081a3fae42ebcc303',
  'RevisionApproved.v1': '0e39be2c0003e002fb9de5a64dee3c27f16eae09c607418822a6fb50864b7b7f',
  'RevisionEndorsed.v1': '03a5cc490cda1307c5408abf5dbdf01b3d1f42b92b77446b1f630e62927ca4dc',
  'RevisionProposed.v1': '29487a895e0f17cee95d220890fa71ec994c6ac9f044287d7c01a696413fe010',
  'RevisionRejected.v1': 'f6744a85294754d1fceb7c19e0dd989c5bed26e21c2316eaf8bd39b829a0be55',
  'RevisionWithdrawn.v1': '0f70fc8a5d3a74515d00a6618bed6454224de9203178618efa59663636e17bd6',
  'RoleGranted.v1': '1eb64c02129b5d99e01aa612a91679d0a32544f33b341dc2949f930a098bd1df',
  'RoleRevoked.v1': '67ac2bb1118f4a08377251be450a00dbfb836f1bee6ad73535b7471455def533',
  'RouteSet.v1': '1bc7d5b204a9d82b90ff5d80fc1876fcd5386ff82cdde0c129f25c87ba496646',
  'SumberDanaChanged.v1': '6d42fc57b9b8038b692c6dd812461fba7701f50a9b2ee3ae1083440af59a27cb',
  'TargetChanged.v1': '2df1d6f57a65f88c26acb62c78beb1f58496a3101cf3b8d53293f70588da8ab7',
};

/** An event as it was once written, and its hash. */
type Golden = { readonly leaf: string; readonly json: string };

const fileOf = (name: string) => join(__dirname, '..', 'golden', `${name}.json`);

describe('A stream that is read for a view', () => {
  const sealed = sealedAfter('renja-a', 0, some(3)).map(
    (one, i): Recorded => ({ ...one, stream: 'renja-a', position: i + 1 }),
  );
  const read = async (events: readonly Recorded[]): Promise<number> => {
    let count = 0;
    for await (const entry of verified(
      (async function* () {
        yield* events;
      })(),
    ))
      count += entry.revision > 0 ? 1 : 0;
    return count;
  };

  it('is held against its hashes and its chain', async () => {
    expect(await read(sealed)).toBe(3);
    const other = sealedAfter('renja-a', 0, some(3, 'other')).map((one, i) => ({
      ...one,
      stream: 'renja-a',
      position: i + 1,
    }));
    await expect(read(sealed.with(1, other[1] ?? (sealed[0] as Recorded)))).rejects.toThrow('#2 is not chained');
    const text = { ...(sealed[2] as Recorded), json: (sealed[2]?.json ?? '').replace('x 2', 'x 3') };
    await expect(read(sealed.with(2, text))).rejects.toThrow('#3 is not what was sealed');
  });
});

describe.each(EVENT_TYPES)('%s as it was once written', (type) => {
  const name = wireName(type);
  const golden = () => JSON.parse(readFileSync(fileOf(name), 'utf8')) as Golden;
  const recorded = () => ({ stream: 'renja-x', revision: 1, position: 1, ...golden() });

  it('has a golden file', () => expect(existsSync(fileOf(name))).toBe(true));

  it('still has its hash', () => {
    expect(golden().leaf).toBe(LEAVES[name]);
    expect(leafOf(golden().json)).toBe(LEAVES[name]);
  });

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

describe('A made-up second version of PaguIncreased', () => {
  type Data = { readonly [field: string]: string };
  const golden = JSON.parse(readFileSync(fileOf('PaguIncreased.v1'), 'utf8')) as Golden;
  const recorded = { stream: 'renja-x', revision: 1, position: 1, ...golden };
  const steps: string[] = [];
  const { decode: decodeNewest, wireName: newestName } = codec(
    { ...VERSIONS, PaguIncreased: 3 },
    {
      'PaguIncreased.v1': (data) => {
        steps.push('v1');
        return { ...(data as Data), mataUang: 'IDR' };
      },
      'PaguIncreased.v2': (data) => {
        steps.push('v2');
        return { ...(data as Data), mataUang: `${(data as Data).mataUang}!` };
      },
    },
  );

  it('is written under its own name, and every other event as before', () => {
    expect(newestName('PaguIncreased')).toBe('PaguIncreased.v3');
    expect(newestName('PaguDecreased')).toBe('PaguDecreased.v1');
  });

  it('reads the golden event step by step, and the event keeps its hash', () => {
    const { event, leaf } = decodeNewest(recorded);
    expect(event.data).toEqual({ ...decode(recorded).event.data, mataUang: 'IDR!' });
    expect(steps).toEqual(['v1', 'v2']);
    expect(leafOf(recorded.json)).toBe(leaf);
  });

  it('replays to the same figures', () => {
    const before: readonly RenjaEvent[] = [
      ...PARENTS,
      line('L0008', 'L0004', { level: 'subkegiatan', pagu: '7649719205.00' }),
    ];
    const now = (entry: typeof decode) => fold([...before, entry(recorded).event]).lines.get('L0008')?.pagu;
    expect(now(decodeNewest)).toBe('7691389029.00');
    expect(now(decodeNewest)).toBe(now(decode));
  });

  it('cannot be read where a step is missing, nor by a program that does not know it', () => {
    expect(() => codec({ ...VERSIONS, PaguIncreased: 2 }, {}).decode(recorded)).toThrow(
      'PaguIncreased.v1 has no upcaster',
    );
    const newer = { ...recorded, json: recorded.json.replace('PaguIncreased.v1', 'PaguIncreased.v2') };
    expect(() => decode(newer)).toThrow('which this version does not know');
  });
});
