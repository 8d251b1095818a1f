import { describe, expect, test } from 'vitest';
import type { Template } from '../../controller/compile/template.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Fault } from '../fakes/faults.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const STATUS = 'teams/orders/status.yaml';
const STACK = 'acme-team-orders';
const CONFIRMED = 'Confirmed by CloudFormation: 1 stack.';

/** A platform that is applied, and a pull request that gives a function more memory; nothing of it has been looked at. */
async function withPull(files: Readonly<Record<string, string>> = { [STATUS]: functionFile('orders', 'status', 512) }) {
  const loop = createLoop();
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  const headSha = loop.github.commit({ ...REGISTRY, ...files }, [main.after]);
  const number = loop.github.openPull({ headSha });
  return { loop, main, number, headSha };
}

const opened = (number: number, headSha: string) =>
  ({ type: 'pull-request', delivery: `pull-${headSha}`, number, headSha, fork: false }) as const;

/** Until the plan is posted; what CloudFormation says of it is still to come. */
async function plan(loop: Loop, number: number, headSha: string): Promise<void> {
  await loop.arrive(opened(number, headSha), 'planner');
  await loop.round();
  expect(loop.github.shownCheck('holdfast/plan', headSha)?.writes).toHaveLength(1);
}

async function audit(loop: Loop): Promise<void> {
  await loop.arrive({ type: 'schedule', task: 'audit' }, 'planner');
  await loop.settle();
}

const summaryOf = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/plan', sha)?.content.summary ?? '';
const writesOf = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/plan', sha)?.writes.length;

/** Neither on CloudFormation's side nor on ours. */
async function expectNothingLeft(loop: Loop): Promise<void> {
  expect(loop.cloudformation.changeSetNames().filter((name) => name.startsWith('holdfast-plan-'))).toEqual([]);
  expect(await loop.ledger.readRehearsals()).toEqual([]);
  expect(loop.dead).toEqual([]);
}

const withQueue = (template: Template): Template => ({
  ...template,
  Resources: { ...template.Resources, ByHand: { Type: 'AWS::SQS::Queue', Properties: {} } },
});

describe('the plan of a pull request', () => {
  test('F6: is confirmed by a change set, which is deleted again; one more write says so', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    expect(summaryOf(loop, headSha)).not.toContain('CloudFormation');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(summaryOf(loop, headSha)).toContain(CONFIRMED);
    expect(summaryOf(loop, headSha)).toContain('`MemorySize`: `256` → `512`');
    expect(writesOf(loop, headSha)).toBe(2);
    expect(loop.events.filter(({ type }) => type === 'Plan Posted')).toHaveLength(1);
    await expectNothingLeft(loop);
  });

  test('P4: is asked about with the very request that the apply makes, but for its name and the role', async () => {
    const { loop, main, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.settle();
    await loop.arrive(loop.commit({ [STATUS]: functionFile('orders', 'status', 512) }, main.after));
    await loop.settle();
    const requests = loop.cloudformation.calls
      .filter(({ method }) => method === 'createChangeSet')
      .slice(-2)
      .map(({ args: [request] }) => ({ ...Object(request), changeSetName: '', roleArn: '' }));
    expect(requests).toHaveLength(2);
    expect(requests[0]).toEqual(requests[1]);
  });

  test('G1: costs nothing more where no stack changes', async () => {
    const { loop, number, headSha } = await withPull({});
    const before = loop.cloudformation.mutatingCalls.length;
    await plan(loop, number, headSha);
    await loop.settle();
    expect(writesOf(loop, headSha)).toBe(1);
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(loop.faults.calls).not.toContain('ledger.writeRehearsal');
  });

  test('a stack that is yet to be made is not asked about, and leaves no stack in review', async () => {
    const team = 'apiVersion: holdfast/v1\nkind: Team\nmetadata: { name: billing }\nspec: { owner: billing }\n';
    const { loop, number, headSha } = await withPull({
      [STATUS]: functionFile('orders', 'status', 512),
      'teams/billing/team.yaml': team,
      'teams/billing/bill.yaml': functionFile('billing', 'bill'),
    });
    await plan(loop, number, headSha);
    await loop.settle();
    expect(Object.keys(loop.cloudformation.statuses())).not.toContain('acme-team-billing');
    const types = loop.cloudformation.calls
      .filter(({ method, args }) => method === 'createChangeSet' && /holdfast-plan-/.test(JSON.stringify(args)))
      .map(({ args: [request] }) => Object(request).type);
    expect(new Set(types)).toEqual(new Set(['UPDATE']));
    await expectNothingLeft(loop);
  });

  test('of the merge queue is confirmed, too', async () => {
    const { loop, headSha } = await withPull();
    await loop.arrive({ type: 'merge-group', delivery: 'group-1', headSha }, 'planner');
    await loop.settle();
    expect(summaryOf(loop, headSha)).toContain(CONFIRMED);
    await expectNothingLeft(loop);
  });

  test('is confirmed again when somebody asks for it again', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.settle();
    await loop.arrive({ type: 'check-rerun', delivery: 'again', check: 'holdfast/plan', headSha }, 'planner');
    await loop.settle();
    expect(writesOf(loop, headSha)).toBe(4);
    expect(summaryOf(loop, headSha)).toContain(CONFIRMED);
    await expectNothingLeft(loop);
  });

  test('P3: of a fork that nobody let in is never asked about', async () => {
    const { loop, number, headSha } = await withPull();
    loop.github.changePull(number, { fork: true });
    const before = loop.cloudformation.calls.length;
    await loop.arrive({ ...opened(number, headSha), fork: true }, 'planner');
    await loop.settle();
    expect(loop.cloudformation.calls.length).toBe(before);
  });

  test('with mistakes is not asked about', async () => {
    const { loop, number, headSha } = await withPull({ [STATUS]: functionFile('orders', 'status', 64) });
    const before = loop.cloudformation.mutatingCalls.length;
    await plan(loop, number, headSha);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: 1 error/);
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
  });
});

