import {
  ApiGatewayV2Client,
  GetApiCommand,
  GetAuthorizersCommand,
  GetIntegrationsCommand,
  GetRoutesCommand,
  GetStagesCommand,
} from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, ListQueueTagsCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../bootstrap/local/aws.ts';
import { clientConfig, query, Stacks } from './stack.ts';

let aws: LocalAws;
let stacks: Stacks;

beforeAll(async () => {
  aws = await startLocalAws();
  stacks = new Stacks(aws);
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const tags = [{ Key: 'team', Value: 'payments' }];
const anyone = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };
const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const ref = (name: string) => ({ Ref: name });
const att = (name: string) => ({ 'Fn::GetAtt': name });

/** Every type that a compiled platform or team stack uses, with the least properties that AWS takes. */
const network = {
  Vpc: {
    Type: 'AWS::EC2::VPC',
    Properties: { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true },
  },
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') },
  },
  Subnet: {
    Type: 'AWS::EC2::Subnet',
    Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', AvailabilityZone: 'us-east-1a' },
  },
  Routes: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Association: {
    Type: 'AWS::EC2::SubnetRouteTableAssociation',
    Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Routes') },
  },
  Address: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc', Tags: tags } },
  Nat: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { SubnetId: ref('Subnet'), AllocationId: att('Address.AllocationId'), Tags: tags },
  },
  DefaultRoute: {
    Type: 'AWS::EC2::Route',
    Properties: { RouteTableId: ref('Routes'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') },
  },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'functions', VpcId: ref('Vpc') } },
  Ingress: {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: {
      GroupId: ref('Group'),
      IpProtocol: 'tcp',
      FromPort: 443,
      ToPort: 443,
      SourceSecurityGroupId: ref('Group'),
    },
  },
  Egress: {
    Type: 'AWS::EC2::SecurityGroupEgress',
    Properties: { GroupId: ref('Group'), IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' },
  },
  S3Endpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: { VpcId: ref('Vpc'), ServiceName: 'com.amazonaws.us-east-1.s3', RouteTableIds: [ref('Routes')] },
  },
  SqsEndpoint: {
    Type: 'AWS::EC2::VPCEndpoint',
    Properties: {
      VpcId: ref('Vpc'),
      ServiceName: 'com.amazonaws.us-east-1.sqs',
      VpcEndpointType: 'Interface',
      SubnetIds: [ref('Subnet')],
      SecurityGroupIds: [ref('Group')],
      PrivateDnsEnabled: true,
    },
  },
  FlowLog: {
    Type: 'AWS::EC2::FlowLog',
    Properties: {
      ResourceId: ref('Vpc'),
      ResourceType: 'VPC',
      TrafficType: 'REJECT',
      LogGroupName: 'flow',
      DeliverLogsPermissionArn: att('Role.Arn'),
    },
  },
  Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
};

