import { ApiGatewayV2Client, GetRoutesCommand } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient, CreateChangeSetCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  GetFunctionCommand,
  LambdaClient,
  ResourceNotFoundException,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { GetObjectCommand, HeadObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

const item = { pk: { S: 'run#1' }, at: { N: '9007199254740993' }, body: { M: { list: { L: [{ BOOL: true }] } } } };
const put = { Put: { TableName: 'record', Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };

/**
 * One call or more to every service and protocol that the reconciler speaks: what came back, or the error with its class.
 * It is bundled with and without the trims, and both must say and understand the same.
 */
export async function callServices(): Promise<readonly unknown[]> {
  const settings = { maxAttempts: 1 };
  const s3 = new S3Client({ ...settings, forcePathStyle: true });
  const lambda = new LambdaClient(settings);
  const dynamodb = new DynamoDBClient(settings);
  const cloudFormation = new CloudFormationClient(settings);
  const calls: readonly (() => Promise<object>)[] = [
    () =>
      new ApiGatewayV2Client(settings).send(new GetRoutesCommand({ ApiId: 'a1b2', MaxResults: '100', NextToken: 'n' })),
    () => cloudFormation.send(new DescribeStacksCommand({ StackName: 'shop-network' })),
    () =>
      cloudFormation.send(
        new CreateChangeSetCommand({
          StackName: 'shop-network',
          ChangeSetName: 'c-1',
          Capabilities: ['CAPABILITY_NAMED_IAM'],
          Parameters: [{ ParameterKey: 'Cidr', ParameterValue: '10.0.0.0/16' }],
          Tags: [{ Key: 'team', Value: 'a&b' }],
        }),
      ),
    () => dynamodb.send(new GetItemCommand({ TableName: 'record', Key: { pk: { S: 'a' } }, ConsistentRead: true })),
    () => dynamodb.send(new TransactWriteItemsCommand({ TransactItems: [put], ClientRequestToken: 't-1' })),
    () =>
      new EventBridgeClient(settings).send(new PutEventsCommand({ Entries: [{ Source: 'holdfast', Detail: '{}' }] })),
    () => lambda.send(new GetFunctionCommand({ FunctionName: 'shop-charge', Qualifier: '7' })),
    () =>
      lambda.send(
        new UpdateFunctionCodeCommand({ FunctionName: 'shop-charge', S3Bucket: 'b', S3Key: 'k', Publish: true }),
      ),
    () =>
      s3.send(
        new PutObjectCommand({ Bucket: 'b', Key: 'a b/é', Body: '{}', IfNoneMatch: '*', Metadata: { sha: '1' } }),
      ),
    () => s3.send(new HeadObjectCommand({ Bucket: 'b', Key: 'k', VersionId: 'v-1', ChecksumMode: 'ENABLED' })),
    async () => {
      const { Body, ...rest } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
      return { ...rest, Body: await Body?.transformToString() };
    },
    () => new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'arn:aws:secretsmanager:x' })),
    () =>
      new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }).send(
        new SendMessageCommand({ QueueUrl: 'https://sqs/1/q', MessageBody: 'm', DelaySeconds: 3 }),
      ),
  ];
  const results: unknown[] = [];
  for (const call of calls) results.push(await call().catch(describe));
  return results;
}

function describe(error: unknown): object {
  const known = { ConditionalCheckFailedException, TransactionCanceledException, ResourceNotFoundException, NoSuchKey };
  const classes = Object.entries(known).filter(([, type]) => error instanceof type);
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { ...Object(error), name, message, classes: classes.map(([type]) => type) };
}
