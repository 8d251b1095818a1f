import type { StackEvent, StackWriter } from './port.ts';

/** CloudFormation repeats this for every resource that it stopped because another one failed; it explains nothing. */
const CANCELLED = /^Resource (creation|update|deletion) cancelled$/i;
const EVENTS_TO_READ = 100;

/** Why the last operation of a stack failed, in CloudFormation's own words about the resource that failed first. */
export async function failureReason(stacks: Pick<StackWriter, 'recentEvents'>, stackName: string): Promise<string> {
  const events = await stacks.recentEvents(stackName, EVENTS_TO_READ);
  const cause = firstFailure(events, stackName);
  return cause === undefined ? 'CloudFormation gave no reason' : `${cause.logicalId} (${cause.type}): ${cause.reason}`;
}

/** Takes events newest first; stays within the latest operation, whose start is the newest stack-level start event. */
function firstFailure(events: readonly StackEvent[], stackName: string): StackEvent | undefined {
  const start = events.findIndex((event) => event.logicalId === stackName && isStart(event.status));
  const operation = start === -1 ? events : events.slice(0, start);
  return operation.findLast(
    (event) => event.status.endsWith('_FAILED') && event.reason !== undefined && !CANCELLED.test(event.reason),
  );
}

function isStart(status: string): boolean {
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS' || status === 'DELETE_IN_PROGRESS';
}
