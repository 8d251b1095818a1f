import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { logRetentionSchema } from '../log-retention.ts';
import type { Outputs } from '../outputs.ts';
import { functionTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';
import { RUNTIMES, type Runtime } from './runtimes.ts';
import { statementSchema } from './statement.ts';

const RUNTIME_NAMES = Object.keys(RUNTIMES) as [Runtime, ...Runtime[]];

/** Patterns and limits: https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const roleArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    'must be a role ARN such as arn:aws:iam::123456789012:role/name',
  );
const subnetId = z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'must be a subnet id such as subnet-0123456789abcdef0');
const securityGroupId = z
  .string()
  .regex(/^sg-[0-9a-f]{8,17}$/, 'must be a security group id such as sg-0123456789abcdef0');
const layerArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:layer:[\w-]{1,140}:\d+$/, 'must be the ARN of a layer version');
const kmsKeyArn = z
  .string()
  .regex(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/, 'must be the ARN of a KMS key');

const s3Schema = z.strictObject({
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be a bucket name: 3 to 63 lower-case letters, digits, dots and dashes',
    )
    .describe('Bucket of the zip file (LF5).'),
  key: z.string().min(1).max(1024).describe('Key of the zip file (LF6).'),
  objectVersion: z
    .string()
    .min(1)
    .max(1024)
    .exactOptional()
    .describe('Version of the object. Left out: the one that is current when planning, shown in the plan (V4).'),
});

/** Lambda's pattern for the names of environment variables. */
const ENVIRONMENT_KEY = /^[A-Za-z][A-Za-z0-9_]+$/;

/** Image URI of a private ECR repository, which is all that Lambda runs. */
const IMAGE_URI =
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/[a-z0-9][a-z0-9._/-]*(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/;

/** Spec of a Function: a Lambda function, its role and its log group. */
export const functionSchema = z.strictObject({
  functionName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be up to 64 letters, digits, dashes and underscores')
    .exactOptional()
    .describe('Physical name. Default: `{project}-{team}-function-{name}` (LF1).'),
  description: z.string().max(256).exactOptional().describe('Shown in the Lambda console; up to 256 characters.'),
  runtime: z
    .enum(RUNTIME_NAMES)
    .exactOptional()
    .describe('Lambda runtime. Needed with `s3`, not allowed with `imageUri` (LC2).'),
  handler: z
    .string()
    .regex(/^\S{1,128}$/, 'must be up to 128 characters without spaces')
    .exactOptional()
    .describe('Entry point. Needed with `s3`, not allowed with `imageUri` (LC2).'),
  s3: s3Schema.exactOptional().describe('Code as a zip file in S3. Either this or `imageUri` (LC1).'),
  imageUri: z
    .string()
    .regex(IMAGE_URI, 'must be an image in ECR such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:…')
    .exactOptional()
    .describe('Code as a container image in ECR. Either this or `s3` (LC1, LC3).'),
  architecture: z.enum(['arm64', 'x86_64']).default('arm64').describe('Processor (LF3).'),
  memoryMb: z
    .int()
    .min(128)
    .max(10_240)
    .exactOptional()
    .describe("Memory in MB, 128 to 10240 (LC4). Lambda's default: 128."),
  timeoutSeconds: z
    .int()
    .min(1)
    .max(900)
    .exactOptional()
    .describe("Longest run in seconds, 1 to 900 (LC5). Lambda's default: 3."),
  reservedConcurrency: z
    .int()
    .min(-1)
    .exactOptional()
    .describe('Runs at once that are kept for it. 0 disables the function; -1 is the same as leaving it out (LC6).'),
  environment: z
    .record(
      z.string().regex(ENVIRONMENT_KEY, 'must be two or more letters, digits and underscores, beginning with a letter'),
      z.string(),
    )
    .exactOptional()
    .describe('Environment variables; 4 KB in all. No secrets (S4).'),
  statements: z.array(statementSchema).exactOptional().describe("What the function may do, in IAM's own words."),
  roleArn: valueOrRef(roleArn, 'role ARN')
    .exactOptional()
    .describe('Role to run as. Default: a role of its own (LF2).'),
  subnets: z
    .array(valueOrRef(subnetId, 'subnet id'))
    .max(16)
    .exactOptional()
    .describe('Subnets to run in. Together with `securityGroups`.'),
  securityGroups: z
    .array(valueOrRef(securityGroupId, 'security group id'))
    .max(5)
    .exactOptional()
    .describe('Security groups to run in. Together with `subnets`.'),
  layerArns: z
    .array(valueOrRef(layerArn, 'layer version ARN'))
    .max(5)
    .exactOptional()
    .describe('Layer versions in the order they are laid; up to five.'),
  kmsKeyArn: valueOrRef(kmsKeyArn, 'KMS key ARN')
    .exactOptional()
    .describe("KMS key for the environment. Default: Lambda's own key."),
  logRetentionDays: logRetentionSchema.exactOptional().describe("How long logs are kept. Default: the platform's."),
  traffic: functionTraffic.exactOptional().describe('What is expected in a month, for the cost estimate.'),
});

/** A Function's spec with all defaults filled in. */
export type FunctionSpec = Frozen<z.output<typeof functionSchema>>;

/** What other documents may take from a Function. */
export const functionOutputs = {
  functionArn: 'function ARN',
  functionName: 'function name',
  roleArn: 'role ARN',
  logGroupName: 'log group name',
} as const satisfies Outputs;
