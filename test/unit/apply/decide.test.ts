import { describe, expect, test } from 'vitest';
import { decide } from '../../../controller/apply/decide.ts';
import type { Decision, RunNames, StackSight } from '../../../controller/apply/decision.ts';
import type { ChangeSetState } from '../../../controller/apply/port.ts';
import type { RunTarget, StackStep } from '../../../controller/apply/progress.ts';
import { STACK_STATUS_RULES } from '../../../controller/status/stack-status.ts';

const names: RunNames = { changeSet: (tries) => `cs-${tries}`, token: (stack, purpose) => `${stack}.${purpose}` };
const update: RunTarget = {
  name: 's',
  wave: 0,
  action: 'update',
  templateDigest: 'sha256:1',
  parameters: {},
  tags: {},
};
const prune: RunTarget = { name: 's', wave: 0, action: 'delete', parameters: {}, tags: {} };
const absent: ChangeSetState = { kind: 'absent' };

function sight(status: string | undefined, changeSet: ChangeSetState = absent): StackSight {
  return status === undefined ? { changeSet } : { status, stackId: 'arn:s', changeSet };
}

const pending: StackStep = { step: 'pending', tries: 0 };
const changeSet: StackStep = { step: 'change-set', changeSet: 'cs-0' };
const executing: StackStep = { step: 'executing', changeSet: 'cs-0', token: 's.cs-0' };
const enterChangeSet: Decision = { do: 'enter', step: changeSet };

