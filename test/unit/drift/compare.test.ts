import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { API_RULES, INTEGRATION_RULES, ROUTE_RULES, STAGE_RULES } from '../../../controller/drift/api-rules.ts';
import { compareProperties } from '../../../controller/drift/compare.ts';
import { type ExpectedObject, Unresolved } from '../../../controller/drift/expected.ts';
import { FUNCTION_RULES } from '../../../controller/drift/function-rules.ts';
import type { TypeRules } from '../../../controller/drift/rules.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

/** Compares frozen inputs; a function has its name on both sides. */
function compare(
  rules: TypeRules,
  expected: ExpectedObject,
  actual: JsonObject,
  stackTags: Record<string, string> = {},
) {
  const name = rules === FUNCTION_RULES ? { FunctionName: 'charge' } : {};
  const sides = { expected: { ...name, ...expected }, actual: { ...name, ...actual } };
  return compareProperties(deepFreeze({ ...sides, rules, stackTags }));
}

/** What says the same in other words. Each was, or would be, a false alarm. */
const SAME: readonly (readonly [name: string, rules: TypeRules, expected: JsonObject, actual: JsonObject])[] = [
  ['properties in another order', FUNCTION_RULES, { MemorySize: 512, Timeout: 10 }, { Timeout: 10, MemorySize: 512 }],
  ['a number written as text', FUNCTION_RULES, { MemorySize: '512' }, { MemorySize: 512 }],
  ['a boolean written as text', STAGE_RULES, { AutoDeploy: 'true' }, { AutoDeploy: true }],
  [
    'a number written as text in a map',
    STAGE_RULES,
    { StageVariables: { Limit: 5 } },
    { StageVariables: { Limit: '5' } },
  ],
  [
    'everything that Lambda fills in',
    FUNCTION_RULES,
    { FunctionName: 'charge' },
    {
      FunctionName: 'charge',
      Architectures: ['x86_64'],
      Description: '',
      EphemeralStorage: { Size: 512 },
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/charge' },
      MemorySize: 128,
      PackageType: 'Zip',
      SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
      Timeout: 3,
      TracingConfig: { Mode: 'PassThrough' },
      VpcConfig: { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false },
      Environment: { Variables: {} },
      Layers: [],
      Tags: {},
      FileSystemConfigs: [],
    },
  ],
  [
    'a default written out that AWS leaves out',
    FUNCTION_RULES,
    { Timeout: 3, TracingConfig: { Mode: 'PassThrough' } },
    {},
  ],
  ['no environment and an empty one', FUNCTION_RULES, { Environment: { Variables: {} } }, {}],
  ['an empty description and none', FUNCTION_RULES, { Description: '' }, {}],
  ['an empty key and none', FUNCTION_RULES, {}, { KmsKeyArn: '' }],
  ['a dead-letter target that was never set', FUNCTION_RULES, {}, { DeadLetterConfig: { TargetArn: '' } }],
  [
    'subnets in another order',
    FUNCTION_RULES,
    { VpcConfig: { SubnetIds: ['subnet-a', 'subnet-b'], SecurityGroupIds: ['sg-1'] } },
    { VpcConfig: { SubnetIds: ['subnet-b', 'subnet-a'], SecurityGroupIds: ['sg-1'], VpcId: 'vpc-1' } },
  ],
  [
    'log levels that Lambda fills in for JSON logs',
    FUNCTION_RULES,
    { FunctionName: 'c', LoggingConfig: { LogFormat: 'JSON' } },
    {
      FunctionName: 'c',
      LoggingConfig: {
        LogFormat: 'JSON',
        ApplicationLogLevel: 'INFO',
        SystemLogLevel: 'INFO',
        LogGroup: '/aws/lambda/c',
      },
    },
  ],
  ['tags as a list and as a map', FUNCTION_RULES, { Tags: [{ Key: 'team', Value: 'a' }] }, { Tags: { team: 'a' } }],
  [
    "CloudFormation's own tags",
    FUNCTION_RULES,
    { Tags: [{ Key: 'team', Value: 'a' }] },
    { Tags: { team: 'a', 'aws:cloudformation:stack-name': 'demo' } },
  ],
  [
    'everything that API Gateway fills in for an API',
    API_RULES,
    { Name: 'demo' },
    {
      Name: 'demo',
      ApiKeySelectionExpression: '$request.header.x-api-key',
      DisableExecuteApiEndpoint: false,
      IpAddressType: 'ipv4',
      RouteSelectionExpression: '$request.method $request.path',
    },
  ],
  [
    'CORS in other order and case',
    API_RULES,
    {
      CorsConfiguration: {
        AllowOrigins: ['https://b.example', 'https://a.example'],
        AllowHeaders: ['Content-Type'],
        AllowCredentials: false,
      },
    },
    {
      CorsConfiguration: {
        AllowOrigins: ['https://a.example', 'https://b.example'],
        AllowHeaders: ['content-type'],
        MaxAge: 0,
      },
    },
  ],
  [
    'settings that API Gateway fills in for a stage',
    STAGE_RULES,
    { StageName: '$default', AutoDeploy: true },
    {
      StageName: '$default',
      AutoDeploy: true,
      DeploymentId: 'x7',
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      RouteSettings: {},
    },
  ],
  [
    'a log group with and without its streams',
    STAGE_RULES,
    {
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:demo:*',
        Format: '$context.requestId',
      },
    },
    {
      AccessLogSettings: {
        DestinationArn: 'arn:aws:logs:us-east-1:123456789012:log-group:demo',
        Format: '$context.requestId',
      },
    },
  ],
  [
    'everything that API Gateway fills in for a route',
    ROUTE_RULES,
    { RouteKey: 'GET /a' },
    { RouteKey: 'GET /a', ApiKeyRequired: false, AuthorizationType: 'NONE', ApiId: 'a1b2c3' },
  ],
  [
    'a function by its ARN and by the path that calls it',
    INTEGRATION_RULES,
    { IntegrationUri: 'arn:aws:lambda:us-east-1:123456789012:function:charge' },
    {
      IntegrationUri:
        'arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:charge/invocations',
      ConnectionType: 'INTERNET',
      PayloadFormatVersion: '1.0',
      TimeoutInMillis: 30_000,
    },
  ],
  ['the API that a part belongs to', INTEGRATION_RULES, { ApiId: { 'Fn::Unknown': 1 } }, { ApiId: 'a1b2c3' }],
];