describe('CloudFormation says more', () => {
  test('P6: a change that the plan does not name stands above it', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.updateByHand(STACK, {
      template: ({ Resources, ...rest }) => {
        const { LogGroupStatus: logs, ...others } = Resources;
        if (logs === undefined) throw new Error(`no log group in ${Object.keys(Resources)}`);
        return { ...rest, Resources: { ...others, LogGroupStatus: { ...logs, Metadata: { by: 'hand' } } } };
      },
    });
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe(
      'success: 0 to create, 1 to update, 0 to delete; CloudFormation says more',
    );
    const summary = summaryOf(loop, headSha);
    expect(summary.startsWith('### CloudFormation says more than this plan')).toBe(true);
    expect(summary).toContain('- `Function/status` `LogGroupStatus` (`Logs::LogGroup`) would be changed');
    expect(summary).not.toContain('Confirmed by');
    await expectNothingLeft(loop);
  });

  test('P6: data that goes without the plan naming it fails the check, and subscribers hear of it', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.updateByHand(STACK, { template: withQueue });
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('failure: CloudFormation would lose data that the plan keeps');
    expect(summaryOf(loop, headSha)).toContain(
      '- `ByHand` (`SQS::Queue`) would be **removed**, **with what it holds**, which this plan does not say',
    );
    const posted = loop.events.filter(({ type }) => type === 'Plan Posted');
    expect(posted.map(({ detail }) => Object(detail).conclusion)).toEqual(['success', 'failure']);
    await expectNothingLeft(loop);
  });

  test('a validation that fails, fails the check with its reason', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.failNextChangeSet('The following hook(s)/validation failed: [NameConflict].', [
      {
        name: 'NAME_CONFLICT_VALIDATION',
        logicalId: 'FunctionStatus',
        path: '/Resources/FunctionStatus',
        reason: 'Resource of type AWS::Lambda::Function with this name already exists.',
        mode: 'fail',
      },
    ]);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('failure: CloudFormation refuses 1 stack');
    const summary = summaryOf(loop, headSha);
    expect(summary).toContain('| **failed** | `NAME_CONFLICT_VALIDATION` |');
    expect(summary).toContain('with this name already exists.');
    await expectNothingLeft(loop);
  });

  test('K4: what an earlier commit left does not stand against it: it would be taken over', async () => {
    const { loop, main } = await withPull();
    const other = { 'teams/orders/refund.yaml': functionFile('orders', 'refund') };
    const both = loop.commit(other, main.after);
    await loop.arrive(both);
    await loop.settle();
    const gone = loop.commit({ [STATUS]: null }, both.after);
    await loop.arrive(gone);
    await loop.settle();
    const headSha = loop.github.commit({ ...REGISTRY, ...other }, [gone.after]);
    const number = loop.github.openPull({ headSha });
    await plan(loop, number, headSha);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: .*; CloudFormation says more$/);
    expect(summaryOf(loop, headSha)).toContain(
      '- `Function/status` `LogGroupStatus` (`Logs::LogGroup`) exists already, and would be **taken over** as it is',
    );
    await expectNothingLeft(loop);
  });

  test('a validation that only warns is shown', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.warnNextChangeSet([
      { name: 'SERVICE_QUOTA_VALIDATION', reason: 'The quota is nearly used up.', mode: 'warn' },
    ]);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: .*; CloudFormation says more$/);
    expect(summaryOf(loop, headSha)).toContain(
      '| warning | `SERVICE_QUOTA_VALIDATION` |  | The quota is nearly used up. |',
    );
    await expectNothingLeft(loop);
  });

  test('a template that it refuses at once fails the check', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    const error = new HoldfastError('Template error: instance of Fn::GetAtt', {
      code: 'InvalidTemplate',
      source: 'aws',
      retryable: false,
    });
    loop.faults.inject('fail', 'cloudformation.createChangeSet', 1, error);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('failure: CloudFormation refuses 1 stack');
    await expectNothingLeft(loop);
  });
});

