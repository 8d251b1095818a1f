import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type Logical, synthesise } from './synth.ts';

const dev = synthesise();
const prod = synthesise({ environment: 'prod' });

describe('ledger, evidence and secrets', () => {
  test('the ledger costs nothing idle and can be put back to any second', () => {
    dev.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('evidence is versioned, encrypted, private, and kept: no rule lets a current object expire', () => {
    dev.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'forget-replaced-versions', NoncurrentVersionExpiration: { NoncurrentDays: 90 }, Status: 'Enabled' },
          {
            Id: 'forget-broken-uploads',
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
            Status: 'Enabled',
          },
        ],
      },
    });
    dev.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      }),
    });
  });

  test('the webhook secret is generated, never a default; the App’s key is left empty', () => {
    dev.hasResourceProperties('AWS::SecretsManager::Secret', {
      Description: 'Secret of the GitHub webhook',
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    });
    dev.hasResourceProperties('AWS::SecretsManager::Secret', {
      Description: 'Private key (PEM) of the GitHub App',
      GenerateSecretString: Match.absent(),
      SecretString: Match.absent(),
    });
  });

  test('K4: outside of dev, data stays when the stack goes', () => {
    const kept = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];
    for (const type of kept) {
      prod.allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      dev.allResources(type, { DeletionPolicy: 'Delete' });
    }
    prod.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    dev.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });
});

