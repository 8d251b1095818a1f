import { describe, expect, test } from 'vitest';
import { driftPolicies } from '../../../bootstrap/constructs/drift-permissions.ts';
import { API_READER_ACTIONS } from '../../../controller/adapters/apigateway-api.ts';
import { STAGE_CLEANER_ACTIONS } from '../../../controller/adapters/apigateway-stages.ts';
import { STACK_READER_ACTIONS, STACK_WRITER_ACTIONS } from '../../../controller/adapters/cloudformation.ts';
import { REHEARSER_ACTIONS } from '../../../controller/adapters/cloudformation-rehearsal.ts';
import { BADGE_READER_ACTIONS } from '../../../controller/adapters/dynamodb-badge.ts';
import { EVIDENCE_KEYS } from '../../../controller/adapters/dynamodb-evidence.ts';
import { LEDGER_ACTIONS } from '../../../controller/adapters/dynamodb-ledger.ts';
import { EVENT_PUBLISHER_ACTIONS } from '../../../controller/adapters/eventbridge-bus.ts';
import { CODE_RESTORER_ACTIONS, FUNCTION_READER_ACTIONS } from '../../../controller/adapters/lambda-functions.ts';
import { RESOURCE_READER_ACTIONS } from '../../../controller/adapters/readers/resources.ts';
import { ARTIFACT_ACTIONS } from '../../../controller/adapters/s3-artifacts.ts';
import { BLOB_CACHE_ACTIONS } from '../../../controller/adapters/s3-blob-cache.ts';
import { OBJECT_STORE_ACTIONS } from '../../../controller/adapters/s3-objects.ts';
import { TEMPLATE_BUCKET_ACTIONS } from '../../../controller/adapters/s3-templates.ts';
import { STATE_STORE_ACTIONS } from '../../../controller/adapters/s3-terraform-state.ts';
import { RETRY_ACTIONS } from '../../../controller/adapters/sqs-retry.ts';
import { PARAMETER_STORE_ACTIONS } from '../../../controller/adapters/ssm-outputs.ts';
import { handlerActions, isReading } from './actions.ts';
import { isAllowed, type Request, type Statement, statementsOf } from './policy.ts';
import { type Logical, logicalId, synthesise } from './synth.ts';

const template = synthesise({ artifactBuckets: 'acme-artifacts' });
const webhook = statementsOf(template, 'RolesWebhook');
const planner = statementsOf(template, 'RolesPlanner');
const applier = statementsOf(template, 'RolesApplier');

/** One of our own resources, as the evaluator writes its ARN. */
const own = (type: string, properties?: Logical): string => `arn:own:${logicalId(template, type, properties)}`;
const TABLE = own('AWS::DynamoDB::Table');
const BUCKET = own('AWS::S3::Bucket');
const BUS = own('AWS::Events::EventBus');
const PLANNER_QUEUE = own('AWS::SQS::Queue', { QueueName: 'holdfast-dev-planner.fifo' });
const APPLIER_QUEUE = own('AWS::SQS::Queue', { QueueName: 'holdfast-dev-applier.fifo' });
const TIMER_QUEUE = own('AWS::SQS::Queue', { QueueName: 'holdfast-dev-timer' });
const APP_KEY = own('AWS::SecretsManager::Secret', { Description: 'Private key (PEM) of the GitHub App' });
const WEBHOOK_SECRET = own('AWS::SecretsManager::Secret', { Description: 'Secret of the GitHub webhook' });
const EXECUTION_ROLE = own('AWS::IAM::Role', { RoleName: 'shared-lambda-infra-cfn-execution' });

/** Statements that only a sweep for drift needs. */
const DRIFT_STATEMENTS = Object.values(
  driftPolicies({ project: 'p', functionNames: [], buckets: [], partition: 'aws', region: 'r', account: 'a' }),
).flatMap((permissions) => permissions.map(({ name }) => name));

