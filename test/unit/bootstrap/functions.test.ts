import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { badgeConfig, reconcilerConfig, webhookConfig } from '../../../controller/config.ts';
import { logicalId, synthesise } from './synth.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const template = synthesise({
  githubInstallationId: '8',
  githubRepositoryId: '9',
  limits: 'files=50000',
  badgeToken: TOKEN,
});
const NAMES = ['holdfast-dev-webhook', 'holdfast-dev-planner', 'holdfast-dev-applier', 'holdfast-dev-badge'];

/** The environment of a function, references as text. */
function environmentOf(name: string): Readonly<Record<string, string>> {
  const id = logicalId(template, 'AWS::Lambda::Function', { FunctionName: name });
  const variables = template.findResources('AWS::Lambda::Function')[id]?.Properties.Environment.Variables ?? {};
  return Object.fromEntries(
    Object.entries(variables).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

describe.each(NAMES)('%s', (name) => {
  test('runs on ARM64 and Node 24, traced, with as many copies as the account has', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      TracingConfig: { Mode: 'Active' },
      ReservedConcurrentExecutions: Match.absent(),
    });
  });

  test('logs into a group of its own that forgets after 30 days', () => {
    const group = logicalId(template, 'AWS::Logs::LogGroup', {
      LogGroupName: `/aws/lambda/${name}`,
      RetentionInDays: 30,
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: name,
      LoggingConfig: { LogGroup: { Ref: group } },
    });
  });

  test('Powertools know its name', () => {
    expect(environmentOf(name)).toMatchObject({
      POWERTOOLS_SERVICE_NAME: name,
      POWERTOOLS_METRICS_NAMESPACE: 'Holdfast',
      POWERTOOLS_LOG_LEVEL: 'INFO',
    });
  });

  test('S7: no secret is in its environment, only where to find it', () => {
    const secrets = Object.entries(environmentOf(name)).filter(([key]) => /SECRET|KEY/.test(key));
    expect(secrets.map(([key]) => key).every((key) => key.endsWith('_ARN'))).toBe(true);
  });
});

describe('the functions understand their environment', () => {
  test('webhook', () => {
    expect(webhookConfig(environmentOf('holdfast-dev-webhook')).audience).toEqual({
      appId: 12345,
      repository: 'acme/registry',
      branch: 'main',
      installationId: 8,
      repositoryId: 9,
    });
  });

  test.each(['planner', 'applier'] as const)('%s', (role) => {
    const config = reconcilerConfig(environmentOf(`holdfast-dev-${role}`));
    expect(config).toMatchObject({
      role,
      environment: 'dev',
      project: 'shared-lambda-infra',
      registry: { owner: 'acme', name: 'registry' },
      branch: 'main',
      appId: 12345,
      githubApiUrl: 'https://api.github.com',
      limits: { source: { files: 50_000, fileBytes: 262_144 } },
      busName: JSON.stringify({ Ref: logicalId(template, 'AWS::Events::EventBus') }),
      tableName: JSON.stringify({ Ref: logicalId(template, 'AWS::DynamoDB::Table') }),
    });
  });

  test('badge; the reconciler keeps its word only where there is one', () => {
    const tableName = JSON.stringify({ Ref: logicalId(template, 'AWS::DynamoDB::Table') });
    expect(badgeConfig(environmentOf('holdfast-dev-badge'))).toEqual({ environment: 'dev', tableName, token: TOKEN });
    expect(reconcilerConfig(environmentOf('holdfast-dev-planner')).badge).toBe(true);
    expect(JSON.stringify(synthesise())).not.toContain('HOLDFAST_BADGE');
  });

  test('A4: only the applier knows the execution role', () => {
    const knowing = NAMES.filter((name) => 'HOLDFAST_EXECUTION_ROLE_ARN' in environmentOf(name));
    expect(knowing).toEqual(['holdfast-dev-applier']);
  });
});

test('P1: planner and applier are one bundle under two roles', () => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties);
  const [planner, applier] = ['planner', 'applier'].map((role) =>
    functions.find(({ FunctionName }) => FunctionName === `holdfast-dev-${role}`),
  );
  expect(planner?.Code).toEqual(applier?.Code);
  expect(planner?.Role).not.toEqual(applier?.Role);
});
