import { expect, test } from 'vitest';
import { planJson } from '../../../controller/cli/plan-json.ts';
import type { Plan } from '../../../controller/plan/plan.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

const PLAN: Plan = deepFreeze({
  digest: 'sha256:d1',
  summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 0 },
  stacks: [
    {
      name: 'shop-team-orders',
      wave: 4,
      action: 'update',
      templateDigest: 'sha256:t1',
      notes: ['tag team: a → b'],
      nodes: [
        {
          action: 'update',
          logicalId: 'FunctionStatus',
          type: 'AWS::Lambda::Function',
          physicalId: 'shop-orders-function-status',
          impact: 'update',
          changes: [
            { op: 'replace', path: '/Properties/MemorySize', old: 256, value: 512 },
            { op: 'replace', path: '/Properties/Environment/Variables/MODE', old: 'canary-1', value: 'canary-2' },
          ],
          source: { file: 'teams/orders/status.yaml', line: 2, column: 1, document: 'Function/status' },
        },
      ],
    },
  ],
});

test('S3: a plan for other programs has the promised members, and masked values on both sides of a change', () => {
  expect(planJson(PLAN)).toEqual({
    digest: 'sha256:d1',
    summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 0 },
    stacks: [
      {
        name: 'shop-team-orders',
        wave: 4,
        action: 'update',
        notes: ['tag team: a → b'],
        nodes: [
          {
            action: 'update',
            logicalId: 'FunctionStatus',
            type: 'AWS::Lambda::Function',
            physicalId: 'shop-orders-function-status',
            impact: 'update',
            changes: [
              { op: 'replace', path: '/Properties/MemorySize', old: 256, value: 512 },
              {
                op: 'replace',
                path: '/Properties/Environment/Variables/MODE',
                old: 'sha256:17b1…',
                value: 'sha256:193d…',
              },
            ],
          },
        ],
      },
    ],
  });
});
