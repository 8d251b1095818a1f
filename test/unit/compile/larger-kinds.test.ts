import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { isTeamDocument } from '../../../controller/documents/registry.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { evaluateStacks } from './evaluate-templates.ts';
import { lambda, platform, registryOf, team, type Written } from './registry-of.ts';

const code = lambda('any').spec;

function agent(name: string, spec: Readonly<Record<string, unknown>> = {}, sharedWith?: object): Written {
  const metadata = { name, ...(sharedWith && { sharedWith: [sharedWith] }) };
  return { kind: 'Agent', metadata, spec: { functions: [code], ...spec } };
}

function of(kind: string, name: string, spec: Readonly<Record<string, unknown>> = {}): Written {
  return { kind, metadata: { name }, spec };
}

function talksTo(...names: readonly string[]) {
  return { talksTo: names.map((name) => ({ kind: 'Agent', name })) };
}

/** Findings of references, as one line each. */
function findingsOf(teams: Readonly<Record<string, readonly Written[]>>): readonly string[] {
  const { findings } = buildGraph(registryOf(platform(), teams));
  return findings.map(({ code: found, path, message }) => `${found} ${path}: ${message}`);
}

/** Everything that a team's stacks hold. Fails on findings and on references that CloudFormation could not resolve. */
function resourcesOf(teams: Readonly<Record<string, readonly Written[]>>): Readonly<Record<string, TemplateResource>> {
  const { graph, findings } = buildGraph(registryOf(platform(), teams));
  expect(findings).toEqual([]);
  const { stacks } = compile(graph, {}).desired;
  evaluateStacks(stacks);
  return Object.assign({}, ...stacks.map(({ template }) => template.Resources));
}

/** What the role of a function may do, and on what. */
function rightsOf(resources: Readonly<Record<string, TemplateResource>>, role: string): readonly string[] {
  const [policy] = (resources[role]?.Properties?.Policies ?? []) as readonly {
    PolicyDocument: { Statement: readonly { Action: readonly string[]; Resource: unknown }[] };
  }[];
  return (policy?.PolicyDocument.Statement ?? []).flatMap(({ Action, Resource }) =>
    Action.map((action) => `${action} ${JSON.stringify(Resource)}`),
  );
}