describe('not confirmed, with the reason', () => {
  test('C9: a stack that stays busy; one that ends its work is confirmed', async () => {
    const patient = await withPull();
    await plan(patient.loop, patient.number, patient.headSha);
    patient.loop.cloudformation.forceStatus(STACK, 'UPDATE_IN_PROGRESS');
    for (let rounds = 0; rounds < 5; rounds += 1) await patient.loop.round();
    patient.loop.cloudformation.forceStatus(STACK, 'UPDATE_COMPLETE');
    await patient.loop.settle();
    expect(summaryOf(patient.loop, patient.headSha)).toContain(CONFIRMED);

    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.forceStatus(STACK, 'UPDATE_IN_PROGRESS');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: /);
    expect(summaryOf(loop, headSha)).toContain(
      'Not confirmed: `acme-team-orders`, because the stack is `UPDATE_IN_PROGRESS`.',
    );
    expect(loop.faults.calls.filter((call) => call === 'queue.sendLater').length).toBeLessThan(30);
    await expectNothingLeft(loop);
  });

  test('K6: a namesake of a stack that is gone is left alone', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.deleteByHand(STACK);
    const template: Template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Q: { Type: 'AWS::SQS::Queue' } },
    };
    loop.cloudformation.createByHand(STACK, template);
    const before = loop.cloudformation.calls.length;
    await loop.settle();
    const methods = loop.cloudformation.calls.slice(before).map(({ method }) => method);
    expect(methods).not.toContain('createChangeSet');
    expect(summaryOf(loop, headSha)).toContain('because the stack that was applied is not there.');
    await expectNothingLeft(loop);
  });

  test('C10: a stack that somebody changes while CloudFormation is being asked', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.round();
    expect(loop.cloudformation.changeSetNames().some((name) => name.startsWith('holdfast-plan-'))).toBe(true);
    loop.cloudformation.updateByHand(STACK, { tags: { by: 'hand' } });
    await loop.settle();
    expect(summaryOf(loop, headSha)).toContain('because the stack was changed meanwhile.');
    await expectNothingLeft(loop);
  });

  test('C10: nor is one asked about again that an apply has changed, which removes the change sets of others', async () => {
    const { loop, main, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.round();
    const file = functionFile('orders', 'list').replace('orders/list', 'orders/lists');
    await loop.arrive(loop.commit({ 'teams/orders/list.yaml': file }, main.after));
    await loop.settle();
    expect(summaryOf(loop, headSha)).toContain('because the stack was changed meanwhile.');
    const asked = loop.cloudformation.calls.filter(
      ({ method, args }) => method === 'createChangeSet' && /holdfast-plan-/.test(JSON.stringify(args)),
    );
    expect(asked).toHaveLength(1);
    await expectNothingLeft(loop);
  });

  test('an installation whose planner may not make change sets keeps its plans', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    const error = new HoldfastError('not authorized', { code: 'AccessDenied', source: 'aws', retryable: false });
    loop.faults.inject('fail', 'cloudformation.createChangeSet', 1, error);
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(summaryOf(loop, headSha)).toContain('Not confirmed: `acme-team-orders`, because not authorized.');
  });

  test('C8: throttling is waited out', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    loop.cloudformation.throttle(3);
    await loop.settle();
    expect(summaryOf(loop, headSha)).toContain(CONFIRMED);
    await expectNothingLeft(loop);
  });
});

