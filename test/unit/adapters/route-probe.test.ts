import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { probeRoute } from '../../../controller/adapters/route-probe.ts';
import type { ProbedRoute } from '../../../controller/health/health.ts';

const HTTP_API = 'https://a1b2c3.execute-api.us-east-1.amazonaws.com';
const route: ProbedRoute = { method: 'GET', endpoint: HTTP_API, path: '/orders/status', timeoutMs: 2000 };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** An emulator of AWS on a port of its own. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

test('tells the status, and sends nothing but the request', async () => {
  const seen: unknown[] = [];
  const aws = await serve(({ method, url, headers }, response) => {
    seen.push([method, url, headers.authorization, headers.cookie, headers['user-agent']]);
    response.writeHead(503).end('secret');
  });
  expect(await probeRoute(route, aws)).toEqual({ status: 503 });
  expect(await probeRoute({ ...route, method: 'HEAD', endpoint: `${HTTP_API}/live` }, aws)).toEqual({ status: 503 });
  expect(seen).toEqual([
    ['GET', '/_aws/execute-api/a1b2c3/$default/orders/status', undefined, undefined, 'holdfast'],
    ['HEAD', '/_aws/execute-api/a1b2c3/live/orders/status', undefined, undefined, 'holdfast'],
  ]);
});

test('P2: follows no redirect, wherever it leads', async () => {
  let asked = 0;
  const aws = await serve((_, response) => {
    asked += 1;
    response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
  });
  expect(await probeRoute(route, aws)).toEqual({ status: 302 });
  expect(asked).toBe(1);
});

test('says why there is no answer: too late, and nobody there', async () => {
  const silent = await serve(() => undefined);
  expect(await probeRoute({ ...route, timeoutMs: 100 }, silent)).toEqual({
    problem: expect.stringContaining('timeout'),
  });
  expect(await probeRoute(route, 'http://127.0.0.1:9')).toEqual({ problem: expect.any(String) });
});

test('P2: asks nobody in the clear', async () => {
  const answer = await probeRoute({ ...route, endpoint: 'http://a1b2c3.execute-api.us-east-1.amazonaws.com' });
  expect(answer).toEqual({ problem: 'the recorded address of the API is not HTTPS' });
});
