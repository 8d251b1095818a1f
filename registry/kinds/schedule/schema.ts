import * as z from 'zod';
import { deadLetterSchema, messageGroupSchema, RETRY_DEFAULTS, retrySchema } from '../delivery.ts';
import type { Frozen } from '../frozen.ts';
import { jsonSchema } from '../json.ts';
import type { Outputs } from '../outputs.ts';
import { documentRef } from '../value-or-ref.ts';
import { expressionSchema, timezoneSchema } from './expression.ts';

/** Limits: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
const MAX_DESCRIPTION = 512;
const MAX_WINDOW_MINUTES = 1440;

const momentSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'must be a moment in UTC such as 2027-01-31T06:00:00Z')
  .refine(isMoment, 'must be a moment that exists');

function isMoment(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, -1));
}

/** When a schedule fires: the fields that an EventProcessor takes too. */
export const timingFields = {
  expression: expressionSchema.describe('`rate(…)`, `cron(…)` or `at(…)`, as EventBridge Scheduler takes it.'),
  timezone: timezoneSchema.default('UTC').describe('Time zone of `cron` and `at`, by its IANA name. Default: UTC.'),
  flexibleMinutes: z
    .int()
    .min(0)
    .max(MAX_WINDOW_MINUTES)
    .default(0)
    .describe('How many minutes late it may fire, so that load spreads out. Default: 0, on time.'),
  startsAt: momentSchema.exactOptional().describe('First moment at which it may fire, in UTC. Not with `at`.'),
  endsAt: momentSchema.exactOptional().describe('Last moment at which it may fire, in UTC. Not with `at`.'),
};

/** Spec of a Schedule: what is sent when, and where to. */
export const scheduleSchema = z.strictObject({
  ...timingFields,
  description: z.string().max(MAX_DESCRIPTION).exactOptional().describe('Shown in the console; up to 512 characters.'),
  enabled: z.boolean().default(true).describe('Whether it fires. Default: true.'),
  target: documentRef(
    ['Function', 'Queue', 'Topic', 'Agent'],
    {
      messageGroup: messageGroupSchema.exactOptional().describe('Message group, for a FIFO queue only.'),
    },
    'write',
  ).describe('Where it is sent to.'),
  input: jsonSchema.exactOptional().describe("What is sent, as JSON. Default: EventBridge's own notice."),
  retry: retrySchema.default(RETRY_DEFAULTS).describe('How a delivery that fails is tried again.'),
  deadLetter: deadLetterSchema.exactOptional().describe('Queue for what could not be delivered; not FIFO.'),
  alarms: z.boolean().default(true).describe("Alarm to the platform's alarm topic when a delivery is given up."),
});

/** A Schedule's spec with all defaults filled in. */
export type ScheduleSpec = Frozen<z.output<typeof scheduleSchema>>;

/** What other documents may take from a Schedule. */
export const scheduleOutputs = { scheduleArn: 'schedule ARN' } as const satisfies Outputs;
