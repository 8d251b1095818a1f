import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateAliasCommand,
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, test } from 'vitest';
import { readCheck, untilCheck } from '../../bootstrap/local/demo/checks.ts';
import { playDemo } from '../../bootstrap/local/demo/demo.ts';
import { changeByHand, functionState } from '../../bootstrap/local/demo/drift.ts';
import { Narrator } from '../../bootstrap/local/demo/steps.ts';
import { until } from '../../bootstrap/local/demo/until.ts';
import { mergePullRequest, openPullRequest, pushFiles } from '../../bootstrap/local/github-events.ts';
import type { LocalCloud } from '../../bootstrap/local/platform.ts';
import { fetchBadge } from './story/badge.ts';
import * as byHand from './story/by-hand.ts';
import { rehearsalsOf } from './story/change-sets.ts';
import { checkRuns } from './story/check-runs.ts';
import { type Clone, cloneRegistry } from './story/clone.ts';
import { holdfast } from './story/command-line.ts';
import { showRun, tamper, verifyEvidence } from './story/evidence.ts';
import { outputParameters, outputState } from './story/outputs.ts';
import { askForSweep, countMessages, fireSchedule, untilQuiet } from './story/queues.ts';
import { lastUpdates, loseRecord, recordOf, tableItems } from './story/record.ts';
import { functionFile, functionName, teamFile, teamStack } from './story/registry-files.ts';
import { beginStory, callPath, endStory, PROJECT, type Story, upload } from './story/story.ts';
import { type Subscriber, subscribe, subscribeToNews } from './story/subscriber.ts';
import { headOfMain, postWebhook, pushBody, rewriteMain } from './story/webhook.ts';

/**
 * One cloud, one controller, one registry, from the first commit to the last: each test goes on where the one before it ended.
 * Everything is real but AWS and GitHub themselves: signed webhooks over HTTP, deployed functions, the command line as a process.
 */
let cloud: LocalCloud | undefined;
let story: Story;
let subscriber: Subscriber;
let news: Awaited<ReturnType<typeof subscribeToNews>>;
let clone: Clone | undefined;

const CHARGE = functionName('payments', 'charge');
const STATUS = { team: 'orders', name: 'status', memoryMb: 256, path: '/orders/{orderId}' };
const CHARGE_FILE = 'teams/payments/charge.yaml';

afterAll(async () => {
  await clone?.remove();
  if (story !== undefined) endStory(story);
  await cloud?.stop();
});

/** A fresh working copy of `main`. */
async function freshClone(): Promise<Clone> {
  await clone?.remove();
  clone = await cloneRegistry(story.cloud.github);
  return clone;
}

function push(files: Readonly<Record<string, string | null>>, message: string): Promise<string> {
  return pushFiles(story.cloud.github, 'main', files, message);
}

/** The last pull request of the demo, which has a typo. */
const BROKEN_PULL = 6;

function check(sha: string, name: 'holdfast/plan' | 'holdfast/apply', conclusion: 'success' | 'failure') {
  return untilCheck(story.cloud.github, sha, name, conclusion);
}

test('the demo plays all its steps, in the documented order', { timeout: 300_000 }, async () => {
  const narrator = new Narrator(
    () => {},
    () => {},
  );
  const world = await playDemo(narrator, (started) => {
    cloud = started;
  });
  expect(narrator.results.map(({ step, ok }) => `${step} ${ok}`)).toEqual([
    'local-cloud-up true',
    'bootstrap-deployed true',
    'registry-seeded true',
    'pull-request-opened true',
    'plan-check-posted true',
    'merged true',
    'applied true',
    'route-answered true',
    'drift-made true',
    'drift-detected true',
    'drift-blamed true',
    'drift-reverted true',
    'drift-adopted true',
    'rolled-back true',
    'everything-applied true',
    'file-processed true',
    'prune-refused-without-consent true',
    'broken-pull-request-rejected true',
  ]);
  story = await beginStory(world);
  subscriber = await subscribe(story);
  news = await subscribeToNews(story);
});

test('what is applied is published as parameters, as a Terraform state and by the command line, with the same values', async () => {
  const { code, stdout } = await holdfast(story, ['outputs', '--environment', 'dev', '--format', 'json']);
  expect(code).toBe(0);
  const { platform, teams, published } = JSON.parse(stdout);
  expect(platform).toMatchObject({ apiId: story.apiId, artifactBucketName: story.bucket });
  expect(platform.privateSubnetIds).toHaveLength(2);
  const { functionArn } = teams.payments.functions.charge;
  expect(functionArn).toMatch(new RegExp(`:function:${CHARGE}$`));

  const parameters = await outputParameters(story);
  expect(parameters[`/${PROJECT}/outputs/private_subnet_ids`]).toBe(platform.privateSubnetIds.join(','));
  expect(parameters[`/${PROJECT}/outputs/teams/payments/functions/charge/function_arn`]).toBe(functionArn);
  const state = await outputState(story, published.terraformState);
  expect(state).toMatchObject({ version: 4, resources: [], outputs: { api_id: { value: story.apiId } } });
  expect(state.outputs.teams.value.payments.functions.charge.function_arn).toBe(functionArn);
});

