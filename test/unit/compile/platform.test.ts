import { describe, expect, test } from 'vitest';
import { type Compiled, compile } from '../../../controller/compile/compile.ts';
import type { CompileContext } from '../../../controller/compile/context.ts';
import { takeAuthorizer } from '../../../controller/compile/references.ts';
import { draftOf } from '../../../controller/compile/stack-draft.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import type { RegistryDocument } from '../../../controller/documents/registry.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { JsonObject } from '../../../controller/lib/json.ts';
import { filesOf, lambda, platform, registryOf, team, type Written } from './registry-of.ts';

type Spec = Readonly<Record<string, unknown>>;

const cidr = '10.0.0.0/16';
const github = { iam: { github: {} } };

function compiled(spec: Spec, documents: readonly Written[] = [team('web')]): Compiled {
  return compile(buildGraph(registryOf(platform(spec), { web: documents })).graph, {});
}

function resourcesOf({ desired }: Compiled, owner: string): Readonly<Record<string, TemplateResource>> {
  return desired.stacks.find((stack) => stack.owner === owner)?.template.Resources ?? {};
}

function propertiesOf(result: Compiled, owner: string, id: string): JsonObject {
  const { Properties } = resourcesOf(result, owner)[id] ?? {};
  if (Properties === undefined) throw new Error(`no ${id} in ${owner}`);
  return Properties;
}

/** Ids of the resources that a spec adds to a component, or takes out of it. */
function added(spec: Spec, owner: string): readonly string[] {
  const before = new Set(Object.keys(resourcesOf(compiled({}), owner)));
  return Object.keys(resourcesOf(compiled(spec), owner)).filter((id) => !before.has(id));
}

describe('interface endpoints', () => {
  const result = compiled({ network: { cidr, azs: 3, endpoints: { interface: ['sqs', 'ecr.api'] } } });

  test('there is none unless it is asked for, and no group for them either', () => {
    const types = Object.values(resourcesOf(compiled({}), 'network'));
    expect(types.filter(({ Properties }) => Properties?.VpcEndpointType === 'Interface')).toEqual([]);
    expect(types.filter(({ Type }) => Type === 'AWS::EC2::SecurityGroup')).toHaveLength(1);
  });

  test('stand in every private subnet, with the usual host name', () => {
    expect(propertiesOf(result, 'network', 'EcrApiEndpoint')).toMatchObject({
      ServiceName: 'com.amazonaws.us-east-1.ecr.api',
      SubnetIds: [{ Ref: 'PrivateSubnet1' }, { Ref: 'PrivateSubnet2' }, { Ref: 'PrivateSubnet3' }],
      SecurityGroupIds: [{ 'Fn::GetAtt': ['EndpointSecurityGroup', 'GroupId'] }],
      PrivateDnsEnabled: true,
    });
  });

  test('take TLS from the VPC and nothing else, and let nothing out', () => {
    const { SecurityGroupIngress, SecurityGroupEgress } = propertiesOf(result, 'network', 'EndpointSecurityGroup');
    expect(SecurityGroupIngress).toEqual([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16', Description: 'TLS from the VPC' },
    ]);
    expect(SecurityGroupEgress).toEqual([{ IpProtocol: '-1', CidrIp: '127.0.0.1/32', Description: 'Nothing out' }]);
  });

  test('the order in which they are named makes no difference', () => {
    const other = compiled({ network: { cidr, azs: 3, endpoints: { interface: ['ecr.api', 'sqs'] } } });
    expect(other.desired.stacks.map(({ body }) => body)).toEqual(result.desired.stacks.map(({ body }) => body));
  });
});

