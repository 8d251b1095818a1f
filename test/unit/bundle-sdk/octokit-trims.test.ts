import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { endpointsCalled, octokitTrims } from '../../../bootstrap/octokit-trims.ts';
import { bundleCalls } from './bundle-calls.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');
let work: string;

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true });
  work = await mkdtemp(join(root, '.cache/octokit-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

interface Conversation {
  readonly said: readonly { readonly method: string; readonly path: string; readonly scheme: string }[];
  readonly understood: readonly unknown[];
}

/** What a bundle of our adapters sends to GitHub and makes of the answers, and its size. */
async function converse(name: string, isTrimmed: boolean): Promise<Conversation & { readonly bytes: number }> {
  const file = join(work, `${name}.mjs`);
  const bytes = await bundleCalls('octokit-calls.ts', file, isTrimmed ? [octokitTrims] : []);
  const script = `console.log(JSON.stringify(await (await import(${JSON.stringify(file)})).callGithub()))`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script]);
  return { ...JSON.parse(stdout), bytes };
}

test('without the endpoints that nobody calls, the adapters say the same to GitHub and understand the same', async () => {
  const { bytes: all, ...whole } = await converse('whole', false);
  const { bytes, ...trimmed } = await converse('trimmed', true);
  expect(trimmed).toEqual(whole);
  expect(all - bytes).toBeGreaterThan(85_000);

  const routes = trimmed.said.map(({ method, path }) => `${method} ${path.replace(/\?.*|[0-9a-f]{40}/g, '')}`);
  expect([...new Set(routes)]).toEqual([
    'GET /repos/acme/registry/installation',
    'POST /app/installations/77/access_tokens',
    'GET /repos/acme/registry/git/trees/',
    'GET /repos/acme/registry/git/blobs/',
    'GET /repos/acme/registry/git/ref/heads/main',
    'GET /repos/acme/registry/compare/...',
    'GET /repos/acme/registry/git/commits/',
    'GET /repos/acme/registry/pulls/7',
    'GET /repos/acme/registry/pulls',
    'GET /repos/acme/registry/collaborators/ada/permission',
    'GET /repos/acme/registry/commits//pulls',
    'GET /repos/acme/registry/pulls/7/reviews',
    'GET /repos/acme/registry/commits//check-runs',
    'GET /repos/acme/registry/check-runs/3/annotations',
    'POST /repos/acme/registry/check-runs',
    'PATCH /repos/acme/registry/check-runs/3',
    'POST /repos/acme/registry/issues/comments/9/reactions',
    'GET /repos/acme/registry/issues/7/comments',
    'POST /repos/acme/registry/issues/7/comments',
    'GET /repos/acme/registry/activity',
    'GET /app/hook/deliveries',
    'GET /repos/acme/registry',
    'POST /app/hook/deliveries/12/attempts',
    'GET /repos/acme/registry/git/ref/heads/holdfast/adopt-1',
    'GET /users/ada',
    'POST /repos/acme/registry/git/trees',
    'POST /repos/acme/registry/git/commits',
    'POST /repos/acme/registry/git/refs',
    'POST /repos/acme/registry/pulls',
    'GET /repos/acme/registry/git/ref/heads/holdfast/adopt-2',
    'PATCH /repos/acme/registry/git/refs/heads/holdfast/adopt-2',
    'PATCH /repos/acme/registry/pulls/7',
  ]);
  // So the calls above are all there are.
  expect(endpointsCalled().size).toBe(29);
  expect(trimmed.said[0]?.scheme).toBe('bearer');
  const pull = { number: 7, open: true, fork: false, baseRef: 'main' };
  expect(trimmed.understood).toMatchObject([
    { entries: [{ path: 'a.yaml', mode: '100644', size: 2 }], truncated: false },
    'BlobNotFound',
    'c0ffee0000000000000000000000000000000000',
    'identical',
    'CommitNotFound',
    pull,
    [pull],
    true,
    { source: 'pull-request', number: 7, author: 'ada', mergedBy: 'grace', reviews: [{ login: 'kay' }] },
    'done',
    'done',
    'done',
    'done',
    Date.parse('2026-01-05T10:00:00Z'),
    [{ id: '12', guid: 'g', event: 'push', status: 502 }],
    true,
    { kind: 'opened', number: 8, url: 'https://ghe.example/8' },
    { kind: 'updated', number: 7, url: 'https://ghe.example/7' },
  ]);
});
