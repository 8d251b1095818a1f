import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { AwsClient } from 'aws4fetch';
import type { ConsentKind } from '../diagnostics/consent.ts';
import { HoldfastError } from '../diagnostics/error.ts';

/** What a person may ask the deployed controller for. */
export interface ReconcileRequest {
  readonly action:
    | 'reconcile'
    | 'drift'
    | 'revert'
    | 'accept'
    | 'withdraw'
    | 'rollback'
    | 'suspend'
    | 'resume'
    | 'rescue';
  /** Full id of a commit that is accepted although it does not descend from the applied one (V1). */
  readonly acceptSha?: string;
  /** What is agreed to in the plan of the commit that is to be applied. */
  readonly confirm?: readonly ConsentKind[];
  /** Of a rollback: full ids of the commit to go back to, and of the one that was applied when that was planned (V2). */
  readonly sha?: string;
  readonly appliedSha?: string;
  /** Why the environment is suspended, or drift accepted. */
  readonly reason?: string;
  /** Of an acceptance: its last day, whose drift, and the digest of what was seen. */
  readonly until?: string;
  readonly resources?: readonly string[];
  readonly shown?: string;
  /** Of a rescue: the stack, its status as it was shown, and logical ids to skip or to keep. */
  readonly stack?: string;
  readonly status?: string;
  readonly skip?: readonly string[];
  readonly retain?: readonly string[];
}

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
