import { describe, expect, test } from 'vitest';
import { bucketNotifications } from '../../../controller/documents/rules/bucket-notifications.ts';
import { loadWith, team } from './registry-files.ts';

const document = (kind: string, name: string, spec: string, metadata = '') =>
  `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}${metadata}}\nspec: {${spec}}\n`;

/** Findings about files of the team payments, and others: code, line, path, message and hint. */
function said(texts: readonly string[], files: Readonly<Record<string, string>> = {}): readonly string[] {
  const all = { 'teams/payments/it.yaml': texts.join('---\n'), ...files };
  return loadWith(all).findings.map(
    ({ code, line, path, message, hint = '' }) => `${code} ${line} ${path}: ${message} ${hint}`,
  );
}

const CODE = 'runtime: nodejs24.x, handler: index.handler, s3: {key: payments/it.zip}';

/** An EventProcessor `archive` of the Bucket `inbox`, which S3 tells itself. */
function processor(s3 = '', spec = ''): string {
  const source = `source: {s3: {bucket: {kind: Bucket, name: inbox}, direct: true${s3}}}`;
  return document('EventProcessor', 'archive', `${source}, function: {${CODE}}${spec}`);
}

const inbox = (spec: string, metadata = '') => document('Bucket', 'inbox', spec, metadata);
const ENTRY = 'queue: {kind: Queue, name: archive-events}';
const PREFIX = ', prefix: incoming/';

describe('a processor that S3 tells itself', () => {
  test('has an entry of its bucket for its queue, about keys that it may read', () => {
    expect(said([processor(PREFIX), inbox(`notifications: [{${ENTRY}${PREFIX}}]`)])).toEqual([]);
    expect(said([processor(PREFIX), inbox(`notifications: [{${ENTRY}, prefix: incoming/2026/}]`)])).toEqual([]);
    expect(said([processor(), inbox(`notifications: [{${ENTRY}, suffix: .csv, events: [restored]}]`)])).toEqual([]);
  });

  test('is told which entry is missing', () => {
    const where = 'UnfitDocument 4 spec.source.s3.bucket.name:';
    const what = 'Bucket inbox does not tell the queue of EventProcessor archive of its objects.';
    expect(said([processor(PREFIX), inbox('events: true')])).toEqual([
      `${where} ${what} Add to the spec of Bucket inbox: notifications: [{queue: {kind: Queue, name: archive-events}, prefix: incoming/}].`,
    ]);
    const other = `notifications: [{queue: {kind: Queue, name: other}}]`;
    expect(said([processor(', prefix: "a: (b)/"'), inbox(other), document('Queue', 'other', '')])).toEqual([
      `${where} ${what} Add to spec.notifications of Bucket inbox: {queue: {kind: Queue, name: archive-events}, prefix: "a: (b)/"}.`,
    ]);
    expect(said([processor(), inbox('')])).toEqual([
      `${where} ${what} Add to the spec of Bucket inbox: notifications: [{queue: {kind: Queue, name: archive-events}}].`,
    ]);
  });

  test('the entry that the hint names is all that was missing', () => {
    const [finding = ''] = said([processor(', prefix: "a: (b)/"'), inbox('')]);
    const spec = /Bucket inbox: (notifications: .*)\.$/.exec(finding)?.[1] ?? '';
    expect(said([processor(', prefix: "a: (b)/"'), inbox(spec)])).toEqual([]);
  });

  test('is not told of keys that its function may not read, which is said at the entry', () => {
    const message = 'EventProcessor archive may read keys that begin with incoming/ only, and would be told of others.';
    const hint = 'Set prefix: incoming/, or one that begins with it.';
    expect(said([processor(PREFIX), inbox(`notifications: [{${ENTRY}, prefix: in}]`)])).toEqual([
      `UnfitDocument 9 spec.notifications[0].prefix: ${message} ${hint}`,
    ]);
    expect(said([processor(PREFIX), inbox(`notifications: [{${ENTRY}}]`)])).toEqual([
      `UnfitDocument 9 spec.notifications[0]: ${message} ${hint}`,
    ]);
  });

  test('says nothing that its bucket says, and has no FIFO queue', () => {
    const told = inbox(`notifications: [{${ENTRY}}]`);
    const twice = (field: string) =>
      `ConflictingFields 4 spec.source.s3.${field}: spec.source.s3.${field} and direct exclude each other: the notifications of the Bucket say it. `;
    expect(said([processor(', suffix: .csv, events: [created]'), told])).toEqual([twice('suffix'), twice('events')]);
    const fifo = 'spec.source.s3.direct and a FIFO queue exclude each other: S3 sends to no FIFO queue.';
    expect(said([processor('', ', queue: {fifo: true}'), told])).toEqual([
      `ConflictingFields 4 spec.source.s3.direct: ${fifo} `,
    ]);
  });

  test('has its bucket in its own team: otherwise the stacks of both would wait for each other', () => {
    const source = 'source: {s3: {bucket: {kind: Bucket, name: inbox, team: orders}, direct: true}}';
    const files = {
      'teams/orders/team.yaml': team('orders'),
      'teams/orders/inbox.yaml': inbox('', ', sharedWith: [{team: payments, level: read}]'),
    };
    expect(said([document('EventProcessor', 'archive', `${source}, function: {${CODE}}`)], files)).toEqual([
      'UnfitDocument 4 spec.source.s3.bucket.name: Bucket inbox is of team orders: the stacks of both teams would wait for each other. Remove direct, and set events: true in Bucket inbox.',
    ]);
  });

  test('one that EventBridge tells still needs events: true, whomever the bucket tells besides', () => {
    const bridged = processor().replace('direct: true', 'direct: false');
    expect(said([bridged, inbox(`notifications: [{${ENTRY}}]`)])).toEqual([
      'UnfitDocument 4 spec.source.s3.bucket.name: Bucket inbox does not tell EventBridge of its objects. Set events: true in Bucket inbox.',
    ]);
  });

  test('only a processor can be direct', () => {
    const s3 = 's3: {bucket: {kind: Bucket, name: inbox}, direct: true}';
    const rule = document('EventRule', 'r', `${s3}, targets: [{kind: Function, name: charge}]`);
    expect(said([rule, inbox('events: true')])).toEqual([expect.stringMatching(/^UnknownField 4 spec\.s3\.direct: /)]);
  });
});

