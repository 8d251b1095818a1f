import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import { isStream } from './event-source-entry.ts';

const DEFAULT_PERIODS = 5;

/** Alarms of a function: periods that fit each other, and metrics that Lambda has for this function. */
export function functionAlarms(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const alarms = objectOf(spec.alarms);
  return [
    ...Object.entries(alarms).flatMap(([name, alarm]) => (isObject(alarm) ? periods(name, alarm) : [])),
    ...(isObject(alarms.undelivered) && !isTold(spec) ? [useless('undelivered', UNTOLD)] : []),
    ...(isObject(alarms.iteratorAge) && !listOf(spec.eventSources).some(isStream)
      ? [useless('iteratorAge', 'the function has no stream among its eventSources')]
      : []),
  ];
}

const UNTOLD = 'the function has neither a deadLetter nor a destination in asyncInvoke';

function periods(name: string, { periods: all = DEFAULT_PERIODS, breaching }: JsonObject): Problem[] {
  if (typeof all !== 'number' || typeof breaching !== 'number' || breaching <= all) return [];
  const message = `spec.alarms.${name}.breaching is ${breaching}, of ${all} periods that are looked at.`;
  return [{ code: 'InvalidValue', path: ['spec', 'alarms', name, 'breaching'], message }];
}

function isTold({ deadLetter, asyncInvoke }: JsonObject): boolean {
  const { onSuccess, onFailure } = objectOf(asyncInvoke);
  return deadLetter !== undefined || onSuccess !== undefined || onFailure !== undefined;
}

function useless(name: string, because: string): Problem {
  const message = `spec.alarms.${name} would never ring: ${because}.`;
  return { code: 'ConflictingFields', path: ['spec', 'alarms', name], at: 'key', message };
}
