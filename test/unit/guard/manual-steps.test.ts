import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { manualSteps } from '../../../controller/guard/manual-steps.ts';
import { makePlan } from '../../../controller/plan/make-plan.ts';
import { REPLACEMENT_RULES } from '../../../controller/plan/replacement-table.ts';
import { platform, registryOf, team, type Written } from '../compile/registry-of.ts';

const at = { file: 'platform.yaml', line: 1, column: 1 };

function steps(...documents: readonly Written[]) {
  const { graph } = buildGraph(registryOf(platform(), { web: [team('web'), ...documents] }));
  const { desired } = compile(graph, {});
  return manualSteps(makePlan({ desired, observed: { stacks: [] }, rules: REPLACEMENT_RULES, prune: true }), at);
}

test('a new secret whose value comes from elsewhere is said to be empty, one that is made up is not', () => {
  const secret = (spec: Written['spec']) => ({ kind: 'Secret', metadata: { name: 'provider' }, spec });
  expect(steps(secret({ external: true }))).toEqual([
    {
      code: 'ManualStep',
      severity: 'info',
      message: 'The secret acme-platform-web-secret-provider is made without a value: somebody puts it in.',
      file: 'teams/web/1.yaml',
      line: 1,
      column: 1,
      path: '',
      hint: 'aws secretsmanager put-secret-value --secret-id acme-platform-web-secret-provider --secret-string file://value.txt',
    },
  ]);
  expect(steps(secret({ generate: {} }))).toEqual([]);
});

test('receivers outside AWS are said to have to confirm', () => {
  const subscriptions = [
    { email: 'ops@example.com' },
    { https: 'https://example.com/told' },
    { kind: 'Queue', name: 'work' },
  ];
  const topic = { kind: 'Topic', metadata: { name: 'told' }, spec: { subscriptions } };
  const queue = { kind: 'Queue', metadata: { name: 'work' }, spec: {} };
  expect(steps(topic, queue).map(({ message, hint }) => [message, hint])).toEqual([
    [
      'Nothing is delivered to ops@example.com until the subscription is confirmed there.',
      'The mail from SNS has a link for it.',
    ],
    [
      'Nothing is delivered to https://example.com/told until the subscription is confirmed there.',
      'SNS sends a request with a SubscribeURL to it.',
    ],
  ]);
});
