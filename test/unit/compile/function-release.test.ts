import { describe, expect, test } from 'vitest';
import { type Compiled, compile } from '../../../controller/compile/compile.ts';
import type { Template, TemplateResource } from '../../../controller/compile/template.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

function compiled(documents: readonly Written[], shared = platform(), versions = {}): Compiled {
  return compile(buildGraph(registryOf(shared, { web: [team('web'), ...documents] })).graph, versions);
}

function templateOf(documents: readonly Written[], shared = platform(), versions = {}): Template {
  const { desired, findings } = compiled(documents, shared, versions);
  expect(findings).toEqual([]);
  const stack = desired.stacks.find(({ owner }) => owner === 'team/web');
  if (stack === undefined) throw new Error('no stack of the team');
  return stack.template;
}

function byType({ Resources }: Template, type: string): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

function only(template: Template, type: string): JsonObject {
  const [found] = byType(template, type);
  return found?.[1].Properties ?? {};
}

/** Logical id of the version of a released function, and what its environment says of it. */
function releaseOf(spec: Readonly<Record<string, unknown>>, versions = {}): string {
  const template = templateOf([lambda('page', { release: {}, ...spec })], platform(), versions);
  const { Environment } = only(template, 'AWS::Lambda::Function');
  const { HOLDFAST_RELEASE } = (Environment as { Variables: Record<string, string> }).Variables;
  const ids = byType(template, 'AWS::Lambda::Version').map(([id]) => id);
  expect(ids).toHaveLength(1);
  return `${ids.join()} ${HOLDFAST_RELEASE}`;
}

