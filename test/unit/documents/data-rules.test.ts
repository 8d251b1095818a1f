import { describe, expect, test } from 'vitest';
import { access } from '../../../controller/documents/rules/access.ts';
import { loadWith, team } from './registry-files.ts';

/** What the rule says of grants: the path and the message. */
function judge(...entries: readonly Readonly<Record<string, string>>[]): readonly (readonly [string, string])[] {
  return access({ spec: { access: entries } }).map(({ path, message }) => [path.join('.'), message]);
}

describe('a grant of access', () => {
  test('has a level that its kind has', () => {
    expect(
      judge({ kind: 'Table', name: 'a', level: 'readwrite' }, { kind: 'Secret', name: 'a', level: 'read' }),
    ).toEqual([]);
    expect(judge({ kind: 'Secret', name: 'a', level: 'write' }, { kind: 'Queue', name: 'a', level: 'invoke' })).toEqual(
      [
        ['spec.access.0.level', 'A Secret has no access level "write"; it has read.'],
        ['spec.access.1.level', 'A Queue has no access level "invoke"; it has read, write or readwrite.'],
      ],
    );
  });

  test('has a prefix only for a Bucket', () => {
    expect(judge({ kind: 'Bucket', name: 'a', level: 'read', prefix: 'in/' })).toEqual([]);
    expect(judge({ kind: 'Table', name: 'a', level: 'read', prefix: 'in/' })).toEqual([
      ['spec.access.0.prefix', 'prefix is for buckets only: a Table has no keys.'],
    ]);
  });

  test('is left to the schema where kind or level are none', () => {
    expect(judge({ kind: 'constructor', name: 'a', level: 'x', prefix: 'y' }, {})).toEqual([]);
    expect(access({ spec: { access: 'all' } })).toEqual([]);
    expect(access({})).toEqual([]);
  });
});

describe('a topic and the queue of another team', () => {
  const topic = (subscription: string) => `apiVersion: holdfast/v1
kind: Topic
metadata: {name: told}
spec:
  subscriptions: [${subscription}]
`;
  const queue = (spec: string) => `apiVersion: holdfast/v1
kind: Queue
metadata: {name: work}
spec: ${spec}
`;
  const messages = (files: Readonly<Record<string, string>>) =>
    loadWith({ 'teams/orders/team.yaml': team('orders'), ...files }).findings.map(({ message }) => message);

  test('agree on their order, wherever the queue stands', () => {
    const files = {
      'teams/payments/topic.yaml': topic('{kind: Queue, name: work, team: orders}'),
      'teams/orders/queue.yaml': queue('{fifo: true}'),
    };
    expect(messages(files)).toEqual(['Queue work is a FIFO queue, which receives from FIFO topics only.']);
    expect(messages({ ...files, 'teams/orders/queue.yaml': queue('{}') })).toEqual([]);
  });

  test('are not mixed up with a namesake of the own team', () => {
    const files = {
      'teams/payments/topic.yaml': topic('{kind: Queue, name: work}'),
      'teams/payments/queue.yaml': queue('{}'),
      'teams/orders/queue.yaml': queue('{fifo: true}'),
    };
    expect(messages(files)).toEqual([]);
  });
});
