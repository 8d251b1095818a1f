import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createLocalGit, resolveCommit } from '../../../controller/adapters/local-git.ts';

/** A repository whose registry lies in a folder of its own; gives that folder and a way to commit files of it. */
async function repository() {
  const root = await mkdtemp(join(tmpdir(), 'holdfast-git-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const folder = join(root, 'registry');
  await mkdir(folder);
  const git = (...args: readonly string[]) => promisify(execFile)('git', [...args], { cwd: root });
  await git('init', '--quiet');
  const commit = async (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
    await git('add', '--all');
    await git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', 'x');
    return (await git('rev-parse', 'HEAD')).stdout.trim();
  };
  return { root, folder, commit };
}

test('V5: a commit is read as it was, below the folder, whatever the working copy says', async () => {
  const { folder, commit } = await repository();
  const first = await commit({ 'registry/platform.yaml': 'kind: Platform # é\n', 'other.yaml': 'no\n' });
  await commit({ 'registry/platform.yaml': 'kind: Changed\n' });
  await writeFile(join(folder, 'platform.yaml'), 'kind: Working\n');

  const source = createLocalGit(folder);
  const { entries, truncated } = await source.readTree(first);
  expect([entries.map(({ path, mode, size }) => [path, mode, size]), truncated]).toEqual([
    [['platform.yaml', '100644', 20]],
    false,
  ]);
  expect(Buffer.from(await source.readBlob(entries[0]?.sha ?? '')).toString()).toBe('kind: Platform # é\n');
});

test('a revision is resolved to its full id; one that is not there says how to get it', async () => {
  const { folder, commit } = await repository();
  const first = await commit({ 'registry/platform.yaml': 'a\n' });
  await commit({ 'registry/platform.yaml': 'b\n' });
  expect(await resolveCommit(folder, 'HEAD~1')).toBe(first);
  expect(await resolveCommit(folder, first.slice(0, 8))).toBe(first);
  for (const revision of ['f'.repeat(40), '--all', 'nope', '']) {
    await expect(resolveCommit(folder, revision), revision).rejects.toMatchObject({ code: 'CommitNotFound' });
  }
});
