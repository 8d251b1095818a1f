import { describe, expect, test } from 'vitest';
import type { CommandTrigger, Trigger } from '../../controller/trigger/trigger.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const STATUS = 'teams/orders/status.yaml';
const MINUTE = 60_000;
const LOST = () => false;
const ARRIVES = () => true;

/** Lets time pass with the schedules of the deployed controller: the branch every 5 minutes, pull requests and deliveries every 10. */
async function pass(loop: Loop, minutes: number): Promise<void> {
  const end = loop.clock.now() + minutes * MINUTE;
  for (;;) {
    const next = (Math.floor(loop.clock.now() / (5 * MINUTE)) + 1) * 5 * MINUTE;
    if (next > end) return loop.clock.advance(Math.max(0, end - loop.clock.now()));
    loop.clock.advance(next - loop.clock.now());
    await loop.arrive({ type: 'schedule', task: 'resync' }, 'applier');
    if (next % (10 * MINUTE) === 0) await loop.arrive({ type: 'schedule', task: 'audit' }, 'planner');
    // Looks at health go on for minutes, and the schedules do not wait for them.
    while (loop.clock.now() < next + 4 * MINUTE && (await loop.round()));
  }
}

/** A platform that is applied, one second after a full hour. */
async function applied() {
  const loop = createLoop();
  loop.github.allowWrite('boss');
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  await loop.settle();
  const hour = 60 * MINUTE;
  loop.clock.advance(hour - (loop.clock.now() % hour) + 1000);
  await pass(loop, 0);
  return { loop, main };
}

const memory = (megabytes: number) => ({ [STATUS]: functionFile('orders', 'status', megabytes) });

/** Somebody pushes to main; whether GitHub's delivery arrives is up to `arrives`. */
async function push(loop: Loop, megabytes: number, before: string, arrives: () => boolean): Promise<string> {
  const trigger = loop.commit(memory(megabytes), before);
  await loop.webhook({ event: 'push' }, trigger, 'applier', arrives);
  await loop.settle();
  return trigger.type === 'push' ? trigger.after : '';
}

async function openPull(loop: Loop, base: string, megabytes: number, arrives: () => boolean) {
  const headSha = loop.github.commit({ ...REGISTRY, ...memory(megabytes) }, [base]);
  loop.github.moveBranch(`feature-${megabytes}`, headSha);
  const number = loop.github.openPull({ headSha });
  const trigger: Trigger = { type: 'pull-request', delivery: headSha, number, headSha, fork: false };
  await loop.webhook({ event: 'pull_request', action: 'opened' }, trigger, 'planner', arrives);
  await loop.settle();
  return { number, headSha };
}

let comments = 500;
async function say(loop: Loop, number: number, verb: CommandTrigger['verb'], arrives: () => boolean) {
  comments += 1;
  const said = {
    delivery: `d-${comments}`,
    number,
    comment: comments,
    sender: 'boss',
    words: [],
    at: loop.clock.now(),
  };
  const guid = await loop.webhook(
    { event: 'issue_comment', action: 'created' },
    { type: 'command', verb, ...said },
    'planner',
    arrives,
  );
  await loop.settle();
  return { comment: comments, guid };
}

const appliedSha = async (loop: Loop) => (await loop.ledger.readEnvironment()).appliedSha;
const found = (loop: Loop) =>
  loop.events.flatMap(({ type, detail }) => (type === 'Missed Event Found' ? [detail] : []));

