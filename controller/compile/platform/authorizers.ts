import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { arnIn, partitionOf } from '../arn.ts';
import { type CompileContext, placeOf } from '../context.ts';
import { concat, ref } from '../intrinsics.ts';
import { apiWord, authorizerId, authorizerOutput, numbersTo } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';

type Authorizer = PlatformSpec['api']['authorizers'][number];
type OfType<T extends Authorizer['type']> = Extract<Authorizer, { type: T }>;

/**
 * The authorizers of the shared API, on each of it if there are several, each with an output that routes take it by. `iam` is a way to sign and needs no resource. The loader
 * refuses types that the API does not have.
 */
export function addAuthorizers(site: ComponentSite): void {
  const { authorizers } = site.context.platform.spec.api;
  for (const api of numbersTo(site.context.apis.count)) {
    for (const authorizer of authorizers) addAuthorizer(authorizer, api, site);
  }
}

function addAuthorizer(authorizer: Authorizer, api: number, site: ComponentSite): void {
  const rest = site.context.platform.spec.api.type === 'rest';
  const id = rest ? addOfRest(authorizer, site) : addOfHttp(authorizer, api, site);
  if (id === undefined) return;
  if (authorizer.type === 'lambda') addPermission(id, authorizer, rest ? 'RestApi' : apiWord(api), site);
  const title = ['Authorizer', authorizer.name, 'of the shared API', ...(api === 1 ? [] : [api])].join(' ');
  addOutput(site.draft, authorizerOutput(authorizer.name, api), ref(id), title);
}

function addOfHttp(authorizer: Authorizer, api: number, site: ComponentSite): string | undefined {
  if (authorizer.type !== 'jwt' && authorizer.type !== 'lambda') return undefined;
  const id = authorizerId(authorizer.name, api);
  add(site, id, 'AWS::ApiGatewayV2::Authorizer', {
    ApiId: ref(apiWord(api)),
    Name: authorizer.name,
    ...(authorizer.type === 'jwt' ? jwtProperties(authorizer) : lambdaProperties(authorizer, site)),
  });
  return id;
}

/** Another word in its id than on an HTTP API: CloudFormation does not change the type of a resource. */
function addOfRest(authorizer: Authorizer, site: ComponentSite): string | undefined {
  if (authorizer.type !== 'cognito' && authorizer.type !== 'lambda') return undefined;
  const id = logicalId('RestAuthorizer', authorizer.name);
  add(site, id, 'AWS::ApiGateway::Authorizer', {
    RestApiId: ref('RestApi'),
    Name: authorizer.name,
    ...(authorizer.type === 'cognito' ? cognitoProperties(authorizer) : restLambdaProperties(authorizer, site)),
  });
  return id;
}

function jwtProperties({ issuer, audiences, identitySource }: OfType<'jwt'>): JsonObject {
  return {
    AuthorizerType: 'JWT',
    IdentitySource: [identitySource],
    JwtConfiguration: { Issuer: issuer, Audience: audiences },
  };
}

function lambdaProperties(authorizer: OfType<'lambda'>, { context }: ComponentSite): JsonObject {
  return {
    AuthorizerType: 'REQUEST',
    AuthorizerUri: uriOf(authorizer, context),
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: authorizer.simpleResponses,
    AuthorizerResultTtlInSeconds: authorizer.ttlSeconds,
    IdentitySource: authorizer.identitySources,
  };
}

function cognitoProperties({ userPoolArns }: OfType<'cognito'>): JsonObject {
  return {
    Type: 'COGNITO_USER_POOLS',
    ProviderARNs: userPoolArns,
    IdentitySource: 'method.request.header.Authorization',
  };
}

function restLambdaProperties(authorizer: OfType<'lambda'>, { context }: ComponentSite): JsonObject {
  return {
    Type: (authorizer.event ?? 'request').toUpperCase(),
    AuthorizerUri: uriOf(authorizer, context),
    AuthorizerResultTtlInSeconds: authorizer.ttlSeconds,
    ...(authorizer.identitySources.length > 0 && {
      IdentitySource: authorizer.identitySources.map(restSource).join(','),
    }),
  };
}

/** The same source in the words of REST APIs: https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html (identitySource). */
function restSource(source: string): string {
  return source.replace(/^\$request\./, 'method.request.').replace(/^\$/, '');
}

/** Source: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html */
function uriOf(authorizer: OfType<'lambda'>, { platform }: CompileContext): string {
  const { region } = platform.spec;
  const api = `arn:${partitionOf(region)}:apigateway:${region}:lambda:path/2015-03-31/functions`;
  return `${api}/${functionArnOf(authorizer)}/invocations`;
}

/** Leave for the API to ask the function, for this authorizer only. In another account or region, the function's owner gives it. */
function addPermission(id: string, authorizer: OfType<'lambda'>, api: string, site: ComponentSite): void {
  const arn = functionArnOf(authorizer);
  if (!arn.startsWith(arnIn(placeOf(site.context), 'lambda', 'function:'))) return;
  add(site, `Permission${id}`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: concat(arnIn(placeOf(site.context), 'execute-api', ''), ref(api), '/authorizers/', ref(id)),
  });
}

/** The loader refuses a reference there. */
function functionArnOf({ functionArn }: OfType<'lambda'>): string {
  return literalOf(functionArn) ?? '';
}
