import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { nameSchema } from '../names.ts';
import { valueOrRef } from '../value-or-ref.ts';

/**
 * Limits: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html (authorizers of an API, audiences of an
 * authorizer) and https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html (seconds of caching).
 */
const MAX_AUTHORIZERS = 10;
const MAX_AUDIENCES = 50;
const MAX_TTL_SECONDS = 3600;

const TOKEN_HEADER = '$request.header.Authorization';

/** Where a token is. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html */
const tokenSource = z
  .string()
  .max(256)
  .regex(
    /^\$request\.(?:header|querystring)\.[A-Za-z0-9_-]+$/,
    'must be $request.header.<name> or $request.querystring.<name>',
  );

/** Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html (identity sources). */
const identitySource = z
  .string()
  .max(256)
  .regex(
    /^\$(?:request\.(?:header|querystring)|context|stageVariables)\.[A-Za-z0-9_.-]+$/,
    'must be $request.header.<name>, $request.querystring.<name>, $context.<name> or $stageVariables.<name>',
  );

/** RFC 8414, section 2: an issuer is an https URL without query and fragment. */
const issuer = z
  .string()
  .max(1024)
  .regex(/^https:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[^\s?#]*)?$/, 'must be an https URL without query and fragment');

const functionArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9$_-]{1,128})?$/,
    'must be the ARN of a function such as arn:aws:lambda:us-east-1:123456789012:function:name',
  );

const name = nameSchema.describe('Name by which routes refer to it.');

const jwtSchema = z.strictObject({
  name,
  type: z.literal('jwt').describe('API Gateway checks a JSON Web Token itself.'),
  issuer: issuer.describe('Who signs the tokens: their `iss`.'),
  audiences: distinct(z.array(z.string().min(1).max(1024)))
    .min(1)
    .max(MAX_AUDIENCES)
    .describe('For whom the tokens are: their `aud` or `client_id` is one of these.'),
  identitySource: tokenSource.default(TOKEN_HEADER).describe('Where the token is.'),
});

const lambdaSchema = z.strictObject({
  name,
  type: z.literal('lambda').describe('A function decides.'),
  functionArn: valueOrRef(functionArn).describe(
    'The function, by its ARN. Not a Function of this registry: those come after the API.',
  ),
  identitySources: distinct(z.array(identitySource))
    .max(10)
    .default([TOKEN_HEADER])
    .describe('What a request must have; also what answers are cached by.'),
  ttlSeconds: z
    .int()
    .min(0)
    .max(MAX_TTL_SECONDS)
    .default(300)
    .describe('How long an answer is cached, 0 to 3600 seconds. 0 asks the function each time.'),
  simpleResponses: z
    .boolean()
    .default(true)
    .describe('Whether the function answers `{isAuthorized: true}` rather than with an IAM policy. Not on a REST API.'),
  event: z
    .enum(['request', 'token'])
    .exactOptional()
    .describe(
      'REST only: what the function is given. `request`: the request, the default. `token`: only the token, from the one identity source.',
    ),
});

/** User pools of an authorizer that we allow; AWS states no limit. */
const MAX_USER_POOLS = 10;

const cognitoSchema = z.strictObject({
  name,
  type: z.literal('cognito').describe('REST only: API Gateway checks a token of Cognito user pools itself.'),
  userPoolArns: distinct(
    z.array(
      z
        .string()
        .regex(
          /^arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:\d{12}:userpool\/[A-Za-z0-9_-]{1,55}$/,
          'must be the ARN of a user pool such as arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc123',
        ),
    ),
  )
    .min(1)
    .max(MAX_USER_POOLS)
    .describe('User pools whose tokens are good.'),
});

const iamSchema = z.strictObject({
  name,
  type: z.literal('iam').describe('Callers sign their requests with AWS credentials.'),
});

/** `api.authorizers`: who may call a route that names one of them. */
export const authorizersSchema = z
  .array(z.discriminatedUnion('type', [jwtSchema, lambdaSchema, iamSchema, cognitoSchema]))
  .max(MAX_AUTHORIZERS)
  .default([]);
