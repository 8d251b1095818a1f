import type { CostChange } from '../../../controller/cost/change.ts';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { driftAgainst } from '../../../controller/drift/against-plan.ts';
import type { Plan, PlanNode } from '../../../controller/plan/plan.ts';
import type { ApplyReport, DriftReport, PlanReport } from '../../../controller/report/report.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

/** Realistic reports, frozen to their leaves: a renderer that changes its input throws. */

export const SHA = '0f3c2a1b4d5e6f708192a3b4c5d6e7f801234567';
const DIGEST = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';
const TEAM = 'shared-lambda-infra-team-payments';
const FUNCTION = 'shared-lambda-infra-payments-function';

const chargeRole: PlanNode = {
  action: 'create',
  logicalId: 'FunctionChargeRole',
  type: 'AWS::IAM::Role',
  impact: 'create',
  changes: [
    {
      op: 'add',
      path: '/Properties',
      value: {
        RoleName: `${FUNCTION}-charge`,
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
        },
        PermissionsBoundary: { Ref: 'PermissionsBoundaryArn' },
        Policies: [
          {
            PolicyName: 'statements',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
                  Resource: { 'Fn::Sub': '${LogGroup.Arn}:*' },
                },
                { Effect: 'Allow', Action: 'xray:PutTraceSegments', Resource: '*' },
              ],
            },
          },
        ],
      },
    },
  ],
  source: { file: 'teams/payments/charge.yaml', line: 1, column: 1, document: 'Function/charge' },
};

const charge: PlanNode = {
  action: 'create',
  logicalId: 'FunctionCharge',
  type: 'AWS::Lambda::Function',
  impact: 'create',
  changes: [
    {
      op: 'add',
      path: '/Properties',
      value: {
        FunctionName: `${FUNCTION}-charge`,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: 512,
        Role: { 'Fn::GetAtt': ['FunctionChargeRole', 'Arn'] },
        Code: { S3Bucket: 'acme-artifacts', S3Key: 'payments/charge.zip', S3ObjectVersion: '3' },
        Environment: { Variables: { LOG_LEVEL: 'info', STRIPE_KEY: 'canary-value-of-the-environment' } },
      },
    },
  ],
  source: { file: 'teams/payments/charge.yaml', line: 1, column: 1, document: 'Function/charge' },
};

const refund: PlanNode = {
  action: 'update',
  logicalId: 'FunctionRefund',
  type: 'AWS::Lambda::Function',
  physicalId: `${FUNCTION}-refund`,
  impact: 'update',
  changes: [
    { op: 'replace', path: '/Properties/MemorySize', old: 128, value: 256 },
    { op: 'add', path: '/Properties/Timeout', value: 10 },
    { op: 'replace', path: '/Properties/Environment/Variables/LOG_LEVEL', old: 'info', value: 'debug' },
  ],
  source: { file: 'teams/payments/refund.yaml', line: 7, column: 3, document: 'Function/refund' },
};

/** A pull request of a team developer: a new function, a bigger one. */
export const TEAM_PLAN: Plan = {
  digest: DIGEST,
  summary: { create: 2, update: 1, replace: 0, delete: 0, noop: 41 },
  stacks: [
    { name: 'shared-lambda-infra-network', wave: 0, action: 'noop', templateDigest: DIGEST, notes: [], nodes: [] },
    { name: TEAM, wave: 4, action: 'update', templateDigest: DIGEST, notes: [], nodes: [chargeRole, charge, refund] },
  ],
};

/** What the plan of the team developer does to the bill: 0.154 and 0.167 more, which is shown as 0.32 and adds up. */
const TEAM_COST: CostChange = {
  region: 'us-east-1',
  before: 3_662_000,
  after: 3_983_000,
  teams: [
    { before: 3_337_000, after: 3_337_000 },
    { team: 'payments', before: 325_000, after: 646_000 },
  ],
  resources: [
    {
      stack: TEAM,
      logicalId: 'FunctionRefund',
      type: 'AWS::Lambda::Function',
      document: 'Function/refund',
      before: 53_000,
      after: 220_000,
    },
    {
      stack: TEAM,
      logicalId: 'FunctionCharge',
      type: 'AWS::Lambda::Function',
      document: 'Function/charge',
      before: 0,
      after: 154_000,
    },
  ],
};

