import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ManualTrigger } from '../../controller/trigger/trigger.ts';
import { chainOf, evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY } from './registry.ts';

const RESYNC = { type: 'schedule', task: 'resync' } as const;
const RECONCILE: ManualTrigger = { type: 'manual', action: 'reconcile', requestedBy: 'grace', reference: 'go-forward' };

function rollbackTo(sha: string, reference = 'request-1', more: Partial<ManualTrigger> = {}): ManualTrigger {
  return { type: 'manual', action: 'rollback', requestedBy: 'ada', reference, sha, ...more };
}

const applied = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;

async function memoryOf(loop: Loop): Promise<number> {
  const template = JSON.parse(await loop.cloudformation.readTemplate('acme-team-orders'));
  return template.Resources.FunctionStatus.Properties.MemorySize;
}

function withMemory(memoryMb: number) {
  return { 'teams/orders/status.yaml': functionFile('orders', 'status', memoryMb) };
}

/** Three commits with 256, 400 and 500 MB, each of them applied. */
async function threeApplied() {
  const loop = createLoop();
  const pushes = [loop.commit(REGISTRY)];
  for (const memoryMb of [400, 500]) {
    await play(loop, pushes.at(-1) ?? expect.fail());
    pushes.push(loop.commit(withMemory(memoryMb), pushes.at(-1)?.after));
  }
  await play(loop, pushes[2] ?? expect.fail());
  const [first, second, third] = pushes.map(({ after }) => after);
  return { loop, pushes, first: first ?? '', second: second ?? '', third: third ?? '' };
}

async function play(loop: Loop, ...triggers: readonly Parameters<Loop['arrive']>[0][]): Promise<void> {
  for (const trigger of triggers) await loop.arrive(trigger);
  await loop.settle();
}

