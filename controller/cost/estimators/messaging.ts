import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';
import { HOURS } from '../assumptions.ts';
import { type Amount, assumed, type CostSite, expected, line, type Priced, priced } from '../priced.ts';

/** Hours of the units of a rate: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const RATE_HOURS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24 };

/** Prices of SNS by protocol; others cost nothing (Lambda, SQS) or are not sold by message alone. */
const PROTOCOLS = {
  email: 'emailMessages',
  'email-json': 'emailMessages',
  http: 'httpMessages',
  https: 'httpMessages',
} as const;

/** A queue: every message is sent, received and deleted. What Lambda asks in vain is counted at its event source mapping. */
export function estimateQueue(site: CostSite): Priced {
  const messages = expected(site, 'messagesPerMonth', 'queueMessages');
  const each = assumed('queueRequests');
  const price = site.properties.FifoQueue === true ? 'fifoQueueRequests' : 'queueRequests';
  return priced([line(site, 'requests', messages.value * each.value, price)], messages, each);
}

/** A topic: what is published to it. */
export function estimateTopic(site: CostSite): Priced {
  const messages = expected(site, 'messagesPerMonth', 'topicMessages');
  return priced([line(site, 'messages', messages.value, 'topicMessages')], messages);
}

/** A subscription: what is delivered by e-mail or HTTP; queues and functions get theirs for nothing. */
export function estimateSubscription(site: CostSite): Priced {
  const { Protocol } = site.properties;
  const price = Object.entries(PROTOCOLS).find(([protocol]) => protocol === Protocol)?.[1];
  if (price === undefined) return priced([]);
  const messages = expected(site, 'messagesPerMonth', 'sentEmails');
  return priced([line(site, `deliveries by ${String(Protocol)}`, messages.value, price)], messages);
}

/** A rule: the events that it matches, unless AWS services send them, which costs nothing but for those of S3. Schedules cost nothing. */
export function estimateRule(site: CostSite): Priced {
  if (site.properties.EventPattern === undefined || isFree(site.properties.EventPattern)) return priced([]);
  const events = expected(site, 'eventsPerMonth', 'ruleEvents');
  return priced([line(site, 'events', events.value, 'busEvents')], events);
}

/** A schedule of EventBridge Scheduler: each time that it fires. */
export function estimateSchedule(site: CostSite): Priced {
  const declared = site.usage.invocationsPerMonth;
  const calls = declared === undefined ? callsOf(site.properties.ScheduleExpression) : { value: declared, assumed: [] };
  return priced([line(site, 'invocations', calls.value, 'scheduledCalls')], calls);
}

function isFree(pattern: Json): boolean {
  const sources = isJsonObject(pattern) ? pattern.source : undefined;
  if (!isJsonArray(sources) || sources.length === 0) return false;
  return sources.every((source) => typeof source === 'string' && source.startsWith('aws.') && source !== 'aws.s3');
}

function callsOf(expression: Json | undefined): Amount {
  const text = typeof expression === 'string' ? expression : '';
  if (text.startsWith('at(')) return { value: 1, assumed: [] };
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text) ?? [];
  const hours = Number(count) * (RATE_HOURS[unit] ?? 0);
  return hours > 0 ? { value: HOURS / hours, assumed: [] } : assumed('scheduledCalls');
}
