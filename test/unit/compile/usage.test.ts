import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { type Usage, usageOf, withUsage } from '../../../controller/compile/usage.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { lambda, platform, registryOf, route, team } from './registry-of.ts';

const QUEUE = deepFreeze({ Type: 'AWS::SQS::Queue', Properties: {} });
const KEPT = deepFreeze({ DeletionPolicy: 'Retain' } as const);

test('usage travels as metadata of the resource, in the order of the vocabulary', () => {
  expect(withUsage(KEPT, { storageGb: 2.5, messagesPerMonth: 10 })).toEqual({
    DeletionPolicy: 'Retain',
    Metadata: { Holdfast: { Usage: { messagesPerMonth: 10, storageGb: 2.5 } } },
  });
  expect(JSON.stringify(withUsage(KEPT, { storageGb: 2.5, messagesPerMonth: 10 }))).toBe(
    JSON.stringify(withUsage(KEPT, { messagesPerMonth: 10, storageGb: 2.5 })),
  );
});

test('without a number nothing is added; other metadata is kept', () => {
  expect(withUsage(KEPT, {})).toBe(KEPT);
  expect(withUsage({ Metadata: { Note: 'mine' } }, { storageGb: 0 }).Metadata).toEqual({
    Note: 'mine',
    Holdfast: { Usage: { storageGb: 0 } },
  });
});

test('metadata that somebody else wrote is never taken for a figure', () => {
  const foreign = { storageGb: '7', messagesPerMonth: -1, surprises: 3, readsPerMonth: 4 };
  const read = (Metadata: object) => usageOf({ ...QUEUE, ...JSON.parse(JSON.stringify({ Metadata })) });
  expect(read({ Holdfast: { Usage: foreign } })).toEqual({ readsPerMonth: 4 });
  expect(read({ Holdfast: 'none' })).toEqual({});
  expect(usageOf(QUEUE)).toEqual({});
});

/** The usage of a team's function `web` and of its routes, by logical id. */
function usages(functionTraffic: object | undefined, ...routeTraffics: readonly (object | undefined)[]): object {
  const routes = routeTraffics.map((traffic, index) =>
    route(`r${index}`, { path: `/web/${index}`, function: 'web', ...(traffic && { traffic }) }),
  );
  const documents = [team('web'), lambda('web', functionTraffic && { traffic: functionTraffic }), ...routes];
  const { graph } = buildGraph(registryOf(platform(), { web: documents }));
  const stack = compile(graph, {}).desired.stacks.find(({ owner }) => owner === 'team/web');
  const found = Object.entries(stack?.template.Resources ?? {}).flatMap(([id, resource]) => {
    const usage: Usage = usageOf(resource);
    return Object.keys(usage).length > 0 ? [[id, usage] as const] : [];
  });
  return Object.fromEntries(found);
}

test('a function and its route say what they expect', () => {
  expect(
    usages({ requestsPerMonth: 900, averageDurationMs: 40 }, { requestsPerMonth: 700, averageResponseKb: 1.5 }),
  ).toEqual({
    FunctionWeb: { requestsPerMonth: 900, averageDurationMs: 40 },
    RouteR0: { requestsPerMonth: 700, averageResponseKb: 1.5 },
  });
});

test('a function that is silent expects what its routes do', () => {
  expect(usages({ averageDurationMs: 40 }, { requestsPerMonth: 700 }, { requestsPerMonth: 50 })).toMatchObject({
    FunctionWeb: { requestsPerMonth: 750, averageDurationMs: 40 },
  });
});

test('routes that are silent share what the function expects and no other route claims', () => {
  expect(usages({ requestsPerMonth: 1_001 }, { requestsPerMonth: 500 }, undefined, {})).toMatchObject({
    RouteR0: { requestsPerMonth: 500 },
    RouteR1: { requestsPerMonth: 251 },
    RouteR2: { requestsPerMonth: 251 },
  });
  expect(usages({ requestsPerMonth: 100 }, { requestsPerMonth: 500 }, undefined)).toMatchObject({
    RouteR1: { requestsPerMonth: 0 },
  });
});

test('where nobody says anything, nothing is made up in the template', () => {
  expect(usages(undefined, undefined)).toEqual({});
});

test('L3: each value of a route’s traffic gives a template of its own', () => {
  const values = [
    undefined,
    { requestsPerMonth: 1 },
    { requestsPerMonth: 2 },
    { averageResponseKb: 1 },
    { averageResponseKb: 2 },
  ];
  expect(new Set(values.map((traffic) => JSON.stringify(usages(undefined, traffic)))).size).toBe(values.length);
});
