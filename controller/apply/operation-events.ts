import { HoldfastError } from '../diagnostics/error.ts';
import type { ApplyEffects } from './effects.ts';
import type { StackEvent } from './port.ts';
import type { RunTarget, StackStep } from './progress.ts';

/** CloudFormation repeats this for every resource that it stopped because another one failed; it explains nothing. */
const CANCELLED = /^Resource (creation|update|deletion) cancelled$/i;
const EVENTS_TO_READ = 100;
/** How many failed resources are kept for evidence, and how much of each reason: an entry stays far below 400 KB (C16). */
const KEPT_EVENTS = 25;
const KEPT_REASON = 1000;

/**
 * The events of the operation that a step waited for, newest first; kept for evidence as far as they tell how it ended. What may not
 * be read does not fail a stack that was changed already; what cannot be read now is read by the next run.
 */
export async function endedOperation(
  target: RunTarget,
  step: StackStep,
  { stacks, record }: ApplyEffects,
): Promise<readonly StackEvent[]> {
  const operation = operationOf(step);
  if (operation === undefined) return [];
  const address = step.step === 'deleting' || step.step === 'rescuing' ? step.stackId : target.name;
  const read = await readable(() => stacks.recentEvents(address, EVENTS_TO_READ));
  const isOwnStart = step.step === 'rescuing' || step.step === 'recovering' ? isAnyStart : isStart;
  const events = ofLastOperation(read, target.name, isOwnStart);
  await record.noteEvents(target.name, operation, tellingEvents(events, target.name));
  return events;
}

/** Why an operation failed, in CloudFormation's own words about the resource that failed first. */
export function failureReason(events: readonly StackEvent[]): string {
  const cause = events.findLast(
    (event) => event.status.endsWith('_FAILED') && event.reason !== undefined && !CANCELLED.test(event.reason),
  );
  return cause === undefined ? 'CloudFormation gave no reason' : `${cause.logicalId} (${cause.type}): ${cause.reason}`;
}

/** Stays within the latest operation, whose start is the newest stack-level start event. */
function ofLastOperation(
  events: readonly StackEvent[],
  stackName: string,
  starts: (status: string) => boolean,
): readonly StackEvent[] {
  const start = events.findIndex((event) => event.logicalId === stackName && starts(event.status));
  return start === -1 ? events : events.slice(0, start);
}

/** The resources that hindered the last operation or its rollback, as the events tell, newest first. */
export function blockersOf(events: readonly StackEvent[], stackName: string): readonly StackEvent[] {
  const failed = ofLastOperation(events, stackName, isAnyStart).filter(
    ({ logicalId, status }) => logicalId !== stackName && status.endsWith('_FAILED'),
  );
  return failed.filter(
    ({ logicalId, reason }, index) =>
      failed.findIndex((other) => other.logicalId === logicalId) === index && !CANCELLED.test(reason ?? ''),
  );
}

/** Also of a rollback, where that is the operation. */
function isAnyStart(status: string): boolean {
  return status.endsWith('_IN_PROGRESS');
}

function isStart(status: string): boolean {
  return status === 'CREATE_IN_PROGRESS' || status === 'UPDATE_IN_PROGRESS' || status === 'DELETE_IN_PROGRESS';
}

/** The last word about the stack, and everything that failed. */
function tellingEvents(events: readonly StackEvent[], stackName: string): readonly StackEvent[] {
  const last = events.find((event) => event.logicalId === stackName);
  return events
    .filter((event) => event === last || event.status.endsWith('_FAILED'))
    .slice(0, KEPT_EVENTS)
    .map((event) => (event.reason === undefined ? event : { ...event, reason: event.reason.slice(0, KEPT_REASON) }));
}

function operationOf(step: StackStep): string | undefined {
  if (step.step === 'executing') return step.changeSet;
  return 'token' in step ? step.token : undefined;
}

async function readable(read: () => Promise<readonly StackEvent[]>): Promise<readonly StackEvent[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HoldfastError && error.retryable === false) return [];
    throw error;
  }
}
