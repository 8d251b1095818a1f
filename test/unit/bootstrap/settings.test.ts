import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from '../../../bootstrap/settings.ts';
import { CONTEXT, settingsOf } from './synth.ts';

/** The problems of a context, or none. */
function problems(context: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    readSettings((name) => ({ ...CONTEXT, ...context })[name]);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test('the smallest command line is enough', () => {
  expect(settingsOf()).toEqual({
    registry: 'acme/registry',
    branch: 'main',
    environment: 'dev',
    project: 'shared-lambda-infra',
    githubAppId: '12345',
    githubApiUrl: 'https://api.github.com',
    artifactBucket: 'shared-lambda-infra-artifacts-*',
    stateBucket: 'shared-lambda-infra-state-*',
    artifactBuckets: [],
    functionNames: [],
    apiDomains: [],
    hostedZones: [],
    boundary: 'fixed',
    protect: false,
  });
});

test('every setting can be given; numbers may be numbers', () => {
  const context: Readonly<Record<string, unknown>> = {
    registry: 'acme/registry',
    branch: 'release/1',
    environment: 'prod',
    project: 'infra',
    githubAppId: 7,
    githubInstallationId: 8,
    githubRepositoryId: 9,
    githubApiUrl: 'https://github.example.com/api/v3/',
    artifactBucket: 'acme-packages',
    stateBucket: 'acme-outputs',
    artifactBuckets: 'acme-shared,acme-legacy',
    functionNames: 'charge,legacy-*',
    limits: 'files=50000',
    badgeToken: '0123456789abcdef0123456789abcdef',
    apiDomains: 'api.acme.example,api.example.com',
    hostedZones: 'Z0123456789ABCDEFGHIJ',
    boundary: 'open',
  };
  expect(readSettings((name) => context[name])).toEqual({
    registry: 'acme/registry',
    branch: 'release/1',
    environment: 'prod',
    project: 'infra',
    githubAppId: '7',
    githubInstallationId: '8',
    githubRepositoryId: '9',
    githubApiUrl: 'https://github.example.com/api/v3',
    artifactBucket: 'acme-packages',
    stateBucket: 'acme-outputs',
    artifactBuckets: ['acme-shared', 'acme-legacy'],
    functionNames: ['charge', 'legacy-*'],
    limits: 'files=50000',
    badgeToken: '0123456789abcdef0123456789abcdef',
    apiDomains: ['api.acme.example', 'api.example.com'],
    hostedZones: ['Z0123456789ABCDEFGHIJ'],
    boundary: 'open',
    protect: true,
  });
});

test('all problems are told at once, in words', () => {
  expect(() => readSettings(() => undefined)).toThrow(
    [
      'The controller cannot be described:',
      '  -c registry=owner/name: the GitHub repository that holds the registry',
      '  -c environment=dev: 1 to 16 small letters, digits and dashes',
      '  -c project=shared-lambda-infra: 2 to 32 small letters, digits and dashes',
      '  -c githubAppId=123456: the number on the page of the GitHub App',
    ].join('\n'),
  );
});

describe('A2: the registry cannot be given its own controller to change', () => {
  test.each([
    ['holdfast', 'holdfast-dev-'],
    ['holdfast-dev', 'holdfast-dev-'],
    ['cdk', 'cdk-hnb659fds-'],
    ['cdk-hnb659fds', 'cdk-hnb659fds-'],
  ])('project %s would reach %s*', (project, taken) => {
    expect(problems({ project })).toEqual([
      `-c project=${project}: the registry's permissions would reach ${taken}*, which is not its own`,
    ]);
  });

  test.each(['holdfast-dev-applier', 'holdfast-*', 'hold*', 'holdfast-dev-app*'])(
    'nor by a function name: %s',
    (name) => {
      expect(problems({ functionNames: `charge,${name}` })).toEqual([
        `-c functionNames=${name}: the registry's permissions would reach holdfast-dev-*, which is not its own`,
      ]);
    },
  );

  test('a project that only begins alike is fine', () => {
    expect(problems({ project: 'holdfast-demo' })).toEqual([]);
    expect(problems({ project: 'hold' })).toEqual([]);
  });
});

test.each([
  ['registry', 'acme'],
  ['registry', 'acme/registry/extra'],
  ['branch', 'main branch'],
  ['environment', 'Dev'],
  ['project', 'a*'],
  ['githubAppId', '0x1'],
  ['githubInstallationId', 'acme'],
  ['githubApiUrl', 'http://github.example.com'],
  ['githubApiUrl', 'github.example.com'],
  ['artifactBucket', '*'],
  ['stateBucket', '*'],
  ['artifactBuckets', 'good-bucket,*'],
  ['functionNames', 'a*'],
  ['functionNames', 'charge,a b'],
  ['apiDomains', '*.example.com'],
  ['apiDomains', 'api.example.com,API.example.com'],
  ['hostedZones', '*'],
  ['hostedZones', 'example.com'],
  ['protect', 'yes'],
  ['boundary', 'ajar'],
  ['badgeToken', 'true'],
  ['badgeToken', '0123456789abcdef0123456789abcde'],
  ['badgeToken', '0123456789abcdef/0123456789abcdef'],
  ['limits', 'files=many'],
  ['limits', 'depth=1000'],
])('R5: %s=%s is refused', (name, value) => {
  expect(problems({ [name]: value })).toHaveLength(1);
});

test('S5: a plain HTTP API is for loopback only', () => {
  expect(problems({ githubApiUrl: 'http://127.0.0.1:4711' })).toEqual([]);
});

test('data outlives mistakes unless the environment is dev or says so', () => {
  expect(settingsOf({ environment: 'prod' }).protect).toBe(true);
  expect(settingsOf({ environment: 'prod', protect: 'false' }).protect).toBe(false);
  expect(settingsOf({ environment: 'dev', protect: 'true' }).protect).toBe(true);
});
