import { createHash } from 'node:crypto';
import type { SQSRecord } from 'aws-lambda';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../../../functions/event-core/event.ts';
import { createFakeCore } from '../../../fakes/event-core/core.ts';
import { message, objectCreated } from '../../../fakes/event-core/messages.ts';
import { readManifest } from '../../../fakes/event-core/read-archive.ts';

const BUNDLE = { bundle: { maxObjects: 4, maxBytes: 1000 } };
const TRANSFORM = { transform: { function: 'read-statement' } };
const FORWARD = { forward: { bus: 'team', source: 'payments', detailType: 'Ready' } };
/** After this, nobody holds what a dead process held. */
const VISIBILITY_MS = 360_000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A core with so many objects, and the messages about them. */
function withObjects(count: number, pipeline: Json) {
  let answers = 0;
  // A function that never answers the same twice: what is stored must be of one run.
  const core = createFakeCore({
    pipeline,
    functions: { 'read-statement': () => ({ run: ++answers }) },
    maxReceiveCount: 1000,
  });
  const records = Array.from({ length: count }, (_, index) => {
    const bytes = Buffer.from(`content of ${index}`);
    const key = `incoming/${index}.csv`;
    core.put('uploads', key, bytes);
    const etag = createHash('md5').update(bytes).digest('hex');
    return message(`m${index}`, objectCreated(key, { size: bytes.length, etag, sequencer: `${index}` }));
  });
  return { core, records };
}

type FakeCore = ReturnType<typeof createFakeCore>;

/** A queue that delivers what is left in batches that somebody chooses, until nothing is left. */
async function drain(core: FakeCore, records: readonly SQSRecord[], sizes: () => number, crashes: () => number) {
  let left = [...records];
  for (let round = 0; left.length > 0; round += 1) {
    if (round > 200) throw new Error('it never ends');
    const batch = left.slice(0, Math.max(1, sizes()));
    core.state.calls = 0;
    core.state.crashAt = round < 20 ? crashes() : Number.POSITIVE_INFINITY;
    const response = await core.invoke(batch);
    const failed = new Set(
      response === 'crashed'
        ? batch.map(({ messageId }) => messageId)
        : response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    );
    // What failed comes back later, behind the others, so batches are put together anew.
    left = [...left.slice(batch.length), ...batch.filter(({ messageId }) => failed.has(messageId))];
    vi.setSystemTime(Date.now() + VISIBILITY_MS);
  }
  core.state.crashAt = Number.POSITIVE_INFINITY;
}

/** Handles messages while their objects are not there. */
async function putAside(core: FakeCore, records: readonly SQSRecord[]): Promise<void> {
  const lost = new Map(core.objects);
  core.objects.clear();
  await core.invoke(records);
  for (const [place, object] of lost) core.objects.set(place, object);
}

async function bundledKeys(core: FakeCore): Promise<readonly string[]> {
  const archives = [...core.objects].filter(([place]) => place.endsWith('.tar.gz'));
  const manifests = await Promise.all(archives.map(([, { bytes }]) => readManifest(bytes)));
  return manifests.flatMap(({ entries }) => entries.map(({ key }) => key)).sort();
}

const keysOf = (count: number) => Array.from({ length: count }, (_, index) => `incoming/${index}.csv`).sort();

describe('a crash before or after any call (C2, C15)', () => {
  test.each<[string, Json, number]>([
    ['transform', [TRANSFORM, FORWARD], 1],
    ['bundle', [BUNDLE, FORWARD], 3],
    ['transform, then bundle', [TRANSFORM, BUNDLE, FORWARD], 2],
  ])('of %s leaves the same results as none', async (_, pipeline, count) => {
    const calm = withObjects(count, pipeline);
    await calm.core.invoke(calm.records);
    const calls = calm.core.state.calls;
    expect(calls).toBeGreaterThan(3);
    for (let at = 1; at <= 2 * calls; at += 1) {
      const { core, records } = withObjects(count, pipeline);
      let isFirst = true;
      await drain(
        core,
        records,
        () => count,
        () => {
          const crash = isFirst ? at : Number.POSITIVE_INFINITY;
          isFirst = false;
          return crash;
        },
      );
      expect([...core.objects.keys()].sort(), `crash at ${at}`).toEqual([...calm.core.objects.keys()].sort());
      // What is published twice says so by its id.
      expect(new Set(core.published.map(({ detail }) => JSON.parse(detail).id)).size).toBe(calm.core.published.length);
      expect(core.deadLetters).toEqual([]);
    }
  });
});

