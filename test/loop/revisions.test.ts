import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const applied = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;

/** Five commits, one after the other, each changing the same function. */
function fiveCommits(loop: Loop) {
  const pushes = [loop.commit(REGISTRY)];
  for (const memory of [300, 400, 500, 600]) {
    pushes.push(
      loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', memory) }, pushes.at(-1)?.after),
    );
  }
  return pushes;
}

async function memoryOf(loop: Loop): Promise<number> {
  const template = JSON.parse(await loop.cloudformation.readTemplate('acme-team-orders'));
  return template.Resources.FunctionStatus.Properties.MemorySize;
}

describe('V1: the order in which pushes arrive does not matter', () => {
  test('any permutation of five pushes with duplicates and losses ends at the newest commit', async () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(arrivals, async (order) => {
        const loop = createLoop();
        const pushes = fiveCommits(loop);
        for (const index of order) {
          const push = pushes[index];
          if (push !== undefined) await loop.arrive(push);
        }
        await loop.settle();
        expect(await applied(loop)).toBe(pushes[4]?.after);
        expect(await memoryOf(loop)).toBe(600);
        expect((await loop.ledger.listRuns(10)).map((run) => run.sha)).toEqual([pushes[4]?.after]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  test('a newer commit at any moment of the very first apply supersedes it, and is applied', async () => {
    for (let rounds = 1; rounds <= 24; rounds += 1) {
      const loop = createLoop();
      const first = loop.commit(REGISTRY);
      await loop.arrive(first);
      for (let round = 0; round < rounds; round += 1) await loop.round();
      const change = { 'teams/orders/status.yaml': functionFile('orders', 'status', 600) };
      await loop.arrive(loop.commit(change, first.after));
      await loop.settle();
      expect([rounds, await memoryOf(loop)]).toEqual([rounds, 600]);
    }
  });

  test('an older push that arrives after a newer one was applied changes nothing', async () => {
    const loop = createLoop();
    const [first, ...rest] = fiveCommits(loop);
    await loop.arrive(rest[3] ?? expect.fail());
    await loop.settle();
    const before = loop.cloudformation.mutatingCalls.length;
    await loop.arrive(first ?? expect.fail());
    await loop.settle();
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(await applied(loop)).toBe(rest[3]?.after);
  });

  test('a branch that was reset to an older commit stops, visibly, and a person can accept it', async () => {
    const loop = createLoop();
    const pushes = fiveCommits(loop);
    await loop.arrive(pushes[4] ?? expect.fail());
    await loop.settle();
    const old = pushes[1]?.after ?? '';
    loop.github.moveBranch('main', old);
    await loop.arrive({ type: 'push', delivery: 'reset', branch: 'main', before: pushes[4]?.after ?? '', after: old });
    await loop.settle();
    expect(await memoryOf(loop)).toBe(600);
    expect(loop.check('holdfast/apply', old)).toMatch(/^failure: /);
    expect(loop.github.shownCheck('holdfast/apply', old)?.content.summary).toContain(
      `holdfast reconcile --accept \`${old}\``,
    );

    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone', acceptSha: old });
    await loop.settle();
    expect(await memoryOf(loop)).toBe(300);
    expect(await applied(loop)).toBe(old);
  });

  test('accepting another commit than the head accepts nothing', async () => {
    const loop = createLoop();
    const pushes = fiveCommits(loop);
    await loop.arrive(pushes[4] ?? expect.fail());
    await loop.settle();
    loop.github.moveBranch('main', pushes[1]?.after ?? '');
    await loop.arrive({
      type: 'manual',
      action: 'reconcile',
      requestedBy: 'someone',
      acceptSha: pushes[2]?.after ?? '',
    });
    await loop.settle();
    expect(await memoryOf(loop)).toBe(600);
  });
});

describe('V3: a branch that lags behind its push', () => {
  test('is waited for, and the old head is not deployed', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
    loop.github.lagBranch('main', 4);
    await loop.arrive(second);
    await loop.settle();
    expect(await applied(loop)).toBe(second.after);
    expect(await memoryOf(loop)).toBe(512);
  });

  test('W13: a push that names a commit nobody has is not waited for forever', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive({ ...push, after: 'f'.repeat(40) });
    await loop.settle();
    await loop.arrive({ type: 'schedule', task: 'resync' });
    await loop.settle();
    expect(await applied(loop)).toBe(push.after);
  });
});

describe('superseding', () => {
  test('a branch that returns to the applied commit in the middle of a run undoes what that run did', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const both = {
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
      'teams/payments/charge.yaml': functionFile('payments', 'charge', 512),
    };
    const second = loop.commit(both, first.after);
    loop.cloudformation.stall('acme-team-payments');
    await loop.arrive(second);
    for (let rounds = 0; rounds < 30; rounds += 1) await loop.round();
    expect(await memoryOf(loop)).toBe(512);
    loop.github.moveBranch('main', first.after);
    loop.cloudformation.resume('acme-team-payments');
    await loop.arrive({ type: 'push', delivery: 'back', branch: 'main', before: second.after, after: first.after });
    await loop.settle();
    expect(await memoryOf(loop)).toBe(256);
    expect(await applied(loop)).toBe(first.after);
    expect(
      (await loop.ledger.readStacks()).every(
        (stack) => stack.attempted?.templateDigest === stack.applied?.templateDigest,
      ),
    ).toBe(true);
  });

  test.each([
    ['an update', { 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, 'executeChangeSet'],
    ['a deletion', { 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null }, 'deleteStack'],
  ])(
    'C7: %s that CloudFormation was told of and does not show yet is not taken for nothing',
    async (_, change, call) => {
      const loop = createLoop();
      const first = loop.commit(REGISTRY);
      await loop.arrive(first);
      await loop.settle();
      const calls = () => loop.cloudformation.calls.filter(({ method }) => method === call).length;
      const before = calls();
      const stop = loop.cloudformation.onStatusChange(({ stackName, status }) => {
        if (stackName === 'acme-team-orders' && status.endsWith('_IN_PROGRESS')) loop.cloudformation.stall(stackName);
      });
      const second = loop.commit(change, first.after);
      await loop.arrive(second);
      while (calls() === before) await loop.round();
      expect(loop.cloudformation.statuses()['acme-team-orders']).toBe('CREATE_COMPLETE');
      loop.github.moveBranch('main', first.after);
      await loop.arrive({ type: 'push', delivery: 'back', branch: 'main', before: second.after, after: first.after });
      while ((await loop.ledger.readEnvironment()).currentRun !== first.after) await loop.round();
      stop();
      loop.cloudformation.resume('acme-team-orders');
      await loop.settle();
      expect(await applied(loop)).toBe(first.after);
      expect(await memoryOf(loop)).toBe(256);
    },
  );

  test('C7: an update that an older run began and a newer one wants too is waited for, and made again when it rolls back', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
    loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'not today');
    await loop.arrive(second);
    while (loop.cloudformation.statuses()['acme-team-orders'] !== 'UPDATE_IN_PROGRESS') await loop.round();
    const third = loop.commit({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', 512) }, second.after);
    await loop.arrive(third);
    await loop.round();
    expect(await applied(loop)).toBe(first.after);
    while (loop.cloudformation.statuses()['acme-team-orders'] !== 'UPDATE_ROLLBACK_COMPLETE') await loop.round();
    loop.cloudformation.heal('acme-team-orders/FunctionStatus');
    await loop.settle();
    expect(await applied(loop)).toBe(third.after);
    expect(await memoryOf(loop)).toBe(512);
  });

  test('a newer commit takes over from a run in progress, which says so', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    for (let rounds = 0; rounds < 12; rounds += 1) await loop.round();
    expect((await loop.ledger.readRun(first.after))?.state).toBe('in-progress');
    const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
    await loop.arrive(second);
    await loop.settle();
    expect((await loop.ledger.readRun(first.after))?.state).toBe('superseded');
    expect(loop.check('holdfast/apply', first.after)).toMatch(/^failure: Superseded/);
    expect(await applied(loop)).toBe(second.after);
    expect(await memoryOf(loop)).toBe(512);
  });

  test('C1: two appliers at once never work on the environment together', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    const lease = await loop.ledger.acquireLease('environment', 'somebody else', loop.clock.now(), 60_000);
    await loop.arrive(push);
    await loop.round();
    expect(loop.cloudformation.mutatingCalls).toEqual([]);
    if (lease !== undefined) await loop.ledger.releaseLease(lease);
    await loop.settle();
    expect(await applied(loop)).toBe(push.after);
  });

  test('C10: what somebody changed in the console between plan and execution is not overwritten unseen', async () => {
    const loop = createLoop();
    const first = loop.commit(REGISTRY);
    await loop.arrive(first);
    await loop.settle();
    const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
    await loop.arrive(second);
    await loop.round();
    loop.cloudformation.updateByHand('acme-team-orders', {
      tags: { 'managed-by': 'holdfast', project: 'acme', note: 'by hand' },
    });
    await loop.settle();
    expect(await applied(loop)).toBe(second.after);
    expect(await memoryOf(loop)).toBe(512);
    const used = loop.cloudformation.calls.filter(({ method }) => method === 'createChangeSet').slice(-2);
    expect(used.map(({ args }) => JSON.stringify(args[0]).match(/"changeSetName":"[^"]*-(\d)"/)?.[1])).toEqual([
      '0',
      '1',
    ]);
  });
});
