import * as z from 'zod';
import { emailSchema } from '../email.ts';

/** `observability.alarms`: who hears of an alarm. */
export const alarmsSchema = z.strictObject({
  emails: z
    .array(emailSchema)
    .max(20)
    .default([])
    .describe('Addresses that get every alarm, once they have confirmed the mail that SNS sends them.'),
  urls: z
    .array(
      z
        .string()
        .max(2048)
        .regex(/^https:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/, 'must be an https URL without a user name')
        .refine((text) => URL.canParse(text), 'must be an https URL with a port of at most 65535'),
    )
    .max(20)
    .default([])
    .describe(
      'Addresses that SNS posts every alarm to. None with a secret in it: everyone who reads the registry sees it.',
    ),
});