describe('what comes in at the door', () => {
  test('W1, W3: a wrong signature is answered 401, and leaves nothing behind', async () => {
    await untilQuiet(story);
    const before = await tableItems(story);
    const body = await pushBody(story, '1'.repeat(40), '2'.repeat(40));
    expect(await postWebhook(story, { event: 'push', body, secret: 'not-the-secret' })).toEqual({
      status: 401,
      body: '',
    });
    expect(await countMessages(story)).toBe(0);
    expect(await tableItems(story)).toEqual(before);
  });

  test('POST /reconcile without a signature of AWS is refused, and leaves nothing behind', async () => {
    const before = await tableItems(story);
    const { status } = await fetch(story.controller.reconcileUrl, { method: 'POST', body: '{"action":"reconcile"}' });
    expect(status).toBe(403);
    expect(await countMessages(story)).toBe(0);
    expect(await tableItems(story)).toEqual(before);
  });

  test('W11: the delivery of the merge, sent again, changes nothing', async () => {
    const { github } = story.cloud;
    const head = await headOfMain(story);
    const merge = github.deliveries
      .list()
      .find(({ event, body }) => event === 'push' && JSON.parse(body).after === head);
    const [items, checks] = [await tableItems(story), await checkRuns(github, head)];

    const { id, body } = merge ?? { id: 'missing', body: '' };
    const answer = await postWebhook(story, { event: 'push', id, body });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { result: 'duplicate', reference: id }]);
    expect(await countMessages(story)).toBe(0);
    expect(await tableItems(story)).toEqual(items);
    expect(await checkRuns(github, head)).toEqual(checks);
  });

  test('V1, W13: a push that comes late and names an earlier commit changes nothing', async () => {
    const { github } = story.cloud;
    const head = await headOfMain(story);
    const { owner, repo } = github;
    const { data: commit } = await github.octokit().git.getCommit({ owner, repo, commit_sha: head });
    const earlier = commit.parents[0]?.sha ?? '';
    const [record, checks] = [await recordOf(story), await checkRuns(github, head)];

    const body = await pushBody(story, '0'.repeat(40), earlier);
    expect((await postWebhook(story, { event: 'push', body })).status).toBe(202);
    await untilQuiet(story);
    expect(await recordOf(story)).toEqual(record);
    expect(await checkRuns(github, head)).toEqual(checks);
    expect(record.environment.appliedSha).toBe(head);
  });
});

describe('the badge', () => {
  test('says in an image and in JSON how the environment is, to whoever has the address', async () => {
    const { status, headers, title, body } = await fetchBadge(story);
    expect([status, headers.get('content-type'), title]).toEqual([200, 'image/svg+xml; charset=utf-8', 'dev: synced']);
    expect(headers.get('cache-control')).toBe('public, max-age=60');
    const same = await fetchBadge(story, undefined, { 'if-none-match': headers.get('etag') ?? '' });
    expect([same.status, same.body]).toEqual([304, '']);
    for (const secret of [story.cloud.aws.account, PROJECT, 'holdfast-dev', 'payments'])
      expect(body).not.toContain(secret);
    const json = await fetchBadge(story, (url) => url.replace('badge.svg', 'badge.json'));
    expect(JSON.parse(json.body)).toMatchObject({ schemaVersion: 1, label: 'dev', message: 'synced' });
  });

  test('W9: for everybody else there is an empty 404', async () => {
    const wrong = ['0'.repeat(32), 'x', '%00', '%3Csvg%3E'];
    for (const token of wrong) {
      const answer = await fetchBadge(story, (url) => url.replace(/badge\/[^/]+/, `badge/${token}`));
      expect([token, answer.status, answer.body]).toEqual([token, 404, '']);
    }
    expect(await fetchBadge(story, (url) => url.replace('badge.svg', 'badge.png'))).toMatchObject({
      status: 404,
      body: '',
    });
  });
});