describe('no false alarm', () => {
  test.each(SAME)('F4: %s', (_, rules, expected, actual) => {
    expect(compare(rules, expected, actual)).toEqual({ differences: [], unchecked: [] });
  });

  test('F4: tags that CloudFormation hands down from the stack may be there or not', () => {
    const stackTags = { project: 'demo' };
    expect(compare(FUNCTION_RULES, {}, { Tags: { project: 'demo' } }, stackTags).differences).toEqual([]);
    expect(compare(FUNCTION_RULES, {}, {}, stackTags).differences).toEqual([]);
    const own = { Tags: [{ Key: 'project', Value: 'demo' }] };
    expect(compare(FUNCTION_RULES, own, { Tags: { project: 'demo' } }, stackTags).differences).toEqual([]);
  });
});

/** What differs, and only just. */
const DIFFERENT: readonly (readonly [
  name: string,
  rules: TypeRules,
  expected: JsonObject,
  actual: JsonObject,
  differences: readonly { path: string; expected?: unknown; actual?: unknown }[],
])[] = [
  [
    'a value',
    FUNCTION_RULES,
    { MemorySize: 512 },
    { MemorySize: 1024 },
    [{ path: '/Properties/MemorySize', expected: 512, actual: 1024 }],
  ],
  [
    'a default that was changed',
    FUNCTION_RULES,
    {},
    { Timeout: 60 },
    [{ path: '/Properties/Timeout', expected: 3, actual: 60 }],
  ],
  [
    'concurrency 0 that nobody asked for',
    FUNCTION_RULES,
    {},
    { ReservedConcurrentExecutions: 0 },
    [{ path: '/Properties/ReservedConcurrentExecutions', actual: 0 }],
  ],
  [
    'concurrency 0 that was taken away',
    FUNCTION_RULES,
    { ReservedConcurrentExecutions: 0 },
    {},
    [{ path: '/Properties/ReservedConcurrentExecutions', expected: 0 }],
  ],
  [
    'layers in another order',
    FUNCTION_RULES,
    { Layers: ['a', 'b'] },
    { Layers: ['b', 'a'] },
    [{ path: '/Properties/Layers', expected: ['a', 'b'], actual: ['b', 'a'] }],
  ],
  ['a layer that was added', FUNCTION_RULES, {}, { Layers: ['a'] }, [{ path: '/Properties/Layers', actual: ['a'] }]],
  [
    'a subnet that was added',
    FUNCTION_RULES,
    { VpcConfig: { SubnetIds: ['a'] } },
    { VpcConfig: { SubnetIds: ['b', 'a'] } },
    [{ path: '/Properties/VpcConfig/SubnetIds', expected: ['a'], actual: ['a', 'b'] }],
  ],
  [
    'a function that was put into a VPC',
    FUNCTION_RULES,
    {},
    { VpcConfig: { SubnetIds: ['a'], SecurityGroupIds: ['sg'], VpcId: 'v' } },
    [
      {
        path: '/Properties/VpcConfig',
        actual: { SubnetIds: ['a'], SecurityGroupIds: ['sg'] },
      },
    ],
  ],
  [
    'a tag that was changed',
    FUNCTION_RULES,
    { Tags: [{ Key: 'team', Value: 'a' }] },
    { Tags: { team: 'b' } },
    [{ path: '/Properties/Tags/team', expected: 'a', actual: 'b' }],
  ],
  [
    'a tag that was added',
    FUNCTION_RULES,
    {},
    { Tags: { owner: 'me' } },
    [{ path: '/Properties/Tags', actual: { owner: 'me' } }],
  ],
  [
    'a tag that was removed',
    FUNCTION_RULES,
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    },
    { Tags: { a: '1' } },
    [{ path: '/Properties/Tags/b', expected: '2' }],
  ],
  [
    'an origin that was opened',
    API_RULES,
    { CorsConfiguration: { AllowOrigins: ['https://a.example'] } },
    { CorsConfiguration: { AllowOrigins: ['*'] } },
    [{ path: '/Properties/CorsConfiguration/AllowOrigins', expected: ['https://a.example'], actual: ['*'] }],
  ],
  [
    'CORS that was taken away',
    API_RULES,
    { CorsConfiguration: { AllowOrigins: ['*'] } },
    {},
    [{ path: '/Properties/CorsConfiguration', expected: { AllowOrigins: ['*'] } }],
  ],
  [
    'throttling that was lifted',
    STAGE_RULES,
    { DefaultRouteSettings: { ThrottlingRateLimit: 100 } },
    { DefaultRouteSettings: { ThrottlingRateLimit: 5000 } },
    [{ path: '/Properties/DefaultRouteSettings/ThrottlingRateLimit', expected: 100, actual: 5000 }],
  ],
  [
    'throttling of one route that was added',
    STAGE_RULES,
    {},
    { RouteSettings: { 'GET /a': { ThrottlingRateLimit: 1 } } },
    [{ path: '/Properties/RouteSettings', actual: { 'GET /a': { ThrottlingRateLimit: 1 } } }],
  ],
  [
    'access logs that were switched off',
    STAGE_RULES,
    { AccessLogSettings: { DestinationArn: 'arn:x', Format: 'y' } },
    {},
    [{ path: '/Properties/AccessLogSettings', expected: { DestinationArn: 'arn:x', Format: 'y' } }],
  ],
  [
    'an authorizer that was taken away',
    ROUTE_RULES,
    { AuthorizationType: 'JWT', AuthorizerId: 'z' },
    { AuthorizationType: 'NONE' },
    [
      { path: '/Properties/AuthorizationType', expected: 'JWT', actual: 'NONE' },
      { path: '/Properties/AuthorizerId', expected: 'z' },
    ],
  ],
  [
    'another function behind the route',
    INTEGRATION_RULES,
    { IntegrationUri: 'arn:a' },
    { IntegrationUri: 'arn:b' },
    [{ path: '/Properties/IntegrationUri', expected: 'arn:a', actual: 'arn:b' }],
  ],
];

