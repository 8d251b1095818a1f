import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { HandEdit } from '../fakes/cloudformation/by-hand.ts';
import type { FakeFile } from '../fakes/github.ts';
import { chainOf, evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY } from './registry.ts';

type Files = Readonly<Record<string, FakeFile | null>>;

/** What nobody was shown waits for a second person. */
const ASKING = { ...REGISTRY, 'platform.yaml': `${PLATFORM}  sync: { confirm: [unseen] }\n` };
const STATUS = 'teams/orders/status.yaml';
const CHARGE = 'teams/payments/charge.yaml';
const ORDERS = 'acme-team-orders';
const UNSEEN = 'failure: Needs consent: changes that nobody was shown';

/** An applied platform. */
async function platform(registry: Files = REGISTRY) {
  const loop = createLoop();
  for (const login of ['author', 'boss']) loop.github.allowWrite(login);
  const main = loop.commit(registry);
  await loop.arrive(main);
  await loop.settle();
  const files = new Map(Object.entries(registry));

  /** A pull request on top of what the branch was first, planned. */
  const open = async (changes: Files) => {
    const changed = Object.entries({ ...Object.fromEntries(files), ...changes });
    const kept = changed.filter((entry): entry is [string, FakeFile] => entry[1] !== null);
    const headSha = loop.github.commit(Object.fromEntries(kept), [main.after]);
    const number = loop.github.openPull({ headSha });
    await loop.arrive({ type: 'pull-request', delivery: headSha, number, headSha, fork: false }, 'planner');
    await loop.settle();
    return { number, headSha, changes };
  };
  /** GitHub squashes it onto the branch; the webhook has not arrived yet. */
  const merge = ({ number, headSha, changes }: Awaited<ReturnType<typeof open>>) => {
    const push = loop.commit(changes);
    loop.github.changePull(number, { open: false, mergeSha: push.after });
    const approval = {
      source: 'pull-request',
      number,
      author: 'author',
      headSha,
      mergedBy: 'boss',
      reviews: [],
    } as const;
    loop.github.approve(push.after, approval);
    return push;
  };
  const arrive = async (push: Parameters<Loop['arrive']>[0]) => {
    await loop.arrive(push);
    await loop.settle();
  };
  return { loop, main, open, merge, arrive };
}

const summary = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/apply', sha)?.content.summary ?? '';
const shown = async (loop: Loop, sha: string) => (await loop.ledger.readRun(sha))?.shown;
const applied = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;
const started = async (loop: Loop, sha: string) =>
  (await chainOf(loop.ledger)).findLast(({ run, fact }) => run === sha && fact.kind === 'run-started')?.fact;

/** Somebody makes a function of the team orders larger by an update of the stack. */
const LARGER: HandEdit = {
  template: (template) => {
    const [id = '', found] =
      Object.entries(template.Resources).find(([, { Type }]) => Type === 'AWS::Lambda::Function') ?? [];
    const properties = { ...found?.Properties, MemorySize: 1024 };
    return {
      ...template,
      Resources: { ...template.Resources, [id]: { Type: 'AWS::Lambda::Function', Properties: properties } },
    };
  },
};