/** What remains of a bill when a gateway goes: more changes than are listed, one of them below a cent. */
const RISKY_COST: CostChange = {
  region: 'eu-west-1',
  before: 41_200_000,
  after: 4_114_000,
  teams: [{ before: 41_200_000, after: 4_114_000 }],
  resources: [
    {
      stack: 'shared-lambda-infra-network',
      logicalId: 'NatGateway1',
      type: 'AWS::EC2::NatGateway',
      before: 35_040_000,
      after: 0,
    },
    ...Array.from({ length: 10 }, (_, index) => ({
      stack: TEAM,
      logicalId: `Alarm${index}`,
      type: 'AWS::CloudWatch::Alarm',
      document: `Function/f${index}`,
      before: 200_000,
      after: 0,
    })),
    { stack: TEAM, logicalId: 'FunctionRefund', type: 'AWS::Lambda::Function', before: 47_000, after: 0 },
    { stack: TEAM, logicalId: 'LogGroupRefund', type: 'AWS::Logs::LogGroup', before: 0, after: 1_000 },
  ],
};

/** A pull request that must be read twice: data is lost, a replacement, a widened policy, a stack removed. */
export const RISKY_PLAN: Plan = {
  digest: DIGEST,
  summary: { create: 0, update: 1, replace: 1, delete: 2, noop: 3 },
  stacks: [
    {
      name: TEAM,
      wave: 4,
      action: 'update',
      templateDigest: DIGEST,
      notes: ['tag cost-center: 4711 → 4712'],
      nodes: [
        {
          action: 'update',
          logicalId: 'FunctionRefundRole',
          type: 'AWS::IAM::Role',
          physicalId: `${FUNCTION}-refund`,
          impact: 'update',
          changes: [
            {
              op: 'replace',
              path: '/Properties/Policies/0/PolicyDocument/Statement/0/Action',
              old: 's3:GetObject',
              value: 's3:*',
            },
          ],
          source: { file: 'teams/payments/refund.yaml', line: 12, column: 5, document: 'Function/refund' },
        },
        {
          action: 'replace',
          logicalId: 'FunctionCharge',
          type: 'AWS::Lambda::Function',
          physicalId: `${FUNCTION}-charge`,
          impact: 'replace',
          changes: [
            {
              op: 'replace',
              path: '/Properties/FunctionName',
              old: `${FUNCTION}-charge`,
              value: `${FUNCTION}-charge-v2`,
            },
          ],
          source: { file: 'teams/payments/charge.yaml', line: 6, column: 3, document: 'Function/charge' },
        },
      ],
    },
    {
      name: 'shared-lambda-infra-team-legacy',
      wave: 5,
      action: 'delete',
      notes: [],
      nodes: [
        {
          action: 'delete',
          logicalId: 'TableOrders',
          type: 'AWS::DynamoDB::Table',
          physicalId: 'legacy-orders',
          impact: 'orphan',
          changes: [],
        },
        {
          action: 'delete',
          logicalId: 'QueueJobs',
          type: 'AWS::SQS::Queue',
          physicalId: 'shared-orders-jobs',
          impact: 'destroy',
          changes: [],
        },
      ],
    },
  ],
};

export const ERRORS: readonly Finding[] = [
  {
    code: 'UnknownField',
    severity: 'error',
    message: 'spec has no field "memorySize"',
    file: 'teams/payments/charge.yaml',
    line: 9,
    column: 3,
    path: 'spec.memorySize',
    hint: 'Did you mean memoryMb?',
  },
  {
    code: 'UnknownField',
    severity: 'error',
    message: 'spec has no field "timeout"',
    file: 'teams/payments/charge.yaml',
    line: 10,
    column: 3,
    path: 'spec.timeout',
  },
  {
    code: 'UnknownField',
    severity: 'error',
    message: 'spec has no field "verb"',
    file: 'teams/payments/routes.yaml',
    line: 5,
    column: 3,
    path: 'spec.verb',
  },
];

export const PLANNED: PlanReport = deepFreeze({
  kind: 'plan',
  sha: SHA,
  findings: [],
  plan: TEAM_PLAN,
  cost: TEAM_COST,
});

export const RISKY: PlanReport = deepFreeze({
  kind: 'plan',
  sha: SHA,
  findings: [
    {
      code: 'MassDelete',
      severity: 'warning',
      message: '2 of 7 resources would be deleted',
      file: 'platform.yaml',
      line: 1,
      column: 1,
      path: '',
    },
  ],
  cost: RISKY_COST,
  plan: RISKY_PLAN,
});

