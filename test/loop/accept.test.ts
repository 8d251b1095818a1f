import { describe, expect, test } from 'vitest';
import { parseEvidence } from '../../controller/record/parse-evidence.ts';
import type { CommandTrigger, Trigger } from '../../controller/trigger/trigger.ts';
import type { Fault } from '../fakes/faults.ts';
import { evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY, teamFile } from './registry.ts';

const GROUP = '/aws/lambda/acme-payments-function-charge';
const DAY_MS = 24 * 60 * 60 * 1000;
const dayIn = (loop: Loop, days: number) => new Date(loop.clock.now() + days * DAY_MS).toISOString().slice(0, 10);

const sweep = async (loop: Loop) => {
  await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
  await loop.settle();
};
const content = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/drift', sha)?.content;
const eventsOf = (loop: Loop, type: string) => loop.events.filter((event) => event.type === type);
const reverts = async (loop: Loop) => (await loop.ledger.listRuns(20)).filter((run) => run.purpose === 'revert');

/** Applied and swept. Functions, routes and the API are gone, because nobody made them in these fakes; a log group was changed by hand. */
async function withDrift(files: Readonly<Record<string, string>> = {}) {
  const loop = createLoop();
  for (const person of ['mona', 'boss']) loop.github.allowWrite(person);
  const push = loop.commit({ ...REGISTRY, ...files });
  await loop.arrive(push);
  await loop.settle();
  loop.resources.change(GROUP, { RetentionInDays: 400 });
  await sweep(loop);
  return { loop, sha: push.after };
}

function buttonOf(loop: Loop, sha: string): string {
  return content(loop, sha)?.actions.find(({ label }) => label === 'Accept 7 days')?.identifier ?? 'none';
}

let presses = 0;
async function press(loop: Loop, sha: string, action: string, sender = 'mona'): Promise<void> {
  presses += 1;
  const pressed: Trigger = {
    ...{ type: 'check-action', delivery: `press-${presses}`, check: 'holdfast/drift' },
    ...{ action, headSha: sha, sender },
  };
  await loop.arrive(pressed, 'planner');
  await loop.settle();
}

async function say(loop: Loop, line: string, sender = 'mona'): Promise<CommandTrigger> {
  presses += 1;
  const said: CommandTrigger = {
    ...{ type: 'command', delivery: `comment-${presses}`, number: 1, comment: presses, sender },
    ...{ verb: 'accept', words: line.split(' '), at: loop.clock.now() },
  };
  await loop.arrive(said, 'planner');
  await loop.settle();
  return said;
}
const lastReply = (loop: Loop) => loop.github.replies().at(-1)?.markdown;

