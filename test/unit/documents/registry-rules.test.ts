import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { brief, fn, loadWith, route, snapshotOf, TODAY, team, VALID } from './registry-files.ts';

describe('loadDocuments', () => {
  test('the smallest valid registry has no findings, its documents in order, owned by their folder, with defaults', () => {
    const { registry, findings } = loadDocuments(deepFreeze(snapshotOf(VALID)), { today: TODAY });
    expect(findings).toEqual([]);
    expect(registry.documents.map(({ kind, metadata }) => [kind, metadata])).toEqual([
      ['Platform', { name: 'shared' }],
      ['Function', { name: 'charge', team: 'payments' }],
      ['Team', { name: 'payments', team: 'payments' }],
    ]);
    const [platform, charge, payments] = registry.documents;
    expect(platform?.spec).toEqual({
      project: 'acme',
      organization: 'acme',
      environment: 'dev',
      account: '123456789012',
      region: 'us-east-1',
      network: { cidr: '10.0.0.0/16', azs: 2, nat: 'none', endpoints: { gateway: ['s3', 'dynamodb'], interface: [] } },
      api: { type: 'http', throttle: { rate: 100, burst: 200 }, authorizers: [], detailedMetrics: false },
      iam: {},
      storage: {
        artifactBucket: 'acme-artifacts-123456789012-us-east-1',
        artifactRetentionDays: 365,
        logRetentionDays: 90,
      },
      observability: { retentionDays: 30, tracing: 'pass-through', alarms: { emails: [], urls: [] } },
      cost: {
        monthlyBudgetUsd: 50,
        alerts: [
          { percent: 80, type: 'actual' },
          { percent: 100, type: 'forecasted' },
        ],
        emails: [],
        allocationTags: ['project', 'team', 'environment', 'part-of'],
      },
      outputs: {
        ssm: 'all',
        terraformState: { bucket: 'acme-state-123456789012-us-east-1', key: 'shared-infra/terraform.tfstate' },
      },
      sync: {
        mode: 'auto',
        prune: true,
        selfHeal: false,
        rollback: 'none',
        deployment: 'standard',
        parallelStacks: 10,
        confirm: ['data-loss', 'mass-delete', 'iam', 'budget', 'rename'],
        limits: { deletes: 20, share: 30 },
        windows: [],
      },
    });
    expect(charge?.spec).toEqual({
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      s3: { bucket: 'acme-artifacts', key: 'charge.zip' },
      architecture: 'arm64',
    });
    expect(payments?.spec).toEqual({ owner: 'payments-engineering', pathPrefix: '/payments' });
  });

  test('LC6: a reserved concurrency of 0 is kept apart from none', () => {
    const { registry } = loadWith({ 'teams/payments/charge.yaml': fn('charge', 'reservedConcurrency: 0') });
    expect(registry.documents.find(({ kind }) => kind === 'Function')?.spec).toMatchObject({ reservedConcurrency: 0 });
  });

  test('a document that is not valid is known by its kind and name, so that no reference to it is wrong', () => {
    const { registry } = loadWith({ 'teams/payments/refund.yaml': fn('refund', 'memoryMb: 1') });
    expect(registry.documents.map(({ metadata: { name } }) => name)).toEqual(['shared', 'charge', 'payments']);
    expect(registry.faulty).toEqual([{ kind: 'Function', team: 'payments', name: 'refund' }]);
  });

  test('all findings of all files come at once, in reading order', () => {
    const { findings, registry } = loadWith({
      'teams/payments/charge.yaml': 'kind: Function\n',
      'teams/payments/route.yaml': `${route('a', 'GET', '/orders', 'charge')}---\n${route('b', 'GOT', '/payments', 'x')}`,
      'teams/orders/x.yaml': '- a\n',
    });
    expect(brief(findings)).toEqual([
      'error MissingTeam teams/orders/x.yaml:1:1',
      'error WrongType teams/orders/x.yaml:1:1',
      'error MissingField teams/payments/charge.yaml:1:1',
      'error MissingField teams/payments/charge.yaml:1:1',
      'error MissingField teams/payments/charge.yaml:1:1',
      'error PathOutsideTeam teams/payments/route.yaml:4:27',
      'error InvalidValue teams/payments/route.yaml:9:16',
    ]);
    expect(registry.documents.map(({ kind }) => kind)).toEqual(['Platform', 'Route', 'Team']);
  });

  test('R7: a document whose value YAML would have changed is not in the registry', () => {
    const { registry, findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', 'description: 0755') });
    expect(brief(findings)).toEqual(['error AmbiguousNumber teams/payments/charge.yaml:8:16']);
    expect(registry.documents.map(({ kind }) => kind)).toEqual(['Platform', 'Team']);
  });

  test('an unchanged file is not parsed again, and its findings are those of its own path', () => {
    const cache = new Map();
    const text = fn('charge', 'memoryMb: 1');
    const first = loadDocuments(snapshotOf({ ...VALID, 'teams/payments/charge.yaml': text }), { today: TODAY, cache });
    expect(cache.size).toBe(3);
    const kept = [...cache.values()];
    const moved = {
      'platform.yaml': VALID['platform.yaml'] ?? '',
      'teams/payments/team.yaml': VALID['teams/payments/team.yaml'] ?? '',
    };
    const second = loadDocuments(snapshotOf({ ...moved, 'teams/payments/sub/f.yaml': text }), { today: TODAY, cache });
    expect([...cache.values()].every((value, index) => value === kept[index])).toBe(true);
    expect(brief(first.findings)).toEqual(['error InvalidValue teams/payments/charge.yaml:8:13']);
    expect(brief(second.findings)).toEqual(['error InvalidValue teams/payments/sub/f.yaml:8:13']);
  });

  test('the findings of one file are cut with a notice', () => {
    const { findings } = loadWith({ 'teams/payments/charge.yaml': 'a: &x 1\n'.repeat(150) });
    const own = findings.filter(({ file }) => file === 'teams/payments/charge.yaml');
    expect(own).toHaveLength(101);
    expect(own.at(-1)).toMatchObject({ code: 'TooManyFindings', severity: 'error' });
  });
});

describe('Platform', () => {
  test('a registry has exactly one', () => {
    const { 'platform.yaml': platform = '', ...rest } = VALID;
    expect(brief(loadDocuments(snapshotOf(rest), { today: TODAY }).findings)).toEqual([
      'error MissingPlatform platform.yaml:1:1',
    ]);
    const twice = loadWith({ 'platform.yaml': `${platform}---\n${platform}` });
    expect(brief(twice.findings)).toEqual(['error DuplicatePlatform platform.yaml:13:7']);
    expect(twice.registry.documents.filter(({ kind }) => kind === 'Platform')).toHaveLength(1);
  });

  test('a broken one is not also reported as missing', () => {
    expect(brief(loadWith({ 'platform.yaml': 'apiVersion: [\n' }).findings)).toEqual([
      'error InvalidYaml platform.yaml:2:1',
    ]);
  });

  test('it stands outside the teams, and everything else inside', () => {
    const { findings, registry } = loadWith({
      'platform.yaml': `${VALID['platform.yaml']}---\n${fn('stray')}`,
      'teams/payments/platform.yaml': VALID['platform.yaml'] ?? '',
    });
    expect(brief(findings)).toEqual([
      'error MisplacedDocument platform.yaml:13:7',
      'error DuplicatePlatform teams/payments/platform.yaml:2:7',
      'error MisplacedDocument teams/payments/platform.yaml:2:7',
    ]);
    expect(registry.documents.map(({ metadata }) => metadata.name)).toEqual(['shared', 'charge', 'payments']);
  });
});

describe('Team', () => {
  test('I3: a document belongs to the team of its folder and may not claim another', () => {
    const claim = fn('charge').replace('{name: charge}', '{name: charge, team: orders}');
    const { findings, registry } = loadWith({ 'teams/payments/charge.yaml': claim });
    expect(brief(findings)).toEqual(['error TeamMismatch teams/payments/charge.yaml:3:32']);
    expect(registry.documents.find(({ kind }) => kind === 'Function')?.metadata.team).toBe('payments');
  });

  test('the Team of a folder has the name of the folder', () => {
    expect(brief(loadWith({ 'teams/payments/team.yaml': team('billing') }).findings)).toEqual([
      'error TeamMismatch teams/payments/team.yaml:3:18',
    ]);
  });

  test('every team folder has one; a broken one counts as being there', () => {
    const { 'teams/payments/team.yaml': _, ...rest } = VALID;
    expect(brief(loadDocuments(snapshotOf(rest), { today: TODAY }).findings)).toEqual([
      'error MissingTeam teams/payments/charge.yaml:1:1',
    ]);
    expect(brief(loadWith({ 'teams/payments/team.yaml': 'kind: Teem\n' }).findings)).not.toContain(
      'error MissingTeam teams/payments/charge.yaml:1:1',
    );
  });

  test('no name is the dash-prefix of another, nor a word of the platform', () => {
    const { findings } = loadWith({
      'teams/pay/team.yaml': team('pay'),
      'teams/pay-roll/team.yaml': team('pay-roll'),
      'teams/payroll/team.yaml': team('payroll'),
      'teams/cfn/team.yaml': team('cfn'),
      'teams/vpc/team.yaml': team('vpc'),
      'teams/internet/team.yaml': team('internet'),
    });
    expect(brief(findings)).toEqual([
      'error ReservedName teams/cfn/team.yaml:3:18',
      'error ReservedName teams/internet/team.yaml:3:18',
      'error OverlappingName teams/pay-roll/team.yaml:3:18',
      'error ReservedName teams/vpc/team.yaml:3:18',
    ]);
  });

  test('no path prefix lies inside another', () => {
    const { findings } = loadWith({
      'teams/orders/team.yaml': team('orders', 'owner: someone, pathPrefix: /payments/orders'),
      'teams/stock/team.yaml': team('stock', 'owner: someone, pathPrefix: /paymentsx'),
    });
    expect(brief(findings)).toEqual(['error OverlappingPath teams/payments/team.yaml:4:1']);
    const inside = loadWith({
      'teams/refunds/team.yaml': team('refunds', 'owner: someone, pathPrefix: /payments/refunds'),
    });
    expect(brief(inside.findings)).toEqual(['error OverlappingPath teams/refunds/team.yaml:4:36']);
    const equal = loadWith({ 'teams/refunds/team.yaml': team('refunds', 'owner: someone, pathPrefix: /payments') });
    expect(brief(equal.findings)).toEqual(['error OverlappingPath teams/refunds/team.yaml:4:36']);
  });

  test.each(['Payments', 'pay_ments', '-pay', 'pay-', 'pay--ments', '1pay', 'päy', 'a'.repeat(41)])(
    'R5: the name %s is refused',
    (name) => {
      const { findings } = loadWith({ 'teams/payments/charge.yaml': fn(name) });
      expect(brief(findings)).toEqual(['error InvalidValue teams/payments/charge.yaml:3:18']);
    },
  );
});

describe('identity', () => {
  test('a kind, team and name stand for one document; the finding names the other place', () => {
    const { findings, registry } = loadWith({ 'teams/payments/other.yaml': fn('charge') });
    expect(findings).toMatchObject([
      { code: 'DuplicateDocument', file: 'teams/payments/other.yaml', line: 3, column: 18 },
    ]);
    expect(findings[0]?.message).toContain('teams/payments/charge.yaml:3');
    expect(registry.documents.filter(({ kind }) => kind === 'Function')).toHaveLength(1);
  });

  test('two teams may each have a function of one name, but not of one physical name', () => {
    const { findings } = loadWith({
      'teams/orders/team.yaml': team('orders'),
      'teams/orders/charge.yaml': fn('charge', 'functionName: charge'),
      'teams/payments/charge.yaml': fn('charge', 'functionName: charge'),
    });
    expect(brief(findings)).toEqual(['error DuplicateFunctionName teams/payments/charge.yaml:8:17']);
  });
});

describe('Route', () => {
  const other = { 'teams/orders/team.yaml': team('orders'), 'teams/orders/f.yaml': fn('place-order') };

  test('leads to a function of its own team; a near name is suggested, another team is named', () => {
    const text = `${route('a', 'GET', '/payments/a', 'chrage')}---\n${route('b', 'GET', '/payments/b', 'place-order')}`;
    const { findings } = loadWith({ ...other, 'teams/payments/r.yaml': text });
    expect(findings.map(({ code, line, hint }) => [code, line, hint])).toEqual([
      ['UnknownReference', 4, 'Did you mean charge?'],
      ['UnknownReference', 9, 'The team orders has one, but a route leads to a function of its own team.'],
    ]);
  });

  test('K2: a function that may be in a file that cannot be read is not reported as missing', () => {
    const { findings } = loadWith({
      'teams/payments/r.yaml': route('a', 'GET', '/payments/a', 'refund'),
      'teams/payments/refund.yaml': 'kind: [\n',
    });
    expect(brief(findings)).toEqual(['error InvalidYaml teams/payments/refund.yaml:2:1']);
  });

  test('a function that is there but invalid is not reported as missing', () => {
    const { findings } = loadWith({
      'teams/payments/charge.yaml': fn('charge', 'memoryMb: 1'),
      'teams/payments/r.yaml': route('a', 'GET', '/payments/a', 'charge'),
    });
    expect(brief(findings)).toEqual(['error InvalidValue teams/payments/charge.yaml:8:13']);
  });

  test.each([
    ['/payments', []],
    ['/payments/a', []],
    ['/paymentsa', ['PathOutsideTeam']],
    ['/Payments/a', ['PathOutsideTeam']],
    ['/orders/payments', ['PathOutsideTeam']],
    ['/{team}/payments', ['PathOutsideTeam']],
  ])('the path %s', (path, wanted) => {
    const { findings } = loadWith({ 'teams/payments/r.yaml': route('a', 'GET', path, 'charge') });
    expect(findings.map(({ code }) => code)).toEqual(wanted);
  });

  test.each([
    ['GET', '/payments/{id}', 'GET', '/payments/{name}', true],
    ['GET', '/payments/{id}', 'POST', '/payments/{id}', false],
    ['GET', '/payments/{id}', 'ANY', '/payments/{id}', true],
    ['ANY', '/payments/a', 'DELETE', '/payments/a', true],
    ['GET', '/payments/{id}', 'GET', '/payments/id', false],
    ['GET', '/payments/{id}', 'GET', '/payments/{proxy+}', false],
    ['GET', '/payments/{a}/x', 'GET', '/payments/{b}/y', false],
  ])('%s %s and %s %s compete: %s', (methodA, pathA, methodB, pathB, compete) => {
    const text = `${route('a', methodA, pathA, 'charge')}---\n${route('b', methodB, pathB, 'charge')}`;
    const { findings } = loadWith({ 'teams/payments/r.yaml': text });
    expect(findings.map(({ code, line }) => `${code} ${line}`)).toEqual(compete ? ['RouteConflict 9'] : []);
  });
});

describe('L5: runtimes retire by date', () => {
  const load = (runtime: string, today: string) => {
    const text = fn('charge').replace('nodejs24.x', runtime);
    return loadWith({ 'teams/payments/charge.yaml': text }, today).findings.map(
      ({ code, severity }) => `${severity} ${code}`,
    );
  };

  test.each([
    ['nodejs20.x', '2026-04-29', []],
    ['nodejs20.x', '2026-04-30', ['warning DeprecatedRuntime']],
    ['nodejs20.x', '2027-01-31', ['warning DeprecatedRuntime']],
    ['nodejs20.x', '2027-02-01', ['warning DeprecatedRuntime']],
    ['nodejs20.x', '2027-03-02', ['warning DeprecatedRuntime']],
    ['nodejs20.x', '2027-03-03', ['error RetiredRuntime']],
    ['python2.7', '2026-11-20', ['error RetiredRuntime']],
    ['nodejs24.x', '2026-11-20', []],
  ])('%s on %s', (runtime, today, wanted) => {
    expect(load(runtime, today)).toEqual(wanted);
  });
});

test('a document for another environment is refused', () => {
  const text = fn('charge').replace('{name: charge}', '{name: charge, environment: prod}');
  expect(brief(loadWith({ 'teams/payments/charge.yaml': text }).findings)).toEqual([
    'error EnvironmentMismatch teams/payments/charge.yaml:3:39',
  ]);
});