describe('flow logs', () => {
  test('A2: to a log group of their own, by a role under the boundary that writes there and nowhere else', () => {
    const spec = { network: { cidr, flowLogs: { traffic: 'reject', retentionDays: 7 } } };
    expect(added(spec, 'observability')).toEqual(['FlowLogGroup', 'FlowLogRole', 'FlowLog']);
    const role = propertiesOf(compiled(spec), 'observability', 'FlowLogRole');
    expect(role.PermissionsBoundary).toEqual({ Ref: 'ApplicationPermissionsBoundaryArn' });
    expect(role.Policies).toEqual([
      {
        PolicyName: 'flow-logs',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: [
                'logs:CreateLogStream',
                'logs:DescribeLogGroups',
                'logs:DescribeLogStreams',
                'logs:PutLogEvents',
              ],
              Resource: { 'Fn::GetAtt': ['FlowLogGroup', 'Arn'] },
            },
          ],
        },
      },
    ]);
    expect(JSON.stringify(role.AssumeRolePolicyDocument)).toContain('"aws:SourceAccount":"123456789012"');
  });

  test('to the log bucket, whose policy lets the delivery of this account in, without a role', () => {
    const spec = { network: { cidr, flowLogs: { destination: 's3' } } };
    expect(added(spec, 'observability')).toEqual(['FlowLog']);
    const { PolicyDocument } = propertiesOf(compiled(spec), 'stateful', 'LogBucketPolicy');
    const statements = (PolicyDocument as { readonly Statement: readonly JsonObject[] }).Statement;
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      'EncryptedTransportOnly',
      'AccessLogsOfTheArtifactBucket',
      'AccessLogsOfTheStateBucket',
      'AccessLogsOfTheTeamsBuckets',
      'AWSLogDeliveryWrite',
      'AWSLogDeliveryAclCheck',
    ]);
    for (const { Effect, Condition } of statements.slice(1)) {
      expect(Effect).toBe('Allow');
      expect(JSON.stringify(Condition)).toContain('"aws:SourceAccount":"123456789012"');
    }
  });
});

describe('authorizers', () => {
  const keys = 'arn:aws:lambda:us-east-1:123456789012:function:keys';
  const authorizers = [
    { name: 'customers', type: 'jwt', issuer: 'https://login.example.com', audiences: ['web'] },
    { name: 'partners', type: 'lambda', functionArn: keys },
    { name: 'resellers', type: 'lambda', functionArn: keys.replace('123456789012', '210987654321') },
    { name: 'machines', type: 'iam' },
  ];
  const spec = { api: { authorizers } };

  test('IAM needs no resource; a function of another account gets its leave from its owner', () => {
    expect(added(spec, 'application')).toEqual([
      'AuthorizerCustomers',
      'AuthorizerPartners',
      'PermissionAuthorizerPartners',
      'AuthorizerResellers',
    ]);
  });

  test('the API may ask the function for this authorizer only', () => {
    expect(propertiesOf(compiled(spec), 'application', 'PermissionAuthorizerPartners')).toEqual({
      Action: 'lambda:InvokeFunction',
      FunctionName: keys,
      Principal: 'apigateway.amazonaws.com',
      SourceArn: {
        'Fn::Join': [
          '',
          [
            'arn:aws:execute-api:us-east-1:123456789012:',
            { Ref: 'Api' },
            '/authorizers/',
            { Ref: 'AuthorizerPartners' },
          ],
        ],
      },
    });
  });

  test("a team's stack takes an authorizer by its name, as a parameter", () => {
    const document = registryOf(platform(spec), {}).documents.find(({ kind }) => kind === 'Platform');
    const context = { platform: document as RegistryDocument<'Platform'> } as CompileContext;
    const at = { file: 'a.yaml', line: 1, column: 1 };
    const head = { name: 's', owner: 'team/web', part: 'web', wave: 4, description: '', tags: {}, at };
    const draft = draftOf(head);
    expect(takeAuthorizer('customers', { draft, context })).toEqual({ Ref: 'ApplicationAuthorizerCustomersId' });
    expect([...draft.parameters]).toEqual([
      ['ApplicationAuthorizerCustomersId', { stack: 'acme-platform-application', output: 'AuthorizerCustomersId' }],
    ]);
    expect(takeAuthorizer('machines', { draft, context })).toBeUndefined();
    expect(takeAuthorizer('nobody', { draft, context })).toBeUndefined();
    const outputs = compiled(spec).desired.stacks.find(({ owner }) => owner === 'application')?.template.Outputs;
    expect(outputs?.AuthorizerCustomersId?.Value).toEqual({ Ref: 'AuthorizerCustomers' });
  });

  test("a Function of the registry is refused, whose stack waits for the API's; also under a version or alias", () => {
    const arn = 'arn:aws:lambda:us-east-1:123456789012:function:acme-platform-web-function-check';
    const ask = (functionArn: string) =>
      compiled({ api: { authorizers: [{ name: 'own', type: 'lambda', functionArn }] } }, [
        team('web'),
        lambda('check'),
      ]);
    for (const functionArn of [arn, `${arn}:live`]) {
      expect(ask(functionArn).findings.map(({ code, file, path, message }) => [code, file, path, message])).toEqual([
        [
          'ReferenceCycle',
          'platform.yaml',
          'spec.api.authorizers[0].functionArn',
          'This is Function check of team web, which is made after the shared API.',
        ],
      ]);
    }
    expect(ask(`${arn}-2`).findings).toEqual([]);
  });
});

