import fc from 'fast-check';
import { CONSENT_KINDS } from '../../../controller/diagnostics/consent.ts';
import { stackStatusRule } from '../../../controller/status/stack-status.ts';
import type { ManualTrigger } from '../../../controller/trigger/trigger.ts';
import type { FakeStack } from '../../fakes/cloudformation.ts';
import { changedByHand } from '../by-hand.ts';
import { ancestor, touch } from '../model.ts';
import type { Simulation } from '../simulation.ts';
import { Step } from '../step.ts';
import type { WeightedStep } from '../step-arbitrary.ts';
import { STACKS } from './aws.ts';
import { openPull } from './developers.ts';
import { DELICATE, delicate, dieAfter } from './workers.ts';

const OPERATOR = 'operator';
const PLATFORM_DATA = 'acme-stateful';
const HALF_AN_HOUR_MS = 30 * 60_000;
/** Mostly what is at work, because that is where it hurts. */
const AT_WORK = 'the stack at work';
const stack = fc.oneof(fc.constant(AT_WORK), fc.constantFrom(...STACKS));
const meddling = fc.constantFrom('updates', 'updates', 'deletes', 'replaces', 'takes the change sets of');
const named = (name: string, { past }: Simulation) => (name === AT_WORK ? past.atWork : name);

