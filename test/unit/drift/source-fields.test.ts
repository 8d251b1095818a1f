import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { locate } from '../../../controller/documents/locate.ts';
import { formatPath } from '../../../controller/documents/path.ts';
import { fieldOf, propertyLocator } from '../../../controller/drift/source-fields.ts';

const CHARGE = `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: {bucket: acme-artifacts, key: payments/charge.zip, objectVersion: "3"}
  memoryMb: 512
  environment:
    LOG_LEVEL: info
    TRACE: x
---
apiVersion: holdfast/v1
kind: Function
metadata: {name: report}
spec:
  imageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/report:1
---
apiVersion: holdfast/v1
kind: Route
metadata: {name: charge}
spec: {method: POST, path: /payments/charges, function: charge}
`;

describe('fieldOf', () => {
  const cases: readonly (readonly [type: string, pointer: string, field: string])[] = [
    ['AWS::Lambda::Function', '/Properties/MemorySize', 'spec.memoryMb'],
    ['AWS::SQS::Queue', '/Properties/MessageRetentionPeriod', 'spec.retentionSeconds'],
    [
      'AWS::DynamoDB::Table',
      '/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled',
      'spec.pointInTimeRecovery',
    ],
    ['AWS::S3::Bucket', '/Properties/VersioningConfiguration', 'spec.versioning'],
    ['AWS::S3::Bucket', '/Properties/NotificationConfiguration/EventBridgeConfiguration', 'spec.events'],
    ['AWS::S3::Bucket', '/Properties/NotificationConfiguration/QueueConfigurations', 'spec.notifications'],
    ['AWS::Scheduler::Schedule', '/Properties/ScheduleExpressionTimezone', 'spec.timezone'],
    ['AWS::Scheduler::Schedule', '/Properties/Target/Input', 'spec.input'],
    ['AWS::Events::Rule', '/Properties/Targets', 'spec.targets'],
    ['AWS::Lambda::Function', '/Properties/Timeout', 'spec.timeoutSeconds'],
    ['AWS::Lambda::Function', '/Properties/Code', 'spec.s3.key'],
    ['AWS::Lambda::Function', '/Properties/Environment', 'spec.environment'],
    ['AWS::Lambda::Function', '/Properties/Environment/Variables/LOG_LEVEL', 'spec.environment.LOG_LEVEL'],
    ['AWS::Lambda::Function', '/Properties/Environment/Variables/a~1b', 'spec.environment["a/b"]'],
    ['AWS::Lambda::Function', '/Properties/VpcConfig/SecurityGroupIds', 'spec.securityGroups'],
    ['AWS::Lambda::Function', '/Properties/VpcConfig', 'spec.subnets'],
    ['AWS::Lambda::Function', '/Properties/Layers', 'spec.layerArns'],
    ['AWS::Lambda::Function', '/Properties/ReservedConcurrentExecutions', 'spec.reservedConcurrency'],
    ['AWS::ApiGatewayV2::Api', '/Properties/CorsConfiguration/AllowOrigins', 'spec.api.cors.allowOrigins'],
    ['AWS::ApiGatewayV2::Api', '/Properties/Name', 'spec.api'],
    ['AWS::ApiGatewayV2::Stage', '/Properties/DefaultRouteSettings/ThrottlingRateLimit', 'spec.api.throttle.rate'],
    ['AWS::ApiGatewayV2::Route', '/Properties/Target', 'spec.function'],
    ['AWS::ApiGatewayV2::Route', '/Properties/AuthorizerId', 'spec.authorizer'],
    ['AWS::ApiGatewayV2::Route', '/Properties/AuthorizationScopes', 'spec.scopes'],
  ];
  test.each(cases)('%s %s is set by %s', (type, pointer, field) => {
    expect(formatPath(fieldOf(type, pointer, {}) ?? [])).toBe(field);
  });

  test('what the document sets as a whole has no field of its own', () => {
    expect(fieldOf('AWS::Lambda::Function', '/Properties/Tags/team', {})).toBeUndefined();
    expect(fieldOf('AWS::IAM::Role', '/Properties/Path', {})).toBeUndefined();
    expect(fieldOf('constructor', '/Properties/Path', {})).toBeUndefined();
  });

  test('of one of several routes it is the list', () => {
    const document = { spec: { function: 'charge', routes: [] } };
    expect(fieldOf('AWS::ApiGatewayV2::Route', '/Properties/RouteKey', document)).toEqual(['spec', 'routes']);
    expect(fieldOf('AWS::ApiGatewayV2::Route', '/Properties/Target', document)).toEqual(['spec', 'function']);
  });

  test('the code of an image function is its image', () => {
    expect(fieldOf('AWS::Lambda::Function', '/Properties/Code', { spec: { imageUri: 'x' } })).toEqual([
      'spec',
      'imageUri',
    ]);
    expect(fieldOf('AWS::Lambda::Function', '/Properties/Code', { spec: { s3: { key: 'x' } } })).toEqual([
      'spec',
      's3',
      'key',
    ]);
  });
});

describe('propertyLocator', () => {
  const file = 'teams/payments/charge.yaml';
  const snapshot = { sha: 'local', files: [{ path: file, blobSha: 'aa', text: CHARGE }] };
  const { registry } = loadDocuments(snapshot, { today: '2026-01-05' });
  const find = propertyLocator(registry.documents, locate);
  const charge = { file, line: 1, column: 1, document: 'Function/charge' };
  const type = 'AWS::Lambda::Function';

  test('the line of the value that Git has', () => {
    expect(find(charge, type, '/Properties/MemorySize')).toEqual({ file, line: 8, column: 13 });
    expect(find(charge, type, '/Properties/Environment/Variables/LOG_LEVEL')).toEqual({ file, line: 10, column: 16 });
    expect(find(charge, type, '/Properties/Environment/Variables/TRACE')).toEqual({ file, line: 11, column: 12 });
  });

  test('the document of the same file that is meant', () => {
    const report = { file, line: 13, column: 1, document: 'Function/report' };
    expect(find(report, type, '/Properties/Code')).toEqual({ file, line: 17, column: 13 });
    const route = { file, line: 19, column: 1, document: 'Route/charge' };
    expect(find(route, 'AWS::ApiGatewayV2::Route', '/Properties/Target')?.line).toBe(22);
  });

  test('a field that is not written gives the nearest part above it', () => {
    expect(find(charge, type, '/Properties/Timeout')?.line).toBe(4);
    expect(find(charge, type, '/Properties/Environment/Variables/DEBUG')?.line).toBe(9);
  });

  test('no field or no such document gives no line', () => {
    expect(find(charge, type, '/Properties/Tags/team')).toBeUndefined();
    expect(find({ ...charge, document: 'Function/other' }, type, '/Properties/MemorySize')).toBeUndefined();
    expect(find({ ...charge, file: 'other.yaml' }, type, '/Properties/MemorySize')).toBeUndefined();
  });
});
