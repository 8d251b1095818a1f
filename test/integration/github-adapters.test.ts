import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type LocalGithub, startLocalGithub } from '../../bootstrap/local/github.ts';
import { createCheckWriter } from '../../controller/adapters/github-checks.ts';
import { createGithub, type Github } from '../../controller/adapters/github-client.ts';
import { createCommentWriter } from '../../controller/adapters/github-comments.ts';
import { createDeliveryLog } from '../../controller/adapters/github-deliveries.ts';
import { createChangeProposer } from '../../controller/adapters/github-proposals.ts';
import { createPullReader } from '../../controller/adapters/github-pulls.ts';
import { createSource } from '../../controller/adapters/github-source.ts';
import { type GithubPermissions, PROPOSAL_PERMISSIONS } from '../../controller/adapters/github-token.ts';
import { changeProposerContract } from '../contract/change-proposer.ts';
import { checkWriterContract, type ShownRun } from '../contract/check-writer.ts';
import { commentWriterContract } from '../contract/comment-writer.ts';
import { deliveryLogContract } from '../contract/delivery-log.ts';
import { treeReaderContract } from '../contract/tree-reader.ts';
import type { FakeFiles } from '../fakes/github.ts';

/**
 * The adapters on an independent implementation of GitHub's API, as a GitHub App with a real key and real tokens.
 * What that emulator does otherwise than GitHub (annotations replaced on update, no 50 a request, `app` always null, buttons
 * and annotation titles dropped, a completed run may run again) is made up for by the local front or left out here;
 * `test/unit/adapters/github-checks.test.ts` runs the same contract on GitHub's documented behaviour.
 */
let local: LocalGithub;
let owner: Octokit;
let repo: { readonly owner: string; readonly repo: string };

function asApp(permissions?: GithubPermissions): Github {
  return createGithub({
    ...(permissions !== undefined && { permissions }),
    appId: local.app.id,
    privateKey: local.app.privateKey,
    baseUrl: local.url,
    repository: { owner: local.owner, name: local.repo },
    retryDelayMs: 1,
  });
}

beforeAll(async () => {
  local = await startLocalGithub();
  owner = local.octokit();
  repo = { owner: local.owner, repo: local.repo };
});
afterAll(() => local.stop());
beforeEach(() => local.reset());

async function commit(files: FakeFiles, parents: readonly string[] = []): Promise<string> {
  const tree = await Promise.all(
    Object.entries(files).map(async ([path, file]) => {
      const { mode, content } =
        typeof file === 'string' || file instanceof Uint8Array ? { mode: '100644', content: file } : file;
      const base64 = Buffer.from(content).toString('base64');
      const { data } = await owner.rest.git.createBlob({ ...repo, content: base64, encoding: 'base64' });
      return { path, mode: mode as '100644', type: 'blob' as const, sha: data.sha };
    }),
  );
  const { data } = await owner.rest.git.createTree({ ...repo, tree });
  const message = 'A commit of the contract';
  return (await owner.rest.git.createCommit({ ...repo, message, tree: data.sha, parents: [...parents] })).data.sha;
}

async function moveBranch(branch: string, sha: string): Promise<void> {
  const ref = `heads/${branch}`;
  const known = await owner.rest.git.listMatchingRefs({ ...repo, ref });
  if (known.data.length > 0) await owner.rest.git.updateRef({ ...repo, ref, sha, force: true });
  else await owner.rest.git.createRef({ ...repo, ref: `refs/${ref}`, sha });
}

treeReaderContract('adapter on the emulated GitHub', async () => ({
  reader: createSource(asApp()),
  commit,
  moveBranch,
}));

checkWriterContract('adapter on the emulated GitHub', async () => {
  const first = await commit({ 'a.yaml': 'a: 1\n' });
  const runsOf = async (name: string, sha: string) => {
    const { data } = await owner.rest.checks.listForRef({ ...repo, ref: sha, check_name: name, filter: 'all' });
    return data.check_runs.toSorted((a, b) => a.id - b.id);
  };
  return {
    writer: createCheckWriter(asApp()),
    commits: [first, await commit({ 'a.yaml': 'a: 2\n' }, [first])],
    count: async (name, sha) => (await runsOf(name, sha)).length,
    shown: async (name, sha): Promise<ShownRun | undefined> => {
      const run = (await runsOf(name, sha)).at(-1);
      if (run === undefined) return undefined;
      const { id, conclusion, external_id, output } = run;
      const list = { ...repo, check_run_id: id, per_page: 100 };
      const annotations = await owner.paginate(owner.rest.checks.listAnnotations, list);
      return {
        id,
        name,
        conclusion: conclusion === 'success' || conclusion === 'failure' ? conclusion : undefined,
        externalId: external_id ?? '',
        title: output.title ?? '',
        summary: output.summary ?? '',
        text: output.text ?? '',
        annotations: annotations.map((one) => ({
          path: one.path,
          line: one.start_line,
          level: one.annotation_level === 'failure' ? 'failure' : 'notice',
          message: one.message ?? '',
        })),
      };
    },
  };
});

