import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { routeSchema } from '../../../registry/kinds/route/schema.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';

const authorizers = [
  {
    name: 'people',
    type: 'cognito',
    userPoolArns: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
  },
  { name: 'signed', type: 'iam' },
];
const tokens = [
  { name: 'people', type: 'jwt', issuer: 'https://login.example.com', audiences: ['web'] },
  { name: 'signed', type: 'iam' },
];
const rest = { type: 'rest', cache: { sizeGb: 0.5 }, usagePlan: {}, authorizers };

type Spec = Readonly<Record<string, unknown>>;

/** Field of a route → values of which each has to give other templates than a route without it, and than the others. */
const FIELDS: Readonly<Record<string, readonly Spec[]>> = {
  method: [{ method: 'POST' }, { method: 'ANY' }],
  path: [{ path: '/web/b' }, { path: '/web/{id}' }, { path: '/web/{proxy+}' }],
  authorizer: [{ authorizer: 'people' }, { authorizer: 'signed' }],
  scopes: [
    { authorizer: 'people', scopes: ['a'] },
    { authorizer: 'people', scopes: ['a', 'b'] },
  ],
  throttle: [
    { throttle: { rate: 1, burst: 1 } },
    { throttle: { rate: 2, burst: 1 } },
    { throttle: { rate: 1, burst: 2 } },
  ],
  timeoutMs: [{ timeoutMs: 50 }, { timeoutMs: 28_999 }],
  traffic: [{ traffic: { requestsPerMonth: 1 } }, { traffic: { averageResponseKb: 1 } }],
};

/** The same, of what only a REST API has. */
const REST_FIELDS: Readonly<Record<string, readonly Spec[]>> = {
  cache: [
    { cache: {} },
    { cache: { ttlSeconds: 1 } },
    { cache: { queryParameters: ['a'] } },
    { cache: { headers: ['a'] } },
  ],
  apiKeyRequired: [{ apiKeyRequired: true }],
};

/** Field of `api` that an HTTP API has too → values, as above. */
const SHARED_FIELDS: Readonly<Record<string, readonly Spec[]>> = {
  cors: [
    { cors: { allowOrigins: ['*'] } },
    { cors: { allowOrigins: ['https://a.example.com'] } },
    { cors: { allowOrigins: ['https://a.example.com', 'https://b.example.com'] } },
    { cors: { allowOrigins: ['*'], allowMethods: ['PUT'] } },
    { cors: { allowOrigins: ['*'], allowHeaders: ['a'] } },
    { cors: { allowOrigins: ['*'], exposeHeaders: ['a'] } },
    { cors: { allowOrigins: ['*'], maxAgeSeconds: 1 } },
    { cors: { allowOrigins: ['https://a.example.com'], allowCredentials: true } },
  ],
  throttle: [{ throttle: { rate: 1 } }, { throttle: { burst: 1 } }],
  authorizers: [{ authorizers: authorizers.slice(0, 1) }],
  domain: [
    {
      domain: {
        name: 'a.example.com',
        certificateArn: `arn:aws:acm:us-east-1:123456789012:certificate/${'0'.repeat(8)}-0000-0000-0000-${'0'.repeat(12)}`,
      },
    },
  ],
  detailedMetrics: [{ detailedMetrics: true }],
};

test('L3: every field that a Route accepts has mutations', () => {
  // `probe` reaches no template: it is asked after an apply (test/unit/health/watch.test.ts).
  const known = [...Object.keys(FIELDS), ...Object.keys(REST_FIELDS), 'function', 'probe', 'routes'].sort();
  expect(known).toEqual(Object.keys(routeSchema.shape).sort());
});

test.each(Object.entries(FIELDS))('each value of %s gives templates of its own on an HTTP API', (_, specs) => {
  expectDistinct([{}, ...specs].map((spec) => templates(single(spec), { authorizers: tokens })));
});

test.each(Object.entries({ ...FIELDS, ...REST_FIELDS }))(
  'each value of %s gives templates of its own on a REST API',
  (_, specs) => {
    expectDistinct([{}, ...specs].map((spec) => templates(single(spec), rest)));
  },
);

test.each(Object.entries({ ...FIELDS, ...REST_FIELDS }))(
  'each value of %s does the same in one of several routes',
  (_, specs) => {
    expectDistinct([{}, ...specs].map((spec) => templates(several(spec), rest)));
  },
);

test.each(Object.entries(SHARED_FIELDS))(
  'each value of api.%s gives templates of its own on a REST API',
  (_, specs) => {
    expectDistinct([{}, ...specs].map((spec) => templates(single({}), { type: 'rest', ...spec })));
  },
);

test('another function and another route in the list give templates of their own', () => {
  const lists = [
    [],
    [{ method: 'GET', path: '/web/x' }],
    [
      { method: 'GET', path: '/web/x' },
      { method: 'PUT', path: '/web/x' },
    ],
  ];
  const texts = lists
    .slice(1)
    .flatMap((routes) => ['page', 'other'].map((name) => written({ function: name, routes })));
  for (const api of [{}, rest]) expectDistinct(texts.map((document) => templates(document, api)));
});

test('a timeout of the default has no integration of its own', () => {
  const withDefault = templates(single({ timeoutMs: 30_000 }), {});
  expect(withDefault).toBe(templates(single({}), {}));
});

function expectDistinct(texts: readonly string[]): void {
  expect(new Set(texts).size).toBe(texts.length);
}

function written(spec: Spec): Written {
  return { kind: 'Route', metadata: { name: 'web' }, spec };
}

function single(spec: Spec): Written {
  return written({ method: 'GET', path: '/web/a', function: 'page', ...spec });
}

function several(spec: Spec): Written {
  const routes = [
    { method: 'GET', path: '/web/a', ...spec },
    { method: 'GET', path: '/web/other/x' },
  ];
  return written({ function: 'page', routes });
}

/** The bodies of all stacks that a registry with one route gives. */
function templates(document: Written, api: Spec): string {
  const documents = [team('web'), lambda('page'), lambda('other'), document];
  const { graph } = buildGraph(registryOf(platform({ api }), { web: documents }));
  return JSON.stringify(compile(graph, {}).desired.stacks.map(({ body }) => body));
}
