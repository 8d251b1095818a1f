import type { LocalGithub } from '../github.ts';
import { until } from './until.ts';

/** A finished check as GitHub tells it. */
export interface Check {
  readonly id: number;
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
}

/** The check of a name on a commit once it has ended, or `undefined`. */
export async function readCheck(github: LocalGithub, sha: string, name: string): Promise<Check | undefined> {
  const { owner, repo } = github;
  const { data } = await github.octokit().checks.listForRef({ owner, repo, ref: sha, check_name: name });
  const run = data.check_runs.find((one) => one.name === name && one.status === 'completed');
  if (run === undefined) return undefined;
  const { title, summary } = run.output;
  const url = `${github.url}/repos/${owner}/${repo}/check-runs/${run.id}`;
  return { id: run.id, conclusion: run.conclusion ?? '', title: title ?? '', summary: summary ?? '', url };
}

/** Waits for a check to end, and demands how. Throws with the check's own text when it ended otherwise. */
export async function untilCheck(
  github: LocalGithub,
  sha: string,
  name: string,
  conclusion: 'success' | 'failure',
  seconds = 60,
): Promise<Check> {
  const check = await until(`${name} on ${sha.slice(0, 7)}`, seconds, () => readCheck(github, sha, name));
  if (check.conclusion === conclusion) return check;
  throw new Error(`${name} ended as ${check.conclusion}: ${check.title}\n${check.summary}`);
}