describe('the button Accept 7 days', () => {
  test('F4: what it shows is no drift any more, and not in sync either: it stands apart, with who and until when', async () => {
    const { loop, sha } = await withDrift();
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, \d+ deleted; /);
    const changed = loop.cloudformation.mutatingCalls.length;
    await press(loop, sha, buttonOf(loop, sha));
    const until = dayIn(loop, 7);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: No drift found: \d+ accepted; (\d+) of \1 resources/);
    expect(content(loop, sha)?.summary).toContain('### Accepted');
    expect(content(loop, sha)?.summary).toContain(
      `| \`Function/charge\` \`LogGroupCharge\` | \`RetentionInDays\` | \`30\` | \`400\` | \`mona\` | ${until} |`,
    );
    expect(content(loop, sha)?.summary).toContain('| `Function/charge` `FunctionCharge` | is gone |');
    expect(content(loop, sha)?.actions).toEqual([]);
    expect(eventsOf(loop, 'Drift Checked').at(-1)).toMatchObject({ detail: { modified: 0, deleted: 0, accepted: 9 } });
    expect(eventsOf(loop, 'Drift Accepted')).toMatchObject([{ detail: { sha, by: 'mona', until } }]);
    const entries = (await loop.ledger.readEvidence(1)).map(({ text }) => parseEvidence(text)?.fact);
    expect(entries.filter((fact) => fact?.kind === 'acceptance')).toMatchObject([{ by: 'mona', until }]);
    expect(await evidenceProblems(loop.ledger)).toEqual([]);
    expect(loop.cloudformation.mutatingCalls.length).toBe(changed);
  });

  test('the next sweeps agree, and tell nobody of drift', async () => {
    const { loop, sha } = await withDrift();
    await press(loop, sha, buttonOf(loop, sha));
    const found = eventsOf(loop, 'Drift Found').length;
    loop.clock.advance(DAY_MS);
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: No drift found: \d+ accepted; /);
    expect(eventsOf(loop, 'Drift Found')).toHaveLength(found);
    expect(eventsOf(loop, 'Drift Checked').at(-1)).toMatchObject({ detail: { modified: 0, deleted: 0, ignored: 0 } });
  });

  test('what changes again is drift again, and it alone', async () => {
    const { loop, sha } = await withDrift();
    await press(loop, sha, buttonOf(loop, sha));
    loop.resources.change(GROUP, { RetentionInDays: 731 });
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified; \d+ accepted; /);
    expect(content(loop, sha)?.summary).toContain('`731`');
  });

  test('another property of the same resource is drift, and the accepted one stays accepted', async () => {
    const { loop, sha } = await withDrift();
    await press(loop, sha, buttonOf(loop, sha));
    loop.resources.change(GROUP, { KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/other' });
    await sweep(loop);
    expect(content(loop, sha)?.annotations.map(({ message }) => message)).toEqual([
      expect.stringContaining('KmsKeyId: Git says nothing'),
    ]);
    expect(content(loop, sha)?.summary).toContain('| `RetentionInDays` | `30` | `400` | `mona` |');
  });

  test('C11: it holds to the end of its last day, and no longer', async () => {
    const { loop, sha } = await withDrift();
    await press(loop, sha, buttonOf(loop, sha));
    const last = Date.parse(dayIn(loop, 7));
    loop.clock.advance(last + DAY_MS - 1 - loop.clock.now());
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: /);
    loop.clock.advance(1);
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, \d+ deleted; /);
  });

  test('what moved since the button was shown is not accepted, and the check says so', async () => {
    const { loop, sha } = await withDrift();
    const stale = buttonOf(loop, sha);
    loop.resources.change(GROUP, { RetentionInDays: 731 });
    await sweep(loop);
    await press(loop, sha, stale);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, /);
    expect(content(loop, sha)?.summary).toContain('Not accepted for mona: What was shown has changed since.');
    expect(await loop.ledger.listAcceptances(0)).toEqual([]);
    expect(eventsOf(loop, 'Drift Accepted')).toEqual([]);
    await press(loop, sha, buttonOf(loop, sha));
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: /);
  });

  test('W13: is nothing for a stranger', async () => {
    const { loop, sha } = await withDrift();
    await press(loop, sha, buttonOf(loop, sha), 'stranger');
    expect(await loop.ledger.listAcceptances(0)).toEqual([]);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: /);
  });

  test('what somebody made by hand can be accepted, too', async () => {
    const { loop, sha } = await withDrift();
    loop.resources.add(GROUP, {
      ...{ type: 'AWS::SNS::Subscription', physicalId: 'arn:by-hand' },
      properties: { Protocol: 'email' },
    });
    await sweep(loop);
    await press(loop, sha, buttonOf(loop, sha));
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: /);
    expect(content(loop, sha)?.summary).toContain('| `arn:by-hand` | made by hand |');
  });
});

