import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import { detectDrift } from '../../../controller/drift/detect.ts';
import type { DriftResult, ResourceDrift } from '../../../controller/drift/drift.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import { createFakeResources } from '../../fakes/resources.ts';
import { makeSwept, makeTemplate, SHA } from './stacks.ts';
import { application, createDriftWorld, edge, team } from './world.ts';

const FUNCTION = 'demo-payments-function-charge';
const NO_READER = 'Holdfast has no reader for this type';

type World = ReturnType<typeof createDriftWorld>;

function sweep({ stacks, readers }: Pick<World, 'stacks' | 'readers'>): Promise<DriftResult> {
  return detectDrift({ sha: SHA, stacks, readers });
}

function statuses({ resources }: DriftResult): Readonly<Record<string, ResourceDrift['status']>> {
  return Object.fromEntries(resources.map(({ logicalId, physicalId, status }) => [logicalId || physicalId, status]));
}

function find({ resources }: DriftResult, logicalId: string): ResourceDrift | undefined {
  return resources.find((resource) => resource.logicalId === logicalId);
}

const IN_SYNC = {
  Api: 'in-sync',
  ApiStage: 'in-sync',
  ChargeRole: 'in-sync',
  ChargeFunction: 'in-sync',
  ChargeIntegration: 'in-sync',
  ChargeRoute: 'in-sync',
};

describe('a sweep', () => {
  test('F4: says of every resource what looking gave, and of a type that nobody reads that nobody looked', async () => {
    const result = await sweep(createDriftWorld());
    expect(result.sha).toBe(SHA);
    expect(statuses(result)).toEqual(IN_SYNC);
    const template = makeTemplate({ Stream: { Type: 'AWS::Kinesis::Stream' } });
    const resources = [{ logicalId: 'Stream', type: 'AWS::Kinesis::Stream', physicalId: 'clicks' }];
    expect(await sweep({ ...createDriftWorld(), stacks: [makeSwept(template, { resources })] })).toEqual({
      sha: SHA,
      resources: [
        {
          stack: 'demo-team-payments',
          logicalId: 'Stream',
          type: 'AWS::Kinesis::Stream',
          physicalId: 'clicks',
          status: 'unchecked',
          because: NO_READER,
        },
      ],
    });
  });

  test('reads each function and each API once, however many routes there are', async () => {
    const world = createDriftWorld();
    await sweep(world);
    const reads = world.faults.calls.filter((call) => !call.startsWith('resources.'));
    expect(reads.toSorted()).toEqual(['apigateway.readApi', 'lambda.readFunction']);
  });

  test('P4: the same reality gives the same result, in the order of the templates', async () => {
    const world = createDriftWorld();
    const first = await sweep(world);
    expect(await sweep(world)).toEqual(first);
    expect(first.resources.map(({ logicalId }) => logicalId)).toEqual(Object.keys(IN_SYNC));
  });
});

