import { describe, expect, test } from 'vitest';
import { RESOURCE_TYPES } from '../../../controller/compile/resource-types.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { ESTIMATORS, FREE_TYPES } from '../../../controller/cost/estimators.ts';
import { estimateOf, linesOf, resource } from './stacks.ts';

/** Amounts are millionths of a US dollar in us-east-1, worked out by hand beside each. */

describe('Lambda', () => {
  const arm = { Architectures: ['arm64'], MemorySize: 512 };
  const busy = { requestsPerMonth: 1_000_000, averageDurationMs: 250 };

  test('a function costs its runs and their time', () => {
    // 1,000,000 × 0.20 / million = 0.20; 1,000,000 × 0.25 s × 0.5 GB = 125,000 GB-s × 0.0000133334 = 1.666675
    expect(linesOf('AWS::Lambda::Function', arm, busy)).toEqual({ runs: 200_000, 'time of runs': 1_666_675 });
  });

  test('x86_64 costs a quarter more', () => {
    // 1,000,000 × 0.1 s × 1 GB = 100,000 GB-s × 0.0000166667 = 1.66667
    const x86 = { Architectures: ['x86_64'], MemorySize: 1024 };
    const usage = { requestsPerMonth: 1_000_000, averageDurationMs: 100 };
    expect(linesOf('AWS::Lambda::Function', x86, usage)['time of runs']).toBe(1_666_670);
  });

  test('a function without traffic is priced as 100,000 runs of 200 ms', () => {
    // 100,000 × 0.20 / million = 0.02; 100,000 × 0.2 s × 0.25 GB = 5,000 GB-s × 0.0000133334 = 0.066667
    const { resources, assumed } = estimateOf({ It: resource('AWS::Lambda::Function', { ...arm, MemorySize: 256 }) });
    expect(resources[0]?.lines.map(({ micros }) => micros)).toEqual([20_000, 66_667]);
    expect(assumed).toEqual(['functionDuration', 'functionRequests']);
  });

  test('ephemeral storage costs above 512 MB', () => {
    // 1,536 MB - 512 MB = 1 GB × 250,000 s × 0.0000000309 = 0.007725
    const { 'ephemeral storage': storage } = linesOf(
      'AWS::Lambda::Function',
      { ...arm, EphemeralStorage: { Size: 1536 } },
      busy,
    );
    expect(storage).toBe(7_725);
    expect(linesOf('AWS::Lambda::Function', { ...arm, EphemeralStorage: { Size: 512 } }, busy)).not.toHaveProperty([
      'ephemeral storage',
    ]);
  });

  test('active tracing records one run a second, and one in twenty of the others', () => {
    const traced = { ...arm, TracingConfig: { Mode: 'Active' } };
    const traces = (requestsPerMonth: number) =>
      linesOf('AWS::Lambda::Function', traced, { requestsPerMonth, averageDurationMs: 1 }).traces;
    expect(traces(1_000_000)).toBe(5_000_000);
    // 2,628,000 + 1,000,000 × 5 % = 2,678,000 × 5 / million = 13.39
    expect(traces(3_628_000)).toBe(13_390_000);
  });

  test('LC6: a disabled function never runs', () => {
    expect(linesOf('AWS::Lambda::Function', { ...arm, ReservedConcurrentExecutions: 0 }, busy)).toEqual({
      runs: 0,
      'time of runs': 0,
    });
  });

  test('provisioned concurrency is paid by the hour, by the memory of its function', () => {
    const provisioned = (architecture: string) =>
      estimateOf({
        Main: resource('AWS::Lambda::Function', { Architectures: [architecture], MemorySize: 1024 }),
        Live: resource('AWS::Lambda::Alias', {
          FunctionName: { Ref: 'Main' },
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
        }),
      }).resources.find(({ logicalId }) => logicalId === 'Live')?.micros;
    // 2 × 1 GB × 730 h = 1,460 GB-h × 0.015 and × 0.012
    expect(provisioned('x86_64')).toBe(21_900_000);
    expect(provisioned('arm64')).toBe(17_520_000);
    expect(linesOf('AWS::Lambda::Alias', { FunctionName: 'main' })).toEqual({});
    expect(linesOf('AWS::Lambda::Version', { FunctionName: 'main' })).toEqual({});
  });

  test('Lambda asks a queue also when it is empty; streams cost nothing to read', () => {
    const polling = (source: object, queue: TemplateResource) =>
      estimateOf({ Source: queue, It: resource('AWS::Lambda::EventSourceMapping', { ...source }) }).resources.find(
        ({ logicalId }) => logicalId === 'It',
      )?.micros;
    const byAttribute = { EventSourceArn: { 'Fn::GetAtt': ['Source', 'Arn'] } };
    // 657,000 × 0.40 / million, and × 0.50 / million
    expect(polling(byAttribute, resource('AWS::SQS::Queue'))).toBe(262_800);
    expect(polling(byAttribute, resource('AWS::SQS::Queue', { FifoQueue: true }))).toBe(328_500);
    expect(polling(byAttribute, resource('AWS::DynamoDB::Table'))).toBeUndefined();
    expect(polling({ ...byAttribute, Enabled: false }, resource('AWS::SQS::Queue'))).toBeUndefined();
    const arn = (service: string, name: string) => ({
      EventSourceArn: `arn:aws:${service}:us-east-1:123456789012:${name}`,
    });
    expect(linesOf('AWS::Lambda::EventSourceMapping', arn('sqs', 'jobs'))).toEqual({ polling: 262_800 });
    expect(linesOf('AWS::Lambda::EventSourceMapping', arn('sqs', 'jobs.fifo'))).toEqual({ polling: 328_500 });
    expect(linesOf('AWS::Lambda::EventSourceMapping', arn('kinesis', 'stream/sqs'))).toEqual({});
  });
});