const STACK = 'arn:aws:cloudformation:us-east-1:111122223333:stack/shared-lambda-infra-team-payments/0a1b';
const CHANGE_SET = 'arn:aws:cloudformation:us-east-1:111122223333:changeSet/holdfast-plan-0a1b-0c1d/0a1b';
const FOREIGN_STACK = 'arn:aws:cloudformation:us-east-1:111122223333:stack/billing/0a1b';
const FUNCTION = 'arn:aws:lambda:us-east-1:111122223333:function:shared-lambda-infra-payments-function-charge';
const API = 'arn:aws:apigateway:us-east-1::/apis/abc/routes/def';
const PACKAGE = 'arn:aws:s3:::shared-lambda-infra-artifacts-111122223333-us-east-1/payments/charge.zip';

/** Everything that the statements allow and that does not only read, as `action resource`. */
function changesOf(statements: readonly Statement[]): readonly string[] {
  const allows = statements.filter(({ Effect }) => Effect === 'Allow');
  const pairs = allows.flatMap(({ Action, Resource }) =>
    Action.filter((action) => !isReading(action)).flatMap((action) => Resource.map((one) => `${action} ${one}`)),
  );
  return pairs.sort();
}

test.each([
  ['planner', planner],
  ['applier', applier],
])('evidence is put, and neither changed nor deleted, by the %s', (_, statements) => {
  const may = (action: string, key: string) =>
    isAllowed(statements, {
      action: `dynamodb:${action}`,
      resource: TABLE,
      context: { 'dynamodb:LeadingKeys': [key] },
    });
  for (const key of EVIDENCE_KEYS.map((pattern) => pattern.replace('*', 'dev'))) {
    expect([may('PutItem', key), may('UpdateItem', key), may('DeleteItem', key)]).toEqual([true, false, false]);
  }
  expect([may('UpdateItem', 'lease#dev#environment'), may('DeleteItem', 'stacks#dev')]).toEqual([true, true]);
});