describe('pull requests', () => {
  let fixed: string;

  test('G5: a push to the branch gets a check of its own, the commit before keeps its own', async () => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    const { data: pull } = await github.octokit().pulls.get({ owner, repo, pull_number: BROKEN_PULL });
    const before = await checkRuns(github, pull.head.sha);
    expect(before.map(({ name, conclusion }) => `${name} ${conclusion}`)).toEqual(['holdfast/plan failure']);

    fixed = await pushFiles(github, 'orders/status', functionFile(story, STATUS), 'Spell it right');
    const { title } = await check(fixed, 'holdfast/plan', 'success');
    expect(title).toBe('0 to create, 2 to update, 0 to delete');
    expect(await checkRuns(github, pull.head.sha)).toEqual(before);
    expect(await checkRuns(github, fixed)).toHaveLength(1);
  });

  test('F6: the plan is confirmed by change sets, of which none is left', async () => {
    const { github } = story.cloud;
    const { summary } = await until('What CloudFormation says of the plan', 60, async () => {
      const now = await readCheck(github, fixed, 'holdfast/plan');
      return now?.summary.includes('CloudFormation') === true ? now : undefined;
    });
    expect(summary).toContain('Confirmed by CloudFormation: 1 stack.');
    expect(summary).not.toContain('Not confirmed');
    await until('That the rehearsal is over', 60, async () =>
      (await story.ledger.readRehearsals()).length === 0 ? true : undefined,
    );
    expect(await rehearsalsOf(story, teamStack('orders'))).toEqual([]);
  });

  test('the re-run of a check plans again, and rewrites the check that is there', async () => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    const [first] = await checkRuns(github, fixed, 'holdfast/plan');
    await upload(story, 'orders/status.zip', 'Shipped.');
    await github.octokit().checks.rerequestRun({ owner, repo, check_run_id: first?.id ?? 0 });
    // The new package has another version, so the plan that pins it has another digest.
    await until('Another plan on the same commit', 60, async () => {
      const now = await readCheck(github, fixed, 'holdfast/plan');
      return now === undefined || now.summary === first?.summary ? undefined : now;
    });
    await untilQuiet(story);
    expect(await checkRuns(github, fixed, 'holdfast/plan')).toMatchObject([
      { id: first?.id, conclusion: 'success', title: '0 to create, 2 to update, 0 to delete' },
    ]);
  });

  test('two pull requests of two teams, merged one right after the other, are both live', async () => {
    const { github } = story.cloud;
    await upload(story, 'payments/refund.zip', 'Refunded.');
    const refund = { team: 'payments', name: 'refund', memoryMb: 256, path: '/payments/refunds' };
    const pull = await openPullRequest(github, 'payments/refund', functionFile(story, refund), 'Give money back');
    await check(pull.headSha, 'holdfast/plan', 'success');

    const first = await mergePullRequest(github, BROKEN_PULL);
    const second = await mergePullRequest(github, pull.number);
    await check(second, 'holdfast/apply', 'success');
    expect(await callPath(story, '/orders/42')).toEqual([200, 'Shipped.']);
    expect(await callPath(story, '/payments/refunds')).toEqual([200, 'Refunded.']);
    expect(await callPath(story, '/payments/charges')).toEqual([200, 'Charged, from the shared API.']);
    // G4: overtaken before anybody looked at it, or begun and then ended: nothing is left open.
    const left = (await checkRuns(github, first)).filter(({ conclusion }) => conclusion === null);
    expect(left).toEqual([]);
  });

  test('P6: an update is shown as old → new, happens in place, and leaves the rest of the function alone', async () => {
    const { lambda } = story.clients;
    const { Version: FunctionVersion } = await lambda.send(new PublishVersionCommand({ FunctionName: CHARGE }));
    await lambda.send(new CreateAliasCommand({ FunctionName: CHARGE, FunctionVersion, Name: 'live' }));
    const others = async () => {
      const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: CHARGE }));
      const { FunctionVersion: live } = await lambda.send(new GetAliasCommand({ FunctionName: CHARGE, Name: 'live' }));
      const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: CHARGE }));
      const { Environment, Timeout, CodeSha256, Role, Handler } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: CHARGE }),
      );
      const versions = Versions.map(({ Version }) => Version);
      return { versions, live, Policy, Environment, Timeout, CodeSha256, Role, Handler };
    };
    const before = await others();
    expect([before.versions, before.live, before.Environment]).toEqual([
      ['$LATEST', '1'],
      '1',
      { Variables: { LOG_LEVEL: 'info' } },
    ]);

    const text = await (await freshClone()).git('show', `HEAD:${CHARGE_FILE}`);
    const files = { [CHARGE_FILE]: `${text.replace('memoryMb: 512', 'memoryMb: 1024')}\n` };
    const pull = await openPullRequest(story.cloud.github, 'payments/memory', files, 'Charge with more memory');
    const planned = await check(pull.headSha, 'holdfast/plan', 'success');
    expect(planned.title).toBe('0 to create, 1 to update, 0 to delete');
    expect(planned.summary).toContain(
      '| update | `Function/charge` `FunctionCharge` | `Lambda::Function` | `MemorySize`: `512` → `1024` |',
    );

    const merged = await mergePullRequest(story.cloud.github, pull.number);
    expect((await check(merged, 'holdfast/apply', 'success')).title).toBe('Applied: 0 created, 1 updated, 0 deleted');
    expect((await functionState(story.cloud.aws, CHARGE)).memoryMb).toBe(1024);
    expect(await others()).toEqual(before);
  });
});

describe('what people say', () => {
  const say = async (body: string): Promise<number> => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    const { data } = await github.octokit().issues.createComment({ owner, repo, issue_number: 3, body });
    return data.id;
  };
  const signUnder = (comment: number) =>
    until('A sign under the comment', 60, async () => {
      const { owner, repo } = story.cloud.github;
      const { data } = await story.cloud.github
        .octokit()
        .reactions.listForIssueComment({ owner, repo, comment_id: comment });
      return data[0]?.content;
    });

  test('help is answered in words, once', async () => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    expect(await signUnder(await say('/holdfast help'))).toBe('confused');
    const asked = github.deliveries
      .list()
      .find(({ event, body }) => event === 'issue_comment' && body.includes('/holdfast help'));
    await github.deliveries.redeliver(asked?.id);
    await untilQuiet(story);
    const { data } = await github.octokit().issues.listComments({ owner, repo, issue_number: 3 });
    expect(data.filter(({ body }) => body?.includes('| `/holdfast suspend [reason]` |'))).toHaveLength(1);
  });

  test('a comment suspends the environment, which status shows; the command line resumes it', async () => {
    expect(await signUnder(await say('/holdfast suspend the database is moved'))).toBe('eyes');
    await until('The suspension', 60, async () => (await story.ledger.readEnvironment()).suspended);
    const shown = await holdfast(story, ['status', '--environment', 'dev']);
    expect(shown.stdout).toMatch(/^suspended {4}by acme since \S+: the database is moved$/m);
    expect((await holdfast(story, ['resume', '--environment', 'dev', '--quiet'])).code).toBe(0);
    await until(
      'No suspension',
      60,
      async () => (await story.ledger.readEnvironment()).suspended === undefined || undefined,
    );
  });
});

