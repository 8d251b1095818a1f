import { describe, expect, test } from 'vitest';
import { isExpectedObject } from '../../controller/drift/expected.ts';
import { knownValuesOf, resolve } from '../../controller/drift/resolve.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import { parseEvidence } from '../../controller/record/parse-evidence.ts';
import { sweptStacks } from '../../controller/swept-stacks.ts';
import type { CommandTrigger, Trigger } from '../../controller/trigger/trigger.ts';
import type { Fault } from '../fakes/faults.ts';
import { evidenceProblems } from './evidence.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, teamFile } from './registry.ts';

const FILE = 'teams/orders/status.yaml';
const FUNCTION = 'acme-orders-function-status';
const TEXT = functionFile('orders', 'status').replace('memoryMb: 256', 'memoryMb: 256 # enough, see the load test');
const SMALL = { 'platform.yaml': PLATFORM, 'teams/orders/team.yaml': teamFile('orders'), [FILE]: TEXT };

/** A platform with one function, which Lambda has exactly as it was applied. */
async function applied() {
  const loop = createLoop();
  loop.github.allowWrite('boss');
  const { after: sha } = loop.commit(SMALL);
  await loop.arrive({ type: 'push', delivery: 'push', branch: 'main', before: '0'.repeat(40), after: sha });
  await loop.settle();
  await settleLambda(loop);
  return { loop, sha };
}

/** Lambda carries out what the applied template says. */
async function settleLambda(loop: Loop): Promise<void> {
  for (const stack of await sweptStacks(loop.ledger, new Map())) {
    const resource = stack.template?.Resources.FunctionStatus;
    const properties = resource && resolve(resource.Properties ?? {}, knownValuesOf(stack));
    if (!isExpectedObject(properties)) continue;
    loop.lambda.addPackage({ s3: { bucket: 'acme-code', key: 'orders/status.zip', version: '1' } }, 'digest');
    loop.lambda.create(JSON.parse(JSON.stringify(properties)) as JsonObject);
  }
}

const button: Trigger = {
  type: 'check-action',
  delivery: 'pressed',
  check: 'holdfast/drift',
  action: 'adopt-drift',
  headSha: '0'.repeat(40),
  sender: 'boss',
};
const said = (loop: Loop, words: readonly string[], sender = 'boss'): CommandTrigger => ({
  type: 'command',
  delivery: `said-${words.join('-')}`,
  number: 1,
  comment: 7,
  sender,
  verb: 'adopt',
  words,
  at: loop.clock.now(),
});

async function tell(loop: Loop, trigger: Trigger): Promise<void> {
  await loop.arrive(trigger, 'planner');
  await loop.settle();
}

const pulls = (loop: Loop) => loop.world.pulls.openPullsFor('main');
/** Lines that are different on the branch of the only proposal. */
async function proposedLines(loop: Loop): Promise<readonly string[]> {
  const [pull] = (await pulls(loop)).filter(({ author }) => author === 'holdfast[bot]');
  const tree = pull && (await loop.world.source.readTree(pull.headSha));
  const blob = tree?.entries.find(({ path }) => path === FILE);
  const now = Buffer.from(blob ? await loop.world.source.readBlob(blob.sha) : '').toString();
  return now.split('\n').filter((line) => !TEXT.split('\n').includes(line));
}

async function adoptions(loop: Loop) {
  const stored = await loop.ledger.readEvidence(1, 1000);
  return stored.flatMap(({ text }) => {
    const fact = parseEvidence(text)?.fact;
    return fact?.kind === 'adopt' ? [fact] : [];
  });
}