describe('ingress', () => {
  test('W9: two routes, of which the one for GitHub is public', () => {
    const routes = Object.values(dev.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`).sort()).toEqual([
      'POST /github/webhook NONE',
      'POST /reconcile AWS_IAM',
    ]);
  });

  test('a badge is there only for who asks for one: one more public route, to a function of its own', () => {
    const token = '0123456789abcdef0123456789abcdef';
    const badged = synthesise({ badgeToken: token });
    const routes = Object.values(badged.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => Properties);
    expect(routes.map(({ RouteKey, AuthorizationType }) => `${RouteKey} ${AuthorizationType}`).sort()).toEqual([
      'GET /badge/{token}/{file} NONE',
      'POST /github/webhook NONE',
      'POST /reconcile AWS_IAM',
    ]);
    expect(new Set(routes.map(({ Target }) => JSON.stringify(Target))).size).toBe(2);
    expect(JSON.stringify(badged.findOutputs('BadgeUrl'))).toContain(`/badge/${token}/badge.svg`);
    expect(badged.findOutputs('WebhookUrl')).toEqual(dev.findOutputs('WebhookUrl'));
    expect(dev.findOutputs('BadgeUrl')).toEqual({});
    expect(JSON.stringify(dev)).not.toMatch(/badge/i);
  });

  test('the API is throttled and says who asked for what, without headers or bodies', () => {
    const [stage] = Object.values(dev.findResources('AWS::ApiGatewayV2::Stage')).map(({ Properties }) => Properties);
    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 50 },
    });
    const format: string = stage?.AccessLogSettings.Format;
    expect(Object.keys(JSON.parse(format))).toContain('status');
    expect(format).not.toMatch(/header|body|authorizer/i);
  });

  test('only this API may invoke the function', () => {
    dev.allResourcesProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
    dev.resourceCountIs('AWS::Lambda::Permission', 2);
  });
});

describe('alarms', () => {
  const alarms = Object.values(dev.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

  test('C5: dead letters, waiting messages, errors and throttles each ring', () => {
    expect(alarms.map(({ AlarmName, MetricName }) => `${AlarmName} ${MetricName}`).sort()).toEqual([
      'holdfast-dev-applier-dead-letters ApproximateNumberOfMessagesVisible',
      'holdfast-dev-applier-errors Errors',
      'holdfast-dev-applier-throttles Throttles',
      'holdfast-dev-applier-waiting ApproximateAgeOfOldestMessage',
      'holdfast-dev-planner-dead-letters ApproximateNumberOfMessagesVisible',
      'holdfast-dev-planner-errors Errors',
      'holdfast-dev-planner-throttles Throttles',
      'holdfast-dev-planner-waiting ApproximateAgeOfOldestMessage',
      'holdfast-dev-timer-dead-letters ApproximateNumberOfMessagesVisible',
      'holdfast-dev-timer-waiting ApproximateAgeOfOldestMessage',
      'holdfast-dev-webhook-errors Errors',
      'holdfast-dev-webhook-throttles Throttles',
    ]);
  });

  test('each tells the topic when it rings and when it is over, and silence is no alarm', () => {
    const [topic] = Object.keys(dev.findResources('AWS::SNS::Topic'));
    dev.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [{ Ref: topic }],
      OKActions: [{ Ref: topic }],
      TreatMissingData: 'notBreaching',
    });
  });

  test('the topic lets in this account’s alarms, over TLS', () => {
    dev.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }),
          }),
        ],
      }),
    });
  });
});

describe('the whole stack', () => {
  const resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Logical }>> =
    dev.toJSON().Resources;

  test('outputs have the names that others read', () => {
    expect(Object.keys(dev.toJSON().Outputs)).toEqual([
      'WebhookUrl',
      'ReconcileUrl',
      'TableName',
      'EvidenceBucketName',
      'BusName',
      'PlannerQueueUrl',
      'ApplierQueueUrl',
      'TimerQueueUrl',
      'WebhookSecretArn',
      'AppKeySecretArn',
      'ExecutionRoleArn',
      'WebhookFunctionName',
      'PlannerFunctionName',
      'ApplierFunctionName',
      'AlarmTopicArn',
      'NewsTopicArn',
    ]);
  });

  test('everything that can be is tagged', () => {
    // These types know no tags, or inherit what they have.
    const untagged = /Policy$|Permission$|^AWS::ApiGatewayV2::(?:Route|Integration)$/;
    const wanted = { environment: 'dev', 'managed-by': 'cdk', project: 'shared-lambda-infra', service: 'holdfast' };
    const missing = Object.entries(resources)
      .filter(([, { Type }]) => !untagged.test(Type))
      .filter(([, { Properties }]) => JSON.stringify(tagsOf(Properties.Tags)) !== JSON.stringify(wanted));
    expect(missing.map(([id]) => id)).toEqual([]);
  });

  test('nothing but what AWS itself provides: no custom resource, no function that the CDK brought along', () => {
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.filter((type) => !type.startsWith('AWS::') || type.startsWith('AWS::CloudFormation::'))).toEqual([]);
    expect(types.filter((type) => type === 'AWS::Lambda::Function')).toHaveLength(3);
    expect(types.filter((type) => type === 'AWS::IAM::Role')).toHaveLength(4);
    expect(types.filter((type) => type === 'AWS::IAM::Policy')).toEqual([]);
    // More than an inline policy holds, and of nobody else.
    const managed = Object.keys(dev.findResources('AWS::IAM::ManagedPolicy'));
    expect(managed.map((id) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual([
      'ExecutionApi',
      'ExecutionEvents',
      'ExecutionFunctions',
      'ExecutionNetwork',
      'ExecutionObservability',
      'ExecutionStorage',
      'RolesDriftOfPlatform',
      'RolesDriftOfServices',
    ]);
  });

  test('nothing that costs while idle, but the secrets and two alarms above the free ten', () => {
    const idle = /^AWS::(?:EC2|RDS|KMS|ECS|ElastiCache|OpenSearch)|Provisioned/;
    expect(Object.values(resources).filter(({ Type }) => idle.test(Type))).toEqual([]);
    expect(JSON.stringify(resources)).not.toContain('"ProvisionedConcurrencyConfig":');
    dev.resourceCountIs('AWS::SecretsManager::Secret', 2);
    dev.resourceCountIs('AWS::CloudWatch::Alarm', 12);
  });

  test('each role’s policy is within what IAM takes', () => {
    // 10,240 characters for all inline policies of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    const roles = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
    for (const { Properties } of roles) {
      expect(JSON.stringify(Properties.Policies).length).toBeLessThan(10_240);
      expect(JSON.stringify(Properties.ManagedPolicyArns ?? []).split('Ref').length - 1).toBeLessThanOrEqual(10);
    }
    // 6,144 for a policy of its own. What CloudFormation puts in for a pseudo parameter is shorter than the parameter.
    const policies = Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::ManagedPolicy');
    for (const { Properties } of policies) {
      expect(JSON.stringify(Properties.PolicyDocument).length).toBeLessThan(6144);
    }
  });

  test('the same settings give the same template', () => {
    expect(synthesise().toJSON()).toEqual(dev.toJSON());
  });
});

/** Tags as a map, whether the type takes a list or a map. */
function tagsOf(tags: unknown): Readonly<Record<string, unknown>> {
  if (!Array.isArray(tags)) return typeof tags === 'object' && tags !== null ? { ...tags } : {};
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
