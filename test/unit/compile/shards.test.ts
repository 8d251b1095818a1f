import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assignApis } from '../../../controller/compile/api/shards.ts';
import { type Compiled, compile } from '../../../controller/compile/compile.ts';
import type { Apis } from '../../../controller/compile/context.ts';
import type { Placed } from '../../../controller/compile/divide.ts';
import type { AnyDocument } from '../../../controller/documents/registry.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

/** Documents of a team with this many functions, each behind a route. */
function busy(name: string, functions: number, fields: Readonly<Record<string, unknown>> = {}): readonly Written[] {
  const routed = Array.from({ length: functions }, (_, index) => [
    lambda(`f${index}`),
    route(`r${index}`, { path: `/${name}/${index}`, function: `f${index}`, ...fields }),
  ]);
  return [team(name), ...routed.flat()];
}

type Teams = Readonly<Record<string, readonly Written[]>>;

function compiled(teams: Teams, shared = platform(), placed?: Placed): Compiled {
  return compile(buildGraph(registryOf(shared, teams)).graph, {}, placed);
}

/** What the record says after everything was applied. */
function recordOf({ desired }: Compiled): Placed {
  return new Map(
    desired.stacks.map(({ name, template, parameters }) => [
      name,
      new Set([...Object.keys(template.Resources), ...Object.keys(parameters)]),
    ]),
  );
}

function stackOf({ desired }: Compiled, owner: string) {
  const stack = desired.stacks.find((one) => one.owner === owner);
  if (stack === undefined) throw new Error(`no stack ${owner}`);
  return stack;
}

/** Team → number of the API that its stacks take the id of, all the same one. */
function apisOf({ desired }: Compiled): Readonly<Record<string, string>> {
  const own = desired.stacks.flatMap(({ owner, parameters }) => {
    const [kind, team = ''] = owner.split('/');
    const apis = Object.keys(parameters).filter((name) => /^ApplicationApi\d*Id$/.test(name));
    return kind === 'team' ? apis.map((api) => [team, api.slice(14, -2)] as const) : [];
  });
  const byTeam = Map.groupBy(own, ([team]) => team);
  return Object.fromEntries([...byTeam].map(([team, apis]) => [team, [...new Set(apis.map(([, api]) => api))].join()]));
}

const TWO: Teams = { a: busy('a', 150), b: busy('b', 150), c: busy('c', 100) };

const SIZES = fc.dictionary(fc.constantFrom(...'abcdefgh'), fc.constantFrom(0, 60, 140, 290), {
  noNullPrototype: true,
});

type Sizes = Readonly<Record<string, number>>;

const [SHARED] = registryOf(platform(), {}).documents.filter((document) => document.kind === 'Platform');

const known = new Map<string, readonly AnyDocument[]>();

/** Documents of teams that need this many integrations each: one function, with as many timeouts. Loaded once for each size. */
function documentsOf(sizes: Sizes): readonly AnyDocument[] {
  return Object.entries(sizes).flatMap(([name, size]) => {
    const key = `${name}${size}`;
    const documents = known.get(key) ?? registryOf(platform(), { [name]: patient(name, size) }).documents;
    known.set(key, documents);
    return documents.filter(({ kind }) => kind !== 'Platform');
  });
}

function patient(name: string, timeouts: number): readonly Written[] {
  const routes = Array.from({ length: timeouts }, (_, index) => {
    return { method: 'GET', path: `/${name}/${index}`, timeoutMs: 100 + index };
  });
  const lists = Array.from({ length: Math.ceil(timeouts / 100) }, (_, index) => ({
    kind: 'Route',
    metadata: { name: `r${index}` },
    spec: { function: 'f', routes: routes.slice(index * 100, (index + 1) * 100) },
  }));
  return [team(name), lambda('f'), ...lists];
}

/** The teams that are on an API with anything. */
function servingIn(sizes: Sizes, { ofTeam }: Apis): ReadonlyMap<string, number> {
  return new Map([...ofTeam].filter(([name]) => (sizes[name] ?? 0) > 0).toSorted());
}

function recordFor(sizes: Sizes, { count, ofTeam }: Apis): Placed {
  const teams = Object.entries(sizes).map(([name, size]) => {
    const api = ofTeam.get(name) ?? 1;
    const integrations = Array.from({ length: size }, (_, index) => `IntegrationF${index}`);
    const ids = size === 0 ? [] : [`ApplicationApi${api === 1 ? '' : api}Id`, ...integrations];
    return [`acme-platform-team-${name}`, new Set(['FunctionF', ...ids])] as const;
  });
  const apis = Array.from({ length: count }, (_, index) => (index === 0 ? 'Api' : `Api${index + 1}`));
  return new Map([['acme-platform-application', new Set(apis)], ...teams]);
}

