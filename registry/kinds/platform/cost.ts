import * as z from 'zod';
import { distinct } from '../distinct.ts';
import { emailSchema } from '../email.ts';
import { tagKeySchema } from '../tag.ts';

/** Limits: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html (alerts, subscribers of an alert). */
const MAX_ALERTS = 10;
const MAX_EMAILS = 10;

const alertSchema = z.strictObject({
  percent: z.number().positive().max(1000).describe('Share of the budget that has to be passed, in percent.'),
  type: z
    .enum(['actual', 'forecasted'])
    .describe('`actual`: what was spent. `forecasted`: what the month will come to.'),
});

/** `cost`: what the platform may cost a month, and who hears of it. */
export const costSchema = z.strictObject({
  monthlyBudgetUsd: z.number().min(0.01).max(1_000_000_000).default(50).describe('Budget for a month, in US dollars.'),
  alerts: z
    .array(alertSchema)
    .max(MAX_ALERTS)
    .default([
      { percent: 80, type: 'actual' },
      { percent: 100, type: 'forecasted' },
    ])
    .describe('When the alarm topic and the addresses are told.'),
  emails: distinct(z.array(emailSchema).max(MAX_EMAILS))
    .default([])
    .describe('Addresses that are told besides the alarm topic.'),
  allocationTags: distinct(z.array(tagKeySchema).max(50))
    .default(['project', 'team', 'environment', 'part-of'])
    .describe(
      'Tags by which bills are split, to be activated once. The budget needs `project`, those of agents need `part-of`.',
    ),
});
