import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Compiled, compile } from '../../../controller/compile/compile.ts';
import type { Placed } from '../../../controller/compile/divide.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { filesOf, lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

const REST = platform({ api: { type: 'rest', cors: { allowOrigins: ['https://app.example.com'] } } });

const BASE: readonly Written[] = [
  team('web'),
  lambda('page'),
  lambda('other'),
  route('read', { path: '/web/pages/{id}', function: 'page' }),
  route('write', { method: 'POST', path: '/web/pages', function: 'other' }),
];

function compiled(documents: readonly Written[] = BASE, shared = REST, placed?: Placed): Compiled {
  return compile(buildGraph(registryOf(shared, { web: documents })).graph, {}, placed);
}

/** Logical id → resource of one stack. */
function resources({ desired }: Compiled, owner: string): Readonly<Record<string, TemplateResource>> {
  return desired.stacks.find((stack) => stack.owner === owner)?.template.Resources ?? {};
}

/** Logical id of the only deployment. */
function deployment(result: Compiled): string | undefined {
  const ids = Object.entries(resources(result, 'edge')).flatMap(([id, { Type }]) =>
    Type === 'AWS::ApiGateway::Deployment' ? [id] : [],
  );
  expect(ids.length).toBeLessThan(2);
  return ids[0];
}

function changed(name: string, spec: Readonly<Record<string, unknown>>): readonly Written[] {
  return BASE.map((document) =>
    document.metadata.name === name ? { ...document, spec: { ...document.spec, ...spec } } : document,
  );
}

function withApi(api: Readonly<Record<string, unknown>>): Written {
  return platform({ api: { type: 'rest', cors: { allowOrigins: ['https://app.example.com'] }, ...api } });
}

const people = {
  name: 'people',
  type: 'cognito',
  userPoolArns: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
};
const cache = { sizeGb: 0.5 };

/** What changes the API → the registry with it. */
const API_CHANGES: Readonly<Record<string, Compiled>> = {
  nothing: compiled(),
  method: compiled(changed('read', { method: 'HEAD' })),
  path: compiled(changed('read', { path: '/web/pages/{id}/text' })),
  function: compiled(changed('read', { function: 'other' })),
  timeout: compiled(changed('read', { timeoutMs: 1000 })),
  key: compiled(changed('read', { apiKeyRequired: true }), withApi({ usagePlan: {} })),
  authorizer: compiled(changed('read', { authorizer: 'people' }), withApi({ authorizers: [people] })),
  scopes: compiled(changed('read', { authorizer: 'people', scopes: ['a'] }), withApi({ authorizers: [people] })),
  'cache key': compiled(changed('read', { cache: { headers: ['accept'] } }), withApi({ cache })),
  'another route': compiled([...BASE, route('more', { path: '/web', function: 'page' })]),
  'a route less': compiled(BASE.slice(0, 4)),
  'name of the function': compiled(changed('page', { functionName: 'acme-platform-page-2' })),
  prefix: compiled(
    [...BASE, route('more', { path: '/web', function: 'page' })].map(({ spec, ...rest }) => ({
      ...rest,
      spec: {
        ...spec,
        ...('path' in spec && { path: `/v2${spec.path}` }),
        ...('owner' in spec && { pathPrefix: '/v2/web' }),
      },
    })),
  ),
  origins: compiled(BASE, withApi({ cors: { allowOrigins: ['*'] } })),
  compression: compiled(BASE, withApi({ minimumCompressionBytes: 0 })),
  authorizers: compiled(BASE, withApi({ authorizers: [people] })),
};

/** What a stage has in force without a deployment, or what is nobody's business but the function's. */
const OTHER_CHANGES: Readonly<Record<string, Compiled>> = {
  memory: compiled(changed('page', { memoryMb: 1024 })),
  code: compiled(changed('page', { s3: { bucket: 'acme-artifacts', key: 'other.zip', objectVersion: '2' } })),
  environment: compiled(changed('page', { environment: { LEVEL: 'debug' } })),
  'a function without a route': compiled([...BASE, lambda('nightly')]),
  'throttle of a route': compiled(changed('read', { throttle: { rate: 1, burst: 1 } })),
  throttle: compiled(BASE, withApi({ throttle: { rate: 1, burst: 1 } })),
  cache: compiled(BASE, withApi({ cache })),
  'usage plan': compiled(BASE, withApi({ usagePlan: { keys: ['a'] } })),
  stage: compiled(BASE, withApi({ stage: 'v1' })),
  'role for logs': compiled(BASE, withApi({ accountRole: false })),
};