describe('no missed alarm', () => {
  test('F1: a tag of the stack with another value, and an own tag that is gone though the stack has it', () => {
    const stackTags = { project: 'demo' };
    expect(compare(FUNCTION_RULES, {}, { Tags: { project: 'other' } }, stackTags).differences).toEqual([
      { path: '/Properties/Tags', actual: { project: 'other' } },
    ]);
    const own = { Tags: [{ Key: 'project', Value: 'demo' }] };
    expect(compare(FUNCTION_RULES, own, {}, stackTags).differences).toEqual([
      { path: '/Properties/Tags', expected: { project: 'demo' } },
    ]);
  });

  test.each(DIFFERENT)('F1: %s', (_, rules, expected, actual, differences) => {
    expect(compare(rules, expected, actual)).toEqual({ differences, unchecked: [] });
  });

  test('F1: an environment variable with an odd name has a pointer of its own, and an empty one is a value', () => {
    const Variables: JsonObject = JSON.parse('{"a/b~c":"x","toString":"","__proto__":"y"}');
    const actual = { Environment: { Variables } };
    const paths = compare(FUNCTION_RULES, { Environment: { Variables: { A: '1' } } }, actual).differences.map(
      ({ path }) => path,
    );
    expect(paths.sort()).toEqual([
      '/Properties/Environment/Variables/A',
      '/Properties/Environment/Variables/__proto__',
      '/Properties/Environment/Variables/a~1b~0c',
      '/Properties/Environment/Variables/toString',
    ]);
  });

  test('S3: values of the environment are masked, and still seen to differ', () => {
    const { differences } = compare(
      FUNCTION_RULES,
      { Environment: { Variables: { DB_PASSWORD: 'hunter2', LOG_LEVEL: 'info' } } },
      { Environment: { Variables: { DB_PASSWORD: 'hunter3', LOG_LEVEL: 'info' } } },
    );
    expect(differences).toEqual([
      {
        path: '/Properties/Environment/Variables/DB_PASSWORD',
        expected: expect.stringMatching(/^sha256:[0-9a-f]{4}…$/),
        actual: expect.stringMatching(/^sha256:[0-9a-f]{4}…$/),
      },
    ]);
    expect(differences[0]?.expected).not.toBe(differences[0]?.actual);
    expect(JSON.stringify(differences)).not.toContain('hunter');
  });

  test('S3: an environment that was added whole is masked too', () => {
    const { differences } = compare(FUNCTION_RULES, {}, { Environment: { Variables: { TOKEN: 'hunter2' } } });
    expect(differences.map(({ path }) => path)).toEqual(['/Properties/Environment']);
    expect(JSON.stringify(differences)).not.toContain('hunter');
  });
});

