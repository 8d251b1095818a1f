import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

function findings(documents: readonly Written[]) {
  const { graph } = buildGraph(registryOf(platform(), { web: [team('web'), ...documents] }));
  return compile(graph, {}).findings.map(
    ({ code, severity, file, message }) => `${severity} ${code} ${file} ${message}`,
  );
}

/** A statement with one ARN of 100 characters. */
const wide = (index: number) => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: `arn:aws:dynamodb:us-east-1:123456789012:table/acme-platform-web-table-${String(index).padStart(30, '0')}`,
});
const wides = (count: number) => Array.from({ length: count }, (_, index) => wide(index));

test('a role is within its limit, near it, and over it', () => {
  expect(findings([lambda('page', { statements: wides(50) })])).toEqual([]);
  expect(findings([lambda('page', { statements: wides(60) })])).toEqual([
    'info LowHeadroom teams/web/1.yaml characters of the policies of the role of Function/page: 9820 of 10240 (95 %).',
  ]);
  expect(findings([lambda('page', { statements: wides(64) })])).toEqual([
    'error PolicyTooLarge teams/web/1.yaml characters of the policies of the role of Function/page: 10464, of at most 10240.',
  ]);
});

test('every route of a function adds to its resource policy', () => {
  const routes = (count: number) =>
    Array.from({ length: count }, (_, index) => route(`r${index}`, { path: `/web/${index}`, function: 'page' }));
  expect(findings([lambda('page'), ...routes(52)])).toEqual([]);
  expect(findings([lambda('page'), ...routes(53)])).toEqual([
    'info LowHeadroom teams/web/1.yaml bytes of the permissions to call Function/page: 18550 of 20480 (90 %).',
  ]);
  expect(findings([lambda('page'), ...routes(59)])).toEqual([
    'error PolicyTooLarge teams/web/1.yaml bytes of the permissions to call Function/page: 20650, of at most 20480.',
  ]);
});

test('every rule and topic that sends to a queue adds to its policy', () => {
  const queue: Written = { kind: 'Queue', metadata: { name: 'work' }, spec: {} };
  const topics = (count: number) =>
    Array.from({ length: count }, (_, index): Written => {
      const subscriptions = [{ kind: 'Queue', name: 'work' }];
      return { kind: 'Topic', metadata: { name: `topic-of-things-that-happen-${index}` }, spec: { subscriptions } };
    });
  expect(findings([queue, ...topics(70)])).toEqual([]);
  expect(findings([queue, ...topics(90)])).toEqual([
    'error PolicyTooLarge teams/web/1.yaml bytes of the policy of Queue/work: 8916, of at most 8192.',
  ]);
});