describe('the deployment', () => {
  test('is another one whenever what it captures is another', () => {
    const ids = Object.values(API_CHANGES).map(deployment);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^Deployment[0-9a-f]{16}$/);
  });

  test.each(Object.entries(OTHER_CHANGES))('stays the same for another %s', (_, result) => {
    expect(deployment(result)).toBe(deployment(compiled()));
  });

  test('P4: is the same for the same documents in any order and under any file', () => {
    const wanted = deployment(compiled());
    const files = filesOf(REST, { web: BASE });
    fc.assert(
      fc.property(fc.shuffledSubarray([...files], { minLength: files.length }), (shuffled) => {
        const renamed = shuffled.map((file, index) =>
          file.path === 'platform.yaml' ? file : { ...file, path: `teams/web/sub/${index}.yaml` },
        );
        const { registry, findings } = loadDocuments({ sha: 'x', files: renamed }, { today: '2026-11-20' });
        expect(findings).toEqual([]);
        expect(deployment(compile(buildGraph(registry).graph, {}))).toBe(wanted);
      }),
      { numRuns: 20 },
    );
  });

  test('there is none, and no stage, for an API without methods, which API Gateway would refuse', () => {
    const { desired } = compiled([team('web'), lambda('page')]);
    expect(desired.stacks.map(({ owner }) => owner)).not.toContain('edge');
  });

  test('the edge is applied after every team', () => {
    const { desired } = compiled();
    expect(desired.stacks.at(-1)).toMatchObject({ owner: 'edge', wave: 5 });
  });
});

describe('paths', () => {
  const paths = (result: Compiled, owner = 'team/web') =>
    Object.values(resources(result, owner)).flatMap(({ Type, Properties }) =>
      Type === 'AWS::ApiGateway::Resource' ? [Properties?.PathPart] : [],
    );

  test('each is made once, whatever number of routes share it, and those between too', () => {
    const documents = [...BASE, route('deep', { path: '/web/pages/{id}/parts/{part}', function: 'page' })];
    expect(paths(compiled(documents))).toEqual(['web', 'pages', '{id}', 'parts', '{part}']);
  });

  test('what is above the last part of a prefix is of the platform, since several teams may be below it', () => {
    const registry = registryOf(REST, {
      web: [team('web', { pathPrefix: '/shop/web' }), lambda('a'), route('a', { path: '/shop/web', function: 'a' })],
      app: [
        team('app', { pathPrefix: '/shop/app/v1' }),
        lambda('a'),
        route('a', { path: '/shop/app/v1', function: 'a' }),
      ],
    });
    const result = compile(buildGraph(registry).graph, {});
    expect(paths(result, 'application')).toEqual(['shop', 'app']);
    expect(paths(result)).toEqual(['web']);
    expect(paths(result, 'team/app')).toEqual(['v1']);
  });

  test('a method keeps its logical id when another document takes the route over', () => {
    const idsOf = (name: string) =>
      Object.entries(
        resources(
          compiled([team('web'), lambda('page'), route(name, { path: '/web/{id}', function: 'page' })]),
          'team/web',
        ),
      ).flatMap(([id, { Type }]) => (Type === 'AWS::ApiGateway::Method' ? [id] : []));
    expect(idsOf('before')).toEqual(idsOf('after'));
    expect(idsOf('before').length).toBe(2);
  });

  test('in a team of several stacks they are all in the first, from which the others take their ids', () => {
    const placed: Placed = new Map([
      ['acme-platform-team-web', new Set(['FunctionPage'])],
      ['acme-platform-team-web-2', new Set(['FunctionOther'])],
    ]);
    const result = compiled(BASE, REST, placed);
    expect(paths(result)).toEqual(['web', 'pages', '{id}']);
    expect(paths(result, 'team/web/2')).toEqual([]);
    const second = result.desired.stacks.find(({ owner }) => owner === 'team/web/2');
    const parameter = Object.entries(second?.parameters ?? {}).find(
      ([, { stack }]) => stack === 'acme-platform-team-web',
    );
    expect(parameter?.[1].output).toMatch(/^ApiPathx[0-9a-f]{8}WebPagesId$/);
    expect(second?.wave).toBe(5);
    expect(result.desired.stacks.find(({ owner }) => owner === 'edge')?.wave).toBe(6);
  });
});

