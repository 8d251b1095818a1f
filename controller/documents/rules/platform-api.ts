import { restFields } from '../../../registry/kinds/platform/rest-api.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

const API: Path = ['spec', 'api'];

/** HTTP APIs and REST APIs differ in what they have. */
export function platformApi(document: JsonObject): readonly Problem[] {
  const api = objectOf(objectOf(document.spec).api);
  if (api.type === 'rest') return [...restAuthorizers(api), ...restOrigins(api)];
  return api.type === undefined || api.type === 'http' ? [...restOnly(api), ...httpAuthorizers(api)] : [];
}

function restOnly(api: JsonObject): Problem[] {
  return Object.keys(restFields)
    .filter((field) => api[field] !== undefined)
    .map((field) => notHere([field], `spec.api.${field} is for REST APIs; this is an HTTP API.`));
}

function httpAuthorizers(api: JsonObject): Problem[] {
  return listOf(api.authorizers).flatMap((entry, index) => {
    const { type, event } = objectOf(entry);
    const at = ['authorizers', index];
    if (type === 'cognito') {
      const message = 'Authorizers of type cognito are for REST APIs; this is an HTTP API.';
      const hint = 'Use type jwt, with the user pool as the issuer.';
      return [{ ...notHere([...at, 'type'], message), hint }];
    }
    return event === undefined ? [] : [notHere([...at, 'event'], 'event is for REST APIs; this is an HTTP API.')];
  });
}

function restAuthorizers(api: JsonObject): Problem[] {
  return listOf(api.authorizers).flatMap((entry, index) => {
    const { type, simpleResponses, event, identitySources } = objectOf(entry);
    const at = ['authorizers', index];
    if (type === 'jwt') {
      const message = 'Authorizers of type jwt are for HTTP APIs; this is a REST API.';
      return [{ ...notHere([...at, 'type'], message), hint: 'Use type cognito, or lambda.' }];
    }
    const problems: Problem[] = [];
    if (simpleResponses === true) {
      const message = 'A REST API takes IAM policies only; simple responses are for HTTP APIs.';
      problems.push(notHere([...at, 'simpleResponses'], message));
    }
    if (event === 'token' && identitySources !== undefined && !isOneHeader(listOf(identitySources))) {
      const message = 'A function that is given only the token needs exactly one identity source, a header.';
      problems.push({ code: 'ConflictingFields', path: [...API, ...at, 'identitySources'], at: 'key', message });
    }
    return problems;
  });
}

function isOneHeader(sources: readonly Json[]): boolean {
  const [first] = sources;
  return sources.length === 1 && typeof first === 'string' && first.startsWith('$request.header.');
}

/** An origin with a star is a pattern, which only an HTTP API understands. */
function restOrigins(api: JsonObject): Problem[] {
  return listOf(objectOf(api.cors).allowOrigins).flatMap((origin, index) => {
    if (typeof origin !== 'string' || origin === '*' || !origin.includes('*')) return [];
    const path = [...API, 'cors', 'allowOrigins', index];
    return [{ code: 'NotOnThisApi', path, message: 'A REST API takes whole origins only.' }];
  });
}

function notHere(path: Path, message: string): Problem {
  return { code: 'NotOnThisApi', path: [...API, ...path], at: 'key', message };
}
