import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { DATA_MUTATIONS, type Spec } from './data-mutations.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';
import { differencesOf, leavesOf } from './schema-leaves.ts';

/** Values that no two specs can change alone, with the reason. */
const TOGETHER: Readonly<Record<string, readonly string[]>> = {
  // A dead-letter queue is a Queue and nothing else.
  Topic: ['subscriptions[].deadLetter.kind'],
  // Exactly one of it and `generate` is needed.
  Secret: ['external'],
  Bucket: ['notifications[].queue.kind'],
  // Its fields say it all; `false` is none of them.
  Table: ['alarms'],
};

/** A filter is passed on to SNS as it stands, whatever is in it. */
const PASSED_ON = 'subscriptions[].filter.';

describe.each(Object.entries(DATA_MUTATIONS))('%s', (kind, mutations) => {
  const schema = KINDS.find(({ name }) => name === kind)?.schema;
  const leaves = schema === undefined ? [] : leavesOf(schema).filter((leaf) => !leaf.startsWith(PASSED_ON));

  test('L3: every value that an author can write is changed alone by two mutations', () => {
    const changed = Object.values(mutations).flatMap((specs) =>
      specs.flatMap((one, index) => specs.slice(index + 1).map((other) => differencesOf(one, other, leaves))),
    );
    const alone = new Set(changed.filter((places) => places.length === 1).flat());
    expect(leaves.filter((leaf) => !alone.has(leaf))).toEqual(TOGETHER[kind] ?? []);
  });

  test.each(Object.entries(mutations))('L3: each value of %s gives a template of its own', (_, specs) => {
    const templates = specs.map((spec) => teamTemplate({ kind, metadata: { name: 'web' }, spec }));
    expect(new Set(templates).size).toBe(templates.length);
  });
});

/** What a document adds to the stacks of its team and of the one that it sends to. */
function teamTemplate(document: Written): string {
  const plain = (name: string, spec: Spec = {}) => ({ kind: 'Queue', metadata: { name }, spec });
  const shared = { ...plain('one'), metadata: { name: 'one', sharedWith: [{ team: 'web', level: 'write' }] } };
  const teams = {
    web: [team('web'), document, plain('one'), plain('two'), lambda('one')],
    shop: [team('shop'), shared],
  };
  const { graph, findings } = buildGraph(registryOf(platform(), teams));
  expect(findings).toEqual([]);
  const { stacks } = compile(graph, {}).desired;
  return stacks.flatMap(({ owner, body }) => (owner.startsWith('team/') ? [body] : [])).join('\n');
}
