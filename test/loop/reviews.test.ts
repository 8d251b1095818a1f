import { describe, expect, test } from 'vitest';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

type Files = Readonly<Record<string, string>>;

const STATUS = 'teams/orders/status.yaml';
const CHARGE = 'teams/payments/charge.yaml';

/** A platform that is applied. */
async function applied() {
  const loop = createLoop();
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  return { loop, main };
}

/** A pull request that changes these files of a commit, planned. */
async function pullWith(loop: Loop, base: string, files: Files) {
  const headSha = loop.github.commit({ ...REGISTRY, ...files }, [base]);
  const number = loop.github.openPull({ headSha });
  await look(loop, number, headSha);
  return { number, headSha };
}

async function look(loop: Loop, number: number, headSha: string): Promise<void> {
  const delivery = `pull-${number}-${headSha}-${loop.clock.now()}`;
  await loop.arrive({ type: 'pull-request', delivery, number, headSha, fork: false }, 'planner');
  await loop.settle();
}

const audit = async (loop: Loop) => {
  await loop.arrive({ type: 'schedule', task: 'audit' }, 'planner');
  await loop.settle();
};

const summaryOf = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/plan', sha)?.content.summary ?? '';

describe('a pull request that is behind the branch', () => {
  test('is planned as merged: what was merged since is not taken back', async () => {
    const { loop, main } = await applied();
    const next = loop.commit({ [CHARGE]: functionFile('payments', 'charge', 1024) }, main.after);
    await loop.arrive(next);
    await loop.settle();
    const { headSha } = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(summaryOf(loop, headSha)).toContain(`Planned as merged into \`${next.after}\`.`);
    expect(summaryOf(loop, headSha)).not.toContain('Function/charge');
  });

  test('V2: and its digest is that of the merge', async () => {
    const { loop, main } = await applied();
    const next = loop.commit({ [CHARGE]: functionFile('payments', 'charge', 1024) }, main.after);
    await loop.arrive(next);
    await loop.settle();
    const change = { [STATUS]: functionFile('orders', 'status', 512) };
    const { headSha } = await pullWith(loop, main.after, change);
    const merge = loop.commit(change, next.after);
    await loop.arrive(merge);
    await loop.settle();
    const digest = (await loop.ledger.readRun(merge.after))?.plan?.digest;
    expect((await loop.ledger.readPlan(headSha))?.plan.digest).toBe(digest);
    expect(digest).toMatch(/^sha256:/);
  });

  test('and changes the same file says so instead of guessing', async () => {
    const { loop, main } = await applied();
    const next = loop.commit({ [STATUS]: functionFile('orders', 'status', 1024) }, main.after);
    await loop.arrive(next);
    await loop.settle();
    const { headSha } = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    expect(loop.check('holdfast/plan', headSha)).toMatch(
      /^failure: Not planned: main has changed teams\/orders\/status\.yaml/,
    );
  });

  test('with a history of its own is not planned', async () => {
    const { loop } = await applied();
    const headSha = loop.github.commit(REGISTRY, []);
    const number = loop.github.openPull({ headSha });
    await look(loop, number, headSha);
    expect(loop.check('holdfast/plan', headSha)).toBe(
      'failure: Not planned: This commit has no history in common with main.',
    );
  });
});

describe('pull requests that touch the same', () => {
  test('are told about each other, the earlier one too, and no more once one is closed', async () => {
    const { loop, main } = await applied();
    const first = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    expect(summaryOf(loop, first.headSha)).not.toContain('the same');
    const second = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 1024) });
    const row = (number: number) => `| #${number} | \`acme-team-orders/FunctionStatus\` |`;
    expect(summaryOf(loop, second.headSha)).toContain('### Another pull request changes the same');
    expect(summaryOf(loop, second.headSha)).toContain(row(first.number));
    expect(summaryOf(loop, first.headSha)).toContain(row(second.number));

    loop.github.changePull(second.number, { open: false });
    await look(loop, second.number, second.headSha);
    expect(summaryOf(loop, first.headSha)).not.toContain('the same');
  });

  test('nothing is told of pull requests that touch other things, nor planned again', async () => {
    const { loop, main } = await applied();
    const first = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    await pullWith(loop, main.after, { [CHARGE]: functionFile('payments', 'charge', 1024) });
    // The plan, and what CloudFormation says of it.
    expect(loop.github.shownCheck('holdfast/plan', first.headSha)?.writes).toHaveLength(2);
  });

  test('of two that are planned at the same time, both end up told', async () => {
    const { loop, main } = await applied();
    const heads = [512, 1024].map((memory) =>
      loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', memory) }, [main.after]),
    );
    for (const headSha of heads) {
      const number = loop.github.openPull({ headSha });
      await loop.arrive({ type: 'pull-request', delivery: `d-${number}`, number, headSha, fork: false }, 'planner');
    }
    await loop.settle();
    for (const sha of heads) expect(summaryOf(loop, sha)).toContain('### Another pull request changes the same');
  });
});

