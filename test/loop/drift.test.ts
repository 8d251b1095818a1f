import { describe, expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { PLATFORM, REGISTRY } from './registry.ts';

/** Functions are applied, and gone from Lambda: drift that CloudFormation's stack says nothing of. */
async function withDrift(platform = PLATFORM) {
  const loop = createLoop();
  const push = loop.commit({ ...REGISTRY, 'platform.yaml': platform });
  await loop.arrive(push);
  await loop.settle();
  return { loop, sha: push.after };
}

const reverts = async (loop: Loop) => (await loop.ledger.listRuns(20)).filter((run) => run.purpose === 'revert');
const sweep = async (loop: Loop) => {
  await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
  await loop.settle();
};

describe('a sweep', () => {
  test('posts what it found on the branch head, says how much was looked at, and changes nothing', async () => {
    const { loop, sha } = await withDrift();
    const before = loop.cloudformation.mutatingCalls.length;
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(
      /^failure: Drift: .*\d+ deleted; \d+ of \d+ resources checked \(\d+ %\)$/,
    );
    expect(loop.github.shownCheck('holdfast/drift', sha)?.content.actions.map((action) => action.identifier)).toEqual([
      'revert-drift',
    ]);
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(await reverts(loop)).toEqual([]);
  });

  test('F7: does nothing while a run is in progress', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await loop.arrive(push);
    for (let rounds = 0; rounds < 6; rounds += 1) await loop.round();
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.round();
    expect(loop.check('holdfast/drift', push.after)).toBe('none');
  });

  test('the button puts it back with change sets that compare with reality (F6), then looks again', async () => {
    const { loop, sha } = await withDrift();
    await sweep(loop);
    await loop.arrive({ type: 'manual', action: 'revert', requestedBy: 'someone' });
    await loop.settle();
    const [run] = await reverts(loop);
    expect(run).toMatchObject({ sha, state: 'succeeded', requestedBy: 'someone' });
    const modes = loop.cloudformation.calls
      .filter(({ method }) => method === 'createChangeSet')
      .slice(-(run?.targets.length ?? 0));
    expect(modes.every(({ args }) => JSON.stringify(args[0]).includes('"mode":"revert-drift"'))).toBe(true);
    expect(loop.check('holdfast/revert', sha)).toMatch(/^success: /);
  });
});

describe('sync.selfHeal', () => {
  const healing = `${PLATFORM}  sync: { selfHeal: true }\n`;

  test('puts drift back by itself, once for each scheduled sweep, however hopeless it is (C13)', async () => {
    const { loop } = await withDrift(healing);
    await sweep(loop);
    expect((await reverts(loop)).map((run) => run.requestedBy)).toEqual(['sync.selfHeal']);
    loop.clock.advance(3_600_000);
    await sweep(loop);
    expect(await reverts(loop)).toHaveLength(2);
  });

  test('is off unless asked for', async () => {
    const { loop } = await withDrift();
    await sweep(loop);
    expect(await reverts(loop)).toEqual([]);
  });
});