describe('CloudWatch Logs', () => {
  const logs = (group: TemplateResource, others: Readonly<Record<string, TemplateResource>> = {}) =>
    estimateOf({ Group: group, ...others })
      .resources.find(({ logicalId }) => logicalId === 'Group')
      ?.lines.map(({ micros }) => micros);
  const group = (usage = {}) =>
    resource('AWS::Logs::LogGroup', { LogGroupName: '/aws/lambda/web', RetentionInDays: 30 }, usage);
  const writer = resource(
    'AWS::Lambda::Function',
    { Architectures: ['arm64'], LoggingConfig: { LogGroup: '/aws/lambda/web' } },
    { requestsPerMonth: 2_000_000 },
  );

  test('the runs of its function fill a log group', () => {
    // 2,000,000 × 1,000 bytes = 2 GB × 0.50; 2 GB × 15 % × 30 / 30.4167 months = 0.29589 × 0.03 = 0.008877
    expect(logs(group(), { Web: writer })).toEqual([1_000_000, 8_877]);
  });

  test('what is declared counts more, and what nobody writes to is assumed small', () => {
    // 10 GB × 0.50; 10 × 15 % × 0.98630 × 0.03 = 0.044384
    expect(logs(group({ logGbPerMonth: 10 }), { Web: writer })).toEqual([5_000_000, 44_384]);
    // 0.1 GB × 0.50; 0.1 × 15 % × 0.98630 × 0.03 = 0.000444
    expect(logs(group())).toEqual([50_000, 444]);
  });

  test('logs without retention are paid as those of a year', () => {
    // 1 GB × 15 % × 12 × 0.03 = 0.054
    expect(logs(resource('AWS::Logs::LogGroup', {}, { logGbPerMonth: 1 }))).toEqual([500_000, 54_000]);
  });

  test('the access log is paid by the routes, and a flow log by its group', () => {
    const access = resource('AWS::Logs::LogGroup', { LogGroupName: '/aws/vendedlogs/acme' });
    const stage = { AccessLogSettings: { DestinationArn: 'arn:aws:logs:us-east-1:1:log-group:/aws/vendedlogs/acme' } };
    expect(logs(access, { Stage: resource('AWS::ApiGatewayV2::Stage', stage) })).toBeUndefined();
    const flow = resource('AWS::EC2::FlowLog', { LogGroupName: { Ref: 'Group' } }, { logGbPerMonth: 4 });
    expect(logs(resource('AWS::Logs::LogGroup'), { Flow: flow })?.[0]).toBe(2_000_000);
    expect(linesOf('AWS::EC2::FlowLog', { LogGroupName: 'x' })).toEqual({});
    // 5 GB × 0.25
    const toS3 = { LogDestinationType: 's3' };
    expect(linesOf('AWS::EC2::FlowLog', toS3, { logGbPerMonth: 5 })).toEqual({ 'log lines': 1_250_000 });
  });

  test('a metric filter makes a metric', () => {
    expect(linesOf('AWS::Logs::MetricFilter')).toEqual({ metric: 300_000 });
  });
});