describe('functions', () => {
  test('F1: a changed configuration is modified, with both values and the line', async () => {
    const world = createDriftWorld();
    world.lambda.change(FUNCTION, { MemorySize: 1024 });
    const line = { file: 'teams/payments/charge.yaml', line: 7, column: 13 };
    const { stacks, readers } = world;
    const locate = (source: { readonly document?: string }, type: string, pointer: string) =>
      `${source.document} ${type} ${pointer}` === 'Function/charge AWS::Lambda::Function /Properties/MemorySize'
        ? line
        : undefined;
    expect(find(await detectDrift({ sha: SHA, stacks, readers, locate }), 'ChargeFunction')).toEqual({
      stack: 'demo-team-payments',
      logicalId: 'ChargeFunction',
      type: 'AWS::Lambda::Function',
      physicalId: FUNCTION,
      source: { file: 'teams/payments/charge.yaml', line: 1, column: 1, document: 'Function/charge' },
      status: 'modified',
      differences: [{ path: '/Properties/MemorySize', expected: 512, actual: 1024, source: line }],
    });
  });

  test('F2: other code is modified, although the configuration is the same', async () => {
    const world = createDriftWorld();
    world.lambda.upload(FUNCTION, 'other=');
    expect(find(await sweep(world), 'ChargeFunction')).toMatchObject({
      status: 'modified',
      differences: [{ path: '/Properties/Code', expected: 'declared=', actual: 'other=' }],
    });
  });

  test('F2: without a recorded digest the code is unchecked, so the function is not in sync', async () => {
    const world = createDriftWorld();
    expect(find(await sweep({ ...world, stacks: [team({ codeDigests: {} })] }), 'ChargeFunction')).toMatchObject({
      status: 'unchecked',
      because: 'what could be compared is in sync, but not Code (the digest of the applied code is not in the record)',
    });
  });

  test('F4: a role that cannot be resolved makes the function unchecked, not in sync', async () => {
    const world = createDriftWorld();
    const resources = team().record.resources.filter(({ logicalId }) => logicalId !== 'ChargeRole');
    expect(find(await sweep({ ...world, stacks: [team({ resources })] }), 'ChargeFunction')).toMatchObject({
      status: 'unchecked',
      because: 'what could be compared is in sync, but not Role (Fn::GetAtt ChargeRole.Arn is not known)',
    });
  });

  test('a function that is gone is deleted', async () => {
    const world = createDriftWorld();
    world.lambda.remove(FUNCTION);
    expect(find(await sweep(world), 'ChargeFunction')?.status).toBe('deleted');
  });

  test('F5: a function in the middle of an update is unchecked, whatever is read', async () => {
    const world = createDriftWorld();
    world.lambda.change(FUNCTION, { MemorySize: 1024 });
    world.lambda.setUpdating(FUNCTION, true);
    expect(find(await sweep(world), 'ChargeFunction')).toMatchObject({
      status: 'unchecked',
      because: 'an update of the function is under way',
    });
  });

  test('S3: an environment value that somebody changed is never in the result', async () => {
    const world = createDriftWorld();
    world.lambda.change(FUNCTION, { Environment: { Variables: { API_KEY: 'canary-7f3a' } } });
    const result = await sweep(world);
    expect(find(result, 'ChargeFunction')?.status).toBe('modified');
    expect(JSON.stringify(result)).not.toContain('canary-7f3a');
  });
});

