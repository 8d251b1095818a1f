import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_RETRY } from './aws-retry.ts';

/**
 * GitHub waits 10 seconds for its answer (W10): a call that hangs is given up soon and tried twice more. What still fails
 * then is answered with an error, and the delivery can be sent again (W11).
 */
const FOR_WEBHOOK = {
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
} as const;

/** No call of ours takes long to answer, since nothing waits for AWS to finish; a stuck connection must not eat the deadline (C12). */
const FOR_RECONCILER = {
  ...AWS_RETRY,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;

/** The clients of the webhook function. Region, credentials and endpoint come from where the SDK finds them. */
export function webhookClients() {
  return {
    dynamodb: new DynamoDBClient(FOR_WEBHOOK),
    secretsManager: new SecretsManagerClient(FOR_WEBHOOK),
    sqs: new SQSClient(FOR_WEBHOOK),
  };
}

/** The client of the badge's function, of which somebody waits for a picture. */
export function badgeClients() {
  return { dynamodb: new DynamoDBClient(FOR_WEBHOOK) };
}

/** The clients of the reconciler functions and of the command line. */
export function reconcilerClients() {
  return {
    apiGateway: new ApiGatewayV2Client(FOR_RECONCILER),
    cloudFormation: new CloudFormationClient(FOR_RECONCILER),
    dynamodb: new DynamoDBClient(FOR_RECONCILER),
    eventBridge: new EventBridgeClient(FOR_RECONCILER),
    lambda: new LambdaClient(FOR_RECONCILER),
    s3: new S3Client(FOR_RECONCILER),
    secretsManager: new SecretsManagerClient(FOR_RECONCILER),
    sqs: new SQSClient(FOR_RECONCILER),
  };
}