describe('a host name of its own', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
  const domain = { name: 'api.example.com', certificateArn };

  test('without a zone, records are made elsewhere', () => {
    expect(added({ api: { domain } }, 'application')).toEqual(['ApiDomain']);
    expect(added({ api: { domain: { ...domain, hostedZoneId: 'Z12' } } }, 'application')).toEqual([
      'ApiDomain',
      'ApiRecord',
      'ApiRecordIpv6',
    ]);
  });

  test('is the address of the API for everybody else, and takes TLS 1.2 or newer', () => {
    const result = compiled({ api: { domain: { ...domain, disableDefaultEndpoint: true } } });
    const { template } = result.desired.stacks.find(({ owner }) => owner === 'application') ?? {};
    expect(template?.Outputs?.ApiEndpoint?.Value).toBe('https://api.example.com');
    expect(propertiesOf(result, 'application', 'Api').DisableExecuteApiEndpoint).toBe(true);
    expect(JSON.stringify(propertiesOf(result, 'application', 'ApiDomain'))).toContain('"SecurityPolicy":"TLS_1_2"');
  });

  test('waits for the stage that it leads to', () => {
    expect(resourcesOf(compiled({ api: { domain } }), 'edge').ApiDomainMapping?.DependsOn).toBe('ApiStage');
  });
});