describe('what cannot be compared', () => {
  test('F4: a property that could not be resolved is unchecked, though AWS has some value', () => {
    const expected = { Role: new Unresolved('Fn::GetAtt Role.Arn'), MemorySize: 512 };
    expect(compare(FUNCTION_RULES, expected, { Role: 'arn:x', MemorySize: 512 })).toEqual({
      differences: [],
      unchecked: [{ path: '/Properties/Role', because: 'Fn::GetAtt Role.Arn is not known' }],
    });
  });

  test('F4: the log group of a function whose name is not known is not guessed', () => {
    const expected = { FunctionName: new Unresolved('Ref Name') };
    const actual = { FunctionName: 'charge', LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/charge' } };
    expect(compare(FUNCTION_RULES, expected, actual)).toEqual({
      differences: [],
      unchecked: [
        { path: '/Properties/FunctionName', because: 'Ref Name is not known' },
        { path: '/Properties/LoggingConfig/LogGroup', because: 'the name of the function is not known' },
      ],
    });
  });

  test('F4: a marker inside a set makes the whole set unchecked', () => {
    const expected = { VpcConfig: { SubnetIds: ['a', new Unresolved('Ref Subnet')], SecurityGroupIds: ['sg'] } };
    const actual = { VpcConfig: { SubnetIds: ['a', 'b'], SecurityGroupIds: ['sg'] } };
    expect(compare(FUNCTION_RULES, expected, actual)).toEqual({
      differences: [],
      unchecked: [{ path: '/Properties/VpcConfig/SubnetIds', because: 'Ref Subnet is not known' }],
    });
  });

  test('F1: of a VPC that is gone the known parts are missed, although another part is not known', () => {
    const expected = { VpcConfig: { SubnetIds: [new Unresolved('Ref Subnet')], SecurityGroupIds: ['sg'] } };
    expect(compare(FUNCTION_RULES, expected, {}).differences).toContainEqual({
      path: '/Properties/VpcConfig/SecurityGroupIds',
      expected: ['sg'],
    });
  });

  test('F4: a template property that the reader does not give is unchecked, never equal', () => {
    expect(compare(FUNCTION_RULES, { RecursiveLoop: 'Allow' }, {}).unchecked).toEqual([
      { path: '/Properties/RecursiveLoop', because: 'Holdfast does not read this property' },
    ]);
  });
});

const values = fc.jsonValue({ maxDepth: 3 });
const properties = fc.dictionary(
  fc.constantFrom(...FUNCTION_RULES.readable.filter((name) => name !== 'FunctionName')),
  values,
  { maxKeys: 6 },
);

test('P4: comparing with itself finds nothing, and swapping the sides finds the same paths', () => {
  fc.assert(
    fc.property(properties, properties, (a, b) => {
      const [one, two] = [a, b] as readonly [JsonObject, JsonObject];
      expect(compare(FUNCTION_RULES, one, one).differences).toEqual([]);
      const there = compare(FUNCTION_RULES, one, two).differences.map(({ path }) => path);
      const back = compare(FUNCTION_RULES, two, one).differences.map(({ path }) => path);
      expect(there.sort()).toEqual(back.sort());
    }),
    { numRuns: 1_000 },
  );
});