describe('planner', () => {
  test('P1: what it may change is its own record, messages, bus, logs, traces and change sets, and nothing else', () => {
    const logs = 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/holdfast-dev-planner:*';
    const stacks = STACK.replace(/team.*/, '*');
    expect(changesOf(planner)).toEqual(
      [
        `cloudformation:CreateChangeSet ${stacks}`,
        `cloudformation:DeleteChangeSet ${stacks}`,
        `cloudformation:TagResource ${stacks}`,
        `cloudformation:TagResource ${CHANGE_SET.replace('0a1b-0c1d/0a1b', '*')}`,
        `dynamodb:DeleteItem ${TABLE}`,
        `dynamodb:PutItem ${TABLE}`,
        `dynamodb:UpdateItem ${TABLE}`,
        `events:PutEvents ${BUS}`,
        `logs:CreateLogStream ${logs}`,
        `logs:PutLogEvents ${logs}`,
        `s3:PutObject ${BUCKET}`,
        `s3:PutObject ${BUCKET}/*`,
        `sqs:ChangeMessageVisibility ${PLANNER_QUEUE}`,
        `sqs:DeleteMessage ${PLANNER_QUEUE}`,
        `sqs:ReceiveMessage ${PLANNER_QUEUE}`,
        `sqs:SendMessage ${APPLIER_QUEUE}`,
        `sqs:SendMessage ${TIMER_QUEUE}`,
        'xray:PutTelemetryRecords *',
        'xray:PutTraceSegments *',
      ].sort(),
    );
  });

  test('P1: no action is written with a wildcard, so none is allowed that nobody thought of', () => {
    expect(
      [...webhook, ...planner, ...applier].flatMap(({ Action }) => Action).filter((one) => one.includes('*')),
    ).toEqual([]);
  });

  test('P1: simulated with every changing action of every AWS resource type, it can touch no foreign resource', () => {
    const actions = [...new Set([...handlerActions().values()].flat())].filter((action) => !isReading(action));
    const resources = [
      '*',
      STACK,
      FOREIGN_STACK,
      FUNCTION,
      API,
      PACKAGE,
      PACKAGE.replace('/payments/charge.zip', ''),
      EXECUTION_ROLE,
      'arn:aws:iam::111122223333:role/shared-lambda-infra/payments/shared-lambda-infra-payments-role-charge',
      'arn:aws:dynamodb:us-east-1:111122223333:table/shared-lambda-infra-payments-table-orders',
      'arn:aws:sqs:us-east-1:111122223333:shared-lambda-infra-payments-queue-jobs',
      'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/shared-lambda-infra-payments-function-charge:*',
      WEBHOOK_SECRET,
    ];
    expect(actions.length).toBeGreaterThan(3_500);
    expect(reach(planner, actions, resources)).toEqual([]);
  });

  test('P1: the simulation notices one statement too many', () => {
    const slip: Statement = {
      Sid: 'Slip',
      Effect: 'Allow',
      Action: ['cloudformation:ExecuteChangeSet', 'lambda:Update*'],
      Resource: ['*'],
      Condition: {},
    };
    expect(
      reach([...planner, slip], ['cloudformation:ExecuteChangeSet', 'lambda:UpdateFunctionCode'], [FUNCTION]),
    ).toEqual([`cloudformation:ExecuteChangeSet ${FUNCTION}`, `lambda:UpdateFunctionCode ${FUNCTION}`]);
  });

  test('P1: it makes and deletes change sets under its own names, of stacks of the platform only', () => {
    const named = (name: string) => ({
      'cloudformation:ChangeSetName': name,
      'cloudformation:CreateAction': 'CreateChangeSet',
    });
    const actions = [...new Set(Object.values(REHEARSER_ACTIONS).flat())].filter((one) => !one.startsWith('s3:'));
    const allowed = (resource: string, name: string) =>
      actions.filter((action) => isAllowed(planner, { action, resource, context: named(name) }));
    expect(allowed(STACK, 'holdfast-plan-0a1b-0c1d')).toEqual(actions);
    expect(allowed(FOREIGN_STACK, 'holdfast-plan-0a1b-0c1d')).toEqual([]);
    const changing = ['CreateChangeSet', 'DeleteChangeSet', 'DescribeChangeSet'].map((one) => `cloudformation:${one}`);
    const refused = (context: Request['context']) =>
      changing.filter((action) => !isAllowed(planner, { action, resource: STACK, ...(context && { context }) }));
    expect(refused(named('holdfast-apply-0a1b-0'))).toEqual(changing);
    expect(refused(undefined)).toEqual(changing);
  });

  test('P1: it executes none, changes and deletes no stack, hands over no role, and tags nothing by itself', () => {
    const context = {
      'cloudformation:ChangeSetName': 'holdfast-plan-0a1b-0c1d',
      'cloudformation:RoleArn': EXECUTION_ROLE,
    };
    for (const action of [
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:CreateStack',
      'cloudformation:DeleteStack',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
      'cloudformation:UpdateStack',
      'cloudformation:UpdateTerminationProtection',
      'iam:PassRole',
    ]) {
      for (const resource of [STACK, CHANGE_SET, EXECUTION_ROLE]) {
        expect(isAllowed(planner, { action, resource, context }), `${action} ${resource}`).toBe(false);
      }
    }
  });

  test('P1: and nobody else executes what it made', () => {
    const execute = (name: string) => ({
      action: 'cloudformation:ExecuteChangeSet',
      resource: STACK,
      context: { 'cloudformation:ChangeSetName': name },
    });
    expect(isAllowed(applier, execute('holdfast-plan-0a1b-0c1d'))).toBe(false);
    expect(isAllowed(applier, execute('holdfast-apply-0a1b-0'))).toBe(true);
  });

  test('V4: it reads the platform, its packages and the App key', () => {
    const requests: readonly Request[] = [
      ...Object.values(STACK_READER_ACTIONS).flatMap(([action]) => ({ action, resource: STACK })),
      { action: 'lambda:GetFunction', resource: FUNCTION },
      { action: 'apigateway:GET', resource: API },
      { action: 's3:GetObject', resource: PACKAGE },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::acme-artifacts/x.zip' },
      { action: 'secretsmanager:GetSecretValue', resource: APP_KEY },
    ];
    expect(requests.filter((request) => !isAllowed(planner, request))).toEqual([]);
  });

  test('F4: it reads for drift exactly what the readers call, and no more of the project than its settings', () => {
    const drift = planner.filter(({ Sid }) => DRIFT_STATEMENTS.includes(Sid));
    const actions = [...new Set(drift.flatMap(({ Action }) => Action))].sort();
    expect(actions).toEqual(RESOURCE_READER_ACTIONS);
    expect(actions.filter((action) => !isReading(action))).toEqual([]);
    const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/shared-lambda-infra-payments-table-orders';
    const bucket = 'arn:aws:s3:::shared-lambda-infra-payments-bucket-receipts';
    const queue = 'arn:aws:sqs:us-east-1:111122223333:shared-lambda-infra-payments-queue-jobs';
    const secret =
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:shared-lambda-infra-payments-secret-key-a1b2c3';
    const allowed: readonly (readonly [string, string])[] = [
      ['dynamodb:DescribeTable', table],
      ['s3:GetBucketPolicy', bucket],
      ['sqs:GetQueueAttributes', queue],
      ['secretsmanager:DescribeSecret', secret],
      ['lambda:GetPolicy', `${FUNCTION}:live`],
      ['ec2:DescribeSecurityGroups', '*'],
    ];
    expect(allowed.filter(([action, resource]) => !isAllowed(planner, { action, resource }))).toEqual([]);
    const refused: readonly (readonly [string, string])[] = [
      ['dynamodb:GetItem', table],
      ['dynamodb:Scan', table],
      ['s3:GetObject', `${bucket}/2026.csv`],
      ['s3:ListBucket', bucket],
      ['sqs:ReceiveMessage', queue],
      ['secretsmanager:GetSecretValue', secret],
      ['dynamodb:DescribeTable', 'arn:aws:dynamodb:us-east-1:111122223333:table/salaries'],
      ['iam:GetRole', 'arn:aws:iam::111122223333:role/Admin'],
      ['apigateway:GET', 'arn:aws:apigateway:us-east-1::/clientcertificates/a'],
    ];
    expect(refused.filter(([action, resource]) => isAllowed(planner, { action, resource }))).toEqual([]);
    // The applier looks, too: before it puts drift back, and after.
    expect(applier.filter(({ Sid }) => DRIFT_STATEMENTS.includes(Sid))).toEqual(drift);
  });

  test('S7: it reads neither the webhook secret, nor other functions’ environment, nor other buckets', () => {
    const requests: readonly Request[] = [
      { action: 'secretsmanager:GetSecretValue', resource: WEBHOOK_SECRET },
      { action: 'lambda:GetFunction', resource: 'arn:aws:lambda:us-east-1:111122223333:function:billing' },
      { action: 's3:GetObject', resource: 'arn:aws:s3:::salaries/2026.csv' },
      { action: 'cloudformation:GetTemplate', resource: FOREIGN_STACK },
    ];
    expect(requests.filter((request) => isAllowed(planner, request))).toEqual([]);
  });
});

