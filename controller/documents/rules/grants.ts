import { ACCESSIBLE } from '../../../registry/kinds/access.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Grants of `spec.access` that fit the kind they are for: the levels that it has, and a prefix only where there are keys. */
export function grants(document: JsonObject): readonly Problem[] {
  return listOf(objectOf(document.spec).access).flatMap((entry, at) => grantProblems(objectOf(entry), at));
}

const LEVELS: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(ACCESSIBLE));

function grantProblems({ kind, level, prefix }: JsonObject, at: number): Problem[] {
  const path = ['spec', 'access', at];
  const levels = typeof kind === 'string' ? LEVELS.get(kind) : undefined;
  if (levels === undefined) return [];
  const problems: Problem[] = [];
  if (typeof level === 'string' && !levels.includes(level)) {
    const message = `Access to a ${String(kind)} cannot be ${level}; it can be ${levels.join(', ')}.`;
    problems.push({ code: 'InvalidValue', path: [...path, 'level'], message });
  }
  if (prefix !== undefined && kind !== 'Bucket') {
    const message = `prefix is for buckets only: a ${String(kind)} has no keys.`;
    problems.push({ code: 'ConflictingFields', path: [...path, 'prefix'], at: 'key', message });
  }
  return problems;
}
