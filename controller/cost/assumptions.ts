/** A figure that stands in for what nobody declared. */
interface Assumption {
  readonly value: number;
  /** The figure in words, with its unit; what it is for. */
  readonly text: string;
}

function assume(value: number, text: string): Assumption {
  return { value, text };
}

/** Hours of a month, as in AWS's own calculator: https://docs.aws.amazon.com/pricing-calculator/latest/userguide/what-is-pricing-calculator.html */
export const HOURS = 730;

/** Days of a month: 730 hours. */
export const DAYS = HOURS / 24;

/**
 * Everything that the estimate takes for granted where the registry is silent. The texts are printed under every estimate that used
 * them, so each says the figure. They are guesses of ours for a small service, not measurements.
 */
export const ASSUMPTIONS = {
  functionRequests: assume(100_000, 'A function without traffic runs 100,000 times a month'),
  functionDuration: assume(200, 'A run of a function takes 200 ms'),
  functionLogBytes: assume(1_000, 'A run of a function writes 1,000 bytes of logs'),
  tracedRequests: assume(
    2_628_000,
    'X-Ray records the first run of each second (2,628,000 a month) and 5 % of the others',
  ),
  routeRequests: assume(100_000, 'A route without traffic gets 100,000 requests a month'),
  responseKb: assume(4, 'An answer of the API has 4 KB, and all of it leaves AWS'),
  accessLogBytes: assume(
    500,
    'The access log of the API takes 500 bytes a request, paid by the route; keeping it costs nothing',
  ),
  logGb: assume(0.1, 'A log group that nothing of the same stack writes to takes in 0.1 GB a month'),
  logCompression: assume(0.15, 'Logs are kept at 15 % of their size'),
  logMonths: assume(12, 'Logs that are kept for ever are paid as those of 12 months'),
  flowLogGb: assume(1, 'A flow log writes 1 GB a month'),
  natGb: assume(10, 'A NAT gateway processes 10 GB a month'),
  endpointGb: assume(1, 'An interface endpoint processes 1 GB a month'),
  bucketGb: assume(1, 'A bucket holds 1 GB'),
  bucketPuts: assume(1_000, 'A bucket gets 1,000 requests a month that write'),
  bucketGets: assume(10_000, 'A bucket gets 10,000 requests a month that read'),
  tableReads: assume(100_000, 'A table gets 100,000 reads a month'),
  tableWrites: assume(100_000, 'A table gets 100,000 writes a month'),
  tableGb: assume(1, 'A table holds 1 GB'),
  imageGb: assume(1, 'An image repository holds 1 GB'),
  queueMessages: assume(100_000, 'A queue gets 100,000 messages a month'),
  queueRequests: assume(3, 'A message costs 3 requests: send, receive, delete'),
  emptyReceives: assume(657_000, 'Lambda asks a queue 657,000 times a month for messages: 5 pollers, every 20 seconds'),
  topicMessages: assume(10_000, 'A topic gets 10,000 messages a month'),
  sentEmails: assume(100, 'A subscription by e-mail or HTTP gets 100 messages a month'),
  ruleEvents: assume(10_000, 'A rule on events that are not free matches 10,000 a month'),
  scheduledCalls: assume(HOURS, 'A schedule with a cron expression fires once an hour'),
  secretCalls: assume(10_000, 'A secret is read 10,000 times a month'),
  keyCalls: assume(10_000, 'A key is used 10,000 times a month'),
} as const satisfies Readonly<Record<string, Assumption>>;

/** Name of an assumption. */
export type AssumptionName = keyof typeof ASSUMPTIONS;
