import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareProperties } from '../../../controller/drift/compare.ts';
import { TYPE_RULES } from '../../../controller/drift/type-rules.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../controller/lib/json.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { SAME } from './same-cases.ts';

function compare(type: string, expected: JsonObject, actual: JsonObject) {
  const rules = TYPE_RULES.get(type);
  if (rules === undefined) throw new Error(`no rules for ${type}`);
  return compareProperties(deepFreeze({ expected, actual, rules, stackTags: {} }));
}

describe('what a person would call the same is no drift', () => {
  test.each(SAME)('%s: %s', (type, _, declared, actual) => {
    expect(compare(type, declared, actual)).toEqual({ differences: [], unchecked: [] });
  });

  test('there is a case for all types but those that AWS tells as they were written', () => {
    const plain = [
      'AWS::ApiGateway::Account',
      'AWS::ApiGateway::Deployment',
      'AWS::ApiGateway::Resource',
      'AWS::ApiGateway::UsagePlanKey',
      'AWS::ApiGatewayV2::ApiMapping',
      'AWS::CodeDeploy::Application',
      'AWS::EC2::EIP',
      'AWS::EC2::InternetGateway',
      'AWS::EC2::NatGateway',
      'AWS::EC2::Route',
      'AWS::EC2::RouteTable',
      'AWS::EC2::SubnetRouteTableAssociation',
      'AWS::EC2::VPCGatewayAttachment',
      'AWS::Scheduler::ScheduleGroup',
    ];
    const covered = new Set(SAME.map(([type]) => type));
    expect([...TYPE_RULES.keys()].filter((type) => !covered.has(type)).sort()).toEqual(plain);
  });
});

/** Every resource of every golden template, with a text in the place of each reference. */
function goldenResources(): readonly (readonly [type: string, properties: JsonObject])[] {
  const golden = join(import.meta.dirname, '../../golden');
  const files = readdirSync(golden, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.template.json'),
  );
  return files.flatMap((file) => {
    const template: Json = JSON.parse(readFileSync(join(golden, file), 'utf8'));
    const resources = isJsonObject(template) && isJsonObject(template.Resources) ? template.Resources : {};
    return Object.values(resources)
      .filter(isJsonObject)
      .map(({ Type, Properties }) => [String(Type), withTexts(Properties ?? {}) as JsonObject] as const);
  });
}

function withTexts(value: Json): Json {
  if (isJsonArray(value)) return value.map(withTexts);
  if (!isJsonObject(value)) return value;
  const [key = ''] = Object.keys(value);
  if (key === 'Ref' || key.startsWith('Fn::')) return `value of ${JSON.stringify(value[key])}`;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withTexts(item)]));
}

/** The smallest change that somebody could make by hand. */
function changed(value: Json): Json {
  if (typeof value === 'string') return value.startsWith('{') ? '{"changed":true}' : `${value}-changed`;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (isJsonArray(value)) {
    const [first, ...rest] = value;
    return first === undefined ? [{ Changed: 'yes' }] : [changed(first), ...rest];
  }
  if (!isJsonObject(value)) return 'changed';
  const [key, item] = Object.entries(value).at(-1) ?? ['Changed', ''];
  return { ...value, [key]: changed(item) };
}

describe('what somebody changed is drift, and nothing else is', () => {
  const resources = goldenResources().filter(([type]) => TYPE_RULES.has(type));
  const byType = [...Map.groupBy(resources, ([type]) => type)].sort();

  test.each(byType)('%s: one property, one difference, at its pointer', (type, all) => {
    const rules = TYPE_RULES.get(type);
    for (const [, properties] of all.slice(0, 40)) {
      expect(compare(type, properties, properties), 'as declared').toEqual({ differences: [], unchecked: [] });
      for (const [name, value] of Object.entries(properties)) {
        if (rules?.ignored.includes(`/${name}`)) continue;
        const { differences } = compare(type, properties, { ...properties, [name]: changed(value) });
        expect(
          differences.map(({ path }) => path.split('/')[2]),
          `${name} of ${JSON.stringify(value)}`,
        ).toEqual([name]);
      }
    }
  });

  test.each(byType)('%s: a property that was taken off is drift', (type, all) => {
    const [[, properties] = ['', {}]] = all;
    const tags = isJsonArray(properties.Tags) ? properties.Tags : [];
    if (tags.length === 0) return;
    const { differences } = compare(type, properties, { ...properties, Tags: tags.slice(1) });
    expect(differences).toHaveLength(1);
    const added = compare(type, properties, { ...properties, Tags: [...tags, { Key: 'by-hand', Value: 'yes' }] });
    expect(added.differences).toEqual([{ path: '/Properties/Tags/by-hand', actual: 'yes' }]);
  });
});

