import { describe, expect, test } from 'vitest';
import { createPullReader } from '../../../controller/adapters/github-pulls.ts';
import { githubWith, type Handler, json } from './github-http.ts';

const SHA = 'a'.repeat(40);

function pull(changes: object = {}): object {
  return {
    number: 7,
    state: 'open',
    head: { sha: SHA, repo: { id: 1 } },
    base: { ref: 'main', repo: { id: 1 } },
    user: { login: 'mona' },
    labels: [{ name: 'bug' }, { name: 'holdfast/confirm-iam' }],
    merged_at: null,
    merge_commit_sha: 'b'.repeat(40),
    ...changes,
  };
}

function reader(path: string, body: unknown, status = 200) {
  const handler: Handler = (request) =>
    request.path.split('?')[0] === `/repos/acme/registry${path}` ? json(body, status) : undefined;
  return createPullReader(githubWith([handler]).github);
}

describe('pull requests', () => {
  test.each([
    [pull(), { number: 7, headSha: SHA, baseRef: 'main', open: true, fork: false }],
    [pull({ state: 'closed' }), { open: false, fork: false }],
    [pull(), { author: 'mona', labels: ['bug', 'holdfast/confirm-iam'] }],
    [pull({ user: null, labels: undefined }), { author: '', labels: [] }],
    [pull({ state: 'closed', merged_at: '2026-11-26T12:00:00Z' }), { open: false, mergeSha: 'b'.repeat(40) }],
    [pull({ head: { sha: SHA, repo: { id: 2 } } }), { fork: true }],
    [pull({ head: { sha: SHA, repo: null } }), { fork: true }],
  ])('P3, W13: %# is read as it is now', async (answer, expected) => {
    expect(await reader('/pulls/7', answer).readPull(7)).toMatchObject(expected);
  });

  test('one that is not merged has no merge, although GitHub has one to try out', async () => {
    expect(await reader('/pulls/7', pull()).readPull(7)).not.toHaveProperty('mergeSha');
  });

  test('one that is not there is undefined, one that cannot be read is an error', async () => {
    expect(await reader('/pulls/8', {}).readPull(7)).toBeUndefined();
    await expect(reader('/pulls/7', { message: 'no' }, 403).readPull(7)).rejects.toMatchObject({ code: 'Forbidden' });
  });

  test('open pull requests with exactly this head are found', async () => {
    const others = [pull(), pull({ number: 8, head: { sha: 'b'.repeat(40), repo: { id: 1 } } }), pull({ number: 9 })];
    const found = await reader('/pulls', others).openPullsAt(SHA);
    expect(found.map(({ number }) => number)).toEqual([7, 9]);
  });
});

describe('who may press a button', () => {
  test.each([
    ['admin', true],
    ['write', true],
    ['read', false],
    ['none', false],
  ])('W8: permission %s: %s', async (permission, expected) => {
    expect(await reader('/collaborators/octocat/permission', { permission }).canWrite('octocat')).toBe(expected);
  });

  test('a stranger may not; an outage is no answer', async () => {
    expect(await reader('/collaborators/octocat/permission', { message: 'Not Found' }, 404).canWrite('octocat')).toBe(
      false,
    );
    const down = reader('/collaborators/octocat/permission', { message: 'down' }, 503);
    await expect(down.canWrite('octocat')).rejects.toMatchObject({ code: 'Unavailable' });
  });
});

describe('how a commit came to the branch', () => {
  const merged = (number: number, more: object = {}) => ({
    number,
    merged_at: '2026-01-05T10:00:00Z',
    merge_commit_sha: SHA,
    user: { login: 'ada' },
    merged_by: { login: 'grace' },
    head: { sha: 'b'.repeat(40) },
    ...more,
  });
  const review = (login: string | null, state: string, sha = 'b'.repeat(40)) => ({
    state,
    commit_id: sha,
    user: login === null ? null : { login },
  });

  function pulls(listed: readonly object[], reviews: readonly object[] = []) {
    const answers: Readonly<Record<string, unknown>> = {
      [`/repos/acme/registry/commits/${SHA}/pulls`]: listed,
      '/repos/acme/registry/pulls/7': merged(7),
      '/repos/acme/registry/pulls/7/reviews': reviews,
    };
    const handler: Handler = ({ path }) => {
      const answer = answers[path.split('?')[0] ?? ''];
      return answer === undefined ? undefined : json(answer);
    };
    return createPullReader(githubWith([handler]).github);
  }

  test('by the pull request whose merge it is, with the last word of each reviewer where that approves', async () => {
    const reviews = [
      review('kay', 'APPROVED', 'c'.repeat(40)),
      review('lin', 'CHANGES_REQUESTED'),
      review('kay', 'COMMENTED'),
      review('lin', 'APPROVED'),
      review('max', 'APPROVED'),
      review('max', 'DISMISSED'),
      review(null, 'APPROVED'),
    ];
    const listed = [merged(6, { merge_commit_sha: 'd'.repeat(40) }), merged(7)];
    expect(await pulls(listed, reviews).approvalOf(SHA)).toEqual({
      source: 'pull-request',
      number: 7,
      author: 'ada',
      headSha: 'b'.repeat(40),
      mergedBy: 'grace',
      reviews: [
        { login: 'kay', sha: 'c'.repeat(40) },
        { login: 'lin', sha: 'b'.repeat(40) },
      ],
    });
  });

  test('by a push, where no pull request of it was merged', async () => {
    expect(await pulls([]).approvalOf(SHA)).toEqual({ source: 'push' });
    expect(await pulls([merged(7, { merged_at: null })]).approvalOf(SHA)).toEqual({ source: 'push' });
  });

  test('without asking who approved it, in one call', async () => {
    const listed = [merged(6, { merge_commit_sha: 'd'.repeat(40) }), merged(7)];
    expect(await pulls(listed).mergedPullOf(SHA)).toEqual({ number: 7, headSha: 'b'.repeat(40) });
    expect(await pulls([merged(7, { merged_at: null })]).mergedPullOf(SHA)).toBeUndefined();
  });

  test('an outage is an error: what it means is decided by who asks', async () => {
    const down = reader(`/commits/${SHA}/pulls`, { message: 'down' }, 503);
    await expect(down.approvalOf(SHA)).rejects.toMatchObject({ code: 'Unavailable' });
  });
});