describe('the command line beside a deployed controller', () => {
  test('V4: new bytes under the same key are a difference for plan, and go live with reconcile', async () => {
    const { folder } = await freshClone();
    const same = await holdfast(story, ['plan', '--registry', folder]);
    expect([same.code, same.stderr]).toEqual([0, '']);
    expect(same.stdout).toMatch(/^No changes$/m);

    await upload(story, 'payments/charge.zip', 'Charged twice as fast.');
    const changed = await holdfast(story, ['plan', '--registry', folder, '--format', 'json']);
    const plan = JSON.parse(changed.stdout);
    expect([changed.code, plan.findings]).toEqual([1, []]);
    expect(plan.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(plan.summary).toEqual({ create: 0, update: 1, replace: 0, delete: 0, noop: 158 });
    const nodes = plan.stacks.flatMap((stack: { nodes: { action: string }[] }) =>
      stack.nodes.filter(({ action }) => action !== 'noop'),
    );
    expect(nodes).toMatchObject([
      {
        action: 'update',
        logicalId: 'FunctionCharge',
        type: 'AWS::Lambda::Function',
        physicalId: CHARGE,
        impact: 'update',
        changes: [{ op: 'replace', path: '/Properties/Code/S3ObjectVersion' }],
      },
    ]);

    const applied = await holdfast(story, ['reconcile', '--environment', 'dev', '--wait']);
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('Applied: 0 created, 1 updated')]);
    expect(applied.stderr).toMatch(/^Queued as \S+\.\n$/);
    expect(await callPath(story, '/payments/charges')).toEqual([200, 'Charged twice as fast.']);
  });

  test('adopt writes what was changed by hand into the working folder, as one line, and commits nothing', async () => {
    const { folder, git } = await freshClone();
    await changeByHand(story.cloud.aws, CHARGE, 2048);
    const { code, stdout } = await holdfast(story, ['adopt', 'charge', '--registry', folder]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('\n-  memoryMb: 1024\n+  memoryMb: 2048\n')]);
    expect((await git('diff', '--numstat')).trim()).toBe(`1\t1\t${CHARGE_FILE}`);
    await changeByHand(story.cloud.aws, CHARGE, 1024);
    const again = await holdfast(story, ['adopt', '--registry', folder, '--format', 'json']);
    // What is left is the alias that was made by hand before.
    const left = { written: [], adopted: [], notAdopted: [{ type: 'AWS::Lambda::Alias' }] };
    expect([again.code, JSON.parse(again.stdout)]).toMatchObject([1, left]);
  });

  test('status of a healthy environment ends with 0, history names every run', async () => {
    const head = await headOfMain(story);
    const { code, stdout } = await holdfast(story, ['status', '--environment', 'dev', '--format', 'json']);
    const status = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(status).toMatchObject({
      environment: 'dev',
      appliedSha: head,
      run: { id: head, sha: head, state: 'succeeded', purpose: 'apply' },
      drift: { at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), counts: { modified: 0, deleted: 0, added: 0 } },
    });
    // What was applied a moment ago is still looked at.
    expect(status.stacks.map(({ name, sync, health }: Record<string, string>) => `${name} ${sync} ${health}`)).toEqual(
      ['application', 'edge', 'network', 'observability', 'stateful', 'team-orders', 'team-payments'].map((part) =>
        expect.stringMatching(`^shared-lambda-infra-${part} Synced (Healthy|Progressing)$`),
      ),
    );

    const history = await holdfast(story, ['history', '--environment', 'dev', '--format', 'json', '--limit', '2']);
    expect(history.code).toBe(0);
    expect(JSON.parse(history.stdout)).toMatchObject([
      {
        id: head,
        sha: head,
        purpose: 'apply',
        state: 'succeeded',
        startedAt: expect.any(String),
        updatedAt: expect.any(String),
        stacks: [{ name: 'shared-lambda-infra-team-payments', action: 'update', step: 'applied' }],
      },
      { purpose: 'apply', state: 'succeeded' },
    ]);
  });

  test.each(['status', 'history', 'drift', 'reconcile', 'verify'])(
    '%s says in one line that there is no controller, and ends with 2',
    async (verb) => {
      const { code, stdout, stderr } = await holdfast(story, [verb, '--environment', 'nope']);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^holdfast: No controller is deployed for environment nope: [^\n]*\n$/);
    },
  );
});

