import { expect, test } from 'vitest';
import { compareCosts } from '../../../controller/cost/change.ts';
import { estimateStacks } from '../../../controller/cost/estimate.ts';
import { resource, stack } from './stacks.ts';

const dashboard = resource('AWS::CloudWatch::Dashboard');
const alarm = resource('AWS::CloudWatch::Alarm');
const secret = (callsPerMonth: number) => resource('AWS::SecretsManager::Secret', {}, { callsPerMonth });
const estimate = (...stacks: readonly ReturnType<typeof stack>[]) => estimateStacks(stacks, 'us-east-1');

test('a plan says what changes in all, for each team, and at which resources, the largest first', () => {
  const before = estimate(stack({ Old: dashboard, Kept: alarm }), stack({ Key: secret(0) }, 'web'));
  const after = estimate(
    stack({ Kept: alarm }),
    stack({ Key: secret(1_000_000), New: alarm }, 'web'),
    stack({ A: alarm }, 'api'),
  );
  expect(compareCosts(before, after)).toEqual({
    region: 'us-east-1',
    // 3.00 + 0.10 + 0.40; 0.10 + 0.40 + 5.00 + 0.10 + 0.10
    before: 3_500_000,
    after: 5_700_000,
    teams: [
      { before: 3_100_000, after: 100_000 },
      { team: 'api', before: 0, after: 100_000 },
      { team: 'web', before: 400_000, after: 5_500_000 },
    ],
    resources: [
      {
        stack: 'acme-team-web',
        logicalId: 'Key',
        type: 'AWS::SecretsManager::Secret',
        before: 400_000,
        after: 5_400_000,
      },
      { stack: 'acme-application', logicalId: 'Old', type: 'AWS::CloudWatch::Dashboard', before: 3_000_000, after: 0 },
      { stack: 'acme-team-api', logicalId: 'A', type: 'AWS::CloudWatch::Alarm', before: 0, after: 100_000 },
      { stack: 'acme-team-web', logicalId: 'New', type: 'AWS::CloudWatch::Alarm', before: 0, after: 100_000 },
    ],
  });
});

test('another type under the same logical id is another resource', () => {
  const { resources } = compareCosts(estimate(stack({ It: dashboard })), estimate(stack({ It: alarm })));
  expect(resources.map(({ type, before, after }) => [type, before, after])).toEqual([
    ['AWS::CloudWatch::Dashboard', 3_000_000, 0],
    ['AWS::CloudWatch::Alarm', 0, 100_000],
  ]);
});

test('the same templates change nothing', () => {
  const same = estimate(stack({ It: dashboard }));
  expect(compareCosts(same, same)).toMatchObject({ before: 3_000_000, after: 3_000_000, resources: [] });
});