describe('a person adopts what somebody changed by hand', () => {
  test('the button opens a pull request whose diff is one line; merged and applied, the drift is over', async () => {
    const { loop, sha } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    await tell(loop, { type: 'schedule', task: 'drift' });
    expect(loop.github.shownCheck('holdfast/drift', sha)?.content.actions.map(({ identifier }) => identifier)).toEqual([
      'revert-drift',
      'adopt-drift',
      expect.stringMatching(/^accept-/),
    ]);

    const changes = loop.cloudformation.mutatingCalls.length;
    await tell(loop, button);
    expect(loop.cloudformation.mutatingCalls).toHaveLength(changes);
    expect(await proposedLines(loop)).toEqual(['  memoryMb: 3008 # enough, see the load test']);
    const [pull] = await pulls(loop);
    expect(pull).toMatchObject({ number: 1, baseRef: 'main', author: 'holdfast[bot]' });
    expect(loop.github.shownCheck('holdfast/drift', sha)?.content.summary).toContain(
      '#1 writes 1 live value into the registry.',
    );
    expect(await adoptions(loop)).toEqual([
      { kind: 'adopt', requestedBy: 'boss', number: 1, resources: ['acme-team-orders/FunctionStatus'] },
    ]);
    expect(loop.events.filter(({ type }) => type === 'Drift Adopted').map(({ detail }) => detail)).toEqual([
      { sha, number: 1, by: 'boss', resources: ['acme-team-orders/FunctionStatus'] },
    ]);

    const after = loop.commit({ [FILE]: TEXT.replace('256 #', '3008 #') }, sha);
    await loop.arrive(after);
    await loop.settle();
    expect(loop.check('holdfast/apply', after.after)).toBe('success: Applied: 0 created, 1 updated, 0 deleted');
    await tell(loop, { type: 'schedule', task: 'drift' });
    const found = (await loop.ledger.readDrift())?.result.resources.find(
      ({ logicalId }) => logicalId === 'FunctionStatus',
    );
    expect(found?.status).toBe('in-sync');
  });

  test('the pull request says what, who did it in AWS, and who asked', async () => {
    const { loop } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    const principal = 'arn:aws:sts::123456789012:assumed-role/Administrator/mona';
    await tell(loop, {
      ...{ type: 'api-call', id: 'call-1', call: 'lambda:UpdateFunctionConfiguration', at: '2026-11-26T03:12:07Z' },
      ...{ principal, names: [FUNCTION] },
    });
    await tell(loop, said(loop, [FUNCTION]));
    const branch = loop.github.branches().find((name) => name.startsWith('holdfast/adopt-'));
    const { title, body } = loop.github.proposalOn(branch ?? '') ?? {};
    expect(title).toBe('Adopt drift of Function/status');
    expect(body).toContain('| `Function/status` | `spec.memoryMb` | `MemorySize` | `256` | `3008` |');
    expect(body).toContain(`| \`${principal}\` | \`lambda:UpdateFunctionConfiguration\` | 2026-11-26T03:12:07Z |`);
    expect(body).toContain('Asked for by `boss`.');
    // G6: who asked has written it, and cannot be the second person.
    const [pull] = await pulls(loop);
    const base = await loop.world.source.headOf('main');
    expect(await loop.world.source.authorsBetween(base, pull?.headSha ?? '')).toEqual(['boss']);
  });

  test('C3: asked twice it is the same pull request, and another live value brings it up to date', async () => {
    const { loop } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    await tell(loop, button);
    await tell(loop, { ...button, delivery: 'again' });
    expect(await pulls(loop)).toHaveLength(1);
    expect(await adoptions(loop)).toHaveLength(1);

    loop.lambda.change(FUNCTION, { MemorySize: 2048 });
    await tell(loop, { ...button, delivery: 'later' });
    expect(await pulls(loop)).toHaveLength(1);
    expect(await proposedLines(loop)).toEqual(['  memoryMb: 2048 # enough, see the load test']);
    expect(await adoptions(loop)).toHaveLength(2);
  });

  test('the command takes what it names, and tells what cannot be adopted and what it does not know', async () => {
    const { loop } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008, Role: 'arn:aws:iam::123456789012:role/other' });
    await tell(loop, said(loop, ['status', 'nothing']));
    expect(loop.github.reactionsTo(7)).toEqual(['+1']);
    const [reply] = loop.github.replies();
    expect(reply?.markdown).toContain('#1 writes 1 live value into the registry.');
    expect(reply?.markdown).toContain('Nothing that drifted is called `nothing`.');
    expect(reply?.markdown).toContain(
      '| `Function/status` `Lambda::Function` | `Role` | the registry names it by a reference',
    );
    expect(await proposedLines(loop)).toEqual(['  memoryMb: 3008 # enough, see the load test']);
  });

  test('S4: environment variables are adopted where Git has them already, never where they may be secret', async () => {
    const loop = createLoop();
    loop.github.allowWrite('boss');
    const text = TEXT.replace('  memoryMb', '  environment: { LOG_LEVEL: info }\n  memoryMb');
    const push = loop.commit({ ...SMALL, [FILE]: text });
    await loop.arrive(push);
    await loop.settle();
    await settleLambda(loop);
    const Variables = { LOG_LEVEL: 'debug', DB_PASSWORD: 'hunter2hunter2', FLAG: 'on' };
    loop.lambda.change(FUNCTION, { Environment: { Variables } });
    await tell(loop, said(loop, []));
    expect((await proposedLines(loop)).filter((line) => line.includes('LOG'))).toEqual([
      '  environment: { LOG_LEVEL: debug }',
    ]);
    const [reply] = loop.github.replies();
    expect(reply?.markdown.match(/its value may be a secret/g)).toHaveLength(2);
    expect(JSON.stringify(loop.github.replies()) + JSON.stringify(loop.github.checkRuns())).not.toContain('hunter2');
  });

  test('W13: a stranger is not heard', async () => {
    const { loop } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    await tell(loop, { ...button, sender: 'stranger' });
    await tell(loop, said(loop, [], 'stranger'));
    expect(await pulls(loop)).toEqual([]);
    expect(loop.github.reactionsTo(7)).toEqual(['confused']);
  });

  test('S7: without the permission the person gets the diff', async () => {
    const { loop } = await applied();
    loop.github.allowProposals(false);
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    await tell(loop, said(loop, []));
    expect(loop.github.replies()[0]?.markdown).toContain(
      '-  memoryMb: 256 # enough, see the load test\n+  memoryMb: 3008 # enough, see the load test\n',
    );
    expect(loop.github.reactionsTo(7)).toEqual(['confused']);
    expect(await adoptions(loop)).toEqual([]);
  });

  test('what was deleted by hand is not adopted', async () => {
    const { loop } = await applied();
    loop.lambda.remove(FUNCTION);
    await tell(loop, said(loop, ['Function/status']));
    expect(await pulls(loop)).toEqual([]);
    expect(loop.github.replies()[0]?.markdown).toContain('it is gone from AWS: revert puts it back');
  });
});