describe('what somebody changes by hand', () => {
  test('F3: a route deleted, the API opened and a route added are found, each as what it is', async () => {
    await byHand.deleteRoute(story, 'GET /payments/refunds');
    await byHand.openApi(story);
    await byHand.addRoute(story, 'ANY /backdoor');

    const { folder } = await freshClone();
    const { code, stdout } = await holdfast(story, ['drift', '--registry', folder]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^modified Platform\/shared .*\(ApiGatewayV2::Api\)/m);
    expect(stdout).toMatch(/^deleted {2}Route\/refund .*\(ApiGatewayV2::Route\) {2}teams\/payments\/refund\.yaml:/m);
    expect(stdout).toMatch(/^added by hand {2}ApiGatewayV2::Route .*\/backdoor/m);
    expect(stdout).toMatch(/^Drift: 1 modified, 1 deleted, 3 added by hand; (\d+) of \1 resources checked \(100 %\)$/m);
  });

  test('the controller finds the same, and says so on the head of the branch', async () => {
    const head = await headOfMain(story);
    await askForSweep(story);
    const { title } = await untilCheck(story.cloud.github, head, 'holdfast/drift', 'failure');
    expect(title).toMatch(/^Drift: 1 modified, 1 deleted, 3 added by hand; (\d+) of \1 resources checked \(100 %\)$/);
    await until('The badge to tell', 60, async () =>
      (await fetchBadge(story)).title === 'dev: drifted' ? true : undefined,
    );
  });

  test('K6: a revert puts back what was deleted and changed, and leaves alone what was added', async () => {
    const { folder } = await freshClone();
    const reverted = await holdfast(story, ['drift', '--revert', '--registry', folder]);
    expect([reverted.code, reverted.stdout]).toEqual([0, expect.stringContaining('Applied: 2 stacks')]);
    expect(await byHand.allowedOrigins(story)).toEqual(['https://app.example.com']);
    expect(await byHand.routeKeys(story)).toEqual([
      'ANY /backdoor',
      'GET /orders/{orderId}',
      'GET /payments/charges',
      'GET /payments/refunds',
    ]);
    expect(await callPath(story, '/payments/refunds')).toEqual([200, 'Refunded.']);

    const again = await holdfast(story, ['drift', '--registry', folder, '--format', 'json']);
    const { resources } = JSON.parse(again.stdout);
    const added = resources.filter(({ status }: { status: string }) => !['in-sync', 'unchecked'].includes(status));
    expect(again.code).toBe(1);
    expect(added.map(({ status, type }: Record<string, string>) => `${status} ${type}`)).toEqual([
      // The alias that this story made itself, above.
      'added AWS::Lambda::Alias',
      'added AWS::ApiGatewayV2::Route',
      'added AWS::ApiGatewayV2::Integration',
    ]);
  });
});

describe('when GitHub does not tell', () => {
  test('C14: with no webhook at all, the resync finds the commit', async () => {
    const { github } = story.cloud;
    const orders = functionFile(story, { ...STATUS, memoryMb: 448 });
    github.setWebhook(undefined);
    try {
      const sha = await push(orders, 'Nobody hears of this');
      await until('The delivery that reaches nobody', 10, async () =>
        github.deliveries.list().find(({ body, status }) => body.includes(sha) && status === undefined),
      );
      await fireSchedule(story, 'resync');
      await check(sha, 'holdfast/apply', 'success');
    } finally {
      github.setWebhook(story.controller.webhookUrl);
    }
    expect((await functionState(story.cloud.aws, functionName('orders', 'status'))).memoryMb).toBe(448);
  });

  test('W10: a comment that was not delivered is obeyed once the audit has GitHub deliver it again, and it is told how late', async () => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    github.setWebhook(undefined);
    const body = '/holdfast help once more';
    const { data: comment } = await github.octokit().issues.createComment({ owner, repo, issue_number: 3, body });
    const attempts = () => github.deliveries.list().filter((delivery) => delivery.body.includes(body));
    await until('The delivery that reaches nobody', 10, async () => attempts()[0]);
    github.setWebhook(story.controller.webhookUrl);
    await fireSchedule(story, 'audit');
    const sign = await until('A sign under the comment', 60, async () => {
      const of = { owner, repo, comment_id: comment.id };
      return (await github.octokit().reactions.listForIssueComment(of)).data[0]?.content;
    });
    expect(sign).toBe('confused');
    await untilQuiet(story);
    expect(attempts().map(({ status, redelivery }) => [status, redelivery])).toEqual([
      [undefined, false],
      [202, true],
    ]);

    await fireSchedule(story, 'audit');
    const told = await until('The event that tells how late', 60, async () =>
      (await subscriber.read()).find(({ detail }) => detail.delivery === attempts()[0]?.id),
    );
    const [first, second] = attempts().map(({ at }) => Date.parse(at));
    expect(told).toMatchObject({
      'detail-type': 'Missed Event Found',
      detail: {
        foundBy: 'deliveries',
        what: 'issue_comment.created',
        seconds: ((second ?? 0) - (first ?? 0)) / 1000,
      },
    });
  });

  test('apply works without GitHub, and the push that follows finds it done', async () => {
    const working = await freshClone();
    const orders = functionFile(story, { ...STATUS, memoryMb: 512 });
    const [path = '', text = ''] = Object.entries(orders)[0] ?? [];
    const sha = await working.commit({ [path]: text }, 'GitHub is down');
    const applied = await holdfast(story, ['apply', '--yes'], working.folder);
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringContaining('Applied: 0 created, 1 updated')]);
    expect(applied.stderr).toContain('shared-lambda-infra-team-orders: applied\n');
    expect((await functionState(story.cloud.aws, functionName('orders', 'status'))).memoryMb).toBe(512);
    const record = await recordOf(story);
    expect(record.environment.appliedSha).toBe(sha);

    await working.push();
    await untilQuiet(story);
    expect(await headOfMain(story)).toBe(sha);
    expect(await recordOf(story)).toEqual(record);
    const nothing = await holdfast(story, ['apply', '--yes'], working.folder);
    expect(nothing.code).toBe(0);
  });
});

