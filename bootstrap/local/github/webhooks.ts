import { type Api, child, isJson, type Json, text } from './api.ts';
import { pullOf, withPullRequest } from './comments.ts';
import type { Deliveries } from './deliveries.ts';
import { branchSha, type PullRequests } from './pull-requests.ts';

const noCommit = '0'.repeat(40);

/**
 * Takes an event that the emulator sent, completes it and passes it on, together with the events that GitHub would have
 * sent but the emulator does not: `push` for a new branch, `pull_request.synchronize` after a push to a head branch, and
 * `pull_request.labeled` for a label on one. A comment says whether it is on a pull request.
 */
export async function passOn(
  event: string,
  payload: Json,
  pulls: PullRequests,
  deliveries: Deliveries,
  api: Api,
): Promise<void> {
  const repo = text(child(payload, 'repository'), 'full_name');
  if (event === 'pull_request') return pullRequest(repo, payload, pulls, deliveries);
  if (event === 'push') return push(repo, payload, pulls, deliveries, api);
  if (event === 'issue_comment') {
    await deliveries.send(event, await withPullRequest(repo, payload, api));
    return;
  }
  if (event === 'issues' && (payload.action === 'labeled' || payload.action === 'unlabeled')) {
    const pull = await pullOf(repo, child(payload, 'issue'), api);
    if (pull !== undefined) return labelled(repo, payload, pull, pulls, deliveries);
  }
  await deliveries.send(event, payload);
  if (event === 'create' && payload.ref_type === 'branch') {
    const ref = text(payload, 'ref');
    const after = await branchSha(api, repo, branchOf(ref));
    const { repository, sender, installation } = payload;
    await push(repo, { ref, before: noCommit, after, repository, sender, installation }, pulls, deliveries, api);
  }
}

/** A label on a pull request is an event of the pull request, not of the issue that it also is. */
async function labelled(
  repo: string,
  payload: Json,
  pull: Json,
  pulls: PullRequests,
  deliveries: Deliveries,
): Promise<void> {
  const { action, label, repository, sender, installation } = payload;
  const changed = { ...(await pulls.complete(repo, pull)), updated_at: new Date().toISOString() };
  const common = { action, number: pull.number, label, repository, sender, installation };
  await deliveries.send('pull_request', { ...common, pull_request: changed });
}

async function pullRequest(repo: string, payload: Json, pulls: PullRequests, deliveries: Deliveries): Promise<void> {
  const pull = child(payload, 'pull_request');
  if (payload.action === 'closed') await pulls.close(repo, pull);
  if (payload.action === 'reopened') pulls.reopen(repo, pull);
  const completed = await pulls.complete(repo, pull);
  await deliveries.send('pull_request', { ...payload, number: pull.number, pull_request: completed });
}

async function push(repo: string, payload: Json, pulls: PullRequests, deliveries: Deliveries, api: Api): Promise<void> {
  const { before, after } = payload;
  const [created, deleted] = [before === noCommit, after === noCommit];
  const forced = !created && !deleted && !(await isFastForward(api, repo, String(before), String(after)));
  await deliveries.send('push', { created, deleted, forced, ...payload });
  if (created) return;
  const { repository, sender, installation } = payload;
  for (const pull of await pulls.openFrom(repo, branchOf(text(payload, 'ref')))) {
    const common = { action: 'synchronize', number: pull.number, before, after };
    const pull_request = { ...pull, head: { ...child(pull, 'head'), sha: after } };
    await deliveries.send('pull_request', { ...common, pull_request, repository, sender, installation });
  }
}

async function isFastForward(api: Api, repo: string, before: string, after: string): Promise<boolean> {
  // The emulator knows no comparison of unrelated histories and answers 404; that is no fast-forward.
  const { body } = await api('GET', `/repos/${repo}/compare/${before}...${after}`);
  return isJson(body) && body.behind_by === 0;
}

function branchOf(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}
