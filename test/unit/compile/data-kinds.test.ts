import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { Json, JsonObject } from '../../../controller/lib/json.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';

function document(kind: string, name: string, spec: Written['spec'] = {}): Written {
  return { kind, metadata: { name }, spec };
}

/** The resources of team `web` and of team `shop`, by logical id. */
function resourcesOf(
  web: readonly Written[],
  shop: readonly Written[] = [],
): Readonly<Record<string, TemplateResource>> {
  const registry = registryOf(platform(), { shop: [team('shop'), ...shop], web: [team('web'), ...web] });
  const { graph, findings } = buildGraph(registry);
  const { desired, findings: later } = compile(graph, {});
  expect([...findings, ...later]).toEqual([]);
  const stacks = desired.stacks.filter(({ owner }) => owner.startsWith('team/'));
  return Object.assign({}, ...stacks.map(({ template }) => template.Resources));
}

const ONE_OF_EACH = [
  document('Queue', 'one'),
  document('Topic', 'one'),
  document('Secret', 'one', { generate: {} }),
  document('Table', 'one', { partitionKey: { name: 'id' } }),
  document('Bucket', 'one'),
];

describe('whatever holds data', () => {
  const resources = resourcesOf(ONE_OF_EACH);

  test('K4: is kept when its document or its stack goes, and when it is replaced', () => {
    const kept = Object.entries(resources).filter(([, { UpdateReplacePolicy }]) => UpdateReplacePolicy === 'Retain');
    expect(kept.map(([id, { DeletionPolicy }]) => [id, DeletionPolicy])).toEqual([
      ['DeadQueueOne', 'RetainExceptOnCreate'],
      ['AccessToDeadQueueOne', 'RetainExceptOnCreate'],
      ['QueueOne', 'RetainExceptOnCreate'],
      ['AccessToQueueOne', 'RetainExceptOnCreate'],
      ['SecretOne', 'RetainExceptOnCreate'],
      ['AccessToSecretOne', 'RetainExceptOnCreate'],
      ['TableOne', 'RetainExceptOnCreate'],
      ['BucketOne', 'RetainExceptOnCreate'],
      ['AccessToBucketOne', 'RetainExceptOnCreate'],
    ]);
    expect(resources.TableOne?.Properties?.DeletionProtectionEnabled).toBe(true);
  });

  test.each(['AccessToQueueOne', 'AccessToDeadQueueOne', 'AccessToTopicOne', 'AccessToSecretOne', 'AccessToBucketOne'])(
    '%s refuses plain connections and identities of other accounts, for every action',
    (id) => {
      const statements = statementsOf(resources[id]);
      const conditions = statements.map(({ Sid, Effect, Principal, Condition }) => [Sid, Effect, Principal, Condition]);
      expect(conditions).toEqual([
        ['EncryptedTransportOnly', 'Deny', '*', { Bool: { 'aws:SecureTransport': 'false' } }],
        [
          'OwnAccountOnly',
          'Deny',
          '*',
          {
            StringNotEquals: { 'aws:PrincipalAccount': '123456789012' },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        ],
      ]);
      for (const { Action } of statements)
        expect([Action].flat()).toContainEqual(expect.stringMatching(/:(?:\*|Publish)$/));
    },
  );

  test('F1: says how it is encrypted', () => {
    expect(resources.QueueOne?.Properties?.SqsManagedSseEnabled).toBe(true);
    expect(resources.DeadQueueOne?.Properties?.SqsManagedSseEnabled).toBe(true);
    expect(resources.TopicOne?.Properties?.KmsMasterKeyId).toBe('alias/aws/sns');
    expect(resources.TableOne?.Properties?.SSESpecification).toEqual({ SSEEnabled: false });
    expect(resources.BucketOne?.Properties?.BucketEncryption).toEqual({
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    });
  });

  test('S4: a secret has no value in its template', () => {
    expect(Object.keys(resources.SecretOne?.Properties ?? {})).not.toContain('SecretString');
  });
});

describe('who sends to a queue', () => {
  const queue = {
    ...document('Queue', 'work'),
    metadata: { name: 'work', sharedWith: [{ team: 'web', level: 'write' }] },
  };
  const subscribed = { subscriptions: [{ kind: 'Queue', name: 'work', team: 'shop' }] };

  test('is in its policy by ARN, also where the topic is of another team', () => {
    const resources = resourcesOf([document('Topic', 'told', subscribed)], [queue, document('Topic', 'silent')]);
    expect(statementsOf(resources.AccessToQueueWork).slice(2)).toEqual([
      {
        Effect: 'Allow',
        Principal: { Service: 'sns.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['QueueWork', 'Arn'] },
        Condition: {
          ArnEquals: { 'aws:SourceArn': ['arn:aws:sns:us-east-1:123456789012:acme-platform-web-topic-told'] },
        },
      },
    ]);
  });

  test('is nobody where nothing refers to it', () => {
    expect(statementsOf(resourcesOf([], [queue]).AccessToQueueWork)).toHaveLength(2);
  });

  test('nobody sends to a dead-letter queue but its queue', () => {
    const resources = resourcesOf([document('Topic', 'told', subscribed)], [queue]);
    expect(statementsOf(resources.AccessToDeadQueueWork)).toHaveLength(2);
    expect(resources.DeadQueueWork?.Properties?.RedriveAllowPolicy).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: ['arn:aws:sqs:us-east-1:123456789012:acme-platform-shop-queue-work'],
    });
  });
});

