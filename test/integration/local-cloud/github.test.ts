import { once } from 'node:events';
import { createServer } from 'node:http';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { Webhooks } from '@octokit/webhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LocalGithub, startLocalGithub } from '../../../bootstrap/local/github.ts';
import {
  mergePullRequest,
  openPullRequest,
  pushFiles,
  redeliver,
  sendSignedEvent,
} from '../../../bootstrap/local/github-events.ts';

type Received = {
  id: string;
  event: string;
  action: string | undefined;
  payload: Record<string, unknown>;
  valid: boolean;
};

const received: Received[] = [];
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const payload = JSON.parse(body);
  const signature = String(request.headers['x-hub-signature-256']);
  const valid = await new Webhooks({ secret: 'local-webhook-secret' }).verify(body, signature);
  const id = String(request.headers['x-github-delivery']);
  received.push({ id, event: String(request.headers['x-github-event']), action: payload.action, payload, valid });
  response.writeHead(202).end();
});

let github: LocalGithub;
let repository: { owner: string; repo: string };

/** Waits for a webhook that matches and gives it. */
async function arrival(event: string, action?: string): Promise<Received> {
  return vi.waitFor(
    () => {
      const found = received.find((one) => one.event === event && one.action === action);
      if (!found) throw new Error(`no ${event} ${action ?? ''} among ${received.map((r) => `${r.event}.${r.action}`)}`);
      return found;
    },
    { timeout: 5_000, interval: 10 },
  );
}

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  github = await startLocalGithub({ webhookUrl: `http://127.0.0.1:${address.port}/` });
  repository = { owner: github.owner, repo: github.repo };
});

beforeEach(async () => {
  await github.reset();
  received.length = 0;
});

afterAll(async () => {
  await github.stop();
  receiver.close();
});

describe('the App', () => {
  test('acts on the repository with an installation token', async () => {
    const { id, privateKey, installationId } = github.app;
    const auth = { appId: id, privateKey, installationId };
    const octokit = new Octokit({ baseUrl: github.url, authStrategy: createAppAuth, auth });
    const { data: main } = await octokit.git.getRef({ ...repository, ref: 'heads/main' });
    const created = await octokit.checks.create({ ...repository, name: 'plan', head_sha: main.object.sha });
    expect(created.status).toBe(201);
  });

  test('a token that was never issued is refused', async () => {
    const octokit = new Octokit({ baseUrl: github.url, auth: 'ghp_unknown' });
    await expect(octokit.repos.get(repository)).rejects.toMatchObject({ status: 401 });
  });
});

