import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advance, type RunSteps } from '../../../controller/apply/advance.ts';
import type { ApplyEffects, RunContext } from '../../../controller/apply/effects.ts';
import type { RunTarget, StackRecord, StackStep } from '../../../controller/apply/progress.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import { createFakeCloudFormation } from '../../fakes/cloudformation.ts';

/** One stack of a made-up run. Those that are deleted stand there before it begins. */
interface Wish {
  readonly action: 'create' | 'delete';
  readonly wave: number;
  readonly fails: boolean;
}

/** What tells our stacks from others' (K6). */
const OURS = { 'managed-by': 'holdfast' };

const body = (name: string) =>
  JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources: { [name]: { Type: 'AWS::SQS::Queue' } } });

/** Deletions stand in waves after everything else, as a plan has them. */
const wishes = fc.array(
  fc.oneof(
    fc.record({
      action: fc.constant('create' as const),
      wave: fc.integer({ min: 0, max: 2 }),
      fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
    fc.record({
      action: fc.constant('delete' as const),
      wave: fc.integer({ min: 3, max: 5 }),
      fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
  ),
  { minLength: 1, maxLength: 14 },
);

interface Played {
  readonly steps: RunSteps;
  /** `<stack> <status>` in the order in which they came. */
  readonly story: readonly string[];
  /** The most stacks that CloudFormation was at work on at one time. */
  readonly busiest: number;
  readonly invocations: number;
}

/** Plays a run to its end, one invocation after the other; each begins with nothing but the saved steps (C2). */
async function play(wanted: readonly Wish[], parallelStacks: number, deedsAtOnce = 1000): Promise<Played> {
  const cloudformation = createFakeCloudFormation();
  const records = new Map<string, StackRecord>();
  const bodies = new Map<string, string>();
  const targets: RunTarget[] = [];
  for (const [index, { action, wave, fails }] of wanted.entries()) {
    const name = `s${index}`;
    const target = { name, wave, parameters: {}, tags: OURS };
    bodies.set(digestOf(body(name)), body(name));
    if (action === 'delete') {
      cloudformation.createByHand(name, JSON.parse(body(name)), OURS);
      const stackId = (await cloudformation.describeStack(name))?.stackId ?? '';
      targets.push({ ...target, action, stackId });
    } else targets.push({ ...target, action, templateDigest: digestOf(body(name)) });
    if (fails) cloudformation.fail(`${name}/${name}`, 'no', action === 'delete' ? 'delete' : 'apply');
  }
  const story: string[] = [];
  const working = new Set<string>();
  let busiest = 0;
  cloudformation.onStatusChange(({ stackName, status }) => {
    story.push(`${stackName} ${status}`);
    if (status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS') working.add(stackName);
    else working.delete(stackName);
    busiest = Math.max(busiest, working.size);
  });
  let steps: RunSteps = {};
  const effects: ApplyEffects = {
    stacks: cloudformation,
    functions: { codeSha256: async () => undefined },
    stages: { removeRouteSettings: async () => undefined },
    record: {
      readTemplate: async (digest) => bodies.get(digest),
      readStack: async (name) => records.get(name),
      saveStack: async (record) => void records.set(record.name, record),
      saveStep: async (stack, step) => {
        steps = { ...steps, [stack]: step };
      },
      markAttempted: async () => undefined,
      noteChangeSet: async () => undefined,
      noteEvents: async () => undefined,
      forgetStack: async (name) => void records.delete(name),
    },
  };
  const context: RunContext = { sha: 'abc', mode: 'standard', deployment: 'standard', outputs: {} };
  const names = {
    changeSet: (tries: number) => `cs-${tries}`,
    token: (stack: string, purpose: string) => `${stack}.${purpose}`,
  };
  for (let invocations = 1; ; invocations += 1) {
    let deeds = 0;
    const outOfTime = () => {
      deeds += 1;
      return deeds > deedsAtOnce;
    };
    const input = { targets, steps, names, parallelStacks, outOfTime, context: async () => context };
    const { state } = await advance(input, effects);
    if (state === 'finished') return { steps, story, busiest, invocations };
    cloudformation.tick();
    if (invocations > 2000) throw new Error('this run never ends');
  }
}

const stepOf = (played: Played, index: number): StackStep['step'] | undefined => played.steps[`s${index}`]?.step;
const isApplied = (played: Played, index: number) => stepOf(played, index) === 'applied';

describe('stacks in parallel', () => {
  const ten: readonly Wish[] = Array.from({ length: 10 }, () => ({ action: 'create', wave: 0, fails: false }));

  test('as many as the limit says are under way, no more', async () => {
    expect((await play(ten, 3)).busiest).toBe(3);
    expect((await play(ten, 1)).busiest).toBe(1);
    expect((await play(ten, 100)).busiest).toBe(10);
  });

  test('C2: a process that ends after every twelve looks neither loses nor doubles a place', async () => {
    const played = await play(ten, 3, 12);
    expect(played.busiest).toBeLessThanOrEqual(3);
    expect(played.invocations).toBeGreaterThan(20);
    expect(Object.values(played.steps)).toEqual(ten.map(() => ({ step: 'applied' })));
  });

  test('places go to stacks in their order, so that none is passed over for ever', async () => {
    const { story } = await play(ten, 3);
    const begun = story.filter((line) => line.endsWith(' CREATE_IN_PROGRESS')).map((line) => line.split(' ')[0]);
    expect(begun).toEqual(['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9']);
  });

  test('C6: a stack that fails leaves its place to the next one', async () => {
    const failing = ten.map((wish, index) => ({ ...wish, fails: index < 4 }));
    const played = await play(failing, 2);
    expect(ten.map((_, index) => stepOf(played, index))).toEqual([
      ...['failed', 'failed', 'failed', 'failed'],
      ...['applied', 'applied', 'applied', 'applied', 'applied', 'applied'],
    ]);
  });

  test('whatever fails, and however small the limit, every run ends within it', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 3, max: 40 }), async (all, n, k) => {
        const played = await play(all, n, k + all.length);
        expect(played.busiest).toBeLessThanOrEqual(n);
        for (const index of all.keys()) expect(stepOf(played, index)).toMatch(/^(?:applied|failed|skipped)$/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('deletions', () => {
  test('K7: none begins before everything else succeeded, they go in their order, and a failure stops them', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.integer({ min: 1, max: 5 }), async (all, limit) => {
        const played = await play(all, limit);
        const at = (index: number, status: string) => played.story.indexOf(`s${index} ${status}`);
        for (const [index, { action, wave }] of all.entries()) {
          const began = at(index, 'DELETE_IN_PROGRESS');
          if (action !== 'delete' || began === -1) continue;
          for (const [other, before] of all.entries()) {
            if (before.wave >= wave) continue;
            const ended = at(other, before.action === 'create' ? 'CREATE_COMPLETE' : 'DELETE_COMPLETE');
            expect(ended).toBeGreaterThan(-1);
            expect(ended).toBeLessThan(began);
          }
        }
        const kept = all.findIndex(({ action, fails }) => action === 'create' && fails);
        if (kept !== -1) expect(played.story.filter((line) => line.endsWith(' DELETE_IN_PROGRESS'))).toEqual([]);
        else if (!all.some(({ fails }) => fails)) expect(all.every((_, index) => isApplied(played, index))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