describe("GitHub's tokens", () => {
  test('the provider is made, and outlives the stack, or taken as it is', () => {
    const { GithubProvider } = resourcesOf(compiled(github), 'application');
    expect([GithubProvider?.DeletionPolicy, GithubProvider?.UpdateReplacePolicy]).toEqual([
      'RetainExceptOnCreate',
      'Retain',
    ]);
    const provider = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';
    expect(added({ iam: { github: { provider } } }, 'application')).toEqual([]);
  });

  test('A2: every role of the platform has the boundary, and trusts no token without audience and whole repository', () => {
    const repositories = [
      { repository: 'acme/registry', branches: ['main', 'release/*'], pullRequests: true },
      { repository: 'acme@1/tools@2', environments: ['prod'] },
    ];
    const result = compiled({ iam: { github: { repositories } } });
    const roles = Object.values(resourcesOf(result, 'application')).filter(({ Type }) => Type === 'AWS::IAM::Role');
    expect(roles.map(({ Properties }) => Properties?.PermissionsBoundary)).toEqual([
      { Ref: 'PermissionsBoundary' },
      { Ref: 'PermissionsBoundary' },
    ]);
    const { AssumeRolePolicyDocument } = propertiesOf(result, 'application', 'RegistryRole');
    expect((AssumeRolePolicyDocument as { readonly Statement: unknown }).Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { Federated: { 'Fn::GetAtt': ['GithubProvider', 'Arn'] } },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
          StringLike: {
            'token.actions.githubusercontent.com:sub': [
              'repo:acme/registry:ref:refs/heads/main',
              'repo:acme/registry:ref:refs/heads/release/*',
              'repo:acme/registry:pull_request',
              'repo:acme@1/tools@2:environment:prod',
            ],
          },
        },
      },
    ]);
  });

  test("a team's repositories get a role that reaches the team's own part of the artifact bucket, and reads outputs", () => {
    const documents = [team('web', { repositories: [{ repository: 'acme/web', branches: ['main'] }] })];
    const role = propertiesOf(compiled(github, documents), 'team/web', 'DeployRoleWeb');
    expect([role.RoleName, role.Path]).toEqual(['acme-platform-web-deploy-role', '/acme-platform/web/']);
    expect(role.PermissionsBoundary).toEqual({ Ref: 'ApplicationPermissionsBoundaryArn' });
    const bucket = 'arn:aws:s3:::acme-platform-artifacts-123456789012-us-east-1';
    const text = JSON.stringify(role.Policies);
    expect([...text.matchAll(/arn:aws:s3:::[^"]+/g)].map(String)).toEqual([
      `${bucket}/web/*`,
      bucket,
      'arn:aws:s3:::acme-platform-state-123456789012-us-east-1',
      'arn:aws:s3:::acme-platform-state-123456789012-us-east-1/shared-infra/terraform.tfstate',
    ]);
    expect(text).toContain('arn:aws:ssm:us-east-1:123456789012:parameter/acme-platform/outputs/*');
    expect(text).not.toContain('ssm:Put');
    expect(text).toContain('{"StringLike":{"s3:prefix":"web/*"}}');
    expect(JSON.stringify(role.AssumeRolePolicyDocument)).toContain('"repo:acme/web:ref:refs/heads/main"');
    expect((role.Tags as readonly JsonObject[]).find(({ Key }) => Key === 'team')?.Value).toBe('web');
  });

  test('a Function named deploy has a role of another name', () => {
    const repositories = [{ repository: 'acme/web', branches: ['main'] }];
    const { desired, findings } = compiled(github, [team('web', { repositories }), lambda('deploy')]);
    expect(findings).toEqual([]);
    const stack = desired.stacks.find(({ owner }) => owner === 'team/web');
    const names = Object.values(stack?.template.Resources ?? {}).flatMap(
      ({ Properties }) => Properties?.RoleName ?? [],
    );
    expect(names.sort()).toEqual(['acme-platform-web-deploy-role', 'acme-platform-web-role-deploy']);
  });

  test('more repositories than a trust policy has room for are refused at the team', () => {
    const branches = Array.from({ length: 20 }, (_, index) => `release/version-${index}`);
    const repositories = [1, 2, 3].map((number) => ({ repository: `acme/web-${number}`, branches }));
    const { findings } = compiled(github, [team('web', { repositories })]);
    expect(findings.map(({ code, file, line, message }) => [code, file, line, message])).toEqual([
      [
        'PolicyTooLarge',
        'teams/web/0.yaml',
        1,
        expect.stringMatching(/^characters of the trust policy of the role of Team\/web: \d{4}, of at most 2048\.$/),
      ],
    ]);
  });
});

describe('the shared role of functions', () => {
  const roleArn = { valueFrom: { kind: 'Platform', name: 'shared', output: 'executionRoleArn' } };

  test('is taken by a Function in place of a role of its own', () => {
    const result = compiled({}, [team('web'), lambda('page', { roleArn })]);
    expect(result.findings).toEqual([]);
    expect(propertiesOf(result, 'team/web', 'FunctionPage').Role).toEqual({ Ref: 'ApplicationExecutionRoleArn' });
    expect(Object.keys(resourcesOf(result, 'team/web'))).not.toContain('RolePage');
  });

  test('is refused for a function whose log it may not write', () => {
    const { findings } = compiled({}, [team('web'), lambda('page', { roleArn, functionName: 'legacy-page' })]);
    expect(findings.map(({ code, path, message }) => [code, path, message])).toEqual([
      [
        'ConflictingFields',
        'spec.functionName',
        'The shared role writes logs only of functions whose names begin with acme-platform-.',
      ],
    ]);
  });
});

