import { createHmac } from 'node:crypto';
import type { HttpApiEvent } from '../../../controller/trigger/read-request.ts';
import type { Audience } from '../../../controller/trigger/read-webhook.ts';

export const SECRET = "It's a Secret to Everybody";
export const DELIVERY = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

/** The registry of these tests. */
export const AUDIENCE: Audience = { appId: 29310, repository: 'octo-org/registry', branch: 'main' };

/** The header as GitHub makes it, by Node's own HMAC, so that octokit's is not tested with itself. */
export function signatureOf(body: string | Uint8Array, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

export interface Sent {
  readonly event?: string;
  readonly delivery?: string;
  readonly body: string | Uint8Array;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly base64?: boolean;
}

/** A webhook as API Gateway hands it on, with a good signature unless `headers` say otherwise. */
export function webhookEvent({
  event = 'push',
  delivery = DELIVERY,
  body,
  secret,
  headers,
  base64,
}: Sent): HttpApiEvent {
  const bytes = Buffer.from(body);
  return {
    routeKey: 'POST /github/webhook',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': delivery,
      'x-hub-signature-256': signatureOf(bytes, secret),
      ...headers,
    },
    body: bytes.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64 === true,
    requestContext: { requestId: 'JKJaXmPLvHcESHA=' },
  };
}

/** A push to the registry branch with only the fields that we need. */
export const PUSH = {
  ref: 'refs/heads/main',
  before: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  after: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
  repository: { id: 186853002, full_name: 'octo-org/registry' },
};
