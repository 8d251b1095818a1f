import type { JsonObject } from '../../lib/json.ts';
import { put, RETAINED, type Site } from '../site.ts';
import { logGroupNameOf } from './names.ts';

/** The log group bears the function's name (L4), and outlives it (K4). */
export function addLogGroup(site: Site<'Function'>): void {
  const { document, context } = site;
  const properties = {
    LogGroupName: logGroupNameOf(document, context),
    RetentionInDays: document.spec.logRetentionDays ?? context.platform.spec.observability.retentionDays,
    Tags: site.tags,
  };
  put(site, 'LogGroup', 'AWS::Logs::LogGroup', properties, RETAINED);
}

/** Where and how Lambda writes the function's log lines. Levels are Lambda's own defaults where the author gives none (F1). */
export function loggingOf({ document, context }: Site<'Function'>): JsonObject {
  const { format = 'text', applicationLevel = 'info', systemLevel = 'info' } = document.spec.logging ?? {};
  const levels = { ApplicationLogLevel: applicationLevel.toUpperCase(), SystemLogLevel: systemLevel.toUpperCase() };
  return {
    LoggingConfig: {
      LogFormat: format === 'json' ? 'JSON' : 'Text',
      ...(format === 'json' && levels),
      LogGroup: logGroupNameOf(document, context),
    },
  };
}
