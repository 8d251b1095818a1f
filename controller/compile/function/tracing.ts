import type { JsonObject } from '../../lib/json.ts';
import type { Site } from '../site.ts';
import { SEND_TRACES } from '../tracing.ts';

/** Whether X-Ray traces every run, or only those that the caller traces: the platform's choice unless the function has one. */
export function tracingOf(site: Site<'Function'>): JsonObject {
  return { TracingConfig: { Mode: isTraced(site) ? 'Active' : 'PassThrough' } };
}

/** What a function that traces may do. */
export function tracingStatements(site: Site<'Function'>): readonly JsonObject[] {
  return isTraced(site) ? [SEND_TRACES] : [];
}

function isTraced({ document, context }: Site<'Function'>): boolean {
  return (document.spec.tracing ?? context.platform.spec.observability.tracing) === 'active';
}
