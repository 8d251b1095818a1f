import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { logRetentionSchema } from '../log-retention.ts';
import { NAME_PATTERN, nameSchema } from '../names.ts';
import type { Outputs } from '../outputs.ts';
import { bucketNameSchema } from './bucket-name.ts';
import { cidrSchema } from './cidr.ts';
import { outputsSchema, withStateBucket } from './outputs.ts';

/** Longest project name: `{project}-artifacts-{account}-{region}` must fit the 63 characters of a bucket name. */
const MAX_PROJECT_LENGTH = 25;

const REGION_PATTERN = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}$/;

const networkSchema = z.strictObject({
  cidr: cidrSchema.describe('IPv4 range of the shared VPC, /16 to /24.'),
  azs: z.int().min(2).max(6).default(2).describe('Availability zones to spread over, 2 to 6.'),
  nat: z
    .enum(['none', 'single', 'per-az'])
    .default('none')
    .describe('NAT gateways. They are billed by the hour, so the default is none.'),
  endpoints: z
    .strictObject({
      gateway: z
        .array(z.enum(['s3', 'dynamodb']))
        .default(['s3', 'dynamodb'])
        .describe('Gateway endpoints; these are free.'),
    })
    .prefault({})
    .describe('VPC endpoints.'),
});

/** Limits: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html (Cors). */
const corsSchema = z.strictObject({
  allowOrigins: z
    .array(z.string().regex(/^(?:\*|https?:\/\/[^\s/]+)$/, 'must be * or an origin such as https://app.example.com'))
    .min(1)
    .describe('Origins that browsers may call from.'),
  allowMethods: z
    .array(z.enum(['*', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS']))
    .exactOptional()
    .describe('Methods that browsers may use.'),
  allowHeaders: z.array(z.string().min(1)).exactOptional().describe('Request headers that browsers may send.'),
  exposeHeaders: z.array(z.string().min(1)).exactOptional().describe('Response headers that scripts may read.'),
  maxAgeSeconds: z
    .int()
    .min(-1)
    .max(86_400)
    .exactOptional()
    .describe('How long browsers keep the answer, -1 to 86400.'),
  allowCredentials: z.boolean().exactOptional().describe('Whether cookies are sent. Not together with the origin *.'),
});

const apiSchema = z.strictObject({
  type: z.enum(['http']).default('http').describe('API Gateway HTTP API.'),
  cors: corsSchema.exactOptional().describe('Cross-origin rules of the shared API.'),
  throttle: z
    .strictObject({
      rate: z.int().min(1).max(10_000).default(100).describe('Requests per second. Account quota: 10000.'),
      burst: z.int().min(1).max(5_000).default(200).describe('Requests at once. Account quota: 5000.'),
    })
    .prefault({})
    .describe('Default throttling of every route.'),
});

const syncSchema = z.strictObject({
  mode: z
    .enum(['auto', 'manual'])
    .default('auto')
    .describe('`auto` applies every commit of the branch; `manual` waits for a person.'),
  prune: z.boolean().default(true).describe('Whether what leaves the registry is deleted.'),
  selfHeal: z.boolean().default(false).describe('Whether drift is reverted without asking.'),
  deployment: z
    .enum(['standard', 'express'])
    .default('standard')
    .describe('CloudFormation deployment mode. `express` reports complete before resources are ready.'),
});

const fields = z.strictObject({
  project: z
    .string()
    .max(MAX_PROJECT_LENGTH)
    .regex(
      NAME_PATTERN,
      'must be lower-case letters and digits in words joined by single dashes, beginning with a letter',
    )
    .describe('First part of every physical name.'),
  organization: nameSchema.describe('Who owns the platform; a tag on every resource.'),
  environment: nameSchema.describe('Environment that this registry describes, e.g. `dev`; a tag on every resource.'),
  account: z
    .string()
    .regex(/^\d{12}$/, 'must be an AWS account id: 12 digits in quotes')
    .describe('AWS account id, in quotes (R7).'),
  region: z.string().regex(REGION_PATTERN, 'must be an AWS region such as us-east-1').describe('AWS region.'),
  network: networkSchema.describe('The shared VPC.'),
  api: apiSchema.prefault({}).describe('The shared API.'),
  storage: z
    .strictObject({
      artifactBucket: bucketNameSchema
        .exactOptional()
        .describe('Bucket of the function code. Default: `{project}-artifacts-{account}-{region}`.'),
    })
    .prefault({})
    .describe('Shared storage.'),
  observability: z
    .strictObject({ retentionDays: logRetentionSchema.default(30).describe('How long logs are kept, in days.') })
    .prefault({})
    .describe('Logs of the platform, and the default for functions.'),
  outputs: outputsSchema.describe('Where outputs are published for other tools.'),
  sync: syncSchema.prefault({}).describe('How Holdfast applies this registry.'),
});

/** Spec of a Platform: the infrastructure that all teams share. Exactly one per registry. */
export const platformSchema = fields.transform((spec) => ({
  ...spec,
  storage: {
    artifactBucket: spec.storage.artifactBucket ?? `${spec.project}-artifacts-${spec.account}-${spec.region}`,
  },
  outputs: withStateBucket(spec),
}));

/** A Platform's spec with all defaults filled in. */
export type PlatformSpec = Frozen<z.output<typeof platformSchema>>;

/**
 * What other documents may take from the Platform. A name in the plural stands for several values: an item of a list field that takes it
 * gets all of them.
 */
export const platformOutputs = {
  vpcId: 'VPC id',
  publicSubnetIds: 'subnet id',
  privateSubnetIds: 'subnet id',
  lambdaSecurityGroupId: 'security group id',
  artifactBucketName: 'bucket name',
  artifactBucketArn: 'bucket ARN',
  stateBucketName: 'bucket name',
  stateBucketArn: 'bucket ARN',
  apiId: 'API id',
  apiEndpoint: 'API endpoint',
  permissionsBoundaryArn: 'managed policy ARN',
  alarmTopicArn: 'topic ARN',
} as const satisfies Outputs;