function expectFair(sizes: Sizes, ofTeam: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): void {
  for (const [name, api] of ofTeam) {
    const placed = before.get(name);
    if (placed !== undefined) {
      expect(api).toBe(placed);
      continue;
    }
    const beside = [...ofTeam].filter(([other, own]) => own === api && other !== name);
    const load = beside.reduce((sum, [other]) => sum + (sizes[other] ?? 0), sizes[name] ?? 0);
    if (load > 280) expect(load).toBe(sizes[name]);
  }
}

const withApi = (api: object) => platform({ api });

describe('more integrations than one API holds', () => {
  const result = compiled(TWO);

  test('a team is on one API as a whole, the first with room', () => {
    expect(apisOf(result)).toEqual({ a: '', b: '2', c: '' });
    expect(result.findings.map(({ code, severity }) => [code, severity])).toEqual([]);
  });

  test('each API has a stage, alarms, metrics on the dashboard, and the same authorizers', () => {
    const authorizers = [
      { name: 'users', type: 'jwt', issuer: 'https://id.example.com', audiences: ['web'] },
      {
        name: 'keys',
        type: 'lambda',
        functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:keys',
        identitySources: ['$request.header.key'],
      },
    ];
    const whole = compiled(
      { ...TWO, b: busy('b', 150, { authorizer: 'users' }) },
      withApi({ authorizers, cors: { allowOrigins: ['*'] } }),
    );
    const { template } = stackOf(whole, 'application');
    expect(template.Resources.Api2?.Properties).toEqual({
      ...template.Resources.Api?.Properties,
      Name: 'acme-platform-api-gateway-2',
      Description: 'Shared API 2 of acme-platform',
    });
    expect(template.Resources.Api2AuthorizerUsers?.Properties).toEqual({
      ...template.Resources.AuthorizerUsers?.Properties,
      ApiId: { Ref: 'Api2' },
    });
    expect(JSON.stringify(template.Resources.PermissionApi2AuthorizerKeys)).toContain('{"Ref":"Api2AuthorizerKeys"}');
    expect(stackOf(whole, 'team/b').template.Resources.RouteR0?.Properties).toMatchObject({
      ApiId: { Ref: 'ApplicationApi2Id' },
      AuthorizerId: { Ref: 'ApplicationApi2AuthorizerUsersId' },
    });

    const edge = stackOf(whole, 'edge').template.Resources;
    expect(edge.Api2Stage?.Properties).toEqual({
      ...edge.ApiStage?.Properties,
      ApiId: { Ref: 'ApplicationApi2Id' },
    });
    const seen = stackOf(whole, 'observability').template.Resources;
    expect(seen.Api2ErrorAlarm?.Properties).toMatchObject({
      AlarmName: 'acme-platform-alarm-api-2-5xx',
      Dimensions: [{ Name: 'ApiId', Value: { Ref: 'ApplicationApi2Id' } }],
    });
    expect(Object.keys(seen).filter((id) => id.startsWith('Api2'))).toHaveLength(3);
    expect(JSON.stringify(seen.Dashboard).split('{"Ref":"ApplicationApi2Id"}')).toHaveLength(7);
  });

  test('a throttle is a setting of the stage of its API', () => {
    const throttle = { rate: 5, burst: 1 };
    const edge = stackOf(compiled({ ...TWO, b: busy('b', 150, { throttle }) }), 'edge');
    const settings = (id: string) => Object.keys(Object(edge.template.Resources[id]?.Properties?.RouteSettings));
    expect(settings('ApiStage')).toEqual([]);
    expect(settings('Api2Stage')).toHaveLength(150);
  });

  test('the address of a route is that of its API', () => {
    const { template, parameters } = stackOf(result, 'team/b');
    expect(parameters.ApplicationApi2Endpoint).toEqual({ stack: 'acme-platform-application', output: 'Api2Endpoint' });
    expect(template.Outputs?.RouteUrlR0?.Value).toEqual({
      'Fn::Join': ['', [{ Ref: 'ApplicationApi2Endpoint' }, '/b/0']],
    });
  });

  test("under the API's own name, a further one has a path of its own, which no team has", () => {
    const domain = {
      name: 'api.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
    };
    const whole = compiled(TWO, withApi({ domain }));
    const edge = stackOf(whole, 'edge').template.Resources;
    expect(edge.Api2DomainMapping).toEqual({
      ...edge.ApiDomainMapping,
      Properties: {
        ...edge.ApiDomainMapping?.Properties,
        ApiId: { Ref: 'ApplicationApi2Id' },
        ApiMappingKey: 'api-2',
      },
      DependsOn: 'Api2Stage',
    });
    expect(stackOf(whole, 'application').template.Outputs?.Api2Endpoint?.Value).toBe('https://api.example.com/api-2');
    expect(() => compiled({ a: [team('a', { pathPrefix: '/api-2/a' })] }, withApi({ domain }))).toThrow(
      'OverlappingPath',
    );
  });

  test('a team that is too large for one API is refused, and one that grows near the limit is spoken of', () => {
    const said = (teams: Teams, placed?: Placed) =>
      compiled(teams, platform(), placed).findings.flatMap(({ code, severity, message }) =>
        message.includes('integrations') ? [[code, severity, message]] : [],
      );
    expect(said({ a: busy('a', 301) })).toEqual([
      ['ApiTooLarge', 'error', 'The shared API would have 301 integrations; an HTTP API holds at most 300.'],
    ]);
    const grown = { ...TWO, b: busy('b', 281) };
    expect(said(grown, recordOf(result))).toEqual([
      ['LowHeadroom', 'info', 'The shared API 2 has 281 of 300 integrations. New teams get another API.'],
    ]);
  });
});

