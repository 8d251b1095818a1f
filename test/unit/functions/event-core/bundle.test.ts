import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createFakeCore, type FakeSettings } from '../../../fakes/event-core/core.ts';
import { message, objectCreated } from '../../../fakes/event-core/messages.ts';
import { readArchive, readManifest } from '../../../fakes/event-core/read-archive.ts';

const BUNDLE = { bundle: { maxObjects: 100, maxBytes: 100_000_000 } };
const FORWARD = { forward: { bus: 'team', source: 'payments', detailType: 'Bundle Ready' } };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A core and its messages for objects that are in the bucket. */
function withObjects(files: Readonly<Record<string, Buffer | string>>, settings: Partial<FakeSettings> = {}) {
  const core = createFakeCore({ pipeline: [BUNDLE], ...settings });
  const records = Object.entries(files).map(([key, content], index) => {
    const bytes = Buffer.from(content);
    core.put('uploads', key, bytes);
    const etag = createHash('md5').update(bytes).digest('hex');
    return message(`m${index}`, objectCreated(key, { size: bytes.length, etag, sequencer: `0${index}` }));
  });
  return { core, records };
}

const archives = (core: ReturnType<typeof createFakeCore>) =>
  [...core.objects].filter(([place]) => place.startsWith('reports/')).map(([place, { bytes }]) => ({ place, bytes }));

describe('a bundle', () => {
  test('holds the objects of a batch and a manifest that is right about them', async () => {
    const { core, records } = withObjects({
      'incoming/a.csv': 'one',
      'incoming/b/ä c.csv': 'two',
      'incoming/empty': '',
    });
    expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
    const [archive, ...more] = archives(core);
    expect(more).toEqual([]);
    expect(archive?.place).toMatch(/^reports\/out\/2026\/01\/02\/[0-9a-f]{32}\.tar\.gz$/);
    const bytes = archive?.bytes ?? Buffer.alloc(0);
    const manifest = await readManifest(bytes);
    expect(manifest.entries).toEqual([
      expect.objectContaining({ name: 'objects/incoming/a.csv', key: 'incoming/a.csv', bytes: 3 }),
      expect.objectContaining({ name: 'objects/incoming/b/ä_c.csv', key: 'incoming/b/ä c.csv', bytes: 3 }),
      expect.objectContaining({ name: 'objects/incoming/empty', bytes: 0 }),
    ]);
    expect((await readArchive(bytes)).get('objects/incoming/a.csv')?.toString()).toBe('one');
    expect(core.metrics.Processed).toEqual([1, 1, 1]);
    expect(core.metrics.Bytes).toEqual([3, 3]);
  });

  test('is the same to the byte, in whatever order its messages come', async () => {
    const files = { 'incoming/a.csv': 'one', 'incoming/b.csv': 'two', 'incoming/c.csv': 'three' };
    const bytes = [];
    for (const order of [(x: number) => x, (x: number) => 2 - x]) {
      const { core, records } = withObjects(files);
      await core.invoke([0, 1, 2].map(order).map((index) => records[index] ?? message('', '')));
      bytes.push(archives(core)[0]?.bytes.toString('hex'));
    }
    expect(bytes[0]).toBe(bytes[1]);
  });

  test('is told on, with its size and digest', async () => {
    const { core, records } = withObjects({ 'incoming/a.csv': 'one' }, { pipeline: [BUNDLE, FORWARD] });
    await core.invoke(records);
    const [archive] = archives(core);
    const sha256 = createHash('sha256')
      .update(archive?.bytes ?? '')
      .digest('hex');
    expect(core.published).toMatchObject([{ bus: 'team', source: 'payments', detailType: 'Bundle Ready' }]);
    expect(JSON.parse(core.published[0]?.detail ?? '')).toMatchObject({
      id: expect.stringMatching(/^bundle:[0-9a-f]{32}$/),
      processor: 'statements',
      at: '2026-01-02T03:04:00.000Z',
      object: { bucket: 'reports', key: archive?.place.slice('reports/'.length) },
      bundle: { entries: 1, bytes: 3, sha256 },
    });
  });

  test('tells two objects apart whose names are the same where names are safe', async () => {
    const { core, records } = withObjects({
      'incoming/a b.csv': 'one',
      'incoming/a_b.csv': 'two',
      'incoming/A_B.csv': 'three',
    });
    await core.invoke(records);
    const { entries } = await readManifest(archives(core)[0]?.bytes ?? Buffer.alloc(0));
    expect(entries.map(({ name }) => name)).toEqual([
      expect.stringMatching(/^objects\/incoming\/A_B\.csv$/),
      expect.stringMatching(/^objects\/incoming\/a_b\.[0-9a-f]{12}\.csv$/),
      expect.stringMatching(/^objects\/incoming\/a_b\.[0-9a-f]{12}\.csv$/),
    ]);
  });

  test('spools to disk what memory is too small for', async () => {
    const large = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919 * (index % 251)) % 256));
    const { core, records } = withObjects({ 'incoming/large': large, 'incoming/small': 'x' }, { memoryBytes: 1000 });
    expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
    const { entries } = await readManifest(archives(core)[0]?.bytes ?? Buffer.alloc(0));
    expect(entries.map(({ bytes }) => bytes)).toEqual([400_000, 1]);
    expect(core.metrics.Spooled).toEqual([archives(core)[0]?.bytes.length]);
  });

  test('takes so many objects and bytes, and no more', async () => {
    const files = Object.fromEntries([...'abcdefg'].map((name) => [`incoming/${name}`, 'x'.repeat(40)]));
    const { core, records } = withObjects(files, { pipeline: [{ bundle: { maxObjects: 3, maxBytes: 100 } }] });
    await core.invoke(records);
    const sizes = await Promise.all(
      archives(core).map(async ({ bytes }) => (await readManifest(bytes)).entries.length),
    );
    expect(sizes).toEqual([2, 2, 2, 1]);
  });
});