describe('webhook', () => {
  test('W11: it may record deliveries and touch nothing else of the record', () => {
    const item = (action: string, key: string): Request => ({
      action,
      resource: TABLE,
      context: { 'dynamodb:LeadingKeys': [key] },
    });
    expect(isAllowed(webhook, item('dynamodb:PutItem', 'delivery#1'))).toBe(true);
    expect(isAllowed(webhook, item('dynamodb:GetItem', 'delivery#1'))).toBe(true);
    expect(isAllowed(webhook, item('dynamodb:PutItem', 'lease#dev#environment'))).toBe(false);
    expect(isAllowed(webhook, item('dynamodb:DeleteItem', 'delivery#1'))).toBe(false);
  });

  test('W10: besides, it sends to the two queues, reads its own secret and writes its log', () => {
    const logs = 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/holdfast-dev-webhook:*';
    expect(changesOf(webhook)).toEqual(
      [
        `dynamodb:PutItem ${TABLE}`,
        `logs:CreateLogStream ${logs}`,
        `logs:PutLogEvents ${logs}`,
        `sqs:SendMessage ${PLANNER_QUEUE}`,
        `sqs:SendMessage ${APPLIER_QUEUE}`,
        'xray:PutTelemetryRecords *',
        'xray:PutTraceSegments *',
      ].sort(),
    );
    expect(isAllowed(webhook, { action: 'secretsmanager:GetSecretValue', resource: WEBHOOK_SECRET })).toBe(true);
    expect(isAllowed(webhook, { action: 'secretsmanager:GetSecretValue', resource: APP_KEY })).toBe(false);
  });
});

