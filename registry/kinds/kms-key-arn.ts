import * as z from 'zod';

/**
 * ARN of a KMS key that data is encrypted with. An alias is refused: the permissions that a grant gives can name keys only.
 * Source: https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
 */
export const kmsKeyArnSchema = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]{1,128}$/,
    'must be the ARN of a KMS key, such as arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  );
