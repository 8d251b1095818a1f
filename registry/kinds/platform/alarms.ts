import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { emailSchema } from '../email.ts';

const alarmUrl = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/, 'must be an https URL without a user name')
  .refine((text) => URL.canParse(text), 'must be an https URL with a port of at most 65535');

/** `observability.alarms`: who hears of an alarm. */
export const alarmsSchema = z.strictObject({
  emails: distinct(z.array(emailSchema).max(20))
    .default([])
    .describe('Addresses that get every alarm, once they have confirmed the mail that SNS sends them.'),
  urls: distinct(z.array(alarmUrl).max(20))
    .default([])
    .describe(
      'Addresses that SNS posts every alarm to. None with a secret in it: everyone who reads the registry sees it.',
    ),
});
