import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { functionSchema } from '../../../registry/kinds/function/schema.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

const subnet = 'subnet-0123456789abcdef0';
const group = 'sg-0123456789abcdef0';
const layers = ['arn:aws:lambda:us-east-1:123456789012:layer:a:1', 'arn:aws:lambda:us-east-1:123456789012:layer:b:1'];
const key = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const image = { imageUri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:${'0'.repeat(64)}` };
const zip = { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '1' };
const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-platform-web-data/*' };

/**
 * Field → specs of which each has to give another team template than the ones before it (LD1 to LD7: upstream dropped some of
 * these fields without a word). The first is compared with a spec without the field. Only what `template.test.ts` holds is not
 * repeated here: the exact properties.
 */
const MUTATIONS: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  functionName: [{ functionName: 'one' }, { functionName: 'two' }],
  description: [{ description: 'one' }, { description: 'two' }],
  runtime: [{ runtime: 'python3.13' }, { runtime: 'python3.14' }],
  handler: [{ handler: 'other.handler' }, { handler: 'third.handler' }],
  s3: [
    { s3: { ...zip, bucket: 'acme-other' } },
    { s3: { ...zip, key: 'other.zip' } },
    { s3: { ...zip, objectVersion: '2' } },
    { s3: { bucket: zip.bucket, key: zip.key } },
  ],
  imageUri: [image, { imageUri: image.imageUri.replaceAll('0'.repeat(64), '1'.repeat(64)) }],
  architecture: [{ architecture: 'x86_64' }],
  memoryMb: [{ memoryMb: 129 }, { memoryMb: 10_240 }],
  timeoutSeconds: [{ timeoutSeconds: 4 }, { timeoutSeconds: 900 }],
  reservedConcurrency: [{ reservedConcurrency: 0 }, { reservedConcurrency: 1 }],
  environment: [{ environment: { AA: '1' } }, { environment: { AA: '2' } }, { environment: { BB: '2' } }],
  statements: [
    { statements: [statement] },
    { statements: [{ ...statement, Action: 's3:PutObject' }] },
    { statements: [{ ...statement, Resource: 'arn:aws:s3:::acme-platform-web-data/one' }] },
    { statements: [{ ...statement, Effect: 'Deny' }] },
    { statements: [{ ...statement, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }] },
    { statements: [statement, { ...statement, Effect: 'Deny' }] },
  ],
  roleArn: [{ roleArn: 'arn:aws:iam::123456789012:role/a' }, { roleArn: 'arn:aws:iam::123456789012:role/b' }],
  subnets: [
    { subnets: [subnet], securityGroups: [group] },
    { subnets: [subnet, 'subnet-0123456789abcdef1'], securityGroups: [group] },
    {
      subnets: [{ valueFrom: { kind: 'Platform', name: 'shared', output: 'privateSubnetIds' } }],
      securityGroups: [group],
    },
    {
      subnets: [{ valueFrom: { kind: 'Platform', name: 'shared', output: 'publicSubnetIds' } }],
      securityGroups: [group],
    },
  ],
  securityGroups: [
    { subnets: [subnet], securityGroups: ['sg-0123456789abcdef1'] },
    { subnets: [subnet], securityGroups: ['sg-0123456789abcdef1', group] },
  ],
  layerArns: [{ layerArns: layers.slice(0, 1) }, { layerArns: layers }, { layerArns: layers.toReversed() }],
  kmsKeyArn: [{ kmsKeyArn: key }, { kmsKeyArn: key.replace('0f1e', '0f1f') }],
  traffic: [
    { traffic: { requestsPerMonth: 1 } },
    { traffic: { requestsPerMonth: 2 } },
    { traffic: { averageDurationMs: 1 } },
    { traffic: { averageDurationMs: 2 } },
  ],
  logRetentionDays: [{ logRetentionDays: 7 }, { logRetentionDays: 14 }],
};

test('L3: every field that a Function accepts has mutations', () => {
  expect(Object.keys(MUTATIONS).sort()).toEqual(Object.keys(functionSchema.shape).sort());
});

test.each(Object.entries(MUTATIONS))('L3, LD1-LD7: each value of %s gives a template of its own', (_, specs) => {
  const templates = [{}, ...specs].map((spec) =>
    teamTemplate('imageUri' in spec ? imageFunction(spec) : lambda('web', spec)),
  );
  expect(new Set(templates).size).toBe(templates.length);
});

test('LC6: reservedConcurrency -1 is the same as leaving it out, 0 is not', () => {
  const [absent, minusOne, zero] = [{}, { reservedConcurrency: -1 }, { reservedConcurrency: 0 }].map((spec) =>
    teamTemplate(lambda('web', spec)),
  );
  expect(minusOne).toBe(absent);
  expect(zero).toContain('"ReservedConcurrentExecutions":0');
});

function imageFunction(spec: Readonly<Record<string, unknown>>): Written {
  return { kind: 'Function', metadata: { name: 'web' }, spec };
}

function teamTemplate(document: Written): string {
  const documents = [team('web'), document, route('web', { path: '/web', function: 'web' })];
  const { graph } = buildGraph(registryOf(platform(), { web: documents }));
  return compile(graph, {}).desired.stacks.find(({ owner }) => owner === 'team/web')?.body ?? '';
}