describe('C14: with every webhook lost', () => {
  test('a commit is applied within 5 minutes, and it is told how late', async () => {
    const { loop, main } = await applied();
    loop.clock.advance(58_000);
    const sha = await push(loop, 512, main.after, LOST);
    await pass(loop, 3);
    expect(await appliedSha(loop)).toBe(main.after);
    await pass(loop, 2);
    expect(await appliedSha(loop)).toBe(sha);
    expect(loop.check('holdfast/apply', sha)).toMatch(/^success: Applied/);
    expect(found(loop)).toEqual([{ foundBy: 'resync', what: 'push', sha, seconds: 241 }]);
  });

  test('a pull request is planned within 10 minutes, and it is told how late', async () => {
    const { loop, main } = await applied();
    const { headSha } = await openPull(loop, main.after, 512, LOST);
    await pass(loop, 10);
    expect(loop.check('holdfast/plan', headSha)).toBe('success: 0 to create, 1 to update, 0 to delete');
    expect(found(loop)).toEqual([{ foundBy: 'audit', what: 'pull_request', sha: headSha, seconds: 599 }]);
  });

  test('W4: although no delivery ever arrives, everything that the registry says is done within 10 minutes', async () => {
    const { loop, main } = await applied();
    let head = main.after;
    for (const megabytes of [512, 1024, 2048]) head = await push(loop, megabytes, head, LOST);
    const pulls = [128, 3008].map((megabytes) => openPull(loop, head, megabytes, LOST));
    await pass(loop, 10);
    expect(await appliedSha(loop)).toBe(head);
    for (const { headSha } of await Promise.all(pulls))
      expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: /);
    expect(loop.dead).toEqual([]);
    // Nothing is left to be found, and what never arrives is asked for ever more seldom (C13).
    const asked = () => loop.faults.calls.filter((call) => call === 'deliveries.redeliver').length;
    await pass(loop, 24 * 60);
    expect(asked()).toBeLessThanOrEqual(5 * 6);
    expect(found(loop).filter(({ foundBy }) => foundBy === 'resync')).toHaveLength(1);
  });
});

describe('C14: with every second webhook lost', () => {
  test('the end is the same as with all of them', async () => {
    const play = async (arrives: () => boolean) => {
      const { loop, main } = await applied();
      let head = main.after;
      for (const megabytes of [512, 1024, 2048]) {
        head = await push(loop, megabytes, head, arrives);
        loop.clock.advance(20_000);
      }
      const pulls = [];
      for (const megabytes of [128, 3008]) pulls.push(await openPull(loop, head, megabytes, arrives));
      await pass(loop, 10);
      const plans = pulls.map(({ headSha }) => loop.check('holdfast/plan', headSha));
      const { templates, appliedSha: sha } = await loop.endState(head);
      return { plans, templates, sha, isHead: sha === head };
    };
    let told = 0;
    const half = await play(() => {
      told += 1;
      return told % 2 === 0;
    });
    expect(half).toEqual(await play(ARRIVES));
    expect(half.isHead).toBe(true);
  });
});

describe('W10: a comment whose delivery failed', () => {
  test('is obeyed within 10 minutes, once, and the next audit tells how late', async () => {
    const { loop, main } = await applied();
    const { number } = await openPull(loop, main.after, 512, ARRIVES);
    let isUp = false;
    const { comment, guid } = await say(loop, number, 'help', () => isUp);
    loop.clock.advance(MINUTE);
    isUp = true;
    await pass(loop, 9);
    expect(loop.github.reactionsTo(comment)).toEqual(['confused']);
    expect(loop.github.replies()).toHaveLength(1);
    expect(found(loop)).toEqual([]);
    await pass(loop, 20);
    expect(found(loop)).toEqual([
      { foundBy: 'deliveries', what: 'issue_comment.created', delivery: guid, seconds: 594 },
    ]);
    expect(loop.faults.calls.filter((call) => call === 'deliveries.redeliver')).toHaveLength(1);
    expect(await loop.ledger.readDeliveryAudit()).toMatchObject({ missed: [] });
  });

  test('W11: acts once, also when a person has GitHub send it again at the same time', async () => {
    const { loop, main } = await applied();
    const { number } = await openPull(loop, main.after, 512, ARRIVES);
    let isUp = false;
    const { guid } = await say(loop, number, 'suspend', () => isUp);
    isUp = true;
    await pass(loop, 10);
    const attempts = (await loop.github.webhooks.log.listDeliveries(0)) ?? [];
    for (const attempt of attempts.filter((one) => one.guid === guid))
      await loop.github.webhooks.log.redeliver(attempt.id);
    await loop.arrive({ type: 'manual', action: 'resume', requestedBy: 'boss' });
    await loop.settle();
    await pass(loop, 60);
    expect((await loop.ledger.readEnvironment()).suspended).toBeUndefined();
    expect(loop.faults.calls.filter((call) => call === 'comments.react')).toHaveLength(1);
  });

  test('people’s words keep their order: what was suspended and resumed stays resumed', async () => {
    const { loop, main } = await applied();
    const { number } = await openPull(loop, main.after, 512, ARRIVES);
    let isUp = false;
    await say(loop, number, 'suspend', () => isUp);
    loop.clock.advance(5000);
    await say(loop, number, 'resume', () => isUp);
    isUp = true;
    await pass(loop, 10);
    expect((await loop.ledger.readEnvironment()).suspended).toBeUndefined();
    expect(loop.faults.calls.filter((call) => call === 'comments.react')).toHaveLength(2);
  });

  test('and arrives after more than an hour is not done, but answered', async () => {
    const { loop, main } = await applied();
    const { number } = await openPull(loop, main.after, 512, ARRIVES);
    let isUp = false;
    const { comment } = await say(loop, number, 'suspend', () => isUp);
    await pass(loop, 90);
    isUp = true;
    await pass(loop, 3 * 60);
    expect((await loop.ledger.readEnvironment()).suspended).toBeUndefined();
    expect(loop.github.reactionsTo(comment)).toEqual(['confused']);
    expect(loop.github.replies().at(-1)?.markdown).toBe(
      'This reached Holdfast more than an hour after you wrote it, and was not done. Say it again if it still holds.',
    );
  });
});

