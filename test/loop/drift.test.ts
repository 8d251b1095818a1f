import { describe, expect, test } from 'vitest';
import { sweepDrift } from '../../controller/sweep.ts';
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
    expect(loop.github.shownCheck('holdfast/drift', sha)?.content.actions.map(({ identifier }) => identifier)).toEqual([
      'revert-drift',
      expect.stringMatching(/^accept-[0-9a-f]{12}$/),
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

  test('F7: tells nothing when a commit is applied in the middle of it', async () => {
    const { loop, sha } = await withDrift();
    const next = loop.commit({ 'platform.yaml': `${PLATFORM}  observability: { retentionDays: 7 }\n` }, sha);
    const openResources = async () => {
      await loop.arrive(next);
      await loop.settle();
      return loop.resources;
    };
    expect(await sweepDrift({ ...loop.world, openResources })).toBeUndefined();
    expect(loop.check('holdfast/drift', next.after)).toBe('none');
  });

  test('F7: what a stack holds that was left in the middle of a change is not made by hand, though the record does not know it', async () => {
    const { loop } = await withDrift();
    const idOf = async (stack: string, id: string) =>
      (await loop.cloudformation.listResources(stack)).find(({ logicalId }) => logicalId === id)?.physicalId ?? '';
    const apiId = await idOf('acme-application', 'Api');
    const own = await idOf('acme-team-orders', 'IntegrationStatus');
    loop.apis.putApi(apiId, {});
    for (const id of [own, 'by-hand']) loop.apis.putIntegration(apiId, id, { IntegrationType: 'AWS_PROXY' });
    const lease = await loop.ledger.acquireLease('environment', 'test', loop.clock.now(), 1000);
    const record = (await loop.ledger.readStacks()).find(({ name }) => name === 'acme-team-orders');
    if (lease === undefined || record?.attempted === undefined) return expect.fail();
    const resources = record.resources.filter(({ logicalId }) => logicalId !== 'IntegrationStatus');
    await loop.ledger.writeStack({ ...record, resources, attempted: { ...record.attempted, unfinished: true } }, lease);
    await loop.ledger.releaseLease(lease);
    const report = await sweepDrift(loop.world);
    const added = report?.result.resources.filter(({ status }) => status === 'added');
    expect(added?.map(({ physicalId }) => physicalId)).toEqual(['by-hand']);

    // A namesake that somebody made is not ours, nor is what it holds (K6).
    loop.cloudformation.deleteByHand('acme-team-orders');
    loop.cloudformation.createByHand('acme-team-orders', {
      AWSTemplateFormatVersion: '2010-09-09',
      Resources: { Theirs: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: apiId } } },
    });
    const theirs = await idOf('acme-team-orders', 'Theirs');
    loop.apis.removeIntegration(apiId, own);
    loop.apis.putIntegration(apiId, theirs, { IntegrationType: 'AWS_PROXY' });
    const later = await sweepDrift(loop.world);
    const foreign = later?.result.resources.filter(({ status }) => status === 'added');
    expect(foreign?.map(({ physicalId }) => physicalId).sort()).toEqual([theirs, 'by-hand'].sort());
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

describe('a call that CloudTrail tells of', () => {
  const MONA = 'arn:aws:sts::123456789012:assumed-role/Administrator/mona';
  const called = (names: readonly string[], id = 'call-1', principal = MONA) =>
    ({
      type: 'api-call',
      id,
      call: 'lambda:DeleteFunction',
      at: '2026-11-26T03:12:07Z',
      principal,
      from: '192.0.2.17',
      names,
    }) as const;
  const CHARGE = 'acme-payments-function-charge';
  const checkOf = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/drift', sha);
  const tell = async (loop: Loop, trigger: ReturnType<typeof called>) => {
    await loop.arrive(trigger, 'planner');
    await loop.settle();
  };

  test('has what it is about looked at at once, and only that, and the check names who it was', async () => {
    const { loop, sha } = await withDrift();
    await sweep(loop);
    const reads = () => loop.faults.calls.filter((call) => call === 'lambda.readFunction').length;
    const before = reads();
    await tell(loop, called([CHARGE]));
    expect(reads()).toBe(before + 1);
    const summary = checkOf(loop, sha)?.content.summary ?? '';
    expect(summary).toContain('### Who');
    expect(summary).toContain(
      `| \`Function/charge\` \`FunctionCharge\` | \`${MONA}\` | \`lambda:DeleteFunction\` | 2026-11-26T03:12:07Z | \`192.0.2.17\` |`,
    );
    expect(checkOf(loop, sha)?.content.annotations.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`By ${MONA} at 2026-11-26T03:12:07Z with lambda:DeleteFunction from 192.0.2.17.`),
    );
  });

  test('G1: told again, or by a hundred calls of one script, it rewrites the check once', async () => {
    const { loop, sha } = await withDrift();
    await sweep(loop);
    for (let count = 0; count < 20; count += 1) await tell(loop, called([CHARGE], `call-${count}`));
    expect(checkOf(loop, sha)?.writes).toHaveLength(1);
    expect(loop.github.checkRuns().filter(({ name }) => name === 'holdfast/drift')).toHaveLength(2);
  });

  test('is remembered by the next sweep of everything', async () => {
    const { loop, sha } = await withDrift();
    await tell(loop, called([CHARGE]));
    await sweep(loop);
    expect(checkOf(loop, sha)?.content.summary).toContain(MONA);
  });

  test.each([
    ['about nothing of ours', called(['somebody-elses-function'])],
    [
      'of the controller itself',
      called([CHARGE], 'x', 'arn:aws:sts::123456789012:assumed-role/holdfast-dev-applier/f'),
    ],
  ])('%s changes nothing', async (_, trigger) => {
    const { loop, sha } = await withDrift();
    await sweep(loop);
    const before = checkOf(loop, sha)?.content;
    await tell(loop, trigger);
    expect(checkOf(loop, sha)?.content).toEqual(before);
    expect(await loop.ledger.listCalls(10)).toEqual([]);
  });

  test('F7: during a run nothing is looked at, and the next sweep names who it was', async () => {
    const { loop, sha } = await withDrift();
    const next = loop.commit({ 'platform.yaml': `${PLATFORM}  observability: { retentionDays: 7 }\n` }, sha);
    await loop.arrive(next);
    for (let rounds = 0; rounds < 6; rounds += 1) await loop.round();
    await loop.arrive(called([CHARGE]), 'planner');
    await loop.settle();
    expect(loop.check('holdfast/drift', next.after)).toBe('none');
    await sweep(loop);
    expect(checkOf(loop, next.after)?.content.summary).toContain(MONA);
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