describe('browsers', () => {
  const preflights = (result: Compiled) =>
    Object.values(resources(result, 'team/web')).filter(
      ({ Type, Properties }) => Type === 'AWS::ApiGateway::Method' && Properties?.HttpMethod === 'OPTIONS',
    );
  const answer = (result: Compiled) => JSON.stringify(preflights(result)[0]?.Properties?.Integration);

  test('each path with a route answers preflight requests, with the methods that it has', () => {
    expect(preflights(compiled()).length).toBe(2);
    expect(answer(compiled())).toContain(`"method.response.header.Access-Control-Allow-Methods":"'POST'"`);
    const any = [team('web'), lambda('page'), route('a', { method: 'ANY', path: '/web', function: 'page' })];
    expect(answer(compiled(any))).toContain(`'GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS'`);
  });

  test('not where a route takes OPTIONS itself, and not without cross-origin rules', () => {
    const own = [team('web'), lambda('page'), route('a', { method: 'OPTIONS', path: '/web', function: 'page' })];
    expect(
      preflights(compiled(own)).map(
        ({ Properties }) => (Properties?.Integration as { Type: string } | undefined)?.Type,
      ),
    ).toEqual(['AWS_PROXY']);
    expect(preflights(compiled(BASE, platform({ api: { type: 'rest' } })))).toEqual([]);
  });

  test('of several origins the answer names the one that asks, and no other', () => {
    const origins = ['https://a.example.com', 'https://b.example.com'];
    const text = answer(compiled(BASE, withApi({ cors: { allowOrigins: origins } })));
    expect(text).toContain('$origin == \\"https://a.example.com\\" || $origin == \\"https://b.example.com\\"');
    expect(text).toContain(`"method.response.header.Vary":"'Origin'"`);
  });
});

describe('kept answers', () => {
  const lambdaAuthorizer = {
    name: 'partners',
    type: 'lambda',
    functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:auth',
    identitySources: ['$request.header.X-Tenant', '$request.querystring.token', '$context.httpMethod'],
  };
  const keys = (spec: Readonly<Record<string, unknown>>) => {
    const shared = withApi({ cache, authorizers: [people, lambdaAuthorizer] });
    const all = Object.values(resources(compiled(changed('read', spec), shared), 'team/web'));
    const method = all.find(({ Properties }) => Properties?.HttpMethod === 'GET');
    const integration = method?.Properties?.Integration as { CacheKeyParameters?: readonly string[] } | undefined;
    return integration?.CacheKeyParameters;
  };

  test('differ by path parameters, and by what the route names', () => {
    expect(keys({ cache: {} })).toEqual(['method.request.path.id']);
    expect(keys({ cache: { queryParameters: ['page'], headers: ['accept'] } })).toEqual([
      'method.request.path.id',
      'method.request.querystring.page',
      'method.request.header.accept',
    ]);
    expect(keys({})).toBeUndefined();
  });

  test('differ by what the authorizer reads, so that nobody gets the answer of another caller', () => {
    expect(keys({ cache: {}, authorizer: 'people' })).toEqual([
      'method.request.path.id',
      'method.request.header.Authorization',
    ]);
    expect(keys({ cache: {}, authorizer: 'partners' })).toEqual([
      'method.request.path.id',
      'method.request.querystring.token',
      'method.request.header.X-Tenant',
    ]);
  });
});

test('without a domain the address has the stage in it', () => {
  const [application] = compiled(BASE, withApi({ stage: 'v1' })).desired.stacks.filter(
    ({ owner }) => owner === 'application',
  );
  expect(application?.template.Outputs?.ApiEndpoint?.Value).toEqual({
    'Fn::Join': ['', ['https://', { Ref: 'RestApi' }, '.execute-api.us-east-1.amazonaws.com/v1']],
  });
});

test('an authorizer that reads nothing of a request has no identity source', () => {
  const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:own';
  const own = { name: 'own', type: 'lambda', functionArn };
  const properties = (more: Readonly<Record<string, unknown>>) =>
    resources(compiled(BASE, withApi({ authorizers: [{ ...own, ...more }] })), 'application').RestAuthorizerOwn
      ?.Properties;
  expect(properties({})).toMatchObject({ IdentitySource: 'method.request.header.Authorization' });
  expect(properties({ identitySources: [], ttlSeconds: 0 })).not.toHaveProperty('IdentitySource');
});

test('a team without routes takes nothing of the API', () => {
  const [stack] = compiled([team('web'), lambda('page')]).desired.stacks.filter(({ owner }) => owner === 'team/web');
  expect(Object.keys(stack?.template.Parameters ?? {})).toEqual([
    'ApplicationPermissionsBoundaryArn',
    'ObservabilityAlarmTopicArn',
  ]);
});
