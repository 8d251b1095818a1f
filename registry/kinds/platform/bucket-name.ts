import * as z from 'zod';

/**
 * Beginnings and ends that S3 keeps for names of its own. A project may not begin so either: the default names of buckets do.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
const RESERVED_PREFIX = /^(?:xn--|sthree-|amzn-s3-demo-)/;
const RESERVED_SUFFIX = /(?:-s3alias|--ol-s3|--x-s3|--table-s3)$/;

/** S3 rules: the same page (dots left out: they break TLS). */
export const bucketNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'must be a bucket name: 3 to 63 lower-case letters, digits and dashes')
  .refine(
    (name) => !RESERVED_PREFIX.test(name) && !RESERVED_SUFFIX.test(name),
    'must not begin with xn--, sthree- or amzn-s3-demo-, nor end in -s3alias, --ol-s3, --x-s3 or --table-s3: S3 keeps these',
  );

/** True for a project whose buckets could not be named after it. */
export function isReservedByS3(project: string): boolean {
  return RESERVED_PREFIX.test(`${project}-`);
}