describe("GitHub's merge queue", () => {
  test('gets a plan on the commit that it made', async () => {
    const { loop, main } = await applied();
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    await loop.arrive({ type: 'merge-group', delivery: 'group-1', headSha }, 'planner');
    await loop.settle();
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
  });
});

describe('the audit', () => {
  test('C14: plans a pull request of which no webhook told, once', async () => {
    const { loop, main } = await applied();
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    loop.github.openPull({ headSha });
    await audit(loop);
    await audit(loop);
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.writes).toHaveLength(2);
  });

  test('C14: plans a head that was pushed unseen', async () => {
    const { loop, main } = await applied();
    const { number } = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 1024) }, [main.after]);
    loop.github.changePull(number, { headSha });
    await audit(loop);
    expect(summaryOf(loop, headSha)).toContain('`MemorySize`: `256` → `1024`');
  });

  test('P3: says once that a fork is not planned', async () => {
    const { loop, main } = await applied();
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    loop.github.openPull({ headSha, fork: true });
    await audit(loop);
    await audit(loop);
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^failure: Not planned: This pull request comes from a fork/);
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.writes).toHaveLength(1);
  });

  test('forgets pull requests that were closed unseen', async () => {
    const { loop, main } = await applied();
    const { number } = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    loop.github.changePull(number, { open: false });
    await audit(loop);
    expect(await loop.ledger.readReviews()).toEqual([]);
  });

  test('G4: a commit on which the planner dies every time gets a check that says so, and is left alone', async () => {
    const { loop, main } = await applied();
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    const number = loop.github.openPull({ headSha });
    const review = { number, headSha, at: loop.clock.now(), tries: 6, posted: false, touches: [], overlaps: [] };
    await loop.ledger.writeReview(review);
    await audit(loop);
    await audit(loop);
    expect(loop.check('holdfast/plan', headSha)).toBe(
      'failure: Not planned: Holdfast failed while it planned this commit. Its log has the reason; re-run this check to try again.',
    );
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.writes).toHaveLength(1);
  });

  test('C14: what a planner with a fast clock wrote down is not the last word', async () => {
    const { loop, main } = await applied();
    const { number, headSha } = await pullWith(loop, main.after, { [STATUS]: functionFile('orders', 'status', 512) });
    const [record = expect.fail()] = await loop.ledger.readReviews();
    await loop.ledger.writeReview({ ...record, at: loop.clock.now() + 300_000, touches: ['acme-team-payments'] });
    await look(loop, number, headSha);
    const [read] = await loop.ledger.readReviews();
    expect(read).toMatchObject({ number, posted: true, touches: ['acme-team-orders/FunctionStatus'] });
  });

  test('goes on where a planner died, also after the queue gave up', async () => {
    const { loop, main } = await applied();
    const headSha = loop.github.commit({ ...REGISTRY, [STATUS]: functionFile('orders', 'status', 512) }, [main.after]);
    const number = loop.github.openPull({ headSha });
    const read = async () => (await loop.ledger.readReviews()).find((review) => review.number === number);
    for (const nth of [1, 2, 3, 4, 5]) loop.faults.inject('crash-before', 'checks.writeCheck', nth);
    await look(loop, number, headSha);
    expect(loop.dead).toHaveLength(1);
    expect(await read()).toMatchObject({ headSha, tries: 5, posted: false });
    await audit(loop);
    expect(await read()).toMatchObject({ headSha, tries: 0, posted: true });
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
  });
});
