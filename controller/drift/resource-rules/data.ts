import { keyRulesForm, momentForm } from '../forms.ts';
import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/**
 * Where data lies: DynamoDB, S3, Secrets Manager. Defaults: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html (every bucket is encrypted),
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
 */
export const DATA_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::DynamoDB::Table': typeRules({
    readable: [
      'AttributeDefinitions',
      'BillingMode',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'ResourcePolicy',
      'SSESpecification',
      'StreamSpecification',
      'TableClass',
      'TableName',
      'Tags',
      'TimeToLiveSpecification',
    ],
    defaults: [
      ['/BillingMode', 'PROVISIONED'],
      ['/DeletionProtectionEnabled', false],
      ['/TableClass', 'STANDARD'],
    ],
    sets: [
      '/AttributeDefinitions',
      '/GlobalSecondaryIndexes',
      '/GlobalSecondaryIndexes/*/Projection/NonKeyAttributes',
      '/LocalSecondaryIndexes',
      '/LocalSecondaryIndexes/*/Projection/NonKeyAttributes',
    ],
    absent: [
      ['/OnDemandThroughput/MaxReadRequestUnits', -1],
      ['/OnDemandThroughput/MaxWriteRequestUnits', -1],
      ['/GlobalSecondaryIndexes/*/OnDemandThroughput/MaxReadRequestUnits', -1],
      ['/GlobalSecondaryIndexes/*/OnDemandThroughput/MaxWriteRequestUnits', -1],
      ['/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled', false],
      ['/PointInTimeRecoverySpecification/RecoveryPeriodInDays', 35],
      ['/SSESpecification/SSEEnabled', false],
    ],
    forms: [['/ResourcePolicy/PolicyDocument', policyForm]],
    onlyDeclared: ['/TableName', '/SSESpecification/SSEType', '/SSESpecification/KMSMasterKeyId'],
  }),
  'AWS::S3::Bucket': typeRules({
    readable: [
      'AbacStatus',
      'BucketEncryption',
      'BucketName',
      'CorsConfiguration',
      'LifecycleConfiguration',
      'LoggingConfiguration',
      'NotificationConfiguration',
      'OwnershipControls',
      'PublicAccessBlockConfiguration',
      'Tags',
      'VersioningConfiguration',
    ],
    defaults: [
      [
        '/BucketEncryption',
        { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      ],
      ['/OwnershipControls', { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }],
    ],
    sets: [
      '/CorsConfiguration/CorsRules/*/AllowedHeaders',
      '/CorsConfiguration/CorsRules/*/AllowedMethods',
      '/CorsConfiguration/CorsRules/*/AllowedOrigins',
      '/CorsConfiguration/CorsRules/*/ExposedHeaders',
      '/LifecycleConfiguration/Rules',
      '/LifecycleConfiguration/Rules/*/NoncurrentVersionTransitions',
      '/LifecycleConfiguration/Rules/*/TagFilters',
      '/LifecycleConfiguration/Rules/*/Transitions',
      '/NotificationConfiguration/LambdaConfigurations',
      '/NotificationConfiguration/QueueConfigurations',
      '/NotificationConfiguration/TopicConfigurations',
      '/NotificationConfiguration/*/*/Filter/S3Key/Rules',
    ],
    absent: [
      ['/AbacStatus', 'Disabled'],
      ['/BucketEncryption/ServerSideEncryptionConfiguration/*/BucketKeyEnabled', false],
      ['/LifecycleConfiguration/Rules/*/ExpiredObjectDeleteMarker', false],
      ['/LifecycleConfiguration/Rules/*/Prefix', ''],
      ['/LifecycleConfiguration/TransitionDefaultMinimumObjectSize', 'all_storage_classes_128K'],
      ['/LoggingConfiguration/LogFilePrefix', ''],
      ['/NotificationConfiguration/EventBridgeConfiguration/EventBridgeEnabled', false],
      ['/PublicAccessBlockConfiguration/BlockPublicAcls', false],
      ['/PublicAccessBlockConfiguration/BlockPublicPolicy', false],
      ['/PublicAccessBlockConfiguration/IgnorePublicAcls', false],
      ['/PublicAccessBlockConfiguration/RestrictPublicBuckets', false],
      // Suspended is what is left of Enabled; a bucket that never kept versions says nothing.
      ['/VersioningConfiguration/Status', 'Suspended'],
    ],
    forms: [
      ['/LifecycleConfiguration/Rules/*/ExpirationDate', momentForm],
      ['/NotificationConfiguration/*/*/Filter/S3Key/Rules', keyRulesForm],
    ],
    onlyDeclared: ['/BucketName', '/CorsConfiguration/CorsRules/*/Id', '/BucketEncryption/*/*/BlockedEncryptionTypes'],
  }),
  'AWS::S3::BucketPolicy': typeRules({
    readable: ['Bucket', 'PolicyDocument'],
    forms: [['/PolicyDocument', policyForm]],
    ignored: ['/Bucket'],
  }),
  'AWS::SecretsManager::ResourcePolicy': typeRules({
    readable: ['BlockPublicPolicy', 'ResourcePolicy', 'SecretId'],
    forms: [['/ResourcePolicy', policyForm]],
    // Whether a public policy is refused is asked when it is put, and kept nowhere.
    ignored: ['/BlockPublicPolicy', '/SecretId'],
  }),
  'AWS::SecretsManager::Secret': typeRules({
    readable: ['Description', 'GenerateSecretString', 'KmsKeyId', 'Name', 'ReplicaRegions', 'Tags'],
    sets: ['/ReplicaRegions'],
    absent: [
      ['/KmsKeyId', 'alias/aws/secretsmanager'],
      ['/ReplicaRegions/*/KmsKeyId', 'alias/aws/secretsmanager'],
    ],
    // How a first value is made; the value itself is nobody's to read (S3).
    ignored: ['/GenerateSecretString'],
    onlyDeclared: ['/Name'],
  }),
};
