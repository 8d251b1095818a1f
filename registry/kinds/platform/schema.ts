import * as z from 'zod';
import { distinct } from '../distinct.ts';
import type { Frozen } from '../frozen.ts';
import { platformIgnoreDifferencesSchema } from '../ignore-differences.ts';
import { logRetentionSchema } from '../log-retention.ts';
import { NAME_PATTERN, nameSchema } from '../names.ts';
import type { Outputs } from '../outputs.ts';
import { ownersSchema } from '../owners.ts';
import { alarmsSchema } from './alarms.ts';
import { authorizersSchema } from './authorizers.ts';
import { bucketNameSchema, isReservedByS3 } from './bucket-name.ts';
import { cidrSchema } from './cidr.ts';
import { costSchema } from './cost.ts';
import { domainSchema } from './domain.ts';
import { endpointsSchema } from './endpoints.ts';
import { flowLogsSchema } from './flow-logs.ts';
import { iamSchema } from './iam.ts';
import { outputsSchema, withStateBucket } from './outputs.ts';
import { restFields } from './rest-api.ts';
import { syncSchema } from './sync.ts';

/** Longest project name: `{project}-artifacts-{account}-{region}` must fit the 63 characters of a bucket name. */
const MAX_PROJECT_LENGTH = 25;

const REGION_PATTERN = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}$/;

/** Ten years. S3 itself takes any number of days. */
const MAX_RETENTION_DAYS = 3650;

const networkSchema = z.strictObject({
  cidr: cidrSchema.describe('IPv4 range of the shared VPC, /16 to /24.'),
  azs: z.int().min(2).max(6).default(2).describe('Availability zones to spread over, 2 to 6.'),
  nat: z
    .enum(['none', 'single', 'per-az'])
    .default('none')
    .describe('NAT gateways. They are billed by the hour, so the default is none.'),
  endpoints: endpointsSchema.prefault({}).describe('VPC endpoints.'),
  flowLogs: flowLogsSchema.exactOptional().describe('Flow logs of the VPC. Left out: none.'),
});

/** A name of RFC 9110 without the marks that nobody uses and that would need care in other places. */
const headerName = z
  .string()
  .regex(/^(?:\*|[A-Za-z0-9_.-]{1,128})$/, 'must be * or the name of a header: letters, digits, and _ . -');

/**
 * Every origin, every one of a scheme, or a whole one: API Gateway knows no star inside of a host name.
 * Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
const ORIGIN =
  /^(?:\*|https?:\/\/(?:\*|(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?))$/;

/** Limits: https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html (Cors). */
const corsSchema = z.strictObject({
  allowOrigins: distinct(
    z.array(
      z.string().regex(ORIGIN, 'must be *, https://*, http://*, or a whole origin such as https://app.example.com'),
    ),
  )
    .min(1)
    .describe('Origins that browsers may call from.'),
  allowMethods: distinct(z.array(z.enum(['*', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])))
    .exactOptional()
    .describe('Methods that browsers may use.'),
  allowHeaders: distinct(z.array(headerName)).exactOptional().describe('Request headers that browsers may send.'),
  exposeHeaders: distinct(z.array(headerName)).exactOptional().describe('Response headers that scripts may read.'),
  maxAgeSeconds: z
    .int()
    .min(-1)
    .max(86_400)
    .exactOptional()
    .describe('How long browsers keep the answer, -1 to 86400.'),
  allowCredentials: z.boolean().exactOptional().describe('Whether cookies are sent. Not together with the origin *.'),
});

const apiSchema = z.strictObject({
  type: z
    .enum(['http', 'rest'])
    .default('http')
    .describe('HTTP API, or the dearer REST API with caching, API keys and usage plans. Changing it replaces the API.'),
  cors: corsSchema.exactOptional().describe('Cross-origin rules of the shared API.'),
  throttle: z
    .strictObject({
      rate: z.int().min(1).max(10_000).default(100).describe('Requests per second. Account quota: 10000.'),
      burst: z.int().min(1).max(5_000).default(200).describe('Requests at once. Account quota: 5000.'),
    })
    .prefault({})
    .describe('Default throttling of every route.'),
  authorizers: authorizersSchema.describe('Who may call a route that names one of them.'),
  domain: domainSchema.exactOptional().describe('A name of your own for the API.'),
  detailedMetrics: z.boolean().default(false).describe('Whether each route has metrics of its own; these are billed.'),
  ...restFields,
});

const fields = z.strictObject({
  project: z
    .string()
    .max(MAX_PROJECT_LENGTH)
    .regex(
      NAME_PATTERN,
      'must be lower-case letters and digits in words joined by single dashes, beginning with a letter',
    )
    .refine(
      (project) => !isReservedByS3(project),
      'must not be or begin with sthree- or amzn-s3-demo-, which S3 refuses for buckets',
    )
    .refine(
      (project) => project !== 'sg' && !project.startsWith('sg-'),
      'must not be or begin with sg-, which EC2 refuses for security groups',
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
      artifactRetentionDays: z
        .int()
        .min(1)
        .max(MAX_RETENTION_DAYS)
        .default(365)
        .describe('How long a replaced or deleted package can still be deployed again, in days.'),
      logRetentionDays: z
        .int()
        .min(1)
        .max(MAX_RETENTION_DAYS)
        .default(90)
        .describe('How long the log bucket keeps what is in it, in days.'),
    })
    .prefault({})
    .describe('Shared storage.'),
  observability: z
    .strictObject({
      retentionDays: logRetentionSchema.default(30).describe('How long logs are kept, in days.'),
      tracing: z
        .enum(['pass-through', 'active'])
        .default('pass-through')
        .describe(
          'X-Ray: `active` traces calls of every function, which is billed; `pass-through` only those that a caller traces.',
        ),
      alarms: alarmsSchema.prefault({}).describe('Who hears of an alarm.'),
    })
    .prefault({})
    .describe('Logs, traces and alarms of the platform, and the defaults for functions.'),
  iam: iamSchema.prefault({}).describe('Who besides functions may sign in.'),
  cost: costSchema.prefault({}).describe('Budget and cost tags.'),
  outputs: outputsSchema.describe('Where outputs are published for other tools.'),
  sync: syncSchema.prefault({}).describe('How Holdfast applies this registry.'),
  ignoreDifferences: platformIgnoreDifferencesSchema
    .exactOptional()
    .describe('Drift that is shown and left, each with an owner and a last day. Left out: none.'),
  owners: ownersSchema
    .exactOptional()
    .describe("GitHub logins that answer for the platform's own stacks: only they can agree to a risk there."),
});

/** Spec of a Platform: the infrastructure that all teams share. Exactly one per registry. */
export const platformSchema = fields.transform((spec) => ({
  ...spec,
  storage: {
    ...spec.storage,
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
  logBucketName: 'bucket name',
  logBucketArn: 'bucket ARN',
  apiId: 'API id',
  apiEndpoint: 'API endpoint',
  executionRoleArn: 'role ARN',
  githubProviderArn: 'identity provider ARN',
  permissionsBoundaryArn: 'managed policy ARN',
  rolloutBoundaryArn: 'managed policy ARN',
  alarmTopicArn: 'topic ARN',
} as const satisfies Outputs;
