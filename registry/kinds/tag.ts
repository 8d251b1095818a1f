import * as z from 'zod';

/** Tag rules: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html (`aws:` is AWS's own). */
export const tagKeySchema = z
  .string()
  .max(128)
  .regex(
    /^(?!aws:)[A-Za-z0-9 _.:/=+@-]+$/i,
    'must be a tag key: letters, digits and _ . : / = + - @, not beginning with aws:',
  );
