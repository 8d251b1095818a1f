import { AwsClient } from 'aws4fetch';
import type { LocalAws } from './aws.ts';

const MOST_LINES = 8;

/**
 * The last warnings and errors that a Lambda function logged, one line each, newest last; empty when there are none. For telling a
 * person why something that was waited for did not happen.
 */
export async function recentProblems(aws: LocalAws, functionName: string): Promise<readonly string[]> {
  const lines = await logLines(aws, functionName);
  return lines.filter((line) => /"level":"(?:WARN|ERROR)"|Error|Task timed out/.test(line)).slice(-MOST_LINES);
}

/** Every line that a Lambda function logged, oldest first; empty when there are none. */
export async function logLines(aws: LocalAws, functionName: string): Promise<readonly string[]> {
  const client = new AwsClient({
    accessKeyId: aws.account,
    secretAccessKey: 'local',
    service: 'logs',
    region: aws.region,
  });
  const response = await client.fetch(aws.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' },
    body: JSON.stringify({ logGroupName: `/aws/lambda/${functionName}`, limit: 10_000 }),
  });
  const answer: unknown = response.ok ? await response.json() : {};
  const events: readonly unknown[] =
    typeof answer === 'object' && answer !== null && 'events' in answer && Array.isArray(answer.events)
      ? answer.events
      : [];
  return events.map((event) =>
    typeof event === 'object' && event !== null && 'message' in event ? String(event.message).trim() : '',
  );
}
