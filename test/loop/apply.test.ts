import { describe, expect, test } from 'vitest';
import { chainOf } from './evidence.ts';
import { createLoop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY, teamFile } from './registry.ts';

const ALL_STACKS = {
  'acme-application': 'CREATE_COMPLETE',
  'acme-edge': 'CREATE_COMPLETE',
  'acme-network': 'CREATE_COMPLETE',
  'acme-observability': 'CREATE_COMPLETE',
  'acme-stateful': 'CREATE_COMPLETE',
  'acme-team-orders': 'CREATE_COMPLETE',
  'acme-team-payments': 'CREATE_COMPLETE',
};

/** A queue of the orders team that the payments team's function may write to. */
const SHARED_QUEUE = {
  'teams/orders/queue.yaml': `apiVersion: holdfast/v1
kind: Queue
metadata: { name: jobs, sharedWith: [{ team: payments, level: write }] }
spec: {}
`,
  'teams/payments/charge.yaml': functionFile('payments', 'charge').replace(
    '  memoryMb',
    '  access: [{ kind: Queue, name: jobs, team: orders, level: write }]\n  memoryMb',
  ),
};

describe('a push', () => {
  test('C7: success is said only when every planned stack is applied and read back', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    expect(loop.cloudformation.statuses()).toEqual(ALL_STACKS);
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Applied: 53 created, 0 updated, 0 deleted');
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
    expect((await loop.ledger.readStacks()).every((stack) => stack.applied?.sha === push.after)).toBe(true);
    expect(loop.dead).toEqual([]);
  });

  test('waves: a stack starts only after everything before it is complete', async () => {
    const loop = createLoop();
    const order: string[] = [];
    loop.cloudformation.onStatusChange(({ stackName, status }) => {
      if (status === 'CREATE_IN_PROGRESS' || status === 'CREATE_COMPLETE')
        order.push(`${stackName} ${status.slice(7)}`);
    });
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    expect(order.slice(0, 8)).toEqual([
      'acme-network IN_PROGRESS',
      'acme-network COMPLETE',
      'acme-stateful IN_PROGRESS',
      'acme-stateful COMPLETE',
      'acme-application IN_PROGRESS',
      'acme-application COMPLETE',
      'acme-observability IN_PROGRESS',
      'acme-observability COMPLETE',
    ]);
    expect(order.slice(8, 11).sort()).toEqual([
      'acme-edge IN_PROGRESS',
      'acme-team-orders IN_PROGRESS',
      'acme-team-payments IN_PROGRESS',
    ]);
  });

  test('P4: the same commit again changes nothing and calls no mutating API', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const before = loop.cloudformation.mutatingCalls.length;
    await loop.arrive({ ...push, delivery: 'again' });
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Nothing to apply');
  });

  test('only the changed stack is touched', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    const before = loop.cloudformation.calls.length;
    const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) });
    await loop.arrive(push);
    await loop.settle();
    const touched = loop.cloudformation.calls.slice(before).map(({ args }) => JSON.stringify(args[0]));
    expect(touched.filter((name) => !name.includes('acme-team-orders'))).toEqual([]);
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
  });

  test('C14: it converges without a single stack event', async () => {
    const loop = createLoop();
    loop.loseStackEvents();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    expect(loop.cloudformation.statuses()).toEqual(ALL_STACKS);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });

  test('C14: a webhook that never came is made up for by the resync schedule', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });
});

describe('many stacks', () => {
  test('no more of them are under way than sync.parallelStacks says, and all of them are applied', async () => {
    const loop = createLoop();
    const working = new Set<string>();
    let busiest = 0;
    loop.cloudformation.onStatusChange(({ stackName, status }) => {
      if (status === 'CREATE_IN_PROGRESS') working.add(stackName);
      else working.delete(stackName);
      busiest = Math.max(busiest, working.size);
    });
    const teams = Array.from({ length: 7 }, (_, index) => `team${index}`);
    const push = loop.commit({
      'platform.yaml': `${PLATFORM}  sync: { parallelStacks: 3 }\n`,
      ...Object.fromEntries(teams.map((team) => [`teams/${team}/team.yaml`, teamFile(team)])),
      ...Object.fromEntries(teams.map((team) => [`teams/${team}/f.yaml`, functionFile(team, 'f')])),
    });
    await loop.arrive(push);
    await loop.settle();
    expect(busiest).toBe(3);
    expect((await loop.ledger.readRun(push.after))?.state).toBe('succeeded');
    expect(Object.keys(loop.cloudformation.statuses())).toHaveLength(12);
  });
});

