import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { functionBlockSchema } from '../../../registry/kinds/function/block.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { BLOCKS, EVENT_MUTATIONS, type Spec } from './event-mutations.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';
import { differencesOf, leavesOf } from './schema-leaves.ts';

/** Values that have one alternative only, or none that stands without another change, or none that is allowed. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  Schedule: ['deadLetter.kind'],
  EventRule: ['s3.bucket.kind', 'targets[].deadLetter.kind'],
  EventProcessor: [
    'actions[].forward.bus.kind',
    'actions[].forward.bus.name',
    'actions[].forward.bus.team',
    'actions[].transform.function.kind',
    'idempotency.table.kind',
    'idempotency.table.team',
    'output.bucket.kind',
    'source.s3.bucket.kind',
  ],
  Agent: [
    'publishes[].kind',
    'storage.bucket.kind',
    'subscriptions[].s3.bucket.kind',
    'subscriptions[].topic.kind',
    'talksTo[].kind',
  ],
};

/** What larger kinds take over from smaller ones as it is: functions (see below), the fields of patterns and of filters. */
const ELSEWHERE = /^functions?(?:\[\])?\.|\.pattern\.|\.filter\./;

test('L3: every field of a function inside a larger document is in one of the mutated blocks', () => {
  const fields = Object.keys(functionBlockSchema.shape).filter((field) => field !== 'architecture');
  expect([...new Set(BLOCKS.flatMap(Object.keys))].sort()).toEqual(fields.sort());
});

describe.each(Object.entries(EVENT_MUTATIONS))('%s', (kind, mutations) => {
  const schema = KINDS.find(({ name }) => name === kind)?.schema;
  const leaves = schema === undefined ? [] : leavesOf(schema);

  test('L3: every value that an author can write is changed alone by two mutations', () => {
    const changed = Object.values(mutations).flatMap((specs) =>
      specs.flatMap((one, index) => specs.slice(index + 1).map((other) => differencesOf(one, other, leaves))),
    );
    const alone = new Set(changed.filter((places) => places.length === 1).flat());
    const missing = leaves.filter((leaf) => !alone.has(leaf) && !ELSEWHERE.test(leaf));
    expect(missing).toEqual(TOGETHER[kind] ?? []);
  });

  test.each(Object.entries(mutations))('L3: each value of %s gives a template of its own', (_, specs) => {
    const templates = specs.map((spec) => teamTemplates({ kind, metadata: { name: 'web' }, spec }));
    expect(new Set(templates).size).toBe(templates.length);
  });
});

/** The stacks of a document's team and of the one that it sends to. */
function teamTemplates(document: Written): string {
  const of = (kind: string, name: string, spec: Spec = {}): Written => ({ kind, metadata: { name }, spec });
  const twice = (kind: string, spec: Spec = {}) => [of(kind, 'one', spec), of(kind, 'two', spec)];
  const share = (written: Written) => ({
    ...written,
    metadata: { ...written.metadata, sharedWith: [{ team: 'web', level: 'readwrite' }] },
  });
  const agents = twice('Agent', { functions: [lambda('one').spec], results: false });
  const [agent = of('Agent', 'one')] = agents;
  const topics = twice('Topic', { encryption: 'none' });
  const others = [
    ...twice('Queue'),
    of('Queue', 'ordered', { fifo: true, contentBasedDeduplication: true }),
    ...topics,
    of('Bucket', 'one', { events: true, ...toldOf(document) }),
    of('Bucket', 'two', { events: true }),
    ...twice('Table', { partitionKey: { name: 'id' }, ttl: 'expiration' }),
    ...twice('Secret', { external: true }),
  ];
  const shared = [
    of('Queue', 'one'),
    of('Topic', 'one'),
    of('Bucket', 'one', { events: true }),
    lambda('called'),
    agent,
  ].map(share);
  const functions = [lambda('called'), lambda('second')];
  const teams = {
    web: [team('web'), document, ...functions, ...agents, ...others],
    shop: [share(team('shop')), ...shared],
  };
  const { graph, findings } = buildGraph(registryOf(platform(), teams));
  expect(findings).toEqual([]);
  const { stacks } = compile(graph, {}).desired;
  return stacks.flatMap(({ owner, body }) => (owner.startsWith('team/') ? [body] : [])).join('\n');
}

/** What a bucket says that tells the queue of a processor itself. */
function toldOf({ spec }: Written): Spec {
  const isDirect = JSON.stringify(spec).includes('"direct":true');
  return isDirect ? { notifications: [{ queue: { kind: 'Queue', name: 'web-events' } }] } : {};
}