describe('a release', () => {
  const before = releaseOf({});

  test.each([
    ['code', { s3: { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '2' } }],
    ['memory', { memoryMb: 256 }],
    ['time', { timeoutSeconds: 9 }],
    ['environment', { environment: { LEVEL: 'debug' } }],
    ['handler', { handler: 'other.handler' }],
    ['architecture', { architecture: 'x86_64' }],
    ['layers', { layerArns: ['arn:aws:lambda:us-east-1:123456789012:layer:a:1'] }],
    ['tracing', { tracing: 'active' }],
    ['description', { description: 'what it does' }],
  ])('is another one when its %s changes', (_, spec) => {
    expect(releaseOf(spec)).not.toBe(before);
  });

  test('V4: is another one when the plan finds another version of its package', () => {
    const s3 = { bucket: 'acme-artifacts', key: 'code.zip' };
    const found = (version: string) => releaseOf({ s3 }, { 's3://acme-artifacts/code.zip': version });
    expect(found('1')).not.toBe(found('2'));
    expect(found('1')).toBe(before);
  });

  test.each([
    ['reserved concurrency', { reservedConcurrency: 5 }],
    ['retention of logs', { logRetentionDays: 7 }],
    ['rights', { statements: [{ Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' }] }],
    ['retries', { asyncInvoke: { maxRetries: 0 } }],
    ['alarms', { alarms: false }],
    ['provisioned concurrency', { release: { provisionedConcurrency: 1 } }],
    ['rollout', { release: { rollout: { type: 'canary', minutes: 5 } } }],
  ])('stays the same when only its %s changes, of which a version knows nothing', (_, spec) => {
    expect(releaseOf(spec)).toBe(before);
  });

  test('stays the same when the tags of the team change', () => {
    const tagged = compile(
      buildGraph(
        registryOf(platform(), { web: [team('web', { tags: { cost: 'x' } }), lambda('page', { release: {} })] }),
      ).graph,
      {},
    );
    const { Resources = {} } = tagged.desired.stacks.find(({ owner }) => owner === 'team/web')?.template ?? {};
    expect(Object.keys(Resources)).toContain(before.split(' ')[0]);
  });
});

describe('what calls a released function', () => {
  const queue = { kind: 'Queue', metadata: { name: 'jobs' }, spec: {} };
  const topic = {
    kind: 'Topic',
    metadata: { name: 'news' },
    spec: { subscriptions: [{ kind: 'Function', name: 'page' }] },
  };
  const page = lambda('page', {
    release: { alias: 'stable' },
    eventSources: [{ kind: 'Queue', name: 'jobs' }],
    asyncInvoke: { maxRetries: 1 },
    url: { auth: 'none' },
  });
  const caller = lambda('caller', { access: [{ kind: 'Function', name: 'page', level: 'invoke' }] });
  const documents = [queue, topic, page, caller, route('home', { path: '/web/home', function: 'page' })];
  const alias = { Ref: 'LambdaAliasPage' };

  test('calls its alias', () => {
    const template = templateOf(documents);
    expect(only(template, 'AWS::Lambda::EventSourceMapping').FunctionName).toEqual(alias);
    expect(only(template, 'AWS::ApiGatewayV2::Integration').IntegrationUri).toEqual(alias);
    expect(only(template, 'AWS::SNS::Subscription').Endpoint).toEqual(alias);
    const permissions = byType(template, 'AWS::Lambda::Permission').map(([, { Properties = {} }]) => [
      Properties.Principal,
      Properties.Action,
      Properties.FunctionName,
    ]);
    expect(permissions.sort()).toEqual([
      ['*', 'lambda:InvokeFunction', alias],
      ['*', 'lambda:InvokeFunctionUrl', alias],
      ['apigateway.amazonaws.com', 'lambda:InvokeFunction', alias],
      ['sns.amazonaws.com', 'lambda:InvokeFunction', alias],
    ]);
    expect(only(template, 'AWS::Lambda::Url').Qualifier).toBe('stable');
    expect(only(template, 'AWS::Lambda::EventInvokeConfig').Qualifier).toBe('stable');
  });

  test('calls its alias on a REST API too', () => {
    const template = templateOf(documents, platform({ api: { type: 'rest' } }));
    expect(JSON.stringify(only(template, 'AWS::ApiGateway::Method').Integration)).toContain('LambdaAliasPage');
  });

  test('may invoke the function and its alias', () => {
    const { Policies } = templateOf(documents).Resources.RoleCaller?.Properties ?? {};
    const text = JSON.stringify(Policies);
    expect(text).toContain(
      '{"Effect":"Allow","Action":["lambda:InvokeFunction"],"Resource":[{"Fn::GetAtt":["FunctionPage","Arn"]},{"Ref":"LambdaAliasPage"}]}',
    );
  });
});

describe('tracing', () => {
  const tracing = { observability: { tracing: 'active' } };

  test.each([
    ['the platform’s where the function says nothing', {}, tracing, 'Active'],
    ['its own where it says so', { tracing: 'pass-through' }, tracing, 'PassThrough'],
    ['its own on a platform without', { tracing: 'active' }, {}, 'Active'],
    ['that of the caller by default', {}, {}, 'PassThrough'],
  ])('is %s', (_, spec, shared, mode) => {
    const template = templateOf([lambda('page', spec)], platform(shared));
    expect(only(template, 'AWS::Lambda::Function').TracingConfig).toEqual({ Mode: mode });
    expect(JSON.stringify(only(template, 'AWS::IAM::Role')).includes('xray:PutTraceSegments')).toBe(mode === 'Active');
  });
});

describe('names outside the team’s', () => {
  const found = (documents: readonly Written[]) =>
    compiled(documents).findings.map(({ code, message, file, line }) => [code, message, file, line]);

  test('cannot be rolled out step by step: the boundary of rollouts would stop it', () => {
    const release = { rollout: { type: 'all-at-once' } };
    expect(found([lambda('page', { functionName: 'acme-platform-web-page', release })])).toEqual([]);
    expect(found([lambda('page', { functionName: 'legacy-page', release })])).toEqual([
      [
        'ConflictingFields',
        'A rollout moves the alias only of functions whose names begin with acme-platform-web-.',
        'teams/web/1.yaml',
        15,
      ],
    ]);
  });

  test('cannot be invoked by functions: their boundary would stop them', () => {
    const caller = lambda('caller', { access: [{ kind: 'Function', name: 'page', level: 'invoke' }] });
    const teller = lambda('teller', { asyncInvoke: { onSuccess: { kind: 'Function', name: 'page' } } });
    expect(found([lambda('page', { functionName: 'legacy-page' }), caller, teller])).toEqual([
      [
        'ConflictingFields',
        'Function caller of team web may invoke only functions whose names begin with acme-platform-web-.',
        'teams/web/1.yaml',
        15,
      ],
      [
        'ConflictingFields',
        'Function teller of team web may invoke only functions whose names begin with acme-platform-web-.',
        'teams/web/1.yaml',
        15,
      ],
    ]);
  });
});
