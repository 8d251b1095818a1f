import * as z from 'zod';

/** More than any account of AWS sees in a month, so a number above it is a slip of the keyboard. */
const MOST = 1e12;

const count = z.int().min(0).max(MOST);
const gigabytes = z.number().min(0).max(1e9);

/**
 * Fields of a `traffic` block: what is expected in a month, for the cost estimate alone. They change nothing in AWS but the
 * metadata of a template, where the cost stage reads them under the same names. What is left out is priced with the assumption
 * that docs/reference/cost.md states.
 */
const requestsPerMonth = count.exactOptional().describe('Requests expected in a month.');
const averageDurationMs = z
  .int()
  .min(1)
  .max(900_000)
  .exactOptional()
  .describe('How long one run takes on average, in milliseconds; Lambda stops at 900000.');
const averageResponseKb = z
  .number()
  .min(0)
  .max(10_240)
  .exactOptional()
  .describe('Size of one answer on average, in KB; API Gateway stops at 10240.');
const messagesPerMonth = count.exactOptional().describe('Messages expected in a month.');
const eventsPerMonth = count.exactOptional().describe('Events expected in a month.');
const readsPerMonth = count.exactOptional().describe('Reads of up to 4 KB expected in a month.');
const writesPerMonth = count.exactOptional().describe('Writes of up to 1 KB expected in a month.');
const putsPerMonth = count.exactOptional().describe('Requests that write or list objects, expected in a month.');
const getsPerMonth = count.exactOptional().describe('Requests that read objects, expected in a month.');
const storageGb = gigabytes.exactOptional().describe('Data kept, in GB.');
const dataOutGb = gigabytes.exactOptional().describe('Data sent to the internet in a month, in GB.');
const callsPerMonth = count.exactOptional().describe('Calls expected in a month.');

/** Traffic of a Function. */
export const functionTraffic = z.strictObject({ requestsPerMonth, averageDurationMs });

/** Traffic of a Route. */
export const routeTraffic = z.strictObject({ requestsPerMonth, averageResponseKb });

/** Traffic of a Queue or a Topic. */
export const messageTraffic = z.strictObject({ messagesPerMonth });

/** Traffic of an EventRule. A Schedule needs none: its expression says how often it fires. */
export const eventTraffic = z.strictObject({ eventsPerMonth });

/** Traffic of an EventProcessor: every event is a run of its function. */
export const processorTraffic = z.strictObject({ eventsPerMonth, averageDurationMs });

/** Traffic of a Table. */
export const tableTraffic = z.strictObject({ readsPerMonth, writesPerMonth, storageGb });

/** Traffic of a Bucket. */
export const bucketTraffic = z.strictObject({ putsPerMonth, getsPerMonth, storageGb, dataOutGb });

/** Traffic of a Secret. */
export const secretTraffic = z.strictObject({ callsPerMonth });

/** Traffic of an Agent: of its function, queue, table and bucket. */
export const agentTraffic = z.strictObject({
  messagesPerMonth,
  averageDurationMs,
  readsPerMonth,
  writesPerMonth,
  putsPerMonth,
  getsPerMonth,
  storageGb,
});
