import type { Clock } from '../lib/clock.ts';
import type { JsonObject } from '../lib/json.ts';
import { parsePayload } from './parse-payload.ts';
import type { Deliveries, TriggerQueue, WebhookSecrets } from './port.ts';
import { readManual } from './read-manual.ts';
import type { InboundRequest } from './read-request.ts';
import { type Audience, readWebhook } from './read-webhook.ts';
import { routeTrigger } from './route-trigger.ts';
import type { Trigger } from './trigger.ts';
import { verifySignature } from './verify-signature.ts';

/** What receiving may touch: read the secrets, record a delivery, enqueue. Nothing else. */
export interface ReceiveWorld {
  readonly clock: Clock;
  readonly secrets: WebhookSecrets;
  readonly deliveries: Deliveries;
  readonly queue: TriggerQueue;
}

/** What came of a request. `because` is for our log and, once the signature fits, for GitHub's delivery page. */
export type Received =
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 403 | 404 | 413; readonly because: string }
  | { readonly kind: 'ignored'; readonly reference: string; readonly because: string }
  | { readonly kind: 'duplicate'; readonly reference: string }
  | { readonly kind: 'queued'; readonly reference: string; readonly trigger: Trigger['type'] };

/** `X-GitHub-Delivery` is a GUID at GitHub; anything as short and plain will do as a key. */
const DELIVERY = /^[A-Za-z0-9-]{1,100}$/;
const EVENT = /^[a-z_]{1,64}$/;
/** API Gateway's request id, which becomes a deduplication id. */
const REQUEST_ID = /^[A-Za-z0-9_=-]{1,100}$/;

/**
 * Takes a request to one of the two public routes as far as the queue (W10). Throws what the ports throw; GitHub's delivery
 * then counts as failed and can be sent again (W11).
 */
export async function receive(request: InboundRequest, audience: Audience, world: ReceiveWorld): Promise<Received> {
  if (request.body === undefined) return refused(413, 'the body is too large');
  if (request.route === 'POST /github/webhook') return receiveWebhook(request, request.body, audience, world);
  if (request.route === 'POST /reconcile') return receiveManual(request, request.body, world);
  return refused(404, 'there is no such route');
}

/** What the sender is told. A refusal carries no text (W9); an unknown event is a success (W14). */
export function answerOf(received: Received): { readonly status: number; readonly body?: JsonObject } {
  if (received.kind === 'refused') return { status: received.status };
  const { kind, reference } = received;
  return {
    status: 202,
    body: { result: kind, reference, ...('because' in received && { because: received.because }) },
  };
}

async function receiveWebhook(
  request: InboundRequest,
  body: Uint8Array,
  audience: Audience,
  world: ReceiveWorld,
): Promise<Received> {
  const verdict = await verifySignature(body, request.header('x-hub-signature-256'), world.secrets);
  if (!verdict.genuine) return refused(401, verdict.because);
  const delivery = request.header('x-github-delivery') ?? '';
  const event = request.header('x-github-event') ?? '';
  if (!DELIVERY.test(delivery) || !EVENT.test(event))
    return refused(400, 'X-GitHub-Delivery or X-GitHub-Event is missing');
  const payload = parsePayload(verdict.text);
  if (payload === undefined) return refused(400, 'the body is no JSON object that GitHub would send');

  const app = request.header('x-github-hook-installation-target-id') ?? String(audience.appId);
  if (app !== String(audience.appId)) return { kind: 'ignored', reference: delivery, because: 'it is of another App' };
  const read = readWebhook({ event, delivery, payload }, audience);
  if (read.kind === 'ignored') return { kind: 'ignored', reference: delivery, because: read.because };
  return enqueueOnce(read.trigger, delivery, world);
}

/** The delivery is marked only after it is in the queue, so that a failure in between leaves it to be sent again (W11). */
async function enqueueOnce(trigger: Trigger, delivery: string, world: ReceiveWorld): Promise<Received> {
  if (await world.deliveries.hasDelivery(delivery, world.clock.now()))
    return { kind: 'duplicate', reference: delivery };
  await world.queue.send(trigger, routeTrigger(trigger).role);
  await world.deliveries.recordDelivery(delivery, world.clock.now());
  return { kind: 'queued', reference: delivery, trigger: trigger.type };
}

/** API Gateway has authenticated and authorized the caller with IAM; without a caller the route was deployed open, and stays shut. */
async function receiveManual(request: InboundRequest, body: Uint8Array, world: ReceiveWorld): Promise<Received> {
  const { callerArn, requestId } = request;
  if (callerArn === undefined || callerArn === '') return refused(403, 'the caller is not authenticated');
  if (!REQUEST_ID.test(requestId)) return refused(400, 'the request has no id');
  const trigger = readManual(body, { arn: callerArn, reference: requestId });
  if (trigger === undefined) return refused(400, 'the body asks for nothing we know');
  await world.queue.send(trigger, routeTrigger(trigger).role);
  return { kind: 'queued', reference: requestId, trigger: trigger.type };
}

function refused(status: 400 | 401 | 403 | 404 | 413, because: string): Received {
  return { kind: 'refused', status, because };
}
