import fc from 'fast-check';
import { SCRIPTED } from '../scripted.ts';
import { Step } from '../step.ts';
import type { WeightedStep } from '../step-arbitrary.ts';

const RESOURCES = [
  'acme-team-orders/FunctionStatus',
  'acme-team-orders/RoleStatus',
  'acme-team-payments/FunctionCharge',
  'acme-team-payments/RoleCharge',
  'acme-team-returns/FunctionLabel',
  'acme-application/AccessLog',
] as const;

/** Stacks that histories often change. */
export const STACKS = ['acme-team-orders', 'acme-team-payments', 'acme-team-returns', 'acme-application'] as const;

/** What CloudFormation does of itself. */
export const AWS: readonly WeightedStep[] = [
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...RESOURCES), fc.subarray(['apply', 'rollback', 'delete'] as const, { minLength: 1 }))
      .map(
        ([resource, phases]) =>
          new Step('resource fails', `from now on ${resource} fails: ${phases.join(', ')}`, ({ loop, model }) => {
            for (const phase of phases) loop.cloudformation.fail(resource, SCRIPTED, phase);
            model.unlucky.add(resource.split('/')[0] ?? '');
          }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(new Step('nothing fails', 'nothing fails any more', (real) => real.healAll())),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      new Step('change set fails', 'the next change set fails', ({ loop, model }) => {
        loop.cloudformation.failNextChangeSet(SCRIPTED);
        for (const { name } of loop.cloudformation.stacks) model.unlucky.add(name);
        for (const name of STACKS) model.unlucky.add(name);
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 25 }).map(
      (calls) =>
        new Step('throttling', `${calls} calls are throttled`, ({ loop, model }) => {
          loop.cloudformation.throttle(calls);
          model.faults += 1;
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...STACKS)
      .map(
        (stack) =>
          new Step('stack stands still', `the next operation of ${stack} stands still`, (real) =>
            real.standStill(stack),
          ),
      ),
  },
];
