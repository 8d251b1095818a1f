import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../../../functions/event-core/event.ts';
import { createFakeCore } from '../../../fakes/event-core/core.ts';
import { message, notification, objectCreated } from '../../../fakes/event-core/messages.ts';

const TRANSFORM = { transform: { function: 'read-statement' } };
const FORWARD = { forward: { bus: 'team', source: 'payments', detailType: 'Statement Read' } };
const custom = (id: string, detail: Json = {}) => ({ id, source: 'payments', 'detail-type': 'Refund', detail });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 2, 3, 4, 5) });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A core with one object, whose team's function is given. */
function withFunction(answer: (payload: Json) => Json | Promise<Json>, pipeline: Json = [TRANSFORM]) {
  const core = createFakeCore({ pipeline, functions: { 'read-statement': answer } });
  core.put('uploads', 'incoming/a.csv', Buffer.from('one'));
  return core;
}

const CREATED = message('m1', objectCreated('incoming/a.csv', { 'version-id': 'v1' }));
const results = (core: ReturnType<typeof createFakeCore>) =>
  [...core.objects]
    .filter(([place]) => place.startsWith('reports/'))
    .map(([place, { bytes }]) => [place, bytes.toString()]);

describe('transform', () => {
  test('gives the function the reference of the object, and stores its answer', async () => {
    const core = withFunction(() => ({ total: 12 }));
    expect(await core.invoke([CREATED])).toEqual({ batchItemFailures: [] });
    expect(core.invoked).toEqual([
      {
        name: 'read-statement',
        payload: {
          id: 'object:uploads/incoming/a.csv@v:v1',
          processor: 'statements',
          at: '2026-01-02T03:04:00.000Z',
          object: { bucket: 'uploads', key: 'incoming/a.csv', versionId: 'v1', etag: 'etag', bytes: 3 },
          detail: null,
        },
      },
    ]);
    expect(results(core)).toEqual([
      [expect.stringMatching(/^reports\/out\/a\.csv\.[0-9a-f]{12}\.json$/), '{"total":12}'],
    ]);
  });

  test.each<[string, Json, string, string]>([
    ['text of a type', { contentType: 'text/csv; charset=utf-8', body: 'a;b' }, '.csv', 'a;b'],
    ['bytes of a type', { contentType: 'application/pdf', body: 'UERG', isBase64Encoded: true }, '.pdf', 'PDF'],
    ['a type without an ending', { contentType: 'application/x-own', body: 'x' }, '', 'x'],
    ['any other JSON', ['a', 1], '.json', '["a",1]'],
  ])('stores %s', async (_, answer, ending, stored) => {
    const core = withFunction(() => answer);
    await core.invoke([CREATED]);
    const [[place = '', content = ''] = []] = results(core);
    expect([place.slice(place.search(/[0-9a-f]{12}(\.\w+)?$/) + 12), content]).toEqual([ending, stored]);
  });

  test('stores nothing for no answer, and goes on', async () => {
    const core = withFunction(() => null, [TRANSFORM, FORWARD]);
    await core.invoke([CREATED]);
    expect(results(core)).toEqual([]);
    expect(JSON.parse(core.published[0]?.detail ?? '')).not.toHaveProperty('object');
  });

  test('hands what it stored to the next action', async () => {
    const core = withFunction(() => ({ total: 12 }), [TRANSFORM, FORWARD]);
    await core.invoke([CREATED]);
    const [[place = ''] = []] = results(core);
    expect(JSON.parse(core.published[0]?.detail ?? '').object).toMatchObject({
      bucket: 'reports',
      key: place.slice('reports/'.length),
      bytes: 12,
    });
  });
});

