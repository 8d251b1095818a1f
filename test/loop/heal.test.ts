import { describe, expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { PLATFORM, REGISTRY } from './registry.ts';

const CHARGE_LOGS = '/aws/lambda/acme-payments-function-charge';
const STATUS_LOGS = '/aws/lambda/acme-orders-function-status';
const HOUR_MS = 60 * 60 * 1000;

const sweep = async (loop: Loop) => {
  await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
  await loop.settle();
};
const heals = async (loop: Loop) =>
  (await loop.ledger.listRuns(50)).filter(({ requestedBy }) => requestedBy === 'sync.selfHeal');
const summary = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/drift', sha)?.content.summary;

/** Applied with a setting for `sync.selfHeal`; in the end nothing has drifted but what a test changes, and what `accepted` says that it may stay. */
async function healing(selfHeal: string) {
  const loop = createLoop();
  const push = loop.commit({ ...REGISTRY, 'platform.yaml': `${PLATFORM}  sync: { selfHeal: ${selfHeal} }\n` });
  await loop.arrive(push);
  await loop.settle();
  return { loop, sha: push.after };
}

/** Somebody makes the log group keep less; CloudFormation's fake does not put it back. */
const forget = (loop: Loop, group: string, days: number) => loop.resources.change(group, { RetentionInDays: days });

/** Somebody changes the first resource of a type in a stack. */
async function change(loop: Loop, stack: string, type: string, properties: Readonly<Record<string, boolean | number>>) {
  const record = (await loop.ledger.readStacks()).find(({ name }) => name === stack);
  loop.resources.change(record?.resources.find((one) => one.type === type)?.physicalId ?? '', properties);
}

const healedStacks = async (loop: Loop) => (await heals(loop)).map(({ targets }) => targets.map(({ name }) => name));

describe('sync.selfHeal by class', () => {
  test('heals a stack of which all that differs is of classes that are on, and no other', async () => {
    const { loop, sha } = await healing('{ observability: true }');
    // The functions, and what leads to them, are gone from the fakes: those classes are off.
    forget(loop, CHARGE_LOGS, 1);
    await sweep(loop);
    expect(await heals(loop)).toEqual([]);
    expect(summary(loop, sha)).toContain('### Not healed');
    expect(summary(loop, sha)).toContain(
      '| `acme-team-payments/LogGroupCharge` | its stack is put back as a whole, and FunctionCharge (functions) differs in it and is not healed |',
    );
  });

  test('with those classes on, too, the stack is put back', async () => {
    const { loop } = await healing('{ observability: true, functions: true, api: true }');
    forget(loop, CHARGE_LOGS, 1);
    await sweep(loop);
    const [run] = await heals(loop);
    expect(run?.targets.map(({ name }) => name)).toContain('acme-team-payments');
    expect(run?.heals).toContain('acme-team-payments/LogGroupCharge');
    expect(loop.events.find(({ type, detail }) => type === 'Run Started' && 'heals' in detail)?.detail).toMatchObject({
      purpose: 'revert',
      requestedBy: 'sync.selfHeal',
      heals: expect.arrayContaining(['acme-team-payments/LogGroupCharge']),
    });
  });

  test('all classes off is off, and so is a class that is not named', async () => {
    for (const setting of ['{ functions: false }', '{ data: true }', 'false', '{}']) {
      const { loop } = await healing(setting);
      forget(loop, CHARGE_LOGS, 1);
      await sweep(loop);
      expect(await heals(loop), setting).toEqual([]);
    }
  });

  test('what is accepted is not healed, nor is the stack that it is in', async () => {
    const { loop, sha } = await healing('true');
    loop.github.allowWrite('mona');
    await loop.arrive({ type: 'manual', action: 'suspend', requestedBy: 'mona' });
    await loop.settle();
    await sweep(loop);
    const [, button] = loop.github.shownCheck('holdfast/drift', sha)?.content.actions ?? [];
    const press = {
      type: 'check-action',
      delivery: 'press',
      check: 'holdfast/drift',
      headSha: sha,
      sender: 'mona',
    } as const;
    await loop.arrive({ ...press, action: button?.identifier ?? '' }, 'planner');
    await loop.settle();
    await loop.arrive({ type: 'manual', action: 'resume', requestedBy: 'mona' });
    await loop.settle();
    forget(loop, CHARGE_LOGS, 1);
    await sweep(loop);
    expect(await heals(loop)).toEqual([]);
    expect(summary(loop, sha)).toContain(
      'its stack is put back as a whole, and with it what is accepted or ignored of',
    );
  });
});

describe('C13: a tug-of-war', () => {
  test('ends after three heals within a day, is told, and begins anew a day later', async () => {
    const { loop, sha } = await healing('true');
    for (let hour = 0; hour < 8; hour += 1) {
      await sweep(loop);
      loop.clock.advance(HOUR_MS);
    }
    expect(await heals(loop)).toHaveLength(3);
    expect(summary(loop, sha)).toContain('it was put back 3 times within a day and differs again');
    expect(loop.events.filter(({ type }) => type === 'Self-Heal Stopped').at(-1)?.detail).toMatchObject({
      resources: expect.arrayContaining(['acme-team-payments/FunctionCharge']),
    });
    loop.clock.advance(20 * HOUR_MS);
    await sweep(loop);
    expect(await heals(loop)).toHaveLength(4);
  });

  test('about one stack does not keep another from being healed', async () => {
    const { loop, sha } = await healing('{ network: true, observability: true }');
    await change(loop, 'acme-network', 'AWS::EC2::VPC', { EnableDnsSupport: false });
    for (let hour = 0; hour < 5; hour += 1) {
      await sweep(loop);
      loop.clock.advance(HOUR_MS);
    }
    expect(await healedStacks(loop)).toEqual([['acme-network'], ['acme-network'], ['acme-network']]);
    await change(loop, 'acme-observability', 'AWS::CloudWatch::Alarm', { Threshold: 1 });
    await sweep(loop);
    expect((await healedStacks(loop))[0]).toEqual(['acme-observability']);
    expect(summary(loop, sha)).toContain('### Not healed');
  });
});

describe('F5: an operation in progress', () => {
  test('of somebody else on a stack: that stack is left for the next sweep, others are healed', async () => {
    const { loop } = await healing('{ network: true, observability: true }');
    await change(loop, 'acme-network', 'AWS::EC2::VPC', { EnableDnsSupport: false });
    await change(loop, 'acme-observability', 'AWS::CloudWatch::Alarm', { Threshold: 1 });
    loop.cloudformation.stall('acme-network');
    loop.cloudformation.forceStatus('acme-network', 'UPDATE_IN_PROGRESS');
    await sweep(loop);
    expect(await healedStacks(loop)).toEqual([['acme-observability']]);
    const [run] = await heals(loop);
    expect(run?.heals?.every((resource) => resource.startsWith('acme-observability/'))).toBe(true);
    loop.cloudformation.forceStatus('acme-network', 'UPDATE_COMPLETE');
    loop.cloudformation.resume('acme-network');
    await sweep(loop);
    expect((await healedStacks(loop))[0]).toContain('acme-network');
  });

  test('a run of ours: nothing is looked at, and nothing is healed', async () => {
    const { loop, sha } = await healing('true');
    const next = loop.commit(
      { 'platform.yaml': `${PLATFORM}  sync: { selfHeal: true }\n  observability: { retentionDays: 7 }\n` },
      sha,
    );
    await loop.arrive(next);
    while ((await loop.ledger.readRun(next.after))?.state !== 'in-progress') await loop.round();
    forget(loop, STATUS_LOGS, 1);
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.arrive({ type: 'manual', action: 'revert', requestedBy: 'sync.selfHeal', heals: true });
    await loop.settle();
    expect(await heals(loop)).toEqual([]);
  });
});