describe('/holdfast accept', () => {
  test('accepts what is named, with a reason, and moves the date of it', async () => {
    const { loop, sha } = await withDrift();
    const said = await say(loop, `until ${dayIn(loop, 30)} LogGroupCharge because of the audit`);
    expect(loop.github.reactionsTo(said.comment)).toEqual(['eyes']);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: \d+ deleted; 1 accepted; /);
    expect(content(loop, sha)?.summary).toContain(`| ${dayIn(loop, 30)} | of the audit |`);
    await say(loop, `until ${dayIn(loop, 60)} acme-team-payments/LogGroupCharge`);
    expect(content(loop, sha)?.summary).toContain(`| ${dayIn(loop, 60)} |  |`);
  });

  test('the last word counts, also where it is said in the same millisecond, or by a slower clock', async () => {
    for (const ahead of [0, 300_000]) {
      const { loop, sha } = await withDrift();
      presses = 98;
      await say(loop, `until ${dayIn(loop, 30)}`);
      const [word = expect.fail()] = await loop.ledger.listAcceptances(0);
      await loop.ledger.writeAcceptance({ ...word, at: loop.clock.now() + ahead });
      await say(loop, 'none');
      await sweep(loop);
      expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, \d+ deleted; /);
    }
  });

  test('none takes it back: all of it, or what is named', async () => {
    const { loop, sha } = await withDrift();
    await say(loop, `until ${dayIn(loop, 30)}`);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: /);
    await say(loop, 'none LogGroupCharge', 'boss');
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified; \d+ accepted; /);
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified; \d+ accepted; /);
    await say(loop, 'none');
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, \d+ deleted; \d+ of/);
    expect(eventsOf(loop, 'Acceptance Withdrawn').map(({ detail }) => detail)).toMatchObject([
      { by: 'boss', resources: ['acme-team-payments/LogGroupCharge'] },
      { by: 'mona' },
    ]);
  });

  test.each([
    ['', /^Say \\?\/holdfast accept until/],
    ['tomorrow', /^Say /],
    ['until', /^Say /],
    ['until 2026-02-31', /^2026-02-31 is no date such as 20\d\d-\d\d-\d\d\.$/],
    ['until soon', /^soon is no date/],
    ['until 2020-01-01', /^2020-01-01 is past; it is 20/],
    ['until 2999-01-01', /^Drift can be accepted for 90 days, until .*ignoreDifferences\.$/],
    ['none', /^Nothing is accepted\.$/],
    ['none FunctionCharge', /^Nothing is accepted\.$/],
  ])('%j is answered in words, and nothing is accepted', async (line, words) => {
    const { loop } = await withDrift();
    const said = await say(loop, line);
    expect(loop.github.reactionsTo(said.comment)).toEqual(['confused']);
    expect(lastReply(loop)?.replaceAll('\\', '')).toMatch(words);
    expect(await loop.ledger.listAcceptances(0)).toEqual([]);
  });

  test('a name that nothing has is answered with the one that was meant', async () => {
    const { loop } = await withDrift();
    await say(loop, `until ${dayIn(loop, 7)} Function/chrage`);
    expect(lastReply(loop)).toBe('Nothing called Function/chrage has drifted. Did you mean Function/charge?');
  });

  test('a name that two stacks have is asked back', async () => {
    const { loop } = await withDrift({ 'teams/orders/charge.yaml': functionFile('orders', 'charge') });
    await say(loop, `until ${dayIn(loop, 7)} FunctionCharge`);
    expect(lastReply(loop)).toBe(
      'FunctionCharge is in several stacks: say acme-team-orders/FunctionCharge or acme-team-payments/FunctionCharge.',
    );
  });
});

describe('an acceptance and everything else', () => {
  test('C3: the same word delivered twice is one word', async () => {
    const { loop, sha } = await withDrift();
    const shown = buttonOf(loop, sha).slice('accept-'.length);
    const word: Trigger = {
      ...{ type: 'manual', action: 'accept', requestedBy: 'mona', reference: 'once' },
      ...{ until: dayIn(loop, 7), shown },
    };
    await loop.arrive(word);
    await loop.settle();
    loop.clock.advance(5000);
    await loop.arrive(word);
    await loop.settle();
    expect(await loop.ledger.listAcceptances(0)).toHaveLength(1);
  });

  test('a revert leaves a stack alone in which everything is accepted', async () => {
    const { loop } = await withDrift();
    await say(loop, `until ${dayIn(loop, 7)}`);
    loop.resources.change('/aws/lambda/acme-orders-function-status', { RetentionInDays: 1 });
    await loop.arrive({ type: 'manual', action: 'revert', requestedBy: 'boss' });
    await loop.settle();
    expect((await reverts(loop)).map(({ targets }) => targets.map(({ name }) => name))).toEqual([['acme-team-orders']]);
  });

  test('while a run is in progress it is heard, and the check is left to the next sweep', async () => {
    const { loop, sha } = await withDrift();
    const shown = buttonOf(loop, sha).slice('accept-'.length);
    const next = loop.commit({ 'platform.yaml': `${PLATFORM}  observability: { retentionDays: 7 }\n` }, sha);
    await loop.arrive(next);
    while ((await loop.ledger.readRun(next.after))?.state !== 'in-progress') await loop.round();
    const before = content(loop, sha);
    await loop.arrive({ type: 'manual', action: 'accept', requestedBy: 'mona', until: dayIn(loop, 7), shown });
    await loop.round();
    expect(await loop.ledger.listAcceptances(0)).toHaveLength(1);
    expect(content(loop, sha)).toEqual(before);
    expect(content(loop, next.after)).toBeUndefined();
    await loop.settle();
    expect(loop.check('holdfast/apply', next.after)).toMatch(/^success: /);
  });

  test('of a sweep of what was applied before, it is not heard: there is another look, and another button', async () => {
    const { loop, sha } = await withDrift();
    const stale = buttonOf(loop, sha);
    const next = loop.commit({ 'platform.yaml': `${PLATFORM}  observability: { retentionDays: 7 }\n` }, sha);
    await loop.arrive(next);
    await loop.settle();
    expect(loop.check('holdfast/drift', next.after)).toBe('none');
    await press(loop, sha, stale);
    expect(await loop.ledger.listAcceptances(0)).toEqual([]);
    expect(loop.check('holdfast/drift', next.after)).toMatch(/^failure: Drift: /);
    expect(buttonOf(loop, next.after)).toMatch(/^accept-/);
  });

  test('a suspended environment hears it: it begins nothing', async () => {
    const { loop, sha } = await withDrift();
    await loop.arrive({ type: 'manual', action: 'suspend', requestedBy: 'boss' });
    await loop.settle();
    await press(loop, sha, buttonOf(loop, sha));
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: /);
  });
});

