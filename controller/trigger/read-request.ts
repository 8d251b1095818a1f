/**
 * Bytes of a body that we look at (W4). A Lambda takes 6 MB of JSON, in which a body in base64 grows by a third, so more than
 * 4 MiB cannot be relied on to arrive in either form; what GitHub sends above it is found by the resync schedule (C14).
 */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What we read of an API Gateway event, payload format 2.0. Fields may be missing in a test event from the console. */
export interface HttpApiEvent {
  readonly routeKey?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    readonly authorizer?: { readonly iam?: { readonly userArn?: string | null } | null };
  };
}

/** A request to our API, free of API Gateway's form. */
export interface InboundRequest {
  /** Method and path as the API declares them: `POST /github/webhook`. */
  readonly route: string;
  readonly requestId: string;
  /** ARN of the caller that API Gateway authenticated with IAM. */
  readonly callerArn?: string;
  /** `undefined` when it is larger than we look at. */
  readonly body: Uint8Array | undefined;
  /** The value of a header, by lower-case name. Repeated headers give one text with commas. */
  readonly header: (name: string) => string | undefined;
}

/** Reads an API Gateway event. Total; a body that is too large is neither decoded nor copied (W4). */
export function readRequest(event: HttpApiEvent): InboundRequest {
  const callerArn = event.requestContext?.authorizer?.iam?.userArn ?? undefined;
  return {
    route: event.routeKey ?? '',
    requestId: event.requestContext?.requestId ?? '',
    ...(callerArn === undefined ? {} : { callerArn }),
    body: readBody(event.body ?? '', event.isBase64Encoded === true),
    header: (name) => joinedHeader(event.headers ?? {}, name),
  };
}

function readBody(body: string, isBase64: boolean): Uint8Array | undefined {
  const encoding = isBase64 ? 'base64' : 'utf8';
  return Buffer.byteLength(body, encoding) > MAX_BODY_BYTES ? undefined : Buffer.from(body, encoding);
}

/** HTTP APIs lower-case names and join repeated headers themselves; the same is done for names in any case. */
function joinedHeader(headers: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const values = Object.keys(headers).flatMap((key) => (key.toLowerCase() === name ? (headers[key] ?? []) : []));
  return values.length === 0 ? undefined : values.join(',');
}
