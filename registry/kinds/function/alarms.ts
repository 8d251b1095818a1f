import * as z from 'zod';
import type { Frozen } from '../frozen.ts';

/** When an alarm rings. CloudWatch looks back a day at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const window = {
  minutes: z.int().min(1).max(60).exactOptional().describe('Length of a period in minutes, 1 to 60. Default: 1.'),
  periods: z.int().min(1).max(24).exactOptional().describe('Periods that are looked at, 1 to 24. Default: 5.'),
  breaching: z
    .int()
    .min(1)
    .max(24)
    .exactOptional()
    .describe('How many of them have to be over the threshold. Default: 3, or all where there are fewer.'),
};

const countAlarm = z.union([
  z.literal(false),
  z.strictObject({
    threshold: z.int().min(1).exactOptional().describe('How many of them in a period are too many. Default: 1.'),
    ...window,
  }),
]);

const durationAlarm = z.union([
  z.literal(false),
  z.strictObject({
    percent: z.int().min(1).max(100).exactOptional().describe('Share of the timeout, in percent. Default: 80.'),
    ...window,
  }),
]);

const ageAlarm = z.union([
  z.literal(false),
  z.strictObject({
    seconds: z.int().min(1).max(604_800).exactOptional().describe('Age in seconds. Default: 60.'),
    ...window,
  }),
]);

/** Alarms of a function, to the platform's alarm topic; CloudWatch bills each one. `false` turns one off, a block turns it on. */
export const alarmsSchema = z.union([
  z.literal(false),
  z.strictObject({
    errors: countAlarm.exactOptional().describe('Runs that fail. On unless `false`.'),
    throttles: countAlarm.exactOptional().describe('Runs that are refused for want of concurrency. On unless `false`.'),
    duration: durationAlarm
      .exactOptional()
      .describe('One run in a hundred comes near the timeout (p99). Off unless a block is given.'),
    dropped: countAlarm
      .exactOptional()
      .describe('Asynchronous events that are given up without a run. Off unless a block is given.'),
    undelivered: countAlarm
      .exactOptional()
      .describe('Failed events that the dead letter or destination did not take. Off unless a block is given.'),
    iteratorAge: ageAlarm
      .exactOptional()
      .describe('The last record of a batch from a stream is old. Off unless a block is given.'),
  }),
]);

/** The alarms of a function as the author wrote them. */
export type FunctionAlarms = Frozen<z.output<typeof alarmsSchema>>;