describe('ignoreDifferences', () => {
  const entry = (until: string) =>
    `  ignoreDifferences:\n    - { kind: Function, name: charge, properties: [/Properties/RetentionInDays], owner: audit, until: "${until}", reason: The audit keeps it longer. }\n`;
  const team = (until: string) =>
    `${teamFile('payments').replace('spec: { owner: payments-engineering }\n', 'spec:\n  owner: payments-engineering\n')}${entry(until)}`;

  test('F4: what it names is shown apart, with owner and date, and is no drift', async () => {
    const { loop, sha } = await withDrift({ 'teams/payments/team.yaml': team('2099-12-31') });
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: \d+ deleted; 1 ignored; /);
    expect(content(loop, sha)?.summary).toContain(
      '| `RetentionInDays` | `30` | `400` | `audit` | 2099-12-31 | The audit keeps it longer. |',
    );
    await press(loop, sha, buttonOf(loop, sha));
    expect(loop.check('holdfast/drift', sha)).toMatch(/^success: No drift found: \d+ accepted, 1 ignored; /);
  });

  test('is for the named property of the named document only', async () => {
    const { loop, sha } = await withDrift({ 'teams/payments/team.yaml': team('2099-12-31') });
    loop.resources.change(GROUP, { KmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/other' });
    loop.resources.change('/aws/lambda/acme-orders-function-status', { RetentionInDays: 400 });
    await sweep(loop);
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 2 modified, \d+ deleted; \d+ of/);
    expect(content(loop, sha)?.summary).toContain('### Ignored');
  });

  test('C11: is over after its last day', async () => {
    const { loop, sha } = await withDrift({ 'teams/payments/team.yaml': team('2020-01-01') });
    expect(loop.check('holdfast/drift', sha)).toMatch(/^failure: Drift: 1 modified, /);
  });
});

/** What was accepted and what everybody is told, after a crash at each outside call. */
async function acceptWith(fault: Fault | undefined, call: number) {
  const { loop, sha } = await withDrift();
  const shown = buttonOf(loop, sha).slice('accept-'.length);
  const before = loop.faults.calls.length;
  if (fault !== undefined) loop.faults.inject(fault, '*', call);
  await loop.arrive({
    ...{ type: 'manual', action: 'accept', requestedBy: 'mona', reference: 'once' },
    ...{ until: dayIn(loop, 7), shown },
  });
  await loop.settle();
  const calls = loop.faults.calls.length - before;
  loop.faults.clear();
  const words = (await loop.ledger.listAcceptances(0)).map(({ by, deviations }) => [by, deviations.length]);
  const facts = (await loop.ledger.readEvidence(1)).map(({ text }) => parseEvidence(text)?.fact.kind);
  const state = {
    words,
    check: loop.check('holdfast/drift', sha),
    accepted: facts.filter((kind) => kind === 'acceptance'),
  };
  return { calls, state, dead: loop.dead, problems: await evidenceProblems(loop.ledger) };
}

describe.each(['crash-before', 'crash-after'] as const)('C2: %s each call of an acceptance', (fault) => {
  test('ends in the same state, with one word and one entry', async () => {
    const { calls, state: wanted } = await acceptWith(undefined, 0);
    expect(wanted.check).toMatch(/^success: /);
    expect([wanted.words.length, wanted.accepted.length]).toEqual([1, 1]);
    for (let call = 1; call <= calls; call += 1) {
      const { state, dead, problems } = await acceptWith(fault, call);
      expect({ state, dead, problems }, `${fault} at call ${call}`).toEqual({ state: wanted, dead: [], problems: [] });
    }
  }, 60_000);
});