describe('a plan that is not wanted any more', () => {
  test('G5: a new head has the change set of the old one deleted, whose check stays as it is', async () => {
    const { loop, main, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.round();
    const next = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 1024) }, [main.after]);
    loop.github.changePull(number, { headSha: next });
    await plan(loop, number, next);
    await loop.settle();
    expect(writesOf(loop, headSha)).toBe(1);
    expect(summaryOf(loop, next)).toContain(CONFIRMED);
    await expectNothingLeft(loop);
  });

  test('a pull request that is closed is not told of, and leaves nothing', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.round();
    loop.github.changePull(number, { open: false });
    await loop.arrive({ ...opened(number, headSha), delivery: 'closed' }, 'planner');
    await loop.settle();
    expect(writesOf(loop, headSha)).toBe(1);
    await expectNothingLeft(loop);
  });

  test('C14: a lost message is noticed by the audit, which has the rest done', async () => {
    const { loop, number, headSha } = await withPull();
    await plan(loop, number, headSha);
    await loop.round();
    loop.clock.advance(10_000);
    await loop.queue.take('timer')?.done();
    await loop.settle();
    expect(writesOf(loop, headSha)).toBe(1);
    await audit(loop);
    expect(writesOf(loop, headSha)).toBe(1);
    loop.clock.advance(600_000);
    await audit(loop);
    expect(summaryOf(loop, headSha)).toContain(CONFIRMED);
    await expectNothingLeft(loop);
  });
});

/** Plays a pull request until nothing is left to do, and what a schedule finds after that. */
async function playAll(loop: Loop, number: number, headSha: string): Promise<void> {
  await loop.arrive(opened(number, headSha), 'planner');
  await loop.settle();
  loop.faults.clear();
  loop.clock.advance(600_000);
  await audit(loop);
}

test.each<Fault>(['crash-before', 'crash-after', 'lose-reply', 'fail'])(
  'C2, C3: %s at each call ends in a confirmed plan, and leaves no change set behind',
  async (fault) => {
    const undisturbed = await withPull();
    const before = undisturbed.loop.faults.calls.length;
    await playAll(undisturbed.loop, undisturbed.number, undisturbed.headSha);
    const calls = undisturbed.loop.faults.calls.length - before;
    expect(calls).toBeGreaterThan(40);
    for (let call = 1; call <= calls; call += 1) {
      const { loop, number, headSha } = await withPull();
      loop.faults.inject(fault, '*', call);
      await playAll(loop, number, headSha);
      const which = `${fault} at call ${call}, ${loop.faults.calls[before + call - 1]}`;
      expect(loop.check('holdfast/plan', headSha), which).toBe('success: 0 to create, 1 to update, 0 to delete');
      expect(summaryOf(loop, headSha), which).toContain(CONFIRMED);
      expect(
        loop.cloudformation.changeSetNames().filter((name) => /plan/.test(name)),
        which,
      ).toEqual([]);
      expect(await loop.ledger.readRehearsals(), which).toEqual([]);
    }
  },
  120_000,
);
