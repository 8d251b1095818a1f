import { describe, expect, test } from 'vitest';
import type { ManualTrigger } from '../../controller/trigger/trigger.ts';
import { evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY } from './registry.ts';

const RESYNC = { type: 'schedule', task: 'resync' } as const;
const MINUTE = 60_000;
const STATUS = 'acme-orders-function-status';

/** A function of the team orders whose route is asked for an answer; the look wants other memory than a commit that breaks it has. */
function probed(memoryMb: number) {
  const file = functionFile('orders', 'status', memoryMb);
  return { 'teams/orders/status.yaml': file.replace('function: status }', 'function: status, probe: {} }') };
}

const POLICY = { 'platform.yaml': `${PLATFORM}  sync: { rollback: unhealthy }\n` };

async function play(loop: Loop, ...triggers: readonly Parameters<Loop['arrive']>[0][]): Promise<void> {
  for (const trigger of triggers) await loop.arrive(trigger);
  await loop.settle();
}

/** Begins with a commit that is applied and found healthy; the route fails while its function has more than 400 MB. */
async function healthy(more: Readonly<Record<string, string>> = {}) {
  const loop = createLoop();
  loop.health.answer(async () => ({ status: (await memoryOf(loop)) > 400 ? 502 : 200 }));
  const first = loop.commit({ ...REGISTRY, ...probed(256), ...more });
  await play(loop, first);
  return { loop, first: first.after };
}

async function memoryOf({ cloudformation }: Loop): Promise<number> {
  const { Resources } = JSON.parse(await cloudformation.readTemplate('acme-team-orders'));
  return Resources.FunctionStatus.Properties.MemorySize;
}

async function untilApplied(loop: Loop, sha: string): Promise<void> {
  while ((await loop.ledger.readRun(sha))?.state !== 'succeeded') await loop.round();
}

/** The alarm on errors of the probed function, as the record names it. */
async function errorsAlarm({ ledger }: Loop): Promise<string> {
  const resources = (await ledger.readStacks()).flatMap((stack) => stack.resources);
  return resources.find(({ logicalId }) => logicalId === 'LambdaErrorsAlarmStatus')?.physicalId ?? expect.fail();
}

const verdictOf = async ({ ledger }: Loop) => {
  const { health, healthySha, look } = await ledger.readEnvironment();
  return { health: health?.health, of: health?.sha, healthySha, isLooked: look === undefined };
};
const runsOf = async ({ ledger }: Loop) =>
  (await ledger.listRuns(20)).map(({ purpose, state }) => `${purpose} ${state}`);
const looksOf = ({ faults }: Loop) => faults.calls.filter((call) => call === 'health.functionState').length;
const writesOf = ({ faults }: Loop) => faults.calls.filter((call) => call === 'checks.writeCheck').length;