/** People in the console, who know nothing of Holdfast. */
export const CONSOLE: readonly WeightedStep[] = [
  {
    weight: 1,
    arbitrary: stack.map(
      (name) =>
        new Step('stack deleted by hand', `somebody deletes ${name}`, (real) => remove(real, named(name, real))),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(stack, fc.constantFrom('tags', 'template'))
      .map(
        ([name, part]) =>
          new Step('stack updated by hand', `somebody updates the ${part} of ${name}`, (real) =>
            update(real, named(name, real), part === 'tags'),
          ),
      ),
  },
  {
    weight: 1,
    arbitrary: stack.map(
      (name) =>
        new Step('change sets deleted by hand', `somebody deletes the change sets of ${name}`, (real) =>
          removeChangeSets(real, named(name, real)),
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: stack.map(
      (name) =>
        new Step("somebody else's stack", `somebody makes a stack ${name} of their own`, (real) =>
          makeForeign(real, named(name, real)),
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('acme-team-orders', 'acme-team-payments')
      .map(
        (name) =>
          new Step('function changed by hand', `somebody changes a function of ${name}`, (real) => drift(real, name)),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('acme-orders-function-status', 'acme-payments-function-charge').map(
      (name) =>
        new Step('code uploaded by hand', `somebody uploads code to ${name}`, ({ services, model }) => {
          services.upload(name);
          model.drifted.add(name);
        }),
    ),
  },
];

/** People in the console at the worst moments: when a plan was just made, a change set is ready, or CloudFormation is done and nobody looked yet. */
export const MEDDLERS: readonly WeightedStep[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom('createChangeSet', 'CREATE_COMPLETE', 'UPDATE_COMPLETE'), stack, meddling).map(
      ([moment, name, deed]) =>
        new Step('hand in the middle', `as soon as there is ${moment}, somebody ${deed} ${name}`, async (real) => {
          await real.until(moment, 30);
          meddle(real, named(name, real), deed);
        }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(delicate, stack, meddling).map(
      ([call, name, deed]) =>
        new Step(
          'hand after a death',
          `the worker dies ${DELICATE[call]}, and somebody ${deed} ${name}`,
          async (real) => {
            await dieAfter(real, call);
            // What CloudFormation was told goes on without the worker; in the middle of it, it would refuse the person, too.
            real.loop.cloudformation.settle();
            meddle(real, named(name, real), deed);
          },
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 30 }).map(
      (calls) =>
        new Step('sweep pauses', `a sweep begins, and pauses after ${calls} calls`, async (real) => {
          real.post.arrive({ type: 'schedule', task: 'drift' }, 'planner');
          const sweep = real.post.letters.at(-1);
          if (sweep !== undefined) sweep.visibleAt = 0;
          await real.together(1, calls);
        }),
    ),
  },
];

type Deed = 'updates' | 'deletes' | 'replaces' | 'takes the change sets of';

function meddle(real: Simulation, name: string, deed: Deed): void {
  if (deed === 'takes the change sets of') removeChangeSets(real, name);
  else if (deed === 'updates') update(real, name, false);
  else remove(real, name);
  if (deed === 'replaces') makeForeign(real, name);
}

/** People who say something to Holdfast. */
export const OPERATORS: readonly WeightedStep[] = [
  {
    weight: 3,
    arbitrary: fc.tuple(fc.boolean(), fc.boolean()).map(([accept, confirm]) => {
      const more = `${accept ? ', accept the head' : ''}${confirm ? ', confirm all' : ''}`;
      return new Step('reconcile', `the operator says: reconcile${more}`, (real) => reconcile(real, accept, confirm));
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .nat({ max: 3 })
      .map((back) => new Step('roll back', `the operator says: roll back by ${back}`, (real) => rollBack(real, back))),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('suspend', 'resume', 'resume', 'revert', 'drift')
      .map((action) => new Step(action, `the operator says: ${action}`, (real) => ask(real, { action }))),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ann', 'boss', 'stranger')
      .map(
        (sender) =>
          new Step('rename proposed', `ann proposes other names for the function, and ${sender} confirms`, (real) =>
            proposeRename(real, sender),
          ),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('ann', 'boss', 'boss', 'stranger'),
        fc.constantFrom('confirm', 'confirm', 'retry', 'plan'),
        fc.boolean(),
      )
      .map(
        ([sender, verb, early]) =>
          new Step(
            `comment: ${verb}`,
            `${sender} comments: ${verb}${early ? ', half an hour ago' : ''}`,
            (real) => comment(real, sender, verb, early),
            ({ pulls }) => pulls.length > 0,
          ),
      ),
  },
];

/** Both names that the function has in the alphabet: one of them is another one than now. */
async function proposeRename(real: Simulation, sender: string): Promise<void> {
  for (const name of ['status', 'state']) {
    openPull(real, [['name', name]]);
    await real.work(3);
    real.pass(2000);
    comment(real, sender, 'confirm', false);
    await real.work(3);
  }
}

function remove(simulation: Simulation, name: string): void {
  const { loop, model } = simulation;
  // Who deletes a stack takes its protection off first; nobody does that to the one with the platform's own buckets.
  if (idle(simulation, name) === undefined || name === PLATFORM_DATA) return;
  loop.cloudformation.deleteByHand(name);
  touch(model, name);
}

function update(simulation: Simulation, name: string, isOfTags: boolean): void {
  const { loop, model } = simulation;
  const found = idle(simulation, name);
  if (found === undefined || stackStatusRule(found.status).desired !== 'update') return;
  touch(model, name);
  const tags = { ...found.content.tags, note: 'by hand' };
  loop.cloudformation.updateByHand(name, isOfTags ? { tags } : { template: changedByHand });
}

function removeChangeSets({ loop, model }: Simulation, name: string): void {
  const found = loop.cloudformation.stacks.find((one) => one.name === name && one.status !== 'DELETE_COMPLETE');
  for (const [changeSet, { state }] of found?.changeSets ?? []) {
    if (state.kind === 'executing' || state.kind === 'creating') continue;
    found?.changeSets.delete(changeSet);
    touch(model, name);
  }
}

function makeForeign({ loop, model }: Simulation, name: string): void {
  if (loop.cloudformation.statuses()[name] !== undefined) return;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
  } as const;
  loop.cloudformation.createByHand(name, template, { owner: 'networking' });
  const made = loop.cloudformation.stacks.findLast((one) => one.name === name);
  if (made !== undefined) model.foreign.add(made.stackId);
  touch(model, name);
}

function drift(simulation: Simulation, name: string): void {
  const resource = idle(simulation, name)?.content.resources.find(({ type }) => type === 'AWS::Lambda::Function');
  if (resource === undefined) return;
  simulation.loop.cloudformation.driftByHand(name, resource.logicalId);
  simulation.model.drifted.add(resource.physicalId);
}

function rollBack(simulation: Simulation, back: number): void {
  const { model } = simulation;
  const sha = model.head && ancestor(model, model.head, back);
  if (sha === undefined) return;
  model.goingBack.add(sha);
  ask(simulation, { action: 'rollback', sha, reference: `rollback-${model.moment}` });
}

function comment(
  { model, post, loop }: Simulation,
  sender: string,
  verb: 'confirm' | 'retry' | 'plan',
  early: boolean,
): void {
  const pull = model.pulls.at(-1);
  if (pull === undefined) return;
  const at = loop.clock.now() - (early ? HALF_AN_HOUR_MS : 0);
  if (verb === 'retry') model.asked.push(model.moment);
  const said = { delivery: `comment-${model.moment}`, number: pull.number, comment: model.moment, sender, verb, at };
  post.arrive({ type: 'command', words: [], ...said }, 'planner');
}

/** Asks for the head, with everything that a person may add to it. */
export function reconcile(simulation: Simulation, accept: boolean, confirm: boolean): void {
  const { model } = simulation;
  model.asked.push(model.moment);
  if (accept && model.head !== undefined) model.accepted.add(model.head);
  ask(simulation, {
    action: 'reconcile',
    ...(accept && model.head !== undefined && { acceptSha: model.head }),
    ...(confirm && { confirm: CONSENT_KINDS }),
  });
}

export function ask({ post }: Simulation, wish: Omit<ManualTrigger, 'type' | 'requestedBy'>): void {
  post.arrive({ type: 'manual', requestedBy: OPERATOR, ...wish }, 'applier');
}

function idle({ loop }: Simulation, name: string): FakeStack | undefined {
  const found = loop.cloudformation.stacks.find((one) => one.name === name && one.status !== 'DELETE_COMPLETE');
  return found?.operation === undefined && !found?.status.endsWith('_IN_PROGRESS') ? found : undefined;
}