describe('applier', () => {
  const roleContext = {
    'cloudformation:RoleArn': EXECUTION_ROLE,
    'iam:PassedToService': 'cloudformation.amazonaws.com',
  };

  test('it may do what the stack writer does, to stacks of the platform only', () => {
    const actions = Object.values(STACK_WRITER_ACTIONS)
      .flat()
      .filter((action) => action.startsWith('cloudformation:'));
    const on = (resource: string) =>
      actions.filter((action) => isAllowed(applier, { action, resource, context: roleContext }));
    expect(on(STACK)).toEqual(actions);
    expect(on(FOREIGN_STACK)).toEqual([]);
    expect(on('arn:aws:cloudformation:us-east-1:111122223333:stack/holdfast-dev/0a1b')).toEqual([]);
  });

  test('templates above 51,200 bytes go through the evidence bucket', () => {
    const refused = TEMPLATE_BUCKET_ACTIONS.filter(
      (action) => !isAllowed(applier, { action, resource: `${BUCKET}/templates/1.json` }),
    );
    expect(refused).toEqual([]);
  });

  test('A4: a change set without the execution role, or with another one, is refused', () => {
    const create = { action: 'cloudformation:CreateChangeSet', resource: STACK };
    const other = { 'cloudformation:RoleArn': 'arn:aws:iam::111122223333:role/admin' };
    expect(isAllowed(applier, { ...create, context: roleContext })).toBe(true);
    expect(isAllowed(applier, create)).toBe(false);
    expect(isAllowed(applier, { ...create, context: other })).toBe(false);
    expect(isAllowed(applier, { action: 'cloudformation:DeleteStack', resource: STACK })).toBe(true);
    expect(isAllowed(applier, { action: 'cloudformation:DeleteStack', resource: STACK, context: other })).toBe(false);
  });

  test('A3: it hands over the execution role, to CloudFormation, and no other role to anybody', () => {
    const pass = (resource: string, service: string): Request => ({
      action: 'iam:PassRole',
      resource,
      context: { 'iam:PassedToService': service },
    });
    expect(isAllowed(applier, pass(EXECUTION_ROLE, 'cloudformation.amazonaws.com'))).toBe(true);
    expect(isAllowed(applier, pass(EXECUTION_ROLE, 'lambda.amazonaws.com'))).toBe(false);
    expect(isAllowed(applier, pass('arn:aws:iam::111122223333:role/admin', 'cloudformation.amazonaws.com'))).toBe(
      false,
    );
  });

  test('A2: it changes nothing in IAM itself, of functions only the code, of APIs only old route settings', () => {
    const changes = changesOf(applier).map((pair) => pair.split(' ')[0] ?? '');
    expect(changes.filter((action) => /^(?:iam|lambda|s3|ec2|apigateway):/.test(action))).toEqual([
      'apigateway:DELETE',
      'iam:PassRole',
      'lambda:UpdateFunctionCode',
      's3:PutObject',
      's3:PutObject',
      's3:PutObject',
      's3:PutObject',
    ]);
    const artifact = (key: string) => `arn:aws:s3:::shared-lambda-infra-artifacts-111122223333-us-east-1/${key}`;
    const puts = ['_holdfast/event-core.zip', 'payments/charge.zip', '_holdfast/other.zip'].map((key) =>
      isAllowed(applier, { action: 's3:PutObject', resource: artifact(key) }),
    );
    expect(puts).toEqual([true, false, false]);
    const restore = CODE_RESTORER_ACTIONS.map((action) => ({
      action,
      resource: action.startsWith('s3:') ? PACKAGE : FUNCTION,
    }));
    expect(restore.filter((request) => !isAllowed(applier, request))).toEqual([]);
    const controller = 'arn:aws:lambda:us-east-1:111122223333:function:holdfast-dev-applier';
    expect(isAllowed(applier, { action: 'lambda:UpdateFunctionCode', resource: controller })).toBe(false);
    const stage = 'arn:aws:apigateway:us-east-1::/apis/abc/stages/$default';
    const clearing = (resource: string) =>
      STAGE_CLEANER_ACTIONS.map((action) => isAllowed(applier, { action, resource }));
    expect(clearing(`${stage}/routesettings/GET%20%2Fpayments`)).toEqual([true, true]);
    expect(clearing(stage)).toEqual([true, false]);
  });

  test('it publishes outputs below the project’s path and in the state bucket, and nowhere else', () => {
    const parameter = (name: string) => `arn:aws:ssm:us-east-1:111122223333:parameter${name}`;
    const bucket = 'arn:aws:s3:::shared-lambda-infra-state-111122223333-us-east-1';
    const allowed = (actions: readonly string[], resource: string) =>
      actions.filter((action) => isAllowed(applier, { action, resource }));
    expect(allowed(PARAMETER_STORE_ACTIONS, parameter('/shared-lambda-infra/outputs/vpc_id'))).toEqual([
      ...PARAMETER_STORE_ACTIONS,
    ]);
    expect(allowed(['ssm:GetParametersByPath'], parameter('/shared-lambda-infra/outputs'))).toHaveLength(1);
    expect(allowed(PARAMETER_STORE_ACTIONS, parameter('/shared-lambda-infra/secrets/key'))).toEqual([]);
    expect(allowed(PARAMETER_STORE_ACTIONS, parameter('/billing/outputs/vpc_id'))).toEqual([]);
    const onObjects = STATE_STORE_ACTIONS.filter((action) => action !== 's3:ListBucket');
    expect(allowed(onObjects, `${bucket}/shared-infra/terraform.tfstate`)).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(allowed(STATE_STORE_ACTIONS, bucket)).toEqual(['s3:ListBucket']);
    expect(allowed(onObjects, `${bucket}/anything.zip`)).toEqual([]);
    expect(planner.flatMap(({ Action }) => Action).filter((action) => action.startsWith('ssm:'))).toEqual([]);
  });

  test('it takes messages from its own two queues and sends to the planner and to its later self', () => {
    const queues = [PLANNER_QUEUE, APPLIER_QUEUE, TIMER_QUEUE];
    const allowed = (action: string) => queues.filter((resource) => isAllowed(applier, { action, resource }));
    expect(allowed('sqs:ReceiveMessage')).toEqual([APPLIER_QUEUE, TIMER_QUEUE]);
    expect(allowed('sqs:SendMessage')).toEqual([PLANNER_QUEUE, TIMER_QUEUE]);
  });
});