describe('the verdict', () => {
  test('comes after the looks, and being applied is said long before', async () => {
    const { loop, first } = await healthy();
    expect(await verdictOf(loop)).toEqual({ health: 'Healthy', of: first, healthySha: first, isLooked: true });
    const second = loop.commit(probed(400), first);
    await loop.arrive(second);
    await untilApplied(loop, second.after);
    expect(loop.check('holdfast/apply', second.after)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
    expect(await verdictOf(loop)).toMatchObject({ of: first, healthySha: first, isLooked: false });
    const [looks, writes, applied] = [looksOf(loop), writesOf(loop), loop.clock.now()];
    await loop.settle();
    expect(await verdictOf(loop)).toMatchObject({ of: second.after, healthySha: second.after, isLooked: true });
    const { summary, conclusion } = loop.github.shownCheck('holdfast/apply', second.after)?.content ?? expect.fail();
    expect([conclusion, summary.includes('### Health\n\n**Healthy**')]).toEqual(['success', true]);
    expect(looksOf(loop) - looks).toBe(3);
    expect(writesOf(loop) - writes).toBe(1);
    expect(loop.clock.now() - applied).toBeLessThan(6 * MINUTE);
  });

  test('is told to subscribers once it is another one, and where something is broken', async () => {
    const { loop, first } = await healthy();
    await play(loop, loop.commit(probed(300), first));
    const bad = loop.commit(probed(500), first);
    await play(loop, bad);
    const changed = loop.events.filter(({ type }) => type === 'Health Changed').map(({ detail }) => detail);
    expect(changed).toEqual([
      { run: first, sha: first, health: 'Healthy', unwell: 0, broken: 0, resources: [] },
      {
        ...{ run: bad.after, sha: bad.after, health: 'Degraded', before: 'Healthy', unwell: 1, broken: 1 },
        resources: ['acme-team-orders/RouteStatus'],
      },
    ]);
  });

  test('G2: is a red check where the commit broke something, although all of it is applied', async () => {
    const { loop, first } = await healthy();
    loop.health.setFunction(STATUS, { state: 'Active', lastUpdate: 'Failed', lastUpdateReason: 'No such subnet' });
    const second = loop.commit(probed(300), first);
    await play(loop, second);
    expect(loop.check('holdfast/apply', second.after)).toBe(`failure: Applied, but unhealthy: function ${STATUS}`);
    const { summary } = loop.github.shownCheck('holdfast/apply', second.after)?.content ?? expect.fail();
    expect(summary).toContain(`| \`function ${STATUS}\` | Degraded | Its last update failed: No such subnet. |`);
    expect(await verdictOf(loop)).toEqual({
      ...{ health: 'Degraded', of: second.after, healthySha: first, isLooked: true },
    });
    expect(await loop.ledger.readEnvironment()).toMatchObject({ appliedSha: second.after });
    expect((await loop.ledger.readRun(second.after))?.state).toBe('succeeded');
  });

  test('an alarm that rang before is told, and is not put down to the commit; one that rings since is', async () => {
    const { loop, first } = await healthy();
    const alarm = await errorsAlarm(loop);
    loop.health.setAlarm(alarm, { state: 'ALARM', since: loop.clock.now() - MINUTE });
    const second = loop.commit(probed(300), first);
    await play(loop, second);
    expect(loop.check('holdfast/apply', second.after)).toMatch(/^success: Applied/);
    const { summary } = loop.github.shownCheck('holdfast/apply', second.after)?.content ?? expect.fail();
    expect(summary).toContain('It rings. So it was before this commit.');
    expect(await verdictOf(loop)).toMatchObject({ health: 'Degraded', healthySha: second.after });

    const third = loop.commit(probed(350), second.after);
    await loop.arrive(third);
    await untilApplied(loop, third.after);
    loop.health.setAlarm(alarm, { state: 'ALARM', since: loop.clock.now() });
    await loop.settle();
    expect(loop.check('holdfast/apply', third.after)).toBe(`failure: Applied, but unhealthy: alarm ${alarm}`);
    expect(await verdictOf(loop)).toMatchObject({ healthySha: second.after });
  });

  test('a route that answers only after half a minute is well', async () => {
    const { loop, first } = await healthy();
    const applied = loop.clock.now();
    loop.health.answer(() => (loop.clock.now() < applied + MINUTE / 2 ? { problem: 'no answer' } : { status: 200 }));
    const second = loop.commit(probed(300), first);
    await play(loop, second);
    expect(await verdictOf(loop)).toMatchObject({ health: 'Healthy', healthySha: second.after });
  });

  test('a commit that changes nothing is as healthy as the one before, without a look', async () => {
    const { loop, first } = await healthy();
    const looks = looksOf(loop);
    const second = loop.commit({ 'README.md': 'Words.\n' }, first);
    await play(loop, second);
    expect(await verdictOf(loop)).toMatchObject({ health: 'Healthy', healthySha: second.after, isLooked: true });
    expect(looksOf(loop)).toBe(looks);
  });

  test('what an earlier commit broke keeps the next one from being healthy until it is mended', async () => {
    const { loop, first } = await healthy();
    const bad = loop.commit(probed(500), first);
    await play(loop, bad);
    const other = loop.commit({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', 300) }, bad.after);
    await play(loop, other);
    expect(loop.check('holdfast/apply', other.after)).toMatch(/^success: Applied/);
    expect(await verdictOf(loop)).toMatchObject({ health: 'Degraded', of: other.after, healthySha: first });
    const mended = loop.commit(probed(256), other.after);
    await play(loop, mended);
    expect(await verdictOf(loop)).toMatchObject({ health: 'Healthy', healthySha: mended.after });
  });
});

describe('a newer commit', () => {
  test('overtakes the look, and its own look covers both', async () => {
    const { loop, first } = await healthy();
    const bad = loop.commit(probed(500), first);
    await loop.arrive(bad);
    await untilApplied(loop, bad.after);
    const other = loop.commit({ 'teams/payments/charge.yaml': functionFile('payments', 'charge', 300) }, bad.after);
    await play(loop, other);
    expect(loop.check('holdfast/apply', bad.after)).toMatch(/^success: Applied/);
    expect(loop.check('holdfast/apply', other.after)).toBe('failure: Applied, but unhealthy: GET /orders/status');
    expect(await verdictOf(loop)).toMatchObject({ health: 'Degraded', of: other.after, healthySha: first });
  });

  test('one with errors overtakes nothing', async () => {
    const { loop, first } = await healthy();
    const second = loop.commit(probed(300), first);
    await loop.arrive(second);
    await untilApplied(loop, second.after);
    await play(loop, loop.commit({ 'teams/orders/status.yaml': 'kind: Nothing\n' }, second.after));
    expect(await verdictOf(loop)).toMatchObject({ health: 'Healthy', of: second.after, healthySha: second.after });
  });
});

describe('C14: a lost timer', () => {
  test('is made up for by the schedule, which else looks at nothing', async () => {
    const { loop, first } = await healthy();
    const second = loop.commit(probed(300), first);
    await loop.arrive(second);
    await untilApplied(loop, second.after);
    loop.clock.advance(MINUTE / 2);
    for (let lost = loop.queue.take('timer'); lost !== undefined; lost = loop.queue.take('timer')) await lost.done();
    const looks = looksOf(loop);
    await play(loop, RESYNC);
    expect(looksOf(loop)).toBe(looks);
    expect(await verdictOf(loop)).toMatchObject({ healthySha: first, isLooked: false });
    loop.clock.advance(6 * MINUTE);
    await play(loop, RESYNC);
    expect(await verdictOf(loop)).toMatchObject({ healthySha: second.after, isLooked: true });
  });
});

describe('sync.rollback: unhealthy', () => {
  test('what turns out unhealthy is rolled back to the last healthy commit, and the route answers again', async () => {
    const { loop, first } = await healthy(POLICY);
    const bad = loop.commit(probed(500), first);
    await play(loop, bad, RESYNC, bad);
    expect(await memoryOf(loop)).toBe(256);
    expect(loop.check('holdfast/apply', bad.after)).toBe(`failure: Rolled back to ${first.slice(0, 12)}`);
    expect(await verdictOf(loop)).toEqual({ health: 'Healthy', of: first, healthySha: first, isLooked: true });
    expect(await runsOf(loop)).toEqual(['rollback succeeded', 'apply succeeded', 'apply succeeded']);
    expect((await loop.ledger.readRun(bad.after))?.health).toMatchObject({ rollsBackTo: first });
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
    expect(loop.dead).toEqual([]);
  });

  test('of two bad commits in a row both are undone: it goes to the last healthy one, not to the last applied one', async () => {
    const { loop, first } = await healthy(POLICY);
    const bad = loop.commit(probed(500), first);
    await loop.arrive(bad);
    await untilApplied(loop, bad.after);
    const worse = loop.commit(probed(600), bad.after);
    await play(loop, worse);
    expect(await memoryOf(loop)).toBe(256);
    expect((await loop.ledger.readEnvironment()).rolledBack).toMatchObject({
      ...{ to: first, over: worse.after, by: 'sync.rollback' },
    });
  });

  test('C13: a rollback that is unhealthy, too, asks for nothing, and says so', async () => {
    const { loop, first } = await healthy(POLICY);
    loop.health.answer(() => ({ status: 502 }));
    const bad = loop.commit(probed(500), first);
    await play(loop, bad);
    expect(await runsOf(loop)).toEqual(['rollback succeeded', 'apply succeeded', 'apply succeeded']);
    expect(loop.check('holdfast/apply', bad.after)).toBe(
      `failure: Rolled back to ${first.slice(0, 12)}, which is unhealthy too`,
    );
    expect(await verdictOf(loop)).toMatchObject({ health: 'Degraded', isLooked: true });
  });

  test('is not done for an alarm that rang before, without the setting, nor where no commit was ever healthy', async () => {
    const alarm = await healthy(POLICY);
    alarm.loop.health.setAlarm(await errorsAlarm(alarm.loop), {
      state: 'ALARM',
      since: alarm.loop.clock.now() - MINUTE,
    });
    await play(alarm.loop, alarm.loop.commit(probed(300), alarm.first));
    const auto = await healthy({ 'platform.yaml': `${PLATFORM}  sync: { rollback: auto }\n` });
    await play(auto.loop, auto.loop.commit(probed(500), auto.first));
    const never = createLoop();
    never.health.answer(() => ({ status: 502 }));
    await play(never, never.commit({ ...REGISTRY, ...probed(256), ...POLICY }));
    for (const loop of [alarm.loop, auto.loop, never]) {
      expect((await runsOf(loop)).filter((run) => run.startsWith('rollback'))).toEqual([]);
    }
  });

  test('is refused while the environment is suspended', async () => {
    const { loop, first } = await healthy(POLICY);
    const bad = loop.commit(probed(500), first);
    await loop.arrive(bad);
    await untilApplied(loop, bad.after);
    const suspend: ManualTrigger = { type: 'manual', action: 'suspend', requestedBy: 'ada', reference: 'stop' };
    await play(loop, suspend);
    expect(await memoryOf(loop)).toBe(500);
    expect(await runsOf(loop)).toContain('rollback stopped');
  });

  test('C2: dying at any call after the commit is applied ends in the same state', async () => {
    const played = async (prepare: (loop: Loop) => void) => {
      const { loop, first } = await healthy(POLICY);
      const bad = loop.commit(probed(500), first);
      await loop.arrive(bad);
      await untilApplied(loop, bad.after);
      prepare(loop);
      await loop.settle();
      for (let times = 0; times < 3; times += 1) {
        await play(loop, RESYNC);
        loop.clock.advance(5 * MINUTE);
      }
      loop.faults.clear();
      const rollbacks = (await runsOf(loop)).filter((run) => run === 'rollback succeeded').length;
      return { loop, end: { ...(await loop.endState(bad.after)), rollbacks } };
    };
    let before = 0;
    const wanted = await played((loop) => {
      before = loop.faults.calls.length;
    });
    expect(wanted.end.found).toMatchObject({ health: 'Healthy', isLooked: true });
    const calls = wanted.loop.faults.calls.length - before;
    expect(calls).toBeGreaterThan(60);
    for (let call = 1; call <= calls; call += 2) {
      const fault = call % 4 === 1 ? 'crash-before' : 'crash-after';
      const { loop, end } = await played(({ faults }) => faults.inject(fault, '*', call));
      expect(end, `${fault} at call ${call}`).toEqual(wanted.end);
      expect(loop.dead).toEqual([]);
    }
  }, 120_000);
});
