import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SignatureV4 } from '@smithy/signature-v4';
import { HoldfastError } from '../diagnostics/error.ts';
import { redact } from '../lib/redact.ts';
import { awsError } from './aws-errors.ts';
import { type Governor, PROCESS_GOVERNOR } from './aws-governor.ts';
import { type AwsService, endpointOf } from './aws-services.ts';
import { elementAt, parseXml, textAt } from './aws-xml.ts';

/** How to reach AWS without a client of the SDK for each service. */
export interface AwsConnection {
  /**
   * Any SDK client: it lends its region and credentials. A client of its own would be 40 KB in a bundle for a few calls. Not its
   * `signer`, which from then on would sign the client's own calls for the other service.
   */
  readonly client: { readonly config: Pick<CloudFormationClient['config'], 'region' | 'credentials' | 'sha256'> };
  /** Where AWS is when not where AWS has it; for all services the same. */
  readonly endpoint?: string;
  /** Default: that of the process. */
  readonly governor?: Governor;
}

/** One request as it goes over the wire. */
export interface AwsRequest {
  readonly service: AwsService;
  readonly method: 'GET' | 'POST';
  /** Already escaped, e.g. `/2015-03-31/functions/charge/policy`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer takes milliseconds; a stuck connection must not eat the deadline (C12). */
const TIMEOUT_MS = 15_000;

/** Sends one signed request when its service may be asked, and again where AWS asks for that, as the SDK does (C4). Gives the body's text. Throws HoldfastError. */
export async function sendRequest(
  request: AwsRequest,
  operation: string,
  { governor = PROCESS_GOVERNOR, ...connection }: AwsConnection,
): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    await governor.take(request.service);
    try {
      const text = await send(request, connection);
      governor.answered(request.service, false);
      return text;
    } catch (error) {
      const failure = awsError(error, operation);
      governor.answered(request.service, failure.code === 'Throttled');
      if (!failure.retryable || !(await governor.backOff(tries))) throw failure;
    }
  }
}

async function send(request: AwsRequest, { client, endpoint }: AwsConnection): Promise<string> {
  const { credentials, sha256 } = client.config;
  const place = endpointOf(request.service, await client.config.region());
  const base = new URL(endpoint ?? `https://${place.host}`);
  const isS3 = request.service === 's3';
  const signer = new SignatureV4({
    service: place.signingName,
    region: place.region,
    credentials,
    sha256,
    // S3 signs the path as it is sent; all others escape it once more.
    uriEscapePath: !isS3,
  });
  const { hostname, host, port, protocol } = base;
  const { method, headers } = await signer.sign({
    method: request.method,
    protocol,
    hostname,
    ...(port !== '' && { port: Number(port) }),
    path: request.path,
    query: { ...request.query },
    headers: { host, ...request.headers },
    ...(request.body !== undefined && { body: request.body }),
  });
  const { host: _, ...sent } = headers;
  const url = `${base.origin}${request.path}${queryOf(request.query)}`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const init = { method, headers: sent, signal, redirect: 'error' as const };
  const response = await fetch(url, request.body === undefined ? init : { ...init, body: request.body }).catch(
    (error: unknown) => sayNetwork(error, request.service),
  );
  const text = await response.text();
  if (response.ok) return text;
  throw failureOf(response, text);
}

function queryOf(query: AwsRequest['query']): string {
  const pairs = Object.entries(query).map(([name, value]) =>
    value === '' ? escapeText(name) : `${escapeText(name)}=${escapeText(value)}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** As AWS's signature wants it: everything but letters, digits and `-_.~`. */
export function escapeText(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whatever `fetch` throws is about the connection; what it was, it hides in the cause. */
function sayNetwork(error: unknown, service: AwsService): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = `Could not reach ${service}: ${redact(String(cause))}`;
  throw new HoldfastError(message, { code: 'Unavailable', source: 'aws', retryable: true });
}

/** The answer in the form of an SDK error, which is what `awsError` knows. */
function failureOf({ status, headers }: Response, text: string): Error {
  const { name, message } = text.trimStart().startsWith('<') ? xmlFailure(text) : jsonFailure(text, headers);
  const requestId = headers.get('x-amzn-requestid') ?? headers.get('x-amz-request-id') ?? undefined;
  return Object.assign(new Error(message || name), { name, $metadata: { httpStatusCode: status, requestId } });
}

/** `aws.protocols#Type`, `Type:http://…` and `Type` all name the same error. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
function jsonFailure(text: string, headers: Headers) {
  const answer: Readonly<Record<string, unknown>> = Object(parsed(text));
  const type = String(headers.get('x-amzn-errortype') ?? answer.__type ?? answer.code ?? '');
  return {
    name: type.replace(/:.*$/, '').replace(/^.*#/, ''),
    message: String(answer.message ?? answer.Message ?? ''),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Query, REST and EC2 services each wrap the error in another element. */
function xmlFailure(text: string) {
  const xml = parseXml(text);
  const error =
    elementAt(xml, 'ErrorResponse', 'Error') ??
    elementAt(xml, 'Response', 'Errors', 'Error') ??
    elementAt(xml, 'Error');
  return { name: textAt(error, 'Code') ?? '', message: textAt(error, 'Message') ?? '' };
}
