import { randomUUID } from 'node:crypto';
import { signature } from '../../../bootstrap/local/github/deliveries.ts';
import type { LocalGithub } from '../../../bootstrap/local/github.ts';
import { sendSignedEvent } from '../../../bootstrap/local/github-events.ts';
import type { Story } from './story.ts';

/** A delivery as we make it up. Without `secret` it is signed with the right one. */
export interface MadeUp {
  readonly event: string;
  readonly body: string;
  readonly id?: string;
  readonly secret?: string;
}

/** Posts a delivery to the deployed webhook and gives what GitHub would see of the answer. */
export async function postWebhook({ cloud, controller }: Story, delivery: MadeUp) {
  const { event, body, id = randomUUID(), secret = cloud.github.app.webhookSecret } = delivery;
  const response = await fetch(controller.webhookUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': id,
      'x-hub-signature-256': await signature(secret, body),
    },
    body,
  });
  return { status: response.status, body: await response.text() };
}

/** The commit that `main` points at. */
export async function headOfMain({ cloud: { github } }: Story): Promise<string> {
  const { owner, repo } = github;
  const { data } = await github.octokit().git.getRef({ owner, repo, ref: 'heads/main' });
  return data.object.sha;
}

/** The body of a push event on `main`, saying whatever we want it to say. */
export async function pushBody({ cloud: { github } }: Story, before: string, after: string): Promise<string> {
  const { owner, repo } = github;
  const { data: repository } = await github.octokit().repos.get({ owner, repo });
  const installation = { id: github.app.installationId };
  return JSON.stringify({ ref: 'refs/heads/main', before, after, repository, installation, commits: [] });
}

/**
 * Puts a commit without parents in place of `main`, with the same files. The emulated GitHub cannot compare two histories that
 * have nothing in common and so sends no push for it; we send the one that GitHub would.
 */
export async function rewriteMain(story: Story): Promise<string> {
  const { github } = story.cloud;
  const { git } = github.octokit();
  const repository = { owner: github.owner, repo: github.repo };
  const before = await headOfMain(story);
  const { data: old } = await git.getTree({ ...repository, tree_sha: before, recursive: 'true' });
  const tree = old.tree.flatMap(({ type, path, sha }) =>
    type === 'blob' && path && sha ? [{ type: 'blob' as const, mode: '100644' as const, path, sha }] : [],
  );
  const { data: same } = await git.createTree({ ...repository, tree });
  const { data } = await git.createCommit({ ...repository, message: 'Begin anew', tree: same.sha, parents: [] });
  await git.updateRef({ ...repository, ref: 'heads/main', sha: data.sha, force: true });
  await sendPush(story, github, before, data.sha);
  return data.sha;
}

async function sendPush(story: Story, github: LocalGithub, before: string, after: string): Promise<void> {
  const payload: object = JSON.parse(await pushBody(story, before, after));
  await sendSignedEvent(github, 'push', { ...payload, forced: true });
}