describe('a topic', () => {
  test('may call the functions that it tells, and only for itself', () => {
    const told = document('Topic', 'told', { subscriptions: [{ kind: 'Function', name: 'charge' }] });
    const permissions = Object.values(resourcesOf([told, lambda('charge')])).filter(
      ({ Type }) => Type === 'AWS::Lambda::Permission',
    );
    expect(permissions.map(({ Properties }) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['FunctionCharge', 'Arn'] },
        Principal: 'sns.amazonaws.com',
        SourceArn: { Ref: 'TopicTold' },
      },
    ]);
  });

  test('keeps the logical id of a subscription when another one is put before it', () => {
    const [first, second] = [{ email: 'one@example.com' }, { kind: 'Queue', name: 'a-b' }];
    const idsOf = (subscriptions: readonly object[]) =>
      Object.entries(resourcesOf([document('Topic', 'a', { subscriptions }), document('Queue', 'a-b')]))
        .filter(([, { Type }]) => Type === 'AWS::SNS::Subscription')
        .map(([id]) => id);
    expect(idsOf([second])).toEqual(idsOf([first, second]).slice(1));
  });

  test('says nothing of encryption where there is none', () => {
    const { TopicOpen } = resourcesOf([document('Topic', 'open', { encryption: 'none' })]);
    expect(Object.keys(TopicOpen?.Properties ?? {})).not.toContain('KmsMasterKeyId');
  });
});

describe('physical names', () => {
  const long = 'a-name-of-exactly-forty-characters-abcde';

  test('end in .fifo for FIFO queues and topics, within the limit', () => {
    const name = 'a-team-with-quite-a-long-name';
    const registry = registryOf(platform({ project: 'p'.repeat(25) }), {
      [name]: [team(name), document('Queue', long, { fifo: true }), document('Topic', long, { fifo: true })],
    });
    const stack = compile(buildGraph(registry).graph, {}).desired.stacks.find(({ owner }) => owner === `team/${name}`);
    const names = Object.values(stack?.template.Resources ?? {}).flatMap(({ Properties = {} }) =>
      [Properties.QueueName, Properties.TopicName].filter((found) => typeof found === 'string'),
    );
    expect(names.map((found) => [found.length <= 80 || found.includes('-topic-'), found.endsWith('.fifo')])).toEqual([
      [true, true],
      [true, true],
      [true, true],
    ]);
  });

  test('of buckets end in the account, keep the prefix of the team, and fit into 63 characters', () => {
    const names = Object.values(resourcesOf([document('Bucket', long), document('Bucket', `${long.slice(0, -1)}f`)]))
      .filter(({ Type }) => Type === 'AWS::S3::Bucket')
      .map(({ Properties }) => String(Properties?.BucketName));
    expect(names).toEqual([
      'acme-platform-web-bucket-a-name-of-exactl-ab56d96f-123456789012',
      'acme-platform-web-bucket-a-name-of-exactl-f7795329-123456789012',
    ]);
    expect(names.map(({ length }) => length)).toEqual([63, 63]);
  });

  test('a team with buckets is refused where its prefix would be cut: project and team of 39 characters fit, 40 do not', () => {
    const findingsOf = (length: number): readonly Finding[] => {
      const name = 't'.repeat(length);
      const registry = registryOf(platform({ project: 'p'.repeat(25) }), {
        [name]: [team(name), document('Bucket', 'a')],
      });
      return compile(buildGraph(registry).graph, {}).findings;
    };
    expect(findingsOf(14)).toEqual([]);
    expect(findingsOf(15).map(({ code, path }) => [code, path])).toEqual([['NameTooLong', 'metadata.name']]);
  });
});

describe('alarms', () => {
  const thresholds = (spec: Written['spec']) =>
    Object.entries(resourcesOf([document('Queue', 'work', spec)]))
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm')
      .map(([id, { Properties }]) => [id, Properties?.Threshold]);

  test('of a queue ring for a message of an hour, or of half of the retention, and for any dead letter', () => {
    expect(thresholds({})).toEqual([
      ['OldMessagesAlarmWork', 3600],
      ['DeadMessagesAlarmWork', 1],
    ]);
    expect(thresholds({ retentionSeconds: 600 })[0]).toEqual(['OldMessagesAlarmWork', 300]);
    expect(thresholds({ alarms: { oldestMessageSeconds: 60 }, deadLetter: false })).toEqual([
      ['OldMessagesAlarmWork', 60],
    ]);
    expect(thresholds({ alarms: false })).toEqual([]);
  });

  test('ring on the platform’s topic, and say when it is over', () => {
    const { OldMessagesAlarmWork } = resourcesOf([document('Queue', 'work')]);
    const topic = [{ Ref: 'ObservabilityAlarmTopicArn' }];
    expect(OldMessagesAlarmWork?.Properties).toMatchObject({ AlarmActions: topic, OKActions: topic });
  });
});

function statementsOf(resource: TemplateResource | undefined): readonly JsonObject[] {
  const { PolicyDocument, ResourcePolicy } = resource?.Properties ?? {};
  const { Statement } = (PolicyDocument ?? ResourcePolicy ?? {}) as { readonly Statement?: Json };
  return Array.isArray(Statement) ? (Statement as readonly JsonObject[]) : [];
}