describe('an event that comes again', () => {
  test('is not handled again', async () => {
    const core = withFunction(() => ({ total: 12 }), [TRANSFORM, FORWARD]);
    for (const id of ['m1', 'm2', 'm3']) await core.invoke([{ ...CREATED, messageId: id }]);
    expect([core.invoked.length, core.published.length]).toEqual([1, 1]);
    expect([core.metrics.Processed, core.metrics.Duplicates]).toEqual([[1], [1, 1]]);
  });

  test('is the same by both ways that S3 has to tell', async () => {
    const core = createFakeCore({ pipeline: [FORWARD] });
    await core.invoke([
      message('m1', objectCreated('incoming/a+b.csv')),
      message('m2', notification('incoming/a%2Bb.csv')),
    ]);
    await core.invoke([message('m2', notification('incoming/a%2Bb.csv'))]);
    expect(core.published).toHaveLength(1);
  });

  test('with another content is somebody else’s, and is put aside', async () => {
    const core = createFakeCore({ pipeline: [FORWARD] });
    await core.invoke([message('m1', custom('e1', { amount: 1 }))]);
    await core.invoke([message('m2', custom('e1', { amount: 2 }))]);
    expect(core.published).toHaveLength(1);
    expect(core.deadLetters.map(({ letter, reason }) => [letter.messageId, reason])).toEqual([
      [
        'm2',
        { code: 'same-id-other-content', message: 'Another event with the same id and another content was handled.' },
      ],
    ]);
  });

  test('that has no id of its own is known by its message, also when that was put back (C15)', async () => {
    const core = createFakeCore({ pipeline: [FORWARD] });
    await core.invoke([message('m1', { task: 'settle' })]);
    await core.invoke([message('m2', { task: 'settle' }, { firstId: 'm1' })]);
    expect(core.published).toHaveLength(1);
    await core.invoke([message('m3', { task: 'settle' })]);
    expect(core.published).toHaveLength(2);
  });

  test('put aside once more keeps the id that it had first, and is no duplicate of the dead letter before', async () => {
    const core = createFakeCore({ pipeline: [FORWARD] });
    await core.invoke([message('m1', 'no JSON')]);
    await core.invoke([message('m2', 'no JSON', { firstId: 'm1' })]);
    expect(core.deadLetters.map(({ letter }) => [letter.messageId, letter.firstId])).toEqual([
      ['m1', 'm1'],
      ['m2', 'm1'],
    ]);
  });

  test('is handled once where two deliveries are worked on at the same time', async () => {
    const gate = Promise.withResolvers<void>();
    const core = withFunction(async () => {
      await gate.promise;
      return { total: 12 };
    });
    const [first, second] = [core.invoke([CREATED]), core.invoke([{ ...CREATED, messageId: 'm2' }])];
    expect(await second).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    gate.resolve();
    expect(await first).toEqual({ batchItemFailures: [] });
    expect(core.invoked).toHaveLength(1);
  });
});

