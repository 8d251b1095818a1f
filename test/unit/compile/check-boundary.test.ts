import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { lambda, platform, registryOf, team } from './registry-of.ts';

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

/** Warnings about the boundary of a function with these statements. */
function outsideBoundary(...statements: readonly object[]) {
  const registry = registryOf(platform(), { payments: [team('payments'), lambda('charge', { statements })] });
  return compile(buildGraph(registry).graph, {}).findings.filter(({ code }) => code === 'OutsideBoundary');
}

const allow = (action: string | readonly string[], resource: string) => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

describe('A2: a statement that the permissions boundary takes away is a warning', () => {
  test('at the action, with its words', () => {
    const orders = at('states', 'stateMachine:acme-platform-payments-settle');
    expect(outsideBoundary(allow(['states:DescribeStateMachine', 'states:StartExecution'], orders))).toMatchObject([
      { severity: 'warning', path: 'spec.statements[0].Action[0]', line: 19, column: 11 },
      {
        severity: 'warning',
        path: 'spec.statements[0].Action[1]',
        line: 20,
        column: 11,
        message:
          'The permissions boundary does not allow "states:StartExecution" on these resources: calls will be denied.',
      },
    ]);
  });

  test.each([
    ['firehose:PutRecord', at('firehose', 'deliverystream/acme-platform-payments-x')],
    ['firehose:Put*', at('firehose', 'deliverystream/acme-platform-payments-x')],
    ['logs:FilterLogEvents', at('logs', 'log-group:/aws/lambda/acme-platform-payments-x:*')],
    ['logs:PutLogEvents', at('logs', 'log-group:acme-platform-payments-audit:*')],
    ['bedrock:InvokeAgent', at('bedrock', 'agent-alias/A1/B1')],
    ['kms:Decrypt', at('kms', 'alias/acme-platform-payments-key')],
    ['s3:GetObject', at('s3', 'accesspoint/acme-platform-payments-x/object/*')],
    ['s3:PutBucketVersioning', 'arn:aws:s3:::acme-platform-payments-bucket-x'],
    ['dynamodb:DeleteTable', at('dynamodb', 'table/acme-platform-payments-table-x')],
    ['cloudwatch:GetMetricData', '*'],
  ])('%s on %s is one', (action, resource) => {
    expect(outsideBoundary(allow(action, resource))).toHaveLength(1);
  });

  test.each([
    ['dynamodb:GetItem', at('dynamodb', 'table/acme-platform-payments-table-x/index/*')],
    ['dynamodb:Get*', at('dynamodb', 'table/acme-platform-payments-*')],
    ['S3:getobject', `arn:aws:s3:::acme-platform-payments-bucket-x/\${aws:PrincipalTag/team}/*`],
    ['s3:ListBucket', 'arn:aws:s3:::acme-platform-payments-bucket-x'],
    ['lambda:InvokeFunction', at('lambda', 'function:acme-platform-payments-function-*')],
    ['logs:PutLogEvents', at('logs', 'log-group:/aws/lambda/acme-platform-payments-x:*')],
    ['secretsmanager:GetSecretValue', at('secretsmanager', 'secret:acme-platform-payments-secret-x-??????')],
    ['ssm:GetParameter', at('ssm', 'parameter/acme-platform-payments-x')],
    ['ssm:GetParameter', at('ssm', 'parameter/acme-platform/outputs/vpc_id')],
    ['kms:Decrypt', at('kms', 'key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0')],
    ['kinesis:PutRecord', at('kinesis', 'stream/acme-platform-payments-x')],
    ['xray:PutTraceSegments', '*'],
    ['sts:GetCallerIdentity', '*'],
  ])('%s on %s is none', (action, resource) => {
    expect(outsideBoundary(allow(action, resource))).toEqual([]);
  });

  test('a Deny is none', () => {
    expect(outsideBoundary({ Effect: 'Deny', Action: 'states:*', Resource: '*' })).toEqual([]);
  });
});
