import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Lambda authorizers: their function exists before the API does, and cached answers have something to be cached by. */
export function platformAuthorizers(document: JsonObject): readonly Problem[] {
  return listOf(objectOf(objectOf(document.spec).api).authorizers).flatMap((entry, index) => {
    const authorizer = objectOf(entry);
    const path = ['spec', 'api', 'authorizers', index];
    if (authorizer.type !== 'lambda') return [];
    return [...functionProblem(authorizer.functionArn, path), ...cachingProblem(authorizer, path)];
  });
}

/** The teams' stacks are made after the API's and take its id, so the API cannot wait for a function of theirs. */
function functionProblem(functionArn: Json | undefined, path: Path): Problem[] {
  if (objectOf(functionArn).valueFrom === undefined) return [];
  return [
    {
      code: 'ReferenceCycle',
      path: [...path, 'functionArn', 'valueFrom'],
      at: 'key',
      message: 'The shared API is made before everything of the teams, so it cannot take an authorizer from there.',
      hint: 'Write the ARN of a function that is there already, outside of this registry.',
    },
  ];
}

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html (caching). */
function cachingProblem({ identitySources, ttlSeconds }: JsonObject, path: Path): Problem[] {
  if (!Array.isArray(identitySources) || identitySources.length > 0 || ttlSeconds === 0) return [];
  const message = 'identitySources is empty, so nothing tells which cached answer belongs to which caller.';
  const hint = 'Name an identity source, or set ttlSeconds to 0.';
  return [{ code: 'ConflictingFields', path: [...path, 'identitySources'], at: 'key', message, hint }];
}
