import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { AwsClient } from 'aws4fetch';
import { HoldfastError } from '../diagnostics/error.ts';
import type { ManualTrigger } from '../trigger/trigger.ts';

/** What a person may ask the deployed controller for: the trigger that it becomes, without what the controller adds itself. */
export type ReconcileRequest = Omit<ManualTrigger, 'type' | 'requestedBy' | 'reference' | 'over' | 'heals'>;

/**
 * Sends `POST /reconcile`, signed with the caller's own credentials (the route asks for IAM). Gives the reference under which the
 * request is queued. `client` lends its credentials and region. Throws `ReconcileRefused` with the status.
 */
export async function requestReconcile(
  url: string,
  request: ReconcileRequest,
  client: CloudFormationClient,
): Promise<string> {
  const credentials = await client.config.credentials();
  const aws = new AwsClient({
    ...credentials,
    service: 'execute-api',
    region: await client.config.region(),
    retries: 2,
  });
  const response = await aws.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (response.status !== 202) {
    const message = `The controller answered ${response.status} to the request. Are you allowed to call ${url}?`;
    throw new HoldfastError(message, { code: 'ReconcileRefused', source: 'user', retryable: response.status >= 500 });
  }
  const answer: unknown = await response.json();
  const reference =
    typeof answer === 'object' && answer !== null && 'reference' in answer ? answer.reference : undefined;
  return typeof reference === 'string' ? reference : 'unknown';
}
