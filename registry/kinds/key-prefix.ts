import * as z from 'zod';

/**
 * The beginning of S3 keys. Without `*`, `?` and `$`, which a policy would read as a pattern or a variable, and so widen.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const keyPrefixSchema = z
  .string()
  .max(512)
  .regex(
    /^[A-Za-z0-9!_.'()=+@:,-][A-Za-z0-9!_.'()/=+@:, -]*$/,
    'must be the beginning of a key, such as incoming/, without * ? $ and not beginning with /',
  );
