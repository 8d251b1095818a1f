import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { kmsKeyArnSchema } from '../kms-key-arn.ts';
import type { Outputs } from '../outputs.ts';
import { secretTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html */
const generateSchema = z.strictObject({
  length: z.int().min(1).max(4096).default(32).describe('Number of characters, 1 to 4096.'),
  excludeCharacters: z
    .string()
    .min(1)
    .max(4096)
    .exactOptional()
    .describe('Characters that must not be in it, such as those that a connection string cannot hold.'),
  lowercase: z.boolean().default(true).describe('Whether it has lower-case letters.'),
  uppercase: z.boolean().default(true).describe('Whether it has upper-case letters.'),
  numbers: z.boolean().default(true).describe('Whether it has digits.'),
  punctuation: z.boolean().default(true).describe('Whether it has punctuation.'),
  spaces: z.boolean().default(false).describe('Whether it has spaces.'),
  fields: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'must be a name: letters, digits, _ and -'),
      z.string().max(256),
    )
    .exactOptional()
    .describe('Makes the secret a JSON object with these plain texts beside the value. Together with `valueField`.'),
  valueField: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/, 'must be a name: letters, digits, _ and -')
    .exactOptional()
    .describe('Name of the generated value in that object, such as `password`.'),
});

/** Spec of a Secret: a secret in Secrets Manager. Its value is never in the registry (S4). */
export const secretSchema = z.strictObject({
  description: z.string().max(2048).exactOptional().describe('Shown in the Secrets Manager console.'),
  generate: generateSchema
    .exactOptional()
    .describe('Secrets Manager makes up a value when the secret is created. Either this or `external`.'),
  external: z
    .literal(true)
    .exactOptional()
    .describe('Somebody puts the value into the secret after it was created. Either this or `generate`.'),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe('KMS key of your own. Default: the key aws/secretsmanager, at no cost.'),
  traffic: secretTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** A Secret's spec with all defaults filled in. */
export type SecretSpec = Frozen<z.output<typeof secretSchema>>;

/** What other documents may take from a Secret: never its value. */
export const secretOutputs = { secretArn: 'secret ARN', secretName: 'secret name' } as const satisfies Outputs;
