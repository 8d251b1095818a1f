import type { ProbedRoute } from '../health/health.ts';
import type { ProbeAnswer } from '../health/port.ts';
import { redact } from '../lib/redact.ts';

/**
 * Asks a route for an answer, and reads its status alone. The address is a recorded one of the shared API and has to be HTTPS; nothing is sent
 * but the request line, so nobody is signed in, and no redirect is followed (P2). `awsEndpoint` is where AWS is when not where AWS has it: an
 * emulator, which need not speak HTTPS.
 */
export async function probeRoute(route: ProbedRoute, awsEndpoint?: string): Promise<ProbeAnswer> {
  const { method, endpoint, path, timeoutMs } = route;
  const address = new URL(endpoint);
  if (awsEndpoint === undefined && address.protocol !== 'https:') {
    return { problem: 'the recorded address of the API is not HTTPS' };
  }
  const url = awsEndpoint === undefined ? `${endpoint}${path}` : emulated(address, path, awsEndpoint);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { method, redirect: 'manual', signal, headers: { 'user-agent': 'holdfast' } });
    await response.body?.cancel();
    return { status: response.status };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** Emulators serve all APIs on one port, by id and stage: https://docs.localstack.cloud/aws/services/apigateway/. The stage of an HTTP API is no part of its address. */
function emulated({ hostname, pathname }: URL, path: string, awsEndpoint: string): string {
  const stage = pathname === '/' ? '/$default' : pathname;
  return `${awsEndpoint}/_aws/execute-api/${hostname.split('.')[0]}${stage}${path}`;
}

/** What `fetch` throws says little; what it was, it hides in the cause. */
function problemOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return redact(cause instanceof Error ? cause.message : String(cause));
}