describe('API Gateway', () => {
  test('a route costs its requests and what its answers send to the internet', () => {
    // 2,000,000 × 1.00 / million; 2,000,000 × 10 KB = 20 GB × 0.09
    const usage = { requestsPerMonth: 2_000_000, averageResponseKb: 10 };
    expect(linesOf('AWS::ApiGatewayV2::Route', {}, usage)).toEqual({
      requests: 2_000_000,
      'answers to the internet': 1_800_000,
    });
  });

  test('an HTTP API counts a request again for each 512 KB', () => {
    const requests = (averageResponseKb: number) =>
      linesOf('AWS::ApiGatewayV2::Route', {}, { requestsPerMonth: 1_000_000, averageResponseKb }).requests;
    expect([0, 512, 512.5, 1024, 1025].map(requests)).toEqual([1_000_000, 1_000_000, 2_000_000, 2_000_000, 3_000_000]);
  });

  test('the access log is paid by the routes where a stage writes one', () => {
    const { resources } = estimateOf({
      Route: resource('AWS::ApiGatewayV2::Route', {}, { requestsPerMonth: 2_000_000, averageResponseKb: 0 }),
      Stage: resource('AWS::ApiGatewayV2::Stage', { AccessLogSettings: { Format: '' } }),
    });
    // 2,000,000 × 500 bytes = 1 GB × 0.50
    expect(resources[0]?.lines.find(({ what }) => what === 'access log')?.micros).toBe(500_000);
  });

  test('a method of a REST API costs more; preflights that it answers itself are left out', () => {
    // 1,000,000 × 3.50 / million; 1,000,000 × 4 KB = 4 GB × 0.09
    const usage = { requestsPerMonth: 1_000_000 };
    expect(linesOf('AWS::ApiGateway::Method', { Integration: { Type: 'AWS_PROXY' } }, usage)).toEqual({
      requests: 3_500_000,
      'answers to the internet': 360_000,
    });
    expect(linesOf('AWS::ApiGateway::Method', { Integration: { Type: 'MOCK' } }, usage)).toEqual({});
  });

  test('a cache of a REST stage is paid by the hour and by its size', () => {
    const cached = (CacheClusterSize: string) =>
      linesOf('AWS::ApiGateway::Stage', { CacheClusterEnabled: true, CacheClusterSize });
    // 730 × 0.020, 0.038, 3.800
    expect(['0.5', '1.6', '237'].map(cached)).toEqual([
      { cache: 14_600_000 },
      { cache: 27_740_000 },
      { cache: 2_774_000_000 },
    ]);
    expect(linesOf('AWS::ApiGateway::Stage', { CacheClusterEnabled: false })).toEqual({});
  });
});

