import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { JsonObject } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { arnIn, partitionOf } from '../arn.ts';
import { placeOf } from '../context.ts';
import { concat, ref } from '../intrinsics.ts';
import { authorizerOutput } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';

type Authorizer = PlatformSpec['api']['authorizers'][number];
type LambdaAuthorizer = Extract<Authorizer, { type: 'lambda' }>;

/** The authorizers of the shared HTTP API, each with an output that routes take it by. `iam` is a way to sign and needs no resource. */
export function addAuthorizers(site: ComponentSite): void {
  for (const authorizer of site.context.platform.spec.api.authorizers) {
    if (authorizer.type === 'iam') continue;
    const id = logicalId('Authorizer', authorizer.name);
    add(site, id, 'AWS::ApiGatewayV2::Authorizer', {
      ApiId: ref('Api'),
      Name: authorizer.name,
      ...(authorizer.type === 'jwt' ? jwtProperties(authorizer) : lambdaProperties(authorizer, site)),
    });
    if (authorizer.type === 'lambda') addPermission(id, authorizer, site);
    addOutput(
      site.draft,
      authorizerOutput(authorizer.name),
      ref(id),
      `Authorizer ${authorizer.name} of the shared API`,
    );
  }
}

function jwtProperties({ issuer, audiences, identitySource }: Extract<Authorizer, { type: 'jwt' }>): JsonObject {
  return {
    AuthorizerType: 'JWT',
    IdentitySource: [identitySource],
    JwtConfiguration: { Issuer: issuer, Audience: audiences },
  };
}

/** Source of the URI: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html */
function lambdaProperties(authorizer: LambdaAuthorizer, { context }: ComponentSite): JsonObject {
  const { region } = context.platform.spec;
  const api = `arn:${partitionOf(region)}:apigateway:${region}:lambda:path/2015-03-31/functions`;
  return {
    AuthorizerType: 'REQUEST',
    AuthorizerUri: `${api}/${functionArnOf(authorizer)}/invocations`,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: authorizer.simpleResponses,
    AuthorizerResultTtlInSeconds: authorizer.ttlSeconds,
    IdentitySource: authorizer.identitySources,
  };
}

/** Leave for the API to ask the function, for this authorizer only. In another account or region, the function's owner gives it. */
function addPermission(id: string, authorizer: LambdaAuthorizer, site: ComponentSite): void {
  const arn = functionArnOf(authorizer);
  if (!arn.startsWith(arnIn(placeOf(site.context), 'lambda', 'function:'))) return;
  add(site, `Permission${id}`, 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: concat(arnIn(placeOf(site.context), 'execute-api', ''), ref('Api'), '/authorizers/', ref(id)),
  });
}

/** The loader refuses a reference there. */
function functionArnOf({ functionArn }: LambdaAuthorizer): string {
  return literalOf(functionArn) ?? '';
}