describe('planner and applier have what the adapters call, exactly', () => {
  const actionsOn = (statements: readonly Statement[], prefix: string, resource: string) =>
    [...new Set(statements.filter((one) => one.Resource.includes(resource)).flatMap(({ Action }) => Action))]
      .filter((action) => action.startsWith(prefix))
      .sort();
  const cases: readonly (readonly [string, readonly string[], string, string])[] = [
    ['the ledger', LEDGER_ACTIONS, 'dynamodb:', TABLE],
    ['the object store', OBJECT_STORE_ACTIONS, 's3:', BUCKET],
    [
      'stacks',
      cloudFormationActions({ ...STACK_READER_ACTIONS, ...REHEARSER_ACTIONS }),
      'cloudformation:',
      STACK.replace(/team.*/, '*'),
    ],
    ['functions', FUNCTION_READER_ACTIONS, 'lambda:', FUNCTION.replace(/payments.*/, '*')],
    ['the API', API_READER_ACTIONS, 'apigateway:', 'arn:aws:apigateway:us-east-1::/apis/*'],
    ['the bus', EVENT_PUBLISHER_ACTIONS, 'events:', BUS],
    ['artifacts', ARTIFACT_ACTIONS, 's3:', 'arn:aws:s3:::shared-lambda-infra-artifacts-*'],
  ];
  test.each(cases)('%s', (_, actions, prefix, resource) => {
    const others = planner.filter(({ Sid }) => !DRIFT_STATEMENTS.includes(Sid));
    expect(actionsOn(others, prefix, resource)).toEqual([...actions].sort());
  });
});

