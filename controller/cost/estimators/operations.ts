import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';
import { type CostSite, expected, line, type Priced, priced } from '../priced.ts';

/** An alarm with a shorter period is a high-resolution one: https://aws.amazon.com/cloudwatch/pricing/ */
const STANDARD_PERIOD_SECONDS = 60;

/** An alarm: each metric that it reads. */
export function estimateAlarm(site: CostSite): Priced {
  const { Metrics, Period } = site.properties;
  const queries = isJsonArray(Metrics) ? Metrics.filter((query) => periodOf(query) !== undefined) : [];
  const periods = isJsonArray(Metrics) ? queries.map(periodOf) : [Period];
  const fast = periods.some((period) => typeof period === 'number' && period < STANDARD_PERIOD_SECONDS);
  return priced([line(site, 'alarm', Math.max(1, periods.length), fast ? 'fastAlarmMetrics' : 'alarmMetrics')]);
}

/** An alarm over alarms. */
export function estimateCompositeAlarm(site: CostSite): Priced {
  return priced([line(site, 'alarm', 1, 'compositeAlarms')]);
}

/** A dashboard; the three that are free are not counted. */
export function estimateDashboard(site: CostSite): Priced {
  return priced([line(site, 'dashboard', 1, 'dashboards')]);
}

/** A secret, and how often it is read. */
export function estimateSecret(site: CostSite): Priced {
  const calls = expected(site, 'callsPerMonth', 'secretCalls');
  return priced([line(site, 'secret', 1, 'secrets'), line(site, 'reads', calls.value, 'secretCalls')], calls);
}

/** A key of our own in KMS, and its uses. Keys that AWS manages cost nothing. */
export function estimateKey(site: CostSite): Priced {
  const calls = expected(site, 'callsPerMonth', 'keyCalls');
  return priced([line(site, 'key', 1, 'keys'), line(site, 'uses', calls.value, 'keyCalls')], calls);
}

/** A parameter of the Systems Manager: only an advanced one costs. */
export function estimateParameter(site: CostSite): Priced {
  return site.properties.Tier === 'Advanced' ? priced([line(site, 'parameter', 1, 'advancedParameters')]) : priced([]);
}

/** The period of a query that reads a metric; `undefined` for one that computes with others. */
function periodOf(query: Json): number | undefined {
  const stat = isJsonObject(query) ? query.MetricStat : undefined;
  return isJsonObject(stat) && typeof stat.Period === 'number' ? stat.Period : undefined;
}