describe('a broken registry', () => {
  test('K2: a file that cannot be read stops the revision and deletes nothing', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    const push = loop.commit({
      'teams/orders/status.yaml': 'kind: Function\n  oops: [',
      'teams/payments/charge.yaml': null,
    });
    await loop.arrive(push);
    await loop.settle();
    expect(loop.cloudformation.statuses()).toEqual(ALL_STACKS);
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^failure: /);
  });

  test('C13: a broken commit is looked at once; the commit that fixes it is applied', async () => {
    const loop = createLoop();
    const broken = loop.commit({ ...REGISTRY, 'platform.yaml': PLATFORM.replace('10.0.0.0/16', 'everything') });
    await loop.arrive(broken);
    await loop.settle();
    const reads = loop.faults.calls.filter((call) => call === 'source.readTree').length;
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect(loop.faults.calls.filter((call) => call === 'source.readTree').length).toBe(reads);
    const fixed = loop.commit({ 'platform.yaml': PLATFORM });
    await loop.arrive(fixed);
    await loop.settle();
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(fixed.after);
  });
});

describe('a failing stack', () => {
  test('C6: one team fails, the others go on, and the status is exactly that', async () => {
    const loop = createLoop();
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const run = await loop.ledger.readRun(push.after);
    expect(run?.state).toBe('failed');
    expect(run?.steps['acme-team-payments']).toEqual({ step: 'applied' });
    expect(run?.steps['acme-team-orders']).toEqual({
      step: 'failed',
      reason: 'FunctionStatus (AWS::Lambda::Function): The role cannot be assumed',
    });
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^failure: /);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBeUndefined();
  });

  test('C6: what needs a failed stack is skipped, not tried', async () => {
    const loop = createLoop();
    loop.cloudformation.fail('acme-stateful/ArtifactBucket', 'Bucket name is taken');
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const run = await loop.ledger.readRun(push.after);
    expect(run?.steps['acme-application']).toEqual({ step: 'skipped', reason: 'acme-stateful failed' });
    expect(Object.keys(loop.cloudformation.statuses()).sort()).toEqual(['acme-network', 'acme-stateful']);
  });

  test('C6: a team that fails keeps the API from nobody else', async () => {
    const loop = createLoop();
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    expect((await loop.ledger.readRun(push.after))?.steps['acme-edge']).toEqual({ step: 'applied' });
  });

  test('C13: the same revision is not tried again by itself, but by a person', async () => {
    const loop = createLoop();
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const before = loop.cloudformation.mutatingCalls.length;
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    loop.cloudformation.heal('acme-team-orders/FunctionStatus');
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect(loop.cloudformation.statuses()).toEqual(ALL_STACKS);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });

  test('C8: throttling delays a revision and never fails it', async () => {
    const loop = createLoop();
    loop.cloudformation.throttle(25);
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect((await loop.ledger.readRun(push.after))?.state).toBe('succeeded');
  });
});

test('C14: the first change set of a stack that somebody deletes just before it is executed is made again', async () => {
  const loop = createLoop();
  const push = loop.commit(REGISTRY);
  loop.faults.inject('crash-before', 'cloudformation.executeChangeSet');
  await loop.arrive(push);
  while (!loop.faults.calls.includes('cloudformation.executeChangeSet')) await loop.round();
  for (const { changeSets } of loop.cloudformation.stacks) changeSets.clear();
  await loop.settle();
  expect(loop.cloudformation.statuses()).toEqual(ALL_STACKS);
  expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
});

