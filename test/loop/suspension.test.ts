import { describe, expect, test } from 'vitest';
import type { ManualTrigger } from '../../controller/trigger/trigger.ts';
import { evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const STATUS = 'teams/orders/status.yaml';
const manual = (action: ManualTrigger['action'], more: Partial<ManualTrigger> = {}): ManualTrigger => ({
  type: 'manual',
  action,
  requestedBy: 'ann',
  ...more,
});

async function ask(loop: Loop, trigger: ManualTrigger): Promise<void> {
  await loop.arrive(trigger);
  await loop.settle();
}

async function resync(loop: Loop): Promise<void> {
  await loop.arrive({ type: 'schedule', task: 'resync' });
  await loop.settle();
}

const applied = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;

async function appliedLoop() {
  const loop = createLoop();
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  return { loop, main };
}

function change(loop: Loop, memory: number, before: string) {
  return loop.commit({ [STATUS]: functionFile('orders', 'status', memory) }, before);
}

describe('a suspended environment', () => {
  test('begins nothing, says so once on each new commit, and goes on from the head when it is resumed', async () => {
    const { loop, main } = await appliedLoop();
    await ask(loop, manual('suspend', { reason: 'the database is moved' }));
    const since = new Date((await loop.ledger.readEnvironment()).suspended?.at ?? 0).toISOString();
    const first = change(loop, 512, main.after);
    await loop.arrive(first);
    await loop.settle();
    const second = change(loop, 1024, first.after);
    await loop.arrive(second);
    await loop.settle();
    await resync(loop);
    for (const { after } of [first, second]) {
      expect(loop.check('holdfast/apply', after)).toBe(
        `failure: Stopped: Suspended by ann since ${since}: the database is moved`,
      );
      expect(loop.github.shownCheck('holdfast/apply', after)?.writes).toHaveLength(1);
    }
    expect(await applied(loop)).toBe(main.after);
    await ask(loop, manual('resume'));
    expect(await applied(loop)).toBe(second.after);
    expect(loop.check('holdfast/apply', second.after)).toMatch(/^success: /);
    expect((await loop.ledger.readEnvironment()).suspended).toBeUndefined();
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('V3: says so on a commit that the branch does not show yet', async () => {
    const { loop, main } = await appliedLoop();
    await ask(loop, manual('suspend'));
    const next = change(loop, 512, main.after);
    loop.github.lagBranch('main', 3);
    await loop.arrive(next);
    await loop.settle();
    expect(loop.check('holdfast/apply', next.after)).toMatch(/^failure: Stopped: Suspended by ann since /);
  });

  test('begins nothing for a person either: not a retry, not a revert', async () => {
    const { loop, main } = await appliedLoop();
    await ask(loop, manual('suspend'));
    const next = change(loop, 512, main.after);
    await ask(loop, manual('reconcile'));
    await ask(loop, manual('revert'));
    expect(loop.check('holdfast/apply', next.after)).toMatch(/^failure: Stopped: Suspended by ann since /);
    expect(await applied(loop)).toBe(main.after);
    expect((await loop.ledger.listRuns(10)).map(({ purpose }) => purpose)).not.toContain('revert');
  });

  test('lets what is under way end, and what its check says', async () => {
    const { loop, main } = await appliedLoop();
    const next = change(loop, 512, main.after);
    await loop.arrive(next);
    while ((await loop.ledger.readRun(next.after))?.state !== 'in-progress') await loop.round();
    await loop.arrive(manual('suspend'));
    const newest = change(loop, 1024, next.after);
    await loop.arrive(newest);
    await loop.settle();
    expect(loop.check('holdfast/apply', next.after)).toMatch(/^success: /);
    expect(loop.check('holdfast/apply', newest.after)).toMatch(/^failure: Stopped: Suspended by ann since /);
    expect(await applied(loop)).toBe(next.after);
    await ask(loop, manual('resume'));
    expect(await applied(loop)).toBe(newest.after);
  });

  test('stays suspended by whoever did it first', async () => {
    const { loop } = await appliedLoop();
    await ask(loop, manual('suspend', { reason: 'one' }));
    await ask(loop, manual('suspend', { requestedBy: 'bob', reason: 'two' }));
    expect((await loop.ledger.readEnvironment()).suspended).toMatchObject({ by: 'ann', reason: 'one' });
  });

  test('does not try a failed commit again when it is resumed', async () => {
    const { loop, main } = await appliedLoop();
    const broken = loop.commit({ [STATUS]: 'kind: Nothing' }, main.after);
    await loop.arrive(broken);
    await loop.settle();
    await ask(loop, manual('suspend'));
    await resync(loop);
    await ask(loop, manual('resume'));
    expect(loop.github.shownCheck('holdfast/apply', broken.after)?.writes).toHaveLength(1);
  });

  // The functions are applied, and gone from Lambda: that is drift.
  test('heals nothing by itself', async () => {
    const loop = createLoop();
    const platform = `${REGISTRY['platform.yaml']}  sync: { selfHeal: true }\n`;
    await loop.arrive(loop.commit({ ...REGISTRY, 'platform.yaml': platform }));
    await loop.settle();
    await ask(loop, manual('suspend'));
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    const runs = async () => (await loop.ledger.listRuns(10)).map(({ purpose }) => purpose);
    expect(await runs()).toEqual(['apply']);
    await ask(loop, manual('resume'));
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    expect(await runs()).toContain('revert');
  });
});

describe('sync windows', () => {
  const HOUR = 60 * 60_000;

  /** A platform that may only be changed in an hour that begins two hours from now. */
  async function windowed() {
    const { loop, main } = await appliedLoop();
    const opens = new Date(Math.ceil(loop.clock.now() / HOUR) * HOUR + 2 * HOUR);
    const schedule = `0 ${opens.getUTCHours()} * * *`;
    const platform = `${REGISTRY['platform.yaml']}  sync: { windows: [{ kind: allow, schedule: "${schedule}", durationMinutes: 60 }] }\n`;
    const push = loop.commit(
      { 'platform.yaml': platform, [STATUS]: functionFile('orders', 'status', 512) },
      main.after,
    );
    return { loop, main, push, opens };
  }

  test('a commit that comes outside waits, says until when, and is begun by the resync when it opens', async () => {
    const { loop, main, push, opens } = await windowed();
    await loop.arrive(push);
    await loop.settle();
    const waits = `failure: Stopped: Waits for the window that opens at ${opens.toISOString()}.`;
    expect(loop.check('holdfast/apply', push.after)).toBe(waits);
    await resync(loop);
    expect(loop.github.shownCheck('holdfast/apply', push.after)?.writes).toHaveLength(1);
    expect(await applied(loop)).toBe(main.after);
    loop.clock.advance(opens.getTime() - loop.clock.now());
    await resync(loop);
    expect(await applied(loop)).toBe(push.after);
  });

  test('a person may begin it all the same, and that stays visible', async () => {
    const { loop, push, opens } = await windowed();
    await ask(loop, manual('reconcile', { requestedBy: 'bob' }));
    expect(await applied(loop)).toBe(push.after);
    const summary = loop.github.shownCheck('holdfast/apply', push.after)?.content.summary;
    expect(summary).toContain('**SyncWindow** Begun outside of the sync window, which opens at');
    expect(summary).toContain('because bob asked for it.');
    expect((await loop.ledger.readRun(push.after))?.findings).toMatchObject([
      {
        code: 'SyncWindow',
        message: `Begun outside of the sync window, which opens at ${opens.toISOString()}, because bob asked for it.`,
      },
    ]);
  });

  test('resuming a suspended environment does not open them', async () => {
    const { loop, main, push } = await windowed();
    await ask(loop, manual('suspend'));
    await loop.arrive(push);
    await loop.settle();
    await ask(loop, manual('resume'));
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^failure: Stopped: Waits for the window /);
    expect(await applied(loop)).toBe(main.after);
  });

  test('a newer commit takes the place of one that waits', async () => {
    const { loop, push, opens } = await windowed();
    await loop.arrive(push);
    await loop.settle();
    const next = change(loop, 1024, push.after);
    await loop.arrive(next);
    await loop.settle();
    expect(loop.check('holdfast/apply', next.after)).toMatch(/^failure: Stopped: Waits for the window /);
    loop.clock.advance(opens.getTime() - loop.clock.now());
    await resync(loop);
    expect(await applied(loop)).toBe(next.after);
  });
});
