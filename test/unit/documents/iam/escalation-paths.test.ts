import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CREDENTIAL_ACTIONS,
  ESCALATION_PATHS,
  REFUSED_ACTIONS,
  SECRET_ACTIONS,
} from '../../../../controller/documents/iam/escalation-paths.ts';
import type { Json } from '../../../../controller/lib/json.ts';
import { allow, codes, declare, type EscalationPath, PRIVESC, problems } from './declare.ts';

const PATHS: readonly EscalationPath[] = [
  ...PRIVESC.pathfinding,
  ...PRIVESC.rhino.map(({ n, actions }) => ({ id: `rhino-${n}`, actions })),
];

/** AWS has taken the action out since, and its name is refused as unknown. */
const GONE = new Set(['rhino-23']);
const refusal = ({ id }: EscalationPath) => (GONE.has(id) ? 'UnknownIamName' : 'PrivilegeEscalation');

/** Ids of the paths that an escalation path contains, itself included: the finding names one of them. */
function idsWithin({ id, actions }: EscalationPath): string[] {
  const inside = PATHS.filter((other) => other.actions.every((action) => actions.includes(action)));
  return [id, ...inside.map((other) => other.id)];
}

const swapCase = (text: string) =>
  [...text].map((letter, index) => (index % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase())).join('');

/** `lambda:CreateFunction` as `lambda:CreateFunctio*`, `lambda:?reateFunction`, `lambda:Create*Function`. */
const WILDCARDS: readonly ((action: string) => string)[] = [
  (action) => `${action.slice(0, -1)}*`,
  (action) => action.replace(/:./, ':?'),
  (action) => action.replace(/:(...)/, ':$1*'),
];