test('C7: a stack that somebody deleted and that cannot be made again is not counted as applied by the next commit', async () => {
  const loop = createLoop();
  await loop.arrive(loop.commit(REGISTRY));
  await loop.settle();
  loop.cloudformation.deleteByHand('acme-team-orders');
  loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
  await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
  await loop.settle();
  const next = loop.commit({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', 1024) });
  await loop.arrive(next);
  await loop.settle();
  expect(loop.check('holdfast/apply', next.after)).toMatch(/^failure: /);
  loop.cloudformation.heal('acme-team-orders/FunctionStatus');
  loop.cloudformation.deleteRetained();
  await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
  await loop.settle();
  expect(loop.cloudformation.statuses()['acme-team-orders']).toBe('CREATE_COMPLETE');
  expect((await loop.ledger.readEnvironment()).appliedSha).toBe(next.after);
});

describe('removing', () => {
  test('K7: a team that left the registry is deleted after everything else, and forgotten when it is gone', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    const order: string[] = [];
    loop.cloudformation.onStatusChange(({ stackName, status }) => void order.push(`${stackName} ${status}`));
    const push = loop.commit({
      'teams/orders/team.yaml': null,
      'teams/orders/status.yaml': null,
      'teams/returns/team.yaml': teamFile('returns'),
      'teams/returns/label.yaml': functionFile('returns', 'label'),
    });
    await loop.arrive(push);
    await loop.settle();
    expect(order.indexOf('acme-team-orders DELETE_IN_PROGRESS')).toBeGreaterThan(
      order.indexOf('acme-team-returns CREATE_COMPLETE'),
    );
    expect(Object.keys(loop.cloudformation.statuses())).not.toContain('acme-team-orders');
    expect((await loop.ledger.readStacks()).map((stack) => stack.name)).not.toContain('acme-team-orders');
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^success: /);
  });

  test('K7: of two teams that leave, the one that takes from the other goes first; a failed deletion stops what comes after', async () => {
    const loop = createLoop();
    const lenient = `${PLATFORM}  sync: { limits: { deletes: 100, share: 100 } }\n`;
    await loop.arrive(loop.commit({ ...REGISTRY, ...SHARED_QUEUE, 'platform.yaml': lenient }));
    await loop.settle();
    const order: string[] = [];
    loop.cloudformation.onStatusChange(({ stackName, status }) => void order.push(`${stackName} ${status}`));
    loop.cloudformation.fail('acme-team-payments/FunctionCharge', 'still in use', 'delete');
    const push = loop.commit({
      ...Object.fromEntries([...Object.keys(REGISTRY), ...Object.keys(SHARED_QUEUE)].map((path) => [path, null])),
      'platform.yaml': lenient,
      'teams/returns/team.yaml': teamFile('returns'),
      'teams/returns/label.yaml': functionFile('returns', 'label'),
    });
    await loop.arrive(push);
    await loop.settle();
    expect((await loop.ledger.readRun(push.after))?.steps['acme-team-orders']).toEqual({
      step: 'skipped',
      reason: 'acme-team-payments failed',
    });
    loop.cloudformation.heal('acme-team-payments/FunctionCharge');
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect(order.filter((line) => line.includes('DELETE_'))).toEqual([
      'acme-team-payments DELETE_IN_PROGRESS',
      'acme-team-payments DELETE_FAILED',
      'acme-team-payments DELETE_IN_PROGRESS',
      'acme-team-payments DELETE_COMPLETE',
      'acme-team-orders DELETE_IN_PROGRESS',
      'acme-team-orders DELETE_COMPLETE',
    ]);
  });

  test('K7: nothing is deleted when something else of the revision failed', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    loop.cloudformation.fail('acme-team-payments/FunctionCharge', 'no');
    const push = loop.commit({
      'teams/orders/team.yaml': null,
      'teams/orders/status.yaml': null,
      'teams/payments/charge.yaml': functionFile('payments', 'charge', 512),
    });
    await loop.arrive(push);
    await loop.settle();
    expect((await loop.ledger.readRun(push.after))?.steps['acme-team-orders']).toEqual({
      step: 'skipped',
      reason: 'acme-team-payments failed',
    });
    expect(loop.cloudformation.statuses()['acme-team-orders']).toBe('CREATE_COMPLETE');
  });

  test('a failed deletion stays in the inventory and is tried again', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'still in use', 'delete');
    const push = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null });
    await loop.arrive(push);
    await loop.settle();
    expect((await loop.ledger.readRun(push.after))?.state).toBe('failed');
    expect((await loop.ledger.readStacks()).map((stack) => stack.name)).toContain('acme-team-orders');
    loop.cloudformation.heal('acme-team-orders/FunctionStatus');
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect((await loop.ledger.readStacks()).map((stack) => stack.name)).not.toContain('acme-team-orders');
  });

  test('K6: a same-named stack of somebody else is refused before anything is changed', async () => {
    const loop = createLoop();
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
    } as const;
    loop.cloudformation.createByHand('acme-network', template, { owner: 'networking' });
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    expect(loop.cloudformation.mutatingCalls).toEqual([]);
    expect(loop.github.shownCheck('holdfast/apply', push.after)?.content.summary).toContain('ForeignStack');
  });
});

