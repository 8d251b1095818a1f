import * as z from 'zod';

/** S3 rules: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (dots left out: they break TLS). */
export const bucketNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name: 3 to 63 lower-case letters, digits and dashes');
