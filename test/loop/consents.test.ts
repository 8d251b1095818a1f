import { describe, expect, test } from 'vitest';
import type { CommandTrigger } from '../../controller/trigger/trigger.ts';
import { chainOf, evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY, teamFile } from './registry.ts';

/** A platform where a commit that deletes more than one resource is asked about, and `boss` answers for the team payments. */
const CAREFUL = {
  ...REGISTRY,
  'platform.yaml': `${PLATFORM}  sync: { limits: { deletes: 1, share: 1 } }\n`,
  'teams/orders/refund.yaml': functionFile('orders', 'refund'),
};

/** Removing the route and the function of one document: some resources go. */
const REMOVAL = { 'teams/orders/refund.yaml': null };

let comments = 100;

/** A comment that somebody writes now. */
function comment(loop: Loop, number: number, sender: string, line: string, at?: number): CommandTrigger {
  const [verb = '', ...words] = line.split(' ');
  comments += 1;
  return {
    type: 'command',
    delivery: `comment-${comments}`,
    number,
    comment: comments,
    sender,
    verb: verb as CommandTrigger['verb'],
    words,
    at: at ?? loop.clock.now(),
  };
}

async function say(loop: Loop, number: number, sender: string, line: string, at?: number): Promise<CommandTrigger> {
  loop.clock.advance(5000);
  const said = comment(loop, number, sender, line, at);
  await loop.arrive(said, 'planner');
  await loop.settle();
  return said;
}

/** An applied platform, and a pull request of `author` that removes something, planned. */
async function withRemoval(registry: Readonly<Record<string, string>> = CAREFUL) {
  const loop = createLoop();
  for (const login of ['author', 'boss', 'colleague']) loop.github.allowWrite(login);
  const main = loop.commit(registry);
  await loop.arrive(main);
  await loop.settle();
  const files = Object.fromEntries(Object.entries(registry).filter(([path]) => path !== 'teams/orders/refund.yaml'));
  const headSha = loop.github.commit(files, [main.after]);
  const number = loop.github.openPull({ headSha });
  await loop.arrive({ type: 'pull-request', delivery: `pull-${headSha}`, number, headSha, fork: false }, 'planner');
  await loop.settle();
  const merge = async () => {
    const push = loop.commit(REMOVAL, main.after);
    loop.github.changePull(number, { open: false, mergeSha: push.after });
    await loop.arrive(push);
    await loop.settle();
    return push.after;
  };
  return { loop, main, number, headSha, merge };
}

const resync = async (loop: Loop) => {
  await loop.arrive({ type: 'schedule', task: 'resync' });
  await loop.settle();
};

const applied = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;
const NEEDS = 'failure: Needs consent: mass delete';
const planOf = (loop: Loop, sha: string) => loop.check('holdfast/plan', sha);