describe('C9: a wanted stack, by status', () => {
  test.each<[string | undefined, Decision['do'], string?]>([
    [undefined, 'enter', 'change-set'],
    ['REVIEW_IN_PROGRESS', 'enter', 'change-set'],
    ['CREATE_COMPLETE', 'enter', 'change-set'],
    ['UPDATE_COMPLETE', 'enter', 'change-set'],
    ['UPDATE_ROLLBACK_COMPLETE', 'enter', 'change-set'],
    ['IMPORT_COMPLETE', 'enter', 'change-set'],
    ['CREATE_IN_PROGRESS', 'wait'],
    ['UPDATE_IN_PROGRESS', 'wait'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
    ['DELETE_IN_PROGRESS', 'wait'],
    ['ROLLBACK_COMPLETE', 'enter', 'deleting'],
    ['CREATE_FAILED', 'enter', 'deleting'],
    ['UPDATE_ROLLBACK_FAILED', 'enter', 'recovering'],
    ['ROLLBACK_FAILED', 'fail'],
    ['DELETE_FAILED', 'fail'],
    ['UPDATE_FAILED', 'fail'],
    ['SOMETHING_NEW', 'wait'],
  ])('%s -> %s %s', (status, deed, step) => {
    const decision = decide(update, pending, sight(status), names);
    expect(decision.do).toBe(deed);
    if (decision.do === 'enter') expect(decision.step.step).toBe(step);
  });

  test('every status of the table has a decision in every step', () => {
    const steps: StackStep[] = [
      pending,
      changeSet,
      executing,
      { step: 'deleting', stackId: 'arn:s', token: 't', next: 'create', asked: true },
      { step: 'recovering', token: 't', asked: false },
    ];
    const statuses = [undefined, ...Object.keys(STACK_STATUS_RULES).filter((status) => status !== 'NO_STACK')];
    for (const status of statuses) {
      for (const step of steps) expect(decide(update, step, sight(status), names).do).toMatch(/^[a-z-]+$/);
    }
  });
});

describe('making and executing a change set', () => {
  test.each<[ChangeSetState, Decision]>([
    [absent, { do: 'create-change-set', changeSet: 'cs-0', type: 'UPDATE' }],
    [{ kind: 'creating' }, { do: 'wait', seconds: 3 }],
    [{ kind: 'ready' }, { do: 'enter', step: executing }],
    [{ kind: 'executing' }, { do: 'enter', step: executing }],
    [{ kind: 'executed' }, { do: 'enter', step: executing }],
    [{ kind: 'empty' }, { do: 'read-back', unchanged: true }],
    [
      { kind: 'failed', reason: 'no role' },
      { do: 'fail', reason: 'no role' },
    ],
    [
      { kind: 'obsolete', reason: 'moved' },
      { do: 'delete-change-set', changeSet: 'cs-0', step: { step: 'pending', tries: 1 } },
    ],
  ])('C2: step change-set, seen %o', (state, decision) => {
    expect(decide(update, changeSet, sight('UPDATE_COMPLETE', state), names)).toEqual(decision);
  });

  test('a stack that only holds a reviewed change set needs type CREATE', () => {
    const decision = decide(update, changeSet, sight('REVIEW_IN_PROGRESS'), names);
    expect(decision).toEqual({ do: 'create-change-set', changeSet: 'cs-0', type: 'CREATE' });
  });

  test('C3: a change set that is ready is executed with the same token, however often we come here', () => {
    const decision = decide(update, executing, sight('UPDATE_COMPLETE', { kind: 'ready' }), names);
    expect(decision).toEqual({ do: 'execute', changeSet: 'cs-0', token: 's.cs-0', stackId: 'arn:s' });
  });

  test('C7: a complete stack whose change set still executes is not read back yet', () => {
    expect(decide(update, executing, sight('UPDATE_COMPLETE', { kind: 'executing' }), names).do).toBe('wait');
  });

  test.each<[string, Decision['do']]>([
    ['UPDATE_COMPLETE', 'read-back'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'read-back'],
    ['CREATE_COMPLETE', 'read-back'],
    ['UPDATE_ROLLBACK_COMPLETE', 'fail'],
    ['ROLLBACK_COMPLETE', 'fail'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
    ['CREATE_IN_PROGRESS', 'wait'],
  ])('after executing, %s -> %s', (status, deed) => {
    expect(decide(update, executing, sight(status, { kind: 'executed' }), names).do).toBe(deed);
  });

  test('C13: a stack that keeps moving is given up after three attempts', () => {
    const decision = decide(update, { step: 'pending', tries: 3 }, sight('UPDATE_COMPLETE'), names);
    expect(decision).toEqual({ do: 'fail', reason: 'gave up after 3 attempts, because the stack kept moving' });
  });

  test('the third attempt has its own change set name', () => {
    const decision = decide(update, { step: 'pending', tries: 2 }, sight('UPDATE_COMPLETE'), names);
    expect(decision).toEqual({ do: 'enter', step: { step: 'change-set', changeSet: 'cs-2' } });
    expect(decide(update, pending, sight(undefined), names)).toEqual(enterChangeSet);
  });
});

describe('C7: a stack that only the record does not know', () => {
  const record: RunTarget = { ...update, action: 'record' };

  test.each<[string, Decision['do']]>([
    ['CREATE_COMPLETE', 'read-back'],
    ['UPDATE_COMPLETE', 'read-back'],
    ['UPDATE_IN_PROGRESS', 'wait'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_COMPLETE', 'enter'],
  ])('in %s -> %s', (status, deed) => {
    expect(decide(record, pending, sight(status), names).do).toBe(deed);
  });
});

describe('deleting', () => {
  const deleting: StackStep = { step: 'deleting', stackId: 'arn:s', token: 's.delete', next: 'done', asked: false };

  test('K6: deletion goes by stack id', () => {
    expect(decide(prune, pending, sight('UPDATE_COMPLETE'), names)).toEqual({
      do: 'enter',
      step: { ...deleting, tries: 0 },
    });
    expect(decide(prune, deleting, sight('UPDATE_COMPLETE'), names)).toEqual({
      do: 'delete-stack',
      stackId: 'arn:s',
      token: 's.delete',
    });
  });

  test('the inventory forgets a stack only when it is gone', () => {
    expect(decide(prune, deleting, sight('DELETE_IN_PROGRESS'), names).do).toBe('wait');
    expect(decide(prune, deleting, sight('DELETE_FAILED'), names).do).toBe('delete-stack');
    expect(decide(prune, { ...deleting, asked: true }, sight('DELETE_FAILED'), names).do).toBe('fail');
    expect(decide(prune, deleting, sight('DELETE_COMPLETE'), names)).toEqual({ do: 'forget' });
    expect(decide(prune, pending, sight(undefined), names)).toEqual({ do: 'forget' });
  });

  test('K4: a change set that is refused because names are taken is followed by one that takes over what has them, once', () => {
    const reason = 'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To …';
    const refused = sight('UPDATE_COMPLETE', { kind: 'failed', reason });
    const again: StackStep = { step: 'change-set', changeSet: 'cs-1', importsExisting: true };
    expect(decide(update, changeSet, refused, names)).toEqual({ do: 'enter', step: again });
    expect(decide(update, again, sight('UPDATE_COMPLETE'), names)).toEqual({
      do: 'create-change-set',
      changeSet: 'cs-1',
      type: 'UPDATE',
      importsExisting: true,
    });
    expect(decide(update, again, refused, names)).toEqual({ do: 'fail', reason });
    expect(decide(update, changeSet, sight('UPDATE_COMPLETE'), names)).toEqual({
      do: 'create-change-set',
      changeSet: 'cs-0',
      type: 'UPDATE',
    });
  });

  test('a failed first creation is deleted once, then created', () => {
    const again: StackStep = { ...deleting, next: 'create' };
    expect(decide(update, again, sight(undefined), names)).toEqual({
      do: 'enter',
      step: { step: 'pending', tries: 1 },
    });
  });
});

describe('C9: recovery from UPDATE_ROLLBACK_FAILED', () => {
  test('is asked for once, then a person is needed', () => {
    const step: StackStep = { step: 'recovering', token: 't', asked: false };
    expect(decide(update, step, sight('UPDATE_ROLLBACK_FAILED'), names)).toEqual({
      do: 'continue-rollback',
      token: 't',
    });
    expect(decide(update, { ...step, asked: true }, sight('UPDATE_ROLLBACK_FAILED'), names).do).toBe('fail');
    expect(decide(update, { ...step, asked: true }, sight('UPDATE_ROLLBACK_IN_PROGRESS'), names).do).toBe('wait');
    const recovered = decide(update, { ...step, asked: true }, sight('UPDATE_ROLLBACK_COMPLETE'), names);
    expect(recovered).toEqual({ do: 'enter', step: { step: 'pending', tries: 1 } });
  });
});