describe('pull requests', () => {
  test('two merges keep both files and each pushes to main', async () => {
    const one = await openPullRequest(github, 'one', { 'teams/one.yaml': 'a: 1\n' }, 'Add one');
    const two = await openPullRequest(github, 'two', { 'teams/two.yaml': 'b: 2\n' }, 'Add two');
    const first = await mergePullRequest(github, one.number);
    const second = await mergePullRequest(github, two.number);

    const { data: tree } = await github.octokit().git.getTree({ ...repository, tree_sha: second, recursive: 'true' });
    const paths = tree.tree.filter(({ type }) => type === 'blob').map(({ path }) => path);
    expect(paths.toSorted()).toEqual(['README.md', 'teams/one.yaml', 'teams/two.yaml']);
    await vi.waitFor(() => {
      const pushes = received.filter(({ event, payload }) => event === 'push' && payload.ref === 'refs/heads/main');
      expect(pushes.map(({ payload }) => payload.after)).toEqual([first, second]);
    });
    const { data: merged } = await github.octokit().pulls.get({ ...repository, pull_number: one.number });
    expect(merged).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: first });
    const { data: ofCommit } = await github
      .octokit()
      .repos.listPullRequestsAssociatedWithCommit({ ...repository, commit_sha: first });
    expect(ofCommit.map(({ number }) => number)).toEqual([one.number]);
    expect(merged.merged_by?.login).toBe(github.owner);
    const closed = await arrival('pull_request', 'closed');
    expect(closed.payload).toMatchObject({
      number: one.number,
      pull_request: { merged: true, merge_commit_sha: first },
    });
  });

  test('a change of the same file on both sides cannot be merged', async () => {
    const one = await openPullRequest(github, 'one', { 'README.md': 'one\n' }, 'One');
    const two = await openPullRequest(github, 'two', { 'README.md': 'two\n' }, 'Two');
    await mergePullRequest(github, one.number);
    await expect(mergePullRequest(github, two.number)).rejects.toMatchObject({ status: 405 });
  });

  test('merging a head that has moved on is refused with 409', async () => {
    const { number, headSha } = await openPullRequest(github, 'one', { 'a.yaml': '1\n' }, 'One');
    await pushFiles(github, 'one', { 'a.yaml': '2\n' }, 'Change');
    const merge = github.octokit().pulls.merge({ ...repository, pull_number: number, sha: headSha });
    await expect(merge).rejects.toMatchObject({ status: 409 });
  });

  test('a push to the branch moves the head and sends synchronize', async () => {
    const { number, headSha } = await openPullRequest(github, 'one', { 'a.yaml': '1\n' }, 'One');
    const after = await pushFiles(github, 'one', { 'a.yaml': '2\n', 'README.md': null }, 'Change');
    const { payload } = await arrival('pull_request', 'synchronize');
    expect(payload).toMatchObject({ number, before: headSha, after, pull_request: { number, head: { sha: after } } });
    const octokit = github.octokit();
    expect((await octokit.pulls.get({ ...repository, pull_number: number })).data.head.sha).toBe(after);
    expect((await octokit.pulls.list(repository)).data.map((pull) => pull.head.sha)).toEqual([after]);
    const { data: files } = await octokit.pulls.listFiles({ ...repository, pull_number: number });
    expect(files.map(({ filename, status }) => [filename, status]).toSorted()).toEqual([
      ['README.md', 'removed'],
      ['a.yaml', 'added'],
    ]);
  });

  test('the head of a closed pull request stays', async () => {
    const { number, headSha } = await openPullRequest(github, 'one', { 'a.yaml': '1\n' }, 'One');
    await github.octokit().pulls.update({ ...repository, pull_number: number, state: 'closed' });
    await arrival('pull_request', 'closed');
    await pushFiles(github, 'one', { 'a.yaml': '2\n' }, 'Late');
    const { data: pull } = await github.octokit().pulls.get({ ...repository, pull_number: number });
    expect([pull.state, pull.merged, pull.head.sha]).toEqual(['closed', false, headSha]);
  });
});

describe('webhooks', () => {
  test('every delivery is signed, names the installation and has an id of its own', async () => {
    await openPullRequest(github, 'one', { 'ü.yaml': 'ä: ö\n' }, 'Ünïcode');
    const opened = await arrival('pull_request', 'opened');
    expect(opened.payload).toMatchObject({ number: 1, installation: { id: 2001 }, pull_request: { title: 'Ünïcode' } });
    const push = await arrival('push');
    expect(push.payload).toMatchObject({ ref: 'refs/heads/one', created: true, deleted: false, forced: false });
    expect(received.every(({ valid }) => valid)).toBe(true);
    expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
  });

  test('a forced push says so', async () => {
    const first = await pushFiles(github, 'one', { 'a.yaml': '1\n' }, 'One');
    const { data: main } = await github.octokit().git.getRef({ ...repository, ref: 'heads/main' });
    await arrival('push');
    received.length = 0;
    await github.octokit().git.updateRef({ ...repository, ref: 'heads/one', sha: main.object.sha, force: true });
    expect((await arrival('push')).payload).toMatchObject({ before: first, after: main.object.sha, forced: true });
  });

  test('a delivery can be sent again with the same id and body', async () => {
    const sent = await sendSignedEvent(github, 'push', { ref: 'refs/heads/main' }, 'a-b-c');
    expect([sent.id, sent.status]).toEqual(['a-b-c', 202]);
    await redeliver(github, 'a-b-c');
    expect(received.map(({ id, event, payload, valid }) => ({ id, event, payload, valid }))).toEqual([
      { id: 'a-b-c', event: 'push', payload: { ref: 'refs/heads/main' }, valid: true },
      { id: 'a-b-c', event: 'push', payload: { ref: 'refs/heads/main' }, valid: true },
    ]);
  });

  test('asking for a check run again sends rerequested and makes no second run', async () => {
    const { data: main } = await github.octokit().git.getRef({ ...repository, ref: 'heads/main' });
    const head_sha = main.object.sha;
    const { data: run } = await github.octokit().checks.create({ ...repository, name: 'plan', head_sha });
    await github.octokit().checks.rerequestRun({ ...repository, check_run_id: run.id });
    const { payload, valid } = await arrival('check_run', 'rerequested');
    expect(valid).toBe(true);
    expect(payload).toMatchObject({ check_run: { id: run.id, head_sha }, installation: { id: 2001 } });
    const { data } = await github.octokit().checks.listForRef({ ...repository, ref: 'main' });
    expect(data.total_count).toBe(1);
  });
});