describe('V2: the plan that was shown is the plan that is applied', () => {
  test('P4: the same digest: check, evidence and event say so', async () => {
    const { loop, open, merge, arrive } = await platform();
    const pull = await open({ [STATUS]: functionFile('orders', 'status', 512) });
    const push = merge(pull);
    await arrive(push);
    const on = {
      sha: pull.headSha,
      number: pull.number,
      digest: (await loop.ledger.readPlan(pull.headSha))?.plan.digest,
    };
    expect((await loop.ledger.readRun(push.after))?.plan?.digest).toBe(on.digest);
    expect(await shown(loop, push.after)).toMatchObject({ kind: 'same', on });
    expect(summary(loop, push.after)).toContain(`Exactly the plan that was shown on #${pull.number}.`);
    expect(await started(loop, push.after)).toMatchObject({ shown: { kind: 'same', on } });
    expect(loop.events).toContainEqual({
      type: 'Run Started',
      detail: { run: push.after, sha: push.after, purpose: 'apply', stacks: [ORDERS], shown: 'same', unseen: 0 },
    });
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
  });

  test('a commit of the merge queue has a plan of its own', async () => {
    const { loop, main, arrive } = await platform();
    const queued = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    await loop.arrive({ type: 'merge-group', delivery: 'group', headSha: queued }, 'planner');
    await loop.settle();
    loop.github.moveBranch('main', queued);
    await arrive({ type: 'push', delivery: 'push', branch: 'main', before: main.after, after: queued });
    expect(await shown(loop, queued)).toMatchObject({ kind: 'same', on: { sha: queued } });
    expect(summary(loop, queued)).toContain(`Exactly the plan that was shown on the commit ${queued.slice(0, 12)}.`);
  });

  test('two pull requests merged at once: what each was shown with is no surprise', async () => {
    const { loop, open, merge, arrive } = await platform(ASKING);
    const first = await open({ [STATUS]: functionFile('orders', 'status', 512) });
    const second = await open({ [CHARGE]: functionFile('payments', 'charge', 512) });
    merge(first);
    const push = merge(second);
    await arrive(push);
    expect(await shown(loop, push.after)).toMatchObject({
      kind: 'moved',
      on: { number: second.number },
      also: [{ number: first.number }],
      counts: { unseen: 0, start: 0, gone: 0 },
    });
    expect(summary(loop, push.after)).toContain(
      `All of it, and nothing else, was in the plans that were shown on #${second.number}, #${first.number}; what it is done to has moved since.`,
    );
    expect(await applied(loop)).toBe(push.after);
  });

  test('moved by another merge that nobody saw a plan of: it goes on, and says what and why', async () => {
    const { loop, open, merge, arrive } = await platform();
    const pull = await open({ [STATUS]: functionFile('orders', 'status', 512) });
    loop.commit({ [CHARGE]: functionFile('payments', 'charge', 512) });
    const push = merge(pull);
    await arrive(push);
    expect(await shown(loop, push.after)).toMatchObject({
      kind: 'moved',
      also: [],
      counts: { unseen: 1, start: 0, gone: 0 },
      unseen: { 'acme-team-payments': 1 },
      list: [{ kind: 'unseen', stack: 'acme-team-payments', document: 'Function/charge', because: 'registry' }],
    });
    expect(summary(loop, push.after)).toContain(
      `Not as shown: 1 change was not in the plan that was shown on #${pull.number}.`,
    );
    expect(loop.check('holdfast/apply', push.after)).toBe(
      'success: Applied: 0 created, 2 updated, 0 deleted; 1 change that nobody was shown',
    );
    expect(summary(loop, push.after)).toMatch(
      /\| Nobody was shown \| `Function\/charge \w+` `Lambda::Function` \| nothing \| update \| another commit changed it in the registry \|/,
    );
    expect(await started(loop, push.after)).toMatchObject({
      shown: { kind: 'moved', unseen: 1, resources: [expect.stringMatching(/^acme-team-payments\//)] },
    });
    expect(await applied(loop)).toBe(push.after);
  });

  test('moved by a run that came in between: the same is done, to something else', async () => {
    const { loop, open, merge, arrive } = await platform(ASKING);
    const first = await open({ [STATUS]: functionFile('orders', 'status', 512) });
    const second = await open({ [CHARGE]: functionFile('payments', 'charge', 512) });
    await arrive(merge(first));
    const push = merge(second);
    await arrive(push);
    expect(await shown(loop, push.after)).toMatchObject({ kind: 'moved', counts: { unseen: 0, start: 0, gone: 0 } });
    expect(await applied(loop)).toBe(push.after);
  });

  test('C10: moved by a hand: what somebody changed in the stack is put back, which nobody was shown', async () => {
    const { loop, open, merge, arrive } = await platform();
    const pull = await open({ [STATUS]: functionFile('orders', 'status').replace('index.handler', 'main.handler') });
    loop.cloudformation.updateByHand(ORDERS, LARGER);
    const push = merge(pull);
    await arrive(push);
    expect(await shown(loop, push.after)).toMatchObject({
      kind: 'moved',
      counts: { unseen: 1 },
      list: [{ because: 'outside', changes: [{ path: '/Properties/MemorySize', now: 256 }] }],
    });
    expect(summary(loop, push.after)).toContain('| the stack was changed outside of Holdfast |');
    expect(await applied(loop)).toBe(push.after);
  });

  test('G3: that GitHub does not say what else was merged stops nothing where nobody is asked; else it is waited out', async () => {
    for (const [registry, also] of [
      [REGISTRY, 0],
      [ASKING, 1],
    ] as const) {
      const { loop, open, merge, arrive } = await platform(registry);
      const first = await open({ [STATUS]: functionFile('orders', 'status', 512) });
      const second = await open({ [CHARGE]: functionFile('payments', 'charge', 512) });
      merge(first);
      const push = merge(second);
      const down = { code: 'Unavailable', source: 'github', retryable: true } as const;
      loop.faults.inject('fail', 'source.mergesBetween', 1, new HoldfastError('503', down));
      await arrive(push);
      expect(await shown(loop, push.after)).toMatchObject({ kind: 'moved', also: { length: also } });
      expect(await applied(loop)).toBe(push.after);
    }
  });

  test('pushed directly, or merged before it was planned: nobody was shown a plan', async () => {
    const { loop, open, merge, arrive } = await platform();
    const push = loop.commit({ [CHARGE]: functionFile('payments', 'charge', 512) });
    await arrive(push);
    expect(await shown(loop, push.after)).toEqual({ kind: 'none', because: 'push' });
    expect(summary(loop, push.after)).toContain(
      'Nobody was shown a plan before: this commit came to the branch without',
    );
    const pull = {
      ...(await open({})),
      headSha: loop.github.commit({}),
      changes: { [STATUS]: functionFile('orders', 'status', 512) },
    };
    const merged = merge(pull);
    await arrive(merged);
    expect(await shown(loop, merged.after)).toEqual({ kind: 'none', because: 'not-planned', number: pull.number });
    expect(await applied(loop)).toBe(merged.after);
  });
});

describe('V2: `sync.confirm: [unseen]`', () => {
  /** What a pull request was shown with, and a hand that changed the stack before the merge. */
  async function moved() {
    const found = await platform(ASKING);
    const pull = await found.open({
      [STATUS]: functionFile('orders', 'status').replace('index.handler', 'main.handler'),
    });
    found.loop.cloudformation.updateByHand(ORDERS, LARGER);
    return { ...found, pull, push: found.merge(pull) };
  }

  const say = (loop: Loop, number: number, sender: string) => {
    loop.clock.advance(5000);
    const at = loop.clock.now();
    const said = {
      type: 'command',
      delivery: `say-${sender}-${at}`,
      number,
      comment: at,
      sender,
      verb: 'confirm',
      words: ['unseen'],
      at,
    } as const;
    return loop.arrive(said, 'planner').then(loop.settle);
  };

  test('waits, and goes on once somebody else agrees to exactly this plan', async () => {
    const { loop, main, arrive, pull, push } = await moved();
    await arrive(push);
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    expect(summary(loop, push.after)).toContain('acme-team-orders: 1 change that no plan showed before the merge.');
    expect(summary(loop, push.after)).toContain('### Not as shown');
    expect(await applied(loop)).toBe(main.after);
    await say(loop, pull.number, 'author');
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    await say(loop, pull.number, 'boss');
    expect(await applied(loop)).toBe(push.after);
    const digest = (await loop.ledger.readRun(push.after))?.plan?.digest;
    expect((await chainOf(loop.ledger)).filter(({ fact }) => fact.kind === 'consent')).toMatchObject([
      { fact: { by: 'boss', to: 'unseen', planDigest: digest } },
    ]);
  });

  test('another plan than the one agreed to waits again', async () => {
    const { loop, arrive, pull, push } = await moved();
    await arrive(push);
    loop.cloudformation.updateByHand(ORDERS, {
      tags: { ...(await loop.cloudformation.describeStack(ORDERS))?.tags, by: 'hand' },
    });
    await say(loop, pull.number, 'boss');
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    await say(loop, pull.number, 'boss');
    expect(await applied(loop)).toBe(push.after);
  });

  test('a direct push waits for the command line, and one that changes nothing for nobody', async () => {
    const { loop, arrive } = await platform(ASKING);
    const readme = loop.commit({ 'README.md': 'Hello' });
    await arrive(readme);
    expect(await applied(loop)).toBe(readme.after);
    const push = loop.commit({ [CHARGE]: functionFile('payments', 'charge', 512) });
    await arrive(push);
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    await arrive({ type: 'manual', action: 'reconcile', requestedBy: 'arn:aws:iam::123456789012:user/ann' });
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    await arrive({
      type: 'manual',
      action: 'reconcile',
      requestedBy: 'arn:aws:iam::123456789012:user/ann',
      confirm: ['unseen'],
    });
    expect(await applied(loop)).toBe(push.after);
  });

  test('nobody turns it off in the commit that it is about', async () => {
    const { loop, main, arrive } = await platform(ASKING);
    const push = loop.commit({ 'platform.yaml': PLATFORM, [CHARGE]: functionFile('payments', 'charge', 512) });
    await arrive(push);
    expect(loop.check('holdfast/apply', push.after)).toBe(UNSEEN);
    expect(await applied(loop)).toBe(main.after);
  });

  test('C2: a crash at any call ends as if there had been none: it waits, and the consent lets it go on', async () => {
    const played = async (call: number) => {
      const { loop, arrive, pull, push } = await moved();
      const before = loop.faults.calls.length;
      if (call > 0) loop.faults.inject('crash-after', '*', call);
      await arrive(push);
      await arrive({ type: 'schedule', task: 'resync' });
      const calls = loop.faults.calls.length - before;
      loop.faults.clear();
      const waiting = [loop.check('holdfast/apply', push.after), await shown(loop, push.after)];
      await say(loop, pull.number, 'boss');
      const end = [...waiting, loop.check('holdfast/apply', push.after), await evidenceProblems(loop.ledger)];
      return { calls, end };
    };
    const { calls, end } = await played(0);
    expect(end[0]).toBe(UNSEEN);
    expect(end[2]).toMatch(/^success: /);
    expect(calls).toBeGreaterThan(15);
    for (let call = 1; call <= calls; call += 1)
      expect((await played(call)).end, `crash after call ${call}`).toEqual(end);
  }, 120_000);
});