describe('A1: every path of the list is refused', () => {
  test.each(PATHS)('$id in one statement', (path) => {
    expect(codes(allow(path.actions))).toContain(refusal(path));
  });

  test.each(PATHS)('$id over several statements', (path) => {
    expect(codes(...path.actions.map((action) => allow(action)))).toContain(refusal(path));
  });

  test.each(PATHS)('$id on a named resource of the team', (path) => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:acme-payments-function-charge';
    expect(codes(...path.actions.map((action) => allow(action, resource)))).toContain(refusal(path));
  });

  test.each(PATHS)('$id in other letter case', (path) => {
    expect(codes(...path.actions.map((action) => allow(swapCase(action))))).toContain(refusal(path));
  });

  test.each(PATHS.flatMap((path) => WILDCARDS.map((wildcard, index) => ({ path, wildcard, index, id: path.id }))))(
    '$id with wildcards, way $index',
    ({ path, wildcard }) => {
      expect(codes(...path.actions.map((action) => allow(wildcard(action))))).toContain(refusal(path));
    },
  );

  test.each(PATHS)('$id as all of its services', ({ actions }) => {
    const services = [...new Set(actions.map((action) => `${action.split(':')[0]}:*`))];
    expect(codes(allow(services))).toContain('PrivilegeEscalation');
  });

  test.each(PATHS)('$id through NotAction', ({ actions }) => {
    expect(actions.some((action) => action.startsWith('sqs:'))).toBe(false);
    expect(codes({ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' })).toContain('PrivilegeEscalation');
  });

  test.each(PATHS)('$id with a condition', (path) => {
    const condition = { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } };
    const statement = { Effect: 'Allow', Action: path.actions, NotResource: 'arn:aws:s3:::x', Condition: condition };
    expect(codes(statement)).toContain(refusal(path));
  });

  test.each(PATHS.filter(({ id }) => !GONE.has(id)))('$id is named', (path) => {
    const all = problems(...path.actions.map((action) => allow(action))).join('\n');
    expect(idsWithin(path).some((id) => all.includes(id))).toBe(true);
  });
});

describe('A1: the union of statements', () => {
  test('names the path, its actions and their lines', () => {
    const findings = declare([], {
      'teams/payments/charge.yaml': `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: {bucket: acme-artifacts, key: charge.zip}
  statements:
    - Effect: Allow
      Action:
        - lambda:InvokeFunction
        - lambda:Create*
      Resource: "*"
    - { Effect: Allow, Action: iam:PassRole, Resource: "*" }
`,
    });
    expect(
      findings.map(({ code, line, column, message, hint }) => ({ at: `${code} ${line}:${column}`, message, hint })),
    ).toEqual([
      {
        at: 'PrivilegeEscalation 12:11',
        message: '"lambda:Create*" allows lambda:CreateFunctionUrlConfig (platform-006).',
        hint: undefined,
      },
      {
        at: 'PrivilegeEscalation 14:32',
        message: '"iam:PassRole" allows changes through iam.',
        hint: undefined,
      },
      {
        at: 'PrivilegeEscalation 14:32',
        message:
          'The statements together contain the escalation path lambda-001: iam:PassRole + lambda:CreateFunction + lambda:InvokeFunction. See lines 11, 12 and 14.',
        hint: 'See https://pathfinding.cloud/paths/lambda-001.',
      },
      {
        at: 'PrivilegeEscalation 14:32',
        message:
          'The statements together contain the escalation path lambda-002: iam:PassRole + lambda:CreateFunction + lambda:CreateEventSourceMapping. See lines 12 and 14.',
        hint: 'See https://pathfinding.cloud/paths/lambda-002.',
      },
    ]);
  });

  test('names the file where an overlay has added a step', () => {
    const overlay = `apiVersion: holdfast/v1
kind: Overlay
metadata: { name: dev }
spec:
  patches:
    - target: { kind: Function, team: payments, name: charge }
      patch:
        - op: add
          path: /spec/statements/-
          value: { Effect: Allow, Action: "ec2:Describe*", Resource: "*" }
        - op: add
          path: /spec/statements/-
          value: { Effect: Allow, Action: ec2-instance-connect:SendSSHPublicKey, Resource: "*" }
`;
    const findings = declare([allow('sts:GetCallerIdentity')], { 'overlays/dev.yaml': overlay });
    expect(findings.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      'overlays/dev.yaml:13 "ec2-instance-connect:SendSSHPublicKey" allows ec2-instance-connect:SendSSHPublicKey (ec2instanceconnect-003).',
      'overlays/dev.yaml:13 The statements together contain the escalation path ec2instanceconnect-003: ec2-instance-connect:SendSSHPublicKey + ec2:DescribeInstances. See lines 10 and 13.',
    ]);
    const before = declare([allow('ec2:DescribeInstances')], { 'overlays/dev.yaml': overlay });
    expect(before.at(-1)?.message).toMatch(/ See line 13 and teams\/payments\/charge\.yaml:8\.$/);
  });

  test('paths that the same entries make are one finding', () => {
    expect(problems(allow('iam:PassRole'), allow('glue:*'))).toEqual([
      'PrivilegeEscalation 0.Action: "iam:PassRole" allows changes through iam.',
      'PrivilegeEscalation 1.Action: "glue:*" allows glue:UpdateDevEndpoint (glue-002).',
      'PrivilegeEscalation 0.Action: The statements together contain the escalation path glue-001: iam:PassRole + glue:CreateDevEndpoint. Also contained: glue-003, glue-004, glue-005, glue-006.',
    ]);
  });

  test('a path that only adds to another one is not a finding of its own', () => {
    expect(problems(allow('iam:PutRolePolicy'), allow('sts:AssumeRole'))).toEqual([
      'PrivilegeEscalation 0.Action: "iam:PutRolePolicy" allows iam:PutRolePolicy (iam-005).',
      'PrivilegeEscalation 1.Action: "sts:AssumeRole" allows sts:AssumeRole (sts-001).',
    ]);
  });

  test('one wildcard for everything is one finding', () => {
    expect(problems(allow('*'))).toEqual(['PrivilegeEscalation 0.Action: "*" allows every action.']);
    expect(problems(allow('*:*'))).toEqual(['PrivilegeEscalation 0.Action: "*:*" allows every action.']);
  });

  test('parts of a path that do not make it up together are no path', () => {
    expect(
      codes(allow(['ecs:RunTask', 'ecs:CreateCluster', 'lambda:CreateFunction', 'lambda:InvokeFunction'])),
    ).toEqual([]);
  });
});

