import { describe, expect, test } from 'vitest';
import { createSource } from '../../../controller/adapters/github-source.ts';
import { githubWith, type Handler, json } from './github-http.ts';

const [BASE, HEAD] = ['a'.repeat(40), 'b'.repeat(40)];

function at(path: string, body: unknown, status = 200): Handler {
  return (request) => (request.path.split('?')[0] === `/repos/acme/registry${path}` ? json(body, status) : undefined);
}

describe('reading commits', () => {
  test('V5: that the server did not list everything is passed on', async () => {
    const tree = { truncated: true, tree: [{ path: 'a.yaml', mode: '100644', type: 'blob', sha: BASE, size: 3 }] };
    const { github } = githubWith([at(`/git/trees/${HEAD}`, tree)]);
    expect(await createSource(github).readTree(HEAD)).toEqual({
      truncated: true,
      entries: [{ path: 'a.yaml', mode: '100644', sha: BASE, size: 3 }],
    });
  });

  test('V5: a branch name never reaches GitHub where a commit is meant', async () => {
    const { github, seen } = githubWith([at('/git/trees/main', { truncated: false, tree: [] })]);
    await expect(createSource(github).readTree('main')).rejects.toMatchObject({ code: 'CommitNotFound' });
    expect(seen).toEqual([]);
  });

  test('a damaged blob is refused before it gets into a cache', async () => {
    const id = '4ac02a276f7be8ec6d2e5bf4feea83607a3d9aca';
    const blob = (text: string) => ({ content: Buffer.from(text).toString('base64'), encoding: 'base64' });
    const good = githubWith([at(`/git/blobs/${id}`, blob('kind: Team\n'))]);
    expect(Buffer.from(await createSource(good.github).readBlob(id)).toString()).toBe('kind: Team\n');
    const bad = githubWith([at(`/git/blobs/${id}`, blob('kind: Tea'))]);
    await expect(createSource(bad.github).readBlob(id)).rejects.toMatchObject({ code: 'BlobDamaged', retryable: true });
  });

  test('an empty repository has no branch', async () => {
    const { github } = githubWith([at('/git/ref/heads/main', { message: 'Git Repository is empty.' }, 409)]);
    await expect(createSource(github).headOf('main')).rejects.toMatchObject({
      code: 'BranchNotFound',
      retryable: false,
    });
  });

  test('an outage is not an absence', async () => {
    const { github } = githubWith([at(`/git/trees/${HEAD}`, { message: 'down' }, 503)]);
    await expect(createSource(github).readTree(HEAD)).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
  });
});

describe('V1: ancestry', () => {
  const comparing = `/compare/${BASE}...${HEAD}`;

  test.each(['identical', 'ahead', 'behind', 'diverged'])(
    '%s is passed on, without asking for the files',
    async (status) => {
      const { github, seen } = githubWith([at(comparing, { status })]);
      expect(await createSource(github).compare(BASE, HEAD)).toBe(status);
      expect(seen.at(-1)?.path).toBe(`/repos/acme/registry${comparing}?per_page=1&page=2`);
    },
  );

  test('histories without a common commit are diverged, an unknown commit is an error', async () => {
    const commits = [at(`/git/commits/${BASE}`, { sha: BASE }), at(`/git/commits/${HEAD}`, { sha: HEAD })];
    const unrelated = githubWith([at(comparing, { message: 'No common ancestor' }, 404), ...commits]);
    expect(await createSource(unrelated.github).compare(BASE, HEAD)).toBe('diverged');
    const unknown = githubWith([at(comparing, { message: 'Not Found' }, 404), ...commits.slice(0, 1)]);
    await expect(createSource(unknown.github).compare(BASE, HEAD)).rejects.toMatchObject({ code: 'CommitNotFound' });
  });
});

describe('who wrote what is not applied yet', () => {
  const by = (login: string | undefined, parents = 1) => ({
    sha: HEAD,
    author: login === undefined ? null : { login },
    parents: Array.from({ length: parents }, () => ({ sha: BASE })),
  });

  test('G6: every author that GitHub knows, once, over all pages; who only merged did not write', async () => {
    const first = [by('mona'), by('merger', 2), by(undefined), ...Array.from({ length: 97 }, () => by('mona'))];
    expect(first).toHaveLength(100);
    const { github, seen } = githubWith([
      ({ path }) => {
        const page = new URLSearchParams(path.split('?')[1]).get('page');
        return path.includes('/compare/') ? json({ commits: page === '1' ? first : [by('octocat')] }) : undefined;
      },
    ]);
    expect(await createSource(github).authorsBetween(BASE, HEAD)).toEqual(['mona', 'octocat']);
    expect(seen.filter(({ path }) => path.includes('/compare/'))).toHaveLength(2);
  });

  test('an unknown commit is an error', async () => {
    const { github } = githubWith([at(`/compare/${BASE}...${HEAD}`, { message: 'Not Found' }, 404)]);
    await expect(createSource(github).authorsBetween(BASE, HEAD)).rejects.toMatchObject({ code: 'CommitNotFound' });
  });
});

describe('what the branch went through', () => {
  const id = (digit: string) => digit.repeat(40);
  const commit = (sha: string, ...parents: readonly string[]) => ({
    sha,
    parents: parents.map((parent) => ({ sha: parent })),
  });
  const between = (commits: readonly object[]) =>
    createSource(githubWith([at(`/compare/${BASE}...${HEAD}`, { commits })]).github).mergesBetween(BASE, HEAD);

  test('V2: the first parents from the head back to the base, and not what they merged', async () => {
    const commits = [
      commit(id('1'), BASE),
      commit(id('2'), BASE),
      commit(id('3'), id('2'), id('1')),
      commit(HEAD, id('3')),
    ];
    expect(await between(commits)).toEqual([HEAD, id('3'), id('2')]);
  });

  test('nothing where GitHub does not tell all of it, or they do not lead to the base', async () => {
    expect(await between([commit(HEAD, id('3'))])).toEqual([]);
    expect(await between([commit(id('1'), BASE)])).toEqual([]);
    expect(await between([commit(HEAD)])).toEqual([]);
  });

  test('an unknown commit is an error', async () => {
    const { github } = githubWith([at(`/compare/${BASE}...${HEAD}`, { message: 'Not Found' }, 404)]);
    await expect(createSource(github).mergesBetween(BASE, HEAD)).rejects.toMatchObject({ code: 'CommitNotFound' });
  });
});