describe('C2, C3: dying or failing at any outside call leaves one pull request, one entry and one answer', () => {
  const play = async (fault?: Fault, call = 1) => {
    const { loop } = await applied();
    loop.lambda.change(FUNCTION, { MemorySize: 3008 });
    const before = loop.faults.calls.length;
    if (fault !== undefined) loop.faults.inject(fault, '*', call);
    await tell(loop, said(loop, []));
    loop.faults.clear();
    return { loop, calls: loop.faults.calls.slice(before) };
  };

  test.each(['crash-before', 'crash-after', 'lose-reply'] as const)(
    '%s',
    async (fault) => {
      const { calls } = await play();
      expect(calls.filter((call) => call.startsWith('proposals.'))).toEqual(['proposals.propose']);
      // A crash after one call is one before the next: of the others every second call is enough.
      for (let call = 1; call <= calls.length; call += fault === 'crash-before' ? 1 : 2) {
        // What cannot be read is not known to have drifted (C6), so there is nothing to adopt.
        if (fault === 'lose-reply' && calls[call - 1] === 'lambda.readFunction') continue;
        const { loop } = await play(fault, call);
        const which = `${fault} at ${calls[call - 1]}`;
        expect(await pulls(loop), which).toHaveLength(1);
        expect(await adoptions(loop), which).toHaveLength(1);
        expect(loop.github.replies(), which).toHaveLength(1);
        expect(loop.dead, which).toEqual([]);
        expect(await evidenceProblems(loop.ledger), which).toEqual([]);
      }
    },
    120_000,
  );
});