describe('A1: Deny counts where it surely takes the action away', () => {
  const table = 'arn:aws:dynamodb:us-east-1:123456789012:table/acme-payments-orders';
  const own = allow('dynamodb:*', table);

  test.each<[string, Json]>([
    ['on every resource', { Effect: 'Deny', Action: 'dynamodb:*ResourcePolicy', Resource: '*' }],
    ['among other resources', { Effect: 'Deny', Action: ['DYNAMODB:*resourcepolicy'], Resource: [table, '*'] }],
    ['with NotAction', { Effect: 'Deny', NotAction: ['dynamodb:GetItem'], Resource: '*' }],
  ])('%s', (_, deny) => {
    expect(codes(own)).toEqual(['PrivilegeEscalation']);
    expect(codes(own, deny)).toEqual([]);
    expect(codes(deny, own)).toEqual([]);
  });

  test.each<[string, Json]>([
    ['on some resources', { Effect: 'Deny', Action: 'dynamodb:*ResourcePolicy', Resource: table }],
    ['on all but some', { Effect: 'Deny', Action: 'dynamodb:*ResourcePolicy', NotResource: table }],
    [
      'under a condition',
      {
        Effect: 'Deny',
        Action: 'dynamodb:*ResourcePolicy',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
    ['of only one of two actions', { Effect: 'Deny', Action: 'dynamodb:PutResourcePolicy', Resource: '*' }],
    ['of all but the action', { Effect: 'Deny', NotAction: 'dynamodb:*ResourcePolicy', Resource: '*' }],
  ])('not %s', (_, deny) => {
    expect(codes(own, deny)).toEqual(['PrivilegeEscalation']);
  });

  test('of a step, so that the path is not there', () => {
    const statements = [allow('codestar:CreateProject'), allow('codestar:AssociateTeam*')];
    const deny = { Effect: 'Deny', Action: 'codestar:AssociateTeamMember', Resource: '*' };
    expect(codes(...statements)).toEqual(['PrivilegeEscalation', 'PrivilegeEscalation']);
    expect(codes(...statements, deny)).toEqual([]);
  });

  test('never of everything: an action that is not in the list may be the dangerous one', () => {
    expect(codes(allow('*'), { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' })).toEqual([
      'PrivilegeEscalation',
    ]);
    const all = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
    expect(codes(all, { Effect: 'Deny', NotAction: 's3:GetObject', Resource: '*' })).toEqual(['PrivilegeEscalation']);
  });

  test('a wildcard of one character does not take away a wildcard of many', () => {
    expect(codes(allow('iam:Put*'), { Effect: 'Deny', Action: 'iam:Put?', Resource: '*' })).toContain(
      'PrivilegeEscalation',
    );
    expect(codes(allow('iam:Put?olePolicy'), { Effect: 'Deny', Action: 'iam:Put*', Resource: '*' })).toEqual([]);
  });

  test('Deny may say what it likes', () => {
    expect(codes({ Effect: 'Deny', NotAction: 'iam:*', Resource: '*' })).toEqual([]);
  });
});

describe('A1: single actions', () => {
  test.each(
    PRIVESC.platform
      .filter(({ when, id }) => when === 'any' || ['platform-005', 'platform-007'].includes(id))
      .flatMap(({ id, actions, alsoAny = [] }) => [...actions, ...alsoAny].map((action) => ({ id, action }))),
  )('$id: $action is refused on any resource', ({ action }) => {
    const resource = 'arn:aws:lambda:us-east-1:123456789012:function:acme-payments-x';
    expect(codes(allow(action, resource))).toContain('PrivilegeEscalation');
  });

  test.each(PRIVESC.readOnlyExfiltration)('%s is refused on every resource, not on one that is named', (action) => {
    expect(codes(allow(action))).toEqual(['PrivilegeEscalation']);
    expect(codes(allow(action, 'arn:aws:s3:::acme-payments-data/*'))).toEqual([]);
  });

  /** Registry tokens open what the caller's own role may read, and nothing else; see docs/reference/iam.md. */
  const tokens = [
    'codeartifact:GetAuthorizationToken',
    'ecr:GetAuthorizationToken',
    'ecr-public:GetAuthorizationToken',
  ];

  test.each(PRIVESC.credentialReturning.filter((action) => !tokens.includes(action)))(
    '%s returns credentials: refused on every resource',
    (action) => {
      expect(codes(allow(action))).toContain('PrivilegeEscalation');
    },
  );

  test.each(tokens)('%s is allowed', (action) => {
    expect(codes(allow(action))).toEqual([]);
  });

  test.each([
    ['*', 'arn:aws:s3:::x'],
    ['*:*', 'arn:aws:s3:::x'],
    ['iam:PassRole', 'arn:aws:iam::123456789012:role/x'],
    ['IAM:passrole', 'arn:aws:iam::123456789012:role/x'],
    ['iam:P*', '*'],
    ['iam:*', '*'],
    ['iam:?assRole', '*'],
    ['sts:AssumeRole', '*'],
    ['sts:AssumeRole', 'arn:aws:iam::*:role/admin'],
    ['sts:AssumeRole', 'arn:aws:iam::123456789012:role/x'],
    ['sts:*', 'arn:aws:iam::123456789012:role/x'],
    ['lambda:UpdateFunctionCode', '*'],
    ['lambda:Update*', '*'],
    ['lambda:*', '*'],
    ['cloudformation:*', '*'],
    ['cloudformation:ExecuteChangeSet', '*'],
    ['ssm:SendCommand', '*'],
    ['s3:Put*Policy', '*'],
    ['s3:GetObject', '*'],
    ['secretsmanager:Get*', '*'],
    ['xray:*', '*'],
    ['s3:PutObjectAcl', 'arn:aws:s3:::acme-payments-data/*'],
    ['identitystore:CreateGroupMembership', '*'],
    ['sns:SetTopicAttributes', 'arn:aws:sns:us-east-1:123456789012:acme-payments-x'],
  ])('%s on %s is refused', (action, resource) => {
    expect(codes(allow(action, resource))).toEqual(['PrivilegeEscalation']);
  });

  test.each([
    ['s3:GetObject', 'arn:aws:s3:::acme/*'],
    ['s3:Get*', 'arn:aws:s3:::acme/*'],
    ['iam:GetRole', '*'],
    ['iam:List*', '*'],
    ['cloudformation:DescribeStacks', '*'],
    ['lambda:InvokeFunction', '*'],
    ['dynamodb:*Item', '*'],
    ['xray:Put*Records', '*'],
    ['xray:PutTraceSegments', '*'],
    ['sts:GetCallerIdentity', '*'],
    ['sqs:SendMessage', '*'],
  ])('%s on %s is no escalation', (action, resource) => {
    expect(codes(allow(action, resource))).toEqual([]);
  });
});

describe('the lists in the code', () => {
  const rows = Object.values(ESCALATION_PATHS).map((actions) => actions.toSorted().join());

  test.each(PATHS)('have $id', ({ actions }) => {
    expect(rows).toContain(actions.toSorted().join());
  });

  test('every path has an action that is refused alone, so that no single entry can hide it', () => {
    for (const [id, actions] of Object.entries(ESCALATION_PATHS)) {
      const alone = actions.filter((action) => codes(allow(action)).length > 0);
      expect(alone, id).not.toEqual([]);
    }
  });

  test('every action in them is one that AWS has, but for what it has taken out', () => {
    const actions = [ESCALATION_PATHS, REFUSED_ACTIONS].flatMap((table) => Object.values(table).flat());
    const all = [...new Set([...actions, ...CREDENTIAL_ACTIONS, ...SECRET_ACTIONS])];
    const unknown = all.filter((action) => codes(allow(action)).includes('UnknownIamName'));
    expect(unknown).toEqual(['codestar:CreateProjectFromTemplate']);
  });
});

describe('A1: properties', () => {
  const path = fc.constantFrom(...PATHS.filter(({ id }) => !GONE.has(id)));
  const harmless = fc.subarray([
    'sqs:SendMessage',
    'xray:PutTraceSegments',
    'dynamodb:GetItem',
    's3:ListBucket',
    'sns:*ublish',
  ]);

  /** The action with random letters in other case, and a random part of its name as a wildcard. */
  function disguised(action: string): fc.Arbitrary<string> {
    const [service = '', name = ''] = action.split(':');
    return fc
      .record({
        upper: fc.array(fc.boolean(), { minLength: action.length, maxLength: action.length }),
        from: fc.nat(name.length),
        length: fc.nat(name.length),
        kind: fc.constantFrom('none', '*', '?'),
      })
      .map(({ upper, from, length, kind }) => {
        const end = Math.min(name.length, from + length);
        const hidden = kind === 'none' ? name.slice(from, end) : kind === '*' ? '*' : '?'.repeat(end - from);
        const text = `${service}:${name.slice(0, from)}${hidden}${name.slice(end)}`;
        return [...text].map((letter, index) => (upper[index] ? letter.toUpperCase() : letter.toLowerCase())).join('');
      });
  }

  /** The actions in any order, spread over any number of statements. */
  function spread(actions: readonly string[]): fc.Arbitrary<Json[]> {
    return fc
      .tuple(
        fc.shuffledSubarray([...actions], { minLength: actions.length }),
        fc.array(fc.nat(3), { minLength: actions.length, maxLength: actions.length }),
      )
      .map(([shuffled, groups]) =>
        [...Map.groupBy(shuffled, (_, index) => groups[index] ?? 0).values()].map((members) => allow(members)),
      );
  }

  test('whatever contains a path is refused, however it is written', () => {
    const statements = fc
      .tuple(path, harmless)
      .chain(([{ actions }, others]) => fc.tuple(...actions.map(disguised)).map((hidden) => [...hidden, ...others]))
      .chain(spread);
    fc.assert(
      fc.property(statements, (declared) => codes(...declared).includes('PrivilegeEscalation')),
      { numRuns: 1000 },
    );
  });

  test('more allows never take a refusal away', () => {
    const some = fc.subarray(
      PATHS.flatMap(({ actions }) => actions),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(some, some, (less, more) => {
        const before = codes(...less.map((action) => allow(action))).length > 0;
        const after = codes(...[...less, ...more].map((action) => allow(action))).length > 0;
        return !before || after;
      }),
    );
  });
});

describe('A1: what belongs to all teams is not changed through a statement', () => {
  test.each([
    ['ec2:DeleteRoute', 'arn:aws:ec2:us-east-1:123456789012:route-table/rtb-0123', 'platform-010'],
    ['ec2:RevokeSecurityGroupEgress', 'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123', 'platform-010'],
    ['ecs:ExecuteCommand', 'arn:aws:ecs:us-east-1:123456789012:task/acme-payments-c/0123', 'platform-011'],
    ['ssm:ResumeSession', 'arn:aws:ssm:us-east-1:123456789012:session/s-0123', 'ssm-001'],
    ['ssm:StartAutomationExecution', 'arn:aws:ssm:us-east-1:123456789012:document/acme-payments-x', 'ssm-002'],
  ])('%s', (action, resource, id) => {
    expect(problems(allow(action, resource))).toEqual([
      `PrivilegeEscalation 0.Action: "${action}" allows ${action} (${id}).`,
    ]);
  });

  test.each([
    'apigateway:PATCH',
    'apigateway:*',
    'ram:CreateResourceShare',
    'tag:TagResources',
    'account:CloseAccount',
  ])('%s', (action) => {
    expect(codes(allow(action, 'arn:aws:apigateway:us-east-1::/apis/a1b2c3'))).toContain('PrivilegeEscalation');
  });

  test.each(['apigateway:GET', 'tag:GetResources'])('%s reads only', (action) => {
    expect(codes(allow(action, 'arn:aws:apigateway:us-east-1::/apis/a1b2c3'))).toEqual([]);
  });
});
