import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';

/** What a document of one route needs. */
const NEEDED = ['method', 'path'] as const;

/** What stands in each of several routes, and so not beside them. */
const OF_A_ROUTE = [
  ...NEEDED,
  'authorizer',
  'scopes',
  'throttle',
  'timeoutMs',
  'cache',
  'apiKeyRequired',
  'traffic',
] as const;

/** A Route is one route or a list of them, and what is said of a route fits together. */
export function routeForm(document: JsonObject): readonly Problem[] {
  if (!isObject(document.spec)) return [];
  const spec = objectOf(document.spec);
  if (spec.routes === undefined) return [...missing(spec), ...fieldProblems(spec, ['spec'])];
  const entries = listOf(spec.routes).map((entry, index) => fieldProblems(objectOf(entry), ['spec', 'routes', index]));
  return [...besideList(spec), ...entries.flat()];
}

function missing(spec: JsonObject): Problem[] {
  return NEEDED.filter((field) => spec[field] === undefined).map((field) => ({
    code: 'MissingField',
    path: ['spec', field],
    message: `spec.${field} is missing.`,
  }));
}

function besideList(spec: JsonObject): Problem[] {
  return OF_A_ROUTE.filter((field) => spec[field] !== undefined).map((field) => ({
    code: 'ConflictingFields',
    path: ['spec', field],
    at: 'key',
    message: `spec.${field} is not allowed with spec.routes: each of these routes says it for itself.`,
  }));
}

/** Methods that change nothing, so that an answer can be given again. */
const CACHEABLE = new Set(['GET', 'HEAD']);

function fieldProblems(route: JsonObject, at: Path): Problem[] {
  const problems: Problem[] = [];
  if (route.scopes !== undefined && route.authorizer === undefined) {
    const message = 'scopes need an authorizer that reads tokens.';
    problems.push({ code: 'ConflictingFields', path: [...at, 'scopes'], at: 'key', message });
  }
  if (route.cache !== undefined && typeof route.method === 'string' && !CACHEABLE.has(route.method)) {
    const message = `Answers to ${route.method} cannot be kept; cache is for GET and HEAD.`;
    problems.push({ code: 'ConflictingFields', path: [...at, 'cache'], at: 'key', message });
  }
  return problems;
}