describe('an event that fails', () => {
  const failing = () => {
    throw new Error('of the payload: secret');
  };

  test('comes again, the others are done (C5)', async () => {
    const core = createFakeCore({
      pipeline: [TRANSFORM],
      functions: { 'read-statement': (payload) => ((payload as { id: string }).id.includes('bad') ? failing() : 1) },
    });
    const records = ['e1', 'bad', 'e2'].map((id) => message(id, custom(id)));
    expect(await core.invoke(records)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect([core.metrics.Processed, core.metrics.Failures]).toEqual([[1, 1], [1]]);
    expect(core.deadLetters).toEqual([]);
  });

  test('goes to the dead letters with the reason at its last try (C5)', async () => {
    const core = withFunction(failing);
    const last = message('m1', objectCreated('incoming/a.csv', { 'version-id': 'v1' }), { attempt: 5 });
    expect(await core.invoke([last])).toEqual({ batchItemFailures: [] });
    expect(core.deadLetters).toEqual([
      {
        letter: { messageId: 'm1', firstId: 'm1', body: last.body },
        reason: { code: 'tried-too-often', message: 'Tried 5 times; the last time ended with Error.' },
      },
    ]);
  });

  test('stays in the queue where it cannot be put aside', async () => {
    const core = withFunction(failing);
    const broken = { put: () => Promise.reject(new Error('throttled')) };
    Object.assign(core.core, { deadLetters: broken });
    const last = message('m1', objectCreated('incoming/a.csv', { 'version-id': 'v1' }), { attempt: 5 });
    expect(await core.invoke([last])).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  });

  test('is put aside at once where no try can mend it, before anything is done', async () => {
    const core = withFunction(() => 1);
    const hostile = [
      message('m1', objectCreated('../../etc/passwd')),
      message('m2', 'no JSON'),
      message('m3', notification('a%00b')),
    ];
    expect(await core.invoke(hostile)).toEqual({ batchItemFailures: [] });
    expect(core.deadLetters.map(({ reason }) => reason.code)).toEqual(['hostile-key', 'unreadable', 'hostile-key']);
    expect([core.invoked, results(core)]).toEqual([[], []]);
  });

  test('leaves no word of its payload or its key in a log line (S1)', async () => {
    const core = createFakeCore({ pipeline: [TRANSFORM], functions: { 'read-statement': failing } });
    core.put('uploads', 'incoming/canary-key', Buffer.from('canary-content'));
    await core.invoke([
      message('m1', objectCreated('incoming/canary-key', { etag: 'canary-etag' })),
      message('m2', custom('canary-id', { password: 'canary-detail' }), { attempt: 5 }),
      message('m3', objectCreated('../canary-hostile')),
    ]);
    expect(core.lines).toHaveLength(3);
    expect(JSON.stringify([core.lines, core.deadLetters.map(({ reason }) => reason)])).not.toMatch(/canary|secret/);
  });
});

describe('the time of an invocation', () => {
  test.each([29_999, 999, 7, 1])('may be any number of milliseconds: %i', async (remainingMs) => {
    await expect(withFunction(() => null).invoke([CREATED], remainingMs)).resolves.toMatchObject({
      batchItemFailures: expect.any(Array),
    });
  });
});

describe('a FIFO queue', () => {
  const ordered = (id: string, group: string) => message(id, custom(id), { group });

  test('keeps its order: what comes after a message that fails fails with it', async () => {
    const core = createFakeCore({
      pipeline: [TRANSFORM, FORWARD],
      functions: {
        'read-statement': (payload) => {
          if ((payload as { id: string }).id.endsWith(':b')) throw new Error('no');
          return null;
        },
      },
    });
    const response = await core.invoke(['a', 'b', 'c'].map((id) => ordered(id, 'g')));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'c' }] });
    expect(core.published.map(({ detail }) => JSON.parse(detail).id)).toEqual(['custom:payments:a']);
  });

  test('goes on after a message that is put aside, which keeps its group', async () => {
    const core = createFakeCore({ pipeline: [FORWARD] });
    const records = [message('a', 'no JSON', { group: 'g' }), ordered('b', 'g')];
    expect(await core.invoke(records)).toEqual({ batchItemFailures: [] });
    expect(core.deadLetters.map(({ letter }) => [letter.messageId, letter.group])).toEqual([['a', 'g']]);
    expect(core.published).toHaveLength(1);
  });
});

test('age and latency are measured for every message', async () => {
  const core = withFunction(() => {
    vi.setSystemTime(Date.now() + 250);
    return 1;
  });
  await core.invoke([CREATED]);
  expect([core.metrics.Age, core.metrics.Latency]).toEqual([[5000], [250]]);
});

test('an event too large for EventBridge is put aside', async () => {
  const core = createFakeCore({ pipeline: [FORWARD] });
  await core.invoke([message('m1', custom('e1', { text: 'ä'.repeat(125_000) }))]);
  expect(core.deadLetters.map(({ reason }) => reason.code)).toEqual(['too-large-to-forward']);
});

test('few events are worked on at once, however large the batch', async () => {
  let running = 0;
  let most = 0;
  const core = withFunction(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
    return null;
  });
  await core.invoke(Array.from({ length: 100 }, (_, index) => message(`m${index}`, custom(`e${index}`))));
  expect([most, core.invoked.length]).toEqual([16, 100]);
});
