import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { DesiredState } from '../../../controller/compile/desired.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { refuseChanges } from '../../../controller/guard/refuse-changes.ts';
import type { ObservedState } from '../../../controller/observe/observed.ts';
import { makePlan } from '../../../controller/plan/make-plan.ts';
import { REPLACEMENT_RULES } from '../../../controller/plan/replacement-table.ts';
import { lambda, platform, registryOf, team, type Written } from '../compile/registry-of.ts';

const at = { file: 'platform.yaml', line: 1, column: 1 };

function desiredOf(document: Written): DesiredState {
  return compile(buildGraph(registryOf(platform(), { web: [team('web'), document] })).graph, {}).desired;
}

/** The stacks as they are after a registry was applied. */
function applied({ stacks }: DesiredState): ObservedState {
  return {
    stacks: stacks.map(({ name, template, tags }) => ({
      name,
      stackId: `arn:${name}`,
      status: 'UPDATE_COMPLETE',
      template,
      parameters: {},
      outputs: {},
      tags,
      resources: Object.entries(template.Resources).map(([logicalId, { Type }]) => ({
        logicalId,
        type: Type,
        physicalId: logicalId,
      })),
    })),
  };
}

/** What is refused of the way from one document to another. */
function refused(before: Written, after: Written): readonly string[] {
  const desired = desiredOf(after);
  const observed = applied(desiredOf(before));
  const plan = makePlan({ desired, observed, rules: REPLACEMENT_RULES, prune: true });
  return refuseChanges(plan, observed, at).map(({ message }) => message);
}

function table(spec: Readonly<Record<string, unknown>>): Written {
  return { kind: 'Table', metadata: { name: 'orders' }, spec: { partitionKey: { name: 'id' }, ...spec } };
}

const index = (name: string, key = name) => ({ name, partitionKey: { name: key } });

describe('what CloudFormation refuses to replace, because its name stays', () => {
  test('a table with other keys', () => {
    expect(refused(table({}), table({ sortKey: { name: 'placed' } }))).toEqual([
      'TableOrders would have to be replaced, but CloudFormation does not replace what keeps its name.',
    ]);
  });

  test('a function that becomes an image', () => {
    const imageUri = `123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:${'0'.repeat(64)}`;
    const image = { kind: 'Function', metadata: { name: 'charge' }, spec: { imageUri } };
    expect(refused(lambda('charge'), image)).toEqual([
      'FunctionCharge would have to be replaced, but CloudFormation does not replace what keeps its name.',
    ]);
  });

  test('not a queue that becomes FIFO: its name ends in .fifo from then on', () => {
    const queue = (spec: Readonly<Record<string, unknown>>) => ({ kind: 'Queue', metadata: { name: 'work' }, spec });
    expect(refused(queue({}), queue({ fifo: true }))).toEqual([]);
  });
});

describe('indexes of a table that exists', () => {
  const one = table({ indexes: [index('by-state')] });

  test('one index more or less is a change like any other', () => {
    expect(refused(table({}), one)).toEqual([]);
    expect(refused(one, table({}))).toEqual([]);
    expect(refused(one, table({ indexes: [index('by-total'), index('by-state')] }))).toEqual([]);
  });

  test('two at a time are refused', () => {
    expect(refused(table({}), table({ indexes: [index('by-state'), index('by-total')] }))).toEqual([
      'DynamoDB adds or removes one index at a time; these are by-state, by-total.',
    ]);
    expect(refused(one, table({ indexes: [index('by-total')] }))).toEqual([
      'DynamoDB adds or removes one index at a time; these are by-total, by-state.',
    ]);
  });

  test('an index with other keys or another projection is refused', () => {
    const refusal = ['The keys and the projection of index by-state cannot be changed.'];
    expect(refused(one, table({ indexes: [index('by-state', 'status')] }))).toEqual(refusal);
    expect(refused(one, table({ indexes: [{ ...index('by-state'), projection: 'keys-only' }] }))).toEqual(refusal);
    expect(refused(one, table({ indexes: [{ ...index('by-state'), maxReadUnits: 5 }] }))).toEqual([]);
  });

  test('local indexes are refused', () => {
    const sorted = { sortKey: { name: 'placed' } };
    const local = { ...sorted, localIndexes: [{ name: 'by-total', sortKey: { name: 'total' } }] };
    const refusal = ['The local indexes of a table that exists cannot be changed.'];
    expect(refused(table(sorted), table(local))).toEqual(refusal);
    expect(refused(table(local), table(sorted))).toEqual(refusal);
  });

  test('a new table may have as many as it likes', () => {
    const other = { kind: 'Queue', metadata: { name: 'work' }, spec: {} };
    expect(refused(other, table({ indexes: [index('a-1'), index('a-2'), index('a-3')] }))).toEqual([]);
  });
});

test('a refusal points to the document', () => {
  const desired = desiredOf(table({ sortKey: { name: 'placed' } }));
  const observed = applied(desiredOf(table({})));
  const plan = makePlan({ desired, observed, rules: REPLACEMENT_RULES, prune: true });
  expect(refuseChanges(plan, observed, at)).toMatchObject([
    { code: 'UnsupportedChange', severity: 'error', file: 'teams/web/1.yaml', hint: expect.any(String) },
  ]);
});