describe('what somebody added is drift', () => {
  test.each([
    ['AWS::IAM::Role', { Policies: [] }, { Policies: [{ PolicyName: 'admin', PolicyDocument: '{"Statement":[]}' }] }],
    [
      'AWS::EC2::SecurityGroup',
      { SecurityGroupIngress: [] },
      { SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: '22', ToPort: '22', CidrIp: '0.0.0.0/0' }] },
    ],
    ['AWS::Events::Rule', {}, { Targets: [{ Id: 'x', Arn: 'arn:x' }] }],
    [
      'AWS::Events::EventBus',
      {},
      { Policy: '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"events:PutEvents"}]}' },
    ],
    [
      'AWS::S3::Bucket',
      {},
      { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: 'arn:f' }] } },
    ],
    [
      'AWS::DynamoDB::Table',
      {},
      { ResourcePolicy: { PolicyDocument: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}' } },
    ],
    ['AWS::SecretsManager::Secret', {}, { ReplicaRegions: [{ Region: 'eu-west-1' }] }],
    ['AWS::ApiGateway::RestApi', {}, { Policy: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}' }],
  ] as const)('%s %j', (type, declared, actual) => {
    const [name = ''] = Object.keys(actual);
    const found = compare(type, declared, {
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
      ...actual,
    } as JsonObject);
    expect(found.differences.map(({ path }) => path.split('/')[2])).toEqual([name]);
  });
});

describe('whom a bucket tells', () => {
  const entry = (prefix: string, more: JsonObject = {}) => ({
    Event: 's3:ObjectCreated:*',
    Queue: 'arn:q',
    Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: prefix }] } },
    ...more,
  });
  const told = (...QueueConfigurations: JsonObject[]) => ({ NotificationConfiguration: { QueueConfigurations } });
  const path = '/Properties/NotificationConfiguration/QueueConfigurations';

  test.each([
    ['one entry more', told(entry('in/'), entry('out/'))],
    ['another queue', told(entry('in/', { Queue: 'arn:other' }))],
    ['another event', told(entry('in/', { Event: 's3:ObjectCreated:Put' }))],
    ['other keys, which have their case', told(entry('IN/'))],
    ['every key', told({ Event: 's3:ObjectCreated:*', Queue: 'arn:q' })],
  ])('%s is drift', (_, actual) => {
    expect(compare('AWS::S3::Bucket', told(entry('in/')), actual).differences).toEqual([
      {
        path,
        expected: told(entry('in/')).NotificationConfiguration.QueueConfigurations,
        actual: actual.NotificationConfiguration.QueueConfigurations,
      },
    ]);
  });

  test('an entry that was added or taken off is drift', () => {
    const { QueueConfigurations } = told(entry('in/')).NotificationConfiguration;
    const bridge = { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } };
    const both = { NotificationConfiguration: { ...bridge.NotificationConfiguration, QueueConfigurations } };
    expect(compare('AWS::S3::Bucket', bridge, both).differences).toEqual([{ path, actual: QueueConfigurations }]);
    expect(compare('AWS::S3::Bucket', both, bridge).differences).toEqual([{ path, expected: QueueConfigurations }]);
  });
});

describe('policies that allow something else differ', () => {
  const base = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'a:B', Resource: 'arn:x' };
  test.each([
    ['another account', { ...base, Principal: { AWS: '444455556666' } }],
    ['everybody', { ...base, Principal: '*' }],
    ['one action more', { ...base, Action: ['a:B', 'a:C'] }],
    ['another resource, which has its case', { ...base, Resource: 'arn:X' }],
    ['a condition', { ...base, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    ['a denial', { ...base, Effect: 'Deny' }],
    ['all but the action', { Effect: 'Allow', Principal: base.Principal, NotAction: 'a:B', Resource: 'arn:x' }],
  ])('%s', (_, statement) => {
    const document = (one: JsonObject) => ({ PolicyDocument: { Version: '2012-10-17', Statement: [one] } });
    const { differences } = compare('AWS::S3::BucketPolicy', document(base), document(statement as JsonObject));
    expect(differences.map(({ path }) => path)).toEqual(['/Properties/PolicyDocument/Statement']);
  });
});

test('S3: a value that may be secret is masked in a difference', () => {
  const { differences } = compare('AWS::DynamoDB::Table', {}, { Tags: [{ Key: 'password', Value: 'hunter2-canary' }] });
  expect(differences).toHaveLength(1);
  expect(JSON.stringify(differences)).not.toContain('canary');
});
