import { Logger } from '@aws-lambda-powertools/logger';
import { createDeliveryStore } from '../../controller/adapters/delivery-store.ts';
import { createWebhookSecrets } from '../../controller/adapters/secrets.ts';
import { createSqsQueue } from '../../controller/adapters/sqs-queue.ts';
import { webhookClients } from '../../controller/adapters/webhook-clients.ts';
import { webhookConfig } from '../../controller/config.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';
import { type HttpApiEvent, readRequest } from '../../controller/trigger/read-request.ts';
import { answerOf, type Received, type ReceiveWorld, receive } from '../../controller/trigger/receive.ts';

/** What API Gateway makes an HTTP response of. */
interface HttpApiResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const logger = new Logger();
const config = webhookConfig(process.env);
const clients = webhookClients();
const world: ReceiveWorld = {
  clock: SYSTEM_CLOCK,
  secrets: createWebhookSecrets(clients.secretsManager, config.webhookSecretArn, SYSTEM_CLOCK),
  deliveries: createDeliveryStore(clients.dynamodb, config.tableName),
  queue: createSqsQueue(clients.sqs, { ...config.queues, timers: {} }),
};

/** Lambda's entry: both routes of the HTTP API, payload format 2.0. Never throws; an error is answered without its text (W9). */
export async function handler(event: HttpApiEvent): Promise<HttpApiResult> {
  const request = readRequest(event);
  try {
    const received = await receive(request, config.audience, world);
    log(received, request.requestId);
    const { status, body } = answerOf(received);
    if (body === undefined) return { statusCode: status };
    return { statusCode: status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  } catch (error) {
    logger.error('The request could not be handled', { requestId: request.requestId, error });
    return { statusCode: 500 };
  }
}

/** One line per request. It holds nothing of the body but what has a closed form, and nothing at all of an unverified one (W3). */
function log(received: Received, requestId: string): void {
  const level = received.kind === 'refused' ? 'warn' : 'info';
  logger[level](`Webhook ${received.kind}`, { requestId, ...received });
}