describe('agents that talk to each other', () => {
  const both = [team('web'), agent('planner', talksTo('researcher')), agent('researcher', talksTo('planner'))];

  test('are no circle: each sends to the queue of the other, and queues wait for nobody', () => {
    const resources = resourcesOf({ web: both });
    expect(rightsOf(resources, 'RolePlanner')).toContain(
      'sqs:SendMessage {"Fn::GetAtt":["QueueResearcherWork","Arn"]}',
    );
    expect(rightsOf(resources, 'RoleResearcher')).toContain(
      'sqs:SendMessage {"Fn::GetAtt":["QueuePlannerWork","Arn"]}',
    );
    expect(resources.FunctionPlanner?.Properties?.Environment).toEqual({
      Variables: {
        HOLDFAST_AGENT: 'planner',
        HOLDFAST_WORK_QUEUE_URL: { Ref: 'QueuePlannerWork' },
        HOLDFAST_RESULTS_TABLE: { Ref: 'TablePlannerResults' },
        HOLDFAST_QUEUE_RESEARCHER: { Ref: 'QueueResearcherWork' },
      },
    });
  });

  test('may not read the queue of the other', () => {
    const rights = rightsOf(resourcesOf({ web: both }), 'RolePlanner');
    const onOther = rights.filter((right) => right.includes('QueueResearcherWork')).map((right) => right.split(' ')[0]);
    expect(onOther).toEqual(['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage']);
  });

  test('by a topic too: the one publishes, the queue of the other is subscribed and lets this topic send', () => {
    const topic = { kind: 'Topic', name: 'news' };
    const resources = resourcesOf({
      web: [
        team('web'),
        agent('planner', { ...talksTo('researcher'), subscriptions: [{ name: 'news', topic }] }),
        agent('researcher', { publishes: [topic] }),
        of('Topic', 'news'),
      ],
    });
    const subscriptions = Object.values(resources).filter(({ Type }) => Type === 'AWS::SNS::Subscription');
    expect(subscriptions.map(({ Properties }) => Properties)).toEqual([
      {
        TopicArn: { Ref: 'TopicNews' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['QueuePlannerWork', 'Arn'] },
        RawMessageDelivery: false,
      },
    ]);
    expect(JSON.stringify(resources.AccessToQueuePlannerWork)).toContain(
      '"Condition":{"ArnEquals":{"aws:SourceArn":["arn:aws:sns:us-east-1:123456789012:acme-platform-web-topic-news"]}}',
    );
    expect(rightsOf(resources, 'RoleResearcher')).toContain('sns:Publish {"Ref":"TopicNews"}');
  });

  test('functions that are told of each other are a circle, as CloudFormation would say', () => {
    const told = (name: string) => ({
      functions: [{ ...code, environment: { OTHER: { valueFrom: { kind: 'Agent', name, output: 'functionArn' } } } }],
    });
    expect(findingsOf({ web: [team('web'), agent('a', told('b')), agent('b', told('a'))] })).toEqual([
      'ReferenceCycle spec.functions[0].environment.OTHER.valueFrom: References go in a circle: ' +
        'Function/web/a → Function/web/b → Function/web/a.',
    ]);
    expect(findingsOf({ web: [team('web'), agent('a', told('a'))] })).toEqual([
      'ReferenceCycle spec.functions[0].environment.OTHER.valueFrom: References go in a circle: ' +
        'Function/web/a → Function/web/a.',
    ]);
  });
});

