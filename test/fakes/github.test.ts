import { describe, expect, test } from 'vitest';
import { createFakeGithub } from './github.ts';

describe('GitHub in memory', () => {
  test('a push builds on the branch: adds, changes, removes', async () => {
    const github = createFakeGithub();
    const first = github.push('main', { 'a.yaml': 'a: 1', 'b.yaml': 'b: 1' });
    const second = github.push('main', { 'a.yaml': 'a: 2', 'b.yaml': null, 'c.yaml': 'c: 1' });
    expect((await github.source.readTree(second)).entries.map(({ path }) => path)).toEqual(['a.yaml', 'c.yaml']);
    expect(await github.source.compare(first, second)).toBe('ahead');
    expect(await github.source.headOf('main')).toBe(second);
  });

  test('V3: a lagging branch shows what it was before, so many times', async () => {
    const github = createFakeGithub();
    const first = github.push('main', { 'a.yaml': 'a: 1' });
    const second = github.push('main', { 'a.yaml': 'a: 2' });
    github.lagBranch('main', 2);
    const heads = [
      await github.source.headOf('main'),
      await github.source.headOf('main'),
      await github.source.headOf('main'),
    ];
    expect(heads).toEqual([first, first, second]);
  });

  test('V5: a truncated tree says so', async () => {
    const github = createFakeGithub();
    const sha = github.commit({ 'a.yaml': 'a', 'b.yaml': 'b', 'c.yaml': 'c' });
    github.truncateTree(sha);
    expect(await github.source.readTree(sha)).toMatchObject({ truncated: true, entries: [{ path: 'a.yaml' }] });
  });

  test('pull requests follow what people do to them', async () => {
    const github = createFakeGithub();
    const head = github.push('feature', { 'a.yaml': 'a' });
    const number = github.openPull({ headSha: head });
    expect(await github.pulls.readPull(number)).toEqual({
      number: 1,
      headSha: head,
      baseRef: 'main',
      open: true,
      fork: false,
      author: 'author',
      labels: [],
    });
    expect(await github.pulls.openPullsAt(head)).toHaveLength(1);
    github.changePull(number, { open: false });
    expect(await github.pulls.openPullsAt(head)).toEqual([]);
    expect(await github.pulls.readPull(2)).toBeUndefined();
    github.allowWrite('octocat');
    expect([await github.pulls.canWrite('octocat'), await github.pulls.canWrite('stranger')]).toEqual([true, false]);
  });

  test('calls are recorded by port, and fail on command', async () => {
    const github = createFakeGithub();
    const sha = github.commit({});
    github.faults.inject('fail', 'source.readTree');
    await expect(github.source.readTree(sha)).rejects.toMatchObject({ retryable: true });
    await github.source.readTree(sha);
    expect(github.faults.calls).toEqual(['source.readTree', 'source.readTree']);
  });
});
