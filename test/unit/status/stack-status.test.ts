import { StackStatus } from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from 'vitest';
import { isKnownStackStatus, STACK_STATUS_RULES, stackStatusRule } from '../../../controller/status/stack-status.ts';

/** status, kind, when desired, when not desired, result of the operation that led here */
const TABLE = [
  ['NO_STACK', 'stable', 'create', 'nothing', 'unfinished'],
  ['REVIEW_IN_PROGRESS', 'stable', 'create', 'delete', 'unfinished'],
  ['CREATE_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['CREATE_COMPLETE', 'stable', 'update', 'delete', 'applied'],
  ['CREATE_FAILED', 'stuck', 'delete-then-create', 'delete', 'failed'],
  ['ROLLBACK_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['ROLLBACK_COMPLETE', 'stuck', 'delete-then-create', 'delete', 'failed'],
  ['ROLLBACK_FAILED', 'stuck', 'report', 'delete', 'failed'],
  ['UPDATE_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy', 'wait', 'wait', 'applied'],
  ['UPDATE_COMPLETE', 'stable', 'update', 'delete', 'applied'],
  ['UPDATE_FAILED', 'stuck', 'report', 'report', 'failed'],
  ['UPDATE_ROLLBACK_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['UPDATE_ROLLBACK_COMPLETE', 'stable', 'update', 'delete', 'failed'],
  ['UPDATE_ROLLBACK_FAILED', 'stuck', 'continue-rollback', 'report', 'failed'],
  ['DELETE_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['DELETE_FAILED', 'stuck', 'report', 'delete', 'failed'],
  ['DELETE_COMPLETE', 'stable', 'create', 'nothing', 'unfinished'],
  ['IMPORT_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['IMPORT_COMPLETE', 'stable', 'update', 'delete', 'applied'],
  ['IMPORT_ROLLBACK_IN_PROGRESS', 'busy', 'wait', 'wait', 'unfinished'],
  ['IMPORT_ROLLBACK_COMPLETE', 'stable', 'update', 'delete', 'failed'],
  ['IMPORT_ROLLBACK_FAILED', 'stuck', 'report', 'report', 'failed'],
] as const;

describe('stack statuses', () => {
  test.each(TABLE)('C9: %s is %s: desired %s, undesired %s, %s', (status, kind, desired, absent, result) => {
    const rule = stackStatusRule(status === 'NO_STACK' ? undefined : status);
    expect(rule).toEqual({ kind, desired, absent, result });
  });

  test('C9: every status of the SDK has a row, and nothing else has one', () => {
    expect(Object.keys(STACK_STATUS_RULES).toSorted()).toEqual([...Object.values(StackStatus), 'NO_STACK'].toSorted());
    expect(TABLE.map(([status]) => status).toSorted()).toEqual(Object.keys(STACK_STATUS_RULES).toSorted());
  });

  test('C9: a busy stack is never touched, whatever is wanted', () => {
    const busy = Object.values(STACK_STATUS_RULES).filter((rule) => rule.kind === 'busy');
    expect(busy).toHaveLength(9);
    expect(busy.every((rule) => rule.desired === 'wait' && rule.absent === 'wait')).toBe(true);
  });

  test.each(['EXPORT_IN_PROGRESS', '', 'toString', '__proto__'])('C9: unknown status "%s" fails closed', (status) => {
    expect(isKnownStackStatus(status)).toBe(false);
    expect(stackStatusRule(status)).toEqual({ kind: 'busy', desired: 'wait', absent: 'wait', result: 'unfinished' });
  });
});
