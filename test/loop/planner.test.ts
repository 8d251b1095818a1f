import { describe, expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

/** A platform that is applied, and a branch with a change on top of it. */
async function withPull(changes: Readonly<Record<string, string | null>>) {
  const loop = createLoop();
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  const files = { ...REGISTRY, ...changes };
  const kept = Object.entries(files).filter(
    (entry): entry is [string, NonNullable<(typeof entry)[1]>] => entry[1] !== null,
  );
  const headSha = loop.github.commit(Object.fromEntries(kept), [main.after]);
  const number = loop.github.openPull({ headSha });
  return { loop, number, headSha, main };
}

const opened = (number: number, headSha: string, fork = false) =>
  ({ type: 'pull-request', delivery: `pull-${number}-${headSha}`, number, headSha, fork }) as const;

async function plan(loop: Loop, number: number, headSha: string): Promise<void> {
  await loop.arrive(opened(number, headSha), 'planner');
  await loop.settle();
}

describe('a pull request', () => {
  test('gets a check on its head with what would change, old and new', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await plan(loop, number, headSha);
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    const summary = loop.github.shownCheck('holdfast/plan', headSha)?.content.summary ?? '';
    expect(summary).toContain('`MemorySize`: `256` → `512`');
  });

  test('F1: says what had drifted: before the changes of the resource that it touches, and by name of the rest', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    const before = loop.faults.calls.length;
    await plan(loop, number, headSha);
    const summary = loop.github.shownCheck('holdfast/plan', headSha)?.content.summary ?? '';
    expect(summary).toContain(
      '| `Function/status` `FunctionStatus` |  |  |  | nothing | is gone from AWS: updating it fails, reverting makes it anew |',
    );
    expect(summary).toContain('| update, drifted | `Function/status` `FunctionStatus` |');
    expect(summary).toContain('### Drifted and not touched by this plan');
    expect(summary.indexOf('### Drifted\n')).toBeLessThan(summary.indexOf('### Changes'));
    expect(loop.faults.calls.slice(before).filter((call) => call === 'ledger.readDrift')).toHaveLength(1);
  });

  test('gets what is near a limit of AWS, before it is over it', async () => {
    const resource = (index: number) =>
      `arn:aws:dynamodb:us-east-1:123456789012:table/acme-orders-table-${String(index).padStart(30, '0')}`;
    const statement = (_: unknown, index: number) =>
      `    - { Effect: Allow, Action: "dynamodb:GetItem", Resource: "${resource(index)}" }`;
    const statements = Array.from({ length: 64 }, statement).join('\n');
    const [head = '', route = ''] = functionFile('orders', 'status').split('---\n');
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': `${head}  statements:\n${statements}\n---\n${route}`,
    });
    await plan(loop, number, headSha);
    const { summary = '', conclusion } = loop.github.shownCheck('holdfast/plan', headSha)?.content ?? {};
    expect(conclusion).toBe('success');
    expect(summary).toMatch(
      /LowHeadroom.* characters of the policies of the role of Function\/status: \d+ of 10240 \(9\d %\)/,
    );
  });

  test('gets what it does to the monthly bill, with the stacks that do not change', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await plan(loop, number, headSha);
    const summary = loop.github.shownCheck('holdfast/plan', headSha)?.content.summary ?? '';
    // Twice the memory: 100,000 runs × 0.2 s × 0.25 GB = 5,000 GB-seconds more × 0.0000133334 = 0.066667, from 3.965 to 4.032
    expect(summary).toContain('**Cost:** 4.40 → 4.46 USD a month (+0.06)');
    expect(summary).toContain('| `Function/status` `FunctionStatus` | `Lambda::Function` | +0.06 |');
  });

  test('P1: planning changes nothing in AWS: it makes a change set of the stack that changes, and deletes it', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    const before = loop.cloudformation.mutatingCalls.length;
    await plan(loop, number, headSha);
    await loop.arrive({ type: 'check-rerun', delivery: 'again', check: 'holdfast/plan', headSha }, 'planner');
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
    const made = loop.cloudformation.mutatingCalls.slice(before);
    expect(made.map(({ method }) => method)).toEqual([
      'createChangeSet',
      'deleteChangeSet',
      'createChangeSet',
      'deleteChangeSet',
    ]);
    const asked = made.filter(({ method }) => method === 'createChangeSet').map(({ args: [request] }) => request);
    for (const request of asked) {
      expect(request).toMatchObject({ stackName: 'acme-team-orders', type: 'UPDATE', mode: 'standard' });
      expect(request).toHaveProperty(
        'changeSetName',
        expect.stringMatching(/^holdfast-plan-[0-9a-f]{12}-[0-9a-f]{12}$/),
      );
      expect(request).not.toHaveProperty('roleArn');
    }
    expect(loop.faults.calls.filter((call) => call === 'lambda.restoreCode')).toEqual([]);
  });

  test('V2: the digest on the pull request is the digest that the merge applies', async () => {
    const change = { 'teams/orders/status.yaml': functionFile('orders', 'status', 512) };
    const { loop, number, headSha, main } = await withPull(change);
    await plan(loop, number, headSha);
    const push = loop.commit(change, main.after);
    await loop.arrive(push);
    await loop.settle();
    const run = await loop.ledger.readRun(push.after);
    expect(run?.plan?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.content.summary).toContain(run?.plan?.digest);
  });

  test('a mistake fails the check with an annotation at its line, and the process lives', async () => {
    const broken = functionFile('orders', 'status').replace('memoryMb', 'memoryMB');
    const { loop, number, headSha } = await withPull({ 'teams/orders/status.yaml': broken });
    await plan(loop, number, headSha);
    expect(loop.check('holdfast/plan', headSha)).toBe('failure: 1 error in 1 file');
    const [annotation] = loop.github.shownCheck('holdfast/plan', headSha)?.content.annotations ?? [];
    expect(annotation).toMatchObject({ path: 'teams/orders/status.yaml', line: 8, level: 'failure' });
    expect(annotation?.message).toContain('memoryMb');
  });

  test.each(['', '\u0000\u0001', '- just\n- a list', '%YAML 9.9\n---\na: [', 'a: &a [*a]'])(
    'a broken file never crashes it: %j',
    async (text) => {
      const { loop, number, headSha } = await withPull({ 'teams/orders/status.yaml': text });
      await plan(loop, number, headSha);
      expect(loop.check('holdfast/plan', headSha)).toMatch(/^(failure|success): /);
      expect(loop.dead).toEqual([]);
    },
  );

  test('W13: what the payload says about the head is read again', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await loop.arrive(opened(number, 'a'.repeat(40)), 'planner');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: /);
    expect(loop.check('holdfast/plan', 'a'.repeat(40))).toBe('none');
  });

  test('W13: "Re-run" on holdfast/apply is done in the name of whoever pressed it, if that person may still write', async () => {
    const { loop, main } = await withPull({});
    loop.cloudformation.fail('FunctionStatus', 'out of memory');
    const push = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, main.after);
    await loop.arrive(push);
    await loop.settle();
    loop.cloudformation.heal('FunctionStatus');
    const again = { type: 'check-rerun', check: 'holdfast/apply', headSha: push.after } as const;
    const press = async (delivery: string, sender?: string) => {
      await loop.arrive({ ...again, delivery, ...(sender !== undefined && { sender }) }, 'planner');
      await loop.settle();
      return loop.check('holdfast/apply', push.after).split(':')[0];
    };
    expect(await press('nobody')).toBe('failure');
    expect(await press('stranger', 'stranger')).toBe('failure');
    loop.github.allowWrite('boss');
    expect(await press('boss', 'boss')).toBe('success');
    expect(await loop.ledger.readRun(push.after)).toMatchObject({ state: 'succeeded', requestedBy: 'boss' });
  });

  test('G5: a new push gets its own check; the old commit keeps what was said about it', async () => {
    const { loop, number, headSha, main } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await plan(loop, number, headSha);
    const next = loop.github.commit(
      { ...REGISTRY, 'teams/orders/status.yaml': functionFile('orders', 'status', 256) },
      [main.after],
    );
    loop.github.changePull(number, { headSha: next });
    await plan(loop, number, next);
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(loop.check('holdfast/plan', next)).toBe('success: No changes');
  });

  test('a duplicate delivery rewrites the same check run', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    await plan(loop, number, headSha);
    await plan(loop, number, headSha);
    expect(loop.github.checkRuns().filter((run) => run.name === 'holdfast/plan')).toHaveLength(1);
  });

  test('P3: a fork is not planned, and reads nothing of AWS; nor does pressing re-run', async () => {
    const { loop, number, headSha } = await withPull({
      'teams/orders/status.yaml': functionFile('orders', 'status', 512),
    });
    loop.github.changePull(number, { fork: true });
    const before = loop.faults.calls.length;
    await plan(loop, number, headSha);
    await loop.arrive({ type: 'check-rerun', delivery: 'again', check: 'holdfast/plan', headSha }, 'planner');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: .*fork/);
    const calls = loop.faults.calls.slice(before);
    expect(calls.filter((call) => /^(cloudformation|lambda|apis|source)\./.test(call))).toEqual([]);
  });

  test('G4: an outage is tried again, and after the last attempt the check says so', async () => {
    const { loop, number, headSha } = await withPull({});
    for (let nth = 1; nth <= 5; nth += 1) loop.faults.inject('fail', 'source.readTree', nth);
    await plan(loop, number, headSha);
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: /);
    expect(loop.dead).toEqual([]);
  });

  test('K2: a tree that the server did not list completely is an error, not a deletion', async () => {
    const { loop, number, headSha } = await withPull({});
    loop.github.truncateTree(headSha);
    await plan(loop, number, headSha);
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: /);
  });
});

describe('buttons', () => {
  const press = (headSha: string, sender: string) =>
    ({
      type: 'check-action',
      delivery: `press-${sender}`,
      check: 'holdfast/drift',
      action: 'revert-drift',
      headSha,
      sender,
    }) as const;

  test('are obeyed only from people who may write', async () => {
    const { loop, headSha } = await withPull({});
    loop.github.allowWrite('maintainer');
    await loop.arrive(press(headSha, 'stranger'), 'planner');
    await loop.settle();
    expect(loop.faults.calls.filter((call) => call === 'queue.send')).toEqual([]);
    await loop.arrive(press(headSha, 'maintainer'), 'planner');
    await loop.settle();
    expect(loop.faults.calls.filter((call) => call === 'queue.send')).toHaveLength(1);
  });
});
