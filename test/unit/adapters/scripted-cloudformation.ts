import { Readable } from 'node:stream';
import { CloudFormationClient, type CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';

/** One request as it went over the wire. */
export interface SentRequest {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

/** Body of a result element, or an error as CloudFormation words it. */
export type Reply = string | { readonly code: string; readonly message: string; readonly status?: number };

/** A real SDK client whose wire is scripted: `replies` are given in order, the last one again and again. */
export interface ScriptedCloudFormation {
  readonly client: CloudFormationClient;
  readonly sent: readonly SentRequest[];
}

/** Speaks CloudFormation's query protocol, so that requests and answers go through the SDK's own (de)serialisers. */
export function scriptedCloudFormation(...replies: readonly Reply[]): ScriptedCloudFormation {
  return scriptedWith({ maxAttempts: 1 }, ...replies);
}

/** The same with settings for retries. */
export function scriptedWith(retry: CloudFormationClientConfig, ...replies: readonly Reply[]): ScriptedCloudFormation {
  const sent: SentRequest[] = [];
  const client = new CloudFormationClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
    ...retry,
    requestHandler: {
      handle: async (request: { readonly body?: unknown }) => {
        const {
          Action: action = '',
          Version: _,
          ...params
        } = Object.fromEntries(new URLSearchParams(String(request.body)));
        const reply = replies[Math.min(sent.length, replies.length - 1)] ?? '';
        sent.push({ action, params });
        return { response: httpResponse(action, reply) };
      },
    },
  });
  return { client, sent };
}

function httpResponse(action: string, reply: Reply) {
  const failed = typeof reply !== 'string';
  const body = failed
    ? `<ErrorResponse><Error><Type>Sender</Type><Code>${reply.code}</Code><Message>${reply.message}</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`
    : `<${action}Response><${action}Result>${reply}</${action}Result></${action}Response>`;
  return {
    statusCode: failed ? (reply.status ?? 400) : 200,
    headers: { 'content-type': 'text/xml' },
    body: Readable.from([Buffer.from(body)]),
  };
}
