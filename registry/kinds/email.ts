import * as z from 'zod';

/** An e-mail address, as far as its form tells. Linear in its length (DEP1). */
export const emailSchema = z
  .string()
  .max(254)
  .regex(/^[^\s@<>"(),;:\\]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/, 'must be an e-mail address');