describe('K5: what needs consent', () => {
  test('fails the plan and says what, why, who and how; a button is there', async () => {
    const { loop, headSha } = await withRemoval();
    expect(planOf(loop, headSha)).toBe(NEEDS);
    const content = loop.github.shownCheck('holdfast/plan', headSha)?.content;
    const digest = (await loop.ledger.readPlan(headSha))?.plan.digest;
    expect(content?.summary).toMatch(
      `### Needs consent: mass delete

This is applied only once somebody agrees who may write here and did not open the pull request.

| What | Why | Who may agree |
| --- | --- | --- |
| \`mass-delete\` | This revision would delete`,
    );
    for (const way of [
      '- comment `/holdfast confirm mass-delete` on the pull request\n',
      '- press **Confirm** on this check\n',
      '- put the label `holdfast/confirm-mass-delete` on the pull request\n',
      '- run `holdfast reconcile --confirm mass-delete` after it is merged',
      `It counts for the plan \`${digest}\` and no other.`,
    ]) {
      expect(content?.summary).toContain(way);
    }
    expect(content?.actions).toEqual([
      { label: 'Confirm', description: 'Agree to what this plan asks', identifier: 'confirm' },
    ]);
  });

  test('is agreed to by a comment, which the check then names, and the merge is applied without another word', async () => {
    const { loop, number, headSha, merge } = await withRemoval();
    const said = await say(loop, number, 'boss', 'confirm mass-delete');
    expect(loop.github.reactionsTo(said.comment)).toEqual(['+1']);
    expect(loop.github.replies()).toEqual([]);
    expect(planOf(loop, headSha)).toMatch(/^success: /);
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.content.summary).toContain('Agreed by boss at');
    const sha = await merge();
    expect(await applied(loop)).toBe(sha);
    expect((await chainOf(loop.ledger)).filter(({ fact }) => fact.kind === 'consent')).toMatchObject([
      { run: sha, fact: { by: 'boss', to: 'mass-delete', via: 'comment', number } },
    ]);
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
    expect(loop.github.shownCheck('holdfast/apply', sha)?.content.summary).toContain('Agreed by boss at');
  });

  test('without it the merge stops in the same words; a later comment on the merged pull request lets it go on', async () => {
    const { loop, main, number, merge } = await withRemoval();
    const sha = await merge();
    expect(loop.check('holdfast/apply', sha)).toBe(NEEDS);
    expect(loop.github.shownCheck('holdfast/apply', sha)?.content.summary).toContain('### Needs consent: mass delete');
    expect(await applied(loop)).toBe(main.after);
    await resync(loop);
    expect(loop.github.shownCheck('holdfast/apply', sha)?.writes).toHaveLength(1);
    await say(loop, number, 'boss', 'confirm');
    expect(await applied(loop)).toBe(sha);
  });

  test('so does the button under the check of the merge, pressed by somebody who may agree', async () => {
    const { loop, main, merge } = await withRemoval();
    const sha = await merge();
    expect(loop.github.shownCheck('holdfast/apply', sha)?.content.actions).toEqual([
      { label: 'Confirm', description: 'Agree to what this plan asks', identifier: 'confirm' },
    ]);
    const press = { type: 'check-action', check: 'holdfast/apply', action: 'confirm', headSha: sha } as const;
    for (const sender of ['author', 'stranger']) {
      await loop.arrive({ ...press, delivery: `press-${sender}`, sender }, 'planner');
      await loop.settle();
      expect(loop.check('holdfast/apply', sha)).toBe(NEEDS);
    }
    await loop.arrive({ ...press, delivery: 'press-old', headSha: main.after, sender: 'boss' }, 'planner');
    await loop.settle();
    expect(await applied(loop)).toBe(main.after);
    await loop.arrive({ ...press, delivery: 'press-boss', sender: 'boss' }, 'planner');
    await loop.settle();
    expect(await applied(loop)).toBe(sha);
    expect(loop.github.shownCheck('holdfast/apply', sha)?.content.actions).toEqual([]);
    expect((await chainOf(loop.ledger)).filter(({ fact }) => fact.kind === 'consent')).toMatchObject([
      { run: sha, fact: { by: 'boss', to: 'mass-delete', via: 'button' } },
    ]);
  });

  test('and a label that is put on the pull request after the merge', async () => {
    const { loop, number, merge } = await withRemoval();
    const sha = await merge();
    loop.clock.advance(5000);
    loop.github.changePull(number, { labels: ['holdfast/confirm-mass-delete'] });
    const at = loop.clock.now();
    await loop.arrive({ type: 'label', delivery: 'late', number, what: 'mass-delete', sender: 'boss', at }, 'planner');
    await loop.settle();
    expect(await applied(loop)).toBe(sha);
  });

  test('or the command line does, for the plan of the branch head', async () => {
    const { loop, merge } = await withRemoval();
    const sha = await merge();
    const asked = { type: 'manual', action: 'reconcile', requestedBy: 'arn:aws:iam::123456789012:user/ann' } as const;
    await loop.arrive({ ...asked, confirm: ['rename'] });
    await loop.settle();
    expect(loop.check('holdfast/apply', sha)).toBe(NEEDS);
    await loop.arrive({ ...asked, confirm: ['mass-delete'] });
    await loop.settle();
    expect(await applied(loop)).toBe(sha);
    expect(loop.github.shownCheck('holdfast/apply', sha)?.content.summary).toContain('via the command line');
  });

  test('a retry asks the same again, and does not answer it', async () => {
    const { loop, main, number, merge } = await withRemoval();
    const sha = await merge();
    const said = await say(loop, number, 'author', 'retry');
    expect(loop.github.reactionsTo(said.comment)).toEqual(['eyes']);
    expect(loop.check('holdfast/apply', sha)).toBe(NEEDS);
    expect(await applied(loop)).toBe(main.after);
  });
});