describe('the budget', () => {
  const budgetOf = (spec: Spec) => propertiesOf(compiled(spec), 'observability', 'Budget').Budget as JsonObject;

  test('is 50 US dollars a month of what bears the tag of the project', () => {
    expect(budgetOf({})).toMatchObject({
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: 50, Unit: 'USD' },
      CostFilters: { TagKeyValue: ['user:project$acme-platform'] },
    });
  });

  test('keeps its name with another amount; other alerts, which replace it, give it another one', () => {
    const { BudgetName } = budgetOf({});
    expect(BudgetName).toMatch(/^acme-platform-budget-monthly-[0-9a-f]{8}$/);
    expect(budgetOf({ cost: { monthlyBudgetUsd: 70 } }).BudgetName).toBe(BudgetName);
    expect(budgetOf({ cost: { emails: ['a@example.com'] } }).BudgetName).not.toBe(BudgetName);
  });

  test('rings the alarm topic, which lets the budgets of this account in', () => {
    const policy = JSON.stringify(propertiesOf(compiled({}), 'observability', 'AlarmTopicPolicy'));
    expect(policy).toContain('"Service":"budgets.amazonaws.com"');
    expect(policy).toContain('"aws:SourceArn":"arn:aws:budgets::123456789012:*"');
  });

  test('is only where AWS has budgets', () => {
    const result = compiled({ region: 'cn-north-1' });
    expect(Object.keys(resourcesOf(result, 'observability'))).not.toContain('Budget');
  });
});

test('an alarm address keeps its subscription whatever comes or goes beside it', () => {
  const subscriptions = (emails: readonly string[]) =>
    Object.entries(resourcesOf(compiled({ observability: { alarms: { emails } } }), 'observability'))
      .filter(([, { Type }]) => Type === 'AWS::SNS::Subscription')
      .map(([id, { Properties }]) => [id, Properties?.Endpoint]);
  const [one] = subscriptions(['a@example.com']);
  expect(subscriptions(['b@example.com', 'a@example.com'])).toContainEqual(one);
});

test('tracing reaches every function, and the role of its own that it has', () => {
  const traced = compiled({ observability: { tracing: 'active' } }, [team('web'), lambda('page')]);
  expect(propertiesOf(traced, 'team/web', 'FunctionPage').TracingConfig).toEqual({ Mode: 'Active' });
  expect(JSON.stringify(propertiesOf(traced, 'team/web', 'RolePage').Policies)).toContain('xray:PutTraceSegments');
  const plain = compiled({}, [team('web'), lambda('page')]);
  expect(propertiesOf(plain, 'team/web', 'FunctionPage').TracingConfig).toEqual({ Mode: 'PassThrough' });
  expect(JSON.stringify(propertiesOf(plain, 'team/web', 'RolePage').Policies)).not.toContain('xray');
});

test('K4: both buckets are kept, encrypted, closed to the public, and take TLS only', () => {
  const resources = resourcesOf(compiled({}), 'stateful');
  for (const id of ['ArtifactBucket', 'LogBucket']) {
    expect([resources[id]?.DeletionPolicy, resources[`${id}Policy`]?.DeletionPolicy]).toEqual(['Retain', 'Retain']);
    expect(resources[id]?.Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
    expect(JSON.stringify(resources[`${id}Policy`]?.Properties)).toContain('"aws:SecureTransport":"false"');
  }
  expect(resources.ArtifactBucket?.Properties?.LoggingConfiguration).toEqual({
    DestinationBucketName: { Ref: 'LogBucket' },
    LogFilePrefix: 'artifacts/',
  });
});

test('every name of a platform with everything begins with a word that no team may have as its name', () => {
  const everything = {
    network: { cidr, flowLogs: {}, endpoints: { interface: ['sqs'] } },
    iam: { github: { repositories: [{ repository: 'acme/registry', branches: ['main'] }] } },
  };
  const words = new Set(
    compiled(everything).desired.stacks.flatMap(({ body }) =>
      [...body.matchAll(/"(?:\/aws\/vendedlogs\/)?acme-platform-([a-z0-9]+(?:-[a-z]+)*)/g)].map(
        ([, word = '']) => word,
      ),
    ),
  );
  expect(words).toContain('flow-logs-role');
  expect(words).toContain('lambda-execution-role');
  for (const word of words) {
    const [name = ''] = word.split('-');
    const { findings } = loadDocuments(
      { sha: 'local', files: filesOf(platform(), { [name]: [team(name)] }) },
      { today: '2026-11-20' },
    );
    expect(
      findings.map(({ code }) => code),
      word,
    ).toContain('ReservedName');
  }
});
