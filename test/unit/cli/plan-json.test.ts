import { expect, test } from 'vitest';
import { planJson, plannedJson } from '../../../controller/cli/plan-json.ts';
import type { PlanDrift } from '../../../controller/drift/against-plan.ts';
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

test('a node whose resource had drifted carries it three ways; what is not touched stands beside the plan', () => {
  const drift: PlanDrift = {
    at: 0,
    sha: 'a'.repeat(40),
    nodes: [
      {
        stack: 'shop-team-orders',
        logicalId: 'FunctionStatus',
        type: 'AWS::Lambda::Function',
        action: 'update',
        status: 'modified',
        properties: [
          { path: '/Properties/MemorySize', planned: 512, applied: 256, actual: 300, effect: 'overwritten' },
        ],
      },
    ],
    untouched: { modified: 1, deleted: 0, added: 0, names: ['shop-network/Vpc'] },
  };
  const registry = { documents: [] };
  const printed = plannedJson({ sha: 'b'.repeat(40), registry, findings: [], plan: PLAN }, drift);
  expect(printed.stacks[0]?.nodes[0]).toMatchObject({
    logicalId: 'FunctionStatus',
    drift: {
      status: 'modified',
      properties: [{ path: '/Properties/MemorySize', planned: 512, applied: 256, actual: 300, effect: 'overwritten' }],
    },
  });
  expect(printed.drift).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    sha: 'a'.repeat(40),
    untouched: { modified: 1, deleted: 0, added: 0, names: ['shop-network/Vpc'] },
  });
});
