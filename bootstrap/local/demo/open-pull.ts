import { readFile } from 'node:fs/promises';
import { Octokit } from '@octokit/rest';
import { openPullRequest } from '../github-events.ts';

/**
 * Opens a pull request on the local GitHub of a running demo with one file in it: API URL, owner/name, path in the
 * registry, local file. Prints where to look for its plan.
 */
async function openPull([url, repository, path, file]: readonly (string | undefined)[]): Promise<void> {
  const [owner, repo] = repository?.split('/') ?? [];
  if (!url || !owner || !repo || !path || !file)
    throw new Error('usage: open-pull <api-url> <owner/name> <path> <file>');
  const octokit = new Octokit({ baseUrl: url, auth: 'local-admin-token' });
  const branch = `by-hand/${path.replaceAll(/[^a-z0-9]+/gi, '-')}-${Date.now().toString(36)}`;
  const files = { [path]: await readFile(file, 'utf8') };
  const pull = await openPullRequest({ owner, repo, octokit: () => octokit }, branch, files, `Add ${path}`);
  console.log(`#${pull.number} is open. Its plan: ${url}/repos/${owner}/${repo}/commits/${pull.headSha}/check-runs`);
}

await openPull(process.argv.slice(2));
