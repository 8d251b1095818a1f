import { describe, expect, test } from 'vitest';
import { brief, fn, loadWith, team } from './registry-files.ts';

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
    'PYTHONWARNINGS',
    'NODE_TLS_REJECT_UNAUTHORIZED',
    'AWS_CONFIG_FILE',
    'CORECLR_PROFILER_PATH_64',
    'GCONV_PATH',
    'OPENSSL_CONF',
    'SSL_CERT_FILE',
  ];

  test.each([
    'NODE_ENV',
    'LOG_LEVEL',
    'PATH_PREFIX',
    'AWS_NODEJS_CONNECTION_REUSE_ENABLED',
    'TZ',
    'PYTHON_ENV',
    'node_options',
  ])('I7: %s does not', (name) => {
    expect(codesOf(`environment: {${name}: x}`)).toEqual([]);
  });

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
    `glpat-${'a1B2'.repeat(5)}`,
    `whsec_${'a1B2'.repeat(8)}`,
    `npm_${'a1B2'.repeat(9)}`,
    `pypi-AgE${'a1B2'.repeat(15)}`,
    `dckr_pat_${'a1B2c3D'.repeat(4)}`,
    `SG.${'a1B2c3D4e5F'.repeat(2)}.${'x'.repeat(43)}`,
    `hvs.${'a1B2'.repeat(6)}`,
    `sk-ant-${'a1B2'.repeat(6)}`,
    `eyJ${'a1B2'.repeat(4)}.eyJ${'a1B2'.repeat(4)}.${'a1B2'.repeat(4)}`,
    'postgres://app:hunter2@db.internal/orders',
    'https://:s3cr3t@example.com/x',
  ];

  test.each(secrets)('%s is found, and not repeated', (secret) => {
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', `description: "x ${secret}"`) });
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(['SecretValue 8:16']);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('a credential behind an underscore is one too', () => {
    expect(codesOf('environment: {KEYS: main_AKIAIOSFODNN7EXAMPLE_1}')).toEqual(['SecretValue spec.environment.KEYS']);
  });

  test('a value that is wrong besides is not repeated where its name says that it is secret', () => {
    const { findings } = loadWith({
      'teams/payments/charge.yaml': fn('charge').replace('{name: charge}', '{name: charge, token: kX9vQ2mR7tLp}'),
    });
    expect(findings.map(({ code }) => code)).toEqual(['UnknownField', 'SecretValue']);
    expect(JSON.stringify(findings)).not.toContain('kX9vQ2mR7tLp');
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

  describe('a value of a name that says that it is secret', () => {
    const secret = [
      ['DB_PASSWORD', 'Passw0rd!'],
      ['DB_PASSWORD', 'kX9vQ2mR7tLp'],
      ['dbPassword', 'tr0ub4dor&3'],
      ['API_KEY', '8f14e45fceea167a5a36dedd4bea2543'],
      ['apiKey', 'c9bf9e57-1685-4c89-bafb-ff5af830be8a'],
      ['CLIENT_SECRET', 'Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA=='],
      ['GITHUB_TOKEN_2', 'q7Wz1Xc8Vb3Nm5Kj'],
      ['SIGNING_KEY_VALUE', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'],
      ['SLACK_TOKEN', 'T024BE7LD.a8f5f167f44f4964e6c998dee827110c'],
    ];

    test.each(secret)('%s: %s is found', (name, value) => {
      const { findings } = loadWith({
        'teams/payments/charge.yaml': fn('charge', `environment: {${name}: "${value}"}`),
      });
      expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([`SecretValue spec.environment.${name}`]);
      expect(JSON.stringify(findings)).not.toContain(value);
    });

    const reference = [
      ['DB_PASSWORD', '/acme/payments/db-password-2024'],
      ['DB_PASSWORD', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:acme-payments-db-AbC1d2'],
      ['DB_SECRET', 'acme-payments-secret-db-AbC1d2'],
      ['DB_SECRET', 'acme-payments-db-prod-2024'],
      ['API_TOKEN', 'https://auth.example.com/oauth2/v2/token9'],
      ['API_KEY', 'x-api-key'],
      ['API_KEY', 'alias/acme-payments-key1'],
      ['TOKEN', 'Authorization'],
      ['TOKEN', 'OrdersAccessTokenV2'],
      ['PASSWORD', 'required'],
      ['PASSWORD', 'read it from Secrets Manager, see 8f14e45f'],
      ['SECRET', 'eu-west-1'],
      ['PASSWORD_MIN_LENGTH', 'a1b2c3d4e5f6'],
      ['TOKEN_ENDPOINT', 'q7Wz1Xc8Vb3Nm5Kj'],
      ['SECRET_NAME', 'q7Wz1Xc8Vb3Nm5Kj'],
      ['CHECKSUM', '8f14e45fceea167a5a36dedd4bea2543'],
      ['COMMIT', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'],
      ['KMS_KEY_ID', 'c9bf9e57-1685-4c89-bafb-ff5af830be8a'],
      ['DATABASE_URL', 'postgres://db.internal:5432/orders'],
      ['DATABASE_URL', 'postgres://app:${PASSWORD}@db.internal/orders'],
      ['DATABASE_URL', 'postgres://app:<password>@db.internal/orders'],
    ];

    test.each(reference)('%s: %s is none', (name, value) => {
      expect(codesOf(`environment: {${name}: "${value}"}`)).toEqual([]);
    });

    test('labels and other names count as well', () => {
      const text = 'metadata: {name: payments, labels: {api-token: q7Wz1Xc8Vb3Nm5Kj, release: q7Wz1Xc8Vb3Nm5Kj}}';
      const { findings } = loadWith({
        'teams/payments/team.yaml': `apiVersion: holdfast/v1\nkind: Team\n${text}\nspec: {owner: someone}\n`,
      });
      expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual(['SecretValue metadata.labels.api-token']);
    });
  });

  test.each(['AKIA', 'a-plain-text', 'arn:aws:iam::123456789012:role/AKIAx', 'ghp_short'])(
    '%s is no credential',
    (text) => {
      expect(codesOf(`description: "${text}"`)).toEqual([]);
    },
  );
});

describe('lists in which AWS takes an entry once', () => {
  const layer = (version: number) => `arn:aws:lambda:us-east-1:123456789012:layer:one:${version}`;
  const image = (line: string) => `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec:
  imageUri: 123456789012.dkr.ecr.us-east-1.amazonaws.com/charge@sha256:${'0'.repeat(64)}
  ${line}
`;

  test.each([
    [`layerArns: ["${layer(1)}", "${layer(1)}"]`, 'spec.layerArns[1]'],
    [`layerArns: ["${layer(1)}", {value: "${layer(2)}"}]`, 'spec.layerArns[1]'],
    ['subnets: [subnet-01234567, subnet-01234567]', 'spec.subnets[1]'],
    ['securityGroups: [sg-01234567, {value: sg-01234567}]', 'spec.securityGroups[1]'],
    [
      'eventSources: [{kind: Queue, name: due, filters: [{body: [a]}, {body: [a]}]}]',
      'spec.eventSources[0].filters[1]',
    ],
  ])('%s', (line, path) => {
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', line) });
    const found = findings.filter(({ code }) => code === 'DuplicateEntry');
    expect(found.map((finding) => finding.path)).toEqual([path]);
  });

  test.each(['command', 'entryPoint'])('the words of %s in an image', (field) => {
    const text = image(`imageConfig: {${field}: [run, -v, -v]}`);
    expect(loadWith({ 'teams/payments/charge.yaml': text }).findings).toMatchObject([
      {
        code: 'DuplicateEntry',
        path: `spec.imageConfig.${field}[2]`,
        message: `The entry is already in spec.imageConfig.${field}[1]; AWS takes it once.`,
      },
    ]);
  });

  test('a list that is too long says how long it is, and so does a text', () => {
    const six = [1, 2, 3, 4, 5, 6].map((index) => `"${layer(1).replace('one', `l${index}`)}"`);
    const lines = [`layerArns: [${six.join(', ')}]`, `description: ${'x'.repeat(257)}`];
    const { findings } = loadWith({ 'teams/payments/charge.yaml': fn('charge', ...lines) });
    expect(findings.map(({ message }) => message)).toEqual([
      'spec.layerArns must have at most 5 entries, but has 6.',
      'spec.description must have at most 256 characters, but has 257.',
    ]);
  });

  test('layers of other names are others', () => {
    const other = layer(1).replace(':one:', ':two:');
    expect(
      loadWith({ 'teams/payments/charge.yaml': fn('charge', `layerArns: ["${layer(1)}", "${other}"]`) }).findings,
    ).toEqual([]);
  });
});

describe('traffic', () => {
  const processor = (seconds: string) => `apiVersion: holdfast/v1
kind: EventProcessor
metadata: {name: import}
spec:
  source: {schedule: {expression: rate(1 hour)}}
  traffic: {averageDurationMs: 60001}
  function:
    runtime: python3.14
    handler: a.b
    s3: {bucket: acme-artifacts, key: f.zip}
${seconds}`;

  test('an average run is no longer than the timeout, which is 3 seconds where nothing is said', () => {
    const { findings } = loadWith({
      'teams/payments/charge.yaml': fn('charge', 'traffic: {averageDurationMs: 3001}'),
      'teams/payments/settle.yaml': fn('settle', 'traffic: {averageDurationMs: 3000}'),
      'teams/payments/work.yaml': fn('work', 'timeoutSeconds: 10', 'traffic: {averageDurationMs: 10001}'),
      'teams/payments/wait.yaml': fn('wait', 'timeoutSeconds: 10', 'traffic: {averageDurationMs: 10000}'),
    });
    expect(brief(findings)).toEqual([
      'error InvalidValue teams/payments/charge.yaml:8:32',
      'error InvalidValue teams/payments/work.yaml:9:32',
    ]);
    expect(findings[0]?.message).toBe('spec.traffic.averageDurationMs is 3001, but a run is stopped after 3 seconds.');
  });

  test('so it is in an EventProcessor, whose timeout is 60 seconds where nothing is said', () => {
    const [short, long] = ['', '    timeoutSeconds: 61\n'].map((seconds) =>
      loadWith({ 'teams/payments/import.yaml': processor(seconds) }).findings.filter(
        ({ code }) => code === 'InvalidValue',
      ),
    );
    expect(brief(short ?? [])).toEqual(['error InvalidValue teams/payments/import.yaml:6:32']);
    expect(long).toEqual([]);
  });
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

describe('A3: a role by its ARN is one of the team’s own', () => {
  const roleOf = (path: string) => fn('charge', `roleArn: arn:aws:iam::123456789012:role/${path}`);
  const said = (path: string) => {
    const { findings } = loadWith({
      'teams/payments/charge.yaml': roleOf(path),
      'teams/billing/team.yaml': team('billing'),
    });
    return brief(findings);
  };

  test.each(['acme/payments/by-hand', 'acme/acme-lambda-execution-role'])('%s is taken', (path) => {
    expect(said(path)).toEqual([]);
  });

  test.each([
    'acme/billing/acme-billing-role-invoice',
    'acme/payments',
    'acme/payments-old/x',
    'acme/acme-github-registry-role',
  ])('%s is refused: Holdfast could hand it over', (path) => {
    expect(said(path)).toEqual(['error OutsideScope teams/payments/charge.yaml:8:12']);
  });

  test.each(['admin', 'service-role/x', 'acme-cfn-execution', 'Acme/payments/x'])(
    '%s is a warning: Holdfast may not hand it over',
    (path) => {
      expect(said(path)).toEqual(['warning RoleElsewhere teams/payments/charge.yaml:8:12']);
    },
  );
});

describe('A1: an alias of a key in the project’s names is the team’s own', () => {
  const key = (alias: string) => `arn:aws:kms:us-east-1:123456789012:alias/${alias}`;

  test.each(['acme-payments-card', 'aws/lambda', 'company-wide'])('%s is taken', (alias) => {
    const text = fn('charge', `kmsKeyArn: ${key(alias)}`);
    expect(brief(loadWith({ 'teams/payments/charge.yaml': text }).findings)).toEqual([]);
  });

  test.each(['acme-billing-card', 'acme-payments', 'acme-platform'])('%s is refused', (alias) => {
    const { findings } = loadWith({
      'teams/payments/charge.yaml': fn('charge', `kmsKeyArn: ${key(alias)}`),
      'teams/payments/settle.yaml': fn('settle', `kmsKeyArn: {value: "${key(alias)}"}`),
    });
    expect(brief(findings)).toEqual([
      'error OutsideScope teams/payments/charge.yaml:8:14',
      'error OutsideScope teams/payments/settle.yaml:8:22',
    ]);
  });
});
