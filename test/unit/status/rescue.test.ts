import { expect, test } from 'vitest';
import { rescueCommand, rescueOf } from '../../../controller/status/rescue.ts';
import { STACK_STATUS_RULES } from '../../../controller/status/stack-status.ts';

const TABLE = [
  ['REVIEW_IN_PROGRESS', 'delete', undefined],
  ['CREATE_FAILED', 'delete', undefined],
  ['ROLLBACK_COMPLETE', 'delete', undefined],
  ['ROLLBACK_FAILED', 'delete', 'holdfast rescue s'],
  ['DELETE_FAILED', 'delete', 'holdfast rescue s'],
  ['UPDATE_FAILED', 'roll-back', 'holdfast rescue s'],
  ['UPDATE_ROLLBACK_FAILED', 'continue-rollback', 'holdfast rescue s'],
  ['IMPORT_ROLLBACK_FAILED', 'none', 'holdfast rescue s'],
] as const;

test.each(TABLE)('C9: what gets a stack out of %s is %s', (status, action, command) => {
  expect(rescueOf(status)?.action).toBe(action);
  expect(rescueCommand('s', status)).toBe(command);
});

test('C9: every stuck status has a way out or says that it has none, and no busy one and no healthy one has', () => {
  for (const [status, { kind, result }] of Object.entries(STACK_STATUS_RULES)) {
    if (kind === 'stuck') expect(rescueOf(status), status).toBeDefined();
    if (kind === 'busy' || result === 'applied') expect(rescueOf(status), status).toBeUndefined();
  }
  expect(rescueOf('EXPORT_FAILED')).toBeUndefined();
  expect(rescueOf(undefined)).toBeUndefined();
});
