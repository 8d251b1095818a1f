import type { JsonObject } from '../../../controller/lib/json.ts';

/** What Git says, and how AWS tells the same. Each line was, or would be, a false alarm. */
export type SameCase = readonly [type: string, why: string, declared: JsonObject, actual: JsonObject];

const ACCOUNT = '123456789012';
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${ACCOUNT}:${resource}`;

const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: ['b:Two', 'a:One'], Resource: '*' },
  ],
};

/** The same policy in all the ways in which a service may write it. */
const REWRITTEN = JSON.stringify({
  Version: '2012-10-17',
  Id: '__default_policy_ID',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['A:One', 'b:Two'], Resource: ['*'] },
    { Sid: '', Effect: 'Allow', Principal: { Service: ['lambda.amazonaws.com'] }, Action: ['sts:AssumeRole'] },
  ],
});

export const SAME: readonly SameCase[] = [
  ['AWS::ApiGateway::ApiKey', 'flags as text', { Enabled: 'true' }, { Enabled: true, Description: '' }],
  [
    'AWS::ApiGateway::Authorizer',
    'the path that API Gateway calls',
    { AuthorizerUri: arn('lambda', 'function:auth') },
    {
      AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn('lambda', 'function:auth')}/invocations`,
      AuthorizerResultTtlInSeconds: 300,
      AuthType: 'custom',
      IdentityValidationExpression: '',
    },
  ],
  [
    'AWS::ApiGateway::GatewayResponse',
    'the text that is answered by default',
    { ResponseType: 'DEFAULT_4XX' },
    {
      ResponseType: 'DEFAULT_4XX',
      ResponseTemplates: { 'application/json': '{"message":$context.error.messageString}' },
    },
  ],
  [
    'AWS::ApiGateway::Method',
    'what an integration has by default',
    { Integration: { Type: 'AWS_PROXY', Uri: 'arn:x' } },
    {
      AuthorizationType: 'NONE',
      ApiKeyRequired: false,
      Integration: {
        Type: 'AWS_PROXY',
        Uri: 'arn:x',
        PassthroughBehavior: 'WHEN_NO_MATCH',
        TimeoutInMillis: 29_000,
        CacheNamespace: 'a1b2c3',
        CacheKeyParameters: [],
      },
    },
  ],
  [
    'AWS::ApiGateway::Method',
    'a template that is JSON',
    { Integration: { Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode": 204}' } } },
    {
      Integration: { Type: 'MOCK', Uri: '', RequestTemplates: { 'application/json': '{"statusCode":204}' } },
    },
  ],
  [
    'AWS::ApiGateway::RestApi',
    'its policy as text',
    { Policy: POLICY, EndpointConfiguration: { Types: ['REGIONAL'] } },
    {
      ApiKeySourceType: 'HEADER',
      DisableExecuteApiEndpoint: false,
      EndpointConfiguration: { Types: ['REGIONAL'], IpAddressType: 'ipv4' },
      Policy: REWRITTEN,
    },
  ],
  [
    'AWS::ApiGateway::Stage',
    'settings of a path written as a pointer',
    {
      MethodSettings: [{ ResourcePath: '/~1shop~1{id}', HttpMethod: 'GET', ThrottlingRateLimit: 5 }],
      AccessLogSetting: { DestinationArn: arn('logs', 'log-group:access:*') },
    },
    {
      CacheClusterEnabled: false,
      TracingEnabled: false,
      MethodSettings: [
        {
          ResourcePath: '/~1shop~1{id}',
          HttpMethod: 'GET',
          ThrottlingRateLimit: 5,
          ThrottlingBurstLimit: -1,
          CachingEnabled: false,
          CacheTtlInSeconds: 300,
          CacheDataEncrypted: false,
          DataTraceEnabled: false,
          MetricsEnabled: false,
          LoggingLevel: 'OFF',
        },
      ],
      AccessLogSetting: { DestinationArn: arn('logs', 'log-group:access') },
    },
  ],
  [
    'AWS::ApiGateway::UsagePlan',
    'a quota that begins at once',
    { Quota: { Limit: 100, Period: 'MONTH' } },
    { Quota: { Limit: 100, Period: 'MONTH', Offset: 0 } },
  ],
  [
    'AWS::ApiGatewayV2::Authorizer',
    'an authorizer of tokens has no function',
    { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: 'https://x', Audience: ['a', 'b'] } },
    {
      AuthorizerType: 'JWT',
      AuthorizerUri: '',
      AuthorizerPayloadFormatVersion: '2.0',
      JwtConfiguration: { Audience: ['b', 'a'], Issuer: 'https://x' },
    },
  ],
  [
    'AWS::ApiGatewayV2::DomainName',
    'what AWS tells of the certificate',
    { DomainName: 'API.example.com', DomainNameConfigurations: [{ CertificateArn: 'arn:c' }] },
    {
      DomainName: 'api.example.com',
      DomainNameConfigurations: [
        {
          CertificateArn: 'arn:c',
          EndpointType: 'REGIONAL',
          SecurityPolicy: 'TLS_1_2',
          IpAddressType: 'ipv4',
          DomainNameStatus: 'AVAILABLE',
          HostedZoneId: 'Z1',
        },
      ],
      RoutingMode: 'API_MAPPING_ONLY',
    },
  ],
  [
    'AWS::Budgets::Budget',
    'amounts with decimals, a period and types of cost',
    {
      Budget: { BudgetName: 'b', BudgetLimit: { Amount: 20, Unit: 'USD' } },
      NotificationsWithSubscribers: [{ Notification: { NotificationType: 'ACTUAL', Threshold: 80 }, Subscribers: [] }],
      ResourceTags: [{ Key: 'team', Value: 'a' }],
    },
    {
      Budget: {
        BudgetName: 'b',
        BudgetLimit: { Amount: '20.0', Unit: 'USD' },
        TimePeriod: { Start: 1 },
        CostTypes: { IncludeTax: true },
      },
      NotificationsWithSubscribers: [
        { Notification: { NotificationType: 'ACTUAL', Threshold: '80.0', ThresholdType: 'PERCENTAGE' } },
      ],
      ResourceTags: [
        { Key: 'aws:cloudformation:stack-name', Value: 's' },
        { Key: 'team', Value: 'a' },
      ],
    },
  ],
  [
    'AWS::CloudWatch::Alarm',
    'dimensions in another order',
    {
      Threshold: 1,
      EvaluationPeriods: 3,
      Dimensions: [
        { Name: 'b', Value: '1' },
        { Name: 'a', Value: '2' },
      ],
    },
    {
      ActionsEnabled: true,
      DatapointsToAlarm: 3,
      EvaluationPeriods: 3,
      Threshold: '1.0',
      TreatMissingData: 'missing',
      Dimensions: [
        { Name: 'a', Value: '2' },
        { Value: '1', Name: 'b' },
      ],
      AlarmDescription: '',
    },
  ],
  [
    'AWS::CloudWatch::Alarm',
    'a query that gives its data',
    { Metrics: [{ Id: 'm1', Expression: 'a+b' }] },
    { Metrics: [{ Id: 'm1', Expression: 'a+b', ReturnData: true }] },
  ],
  [
    'AWS::CloudWatch::Dashboard',
    'a body formatted in another way',
    { DashboardBody: '{"widgets":[{"x":0,"y":1}]}' },
    { DashboardBody: '{ "widgets": [ { "y": 1, "x": 0 } ] }' },
  ],
  [
    'AWS::CodeDeploy::DeploymentGroup',
    'events in another order',
    { AutoRollbackConfiguration: { Enabled: true, Events: ['B', 'A'] } },
    {
      AutoRollbackConfiguration: { Enabled: true, Events: ['A', 'B'] },
      AlarmConfiguration: { Enabled: false, IgnorePollAlarmFailure: false, Alarms: [] },
    },
  ],
  [
    'AWS::DynamoDB::Table',
    'what a table on demand says by default',
    {
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'b', AttributeType: 'S' },
        { AttributeName: 'a', AttributeType: 'S' },
      ],
      SSESpecification: { SSEEnabled: false },
    },
    {
      AttributeDefinitions: [
        { AttributeName: 'a', AttributeType: 'S' },
        { AttributeName: 'b', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: false,
      OnDemandThroughput: { MaxReadRequestUnits: -1, MaxWriteRequestUnits: -1 },
      PointInTimeRecoverySpecification: {},
      TableClass: 'STANDARD',
      GlobalSecondaryIndexes: [],
      TableName: 'made-up-by-cloudformation',
    },
  ],
  [
    'AWS::DynamoDB::Table',
    'indexes in another order, days of recovery filled in',
    {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      GlobalSecondaryIndexes: [
        { IndexName: 'b', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['y', 'x'] } },
        { IndexName: 'a', Projection: { ProjectionType: 'ALL' } },
      ],
    },
    {
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      GlobalSecondaryIndexes: [
        { IndexName: 'a', Projection: { ProjectionType: 'ALL' } },
        { IndexName: 'b', Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['x', 'y'] } },
      ],
    },
  ],
  [
    'AWS::EC2::FlowLog',
    'the destination of a log group',
    { LogGroupName: 'g', ResourceType: 'VPC' },
    {
      LogGroupName: 'g',
      LogDestination: arn('logs', 'log-group:g'),
      LogDestinationType: 'cloud-watch-logs',
      MaxAggregationInterval: '600',
      LogFormat: '${version}',
    },
  ],
  [
    'AWS::EC2::SecurityGroup',
    'rules grouped by EC2, ports of a rule for everything',
    {
      SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
      SecurityGroupEgress: [{ IpProtocol: -1, FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }],
    },
    {
      GroupName: 'made-up',
      SecurityGroupIngress: [
        { CidrIp: '10.0.0.0/16', FromPort: '443', IpProtocol: 'tcp', ToPort: '443', Description: '' },
      ],
      SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }],
    },
  ],
  [
    'AWS::EC2::SecurityGroup',
    'a group of which nothing is said lets everything out',
    {},
    { SecurityGroupIngress: [], SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] },
  ],
  [
    'AWS::EC2::Subnet',
    'the zone that CloudFormation chose',
    { CidrBlock: '10.0.0.0/20', MapPublicIpOnLaunch: false },
    {
      CidrBlock: '10.0.0.0/20',
      MapPublicIpOnLaunch: 'false',
      AssignIpv6AddressOnCreation: 'false',
      AvailabilityZone: 'us-east-1b',
    },
  ],
  [
    'AWS::EC2::VPC',
    'flags as text',
    { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true },
    { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: 'true', EnableDnsSupport: 'true', InstanceTenancy: 'default' },
  ],
  [
    'AWS::EC2::VPCEndpoint',
    'the policy that allows everything, in its older words',
    {
      RouteTableIds: ['rtb-2', 'rtb-1'],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
      },
    },
    {
      VpcEndpointType: 'Gateway',
      PrivateDnsEnabled: 'false',
      RouteTableIds: ['rtb-1', 'rtb-2'],
      PolicyDocument:
        '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}',
    },
  ],
  [
    'AWS::Events::EventBus',
    'what a bus says by default',
    {},
    { Description: '', LogConfig: { IncludeDetail: 'NONE', Level: 'OFF' } },
  ],
  [
    'AWS::Events::Rule',
    'a pattern as text, targets in another order with the default retries',
    {
      EventPattern: { source: ['a'], 'detail-type': ['b'] },
      Targets: [
        { Id: 'b', Arn: 'arn:b' },
        { Id: 'a', Arn: arn('logs', 'log-group:g:*'), Input: '{"a":1,"b":2}' },
      ],
    },
    {
      EventBusName: 'default',
      State: 'ENABLED',
      EventPattern: '{"detail-type":["b"],"source":["a"]}',
      Targets: [
        {
          Id: 'a',
          Arn: arn('logs', 'log-group:g'),
          Input: '{"b":2,"a":1}',
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
        { Id: 'b', Arn: 'arn:b' },
      ],
    },
  ],
  [
    'AWS::IAM::ManagedPolicy',
    'a document in other words',
    { PolicyDocument: POLICY },
    { PolicyDocument: REWRITTEN, Path: '/', ManagedPolicyName: 'made-up' },
  ],
  [
    'AWS::IAM::OIDCProvider',
    'a URL without its scheme, thumbprints of AWS',
    { Url: 'https://token.example.com', ClientIdList: ['b', 'a'] },
    { Url: 'token.example.com', ClientIdList: ['a', 'b'], ThumbprintList: ['FF'] },
  ],
  [
    'AWS::IAM::Role',
    'trust and policies in other words and order',
    {
      AssumeRolePolicyDocument: POLICY,
      ManagedPolicyArns: ['arn:b', 'arn:a'],
      Policies: [
        { PolicyName: 'two', PolicyDocument: POLICY },
        { PolicyName: 'one', PolicyDocument: POLICY },
      ],
    },
    {
      AssumeRolePolicyDocument: REWRITTEN,
      Description: '',
      ManagedPolicyArns: ['arn:a', 'arn:b'],
      MaxSessionDuration: '3600',
      Path: '/',
      Policies: [
        { PolicyName: 'one', PolicyDocument: REWRITTEN },
        { PolicyName: 'two', PolicyDocument: REWRITTEN },
      ],
      Tags: [{ Key: 'aws:cloudformation:stack-id', Value: 'x' }],
    },
  ],
  [
    'AWS::Lambda::Alias',
    'the ARN of the function',
    { FunctionName: arn('lambda', 'function:f'), Name: 'live' },
    { FunctionName: 'f', Name: 'live', Description: '', RoutingConfig: { AdditionalVersionWeights: [] } },
  ],
  [
    'AWS::Lambda::EventInvokeConfig',
    'what Lambda tries by default',
    { FunctionName: 'f' },
    {
      FunctionName: 'f',
      MaximumEventAgeInSeconds: 21_600,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: {}, OnSuccess: {} },
    },
  ],
  [
    'AWS::Lambda::EventSourceMapping',
    'everything that Lambda fills in',
    { FunctionName: 'f', FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } },
    {
      FunctionName: arn('lambda', 'function:f'),
      BatchSize: 10,
      Enabled: true,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      FilterCriteria: { Filters: [{ Pattern: '{ "body": {"a": [1]} }' }] },
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: 'LATEST',
      TumblingWindowInSeconds: 0,
    },
  ],
  [
    'AWS::Lambda::Permission',
    'an account by its ARN, any case of the action',
    {
      FunctionName: arn('lambda', 'function:f'),
      Action: 'lambda:InvokeFunction',
      Principal: ACCOUNT,
      InvokedViaFunctionUrl: true,
    },
    {
      FunctionName: 'f',
      Action: 'lambda:invokefunction',
      Principal: `arn:aws:iam::${ACCOUNT}:root`,
      InvokedViaFunctionUrl: 'true',
    },
  ],
  [
    'AWS::Lambda::Url',
    'header names in lower case',
    { TargetFunctionArn: arn('lambda', 'function:f'), AuthType: 'NONE', Cors: { AllowHeaders: ['X-B', 'X-A'] } },
    {
      TargetFunctionArn: 'f',
      AuthType: 'NONE',
      InvokeMode: 'BUFFERED',
      Cors: { AllowHeaders: ['x-a', 'x-b'], AllowCredentials: false, MaxAge: 0 },
    },
  ],
  [
    'AWS::Lambda::Version',
    'the digest of what was published',
    { FunctionName: 'f' },
    { FunctionName: 'f', Description: '', CodeSha256: 'abc=' },
  ],
  [
    'AWS::Logs::LogGroup',
    'the standard class',
    { RetentionInDays: 30 },
    { RetentionInDays: 30, LogGroupClass: 'STANDARD', DeletionProtectionEnabled: false, LogGroupName: 'made-up' },
  ],
  [
    'AWS::Route53::RecordSet',
    'the dot at the end, a name that AWS knows',
    {
      Name: 'api.example.com',
      Type: 'A',
      AliasTarget: { DNSName: 'd-1.execute-api.us-east-1.amazonaws.com', HostedZoneId: 'Z1' },
    },
    {
      Name: 'api.example.com.',
      Type: 'A',
      AliasTarget: {
        DNSName: 'dualstack.D-1.execute-api.us-east-1.amazonaws.com.',
        HostedZoneId: 'Z1',
        EvaluateTargetHealth: 'false',
      },
    },
  ],
  [
    'AWS::S3::Bucket',
    'what every bucket has',
    {},
    {
      BucketName: 'made-up',
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: 'false', ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
        ],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      CorsConfiguration: { CorsRules: [] },
      LifecycleConfiguration: { Rules: [] },
      NotificationConfiguration: { LambdaConfigurations: [] },
      VersioningConfiguration: {},
    },
  ],
  [
    'AWS::S3::Bucket',
    'rules in another order, numbers as text',
    {
      LifecycleConfiguration: {
        Rules: [
          { Id: 'b', Status: 'Enabled', ExpirationInDays: 30 },
          { Id: 'a', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
        ],
      },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['PUT', 'GET'], AllowedOrigins: ['*'] }] },
    },
    {
      LifecycleConfiguration: {
        Rules: [
          { Id: 'a', Status: 'Enabled', Prefix: '', NoncurrentVersionExpiration: { NoncurrentDays: '90' } },
          { Id: 'b', Status: 'Enabled', Prefix: '', ExpirationInDays: '30' },
        ],
      },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'] }] },
    },
  ],
  [
    'AWS::S3::Bucket',
    'whom it tells in another order, filters in another case and order, an empty one',
    {
      NotificationConfiguration: {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
        QueueConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Queue: 'arn:q',
            Filter: {
              S3Key: {
                Rules: [
                  { Name: 'prefix', Value: 'in/' },
                  { Name: 'suffix', Value: '.csv' },
                ],
              },
            },
          },
          { Event: 's3:ObjectRemoved:*', Queue: 'arn:q' },
        ],
      },
    },
    {
      NotificationConfiguration: {
        EventBridgeConfiguration: { EventBridgeEnabled: true },
        LambdaConfigurations: [],
        TopicConfigurations: [],
        QueueConfigurations: [
          {
            Event: 's3:ObjectRemoved:*',
            Queue: 'arn:q',
            Filter: { S3Key: { Rules: [{ Name: 'Prefix', Value: '' }] } },
          },
          {
            Queue: 'arn:q',
            Event: 's3:ObjectCreated:*',
            Filter: {
              S3Key: {
                Rules: [
                  { Name: 'Suffix', Value: '.csv' },
                  { Value: 'in/', Name: 'Prefix' },
                ],
              },
            },
          },
        ],
      },
    },
  ],
  [
    'AWS::S3::BucketPolicy',
    'everybody in two ways',
    {
      Bucket: 'b',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: ['arn:b', 'arn:a'],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
    {
      PolicyDocument:
        '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*","Resource":["arn:a","arn:b"],"Condition":{"Bool":{"aws:securetransport":["false"]}}}]}',
    },
  ],
  [
    'AWS::SNS::Subscription',
    'policies as text',
    { Protocol: 'sqs', FilterPolicy: { to: ['a'] }, RedrivePolicy: { deadLetterTargetArn: 'arn:q' } },
    {
      Protocol: 'sqs',
      RawMessageDelivery: 'false',
      FilterPolicy: '{"to":["a"]}',
      FilterPolicyScope: 'MessageAttributes',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:q"}',
    },
  ],
  [
    'AWS::SNS::Topic',
    'what a topic says by default',
    {},
    {
      TopicName: 'made-up',
      DisplayName: '',
      SignatureVersion: '1',
      TracingConfig: 'PassThrough',
      FifoTopic: 'false',
      ContentBasedDeduplication: 'false',
    },
  ],
  [
    'AWS::SNS::TopicPolicy',
    'a document in other words',
    { Topics: ['arn:t'], PolicyDocument: POLICY },
    { PolicyDocument: REWRITTEN },
  ],
  [
    'AWS::SQS::Queue',
    'attributes as text',
    {
      DelaySeconds: 0,
      RedrivePolicy: { deadLetterTargetArn: 'arn:q', maxReceiveCount: 5 },
      RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: ['arn:b', 'arn:a'] },
    },
    {
      QueueName: 'made-up',
      DelaySeconds: '0',
      MaximumMessageSize: '262144',
      MessageRetentionPeriod: '345600',
      ReceiveMessageWaitTimeSeconds: '0',
      VisibilityTimeout: '30',
      SqsManagedSseEnabled: 'true',
      RedrivePolicy: '{"deadLetterTargetArn":"arn:q","maxReceiveCount":5}',
      RedriveAllowPolicy: '{"redrivePermission":"byQueue","sourceQueueArns":["arn:a","arn:b"]}',
    },
  ],
  [
    'AWS::SQS::Queue',
    'a queue with a key of its own',
    { KmsMasterKeyId: 'alias/x' },
    { KmsMasterKeyId: 'alias/x', SqsManagedSseEnabled: 'false', KmsDataKeyReusePeriodSeconds: '300' },
  ],
  [
    'AWS::SQS::QueuePolicy',
    'a document in other words',
    { Queues: ['https://q'], PolicyDocument: POLICY },
    { PolicyDocument: REWRITTEN },
  ],
  [
    'AWS::Scheduler::Schedule',
    'dates as seconds, retries filled in',
    { StartDate: '2027-01-01T00:00:00Z', Target: { Arn: 'arn:q', Input: '{"a":1}' } },
    {
      ActionAfterCompletion: 'NONE',
      GroupName: 'default',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      StartDate: 1_798_761_600,
      Target: {
        Arn: 'arn:q',
        Input: '{ "a": 1 }',
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      },
    },
  ],
  [
    'AWS::SecretsManager::ResourcePolicy',
    'a document in other words',
    { SecretId: 's', ResourcePolicy: POLICY, BlockPublicPolicy: true },
    { ResourcePolicy: REWRITTEN },
  ],
  [
    'AWS::SecretsManager::Secret',
    'how its first value was made, the key of the service',
    { GenerateSecretString: { PasswordLength: 40 } },
    { Name: 'made-up', KmsKeyId: 'alias/aws/secretsmanager', ReplicaRegions: [] },
  ],
];