commentWriterContract('adapter on the emulated GitHub', async () => {
  const base = await createSource(asApp()).headOf('main');
  await moveBranch('feature', await commit({ 'a.yaml': 'a: 1\n' }, [base]));
  const { data: pull } = await owner.rest.pulls.create({ ...repo, head: 'feature', base: 'main', title: 'A feature' });
  const about = { ...repo, issue_number: pull.number };
  const { data: comment } = await owner.rest.issues.createComment({ ...about, body: '/holdfast help' });
  return {
    writer: createCommentWriter(asApp()),
    number: pull.number,
    comment: comment.id,
    replies: async () => {
      const { data } = await owner.rest.issues.listComments(about);
      return data.slice(1).map(({ body = '' }) => body.replace(/\n\n<!-- .* -->$/, ''));
    },
    reactions: async () => {
      const { data } = await owner.rest.reactions.listForIssueComment({ ...repo, comment_id: comment.id });
      return data.map(({ content }) => content);
    },
  };
});

deliveryLogContract('adapter on the emulated GitHub', async () => {
  const { data } = await owner.rest.repos.get(repo);
  const payload = {
    repository: { id: data.id, full_name: data.full_name },
    installation: { id: local.app.installationId },
  };
  let answer = 500;
  const receiver = createServer((_, response) => response.writeHead(answer).end()).listen(0, '127.0.0.1');
  onTestFinished(() => void receiver.close());
  await once(receiver, 'listening');
  const address = receiver.address();
  const url = typeof address === 'object' ? `http://127.0.0.1:${address?.port}/` : '';
  // Of another repository, and of none.
  local.setWebhook(undefined);
  await local.deliveries.send('push', { ...payload, repository: { id: data.id + 1 } });
  await local.deliveries.send('ping', { zen: 'Design for failure.' });
  return {
    log: createDeliveryLog(asApp()),
    tell: async (event, action, status) => {
      if (status !== undefined) answer = status;
      local.setWebhook(status === undefined ? undefined : url);
      return (await local.deliveries.send(event, { ...payload, action })).id;
    },
    answer: (status) => {
      answer = status;
    },
    until: (attempts) => vi.waitFor(() => expect(local.deliveries.list()).toHaveLength(attempts + 2)),
  };
});

changeProposerContract('adapter on the emulated GitHub', async () => {
  const baseSha = await commit({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' }, [
    await createSource(asApp()).headOf('main'),
  ]);
  await moveBranch('main', baseSha);
  return {
    proposer: createChangeProposer(asApp(PROPOSAL_PERMISSIONS)),
    baseSha,
    author: local.owner,
    textOn: async (branch, path) => {
      const read = () => owner.rest.repos.getContent({ ...repo, path, ref: branch });
      const { data } = await read().catch(() => ({ data: undefined }));
      const content = typeof data === 'object' && 'content' in data ? data.content : undefined;
      return typeof content === 'string' ? Buffer.from(content, 'base64').toString() : undefined;
    },
    openPulls: async () => {
      const { data } = await owner.rest.pulls.list({ ...repo, state: 'open' });
      return data.map(({ number }) => number);
    },
    close: async (pull_number) => void (await owner.rest.pulls.update({ ...repo, pull_number, state: 'closed' })),
    commitTo: async (branch, path, text) => {
      const tip = await createSource(asApp()).headOf(branch);
      await moveBranch(branch, await commit({ [path]: text }, [tip]));
    },
    forbidden: () => createChangeProposer(asApp()),
  };
});

describe('the App on the emulated GitHub', () => {
  test('S7: its token reaches the one repository with the listed permissions and nothing else', async () => {
    const github = asApp();
    const writing = github.call('create a branch', ({ rest }) =>
      rest.git.createRef({ ...github.repo, ref: 'refs/heads/x', sha: 'a'.repeat(40) }),
    );
    await expect(writing).rejects.toMatchObject({ code: 'Forbidden', retryable: false });
  });

  test('a wrong key is refused by GitHub, and says so without it', async () => {
    const github = createGithub({
      appId: local.app.id + 1,
      privateKey: local.app.privateKey,
      installationId: local.app.installationId,
      baseUrl: local.url,
      repository: { owner: local.owner, name: local.repo },
    });
    await expect(createSource(github).headOf('main')).rejects.toMatchObject({ code: 'Unauthorized', retryable: false });
  });

  test('W13: a pull request is read as it is; the owner may press buttons, a stranger may not', async () => {
    const base = await createSource(asApp()).headOf('main');
    const head = await commit({ 'a.yaml': 'a: 1\n' }, [base]);
    await moveBranch('feature', head);
    const { data } = await owner.rest.pulls.create({ ...repo, head: 'feature', base: 'main', title: 'A feature' });
    const pulls = createPullReader(asApp());
    const state = { number: data.number, headSha: head, baseRef: 'main', open: true, fork: false };
    const expected = { ...state, author: local.owner, labels: [], openedAt: Date.parse(data.created_at) };
    expect(await pulls.readPull(data.number)).toEqual(expected);
    expect(await pulls.openPullsAt(head)).toEqual([expected]);
    expect(await pulls.openPullsAt(base)).toEqual([]);
    expect(await pulls.readPull(999)).toBeUndefined();
    expect(await pulls.canWrite(local.owner)).toBe(true);
    expect(await pulls.canWrite('stranger')).toBe(false);
  });
});
