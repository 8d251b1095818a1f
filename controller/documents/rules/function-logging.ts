import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** Lambda filters by level only what it writes as JSON: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export function functionLogging(document: JsonObject): readonly Problem[] {
  const logging = objectOf(objectOf(document.spec).logging);
  if (logging.format === 'json') return [];
  return ['applicationLevel', 'systemLevel']
    .filter((field) => logging[field] !== undefined)
    .map((field) => ({
      code: 'ConflictingFields',
      path: ['spec', 'logging', field],
      at: 'key',
      message: `spec.logging.${field} has no effect on lines that are not JSON.`,
      hint: 'Add `format: json`.',
    }));
}