/** What the risky plan is asked about, and what somebody agreed to already. */
const ASKED: readonly Finding[] = [
  {
    ...{ code: 'DataLoss', severity: 'error', file: 'platform.yaml', line: 1, column: 1, path: '' },
    message: 'shared-orders-jobs (AWS::SQS::Queue) is deleted; what it holds is lost to the platform.',
    hint: 'Undo the change, or copy what it holds and have somebody agree.',
    consent: { what: 'data-loss', owners: ['mona', 'octocat'] },
  },
  {
    ...{ code: 'MassDelete', severity: 'error', file: 'platform.yaml', line: 1, column: 1, path: '' },
    message: 'This revision would delete 2 of 7 resources (29 %).',
    consent: { what: 'mass-delete' },
  },
  {
    ...{ code: 'BudgetExceeded', severity: 'info', file: 'platform.yaml', line: 20, column: 5, path: 'spec.cost' },
    message:
      'The estimate for the platform is 33.00 USD a month, more than the 30.00 allowed. Agreed by mona at 2026-11-26T12:00:00.000Z via a comment on #7.',
    consent: { what: 'budget' },
  },
];

export const ASKING: PlanReport = deepFreeze({
  kind: 'plan',
  sha: SHA,
  findings: ASKED,
  cost: RISKY_COST,
  plan: RISKY_PLAN,
});

export const REFUSED: ApplyReport = deepFreeze({
  kind: 'apply',
  sha: SHA,
  state: 'stopped',
  problem: 'Needs consent: data loss, mass delete.',
  findings: ASKED,
  plan: RISKY_PLAN,
  stacks: [],
});

export const BROKEN: PlanReport = deepFreeze({ kind: 'plan', sha: SHA, findings: ERRORS });

export const FAILED: ApplyReport = deepFreeze({
  kind: 'apply',
  sha: SHA,
  state: 'failed',
  findings: [],
  plan: TEAM_PLAN,
  stacks: [
    { name: 'shared-lambda-infra-network', action: 'update', state: 'applied' },
    {
      name: TEAM,
      action: 'update',
      state: 'failed',
      reason:
        'FunctionCharge could not be created: Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
    },
    { name: 'shared-lambda-infra-team-search', action: 'create', state: 'skipped', reason: 'an earlier stack failed' },
  ],
});

export const ROLLED_BACK: ApplyReport = deepFreeze({
  kind: 'apply',
  sha: SHA,
  state: 'succeeded',
  findings: [],
  plan: TEAM_PLAN,
  stacks: [{ name: TEAM, action: 'update', state: 'applied' }],
  rollback: {
    over: '9a8b7c6d5e4f30211203f4e5d6c7b8a9deadbeef',
    by: 'arn:aws:sts::123456789012:assumed-role/developer/mona',
  },
});

export const DRIFTED: DriftReport = deepFreeze({
  kind: 'drift',
  sha: SHA,
  result: {
    sha: SHA,
    resources: [
      {
        stack: TEAM,
        logicalId: 'FunctionRefund',
        type: 'AWS::Lambda::Function',
        physicalId: `${FUNCTION}-refund`,
        source: { file: 'teams/payments/refund.yaml', line: 1, column: 1, document: 'Function/refund' },
        status: 'modified',
        differences: [
          {
            path: '/Properties/MemorySize',
            expected: 256,
            actual: 1024,
            source: { file: 'teams/payments/refund.yaml', line: 9, column: 3 },
          },
          { path: '/Properties/Environment/Variables/LOG_LEVEL', expected: 'sha256:3e3e…', actual: 'sha256:0c5b…' },
          { path: '/Properties/ReservedConcurrentExecutions', actual: 0 },
        ],
      },
      {
        stack: TEAM,
        logicalId: 'RouteRefund',
        type: 'AWS::ApiGatewayV2::Route',
        physicalId: 'r4k2p9',
        source: { file: 'teams/payments/refund.yaml', line: 14, column: 1, document: 'Route/refund' },
        status: 'deleted',
      },
      {
        stack: 'shared-lambda-infra-application',
        logicalId: 'Api',
        type: 'AWS::ApiGatewayV2::Route',
        physicalId: 'x7x7x7',
        status: 'added',
        actual: { RouteKey: 'GET /debug', Target: 'integrations/abc123' },
      },
      ...(['FunctionCharge', 'FunctionSearch'] as const).map((logicalId) => ({
        stack: TEAM,
        logicalId,
        type: 'AWS::Lambda::Function',
        physicalId: logicalId,
        status: 'in-sync' as const,
      })),
      ...(['Vpc', 'SubnetA', 'SubnetB'] as const).map((logicalId) => ({
        stack: 'shared-lambda-infra-network',
        logicalId,
        type: logicalId === 'Vpc' ? 'AWS::EC2::VPC' : 'AWS::EC2::Subnet',
        physicalId: logicalId,
        status: 'unchecked' as const,
        because: 'no reader for this type yet',
      })),
    ],
  },
});

/** The plan of the team developer, on a platform where the function that it changes had drifted, and other things with it. */
const drift = driftAgainst(TEAM_PLAN, {
  result: JSON.parse(JSON.stringify(DRIFTED.result).replace('"expected":256', '"expected":128')),
  at: Date.parse('2026-11-20T09:30:00Z'),
});
export const PLANNED_OVER_DRIFT: PlanReport = deepFreeze({ ...PLANNED, ...(drift && { drift }) });

