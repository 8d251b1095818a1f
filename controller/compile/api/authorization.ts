import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import type { RouteEntry } from '../../../registry/kinds/route/entries.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { UseSite } from '../context.ts';
import { takeAuthorizer } from '../references.ts';

type AuthorizerType = PlatformSpec['api']['authorizers'][number]['type'];

/** API Gateway's words for the types. The two sorts of API have them in common. */
const TYPES: Readonly<Record<AuthorizerType, string>> = {
  jwt: 'JWT',
  lambda: 'CUSTOM',
  iam: 'AWS_IAM',
  cognito: 'COGNITO_USER_POOLS',
};

/** Who may call a route, as properties of it. The loader refuses names of authorizers that do not exist. */
export function authorizationOf({ authorizer, scopes }: RouteEntry, site: Omit<UseSite, 'document'>): JsonObject {
  const found = site.context.platform.spec.api.authorizers.find(({ name }) => name === authorizer);
  if (found === undefined) return { AuthorizationType: 'NONE' };
  const id = takeAuthorizer(found.name, site);
  return {
    AuthorizationType: TYPES[found.type],
    ...(id !== undefined && { AuthorizerId: id }),
    ...(scopes !== undefined && { AuthorizationScopes: scopes }),
  };
}