describe('a processor that S3 tells itself', () => {
  const inbox = { kind: 'Bucket', name: 'inbox' };
  const queue = { kind: 'Queue', name: 'archive-events' };
  const processor = of('EventProcessor', 'archive', {
    source: { s3: { bucket: inbox, prefix: 'in/', direct: true } },
    function: code,
  });
  const told = (spec: object = {}) => of('Bucket', 'inbox', { notifications: [{ queue, prefix: 'in/', ...spec }] });

  test('has no rule; its bucket tells its queue, after the policy that lets it', () => {
    const resources = resourcesOf({
      web: [team('web'), processor, told({ suffix: '.csv', events: ['created', 'tagged'] })],
    });
    const rules = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules).toEqual([]);
    const Filter = {
      S3Key: {
        Rules: [
          { Name: 'prefix', Value: 'in/' },
          { Name: 'suffix', Value: '.csv' },
        ],
      },
    };
    const Queue = { 'Fn::GetAtt': ['QueueArchiveEvents', 'Arn'] };
    expect(resources.BucketInbox?.Properties?.NotificationConfiguration).toEqual({
      QueueConfigurations: [
        { Event: 's3:ObjectCreated:*', Queue, Filter },
        { Event: 's3:ObjectTagging:Put', Queue, Filter },
      ],
    });
    expect(resources.BucketInbox?.DependsOn).toEqual(['AccessToQueueArchiveEvents']);
  });

  test('A3, T6: its queue takes messages of this bucket and account only, which its policy writes out', () => {
    const resources = resourcesOf({ web: [team('web'), processor, told()] });
    const policy = resources.AccessToQueueArchiveEvents?.Properties?.PolicyDocument;
    expect(policy).toHaveProperty('Statement.2', {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: { 'Fn::GetAtt': ['QueueArchiveEvents', 'Arn'] },
      Condition: {
        ArnEquals: { 'aws:SourceArn': ['arn:aws:s3:::acme-platform-web-bucket-inbox-123456789012'] },
        StringEquals: { 'aws:SourceAccount': '123456789012' },
      },
    });
    expect(policy).not.toHaveProperty('Statement.3');
  });

  test('its function reads below the prefix and nowhere else', () => {
    const rights = rightsOf(resourcesOf({ web: [team('web'), processor, told()] }), 'RoleArchive');
    expect(rights.filter((right) => right.startsWith('s3:GetObject '))).toEqual([
      's3:GetObject {"Fn::Join":["",[{"Fn::GetAtt":["BucketInbox","Arn"]},"/in/*"]]}',
    ]);
  });

  test('a queue that another service sends to asks for the account of buckets only', () => {
    const rule = of('EventRule', 'news', { pattern: { source: ['a'] }, targets: [queue] });
    const resources = resourcesOf({ web: [team('web'), processor, told(), rule] });
    const conditions = JSON.stringify(resources.AccessToQueueArchiveEvents).match(/"Condition":\{"ArnEquals".*?\}\}/g);
    expect(conditions).toEqual([
      '"Condition":{"ArnEquals":{"aws:SourceArn":["arn:aws:s3:::acme-platform-web-bucket-inbox-123456789012"]},"StringEquals":{"aws:SourceAccount":"123456789012"}}',
      '"Condition":{"ArnEquals":{"aws:SourceArn":["arn:aws:events:us-east-1:123456789012:rule/acme-platform-web-rule-news"]}}',
    ]);
  });

  test('a bucket that tells EventBridge too says both, and filters as S3 has them in its notifications', () => {
    const bucket = of('Bucket', 'inbox', {
      events: true,
      notifications: [
        { queue: { kind: 'Queue', name: 'one' }, prefix: 'a b=c/', events: ['deleted', 'restored', 'untagged'] },
      ],
    });
    const Queue = { 'Fn::GetAtt': ['QueueOne', 'Arn'] };
    const Filter = { S3Key: { Rules: [{ Name: 'prefix', Value: 'a+b%3Dc/' }] } };
    const resources = resourcesOf({ web: [team('web'), bucket, of('Queue', 'one')] });
    expect(resources.BucketInbox?.Properties?.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
      QueueConfigurations: [
        { Event: 's3:ObjectRemoved:*', Queue, Filter },
        { Event: 's3:ObjectRestore:Completed', Queue, Filter },
        { Event: 's3:ObjectTagging:Delete', Queue, Filter },
      ],
    });
  });

  describe('in a team of several stacks', () => {
    const placed = new Map([
      ['acme-platform-team-web', new Set(['QueueOne'])],
      ['acme-platform-team-web-2', new Set(['BucketInbox'])],
    ]);
    const both = { queue: { kind: 'Queue', name: 'one' }, prefix: 'out/' };
    const written = [
      team('web'),
      processor,
      of('Queue', 'one'),
      of('Bucket', 'inbox', { notifications: [{ queue, prefix: 'in/' }, both] }),
    ];
    const compiled = (where: ReadonlyMap<string, ReadonlySet<string>>) =>
      compile(buildGraph(registryOf(platform(), { web: written })).graph, {}, where);

    test('the bucket is applied after the queue of another stack; a new processor goes into the stack of its bucket', () => {
      const { desired, findings } = compiled(placed);
      expect(findings).toEqual([]);
      const second = desired.stacks.find(({ owner }) => owner === 'team/web/2');
      expect(second?.parameters).toMatchObject({
        OfWebQueueArnOne: { stack: 'acme-platform-team-web', output: 'QueueArnOne' },
      });
      expect(second?.template.Resources.BucketInbox?.DependsOn).toEqual(['AccessToQueueArchiveEvents']);
      expect(Object.keys(second?.template.Resources ?? {})).toContain('FunctionArchive');
    });

    test('a processor that is in another stack than its bucket already cannot become direct, and it is said', () => {
      const apart = new Map([...placed, ['acme-platform-team-web-3', new Set(['FunctionArchive'])] as const]);
      expect(compiled(apart).findings.map(({ code: found, path }) => `${found} ${path}`)).toEqual([
        'StackCycle spec.notifications[0].queue',
      ]);
    });
  });

  test('I4: the queue of another team needs that team’s leave to write, and comes with its stack, which is applied before', () => {
    const bucket = of('Bucket', 'inbox', { notifications: [{ queue: { kind: 'Queue', name: 'one', team: 'shop' } }] });
    const queueFor = (level: string) => ({
      kind: 'Queue',
      metadata: { name: 'one', sharedWith: [{ team: 'web', level }] },
      spec: {},
    });
    const teams = (level: string) => ({ web: [team('web'), bucket], shop: [team('shop'), queueFor(level)] });
    expect(findingsOf(teams('read'))).toEqual([
      'CrossTeamReference spec.notifications[0].queue.team: Queue one of team shop is not shared for writing with team web.',
    ]);
    const resources = resourcesOf(teams('write'));
    expect(resources.BucketInbox?.Properties?.NotificationConfiguration).toEqual({
      QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { Ref: 'OfShopQueueArnOne' } }],
    });
    expect(resources.BucketInbox?.DependsOn).toBeUndefined();
    expect(JSON.stringify(resources.AccessToQueueOne)).toContain(
      '"Condition":{"ArnEquals":{"aws:SourceArn":["arn:aws:s3:::acme-platform-web-bucket-inbox-123456789012"]},"StringEquals":{"aws:SourceAccount":"123456789012"}}',
    );
  });
});

