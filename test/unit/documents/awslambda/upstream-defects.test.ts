import { expect, test } from 'vitest';
import { errorsOf, load, manifest, templateOf } from './manifests.ts';

/** The ten defects of upstream's own modules (LD1 to LD10): each is a promise of ours. */

const propertiesOf = (spec: Parameters<typeof manifest>[0]) =>
  templateOf(manifest(spec)).resources.FunctionCharge?.Properties ?? {};

test('LD1: reserved_concurrency is read: 0 disables, a number reserves, -1 says nothing', () => {
  const concurrency = (value: number) => propertiesOf({ reserved_concurrency: value }).ReservedConcurrentExecutions;
  expect([0, 10, -1].map(concurrency)).toEqual([0, 10, undefined]);
  expect(propertiesOf({}).ReservedConcurrentExecutions).toBeUndefined();
});

test('LD2, L4: function_name names the function, and the log group is that of the function', () => {
  const { resources } = templateOf(manifest({ function_name: 'Cards-Charge_1' }, { metadata: { name: 'other' } }));
  expect(resources.FunctionOther?.Properties?.FunctionName).toBe('Cards-Charge_1');
  expect(resources.LogGroupOther?.Properties?.LogGroupName).toBe('/aws/lambda/Cards-Charge_1');
  expect(resources.FunctionOther?.Properties?.LoggingConfig).toEqual({
    LogFormat: 'Text',
    LogGroup: '/aws/lambda/Cards-Charge_1',
  });
});

test('LD3: references are resolved, and make an order', () => {
  const reference = { kind: 'AwsLambda', name: 'base', field_path: 'status.outputs.role_arn' };
  const base = manifest({ function_name: 'base' }, { metadata: { name: 'base' } });
  const charge = manifest({ role_arn: { value_from: reference } });
  expect(load(base, charge).graph.edges.map(({ from, to, output }) => [from, to, output])).toEqual([
    ['Function/web/charge', 'Function/web/base', 'roleArn'],
  ]);
  expect(templateOf(base, charge).resources.FunctionCharge?.Properties?.Role).toBe(
    'arn:aws:iam::123456789012:role/lambda',
  );
});

test('LD4: no input is lost to a default', () => {
  const spec = {
    description: 'Charges a card',
    runtime: 'python3.14',
    handler: 'charge.handler',
    s3: { bucket: 'acme-other', key: 'other.zip', object_version: '7' },
    memory_mb: 512,
    timeout_seconds: 10,
    architecture: 'ARM64',
    subnets: [{ value: 'subnet-0123456789abcdef0' }],
    security_groups: [{ value: 'sg-0123456789abcdef0' }],
    layer_arns: [
      { value: 'arn:aws:lambda:us-east-1:123456789012:layer:b:2' },
      { value: 'arn:aws:lambda:us-east-1:123456789012:layer:a:1' },
    ],
    kms_key_arn: { value: 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0' },
  };
  expect(propertiesOf(spec)).toMatchObject({
    FunctionName: 'charge',
    Description: 'Charges a card',
    PackageType: 'Zip',
    Runtime: 'python3.14',
    Handler: 'charge.handler',
    Code: { S3Bucket: 'acme-other', S3Key: 'other.zip', S3ObjectVersion: '7' },
    MemorySize: 512,
    Timeout: 10,
    Architectures: ['arm64'],
    VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] },
    Layers: ['arn:aws:lambda:us-east-1:123456789012:layer:b:2', 'arn:aws:lambda:us-east-1:123456789012:layer:a:1'],
    KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0',
  });
});

test('LD5: the role is the one that role_arn names, and no other is made', () => {
  const { resources } = templateOf(manifest());
  expect(resources.FunctionCharge?.Properties?.Role).toBe('arn:aws:iam::123456789012:role/lambda');
  expect(Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Role')).toEqual([]);
});

test('LD6: the environment has as many variables as it likes', () => {
  const environment = { ONE: '1', TWO: '2', THREE: '3' };
  expect(propertiesOf({ environment }).Environment).toEqual({ Variables: environment });
});

test("LD7: logs are kept for the platform's time, 30 days unless it says otherwise, and never without end", () => {
  const { resources } = templateOf(manifest());
  expect(resources.LogGroupCharge?.Properties?.RetentionInDays).toBe(30);
});

test("LD8: what upstream's examples get wrong is said, with what to write", () => {
  const hints = (written: ReturnType<typeof manifest>) =>
    load(written).findings.map(({ code, path, hint }) => [code, path, hint ?? '']);
  expect(hints(manifest({ role_arn: 'arn:aws:iam::123456789012:role/lambda' }))).toEqual([
    ['WrongType', 'spec.role_arn', 'Write it as `value: …`.'],
  ]);
  expect(hints(manifest({ layer_arns: ['arn:aws:lambda:us-east-1:123456789012:layer:a:1'] }))).toEqual([
    ['WrongType', 'spec.layer_arns[0]', 'Write it as `value: …`.'],
  ]);
  expect(hints(manifest({}, { metadata: { name: 'charge', tags: { a: 'b' } } }))).toEqual([
    ['WrongType', 'metadata.tags', ''],
  ]);
  const field = { kind: 'AwsLambda', name: 'base', field: 'status.outputs.role_arn' };
  expect(hints(manifest({ role_arn: { value_from: field } }))).toContainEqual([
    'UnknownField',
    'spec.role_arn.value_from.field',
    'Did you mean fieldPath?',
  ]);
  expect(hints(manifest({}, { kind: 'AWSLambda' }))).toEqual([['UnknownKind', 'kind', 'Did you mean AwsLambda?']]);
});

test('LD9: a manifest without anything is refused; the other rules have a case each in upstream-rules.test.ts', () => {
  expect(errorsOf({ ...manifest(), spec: {} })).toEqual([
    'MissingField spec.functionName',
    'MissingField spec.roleArn',
    'MissingField spec.codeSourceType',
  ]);
});

test('LD10: the six identity tags are on everything, with the kind and id that the manifest has', () => {
  const head = { metadata: { name: 'charge', id: 'awsl-01j0', org: 'acme', env: 'dev' } };
  const { resources } = templateOf(manifest({}, head));
  const wanted = [
    { Key: 'resource', Value: 'true' },
    { Key: 'organization', Value: 'acme' },
    { Key: 'environment', Value: 'dev' },
    { Key: 'resource-kind', Value: 'AwsLambda' },
    { Key: 'resource-id', Value: 'awsl-01j0' },
    { Key: 'name', Value: 'charge' },
  ];
  for (const { Properties } of Object.values(resources))
    expect(Properties?.Tags).toEqual(expect.arrayContaining(wanted));
});

test('LF3: an architecture that is not given is x86_64, as upstream has it', () => {
  expect(propertiesOf({}).Architectures).toEqual(['x86_64']);
  expect(propertiesOf({ architecture: 'ARCHITECTURE_UNSPECIFIED' }).Architectures).toEqual(['x86_64']);
});

test('LC4, LC5: memory and timeout of 0 are the same as none', () => {
  expect(templateOf(manifest({ memory_mb: 0, timeout_seconds: 0 })).body).toBe(templateOf(manifest()).body);
});
