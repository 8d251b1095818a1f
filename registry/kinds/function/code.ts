import * as z from 'zod';
import { valueOrRef } from '../value-or-ref.ts';

/** The zip file of a function: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html */
export const s3Schema = z.strictObject({
  bucket: z
    .string()
    .regex(
      /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      'must be a bucket name: 3 to 63 lower-case letters, digits, dashes and single dots',
    )
    .exactOptional()
    .describe('Bucket of the zip file (LF5). Left out: the artifact bucket of the platform.'),
  key: z.string().min(1).max(1024).describe('Key of the zip file (LF6).'),
  objectVersion: z
    .string()
    .min(1)
    .max(1024)
    .exactOptional()
    .describe('Version of the object. Left out: the one that is current when planning, shown in the plan (V4).'),
});

/** Image URI of a private ECR repository, which is all that Lambda runs. */
const IMAGE_URI =
  /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/[a-z0-9][a-z0-9._/-]*(?::[\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$/;

/** The container image of a function. */
export const imageUriSchema = z
  .string()
  .regex(IMAGE_URI, 'must be an image in ECR such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/name@sha256:…');

const words = z.array(z.string().max(1024)).min(1).max(1500);

/** What is run in an image, in place of what the image says: https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html */
export const imageConfigSchema = z.strictObject({
  command: words.exactOptional().describe('Words in place of the `CMD` of the image.'),
  entryPoint: words.exactOptional().describe('Words in place of the `ENTRYPOINT` of the image.'),
  workingDirectory: z
    .string()
    .min(1)
    .max(1000)
    .exactOptional()
    .describe('Folder in place of the `WORKDIR` of the image.'),
});

/** Lambda's pattern for the names of environment variables. */
const ENVIRONMENT_KEY = /^[A-Za-z][A-Za-z0-9_]+$/;

/** Environment variables: texts, or outputs of other documents. What is beyond names and types is in the rule `function-environment`. */
export const environmentSchema = z.record(
  z.string().regex(ENVIRONMENT_KEY, 'must be two or more letters, digits and underscores, beginning with a letter'),
  valueOrRef(z.string()),
);