const other = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', AssumeRolePolicyDocument: trust, Tags: tags } },
  Inline: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'p', Roles: [ref('Role')], PolicyDocument: policy } },
  RolePolicy: {
    Type: 'AWS::IAM::RolePolicy',
    Properties: { PolicyName: 'q', RoleName: ref('Role'), PolicyDocument: policy },
  },
  Managed: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'm', PolicyDocument: policy } },
  Oidc: {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: {
      Url: 'https://token.actions.githubusercontent.com',
      ClientIdList: ['sts.amazonaws.com'],
      ThumbprintList: ['6938fd4d98bab03faadb97b34396831e3780aea1'],
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } },
  TopicPolicy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [ref('Topic')], PolicyDocument: anyone } },
  Mail: {
    Type: 'AWS::SNS::Subscription',
    Properties: { TopicArn: ref('Topic'), Protocol: 'email', Endpoint: 'a@example.com' },
  },
  Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'g', RetentionInDays: 30 } },
  Filter: {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: ref('Group'),
      FilterPattern: 'ERROR',
      MetricTransformations: [{ MetricName: 'e', MetricNamespace: 'n', MetricValue: '1' }],
    },
  },
  Query: { Type: 'AWS::Logs::QueryDefinition', Properties: { Name: 'q', QueryString: 'fields @timestamp' } },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'a',
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [ref('Topic')],
    },
  },
  MathAlarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'ma',
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Metrics: [
        { Id: 'e', Expression: 'm / 2', ReturnData: true },
        {
          Id: 'm',
          ReturnData: false,
          MetricStat: { Metric: { MetricName: 'Errors', Namespace: 'AWS/Lambda' }, Period: 60, Stat: 'Sum' },
        },
      ],
    },
  },
  Composite: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmName: 'c', AlarmRule: { 'Fn::Join': ['', ['ALARM(', ref('Alarm'), ')']] } },
  },
  Dashboard: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: { DashboardName: 'd', DashboardBody: '{"widgets":[]}' },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'holdfast' } },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'rule',
      EventBusName: ref('Bus'),
      EventPattern: { source: ['x'] },
      Targets: [{ Id: '1', Arn: ref('Topic') }],
    },
  },
  Archive: {
    Type: 'AWS::Events::Archive',
    Properties: { ArchiveName: 'ar', SourceArn: att('Bus.Arn'), RetentionDays: 7 },
  },
  ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'sg' } },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 's',
      GroupName: ref('ScheduleGroup'),
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: ref('Topic'), RoleArn: att('Role.Arn') },
    },
  },
  Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/x/outputs/y', Type: 'String', Value: 'v' } },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'sec', GenerateSecretString: {} } },
  SecretPolicy: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: { SecretId: ref('Secret'), ResourcePolicy: anyone },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true },
  },
  Authorizer: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: ref('Api'),
      Name: 'customers',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://login.example.com', Audience: ['web'] },
    },
  },
  HostName: {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: 'api.example.com',
      DomainNameConfigurations: [
        { CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/c', EndpointType: 'REGIONAL' },
      ],
    },
  },
  ApiMapping: {
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    DependsOn: 'Stage',
    Properties: { ApiId: ref('Api'), DomainName: ref('HostName'), Stage: ref('Stage') },
  },
  Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } },
  Record: {
    Type: 'AWS::Route53::RecordSet',
    Properties: {
      HostedZoneId: ref('Zone'),
      Name: 'api.example.com',
      Type: 'A',
      AliasTarget: {
        DNSName: att('HostName.RegionalDomainName'),
        HostedZoneId: att('HostName.RegionalHostedZoneId'),
        EvaluateTargetHealth: false,
      },
    },
  },
  Budget: {
    Type: 'AWS::Budgets::Budget',
    Properties: {
      Budget: { BudgetName: 'b', BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 100, Unit: 'USD' } },
      NotificationsWithSubscribers: [
        {
          Notification: { NotificationType: 'ACTUAL', ComparisonOperator: 'GREATER_THAN', Threshold: 80 },
          Subscribers: [{ SubscriptionType: 'EMAIL', Address: 'a@example.com' }],
        },
      ],
    },
  },
  ResourceGroup: {
    Type: 'AWS::ResourceGroups::Group',
    Properties: {
      Name: 'rg',
      ResourceQuery: {
        Type: 'TAG_FILTERS_1_0',
        Query: { ResourceTypeFilters: ['AWS::AllSupported'], TagFilters: [{ Key: 'team' }] },
      },
    },
  },
  Insights: { Type: 'AWS::ApplicationInsights::Application', Properties: { ResourceGroupName: ref('ResourceGroup') } },
  Anomalies: {
    Type: 'AWS::CE::AnomalyMonitor',
    Properties: { MonitorName: 'm', MonitorType: 'DIMENSIONAL', MonitorDimension: 'SERVICE' },
  },
  AnomalyMail: {
    Type: 'AWS::CE::AnomalySubscription',
    Properties: { SubscriptionName: 's', Frequency: 'DAILY', MonitorArnList: [ref('Anomalies')], Subscribers: [] },
  },
  BusPolicy: {
    Type: 'AWS::Events::EventBusPolicy',
    Properties: { StatementId: 's', EventBusName: ref('Bus'), Statement: anyone.Statement[0] },
  },
  WebAcl: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: 'arn:aws:x', WebACLArn: 'arn:aws:y' } },
  XRay: { Type: 'AWS::XRay::Group', Properties: { GroupName: 'g' } },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b' + 'ucket-1' } },
  BucketPolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: ref('Bucket'), PolicyDocument: anyone } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
  QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [ref('Queue')], PolicyDocument: anyone } },
};

