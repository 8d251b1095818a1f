import { type Api, ApiError, child, type Json, must, parseJson } from './api.ts';
import type { Deliveries, Delivery } from './deliveries.ts';

/** `next` is the path and query of the page after this one. */
export type HookAnswer = { readonly status: number; readonly next?: string; readonly body: unknown };

/**
 * The App's log of its webhook, which the emulator does not have: `GET /app/hook/deliveries`, newest first and paged by cursor, and
 * `POST /app/hook/deliveries/{id}/attempts`, which sends the same payload again under the same `X-GitHub-Delivery`. Only the App itself may ask.
 * `undefined` for another path. https://docs.github.com/en/rest/apps/webhooks
 */
export async function hookLog(
  method: string,
  path: string,
  as: Api,
  deliveries: Deliveries,
): Promise<HookAnswer | undefined> {
  const { pathname, searchParams } = new URL(path, 'http://github.local');
  const [, attempt] = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(pathname) ?? [];
  if (attempt === undefined && pathname !== '/app/hook/deliveries') return undefined;
  await must(as, 'GET', '/app');
  if (attempt === undefined) return method === 'GET' ? list(searchParams, path, deliveries) : undefined;
  const found = deliveries.list().find((delivery) => String(delivery.attempt) === attempt);
  if (found === undefined) throw new ApiError(404, 'Not Found');
  // GitHub sends it a moment after it has answered.
  void deliveries.redeliver(found.id);
  return { status: 202, body: {} };
}

function list(query: URLSearchParams, path: string, deliveries: Deliveries): HookAnswer {
  const size = Math.min(Number(query.get('per_page') ?? 30), 100);
  const wanted = query.get('status');
  const all = deliveries
    .list()
    .filter((delivery) => wanted === null || (wanted === 'success') === isSuccess(delivery))
    .reverse();
  const cursor = query.get('cursor');
  const from = cursor === null ? 0 : all.findIndex(({ attempt }) => `v1_${attempt}` === cursor);
  if (from < 0) throw new ApiError(422, 'Validation Failed');
  const next = all[from + size];
  const url = new URL(path, 'http://github.local');
  if (next !== undefined) url.searchParams.set('cursor', `v1_${next.attempt}`);
  const body = all.slice(from, from + size).map(itemOf);
  return { status: 200, body, ...(next !== undefined && { next: `${url.pathname}${url.search}` }) };
}

/** When branches were moved, as GitHub's `GET /repos/{owner}/{repo}/activity` tells; newest first. */
export function activityOf(repo: string, deliveries: Deliveries): readonly Json[] {
  return deliveries
    .list()
    .filter(({ event, redelivery }) => event === 'push' && !redelivery)
    .map(({ body, at }) => ({ payload: parseJson(body), at }))
    .filter(({ payload }) => child(payload, 'repository').full_name === repo)
    .map(({ payload, at: timestamp }, index) => {
      const { before, after, ref, sender } = Object(payload);
      return { id: index + 1, before, after, ref, timestamp, activity_type: 'push', actor: sender };
    })
    .reverse();
}

function isSuccess({ status = 0 }: Delivery): boolean {
  return status >= 200 && status < 300;
}

/** `hook-delivery-item` of GitHub's API; what could not be reached is a 502 there. */
function itemOf(delivery: Delivery): Json {
  const { attempt, id, at, redelivery, seconds, event, action = null, body, status } = delivery;
  const payload = parseJson(body);
  return {
    id: attempt,
    guid: id,
    delivered_at: at,
    redelivery,
    duration: Math.round(seconds * 100) / 100,
    status: status === undefined ? 'failed to connect to host' : isSuccess(delivery) ? 'OK' : 'Invalid HTTP Response',
    status_code: status ?? 502,
    event,
    action,
    installation_id: child(payload, 'installation').id ?? null,
    repository_id: child(payload, 'repository').id ?? null,
    throttled_at: null,
  };
}
