import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a service that speaks JSON over `X-Amz-Target`. */
interface Call {
  readonly target: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What AWS answers: a JSON output, or an error by its name. */
type Reply = { readonly output: object } | { readonly error: string; readonly status: number };

export interface AwsServer {
  readonly endpoint: string;
  /** `SecretsManager.GetSecretValue` and so on, in order, each with its input. */
  readonly calls: readonly Call[];
  /** Answers the next call of this target with an error of AWS. */
  fail(target: string, error: string, status: number): void;
  stop(): Promise<void>;
}

/**
 * Secrets Manager, DynamoDB and SQS on a free loopback port, as far as the webhook function speaks to them: the bytes on the
 * wire are the SDK's, so a bundle can be tried from the outside. The secret is the same for every ARN.
 */
export async function startAwsServer(secret: string): Promise<AwsServer> {
  const calls: Call[] = [];
  const failures = new Map<string, Reply>();
  const items = new Map<string, unknown>();

  const answer = ({ target, input }: Call): Reply => {
    const failure = failures.get(target);
    failures.delete(target);
    if (failure) return failure;
    if (target === 'secretsmanager.GetSecretValue') return { output: { ARN: input.SecretId, SecretString: secret } };
    if (target === 'DynamoDB_20120810.GetItem') return getItem(items, input);
    if (target === 'DynamoDB_20120810.PutItem') return putItem(items, input);
    if (target === 'AmazonSQS.SendMessage') return sendMessage(input);
    return { error: 'UnknownOperationException', status: 400 };
  };
  const server = createServer((request, response) => {
    void readCall(request).then((call) => {
      calls.push(call);
      write(response, answer(call));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${portOf(server.address())}`,
    calls,
    fail: (target, error, status) => failures.set(target, { error, status }),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function getItem(items: ReadonlyMap<string, unknown>, input: Call['input']): Reply {
  const item = items.get(JSON.stringify(input.Key));
  return { output: item === undefined ? {} : { Item: item } };
}

/** The one condition that is asked for here: the item must not be there. */
function putItem(items: Map<string, unknown>, input: Call['input']): Reply {
  const { pk, sk } = Object(input.Item);
  const key = JSON.stringify({ pk, sk });
  if (items.has(key)) return { error: 'ConditionalCheckFailedException', status: 400 };
  items.set(key, input.Item);
  return { output: {} };
}

function sendMessage(input: Call['input']): Reply {
  const digest = createHash('md5').update(String(input.MessageBody)).digest('hex');
  return { output: { MessageId: 'b1946ac9-2492-4d23-bd5c-3f2a0d4c2c2a', MD5OfMessageBody: digest } };
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return { target: String(request.headers['x-amz-target']), input: JSON.parse(Buffer.concat(chunks).toString()) };
}

function write(response: ServerResponse, reply: Reply): void {
  const isError = 'error' in reply;
  response.writeHead(isError ? reply.status : 200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(isError ? { __type: reply.error, message: reply.error } : reply.output));
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}
