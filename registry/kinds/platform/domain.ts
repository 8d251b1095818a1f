import * as z from 'zod';

/** A whole host name in small letters: labels of up to 63 characters, at least two of them, 253 in all (RFC 1035). No wildcard. */
const HOST_NAME = /^(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/** `api.domain`: a name of your own for the shared API. */
export const domainSchema = z.strictObject({
  name: z
    .string()
    .regex(HOST_NAME, 'must be a host name in small letters such as api.example.com')
    .describe('Host name.'),
  certificateArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
      'must be the ARN of a certificate in Certificate Manager',
    )
    .describe("Certificate for the name, in the platform's own region and account."),
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{1,31}$/, 'must be the id of a hosted zone such as Z0123456789ABCDEFGHIJ')
    .exactOptional()
    .describe('Route 53 zone in which the name is made. Left out: you make it elsewhere.'),
  disableDefaultEndpoint: z
    .boolean()
    .default(false)
    .describe("Whether API Gateway's own address stops answering, so that callers use the name only."),
});
