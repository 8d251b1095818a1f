import { setTimeout as timer } from 'node:timers/promises';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SignatureV4 } from '@smithy/signature-v4';
import { HoldfastError } from '../diagnostics/error.ts';
import { redact } from '../lib/redact.ts';
import { awsError } from './aws-errors.ts';
import { AWS_RETRY } from './aws-retry.ts';

/** How to reach Systems Manager. */
export interface SsmConnection {
  /**
   * Any SDK client: it lends its region and credentials. A client of its own for five calls would be 40 KB in a bundle. Not its `signer`,
   * which from then on would sign the client's own calls for Systems Manager.
   */
  readonly client: { readonly config: Pick<CloudFormationClient['config'], 'region' | 'credentials' | 'sha256'> };
  /** Where Systems Manager is when not where AWS has it. */
  readonly endpoint?: string;
  /** Default: the platform's timer. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Sends one action with its input and gives the answer. Throws HoldfastError. */
export type SsmRequest = (action: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/** An answer takes milliseconds; a stuck connection must not eat the deadline (C12). */
const TIMEOUT_MS = 15_000;
/** Pause before the first retry, doubled each time, as the SDK's (C4). */
const FIRST_PAUSE_MS = 500;

/**
 * Systems Manager over AWS's JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). Failures are tried again
 * as the SDK does: PutParameter is throttled at a few calls a second.
 */
export function createSsmRequest({ client, endpoint, pause = timer }: SsmConnection): SsmRequest {
  return async (action, input) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(action, input, client, endpoint);
      } catch (error) {
        const failure = awsError(error, `${action} in Parameter Store`);
        if (!failure.retryable || tries >= AWS_RETRY.maxAttempts) throw failure;
        await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (tries - 1));
      }
    }
  };
}

async function send(
  action: string,
  input: object,
  client: SsmConnection['client'],
  endpoint: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const region = await client.config.region();
  const url = new URL(endpoint ?? `https://ssm.${region}.${domainOf(region)}/`);
  const { credentials, sha256 } = client.config;
  const signer = new SignatureV4({ service: 'ssm', region, credentials, sha256 });
  const { hostname, host, port, protocol, pathname: path } = url;
  const unsigned = {
    method: 'POST',
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path,
    query: {},
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${action}` },
    body: JSON.stringify(input),
  };
  const { method, headers, body } = await signer.sign(unsigned);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { method, headers, body, signal }).catch(sayNetwork);
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return Object(answer);
  throw failureOf(response, Object(answer));
}

/** https://docs.aws.amazon.com/general/latest/gr/ssm.html */
function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Whatever `fetch` throws is about the connection; what it was, it hides in the cause. */
function sayNetwork(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = `Could not reach Parameter Store: ${redact(String(cause))}`;
  throw new HoldfastError(message, { code: 'Unavailable', source: 'aws', retryable: true });
}

/** The answer in the form of an SDK error, which is what `awsError` knows. */
function failureOf(response: Response, answer: Readonly<Record<string, unknown>>): Error {
  const type = String(answer.__type ?? '');
  const name = type.slice(type.lastIndexOf('#') + 1);
  const message = String(answer.message ?? answer.Message ?? name);
  const requestId = response.headers.get('x-amzn-requestid') ?? undefined;
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: response.status, requestId } });
}