/** A merged commit that does more than its pull request was shown with. */
export const MOVED: ApplyReport = deepFreeze({
  kind: 'apply',
  sha: SHA,
  state: 'succeeded',
  findings: [],
  plan: TEAM_PLAN,
  stacks: [{ name: TEAM, action: 'update', state: 'applied' }],
  shown: {
    kind: 'moved',
    on: { sha: '9a8b7c6d5e4f30211203f4e5d6c7b8a9deadbeef', number: 12, digest: DIGEST, at: 0 },
    also: [{ sha: '1a8b7c6d5e4f30211203f4e5d6c7b8a9deadbeef', number: 11, digest: DIGEST, at: 0 }],
    counts: { unseen: 2, start: 1, gone: 1 },
    unseen: { [TEAM]: 2 },
    list: [
      {
        kind: 'unseen',
        stack: TEAM,
        logicalId: 'FunctionCharge',
        type: 'AWS::Lambda::Function',
        document: 'Function/charge',
        now: { action: 'create', impact: 'create' },
        changes: [],
        because: 'registry',
      },
      { kind: 'unseen', stack: TEAM, changes: [], notes: ['tag team: a → b'], because: 'outside' },
      {
        kind: 'start',
        stack: TEAM,
        logicalId: 'FunctionRefund',
        type: 'AWS::Lambda::Function',
        document: 'Function/refund',
        shown: { action: 'update', impact: 'update' },
        now: { action: 'update', impact: 'update' },
        changes: [{ path: '/Properties/MemorySize', shown: 192, now: 128 }],
        because: 'applied',
      },
      {
        kind: 'gone',
        stack: TEAM,
        logicalId: 'FunctionRefundAlias',
        type: 'AWS::Lambda::Alias',
        shown: { action: 'update', impact: 'may-replace' },
        changes: [],
        because: 'applied',
      },
    ],
  },
});

/** Some of it is left: a difference that is accepted, one that the registry ignores, a resource made by hand; and a heal that is given up. */
export const LEFT: DriftReport = deepFreeze({
  kind: 'drift',
  sha: SHA,
  note: 'Not accepted for mona: What was shown has changed since. Look at what is there now, and say it again.',
  notHealed: [
    {
      stack: TEAM,
      logicalId: 'FunctionRefund',
      type: 'AWS::Lambda::Function',
      physicalId: `${FUNCTION}-refund`,
      because: 'it was put back 3 times within a day and differs again: somebody wants it so, or it cannot be put back',
      exhausted: true,
    },
  ],
  result: {
    sha: SHA,
    resources: [
      {
        stack: TEAM,
        logicalId: 'FunctionRefund',
        type: 'AWS::Lambda::Function',
        physicalId: `${FUNCTION}-refund`,
        source: { file: 'teams/payments/refund.yaml', line: 1, column: 1, document: 'Function/refund' },
        status: 'modified',
        differences: [{ path: '/Properties/MemorySize', expected: 256, actual: 1024 }],
        excused: [
          {
            path: '/Properties/Timeout',
            expected: 3,
            actual: 30,
            excuse: { kind: 'accepted', owner: 'mona', until: '2026-12-24', reason: 'the load test runs until then' },
          },
          {
            path: '/Properties/ReservedConcurrentExecutions',
            actual: 10,
            excuse: {
              kind: 'ignored',
              owner: 'capacity',
              until: '2027-06-30',
              reason: 'Capacity sets it before sales.',
            },
          },
        ],
      },
      {
        stack: TEAM,
        logicalId: 'RouteRefund',
        type: 'AWS::ApiGatewayV2::Route',
        physicalId: 'r4k2p9',
        source: { file: 'teams/payments/refund.yaml', line: 14, column: 1, document: 'Route/refund' },
        status: 'excused',
        was: 'deleted',
        excuse: { kind: 'accepted', owner: 'mona', until: '2026-12-24' },
      },
      {
        stack: 'shared-lambda-infra-application',
        logicalId: '',
        type: 'AWS::ApiGatewayV2::Route',
        physicalId: 'x7x7x7',
        status: 'excused',
        was: 'added',
        actual: { RouteKey: 'GET /debug', Target: 'integrations/abc123' },
        excuse: { kind: 'accepted', owner: 'mona', until: '2026-12-24' },
      },
      {
        stack: TEAM,
        logicalId: 'FunctionCharge',
        type: 'AWS::Lambda::Function',
        physicalId: 'FunctionCharge',
        status: 'in-sync',
      },
    ],
  },
});
