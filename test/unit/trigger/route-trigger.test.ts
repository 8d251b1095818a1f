import { expect, test } from 'vitest';
import { routeTrigger } from '../../../controller/trigger/route-trigger.ts';
import type { Trigger } from '../../../controller/trigger/trigger.ts';

const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const push = { type: 'push', delivery: 'd-1', branch: 'main', before: SHA, after: SHA } as const;
const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/shop-network/8b6c1a50';

const ROUTES: readonly (readonly [Trigger, string, string, string | undefined])[] = [
  [{ type: 'pull-request', delivery: 'd-2', number: 7, headSha: SHA, fork: true }, 'planner', 'pr-7', 'd-2'],
  [{ type: 'check-rerun', delivery: 'd-3', check: 'holdfast/apply', headSha: SHA }, 'planner', `commit-${SHA}`, 'd-3'],
  [
    { type: 'check-action', delivery: 'd-4', check: 'holdfast/drift', action: 'revert', headSha: SHA, sender: 'mona' },
    'planner',
    `commit-${SHA}`,
    'd-4',
  ],
  [
    { type: 'command', delivery: 'd-6', number: 7, comment: 9, sender: 'mona', verb: 'plan', words: [], at: 1 },
    'planner',
    'pr-7',
    'd-6',
  ],
  [{ type: 'label', delivery: 'd-7', number: 7, what: 'iam', sender: 'mona', at: 1 }, 'planner', 'pr-7', 'd-7'],
  [{ type: 'merge-group', delivery: 'd-5', headSha: SHA }, 'planner', `commit-${SHA}`, 'd-5'],
  [{ type: 'rehearsal', sha: SHA, number: 7 }, 'planner', 'pr-7', undefined],
  [{ type: 'rehearsal', sha: SHA }, 'planner', `commit-${SHA}`, undefined],
  [{ type: 'schedule', task: 'drift' }, 'planner', 'drift', undefined],
  [{ type: 'schedule', task: 'audit' }, 'planner', 'audit', undefined],
  [{ type: 'manual', action: 'drift', requestedBy: 'mona', reference: 'r-1' }, 'planner', 'drift', 'r-1'],
  [push, 'applier', 'environment', 'd-1'],
  [{ type: 'schedule', task: 'resync' }, 'applier', 'environment', undefined],
  [
    { type: 'stack-event', stackName: 'shop-network', stackId, status: 'CREATE_COMPLETE' },
    'applier',
    'environment',
    undefined,
  ],
  [{ type: 'continue', sha: SHA, attempt: 3, push }, 'applier', 'environment', undefined],
  [{ type: 'manual', action: 'reconcile', requestedBy: 'mona' }, 'applier', 'environment', undefined],
  [{ type: 'manual', action: 'suspend', requestedBy: 'mona' }, 'applier', 'environment', undefined],
  [{ type: 'manual', action: 'resume', requestedBy: 'mona' }, 'applier', 'environment', undefined],
  [{ type: 'manual', action: 'revert', requestedBy: 'mona', reference: 'r-2' }, 'applier', 'environment', 'r-2'],
];

test.each(ROUTES)('P1: %j goes to the %s, group %s, once per %s', (trigger, role, group, deduplicationId) => {
  expect(routeTrigger(trigger)).toEqual({ role, group, ...(deduplicationId !== undefined && { deduplicationId }) });
});