test('an object that is deleted once its archive is written stays in it, crash or not', async () => {
  const calm = withObjects(2, [BUNDLE]);
  await calm.core.invoke(calm.records);
  const { core, records } = withObjects(2, [BUNDLE]);
  // After the archive is there, and before anybody knows.
  core.state.crashAt = 2 * (calm.core.state.calls - 1);
  expect(await core.invoke(records)).toBe('crashed');
  expect(await bundledKeys(core)).toEqual(keysOf(2));
  for (const key of keysOf(2)) core.objects.delete(`uploads/${key}`);
  core.state.crashAt = Number.POSITIVE_INFINITY;
  expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
  expect([await bundledKeys(core), core.deadLetters]).toEqual([keysOf(2), []]);
});

test('every object gets into exactly one archive, whatever crashes and however batches are put together anew (C15)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
      fc.infiniteStream(fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 60 }))),
      async (count, sizes, crashes) => {
        const { core, records } = withObjects(count, [BUNDLE, FORWARD]);
        // Every event is told twice, by messages of their own.
        const twice = records.flatMap((record) => [record, { ...record, messageId: `${record.messageId}-again` }]);
        await drain(
          core,
          twice,
          () => sizes.next().value,
          () => crashes.next().value,
        );
        expect(await bundledKeys(core)).toEqual(keysOf(count));
        const archives = [...core.objects.keys()].filter((place) => place.endsWith('.tar.gz'));
        const told = new Set(core.published.map(({ detail }) => JSON.parse(detail).object.key));
        expect([...told].sort()).toEqual(archives.map((place) => place.slice('reports/'.length)).sort());
      },
    ),
    { numRuns: 150 },
  );
});

test('objects that were put aside and come back get into exactly one archive, too, whatever crashes (C5, C15)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 6 })),
      fc.infiniteStream(fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 60 }))),
      async (count, gone, sizes, crashes) => {
        const { core, records } = withObjects(count, [BUNDLE, FORWARD]);
        const lost = new Map(core.objects);
        for (const index of gone) core.objects.delete(`uploads/incoming/${index}.csv`);
        const play = (messages: readonly SQSRecord[]) => {
          const [size, crash] = [() => sizes.next().value, () => crashes.next().value];
          return drain(core, messages, size, crash);
        };
        await play(records);
        for (const [place, object] of lost) core.objects.set(place, object);
        // Some are dead letters twice: a crash came after they were put aside.
        const bodies = core.deadLetters.map(({ letter }) => letter.body);
        await play(bodies.map((body, index) => ({ ...message(`back-${index}`, ''), body })));
        expect(await bundledKeys(core)).toEqual(keysOf(count));
      },
    ),
    { numRuns: 150 },
  );
});

test('two workers with the same messages in different batches bundle each object once (C1, C15)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 6 }),
      fc.integer({ min: 1, max: 5 }),
      fc.boolean(),
      async (scheduler, count, cut, isBack) => {
        const { core, records } = withObjects(count, [BUNDLE]);
        if (isBack) await putAside(core, records);
        core.state.between = () => scheduler.schedule(Promise.resolve());
        const batches = [records, records.slice(0, cut), records.slice(cut)].filter((batch) => batch.length > 0);
        const running = Promise.all(batches.map((batch) => core.invoke(batch)));
        await scheduler.waitFor(running);
        expect(await bundledKeys(core)).toEqual(keysOf(count));
      },
    ),
    { numRuns: 100 },
  );
});
