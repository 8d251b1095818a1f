/** Every event and action of GitHub that starts something; all others are answered and forgotten (W14). */
export const HEEDED_EVENTS = [
  'pull_request.opened',
  'pull_request.synchronize',
  'pull_request.reopened',
  'pull_request.closed',
  'pull_request.edited',
  'merge_group.checks_requested',
  'push',
  'check_run.rerequested',
  'check_run.requested_action',
  'check_suite.rerequested',
  'issue_comment.created',
  'pull_request.labeled',
] as const;

/** One of them. */
export type HeededEvent = (typeof HEEDED_EVENTS)[number];

/** An event with its action as one word, as GitHub's documentation writes them. */
export function eventName(event: string, action: string | undefined): string {
  return action === undefined ? event : `${event}.${action}`;
}

/** Whether something is done on it. */
export function isHeeded(name: string): name is HeededEvent {
  return HEEDED_EVENTS.some((heeded) => heeded === name);
}
