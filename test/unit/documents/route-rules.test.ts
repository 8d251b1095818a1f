import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { filesOf, lambda, platform, team, type Written } from '../compile/registry-of.ts';

const PEOPLE = { name: 'people', type: 'jwt', issuer: 'https://login.example.com', audiences: ['web'] };
const COGNITO = {
  name: 'people',
  type: 'cognito',
  userPoolArns: ['arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a'],
};
const SIGNED = { name: 'signed', type: 'iam' };
const CORS = { allowOrigins: ['https://app.example.com'] };

type Spec = Readonly<Record<string, unknown>>;

/** The findings of a registry with the given routes of one team, each to the function that it names or else `a`. */
function findings(api: Spec, ...routes: readonly Spec[]) {
  const documents = routes.map(
    (spec, index): Written => ({ kind: 'Route', metadata: { name: `r${index}` }, spec: { function: 'a', ...spec } }),
  );
  const own = { web: [team('web'), lambda('a'), lambda('b'), ...documents] };
  return loadDocuments({ sha: 'x', files: filesOf(platform({ api }), own) }, { today: '2026-11-20' }).findings;
}

function brief(api: Spec, ...routes: readonly Spec[]): readonly string[] {
  return findings(api, ...routes).map(({ severity, code, path, file }) => {
    return `${severity} ${code} ${path} ${Number(/\d+/.exec(file)?.[0]) - 3}`;
  });
}

const get = (path: string, more: Spec = {}) => ({ method: 'GET', path, ...more });

describe('the two forms', () => {
  test('a route needs method and path, or a list', () => {
    expect(brief({}, {})).toEqual(['error MissingField spec.method 0', 'error MissingField spec.path 0']);
    expect(brief({}, { routes: [get('/web/a')] })).toEqual([]);
  });

  test('beside a list nothing is said of a route, and an empty one is none', () => {
    expect(brief({}, { method: 'GET', throttle: { rate: 1, burst: 1 }, routes: [get('/web/a')] })).toEqual([
      'error ConflictingFields spec.method 0',
      'error ConflictingFields spec.throttle 0',
    ]);
    expect(brief({}, { routes: [] })).toEqual(['error InvalidValue spec.routes 0']);
  });

  test('rules look into the list, and point at the line there', () => {
    const routes = [get('/web/a'), get('/web/{id}'), get('/other'), { method: 'POST', path: '/web/b', cache: {} }];
    expect(brief({}, { routes }, get('/web/{key}'))).toEqual(['error ConflictingFields spec.routes[3].cache 0']);
    expect(brief({}, { routes: routes.slice(0, 3) }, get('/web/{key}'))).toEqual([
      'error PathOutsideTeam spec.routes[2].path 0',
      'error RouteConflict spec.path 1',
    ]);
  });

  test('two parameters of one name are refused: the function would see one', () => {
    expect(brief({}, get('/web/{id}/{id}'))).toEqual(['error InvalidValue spec.path 0']);
    expect(brief({}, get('/web/{id}/{id+}'))).toEqual(['error InvalidValue spec.path 0']);
  });
});

describe('overlaps of routes that lead to different functions', () => {
  const b = { function: 'b' };

  test.each([
    ['/web/{id}', '/web/list', ['info']],
    ['/web/{proxy+}', '/web/list', ['info']],
    ['/web/{proxy+}', '/web/list/all', ['info']],
    ['/web/{proxy+}', '/web/{id}', ['warning']],
    ['/web/{proxy+}', '/web/{id}/lines', ['warning']],
    ['/web/{proxy+}', '/web/{id}/{proxy+}', ['warning']],
    ['/web/{proxy+}', '/web/a/{proxy+}', ['info']],
    ['/web/{a}/x', '/web/y/{b}', ['warning']],
    ['/web/{a}/{proxy+}', '/web/y/{b}', ['info']],
    ['/web/a/{proxy+}', '/web/{b}/c', ['warning']],
    ['/web/{proxy+}', '/web', []],
    ['/web/{id}', '/web/list/all', []],
    ['/web/a', '/web/b', []],
    ['/web/{id}/x', '/web/list/y', []],
  ])('%s and %s', (one, other, severities) => {
    for (const routes of [
      [get(one), get(other, b)],
      [get(other, b), get(one)],
    ]) {
      expect(findings({}, ...routes).map(({ code, severity }) => `${code} ${severity}`)).toEqual(
        severities.map((severity) => `RouteOverlap ${severity}`),
      );
    }
  });

  test('the one that loses is told, with the place of the other', () => {
    expect(findings({}, get('/web/list', b), get('/web/{id}')).map(({ file, message }) => [file, message])).toEqual([
      [
        'teams/web/4.yaml',
        'GET /web/{id} does not get what GET /web/list in teams/web/3.yaml:10 matches: that is more specific, and leads to another function.',
      ],
    ]);
  });

  test('several are one finding', () => {
    const [only, ...more] = findings({}, get('/web/{id}'), get('/web/a', b), get('/web/b', b), get('/web/c', b));
    expect(more).toEqual([]);
    expect(only?.message).toContain('(and 2 more)');
  });

  test('not where they lead to one function, nor on an HTTP API where the methods differ', () => {
    expect(brief({}, get('/web/{id}'), get('/web/list'))).toEqual([]);
    const post = { method: 'POST', path: '/web/list', ...b };
    expect(brief({}, get('/web/{id}'), post)).toEqual([]);
    expect(brief({ type: 'rest' }, get('/web/{id}'), post)).toEqual(['info RouteOverlap spec.path 0']);
    expect(brief({}, { method: 'ANY', path: '/web/{id}' }, post)).toEqual(['info RouteOverlap spec.path 0']);
  });
});