describe('the audit of deliveries', () => {
  test('is skipped where the webhook is set up in the repository, and the rest of the audit is done', async () => {
    const { loop, main } = await applied();
    loop.github.webhooks.moveToRepository();
    const { headSha } = await openPull(loop, main.after, 512, LOST);
    await pass(loop, 10);
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: /);
    expect(loop.dead).toEqual([]);
    expect(await loop.ledger.readDeliveryAudit()).toBeUndefined();
  });

  test('is tried again when GitHub does not answer, and keeps nothing else waiting', async () => {
    const { loop, main } = await applied();
    const { headSha } = await openPull(loop, main.after, 512, LOST);
    for (let nth = 1; nth <= 5; nth += 1) loop.faults.inject('fail', 'deliveries.listDeliveries', nth);
    await pass(loop, 10);
    expect(loop.check('holdfast/plan', headSha)).toMatch(/^success: /);
    await pass(loop, 10);
    expect(await loop.ledger.readDeliveryAudit()).toMatchObject({
      missed: [{ event: 'pull_request.opened', tries: 1 }],
    });
  });

  test('C2: a crash at any of its calls costs a try at most, and the comment acts once', async () => {
    const calls = [
      'ledger.readDeliveryAudit',
      'deliveries.listDeliveries',
      'ledger.writeDeliveryAudit',
      'deliveries.redeliver',
    ];
    for (const call of calls) {
      for (const fault of ['crash-before', 'crash-after', 'lose-reply'] as const) {
        const { loop, main } = await applied();
        const { number } = await openPull(loop, main.after, 512, ARRIVES);
        let isUp = false;
        const { comment } = await say(loop, number, 'help', () => isUp);
        isUp = true;
        loop.faults.inject(fault, call);
        await pass(loop, 30);
        expect(loop.github.reactionsTo(comment), `${fault} ${call}`).toEqual(['confused']);
        expect(loop.github.replies(), `${fault} ${call}`).toHaveLength(1);
        await pass(loop, 30);
        expect(await loop.ledger.readDeliveryAudit(), `${fault} ${call}`).toMatchObject({ missed: [] });
      }
    }
  });
});

describe('nothing is called missed', () => {
  test('that is only on its way', async () => {
    const { loop, main } = await applied();
    await pass(loop, 4);
    loop.clock.advance(30_000);
    const sha = await push(loop, 512, main.after, LOST);
    await pass(loop, 1);
    expect(await appliedSha(loop)).toBe(sha);
    expect(found(loop)).toEqual([]);
  });

  test('while nothing was ever applied, since the webhook may not be set up', async () => {
    const loop = createLoop();
    const main = loop.commit(REGISTRY);
    await pass(loop, 20);
    expect(await appliedSha(loop)).toBe(main.after);
    expect(found(loop)).toEqual([]);
  });

  test('that was known and waited: a failed commit is not found again by every resync', async () => {
    const { loop, main } = await applied();
    loop.cloudformation.fail('FunctionStatus', 'out of memory');
    await push(loop, 512, main.after, ARRIVES);
    await pass(loop, 60);
    expect(found(loop)).toEqual([]);
  });

  test('and where GitHub does not say when, it is told without a figure', async () => {
    const { loop, main } = await applied();
    const sha = await push(loop, 512, main.after, LOST);
    loop.faults.inject('fail', 'source.pushedAt');
    await pass(loop, 5);
    expect(await appliedSha(loop)).toBe(sha);
    expect(found(loop)).toEqual([{ foundBy: 'resync', what: 'push', sha }]);
  });
});
