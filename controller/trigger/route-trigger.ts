import type { ReconcilerRole, Trigger } from './trigger.ts';

/** Where a trigger waits: messages of one group run one after the other. */
export interface Route {
  readonly role: ReconcilerRole;
  readonly group: string;
  /** Present only where two messages with this id are surely one fact: a message too many does no harm, one too few does. */
  readonly deduplicationId?: string;
}

/** The applier changes stacks one trigger at a time. */
const ENVIRONMENT = 'environment';

/**
 * The queue of a trigger. Only what concerns commits of the branch or was asked for by an authorized person reaches the
 * applier; pull requests, re-runs and buttons reach the planner, which can change nothing (P1).
 */
export function routeTrigger(trigger: Trigger): Route {
  switch (trigger.type) {
    case 'pull-request':
    case 'command':
    case 'label':
      return { role: 'planner', group: `pr-${trigger.number}`, deduplicationId: trigger.delivery };
    case 'merge-group':
    case 'check-rerun':
    case 'check-action':
      return { role: 'planner', group: `commit-${trigger.headSha}`, deduplicationId: trigger.delivery };
    // In the group of what plans the same, so that a check is written by one of them at a time.
    case 'rehearsal':
      return {
        role: 'planner',
        group: trigger.number === undefined ? `commit-${trigger.sha}` : `pr-${trigger.number}`,
      };
    case 'push':
      return { role: 'applier', group: ENVIRONMENT, deduplicationId: trigger.delivery };
    case 'manual':
      return { ...driftOrApply(trigger.action === 'drift'), ...referenceOf(trigger.reference) };
    case 'api-call':
      return { ...driftOrApply(true), deduplicationId: trigger.id };
    case 'schedule':
      return trigger.task === 'audit' ? { role: 'planner', group: 'audit' } : driftOrApply(trigger.task === 'drift');
    case 'stack-event':
    case 'continue':
    case 'health':
      return driftOrApply(false);
  }
}

function driftOrApply(isDrift: boolean): Route {
  return isDrift ? { role: 'planner', group: 'drift' } : { role: 'applier', group: ENVIRONMENT };
}

function referenceOf(reference: string | undefined): Pick<Route, 'deduplicationId'> {
  return reference === undefined ? {} : { deduplicationId: reference };
}