describe('resource types', () => {
  test.each(Object.entries({ ...network, ...other }))('%s can be made and removed', async (id) => {
    const all: Record<string, object> = id in network && id !== 'Role' ? network : other;
    const needed = withDependencies(all, id);
    const stack = await stacks.deploy('s', needed);
    const reason = stack.StackStatus === 'CREATE_COMPLETE' ? '' : await stacks.firstFailure('s');
    expect([stack.StackStatus, reason]).toEqual(['CREATE_COMPLETE', '']);
    expect(await stacks.remove('s')).toBe('DELETE_COMPLETE');
  });
});

/** The resource and those that it refers to, directly or through others. */
function withDependencies(all: Record<string, object>, id: string): Record<string, object> {
  const resource = all[id];
  if (!resource) return {};
  const text = JSON.stringify(resource);
  const names = Object.keys(all).filter((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`"${name}.`));
  return Object.assign({ [id]: resource }, ...names.filter((n) => n !== id).map((name) => withDependencies(all, name)));
}

describe('properties can be read back', () => {
  test('queue: redrive policy, encryption, tags', async () => {
    const sqs = new SQSClient(clientConfig(aws));
    await stacks.deploy(
      's',
      {
        Dlq: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dlq' } },
        Q: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            FifoQueue: true,
            ContentBasedDeduplication: true,
            DeduplicationScope: 'messageGroup',
            FifoThroughputLimit: 'perMessageGroupId',
            SqsManagedSseEnabled: true,
            VisibilityTimeout: 77,
            RedrivePolicy: { deadLetterTargetArn: att('Dlq.Arn'), maxReceiveCount: 3 },
            Tags: tags,
          },
        },
      },
      { Outputs: { Url: { Value: ref('Q') } } },
    );
    const QueueUrl = (await stacks.find('s'))?.Outputs?.[0]?.OutputValue;
    expect(QueueUrl).toMatch(/\.fifo$/);
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '{}')).toEqual({
      deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dlq',
      maxReceiveCount: 3,
    });
    expect(Attributes).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
      SqsManagedSseEnabled: 'true',
      VisibilityTimeout: '77',
    });
    const { Tags } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    expect(Tags).toMatchObject({ team: 'payments', 'aws:cloudformation:stack-name': 's' });
  });

  test('table: time to live, point-in-time recovery, encryption, tags', async () => {
    const dynamo = new DynamoDBClient(clientConfig(aws));
    const TableName = 'orders';
    await stacks.deploy('s', {
      T: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          SSESpecification: { SSEEnabled: true },
          DeletionProtectionEnabled: true,
          Tags: tags,
        },
      },
    });
    const { Table } = await dynamo.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({ SSEDescription: { Status: 'ENABLED' }, DeletionProtectionEnabled: true });
    const ttl = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
    expect(ttl.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
    const backups = await dynamo.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe(
      'ENABLED',
    );
    const listed = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn }));
    expect(listed.Tags).toContainEqual({ Key: 'team', Value: 'payments' });
  });

  test('bucket: lifecycle, public access, encryption, versions, CORS, tags', async () => {
    const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
    const Bucket = 'artifacts-1';
    await stacks.deploy('s', {
      B: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          BucketName: Bucket,
          VersioningConfiguration: { Status: 'Enabled' },
          BucketEncryption: {
            ServerSideEncryptionConfiguration: [
              { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
            ],
          },
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            BlockPublicPolicy: true,
            IgnorePublicAcls: true,
            RestrictPublicBuckets: true,
          },
          LifecycleConfiguration: {
            Rules: [{ Id: 'old', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
          },
          CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://example.com'] }] },
          Tags: tags,
        },
      },
    });
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(
      encryption.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm,
    ).toBe('aws:kms');
    const put = { Bucket, Key: 'a', Body: 'x', ServerSideEncryption: 'aws:kms' } as const;
    expect((await s3.send(new PutObjectCommand(put))).SSEKMSKeyId).toContain('alias/aws/s3');
    const access = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(access.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(lifecycle.Rules).toMatchObject([
      { ID: 'old', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
    ]);
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toMatchObject([
      { AllowedMethods: ['GET'] },
    ]);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toContainEqual({
      Key: 'team',
      Value: 'payments',
    });
  });

  test('role: path, boundary, session length, managed policies, tags', async () => {
    const boundary = 'arn:aws:iam::123456789012:policy/edge/boundary';
    const outputs = { Outputs: { Arn: { Value: att('R.Arn') } } };
    const stack = await stacks.deploy(
      's',
      {
        Boundary: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: { ManagedPolicyName: 'boundary', Path: '/edge/', PolicyDocument: policy },
        },
        R: {
          Type: 'AWS::IAM::Role',
          DependsOn: 'Boundary',
          Properties: {
            RoleName: 'r',
            Path: '/teams/',
            AssumeRolePolicyDocument: trust,
            PermissionsBoundary: boundary,
            MaxSessionDuration: 7200,
            ManagedPolicyArns: [ref('Boundary')],
            Policies: [{ PolicyName: 'inline', PolicyDocument: policy }],
            Tags: tags,
          },
        },
      },
      outputs,
    );
    expect(stack.Outputs?.[0]?.OutputValue).toBe('arn:aws:iam::123456789012:role/teams/r');
    const role = await query(aws, 'iam', { Action: 'GetRole', RoleName: 'r', Version: '2010-05-08' });
    expect(role).toContain('<Path>/teams/</Path>');
    expect(role).toContain(`<PermissionsBoundaryArn>${boundary}</PermissionsBoundaryArn>`);
    expect(role).toContain('<MaxSessionDuration>7200</MaxSessionDuration>');
    expect(role).toContain('<Value>payments</Value>');
    const attached = await query(aws, 'iam', {
      Action: 'ListAttachedRolePolicies',
      RoleName: 'r',
      Version: '2010-05-08',
    });
    expect(attached).toContain(boundary);
  });

  test('HTTP API: CORS, tags, stage settings, route, integration, authorizer', async () => {
    const api = new ApiGatewayV2Client(clientConfig(aws));
    const stack = await stacks.deploy(
      's',
      {
        Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'access' } },
        Api: {
          Type: 'AWS::ApiGatewayV2::Api',
          Properties: {
            Name: 'shared',
            ProtocolType: 'HTTP',
            Description: 'shared API',
            CorsConfiguration: {
              AllowOrigins: ['https://app.example.com'],
              AllowMethods: ['GET'],
              AllowHeaders: ['authorization'],
              MaxAge: 600,
              AllowCredentials: true,
            },
            DisableExecuteApiEndpoint: false,
            Tags: { team: 'platform' },
          },
        },
        Stage: {
          Type: 'AWS::ApiGatewayV2::Stage',
          Properties: {
            ApiId: ref('Api'),
            StageName: '$default',
            AutoDeploy: true,
            Description: 'default',
            DefaultRouteSettings: { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100, DetailedMetricsEnabled: true },
            RouteSettings: { 'GET /x': { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 2 } },
            AccessLogSettings: { DestinationArn: att('Logs.Arn'), Format: '{"id":"$context.requestId"}' },
            StageVariables: { a: 'b' },
            Tags: { team: 'platform' },
          },
          DependsOn: 'Route',
        },
        Authorizer: {
          Type: 'AWS::ApiGatewayV2::Authorizer',
          Properties: {
            ApiId: ref('Api'),
            Name: 'jwt',
            AuthorizerType: 'JWT',
            IdentitySource: ['$request.header.Authorization'],
            JwtConfiguration: { Audience: ['a'], Issuer: 'https://issuer.example.com' },
          },
        },
        Integration: {
          Type: 'AWS::ApiGatewayV2::Integration',
          Properties: {
            ApiId: ref('Api'),
            IntegrationType: 'HTTP_PROXY',
            IntegrationMethod: 'GET',
            IntegrationUri: 'https://example.com',
            PayloadFormatVersion: '1.0',
            TimeoutInMillis: 5000,
            Description: 'i',
          },
        },
        Route: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: {
            ApiId: ref('Api'),
            RouteKey: 'GET /x',
            Target: { 'Fn::Sub': 'integrations/${Integration}' },
            AuthorizationType: 'JWT',
            AuthorizerId: ref('Authorizer'),
            AuthorizationScopes: ['read'],
            OperationName: 'x',
          },
        },
      },
      { Outputs: { Id: { Value: ref('Api') }, Endpoint: { Value: att('Api.ApiEndpoint') } } },
    );
    const ApiId = stack.Outputs?.find(({ OutputKey }) => OutputKey === 'Id')?.OutputValue;
    const found = await api.send(new GetApiCommand({ ApiId }));
    expect(found).toMatchObject({
      Name: 'shared',
      Description: 'shared API',
      CorsConfiguration: {
        AllowOrigins: ['https://app.example.com'],
        AllowMethods: ['GET'],
        AllowHeaders: ['authorization'],
        MaxAge: 600,
        AllowCredentials: true,
      },
      Tags: { team: 'platform' },
    });
    const { Items: stages } = await api.send(new GetStagesCommand({ ApiId }));
    expect(stages).toMatchObject([
      {
        StageName: '$default',
        AutoDeploy: true,
        Description: 'default',
        DefaultRouteSettings: { ThrottlingBurstLimit: 200, ThrottlingRateLimit: 100, DetailedMetricsEnabled: true },
        RouteSettings: { 'GET /x': { ThrottlingBurstLimit: 5, ThrottlingRateLimit: 2 } },
        AccessLogSettings: {
          DestinationArn: expect.stringContaining(':log-group:access'),
          Format: '{"id":"$context.requestId"}',
        },
        StageVariables: { a: 'b' },
        Tags: { team: 'platform' },
      },
    ]);
    const { Items: authorizers } = await api.send(new GetAuthorizersCommand({ ApiId }));
    expect(authorizers).toMatchObject([
      {
        Name: 'jwt',
        AuthorizerType: 'JWT',
        JwtConfiguration: { Audience: ['a'], Issuer: 'https://issuer.example.com' },
      },
    ]);
    const { Items: integrations } = await api.send(new GetIntegrationsCommand({ ApiId }));
    expect(integrations).toMatchObject([
      {
        IntegrationType: 'HTTP_PROXY',
        IntegrationUri: 'https://example.com',
        TimeoutInMillis: 5000,
        PayloadFormatVersion: '1.0',
        Description: 'i',
      },
    ]);
    const { Items: routes } = await api.send(new GetRoutesCommand({ ApiId }));
    expect(routes).toMatchObject([
      {
        RouteKey: 'GET /x',
        AuthorizationType: 'JWT',
        AuthorizationScopes: ['read'],
        AuthorizerId: authorizers?.[0]?.AuthorizerId,
        Target: `integrations/${integrations?.[0]?.IntegrationId}`,
        OperationName: 'x',
      },
    ]);
    expect(integrations?.[0]).not.toHaveProperty('ConnectionId');
    const cloudformation = new CloudFormationClient(clientConfig(aws));
    const { StackResources } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: 's' }));
    const route = StackResources?.find((resource) => resource.ResourceType === 'AWS::ApiGatewayV2::Route');
    expect(route?.PhysicalResourceId).toBe(routes?.[0]?.RouteId);
  });
});