describe('going back', () => {
  let working: Clone;
  let [first, second] = ['', ''];
  const memory = async () => (await functionState(story.cloud.aws, functionName('orders', 'status'))).memoryMb;
  const pushMemory = async (memoryMb: number) => {
    const [[path = '', text = ''] = []] = Object.entries(functionFile(story, { ...STATUS, memoryMb }));
    const sha = await working.commit({ [path]: text }, `Orders with ${memoryMb} MB`);
    await working.push();
    await check(sha, 'holdfast/apply', 'success');
    return sha;
  };

  test('a rollback is planned, asked about, applied, and said on the commit that it goes back from', async () => {
    working = await freshClone();
    first = await pushMemory(416);
    second = await pushMemory(480);
    const rollback = ['rollback', 'HEAD~1', '--registry', working.folder];
    const unasked = await holdfast(story, rollback);
    expect([unasked.code, unasked.stdout]).toEqual([2, '']);
    expect(unasked.stderr).toContain('0 to create, 1 to update, 0 to delete');
    expect(unasked.stderr).toMatch(/^holdfast: Nobody is here to ask; add --yes\.$/m);
    expect(await memory()).toBe(480);

    const done = await holdfast(story, [...rollback, '--yes']);
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining(`Rolled back to ${first.slice(0, 12)}`)]);
    expect(await memory()).toBe(416);
    const { title, summary } = await check(second, 'holdfast/apply', 'failure');
    expect(title).toBe(`Rolled back to ${first.slice(0, 12)}`);
    expect(summary).toContain('`holdfast reconcile`');
    expect((await recordOf(story)).environment).toMatchObject({ appliedSha: first, rolledBack: { over: second } });
  });

  test('it survives a resync and the webhook of the head, and status says so', async () => {
    await fireSchedule(story, 'resync');
    const body = await pushBody(story, first, second);
    expect((await postWebhook(story, { event: 'push', body })).status).toBe(202);
    await untilQuiet(story);
    expect(await memory()).toBe(416);
    const { code, stdout } = await holdfast(story, ['status', '--environment', 'dev']);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`to ${first.slice(0, 12)} over ${second.slice(0, 12)}`),
    ]);
  });

  test('V6: a commit that is not on the way to what is applied is refused', async () => {
    await working.git('checkout', '--quiet', '-b', 'elsewhere', first);
    const elsewhere = await working.commit({ 'README.md': 'Elsewhere\n' }, 'Elsewhere');
    await working.git('checkout', '--quiet', 'main');
    const refused = await holdfast(story, ['rollback', elsewhere, '--registry', working.folder, '--yes']);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('is not an ancestor of')]);
    expect((await recordOf(story)).environment).toMatchObject({ appliedSha: first, rolledBack: { over: second } });
  });

  test('a new commit ends it', async () => {
    const third = await pushMemory(384);
    expect(await memory()).toBe(384);
    const { environment } = await recordOf(story);
    expect(environment.appliedSha).toBe(third);
    expect(environment.rolledBack).toBeUndefined();
  });
});

