import { BY_NAME, type Place } from './execution-permissions.ts';
import type { Permission } from './permission.ts';

/** What CloudFormation needs for the queues, topics, secrets, tables and buckets of the teams. */
export function dataPermissions({ project, partition, region, regional }: Place): readonly Permission[] {
  return [
    {
      name: 'BuildQueues',
      actions: [
        'sqs:CreateQueue',
        'sqs:DeleteQueue',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ListQueueTags',
        'sqs:SetQueueAttributes',
        'sqs:TagQueue',
        'sqs:UntagQueue',
      ],
      resources: [regional('sqs', `${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'BuildSubscriptions',
      actions: ['sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes', 'sns:Subscribe', 'sns:Unsubscribe'],
      resources: [regional('sns', `${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'BuildSecrets',
      actions: [
        'secretsmanager:CreateSecret',
        'secretsmanager:DeleteResourcePolicy',
        'secretsmanager:DeleteSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetResourcePolicy',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutResourcePolicy',
        'secretsmanager:TagResource',
        'secretsmanager:UntagResource',
        'secretsmanager:UpdateSecret',
      ],
      resources: [regional('secretsmanager', `secret:${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'MakeUpSecrets',
      actions: ['secretsmanager:GetRandomPassword'],
      resources: ['*'],
      wildcard: 'Secrets Manager knows no resource for a random text that is not a secret yet.',
    },
    {
      name: 'BuildTables',
      actions: [
        'dynamodb:CreateTable',
        'dynamodb:DeleteTable',
        'dynamodb:DescribeContinuousBackups',
        'dynamodb:DescribeContributorInsights',
        'dynamodb:DescribeKinesisStreamingDestination',
        'dynamodb:DescribeTable',
        'dynamodb:DescribeTimeToLive',
        'dynamodb:GetResourcePolicy',
        'dynamodb:ListTagsOfResource',
        'dynamodb:TagResource',
        'dynamodb:UntagResource',
        'dynamodb:UpdateContinuousBackups',
        'dynamodb:UpdateTable',
        'dynamodb:UpdateTimeToLive',
      ],
      resources: [regional('dynamodb', `table/${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      // Only through DynamoDB, for tables under a key that the Table names; and through Secrets Manager, to write a first value.
      name: 'EncryptData',
      actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      resources: [regional('kms', 'key/*')],
      conditions: {
        StringEquals: {
          'kms:ViaService': [`dynamodb.${region}.amazonaws.com`, `secretsmanager.${region}.amazonaws.com`],
        },
      },
      wildcard: 'Key ids are made up by KMS; a key’s own policy decides whether this account may use it.',
    },
    {
      name: 'OpenBuckets',
      actions: ['s3:PutBucketCORS', 's3:PutBucketNotification'],
      resources: [`arn:${partition}:s3:::${project}-*-bucket-*`],
      wildcard: BY_NAME,
    },
  ];
}