describe('an object that can never be bundled', () => {
  const bomb = gzipSync(Buffer.alloc(60_000_000));
  const zipBomb = Buffer.from(zipSync({ zeros: new Uint8Array(60_000_000) }));

  test.each<
    [
      string,
      string,
      { files?: Record<string, Buffer | string>; before?: (core: ReturnType<typeof createFakeCore>) => void },
    ]
  >([
    ['is gone', 'object-gone', { before: (core) => core.objects.delete('uploads/incoming/bad') }],
    [
      'was overwritten',
      'object-changed',
      { before: (core) => core.put('uploads', 'incoming/bad', Buffer.from('other')) },
    ],
    ['is larger than one may be', 'object-too-large', { files: { 'incoming/bad': 'x'.repeat(5000) } }],
    ['is a gzip bomb, whatever it is called', 'archive-bomb', { files: { 'incoming/bad': bomb } }],
    ['is a zip bomb', 'archive-bomb', { files: { 'incoming/bad': zipBomb } }],
  ])(
    'because it %s goes to the dead letters with the reason, and the others are bundled',
    async (_, code, { files, before }) => {
      const all = { 'incoming/a': 'one', 'incoming/bad': 'two', 'incoming/z': 'three', ...files };
      const { core, records } = withObjects(all, { objectBytes: code === 'object-too-large' ? 4999 : 1_000_000_000 });
      before?.(core);
      expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
      expect(core.deadLetters.map(({ letter, reason }) => [letter.messageId, reason.code])).toEqual([['m1', code]]);
      const { entries } = await readManifest(archives(core)[0]?.bytes ?? Buffer.alloc(0));
      expect(entries.map(({ key }) => key)).toEqual(['incoming/a', 'incoming/z']);
    },
  );

  test('is bundled when it comes again after it was mended', async () => {
    const { core, records } = withObjects({ 'incoming/a': 'one', 'incoming/bad': 'two' });
    const lost = core.objects.get('uploads/incoming/bad');
    core.objects.delete('uploads/incoming/bad');
    await core.invoke(records);
    expect(core.deadLetters.map(({ reason }) => reason.code)).toEqual(['object-gone']);

    core.put('uploads', 'incoming/bad', lost?.bytes ?? Buffer.alloc(0));
    expect(await core.invoke(records.slice(1))).toEqual({ batchItemFailures: [] });
    const keys = await Promise.all(
      archives(core).map(async ({ bytes }) => (await readManifest(bytes)).entries.map(({ key }) => key)),
    );
    expect(keys.flat().sort()).toEqual(['incoming/a', 'incoming/bad']);
    expect(core.deadLetters).toHaveLength(1);
  });

  test.each([
    [1, 'alone'],
    [3, 'with others'],
  ])('is bundled when %i of its kind come again, %s', async (count) => {
    const files = Object.fromEntries(Array.from({ length: count }, (_, index) => [`incoming/${index}`, `${index}`]));
    const { core, records } = withObjects(files);
    const lost = new Map(core.objects);
    core.objects.clear();
    await core.invoke(records);
    expect(core.deadLetters).toHaveLength(count);

    for (const [place, object] of lost) core.objects.set(place, object);
    await core.invoke(records.map((record) => ({ ...record, messageId: `${record.messageId}-again` })));
    const { entries } = await readManifest(archives(core)[0]?.bytes ?? Buffer.alloc(0));
    expect(entries.map(({ key }) => key)).toEqual(Object.keys(files));
    expect([archives(core).length, core.deadLetters.length]).toEqual([1, count]);
  });

  test('goes to the dead letters again when it comes again as it was', async () => {
    const { core, records } = withObjects({ 'incoming/a': 'one', 'incoming/bad': 'two' });
    core.objects.delete('uploads/incoming/bad');
    await core.invoke(records);
    for (const again of ['x', 'y']) await core.invoke([{ ...(records[1] ?? message('', '')), messageId: again }]);
    expect(core.deadLetters.map(({ letter }) => letter.messageId)).toEqual(['m1', 'x', 'y']);
  });

  test('leaves no archive behind where it was the only one', async () => {
    const { core, records } = withObjects({ 'incoming/bad': 'two' });
    core.objects.clear();
    await core.invoke(records);
    expect(archives(core)).toEqual([]);
  });

  test('does not hurt by what only looks like an archive, or is a broken one', async () => {
    const half = gzipSync(Buffer.alloc(90_000_000)).subarray(0, 60_000);
    const { core, records } = withObjects({
      'incoming/broken.gz': half,
      'incoming/like.zip': Buffer.from('PK\u0003\u0004 and no more'),
    });
    await core.invoke(records);
    expect(core.deadLetters.map(({ reason }) => reason.code)).toEqual(['archive-bomb']);
  });
});

test('an event about no object cannot be bundled', async () => {
  const core = createFakeCore({ pipeline: [BUNDLE] });
  await core.invoke([message('m0', { id: 'e1', source: 'payments', 'detail-type': 'Refund', detail: {} })]);
  expect(core.deadLetters.map(({ reason }) => reason.code)).toEqual(['no-object']);
});

test('time that runs out leaves nothing half written, and the messages come again', async () => {
  const { core, records } = withObjects({ 'incoming/a': 'x'.repeat(3_000_000) });
  const response = await core.invoke(records, 1);
  expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(archives(core)).toEqual([]);
  expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
  expect(archives(core)).toHaveLength(1);
});
