import { Octokit } from '@octokit/rest';
import { createEmulator } from 'emulate';
import { freePort } from './free-port.ts';
import { Deliveries, type Delivery } from './github/deliveries.ts';
import { GithubFront, hookPath } from './github/front.ts';

export type LocalGithubOptions = {
  readonly port?: number;
  readonly owner?: string;
  readonly repo?: string;
  /** Where the App's webhooks go; can be set later with `setWebhook`. */
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
};

export type LocalGithub = {
  /** Base URL of the API, for `Octokit({ baseUrl })`. */
  readonly url: string;
  readonly app: {
    readonly id: number;
    readonly privateKey: string;
    readonly installationId: number;
    readonly webhookSecret: string;
  };
  readonly owner: string;
  readonly repo: string;
  readonly adminToken: string;
  readonly deliveries: Pick<Deliveries, 'list' | 'send' | 'redeliver'>;
  /** A client that acts as the repository's owner, a person with all rights. */
  octokit(): Octokit;
  setWebhook(url: string | undefined): void;
  /** Back to the repository with its first commit; all else, deliveries too, is forgotten. */
  reset(): Promise<void>;
  stop(): Promise<void>;
};

export type { Delivery };

const app = { id: 1001, slug: 'holdfast', installationId: 2001 };
const adminToken = 'local-admin-token';

/** What the App may do, as a person would grant it when registering the real one. */
const permissions = {
  checks: 'write',
  contents: 'write',
  issues: 'write',
  metadata: 'read',
  pull_requests: 'write',
};

/**
 * Starts an emulated GitHub on loopback: one repository with a first commit on `main`, one GitHub App installed on it
 * with a generated key, one person with all rights. Webhooks are signed real HTTP requests.
 */
export async function startLocalGithub(options: LocalGithubOptions = {}): Promise<LocalGithub> {
  const { owner = 'acme', repo = 'platform-registry', webhookSecret = 'local-webhook-secret' } = options;
  const deliveries = new Deliveries(webhookSecret, options.webhookUrl);
  const front = new GithubFront({ deliveries, adminToken, installationId: app.installationId });
  const url = await front.listen(options.port ?? 0);
  const port = await freePort();
  front.forwardTo(`http://127.0.0.1:${port}`);
  const seeded = seed(owner, repo, url + hookPath, webhookSecret);
  const emulator = await createEmulator({ service: 'github', port, baseUrl: url, seed: seeded });
  const privateKey = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value;
  if (!privateKey) throw new Error('the emulated GitHub made no key for the App');
  return {
    url,
    app: { id: app.id, privateKey, installationId: app.installationId, webhookSecret },
    owner,
    repo,
    adminToken,
    deliveries,
    octokit: () => new Octokit({ baseUrl: url, auth: adminToken }),
    setWebhook: (target) => deliveries.setUrl(target),
    reset: () =>
      front.reset(() => {
        emulator.reset();
        deliveries.clear();
      }),
    stop: async () => {
      await Promise.all([front.close(), emulator.close()]);
    },
  };
}

function seed(owner: string, repo: string, webhookUrl: string, webhookSecret: string) {
  return {
    tokens: { [adminToken]: { login: owner, scopes: ['repo', 'admin:repo_hook'] } },
    github: {
      users: [{ login: owner }],
      repos: [{ owner, name: repo, auto_init: true, default_branch: 'main' }],
      apps: [
        {
          app_id: app.id,
          slug: app.slug,
          name: 'Holdfast',
          permissions,
          events: ['*'],
          webhook_url: webhookUrl,
          webhook_secret: webhookSecret,
          installations: [
            {
              installation_id: app.installationId,
              account: owner,
              repository_selection: 'selected',
              repositories: [`${owner}/${repo}`],
            },
          ],
        },
      ],
    },
  };
}