describe('K6: a stack that somebody makes under one of our names while a commit is being applied', () => {
  const THEIRS = { AWSTemplateFormatVersion: '2010-09-09', Resources: { Queue: { Type: 'AWS::SQS::Queue' } } } as const;
  const callsOn = (loop: ReturnType<typeof createLoop>, name: string) =>
    loop.cloudformation.mutatingCalls.filter(({ args }) => JSON.stringify(args[0]).includes(name));

  test('is left alone, and fails only itself', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.round();
    loop.cloudformation.createByHand('acme-team-orders', THEIRS, { owner: 'networking' });
    await loop.settle();
    expect(callsOn(loop, 'acme-team-orders')).toEqual([]);
    expect(await loop.cloudformation.readTemplate('acme-team-orders')).toBe(JSON.stringify(THEIRS));
    const run = await loop.ledger.readRun(push.after);
    expect(run?.steps['acme-team-payments']).toEqual({ step: 'applied' });
    expect(run?.steps['acme-team-orders']).toEqual({
      step: 'failed',
      reason: 'a stack named acme-team-orders was made meanwhile that is not managed by Holdfast',
    });
  });

  test('is not deleted in the place of one of which only the attempt is recorded', async () => {
    const loop = createLoop();
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const push = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null }, first.after);
    loop.faults.inject('crash-after', 'ledger.writeEnvironment');
    await loop.arrive(push);
    await loop.round();
    loop.cloudformation.deleteByHand('acme-team-orders');
    loop.cloudformation.createByHand('acme-team-orders', THEIRS, { owner: 'networking' });
    await loop.settle();
    expect(await loop.cloudformation.readTemplate('acme-team-orders')).toBe(JSON.stringify(THEIRS));
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });
});

describe('what a removed document left', () => {
  const gone = { 'teams/orders/status.yaml': null };
  const back = { 'teams/orders/status.yaml': REGISTRY['teams/orders/status.yaml'] ?? '' };

  /** A function that was there, and of which only the logs are left. */
  async function withoutFunction(files: typeof gone & Record<string, null> = gone) {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const second = loop.commit(files, first.after);
    await loop.arrive(second);
    await loop.settle();
    const groups = () => loop.cloudformation.retained().filter(({ type }) => type === 'AWS::Logs::LogGroup');
    expect(groups()).toMatchObject([{ physicalId: '/aws/lambda/acme-orders-function-status' }]);
    return { loop, first, second, groups };
  }

  test('K4: is taken over by the commit that brings it back, and the evidence says so', async () => {
    const { loop, second, groups } = await withoutFunction();
    const third = loop.commit(back, second.after);
    await loop.arrive(third);
    await loop.settle();
    expect(loop.check('holdfast/apply', third.after)).toMatch(/^success: /);
    expect(groups()).toEqual([]);
    const made = (await chainOf(loop.ledger)).filter(
      ({ run, fact }) => run === third.after && fact.kind === 'change-set',
    );
    expect(made).toHaveLength(1);
    expect(JSON.stringify(made)).toContain('import');
  });

  test('so it is by a rollback', async () => {
    const { loop, first, groups } = await withoutFunction();
    await loop.arrive({ type: 'manual', action: 'rollback', requestedBy: 'ada', reference: 'back', sha: first.after });
    await loop.settle();
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(first.after);
    expect(groups()).toEqual([]);
  });

  test('and where all of the team was gone, at any crash', async () => {
    for (let nth = 1; nth < 60; nth += 7) {
      const { loop, second, groups } = await withoutFunction({ ...gone, 'teams/orders/team.yaml': null });
      loop.cloudformation.crashAfter(nth);
      const third = loop.commit({ ...back, 'teams/orders/team.yaml': teamFile('orders') }, second.after);
      await loop.arrive(third);
      await loop.settle();
      expect(loop.check('holdfast/apply', third.after)).toMatch(/^success: /);
      expect(groups()).toEqual([]);
    }
  });

  test('K6: what is in the way and cannot be taken over fails the stack, with what CloudFormation says', async () => {
    const { loop, second } = await withoutFunction();
    const Role = {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'acme-orders-role-status', AssumeRolePolicyDocument: {} },
    };
    loop.cloudformation.createByHand('theirs', { AWSTemplateFormatVersion: '2010-09-09', Resources: { Role } });
    const third = loop.commit(back, second.after);
    await loop.arrive(third);
    await loop.settle();
    expect(loop.check('holdfast/apply', third.after)).toMatch(/^failure: /);
    const { summary } = loop.github.shownCheck('holdfast/apply', third.after)?.content ?? expect.fail();
    expect(summary).toContain('AWS::EarlyValidation::ResourceExistenceCheck');
    expect(
      loop.cloudformation.calls.filter(({ args }) => JSON.stringify(args).includes('importsExisting')),
    ).toHaveLength(1);
  });
});