test('C4: each shows its own failed messages again, and keeps fetched files in the controller’s bucket', () => {
  const refused = (statements: readonly Statement[], actions: readonly string[], resource: string) =>
    actions.filter((action) => !isAllowed(statements, { action, resource }));
  expect(refused(planner, RETRY_ACTIONS, PLANNER_QUEUE)).toEqual([]);
  expect(refused(applier, RETRY_ACTIONS, APPLIER_QUEUE)).toEqual([]);
  expect(refused(planner, RETRY_ACTIONS, APPLIER_QUEUE)).toEqual([...RETRY_ACTIONS]);
  expect(refused(planner, BLOB_CACHE_ACTIONS, `${BUCKET}/cache/blobs.json.gz`)).toEqual([]);
  expect(refused(applier, BLOB_CACHE_ACTIONS, `${BUCKET}/cache/blobs.json.gz`)).toEqual([]);
});

/** Actions of CloudFormation in a list of an adapter, each once. */
function cloudFormationActions(actions: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return [...new Set(Object.values(actions).flat())].filter((action) => action.startsWith('cloudformation:'));
}

/** Which of the pairs are allowed, with every condition key left out of the request. */
function reach(
  statements: readonly Statement[],
  actions: readonly string[],
  resources: readonly string[],
): readonly string[] {
  const pairs = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));
  return pairs.filter((pair) => isAllowed(statements, pair)).map(({ action, resource }) => `${action} ${resource}`);
}

describe('badge', () => {
  const badged = synthesise({ badgeToken: '0123456789abcdef0123456789abcdef' });
  const badge = statementsOf(badged, 'RolesBadge');
  const table = `arn:own:${logicalId(badged, 'AWS::DynamoDB::Table')}`;
  const may = (action: string, key: string) =>
    isAllowed(badge, { action, resource: table, context: { 'dynamodb:LeadingKeys': [key] } });

  test('W9: what answers to everybody reads the badge, and no other item of the record', () => {
    expect(BADGE_READER_ACTIONS.map((action) => may(action, 'badge#dev'))).toEqual([true]);
    for (const key of ['environment#dev', 'stacks#dev', 'delivery#1', 'evidence#dev', 'badges#dev']) {
      expect(may('dynamodb:GetItem', key), key).toBe(false);
    }
  });

  test('and changes nothing but its log and traces', () => {
    const logs = 'arn:aws:logs:us-east-1:111122223333:log-group:/aws/lambda/holdfast-dev-badge:*';
    expect(changesOf(badge)).toEqual(
      [
        `logs:CreateLogStream ${logs}`,
        `logs:PutLogEvents ${logs}`,
        'xray:PutTelemetryRecords *',
        'xray:PutTraceSegments *',
      ].sort(),
    );
    expect(badge.flatMap(({ Action }) => Action).filter(isReading)).toEqual(['dynamodb:GetItem']);
  });

  test('without one there is no such role', () => {
    expect(Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.includes('Badge'))).toEqual([]);
  });
});