describe('evidence', () => {
  test('a run is shown with who merged and approved it, what CloudFormation said, and how that ended', async () => {
    const { github } = story.cloud;
    const { owner, repo } = github;
    const files = functionFile(story, { ...STATUS, memoryMb: 400 });
    const pull = await openPullRequest(github, 'orders/approved', files, 'Orders with 400 MB');
    await check(pull.headSha, 'holdfast/plan', 'success');
    await github.octokit().pulls.createReview({
      owner,
      repo,
      pull_number: pull.number,
      event: 'APPROVE',
      commit_id: pull.headSha,
    });
    const sha = await mergePullRequest(github, pull.number);
    await check(sha, 'holdfast/apply', 'success');
    await untilQuiet(story);

    const shown = await showRun(story, sha.slice(0, 10));
    expect(shown).toMatchObject({
      code: 0,
      id: sha,
      state: 'succeeded',
      approval: { source: 'pull-request', number: pull.number, headSha: pull.headSha },
      plan: { summary: { update: 1 } },
      changeSets: [{ stack: teamStack('orders'), counts: { add: 0, modify: expect.any(Number), remove: 0 } }],
      operations: [{ stack: teamStack('orders'), events: [{ status: 'UPDATE_COMPLETE' }] }],
    });
    expect(shown.approval.reviews).toEqual([{ login: shown.approval.mergedBy, sha: pull.headSha }]);
    expect(shown.evidence).toHaveLength(5);
    const text = await holdfast(story, ['show', sha, '--environment', 'dev']);
    expect([text.code, text.stdout]).toEqual([0, expect.stringContaining(`#${pull.number} of `)]);
  });

  test('the chain is intact; an entry that somebody changes is found, and named', async () => {
    const { code, entries, bodies, findings } = await verifyEvidence(story);
    expect([code, findings]).toEqual([0, []]);
    expect([entries > 50, bodies > 20]).toEqual([true, true]);

    const putBack = await tamper(story, 7, (text) => text.replace(/"sha":"[0-9a-f]{4}/, '"sha":"dead'));
    const broken = await verifyEvidence(story);
    expect([broken.code, broken.findings]).toEqual([
      1,
      [{ number: 7, problem: 'changed-entry', message: 'Entry 7: its content is not what was hashed.' }],
    ]);
    await putBack();
    expect((await verifyEvidence(story)).code).toBe(0);
  });
});

describe('when CloudFormation cannot do it', () => {
  const INDEX = { team: 'search', name: 'index', memoryMb: 128, path: '/search/{term}' };

  test('C6: a stack that cannot be created is rolled back and reported, its neighbour goes on', async () => {
    await upload(story, 'search/index.zip', 'Found.');
    const orders = functionFile(story, { ...STATUS, memoryMb: 320 });
    const broken = functionFile(story, { ...INDEX, objectVersion: 'there-is-no-such-version' });
    const sha = await push({ ...teamFile('search'), ...broken, ...orders }, 'Search, and more memory for orders');

    const { title, summary } = await check(sha, 'holdfast/apply', 'failure');
    expect(title).toBe('Failed: 1 of 2 stacks');
    expect(summary).toMatch(
      /`shared-lambda-infra-team-search`: FunctionIndex `\(AWS::Lambda::Function\):` .*NoSuchKey/,
    );
    expect(summary).toContain('| `shared-lambda-infra-team-orders` | update | applied |  |');
    expect(await byHand.stackStatus(story, teamStack('search'))).toBe('ROLLBACK_COMPLETE');
    expect((await functionState(story.cloud.aws, functionName('orders', 'status'))).memoryMb).toBe(320);
    expect((await callPath(story, '/search/boots'))[0]).toBe(404);

    const status = await holdfast(story, ['status', '--environment', 'dev']);
    expect(status.code).toBe(1);
    expect(status.stdout).toMatch(/shared-lambda-infra-team-search +OutOfSync +Degraded +ROLLBACK_COMPLETE/);
  });

  test('C9, C13: the commit that mends it succeeds on top of what was rolled back', async () => {
    const sha = await push(functionFile(story, INDEX), 'Take the version that there is');
    const { title } = await check(sha, 'holdfast/apply', 'success');
    expect(title).toBe('Applied: 8 created, 0 updated, 0 deleted');
    expect(await callPath(story, '/search/boots')).toEqual([200, 'Found.']);
  });

  test('K7: the stack of a team that left is deleted, after everything else', async () => {
    const search = (await recordOf(story)).stacks.find(({ name }) => name === teamStack('search'));
    const orders = functionFile(story, { ...STATUS, memoryMb: 384 });
    const gone = { 'teams/search/team.yaml': null, 'teams/search/index.yaml': null };
    const sha = await push({ ...orders, ...gone }, 'Search is over');

    const { title } = await check(sha, 'holdfast/apply', 'success');
    expect(title).toBe('Applied: 0 created, 1 updated, 8 deleted');
    expect(await byHand.stackStatus(story, teamStack('search'))).toBeUndefined();
    expect((await recordOf(story)).stacks.map(({ name }) => name)).not.toContain(teamStack('search'));
    const updated = await byHand.timeOfStatus(story, teamStack('orders'), 'UPDATE_COMPLETE');
    const deleted = await byHand.timeOfStatus(story, search?.stackId ?? '', 'DELETE_IN_PROGRESS');
    expect(deleted).toBeGreaterThanOrEqual(updated);
  });
});

describe('when history is rewritten', () => {
  test('V1: a rewritten branch stops with a visible failure, until a person accepts it', async () => {
    const applied = await headOfMain(story);
    const sha = await rewriteMain(story);
    const { title, summary } = await check(sha, 'holdfast/apply', 'failure');
    expect(summary).toContain(`To accept it: holdfast reconcile --accept \`${sha}\``);
    expect(title).toMatch(/^Stopped: History was rewritten/);
    expect((await recordOf(story)).environment.appliedSha).toBe(applied);

    const accepted = await holdfast(story, ['reconcile', '--environment', 'dev', '--accept', sha, '--wait']);
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining('Nothing to apply')]);
    expect((await recordOf(story)).environment.appliedSha).toBe(sha);
    await check(sha, 'holdfast/apply', 'success');
    const status = await holdfast(story, ['status', '--environment', 'dev']);
    expect(status.code).toBe(0);
  });
});

