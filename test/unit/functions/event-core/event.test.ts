import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../../functions/event-core/event.ts';
import { notification, objectCreated } from '../../../fakes/event-core/messages.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 0);
const read = (body: unknown) =>
  readEvent({ messageId: 'm1', body: typeof body === 'string' ? body : JSON.stringify(body), sentAt: AT + 5000 });

describe('an event of an object', () => {
  test('is pinned by its version', () => {
    const event = objectCreated('incoming/a b.csv', { 'version-id': 'v7', size: 12 });
    expect(read(event)).toEqual({
      id: 'object:uploads/incoming/a b.csv@v:v7',
      kind: 'object',
      at: AT,
      object: { bucket: 'uploads', key: 'incoming/a b.csv', versionId: 'v7', etag: 'etag', bytes: 12 },
      detail: null,
    });
  });

  test('is the same, whether EventBridge or S3 itself tells of it', () => {
    expect(read(notification('incoming/a+b%2Bc.csv'))).toEqual(read(objectCreated('incoming/a b+c.csv')));
  });

  test('is another one for a second upload of the same bytes', () => {
    const [first, second] = ['01', '02'].map((sequencer) => read(objectCreated('a.csv', { sequencer }))?.id);
    expect([first, second]).toEqual(['object:uploads/a.csv@e:etag:01', 'object:uploads/a.csv@e:etag:02']);
  });

  test('of a folder in S3’s console asks for nothing', () => {
    expect(read(objectCreated('incoming/', { size: 0 }))).toBeUndefined();
    expect(read(notification('incoming/', { size: 0 }))).toBeUndefined();
  });

  test('keeps an object of no bytes', () => {
    expect(read(objectCreated('incoming/empty.csv', { size: 0 }))?.object?.bytes).toBe(0);
  });
});

describe('other messages', () => {
  test('the test message of S3 asks for nothing', () => {
    expect(read({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'uploads' })).toBeUndefined();
  });

  test('an event of somebody’s own has its id and detail', () => {
    const event = {
      id: 'e1',
      source: 'payments',
      'detail-type': 'Refund',
      time: '2026-01-02T03:04:00Z',
      detail: { n: 1 },
    };
    expect(read(event)).toEqual({ id: 'custom:payments:e1', kind: 'custom', at: AT, detail: { n: 1 } });
  });

  test('a firing of a schedule is one thing, however often it is delivered', () => {
    const firing = {
      id: 'arn:schedule/2026-01-02T03:04:00Z',
      source: 'aws.scheduler',
      'detail-type': 'Scheduled',
      time: '2026-01-02T03:04:00Z',
    };
    expect(read({ ...firing, detail: { task: 'settle' } })).toEqual({
      id: 'schedule:arn:schedule/2026-01-02T03:04:00Z',
      kind: 'schedule',
      at: AT,
      detail: { task: 'settle' },
    });
  });

  test('where nobody filled in the time of a schedule, the message is the firing', () => {
    const firing = {
      id: '<aws.scheduler.scheduled-time>',
      source: 'aws.scheduler',
      'detail-type': 'Scheduled',
      time: '<aws.scheduler.scheduled-time>',
      detail: null,
    };
    expect(read(firing)).toEqual({ id: 'schedule:m1', kind: 'schedule', at: AT + 5000, detail: null });
  });

  test('any other JSON is the input of a schedule', () => {
    expect(read({ task: 'settle' })).toEqual({
      id: 'schedule:m1',
      kind: 'schedule',
      at: AT + 5000,
      detail: { task: 'settle' },
    });
  });

  test.each([
    ['no JSON', '{"a":'],
    ['an object event without a key', { ...objectCreated('a'), detail: { bucket: { name: 'uploads' }, object: {} } }],
    ['a notification of several objects', { Records: [...notification('a').Records, ...notification('b').Records] }],
    ['a notification of another service', { Records: [{ eventSource: 'aws:ses' }] }],
    ['a notification without a time', { Records: [{ ...notification('a').Records[0], eventTime: 'yesterday' }] }],
  ])('%s is unreadable', (_, body) => {
    expect(() => read(body)).toThrow(expect.objectContaining({ name: 'PoisonError', code: 'unreadable' }));
  });

  test('a key that is encoded wrongly is hostile', () => {
    expect(() => read(notification('%zz'))).toThrow(expect.objectContaining({ code: 'hostile-key' }));
  });
});