describe('G6: whose word counts', () => {
  test.each([
    ['author', 'Whoever opened a pull request cannot agree to it; somebody else has to.'],
    ['Author', 'Whoever opened a pull request cannot agree to it; somebody else has to.'],
  ])('not that of %s', async (sender, because) => {
    const { loop, number, headSha } = await withRemoval();
    loop.github.allowWrite(sender);
    const said = await say(loop, number, sender, 'confirm');
    expect(loop.github.reactionsTo(said.comment)).toEqual(['confused']);
    expect(loop.github.replies()).toEqual([{ number, markdown: because }]);
    expect(planOf(loop, headSha)).toBe(NEEDS);
  });

  test('not that of people without write access, nor of Apps; they get a sign and no words', async () => {
    const { loop, number, headSha } = await withRemoval();
    loop.github.allowWrite('helper[bot]');
    for (const sender of ['stranger', 'helper[bot]']) {
      const said = await say(loop, number, sender, 'confirm');
      expect(loop.github.reactionsTo(said.comment)).toEqual(['confused']);
    }
    expect(loop.github.replies()).toEqual([]);
    expect(planOf(loop, headSha)).toBe(NEEDS);
  });

  test('not a word that was said before the plan was shown', async () => {
    const { loop, number, headSha } = await withRemoval();
    const early = loop.clock.now() - 3600_000;
    await say(loop, number, 'boss', 'confirm', early);
    expect(loop.github.replies().map(({ markdown }) => markdown)).toEqual([
      'The plan is newer than that. Look at it, and say it again.',
    ]);
    expect(planOf(loop, headSha)).toBe(NEEDS);
  });

  test('not that of somebody whose own commits are merged and not applied yet', async () => {
    const { loop, main, number, merge } = await withRemoval();
    const sha = await merge();
    loop.github.writtenBy(sha, 'author');
    const { 'teams/orders/refund.yaml': _, ...files } = CAREFUL;
    const headSha = loop.github.commit(
      { ...files, 'teams/orders/status.yaml': functionFile('orders', 'status', 512) },
      [sha],
    );
    const other = loop.github.openPull({ headSha, author: 'colleague' });
    await loop.arrive({ type: 'pull-request', delivery: headSha, number: other, headSha, fork: false }, 'planner');
    await loop.settle();
    expect(planOf(loop, headSha)).toBe(NEEDS);
    await say(loop, other, 'author', 'confirm');
    expect(loop.github.replies().map(({ markdown }) => markdown)).toEqual([
      'You wrote a part of what would be applied with it; somebody else has to agree.',
    ]);
    expect(planOf(loop, headSha)).toBe(NEEDS);
    await say(loop, number, 'boss', 'confirm');
    expect(await applied(loop)).toBe(sha);
    expect(sha).not.toBe(main.after);
  });

  test('a consent for an older plan says nothing about a newer one', async () => {
    const { loop, main, number, headSha } = await withRemoval();
    await say(loop, number, 'boss', 'confirm');
    const next = loop.github.commit({ 'platform.yaml': CAREFUL['platform.yaml'] }, [main.after]);
    loop.github.changePull(number, { headSha: next });
    await loop.arrive({ type: 'pull-request', delivery: 'next', number, headSha: next, fork: false }, 'planner');
    await loop.settle();
    expect(planOf(loop, headSha)).toMatch(/^success: /);
    expect(planOf(loop, next)).toBe(NEEDS);
  });

  test('not a word for something that the plan does not ask', async () => {
    const { loop, number, headSha } = await withRemoval();
    await say(loop, number, 'boss', 'confirm data-loss');
    expect(loop.github.replies().map(({ markdown }) => markdown)).toEqual(['This plan does not ask for data-loss.']);
    await say(loop, number, 'boss', 'confirm everything');
    expect(loop.github.replies()[1]?.markdown).toMatch(/^Nothing can be confirmed but `data-loss`, /);
    expect(planOf(loop, headSha)).toBe(NEEDS);
  });
});