describe('who may call', () => {
  const api = { authorizers: [PEOPLE, SIGNED] };

  test('an authorizer is one of the Platform; a near name is suggested', () => {
    expect(
      findings(api, get('/web', { authorizer: 'peple' })).map(({ code, path, hint }) => [code, path, hint]),
    ).toEqual([['UnknownReference', 'spec.authorizer', 'Did you mean people?']]);
    expect(findings({}, get('/web', { authorizer: 'people' })).map(({ hint }) => hint)).toEqual([
      'Add it to its `api.authorizers`.',
    ]);
  });

  test('scopes are of tokens', () => {
    expect(brief(api, get('/web', { authorizer: 'people', scopes: ['a'] }))).toEqual([]);
    expect(brief(api, get('/web', { authorizer: 'signed', scopes: ['a'] }))).toEqual([
      'error ConflictingFields spec.scopes 0',
    ]);
    expect(brief(api, get('/web', { scopes: ['a'] }))).toEqual(['error ConflictingFields spec.scopes 0']);
  });

  test('ANY with an authorizer keeps browsers out, where others may come from other origins', () => {
    const any = { method: 'ANY', path: '/web', authorizer: 'people' };
    expect(brief({ ...api, cors: CORS }, any)).toEqual(['warning PreflightRefused spec.method 0']);
    expect(brief(api, any)).toEqual([]);
    expect(brief({ ...api, cors: CORS }, { ...any, method: 'GET' })).toEqual([]);
    expect(brief({ type: 'rest', authorizers: [COGNITO], cors: CORS }, any)).toEqual([]);
  });
});

describe('what the API is', () => {
  test('an HTTP API keeps nothing and knows no keys', () => {
    expect(brief({}, get('/web', { cache: {}, apiKeyRequired: false }))).toEqual([
      'error NotOnThisApi spec.cache 0',
      'error NotOnThisApi spec.apiKeyRequired 0',
    ]);
  });

  test('a REST API waits a second less, and takes no ~', () => {
    const api = { type: 'rest' };
    expect(brief({}, get('/web/~a', { timeoutMs: 30_000 }))).toEqual([]);
    expect(brief(api, get('/web/~a', { timeoutMs: 29_001 }))).toEqual([
      'error NotOnThisApi spec.path 0',
      'error NotOnThisApi spec.timeoutMs 0',
    ]);
    expect(brief(api, get('/web/a', { timeoutMs: 29_000 }))).toEqual([]);
  });

  test('a cache and keys need the Platform; signed requests are never kept', () => {
    expect(brief({ type: 'rest' }, get('/web', { cache: {}, apiKeyRequired: true }))).toEqual([
      'error NotOnThisApi spec.cache 0',
      'error NotOnThisApi spec.apiKeyRequired 0',
    ]);
    const api = { type: 'rest', cache: { sizeGb: 0.5 }, usagePlan: {}, authorizers: [SIGNED] };
    expect(brief(api, get('/web', { cache: {}, apiKeyRequired: true }))).toEqual([]);
    expect(brief(api, get('/web', { cache: {}, authorizer: 'signed' }))).toEqual([
      'error ConflictingFields spec.cache 0',
    ]);
  });

  test.each([
    [['/web/{id}', '/web/{key}/x'], true],
    [['/web/{id}/a', '/web/{id}/b'], false],
    [['/web/{id}', '/web/{proxy+}'], true],
    [['/web/{a}/{b}', '/web/{a}/x/{b}', '/web/{a}/{c}/x'], true],
    [['/web/a/{x}', '/web/b/{y}'], false],
  ])('%s have two parameters in one place of a REST API: %s', (paths, conflict) => {
    const routes = paths
      .map((path, index) => ({ method: 'GET', path: `${path}`, name: index }))
      .map(({ name: _, ...spec }) => spec);
    expect(brief({ type: 'rest' }, ...routes).map((line) => line.split(' ')[1])).toEqual(
      conflict ? ['PathParameterConflict'] : [],
    );
    expect(brief({}, ...routes)).toEqual([]);
  });
});