test.each<[string, object, object, object]>([
  // 730 × 0.045; 10 GB × 0.045
  ['AWS::EC2::NatGateway', {}, {}, { hours: 32_850_000, 'data through it': 450_000 }],
  ['AWS::EC2::NatGateway', {}, { dataProcessedGb: 100 }, { hours: 32_850_000, 'data through it': 4_500_000 }],
  // 730 × 0.005
  ['AWS::EC2::EIP', {}, {}, { 'public IPv4 address': 3_650_000 }],
  // 730 × 2 × 0.01; 1 GB × 0.01
  [
    'AWS::EC2::VPCEndpoint',
    { VpcEndpointType: 'Interface', SubnetIds: [{ Ref: 'A' }, { Ref: 'B' }] },
    {},
    { 'hours in 2 zones': 14_600_000, 'data through it': 10_000 },
  ],
  ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, {}, {}],
  // 100 × 0.023; 10,000 × 0.005 / 1,000; 1,000,000 × 0.0004 / 1,000; 10 × 0.09
  [
    'AWS::S3::Bucket',
    {},
    { storageGb: 100, putsPerMonth: 10_000, getsPerMonth: 1_000_000, dataOutGb: 10 },
    {
      storage: 2_300_000,
      'requests that write': 50_000,
      'requests that read': 400_000,
      'data to the internet': 900_000,
    },
  ],
  // 1 × 0.023; 1,000 × 0.005 / 1,000; 10,000 × 0.0004 / 1,000
  ['AWS::S3::Bucket', {}, {}, { storage: 23_000, 'requests that write': 5_000, 'requests that read': 4_000 }],
  // 1,000,000 × 3 × 0.625 / million; 4,000,000 × 0.125 / million; 10 × 3 × 0.25; 10 × 3 × 0.20
  [
    'AWS::DynamoDB::Table',
    {
      GlobalSecondaryIndexes: [{ IndexName: 'a' }, { IndexName: 'b' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    },
    { writesPerMonth: 1_000_000, readsPerMonth: 4_000_000, storageGb: 10 },
    { writes: 1_875_000, reads: 500_000, storage: 7_500_000, 'point-in-time recovery': 6_000_000 },
  ],
  // 100,000 × 0.625 / million; 100,000 × 0.125 / million; 1 × 0.25
  ['AWS::DynamoDB::Table', {}, {}, { writes: 62_500, reads: 12_500, storage: 250_000 }],
  // 5 × 0.10
  ['AWS::ECR::Repository', {}, { storageGb: 5 }, { storage: 500_000 }],
  // 1,000,000 × 3 × 0.40 / million, and × 0.50 / million
  ['AWS::SQS::Queue', {}, { messagesPerMonth: 1_000_000 }, { requests: 1_200_000 }],
  ['AWS::SQS::Queue', { FifoQueue: true }, { messagesPerMonth: 1_000_000 }, { requests: 1_500_000 }],
  // 2,000,000 × 0.50 / million; 10,000 × 0.50 / million
  ['AWS::SNS::Topic', {}, { messagesPerMonth: 2_000_000 }, { messages: 1_000_000 }],
  ['AWS::SNS::Topic', {}, {}, { messages: 5_000 }],
  // 1,000 × 2.00 / 100,000; 100 × 0.60 / million
  ['AWS::SNS::Subscription', { Protocol: 'email' }, { messagesPerMonth: 1_000 }, { 'deliveries by email': 20_000 }],
  ['AWS::SNS::Subscription', { Protocol: 'https' }, {}, { 'deliveries by https': 60 }],
  ['AWS::SNS::Subscription', { Protocol: 'sqs' }, { messagesPerMonth: 1_000_000 }, {}],
  // 10,000 × 1.00 / million
  ['AWS::Events::Rule', { EventPattern: { source: ['acme.orders'] } }, {}, { events: 10_000 }],
  ['AWS::Events::Rule', { EventPattern: { source: ['aws.s3'] } }, { eventsPerMonth: 3_000_000 }, { events: 3_000_000 }],
  ['AWS::Events::Rule', { EventPattern: { source: ['aws.cloudformation'] } }, { eventsPerMonth: 3_000_000 }, {}],
  ['AWS::Events::Rule', { EventPattern: { 'detail-type': ['x'] } }, {}, { events: 10_000 }],
  ['AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' }, {}, {}],
  // 730 × 12 × 1.00 / million; 730 / 24; once; 730
  ['AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(5 minutes)' }, {}, { invocations: 8_760 }],
  ['AWS::Scheduler::Schedule', { ScheduleExpression: 'rate(1 day)' }, {}, { invocations: 30 }],
  ['AWS::Scheduler::Schedule', { ScheduleExpression: 'at(2027-01-01T00:00:00)' }, {}, { invocations: 1 }],
  ['AWS::Scheduler::Schedule', { ScheduleExpression: 'cron(0 10 * * ? *)' }, {}, { invocations: 730 }],
  ['AWS::Scheduler::Schedule', {}, { invocationsPerMonth: 1_000_000 }, { invocations: 1_000_000 }],
  ['AWS::CloudWatch::Alarm', { Period: 60 }, {}, { alarm: 100_000 }],
  ['AWS::CloudWatch::Alarm', { Period: 10 }, {}, { alarm: 300_000 }],
  // Two metrics × 0.10; the expression reads none.
  [
    'AWS::CloudWatch::Alarm',
    { Metrics: [{ MetricStat: { Period: 60 } }, { MetricStat: { Period: 300 } }, { Expression: 'a / b' }] },
    {},
    { alarm: 200_000 },
  ],
  ['AWS::CloudWatch::CompositeAlarm', {}, {}, { alarm: 500_000 }],
  ['AWS::CloudWatch::Dashboard', {}, {}, { dashboard: 3_000_000 }],
  // 0.40; 10,000 × 0.05 / 10,000; 200,000 × 0.05 / 10,000
  ['AWS::SecretsManager::Secret', {}, {}, { secret: 400_000, reads: 50_000 }],
  ['AWS::SecretsManager::Secret', {}, { callsPerMonth: 200_000 }, { secret: 400_000, reads: 1_000_000 }],
  // 1.00; 10,000 × 0.03 / 10,000
  ['AWS::KMS::Key', {}, {}, { key: 1_000_000, uses: 30_000 }],
  ['AWS::SSM::Parameter', { Tier: 'Advanced' }, {}, { parameter: 50_000 }],
  ['AWS::SSM::Parameter', { Tier: 'Standard' }, {}, {}],
])('%s %j with usage %j costs %j', (type, properties, usage, expected) => {
  expect(linesOf(type, { ...properties }, usage)).toEqual(expected);
});

test('every type that a template of ours may hold has an estimator, or is listed as free', () => {
  expect(RESOURCE_TYPES.filter((type) => !ESTIMATORS.has(type) && !FREE_TYPES.has(type))).toEqual([]);
  expect([...ESTIMATORS.keys()].filter((type) => FREE_TYPES.has(type))).toEqual([]);
});