describe('nothing that is placed moves', () => {
  const before = compiled(TWO);

  test('a new team goes where there is room, whatever its name', () => {
    const after = compiled({ ...TWO, aa: busy('aa', 40) }, platform(), recordOf(before));
    expect(apisOf(after)).toEqual({ a: '', aa: '2', b: '2', c: '' });
    for (const owner of ['team/a', 'team/b', 'team/c', 'application', 'observability', 'edge']) {
      expect(stackOf(after, owner).body).toBe(stackOf(before, owner).body);
    }
  });

  test('a team stays when the first API has room again, and an API without teams stays too', () => {
    const fewer = compiled({ b: TWO.b ?? [] }, platform(), recordOf(before));
    expect(apisOf(fewer)).toEqual({ b: '2' });
    const none = compiled({ a: TWO.a ?? [] }, platform(), recordOf(before));
    expect(Object.keys(stackOf(none, 'application').template.Resources)).toContain('Api2');
    expect(stackOf(none, 'application').body).toBe(stackOf(before, 'application').body);
  });

  test('what stands of teams that are gone takes room until it is deleted', () => {
    const recorded = recordOf(before);
    const teams = { b: TWO.b ?? [], d: busy('d', 140) };
    expect(apisOf(compiled(teams, platform(), recorded))).toMatchObject({ b: '2', d: '3' });
    const deleted = new Map([...recorded].filter(([name]) => !name.includes('-team-a')));
    expect(apisOf(compiled(teams, platform(), deleted))).toMatchObject({ b: '2', d: '' });
  });

  test('what was on a REST API is new to an HTTP API', () => {
    const rest = compiled(TWO, withApi({ type: 'rest' }));
    expect(apisOf(rest)).toEqual({ a: '', b: '', c: '' });
    expect(apisOf(compiled(TWO, platform(), recordOf(rest)))).toEqual({ a: '', b: '2', c: '' });
  });

  test('whatever is added and removed, no team moves, and no API takes new teams above 280', () => {
    fc.assert(
      fc.property(fc.array(SIZES, { minLength: 1, maxLength: 5 }), (history) => {
        if (SHARED === undefined) throw new Error('no Platform');
        let placed: Placed = new Map();
        let before: ReadonlyMap<string, number> = new Map();
        for (const teams of history) {
          const apis = assignApis(documentsOf(teams), SHARED, placed);
          const serving = servingIn(teams, apis);
          expectFair(teams, serving, before);
          placed = recordFor(teams, apis);
          before = serving;
          const again = assignApis(documentsOf(teams).toReversed(), SHARED, placed);
          expect([again.count, servingIn(teams, again)]).toEqual([apis.count, serving]);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('a REST API is never more than one', () => {
    const { desired } = compiled({ a: busy('a', 200), b: busy('b', 110) }, withApi({ type: 'rest' }));
    expect(desired.stacks.filter(({ body }) => body.includes('AWS::ApiGateway::RestApi"'))).toHaveLength(1);
  });
});
