import { expect, test } from 'vitest';
import type { DeclaredOutputs } from '../../../controller/compile/declared-outputs.ts';
import { publishedOutputs } from '../../../controller/outputs/published.ts';
import { treeOf } from '../../../controller/outputs/tree.ts';
import { CHARGE, outputsOf, PLATFORM, TAGS } from './sample.ts';

const layer = 'arn:aws:lambda:us-east-1:123456789012:layer:a:1';

const DECLARED: DeclaredOutputs = {
  ...outputsOf([]),
  documents: [
    {
      kind: 'Platform',
      name: 'shared',
      tags: TAGS,
      outputs: {
        vpcId: { from: { stack: 'acme-network', output: 'VpcId' } },
        publicSubnetIds: {
          each: [
            { stack: 'acme-network', output: 'PublicSubnet1Id' },
            { stack: 'acme-network', output: 'PublicSubnet2Id' },
          ],
        },
      },
    },
    {
      kind: 'Function',
      team: 'payments',
      name: 'charge',
      tags: TAGS,
      outputs: {
        functionArn: { from: { stack: 'acme-team-payments', output: 'FunctionArnCharge' } },
        layerArns: { each: [{ value: layer }] },
      },
    },
    {
      kind: 'Route',
      team: 'payments',
      name: 'charge',
      tags: TAGS,
      outputs: { url: { from: { stack: 'acme-team-payments', output: 'RouteUrlCharge' } } },
    },
  ],
};

test('the values are those that the stacks gave; what no stack gave yet is left out', () => {
  const network = { VpcId: 'vpc-1', PublicSubnet1Id: 'subnet-1', PublicSubnet2Id: 'subnet-2', Other: 'x' };
  const { documents } = publishedOutputs(DECLARED, {
    'acme-network': network,
    'acme-team-payments': { FunctionArnCharge: 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge' },
  });
  expect(documents.map(({ kind, outputs }) => [kind, outputs])).toEqual([
    ['Platform', { vpcId: 'vpc-1', publicSubnetIds: ['subnet-1', 'subnet-2'] }],
    ['Function', { functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:acme-charge', layerArns: [layer] }],
  ]);
});

test('as a tree, the teams’ outputs lie under team, kind and name', () => {
  const route = { ...CHARGE, kind: 'Route', outputs: { url: 'https://api/payments' } };
  const rule = { ...CHARGE, kind: 'EventRule', team: 'orders', name: 'nightly', outputs: { ruleArn: 'arn:rule' } };
  expect(treeOf(outputsOf([PLATFORM, CHARGE, route, rule]))).toEqual({
    platform: { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2'] },
    teams: {
      payments: { functions: { charge: CHARGE.outputs }, routes: { charge: { url: 'https://api/payments' } } },
      orders: { eventRules: { nightly: { ruleArn: 'arn:rule' } } },
    },
  });
});