test('everything that happened was told on the bus', async () => {
  await untilQuiet(story);
  const events = await subscriber.read();
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['holdfast']));
  const schema = JSON.parse(
    await readFile(join(import.meta.dirname, '../../docs/reference/events.schema.json'), 'utf8'),
  );
  const isDocumented = new Ajv({ allowUnionTypes: true }).compile(schema);
  expect(events.filter((event) => !isDocumented(event))).toEqual([]);
  const of = (type: string) => events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
  const failed = { stack: teamStack('search'), step: 'failed', reason: expect.stringContaining('FunctionIndex') };

  expect(of('Plan Posted')).toContainEqual(expect.objectContaining({ conclusion: 'success', errors: 0 }));
  expect(of('Run Started')).toContainEqual(expect.objectContaining({ stacks: [teamStack('payments')] }));
  expect(of('Apply Step')).toContainEqual(expect.objectContaining(failed));
  for (const state of ['succeeded', 'failed', 'stopped']) {
    expect(of('Run Finished')).toContainEqual(expect.objectContaining({ state, purpose: 'apply' }));
  }
  expect(of('Run Finished')).toContainEqual(expect.objectContaining({ state: 'succeeded', purpose: 'revert' }));
  expect(of('Drift Found')).toContainEqual(expect.objectContaining({ modified: 1, deleted: 1, added: 3 }));
});

test('what needs a person was told on the topic, in a sentence', async () => {
  const told = await news.read();
  expect(told).toContainEqual(
    expect.stringMatching(/^"?Holdfast dev: apply of [0-9a-f]{40} failed\. \S+-team-search: .*FunctionIndex/),
  );
  expect(told).toContainEqual(
    expect.stringMatching(/^"?Holdfast dev: apply of [0-9a-f]{40} stopped\. History was rewritten/),
  );
  expect(told).toContainEqual(
    expect.stringMatching(/^"?Holdfast dev: AWS is not what Git says: 1 modified, 1 deleted, 3 added/),
  );
});

test('a record that was lost is made again by reconcile, and no stack is touched', async () => {
  const [stacks, updates] = [(await recordOf(story)).stacks, await lastUpdates(story)];
  const head = await headOfMain(story);
  await loseRecord(story);
  expect((await recordOf(story)).stacks).toEqual([]);

  const again = await holdfast(story, ['reconcile', '--environment', 'dev', '--wait']);
  expect([again.code, again.stderr]).toEqual([0, expect.stringMatching(/^Queued as \S+\.\n$/)]);
  const record = await recordOf(story);
  expect(record.environment.appliedSha).toBe(head);
  const ids = (all: typeof stacks) => all.map(({ name, stackId, outputs }) => ({ name, stackId, outputs }));
  expect(ids(record.stacks)).toEqual(ids(stacks));
  expect(await lastUpdates(story)).toEqual(updates);
  expect((await holdfast(story, ['status', '--environment', 'dev'])).code).toBe(0);
  const { stdout } = await holdfast(story, ['drift', '--registry', (await freshClone()).folder]);
  expect(stdout).toMatch(/^Drift: 3 added by hand; /m);
});

describe('commits that GitHub does not know', () => {
  test('W13: a push that names a commit which nobody has changes nothing', async () => {
    const record = await recordOf(story);
    const body = await pushBody(story, '0'.repeat(40), 'c0ffee'.padEnd(40, '0'));
    expect((await postWebhook(story, { event: 'push', body })).status).toBe(202);
    await untilQuiet(story);
    expect(await recordOf(story)).toEqual(record);
  });

  test('V1: after an apply of a commit that nobody pushed, the next push stops with a visible failure', async () => {
    const working = await freshClone();
    const orders = functionFile(story, { ...STATUS, memoryMb: 576 });
    const [path = '', text = ''] = Object.entries(orders)[0] ?? [];
    const unknown = await working.commit({ [path]: text }, 'Never pushed');
    const applied = await holdfast(story, ['apply', '--yes', '--quiet'], working.folder);
    expect([applied.code, applied.stderr]).toEqual([0, '']);

    const sha = await push(functionFile(story, { ...STATUS, memoryMb: 640 }), 'Pushed without it');
    const { summary } = await check(sha, 'holdfast/apply', 'failure');
    expect(summary).toContain(`To accept it: holdfast reconcile --accept \`${sha}\``);
    expect((await recordOf(story)).environment.appliedSha).toBe(unknown);
    await askForSweep(story);
    const drift = await untilCheck(story.cloud.github, sha, 'holdfast/drift', 'failure');
    expect(drift.title).toMatch(/^Drift: 3 added by hand; /);

    const accepted = await holdfast(story, ['reconcile', '--environment', 'dev', '--accept', sha, '--wait']);
    expect(accepted.code).toBe(0);
    expect((await functionState(story.cloud.aws, functionName('orders', 'status'))).memoryMb).toBe(640);
  });
});

test('at the end, the evidence since the record was lost is one unbroken chain', async () => {
  await untilQuiet(story);
  expect(await verifyEvidence(story)).toMatchObject({ code: 0, findings: [] });
});