describe('ways to agree', () => {
  test('the button', async () => {
    const { loop, headSha } = await withRemoval();
    const press = { type: 'check-action', check: 'holdfast/plan', action: 'confirm', headSha } as const;
    await loop.arrive({ ...press, delivery: 'press-1', sender: 'author' }, 'planner');
    await loop.settle();
    expect(planOf(loop, headSha)).toBe(NEEDS);
    await loop.arrive({ ...press, delivery: 'press-2', sender: 'boss' }, 'planner');
    await loop.settle();
    expect(planOf(loop, headSha)).toMatch(/^success: /);
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.content.actions).toEqual([]);
  });

  test('a label, as long as it is there', async () => {
    const { loop, number, headSha } = await withRemoval();
    const label = async (delivery: string) => {
      loop.clock.advance(5000);
      const at = loop.clock.now();
      await loop.arrive({ type: 'label', delivery, number, what: 'mass-delete', sender: 'boss', at }, 'planner');
      await loop.settle();
    };
    await label('label-1');
    expect(loop.github.replies()).toEqual([{ number, markdown: 'The label is gone.' }]);
    expect(planOf(loop, headSha)).toBe(NEEDS);
    loop.github.changePull(number, { labels: ['holdfast/confirm-mass-delete'] });
    await label('label-2');
    expect(planOf(loop, headSha)).toMatch(/^success: /);
  });
});

test('an ordinary change asks nothing: more functions, another team, fewer routes', async () => {
  const loop = createLoop();
  await loop.arrive(loop.commit(REGISTRY));
  await loop.settle();
  const push = loop.commit({
    'teams/orders/status.yaml': null,
    'teams/shipping/team.yaml': teamFile('shipping'),
    'teams/shipping/parcel.yaml': functionFile('shipping', 'parcel', 512),
  });
  await loop.arrive(push);
  await loop.settle();
  expect(loop.check('holdfast/apply', push.after)).toMatch(/^success: /);
});

