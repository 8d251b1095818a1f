import { describe, expect, test } from 'vitest';
import type { CommandTrigger } from '../../controller/trigger/trigger.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const STATUS = 'teams/orders/status.yaml';
let comments = 100;

async function say(loop: Loop, number: number, line: string, sender = 'boss', at?: number): Promise<CommandTrigger> {
  loop.clock.advance(5000);
  const [verb = '', ...words] = line.split(' ');
  comments += 1;
  const said: CommandTrigger = {
    type: 'command',
    ...{ delivery: `comment-${comments}`, number, comment: comments, sender },
    ...{ verb: verb as CommandTrigger['verb'], words, at: at ?? loop.clock.now() },
  };
  await loop.arrive(said, 'planner');
  await loop.settle();
  return said;
}

/** An applied platform and an open pull request, which no webhook told of. */
async function withPull(fork = false) {
  const loop = createLoop();
  loop.github.allowWrite('boss');
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
  const number = loop.github.openPull({ headSha, fork });
  return { loop, main, number, headSha };
}

const PLANNED = 'success: 0 to create, 1 to update, 0 to delete';
const lastReply = (loop: Loop) => loop.github.replies().at(-1)?.markdown;

describe('commands', () => {
  test('plan plans the head, whatever the webhooks did', async () => {
    const { loop, number, headSha } = await withPull();
    const said = await say(loop, number, 'plan');
    expect(loop.check('holdfast/plan', headSha)).toBe(PLANNED);
    expect(loop.github.reactionsTo(said.comment)).toEqual(['+1']);
  });

  test('apply and retry hand the head of the branch to the applier; apply not before the merge', async () => {
    const { loop, main, number } = await withPull();
    const early = await say(loop, number, 'apply');
    expect(loop.github.reactionsTo(early.comment)).toEqual(['confused']);
    expect(lastReply(loop)).toBe('Holdfast applies what is on `main`: merge this first.');
    const push = loop.commit({ [STATUS]: functionFile('orders', 'status', 512) }, main.after);
    loop.github.changePull(number, { open: false, mergeSha: push.after });
    const said = await say(loop, number, 'apply');
    expect(loop.github.reactionsTo(said.comment)).toEqual(['eyes']);
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  });

  test('C13: retry tries a failed commit again, without a new one', async () => {
    const { loop, main, number } = await withPull();
    const push = loop.commit({ [STATUS]: functionFile('orders', 'status', 512) }, main.after);
    loop.cloudformation.fail('FunctionStatus', 'out of memory');
    await loop.arrive(push);
    await loop.settle();
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^failure: /);
    loop.cloudformation.heal('FunctionStatus');
    await say(loop, number, 'retry');
    expect(loop.check('holdfast/apply', push.after)).toMatch(/^success: /);
  });

  test('suspend, with a reason, and resume', async () => {
    const { loop, number } = await withPull();
    await say(loop, number, 'suspend the database is moved');
    expect((await loop.ledger.readEnvironment()).suspended).toMatchObject({
      by: 'boss',
      reason: 'the database is moved',
    });
    await say(loop, number, 'resume');
    expect((await loop.ledger.readEnvironment()).suspended).toBeUndefined();
  });

  test('revert puts back what differs', async () => {
    const { loop, number } = await withPull();
    // The functions are applied, and gone from Lambda.
    await say(loop, number, 'revert');
    const [run] = await loop.ledger.listRuns(1);
    expect(run).toMatchObject({ purpose: 'revert', requestedBy: 'boss' });
  });

  test('help answers with all of them', async () => {
    const { loop, number } = await withPull();
    await say(loop, number, 'help');
    expect(lastReply(loop)).toContain('| `/holdfast confirm [what…]` |');
  });

  test('W13: without write access nothing happens, and nothing is written', async () => {
    const { loop, number, headSha } = await withPull();
    for (const line of ['plan', 'apply', 'retry', 'suspend', 'resume', 'revert', 'help', 'confirm']) {
      const said = await say(loop, number, line, 'stranger');
      expect(loop.github.reactionsTo(said.comment), line).toEqual(['confused']);
    }
    expect(loop.github.replies()).toEqual([]);
    expect(loop.check('holdfast/plan', headSha)).toBe('none');
    expect(loop.faults.calls.filter((call) => call === 'queue.send')).toEqual([]);
  });

  test('on a pull request that is closed or for another branch there is nothing to plan', async () => {
    const { loop, number, headSha } = await withPull();
    loop.github.changePull(number, { baseRef: 'release' });
    await say(loop, number, 'plan');
    expect(lastReply(loop)).toBe('Only open pull requests for `main` have a plan.');
    expect(loop.check('holdfast/plan', headSha)).toBe('none');
  });
});

describe('P3: a fork', () => {
  async function seenFork() {
    const pulled = await withPull(true);
    const { loop, number, headSha } = pulled;
    await loop.arrive({ type: 'pull-request', delivery: headSha, number, headSha, fork: true }, 'planner');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: Not planned: This pull request comes from a fork/);
    return pulled;
  }

  /** Its author pushes again. */
  function pushAgain(loop: Loop, number: number, base: string): string {
    const next = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 1024) }, [base]);
    loop.github.changePull(number, { headSha: next });
    return next;
  }

  test('is planned once somebody with write access says so, and that head only', async () => {
    const { loop, main, number, headSha } = await seenFork();
    await say(loop, number, 'plan');
    expect(loop.check('holdfast/plan', headSha)).toBe(PLANNED);
    const next = pushAgain(loop, number, main.after);
    await loop.arrive({ type: 'pull-request', delivery: next, number, headSha: next, fork: true }, 'planner');
    await loop.settle();
    expect(loop.check('holdfast/plan', next)).toMatch(/^failure: Not planned: This pull request comes from a fork/);
  });

  test('is not planned because a stranger says so', async () => {
    const { loop, number, headSha } = await seenFork();
    await say(loop, number, 'plan', 'author');
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: /);
  });

  test('whose author pushes between the look and the comment is not planned, unless the comment names that head', async () => {
    const { loop, main, number } = await seenFork();
    const written = loop.clock.now() + 1000;
    const next = pushAgain(loop, number, main.after);
    const before = loop.faults.calls.length;
    await say(loop, number, 'plan', 'boss', written);
    expect(lastReply(loop)).toContain('This head is newer than your comment, or another than you named.');
    expect(loop.faults.calls.slice(before).filter((call) => /^(cloudformation|source)\./.test(call))).toEqual([]);
    await say(loop, number, 'plan c0ffee0');
    expect(loop.check('holdfast/plan', next)).toBe('none');
    await loop.arrive({ type: 'pull-request', delivery: next, number, headSha: next, fork: true }, 'planner');
    await loop.settle();
    await say(loop, number, `plan ${next.slice(0, 10)}`);
    expect(loop.check('holdfast/plan', next)).toBe(PLANNED);
  });
});