describe('the API', () => {
  test('F3: a changed stage, route and integration are each modified', async () => {
    const world = createDriftWorld();
    world.gateway.putStage('a1b2c3', { StageName: '$default', AutoDeploy: false });
    world.gateway.putRoute('a1b2c3', 'route1', { RouteKey: 'POST /payments/charges', Target: 'integrations/int9' });
    world.gateway.putIntegration('a1b2c3', 'int1', {
      IntegrationType: 'HTTP_PROXY',
      IntegrationUri: 'https://x.example',
    });
    const result = await sweep(world);
    expect(statuses(result)).toEqual({
      ...IN_SYNC,
      ApiStage: 'modified',
      ChargeIntegration: 'modified',
      ChargeRoute: 'modified',
    });
    expect(find(result, 'ChargeRoute')).toMatchObject({
      differences: [{ path: '/Properties/Target', expected: 'integrations/int1', actual: 'integrations/int9' }],
    });
  });

  test('F1: a throttle of a route that was changed, taken off, or put on another route is seen', async () => {
    const differencesWith = async (RouteSettings: JsonObject) => {
      const world = createDriftWorld();
      world.gateway.putStage('a1b2c3', { StageName: '$default', AutoDeploy: true, RouteSettings });
      const stage = find(await sweep(world), 'ApiStage');
      return stage?.status === 'modified' ? stage.differences.map(({ path }) => path) : stage?.status;
    };
    const own = { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 1 };
    const key = '/Properties/RouteSettings/POST ~1payments~1charges';
    expect(await differencesWith({ 'POST /payments/charges': { ...own, ThrottlingRateLimit: 500 } })).toEqual([
      `${key}/ThrottlingRateLimit`,
    ]);
    expect(await differencesWith({})).toEqual(['/Properties/RouteSettings']);
    expect(await differencesWith({ 'POST /payments/charges': own, 'GET /x': own })).toEqual([
      '/Properties/RouteSettings/GET ~1x',
    ]);
  });

  test('F1: an authorizer that was taken off a route, or exchanged, is seen', async () => {
    const world = createDriftWorld();
    const guarded = { AuthorizationType: 'JWT', AuthorizerId: 'auth1', AuthorizationScopes: ['b', 'a'] };
    const stack = team();
    const route = stack.template?.Resources.ChargeRoute;
    const Resources = {
      ...stack.template?.Resources,
      ChargeRoute: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ...route?.Properties, ...guarded, AuthorizerId: { Ref: 'ApplicationAuthorizerPeopleId' } },
      },
    };
    const parameters = { ApplicationApiId: 'a1b2c3', ApplicationAuthorizerPeopleId: 'auth1' };
    const record = { ...stack.record, parameters };
    const stacks = [
      application(),
      edge(),
      { ...stack, record, template: { AWSTemplateFormatVersion: '2010-09-09', Resources } as const },
    ];
    const differencesWith = async (properties: JsonObject) => {
      const base = { RouteKey: 'POST /payments/charges', Target: 'integrations/int1' };
      world.gateway.putRoute('a1b2c3', 'route1', { ...base, ...properties });
      const found = find(await sweep({ ...world, stacks }), 'ChargeRoute');
      return found?.status === 'modified' ? found.differences.map(({ path }) => path).sort() : found?.status;
    };
    expect(await differencesWith({ ...guarded, AuthorizationScopes: ['a', 'b'] })).toBe('in-sync');
    expect(await differencesWith({ ...guarded, AuthorizerId: 'auth2' })).toEqual(['/Properties/AuthorizerId']);
    expect(await differencesWith({})).toEqual([
      '/Properties/AuthorizationScopes',
      '/Properties/AuthorizationType',
      '/Properties/AuthorizerId',
    ]);
  });

  test('a route, an integration and a stage that are gone are deleted', async () => {
    const world = createDriftWorld();
    world.gateway.removeRoute('a1b2c3', 'route1');
    world.gateway.removeIntegration('a1b2c3', 'int1');
    world.gateway.removeStage('a1b2c3', '$default');
    expect(statuses(await sweep(world))).toEqual({
      ...IN_SYNC,
      ApiStage: 'deleted',
      ChargeIntegration: 'deleted',
      ChargeRoute: 'deleted',
    });
  });

  test('when the API is gone all of it is deleted, and the function is still looked at', async () => {
    const world = createDriftWorld();
    world.gateway.removeApi('a1b2c3');
    expect(statuses(await sweep(world))).toEqual({
      Api: 'deleted',
      ApiStage: 'deleted',
      ChargeRole: 'in-sync',
      ChargeFunction: 'in-sync',
      ChargeIntegration: 'deleted',
      ChargeRoute: 'deleted',
    });
  });

  test('a route, an integration and a stage that somebody made by hand are added, with the owner of the API', async () => {
    const world = createDriftWorld();
    world.gateway.putRoute('a1b2c3', 'route2', { RouteKey: 'ANY /backdoor', Target: 'integrations/int2' });
    world.gateway.putIntegration('a1b2c3', 'int2', { IntegrationUri: 'https://x.example' });
    world.gateway.putStage('a1b2c3', { StageName: 'test' });
    const result = await sweep(world);
    expect(statuses(result)).toEqual({ ...IN_SYNC, route2: 'added', int2: 'added', test: 'added' });
    expect(result.resources.find(({ physicalId }) => physicalId === 'route2')).toEqual({
      stack: 'demo-application',
      logicalId: '',
      type: 'AWS::ApiGatewayV2::Route',
      physicalId: 'route2',
      status: 'added',
      actual: {
        ApiKeyRequired: false,
        AuthorizationType: 'NONE',
        RouteKey: 'ANY /backdoor',
        Target: 'integrations/int2',
        ApiId: 'a1b2c3',
      },
    });
  });

  test('a route that was deleted and made again by hand is both: the old one gone, the new one added', async () => {
    const world = createDriftWorld();
    world.gateway.removeRoute('a1b2c3', 'route1');
    world.gateway.putRoute('a1b2c3', 'route9', { RouteKey: 'POST /payments/charges', Target: 'integrations/int1' });
    expect(statuses(await sweep(world))).toEqual({ ...IN_SYNC, ChargeRoute: 'deleted', route9: 'added' });
  });

  test('K6: routes of an API that is in none of our stacks are nobody of ours', async () => {
    const world = createDriftWorld();
    world.gateway.putApi('foreign', { Name: 'other' });
    world.gateway.putRoute('foreign', 'route7', { RouteKey: 'GET /x' });
    const stacks = [team({ parameters: { ApplicationApiId: 'foreign' } })];
    expect(statuses(await sweep({ ...world, stacks }))).not.toHaveProperty('route7');
  });
});