describe('a lost record', () => {
  test('is made again from what is there, and no stack is touched', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const before = loop.cloudformation.mutatingCalls.length;
    const stacks = await loop.ledger.readStacks();
    const lease = await loop.ledger.acquireLease('environment', 'accident', loop.clock.now(), 1000);
    for (const { name } of stacks) if (lease !== undefined) await loop.ledger.removeStack(name, lease);
    if (lease !== undefined) await loop.ledger.releaseLease(lease);
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect(await loop.ledger.readStacks()).toEqual(stacks);
    const protections = loop.cloudformation.mutatingCalls
      .slice(before)
      .filter(({ method }) => method !== 'setTerminationProtection');
    expect(protections).toEqual([]);
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Nothing to apply');
  });

  test('K7: a stack that was deleted by hand, is being made again, and is not wanted any more is deleted, not forgotten', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    loop.cloudformation.deleteByHand('acme-team-orders');
    loop.cloudformation.deleteRetained();
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    const stop = loop.cloudformation.onStatusChange(({ status, stackName }) => {
      if (status === 'CREATE_IN_PROGRESS') loop.cloudformation.stall(stackName);
    });
    while (loop.cloudformation.statuses()['acme-team-orders'] !== 'CREATE_IN_PROGRESS') await loop.round();
    const second = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null }, first.after);
    await loop.arrive(second);
    while ((await loop.ledger.readEnvironment()).currentRun !== second.after) await loop.round();
    stop();
    loop.cloudformation.resume('acme-team-orders');
    await loop.settle();
    expect(await loop.ledger.readEnvironment()).toMatchObject({ appliedSha: second.after });
    expect(Object.keys(loop.cloudformation.statuses())).not.toContain('acme-team-orders');
  });

  test('K4: what keeps data is protected from deletion, until a commit takes it out of the registry', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    expect(loop.cloudformation.isProtected('acme-team-orders')).toBe(true);
    expect(loop.cloudformation.isProtected('acme-network')).toBe(false);
    const removal = { 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null };
    const second = loop.commit(removal, first.after);
    await loop.arrive(second);
    await loop.settle();
    expect(loop.cloudformation.statuses()['acme-team-orders']).toBeUndefined();
    const third = loop.commit(REGISTRY, second.after);
    await loop.arrive(third);
    loop.cloudformation.deleteRetained();
    await loop.settle();
    expect(loop.cloudformation.isProtected('acme-team-orders')).toBe(true);
  });

  test('K4: a deletion that was begun and is not wanted any more leaves the stack protected', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const second = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null }, first.after);
    loop.faults.inject('crash-before', 'cloudformation.deleteStack', 1);
    await loop.arrive(second);
    while (loop.cloudformation.isProtected('acme-team-orders')) await loop.round();
    await loop.arrive(loop.commit(REGISTRY, second.after));
    await loop.settle();
    expect(loop.cloudformation.statuses()['acme-team-orders']).toBe('CREATE_COMPLETE');
    expect(loop.cloudformation.isProtected('acme-team-orders')).toBe(true);
  });

  test('C10: what somebody changes before a stack is read back is not recorded as applied', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const before = await loop.cloudformation.readTemplate('acme-team-orders');
    const lease = await loop.ledger.acquireLease('environment', 'accident', loop.clock.now(), 1000);
    if (lease !== undefined) await loop.ledger.removeStack('acme-team-orders', lease);
    if (lease !== undefined) await loop.ledger.releaseLease(lease);
    loop.faults.inject('crash-after', 'ledger.writeEnvironment');
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.round();
    loop.cloudformation.updateByHand('acme-team-orders', {
      template: ({ Resources, ...rest }) => ({
        ...rest,
        Resources: { ...Resources, Extra: { Type: 'AWS::SQS::Queue' } },
      }),
    });
    await loop.settle();
    expect(await loop.cloudformation.readTemplate('acme-team-orders')).toBe(before);
    expect(loop.cloudformation.mutatingCalls.at(-1)?.method).toBe('executeChangeSet');
  });

  test('G4: a stack that only had to be read back, and went meanwhile, is named when making it again fails', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    await loop.settle();
    const lease = await loop.ledger.acquireLease('environment', 'accident', loop.clock.now(), 1000);
    if (lease !== undefined) await loop.ledger.removeStack('acme-team-orders', lease);
    if (lease !== undefined) await loop.ledger.releaseLease(lease);
    loop.faults.inject('crash-after', 'ledger.writeEnvironment');
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.round();
    loop.cloudformation.deleteByHand('acme-team-orders');
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'The role cannot be assumed');
    await loop.settle();
    expect(loop.check('holdfast/apply', push.after)).toBe('failure: Failed: 1 of 1 stack');
    expect(loop.github.shownCheck('holdfast/apply', push.after)?.content.summary).toContain('acme-team-orders');
  });
});
