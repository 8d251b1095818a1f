import { HoldfastError } from '../diagnostics/error.ts';
import type { DeliveryAttempt, DeliveryLog } from '../trigger/port.ts';
import type { Github } from './github-client.ts';

/** As many pages of 100 as are read at most: the log has the deliveries of every repository that the App is installed on. */
const MAX_PAGES = 10;
const PAGE = 100;
const ID = /^\d{1,20}$/;

/** The fields of GitHub's log that are read. Ids come as numbers or, where they are too large for those, as `bigint`. */
interface GithubDelivery {
  readonly id: number | bigint;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
  readonly repository_id: number | bigint | null;
}

/**
 * The deliveries of the App's own webhook, read and asked for again as the App itself, which needs no permission. Only those about the registry
 * repository are given, which is known by its id (W7).
 * https://docs.github.com/en/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 */
export function createDeliveryLog(github: Github): DeliveryLog {
  let repository: Promise<bigint> | undefined;
  const ours = () => {
    repository ??= repositoryId(github);
    repository.catch(() => {
      repository = undefined;
    });
    return repository;
  };
  return {
    listDeliveries: async (since) => {
      const listed = await unlessRefused(() => list(github, since));
      if (listed === undefined) return undefined;
      const id = listed.length === 0 ? undefined : await ours();
      return listed.filter(({ repository_id: of }) => of !== null && BigInt(of) === id).map(attemptOf);
    },
    redeliver: async (attempt) => {
      if (!ID.test(attempt)) throw new TypeError(`no id of a delivery: ${attempt}`);
      const asked = await unlessRefused(() =>
        github.callAsApp('have a webhook delivered again', ({ request }) =>
          // As part of the path: as a parameter the id would be a number, which cannot hold it.
          request(`POST /app/hook/deliveries/${attempt}/attempts`),
        ),
      );
      return asked !== undefined;
    },
  };
}

function list(github: Github, since: number): Promise<readonly GithubDelivery[]> {
  let pages = 0;
  return github.callAsApp('list the webhook deliveries', ({ paginate, rest }) =>
    paginate(rest.apps.listWebhookDeliveries, { per_page: PAGE }, ({ data }, done) => {
      pages += 1;
      const recent = data.filter((delivery) => Date.parse(delivery.delivered_at) >= since);
      if (recent.length < data.length || pages === MAX_PAGES) done();
      return recent;
    }),
  );
}

async function repositoryId(github: Github): Promise<bigint> {
  const { data } = await github.call('read the id of the registry repository', ({ rest }) =>
    rest.repos.get({ ...github.repo }),
  );
  return BigInt(data.id);
}

function attemptOf(delivery: GithubDelivery): DeliveryAttempt {
  const { id, guid, delivered_at, status_code: status, event, action } = delivery;
  return {
    id: String(id),
    guid,
    event,
    ...(action !== null && { action }),
    at: Date.parse(delivered_at),
    status,
  };
}

/** An App whose webhook is not active has no log, and a delivery that is too old is not sent again. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HoldfastError && REFUSED.has(error.code)) return undefined;
    throw error;
  }
}

const REFUSED: ReadonlySet<string> = new Set(['NotFound', 'Forbidden', 'Invalid']);
