import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { BranchReader, TreeReader } from '../../controller/source/port.ts';
import type { FakeFiles } from '../fakes/github.ts';

/** A reader of a repository, and the hands that change it. */
export interface TreeReaderHarness {
  readonly reader: TreeReader & BranchReader;
  /** Makes a commit with exactly these files. */
  commit(files: FakeFiles, parents?: readonly string[]): Promise<string>;
  /** Points a branch at a commit, forced if need be. */
  moveBranch(branch: string, sha: string): Promise<void>;
}

/** `git hash-object` of the text `kind: Team\n`. */
const TEAM_BLOB = '4ac02a276f7be8ec6d2e5bf4feea83607a3d9aca';
const UNKNOWN = 'e'.repeat(40);

/** What every reader of a repository promises. `create` gives a repository at each call; it need not be empty. */
export function treeReaderContract(name: string, create: () => Promise<TreeReaderHarness>): void {
  describe(`TreeReader and BranchReader: ${name}`, () => {
    let harness: TreeReaderHarness;
    beforeEach(async () => {
      harness = await create();
    });

    const filesOf = async (sha: string) => {
      const { entries, truncated } = await harness.reader.readTree(sha);
      expect(truncated).toBe(false);
      const files = entries.filter((entry) => entry.mode !== '040000');
      return files
        .map(({ path, mode, sha: id }) => ({ path, mode, sha: id }))
        .sort((a, b) => (a.path < b.path ? -1 : 1));
    };

    test('V5: a tree lists every file of exactly that commit, with git’s modes and blob ids', async () => {
      const first = await harness.commit({ 'platform.yaml': 'kind: Platform\n', 'teams/a/team.yaml': 'kind: Team\n' });
      const second = await harness.commit(
        {
          'teams/a/team.yaml': 'kind: Team\n',
          'teams/a/b/c/deep.yaml': 'kind: Function\n',
          'teams/link': { mode: '120000', content: '../platform.yaml' },
          'run.sh': { mode: '100755', content: '#!/bin/sh\n' },
        },
        [first],
      );
      expect(await filesOf(second)).toEqual([
        { path: 'run.sh', mode: '100755', sha: expect.any(String) },
        { path: 'teams/a/b/c/deep.yaml', mode: '100644', sha: expect.any(String) },
        { path: 'teams/a/team.yaml', mode: '100644', sha: TEAM_BLOB },
        { path: 'teams/link', mode: '120000', sha: expect.any(String) },
      ]);
      expect((await filesOf(first)).map(({ path }) => path)).toEqual(['platform.yaml', 'teams/a/team.yaml']);
    });

    test('a blob comes back byte for byte', async () => {
      const contents = {
        'empty.yaml': '',
        'text.yaml': 'ä: "日本"\r\nb: 1',
        'bytes.bin': new Uint8Array([0, 255, 254, 10, 13, 128]),
      };
      const files = await filesOf(await harness.commit(contents));
      const read = await Promise.all(
        files.map(async ({ path, sha }) => [path, [...(await harness.reader.readBlob(sha))]]),
      );
      expect(Object.fromEntries(read)).toEqual({
        'bytes.bin': [0, 255, 254, 10, 13, 128],
        'empty.yaml': [],
        'text.yaml': [...Buffer.from('ä: "日本"\r\nb: 1')],
      });
    });

    test('V5: what is not there is an error that no retry cures; a branch name is no commit', async () => {
      const sha = await harness.commit({ 'a.yaml': 'a: 1\n' });
      await harness.moveBranch('release', sha);
      for (const id of [UNKNOWN, 'release', sha.slice(0, 12)]) {
        await expect(harness.reader.readTree(id)).rejects.toMatchObject({ code: 'CommitNotFound', retryable: false });
      }
      await expect(harness.reader.readBlob(UNKNOWN)).rejects.toMatchObject({ code: 'BlobNotFound', retryable: false });
      await expect(harness.reader.headOf('no-such-branch')).rejects.toMatchObject({
        code: 'BranchNotFound',
        retryable: false,
      });
      await expect(harness.reader.compare(sha, UNKNOWN)).rejects.toMatchObject({
        code: 'CommitNotFound',
        retryable: false,
      });
    });

    test('a branch points where it was moved, forced or not, slash in its name or not', async () => {
      const first = await harness.commit({ 'a.yaml': 'a: 1\n' });
      const second = await harness.commit({ 'a.yaml': 'a: 2\n' }, [first]);
      await harness.moveBranch('team/payments', second);
      expect(await harness.reader.headOf('team/payments')).toBe(second);
      await harness.moveBranch('team/payments', first);
      expect(await harness.reader.headOf('team/payments')).toBe(first);
    });

    test('C14: it tells when a branch was moved to a commit, and nothing of one that none was moved to', async () => {
      const first = await harness.commit({ 'a.yaml': 'a: 1\n' });
      const second = await harness.commit({ 'a.yaml': 'a: 2\n' }, [first]);
      await harness.moveBranch('feature', first);
      await harness.moveBranch('feature', second);
      await vi.waitFor(async () => expect(await harness.reader.pushedAt(second)).toBeGreaterThan(1.7e12));
      expect(await harness.reader.pushedAt(await harness.commit({ 'a.yaml': 'a: 3\n' }))).toBeUndefined();
    });

    test('V1: ancestry tells identical, ahead, behind and diverged apart', async () => {
      const base = await harness.commit({ 'a.yaml': 'a: 1\n' });
      const left = await harness.commit({ 'a.yaml': 'a: 2\n' }, [base]);
      const right = await harness.commit({ 'a.yaml': 'a: 3\n' }, [base]);
      const merge = await harness.commit({ 'a.yaml': 'a: 4\n' }, [left, right]);
      const compare = harness.reader.compare;
      expect(await compare(base, base)).toBe('identical');
      expect(await compare(base, left)).toBe('ahead');
      expect(await compare(right, merge)).toBe('ahead');
      expect(await compare(merge, base)).toBe('behind');
      expect(await compare(left, right)).toBe('diverged');
    });

    test('V2: merges are what the branch went through along first parents, not what they merged', async () => {
      const base = await harness.commit({ 'a.yaml': 'a: 1\n' });
      const left = await harness.commit({ 'a.yaml': 'a: 2\n' }, [base]);
      const right = await harness.commit({ 'a.yaml': 'a: 3\n' }, [base]);
      const merge = await harness.commit({ 'a.yaml': 'a: 4\n' }, [left, right]);
      const head = await harness.commit({ 'a.yaml': 'a: 5\n' }, [merge]);
      const between = harness.reader.mergesBetween;
      expect(await between(base, head)).toEqual([head, merge, left]);
      expect(await between(head, head)).toEqual([]);
      expect(await between(right, head)).toEqual([]);
    });

    test('V1: a history that was begun anew is diverged', async () => {
      const old = await harness.commit({ 'a.yaml': 'a: 1\n' });
      const anew = await harness.commit({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
      expect(await harness.reader.compare(old, anew)).toBe('diverged');
    });
  });
}