describe('a queue that S3 tells', () => {
  test('is no FIFO queue', () => {
    const told = document('Bucket', 'inbox', 'notifications: [{queue: {kind: Queue, name: ordered}}]');
    expect(said([told, document('Queue', 'ordered', 'fifo: true')])).toEqual([
      'UnfitDocument 4 spec.notifications[0].queue.name: Queue ordered is FIFO; S3 sends to standard queues only. ',
    ]);
    expect(said([told, document('Queue', 'ordered', '')])).toEqual([]);
  });

  test('filters are the plain characters of keys', () => {
    const told = (filter: string) =>
      said([inbox(`notifications: [{queue: {kind: Queue, name: work}, ${filter}}]`), document('Queue', 'work', '')]);
    expect(told('prefix: "a b=c/", suffix: "/x+y.csv"')).toEqual([]);
    for (const filter of ['suffix: "*.csv"', 'suffix: "${x}"', 'prefix: "in/*"']) {
      expect(told(filter), filter).toEqual([expect.stringMatching(/^InvalidValue 4 spec\.notifications\[0\]\./)]);
    }
  });
});

describe('entries of one bucket', () => {
  const judge = (...notifications: readonly object[]) =>
    bucketNotifications(JSON.parse(JSON.stringify({ spec: { notifications } })));
  const queue = { kind: 'Queue', name: 'work' };

  test.each([
    ['no filters', {}, {}],
    ['one prefix begins the other', { prefix: 'a/' }, { prefix: 'a/b/' }],
    ['one has no prefix', { prefix: 'a/', suffix: '.csv' }, { suffix: '.csv' }],
    ['one suffix ends the other', { prefix: 'a/', suffix: '.gz' }, { prefix: 'a/', suffix: '.tar.gz' }],
    ['another queue', { queue }, { queue: { kind: 'Queue', name: 'other' } }],
    ['one event of several', { events: ['deleted', 'created'] }, { events: ['tagged', 'created'] }],
  ])('overlap: %s', (_, one, other) => {
    expect(judge({ queue, ...one }, { queue, ...other })).toEqual([
      {
        code: 'ConflictingFields',
        path: ['spec', 'notifications', 1],
        message: 'The entry can be about a key that spec.notifications[0] is about too (created), which S3 refuses.',
        hint: 'Choose prefixes or suffixes that exclude each other. EventBridge (`events: true`) tells several receivers of one object.',
        related: [['spec', 'notifications', 0]],
      },
    ]);
  });

  test.each([
    ['other prefixes', { prefix: 'a/' }, { prefix: 'b/' }],
    ['other suffixes', { prefix: 'a/', suffix: '.jpg' }, { prefix: 'a/', suffix: '.png' }],
    ['other suffixes of any key', { suffix: '.jpg' }, { prefix: 'a/', suffix: '.png' }],
    ['other events', { events: ['created'] }, { events: ['deleted'] }],
  ])('stand beside each other: %s', (_, one, other) => {
    expect(judge({ queue, ...one }, { queue, ...other })).toEqual([]);
  });

  test('have a hundred events together', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ queue, prefix: `${n}/`, events: ['created', 'deleted'] }));
    expect(judge(...many(50))).toEqual([]);
    expect(judge(...many(51)).map(({ code, path, message }) => [code, path.join('.'), message])).toEqual([
      [
        'InvalidValue',
        'spec.notifications',
        'spec.notifications has 102 events in all its entries; a bucket can have 100.',
      ],
    ]);
  });

  test('that are none are left to the schema', () => {
    expect(bucketNotifications({ spec: { notifications: ['x', null, { events: 3, prefix: 1, suffix: [] }] } })).toEqual(
      [expect.objectContaining({ path: ['spec', 'notifications', 1] })],
    );
    expect(bucketNotifications({})).toEqual([]);
  });
});
