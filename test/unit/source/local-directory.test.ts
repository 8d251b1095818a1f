import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createLocalDirectory } from '../../../controller/adapters/local-directory.ts';
import { DEFAULT_SOURCE_LIMITS } from '../../../controller/source/limits.ts';
import { loadSnapshot } from '../../../controller/source/load-snapshot.ts';

const roots: string[] = [];
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

function newFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-registry-'));
  roots.push(root);
  return root;
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test("a folder reads as the commit of the same files would, with git's own blob ids", async () => {
  const root = newFolder();
  write(root, 'platform.yaml', 'kind: Platform\n');
  write(root, 'teams/a/team.yaml', 'kind: Team # \u00fc\n');
  write(root, 'teams/a/copy.yaml', 'kind: Team # \u00fc\n');
  write(root, '.git/config', 'not read');
  write(root, 'node_modules/x/teams/a.yaml', 'not read');
  write(root, 'README.md', 'not read');
  const { snapshot, findings } = await loadSnapshot(createLocalDirectory(root), 'local', DEFAULT_SOURCE_LIMITS);
  expect(findings).toEqual([]);
  expect(snapshot.sha).toBe('local');
  expect(snapshot.files.map(({ path, text }) => [path, text])).toEqual([
    ['platform.yaml', 'kind: Platform\n'],
    ['teams/a/copy.yaml', 'kind: Team # \u00fc\n'],
    ['teams/a/team.yaml', 'kind: Team # \u00fc\n'],
  ]);
  const ids = snapshot.files.map(({ path }) =>
    execFileSync('git', ['hash-object', join(root, path)], { encoding: 'utf8' }).trim(),
  );
  expect(snapshot.files.map(({ blobSha }) => blobSha)).toEqual(ids);
});

test('R1: a link in the folder is reported and not followed', async () => {
  const root = newFolder();
  write(root, 'teams/a/team.yaml', 'kind: Team\n');
  write(root, 'secret.txt', 'kind: Platform\n');
  symlinkSync(join(root, 'secret.txt'), join(root, 'teams/a/link.yaml'));
  const { snapshot, findings } = await loadSnapshot(createLocalDirectory(root), 'local', DEFAULT_SOURCE_LIMITS);
  expect(findings).toMatchObject([{ code: 'SymbolicLink', file: 'teams/a/link.yaml' }]);
  expect(snapshot.files.map(({ path }) => path)).not.toContain('teams/a/link.yaml');
});

test('a folder that does not exist is an error in plain words', async () => {
  const attempt = createLocalDirectory(join(newFolder(), 'nowhere')).readTree('local');
  await expect(attempt).rejects.toMatchObject({ code: 'RegistryNotFound', source: 'user', retryable: false });
});
