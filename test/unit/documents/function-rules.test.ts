import { describe, expect, test } from 'vitest';
import { fn, loadWith } from './registry-files.ts';

function codesOf(...lines: readonly string[]): string[] {
  const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', ...lines) });
  return findings.map(({ code, path }) => `${code} ${path}`);
}

describe('environment', () => {
  const reserved = ['AWS_REGION', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_SESSION_TOKEN', 'LAMBDA_TASK_ROOT'];
  const loading = [
    'NODE_OPTIONS',
    'LD_PRELOAD',
    'PYTHONPATH',
    'AWS_LAMBDA_EXEC_WRAPPER',
    'JAVA_TOOL_OPTIONS',
    'RUBYOPT',
  ];

  test.each(reserved)("%s is Lambda's own", (name) => {
    expect(codesOf(`environment: {${name}: x}`)).toEqual([`ReservedVariable spec.environment.${name}`]);
  });

  test.each(loading)('I7: %s loads code', (name) => {
    expect(codesOf(`environment: {${name}: x}`)).toEqual([`CodeLoadingVariable spec.environment.${name}`]);
  });

  test('4096 bytes of names and values are the limit, counted in UTF-8', () => {
    expect(codesOf(`environment: {NAME: ${'x'.repeat(4092)}}`)).toEqual([]);
    expect(codesOf(`environment: {NAME: ${'x'.repeat(4093)}}`)).toEqual(['EnvironmentTooLarge spec.environment']);
    expect(codesOf(`environment: {NAME: ${'ü'.repeat(2047)}}`)).toEqual(['EnvironmentTooLarge spec.environment']);
  });

  test('S3: a wrong value is not repeated in the message', () => {
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', 'environment: {PIN: 815147}') });
    expect(JSON.stringify(findings)).not.toContain('815147');
  });
});

describe('S4: credentials in the registry', () => {
  const AWS_SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const secrets = [
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    `ghp_${'a1B2'.repeat(9)}`,
    `ghs_${'a1B2'.repeat(9)}`,
    `github_pat_${'a1B2c3D4e5F'.repeat(2)}_${'x'.repeat(59)}`,
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN PRIVATE KEY-----',
    'xoxb-123456789012-abcdefghijkl',
    'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
    `AIza${'a1B2c3D'.repeat(5)}`,
    `sk_live_${'a1B2'.repeat(6)}`,
  ];

  test.each(secrets)('%s is found, and not repeated', (secret) => {
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', `description: "x ${secret}"`) });
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(['SecretValue 8:16']);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('an AWS secret key is told by the name of its field', () => {
    expect(codesOf(`environment: {MY_AWS_SECRET_KEY: ${AWS_SECRET}}`)).toEqual([
      'SecretValue spec.environment.MY_AWS_SECRET_KEY',
    ]);
    expect(codesOf(`environment: {CHECKSUM: ${AWS_SECRET}}`)).toEqual([]);
  });

  test('a credential in the place of a name or of a wrong value is not repeated either', () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const lines = [`${secret}: 1`, `memoryMb: ${secret}`, `environment: {${secret}: 1}`, `architecture: ${secret}`];
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', ...lines) });
    const kind = loadWith({
      'teams/payments/charge.yaml': `kind: ${secret}\n${secret}: 1\nmetadata: {${secret}: 2}\n`,
    });
    expect(findings.length).toBeGreaterThan(5);
    expect(kind.findings.length).toBeGreaterThan(5);
    expect(JSON.stringify([...findings, ...kind.findings])).not.toContain(secret);
  });

  test.each(['AKIA', 'a-plain-text', 'arn:aws:iam::123456789012:role/AKIAx', 'ghp_short'])(
    '%s is no credential',
    (text) => {
      expect(codesOf(`description: "${text}"`)).toEqual([]);
    },
  );
});

describe('S6: dynamic references', () => {
  test.each(['{{resolve:ssm:x}}', 'a {{resolve:secretsmanager:x:SecretString:y}} b', '{{ resolve : ssm:x }}'])(
    '%s',
    (text) => {
      expect(codesOf(`description: "${text}"`)).toEqual(['DynamicReference spec.description']);
      expect(codesOf(`environment: {NAME: "${text}"}`)).toEqual(['DynamicReference spec.environment.NAME']);
    },
  );

  test('are found in names too, and pseudo parameters stay plain text', () => {
    const { findings } = loadWith({
      'teams/payments/team.yaml':
        'apiVersion: holdfast/v1\nkind: Team\nmetadata: {name: payments, labels: {"{{resolve:ssm:x}}": y}}\nspec: {owner: "${AWS::AccountId}"}\n',
    });
    expect(findings.map(({ code, line }) => `${code} ${line}`)).toEqual(['DynamicReference 3']);
  });
});
