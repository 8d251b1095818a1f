import type { LocalGithub } from '../../../bootstrap/local/github.ts';

/** One of our checks on a commit. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
}

/** All checks on a commit, oldest first; only those of a name if one is given. */
export async function checkRuns(github: LocalGithub, sha: string, name?: string): Promise<readonly CheckRun[]> {
  const { owner, repo } = github;
  const { data } = await github.octokit().checks.listForRef({ owner, repo, ref: sha, per_page: 100 });
  return data.check_runs
    .filter((run) => name === undefined || run.name === name)
    .map(({ id, name: called, conclusion, output: { title, summary } }) => ({
      id,
      name: called,
      conclusion,
      title,
      summary,
    }))
    .sort((a, b) => a.id - b.id);
}