describe('what an agent names is looked at once, at the line that names it', () => {
  test('an agent that there is not', () => {
    const written = agent('planner', { functions: [code, { ...code, name: 'tool' }], ...talksTo('reseacher') });
    expect(findingsOf({ web: [team('web'), written, agent('researcher')] })).toEqual([
      'UnknownReference spec.talksTo[0].name: There is no Agent reseacher in team web.',
    ]);
  });

  test('a bucket, a topic and a secret that there are not', () => {
    const bucket = { kind: 'Bucket', name: 'papers' };
    const spec = { storage: { bucket }, publishes: [{ kind: 'Topic', name: 'news' }], secrets: ['key'] };
    expect(findingsOf({ web: [team('web'), agent('planner', spec)] })).toEqual([
      'UnknownReference spec.storage.bucket.name: There is no Bucket papers in team web.',
      'UnknownReference spec.publishes[0].name: There is no Topic news in team web.',
      'UnknownReference spec.secrets[0]: There is no Secret key in team web.',
    ]);
  });

  test('I4: an agent of a team that does not share it, or not enough', () => {
    const written = agent('planner', { talksTo: [{ kind: 'Agent', name: 'writer', team: 'desk' }] });
    const teams = (sharedWith?: object) => ({
      web: [team('web'), written],
      desk: [team('desk'), agent('writer', {}, sharedWith)],
    });
    const refusal = 'CrossTeamReference spec.talksTo[0].team: Agent writer of team desk is not shared';
    expect(findingsOf(teams())).toEqual([`${refusal} for writing with team web.`]);
    expect(findingsOf(teams({ team: 'web', level: 'reference' }))).toEqual([`${refusal} for writing with team web.`]);
    expect(findingsOf(teams({ team: 'web', level: 'write' }))).toEqual([]);
  });

  test('I4: sharing an agent opens its queue only for work, its results only for reading, and nothing else', () => {
    const reach = (kind: string, name: string, level: string) =>
      findingsOf({
        web: [team('web'), lambda('f', { access: [{ kind, name, team: 'desk', level }] })],
        desk: [team('desk'), agent('writer', {}, { team: 'web', level: 'readwrite' })],
      }).length;
    expect(reach('Agent', 'writer', 'write')).toBe(0);
    expect(reach('Table', 'writer-results', 'read')).toBe(0);
    expect(reach('Table', 'writer-results', 'write')).toBe(1);
    expect(reach('Queue', 'writer-work', 'read')).toBe(1);
    expect(reach('Queue', 'writer-work', 'write')).toBe(0);
    expect(reach('Function', 'writer', 'invoke')).toBe(1);
  });
});

