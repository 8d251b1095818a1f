import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../../controller/apply/decide.ts';
import type { Decision, RunNames, StackSight } from '../../../controller/apply/decision.ts';
import type { ChangeSetState } from '../../../controller/apply/port.ts';
import type { RescueOrder, RunTarget, StackStep } from '../../../controller/apply/progress.ts';
import { STACK_STATUS_RULES, stackStatusRule } from '../../../controller/status/stack-status.ts';

const names: RunNames = { changeSet: (tries) => `cs-${tries}`, token: (stack, purpose) => `${stack}.${purpose}` };

const rescueOf = (action: RescueOrder['action'], from: string): RunTarget => {
  const rescue = { action, from, skip: [], retain: [] };
  return { name: 's', wave: 0, action: 'rescue', parameters: {}, tags: {}, stackId: 'arn:s', rescue };
};

const targets = fc.constantFrom<RunTarget>(
  { name: 's', wave: 0, action: 'create', templateDigest: 'sha256:1', parameters: {}, tags: {} },
  { name: 's', wave: 0, action: 'update', templateDigest: 'sha256:1', parameters: {}, tags: {} },
  { name: 's', wave: 0, action: 'record', templateDigest: 'sha256:1', parameters: {}, tags: {} },
  { name: 's', wave: 9, action: 'delete', parameters: {}, tags: {}, stackId: 'arn:s' },
  rescueOf('continue-rollback', 'UPDATE_ROLLBACK_FAILED'),
  rescueOf('roll-back', 'UPDATE_FAILED'),
  rescueOf('delete', 'DELETE_FAILED'),
);

const statuses = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(undefined, ...Object.keys(STACK_STATUS_RULES).filter((s) => s !== 'NO_STACK')),
  },
  { weight: 1, arbitrary: fc.constantFrom('EXPORT_IN_PROGRESS', 'UPDATE_PAUSED', '') },
);

const changeSets = fc.constantFrom<ChangeSetState>(
  { kind: 'absent' },
  { kind: 'creating' },
  { kind: 'ready' },
  { kind: 'empty' },
  { kind: 'executing' },
  { kind: 'executed' },
  { kind: 'obsolete', reason: 'moved' },
  { kind: 'failed', reason: 'no' },
);

/** What CloudFormation shows at one look. Nothing connects it to the look before: whatever anybody did in between is in it (C10). */
const sights = fc
  .record({ status: statuses, changeSet: changeSets })
  .map(
    ({ status, changeSet }): StackSight =>
      status === undefined ? { changeSet } : { status, stackId: 'arn:s', changeSet },
  );

/** Things that start an operation of CloudFormation. */
const STARTS = new Set<Decision['do']>(['execute', 'delete-stack', 'continue-rollback', 'rescue']);

/** The step after a decision, as performing it leaves it. */
function stepAfter(decision: Decision, step: StackStep): StackStep {
  switch (decision.do) {
    case 'enter':
    case 'delete-change-set':
      return decision.step;
    case 'delete-stack':
      return step.step === 'deleting' ? { ...step, asked: true, asks: (step.asks ?? 0) + 1 } : step;
    case 'continue-rollback':
      return step.step === 'recovering' ? { ...step, asked: true } : step;
    case 'rescue':
      return step.step === 'rescuing' ? { ...step, asked: true } : step;
    case 'rescued':
    case 'read-back':
    case 'forget':
      return { step: 'applied' };
    case 'fail':
      return { step: 'failed', reason: decision.reason ?? '' };
    default:
      return step;
  }
}

interface Walked {
  readonly step: StackStep;
  readonly sight: StackSight;
  readonly decision: Decision;
}

function walk(target: RunTarget, seen: readonly StackSight[]): readonly Walked[] {
  let step: StackStep = { step: 'pending', tries: 0 };
  return seen.map((sight) => {
    const decision = decide(target, step, sight, names);
    const walked = { step, sight, decision };
    step = stepAfter(decision, step);
    return walked;
  });
}

/** Half of them go round in a circle, which is how a run could go on for ever. */
const walks = fc.oneof(
  fc.tuple(targets, fc.array(sights, { minLength: 1, maxLength: 60 })),
  fc
    .tuple(targets, fc.array(sights, { minLength: 1, maxLength: 5 }))
    .map(([target, circle]): [RunTarget, StackSight[]] => [target, Array.from({ length: 20 }, () => circle).flat()]),
);
const RUNS = { numRuns: 3000 };

describe('C9: random walks over what CloudFormation may show', () => {
  test('nothing is started on a stack that is busy or in a status that nobody knows', () => {
    fc.assert(
      fc.property(walks, ([target, seen]) => {
        for (const { sight, decision } of walk(target, seen)) {
          if (stackStatusRule(sight.status).kind === 'busy') expect(STARTS).not.toContain(decision.do);
        }
      }),
      RUNS,
    );
  });

  test('a stack that is wanted is deleted only where nothing in it was ever good', () => {
    fc.assert(
      fc.property(walks, ([target, seen]) => {
        if (target.action === 'delete' || target.action === 'rescue') return;
        const looks = walk(target, seen);
        const entered = looks.filter(({ decision: d }) => d.do === 'enter' && d.step.step === 'deleting');
        for (const { sight } of entered) expect(sight.status).toMatch(/^(?:CREATE_FAILED|ROLLBACK_COMPLETE)$/);
        const deleted = looks.filter(({ decision }) => decision.do === 'delete-stack');
        for (const { sight } of deleted) {
          expect(sight.status).toMatch(/^(?:CREATE_FAILED|ROLLBACK_COMPLETE|DELETE_FAILED)$/);
        }
      }),
      RUNS,
    );
  });

  test('C13: a run executes at most three change sets, and asks for one recovery at most as often', () => {
    fc.assert(
      fc.property(walks, ([target, seen]) => {
        const looks = walk(target, seen);
        const executed = looks.flatMap(({ decision: d }) => (d.do === 'execute' ? [d.changeSet] : []));
        expect(new Set(executed).size).toBeLessThanOrEqual(3);
        const recoveries = looks.filter(({ decision }) => decision.do === 'continue-rollback');
        expect(recoveries.length).toBeLessThanOrEqual(3);
        const deletions = looks.filter(({ decision }) => decision.do === 'delete-stack');
        expect(deletions.length).toBeLessThanOrEqual(30);
      }),
      RUNS,
    );
  });

  test('a rescue does what was asked for once, in the status that the person saw, and nothing else', () => {
    fc.assert(
      fc.property(walks, ([target, seen]) => {
        const looks = walk(target, seen);
        const rescues = looks.filter(({ decision }) => decision.do === 'rescue');
        if (target.action !== 'rescue') {
          expect(rescues).toEqual([]);
          return;
        }
        expect(rescues.length).toBeLessThanOrEqual(1);
        const begun = looks.find(({ decision: d }) => d.do === 'enter' && d.step.step === 'rescuing');
        if (begun !== undefined) expect(begun.sight.status).toBe(target.rescue?.from);
        expect(looks.filter(({ decision: d }) => STARTS.has(d.do) && d.do !== 'rescue')).toEqual([]);
      }),
      RUNS,
    );
  });

  test('C13: a stack is left alone once its step is final', () => {
    fc.assert(
      fc.property(walks, ([target, seen]) => {
        for (const { step, decision } of walk(target, seen)) {
          if (['applied', 'failed', 'skipped'].includes(step.step)) expect(decision.do).toBe('wait');
        }
      }),
      RUNS,
    );
  });
});
