import { requestsOfFunction } from '../expected-requests.ts';
import type { Site } from '../site.ts';
import type { Usage } from '../usage.ts';

/** What a function is expected to be used: its own figures, else the requests of its Routes. */
export function functionUsage({ document, context }: Site<'Function'>): Usage {
  const requestsPerMonth = requestsOfFunction(document, context);
  return { ...document.spec.traffic, ...(requestsPerMonth !== undefined && { requestsPerMonth }) };
}