describe('least privilege', () => {
  test('a function of an agent reaches what it uses and nothing else', () => {
    const bucket = { kind: 'Bucket', name: 'papers' };
    const resources = resourcesOf({
      web: [
        team('web'),
        of('Bucket', 'papers'),
        of('Secret', 'key', { external: true }),
        agent('planner', {
          functions: [code, { ...code, name: 'none', uses: [] }, { ...code, name: 'some', uses: ['storage'] }],
          storage: { bucket, prefix: 'plans/' },
          secrets: ['key'],
        }),
      ],
    });
    expect(rightsOf(resources, 'RolePlannerNone')).toEqual([
      'logs:CreateLogStream {"Fn::GetAtt":["LogGroupPlannerNone","Arn"]}',
      'logs:PutLogEvents {"Fn::GetAtt":["LogGroupPlannerNone","Arn"]}',
      'xray:PutTelemetryRecords "*"',
      'xray:PutTraceSegments "*"',
    ]);
    const reached = rightsOf(resources, 'RolePlannerSome').slice(4);
    expect([...new Set(reached.map((right) => right.slice(right.indexOf(' ') + 1)))]).toEqual([
      '{"Fn::Join":["",[{"Fn::GetAtt":["BucketPapers","Arn"]},"/plans/*"]]}',
      '{"Fn::GetAtt":["BucketPapers","Arn"]}',
    ]);
    expect(rightsOf(resources, 'RolePlanner')).toContain('secretsmanager:GetSecretValue {"Ref":"SecretKey"}');
    expect(resources.FunctionPlannerNone?.Properties?.Environment).toEqual({
      Variables: { HOLDFAST_AGENT: 'planner' },
    });
  });

  test('an event processor reads below the prefix of its source, and writes below that of its output', () => {
    const bucket = { kind: 'Bucket', name: 'files' };
    const spec = { source: { s3: { bucket, prefix: 'in/' } }, function: code, output: { bucket, prefix: 'out/' } };
    const resources = resourcesOf({
      web: [team('web'), of('Bucket', 'files', { events: true }), of('EventProcessor', 'copy', spec)],
    });
    const rights = rightsOf(resources, 'RoleCopy').filter((right) => right.startsWith('s3:'));
    const below = (prefix: string) => `{"Fn::Join":["",[{"Fn::GetAtt":["BucketFiles","Arn"]},"/${prefix}*"]]}`;
    expect(rights).toContain(`s3:GetObject ${below('in/')}`);
    expect(rights).toContain(`s3:PutObject ${below('out/')}`);
    expect(rights).not.toContain(`s3:PutObject ${below('in/')}`);
    expect(rights).not.toContain(`s3:GetObject ${below('out/')}`);
  });

  test('A3: the role of a schedule can be taken by Scheduler for this schedule only, and does one thing', () => {
    const spec = { expression: 'rate(1 hour)', target: { kind: 'Queue', name: 'work' } };
    const resources = resourcesOf({ web: [team('web'), of('Queue', 'work'), of('Schedule', 'hourly', spec)] });
    expect(rightsOf(resources, 'SendScheduledHourly')).toEqual(['sqs:SendMessage {"Fn::GetAtt":["QueueWork","Arn"]}']);
    expect(resources.SendScheduledHourly?.Properties?.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '123456789012' },
            ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['GroupOfScheduleHourly', 'Arn'] } },
          },
        },
      ],
    });
  });
});