test('a file is read as it is, through the contents and as a blob', async () => {
  const text = '{ "a":   1 }\n';
  await pushFiles(github, 'main', { 'x.json': text }, 'Add');
  const octokit = github.octokit();
  const raw = await octokit.repos.getContent({ ...repository, path: 'x.json', mediaType: { format: 'raw' } });
  expect(raw.data).toBe(text);
  const { data: file } = await octokit.repos.getContent({ ...repository, path: 'x.json' });
  const sha = 'sha' in file ? file.sha : '';
  const { data: blob } = await octokit.git.getBlob({ ...repository, file_sha: sha });
  expect(Buffer.from(blob.content, 'base64').toString()).toBe(text);
});

test('annotations of a later update are added, and more than 50 at once refused', async () => {
  const octokit = github.octokit();
  const { data: main } = await octokit.git.getRef({ ...repository, ref: 'heads/main' });
  const annotation = (line: number) => ({
    path: 'a.yaml',
    start_line: line,
    end_line: line,
    annotation_level: 'failure' as const,
    message: `line ${line}`,
  });
  const batch = (from: number, count: number) => ({
    title: 't',
    summary: 's',
    annotations: Array.from({ length: count }, (_, i) => annotation(from + i)),
  });
  const head = { ...repository, name: 'plan', head_sha: main.object.sha };
  const { data: run } = await octokit.checks.create({ ...head, output: batch(1, 50) });
  await octokit.checks.update({ ...repository, check_run_id: run.id, output: batch(51, 2) });
  const listed = await octokit.paginate(octokit.checks.listAnnotations, { ...repository, check_run_id: run.id });
  expect(listed.map(({ start_line }) => start_line)).toEqual(Array.from({ length: 52 }, (_, i) => i + 1));
  await expect(octokit.checks.create({ ...head, output: batch(1, 51) })).rejects.toMatchObject({ status: 422 });
});

describe('what people say on a pull request', () => {
  const opened = async () => {
    const { number } = await openPullRequest(github, 'change', { 'a.yaml': 'a: 1' }, 'Change a');
    return number;
  };

  test('a comment on a pull request says that it is on one, and one on an issue that it is not', async () => {
    const { issues } = github.octokit();
    const number = await opened();
    await issues.createComment({ ...repository, issue_number: number, body: '/holdfast help' });
    const { payload } = await arrival('issue_comment', 'created');
    expect(payload).toMatchObject({ issue: { number, pull_request: {} }, comment: { body: '/holdfast help' } });
    received.length = 0;
    const { data: issue } = await issues.create({ ...repository, title: 'A question' });
    await issues.createComment({ ...repository, issue_number: issue.number, body: 'Well?' });
    const other = await arrival('issue_comment', 'created');
    expect(other.payload.issue).not.toHaveProperty('pull_request');
  });

  test('a reaction is made once', async () => {
    const { issues, reactions } = github.octokit();
    const number = await opened();
    const { data: comment } = await issues.createComment({ ...repository, issue_number: number, body: 'Yes' });
    const about = { ...repository, comment_id: comment.id };
    const first = await reactions.createForIssueComment({ ...about, content: 'eyes' });
    const again = await reactions.createForIssueComment({ ...about, content: 'eyes' });
    await reactions.createForIssueComment({ ...about, content: '+1' });
    expect([first.status, again.status]).toEqual([201, 200]);
    const { data } = await reactions.listForIssueComment(about);
    expect(data.map(({ content }) => content)).toEqual(['eyes', '+1']);
    const wrong = reactions.createForIssueComment({ ...about, comment_id: 4711, content: 'eyes' });
    await expect(wrong).rejects.toMatchObject({ status: 404 });
  });

  test('a label on a pull request is an event of it, and stands in it as long as it is there', async () => {
    const { issues, pulls } = github.octokit();
    const number = await opened();
    const name = 'holdfast/confirm-iam';
    await issues.addLabels({ ...repository, issue_number: number, labels: [name] });
    const { payload } = await arrival('pull_request', 'labeled');
    expect(payload).toMatchObject({ number, label: { name }, pull_request: { number, base: { ref: 'main' } } });
    expect((await pulls.get({ ...repository, pull_number: number })).data.labels.map((label) => label.name)).toEqual([
      name,
    ]);
    await issues.removeLabel({ ...repository, issue_number: number, name });
    expect((await pulls.get({ ...repository, pull_number: number })).data.labels).toEqual([]);
  });
});
