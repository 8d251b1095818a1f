import { expect, test } from 'vitest';
import { createDeliveryLog } from '../../../controller/adapters/github-deliveries.ts';
import { githubWith, type Handler, json } from './github-http.ts';

const AT = '2026-01-05T09:59:00Z';

/** One of GitHub's list, as text: its id is beyond what a number holds (https://github.com/octokit/request.js/issues/797). */
function item(id: string, repository: number | null, delivered_at = AT): string {
  const rest = { guid: `guid-${id}`, delivered_at, redelivery: false, duration: 0.1, status: 'Invalid HTTP Response' };
  const about = { status_code: 502, event: 'push', action: null, installation_id: 77, repository_id: repository };
  return `{"id":${id},${JSON.stringify({ ...rest, ...about }).slice(1)}`;
}

function logWith(pages: readonly (readonly string[])[], refusal?: Response) {
  const handler: Handler = ({ method, path }) => {
    if (path === '/repos/acme/registry') return json({ id: 1001 });
    if (!path.startsWith('/app/hook/deliveries')) return undefined;
    if (refusal !== undefined) return refusal.clone();
    if (method === 'POST') return json({}, 202);
    const at = Number(new URLSearchParams(path.split('?')[1]).get('cursor') ?? 0);
    const next = `<https://ghe.example/api/v3/app/hook/deliveries?per_page=100&cursor=${at + 1}>; rel="next"`;
    const headers = { 'content-type': 'application/json', ...(pages[at + 1] !== undefined && { link: next }) };
    return new Response(`[${(pages[at] ?? []).join()}]`, { headers });
  };
  const { github, seen } = githubWith([handler]);
  const asked = () => seen.map(({ method, path }) => `${method} ${path}`);
  return { log: createDeliveryLog(github), seen, asked };
}

test('R7: ids are kept whole, both ways, and asked for as the App itself', async () => {
  const { log, seen, asked } = logWith([[item('3804004623172239366', 1001)]]);
  expect(await log.listDeliveries(0)).toEqual([
    { id: '3804004623172239366', guid: 'guid-3804004623172239366', event: 'push', at: Date.parse(AT), status: 502 },
  ]);
  expect(await log.redeliver('3804004623172239366')).toBe(true);
  expect(asked().at(-1)).toBe('POST /app/hook/deliveries/3804004623172239366/attempts');
  expect(seen.at(-1)?.authorization).toMatch(/^bearer [^.]+\.[^.]+\.[^.]+$/);
});

test('W7, W8: deliveries of other repositories and of none are left out, by id; the id is asked for once', async () => {
  const { log, asked } = logWith([[item('1', 1001), item('2', 1002), item('3', null)]]);
  expect((await log.listDeliveries(0))?.map(({ id }) => id)).toEqual(['1']);
  await log.listDeliveries(0);
  expect(asked().filter((call) => call === 'GET /repos/acme/registry')).toHaveLength(1);
});

test('it reads no further than the time asked for, and never more than ten pages', async () => {
  const old = '2026-01-05T08:00:00Z';
  const recent = logWith([[item('1', 1001)], [item('2', 1001), item('3', 1001, old)], [item('4', 1001, old)]]);
  expect((await recent.log.listDeliveries(Date.parse('2026-01-05T09:00:00Z')))?.map(({ id }) => id)).toEqual([
    '1',
    '2',
  ]);
  expect(recent.asked().filter((call) => call.includes('/app/hook'))).toHaveLength(2);
  const endless = logWith(Array.from({ length: 30 }, (_, page) => [item(String(page), 1001)]));
  expect(await endless.log.listDeliveries(0)).toHaveLength(10);
});

test.each([404, 403])('an App without a webhook of its own has no log: %i', async (status) => {
  const { log } = logWith([], json({ message: 'no' }, status));
  expect(await log.listDeliveries(0)).toBeUndefined();
  expect(await log.redeliver('7')).toBe(false);
});

test('an outage is no answer', async () => {
  const { log } = logWith([], json({ message: 'down' }, 503));
  await expect(log.listDeliveries(0)).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
});

test('W7: what is no id becomes no part of a path', async () => {
  const { log, seen } = logWith([]);
  await expect(log.redeliver('7/../../x')).rejects.toThrow('no id of a delivery: 7/../../x');
  expect(seen).toEqual([]);
});