test('a team has a bus exactly when a document uses it, with the same outputs for all', () => {
  const rule = (bus: string) =>
    of('EventRule', 'a', { bus, pattern: { source: ['a'] }, targets: [{ kind: 'Function', name: 'f' }] });
  const bus = (...documents: readonly Written[]) => resourcesOf({ web: [team('web'), ...documents] }).TeamBusWeb?.Type;
  const name = { valueFrom: { kind: 'Team', name: 'web', output: 'eventBusName' } };
  expect(bus(lambda('f'), rule('default'))).toBeUndefined();
  expect(bus(lambda('f'), rule('partner'))).toBeUndefined();
  expect(bus(lambda('f'), rule('team'))).toBe('AWS::Events::EventBus');
  expect(bus(lambda('f', { environment: { BUS: name } }))).toBe('AWS::Events::EventBus');
  expect(bus(lambda('f', { access: [{ kind: 'Team', name: 'web', level: 'write' }] }))).toBe('AWS::Events::EventBus');
  expect(bus(agent('a', { publishes: [{ bus: 'team' }] }))).toBe('AWS::Events::EventBus');
});

test('every part bears the tag of its whole, and nothing else does', () => {
  const { documents } = registryOf(platform(), { web: [team('web'), agent('planner'), lambda('f')] });
  const parts = documents.flatMap(({ partOf, kind, metadata }) => (partOf ? [`${kind} ${metadata.name}`] : []));
  expect(parts.sort()).toEqual(['Function planner', 'Queue planner-work', 'Table planner-results']);
  const resources = resourcesOf({ web: [team('web'), agent('planner'), lambda('f')] });
  const tagged = Object.entries(resources).flatMap(([id, { Properties }]) =>
    JSON.stringify(Properties?.Tags ?? []).includes('{"Key":"part-of","Value":"Agent/web/planner"}') ? [id] : [],
  );
  expect(tagged).toContain('FunctionPlanner');
  expect(tagged).toContain('TablePlannerResults');
  expect(tagged).not.toContain('FunctionF');
});

test('a larger document refers by its parts only: what stands in a block is read once', () => {
  const table = of('Table', 'orders', { partitionKey: { name: 'id' } });
  const block = { ...code, access: [{ kind: 'Table', name: 'orders', level: 'read' }] };
  const { graph } = buildGraph(
    registryOf(platform(), { web: [team('web'), table, agent('a', { functions: [block] })] }),
  );
  const edges = graph.edges.filter(({ to }) => to === 'Table/web/orders').map(({ from }) => from);
  expect(edges).toEqual(['Function/web/a']);
  expect(graph.nodes.every(({ document }) => !isTeamDocument(document) || document.metadata.team === 'web')).toBe(true);
});

describe('a table that event processors share', () => {
  const table = of('Table', 'handled', { partitionKey: { name: 'id' }, ttl: 'expiration' });
  const sharing = (name: string, more: object = {}) => {
    const idempotency = { table: { kind: 'Table', name: 'handled' } };
    const source = { schedule: { expression: 'rate(1 hour)' } };
    return of('EventProcessor', name, { source, function: code, idempotency, ...more });
  };

  test('is named to each of their functions, and there is no other', () => {
    const resources = resourcesOf({ web: [team('web'), table, sharing('nightly'), sharing('hourly')] });
    const tables = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::DynamoDB::Table');
    expect(tables.map(([id]) => id)).toEqual(['TableHandled']);
    for (const name of ['Nightly', 'Hourly']) {
      expect(resources[`Function${name}`]?.Properties?.Environment).toMatchObject({
        Variables: { HOLDFAST_IDEMPOTENCY_TABLE: { Ref: 'TableHandled' } },
      });
      expect(rightsOf(resources, `Role${name}`)).toContain('dynamodb:PutItem {"Fn::GetAtt":["TableHandled","Arn"]}');
    }
  });

  test('is where the outputs come from that a table of its own would give', () => {
    const wanting = lambda('f', {
      environment: { TABLE: { valueFrom: { kind: 'EventProcessor', name: 'nightly', output: 'tableName' } } },
    });
    expect(findingsOf({ web: [team('web'), table, sharing('nightly'), wanting] })).toEqual([
      'UnknownOutput spec.environment.TABLE.valueFrom.output: EventProcessor nightly gives no tableName: its spec shares Table handled, which gives it.',
    ]);
  });
});
