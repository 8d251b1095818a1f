import { readFile } from 'node:fs/promises';
import { Octokit } from '@octokit/rest';

/**
 * Opens a pull request on the local GitHub of a running demo with one file in it: API URL, owner/name, path in the
 * registry, local file. Prints where to look for its plan.
 */
async function openPull([url, repository, path, file]: readonly (string | undefined)[]): Promise<void> {
  const [owner, repo] = repository?.split('/') ?? [];
  if (!url || !owner || !repo || !path || !file)
    throw new Error('usage: open-pull <api-url> <owner/name> <path> <file>');
  const octokit = new Octokit({ baseUrl: url, auth: 'local-admin-token' });
  const main = await octokit.git.getRef({ owner, repo, ref: 'heads/main' });
  const branch = `by-hand/${path.replaceAll(/[^a-z0-9]+/gi, '-')}-${Date.now().toString(36)}`;
  await octokit.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha });
  const content = (await readFile(file)).toString('base64');
  await octokit.repos.createOrUpdateFileContents({ owner, repo, path, branch, content, message: `Add ${path}` });
  const pull = await octokit.pulls.create({ owner, repo, title: `Add ${path}`, head: branch, base: 'main' });
  console.log(
    `#${pull.data.number} is open. Its plan: ${url}/repos/${owner}/${repo}/commits/${pull.data.head.sha}/check-runs`,
  );
}

await openPull(process.argv.slice(2));
