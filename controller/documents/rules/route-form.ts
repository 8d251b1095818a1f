import { PROBE_METHODS } from '../../../registry/kinds/route/schema.ts';
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
  'probe',
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

const PROBED: ReadonlySet<string> = new Set(PROBE_METHODS);

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
  return [...problems, ...probeProblems(route, [...at, 'probe'])];
}

/** A probe changes nothing and asks for what the route answers, or it would say nothing about it. */
function probeProblems({ probe, method, path }: JsonObject, at: Path): Problem[] {
  if (!isObject(probe)) return [];
  if (typeof method === 'string' && !PROBED.has(method)) {
    const message = `A probe must change nothing, and ${method} may; probe is for ${PROBE_METHODS.join(', ')}.`;
    return [{ code: 'ConflictingFields', path: at, at: 'key', message }];
  }
  if (typeof path !== 'string') return [];
  const asked = objectOf(probe).path;
  if (asked === undefined && path.includes('{')) {
    const message = `probe.path is missing: ${path} has parameters, and a request needs values for them.`;
    return [{ code: 'MissingField', path: at, at: 'key', message }];
  }
  if (typeof asked !== 'string' || !asked.startsWith('/') || takes(path, asked)) return [];
  const message = `${asked} is not a path that this route answers, ${path}.`;
  return [{ code: 'InvalidValue', path: [...at, 'path'], message }];
}

/** Whether a route with this path gets a request for that one. */
function takes(path: string, asked: string): boolean {
  const [own, parts] = [path.split('/'), asked.split('/')];
  const rest = own.at(-1)?.endsWith('+}') === true;
  if (rest ? parts.length < own.length : parts.length !== own.length) return false;
  return own.every((part, index) => part.startsWith('{') || part === parts[index]);
}
