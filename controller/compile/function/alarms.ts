import type { FunctionAlarms } from '../../../registry/kinds/function/alarms.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { ref } from '../intrinsics.ts';
import { idFor, type ResourcePrefix } from '../logical-ids.ts';
import type { Site } from '../site.ts';
import { metricOf, putAlarm } from '../team-alarm.ts';
import { DEFAULT_TIMEOUT_SECONDS } from './defaults.ts';

type Settings = Exclude<FunctionAlarms, false>;
type Document = RegistryDocument<'Function'>;

/** When an alarm rings. */
interface Window {
  readonly minutes?: number;
  readonly periods?: number;
  readonly breaching?: number;
}

/** An alarm that a function can have. */
interface Alarm {
  readonly prefix: ResourcePrefix;
  /** Word in the alarm's name. */
  readonly type: string;
  readonly description: string;
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum' | 'p99';
  readonly threshold: number;
  readonly window: Window;
}

/** Out of five minutes, three have to breach: one slow or broken minute wakes nobody. */
const DEFAULT_PERIODS = 5;
const DEFAULT_BREACHING = 3;

/** A run that takes four fifths of its timeout is near enough to the end to look at. */
const DEFAULT_PERCENT = 80;
const DEFAULT_AGE_SECONDS = 60;

/** The alarms of a function: errors and throttles unless the author turns them off, the others where one is asked for. */
export function addAlarms(site: Site<'Function'>): void {
  for (const alarm of alarmsOf(site.document)) addAlarm(alarm, site);
}

/** Logical ids of a function's alarms. */
export function alarmIds(document: Document): readonly string[] {
  return alarmsOf(document).map(({ prefix }) => idFor(prefix, document.metadata.name));
}

function addAlarm(alarm: Alarm, site: Site<'Function'>): void {
  const { minutes = 1, periods = DEFAULT_PERIODS, breaching = DEFAULT_BREACHING } = alarm.window;
  putAlarm(site, alarm.prefix, {
    type: alarm.type,
    description: alarm.description,
    metric: lambdaMetric(alarm, minutes * 60, site.document),
    threshold: alarm.threshold,
    periods,
    breachingPeriods: Math.min(breaching, periods),
  });
}

/** Metrics: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
function lambdaMetric({ metric, statistic }: Alarm, seconds: number, { metadata }: Document): JsonObject {
  const dimensions = { FunctionName: ref(idFor('Function', metadata.name)) };
  if (statistic !== 'p99') return metricOf(['AWS/Lambda', metric], dimensions, statistic, seconds);
  const { Statistic: _, ...rest } = metricOf(['AWS/Lambda', metric], dimensions, 'Sum', seconds);
  return { ...rest, ExtendedStatistic: 'p99' };
}

function alarmsOf(document: Document): readonly Alarm[] {
  const { alarms = {} } = document.spec;
  if (alarms === false) return [];
  return [
    ...count(document, alarms.errors ?? {}, ERRORS),
    ...count(document, alarms.throttles ?? {}, THROTTLES),
    ...durationAlarm(document, alarms.duration),
    ...count(document, alarms.dropped, DROPPED),
    ...undelivered(document, alarms.undelivered),
    ...ageAlarm(document, alarms.iteratorAge),
  ];
}

/** What an alarm that counts looks at. */
type Counted = Pick<Alarm, 'prefix' | 'type' | 'metric'> & { readonly what: string };

const ERRORS: Counted = { prefix: 'LambdaErrorsAlarm', type: 'errors-alarm', metric: 'Errors', what: 'failed runs' };
const THROTTLES: Counted = {
  prefix: 'LambdaThrottlesAlarm',
  type: 'throttles-alarm',
  metric: 'Throttles',
  what: 'runs refused for want of concurrency',
};
const DROPPED: Counted = {
  prefix: 'LambdaDroppedAlarm',
  type: 'dropped-alarm',
  metric: 'AsyncEventsDropped',
  what: 'asynchronous events given up without a run',
};
const DEAD_LETTER: Counted = {
  prefix: 'LambdaDeadLetterAlarm',
  type: 'dead-letter-alarm',
  metric: 'DeadLetterErrors',
  what: 'failed events that the dead letter did not take',
};
const DESTINATION: Counted = {
  prefix: 'LambdaDestinationAlarm',
  type: 'destination-alarm',
  metric: 'DestinationDeliveryFailures',
  what: 'results that a destination did not take',
};

function count({ metadata }: Document, settings: Settings['errors'], counted: Counted): readonly Alarm[] {
  if (settings === undefined || settings === false) return [];
  const { threshold = 1, ...window } = settings;
  const { what, ...alarm } = counted;
  const period = (window.minutes ?? 1) === 1 ? 'a minute' : `${window.minutes} minutes`;
  const description = `Function ${metadata.name}: ${what}, ${threshold} or more in ${period}`;
  return [{ ...alarm, description, statistic: 'Sum', threshold, window }];
}

/** Lambda counts what a dead letter and what a destination did not take apart. */
function undelivered(document: Document, settings: Settings['undelivered']): readonly Alarm[] {
  const { deadLetter, asyncInvoke } = document.spec;
  const told = asyncInvoke?.onSuccess !== undefined || asyncInvoke?.onFailure !== undefined;
  return [
    ...(deadLetter === undefined ? [] : count(document, settings, DEAD_LETTER)),
    ...(told ? count(document, settings, DESTINATION) : []),
  ];
}

function durationAlarm({ metadata, spec }: Document, settings: Settings['duration']): readonly Alarm[] {
  if (settings === undefined || settings === false) return [];
  const { percent = DEFAULT_PERCENT, ...window } = settings;
  const threshold = (spec.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS) * 10 * percent;
  const description = `Function ${metadata.name}: one run in a hundred takes ${percent} % of the timeout or longer`;
  const metric = { metric: 'Duration', statistic: 'p99' } as const;
  return [{ prefix: 'LambdaDurationAlarm', type: 'duration-alarm', description, ...metric, threshold, window }];
}

function ageAlarm({ metadata }: Document, settings: Settings['iteratorAge']): readonly Alarm[] {
  if (settings === undefined || settings === false) return [];
  const { seconds = DEFAULT_AGE_SECONDS, ...window } = settings;
  const description = `Function ${metadata.name}: records of a stream have waited for ${seconds} seconds`;
  const metric = { metric: 'IteratorAge', statistic: 'Maximum' } as const;
  return [{ prefix: 'LambdaAgeAlarm', type: 'age-alarm', description, ...metric, threshold: seconds * 1000, window }];
}