describe('resources of other types', () => {
  const ROLE = 'demo-payments-role-charge';

  test('F1: a policy that somebody attached to a role is a difference of the role', async () => {
    const world = createDriftWorld();
    world.resources.change(ROLE, { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] });
    expect(find(await sweep(world), 'ChargeRole')).toMatchObject({
      status: 'modified',
      differences: [{ path: '/Properties/ManagedPolicyArns', actual: ['arn:aws:iam::aws:policy/AdministratorAccess'] }],
    });
  });

  test('a role that is gone is deleted', async () => {
    const world = createDriftWorld();
    world.resources.remove(ROLE);
    expect(find(await sweep(world), 'ChargeRole')?.status).toBe('deleted');
  });

  test('C8: a throttled read is unchecked with its reason, never gone', async () => {
    const world = createDriftWorld();
    const details = { code: 'Throttled', source: 'aws', retryable: true } as const;
    world.faults.inject('fail', 'resources.readResource', 1, new HoldfastError('Rate exceeded', details));
    expect(find(await sweep(world), 'ChargeRole')).toMatchObject({
      status: 'unchecked',
      because: 'it could not be read: Rate exceeded',
    });
  });

  const opened = {
    type: 'AWS::Lambda::Permission',
    physicalId: 'everybody',
    properties: { FunctionName: FUNCTION, Action: 'lambda:InvokeFunction', Principal: '*' },
  };

  test('a statement that somebody added to a function’s policy is added, with the owner of the function', async () => {
    const world = createDriftWorld();
    world.resources.add(FUNCTION, opened);
    const result = await sweep(world);
    expect(statuses(result)).toEqual({ ...IN_SYNC, everybody: 'added' });
    expect(result.resources.at(-1)).toEqual({
      stack: 'demo-team-payments',
      logicalId: '',
      type: 'AWS::Lambda::Permission',
      physicalId: 'everybody',
      status: 'added',
      actual: { FunctionName: FUNCTION, Action: 'lambda:InvokeFunction', Principal: '*' },
    });
  });

  /** The team's stack with a permission whose function is written in some way. */
  function withPermission(FunctionName: JsonObject | string) {
    const stack = team();
    const permission = { Type: 'AWS::Lambda::Permission', Properties: { ...opened.properties, FunctionName } };
    const Resources = { ...stack.template?.Resources, Permission: permission };
    const resources = [
      ...stack.record.resources,
      { logicalId: 'Permission', type: permission.Type, physicalId: 'everybody' },
    ];
    const template = { AWSTemplateFormatVersion: '2010-09-09', Resources } as const;
    return [application(), edge(), { ...stack, template, record: { ...stack.record, resources } }];
  }

  test('a statement that the template declares is not added, however it names the function', async () => {
    for (const name of [FUNCTION, { Ref: 'ChargeFunction' }, { 'Fn::GetAtt': ['ChargeFunction', 'Arn'] }]) {
      const world = createDriftWorld();
      world.resources.add(FUNCTION, opened);
      const found = statuses(await sweep({ ...world, stacks: withPermission(name) }));
      expect(found).toEqual({ ...IN_SYNC, Permission: 'in-sync' });
    }
  });

  test('F4: while nobody knows which function a declared statement is of, none is called added', async () => {
    const world = createDriftWorld();
    world.resources.add(FUNCTION, { ...opened, physicalId: 'other' });
    const result = await sweep({ ...world, stacks: withPermission({ Ref: 'Nobody' }) });
    expect(result.resources.at(-1)).toMatchObject({
      physicalId: 'other',
      status: 'unchecked',
      because: 'it may belong to Permission, of which not all is known',
    });
  });

  test('F7: while a stack is being changed, what is found inside another may be its own', async () => {
    const world = createDriftWorld();
    world.resources.add(FUNCTION, opened);
    const changing = makeSwept(makeTemplate({}), {
      name: 'demo-team-orders',
      attempted: { sha: 'fedcba', templateDigest: 'x' },
    });
    const result = await sweep({ ...world, stacks: [...world.stacks, changing] });
    expect(result.resources.at(-1)).toMatchObject({
      status: 'unchecked',
      because: 'it may belong to stack demo-team-orders, which is not settled',
    });
  });

  test('F4: where nobody could look inside, a resource is not in sync', async () => {
    const world = createDriftWorld();
    const details = { code: 'AccessDenied', source: 'aws', retryable: false } as const;
    const denied = new HoldfastError('Could not read the policy: denied', details);
    world.faults.inject('fail', 'resources.partsOf', 1, denied);
    expect(find(await sweep(world), 'Api')).toMatchObject({
      status: 'unchecked',
      because:
        'it is in sync itself, but nobody could look for what was added to it: Could not read the policy: denied',
    });
  });

  test('an attribute that only the service knows is asked for, and without it nothing is guessed', async () => {
    const template = makeTemplate({
      Address: { Type: 'AWS::EC2::EIP' },
      Gateway: {
        Type: 'AWS::EC2::NatGateway',
        Properties: { AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
      },
    });
    const resources = [
      { logicalId: 'Address', type: 'AWS::EC2::EIP', physicalId: '192.0.2.1' },
      { logicalId: 'Gateway', type: 'AWS::EC2::NatGateway', physicalId: 'nat-1' },
    ];
    const world = { ...createDriftWorld(), stacks: [makeSwept(template, { resources })] };
    expect(find(await sweep(world), 'Gateway')).toMatchObject({
      status: 'unchecked',
      because: 'what could be compared is in sync, but not AllocationId (Fn::GetAtt Address.AllocationId is not known)',
    });
    world.resources.setAttribute('192.0.2.1', 'AllocationId', 'eipalloc-1');
    expect(find(await sweep(world), 'Gateway')?.status).toBe('in-sync');
    world.resources.change('nat-1', { AllocationId: 'eipalloc-2' });
    expect(find(await sweep(world), 'Gateway')).toMatchObject({
      differences: [{ path: '/Properties/AllocationId', expected: 'eipalloc-1', actual: 'eipalloc-2' }],
    });
  });
});

