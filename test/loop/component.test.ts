import { describe, expect, test } from 'vitest';
import { startRun } from '../../controller/begin-run.ts';
import { hasErrors } from '../../controller/diagnostics/finding.ts';
import { ENVIRONMENT_LEASE } from '../../controller/environment-lease.ts';
import { type PlannedCommit, planCommit } from '../../controller/plan-commit.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY, teamFile } from './registry.ts';

const plan = (loop: Loop, sha: string, component: string) => planCommit(sha, loop.world, 'all', component);

/** Begins as `holdfast apply --component` does; whoever is woken next carries on. */
async function apply(loop: Loop, planned: PlannedCommit): Promise<void> {
  const lease = await loop.ledger.acquireLease(ENVIRONMENT_LEASE, 'cli', loop.clock.now(), 60_000);
  if (lease === undefined) throw new Error('the environment is held');
  await startRun(planned, loop.world, lease);
  await loop.ledger.releaseLease(lease);
  await loop.arrive({ type: 'continue', sha: planned.sha, attempt: 1 });
  await loop.settle();
}

describe('one component', () => {
  test('is applied alone, and its commit is not taken for applied', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await apply(loop, await plan(loop, push.after, 'network'));
    expect(loop.cloudformation.statuses()).toEqual({ 'acme-network': 'CREATE_COMPLETE' });
    const environment = await loop.ledger.readEnvironment();
    expect([environment.appliedSha, environment.selfHeal]).toEqual([undefined, undefined]);
    const [run] = await loop.ledger.listRuns(1);
    expect([run?.state, run?.component, run?.sha]).toEqual(['succeeded', 'network', push.after]);
    expect(loop.check('holdfast/apply', push.after)).toBe('none');
  });

  test('does not keep the push of the same commit from applying the rest', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await apply(loop, await plan(loop, push.after, 'network'));
    await loop.arrive(push);
    await loop.settle();
    expect(Object.keys(loop.cloudformation.statuses())).toHaveLength(7);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Applied: 35 created, 0 updated, 0 deleted');
  });

  test('K2: never prunes, although what left the registry is still there', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(REGISTRY));
    await loop.settle();
    const without = loop.commit({ 'teams/orders/team.yaml': null, 'teams/orders/status.yaml': null });
    const planned = await plan(loop, without.after, 'team/payments');
    expect(planned.plan?.stacks.map(({ name, action }) => [name, action])).toEqual([['acme-team-payments', 'noop']]);
    const changed = loop.commit({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', 512) });
    await apply(loop, await plan(loop, changed.after, 'team/payments'));
    expect(Object.keys(loop.cloudformation.statuses())).toContain('acme-team-orders');
    expect((await loop.ledger.readStacks()).map(({ name }) => name)).toContain('acme-team-orders');
  });

  test('is refused while one that it needs is not applied, with what to do', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    const planned = await plan(loop, push.after, 'observability');
    expect(hasErrors(planned.findings)).toBe(true);
    expect(planned.findings).toEqual([
      {
        code: 'ComponentNotApplied',
        severity: 'error',
        message: 'acme-observability needs ApiId of acme-application, which is not applied yet.',
        file: 'platform.yaml',
        line: 1,
        column: 1,
        path: '',
        hint: 'Apply that first: holdfast apply --component application',
      },
    ]);
    await apply(loop, await plan(loop, push.after, 'application'));
    expect((await plan(loop, push.after, 'observability')).findings).toEqual([]);
  });

  test('each can be applied in order: the platform, then the teams', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    const teams = ['team/orders', 'team/payments'];
    for (const component of ['network', 'stateful', 'application', 'observability', ...teams, 'edge']) {
      const planned = await plan(loop, push.after, component);
      expect([component, planned.findings]).toEqual([component, []]);
      await apply(loop, planned);
    }
    expect(Object.values(loop.cloudformation.statuses())).toEqual(Array(7).fill('CREATE_COMPLETE'));
  });

  test('the edge is refused while a team whose routes it names is not as the registry says', async () => {
    const loop = createLoop();
    const throttle = 'function: status, throttle: { rate: 5, burst: 5 } }';
    const throttled = functionFile('orders', 'status').replace('function: status }', throttle);
    const push = loop.commit({ ...REGISTRY, 'teams/orders/status.yaml': throttled });
    for (const component of ['application', 'observability', 'team/payments'])
      await apply(loop, await plan(loop, push.after, component));
    expect((await plan(loop, push.after, 'edge')).findings.map(({ message, hint }) => [message, hint])).toEqual([
      [
        'acme-edge comes after acme-team-orders, which is not applied as the registry says.',
        'Apply that first: holdfast apply --component team/orders',
      ],
    ]);
    await apply(loop, await plan(loop, push.after, 'team/orders'));
    expect((await plan(loop, push.after, 'edge')).findings).toEqual([]);
  });

  test('that nobody knows is an error with the names that there are', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await expect(plan(loop, push.after, 'netwrok')).rejects.toThrow(
      'The registry has no component netwrok. Did you mean network?',
    );
    await expect(plan(loop, push.after, 'everything')).rejects.toThrow(
      'It has network, stateful, application, observability, edge, team/orders, team/payments.',
    );
  });

  test('adds its own cost to the bill, and leaves what the others cost in it', async () => {
    const loop = createLoop();
    const push = loop.commit(REGISTRY);
    await apply(loop, await plan(loop, push.after, 'application'));
    const { cost } = await plan(loop, push.after, 'observability');
    const own = cost?.resources.map(({ stack }) => stack) ?? [];
    expect([...new Set(own)]).toEqual(['acme-observability']);
    const grown = cost?.resources.reduce((sum, { before, after }) => sum + after - before, 0) ?? 0;
    expect(grown).toBeGreaterThan(0);
    expect(cost?.after).toBe((cost?.before ?? 0) + grown);
  });

  test('needs no code of others: a new platform is applied before anybody has stored any', async () => {
    const loop = createLoop();
    const unpinned = functionFile('payments', 'charge').replace(', objectVersion: "1"', '');
    const push = loop.commit({ ...REGISTRY, 'teams/payments/charge.yaml': unpinned });
    const world = { ...loop.world, artifacts: { currentVersion: async () => ({ kind: 'missing' }) as const } };
    expect((await planCommit(push.after, world, 'all', 'stateful')).findings).toEqual([]);
    expect((await planCommit(push.after, world, 'all', 'team/orders')).findings.map(({ code }) => code)).toEqual([
      'ComponentNotApplied',
      'ComponentNotApplied',
    ]);
    const own = await planCommit(push.after, world, 'all', 'team/payments');
    expect(own.findings.map(({ code }) => code)).toEqual(['ArtifactMissing']);
  });

  test('an error in any file forbids it, as it forbids everything', async () => {
    const loop = createLoop();
    const push = loop.commit({ ...REGISTRY, 'teams/orders/team.yaml': teamFile('payments') });
    const planned = await plan(loop, push.after, 'network');
    expect([planned.plan, hasErrors(planned.findings)]).toEqual([undefined, true]);
  });
});
