import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { API_GATEWAY_RETRY, AWS_RETRY, CLOUDFORMATION_RETRY, LAMBDA_RETRY } from './aws-retry.ts';

/** No call of ours takes long to answer, since nothing waits for AWS to finish; a stuck connection must not eat the deadline (C12). */
const FOR_RECONCILER = {
  ...AWS_RETRY,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;

/** The clients of the reconciler functions and of the command line. */
export function reconcilerClients() {
  return {
    apiGateway: new ApiGatewayV2Client({ ...FOR_RECONCILER, ...API_GATEWAY_RETRY }),
    cloudFormation: new CloudFormationClient({ ...FOR_RECONCILER, ...CLOUDFORMATION_RETRY }),
    dynamodb: new DynamoDBClient(FOR_RECONCILER),
    eventBridge: new EventBridgeClient(FOR_RECONCILER),
    lambda: new LambdaClient({ ...FOR_RECONCILER, ...LAMBDA_RETRY }),
    s3: new S3Client(FOR_RECONCILER),
    secretsManager: new SecretsManagerClient(FOR_RECONCILER),
    sqs: new SQSClient(FOR_RECONCILER),
  };
}