describe('what cannot be looked at', () => {
  const throttled = new HoldfastError('Could not read: Rate exceeded', {
    code: 'Throttled',
    source: 'aws',
    retryable: true,
  });

  test('C6: a failed read of a function is unchecked with its reason, and the others go on', async () => {
    const world = createDriftWorld();
    world.faults.inject('fail', 'lambda.readFunction', 1, throttled);
    const result = await sweep(world);
    expect(statuses(result)).toEqual({ ...IN_SYNC, ChargeFunction: 'unchecked' });
    expect(find(result, 'ChargeFunction')).toMatchObject({
      because: 'it could not be read: Could not read: Rate exceeded',
    });
  });

  test('C6: a failed read of the API makes its parts unchecked, and is asked for once', async () => {
    const world = createDriftWorld();
    world.faults.inject('fail', 'apigateway.readApi', 1, throttled);
    expect(statuses(await sweep(world))).toEqual({
      Api: 'unchecked',
      ApiStage: 'unchecked',
      ChargeRole: 'in-sync',
      ChargeFunction: 'in-sync',
      ChargeIntegration: 'unchecked',
      ChargeRoute: 'unchecked',
    });
    expect(world.faults.calls.filter((call) => call === 'apigateway.readApi')).toHaveLength(1);
  });

  test('a defect in a reader is not hidden as unchecked', async () => {
    const world = createDriftWorld();
    world.faults.inject('fail', 'lambda.readFunction', 1, new TypeError('x is not a function'));
    await expect(sweep(world)).rejects.toThrow('x is not a function');
  });

  test('F7: a stack in the middle of an apply is unchecked as a whole, and what it may have made is not added', async () => {
    const world = createDriftWorld();
    world.gateway.putRoute('a1b2c3', 'route2', { RouteKey: 'GET /payments/new' });
    const attempted = { sha: 'fedcba', templateDigest: 'sha256:bb' };
    const result = await sweep({ ...world, stacks: [application(), edge(), team({ attempted })] });
    expect(statuses(result)).toEqual({
      Api: 'in-sync',
      ApiStage: 'in-sync',
      ChargeRole: 'unchecked',
      ChargeFunction: 'unchecked',
      ChargeIntegration: 'unchecked',
      ChargeRoute: 'unchecked',
      route2: 'unchecked',
    });
    expect(find(result, 'ChargeRoute')).toMatchObject({
      because: 'the apply of fedcba to this stack has not finished',
    });
    expect(result.resources.at(-1)).toMatchObject({
      because: 'it may belong to stack demo-team-payments, which is not settled',
    });
    expect(world.faults.calls).not.toContain('lambda.readFunction');
  });

  test('F7: an apply of another template of the same commit counts as unfinished too', async () => {
    const world = createDriftWorld();
    const attempted = { sha: SHA, templateDigest: 'sha256:bb' };
    const result = await sweep({ ...world, stacks: [team({ attempted })] });
    expect(find(result, 'ChargeFunction')?.status).toBe('unchecked');
  });

  test('F4: a stack to which nothing was applied yet says so', async () => {
    const world = createDriftWorld();
    const { applied: _, attempted: __, ...record } = team().record;
    const result = await sweep({ ...world, stacks: [{ ...team(), record }] });
    expect(find(result, 'ChargeFunction')).toMatchObject({ because: 'nothing was applied to this stack yet' });
  });

  test('F4: without its template a stack is unchecked, resource by resource', async () => {
    const world = createDriftWorld();
    const { record, sources } = team();
    const result = await sweep({ ...world, stacks: [{ record, sources }] });
    expect(result.resources).toHaveLength(4);
    expect(find(result, 'ChargeFunction')).toMatchObject({
      status: 'unchecked',
      because: 'the template that was applied is not in the record',
    });
  });

  test('F4: a resource that the record does not know by name is unchecked', async () => {
    const world = createDriftWorld();
    const result = await sweep({ ...world, stacks: [team({ resources: [] })] });
    expect(find(result, 'ChargeFunction')).toMatchObject({
      physicalId: '',
      status: 'unchecked',
      because: 'its name in AWS is not in the record',
    });
  });

  test('F4: a route whose API is not known is unchecked', async () => {
    const world = createDriftWorld();
    const result = await sweep({ ...world, stacks: [team({ parameters: {} })] });
    expect(find(result, 'ChargeRoute')).toMatchObject({ because: 'the id of its API is not known' });
  });

  test('no stack, no resource', async () => {
    const world = createDriftWorld();
    expect(await sweep({ ...world, stacks: [] })).toEqual({ sha: SHA, resources: [] });
    const empty = makeSwept(undefined, { resources: [] });
    expect(await sweep({ ...world, stacks: [empty] })).toEqual({ sha: SHA, resources: [] });
  });
});

test('C4: however many functions there are, at most sixteen are read at once', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `function-${index}`);
  const template = {
    AWSTemplateFormatVersion: '2010-09-09' as const,
    Resources: Object.fromEntries(names.map((name) => [name, { Type: 'AWS::Lambda::Function' }])),
  };
  const resources = names.map((name) => ({ logicalId: name, type: 'AWS::Lambda::Function', physicalId: name }));
  let running = 0;
  let most = 0;
  const functions = {
    readFunction: async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((done) => setImmediate(done));
      running -= 1;
      return undefined;
    },
  };
  const readers = { functions, apis: { readApi: async () => undefined }, resources: createFakeResources() };
  const result = await detectDrift({ sha: SHA, stacks: [makeSwept(template, { resources })], readers });
  expect(result.resources.map(({ physicalId }) => physicalId)).toEqual(names);
  expect(most).toBe(16);
});
