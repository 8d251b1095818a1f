import { expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { HEAL_CLASSES } from '../../../controller/drift/heal-class.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { renderSchemas } from '../../../registry/generate-schemas.ts';
import { lambda, platform, registryOf, route, team } from './registry-of.ts';

type Spec = Readonly<Record<string, unknown>>;

const cidr = '10.0.0.0/16';
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const domain = { name: 'api.example.com', certificateArn: certificate };
const jwt = { name: 'customers', type: 'jwt', issuer: 'https://login.example.com', audiences: ['web'] };
const keys = 'arn:aws:lambda:us-east-1:123456789012:function:keys';
const asked = { name: 'partners', type: 'lambda', functionArn: keys };
const cors = { allowOrigins: ['https://app.example.com'] };
const repository = { repository: 'acme/registry', branches: ['main'] };
const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
const bySource = (source: string) => ({ ...asked, identitySources: [source] });
const network = (part: Spec) => ({ network: { cidr, ...part } });
const api = (part: Spec) => ({ api: part });
const authorizers = (...list: readonly Spec[]) => api({ authorizers: list });
const rest = (part: Spec) => api({ type: 'rest', ...part });
const cache = (part: Spec) => rest({ cache: { sizeGb: 0.5, ...part } });
const plan = (part: Spec) => rest({ usagePlan: part });
const once = { rate: 1, burst: 1 };
const daily = { requests: 1, period: 'day' };
const pool = (id: string) => ({
  name: 'people',
  type: 'cognito',
  userPoolArns: [`arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_${id}`],
});
const github = (part: Spec) => ({ iam: { github: part } });
const repositories = (...list: readonly Spec[]) => github({ repositories: list });
const observability = (part: Spec) => ({ observability: part });
const cost = (part: Spec) => ({ cost: part });

/**
 * Field → specs of which each has to give other templates than the ones before it; the first is compared with a spec of which only what is
 * needed is given (L3). `sync` and `outputs.ssm` are not among them: they say what is done with the stacks, not what they are.
 */
const MUTATIONS: Readonly<Record<string, readonly Spec[]>> = {
  project: [{ project: 'acme-other' }],
  organization: [{ organization: 'other' }],
  environment: [{ environment: 'prod' }],
  account: [{ account: '210987654321' }],
  region: [{ region: 'eu-west-1' }],
  'network.cidr': [network({ cidr: '10.1.0.0/16' })],
  'network.azs': [network({ azs: 3 }), network({ azs: 6 })],
  'network.nat': [network({ nat: 'single' }), network({ nat: 'per-az' })],
  'network.endpoints.gateway': [
    network({ endpoints: { gateway: [] } }),
    network({ endpoints: { gateway: ['s3'] } }),
    network({ endpoints: { gateway: ['dynamodb'] } }),
  ],
  'network.endpoints.interface': [
    network({ endpoints: { interface: ['sqs'] } }),
    network({ endpoints: { interface: ['sqs', 'ecr.api'] } }),
    network({ endpoints: { interface: ['ecr.dkr'] } }),
  ],
  'network.flowLogs.traffic': [
    network({ flowLogs: {} }),
    network({ flowLogs: { traffic: 'accept' } }),
    network({ flowLogs: { traffic: 'reject' } }),
  ],
  'network.flowLogs.destination': [network({ flowLogs: {} }), network({ flowLogs: { destination: 's3' } })],
  'network.flowLogs.retentionDays': [
    network({ flowLogs: {} }),
    network({ flowLogs: { retentionDays: 7 } }),
    network({ flowLogs: { retentionDays: 14 } }),
  ],
  'api.cors.allowOrigins': [api({ cors }), api({ cors: { allowOrigins: ['*'] } })],
  'api.cors.allowMethods': [api({ cors }), api({ cors: { ...cors, allowMethods: ['GET'] } })],
  'api.cors.allowHeaders': [api({ cors }), api({ cors: { ...cors, allowHeaders: ['x-a'] } })],
  'api.cors.exposeHeaders': [api({ cors }), api({ cors: { ...cors, exposeHeaders: ['x-a'] } })],
  'api.cors.maxAgeSeconds': [api({ cors }), api({ cors: { ...cors, maxAgeSeconds: 0 } })],
  'api.cors.allowCredentials': [api({ cors }), api({ cors: { ...cors, allowCredentials: true } })],
  'api.throttle.rate': [api({ throttle: { rate: 1 } })],
  'api.throttle.burst': [api({ throttle: { burst: 1 } })],
  'api.detailedMetrics': [api({ detailedMetrics: true })],
  'api.authorizers.name': [authorizers(jwt), authorizers({ ...jwt, name: 'staff' })],
  'api.authorizers.type': [authorizers(jwt), authorizers(asked)],
  'api.authorizers.issuer': [authorizers(jwt), authorizers({ ...jwt, issuer: 'https://login.example.com/two' })],
  'api.authorizers.audiences': [
    authorizers(jwt),
    authorizers({ ...jwt, audiences: ['app'] }),
    authorizers({ ...jwt, audiences: ['app', 'web'] }),
  ],
  'api.authorizers.identitySource': [
    authorizers(jwt),
    authorizers({ ...jwt, identitySource: '$request.querystring.token' }),
  ],
  'api.authorizers.functionArn': [
    authorizers(asked),
    authorizers({ ...asked, functionArn: `${keys}:live` }),
    authorizers({ ...asked, functionArn: { value: keys.replace('123456789012', '210987654321') } }),
  ],
  'api.authorizers.identitySources': [
    authorizers(asked),
    authorizers(bySource('$request.header.X-Key')),
    authorizers(bySource('$context.identity.sourceIp')),
  ],
  'api.authorizers.ttlSeconds': [authorizers(asked), authorizers({ ...asked, ttlSeconds: 0 })],
  'api.authorizers.simpleResponses': [authorizers(asked), authorizers({ ...asked, simpleResponses: false })],
  'api.authorizers.userPoolArns': [rest({ authorizers: [pool('a')] }), rest({ authorizers: [pool('b')] })],
  'api.authorizers.event': [rest({ authorizers: [asked] }), rest({ authorizers: [{ ...asked, event: 'token' }] })],
  'api.type': [rest({})],
  'api.stage': [rest({}), rest({ stage: 'v1' })],
  'api.minimumCompressionBytes': [rest({}), rest({ minimumCompressionBytes: 0 }), rest({ minimumCompressionBytes: 1 })],
  'api.accountRole': [rest({}), rest({ accountRole: false })],
  'api.cache.sizeGb': [rest({}), cache({}), cache({ sizeGb: 1.6 })],
  'api.cache.ttlSeconds': [cache({}), cache({ ttlSeconds: 1 })],
  'api.cache.encrypted': [cache({}), cache({ encrypted: false })],
  'api.usagePlan.keys': [rest({}), plan({}), plan({ keys: ['a'] }), plan({ keys: ['a', 'b'] })],
  'api.usagePlan.throttle.rate': [plan({}), plan({ throttle: once }), plan({ throttle: { ...once, rate: 2 } })],
  'api.usagePlan.throttle.burst': [plan({}), plan({ throttle: once }), plan({ throttle: { ...once, burst: 2 } })],
  'api.usagePlan.quota.requests': [plan({}), plan({ quota: daily }), plan({ quota: { ...daily, requests: 2 } })],
  'api.usagePlan.quota.period': [plan({}), plan({ quota: daily }), plan({ quota: { ...daily, period: 'week' } })],
  'api.domain.name': [api({ domain }), api({ domain: { ...domain, name: 'shop.example.com' } })],
  'api.domain.certificateArn': [
    api({ domain }),
    api({ domain: { ...domain, certificateArn: certificate.replace('0f1e', '0f1f') } }),
  ],
  'api.domain.hostedZoneId': [
    api({ domain }),
    api({ domain: { ...domain, hostedZoneId: 'Z12' } }),
    api({ domain: { ...domain, hostedZoneId: 'Z13' } }),
  ],
  'api.domain.disableDefaultEndpoint': [api({ domain }), api({ domain: { ...domain, disableDefaultEndpoint: true } })],
  'iam.github.provider': [github({}), github({ provider })],
  'iam.github.repositories.repository': [
    repositories(repository),
    repositories({ ...repository, repository: 'acme@1/registry@2' }),
  ],
  'iam.github.repositories.branches': [
    repositories(repository),
    repositories({ ...repository, branches: ['main', 'release/*'] }),
  ],
  'iam.github.repositories.environments': [
    repositories(repository),
    repositories({ ...repository, environments: ['prod'] }),
  ],
  'iam.github.repositories.pullRequests': [
    repositories(repository),
    repositories({ ...repository, pullRequests: true }),
  ],
  'outputs.terraformState.bucket': [{ outputs: { terraformState: { bucket: 'acme-state' } } }],
  'outputs.terraformState.key': [
    repositories(repository),
    { ...repositories(repository), outputs: { terraformState: { key: 'shared/other.tfstate' } } },
  ],
  'storage.artifactBucket': [{ storage: { artifactBucket: 'acme-other' } }],
  'storage.artifactRetentionDays': [{ storage: { artifactRetentionDays: 1 } }],
  'storage.logRetentionDays': [{ storage: { logRetentionDays: 1 } }],
  'observability.retentionDays': [observability({ retentionDays: 1 })],
  'observability.tracing': [observability({ tracing: 'active' })],
  'observability.alarms.emails': [
    observability({ alarms: { emails: ['a@example.com'] } }),
    observability({ alarms: { emails: ['a@example.com', 'b@example.com'] } }),
  ],
  'observability.alarms.urls': [
    observability({ alarms: { urls: ['https://example.com/a'] } }),
    observability({ alarms: { urls: ['https://example.com/b'] } }),
  ],
  'cost.monthlyBudgetUsd': [cost({ monthlyBudgetUsd: 0.5 }), cost({ monthlyBudgetUsd: 1000 })],
  'cost.alerts.percent': [
    cost({ alerts: [] }),
    cost({ alerts: [{ percent: 1, type: 'actual' }] }),
    cost({ alerts: [{ percent: 2, type: 'actual' }] }),
  ],
  'cost.alerts.type': [
    cost({ alerts: [{ percent: 1, type: 'actual' }] }),
    cost({ alerts: [{ percent: 1, type: 'forecasted' }] }),
  ],
  'cost.emails': [cost({ emails: ['a@example.com'] }), cost({ emails: ['a@example.com', 'b@example.com'] })],
  'cost.allocationTags': [cost({ allocationTags: ['project'] }), cost({ allocationTags: ['project', 'team'] })],
};

/** Fields that say how stacks are applied, and where outputs are published besides. */
const WITHOUT_EFFECT = [
  ...['kind', 'name', 'owner', 'properties', 'reason', 'team', 'until'].map((field) => `ignoreDifferences.${field}`),
  'outputs.ssm',
  'owners',
  'sync.confirm',
  'sync.deployment',
  'sync.limits.deletes',
  'sync.limits.share',
  'sync.mode',
  'sync.parallelStacks',
  'sync.prune',
  'sync.rollback',
  ...HEAL_CLASSES.map((name) => `sync.selfHeal.${name}`),
  'sync.windows.durationMinutes',
  'sync.windows.kind',
  'sync.windows.reason',
  'sync.windows.schedule',
  'sync.windows.timezone',
];

test('L3: every field that a Platform accepts has mutations', () => {
  const { properties } = JSON.parse(renderSchemas().get('platform.schema.json') ?? '');
  const fields = [...new Set(leaves(properties.spec, ''))].sort();
  expect([...Object.keys(MUTATIONS), ...WITHOUT_EFFECT].sort()).toEqual(fields);
});

test.each(Object.entries(MUTATIONS))('L3: each value of %s gives templates of its own', (_, specs) => {
  const bodies = [{}, ...specs].map(templates);
  expect(new Set(bodies).size).toBe(bodies.length);
});

/** Dotted names of the fields of a JSON Schema that have no fields of their own; alternatives and items of lists count as the field. */
function leaves(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {
    properties,
    items,
    anyOf = [],
    oneOf = [],
  } = schema as {
    readonly properties?: Readonly<Record<string, unknown>>;
    readonly items?: unknown;
    readonly anyOf?: readonly unknown[];
    readonly oneOf?: readonly unknown[];
  };
  if (path.endsWith('.functionArn')) return [path]; // A literal, `{value}`, or a reference that a rule refuses.
  const inner = Object.entries(properties ?? {}).flatMap(([name, field]) =>
    leaves(field, path === '' ? name : `${path}.${name}`),
  );
  const others = [items, ...anyOf, ...oneOf].flatMap((one) => leaves(one, path));
  const own = [...inner, ...others.filter((other) => other !== path)];
  return own.length === 0 ? [path] : own;
}

function templates(spec: Spec): string {
  const documents = [team('web'), lambda('page'), route('page', { path: '/web', function: 'page' })];
  const { graph } = buildGraph(registryOf(platform(spec), { web: documents }));
  const { desired } = compile(graph, {});
  return JSON.stringify(desired.stacks.map(({ name, body, parameters, tags }) => [name, body, parameters, tags]));
}