describe('owners', () => {
  const OWNED = {
    ...CAREFUL,
    'platform.yaml': `${PLATFORM}  sync: { limits: { deletes: 500, share: 100 }, confirm: [rename] }\n`,
    'teams/orders/team.yaml': teamFile('orders').replace('spec: { ', 'spec: { owners: [boss], '),
  };

  /** A pull request that renames a function of the team orders, and may change who answers for it. */
  async function renamed(team = OWNED['teams/orders/team.yaml']) {
    const loop = createLoop();
    for (const login of ['author', 'boss', 'colleague']) loop.github.allowWrite(login);
    const main = loop.commit(OWNED);
    await loop.arrive(main);
    await loop.settle();
    const { 'teams/orders/refund.yaml': _, ...files } = OWNED;
    const moved = functionFile('orders', 'refund').replaceAll('refund', 'payback');
    const head = { ...files, 'teams/orders/team.yaml': team, 'teams/orders/payback.yaml': moved };
    const headSha = loop.github.commit(head, [main.after]);
    const number = loop.github.openPull({ headSha });
    await loop.arrive({ type: 'pull-request', delivery: headSha, number, headSha, fork: false }, 'planner');
    await loop.settle();
    return { loop, number, headSha };
  }

  test('K3: a rename is asked about, and only an owner of the team can agree', async () => {
    const { loop, number, headSha } = await renamed();
    expect(planOf(loop, headSha)).toBe('failure: Needs consent: rename');
    expect(loop.github.shownCheck('holdfast/plan', headSha)?.content.summary).toContain('| `boss` |');
    await say(loop, number, 'colleague', 'confirm');
    expect(loop.github.replies()).toEqual([{ number, markdown: 'Only an owner can agree to that: boss.' }]);
    await say(loop, number, 'boss', 'confirm rename');
    expect(planOf(loop, headSha)).toMatch(/^success: /);
  });

  test('K3: a move to another team under the same name is asked about, too', async () => {
    const loop = createLoop();
    await loop.arrive(loop.commit(OWNED));
    await loop.settle();
    const push = loop.commit({
      'teams/orders/refund.yaml': null,
      'teams/payments/refund.yaml': functionFile('payments', 'refund'),
    });
    await loop.arrive(push);
    await loop.settle();
    expect(loop.check('holdfast/apply', push.after)).toBe('failure: Needs consent: rename');
  });

  test('who answers is read from what is applied: nobody names his own judge in the same commit', async () => {
    const { loop, number, headSha } = await renamed(
      teamFile('orders').replace('spec: { ', 'spec: { owners: [colleague], '),
    );
    await say(loop, number, 'colleague', 'confirm');
    expect(loop.github.replies()).toEqual([{ number, markdown: 'Only an owner can agree to that: boss.' }]);
    expect(planOf(loop, headSha)).toBe('failure: Needs consent: rename');
  });

  test('nor does anybody turn the question off in the same commit', async () => {
    const loop = createLoop();
    const main = loop.commit(OWNED);
    await loop.arrive(main);
    await loop.settle();
    const { 'teams/orders/refund.yaml': _, ...files } = OWNED;
    const lax = {
      ...files,
      'platform.yaml': `${PLATFORM}  sync: { confirm: [] }\n`,
      'teams/orders/payback.yaml': functionFile('orders', 'refund').replaceAll('refund', 'payback'),
    };
    const headSha = loop.github.commit(lax, [main.after]);
    const number = loop.github.openPull({ headSha });
    await loop.arrive({ type: 'pull-request', delivery: headSha, number, headSha, fork: false }, 'planner');
    await loop.settle();
    expect(planOf(loop, headSha)).toBe('failure: Needs consent: rename');
  });
});

describe('lost, repeated and reordered words', () => {
  test('C3: a comment that is delivered again is answered once', async () => {
    const { loop, number, headSha } = await withRemoval();
    loop.clock.advance(5000);
    const said = comment(loop, number, 'author', 'confirm');
    for (let time = 0; time < 3; time += 1) await loop.arrive(said, 'planner');
    await loop.settle();
    expect(loop.github.replies()).toHaveLength(1);
    expect(loop.github.reactionsTo(said.comment)).toEqual(['confused']);
    expect(planOf(loop, headSha)).toBe(NEEDS);
  });

  test('C2: a crash at any call of an agreement ends as if there had been none', async () => {
    const played = async (call: number) => {
      const { loop, number, headSha } = await withRemoval();
      const before = loop.faults.calls.length;
      if (call > 0) loop.faults.inject('crash-after', '*', call);
      const said = await say(loop, number, 'boss', 'confirm');
      const calls = loop.faults.calls.length - before;
      loop.faults.clear();
      const asks = (await loop.ledger.readReviews()).map((review) => review.asks?.needs);
      const end = [planOf(loop, headSha), loop.github.replies(), loop.github.reactionsTo(said.comment), asks];
      return { calls, end };
    };
    const { calls, end } = await played(0);
    expect(calls).toBeGreaterThan(15);
    expect(end[0]).toMatch(/^success: /);
    for (let call = 1; call <= calls; call += 1)
      expect((await played(call)).end, `crash after call ${call}`).toEqual(end);
  }, 120_000);

  test('C14: a consent whose news got lost is found by the resync', async () => {
    const { loop, merge } = await withRemoval();
    const sha = await merge();
    const digest = (await loop.ledger.readRun(sha))?.plan?.digest ?? '';
    await loop.ledger.writeConsent(digest, { what: 'mass-delete', by: 'boss', at: 1, via: 'comment', number: 1 });
    await resync(loop);
    expect(await applied(loop)).toBe(sha);
  });
});
