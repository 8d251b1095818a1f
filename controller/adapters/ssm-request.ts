import { type AwsConnection, sendRequest } from './aws-request.ts';

/** How to reach Systems Manager: a client of its own for five calls would be 40 KB in a bundle. */
export type SsmConnection = AwsConnection;

/** Sends one action with its input and gives the answer. Throws HoldfastError. */
export type SsmRequest = (action: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

/**
 * Systems Manager over AWS's JSON protocol (https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html). Failures are tried again
 * as the SDK does: PutParameter is throttled at a few calls a second.
 */
export function createSsmRequest(connection: SsmConnection): SsmRequest {
  return async (action, input) => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${action}` };
    const body = JSON.stringify(input);
    const request = { service: 'ssm', method: 'POST', path: '/', query: {}, headers, body } as const;
    const answer: unknown = JSON.parse(
      (await sendRequest(request, `${action} in Parameter Store`, connection)) || '{}',
    );
    return Object(answer);
  };
}
