import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * GitHub waits 10 seconds for its answer (W10): a call that hangs is given up soon and tried twice more. What still fails
 * then is answered with an error, and the delivery can be sent again (W11).
 */
const FOR_WEBHOOK = {
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
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