describe('going back', () => {
  test('AWS is as the earlier commit says, and the head says who did that and how to go forward', async () => {
    const { loop, second, third } = await threeApplied();
    await play(loop, rollbackTo(second));
    expect(await memoryOf(loop)).toBe(400);
    expect(await applied(loop)).toBe(second);
    expect(loop.check('holdfast/apply', third)).toBe(`failure: Rolled back to ${second.slice(0, 12)}`);
    expect(loop.check('holdfast/apply', second)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
    const { summary } = loop.github.shownCheck('holdfast/apply', third)?.content ?? expect.fail();
    expect(summary).toContain(`\`${second}\`, asked for by ada`);
    expect(summary).toContain('`holdfast reconcile`');
    expect((await loop.ledger.readEnvironment()).rolledBack).toMatchObject({
      to: second,
      over: third,
      from: third,
      by: 'ada',
    });
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
    const started = (await chainOf(loop.ledger)).findLast(({ fact }) => fact.kind === 'run-started');
    expect(started).toMatchObject({
      run: `${second}/rollback/request-1`,
      fact: { purpose: 'rollback', requestedBy: 'ada', base: third },
    });
  });

  test('C5: a commit that GitHub lists only a part of is refused, and its message is not tried again and again', async () => {
    const { loop, second, third } = await threeApplied();
    loop.github.truncateTree(second);
    await play(loop, rollbackTo(second));
    expect(loop.dead).toEqual([]);
    expect(await applied(loop)).toBe(third);
    const run = await loop.ledger.readRun(`${second}/rollback/request-1`);
    expect(run).toMatchObject({
      state: 'stopped',
      purpose: 'rollback',
      problem: expect.stringContaining('is not complete'),
    });
  });

  test('a word to go on, while it goes on, does not stop it', async () => {
    const { loop, second, third } = await threeApplied();
    await loop.arrive(rollbackTo(second));
    while ((await loop.ledger.readEnvironment()).currentRun === third) await loop.round();
    await play(loop, { type: 'manual', action: 'resume', requestedBy: 'grace' });
    expect(await loop.ledger.readRun(`${second}/rollback/request-1`)).toMatchObject({ state: 'succeeded' });
    expect(await applied(loop)).toBe(second);
    expect(await memoryOf(loop)).toBe(400);
  });

  test('neither the resync nor any webhook of the head or before undoes it', async () => {
    const { loop, pushes, first } = await threeApplied();
    await play(loop, rollbackTo(first));
    const before = loop.cloudformation.mutatingCalls.length;
    await play(loop, RESYNC, ...pushes, RESYNC);
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(await applied(loop)).toBe(first);
    expect(await memoryOf(loop)).toBe(256);
  });

  test('a sweep compares with what was rolled back to', async () => {
    const { loop, second, third } = await threeApplied();
    await play(loop, rollbackTo(second));
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    expect((await loop.ledger.readDrift())?.result.sha).toBe(second);
    expect(loop.check('holdfast/drift', third)).not.toBe('none');
  });

  test('a second rollback goes further back, and a third one to where the first came from', async () => {
    const { loop, first, second, third } = await threeApplied();
    await play(loop, rollbackTo(second), rollbackTo(first, 'request-2'));
    expect(await memoryOf(loop)).toBe(256);
    await play(loop, rollbackTo(third, 'request-3'));
    expect(await memoryOf(loop)).toBe(500);
  });
});

describe('a rollback is asked no less than an apply', () => {
  test('what a commit needs consent for, it needs too, and the asker can give it', async () => {
    const loop = createLoop();
    const careful = { ...REGISTRY, 'platform.yaml': `${PLATFORM}  sync: { limits: { deletes: 1, share: 1 } }\n` };
    const first = loop.commit(careful);
    await play(loop, first);
    const second = loop.commit({ 'teams/orders/refund.yaml': functionFile('orders', 'refund') }, first.after);
    await play(loop, second);
    await play(loop, rollbackTo(first.after));
    expect(await loop.ledger.readRun(`${first.after}/rollback/request-1`)).toMatchObject({
      state: 'stopped',
      problem: 'Needs consent: mass delete.',
    });
    expect(await applied(loop)).toBe(second.after);
    await play(loop, rollbackTo(first.after, 'request-2', { confirm: ['mass-delete'] }));
    expect(await applied(loop)).toBe(first.after);
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('none is begun while the environment is suspended', async () => {
    const { loop, second, third } = await threeApplied();
    await play(loop, { type: 'manual', action: 'suspend', requestedBy: 'kay' }, rollbackTo(second));
    const run = await loop.ledger.readRun(`${second}/rollback/request-1`);
    expect(run?.state).toBe('stopped');
    expect(run?.problem).toMatch(/^Suspended by kay since 20.+Z\.$/);
    expect(await applied(loop)).toBe(third);
  });

  test('a suspension leaves a head alone that was rolled back', async () => {
    const { loop, second, third } = await threeApplied();
    await play(loop, rollbackTo(second), { type: 'manual', action: 'suspend', requestedBy: 'kay' }, RESYNC);
    expect(loop.check('holdfast/apply', third)).toBe(`failure: Rolled back to ${second.slice(0, 12)}`);
    await play(loop, { type: 'manual', action: 'resume', requestedBy: 'kay' }, RESYNC);
    expect(await applied(loop)).toBe(second);
  });
});

describe('going forward', () => {
  test('a new commit ends it and is applied, like any other', async () => {
    const { loop, first, third } = await threeApplied();
    await play(loop, rollbackTo(first));
    const push = loop.commit(withMemory(600), third);
    await play(loop, push);
    expect(await memoryOf(loop)).toBe(600);
    expect(await applied(loop)).toBe(push.after);
    expect((await loop.ledger.readEnvironment()).rolledBack).toBeUndefined();
    expect(loop.check('holdfast/apply', push.after)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
  });

  test('`reconcile` applies the head again, and its check says so', async () => {
    const { loop, first, third } = await threeApplied();
    await play(loop, rollbackTo(first));
    await play(loop, RECONCILE);
    expect(await memoryOf(loop)).toBe(500);
    expect((await loop.ledger.readEnvironment()).rolledBack).toBeUndefined();
    expect(loop.check('holdfast/apply', third)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
  });

  test('a new commit with errors is stopped, and the environment stays where it is', async () => {
    const { loop, first, third } = await threeApplied();
    await play(loop, rollbackTo(first));
    const broken = loop.commit({ 'teams/orders/status.yaml': 'kind: Nothing\n' }, third);
    await play(loop, broken, RESYNC);
    expect(await memoryOf(loop)).toBe(256);
    expect((await loop.ledger.readEnvironment()).rolledBack?.to).toBe(first);
    const mended = loop.commit(withMemory(600), broken.after);
    await play(loop, mended);
    expect(await memoryOf(loop)).toBe(600);
  });

  test('V1: a branch that leaves out what was rolled back is a rewritten history', async () => {
    const { loop, first, third } = await threeApplied();
    await play(loop, rollbackTo(first));
    const elsewhere = loop.github.commit({ ...REGISTRY, ...withMemory(700) }, [first]);
    loop.github.moveBranch('main', elsewhere);
    await play(loop, { type: 'push', delivery: 'forced', branch: 'main', before: third, after: elsewhere });
    expect(await memoryOf(loop)).toBe(256);
    expect(loop.check('holdfast/apply', elsewhere)).toMatch(/^failure: Stopped: History was rewritten/);
    await play(loop, { ...RECONCILE, acceptSha: elsewhere });
    expect(await memoryOf(loop)).toBe(700);
  });
});

describe('refused', () => {
  test('V6: a commit that is not on the way to what is applied, and nothing else happens', async () => {
    const { loop, first, second, third } = await threeApplied();
    const fork = loop.github.commit({ ...REGISTRY, ...withMemory(700) }, [first]);
    const later = loop.github.push('side', {});
    const before = loop.cloudformation.mutatingCalls.length;
    for (const sha of [fork, later, 'f'.repeat(40)]) {
      await play(loop, rollbackTo(sha, `request-${sha}`));
      const run = await loop.ledger.readRun(`${sha}/rollback/request-${sha}`);
      expect(run).toMatchObject({ state: 'stopped', problem: expect.stringContaining('is not an ancestor of') });
    }
    expect(loop.cloudformation.mutatingCalls.length).toBe(before);
    expect(await applied(loop)).toBe(third);
    expect(loop.check('holdfast/apply', third)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
    expect((await loop.ledger.readEnvironment()).rolledBack).toBeUndefined();
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
    await play(loop, rollbackTo(second));
    expect(await memoryOf(loop)).toBe(400);
  });

  test('V2: planned when another commit was applied', async () => {
    const { loop, first, second } = await threeApplied();
    await play(loop, rollbackTo(first, 'request-1', { appliedSha: second }));
    expect(await memoryOf(loop)).toBe(500);
    expect((await loop.ledger.readRun(`${first}/rollback/request-1`))?.problem).toContain('look at the plan again');
  });

  test('V1: while the branch does not lead to what is applied', async () => {
    const { loop, first, second } = await threeApplied();
    loop.github.moveBranch('main', second);
    await play(loop, rollbackTo(first));
    expect(await memoryOf(loop)).toBe(500);
    expect((await loop.ledger.readRun(`${first}/rollback/request-1`))?.problem).toContain('History was rewritten');
  });
});

describe('triggers that come twice, late, or not at all', () => {
  test('C3: the request again, at once and after somebody went forward, is one rollback', async () => {
    const { loop, second } = await threeApplied();
    await play(loop, rollbackTo(second), rollbackTo(second));
    await play(loop, RECONCILE);
    expect(await memoryOf(loop)).toBe(500);
    await play(loop, rollbackTo(second));
    expect(await memoryOf(loop)).toBe(500);
    const runs = (await loop.ledger.listRuns(20)).filter(({ purpose }) => purpose === 'rollback');
    expect(runs.map(({ state, startedAt, version }) => [state, typeof startedAt, version > 1])).toEqual([
      ['succeeded', 'number', true],
    ]);
  });

  test('a run that fails is overtaken by the rollback, wherever it stands', async () => {
    const { loop, second, third } = await threeApplied();
    const push = loop.commit(withMemory(600), third);
    await loop.arrive(push);
    while (loop.cloudformation.statuses()['acme-team-orders'] !== 'UPDATE_IN_PROGRESS') await loop.round();
    loop.cloudformation.stall('acme-team-orders');
    await loop.arrive(rollbackTo(second));
    while ((await loop.ledger.readRun(`${second}/rollback/request-1`)) === undefined) await loop.round();
    loop.cloudformation.resume('acme-team-orders');
    await loop.settle();
    expect(await memoryOf(loop)).toBe(400);
    expect((await loop.ledger.readEnvironment()).rolledBack).toMatchObject({ over: push.after, from: third });
    await play(loop, push, RESYNC);
    expect(await memoryOf(loop)).toBe(400);
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('a failed rollback is not tried again by itself, and the next request goes on', async () => {
    const { loop, second } = await threeApplied();
    loop.cloudformation.fail('FunctionStatus', 'The function is locked.');
    await play(loop, rollbackTo(second), RESYNC, RESYNC);
    expect((await loop.ledger.readRun(`${second}/rollback/request-1`))?.state).toBe('failed');
    loop.cloudformation.heal('FunctionStatus');
    await play(loop, RESYNC);
    expect(await memoryOf(loop)).toBe(500);
    await play(loop, rollbackTo(second, 'request-2'));
    expect(await memoryOf(loop)).toBe(400);
  });

  test('whatever comes in whatever order besides, the environment ends where the person put it', async () => {
    const indexes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(indexes, indexes, fc.boolean(), async (before, after, lost) => {
        const { loop, pushes, second } = await threeApplied();
        if (lost) loop.loseStackEvents();
        const request = rollbackTo(second);
        const arrivals = [...pushes, RESYNC, request, { type: 'schedule', task: 'resync' } as const];
        const pick = (index: number) => arrivals[index] ?? RESYNC;
        await play(loop, ...before.map(pick), request, ...after.map(pick));
        expect(await applied(loop)).toBe(second);
        expect(await memoryOf(loop)).toBe(400);
        expect(await evidenceProblems(loop.ledger)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);
});

describe('sync.rollback: auto', () => {
  const AUTO = { ...REGISTRY, 'platform.yaml': `${PLATFORM}  sync: { rollback: auto }\n` };
  const charge = (memoryMb: number) => ({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', memoryMb) });

  /** A commit for two teams, of which one cannot be updated; everything before it is applied. */
  async function halfFailed(registry: typeof REGISTRY = AUTO) {
    const loop = createLoop();
    const first = loop.commit(registry);
    await play(loop, first);
    loop.cloudformation.fail('FunctionCharge', 'The function is locked.');
    const second = loop.commit({ ...withMemory(400), ...charge(400) }, first.after);
    return { loop, first: first.after, second };
  }

  test('a commit that failed after it changed something is rolled back, once, and kept as evidence', async () => {
    const { loop, first, second } = await halfFailed();
    await play(loop, second, RESYNC, second);
    expect(await memoryOf(loop)).toBe(256);
    expect((await loop.ledger.readEnvironment()).rolledBack).toMatchObject({
      to: first,
      over: second.after,
      by: 'sync.rollback',
    });
    expect(loop.check('holdfast/apply', second.after)).toBe(`failure: Rolled back to ${first.slice(0, 12)}`);
    const runs = (await loop.ledger.listRuns(10)).map(({ purpose, state }) => `${purpose} ${state}`);
    expect(runs).toEqual(['rollback succeeded', 'apply failed', 'apply succeeded']);
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('C13: a rollback that fails is not rolled back', async () => {
    const { loop, second } = await halfFailed();
    await loop.arrive(second);
    for (;;) {
      await loop.round();
      const newest = (await loop.ledger.listRuns(1))[0];
      if (newest?.sha === second.after && newest.state === 'failed') break;
    }
    loop.cloudformation.fail('FunctionStatus', 'The function is locked, too.');
    await loop.settle();
    const runs = (await loop.ledger.listRuns(10)).map(({ purpose, state }) => `${purpose} ${state}`);
    expect(runs).toEqual(['rollback failed', 'apply failed', 'apply succeeded']);
  });

  test('a newer commit is not rolled back for an older one', async () => {
    const { loop, first, second } = await halfFailed();
    await loop.arrive(second);
    for (;;) {
      await loop.round();
      if ((await loop.ledger.listRuns(1))[0]?.state === 'failed') break;
    }
    loop.cloudformation.heal('FunctionCharge');
    const third = loop.commit(withMemory(600), second.after);
    await play(loop, third);
    expect(await memoryOf(loop)).toBe(600);
    expect((await loop.ledger.readEnvironment()).rolledBack).toBeUndefined();
    expect((await loop.ledger.readRun(third.after))?.state).toBe('succeeded');
    expect((await loop.ledger.listRuns(10)).find(({ purpose }) => purpose === 'rollback')).toMatchObject({
      sha: first,
      state: 'stopped',
    });
  });

  test('a commit that changed nothing, and one without the setting, stay as they failed', async () => {
    const { loop, first } = await halfFailed();
    await play(loop, loop.commit({ ...withMemory(256), ...charge(500) }, first));
    const other = await halfFailed(REGISTRY);
    await play(other.loop, other.second);
    expect(await memoryOf(other.loop)).toBe(400);
    for (const { ledger } of [loop, other.loop]) {
      expect((await ledger.listRuns(10)).filter(({ purpose }) => purpose === 'rollback')).toEqual([]);
    }
  });
});
